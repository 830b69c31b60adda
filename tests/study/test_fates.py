"""Seeds lived and kept: what a folder goes on with and refuses, shards and processes, and the table of all of them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from undergrid import runs
from undergrid.core.errors import UsageError
from undergrid.runs import DiskFullError
from undergrid.runs.changes import begun
from undergrid.setup import build, load
from undergrid.study.fates import Asked, cluster, fates, pool, seeds_of, shard_of, spelled
from undergrid.study.fates import folder as folders
from undergrid.study.fates.lives import Lives, Task
from undergrid.study.fates.seeds import part
from undergrid.study.properties import PROPERTIES
from undergrid.study.properties.verdict import verdict
from undergrid.world.log.kinds import Kind

FEW = {"people": 60, "until": 600}
ONE = Asked(processes=1)


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.json"))}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Three seeds of the village, lived by one process: (folder, answer)."""
    out = tmp_path_factory.mktemp("fates") / "whole"
    return out, fates("village", range(1, 4), out=out, asked=ONE, **FEW)


def test_the_answer_has_all_that_is_counted(whole):
    _, answer = whole
    assert set(answer) == {"seeds", "people", "beats", "arc", "endings", "properties", "promises"}
    assert (answer["seeds"], answer["people"]) == (3, 60)
    assert set(answer["endings"]) == {"ada_is_out", "ada_is_caught", "cleo_has_expired"}
    assert list(answer["properties"]) == list(PROPERTIES)
    for said in answer["properties"].values():
        assert 0 <= said["violations"] <= said["runs"] <= 3
        assert (said["example"] is None) == (said["violations"] == 0)
    assert answer["promises"] == {"made": 0, "kept": 0, "broken": 0, "failed": 0}
    assert "3 seeds, 60 people" in spelled(answer, "village")


def test_an_example_is_an_event_of_a_run_of_its_seed(monkeypatch):
    """So that `undergrid why` finds it in a recorded run: here each decision is held to be one."""
    import undergrid

    def judge(record):
        return verdict(True, record.events["id"][record.events["kind"] == Kind.DECIDED].tolist())

    monkeypatch.setattr(PROPERTIES["no_dithering"], "judge", judge)
    _, violated, example = Lives(Task("eden", people=60, until=600)).live(1)["properties"]["no_dithering"]
    sim = undergrid.load("eden", seed=1, people=60)
    sim.run(600)
    assert violated
    assert sim.world.events.columns()["id"].tolist().index(example) >= 0


def test_what_is_done_is_not_lived_again_and_more_seeds_are_added(whole, monkeypatch):
    out, answer = whole
    monkeypatch.setattr(pool.Pool, "live", lambda self, seeds: pytest.fail(f"lives {seeds}"))
    before = {path: path.stat().st_mtime_ns for path in out.iterdir()}
    assert fates("village", range(1, 4), out=out, asked=ONE, **FEW) == answer
    assert fates("village", range(2, 3), out=out, asked=ONE, **FEW)["seeds"] == 1
    assert {path: path.stat().st_mtime_ns for path in out.iterdir()} == before


def test_shards_in_one_folder_are_the_same_table_and_the_same_bytes(whole, tmp_path):
    out, answer = whole
    first = fates("village", range(1, 4), out=tmp_path, asked=Asked(1, shard=(1, 2)), **FEW)
    assert first["seeds"] == 2
    assert fates("village", range(1, 4), out=tmp_path, asked=Asked(1, shard=(2, 2)), **FEW) == answer
    assert bytes_in(tmp_path) == bytes_in(out)


def test_two_processes_are_the_same_table_and_the_same_bytes(whole, tmp_path):
    out, answer = whole
    told: list[tuple[int, int]] = []
    found = fates("village", range(1, 4), out=tmp_path, asked=Asked(2), progress=lambda *done: told.append(done), **FEW)
    assert found == answer
    assert bytes_in(tmp_path) == bytes_in(out)
    assert told[-1] == (1800, 1800)
    assert all(0 <= done <= of == 1800 for done, of in told)


def test_a_damaged_seed_is_told_and_lived_again(whole, tmp_path):
    out, answer = whole
    for name, content in bytes_in(out).items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "seed-00000002.json").write_text('{"seed": 2,')
    (tmp_path / "seed-00000003.json").write_text('{"seed": 1, "endings": [], "ticks": 3}')
    said: list[str] = []
    assert fates("village", range(1, 4), out=tmp_path, asked=ONE, note=said.append, **FEW) == answer
    assert len(said) == 2
    assert all("damaged" in line for line in said)
    assert bytes_in(tmp_path) == bytes_in(out)


def test_what_is_set_holds_as_in_a_run_that_is_recorded_so(tmp_path):
    wanted = {"rules.sight.lost_after": "44", "people.ada.at": "old_station", "sight.glimpse_every": 6}
    scenario = load("village", 60)
    sim = begun(build(scenario, 3, 60), wanted)
    while sim.tick < 60:
        sim.advance()
    assert sim.digest() == runs.record("village", tmp_path / "run", seed=3, people=60, until=60, set=wanted).meta.digest
    found = fates("village", range(3, 4), out=tmp_path / "set", set=wanted, asked=ONE, people=60, until=60)
    assert found["seeds"] == 1
    said = {name.removeprefix("rules."): str(value) for name, value in wanted.items()}
    assert json.loads((tmp_path / "set" / "fates.json").read_text())["set"] == said


@pytest.mark.parametrize(("wanted", "said"), [({"sight.lost": 3}, "no knob 'lost'"), ({"people.eve.age": 3}, "'eve'")])
def test_what_cannot_be_set_is_refused_before_a_seed_is_lived(tmp_path, wanted, said):
    with pytest.raises(UsageError, match=said):
        fates("village", range(1, 2), out=tmp_path / "set", set=wanted, asked=ONE, **FEW)
    assert not list(tmp_path.iterdir())


def test_a_folder_of_another_study_is_refused_and_says_what_is_other(whole, tmp_path):
    out, _ = whole
    with pytest.raises(folders.OtherStudyError, match="another number of people"):
        fates("village", range(1, 2), out=out, people=70, until=600)
    with pytest.raises(folders.OtherStudyError, match="another --until"):
        fates("village", range(1, 2), out=out, people=60, until=700)
    with pytest.raises(folders.OtherStudyError, match="another --only"):
        fates("village", range(1, 2), out=out, endings_only=True, **FEW)
    with pytest.raises(folders.OtherStudyError, match=r"another scenario.*other files of"):
        fates("eden", range(1, 2), out=out, **FEW)
    with pytest.raises(folders.OtherStudyError, match="another --set"):
        fates("village", range(1, 2), out=out, set={"sight.lost_after": 44}, **FEW)
    meta = json.loads((out / "fates.json").read_text())
    for name, what in (("version", "another version"), ("program", "another state"), ("arcs", "another arcs.yaml")):
        (tmp_path / "fates.json").write_text(json.dumps(meta | {name: "other"}))
        with pytest.raises(folders.OtherStudyError, match=what):
            fates("village", range(1, 2), out=tmp_path, **FEW)
    (tmp_path / "fates.json").write_text("{")
    with pytest.raises(folders.OtherStudyError, match="damaged"):
        fates("village", range(1, 2), out=tmp_path, **FEW)


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path):
    (tmp_path / "letters.txt").write_text("mine")
    with pytest.raises(folders.OtherStudyError, match=r"letters\.txt"):
        fates("village", range(1, 2), out=tmp_path, **FEW)
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


def test_a_full_disk_is_told_with_the_file():
    full = folders.Folder(Path("/dev/full"), {})
    with pytest.raises((DiskFullError, folders.RunError)):
        full.open()


def test_a_full_disk_leaves_no_half_file(tmp_path, monkeypatch):
    def is_full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folders.os, "fsync", is_full)
    with pytest.raises(DiskFullError, match=r"seed-00000007\.json: the disk is full"):
        folders.Folder(tmp_path, {}).keep({"seed": 7})
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_dies_is_told_and_its_seed_lived_again(whole, tmp_path):
    out, answer = whole
    said: list[str] = []
    hands: list[pool._Hand] = []
    start = pool._start

    def watched(task: Task, folder: folders.Folder) -> pool._Hand:
        hands.append(start(task, folder))
        return hands[-1]

    def kill(done: int, of: int) -> None:
        if len(hands) == 1 and 0 < done < of:
            os.kill(hands[0].process.pid or 0, signal.SIGKILL)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pool, "_start", watched)
        patch.setattr(pool, "_WORD_EVERY", 60)
        found = fates("village", range(1, 4), out=tmp_path, asked=ONE, note=said.append, progress=kill, **FEW)
    assert found == answer
    assert bytes_in(tmp_path) == bytes_in(out)
    assert len(hands) == 2
    assert [line for line in said if "died (SIGKILL); the seed is lived again" in line] == said
    assert len(said) == 1


def test_a_seed_that_kills_every_process_is_given_up(tmp_path, monkeypatch):
    task = Task("village", 60, 600)
    lives = pool.Pool(task, folders.Folder(tmp_path, {}), 1, lambda said: None, lambda done, ticks: None)

    def start(task: Task, folder: folders.Folder) -> pool._Hand:
        return pool._Hand(*_process_that_dies())

    monkeypatch.setattr(pool, "_start", start)
    with pytest.raises(pool.LivesError, match="seed 9: the process that lived it died 4 times"):
        lives.live([9])


def _process_that_dies() -> Any:
    import multiprocessing

    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=os._exit, args=(3,))
    process.start()
    theirs.close()
    return process, ours


@pytest.mark.slow
def test_a_study_that_was_killed_goes_on_to_the_same_bytes(whole, tmp_path):
    out, answer = whole
    command = [sys.executable, "-P", "-m", "undergrid", "fates", "village", "--people", "60", "--until", "600"]
    command += ["--seeds", "1..3", "--processes", "1", "--out", str(tmp_path), "--json"]
    first = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while not list(tmp_path.glob("seed-*.json")) and first.poll() is None:
        time.sleep(0.01)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    assert len(list(tmp_path.glob("seed-*.json"))) < 3
    again = subprocess.run(command, capture_output=True, check=True)
    assert json.loads(again.stdout) == answer
    assert bytes_in(tmp_path) == bytes_in(out)


# -- seeds and shards


@pytest.mark.parametrize(("text", "seeds"), [("1..3", [1, 2, 3]), (" 5 .. 5 ", [5]), ("7", [7]), ("0..1", [0, 1])])
def test_seeds_are_a_range_with_both_its_ends(text, seeds):
    assert list(seeds_of(text)) == seeds


@pytest.mark.parametrize("text", ["", "a..b", "1..", "..3", "1-3", "3..1", "-1..3", "1..9999999", "1..1e3", "9" * 40])
def test_a_range_that_is_none_is_told(text):
    with pytest.raises(UsageError, match="--seeds"):
        seeds_of(text)


def test_shards_share_out_all_seeds():
    seeds = range(1, 12)
    parts = [part(seeds, (i, 3)) for i in (1, 2, 3)]
    assert sorted([*parts[0], *parts[1], *parts[2]]) == list(seeds)
    assert shard_of("2/3") == (2, 3)
    for wrong in ("", "0/3", "4/3", "1", "a/b", "1/0", "1/2/3"):
        with pytest.raises(UsageError, match="--shard"):
            shard_of(wrong)


# -- Ray


class Given(tuple):
    """A task that can be looked up, whatever was given."""

    __slots__ = ()

    def __hash__(self) -> int:
        return id(self)


class FakeRay:
    """As much of Ray as is used: everything is done at once, in this process."""

    class exceptions:  # noqa: N801  # as the library calls it
        class RayError(Exception):
            pass

        class RayTaskError(RayError):
            pass

    def __init__(self, dies: int = 0, fails: bool = False) -> None:
        self.dies, self.fails, self.address = dies, fails, ""

    def init(self, address: str, **more: Any) -> None:
        if address == "nowhere":
            raise ConnectionError("nobody answers\nat all")
        self.address = address

    def shutdown(self) -> None:
        self.address = ""

    def put(self, value: Any) -> Any:
        return value

    def remote(self, **more: Any) -> Any:
        return lambda function: SimpleNamespace(remote=lambda *given: Given((function, given[-1], given)))

    def wait(self, under_way: list[Any], num_returns: int, timeout: float) -> Any:
        return under_way[:1], under_way[1:]

    def get(self, task: Any) -> Any:
        function, _, given = task
        if self.dies:
            self.dies -= 1
            raise self.exceptions.RayError("worker died")
        if self.fails:
            raise self.exceptions.RayTaskError("trace\nUsageError: no")
        return function(*given)


def on_ray(monkeypatch, ray):
    monkeypatch.setitem(sys.modules, "ray", ray)


def test_a_cluster_is_the_same_table_and_the_same_bytes(whole, tmp_path, monkeypatch):
    out, answer = whole
    ray, said = FakeRay(dies=2), list[str]()
    on_ray(monkeypatch, ray)
    assert fates("village", range(1, 4), out=tmp_path, asked=Asked(ray="auto"), note=said.append, **FEW) == answer
    assert bytes_in(tmp_path) == bytes_in(out)
    assert len(said) == 2
    assert ray.address == ""


def test_what_goes_wrong_on_a_cluster_is_told(tmp_path, monkeypatch):
    on_ray(monkeypatch, FakeRay(fails=True))
    with pytest.raises(pool.LivesError, match="seed 1: UsageError: no"):
        fates("village", range(1, 2), out=tmp_path, asked=Asked(ray="auto"), **FEW)
    with pytest.raises(UsageError, match=r"--ray nowhere: no cluster answers there: nobody answers$"):
        fates("village", range(1, 2), out=tmp_path, asked=Asked(ray="nowhere"), **FEW)
    on_ray(monkeypatch, FakeRay(dies=99))
    with pytest.raises(pool.LivesError, match="its worker died 4 times"):
        fates("village", range(1, 2), out=tmp_path, asked=Asked(ray="auto"), **FEW)
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(UsageError, match="not installed"):
        fates("village", range(1, 2), out=tmp_path, asked=Asked(ray="auto"), **FEW)


def test_a_worker_with_another_undergrid_refuses():
    with pytest.raises(UsageError, match="another state of undergrid"):
        cluster.live_there(Task("village", 60, 60), cluster.parcel(load("village", 60)), "other", 1)
