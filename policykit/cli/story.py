"""The story of ``policykit demo``, as data: two accounts, a role between them, and what each change of a policy does.

Nothing here knows an answer: `policykit.cli.demo` asks for every one of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

__all__ = ["INTRODUCTION", "STEPS", "Act", "Assume", "Become", "Link", "RoleAs", "Step", "UserAs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UserAs:
    """A user, as a step of the story finds him.

    Attributes:
        arn: of the user.
        policies: text of each identity-based policy, by name.
    """

    arn: str
    policies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleAs:
    """A role, as a step of the story finds it.

    Attributes:
        arn: of the role.
        trust: text of the trust policy.
        policies: text of each identity-based policy, by name.
    """

    arn: str
    trust: str
    policies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Assume:
    """Asks whether a user may assume a role."""

    question: str
    user: UserAs
    role: RoleAs


@dataclass(frozen=True, slots=True)
class Become:
    """Asks who a user is once he has assumed a role."""

    question: str
    user: UserAs
    role: RoleAs


@dataclass(frozen=True, slots=True)
class Act:
    """Asks whether somebody may do something: the user himself, or the session that he gets when he assumes a role."""

    question: str
    user: UserAs
    role: RoleAs | None
    action: str
    resource: str
    account: str


@dataclass(frozen=True, slots=True)
class Link:
    """Asks for the link with which the console switches to a role."""

    question: str
    role: RoleAs
    display_name: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the story.

    Attributes:
        title: of the step.
        text: what happens.
        shown: the policies that are new in this step, by caption.
        asks: what is asked then.
    """

    title: str
    text: str
    asks: tuple[Assume | Become | Act | Link, ...]
    shown: Mapping[str, str] = field(default_factory=dict)


A: Final = "730739171055"
B: Final = "356903128354"
_C: Final = "111122223333"
_STUART: Final = f"arn:aws:iam::{B}:user/Stuart"
_KIM: Final = f"arn:aws:iam::{B}:user/Kim"
_RDS: Final = f"arn:aws:iam::{A}:role/CrossAccountRDS"

_TRUSTS_B: Final = """\
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::356903128354:root"},
    "Action": "sts:AssumeRole"
  }
}"""
_TRUSTS_STUART: Final = """\
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::356903128354:user/Stuart"},
    "Action": "sts:AssumeRole"
  }
}"""
_TRUSTS_KIM: Final = _TRUSTS_STUART.replace("Stuart", "Kim")
_ASSUMES_ONE: Final = """\
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "sts:AssumeRole",
    "Resource": "arn:aws:iam::730739171055:role/CrossAccountRDS"
  }
}"""
_ASSUMES_ALL: Final = """\
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "sts:AssumeRole",
    "Resource": "arn:aws:iam::730739171055:role/*"
  }
}"""
_FULL_RDS: Final = """\
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "rds:*", "Resource": "*"}
}"""
_READS_NOTES: Final = """\
{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::stuarts-notes/*"}
}"""


def _stuart(**policies: str) -> UserAs:
    return UserAs(arn=_STUART, policies=policies)


def _kim(**policies: str) -> UserAs:
    return UserAs(arn=_KIM, policies=policies)


def _rds(trust: str) -> RoleAs:
    return RoleAs(arn=_RDS, trust=trust, policies={"AmazonRDSFullAccess": _FULL_RDS})


def _role(path: str, trust: str, account: str = A) -> RoleAs:
    return RoleAs(arn=f"arn:aws:iam::{account}:role/{path}", trust=trust)


_AT_THE_END: Final = _stuart(AssumeAll=_ASSUMES_ALL, ReadNotes=_READS_NOTES)

INTRODUCTION: Final = f"""\
Account A, {A}, has databases in RDS and a role for those who look after them: CrossAccountRDS.
Account B, {B}, has two users, Stuart and Kim. Who of them may assume the role of A?"""

STEPS: Final = (
    Step(
        "A trusts B",
        "The role trusts account B as a whole. Stuart has no policy yet.",
        (Assume("May Stuart assume CrossAccountRDS?", _stuart(), _rds(_TRUSTS_B)),),
        {"Trust policy of CrossAccountRDS, in A": _TRUSTS_B},
    ),
    Step(
        "B grants it to Stuart",
        "Trusting an account only delegates: somebody in B must grant it too. Now B gives Stuart a policy.",
        (
            Assume("May Stuart?", _stuart(AssumeOne=_ASSUMES_ONE), _rds(_TRUSTS_B)),
            Assume("May Kim, with the same policy?", _kim(AssumeOne=_ASSUMES_ONE), _rds(_TRUSTS_B)),
        ),
        {"Policy AssumeOne of Stuart, in B": _ASSUMES_ONE},
    ),
    Step(
        "A narrows its trust to Stuart",
        "Whom B chooses is no longer enough for A. Both users keep their policies.",
        (
            Assume("May Stuart?", _stuart(AssumeOne=_ASSUMES_ONE), _rds(_TRUSTS_STUART)),
            Assume("May Kim, with the same policy?", _kim(AssumeOne=_ASSUMES_ONE), _rds(_TRUSTS_STUART)),
        ),
        {"Trust policy of CrossAccountRDS, in A": _TRUSTS_STUART},
    ),
    Step(
        "B is generous",
        "Stuart gets a wildcard. It opens the roles of A that trust him, and no others.",
        (
            Assume(
                "May Stuart assume reports/Monthly, which trusts him and has a path?",
                _stuart(AssumeAll=_ASSUMES_ALL),
                _role("reports/Monthly", _TRUSTS_STUART),
            ),
            Assume(
                "May he assume Billing of A, which trusts Kim?",
                _stuart(AssumeAll=_ASSUMES_ALL),
                _role("Billing", _TRUSTS_KIM),
            ),
            Assume(
                f"May he assume a role of account {_C} that trusts him?",
                _stuart(AssumeAll=_ASSUMES_ALL),
                _role("Archive", _TRUSTS_STUART, _C),
            ),
        ),
        {"Policy AssumeAll of Stuart, in place of AssumeOne": _ASSUMES_ALL},
    ),
    Step(
        "Stuart is somebody else now",
        "A session has the permissions of its role, and none of those of whoever assumed it. "
        "(The first policy stands for the longer one of that name that AWS manages.)",
        (
            Act(
                "May Stuart, as himself, read his notes in B?",
                _AT_THE_END,
                None,
                "s3:GetObject",
                "arn:aws:s3:::stuarts-notes/todo.txt",
                B,
            ),
            Become("Who is he, having assumed CrossAccountRDS?", _AT_THE_END, _rds(_TRUSTS_STUART)),
            Act(
                "May the session list the databases of A?",
                _AT_THE_END,
                _rds(_TRUSTS_STUART),
                "rds:DescribeDBInstances",
                f"arn:aws:rds:eu-west-1:{A}:db:orders",
                A,
            ),
            Act(
                "May the session start a machine in A?",
                _AT_THE_END,
                _rds(_TRUSTS_STUART),
                "ec2:RunInstances",
                f"arn:aws:ec2:eu-west-1:{A}:instance/*",
                A,
            ),
            Act(
                "May the session read Stuart's notes in B?",
                _AT_THE_END,
                _rds(_TRUSTS_STUART),
                "s3:GetObject",
                "arn:aws:s3:::stuarts-notes/todo.txt",
                B,
            ),
        ),
        {
            "Policy AmazonRDSFullAccess of CrossAccountRDS, in A": _FULL_RDS,
            "Policy ReadNotes of Stuart, in B": _READS_NOTES,
        },
    ),
    Step(
        "The way there",
        "In the console, Stuart follows a link.",
        (Link("Which link switches to CrossAccountRDS?", _rds(_TRUSTS_STUART), "RDS in production"),),
    ),
)
"""The steps, in order; policies change from one to the next."""
