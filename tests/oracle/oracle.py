"""A second evaluator: what a world comes to, decided from the rules alone and without a line of policykit.

It is slow and plain on purpose. A world is what JSON can say (its shape: `worlds.py`); its policy documents are valid,
and everything in it is known. Beside each line stands the rule that it implements. This module holds sections 0 and
3 to 5 of the rules.
"""

import re

from tests.oracle.matching import Ask, any_of, first_of, fits, holds, listed, resource_pattern, texts, wild
from tests.oracle.request import ASSUME, TYPES, World, context_of, known, refused

ALLOWED, IMPLICIT_DENY, EXPLICIT_DENY, INVALID = "ALLOWED", "IMPLICIT_DENY", "EXPLICIT_DENY", "INVALID"
TRUSTED = [*ASSUME.values(), "sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity", "sts:SetContext"]
HOLDER = {
    "user": "USER",
    "session": "ROLE",
    "federated": "FEDPARENT",
    "root": "ACCOUNT",
}  # what naming the holder grants
UNDER_RCP = (  # EVAL-30
    "aoss appconfig appstream autoscaling cloudfront cloudsearch codebuild codecommit codepipeline cognito-identity "
    "cognito-idp comprehend comprehendmedical cost-optimization-hub dax dynamodb ecr events firehose fis health "
    "inspector-scan kendra kinesisvideo kms logs memorydb networkmonitor opensearch pca-connector-ad polly pricing s3 "
    "secretsmanager signin sqs sts support textract timestream-influxdb transcribe transfer translate wafv2"
).split()


def names_of(ask: Ask) -> dict[str, str]:
    """Every value of a Principal element that names the caller, with the kind of its grant (PRIN-18)."""
    kind, holder, name, account = ask["kind"], ask["holder"], ask["caller"].get("name"), f":{ask['home']}:"
    if kind not in TYPES:
        provider = {"Federated:" + ask["caller"].get("provider", ""): "IDP"}
        return {"service": {f"Service:{name}": "SERVICE"}, "anonymous": {}}.get(kind, provider)
    role, head = holder["arn"].split("/")[-1], f"AWS:arn:{ask['partition']}"  # the role without its path: PRIN-19
    names = {f"AWS:{each}": HOLDER[kind] for each in (holder["arn"], holder.get("id")) if each}  # PRIN-33
    names |= {f"{head}:sts:{account}assumed-role/{role}/{name}": "SESSION"} if kind == "session" else {}
    names |= {f"AWS:{ask['arn']}": "FEDUSER"} if kind == "federated" else {}
    return names | {f"{head}:iam:{account}root": "ACCOUNT"}


def who(statement: World, layer: str, ask: Ask) -> set[str]:
    """The kinds of grant by which the statement means the caller; empty if it does not."""
    names, deny, home, kind = names_of(ask), statement["Effect"] == "Deny", ask["home"], ask["kind"]
    element = statement.get("Principal", statement.get("NotPrincipal", "*"))
    if element == "*" and any_of(("PRIN-13", layer != "trust")):
        return {"STAR"}
    entries = (
        [f"{field}:{value}" for field, values in element.items() for value in listed(values)]
        if element != "*"
        else ["AWS:*"]
    )
    root = f"AWS:arn:{ask['partition']}:iam::{{}}:root"
    entries = [root.format(entry[4:]) if fits(entry, "AWS:[0-9]{12}") else entry for entry in entries]  # PRIN-2
    if "NotPrincipal" in statement:
        chain = names != {} and {names.get(entry) for entry in entries} >= set(names.values())
        hit = first_of(
            ("PRIN-39", not deny, False),
            ("PRIN-41", ask["holder"].get("boundary"), True),
            ("PRIN-43", kind == "service", not chain),
            ("PRIN-40", True, not chain),
        )
        return {"STAR"} if hit else set()
    star = "AWS:*" in entries and first_of(
        ("PRIN-16 deny", deny, True),
        ("PRIN-15", layer == "trust", home),
        ("PRIN-16", True, home or kind == "anonymous"),
    )
    for entry in entries:
        any_of(("PRIN-4", "CanonicalUser:" in entry), ("PRIN-9", "/*" in entry), ("PRIN-11", ":group/" in entry))
        any_of(("PRIN-12a", ":cloudfront:" in entry), (f"PRIN-30 {names.get(entry)}", entry in names))
    return {names[entry] for entry in entries if entry in names} | ({"STAR"} if star else set())


def covers(statement: World, layer: str, ask: Ask) -> bool:
    """Whether the statement is about the action and the resource."""
    actions, inverse = listed(statement.get("Action") or statement["NotAction"]), "NotAction" in statement
    about = any(fits(ask["action"], wild(action), re.IGNORECASE) for action in actions) != inverse
    any_of(
        ("GRAM-20", inverse),
        ("ASSUME-3", not about and {*actions} & {*TRUSTED}),
        ("ASSUME-97", "sts:AssumeRole*" in actions),
    )
    if not about or any_of(("ASSUME-95", layer == "trust")):
        return about
    inverse = "NotResource" in statement
    entries = listed(statement["NotResource" if inverse else "Resource"])
    patterns = [resource_pattern(entry, layer, ask) for entry in entries]
    if any_of(("GRAM-23", inverse)) and any_of(("DISP-18", None in patterns)) and statement["Effect"] == "Allow":
        return False
    any_of(("ARN-22", fits(ask["resource"], ".*[*?].*")))
    return any(fits(ask["resource"], pattern) for pattern in patterns) != inverse


def grants(documents: list[World], effect: str, layer: str, ask: Ask) -> set[str]:
    """How the applicable statements of one effect mean the caller; empty if none applies (EVAL-2)."""
    found: set[str] = set()
    for document in documents:  # EVAL-4
        ask["variables"] = document.get("Version") == "2012-10-17"  # GRAM-11, DISP-12
        for statement in listed(document["Statement"]):
            if statement["Effect"] == effect and covers(statement, layer, ask):
                tests = [
                    (operator, *test)
                    for operator, block in statement.get("Condition", {}).items()
                    for test in block.items()
                ]
                kinds = who(statement, layer, ask)
                found |= (
                    kinds
                    if kinds and all(holds(operator, key, texts(wanted), ask) for operator, key, wanted in tests)
                    else set()
                )
    return found


def levels(ask: Ask, account: str | None, kind: str) -> list[list[World]]:
    """The SCPs or RCPs from the root of the organization to the account; none if they do not apply."""
    org = ask["organization"]
    if any_of(("EVAL-25", not org or org[kind] is None or account not in org["accounts"])):
        return []
    if any_of((f"EVAL-26 {kind}", account == org["management"])):  # and EVAL-30
        return []
    any_of(("EVAL-28", account in org["delegated"]))
    return [org[kind][place] for place in [*org["accounts"][account].split("/")[1:-1], account]]  # EVAL-24


def linked(arn: str) -> str | None:
    """The service of a service-linked role (ARN-5)."""
    return arn.split("/")[2] if ":role/aws-service-role/" in arn else None


def barred(ask: Ask) -> bool:
    """Whether this kind of caller cannot make this call at all, whatever the policies say."""
    kind, action, home, org = ask["kind"], ask["action"], ask["home"], ask["organization"] or {"accounts": {}}
    (service, _, name), account = action.partition(":"), ask["resource"].split(":")[4:5]
    token, provider = ask["caller"].get("token"), ask["caller"].get("provider", "")
    managers = [org["management"], *org["delegated"]] if account[0:1] and account[0] in org["accounts"] else []
    assume, within = action == "sts:AssumeRole", service in ("sts", "iam")
    return any_of(
        (
            "EVAL-42",
            token and ((service == "sts" and action not in TRUSTED) or (service == "iam" and not token["mfa"])),
        ),
        ("ASSUME-6" if assume else "EVAL-43", kind == "federated" and within),
        ("ASSUME-80", ":" in provider and provider.split(":")[4:5] != account),  # and ASSUME-71
        ("ASSUME-2", action in ASSUME.values() and action != ASSUME.get(kind)),
        ("ASSUME-5" if kind == "root" else "ASSUME-1", assume and kind not in ("user", "session", "service")),
        ("ASSUME-7", action in TRUSTED and home and ask["partition"] != ask["resource"].split(":")[1]),
        ("ASSUME-90 caller", name == "AssumeRoot" and (home not in managers or kind not in ("user", "session"))),
        ("ASSUME-91 caller", name == "GetFederationToken" and kind not in ("user", "root")),
    )


def decided(ask: Ask) -> str:
    """One action, after eligibility: the steps of section 0, numbered as there."""
    caller, kind, holder, home, owner = ask["caller"], ask["kind"], ask["holder"], ask["home"], ask["owner"]
    action, resource, options, parts = ask["action"], ask["resource"], ask["options"], ask["resource"].split(":")
    trust = "trust" if action in TRUSTED and ":role/" in resource else "resource"
    own_linked = kind == "service" and linked(resource) == caller["name"]
    exempt = kind == "session" and linked(holder["arn"]) is not None
    scps = [] if any_of(("EVAL-26 linked", exempt)) else levels(ask, home, "scps")
    rcps = levels(ask, home if resource == "*" else owner, "rcps")  # EVAL-34a
    uncovered = action.split(":")[0] not in UNDER_RCP or action == "kms:RetireGrant"
    rcps = [] if any_of(("EVAL-32", exempt or own_linked), ("EVAL-30", uncovered)) else rcps
    layers = {
        "identity": holder.get("identity", []),
        "boundary": listed(holder.get("boundary") or []),
        "session": caller.get("session") or [],
        trust: listed(ask.get("role", ask).get("trust") or ask.get("policy") or []),
        "endpoint": listed(ask["endpoint"] or []),
    }
    limits = [("scp", level) for level in scps] + [("rcp", level) for level in rcps]
    for layer, documents in [*layers.items(), *limits]:  # 1
        if any_of((f"EVAL-3 {layer}", grants(documents, "Deny", layer, ask))):
            return EXPLICIT_DENY
    says = {layer: grants(documents, "Allow", layer, ask) for layer, documents in layers.items()}
    kinds = (
        says[trust]
        if not any_of(("ARN-3", home and says[trust] and parts[1:2] not in ([], [ask["partition"]])))
        else set()
    )
    if any_of(("ASSUME-21", options["legacy_implicit_self_trust"] and kind == "session" and holder["arn"] == resource)):
        kinds = kinds | {"ACCOUNT"}
    full = kind == "root" or (kind == "federated" and "identity" not in holder)  # EVAL-40, EVAL-41
    bounded = not layers["boundary"] or says["boundary"]  # EVAL-6
    passed = says["session"] if caller.get("session") is not None or kind == "federated" else True  # EVAL-6, EVAL-41
    room, caller_side = bounded and passed, (full or says["identity"]) and bounded and passed  # EVAL-7
    allowed = first_of(
        # 2 lets all through: EVAL-31
        ("EVAL-24", not all(grants(level, "Allow", "scp", ask) for level in scps), False),  # 3
        ("EVAL-47", layers["endpoint"] and not says["endpoint"], False),  # 4
        ("EVAL-46" if kind == "service" else "EVAL-45", home is None, kinds),  # 5a
        ("ASSUME-90 decided", action == "sts:AssumeRoot", caller_side),  # 5b
        ("EVAL-35", owner not in (None, home), kinds and caller_side),  # 6
        ("EVAL-22", not kinds and (trust == "trust" or (action[:4] == "kms:" and ":key/" in resource)), False),  # 7
        (
            "ASSUME-54",
            action == "sts:SetSourceIdentity"
            and kind == "session"
            and not options["direct_grant_sets_source_identity"],
            caller_side,
        ),
        ("EVAL-12", "USER" in kinds, True),
        ("EVAL-14", "SESSION" in kinds, True),
        ("EVAL-15", "FEDUSER" in kinds, True),
        ("EVAL-17", "STAR" in kinds, True),
        ("EVAL-13", "ROLE" in kinds and room, True),
        ("EVAL-16", "FEDPARENT" in kinds and room, True),
        ("EVAL-18", "ACCOUNT" in kinds, caller_side),
        ("EVAL-11", True, caller_side),
    )
    return ALLOWED if allowed else IMPLICIT_DENY


def decide(world: World) -> str:
    """ALLOWED, IMPLICIT_DENY, EXPLICIT_DENY or INVALID."""
    ask, caller = known(world), world["caller"]
    action, role, sent, context = ask["action"], ask.get("role"), ask["sent"], context_of(ask)
    if context is None or (
        "parameters" in ask and refused(ask)
    ):  # 0b: STS looks at parameters before it looks at callers
        return INVALID
    if any_of(("EVAL-44", action == "sts:GetCallerIdentity" and ask["kind"] not in (*ASSUME, "anonymous"))):  # 0
        return ALLOWED
    if action == "sts:GetSessionToken":  # 0
        lasting = ask["kind"] in ("user", "root") and not caller.get("token")
        return ALLOWED if first_of(("ASSUME-92", True, lasting)) else IMPLICIT_DENY
    if any_of(("ASSUME-8", barred(ask))):  # 0a
        return IMPLICIT_DENY
    companions = {
        "sts:TagSession": ask["given"] and (sent.get("tags") or (role and ask["kept"])),  # ASSUME-40, ASSUME-42
        "sts:SetSourceIdentity": role and (sent["source_identity"] or caller.get("source_identity")),  # ASSUME-50
        "sts:SetContext": ask["given"].get("contexts"),  # ASSUME-53
    }
    actions = [action, *(companion for companion, needed in companions.items() if needed)]
    outcomes = [decided(ask | {"action": each, "context": context}) for each in actions]  # ASSUME-49: the worst counts
    alien = linked(ask["resource"]) not in (None, caller.get("name"))
    outcomes += [IMPLICIT_DENY] if any_of(("ASSUME-62", alien)) else []
    return next((bad for bad in (EXPLICIT_DENY, IMPLICIT_DENY) if bad in outcomes), ALLOWED)
