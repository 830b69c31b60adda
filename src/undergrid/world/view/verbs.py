"""What somebody could do here and now, and why not: each verb with the nearest target that fits, as far as they know.

A target is somebody or something that the person perceives: people in sight, or in the same building, or at its door;
gates and watchers in sight; the building they are in or stand nearest to; a cell beside them; wires and nodes at hand,
and wires that they have come upon. Where no target fits, the reason is that of the nearest. The reasons are those of
`world/reasons`, without those that show only in the attempt.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from undergrid.core.grid import DX, DY, squared_apart_on
from undergrid.world.items import kit
from undergrid.world.items.wrecks import RECIPES
from undergrid.world.network.captures import commanded, linked
from undergrid.world.network.lines import nodes_at, wires_at
from undergrid.world.reasons import why_not
from undergrid.world.society import knowledge, messages
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import TARGETS, Refusal, Verb

if TYPE_CHECKING:
    from undergrid.world.world import World

_NEAREST = 12  # people whom somebody considers for each thing that they could do [assumed]
_NOBODY: tuple[int, ...] = (-1,)


class Chance(NamedTuple):
    """An action open to somebody: its target, its amount, and why not (None: it can be tried)."""

    target: int
    amount: int
    why_not: Refusal | None


def chances(
    world: World, who: int, people: Sequence[int], gates: Sequence[int], watchers: Sequence[int] = ()
) -> dict[Verb, Chance]:
    """Every verb of the world with its target, for citizen `who`.

    people, gates, watchers: the rows of those in sight, the nearest first.
    """
    near = _people(world, who, people)
    targets = {"citizen": near, "gate": gates, "building": _buildings(world, who), "cell": _cells(world, who),
               "watcher": watchers, "wire": _wires(world, who), "node": _nodes(world, who)}  # fmt: skip
    return {verb: _best(world, who, verb, near, targets[TARGETS[verb]] if verb in TARGETS else _NOBODY)
            for verb in world.verbs}  # fmt: skip


def _best(world: World, who: int, verb: Verb, near: Sequence[int], targets: Sequence[int]) -> Chance:
    """The first target and amount for which nothing speaks against it, else the first of all with its reason."""
    first = None
    for target in _fitting(world, who, verb, near, targets):
        for amount in _amounts(world, who, verb, target, near):
            chance = Chance(target, amount, why_not(world, who, verb, target, amount))
            if chance.why_not is None:
                return chance
            first = first or chance
    return first or Chance(-1, 0, why_not(world, who, verb, -1) or Refusal.NO_SUCH_TARGET)


def _fitting(world: World, who: int, verb: Verb, near: Sequence[int], targets: Sequence[int]) -> Iterable[int]:
    """The targets that a verb could be meant for, the likeliest first."""
    if verb == Verb.WATER:
        return (*targets, who)
    if verb == Verb.MEND_SUIT:
        return (who, *targets)
    if verb == Verb.CLAIM:
        return (who,)
    if verb == Verb.CONFESS:
        return targets or (-1,)
    if verb == Verb.TAKE:
        return (-1, *targets)  # what lies here, then what people have
    if verb == Verb.CHARGE_CUBE:
        return targets or (-1,)  # the socket in the wall
    if verb == Verb.CAPTURE:
        return (*targets, *linked(world, who))
    if verb == Verb.COMMAND:
        return dict.fromkeys((*commanded(world, who), *targets))
    if verb == Verb.THROW:  # where the nearest are, not beside oneself
        return [int(world.citizens.cell[whom]) for whom in near]
    if verb == Verb.RADIO:  # those one is bound to, wherever they are
        bonds = world.bonds
        return dict.fromkeys((*bonds.b[bonds.of(who)].tolist(), *targets))
    if verb == Verb.GIVE_AWAY:
        known = world.knowledge
        places = known.subject[known.where(knower=who, topic=Topic.PLACE)]
        return dict.fromkeys(places[places >= 0].tolist())
    if verb == Verb.INFORM:
        known = world.knowledge
        remembered = known.subject[known.where(knower=who, topic=Topic.PERSON)]
        return dict.fromkeys((*targets, *remembered[remembered != who].tolist()))
    return targets


def _amounts(world: World, who: int, verb: Verb, target: int, near: Sequence[int]) -> Iterable[int]:
    """The amounts to try, where an amount says what the verb is about; 0 for the usual."""
    if verb in (Verb.GIVE, Verb.PUT_DOWN):
        return _kinds(world, who) or (0,)
    if verb == Verb.TAKE:
        there = [int(kind) for kind in ItemKind if kit.to_be_taken(world, who, target, kind)]
        return there or (int(ItemKind.WATER),)
    if verb == Verb.BUILD:
        return [int(kind) for kind in RECIPES]
    if verb == Verb.VOUCH:
        return [other for other in near if other != target] or (who,)
    if verb in (Verb.WRITE, Verb.RADIO):
        newest = messages.to_tell(world, who, 0)
        return (int(world.knowledge.cell[newest]) if newest >= 0 else 0,)
    if verb == Verb.PLEDGE:
        place = knowledge.knows_place(world, who, 0)
        return (int(world.knowledge.cell[place] if place >= 0 else world.citizens.cell[who]),)
    return (0,)


def _kinds(world: World, who: int) -> list[int]:
    """The kinds of things that somebody carries, by their numbers."""
    items = world.items
    held = items.where(holder=who)
    return sorted(set(items.kind[held[items.count[held] > 0]].tolist()))


def _people(world: World, who: int, in_sight: Sequence[int]) -> list[int]:
    """The nearest people whom somebody perceives: in sight, in the same building, or asking at its door."""
    people, parleys, inside = world.citizens, world.parleys, int(world.citizens.inside[who])
    if inside < 0:
        return list(in_sight[:_NEAREST])
    with_them = np.flatnonzero((people.inside == inside) & (np.arange(people.n) != who)).tolist()
    asking = parleys.asker[parleys.where(building=inside)].tolist()
    return [*asking, *with_them][:_NEAREST]


def _wires(world: World, who: int) -> list[int]:
    """The wires that somebody could lay hands on, then those they know of, the last found first."""
    known = world.knowledge
    rows = known.where(knower=who, topic=Topic.LINE) if world.wires.n else np.empty(0, np.int64)
    found = known.subject[rows[np.argsort(-known.at[rows].astype(np.int64), kind="stable")]].tolist()
    near = wires_at(world, int(world.citizens.cell[who])) if world.citizens.inside[who] < 0 and world.wires.n else []
    return list(dict.fromkeys((*near, *found)))


def _nodes(world: World, who: int) -> list[int]:
    """The nodes that somebody could lay hands on."""
    outside = world.nodes.n and world.citizens.inside[who] < 0
    return nodes_at(world, int(world.citizens.cell[who])) if outside else []


def _buildings(world: World, who: int) -> list[int]:
    """The building that somebody is in, else the one whose door is nearest on their level; none where there is none."""
    people, city = world.citizens, world.city
    if people.inside[who] >= 0:
        return [int(people.inside[who])]
    here = int(people.cell[who])
    level = np.flatnonzero(city.doors // city.area == here // city.area).tolist()
    return sorted(level, key=lambda b: int(squared_apart_on(int(city.doors[b]), here, city.width, city.area)))[:1]


def _cells(world: World, who: int) -> list[int]:
    """A cell beside somebody that can be walked on, behind them if they walk; where there is none, their own."""
    city, here, ahead = world.city, int(world.citizens.cell[who]), int(world.citizens.heading[who])
    level, x, y = city.where(here)
    steps = [(int(DX[turn]), int(DY[turn])) for turn in (np.arange(8) + ahead + 4) % 8]
    around = [
        city.cell(level, x + dx, y + dy) for dx, dy in steps if 0 <= x + dx < city.width and 0 <= y + dy < city.height
    ]
    walkable = city.walkable()
    return [cell for cell in around if walkable[cell]][:1] or [here]
