"""What one has heard of calls for help, and whether one calls oneself. Below, *one* is the mind's owner."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from undergrid.world.log.events import TICK_SHIFT
from undergrid.world.tables.minds import Topic
from undergrid.world.world import World


class Call(NamedTuple):
    """A call for help that one has heard."""

    cell: int  # where it came from, roughly
    cause: int  # the event by which one came to hear of it


class Calls:
    """The calls for help that one person knows of."""

    def __init__(self, world: World, who: int) -> None:
        self._world, self.who = world, who

    @property
    def sends(self) -> bool:
        """Whether a beacon that one has set off still sends."""
        return self._world.beacons.has(sender=self.who)

    def first(self, answered: int, since: int) -> Call | None:
        """The first call that one came to hear of after `answered`, still heard after `since`, and has not come to yet:
        a beacon that sends is seen on whom one feels for a pulse.
        """
        known = self._world.knowledge
        rows = known.where(knower=self.who, topic=Topic.CALL)
        rows = rows[(known.at[rows] > since) & (known.cause[rows] >> TICK_SHIFT > answered)]
        felt = set(known.subject[self._felt].tolist()) if len(rows) else set()
        rows = rows[[subject not in felt for subject in known.subject[rows].tolist()]]
        if not len(rows):
            return None
        first = int(rows[np.argmin(known.cause[rows])])
        return Call(int(known.cell[first]), int(known.cause[first]))

    def by(self, whom: int) -> bool:
        """Whether one has heard somebody call."""
        return self._world.knowledge.has(knower=self.who, topic=Topic.CALL, subject=whom)

    def come_to(self) -> int:
        """The event by which one has last felt for the pulse of somebody whose call one had heard; 0 for none."""
        known = self._world.knowledge
        callers = known.subject[known.where(knower=self.who, topic=Topic.CALL)]
        felt = self._felt[np.isin(known.subject[self._felt], callers)]
        return int(known.cause[felt].max(initial=0))

    @property
    def _felt(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """The rows of what one knows of those for whose pulse one has felt."""
        known = self._world.knowledge
        rows = known.where(knower=self.who, topic=Topic.BODY)
        return rows[[sure in (0, 1000) for sure in known.strength[rows].tolist()]]
