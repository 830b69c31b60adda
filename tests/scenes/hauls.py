"""Amara and Leo, whom she hauls: scenes for the tests of hauling."""

from scenes.worlds import field, make_world

from undergrid.systems.movement import hauling, movement
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity, Posture
from undergrid.world.tables.society import BondKind

AMARA, LEO, OTHER = 0, 1, 2


def scene(city=None, people=((0, 0), (1, 0)), child=True, **columns):
    """Amara, beside her Leo, who lies flat; whoever else there is stands."""
    world = make_world(city or field(120, 3), citizens=people, **columns)
    world.citizens.age[LEO] = 12 if child else 30
    world.citizens.doing[LEO], world.citizens.posture[LEO] = Activity.LYING, Posture.FLAT
    return world


def trusts(world, a, b):
    slot = world.bonds.take(1)
    world.bonds.a[slot], world.bonds.b[slot], world.bonds.kind[slot] = a, b, BondKind.FRIEND
    world.bonds.strength[slot] = 900


def ask(world, who, verb, target=-1, amount=0):
    intend(world, who, verb, target, world.scenario_event, amount=amount)


def live(world, ticks=1, **params):
    knobs, legs = hauling.Params(**params), movement.Params()
    for _ in range(ticks):
        world.events.begin(world.tick)
        movement.step(world, legs)
        hauling.step(world, knobs)
        world.tick += 1


def take_up(world, verb=Verb.DRAG, who=AMARA, whom=LEO):
    ask(world, who, verb, whom)
    live(world, 7)


def told(world, *kinds):
    return [event for event in world.events.rows() if event.kind in kinds]


def refusals(world):
    return [Refusal(event.amount) for event in told(world, Kind.REFUSED)]


def speed(world, ticks=60):
    """m/s at which Amara gets on, with whom she hauls."""
    people = world.citizens
    ask(world, AMARA, Verb.WALK, 119)
    live(world, 1)
    first = int(people.cell[AMARA]) * 2000 + int(people.progress[AMARA])
    live(world, ticks)
    return (int(people.cell[AMARA]) * 2000 + int(people.progress[AMARA]) - first) / ticks / 1000


def assert_caches_are_true(world):
    outdoors, occupancy = world.cache(Occupancy).outdoors.bits.copy(), world.cache(Occupancy).bodies.copy()
    world.rebuild()
    assert (outdoors == world.cache(Occupancy).outdoors.bits).all()
    assert (occupancy == world.cache(Occupancy).bodies).all()
