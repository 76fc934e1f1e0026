"""The half that stands at the caller: an identity-based policy that allows roles to be assumed.

Source: IAM User Guide, "Grant a user permissions to switch roles" (ASSUME-10, ASSUME-41, ARN-17).
"""

import re
from dataclasses import dataclass
from typing import Any, Final

from policykit.build.names import PARTITION, PLAIN, Form, check_flag, checked
from policykit.build.require import Require, check_require
from policykit.build.trust import NOTHING
from policykit.errors import IntentError
from policykit.jsontext import JsonValue
from policykit.model.arn import RoleArn
from policykit.model.grammar import LATEST_VERSION
from policykit.model.ids import AccountId, EntityPath
from policykit.model.listing import alone_or_listed
from policykit.model.policy import IdentityPolicy
from policykit.snapshot import Role

__all__ = ["RolePattern", "allow_assume", "roles_matching"]


@dataclass(frozen=True, slots=True)
class RolePattern:
    """Several roles, by a pattern; made by `roles_matching`.

    Attributes:
        text: the ARN pattern.
    """

    text: str

    def __str__(self) -> str:
        return self.text


_NAMES: Final = Form(re.compile("[0-9A-Za-z_+=,.@*?-]{1,64}"), "letters, digits and _ + = , . @ -, with * and ?")


def roles_matching(
    name: str,
    *,
    account: str | None = None,
    path: str = "/",
    partition: str = "aws",
    allow_any_account: bool = False,
) -> RolePattern:
    """The roles whose names match a pattern.

    A ``*`` also stands for slashes: ``deploy-*`` under path ``/`` is ``role/deploy-*`` and so includes a role
    ``deploy-eu`` but also one with the path ``/deploy-x/`` (ARN-20).

    Args:
        name: of the roles; ``*`` stands for any text, ``?`` for one character.
        account: whose roles; twelve digits.
        path: which must be theirs.
        partition: ``aws``, ``aws-cn`` …
        allow_any_account: True for roles of every account that there is, in place of `account`.

    Raises:
        IntentError: names the parameter and what was expected.

    >>> str(roles_matching("deploy-*", account="111122223333", path="/ci/"))
    'arn:aws:iam::111122223333:role/ci/deploy-*'
    """
    _NAMES.check("name", name)
    PARTITION.check("partition", partition)
    PLAIN.check("path", checked("path", EntityPath, path))
    if (account is None) is not check_flag("allow_any_account", allow_any_account):
        raise IntentError("account", "expected twelve digits, or allow_any_account=True for the roles of all accounts")
    owner = "*" if account is None else checked("account", AccountId, account)
    return RolePattern(f"arn:{partition}:iam::{owner}:role{path}{name}")


def allow_assume(*roles: Role | RoleArn | RolePattern, require: Require[Any] = NOTHING) -> IdentityPolicy:
    """The identity-based policy that lets its owner assume roles, as far as this half goes.

    Args:
        roles: one or several: roles, or patterns from `roles_matching`.
        require: what the trust policies require; actions that go with it are allowed as well. The conditions stand in
            the trust policy alone.

    Raises:
        IntentError: there is no role, or something else, or `require` is no `Require`.

    >>> deploy = Role("arn:aws:iam::111122223333:role/Deploy")
    >>> allow_assume(deploy, require=Require(session_tags={"team": "a"})).to_json()
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sts:AssumeRole","sts:TagSession"],\
"Resource":"arn:aws:iam::111122223333:role/Deploy"}]}'
    """
    if not roles:
        raise IntentError("roles", "expected a role, or roles_matching(…), found none")
    statement: dict[str, JsonValue] = {
        "Effect": "Allow",
        "Action": alone_or_listed(("sts:AssumeRole", *check_require(require).companions)),
        "Resource": alone_or_listed(dict.fromkeys(map(_resource, roles))),
    }
    return IdentityPolicy.from_value({"Version": LATEST_VERSION, "Statement": [statement]})


def _resource(role: object) -> str:
    match role:
        case Role(arn=arn):
            return PLAIN.check("roles", str(arn))
        case RoleArn():
            return PLAIN.check("roles", str(role))
        case RolePattern():
            return str(role)
        case _:
            raise IntentError("roles", f"expected a Role or roles_matching(…), found {role!r}")
