"""Laws of files of cases: they ask what the library asks, and are met by the answer and by no other."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pytest
from hypothesis import assume, find, given
from hypothesis import strategies as st

import policykit as pk
from policykit.cases import Access, Assumption, Case, Expectation, read_cases
from policykit.cases.form import CALLERS, ENTITIES, FILE, QUESTIONS, Form, breaches
from policykit.cases.question import case_breaches
from policykit.evaluate.callers import Caller
from policykit.schema import validator
from policykit.strategies import assumptions, requests
from tests.cases.toml import tables

MET_BY: Final = {  # as the words say, whatever the table of the package says
    "allowed": {"allow"},
    "implicit deny": {"deny", "implicit-deny"},
    "explicit deny": {"deny", "explicit-deny"},
    "unknown": {"unknown"},
}


@given(assumptions())
def test_a_case_is_met_by_the_outcome_of_its_own_question_and_by_no_other(question: tuple[Caller, pk.Role]) -> None:
    outcome = pk.can_assume(*question).outcome
    met = {each.value for each in Expectation if Case("x", Assumption(*question), each).run()}
    assert met == MET_BY[outcome.value]


@given(assumptions())
def test_a_refused_request_meets_invalid_and_nothing_else(question: tuple[Caller, pk.Role]) -> None:
    refused = Assumption(*question, {"duration_seconds": 899})
    assert {each.value for each in Expectation if Case("x", refused, each).run()} == {"invalid"}


@given(assumptions())
def test_because_is_met_by_what_decides_and_by_nothing_else(question: tuple[Caller, pk.Role]) -> None:
    decision = pk.can_assume(*question)
    expect = Expectation(min(MET_BY[decision.outcome.value]))
    result = Case("x", Assumption(*question), expect).run()
    names = tuple(name for names in result.grounds for name in names)
    assert Case("x", Assumption(*question), expect, names).run()
    for stranger in {"trust", "identity", "boundary", "session", "trust:99", "scp:99"} - set(names):
        missed = Case("x", Assumption(*question), expect, (*names, stranger)).run()
        assert not missed
        assert missed.unmet == (stranger,)


@given(requests([pk.User, pk.RoleSession, pk.Anonymous]))
def test_a_case_about_access_asks_what_the_caller_carries(request: pk.Request) -> None:
    decision = Case("x", Access(request), Expectation.ALLOW).run().answer
    assert isinstance(decision, pk.Decision)
    own = pk.authorize(request, pk.Policies())  # drawn without policies
    assert decision.outcome is own.outcome


@pytest.mark.parametrize("outcome", [*pk.Outcome][:3])
def test_the_drawn_questions_have_every_outcome(outcome: pk.Outcome) -> None:
    find(assumptions(), lambda question: pk.can_assume(*question).outcome is outcome)


# ── Files ────────────────────────────────────────────────────────────────────────────────────────────────────────────


class Written:
    """Documents in a folder, and what a file of cases says of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file: dict[str, list[dict[str, Any]]] = {"user": [], "role": [], "case": []}

    def document(self, document: pk.PolicyDocument) -> str:
        name = f"{len(list(self.folder.iterdir()))}.json"
        (self.folder / name).write_text(document.to_json(), encoding="utf-8")
        return name

    def entity(self, entity: pk.User | pk.Role) -> str:
        table: dict[str, Any] = {"arn": str(entity.arn), "tags": dict(entity.tags)}
        table["policies"] = [self.document(each) for each in entity.policies]
        if entity.unique_id is not None:
            table["unique_id"] = entity.unique_id
        if entity.boundary is not None:
            table["boundary"] = self.document(entity.boundary)
        if isinstance(entity, pk.Role):
            table["max_session_seconds"] = entity.max_session_seconds
            if entity.trust is not None:
                table["trust"] = self.document(entity.trust)
        self.file["user" if isinstance(entity, pk.User) else "role"].append(table)
        return table["arn"]  # type: ignore[no-any-return]  # it is text

    def caller(self, caller: Caller) -> object:
        match caller:
            case pk.User():
                return self.entity(caller)
            case pk.UserSession(user=user, mfa=mfa, mfa_age_seconds=age):
                return {"user": self.entity(user), "mfa": mfa} | ({} if age is None else {"mfa_age_seconds": age})
            case pk.RoleSession(role=role, session_name=name, policies=policies):
                passed = [self.document(each) for each in policies]
                table = {"role": self.entity(role), "session_name": name, "policies": passed}
                return table | brought(caller)
            case pk.FederatedUser(parent=parent, arn=arn, tags=tags, policies=policies):
                who = self.entity(parent) if isinstance(parent, pk.User) else str(parent.arn)
                passed = [self.document(each) for each in policies]
                return {"parent": who, "name": arn.name, "tags": dict(tags), "policies": passed}
            case pk.WebIdentity(provider=provider, claims=claims):
                return {"provider": str(provider), "claims": dict(claims)} | brought(caller)
            case pk.SamlIdentity(provider=provider, attributes=attributes):
                return {"provider": str(provider), "attributes": dict(attributes)} | brought(caller)
            case pk.RootUser(arn=root):
                return str(root)
            case pk.AwsService(name=name):
                return name
            case _:
                return "anonymous"

    def cases(self) -> tuple[Case, ...]:
        path = self.folder / "cases.toml"
        path.write_text(tables({name: each for name, each in self.file.items() if each}), encoding="utf-8")
        return read_cases(path)


def brought(caller: pk.RoleSession | pk.WebIdentity | pk.SamlIdentity) -> dict[str, object]:
    known = {} if caller.source_identity is None else {"source_identity": caller.source_identity}
    return {"tags": dict(caller.tags), "transitive_tags": list(caller.transitive_tags), **known}


@given(assumptions())
def test_a_question_written_to_a_file_is_read_as_the_same_question(question: tuple[Caller, pk.Role]) -> None:
    caller, role = question
    if isinstance(caller, pk.RoleSession):
        assume(caller.role.arn != role.arn)  # one role with two sets of policies fits into no file
        assume(caller.mfa is None)  # nor a role session that speaks of MFA (CTX-53)
    with TemporaryDirectory() as folder:
        written = Written(Path(folder))
        written.file["case"].append(
            {"caller": written.caller(caller), "role": written.entity(role), "expect": "unknown"}
        )
        (case,) = written.cases()
    assert case.question == Assumption(caller, role, {"organization": None})
    result = case.run()
    assert result.outcome == pk.can_assume(caller, role).outcome


NAMES: Final = sorted(
    {name for form in (FILE, *ENTITIES.values(), *QUESTIONS.values(), *CALLERS.values()) for name in form}
)
USER, ROLE = "arn:aws:iam::111122223333:user/alice", "arn:aws:iam::111122223333:role/Deploy"
TEXTS: Final = (
    *(
        "",
        "x",
        "allow",
        "deny",
        "invalid",
        "trust:1",
        "duration_seconds",
        "all",
        "*",
        "[",
        "\0",
        "anonymous",
        USER,
        ROLE,
    ),
    *("lambda.amazonaws.com", "sts:AssumeRole", "s3:Get?", "s3:GetObject", "arn:aws:iam::111122223333:saml-provider/a"),
    *("arn:aws:sts::111122223333:assumed-role/Deploy/x", "accounts.google.com", "AIDAJQABLZS4A3QDU576Q"),
)
CALLING: Final = (
    {"role": ROLE, "session_name": "x!"},
    {"role": USER, "session_name": "ab", "transitive_tags": "a"},
    {"user": ROLE, "mfa_age_seconds": -1},
    {"parent": ROLE, "name": "a"},
    {"provider": "x"},
    {"provider": "arn:aws:iam::111122223333:saml-provider/a", "claims": {}},
)
POOL: Final[tuple[Any, ...]] = (
    *TEXTS,
    True,
    -1,
    900,
    {},
    {"a": "b"},
    {"aws:x": "b"},
    {"a": [1, True]},
    *CALLING,
    [],
    ["x", "all"],
)
SCALARS: Final = st.sampled_from(TEXTS) | st.booleans() | st.integers(-1, 10**6)
VALUES: Final = st.lists(SCALARS, max_size=2) | st.dictionaries(st.sampled_from(NAMES), SCALARS, max_size=3) | SCALARS
TABLES: Final = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6)


@st.composite
def formed(draw: st.DrawFn, form: Form) -> dict[str, Any]:
    """Tables of a form: the values have the right shape, but say anything."""
    names = [name for name, each in form.items() if each.required or draw(st.integers(0, 5)) == 0]
    return {name: draw(st.sampled_from([each for each in POOL if form[name].shape.fits(each)])) for name in names}


ASKED: Final = st.one_of([formed(each) for each in QUESTIONS.values()])
REST: Final = st.fixed_dictionaries(
    {},
    optional={
        "user": st.lists(formed(ENTITIES["user"]) | TABLES, max_size=2),
        "role": st.lists(formed(ENTITIES["role"]) | TABLES, max_size=2),
        **dict.fromkeys(("data", "lenient", "x"), VALUES),
    },
)
FILES: Final = st.tuples(st.lists(ASKED | TABLES, min_size=1, max_size=2), st.just({}) | REST).map(
    lambda parts: {"case": parts[0], **parts[1]}
)


def expectations(file: Mapping[str, Any]) -> list[str]:
    """What the cases of a file expect, if it can be read."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "cases.toml")
        path.write_text(tables(file), encoding="utf-8")
        return [case.expect.value for case in read_cases(path)]


@given(FILES)
def test_whatever_a_file_says_it_is_read_or_refused_with_its_problems(file: Mapping[str, Any]) -> None:
    about = ("case ", "user ", "role ", "user:", "role:", "data", "lenient", "unknown member", "2 cases are called")
    problems: tuple[str, ...] = ()
    try:
        assert expectations(file) == [each["expect"] for each in file["case"]]
    except pk.CasesError as error:
        problems = error.problems
    assert all(each.startswith(about) for each in problems)


@pytest.mark.parametrize("form", QUESTIONS.values(), ids=QUESTIONS)
def test_drawn_files_can_be_read_too(form: Form) -> None:
    def is_read(case: Mapping[str, Any]) -> bool:
        try:
            return bool(expectations({"case": [case]}))
        except pk.CasesError:
            return False

    find(formed(form), is_read)


def is_formed(file: Mapping[str, Any]) -> bool:
    """Whether the tables with which files are read find nothing wrong with the form."""
    if any(breaches(FILE, file)):
        return False
    cases = (problem for each in file["case"] for problem in case_breaches(each) if not problem.startswith("because: "))
    entities = (
        each for noun, form in ENTITIES.items() for table in file.get(noun, ()) for each in breaches(form, table)
    )
    return not any(cases) and not any(entities)


@given(FILES)
def test_the_schema_accepts_exactly_the_form_that_is_read(file: Mapping[str, Any]) -> None:
    because = [each["because"] for each in file["case"] if "because" in each]
    assume(all(QUESTIONS["role"]["because"].shape.fits(each) for each in because))  # its names are no form
    assert validator("cases").is_valid(file) is is_formed(file)


@pytest.mark.parametrize("formed_well", [True, False])
def test_drawn_files_have_the_form_and_have_it_not(formed_well: bool) -> None:
    find(FILES, lambda file: is_formed(file) is formed_well)
