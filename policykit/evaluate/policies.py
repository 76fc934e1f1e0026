"""The policies that may count for a request, by layer.

Source: IAM User Guide, "Policy evaluation logic" (EVAL-5 to EVAL-8, EVAL-24, EVAL-25, EVAL-30, EVAL-31, EVAL-47).
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self, TypeVar

from policykit.errors import InvalidRequest
from policykit.evaluate.kept import Kept
from policykit.model.policy import (
    EndpointPolicy,
    IdentityPolicy,
    PermissionsBoundary,
    PolicyDocument,
    ResourceControlPolicy,
    ResourcePolicy,
    ServiceControlPolicy,
    SessionPolicy,
    TrustPolicy,
)
from policykit.snapshot import expect_document, expect_documents, fill

__all__ = ["Layer", "Policies"]

_D = TypeVar("_D", bound=PolicyDocument)
_K = TypeVar("_K", bound=Hashable)
_T = TypeVar("_T")


class Layer(StrEnum):
    """The kinds of policy that decide together, in the order of AWS's flow chart (EVAL-5)."""

    RESOURCE_CONTROL = "resource control policies"
    SERVICE_CONTROL = "service control policies"
    ENDPOINT = "VPC endpoint policy"
    RESOURCE = "resource-based policy"
    IDENTITY = "identity-based policies"
    BOUNDARY = "permissions boundary"
    SESSION = "session policies"

    __hash__ = str.__hash__  # as in `policykit.evaluate.naming.Grant`


@dataclass(frozen=True, slots=True, init=False)
class Policies:
    """Every policy that may count for a request; what is left out is taken not to exist.

    Args:
        identity: identity-based policies of the caller: inline, managed and, for a user, those of the groups.
        boundary: the permissions boundary; None if none is attached, which limits nothing (EVAL-6).
        session: session policies; None if none were passed, which limits nothing; an empty list grants nothing.
        scps: service control policies by level, from the root of the organization to the account of the caller; None if
            they do not apply; a level without policies lets nothing through (EVAL-24, EVAL-25).
        rcps: resource control policies by level, for the account of the resource; None if they do not apply.
            ``RCPFullAWSAccess`` is always there and need not be given (EVAL-31).
        resource: the resource-based policy; of a role, its trust policy.
        endpoint: the policy of the VPC endpoint that the request passes; None if it passes none (EVAL-47).
        missing: what is known to exist but not what it says, by layer; a decision that hangs on it is UNKNOWN.

    Raises:
        InvalidRequest: a document is not of the kind that belongs there.
    """

    identity: tuple[IdentityPolicy, ...]
    boundary: PermissionsBoundary | None
    session: tuple[SessionPolicy, ...] | None
    scps: tuple[tuple[ServiceControlPolicy, ...], ...] | None
    rcps: tuple[tuple[ResourceControlPolicy, ...], ...] | None
    resource: TrustPolicy | ResourcePolicy | None
    endpoint: EndpointPolicy | None
    missing: Mapping[Layer, tuple[str, ...]] = field(hash=False)  # a dict has no hash
    _kept: Kept = field(compare=False, repr=False)

    def __init__(
        self,
        identity: Iterable[IdentityPolicy] = (),
        boundary: PermissionsBoundary | None = None,
        session: Iterable[SessionPolicy] | None = None,
        scps: Iterable[Iterable[ServiceControlPolicy]] | None = None,
        rcps: Iterable[Iterable[ResourceControlPolicy]] | None = None,
        resource: TrustPolicy | ResourcePolicy | None = None,
        endpoint: EndpointPolicy | None = None,
        *,
        missing: Mapping[Layer, tuple[str, ...]] = {},  # never changed, and reads as the default
    ) -> None:
        if not all(isinstance(each, Layer) for each in missing):
            raise InvalidRequest("missing", f"expected layers, such as Layer.IDENTITY, found {[*missing]!r}")
        if resource is not None and not isinstance(resource, TrustPolicy):
            expect_document(ResourcePolicy, resource, "resource")
        fill(self, resource=resource, identity=expect_documents(IdentityPolicy, identity, "identity"))
        fill(self, missing=dict(missing), _kept=Kept())  # a copy, for what is kept rests on it
        fill(self, session=None if session is None else expect_documents(SessionPolicy, session, "session"))
        fill(self, boundary=None if boundary is None else expect_document(PermissionsBoundary, boundary, "boundary"))
        fill(self, endpoint=None if endpoint is None else expect_document(EndpointPolicy, endpoint, "endpoint"))
        fill(self, scps=_levels(ServiceControlPolicy, scps, "scps"), rcps=_levels(ResourceControlPolicy, rcps, "rcps"))

    def once(self, key: _K, function: Callable[[Self, _K], _T]) -> _T:
        """The result of a pure function of these policies and a key, computed on first use and kept with them."""
        try:
            return self._kept[function][key]  # type: ignore[no-any-return]  # what the same function returned
        except KeyError:
            result = function(self, key)
            results = self._kept.setdefault(function, {})
            if len(results) < _REMEMBERED:
                results[key] = result
            return result


_REMEMBERED = 1024  # results; the actions that the same policies are asked about are far fewer


def _levels(kind: type[_D], levels: Iterable[Iterable[_D]] | None, parameter: str) -> tuple[tuple[_D, ...], ...] | None:
    """Levels from the root of the organization to the account; no levels at all is neither "none" nor "nothing"."""
    if levels is None:
        return None
    if isinstance(levels, PolicyDocument | str | bytes | Mapping) or not isinstance(levels, Iterable):
        raise InvalidRequest(parameter, f"expected a list of levels, each a list of {kind.__name__}")
    result = tuple(expect_documents(kind, each, parameter) for each in levels)
    if not result:
        raise InvalidRequest(
            parameter, "expected the levels from the root to the account, found none: leave it out if none apply"
        )
    return result
