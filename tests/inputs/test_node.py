"""What a file should contain and does not is refused with file, line and column."""

from collections.abc import Callable

import pytest

from policykit.errors import InputError
from policykit.inputs.files import Source
from policykit.inputs.node import Node
from policykit.inputs.pages import read_json

TEXT = (
    b'{"text": "a", "list": [{"b": 1}], "empty": [], "none": null, "number": 2,\n "flag": true, "mixed": ["a", null]}'
)


@pytest.fixture
def node() -> Node:
    [page] = read_json(Source("file.json", TEXT))
    return Node(page.value, page)


def test_members(node: Node) -> None:
    assert node.text("text") == node.required_text("text") == "a"
    assert node.text("none") is node.text("missing") is None
    assert node.member("none") is node.member("missing") is None
    assert [each.value for each in node.objects("list")] == [{"b": "1"}]
    assert node.objects("empty") == node.objects("none") == node.objects("missing") == []


def test_members_by_name(node: Node) -> None:
    [item] = node.required("list").items(dict)
    assert {name: (each.value, each.at) for name, each in item.members().items()} == {"b": ("1", ("list", 0, "b"))}
    assert node.members()["none"].value is None
    item.only("a", "b")


def test_a_node_shows_its_place(node: Node) -> None:
    flag = node.member("flag")
    assert flag is not None
    assert (str(node), str(node.objects("list")[0]), str(flag)) == ("file.json:1:1", "file.json:1:24", "file.json:2:10")


REFUSED: dict[str, tuple[Callable[[Node], object], str]] = {
    "a number for a string": (lambda node: node.text("number"), "1:72: expected a string, found a number"),
    "a list for a string": (lambda node: node.text("list"), "1:23: expected a string, found a list"),
    "a boolean for a list": (lambda node: node.objects("flag"), "2:10: expected a list, found true or false"),
    "an object for a list": (lambda node: node.items(dict), "1:1: expected a list, found an object"),
    "strings for objects": (lambda node: node.objects("mixed"), "2:26: expected an object, found a string"),
    "null for a string": (lambda node: node.member("mixed").items(str), "2:31: expected a string, found null"),  # type: ignore[union-attr]  # it is there
    "nothing for a member": (lambda node: node.required("none"), "1:1: expected an object with the member none"),
    "a member more": (
        lambda node: node.objects("list")[0].only("bb", "c"),
        "1:25: unknown member 'b': expected bb, c",
    ),
    "nothing for a string": (lambda node: node.required_text("Arn"), "1:1: expected an object with the member Arn"),
}


@pytest.mark.parametrize(("ask", "message"), REFUSED.values(), ids=REFUSED)
def test_other_values_are_refused(ask: Callable[[Node], object], message: str, node: Node) -> None:
    with pytest.raises(InputError) as caught:
        ask(node)
    assert str(caught.value) == f"file.json:{message}"
