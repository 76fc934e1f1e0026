"""The question of this library: may this caller assume this role?

One call can need several actions; each is decided by itself, in one shared context, and the worst decides (ASSUME-40,
-49).

Source: STS API reference, "AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity" (ASSUME-1 to ASSUME-97).
"""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Final

from policykit.evaluate.authorize import decision_of
from policykit.evaluate.call import Call, ProvidedContext
from policykit.evaluate.callers import Caller
from policykit.evaluate.collect import collected
from policykit.evaluate.combine import answer
from policykit.evaluate.decision import Decision
from policykit.evaluate.facts import Facts, FactValue
from policykit.evaluate.request import Everything, OrganizationFacts, Request
from policykit.evaluate.results import Options
from policykit.model.policy import SessionPolicy
from policykit.model.tags import Tags
from policykit.snapshot import Role, expect_documents

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
    provided_contexts: Iterable[ProvidedContext] = (),
    context: Mapping[str, FactValue] = Facts(),  # immutable
    unknown: Iterable[str] | Everything | None = None,
    organization: OrganizationFacts = None,
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
        provided_contexts: up to five; they make ``sts:SetContext`` necessary (ASSUME-53).
        context: further condition keys of the request.
        unknown: condition keys of which nobody knows whether they are there, or `EVERYTHING`; the decision is UNKNOWN
            if it hangs on one, and its `residual` says what would settle it.
        organization: the organization, or several, of the two accounts, with their SCPs and RCPs; UNKNOWN if nothing is
            known about them; None if the accounts are in none.
        legacy_implicit_self_trust: let a role assume itself as roles from before 2022 could (ASSUME-21).
        direct_grant_sets_source_identity: let a grant of the trust policy alone set the source identity (ASSUME-54).

    Returns:
        The decision; its `session` is the new session if it is ALLOWED.

    Raises:
        InvalidRequest: STS would refuse a parameter before it looks at policies.

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
    call = Call.checked(
        caller,
        role,
        session_name=session_name,
        external_id=external_id,
        tags=tags,
        transitive_tag_keys=transitive_tag_keys,
        source_identity=source_identity,
        duration_seconds=duration_seconds,
        mfa=mfa,
        provided_contexts=provided_contexts,
    )
    options = Options(legacy_implicit_self_trust, direct_grant_sets_source_identity)
    documents = expect_documents(SessionPolicy, session_policies, "session_policies")
    facts = context if isinstance(context, Facts) else Facts(context)
    first, *others = (
        Request(
            caller,
            action,
            role.arn,
            context=facts,
            unknown=unknown or (),
            organization=organization,
            parameters=call.parameters,
        )
        for action in call.actions
    )
    policies = collected(first, resource=role.trust, missing_resource=f"the trust policy of {role.arn}")
    answers = (answer(first, policies, options), *(answer(each, policies, options) for each in others))
    return decision_of(answers, partial(call.session, documents))
