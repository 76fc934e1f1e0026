"""Hypothesis strategies for whoever tests code with policies: everything that policykit reads and decides about.

Needs the extra ``strategies``. All values come from a few accounts, names and keys, so that they meet: of the decisions
about drawn requests and policies, a good share is allowed, implicitly denied, explicitly denied. Every drawn value is
valid, but for those of `near_misses`, which no strict reading accepts. Nothing is filtered out, so draws are fast.

>>> from hypothesis import given
>>> from policykit import can_assume
>>> @given(assumptions())
... def only_who_is_trusted_assumes(question):
...     caller, role = question
...     decision = can_assume(caller, role)
...     assert not decision or any(step.grant for step in decision.steps)
>>> only_who_is_trusted_assumes()
"""

from importlib.util import find_spec

if find_spec("hypothesis") is None:  # asked here, so that its absence has an explanation
    raise ModuleNotFoundError(
        "policykit.strategies needs Hypothesis: install it with pip install 'iam-policykit[strategies]'",
        name="hypothesis",
    )

from policykit.strategies.breaches import NearMiss, near_misses
from policykit.strategies.callers import callers, roles, users
from policykit.strategies.conditions import condition_operators, conditions, contexts
from policykit.strategies.documents import (
    documents,
    endpoint_policies,
    identity_policies,
    permissions_boundaries,
    resource_control_policies,
    resource_policies,
    service_control_policies,
    session_policies,
    statements,
    trust_policies,
)
from policykit.strategies.intentions import Intention, intentions, requirements
from policykit.strategies.principals import principals
from policykit.strategies.requests import assumptions, policies, requests
from policykit.strategies.spellings import spellings
from policykit.strategies.values import (
    account_ids,
    action_patterns,
    actions,
    arn_patterns,
    arns,
    partitions,
    resources,
    unique_ids,
)

__all__ = [
    "Intention",
    "NearMiss",
    "account_ids",
    "action_patterns",
    "actions",
    "arn_patterns",
    "arns",
    "assumptions",
    "callers",
    "condition_operators",
    "conditions",
    "contexts",
    "documents",
    "endpoint_policies",
    "identity_policies",
    "intentions",
    "near_misses",
    "partitions",
    "permissions_boundaries",
    "policies",
    "principals",
    "requests",
    "requirements",
    "resource_control_policies",
    "resource_policies",
    "resources",
    "roles",
    "service_control_policies",
    "session_policies",
    "spellings",
    "statements",
    "trust_policies",
    "unique_ids",
    "users",
]
