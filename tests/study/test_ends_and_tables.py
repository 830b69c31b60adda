"""How a run ends, as data; and the table of what many runs came to."""

from __future__ import annotations

from typing import Any

import pytest
from scenes.records import AMARA, KAEL, record, step

from undergrid.setup import load
from undergrid.setup.file.pattern import Arcs, Beat, End, How, Plan
from undergrid.study.fates import spelled
from undergrid.study.fates.lives import Lives, Task, end_of, settled_at
from undergrid.study.fates.table import table
from undergrid.study.properties import PROPERTIES
from undergrid.world.log.kinds import Kind

# -- how a run ends


ARCS = Arcs(
    endings=(
        End("all", (0,), settled=0),
        End("seen", (1,), happened=Plan(How.IN_TURN, (step(Kind.SIGHTED),)), settled=100),
        End("two", (1,)),
        End("taken", (2, 3), settled=0),
        End("none"),
    )
)


@pytest.mark.parametrize(
    ("reached", "sighted_at", "end", "settled"),
    [
        ({}, 50, "none", None),
        ({0: 40}, 50, "all", 40),
        ({1: 40}, 50, "seen", 140),
        ({1: 40}, 141, "two", 140),
        ({1: 40, 0: 140}, 50, "all", 140),
        ({1: 40, 0: 141}, 200, "two", 140),
        ({2: 40}, 50, "none", None),
        ({2: 40, 3: 60}, 50, "taken", 60),
        ({2: 40, 3: 60, 0: 61}, 50, "taken", 60),
    ],
)
def test_every_run_has_one_end_as_things_stood_when_it_was_settled(reached, sighted_at, end, settled):
    run = record((sighted_at, Kind.SIGHTED, 9, AMARA), ticks=300)
    assert end_of(run, ARCS, reached) == end
    assert (settled_at(ARCS, reached) if settled else None) == settled


@pytest.mark.parametrize("scenario", ["eden", "expiry"])
def test_the_ends_of_our_scenarios_exclude_each_other_and_one_always_holds(scenario):
    from itertools import combinations

    from undergrid.setup import build
    from undergrid.setup.check.arcs import arcs_of

    built = build(scenario, 1, 300)
    arcs, numbers = arcs_of(built), range(len(built.endings))
    assert [end for end in arcs.endings if not (end.reached or end.happened or end.without)] == [arcs.endings[-1]]
    run = record((3, Kind.SIGHTED, 9, KAEL), ticks=20)
    names = {end.name for end in arcs.endings}
    for n in range(4):
        for some in combinations(numbers, n):
            assert end_of(run, arcs, dict.fromkeys(some, 10)) in names


def test_a_run_lived_for_its_end_alone_stops_once_it_is_settled_and_ends_the_same(monkeypatch):
    """With an ending that is settled two minutes after it is reached, no run goes on, and it is counted the same."""
    scenario = load("village", 60)
    arcs = Arcs(endings=(End("early", (0,), settled=120), End("late")))
    monkeypatch.setattr("undergrid.study.fates.lives.arcs_of", lambda built: arcs)
    monkeypatch.setattr("undergrid.study.fates.lives._reached", lambda sim: {0: 300} if sim.tick > 300 else {})
    short = Lives(Task("village", 60, 1200, endings_only=True), scenario).live(1)
    full = Lives(Task("village", 60, 1200), scenario).live(1)
    assert (short["ticks"], full["ticks"]) == (420, 1200)
    assert short["endings"] == full["endings"] == ["early"]
    assert set(short) == {"seed", "people", "ticks", "reached", "endings"}


# -- the table


def fate(seed: int, *beats: str, end: str = "lost", violated: int = 0) -> dict[str, Any]:
    properties = {name: [True, bool(violated), violated] for name in PROPERTIES if name != "seeds_differ"}
    promises = {"made": 2, "kept": 1, "broken": 1, "failed": 0}
    own = {"beats": {name: [1] for name in beats}, "endings": [end], "decisive": [], "promises": promises}
    return {"seed": seed, "properties": properties, **own}


def test_the_table_counts_shares_of_runs():
    arcs = Arcs((Beat("a", Plan(How.ALL, ())), Beat("b", Plan(How.ALL, ()))), ("a", "b"), ("a", "b"), ())
    runs = {1: fate(1, "a", "b", end="saved"), 2: fate(2, "a"), 3: fate(3, violated=77)}
    found = table(runs, arcs, ("saved", "lost", "never"), 300, only=False)
    assert found["beats"] == {"a": 0.666667, "b": 0.333333}
    assert found["arc"] == 0.333333
    assert found["endings"] == {"saved": 0.333333, "lost": 0.666667, "never": 0.0}
    assert found["properties"]["no_dithering"] == {"runs": 3, "violations": 1, "example": {"seed": 3, "event": 77}}
    assert found["promises"] == {"made": 6, "kept": 3, "broken": 3, "failed": 0}
    told = spelled(found, "eden")
    for words in ("66.7 %  a", "33.3 %  the whole arc", "(seed 3, event 77)", "6 made, 3 kept", "undergrid why"):
        assert words in told
    only = table(runs, arcs, ("saved", "lost"), 300, only=True)
    assert (only["beats"], only["arc"], only["properties"], only["promises"]) == ({}, None, {}, None)
    assert "promises" not in spelled(only, "eden")
