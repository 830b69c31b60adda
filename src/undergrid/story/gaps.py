"""Gaps: what somebody cannot tell of a night, because they lay without their senses, and what the log knows of it.

    for gap in story.gaps(log.events(), log.citizen("rex")): ...

Whoever wakes elsewhere than they lost their senses has been moved by somebody: `moved_by` has the events, which are in
nobody's account but that of those who did it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from undergrid.story.chronicle.perceived import ENDS_A_GAP, GOES_DARK
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind

_MOVES = {
    Kind.TOOK_UP, Kind.SET_DOWN, Kind.HANDED_OVER, Kind.BROUGHT_TO_SAFETY, Kind.LED_AWAY, Kind.TAKEN_INTO_CUSTODY,
    Kind.MOVED_ON,
}  # fmt: skip


@dataclass
class Gap:
    """One time without senses: from the event by which they were lost to that by which they came back."""

    since: Event
    until: Event | None = None  # None where they have not come back by the end
    moved_by: list[Event] = field(default_factory=list)  # what was done to them meanwhile that took them elsewhere
    unseen: list[Event] = field(default_factory=list)  # all else that concerned them meanwhile

    @property
    def moved(self) -> bool:
        """Whether they came to elsewhere than they lost their senses."""
        there = self.until or (self.moved_by[-1] if self.moved_by else None)
        return there is not None and there.where != self.since.where


def gaps(events: Iterable[Event], who: int) -> list[Gap]:
    """The gaps in what the citizen `who` can tell, in their order; the dead have none that ends."""
    found: list[Gap] = []
    dark: Gap | None = None
    for event in events:
        own = event.kind.who == "citizen" and event.who == who
        if own and dark is not None and event.kind in ENDS_A_GAP:
            dark.until, dark = event, None
        elif own and dark is None and event.kind in GOES_DARK:
            dark = Gap(event)
            found.append(dark)
        elif dark is not None and (own or (event.kind.whom == "citizen" and event.whom == who)):
            (dark.moved_by if event.kind in _MOVES else dark.unseen).append(event)
    return found
