"""What is asked: a caller, an action, a resource, and the condition keys of the request, given or derived.

Source: IAM User Guide, "AWS global condition context keys", "IAM and AWS STS condition context keys" (CTX-1 to CTX-67).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, Literal, Self, TypeAlias, TypeVar

from policykit.errors import ActionError, ArnError, IdError, InvalidRequest
from policykit.evaluate.callers import Anonymous, AwsService, Caller, SamlIdentity, WebIdentity, has_account
from policykit.evaluate.conditions import Values
from policykit.evaluate.facts import PRESENT, Facts, FactValue
from policykit.evaluate.kept import Kept
from policykit.evaluate.keys import REPLACEABLE, derived, never_carried
from policykit.evaluate.naming import Name, identity_of
from policykit.evaluate.truth import UNKNOWN, Truth
from policykit.model.action import ActionPattern, folded_action
from policykit.model.arn import Arn
from policykit.model.ids import AccountId
from policykit.snapshot import Organization, Role, fill

__all__ = ["EVERYTHING", "Everything", "OrganizationFacts", "Request"]

_T = TypeVar("_T")


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

    >>> from policykit import User
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
    parameters: Mapping[str, tuple[str, ...]] = field(hash=False)  # a dict has no hash
    resource_text: str
    folded_action: str
    names: tuple[Name, ...]
    _values: dict[str, Values] = field(compare=False, repr=False)
    _kept: Kept = field(compare=False, repr=False)

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
            parameters=dict(parameters),
        )
        fill(self, resource=arn, resource_text="*" if arn is None else str(arn), names=identity_of(caller))
        fill(self, _values=dict(facts.folded()) if facts else {}, _kept=Kept(), unknown=_read_unknown(unknown))
        fill(self, organization=_read_organization(organization))
        fill(self, resource_account=_owner(caller, arn, resource_account))
        if derive and facts:
            self._refuse_contradictions()

    def lookup(self, key: str) -> Values:
        """The values of a condition key, given case-folded; None if it is missing, `UNKNOWN` if nobody can tell."""
        try:
            return self._values[key]
        except KeyError:
            return self._values.setdefault(key, self._looked_up(key))

    def once(self, function: Callable[[Self], _T]) -> _T:
        """The result of a pure function of this request, computed on first use and kept with it."""
        try:
            return self._kept[function]  # type: ignore[no-any-return]  # what the same function returned
        except KeyError:
            return self._kept.setdefault(function, function(self))  # type: ignore[no-any-return]  # as above

    def _looked_up(self, key: str) -> Values:
        """What is known of a key that was not given."""
        if self.unknown is not EVERYTHING and key in self.unknown:
            return UNKNOWN
        found = derived(self, key) if self.derive else None
        if found is None and self.unknown is EVERYTHING and not never_carried(self.caller, key):
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
            if key in REPLACEABLE or values is PRESENT:
                continue
            found = derived(self, key)
            if found is not None and found is not UNKNOWN and found != values:
                spelling = next(each for each in self.context if each.casefold() == key)
                raise InvalidRequest(
                    "context",
                    f"{spelling} is {_listed(found)} for this request, found {_listed(values)}; leave it out",
                )


def _read_unknown(unknown: Iterable[str] | Everything) -> frozenset[str] | Literal[Everything.EVERYTHING]:
    if unknown is EVERYTHING:
        return EVERYTHING
    if isinstance(unknown, str) or not isinstance(unknown, Iterable):
        raise InvalidRequest("unknown", f"expected a list of condition keys, or EVERYTHING, found {unknown!r}")
    keys = tuple(unknown)
    for key in keys:
        if not _is_key(key):
            raise InvalidRequest("unknown", f"expected condition keys such as 'aws:SourceIp', found {key!r}")
    return frozenset(key.casefold() for key in keys)


def _is_key(key: object) -> bool:
    """Whether this looks like a condition key, which has a prefix."""
    return isinstance(key, str) and key.partition(":")[2] != ""


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
