"""The city of a scenario: read from its map file or generated, once in a process; and what can be reached in it."""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from undergrid.city.city import City
from undergrid.city.generate.generator import FEWEST, generate
from undergrid.core.jit import kernel
from undergrid.setup.file.model import Map

_PLACED = re.compile(r"(.+?)(?::(\d+))?: (.+)")
_KEPT = 4  # cities kept in memory
_cities: OrderedDict[tuple[str, ...], City] = OrderedDict()


class BadMapError(Exception):
    """A map that cannot be used. `complaints`: (line of the map file, 0 for none; what is wrong; what was expected)."""

    def __init__(self, *complaints: tuple[int, str, str]) -> None:
        super().__init__("; ".join(what for _, what, _ in complaints))
        self.complaints = complaints

    @classmethod
    def of(cls, path: Path, error: Exception) -> BadMapError:
        """The complaints in a map reader's error: one a line, after its file and line number where it has one."""
        complaints = []
        for said in str(error).split("\n"):
            found = _PLACED.fullmatch(said)
            if found and Path(found[1]).name == path.name:
                complaints.append((int(found[2] or 0), found[3], ""))
            else:
                complaints.append((0, said, ""))
        return cls(*complaints)


def city_of(chosen: Map, folder: Path, people: int, name: str) -> City:
    """The city that a scenario's `map` speaks of, large enough for `people` where it is generated.

    Raises BadMapError.
    """
    if chosen.generate:
        size = max(people, FEWEST)
        key: tuple[str, ...] = ("generate", str(chosen.generate.seed), str(size), name)
        return _kept(key) or _keep(key, generate(chosen.generate.seed, size, name))
    path = folder / (chosen.file or "")
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        near = ", ".join(sorted(p.name for p in folder.glob("*") if p.suffix in _READERS))
        raise BadMapError(
            (0, f"there is no file {path.name} beside the scenario", near or "a .tmx or .map file")
        ) from None
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise BadMapError((0, f"{path.name} cannot be read: {why}", "")) from None
    reader = _READERS.get(path.suffix)
    if reader is None:
        raise BadMapError((0, f"{path.name} is no map that can be read", "a file ending in .tmx or .map"))
    key = (str(path.resolve()), hashlib.blake2b(content, digest_size=16).hexdigest())
    return _kept(key) or _keep(key, reader(path))


def map_files(chosen: Map, folder: Path) -> list[Path]:
    """The files that a map is read from: none for a generated one."""
    if chosen.generate or not chosen.file:
        return []
    path = folder / chosen.file
    beside = sorted(folder.glob("*.tsx")) if path.suffix == ".tmx" else []  # the tilesets
    return [path, *beside]


def _read_tiled(path: Path) -> City:
    from undergrid.city.maps import tiled

    try:
        return tiled.read_city(path)
    except tiled.MapError as error:
        raise BadMapError.of(path, error) from None


def _read_movingai(path: Path) -> City:
    from undergrid.city.maps import movingai

    try:
        return movingai.to_city(movingai.read_map(path))
    except movingai.MovingAIError as error:
        raise BadMapError.of(path, error) from None


_READERS = {".tmx": _read_tiled, ".map": _read_movingai}


def _kept(key: tuple[str, ...]) -> City | None:
    if key in _cities:
        _cities.move_to_end(key)
    return _cities.get(key)


def _keep(key: tuple[str, ...], city: City) -> City:
    _cities[key] = city
    while len(_cities) > _KEPT:
        _cities.popitem(last=False)
    return city


def regions(city: City, cells: Iterable[int]) -> dict[int, int]:
    """For each of the cells, a number that it shares with the cells that can be reached from it, all gates open.

    -1 for a cell that cannot be entered at all.
    """
    walk = city.walkable()
    reached = np.zeros(city.n_cells, np.uint16)
    stack = np.empty(city.n_cells, np.int32)
    here = np.array([end for link in city.links for end in (link.a, link.b)], np.int64)
    there = np.array([end for link in city.links for end in (link.b, link.a)], np.int64)
    here, there = here[walk[there] != 0], there[walk[there] != 0]
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
        todo = [start]
        while todo:
            for cell in todo:
                _flood(walk, city.width, city.height, cell, mark, reached, stack)
            todo = there[(reached[here] == mark) & (reached[there] == 0)].tolist()
        found[start] = mark - 1
    return found


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
