"""The documentation is complete: every public name, every kind of caller, every requirement has its place."""

import doctest
import inspect
import re
from pathlib import Path
from typing import Any

import pytest

import policykit
from policykit import Grant, IdentityPolicy, TrustPolicy, cli
from policykit.build import trust
from policykit.build.kinds import KINDS
from tests.docs_examples import Command, transcript

DOCS = Path(__file__).parents[1] / "docs"
WRITING = DOCS / "writing"
CALLERS = ["AwsService", "Role", "RoleSession", "User", *(each.__name__ for each in trust._OWN)]


def cells(page: Path) -> list[list[str]]:
    """The rows of all tables of a page."""
    rows = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


CHOICES = [row for row in cells(WRITING / "index.md") if len(row) == 3][1:]


@pytest.mark.parametrize("name", policykit.__all__)
def test_every_public_name_is_documented(name: str) -> None:
    pages = [*DOCS.glob("reference/*.md"), *WRITING.glob("*.md")]
    mention = re.compile(rf"`{name}\b|\bpk\.{name}\b|import [^\n]*\b{name}\b")
    assert any(mention.search(page.read_text(encoding="utf-8")) for page in pages)


@pytest.mark.parametrize("name", CALLERS)
def test_every_kind_of_caller_has_a_page(name: str) -> None:
    links = [page for _, python, page in CHOICES if f"`{name}`" in python]
    assert links
    for link in links:
        target = re.fullmatch(r"\[[^]]+\]\(([a-z-]+\.md)(?:#[a-z-]+)?\)", link)
        assert target
        assert f"pk.{name}(" in (WRITING / target[1]).read_text(encoding="utf-8")


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def commands(page: Path) -> list[Command]:
    every = [command for block in blocks(page, "console") for command in transcript(block)]
    return [command for command in every if command.words[:2] == ("policykit", "grant")]


CALLER_PAGES = [page for page in sorted(WRITING.glob("*.md")) if page.stem not in ("index", "requirements")]


def test_every_kind_of_the_command_line_is_shown() -> None:
    shown = {command.words[2] for page in CALLER_PAGES for command in commands(page)}
    assert shown == set(KINDS)


@pytest.mark.parametrize("page", CALLER_PAGES, ids=[page.stem for page in CALLER_PAGES])
def test_the_command_of_a_page_writes_what_its_first_example_writes(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: dict[str, Any] = {}
    example = doctest.DocTestParser().get_doctest(blocks(page, "python")[0], names, page.stem, None, None)
    assert doctest.DocTestRunner().run(example, clear_globs=False).failed == 0
    grant = example.globs["grant"]
    assert isinstance(grant, Grant)

    monkeypatch.chdir(tmp_path)
    assert cli.run(commands(page)[0].words[1:]) == 0
    written = {file.name: file.read_bytes() for file in tmp_path.glob("policies/*")}
    assert TrustPolicy.from_json(written.pop("trust-policy.json")) == grant.trust
    identity = written.pop("identity-policy.json", None)
    assert (identity and IdentityPolicy.from_json(identity)) == grant.identity
    assert written == {}


def test_every_page_is_in_the_index() -> None:
    index = (WRITING / "index.md").read_text(encoding="utf-8")
    assert [
        page.name for page in WRITING.glob("*.md") if page.name != "index.md" and f"({page.name}" not in index
    ] == []


def test_both_tables_of_requirements_have_all_of_them() -> None:
    names = list(inspect.signature(policykit.Require).parameters)
    rows = [re.findall("`([a-z_]+)`", row[0]) for row in cells(WRITING / "requirements.md")]
    found = [name for row in rows for name in row if name in names]
    assert found == names * 2


def test_links_lead_somewhere() -> None:
    broken = []
    for page in DOCS.rglob("*.md"):
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if not (page.parent / link).exists():
                broken.append(f"{page.relative_to(DOCS)}: {link}")
    assert broken == []


def test_links_into_pages_lead_to_headings() -> None:
    broken = []
    for page in DOCS.rglob("*.md"):
        for link, anchor in re.findall(r"\]\(([^)#:]*)#([^)]+)\)", page.read_text(encoding="utf-8")):
            target = page.parent / link if link else page
            headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), flags=re.MULTILINE)
            slugs = [re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings]
            if anchor not in slugs:
                broken.append(f"{page.relative_to(DOCS)}: {link}#{anchor}")
    assert broken == []
