"""What a JSON value is: a policy document, of which kind, or an answer of the AWS CLI that holds documents, and where.

Source: AWS CLI Command Reference, the Output section of each command named here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from policykit.errors import InputError, shown
from policykit.inputs.node import Node
from policykit.jsontext import JsonObject, JsonValue
from policykit.model.listing import listed
from policykit.model.policy import (
    KINDS,
    EndpointPolicy,
    IdentityPolicy,
    PermissionsBoundary,
    PolicyDocument,
    ResourceControlPolicy,
    ResourcePolicy,
    ServiceControlPolicy,
    TrustPolicy,
)
from policykit.source import Pointer

__all__ = ["Embedded", "detect", "embedded", "is_default", "is_wrapped"]

Kind = type[PolicyDocument]

# --- the kind of a document ------------------------------------------------------------------------------------------


def detect(value: JsonValue, source: str) -> Kind:
    """The kind of a policy document, from what only that kind has.

    Boundaries, session policies and SCPs look like identity-based policies, RCPs and endpoint policies like
    resource-based ones: of these nobody can tell, so they are never guessed.

    Args:
        value: the whole document.
        source: what to call it in the message.

    Raises:
        InputError: it is no policy document, or could be of several kinds.

    >>> from policykit import jsontext
    >>> detect(jsontext.parse('{"Statement": {"Principal": "*", "Action": "sts:AssumeRole"}}').value, "p.json").__name__
    'TrustPolicy'
    """
    if not isinstance(value, dict) or "Statement" not in value:
        raise InputError(source, f"{_EXPECTED}; found {_described(value)}")
    statements = [each for each in listed(value["Statement"]) if isinstance(each, dict)]
    names = {name for each in statements for name in each}
    has_principal = not names.isdisjoint(("Principal", "NotPrincipal"))
    has_resource = not names.isdisjoint(("Resource", "NotResource"))
    if has_principal:
        return TrustPolicy if not has_resource and any(map(_may_assume, statements)) else ResourcePolicy
    if has_resource:
        return IdentityPolicy
    raise InputError(
        source,
        "cannot tell the kind of document, because no statement has a Principal or a Resource: "
        f"pass --kind {'|'.join(KINDS)}",
    )


_EXPECTED = (
    "expected a policy document, an object with a Statement, or the output of an aws command that shows some, "
    "such as aws iam get-account-authorization-details or get-role"
)


def _described(value: JsonValue) -> str:
    if isinstance(value, dict):
        return f"an object with {_members(value)}"
    return "a list" if isinstance(value, list) else "a single value"


def _members(value: JsonObject) -> str:
    names = ", ".join(map(shown, list(value)[:5]))
    return f"the members {names}{', …' if len(value) > 5 else ''}" if value else "no members"


def _may_assume(statement: JsonObject) -> bool:
    """Whether it speaks of STS, as trust policies do; without a resource only they and ECR repositories have a say."""
    actions = (*listed(statement.get("Action")), *listed(statement.get("NotAction")))
    return any(isinstance(each, str) and (each == "*" or each.lower().startswith("sts:")) for each in actions)


# --- documents inside the answers of the AWS CLI ---------------------------------------------------------------------


class Embedded(NamedTuple):
    """A document inside a larger value.

    Attributes:
        pointer: where in that value.
        value: the document, as an object or as text.
        kinds: what it is; several if the place does not tell, the usual one first.
        label: what to call it.
    """

    pointer: Pointer
    value: JsonValue
    kinds: tuple[Kind, ...]
    label: str


class _Row(NamedTuple):
    """Where a command shows documents.

    Attributes:
        path: the members that lead there; ``*`` is every item of a list.
        label: with the names that stand along the path.
        kinds: see `Embedded`.
        where: what the object around the document must fulfil; with the texts that stand along the path.
    """

    path: tuple[str, ...]
    label: str
    kinds: tuple[Kind, ...]
    where: Callable[[JsonObject, Mapping[str, str]], bool] = lambda _around, _names: True


def is_default(version: JsonObject, default: str | None) -> bool | None:
    """Whether this version of a managed policy is in force: it says so, or has the default id; None if nothing says."""
    if "IsDefaultVersion" in version:
        return version["IsDefaultVersion"] is True
    return None if default is None else version.get("VersionId") == default


def _has_type(name: str) -> Callable[[JsonObject, Mapping[str, str]], bool]:
    def has_type(policy: JsonObject, _names: Mapping[str, str]) -> bool:
        summary = policy.get("PolicySummary")
        return isinstance(summary, dict) and summary.get("Type") == name

    return has_type


_TRUST: Final = (TrustPolicy,)
_MANAGED: Final = (IdentityPolicy, PermissionsBoundary)
_INLINE: Final = (IdentityPolicy,)
_ROWS: Final = (
    # aws iam get-account-authorization-details
    _Row(
        ("UserDetailList", "*", "UserPolicyList", "*", "PolicyDocument"),
        "inline policy {PolicyName} of user {UserName}",
        _INLINE,
    ),
    _Row(
        ("GroupDetailList", "*", "GroupPolicyList", "*", "PolicyDocument"),
        "policy {PolicyName} of group {GroupName}",
        _INLINE,
    ),
    _Row(("RoleDetailList", "*", "AssumeRolePolicyDocument"), "trust policy of role {RoleName}", _TRUST),
    _Row(
        ("RoleDetailList", "*", "RolePolicyList", "*", "PolicyDocument"),
        "inline policy {PolicyName} of role {RoleName}",
        _INLINE,
    ),
    _Row(
        ("Policies", "*", "PolicyVersionList", "*", "Document"),
        "managed policy {Arn}",
        _MANAGED,
        lambda version, names: is_default(version, names.get("DefaultVersionId")) is not False,
    ),
    # aws iam get-role, create-role; list-roles; get-policy-version; get-role-policy, get-user-policy, get-group-policy
    _Row(("Role", "AssumeRolePolicyDocument"), "trust policy of role {RoleName}", _TRUST),
    _Row(("Roles", "*", "AssumeRolePolicyDocument"), "trust policy of role {RoleName}", _TRUST),
    _Row(("PolicyVersion", "Document"), "version {VersionId} of a managed policy", _MANAGED),
    _Row(("PolicyDocument",), "inline policy {PolicyName}", _INLINE),
    # aws organizations describe-policy
    _Row(
        ("Policy", "Content"),
        "service control policy",
        (ServiceControlPolicy,),
        _has_type("SERVICE_CONTROL_POLICY"),
    ),
    _Row(
        ("Policy", "Content"),
        "resource control policy",
        (ResourceControlPolicy,),
        _has_type("RESOURCE_CONTROL_POLICY"),
    ),
    # aws s3api get-bucket-policy, aws kms get-key-policy, and their like
    _Row(
        ("Policy",),
        "resource-based policy",
        (ResourcePolicy, EndpointPolicy),
        lambda around, _names: isinstance(around["Policy"], str),
    ),
)


def is_wrapped(value: JsonValue) -> bool:
    """Whether this is the answer of a command, or a list of such answers, rather than a document.

    >>> is_wrapped({"Role": {"RoleName": "Deploy"}}), is_wrapped({"Version": "2012-10-17"})
    (True, False)
    """
    if isinstance(value, list):
        return bool(value) and all(map(is_wrapped, value))
    if not isinstance(value, dict) or "Statement" in value:
        return False
    return any(_begins(row.path, value[row.path[0]]) for row in _ROWS if row.path[0] in value)


def _begins(path: tuple[str, ...], value: JsonValue) -> bool:
    """Whether the path can go on in this value of its first member: others use names such as Roles, too."""
    if path[0].endswith("DetailList"):  # nobody but AWS; what is wrong with it is for `embedded` to say
        return True
    match path[1:]:
        case ():
            return isinstance(value, dict | str)
        case ("*", *_):
            return value is None or (isinstance(value, list) and all(isinstance(each, dict) for each in value))
        case _:
            return isinstance(value, dict)


def embedded(answer: Node) -> Iterator[Embedded]:
    """Every policy document inside the answer of a command, or inside a list of such answers; in the order of the rows.

    Raises:
        InputError: something else stands where a list of objects should: what is in it cannot be looked at.

    >>> from policykit.inputs import Source, read_json
    >>> [page] = read_json(Source("role.json", b'{"Role": {"RoleName": "Deploy", "AssumeRolePolicyDocument": {}}}'))
    >>> [found] = embedded(Node(page.value, page))
    >>> str(found.pointer), found.label
    ('/Role/AssumeRolePolicyDocument', 'trust policy of role Deploy')
    """
    if isinstance(answer.value, list):
        for index, each in enumerate(answer.value):
            yield from embedded(Node(each, answer.page, (*answer.at, index)))
        return
    for row in _ROWS:
        yield from _walk(row, row.path, answer, {})


class _Names(dict[str, Any]):
    """The names that label a document; an answer may lack some."""

    def __missing__(self, name: str) -> str:
        return "?"


def _walk(row: _Row, path: Sequence[str], node: Node, names: Mapping[str, str]) -> Iterator[Embedded]:
    head, *rest = path
    if head == "*":
        for each in node.items(dict):
            yield from _walk(row, rest, each, names)
    elif isinstance(node.value, dict) and head in node.value:
        known = {**names, **{name: each for name, each in node.value.items() if isinstance(each, str)}}
        inner = Node(node.value[head], node.page, (*node.at, head))
        if not rest and row.where(node.value, known):
            yield Embedded(Pointer(inner.at), inner.value, row.kinds, row.label.format_map(_Names(known)))
        elif rest and inner.value is not None:
            yield from _walk(row, rest, inner, known)
