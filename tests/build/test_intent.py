"""Tables and files of intentions: every kind of caller, and every refusal with its words."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

import pytest

import policykit as pk
from policykit.build.form import GRANT, REQUIRE
from policykit.build.kinds import KINDS
from policykit.build.require import LEVELS
from policykit.build.trust import trustee_of
from tests.build.intentions import ACCOUNT, EXAMPLES, ROLE, Example, Intention, by_library

OTHER = "111122223333"
USER = f"arn:aws:iam::{OTHER}:user/alice"
KIND_NAMES = (
    "user, role, role-session, account, org, org-unit, service, github, gitlab, terraform-cloud, bitbucket, circleci, "
    "buildkite, oidc, eks, eks-pod-identity, cognito, saml, roles-anywhere, anyone"
)


def table(caller: object, **members: object) -> dict[str, object]:
    return {"role": ROLE, "caller": caller, **members}


def refusal(said: Mapping[str, object]) -> list[str]:
    with pytest.raises(pk.InvalidIntent) as caught:
        pk.read_grant(said)
    return [str(each) for each in caught.value.flaws]


# --- the tables ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: f"{each.kind} {sorted(each.members)}")
def test_every_kind_of_caller_is_the_one_of_the_library(example: Example) -> None:
    intention = Intention(example, {}, None)
    assert pk.read_grant(intention.table) == by_library(intention)


def test_the_examples_say_everything_that_can_be_said() -> None:
    said = {(each.kind, name) for each in EXAMPLES for name in each.members}
    known = {(kind, name) for kind, row in KINDS.items() for name in row.members}
    assert known - said == {("account", "narrow_to"), ("account", "by")}
    assert said <= known


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.kind)
def test_the_level_in_the_table_is_that_of_the_library(example: Example) -> None:
    assert KINDS[example.kind].level is trustee_of(example.who, example.more.get("scope", "unsaid")).level


DEVIATIONS = {"partition", "account", "authenticated", "guests", "_"}
"""What follows from the role, or is said the other way round."""


@pytest.mark.parametrize(
    "example", [each for each in EXAMPLES if hasattr(type(each.who), "cast")], ids=lambda e: e.kind
)
def test_the_members_are_the_parameters_of_the_class(example: Example) -> None:
    own = {each.name: each.default is MISSING for each in fields(example.who) if each.init}
    members = {name: member.required for name, member in KINDS[example.kind].members.items()}
    for name in members.keys() | own.keys() - DEVIATIONS:
        if name not in DEVIATIONS | {"narrow_to", "by"}:
            assert members[name] is own[name]


def test_everything_that_can_be_required_can_be_said() -> None:
    assert REQUIRE.keys() == LEVELS.keys()
    assert all(
        each.meaning for form in (REQUIRE, GRANT, *(row.members for row in KINDS.values())) for each in form.values()
    )


# --- callers in one word ---------------------------------------------------------------------------------------------

WORDS: dict[str, Any] = {
    USER: pk.User(USER),
    f"arn:aws:iam::{OTHER}:role/ci/Build": pk.Role(f"arn:aws:iam::{OTHER}:role/ci/Build"),
    f"arn:aws:sts::{OTHER}:assumed-role/Build/x1": pk.RoleSession(pk.Role(f"arn:aws:iam::{OTHER}:role/Build"), "x1"),
    f"arn:aws:iam::{OTHER}:root": pk.Account(OTHER),
    OTHER: pk.Account(OTHER),
}


@pytest.mark.parametrize(("word", "who"), WORDS.items(), ids=WORDS)
def test_a_caller_in_one_word(word: str, who: Any) -> None:
    assert pk.read_grant(table(word)) == pk.grant_assume(who, pk.Role(ROLE))


def test_digits_are_an_account_of_the_partition_of_the_role() -> None:
    role = "arn:aws-cn:iam::444455556666:role/Deploy"
    grant = pk.read_grant({"role": role, "caller": OTHER})
    assert grant == pk.grant_assume(pk.Account(OTHER, "aws-cn"), pk.Role(role))


NOT_WORDS = {
    "a federated user": (
        f"arn:aws:sts::{OTHER}:federated-user/bob",
        f"caller: 'arn:aws:sts::{OTHER}:federated-user/bob' is a federated user, who cannot assume roles",
    ),
    "an OIDC provider": (
        f"arn:aws:iam::{ACCOUNT}:oidc-provider/gitlab.com",
        f"caller: 'arn:aws:iam::{ACCOUNT}:oidc-provider/gitlab.com' does not say which of its tokens are meant: "
        "use one of the kinds github, gitlab, eks, oidc …",
    ),
    "a SAML provider": (
        f"arn:aws:iam::{ACCOUNT}:saml-provider/okta",
        f"caller: 'arn:aws:iam::{ACCOUNT}:saml-provider/okta' is a SAML provider: use the kind saml, with its name",
    ),
    "a bucket": (
        "arn:aws:s3:::reports",
        "caller: 'arn:aws:s3:::reports' is nobody who can assume a role: expected the ARN of a user, role or role "
        "session, twelve digits of an account, or a service such as scheduler.amazonaws.com",
    ),
    "a name": (
        "alice",
        "caller: 'alice' is nobody who can assume a role: expected the ARN of a user, role or role session, twelve "
        "digits of an account, or a service such as scheduler.amazonaws.com",
    ),
    "eleven digits": (
        "11112222333",
        "caller: invalid account id '11112222333': expected twelve digits, for example '111122223333'",
    ),
    "a pattern": (
        f"arn:aws:iam::{OTHER}:user/*",
        f"caller: invalid ARN 'arn:aws:iam::{OTHER}:user/*': expected an IAM user, "
        "arn:aws:iam::111122223333:user/Name: invalid name '*': expected 1 to 64 of the characters A-Z a-z 0-9 _ + = , "
        ". @ -",
    ),
    "a service without a scope": (
        "scheduler.amazonaws.com",
        "caller.no_scope: scheduler.amazonaws.com works for others: expected source_account, source_arn or "
        "source_organization, which say for whom, or no_scope, for a service that does not say it",
    ),
    "another partition": (
        f"arn:aws-cn:iam::{OTHER}:root",
        f"the caller is in aws-cn, {ROLE} is not: no role is assumed across partitions",
    ),
}


@pytest.mark.parametrize(("word", "message"), NOT_WORDS.values(), ids=NOT_WORDS)
def test_a_word_that_is_no_caller(word: str, message: str) -> None:
    assert refusal(table(word)) == [message]


# --- one of an account -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["principal", "condition"])
@pytest.mark.parametrize("arn", [USER, f"arn:aws:iam::{OTHER}:role/ci"])
def test_an_account_can_be_narrowed_to_one_of_it(arn: str, by: Any) -> None:
    one = pk.User(arn) if ":user/" in arn else pk.Role(arn)
    said = table({"kind": "account", "id": OTHER, "narrow_to": arn, "by": by})
    assert pk.read_grant(said) == pk.grant_assume(pk.Account(OTHER), pk.Role(ROLE)).narrowed_to(one, by=by)


NARROWING = {
    "only whom": ({"narrow_to": USER}, "caller.by: expected narrow_to and by together: whom, and how the policy tells"),
    "only how": (
        {"by": "principal"},
        "caller.narrow_to: expected narrow_to and by together: whom, and how the policy tells",
    ),
    "another way": (
        {"narrow_to": USER, "by": "name"},
        "caller.by: expected principal or condition, found 'name'",
    ),
    "nobody": (
        {"narrow_to": OTHER, "by": "principal"},
        f"caller.narrow_to: expected the ARN of a user, role or role session, found '{OTHER}'",
    ),
}


@pytest.mark.parametrize(("members", "message"), NARROWING.values(), ids=NARROWING)
def test_a_narrowing_that_cannot_be(members: dict[str, str], message: str) -> None:
    assert refusal(table({"kind": "account", "id": OTHER, **members})) == [message]


def test_whoever_was_not_meant_before_cannot_be_narrowed_to() -> None:
    stranger = f"arn:aws:iam::{ACCOUNT}:user/bob"
    [message] = refusal(table({"kind": "account", "id": OTHER, "narrow_to": stranger, "by": "principal"}))
    assert message.startswith("caller.narrow_to: ")
    assert stranger in message


# --- refusals --------------------------------------------------------------------------------------------------------

REFUSALS: dict[str, tuple[dict[str, object], list[str]]] = {
    "nothing": ({}, ["role: is missing: expected ARN", "caller: is missing: expected CALLER"]),
    "an unknown member": (
        table(OTHER, requires={}),
        ["requires: unknown member: expected name, role, caller, require, sid, quota; did you mean 'require'?"],
    ),
    "wrong shapes": (
        {"role": 1, "caller": [OTHER], "require": "mfa", "sid": True, "quota": "2048"},
        [
            "role: expected text, found 1",
            f"caller: expected text or a table, found ['{OTHER}']",
            "require: expected a table, found 'mfa'",
            "sid: expected text, found True",
            "quota: expected a whole number, found '2048'",
        ],
    ),
    "no kind": (table({"repo": "acme/app"}), ["caller.kind: is missing: expected KIND"]),
    "an unknown kind": (
        table({"kind": "gihub"}),
        [f"caller.kind: expected one of {KIND_NAMES}, found 'gihub'; did you mean 'github'?"],
    ),
    "a kind that is no text": (table({"kind": ["github"]}), ["caller.kind: expected text, found ['github']"]),
    "several members": (
        table({"kind": "github", "repos": "acme/app", "any_run": "yes"}),
        [
            "caller.repos: unknown member: expected kind, repo, environment, branch, tag, pull_request, any_run, "
            "audience, issuer; did you mean 'repo'?",
            "caller.repo: is missing: expected OWNER/NAME",
            "caller.any_run: expected true or false, found 'yes'",
        ],
    ),
    "a role that is a pattern": (
        {"role": f"arn:aws:iam::{ACCOUNT}:role/*", "caller": OTHER},
        [
            f"role: invalid ARN 'arn:aws:iam::{ACCOUNT}:role/*': expected an IAM role, "
            "arn:aws:iam::111122223333:role/Name: invalid name '*': expected 1 to 64 of the characters A-Z a-z 0-9 _ + "
            "= , . @ -"
        ],
    ),
    "an account of eleven digits": (
        table({"kind": "account", "id": "11112222333"}),
        ["caller.id: invalid account id '11112222333': expected twelve digits, for example '111122223333'"],
    ),
    "runs that are not said": (
        table({"kind": "github", "repo": "acme/app"}),
        [
            "caller.environment: expected exactly one of environment, branch, tag, pull_request, any_run, which say "
            "which runs are meant, found none"
        ],
    ),
    "a provider that is none": (
        table({"kind": "saml", "name": "a b"}),
        ["caller.name: expected 1 to 128 of the characters A-Z a-z 0-9 _ . -, found 'a b'"],
    ),
    "an issuer that is none": (
        table({"kind": "oidc", "issuer": "a b", "audience": "x", "subject": "y"}),
        [
            "caller.issuer: expected host (in lower case, without port) and path of the provider's URL, without "
            "https://, found 'a b'"
        ],
    ),
    "a service that says for whom it works": (
        table({"kind": "service", "name": "scheduler.amazonaws.com", "no_scope": True}),
        [
            "caller.no_scope: scheduler.amazonaws.com says for whom it works: expected a scope, such as the account, "
            "or strangers could use it"
        ],
    ),
    "a source of somebody else": (
        table(
            {
                "kind": "service",
                "name": "scheduler.amazonaws.com",
                "source_account": ACCOUNT,
                "source_arn": "arn:aws:scheduler:*:777788889999:*",
            }
        ),
        [
            f"caller.source_arn: 'arn:aws:scheduler:*:777788889999:*' is not of account {ACCOUNT}: no request could "
            "fit both"
        ],
    ),
    "a role whose path would be a pattern (ARN-20)": (
        {"role": "arn:aws:iam::444455556666:role/te*m/Deploy", "caller": "111122223333"},
        [
            "role: expected a name that policies cannot take for a pattern: without * ? $, found "
            "'arn:aws:iam::444455556666:role/te*m/Deploy'; a wildcard cannot stand for a name"
        ],
    ),
    "a cluster elsewhere": (
        table(
            {
                "kind": "eks-pod-identity",
                "cluster": f"arn:aws:eks:eu-west-1:{OTHER}:cluster/main",
                "namespace": "pay",
                "service_account": "api",
            }
        ),
        [f"caller.cluster: pods take roles of the cluster's account {OTHER}: {ROLE} can only be assumed from there"],
    ),
    "what cannot be required": (
        table(f"arn:aws:iam::{OTHER}:role/ci", require={"mfa": True}),
        [
            f"require.mfa: arn:aws:iam::{OTHER}:role/ci cannot meet it: only IAM users have MFA devices; sessions of "
            "roles, services and tokens say nothing of MFA"
        ],
    ),
    "a malformed requirement": (
        table(OTHER, require={"external_id": "a b"}),
        ["require.external_id: expected 2 to 1224 of the characters A-Z a-z 0-9 _ + = , . @ : / -, found 'a b'"],
    ),
    "an unknown requirement": (
        table(OTHER, require={"mfa_age": 60}),
        [
            "require.mfa_age: unknown member: expected external_id, mfa, mfa_max_age_seconds, source_identity, "
            "session_tags, transitive_tags, session_name, organization, source_ip, source_vpc, not_before, not_after"
        ],
    ),
    "a Sid with a space": (
        table(OTHER, sid="a b"),
        ["sid: expected letters and digits (A-Z, a-z, 0-9), found 'a b'"],
    ),
    "no room": (table(OTHER, quota=0), ["quota: expected 1 to 8192 characters, found 0"]),
    "little room": (
        table(OTHER, quota=135),
        [
            "the trust policy has 136 characters, 1 more than the 135 allowed\n"
            "  - require less: tags and long lists of addresses take the most\n"
            "  - have AWS raise the quota of the account, to 8192 at most, and say so: quota=, or --quota"
        ],
    ),
    "a name that is no folder": (
        table(OTHER, name="../x"),
        ["name: expected letters, digits and _ . -, at most 64, found '../x'"],
    ),
}


@pytest.mark.parametrize(("said", "messages"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_names_every_member_that_is_to_blame(said: dict[str, object], messages: list[str]) -> None:
    assert refusal(said) == messages


def test_a_sid_counts_towards_the_quota() -> None:
    fitting = pk.read_grant(table(OTHER)).trust.size
    assert pk.read_grant(table(OTHER, quota=fitting)).trust.size == fitting
    assert refusal(table(OTHER, quota=fitting, sid="A"))[0].startswith("the trust policy has ")


# --- files -----------------------------------------------------------------------------------------------------------


def file_refusal(*tables: object, **members: object) -> str:
    with pytest.raises(pk.InvalidIntent) as caught:
        pk.read_grants({"grant": [*tables], **members}, name="intent.toml")
    return str(caught.value)


def test_several_grants_have_names_and_keep_their_order() -> None:
    grants = pk.read_grants({"grant": [table(OTHER, name="b"), table(USER, name="a")]})
    assert grants == {"b": pk.read_grant(table(OTHER)), "a": pk.read_grant(table(USER))}
    assert list(grants) == ["b", "a"]


def test_one_grant_may_have_a_name() -> None:
    assert list(pk.read_grants({"grant": [table(OTHER, name="partner")]})) == ["partner"]
    assert list(pk.read_grants({"grant": [table(OTHER)]})) == ["grant"]


def test_all_that_is_wrong_in_a_file_is_said_at_once() -> None:
    assert file_refusal({"name": "a", "role": ROLE}, table("bob"), table(USER, name="A"), grants=1) == (
        "intent.toml: 5 problems\n"
        "  grants: unknown member: expected grant; did you mean 'grant'?\n"
        "  grant 'a': caller: is missing: expected CALLER\n"
        "  grant 'a': name: another grant has it too: expected names that differ, not only in case\n"
        f"  grant 2: {NOT_WORDS['a name'][1].replace('alice', 'bob')}\n"
        "  grant 'A': name: another grant has it too: expected names that differ, not only in case"
    )


def test_several_grants_need_names() -> None:
    message = "name: is missing, but there are several grants: expected names that differ, not only in case"
    assert file_refusal(table(OTHER), table(USER)) == (
        f"intent.toml: 2 problems\n  grant 1: {message}\n  grant 2: {message}"
    )


@pytest.mark.parametrize("value", [[], {}, "x", [1]], ids=repr)
def test_a_file_has_at_least_one_grant(value: object) -> None:
    with pytest.raises(pk.InvalidIntent) as caught:
        pk.read_grants({"grant": value})
    assert str(caught.value) == (
        f"invalid intention: grant: expected one table or more, each under [[grant]], found {value!r}"
    )
