"""The parameters of a call to assume a role, checked as STS does before it looks at any policy.

Source: STS API reference, "AssumeRole" (ASSUME-30 to ASSUME-53).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Self, TypeVar

from policykit.errors import ArnError, IdError, InvalidRequest
from policykit.evaluate.callers import Caller, RoleSession, SamlIdentity, UserSession, WebIdentity, assume_action
from policykit.model.arn import Arn
from policykit.model.ids import ExternalId, SessionName, SourceIdentity
from policykit.model.policy import SessionPolicy
from policykit.model.tags import Tags
from policykit.snapshot import Role, User, fill

__all__ = ["Call", "ProvidedContext", "keys_of_tags", "passed_tags"]

_G = TypeVar("_G")
_V = TypeVar("_V")
_MAX_TAGS = 50  # session tags of one call


@dataclass(frozen=True, slots=True, init=False)
class ProvidedContext:
    """A context assertion of a trusted provider, such as Identity Center (ASSUME-53).

    Args:
        provider: ARN of the context provider, 20 to 2048 characters.
        assertion: 4 to 2048 characters; its content is not looked at.

    Raises:
        InvalidRequest: STS would refuse it.

    >>> str(ProvidedContext("arn:aws:iam::aws:contextProvider/IdentityCenter", "eyJ…").provider)
    'arn:aws:iam::aws:contextProvider/IdentityCenter'
    """

    provider: Arn
    assertion: str

    def __init__(self, provider: Arn | str, assertion: str) -> None:
        try:
            arn = Arn.parse(str(provider))
        except ArnError as error:
            raise InvalidRequest("provided_contexts", str(error)) from None
        if not 4 <= len(assertion) <= 2048:
            raise InvalidRequest(
                "provided_contexts", f"expected an assertion of 4 to 2048 characters, found {len(assertion)}"
            )
        fill(self, provider=arn, assertion=assertion)


def _read_contexts(contexts: Iterable[ProvidedContext]) -> tuple[ProvidedContext, ...]:
    result = tuple(contexts)
    if len(result) > _MAX_CONTEXTS:
        raise InvalidRequest("provided_contexts", f"expected at most {_MAX_CONTEXTS}, found {len(result)}")
    for each in result:
        if not isinstance(each, ProvidedContext):
            raise InvalidRequest("provided_contexts", f"expected ProvidedContext values, found {type(each).__name__}")
    return result


_MAX_CONTEXTS = 5  # (ASSUME-53)


@dataclass(frozen=True, slots=True)
class Call:
    """The checked parameters of one call, and what follows from them.

    Attributes:
        tags: the effective tags: passed, brought by an assertion or token, or inherited (ASSUME-48).
        transitive: the keys among them that follow into the next role.
        source_identity: passed, brought or inherited (ASSUME-51).
        contexts: passed along (ASSUME-53).
    """

    caller: Caller
    role: Role
    session_name: SessionName
    external_id: ExternalId | None
    tags: Tags
    transitive: tuple[str, ...]
    source_identity: SourceIdentity | None
    mfa: bool | None
    contexts: tuple[ProvidedContext, ...]

    @classmethod
    def checked(
        cls,
        caller: Caller,
        role: Role,
        *,
        session_name: str,
        external_id: str | None,
        tags: Mapping[str, str],
        transitive_tag_keys: Iterable[str],
        source_identity: str | None,
        duration_seconds: int,
        mfa: bool | None,
        provided_contexts: Iterable[ProvidedContext],
    ) -> Self:
        """The call with these parameters.

        Raises:
            InvalidRequest: STS would refuse a parameter.
        """
        if not isinstance(role, Role):
            raise InvalidRequest("role", f"expected a Role, found {type(role).__name__}")
        _check_duration(caller, role, duration_seconds, mfa)
        _check_fit(caller, mfa, external_id, source_identity)
        effective, transitive = _effective_tags(caller, tags, tuple(transitive_tag_keys))
        return cls(
            caller=caller,
            role=role,
            session_name=_checked("session_name", SessionName, session_name),
            external_id=None if external_id is None else _checked("external_id", ExternalId, external_id),
            tags=effective,
            transitive=transitive,
            source_identity=_effective_source_identity(caller, source_identity),
            mfa=mfa,
            contexts=_read_contexts(provided_contexts),
        )

    @property
    def actions(self) -> tuple[str, ...]:
        """The actions that the call needs: one to assume, and its companions (ASSUME-4, ASSUME-40, ASSUME-50)."""
        first = assume_action(self.caller)
        tagging = ("sts:TagSession",) if self.tags else ()
        identifying = ("sts:SetSourceIdentity",) if self.source_identity is not None else ()
        context = ("sts:SetContext",) if self.contexts else ()
        return (first, *tagging, *identifying, *context)

    @property
    def parameters(self) -> dict[str, tuple[str, ...]]:
        """The condition keys that follow from the call and the role, case-folded (CTX-30 to CTX-40, CTX-52)."""
        single = {
            "sts:rolesessionname": self.session_name,
            "sts:externalid": self.external_id,
            "sts:sourceidentity": self.source_identity,
            "aws:multifactorauthpresent": None if self.mfa is None else "true" if self.mfa else "false",
            "aws:multifactorauthage": "0" if self.mfa else None,
        }
        keys: dict[str, tuple[str, ...]] = {key: (value,) for key, value in single.items() if value is not None}
        keys |= keys_of_tags(self.tags)
        keys.update(
            (f"{prefix}:resourcetag/{key.casefold()}", (value,))
            for key, value in self._role_tags.items()
            for prefix in ("aws", "iam")
        )
        if self.contexts:
            keys["sts:requestcontextproviders"] = tuple(dict.fromkeys(str(each.provider) for each in self.contexts))
        if self.transitive:
            keys["sts:transitivetagkeys"] = self.transitive
        return keys

    @property
    def _role_tags(self) -> Tags:
        """The tags of the role as its trust policy sees them: inherited ones replace those (ASSUME-45)."""
        inherited = _inherited(self.caller)
        return self.role.tags.overlaid(Tags({key: value for key, value in inherited.items() if key in self.role.tags}))

    def session(self, policies: tuple[SessionPolicy, ...]) -> RoleSession:
        """The session that the call makes, if it is allowed (ASSUME-93)."""
        return RoleSession(
            self.role,
            self.session_name,
            tags=self.tags,
            transitive_tags=self.transitive,
            source_identity=self.source_identity,
            policies=policies,
        )


def _checked(parameter: str, kind: Callable[[_G], _V], value: _G) -> _V:
    try:
        return kind(value)
    except IdError as error:
        raise InvalidRequest(parameter, f"{error.reason}, found {error.text!r}") from None


def passed_tags(tags: Mapping[str, str]) -> Tags:
    """The session tags of one call, at most 50 (ASSUME-43).

    Raises:
        InvalidRequest: there are more, or one is malformed.
    """
    passed = _checked("tags", Tags, tags)
    if len(passed) > _MAX_TAGS:
        raise InvalidRequest("tags", f"expected at most {_MAX_TAGS} tags, found {len(passed)}")
    return passed


def keys_of_tags(tags: Tags) -> dict[str, tuple[str, ...]]:
    """The condition keys that show the session tags of a call, case-folded (CTX-38, CTX-39)."""
    keys: dict[str, tuple[str, ...]] = {f"aws:requesttag/{key.casefold()}": (value,) for key, value in tags.items()}
    return keys | {"aws:tagkeys": tuple(tags)} if tags else keys


def _inherited(caller: Caller) -> Tags:
    """The transitive tags of a session; they follow into the next role without being passed (ASSUME-44)."""
    if not isinstance(caller, RoleSession):
        return Tags()
    return Tags(
        {
            key: value
            for key, value in caller.tags.items()
            if any(key.casefold() == each.casefold() for each in caller.transitive_tags)
        }
    )


def _effective_tags(caller: Caller, passed: Mapping[str, str], keys: tuple[str, ...]) -> tuple[Tags, tuple[str, ...]]:
    """The tags of the call and the transitive keys among them (ASSUME-43, ASSUME-44, ASSUME-47, ASSUME-48)."""
    own = passed_tags(passed)
    for key in keys:
        if key not in own:
            raise InvalidRequest("transitive_tag_keys", f"expected keys of the tags that are passed, found {key!r}")
    if isinstance(caller, SamlIdentity | WebIdentity):
        if own:
            raise InvalidRequest(
                "tags", "the tags of a federated caller come with its assertion or token: give them to the caller"
            )
        return caller.tags, caller.transitive_tags
    inherited = _inherited(caller)
    for key in own:
        if key in inherited:
            raise InvalidRequest(
                "tags", f"{key!r} is inherited from the session as a transitive tag and cannot be passed again"
            )
    return inherited.overlaid(own), (*inherited, *keys)


def _effective_source_identity(caller: Caller, passed: str | None) -> SourceIdentity | None:
    """Once set, it stays for the whole chain (ASSUME-50 to ASSUME-52)."""
    own = None if passed is None else _checked("source_identity", SourceIdentity, passed)
    kept = caller.source_identity if isinstance(caller, RoleSession | SamlIdentity | WebIdentity) else None
    if own is not None and kept is not None and own != kept:
        raise InvalidRequest("source_identity", f"it is {kept!r} already and cannot change, found {own!r}")
    return kept if own is None else own


def _check_duration(caller: Caller, role: Role, seconds: int, mfa: bool | None) -> None:
    """Between 900 seconds and the maximum of the role; an hour for temporary credentials (ASSUME-31, ASSUME-32)."""
    if type(seconds) is not int or not 900 <= seconds <= role.max_session_seconds:
        raise InvalidRequest(
            "duration_seconds",
            f"expected 900 to {role.max_session_seconds}, the maximum of {role.arn}, found {seconds!r}",
        )
    temporary = isinstance(caller, RoleSession | UserSession) or mfa is False
    if temporary and seconds > _CHAINED:
        raise InvalidRequest(
            "duration_seconds", f"expected at most {_CHAINED} for a caller with temporary credentials, found {seconds}"
        )


_CHAINED = 3600  # seconds (ASSUME-32)


def _check_fit(caller: Caller, mfa: bool | None, external_id: str | None, source_identity: str | None) -> None:
    """Not every kind of caller can pass every parameter (ASSUME-33, ASSUME-35, ASSUME-52)."""
    if mfa is not None and not isinstance(mfa, bool):
        raise InvalidRequest("mfa", f"expected True, False or None, found {mfa!r}")
    if mfa is not None and not isinstance(caller, User | UserSession):
        raise InvalidRequest("mfa", "only IAM users have MFA devices; sessions of roles say nothing about MFA")
    if isinstance(caller, SamlIdentity | WebIdentity):
        if external_id is not None:
            raise InvalidRequest(
                "external_id", "only AssumeRole takes an external id, not the calls of federated callers"
            )
        if source_identity is not None:
            raise InvalidRequest(
                "source_identity", "it comes with the assertion or token of a federated caller: give it to the caller"
            )
