"""What the documentation says is so: its examples run, its links lead somewhere, its reference is up to date."""

import re
import runpy
from pathlib import Path

import pytest
import typer

from undergrid.cli.commands import app
from undergrid.minds import WANTS
from undergrid.world.tables.orders import TARGETS, Refusal, Verb
from undergrid.world.view.names import words

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


@pytest.mark.parametrize("want", sorted(WANTS))
def test_the_reference_says_what_each_want_gives_and_needs_and_never_does(want):
    section = (ROOT / "docs" / "reference" / "wants.md").read_text(encoding="utf-8").split(f"## {want}\n")[1]
    said = re.findall(r"^- \*\*(Gives|Needs|Never)\*\* (.+)\.$", section.split("\n## ")[0], re.MULTILINE)
    assert [field for field, _ in said] == ["Gives", "Needs", "Never"]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_between_pages_leads_somewhere(page):
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert not [link for link in links if "://" not in link and not (page.parent / link).exists()]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_that_is_named_exists(page):
    commands = set(typer.main.get_command(app).commands)
    named = re.findall(r"(?:^|[`\s/])undergrid ([a-z]+)\b", "\n".join(_code(page.read_text(encoding="utf-8"))))
    assert set(named) <= commands | {"test"}


def _code(text: str) -> list[str]:
    blocks = re.findall(r"```[a-z]*\n(.*?)```", text, re.DOTALL)
    return blocks + re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_examples_in_python_run(page, tmp_path, monkeypatch, capsys):
    """Those of a page one after the other; what stands behind one as text is how its output begins."""
    monkeypatch.chdir(tmp_path)
    examples = re.findall(r"```python\n(.*?)```(?:\n```text\n(.*?)```)?", page.read_text(encoding="utf-8"), re.DOTALL)
    names = {}
    for example, says in examples:
        exec(compile(example, name_of(page), "exec"), names)
        assert capsys.readouterr().out.startswith(says)


@pytest.mark.parametrize(("page", "scenario", "people"), [("runs.md", "village", 100), ("orders.md", "eden", 200)])
def test_the_example_of_orders_is_taken(page, scenario, people, tmp_path):
    import undergrid

    example = re.search(r"```json\n(.*?)```", (ROOT / "docs" / page).read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "orders.jsonl").write_text(example[1])
    undergrid.record(scenario, tmp_path / "run", people=people, until="1 min", orders=tmp_path / "orders.jsonl")


def _rows(page: str) -> list[list[str]]:
    """The rows of all tables of a page, as cells."""
    lines = (ROOT / "docs" / page).read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `")]


def test_every_verb_stands_in_the_tables_of_orders_with_its_target():
    said = {verb: row[1] for row in _rows("orders.md") for verb in re.findall(r"`(\w+)`", row[0])}
    assert set(said) == {verb.name.lower() for verb in Verb if verb != Verb.NONE}
    words = {
        "citizen": "person",
        "cell": "place",
        "gate": "gate",
        "building": "building",
        "watcher": "watcher",
        "wire": "wire",
        "node": "node",
    }
    for verb in Verb:
        if verb in TARGETS:
            assert words[TARGETS[verb]] in said[verb.name.lower()], verb.name


def test_every_reason_in_the_tables_of_orders_is_one():
    text = (ROOT / "docs" / "orders.md").read_text(encoding="utf-8")
    reasons = {reason for row in _rows("orders.md") for reason in re.findall(r"`([a-z ]+)`", row[-1])}
    assert reasons <= {words(refusal.name) for refusal in Refusal}
    assert {"target dead", "no answer", "superseded"} <= {
        re.sub(r"\s+", " ", r) for r in re.findall(r"`([a-z\s]+)`", text)
    }


@pytest.mark.parametrize("page", [page for page in PAGES if page.parent.name == "docs"], ids=name_of)
def test_every_knob_that_is_named_exists(page):
    """As `system.knob`, wherever the first word is a system's."""
    from undergrid.setup.check.knobs import known_rules

    rules = known_rules()
    named = re.findall(r"`(?:rules\.)?([a-z_]+)\.([a-z_0-9]+)`", page.read_text(encoding="utf-8"))
    assert not [f"{name}.{knob}" for name, knob in named if name in rules and knob not in rules[name].model_fields]
