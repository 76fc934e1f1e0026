"""What AWS accounts contain, from the output of ``aws iam get-account-authorization-details``.

Source: IAM API Reference, "GetAccountAuthorizationDetails"; IAM User Guide, "Managed policies and inline policies".
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar

from policykit.errors import IdError, InvalidValue, PolicyError
from policykit.inputs.bulk import collection_paused
from policykit.inputs.detect import is_default
from policykit.inputs.files import Source
from policykit.inputs.node import Node
from policykit.inputs.organization import is_organization, read_organizations
from policykit.inputs.pages import read_json
from policykit.inputs.policy_json import read_value, unreadable
from policykit.jsontext import Number
from policykit.model.arn import Arn, RoleArn, UserArn
from policykit.model.ids import UniqueId
from policykit.model.policy import IdentityPolicy, PermissionsBoundary, PolicyDocument, TrustPolicy
from policykit.model.tags import Tags
from policykit.snapshot import SESSION_SECONDS, Inventory, Role, User

__all__ = ["read_inventory"]

_D = TypeVar("_D", bound=PolicyDocument)
_T = TypeVar("_T")


def read_inventory(sources: Iterable[Source]) -> Inventory:
    """The users and roles of one or several accounts, each with all policies that apply to it, and their organizations.

    Each source holds the output of the command: one object, several one after the other, or a list of them, as answers
    in pages give; or an organization, in the form that `policykit.inputs.organization` describes. Documents are objects
    or percent-encoded strings. A user has its inline and managed policies and those of its groups; of a managed policy
    the default version counts, looked up in all sources.

    What cannot be known is recorded and never taken for nothing: a policy, group or boundary that the data mentions but
    does not contain, and a document that cannot be read, stand in `missing` of the user or role and in the notes. An
    entry whose ARN cannot be read is left out, with a note. The longest session of a role is not part of this output;
    where nobody added it, it is IAM's default of 3600 seconds.

    An account that no organization of the data lists is taken to be in none, with a note if there are organizations.

    Args:
        sources: what `read_source` returned; in any order.

    Raises:
        InputError: a source is something else, or two tell different things of one user, role, group, policy or
            organization.

    >>> page = b'''{"RoleDetailList": [{"Arn": "arn:aws:iam::111122223333:role/Deploy",
    ...     "AttachedManagedPolicies": [{"PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}]}]}'''
    >>> inventory = read_inventory([Source("account.json", page)])
    >>> inventory.roles["arn:aws:iam::111122223333:role/Deploy"].missing
    ('managed policy arn:aws:iam::aws:policy/ReadOnlyAccess',)
    """
    with collection_paused():
        reading = _Reading()
        for source in sources:
            reading.collect(source)
        return reading.inventory()


# --- entries ---------------------------------------------------------------------------------------------------------

_LISTS: Final[Mapping[str, type[Arn]]] = {
    "UserDetailList": UserArn,
    "GroupDetailList": Arn,
    "RoleDetailList": RoleArn,
    "Policies": Arn,
}
"""The lists of the output, and what names their entries."""

_EXPECTED = (
    f"expected the output of aws iam get-account-authorization-details: an object with {', '.join(_LISTS)}; "
    "or an organization: an object with Organization, Accounts"
)


class _Entry(NamedTuple):
    """A user, group, role or managed policy as the output shows it."""

    arn: Any  # of the class that `_LISTS` names
    node: Node

    @property
    def name(self) -> str:
        """The last part of the ARN: unique in the account without the path (ARN-9)."""
        return str(self.arn).rpartition("/")[2]

    @property
    def account(self) -> tuple[str, str]:
        return self.arn.partition, self.arn.account


_Holdings: TypeAlias = dict[str, IdentityPolicy | None]
"""Policies by what they are called; None where the text is not known."""


class _Reading:
    """One load: first all entries of all sources, because they refer to each other, then what they amount to."""

    def __init__(self) -> None:
        self.entries: dict[str, dict[str, list[_Entry]]] = {name: {} for name in _LISTS}
        self.groups: dict[tuple[tuple[str, str], str], _Holdings] = {}
        self.managed: dict[tuple[type[PolicyDocument], str], Any] = {}
        self.organizations: list[Node] = []
        self.notes: set[str] = set()

    def collect(self, source: Source) -> None:
        """Take up the entries of a source."""
        goes_on = False
        for page in read_json(source):
            for part in _parts(Node(page.value, page)):
                if is_organization(part.value):
                    self.organizations.append(part)
                    continue
                for name in _LISTS:
                    for node in part.objects(name):
                        self._collect_entry(name, node)
                goes_on = part.value.get("IsTruncated") is True or part.value.get("NextToken") is not None
        if goes_on:
            self.notes.add(f"{source.name}: the output goes on in another page; what stands only there is not known")

    def _collect_entry(self, name: str, node: Node) -> None:
        text = node.required_text("Arn")
        try:
            arn = _LISTS[name].parse(text)
        except InvalidValue as error:
            self.notes.add(f"{node}: left out: {error}")
            return
        known = self.entries[name].setdefault(text, [])
        if all(each.node.value != node.value for each in known):
            known.append(_Entry(arn, node))

    # --- what the entries amount to ----------------------------------------------------------------------------------

    def inventory(self) -> Inventory:
        """What the entries amount to; in the order of the ARNs, whatever the order of the sources."""
        for entries in self.entries["GroupDetailList"].values():
            self.groups[entries[0].account, entries[0].name] = _agreed(entries, self._group)
        users = {arn: _agreed(entries, self._user) for arn, entries in sorted(self.entries["UserDetailList"].items())}
        roles = {arn: _agreed(entries, self._role) for arn, entries in sorted(self.entries["RoleDetailList"].items())}
        organizations = read_organizations(self.organizations, self.notes)
        if organizations:
            accounts = {user.arn.account for user in users.values()} | {role.arn.account for role in roles.values()}
            for account in accounts.difference(*(each.accounts for each in organizations)):
                self.notes.add(f"account {account}: no organization in the data lists it, so it is taken to be in none")
        return Inventory(users, roles, tuple(sorted(self.notes)), organizations)

    def _user(self, entry: _Entry) -> User:
        held = self._held(entry, "UserPolicyList", "inline policy", f"user {entry.name}")
        groups = entry.node.member("GroupList")
        for group in groups.items(str) if groups else ():
            held.update(self._policies_of_group(entry, group.value))
        return User(entry.arn, **self._shared(entry, held))

    def _policies_of_group(self, user: _Entry, group: str) -> _Holdings:
        known = self.groups.get((user.account, group))
        if known is not None:
            return known
        label = f"the policies of group {group} in account {user.arn.account}"
        self.notes.add(f"{label}: users are in the group, but it is not in the data")
        return {label: None}

    def _group(self, entry: _Entry) -> _Holdings:
        return self._held(entry, "GroupPolicyList", "policy", f"group {entry.name}")

    def _role(self, entry: _Entry) -> Role:
        trust = self._document(
            TrustPolicy, entry.node.member("AssumeRolePolicyDocument"), f"trust policy of role {entry.name}", entry.node
        )
        held = self._held(entry, "RolePolicyList", "inline policy", f"role {entry.name}")
        longest = self._longest_session(entry.node)
        return Role(entry.arn, trust=trust, max_session_seconds=longest, **self._shared(entry, held))

    def _shared(self, entry: _Entry, held: _Holdings) -> dict[str, Any]:
        """What users and roles have in common, as the parameters of both."""
        boundary, missing_boundary = self._boundary(entry)
        return {
            "unique_id": self._unique_id(entry.node),
            "tags": self._tags(entry.node),
            "policies": tuple(each for each in held.values() if each is not None),
            "boundary": boundary,
            "missing_boundary": missing_boundary,
            "missing": tuple(label for label, each in held.items() if each is None),
        }

    # --- policies ----------------------------------------------------------------------------------------------------

    def _held(self, entry: _Entry, inline: str, what: str, owner: str) -> _Holdings:
        """The inline and managed policies of a user, group or role."""
        held: _Holdings = {}
        for node in entry.node.objects(inline):
            called = f"{what} {node.required_text('PolicyName')} of {owner}"
            if called in held:
                raise node.refusal(f"{called} occurs twice")
            held[called] = self._document(IdentityPolicy, node.member("PolicyDocument"), called, node)
        for node in entry.node.objects("AttachedManagedPolicies"):
            arn = node.required_text("PolicyArn")
            called = f"managed policy {arn}"
            held[called] = self._managed_policy(IdentityPolicy, arn, called)
        return held

    def _boundary(self, entry: _Entry) -> tuple[PermissionsBoundary | None, str | None]:
        """The permissions boundary, or what it is called if its text is not known."""
        node = entry.node.member("PermissionsBoundary")
        if node is None:
            return None, None
        arn = node.expect(dict).required_text("PermissionsBoundaryArn")
        called = f"permissions boundary {arn}"
        boundary = self._managed_policy(PermissionsBoundary, arn, called)
        return boundary, called if boundary is None else None

    def _managed_policy(self, kind: type[_D], arn: str, label: str) -> _D | None:
        """The default version of a managed policy, read once for all that have it; None if it is not known."""
        if (kind, arn) not in self.managed:
            self.managed[kind, arn] = self._read_managed_policy(kind, arn, label)
        return self.managed[kind, arn]  # type: ignore[no-any-return]  # what was read as this kind

    def _read_managed_policy(self, kind: type[_D], arn: str, label: str) -> _D | None:
        entries = self.entries["Policies"].get(arn)
        if entries is None:
            self.notes.add(f"{label}: in use, but its text is not in the data")
            return None

        def read(entry: _Entry) -> _D | None:
            return self._document(kind, _default_version(entry.node), label, entry.node)

        older: list[_Entry] = []
        if entries[0].arn.account == "aws":  # AWS changes its policies: outputs of different days may well differ
            newest = max(map(_version, entries))
            older = [each for each in entries if _version(each) < newest]
            entries = [each for each in entries if _version(each) == newest]
        document = _agreed(entries, read)
        if any(read(each) != document for each in older):
            self.notes.add(f"{label}: it differs between the files; the newest version is used")
        return document

    def _document(self, kind: type[_D], node: Node | None, label: str, around: Node) -> _D | None:
        """The document; None, with a note, if it is missing or cannot be read: it hides no other."""
        if node is None:
            self.notes.add(f"{around}: {label}: its text is not in the data")
            return None
        try:
            return read_value(kind, node.value, name=label)
        except PolicyError as error:
            self.notes.add(unreadable(node, label, error))
            return None

    # --- other members -----------------------------------------------------------------------------------------------

    def _unique_id(self, node: Node) -> UniqueId | None:
        text = node.text("UserId") or node.text("RoleId")
        try:
            return None if text is None else UniqueId(text)
        except IdError as error:
            self.notes.add(f"{node}: left out: {error}")
            return None

    def _tags(self, node: Node) -> Tags:
        given = {each.required_text("Key"): each.text("Value") or "" for each in node.objects("Tags")}
        try:
            return Tags(given, stored=True)
        except IdError:
            return self._readable_tags(given, node)

    def _readable_tags(self, given: Mapping[str, str], node: Node) -> Tags:
        tags = Tags()
        for key, value in given.items():
            try:
                tags = Tags({**tags, key: value}, stored=True)
            except IdError as error:
                self.notes.add(f"{node}: left out: {error}")
        return tags

    def _longest_session(self, node: Node) -> int:
        member = node.member("MaxSessionDuration")
        if member is None:
            return SESSION_SECONDS.start
        seconds = member.expect(Number).value
        if seconds.isdigit() and int(seconds) in SESSION_SECONDS:
            return int(seconds)
        raise member.refusal(f"expected 3600 to 43200 seconds, found {seconds}")


def _parts(node: Node) -> list[Node]:
    """The value is the output or an organization, or a list of such."""
    parts = node.items(dict) if isinstance(node.value, list) else [node]
    strange = [part for part in parts if not (is_organization(part.value) or _is_output(part.value))]
    if strange or not parts:
        raise (strange or [node])[0].refusal(_EXPECTED)
    return parts


def _is_output(value: object) -> bool:
    return isinstance(value, dict) and not _LISTS.keys().isdisjoint(value)


def _agreed(entries: list[_Entry], build: Callable[[_Entry], _T]) -> _T:
    """What all entries for one ARN amount to; several files may show it, but not differently."""
    first, *others = entries
    value = build(first)
    for other in others:
        if build(other) != value:
            message = f"{other.arn} is not the same here as at {first.node}: expected one output for each account"
            raise other.node.refusal(message)
    return value


def _default_version(policy: Node) -> Node | None:
    """The document that is in force."""
    default = policy.text("DefaultVersionId")
    for version in policy.objects("PolicyVersionList"):
        if is_default(version.value, default) is True:
            return version.member("Document")
    return None


def _version(policy: _Entry) -> int:
    """The number of the default version, ``v12``; 0 if there is none."""
    digits = (policy.node.text("DefaultVersionId") or "")[1:]
    return int(digits) if digits.isascii() and digits.isdigit() else 0
