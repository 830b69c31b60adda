"""A street with a network and people who are wired to it, to whom somebody brings a Heart Engine."""

from __future__ import annotations

from scenes.wired import CELL, CORE, HUB, NodeKind, live, of_kind, wire_up
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.systems.items import engine, exchange
from undergrid.systems.network import purge
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.network import engines
from undergrid.world.orders.attempts import intend
from undergrid.world.tables.hosts import AugmentKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.people import Activity

HUB_, CELL_, PODS, LAMPS, FAR, PLANT = 1, 2, 3, 4, 5, 6
RULES = (exchange, engine, purge)
MINUTE = 60
FULL = 3_600_000


def cube(world, who=0, joules=FULL):
    """Give somebody a cube that holds so much; returns its row of `engines`."""
    item = kit.add(world, who, ItemKind.ENGINE_CUBE, 1, world.scenario_event)
    return engines.add_engine(world, item, joules, FULL)


def augment(world, who, n=1, kind=AugmentKind.NERVES):
    """Make so many parts of somebody machines, the first of them of this kind, the others limbs."""
    for slot, nth in zip(world.augments.take(n), range(n), strict=True):
        world.augments.owner[slot] = who
        world.augments.kind[slot] = AugmentKind.ARM if nth else kind
        world.augments.cause[slot] = world.scenario_event
    world.citizens.plugged[who] = True
    return world


def street(*places, dreamers=0, joules=FULL, seed=1, **columns):
    """Core (5, 5) - hub (20, 5) - cell (35, 5) - pods and lamps; a cell (50, 5) behind an open switch; a plant (35, 9).

    The first person stands by the hub with a cube, or where `places` say; `dreamers` more lie in the pods.
    """
    city = make_city(field(60, 12), buildings=[(Use.PODS, 0, 40, 2)])
    people = [*(places or [(20, 6)]), *[(40, 2)] * dreamers]
    world = make_world(city, people, seed=seed)
    nodes = [
        (CORE, city.cell(0, 5, 5)),
        (HUB, city.cell(0, 20, 5)),
        (CELL, city.cell(0, 35, 5)),
        (NodeKind.PODS, city.cell(0, 40, 2)),
        (NodeKind.LIGHTS, city.cell(0, 30, 5), {"district": 0}),
        (CELL, city.cell(0, 50, 5)),
        (NodeKind.PLANT, city.cell(0, 35, 9), {"capacity": 1_000_000}),
    ]
    wires = [(0, 1), (1, 2), (2, 3), (2, 4), (2, 5, {"open": True})]
    slot = world.pods.take(1)
    world.pods.node[slot], world.pods.building[slot] = PODS, 0
    wire_up(world, nodes, wires)
    first = len(people) - dreamers
    lying = range(first, len(people))
    world.citizens.inside[first:] = world.citizens.home[first:] = 0
    world.citizens.plugged[list(lying)], world.citizens.doing[list(lying)] = True, Activity.PLUGGED
    cube(world, joules=joules)
    for name, value in columns.items():
        getattr(world.citizens, name)[:] = value
    world.rebuild()
    return world


def tell(world, verb, target=-1, who=0, amount=0):
    """Let somebody be told to do something at this tick; returns the order's event."""
    world.events.begin(world.tick)
    event = world.events.one(Kind.ORDERED, who, target, amount=int(verb))
    intend(world, who, verb, target, event, amount=amount)
    return event


def told(world, verb, target=-1, ticks=1, who=0, amount=0, **turned):
    """The same, and the rules live on for a while; returns what happened."""
    tell(world, verb, target, who, amount)
    return live(world, ticks, *RULES, **turned)


__all__ = ["CELL", "CORE", "HUB", "NodeKind", "live", "of_kind"]
