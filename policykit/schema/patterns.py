r"""Regular expressions for the texts in a policy, built from those with which the models read.

Each means the same to Python and to ECMA-262, with or without its flag ``u``: ASCII classes, no named groups, nothing
possessive, no look behind. A pattern ends in ``(?![\s\S])``, which is "no character follows". In ECMA-262 ``$`` would
do, but in Python, PCRE, .NET and Java it also stands before a last line break, and ``"111122223333\n"`` would pass.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Final

# Some names are private to their modules, because nobody but the readers and this description may depend on them.
from policykit.model import action, arn, arn_pattern, principal, template, values
from policykit.model.grammar import IAM_RESOURCE_TYPES, SID_FORM, ShortArn
from policykit.model.ids import (
    AccountId,
    CanonicalUserId,
    EntityName,
    EntityPath,
    FederatedUserName,
    SessionName,
    UniqueId,
)

__all__ = [
    "ACCOUNT",
    "ACTION",
    "ARN_LENGTH",
    "BASE64",
    "BOOL",
    "CANONICAL_USER",
    "DATE",
    "DATE_NUMBERS",
    "ENTITY",
    "HOST",
    "IAM_ARN",
    "IAM_RESOURCE",
    "NETWORK",
    "NUMBER",
    "ORIGIN_ACCESS_IDENTITY",
    "PROVIDER",
    "RESOURCES",
    "SESSION",
    "SID",
    "TRUST_GLOB",
    "TRUST_LITERAL",
    "UNIQUE_ID",
    "WELL_FORMED",
    "WILDCARD",
    "WILD_ARN",
    "whole",
]

_END: Final = r"(?![\s\S])"


def whole(*alternatives: str) -> str:
    """A pattern for the whole of a text, from patterns of the models; the names of groups are Python's own and go."""
    return re.sub(r"\(\?P<[a-z_]+>", "(?:", f"^(?:{'|'.join(alternatives)}){_END}")


def _any_case(text: str) -> str:
    return "".join(f"[{letter.lower()}{letter.upper()}]" if letter.isalpha() else letter for letter in text)


WILDCARD: Final = "[*?]"
SID: Final = whole(SID_FORM.pattern)
_VARIABLE: Final = template._VARIABLE.pattern.partition("|(?P<broken>")[0]
WELL_FORMED: Final = whole(rf"(?:[^$]|\$(?!\{{)|{_VARIABLE})*")

# ── Principals ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _view(view: type[arn._View], *resource: str) -> str:
    return f"arn:{arn.PARTITION.pattern}:{view.service_name}::{AccountId.form.pattern}:{''.join(resource)}"


def _entity(view: type[arn._View]) -> str:
    return _view(view, view.resource_type.removesuffix("/"), f"(?:{EntityPath.form.pattern})", EntityName.form.pattern)


_SESSION: Final = _view(arn.RoleSessionArn, "assumed-role/", EntityName.form.pattern, "/", SessionName.form.pattern)
SESSION: Final = whole(_SESSION)
ENTITY: Final = whole(
    _view(arn.RootArn, "root"),
    _entity(arn.UserArn),
    _entity(arn.RoleArn),
    _SESSION,
    _view(arn.FederatedUserArn, "federated-user/", FederatedUserName.form.pattern),
)
PROVIDER: Final = whole(
    _view(arn.SamlProviderArn, "saml-provider/", arn.SamlProviderArn._NAME.pattern),
    _view(arn.OidcProviderArn, "oidc-provider/", arn.OidcProviderArn._ISSUER.pattern),
)
ARN_LENGTH: Final = arn._MAX_LENGTH
WILD_ARN: Final = "^arn:[^*?]*[*?]"
ORIGIN_ACCESS_IDENTITY: Final = whole(principal._ORIGIN_ACCESS_IDENTITY.pattern)
ACCOUNT: Final = whole(AccountId.form.pattern)
UNIQUE_ID: Final = whole(f"(?={'|'.join(principal._PRINCIPAL_IDS)}){UniqueId.form.pattern}")
CANONICAL_USER: Final = whole(CanonicalUserId.form.pattern)
HOST: Final = whole(principal._HOST.pattern)

# ── Actions ──────────────────────────────────────────────────────────────────────────────────────────────────────────

ACTION: Final = whole(r"\*", action._FORM.pattern)
_MOST_STARS: Final = 4  # that are apart; the time to match grows with the length of a name to this power


def _globs(words: Iterable[str]) -> str:
    """All globs that match one of the words: each letter is spelled, or '?', or left to the star that comes next."""
    branches = [
        first and rf"(?:\**[{first.lower()}{first.upper()}?]|(?=\*))" + _globs(word[1:] for word in rest)
        for first, rest in groupby(sorted(words), key=lambda word: word[:1])
    ]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


_CROWDED: Final = rf"(?:[^:*]*\*+(?!\*)){{{_MOST_STARS + 1}}}[^:]*"
_STS: Final = _any_case("sts:")
_NAMES: Final = tuple(action.folded_action(each).removeprefix("sts:") for each in action.TRUST_ACTIONS)
TRUST_LITERAL: Final = whole(f"{_STS}(?:{'|'.join(map(_any_case, _NAMES))})")
TRUST_GLOB: Final = whole(rf"{_STS}(?:(?!{_CROWDED}{_END}){_globs(_NAMES)}\**|{_CROWDED})")

# ── Resources ────────────────────────────────────────────────────────────────────────────────────────────────────────

# One character of a field of an ARN pattern. A variable counts as one, and its colons separate nothing (ARN-1); a "${"
# that is not closed before the next one begins none.
_INSIDE: Final = arn_pattern._INSIDE
_DOLLAR: Final = rf"\$(?!\{{{_INSIDE}*\}})"
_ONE: Final = rf"(?:[^:$]|{_DOLLAR}|\$\{{{_INSIDE}*\}})"
_TAME: Final = rf"(?:[^:$*?]|{_DOLLAR}|\$\{{(?:(?![*?]){_INSIDE})*\}})"
_WILD: Final = rf"(?:[*?]|\$\{{(?:(?![*?]){_INSIDE})*[*?]{_INSIDE}*\}})"
_HEAD: Final = rf"arn:(?:{arn.PARTITION.pattern}|{_TAME}*{_WILD}{_ONE}*):"
_SIX_FIELDS: Final = rf"{_HEAD}{_ONE}+:{_ONE}*:{_ONE}*:[\s\S]*"
_FULL_FIELDS: Final = rf"{_HEAD}{_ONE}+(?::{_ONE}+){{0,2}}"
_SHORT: Final[Mapping[ShortArn, tuple[str, ...]]] = {
    ShortArn.REFUSED: (),
    ShortArn.REFUSED_UNLESS_STAR: (rf"{_HEAD}(?:{_ONE}+:(?:{_ONE}*:)?)?{_ONE}*\*",),
    ShortArn.COMPLETED: (_FULL_FIELDS,),
    ShortArn.TEXT: (_FULL_FIELDS, rf"(?=[^*?]*[*?]){_HEAD}{_ONE}+(?::{_ONE}*){{0,2}}"),
}
RESOURCES: Final[Mapping[ShortArn, str]] = {
    short: whole(r"\*", _SIX_FIELDS, *alternatives) for short, alternatives in _SHORT.items()
}


def _beginnings(word: str) -> str:
    """The beginnings of a word, from none to all but its last letter."""
    return "".join(f"(?:{letter}" for letter in word[:-1]) + ")?" * (len(word) - 1)


_IAM_TYPES: Final = "|".join(
    (f"root{_END}", *IAM_RESOURCE_TYPES, *(rf"{_beginnings(each)}(?:[*?]|\$\{{)" for each in IAM_RESOURCE_TYPES))
)
IAM_ARN: Final = rf"^arn:{_ONE}*:iam:{_ONE}*:{_ONE}*:"
IAM_RESOURCE: Final = rf"^arn:{_ONE}*:iam:\*?:{_ONE}*:(?:{_IAM_TYPES})"

# ── Condition values ─────────────────────────────────────────────────────────────────────────────────────────────────

BOOL: Final = whole(_any_case("true"), _any_case("false"))
NUMBER: Final = whole(values._NUMBER.pattern)
BASE64: Final = whole(values._BASE64.pattern)


def _at_most(limit: int) -> str:
    """Decimal numbers from 0 to a limit, with any zeros in front."""
    digits = str(limit)
    smaller = (
        f"{digits[:at]}[0-{int(digit) - 1}][0-9]{{{len(digits) - at - 1}}}"
        for at, digit in enumerate(digits)
        if digit != "0"
    )
    return f"0*(?:[0-9]{{0,{len(digits) - 1}}}|{'|'.join(smaller)}|{digits})"


def _in_range(field: re.Match[str]) -> str:
    """A field of a date with the values that it may have; how many digits it may have is left as it is."""
    first, last = values._RANGES[field["name"]]
    number = f"(?:-{_at_most(-first)}|{_at_most(last)})" if first < 0 else _at_most(last)
    no_zero = "(?!0+(?![0-9]))" if first > 0 else ""
    return f"(?:(?={field['form']}(?![0-9])){no_zero}{number})"


_FIELD: Final = re.compile(r"\(\?P<(?P<name>[a-z_]+)>(?P<form>[^()]*)\)")
DATE: Final = whole(
    f"(?={values._EPOCH.pattern}{_END}){_at_most(values._LAST_EPOCH)}", _FIELD.sub(_in_range, values._STORED.pattern)
)
DATE_NUMBERS: Final = (values._RANGES["year"][0], values._LAST_EPOCH)
"""The least and the greatest integer that is a date: a negative one is read as a year."""

_IPV4: Final = r"(?:{0}\.){{3}}{0}".format("(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])")
_GROUP: Final = "[0-9A-Fa-f]{1,4}"


def _groups(most: int) -> str:
    """Up to so many groups at the end of an IPv6 address; an IPv4 address may stand for the last two."""
    in_hexadecimal = f"(?:{_GROUP}:){{0,{most - 1}}}{_GROUP}"
    mixed = f"(?:{_GROUP}:){{0,{most - 2}}}{_IPV4}"
    return f"(?:{'|'.join((in_hexadecimal, mixed)[: min(most, 2)])})?" if most else ""


def _ipv6() -> str:
    """Eight groups, or fewer around one ``::``."""
    full = f"(?:{_GROUP}:){{6}}(?:{_GROUP}:{_GROUP}|{_IPV4})"
    return "|".join((full, *(f"{':'.join([_GROUP] * before)}::{_groups(7 - before)}" for before in range(8))))


def _prefix_length(most: int) -> str:
    return f"(?:/(?=[0-9]{{1,3}}{_END}){_at_most(most)})?"


NETWORK: Final = whole(_IPV4 + _prefix_length(32), f"(?:{_ipv6()}){_prefix_length(128)}")
