"""One identity-based policy as several that together decide the same, each short enough for AWS.

Identity-based policies of one caller are alternatives: a statement counts wherever it stands, so statements can be
dealt out.

Source: IAM User Guide, "Policy evaluation logic" and "IAM and AWS STS quotas" (EVAL-2, EVAL-5, GRAM-39).
"""

from collections.abc import Mapping, Sequence
from typing import Final

from policykit.build.division import Measure, listed_size, pieces
from policykit.build.statements import statements_of, with_statements
from policykit.catalog import QUOTAS
from policykit.errors import IntentError
from policykit.model.grammar import SizeLimit
from policykit.model.members import size_limit
from policykit.model.policy import (
    EndpointPolicy,
    IdentityPolicy,
    PermissionsBoundary,
    PolicyDocument,
    ResourceControlPolicy,
    ResourcePolicy,
    ServiceControlPolicy,
    SessionPolicy,
    TrustPolicy,
)

__all__ = ["split"]


def split(policy: IdentityPolicy, quota: int | SizeLimit = QUOTAS["managed-policy"]) -> tuple[IdentityPolicy, ...]:
    """Divide an identity-based policy into parts that fit a quota and, attached together, decide as the whole does.

    Statements are packed by first-fit decreasing and keep their order within a part. A statement that is too long
    alone is divided along its Resource, then also its Action, into as few as possible; its Sid is numbered. NotAction,
    NotResource and conditions are never divided. The same policy always gives the same parts.

    Args:
        policy: one that is too long; one that fits is the only part, unchanged.
        quota: characters of each part, as `PolicyDocument.fits` takes it; by default the 6,144 of a managed policy.

    Raises:
        TooLarge: a statement is too long and cannot be divided further.
        IntentError: it is of another kind, of which parts would decide otherwise; or the quota is none of characters.

    >>> policy = IdentityPolicy.from_dict(
    ...     {"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": [f"arn:aws:s3:::{name}" for name in "abc"]}}
    ... )
    >>> for part in split(policy, 110):
    ...     print(part.size, part.to_json())
    95 {"Statement":{"Effect":"Allow","Action":"s3:*","Resource":["arn:aws:s3:::a","arn:aws:s3:::b"]}}
    76 {"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::c"}}
    """
    if not isinstance(policy, IdentityPolicy):
        raise IntentError("policy", f"expected an IdentityPolicy, found {type(policy).__name__}: {_reason(policy)}")
    limit = size_limit(quota, policy.grammar)
    if policy.fits(limit):
        return (policy,)
    frame = Measure(limit, 0).size({**policy.members, "Statement": {}}) - len("{}")
    measure = Measure(limit, frame)
    taken = {each.sid for each in policy.statements if each.sid is not None}
    statements = [
        piece
        for number, statement in enumerate(statements_of(policy), start=1)
        for piece in pieces(statement, number, taken, measure)
    ]
    parts = _packed([measure.size(each) for each in statements], measure.room)
    return tuple(
        with_statements(policy, [statements[index] for index in part], name=_name(policy, number, len(parts)))
        for number, part in enumerate(parts, start=1)
    )


def _reason(policy: PolicyDocument) -> str:
    return _REASONS.get(type(policy), "read it with IdentityPolicy.from_json")


_LIMIT = "what one part leaves out, another cannot give back, and where the parts are attached decides what they mean"
_REASONS: Final[Mapping[type[PolicyDocument], str]] = {
    TrustPolicy: "a role has one trust policy",
    ResourcePolicy: "a resource has one policy",
    EndpointPolicy: "a VPC endpoint has one policy",
    PermissionsBoundary: "a user or role has one boundary",
    SessionPolicy: "the quota is on all session policies of a session together",
    ServiceControlPolicy: _LIMIT,
    ResourceControlPolicy: _LIMIT,
}
"""Why the parts of other kinds would not decide as the whole does."""


def _name(policy: PolicyDocument, number: int, parts: int) -> str | None:
    return None if policy.name is None else f"{policy.name}, part {number} of {parts}"


def _packed(sizes: Sequence[int], room: int) -> list[list[int]]:
    """First-fit decreasing: which statements go together, by index; both levels in the order of the document."""
    parts: list[list[int]] = []
    used: list[int] = []
    for index in sorted(range(len(sizes)), key=lambda each: -sizes[each]):
        size = sizes[index]
        fitting = (each for each, part in enumerate(parts) if listed_size(used[each] + size, len(part) + 1) <= room)
        chosen = next(fitting, len(parts))
        if chosen == len(parts):
            parts.append([])
            used.append(0)
        parts[chosen].append(index)
        used[chosen] += size
    return sorted(map(sorted, parts))
