"""The question of this library: may this caller assume this role?

One call can need several actions; each is decided by itself, in one shared context, and the worst decides (ASSUME-40,
-49).

Source: STS API reference, "AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity" (ASSUME-1 to ASSUME-97).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from policykit.errors import IdError, InvalidRequest, NotSupported
from policykit.evaluate.authorize import answer
from policykit.evaluate.callers import Caller, RoleSession, SamlIdentity, WebIdentity
from policykit.evaluate.decision import Decision
from policykit.evaluate.facts import Facts, FactValue
from policykit.evaluate.policies import Layer, Policies
from policykit.evaluate.request import Request
from policykit.evaluate.results import Outcome
from policykit.model.ids import ExternalId, SessionName, SourceIdentity
from policykit.model.policy import SessionPolicy
from policykit.model.tags import Tags
from policykit.snapshot import Role, User, expect_documents

__all__ = ["DEFAULT_SESSION_NAME", "can_assume"]

DEFAULT_SESSION_NAME: Final = "policykit"
"""The role session name of a request that gives none."""


def can_assume(
    caller: Caller,
    role: Role,
    *,
    session_name: str = DEFAULT_SESSION_NAME,
    external_id: str | None = None,
    tags: Mapping[str, str] = Tags(),  # immutable
    transitive_tag_keys: Iterable[str] = (),
    source_identity: str | None = None,
    duration_seconds: int = 3600,
    mfa: bool | None = None,
    session_policies: Iterable[SessionPolicy] = (),
    provided_contexts: Iterable[object] = (),
    context: Mapping[str, FactValue] = Facts(),  # immutable
    unknown: object = None,
    organization: object = None,
    legacy_implicit_self_trust: bool = False,
    direct_grant_sets_source_identity: bool = False,
) -> Decision:
    """Decide whether a caller may assume a role.

    The policies are those that the caller and the role carry; the operation follows from the caller: ``AssumeRole``,
    ``AssumeRoleWithSAML`` or ``AssumeRoleWithWebIdentity`` (ASSUME-4).

    Args:
        caller: who asks.
        role: the role, with its trust policy.
        session_name: name of the session, 2 to 64 characters.
        external_id: 2 to 1224 characters; ``AssumeRole`` only (ASSUME-33).
        tags: session tags to pass; they make ``sts:TagSession`` necessary (ASSUME-40).
        transitive_tag_keys: keys of the tags that shall follow into the next role.
        source_identity: makes ``sts:SetSourceIdentity`` necessary, also when inherited (ASSUME-50).
        duration_seconds: 900 to the maximum of the role; at most 3600 for a caller that is a role session (ASSUME-32).
        mfa: for an IAM user: True if a code is passed with the call, False if the credentials say that none was given,
            None for long-term keys without MFA (CTX-50 to CTX-52).
        session_policies: for the new session; they do not count for this call (ASSUME-17).
        provided_contexts: not supported yet.
        context: further condition keys of the request.
        unknown: not supported yet.
        organization: not supported yet.
        legacy_implicit_self_trust: let a role assume itself as roles from before 2022 could (ASSUME-21).
        direct_grant_sets_source_identity: let a grant of the trust policy alone set the source identity (ASSUME-54).

    Returns:
        The decision; its `session` is the new session if it is ALLOWED.

    Raises:
        InvalidRequest: STS would refuse a parameter before it looks at policies.
        NotSupported: a parameter that this version does not decide.

    >>> from policykit import TrustPolicy, User
    >>> trust = TrustPolicy.from_dict(
    ...     {
    ...         "Version": "2012-10-17",
    ...         "Statement": {
    ...             "Effect": "Allow",
    ...             "Principal": {"AWS": "arn:aws:iam::111122223333:user/alice"},
    ...             "Action": "sts:AssumeRole",
    ...         },
    ...     }
    ... )
    >>> deploy = Role("arn:aws:iam::111122223333:role/Deploy", trust=trust)
    >>> decision = can_assume(User("arn:aws:iam::111122223333:user/alice"), deploy, session_name="release")
    >>> bool(decision), str(decision.session.arn)
    (True, 'arn:aws:sts::111122223333:assumed-role/Deploy/release')

    Source: STS API reference, "AssumeRole".
    """
    _refuse_unsupported(provided_contexts=tuple(provided_contexts), unknown=unknown, organization=organization)
    if not isinstance(role, Role):
        raise InvalidRequest("role", f"expected a Role, found {type(role).__name__}")
    _check_duration(caller, role, duration_seconds, mfa)
    _check_fit(caller, mfa, external_id, source_identity)
    effective, transitive = _effective_tags(caller, tags, tuple(transitive_tag_keys))
    call = _Call(
        caller=caller,
        role=role,
        session_name=_checked("session_name", SessionName, session_name),
        external_id=None if external_id is None else _checked("external_id", ExternalId, external_id),
        tags=effective,
        transitive=transitive,
        source_identity=_effective_source_identity(caller, source_identity),
        mfa=mfa,
    )
    policies = _policies(caller, role)
    facts = context if isinstance(context, Facts) else Facts(context)
    answers = tuple(
        answer(
            Request(caller, action, role.arn, context=facts, parameters=call.parameters),
            policies,
            self_trust=legacy_implicit_self_trust,
            direct_source_identity=direct_grant_sets_source_identity,
        )
        for action in call.actions
    )
    outcome = max((each.outcome for each in answers), key=_SEVERITY.index)
    documents = expect_documents(SessionPolicy, session_policies, "session_policies")
    session = call.session(documents) if outcome is Outcome.ALLOWED else None
    return Decision(outcome, answers, session=session)


_SEVERITY: Final = (Outcome.ALLOWED, Outcome.UNKNOWN, Outcome.IMPLICIT_DENY, Outcome.EXPLICIT_DENY)


def _refuse_unsupported(**parameters: object) -> None:
    for name, value in parameters.items():
        if value not in (None, ()):
            raise NotSupported(f"can_assume does not take {name!r} yet: policykit refuses what it would have to ignore")


def _policies(caller: Caller, role: Role) -> Policies:
    """Everything that the caller and the role carry; what they lack the text of is missing, not absent."""
    missing: dict[Layer, tuple[str, ...]] = {}
    if role.trust is None:
        missing[Layer.RESOURCE] = (f"the trust policy of {role.arn}",)
    match caller:
        case User() as owner:
            session = None
        case RoleSession(role=owner, policies=passed):
            session = passed or None  # STS has no empty list of session policies: there were none (EVAL-6)
        case _:
            return Policies(resource=role.trust, missing=missing)
    if owner.missing:
        missing[Layer.IDENTITY] = owner.missing
    return Policies(owner.policies, owner.boundary, session, resource=role.trust, missing=missing)


# --- parameters, checked as STS does before it looks at any policy ---------------------------------------------------

_G = TypeVar("_G")
_V = TypeVar("_V")
_MAX_TAGS = 50  # session tags of one call


@dataclass(frozen=True, slots=True)
class _Call:
    """The checked parameters of one call, and what follows from them.

    Attributes:
        tags: the effective tags: passed, brought by an assertion or token, or inherited (ASSUME-48).
        transitive: the keys among them that follow into the next role.
        source_identity: passed, brought or inherited (ASSUME-51).
    """

    caller: Caller
    role: Role
    session_name: SessionName
    external_id: ExternalId | None
    tags: Tags
    transitive: tuple[str, ...]
    source_identity: SourceIdentity | None
    mfa: bool | None

    @property
    def actions(self) -> tuple[str, ...]:
        """The actions that the call needs: one to assume, and its companions (ASSUME-4, ASSUME-40, ASSUME-50)."""
        first = _ASSUMES.get(type(self.caller), "sts:AssumeRole")
        tagging = ("sts:TagSession",) if self.tags else ()
        identifying = ("sts:SetSourceIdentity",) if self.source_identity is not None else ()
        return (first, *tagging, *identifying)

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
        keys.update((f"aws:requesttag/{key.casefold()}", (value,)) for key, value in self.tags.items())
        keys.update(
            (f"{prefix}:resourcetag/{key.casefold()}", (value,))
            for key, value in self._role_tags.items()
            for prefix in ("aws", "iam")
        )
        if self.tags:
            keys["aws:tagkeys"] = tuple(self.tags)
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


_ASSUMES: Final[Mapping[type[Any], str]] = {
    SamlIdentity: "sts:AssumeRoleWithSAML",
    WebIdentity: "sts:AssumeRoleWithWebIdentity",
}


def _checked(parameter: str, kind: Callable[[_G], _V], value: _G) -> _V:
    try:
        return kind(value)
    except IdError as error:
        raise InvalidRequest(parameter, f"{error.reason}, found {error.text!r}") from None


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
    own = _checked("tags", Tags, passed)
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
    if len(own) > _MAX_TAGS:
        raise InvalidRequest("tags", f"expected at most {_MAX_TAGS} tags, found {len(own)}")
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
    temporary = isinstance(caller, RoleSession) or mfa is False
    if temporary and seconds > _CHAINED:
        raise InvalidRequest(
            "duration_seconds", f"expected at most {_CHAINED} for a caller with temporary credentials, found {seconds}"
        )


_CHAINED = 3600  # seconds (ASSUME-32)


def _check_fit(caller: Caller, mfa: bool | None, external_id: str | None, source_identity: str | None) -> None:
    """Not every kind of caller can pass every parameter (ASSUME-33, ASSUME-35, ASSUME-52)."""
    if mfa is not None and not isinstance(mfa, bool):
        raise InvalidRequest("mfa", f"expected True, False or None, found {mfa!r}")
    if mfa is not None and not isinstance(caller, User):
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
