"""The callers and documents that the tests of this folder share.

Account `A` owns the role `TARGET`; alice, a session of role caller, and everybody else with an account are of A, too.
"""

from typing import Any, Final

import policykit as pk

A: Final = "111111111111"
B: Final = "222222222222"
ROOT: Final = f"arn:aws:iam::{A}:root"
ALICE: Final = f"arn:aws:iam::{A}:user/team/alice"
CALLER: Final = f"arn:aws:iam::{A}:role/ci/caller"
SESSION: Final = f"arn:aws:sts::{A}:assumed-role/caller/sess"
FEDERATED: Final = f"arn:aws:sts::{A}:federated-user/bob"
TARGET: Final = f"arn:aws:iam::{A}:role/target"
BUCKET: Final = "arn:aws:s3:::reports"
SAML: Final = f"arn:aws:iam::{A}:saml-provider/okta"
OIDC: Final = f"arn:aws:iam::{A}:oidc-provider/gitlab.example.com/ci"
USER_ID: Final = "AIDAALICEALICEALICEA1"
ROLE_ID: Final = "AROACALLERCALLERCALL1"

USER: Final = pk.User(ALICE, unique_id=USER_ID, tags={"team": "payments"})
ROLE_SESSION: Final = pk.RoleSession(pk.Role(CALLER, unique_id=ROLE_ID), "sess")
FEDERATED_USER: Final = pk.FederatedUser(USER, "bob")
ROOT_USER: Final = pk.RootUser(A)
SERVICE: Final = pk.AwsService("ec2.amazonaws.com")
SAML_IDENTITY: Final = pk.SamlIdentity(SAML)
WEB_IDENTITY: Final = pk.WebIdentity(OIDC)
ANONYMOUS: Final = pk.Anonymous()

Statement = dict[str, Any]


def document(*statements: Statement, version: str = "2012-10-17") -> dict[str, Any]:
    """A document with these statements."""
    return {"Version": version, "Statement": list(statements)}


def may(action: str | list[str] = "*", resource: str | list[str] = "*", **others: object) -> Statement:
    """An Allow of a document without principals."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **others}


def may_not(action: str | list[str] = "*", resource: str | list[str] = "*", **others: object) -> Statement:
    """A Deny of a document without principals."""
    return may(action, resource, **others) | {"Effect": "Deny"}


def trusts(principal: object, action: str | list[str] = "sts:AssumeRole", **others: object) -> Statement:
    """An Allow of a trust policy."""
    return {"Effect": "Allow", "Principal": principal, "Action": action, **others}


def refuses(principal: object, action: str | list[str] = "sts:AssumeRole", **others: object) -> Statement:
    """A Deny of a trust policy."""
    return trusts(principal, action, **others) | {"Effect": "Deny"}


def trust(*statements: Statement, strict: bool = True, name: str | None = None) -> pk.TrustPolicy:
    """A trust policy."""
    return pk.TrustPolicy.from_dict(document(*statements), strict=strict, name=name)


def identity(*statements: Statement, name: str | None = None) -> pk.IdentityPolicy:
    """An identity-based policy."""
    return pk.IdentityPolicy.from_dict(document(*statements), name=name)


def boundary(*statements: Statement) -> pk.PermissionsBoundary:
    """A permissions boundary."""
    return pk.PermissionsBoundary.from_dict(document(*statements))


def session(*statements: Statement) -> pk.SessionPolicy:
    """A session policy."""
    return pk.SessionPolicy.from_dict(document(*statements))


def scp(*statements: Statement) -> pk.ServiceControlPolicy:
    """A service control policy."""
    return pk.ServiceControlPolicy.from_dict(document(*statements))


def rcp(*statements: Statement) -> pk.ResourceControlPolicy:
    """A resource control policy; its principal is everybody."""
    return pk.ResourceControlPolicy.from_dict(document(*({**each, "Principal": "*"} for each in statements)))


def resource(*statements: Statement, strict: bool = True) -> pk.ResourcePolicy:
    """A resource-based policy."""
    return pk.ResourcePolicy.from_dict(document(*statements), strict=strict)


def endpoint(*statements: Statement) -> pk.EndpointPolicy:
    """The policy of a VPC endpoint."""
    return pk.EndpointPolicy.from_dict(document(*statements))
