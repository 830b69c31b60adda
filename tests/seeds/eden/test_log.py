"""What the log of a night in Eden says, and what it cannot say."""

import numpy as np

from undergrid.setup.build.build import build
from undergrid.sim import Sim
from undergrid.world.authority.reporting import report
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Sense
from undergrid.world.tables.people import NEVER


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
