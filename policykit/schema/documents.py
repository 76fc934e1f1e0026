"""The schemas of the kinds of policy document, each made from the `Grammar` of its kind."""

from collections.abc import Mapping
from typing import Final, get_args

from policykit.model.action import ROLE_ACTIONS
from policykit.model.grammar import LATEST_VERSION, OLD_VERSION, Grammar, Rule
from policykit.model.policy import KINDS
from policykit.model.principal import PRINCIPAL_KEYS
from policykit.model.statement import STATEMENT_MEMBERS, Effect
from policykit.schema import patterns
from policykit.schema.conditions import condition_definitions
from policykit.schema.shapes import Schema, each, one_or_list

__all__ = ["document"]

_DOCUMENTS: Final[Mapping[str, tuple[str, str]]] = {
    "trust": ("Trust policy", "Who may assume a role of IAM. It has no Resource: the resource is the role itself."),
    "identity": ("Identity-based policy", "What a user, a group or a role may do, as a managed or an inline policy."),
    "boundary": ("Permissions boundary", "The most that identity-based policies can grant to a user or role."),
    "session": ("Session policy", "The most that one session can do; passed in the call that makes the session."),
    "resource": ("Resource-based policy", "Who may do what with a resource such as a bucket, a key or a queue."),
    "endpoint": ("VPC endpoint policy", "Who may do what through a VPC endpoint."),
    "scp": ("Service control policy", "The most that users and roles can do in accounts of an organization."),
    "rcp": ("Resource control policy", "The most that anybody can do with resources of an organization's accounts."),
}
_ELEMENTS: Final[Mapping[str, str]] = {
    "Version": "Version of the policy language. Write 2012-10-17: in older documents, and in those without a Version, "
    "${aws:username} and other policy variables are ordinary text.",
    "Id": "A name for the document, without effect.",
    "Statement": "One statement, or a list of them. Their order does not matter: a Deny that applies outweighs every "
    "Allow.",
    "Sid": "A name for the statement, without effect.",
    "Effect": "What the statement does when it applies. A Deny outweighs every Allow.",
    "Principal": 'Who the statement speaks of: {"AWS": "111122223333"} is an account, a Service or Federated member '
    "names services or identity providers. Principals are not patterns: only a * that stands alone is one.",
    "NotPrincipal": "Everybody but those listed; with Deny only. A Deny for everybody with ArnNotLike on "
    "aws:PrincipalArn says the same and is easier to get right.",
    "Action": "Which actions: service:Name, with the wildcards * and ? in the name, or * for all. "
    "Case does not matter.",
    "NotAction": "Every action of every service but those listed.",
    "Resource": "Which resources: ARNs with the wildcards * and ?, or * for all. Case matters.",
    "NotResource": "Every resource but those listed.",
    "Condition": "Tests that must all hold: operator, then condition key, then a value, or a list of "
    "which one must fit.",
}


def _described(members: Schema) -> Schema:
    return {name: {"description": _ELEMENTS[name], **member} for name, member in members.items()}


def document(name: str) -> Schema:
    """The schema of a kind of document, by its short name."""
    grammar = KINDS[name].grammar
    title, description = _DOCUMENTS[name]
    newest = grammar.version is Rule.REQUIRED
    members: Schema = {
        "Version": {"enum": [LATEST_VERSION] if newest else [LATEST_VERSION, OLD_VERSION]},
        "Id": {"type": "string"},
        "Statement": one_or_list("statement", "object", least=int(not grammar.empty_lists)),
    }
    if grammar.id is not Rule.ALLOWED:
        del members["Id"]
    return {
        "title": title,
        "description": description,
        "type": "object",
        "properties": _described(members),
        "required": ["Version", "Statement"] if newest else ["Statement"],
        "additionalProperties": False,
        "if": {"properties": {"Version": {"const": LATEST_VERSION}}, "required": ["Version"]},
        "then": {"properties": {"Statement": each({"$ref": "#/$defs/withVariables"})}},
        "else": {"properties": {"Statement": each({"$ref": "#/$defs/withoutVariables"})}},
        "$defs": _definitions(grammar),
    }


def _definitions(grammar: Grammar) -> Schema:
    resource = {} if grammar.resource is Rule.REFUSED else {"resource": _resource(grammar)}
    return {
        "statement": _statement(grammar),
        **_principal_definitions(grammar),
        "action": _action(grammar),
        **resource,
        **condition_definitions(),
    }


def _statement(grammar: Grammar) -> Schema:
    least = int(not grammar.empty_lists)
    resource = (grammar.resource, one_or_list("resource", "string", also=("null",), least=least))
    actions = one_or_list("action", "string", least=least)
    sid = {"pattern": patterns.SID} if grammar.plain_sids else {}
    elements: Mapping[str, tuple[Rule, Schema]] = {
        "Sid": (Rule.ALLOWED, {"type": "string", **sid}),
        "Effect": (Rule.REQUIRED, {"enum": list(get_args(Effect))}),
        "Principal": (grammar.principal, {"$ref": "#/$defs/principal"}),
        "NotPrincipal": (grammar.not_principal, {"$ref": "#/$defs/principal"}),
        "Action": (Rule.REQUIRED, actions),
        "NotAction": (grammar.not_action, actions),
        "Resource": resource,
        "NotResource": resource,
        "Condition": (Rule.ALLOWED, {"$ref": "#/$defs/condition"}),
    }
    allowed = {name: elements[name] for name in STATEMENT_MEMBERS if elements[name][0] in (Rule.REQUIRED, Rule.ALLOWED)}
    required = [name for name, (rule, _) in allowed.items() if rule is Rule.REQUIRED and not name.startswith("Not")]
    return {
        "properties": _described({name: element for name, (_, element) in allowed.items()}),
        "additionalProperties": False,
        "allOf": [{"anyOf": [{"required": [one]} for one in (name, f"Not{name}") if one in allowed]}
                  for name in required],
        "dependentSchemas": {
            **{name: {"properties": {f"Not{name}": False}} for name in allowed if f"Not{name}" in allowed},
            **({"NotPrincipal": {"properties": {"Effect": {"const": "Deny"}}}} if "NotPrincipal" in allowed else {}),
        },
        **(_only_deny() if grammar.only_deny else {}),
    }  # fmt: skip


def _only_deny() -> Schema:
    """The one Allow of a resource control policy is the statement of RCPFullAWSAccess (GRAM-29)."""
    star, no_star = {"const": "*"}, {"not": {"const": "*"}}
    return {
        "if": {"properties": {"Effect": {"const": "Allow"}}, "required": ["Effect"]},
        "then": {
            "properties": {
                "Action": {"enum": ["*", ["*"]]},
                "Resource": {
                    **each({"enum": ["*", None]}),
                    "contains": star,
                    "maxContains": 1,
                },
                "NotResource": False,
                "Condition": {"additionalProperties": {"maxProperties": 0}},
            }
        },
        "else": {"properties": {"Action": each(no_star)}},
    }


def _principal_definitions(grammar: Grammar) -> Schema:
    if grammar.principal is Rule.REFUSED:
        return {}
    if grammar.only_deny:
        return {"principal": {"const": "*"}}
    misplaced = "CanonicalUser" if grammar.assumes else "Federated"  # an empty list of these may stand anywhere
    kinds = {
        name: {"type": "array", "maxItems": 0} if name == misplaced else one_or_list(f"principal{name}", "string")
        for name in PRINCIPAL_KEYS
    }
    bare = {"type": "object"} if grammar.assumes else {"type": ["string", "object"], "pattern": patterns.whole(r"\*")}
    rules = _principal_rules(grammar)
    return {
        "principal": {**bare, "properties": kinds, "additionalProperties": False},
        **{f"principal{name}": rules[name] for name in PRINCIPAL_KEYS if name != misplaced},
    }


def _principal_rules(grammar: Grammar) -> Schema:
    one = {"not": {"type": "string", "pattern": patterns.WILDCARD}, "maxLength": patterns.ARN_LENGTH}
    host = patterns.HOST
    nobody = [
        {"description": "A CloudFront identity.", "pattern": patterns.ORIGIN_ACCESS_IDENTITY},
        {"description": "Not a pattern, but text that names nobody.", "pattern": patterns.WILD_ARN},
    ]
    return {
        "AWS": {
            "anyOf": [
                {"description": "Everybody.", "const": "*"},
                {"description": "An account.", "pattern": patterns.ACCOUNT},
                {"description": "The account, or a user, role or session.", "pattern": patterns.ENTITY, **one},
                {"description": "A unique id.", "pattern": patterns.UNIQUE_ID},
                *([] if grammar.assumes else nobody),
            ]
        },
        "Service": {"description": "A service, such as lambda.amazonaws.com.", "pattern": host},
        "Federated": {
            "anyOf": [
                {"description": "A provider that needs no ARN, such as accounts.google.com.", "pattern": host},
                {"description": "A SAML or OIDC provider.", "pattern": patterns.PROVIDER, **one},
            ]
        },
        "CanonicalUser": {"description": "A canonical user id.", "pattern": patterns.CANONICAL_USER},
    }


def _action(grammar: Grammar) -> Schema:
    if not grammar.assumes:
        return {"pattern": patterns.ACTION}
    return {
        "examples": [*ROLE_ACTIONS],
        "if": {"type": "string", "pattern": patterns.WILDCARD},
        "then": {"pattern": patterns.TRUST_GLOB},
        "else": {"pattern": patterns.TRUST_LITERAL},
    }


def _resource(grammar: Grammar) -> Schema:
    return {
        "pattern": patterns.RESOURCES[grammar.short_arn],
        "if": {"pattern": patterns.IAM_ARN},
        "then": {"pattern": patterns.IAM_RESOURCE},
    }
