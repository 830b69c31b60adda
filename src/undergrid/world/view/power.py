"""What somebody can tell of the power and the air that they have left: the countdowns as they stand on a suit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from undergrid.world.body.air import Air, air_is_bad
from undergrid.world.items import power, suits
from undergrid.world.tables.people import NEVER
from undergrid.world.tables.power import Device
from undergrid.world.tables.suits import SuitPart

if TYPE_CHECKING:
    from undergrid.world.world import World


@dataclass(frozen=True, slots=True)
class PowerLeft:
    """The fusion cells that somebody carries, and what hangs on them. Ticks are those at which something ends."""

    joules: int  # in all cells together
    full: int  # what they could hold
    load: int  # W, that are drawn from them now
    life_support_until: int | None  # tick; None where it is off, or nothing drains its cell
    faints_at: int | None  # tick, if nothing is switched and nobody moves; None where that takes no life
    dies_at: int | None  # tick, the same
    state: dict[SuitPart, int]  # % of its life that each part of the suit has left; of one that has failed, 0


def _leaks_until(world: World, who: int) -> int:
    """The tick at which the air of somebody's suit has leaked out; NEVER where it does not."""
    row = suits.part_of(world, who, SuitPart.SEALS)
    leaks = row >= 0 and bool(world.suit_parts.broken[row]) and air_is_bad(world, who)
    return suits.air_gone_at(world, row) if leaks else NEVER


def power_left(world: World, who: int) -> PowerLeft | None:
    """The countdowns of somebody; None for who has neither cell nor suit, and all the air that they need."""
    suffocating = world.breaths.first(owner=who)
    cells = power.cells_of(world, who)
    if not cells and suffocating < 0 and power.suit_of(world, who) < 0:
        return None
    feeds, air = world.feeds, world.shared(Air)
    row = power.feed_of(world, who, Device.LIFE_SUPPORT)
    until = min(power.empty_at(world, int(feeds.source[row])), _leaks_until(world, who)) if row >= 0 else NEVER
    without = NEVER
    if suffocating >= 0:
        without = int(world.breaths.since[suffocating])
    elif row >= 0 and air_is_bad(world, who):
        without = until
    ends = without != NEVER
    return PowerLeft(
        joules=sum(power.stored(world, cell) for cell in cells),
        full=sum(int(world.charges.full[cell]) for cell in cells),
        load=sum(int(feeds.watts[feeds.where(source=cell)].sum()) for cell in cells),
        life_support_until=until if until != NEVER else None,
        faints_at=without + air.faints_s if ends else None,
        dies_at=without + max(air.faints_s + 1, air.dies_s) if ends else None,
        state=suits.state_of(world, who),
    )
