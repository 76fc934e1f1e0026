"""Worlds for both evaluators: callers, policies in every layer, parameters and keys, as plain JSON-like values.

A world is a dictionary; of what a kind of caller or call has not, the member is None or empty:

=================  ====================================================================================================
call               ``assume``, ``assume_root``, ``federate`` (GetFederationToken), ``session_token`` or ``request``
caller             kind (``user``, ``session``, ``federated``, ``root``, ``service``, ``saml``, ``oidc`` or
                   ``anonymous``); holder: arn, id, tags, identity and boundary of the user, of the role of a
                   session, or of the parent of a federated user; name; tags, transitive, source_identity; token (None
                   for long-term keys), mfa; session (policies); provider, attributes, claims
action, resource,  what is asked for, of whom, and what the policy of the resource says; of ``assume``, the action
owner, policy      follows from the caller
role               id, tags and max (seconds) of the role that is assumed
given              the parameters: session_name, external_id, tags, transitive, source_identity, duration, mfa,
                   contexts, name, target, task
context, derive    keys that are given, and whether others are derived
organization       None, or id, management, delegated, accounts (number to path), scps and rcps (None, or documents by
                   the root, unit or account to which they are attached)
endpoint           None or a policy
options            legacy_implicit_self_trust, direct_grant_sets_source_identity
lenient            whether the documents need the lenient reading
=================  ====================================================================================================

``world(random)`` draws one from a `random.Random`, fast and in bulk; `worlds` is the same as a Hypothesis strategy.
Pools of names are small, so that things meet; values in conditions are mostly made from the keys of the very request.
"""

import json
from random import Random
from typing import Any

from hypothesis import strategies as st

from tests.oracle import oracle
from tests.oracle.callers import account_of, chance
from tests.oracle.calls import assume_call, keys_given, neighbour_call, request_call
from tests.oracle.policies import A, Author, B, C

World = dict[str, Any]

ORG = "o-a1b2c3d4e5"
PATHS = {A: f"{ORG}/r-ab12/ou-ab12-11111111/", B: f"{ORG}/r-ab12/ou-ab12-22222222/", C: f"{ORG}/r-ab12/"}


def organization(random: Random, home: str | None) -> World | None:
    """Without policies; `complete` attaches them. With `home`, more often one that this account manages."""
    if home is None and chance(random, 0.45):
        return None
    management = random.choice((home or C, home or C, C, B, A))
    accounts = {number: PATHS[number] for number in (A, B, C) if number == management or chance(random, 0.75)}
    return {
        "id": ORG,
        "management": management,
        "delegated": [B] if B in accounts and chance(random, 0.5) else [],
        "accounts": accounts,
        "scps": None,
        "rcps": None,
    }


def complete(random: Random, world: World) -> None:
    """Attach policies to caller, target, organization and endpoint."""
    author, caller = Author(random, world), world["caller"]
    holder = caller["holder"]
    if ":user/" in holder["arn"] or ":role/" in holder["arn"]:
        count = random.choice((0, 1, 1, 1, 2))
        holder["identity"] = [author.document("identity", grants=0.75, denies=0.08) for _ in range(count)]
        holder["boundary"] = author.document("boundary", grants=0.7, denies=0.08) if chance(random, 0.35) else None
    if caller["kind"] in ("session", "federated"):
        # No session policy is one thing, an empty list of them (of which only a request knows) another.
        counts = (0, 1, 2) if world["call"] == "request" else (1, 1, 2)
        passed = chance(random, 0.4 if caller["kind"] == "session" else 0.8)
        session = [author.document("session", grants=0.7, denies=0.08) for _ in range(random.choice(counts))]
        short = sum(len(json.dumps(document)) for document in session) < 2000  # the limit of 1.8
        caller["session"] = session if passed and short else None
    if world["organization"]:
        places = sorted({place for path in PATHS.values() for place in path.split("/")[1:-1]} | set(PATHS))
        for kind in ("scp", "rcp"):
            if chance(random, 0.8):
                world["organization"][kind + "s"] = {place: author.level(kind) for place in places}
    if world["call"] == "request" and chance(random, 0.15) and caller["kind"] != "service":  # services use none
        world["endpoint"] = author.document("endpoint", grants=0.85, denies=0.1)
    if world["call"] == "assume":
        world["policy"] = author.document("trust", grants=0.85, denies=0.1)
    elif world["policy"] is not None:
        kind = "trust" if world["action"] in oracle.TRUSTED else "resource"
        world["policy"] = author.document(kind, grants=0.7, denies=0.2) if chance(random, 0.85) else None


def world(random: Random) -> World:
    drawn = random.choice((assume_call,) * 11 + (request_call,) * 7 + (neighbour_call,) * 2)(random)
    # Without an organization, policykit takes for granted that the caller may manage root access.
    home = account_of(drawn["caller"]) or C if drawn["action"] == "sts:AssumeRoot" else None
    drawn["organization"], drawn["endpoint"], drawn["lenient"] = organization(random, home), None, chance(random, 0.08)
    options = ("legacy_implicit_self_trust", "direct_grant_sets_source_identity")
    drawn["options"] = {option: drawn["call"] == "assume" and chance(random, 0.3) for option in options}
    drawn["context"] = keys_given(random, drawn) if drawn["call"] != "session_token" else {}
    complete(random, drawn)
    return within(random.choice(("aws",) * 8 + ("aws-cn", "aws-us-gov")), drawn)


def within(partition: str, drawn: World) -> World:
    """The same world, with all that was in partition aws in another."""
    return drawn if partition == "aws" else dict(json.loads(json.dumps(drawn).replace("arn:aws:", f"arn:{partition}:")))


worlds = st.randoms(use_true_random=False).map(world)
"""The same worlds for Hypothesis, which can then make a failing one smaller."""
