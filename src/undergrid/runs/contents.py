"""Contents: whether the rows of a segment are such as a run of this city writes.

A digest says that a file is as it was written; it does not say by whom. So every segment is looked through as it is
first read, whoever reads it: types, no gaps, ticks in their order and within the segment, ids that say what their rows
say and stand there once, kinds, rows and cells that there are. A cause is no event, or one that stands before its own:
so a walk from cause to cause comes to an end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid.core.luck import CERTAIN
from undergrid.world.log.events import BECAUSE, COLUMNS, DTYPES, KIND_BITS, NOBODY, NTH_BITS, SUBJECT_BITS, TICK_SHIFT
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.log.kinds.kind import Party
from undergrid.world.tables.people import Activity, Posture
from undergrid.world.view.names import Names

SERIES = (
    "tick", "alive", "outdoors", "plugged", "working", "walking", "hiding", "held", "wanted", "untagged", "refused",
    "obedience", "productivity", "strength", "wired", "free", "rain", "light",
)  # fmt: skip
PEOPLE = frozenset(SERIES[2:11]) | {"wired", "free"}
"""Those of the series that count some of the living."""

_N_KINDS = 1 << KIND_BITS
_I64 = np.dtype(np.int64)
TRACKS: dict[str, np.dtype[Any]] = {
    "tick": np.dtype(np.int32), "who": np.dtype(np.int32), "cell": np.dtype(np.int32), "inside": np.dtype(np.int32),
    "doing": np.dtype(np.uint8), "posture": np.dtype(np.uint8), "alive": np.dtype(np.uint8),
}  # fmt: skip
"""The columns of a track, with their types: how one of the cast was at the end of a second, where that has changed."""
TYPES: dict[str, dict[str, np.dtype[Any]]] = {
    "events": {name: np.dtype(DTYPES[name]) for name in COLUMNS},
    "because": dict.fromkeys(BECAUSE, _I64),
    "series": dict.fromkeys(SERIES, _I64),
    "tracks": TRACKS,
}
"""The columns of each kind of segment, with their types."""

Columns = dict[str, npt.NDArray[Any]]
Mask = npt.NDArray[np.bool_]
_Odd = tuple[str, Mask]  # (what is expected, the rows where it is not so)


@dataclass(frozen=True)
class Sizes:
    """How many there are in a city of what events speak of: rows by the word for one of them, and cells."""

    rows: Mapping[str, int]
    cells: int

    @classmethod
    def of(cls, names: Names, citizens: int) -> Sizes:
        """The sizes of the city that has these names and so many citizens."""
        rows = {
            "citizen": citizens,
            "watcher": len(names.watchers),
            "gate": len(names.gates),
            "facility": len(names.facilities),
            "building": len(names.buildings),
            "node": len(names.nodes),
            "wire": len(names.wires),
        }
        return cls(rows, len(names.district_of))


def typed(kind: str, found: Mapping[str, Any]) -> Columns:
    """The columns of a segment, as int64. Raises ValueError where one has another type than it is written with."""
    columns = {}
    for name, dtype in TYPES[kind].items():
        values = found[name]
        if values.dtype != dtype:
            raise ValueError(f"its column {name} is of type {values.dtype}, expected {dtype}")
        if np.ma.is_masked(values):
            raise ValueError(f"its column {name} has gaps")
        columns[name] = np.ma.getdata(values).astype(np.int64, copy=False)
    return columns


def wrong(kind: str, columns: Columns, first: int, last: int, sizes: Sizes) -> str:
    """What is wrong with the rows of a segment of the ticks from `first` up to `last`; "" for nothing."""
    look = {"events": _of_events, "because": _of_because, "series": _of_series, "tracks": _of_tracks}[kind]
    for expected, odd in look(columns, first, last, sizes):
        if odd.any():
            row = {name: int(values[odd][0]) for name, values in columns.items()}
            return f"no {kind if kind in ('series', 'tracks') else 'events'} of this city: {expected}, found {row}"
    return ""


def _of_events(columns: Columns, first: int, last: int, sizes: Sizes) -> Iterator[_Odd]:
    ids, ticks, kinds = columns["id"], columns["tick"], columns["kind"]
    yield f"expected ticks {first} to {last - 1}", (ticks < first) | (ticks >= last)
    yield "expected ticks in their order", _falls(ticks)
    known = np.zeros(_N_KINDS, bool)
    known[[int(kind) for kind in Kind]] = True
    yield "expected a kind of event that there is", (kinds < 0) | (kinds >= _N_KINDS) | ~known[kinds % _N_KINDS]
    by_whom = np.zeros(_N_KINDS, bool)
    by_whom[[int(kind) for kind in Kind if kind.subject == "whom"]] = True
    subjects = np.where(by_whom[kinds], columns["whom"], columns["who"])
    said = ((ticks << KIND_BITS | kinds) << SUBJECT_BITS) | np.where(subjects < 0, NOBODY, subjects & NOBODY)
    yield "expected an id of its tick, kind and subject", ids >> NTH_BITS != said
    for party in ("who", "whom"):
        values, most = columns[party], _most(party, sizes)[kinds]
        yield f"expected {party} to be a row that there is, or -1", (values < -1) | (values >= most)
    yield "expected where to be a cell of the city, or -1", (columns["where"] < -1) | (columns["where"] >= sizes.cells)
    yield "expected odds of 0 to 2^32", (columns["odds"] < 0) | (columns["odds"] > CERTAIN) | (columns["stream"] < 0)
    yield from _of_order(ids, columns["cause"], first)


def _most(party: Party, sizes: Sizes) -> npt.NDArray[np.int64]:
    """For each kind of event, the number of rows of the table that a party of it is a row of."""
    most = np.full(_N_KINDS, 1 << 31, np.int64)
    for kind in Kind:
        most[int(kind)] = sizes.rows.get(getattr(kind, party), 1 << 31)
    return most


def _of_order(ids: npt.NDArray[np.int64], causes: npt.NDArray[np.int64], first: int) -> Iterator[_Odd]:
    """Ids stand there once; a cause is of an earlier tick, or of the same one and in a row before."""
    order = np.argsort(ids, kind="stable")
    ascending = ids[order]
    twice = np.zeros(len(ids), bool)
    twice[order[1:]] = ascending[1:] == ascending[:-1]
    yield "expected each id once", twice
    here = np.flatnonzero(causes >> TICK_SHIFT >= first)
    at = np.minimum(np.searchsorted(ascending, causes[here]), max(len(ids) - 1, 0))
    later = causes < 0
    later[here] = (ascending[at] != causes[here]) | (order[at] >= here)
    yield "expected a cause that stands before the event", later & (causes != 0)


def _of_because(columns: Columns, first: int, last: int, sizes: Sizes) -> Iterator[_Odd]:
    ticks, causes = columns["event"] >> TICK_SHIFT, columns["cause"]
    yield f"expected events of ticks {first} to {last - 1}", (ticks < first) | (ticks >= last)
    yield "expected a cause that is no later than the event", (causes < 0) | (causes >> TICK_SHIFT > ticks)
    yield "expected a role that there is", ~np.isin(columns["role"], np.array([int(role) for role in Role]))


def _of_series(columns: Columns, first: int, last: int, sizes: Sizes) -> Iterator[_Odd]:
    ticks = columns["tick"]
    yield f"expected ticks {first} to {last - 1}", (ticks < first) | (ticks >= last)
    yield "expected ticks in their order", _falls(ticks - np.arange(len(ticks)))


def _of_tracks(columns: Columns, first: int, last: int, sizes: Sizes) -> Iterator[_Odd]:
    ticks, who = columns["tick"], columns["who"]
    yield f"expected ticks {first} to {last - 1}", (ticks < first) | (ticks >= last)
    yield "expected ticks in their order, and each person once in each", _falls(ticks << 32 | who, 1)
    for name, least, most in (
        ("who", 0, sizes.rows["citizen"]), ("cell", 0, sizes.cells), ("inside", -1, sizes.rows["building"]),
        ("doing", 0, len(Activity)), ("posture", 0, len(Posture)), ("alive", 0, 2),
    ):  # fmt: skip
        yield f"expected {name} from {least} to {most - 1}", (columns[name] < least) | (columns[name] >= most)


def _falls(values: npt.NDArray[np.int64], rise: int = 0) -> Mask:
    """The rows whose value is smaller than that of the row before and what it has to rise by."""
    falls = np.zeros(len(values), bool)
    falls[1:] = values[1:] < values[:-1] + rise
    return falls
