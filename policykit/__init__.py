"""policykit: who may assume this role? AWS policy documents as typed values, and what they decide, offline.

The public names are loaded when they are first used, so that ``import policykit`` costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from policykit.build.allow import allow_assume as allow_assume
    from policykit.build.allow import roles_matching as roles_matching
    from policykit.build.federated import Cognito as Cognito
    from policykit.build.federated import EksServiceAccount as EksServiceAccount
    from policykit.build.federated import OidcProvider as OidcProvider
    from policykit.build.federated import SamlProvider as SamlProvider
    from policykit.build.grant import Grant as Grant
    from policykit.build.grant import grant_assume as grant_assume
    from policykit.build.guests import EksPodIdentity as EksPodIdentity
    from policykit.build.guests import RolesAnywhere as RolesAnywhere
    from policykit.build.intent import read_grant as read_grant
    from policykit.build.intent import read_grants as read_grants
    from policykit.build.merge import merge as merge
    from policykit.build.minimal import minimal as minimal
    from policykit.build.people import Account as Account
    from policykit.build.people import Anyone as Anyone
    from policykit.build.people import Org as Org
    from policykit.build.people import OrgUnit as OrgUnit
    from policykit.build.pipelines import Buildkite as Buildkite
    from policykit.build.pipelines import CircleCi as CircleCi
    from policykit.build.pipelines import TerraformCloud as TerraformCloud
    from policykit.build.proof import Proof as Proof
    from policykit.build.repositories import BitbucketPipelines as BitbucketPipelines
    from policykit.build.repositories import GitHubActions as GitHubActions
    from policykit.build.repositories import GitLabCi as GitLabCi
    from policykit.build.require import Require as Require
    from policykit.build.requirements import USERNAME as USERNAME
    from policykit.build.services import ServiceScope as ServiceScope
    from policykit.build.split import split as split
    from policykit.build.trust import trust as trust
    from policykit.cases import Case as Case
    from policykit.cases import CaseResult as CaseResult
    from policykit.cases import read_cases as read_cases
    from policykit.errors import ActionError as ActionError
    from policykit.errors import ArnError as ArnError
    from policykit.errors import BuildError as BuildError
    from policykit.errors import CasesError as CasesError
    from policykit.errors import Flaw as Flaw
    from policykit.errors import IdError as IdError
    from policykit.errors import InputError as InputError
    from policykit.errors import IntentError as IntentError
    from policykit.errors import InvalidIntent as InvalidIntent
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
    from policykit.report.as_cloudformation import to_cloudformation as to_cloudformation
    from policykit.report.as_terraform import to_terraform as to_terraform
    from policykit.snapshot import Organization as Organization
    from policykit.snapshot import Role as Role
    from policykit.snapshot import User as User
    from policykit.wildcard import Wildcard as Wildcard

_HOMES = {
    "Account": "build.people",
    "ActionError": "errors",
    "ActionPattern": "model.action",
    "Anonymous": "evaluate.callers",
    "Anyone": "build.people",
    "Arn": "model.arn",
    "ArnError": "errors",
    "ArnPattern": "model.arn_pattern",
    "AwsService": "evaluate.callers",
    "BitbucketPipelines": "build.repositories",
    "BuildError": "errors",
    "Buildkite": "build.pipelines",
    "Case": "cases",
    "CaseResult": "cases",
    "CasesError": "errors",
    "CircleCi": "build.pipelines",
    "Cognito": "build.federated",
    "Decision": "evaluate.decision",
    "EVERYTHING": "evaluate.request",
    "EksPodIdentity": "build.guests",
    "EksServiceAccount": "build.federated",
    "EndpointPolicy": "model.policy",
    "FederatedUser": "evaluate.callers",
    "FederatedUserArn": "model.arn",
    "Flaw": "errors",
    "GitHubActions": "build.repositories",
    "GitLabCi": "build.repositories",
    "Grant": "build.grant",
    "IdError": "errors",
    "IdentityPolicy": "model.policy",
    "InputError": "errors",
    "IntentError": "errors",
    "InvalidIntent": "errors",
    "InvalidRequest": "errors",
    "InvalidValue": "errors",
    "JsonError": "errors",
    "Layer": "evaluate.policies",
    "MergeConflict": "errors",
    "NotProved": "errors",
    "NotSupported": "errors",
    "OidcProvider": "build.federated",
    "OidcProviderArn": "model.arn",
    "OperatorError": "errors",
    "Org": "build.people",
    "OrgUnit": "build.people",
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
    "Proof": "build.proof",
    "ProvidedContext": "evaluate.call",
    "Request": "evaluate.request",
    "Require": "build.require",
    "Residual": "evaluate.residual",
    "ResourceControlPolicy": "model.policy",
    "ResourcePolicy": "model.policy",
    "Role": "snapshot",
    "RoleArn": "model.arn",
    "RoleSession": "evaluate.callers",
    "RoleSessionArn": "model.arn",
    "RolesAnywhere": "build.guests",
    "RootArn": "model.arn",
    "RootUser": "evaluate.callers",
    "SamlIdentity": "evaluate.callers",
    "SamlProvider": "build.federated",
    "SamlProviderArn": "model.arn",
    "ServiceControlPolicy": "model.policy",
    "ServiceScope": "build.services",
    "SessionPolicy": "model.policy",
    "Snapshot": "reach",
    "Statement": "model.statement",
    "Step": "evaluate.results",
    "TerraformCloud": "build.pipelines",
    "TooLarge": "errors",
    "TrustPolicy": "model.policy",
    "UNKNOWN": "evaluate.truth",
    "USERNAME": "build.requirements",
    "User": "snapshot",
    "UserArn": "model.arn",
    "UserSession": "evaluate.callers",
    "WebIdentity": "evaluate.callers",
    "Wildcard": "wildcard",
    "allow_assume": "build.allow",
    "authorize": "evaluate.authorize",
    "can_assume": "evaluate.assume",
    "can_assume_root": "evaluate.neighbours",
    "can_get_federation_token": "evaluate.neighbours",
    "can_get_session_token": "evaluate.neighbours",
    "grant_assume": "build.grant",
    "load_snapshot": "reach",
    "merge": "build.merge",
    "minimal": "build.minimal",
    "read_cases": "cases",
    "read_grant": "build.intent",
    "read_grants": "build.intent",
    "roles_matching": "build.allow",
    "split": "build.split",
    "to_cloudformation": "report.as_cloudformation",
    "to_terraform": "report.as_terraform",
    "trust": "build.trust",
}

__all__ = [
    "EVERYTHING",
    "PRESENT",
    "UNKNOWN",
    "USERNAME",
    "Account",
    "ActionError",
    "ActionPattern",
    "Anonymous",
    "Anyone",
    "Arn",
    "ArnError",
    "ArnPattern",
    "AwsService",
    "BitbucketPipelines",
    "BuildError",
    "Buildkite",
    "Case",
    "CaseResult",
    "CasesError",
    "CircleCi",
    "Cognito",
    "Decision",
    "EksPodIdentity",
    "EksServiceAccount",
    "EndpointPolicy",
    "FederatedUser",
    "FederatedUserArn",
    "Flaw",
    "GitHubActions",
    "GitLabCi",
    "Grant",
    "IdError",
    "IdentityPolicy",
    "InputError",
    "IntentError",
    "InvalidIntent",
    "InvalidRequest",
    "InvalidValue",
    "JsonError",
    "Layer",
    "MergeConflict",
    "NotProved",
    "NotSupported",
    "OidcProvider",
    "OidcProviderArn",
    "OperatorError",
    "Org",
    "OrgUnit",
    "Organization",
    "Outcome",
    "PermissionsBoundary",
    "Policies",
    "PolicyDocument",
    "PolicyError",
    "PolicyKitError",
    "PrincipalError",
    "Problem",
    "Proof",
    "ProvidedContext",
    "Request",
    "Require",
    "Residual",
    "ResourceControlPolicy",
    "ResourcePolicy",
    "Role",
    "RoleArn",
    "RoleSession",
    "RoleSessionArn",
    "RolesAnywhere",
    "RootArn",
    "RootUser",
    "SamlIdentity",
    "SamlProvider",
    "SamlProviderArn",
    "ServiceControlPolicy",
    "ServiceScope",
    "SessionPolicy",
    "Snapshot",
    "Statement",
    "Step",
    "TerraformCloud",
    "TooLarge",
    "TrustPolicy",
    "User",
    "UserArn",
    "UserSession",
    "WebIdentity",
    "Wildcard",
    "allow_assume",
    "authorize",
    "can_assume",
    "can_assume_root",
    "can_get_federation_token",
    "can_get_session_token",
    "grant_assume",
    "load_snapshot",
    "merge",
    "minimal",
    "read_cases",
    "read_grant",
    "read_grants",
    "roles_matching",
    "split",
    "to_cloudformation",
    "to_terraform",
    "trust",
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
