"""Values as TOML, for tests that make files of cases."""

import json
from collections.abc import Mapping
from typing import Any

__all__ = ["tables", "toml"]


def toml(value: object) -> str:
    """A value in one line.

    >>> toml({"a b": [1, True, "x"]})
    '{"a b" = [1, true, "x"]}'
    """
    match value:
        case Mapping():
            return "{" + ", ".join(f"{_text(key)} = {toml(each)}" for key, each in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(toml, value)) + "]"
        case str():
            return _text(value)
        case _:
            return json.dumps(value)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def tables(file: Mapping[str, Any]) -> str:
    """A file whose members are lists of tables, or other values.

    >>> print(tables({"data": "a.json", "case": [{"expect": "allow"}]}))
    "data" = "a.json"
    [["case"]]
    "expect" = "allow"
    """
    lists = {name: value for name, value in file.items() if isinstance(value, list) and value and _all_tables(value)}
    lines = [f"{_text(name)} = {toml(value)}" for name, value in file.items() if name not in lists]
    for name, value in lists.items():
        for table in value:
            lines += [f"[[{_text(name)}]]", *(f"{_text(key)} = {toml(each)}" for key, each in table.items())]
    return "\n".join(lines)


def _all_tables(value: list[object]) -> bool:
    return all(isinstance(each, Mapping) for each in value)
