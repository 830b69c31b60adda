"""What becomes of Rex and Lucy over many seeds: every kind of end occurs, and each can be explained.

In a smaller city than the README's hundred seeds (`undergrid fates expiry`), with the same rules.
"""

import pytest

import undergrid
from undergrid.story.why import root_of
from undergrid.study.fates import Asked, fates
from undergrid.world.log.kinds import Kind

PEOPLE, SEEDS = 2000, 24


def chain(events, event):
    """From an event back to its root; `events`: all of a run by their ids."""
    found = [event]
    while found[-1].cause:
        found.append(events[found[-1].cause])
    return found


@pytest.mark.slow
def test_they_pass_unseen_or_seen_are_caught_at_a_gate_or_elsewhere_or_expire_in_the_city(tmp_path):
    asked = Asked(processes=2)
    found = fates("expiry", range(1, SEEDS + 1), out=tmp_path, people=PEOPLE, endings_only=True, asked=asked)
    ends = found["endings"]
    assert sum(ends.values()) == pytest.approx(1, abs=1e-4)
    assert ends["both_through_the_gate_seen"] + ends["both_through_the_gate_unseen"] > 0
    assert ends["caught_at_a_gate"] + ends["caught_on_the_way"] > 0
    assert ends["expired_in_the_city"] > 0
    assert max(ends.values()) < 0.75


@pytest.mark.slow
def test_turned_away_once_they_try_again():
    sim = undergrid.load("expiry", seed=1, people=400)
    sim.run("12 h")
    assert (sim.world.events.columns()["kind"] == Kind.CHIP_PRESENTED).sum() > 1


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_settled_a_life_leads_back_to_a_root(seed):
    sim = undergrid.load("expiry", seed=seed, people=400)
    sim.run("7 h")
    events = {event.id: event for event in sim.world.events.rows()}
    decisive = [
        event
        for event in events.values()
        if event.kind in (Kind.CROSSED, Kind.ARRESTED, Kind.JUDGED, Kind.DECIDED, Kind.ORDERED, Kind.SIGHTED)
    ]
    assert len(decisive) > 20
    for event in decisive:
        found = chain(events, event)
        assert root_of(found[-1]) in ("order", "draw", "scenario")
        assert all(root_of(link) is None for link in found[:-1])
