"""Documents as fragments of CloudFormation templates, in JSON or YAML.

Source: CloudFormation User Guide, "Intrinsic function reference", "Get values stored in other services using dynamic
references" and "Template formats".
"""

from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import Final, Literal

from policykit import jsontext
from policykit.errors import IntentError, NotSupported, shown
from policykit.jsontext import JsonObject, JsonValue
from policykit.model.policy import PolicyDocument
from policykit.report.portable import portable

__all__ = ["to_cloudformation"]


def to_cloudformation(policy: PolicyDocument, *, format: Literal["json", "yaml"] = "json") -> str:
    """A document as it stands in a template after ``AssumeRolePolicyDocument`` or ``PolicyDocument``.

    Members, their order and the "one value or a list" shape stay. Nothing is filled in: policy variables such as
    ``${aws:username}`` are ordinary text there, unless the fragment is put inside ``Fn::Sub``. There is no line end
    after it.

    Args:
        policy: any document.
        format: ``json``, or ``yaml``, which needs the extra ``yaml``.

    Raises:
        IntentError: no document, or no such format.
        NotSupported: CloudFormation would make another document of it; says where and why. Or PyYAML is not installed.

    >>> from policykit import TrustPolicy
    >>> statement = {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": ["sts:AssumeRole"]}
    >>> policy = TrustPolicy.from_dict({"Version": "2012-10-17", "Statement": statement})
    >>> print(to_cloudformation(policy, format="yaml"))
    Version: '2012-10-17'
    Statement:
      Effect: Allow
      Principal:
        AWS: '111122223333'
      Action:
        - sts:AssumeRole

    Source: CloudFormation User Guide, "AWS::IAM::Role" and "Fn::Sub".
    """
    members = portable(policy, _changed)
    write = _FORMATS.get(format)
    if write is None:
        raise IntentError("format", f"expected one of {', '.join(_FORMATS)}, found {shown(format)}")
    return write(members)


def _changed(value: JsonValue) -> str | None:
    match value:
        case None:
            return "CloudFormation refuses null; canonical() leaves it out where other resources stand beside it"
        case str() if "{{resolve:" in value:
            return f"CloudFormation would take {shown(value)} for a dynamic reference and fill in its value"
        case dict() if function := next(filter(_is_function, value), None):
            return f"CloudFormation would take the member {shown(function)} for one of its functions"
    return None


def _is_function(name: str) -> bool:
    return name == "Ref" or name.startswith("Fn::")


def _json(members: JsonObject) -> str:
    return jsontext.write(members, indent=2)


def _yaml(members: JsonObject) -> str:
    if find_spec("yaml") is None:
        raise NotSupported(
            "YAML needs PyYAML: install it with pip install 'iam-policykit[yaml]', or take the format 'json', which "
            "CloudFormation reads as well"
        )
    from policykit.report.yaml_text import written  # only now: nobody else waits for PyYAML, or needs it

    return written(members)


_FORMATS: Final[Mapping[str, Callable[[JsonObject], str]]] = {"json": _json, "yaml": _yaml}
