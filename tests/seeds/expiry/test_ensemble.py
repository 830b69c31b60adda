"""What becomes of Rex and Lucy over many seeds: every kind of fate occurs, and each can be explained.

In a smaller city than the README's hundred seeds (`benchmarks/fates.py`), with the same rules.
"""

from concurrent.futures import ProcessPoolExecutor
from functools import partial

import pytest

import undergrid
from benchmarks.fates import AT_GATE, ELSEWHERE, EXPIRED, FATES, SEEN, UNSEEN, live
from undergrid.story.why import root_of
from undergrid.world.log.kinds import Kind

PEOPLE, SEEDS = 1000, 12


def chain(sim, event):
    """From an event of a run in memory back to its root."""
    events = {one.id: one for one in sim.world.events.rows()}
    found = [events[event]]
    while found[-1].cause:
        found.append(events[found[-1].cause])
    return found


@pytest.mark.slow
def test_they_pass_unseen_or_seen_are_caught_at_a_gate_or_elsewhere_or_expire_in_the_city():
    with ProcessPoolExecutor(2) as pool:
        lives = list(pool.map(partial(live, people=PEOPLE), range(1, SEEDS + 1)))
    fates = {life.fate for life in lives}
    assert fates <= set(FATES)
    assert fates & {UNSEEN, SEEN}
    assert fates & {AT_GATE, ELSEWHERE}
    assert EXPIRED in fates
    assert max(sum(life.fate == fate for life in lives) for fate in fates) < SEEDS * 0.75
    assert any(life.shown > 1 for life in lives)  # turned away once, they try again


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_settled_a_life_leads_back_to_a_root(seed):
    sim = undergrid.load("expiry", seed=seed, people=400)
    sim.run("7 h")
    decisive = [
        event
        for event in sim.world.events.rows()
        if event.kind in (Kind.CROSSED, Kind.ARRESTED, Kind.JUDGED, Kind.DECIDED, Kind.ORDERED, Kind.SIGHTED)
    ]
    assert len(decisive) > 20
    for event in decisive:
        found = chain(sim, event.id)
        assert root_of(found[-1]) in ("order", "draw", "scenario")
        assert all(root_of(link) is None for link in found[:-1])
