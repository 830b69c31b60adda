"""What a report is made from: the log, its chronicle, the named with all that happened to them, and the city."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from undergrid import story
from undergrid.runs.folder import RunError
from undergrid.runs.life import Life
from undergrid.runs.reading import Log
from undergrid.serve.survey import Samples
from undergrid.sim import Sim
from undergrid.story.chronicle import Chronicle, chronicle
from undergrid.story.telling import plainly
from undergrid.study.record import Track
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind

MOST = 8  # of the named that are drawn: as many colours as can be told apart


@dataclass
class Facts:
    """One run."""

    path: Path
    log: Log
    life: Life  # at its end, as far as that is on disk
    samples: Samples  # of the named, at each keyframe
    chronicle: Chronicle

    @classmethod
    def of(cls, run: str | Path) -> Facts:
        """Read a run. Raises RunError where it cannot be read, or its city not be built again."""
        log = Log(run)
        if log.meta.tick < 1:
            raise RunError(f"{run}: nothing of it is on disk yet", hint="try again in a while")
        life = Life(log.folder, log.meta)
        samples = Samples(np.array(sorted(log.names.citizens), np.int64), 1)
        for tick in sorted(log.meta.keyframes):
            try:
                life.load(tick)
            except RunError:  # damaged: the others say what they can
                continue
            samples.look(life.sim)
        return cls(Path(run), log, life, samples, chronicle(log))

    @property
    def sim(self) -> Sim:
        """The city at the last keyframe that can be read."""
        return self.life.sim

    @property
    def last(self) -> int:
        """The last tick on disk."""
        return self.log.meta.tick

    @cached_property
    def events(self) -> dict[int, list[Event]]:
        """All that happened to each of the named, by row."""
        return {row: list(self.log.events(about=row)) for row in sorted(self.log.names.citizens)}

    @cached_property
    def track(self) -> Track:
        """Where each of the named was, second by second."""
        return Track.of(self.log)

    @cached_property
    def cast(self) -> list[int]:
        """The rows that are drawn: those of the named to whom most happened, in the order of the scenario."""
        most = sorted(self.events, key=lambda row: (-len(self.events[row]), row))[:MOST]
        return sorted(most)

    def name(self, row: int) -> str:
        return self.log.names.citizen(row)

    def first_name(self, row: int) -> str:
        """The first word of a name where nobody else of the named has it, else the whole name."""
        words = [self.name(one).split()[0] for one in self.events]
        first = self.name(row).split()[0]
        return first if words.count(first) == 1 else self.name(row)

    def time(self, tick: int) -> str:
        """The clock, to the minute."""
        return self.log.names.time(tick)[:-3]

    def says(self, event: Event) -> str:
        """An event as a sentence."""
        return story.tell(event.kind, plainly(self.log, event))

    def why(self, event: int) -> str:
        """The command that asks why of an event, as it can be typed."""
        return f"undergrid why {shlex.quote(str(self.path))} {event}"

    def word(self, event: Event) -> str:
        """The amount of an event as its word."""
        return str(self.log.names.amount(event.kind, event.amount)).replace("_", " ")

    def spans(self, row: int, begins: tuple[Kind, ...], ends: tuple[Kind, ...]) -> list[tuple[int, int]]:
        """The stretches of time between events that begin something for somebody and those that end it.

        What watchers end is over once the last of them has: several may be after one person.
        """
        each = ends[0].who == "watcher"
        found: list[tuple[int, int]] = []
        by: set[int] = set()  # whom it comes from: several may hunt one person, and begin again before they end
        since = 0
        for event in self.events[row]:
            whose = event.who if each else row
            if event.kind in begins and (event.whom if event.kind.who == "watcher" else event.who) == row:
                since = since if by else event.tick
                by.add(whose)
            elif event.kind in ends and whose in by:
                by.discard(whose)
                if not by:
                    found.append((since, event.tick))
        return [*found, *([(since, self.last)] if by else [])]
