"""Every rule of what policies mean is cited by a test, or listed with the reason why none can cite it.

`docs/coverage-of-rules.md` is written from this: ``python -m tests.test_coverage_of_rules`` renews it.
"""

import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "coverage-of-rules.md"
IDS = (Path(__file__).parent / "rule_ids.txt").read_text(encoding="utf-8").split()
CITATION = re.compile(r"\b(?:GRAM|ARN|PRIN|EVAL|ASSUME|CTX|COND)-[0-9]+[a-z]?\b")
AREAS = {
    "GRAM": "the grammar of documents",
    "ARN": "ARNs and their patterns",
    "PRIN": "principals",
    "EVAL": "the layers and how they combine",
    "ASSUME": "assuming a role",
    "CTX": "condition keys",
    "COND": "conditions and variables",
}

NOT_TESTED: dict[str, str] = {
    "CTX-67": "advice for checks: a wildcard in the value of such a key is never sensible",
    "PRIN-34": "advice for checks: a unique id in a trust policy is probably that of somebody deleted",
    "EVAL-10": "says what does not happen: tags change no policy",
    "EVAL-48": "lists what policykit does not decide; docs/how-decisions-are-made.md says it",
    "ASSUME-18": "about another tool: AWS's policy simulator",
    "ASSUME-19": "about other tools",
    "ASSUME-73": "about how long an assertion lets a session last, which is no permission",
    "ASSUME-84": "about the registration of a token's audience, which STS checks before any policy",
}
"""Rules that no test can show, and why."""

HERE = Path(__file__).parent
LISTS = (Path(__file__), HERE / "golden" / "completeness.py", HERE / "oracle" / "not_counted.py")
"""Files that name rules without testing them."""


def citations() -> dict[str, set[str]]:
    """The test files that cite each rule."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted((ROOT / "tests").rglob("*.py")):
        if path not in LISTS:
            for rule in CITATION.findall(path.read_text(encoding="utf-8")):
                found[rule].add(path.relative_to(ROOT).as_posix())
    return found


def page() -> str:
    """The text of the documentation page."""
    found = citations()
    lines = [
        "# Coverage of rules",
        "",
        "Which tests speak for which rule of AWS's policy language, as policykit reads it. Rule ids are policykit's",
        "own; tests and docstrings cite them. A rule that no test can cite is at the end, with the reason.",
        "",
    ]
    for area, title in AREAS.items():
        lines += [f"## {area}: {title}", "", "| rule | tests |", "|---|---|"]
        for rule in IDS:
            if rule.startswith(f"{area}-") and rule in found:
                files = sorted(found[rule])
                more = f" and {len(files) - 3} more" if len(files) > 3 else ""
                lines.append(f"| {rule} | {', '.join(f'`{each}`' for each in files[:3])}{more} |")
        lines.append("")
    lines += ["## Not tested", "", "| rule | why |", "|---|---|"]
    lines += [f"| {rule} | {NOT_TESTED[rule]} |" for rule in IDS if rule in NOT_TESTED]
    return "\n".join(lines) + "\n"


def test_every_rule_is_cited_or_listed() -> None:
    found = citations()
    assert [rule for rule in IDS if rule not in found and rule not in NOT_TESTED] == []


def test_what_is_listed_is_not_cited() -> None:
    found = citations()
    assert [rule for rule in NOT_TESTED if rule in found or rule not in IDS] == []


def test_no_test_cites_a_rule_that_does_not_exist() -> None:
    assert sorted(set(citations()) - set(IDS)) == []


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "renew it: python -m tests.test_coverage_of_rules"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
