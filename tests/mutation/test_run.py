"""The runner on a tiny checkout of its own: what is sampled, what counts as killed, and what is left as it was."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mutation import __main__ as command
from mutation import run
from mutation.own_tests import OwnTests

ROOT = Path(__file__).resolve().parents[2]
RULE = "src/undergrid/systems/body/tiny.py"
TINY = {
    "src/undergrid/__init__.py": "",
    "src/undergrid/core/__init__.py": "",
    "src/undergrid/core/kernel_cache.py": (ROOT / "src/undergrid/core/kernel_cache.py").read_text(),
    "src/undergrid/systems/__init__.py": "",
    "src/undergrid/systems/body/__init__.py": "",
    RULE: "def grown(age):\n    return age >= 14\n\n\ndef spare(age):\n    return age + 0\n",
    "tests/systems/body/test_tiny.py": (
        "from undergrid.systems.body import tiny\n\n\n"
        "def test_grown():\n    assert not tiny.grown(13)\n    assert tiny.grown(14)\n"
    ),
    "tests/mutation/plugin.py": (ROOT / "tests/mutation/plugin.py").read_text(),
    "pyproject.toml": "[tool.pytest.ini_options]\n",
}


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    for name, text in TINY.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.fixture(scope="module")
def own() -> OwnTests:
    return OwnTests(ROOT)


def outcomes(root: Path, chosen: list[run.Mutant]) -> dict[str, run.Outcome]:
    files = run.sources(root)
    return {one.told(files[one.file]): outcome for one, outcome in run.try_all(root, chosen, files, 1)}


def test_a_killed_mutant_and_a_survivor_are_told_apart_and_the_checkout_stays_as_it_was(tiny):
    files = run.sources(tiny)
    chosen = [one for one in run.mutants(RULE, files[RULE]) if one.operator in ("boundary", "arithmetic")]
    found = outcomes(tiny, chosen)
    assert {told: outcome.killed for told, outcome in found.items()} == {
        "return age >= 14 -> return age > 14": True,
        "return age + 0 -> return age - 0": False,
    }
    assert found["return age >= 14 -> return age > 14"].how == "tests/systems/body/test_tiny.py::test_grown"
    left = {path.relative_to(tiny).as_posix() for path in tiny.rglob("*") if path.is_file()}
    assert left == {*TINY, ".pytest_cache/mutants.json"}
    assert all((tiny / name).read_text() == text for name, text in TINY.items())


def test_what_runs_for_ever_or_does_not_compile_is_killed(tiny, monkeypatch):
    monkeypatch.setattr(run, "START", 2.0)
    monkeypatch.setattr(run, "FACTOR", 0.0)
    monkeypatch.setattr(run, "COMPILING", 0.0)
    source = b"def grown(age):\n    while age < 14:\n        age += 1\n    return age >= 14\n"
    (tiny / RULE).write_bytes(source)
    (tiny / "tests/systems/body/test_tiny.py").write_text(
        "from undergrid.systems.body import tiny\n\n\ndef test_grown():\n    assert tiny.grown(13)\n"
    )
    (endless,) = [one for one in run.mutants(RULE, source) if one.text == "-="]
    start = source.index(b"return")
    broken = run.Mutant(RULE, 4, "none", start, start + 6, "retrun", "grown", False)
    found = outcomes(tiny, [endless, broken])
    assert sorted((one.killed, one.how) for one in found.values()) == [
        (True, "does not compile"),
        (True, "out of time"),
    ]


def test_tests_that_fail_by_themselves_kill_nothing(tiny):
    (tiny / "tests/systems/body/test_tiny.py").write_text("def test_grown():\n    assert False\n")
    with pytest.raises(run.BrokenError, match=r"tests/systems/body/test_tiny\.py fails without any mutant"):
        outcomes(tiny, run.sample(run.sources(tiny), 1, 1, {}))


def test_a_sample_is_the_same_for_the_same_seed_and_leaves_out_what_is_equivalent(tiny):
    files = dict(list(run.sources(ROOT).items())[:12])
    assert run.sample(files, 50, 3, {}) == run.sample(files, 50, 3, {}) != run.sample(files, 50, 4, {})
    places = [(one.file, one.operator, one.start, one.end) for one in run.sample(files, 400, 3, {})]
    assert len(set(places)) == 400
    files = run.sources(tiny)
    everything = run.sample(files, 10**6, 1, {})
    told = f"{RULE}::spare: return age + 0 -> return age - 0"
    assert told in {one.named(files[RULE]) for one in everything}
    assert len(run.sample(files, 10**6, 1, {told: "nothing is added"})) == len(everything) - 1


def test_every_equivalent_is_one_mutant_that_exists_and_says_why():
    files = run.sources(ROOT)
    for named, why in run.equivalents(ROOT).items():
        file = named.partition(": ")[0].partition("::")[0]
        assert file in files, named
        named_so = [one for one in run.mutants(file, files[file]) if one.named(files[file]) == named]
        assert len(named_so) == 1, f"{named}: {len(named_so)} mutants are called so: a reason is for one"
        assert len(why.split()) > 3, named


@pytest.mark.parametrize(
    ("module", "first"),
    [
        ("systems/body/bleeding", "tests/systems/body/test_bleeding.py"),
        ("systems/body/treatment", "tests/systems/body/test_treatment.py"),
        ("systems/places/shelter", "tests/systems/places/test_shelter.py"),
        ("world/body/triage", "tests/world/body/test_triage.py"),
        ("world/authority/arrests", "tests/systems/authority/test_custody.py"),
        ("runs/compare", "tests/runs/test_compare.py"),
    ],
)
def test_a_modules_own_tests_are_those_of_its_name_then_those_that_import_it(own, module, first):
    found = own.of(f"src/undergrid/{module}.py")
    assert found[0] == first
    assert len(found) == len(set(found))
    assert all((ROOT / path).is_file() for path in found)


def test_every_module_has_tests_of_its_own(own):
    assert not [file for file in run.sources(ROOT) if not own.of(file)]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["many"], "the number of mutants is a whole number from 1 on, not 'many'"),
        (["0"], "the number of mutants is a whole number from 1 on, not '0'"),
        (["-3"], "not '-3'"),
        (["1.5"], "not '1.5'"),
        (["9" * 30], "is a whole number"),
        (["20", "30"], "the number of mutants is given twice"),
        (["--seed"], "--seed wants a number"),
        (["--seed", "x"], "--seed is a whole number from 0 on, not 'x'"),
        (["--seed=-1"], "not '-1'"),
        (["--sede", "1"], "the number of mutants is a whole number from 1 on, not '--sede'"),
    ],
)
def test_a_wrong_number_is_told_in_a_sentence(given, said, capsys):
    assert command.main(given) == 2
    out, err = capsys.readouterr()
    assert said in err
    assert out == ""


def test_numbers_are_read_in_any_order():
    assert command.read([])[:2] == (200, 1)
    assert command.read(["20", "--seed", "3"])[:2] == command.read(["--seed=3", "20"])[:2] == (20, 3)


def test_the_last_line_says_how_many_were_killed(tiny, capsys):
    run.report(tiny, 3, 1, 1)
    out, err = capsys.readouterr()
    *survivors, last = out.splitlines()
    killed = 3 - len(survivors)
    assert last == f"mutants: {killed} of 3 killed"
    assert all(line.startswith(f"{RULE}:") and " -> " in line for line in survivors)
    assert "3/3 killed" in err


def test_a_runner_that_is_killed_leaves_the_checkout_as_it_was_and_nothing_running(tiny):
    (tiny / "tests/systems/body/test_tiny.py").write_text(
        f"import os, pathlib, time\n\nSTARTED = {str(tiny / 'started')!r}\n\n\n"
        "def test_slow():\n    pathlib.Path(STARTED).write_text(str(os.getpid()))\n    time.sleep(60)\n"
    )
    script = "import sys, pathlib; from mutation import run; run.report(pathlib.Path(sys.argv[1]), 2, 1, 1)"
    (tiny / "temporary").mkdir()
    runner = subprocess.Popen(
        [sys.executable, "-c", script, str(tiny)],
        cwd=ROOT / "tests",
        env={**os.environ, "TMPDIR": str(tiny / "temporary")},
        stderr=subprocess.DEVNULL,
    )
    started = tiny / "started"
    assert within(30, lambda: started.exists() and started.read_text() != "")
    runner.kill()
    runner.wait()
    assert (tiny / RULE).read_text() == TINY[RULE]
    assert within(10, lambda: not Path(f"/proc/{started.read_text()}").exists())


def within(seconds: float, happens: Callable[[], bool]) -> bool:
    until = time.monotonic() + seconds
    while not happens():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True
