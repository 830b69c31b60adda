"""Knowledge: what people know of places and of each other's pasts, and how it changes as it is passed on.

Knowledge of a place carries its source, is believed less firmly at each telling, and may be told some way off; people
who were there tell the place itself. A past told openly costs trust now and earns it later; one found out only costs.

Source  F. Bartlett, Remembering (1932), for the loss at each retelling; shares and distances are assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core import luck
from undergrid.world.log.kinds import Kind
from undergrid.world.people import background
from undergrid.world.places.ways import Ways
from undergrid.world.society import regard
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.society import Category

if TYPE_CHECKING:
    from undergrid.world.world import World

ASTRAY = luck.stream("lore.astray")

OWN_EYES, ON_A_WALL = -1, -2  # as the source of knowledge: nobody, or a mark by an unknown hand
RULING = (Category.SOLDIER, Category.LOYAL)
KEPT = 850  # firmness left at each telling, 1/1000 [assumed]
ODDS_ASTRAY = luck.chance(0.4)  # that a place the teller has not seen is told some way off [assumed]
OFF_BY = 6  # cells across and down, at most, at each telling [assumed]
_SAME = 2 * OFF_BY  # cells within which two words are of one place [assumed]
_X, _Y = 1, 2  # draws of `ASTRAY` beside the first


def knows(world: World, who: int, topic: Topic, subject: int) -> int:
    """The slot of `knowledge` in which somebody knows of a subject; -1 for none. See `Topic` for subjects."""
    return world.knowledge.first(knower=who, topic=topic, subject=subject)


def who_knows(world: World, topic: Topic, subject: int) -> set[int]:
    """All who know of a subject."""
    known = world.knowledge
    return set(known.knower[known.where(subject=subject, topic=topic)].tolist())


def knows_place(world: World, who: int, cell: int) -> int:
    """The slot in which somebody knows of a place at a cell (0: any place) most firmly; -1 for none."""
    known = world.knowledge
    rows = known.where(knower=who, topic=Topic.PLACE)
    rows = rows[known.cell[rows] == cell] if cell else rows
    return int(rows[np.argmax(known.strength[rows])]) if len(rows) else -1


def meant(world: World, who: int, cell: int) -> int:
    """The building that somebody means by a cell: what they know to be there, rightly or not, or the shelter whose door
    it is; -1 for none.
    """
    slot = knows_place(world, who, cell) if cell else -1
    if slot >= 0 and world.knowledge.subject[slot] >= 0:
        return int(world.knowledge.subject[slot])
    return next((row for row in world.shelters.building.tolist() if world.city.doors[row] == cell), -1)


def outzone(world: World, who: int) -> int:
    """The slot in which somebody knows of a life beyond the wall; -1 for none."""
    return world.knowledge.first(knower=who, topic=Topic.OUTZONE)


def learn(
    world: World,
    who: int,
    topic: Topic,
    subject: int,
    cell: int,
    source: int,
    strength: int,
    cause: int,
    slot: int = -1,
) -> int:
    """Let somebody know a subject from now on, by the event `cause`; returns the slot, `slot` where that is one.

    Places without a building are told apart by cell; for everything else there is one slot for each subject.
    """
    known = world.knowledge
    slot = slot if slot >= 0 else _slot_for(world, who, topic, subject, cell)
    if slot < 0:
        slot = int(known.take(1)[0])
        known.knower[slot], known.topic[slot], known.subject[slot] = who, topic, subject
    known.cell[slot], known.at[slot], known.source[slot] = cell, world.tick, source
    known.strength[slot], known.cause[slot] = strength, cause
    return slot


def tell_place(world: World, slot: int, hearer: int, cause: int) -> tuple[int, bool]:
    """Let the knower of `slot` tell somebody of that place; returns the event and whether it was news.

    PLACE_TOLD where it is news, else PLACE_TOLD_AGAIN, which moves nobody. It does not replace what the hearer has
    seen, believes more firmly, or has told the teller. Of a place without a building the hearer takes what is told
    near where they know one for the same, for word goes astray.
    """
    known, people = world.knowledge, world.citizens
    teller, subject, cell = int(known.knower[slot]), int(known.subject[slot]), int(known.cell[slot])
    stream = odds = 0
    if known.source[slot] != OWN_EYES:
        cell, stream, odds = _astray(world, teller, hearer, cell), ASTRAY, ODDS_ASTRAY
    believes = min(1000, 500 + regard.trust(world, hearer, teller))
    strength = int(known.strength[slot]) * KEPT // 1000 * believes // 1000
    own = known.source[slot] == hearer  # they have it from the hearer
    before = same_place(world, hearer, subject, cell)
    kind = Kind.PLACE_TOLD_AGAIN if own or before >= 0 else Kind.PLACE_TOLD
    told = world.events.one(kind, teller, hearer, int(people.cell[teller]), cell, cause, int(stream), odds)
    if own or (before >= 0 and (known.source[before] == OWN_EYES or known.strength[before] >= strength)):
        return told, False
    learn(world, hearer, Topic.PLACE, subject, cell, teller, strength, told, before)
    return told, before < 0


def disclosed_to(world: World, who: int, whom: int, cause: int, openness: int, harm: int) -> None:
    """Let `whom` know the past of `who`, who told it: a blow to trust now, and good experience that lasts."""
    _know_secret(world, whom, who, who, cause)
    harm = harm if offends(world, whom, past(world, who)) else harm // 4
    regard.blow(world, whom, who, harm, cause, openness)


def found_out(world: World, who: int, about: int, source: int, cause: int, harm: int) -> int:
    """Let `who` learn the past of `about` from somebody else: bad experience. Returns the event SECRET_OUT."""
    out = world.events.one(Kind.SECRET_OUT, who, about, int(world.citizens.cell[who]), past(world, about), cause)
    regard.bad(world, who, about, harm if offends(world, who, past(world, about)) else harm // 4, out)
    _know_secret(world, who, about, source, out)
    return out


def past(world: World, who: int) -> Category:
    """What somebody was before."""
    slot = background.profile(world, who)
    return Category(int(world.profiles.past[slot])) if slot >= 0 else Category.UNALIGNED


def offends(world: World, who: int, was: Category) -> bool:
    """Whether a past is that of an enemy to somebody: REBEL for those who rule, SOLDIER and LOYAL for all others."""
    rules = background.category(world, who) in RULING
    return was == Category.REBEL if rules else was in RULING


def _know_secret(world: World, who: int, about: int, source: int, cause: int) -> None:
    slot = learn(world, who, Topic.SECRET, about, -1, source, 1000, cause)
    world.knowledge.telling[slot] = regard.trust(world, who, about) < 500  # secrets of the trusted are kept


def _slot_for(world: World, who: int, topic: Topic, subject: int, cell: int) -> int:
    if topic != Topic.PLACE or subject >= 0:
        return knows(world, who, topic, subject)
    return world.knowledge.first(knower=who, topic=topic, subject=subject, cell=cell)


def same_place(world: World, who: int, subject: int, cell: int) -> int:
    """The slot in which somebody knows of a place that is told to be at `cell`; -1 for none."""
    known = world.knowledge
    if subject >= 0:
        return knows(world, who, Topic.PLACE, subject)
    slots = known.where(knower=who, topic=Topic.PLACE, subject=-1)
    apart = [world.city.apart(int(known.cell[slot]), cell) for slot in slots.tolist()]
    nearest = int(np.argmin(apart)) if apart else -1
    return int(slots[nearest]) if apart and apart[nearest] <= _SAME else -1


def _astray(world: World, teller: int, hearer: int, cell: int) -> int:
    """The cell that a teller names for a place: mostly the same, else a walkable one some way off."""
    people, city = world.citizens, world.city
    key, thing = world.key(ASTRAY), luck.pair(int(people.luck[teller]), int(people.luck[hearer]))
    if cell < 0 or luck.u32(key, thing) >= ODDS_ASTRAY:
        return cell
    level, x, y = city.where(cell)
    x += luck.below(key, thing, 2 * OFF_BY + 1, _X) - OFF_BY
    y += luck.below(key, thing, 2 * OFF_BY + 1, _Y) - OFF_BY
    if not (0 <= x < city.width and 0 <= y < city.height):
        return cell
    there = int(city.cell(level, x, y))
    return there if world.cache(Ways).walk[there] else cell
