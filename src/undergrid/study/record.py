"""What a study keeps of one run: its log, and second by second where the cast was and what they did.

Everything that is asked of a run afterwards is a pure function of this.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid.city.city import City
from undergrid.runs import Log
from undergrid.runs.contents import TRACKS
from undergrid.sim import Sim
from undergrid.world.log.events import BECAUSE
from undergrid.world.tables.people import Activity, Posture

Columns = Mapping[str, npt.NDArray[Any]]

SAMPLE = 10  # seconds between the moments that `is at`, `is with` and the properties look at
_MOVING = [Activity.WALKING, Activity.CROSSING, Activity.HAULED, Activity.WORKING, Activity.TENDING]
_SENSELESS = [Activity.SLEEPING, Activity.UNCONSCIOUS, Activity.SHUT_DOWN, Activity.RECLAIMED]
_TRACKED = {"cell": np.int32, "inside": np.int32, "doing": np.uint8, "posture": np.uint8, "alive": np.uint8}


class Track:
    """The cast at the end of each second: columns of (seconds, people)."""

    def __init__(self, rows: Sequence[int], seconds: int = 1024) -> None:
        self.rows = list(rows)
        self.n = 0
        self._columns = {name: np.zeros((max(1, seconds), len(self.rows)), dtype) for name, dtype in _TRACKED.items()}

    def add(self, **values: Any) -> None:
        """Note one more second: of each column a value for each of the cast."""
        if self.n == len(self._columns["cell"]):
            for name, column in self._columns.items():
                self._columns[name] = np.concatenate((column, np.zeros_like(column)))
        for name, value in values.items():
            self._columns[name][self.n] = value
        self.n += 1

    @classmethod
    def of(cls, log: Log) -> Track:
        """The track that a run has kept, as far as it is on disk."""
        track = cls(tuple(log.names.citizens), 0)
        track.catch_up(log)
        return track

    def catch_up(self, log: Log) -> bool:
        """Take what a run has kept of the seconds that are not here yet; returns whether there are any."""
        until = log.meta.tick
        if self.n >= until:
            return False
        parts = list(log.tracks(self.n))
        self._go_on({name: np.concatenate([part[name] for part in parts]) for name in TRACKS}, until)
        return True

    def _go_on(self, kept: Columns, until: int) -> None:
        """Take the seconds up to `until`: each row of a track holds until the next of the same person."""
        before, seconds = dict(self._columns), np.arange(self.n, until)
        for name, dtype in _TRACKED.items():
            self._columns[name] = np.zeros((max(1, until), len(self.rows)), dtype)
            self._columns[name][: self.n] = before[name][: self.n]
        for column, row in enumerate(self.rows):
            mine = np.flatnonzero(kept["who"] == row)
            last = np.searchsorted(kept["tick"][mine], seconds, side="right")  # 0: none of these rows yet
            for name, values in self._columns.items():
                were = values[max(0, self.n - 1), column]
                values[self.n : until, column] = np.concatenate(([were], kept[name][mine]))[last]
        self.n = until

    def look(self, sim: Sim) -> None:
        """Note the second that has just been lived through."""
        people, rows = sim.world.citizens, self.rows
        self.add(
            cell=people.cell[rows], inside=people.inside[rows], doing=people.doing[rows],
            posture=people.posture[rows], alive=people.alive[rows],
        )  # fmt: skip

    def __getattr__(self, name: str) -> npt.NDArray[Any]:
        if name not in _TRACKED:
            raise AttributeError(name)
        column: npt.NDArray[Any] = self._columns[name][: self.n]
        return column

    def column_of(self, row: int) -> int:
        """Where somebody stands in the columns; -1 for those who are not of the cast."""
        return self.rows.index(row) if row in self.rows else -1

    def was(self, state: str, tick: int, row: int) -> bool:
        """Whether somebody of the cast was in a state at the beginning of a second; False of anybody else."""
        column, at = self.column_of(row), max(0, min(tick - 1, self.n - 1))
        if column < 0 or not self.n:
            return False
        if state in _BY_DOING:
            return bool(_BY_DOING[state][self.doing[at, column]])
        match state:
            case "flat" | "crouched" | "standing":
                return bool(self.posture[at, column] == Posture[state.upper()])
            case "indoors" | "outdoors":
                return bool(self.inside[at, column] >= 0) == (state == "indoors")
            case "alive" | "dead":
                return bool(self.alive[at, column]) == (state == "alive")
        raise ValueError(f"there is no state {state}")


def _doing(*which: Activity) -> npt.NDArray[np.bool_]:
    return np.isin(np.arange(256), which)


_BY_DOING: dict[str, npt.NDArray[np.bool_]] = {
    "still": ~_doing(*_MOVING, Activity.HELD),
    "walking": _doing(Activity.WALKING, Activity.CROSSING),
    "awake": ~_doing(*_SENSELESS, Activity.PLUGGED),
    "asleep": _doing(Activity.SLEEPING),
    "unconscious": _doing(Activity.UNCONSCIOUS),
    "hauled": _doing(Activity.HAULED),
    "held": _doing(Activity.HELD),
}
"""(256,) by what a body is doing: whether that is the state."""


@dataclass
class Record:
    """One run: the columns of its log, the track of its cast, and the city it took place in."""

    events: Columns
    track: Track
    city: City
    because: Columns = field(default_factory=lambda: {name: np.zeros(0, np.int64) for name in BECAUSE})
    gates: tuple[int, ...] = ()  # the cells of both ends of every gate

    @classmethod
    def of(cls, sim: Sim, track: Track) -> Record:
        """What is there of a run in memory."""
        log, city = sim.world.events, sim.world.city
        ends = [end for link in sim.world.gates.link.tolist() for end in (city.links[link].a, city.links[link].b)]
        return cls(log.columns(), track, city, log.because_columns(), tuple(ends))

    @property
    def ticks(self) -> int:
        """How many seconds were lived through."""
        return self.track.n

    def until(self, tick: int) -> Record:
        """The same run as it was known at a tick: nothing later."""
        last = int(np.searchsorted(self.events["tick"], tick, side="right"))
        cut = Track(self.track.rows, 0)
        n = min(self.track.n, tick + 1)
        cut._columns = {name: column[:n] for name, column in self.track._columns.items()}
        cut.n = n
        return Record({name: column[:last] for name, column in self.events.items()}, cut, self.city, self.because,
                      self.gates)  # fmt: skip
