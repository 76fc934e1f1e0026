"""The same question to policykit: its values built from a world, by public names alone."""

from typing import Any, TypeAlias, TypeVar

import policykit as pk

CONTEXT_PROVIDER = "arn:aws:iam::aws:contextProvider/IdentityCenter"
World = dict[str, Any]
Document = TypeVar("Document", bound=pk.PolicyDocument)
Caller: TypeAlias = (
    pk.User
    | pk.UserSession
    | pk.RoleSession
    | pk.FederatedUser
    | pk.RootUser
    | pk.AwsService
    | pk.SamlIdentity
    | pk.WebIdentity
    | pk.Anonymous
)


class Adapter:
    """One world as policykit sees it."""

    def __init__(self, world: World) -> None:
        self.world, self.strict = world, not world["lenient"]

    def ask(self) -> str:
        """The outcome by its name; INVALID for a refused parameter, MALFORMED for a refused document."""
        try:
            return self.decision().outcome.name
        except pk.InvalidRequest:
            return "INVALID"
        except pk.PolicyError:
            return "MALFORMED"

    # --- values -------------------------------------------------------------------------------------------------------

    def identities(self, documents: list[World]) -> list[pk.IdentityPolicy]:
        return [pk.IdentityPolicy.from_dict(document, strict=self.strict) for document in documents]

    def boundary(self, document: World | None) -> pk.PermissionsBoundary | None:
        return None if document is None else pk.PermissionsBoundary.from_dict(document, strict=self.strict)

    def sessions(self, documents: list[World] | None) -> list[pk.SessionPolicy]:
        return [pk.SessionPolicy.from_dict(document, strict=self.strict) for document in documents or []]

    def user(self, user: World) -> pk.User:
        policies, boundary = self.identities(user["identity"]), self.boundary(user["boundary"])
        return pk.User(user["arn"], unique_id=user["id"], tags=user["tags"], policies=policies, boundary=boundary)

    def role(self, role: World, trust: World | None, longest: int) -> pk.Role:
        return pk.Role(
            role["arn"],
            trust=None if trust is None else pk.TrustPolicy.from_dict(trust, strict=self.strict),
            unique_id=role["id"],
            tags=role["tags"],
            policies=self.identities(role.get("identity", [])),
            boundary=self.boundary(role.get("boundary")),
            max_session_seconds=longest,
        )

    def caller(self) -> Caller:
        given = self.world["caller"]
        holder, token = given["holder"], given["token"]
        match given["kind"]:
            case "user" if token:
                return pk.UserSession(self.user(holder), mfa=token["mfa"], mfa_age_seconds=token["age"])
            case "user":
                return self.user(holder)
            case "session":
                return pk.RoleSession(
                    self.role(holder, None, 3600),
                    given["name"],
                    tags=given["tags"],
                    transitive_tags=given["transitive"],
                    source_identity=given["source_identity"],
                    policies=self.sessions(given["session"]),
                    mfa=given["mfa"],
                )
            case "federated":
                return pk.FederatedUser(
                    pk.RootUser(holder["arn"]) if holder["arn"].endswith(":root") else self.user(holder),
                    given["name"],
                    tags=given["tags"],
                    policies=self.sessions(given["session"]),
                )
            case "root":
                return pk.RootUser(holder["arn"])
            case "service":
                return pk.AwsService(given["name"])
            case "saml":
                return pk.SamlIdentity(given["provider"], attributes=given["attributes"], **self.bearer(given))
            case "oidc":
                return pk.WebIdentity(given["provider"], claims=given["claims"], **self.bearer(given))
            case _:
                return pk.Anonymous()

    @staticmethod
    def bearer(given: World) -> dict[str, Any]:
        return {
            "tags": given["tags"],
            "transitive_tags": given["transitive"],
            "source_identity": given["source_identity"],
        }

    def organization(self) -> pk.Organization | None:
        given = self.world["organization"]
        if given is None:
            return None
        return pk.Organization(
            given["id"],
            management_account=given["management"],
            accounts=given["accounts"],
            scps=self.attached(pk.ServiceControlPolicy, given["scps"]),
            rcps=self.attached(pk.ResourceControlPolicy, given["rcps"]),
            delegated_administrators=given["delegated"],
        )

    def attached(self, kind: type[Document], policies: World | None) -> dict[str, list[Document]] | None:
        if policies is None:
            return None
        return {
            place: [kind.from_dict(document, strict=self.strict) for document in level]
            for place, level in policies.items()
        }

    def levels(self, kind: type[Document], name: str, account: str) -> list[list[Document]] | None:
        """From the root to the account; None for an account outside of the organization and for the management's."""
        given = self.world["organization"]
        if given is None or given[name] is None or account not in given["accounts"] or account == given["management"]:
            return None
        attached = self.attached(kind, given[name]) or {}
        return [attached[place] for place in [*given["accounts"][account].split("/")[1:-1], account]]

    # --- questions ----------------------------------------------------------------------------------------------------

    def decision(self) -> pk.Decision:
        caller, given = self.caller(), self.world["given"]
        role = self.world["role"]
        known: dict[str, Any] = {"context": self.world["context"], "organization": self.organization()}
        match self.world["call"]:
            case "assume":
                return pk.can_assume(
                    caller,
                    self.role(role | {"arn": self.world["resource"]}, self.world["policy"], role["max"]),
                    session_name=given["session_name"],
                    external_id=given["external_id"],
                    tags=given["tags"],
                    transitive_tag_keys=given["transitive"],
                    source_identity=given["source_identity"],
                    duration_seconds=given["duration"],
                    mfa=given["mfa"],
                    provided_contexts=[
                        pk.ProvidedContext(CONTEXT_PROVIDER, assertion) for assertion in given["contexts"]
                    ],
                    **self.world["options"],
                    **known,
                )
            case "assume_root":
                return pk.can_assume_root(
                    caller,
                    given["target"],
                    task_policy=given["task"].rpartition("/")[2],
                    duration_seconds=given["duration"],
                    **known,
                )
            case "federate":
                return pk.can_get_federation_token(
                    caller, given["name"], tags=given["tags"], duration_seconds=given["duration"], **known
                )
            case "session_token":
                return pk.can_get_session_token(caller, duration_seconds=given["duration"])
            case _:
                return pk.authorize(self.request(caller, known), self.policies())

    def request(self, caller: Caller, known: dict[str, Any]) -> pk.Request:
        world = self.world
        owner = world["owner"] if world["owner"] not in world["resource"].split(":")[4:5] else None
        return pk.Request(
            caller, world["action"], world["resource"], resource_account=owner, derive=world["derive"], **known
        )

    def policies(self) -> pk.Policies:
        """Those that `can_assume` would find by itself."""
        world, holder, session = self.world, self.world["caller"]["holder"], self.world["caller"]["session"]
        policy, endpoint, own = world["policy"], world["endpoint"], holder["arn"].split(":")[4]
        kind = pk.TrustPolicy if world["resource"].split(":")[-1].startswith("role/") else pk.ResourcePolicy
        return pk.Policies(
            identity=self.identities(holder["identity"]),
            boundary=self.boundary(holder["boundary"]),
            session=None if session is None else self.sessions(session),
            scps=self.levels(pk.ServiceControlPolicy, "scps", own),
            rcps=self.levels(pk.ResourceControlPolicy, "rcps", own if world["resource"] == "*" else world["owner"]),
            resource=None if policy is None else kind.from_dict(policy, strict=self.strict),
            endpoint=None if endpoint is None else pk.EndpointPolicy.from_dict(endpoint, strict=self.strict),
        )
