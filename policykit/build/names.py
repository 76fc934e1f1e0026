"""What the author of an intention gives: names that become part of a condition value, flags, and one of several.

No name may hold a wildcard or a variable: it would let in others than the one who is named.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from policykit.errors import IntentError, InvalidValue
from policykit.model.arn import PARTITION as _PARTITION

__all__ = [
    "DNS_LABEL",
    "DNS_NAME",
    "ISSUER",
    "PARTITION",
    "PATH",
    "PLAIN",
    "REF",
    "SEGMENT",
    "SLUG",
    "TEXT",
    "UUID",
    "UUID_IN_BRACES",
    "Form",
    "check_flag",
    "checked",
    "one_of",
]

_G = TypeVar("_G")
_V = TypeVar("_V")


@dataclass(frozen=True, slots=True)
class Form:
    """What a name looks like.

    Attributes:
        pattern: of all of it.
        expected: the same in words, with an example.
    """

    pattern: re.Pattern[str]
    expected: str

    def check(self, parameter: str, value: object) -> str:
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
_NAME: Final = rf"{_LABEL}(?:\.{_LABEL})*"
_UUID: Final = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

TEXT: Final = Form(re.compile("[ -#%-)+->@-~]{1,1000}"), "printable text without * ? $")
SEGMENT: Final = Form(re.compile("[ -#%-)+-9;->@-~]{1,255}"), "a name without : * ? $")
PLAIN: Final = Form(re.compile("[^*?$]+"), "a name that policies cannot take for a pattern: without * ? $")
PATH: Final = Form(
    re.compile("[0-9A-Za-z_][0-9A-Za-z_.-]*(?:/[0-9A-Za-z_][0-9A-Za-z_.-]*)+"), "group/project, for example 'acme/app'"
)
REF: Final = Form(
    re.compile(r"(?!/|refs/)[!-#%-)+-9;->@-Z\]_-}]{1,255}"), "the name of a branch or tag, without refs/ and wildcards"
)
SLUG: Final = Form(re.compile("[0-9A-Za-z][0-9A-Za-z_.-]{0,254}"), "a name as it stands in the address of its page")
DNS_LABEL: Final = Form(re.compile(_LABEL), "lower-case letters, digits and hyphens, at most 63")
DNS_NAME: Final = Form(re.compile(rf"(?=.{{1,253}}\Z){_NAME}"), "lower-case letters, digits, hyphens and dots")
ISSUER: Final = Form(
    re.compile(rf"(?=.{{1,255}}\Z){_NAME}(?:/[0-9A-Za-z_.~%@+=-]+)*/?"),
    "host (in lower case, without port) and path of the provider's URL, without https://",
)
PARTITION: Final = Form(_PARTITION, "a partition such as 'aws', 'aws-cn' or 'aws-us-gov'")
UUID: Final = Form(re.compile(_UUID), "a UUID such as '0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f'")
UUID_IN_BRACES: Final = Form(
    re.compile(r"\{" + _UUID + r"\}"), "a UUID in braces, such as '{0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f}'"
)


def checked(parameter: str, kind: Callable[[_G], _V], value: _G) -> _V:
    """The value as that kind of identifier or ARN.

    Raises:
        IntentError: it is none.
    """
    try:
        return kind(value)
    except InvalidValue as error:
        raise IntentError(parameter, f"{error.reason}, found {error.text!r}") from None


def check_flag(parameter: str, value: object) -> bool:
    """The value, if it is True or False: a text such as ``"no"`` counts as true elsewhere.

    Raises:
        IntentError: it is something else.
    """
    if not isinstance(value, bool):
        raise IntentError(parameter, f"expected True or False, found {value!r}")
    return value


def one_of(what: str, **given: str | bool | None) -> str:
    """The name of the only parameter that was given.

    Args:
        what: what they say together, for the message.
        given: the parameters; None and False are not given.

    Raises:
        IntentError: none was given, or several.
    """
    chosen = [name for name, value in given.items() if value is not None and value is not False]
    if len(chosen) != 1:
        found = " and ".join(chosen) or "none"
        raise IntentError(
            next(iter(chosen or given)), f"expected exactly one of {', '.join(given)}, which say {what}, found {found}"
        )
    return chosen[0]
