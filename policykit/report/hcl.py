"""HCL, the language of Terraform, as lines in the layout of ``terraform fmt``.

Source: HCL Native Syntax Specification, "Template Expressions" and "Collection Values"; Terraform style guide.
"""

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Final, assert_never

from policykit.jsontext import JsonValue, Number

__all__ = ["NAME", "attributes", "block", "expression", "quoted"]

NAME: Final = re.compile("[A-Za-z_][A-Za-z0-9_-]*")
"""What Terraform takes as the name of a block or of a local value."""

_BARE: Final = re.compile("[A-Z][A-Za-z0-9]*")  # names of IAM; no keyword of HCL begins with a capital letter
_LITERALS: Final = {None: "null", True: "true", False: "false"}
_SPECIAL: Final = re.compile(r'["\\]|[$%](?=\{)|[^\x20-\x7e\xa1-\xac\xae-\xff]')
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "$": "$$", "%": "%%"}


def quoted(text: str) -> str:
    r"""A string in which nothing is filled in; what has no shape, and what is above U+00FF, is escaped.

    >>> print(quoted('${aws:username} %{if} "é"\n\x1b\xa0\xad☂'))
    "$${aws:username} %%{if} \"é\"\n\u001b\u00a0\u00ad\u2602"
    """
    return f'"{_SPECIAL.sub(_escaped, text)}"'


def _escaped(found: re.Match[str]) -> str:
    character = found[0]
    code = ord(character)
    return _ESCAPES.get(character) or (f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}")


def expression(value: JsonValue) -> list[str]:
    r"""A value as lines; only an object, and a list of anything but one plain value, need more than one.

    >>> print(*expression({"Effect": "Deny", "aws:x": ["a"], "Action": ["b", "c"]}), sep="\n")
    {
      Effect  = "Deny"
      "aws:x" = ["a"]
      Action = [
        "b",
        "c",
      ]
    }
    """
    match value:
        case Number():
            return [str(value)]
        case str():
            return [quoted(value)]
        case None | True | False:
            return [_LITERALS[value]]
        case list():
            return _list([expression(each) for each in value])
        case dict():
            return _enclosed("{", attributes((_key(name), expression(each)) for name, each in value.items()), "}")
        case _:
            assert_never(value)


def _list(items: list[list[str]]) -> list[str]:
    if len(items) == 1 and len(items[0]) == 1:
        return [f"[{items[0][0]}]"]
    return _enclosed("[", [line for *lines, last in items for line in (*lines, f"{last},")], "]")


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else quoted(name)


def attributes(values: Iterable[tuple[str, list[str]]]) -> list[str]:
    """``name = value`` for each; the signs of neighbours that take one line stand below each other.

    >>> attributes([("sid", ['"A"']), ("effect", ['"Deny"'])])
    ['sid    = "A"', 'effect = "Deny"']
    """
    lines: list[str] = []
    for short, run in groupby(values, key=lambda each: len(each[1]) == 1):
        pairs = list(run)
        width = max(len(name) for name, _ in pairs) if short else 0
        for name, (first, *rest) in pairs:
            lines += (f"{name.ljust(width)} = {first}", *rest)
    return lines


def block(header: str, *sections: list[str]) -> list[str]:
    r"""A block: the sections, which are not empty, with an empty line between two.

    >>> print(*block("statement", ['sid = "A"'], block("principals", ['type = "*"'])), sep="\n")
    statement {
      sid = "A"
    <BLANKLINE>
      principals {
        type = "*"
      }
    }
    """
    first, *others = sections
    return _enclosed(f"{header} {{", [*first, *(line for each in others for line in ("", *each))], "}")


def _enclosed(start: str, lines: list[str], end: str) -> list[str]:
    if not lines:
        return [start + end]
    return [start, *(f"  {line}" if line else line for line in lines), end]
