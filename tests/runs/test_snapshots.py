"""Snapshots: what is not one, or not of this run, is named and never taken for one."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from undergrid import runs
from undergrid.runs import snapshots
from undergrid.runs.contents import Sizes
from undergrid.runs.folder import Folder
from undergrid.setup import build, load
from undergrid.sim import Sim
from undergrid.world.tables.people import Citizens, Households

from .conftest import KEYFRAME, TICKS
from .resealed import change_arrays, reseal

WHOLE = "damaged, not a readable snapshot"


def opened(run: Path, tick: int) -> tuple[Path, Folder, runs.Meta]:
    """A snapshot of a run whose files are vouched for as they are now."""
    reseal(run)
    folder, meta = Folder.open(run)
    return folder.snapshot(tick), folder, meta


def spoil(run: Path, tick: int, how: str) -> None:
    """Make something else of a snapshot."""
    path = Folder(run).snapshot(tick)
    whole = path.read_bytes()
    if how == "empty":
        path.write_bytes(b"")
    elif how == "no archive":
        path.write_bytes(b"a letter" * 100)
    elif how == "half":
        path.write_bytes(whole[: len(whole) // 2])
    elif how == "no head":
        change_arrays(path, lambda arrays: arrays.pop("head"))
    elif how == "a head of another kind":
        change_arrays(path, lambda arrays: arrays.update(head=np.array("a letter")))
    elif how == "half a head":
        change_arrays(path, lambda arrays: arrays.update(head=np.array(json.dumps({"tick": tick}))))
    else:
        change_arrays(path, lambda arrays: arrays.pop("citizens.alive"))


SPOILT = ["empty", "no archive", "half", "no head", "a head of another kind", "half a head", "nobody in it"]


@pytest.mark.parametrize("how", SPOILT)
def test_what_has_no_head_of_a_snapshot_is_named_and_nothing_is_read_of_it(a_copy, how):
    spoil(a_copy, KEYFRAME, how)
    path, folder, meta = opened(a_copy, KEYFRAME)
    with pytest.raises(runs.RunError, match=WHOLE) as found:
        snapshots.check_head(folder, KEYFRAME, meta.seed, meta)
    assert str(path) in str(found.value)
    assert snapshots.check_head(folder, 0, meta.seed, meta) == meta.keyframes[0]


def flip(path: Path, name: str) -> None:
    """Change a byte of one array of a snapshot where it lies."""
    with zipfile.ZipFile(path) as archive:
        member = archive.getinfo(f"{name}.npy")
        at = member.header_offset + 30 + len(member.filename) + member.compress_size // 2 + 20
    content = bytearray(path.read_bytes())
    content[at] ^= 255
    path.write_bytes(content)


def test_a_snapshot_whose_columns_cannot_be_read_is_named_by_all_who_read_them(a_copy):
    flip(Folder(a_copy).snapshot(TICKS), "citizens.cell")
    path, folder, meta = opened(a_copy, TICKS)
    assert snapshots.check_head(folder, TICKS, meta.seed, meta)  # its head is whole
    sim, sizes = Sim(build(load("village"), 3)), Sizes.of(runs.Log(a_copy).names, meta.citizens)
    for read in (
        lambda: snapshots.load(folder, TICKS, sim.world, meta),
        lambda: snapshots.columns(folder, meta, Citizens, ("alive", "cell"), meta.citizens, sizes),
    ):
        with pytest.raises(runs.RunError, match=WHOLE) as found:
            read()
        assert str(path) in str(found.value)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("format", 99, "format 99, this version reads format"),
        ("tick", KEYFRAME + 1, "not the snapshot of this run: it is of tick 301"),
        ("seed", "4", "not the snapshot of this run: it is of tick 300, seed 4"),
        ("digest", "00", "not the snapshot of this run: it is of tick 300, seed 3 and digest 00"),
    ],
)
def test_a_snapshot_of_another_run_is_told_by_what_its_head_says(a_copy, name, value, said):
    path = Folder(a_copy).snapshot(KEYFRAME)
    change_arrays(
        path, lambda arrays: arrays.update(head=np.array(json.dumps(json.loads(str(arrays["head"])) | {name: value})))
    )
    _, folder, meta = opened(a_copy, KEYFRAME)
    with pytest.raises(runs.RunError, match=said):
        snapshots.check_head(folder, KEYFRAME, meta.seed, meta)


def test_a_snapshot_with_another_number_of_people_is_not_of_this_run(a_copy):
    def halve(arrays):
        for name in [name for name in arrays if name.startswith("citizens.")]:
            arrays[name] = arrays[name][:100]

    change_arrays(Folder(a_copy).snapshot(KEYFRAME), halve)
    _, folder, meta = opened(a_copy, KEYFRAME)
    with pytest.raises(runs.RunError, match=r"citizens of shape \(100,\), expected 200"):
        snapshots.check_head(folder, KEYFRAME, meta.seed, meta)


def test_a_snapshot_from_before_a_table_was_there_is_of_another_version(a_copy):
    change_arrays(
        Folder(a_copy).snapshot(TICKS), lambda arrays: [arrays.pop(f"households.{name}") for name in ("first", "size")]
    )
    _, folder, meta = opened(a_copy, TICKS)
    sizes = Sizes.of(runs.Log(a_copy).names, meta.citizens)
    with pytest.raises(runs.RunError, match=r"a snapshot of another version: without households"):
        snapshots.columns(folder, meta, Households, ("first", "size"), None, sizes)


@pytest.mark.parametrize(("at_most", "tick"), [(TICKS, 900), (900, 900), (899, 600), (2, 0)])
def test_the_latest_whole_snapshot_up_to_a_tick_is_taken_and_what_is_wrong_with_later_ones_is_told(
    a_copy, at_most, tick
):
    for later in (1200, TICKS):
        spoil(a_copy, later, "half")
    _, folder, meta = opened(a_copy, TICKS)
    sim = Sim(build(load("village"), 3))
    told = snapshots.load_latest(folder, sim.world, at_most, meta)
    assert (sim.tick, sim.digest()) == (tick, meta.keyframes[tick])
    spoilt = [later for later in (TICKS, 1200) if later <= at_most]
    assert [str(folder.snapshot(later)) in what for later, what in zip(spoilt, told, strict=True)] == [True] * len(told)


@pytest.mark.parametrize("tick", [0, KEYFRAME, TICKS])
def test_some_columns_at_the_end_are_those_of_the_whole_state(village, tick):
    folder, meta = Folder.open(village)
    sim, sizes = Sim(build(load("village"), 3)), Sizes.of(runs.Log(village).names, meta.citizens)
    snapshots.load(folder, meta.tick, sim.world, meta)
    people = sim.world.citizens
    alive, cell = snapshots.columns(folder, meta, Citizens, ("alive", "cell"), meta.citizens, sizes)
    assert (alive.tolist(), cell.tolist()) == (people.alive.tolist(), people.cell.tolist())
    assert snapshots.check_head(folder, tick, meta.seed, None) == meta.keyframes[tick]
