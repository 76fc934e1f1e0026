"""Loose policy files as a `Snapshot` that holds nothing but who asks and what is asked for."""

from collections.abc import Sequence

from policykit.errors import InvalidRequest
from policykit.model.arn import Arn, RoleArn, RoleSessionArn, UserArn
from policykit.model.policy import IdentityPolicy, TrustPolicy
from policykit.reach import Snapshot
from policykit.snapshot import Inventory, Role, User

__all__ = ["loose_snapshot"]


def loose_snapshot(caller: str, role: str, trust: TrustPolicy, policies: Sequence[IdentityPolicy]) -> Snapshot:
    """The caller with its policies, and the role with its trust policy.

    Args:
        caller: as `Snapshot.caller` reads it.
        role: ARN of the role; the caller may be the same one.
        trust: the trust policy of the role.
        policies: the identity-based policies of the caller.

    Raises:
        ArnError: the caller begins like an ARN and is none, or `role` is not the ARN of a role.
        InvalidRequest: the caller cannot have policies, or is a session, of which nobody can tell the path of the role.
        PolicyError: the trust policy is not one for this role.
    """
    arn = Arn.parse(caller) if caller.startswith("arn:") else None
    if isinstance(arn, RoleSessionArn):
        raise InvalidRequest(
            "caller",
            f"{caller!r} does not tell the path of its role: "
            f"give the ARN of the role, and --caller-session-name {arn.session_name}",
        )
    if policies and not isinstance(arn, UserArn | RoleArn):
        raise InvalidRequest(
            "policy", f"{caller!r} has no identity-based policies: expected a user or a role as caller"
        )
    users = {caller: User(arn, policies=policies)} if isinstance(arn, UserArn) else {}
    roles = {caller: Role(arn, policies=policies)} if isinstance(arn, RoleArn) else {}
    roles[role] = Role(role, trust=trust, policies=policies if role == caller else ())
    return Snapshot(Inventory(users, roles))
