"""What each kind of document may contain, as data, and the report that collects what is wrong with one.

A new kind of document is a new `Grammar`; the reading itself (`policykit.model.statement`) has no branch per kind.

Source: IAM User Guide, "Grammar of the IAM JSON policy language"; AWS Organizations User Guide, "SCP syntax" and
"RCP syntax" (GRAM-1 to GRAM-39).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, Protocol, runtime_checkable

from policykit.errors import Problem
from policykit.source import Pointer

__all__ = [
    "BOUNDARY",
    "ENDPOINT",
    "IDENTITY",
    "LATEST_VERSION",
    "OLD_VERSION",
    "RESOURCE",
    "RESOURCE_CONTROL",
    "SERVICE_CONTROL",
    "SESSION",
    "TRUST",
    "Grammar",
    "Report",
    "Rule",
    "ShortArn",
    "Size",
    "SizeLimit",
    "did_you_mean",
]

LATEST_VERSION: Final = "2012-10-17"
OLD_VERSION: Final = "2008-10-17"


class Rule(Enum):
    """Whether a member may, must or may not be there; STRICT refuses it only in a strict reading."""

    REQUIRED = "required"
    ALLOWED = "allowed"
    STRICT = "refused when reading strictly"
    REFUSED = "refused"


class ShortArn(Enum):
    """What a Resource with fewer than six fields is (ARN-15, DISP-28)."""

    COMPLETED = "completed with '*'"
    REFUSED = "refused"
    REFUSED_UNLESS_STAR = "refused unless it ends in '*'"
    TEXT = "compared as it is"


@dataclass(frozen=True, slots=True)
class Size:
    """How AWS counts the characters of a kind of document, and how many it accepts (GRAM-39, section "Quotas").

    Attributes:
        limit: the most characters, the raised quota where there is one; None where AWS limits no single document.
        counts_spaces: whether white space inside strings counts; white space between tokens never does.
    """

    limit: int | None = None
    counts_spaces: bool = False


@runtime_checkable
class SizeLimit(Protocol):
    """A most number of characters, and how they are counted: a row of `policykit.catalog.QUOTAS`, for one."""

    @property
    def limit(self) -> int:
        """The most characters."""
        ...

    @property
    def counts_spaces(self) -> bool:
        """Whether white space inside strings counts; white space between tokens never does."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """The rules of one kind of document.

    Attributes:
        name: of the kind, in AWS's words.
        version: the Version element; REQUIRED means that it must be 2012-10-17 (GRAM-14).
        id: the Id element (GRAM-17).
        principal: Principal; NotPrincipal follows `not_principal`.
        resource: Resource and NotResource together: REQUIRED means one of the two.
        not_action: NotAction.
        plain_sids: Sids are letters and digits, and differ from each other (GRAM-15, GRAM-16).
        empty_lists: an empty Statement, Action or Resource list is stored, and has no effect (GRAM-34).
        short_arn: see `ShortArn`.
        latin_text: the text must consist of the characters that IAM's API takes (GRAM-6).
        text_limit: the most characters of text that are read at all.
        size: see `Size`.
        assumes: the actions must be those of the AssumeRole family (GRAM-25), the principals those that can assume.
        only_deny: Allow is refused but for the one statement of RCPFullAWSAccess (GRAM-29).
    """

    name: str
    version: Rule = Rule.ALLOWED
    id: Rule = Rule.ALLOWED
    principal: Rule = Rule.REFUSED
    not_principal: Rule = Rule.REFUSED
    resource: Rule = Rule.REQUIRED
    not_action: Rule = Rule.ALLOWED
    plain_sids: bool = True
    empty_lists: bool = False
    short_arn: ShortArn = ShortArn.COMPLETED
    latin_text: bool = False
    text_limit: int = 1 << 20
    size: Size = Size()
    assumes: bool = False
    only_deny: bool = False

    @property
    def one(self) -> str:
        """The name with its article."""
        return f"{'an' if self.name[0] in 'aeiou' else 'a'} {self.name}"


_IAM_TEXT: Final = 131_072  # characters: the longest document argument of the IAM API (GRAM-6)

IDENTITY: Final = Grammar(name="identity-based policy", latin_text=True, text_limit=_IAM_TEXT)
BOUNDARY: Final = Grammar(name="permissions boundary", version=Rule.REQUIRED, latin_text=True, text_limit=_IAM_TEXT)
SESSION: Final = Grammar(
    name="session policy",
    short_arn=ShortArn.REFUSED,
    latin_text=True,
    text_limit=_IAM_TEXT,
    size=Size(2_048, counts_spaces=True),
)
TRUST: Final = Grammar(
    name="trust policy",
    principal=Rule.REQUIRED,
    not_principal=Rule.STRICT,
    resource=Rule.REFUSED,
    not_action=Rule.STRICT,
    latin_text=True,
    text_limit=_IAM_TEXT,
    size=Size(8_192),
    assumes=True,
)
RESOURCE: Final = Grammar(
    name="resource-based policy",
    principal=Rule.REQUIRED,
    not_principal=Rule.ALLOWED,
    resource=Rule.ALLOWED,
    plain_sids=False,
    empty_lists=True,
    short_arn=ShortArn.TEXT,
    size=Size(counts_spaces=True),  # the limits are those of the services, which count what they are sent
)
ENDPOINT: Final = Grammar(
    name="VPC endpoint policy",
    principal=Rule.REQUIRED,
    not_principal=Rule.ALLOWED,
    resource=Rule.ALLOWED,
    plain_sids=False,
    empty_lists=True,
    short_arn=ShortArn.TEXT,
    size=Size(20_480, counts_spaces=True),
)
SERVICE_CONTROL: Final = Grammar(
    name="service control policy",
    id=Rule.STRICT,
    short_arn=ShortArn.REFUSED_UNLESS_STAR,
    size=Size(10_240, counts_spaces=True),
)
RESOURCE_CONTROL: Final = Grammar(
    name="resource control policy",
    version=Rule.REQUIRED,
    id=Rule.STRICT,
    principal=Rule.REQUIRED,
    not_action=Rule.REFUSED,
    short_arn=ShortArn.REFUSED,
    size=Size(5_120, counts_spaces=True),
    only_deny=True,
)

SID_FORM: Final = re.compile("[A-Za-z0-9]*")

IAM_RESOURCE_TYPES: Final = (
    "access-report/",
    "federated-user/",
    "group/",
    "instance-profile/",
    "mfa/",
    "oidc-provider/",
    "policy/",
    "report/",
    "role/",
    "saml-provider/",
    "server-certificate/",
    "sms-mfa/",
    "u2f/",
    "user/",
)
"""How the last field of an IAM resource may begin, besides ``root`` and ``*`` (GRAM-22)."""


@dataclass(slots=True)
class Report:
    """Collects every problem of one document, so that all are told at once.

    Attributes:
        grammar: the rules of the kind that is read.
        strict: whether to refuse what IAM would refuse although it can be evaluated.
        variables: whether ``${…}`` is a policy variable: Version is 2012-10-17 (GRAM-12).
    """

    grammar: Grammar
    strict: bool
    variables: bool = True
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, at: Pointer, message: str) -> None:
        """Note a breach of the grammar."""
        self.problems.append(Problem(at, message))

    def refuse_if_strict(self, at: Pointer, message: str) -> None:
        """Note what IAM would refuse; a lenient reading keeps it."""
        if self.strict:
            self.refuse(at, message)

    def apply(self, rule: Rule, at: Pointer, message: str) -> None:
        """Note the presence of a member as its rule says."""
        if rule is Rule.REFUSED:
            self.refuse(at, message)
        elif rule is Rule.STRICT:
            self.refuse_if_strict(at, message)


def did_you_mean(name: str, known: Mapping[str, object] | tuple[str, ...]) -> str:
    """``; did you mean 'Action'?`` if a known name is near, else nothing."""
    from difflib import get_close_matches  # only for messages

    folded = {each.lower(): each for each in known}
    close = get_close_matches(name.lower(), folded, n=1, cutoff=0.7)
    return f"; did you mean {folded[close[0]]!r}?" if close else ""
