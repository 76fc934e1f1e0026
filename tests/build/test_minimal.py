"""The minimal spelling: what is left out, what goes together, and above all what stays."""

from typing import Any

import pytest

import policykit as pk
from policykit.build.minimal import minimal
from policykit.model.policy import KINDS

NEW = "2012-10-17"
A, B, EACH = "arn:aws:s3:::a", "arn:aws:s3:::b", "arn:aws:s3:::*"


def minimal_of(kind: str, *statements: dict[str, Any], version: str | None = NEW, **options: Any) -> Any:
    """The Statement of the minimal spelling."""
    members = {"Version": version} if version else {}
    policy = KINDS[kind].from_dict({**members, "Statement": [*statements]}, strict=False)
    return minimal(policy, **options).to_dict()["Statement"]


def allow(action: Any = "s3:*", resource: Any = "*", **members: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **members}


# --- one list ---------------------------------------------------------------------------------------------------------

ACTIONS = {
    "one entry stands alone (GRAM-4)": (["s3:Get*"], "s3:Get*"),
    "repeated": (["s3:a", "ec2:*", "s3:a"], ["s3:a", "ec2:*"]),
    "repeated in another case (GRAM-19)": (["s3:Get", "S3:get"], "s3:Get"),
    "covered": (["s3:GetObject", "s3:Get*", "ec2:Run?", "ec2:RunX"], ["s3:Get*", "ec2:Run?"]),
    "covered in another case": (["S3:get*", "s3:GETObject"], "S3:get*"),
    "all of them": (["s3:a", "ec2:*", "*"], "*"),
    "of two that mean the same, the shorter": (["s3:a**", "s3:a*"], "s3:a*"),
    "of two as short, the first": (["s3:?*", "s3:*?"], "s3:?*"),
    "overlapping only": (["s3:Get*", "s3:*Object"], ["s3:Get*", "s3:*Object"]),
    "longer by a character": (["s3:Get?*", "s3:Get*"], "s3:Get*"),
}


@pytest.mark.parametrize("name", ["Action", "NotAction"])
@pytest.mark.parametrize(("before", "after"), ACTIONS.values(), ids=ACTIONS)
def test_actions(name: str, before: Any, after: Any) -> None:
    statement = {"Effect": "Deny", name: before, "Resource": "*"}
    assert minimal_of("identity", statement) == {**statement, name: after}


HOMES, HOME, OF_X = (f"arn:aws:s3:::home/{each}*" for each in ("", "${aws:username}/", "x/"))
QUEUES, DOLLAR = "arn:aws:sqs:*", "arn:aws:s3:::x$*"
RESOURCES = {  # kind, version, before, after of Resource, after of NotResource
    "repeated": ("identity", NEW, [A, B, A], [A, B], [A, B]),
    "covered": ("identity", NEW, [A, EACH], EACH, EACH),
    "everything": ("identity", NEW, [A, "*", HOME], "*", "*"),
    "all but the request without a resource": ("identity", NEW, ["*", "arn:*:*"], "*", "*"),
    "null names nothing (GRAM-9a)": ("identity", NEW, [None, A, None], A, A),
    "nothing but null": ("identity", NEW, [None, None], [None], [None]),
    "completed (ARN-15)": ("identity", NEW, ["arn:aws:sqs", "arn:aws:sqs:*:*:jobs"], "arn:aws:sqs", "arn:aws:sqs"),
    "short where it is compared as it is (DISP-28)": (
        "resource", NEW, ["arn:aws:sqs", "arn:aws:sqs:*:*:jobs"], None, None,
    ),
    "a star inside a field takes no colon (ARN-11)": (
        "identity", NEW, ["arn:aws:sqs:*x:1*:q", "arn:aws:sqs:a:bx:1:q"], None, None,
    ),
    "wildcards inside fields are covered": ("identity", NEW, ["arn:aws:sqs:*x:1*:q", QUEUES], QUEUES, QUEUES),
    "a variable may name whatever is covered": ("identity", NEW, [HOME, HOMES], HOMES, None),
    "a variable covers its equal only": ("identity", NEW, [HOME, HOME, OF_X], [HOME, OF_X], [HOME, OF_X]),
    "a pattern that needs the letters of a variable": ("identity", NEW, ["arn:aws:s3:::home/$*", HOME], None, None),
    "an escape is one letter": ("identity", NEW, ["arn:aws:s3:::x${*}", "arn:aws:s3:::x*"], "arn:aws:s3:::x*", None),
    "a dollar that begins nothing": ("identity", NEW, [DOLLAR, "arn:aws:s3:::x$y"], DOLLAR, DOLLAR),
    "text under the old version": ("identity", None, [HOME, HOMES], None, None),
    "a variable before the resource is text (ARN-16)": (
        "identity", NEW, ["arn:aws:sqs:*:${aws:PrincipalAccount}:q", "arn:aws:sqs:*:*:q"], None, None,
    ),
    "a malformed variable": ("identity", NEW, ["arn:aws:s3:::x/${a b}", "arn:aws:s3:::x/*"], None, None),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "version", "before", "positive", "negative"), RESOURCES.values(), ids=RESOURCES)
def test_resources(kind: str, version: str | None, before: Any, positive: Any, negative: Any) -> None:
    """None: nothing changes; in NotResource, an entry whose variable has no value counts (DISP-18)."""
    for name, after in (("Resource", positive), ("NotResource", negative)):
        statement = {"Effect": "Deny", "Action": "s3:*", name: before}
        if kind == "resource":
            statement["Principal"] = "*"
        expected = {**statement, name: before if after is None else after}
        assert minimal_of(kind, statement, version=version) == expected


VALUES = {
    "StringLike": ("StringLike", ["a*", "ab", "b?", "bc"], ["a*", "b?"]),
    "negated (COND-2)": ("StringNotLike", ["a*", "ab"], "a*"),
    "of sets (COND-10, COND-11)": ("ForAllValues:StringLike", ["a*", "ab"], "a*"),
    "StringEquals has no wildcards": ("StringEquals", ["a*", "ab", "a*"], ["a*", "ab"]),
    "ignoring case": ("StringEqualsIgnoreCase", ["Ab", "aB", "b"], ["Ab", "b"]),
    "a variable": ("StringLike", ["*", "${aws:username}"], ["*", "${aws:username}"]),
    "a repeated variable": ("StringLike", ["${aws:username}", "${aws:username}"], "${aws:username}"),
    "ARN by field (COND-40)": ("ArnLike", ["arn:*:*:*:*:*", "arn:aws:s3:::b", "arn:aws"], ["arn:*:*:*:*:*", "arn:aws"]),
    "a star does not cross fields": ("ArnEquals", ["arn:*:s*:::b", "arn::s:x::b"], ["arn:*:s*:::b", "arn::s:x::b"]),
    "networks (COND-27)": ("IpAddress", ["10.0.0.0/8", "10.1.2.3", "::1", "10.0.0.0/8"], ["10.0.0.0/8", "::1"]),
    "two spellings of one network": ("NotIpAddress", ["10.0.0.5/8", "10.0.0.0/8"], "10.0.0.5/8"),
    "an address is a network of one": ("IpAddress", ["10.0.0.1/32", "10.0.0.1", "10.0.0.2"], ["10.0.0.1", "10.0.0.2"]),
    "every IPv4 address is none of IPv6": ("IpAddress", ["0.0.0.0/0", "10.0.0.1", "::/1"], ["0.0.0.0/0", "::/1"]),
    "booleans in any spelling (GRAM-9)": ("Bool", [True, "TRUE", "true"], True),
    "Null": ("Null", ["true", False, "False"], ["true", False]),
    "numbers as they are written": ("NumericEquals", [1, "1", "1.0"], [1, "1.0"]),
    "no values (GRAM-36)": ("StringEquals", [], []),
    "no operator (COND-7)": ("StringIs", ["a", "a"], ["a", "a"]),
}  # fmt: skip


@pytest.mark.parametrize(("operator", "before", "after"), VALUES.values(), ids=VALUES)
def test_condition_values(operator: str, before: Any, after: Any) -> None:
    statement = allow(Condition={operator: {"aws:k": before}})
    assert minimal_of("identity", statement) == {**statement, "Condition": {operator: {"aws:k": after}}}


def test_text_is_no_variable_under_the_old_version() -> None:
    """GRAM-12."""
    statement = allow(Condition={"StringLike": {"aws:k": ["*", "${aws:username}"]}})
    assert minimal_of("identity", statement, version=None)["Condition"] == {"StringLike": {"aws:k": "*"}}


def test_empty_conditions_stay() -> None:
    """GRAM-35."""
    conditions: list[dict[str, Any]] = [{}, {"StringIs": {}}, {"StringEquals": {}}]
    for condition in conditions:
        assert minimal_of("identity", allow(Condition=condition)) == allow(Condition=condition)


# --- principals -------------------------------------------------------------------------------------------------------

ROOT, USER = "arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:user/alice"
PRINCIPALS = {
    "an account in digits (PRIN-2)": ({"AWS": ROOT}, {"AWS": "111122223333"}),
    "both spellings of an account": ({"AWS": [ROOT, USER, "111122223333"]}, {"AWS": ["111122223333", USER]}),
    "an account elsewhere keeps its partition": ({"AWS": ROOT.replace("aws:", "aws-cn:", 1)},) * 2,
    "an account does not cover its users (PRIN-30)": ({"AWS": ["111122223333", USER]},) * 2,
    "everyone covers nobody (PRIN-16)": ({"AWS": ["*", USER], "Service": "ec2.amazonaws.com"},) * 2,
    "everyone, bare": ("*", "*"),
    "one of each": ({"Service": ["ec2.amazonaws.com"] * 2}, {"Service": "ec2.amazonaws.com"}),
    "nobody (GRAM-34)": ({"AWS": []}, {"AWS": []}),
}


@pytest.mark.parametrize(("before", "after"), PRINCIPALS.values(), ids=PRINCIPALS)
def test_principals(before: Any, after: Any) -> None:
    statement = {"Effect": "Deny", "Principal": before, "Action": "s3:*"}
    assert minimal_of("resource", statement) == {**statement, "Principal": after}
    excluded = {"Effect": "Deny", "NotPrincipal": before, "Action": "s3:*"}
    assert minimal_of("resource", excluded) == {**excluded, "NotPrincipal": after}


# --- statements -------------------------------------------------------------------------------------------------------

IN_ORG = {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
STATEMENTS: dict[str, tuple[list[dict[str, Any]], Any]] = {
    "actions go together": ([allow("s3:a"), allow("s3:b")], allow(["s3:a", "s3:b"])),
    "resources go together": ([allow("s3:a", A), allow("s3:a", B)], allow("s3:a", [A, B])),
    "two elements at once do not": ([allow("s3:a", A), allow("s3:b", B)],) * 2,
    "a square in two steps": (
        [allow("s3:a", A), allow("s3:b", B), allow("s3:a", B), allow("s3:b", A)],
        allow(["s3:a", "s3:b"], [A, B]),
    ),
    "identical": ([allow("s3:a"), allow("s3:a")], allow("s3:a")),
    "identical in another spelling": ([allow("s3:A"), allow(["S3:a"], ["*"])], allow("s3:A")),
    "covered": ([allow("s3:GetObject", A), allow(["s3:Get*", "ec2:*"], [EACH])], allow(["s3:Get*", "ec2:*"], EACH)),
    "covered in one element only": ([allow("s3:GetObject", A), allow("s3:Get*", B)],) * 2,
    "allowed and denied": ([allow(), {**allow(), "Effect": "Deny"}],) * 2,
    "under different conditions": ([allow("s3:a", Condition=IN_ORG), allow("s3:b")],) * 2,
    "under one condition, in two spellings (CTX-60)": (
        [
            allow("s3:a", Condition=IN_ORG),
            allow("s3:b", Condition={"StringEquals": {"AWS:principalorgid": ["o-a1b2c3d4e5"]}}),
        ],
        allow(["s3:a", "s3:b"], Condition=IN_ORG),
    ),
    "excluded actions do not go together": (
        [{"Effect": "Deny", "NotAction": each, "Resource": "*"} for each in ("s3:a", "s3:b")],
    )
    * 2,
    "resources under the same excluded actions do": (
        [{"Effect": "Deny", "NotAction": "s3:a", "Resource": each} for each in (A, B)],
        {"Effect": "Deny", "NotAction": "s3:a", "Resource": [A, B]},
    ),
    "one Sid stays": ([allow("s3:a"), allow("s3:b", Sid="B")], {"Sid": "B", **allow(["s3:a", "s3:b"])}),
    "two Sids keep apart": ([allow("s3:a", Sid="A"), allow("s3:b", Sid="B"), allow("s3:a", Sid="C")],) * 2,
    "a covered statement with a Sid stays": ([allow("s3:*"), allow("s3:a", A, Sid="A")],) * 2,
    "an empty Sid is none (GRAM-16)": ([allow("s3:a", Sid=""), allow("s3:b", Sid="")], allow(["s3:a", "s3:b"])),
}


@pytest.mark.parametrize(("before", "after"), STATEMENTS.values(), ids=STATEMENTS)
def test_statements(before: list[dict[str, Any]], after: Any) -> None:
    assert minimal_of("identity", *before) == after


def test_principals_go_together() -> None:
    def trust(principal: Any) -> dict[str, Any]:
        return {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}

    assert minimal_of(
        "trust", trust({"AWS": USER}), trust({"Service": "ec2.amazonaws.com"}), trust({"AWS": "111122223333"})
    ) == trust({"AWS": [USER, "111122223333"], "Service": "ec2.amazonaws.com"})
    bare = [{**trust(each), "Resource": "*"} for each in ("*", {"AWS": USER})]
    assert minimal_of("resource", *bare) == bare


def test_sids_go_if_wanted() -> None:
    statements = [allow("s3:a", Sid="A"), allow("s3:b", Sid="B")]
    assert minimal_of("identity", *statements, drop_sids=True) == allow(["s3:a", "s3:b"])
    assert minimal_of("identity", statements[0], drop_sids=True) == allow("s3:a")


# --- the document -----------------------------------------------------------------------------------------------------


def test_the_original_comes_back_if_there_is_nothing_to_do() -> None:
    policy = pk.IdentityPolicy.from_dict({"Statement": allow()}, name="p.json")
    assert minimal(policy) is policy
    assert minimal(policy, drop_sids=True) is policy


def test_the_rest_of_the_document_stays() -> None:
    policy = pk.IdentityPolicy.from_dict(
        {"Version": NEW, "Id": "x", "Statement": [allow(Condition={"StringIs": {"k": "v"}})]},
        name="p.json",
        strict=False,
    )
    shorter = minimal(policy)
    assert (shorter.version, shorter.id, shorter.name, shorter.strict) == (NEW, "x", "p.json", False)
    assert shorter.size == policy.size - 2


def test_a_resource_policy_without_statements_stays() -> None:
    policy = pk.ResourcePolicy.from_dict({"Version": NEW, "Statement": []})
    assert minimal(policy) is policy


def test_entangled_wildcards_do_not_take_forever() -> None:
    entangled = [f"arn:aws:s3:{'?*a' * 30}x:{'*?b' * 30}y:{name}" for name in ("*", "b", "c")]
    assert minimal_of("identity", allow("s3:*", entangled)) == allow("s3:*", entangled)
    assert minimal_of("identity", allow("s3:*", [*entangled, "arn:aws:*"]))["Resource"] == "arn:aws:*"
