"""What a JSON value is: a document of which kind, or output that holds documents, and where."""

import json
from typing import Any

import pytest

from policykit import IdentityPolicy, PolicyDocument, ResourcePolicy, TrustPolicy
from policykit.errors import InputError
from policykit.inputs import Source, detect, read_json
from policykit.inputs.detect import embedded, is_wrapped
from policykit.inputs.node import Node

ALICE = {"AWS": "arn:aws:iam::111122223333:user/alice"}

KINDS: dict[str, tuple[Any, type[PolicyDocument]]] = {
    "a trust policy": ({"Principal": ALICE, "Action": "sts:AssumeRole"}, TrustPolicy),
    "in another case": ({"Principal": ALICE, "Action": ["STS:assumerole*"]}, TrustPolicy),
    "with a mistake in the action": ({"Principal": ALICE, "Action": "sts:AssumeRol"}, TrustPolicy),
    "with every action": ({"Principal": "*", "Action": "*"}, TrustPolicy),
    "with the Not twins": ({"NotPrincipal": ALICE, "NotAction": "sts:TagSession"}, TrustPolicy),
    "one statement of several": (
        [{"Action": "sts:AssumeRole"}, {"Principal": ALICE, "Action": "sts:TagSession"}],
        TrustPolicy,
    ),
    "a bucket policy": ({"Principal": "*", "Action": "s3:GetObject", "Resource": "*"}, ResourcePolicy),
    "a resource policy that speaks of STS": (
        {"Principal": "*", "Action": "sts:AssumeRole", "Resource": "*"},
        ResourcePolicy,
    ),
    "a repository policy": ({"Principal": "*", "Action": "ecr:BatchGetImage"}, ResourcePolicy),
    "principals alone": ({"Principal": "*"}, ResourcePolicy),
    "an action that is no text": ({"Principal": "*", "Action": [None]}, ResourcePolicy),
    "an identity-based policy": ({"Action": "sts:AssumeRole", "Resource": "*"}, IdentityPolicy),
    "with NotResource": ([{"Action": "s3:*", "NotResource": "*"}], IdentityPolicy),
}


@pytest.mark.parametrize(("statement", "kind"), KINDS.values(), ids=KINDS)
def test_the_kind_follows_from_principals_resources_and_actions(statement: Any, kind: type[PolicyDocument]) -> None:
    assert detect({"Statement": statement}, "p.json") is kind


@pytest.mark.parametrize("statement", [{"Action": "s3:*"}, [], "Allow", None], ids=str)
def test_a_kind_that_nobody_can_tell_is_never_guessed(statement: Any) -> None:
    with pytest.raises(InputError) as caught:
        detect({"Statement": statement}, "p.json")
    assert str(caught.value) == (
        "p.json: cannot tell the kind of document, because no statement has a Principal or a Resource: "
        "pass --kind trust|identity|boundary|session|resource|endpoint|scp|rcp"
    )


OTHER: dict[str, tuple[Any, str]] = {
    "an object": ({"Version": "2012-10-17", "statement": []}, "an object with the members 'Version', 'statement'"),
    "a long object": (dict.fromkeys("abcdef"), "an object with the members 'a', 'b', 'c', 'd', 'e', …"),
    "an empty object": ({}, "an object with no members"),
    "a list": ([], "a list"),
    "text": ("Allow", "a single value"),
    "nothing": (None, "a single value"),
}


@pytest.mark.parametrize(("value", "found"), OTHER.values(), ids=OTHER)
def test_other_values_are_no_documents(value: Any, found: str) -> None:
    with pytest.raises(InputError) as caught:
        detect(value, "p.json")
    assert str(caught.value) == (
        "p.json: expected a policy document, an object with a Statement, or the output of an aws command that shows "
        f"some, such as aws iam get-account-authorization-details or get-role; found {found}"
    )
    assert not is_wrapped(value)


DOCUMENT: dict[str, Any] = {"Statement": []}

OUTPUTS: dict[str, tuple[Any, list[tuple[str, str, str]]]] = {
    "get-account-authorization-details": (
        {
            "Policies": [
                {
                    "Arn": "arn:aws:iam::aws:policy/X",
                    "PolicyVersionList": [
                        {"IsDefaultVersion": False, "Document": DOCUMENT},
                        {"IsDefaultVersion": True, "Document": DOCUMENT},
                    ],
                }
            ],
            "UserDetailList": [{"UserName": "u", "UserPolicyList": [{"PolicyName": "p", "PolicyDocument": DOCUMENT}]}],
            "GroupDetailList": [
                {"GroupName": "g", "GroupPolicyList": [{"PolicyName": "p", "PolicyDocument": DOCUMENT}]}
            ],
            "RoleDetailList": [
                {
                    "RoleName": "r",
                    "AssumeRolePolicyDocument": DOCUMENT,
                    "RolePolicyList": [{"PolicyName": "p", "PolicyDocument": DOCUMENT}],
                }
            ],
        },
        [
            (
                "/UserDetailList/0/UserPolicyList/0/PolicyDocument",
                "inline policy p of user u",
                "identity-based policy",
            ),
            ("/GroupDetailList/0/GroupPolicyList/0/PolicyDocument", "policy p of group g", "identity-based policy"),
            ("/RoleDetailList/0/AssumeRolePolicyDocument", "trust policy of role r", "trust policy"),
            (
                "/RoleDetailList/0/RolePolicyList/0/PolicyDocument",
                "inline policy p of role r",
                "identity-based policy",
            ),
            (
                "/Policies/0/PolicyVersionList/1/Document",
                "managed policy arn:aws:iam::aws:policy/X",
                "identity-based policy or permissions boundary",
            ),
        ],
    ),
    "get-role": (
        {"Role": {"RoleName": "r", "AssumeRolePolicyDocument": "%7B%7D"}},
        [("/Role/AssumeRolePolicyDocument", "trust policy of role r", "trust policy")],
    ),
    "list-roles": (
        {"Roles": [{"RoleName": "r", "AssumeRolePolicyDocument": DOCUMENT}, {"AssumeRolePolicyDocument": DOCUMENT}]},
        [
            ("/Roles/0/AssumeRolePolicyDocument", "trust policy of role r", "trust policy"),
            ("/Roles/1/AssumeRolePolicyDocument", "trust policy of role ?", "trust policy"),
        ],
    ),
    "get-policy-version": (
        {"PolicyVersion": {"VersionId": "v2", "IsDefaultVersion": False, "Document": DOCUMENT}},
        [
            (
                "/PolicyVersion/Document",
                "version v2 of a managed policy",
                "identity-based policy or permissions boundary",
            )
        ],
    ),
    "get-role-policy": (
        {"RoleName": "r", "PolicyName": "p", "PolicyDocument": DOCUMENT},
        [("/PolicyDocument", "inline policy p", "identity-based policy")],
    ),
    "describe-policy, an SCP": (
        {"Policy": {"PolicySummary": {"Type": "SERVICE_CONTROL_POLICY"}, "Content": "{}"}},
        [("/Policy/Content", "service control policy", "service control policy")],
    ),
    "describe-policy, an RCP": (
        {"Policy": {"PolicySummary": {"Type": "RESOURCE_CONTROL_POLICY"}, "Content": "{}"}},
        [("/Policy/Content", "resource control policy", "resource control policy")],
    ),
    "describe-policy, of another type": ({"Policy": {"PolicySummary": {"Type": "TAG_POLICY"}, "Content": "{}"}}, []),
    "describe-policy, without a type": ({"Policy": {"Content": "{}"}}, []),
    "get-bucket-policy": (
        {"Policy": "{}"},
        [("/Policy", "resource-based policy", "resource-based policy or VPC endpoint policy")],
    ),
    "get-policy, which shows no document": ({"Policy": {"Arn": "arn:aws:iam::aws:policy/X"}}, []),
    "a list of pages": (
        [{"Roles": []}, {"Roles": [{"RoleName": "r", "AssumeRolePolicyDocument": DOCUMENT}]}],
        [("/1/Roles/0/AssumeRolePolicyDocument", "trust policy of role r", "trust policy")],
    ),
    "null, as some SDKs write for what is empty": ({"Roles": None, "UserDetailList": [{"UserPolicyList": None}]}, []),
    "versions of which the default one has no flag": (
        {
            "Policies": [
                {
                    "Arn": "arn:aws:iam::aws:policy/X",
                    "DefaultVersionId": "v2",
                    "PolicyVersionList": [
                        {"VersionId": "v1", "Document": DOCUMENT},
                        {"VersionId": "v2", "Document": DOCUMENT},
                    ],
                }
            ]
        },
        [
            (
                "/Policies/0/PolicyVersionList/1/Document",
                "managed policy arn:aws:iam::aws:policy/X",
                "identity-based policy or permissions boundary",
            )
        ],
    ),
}


def node(value: Any) -> Node:
    [page] = read_json(Source("file.json", json.dumps(value).encode()))
    return Node(page.value, page)


NO_OUTPUT: dict[str, Any] = {
    "no list": {"Roles": {"AssumeRolePolicyDocument": DOCUMENT}},
    "a list of something else": {"Roles": ["admin"]},
    "no object": {"Role": "admin"},
    "no document": {"PolicyDocument": 3},
}


@pytest.mark.parametrize("value", NO_OUTPUT.values(), ids=NO_OUTPUT)
def test_names_that_aws_uses_do_not_make_it_output(value: Any) -> None:
    assert not is_wrapped(value)


@pytest.mark.parametrize(("value", "documents"), OUTPUTS.values(), ids=OUTPUTS)
def test_documents_in_the_output_of_commands(value: Any, documents: list[tuple[str, str, str]]) -> None:
    assert is_wrapped(value)
    found = [
        (str(each.pointer), each.label, " or ".join(kind.grammar.name for kind in each.kinds))
        for each in embedded(node(value))
    ]
    assert found == documents


def test_a_document_is_not_wrapped_whatever_else_it_has() -> None:
    assert not is_wrapped({"Statement": [], "Policy": "{}"})
    assert not is_wrapped([{"Roles": []}, {"Statement": []}])
