"""Joins: where the levels of a map made for another game lead into one another.

What leads somewhere by its own word, such as a door with a `target`, is taken at its word, on one level too. Stairs,
ladders, lifts and holes lead to such ones near them on the next level, or to the same place there. What leads nowhere
that the map tells is a question, and so is a level to which no way leads.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from undergrid.city.city import City
from undergrid.city.maps.shapes import Shape
from undergrid.city.maps.storeys import Storey, storey_of
from undergrid.city.maps.tiled_layers import CLASSES
from undergrid.city.maps.tiled_map import MapObject, Properties, TiledMap, Value, tileset_at
from undergrid.city.maps.words import flag, whole

Mask = npt.NDArray[np.bool_]

_KINDS = (("stairs", "stairs?|stairway|stairwell|staircase|ladders?|steps"), ("lift", "lift|elevator"),
          ("tunnel", "holes?|trap ?doors?|hatch|manholes?|shaft"))  # fmt: skip
_TARGETS = ("target", "to", "destination", "dest", "goto", "exit", "link", "linked", "teleport", "warp", "portal")
_UP, _DOWN = r"\b(up|upstairs|upwards?|ascend)\b", r"\b(down|downstairs|downwards?|descend)\b"
_NEAR = 3  # cells between two ends that are taken for one stairwell: games draw floors shifted a little [assumed]
_MOST = 4096  # cells of one kind on a level: a layer called "steps" that covers a map is none
_BESIDE = 2  # cells from a door or stairs to where one stands [assumed]


Cells = tuple[tuple[int, int], ...]
"""Columns and rows, on the level."""


class Join(NamedTuple):
    """A way: of which kind, between which cells, and what it is taken from."""

    kind: str
    a: int
    b: int
    why: str


class Open(NamedTuple):
    """What the map does not tell: to where stairs lead, or how one comes to a level. cell: where that is."""

    what: str
    cell: int


class _Foot(NamedTuple):
    """Stairs, or the like, on a level."""

    kind: str
    level: int
    cells: Cells
    way: int  # 1 up, -1 down, 0 where nothing says

    @property
    def middle(self) -> tuple[float, float]:
        return sum(x for x, _ in self.cells) / len(self.cells), sum(y for _, y in self.cells) / len(self.cells)


def find(tiled: TiledMap, found: Sequence[Storey], city: City) -> tuple[list[Join], list[Open]]:
    """Where the levels of a map join, and what of it is left to ask. city: the same map without these joins."""
    return _Search(tiled, found, city).all()


class _Search:
    def __init__(self, tiled: TiledMap, found: Sequence[Storey], city: City) -> None:
        self.tiled, self.storeys, self.city = tiled, found, city
        self.walkable = city.walkable().reshape(len(found), city.height, city.width) != 0
        self.taken = {end for link in city.links for end in (link.a, link.b)}
        self.known = [(city.where(link.a), city.where(link.b)) for link in city.links]
        self.joins: list[Join] = []
        self.open: list[Open] = []

    def all(self) -> tuple[list[Join], list[Open]]:
        feet = [*self.targets()]
        if len(self.storeys) > 1:
            for number in range(len(self.storeys)):
                feet += self.tiles(number)
            self.stairs(feet)
            self.unreached()
        return self.joins, self.open

    # ------------------------------------------------------------------ objects

    def targets(self) -> Iterator[_Foot]:
        """Join what names its other end; gives those objects that are called stairs, or the like, and name none."""
        things = [(thing, storey_of(self.storeys, group, dict(thing.properties)))
                  for group in self.tiled.object_layers for thing in group.objects
                  if group.kind not in CLASSES and thing.kind not in CLASSES]  # fmt: skip
        by_id = {thing.id: (thing, level) for thing, level in things if thing.id}
        by_name = {thing.name: (thing, level) for thing, level in things if thing.name}
        joined: set[tuple[int, int]] = set()
        for thing, level in things:
            text = _plain(f"{thing.kind} {thing.tile_kind} {thing.name}")
            said = {name.lower().replace("_", ""): value for name, value in thing.properties.items()}
            end = self.end_of(said, level, by_id, by_name)
            if end is None:
                elsewhere = any(said.get(name) for name in _TARGETS)
                if not elsewhere and (kind := _kind(text)) and self.near_map(under := self.under(thing)):
                    yield _Foot(kind, level, under, _way(text))
            elif (end[2], thing.id) not in joined and end[2] != thing.id:
                joined.add((thing.id, end[2]))
                if self.are_joined(level, self.under(thing), end[0], end[1]):
                    continue
                self.connect(_Foot(_kind(text) or "tunnel", level, self.under(thing), 0), end[0], end[1],
                             f'object "{thing.name or thing.kind or thing.id}"')  # fmt: skip

    def end_of(
        self, said: Mapping[str, Value], level: int, by_id: Mapping[int, tuple[MapObject, int]],
        by_name: Mapping[str, tuple[MapObject, int]],
    ) -> tuple[int, Cells, int] | None:  # fmt: skip
        """Level, cells and object of the other end that properties name; None where they name none of this map."""
        to_level = level
        for number, storey in enumerate(self.storeys):
            if storey.name in (str(said.get("targetlevel", "")).lower(), str(said.get("targetfloor", "")).lower()):
                to_level = number
        x, y = whole(said.get("targetx", "")), whole(said.get("targety", ""))
        if x is not None and y is not None:
            return to_level, self.inside(x, y), 0
        for name in _TARGETS:
            value = said.get(name, said.get(name + "id", said.get(name + "name", "")))
            if found := by_name.get(str(value)) or by_id.get(whole(value) or 0):
                return found[1], self.under(found[0]), found[0].id
            if pair := re.fullmatch(r"\s*(-?\d{1,6})\s*[,; ]\s*(-?\d{1,6})\s*", str(value)):
                return to_level, self.inside(int(pair[1]), int(pair[2])), 0
        return None

    def inside(self, x: int, y: int) -> Cells:
        """A cell as Tiled counts it."""
        return ((x - self.tiled.x, y - self.tiled.y),)

    def under(self, thing: MapObject) -> Cells:
        """The cell in its middle."""
        x, y = Shape(self.tiled, thing).middle
        return ((int(x // 1), int(y // 1)),)

    def near_map(self, cells: Cells) -> bool:
        """Whether one may stand beside cells; games park what they do not use far outside a map."""
        far = _BESIDE
        return any(-far <= x < self.city.width + far and -far <= y < self.city.height + far for x, y in cells)

    # ------------------------------------------------------------------ tiles

    def tiles(self, level: int) -> Iterator[_Foot]:
        """Stairs, and the like, that are drawn on a level: what touches is one."""
        marks: dict[tuple[str, int], Mask] = {}
        for layer in self.storeys[level].layers:
            for gid in np.unique(layer.gids).tolist():
                text = self.words(gid, layer.name) if gid else ""
                if not (kind := _kind(text)):
                    continue
                mask = marks.setdefault((kind, _way(text)), np.zeros(self.walkable.shape[1:], bool))
                rows, columns = np.nonzero(layer.gids == gid)
                rows, columns = rows + layer.y - self.tiled.y, columns + layer.x - self.tiled.x
                there = (rows >= 0) & (rows < mask.shape[0]) & (columns >= 0) & (columns < mask.shape[1])
                mask[rows[there], columns[there]] = True
        for (kind, way), mask in marks.items():
            for cells in _patches(mask) if np.count_nonzero(mask) <= _MOST else ():
                yield _Foot(kind, level, cells, way)

    def words(self, gid: int, layer: str) -> str:
        """What the map says in words about a tile."""
        tileset = tileset_at(self.tiled.tilesets, gid)
        if tileset is None:
            return ""
        number = gid - tileset.first_gid
        own: Properties = tileset.tiles.get(number, {})
        texts = [tileset.classes.get(number, ""), *(str(value) for value in own.values() if isinstance(value, str)),
                 *(name for name, value in own.items() if flag(value)), tileset.called.get(number, "")]  # fmt: skip
        return _plain(" ".join([*texts, layer]))

    # ------------------------------------------------------------------ pairs

    def stairs(self, feet: Sequence[_Foot]) -> None:
        """Join stairs with those near them on the next level; what is left over leads to the same place there."""
        order = sorted(range(len(self.storeys)), key=lambda n: (self.storeys[n].height, n))
        used: set[int] = set()
        for low, high in pairwise(order):
            below = [n for n, foot in enumerate(feet) if foot.level == low and foot.way >= 0]
            above = [n for n, foot in enumerate(feet) if foot.level == high and foot.way <= 0]
            pairs = sorted(_near(feet, below, above))
            met = {n for _, a, b in pairs if self.are_joined(low, feet[a].cells, high, feet[b].cells) for n in (a, b)}
            for _, a, b in pairs:
                if not {a, b} & met and self.connect(feet[a], high, feet[b].cells):
                    met |= {a, b}
            used |= met
        for n, foot in enumerate(feet):
            at = order.index(foot.level)
            ways = [at + 1] * (foot.way >= 0) + [at - 1] * (foot.way <= 0)
            levels = [order[to] for to in ways if 0 <= to < len(order)]
            there = [to for to in levels if self.stand(to, foot.cells) >= 0]
            if n in used or any(_beside(end, foot.level, foot.cells) for ends in self.known for end in ends):
                continue
            if not (len(there) == 1 and self.connect(foot, there[0], foot.cells)):
                self.open.append(Open(f"to where do these {_many(foot.kind)} lead?", self.cell(foot)))

    def are_joined(self, level: int, cells: Cells, to: int, there: Cells) -> bool:
        """Whether a way that the map has already leads from beside some cells to beside others."""
        return any((_beside(a, level, cells) and _beside(b, to, there))
                   or (_beside(b, level, cells) and _beside(a, to, there)) for a, b in self.known)  # fmt: skip

    def connect(self, foot: _Foot, to: int, cells: Cells, why: str = "") -> bool:
        """Join stairs with some cells of a level; False where one can stand at either end nowhere."""
        here = self.stand(foot.level, foot.cells)
        there = self.stand(to, cells, here)
        if here < 0 or there < 0:
            return False
        self.taken |= {here, there}
        self.joins.append(Join(foot.kind, here, there, why or f"{_many(foot.kind)} drawn there"))
        return True

    def stand(self, level: int, cells: Cells, but: int = -1) -> int:
        """Of cells and those beside them, that nearest to their middle where one can stand and no way ends; or -1."""
        middle = sum(x for x, _ in cells) / len(cells), sum(y for _, y in cells) / len(cells)
        high, wide = self.walkable.shape[1:]
        best = (np.inf, np.inf, -1)
        for reach in (0, _BESIDE):
            steps = range(-reach, reach + 1)
            for x, y in ((x + dx, y + dy) for x, y in cells for dx in steps for dy in steps):
                if 0 <= x < wide and 0 <= y < high and self.walkable[level, y, x]:
                    cell = (level * high + y) * wide + x
                    if cell not in self.taken and cell != but:
                        best = min(best, ((x - middle[0]) ** 2 + (y - middle[1]) ** 2, cell, cell))
            if best[2] >= 0:
                break
        return int(best[2])

    def cell(self, foot: _Foot) -> int:
        """Where stairs lie; of those just outside the map, the cell of it that is nearest."""
        x, y = foot.cells[0]
        x, y = min(max(x, 0), self.city.width - 1), min(max(y, 0), self.city.height - 1)
        return (foot.level * self.city.height + y) * self.city.width + x

    def unreached(self) -> None:
        """Ask about the levels to which no way leads from the one with the most ground."""
        leads: dict[int, set[int]] = {n: set() for n in range(len(self.storeys))}
        ends = [(link.a, link.b) for link in self.city.links] + [(join.a, join.b) for join in self.joins]
        for a, b in ends:
            one, other = a // self.city.area, b // self.city.area
            leads[one].add(other)
            leads[other].add(one)
        ground = self.walkable.reshape(len(self.storeys), -1).sum(1)
        reached, todo = set[int](), [int(np.argmax(ground))]
        while todo:
            level = todo.pop()
            if level not in reached:
                reached.add(level)
                todo += leads[level]
        for level in sorted(leads.keys() - reached):
            if ground[level]:
                first = int(np.argmax(self.walkable[level].reshape(-1)))
                self.open.append(Open("no way leads to this level", level * self.city.area + first))


def _patches(mask: Mask) -> Iterator[Cells]:
    """The cells of each patch of a mask, those that touch together."""
    left = {(x, y) for y, x in np.argwhere(mask).tolist()}
    for start in sorted(left, key=lambda cell: (cell[1], cell[0])):
        if start not in left:
            continue
        patch, todo = [], [start]
        left.discard(start)
        while todo:
            x, y = todo.pop()
            patch.append((x, y))
            near = [(x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if (x + dx, y + dy) in left]
            left.difference_update(near)
            todo += near
        yield tuple(sorted(patch))


def _beside(end: tuple[int, int, int], level: int, cells: Cells) -> bool:
    """Whether the end of a way, as level, column and row, lies on or beside some cells."""
    return end[0] == level and any(abs(end[1] - x) <= _BESIDE and abs(end[2] - y) <= _BESIDE for x, y in cells)


def _near(feet: Sequence[_Foot], below: Sequence[int], above: Sequence[int]) -> Iterator[tuple[float, int, int]]:
    """Those of one kind that lie near each other: how far apart, and their numbers."""
    across = sorted(above, key=lambda n: feet[n].middle[0])
    columns = [feet[n].middle[0] for n in across]
    for a in below:
        x = feet[a].middle[0]
        for b in across[bisect_left(columns, x - _NEAR) : bisect_right(columns, x + _NEAR)]:
            if feet[a].kind == feet[b].kind and (far := _apart(feet[a], feet[b])) <= _NEAR:
                yield far, a, b


def _apart(one: _Foot, other: _Foot) -> float:
    (ax, ay), (bx, by) = one.middle, other.middle
    return max(abs(ax - bx), abs(ay - by))


def _kind(text: str) -> str:
    return next((kind for kind, words in _KINDS if re.search(rf"\b({words})\b", text)), "")


def _way(text: str) -> int:
    return bool(re.search(_UP, text)) - bool(re.search(_DOWN, text))


def _many(kind: str) -> str:
    return {"stairs": "stairs", "lift": "lifts", "tunnel": "ways through"}[kind]


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", text).lower()))
