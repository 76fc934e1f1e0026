"""What things are called in explanations: statements, layers and callers."""

from collections.abc import Mapping
from typing import Any, Final

from policykit.evaluate.callers import (
    Anonymous,
    AwsService,
    FederatedUser,
    RoleSession,
    SamlIdentity,
    WebIdentity,
    describe,
    has_account,
)
from policykit.evaluate.policies import Layer
from policykit.evaluate.request import Request
from policykit.evaluate.results import Answer, LayerResult, Step
from policykit.model.arn import RoleArn

__all__ = ["at", "limit", "noun", "owner", "place", "principal", "principal_key", "what"]


def what(request: Request) -> str:
    """Action and resource."""
    return f"{request.action} on {request.resource_text}"


def noun(layer: Layer, request: Request) -> str:
    """One policy of a layer."""
    if layer is Layer.RESOURCE:
        return "trust policy" if isinstance(request.resource, RoleArn) else "resource-based policy"
    return _NOUNS[layer]


_NOUNS: Final[Mapping[Layer, str]] = {
    Layer.RESOURCE_CONTROL: "resource control policy",
    Layer.SERVICE_CONTROL: "service control policy",
    Layer.ENDPOINT: "VPC endpoint policy",
    Layer.IDENTITY: "identity-based policy",
    Layer.BOUNDARY: "permissions boundary",
    Layer.SESSION: "session policy",
}


def at(step: Step) -> str:
    """Document, statement and Sid; of a policy of an organization that has no name, also its level."""
    if step.level is None or step.document.removeprefix(_NOUNS[step.layer]).strip(" 0123456789"):
        return step.label
    return step.label.replace(",", f" at level {step.level + 1},", 1)


def limit(layer: LayerResult, answer: Answer) -> str:
    """One policy of a layer that limits; in an organization, with the number of its level."""
    return noun(layer.layer, answer.request) + ("" if layer.level is None else f" at level {layer.level + 1}")


def place(layer: LayerResult, answer: Answer) -> str:
    """The root, unit or account to which the service control policies of a level are attached, if that is known."""
    caller, levels, known = answer.request.caller, answer.policies.scps, answer.request.organization
    if layer.level is None or levels is None or not isinstance(known, tuple) or not has_account(caller):
        return ""
    account = caller.arn.account
    places = [each.levels_of(account) for each in known if account in each.accounts]
    return f" (level {layer.level + 1} is {places[0][layer.level]})" if places and len(places[0]) == len(levels) else ""


def owner(request: Request) -> str:
    """Whose identity-based policies and boundary count: of a role session, those of the role (EVAL-9, EVAL-41)."""
    match request.caller:
        case RoleSession(role=entity) | FederatedUser(parent=entity):
            return str(entity.arn)
        case caller:
            return describe(caller)


def principal_key(caller: object) -> str:
    """The member of a Principal element that names such callers."""
    return _KEYS.get(type(caller), "AWS")


_KEYS: Final[Mapping[type[Any], str]] = {AwsService: "Service", SamlIdentity: "Federated", WebIdentity: "Federated"}


def principal(request: Request) -> str:
    """How a policy would name the caller: a session by its role."""
    caller = request.caller
    match caller:
        case Anonymous():
            return "*"
        case AwsService(name=name):
            return f'"Service": "{name}"'
        case SamlIdentity(provider=provider) | WebIdentity(provider=provider):
            return f'"Federated": "{provider}"'
        case FederatedUser(arn=arn):
            return str(arn)
        case _:
            return owner(request)
