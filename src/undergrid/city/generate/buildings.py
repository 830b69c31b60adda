"""What the buildings of a generated city are for, how many people they hold, and where their doors are."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from undergrid.city.city import Building, Ground, Use, ground_column
from undergrid.city.connected import flood
from undergrid.city.generate.plan import USES_BY_KIND, WORK_SHARE, Draws
from undergrid.city.generate.street import STREET_LEVEL, Draft, Plot

NAMES: dict[Use, tuple[str, ...]] = {
    Use.PODS: ("pods",),
    Use.OFFICES: ("offices",),
    Use.VATS: ("soy_vats",),
    Use.FARM: ("memory_farm",),
    Use.RECLAMATION: ("reclamation",),
    Use.REFUGE: ("refuge",),
    Use.STATION: ("station",),
    Use.DISUSED: ("parlour", "shop", "arcade", "chapel"),
}

# every city has at least one of each; where the draws gave none, it goes into a district of this kind
NEEDED: tuple[tuple[Use, str], ...] = (
    (Use.VATS, "works"),
    (Use.FARM, "works"),
    (Use.RECLAMATION, "works"),
    (Use.STATION, "centre"),
    (Use.OFFICES, "centre"),
    (Use.DISUSED, "edge"),
)


def close_pockets(draft: Draft, level: int, start: int) -> None:
    """Turn walkable cells of a level that cannot be reached on foot from `start` (cell) into the mass of a building."""
    ground = draft.ground[level].reshape(-1)
    walk = ground_column("walkable")[ground]
    reached = np.zeros(walk.shape, dtype=np.uint8)
    flood(walk, draft.size, start - level * len(walk), reached, np.empty(len(walk), dtype=np.int32))
    ground[(walk == 1) & (reached == 0)] = Ground.BUILDING


def furnish(draft: Draft) -> None:
    """Decide the use of every plot, its door and its capacity, and add the buildings."""
    uses = _uses(draft)
    area: dict[Use, int] = dict.fromkeys(Use, 0)
    for plot, use in zip(draft.plots, uses, strict=True):
        area[use] += plot.area
    pods = draft.people * (100 + draft.plan.spare_pods_percent)
    rooms = {use: draft.people * share for use, share in WORK_SHARE.items()} | {Use.PODS: pods}
    count: dict[str, int] = {}
    naming = draft.draws("names")
    for plot, use in zip(draft.plots, uses, strict=True):
        word = naming.pick(NAMES[use])
        count[word] = count.get(word, 0) + 1
        name = f"{word}_{count[word]}"
        if use in rooms:
            capacity = -(-plot.area * rooms[use] // (100 * area[use]))  # rounded up: together they hold everybody
        else:
            capacity = max(2, plot.area // 4)
        x0, y0, x1, y1 = plot.box
        door = find_door(draft, plot, use)
        if door < 0:
            raise ValueError(f"{name} has no side to put a door on")
        draft.buildings.append(Building(name, use, STREET_LEVEL, x0, y0, x1 - x0, y1 - y0, door, capacity, plot.sector))


def _uses(draft: Draft) -> list[Use]:
    draws = draft.draws("uses")
    kinds = [draft.districts[plot.sector].kind for plot in draft.plots]
    uses = [draws.weighted(USES_BY_KIND[kind]) for kind in kinds]
    if draft.plots and draft.plots[0].box[2] - draft.plots[0].box[0] > 4:
        uses[0] = Use.OFFICES  # the tower in the middle
    fixed: set[int] = set()
    for use, kind in NEEDED:
        found = [i for i, given in enumerate(uses) if given == use and i not in fixed]
        if not found:
            near = [i for i, given in enumerate(kinds) if given == kind and i not in fixed]
            near = near or [i for i in range(len(uses)) if i not in fixed]
            found = [max(near, key=lambda i: (draft.plots[i].area, -i))]
            uses[found[0]] = use
        fixed.add(max(found, key=lambda i: (draft.plots[i].area, -i)))
    if Use.PODS not in uses:
        uses[max(i for i in range(len(uses)) if i not in fixed)] = Use.PODS
    return uses


def find_door(draft: Draft, plot: Plot, use: Use) -> int:
    """A walkable cell beside a building: towards a street, or for disused buildings an alley; -1 if there is none."""
    ground = draft.ground[STREET_LEVEL]
    x0, y0, x1, y1 = plot.box
    around = ground[y0 - 1 : y1 + 1, x0 - 1 : x1 + 1]
    mass = np.zeros(around.shape, dtype=bool)
    mass[1:-1, 1:-1] = around[1:-1, 1:-1] == Ground.BUILDING
    beside = np.zeros(around.shape, dtype=bool)
    beside[:-1] |= mass[1:]
    beside[1:] |= mass[:-1]
    beside[:, :-1] |= mass[:, 1:]
    beside[:, 1:] |= mass[:, :-1]
    liking = np.where(beside, (LIKING_DISUSED if use == Use.DISUSED else LIKING)[around], 0)
    best = int(liking.max())
    if best == 0:
        return -1
    draws = Draws(draft.seed, f"door/{x0}/{y0}")
    spots = np.argwhere(liking == best)
    for _ in range(8):
        y, x = (int(v) for v in spots[draws.below(len(spots))])
        door = draft.cell(STREET_LEVEL, x0 - 1 + x, y0 - 1 + y)
        if door not in draft.link_ends:
            break
    return door


def _liking(order: tuple[Ground, ...]) -> npt.NDArray[np.int64]:
    column = np.zeros(len(Ground), dtype=np.int64)
    for place, kind in enumerate(order):
        column[kind] = len(order) - place
    return column


LIKING = _liking((Ground.STREET, Ground.PLAZA, Ground.ALLEY, Ground.RUBBLE))
LIKING_DISUSED = _liking((Ground.ALLEY, Ground.RUBBLE, Ground.STREET, Ground.PLAZA))
