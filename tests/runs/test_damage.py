"""What is damaged is named, what can be read still is, and what can be made again is."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from undergrid import runs
from undergrid.runs.folder import Folder
from undergrid.runs.seals import digest_of, seal
from undergrid.world.tables.orders import Order, Verb

from .alike import rows, same_log
from .conftest import KEYFRAME, TICKS

LAST = f"{TICKS - KEYFRAME:08d}-{TICKS:08d}.parquet"


def tear(path: Path) -> None:
    """Leave only the first half of a file."""
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def rewrite(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change run.json, and let it vouch for itself and all files as they are now."""
    found = json.loads(path.read_text("utf-8"))
    names = found["files"]
    found["files"] = {name: digest_of(path.parent / name) for name in names if (path.parent / name).exists()}
    change(found)
    path.write_text(json.dumps(found | {"seal": seal(found)}), "utf-8")


# ---------------------------------------------------------------- segments


@pytest.mark.parametrize("kind", ["events", "because", "series", "tracks"])
def test_a_torn_last_segment_is_made_again(a_copy, village, kind):
    tear(a_copy / f"{kind}-{LAST}")
    resumed = runs.resume(a_copy)
    assert any(f"{kind}-{LAST}" in what for what in resumed.repaired)
    assert resumed.meta.digest == runs.Folder.open(village)[1].digest
    assert same_log(a_copy, village)


def test_a_torn_segment_is_named_and_the_others_can_be_read(a_copy, village):
    tear(a_copy / f"events-{LAST}")
    log = runs.Log(a_copy)
    with pytest.raises(runs.RunError, match=re.escape(f"events-{LAST}: damaged")) as found:
        list(log.events())
    assert "the other 4 events segments are whole" in found.value.hint
    first = next(log.events())
    assert log.get(first.id) == first


def test_a_segment_that_is_gone_is_made_again(a_copy, village):
    (a_copy / "events-00000300-00000600.parquet").unlink()
    resumed = runs.resume(a_copy)
    assert any("no segment of events from tick 300" in what for what in resumed.repaired)
    assert same_log(a_copy, village)


def test_an_empty_segment_is_made_again(a_copy, village):
    (a_copy / f"events-{LAST}").write_bytes(b"")
    runs.resume(a_copy)
    assert same_log(a_copy, village)


def test_a_run_that_ended_whole_is_left_as_it_is(a_copy):
    before = {path: path.stat().st_mtime_ns for path in a_copy.rglob("*") if path.is_file() and path.name != ".lock"}
    resumed = runs.resume(a_copy)
    assert resumed.repaired == []
    assert before == {path: path.stat().st_mtime_ns for path in before}


# ---------------------------------------------------------------- what somebody wrote who also wrote the digests


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("* replace (9999::smallint as kind)", "no events of this city"),
        ('* replace (99999999::integer as "where")', "no events of this city"),
        ("* replace ('soon' as tick)", "not a segment of events"),
        ("* exclude (cause)", "not a segment of events"),
        ('* rename ("where" as ghere)', "not a segment of events"),
    ],
)
def test_rows_that_no_run_writes_are_named_with_their_segment(a_copy, change, said):
    path = a_copy / f"events-{LAST}"
    duckdb.execute(f"copy (select {change} from read_parquet('{path}')) to '{path}.new' (format parquet)")
    Path(f"{path}.new").replace(path)
    rewrite(a_copy / "run.json", lambda meta: None)
    with pytest.raises(runs.RunError, match=said) as found:
        list(runs.Log(a_copy).events())
    assert str(path) in str(found.value)


@pytest.mark.parametrize("plain", ["[]", "{}", '{"citizens": null}', "[" * 5000, "\x00"])
def test_names_that_no_run_writes_are_named_and_made_again(a_copy, village, plain):
    np.savez(a_copy / "names.npz", names=np.array(plain), district_of=np.zeros(3, np.uint16))
    rewrite(a_copy / "run.json", lambda meta: None)
    with pytest.raises(runs.RunError, match=r"names\.npz: gone or damaged"):
        runs.Log(a_copy)
    assert any("names.npz" in what for what in runs.resume(a_copy).repaired)
    assert runs.Log(a_copy).names.citizens == runs.Log(village).names.citizens


@pytest.mark.parametrize("name", ["orders.jsonl", "names.npz", f"events-{LAST}", f"snapshots/{TICKS:08d}.npz"])
def test_a_pipe_in_the_place_of_a_file_is_named_and_not_waited_for(a_copy, name):
    (a_copy / name).unlink()
    os.mkfifo(a_copy / name)
    assert [file for file, what in runs.verify(a_copy) if "no regular file" in what] == [name]


# ---------------------------------------------------------------- snapshots


@pytest.mark.parametrize("tick", [0, KEYFRAME, TICKS])
def test_a_torn_snapshot_is_passed_over_and_made_again(a_copy, village, tick):
    tear(Folder(a_copy).snapshot(tick))
    (a_copy / f"events-{LAST}").unlink()  # so that there is something to go on with
    resumed = runs.resume(a_copy)
    assert resumed.meta.digest == runs.Folder.open(village)[1].digest
    assert same_log(a_copy, village)


def test_without_any_whole_snapshot_a_run_cannot_go_on(a_copy):
    for path in Folder(a_copy).snapshots.iterdir():
        tear(path)
    with pytest.raises(runs.RunError, match=r"no snapshot can be read; .*damaged") as found:
        runs.resume(a_copy)
    assert "can still be read" in found.value.hint
    assert len(rows(a_copy)) > 0


def test_a_replay_needs_no_snapshot(a_copy):
    for path in Folder(a_copy).snapshots.iterdir():
        path.unlink()
    assert runs.replay(a_copy).same


def _save(path: Path, arrays: dict[str, Any]) -> None:
    np.savez(path.with_suffix(""), **arrays)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda a: a.update({"head": np.array(str(a["head"]).replace('"format": 6', '"format": 99'))}), "format 99"),
        (lambda a: a.pop("citizens.cell"), "Citizens: other columns than expected: cell"),
        (lambda a: a.update({"citizens.charm": a["citizens.cell"]}), "Citizens: other columns than expected: charm"),
        (lambda a: a.update({"ghosts.cell": a["citizens.cell"]}), "other tables than expected: ghosts"),
        (
            lambda a: a.update({"citizens.cell": a["citizens.cell"].astype("<i8")}),
            "Citizens.cell: int64, expected int32",
        ),
        (lambda a: a.update({"citizens.age": a["citizens.age"] + np.uint8(1)}), "does not match its digest"),
        (
            lambda a: a.update({"citizens.age": a["citizens.age"][:-1]}),
            "citizens has columns of shape (199,), expected (200,)",
        ),
        (lambda a: a.update({"citizens.age": a["citizens.age"].reshape(2, -1)}), "shape (2, 100)"),
        (lambda a: a.update({"bonds.a": a["bonds.a"][:-1]}), "Bonds.a: another shape than the other columns"),
        (lambda a: a["citizens.home"].fill(10**8), "citizens.home[0]: 100000000, expected -1 to "),
        (lambda a: a["citizens.cell"].fill(-5), "citizens.cell[0]: -5, expected 0 to "),
        (lambda a: a["citizens.doing"].fill(200), "citizens.doing[0]: 200, expected one of 0, 1, "),
        (lambda a: a["watchers.cell"].fill(2**31 - 1), "watchers.cell[0]: 2147483647, expected 0 to "),
        (lambda a: a.pop("head"), "damaged, not a readable snapshot"),
    ],
)
def test_a_snapshot_of_another_version_is_told_from_a_damaged_one(a_copy, change, said):
    path = Folder(a_copy).snapshot(0)
    with np.load(path) as saved:
        arrays = dict(saved)
    change(arrays)
    _save(path, arrays)
    for other in Folder(a_copy).snapshots.iterdir():
        if other != path:
            other.unlink()
    rewrite(a_copy / "run.json", lambda meta: None)
    with pytest.raises(runs.RunError) as found:
        runs.fork(a_copy, a_copy.with_name("out"), at=10)
    assert said in str(found.value)
    assert str(path) in str(found.value)
    assert not a_copy.with_name("out").exists()


def test_a_snapshot_with_a_flipped_bit_is_noticed(a_copy, village):
    path = Folder(a_copy).snapshot(TICKS)
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo("citizens.cell.npy").header_offset + 200
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)
    resumed = runs.resume(a_copy)
    assert any(path.name in what for what in resumed.repaired)
    assert same_log(a_copy, village)


# ---------------------------------------------------------------- run.json, names, orders, the scenario


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '"run"', "{}", '{"format": 6}', "\x00\x01", "[" * 9000])
def test_a_damaged_run_json_is_named(a_copy, content):
    (a_copy / "run.json").write_text(content)
    for use in (runs.resume, runs.replay, runs.Log):
        with pytest.raises(runs.RunError, match=r"run\.json: damaged") as found:
            use(a_copy)
        assert "Parquet files" in found.value.hint


@pytest.mark.parametrize(
    "change",
    [
        lambda meta: meta.pop("seed"),
        lambda meta: meta.update(charm=3),
        lambda meta: meta.update(tick="soon"),
        lambda meta: meta.update(keyframes=[]),
        lambda meta: meta.update(keyframes={"x": "y"}),
        lambda meta: meta.update(eras=[]),
        lambda meta: meta.update(eras={}),
        lambda meta: meta.update(keyframe=0),
        lambda meta: meta.update(people="abc"),
        lambda meta: meta.update(eras=[{"from": 0, "set": 5}]),
        lambda meta: meta.update(eras=[{"from": 0}]),
        lambda meta: meta.update(endings=5),
        lambda meta: meta.update(until=0),
        lambda meta: meta.update(until=10**12),
        lambda meta: meta.update(scenario="\udc80"),
        lambda meta: meta.update(systems=[{"rule": "rust"}]),
        lambda meta: meta.update(file="../../elsewhere.yaml"),
        lambda meta: meta["files"].update({"../elsewhere/snapshots/00000300.npz": ""}),
        lambda meta: meta["files"].update({"scenario/../../names.npz": ""}),
        lambda meta: meta["files"].update({"/etc/passwd": ""}),
    ],
)
def test_a_run_json_that_says_other_things_is_named(a_copy, change):
    rewrite(a_copy / "run.json", change)
    with pytest.raises(runs.RunError, match=r"run\.json: damaged"):
        runs.Log(a_copy)


def test_a_run_of_another_format_says_who_wrote_it_and_what_to_do(a_copy):
    rewrite(a_copy / "run.json", lambda meta: meta.update(format=9, version="9.1"))
    with pytest.raises(runs.RunError, match=r"format 9 by undergrid 9\.1, this one reads format 6") as found:
        runs.resume(a_copy)
    assert "install that version" in found.value.hint


def test_a_folder_that_is_no_run_is_told(tmp_path):
    with pytest.raises(runs.RunError, match="no such folder"):
        runs.replay(tmp_path / "nowhere")
    with pytest.raises(runs.RunError, match=r"not a run: it has no run\.json"):
        runs.replay(tmp_path)


@pytest.mark.parametrize("damage", [Path.unlink, tear])
def test_missing_names_are_told_and_made_again(a_copy, village, damage):
    damage(a_copy / "names.npz")
    with pytest.raises(runs.RunError, match=r"names\.npz: gone or damaged") as found:
        runs.Log(a_copy)
    assert "undergrid resume" in found.value.hint
    runs.resume(a_copy)
    assert vars(runs.Log(a_copy).names).keys() == vars(runs.Log(village).names).keys()
    assert runs.Log(a_copy).names.citizens == runs.Log(village).names.citizens


def test_a_changed_copy_of_the_scenario_is_not_gone_on_with(a_copy):
    file = a_copy / "scenario" / "scenario.yaml"
    file.write_text(file.read_text("utf-8").replace("rumour: 2 %", "rumour: 3 %"), "utf-8")
    with pytest.raises(runs.RunError, match=r"scenario\.yaml: damaged") as found:
        runs.replay(a_copy)
    assert "fork" in found.value.hint


def test_what_is_put_beside_the_copy_of_the_scenario_is_not_gone_on_with(a_copy):
    (a_copy / "scenario" / "canon.yaml").write_text("{}\n", "utf-8")
    with pytest.raises(runs.RunError, match="copy of its scenario has been changed") as found:
        runs.replay(a_copy)
    assert "fork" in found.value.hint


@pytest.mark.parametrize("go_on", [runs.replay, runs.resume, lambda run: runs.diff(run, run)])
def test_a_damaged_copy_of_the_scenario_is_the_runs_fault_and_not_the_scenarios(go_on, a_copy):
    file = a_copy / "scenario" / "scenario.yaml"
    content = bytearray(file.read_bytes())
    content[20] ^= 0x80  # which is no UTF-8 any more
    file.write_bytes(content)
    with pytest.raises(runs.RunError, match=r"scenario\.yaml: damaged, not as it was written") as found:
        go_on(a_copy)
    assert found.value.exit_code == 1


def test_an_order_cut_off_by_a_crash_was_never_given(go):
    done = go("asked", orders=[Order(100, 5, Verb.WAIT), Order(200, 6, Verb.WAIT)])
    orders = done.folder.orders
    orders.write_text(orders.read_text() + "[700, 5, 4")
    assert runs.replay(done.folder.path).same


def test_a_damaged_order_before_the_last_is_named(go):
    done = go("asked", orders=[Order(100, 5, Verb.WAIT), Order(200, 6, Verb.WAIT)], until=300)
    orders = done.folder.orders
    orders.write_text(orders.read_text().replace("[100,", "[1oo,"))
    with pytest.raises(runs.RunError, match=r"orders\.jsonl:1: damaged"):
        runs.replay(done.folder.path)
    orders.unlink()
    with pytest.raises(runs.RunError, match=r"orders\.jsonl: cannot be read"):
        runs.replay(done.folder.path)


# ---------------------------------------------------------------- a full disk


@contextmanager
def no_file_longer_than(n_bytes: int) -> Iterator[None]:
    """What the system says to whoever writes more is an error of the same family as that of a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("room", [100, 400, 3000])  # not even a segment of further causes, no events, no snapshot
def test_a_run_stops_where_the_disk_is_full_and_goes_on_when_there_is_room(go, village, tmp_path, room):
    limit = no_file_longer_than(room)

    def fill(tick: int, of: int) -> None:
        if tick == 720:
            limit.__enter__()

    try:
        with pytest.raises(runs.DiskFullError) as found:
            go("full", progress=fill)
    finally:
        limit.__exit__(None, None, None)
    assert "the disk is full" in str(found.value)
    assert "the run stopped at tick 900, everything before tick 600 is on disk" in str(found.value)
    assert f"undergrid resume {tmp_path / 'full'}" in found.value.hint
    on_disk = [event.tick for event in runs.Log(tmp_path / "full").events()]
    assert max(on_disk) < 900
    assert [row for row in rows(village) if row[1] < 600] == [row for row in rows(tmp_path / "full") if row[1] < 600]
    assert not list((tmp_path / "full").rglob("*.part"))
    resumed = runs.resume(tmp_path / "full")
    assert resumed.meta.digest == runs.Folder.open(village)[1].digest
    assert same_log(tmp_path / "full", village)


def test_a_disk_that_is_full_from_the_start_leaves_nothing_in_the_way(go, village, tmp_path):
    with no_file_longer_than(3000), pytest.raises(runs.DiskFullError):
        go("full")
    assert same_log(go("full").folder.path, village)


def test_a_run_whose_folder_vanishes_says_so(go, tmp_path):
    def remove(tick: int, of: int) -> None:
        if tick == 720:
            shutil.rmtree(tmp_path / "gone")

    with pytest.raises(runs.RunError, match=r"gone.*cannot be written.*stopped at tick 900"):
        go("gone", progress=remove)
