"""Policy documents: the eight kinds, each lossless, frozen, closed and compared by meaning.

Source: IAM User Guide, "Overview of JSON policies" and "Grammar of the IAM JSON policy language".
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Annotated, Any, ClassVar, Final, Literal, Self, TypeVar, overload
from urllib.parse import unquote

from pydantic import BaseModel, Field, GetJsonSchemaHandler, model_serializer, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

from policykit import jsontext
from policykit.errors import IntentError, JsonError, PolicyError, Problem, TooLarge, shown
from policykit.jsontext import JsonObject, JsonText, JsonValue
from policykit.model import grammar
from policykit.model.canonical import canonical_members
from policykit.model.checked import built
from policykit.model.grammar import LATEST_VERSION, Grammar, Report, SizeLimit
from policykit.model.members import check_size, counted_size, read_members, size_limit
from policykit.model.revision import Demand, Named, NarrowingWay, Pairs, narrowed, required, with_sids
from policykit.model.statement import AsIs, Statement, listed
from policykit.source import Location, Pointer

__all__ = [
    "KINDS",
    "EndpointPolicy",
    "IdentityPolicy",
    "PermissionsBoundary",
    "PolicyDocument",
    "ResourceControlPolicy",
    "ResourcePolicy",
    "ServiceControlPolicy",
    "SessionPolicy",
    "TrustPolicy",
    "Version",
]

Version = Literal["2012-10-17", "2008-10-17"]
_T = TypeVar("_T")


class PolicyDocument(BaseModel, frozen=True, extra="forbid", defer_build=True):
    """Base of the kinds of policy document; read one with a kind, such as `TrustPolicy.from_json`.

    A document is lossless: `to_json` gives back the members, their order and the "one value or a list" shape.
    It cannot be changed. Two documents of one kind are equal if they say the same in different spellings: single values
    or lists, order, repetition, case where AWS ignores it, account id or root ARN.

    Attributes:
        version: ``2012-10-17``, ``2008-10-17``, or None if missing, which means 2008-10-17 (GRAM-11).
        id: the Id element, or None.
        statements: in the order of the document.
        name: what the document is called in explanations, or None; does not count in comparisons.
        strict: whether it was read strictly, that is, as IAM would store it.
    """

    version: Version | None
    id: str | None
    statements: Annotated[tuple[Statement, ...], AsIs]
    name: str | None = None
    strict: bool = True
    members: Annotated[JsonObject, AsIs] = Field(exclude=True, repr=False)
    text: Annotated[JsonText | None, AsIs] = Field(default=None, exclude=True, repr=False)

    grammar: ClassVar[Grammar]

    # --- reading ----------------------------------------------------------------------------------------------------
    @classmethod
    def from_json(cls, text: str | bytes, *, strict: bool = True, name: str | None = None) -> Self:
        """Read a document from its text, percent-encoded or not.

        Args:
            text: JSON; UTF-8 if bytes. Text that starts with ``%7B`` is decoded first: IAM's API returns it so
                (GRAM-6).
            strict: False also reads what IAM would refuse but what can be evaluated, such as NotPrincipal in a trust
                policy.
            name: what to call the document in explanations: a file, a policy name.

        Raises:
            PolicyError: with every problem of the document, each with path, line and column.

        >>> TrustPolicy.from_json('{"Statement": {"Effect": "allow", "Action": "sts:AssumeRole"}}')
        Traceback (most recent call last):
        policykit.errors.PolicyError: invalid trust policy: 2 problems
          line 1, column 15: /Statement: missing element 'Principal': a trust policy says whom it speaks of
          line 1, column 26: /Statement/Effect: expected 'Allow' or 'Deny', found 'allow'; did you mean 'Allow'?
        """
        if not isinstance(text, str | bytes):
            problem = Problem(Pointer(), f"expected JSON text, found {type(text).__name__}: from_dict reads mappings")
            raise PolicyError([problem], name, cls.grammar.name)
        plain = decoded(text)
        try:
            if len(plain) > 4 * cls.grammar.text_limit:  # four bytes are the longest character; not worth parsing
                raise _too_long(len(plain), cls.grammar)
            parsed = jsontext.parse(plain)
            _check_characters(parsed, cls.grammar)
        except JsonError as error:
            problem = Problem(Pointer(), error.message, error.line, error.column)
            raise PolicyError([problem], name, cls.grammar.name) from None
        return cls._read(parsed.value, strict=strict, name=name, text=parsed)

    @classmethod
    def from_dict(cls, members: Mapping[str, Any], *, strict: bool = True, name: str | None = None) -> Self:
        """Read a document from the value that its JSON stands for; the mapping is copied, and never changed.

        Args:
            members: ``Version``, ``Id`` and ``Statement``, with lists, tuples, mappings, strings, booleans and numbers.
            strict: as in `from_json`.
            name: as in `from_json`.

        Raises:
            PolicyError: with every problem of the document, each with its path.

        >>> policy = IdentityPolicy.from_dict(
        ...     {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}}
        ... )
        >>> policy.statements[0].effect
        'Allow'
        """
        try:
            value = jsontext.to_json_value(members)
        except PolicyError as error:
            raise PolicyError(error.errors, name, cls.grammar.name) from None
        return cls.from_value(value, strict=strict, name=name)

    @classmethod
    def from_value(cls, value: JsonValue, *, strict: bool = True, name: str | None = None) -> Self:
        """Read a document from a value of `policykit.jsontext` that nobody else will change; it is kept, not copied.

        Args:
            value: of the document.
            strict: as in `from_json`.
            name: as in `from_json`.

        Raises:
            PolicyError: with every problem of the document, each with its path.
        """
        return cls._read(value, strict=strict, name=name, text=None)

    @classmethod
    def _read(
        cls, value: JsonValue, *, strict: bool, name: str | None, text: JsonText | None, sized: bool = True
    ) -> Self:
        report = Report(cls.grammar, strict)
        fields = read_members(value, report)
        if sized and isinstance(value, dict):
            check_size(value, report)
        if report.problems:
            raise PolicyError(located(report.problems, text), name, cls.grammar.name)
        return built(cls, fields | {"name": name, "strict": strict, "members": value, "text": text})

    @model_validator(mode="before")
    @classmethod
    def _from_json_value(cls, value: object) -> object:
        """So that a document is a field like any other in the models of users: it is read from its JSON members."""
        if not isinstance(value, Mapping):
            return value
        try:
            document = cls.from_dict(value)
        except PolicyError as error:
            raise ValidationError.from_exception_data(
                cls.__name__, [_as_pydantic(each, value) for each in error.errors]
            ) from None
        return document.__dict__

    # --- writing ----------------------------------------------------------------------------------------------------
    def to_dict(self) -> dict[str, Any]:
        """The JSON value of the document, as it was read; a fresh copy.

        Numbers are ``int`` or ``float``; one that Python would spell differently, such as ``1.10``, is text, which
        means the same (GRAM-9).
        """
        return {name: _python(value) for name, value in self.members.items()}

    def to_json(self, *, indent: int | None = None) -> str:
        """The text of the document: same members, order and shape as were read.

        Args:
            indent: spaces per level; None for no white space at all.

        >>> IdentityPolicy.from_json('{"Statement":{"Effect":"Deny","Action":"*","Resource":["*"]}}').to_json()
        '{"Statement":{"Effect":"Deny","Action":"*","Resource":["*"]}}'
        """
        return jsontext.write(self.members, indent=indent)

    def canonical(self) -> Self:
        """The same meaning in its one spelling: sorted, without repetition, ``Version`` spelled out.

        Single entries stand alone, several are a sorted list, statements are always a list; account ids are root ARNs;
        actions and condition keys have one case. Equal documents have the same canonical text.

        >>> wordy = TrustPolicy.from_json('''{"Statement": [{"Action": ["STS:AssumeRole"], "Effect": "Allow",
        ...                                   "Principal": {"AWS": ["111122223333"]}}], "Version": "2012-10-17"}''')
        >>> wordy.canonical().to_json()
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},\
"Action":"sts:AssumeRole"}]}'
        """
        # Longer than the original, where account ids become ARNs; so its size says nothing about what was read.
        return type(self)._read(self._canonical_members, strict=self.strict, name=self.name, text=None, sized=False)

    @model_serializer
    def _as_json_value(self) -> dict[str, Any]:
        return self.to_dict()

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: Any, _handler: GetJsonSchemaHandler) -> dict[str, Any]:
        # The full schema lives in `policykit.schema`, above this layer.
        return {"type": "object", "title": cls.__name__, "description": f"A {cls.grammar.name} in JSON."}

    # --- measuring --------------------------------------------------------------------------------------------------
    @property
    def size(self) -> int:
        """The length of the document in characters, as AWS counts those of its kind (GRAM-39).

        It is that of `to_json`, with characters in place of escapes. White space inside strings counts in session,
        endpoint, service control, resource control and resource-based policies; in policies of IAM it does not.

        >>> IdentityPolicy.from_json('{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}').size
        59

        Source: IAM User Guide, "IAM and AWS STS quotas"; decision 0007.
        """
        return counted_size(self.members, counts_spaces=self.grammar.size.counts_spaces)

    def fits(self, quota: int | SizeLimit) -> bool:
        """Whether the document is no longer than a quota allows.

        Args:
            quota: a number of characters, counted as in `size`; or a row of `policykit.catalog.QUOTAS` that counts
                characters, which says itself whether white space counts.

        Raises:
            IntentError: it is neither, or a quota that counts something else.

        >>> from policykit.catalog import QUOTAS
        >>> policy = IdentityPolicy.from_json('{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}')
        >>> policy.fits(6144), policy.fits(QUOTAS["managed-policy"]), policy.fits(50)
        (True, True, False)
        """
        limit = size_limit(quota, self.grammar)
        return counted_size(self.members, counts_spaces=limit.counts_spaces) <= limit.limit

    # --- revising: copies that differ in one thing -------------------------------------------------------------------
    def _with_statements(self, revise: Callable[[Pairs], list[JsonObject]]) -> Self:
        members = [dict(each) for each in listed(self.members["Statement"]) if isinstance(each, dict)]
        statements: list[JsonValue] = [*revise(tuple(zip(members, self.statements, strict=True)))]
        revised: JsonObject = {**self.members, "Statement": statements}
        limit, size = self.grammar.size.limit, counted_size(revised, counts_spaces=self.grammar.size.counts_spaces)
        if limit is not None and size > limit:
            raise TooLarge(f"the {self.grammar.name}", size, limit)
        return type(self).from_value(revised, strict=self.strict, name=self.name)

    def with_sid(self, sid: str) -> Self:
        """The same document with this Sid; if it has several statements, a number follows from the second on.

        Args:
            sid: letters and digits (GRAM-15).

        Raises:
            IntentError: the Sid has other characters.

        >>> policy = IdentityPolicy.from_json('{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}')
        >>> policy.with_sid("Frozen").to_json()
        '{"Statement":[{"Sid":"Frozen","Effect":"Deny","Action":"*","Resource":"*"}]}'
        """
        return self._with_statements(lambda pairs: with_sids(pairs, sid))

    # --- comparing --------------------------------------------------------------------------------------------------
    @cached_property
    def _canonical_members(self) -> JsonObject:
        return canonical_members(self.version, self.id, self.statements)

    @cached_property
    def _meaning(self) -> str:
        return jsontext.write(self._canonical_members)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PolicyDocument):
            return NotImplemented
        return type(self) is type(other) and (self is other or self._meaning == other._meaning)

    def __hash__(self) -> int:
        return hash(self._meaning)

    # --- keeping ----------------------------------------------------------------------------------------------------
    @property
    def uses_variables(self) -> bool:
        """Whether ``${…}`` is a policy variable in it: only under version 2012-10-17 (GRAM-12)."""
        return self.version == LATEST_VERSION

    def pointer(self, index: int) -> Pointer:
        """Where the statement with this index stands; a statement that is no list has no index there."""
        at = Pointer(("Statement",))
        return at / index if isinstance(self.members["Statement"], list) else at

    def locate(self, pointer: tuple[str | int, ...]) -> Location | None:
        """Line and column of the value at a pointer; None if the document was not read from text."""
        return self.text.locate(pointer) if self.text else None

    @cached_property
    def _kept(self) -> dict[object, Any]:
        return {}

    def once(self, function: Callable[[Self], _T]) -> _T:
        """The result of a pure function of this document, computed on first use and kept with the document."""
        try:
            return self._kept[function]  # type: ignore[no-any-return]  # what the same function returned
        except KeyError:
            return self._kept.setdefault(function, function(self))  # type: ignore[no-any-return]  # as above

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """This document itself, which cannot be changed.

        Raises:
            IntentError: it is to differ in something.
        """
        if update:
            names = ", ".join(map(repr, update))
            raise IntentError("update", f"a document cannot be changed: read one that differs in {names} by from_dict")
        return super().model_copy(deep=deep)

    def __copy__(self) -> Self:
        return self  # immutable

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        return self

    def __reduce__(self) -> tuple[object, ...]:
        # What `once` keeps may hold closures, which do not pickle; reading again is safe and cheap.
        return _restore, (type(self), self.members, self.strict, self.name)


def _restore(kind: type[PolicyDocument], members: JsonObject, strict: bool, name: str | None) -> PolicyDocument:
    return kind._read(members, strict=strict, name=name, text=None, sized=False)  # it was checked when it was read


class TrustPolicy(PolicyDocument, frozen=True):
    """Who may assume a role: the resource-based policy of the role (GRAM-24 to GRAM-26)."""

    grammar: ClassVar[Grammar] = grammar.TRUST

    def narrowed_to(self, user: Named, *, by: NarrowingWay) -> Self:
        """The same policy for one user, role or role session of those that it trusts; who else is in it, is left out.

        The two ways differ when the user or role is deleted and made again under its old name:

        - ``"principal"`` names it as the Principal. IAM stores its unique id, so a new one of the same name is **not**
          trusted, and the policy shows the old id, until the policy is written again (PRIN-31). In the account of the
          role, the user then needs no identity-based policy.
        - ``"condition"`` keeps the Principal and tests ``aws:PrincipalArn``. A new one of the same name **is** trusted.
          An account that is trusted so still delegates: the user needs an identity-based policy of its own (ASSUME-14).

        Deny statements stay as they are.

        Args:
            user: a `User`, `Role` or `RoleSession`, or whatever else has such an ``arn``.
            by: the way. A role session cannot be told by condition: ``aws:PrincipalArn`` shows its role.

        Raises:
            IntentError: a statement trusts others only, or there is no such way.
            MergeConflict: a statement tests ``aws:PrincipalArn`` for somebody else already.

        >>> from policykit import User
        >>> account = TrustPolicy.from_json(
        ...     '{"Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}}'
        ... )
        >>> account.narrowed_to(User("arn:aws:iam::111122223333:user/alice"), by="principal").to_json()
        '{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/alice"},\
"Action":"sts:AssumeRole"}]}'
        """
        return self._with_statements(lambda pairs: narrowed(pairs, user, by))

    def requiring(self, require: Demand) -> Self:
        """The same policy for requests that also satisfy this; see `policykit.Require`.

        Conditions are added to those that are there, and actions that such requests need are allowed too. Deny
        statements stay as they are.

        Raises:
            MergeConflict: a condition cannot be added to one that is there.
            IntentError: no statement allows a role to be assumed.
            TooLarge: the document would be longer than AWS stores.
        """
        return self._with_statements(lambda pairs: required(pairs, require, variables=self.uses_variables))


class IdentityPolicy(PolicyDocument, frozen=True):
    """What a user, group or role may do: an identity-based policy, managed or inline."""

    grammar: ClassVar[Grammar] = grammar.IDENTITY

    def requiring(self, require: Demand) -> Self:
        """As `TrustPolicy.requiring`: the statements that allow a role to be assumed allow it to such requests only."""
        return self._with_statements(lambda pairs: required(pairs, require, variables=self.uses_variables))


class PermissionsBoundary(PolicyDocument, frozen=True):
    """The most that identity-based policies can grant to a user or role (GRAM-32)."""

    grammar: ClassVar[Grammar] = grammar.BOUNDARY


class SessionPolicy(PolicyDocument, frozen=True):
    """The most that one session can do, passed when it is made (GRAM-31)."""

    grammar: ClassVar[Grammar] = grammar.SESSION


class ResourcePolicy(PolicyDocument, frozen=True):
    """Who may do what with a resource other than a role: a bucket policy, a key policy and so on."""

    grammar: ClassVar[Grammar] = grammar.RESOURCE


class EndpointPolicy(PolicyDocument, frozen=True):
    """What may pass through a VPC endpoint (GRAM-33)."""

    grammar: ClassVar[Grammar] = grammar.ENDPOINT


class ServiceControlPolicy(PolicyDocument, frozen=True):
    """The most that the principals of an organization's accounts can do (GRAM-30)."""

    grammar: ClassVar[Grammar] = grammar.SERVICE_CONTROL


class ResourceControlPolicy(PolicyDocument, frozen=True):
    """The most that anybody can do with the resources of an organization's accounts (GRAM-29)."""

    grammar: ClassVar[Grammar] = grammar.RESOURCE_CONTROL


KINDS: Final[Mapping[str, type[PolicyDocument]]] = {
    "trust": TrustPolicy,
    "identity": IdentityPolicy,
    "boundary": PermissionsBoundary,
    "session": SessionPolicy,
    "resource": ResourcePolicy,
    "endpoint": EndpointPolicy,
    "scp": ServiceControlPolicy,
    "rcp": ResourceControlPolicy,
}
"""The kinds by the short names that the command line uses."""


# --- text ------------------------------------------------------------------------------------------------------------


@overload
def decoded(text: str) -> str: ...
@overload
def decoded(text: bytes) -> str | bytes: ...
def decoded(text: str | bytes) -> str | bytes:
    """Percent-encoded text as IAM's API returns it, decoded; other text as it is (GRAM-6)."""
    start = text[:3] if isinstance(text, str) else text[:3].decode("latin-1")
    if start.upper() != "%7B":
        return text
    plain = text if isinstance(text, str) else text.decode("latin-1")
    for code, character in _FREQUENT.items():
        plain = plain.replace(code, character)
    return unquote(plain, errors="surrogateescape")  # bytes that are not UTF-8 become halves of pairs: refused as JSON


_FREQUENT: Final = {f"%{ord(each):02X}": each for each in ' "*,/:[]{}\n'}
"""What JSON is full of, decoded at once: no part of a code itself, so that nothing is decoded twice."""


def _too_long(length: int, rules: Grammar) -> JsonError:
    return JsonError(f"expected at most {rules.text_limit} characters, found {length}", 1, 1)


def _check_characters(parsed: JsonText, rules: Grammar) -> None:
    """IAM takes tab, line feed, carriage return and U+0020 to U+00FF; escapes make any character of these (GRAM-6)."""
    if len(parsed.text) > rules.text_limit:
        raise _too_long(len(parsed.text), rules)
    if rules.latin_text and not parsed.text.isascii():
        for offset, character in enumerate(parsed.text):
            if character > "\xff":
                place = parsed.place(offset)
                raise JsonError(
                    f"IAM accepts characters up to U+00FF only: write {shown(character)} as \\u{ord(character):04x}",
                    place.line,
                    place.column,
                )


def located(problems: list[Problem], text: JsonText | None) -> list[Problem]:
    """The problems with line and column, in the order of the text."""
    if text is None:
        return problems
    places = [(text.locate(each.path), each) for each in problems]
    places.sort(key=lambda pair: pair[0])
    return [Problem(each.path, each.message, place.line, place.column) for place, each in places]


def _python(value: JsonValue) -> Any:
    """A JSON value with the numbers of Python."""
    match value:
        case jsontext.Number():
            number = float(value) if set(".eE") & set(value) else int(value) if len(value) < 20 else value
            return number if str(number) == value and not isinstance(number, str) else str(value)
        case dict():
            return {name: _python(each) for name, each in value.items()}
        case list():
            return [_python(each) for each in value]
        case _:
            return value


def _as_pydantic(problem: Problem, value: object) -> InitErrorDetails:
    error = PydanticCustomError("policy", "{message}", {"message": problem.message})
    return InitErrorDetails(type=error, loc=tuple(problem.path), input=value)
