"""People at home in a refuge with a socket and the cube of a Heart Engine, and others who dream in pods near by."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

from scenes.engines import FULL
from scenes.sworn import sworn
from scenes.wired import CORE, NodeKind, wire_up
from scenes.worlds import field, knobs_of, make_city, make_world

from undergrid.city.city import Use
from undergrid.systems.items import engine, exchange, fusion, salvage, suits
from undergrid.systems.movement import movement
from undergrid.systems.society import council, preparation
from undergrid.world.items import kit
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.network import engines
from undergrid.world.orders.attempts import intend
from undergrid.world.people import background
from undergrid.world.places.occupancy import move_body
from undergrid.world.society import regard
from undergrid.world.tables.factions import Allegiance
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity
from undergrid.world.tables.society import BondKind
from undergrid.world.world import World

BASE, PODS, ELSEWHERE = 0, 1, 2  # buildings
RULES: tuple[ModuleType, ...] = (
    preparation, movement, exchange, engine, fusion, suits, salvage, council,
)  # fmt: skip
QUICK = {"council": {"minutes": 1}}


def base(
    members: int = 6, dreamers: int = 3, *, seed: int = 1, belief: int = 500, engine: bool = True, starts: int = 22
) -> World:
    """`members` of a faction in their base, the cube of a full engine among them, and as many dreamers in the pods."""
    city = make_city(
        field(60, 12), buildings=[(Use.REFUGE, 0, 10, 5), (Use.PODS, 0, 40, 2), (Use.REFUGE, 0, 30, 5)]
    )  # fmt: skip
    world = make_world(city, [*[(10, 5)] * members, *[(40, 2)] * dreamers], seed=seed, starts=starts * 3600)
    wire_up(world, [(CORE, city.cell(0, 50, 5)), (NodeKind.PODS, city.cell(0, 40, 2))], [(0, 1)])
    slot = world.pods.take(1)
    world.pods.node[slot], world.pods.building[slot] = 1, PODS
    people = world.citizens
    people.plugged[:members] = False
    people.wake[:] = NEVER
    for who in range(members + dreamers):
        move_body(world, who, BASE if who < members else PODS)
        people.home[who] = people.inside[who]
        people.doing[who] = Activity.RESTING if who < members else Activity.PLUGGED
    sworn(world, range(members), base=BASE, belief=belief)
    world.sockets.grow(1)
    world.sockets.building[0] = BASE
    if engine:
        cube(world)
    world.rebuild()
    return world


def cube(world: World, joules: int = FULL, holder: int = -1) -> int:
    """Let the cube of an engine lie in the base, or be in somebody's hands; returns its slot of `items`."""
    item = kit.add(world, max(0, holder), ItemKind.ENGINE_CUBE, 1, world.scenario_event)
    engines.add_engine(world, item, joules, FULL)
    if holder < 0:
        kit.lay(world, item, int(world.city.doors[BASE]), BASE, world.scenario_event)
    return item


def store(world: World, kind: ItemKind, n: int) -> None:
    """Let so many things lie in the base."""
    kit.add(world, 0, kind, n, world.scenario_event)
    for _ in range(n):
        kit.lay(world, kit.slots_of(world, 0, kind)[0], int(world.city.doors[BASE]), BASE, world.scenario_event)


def bind(world: World, a: int, b: int, strength: int = 900, kind: BondKind = BondKind.KIN) -> None:
    """Bind `a` to `b`."""
    regard.bind(world, a, b, kind, strength, world.scenario_event)


def skilled(world: World, who: int, engineering: int) -> None:
    """Give somebody skill at machines."""
    slot = world.crafts.take(1)
    world.crafts.owner[slot], world.crafts.engineering[slot] = who, engineering
    assert background.skill_engineering(world, who) == engineering


def believe(world: World, who: int, belief: int) -> None:
    """Let somebody believe in the cause so firmly."""
    world.sworn.belief[world.sworn.first(owner=who, stands=Allegiance.MEMBER)] = belief


def live(world: World, ticks: int = 1, rules: Sequence[ModuleType] = RULES, **turned: dict[str, Any]) -> list[Event]:
    """Let rules live through some ticks; returns what happened."""
    first, chosen = world.events.n, knobs_of(world, rules, turned)
    for _ in range(ticks):
        world.events.begin(world.tick)
        for system, knobs in chosen:
            system.step(world, knobs)
        world.tick += 1
    return list(world.events.rows(first))


def tell(world: World, who: int, verb: Verb, amount: int = 0, target: int = -1) -> int:
    """Let somebody be about to do something, as ordered; returns the order."""
    world.events.begin(world.tick)
    order = world.events.one(Kind.ORDERED, who, target, amount=int(verb))
    intend(world, who, verb, target, order, amount=amount)
    return order


def decide(world: World, who: int = 0, ticks: int = 61, **turned: dict[str, Any]) -> list[Event]:
    """Let somebody call a council, and let it vote; returns what happened."""
    tell(world, who, Verb.CALL_VOTE)
    return live(world, ticks, **{**QUICK, **turned})


def of(events: Sequence[Event], *kinds: Kind) -> list[Event]:
    return [event for event in events if event.kind in kinds]


def refusals(events: Sequence[Event]) -> list[Refusal]:
    return [Refusal(event.amount) for event in of(events, Kind.REFUSED)]
