"""Quotas: how long a policy may be, how many may be attached. They are AWS's to change, so they are data."""

from collections.abc import Iterator
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from policykit.catalog.sources import IAM_QUOTAS, ORGANIZATIONS_QUOTAS, STS_API, VPC_QUOTAS, Source
from policykit.errors import IntentError

__all__ = ["QUOTAS", "Counted", "Quota"]


class Counted(StrEnum):
    """What a quota counts. A character is a Unicode code point (GRAM-39)."""

    CHARACTERS = "characters"
    CHARACTERS_WITHOUT_WHITESPACE = "characters without whitespace"
    ITEMS = "items"


class Quota(NamedTuple):
    """One quota.

    Attributes:
        name: policykit's name for it.
        limit: what every account has.
        maximum: what AWS grants at most on request; the same as ``limit`` if it cannot be raised.
        counted: the unit.
        note: what exactly is counted.
        source: the AWS document that states it.
    """

    name: str
    limit: int
    maximum: int
    counted: Counted
    note: str
    source: Source

    @property
    def counts_spaces(self) -> bool:
        """Whether white space inside strings counts; white space between tokens never does.

        >>> QUOTAS["scp"].counts_spaces, QUOTAS["managed-policy"].counts_spaces
        (True, False)

        Raises:
            IntentError: the quota counts items, not characters.
        """
        if self.counted is Counted.ITEMS:
            raise IntentError("quota", f"expected one that counts characters: {self.name!r} counts {self.counted}")
        return self.counted is Counted.CHARACTERS


def _quotas(source: Source, *rows: tuple[str, int, int, Counted, str]) -> Iterator[Quota]:
    for row in rows:
        yield Quota(*row, source)


_TIGHT: Final = Counted.CHARACTERS_WITHOUT_WHITESPACE
_EVERY: Final = Counted.CHARACTERS
_ITEMS: Final = Counted.ITEMS

# Columns: name, limit, maximum, counted, note.
# fmt: off
_ROWS: Final = (
    *_quotas(
        IAM_QUOTAS,
        ("managed-policy",              6_144,  6_144, _TIGHT, "boundaries too; policies of AWS itself are exempt"),
        ("user-inline-policies",        2_048,  2_048, _TIGHT, "all inline policies of the user together"),
        ("group-inline-policies",       5_120,  5_120, _TIGHT, "all inline policies of the group together"),
        ("role-inline-policies",       10_240, 10_240, _TIGHT, "all inline policies of the role together"),
        ("trust-policy",                2_048,  8_192, _TIGHT, "the trust policy of a role"),
        ("policies-per-role",              10,     25, _ITEMS, "managed policies attached"),
        ("policies-per-user",              10,     20, _ITEMS, "managed policies attached"),
        ("policies-per-group",             10,     10, _ITEMS, "managed policies attached"),
        ("policy-versions",                 5,      5, _ITEMS, "stored versions of a managed policy"),
        ("tags",                           50,     50, _ITEMS, "tags of a user, role or other resource of IAM"),
        ("roles",                       1_000, 10_000, _ITEMS, "in the account"),
        ("customer-managed-policies",   1_500, 10_000, _ITEMS, "in the account"),
        ("instance-profiles",           1_000, 10_000, _ITEMS, "in the account"),
        ("saml-providers",                100,    100, _ITEMS, "in the account"),
        ("oidc-providers",                100,    700, _ITEMS, "in the account"),
    ),
    *_quotas(
        STS_API,
        ("session-policies",            2_048,  2_048, _EVERY, "inline and managed; their packed size is limited too"),
        ("session-policy-arns",            10,     10, _ITEMS, "managed policies of the role's account or of AWS"),
        ("session-tags",                   50,     50, _ITEMS, "passed with the call"),
        ("session-tag-key",               128,    128, _EVERY, "at least 1"),
        ("session-tag-value",             256,    256, _EVERY, "may be empty"),
        ("transitive-tag-keys",            50,     50, _ITEMS, "passed with the call"),
    ),
    *_quotas(
        ORGANIZATIONS_QUOTAS,
        ("scp",                        10_240, 10_240, _EVERY, "console removes whitespace; 5,120 before 2026-05-15"),
        ("rcp",                         5_120,  5_120, _EVERY, "console removes whitespace"),
        ("scps-per-target",                10,     10, _ITEMS, "root, unit, account; at least 1; 5 before 2026-05-15"),
        ("rcps-per-target",                 5,      5, _ITEMS, "root, unit, account; RCPFullAWSAccess is one of them"),
        ("organizational-unit-depth",       5,      5, _ITEMS, "levels below the root"),
    ),
    *_quotas(
        VPC_QUOTAS,
        ("endpoint-policy",            20_480, 20_480, _EVERY, "whitespace included"),
    ),
)
# fmt: on

QUOTAS: Final = MappingProxyType({each.name: each for each in _ROWS})
"""The quotas by name."""
