"""A second evaluator: what a world comes to, decided from the rules alone and without a line of policykit.

It is slow and plain on purpose. A world is what JSON can say (its shape: `worlds.py`); its policy documents are valid,
and everything in it is known. Beside each line stands its rule. This module holds sections 0 and 3 to 5 of the rules.
"""

import re
from typing import Any

from tests.oracle.counting import any_of, first_of
from tests.oracle.matching import fits, holds, listed, resource_pattern, wild
from tests.oracle.published import UNDER_RCP
from tests.oracle.request import ASSUME, Request, World

OUTCOMES = ALLOWED, IMPLICIT_DENY, EXPLICIT_DENY, INVALID = "ALLOWED", "IMPLICIT_DENY", "EXPLICIT_DENY", "INVALID"
TRUSTED = [*ASSUME.values(), "sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity", "sts:SetContext"]
HOLDER = {"user": "USER", "session": "ROLE", "federated": "FEDPARENT", "root": "ACCOUNT"}  # by naming the holder
DIRECT = {"USER": "EVAL-12", "SESSION": "EVAL-14", "FEDUSER": "EVAL-15", "STAR": "EVAL-17"}
LIMITED = {"ROLE": "EVAL-13", "FEDPARENT": "EVAL-16"}  # by boundary and session policy
LINKED = ":role/aws-service-role/"


def names_of(ask: Request) -> dict[str, str]:
    """Every value of a Principal element that names the caller, with the kind of its grant (PRIN-18)."""
    name, role, head = ask.caller["name"], ask.arn.split("/")[-1], f"AWS:arn:{ask.partition}"
    own = {
        "service": {f"Service:{name}": "SERVICE"},
        **{kind: {f"Federated:{ask.caller['provider']}": "IDP"} for kind in ASSUME},
        "session": {f"{head}:sts::{ask.home}:assumed-role/{role}/{name}": "SESSION"},  # without the path: PRIN-19
        "federated": {f"AWS:{ask.arn}": "FEDUSER"},
    }.get(ask.kind, {})
    holder = {f"AWS:{each}": HOLDER[ask.kind] for each in (ask.holder["arn"], ask.holder["id"]) if ask.home and each}
    roots = [f"AWS:arn:{each}:iam::{ask.home}:root" for each in ("aws", ask.partition) if ask.home]  # PRIN-2, as digits
    return own | holder | dict.fromkeys(roots, "ACCOUNT")


def who(statement: World, layer: str, ask: Request) -> set[str]:
    """The kinds of grant by which the statement means the caller; empty if it does not."""
    names, deny = names_of(ask), statement["Effect"] == "Deny"
    element: Any = statement.get("Principal", statement.get("NotPrincipal", "*"))
    if element == "*" and any_of(("PRIN-13", layer != "trust")):
        return {"STAR"}
    element = {"AWS": "*"} if any_of(("PRIN-14", element == "*")) else element  # DISP-4
    entries = [f"{field}:{value}" for field, values in element.items() for value in listed(values)]
    root = "AWS:arn:aws:iam::{}:root"
    entries = [root.format(entry[4:]) if fits(entry, "AWS:[0-9]{12}") else entry for entry in entries]  # PRIN-2
    chain = names != {} and {names.get(entry) for entry in entries} >= {*names.values()}
    star = first_of(
        ("PRIN-39", "NotPrincipal" in statement and not deny, False),
        ("PRIN-41", "NotPrincipal" in statement and ask.holder["boundary"], True),
        ("PRIN-43" if ask.kind == "service" else "PRIN-40", "NotPrincipal" in statement, not chain),
        ("PRIN-1", "AWS:*" not in entries, False),
        ("PRIN-16", deny, True),
        ("PRIN-15", layer == "trust", ask.home),
        ("PRIN-17", True, ask.home or ask.kind == "anonymous"),
    )
    found = {names[entry] for entry in entries if entry in names and "Principal" in statement}
    any_of(("EVAL-2", found or star), *((f"PRIN-18 {kind}", True) for kind in found))
    return found | ({"STAR"} if star else set())


def covers(statement: World, layer: str, ask: Request) -> bool:
    """Whether the statement is about the action and the resource."""
    actions, inverse = listed(statement.get("Action") or statement["NotAction"]), "NotAction" in statement
    about = any(fits(ask.action, wild(each), re.IGNORECASE) for each in actions) != inverse
    any_of(("ASSUME-3", not about and {*actions} & {*TRUSTED}), ("ASSUME-97", about and "sts:AssumeRole*" in actions))
    if not about or any_of(("ASSUME-95", layer == "trust")):
        return about
    inverse = "NotResource" in statement
    entries = listed(statement["NotResource" if inverse else "Resource"])
    patterns = [resource_pattern(entry, layer, ask) for entry in entries]
    unclear = inverse and None in patterns and statement["Effect"] == "Allow"
    any_of(("ARN-18", ask.assumed), ("ARN-22", "*" in ask.resource[1:]))
    return not any_of(("DISP-18", unclear)) and any(fits(ask.resource, each) for each in patterns) != inverse


def grants(documents: list[World], effect: str, layer: str, ask: Request) -> set[str]:
    """How the applicable statements of one effect mean the caller; empty if none applies (EVAL-2, EVAL-4)."""
    found: set[str] = set()
    for document in documents:
        ask.variables = document.get("Version") == "2012-10-17"  # GRAM-11, DISP-12
        for statement in listed(document["Statement"]):
            if statement["Effect"] == effect and covers(statement, layer, ask):
                block = statement.get("Condition", {}).items()
                met = all(holds(name, key, tests[key], ask) for name, tests in block for key in tests)
                found |= who(statement, layer, ask) if met else set()
    return found


def levels(ask: Request, account: str | None, kind: str) -> list[list[World]]:
    """The SCPs or RCPs from the root of the organization to the account; none if they do not apply."""
    outside = account not in ask.org["accounts"] or ask.org[kind] is None
    if any_of(("EVAL-25", outside), (f"EVAL-26 {kind}", account == ask.org.get("management"))):  # and EVAL-30
        return []
    any_of(("EVAL-28", account in ask.org["delegated"]))
    return [ask.org[kind][place] for place in [*ask.org["accounts"][account].split("/")[1:-1], account]]  # EVAL-24


def barred(ask: Request) -> bool:
    """Whether this kind of caller cannot make this call at all, whatever the policies say."""
    kind, action, token, provider = ask.kind, ask.action, ask.caller["token"], ask.caller["provider"]
    managers = [ask.org["management"], *ask.org["delegated"]] if ask.owner in ask.org["accounts"] else []
    in_sts, in_iam, assume = action.startswith("sts:"), action.startswith("iam:"), action == "sts:AssumeRole"
    return any_of(
        ("EVAL-42", token and ((in_sts and action not in TRUSTED) or (in_iam and not token["mfa"]))),
        ("ASSUME-6" if assume else "EVAL-43", kind == "federated" and (in_sts or in_iam)),
        ("ASSUME-80", ":" in provider and provider.split(":")[4] != ask.owner),  # and ASSUME-71
        ("ASSUME-2", action in ASSUME.values() and action != ASSUME.get(kind)),
        ("ASSUME-5" if kind == "root" else "ASSUME-1", assume and kind not in ("user", "session", "service")),
        ("ASSUME-7", action in TRUSTED and ask.home and ask.partition != ask.there),
        ("ASSUME-90 home", action == "sts:AssumeRoot" and ask.home not in managers),
        ("ASSUME-90 kind", action == "sts:AssumeRoot" and kind not in ("user", "session")),
        ("ASSUME-91 caller", action == "sts:GetFederationToken" and kind not in ("user", "root")),
    )


def decided(ask: Request, action: str) -> str:
    """One action, after eligibility: the steps of section 0, numbered as there."""
    ask.action, kind, resource, holder, session = action, ask.kind, ask.resource, ask.holder, ask.caller["session"]
    trust = "trust" if action in TRUSTED and ":role/" in resource else "resource"
    linked = kind == "session" and LINKED in holder["arn"]
    own = kind == "service" and LINKED + ask.caller["name"] in resource
    uncovered = action.split(":")[0] not in UNDER_RCP or action == "kms:RetireGrant"
    scps = [] if any_of(("EVAL-26 linked", linked)) else levels(ask, ask.home, "scps")
    rcps = levels(ask, ask.home if any_of(("EVAL-34a", resource == "*")) else ask.owner, "rcps")
    rcps = [] if any_of(("EVAL-32", linked or own), ("EVAL-30", uncovered)) else rcps
    layers = {"identity": holder["identity"], "boundary": listed(holder["boundary"] or []), "session": session or []}
    layers |= {trust: listed(ask.world["policy"] or []), "endpoint": listed(ask.world["endpoint"] or [])}
    for layer, documents in [*layers.items(), *(("scp", level) for level in scps), *(("rcp", level) for level in rcps)]:
        if any_of((f"EVAL-3 {layer}", grants(documents, "Deny", layer, ask))):  # 1
            return EXPLICIT_DENY
    says = {layer: grants(documents, "Allow", layer, ask) for layer, documents in layers.items()}
    kinds = set() if any_of(("ARN-3", says[trust] and ask.home and ask.there != ask.partition)) else says[trust]
    options, itself = ask.world["options"], kind == "session" and holder["arn"] == resource
    kinds |= {"ACCOUNT"} if any_of(("ASSUME-21", itself and options["legacy_implicit_self_trust"])) else set()
    granted = holder["arn"].endswith(":root") or says["identity"]  # EVAL-40, EVAL-41
    bounded = says["boundary"] if holder["boundary"] else True  # EVAL-6
    passed = says["session"] if session is not None or kind == "federated" else True  # EVAL-6, EVAL-41
    room, caller_side = bounded and passed, granted and bounded and passed  # EVAL-7
    any_of(("EVAL-6", session is None), ("EVAL-8", len(session or []) > 1), ("EVAL-41", kind == "federated"))
    any_of(("EVAL-33", trust == "trust" and rcps), ("EVAL-34", scps and rcps), ("EVAL-40", kind == "root"))
    any_of(("ASSUME-14", trust == "trust" and kinds == {"ACCOUNT"}), ("PRIN-21", len(kinds) > 1))
    required = trust == "trust" or (action.startswith("kms:") and ":key/" in resource)
    own_side = action == "sts:SetSourceIdentity" and kind == "session"
    result = first_of(  # 2 lets all through: EVAL-31
        ("EVAL-24", not all(grants(level, "Allow", "scp", ask) for level in scps), False),  # 3
        ("EVAL-47", layers["endpoint"] and not says["endpoint"], False),  # 4
        ("EVAL-46" if kind == "service" else "EVAL-45", not ask.home, kinds),  # 5a
        ("ASSUME-90", action == "sts:AssumeRoot", caller_side),  # 5b
        ("EVAL-35", ask.owner not in (None, ask.home), kinds and caller_side),  # 6
        ("EVAL-22", required and not kinds, False),  # 7
        ("ASSUME-54", own_side and not options["direct_grant_sets_source_identity"], caller_side),
        *((rule, grant in kinds, True) for grant, rule in DIRECT.items()),
        *((rule, grant in kinds and room, True) for grant, rule in LIMITED.items()),
        ("EVAL-18" if kinds else "EVAL-11", True, caller_side),
    )
    return ALLOWED if result else IMPLICIT_DENY


def decide(world: World) -> str:
    """ALLOWED, IMPLICIT_DENY, EXPLICIT_DENY or INVALID."""
    ask, caller, given = Request(world), world["caller"], world["given"]
    if ask.context is None or (world["call"] != "request" and ask.refused()):  # 0b, as STS looks at parameters first
        return INVALID
    if any_of(("EVAL-44", ask.action == "sts:GetCallerIdentity" and ask.kind not in (*ASSUME, "anonymous"))):  # 0
        return ALLOWED
    if ask.action == "sts:GetSessionToken":  # 0
        lasting = ask.kind in ("user", "root") and not caller["token"]
        return ALLOWED if first_of(("ASSUME-92", True, lasting)) else IMPLICIT_DENY
    if any_of(("ASSUME-8", barred(ask))):  # 0a
        return IMPLICIT_DENY
    tags, source = ask.sent["tags"] or ask.kept, ask.sent["source_identity"] or caller["source_identity"]
    companions = [
        ("sts:TagSession", "ASSUME-40", tags and world["call"] in ("assume", "federate")),  # ASSUME-42
        ("sts:SetSourceIdentity", "ASSUME-50", source and ask.assumed),
        ("sts:SetContext", "ASSUME-53", given["contexts"]),
    ]
    actions = [ask.action, *(action for action, rule, needed in companions if any_of((rule, needed)))]
    outcomes = [decided(ask, action) for action in actions]  # of which the worst counts: ASSUME-49
    alien = LINKED in ask.resource and LINKED + str(caller["name"]) not in ask.resource
    outcomes += [IMPLICIT_DENY] * any_of(("ASSUME-62", alien))
    return next((bad for bad in (EXPLICIT_DENY, IMPLICIT_DENY) if bad in outcomes), ALLOWED)
