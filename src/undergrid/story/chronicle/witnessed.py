"""What befalls others before somebody's eyes: whoever has them in their arms, and who is brought to where they stand.

Their own name stands in no event of it, and yet it is theirs to tell.
"""

from __future__ import annotations

from undergrid.runs.folder import RunError
from undergrid.runs.reading import Log
from undergrid.story.beside import Beside
from undergrid.story.chronicle.episodes import ARRIVES, citizens, subject
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind

_BEFALLS = frozenset({
    Kind.STOPPED, Kind.LET_GO, Kind.UNCONVINCED, Kind.CAUGHT_UP, Kind.ARRESTED, Kind.LED_AWAY, Kind.SLIPPED_AWAY,
    Kind.FAINTED, Kind.DIED,
})  # fmt: skip
WITNESSED = _BEFALLS | {*ARRIVES}
"""What may befall others before somebody's eyes."""


class Witness:
    """In whose arms one of the cast is, and what they see there, event by event."""

    def __init__(self, log: Log, teller: int) -> None:
        self._log, self._teller = log, teller
        self._bearer = -1
        self._beside: Beside | None = None

    def sees(self, event: Event) -> bool:
        """Whether an event befalls others before their eyes; of each event in its turn."""
        if self._teller in citizens(event):
            if event.whom == self._teller and event.kind == Kind.TOOK_UP:
                self._bearer = event.who
            elif event.whom == self._teller and event.kind in ARRIVES:
                self._bearer = -1
            return False
        if event.kind in _BEFALLS:
            return subject(event) == self._bearer >= 0
        return event.kind in ARRIVES and self._stands_by(event)

    def _stands_by(self, event: Event) -> bool:
        try:
            self._beside = self._beside or Beside(self._log)
        except RunError:  # what is damaged is not told
            return False
        return self._teller in self._beside.those_by(event.whom, event.tick)
