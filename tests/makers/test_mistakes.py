"""A mistake of a maker's that shows only once the rule runs is told as the maker's, with file and line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from undergrid import setup
from undergrid.cli import commands
from undergrid.core.errors import StopAsked
from undergrid.core.jit import COMPILED
from undergrid.makers.mistakes import told
from undergrid.setup import build, load
from undergrid.setup.new import new
from undergrid.sim import Sim

RULE = '''"""Mist: it hides what it should not.

Reads   nothing
Writes  nothing
Emits   nothing
Units   none
Source  assumed
"""

from undergrid.core.jit import kernel


def step(world, params):
    people = world.citizens
    _look(people.handle, world.tick)


@kernel
def _look(people, now):
    n = 0
    for who in range(len(people.alive)):
        n += now
    return n
'''
CASES = {
    "a name that is not there": (
        "    people = world.citizens", "    world.tables['rst']", "world.tables", "KeyError: 'rst'",
    ),
    "a column that is not there": (
        "    _look(", "    people.insde[0]\n    _look(", "people.insde",
        "the table citizens has no column 'insde', did you mean 'inside'?",
    ),
    "rows looked for by no column": (
        "    _look(", "    world.bonds.where(ownr=3)\n    _look(", "where(ownr", "the table bonds has no column 'ownr'",
    ),
    "a column in a kernel": (
        "n += now", "n += people.insde[who]", "n += ",
        "the table citizens has no column 'insde', did you mean 'inside'?",
    ),
    "a kernel that makes no sense": ("n += now", "n += nobody", "_look(people.handle", "NameError: name 'nobody' is"),
    "a division in a kernel": ("n += now", "n += 1 // now", "_look(people.handle", "ZeroDivisionError"),
    "too much of one event": (
        "    _look(", "    for _ in range(17):\n        world.events.one(MISTED, 0, cause=1)\n    _look(",
        "world.events.one", "OverflowError: more than 16 events MISTED about one subject in tick 0",
    ),
}  # fmt: skip


@pytest.fixture
def scenario(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = new("coast")
    file = folder / "scenario.yaml"
    file.write_text(file.read_text("utf-8").replace("rules: {}", "systems: [mist.py after weather]"), "utf-8")
    return folder


def broken(scenario: Path, before: str, after: str) -> str:
    """A rule with a mistake in it; returns its text."""
    assert before in RULE
    text = RULE.replace(before, after, 1).replace("people.alive", "people.cell")
    text = text.replace("Reads   nothing", "Reads   citizens.cell")
    if "MISTED" in text:
        kind = 'from undergrid.world.log.kinds import kind\n\nMISTED = kind(420, says="{who} sees nothing.")\n'
        text = text.replace("import kernel\n", f"import kernel\n{kind}")
    (scenario / "mist.py").write_text(text, "utf-8")
    return text


@pytest.mark.parametrize("case", CASES)
def test_it_names_file_line_rule_and_tick(case, scenario):
    before, after, where, what = CASES[case]
    text = broken(scenario, before, after)
    if not COMPILED:
        where = after.strip().splitlines()[0] if before.startswith("n ") else where
    line = next(n for n, one in enumerate(text.splitlines(), 1) if where in one)
    sim = Sim(build(load("coast"), 1))
    with pytest.raises(Exception) as caught:
        sim.run(2)
    said = told(caught.value)
    assert said.startswith(f"coast/mist.py:{line}: {what}")
    assert said.endswith(", in the rule mist at tick 0")
    assert "\n" not in said


def test_a_mistake_of_ours_is_not_told_as_a_makers(scenario, monkeypatch):
    broken(scenario, "n += now", "n += 1")
    sim = Sim(build(load("coast"), 1))
    sim.world.tables.clear()
    monkeypatch.setattr(sim.minds, "orders", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError) as caught:
        sim.run(1)
    assert told(caught.value) == ""


@pytest.mark.parametrize("command", [["run", "coast", "--until", "1 min"], ["check", "coast", "--rules"]])
def test_the_command_line_says_so_and_ends_with_1(command, scenario):
    text = broken(scenario, "    people = world.citizens", "    people = world.tables['rst']")
    assert setup.check("coast") == []
    found = CliRunner().invoke(commands.app, command)
    line = next(n for n, one in enumerate(text.splitlines(), 1) if "rst" in one)
    assert f"coast/mist.py:{line}: KeyError: 'rst', in the rule mist at tick 0" in found.output
    assert "The whole traceback is in" in found.output
    assert "Undergrid itself" not in found.output
    assert found.exit_code == 1


RAISED = {
    "an end of the program": ("raise SystemExit(0)", "SystemExit: 0"),
    "a broken pipe": ("raise BrokenPipeError", "BrokenPipeError"),
    "a file that is not there": (
        'raise FileNotFoundError(2, "No such file or directory", "/none")', "FileNotFoundError: [Errno 2] No such file",
    ),
    "no memory": ("raise MemoryError", "MemoryError"),
    "an error of ours": ('raise __import__("undergrid").core.errors.UsageError("nonsense")', "UsageError: nonsense"),
    "an end of a generator": ("raise GeneratorExit", "GeneratorExit"),
    "an error without words": (
        'raise type("Odd", (Exception,), {"__str__": lambda self: 1 / 0})', "Odd: it cannot be put in words",
    ),
    "an error that speaks to the terminal": (r'raise ValueError("\x1b[2J")', r"ValueError: \x1b[2J"),
}  # fmt: skip


@pytest.mark.parametrize("when", ["at import", "in step"])
@pytest.mark.parametrize("case", RAISED)
def test_whatever_a_rule_raises_is_told_as_the_rules(case, when, scenario):
    """Sorted by whose it is first, by its type only then; and never taken for a run that went well."""
    statement, what = RAISED[case]
    before, after = {
        "at import": ("\n\ndef step", f"\n\n{statement}\n\n\ndef step"),
        "in step": ("    people =", f"    if world.tick == 1:\n        {statement}\n    people ="),
    }[when]
    text = broken(scenario, before, after)
    line = next(n for n, one in enumerate(text.splitlines(), 1) if statement in one)
    found = CliRunner().invoke(commands.app, ["run", "coast", "--until", "5", "--people", "20"])
    cannot = "this cannot be run: " if when == "at import" else ""
    assert f"coast/mist.py:{line}: {cannot}{what}" in found.stderr
    assert found.stdout == ""
    assert found.exit_code == (2 if cannot else 1)
    assert found.output.replace("\n", "").isprintable()
    if when == "in step":
        assert ", in the rule mist at tick 1" in found.stderr


@pytest.mark.parametrize("ask", [KeyboardInterrupt, StopAsked])
def test_who_asks_to_stop_is_not_taken_for_a_mistake(ask, scenario, monkeypatch):
    broken(scenario, "    people = world.citizens", "    world.rebuild()\n    people = world.citizens")
    sim = Sim(build(load("coast"), 1))

    def asked(*_):
        raise ask

    monkeypatch.setattr(type(sim.world), "rebuild", asked)
    with pytest.raises(ask):
        sim.run(1)


def test_what_a_rule_prints_goes_to_stderr_and_is_plain(scenario):
    text = r'print("in step \x1b[2J")'
    broken(scenario, "    people =", f"    if not world.tick:\n        {text}\n    people =")
    mist = scenario / "mist.py"
    mist.write_text(mist.read_text("utf-8").replace("\n\ndef step", '\n\nprint("at import")\n\n\ndef step'), "utf-8")
    found = CliRunner().invoke(commands.app, ["run", "coast", "--until", "2", "--people", "20", "--json"])
    assert found.exit_code == 0
    assert json.loads(found.stdout)["ticks"] == 2
    assert "at import\n" in found.stderr
    assert "in step \\x1b[2J\n" in found.stderr


def test_a_check_that_a_rule_ends_is_told(scenario):
    """A validator of its numbers is run while the scenario is checked."""
    params = (
        "from pydantic import BaseModel, ConfigDict, Field, field_validator\n\n\nclass Params(BaseModel):\n"
        '    model_config = ConfigDict(frozen=True, extra="forbid")\n'
        '    n: int = Field(1, description="[assumed]")\n\n'
        '    @field_validator("n")\n    @classmethod\n    def _ends(cls, n):\n        raise SystemExit(0)\n'
    )
    broken(scenario, "\n\ndef step", f"\n{params}\n\ndef step")
    file = scenario / "scenario.yaml"
    file.write_text(file.read_text("utf-8") + "\nrules: {mist: {n: 2}}\n", "utf-8")
    found = CliRunner().invoke(commands.app, ["check", "coast"])
    assert "SystemExit: 0, in the rule mist" in found.stderr
    assert found.exit_code == 1


def test_another_process_that_fails_says_why(scenario):
    """As `check --rules` asks one to live the same life."""
    broken(scenario, "    people = world.citizens", "    people = world.tables['rst']")
    job = '{"scenario": "coast/scenario.yaml", "people": null, "seed": 1, "ticks": 1}'
    done = subprocess.run(
        [sys.executable, "-m", "undergrid.runs.trials", job], env=os.environ | {"UNDERGRID_JIT": "0"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith("KeyError: 'rst', in the rule mist at tick 0")
