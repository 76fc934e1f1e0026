"""In which languages a document can be handed out, and what their files are called."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, NamedTuple

from policykit.model.policy import PolicyDocument
from policykit.report.as_cloudformation import to_cloudformation
from policykit.report.as_terraform import to_terraform

__all__ = ["FORMATS", "Format"]


class Format(NamedTuple):
    """One language.

    Attributes:
        ending: of the names of files, without the dot.
        write: the content of a file with one document, without a line end after it.
    """

    ending: str
    write: Callable[[PolicyDocument], str]


FORMATS: Final[Mapping[str, Format]] = {
    "json": Format("json", partial(PolicyDocument.to_json, indent=2)),
    "terraform": Format("tf", partial(to_terraform, style="data")),
    "cloudformation": Format("yaml", partial(to_cloudformation, format="yaml")),
}
"""The languages by the names that the command line uses.

>>> from policykit import IdentityPolicy
>>> policy = IdentityPolicy.from_dict({"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}})
>>> {name: row.write(policy).split()[0] for name, row in FORMATS.items()}
{'json': '{', 'terraform': 'data', 'cloudformation': 'Statement:'}
"""
