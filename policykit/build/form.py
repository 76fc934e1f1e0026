"""The form of intentions, as data: what is read, what the command line offers and what the JSON Schema says of them.

The members of a caller are in `policykit.build.kinds`.
"""

import re
from typing import Final

from policykit.build.kinds import KINDS
from policykit.build.members import Form, Member, Shape
from policykit.build.trust import TRUST_QUOTA
from policykit.catalog.quotas import QUOTAS
from policykit.errors import IntentError, shown
from policykit.model.grammar import did_you_mean
from policykit.snapshot import Role

__all__ = ["FILE", "GRANT", "KIND", "REQUIRE"]

_MOST: Final = QUOTAS["trust-policy"].maximum
_NAME: Final = re.compile("[0-9A-Za-z](?:[0-9A-Za-z_.-]{0,62}[0-9A-Za-z_-])?")


def _quota(value: int) -> int:
    if not 1 <= value <= _MOST:
        raise IntentError("quota", f"expected 1 to {_MOST} characters, found {value}")
    return value


def _name(value: str) -> str:
    if not _NAME.fullmatch(value):
        raise IntentError("name", f"expected letters, digits and _ . -, at most 64, found {shown(value)}")
    return value


def _kind(value: str) -> str:
    if value not in KINDS:
        raise IntentError(
            "kind", f"expected one of {', '.join(KINDS)}, found {shown(value)}{did_you_mean(value, tuple(KINDS))}"
        )
    return value


FILE: Final[Form] = {
    "grant": Member("The grants: who shall assume which role.", shape=Shape.TABLES, required=True),
}
"""A file; its grants are tables of the form `GRANT`."""

GRANT: Final[Form] = {
    "name": Member("What the grant is called, and the folder of its policies; due if there are several.", read=_name),
    "role": Member("ARN of the role: arn:aws:iam::111122223333:role/Deploy.", "ARN", required=True, read=Role),
    "caller": Member(
        "Who shall assume it: in one word, the ARN of a user, role or session, an account or a service; or by kind.",
        "CALLER",
        Shape.TEXT_OR_TABLE,
        required=True,
    ),
    "require": Member("What each request must bring along.", shape=Shape.TABLE),
    "sid": Member("Sid of the statements: letters and digits.", "SID"),
    "quota": Member(
        f"How many characters the trust policy may have; {TRUST_QUOTA}, unless AWS has raised it for the account.",
        "CHARACTERS",
        Shape.COUNT,
        read=_quota,
    ),
}
"""One grant."""

REQUIRE: Final[Form] = {
    "external_id": Member("External id that is passed.", "ID"),
    "mfa": Member("Whether the caller, an IAM user, must have used MFA.", shape=Shape.FLAG),
    "mfa_max_age_seconds": Member("How long ago MFA was used at most, 1 to 129600 seconds.", "SECONDS", Shape.COUNT),
    "source_identity": Member("Source identity that is set; ${aws:username} for the name of an IAM user.", "NAME"),
    "session_tags": Member("Session tags that are passed: these, and no others.", "KEY=VALUE", Shape.TAGS),
    "transitive_tags": Member("Keys of those that must follow into the next role.", "KEY", Shape.TEXTS),
    "session_name": Member("Name of the session; ${aws:username} for the name of an IAM user.", "NAME"),
    "organization": Member("Organization of the caller: o-a1b2c3d4e5.", "ID"),
    "source_ip": Member("Addresses or ranges that the call may come from: 203.0.113.0/24.", "ADDRESS", Shape.TEXTS),
    "source_vpc": Member("VPCs that the call may come from: vpc-0a1b2c3d.", "VPC", Shape.TEXTS),
    "not_before": Member("From when: 2026-01-31, or 2026-01-31T18:00:00Z.", "TIME", Shape.MOMENT),
    "not_after": Member("Until when.", "TIME", Shape.MOMENT),
}
"""The parameters of `Require`."""

KIND: Final = Member("The kind of caller, which decides about the other members.", "KIND", required=True, read=_kind)
"""What a caller that is a table has beside the members of its kind."""
