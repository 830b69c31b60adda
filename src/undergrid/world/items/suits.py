"""Suits: the parts of the one that somebody wears, how worn they are, and what is lost with those that have failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.items import power
from undergrid.world.tables.suits import OF_SUITS, WHOLE, SuitPart

if TYPE_CHECKING:
    from undergrid.world.world import World

MINUTE = 60  # s
_DEAD_WEIGHT = 60  # % of walking speed left in a suit whose servos have failed [assumed]


def fit_out(world: World, item: int) -> None:
    """Let a thing be a suit with parts, all of them worn as its quality says."""
    rows, parts = world.suit_parts.take(len(OF_SUITS)), world.suit_parts
    parts.item[rows], parts.part[rows] = item, OF_SUITS
    parts.worn[rows] = (100 - int(world.items.quality[item])) * (WHOLE // 100)
    parts.cause[rows] = world.items.cause[item]


def part_of(world: World, who: int, part: SuitPart) -> int:
    """The row of `suit_parts` of a part of the suit that somebody wears; -1 for none."""
    parts = world.suit_parts
    suit = power.suit_of(world, who) if parts.n_used else -1
    return parts.first(item=suit, part=part) if suit >= 0 else -1


def has_failed(world: World, who: int, part: SuitPart) -> bool:
    """Whether a part of the suit that somebody wears has failed."""
    row = part_of(world, who, part)
    return row >= 0 and bool(world.suit_parts.broken[row])


def worst_part(world: World, who: int) -> int:
    """The row of what most needs mending in the suit that somebody wears: what has failed, the first of these before
    the next; else what is most worn. -1 where nothing is worn, and for no suit.
    """
    parts = world.suit_parts
    suit = power.suit_of(world, who) if parts.n_used else -1
    rows = [row for row in parts.of(suit).tolist() if parts.worn[row]] if suit >= 0 else []
    return min(rows, key=lambda row: (not parts.broken[row], _rank(world, row), int(parts.part[row])), default=-1)


def _rank(world: World, row: int) -> int:
    """What comes first of what has failed, and of what has not."""
    return 0 if world.suit_parts.broken[row] else -int(world.suit_parts.worn[row])


def state_of(world: World, who: int) -> dict[SuitPart, int]:
    """What each part of the suit that somebody wears has left of its life, %; 0 of one that has failed."""
    parts, suit = world.suit_parts, power.suit_of(world, who)
    rows = parts.of(suit).tolist() if suit >= 0 else []
    return {SuitPart(int(parts.part[row])): state(world, row) for row in rows}


def state(world: World, row: int) -> int:
    """What a part has left of its life, %; 0 of one that has failed."""
    parts = world.suit_parts
    return 0 if parts.broken[row] else max(0, 100 - int(parts.worn[row]) // (WHOLE // 100))


def air_gone_at(world: World, row: int) -> int:
    """The tick at which the air has leaked through seals that have failed, if their wearer stays where there is none.

    The reserve goes down in the last second of each minute of the run.
    """
    return world.tick + (-1 - world.tick) % MINUTE + (int(world.suit_parts.air[row]) - 1) * MINUTE


def pace_left(world: World, who: int) -> int:
    """What the suit that somebody wears leaves of their walking speed, %."""
    return _DEAD_WEIGHT if has_failed(world, who, SuitPart.SERVOS) else 100
