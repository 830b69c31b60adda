"""Regions of 32 x 32 cells, their connected parts (nodes), and the edges between parts that touch or share a link.

A *part* is a set of cells of one region that are connected on foot within it. Its key is region * 256 + its number in
the region, in the order of the parts' lowest cells. Distances inside the graph are whole numbers of 1/29 of a straight
step (41 for a diagonal one: 41 / 29 is the root of two to 0.03 %).
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
    """Whether the cell in that direction can be entered from here, for a diagonal also both cells beside the way."""
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
def label(walk, region, width, height, part, stack):
    """Number the connected parts of one region into `part` (255 where nobody can stand); returns how many."""
    first, columns, rows = box_of(region, width, height)
    for y in range(rows):
        for x in range(columns):
            part[first + y * width + x] = NOWHERE
    count = 0
    for y in range(rows):
        for x in range(columns):
            start = first + y * width + x
            if not walk[start] or part[start] != NOWHERE or count == MOST_PARTS:
                continue
            part[start] = count
            stack[0] = y * SIDE + x
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
                        near = first + ny * width + nx
                        if walk[near] and part[near] == NOWHERE:
                            part[near] = count
                            stack[top] = ny * SIDE + nx
                            top += 1
            count += 1
    return count


@kernel
def spread(walk, part, region, wanted, width, height, dist, way, heap, size):
    """Dijkstra within one region, from the cells already on the heap (key dist * 1024 + local cell).

    wanted: the part to stay in, or -1 for all. dist: (1024,) i32, set for the seeds, FAR elsewhere. way: (1024,) u8,
    for each reached cell the direction of the step towards the seeds; set for the seeds.
    """
    first, columns, rows = box_of(region, width, height)
    while size > 0:
        key = heap[0]
        size = pop(heap, size)
        here = key & (CELLS - 1)
        far = key >> 10
        if far > dist[here]:
            continue
        hx = here & 31
        hy = here >> 5
        cell = first + hy * width + hx
        for direction in range(8):
            nx = hx + DX[direction]
            ny = hy + DY[direction]
            if nx < 0 or nx >= columns or ny < 0 or ny >= rows:
                continue
            near = cell + DY[direction] * width + DX[direction]
            if part[near] == NOWHERE or (wanted >= 0 and part[near] != wanted):
                continue
            if direction & 1 and not (walk[cell + DX[direction]] and walk[cell + DY[direction] * width]):
                continue
            length = far + (DIAGONAL if direction & 1 else STRAIGHT)
            there = ny * SIDE + nx
            if length < dist[there]:
                dist[there] = length
                way[there] = (direction + 4) & 7
                size = push(heap, size, (length << 10) | there)


@kernel
def measure(walk, part, region, count, width, height, from_middle, dist, way, heap):
    """Distances of all cells of a region from the middle of their part, into `from_middle` (n_cells, u16).

    The middle of a part is its cell nearest to the mean of its cells, the lowest among equals.
    """
    first, columns, rows = box_of(region, width, height)
    size = 0
    dist[:] = FAR
    for number in range(count):
        n = sum_x = sum_y = 0
        for y in range(rows):
            for x in range(columns):
                if part[first + y * width + x] == number:
                    n += 1
                    sum_x += x
                    sum_y += y
        best = FAR
        middle = 0
        for y in range(rows):
            for x in range(columns):
                if part[first + y * width + x] == number:
                    off = abs(n * x - sum_x) + abs(n * y - sum_y)
                    if off < best:
                        best = off
                        middle = y * SIDE + x
        dist[middle] = 0
        size = push(heap, size, middle)
    spread(walk, part, region, -1, width, height, dist, way, heap, size)
    for y in range(rows):
        for x in range(columns):
            far = dist[y * SIDE + x]
            from_middle[first + y * width + x] = far if far < FAR else OUT_OF_REACH


@kernel
def edges_of(walk, part, region, width, height, from_middle, end_first, end_cell, end_other, end_length, end_link,
             out, key, weight, via):  # fmt: skip
    """The edges that leave the parts of one region: by a step over the border, or by a link that begins there.

    Ends of links are sorted by region: those of region r are end_first[r] up to end_first[r + 1].

    Returns the number of edges, written to out (the part), key (where to), weight (from middle to middle) and via (the
    link, or -1), sorted by these in the order out, key, via.
    """
    first, columns, rows = box_of(region, width, height)
    n = 0
    for y in range(rows):
        inner = 0 < y < rows - 1
        for x in range(0, columns, max(1, columns - 1) if inner else 1):
            cell = first + y * width + x
            if part[cell] == NOWHERE:
                continue
            for direction in range(8):
                nx = x + DX[direction]
                ny = y + DY[direction]
                if (0 <= nx < columns and 0 <= ny < rows) or not can_step(walk, cell, direction, width, height):
                    continue
                near = cell + DY[direction] * width + DX[direction]
                if part[near] == NOWHERE:
                    continue
                length = np.int64(from_middle[cell]) + np.int64(from_middle[near])
                length += DIAGONAL if direction & 1 else STRAIGHT
                to = region_of(near, width, height) * 256 + np.int64(part[near])
                n = _edge(n, np.int64(part[cell]), to, length, -1, out, key, weight, via)
    for end in range(end_first[region], end_first[region + 1]):
        cell, other = end_cell[end], end_other[end]
        if part[cell] == NOWHERE or part[other] == NOWHERE:
            continue
        to = region_of(other, width, height) * 256 + np.int64(part[other])
        if to == region * 256 + np.int64(part[cell]):
            continue
        length = np.int64(from_middle[cell]) + np.int64(from_middle[other]) + end_length[end]
        n = _edge(n, np.int64(part[cell]), to, length, end_link[end], out, key, weight, via)
    return n


@kernel
def _edge(n, start, to, length, link, out, key, weight, via):
    """Insert an edge in its place, or shorten the one that is there already; returns the number of edges."""
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
        out[i] = out[i - 1]
        key[i] = key[i - 1]
        weight[i] = weight[i - 1]
        via[i] = via[i - 1]
    out[at] = start
    key[at] = to
    weight[at] = length
    via[at] = link
    return n + 1


@kernel
def label_regions(walk, regions, width, height, part, parts):
    """Label each of these regions; parts: (n_regions,) i32, how many parts each region has."""
    stack = np.empty(CELLS, dtype=np.int64)
    for region in regions:
        parts[region] = label(walk, region, width, height, part, stack)


@kernel
def measure_regions(walk, part, parts, regions, width, height, from_middle):
    """Measure each of these regions."""
    dist = np.empty(CELLS, dtype=np.int32)
    way = np.empty(CELLS, dtype=np.uint8)
    heap = np.empty(8 * CELLS, dtype=np.int64)
    for region in regions:
        measure(walk, part, region, parts[region], width, height, from_middle, dist, way, heap)


@kernel
def collect_edges(walk, part, regions, width, height, from_middle, end_first, end_cell, end_other, end_length, end_link,
                  n_edges, out, key, weight, via, room):  # fmt: skip
    """The edges of these regions one after the other, until `room` is full.

    Returns (regions done, edges written); n_edges: (len(regions),) i32, how many each region has.
    """
    most = MOST_EDGES
    one_out = np.empty(most, dtype=np.int64)
    one_key = np.empty(most, dtype=np.int64)
    one_weight = np.empty(most, dtype=np.int64)
    one_via = np.empty(most, dtype=np.int64)
    total = 0
    for i in range(len(regions)):
        n = edges_of(walk, part, regions[i], width, height, from_middle, end_first, end_cell, end_other, end_length,
                     end_link, one_out, one_key, one_weight, one_via)  # fmt: skip
        if total + n > room:
            return i, total
        for j in range(n):
            out[total] = one_out[j]
            key[total] = one_key[j]
            weight[total] = one_weight[j]
            via[total] = one_via[j]
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
