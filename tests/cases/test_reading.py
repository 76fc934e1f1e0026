"""Files of cases: what they can say, and everything that is refused, with the exact messages."""

import time
from pathlib import Path

import pytest

import policykit as pk
from policykit.cases import Access, Assumption, Case, read_cases
from policykit.cases.reading import MAX_SIZE
from tests.cases.toml import toml

A, B = "111122223333", "444455556666"
ALICE, DEPLOY = f"arn:aws:iam::{A}:user/alice", f"arn:aws:iam::{A}:role/Deploy"
OKTA = f"arn:aws:iam::{A}:saml-provider/okta"
GITHUB = f"arn:aws:iam::{A}:oidc-provider/token.actions.githubusercontent.com"


def statement(**members: object) -> str:
    return toml({"Version": "2012-10-17", "Statement": members}).replace(" = ", ": ")


TRUST = statement(Sid="Account", Effect="Allow", Principal={"AWS": A}, Action="sts:AssumeRole")
POLICY = statement(Effect="Allow", Action="sts:*", Resource=DEPLOY)
BUCKET = statement(Effect="Allow", Principal={"AWS": ALICE}, Action="s3:GetObject", Resource="arn:aws:s3:::b/k")
DATA = f"""{{
  "UserDetailList": [{{"Arn": "{ALICE}", "UserPolicyList": [{{"PolicyName": "Assume", "PolicyDocument": {POLICY}}}]}}],
  "RoleDetailList": [{{"Arn": "{DEPLOY}", "AssumeRolePolicyDocument": {TRUST},
    "AttachedManagedPolicies": [{{"PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}}]}}]
}}"""
ASKED = f'caller = "{ALICE}"\nrole = "{DEPLOY}"\n'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("data").mkdir()
    for name, text in {"trust": TRUST, "policy": POLICY, "bucket": BUCKET, "data/one": DATA}.items():
        Path(f"{name}.json").write_text(text, encoding="utf-8")


def cases(text: str) -> tuple[Case, ...]:
    Path("cases.toml").write_text(text, encoding="utf-8")
    return read_cases("cases.toml")


def question(text: str, top: str = 'data = "data/*.json"\n') -> Assumption | Access:
    (case,) = cases(f'{top}[[case]]\nexpect = "unknown"\n{text}')
    return case.question


def problems(text: str) -> list[str]:
    with pytest.raises(pk.CasesError) as caught:
        cases(text)
    return list(caught.value.problems)


def refusal(text: str) -> str:
    """The only problem of one case that is asked of the data."""
    (problem,) = problems(f'data = "data/one.json"\n[[case]]\nexpect = "allow"\n{text}')
    return problem.removeprefix("case 1 (line 2): ")


# ── What can be said ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_cases_have_names_places_and_expectations() -> None:
    first, second = cases(
        f'data = "data/one.json"\n\n[[case]]\nname = "may"\nbecause = ["trust:Account", "identity"]\nexpect = "allow"\n'
        f'{ASKED}  [[ case ]] # another\nexpect = "deny"\n{ASKED}'
    )
    assert (first.name, first.expect, first.because, first.place) == (
        "may",
        "allow",
        ("trust:Account", "identity"),
        "cases.toml:3",
    )
    assert (second.name, second.expect, second.because, second.line) == ("case 2", "deny", (), 9)
    assert (bool(first.run()), bool(second.run())) == (True, False)


def test_nobody_can_tell_the_line_if_a_text_looks_like_a_case() -> None:
    (case,) = cases(f'[[case]]\nexpect = "unknown"\n{ASKED}name = """\n[[case]]\n"""\n')
    assert (case.line, case.place) == (None, "cases.toml")
    assert cases(f'case = [{{expect = "unknown", caller = "{ALICE}", role = "{DEPLOY}"}}]')[0].line is None


@pytest.mark.parametrize(
    "data",
    ['"data/one.json"', '["data/*.json"]', '"**/on?.json"', '["data/[a-z]*.json", "data/one.json"]'],
)
def test_data_are_files_or_patterns(data: str) -> None:
    (case,) = cases(f'data = {data}\n[[case]]\nexpect = "allow"\n{ASKED}')
    assert case.run()


def test_paths_begin_at_the_folder_of_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    cases(f'data = "data/one.json"\n[[case]]\nexpect = "allow"\n{ASKED}')
    monkeypatch.chdir("/")
    assert read_cases(tmp_path / "cases.toml")[0].run()


def test_a_file_that_is_called_like_standard_input_is_a_file() -> None:
    Path("-").write_text(DATA, encoding="utf-8")
    assert cases(f'data = "-"\n[[case]]\nexpect = "allow"\n{ASKED}')[0].run()


def test_loose_documents_replace_what_the_data_say_and_leave_the_rest() -> None:
    asked = question(
        f'{ASKED}[[user]]\narn = "{ALICE}"\npolicies = []\n[[role]]\narn = "{DEPLOY}"\ntags = {{a = "b"}}\n'
    )
    assert isinstance(asked, Assumption)
    assert asked.caller == pk.User(ALICE)
    assert asked.role.trust == pk.TrustPolicy.from_json(TRUST)
    assert (dict(asked.role.tags), asked.role.missing) == (
        {"a": "b"},
        ("managed policy arn:aws:iam::aws:policy/ReadOnlyAccess",),
    )


def test_loose_policies_settle_what_is_missing_in_the_data() -> None:
    asked = question(
        f'{ASKED}[[role]]\narn = "{DEPLOY}"\npolicies = "policy.json"\nboundary = "policy.json"\n'
        "max_session_seconds = 7200"
    )
    assert isinstance(asked, Assumption)
    own, boundary = pk.IdentityPolicy.from_json(POLICY), pk.PermissionsBoundary.from_json(POLICY)
    trust = pk.TrustPolicy.from_json(TRUST)
    assert asked.role == pk.Role(DEPLOY, trust=trust, policies=[own], boundary=boundary, max_session_seconds=7200)


def test_lenient_reads_what_iam_refuses() -> None:
    """PRIN-39: IAM stores no trust policy with NotPrincipal."""
    everyone_else = statement(Effect="Deny", NotPrincipal={"AWS": A}, Action="sts:AssumeRole")
    Path("trust.json").write_text(everyone_else, encoding="utf-8")
    role = f'[[user]]\narn = "{ALICE}"\n[[role]]\narn = "{DEPLOY}"\ntrust = "trust.json"\n'
    text = f'{role}[[case]]\nexpect = "unknown"\n{ASKED}'
    (problem,) = problems(text)
    assert problem.startswith("role 1: invalid trust policy trust.json: line 1, column ")
    assert cases("lenient = true\n" + text)


def test_every_parameter_of_a_role_assumption() -> None:
    asked = question(
        f'{ASKED}external_id = "x7"\nsession_name = "ab"\nsource_identity = "ab"\ntags = {{team = "pay"}}\n'
        'transitive_tag_keys = "team"\nduration_seconds = 900\nmfa = true\nunknown = ["aws:SourceIp"]\n'
        'context = {"aws:CurrentTime" = 2026-01-31T00:00:00Z, "aws:TagKeys" = ["team"]}\n'
        "legacy_implicit_self_trust = true\ndirect_grant_sets_source_identity = true"
    )
    assert isinstance(asked, Assumption)
    assert asked.ask().answers[0].request.context["aws:CurrentTime"] == ("2026-01-31T00:00:00Z",)
    assert {name: value for name, value in asked.options.items() if name != "context"} == {
        "external_id": "x7",
        "session_name": "ab",
        "source_identity": "ab",
        "tags": {"team": "pay"},
        "transitive_tag_keys": ("team",),
        "duration_seconds": 900,
        "mfa": True,
        "unknown": ("aws:SourceIp",),
        "legacy_implicit_self_trust": True,
        "direct_grant_sets_source_identity": True,
        "organization": None,
    }


def test_all_that_is_not_given_can_be_unknown() -> None:
    asked = question(f'{ASKED}unknown = "all"')
    assert isinstance(asked, Assumption)
    assert asked.options["unknown"] is pk.EVERYTHING


SESSION = f'caller = {{role = "{DEPLOY}", session_name = "ci", tags = {{a = "b"}}, transitive_tags = ["a"]'
CALLERS = {
    "a role stands for a session": (f'caller = "{DEPLOY}"', pk.RoleSession, f"assumed-role/Deploy/{'policykit'}"),
    "a session by its ARN": (
        f'caller = "arn:aws:sts::{A}:assumed-role/Deploy/ci"',
        pk.RoleSession,
        "assumed-role/Deploy/ci",
    ),
    "a session with more": (
        f'{SESSION}, source_identity = "ab", policies = "policy.json"}}',
        pk.RoleSession,
        "assumed-role/Deploy/ci",
    ),
    "temporary credentials": (
        f'caller = {{user = "{ALICE}", mfa = true, mfa_age_seconds = 60}}',
        pk.UserSession,
        "user/alice",
    ),
    "a federated user": (
        f'caller = {{parent = "{ALICE}", name = "bob", tags = {{a = "b"}}, policies = ["policy.json"]}}',
        pk.FederatedUser,
        "federated-user/bob",
    ),
    "root": (f'caller = "arn:aws:iam::{A}:root"', pk.RootUser, "root"),
}


@pytest.mark.parametrize(("text", "kind", "resource"), CALLERS.values(), ids=CALLERS)
def test_callers_of_an_account(text: str, kind: type[object], resource: str) -> None:
    asked = question(f'{text}\naction = "iam:GetRole"\nresource = "{DEPLOY}"')
    assert isinstance(asked, Access)
    caller = asked.request.caller
    assert type(caller) is kind
    assert getattr(caller, "arn").resource == resource  # noqa: B009  # not every caller has one
    assert [dict(getattr(caller, "tags", {}))] == [{"a": "b"} if "tags" in text else {}]
    assert len(getattr(caller, "policies", ())) == ("policies" in text)


def test_callers_of_a_provider() -> None:
    for provider, facts, expected in (
        (GITHUB, 'claims = {sub = "repo:acme/app"}', pk.WebIdentity(GITHUB, claims={"sub": "repo:acme/app"})),
        (OKTA, 'attributes = {sub = ["alice"]}', pk.SamlIdentity(OKTA, attributes={"sub": "alice"})),
        ("accounts.google.com", "claims = {}", pk.WebIdentity("accounts.google.com")),
    ):
        asked = question(f'caller = {{provider = "{provider}", {facts}}}\nrole = "{DEPLOY}"')
        assert isinstance(asked, Assumption)
        assert asked.caller == expected


def test_access_with_a_policy_of_the_resource() -> None:
    (case,) = cases(
        f'[[user]]\narn = "{ALICE}"\n[[case]]\ncaller = "{ALICE}"\naction = "s3:GetObject"\nexpect = "allow"\n'
        f'resource = "arn:aws:s3:::b/k"\nresource_account = "{A}"\nresource_policy = "bucket.json"\n'
        'because = "resource:1"'
    )
    assert case.run()


def test_organizations_of_the_data_count() -> None:
    Path("org.json").write_text(
        f'{{"Organization": {{"Id": "o-a1b2c3d4e5", "ManagementAccountId": "{B}"}}, "Accounts": '
        f'{{"{A}": "o-a1b2c3d4e5/r-ab12/", "{B}": "o-a1b2c3d4e5/r-ab12/"}}, '
        f'"ServiceControlPolicies": {{"r-ab12": [], "{A}": []}}}}',
        encoding="utf-8",
    )
    (case,) = cases(
        f'data = ["data/one.json", "org.json"]\n[[case]]\nexpect = "implicit-deny"\nbecause = "scp"\n{ASKED}'
    )
    assert case.run()


# ── What is refused ──────────────────────────────────────────────────────────────────────────────────────────────────

NO_TOML = {
    "syntax": (b"[[case]]\nname = alice", "cases.toml:2:8: expected TOML: Invalid value"),
    "syntax at the end": (b"a = ", "cases.toml: expected TOML: Invalid value (at end of document)"),
    "encoding": (b"a = '\xff'", "cases.toml: expected TOML in UTF-8: invalid start byte at byte 5"),
    "empty": (b"", "cases.toml: it is empty: expected TOML"),
    "gzip": (b"\x1f\x8b", "cases.toml: it is compressed with gzip: expected TOML; unpack it first"),
    "depth": (b"a = " + b"[" * 100_000, "cases.toml: expected TOML: its values are nested too deeply"),
    "dots": (b"a" + b".a" * 2_000_000 + b" = 1", "cases.toml: expected TOML with fewer than 32 names joined by dots"),
    "quoted dots": (
        b"'a'" + b' . "a"' * 31 + b" = 1",
        "cases.toml: expected TOML with fewer than 32 names joined by dots",
    ),
    "size": (b" " * (MAX_SIZE + 1), f"cases.toml: it is larger than {MAX_SIZE} bytes, the most that is read"),
}


@pytest.mark.parametrize(("data", "message"), NO_TOML.values(), ids=NO_TOML)
def test_what_is_no_toml(data: bytes, message: str) -> None:
    Path("cases.toml").write_bytes(data)
    with pytest.raises(pk.InputError) as caught:
        read_cases("cases.toml")
    assert str(caught.value) == message


def test_a_number_that_python_refuses() -> None:
    Path("cases.toml").write_text("a = 1" + "0" * 5000, encoding="utf-8")
    with pytest.raises(pk.InputError, match=r"cases\.toml: expected TOML: Exceeds the limit"):
        read_cases("cases.toml")


@pytest.mark.parametrize("text", ["a" * (1 << 20), '"' * (1 << 20), "a." * 30 + "a " * (1 << 20), '"a"."' * (1 << 19)])
def test_looking_for_long_names_takes_no_long_time(text: str) -> None:
    start = time.monotonic()
    Path("cases.toml").write_text(text, encoding="utf-8")
    with pytest.raises(pk.InputError):
        read_cases("cases.toml")
    assert time.monotonic() - start < 5  # seconds: many times what it takes


def test_a_byte_order_mark_is_passed_over() -> None:
    Path("cases.toml").write_text(f'\ufeff[[case]]\nexpect = "unknown"\n{ASKED}', encoding="utf-8")
    assert read_cases("cases.toml")[0].line == 1


def test_a_file_without_cases_cannot_fail_so_it_is_refused() -> None:
    assert problems("lenient = false") == ["case is missing: expected one [[case]] or more"]
    assert problems("case = []") == ["case: expected one [[case]] or more, found []"]
    assert problems("case = 1") == ["case: expected one [[case]] or more, found 1"]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(pk.CasesError) as caught:
        cases(
            'date = "a.json"\nlenient = "yes"\nuser = 1\n[[role]]\ntrust = "none.json"\n'
            f'[[role]]\narn = "{DEPLOY}"\ntrust = "none.json"\n[[case]]\n[[case]]\nname = "x"\nexpect = "alow"\n{ASKED}'
        )
    assert str(caught.value) == (
        """\
cases.toml: 9 problems
  unknown member 'date': expected data, lenient, user, role, case; did you mean 'data'?
  lenient: expected true or false, found 'yes'
  user: expected one [[user]] or more, found 1
  role 1: arn is missing: expected text
  role 2: none.json: no such file
  case 1 (line 9): expected role, or action and resource, as what is asked for; found neither
  case 1 (line 9): caller is missing: expected text or a table
  case 1 (line 9): expect is missing: expected one of allow, deny, explicit-deny, implicit-deny, unknown, invalid
  case 2 'x' (line 10): expect: expected one of allow, deny, explicit-deny, implicit-deny, unknown, invalid, \
found 'alow'; did you mean 'allow'?"""
    )


def test_names_differ() -> None:
    case = f'[[case]]\nexpect = "unknown"\n{ASKED}'
    assert problems(f'{case}name = "case 2"\n{case}') == ["2 cases are called 'case 2': expected names that differ"]


def test_one_table_for_each_user_and_role() -> None:
    role = f'[[role]]\narn = "{DEPLOY}"\n'
    assert problems(f'{role}{role}[[case]]\nexpect = "unknown"\n{ASKED}') == [
        f"role 2: arn: there is another [[role]] for '{DEPLOY}'"
    ]


REFUSED = {
    "two questions": (
        f'{ASKED}action = "s3:GetObject"\nresource = "*"',
        "expected role, or action and resource, as what is asked for; found role and action",
    ),
    "a member of the other question": (
        f'caller = "{ALICE}"\naction = "s3:ListAllMyBuckets"\nresource = "*"\nmfa = true',
        "unknown member 'mfa': expected name, caller, expect, because, context, unknown, action, resource, "
        "resource_account, resource_policy",
    ),
    "an action of roles": (
        f'caller = "{ALICE}"\naction = "STS:assumerole"\nresource = "{DEPLOY}"',
        "invalid action: ask for STS:assumerole with role in place of action and resource",
    ),
    "a caller who is not in the data": (
        f'caller = "arn:aws:iam::{A}:user/alise"\nrole = "{DEPLOY}"',
        f"invalid caller: 'arn:aws:iam::{A}:user/alise' is not in the data; did you mean '{ALICE}'?",
    ),
    "a caller that is nobody": (
        f'caller = "alice"\nrole = "{DEPLOY}"',
        "invalid caller: expected the ARN of a user, role, role session, federated user, account root, SAML or OIDC "
        "provider, or a service such as 'lambda.amazonaws.com', a provider such as 'accounts.google.com', or "
        "'anonymous', found 'alice'",
    ),
    "a table that is nobody": (
        f'caller = {{arn = "{ALICE}"}}\nrole = "{DEPLOY}"',
        "caller: expected a table with one of role, user, parent, provider, found 'arn'",
    ),
    "an empty table": (
        f'caller = {{}}\nrole = "{DEPLOY}"',
        "caller: expected a table with one of role, user, parent, provider, found an empty one",
    ),
    "claims of an assertion": (
        f'caller = {{provider = "{OKTA}", claims = {{}}}}\nrole = "{DEPLOY}"',
        "caller: unknown member 'claims': expected provider, attributes, tags, transitive_tags, source_identity",
    ),
    "a role that is no role": (f'caller = "{ALICE}"\nrole = "{ALICE}"', "invalid role: "),
    "a contradiction": (
        f'{ASKED}external_id = "x7"\ncontext = {{"sts:ExternalId" = "x8"}}',
        "invalid context: sts:ExternalId is 'x7' for this request, found 'x8'; leave it out",
    ),
    "a time without an offset": (
        f'{ASKED}context = {{"aws:CurrentTime" = 2026-01-31T00:00:00}}',
        "context: expected a table of texts, truth values, numbers, times with an offset, or lists of them, found ",
    ),
    "seconds that are a truth value": (
        f"{ASKED}duration_seconds = true",
        "duration_seconds: expected a whole number of seconds, found True",
    ),
    "a layer that does not exist": (
        f'{ASKED}because = "turst:1"',
        "because: expected LAYER, LAYER:SID or LAYER:NUMBER, or a statement as explanations call it, such as "
        "'trust:Partner', with the layers trust, identity, boundary, session, resource, endpoint, scp, rcp; "
        "found 'turst:1'; did you mean 'trust'?",
    ),
    "a resource policy that is none": (
        f'caller = "{ALICE}"\naction = "s3:GetObject"\nresource = "arn:aws:s3:::b/k"\nresource_account = "{A}"\n'
        'resource_policy = "data/one.json"',
        "data/one.json: expected a document of kind resource-based policy, found none",
    ),
    "a resource of nobody": (
        f'caller = "{ALICE}"\naction = "s3:GetObject"\nresource = "arn:aws:s3:::b/k"',
        "invalid resource_account: expected the account that owns arn:aws:s3:::b/k, which its ARN does not name",
    ),
}


@pytest.mark.parametrize(("text", "message"), REFUSED.values(), ids=REFUSED)
def test_refused(text: str, message: str) -> None:
    problem = refusal(text)
    assert problem.startswith(message) if message.endswith(" ") else problem == message


def test_a_parameter_that_sts_refuses_is_for_the_answer_to_say() -> None:
    """ASSUME-31: the case is sound, and can expect to be invalid."""
    (case,) = cases(f'data = "data/one.json"\n[[case]]\nexpect = "invalid"\nbecause = "duration_seconds"\n{ASKED}'
                    "duration_seconds = 60")  # fmt: skip
    assert case.run()
    assert refusal(f'{ASKED}because = "sessions"').startswith("because: expected LAYER")


def test_what_makes_a_request_invalid_is_a_parameter() -> None:
    (problem,) = problems(f'data = "data/one.json"\n[[case]]\nexpect = "invalid"\nbecause = "trust:1"\n{ASKED}')
    assert problem == (
        "case 1 (line 2): because: expected one of the parameters session_name, external_id, tags, "
        "transitive_tag_keys, source_identity, duration_seconds, mfa, provided_contexts; found 'trust:1'"
    )


def test_data_that_cannot_be_read() -> None:
    asked = f'[[case]]\nexpect = "allow"\n{ASKED}'
    assert problems(f'data = "none-*.json"\n{asked}') == ["data: none-*.json: no file fits this pattern"]
    assert problems(f'data = ["none.json"]\n{asked}') == ["data: none.json: no such file"]
    assert problems(f'data = "data"\n{asked}') == [
        "data: data: this is a directory: expected a file; name the files in it"
    ]
    assert problems(f'data = "\\u0000"\n{asked}') == ["data: \0: it cannot be read: embedded null byte"]
    assert problems(f'data = "trust.json"\n{asked}')[0].startswith(
        "data: trust.json:1:1: expected the output of aws iam"
    )


def test_documents_that_cannot_be_read() -> None:
    asked = f'[[case]]\nexpect = "allow"\n{ASKED}'
    role = f'[[role]]\narn = "{DEPLOY}"\n'
    Path("two.json").write_text('{"Roles": [%s, %s]}' % ((f'{{"AssumeRolePolicyDocument": {TRUST}}}',) * 2))
    assert problems(f'{role}trust = "two.json"\n{asked}') == ["role 1: two.json: expected one trust policy, found 2"]
    Path("no.json").write_text("{", encoding="utf-8")
    (problem,) = problems(f'{role}trust = "no.json"\n{asked}')
    assert problem.startswith("role 1: no.json:1:2: the text ends before")


def test_bad_values_of_users_and_roles() -> None:
    (problem,) = problems(f'[[user]]\narn = "{DEPLOY}"\n[[case]]\nexpect = "allow"\n{ASKED}')
    assert problem.startswith(f"user 1: invalid ARN '{DEPLOY}': expected an IAM user, ")
