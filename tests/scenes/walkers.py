"""People on foot in tiny worlds: asking them for something, and what must hold afterwards."""

from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import Attempts, intend
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.tables.orders import Refusal


def ask(world, who, verb, target=-1, enter=-1):
    """Let one person try something, as intake and routine do."""
    intend(world, who, verb, target, world.scenario_event)
    world.citizens.enter[who] = enter


def refusals(world):
    return [(e.who, Refusal(e.amount)) for e in world.events.rows() if e.kind == Kind.REFUSED]


def assert_caches_are_true(world):
    """What is kept while walking is what would be made anew."""
    outdoors, occupancy, intending = (
        world.cache(Occupancy).outdoors.bits.copy(),
        world.cache(Occupancy).bodies.copy(),
        world.cache(Attempts).intending.rows(),
    )
    world.rebuild()
    assert (outdoors == world.cache(Occupancy).outdoors.bits).all()
    assert (occupancy == world.cache(Occupancy).bodies).all()
    assert (intending == world.cache(Attempts).intending.rows()).all()
