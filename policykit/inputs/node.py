"""A value inside a JSON file that knows where it stands, so that whoever expects something else of it can say where."""

from typing import Any, NamedTuple

from policykit.errors import InputError, shown
from policykit.inputs.pages import Page
from policykit.jsontext import Number
from policykit.model.grammar import did_you_mean

__all__ = ["Node"]

_WORDS = {dict: "an object", list: "a list", str: "a string", bool: "true or false", Number: "a number"}


class Node(NamedTuple):
    """A value inside a JSON file. Members that are null count as missing: some SDKs write null for what is empty.

    Attributes:
        value: the value; a `JsonValue`.
        page: the JSON value of the file in which it stands.
        at: the members and indexes that lead to the value.
    """

    value: Any
    page: Page
    at: tuple[str | int, ...] = ()

    def member(self, name: str) -> "Node | None":
        """A member of this object, or None."""
        value = self.value.get(name)
        return None if value is None else Node(value, self.page, (*self.at, name))

    def members(self) -> dict[str, "Node"]:
        """All members of this object by name, those that are null included."""
        return {name: Node(value, self.page, (*self.at, name)) for name, value in self.value.items()}

    def required(self, name: str) -> "Node":
        """A member of this object.

        Raises:
            InputError: it is missing.
        """
        node = self.member(name)
        if node is None:
            raise self._lacking(name)
        return node

    def only(self, *names: str) -> None:
        """Nothing, if this object has no other members than these.

        Raises:
            InputError: it has.
        """
        for name, node in self.members().items():
            if name not in names:
                raise node.refusal_of_name(
                    f"unknown member {shown(name)}: expected {', '.join(names)}{did_you_mean(name, names)}"
                )

    def items(self, kind: type) -> list["Node"]:
        """The items of this list.

        Raises:
            InputError: it is no list, or holds something other than `kind`.
        """
        items = self.expect(list).value
        return [Node(item, self.page, (*self.at, index)).expect(kind) for index, item in enumerate(items)]

    def objects(self, name: str) -> list["Node"]:
        """The objects in a list that is a member; none without the member.

        Raises:
            InputError: the member is something else.
        """
        value = self.value.get(name)
        if value is None or value == []:  # most often
            return []
        return Node(value, self.page, (*self.at, name)).items(dict)

    def text(self, name: str) -> str | None:
        """A member that is a string, or None.

        Raises:
            InputError: the member is something else.
        """
        value = self.value.get(name)
        if value is None or type(value) is str:
            return value
        raise Node(value, self.page, (*self.at, name)).refused(str)

    def required_text(self, name: str) -> str:
        """A member that is a string.

        Raises:
            InputError: it is missing or something else.
        """
        text = self.text(name)
        if text is None:
            raise self._lacking(name)
        return text

    def _lacking(self, name: str) -> InputError:
        return self.refusal(f"expected an object with the member {name}")

    def expect(self, kind: type) -> "Node":
        """This node, if its value is a ``dict``, ``list``, ``str`` or ``Number``.

        Raises:
            InputError: it is not.
        """
        if type(self.value) is not kind:
            raise self.refused(kind)
        return self

    def refused(self, kind: type) -> InputError:
        """The error that says that the value is not of this kind."""
        return self.refusal(f"expected {_WORDS[kind]}, found {_WORDS.get(type(self.value), 'null')}")

    def refusal(self, message: str) -> InputError:
        """The error that says this of the value, with its place."""
        return self.page.refusal(message, self.at)

    def refusal_of_name(self, message: str) -> InputError:
        """The error that says this of the name of this member, with its place."""
        return self.page.refusal_of_name(message, self.at)

    def __str__(self) -> str:
        """Where it stands: file, line and column."""
        return f"{self.page.source}:{self.page.locate(self.at)}"
