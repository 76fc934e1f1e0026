"""Callers, the parameters of an assume call, and the keys of a request: sections 3, 5.4 to 5.6 and 6 of the rules."""

import re
import unicodedata
from typing import Any

from tests.oracle.matching import listed, text_of, yes

World = dict[str, Any]
ASSUME = {"saml": "sts:AssumeRoleWithSAML", "oidc": "sts:AssumeRoleWithWebIdentity"}  # else sts:AssumeRole: ASSUME-4
TASKS = "arn:aws:iam::aws:policy/root-task/"
CONTEXTS = ["arn:aws:iam::aws:contextProvider/IdentityCenter"]
TYPES = {"root": "Account", "user": "User", "federated": "FederatedUser", "session": "AssumedRole"}  # CTX-3


def holder_of(caller: World) -> World:
    """Who has the caller's identity policies and boundary: the role (EVAL-9), the parent (EVAL-41) or the caller."""
    return dict(caller.get("role") or caller.get("parent") or caller)


def account_of(caller: World) -> str | None:
    holder = holder_of(caller)
    return str(holder.get("account") or holder["arn"].split(":")[4]) if caller["kind"] in TYPES else None  # EVAL-36


def arn_of(caller: World) -> str:
    """What aws:PrincipalArn says (CTX-1): of a session, its role with the path."""
    root, federated = f"arn:aws:iam::{account_of(caller)}:root", f"arn:aws:sts::{account_of(caller)}:federated-user/"
    others = {"root": root, "federated": federated + caller.get("name", "")}
    return others.get(caller["kind"]) or str(caller.get("role", caller)["arn"])


def inherited(caller: World) -> dict[str, str]:
    """The transitive tags of a role session, which follow into the next (ASSUME-44)."""
    keys = [key.lower() for key in caller["transitive"]] if caller["kind"] == "session" else []
    return {key: value for key, value in caller.get("tags", {}).items() if key.lower() in keys}


def sent_with(world: World) -> World:
    """Where tags and source identity of the call are: in the token or assertion (ASSUME-47, ASSUME-52), or given."""
    return dict(world["caller"] if world["caller"]["kind"] in ASSUME else world.get("parameters", {}))


def named(text: str, low: int, high: int, more: str = "") -> bool:
    return re.fullmatch(rf"[A-Za-z0-9_+=,.@{more}-]{{{low},{high}}}", text) is not None


def taggable(tags: dict[str, str]) -> bool:
    sized = all(1 <= len(key) <= 128 and len(value) <= 256 for key, value in tags.items()) and len(tags) <= 50
    letters = "".join([*tags, *tags.values()])
    return sized and all(char in "_.:/=+-@" or unicodedata.category(char)[0] in "LZN" for char in letters)


def refused(world: World) -> bool:
    """Whether STS refuses a parameter before it looks at policies."""
    caller, given, sent, kind = world["caller"], world["parameters"], sent_with(world), world["caller"]["kind"]
    external, source, contexts = given.get("external_id"), sent.get("source_identity"), given.get("contexts", [])
    tags, transitive = sent.get("tags", {}), {key.lower() for key in sent.get("transitive", [])}
    keys, before = [key.lower() for key in tags], caller.get("source_identity") if kind == "session" else None
    kept = {key.lower() for key in inherited(caller)}
    long_lived = 3600 if kind == "root" else 129600  # ASSUME-91, ASSUME-92
    temporary = kind == "session" or caller.get("token") or given.get("mfa") is False  # ASSUME-32
    role = min(world.get("role", {}).get("max", 3600), 3600 if temporary else 43200)
    low, high = {"assume": (900, role), "assume_root": (0, 900)}.get(world["call"], (900, long_lived))
    faults = {
        "ASSUME-30": not named(given.get("session_name", "none"), 2, 64),
        "ASSUME-31": given["duration"] is not None and not low <= given["duration"] <= high,  # and ASSUME-32, 90 to 92
        "ASSUME-33": external is not None and (not named(external, 2, 1224, ":/") or kind in ASSUME),
        "ASSUME-35": bool(given.get("mfa")) and kind != "user",
        "ASSUME-37": not taggable(tags) or not 2 <= len(given.get("name", "none")) <= 32,
        "ASSUME-43": len(set(keys)) < len(keys) or any(key.startswith("aws:") for key in keys),
        "ASSUME-44": not transitive <= set(keys) or (world["call"] == "assume" and bool(kept.intersection(keys))),
        "ASSUME-50": source is not None and not named(source, 2, 64),
        "ASSUME-51": None not in (source, before) and source != before,
        "ASSUME-53": len(contexts) > 5 or not all(4 <= len(context) <= 2048 for context in contexts),
        "ASSUME-90": not re.fullmatch(r"([0-9]{12}|arn:aws:iam::[0-9]{12}:root)", given.get("target", "1" * 12)),
    }
    yes(*(rule for rule, fault in faults.items() if fault))
    return any(faults.values())


def about_mfa(world: World) -> tuple[bool | None, int | None]:
    """Whether MFA was used, and how many seconds ago."""
    caller = world["caller"]
    passed = world.get("parameters", {}).get("mfa")
    if passed is not None and yes("CTX-52" if passed else "CTX-51 passed"):
        return passed, 0 if passed else None
    if caller.get("token") and yes("CTX-51"):
        return caller["token"]["mfa"], caller["token"]["age"]
    return caller.get("mfa"), None  # of long-term keys nothing: CTX-50; of a session what it says: CTX-53, DISP-22


def about_caller(world: World) -> World:
    caller, org, kind = world["caller"], world["organization"], world["caller"]["kind"]
    account, unique, name = account_of(caller), holder_of(caller).get("id"), caller.get("name")
    if kind == "service":  # neither a principal nor a network: DISP-26, CTX-43, CTX-46
        keys = {"IsAWSService": True, "ServiceName": name, "ServiceNamesList": [name]}  # CTX-9, CTX-10, CTX-11
        return {"aws:Principal" + key: value for key, value in keys.items()}
    if account is None:  # EVAL-45, ASSUME-81
        facts = {"aws:PrincipalAccount": "anonymous", "aws:PrincipalType": "Anonymous", "aws:userid": "anonymous"}
        return facts | {"aws:SecureTransport": True} | about_token(caller)
    mfa, age = about_mfa(world)
    ids = {"root": account, "federated": f"{account}:{name}", "user": unique, "session": unique and f"{unique}:{name}"}
    tags = [caller.get("role", {}).get("tags", {}), caller.get("tags", {})]  # those of the session win: ASSUME-43
    member = org and account in org["accounts"]
    return {
        "aws:PrincipalArn": arn_of(caller),
        "aws:PrincipalAccount": account,  # CTX-2
        "aws:PrincipalType": TYPES[kind],
        "aws:userid": ids[kind],  # CTX-4
        "aws:username": arn_of(caller).split("/")[-1] if kind == "user" else None,  # CTX-5
        "aws:PrincipalOrgID": org["id"] if member else None,  # CTX-6
        "aws:PrincipalOrgPaths": org["accounts"][account] if member else None,  # CTX-7
        "aws:PrincipalOrgMasterAccountId": org["management"] if member else None,  # CTX-13
        "aws:PrincipalIsAWSService": False,  # CTX-9
        "aws:SourceIdentity": caller.get("source_identity"),  # CTX-21
        "aws:MultiFactorAuthPresent": mfa,  # CTX-24
        "aws:MultiFactorAuthAge": age,  # CTX-25
        "aws:SecureTransport": True,  # CTX-46
    } | {f"aws:PrincipalTag/{key.lower()}": value for own in tags for key, value in own.items()}  # CTX-8, CTX-61


def about_token(caller: World) -> World:
    """The keys of an assertion or token."""
    if caller["kind"] == "saml":
        return {"saml:" + name: value for name, value in caller["attributes"].items()}  # CTX-41
    claims = dict(caller.get("claims", {}))
    if "azp" in claims and yes("ASSUME-82"):
        claims |= {"oaud": claims.get("aud"), "aud": claims["azp"]}
    provider = caller.get("provider")
    host = str(provider).split(":oidc-provider/")[-1]  # with its path: ASSUME-80
    return {"aws:FederatedProvider": provider} | {
        f"{host}:{name}": value for name, value in claims.items()
    }  # CTX-22, 42


def about_target(world: World) -> World:
    org, owner = world["organization"], resource_account(world)
    region = (resource_of(world).split(":")[3:4] or [""])[0] or ("us-east-1" if world["call"] != "request" else None)
    tags = {key.lower(): value for key, value in world.get("role", {}).get("tags", {}).items()}
    tags |= {k.lower(): v for k, v in inherited(world["caller"]).items() if k.lower() in tags and yes("ASSUME-45")}
    return {
        "aws:RequestedRegion": region,  # CTX-47
        "aws:ResourceAccount": owner,  # CTX-58
        "aws:ResourceOrgID": org["id"] if org and owner in org["accounts"] else None,
        "aws:ResourceOrgPaths": org["accounts"].get(owner) if org else None,
    } | {prefix + "ResourceTag/" + key: value for key, value in tags.items() for prefix in ("iam:", "aws:")}  # CTX-40


def about_call(world: World) -> World:
    caller, given, sent = world["caller"], world.get("parameters", {}), sent_with(world)
    tags = inherited(caller) | sent.get("tags", {}) if world["call"] in ("assume", "federate") else {}  # ASSUME-48
    assumed = world["call"] == "assume"
    return {
        "sts:RoleSessionName": given.get("session_name"),  # CTX-30
        "sts:ExternalId": given.get("external_id"),  # CTX-31
        "sts:SourceIdentity": sent.get("source_identity") or caller.get("source_identity")
        if assumed
        else None,  # CTX-32
        "sts:TransitiveTagKeys": [*inherited(caller), *sent.get("transitive", [])] if assumed else None,  # CTX-33
        "sts:RequestContextProviders": CONTEXTS if given.get("contexts") else None,  # CTX-34
        "sts:TaskPolicyArn": TASKS + given["task"] if "task" in given else None,  # CTX-36
        "aws:TagKeys": list(tags),  # CTX-39
    } | {"aws:RequestTag/" + key: value for key, value in tags.items()}  # CTX-38


def context_of(world: World) -> dict[str, list[str]] | None:
    """All keys, case-folded (CTX-60); None if a given value contradicts a derived one (CTX-65)."""
    facts: World = {"aws:ViaAWSService": False} if world["derive"] else {}  # CTX-49
    for about in (about_caller, about_target, about_call):
        facts |= about(world) if world["derive"] else {}
    known = {key.lower(): [text_of(v) for v in listed(values)] for key, values in facts.items() if values is not None}
    told = {key.lower(): [text_of(value) for value in listed(values)] for key, values in world["context"].items()}
    contradictions = [key for key in known if key in told and known[key] != told[key]]
    if contradictions not in ([], ["aws:requestedregion"]):  # which is not derived for certain: CTX-47
        yes("CTX-65")
        return None
    return known | told


def resource_of(world: World) -> str:
    return str(world["role"]["arn"] if world["call"] == "assume" else world["resource"])  # ARN-18


def resource_account(world: World) -> str | None:
    return world.get("resource_account") or (resource_of(world).split(":")[4:5] or [""])[0] or None
