"""The operations of STS beside assuming a role, each with its own short rules.

Source: STS API reference, "AssumeRoot", "GetFederationToken", "GetSessionToken" (ASSUME-90 to ASSUME-92).
"""

from collections.abc import Iterable, Mapping
from typing import Final

from policykit.errors import ArnError, IdError, InvalidRequest
from policykit.evaluate.authorize import decision_of
from policykit.evaluate.call import keys_of_tags, passed_tags
from policykit.evaluate.callers import Caller, RootUser, has_account
from policykit.evaluate.collect import collected
from policykit.evaluate.combine import answer
from policykit.evaluate.decision import Decision
from policykit.evaluate.facts import Facts, FactValue
from policykit.evaluate.request import Everything, OrganizationFacts, Request
from policykit.model.arn import FederatedUserArn, RootArn
from policykit.model.tags import Tags

__all__ = ["ROOT_TASKS", "can_assume_root", "can_get_federation_token", "can_get_session_token"]

ROOT_TASKS: Final = (
    "IAMAuditRootUserCredentials",
    "IAMCreateRootUserPassword",
    "IAMDeleteRootUserCredentials",
    "S3UnlockBucketPolicy",
    "SQSUnlockQueuePolicy",
)
"""What a root session can be for, as the names of AWS's task policies (ASSUME-90)."""

_TASKS = "arn:{}:iam::aws:policy/root-task/"


def can_assume_root(
    caller: Caller,
    target: str,
    *,
    task_policy: str,
    duration_seconds: int = 900,
    context: Mapping[str, FactValue] = Facts(),  # immutable
    unknown: Iterable[str] | Everything = (),
    organization: OrganizationFacts = None,
) -> Decision:
    """Decide whether a caller may take a root session of a member account, for one task.

    Only the side of the caller decides: there is no trust policy. The caller must belong to the management account or
    to a delegated administrator of the organization; without an organization that is taken for granted.

    Args:
        caller: a user or role session.
        target: the member account, twelve digits or its root ARN.
        task_policy: one of `ROOT_TASKS`, or its ARN.
        duration_seconds: 0 to 900.
        context: further condition keys of the request.
        unknown: as for `can_assume`.
        organization: as for `can_assume`.

    Raises:
        InvalidRequest: STS would refuse a parameter.

    Source: STS API reference, "AssumeRoot" (ASSUME-90).
    """
    _check_duration(duration_seconds, 0, 900)
    partition = _partition(caller)
    prefix = _TASKS.format(partition)
    if task_policy.removeprefix(prefix) not in ROOT_TASKS:
        raise InvalidRequest("task_policy", f"expected one of {', '.join(ROOT_TASKS)}, found {task_policy!r}")
    try:
        root = RootArn.parse(target) if target.startswith("arn:") else RootArn.of(target, partition)
    except (ArnError, IdError) as error:
        raise InvalidRequest("target", str(error)) from None
    request = Request(
        caller,
        "sts:AssumeRoot",
        root,
        context=context,
        unknown=unknown,
        organization=organization,
        parameters={"sts:taskpolicyarn": (prefix + task_policy.removeprefix(prefix),)},
    )
    return _decided(request)


def can_get_federation_token(
    caller: Caller,
    name: str,
    *,
    tags: Mapping[str, str] = Tags(),  # immutable
    duration_seconds: int | None = None,
    context: Mapping[str, FactValue] = Facts(),  # immutable
    unknown: Iterable[str] | Everything = (),
    organization: OrganizationFacts = None,
) -> Decision:
    """Decide whether a user may make a session for a federated user.

    Args:
        caller: an IAM user, or a root user, with long-term credentials.
        name: of the federated user, 2 to 32 characters.
        tags: session tags; they make ``sts:TagSession`` necessary.
        duration_seconds: 900 to 129600, for a root user to 3600; the default is STS's.
        context: further condition keys of the request.
        unknown: as for `can_assume`.
        organization: as for `can_assume`.

    Raises:
        InvalidRequest: STS would refuse a parameter.

    Source: STS API reference, "GetFederationToken" (ASSUME-91).
    """
    _check_duration(duration_seconds, 900, _longest(caller))
    account = caller.arn.account if has_account(caller) else "000000000000"
    own = passed_tags(tags)
    try:
        resource = FederatedUserArn.of(account, name, _partition(caller))
    except IdError as error:
        raise InvalidRequest("name", str(error)) from None
    requests = [
        Request(
            caller,
            action,
            resource,
            context=context,
            unknown=unknown,
            organization=organization,
            parameters=keys_of_tags(own),
        )
        for action in ("sts:GetFederationToken", *(("sts:TagSession",) if own else ()))
    ]
    return _decided(*requests)


def can_get_session_token(caller: Caller, *, duration_seconds: int | None = None) -> Decision:
    """Decide whether a caller may get temporary credentials of its own; no policy has a say in that.

    Args:
        caller: an IAM user, or a root user, with long-term credentials.
        duration_seconds: 900 to 129600, for a root user to 3600; the default is STS's.

    Raises:
        InvalidRequest: STS would refuse a parameter.

    >>> bool(can_get_session_token(RootUser("111122223333"), duration_seconds=3600))
    True

    Source: STS API reference, "GetSessionToken" (ASSUME-92).
    """
    _check_duration(duration_seconds, 900, _longest(caller))
    return _decided(Request(caller, "sts:GetSessionToken", "*"))


def _decided(first: Request, *others: Request) -> Decision:
    policies = collected(first, resource=None, missing_resource=None)
    return decision_of((answer(first, policies), *(answer(each, policies) for each in others)))


def _partition(caller: Caller) -> str:
    return caller.arn.partition if has_account(caller) else "aws"


def _longest(caller: Caller) -> int:
    """Seconds that the credentials may last at most."""
    return 3_600 if isinstance(caller, RootUser) else 129_600


def _check_duration(seconds: int | None, least: int, most: int) -> None:
    if seconds is not None and (type(seconds) is not int or not least <= seconds <= most):
        raise InvalidRequest("duration_seconds", f"expected {least} to {most}, found {seconds!r}")
