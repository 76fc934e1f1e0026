"""JSON values as YAML that every reader takes for the same value; needs PyYAML.

Readers differ in which plain words are text: an account id that begins with 0 is text to PyYAML and a number to others,
a date is text to those of YAML 1.2 only. So whatever does not begin like a word is quoted. All is ASCII.
"""

import re
from typing import Final

import yaml

from policykit.jsontext import JsonValue, Number

__all__ = ["written"]


def written(value: JsonValue) -> str:
    """The value as a YAML document in blocks, without a line end after it; lines are not folded.

    No list or object may occur twice in the value: YAML would refer from one place to the other.

    >>> print(written({"Version": "2012-10-17", "Sid": "n", "Max": Number("3600"), "Resource": ["arn:aws:s3:::*"]}))
    Version: '2012-10-17'
    Sid: 'n'
    Max: 3600
    Resource:
      - arn:aws:s3:::*
    """
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, width=_UNFOLDED).removesuffix("\n")


_UNFOLDED: Final = 1 << 20  # characters of a line: more than any document has
_WORD: Final = re.compile("[A-Za-z].+", re.DOTALL)  # "y" and "n" alone are booleans to some readers


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002  # as PyYAML calls it
        super().increase_indent(flow, False)  # lists stand deeper than their names


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if _WORD.fullmatch(text) else "'")


def _number(dumper: yaml.SafeDumper, number: Number) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:int", str(number))


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Number, _number)
