"""Where the nodes of a network stand that was read from a file or generated: as the file has it, else by luck.

A place of the file is taken in proportion, so that the whole network fills the city. Without places, the Core stands
in the middle, and each other node on the nearest to what controls it of some cells that are drawn: more of them the
deeper it is, so that lines get shorter from the Core down. In a network by district each stands in its own.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Container, Mapping, Sequence

import numpy as np

from undergrid.city.city import City, Post
from undergrid.city.networks.network import Network
from undergrid.core import luck
from undergrid.core.tables import I64
from undergrid.setup.check.atlas import Atlas
from undergrid.setup.file.model import ScenarioFile

STREAM = luck.stream("setup/network")

NEAR_M = 20  # within which a place that is named says which reader, camera or drone is meant [assumed]
_MOST_DRAWS = 16  # cells that are drawn for a node at most [assumed]


def open_cells(city: City) -> I64:
    """The cells on which a node may stand: those of the city that can be walked, under the sky where there are any."""
    walkable = city.walkable().astype(bool).reshape(len(city.levels), -1)
    for allowed in (city.skies & city.lawful, city.lawful):
        cells = np.flatnonzero((walkable & allowed.astype(bool)[:, None]).ravel())
        if len(cells):
            return cells
    return np.flatnonzero(walkable.ravel())


def middle_of(city: City, cells: I64) -> int:
    """Of some cells the one nearest to the middle of them all, the lowest of equals."""
    rest = cells % city.area
    x, y = rest % city.width, rest // city.width
    return int(cells[np.argmin((x - int(x.mean())) ** 2 + (y - int(y.mean())) ** 2)])


def posts_of(spec: ScenarioFile, atlas: Atlas) -> list[Post]:
    """The posts of the city, then those that the scenario adds; on cell -1 where there is no such place."""
    more = [(post.kind, atlas.place(post.at)) for post in spec.watchers.more]
    return [*atlas.city.posts, *(Post(kind, place.cell if place else -1) for kind, place in more)]


def nearest_post(
    city: City, posts: Sequence[Post], kinds: Container[str], cell: int, taken: Container[int] = ()
) -> int:
    """The number of the post of one of these kinds that is nearest to a cell and near it; -1 for none that is free."""
    best, found = (NEAR_M * 1000 // city.cell_mm) ** 2 + 1, -1
    for number, post in enumerate(posts):
        if post.kind not in kinds or post.cell < 0 or post.cell // city.area != cell // city.area or number in taken:
            continue
        dx, dy = post.cell % city.width - cell % city.width, post.cell // city.width - cell // city.width
        if dx * dx + dy * dy < best:
            best, found = dx * dx + dy * dy, number
    return found


def depths(n: int, ends: Sequence[tuple[int, int]], core: int) -> tuple[list[int], list[int]]:
    """(wires from the Core, the node before it on that way) of each node; -1 for those without a way, and the Core."""
    beside: list[list[int]] = [[] for _ in range(n)]
    for a, b in ends:
        beside[a].append(b)
        beside[b].append(a)
    deep, before = [-1] * n, [-1] * n
    deep[core] = 0
    todo = deque([core])
    while todo:
        here = todo.popleft()
        for there in beside[here]:
            if deep[there] < 0:
                deep[there], before[there] = deep[here] + 1, here
                todo.append(there)
    return deep, before


def stand(
    city: City, network: Network, core: int, given: Mapping[int, int], districts: Sequence[int], seed: int
) -> list[int]:
    """The cell of each node of a network.

    core: which of them controls, or one beyond them. given: cells of nodes that are known. districts: of each node the
    one that it belongs to, -1 for none, or nothing where that is not known of any. The same seed gives the same places.
    """
    cells = open_cells(city)
    if network.place is not None:
        return _as_drawn(city, network, given, cells)
    ends = list(zip(network.a.tolist(), network.b.tolist(), strict=True))
    core = core if core < network.n else 0
    deep, before = depths(network.n, ends, core)
    by_district = {d: cells[np.asarray(city.district_of)[cells] == d] for d in set(districts) - {-1}}
    key = luck.make_key(seed, 0, STREAM)
    found = [given.get(node, -1) for node in range(network.n)]
    for node in sorted(range(network.n), key=lambda node: (deep[node] < 0, deep[node], node)):
        if found[node] >= 0:
            continue
        among = by_district.get(districts[node], cells) if districts else cells
        if node == core:
            found[node] = middle_of(city, among)
            continue
        draws = min(_MOST_DRAWS, 4 ** max(0, deep[node] - 1))
        drawn = among[[int(luck.below(key, node, len(among), nth)) for nth in range(draws)]]
        parent = found[before[node]] if before[node] >= 0 else int(drawn[0])
        found[node] = int(drawn[np.argmin(_squared(city, drawn, parent))])
    return found


def _as_drawn(city: City, network: Network, given: Mapping[int, int], cells: I64) -> list[int]:
    """Where a file shows its nodes, in proportion, on the nearest open cell."""
    place = network.place
    assert place is not None
    rest = cells % city.area
    low = np.array([(rest % city.width).min(), (rest // city.width).min()])
    high = np.array([(rest % city.width).max(), (rest // city.width).max()])
    least, most = place.min(axis=0), place.max(axis=0)
    share = (place - least) / np.where(most > least, most - least, 1)
    spots = np.rint(low + share * (high - low)).astype(np.int64)
    level = int(cells[0]) // city.area
    on_level = np.zeros(city.area, bool)
    on_level[rest[cells // city.area == level]] = True
    found = []
    for node, (x, y) in enumerate(spots.tolist()):
        found.append(given.get(node, -1))
        if found[node] < 0:
            found[node] = level * city.area + _nearest_open(on_level.reshape(city.height, city.width), x, y)
    return found


def _nearest_open(is_open: np.ndarray, x: int, y: int) -> int:
    """The open cell nearest to a spot, the lowest of equals; there is one."""
    height, width = is_open.shape
    for reach in range(max(height, width)):
        top, left = max(0, y - reach), max(0, x - reach)
        ys, xs = np.nonzero(is_open[top : y + reach + 1, left : x + reach + 1])
        if len(ys):
            squared = (ys + top - y) ** 2 + (xs + left - x) ** 2
            best = int(np.argmin(squared))
            return int((ys[best] + top) * width + xs[best] + left)
    raise ValueError("no cell is open")


def _squared(city: City, cells: I64, there: int) -> I64:
    """How far cells are from one, in cells squared; other levels as if they were the same."""
    rest, to = cells % city.area, there % city.area
    found: I64 = (rest % city.width - to % city.width) ** 2 + (rest // city.width - to // city.width) ** 2
    return found
