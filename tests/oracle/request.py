"""Callers, the parameters of a call, and the keys of a request: sections 3, 5.4 to 5.6 and 6 of the rules."""

from typing import Any

from tests.oracle.counting import any_of
from tests.oracle.matching import fits, texts

World = dict[str, Any]
ASSUME = {"saml": "sts:AssumeRoleWithSAML", "oidc": "sts:AssumeRoleWithWebIdentity"}
TYPES = {"root": "Account", "user": "User", "federated": "FederatedUser", "session": "AssumedRole", "service": None}
CONTEXTS = ["arn:aws:iam::aws:contextProvider/IdentityCenter"]
AZP = {"oaud": "aud", "aud": "azp"}
LIMITS = {"assume": "ASSUME-31", "assume_root": "ASSUME-90", "federate": "ASSUME-91", "session_token": "ASSUME-92"}
NAME, LETTERS = "[A-Za-z0-9_+=,.@-]{2,64}", r"[\w\s.:/=+@-]"


class Request:
    """One call of a world, with what follows about its caller."""

    def __init__(self, world: World) -> None:
        self.world, self.caller, self.kind = world, world["caller"], world["caller"]["kind"]
        self.holder, self.org = self.caller["holder"], world["organization"] or {"accounts": {}}  # EVAL-9, EVAL-41
        self.resource, self.owner, self.assumed = world["resource"], world["owner"], world["call"] == "assume"
        _, self.partition, _, _, self.home, _ = self.holder["arn"].split(":")  # EVAL-36
        _, self.there, _, self.region, *_ = (self.resource + ":::").split(":")
        federated = f"arn:{self.partition}:sts::{self.home}:federated-user/{self.caller['name']}"
        self.arn = federated if self.kind == "federated" else self.holder["arn"]
        self.given, self.sent = world["given"], self.caller if self.kind in ASSUME else world["given"]  # ASSUME-52
        self.kept = {key: self.caller["tags"][key] for key in self.caller["transitive"] if self.kind == "session"}
        any_of(("EVAL-9", self.kind == "session"), ("ASSUME-47", self.kind in ASSUME and self.sent["tags"]))
        self.action = ASSUME.get(self.kind, "sts:AssumeRole") if self.assumed else world["action"]  # ASSUME-4
        self.context, self.variables = self.keys(), True

    def refused(self) -> bool:
        """Whether STS refuses a parameter before it looks at policies."""
        caller, kind, given, sent = self.caller, self.kind, self.given, self.sent
        external, source, target = given["external_id"], sent["source_identity"], given["target"]
        keys, kept = [key.lower() for key in sent["tags"]], {key.lower() for key in self.kept if self.assumed}
        temporary = self.assumed and (kind == "session" or caller["token"] or given["mfa"] is False)
        longest = self.world["role"]["max"] if self.assumed else 900 if target else 3600 if kind == "root" else 129600
        duration, shortest = given["duration"], 0 if target else 900
        any_of(("ASSUME-68", kind == "service" and (duration or 0) > 3600))
        return any_of(
            (f"{LIMITS[self.world['call']]} duration", duration is not None and not shortest <= duration <= longest),
            ("ASSUME-30", self.assumed and not fits(given["session_name"], NAME)),
            ("ASSUME-32", temporary and duration > 3600),
            ("ASSUME-33", external and (kind in ASSUME or not fits(external, "[A-Za-z0-9_+=,.@:/-]{2,1224}"))),
            ("ASSUME-35", given["mfa"] and kind != "user"),
            ("ASSUME-37 name", given["name"] and not 2 <= len(given["name"]) <= 32),
            ("ASSUME-37 keys", len(keys) > 50 or not all(fits(key, LETTERS + "{1,128}") for key in keys)),
            ("ASSUME-37 values", not all(fits(value, LETTERS + "{0,256}") for value in sent["tags"].values())),
            ("ASSUME-43", len({*keys}) < len(keys) or any(key.startswith("aws:") for key in keys)),
            ("ASSUME-44", {*map(str.lower, sent["transitive"])} - {*keys} or kept & {*keys}),
            ("ASSUME-50", source and not fits(source, NAME)),
            ("ASSUME-51", kind == "session" and source and caller["source_identity"] not in (None, source)),
            ("ASSUME-53 many", len(given["contexts"]) > 5),
            ("ASSUME-53 short", not all(4 <= len(context) <= 2048 for context in given["contexts"])),
            ("ASSUME-90 target", target and not fits(target, "[0-9]{12}|arn:.*:root")),
        )

    def facts(self) -> list[tuple[str, str, Any]]:
        """The derived keys, each with its rule; the value of one that the request lacks is None."""
        caller, kind, given, home, kept, org = self.caller, self.kind, self.given, self.home, self.kept, self.org
        name, unique, service, call = caller["name"], self.holder["id"], kind == "service", self.world["call"]
        sides = [("Principal", home, "CTX-6"), ("Resource", self.owner, "CTX-58")]
        anonymous = None if service else "anonymous"
        ids = {"root": home, "federated": f"{home}:{name}", "user": unique, "session": unique and f"{unique}:{name}"}
        token, passed = caller["token"] or {"mfa": caller["mfa"], "age": None}, given["mfa"]  # CTX-53, DISP-22
        mfa, age = (token["mfa"], token["age"]) if passed is None else (passed, 0 if passed else None)
        any_of(("CTX-50", kind == "user" and mfa is None), ("CTX-51", caller["token"]), ("CTX-52", passed))
        source = self.sent["source_identity"] or caller["source_identity"]  # ASSUME-51
        tags = kept | self.sent["tags"] if call in ("assume", "federate") else {}  # ASSUME-48
        own_tags = [self.holder["tags"], caller["tags"]] if home else []  # ASSUME-43: those of the session win
        of_role = {key.lower(): value for key, value in self.world["role"]["tags"].items()}
        of_role |= {key.lower(): value for key, value in kept.items() if any_of(("ASSUME-45", key.lower() in of_role))}
        claims, host = caller["claims"], caller["provider"].split(":oidc-provider/")[-1]  # with its path: ASSUME-80
        region = self.region or (None if call == "request" else "us-east-1")
        return [
            ("CTX-1", "aws:PrincipalArn", self.arn if home else None),
            ("CTX-2", "aws:PrincipalAccount", home or anonymous),
            ("CTX-3", "aws:PrincipalType", TYPES.get(kind, "Anonymous")),
            ("CTX-4", "aws:userid", ids.get(kind, anonymous)),
            ("CTX-5", "aws:username", self.arn.split("/")[-1] if kind == "user" else None),
            *((rule, f"aws:{side}OrgID", org["id"]) for side, account, rule in sides if account in org["accounts"]),
            *(("CTX-7", f"aws:{side}OrgPaths", org["accounts"].get(account)) for side, account, _ in sides),
            ("CTX-13", "aws:PrincipalOrgMasterAccountId", org["management"] if home in org["accounts"] else None),
            *(("CTX-8", f"aws:PrincipalTag/{key}", value) for own in own_tags for key, value in own.items()),
            ("CTX-9", "aws:PrincipalIsAWSService", service if home or service else None),
            ("CTX-10", "aws:PrincipalServiceName", name if service else None),
            ("CTX-11", "aws:PrincipalServiceNamesList", name if service else None),
            ("CTX-21", "aws:SourceIdentity", caller["source_identity"] if home else None),
            ("CTX-22", "aws:FederatedProvider", caller["provider"] if kind == "oidc" else None),
            ("CTX-24", "aws:MultiFactorAuthPresent", mfa),
            ("CTX-25", "aws:MultiFactorAuthAge", age),
            ("CTX-30", "sts:RoleSessionName", given["session_name"]),
            ("CTX-31", "sts:ExternalId", given["external_id"]),
            ("CTX-32", "sts:SourceIdentity", source if self.assumed else None),
            ("CTX-33", "sts:TransitiveTagKeys", [*kept, *self.sent["transitive"]] if self.assumed else None),
            ("CTX-34", "sts:RequestContextProviders", CONTEXTS if given["contexts"] else None),
            ("CTX-36", "sts:TaskPolicyArn", given["task"]),
            *(("CTX-38", f"aws:RequestTag/{key}", value) for key, value in tags.items()),
            ("CTX-39", "aws:TagKeys", [*tags]),
            *(("CTX-40", f"{prefix}:ResourceTag/{key}", of_role[key]) for key in of_role for prefix in ("aws", "iam")),
            *(("CTX-41", f"saml:{key}", value) for key, value in caller["attributes"].items()),
            *(("CTX-42", f"{host}:{key}", value) for key, value in claims.items()),
            *(("ASSUME-82", f"{host}:{new}", claims[old]) for new, old in AZP.items() if "azp" in claims),
            ("CTX-46", "aws:SecureTransport", None if service else True),
            ("CTX-47", "aws:RequestedRegion", region),
            ("CTX-49", "aws:ViaAWSService", False),
            ("CTX-58", "aws:ResourceAccount", self.owner),
        ]

    def keys(self) -> dict[str, list[str]] | None:
        """All keys, in lower case (CTX-60, CTX-61); None if a given value contradicts a derived one."""
        rows = [row for row in (self.facts() if self.world["derive"] else []) if row[2] is not None]
        derived = {key.lower(): texts(values) for _, key, values in rows}
        any_of(*((rule, values != []) for rule, _, values in rows))
        context = derived | {key.lower(): texts(values) for key, values in self.world["context"].items()}
        changed = {key for key, values in derived.items() if context[key] != values}
        return None if any_of(("CTX-65", changed - {"aws:requestedregion"})) else context
