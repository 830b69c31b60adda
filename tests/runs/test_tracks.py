"""Tracks: a run keeps where its cast was in every second, whatever stops it meanwhile."""

import shutil

import numpy as np
import pytest
from scenes.worlds import field, make_world

import undergrid
from undergrid.runs import Log
from undergrid.runs.contents import TRACKS
from undergrid.runs.tracks import Tracks
from undergrid.study.record import Track
from undergrid.world.tables.people import Activity, Posture

COLUMNS = tuple(TRACKS)[2:]
UNTIL, KEYFRAME = 3000, 700


def changed(tracks, world, **values):
    """Let a second pass in which citizen 1 is changed so; returns the rows about it."""
    before = tracks._n
    world.tick += 1
    for name, value in values.items():
        getattr(world.citizens, name)[1] = value
    tracks.look(world)
    return tracks._n - before


def test_a_row_is_written_where_anything_has_changed_and_of_everybody_at_first():
    world = make_world(field(9, 9), 4)
    tracks = Tracks([3, 1], world)
    assert changed(tracks, world) == 2
    assert changed(tracks, world) == 0
    world.citizens.cell[0] += 1  # not of the cast
    assert changed(tracks, world) == 0
    for values in ({"cell": 5}, {"inside": 0}, {"doing": Activity.HELD}, {"posture": Posture.FLAT}, {"alive": False}):
        assert changed(tracks, world, **values) == 1
    found = tracks.take()
    assert {name: values.dtype for name, values in found.items()} == TRACKS
    assert found["tick"].tolist() == [0, 0, 3, 4, 5, 6, 7]
    assert found["who"].tolist() == [1, 3, 1, 1, 1, 1, 1]
    assert [values[-1] for name, values in found.items() if name in COLUMNS] == [
        5, 0, Activity.HELD, Posture.FLAT, 0,
    ]  # fmt: skip
    assert changed(tracks, world) == 0, "what was told is not told again"
    assert changed(Tracks([3, 1], world), world, cell=5) == 0
    assert changed(Tracks([3, 1], world), world, cell=6) == 1


def test_there_is_room_for_whoever_never_rests():
    world = make_world(field(9, 9), 3)
    tracks = Tracks(range(3), world)
    for tick in range(1500):
        world.tick += 1
        world.citizens.cell[:] = np.arange(3) + tick % 70
        tracks.look(world)
    found = tracks.take()
    assert np.array_equal(found["tick"], np.repeat(np.arange(1500), 3))
    assert np.array_equal(found["cell"], (np.arange(1500) % 70)[:, None].repeat(3, 1).ravel() + np.tile(range(3), 1500))


@pytest.fixture(scope="module")
def lived():
    """The cast second by second, of a city in memory."""
    sim = undergrid.load("relay", seed=5, people=60)
    track = Track(sorted(sim.built.people.values()))
    for _ in range(UNTIL):
        sim.advance()
        track.look(sim)
    return track


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    path = tmp_path_factory.mktemp("tracks") / "run"
    undergrid.record("relay", path, seed=5, people=60, until=UNTIL, keyframe=KEYFRAME)
    return path


def are_alike(log, lived):
    kept = Track.of(log)
    assert kept.n == lived.n == UNTIL
    order = [kept.column_of(row) for row in lived.rows]
    for name in COLUMNS:
        assert np.array_equal(getattr(kept, name)[:, order], getattr(lived, name)), name


def test_what_a_run_keeps_is_where_they_were_in_every_second(run, lived):
    assert len(np.unique(lived.cell)) > 20
    assert len(np.unique(lived.doing)) > 2
    are_alike(Log(run), lived)


def test_each_row_says_something_new_wherever_segments_end(run, lived, tmp_path):
    undergrid.record("relay", tmp_path / "other", seed=5, people=60, until=UNTIL, keyframe=333)
    parts = [list(Log(path).tracks()) for path in (run, tmp_path / "other")]
    one, other = ({name: np.concatenate([part[name] for part in found]) for name in TRACKS} for found in parts)
    assert len(parts[0]) == -(-UNTIL // KEYFRAME)
    assert all(np.array_equal(one[name], other[name]) for name in TRACKS)
    for row in lived.rows:
        mine = np.stack([one[name][one["who"] == row] for name in COLUMNS])
        assert (mine[:, 1:] != mine[:, :-1]).any(axis=0).all()


def test_a_run_that_is_still_written_is_caught_up_with(run, lived):
    log = Log(run)
    track, whole = Track(lived.rows, 0), log.meta.tick
    for log.meta.tick in (KEYFRAME, 2 * KEYFRAME, whole, whole):
        before = track.n
        assert track.catch_up(log) == (log.meta.tick > before)
    assert np.array_equal(track.cell, lived.cell)


def test_a_run_that_was_cut_off_goes_on_with_the_same_tracks(run, lived, tmp_path):
    path = shutil.copytree(run, tmp_path / "run")
    (path / f"tracks-{KEYFRAME:08d}-{2 * KEYFRAME:08d}.parquet").unlink()
    undergrid.resume(path)
    are_alike(Log(path), lived)


def test_a_fork_has_those_of_its_stem_and_its_own(run, lived, tmp_path):
    undergrid.fork(run, tmp_path / "fork", at=1000)
    are_alike(Log(tmp_path / "fork"), lived)


def test_a_city_without_a_cast_has_none():
    world = make_world(field(9, 9), 3)
    tracks = Tracks([], world)
    tracks.look(world)
    assert all(len(values) == 0 for values in tracks.take().values())
