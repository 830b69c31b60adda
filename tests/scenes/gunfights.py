"""People with guns in the open, walls and wrecks between them, and what is shot at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scenes.worlds import field, make_world, run

from undergrid.city.city import City
from undergrid.core import luck
from undergrid.systems.combat import shooting
from undergrid.world.items import kit, power
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.reasons.combat import shot_odds
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.world import World

NOON = 255  # of `sky.light`
ALL = 1 << 32  # a chance of 1, as a threshold


def armed(
    drawing: City | str = "",
    places: Sequence[tuple[int, int]] = ((2, 2), (12, 2)),
    weapon: ItemKind = ItemKind.RIFLE,
    rounds: int = 30,
    watchers: Sequence[tuple[WatcherKind, int]] = (),
    skill: int = 5,
    seed: int = 1,
) -> World:
    """People at noon on open ground, 10 cells (20 m) apart unless said; the first has a weapon and can use it."""
    world = make_world(drawing or field(30, 6), places, watchers=watchers, seed=seed)
    world.sky.light[0] = NOON
    give(world, 0, weapon)
    if rounds:
        give(world, 0, ItemKind.ROUNDS, rounds)
    slot = int(world.profiles.take(1)[0])
    world.profiles.owner[slot], world.profiles.soldiering[slot] = 0, skill
    world.rebuild()
    return world


def give(world: World, who: int, kind: ItemKind, n: int = 1, quality: int = 100) -> int:
    """Let somebody have things from the start; returns their slot."""
    return kit.add(world, who, kind, n, world.scenario_event, quality)


def give_cell(world: World, who: int, joules: int) -> int:
    """Let somebody have a fusion cell that holds so much; returns its row of `charges`."""
    item = give(world, who, ItemKind.FUSION_CELL)
    world.items.luck[item] = luck.key_of(f"test/cell/{who}")
    return power.add_cell(world, item, joules, 10_000_000)


def ask(world: World, who: int, verb: Verb, target: int, amount: int = 0) -> int:
    """Let somebody be about to do something, as ordered; returns the event of the order."""
    order = world.events.one(Kind.ORDERED, who, target, amount=int(verb))
    intend(world, who, verb, target, order, amount=amount)
    return order


def events(world: World, *kinds: Kind) -> list[Event]:
    """What has happened of some kinds."""
    return [event for event in world.events.rows() if event.kind in kinds]


def refused(world: World) -> list[Refusal]:
    """Why what was asked came to nothing, one after another."""
    return [Refusal(event.amount) for event in events(world, Kind.REFUSED)]


def hits(world: World) -> list[Event]:
    """The shots that have hit."""
    return [event for event in events(world, Kind.SHOT, Kind.SHOT_AT_WATCHER, Kind.FIRED_ON) if event.amount & 1]


def chance(world: World, target: int = 1, verb: Verb = Verb.SHOOT, amount: int = 0) -> float:
    """The odds that the first person would hit, as a share."""
    return shot_odds(world, 0, verb, target, amount) / ALL


def shoot(world: World, target: int = 1, verb: Verb = Verb.SHOOT, amount: int = 0, ticks: int = 4, **knobs: Any) -> int:
    """Let the first person shoot once; returns the order."""
    order = ask(world, 0, verb, target, amount)
    run(shooting, world, ticks=ticks, **knobs)
    return order
