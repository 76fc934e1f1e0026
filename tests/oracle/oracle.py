"""A second evaluator: what a world comes to, decided from the rules alone and without a line of policykit.

It is slow and plain on purpose. A world is what JSON can say (its shape: `worlds.py`); its policy documents are valid,
and everything in it is known. Beside each line stands the rule that it implements; `yes` and `no` count how often the
rule decided, so that the generator of worlds can be shown to miss none. This module holds sections 0 and 3 to 5.
"""

import re

from tests.oracle.matching import Ask, conditions_hold, glob, listed, no, resource_tokens, wild, yes
from tests.oracle.request import (
    ASSUME,
    World,
    account_of,
    arn_of,
    context_of,
    holder_of,
    inherited,
    refused,
    resource_account,
    resource_of,
    sent_with,
)

ALLOWED, IMPLICIT_DENY, EXPLICIT_DENY, INVALID = "ALLOWED", "IMPLICIT_DENY", "EXPLICIT_DENY", "INVALID"
TRUSTED = [*ASSUME.values(), "sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity", "sts:SetContext"]
ROWS = {"USER": "EVAL-12", "ROLE": "EVAL-13", "SESSION": "EVAL-14", "FEDUSER": "EVAL-15", "FEDPARENT": "EVAL-16"}
ROWS |= {"STAR": "EVAL-17", "ACCOUNT": "EVAL-18"}  # of the table in 4.2
UNDER_RCP = [  # EVAL-30
    *("aoss", "appconfig", "appstream", "autoscaling", "cloudfront", "cloudsearch", "codebuild", "codecommit"),
    *("codepipeline", "cognito-identity", "cognito-idp", "comprehend", "comprehendmedical", "cost-optimization-hub"),
    *("dax", "dynamodb", "ecr", "events", "firehose", "fis", "health", "inspector-scan", "kendra", "kinesisvideo"),
    *("kms", "logs", "memorydb", "networkmonitor", "opensearch", "pca-connector-ad", "polly", "pricing", "s3"),
    *("secretsmanager", "signin", "sqs", "sts", "support", "textract", "timestream-influxdb", "transcribe"),
    *("transfer", "translate", "wafv2"),
]


def names_of(caller: World) -> dict[str, str]:
    """Every value of a Principal element that names the caller, with the kind of its grant (PRIN-18)."""
    kind, account, unique, name = caller["kind"], account_of(caller), holder_of(caller).get("id"), caller.get("name")
    if account is None:
        bearer = {"Federated:" + caller.get("provider", ""): "IDP"}
        return {"service": {f"Service:{name}": "SERVICE"}, "anonymous": {}}.get(kind, bearer)  # PRIN-36
    arn = arn_of(caller)
    names = {f"AWS:arn:aws:iam::{account}:root": "ACCOUNT"}  # PRIN-2; of another partition, nobody: ARN-3
    if kind == "user":
        names |= {"AWS:" + arn: "USER", f"AWS:{unique}": "USER"}  # PRIN-33
    if kind == "session":
        session = f"AWS:arn:aws:sts::{account}:assumed-role/{arn.split('/')[-1]}/{name}"  # ARN-5, PRIN-19
        names |= {"AWS:" + arn: "ROLE", f"AWS:{unique}": "ROLE", session: "SESSION"}
    if kind == "federated":
        parent = holder_of(caller).get("arn")  # of a root user it is the account
        names |= {"AWS:" + arn: "FEDUSER"} | (
            {f"AWS:{parent}": "FEDPARENT", f"AWS:{unique}": "FEDPARENT"} if parent else {}
        )
    return names


def entries_of(element: World) -> list[str]:
    """The values of a principal map; an account number is its root ARN (PRIN-2)."""
    flat = [f"{field}:{value}" for field, values in element.items() for value in listed(values)]
    yes(*["GRAM-34"] * (not flat))
    return [f"AWS:arn:aws:iam::{entry[4:]}:root" if re.fullmatch("AWS:[0-9]{12}", entry) else entry for entry in flat]


def who(statement: World, layer: str, caller: World) -> set[str]:
    """The kinds of grant by which the statement means the caller; empty if it does not."""
    if "Principal" not in statement and "NotPrincipal" not in statement:
        return {"CALLER"}
    names, deny = names_of(caller), statement["Effect"] == "Deny"
    if "NotPrincipal" in statement:
        if not deny:
            yes("PRIN-39")
            return set()
        if holder_of(caller).get("boundary") and yes("PRIN-41"):
            return {"STAR"}
        listed_kinds = {names.get(entry) for entry in entries_of(statement["NotPrincipal"])}
        yes("PRIN-40" if account_of(caller) else "PRIN-43")
        return set() if names and listed_kinds >= set(names.values()) else {"STAR"}  # the whole chain
    if statement["Principal"] == "*" and layer != "trust":
        return {"STAR"} if yes("PRIN-13") else set()
    found = set()
    for entry in entries_of({"AWS": "*"} if statement["Principal"] == "*" else statement["Principal"]):  # DISP-4
        anyone = deny or account_of(caller) or (caller["kind"] == "anonymous" and layer != "trust")  # PRIN-15, PRIN-16
        found |= {"STAR"} if entry == "AWS:*" and anyone and yes("PRIN-16") else set()
        found |= {names[entry]} if entry in names and yes("PRIN-30 " + names[entry]) else set()
    return found


def action_fits(statement: World, action: str) -> bool:
    patterns, inverse = listed(statement.get("Action") or statement["NotAction"]), "NotAction" in statement
    yes("GRAM-20" if inverse else "GRAM-19")
    return any(glob(wild(pattern.lower()), action.lower()) for pattern in patterns) != inverse


def resource_fits(statement: World, layer: str, ask: Ask) -> bool:
    if layer == "trust":
        return yes("ASSUME-95")
    inverse = "NotResource" in statement
    entries = listed(statement["NotResource" if inverse else "Resource"])
    patterns = [wild(entry) if entry == "*" else resource_tokens(entry, layer, ask) for entry in entries]
    if inverse and None in patterns and yes("DISP-18") and statement["Effect"] == "Allow":
        return False
    yes("GRAM-23" if inverse else "ARN-18")
    return any(tokens is not None and glob(tokens, ask["resource"]) for tokens in patterns) != inverse  # ARN-22


def grants(documents: list[World], effect: str, layer: str, ask: Ask) -> set[str]:
    """How the applicable statements of one effect mean the caller; empty if none applies (EVAL-2, EVAL-4)."""
    found: set[str] = set()
    for document in documents:
        ask["variables"] = document.get("Version") == "2012-10-17"  # GRAM-11, DISP-12
        for statement in listed(document["Statement"]):  # GRAM-2
            if statement["Effect"] == effect and action_fits(statement, ask["action"]):
                kinds = who(statement, layer, ask["caller"]) if resource_fits(statement, layer, ask) else set()
                found |= kinds if kinds and conditions_hold(statement.get("Condition", {}), ask) else set()  # PRIN-21
    return found


def levels(world: World, account: str | None, kind: str) -> list[list[World]]:
    """The SCPs or RCPs from the root of the organization to the account; none if they do not apply (EVAL-25)."""
    org = world["organization"]
    if not org or org[kind] is None or account not in org["accounts"]:
        return []
    if account == org["management"] and yes("EVAL-26"):  # and EVAL-30
        return []
    return [org[kind][place] for place in [*org["accounts"][account].split("/")[1:-1], account]]  # EVAL-24


def linked(arn: str) -> str | None:
    """The service of a service-linked role (ARN-5)."""
    return arn.split("/")[2] if ":role/aws-service-role/" in arn else None


def eligible(world: World, action: str, resource: str) -> bool:
    """Whether this kind of caller may make this call at all (ASSUME-8)."""
    caller, kind, org = world["caller"], world["caller"]["kind"], world["organization"]
    token, service = caller.get("token"), action.split(":")[0]
    if token and ((service == "sts" and action not in TRUSTED) or (service == "iam" and not token["mfa"])):
        return no("EVAL-42")
    if kind == "federated" and service in ("sts", "iam"):
        return no("ASSUME-6" if action == "sts:AssumeRole" else "EVAL-43")
    if ":" in caller.get("provider", "") and caller["provider"].split(":")[4] != resource.split(":")[4]:
        return no("ASSUME-80")  # and ASSUME-71
    if action in ASSUME.values():
        return action == ASSUME.get(kind) or no("ASSUME-2")
    if action == "sts:AssumeRole":
        if kind not in ("user", "session", "service"):
            return no("ASSUME-5" if kind == "root" else "ASSUME-1")
        return kind == "service" or arn_of(caller).split(":")[1] == resource.split(":")[1] or no("ASSUME-7")
    if action == "sts:AssumeRoot":
        homes = [org["management"], *org["delegated"]] if org and resource.split(":")[4] in org["accounts"] else []
        return (kind in ("user", "session") and account_of(caller) in homes) or no("ASSUME-90")
    return action != "sts:GetFederationToken" or kind in ("user", "root") or no("ASSUME-91")


def authorize(world: World, action: str, resource: str, policy: World | None, context: dict[str, list[str]]) -> str:
    """One action, after eligibility: the steps of section 0, numbered as there."""
    caller, kind, options = world["caller"], world["caller"]["kind"], world["options"]
    holder, home, owner = holder_of(caller), account_of(caller), resource_account(world)
    ask = {"action": action, "resource": resource, "caller": caller, "context": context}
    trust = "trust" if action in TRUSTED and ":role/" in resource else "resource"
    scps = levels(world, home, "scps")
    rcps = levels(world, home if resource == "*" else owner, "rcps")  # EVAL-34a
    if kind == "session" and linked(holder["arn"]) and yes("EVAL-26 linked", "EVAL-32"):
        scps, rcps = [], []
    if kind == "service" and linked(resource) == caller["name"] and yes("EVAL-32 linked"):
        rcps = []
    if (action.split(":")[0] not in UNDER_RCP or action == "kms:RetireGrant") and yes("EVAL-30 uncovered"):
        rcps = []
    identity, boundary = holder.get("identity", []), listed(holder.get("boundary") or [])
    session, resources, endpoint = caller.get("session"), listed(policy or []), listed(world["endpoint"] or [])
    layers = [("identity", identity), ("boundary", boundary), ("session", session or []), (trust, resources)]
    layers += [("endpoint", endpoint), *(("scp", level) for level in scps), *(("rcp", level) for level in rcps)]
    for layer, documents in layers:  # 1
        if grants(documents, "Deny", layer, ask) and yes("EVAL-3 " + layer):
            return EXPLICIT_DENY
    # 2 lets all through: EVAL-31
    if not all(grants(level, "Allow", "scp", ask) for level in scps) and yes("EVAL-24"):  # 3
        return IMPLICIT_DENY
    if endpoint and not grants(endpoint, "Allow", "endpoint", ask) and yes("EVAL-47"):  # 4
        return IMPLICIT_DENY
    kinds = grants(resources, "Allow", trust, ask)  # 5
    if home is None:  # 5a
        return ALLOWED if kinds and yes("EVAL-46" if kind == "service" else "EVAL-45 allowed") else IMPLICIT_DENY
    root = kind == "root" or (kind == "federated" and caller["parent"]["kind"] == "root")
    granted = root or bool(grants(identity, "Allow", "identity", ask))
    bounded = not boundary or bool(grants(boundary, "Allow", "boundary", ask))  # EVAL-6
    unlimited = session is None and (kind != "federated" or no("EVAL-41"))  # EVAL-6
    passed = unlimited or bool(grants(session or [], "Allow", "session", ask))
    caller_side = granted and bounded and passed  # EVAL-7
    if action == "sts:AssumeRoot" and yes("ASSUME-90 decided"):  # 5b
        return ALLOWED if caller_side else IMPLICIT_DENY
    if owner not in (None, home):  # 6
        return ALLOWED if yes("EVAL-35") and kinds and caller_side else IMPLICIT_DENY
    if options["legacy_implicit_self_trust"] and kind == "session" and holder["arn"] == resource:  # 7
        kinds |= {"ACCOUNT"} if yes("ASSUME-21") else set()
    if not kinds and (trust == "trust" or (action.startswith("kms:") and ":key/" in resource)) and yes("EVAL-22"):
        return IMPLICIT_DENY
    direct = bool(kinds & {"USER", "SESSION", "FEDUSER", "STAR"})
    direct = direct or (bool(kinds & {"ROLE", "FEDPARENT"}) and bounded and passed)
    if action == "sts:SetSourceIdentity" and kind == "session" and not options["direct_grant_sets_source_identity"]:
        direct = no("ASSUME-54")
    rows = [ROWS[each] for each in kinds] or ["EVAL-11"]
    yes(*(f"{row} {'enough' if direct else 'not enough'}" for row in rows if not caller_side))
    return ALLOWED if direct or caller_side else IMPLICIT_DENY


def call(world: World, context: dict[str, list[str]]) -> str:
    """An assume call or a neighbour of it: one or several actions, of which the worst outcome counts (ASSUME-49)."""
    caller, role, sent = world["caller"], world.get("role", {}), sent_with(world)
    action = ASSUME.get(caller["kind"], "sts:AssumeRole") if role else world["action"]
    if refused(world):  # 0b; policykit looks at parameters first, as STS does before it looks at who calls
        return INVALID
    if not eligible(world, action, resource_of(world)):  # 0a
        return IMPLICIT_DENY
    companions = {
        "sts:TagSession": sent.get("tags") or (role and inherited(caller)),  # ASSUME-40, ASSUME-42
        "sts:SetSourceIdentity": role and (sent["source_identity"] or caller.get("source_identity")),  # ASSUME-50
        "sts:SetContext": world["parameters"].get("contexts"),  # ASSUME-53
    }
    actions = [action, *(companion for companion, needed in companions.items() if needed and yes(companion))]
    outcomes = [authorize(world, each, resource_of(world), role.get("trust"), context) for each in actions]
    if linked(resource_of(world)) not in (None, caller.get("name", "")) and yes("ASSUME-62"):
        outcomes.append(IMPLICIT_DENY)
    return next((bad for bad in (EXPLICIT_DENY, IMPLICIT_DENY) if bad in outcomes), ALLOWED)


def request(world: World, context: dict[str, list[str]]) -> str:
    action, kind = world["action"], world["caller"]["kind"]
    if action == "sts:GetCallerIdentity" and kind not in (*ASSUME, "anonymous") and yes("EVAL-44"):  # 0
        return ALLOWED
    if action == "sts:GetSessionToken":  # 0
        lasting = kind in ("user", "root") and not world["caller"].get("token")
        return ALLOWED if lasting and yes("ASSUME-92") else IMPLICIT_DENY
    if not eligible(world, action, world["resource"]):  # 0a
        return IMPLICIT_DENY
    return authorize(world, action, world["resource"], world["policy"], context)


def decide(world: World) -> str:
    """ALLOWED, IMPLICIT_DENY, EXPLICIT_DENY or INVALID."""
    context = context_of(world)
    if context is None or (world["call"] == "session_token" and refused(world)):  # 0: limits hold there as well
        return INVALID
    return request(world, context) if world["call"] in ("request", "session_token") else call(world, context)
