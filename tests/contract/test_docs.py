"""What the documentation says is so: its examples run, its links lead somewhere, its reference is up to date."""

import re
import runpy
from pathlib import Path

import pytest
import typer

from undergrid import cli

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    *sorted(ROOT.glob("docs/**/*.md")),
    *sorted(ROOT.glob("changes/*.md")),
]
REFERENCE = runpy.run_path(str(ROOT / "docs" / "reference" / "make.py"))["PAGES"]


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", sorted(REFERENCE))
def test_the_reference_says_what_the_program_does(page):
    """Where this fails: python docs/reference/make.py"""
    assert (ROOT / "docs" / "reference" / page).read_text(encoding="utf-8") == REFERENCE[page]()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_between_pages_leads_somewhere(page):
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert not [link for link in links if "://" not in link and not (page.parent / link).exists()]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_that_is_named_exists(page):
    commands = set(typer.main.get_command(cli.app).commands)
    named = re.findall(r"(?:^|[`\s/])undergrid ([a-z]+)\b", "\n".join(_code(page.read_text(encoding="utf-8"))))
    assert set(named) <= commands | {"test"}


def _code(text: str) -> list[str]:
    blocks = re.findall(r"```[a-z]*\n(.*?)```", text, re.DOTALL)
    return blocks + re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_examples_in_python_run(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for example in re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        exec(compile(example, name_of(page), "exec"), {})


def test_the_example_of_orders_is_taken(tmp_path):
    import undergrid

    example = re.search(r"```json\n(.*?)```", (ROOT / "docs" / "runs.md").read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "orders.jsonl").write_text(example[1])
    undergrid.record("village", tmp_path / "run", people=100, until="1 min", orders=tmp_path / "orders.jsonl")
