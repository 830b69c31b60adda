"""Grid geometry, fields, paths and graphs give the same numbers compiled and as plain Python, dead ends included."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from undergrid.core import graphs, grid
from undergrid.core.fields import EXACT, FlowFields, Links, costs, flow_field
from undergrid.core.paths import PathFinder


def numbers():
    """A digest of a little of everything."""
    draw = np.random.default_rng(7)
    digest = hashlib.blake2b(digest_size=16)

    def add(values):
        digest.update(np.ascontiguousarray(values, dtype=np.int64).tobytes())

    opaque = (draw.random(2 * 14 * 11) < 0.3).astype(np.uint8)
    walk = 1 - opaque
    for x, y, radius in ((0, 0, -1), (6, 5, 4), (13, 10, 9)):
        seen, cells = np.zeros(308, dtype=np.uint8), np.empty(308, dtype=np.int32)
        n = grid.field_of_view(opaque, 14, 11, 154 + y * 14 + x, radius, seen, cells)
        add(cells[:n])
        add([grid.sees(opaque, 14, 154, x, y, cell % 14, cell // 14) for cell in range(154)])
    add([grid.steps_from(walk, 14, 11, cell) for cell in range(308)])
    add([grid.isqrt(n * n * n) for n in range(0, 100_000, 997)])

    ends = draw.permutation(np.flatnonzero(walk))[:8]
    links = Links.between(308, ends[:4], ends[4:], [1, 700, 9000, 70_000])
    extra, is_open = draw.integers(0, 3000, 308).astype(np.uint16), np.array([1, 1, 0, 1], dtype=np.uint8)
    cost, way = costs(308, 2000), np.empty(308, dtype=np.uint8)
    fields, finder = FlowFields(14, 11, 2, links), PathFinder(14, 11, 2, links)
    for start, goal in draw.integers(0, 308, (12, 2)).tolist():
        fields.fill(walk, [start, goal], cost, way, is_open, extra)
        add(cost)
        add(way)
        path = finder.find_path(walk, start, goal, is_open, extra)
        add([*path.cells, path.length])
    for field in flow_field(walk[:154], 14, 11, np.flatnonzero(walk[:154])[:2], EXACT):
        add(field)

    a, b, weight = draw.integers(0, [[30], [30], [5]], (3, 45))
    graph = graphs.from_edges(30, a, b, weight)
    on = (draw.random(45) < 0.8).astype(np.uint8)
    for result in (*graphs.shortest(graph, 3, edge_on=on), *graphs.breadth_first(graph, [3, 9])):
        add(result)
    add(graphs.components(graph, edge_on=on))
    simple = graphs.simple_graph(30, a, b)
    add(simple.to)
    for result in graphs.removal(simple, graphs.by_degree_recomputed(simple), 4):
        add(result)
    add(graphs.betweenness(simple).view(np.int64))  # to the last bit
    reach = graphs.Reach(graph, 3)
    add([reach.lose_edges(range(0, 45, 7)), reach.lose_nodes([5, 9]), reach.mend([5]), *reach.reached])
    ground = (graphs.components(graph, edge_on=on) == np.arange(30)).astype(np.uint8)
    currents = graphs.Currents(graph, a.astype(np.int32), b.astype(np.int32), 1 / (1 + weight))
    currents.prepare(on, ground)
    add(currents.potentials(draw.random(30)).view(np.int64))
    return digest.hexdigest()


def test_compiled_and_uncompiled_geometry_give_the_same_numbers():
    found = subprocess.run(
        [sys.executable, "-c", "import test_geometry_uncompiled as t; print(t.numbers())"],
        cwd=Path(__file__).parent,
        env={**os.environ, "UNDERGRID_JIT": "0"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == numbers()
