"""The half that stands at the role: a trust policy for somebody.

Source: IAM User Guide, "IAM JSON policy elements: Principal", "Role trust policies" (GRAM-24 to GRAM-26, ASSUME-10).
"""

from typing import Any, Final, Literal, TypeAlias, overload

from policykit.build.federated import Cognito, EksServiceAccount, OidcProvider, SamlProvider
from policykit.build.guests import EksPodIdentity, RolesAnywhere
from policykit.build.level import Anybody, Bearer, Person, Signer
from policykit.build.people import Account, Anyone, Individual, Org, OrgUnit
from policykit.build.pipelines import Buildkite, CircleCi, TerraformCloud
from policykit.build.repositories import BitbucketPipelines, GitHubActions, GitLabCi
from policykit.build.require import Require, check_require
from policykit.build.services import ServiceIn, ServiceScope
from policykit.catalog.quotas import QUOTAS
from policykit.errors import IntentError, TooLarge
from policykit.evaluate.callers import AwsService, RoleSession
from policykit.jsontext import JsonObject
from policykit.model.conjunction import written
from policykit.model.grammar import LATEST_VERSION
from policykit.model.listing import alone_or_listed
from policykit.model.policy import TrustPolicy
from policykit.snapshot import Role, User

__all__ = [
    "NOTHING",
    "TRUST_QUOTA",
    "UNSAID",
    "Federated",
    "Persons",
    "Signers",
    "Trustee",
    "Unsaid",
    "Who",
    "trust",
    "trustee_of",
    "written_trust",
]

Persons: TypeAlias = Account | User | Org | OrgUnit | Anyone
"""Whoever can be an IAM user."""

Signers: TypeAlias = Role | RoleSession
"""Whoever else signs ``AssumeRole``."""

Federated: TypeAlias = (
    OidcProvider
    | GitHubActions
    | GitLabCi
    | TerraformCloud
    | BitbucketPipelines
    | CircleCi
    | Buildkite
    | EksServiceAccount
    | Cognito
    | SamlProvider
)
"""Whoever a provider vouches for."""

Guests: TypeAlias = EksPodIdentity | RolesAnywhere
"""Whoever a service assumes the role for."""

Who: TypeAlias = Persons | Signers | Federated | Guests | AwsService
"""Everybody who can be trusted with a role."""

Trustee: TypeAlias = Account | Org | OrgUnit | Anyone | Federated | Guests | Individual | ServiceIn
"""What a trust policy says of somebody. Each kind knows:

- ``level``: what can be required of them;
- ``principal``: the Principal element;
- ``actions``: the one that assumes the role, and the companions that every such call needs;
- ``conditions``: those that may not be left out;
- ``notes``: what whoever uses the policy has to know;
- ``cast(role)``: who plays the parts in a proof; an `IntentError` if nobody of them can assume that role at all.
"""

Unsaid = Literal["unsaid"]
UNSAID: Final[Unsaid] = "unsaid"
"""No scope was given, which is not the same as None."""

TRUST_QUOTA: Final = QUOTAS["trust-policy"].limit
"""Characters of a trust policy that every account can store."""

NOTHING: Final = Require()
"""No requirement beside those that the kind of caller brings along."""

_OWN: Final = (
    Account,
    Org,
    OrgUnit,
    Anyone,
    OidcProvider,
    GitHubActions,
    GitLabCi,
    TerraformCloud,
    BitbucketPipelines,
    CircleCi,
    Buildkite,
    EksServiceAccount,
    Cognito,
    SamlProvider,
    EksPodIdentity,
    RolesAnywhere,
)


@overload
def trust(who: Persons, *, require: Require[Person] = ..., quota: int = ...) -> TrustPolicy: ...
@overload
def trust(who: Signers, *, require: Require[Signer] = ..., quota: int = ...) -> TrustPolicy: ...
@overload
def trust(who: Federated, *, require: Require[Bearer] = ..., quota: int = ...) -> TrustPolicy: ...
@overload
def trust(who: Guests, *, require: Require[Anybody] = ..., quota: int = ...) -> TrustPolicy: ...
@overload
def trust(
    who: AwsService, *, scope: ServiceScope | None, require: Require[Anybody] = ..., quota: int = ...
) -> TrustPolicy: ...
def trust(
    who: Who,
    *,
    require: Require[Any] = NOTHING,
    scope: ServiceScope | Unsaid | None = UNSAID,
    quota: int = TRUST_QUOTA,
) -> TrustPolicy:
    """The trust policy that trusts somebody with a role.

    Each kind of caller brings its principal, its action, the actions that go with it, and the conditions without which
    strangers would get in. `grant_assume` writes the other half too, and proves both.

    Args:
        who: whom to trust.
        require: what each request must bring along.
        scope: for an AWS service, and only for one: for whom it may work; None if it does not say.
        quota: how many characters the policy may have; more than the default if AWS has raised it for the account.

    Raises:
        IntentError: a parameter is missing or makes no sense for this kind of caller.
        MergeConflict: `require` contradicts a condition that the kind of caller brings along.
        TooLarge: the policy has more characters.

    >>> trust(Account("111122223333"), require=Require(external_id="4711")).to_json()
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},\
"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"4711"}}}]}'
    >>> trust(AwsService("scheduler.amazonaws.com"), scope=None)
    Traceback (most recent call last):
    policykit.errors.IntentError: invalid scope: scheduler.amazonaws.com says for whom it works: \
expected a scope, such as the account, or strangers could use it
    """
    return written_trust(trustee_of(who, scope), require, quota)


def written_trust(trustee: Trustee, require: Require[Any], quota: int, sid: str | None = None) -> TrustPolicy:
    """The trust policy for somebody with these requirements.

    Raises:
        IntentError, MergeConflict, TooLarge: as `trust`.
    """
    check_require(require).check_level(trustee.level, ", ".join(trustee.principal.values()))
    statement: JsonObject = {
        "Effect": "Allow",
        "Principal": {**trustee.principal},
        "Action": alone_or_listed(trustee.actions),
    }
    if trustee.conditions:
        statement["Condition"] = written(trustee.conditions)
    policy = TrustPolicy.from_value({"Version": LATEST_VERSION, "Statement": [statement]})
    if require.requirements:
        policy = policy.requiring(require)
    if sid is not None:
        policy = policy.with_sid(sid)
    if not policy.fits(quota):
        raise TooLarge("the trust policy", policy.size, quota, _WAYS_OUT)
    return policy


_WAYS_OUT: Final = (
    "require less: tags and long lists of addresses take the most",
    f"have AWS raise the quota of the account, to {QUOTAS['trust-policy'].maximum} at most, and say so: "
    "quota=, or --quota",
)


def trustee_of(who: object, scope: ServiceScope | Unsaid | None) -> Trustee:
    """What a trust policy says of somebody.

    Raises:
        IntentError: it is nobody who can be trusted, or the scope is missing, or does not belong there.
    """
    if isinstance(who, AwsService):
        if scope == UNSAID:
            raise IntentError(
                "scope",
                "a service works for others: expected scope=ServiceScope(account=…), or scope=None for one that does "
                "not say for whom",
            )
        if not isinstance(scope, ServiceScope | None):
            raise IntentError("scope", f"expected a ServiceScope or None, found {type(scope).__name__}")
        return ServiceIn(who, scope)
    if scope != UNSAID:
        raise IntentError("scope", f"only an AwsService has one, not {type(who).__name__}")
    if isinstance(who, User | Role | RoleSession):
        return Individual(who)
    if isinstance(who, _OWN):
        return who
    raise IntentError("who", f"{type(who).__name__} cannot be trusted with a role: {_INSTEAD}")


_INSTEAD: Final = f"expected AwsService, User, Role, RoleSession, {', '.join(each.__name__ for each in _OWN)}"
