"""Line of sight, field of view, flow fields, paths and graphs alone. Prints one JSON object.

    python benchmarks/geometry.py [FILE.map]

Without a map, a grid of 1024 x 1024 with 12 walls in a hundred cells stands in for one.
"""

import json
import sys
from time import perf_counter

import numpy as np

from undergrid.bench import machine
from undergrid.city.maps.movingai import read_map
from undergrid.core import graphs, grid
from undergrid.core.fields import EXACT, STRAIGHT_MM, FlowFields, costs
from undergrid.core.jit import kernel
from undergrid.core.paths import PathFinder


def best(work, times=7):
    """The least seconds that `work` took, the first call (which may compile) left out."""
    work()
    spent = []
    for _ in range(times):
        began = perf_counter()
        work()
        spent.append(perf_counter() - began)
    return min(spent)


@kernel
def lines(opaque, width, ends):
    """How many of the lines see their end, and how many cells they cross."""
    seen = crossed = 0
    for i in range(ends.shape[0]):
        ax, ay, bx, by = ends[i, 0], ends[i, 1], ends[i, 2], ends[i, 3]
        seen += 1 if grid.sees(opaque, width, 0, ax, ay, bx, by) else 0
        crossed += max(abs(ax - bx), abs(ay - by))
    return seen, crossed


def main():
    if len(sys.argv) > 1:
        town = read_map(sys.argv[1])
        width, height, walk = town.width, town.height, town.walkable()
    else:
        width = height = 1024
        walk = (np.random.default_rng(1).random(width * height) >= 0.12).astype(np.uint8)
    draw = np.random.default_rng(2)
    clear = np.zeros(width * height, dtype=np.uint8)
    floor = np.flatnonzero(walk)
    ends = draw.integers(0, min(width, height), (20_000, 4))
    _, crossed = lines(clear, width, ends)
    seen, cells = np.zeros(width * height, dtype=np.uint8), np.empty(width * height, dtype=np.int32)
    found = {"sum_of_ten_million_ms": 1e3 * best(np.arange(10_000_000).sum)}  # how fast the machine is
    found["sees_ns_a_cell"] = 1e9 * best(lambda: lines(clear, width, ends)) / crossed

    def look():
        n = grid.field_of_view(clear, width, height, height // 2 * width + width // 2, 20, seen, cells)
        seen[cells[:n]] = 0
        return n

    found["field_of_view_ns_a_cell"] = 1e9 * best(look) / look()
    way, goal = np.empty(width * height, dtype=np.uint8), floor[len(floor) // 2]
    pairs = draw.choice(floor, (100, 2)).tolist()
    for unit, straight in (("mm", STRAIGHT_MM), ("exact", EXACT)):
        fields, cost = FlowFields(width, height, straight=straight), costs(width * height, straight)
        finder = PathFinder(width, height, straight=straight)
        found[f"flow_field_{unit}_ms"] = 1e3 * best(lambda f=fields, c=cost: f.fill(walk, [goal], c, way))
        found[f"path_{unit}_ms"] = 10 * best(lambda f=finder: [f.find_path(walk, a, b) for a, b in pairs], times=2)
    n, m = 100_000, 300_000
    graph = graphs.from_edges(n, *draw.integers(0, n, (2, m)), draw.integers(1, 100, m))
    for search in (graphs.shortest, graphs.breadth_first):
        found[f"{search.__name__}_100k_nodes_ms"] = 1e3 * best(lambda s=search: s(graph, 0))
    found["components_100k_nodes_ms"] = 1e3 * best(lambda: graphs.components(graph))
    found = {name: round(value, 2) for name, value in found.items()}
    print(json.dumps({"machine": machine(), "width": width, "height": height} | found))


if __name__ == "__main__":
    main()
