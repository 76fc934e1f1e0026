"""The public names: a frozen list, loaded when they are first used, and seen alike by type checkers."""

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import policykit

# Changing this list changes what users may import: add to it freely, take away only with a major version.
NAMES = [
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
    "EVERYTHING",
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
    "PRESENT",
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
    "UNKNOWN",
    "USERNAME",
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

HEAVY = ("pydantic", "pydantic_core", "jsonschema", "click", "hypothesis", "yaml")


def test_the_public_names_are_frozen() -> None:
    assert sorted(policykit.__all__) == NAMES == sorted(policykit._HOMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_name_resolves_to_what_its_home_calls_so(name: str) -> None:
    home = importlib.import_module(f"policykit.{policykit._HOMES[name]}")
    assert getattr(policykit, name) is getattr(home, name)
    assert name in dir(policykit)


def test_type_checkers_see_the_same_names_from_the_same_homes() -> None:
    """The block for type checkers and the table for the interpreter are two lists of one thing."""
    tree = ast.parse(Path(policykit.__file__).read_text(encoding="utf-8"))
    (block,) = [node for node in tree.body if isinstance(node, ast.If)]
    assert isinstance(block.test, ast.Name)
    assert block.test.id == "TYPE_CHECKING"
    seen = {
        alias.asname: node.module for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert seen == {name: f"policykit.{home}" for name, home in policykit._HOMES.items()}


def test_any_other_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError) as caught:
        _ = policykit.Trust
    assert str(caught.value) == "module 'policykit' has no attribute 'Trust'"


def loaded(program: str) -> set[str]:
    """The modules that are loaded after a program, in a fresh interpreter."""
    script = f"{program}\nimport sys\nprint(*sys.modules)"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(result.stdout.split())


def test_the_import_loads_nothing_else() -> None:
    modules = loaded("import policykit")
    assert not modules & set(HEAVY)
    assert {each for each in modules if each.startswith("policykit")} == {"policykit"}


def test_arns_and_wildcards_need_no_pydantic() -> None:
    modules = loaded("from policykit import Arn, Wildcard\nArn.parse('arn:aws:s3:::b')\nWildcard('a*').matches('ab')")
    assert not modules & set(HEAVY)


def test_decisions_need_neither_schemas_nor_the_command_line() -> None:
    modules = loaded("from policykit import can_assume, authorize, TrustPolicy")
    assert not modules & {"jsonschema", "click", "hypothesis", "yaml", "policykit.cli", "policykit.inputs"}
