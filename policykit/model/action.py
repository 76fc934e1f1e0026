"""Actions: patterns such as ``sts:AssumeRole`` or ``s3:Get*``, and the actions of the AssumeRole family.

Source: IAM User Guide, "IAM JSON policy elements: Action" (GRAM-18, GRAM-19).
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Self, cast

from policykit._text import TextValue
from policykit.errors import ActionError
from policykit.wildcard import Wildcard

__all__ = [
    "ASSUME_ACTIONS",
    "COMPANION_ACTIONS",
    "ROLE_ACTIONS",
    "STS_ACTIONS",
    "TRUST_ACTIONS",
    "ActionPattern",
    "folded_action",
    "read_action",
]

ASSUME_ACTIONS: Final = ("sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity")
"""The actions that make a role session; each kind of caller has exactly one of them (ASSUME-4)."""

COMPANION_ACTIONS: Final = ("sts:TagSession", "sts:SetSourceIdentity", "sts:SetContext")
"""The actions that a call to assume a role can need as well (ASSUME-40, ASSUME-50, ASSUME-53)."""

ROLE_ACTIONS: Final = (*ASSUME_ACTIONS, *COMPANION_ACTIONS)
"""The actions that a trust policy decides (GRAM-25)."""

TRUST_ACTIONS: Final = (
    *ROLE_ACTIONS,
    "sts:DecodeAuthorizationMessage",
    "sts:GetAccessKeyInfo",
    "sts:GetCallerIdentity",
    "sts:GetFederationToken",
    "sts:GetServiceBearerToken",
    "sts:GetSessionToken",
)
"""The actions that a trust policy may name; IAM stores the last six, though they do nothing there (DISP-24)."""

STS_ACTIONS: Final = (
    *TRUST_ACTIONS,
    "sts:AssumeRoot",
    "sts:GetDelegatedAccessToken",
    "sts:GetWebIdentityToken",
    "sts:TagGetWebIdentityToken",
)
"""Actions of STS in the spelling of the AWS documentation (ARN-17)."""

_TO_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_FORM = re.compile(r"[A-Za-z0-9.-]+:[^:]+")
_SPELLING = {name.lower(): name for name in STS_ACTIONS}


def folded_action(text: str) -> str:
    """An action in the form in which actions are compared: without case, which only ASCII letters have here (GRAM-19).

    >>> folded_action("STS:AssumeRole"), folded_action("sts:\N{KELVIN SIGN}ey")
    ('sts:assumerole', 'sts:\N{KELVIN SIGN}ey')
    """
    return text.lower() if text.isascii() else text.translate(_TO_LOWER)


@dataclass(frozen=True, slots=True)
class ActionPattern(TextValue):
    """An entry of an Action or NotAction element: ``*``, or ``service:Name`` with wildcards in the name.

    Attributes:
        text: as written; case does not matter for matching (GRAM-19), and two patterns are equal if they differ only
            in case.

    >>> ActionPattern.parse("STS:assumerole*").matches("sts:AssumeRoleWithSAML")
    True
    >>> ActionPattern.parse("AssumeRole")
    Traceback (most recent call last):
    policykit.errors.ActionError: invalid action 'AssumeRole': expected '*' or service:Name, such as 'sts:AssumeRole'
    """

    text: str = field(compare=False)
    folded: Wildcard = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an action pattern.

        Raises:
            ActionError: neither ``*`` nor ``service:Name``, or a wildcard in the service (GRAM-18).
        """
        if not isinstance(text, str):
            raise ActionError(repr(text), "expected text: '*' or service:Name")
        return cast("Self", read_action(text))

    def __str__(self) -> str:
        return self.text

    def matches(self, action: str) -> bool:
        """Whether the pattern names this action; case does not matter."""
        return self.folded.matches(folded_action(action))

    def covers(self, other: "ActionPattern") -> bool:
        """Whether every action that ``other`` names is named by this pattern."""
        return self.folded.covers(other.folded)

    def overlaps(self, other: "ActionPattern") -> bool:
        """Whether some action is named by both."""
        return self.folded.overlaps(other.folded)

    @property
    def canonical(self) -> str:
        """One spelling for all that differ in case: that of the AWS documentation for STS, else lower case.

        >>> ActionPattern.parse("STS:assumeROLE").canonical, ActionPattern.parse("S3:GetObject").canonical
        ('sts:AssumeRole', 's3:getobject')
        """
        return _SPELLING.get(self.folded.text, self.folded.text)


@lru_cache(maxsize=1 << 16)  # the same few hundred actions fill every document of an account
def read_action(text: str) -> ActionPattern:
    """`ActionPattern.parse` for whoever knows that it is text, and reads thousands."""
    if text != "*" and not _FORM.fullmatch(text):
        raise ActionError(text, _reason(text))
    return ActionPattern(text, Wildcard(folded_action(text)))


def _reason(text: str) -> str:
    service, colon, name = text.partition(":")
    if colon and ("*" in service or "?" in service):
        return "expected a service without wildcards before the colon, or just '*'"
    if ":" in name:
        return "expected one colon, between service and name"
    return "expected '*' or service:Name, such as 'sts:AssumeRole'"
