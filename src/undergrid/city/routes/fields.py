"""Next-hop trees over the graph of regions' parts, and the flow fields that lead from part to part.

A tree holds for every node (part) the edge by which to go on towards one node. A field holds, for the cells of one
part, the direction (0..7, 8 for the link at this cell) towards the next part, two cells to a byte. Which border cell to
head for depends on where the walker goes next, so there is a field for each (edge, edge after it) that a tree uses.

Nobody walks in circles: along a tree the distance of nodes to the goal falls with every hop, and a field stays within
its own part until it enters the next.

In kernels `t`, `graph` and `room` are the records of `Routes` that `tables.py` describes.
"""

from __future__ import annotations

import numpy as np

from undergrid.city.routes.regions import (
    CELLS,
    DIAGONAL,
    FAR,
    NOWHERE,
    SIDE,
    STRAIGHT,
    box_of,
    can_step,
    key_of,
    pop,
    push,
    region_of,
    spread,
)
from undergrid.core.grid import ARRIVED, BY_LINK, DX, DY, NO_WAY
from undergrid.core.jit import kernel

NOT_READY = 254  # as a direction: a tree has to be made first
HERE = 254  # in a tree: the node of the goal itself
NO_HOP = 255  # in a tree: the goal cannot be reached
MOST_HOPS = 254  # edges of one node that trees look at
HALF = CELLS // 2  # bytes of a field


@kernel(inline=True)
def next_direction(cell, goal, t):
    """The direction to take from a cell towards a goal.

    Args:
        cell: where the walker stands.
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
    """The first straight step onto an open cell, from a cell that was closed while somebody stood on it."""
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
def find_missing(t, cells, goals, missing):
    """Mark the trees that walkers on these cells to these goals lack; returns for how many walkers one is missing.

    missing: (n_nodes,) u8, bits as in `t.made`.
    """
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
def grow_tree(t, graph, target, beyond, dist, heap, tree):
    """Fill one tree: within the target's zone, and if `beyond` in the other zones, from which gates have to be passed.

    Ways between two nodes of one zone stay in it, so a gate that opens or shuts changes only ways that must pass it.
    dist: (n_nodes,) i32 scratch. tree: (n_nodes,) u8.
    """
    home = t.zone[target]
    n_nodes = len(t.zone)
    dist[:] = FAR
    dist[target] = 0
    size = push(heap, 0, np.int64(target))
    _settle(t, graph, home, 1, dist, heap, size)
    if beyond:
        size = 0
        for node in range(n_nodes):
            if t.zone[node] == home:
                continue
            for edge in range(t.edge_first[node], t.edge_first[node + 1]):
                to, link = t.edge_to[edge], graph.edge_via[edge]
                if t.zone[to] == home and dist[to] < FAR and link >= 0 and graph.is_open[link]:
                    dist[node] = min(dist[node], dist[to] + graph.edge_weight[edge])
            if dist[node] < FAR:
                size = push(heap, size, (np.int64(dist[node]) << 32) | node)
        _settle(t, graph, home, 0, dist, heap, size)
    for node in range(n_nodes):
        tree[node] = _best_hop(t, graph, node, home, dist)
    tree[target] = HERE


@kernel
def _best_hop(t, graph, node, home, dist):
    """The edge by which a node is nearest to the target, counted from its first."""
    best, hop = FAR, NO_HOP
    if dist[node] == FAR:
        return hop
    for edge in range(t.edge_first[node], min(t.edge_first[node + 1], t.edge_first[node] + MOST_HOPS)):
        to, link = t.edge_to[edge], graph.edge_via[edge]
        leaves = t.zone[node] == home and t.zone[to] != home
        if (link >= 0 and not graph.is_open[link]) or leaves or dist[to] == FAR:
            continue
        length = dist[to] + graph.edge_weight[edge]
        if length < best:
            best = length
            hop = edge - t.edge_first[node]
    return hop


@kernel
def _settle(t, graph, home, at_home, dist, heap, size):
    """Dijkstra among the nodes of the home zone (at_home 1), or among all others (0)."""
    while size > 0:
        item = heap[0]
        size = pop(heap, size)
        node = item & 0xFFFFFFFF
        if (item >> 32) > dist[node]:
            continue
        for edge in range(t.edge_first[node], min(t.edge_first[node + 1], t.edge_first[node] + MOST_HOPS)):
            to, link = t.edge_to[edge], graph.edge_via[edge]
            if (1 if t.zone[to] == home else 0) != at_home or (link >= 0 and not graph.is_open[link]):
                continue
            length = dist[node] + graph.edge_weight[edge]
            if length < dist[to]:
                dist[to] = length
                size = push(heap, size, (np.int64(length) << 32) | to)


@kernel
def pairs_used(t, tree, edges, hops):
    """Write the pairs (edge, place of the next edge) of a tree that have no field yet; returns how many."""
    n = 0
    for node in range(len(tree)):
        hop = np.int64(tree[node])
        if hop >= MOST_HOPS:
            continue
        edge = t.edge_first[node] + hop
        after = np.int64(tree[t.edge_to[edge]])
        if t.field_of[t.pair_first[edge] + (0 if after == HERE else after + 1)] < 0:
            edges[n] = edge
            hops[n] = -1 if after == HERE else after
            n += 1
    return n


@kernel
def mark_pairs(t, trees, used):
    """Mark in `used` (n_pairs,) the pairs whose field any of these trees uses."""
    n_nodes = len(t.zone)
    for first in range(0, len(trees), n_nodes):
        tree = trees[first : first + n_nodes]
        for node in range(n_nodes):
            hop = np.int64(tree[node])
            if hop < MOST_HOPS:
                edge = t.edge_first[node] + hop
                after = np.int64(tree[t.edge_to[edge]])
                used[t.pair_first[edge] + (0 if after == HERE else after + 1)] = True


@kernel
def make_fields(t, graph, edges, hops, number, room):
    """Make the fields for (edge, place of the next edge or -1), numbered from `number` on; returns the next number.

    Pairs of one edge share a field where the next edge makes no difference, as with a single way over the border.
    """
    for i in range(len(edges)):
        edge = edges[i]
        to = t.edge_to[edge]
        room.onward[:] = 0
        if hops[i] >= 0:
            after = t.edge_first[to] + hops[i]
            room.dist[:] = 0
            there = graph.node_key[t.edge_to[after]]
            lead(t, graph, graph.node_key[to], there, graph.edge_via[after], room.dist, room.onward, room)
        here = graph.node_key[graph.edge_from[edge]]
        lead(t, graph, here, graph.node_key[to], graph.edge_via[edge], room.onward, room.dist, room)
        pack(room.way, t.fields, number * HALF)
        same = _same_as(t, edge, number)
        t.field_of[t.pair_first[edge] + hops[i] + 1] = same
        if same == number:
            number += 1
    return number


@kernel
def _same_as(t, edge, number):
    """The first field of an edge that equals the one just made, `number`; `number` itself where none does."""
    for pair in range(t.pair_first[edge], t.pair_first[edge + 1]):
        other = np.int64(t.field_of[pair])
        if other >= 0:
            j = 0
            while j < HALF and t.fields[other * HALF + j] == t.fields[number * HALF + j]:
                j += 1
            if j == HALF:
                return other
    return number


@kernel
def lead(t, graph, here, there, link, onward, dist, room):
    """Distances and directions in part `here` (key) towards its neighbour `there` (key), over the border or a link.

    onward: (1024,) i32, the distance that is left from each cell of `there`'s region. Fills dist (1024,) i32, and
    room.way (1024,) u8.
    """
    dist[:] = FAR
    room.way[:] = 15
    if link >= 0:
        size = _from_link(t, graph, here, there, link, onward, dist, room)
    else:
        size = _from_border(t, here, there, onward, dist, room)
    spread(t, here >> 8, here & 255, dist, room, size)


@kernel
def _from_link(t, graph, here, there, link, onward, dist, room):
    """Begin at the end of a link that lies in part `here`; returns how many cells stand on the heap."""
    cell, other = graph.link_cell[2 * link], graph.link_other[2 * link]
    if key_of(t, cell) != here or key_of(t, other) != there:
        cell, other = other, cell
    first, _, _ = box_of(here >> 8, t.width, t.height)
    next_first, _, _ = box_of(there >> 8, t.width, t.height)
    local = _local(cell - first, t.width)
    dist[local] = graph.link_length[link] + onward[_local(other - next_first, t.width)]
    room.way[local] = BY_LINK
    return push(room.heap, 0, (np.int64(dist[local]) << 10) | local)


@kernel
def _from_border(t, here, there, onward, dist, room):
    """Begin at all cells of part `here` that touch part `there`; returns how many cells stand on the heap."""
    first, columns, rows = box_of(here >> 8, t.width, t.height)
    next_first, _, _ = box_of(there >> 8, t.width, t.height)
    size = 0
    for y in range(rows):
        inner = 0 < y < rows - 1
        for x in range(0, columns, max(1, columns - 1) if inner else 1):
            cell = first + y * t.width + x
            if t.part[cell] != here & 255:
                continue
            local = y * SIDE + x
            for direction in range(8):
                nx = x + DX[direction]
                ny = y + DY[direction]
                if (0 <= nx < columns and 0 <= ny < rows) or not can_step(t.walk, cell, direction, t.width, t.height):
                    continue
                near = cell + DY[direction] * t.width + DX[direction]
                if t.part[near] == NOWHERE or key_of(t, near) != there:
                    continue
                length = DIAGONAL if direction & 1 else STRAIGHT
                length += onward[_local(near - next_first, t.width)]
                if length < dist[local]:
                    dist[local] = length
                    room.way[local] = direction
            if dist[local] < FAR:
                size = push(room.heap, size, (np.int64(dist[local]) << 10) | local)
    return size


@kernel
def _local(offset, width):
    """The number of a cell within its region; offset: its number less that of the region's first cell."""
    y = offset // width
    return y * SIDE + offset - y * width


@kernel
def make_goal_field(t, cell, goal, room):
    """Make the field of a goal: directions towards its cell from the cells of the same part."""
    room.dist[:] = FAR
    room.way[:] = 15
    region = region_of(cell, t.width, t.height)
    first, _, _ = box_of(region, t.width, t.height)
    local = _local(cell - first, t.width)
    room.dist[local] = 0
    room.way[local] = ARRIVED
    size = push(room.heap, 0, np.int64(local))
    spread(t, region, np.int64(t.part[cell]), room.dist, room, size)
    pack(room.way, t.goal_fields, goal * HALF)


@kernel
def pack(way, out, start):
    """Store 1024 directions (15 for none), two to a byte."""
    for i in range(HALF):
        out[start + i] = np.int64(way[2 * i]) | (np.int64(way[2 * i + 1]) << 4)
