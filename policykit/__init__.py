"""policykit: who may assume this role? AWS policy documents as typed values, and what they decide, offline.

The public names are loaded when they are first used, so that ``import policykit`` costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from policykit.build.merge import merge as merge
    from policykit.build.minimal import minimal as minimal
    from policykit.build.split import split as split
    from policykit.errors import ActionError as ActionError
    from policykit.errors import ArnError as ArnError
    from policykit.errors import BuildError as BuildError
    from policykit.errors import IdError as IdError
    from policykit.errors import InputError as InputError
    from policykit.errors import IntentError as IntentError
    from policykit.errors import InvalidRequest as InvalidRequest
    from policykit.errors import InvalidValue as InvalidValue
    from policykit.errors import JsonError as JsonError
    from policykit.errors import MergeConflict as MergeConflict
    from policykit.errors import NotProved as NotProved
    from policykit.errors import NotSupported as NotSupported
    from policykit.errors import OperatorError as OperatorError
    from policykit.errors import PolicyError as PolicyError
    from policykit.errors import PolicyKitError as PolicyKitError
    from policykit.errors import PrincipalError as PrincipalError
    from policykit.errors import Problem as Problem
    from policykit.errors import TooLarge as TooLarge
    from policykit.evaluate.assume import can_assume as can_assume
    from policykit.evaluate.authorize import authorize as authorize
    from policykit.evaluate.call import ProvidedContext as ProvidedContext
    from policykit.evaluate.callers import Anonymous as Anonymous
    from policykit.evaluate.callers import AwsService as AwsService
    from policykit.evaluate.callers import FederatedUser as FederatedUser
    from policykit.evaluate.callers import RoleSession as RoleSession
    from policykit.evaluate.callers import RootUser as RootUser
    from policykit.evaluate.callers import SamlIdentity as SamlIdentity
    from policykit.evaluate.callers import UserSession as UserSession
    from policykit.evaluate.callers import WebIdentity as WebIdentity
    from policykit.evaluate.decision import Decision as Decision
    from policykit.evaluate.facts import PRESENT as PRESENT
    from policykit.evaluate.neighbours import can_assume_root as can_assume_root
    from policykit.evaluate.neighbours import can_get_federation_token as can_get_federation_token
    from policykit.evaluate.neighbours import can_get_session_token as can_get_session_token
    from policykit.evaluate.policies import Layer as Layer
    from policykit.evaluate.policies import Policies as Policies
    from policykit.evaluate.request import EVERYTHING as EVERYTHING
    from policykit.evaluate.request import Request as Request
    from policykit.evaluate.residual import Residual as Residual
    from policykit.evaluate.results import Outcome as Outcome
    from policykit.evaluate.results import Step as Step
    from policykit.evaluate.truth import UNKNOWN as UNKNOWN
    from policykit.model.action import ActionPattern as ActionPattern
    from policykit.model.arn import Arn as Arn
    from policykit.model.arn import FederatedUserArn as FederatedUserArn
    from policykit.model.arn import OidcProviderArn as OidcProviderArn
    from policykit.model.arn import RoleArn as RoleArn
    from policykit.model.arn import RoleSessionArn as RoleSessionArn
    from policykit.model.arn import RootArn as RootArn
    from policykit.model.arn import SamlProviderArn as SamlProviderArn
    from policykit.model.arn import UserArn as UserArn
    from policykit.model.arn_pattern import ArnPattern as ArnPattern
    from policykit.model.policy import EndpointPolicy as EndpointPolicy
    from policykit.model.policy import IdentityPolicy as IdentityPolicy
    from policykit.model.policy import PermissionsBoundary as PermissionsBoundary
    from policykit.model.policy import PolicyDocument as PolicyDocument
    from policykit.model.policy import ResourceControlPolicy as ResourceControlPolicy
    from policykit.model.policy import ResourcePolicy as ResourcePolicy
    from policykit.model.policy import ServiceControlPolicy as ServiceControlPolicy
    from policykit.model.policy import SessionPolicy as SessionPolicy
    from policykit.model.policy import TrustPolicy as TrustPolicy
    from policykit.model.statement import Statement as Statement
    from policykit.reach import Snapshot as Snapshot
    from policykit.reach import load_snapshot as load_snapshot
    from policykit.snapshot import Organization as Organization
    from policykit.snapshot import Role as Role
    from policykit.snapshot import User as User
    from policykit.wildcard import Wildcard as Wildcard

_HOMES = {
    "ActionError": "errors",
    "ActionPattern": "model.action",
    "Anonymous": "evaluate.callers",
    "Arn": "model.arn",
    "ArnError": "errors",
    "ArnPattern": "model.arn_pattern",
    "AwsService": "evaluate.callers",
    "BuildError": "errors",
    "Decision": "evaluate.decision",
    "EVERYTHING": "evaluate.request",
    "EndpointPolicy": "model.policy",
    "FederatedUser": "evaluate.callers",
    "FederatedUserArn": "model.arn",
    "IdError": "errors",
    "IdentityPolicy": "model.policy",
    "InputError": "errors",
    "IntentError": "errors",
    "InvalidRequest": "errors",
    "InvalidValue": "errors",
    "JsonError": "errors",
    "Layer": "evaluate.policies",
    "MergeConflict": "errors",
    "NotProved": "errors",
    "NotSupported": "errors",
    "OidcProviderArn": "model.arn",
    "OperatorError": "errors",
    "Organization": "snapshot",
    "Outcome": "evaluate.results",
    "PRESENT": "evaluate.facts",
    "PermissionsBoundary": "model.policy",
    "Policies": "evaluate.policies",
    "PolicyDocument": "model.policy",
    "PolicyError": "errors",
    "PolicyKitError": "errors",
    "PrincipalError": "errors",
    "Problem": "errors",
    "ProvidedContext": "evaluate.call",
    "Request": "evaluate.request",
    "Residual": "evaluate.residual",
    "ResourceControlPolicy": "model.policy",
    "ResourcePolicy": "model.policy",
    "Role": "snapshot",
    "RoleArn": "model.arn",
    "RoleSession": "evaluate.callers",
    "RoleSessionArn": "model.arn",
    "RootArn": "model.arn",
    "RootUser": "evaluate.callers",
    "SamlIdentity": "evaluate.callers",
    "SamlProviderArn": "model.arn",
    "ServiceControlPolicy": "model.policy",
    "SessionPolicy": "model.policy",
    "Snapshot": "reach",
    "Statement": "model.statement",
    "Step": "evaluate.results",
    "TooLarge": "errors",
    "TrustPolicy": "model.policy",
    "UNKNOWN": "evaluate.truth",
    "User": "snapshot",
    "UserArn": "model.arn",
    "UserSession": "evaluate.callers",
    "WebIdentity": "evaluate.callers",
    "Wildcard": "wildcard",
    "authorize": "evaluate.authorize",
    "can_assume": "evaluate.assume",
    "can_assume_root": "evaluate.neighbours",
    "can_get_federation_token": "evaluate.neighbours",
    "can_get_session_token": "evaluate.neighbours",
    "load_snapshot": "reach",
    "merge": "build.merge",
    "minimal": "build.minimal",
    "split": "build.split",
}

__all__ = [
    "EVERYTHING",
    "PRESENT",
    "UNKNOWN",
    "ActionError",
    "ActionPattern",
    "Anonymous",
    "Arn",
    "ArnError",
    "ArnPattern",
    "AwsService",
    "BuildError",
    "Decision",
    "EndpointPolicy",
    "FederatedUser",
    "FederatedUserArn",
    "IdError",
    "IdentityPolicy",
    "InputError",
    "IntentError",
    "InvalidRequest",
    "InvalidValue",
    "JsonError",
    "Layer",
    "MergeConflict",
    "NotProved",
    "NotSupported",
    "OidcProviderArn",
    "OperatorError",
    "Organization",
    "Outcome",
    "PermissionsBoundary",
    "Policies",
    "PolicyDocument",
    "PolicyError",
    "PolicyKitError",
    "PrincipalError",
    "Problem",
    "ProvidedContext",
    "Request",
    "Residual",
    "ResourceControlPolicy",
    "ResourcePolicy",
    "Role",
    "RoleArn",
    "RoleSession",
    "RoleSessionArn",
    "RootArn",
    "RootUser",
    "SamlIdentity",
    "SamlProviderArn",
    "ServiceControlPolicy",
    "SessionPolicy",
    "Snapshot",
    "Statement",
    "Step",
    "TooLarge",
    "TrustPolicy",
    "User",
    "UserArn",
    "UserSession",
    "WebIdentity",
    "Wildcard",
    "authorize",
    "can_assume",
    "can_assume_root",
    "can_get_federation_token",
    "can_get_session_token",
    "load_snapshot",
    "merge",
    "minimal",
    "split",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'policykit' has no attribute {name!r}")
    value = getattr(import_module(f"policykit.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
