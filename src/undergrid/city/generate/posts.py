"""Posts and places of a generated city: its readers, cameras, Sentinels and drones; and the cells scenarios name."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from undergrid.city.city import Ground, LinkKind, Post, Use
from undergrid.city.generate.levels import nearest
from undergrid.city.generate.plan import Draws
from undergrid.city.generate.street import ONE, STREET_LEVEL, TURN, UNDERBELLY, WALL, Draft, at


def add_posts(draft: Draft) -> None:
    """Add readers where people must pass, cameras where they gather, Sentinels at gates and on the wall, and drones."""
    plan, people = draft.plan, draft.people
    gates = [(number, draft.links[number]) for number in draft.gates]
    crossings, plazas = _crossings(draft), _plaza_cells(draft)
    downs = [link.a for link in draft.links if link.kind != LinkKind.GATE]

    for number, gate in gates:
        x, y = draft.where(gate.a)
        draft.posts.append(Post("sentinel", _beside(draft, x, y), link=number))
    around = (draft.radius + 1) * 44 // 7
    beat = _wall_beat(draft, 2 * around)
    walkers = max(1, around // plan.wall_sentinel_every)
    for i in range(walkers):
        turned = beat[i * len(beat) // walkers :] + beat[: i * len(beat) // walkers]
        draft.posts.append(Post("sentinel", turned[0], beat=turned))

    readers = [gate.a for _, gate in gates]
    n_readers = max(len(readers) + 2, people * plan.readers_per_thousand // 1000)
    half = draft.draws("readers").shuffled(downs)[: max(1, n_readers // 3)]
    _spread(draft, readers, half + crossings, n_readers, "readers/order", keep=len(half))
    draft.posts.extend(Post("reader", cell, link=draft.gates[i] if i < len(gates) else -1)
                       for i, cell in enumerate(readers))  # fmt: skip

    cameras = [draft.cell(STREET_LEVEL, *_inward(draft, angle)) for angle in draft.gate_angles]
    n_cameras = max(len(cameras) + 2, people * plan.cameras_per_thousand // 1000)
    _spread(draft, cameras, plazas + crossings, n_cameras, "cameras/order", keep=len(plazas))
    draft.posts.extend(Post("camera", cell) for cell in cameras)
    _add_drones(draft, crossings)


def _beside(draft: Draft, x: int, y: int) -> int:
    """The walkable cell beside a gate where its Sentinel stands."""
    walkable = (Ground.STREET, Ground.PLAZA)
    street = draft.ground[STREET_LEVEL]
    for dx, dy in ((1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (-1, 1), (-1, -1), (1, -1)):
        if street[y + dy, x + dx] in walkable:
            return draft.cell(STREET_LEVEL, x + dx, y + dy)
    raise ValueError("a gate without room beside it")


def _inward(draft: Draft, angle: int) -> tuple[int, int]:
    """A walkable cell a few steps inside a gate."""
    for back in range(4, 12):
        x, y = at(draft, angle, draft.radius - back)
        if draft.ground[STREET_LEVEL, y, x] in (Ground.STREET, Ground.PLAZA, Ground.ALLEY):
            return x, y
    raise ValueError("no open ground inside a gate")


def _crossings(draft: Draft) -> list[int]:
    """Cells where streets meet: open for three cells in at least three directions, alleys not counted."""
    street = draft.ground[STREET_LEVEL]
    open_ = np.pad((street == Ground.STREET) | (street == Ground.PLAZA), 3)
    size = draft.size
    arms = np.zeros((size, size), dtype=np.uint8)
    for dx, dy in ((1, 0), (0, 1), (-1, 0), (0, -1)):
        arm = np.ones((size, size), dtype=bool)
        for step in (1, 2, 3):
            arm &= open_[3 + dy * step : 3 + dy * step + size, 3 + dx * step : 3 + dx * step + size]
        arms += arm
    return [int(cell) for cell in np.nonzero((arms >= 3).reshape(-1) & (street.reshape(-1) == Ground.STREET))[0]]


def _plaza_cells(draft: Draft) -> list[int]:
    """One open cell near the middle of every plaza that has one."""
    street = draft.ground[STREET_LEVEL]
    cells = []
    for _, (x0, y0, x1, y1) in draft.plazas:
        found = np.argwhere(street[y0:y1, x0:x1] == Ground.PLAZA)
        if len(found):
            y, x = (int(v) for v in found[len(found) // 2])
            cells.append(draft.cell(STREET_LEVEL, x0 + x, y0 + y))
    return cells


def _spread(draft: Draft, chosen: list[int], cells: list[int], wanted: int, name: str, keep: int) -> None:
    """Add cells to `chosen` until there are `wanted`, no two too near: the first `keep` in order, the rest as drawn."""
    spacing = draft.plan.spacing
    taken = {_square(draft, cell, spacing) for cell in chosen}
    draws = draft.draws(name)
    for cell in [*cells[:keep], *draws.shuffled(cells[keep:])]:
        if len(chosen) >= wanted:
            return
        square = _square(draft, cell, spacing)
        if square not in taken:
            taken.add(square)
            chosen.append(cell)


def _square(draft: Draft, cell: int, spacing: int) -> tuple[int, int]:
    x, y = draft.where(cell)
    return x // spacing, y // spacing


def _wall_beat(draft: Draft, turns: int) -> tuple[int, ...]:
    """The cells of a beat once around the top of the wall, looked for at so many points: each beside the one before, as
    a straight line between two that lie apart would leave the ring.
    """
    cells: list[int] = []
    top = draft.ground[WALL] == Ground.WALKWAY
    for i in range(turns):
        x, y = at(draft, i * TURN // turns, draft.radius + draft.thickness // 2)
        found = nearest(top, x, y, 3)
        if found is not None and draft.cell(WALL, *found) not in cells[-1:]:
            cells.append(draft.cell(WALL, *found))
    return tuple(cells)


def _add_drones(draft: Draft, crossings: list[int]) -> None:
    """Add drones to every sector by its number of crossings, each with its own closed round over some of them."""
    total = max(2, draft.people * draft.plan.drones_per_thousand // 1000)
    sector_of = draft.district[STREET_LEVEL].reshape(-1)
    by_sector: list[list[int]] = [[] for _ in range(draft.n_sectors)]
    for cell in crossings:
        by_sector[int(sector_of[cell])].append(cell)
    n_crossings = max(1, len(crossings))
    done = 0
    for sector, cells in enumerate(by_sector):
        upto = sum(len(c) for c in by_sector[: sector + 1]) * total // n_crossings
        draws = draft.draws(f"drones/{sector}")
        while done < upto and cells:
            beat = _round(draft, cells, draws)
            draft.posts.append(Post("drone", beat[0], beat=beat))
            done += 1


def _round(draft: Draft, cells: list[int], draws: Draws) -> tuple[int, ...]:
    """Some cells of a sector in the order of their direction from their middle: a closed round that does not cross."""
    chosen = sorted({draws.pick(cells) for _ in range(draft.plan.beat_cells)})
    points = [draft.where(cell) for cell in chosen]
    mx, my = sum(p[0] for p in points) // len(points), sum(p[1] for p in points) // len(points)
    order = sorted(range(len(chosen)), key=lambda i: (_angle(points[i][0] - mx, points[i][1] - my), chosen[i]))
    return tuple(chosen[i] for i in order)


def _angle(dx: int, dy: int) -> int:
    """Diamond angle of an offset."""
    reach = max(1, abs(dx) + abs(dy))
    along = abs(dy) * ONE // reach
    angle = along if dx >= 0 else 2 * ONE - along
    return angle if dy >= 0 else (TURN - angle) % TURN


def add_places(draft: Draft) -> None:
    """Name the cells that scenarios speak of."""
    street = draft.ground[STREET_LEVEL]
    for sector in range(draft.n_sectors):
        here = draft.district[STREET_LEVEL] == sector
        ys, xs = np.nonzero(here & ((street == Ground.PLAZA) | (street == Ground.STREET)))
        draft.places[f"sector_{sector + 1}"] = _central(draft, ys, xs)
    for name, use in (("soy_vats", Use.VATS), ("memory_farms", Use.FARM), ("reclamation", Use.RECLAMATION)):
        largest = max((b for b in draft.buildings if b.use == use), key=lambda b: (b.capacity, -b.door))
        draft.places[name] = largest.door
    draft.places["parlour_alley"] = _parlour_alley(draft)


def _central(draft: Draft, ys: npt.NDArray[np.int64], xs: npt.NDArray[np.int64]) -> int:
    """Of these cells, the one nearest to their middle."""
    my, mx = int(ys.sum()) // len(ys), int(xs.sum()) // len(xs)
    best = int(((ys - my) ** 2 + (xs - mx) ** 2).argmin())
    return draft.cell(STREET_LEVEL, int(xs[best]), int(ys[best]))


def _parlour_alley(draft: Draft) -> int:
    """The alley at the door of a disused parlour, in the same sector as the bunker if there is one."""
    home = draft.district[UNDERBELLY].reshape(-1)[draft.places["bunker"] - UNDERBELLY * draft.size**2]
    sector = int(home) - draft.n_sectors
    ground = draft.ground.reshape(-1)
    disused = [b for b in draft.buildings if b.use == Use.DISUSED]

    def rank(i: int) -> tuple[bool, bool, bool, int]:
        b = disused[i]
        return (ground[b.door] != Ground.ALLEY, b.district != sector, not b.name.startswith("parlour"), i)

    return disused[min(range(len(disused)), key=rank)].door
