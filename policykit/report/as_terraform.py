"""Documents as Terraform: an expression, a local value, or a data source.

Source: Terraform language, "jsonencode Function"; AWS provider, "Data Source: aws_iam_policy_document".
"""

from collections.abc import Callable, Mapping
from typing import Final, Literal
from unicodedata import is_normalized

from policykit.errors import IntentError, shown
from policykit.jsontext import JsonObject, JsonValue
from policykit.model.policy import KINDS, PolicyDocument
from policykit.report.data_source import data_source
from policykit.report.hcl import NAME, attributes, block, expression
from policykit.report.portable import portable

__all__ = ["to_terraform"]


def to_terraform(
    policy: PolicyDocument, *, style: Literal["jsonencode", "data"] = "jsonencode", name: str | None = None
) -> str:
    r"""A document in the language of Terraform, laid out as by ``terraform fmt``, without a line end after it.

    What Terraform makes of it is an equal document. ``jsonencode`` keeps all but the order of members; the data source
    also sorts, and writes a list with one entry as one value. Nothing is filled in: ``${aws:username}`` reaches AWS.

    Args:
        policy: any document.
        style: ``jsonencode`` for an expression, which stands after ``assume_role_policy =`` or ``policy =``; ``data``
            for a whole block ``data "aws_iam_policy_document"``, whose attribute ``json`` is the document.
        name: for ``jsonencode``: makes it the local value of this name, a whole block ``locals``; for ``data``: the
            name of the block, by default the short name of the kind, such as ``trust``.

    Raises:
        IntentError: no document, no such style, or a name that Terraform does not take.
        NotSupported: Terraform, or the data source, would make another document of it; says where, why, and what else
            to do.

    >>> from policykit import TrustPolicy
    >>> statement = {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}
    >>> policy = TrustPolicy.from_dict({"Version": "2012-10-17", "Statement": statement})
    >>> print(to_terraform(policy))
    jsonencode({
      Version = "2012-10-17"
      Statement = {
        Effect = "Allow"
        Principal = {
          AWS = "111122223333"
        }
        Action = "sts:AssumeRole"
      }
    })
    >>> to_terraform(policy, style="data").splitlines()[0]
    'data "aws_iam_policy_document" "trust" {'

    Source: AWS provider, "Data Source: aws_iam_policy_document"; Terraform language, "Strings and Templates".
    """
    members = portable(policy, _changed)
    write = _STYLES.get(style)
    if write is None:
        raise IntentError("style", f"expected one of {', '.join(_STYLES)}, found {shown(style)}")
    if name is not None and not NAME.fullmatch(name):
        raise IntentError(
            "name", f"expected a letter or '_', then letters (A-Z, a-z), digits, '_' and '-', found {shown(name)}"
        )
    return "\n".join(write(policy, members, name))


def _changed(value: JsonValue) -> str | None:
    if isinstance(value, str) and not is_normalized("NFC", value):
        return (
            f"Terraform would compose the characters of {shown(value)} (Unicode form NFC): "
            "save the document as JSON and read it with file()"
        )
    return None


def _encoded(_policy: PolicyDocument, members: JsonObject, name: str | None) -> list[str]:
    first, *rest, last = expression(members)
    lines = [f"jsonencode({first}", *rest, f"{last})"]
    return lines if name is None else block("locals", attributes([(name, lines)]))


def _data(policy: PolicyDocument, _members: JsonObject, name: str | None) -> list[str]:
    return data_source(policy, name or next(short for short, kind in KINDS.items() if isinstance(policy, kind)))


_STYLES: Final[Mapping[str, Callable[[PolicyDocument, JsonObject, str | None], list[str]]]] = {
    "jsonencode": _encoded,
    "data": _data,
}
