"""What somebody knows of the timetable: when windows begin and end, as far as they can tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from undergrid.world.log.events import split_id
from undergrid.world.places.windows import begins_at, runs
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import NEVER
from undergrid.world.tables.windows import WindowKind

if TYPE_CHECKING:
    from undergrid.world.world import World


@dataclass(frozen=True, slots=True)
class KnownWindow:
    """A window that somebody knows of. Ticks are those that the timetable has."""

    name: str
    kind: WindowKind
    begins: int | None  # the tick at which it begins next; None where it does not, or that is not known
    ends: int | None  # the tick at which it ends, while it runs; else None
    source: int  # who told of it; -1 for nobody


def windows_known(world: World, who: int) -> tuple[KnownWindow, ...]:
    """The windows that somebody knows of. Of a sync that is jammed, whoever has not jammed it expects the old end."""
    if not world.windows.n:
        return ()
    known, windows, found = world.knowledge, world.windows, list[KnownWindow]()
    for slot in known.where(knower=who, topic=Topic.WINDOW).tolist():
        row = int(known.subject[slot])
        begins = begins_at(world, row) - _unknown_delay(world, who, int(windows.after[row]))
        ends = int(windows.ends[row]) - _unknown_delay(world, who, row)
        found.append(
            KnownWindow(
                world.window_names[row],
                WindowKind(int(windows.kind[row])),
                begins if begins_at(world, row) != NEVER else None,
                ends if runs(world, row) else None,
                int(known.source[slot]),
            )
        )
    return tuple(found)


def _unknown_delay(world: World, who: int, window: int) -> int:
    """By how many ticks a window that runs has been drawn out by somebody else."""
    if window < 0 or not runs(world, window) or not world.windows.jam[window]:
        return 0
    return 0 if split_id(int(world.windows.jam[window]))[2] == who else int(world.windows.delay[window])
