"""People with a weapon in their hands and something on its way to them: a hunter that is sent after them, and runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scenes.gatehouse import report
from scenes.gunfights import NOON, give
from scenes.heads import live, minds
from scenes.worlds import field, make_city, make_world

from undergrid.minds import Minds
from undergrid.systems.authority import dossiers, pursuit
from undergrid.systems.combat import return_fire, shooting
from undergrid.systems.movement import hauling, movement
from undergrid.systems.orders import intake, settle
from undergrid.systems.senses import perception, sight
from undergrid.systems.sky import clock
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Order
from undergrid.world.world import World

RULES = (intake, clock, sight, perception, dossiers, pursuit, movement, hauling, shooting, return_fire, settle)
READY: tuple[tuple[str, dict[str, Any]], ...] = (("fight", {}), ("evade", {}))
_STARTS = 12 * 3600


def hunted(
    drawing: str = "",
    place: tuple[int, int] = (60, 6),
    hunters: Sequence[tuple[int, int]] = ((20, 6),),
    kind: WatcherKind = WatcherKind.HUNTER,
    weapon: ItemKind | None = ItemKind.RIFLE,
    rounds: int = 30,
    skill: int = 7,
    light: int = NOON,
    wants: Sequence[tuple[str, dict[str, Any]]] = READY,
    others: Sequence[tuple[int, int]] = (),
    goal: tuple[int, int] | None = None,
    seed: int = 1,
) -> tuple[World, Minds]:
    """Somebody without a tag in the open, where the authority believes them to be, and hunters about to come."""
    city = make_city(drawing or field(90, 12))
    coming = [(kind, city.cell(0, *at)) for at in hunters]
    world = make_world(city, [place, *others], coming, seed=seed, starts=_STARTS, tagged=0)
    world.sky.light[0] = light
    world.watchers.duty[:] = Duty.POST
    if weapon is not None:
        give(world, 0, weapon)
    if rounds:
        give(world, 0, ItemKind.ROUNDS, rounds)
    slot = int(world.profiles.take(1)[0])
    world.profiles.owner[slot], world.profiles.soldiering[slot] = 0, skill
    heads = minds(world, {0: wants}, {"end": city.cell(0, *(goal or place))})
    report(world, 0, city.cell(0, *place), 500)
    return world, heads


def stand(
    world: World, heads: Minds, ticks: int = 45, outside: Sequence[Order] = (), **params: dict[str, Any]
) -> list[Event]:
    """Let hunters come, and minds think, for some seconds; returns what happened."""
    return live(world, heads, ticks, outside, RULES, **params)


def shots(events: Sequence[Event]) -> list[Event]:
    """The shots at watchers."""
    return [event for event in events if event.kind == Kind.SHOT_AT_WATCHER]
