"""Condition keys that follow from who asks, for what, and with which parameters: a table, key by key.

`UNKNOWN` stands where AWS always sends a key whose value only the caller knows.

Source: IAM User Guide, "AWS global condition context keys", "IAM and AWS STS condition context keys" (CTX-1 to CTX-59).
"""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, Protocol, TypeAlias

from policykit.catalog import CallerKind, Presence, condition_key
from policykit.evaluate.callers import (
    Anonymous,
    AwsService,
    Caller,
    FederatedUser,
    RoleSession,
    RootUser,
    SamlIdentity,
    UserSession,
    WebIdentity,
    has_account,
)
from policykit.evaluate.conditions import Values
from policykit.evaluate.facts import Facts
from policykit.evaluate.truth import UNKNOWN, Truth
from policykit.model.arn import Arn
from policykit.model.ids import AccountId
from policykit.model.tags import Tags
from policykit.model.values import read_date
from policykit.snapshot import Organization, User

__all__ = ["REPLACEABLE", "Asked", "derived", "never_carried"]


class Asked(Protocol):
    """What the keys follow from; `policykit.evaluate.request.Request` is one."""

    @property
    @abstractmethod
    def caller(self) -> Caller:
        """Who asks."""

    @property
    @abstractmethod
    def folded_action(self) -> str:
        """The action, in lower case."""

    @property
    @abstractmethod
    def resource(self) -> Arn | None:
        """The resource; None if there is none."""

    @property
    @abstractmethod
    def resource_account(self) -> AccountId | None:
        """The account that owns the resource."""

    @property
    @abstractmethod
    def context(self) -> Facts:
        """The keys that were given."""

    @property
    @abstractmethod
    def organization(self) -> tuple[Organization, ...] | Literal[Truth.UNKNOWN] | None:
        """What is known of organizations."""

    @property
    @abstractmethod
    def parameters(self) -> Mapping[str, tuple[str, ...]]:
        """Keys that follow from the parameters of the call."""


_Derive: TypeAlias = Callable[[Asked], Values]


def _text(value: object) -> Values:
    return None if value is None else (str(value),)


def _principal_arn(request: Asked) -> Values:
    """The role for a session, not the session (CTX-1)."""
    caller = request.caller
    return _text(caller.role.arn if isinstance(caller, RoleSession) else caller.arn if has_account(caller) else None)


_ANONYMOUS_TYPES: Final = (SamlIdentity, WebIdentity, Anonymous)


def _principal_account(request: Asked) -> Values:
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


def _user_id(request: Asked) -> Values:
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


def _service(request: Asked) -> Values:
    return (request.caller.name,) if isinstance(request.caller, AwsService) else None


def _mfa(request: Asked) -> Values:
    """Sessions of roles, and users with long-term keys, say nothing about MFA (CTX-50, CTX-51, CTX-53)."""
    caller = request.caller
    if not isinstance(caller, RoleSession | UserSession) or caller.mfa is None:
        return None
    return ("true",) if caller.mfa else ("false",)


def _mfa_age(request: Asked) -> Values:
    caller = request.caller
    if not isinstance(caller, UserSession) or not caller.mfa:
        return None
    return UNKNOWN if caller.mfa_age_seconds is None else (str(caller.mfa_age_seconds),)


def _region(request: Asked) -> Values:
    """The region of the resource; for STS that of its global endpoint, unless the context says otherwise (DISP-40)."""
    if request.folded_action.startswith("sts:"):
        return ("us-east-1",)
    return _text(request.resource.region) if request.resource is not None and request.resource.region else UNKNOWN


def _epoch(request: Asked) -> Values:
    """The two clocks follow from each other; without either, the time is not known."""
    now = request.context.get("aws:CurrentTime")
    instant = read_date(now[0]) if now and len(now) == 1 else None
    return UNKNOWN if instant is None else (str(instant // 10**9),)


def _now(request: Asked) -> Values:
    epoch = request.context.get("aws:EpochTime")
    return UNKNOWN if epoch is None else epoch  # epoch seconds are a date too (COND-24)


def _resource_account(request: Asked) -> AccountId | None:
    """Whose the resource is; a request without a resource has none (CTX-58, CTX-63)."""
    return None if request.resource is None else request.resource_account


_OrgFact: TypeAlias = Callable[[Organization, str], str]


def _org_id(organization: Organization, _account: str) -> str:
    return organization.id


def _org_path(organization: Organization, account: str) -> str:
    return organization.accounts[AccountId(account)]


def _management_account(organization: Organization, _account: str) -> str:
    return organization.management_account


def _of_caller(request: Asked, fact: _OrgFact) -> Values:
    """Something about the organization of the caller's account; callers without account have none (CTX-6, CTX-7)."""
    return _of_account(request, request.caller.arn.account, fact) if has_account(request.caller) else None


def _of_account(request: Asked, account: str | None, fact: _OrgFact) -> Values:
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
    "aws:resourceorgid": lambda request: _of_account(request, _resource_account(request), _org_id),
    "aws:resourceorgpaths": lambda request: _of_account(request, _resource_account(request), _org_path),
    "aws:resourceaccount": lambda request: _text(_resource_account(request)),
    "aws:requestedregion": _region,
    "aws:securetransport": _unless_service(("true",)),
    "aws:viaawsservice": lambda _request: ("false",),
    "aws:useragent": lambda _request: UNKNOWN,
    "aws:currenttime": _now,
    "aws:epochtime": _epoch,
}
"""The keys that policykit knows without being told; UNKNOWN where AWS always sends one that only the caller knows."""

REPLACEABLE: Final = frozenset(
    ("aws:requestedregion", "aws:securetransport", "aws:viaawsservice", "aws:principalservicenameslist",
     "aws:currenttime", "aws:epochtime", "aws:useragent", "aws:tokenissuetime")
)  # fmt: skip
"""Derived as what is usual; the context may say otherwise."""


def derived(request: Asked, key: str) -> Values:
    """The values of a key, given case-folded; None if nothing follows, `UNKNOWN` if only the caller knows."""
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


_KINDS: Final[Mapping[type[Any], CallerKind]] = {
    User: CallerKind.USER,
    UserSession: CallerKind.USER,
    RoleSession: CallerKind.ROLE_SESSION,
    AwsService: CallerKind.SERVICE,
    SamlIdentity: CallerKind.SAML,
    WebIdentity: CallerKind.WEB_IDENTITY,
}


def never_carried(caller: Caller, key: str) -> bool:
    """Whether AWS never sends the key for this kind of caller, so that it is missing even if nobody said so."""
    row, kind = condition_key(key), _KINDS.get(type(caller))
    return row is not None and kind is not None and row.presence_for(kind) is Presence.NEVER
