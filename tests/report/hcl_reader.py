"""A reader of the part of HCL that documents need, written from the specification: blocks, calls, literals.

Source: HCL Native Syntax Specification, "Structural Elements", "Collection Values" and "Template Literals".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

TOKEN = re.compile(
    r"""(?P<space>[ ]+) | (?P<newline>\n) | (?P<mark>[{}\[\](),=])
      | (?P<number>-?[0-9]+) | (?P<name>[A-Za-z_][A-Za-z0-9_-]*) | "(?P<string>(?:[^"\\]|\\.)*)" """,
    re.VERBOSE,
)
LITERALS = {"null": None, "true": True, "false": False}
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
PIECE = re.compile(
    r"""(?P<doubled>\$\$\{|%%\{) | (?P<filled>\$\{|%\{) | \\u(?P<short>[0-9a-f]{4}) | \\U(?P<long>[0-9a-f]{8})
      | \\(?P<escape>[nrt"\\]) | (?P<bad>[\\\x00-\x1f\x7f]) | (?P<plain>.)""",
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    kind: str
    text: str


class Call(NamedTuple):
    function: str
    argument: Any


@dataclass
class Body:
    """The content of a file or block."""

    attributes: dict[str, Any] = field(default_factory=dict)
    blocks: list[tuple[tuple[str, ...], "Body"]] = field(default_factory=list)


def string(raw: str) -> str:
    """The text of a quoted template that fills nothing in."""
    result = []
    for found in PIECE.finditer(raw):
        match found.lastgroup:
            case "doubled":
                result.append(found[0][1:])
            case "short" | "long":
                result.append(chr(int(found[found.lastgroup], 16)))
            case "escape":
                result.append(ESCAPES[found["escape"]])
            case "plain":
                result.append(found[0])
            case other:
                raise AssertionError(f"{other} {found[0]!r} in {raw!r}")
    return "".join(result)


def read_body(text: str) -> Body:
    return Reader(text).body("end")


def read_expression(text: str) -> Any:
    reader = Reader(text)
    value = reader.expression()
    reader.take("end")
    return value


class Reader:
    def __init__(self, text: str) -> None:
        self.tokens = [*self._tokens(text), Token("end", "")]

    def _tokens(self, text: str) -> Iterator[Token]:
        at = 0
        while at < len(text):
            found = TOKEN.match(text, at)
            assert found is not None, f"no token at {text[at : at + 20]!r}"
            at = found.end()
            kind = str(found.lastgroup)
            if kind != "space":
                yield Token(found[0] if kind == "mark" else kind, found[kind])

    def next_is(self, kind: str) -> bool:
        return self.tokens[0].kind == kind

    def take(self, *kinds: str) -> str:
        token = self.tokens.pop(0)
        assert token.kind in kinds, f"expected one of {kinds}, found {token}"
        return token.text

    def skip_lines(self) -> None:
        while self.next_is("newline"):
            self.take("newline")

    def body(self, end: str) -> Body:
        body = Body()
        self.skip_lines()
        while not self.next_is(end):
            header = [self.take("name")]
            if self.next_is("="):
                self.take("=")
                assert header[0] not in body.attributes
                body.attributes[header[0]] = self.expression()
            else:
                while self.next_is("string"):
                    header.append(string(self.take("string")))
                self.take("{")
                self.take("newline")
                body.blocks.append((tuple(header), self.body("}")))
            if not self.next_is("end"):
                self.take("newline")
            self.skip_lines()
        self.take(end)
        return body

    def expression(self) -> Any:
        kind, text = self.tokens.pop(0)
        match kind:
            case "string":
                return string(text)
            case "number":
                return int(text)
            case "name" if self.next_is("("):
                self.take("(")
                argument = self.expression()
                self.take(")")
                return Call(text, argument)
            case "name":
                return LITERALS[text]
            case "[":
                return self.tuple()
            case "{":
                return self.object()
            case _:
                raise AssertionError(f"no expression begins with {text!r}")

    def tuple(self) -> list[Any]:
        values = []
        self.skip_lines()
        while not self.next_is("]"):
            values.append(self.expression())
            self.skip_lines()
            if not self.next_is("]"):
                self.take(",")
                self.skip_lines()
        self.take("]")
        return values

    def object(self) -> dict[str, Any]:
        members: dict[str, Any] = {}
        self.skip_lines()
        while not self.next_is("}"):
            kind, text = self.tokens.pop(0)
            assert kind in ("name", "string")
            name = string(text) if kind == "string" else text
            assert name not in members
            self.take("=")
            members[name] = self.expression()
            if not self.next_is("}"):
                self.take(",", "newline")
            self.skip_lines()
        self.take("}")
        return members
