"""What a decision rests on: the values that its conditions looked at, and what was taken for granted.

Source: IAM User Guide, "Policy evaluation logic"; what is left out is taken not to exist (EVAL-6, EVAL-25, CTX-64).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from policykit.evaluate.callers import AwsService, RoleSession, SamlIdentity, WebIdentity, has_account
from policykit.evaluate.eligibility import exempt
from policykit.evaluate.facts import PRESENT
from policykit.evaluate.grants import has_full_access
from policykit.evaluate.hints import keys_of
from policykit.evaluate.phrases import owner
from policykit.evaluate.policies import Layer
from policykit.evaluate.quoted import seen
from policykit.evaluate.request import Request
from policykit.evaluate.results import Answer, LayerResult
from policykit.evaluate.standing import under_rcps, under_scps

__all__ = ["assumed", "known", "looked_at"]


def known(answer: Answer, keys: Mapping[str, str]) -> Iterator[str]:
    """The values that conditions and policy variables looked at, and where they are from."""
    request = answer.request
    for folded, key in keys.items():
        values = request.lookup(folded)
        if isinstance(values, tuple) and values is not PRESENT and not _is_usual(folded, request):
            yield f"{key} {seen(values)} ({_origin(folded, request)})"


def _origin(folded: str, request: Request) -> str:
    if folded in request.context:
        return "given"
    if folded in request.parameters and "resourcetag/" not in folded:
        return "of the call"
    if isinstance(request.caller, SamlIdentity | WebIdentity) and not folded.startswith("aws:"):
        return "of the assertion" if isinstance(request.caller, SamlIdentity) else "of the token"
    return "derived"


def assumed(answer: Answer, keys: Mapping[str, str]) -> Iterator[str]:
    """The layers that nobody gave, and the condition keys that are tested but were not given."""
    request = answer.request
    if answer.ineligible is not None or exempt(request):
        return
    yield from _layers(answer)
    yield from (f"{key} {seen(request.lookup(folded))}" for folded, key in keys.items() if _is_usual(folded, request))
    missing = [key for folded, key in keys.items() if request.lookup(folded) is None]
    if missing:
        yield f"the request does not carry {', '.join(sorted(missing, key=str.lower))}"


def _layers(answer: Answer) -> Iterator[str]:
    request, policies, caller = answer.request, answer.policies, answer.request.caller
    service = request.folded_action.partition(":")[0]
    if has_account(caller):
        if policies.scps is None and Layer.SERVICE_CONTROL not in policies.missing and under_scps(request):
            yield f"no service control policy limits account {caller.arn.account}"
        if policies.boundary is None and Layer.BOUNDARY not in policies.missing and not has_full_access(caller):
            yield f"{owner(request)} has no permissions boundary"
        if policies.session is None and isinstance(caller, RoleSession):
            yield f"no session policy was passed for {caller.arn}"
    if policies.rcps is None and Layer.RESOURCE_CONTROL not in policies.missing and under_rcps(request):
        yield "no resource control policy limits " + (request.resource_account or "the account of the resource")
    if policies.resource is None and request.resource is not None and service != "sts":
        yield f"{request.resource} has no resource-based policy"
    if request.folded_action == "sts:assumeroot" and request.organization is None and has_account(caller):
        yield f"account {caller.arn.account} manages root access of {request.resource_account}"
    if policies.endpoint is None and not isinstance(caller, AwsService):
        yield "no VPC endpoint policy limits the request"


# --- keys ------------------------------------------------------------------------------------------------------------


def looked_at(layers: Sequence[LayerResult]) -> dict[str, str]:
    """The keys on which it hangs whether statements apply that fit otherwise: case-folded, to their spelling."""
    keys = (key for layer in layers for step in layer.steps for key in keys_of(step))
    return {key.casefold(): key for key in keys}


def _is_usual(folded: str, request: Request) -> bool:
    """Whether a key has a value because it mostly does, not because that follows or was said (DISP-40)."""
    return folded in _USUAL and folded not in request.context and request.derive


_USUAL: Final = frozenset(("aws:requestedregion", "aws:securetransport", "aws:viaawsservice"))
