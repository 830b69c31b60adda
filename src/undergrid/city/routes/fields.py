"""Next-hop trees over the graph of regions' parts, and the fields of directions that lead from part to part.

A tree says for every node (part) by which of its edges to go on towards one node. A field holds, for the cells of one
part, the direction (0..7, 8 for the link at this cell) towards the next part, two cells to a byte. Which border cell to
head for depends on where one goes after that, so there is a field for each (edge, edge after it) that a tree uses.

Nobody walks in circles: along a tree the distance of nodes to the goal falls with every hop, and a field leads only
through its own part until it leaves it for the next.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from undergrid.city.routes.regions import (
    CELLS,
    DIAGONAL,
    FAR,
    NOWHERE,
    SIDE,
    STRAIGHT,
    box_of,
    can_step,
    pop,
    push,
    region_of,
    spread,
)
from undergrid.core.grid import ARRIVED, BY_LINK, DX, DY, NO_WAY
from undergrid.core.jit import kernel

U8 = npt.NDArray[np.uint8]
I32 = npt.NDArray[np.int32]

NOT_READY = 254  # as a direction: there is a tree to be made first
HERE = 254  # in a tree: the node of the goal itself
NO_HOP = 255  # in a tree: the goal cannot be reached
MOST_HOPS = 254  # edges of one node that trees look at
HALF = CELLS // 2  # bytes of a field


class Tables(NamedTuple):
    """Everything a kernel needs to ask `next_direction`; handed out by `Routes.tables`, never written by others."""

    width: int
    height: int
    walk: U8  # (n_cells,) 1 where a cell can be entered now
    part: U8  # (n_cells,) part within the region, NOWHERE if none
    first: I32  # (n_regions + 1,) number of a region's first node
    edge_first: I32  # (n_nodes + 1,)
    edge_to: I32  # (n_edges,) node
    pair_first: I32  # (n_edges + 1,) place of (edge, no further edge) in field_of, those with further edges follow
    field_of: I32  # (n_pairs,) number of a field, -1 if not made yet
    fields: U8  # (n_fields * HALF,)
    zone: I32  # (n_nodes,) which side of the gates a node is on
    row_of: I32  # (n_nodes,) row of the tree that leads to a node, -1 if none
    made: U8  # (n_nodes,) bit 0: that tree is made within its zone, bit 1: in the other zones too
    trees: U8  # (n_rows * n_nodes,) edge to take, counted from the node's first
    goal_cell: I32  # (n_goals,)
    goal_node: I32  # (n_goals,) -1 while the cell cannot be entered
    goal_fields: U8  # (n_goals * HALF,)


@kernel(inline=True)
def next_direction(cell, goal, t):
    """Where to go from a cell towards a goal.

    Args:
        cell: the cell one stands on.
        goal: a number from `Routes.goal`.
        t: `Routes.tables`.

    Returns:
        0..7 a step (E, SE, S, SW, W, NW, N, NE), 8 the link whose end is here, 9 arrived, 255 no way,
        254 not ready: `Routes.prepare` was not called for this goal since the last change.
    """
    if cell == t.goal_cell[goal]:
        return ARRIVED
    target = t.goal_node[goal]
    if target < 0:
        return NO_WAY
    part = t.part[cell]
    if part == NOWHERE:
        return step_out(cell, t)
    row = cell // t.width
    x = cell - row * t.width
    level = row // t.height
    y = row - level * t.height
    region = (level * ((t.height + 31) >> 5) + (y >> 5)) * ((t.width + 31) >> 5) + (x >> 5)
    local = ((y & 31) << 5) | (x & 31)
    node = t.first[region] + np.int64(part)
    shift = (local & 1) << 2
    if node == target:
        return (t.goal_fields[goal * HALF + (local >> 1)] >> shift) & 15
    if not t.made[target] & (1 if t.zone[node] == t.zone[target] else 2):
        return NOT_READY
    base = np.int64(t.row_of[target]) * len(t.zone)
    hop = np.int64(t.trees[base + node])
    if hop == NO_HOP:
        return NO_WAY
    edge = t.edge_first[node] + hop
    after = np.int64(t.trees[base + t.edge_to[edge]])
    pair = t.pair_first[edge] + (0 if after == HERE else after + 1)
    return (t.fields[np.int64(t.field_of[pair]) * HALF + (local >> 1)] >> shift) & 15


@kernel(inline=True)
def step_out(cell, t):
    """From a cell that has been closed under somebody: the first straight step onto one that is open."""
    row = cell // t.width
    x = cell - row * t.width
    y = row % t.height
    for direction in range(0, 8, 2):
        nx = x + DX[direction]
        ny = y + DY[direction]
        if (
            0 <= nx < t.width
            and 0 <= ny < t.height
            and t.part[cell + DY[direction] * t.width + DX[direction]] != NOWHERE
        ):
            return direction
    return NO_WAY


@kernel
def find_missing(cells, goals, t, missing):
    """Mark what walkers on these cells to these goals lack: missing (n_nodes,) u8, bits as in Tables.made."""
    found = 0
    for i in range(len(cells)):
        target = t.goal_node[goals[i]]
        if target < 0:
            continue
        cell = np.int64(cells[i])
        if t.part[cell] == NOWHERE:
            wanted = 3
        else:
            node = t.first[region_of(cell, t.width, t.height)] + np.int64(t.part[cell])
            wanted = 1 if t.zone[node] == t.zone[target] else 3
        if wanted & ~np.int64(t.made[target]):
            missing[target] |= wanted
            found += 1
    return found


@kernel
def grow_tree(target, beyond, edge_first, edge_to, edge_weight, edge_via, is_open, zone, dist, heap, tree):
    """Fill one tree: within the target's zone, and if `beyond` in the other zones, whose ways lead through gates.

    Ways between two nodes of one zone stay in it, so a gate that opens or shuts changes only ways that must pass it.
    dist: (n_nodes,) i32 scratch. tree: (n_nodes,) u8.
    """
    home = zone[target]
    dist[:] = FAR
    dist[target] = 0
    size = push(heap, 0, np.int64(target))
    _settle(home, True, size, edge_first, edge_to, edge_weight, edge_via, is_open, zone, dist, heap)
    n_nodes = len(zone)
    if beyond:
        size = 0
        for node in range(n_nodes):
            if zone[node] == home:
                continue
            for edge in range(edge_first[node], edge_first[node + 1]):
                to, link = edge_to[edge], edge_via[edge]
                if zone[to] == home and dist[to] < FAR and link >= 0 and is_open[link]:
                    dist[node] = min(dist[node], dist[to] + edge_weight[edge])
            if dist[node] < FAR:
                size = push(heap, size, (np.int64(dist[node]) << 32) | node)
        _settle(home, False, size, edge_first, edge_to, edge_weight, edge_via, is_open, zone, dist, heap)
    for node in range(n_nodes):
        tree[node] = NO_HOP
        if dist[node] == FAR:
            continue
        best = FAR
        for edge in range(edge_first[node], min(edge_first[node + 1], edge_first[node] + MOST_HOPS)):
            to, link = edge_to[edge], edge_via[edge]
            if (link >= 0 and not is_open[link]) or (zone[node] == home and zone[to] != home) or dist[to] == FAR:
                continue
            length = dist[to] + edge_weight[edge]
            if length < best:
                best = length
                tree[node] = edge - edge_first[node]
    tree[target] = HERE


@kernel
def _settle(home, at_home, size, edge_first, edge_to, edge_weight, edge_via, is_open, zone, dist, heap):
    """Dijkstra among the nodes of the home zone, or among all others."""
    while size > 0:
        item = heap[0]
        size = pop(heap, size)
        node = item & 0xFFFFFFFF
        if (item >> 32) > dist[node]:
            continue
        for edge in range(edge_first[node], min(edge_first[node + 1], edge_first[node] + MOST_HOPS)):
            to, link = edge_to[edge], edge_via[edge]
            if (zone[to] == home) != at_home or (link >= 0 and not is_open[link]):
                continue
            length = dist[node] + edge_weight[edge]
            if length < dist[to]:
                dist[to] = length
                size = push(heap, size, (np.int64(length) << 32) | to)


@kernel
def pairs_used(tree, edge_first, edge_to, pair_first, field_of, edges, hops):
    """The (edge, place of the next edge) of a tree for which there is no field yet; returns how many."""
    n = 0
    for node in range(len(tree)):
        hop = np.int64(tree[node])
        if hop >= MOST_HOPS:
            continue
        edge = edge_first[node] + hop
        after = np.int64(tree[edge_to[edge]])
        if field_of[pair_first[edge] + (0 if after == HERE else after + 1)] < 0:
            edges[n] = edge
            hops[n] = -1 if after == HERE else after
            n += 1
    return n


@kernel
def mark_pairs(trees, n_nodes, edge_first, edge_to, pair_first, used):
    """Mark in `used` (n_pairs,) the fields that any of these trees leads over."""
    for first in range(0, len(trees), n_nodes):
        tree = trees[first : first + n_nodes]
        for node in range(n_nodes):
            hop = np.int64(tree[node])
            if hop < MOST_HOPS:
                edge = edge_first[node] + hop
                after = np.int64(tree[edge_to[edge]])
                used[pair_first[edge] + (0 if after == HERE else after + 1)] = True


@kernel
def make_fields(walk, part, width, height, node_key, edge_from, edge_first, edge_to, edge_via, link_cell, link_other,
                link_length, pair_first, field_of, edges, hops, number, fields):  # fmt: skip
    """Make the fields for (edge, place of the next edge or -1), numbered from `number` on; returns the next number.

    Where the next edge makes no difference, for there is but one way over the border, the field is shared.
    """
    onward = np.empty(CELLS, dtype=np.int32)
    dist = np.empty(CELLS, dtype=np.int32)
    way = np.empty(CELLS, dtype=np.uint8)
    heap = np.empty(16 * CELLS, dtype=np.int64)
    for i in range(len(edges)):
        edge = edges[i]
        to = edge_to[edge]
        onward[:] = 0
        if hops[i] >= 0:
            after = edge_first[to] + hops[i]
            dist[:] = 0
            lead(walk, part, width, height, node_key[to], node_key[edge_to[after]], edge_via[after], link_cell,
                 link_other, link_length, dist, onward, way, heap)  # fmt: skip
        lead(walk, part, width, height, node_key[edge_from[edge]], node_key[to], edge_via[edge], link_cell,
             link_other, link_length, onward, dist, way, heap)  # fmt: skip
        pack(way, fields, number * HALF)
        same = number
        for pair in range(pair_first[edge], pair_first[edge + 1]):
            other = np.int64(field_of[pair])
            if other >= 0 and same == number:
                j = 0
                while j < HALF and fields[other * HALF + j] == fields[number * HALF + j]:
                    j += 1
                if j == HALF:
                    same = other
        field_of[pair_first[edge] + hops[i] + 1] = same
        if same == number:
            number += 1
    return number


@kernel
def lead(walk, part, width, height, here, there, link, link_cell, link_other, link_length, onward, dist, way, heap):
    """Distances and directions in part `here` (key) towards its neighbour `there` (key), over the border or a link.

    onward: (1024,) i32, what is still to go from each cell of `there`'s region. Fills dist (1024,) i32, way (1024,) u8.
    """
    region, wanted = here >> 8, here & 255
    first, columns, rows = box_of(region, width, height)
    next_first, _, _ = box_of(there >> 8, width, height)
    dist[:] = FAR
    way[:] = 15
    size = 0
    if link >= 0:
        cell, other = link_cell[2 * link], link_other[2 * link]
        if (
            region_of(cell, width, height) != region
            or part[cell] != wanted
            or _key(part, other, width, height) != there
        ):
            cell, other = other, cell
        local = _local(cell - first, width)
        dist[local] = link_length[link] + onward[_local(other - next_first, width)]
        way[local] = BY_LINK
        size = push(heap, size, (np.int64(dist[local]) << 10) | local)
    else:
        for y in range(rows):
            inner = 0 < y < rows - 1
            for x in range(0, columns, max(1, columns - 1) if inner else 1):
                cell = first + y * width + x
                if part[cell] != wanted:
                    continue
                local = y * SIDE + x
                for direction in range(8):
                    nx = x + DX[direction]
                    ny = y + DY[direction]
                    if (0 <= nx < columns and 0 <= ny < rows) or not can_step(walk, cell, direction, width, height):
                        continue
                    near = cell + DY[direction] * width + DX[direction]
                    if part[near] == NOWHERE or _key(part, near, width, height) != there:
                        continue
                    length = DIAGONAL if direction & 1 else STRAIGHT
                    length += onward[_local(near - next_first, width)]
                    if length < dist[local]:
                        dist[local] = length
                        way[local] = direction
                if dist[local] < FAR:
                    size = push(heap, size, (np.int64(dist[local]) << 10) | local)
    spread(walk, part, region, wanted, width, height, dist, way, heap, size)


@kernel
def _key(part, cell, width, height):
    return region_of(cell, width, height) * 256 + np.int64(part[cell])


@kernel
def _local(offset, width):
    """Number within a region of the cell that lies this far behind the region's first cell."""
    y = offset // width
    return y * SIDE + offset - y * width


@kernel
def make_goal_field(walk, part, width, height, cell, goal_fields, goal):
    """Directions towards one cell from the cells of its own part."""
    dist = np.empty(CELLS, dtype=np.int32)
    way = np.empty(CELLS, dtype=np.uint8)
    heap = np.empty(16 * CELLS, dtype=np.int64)
    dist[:] = FAR
    way[:] = 15
    region = region_of(cell, width, height)
    first, _, _ = box_of(region, width, height)
    local = _local(cell - first, width)
    dist[local] = 0
    way[local] = ARRIVED
    size = push(heap, 0, np.int64(local))
    spread(walk, part, region, np.int64(part[cell]), width, height, dist, way, heap, size)
    pack(way, goal_fields, goal * HALF)


@kernel
def pack(way, out, start):
    """Store 1024 directions (15 for none), two to a byte."""
    for i in range(HALF):
        out[start + i] = np.int64(way[2 * i]) | (np.int64(way[2 * i + 1]) << 4)
