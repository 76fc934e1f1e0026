"""The table of a case: everything in which it is not of the form, and the question that it asks."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from policykit.cases.case import Access, Assumption, Question
from policykit.cases.folder import Folder, texts
from policykit.cases.form import QUESTIONS, Form, breaches
from policykit.cases.grounds import misnamed
from policykit.cases.people import caller_breaches, read_caller
from policykit.errors import InvalidRequest
from policykit.evaluate.request import EVERYTHING, Request
from policykit.model.action import ROLE_ACTIONS, folded_action
from policykit.model.policy import ResourcePolicy
from policykit.reach import Snapshot

__all__ = ["case_breaches", "read_question"]

_Table = Mapping[str, Any]

# --- form ------------------------------------------------------------------------------------------------------------

_ANY: Final[Form] = {
    name: member._replace(required=member.required and all(name in each for each in QUESTIONS.values()))
    for form in QUESTIONS.values()
    for name, member in form.items()
}


def case_breaches(table: _Table) -> Iterator[str]:
    """Everything in which the table is not of the form of its question."""
    asked = [each for each in QUESTIONS if each in table]
    if len(asked) != 1:
        yield f"expected role, or action and resource, as what is asked for; found {' and '.join(asked) or 'neither'}"
    yield from breaches(QUESTIONS[asked[0]] if len(asked) == 1 else _ANY, table)
    yield from caller_breaches(table.get("caller"))
    for each in texts(table.get("because")):
        wrong = misnamed(each, invalid=table.get("expect") == "invalid")
        if wrong is not None:
            yield f"because: {wrong}"


# --- meaning ---------------------------------------------------------------------------------------------------------

_OF_ROLES: Final = frozenset(map(folded_action, ROLE_ACTIONS))
_NO_OPTIONS: Final = frozenset(
    {"name", "caller", "expect", "because", "role", "action", "resource", "resource_policy"}
)  # all others are parameters of `can_assume`, or of `Request`, by the same name
_READERS: Final[Mapping[str, Callable[[Any], object]]] = {
    "transitive_tag_keys": texts,
    "unknown": lambda keys: EVERYTHING if "all" in texts(keys) else texts(keys),
}


def read_question(table: _Table, snapshot: Snapshot, folder: Folder) -> Question:
    """What the table asks; it has the form.

    Raises:
        PolicyKitError: it names somebody who is not in the data, or a document that cannot be read, or it is no
            request.
    """
    caller = read_caller(table["caller"], snapshot, folder)
    options: dict[str, Any] = {"organization": snapshot.organizations or None}
    for name in table.keys() - _NO_OPTIONS:
        options[name] = _READERS[name](table[name]) if name in _READERS else table[name]
    if "role" in table:
        return Assumption(caller, snapshot.role(table["role"]), options)
    if folded_action(table["action"]) in _OF_ROLES:
        raise InvalidRequest("action", f"ask for {table['action']} with role in place of action and resource")
    file = table.get("resource_policy")
    return Access(
        Request(caller, table["action"], table["resource"], **options),
        None if file is None else folder.one(ResourcePolicy, file),
    )
