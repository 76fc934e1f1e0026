"""Callers, the parameters of a call, and the keys of a request: sections 3, 5.4 to 5.6 and 6 of the rules."""

from typing import Any

from tests.oracle.matching import any_of, fits, texts

World = dict[str, Any]
ASSUME = {"saml": "sts:AssumeRoleWithSAML", "oidc": "sts:AssumeRoleWithWebIdentity"}
TYPES = {"root": "Account", "user": "User", "federated": "FederatedUser", "session": "AssumedRole"}
CONTEXTS = ["arn:aws:iam::aws:contextProvider/IdentityCenter"]
NAME, LETTERS = "[A-Za-z0-9_+=,.@-]", r"[\w\s.:/=+@-]"


def known(world: World) -> World:
    """The world, with what follows from it about the caller and what is asked for."""
    caller, kind, role, given = world["caller"], world["caller"]["kind"], world.get("role"), world.get("parameters", {})
    holder = caller.get("role") or caller.get("parent") or caller  # who has the policies: EVAL-9, EVAL-41
    _, partition, _, _, home, _ = (holder["arn"] if kind in TYPES else ":::::").split(":")  # EVAL-36
    federated = f"arn:{partition}:sts::{home}:federated-user/{caller.get('name')}"
    resource = role["arn"] if role else world["resource"]
    transitive = [key.lower() for key in caller["transitive"]] if kind == "session" else []
    any_of(("EVAL-9", kind == "session"), ("EVAL-36", home), ("ASSUME-4", role), ("ASSUME-47", role and kind in ASSUME))
    return world | {
        "given": given,
        "sent": caller if kind in ASSUME else given,  # in the token or assertion: ASSUME-47, ASSUME-52
        "kind": kind,
        "holder": holder,
        "home": home or None,
        "partition": partition,
        "arn": federated if kind == "federated" else holder.get("arn"),  # CTX-1
        "kept": {key: value for key, value in caller.get("tags", {}).items() if key.lower() in transitive},  # ASSUME-44
        "action": ASSUME.get(kind, "sts:AssumeRole") if role else world["action"],  # ASSUME-4
        "resource": resource,
        "owner": world.get("resource_account") or (resource + ":::::").split(":")[4] or None,
    }


def refused(ask: World) -> bool:
    """Whether STS refuses a parameter before it looks at policies."""
    caller, kind, given, sent = ask["caller"], ask["kind"], ask["given"], ask["sent"]
    external, source, contexts = given.get("external_id"), sent.get("source_identity"), given.get("contexts", [])
    tags, transitive = sent.get("tags", {}), {key.lower() for key in sent.get("transitive", [])}
    keys, before = [key.lower() for key in tags], caller.get("source_identity") if kind == "session" else None
    kept = [key.lower() for key in ask["kept"]] if "role" in ask else []
    temporary = kind == "session" or caller.get("token") or given.get("mfa") is False
    longest = ask["role"]["max"] if "role" in ask else 3600 if kind == "root" else 129600
    limit, low, high = {
        "assume": ("ASSUME-31", 900, longest),
        "assume_root": ("ASSUME-90 duration", 0, 900),
        "federate": ("ASSUME-91 duration", 900, longest),
        "session_token": ("ASSUME-92 duration", 900, longest),
    }[ask["call"]]
    duration = low if given["duration"] is None else given["duration"]
    any_of(("ASSUME-68", kind == "service" and duration > 3600))
    return any_of(
        ("ASSUME-30", not fits(given.get("session_name", "none"), NAME + "{2,64}")),
        (limit, not low <= duration <= high),
        ("ASSUME-32", "role" in ask and temporary and duration > 3600),
        ("ASSUME-33", external is not None and (not fits(external, "[A-Za-z0-9_+=,.@:/-]{2,1224}") or kind in ASSUME)),
        ("ASSUME-35", given.get("mfa") and kind != "user"),
        ("ASSUME-37", not 2 <= len(given.get("name", "none")) <= 32 or len(tags) > 50),
        ("ASSUME-37 key", not all(fits(key, LETTERS + "{1,128}") for key in tags)),
        ("ASSUME-37 value", not all(fits(value, LETTERS + "{0,256}") for value in tags.values())),
        ("ASSUME-43", len(set(keys)) < len(keys) or any(key.startswith("aws:") for key in keys)),
        ("ASSUME-44", not transitive <= set(keys) or set(kept) & set(keys)),
        ("ASSUME-50", source is not None and not fits(source, NAME + "{2,64}")),
        ("ASSUME-51", None not in (source, before) and source != before),
        ("ASSUME-53", len(contexts) > 5 or not all(4 <= len(context) <= 2048 for context in contexts)),
        ("ASSUME-90", not fits(given.get("target", "1" * 12), "[0-9]{12}|arn:.*:root")),
    )


def facts(ask: World) -> list[tuple[str, str, Any]]:
    """The derived keys, each with its rule; the value of one that the request lacks is None."""
    caller, kind, given, sent, kept = ask["caller"], ask["kind"], ask["given"], ask["sent"], ask["kept"]
    arn, home, owner, name, unique = ask["arn"], ask["home"], ask["owner"], caller.get("name"), ask["holder"].get("id")
    org, assumed, service = ask["organization"] or {"accounts": {}}, "role" in ask, kind == "service"
    member, near, anonymous = home in org["accounts"], owner in org["accounts"], None if service else "anonymous"
    ids = {"root": home, "federated": f"{home}:{name}", "user": unique, "session": unique and f"{unique}:{name}"}
    token, passed = caller.get("token") or {}, given.get("mfa")
    mfa = token.get("mfa", caller.get("mfa")) if passed is None else passed  # CTX-50 to CTX-53, DISP-22
    tags = (kept if assumed else {}) | (sent.get("tags", {}) if "session_name" in given or "name" in given else {})
    of_caller = [caller.get("role", {}).get("tags", {}), caller.get("tags", {})] if home else []  # ASSUME-43
    of_role = {key.lower(): value for key, value in ask.get("role", {}).get("tags", {}).items()}
    of_role |= {key.lower(): value for key, value in kept.items() if any_of(("ASSUME-45", key.lower() in of_role))}
    claims, host = caller.get("claims", {}), str(caller.get("provider")).split(":oidc-provider/")[-1]  # ASSUME-80
    if any_of(("ASSUME-82", "azp" in claims)):
        claims = claims | {"oaud": claims["aud"], "aud": claims["azp"]}
    return [
        ("CTX-1", "aws:PrincipalArn", arn),
        ("CTX-2", "aws:PrincipalAccount", home or anonymous),
        ("CTX-3", "aws:PrincipalType", TYPES.get(kind, anonymous and "Anonymous")),
        ("CTX-4", "aws:userid", ids.get(kind, anonymous)),
        ("CTX-5", "aws:username", arn.split("/")[-1] if kind == "user" else None),
        ("CTX-6", "aws:PrincipalOrgID", org["id"] if member else None),
        ("CTX-7", "aws:PrincipalOrgPaths", org["accounts"].get(home)),
        *(("CTX-8", f"aws:PrincipalTag/{key}", tags[key]) for tags in of_caller for key in tags),
        ("CTX-9", "aws:PrincipalIsAWSService", service if home or service else None),
        ("CTX-10", "aws:PrincipalServiceName", name if service else None),
        ("CTX-11", "aws:PrincipalServiceNamesList", name if service else None),
        ("CTX-13", "aws:PrincipalOrgMasterAccountId", org["management"] if member else None),
        ("CTX-21", "aws:SourceIdentity", caller.get("source_identity") if home else None),
        ("CTX-22", "aws:FederatedProvider", caller["provider"] if kind == "oidc" else None),
        ("CTX-24", "aws:MultiFactorAuthPresent", mfa),
        ("CTX-25", "aws:MultiFactorAuthAge", token.get("age") if passed is None else {True: 0}.get(passed)),
        ("CTX-30", "sts:RoleSessionName", given.get("session_name")),
        ("CTX-31", "sts:ExternalId", given.get("external_id")),
        (
            "CTX-32",
            "sts:SourceIdentity",
            assumed and (sent["source_identity"] or caller.get("source_identity")) or None,
        ),
        ("CTX-33", "sts:TransitiveTagKeys", [*kept, *sent["transitive"]] if assumed else None),
        ("CTX-34", "sts:RequestContextProviders", CONTEXTS if given.get("contexts") else None),
        ("CTX-36", "sts:TaskPolicyArn", given.get("task")),
        *(("CTX-38", f"aws:RequestTag/{key}", value) for key, value in tags.items()),
        ("CTX-39", "aws:TagKeys", list(tags)),
        *(("CTX-40", f"{prefix}:ResourceTag/{key}", of_role[key]) for key in of_role for prefix in ("aws", "iam")),
        *(("CTX-41", f"saml:{key}", value) for key, value in caller.get("attributes", {}).items()),
        *(("CTX-42", f"{host}:{key}", value) for key, value in claims.items()),
        ("CTX-46", "aws:SecureTransport", None if service else True),
        (
            "CTX-47",
            "aws:RequestedRegion",
            (ask["resource"] + ":::").split(":")[3] or ({"request": None}.get(ask["call"], "us-east-1")),
        ),
        ("CTX-49", "aws:ViaAWSService", False),
        ("CTX-58", "aws:ResourceAccount", owner),
        ("CTX-58", "aws:ResourceOrgID", org["id"] if near else None),
        ("CTX-58", "aws:ResourceOrgPaths", org["accounts"].get(owner)),
    ]


def context_of(ask: World) -> dict[str, list[str]] | None:
    """All keys, in lower case (CTX-60, CTX-61); None if a given value contradicts a derived one."""
    rows = [row for row in (facts(ask) if ask["derive"] else []) if row[2] is not None]
    derived, told = {key.lower(): texts(values) for _, key, values in rows}, ask["context"].items()
    any_of(*((rule, values != []) for rule, _, values in rows))
    context = derived | {key.lower(): texts(values) for key, values in told}
    changed = {key for key, values in derived.items() if context[key] != values}
    return None if any_of(("CTX-65", changed - {"aws:requestedregion"})) else context
