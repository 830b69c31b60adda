"""Whatever happens to a run's files is named, or harmless."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest

from undergrid import runs
from undergrid.runs.seals import seal

from .alike import same_log
from .conftest import KEYFRAME, TICKS

EVENTS = f"events-{KEYFRAME:08d}-{2 * KEYFRAME:08d}.parquet"


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same scenario under another seed."""
    out = tmp_path_factory.mktemp("runs") / "other"
    runs.record("village", out, seed=4, until=TICKS, keyframe=KEYFRAME)
    return out


def files_of(run: Path) -> list[Path]:
    return sorted(path for path in run.rglob("*") if path.is_file() and path.name != ".lock")


def test_a_run_as_it_was_written_is_sound(village):
    assert runs.verify(village) == []


def test_any_flipped_bit_of_any_file_is_named(go, tmp_path, cases):
    """In run.json it may be one of the blanks between two words. The run is short: it has every kind of file, and each
    flip is looked for in all of them.
    """
    go("short", until=KEYFRAME + 1)
    a_copy = tmp_path / "short"
    draws = random.Random(8)
    for _ in range(cases(200, 10_000)):
        path = draws.choice(files_of(a_copy))
        whole = path.read_bytes()
        if not whole:
            continue
        content = bytearray(whole)
        content[draws.randrange(len(content))] ^= 1 << draws.randrange(8)
        path.write_bytes(content)
        try:
            found = runs.verify(a_copy)
        except runs.RunError as wrong:
            found = [("run.json", str(wrong))]
        name = path.relative_to(a_copy).as_posix()
        harmless = name == "run.json" and json.loads(whole) == _parsed(content)
        assert harmless or name in [file for file, _ in found], (name, found)
        path.write_bytes(whole)
    assert runs.verify(a_copy) == []


def _parsed(content: bytes) -> object:
    try:
        return json.loads(content)
    except ValueError:
        return None


# what is done to a run: (how, file that is named, what is said of it)
def _swap(run: Path, other: Path) -> None:
    shutil.copy(other / EVENTS, run / EVENTS)


def _swap_snapshot(run: Path, other: Path) -> None:
    shutil.copy(other / f"snapshots/{KEYFRAME:08d}.npz", run / f"snapshots/{KEYFRAME:08d}.npz")


def _double(run: Path, other: Path) -> None:
    shutil.copy(run / EVENTS, run / f"events-{KEYFRAME:08d}-{KEYFRAME + 150:08d}.parquet")


def _add_snapshot(run: Path, other: Path) -> None:
    shutil.copy(run / f"snapshots/{KEYFRAME:08d}.npz", run / "snapshots/00000450.npz")


def _lose(run: Path, other: Path) -> None:
    (run / EVENTS).unlink()


def _add_to_scenario(run: Path, other: Path) -> None:
    (run / "scenario" / "more.tsx").write_text("<tileset/>")


def _of_another_run(run: Path, other: Path) -> None:
    shutil.copy(other / "run.json", run / "run.json")


def _other_seed(run: Path, other: Path) -> None:
    file = run / "run.json"
    file.write_text(file.read_text().replace('"seed": 3', '"seed": 4'))


@pytest.mark.parametrize(
    ("do", "file", "said"),
    [
        (_swap, EVENTS, "damaged"),
        (_swap_snapshot, f"snapshots/{KEYFRAME:08d}.npz", "damaged"),
        (_double, f"events-{KEYFRAME:08d}-{KEYFRAME + 150:08d}.parquet", "no file of this run"),
        (_add_snapshot, "snapshots/00000450.npz", "no file of this run"),
        (_lose, EVENTS, "missing"),
        (_add_to_scenario, "scenario/more.tsx", "no file of this run"),
        (_of_another_run, EVENTS, "damaged"),
        (_other_seed, "run.json", "does not match its own digest"),
    ],
)
def test_what_was_swapped_doubled_lost_or_added_is_named(a_copy, other, do, file, said):
    do(a_copy, other)
    (what,) = [what for name, what in runs.verify(a_copy) if name == file]
    assert said in what


@pytest.mark.parametrize("do", [_swap, _double, _lose, _of_another_run, _other_seed])
def test_reading_names_what_was_swapped_doubled_lost_or_added(a_copy, other, do):
    do(a_copy, other)
    with pytest.raises(runs.RunError) as found:
        list(runs.Log(a_copy).events())
    assert any(name in str(found.value) for name, _ in runs.verify(a_copy))


@pytest.mark.parametrize("do", [_swap, _swap_snapshot, _lose])
def test_what_was_swapped_or_lost_is_made_again(a_copy, village, other, do):
    do(a_copy, other)
    resumed = runs.resume(a_copy)
    assert resumed.repaired
    assert resumed.meta.digest == runs.Folder.open(village)[1].digest
    assert same_log(a_copy, village)
    assert runs.verify(a_copy) == []


def test_a_snapshot_of_another_seed_is_refused_whoever_vouches_for_it(a_copy, other):
    for file in (f"snapshots/{TICKS:08d}.npz", EVENTS):
        shutil.copy(other / file, a_copy / file)
    found = json.loads((a_copy / "run.json").read_text())
    given = json.loads((other / "run.json").read_text())["files"]
    found["files"] |= {name: given[name] for name in (f"snapshots/{TICKS:08d}.npz", EVENTS)}
    (a_copy / "run.json").write_text(json.dumps(found | {"seal": seal(found)}))
    ((file, what),) = runs.verify(a_copy)
    assert file == f"snapshots/{TICKS:08d}.npz"
    assert "seed 4" in what
    assert any("seed 4" in what for what in runs.resume(a_copy).repaired)


def test_an_older_run_is_told_apart(a_copy):
    found = json.loads((a_copy / "run.json").read_text())
    del found["files"], found["seal"]
    (a_copy / "run.json").write_text(json.dumps(found | {"format": 1, "version": "0.1"}))
    with pytest.raises(runs.RunError, match=r"written in format 1 by undergrid 0\.1"):
        runs.verify(a_copy)
