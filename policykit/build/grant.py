"""Both halves from one intention: the trust policy of the role and the identity-based policy of the caller, proved.

Source: IAM User Guide, "Cross-account resource access in IAM" (EVAL-35, ASSUME-10, ASSUME-14).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, overload

from policykit.build.allow import allow_assume
from policykit.build.level import Anybody, Bearer, Person, Signer
from policykit.build.people import Account, Individual
from policykit.build.proof import Proof, proved
from policykit.build.require import Require
from policykit.build.services import ServiceScope
from policykit.build.trust import (
    NOTHING,
    TRUST_QUOTA,
    UNSAID,
    Federated,
    Guests,
    Persons,
    Signers,
    Trustee,
    Unsaid,
    Who,
    trustee_of,
    written_trust,
)
from policykit.errors import IntentError
from policykit.evaluate.assume import can_assume
from policykit.evaluate.callers import AwsService, RoleSession, has_account
from policykit.model.policy import IdentityPolicy, TrustPolicy
from policykit.model.revision import NarrowingWay
from policykit.snapshot import Role, User

__all__ = ["Grant", "grant_assume"]


@dataclass(frozen=True, slots=True)
class Grant:
    """The two policies that together let somebody assume a role; made by `grant_assume`, and proved when it was made.

    Attributes:
        role: the role.
        require: what each request must bring along.
        trust: the trust policy of the role.
        identity: the identity-based policy of the caller; None where none is needed.
        notes: where to paste which, and what else there is to know.
    """

    role: Role
    require: Require[Any]
    trust: TrustPolicy
    identity: IdentityPolicy | None
    notes: tuple[str, ...]
    _trustee: Trustee
    _quota: int

    def prove(self) -> Proof:
        """Ask the evaluator again what was asked when the grant was made, and show the answers.

        Raises:
            NotProved: an answer is not the one that is wanted.
        """
        return proved(self._trustee, self.role, self.require, self.trust, self.identity)

    def requiring(self, require: Require[Any]) -> "Grant":
        """The same grant for requests that also satisfy this; proved again.

        Raises:
            IntentError, MergeConflict, NotProved, TooLarge: as `grant_assume`.
        """
        return _granted(self._trustee, self.role, self.require & require, self._quota, self._sid)

    def narrowed_to(self, user: User | Role | RoleSession, *, by: NarrowingWay) -> "Grant":
        """The same grant for one user, role or session of the account that it was for; proved again.

        The notes say what becomes of it when the user or role is deleted and made again; see
        `TrustPolicy.narrowed_to`.

        Raises:
            IntentError: it was for somebody else than an account.
            MergeConflict, NotProved, TooLarge: as `grant_assume`.
        """
        if not isinstance(self._trustee, Account):
            raise IntentError("user", "only a grant to an account can be narrowed: write one for the user itself")
        self.trust.narrowed_to(user, by=by)  # refuses whoever was not meant before
        within = None if by == "principal" else self._trustee.principal
        return _granted(Individual(user, within), self.role, self.require, self._quota, self._sid)

    def with_sid(self, sid: str) -> "Grant":
        """The same grant with this Sid in both policies.

        Raises:
            IntentError: the Sid has other characters than letters and digits.
            TooLarge: with it, the trust policy is longer than the quota of the grant.
        """
        return _granted(self._trustee, self.role, self.require, self._quota, sid)

    @property
    def _sid(self) -> str | None:
        return self.trust.statements[0].sid


@overload
def grant_assume(caller: Persons, role: Role, *, require: Require[Person] = ..., quota: int = ...) -> Grant: ...
@overload
def grant_assume(caller: Signers, role: Role, *, require: Require[Signer] = ..., quota: int = ...) -> Grant: ...
@overload
def grant_assume(caller: Federated, role: Role, *, require: Require[Bearer] = ..., quota: int = ...) -> Grant: ...
@overload
def grant_assume(caller: Guests, role: Role, *, require: Require[Anybody] = ..., quota: int = ...) -> Grant: ...
@overload
def grant_assume(
    caller: AwsService, role: Role, *, scope: ServiceScope | None, require: Require[Anybody] = ..., quota: int = ...
) -> Grant: ...
def grant_assume(
    caller: Who,
    role: Role,
    *,
    require: Require[Any] = NOTHING,
    scope: ServiceScope | Unsaid | None = UNSAID,
    quota: int = TRUST_QUOTA,
) -> Grant:
    """Write the two policies that let somebody assume a role, and prove that they do, and that nobody else gets in.

    The evaluator is asked: the intended request is allowed; it is denied without each of the requirements, to
    strangers, without the identity-based policy, and for another role that trusts the same. A grant for which any
    answer is another one is not handed out.

    Args:
        caller: who shall assume it; a `User` or `Role` with policies and a boundary is proved with those.
        role: the role; its present trust policy does not matter.
        require: what each request must bring along.
        scope: for an AWS service, and only for one: for whom it may work; None if it does not say.
        quota: how many characters the trust policy may have.

    Raises:
        IntentError: a parameter is missing or makes no sense, or no such caller can assume that role.
        MergeConflict: `require` contradicts a condition that the kind of caller brings along.
        NotProved: the policies do not decide as intended, because of what `caller` has already, for instance.
        TooLarge: the trust policy has more characters than `quota`.

    >>> deploy = Role("arn:aws:iam::444455556666:role/Deploy")
    >>> grant = grant_assume(User("arn:aws:iam::111122223333:user/alice"), deploy)
    >>> grant.trust.to_dict()["Statement"][0]["Principal"]
    {'AWS': 'arn:aws:iam::111122223333:user/alice'}
    >>> grant.identity.to_dict()["Statement"][0]["Resource"]
    'arn:aws:iam::444455556666:role/Deploy'
    >>> print(grant.prove())
    allowed: the intended request
    denied: another user of the account
    denied: a user of the same name in another account
    denied: the same without the identity-based policy
    denied: another role that trusts the same
    """
    if not isinstance(role, Role):
        raise IntentError("role", f"expected a Role, found {role!r}: Role('arn:aws:iam::111122223333:role/Name')")
    if role.arn.is_service_linked:
        raise IntentError("role", f"{role.arn} is service-linked: its trust policy cannot be changed")
    return _granted(trustee_of(caller, scope), role, require, quota, None)


def _granted(trustee: Trustee, role: Role, require: Require[Any], quota: int, sid: str | None) -> Grant:
    trust = written_trust(trustee, require, quota, sid)
    identity = allow_assume(role, require=require) if _needs_identity(trustee, role, require, trust) else None
    if sid is not None:
        identity = identity and identity.with_sid(sid)
    proved(trustee, role, require, trust, identity)
    notes = (*_where(trustee, role, identity), *trustee.notes, *_shut_out(trustee, require))
    return Grant(role, require, trust, identity, notes, trustee, quota)


def _needs_identity(trustee: Trustee, role: Role, require: Require[Any], trust: TrustPolicy) -> bool:
    """Whether the trust policy alone lets nobody in: across accounts, and where it only delegates (ASSUME-10)."""
    part = require.met_by(trustee.cast(role.arn).intended)
    if not has_account(part.caller):
        return False
    alone = part.holding_only()
    return not can_assume(alone.caller, replace(role, trust=trust), **alone.parameters)


def _where(trustee: Trustee, role: Role, identity: IdentityPolicy | None) -> tuple[str, ...]:
    """Which policy goes where."""
    first = f"trust policy: paste it into account {role.arn.account}, as that of role {role.arn.name}"
    if identity is not None:
        return (first, f"identity-based policy: {_owner(trustee)}")
    if isinstance(trustee, Individual):
        return (
            first,
            f"no identity-based policy is needed: {trustee.who.arn} is in the account of the role, and the trust "
            "policy names it",
        )
    return (first, "no identity-based policy is needed: such a caller has none")


def _shut_out(trustee: Trustee, require: Require[Any]) -> Iterator[str]:
    """That roles, who are meant as well, cannot meet a requirement."""
    if issubclass(trustee.level, Person) and not isinstance(trustee, Individual):
        try:
            require.check_level(Signer, "a session of a role")
        except IntentError as error:
            yield f"{error.parameter} lets in users and no roles: {error.reason}"


def _owner(trustee: Trustee) -> str:
    match trustee:
        case Individual(who=User(arn=arn)):
            return f"paste it into account {arn.account}, for user {arn.name}"
        case Individual(who=Role(arn=arn) | RoleSession(role=Role(arn=arn))):
            return f"paste it into account {arn.account}, for role {arn.name}"
        case Account(id=account):
            return f"paste it into account {account}, for the users and roles that shall assume the role"
        case _:
            return "paste it into the account of each user and role that shall assume the role"
