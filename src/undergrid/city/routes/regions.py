"""Regions of 32 x 32 cells, their connected parts (nodes), and the edges between parts that touch or share a link.

A *part* is a set of cells of one region that are connected on foot within it. Its key is region * 256 + its number in
the region, in the order of the parts' lowest cells. Distances inside the graph are whole numbers of 1/29 of a straight
step (41 for a diagonal one: 41 / 29 is the root of two to 0.03 %).

In kernels `t`, `graph` and `room` are the records of `Routes` that `tables.py` describes.
"""

from __future__ import annotations

import numpy as np

from undergrid.core.jit import kernel

SIDE = 32
CELLS = SIDE * SIDE
STRAIGHT = 29
DIAGONAL = 41
NOWHERE = 255  # the part of a cell that cannot be entered
MOST_PARTS = 254  # parts a region can have; cells of further parts count as closed
MOST_EDGES = 1408  # of one region: 380 steps over its border and one end of a link in each cell at most
FAR = 1 << 30
OUT_OF_REACH = 0xFFFF  # of a distance kept in 16 bits; the longest inside a region is below 1024 * 41

DX = np.array([1, 1, 0, -1, -1, -1, 0, 1], dtype=np.int64)
DY = np.array([0, 1, 1, 1, 0, -1, -1, -1], dtype=np.int64)


@kernel
def region_of(cell, width, height):
    """The region that a cell lies in, counted row by row, level after level."""
    row = cell // width
    x = cell - row * width
    level = row // height
    across = (width + 31) >> 5
    down = (height + 31) >> 5
    return (level * down + ((row - level * height) >> 5)) * across + (x >> 5)


@kernel
def box_of(region, width, height):
    """(first cell, columns, rows) of a region; those at the east and south edge may be smaller than 32 x 32."""
    across = (width + 31) >> 5
    down = (height + 31) >> 5
    row = region // across
    x = (region - row * across) << 5
    level = row // down
    y = (row - level * down) << 5
    return (level * height + y) * width + x, min(SIDE, width - x), min(SIDE, height - y)


@kernel
def can_step(walk, cell, direction, width, height):
    """Whether the cell in that direction can be entered from here; a diagonal step needs both cells beside it too."""
    row = cell // width
    x = cell - row * width + DX[direction]
    y = row % height + DY[direction]
    if x < 0 or x >= width or y < 0 or y >= height:
        return False
    if not walk[cell + DY[direction] * width + DX[direction]]:
        return False
    if direction & 1:
        return walk[cell + DX[direction]] != 0 and walk[cell + DY[direction] * width] != 0
    return True


@kernel
def push(heap, size, key):
    """Put a number on a binary heap of `size` numbers; returns the new size."""
    i = size
    while i > 0:
        parent = (i - 1) >> 1
        if heap[parent] <= key:
            break
        heap[i] = heap[parent]
        i = parent
    heap[i] = key
    return size + 1


@kernel
def pop(heap, size):
    """Take the least number (heap[0]) off a binary heap of `size` numbers; returns the new size."""
    size -= 1
    key = heap[size]
    i = 0
    while True:
        child = 2 * i + 1
        if child >= size:
            break
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= key:
            break
        heap[i] = heap[child]
        i = child
    heap[i] = key
    return size


@kernel
def label(t, region, stack):
    """Number the connected parts of one region into `t.part` (255 where nobody can stand); returns how many."""
    first, columns, rows = box_of(region, t.width, t.height)
    for y in range(rows):
        for x in range(columns):
            t.part[first + y * t.width + x] = NOWHERE
    count = 0
    for y in range(rows):
        for x in range(columns):
            start = first + y * t.width + x
            if t.walk[start] and t.part[start] == NOWHERE and count < MOST_PARTS:
                _fill(t, region, start, count, stack)
                count += 1
    return count


@kernel
def _fill(t, region, start, number, stack):
    """Give a number to the part of a region that a cell lies in."""
    first, columns, rows = box_of(region, t.width, t.height)
    t.part[start] = number
    y = (start - first) // t.width
    stack[0] = y * SIDE + start - first - y * t.width
    top = 1
    while top > 0:
        top -= 1
        here = stack[top]
        hx = here & 31
        hy = here >> 5
        for direction in range(0, 8, 2):
            nx = hx + DX[direction]
            ny = hy + DY[direction]
            if 0 <= nx < columns and 0 <= ny < rows:
                near = first + ny * t.width + nx
                if t.walk[near] and t.part[near] == NOWHERE:
                    t.part[near] = number
                    stack[top] = ny * SIDE + nx
                    top += 1


@kernel
def spread(t, region, wanted, dist, room, size):
    """Dijkstra within one region, from the `size` cells already on the heap (key dist * 1024 + local cell).

    wanted: the part to stay in, or -1 for all. dist: (1024,) i32, set for the seeds, FAR elsewhere. room.way: (1024,)
    u8, for each reached cell the direction of the step towards the seeds; set for the seeds.
    """
    first, columns, rows = box_of(region, t.width, t.height)
    while size > 0:
        key = room.heap[0]
        size = pop(room.heap, size)
        here = key & (CELLS - 1)
        far = key >> 10
        if far > dist[here]:
            continue
        hx = here & 31
        hy = here >> 5
        cell = first + hy * t.width + hx
        for direction in range(8):
            nx = hx + DX[direction]
            ny = hy + DY[direction]
            if nx < 0 or nx >= columns or ny < 0 or ny >= rows:
                continue
            near = cell + DY[direction] * t.width + DX[direction]
            if t.part[near] == NOWHERE or (wanted >= 0 and t.part[near] != wanted):
                continue
            if direction & 1 and not (t.walk[cell + DX[direction]] and t.walk[cell + DY[direction] * t.width]):
                continue
            length = far + (DIAGONAL if direction & 1 else STRAIGHT)
            there = ny * SIDE + nx
            if length < dist[there]:
                dist[there] = length
                room.way[there] = (direction + 4) & 7
                size = push(room.heap, size, (length << 10) | there)


@kernel
def measure(t, region, count, from_middle, room):
    """Write the distances of a region's cells from the middle of their part into `from_middle`, (n_cells,) u16."""
    first, columns, rows = box_of(region, t.width, t.height)
    size = 0
    room.dist[:] = FAR
    for number in range(count):
        middle = _middle(t, region, number)
        room.dist[middle] = 0
        size = push(room.heap, size, middle)
    spread(t, region, -1, room.dist, room, size)
    for y in range(rows):
        for x in range(columns):
            far = room.dist[y * SIDE + x]
            from_middle[first + y * t.width + x] = far if far < FAR else OUT_OF_REACH


@kernel
def _middle(t, region, number):
    """The middle of a part: its cell nearest to the mean of its cells, the lowest among equals."""
    first, columns, rows = box_of(region, t.width, t.height)
    n = sum_x = sum_y = 0
    for y in range(rows):
        for x in range(columns):
            if t.part[first + y * t.width + x] == number:
                n += 1
                sum_x += x
                sum_y += y
    best = FAR
    middle = 0
    for y in range(rows):
        for x in range(columns):
            if t.part[first + y * t.width + x] == number:
                off = abs(n * x - sum_x) + abs(n * y - sum_y)
                if off < best:
                    best = off
                    middle = y * SIDE + x
    return middle


@kernel
def edges_of(t, graph, region, from_middle, room):
    """The edges that leave the parts of one region: by a step over the border, or by a link that begins there.

    Ends of links are sorted by region: those of region r are graph.end_first[r] up to end_first[r + 1].

    Returns the number of edges, written to the room's out (the part), key (where to), weight (from middle to middle)
    and via (the link, or -1), sorted by these in the order out, key, via.
    """
    first, columns, rows = box_of(region, t.width, t.height)
    n = 0
    for y in range(rows):
        inner = 0 < y < rows - 1
        for x in range(0, columns, max(1, columns - 1) if inner else 1):
            cell = first + y * t.width + x
            if t.part[cell] == NOWHERE:
                continue
            for direction in range(8):
                nx = x + DX[direction]
                ny = y + DY[direction]
                if (0 <= nx < columns and 0 <= ny < rows) or not can_step(t.walk, cell, direction, t.width, t.height):
                    continue
                near = cell + DY[direction] * t.width + DX[direction]
                if t.part[near] == NOWHERE:
                    continue
                length = np.int64(from_middle[cell]) + np.int64(from_middle[near])
                length += DIAGONAL if direction & 1 else STRAIGHT
                n = _edge(n, np.int64(t.part[cell]), key_of(t, near), length, -1, room)
    for end in range(graph.end_first[region], graph.end_first[region + 1]):
        cell, other = graph.end_cell[end], graph.end_other[end]
        if t.part[cell] == NOWHERE or t.part[other] == NOWHERE:
            continue
        to = key_of(t, other)
        if to == region * 256 + np.int64(t.part[cell]):
            continue
        length = np.int64(from_middle[cell]) + np.int64(from_middle[other]) + graph.end_length[end]
        n = _edge(n, np.int64(t.part[cell]), to, length, graph.end_link[end], room)
    return n


@kernel
def key_of(t, cell):
    """The key of the part that a cell lies in."""
    return region_of(cell, t.width, t.height) * 256 + np.int64(t.part[cell])


@kernel
def _edge(n, start, to, length, link, room):
    """Insert an edge in its place, or shorten the one that is there already; returns the number of edges."""
    out, key, weight, via = room.out, room.key, room.weight, room.via
    at = n
    while at > 0:
        i = at - 1
        if out[i] == start and key[i] == to and via[i] == link:
            weight[i] = min(weight[i], length)
            return n
        if out[i] < start or (out[i] == start and (key[i] < to or (key[i] == to and via[i] < link))):
            break
        at -= 1
    for i in range(n, at, -1):
        out[i], key[i], weight[i], via[i] = out[i - 1], key[i - 1], weight[i - 1], via[i - 1]
    out[at], key[at], weight[at], via[at] = start, to, length, link
    return n + 1


@kernel
def label_regions(t, regions, parts):
    """Label each of these regions; parts: (n_regions,) i32, how many parts each region has."""
    stack = np.empty(CELLS, dtype=np.int64)
    for region in regions:
        parts[region] = label(t, region, stack)


@kernel
def measure_regions(t, regions, parts, from_middle, room):
    """Measure each of these regions."""
    for region in regions:
        measure(t, region, parts[region], from_middle, room)


@kernel
def collect_edges(t, graph, regions, from_middle, n_edges, edges, room):
    """The edges of these regions one after the other, until `edges` (4, n) is full: part, key, weight, link of each.

    Returns (regions done, edges written); n_edges: (len(regions),) i32, how many each region has.
    """
    total = 0
    for i in range(len(regions)):
        n = edges_of(t, graph, regions[i], from_middle, room)
        if total + n > edges.shape[1]:
            return i, total
        for j in range(n):
            edges[0, total], edges[1, total] = room.out[j], room.key[j]
            edges[2, total], edges[3, total] = room.weight[j], room.via[j]
            total += 1
        n_edges[i] = n
    return len(regions), total


@kernel
def zones(edge_first, edge_to, edge_via, is_gate, is_open, zone, stack):
    """Number the sets of nodes that are connected without passing a gate; zone: (n_nodes,) i32. Returns how many."""
    n_nodes = len(edge_first) - 1
    zone[:] = -1
    count = 0
    for start in range(n_nodes):
        if zone[start] >= 0:
            continue
        zone[start] = count
        stack[0] = start
        top = 1
        while top > 0:
            top -= 1
            here = stack[top]
            for edge in range(edge_first[here], edge_first[here + 1]):
                link = edge_via[edge]
                if link >= 0 and (is_gate[link] or not is_open[link]):
                    continue
                near = edge_to[edge]
                if zone[near] < 0:
                    zone[near] = count
                    stack[top] = near
                    top += 1
        count += 1
    return count
