"""What an AWS organization contains, from a small JSON file: its accounts and the policies that bind them.

No command shows all of it, so the file has a form of its own, to be written by hand or with jq:

>>> from policykit.inputs import Source, read_inventory
>>> file = b'''{
...     "Organization": {
...         "Id": "o-a1b2c3d4e5",
...         "ManagementAccountId": "111122223333",
...         "DelegatedAdministrators": ["444455556666"]
...     },
...     "Accounts": {
...         "111122223333": "o-a1b2c3d4e5/r-ab12/",
...         "444455556666": "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/"
...     },
...     "ServiceControlPolicies": {
...         "r-ab12": [{
...             "Name": "FullAWSAccess",
...             "Content": {
...                 "Version": "2012-10-17",
...                 "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]
...             }
...         }],
...         "ou-ab12-11111111": [],
...         "444455556666": null
...     },
...     "ResourceControlPolicies": null
... }'''
>>> [organization] = read_inventory([Source("organization.json", file)]).organizations
>>> organization.levels_of("444455556666")
('r-ab12', 'ou-ab12-11111111', '444455556666')
>>> [policy] = organization.scps["r-ab12"]
>>> policy.name
'service control policy FullAWSAccess at r-ab12'
>>> organization.scps["ou-ab12-11111111"], "444455556666" in organization.scps, organization.rcps
((), False, None)

=========================== ===========================================================================================
``Id``                      ``aws organizations describe-organization``; jq:
``ManagementAccountId``     ``.Organization | {Id, ManagementAccountId: .MasterAccountId}``
``DelegatedAdministrators`` accounts that may manage root access; none if left out:
                            ``list-delegated-administrators --service-principal iam.amazonaws.com``; jq:
                            ``[.DelegatedAdministrators[].Id]``
``Accounts``                every account of ``list-accounts``, the management account included, with its path: the
                            organization, then root and units as ``list-parents`` shows them, from the top
``ServiceControlPolicies``  what is attached to the root, a unit or an account, by its id: ``list-policies-for-target``
                            and, for each, ``describe-policy``; jq: ``.Policy | {Name: .PolicySummary.Name, Content}``
``ResourceControlPolicies`` the same for resource control policies
=========================== ===========================================================================================

A policy is its document alone, or an object with its ``Name``, which explanations show, and the document as
``Content``, an object or text. What is not there means:

=============================================== =======================================================================
no ``ServiceControlPolicies``, or null          they are not enabled, and limit nothing
a root, unit or account that it lacks, or null  what is attached there is not known
``[]``                                          nothing is attached there, so that nothing is allowed there and below
no ``Content``, or one that cannot be read      what is attached there is not known; a note says which policy it is
=============================================== =======================================================================

The same holds for ``ResourceControlPolicies``, except that ``RCPFullAWSAccess`` is attached everywhere and need not be
listed (EVAL-31).

Source: AWS Organizations API Reference, "DescribeOrganization", "ListParents", "ListPoliciesForTarget",
"DescribePolicy"; AWS Organizations User Guide, "SCP evaluation" (EVAL-24 to EVAL-31).
"""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final, TypeVar

from policykit.errors import IdError, PolicyError, shown
from policykit.inputs.node import Node
from policykit.inputs.policy_json import read_value, unreadable
from policykit.model.ids import AccountId, Identifier, OrganizationId, OrganizationPath
from policykit.model.policy import PolicyDocument, ResourceControlPolicy, ServiceControlPolicy
from policykit.snapshot import Organization

__all__ = ["is_organization", "read_organizations"]

_D = TypeVar("_D", bound=PolicyDocument)
_I = TypeVar("_I", bound=Identifier)

_UNIT: Final = re.compile("r-[a-z0-9]{4,32}|ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}")
"""Ids of roots and organizational units."""


def is_organization(value: object) -> bool:
    """Whether a JSON value is meant to be an organization.

    >>> is_organization({"Organization": {}}), is_organization({"UserDetailList": []})
    (True, False)
    """
    return isinstance(value, dict) and "Organization" in value


def read_organizations(nodes: Iterable[Node], notes: set[str]) -> tuple[Organization, ...]:
    """The organizations, in the order of their ids; the same one may occur more than once.

    Args:
        nodes: JSON objects that `is_organization` knows, of any number of files.
        notes: which policies cannot be read is added to it.

    Raises:
        InputError: one has another form, two tell different things of one organization, or an account is in two.
    """
    found: dict[str, tuple[Organization, Node]] = {}
    for node in nodes:
        organization = _organization(node, notes)
        known, first = found.setdefault(organization.id, (organization, node))
        if known != organization:
            raise node.refusal(
                f"organization {known.id} is not the same here as at {first}: expected one file for each organization"
            )
    homes: dict[str, str] = {}
    for organization, node in found.values():
        for account in organization.accounts:
            home = homes.setdefault(account, organization.id)
            if home != organization.id:
                raise node.refusal(f"account {account} is in {organization.id} here, but in {home} elsewhere")
    return tuple(organization for _, (organization, _) in sorted(found.items()))


def _organization(node: Node, notes: set[str]) -> Organization:
    node.only("Organization", "Accounts", "ServiceControlPolicies", "ResourceControlPolicies")
    facts = node.required("Organization").expect(dict)
    facts.only("Id", "ManagementAccountId", "DelegatedAdministrators")
    id = _identifier(facts.required("Id"), OrganizationId)
    accounts = _accounts(node.required("Accounts").expect(dict), id)
    delegated = facts.member("DelegatedAdministrators")
    administrators = delegated.items(str) if delegated else []
    return Organization(
        id,
        management_account=_member_account(facts.required("ManagementAccountId"), accounts),
        accounts=accounts,
        scps=_attached(ServiceControlPolicy, node.member("ServiceControlPolicies"), accounts, notes),
        rcps=_attached(ResourceControlPolicy, node.member("ResourceControlPolicies"), accounts, notes),
        delegated_administrators=[_member_account(each, accounts) for each in administrators],
    )


# --- accounts --------------------------------------------------------------------------------------------------------


def _identifier(node: Node, kind: type[_I]) -> _I:
    try:
        return kind(node.expect(str).value)
    except IdError as error:
        raise node.refusal(str(error)) from None


def _accounts(node: Node, organization: str) -> dict[str, str]:
    """The paths of the accounts."""
    found: dict[str, str] = {}
    for account, place in node.members().items():
        try:
            AccountId(account)
        except IdError as error:
            raise place.refusal_of_name(str(error)) from None
        path = _identifier(place, OrganizationPath)
        if not path.startswith(f"{organization}/"):
            raise place.refusal(f"expected a path that begins with '{organization}/', found {path!r}")
        found[account] = path
    return found


def _member_account(node: Node, accounts: Collection[str]) -> str:
    """An account of the organization; of one that is not listed, all that is said here would be lost."""
    account = _identifier(node, AccountId)
    if account not in accounts:
        raise node.refusal(f"account {account} is not among Accounts")
    return account


# --- policies --------------------------------------------------------------------------------------------------------


def _attached(
    kind: type[_D], node: Node | None, accounts: Collection[str], notes: set[str]
) -> Mapping[str, tuple[_D, ...]] | None:
    """The policies by target; a target is left out unless all its policies are known."""
    if node is None:
        return None
    found: dict[str, tuple[_D, ...]] = {}
    for target, policies in node.expect(dict).members().items():
        _check_target(target, policies, accounts)
        if policies.value is None:
            continue
        read = [_policy(kind, each, number, target, notes) for number, each in enumerate(policies.items(dict), 1)]
        known = tuple(each for each in read if each is not None)
        if len(known) == len(read):
            found[target] = known
    return found


def _check_target(target: str, policies: Node, accounts: Collection[str]) -> None:
    if target in accounts or _UNIT.fullmatch(target):
        return
    if AccountId.form.fullmatch(target):
        raise policies.refusal_of_name(f"account {target} is not among Accounts")
    raise policies.refusal_of_name(
        "expected the id of a root, an organizational unit or an account, such as 'r-ab12', 'ou-ab12-11111111' or "
        f"'111122223333', found {shown(target)}"
    )


def _policy(kind: type[_D], node: Node, number: int, target: str, notes: set[str]) -> _D | None:
    """The document, read leniently, for AWS has accepted it; None, with a note, if it is not there or unreadable."""
    document: Node | None = node
    name = None
    if "Statement" not in node.value and "Version" not in node.value:
        node.only("Name", "Content")
        document, name = node.member("Content"), node.text("Name")
    label = f"{kind.grammar.name} {name or f'number {number}'} at {target}"
    if document is None:
        notes.add(f"{node}: {label}: its text is not in the data")
        return None
    try:
        return read_value(kind, document.value, name=label)
    except PolicyError as error:
        notes.add(unreadable(document, label, error))
        return None
