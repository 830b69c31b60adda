"""What the tests of the city share: small maps in letters, and plain searches to compare with."""

from collections import deque

import numpy as np

from undergrid.city.city import U8, City, District, Ground, Level, Link, LinkKind

LETTERS = {".": Ground.STREET, "#": Ground.BUILDING, ",": Ground.ALLEY, "~": Ground.WATER, " ": Ground.VOID}


def drawn(*levels: str, links: tuple[Link, ...] = ()) -> City:
    """A city of one level for each drawing, all of the same size."""
    grids = [[[LETTERS[letter] for letter in row] for row in level.strip("\n").split("\n")] for level in levels]
    ground = np.array(grids, dtype=np.uint8)
    names = tuple(Level(f"level_{number}") for number in range(len(levels)))
    flat = ground.reshape(-1)
    size = (ground.shape[2], ground.shape[1])
    return City("drawn", *size, names, flat, np.zeros_like(flat), (District("all", "housing"),), (), links, ())


def reached(city: City, start: int, gates: bool) -> U8:
    """(n_cells,) 1 for each cell that can be reached on foot, through gates or not, by the plainest of searches."""
    walk, ways = city.walkable(), dict[int, int]()
    for link in city.links:
        if gates or link.kind != LinkKind.GATE:
            ways[link.a], ways[link.b] = link.b, link.a
    seen = np.zeros(city.n_cells, dtype=np.uint8)
    seen[start] = 1
    todo = deque([start])
    width, height = city.width, city.height
    while todo:
        cell = todo.popleft()
        row, x = divmod(cell, width)
        y = row % height
        near = [cell + 1] * (x + 1 < width) + [cell - 1] * (x > 0)
        near += [cell + width] * (y + 1 < height) + [cell - width] * (y > 0)
        if cell in ways:
            near.append(ways[cell])
        for other in near:
            if walk[other] and not seen[other]:
                seen[other] = 1
                todo.append(other)
    return seen
