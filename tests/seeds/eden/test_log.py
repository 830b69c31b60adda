"""What the log of a night in Eden says, and what it cannot say."""

import numpy as np

from undergrid.runs import record
from undergrid.runs.reading import Log
from undergrid.setup.build.build import build
from undergrid.sim import Sim
from undergrid.story.phrases import tell
from undergrid.story.telling import plainly
from undergrid.world.authority.reporting import report
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Sense
from undergrid.world.tables.people import NEVER

HUNTING = (Kind.HUNT_BEGAN, Kind.SEARCH_BEGAN, Kind.HUNT_ENDED)


def test_an_evening_in_eden_sends_nobody_after_nobody_and_to_each_call_once(tmp_path):
    record("eden", tmp_path / "run", people=200, until="40 min")
    log = Log(tmp_path / "run")
    events = list(log.events())
    unknown = [event for event in events if event.kind in HUNTING and event.whom < 0]
    assert {event.kind for event in unknown} == {Kind.HUNT_BEGAN, Kind.HUNT_ENDED}  # looking there is no news
    for event in events:
        said = tell(event.kind, plainly(log, event))
        if event in unknown or event.kind in (Kind.HEAT_SEEN, Kind.BEACON_TRACED, Kind.BEACON_HEARD):
            assert " someone in " in said
        assert not said.endswith((" nobody.", " nobody")) or "side with nobody" in said
    traced = [event for event in events if event.kind == Kind.BEACON_TRACED]
    assert len(traced) == len({event.whom for event in traced}) == 1
    called = [event for event in events if event.kind == Kind.HUNT_BEGAN and event.cause == traced[0].id]
    assert [(event.whom, event.where) for event in called] == [(-1, traced[0].where)]
    told = tell(Kind.HUNT_BEGAN, plainly(log, called[0]))
    assert ", near " in told, "the unknown caller has a place for a name"


def test_in_eden_nobody_is_fined_and_no_sky_is_projected():
    sim = Sim(build("eden", people=60))
    world, leo = sim.world, sim.row("leo")
    obedience = world.citizens.obedience.copy()
    assert (world.citizens.expires == NEVER).all()
    world.sky.since[0] = -240 * 3600  # the last programme is long over: the next one would be due at once
    report(world, leo, -1, Sense.INFORMER, int(world.citizens.cell[leo]), 5, 500, np.array([world.scenario_event]))
    for _ in range(70):
        sim.step()
    told = {event.kind for event in world.events.rows()}
    assert Kind.WANTED in told
    assert not told & {Kind.FINED, Kind.REWARDED, Kind.PROGRAMME_CHANGED, Kind.SLUMPED, Kind.RENEWAL_REFUSED}
    assert (world.citizens.obedience == obedience).all()
