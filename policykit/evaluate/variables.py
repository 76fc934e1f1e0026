"""Policy variables get their values: ``${aws:PrincipalTag/team}`` in one request.

Source: IAM User Guide, "IAM policy elements: Variables and tags".
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Literal, TypeAlias

from policykit.catalog import condition_key
from policykit.evaluate.facts import PRESENT
from policykit.evaluate.truth import Truth
from policykit.model.template import Substituted, Template, Token, Variable

__all__ = ["Lookup", "resolve"]

Lookup: TypeAlias = Callable[[str], tuple[str, ...] | Literal[Truth.UNKNOWN] | None]
"""What the request says about a condition key, given case-folded: its values, None if it is absent, or unknown."""


def resolve(template: Template, lookup: Lookup) -> Template | Literal[Truth.UNKNOWN] | None:
    """Put the values of the request in the place of the variables, once and as literal text.

    A variable takes the value of its key if the key has exactly one, be it the empty string (COND-62, COND-64), and
    its default otherwise. What was put in is not read again, for wildcards or for variables (COND-66, COND-68).

    Returns:
        The template without variables; None if a variable has neither value nor default, which makes this entry of
        its list dead and no other (COND-65); unknown if that depends on a key about which nothing is known.

    >>> from policykit.model.template import parse_template
    >>> template = parse_template("${aws:PrincipalTag/team, 'none'}-*")
    >>> resolve(template, {"aws:principaltag/team": ("a*",)}.get).glob
    ('a*', '-', <Mark.RUN: '*'>)
    >>> resolve(template, {}.get).text
    'none-*'
    >>> resolve(parse_template("${aws:username}"), {}.get) is None
    True
    """
    if template.is_constant:
        return template
    tokens: list[Token] = []
    unknown = False
    for token in template.tokens:
        value = _value(token, lookup) if isinstance(token, Variable) else token
        if value is None:
            return None
        if value is Truth.UNKNOWN:
            unknown = True
        else:
            tokens.append(value)
    return Truth.UNKNOWN if unknown else Template(tuple(tokens))


@lru_cache(maxsize=1 << 12)
def _has_several_values(key: str) -> bool:
    """Whether the key can have several values: then no variable stands for it, even if it has one (COND-62)."""
    row = condition_key(key)
    return row is not None and row.multivalued


def _value(variable: Variable, lookup: Lookup) -> Substituted | Literal[Truth.UNKNOWN] | None:
    if _has_several_values(variable.key):
        return None if variable.default is None else Substituted(variable.default)
    values = lookup(variable.key.casefold())
    if values is Truth.UNKNOWN or values is PRESENT:
        return Truth.UNKNOWN
    if values is not None and len(values) == 1:
        return Substituted(values[0])
    return None if variable.default is None else Substituted(variable.default)
