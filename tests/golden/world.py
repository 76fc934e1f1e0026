"""The world of the golden tables: its accounts, callers and policies in short notation, and the kinds of row.

Notation, the same in every table:

====================  ============================================================================================
``A``, ``B``, ``C``   accounts; ``A`` owns the role ``R`` that is to be assumed
``u``, ``s``          user alice of A, and session "sess" of role caller of A; their identity policies allow
                      ``sts:AssumeRole``, ``sts:TagSession`` and ``sts:SetSourceIdentity`` on ``R``
``ub``, ``sb``        the same in B
``u0``, ``s0`` …      the same callers without any identity policy
``trusts(x)``         a trust statement: Allow ``sts:AssumeRole`` to x; ``denies(x)`` is its Deny twin
``may(…)``            an Allow statement of a policy without principals; ``may_not(…)`` is its Deny twin
``OK IMP EXP COND``   allowed, implicit deny, explicit deny, and "would be allowed, but a layer is not known"
``INV(place, …)``     refused before any decision: JSON pointers into the document, or the name of the parameter;
                      ``lenient=`` is what comes out if the document is read with ``strict=False``
====================  ============================================================================================

The first column of every row is its id: a golden number, or the rule that the row shows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol, TypeAlias

import policykit as pk

Json: TypeAlias = dict[str, Any]
Caller: TypeAlias = (
    pk.User
    | pk.UserSession
    | pk.RoleSession
    | pk.FederatedUser
    | pk.RootUser
    | pk.AwsService
    | pk.SamlIdentity
    | pk.WebIdentity
    | pk.Anonymous
)

# --- names ------------------------------------------------------------------------------------------------------------

A: Final = "111111111111"
B: Final = "222222222222"
C: Final = "333333333333"
M: Final = "999999999999"  # the management account of organizations
A_ROOT: Final = f"arn:aws:iam::{A}:root"
B_ROOT: Final = f"arn:aws:iam::{B}:root"
ALICE: Final = f"arn:aws:iam::{A}:user/alice"
BOB: Final = f"arn:aws:iam::{A}:user/bob"
CALLER: Final = f"arn:aws:iam::{A}:role/caller"
SESSION: Final = f"arn:aws:sts::{A}:assumed-role/caller/sess"
ALICE_B: Final = f"arn:aws:iam::{B}:user/alice"
CALLER_B: Final = f"arn:aws:iam::{B}:role/caller"
SESSION_B: Final = f"arn:aws:sts::{B}:assumed-role/caller/sess"
R: Final = f"arn:aws:iam::{A}:role/r"
ORG: Final = "o-a1b2c3d4e5"
OTHER_ORG: Final = "o-z9y8x7w6v5"
TOP: Final = "r-ab12"  # the root of an organization …
UNIT: Final = "ou-ab12-11111111"  # … and the unit in which its accounts are
ROLE_ID: Final = "AROACALLERCALLERCALL1"  # of role caller
OLD_ID: Final = "AROADELETEDDELETEDDE1"  # of a role that is gone
USER_ID: Final = "AIDAALICEALICEALICEA1"

ASSUME: Final = "sts:AssumeRole"
SAML: Final = "sts:AssumeRoleWithSAML"
WEB: Final = "sts:AssumeRoleWithWebIdentity"
TAG: Final = "sts:TagSession"
SET_ID: Final = "sts:SetSourceIdentity"

MFA: Final = "aws:MultiFactorAuthPresent"
LATEST: Final = "2012-10-17"

# --- policies ---------------------------------------------------------------------------------------------------------

Statements: TypeAlias = Json | Sequence[Json]
"""One statement or several; a mapping with a member Statement is a whole document."""


def policy(statements: Statements, version: str | None = LATEST) -> Json:
    """A whole document with these statements; one that is whole already stays as it is."""
    if isinstance(statements, dict) and "Statement" in statements:
        return statements
    head: Json = {} if version is None else {"Version": version}
    return head | {"Statement": statements if isinstance(statements, dict) else list(statements)}


def trusts(principal: object, action: object = ASSUME, *, when: Json | None = None, effect: str = "Allow") -> Json:
    """A statement of a trust policy; text and lists are principals under ``AWS``."""
    named = principal if isinstance(principal, dict) else {"AWS": principal}
    statement: Json = {"Effect": effect, "Principal": named, "Action": action}
    return statement if when is None else statement | {"Condition": when}


def denies(principal: object, action: object = ASSUME, *, when: Json | None = None) -> Json:
    """The Deny twin of `trusts`."""
    return trusts(principal, action, when=when, effect="Deny")


def may(action: object, resource: object = "*", *, when: Json | None = None, effect: str = "Allow") -> Json:
    """A statement of a policy without principals."""
    statement: Json = {"Effect": effect, "Action": action, "Resource": resource}
    return statement if when is None else statement | {"Condition": when}


def may_not(action: object, resource: object = "*", *, when: Json | None = None) -> Json:
    """The Deny twin of `may`."""
    return may(action, resource, when=when, effect="Deny")


def grants(principal: object, action: object, resource: object, *, when: Json | None = None) -> Json:
    """An Allow statement of a resource-based policy other than a trust policy."""
    return trusts(principal, action, when=when) | {"Resource": resource}


def refuses(principal: object, action: object, resource: object, *, when: Json | None = None) -> Json:
    """The Deny twin of `grants`."""
    return denies(principal, action, when=when) | {"Resource": resource}


ANYTHING: Final = may("*")
ONLY_S3: Final = may("s3:*")
ASSUME_R: Final = may([ASSUME, TAG, SET_ID], R)

# --- callers ----------------------------------------------------------------------------------------------------------


def identity(*statements: Json) -> list[pk.IdentityPolicy]:
    """The identity policies of a caller: one with these statements, or none."""
    return [pk.IdentityPolicy.from_dict(policy(statements))] if statements else []


def _boundary(statements: Statements | None) -> pk.PermissionsBoundary | None:
    return None if statements is None else pk.PermissionsBoundary.from_dict(policy(statements))


def user(
    *statements: Json, name: str = "alice", account: str = A, boundary: Statements | None = None, **options: Any
) -> pk.User:
    """An IAM user whose identity policy has these statements; without any, it has no identity policy."""
    arn = f"arn:aws:iam::{account}:user/{name}"
    return pk.User(arn, policies=identity(*statements), boundary=_boundary(boundary), **options)


def session(
    *statements: Json,
    role: str = "caller",
    account: str = A,
    name: str = "sess",
    boundary: Statements | None = None,
    session_policy: Statements | None = None,
    role_tags: Mapping[str, str] = {},
    unique_id: str | None = None,
    **options: Any,
) -> pk.RoleSession:
    """A session of a role whose identity policy has these statements; a path goes before the name, ``team/caller``."""
    owner = pk.Role(
        f"arn:aws:iam::{account}:role/{role}",
        policies=identity(*statements),
        boundary=_boundary(boundary),
        tags=role_tags,
        unique_id=unique_id,
    )
    passed = () if session_policy is None else (pk.SessionPolicy.from_dict(policy(session_policy)),)
    return pk.RoleSession(owner, name, policies=passed, **options)


u, u0 = user(ASSUME_R), user()
s, s0 = session(ASSUME_R), session()
ub, ub0 = user(ASSUME_R, account=B), user(account=B)
sb, sb0 = session(ASSUME_R, account=B), session(account=B)


def organization(
    *accounts: str,
    id: str = ORG,
    management: str = M,
    scps: Mapping[str, Sequence[Statements]] | None = None,
    rcps: Mapping[str, Sequence[Statements]] | None = None,
    delegated: Sequence[str] = (),
) -> pk.Organization:
    """An organization with these accounts in its one unit, and the management account at its root.

    Args:
        accounts: twelve digits each.
        id: of the organization.
        management: the management account.
        scps: documents by the root,
    unit or account they are attached to; everywhere else there is FullAWSAccess; None if
            service control policies are not enabled.
        rcps: documents by the root, unit or account they are attached to; everywhere else there are none.
        delegated: accounts that may manage root access.
    """
    full, targets = [ANYTHING], (TOP, UNIT, *accounts)
    return pk.Organization(
        id,
        management_account=management,
        accounts={management: f"{id}/{TOP}/"}
        | {each: f"{id}/{TOP}/{UNIT}/" for each in accounts if each != management},
        scps=None
        if scps is None
        else {
            each: [pk.ServiceControlPolicy.from_dict(policy(one)) for one in scps.get(each, full)] for each in targets
        },
        rcps=None
        if rcps is None
        else {
            each: [pk.ResourceControlPolicy.from_dict(policy(one)) for one in rcps.get(each, ())] for each in targets
        },
        delegated_administrators=delegated,
    )


# --- what is expected -------------------------------------------------------------------------------------------------

OK: Final = pk.Outcome.ALLOWED
IMP: Final = pk.Outcome.IMPLICIT_DENY
EXP: Final = pk.Outcome.EXPLICIT_DENY
COND: Final = pk.Outcome.UNKNOWN
READ: Final = "read"


class Refused:
    """Nothing is decided: a document, or a parameter of the call, is not acceptable.

    Attributes:
        places: JSON pointers of every problem of the document, in any order; or the name of the parameter.
        lenient: what comes out if documents are read with ``strict=False``; None if that changes nothing.
    """

    def __init__(self, *places: str, lenient: pk.Outcome | bool | Literal["read"] | None = None) -> None:
        self.places = tuple(sorted(places))
        self.lenient = lenient


def places_of(error: pk.PolicyKitError) -> tuple[str, ...]:
    """The places of an error, as `Refused` lists them."""
    if isinstance(error, pk.InvalidRequest):
        return (error.parameter,)
    assert isinstance(error, pk.PolicyError)
    return tuple(sorted(str(each.path) for each in error.errors))


INV = Refused
Expected: TypeAlias = pk.Outcome | Refused

# --- rows -------------------------------------------------------------------------------------------------------------


class Row(Protocol):
    """What every row has: an id and a title, the rules it shows, and the AWS page or observation behind it."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def rules(self) -> str: ...
    @property
    def source(self) -> str: ...


_ASSUMES: Final[Mapping[type[Any], str]] = {pk.SamlIdentity: SAML, pk.WebIdentity: WEB}


@dataclass(frozen=True, slots=True)
class Assume:
    """May the caller assume the role?

    Attributes:
        trust: the trust policy of the role.
        role: further arguments of `pk.Role`; ``arn`` if it is not `R`.
        call: further arguments of `pk.can_assume`.
        layers: of an organization or endpoint, as `policies_of` takes them; the question then goes to `pk.authorize`,
            which takes policies as they are given.
    """

    id: str
    title: str
    caller: Caller
    trust: Statements
    expected: Expected
    rules: str
    source: str
    role: Json = field(default_factory=dict, kw_only=True)
    call: Json = field(default_factory=dict, kw_only=True)
    layers: Json = field(default_factory=dict, kw_only=True)

    def decide(self, *, strict: bool) -> pk.Decision:
        """The answer of policykit."""
        trust = pk.TrustPolicy.from_dict(policy(self.trust), strict=strict)
        options: Json = {"arn": R, "trust": trust} | self.role
        role = pk.Role(**options)
        if not self.layers:
            return pk.can_assume(self.caller, role, **self.call)
        action = _ASSUMES.get(type(self.caller), ASSUME)
        request = pk.Request(self.caller, action, role.arn, **self.call)
        return pk.authorize(request, policies_of(self.caller, trust, self.layers))


@dataclass(frozen=True, slots=True)
class Ask:
    """May the caller do something else?

    Attributes:
        action: one action.
        resource: its ARN, or ``*``.
        resource_policy: statements of the resource-based policy, for a role its trust policy; None if there is none.
        owner: the account of the resource.
        context: condition keys of the request.
        organization: of the accounts.
        layers: as in `Assume`.
    """

    id: str
    title: str
    caller: Caller
    action: str
    resource: str
    resource_policy: Statements | None
    expected: Expected
    rules: str
    source: str
    owner: str = field(default=A, kw_only=True)
    context: Json = field(default_factory=dict, kw_only=True)
    organization: pk.Organization | None = field(default=None, kw_only=True)
    layers: Json = field(default_factory=dict, kw_only=True)

    def decide(self, *, strict: bool) -> pk.Decision:
        """The answer of policykit."""
        kind = pk.TrustPolicy if ":role/" in self.resource else pk.ResourcePolicy
        own = None if self.resource_policy is None else kind.from_dict(policy(self.resource_policy), strict=strict)
        request = pk.Request(
            self.caller,
            self.action,
            self.resource,
            resource_account=self.owner,
            context=self.context,
            organization=self.organization,
        )
        return pk.authorize(request, policies_of(self.caller, own, self.layers))


def policies_of(caller: Caller, resource: pk.TrustPolicy | pk.ResourcePolicy | None, layers: Json) -> pk.Policies:
    """What the caller carries, the policy of the resource, and further layers.

    Args:
        caller: whose identity, boundary and session policies count; what federates counts for a federated user.
        resource: its own policy.
        layers: ``scps`` and ``rcps`` as levels of documents,
    ``endpoint`` as statements; ``session`` in the place of what
            the caller carries, and ``missing``, as `pk.Policies` takes them.
    """
    owner: pk.User | pk.Role | None = None
    session: Sequence[pk.SessionPolicy] | None = None
    match caller:
        case pk.User():
            owner = caller
        case pk.UserSession():
            owner = caller.user
        case pk.RoleSession():
            owner, session = caller.role, caller.policies or None
        case pk.FederatedUser():
            owner, session = caller.parent if isinstance(caller.parent, pk.User) else None, caller.policies
        case _:
            pass
    return pk.Policies(
        identity=() if owner is None else owner.policies,
        boundary=None if owner is None else owner.boundary,
        session=layers.get("session", session),
        resource=resource,
        scps=_levels(pk.ServiceControlPolicy, layers.get("scps")),
        rcps=_levels(pk.ResourceControlPolicy, layers.get("rcps")),
        endpoint=pk.EndpointPolicy.from_dict(policy(layers["endpoint"])) if "endpoint" in layers else None,
        missing=layers.get("missing", {}),
    )


def _levels(kind: type[Any], levels: Sequence[Sequence[Statements]] | None) -> list[list[Any]] | None:
    return None if levels is None else [[kind.from_dict(policy(each)) for each in level] for level in levels]


@dataclass(frozen=True, slots=True)
class Holds:
    """Does a Condition element hold?

    Attributes:
        condition: the element; one that is refused has its places relative to it.
        context: condition keys of the request, next to those that policykit derives.
        expected: whether it holds; None if that depends on what nobody said.
        caller: who asks.
        version: of the document.
    """

    id: str
    title: str
    condition: Json
    context: Json
    expected: bool | Refused | None
    rules: str
    source: str
    caller: Caller = field(default=u0, kw_only=True)
    version: str | None = field(default=LATEST, kw_only=True)


@dataclass(frozen=True, slots=True)
class Read:
    """Can a document be read?

    Attributes:
        kind: of document.
        document: statements, a whole document, or its text.
        expected: `READ`, or the places of all its problems.
    """

    id: str
    title: str
    kind: type[pk.PolicyDocument]
    document: Statements | str | bytes
    expected: Literal["read"] | Refused
    rules: str
    source: str
