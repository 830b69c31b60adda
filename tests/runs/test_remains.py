"""What lies in a run's folder: what is another's is named and left alone, and what a run left is taken away again."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from undergrid import runs
from undergrid.runs import remains
from undergrid.runs.folder import Folder

from .conftest import KEYFRAME, TICKS
from .resealed import reseal


def left(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@pytest.mark.parametrize(
    "name",
    [
        "scenario/mine.txt", "names.npz/mine.txt", "snapshots/mine.txt", "scenario/rules/mine.py", "orders.jsonl/x",
        "snapshots/00000000.npz/mine.txt", "events-00000000-00000300.parquet/mine.txt",
        "scenario/scenario.yaml/mine.txt",
    ],
)  # fmt: skip
def test_nothing_that_somebody_else_put_there_is_taken_away(go, tmp_path, name):
    folder = tmp_path / "mine"
    (folder / name).parent.mkdir(parents=True)
    remains.mark(folder, ["scenario.yaml", "rules/zap.py"])
    (folder / name).write_text("three years of work")
    before = left(folder)
    with pytest.raises(runs.RunError, match="is no file of a run that was beginning there") as found:
        go("mine")
    assert str(folder / name) in str(found.value) or str((folder / name).parent) in str(found.value)
    assert left(folder) == before


def test_links_are_left_alone(go, tmp_path):
    folder, other = tmp_path / "mine", tmp_path / "other"
    folder.mkdir()
    other.mkdir()
    (other / "00000000.npz").write_text("mine")
    remains.mark(folder, [])
    (folder / "snapshots").symlink_to(other)
    with pytest.raises(runs.RunError, match="is no file of a run"):
        go("mine")
    assert (other / "00000000.npz").read_text() == "mine"


def test_a_lock_that_is_a_link_is_not_followed(a_copy, tmp_path):
    (a_copy / ".lock").unlink(missing_ok=True)
    (a_copy / ".lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(runs.RunError, match=r"\.lock: is a link"):
        runs.resume(a_copy)
    assert not (tmp_path / "elsewhere").exists()


def test_a_file_in_the_place_of_a_folder_is_named(a_copy):
    shutil.rmtree(a_copy / "snapshots")
    (a_copy / "snapshots").touch()
    for use in (runs.resume, runs.Log, runs.replay):
        with pytest.raises(runs.RunError, match="snapshots: is no folder") as found:
            use(a_copy)
        assert found.value.exit_code == 1
    faults = runs.verify(a_copy)
    assert ("snapshots", "no folder") in faults
    assert not runs.can_be_made_again(faults)


@pytest.mark.parametrize("name", ["events-00001500-00001800.parquet", "snapshots/00002400.npz"])
def test_a_doubled_file_beyond_the_end_is_named(a_copy, name):
    source = (
        f"snapshots/{TICKS:08d}.npz" if "snapshots" in name else f"events-{TICKS - KEYFRAME:08d}-{TICKS:08d}.parquet"
    )
    shutil.copy(a_copy / source, a_copy / name)
    faults = runs.verify(a_copy)
    assert faults == [(name, "no file of this run")]
    assert not runs.can_be_made_again(faults)
    with pytest.raises(runs.RunError, match="no file of this run"):
        runs.Log(a_copy)


def test_while_a_run_goes_on_only_files_up_to_its_end_are_excused(a_copy):
    """A process may be killed after it closed them, and before it could say so in run.json."""
    ahead, beyond = "events-00001500-00001800.parquet", "events-00001800-00002100.parquet"
    reseal(a_copy, lambda meta: meta.update(status="running", until=1800))
    shutil.copy(a_copy / f"events-{TICKS - KEYFRAME:08d}-{TICKS:08d}.parquet", a_copy / ahead)
    assert runs.verify(a_copy) == []
    shutil.copy(a_copy / ahead, a_copy / beyond)
    assert runs.verify(a_copy) == [(beyond, "no file of this run")]


def test_a_fork_says_which_snapshot_it_passed_over(a_copy, tmp_path):
    path = Folder(a_copy).snapshot(600)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    branch = runs.fork(a_copy, tmp_path / "branch", at=700, until=750)
    assert [what for what in branch.passed_over if str(path) in what and "damaged" in what]
    assert runs.fork(a_copy, tmp_path / "other", at=500, until=550).passed_over == []


def test_a_diff_says_which_snapshot_it_passed_over(a_copy, go):
    other = go("other", seed=4).folder.path
    path = Folder(a_copy).snapshot(TICKS)
    os.truncate(path, 100)
    assert [what for what in runs.diff(a_copy, other).damaged if str(path) in what]


@pytest.mark.parametrize(
    ("change", "said"),
    [({"citizens": 5}, "expected 5"), ({"citizens": 0}, "citizens"), ({"seed": -1}, "seed"), ({"seed": 2**64}, "seed")],
)
def test_numbers_of_another_run_are_named(a_copy, change, said):
    reseal(a_copy, lambda meta: meta.update(change))
    assert any(said in what for _, what in runs.verify(a_copy))
    with pytest.raises(runs.RunError, match=said):
        runs.fork(a_copy, a_copy.with_name("branch"), at=700)


def test_only_what_resume_can_make_is_said_to_be_made_again():
    segment = ("events-00000000-00000300.parquet", "damaged, not as it was written")
    assert runs.can_be_made_again([segment, ("names.npz", "missing"), ("snapshots/00000000.npz", "missing")])
    for name in ("run.json", "orders.jsonl", "scenario/scenario.yaml"):
        assert not runs.can_be_made_again([segment, (name, "missing")])
    assert not runs.can_be_made_again([(segment[0], "cannot be read: Permission denied")])
