"""What an answer rests on, under the names that ``because`` uses.

The name of a layer is the short name of its kind of policy. A statement is ``LAYER:SID`` or ``LAYER:NUMBER``, counted
from 1 as explanations do, or is called as an explanation calls it: ``trust.json, statement 1 (Partner)``.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeAlias

from policykit.errors import InvalidRequest, shown
from policykit.evaluate.decision import Decision
from policykit.evaluate.gaps import gaps
from policykit.evaluate.layers import trace
from policykit.evaluate.phrases import at
from policykit.evaluate.policies import Layer
from policykit.evaluate.results import Outcome, Step
from policykit.evaluate.truth import UNKNOWN
from policykit.model.action import ROLE_ACTIONS, folded_action
from policykit.model.grammar import did_you_mean
from policykit.model.policy import KINDS

__all__ = ["PARAMETERS", "Ground", "grounds", "misnamed"]

Ground: TypeAlias = tuple[str, ...]
"""All names of one thing that an answer rests on; the first is the one to show."""

PARAMETERS: Final = (
    "session_name",
    "external_id",
    "tags",
    "transitive_tag_keys",
    "source_identity",
    "duration_seconds",
    "mfa",
    "provided_contexts",
)
"""The parameters of a call that STS may refuse (ASSUME-30 to ASSUME-53)."""

_LAYERS: Final[Mapping[Layer, str]] = {
    Layer.RESOURCE_CONTROL: "rcp",
    Layer.SERVICE_CONTROL: "scp",
    Layer.ENDPOINT: "endpoint",
    Layer.RESOURCE: "resource",
    Layer.IDENTITY: "identity",
    Layer.BOUNDARY: "boundary",
    Layer.SESSION: "session",
}
_OF_ROLES: Final = frozenset(map(folded_action, ROLE_ACTIONS))


def misnamed(text: str, *, invalid: bool) -> str | None:
    """Why nothing can ever have this name, or None.

    Args:
        text: an entry of ``because``.
        invalid: whether the request is expected to be refused, so that a parameter decides and no policy.

    >>> misnamed("turst:Partner", invalid=False)
    "expected LAYER, LAYER:SID or LAYER:NUMBER, or a statement as explanations call it, such as 'trust:Partner', with \
the layers trust, identity, boundary, session, resource, endpoint, scp, rcp; \
found 'turst:Partner'; did you mean 'trust'?"
    """
    if invalid:
        if text in PARAMETERS:
            return None
        return f"expected one of the parameters {', '.join(PARAMETERS)}; found {shown(text)}"
    layer, colon, which = text.partition(":")
    if ", statement " in text or (layer in KINDS and (which or not colon)):
        return None
    return (
        "expected LAYER, LAYER:SID or LAYER:NUMBER, or a statement as explanations call it, such as 'trust:Partner', "
        f"with the layers {', '.join(KINDS)}; found {shown(text)}{did_you_mean(layer, KINDS)}"
    )


def grounds(answer: Decision | InvalidRequest) -> tuple[Ground, ...]:
    """What the answer rests on.

    ================ ===================================================================
    allowed          the Allow statements that apply
    explicit deny    the Deny statements that apply
    implicit deny    the layers that fail, and their statements that come near
    unknown          the layers that lack a policy, and the statements that may apply
    no answer        the parameter that AWS refuses
    ================ ===================================================================
    """
    if isinstance(answer, InvalidRequest):
        return ((answer.parameter,),)
    return tuple(dict.fromkeys(_GROUNDS.get(answer.outcome, _deciding)(answer)))


def _deciding(decision: Decision) -> Iterator[Ground]:
    return _statements(decision.statements)


def _failing(decision: Decision) -> Iterator[Ground]:
    for each in decision.answers:
        if each.outcome is Outcome.IMPLICIT_DENY and each.ineligible is None:
            for gap in gaps(each, trace(each.request, each.policies)):
                yield (_layer(gap.layer.layer, each.request.action),)
                yield from _statements(gap.near)


def _open(decision: Decision) -> Iterator[Ground]:
    for layer in decision.layers:
        if layer.missing:
            yield (_layer(layer.layer, layer.action),)
    yield from _statements(each for each in decision.steps if each.applies is UNKNOWN)


_GROUNDS: Final = {Outcome.IMPLICIT_DENY: _failing, Outcome.UNKNOWN: _open}


def _statements(steps: Iterable[Step]) -> Iterator[Ground]:
    for step in steps:
        layer = _layer(step.layer, step.action)
        number, full = f"{layer}:{step.index + 1}", at(step)
        # Digits are a number: a Sid of digits goes by the name that explanations use.
        sid = (f"{layer}:{step.sid}",) if step.sid and not step.sid.isdecimal() else ()
        yield (*sid, number, layer, full, full.removesuffix(f" ({step.sid})"))


def _layer(layer: Layer, action: str) -> str:
    return "trust" if layer is Layer.RESOURCE and folded_action(action) in _OF_ROLES else _LAYERS[layer]
