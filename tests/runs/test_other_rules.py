"""A diff of runs with other rules says so, and compares what both have."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from undergrid import runs
from undergrid.setup.load import find

from .resealed import reseal

ZAP = '''"""Zap: sets a number.

Reads   nothing
Writes  citizens.obedience
Emits   nothing
Units   none
Source  assumed
"""


def step(world, params):
    if world.tick == 7:
        world.citizens.obedience[3] = {value}
'''
RUST = (Path(__file__).parents[2] / "examples" / "rust.py").read_text("utf-8")
UNTIL = 60


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory):
    """Record a minute of the village with one rule more, kept from test to test."""
    folder = tmp_path_factory.mktemp("rules")

    def record(name: str, file: str = "", text: str = "", place: str = "after weather") -> Path:
        out = folder / f"{name}-run"
        if not out.exists():
            shutil.copytree(find("village").parent, folder / name / "village", ignore=shutil.ignore_patterns("*.pyc"))
            scenario = folder / name / "village" / "scenario.yaml"
            if file:
                (scenario.parent / "rules").mkdir()
                (scenario.parent / "rules" / file).write_text(text, "utf-8")
                scenario.write_text(f"{scenario.read_text('utf-8')}\nsystems: [rules/{file} {place}]\n", "utf-8")
            runs.record(scenario, out, seed=3, people=60, until=UNTIL)
        return out

    return record


def test_a_rule_that_only_one_run_has_is_named_either_way(made):
    plain, zap = made("plain"), made("zap", "zap.py", ZAP.format(value=7))
    for pair in ((plain, zap), (zap, plain)):
        found = runs.diff(*pair)
        assert found.others == (f"only {zap} has the rule zap (rules/zap.py after weather)",)
        assert found.first is not None
        assert (found.first.tick, found.first.system) == (7, "zap")
        assert (found.first.table, found.first.column, found.first.row) == ("citizens", "obedience", 3)
        assert not found.same


def test_a_rule_with_a_table_of_its_own_is_named_and_the_rest_compared(made):
    plain, rust = made("plain"), made("rust", "rust.py", RUST)
    for pair in ((plain, rust), (rust, plain)):
        found = runs.diff(*pair)
        assert f"only {rust} has the rule rust (rules/rust.py after weather)" in found.others
        assert f"only {rust} has the table rust" in found.others
        assert not found.same
        assert found.first is None or found.first.table != "rust"


def test_another_version_of_a_rule_is_named(made):
    one, two = made("zap", "zap.py", ZAP.format(value=7)), made("zap9", "zap.py", ZAP.format(value=9))
    found = runs.diff(one, two)
    assert found.others == ("the rule zap is not the same in both",)
    assert found.first is not None
    assert (found.first.system, found.first.a, found.first.b) == ("zap", 7, 9)


def test_digests_that_differ_are_never_no_difference(made, tmp_path):
    plain, other = made("plain"), tmp_path / "other"
    shutil.copytree(plain, other)
    (other / "snapshots" / f"{UNTIL:08d}.npz").unlink()
    reseal(other, lambda meta: meta["keyframes"].update({str(UNTIL): "0" * 32}))
    with pytest.raises(runs.RunError, match="have other digests at tick 60") as found:
        runs.diff(plain, other)
    assert "undergrid replay" in found.value.hint


def test_endings_are_told_of_equal_runs_too(made):
    plain = made("plain")
    found = runs.diff(plain, plain)
    reached = json.loads((plain / "run.json").read_text("utf-8"))["endings"]
    assert found.endings == (reached, reached)
    assert found.same
