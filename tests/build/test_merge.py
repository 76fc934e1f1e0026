"""Merging: what becomes of Sids, Versions, Ids and names, and what cannot be one document."""

from typing import Any

import pytest

import policykit as pk
from policykit.build.merge import merge

NEW, OLD = {"Version": "2012-10-17"}, {"Version": "2008-10-17"}


def allow(action: str, sid: str | None = None, resource: Any = "*") -> dict[str, Any]:
    return {**({} if sid is None else {"Sid": sid}), "Effect": "Allow", "Action": action, "Resource": resource}


def policy(*statements: dict[str, Any], name: str | None = None, **members: Any) -> pk.IdentityPolicy:
    return pk.IdentityPolicy.from_dict({**(members or NEW), "Statement": [*statements]}, name=name)


def bucket(*statements: dict[str, Any]) -> pk.ResourcePolicy:
    return pk.ResourcePolicy.from_dict({**NEW, "Statement": [{**each, "Principal": "*"} for each in statements]})


def said(document: pk.PolicyDocument) -> list[tuple[str | None, str]]:
    return [(each.sid, str(each.action.values[0])) for each in document.statements]


READ, WRITE = allow("s3:Get*", "Files"), allow("s3:Put*", "Files")


def test_statements_of_all_documents_keep_their_order() -> None:
    merged = merge(policy(allow("s3:a"), allow("s3:b", "B")), policy(allow("s3:c", "C")), policy(allow("s3:d")))
    assert said(merged) == [(None, "s3:a"), ("B", "s3:b"), ("C", "s3:c"), (None, "s3:d")]


def test_identical_statements_stand_once_in_the_first_spelling() -> None:
    """GRAM-4, GRAM-19."""
    merged = merge(
        policy(allow("s3:Get*"), READ), policy(allow("S3:get*", resource=["*"]), READ, allow("s3:Get*", "X"))
    )
    assert said(merged) == [(None, "s3:Get*"), ("Files", "s3:Get*"), ("X", "s3:Get*")]


def test_a_document_alone_says_every_statement_once() -> None:
    assert said(merge(policy(allow("s3:a"), allow("s3:a")))) == [(None, "s3:a")]


def test_a_sid_with_two_meanings_is_refused() -> None:
    """GRAM-16."""
    with pytest.raises(pk.MergeConflict) as caught:
        merge(policy(READ), policy(WRITE))
    assert str(caught.value) == (
        "conflict at Sid 'Files': two documents use it for different statements: give one of them another Sid, or "
        "choose with on_same_sid whether the later is to 'replace' the earlier or to be given another by 'rename'"
    )


def test_the_later_replaces_the_earlier_in_its_place() -> None:
    merged = merge(policy(READ, allow("ec2:*")), policy(WRITE), on_same_sid="replace")
    assert said(merged) == [("Files", "s3:Put*"), (None, "ec2:*")]
    assert said(merge(policy(READ), policy(WRITE), policy(READ), on_same_sid="replace")) == [("Files", "s3:Get*")]


def test_the_later_is_renamed_to_a_sid_that_no_document_uses() -> None:
    """GRAM-15, GRAM-16."""
    others = policy(WRITE), policy(allow("ec2:*", "Files2")), policy(WRITE, allow("ec2:a", "Files2"))
    assert said(merge(policy(READ), *others, on_same_sid="rename")) == [
        ("Files", "s3:Get*"),
        ("Files3", "s3:Put*"),
        ("Files2", "ec2:*"),
        ("Files22", "ec2:a"),
    ]


@pytest.mark.parametrize("on_same_sid", ["error", "rename", "replace"])
def test_sids_that_repeat_within_a_resource_policy_may(on_same_sid: Any) -> None:
    """GRAM-15: other services take them."""
    twice = bucket(READ, WRITE)
    assert said(merge(twice, twice, on_same_sid=on_same_sid)) == [("Files", "s3:Get*"), ("Files", "s3:Put*")]


# --- Version, Id, name ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("versions", "merged"),
    [
        ([NEW, NEW], "2012-10-17"),
        ([NEW, OLD], "2012-10-17"),
        ([{"Id": "x"}, NEW], "2012-10-17"),
        ([{"Id": "x"}, OLD], "2008-10-17"),
        ([{"Id": "x"}, {"Id": "x"}], None),
    ],
)
def test_versions_that_mean_the_same_here_become_one(versions: list[Any], merged: str | None) -> None:
    """GRAM-11."""
    first, second = (policy(allow(f"s3:{number}"), **each) for number, each in enumerate(versions))
    assert merge(first, second).version == merge(second, first).version == merged


HOME = {"StringLike": {"s3:prefix": "${aws:username}/*"}}


@pytest.mark.parametrize(
    "statement",
    [allow("s3:*", resource="arn:aws:s3:::b/${aws:username}/*"), {**allow("s3:*"), "Condition": HOME}],
    ids=["resource", "condition"],
)
def test_text_does_not_become_a_variable(statement: dict[str, Any]) -> None:
    """GRAM-12."""
    old, new = policy(statement, name="old.json", **OLD), policy(statement)
    for documents in ((old, new), (new, old)):
        with pytest.raises(pk.MergeConflict) as caught:
            merge(*documents)
        assert caught.value.place == "Version"
        assert caught.value.reason.endswith(
            "is plain text in old.json without Version 2012-10-17, and would become a policy variable: "
            "give all documents the Version that is meant"
        )
    assert merge(old, policy(allow("ec2:*"), **OLD)).version == "2008-10-17"


def test_a_trust_policy_has_no_resource_that_could_hold_a_variable() -> None:
    def trust(value: str, **version: str) -> pk.TrustPolicy:
        condition = {"StringEquals": {"aws:PrincipalTag/team": value}}
        statement = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole", "Condition": condition}
        return pk.TrustPolicy.from_dict({**version, "Statement": statement})

    assert merge(trust("red"), trust("${aws:username}", **NEW)).version == "2012-10-17"
    with pytest.raises(pk.MergeConflict, match="is plain text in a document without Version"):
        merge(trust("${aws:username}"), trust("red", **NEW))


def test_the_id_is_the_first_that_there_is() -> None:
    documents = policy(READ), policy(READ, Id="one"), policy(READ, Id="two")
    assert merge(*documents).id == "one"
    assert merge(documents[0]).id is None


def test_the_result_is_called_after_all_and_read_like_all() -> None:
    named = policy(READ, name="a.json"), policy(allow("s3:a")), policy(allow("s3:b"), name="b.json")
    assert merge(*named).name == "a.json + b.json"
    assert merge(*named).strict
    lenient = pk.IdentityPolicy.from_dict(allow_unknown(), strict=False)
    merged = merge(named[1], lenient)
    assert (merged.name, merged.strict) == (None, False)


def allow_unknown() -> dict[str, Any]:
    return {"Statement": {**allow("s3:c"), "Condition": {"StringIs": {"aws:username": "a"}}}}


# --- refusals ---------------------------------------------------------------------------------------------------------


def test_what_does_not_belong_together_is_refused() -> None:
    anything: Any = merge
    with pytest.raises(pk.IntentError, match="expected documents of kind IdentityPolicy, found ResourcePolicy"):
        anything(policy(READ), bucket(READ))
    with pytest.raises(pk.IntentError, match="expected a policy document, found str"):
        anything("{}")
    with pytest.raises(pk.IntentError, match="expected 'error', 'replace', 'rename', found 'skip'"):
        anything(policy(READ), policy(READ), on_same_sid="skip")


def test_what_is_too_long_together_is_refused_with_ways_out() -> None:
    def trust(letters: str) -> pk.TrustPolicy:
        principals = [
            f"arn:aws:iam::111122223333:role/{letter}{'x' * 60}{number}" for letter in letters for number in "123456"
        ]
        return pk.TrustPolicy.from_dict(
            {"Statement": {"Effect": "Allow", "Principal": {"AWS": principals}, "Action": "sts:AssumeRole"}}
        )

    with pytest.raises(pk.TooLarge) as caught:
        merge(trust("abcdefghij"), trust("klmnopqrst"))
    assert caught.value.what == "the merged trust policy"
    assert caught.value.limit == 8_192
    assert caught.value.size > 8_192
    assert len(caught.value.ways_out) == 2
