"""What all policy documents have in common: each is lossless, frozen, closed and compared by meaning.

Source: IAM User Guide, "Overview of JSON policies" and "Grammar of the IAM JSON policy language".
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar

from pydantic import BaseModel, Field, GetJsonSchemaHandler, model_serializer, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

from policykit import jsontext
from policykit.errors import IntentError, JsonError, PolicyError, Problem, TooLarge
from policykit.jsontext import JsonObject, JsonText, JsonValue
from policykit.model.canonical import canonical_members
from policykit.model.checked import built
from policykit.model.document_text import located, parsed_text
from policykit.model.grammar import LATEST_VERSION, Grammar, Report, SizeLimit
from policykit.model.listing import listed
from policykit.model.members import check_size, counted_size, read_members, size_limit
from policykit.model.revision import Pairs, with_sids
from policykit.model.statement import AsIs, Statement
from policykit.source import Location, Pointer

__all__ = ["PolicyDocument", "Version"]

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

        >>> from policykit import TrustPolicy
        >>> TrustPolicy.from_json('{"Statement": {"Effect": "allow", "Action": "sts:AssumeRole"}}')
        Traceback (most recent call last):
        policykit.errors.PolicyError: invalid trust policy: 2 problems
          line 1, column 15: /Statement: missing element 'Principal': a trust policy says whom it speaks of
          line 1, column 26: /Statement/Effect: expected 'Allow' or 'Deny', found 'allow'; did you mean 'Allow'?
        """
        if not isinstance(text, str | bytes):
            problem = Problem(Pointer(), f"expected JSON text, found {type(text).__name__}: from_dict reads mappings")
            raise PolicyError([problem], name, cls.grammar.name)
        try:
            parsed = parsed_text(text, cls.grammar)
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

        >>> from policykit import IdentityPolicy
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

        >>> from policykit import IdentityPolicy
        >>> IdentityPolicy.from_json('{"Statement":{"Effect":"Deny","Action":"*","Resource":["*"]}}').to_json()
        '{"Statement":{"Effect":"Deny","Action":"*","Resource":["*"]}}'
        """
        return jsontext.write(self.members, indent=indent)

    def canonical(self) -> Self:
        """The same meaning in its one spelling: sorted, without repetition, ``Version`` spelled out.

        Single entries stand alone, several are a sorted list, statements are always a list; account ids are root ARNs;
        actions and condition keys have one case. Equal documents have the same canonical text.

        >>> from policykit import TrustPolicy
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

        >>> from policykit import IdentityPolicy
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

        >>> from policykit import IdentityPolicy
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

        >>> from policykit import IdentityPolicy
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
