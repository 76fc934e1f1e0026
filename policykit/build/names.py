"""Names that become part of a condition value: what each may consist of. None may hold a wildcard or a variable."""

import re
from dataclasses import dataclass
from typing import Final

from policykit.errors import IntentError

__all__ = [
    "DNS_LABEL",
    "DNS_NAME",
    "PATH",
    "SEGMENT",
    "TEXT",
    "UUID",
    "UUID_IN_BRACES",
    "Form",
    "one_of",
]


@dataclass(frozen=True, slots=True)
class Form:
    """What a name looks like.

    Attributes:
        pattern: of all of it.
        expected: the same in words, with an example.
    """

    pattern: re.Pattern[str]
    expected: str

    def check(self, parameter: str, value: str) -> str:
        """The value, if it has this form.

        Raises:
            IntentError: it has not.
        """
        if not isinstance(value, str):
            raise IntentError(parameter, f"expected {self.expected}, found {value!r}")
        if self.pattern.fullmatch(value) is None:
            wildcard = "; a wildcard cannot stand for a name" if set(value) & set("*?") else ""
            raise IntentError(parameter, f"expected {self.expected}, found {value!r}{wildcard}")
        return value


_LABEL: Final = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_UUID: Final = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

TEXT: Final = Form(re.compile("[ -#%-)+->@-~]{1,1000}"), "printable text without * ? $")
SEGMENT: Final = Form(re.compile("[ -#%-)+-9;->@-~]{1,255}"), "a name without : * ? $")
PATH: Final = Form(
    re.compile("[0-9A-Za-z_][0-9A-Za-z_.-]*(?:/[0-9A-Za-z_][0-9A-Za-z_.-]*)+"), "group/project, for example 'acme/app'"
)
DNS_LABEL: Final = Form(re.compile(_LABEL), "lower-case letters, digits and hyphens, at most 63")
DNS_NAME: Final = Form(
    re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*"), "lower-case letters, digits, hyphens and dots"
)
UUID: Final = Form(re.compile(_UUID), "a UUID such as '0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f'")
UUID_IN_BRACES: Final = Form(
    re.compile(r"\{" + _UUID + r"\}"), "a UUID in braces, such as '{0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f}'"
)


def one_of(what: str, **given: object) -> str:
    """The name of the only parameter that was given.

    Args:
        what: what they say together, for the message.
        given: the parameters; None and False are not given.

    Raises:
        IntentError: none was given, or several.
    """
    chosen = [name for name, value in given.items() if value not in (None, False)]
    if len(chosen) != 1:
        found = " and ".join(chosen) or "none"
        raise IntentError(
            next(iter(chosen or given)), f"expected exactly one of {', '.join(given)}, which say {what}, found {found}"
        )
    return chosen[0]
