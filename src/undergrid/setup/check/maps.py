"""The city of a scenario: read from its map file or generated, once in a process; and what can be reached in it."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from undergrid.city.city import City
from undergrid.city.generate.generator import FEWEST, generate
from undergrid.city.maps import tmj
from undergrid.city.maps.map_error import Complaint, MapError
from undergrid.core.inputs import UnreadableError, is_there, read_bytes
from undergrid.core.jit import kernel
from undergrid.core.limits import MAP_BYTES
from undergrid.setup.file.model import Map

I64 = npt.NDArray[np.int64]

_KEPT = 4  # cities kept in memory


class Drawn(NamedTuple):
    """A city, and the files that it was read from: the map first."""

    city: City
    files: Mapping[str, Path] = MappingProxyType({})  # by where they lie in a copy of the scenario's folder
    absent: tuple[Path, ...] = ()  # what was looked for and is not there: pictures
    origin: tuple[int, int] = (0, 0)  # column and row of the first cell, as the map counts them


_cities: OrderedDict[tuple[str, ...], tuple[Drawn, tuple[str, ...]]] = OrderedDict()


class BadMapError(Exception):
    """A map that cannot be used: `complaints` lie in its files, `what` and `expected` in how it is named."""

    def __init__(self, what: str = "", expected: str = "", complaints: Sequence[Complaint] = ()) -> None:
        super().__init__(what or "; ".join(map(str, complaints)))
        self.what, self.expected, self.complaints = what, expected, tuple(complaints)


def drawn(chosen: Map, folder: Path, people: int, name: str) -> Drawn:
    """The city that a scenario's `map` speaks of, large enough for `people` where it is generated.

    Raises BadMapError.
    """
    if chosen.generate:
        size = max(people, FEWEST)
        key: tuple[str, ...] = ("generate", str(chosen.generate.seed), str(size), name)
        return _kept(key) or _keep(key, Drawn(generate(chosen.generate.seed, size, name)))
    path = folder / (chosen.file or "")
    reader = READERS.get(path.suffix)
    if reader is None:
        raise BadMapError(f"{path.name} is no map that can be read", f"a file ending in {SUFFIXES}")
    try:
        read_bytes(path, MAP_BYTES)
    except UnreadableError as error:
        if not error.missing:
            raise BadMapError(f"{path.name}: {error.message}") from None
        near = ", ".join(sorted(p.name for p in folder.glob("*") if is_map(p)))
        raise BadMapError(f"there is no file {path.name} beside the scenario", near or f"a {SUFFIXES} file") from None
    key = (str(path.resolve()),)
    try:
        return _kept(key) or _keep(key, reader(path))
    except MapError as error:
        raise BadMapError(complaints=error.complaints) from None


def _read_tiled(path: Path) -> Drawn:
    from undergrid.city.maps import grounds, tiled

    found, said = tiled.read_tmx(path), grounds.beside(path)
    if not is_there(said):
        return Drawn(tiled.to_city(found), found.files, (*found.absent, said), (found.x, found.y))
    city = tiled.to_city(found, grounds.read_grounds(said))
    return Drawn(city, {**found.files, said.name: said}, found.absent, (found.x, found.y))


def doubts_in(path: Path) -> list[Complaint]:
    """What is no mistake in a map that can be read, but hardly what was meant.

    Raises MapError where it cannot.
    """
    from undergrid.city.maps import grounds, tiled
    from undergrid.city.maps.doubts import doubts_of

    if path.suffix not in TILED:
        return []
    found, said = tiled.read_tmx(path), grounds.beside(path)
    meant = grounds.read_grounds(said) if is_there(said) else None
    return doubts_of(found, meant, tiled.to_city(found, meant))


def _read_movingai(path: Path) -> Drawn:
    from undergrid.city.maps import movingai

    return Drawn(movingai.to_city(movingai.read_map(path)), {path.name: path})


TILED = (".tmx", ".tmj", ".json")
SUFFIXES = f"{', '.join(TILED)} or .map"
READERS: dict[str, Callable[[Path], Drawn]] = {**dict.fromkeys(TILED, _read_tiled), ".map": _read_movingai}
"""What reads a map, by how its name ends."""


def is_map(path: Path) -> bool:
    """Whether a file is a map, by how its name ends; what is called `.json` is one where it says so itself."""
    if path.suffix != ".json":
        return path.suffix in READERS
    try:
        return tmj.is_map(read_bytes(path, MAP_BYTES))
    except UnreadableError:
        return False


def _kept(key: tuple[str, ...]) -> Drawn | None:
    """A city that was read before, from files that are still the same."""
    found, digests = _cities.get(key, (None, ()))
    if found is None or digests != _digests(found):
        return None
    _cities.move_to_end(key)
    return found


def _keep(key: tuple[str, ...], found: Drawn) -> Drawn:
    _cities[key] = found, _digests(found)
    while len(_cities) > _KEPT:
        _cities.popitem(last=False)
    return found


def _digests(found: Drawn) -> tuple[str, ...]:
    return tuple(_digest(path) for path in (*found.files.values(), *found.absent))


def _digest(path: Path) -> str:
    try:
        return hashlib.blake2b(read_bytes(path, MAP_BYTES)).hexdigest()
    except UnreadableError:
        return "gone"


def regions(city: City, cells: Iterable[int], barred: Iterable[int] = ()) -> dict[int, int]:
    """For each of the cells, a number that it shares with the cells that can be reached from it, all gates open.

    -1 for a cell that cannot be entered at all. barred: cells that cannot be entered besides.
    """
    walk = city.walkable()
    walk[list(barred)] = 0
    reached = np.zeros(city.n_cells, np.uint16)
    spread = _spreading(city, walk, reached)
    found: dict[int, int] = {}
    n_regions = 0
    for start in cells:
        if start in found:
            continue
        if not walk[start]:
            found[start] = -1
            continue
        if reached[start]:
            found[start] = int(reached[start]) - 1
            continue
        mark = n_regions % 65_535 + 1
        n_regions += 1
        spread(start, mark)
        found[start] = mark - 1
    return found


def pieces(city: City) -> list[I64]:
    """The cells of each part of a city, the largest first: no way leads from one to another, all gates open."""
    walk = city.walkable()
    reached = np.zeros(city.n_cells, np.int32)
    spread, n = _spreading(city, walk, reached), 0
    for start in np.flatnonzero(walk).tolist():
        if not reached[start]:
            n += 1
            spread(start, n)
    order = np.argsort(reached, kind="stable")
    bounds = np.searchsorted(reached[order], np.arange(1, n + 2))
    return sorted((order[a:b] for a, b in pairwise(bounds.tolist())), key=len, reverse=True)


def _spreading(city: City, walk: npt.NDArray[np.uint8], reached: npt.NDArray[Any]) -> Callable[[int, int], None]:
    """What marks, in `reached`, all that can be reached from a cell, by links as well."""
    stack = np.empty(city.n_cells, np.int32)
    here = np.array([end for link in city.links for end in (link.a, link.b)], np.int64)
    there = np.array([end for link in city.links for end in (link.b, link.a)], np.int64)
    here, there = here[walk[there] != 0], there[walk[there] != 0]

    def spread(start: int, mark: int) -> None:
        todo = [start]
        while todo:
            for cell in todo:
                _flood(walk, city.width, city.height, cell, mark, reached, stack)
            todo = there[(reached[here] == mark) & (reached[there] == 0)].tolist()

    return spread


@kernel
def _flood(walk, width, height, start, mark, reached, stack):
    """Mark every cell that can be reached from `start` without links; diagonal steps reach nothing more."""
    if reached[start]:
        return
    reached[start] = mark
    stack[0] = start
    n = 1
    while n:
        n -= 1
        cell = int(stack[n])
        row = cell // width
        x, y = cell - row * width, row % height
        for side in range(4):
            if side == 0 and x + 1 < width:
                near = cell + 1
            elif side == 1 and x > 0:
                near = cell - 1
            elif side == 2 and y + 1 < height:
                near = cell + width
            elif side == 3 and y > 0:
                near = cell - width
            else:
                continue
            if walk[near] and not reached[near]:
                reached[near] = mark
                stack[n] = near
                n += 1
