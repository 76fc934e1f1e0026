"""A real account, read whole: the dump of a training account that is vulnerable on purpose, if it is at hand.

The file is not part of this project and nothing of it is copied, so these tests are skipped where it is not beside the
repository. What they show of one real account, the other tests show of accounts made for them.
"""

from pathlib import Path

import pytest

from policykit import InvalidRequest, Outcome, Snapshot, load_snapshot
from policykit.inputs import read_documents, read_source

DUMP = Path(__file__).resolve().parents[2] / "shared" / "data" / "account-authorization-details.json"
pytestmark = pytest.mark.skipif(not DUMP.is_file(), reason="the dump is not part of this project, and not beside it")


@pytest.fixture(scope="module")
def account() -> Snapshot:
    return load_snapshot(DUMP)


def chain(stage: str) -> str:
    """One of three roles that were made to be assumed one after the other."""
    return f"arn:aws:iam::200611803367:role/privesc-AssumeRole-{stage}-role"


def test_everything_is_read(account: Snapshot) -> None:
    assert (len(account.users), len(account.roles)) == (44, 78)
    assert all(user.missing == () for user in account.users.values())
    assert all(role.missing == () and role.trust is not None for role in account.roles.values())
    assert all("unique id" in note for note in account.notes)  # some were made up by hand


def test_every_document_is_good() -> None:
    found = read_documents(read_source(DUMP))
    assert len(found) > 200
    assert [each.error for each in found if each.error] == []


@pytest.mark.parametrize(
    ("caller", "target", "outcome"),
    [
        ("starting", "intermediate", Outcome.ALLOWED),
        ("intermediate", "ending", Outcome.ALLOWED),
        ("starting", "ending", Outcome.IMPLICIT_DENY),
        ("intermediate", "starting", Outcome.IMPLICIT_DENY),
        ("ending", "starting", Outcome.IMPLICIT_DENY),
        ("starting", "starting", Outcome.IMPLICIT_DENY),
    ],
)
def test_each_role_of_the_chain_can_assume_the_next_and_no_other(
    caller: str, target: str, outcome: Outcome, account: Snapshot
) -> None:
    """EVAL-13: in one account a trust policy that names the role suffices. ASSUME-20: a role does not trust itself."""
    assert account.can_assume(chain(caller), chain(target)).outcome is outcome


def test_the_chain_begins_with_a_session_of_an_administrator(account: Snapshot) -> None:
    """PRIN-6, PRIN-19: a trust policy may name one session; its ARN does not show the path of the role."""
    session = "arn:aws:sts::200611803367:assumed-role/AWSReservedSSO_AdministratorAccess_dc6414f7f2ab04fc/operator{}"
    decision = account.can_assume(session.format("@example.com"), chain("starting"))
    assert decision.outcome is Outcome.ALLOWED
    assert decision.session is not None
    assert str(decision.session.role.arn) == chain("starting")
    # Not named by the trust policy, but an administrator: in one account a role still must trust its callers (EVAL-22).
    assert account.can_assume(session.format(""), chain("starting")).outcome is Outcome.IMPLICIT_DENY


def test_a_typing_error_is_no_denial(account: Snapshot) -> None:
    with pytest.raises(InvalidRequest, match=r"is not in the data; did you mean .*starting-role"):
        account.can_assume(chain("startin"), chain("intermediate"))


def test_services_assume_the_roles_that_trust_them(account: Snapshot) -> None:
    trusting = [arn for arn in account.roles if account.can_assume("ec2.amazonaws.com", arn)]
    assert trusting
    assert all(
        "ec2.amazonaws.com" in str(role.trust.to_json()) for arn in trusting if (role := account.roles[arn]).trust
    )
