import json
import subprocess
import sys
from pathlib import Path

import duckdb
import numpy as np
import pytest

from undergrid import runs
from undergrid.core.errors import UsageError
from undergrid.runs import remains, snapshots
from undergrid.setup import build, load
from undergrid.sim import Sim
from undergrid.world.tables.orders import Order, Verb

from .alike import rows, segments_of
from .conftest import KEYFRAME, TICKS


def test_a_recorded_run_ends_as_the_same_run_in_memory(village):
    sim = Sim(build(load("village"), 3))
    sim.run(TICKS)
    _, meta = runs.Folder.open(village)
    assert meta.digest == sim.digest()
    assert (meta.tick, meta.status, meta.events) == (TICKS, "ended", sim.world.events.n)
    assert meta.endings == sim.endings()
    log = sim.world.events.columns()
    assert rows(village) == list(zip(*(values.tolist() for values in log.values()), strict=True))


def test_recording_changes_nothing_wherever_the_keyframes_lie(village, go):
    _, meta = runs.Folder.open(village)
    other = go("denser", keyframe=70)
    assert other.meta.digest == meta.digest
    assert rows(other.folder.path) == rows(village)
    assert rows(other.folder.path, "series") == rows(village, "series")


def test_run_json_says_what_was_run_and_how_it_ended(village):
    found = json.loads((village / "run.json").read_text("utf-8"))
    assert found["scenario"] == "village"
    assert (found["seed"], found["citizens"], found["until"], found["tick"]) == (3, 200, TICKS, TICKS)
    assert sorted(map(int, found["keyframes"])) == list(range(0, TICKS + 1, KEYFRAME))
    assert found["keyframes"][str(TICKS)] == found["digest"]


def test_segments_are_plain_parquet_that_anything_can_read(village):
    ((*found,),) = duckdb.sql(f"select count(*), min(tick), max(tick) from '{village}/events-*.parquet'").fetchall()
    _, meta = runs.Folder.open(village)
    assert found[0] == meta.events
    assert found[1] == 0
    assert found[2] < TICKS
    minutes = duckdb.sql(f"select tick, alive from '{village}/series-*.parquet' order by tick").fetchall()
    assert [tick for tick, _ in minutes] == list(range(0, TICKS, 60))
    assert all(0 < alive <= 200 for _, alive in minutes)


def test_the_log_can_be_read_while_the_run_goes_on(go, tmp_path):
    seen = []

    def look(tick: int, of: int) -> None:
        if tick and tick % KEYFRAME == 0:
            log = runs.Log(tmp_path / "live")
            seen.append((tick, log.meta.tick, len(list(log.events()))))

    last = go("live", progress=look)
    assert [(tick, on_disk) for tick, on_disk, _ in seen[:-1]] == [(t, t) for t in range(KEYFRAME, TICKS, KEYFRAME)]
    assert 0 < seen[0][2] <= seen[-1][2] == last.meta.events


def test_nothing_half_written_is_left_behind(village):
    assert not [path for path in village.rglob("*") if path.name.endswith(".part")]


def test_a_snapshot_brings_the_state_back_bit_by_bit(village):
    folder, meta = runs.Folder.open(village)
    sim = Sim(build(load("village"), 3))
    for tick, digest in meta.keyframes.items():
        snapshots.load(folder, tick, sim.world, meta)
        assert sim.digest() == digest
        assert sim.tick == tick


def test_series_count_the_city(village):
    columns = next(segments_of(village).read("series"))
    sim = Sim(build(load("village"), 3))
    people = sim.world.citizens
    assert columns["tick"][0] == 0
    assert columns["alive"][0] == people.alive.sum()
    assert columns["outdoors"][0] == (people.alive & (people.inside < 0)).sum()
    assert columns["untagged"][0] == (people.alive & ~people.tagged).sum()
    assert columns["obedience"][0] == people.obedience[people.alive].astype(np.int64).sum()


# ---------------------------------------------------------------- where a run may be put


def test_a_folder_with_something_in_it_is_left_alone(go, tmp_path):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "thesis.txt").write_text("three years of work")
    with pytest.raises(runs.RunError, match="is there already and not empty"):
        go("taken")
    assert [path.name for path in (tmp_path / "taken").iterdir()] == ["thesis.txt"]


def test_a_run_that_is_there_is_not_written_over(village):
    with pytest.raises(runs.RunError, match="is there already") as found:
        runs.record("village", village, until=10)
    assert "undergrid resume" in found.value.hint


def test_an_empty_folder_is_taken(go, tmp_path):
    (tmp_path / "empty").mkdir()
    assert go("empty", until=10).meta.status == "ended"


def test_the_remains_of_a_run_that_never_began_are_cleared_away(go, village, tmp_path):
    go("whole", until=10)
    (tmp_path / "whole" / "run.json").unlink()  # it is written last, and then the mark is taken away:
    names = [
        path.relative_to(tmp_path / "whole/scenario").as_posix() for path in (tmp_path / "whole/scenario").rglob("*")
    ]
    remains.mark(tmp_path / "whole", names)  # so a run looks that was killed before
    with pytest.raises(runs.RunError, match="cut off before it had begun"):
        runs.resume(tmp_path / "whole")
    again = go("whole")
    assert again.meta.digest == runs.Folder.open(village)[1].digest
    assert rows(again.folder.path) == rows(village)


@pytest.mark.parametrize("tick", [0, 3])
def test_a_run_that_fails_in_its_first_tick_leaves_no_folder(tick, go, tmp_path, monkeypatch):
    whole = Sim.advance

    def advance(self, *given):
        if self.tick == tick:
            raise RuntimeError("a rule that fails")
        return whole(self, *given)

    monkeypatch.setattr(Sim, "advance", advance)
    with pytest.raises(RuntimeError):
        go("deep/within/it")
    assert (tmp_path / "deep").exists() == (tick > 0)  # a later failure leaves what a report of it needs


def test_a_folder_that_was_there_stays_there_when_the_run_fails_at_once(go, tmp_path, monkeypatch):
    (tmp_path / "mine").mkdir()
    monkeypatch.setattr(Sim, "advance", lambda *_: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        go("mine")
    assert list((tmp_path / "mine").iterdir()) == []


def test_a_run_that_only_lost_its_run_json_is_not_taken_for_one_that_never_began(go, tmp_path):
    go("whole", until=10)
    (tmp_path / "whole" / "run.json").unlink()
    before = sorted(path.name for path in (tmp_path / "whole").iterdir())
    with pytest.raises(runs.RunError, match=r"damaged: its run\.json is gone"):
        runs.resume(tmp_path / "whole")
    with pytest.raises(runs.RunError, match="is there already and not empty"):
        go("whole")
    assert sorted(path.name for path in (tmp_path / "whole").iterdir()) == before


def test_a_file_in_the_place_of_the_folder_is_left_alone(go, tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(runs.RunError, match="is there already and no folder"):
        go("file")
    with pytest.raises(runs.RunError, match="cannot be written"):
        go("file/below")
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs /proc, where nobody may make folders")
def test_a_place_that_cannot_be_written_is_named():
    with pytest.raises(runs.RunError, match=r"/proc/undergrid.*cannot be written"):
        runs.record("village", "/proc/undergrid", until=10)


def test_two_processes_do_not_write_one_run(go, tmp_path):
    script = (
        "import sys\nfrom undergrid import runs\ntry: runs.resume(sys.argv[1])\nexcept runs.RunError as e: print(e)"
    )
    said = []

    def meanwhile(tick: int, of: int) -> None:
        if tick == 600:
            done = subprocess.run(
                [sys.executable, "-c", script, str(tmp_path / "one")], capture_output=True, text=True, check=True
            )
            said.append(done.stdout)
            with pytest.raises(runs.RunError, match="is there already"):
                go("one")

    assert go("one", progress=meanwhile).meta.status == "ended"
    assert len(said) == 1
    assert "another process is writing this run" in said[0]


@pytest.mark.parametrize("options", [{"until": 0}, {"until": "soon"}, {"until": 1 << 24}, {"keyframe": 0}])
def test_a_length_that_makes_no_sense_is_told_before_anything_is_written(go, tmp_path, options):
    with pytest.raises(UsageError):
        go("none", **options)
    assert not (tmp_path / "none").exists()


def test_a_run_outlives_its_scenario(tmp_path, village):
    source = load("village").path.parent
    mine = tmp_path / "mine"
    mine.mkdir()
    for file in source.iterdir():
        if file.is_file():
            (mine / file.name).write_bytes(file.read_bytes())
    done = runs.record(mine, tmp_path / "run", seed=3, until=600, keyframe=300)
    for file in mine.iterdir():
        file.unlink()
    assert runs.replay(tmp_path / "run").same
    assert done.meta.keyframes[300] == runs.Folder.open(village)[1].keyframes[300]


def test_orders_for_ticks_that_the_run_does_not_reach_are_counted(go):
    late = [Order(TICKS + 10, 5, Verb.WAIT)]
    assert go("late", orders=late).waiting == 1


def test_an_order_for_the_last_tick_waits_and_one_before_it_does_not(go):
    assert go("before", orders=[Order(99, 5, Verb.WAIT)], until=100).waiting == 0
    at_the_end = [Order(100, 5, Verb.WAIT), Order(100, 6, Verb.WAIT), Order(99, 5, Verb.WAIT)]
    assert go("at", orders=at_the_end, until=100).waiting == 2
