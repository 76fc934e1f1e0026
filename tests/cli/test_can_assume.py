"""``policykit can-assume``: the story asked from loose files and from exports, options, expectations, and bad input."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import policykit as pk
from policykit.schema import validator
from tests.cli.terminal import Ended, process

Run = Callable[..., Ended]

A, B = "730739171055", "356903128354"
STUART, KIM = f"arn:aws:iam::{B}:user/Stuart", f"arn:aws:iam::{B}:user/Kim"
RDS = f"arn:aws:iam::{A}:role/CrossAccountRDS"


def trust(
    principal: str = f'{{"AWS": "arn:aws:iam::{B}:root"}}', action: str = "sts:AssumeRole", rest: str = ""
) -> str:
    return (
        '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", '
        f'"Principal": {principal}, "Action": "{action}"{rest}}}}}'
    )


def policy(resource: str = RDS, effect: str = "Allow", action: str = "sts:*") -> str:
    return json.dumps(
        {"Version": "2012-10-17", "Statement": {"Effect": effect, "Action": action, "Resource": resource}}
    )


def condition(operator: str, key: str, value: str) -> str:
    return trust(rest=f', "Condition": {{"{operator}": {{"{key}": {value}}}}}')


EXPORT_A = f"""{{"RoleDetailList": [
  {{"RoleName": "CrossAccountRDS", "Arn": "{RDS}", "AssumeRolePolicyDocument": {trust()}}},
  {{"RoleName": "Next", "Arn": "arn:aws:iam::{A}:role/path/Next",
    "AssumeRolePolicyDocument": {trust(f'{{"AWS": "{RDS}"}}')}}}
]}}"""
EXPORT_B = f"""{{"UserDetailList": [
  {{"UserName": "Stuart", "Arn": "{STUART}",
    "UserPolicyList": [{{"PolicyName": "AssumeRDS", "PolicyDocument": {policy()}}}]}},
  {{"UserName": "Kim", "Arn": "{KIM}"}}
]}}"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(trust=trust(), policy=policy(), a=EXPORT_A, b=EXPORT_B)


def write(**files: str) -> None:
    for name, text in files.items():
        Path(f"{name}.json").write_text(text, encoding="utf-8")


def verdict(ended: Ended) -> str:
    """The first word of an answer."""
    assert ended.status in (0, 1)
    return ended.out.split()[0].rstrip(":")


# --- the story from loose files --------------------------------------------------------------------------------------


def decided(caller: str, role: str, trusting: str, *own: str) -> pk.Decision:
    """What the library says to the same question."""
    policies = [pk.IdentityPolicy.from_json(each, name="policy.json") for each in own]
    return pk.can_assume(
        pk.User(caller, policies=policies), pk.Role(role, trust=pk.TrustPolicy.from_json(trusting, name="trust.json"))
    )


def test_a_denial_says_that_the_trust_only_delegates(run: Run) -> None:
    status, out, err = run("can-assume", STUART, RDS, "--trust", "trust.json")
    assert (status, out, err) == (0, decided(STUART, RDS, trust()).explain() + "\n", "")
    assert out.startswith(f"DENIED (implicitly: nothing allows it): {STUART}\n  sts:AssumeRole on {RDS}\n")
    assert f"the trust policy only delegates to account {B}, and no identity-based policy of {STUART} allows" in out


def test_an_allowance_names_both_sides(run: Run) -> None:
    status, out, err = run("can-assume", STUART, RDS, "--trust", "trust.json", "--policy", "policy.json")
    assert (status, out, err) == (0, decided(STUART, RDS, trust(), policy()).explain() + "\n", "")
    assert out.startswith(f"ALLOWED: {STUART}\n")
    assert "trust.json, statement 1" in out
    assert "policy.json, statement 1" in out


STORY = {
    "another user with the same policy": (KIM, RDS, trust(), [policy()], "ALLOWED"),
    "a trust in Stuart, asked by Stuart": (STUART, RDS, trust(f'{{"AWS": "{STUART}"}}'), [policy()], "ALLOWED"),
    "a trust in Stuart, asked by Kim": (KIM, RDS, trust(f'{{"AWS": "{STUART}"}}'), [policy()], "DENIED"),
    "every role of A, with a path": (
        STUART,
        f"arn:aws:iam::{A}:role/x/Y",
        trust(),
        [policy(f"arn:aws:iam::{A}:role/*")],
        "ALLOWED",
    ),
    "a role of a third account": (
        STUART,
        "arn:aws:iam::111122223333:role/Y",
        trust(),
        [policy(f"arn:aws:iam::{A}:role/*")],
        "DENIED",
    ),
    "several policies, one denies": (STUART, RDS, trust(), [policy(), policy(effect="Deny")], "DENIED"),
    "several policies, the second allows": (STUART, RDS, trust(), [policy("*", action="s3:*"), policy()], "ALLOWED"),
}


@pytest.mark.parametrize(("caller", "role", "trusting", "policies", "answer"), STORY.values(), ids=STORY)
def test_the_story(run: Run, caller: str, role: str, trusting: str, policies: list[str], answer: str) -> None:
    write(t=trusting, **{f"p{number}": text for number, text in enumerate(policies)})
    given = [f"--policy=p{number}.json" for number in range(len(policies))]
    assert verdict(run("can-assume", caller, role, "--trust", "t.json", *given)) == answer


CALLERS = {
    "a service": ("lambda.amazonaws.com", trust('{"Service": "lambda.amazonaws.com"}'), (), "ALLOWED"),
    "another service": ("ec2.amazonaws.com", trust('{"Service": "lambda.amazonaws.com"}'), (), "DENIED"),
    "a role, as a session of it": (f"arn:aws:iam::{B}:role/x/R", trust(), ("--policy", "policy.json"), "ALLOWED"),
    "a role that trusts itself": (RDS, trust(f'{{"AWS": "{RDS}"}}'), (), "ALLOWED"),
    "a role that is its own caller, with a policy": (
        RDS,
        trust(f'{{"AWS": "arn:aws:iam::{A}:root"}}'),
        ("--policy", "policy.json"),
        "ALLOWED",
    ),
    "a session by name": (
        f"arn:aws:iam::{B}:role/x/R",
        trust(f'{{"AWS": "arn:aws:sts::{B}:assumed-role/R/build"}}'),
        ("--policy", "policy.json", "--caller-session-name", "build"),
        "ALLOWED",
    ),
    "a session by another name": (
        f"arn:aws:iam::{B}:role/x/R",
        trust(f'{{"AWS": "arn:aws:sts::{B}:assumed-role/R/build"}}'),
        ("--policy", "policy.json"),
        "DENIED",
    ),
    "a root user": (f"arn:aws:iam::{B}:root", trust(), (), "DENIED"),
    "a federated user": (f"arn:aws:sts::{B}:federated-user/Bob", trust(), (), "DENIED"),
    "nobody": ("anonymous", trust('{"AWS": "*"}'), (), "DENIED"),
    "a token of a provider": (
        f"arn:aws:iam::{A}:oidc-provider/gitlab.example.com",
        trust(
            f'{{"Federated": "arn:aws:iam::{A}:oidc-provider/gitlab.example.com"}}',
            "sts:AssumeRoleWithWebIdentity",
            ', "Condition": {"StringEquals": {"gitlab.example.com:sub": "main"}}',
        ),
        ("--context", "gitlab.example.com:sub=main"),
        "ALLOWED",
    ),
    "a built-in provider": (
        "accounts.google.com",
        trust('{"Federated": "accounts.google.com"}', "sts:AssumeRoleWithWebIdentity"),
        (),
        "ALLOWED",
    ),
    "an assertion": (
        f"arn:aws:iam::{A}:saml-provider/okta",
        trust(
            f'{{"Federated": "arn:aws:iam::{A}:saml-provider/okta"}}',
            "sts:AssumeRoleWithSAML",
            ', "Condition": {"StringEquals": {"SAML:sub": "alice"}}',
        ),
        ("--context", "saml:sub=alice"),
        "ALLOWED",
    ),
}


@pytest.mark.parametrize(("caller", "trusting", "options", "answer"), CALLERS.values(), ids=CALLERS)
def test_every_kind_of_caller(run: Run, caller: str, trusting: str, options: tuple[str, ...], answer: str) -> None:
    write(t=trusting)
    assert verdict(run("can-assume", caller, RDS, "--trust", "t.json", *options)) == answer


# --- options of the call ---------------------------------------------------------------------------------------------

TAGGING = trust(action="sts:*").replace('"sts:*"', '["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]')
OPTIONS = {
    "an external id": (condition("StringEquals", "sts:ExternalId", '"4711"'), ("--external-id", "4711")),
    "a session name": (condition("StringEquals", "sts:RoleSessionName", '"release"'), ("--session-name", "release")),
    "MFA": (condition("Bool", "aws:MultiFactorAuthPresent", "true"), ("--mfa",)),
    "no MFA": (condition("Bool", "aws:MultiFactorAuthPresent", "false"), ("--no-mfa",)),
    "a source identity": (
        TAGGING.replace("]}}", '], "Condition": {"StringEquals": {"sts:SourceIdentity": "stuart"}}}}'),
        ("--source-identity", "stuart"),
    ),
    "tags": (
        TAGGING.replace(
            "]}}", '], "Condition": {"StringEquals": {"aws:RequestTag/team": "db", "aws:RequestTag/a": "b=c"}}}}'
        ),
        ("--tag", "team=db", "--tag", "a=b=c"),
    ),
    "a key": (condition("IpAddress", "aws:SourceIp", '"10.0.0.0/8"'), ("--context", "aws:SourceIp=10.1.2.3")),
    "a key in another case": (condition("StringLike", "aws:Foo", '"b*"'), ("--context", "AWS:foo=bar")),
    "a key without text": (condition("StringEquals", "aws:Foo", '""'), ("--context", "aws:Foo=")),
    "a key with several values, in any case": (
        condition("ForAllValues:StringEquals", "aws:Foo", '["a", "b"]').replace(
            '"ForAll', '"Null": {"aws:Foo": "false"}, "ForAnyValue:StringEquals": {"aws:foo": "b"}, "ForAll'
        ),
        ("--context", "aws:Foo=a", "--context", "AWS:FOO=b"),
    ),
}


@pytest.mark.parametrize(("trusting", "options"), OPTIONS.values(), ids=OPTIONS)
def test_what_is_passed_counts(run: Run, trusting: str, options: tuple[str, ...]) -> None:
    write(t=trusting)
    question = ("can-assume", STUART, RDS, "--trust", "t.json", "--policy", "policy.json")
    assert verdict(run(*question, *options)) == "ALLOWED"
    assert verdict(run(*question)) == "DENIED"


def test_lenient_reads_what_iam_would_refuse(run: Run) -> None:
    write(t=trust().replace('"Principal"', '"NotPrincipal"').replace(f"{B}:root", f"{B}:user/Kim"))
    question = ("can-assume", STUART, RDS, "--trust", "t.json", "--policy", "policy.json")
    assert run(*question).status == 2
    assert run(*question, "--lenient").status == 0


# --- exports ---------------------------------------------------------------------------------------------------------


def test_from_exports_of_both_accounts(run: Run) -> None:
    data = ("--data", "a.json", "--data", "b.json")
    assert verdict(run("can-assume", STUART, RDS, *data)) == "ALLOWED"
    assert verdict(run("can-assume", KIM, RDS, *data)) == "DENIED"
    assert verdict(run("can-assume", RDS, f"arn:aws:iam::{A}:role/path/Next", *data)) == "ALLOWED"
    session = f"arn:aws:sts::{A}:assumed-role/CrossAccountRDS/x1"
    assert verdict(run("can-assume", session, f"arn:aws:iam::{A}:role/path/Next", *data)) == "ALLOWED"


def test_what_is_not_in_the_data_is_unknown_and_named(run: Run) -> None:
    ended = run("can-assume", STUART, RDS, "--data", "b.json", "--expect", "allow")
    assert ended.status == 1
    assert ended.out.startswith(f"UNKNOWN (it hangs on something that nobody said): {STUART}\n")
    assert f"the trust policy of {RDS}" in ended.out
    assert ended.err == "Not as expected: allow was expected, the answer is unknown.\n"
    assert run("can-assume", STUART, RDS, "--data", "b.json", "--expect", "deny").status == 1
    assert run("can-assume", STUART, RDS, "--data", "b.json").status == 0


def test_exports_from_standard_input(run: Run) -> None:
    pages = (EXPORT_A + EXPORT_B).encode()
    assert verdict(run("can-assume", STUART, RDS, "--data", "-", stdin=pages)) == "ALLOWED"


# --- expectations and JSON -------------------------------------------------------------------------------------------

EXPECTATIONS = {
    "allow, allowed": ("allow", "Allow", 0, ""),
    "deny, allowed": ("deny", "Allow", 1, "Not as expected: deny was expected, the answer is allowed.\n"),
    "allow, denied": ("allow", "Deny", 1, "Not as expected: allow was expected, the answer is explicit deny.\n"),
    "deny, denied": ("deny", "Deny", 0, ""),
}


@pytest.mark.parametrize(("expect", "effect", "status", "err"), EXPECTATIONS.values(), ids=EXPECTATIONS)
def test_an_answer_that_is_not_expected_is_status_1(run: Run, expect: str, effect: str, status: int, err: str) -> None:
    write(p=policy(effect=effect))
    ended = run("can-assume", STUART, RDS, "--trust", "trust.json", "--policy", "p.json", "--expect", expect)
    assert (ended.status, ended.err) == (status, err)
    assert ended.out


TOLD = {
    "allowed": ("Allow", (), 0),
    "denied": ("Deny", (), 4),
    "it depends": ("Allow", ("--unknown", "aws:SourceIp"), 5),
    "it depends on what is not given": ("Allow", ("--unknown", "all"), 5),
}


@pytest.mark.parametrize(("effect", "options", "status"), TOLD.values(), ids=TOLD)
def test_the_exit_status_can_tell_the_answer(run: Run, effect: str, options: tuple[str, ...], status: int) -> None:
    statement = {
        "Effect": effect,
        "Action": "sts:AssumeRole",
        "Resource": "*",
        "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}} if options else {},
    }
    write(p=json.dumps({"Version": "2012-10-17", "Statement": statement}))
    ended = run("can-assume", STUART, RDS, "--trust", "trust.json", "--policy", "p.json", "--exit-code", *options)
    assert (ended.status, ended.err) == (status, "")
    if options:
        assert 'Allowed if\n  aws:SourceIp is in "203.0.113.0/24"\n' in ended.out


def test_only_one_option_chooses_the_exit_status(run: Run) -> None:
    ended = run("can-assume", STUART, RDS, "--trust", "trust.json", "--expect", "deny", "--exit-code")
    assert ended.status == 2
    assert "--expect and --exit-code both choose the exit status: give one of them." in ended.err


def test_json_is_the_decision_after_the_question(run: Run) -> None:
    status, out, err = run("can-assume", STUART, RDS, "--trust", "trust.json", "--json", "--expect", "allow")
    report = json.loads(out)
    assert (status, err) == (1, "Not as expected: allow was expected, the answer is implicit deny.\n")
    question = {name: report.pop(name) for name in ("version", "caller", "role", "expected", "as_expected")}
    assert question == {"version": 1, "caller": STUART, "role": RDS, "expected": "allow", "as_expected": False}
    assert report == decided(STUART, RDS, trust()).to_dict()
    validator("decision").validate(report)


def test_json_without_an_expectation(run: Run) -> None:
    report = json.loads(run("can-assume", STUART, RDS, "--trust", "trust.json", "--json").out)
    assert (report["expected"], report["as_expected"]) == (None, True)


# --- standard input --------------------------------------------------------------------------------------------------


def test_loose_files_from_standard_input(run: Run) -> None:
    own = ("--policy", "policy.json")
    assert verdict(run("can-assume", STUART, RDS, "--trust", "-", *own, stdin=trust().encode())) == "ALLOWED"
    assert (
        verdict(run("can-assume", STUART, RDS, "--trust", "trust.json", "--policy", "-", stdin=policy().encode()))
        == "ALLOWED"
    )


# --- wrong usage and bad input ---------------------------------------------------------------------------------------

USAGE = "Usage: policykit can-assume [OPTIONS] CALLER ROLE\nTry 'policykit can-assume --help' for help.\n\nError: "
WRONG_USAGE = {
    "no policies at all": (
        (STUART, RDS),
        "expected --data FILE, or --trust FILE with a --policy FILE for each policy of CALLER.\n",
    ),
    "policies without a trust": (
        (STUART, RDS, "--policy", "policy.json"),
        "expected --data FILE, or --trust FILE with a --policy FILE for each policy of CALLER.\n",
    ),
    "data and a trust": (
        (STUART, RDS, "--data", "a.json", "--trust", "trust.json"),
        "--data brings all policies along: leave --trust and --policy out.\n",
    ),
    "data and a policy": (
        (STUART, RDS, "--data", "a.json", "--policy", "policy.json"),
        "--data brings all policies along: leave --trust and --policy out.\n",
    ),
    "standard input twice": (
        (STUART, RDS, "--trust", "-", "--policy", "-"),
        "standard input can be read once: '-' is given more than once.\n",
    ),
    "a key without a value": (
        (STUART, RDS, "--trust", "trust.json", "--context", "aws:SourceIp"),
        "Invalid value for '--context': expected KEY=VALUE, found 'aws:SourceIp'\n",
    ),
    "a value without a key": (
        (STUART, RDS, "--trust", "trust.json", "--tag", "=x"),
        "Invalid value for '--tag': expected KEY=VALUE, found '=x'\n",
    ),
    "a tag twice": (
        (STUART, RDS, "--trust", "trust.json", "--tag", "a=1", "--tag", "a=2"),
        "Invalid value for '--tag': the key 'a' is given more than once\n",
    ),
    "another expectation": (
        (STUART, RDS, "--trust", "trust.json", "--expect", "yes"),
        "Invalid value for '--expect': 'yes' is not one of 'allow', 'deny'.\n",
    ),
    "no role": ((STUART,), "Missing argument 'ROLE'.\n"),
}


@pytest.mark.parametrize(("arguments", "message"), WRONG_USAGE.values(), ids=WRONG_USAGE)
def test_wrong_usage_is_status_2(run: Run, arguments: tuple[str, ...], message: str) -> None:
    assert run("can-assume", *arguments) == (2, "", USAGE + message)


REFUSED = {
    "a caller of no form": (
        ("bob", RDS, "--trust", "trust.json"),
        "Error: invalid caller: expected the ARN of a user, role, role session, federated user, account root, SAML or "
        "OIDC provider, or a service such as 'lambda.amazonaws.com', a provider such as 'accounts.google.com', or "
        "'anonymous', found 'bob'\n",
    ),
    "a broken ARN": (
        ("arn:aws:iam:user/x", RDS, "--trust", "trust.json"),
        "Error: invalid ARN 'arn:aws:iam:user/x': expected arn:partition:service:region:account:resource, six fields, "
        "found 4\n",
    ),
    "a role that is a user": (
        (STUART, KIM, "--trust", "trust.json"),
        f"Error: invalid ARN '{KIM}': expected an IAM role, arn:aws:iam::111122223333:role/Name\n",
    ),
    "a session without the path of its role": (
        (f"arn:aws:sts::{B}:assumed-role/R/build", RDS, "--trust", "trust.json"),
        f"Error: invalid caller: 'arn:aws:sts::{B}:assumed-role/R/build' does not tell the path of its role: give the "
        "ARN of the role, and --caller-session-name build\n",
    ),
    "policies of a service": (
        ("lambda.amazonaws.com", RDS, "--trust", "trust.json", "--policy", "policy.json"),
        "Error: invalid policy: 'lambda.amazonaws.com' has no identity-based policies: expected a user or a role as "
        "caller\n",
    ),
    "a name for the session of a user": (
        (STUART, RDS, "--trust", "trust.json", "--caller-session-name", "x1"),
        f"Error: invalid session_name: only a role has sessions that need a name; the caller is {STUART}\n",
    ),
    "a malformed session name": (
        (STUART, RDS, "--trust", "trust.json", "--session-name", "a b"),
        "Error: invalid session_name: ",
    ),
    "a context that contradicts the caller": (
        (STUART, RDS, "--trust", "trust.json", "--context", "aws:PrincipalAccount=111122223333"),
        f"Error: invalid context: aws:PrincipalAccount is '{B}' for this request, found '111122223333'; leave it out\n",
    ),
    "a file that is not there": (
        (STUART, RDS, "--trust", "gone.json"),
        "gone.json: no such file\n",
    ),
    "an export that is not there": ((STUART, RDS, "--data", "gone.json"), "Error: gone.json: no such file\n"),
    "a caller that is not in the export": (
        (f"arn:aws:iam::{B}:user/Stuarts", RDS, "--data", "b.json"),
        f"Error: invalid caller: 'arn:aws:iam::{B}:user/Stuarts' is not in the data; did you mean '{STUART}'?\n",
    ),
    "an identity policy as trust": (
        (STUART, RDS, "--trust", "policy.json"),
        "policy.json:1:40: missing element 'Principal': a trust policy says whom it speaks of\n   |\n 1 | ",
    ),
    "an export as policies": (
        (STUART, RDS, "--trust", "trust.json", "--policy", "a.json"),
        "a.json: expected a document of kind identity-based policy, found none\n",
    ),
    "several trust policies": (
        (STUART, RDS, "--trust", "a.json"),
        "a.json: expected one trust policy, found 2\n",
    ),
}


@pytest.mark.parametrize(("arguments", "message"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_answered_is_status_2(run: Run, arguments: tuple[str, ...], message: str) -> None:
    status, out, err = run("can-assume", *arguments)
    assert (status, out) == (2, "")
    if message.endswith("\n"):
        assert err == message
    else:
        assert err.startswith(message)


def test_a_trust_policy_of_another_partition_is_refused(run: Run) -> None:
    write(t=trust(f'{{"AWS": "arn:aws-cn:iam::{B}:root"}}'))
    status, out, err = run("can-assume", STUART, RDS, "--trust", "t.json")
    assert (status, out) == (2, "")
    assert err.startswith(f"t.json:1:73: arn:aws-cn:iam::{B}:root is in another partition than {RDS}: IAM refuses it\n")
    assert "   = at /Statement/Principal\n" in err


# --- as a process ----------------------------------------------------------------------------------------------------


def test_as_a_process_without_a_terminal() -> None:
    question = ("can-assume", STUART, RDS, "--trust", "trust.json")
    assert process(*question).status == 0
    assert process(*question, "--expect", "allow").status == 1
    assert process(*question, "--policy", "-", "--expect", "allow", stdin=policy().encode()).status == 0
    assert process("can-assume", STUART, RDS).status == 2
