"""The few accounts, names and texts that every strategy draws from.

They are few on purpose: a random account would never meet another one, and a policy would never speak of the request it
is asked about. Some differ in case, in a path or in one letter only, because that is where mistakes are.
"""

from collections.abc import Sequence
from functools import cache
from typing import Final, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

__all__ = [
    "ACCOUNTS",
    "BUILTIN_PROVIDERS",
    "ISSUERS",
    "PARTITIONS",
    "PATHS",
    "ROLE_IDS",
    "ROLE_NAMES",
    "SAML_NAMES",
    "SERVICES",
    "SESSION_NAMES",
    "TAG_KEYS",
    "TAG_VALUES",
    "USER_IDS",
    "USER_NAMES",
    "one",
    "seldom",
]

ACCOUNTS: Final = ("111122223333", "444455556666", "012345678901")
PARTITIONS: Final = ("aws", "aws-cn", "aws-us-gov")
PATHS: Final = ("/", "/ci/", "/team/a/")
USER_NAMES: Final = ("alice", "Alice", "bob@example.com")
ROLE_NAMES: Final = ("Deploy", "deploy", "Audit")
SESSION_NAMES: Final = ("build-42", "alice@example.com", "aa")
USER_IDS: Final = ("AIDACKCEVSQ6C2EXAMPLE", "AIDAJQABLZS4A3EXAMPLE")
ROLE_IDS: Final = ("AROAJ2UCCR6DPCEXAMPLE", "AROADBQP57FF2AEXAMPLE")
SERVICES: Final = ("lambda.amazonaws.com", "ec2.amazonaws.com", "ec2.amazonaws.com.cn", "pods.eks.amazonaws.com")
SAML_NAMES: Final = ("okta", "Okta")
ISSUERS: Final = ("token.actions.githubusercontent.com", "gitlab.example.com/ci")
BUILTIN_PROVIDERS: Final = ("accounts.google.com", "cognito-identity.amazonaws.com")
TAG_KEYS: Final = ("team", "cost center", "Größe")
TAG_VALUES: Final = ("red", "blue", "")

_T = TypeVar("_T")


@cache
def _numbers(count: int) -> SearchStrategy[int]:
    return st.integers(0, count - 1)  # kept, because making a strategy takes longer than drawing from it


def one(draw: DrawFn, values: Sequence[_T]) -> _T:
    """One of the values; examples shrink to the first."""
    return values[draw(_numbers(len(values)))]


def seldom(draw: DrawFn, one_in: int) -> bool:
    """True once in so many draws; examples shrink to False."""
    return draw(_numbers(one_in)) == one_in - 1
