"""``policykit grant``: what it prints and writes, what it finds, and what it refuses."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import click
import pytest

import policykit as pk
from policykit.build.form import REQUIRE
from policykit.build.kinds import KINDS
from policykit.build.require import LEVELS
from policykit.cli.grant import command
from tests.cli.terminal import Ended, process

Run = Callable[..., Ended]

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
ROLE = "arn:aws:iam::444455556666:role/Deploy"
USER = "arn:aws:iam::111122223333:user/alice"
ACCOUNT = ("account", "--id", "111122223333", "--role", ROLE)
GITHUB = ("github", "--repo", "acme/app", "--environment", "prod", "--role", ROLE)

TRUST = """\
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "AWS": "arn:aws:iam::356903128354:user/Stuart"
      },
      "Action": "sts:AssumeRole"
    }
  ]
}
"""
IDENTITY = """\
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "sts:AssumeRole",
      "Resource": "arn:aws:iam::730739171055:role/CrossAccountRDS"
    }
  ]
}
"""
INTENT = f"""\
[[grant]]
name = "github"
role = "{ROLE}"
[grant.caller]
kind = "github"
repo = "acme/app"
environment = "prod"
[grant.require]
session_name = "release"

[[grant]]
name = "partner"
role = "{ROLE}"
caller = "111122223333"
require = {{external_id = "4711", not_after = 2027-01-01}}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def content(directory: str = ".") -> Mapping[str, str]:
    """Every file under the directory, hidden ones too."""
    here = Path(directory)
    return {each.relative_to(here).as_posix(): each.read_text() for each in here.rglob("*") if each.is_file()}


def refusal(ended: Ended) -> str:
    """What is said behind ``Error:``; nothing may have been printed or written."""
    assert ended.status == 2
    assert ended.out == ""
    before, _, message = ended.err.partition("Error: ")
    assert "Traceback" not in before
    return message.removesuffix("\n")


# --- printing --------------------------------------------------------------------------------------------------------


def test_the_story_of_stuart_is_granted_as_it_is_told(run: Run) -> None:
    """A user of one account, a role of another (ASSUME-10)."""
    caller, role = "arn:aws:iam::356903128354:user/Stuart", "arn:aws:iam::730739171055:role/CrossAccountRDS"
    assert run("grant", "--caller", caller, "--role", role) == (
        0,
        f"{TRUST}\n{IDENTITY}",
        "Trust policy: paste it into account 730739171055, as that of role CrossAccountRDS\n"
        "Identity-based policy: paste it into account 356903128354, for user Stuart\n"
        "Notes\n"
        f"  - IAM keeps the unique id of {caller}: if it is deleted and made again, renew the trust policy\n",
    )
    assert pk.TrustPolicy.from_json(TRUST) == pk.TrustPolicy.from_json((EXAMPLES / "trust-stuart.json").read_bytes())
    assert pk.IdentityPolicy.from_json(IDENTITY) == pk.IdentityPolicy.from_json(
        (EXAMPLES / "assume-rds.json").read_bytes()
    )


def test_the_same_as_a_process() -> None:
    ended = process("grant", *GITHUB)
    assert (ended.status, json.loads(ended.out)["Statement"][0]["Action"]) == (0, "sts:AssumeRoleWithWebIdentity")
    assert process("grant", "--role", ROLE).status == 2


def test_a_caller_that_needs_no_second_policy(run: Run) -> None:
    ended = run("grant", *GITHUB)
    assert json.loads(ended.out)["Statement"][0]["Action"] == "sts:AssumeRoleWithWebIdentity"
    assert ended.err.endswith("\nNo identity-based policy is needed: such a caller has none\n")


def test_the_proof(run: Run) -> None:
    ended = run("grant", *ACCOUNT, "--external-id", "4711", "--prove")
    assert ended.err.partition("Proof\n")[2] == (
        "  - allowed: the intended request\n"
        "  - denied: a request without the external id\n"
        "  - denied: a request with another external id\n"
        "  - denied: a user of another account\n"
        "  - denied: the same without the identity-based policy\n"
        "  - denied: another role that trusts the same\n"
    )


def test_terraform_reads_what_is_printed(run: Run) -> None:
    out = run("grant", *ACCOUNT, "--external-id", "4711", "--format", "terraform").out
    first, second = out.split("\n\ndata ")
    assert first.startswith('data "aws_iam_policy_document" "trust" {\n')
    assert 'values   = ["4711"]' in first
    assert second.startswith('"aws_iam_policy_document" "identity" {\n')


def test_cloudformation_gets_documents_that_a_line_divides(run: Run) -> None:
    """An external id is quoted as the text it is."""
    out = run("grant", *ACCOUNT, "--external-id", "4711", "--format", "cloudformation").out
    trust, identity = out.split("---\n")
    assert trust.startswith("Version: '2012-10-17'\n")
    assert trust.endswith("sts:ExternalId: '4711'\n")
    assert identity.endswith(f"Resource: {ROLE}\n")


def test_a_service_can_be_told_in_one_word_with_its_scope(run: Run) -> None:
    words = ("--caller", "scheduler.amazonaws.com", "--role", ROLE, "--source-account", "444455556666")
    by_kind = ("service", "--name", *words[1:])
    assert run("grant", *words) == run("grant", *by_kind)


def test_an_account_can_be_told_in_one_word_and_narrowed(run: Run) -> None:
    words = ("--caller", "111122223333", "--role", ROLE, "--narrow-to", USER, "--by", "condition")
    by_kind = ("account", "--id", *words[1:])
    assert run("grant", *words) == run("grant", *by_kind)
    assert f'"aws:PrincipalArn": "{USER}"' in run("grant", *words).out


def test_several_grants_are_printed_with_their_names(run: Run) -> None:
    Path("intent.toml").write_text(INTENT)
    ended = run("grant", "--from", "intent.toml")
    assert [line for line in ended.err.splitlines() if not line.startswith((" ", "Trust", "Identity", "No "))] == [
        "github",
        "partner",
    ]
    assert ended.out.count('"Version": "2012-10-17"') == 3
    assert run("grant", "--from", "-", stdin=INTENT.encode()) == ended


# --- writing ---------------------------------------------------------------------------------------------------------


def test_both_policies_are_written(run: Run) -> None:
    ended = run("grant", *ACCOUNT, "--out", "a/b", "--prove")
    assert ended.out == "written: a/b/trust-policy.json\nwritten: a/b/identity-policy.json\n"
    assert ended.err.startswith(
        "Where to\n  - trust policy: paste it into account 444455556666, as that of role Deploy\n"
        "  - identity-based policy: paste it into account 111122223333, for the users and roles that shall assume the "
        "role\nProof\n"
    )
    printed = run("grant", *ACCOUNT).out.split("\n\n")
    assert [each.strip() for each in content("a/b").values()] == sorted(
        (each.strip() for each in printed), reverse=True
    )


def test_several_grants_are_written_into_folders(run: Run) -> None:
    Path("intent.toml").write_text(INTENT)
    assert run("grant", "--from", "intent.toml", "--out", "out", "--format", "terraform").status == 0
    assert sorted(content("out")) == [
        "github/trust-policy.tf",
        "partner/identity-policy.tf",
        "partner/trust-policy.tf",
    ]


def test_nothing_is_replaced_without_force(run: Run) -> None:
    assert run("grant", *ACCOUNT, "--out", "out").status == 0
    before = content("out")
    other = (*ACCOUNT, "--external-id", "4711", "--out", "out")
    assert refusal(run("grant", *other)) == (
        "out: trust-policy.json, identity-policy.json would be overwritten: pass --force, or name another directory"
    )
    assert content("out") == before
    assert run("grant", *other, "--force").status == 0
    assert "4711" in content("out")["trust-policy.json"]


def test_a_policy_that_is_not_needed_any_more_is_not_left_beside_new_ones(run: Run) -> None:
    assert run("grant", *ACCOUNT, "--out", "out").status == 0
    before = content("out")
    assert refusal(run("grant", *GITHUB, "--out", "out", "--force")) == (
        "out/identity-policy.json: no grant needs this policy any more: remove it"
    )
    assert content("out") == before


def test_a_file_with_one_mistake_writes_nothing(run: Run) -> None:
    Path("intent.toml").write_text(INTENT.replace("4711", "4 711"))
    assert refusal(run("grant", "--from", "intent.toml", "--out", "out")) == (
        "intent.toml: grant 'partner': require.external_id: expected 2 to 1224 of the characters "
        "A-Z a-z 0-9 _ + = , . @ : / -, found '4 711'"
    )
    assert not Path("out").exists()


# --- checking --------------------------------------------------------------------------------------------------------


@pytest.fixture
def written(run: Run) -> Path:
    """The policies of the file of intentions."""
    Path("intent.toml").write_text(INTENT)
    assert run("grant", "--from", "intent.toml", "--out", "out").status == 0
    return Path("out")


CHECK = ("grant", "--from", "intent.toml", "--check", "out")


@pytest.mark.usefixtures("written")
def test_what_was_written_is_as_intended(run: Run) -> None:
    assert run(*CHECK) == (0, "as intended: 3 policies\n", "")


def test_another_layout_is_no_difference(run: Run, written: Path) -> None:
    path = written / "partner" / "trust-policy.json"
    path.write_text(json.dumps(json.loads(path.read_text()), sort_keys=True))
    assert run(*CHECK).status == 0


def test_a_difference_of_meaning_is_shown(run: Run, written: Path) -> None:
    path = written / "partner" / "trust-policy.json"
    path.write_text(path.read_text().replace("4711", "4712"))
    ended = run(*CHECK)
    assert (ended.status, ended.err) == (1, "")
    assert ended.out.startswith("--- out/partner/trust-policy.json\n+++ intended\n")
    assert '-          "sts:externalid": "4712"\n+          "sts:externalid": "4711"\n' in ended.out


def test_a_policy_that_is_missing_and_policies_that_nobody_intends(run: Run, written: Path) -> None:
    (written / "github" / "trust-policy.json").rename(written / "github" / "identity-policy.json")
    (written / "old").mkdir()
    (written / "old" / "trust-policy.json").write_text(TRUST)
    (written / "trust-policy.json").write_text(TRUST)
    (written / "old" / "readme.json").write_text("{}")
    assert run(*CHECK) == (
        1,
        "out/github/trust-policy.json: this policy is missing\n"
        "out/trust-policy.json: no grant needs this policy: remove it\n"
        "out/old/trust-policy.json: no grant needs this policy: remove it\n"
        "out/github/identity-policy.json: no grant needs this policy: remove it\n",
        "",
    )


def test_a_policy_that_breaks_the_grammar_is_a_difference(run: Run, written: Path) -> None:
    path = written / "partner" / "trust-policy.json"
    path.write_text(path.read_text().replace('"Allow"', '"allow"'))
    ended = run(*CHECK)
    assert ended.status == 1
    assert "partner/trust-policy.json:5:17: expected 'Allow' or 'Deny', found 'allow'" in ended.out


def test_a_file_that_is_no_json_cannot_be_compared(run: Run, written: Path) -> None:
    path = written / "partner" / "trust-policy.json"
    path.write_bytes(b"")
    assert refusal(run(*CHECK)) == "out/partner/trust-policy.json: it is empty: expected JSON"


def test_a_file_with_something_else_is_a_difference(run: Run, written: Path) -> None:
    role = json.dumps({"Role": {"RoleName": "x", "AssumeRolePolicyDocument": json.loads(TRUST)}})
    (written / "partner" / "trust-policy.json").write_text(f"{role}\n{role}")
    ended = run(*CHECK)
    assert ended.status == 1
    assert ended.out == "out/partner/trust-policy.json: expected one trust policy, found 2\n"


@pytest.mark.parametrize("language", ["terraform", "cloudformation"])
def test_other_languages_are_compared_as_text(run: Run, language: str) -> None:
    words = ("grant", *ACCOUNT, "--format", language)
    assert run(*words, "--out", "out").status == 0
    [path, _] = sorted(Path("out").glob("trust-policy.*")) * 2
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert run(*words, "--check", "out").status == 0
    path.write_text(path.read_text().replace("111122223333", "777788889999"))
    ended = run(*words, "--check", "out")
    assert ended.status == 1
    assert "+++ intended\n" in ended.out
    assert "777788889999" in ended.out


def test_a_directory_that_is_not_there_lacks_every_policy(run: Run) -> None:
    assert run("grant", *GITHUB, "--check", "nowhere") == (
        1,
        "nowhere/trust-policy.json: this policy is missing\n",
        "",
    )


def test_one_policy_is_counted_as_one(run: Run) -> None:
    assert run("grant", *GITHUB, "--out", "out").status == 0
    assert run("grant", *GITHUB, "--check", "out").out == "as intended: 1 policy\n"


# --- refusals --------------------------------------------------------------------------------------------------------

REFUSALS = {
    "no caller": (("--role", ROLE), "--caller: is missing: expected CALLER"),
    "no role": (("--caller", USER), "--role: is missing: expected ARN"),
    "no kind": (
        ("githb", "--role", ROLE),
        f"'githb' is no kind of caller: expected --caller, --from, or one of {', '.join(KINDS)}; "
        "did you mean 'github'?",
    ),
    "options before the kind": (
        ("--role", ROLE, "github", "--repo", "acme/app"),
        "options follow the kind of caller: move them behind github.",
    ),
    "a file before the kind": (
        ("--from", "intent.toml", "github"),
        "options follow the kind of caller: move them behind github.",
    ),
    "a file and options": (
        ("--from", "intent.toml", "--mfa", "--role", ROLE),
        "--from brings all intentions along: leave --role, --mfa out.",
    ),
    "a directory before the kind": (
        ("--out", "out", *GITHUB),
        "options follow the kind of caller: move them behind github.",
    ),
    "writing and comparing": (
        (*ACCOUNT, "--out", "a", "--check", "b"),
        "--check compares and grants nothing: leave --out and --prove out.",
    ),
    "proving and comparing": (
        (*ACCOUNT, "--prove", "--check", "b"),
        "--check compares and grants nothing: leave --out and --prove out.",
    ),
    "force without a directory": ((*ACCOUNT, "--force"), "--force is about files: give --out as well."),
    "eleven digits": (
        ("--caller", "11112222333", "--role", ROLE),
        "--caller: invalid account id '11112222333': expected twelve digits, for example '111122223333'",
    ),
    "nobody, and more said of it": (
        ("--caller", "alice", "--role", ROLE, "--no-scope"),
        "--caller: invalid caller: 'alice' is nobody who can assume a role: expected the ARN of a user, role or role "
        "session, twelve digits of an account, or a service such as scheduler.amazonaws.com",
    ),
    "a scope of a user": (
        ("--caller", USER, "--role", ROLE, "--source-account", "111122223333", "--by", "principal"),
        "2 problems\n  --source-account: it says nothing of an IAM user: leave it out\n"
        "  --by: it says nothing of an IAM user: leave it out",
    ),
    "a service without a scope": (
        ("--caller", "scheduler.amazonaws.com", "--role", ROLE),
        "--no-scope: scheduler.amazonaws.com works for others: expected source_account, source_arn or "
        "source_organization, which say for whom, or no_scope, for a service that does not say it",
    ),
    "another partition": (
        ("--caller", "arn:aws-cn:iam::111122223333:user/alice", "--role", ROLE),
        f"the caller is in aws-cn, {ROLE} is not: no role is assumed across partitions",
    ),
    "another partition, by kind": (
        ("user", "--arn", "arn:aws-cn:iam::111122223333:user/alice", "--role", ROLE),
        f"the caller is in aws-cn, {ROLE} is not: no role is assumed across partitions",
    ),
    "MFA of a role": (
        ("--caller", "arn:aws:iam::111122223333:role/ci", "--role", ROLE, "--mfa"),
        "--mfa: arn:aws:iam::111122223333:role/ci cannot meet it: only IAM users have MFA devices; sessions of roles, "
        "services and tokens say nothing of MFA",
    ),
    "an age of MFA": (
        ("--caller", USER, "--role", ROLE, "--mfa-max-age", "0"),
        "--mfa-max-age: expected 1 to 129600 seconds, found 0",
    ),
    "a wildcard": (
        ("github", "--repo", "acme/*", "--any-run", "--role", ROLE),
        "--repo: expected owner/name, for example 'acme/app', or with ids 'acme@1/app@2', found 'acme/*'; "
        "a wildcard cannot stand for a name",
    ),
    "several mistakes": (
        ("github", "--transitive-tag", "x", "--role", "Deploy"),
        "3 problems\n"
        "  --role: invalid ARN 'Deploy': expected text that begins with 'arn:': "
        "arn:partition:service:region:account:resource\n"
        "  --repo: is missing: expected OWNER/NAME\n"
        "  --transitive-tag: expected keys of the session tags, found 'x'",
    ),
    "one tag twice": (
        (*ACCOUNT, "--session-tag", "a=b", "--session-tag", "a=c"),
        "Invalid value for '--session-tag': the key 'a' is given more than once",
    ),
    "no room": (
        (*ACCOUNT, "--quota", "10"),
        "the trust policy has 136 characters, 126 more than the 10 allowed\n"
        "  - require less: tags and long lists of addresses take the most\n"
        "  - have AWS raise the quota of the account, to 8192 at most, and say so: quota=, or --quota",
    ),
    "no file": (("--from", "no.toml"), "no.toml: no such file"),
    "a file in the way": ((*ACCOUNT, "--out", "file"), "Invalid value for '--out': Directory 'file' is a file."),
}


@pytest.mark.parametrize(("words", "message"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_names_the_option(run: Run, words: tuple[str, ...], message: str) -> None:
    Path("file").write_text("")
    assert refusal(run("grant", *words)) == message
    assert content() == {"file": ""}


FILES = {
    "empty": ("", "intent.toml: it is empty: expected TOML"),
    "a mistake of syntax": ("[[grant]]\nrole = Deploy\n", "intent.toml:2:8: expected TOML: Invalid value"),
    "another thing": (
        "a = 1",
        "intent.toml: 2 problems\n  a: unknown member: expected grant\n"
        "  grant: is missing: expected one table or more, each under [[grant]]",
    ),
}


@pytest.mark.parametrize(("text", "message"), FILES.values(), ids=FILES)
def test_a_file_that_holds_no_intentions(run: Run, text: str, message: str) -> None:
    Path("intent.toml").write_text(text)
    assert refusal(run("grant", "--from", "intent.toml")) == message


# --- help ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_help_of_a_kind_offers_what_can_be_said_and_required_of_it(run: Run, kind: str) -> None:
    ended = run("grant", kind, "--help")
    assert ended.status == 0
    offered = {word for line in ended.out.splitlines() for word in line.split()[:1] if word.startswith("--")}
    spelled = {"mfa_max_age_seconds": "mfa-max-age", "session_tags": "session-tag", "transitive_tags": "transitive-tag"}
    required = {name for name, level in LEVELS.items() if issubclass(KINDS[kind].level, level)}
    assert offered == {
        *(f"--{name.replace('_', '-')}" for name in KINDS[kind].members),
        *(f"--{spelled.get(name, name).replace('_', '-')}" for name in required),
        *("--role", "--sid", "--quota", "--format", "--out", "--force", "--check", "--prove"),
    }


def test_the_help_lists_every_kind_and_every_requirement(run: Run) -> None:
    out = run("grant", "-h").out
    assert all(f"\n  {name} " in out for name in KINDS)
    assert all(member.meaning.split(":")[0] in " ".join(out.split()) for member in REQUIRE.values())
    assert "Exit status:" in out


def test_shells_can_complete_the_kinds() -> None:
    assert command.list_commands(click.Context(command)) == list(KINDS)


@pytest.mark.parametrize("option", ["--out", "--check"])
@pytest.mark.parametrize("value", ["", "-"])
def test_what_an_unset_variable_leaves_is_no_directory(run: Run, option: str, value: str) -> None:
    before = list(Path().iterdir())
    ended = run("grant", *ACCOUNT, option, value)
    assert (ended.status, ended.out) == (2, "")
    assert f"expected the name of a directory, found {value!r}; the present one is '.'" in ended.err
    assert list(Path().iterdir()) == before
