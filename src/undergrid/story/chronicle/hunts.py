"""Who is hunted, and by which watchers, as the events of a night come one after the other."""

from __future__ import annotations

from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind

BEGINS = frozenset({Kind.HUNT_BEGAN, Kind.SEARCH_BEGAN})
ENDS = frozenset({Kind.ARRESTED, Kind.DIED, Kind.SHUT_DOWN})
"""What ends every hunt of somebody: they are held, or dead."""


class Hunts:
    """The hunts that are on after the events that were noted so far."""

    def __init__(self) -> None:
        self._after: dict[int, set[int]] = {}  # who is hunted, and the watchers that are after them

    def note(self, event: Event) -> None:
        """Take an event in."""
        if event.kind in BEGINS:
            self._after.setdefault(event.whom, set()).add(event.who)
        elif event.kind == Kind.HUNT_ENDED:
            self._after.get(event.whom, set()).discard(event.who)
        elif event.kind in ENDS:
            self._after.pop(event.whom if event.kind == Kind.ARRESTED else event.who, None)

    def on(self, whom: int) -> bool:
        """Whether any watcher is after somebody."""
        return bool(self._after.get(whom))
