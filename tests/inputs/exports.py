"""Small outputs of ``aws iam get-account-authorization-details``, built for tests."""

import json
from typing import Any
from urllib.parse import quote

from policykit.inputs import Source

A, B = "111122223333", "444455556666"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
Members = dict[str, Any]


def allow(action: str, resource: str = "*") -> Members:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": resource}]}


def trust(*principals: str) -> Members:
    statement = {"Effect": "Allow", "Principal": {"AWS": list(principals)}, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": statement}


def user_arn(name: str, account: str = A) -> str:
    return f"arn:aws:iam::{account}:user/{name}"


def role_arn(name: str, account: str = A) -> str:
    return f"arn:aws:iam::{account}:role/{name}"


def user(name: str, account: str = A, **members: Any) -> Members:
    return {"UserName": name, "Arn": user_arn(name, account), **members}


def role(name: str, account: str = A, **members: Any) -> Members:
    return {"RoleName": name, "Arn": role_arn(name, account), "AssumeRolePolicyDocument": trust(A), **members}


def group(name: str, account: str = A, **members: Any) -> Members:
    return {"GroupName": name, "Arn": f"arn:aws:iam::{account}:group/{name}", **members}


def inline(name: str, document: Any) -> Members:
    return {"PolicyName": name, "PolicyDocument": document}


def attached(*arns: str) -> list[Members]:
    return [{"PolicyName": arn.rpartition("/")[2], "PolicyArn": arn} for arn in arns]


def managed(arn: str, *documents: Any, default: int = 1) -> Members:
    """A managed policy with the versions 1, 2 and so on."""
    versions = [
        {"VersionId": f"v{number}", "IsDefaultVersion": number == default, "Document": document}
        for number, document in enumerate(documents, 1)
    ]
    return {"Arn": arn, "DefaultVersionId": f"v{default}", "PolicyVersionList": versions}


def export(
    *,
    users: list[Members] | None = None,
    groups: list[Members] | None = None,
    roles: list[Members] | None = None,
    policies: list[Members] | None = None,
) -> Members:
    return {
        "UserDetailList": users or [],
        "GroupDetailList": groups or [],
        "RoleDetailList": roles or [],
        "Policies": policies or [],
    }


def source(*pages: Any, name: str = "account.json") -> Source:
    """A file in which the pages stand one after the other."""
    return Source(name, "\n".join(map(json.dumps, pages)).encode())


def encoded(value: Any) -> Any:
    """The value with every policy document as the percent-encoded string that the API of IAM returns."""
    if isinstance(value, list):
        return [encoded(each) for each in value]
    if not isinstance(value, dict):
        return value
    documents = ("AssumeRolePolicyDocument", "PolicyDocument", "Document")
    return {name: quote(json.dumps(each)) if name in documents else encoded(each) for name, each in value.items()}


# --- organizations ---------------------------------------------------------------------------------------------------

ORGANIZATION, ROOT, UNIT = "o-a1b2c3d4e5", "r-ab12", "ou-ab12-11111111"
MANAGEMENT = "000011112222"


def organization(id: str = ORGANIZATION, **members: Any) -> Members:
    """An organization file: `MANAGEMENT` at the root, `A` and `B` in `UNIT`."""
    return {
        "Organization": {"Id": id, "ManagementAccountId": MANAGEMENT},
        "Accounts": {MANAGEMENT: f"{id}/{ROOT}/", A: f"{id}/{ROOT}/{UNIT}/", B: f"{id}/{ROOT}/{UNIT}/"},
        **members,
    }


def deny(action: str, **members: Any) -> Members:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": action, "Resource": "*", **members}]}
