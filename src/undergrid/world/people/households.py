"""Households: who lives with whom. It is computed: the rows of those who share a home follow each other.

They have known each other all their lives: each is bound to the others as to kin, without a row of `bonds`.
"""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np

from undergrid.core.tables import I64, Rows

if TYPE_CHECKING:
    from undergrid.world.world import World

TIE = 600  # strength of the bond to those one lives with, 1/1000: people risk something for them [assumed]


def household_of(world: World, who: int) -> int:
    """The row of somebody's household; -1 for those who live for themselves."""
    table = world.households
    if not table.n:
        return -1
    row = int(np.searchsorted(table.first, who, side="right")) - 1
    return row if row >= 0 and who < int(table.first[row]) + int(table.size[row]) else -1


def housemates(world: World, who: int) -> list[int]:
    """Whom somebody lives with, themselves left out, ascending; the dead among them too."""
    row = household_of(world, who)
    if row < 0:
        return []
    first = int(world.households.first[row])
    return [one for one in range(first, first + int(world.households.size[row])) if one != who]


def live_together(world: World, who: int, whom: int) -> bool:
    """Whether two people share a household."""
    row = household_of(world, who)
    return row >= 0 and who != whom and household_of(world, whom) == row


def pairs(first: Rows, size: Rows) -> tuple[I64, I64]:
    """Everybody with each of those they live with, as two columns, by the columns of the table."""
    who, whom = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for a, b in permutations(range(int(size.max(initial=0))), 2):
        heads = first[size > max(a, b)].astype(np.int64)
        who.append(heads + a)
        whom.append(heads + b)
    one, other = np.concatenate(who), np.concatenate(whom)
    order = np.lexsort((other, one))
    return one[order], other[order]


def households(world: World) -> I64:
    """(citizens,) the row of each one's household; -1 for those who live for themselves."""
    found, table = np.full(world.citizens.n, -1, np.int64), world.households
    rows = np.arange(table.n)
    for nth in range(int(table.size.max(initial=0))):
        those = rows[table.size > nth]
        found[table.first[those] + nth] = those
    return found
