"""What the data source ``aws_iam_policy_document`` makes of its block, written from its documentation.

Source: AWS provider for Terraform, "Data Source: aws_iam_policy_document".
"""

import re
from collections.abc import Iterable
from typing import Any

import policykit as pk
from tests.report.hcl_reader import Body

ATTRIBUTES = {"actions": "Action", "not_actions": "NotAction", "resources": "Resource", "not_resources": "NotResource"}
BLOCKS = {"principals": "Principal", "not_principals": "NotPrincipal"}
WITH_VARIABLES = {"resources", "not_resources"}


def is_changed_by_the_data_source(policy: pk.PolicyDocument) -> bool:
    """By its documentation: empty lists, an empty Id, Sids that are no plain words or repeat, and literal ``&{``."""
    sids = [each.sid for each in policy.statements if each.sid]
    if policy.id == "" or not policy.statements or len(set(sids)) < len(sids):
        return True
    if not all(re.fullmatch("[A-Za-z0-9]*", each) for each in sids):
        return True
    for each in policy.statements:
        elements = [each.action.values, *(found.values for found in (each.resource, each.principal) if found)]
        values = [each.values for each in each.conditions]
        if not all((*elements, *values)):
            return True
        if any("&{" in str(text) for texts in (*elements[1:], *values) for text in texts):
            return True
    return False


def json_of(block: Body) -> dict[str, Any]:
    """The attribute ``json`` of a block, as a value."""
    assert set(block.attributes) <= {"policy_id", "version"}
    version = block.attributes.get("version", "2012-10-17")
    document: dict[str, Any] = {"Version": version}
    if block.attributes.get("policy_id"):
        document["Id"] = block.attributes["policy_id"]
    statements = [_statement(body, version) for header, body in block.blocks if header == ("statement",)]
    assert len(statements) == len(block.blocks)
    sids = [each["Sid"] for each in statements if each.get("Sid")]
    assert len(sids) == len(set(sids)), "the data source refuses Sids that repeat"
    if statements:
        document["Statement"] = statements
    return document


def _statement(body: Body, version: str) -> dict[str, Any]:
    attributes = dict(body.attributes)
    result: dict[str, Any] = {"Effect": attributes.pop("effect", "Allow")}
    sid = attributes.pop("sid", "")
    assert re.fullmatch("[a-zA-Z0-9]*", sid), "the data source refuses other Sids"
    if sid:
        result["Sid"] = sid
    for name, values in attributes.items():
        if values:
            result[ATTRIBUTES[name]] = _set(_filled(values, version) if name in WITH_VARIABLES else values)
    for (name,), inner in body.blocks:
        if name == "condition":
            assert set(inner.attributes) == {"test", "variable", "values"}
            tests = result.setdefault("Condition", {}).setdefault(inner.attributes["test"], {})
            tests.setdefault(inner.attributes["variable"], []).extend(_filled(inner.attributes["values"], version))
        else:
            assert set(inner.attributes) == {"type", "identifiers"}
            identifiers = _set(_filled(inner.attributes["identifiers"], version))
            result.setdefault(BLOCKS[name], {})[inner.attributes["type"]] = identifiers
    for name in BLOCKS.values():
        if result.get(name) == {"*": "*"}:
            result[name] = "*"
    return result


def _set(values: Iterable[str]) -> str | list[str]:
    unique = sorted(set(values), reverse=True)
    return unique[0] if len(unique) == 1 else unique


def _filled(values: list[str], version: str) -> list[str]:
    if version == "2008-10-17":
        assert not any("&{" in each for each in values), "the data source refuses variables of this version"
    return [each.replace("&{", "${") for each in values]
