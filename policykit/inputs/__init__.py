"""The outside world becomes values: files and standard input, policy documents in JSON, exports of AWS accounts."""

from policykit.inputs.account_authorization import read_inventory
from policykit.inputs.detect import detect
from policykit.inputs.files import MAX_SIZE, STDIN, Source, read_source
from policykit.inputs.pages import Page, read_json
from policykit.inputs.policy_json import FoundDocument, read_documents

__all__ = [
    "MAX_SIZE",
    "STDIN",
    "FoundDocument",
    "Page",
    "Source",
    "detect",
    "read_documents",
    "read_inventory",
    "read_json",
    "read_source",
]
