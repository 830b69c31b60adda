"""Forecast: the chance that somebody stops a watcher with their next shots, and that watchers hit them meanwhile.

The odds are those of the kernels that decide (`odds`, `breakage`), for where one takes the watchers to be when each
shot is fired. Where that is true, as many are stopped as was foretold. Looking changes nothing and draws nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from undergrid.core import luck
from undergrid.world.combat import odds
from undergrid.world.combat.breakage import stopped_by_hit
from undergrid.world.combat.weapons import ARMS, WEAPONS
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal

if TYPE_CHECKING:
    from undergrid.world.world import World


def hits(world: World, who: int, row: int, weapon: ItemKind, there: int) -> float:
    """The chance that one shot of somebody hits a watcher that is on the cell `there`; 0 where there is no line."""
    line = odds.sees_watcher(world, who, row, there)
    if isinstance(line, Refusal) or not odds.in_range(world, weapon, line):
        return 0.0
    return odds.odds_at_watcher(world, who, row, weapon, line) / luck.CERTAIN


def goes_on(world: World, who: int, row: int, weapon: ItemKind, cells: Sequence[int]) -> list[float]:
    """The chance that a watcher has not been stopped before the first shot, the second, ... and after the last.

    cells: where it is when each shot is fired.
    """
    dealt = WEAPONS[weapon]
    stopped = stopped_by_hit(WatcherKind(int(world.watchers.kind[row])), dealt.least, dealt.most)
    left, here, chance = [1.0], -1, 0.0
    for cell in cells:
        here, chance = cell, chance if cell == here else hits(world, who, row, weapon, cell)
        left.append(left[-1] * (1 - chance * stopped))
    return left


def chance_to_stop(world: World, who: int, row: int, weapon: ItemKind, cells: Sequence[int]) -> float:
    """The chance that somebody stops a watcher with so many shots."""
    return 1 - goes_on(world, who, row, weapon, cells)[-1]


def hit_by(world: World, row: int, whom: int, here: int) -> float:
    """The chance that one shot of a watcher on the cell `here` hits somebody, were it to shoot."""
    arm = ARMS.get(WatcherKind(int(world.watchers.kind[row])))
    line = odds.seen_by_watcher(world, row, whom, here)
    if arm is None or isinstance(line, Refusal) or not odds.in_range(world, arm, line):
        return 0.0
    return odds.odds_of_watcher(world, whom, arm, line) / luck.CERTAIN
