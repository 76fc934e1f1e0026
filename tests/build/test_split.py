"""Splitting: what goes together, how one statement is divided, what Sids its parts have, and what is refused."""

from typing import Any

import pytest

import policykit as pk
from policykit.build.split import split
from policykit.catalog import QUOTAS
from policykit.model.policy import KINDS

ALL_BUCKETS = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}


def policy(*statements: dict[str, Any], name: str | None = None, **members: Any) -> pk.IdentityPolicy:
    return pk.IdentityPolicy.from_dict({"Version": "2012-10-17", **members, "Statement": [*statements]}, name=name)


def allow(actions: Any, resources: Any, **members: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": resources, **members}


def padded(characters: int, **members: Any) -> dict[str, Any]:
    """A statement of this many characters, with nothing to divide."""
    statement = allow("s3:*", "arn:aws:s3:::", **members)
    missing = characters - len(policy(statement).to_json()) + len('{"Version":"2012-10-17","Statement":[]}')
    return allow("s3:*", "arn:aws:s3:::" + "x" * missing, **members)


FRAME = len('{"Version":"2012-10-17","Statement":}')


def shapes(parts: tuple[pk.IdentityPolicy, ...]) -> list[Any]:
    return [part.to_dict()["Statement"] for part in parts]


# --- packing ----------------------------------------------------------------------------------------------------------


def test_a_policy_that_fits_is_the_only_part() -> None:
    whole = policy(ALL_BUCKETS)
    (part,) = split(whole)
    assert part is whole


def test_the_quota_is_that_of_managed_policies_unless_another_is_given() -> None:
    whole = policy(padded(4_000), padded(2_100))
    assert whole.size == FRAME + 4_000 + 2_100 + 3
    assert len(split(whole)) == 1
    assert len(split(policy(padded(4_000), padded(2_105)))) == 2
    assert len(split(whole, QUOTAS["group-inline-policies"])) == 2
    assert len(split(whole, whole.size)) == 1
    assert len(split(whole, whole.size - 1)) == 2


def test_the_longest_go_first_and_the_rest_fills_the_gaps() -> None:
    """In the order of the document, 30 + 60 | 70 + 25 | 40 would leave 60 and 70 with others than their best."""
    sizes = (130, 160, 170, 125, 140)
    statements = [padded(size) for size in sizes]
    parts = split(policy(*statements), FRAME + 300 + 3)
    assert shapes(parts) == [[statements[0], statements[2]], [statements[1], statements[4]], statements[3]]


def test_parts_keep_the_order_of_the_document() -> None:
    statements = [padded(120), padded(150), padded(130), padded(140)]
    parts = split(policy(*statements), FRAME + 270 + 3)
    assert shapes(parts) == [[statements[0], statements[1]], [statements[2], statements[3]]]


def test_a_statement_that_is_alone_needs_no_brackets() -> None:
    long, short = padded(150), padded(140)
    assert shapes(split(policy(long, short), FRAME + 150)) == [long, short]


def test_version_and_id_are_in_every_part() -> None:
    parts = split(policy(padded(150), padded(150), Id="mine"), 220)
    assert [(part.version, part.id) for part in parts] == [("2012-10-17", "mine")] * 2


def test_parts_are_called_after_the_whole_and_read_like_it() -> None:
    whole = policy(padded(150), padded(150), name="big.json")
    assert [part.name for part in split(whole, 200)] == ["big.json, part 1 of 2", "big.json, part 2 of 2"]
    assert [part.name for part in split(policy(padded(150), padded(150)), 200)] == [None, None]


def test_parts_are_read_as_strictly_as_the_whole() -> None:
    odd = padded(100, Condition={"StringEquals": {"aws:username": "a"}})
    odd["Condition"] = {"StringIs": {"aws:username": "a"}}
    lenient = pk.IdentityPolicy.from_dict({"Statement": [odd, padded(150)]}, strict=False)
    assert [part.strict for part in split(lenient, 220)] == [False, False]


def test_white_space_counts_where_the_quota_says_so() -> None:
    spaced = allow("s3:*", "*", Condition={"StringEquals": {"aws:username": ["a b", "c d"]}})
    whole = policy(spaced, allow("ec2:*", "*"))
    assert len(split(whole, whole.size)) == 1
    with pytest.raises(pk.TooLarge):
        split(policy(spaced), QUOTAS["session-policies"]._replace(limit=policy(spaced).size - 2))


# --- dividing one statement -------------------------------------------------------------------------------------------


def test_a_statement_is_divided_along_its_resources_first() -> None:
    whole = policy(allow(["s3:Get*", "s3:Put*"], [f"arn:aws:s3:::{name}" for name in "abcd"]))
    assert shapes(split(whole, whole.size - 3)) == [
        allow(["s3:Get*", "s3:Put*"], ["arn:aws:s3:::a", "arn:aws:s3:::b", "arn:aws:s3:::c"]),
        allow(["s3:Get*", "s3:Put*"], "arn:aws:s3:::d"),
    ]


def test_then_along_its_actions() -> None:
    whole = policy(allow(["s3:Get*", "s3:Put*"], ["arn:aws:s3:::a", "arn:aws:s3:::b"]))
    smallest = policy(allow("s3:Get*", "arn:aws:s3:::a")).size - 2
    assert shapes(split(whole, smallest)) == [
        allow("s3:Get*", "arn:aws:s3:::a"),
        allow("s3:Put*", "arn:aws:s3:::a"),
        allow("s3:Get*", "arn:aws:s3:::b"),
        allow("s3:Put*", "arn:aws:s3:::b"),
    ]


def test_actions_are_divided_where_that_makes_fewer_parts() -> None:
    """A part with all of the 6,000 characters of actions would have room for one resource."""
    actions = [f"s3:Action{number:04}" for number in range(400)]
    resources = [f"arn:aws:s3:::bucket-{number}" for number in range(100)]
    parts = split(policy(allow(actions, resources)))
    assert len(parts) == 2
    assert {
        (str(action), str(resource))
        for part in parts
        for statement in part.statements
        if statement.resource
        for action in statement.action.values
        for resource in statement.resource.values
    } == {(action, resource) for action in actions for resource in resources}


@pytest.mark.parametrize(
    ("negated", "divided"), [("NotAction", "Resource"), ("NotResource", "Action")], ids=["NotAction", "NotResource"]
)
def test_what_is_excluded_stays_together(negated: str, divided: str) -> None:
    """GRAM-20, GRAM-23: a part of NotAction would mean more actions."""
    lists = {
        "NotAction": ["s3:Get*", "s3:Put*"],
        "Resource": ["arn:aws:s3:::a", "arn:aws:s3:::b"],
        "NotResource": ["arn:aws:s3:::a", "arn:aws:s3:::b"],
        "Action": ["s3:Get*", "s3:Put*"],
    }
    whole = policy({"Effect": "Deny", negated: lists[negated], divided: lists[divided]})
    assert shapes(split(whole, whole.size - 3)) == [
        {"Effect": "Deny", negated: lists[negated], divided: each} for each in lists[divided]
    ]


def test_conditions_go_with_every_part() -> None:
    condition = {"StringEquals": {"aws:username": ["a", "b"]}}
    whole = policy(allow("s3:*", ["arn:aws:s3:::a", "arn:aws:s3:::b"], Condition=condition))
    assert [each["Condition"] for each in shapes(split(whole, whole.size - 3))] == [condition] * 2


def test_a_null_among_resources_names_nothing_and_is_dropped() -> None:
    """GRAM-9a."""
    whole = policy(allow("s3:*", [None, "arn:aws:s3:::a", "arn:aws:s3:::b"]))
    assert [each["Resource"] for each in shapes(split(whole, whole.size - 8))] == ["arn:aws:s3:::a", "arn:aws:s3:::b"]


# --- Sids -------------------------------------------------------------------------------------------------------------


def test_the_sids_of_the_parts_are_numbered_and_free() -> None:
    """GRAM-15, GRAM-16."""
    buckets = [f"arn:aws:s3:::{name}" for name in "abc"]
    whole = policy(allow("s3:*", buckets, Sid="Read"), allow("ec2:*", "*", Sid="Read2"))
    parts = split(whole, policy(allow("s3:*", buckets[0], Sid="Read4")).size)
    assert [[each.sid for each in part.statements] for part in parts] == [["Read"], ["Read3"], ["Read4"], ["Read2"]]


def test_longer_sids_leave_less_room() -> None:
    """With one more digit than the first nine have, the quota allows one resource less to each part."""
    buckets = [f"arn:aws:s3:::{number:02}" for number in range(40)]
    whole = policy(allow("s3:*", buckets, Sid="Read"))
    for room in range(80):
        quota = policy(allow("s3:*", buckets[0], Sid="Read")).size + room
        try:
            parts = split(whole, quota)
        except pk.TooLarge:
            continue
        assert all(part.fits(quota) for part in parts)


def test_statements_without_a_sid_get_none() -> None:
    whole = policy(allow("s3:*", ["arn:aws:s3:::a", "arn:aws:s3:::b"], Sid=""))
    assert [each["Sid"] for each in shapes(split(whole, whole.size - 3))] == ["", ""]


# --- refusals ---------------------------------------------------------------------------------------------------------


LONG = "s3:" + "x" * 100
HIGHER = "allow longer parts"


@pytest.mark.parametrize(
    ("statement", "smallest", "called", "ways_out"),
    [
        (
            allow("s3:*", ["arn:aws:s3:::a", "*"], Sid="Users", Condition={"Bool": {"k" * 99: True}}),
            allow("s3:*", "arn:aws:s3:::a", Sid="Users1", Condition={"Bool": {"k" * 99: True}}),
            "statement 2 ('Users')",
            ("shorten Condition, which cannot be divided", HIGHER),
        ),
        (
            {"Effect": "Deny", "NotAction": LONG, "NotResource": ["*"]},
            {"Effect": "Deny", "NotAction": LONG, "NotResource": ["*"]},
            "statement 2",
            ("shorten NotAction or NotResource, which cannot be divided", HIGHER),
        ),
        (allow(["s3:a", LONG], ["*", None]), allow(LONG, "*"), "statement 2", (HIGHER,)),
    ],
    ids=["condition", "negated", "plain"],
)
def test_what_cannot_be_divided_is_refused_with_ways_out(
    statement: dict[str, Any], smallest: dict[str, Any], called: str, ways_out: tuple[str, ...]
) -> None:
    whole, needed = policy(ALL_BUCKETS, statement), policy(smallest).size - len("[]")
    with pytest.raises(pk.TooLarge) as caught:
        split(whole, needed - 1)
    assert (caught.value.what, caught.value.size) == (f"the smallest part of {called}", needed)
    assert (caught.value.limit, caught.value.ways_out) == (needed - 1, ways_out)
    assert len(split(whole, needed)) > 1


@pytest.mark.parametrize("kind", [each for each in KINDS if each != "identity"])
def test_other_kinds_are_refused_with_the_reason(kind: str) -> None:
    other: Any = KINDS[kind].model_construct()
    with pytest.raises(pk.IntentError) as caught:
        split(other, 100)
    assert caught.value.parameter == "policy"
    start, _, reason = caught.value.reason.partition(": ")
    assert start == f"expected an IdentityPolicy, found {KINDS[kind].__name__}"
    assert reason.startswith(("a role has", "a resource has", "a VPC", "a user or role", "the quota is on", "what one"))


def test_what_is_no_policy_is_refused() -> None:
    text: Any = "{}"
    with pytest.raises(pk.IntentError, match=r"found str: read it with IdentityPolicy\.from_json"):
        split(text)


def test_a_quota_of_something_else_is_refused() -> None:
    with pytest.raises(pk.IntentError, match="expected one that counts characters: 'roles' counts items"):
        split(policy(ALL_BUCKETS), QUOTAS["roles"])
