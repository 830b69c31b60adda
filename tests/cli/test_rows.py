"""`undergrid rows`: the table of rows from the tests of a checkout, and what stepped in them as it was noticed."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from undergrid import rows
from undergrid.cli import commands
from undergrid.rows import Row, Shown

ROOT = Path(__file__).resolve().parents[2]

TESTS = """
import pytest
from scenes.worlds import field, make_world, run

import undergrid
from undergrid.systems.movement import movement


@pytest.fixture(scope="module")
def lived():
    sim = undergrid.load("village", seed=1, people=60)
    sim.run(3)
    return sim


def test_e1_a_sim_lives_in_the_test():
    undergrid.load("village", seed=1, people=60).run(2)


def test_e2_a_sim_has_lived_in_a_fixture(lived):
    assert lived.tick == 3


def test_e2_a_rule_is_stepped_by_hand():
    run(movement, make_world(field(4, 4), 1), ticks=2)


def test_e3_a_sim_and_a_rule_by_hand(lived):
    run(movement, make_world(field(4, 4), 1), ticks=2)


def test_e4_nothing_steps_at_all():
    pass


@pytest.mark.xfail(strict=True, reason="not yet")
def test_e5_what_cannot_be_shown_yet(lived):
    assert lived.tick > 3


@pytest.mark.parametrize("ticks", [1, 2])
def test_e6_one_of_two_cases_fails(ticks, lived):
    assert ticks == 1


def test_that_shows_no_row():
    raise AssertionError("nobody runs this one")
"""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    """A checkout with some tests of rows, and a table of seven rows."""
    root = tmp_path_factory.mktemp("checkout")
    shutil.copy(ROOT / "pyproject.toml", root)
    shutil.copytree(ROOT / "tests" / "scenes", root / "tests" / "scenes")
    shutil.copy(ROOT / "tests" / "conftest.py", root / "tests")
    (root / "tests" / "seeds").mkdir()
    (root / "tests" / "seeds" / "test_rows.py").write_text(TESTS)
    (root / "tests" / "seeds" / "rows.txt").write_text("".join(f"E{n} What is asked for\n" for n in range(1, 8)))
    return root


@pytest.fixture
def answers(checkout, monkeypatch):
    """The answer of the command in that checkout, with the exit code."""
    monkeypatch.setattr(rows, "checkout", lambda: checkout)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")  # nothing stays of a checkout that is soon gone

    def ask(*args: str) -> tuple[int, str]:
        found = CliRunner().invoke(commands.app, ["rows", *args])
        assert "Traceback" not in found.output
        return found.exit_code, found.stdout

    return ask


def test_rows_says_of_each_test_what_stepped_in_it_and_how_it_stands(answers):
    code, out = answers("--json")
    lines = [json.loads(line) for line in out.splitlines()]
    assert all(set(line) == {"row", "test", "engine", "stands"} for line in lines)
    said = [(line["row"], line["engine"], line["stands"]) for line in lines]
    assert said == [
        ("E1", "sim", "pass"),
        ("E2", "rules", "pass"),
        ("E2", "sim", "pass"),
        ("E3", "rules", "pass"),
        ("E4", "rules", "pass"),
        ("E5", "sim", "xfail"),
        ("E6", "sim", "fail"),
        ("E7", None, "none"),
    ]
    assert lines[0]["test"] == "tests/seeds/test_rows.py::test_e1_a_sim_lives_in_the_test"
    assert lines[-1]["test"] is None
    assert code == 1  # because one fails


def test_a_row_stands_as_the_worst_of_its_tests_and_sim_where_one_of_them_is_a_sim():
    table = [Row("E1", "something"), Row("E2", "something else")]
    tests = [Shown("E1", "a", "rules", "pass"), Shown("E1", "b", "sim", "xfail"), Shown("E2", None, None, "none")]
    lines = rows.spelled(table, tests).splitlines()
    assert lines[1].split() == ["E1", "sim", "xfail", "2", "something"]
    assert lines[2].split() == ["E2", "-", "none", "0", "something", "else"]
    assert lines[-1] == "2 rows: 1 xfail, 1 none"


def test_cases_of_one_test_are_one_line():
    cases = [Shown("E1", "a", "sim", "pass"), Shown("E1", "a", "rules", "pass"), Shown("E1", "a", "sim", "xfail")]
    assert rows.merged([Row("E1", "something")], cases) == [Shown("E1", "a", "rules", "xfail")]


def test_the_table_has_all_rows_of_the_three_stories_once():
    names = [row.name for row in rows.table(ROOT)]
    assert names == [
        *(f"N{n}" for n in range(1, 51)),
        *(f"E{n}" for n in range(1, 45)),
        *(f"C{n}" for n in range(1, 47)),
    ]
    assert all(row.title for row in rows.table(ROOT))


def test_without_tests_rows_says_where_it_can_be_asked(tmp_path, monkeypatch):
    monkeypatch.setattr(rows, "__file__", str(tmp_path / "site-packages" / "undergrid" / "rows.py"))
    found = CliRunner().invoke(commands.app, ["rows"])
    assert found.exit_code == 2
    assert "start it from a checkout" in found.stderr
    assert "Traceback" not in found.output
