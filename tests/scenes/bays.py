"""A disused bay with a door on an open field, and what people do there."""

from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import Use
from undergrid.core import luck
from undergrid.systems.places import shelter
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity

BAY, OTHER = 0, 1  # the buildings
DOOR = (6, 5)
HUNTER = WatcherKind.HUNTER


def bay(inside=1, outside=0, lock=True, furniture=0, beams=0, hunters=0, seed=1):
    """A disused building on an open field, with people inside, then people before its door; and hunters there."""
    city = make_city(field(40, 12), buildings=[(Use.DISUSED, 0, *DOOR), (Use.PODS, 0, 20, 5)])
    door = city.cell(0, *DOOR)
    world = make_world(city, [door] * (inside + outside), watchers=[(HUNTER, door)] * hunters, seed=seed)
    for who in range(inside):
        world.citizens.inside[who], world.citizens.doing[who] = BAY, Activity.RESTING
    world.shelters.lock[0], world.shelters.furniture[0] = lock, furniture
    world.watchers.duty[:] = Duty.SIEGE
    world.rebuild()
    for n in range(beams):
        lay(world, ItemKind.BEAM, n)
    return world


def lay(world, kind, nth=0, count=1):
    """A thing that lies in the building."""
    slot = int(world.items.take(1)[0])
    world.items.kind[slot], world.items.count[slot] = kind, count
    world.items.cell[slot], world.items.building[slot] = world.city.doors[BAY], BAY
    world.items.luck[slot] = luck.key_of(f"test/thing/{kind}/{nth}")
    return slot


def order(world, who, verb, target=BAY, amount=0):
    intend(world, who, verb, target, world.scenario_event, amount=amount)


def events(world, *kinds):
    return [event for event in world.events.rows() if event.kind in kinds]


def refusals(world):
    return [event.amount for event in events(world, Kind.REFUSED)]


def barricaded(beams=1, **rest):
    """The bay with so many beams behind its door, and what the work has come to."""
    world = bay(lock=False, beams=beams, **rest)
    for _ in range(beams):
        order(world, 0, Verb.BARRICADE)
        run(shelter, world, ticks=62)
    assert world.shelters.barricade[0] == beams * round(60 * shelter.Params().joules_per_kg)
    return world


def breach(world, who, ticks=2000, **params):
    """Let some people force the door; returns the seconds that it took."""
    for row in who:
        order(world, row, Verb.BREACH)
    for _ in range(ticks):
        run(shelter, world, **params)
        if won := events(world, Kind.BREACHED):
            return won[0].amount
    return None
