"""What a variable is replaced by (COND-60 to COND-68)."""

from typing import Literal

import pytest

from policykit.evaluate.truth import Truth
from policykit.evaluate.variables import resolve
from policykit.model.template import Substituted, Template, parse_template

UNKNOWN: Literal[Truth.UNKNOWN] = Truth.UNKNOWN
CONTEXT: dict[str, tuple[str, ...] | Literal[Truth.UNKNOWN]] = {
    "aws:username": ("alice",),
    "aws:principaltag/empty": ("",),
    "aws:principaltag/star": ("*",),
    "aws:principaltag/nested": ("${aws:username}",),
    "aws:tagkeys": ("a", "b"),
    "aws:none": (),
    "aws:sourceip": UNKNOWN,
}

# IAM User Guide, "IAM policy elements: Variables and tags"
GOLDEN: dict[str, tuple[str, str | Literal[Truth.UNKNOWN] | None]] = {
    "COND-60 a value": ("home/${aws:username}/x", "home/alice/x"),
    "COND-60 a value and its default": ("${aws:username, 'nobody'}", "alice"),
    "COND-60 a default": ("${aws:PrincipalTag/team, 'none'}", "none"),
    "COND-60 an empty default": ("${aws:PrincipalTag/team, ''}", ""),
    "COND-60 two variables": ("${aws:username}-${aws:PrincipalTag/team, 'none'}", "alice-none"),
    "COND-62 two values": ("${aws:TagKeys}", None),
    "COND-62 two values and a default": ("${aws:TagKeys, 'none'}", "none"),
    "CTX-62 an empty list is absent": ("${aws:None}", None),
    "CTX-62 an empty list and a default": ("${aws:None, 'none'}", "none"),
    "COND-64 no value, no default": ("x${aws:PrincipalTag/team}", None),
    "COND-64 one dead variable is enough": ("${aws:username}${aws:PrincipalTag/team}", None),
    "COND-64 empty is a value": ("${aws:PrincipalTag/empty, 'none'}", ""),
    "COND-66 a star is not wild": ("${aws:PrincipalTag/star}", "*"),
    "COND-67 key names have no case": ("${AWS:UserName}", "alice"),
    "COND-68 a single pass": ("${aws:PrincipalTag/nested}", "${aws:username}"),
    "CTX-64 unknown": ("${aws:SourceIp}", UNKNOWN),
    "CTX-64 unknown, with a default": ("${aws:SourceIp, 'none'}", UNKNOWN),
    "CTX-64 dead whatever the unknown is": ("${aws:SourceIp}${aws:TagKeys}", None),
    "CTX-64 dead before the unknown is seen": ("${aws:TagKeys}${aws:SourceIp}", None),
}


@pytest.mark.parametrize(("text", "expected"), GOLDEN.values(), ids=GOLDEN)
def test_resolve(text: str, expected: str | Literal[Truth.UNKNOWN] | None) -> None:
    resolved = resolve(parse_template(text), CONTEXT.get)
    assert (resolved.text if isinstance(resolved, Template) else resolved) == expected


def test_a_constant_template_is_returned_as_it_is() -> None:
    template = parse_template("role/*")
    assert resolve(template, CONTEXT.get) is template


def test_what_was_put_in_is_marked_as_such() -> None:
    resolved = resolve(parse_template("a:${aws:username}"), CONTEXT.get)
    assert resolved == Template(("a:", Substituted("alice")))


def test_keys_are_looked_up_case_folded() -> None:
    asked: list[str] = []
    resolve(parse_template("${aws:PrincipalTag/Team}"), asked.append)
    assert asked == ["aws:principaltag/team"]
