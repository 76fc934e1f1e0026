"""Policies for a world: documents of every layer, mostly about what the world asks for, in many ways to say it."""

from random import Random
from typing import Any

from tests.oracle import matching, oracle, request

World = dict[str, Any]

A, B, C = "111111111111", "222222222222", "333333333333"
LATEST = "2012-10-17"
WORDS = ("red", "blue", "Red", "")
STRANGERS = (
    f"AWS:{A}",
    f"AWS:arn:aws:iam::{B}:root",
    f"AWS:arn:aws:iam::{A}:user/bob",
    f"AWS:arn:aws:iam::{A}:role/caller",
    f"AWS:arn:aws:iam::{B}:role/caller",
    f"AWS:arn:aws:sts::{A}:assumed-role/caller/other",
    "AWS:AIDABOBBOBBOBBOBBOBB1",
    "AWS:*",
    "Service:ec2.amazonaws.com",
)
FULL_ACCESS: World = {"Version": LATEST, "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}

OPERATORS = [*matching.POSITIVE, *matching.NEGATED]

# --- conditions: what keys and values of each family look like

FAMILIES: dict[str, list[str]] = {
    "text": [operator for operator in OPERATORS if operator.startswith("String")],
    "arn": [operator for operator in OPERATORS if operator.startswith("Arn")],
    "number": [operator for operator in OPERATORS if operator.startswith("Numeric")],
    "date": [operator for operator in OPERATORS if operator.startswith("Date")],
    "flag": ["Bool"],
    "blob": ["BinaryEquals"],
    "ip": ["IpAddress", "NotIpAddress"],
    "null": ["Null"],
}
HABITS = {  # of keys that are not text
    "acme:arn": "arn",
    "acme:blob": "blob",
    "acme:date": "date",
    "acme:flag": "flag",
    "acme:flags": "flag",
    "acme:ip": "ip",
    "acme:number": "number",
    "aws:currenttime": "date",
    "aws:epochtime": "number",
    "aws:federatedprovider": "arn",
    "aws:multifactorauthage": "number",
    "aws:multifactorauthpresent": "flag",
    "aws:principalarn": "arn",
    "aws:principalisawsservice": "flag",
    "aws:securetransport": "flag",
    "aws:sourcearn": "arn",
    "aws:sourceip": "ip",
}
KEYS = (
    *("acme:text", "acme:list", "acme:flags", "aws:CalledVia", "aws:FederatedProvider", "aws:MultiFactorAuthAge"),
    *("aws:MultiFactorAuthPresent", "aws:PrincipalAccount", "aws:PrincipalArn", "aws:PrincipalIsAWSService"),
    *("aws:PrincipalOrgID", "aws:PrincipalOrgMasterAccountId", "aws:PrincipalOrgPaths", "aws:PrincipalServiceName"),
    *("aws:PrincipalServiceNamesList", "aws:PrincipalTag/Project", "aws:PrincipalTag/team", "aws:PrincipalType"),
    *("aws:RequestTag/team", "aws:RequestedRegion", "aws:ResourceAccount", "aws:ResourceOrgID", "aws:ResourceOrgPaths"),
    *("aws:ResourceTag/team", "aws:SecureTransport", "aws:SourceAccount", "aws:SourceIdentity", "aws:SourceIp"),
    *("aws:SourceVpc", "aws:TagKeys", "aws:TokenIssueTime", "aws:ViaAWSService", "aws:userid", "aws:username"),
    *("iam:ResourceTag/project", "saml:aud", "sts:ExternalId", "sts:RequestContextProviders", "sts:RoleSessionName"),
    *("sts:SourceIdentity", "sts:TaskPolicyArn", "sts:TransitiveTagKeys"),
)
DATES = (
    *("2024-06-01T12:00:00Z", "2024-06-01", "2024-06", "2024-06-01T14:00:00+02:00", "1717243200", "2024-06-01T12:00Z"),
    *("2030-01-01", "2020-01-01T00:00:00.25Z", "2024-06-01t12:00:00z", "2024-06-01T10:30-01:30", "2024"),
)
NETWORKS = (
    *("10.0.0.0/8", "10.0.0.5/8", "203.0.113.9", "2001:db8::/32", "10.1.2.3/32", "2001:db8::1", "0.0.0.0/0", "::/0"),
)
VALUES: dict[str, tuple[Any, ...]] = {
    "number": ("10", "9.5", 10, 9.5, "-1", 60, 3600, "1717243200"),
    "date": DATES,
    "flag": ("true", "false", True, False, "True"),
    "blob": ("aGVsbG8=", "AAEC", "AA=="),
    "ip": NETWORKS,
    "null": ("true", "false", True, False),
}


class Author:
    """Writes the policies of one world, with an eye on its keys."""

    def __init__(self, random: Random, world: World) -> None:
        self.random, self.world, self.lenient, self.variables = random, world, world["lenient"], True
        ask = request.Request(world)
        self.hints, self.resource, here = ask.context or {}, ask.resource, ask.resource.split(":")[1:2]
        self.keys_of: dict[str, list[str]] = {}
        for key, values in self.hints.items():
            if len(values) == 1 and " " not in key:
                self.keys_of.setdefault(values[0], []).append(key)
        self.keys_of_patterns = [key for value in self.keys_of if {*"*?$"} & {*value} for key in self.keys_of[value]]
        # IAM refuses principals of another partition.
        self.names = sorted(oracle.names_of(ask)) if here in ([], [ask.partition]) or not ask.home else []
        assumed = world["call"] == "assume"
        companions = ["sts:TagSession", "sts:SetSourceIdentity", "sts:SetContext"] if assumed else []
        self.actions = [ask.action, *companions, *["sts:TagSession"] * (world["call"] == "federate")]

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def one(self, *pool: Any) -> Any:
        return self.random.choice(pool)

    def listing(self, values: list[Any]) -> Any:
        """A list; of one value, now and then the value itself."""
        return values[0] if len(values) == 1 and self.chance(0.6) else values

    # --- documents ----------------------------------------------------------------------------------------------------

    def level(self, layer: str) -> list[World]:
        """What is attached to a root, a unit or an account: FullAWSAccess, as a rule, and more."""
        if layer == "rcp":
            return [self.document(layer, denies=0.6)] if self.chance(0.25) else []
        full = [FULL_ACCESS] if self.chance(0.92) else []
        return full + [self.document(layer, grants=0.8, denies=0.2)] * self.chance(0.2)

    def document(self, layer: str, *, grants: float = 0, denies: float) -> World:
        """A policy; `grants` is the share of those with a statement that allows what is asked for."""
        self.variables = layer in ("boundary", "rcp", "scp") or self.chance(0.9)
        statements = [self.statement(layer, "Allow", plain=True)] if self.chance(grants) else []
        statements += [self.statement(layer, "Allow") for _ in range(2) if layer != "rcp" and self.chance(0.25)]
        statements += [self.statement(layer, "Deny") for _ in range(2) if self.chance(denies)]
        if not statements:
            statements = [self.statement(layer, "Deny" if layer == "rcp" else "Allow")]
        self.random.shuffle(statements)
        head = {"Version": LATEST} if self.variables else self.one({}, {"Version": "2008-10-17"})
        return head | {"Statement": self.listing(statements)}

    def statement(self, layer: str, effect: str, *, plain: bool = False) -> World:
        """A plain statement means the caller, the actions and the resource, but may have conditions."""
        statement: World = {"Effect": effect} | self.action(layer, plain)
        if layer in ("trust", "resource", "endpoint", "rcp"):
            statement |= self.principal(layer, effect, plain)
        if layer != "trust":
            statement |= self.what(layer, plain)
        return statement | self.condition(0.3 if plain else 0.75 if effect == "Deny" else 0.5)

    # --- elements -----------------------------------------------------------------------------------------------------

    def principal(self, layer: str, effect: str, plain: bool) -> World:
        if layer == "rcp" or (layer == "endpoint" and self.chance(0.6)):
            return {"Principal": "*"}
        names = [name for name in self.names if layer == "trust" or not name.startswith("Federated")]  # PRIN-8
        some = [name for name in (*names, *STRANGERS) if self.chance(0.2)]
        if (layer == "resource" and effect == "Deny" and self.chance(0.5)) or (
            self.lenient and effect == "Allow" and self.chance(0.2)
        ):
            chain = names if self.chance(0.5) else some
            return {"NotPrincipal": self.principal_map(layer, [name for name in chain if name != "AWS:*"])}
        if (layer == "resource" or (layer == "trust" and self.lenient)) and self.chance(0.2):
            return {"Principal": "*"}
        mine = names and (plain or self.chance(0.5))
        return {"Principal": self.principal_map(layer, [self.one(*names)] if mine else some)}

    def principal_map(self, layer: str, names: list[str]) -> World:
        element: dict[str, list[str]] = {}
        for field, _, value in (
            name.partition(":") for name in names if name != "AWS:*" or len(names) > 1 or self.chance(0.9)
        ):
            number = value.endswith(":root") and self.chance(0.5)
            element.setdefault(field, []).append(value.split(":")[4] if number else value)
        if layer == "resource" and self.chance(0.03):
            element["CanonicalUser"] = ["0" * 64]
        if self.lenient and self.chance(0.3):
            element.setdefault("AWS", []).append(self.one(f"arn:aws:iam::{A}:role/*", f"arn:aws:iam::{A}:group/g"))
        if not element:
            element = {"AWS": [] if self.chance(0.2) else [f"arn:aws:iam::{C}:user/carol"]}
        return {field: self.listing(values) for field, values in element.items()}

    def action(self, layer: str, plain: bool) -> World:
        stranger = "sts:AssumeRoleWithSAML" if self.actions[0] in oracle.TRUSTED else "s3:PutObject"
        some = [action for action in (*self.actions, stranger) if self.chance(0.6)]
        first, *others = self.actions if plain else some or self.actions
        service, name = first.split(":")
        shapes = [first, first, first, f"{service.upper()}:{name.swapcase()}"]
        if layer == "trust":
            shapes += ["sts:AssumeRole*"] if first in (*request.ASSUME.values(), "sts:AssumeRole") else []
        else:
            shapes += [f"{service}:*", f"{service}:{name[:3]}*", f"{service}:{name[:-1]}?", *["*"] * (layer != "rcp")]
        if layer != "rcp" and (layer != "trust" or self.lenient) and self.chance(0.1):
            return {"NotAction": self.listing(["iam:CreateUser"] if plain or self.chance(0.7) else [first, *others])}
        return {"Action": self.listing([self.one(*shapes), *others])}

    def what(self, layer: str, plain: bool) -> World:
        entries = [self.pattern(layer) for _ in range(1 if plain or self.chance(0.7) else 2)]
        if not plain and self.chance(0.1):
            entries = ["arn:aws:s3:::other/*"]
        if plain or self.chance(0.75):
            return {"Resource": self.listing(entries)}
        dead = ["arn:aws:s3:::" + self.variable("other")] if self.chance(0.4) else []
        return {"NotResource": self.listing(entries[len(dead) :] + dead)}

    def pattern(self, layer: str) -> str:
        if self.chance(0.35) or (self.resource == "*" and self.chance(0.7)):
            return "*"
        *head, rest = (self.resource if self.resource != "*" else f"arn:aws:iam::{A}:role/r").split(":", 5)
        if layer in ("identity", "boundary", "scp") and self.chance(0.1):
            return f"arn:aws:{head[2]}" + (":*" if layer == "scp" or self.chance(0.5) else "")
        if head[2] == "logs" and self.chance(0.5):  # stars at the end of a field may run over colons
            fields = (
                "eu-west-1:*",
                "e*:log-group:g",
                "eu-*-1:*:log-group:g",
                "*st-1:log-group",
                "e*",
                "eu-*-1:log-group",
                "eu-*1:log-group:*",  # which one glob over the whole text would let match
            )
            return f"arn:aws:logs:{self.one(*fields)}:log-stream:alice"
        if self.chance(0.15):
            account = head[4]
            head[4] = self.one(
                "*", account[:4] + "*", account[:-1] + "?", "${aws:PrincipalAccount}", "*" + account[-1:]
            )
        head[1] = "*" if self.chance(0.05) else head[1]
        shapes = [
            rest,
            rest,
            rest,
            rest[:-1] + "?",
            rest[: rest.find("/") + 1 or 3] + "*",
            rest[:-1] + rest[-1].swapcase(),
        ]
        shapes += [rest[:5] + "*" + rest[-1], rest[:-1] + "${$}"]
        shapes += [rest.replace("alice", self.variable("alice"))] * 3 * ("alice" in rest)
        shapes += [rest[:-1] + "${*}"] * 3 * rest.endswith("*") + [rest[:-1] + self.variable(rest[-1])]
        return ":".join([*head, self.one("root", "*") if rest == "root" else self.one(*shapes)])

    # --- conditions ---------------------------------------------------------------------------------------------------

    def condition(self, share: float) -> World:
        tests: World = {}
        while self.chance(share):
            operator, key, values = self.test()
            if key.lower() not in map(str.lower, tests.get(operator, {})):
                tests.setdefault(operator, {})[key] = values
        if self.lenient and self.chance(0.15):
            tests["StringMatches"] = {"aws:username": "alice"}
        return {"Condition": tests} if tests or self.chance(0.01) else {}

    def test(self) -> tuple[str, str, Any]:
        """Operator, key and values."""
        key = self.one(*sorted(self.hints)) if self.hints and self.chance(0.65) else self.one(*KEYS)
        family = HABITS.get(key.lower(), self.one("text", "text", "text", "null"))
        family = family if self.chance(0.85) else self.one(*FAMILIES)
        values = [self.value(family, self.hints.get(key.lower(), [])) for _ in range(self.one(1, 1, 1, 2, 2, 3))]
        quantifier = self.one("", "", "", "ForAllValues:", "ForAnyValue:")
        suffix = "IfExists" if family != "null" and self.chance(0.2) else ""
        key = key.upper() if self.chance(0.3) else key
        return quantifier + self.one(*FAMILIES[family]) + suffix, key, self.listing(values if self.chance(0.98) else [])

    def value(self, family: str, seen: list[str]) -> Any:
        if family == "flag" and self.variables and self.chance(0.1):
            return "${acme:flag}"
        if family not in ("text", "arn"):
            return self.one(*VALUES[family])
        usual = [value for value in seen if "$" not in value and (family == "text" or value.count(":") >= 5)]
        value = self.one(*usual or [f"arn:aws:iam::{A}:role/app/r" if family == "arn" else "red"])
        return self.pattern_of_arn(value) if family == "arn" else self.pattern_of_text(value)

    def pattern_of_text(self, value: str) -> str:
        shapes = [
            value,
            value,
            value.swapcase(),
            value[:2] + "*",
            "*",
            "?" + value[1:],
            value[:-1] + "?",
            self.one(*WORDS),
        ]
        shapes += [self.variable(value), self.variable(value), value[:1] + self.variable(value[1:]), "a${*}b", "$x{"]
        return str(self.one(*shapes, value[:-1] + self.one("${*}", "${?}", "${$}")))

    def pattern_of_arn(self, value: str) -> str:
        parts = value.split(":", 5)
        for place in range(6):
            if self.chance(0.2 if place else 0.05):
                part = parts[place]
                parts[place] = str(self.one("*", part[:3] + "*", part[:-1] + "?", self.variable(part)))
        short = (
            "*" if self.chance(0.5) else ":".join(parts[:4])
        )  # matches nothing, which only the lenient reading lets be
        return str(short if self.lenient and self.chance(0.3) else ":".join(parts))

    def variable(self, value: str) -> str:
        """A variable, if possible one that stands for the value."""
        same = self.keys_of.get(value)
        name = self.one(*same) if same and self.chance(0.8) else self.one(*KEYS, *self.keys_of_patterns * 9)
        default = self.one("", "", ", 'red'", f", '{value}'" if value.isalnum() else "")
        return "${" + f"{name}{default}" + "}"
