"""Routes for a crowd: every walker may have a goal of its own, and looks up one direction at a time.

The city is cut into regions of 32 x 32 cells; each connected part of a region is a node of a graph (`regions`). For
each node that holds goals there is a tree of next hops over that graph, for each hop in use a flow field, and for each
goal a field within its own node (`fields`). So a million walkers with tens of thousands of goals need some tens of
bytes each, and a direction costs a few look-ups.

Everything here is a cache: what `next_direction` answers is a pure function of the city, of `walk` and of which links
are open, whenever and in whatever order goals were registered, prepared and dropped.
"""

from __future__ import annotations

import heapq
from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid.city.city import City, LinkKind
from undergrid.city.routes.fields import (
    HALF,
    NOT_READY,
    find_missing,
    grow_tree,
    make_fields,
    make_goal_field,
    mark_pairs,
    next_direction,
    pairs_used,
)
from undergrid.city.routes.regions import MOST_EDGES, collect_edges, label_regions, measure_regions, region_of, zones
from undergrid.city.routes.tables import graph_of, room_for_one, tables_of
from undergrid.core.handles import change
from undergrid.core.tables import I32, U8

__all__ = ["NOT_READY", "Routes", "next_direction"]

HOME, BEYOND = 1, 2
Array = npt.NDArray[Any]


class Routes:
    """The routes through one city, as far as cells and links are open now."""

    _trees: U8
    _n_rows: int

    def __init__(self, city: City, walk: U8, is_open: U8, **beside: Array) -> None:
        """Build the graph.

        Args:
            city: the city.
            walk: (n_cells,) 1 where a cell can be entered now. Kept, not copied: call `changed` after writing to it.
            is_open: (n_links,) 1 where a link can be taken now. Kept, not copied: call `link_changed` after writing.
            beside: further arrays that kernels find in `tables`, by their names.

        Raises:
            ValueError: if an array has the wrong length.
        """
        if walk.shape != (city.n_cells,) or is_open.shape != (len(city.links),):
            raise ValueError(
                f"walk {walk.shape}, is_open {is_open.shape}: expected {city.n_cells} cells and {len(city.links)} links"
            )
        self.city = city
        self.walk, self.is_open = walk, is_open
        self._across, self._down = -(-city.width // 32), -(-city.height // 32)
        self.n_regions = self._across * self._down * len(city.levels)
        self._is_gate = np.array([link.kind == LinkKind.GATE for link in city.links], dtype=np.uint8)
        self._graph, self._end_region, self._end_other_region = graph_of(city, is_open, self.n_regions)
        self._part = np.full(city.n_cells, 255, dtype=np.uint8)
        self._parts = np.zeros(self.n_regions, dtype=np.int32)
        self._region_edges = np.zeros(self.n_regions, dtype=np.int32)
        self._raw = np.zeros((4, 0), dtype=np.int32)  # edges: part, key, weight, link
        self._goal_of: dict[int, int] = {}
        self._free: list[int] = []
        self._goal_cell = np.zeros(0, dtype=np.int32)
        self._goal_node = np.zeros(0, dtype=np.int32)
        self._goal_fields = np.zeros(0, dtype=np.uint8)
        self._fields = np.zeros(0, dtype=np.uint8)
        self._n_fields = 0
        self.tables = tables_of(city, walk, self._part, beside)
        self._room = room_for_one()
        everywhere = np.arange(self.n_regions)
        self._label(everywhere, everywhere, everywhere)
        self._field_of = np.full(self._pair_first[-1], -1, dtype=np.int32)
        self._share()

    # ------------------------------------------------------------------ asking

    def goal(self, cell: int) -> int:
        """The number of a goal cell: the one it has already, else the lowest free one.

        The number belongs to this cache: keep the cell in the state, never the number. Raises ValueError off the map.
        """
        number = self._goal_of.get(cell)
        if number is not None:
            return number
        if not 0 <= cell < self.city.n_cells:
            raise ValueError(f"cell {cell} is not on the map (0 to {self.city.n_cells - 1})")
        number = heapq.heappop(self._free) if self._free else len(self._goal_of)
        self._goal_of[cell] = number
        if number >= len(self._goal_cell):
            room = max(16, number + 1 + number // 32)
            self._goal_cell = _grown(self._goal_cell, room, -1)
            self._goal_node = _grown(self._goal_node, room, -1)
            self._goal_fields = _grown(self._goal_fields, room * HALF, 0)
            self._share()
        self._goal_cell[number] = cell
        self._place_goal(number)
        return number

    @property
    def goal_cells(self) -> I32:
        """(numbers,) the cell of each goal by its number; -1 for a number that is free."""
        return self._goal_cell

    def forget(self, goal: int) -> None:
        """Free the number of a goal that nobody walks to any more; raises KeyError if it is not in use."""
        cell = int(self._goal_cell[goal]) if 0 <= goal < len(self._goal_cell) else -1
        if self._goal_of.get(cell) != goal:
            raise KeyError(goal)
        del self._goal_of[cell]
        self._goal_cell[goal] = self._goal_node[goal] = -1
        heapq.heappush(self._free, goal)

    def keep(self, goals: npt.ArrayLike) -> None:
        """Forget the trees and fields that no walker to these goals (numbers) needs, if they are more than half."""
        targets = np.unique(self._goal_node[np.asarray(goals, dtype=np.int64)])
        targets = targets[targets >= 0]
        kept = targets[self._row_of[targets] >= 0]
        if 2 * len(kept) > self._n_rows:
            return
        made, n = self._made[kept], self.n_nodes
        trees = self._trees[: self._n_rows * n].reshape(-1, n)[self._row_of[kept]].reshape(-1)
        self._drop_trees()
        self._trees, self._n_rows = trees, len(kept)
        self._row_of[kept], self._made[kept] = np.arange(len(kept)), made
        needed = np.zeros(len(self._field_of), dtype=bool)
        mark_pairs(self.tables, self._trees, needed)
        self._field_of[~needed] = -1
        self._squeeze_fields()
        self._share()

    def prepare(self, goals: npt.ArrayLike, cells: npt.ArrayLike | None = None) -> int:
        """Make all trees and fields that walkers to these goals need: then `next_direction` never answers NOT_READY.

        Args:
            goals: (n,) numbers of goals.
            cells: (n,) where the walkers are; if None, they may be anywhere. A walker on the goal's side of the gates
                needs less than one who has to pass one.

        Returns:
            how many trees were made; 0 if all were there (then it costs about 5 ns a walker).
        """
        numbers = np.atleast_1d(np.asarray(goals))
        if cells is None:
            missing = np.zeros(self.n_nodes, dtype=np.uint8)
            targets = self._goal_node[numbers]
            missing[targets[targets >= 0]] = HOME | BEYOND
            missing[(self._made & missing) == missing] = 0
        else:
            missing = self._missing
            if not find_missing(self.tables, np.atleast_1d(np.asarray(cells)), numbers, missing):
                return 0
        targets = np.flatnonzero(missing)
        for target in targets:
            self._make_tree(int(target), bool((missing[target] | self._made[target]) & BEYOND))
        missing[:] = 0
        if len(targets):
            self._share()
        return len(targets)

    def direction(self, cell: int, goal: int) -> int:
        """What `next_direction` answers after `prepare`, for one walker."""
        self.prepare([goal], [cell])
        return int(next_direction(cell, goal, self.tables))

    # ------------------------------------------------------------------ changing

    def changed(self, cells: npt.ArrayLike) -> None:
        """Take in that `walk` was written at these cells: only the regions around them are worked out anew.

        All trees are dropped: whoever walks on needs `prepare` first.
        """
        city = self.city
        places = np.unique(np.asarray(cells, dtype=np.int64))
        if len(places) == 0:
            return
        touched = np.unique([region_of(cell, city.width, city.height) for cell in places])
        near = self._with_neighbours(touched)
        wide = self._with_neighbours(near)
        parts, pair_first = self._parts.copy(), self._region_pairs()
        field_of = self._field_of
        self._label(touched, near, wide)
        self._field_of = np.full(self._pair_first[-1], -1, dtype=np.int32)
        keep = np.ones(self.n_regions, dtype=bool)
        keep[wide] = False
        moved = self._region_pairs()
        same = keep & (parts == self._parts)
        for region in np.flatnonzero(same & (np.diff(pair_first) > 0)):
            self._field_of[moved[region] : moved[region + 1]] = field_of[pair_first[region] : pair_first[region + 1]]
        self._squeeze_fields()
        for number in self._goal_of.values():
            self._place_goal(number, set(touched.tolist()))
        self._share()

    def link_changed(self, link: int) -> None:
        """Take in that a link was opened or shut: look-ups from now on take it into account.

        A gate between two zones drops only the parts of trees that lead through gates; any other link drops all trees.
        """
        ends = self.city.links[link]
        zone_a, zone_b = (self._zone_at(cell) for cell in (ends.a, ends.b))
        if ends.kind == LinkKind.GATE and zone_a != zone_b:
            self._made &= HOME
        else:
            self._find_zones()
            self._drop_trees()
            self._share()

    # ------------------------------------------------------------------ inside

    @property
    def n_nodes(self) -> int:
        return int(self._first[-1])

    def nbytes(self) -> int:
        """Bytes held altogether."""
        return sum(self.memory().values())

    def memory(self) -> dict[str, int]:
        """Bytes held, by what holds them."""
        graph = (self._raw, self._first, self._node_key, self._edge_first, self._edge_to, self._edge_from,
                 self._pair_first, self._field_of, self._zone, self._row_of, self._made)  # fmt: skip
        return {
            "parts": self._part.nbytes,
            "graph": sum(array.nbytes for array in graph),
            "trees": self._trees.nbytes,
            "fields": self._fields.nbytes,
            "goals": self._goal_cell.nbytes + self._goal_node.nbytes + self._goal_fields.nbytes,
        }

    def _label(self, touched: Array, near: Array, wide: Array) -> None:
        """Find the parts of the touched regions and the edges of those near them, and number all nodes anew."""
        city = self.city
        label_regions(self.tables, touched, self._parts)
        from_middle = np.empty(city.n_cells, dtype=np.uint16)  # scratch; only pages of measured regions become real
        measure_regions(self.tables, wide, self._parts, from_middle, self._room)
        counts, pieces, start = np.zeros(len(near), dtype=np.int32), [], 0
        most = MOST_EDGES + 64 * len(near)
        while start < len(near):
            out = np.empty((4, most), dtype=np.int32)
            done, n = collect_edges(
                self.tables, self._graph, near[start:], from_middle, counts[start:], out, self._room
            )
            pieces.append(out[:, :n].copy())
            start += done
        self._splice(near, counts, np.concatenate(pieces, axis=1))
        self._number_nodes()
        self._find_zones()
        self._drop_trees()

    def _splice(self, near: Array, counts: I32, edges: I32) -> None:
        """Put the new edges of some regions in the place of their old ones."""
        old = np.concatenate(([0], np.cumsum(self._region_edges)))
        fresh = np.concatenate(([0], np.cumsum(counts)))
        if len(near) == self.n_regions:
            self._raw = np.ascontiguousarray(edges)
        else:
            pieces, last = [], 0
            for i, region in enumerate(near):
                pieces += [self._raw[:, last : old[region]], edges[:, fresh[i] : fresh[i + 1]]]
                last = old[region + 1]
            self._raw = np.ascontiguousarray(np.concatenate([*pieces, self._raw[:, last:]], axis=1))
        self._region_edges[near] = counts

    def _number_nodes(self) -> None:
        part, key = self._raw[0], self._raw[1]
        self._first = np.concatenate(([0], np.cumsum(self._parts))).astype(np.int32)
        n_nodes = int(self._first[-1])
        region = np.repeat(np.arange(self.n_regions, dtype=np.int32), self._parts)
        self._node_key = region * 256 + np.arange(n_nodes, dtype=np.int32) - self._first[region]
        self._edge_from = self._first[np.repeat(np.arange(self.n_regions), self._region_edges)] + part
        self._edge_to = self._first[key >> 8] + (key & 255)
        self._edge_first = np.searchsorted(self._edge_from, np.arange(n_nodes + 1)).astype(np.int32)
        degree = np.diff(self._edge_first)
        pairs = 1 + degree[self._edge_to] if len(self._edge_to) else np.zeros(0, dtype=np.int32)
        self._pair_first = np.concatenate(([0], np.cumsum(pairs))).astype(np.int32)

    def _region_pairs(self) -> I32:
        """(n_regions + 1,) where the pairs of each region's edges begin."""
        return self._pair_first[self._edge_first[self._first]]

    def _find_zones(self) -> None:
        self._zone = np.empty(self.n_nodes, dtype=np.int32)
        stack = np.empty(self.n_nodes + 1, dtype=np.int64)
        zones(self._edge_first, self._edge_to, self._raw[3], self._is_gate, self.is_open, self._zone, stack)

    def _drop_trees(self) -> None:
        self._row_of = np.full(self.n_nodes, -1, dtype=np.int32)
        self._made = np.zeros(self.n_nodes, dtype=np.uint8)
        self._missing = np.zeros(self.n_nodes, dtype=np.uint8)
        self._trees = np.zeros(0, dtype=np.uint8)
        self._n_rows = 0

    def _make_tree(self, target: int, beyond: bool) -> None:
        n = self.n_nodes
        row = int(self._row_of[target])
        if row < 0:
            row = self._n_rows
            self._n_rows += 1
            self._row_of[target] = row
            if self._n_rows * n > len(self._trees):
                self._trees = _grown(self._trees, max(8, row + 1 + row // 32) * n, 255)
        tree = self._trees[row * n : (row + 1) * n]
        dist, heap = np.empty(n, dtype=np.int32), np.empty(len(self._edge_to) + n + 1, dtype=np.int64)
        grow_tree(self.tables, self._graph, target, int(beyond), dist, heap, tree)
        self._made[target] = HOME | BEYOND if beyond else HOME
        edges, hops = np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64)
        fresh = pairs_used(self.tables, tree, edges, hops)
        if fresh:
            last = self._n_fields + fresh
            if last * HALF > len(self._fields):
                self._fields = _grown(self._fields, (last + last // 32) * HALF, 0)
                change(self.tables, fields=self._fields)
            self._n_fields = make_fields(
                self.tables, self._graph, edges[:fresh], hops[:fresh], self._n_fields, self._room
            )

    def _squeeze_fields(self) -> None:
        """Number the fields that are still in use from 0 and drop the others."""
        used = self._field_of >= 0
        kept, places = np.unique(self._field_of[used], return_inverse=True)
        self._fields = self._fields.reshape(-1, HALF)[kept].reshape(-1)
        self._field_of[used] = places
        self._n_fields = len(kept)

    def _place_goal(self, number: int, touched: set[int] | None = None) -> None:
        """Find the node of a goal, and make its field unless its region was not touched."""
        city = self.city
        cell = int(self._goal_cell[number])
        region = region_of(cell, city.width, city.height)
        part = int(self._part[cell])
        self._goal_node[number] = self._first[region] + part if part != 255 else -1
        if part != 255 and (touched is None or region in touched):
            make_goal_field(self.tables, cell, number, self._room)

    def _zone_at(self, cell: int) -> int:
        part = int(self._part[cell])
        if part == 255:
            return -1
        return int(self._zone[self._first[region_of(cell, self.city.width, self.city.height)] + part])

    def _with_neighbours(self, regions: Array) -> Array:
        """These regions, the eight around each, and those that a link joins to them."""
        per_level = self._across * self._down
        level, rest = regions // per_level, regions % per_level
        y, x = rest // self._across, rest % self._across
        found = [regions, self._end_other_region[np.isin(self._end_region, regions)]]
        for dy in (-1, 0, 1):
            for dx in (-1, 0, 1):
                ok = (y + dy >= 0) & (y + dy < self._down) & (x + dx >= 0) & (x + dx < self._across)
                found.append((level * per_level + (y + dy) * self._across + x + dx)[ok])
        return np.unique(np.concatenate(found))

    def _share(self) -> None:
        """Let kernels see the arrays as they are now."""
        change(
            self.tables, first=self._first, edge_first=self._edge_first, edge_to=self._edge_to,
            pair_first=self._pair_first, field_of=self._field_of, fields=self._fields, zone=self._zone,
            row_of=self._row_of, made=self._made, trees=self._trees, goal_cell=self._goal_cell,
            goal_node=self._goal_node, goal_fields=self._goal_fields,
        )  # fmt: skip
        change(
            self._graph, node_key=self._node_key, edge_from=self._edge_from, edge_weight=self._raw[2],
            edge_via=self._raw[3],
        )  # fmt: skip


def _grown(array: Array, room: int, value: int) -> Array:
    """A copy with room for more, the new part filled with a value."""
    more = np.full(room, value, dtype=array.dtype)
    more[: len(array)] = array
    return more
