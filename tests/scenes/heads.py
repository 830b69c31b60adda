"""Minds in tiny worlds: people with wants, and the systems by which they perceive and act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any, NamedTuple

from pydantic import BaseModel
from scenes.worlds import field, knobs_of, make_city, make_world

from undergrid.city.city import Use
from undergrid.minds import WANTS, Minds
from undergrid.minds.knows.map import Wits
from undergrid.minds.mind import Mind
from undergrid.systems.authority import dispatch, judgement
from undergrid.systems.body import cold, consciousness, fatigue, nursing, thirst, treatment
from undergrid.systems.items import exchange
from undergrid.systems.movement import hauling, movement
from undergrid.systems.orders import intake, settle
from undergrid.systems.places import fire, gates, shelter
from undergrid.systems.senses import bodies_found, noise, perception, radio, sight
from undergrid.systems.sky import clock
from undergrid.systems.society import parley, pledges, talk
from undergrid.systems.trails import traces, tracking  # fmt: skip
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.places.shelters import set_door
from undergrid.world.tables.minds import Aim, Topic
from undergrid.world.tables.orders import Order, Verb
from undergrid.world.tables.people import Activity
from undergrid.world.view.outlook import Lookout
from undergrid.world.world import World

ACTING: tuple[ModuleType, ...] = (intake, clock, perception, judgement, movement, gates, settle)
NIGHT: tuple[ModuleType, ...] = (  # and what people do for each other, with doors, and on trails
    intake, clock, noise, radio, tracking, perception, bodies_found, judgement, movement, hauling, nursing, treatment,
    exchange, shelter, fire, parley, talk, pledges, gates, consciousness, thirst, cold, fatigue, traces, settle,
)  # fmt: skip


class Want(NamedTuple):
    """One want of somebody, as setup hands it on."""

    name: str
    params: BaseModel


def minds(
    world: World,
    wants: Mapping[int, Sequence[tuple[str, dict[str, Any]]]],
    places: dict[str, int] | None = None,
    people: dict[str, int] | None = None,
) -> Minds:
    """Give wants to citizens, by row."""
    for row in wants:
        plan = world.plans.grow(1)
        world.plans.owner[plan] = row
        world.plans.cause[plan] = world.scenario_event
    world.rebuild()
    checked = [[Want(name, WANTS[name](**params)) for name, params in own] for own in wants.values()]
    rules = {"sight": sight.Params(), "dispatch": dispatch.Params(), "judgement": judgement.Params()}
    return Minds(world, checked, rules, places or {}, people or {"rex": 0, "lucy": 1})


def live(
    world: World,
    heads: Minds,
    ticks: int,
    outside: Sequence[Order] = (),
    systems: Sequence[ModuleType] = ACTING,
    **params: dict[str, Any],
) -> list[Event]:
    """Let minds think and their owners act for some ticks, as Sim does; `outside` are dated orders. Returns the log.

    `params` names the knobs of a system by its name: `judgement={"seconds": 3}`.
    """
    chosen = knobs_of(world, systems, params)
    first = world.events.n
    for _ in range(ticks):
        world.events.begin(world.tick)
        world.orders = (*heads.orders(), *(order for order in outside if order.tick == world.tick))
        for system, knobs in chosen:
            system.step(world, knobs)
        heads.notice()
        world.tick += 1
    return world.events.rows(first)


def night(
    world: World, heads: Minds, ticks: int, outside: Sequence[Order] = (), **params: dict[str, Any]
) -> list[Event]:
    """The same with all that people do for each other, behind doors, and on trails; bodies are taken note of."""
    return live(world, heads, ticks, outside, NIGHT, **{"bodies_found": {"bodies": True}, **params})


def mind_of(world: World, plan: int = 0) -> Mind:
    """The mind of a plan, now."""
    return Mind(world, Wits(world, Lookout(world, {"sight": sight.Params(), "dispatch": dispatch.Params()})), plan)


def bind(world: World, *pairs: tuple[int, int]) -> None:
    """Bind people to each other, one way each pair, and let them know where the other is."""
    for a, b in pairs:
        slot = world.bonds.take(1)
        world.bonds.a[slot], world.bonds.b[slot], world.bonds.cause[slot] = a, b, world.scenario_event
        tell(world, a, Topic.PERSON, b, int(world.citizens.cell[b]))


def tell(world: World, who: int, topic: Topic, subject: int, cell: int) -> int:
    """Let somebody know a thing, as of now; returns the slot."""
    slot, known = int(world.knowledge.take(1)[0]), world.knowledge
    known.knower[slot], known.topic[slot], known.subject[slot] = who, topic, subject
    known.cell[slot], known.at[slot], known.cause[slot] = cell, world.tick, world.scenario_event
    return slot


def ordered(events: Sequence[Event], who: int) -> list[Verb]:
    """The verbs that somebody was ordered, in order."""
    return [Verb(event.amount) for event in events if event.kind == Kind.ORDERED and event.who == who]


def decided(events: Sequence[Event], who: int) -> list[Aim]:
    """What somebody decided to be about, in order."""
    return [Aim(event.amount) for event in events if event.kind == Kind.DECIDED and event.who == who]


def before_a_locked_door() -> World:
    """Somebody who wants into a den whose door is locked, and has tried that until they gave up."""
    city = make_city(field(30, 6), buildings=[(Use.DISUSED, 0, 20, 2)])
    world = make_world(city, [(18, 2)], tagged=0, starts=23 * 3600)
    world.shelters.lock[0] = True
    set_door(world, 0, world.scenario_event, locked=True)
    live(world, minds(world, {0: [("reach", {"place": "den"})]}, {"den": int(world.city.doors[0])}), 300)
    return world


def away_from_a_sleeper() -> World:
    """Somebody who means to go out of a den in which one of theirs sleeps, another is awake, and a stranger sleeps."""
    city = make_city(field(30, 8), buildings=[(Use.DISUSED, 0, 10, 4)])
    world = make_world(city, [(10, 4)] * 4, tagged=0)
    world.citizens.inside[:] = 0
    world.citizens.doing[1:3] = Activity.SLEEPING
    bind(world, (0, 1), (0, 3))
    world.rebuild()
    live(world, minds(world, {0: [("reach", {"place": "end"})]}, {"end": city.cell(0, 20, 4)}), 20)
    return world


def with_no_way() -> World:
    """Somebody who wants to the other side of a wall, and has tried that for six minutes."""
    world = make_world(make_city("......\n......\n######\n......"), [(2, 0)], tagged=0, starts=12 * 3600)
    live(world, minds(world, {0: [("reach", {"place": "there"})]}, {"there": world.city.cell(0, 2, 3)}), 400)
    return world
