"""A network that is being read: its nodes, its wires, and all that is wrong with them, each with file and line."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np

from undergrid.city.maps.map_error import Complaint, MapError
from undergrid.city.networks.network import Network
from undergrid.core import limits
from undergrid.core.errors import did_you_mean, nearest
from undergrid.core.inputs import UnreadableError
from undergrid.core.limits import Limit
from undergrid.core.plain import cut, whole

MOST_MW = 1e6
"""That a node may want or give: more than any country has."""

_MOST_LIMIT_MW = 1e9  # files write a large number where a wire has no limit
_MOST = 1e12  # of a reactance or a place
_WATTS = 1e6
_NAMES_FOR_HINTS = 2000  # among which the nearest is looked for, which takes milliseconds,
_HINTS = 20  # for so many wrong names
_DIGITS = 18
_YES, _NO = {"1", "true", "yes"}, {"", "0", "false", "no"}


class NetworkError(MapError):
    """A network that cannot be read or does not make sense; the message names file, line and what was expected."""


class Value(NamedTuple):
    """What may be said of a node or a wire: by which names, and between which numbers."""

    names: tuple[str, ...]
    least: float
    most: float
    whole_watts: bool = False


REACTANCE = Value(("x", "reactance"), -_MOST, _MOST)
LIMIT = Value(("limit_mw",), 0, _MOST_LIMIT_MW, True)
LOAD = Value(("load_mw",), -MOST_MW, MOST_MW, True)
CAPACITY = Value(("capacity_mw",), 0, MOST_MW, True)
EAST = Value(("x", "lon", "longitude"), -_MOST, _MOST)
NORTH = Value(("y", "lat", "latitude"), -_MOST, _MOST)
OF_WIRES = (REACTANCE, LIMIT)
OF_NODES = (LOAD, CAPACITY, EAST, NORTH)


class Draft:
    """What has been read so far. Names of nodes are kept in the order in which they come."""

    def __init__(self, path: Path, numbered: bool = True) -> None:
        """numbered: whether names that are whole numbers are numbers of rows, so that none may be beyond NODES."""
        self.path, self.numbered = path, numbered
        self.files = [path]
        self.complaints: list[Complaint] = []
        self.nodes: dict[str, int] = {}
        self.declared = False  # whether every node has been named before the wires are
        self.ends: list[tuple[int, int]] = []
        self.lines: list[int] = []
        self.node_lines: list[int] = []
        self.values: dict[Value, list[float]] = {}
        self.core = -1

    def wrong(self, line: int, what: str, path: Path | None = None) -> None:
        """Note what is wrong. Raises NetworkError with all of it once that is enough."""
        self.complaints.append(Complaint(path or self.path, line, what))
        if len(self.complaints) >= limits.NOTICED:
            self.give_up()

    def give_up(self) -> None:
        """Raise NetworkError with all that was wrong so far, if anything was."""
        if self.complaints:
            raise NetworkError(self.complaints)

    def beyond(self, limit: Limit, found: int, line: int) -> None:
        """Raise NetworkError where a network has more than it may."""
        if said := limit.exceeded(found):
            raise NetworkError([*self.complaints, Complaint(self.path, line, said)])

    def node(self, name: str, line: int, path: Path | None = None) -> int:
        """Its number; a name that is new gets the next one."""
        number = self.nodes.get(name)
        if number is None:
            number = self.nodes[name] = len(self.nodes)
            self.node_lines.append(line)
            digits = self.numbered and name.isascii() and name.isdigit()
            if digits and (said := limits.NODES.exceeded(int(name[:_DIGITS]) + 1)):
                self.wrong(line, f"node {cut(name)} would be one of {said}", path)
            self.beyond(limits.NODES, len(self.nodes), line)
        return number

    def new_node(self, name: str, line: int, path: Path) -> None:
        """A node that is declared: its name is new."""
        if not name:
            self.wrong(line, "a node without a name", path)
        elif (number := self.nodes.get(name)) is not None:
            self.wrong(line, f"node {cut(name)} is there already, in line {self.node_lines[number]}", path)
        else:
            self.node(name, line, path)

    def wire(self, a: str, b: str, line: int) -> bool:
        """A wire between two nodes; False where it leads nowhere."""
        ends = []
        for end in (a, b):
            if end in self.nodes or (end and not self.declared):
                ends.append(self.node(end, line))
            elif not end:
                self.wrong(line, "a wire needs a node at both ends")
            else:
                near = len(self.nodes) <= _NAMES_FOR_HINTS and len(self.complaints) < _HINTS and whole(end) is None
                meant = f"; {did_you_mean(end, self.nodes)}" if near else ""
                self.wrong(line, f"a wire to nowhere: there is no node {cut(end)}{meant}")
        if len(ends) < 2:
            return False
        self.ends.append((ends[0], ends[1]))
        self.lines.append(line)
        self.beyond(limits.WIRES, len(self.ends), line)
        return True

    def read(self, values: tuple[Value, ...], row: Mapping[str, str], line: int, path: Path | None = None) -> None:
        """Take what a row says of a node or wire; a value that is said of one must be said of all."""
        for value in values:
            name = next((name for name in value.names if name in row), None)
            if name is not None:
                found = self.number(name, row[name], value, line, path or self.path)
                self.values.setdefault(value, []).append(found)

    def number(self, name: str, text: str, value: Value, line: int, path: Path) -> float:
        """A finite number within its bounds; 0 where it is none, which is noted."""
        try:
            found = math.nan if "_" in text else float(text)
        except ValueError:
            found = math.nan
        if not math.isfinite(found):
            self.wrong(line, f"{name} is {cut(text) or 'empty'}: expected a number", path)
        elif found < value.least:
            self.wrong(line, f"{name} is {cut(text)}: expected at least {value.least:g}", path)
        elif found > value.most:
            self.wrong(line, f"{name} is {cut(text)}: expected at most {value.most:g}", path)
        else:
            return found
        return 0.0

    def core_of(self, row: Mapping[str, str], node: int, line: int, path: Path) -> None:
        """Whether a row says that its node is the Core: `core` is 1, or `kind` is core."""
        said = row.get("core", "").strip().lower()
        if said not in _YES | _NO:
            self.wrong(line, f"core is {cut(said)}: expected 1 or 0", path)
        if said in _YES or row.get("kind", "").strip().lower() == "core":
            if self.core >= 0:
                self.wrong(
                    line, f"a second Core: the first is in line {self.node_lines[self.core]}, and one is meant", path
                )
            self.core = node

    def network(self) -> Network:
        """What was read. Raises NetworkError with all that was wrong."""
        if not self.nodes and not self.complaints:
            self.wrong(0, "no nodes and no wires: expected some")
        if not self.ends:  # nothing is missing of no wires
            self.values |= {value: [] for value in OF_WIRES}
        if any(len(self.values.get(value, ())) != len(self.nodes) for value in (EAST, NORTH)):
            self.values = {value: found for value, found in self.values.items() if value not in (EAST, NORTH)}
        for values, n, what in ((OF_WIRES, len(self.ends), "wires"), (OF_NODES, len(self.nodes), "nodes")):
            for value in values:
                if value in self.values and len(self.values[value]) != n and not self.complaints:
                    found = len(self.values[value])
                    self.wrong(0, f"{found} of {n} {what} have {value.names[0]}: expected all or none")
        self.give_up()
        rank, names = self._numbered()
        ends = rank[np.array(self.ends, dtype=np.int64).reshape(-1, 2)].astype(np.int32)
        back = np.argsort(rank)
        place = None
        if EAST in self.values and NORTH in self.values:
            place = np.column_stack([self.values[EAST], self.values[NORTH]])[back]
        return Network(
            len(names), np.ascontiguousarray(ends[:, 0]), np.ascontiguousarray(ends[:, 1]), names,
            int(rank[self.core]) if self.core >= 0 else -1,
            self._array(REACTANCE), self._watts(LIMIT), self._watts(LOAD, back), self._watts(CAPACITY, back), place,
            np.array(self.lines, dtype=np.int32), tuple(self.files),
        )  # fmt: skip

    def _numbered(self) -> tuple[np.ndarray, tuple[str, ...]]:
        """(number of each node as they came, names by number): declared nodes keep their order, numbers ascend."""
        names = list(self.nodes)
        if self.declared or any(whole(name) is None for name in names):
            return np.arange(len(names)), tuple(names)
        order = sorted(range(len(names)), key=lambda node: (int(names[node]), names[node]))
        rank = np.empty(len(names), dtype=np.int64)
        rank[order] = np.arange(len(names))
        return rank, tuple(names[node] for node in order)

    def _array(self, value: Value, order: np.ndarray | None = None) -> np.ndarray | None:
        if value not in self.values:
            return None
        found = np.array(self.values[value])
        return found if order is None else found[order]

    def _watts(self, value: Value, order: np.ndarray | None = None) -> np.ndarray | None:
        found = self._array(value, order)
        return None if found is None else np.rint(found * _WATTS).astype(np.int64)


def unread(path: Path, error: UnreadableError) -> NetworkError:
    """The error of a file that cannot be read, with what is there under a similar name."""
    near = ""
    if error.missing and path.parent.is_dir():
        near = nearest(path.name, [other.name for other in islice(path.parent.iterdir(), _NAMES_FOR_HINTS)])
    return NetworkError([Complaint(path, 0, f"{error.message}{f'; did you mean {near!r}?' if near else ''}")])
