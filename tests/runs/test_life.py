"""A life: going on from a keyframe, without the log piling up."""

import pytest

import undergrid
from undergrid import runs
from undergrid.runs import life as lives
from undergrid.setup.load import shipped

from .conftest import TICKS


def test_living_forgets_the_log_again_and_again_and_says_how_far_it_is(village, monkeypatch):
    monkeypatch.setattr(lives, "_FORGET", 50)
    life = lives.Life(*runs.Folder.open(village))
    life.load_latest(300)
    assert life.sim.tick == 300
    seen = []
    life.live(420, lambda tick, of: seen.append((tick, of, life.sim.world.events.n)), 1000)
    assert seen == [(tick, 1000, 0) for tick in (300, 350, 400, 420)]
    assert life.sim.world.events.n == 0
    assert life.sim.tick == 420


def test_the_latest_keyframe_at_most_is_taken_and_leads_to_the_same_end(village):
    meta = runs.Folder.open(village)[1]
    for at_most, begins in ((0, 0), (299, 0), (300, 300), (TICKS - 1, 1200)):
        life = lives.Life(*runs.Folder.open(village))
        assert life.load_latest(at_most) == []
        assert life.sim.tick == begins
    life.live(TICKS)
    assert life.sim.digest() == meta.digest
    life.load(600)
    assert (life.sim.tick, life.sim.digest()) == (600, meta.keyframes[600])
    state = life.sim.world.state()
    life.live(610)
    later = life.sim.digest()
    life.put(600, state)
    assert (life.sim.tick, life.sim.digest()) == (600, meta.keyframes[600])
    life.live(610)
    assert life.sim.digest() == later


@pytest.mark.parametrize("scenario", shipped())
def test_every_shipped_scenario_goes_on_from_a_keyframe_to_the_same_end(scenario, tmp_path):
    """What a rule made in the first second was missing in a city built anew: no run could be gone on with."""
    meta = runs.record(scenario, tmp_path / "run", seed=3, people=60, until=600, keyframe=300).meta
    life = lives.Life(*runs.Folder.open(tmp_path / "run"))
    life.load(300)
    life.live(600)
    assert life.sim.digest() == meta.digest


@pytest.mark.parametrize("scenario", shipped())
def test_every_state_of_a_shipped_scenario_is_one_that_may_be_gone_on_from(scenario):
    """A drone on a hunt was ahead of its step: the keyframes of such seconds were refused as damaged."""
    sim = undergrid.load(scenario, seed=3, people=200)
    for _ in range(1200):
        sim.advance()
        if sim.tick % 40 == 0:
            assert sim.world.out_of_range() == ""
