"""What is asked: a caller, an action, a resource, and the condition keys of the request, given or derived.

Source: IAM User Guide, "AWS global condition context keys", "IAM and AWS STS condition context keys" (CTX-1 to CTX-67).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, Literal, Self, TypeAlias

from policykit.catalog import CallerKind, Presence, condition_key
from policykit.errors import ActionError, ArnError, IdError, InvalidRequest
from policykit.evaluate.callers import (
    Anonymous,
    AwsService,
    Caller,
    FederatedUser,
    Name,
    RoleSession,
    RootUser,
    SamlIdentity,
    UserSession,
    WebIdentity,
    has_account,
    identity_of,
)
from policykit.evaluate.conditions import Values
from policykit.evaluate.facts import PRESENT, Facts, FactValue
from policykit.evaluate.truth import UNKNOWN, Truth
from policykit.model.action import ActionPattern, folded_action
from policykit.model.arn import Arn
from policykit.model.ids import AccountId
from policykit.model.tags import Tags
from policykit.model.values import read_date
from policykit.snapshot import Organization, Role, User, fill

__all__ = ["EVERYTHING", "Everything", "OrganizationFacts", "Request"]


class Everything(Enum):
    """The type of `EVERYTHING`."""

    EVERYTHING = "everything that is neither given nor derived"


EVERYTHING: Final = Everything.EVERYTHING

OrganizationFacts: TypeAlias = Organization | Sequence[Organization] | Literal[Truth.UNKNOWN] | None
"""What is known of organizations: one, several, UNKNOWN, or None: no account of the request is in one."""


@dataclass(frozen=True, slots=True, init=False)
class Request:
    """One action of one caller on one resource.

    Args:
        caller: who asks.
        action: ``service:Name``, without wildcards; case does not matter.
        resource: ARN of the resource, or ``*`` for an action that has none (ARN-17).
        resource_account: the account that owns the resource; needed if the ARN does not name it, as with S3.
        context: condition keys of the request, in any case, with one value or several. They complete the keys that
            policykit derives from the caller and the resource, and may not contradict them (CTX-65). A key that is
            neither given nor derived is missing.
        derive: False to use the keys of `context` and no others.
        unknown: keys of which nobody knows whether they are there, or `EVERYTHING` that is neither given nor derived;
            what hangs on them is UNKNOWN. For a key that is there with an unknown value, give `PRESENT` in `context`.
        organization: the organization of the caller's and the resource's account, several of them, or UNKNOWN; it
            gives aws:PrincipalOrgID, aws:ResourceOrgID and their like. Without it, the accounts are in none.
        parameters: derived keys that follow from the parameters of the call, case-folded; `can_assume` fills them in.

    Raises:
        InvalidRequest: names the parameter and what was expected.

    >>> user = User("arn:aws:iam::111122223333:user/alice", tags={"team": "payments"})
    >>> request = Request(user, "s3:GetObject", "arn:aws:s3:::reports/q1", resource_account="111122223333")
    >>> request.lookup("aws:principaltag/team"), request.lookup("aws:sourceip")
    (('payments',), None)
    """

    caller: Caller
    action: str
    resource: Arn | None
    resource_account: AccountId | None
    context: Facts
    derive: bool
    unknown: frozenset[str] | Literal[Everything.EVERYTHING]
    organization: tuple[Organization, ...] | Literal[Truth.UNKNOWN] | None
    parameters: Mapping[str, tuple[str, ...]]
    resource_text: str
    folded_action: str
    names: tuple[Name, ...]
    _given: Mapping[str, tuple[str, ...]]

    def __init__(
        self,
        caller: Caller,
        action: str,
        resource: Arn | str,
        *,
        resource_account: str | None = None,
        context: Mapping[str, FactValue] = Facts(),  # immutable
        derive: bool = True,
        unknown: Iterable[str] | Everything = (),
        organization: OrganizationFacts = None,
        parameters: Mapping[str, tuple[str, ...]] = {},  # never changed, and reads as the default
    ) -> None:
        _check_caller(caller)
        arn = _read_resource(resource)
        facts = context if isinstance(context, Facts) else Facts(context)
        fill(
            self,
            caller=caller,
            action=_read_action(action),
            folded_action=folded_action(action),
            context=facts,
            derive=derive,
            parameters=parameters,
        )
        fill(self, resource=arn, resource_text="*" if arn is None else str(arn), names=identity_of(caller))
        fill(self, _given=dict(facts.folded()) if facts else {}, unknown=_read_unknown(unknown))
        fill(self, organization=_read_organization(organization))
        fill(self, resource_account=_owner(caller, arn, resource_account))
        if derive and facts:
            self._refuse_contradictions()

    def lookup(self, key: str) -> Values:
        """The values of a condition key, given case-folded; None if it is missing, `UNKNOWN` if nobody can tell."""
        given = self._given.get(key)
        if given is not None:
            return given
        if self.unknown is not EVERYTHING and key in self.unknown:
            return UNKNOWN
        found = _derived(self, key) if self.derive else None
        if found is None and self.unknown is EVERYTHING and not _never_carried(self.caller, key):
            return UNKNOWN
        return found

    def completed(self, context: Mapping[str, FactValue]) -> Self:
        """The request with these keys, and with nothing unknown but what AWS always sends."""
        return type(self)(
            self.caller,
            self.action,
            self.resource or "*",
            resource_account=self.resource_account,
            context={**{key: self.context[key] for key in self.context if self.context[key] is not PRESENT}, **context},
            derive=self.derive,
            organization=self.organization,
            parameters=self.parameters,
        )

    def _refuse_contradictions(self) -> None:
        for key, values in self.context.folded():
            if key in _REPLACEABLE or values is PRESENT:
                continue
            derived = _derived(self, key)
            if derived is not None and derived is not UNKNOWN and derived != values:
                spelling = next(each for each in self.context if each.casefold() == key)
                raise InvalidRequest(
                    "context",
                    f"{spelling} is {_listed(derived)} for this request, found {_listed(values)}; leave it out",
                )


def _read_unknown(unknown: Iterable[str] | Everything) -> frozenset[str] | Literal[Everything.EVERYTHING]:
    if unknown is EVERYTHING:
        return EVERYTHING
    if isinstance(unknown, str) or not isinstance(unknown, Iterable):
        raise InvalidRequest("unknown", f"expected a list of condition keys, or EVERYTHING, found {unknown!r}")
    return frozenset(key.casefold() for key in unknown)


def _read_organization(organization: object) -> tuple[Organization, ...] | Literal[Truth.UNKNOWN] | None:
    if organization is None:
        return None
    if organization is UNKNOWN:
        return UNKNOWN
    if isinstance(organization, Organization):
        return (organization,)
    if not isinstance(organization, Sequence) or not all(isinstance(each, Organization) for each in organization):
        raise InvalidRequest(
            "organization", f"expected an Organization, several, UNKNOWN or None, found {organization!r}"
        )
    return tuple(organization)


_KINDS: Final[Mapping[type[Any], CallerKind]] = {
    User: CallerKind.USER,
    UserSession: CallerKind.USER,
    RoleSession: CallerKind.ROLE_SESSION,
    AwsService: CallerKind.SERVICE,
    SamlIdentity: CallerKind.SAML,
    WebIdentity: CallerKind.WEB_IDENTITY,
}


def _never_carried(caller: Caller, key: str) -> bool:
    """Whether AWS never sends the key for this kind of caller, so that it is missing even if nobody said so."""
    row, kind = condition_key(key), _KINDS.get(type(caller))
    return row is not None and kind is not None and row.presence_for(kind) is Presence.NEVER


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(map(repr, values))


def _check_caller(caller: object) -> None:
    if isinstance(caller, Role):
        raise InvalidRequest(
            "caller", f"a role does not call, its sessions do: use RoleSession(role, 'name') for {caller.arn}"
        )
    if not (has_account(caller) or isinstance(caller, AwsService | SamlIdentity | WebIdentity | Anonymous)):  # type: ignore[arg-type]  # that is what is checked
        raise InvalidRequest(
            "caller", f"expected a User, RoleSession, AwsService or another caller, found {type(caller).__name__}"
        )


def _read_action(action: str) -> str:
    try:
        pattern = ActionPattern.parse(action)
    except ActionError as error:
        raise InvalidRequest("action", error.reason) from None
    if not pattern.folded.is_literal:
        raise InvalidRequest("action", f"expected one action without wildcards, found {action!r}")
    return action


def _read_resource(resource: Arn | str) -> Arn | None:
    if isinstance(resource, Arn):
        return resource
    if resource == "*":
        return None
    try:
        return Arn.parse(resource)
    except ArnError as error:
        raise InvalidRequest("resource", str(error)) from None


def _owner(caller: Caller, resource: Arn | None, stated: str | None) -> AccountId | None:
    """The account of the resource: as stated, as the ARN says, or the caller's where there is no resource (DISP-34)."""
    named = resource.account if resource is not None else ""
    try:
        account = None if stated is None else AccountId(stated)
    except IdError as error:
        raise InvalidRequest("resource_account", error.reason) from None
    if AccountId.form.fullmatch(named):
        if account not in (None, named):
            raise InvalidRequest("resource_account", f"{resource} belongs to {named}, found {stated!r}")
        return AccountId(named)
    if account is not None or not has_account(caller):
        return account
    if resource is None or named:  # nothing, or something of AWS's own
        return AccountId(caller.arn.account)
    raise InvalidRequest("resource_account", f"expected the account that owns {resource}, which its ARN does not name")


# --- keys that follow from the caller, the resource and the action ---------------------------------------------------

_Derive: TypeAlias = Callable[[Request], Values]


def _text(value: object) -> Values:
    return None if value is None else (str(value),)


def _principal_arn(request: Request) -> Values:
    """The role for a session, not the session (CTX-1)."""
    caller = request.caller
    return _text(caller.role.arn if isinstance(caller, RoleSession) else caller.arn if has_account(caller) else None)


_ANONYMOUS_TYPES: Final = (SamlIdentity, WebIdentity, Anonymous)


def _principal_account(request: Request) -> Values:
    caller = request.caller
    if has_account(caller):
        return _text(caller.arn.account)
    return ("anonymous",) if isinstance(caller, _ANONYMOUS_TYPES) else None


_TYPES: Final[Mapping[type[Any], str]] = {
    User: "User",
    UserSession: "User",
    RoleSession: "AssumedRole",
    FederatedUser: "FederatedUser",
    RootUser: "Account",
    SamlIdentity: "Anonymous",
    WebIdentity: "Anonymous",
    Anonymous: "Anonymous",
}


def _user_id(request: Request) -> Values:
    match request.caller:
        case User(unique_id=unique_id) | UserSession(user=User(unique_id=unique_id)):
            return _text(unique_id) or UNKNOWN  # there always is one
        case RoleSession(role=role, session_name=name):
            return (f"{role.unique_id}:{name}",) if role.unique_id else UNKNOWN
        case FederatedUser(arn=arn):
            return (f"{arn.account}:{arn.name}",)
        case RootUser(arn=arn):
            return (arn.account,)
        case AwsService():
            return None
        case _:
            return ("anonymous",)


def _principal_tags(caller: Caller) -> Tags:
    match caller:
        case User(tags=tags) | UserSession(user=User(tags=tags)):
            return tags
        case RoleSession(role=role, tags=tags):
            return role.tags.overlaid(tags)
        case FederatedUser(parent=User(tags=parent), tags=tags):
            return parent.overlaid(tags)
        case FederatedUser(tags=tags):
            return tags
        case _:
            return Tags()


def _service(request: Request) -> Values:
    return (request.caller.name,) if isinstance(request.caller, AwsService) else None


def _mfa(request: Request) -> Values:
    """Sessions of roles, and users with long-term keys, say nothing about MFA (CTX-50, CTX-51, CTX-53)."""
    caller = request.caller
    if not isinstance(caller, RoleSession | UserSession) or caller.mfa is None:
        return None
    return ("true",) if caller.mfa else ("false",)


def _mfa_age(request: Request) -> Values:
    caller = request.caller
    if not isinstance(caller, UserSession) or not caller.mfa:
        return None
    return UNKNOWN if caller.mfa_age_seconds is None else (str(caller.mfa_age_seconds),)


def _region(request: Request) -> Values:
    """The region of the resource; for STS that of its global endpoint, unless the context says otherwise (DISP-40)."""
    if request.folded_action.startswith("sts:"):
        return ("us-east-1",)
    return _text(request.resource.region) if request.resource is not None and request.resource.region else UNKNOWN


def _epoch(request: Request) -> Values:
    """The two clocks follow from each other; without either, the time is not known."""
    now = request.context.get("aws:CurrentTime")
    instant = read_date(now[0]) if now and len(now) == 1 else None
    return UNKNOWN if instant is None else (str(instant // 10**9),)


def _now(request: Request) -> Values:
    epoch = request.context.get("aws:EpochTime")
    return UNKNOWN if epoch is None else epoch  # epoch seconds are a date too (COND-24)


_OrgFact: TypeAlias = Callable[[Organization, str], str]


def _org_id(organization: Organization, _account: str) -> str:
    return organization.id


def _org_path(organization: Organization, account: str) -> str:
    return organization.accounts[AccountId(account)]


def _management_account(organization: Organization, _account: str) -> str:
    return organization.management_account


def _of_caller(request: Request, fact: _OrgFact) -> Values:
    """Something about the organization of the caller's account; callers without account have none (CTX-6, CTX-7)."""
    return _of_account(request, request.caller.arn.account, fact) if has_account(request.caller) else None


def _of_account(request: Request, account: str | None, fact: _OrgFact) -> Values:
    if account is None or request.organization is None:
        return None
    if request.organization is UNKNOWN:
        return UNKNOWN
    return next(((fact(each, account),) for each in request.organization if account in each.accounts), None)


def _unless_service(values: Values) -> _Derive:
    return lambda request: None if isinstance(request.caller, AwsService) else values


_DERIVED: Final[Mapping[str, _Derive]] = {
    "aws:principalarn": _principal_arn,
    "aws:principalaccount": _principal_account,
    "aws:principaltype": lambda request: _text(_TYPES.get(type(request.caller))),
    "aws:userid": _user_id,
    "aws:username": lambda request: (
        _text(request.caller.arn.name) if isinstance(request.caller, User | UserSession) else None
    ),
    "aws:principalisawsservice": lambda request: (
        ("true",) if isinstance(request.caller, AwsService) else ("false",) if has_account(request.caller) else None
    ),
    "aws:principalservicename": _service,
    "aws:principalservicenameslist": _service,
    "aws:sourceidentity": lambda request: (
        _text(request.caller.source_identity) if isinstance(request.caller, RoleSession) else None
    ),
    "aws:federatedprovider": lambda request: (
        _text(request.caller.provider) if isinstance(request.caller, WebIdentity) else None
    ),
    "aws:multifactorauthpresent": _mfa,
    "aws:multifactorauthage": _mfa_age,
    "aws:tokenissuetime": lambda request: (
        UNKNOWN if isinstance(request.caller, RoleSession | FederatedUser | UserSession) else None
    ),
    "aws:principalorgid": lambda request: _of_caller(request, _org_id),
    "aws:principalorgpaths": lambda request: _of_caller(request, _org_path),
    "aws:principalorgmasteraccountid": lambda request: _of_caller(request, _management_account),
    "aws:resourceorgid": lambda request: _of_account(request, request.resource_account, _org_id),
    "aws:resourceorgpaths": lambda request: _of_account(request, request.resource_account, _org_path),
    "aws:resourceaccount": lambda request: _text(request.resource_account),
    "aws:requestedregion": _region,
    "aws:securetransport": _unless_service(("true",)),
    "aws:viaawsservice": lambda _request: ("false",),
    "aws:useragent": lambda _request: UNKNOWN,
    "aws:currenttime": _now,
    "aws:epochtime": _epoch,
}
"""The keys that policykit knows without being told; UNKNOWN where AWS always sends one that only the caller knows."""

_REPLACEABLE: Final = frozenset(
    ("aws:requestedregion", "aws:securetransport", "aws:viaawsservice", "aws:principalservicenameslist",
     "aws:currenttime", "aws:epochtime", "aws:useragent", "aws:tokenissuetime")
)  # fmt: skip
"""Derived as what is usual; the context may say otherwise."""


def _derived(request: Request, key: str) -> Values:
    parameter = request.parameters.get(key)
    if parameter is not None:
        return parameter
    derive = _DERIVED.get(key)
    if derive is not None:
        return derive(request)
    head, slash, tag = key.partition("/")
    if slash and head == "aws:principaltag":
        return _text(_principal_tags(request.caller).get(tag))
    match request.caller:
        case SamlIdentity(attributes=attributes, provider=provider) if key.startswith("saml:"):
            return attributes.get(key[5:]) or ((f"{provider.account}/{provider.name}",) if key == "saml:doc" else None)
        case WebIdentity() as caller if key.startswith(prefix := f"{caller.issuer.casefold()}:"):
            return _claim(caller.claims, key[len(prefix) :])
    return None


def _claim(claims: Facts, name: str) -> Values:
    """With an authorised party, that is the audience, and the audience is ``oaud`` (ASSUME-82)."""
    if "azp" in claims:
        name = {"aud": "azp", "oaud": "aud"}.get(name, name)
    elif name == "oaud":
        return None
    return claims.get(name)
