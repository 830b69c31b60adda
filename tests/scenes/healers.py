"""A healer on a field, and the wounded who lie there: what the tests of `rescue` begin with."""

from scenes.heads import minds, tell
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.core import luck
from undergrid.world.body import injuries
from undergrid.world.body.posture import lay_down
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Activity

HEALER = 0
LIFE = (Kind.INTENDED, Kind.DECIDED, Kind.ACHIEVED, Kind.ABANDONED)  # of an intention
DOOR = (30, 6)
NOON = 12 * 3600


def scene(*lying, seed=1, starts=NOON, healer=(4, 6), buildings=((Use.DISUSED, 0, *DOOR),), drawing=None, **wants):
    """A healer with all that it takes on an open field, and people who lie there senseless, each with a deep wound in
    the arm; a bay that the healer knows of.
    """
    world = make_world(
        make_city(drawing or field(50, 12), buildings=buildings), [healer, *lying], seed=seed, starts=starts, tagged=0
    )
    for kind, n in ((ItemKind.GAUZE, 9), (ItemKind.TOURNIQUET, 9), (ItemKind.MORPHINE, 9), (ItemKind.SYRINGE, 1)):
        kit.add(world, HEALER, kind, n, world.scenario_event)
    for whom in range(1, 1 + len(lying)):
        faint(world, whom)
    for n in range(len(buildings)):
        tell(world, HEALER, Topic.PLACE, n, int(world.city.doors[n]))
    heads = minds(world, {HEALER: [("rescue", wants), ("tend", {})]}, {"camp": world.city.cell(0, 20, 6)}, {})
    return world, heads


def faint(world, whom, part=BodyPart.ARM, flow=100):
    injuries.wound(world, whom, WoundKind.SHRAPNEL, part, 3, False, world.scenario_event, flow=flow)
    lay_down(world, whom, Activity.UNCONSCIOUS, world.scenario_event)


def tarp(world, x, y):
    slot = int(world.items.take(1)[0])
    items = world.items
    items.kind[slot], items.cell[slot], items.luck[slot] = ItemKind.TARP, world.city.cell(0, x, y), luck.key_of("tarp")


def call(world, x, y, at=0):
    slot = tell(world, HEALER, Topic.CALL, 1, world.city.cell(0, x, y))
    world.knowledge.at[slot] = at


def done(events):
    """What the healer's hands did, in order: (kind, whom)."""
    kinds = (
        Kind.PULSE_FOUND, Kind.NO_PULSE, Kind.FREED, Kind.CUT_AWAY, Kind.INJECTED, Kind.DRESSED,
        Kind.TOURNIQUET_PUT_ON, Kind.STABILISED, Kind.TOOK_UP, Kind.SET_DOWN, Kind.TOOK,
    )  # fmt: skip
    return [(event.kind, event.whom) for event in events if event.kind in kinds and event.who == HEALER]
