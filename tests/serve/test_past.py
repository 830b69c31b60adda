"""Any moment of a run is the moment as it was, from wherever one comes to it."""

import shutil

import pytest

from undergrid.runs.folder import Folder
from undergrid.runs.life import Life
from undergrid.serve.past import Past

TICKS = (1, 40, 700, 701, 1199, 1200, 1500, 2399, 3000, 3600)


@pytest.fixture(scope="module")
def straight(hour):
    """The digest at each of `TICKS` of a life lived from its beginning without a break."""
    life, digests = Life(*Folder.open(hour)), {}
    for tick in TICKS:
        life.live(tick)
        digests[tick] = life.sim.digest()
    return digests


@pytest.mark.parametrize(
    "order",
    [TICKS, TICKS[::-1], (3000, 1, 3600, 40, 1500, 700, 2399, 701, 1200, 1199)],
    ids=["onwards", "backwards", "to and fro"],
)
def test_a_moment_sought_is_the_moment_lived(hour, straight, order):
    past = Past(hour)
    assert {tick: past.go(tick).digest() for tick in order} == {tick: straight[tick] for tick in order}


def test_a_moment_comes_out_the_same_with_little_memory(hour, straight, monkeypatch):
    monkeypatch.setattr("undergrid.serve.past._MEMORY", 1)
    monkeypatch.setattr("undergrid.serve.past.LIVES", 1)
    past = Past(hour)
    assert [past.go(tick).digest() for tick in (3000, 701, 700)] == [straight[tick] for tick in (3000, 701, 700)]


def test_where_keyframes_are_damaged_it_is_lived_from_the_beginning(hour, straight, tmp_path):
    run = shutil.copytree(hour, tmp_path / "run")
    for path in (run / "snapshots").iterdir():
        path.write_bytes(path.read_bytes()[:-9] + bytes(9))
    past = Past(run)
    found = {tick: past.go(tick).digest() for tick in (1500, 40, 3000, 701, 2399)}
    assert found == {tick: straight[tick] for tick in found}


def test_who_is_called_away_stops_on_the_way(hour):
    past = Past(hour)
    assert 1 <= past.go(1100, lambda: False).tick < 1100
    assert past.go(1100).tick == 1100


def test_after_the_end_is_the_end(hour):
    assert Past(hour).go(10**9).tick == 3600


def test_looking_back_writes_nothing(hour):
    def content():
        return {path: path.read_bytes() for path in sorted(hour.rglob("*")) if path.is_file()}

    before = content()
    past = Past(hour)
    past.go(2000)
    past.refresh()
    past.go(100)
    assert content() == before
