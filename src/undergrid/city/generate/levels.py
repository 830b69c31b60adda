"""The other levels of a generated city: the underbelly, the top of the wall and the Outzone, and what joins them."""

from __future__ import annotations

from itertools import pairwise
from math import isqrt

import numpy as np
import numpy.typing as npt

from undergrid.city.city import Building, District, Ground, LinkKind, Use
from undergrid.city.generate.plan import Draws
from undergrid.city.generate.street import OUTSIDE, STREET_LEVEL, TURN, UNDERBELLY, WALL, Box, Compass, Draft, at, cut

STEPS = ((1, 0), (0, 1), (-1, 0), (0, -1))


def draw_tunnels(draft: Draft, compass: Compass) -> None:
    """Draw the main tunnels under ring roads and avenues, and the service tunnels that branch off them."""
    ground = draft.ground[UNDERBELLY]
    plan, width = draft.plan, draft.plan.tunnel_width
    tunnels = compass.disc(width)
    for edge in draft.ring_edges:
        tunnels |= compass.ring(edge - 1, edge - 1 + width)
    last = draft.radius - draft.avenue - 1  # one ring just inside the wall
    tunnels |= compass.ring(last - width, last)
    outer = [*draft.ring_edges[1:], last]
    for ring, angles in enumerate(draft.radials):
        band = compass.ring(0 if ring == 0 else draft.ring_edges[ring], outer[ring])
        for angle in angles:
            tunnels |= band & compass.ray(angle, width)
    for ring, inner in enumerate(draft.ring_edges):  # service tunnels: once around, and out from the middle of sectors
        if outer[ring] - inner < plan.service_from:
            continue
        around = (inner + outer[ring]) // 2
        tunnels |= compass.ring(around - 1, around)
        angles = draft.radials[ring]
        band = compass.ring(inner, outer[ring])
        for here, after in pairwise([*angles, angles[0] + TURN]):
            tunnels |= band & compass.ray((here + after) // 2, 1)
    fill_corners(tunnels)
    ground[tunnels] = Ground.TUNNEL
    draft.district[UNDERBELLY] = draft.n_sectors + draft.district[STREET_LEVEL]
    for number in range(draft.n_sectors):
        draft.districts.append(District(f"underbelly_{number + 1}", "underbelly"))


def fill_corners(open_here: npt.NDArray[np.bool_]) -> None:
    """Open one more cell wherever two open cells touch by a corner only: nobody walks through such a corner."""
    for near, far, beside, other in (
        (np.s_[:-1, :-1], np.s_[1:, 1:], np.s_[1:, :-1], np.s_[:-1, 1:]),
        (np.s_[:-1, 1:], np.s_[1:, :-1], np.s_[1:, 1:], np.s_[:-1, :-1]),
    ):
        open_here[beside] |= open_here[near] & open_here[far] & ~open_here[other]


def dig_to(draft: Draft, x: int, y: int) -> int:
    """Dig a straight side tunnel from (x, y) to the nearest tunnel along a row or column.

    Returns:
        the number of cells dug, 0 if (x, y) is a tunnel already, -1 if no tunnel lies straight ahead on any side.
    """
    ground = draft.ground[UNDERBELLY]
    if ground[y, x] == Ground.TUNNEL:
        return 0
    best, direction = 0, (0, 0)
    for dx, dy in STEPS:
        column = ground[y, x::dx] if dx else ground[y::dy, x]
        hits = np.nonzero(column == Ground.TUNNEL)[0]
        blocked = np.nonzero(column == Ground.BUILDING)[0]
        if len(hits) and (not len(blocked) or blocked[0] > hits[0]) and (best == 0 or hits[0] < best):
            best, direction = int(hits[0]), (dx, dy)
    if best == 0:
        return -1
    dx, dy = direction
    if dx:
        ground[y, x : x + dx * best : dx] = Ground.TUNNEL
    else:
        ground[y : y + dy * best : dy, x] = Ground.TUNNEL
    return best


def join_underbelly(draft: Draft) -> None:
    """Add stairs from alleys, a lift at each sector's plaza, chambers, and perhaps an old tunnel to the first gate."""
    plan, draws = draft.plan, draft.draws("stairs")
    street = draft.ground[STREET_LEVEL]
    for number, (sector, (x0, y0, x1, y1)) in enumerate(draft.plazas):
        if number == 0 or draft.plazas[number - 1][0] != sector:  # the first plaza of each sector
            spot = _walkable_near(draft, (x0 + x1) // 2, (y0 + y1) // 2, 4)
            if spot and dig_to(draft, *spot) >= 0:
                _down(draft, LinkKind.LIFT, *spot, plan.lift_mm, f"lift_{sector + 1}")
    alleys = np.argwhere((street == Ground.ALLEY) & _has_open_side(street))
    wanted = max(4, int((street != Ground.VOID).sum()) // plan.cells_per_stair)
    number = 0
    for _ in range(wanted * 3):
        if number == wanted or len(alleys) == 0:
            break
        y, x = (int(v) for v in alleys[draws.below(len(alleys))])
        if _crowded(draft, x, y, 4) or dig_to(draft, x, y) < 0:
            continue
        number += _down(draft, LinkKind.STAIRS, x, y, plan.stair_mm, f"stairs_{number + 1}")
        if draws.percent(35):
            _chamber(draft, x, y, draws)
    for gate in draft.gate_angles[:1]:  # an old service tunnel that comes up near the first gate
        if draws.percent(plan.escape_tunnel_percent):
            x, y = at(draft, (gate + TURN // 90) % TURN, draft.radius - draft.avenue - 3)
            spot = _walkable_near(draft, x, y, 6)
            if spot and dig_to(draft, *spot) >= 0:
                _down(draft, LinkKind.TUNNEL, *spot, plan.stair_mm * 2, "old_tunnel")


def _has_open_side(street: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Cells with something other than a building on at least one side; keeps stairs out of one-cell pockets."""
    solid = np.pad(street <= Ground.GLASS, 1, constant_values=True)
    return ~(solid[:-2, 1:-1] & solid[2:, 1:-1] & solid[1:-1, :-2] & solid[1:-1, 2:])


def _crowded(draft: Draft, x: int, y: int, distance: int) -> bool:
    """Whether a link already begins near (x, y) on the street."""
    for dy in range(-distance, distance + 1):
        for dx in range(-distance, distance + 1):
            if draft.cell(STREET_LEVEL, x + dx, y + dy) in draft.link_ends:
                return True
    return False


def _walkable_near(draft: Draft, x: int, y: int, distance: int) -> tuple[int, int] | None:
    """The first free street cell in growing squares around (x, y)."""
    street = draft.ground[STREET_LEVEL]
    open_kinds = (Ground.STREET, Ground.PLAZA, Ground.ALLEY)
    for reach in range(distance + 1):
        for dy in range(-reach, reach + 1):
            for dx in range(-reach, reach + 1):
                if max(abs(dx), abs(dy)) != reach or street[y + dy, x + dx] not in open_kinds:
                    continue
                if draft.cell(STREET_LEVEL, x + dx, y + dy) not in draft.link_ends:
                    return x + dx, y + dy
    return None


def _down(draft: Draft, kind: LinkKind, x: int, y: int, length_mm: int, name: str) -> bool:
    return draft.join(kind, draft.cell(STREET_LEVEL, x, y), draft.cell(UNDERBELLY, x, y), length_mm, name)


def _chamber(draft: Draft, x: int, y: int, draws: Draws) -> None:
    """Dig a vault around a point of the underbelly: somewhere to trade, wait and hide."""
    wide, high = draws.between(2, 4), draws.between(2, 3)
    view = draft.ground[UNDERBELLY][y - high : y + high + 1, x - wide : x + wide + 1]
    view[view == Ground.VOID] = Ground.TUNNEL


def add_bunker(draft: Draft, sector: int, name: str) -> int:
    """Add a refuge in a disused basement, off a side tunnel beneath a sector. Returns its door, -1 without room."""
    ground = draft.ground[UNDERBELLY]
    street = draft.ground[STREET_LEVEL]
    below = (
        (draft.district[UNDERBELLY] == draft.n_sectors + sector) & (street != Ground.VOID) & (street != Ground.GLASS)
    )
    draws = draft.draws(f"bunker/{name}")
    spots = draws.shuffled(np.argwhere(below & (ground == Ground.VOID)).tolist())
    for wide, high in ((5, 4), (3, 3), (3, 2)):
        for y, x in spots:
            x0, y0 = x - wide // 2, y - high
            room = ground[y0 - 1 : y + 2, x0 - 1 : x0 + wide + 1]
            if room.shape != (high + 3, wide + 2) or (room != Ground.VOID).any() or not below[y0, x0 : x0 + wide].all():
                continue
            ground[y0:y, x0 : x0 + wide] = Ground.BUILDING
            if dig_to(draft, x, y) > 0:
                door, district = draft.cell(UNDERBELLY, x, y), draft.n_sectors + sector
                beds = draft.plan.refuge_beds
                draft.buildings.append(Building(name, Use.REFUGE, UNDERBELLY, x0, y0, wide, high, door, beds, district))
                return door
            ground[y0:y, x0 : x0 + wide] = Ground.VOID
    return -1


def draw_wall(draft: Draft, compass: Compass) -> None:
    """The walkway on top of the glass, and lifts up to it beside every gate and between them."""
    ring = compass.ring(draft.radius, draft.radius + draft.thickness)
    draft.ground[WALL][ring] = Ground.WALKWAY
    draft.district[WALL] = len(draft.districts)
    draft.districts.append(District("wall", "wall"))
    angles = sorted((angle + turn) % TURN for angle in draft.gate_angles for turn in (TURN // 40, TURN // 7))
    for number, angle in enumerate(angles):
        spot = _walkable_near(draft, *at(draft, angle, draft.radius - 1), 3)
        if spot is None:
            continue
        top = nearest(draft.ground[WALL] == Ground.WALKWAY, *spot, 8)
        if top is not None:
            foot, head = draft.cell(STREET_LEVEL, *spot), draft.cell(WALL, *top)
            draft.join(LinkKind.LIFT, foot, head, draft.plan.wall_lift_mm, f"wall_lift_{number + 1}")


def nearest(wanted: npt.NDArray[np.bool_], x: int, y: int, distance: int) -> tuple[int, int] | None:
    """The wanted cell nearest to (x, y) at most `distance` across and down, the first in reading order; or None."""
    x0, y0 = max(0, x - distance), max(0, y - distance)
    found = np.argwhere(wanted[y0 : y + distance + 1, x0 : x + distance + 1])
    if len(found) == 0:
        return None
    far = (found[:, 0] + y0 - y) ** 2 + (found[:, 1] + x0 - x) ** 2
    best = found[int(far.argmin())]
    return int(best[1]) + x0, int(best[0]) + y0


def draw_outside(draft: Draft, compass: Compass) -> None:
    """The dead city around the wall: blocks of ruins and waste, and a bare strip along the glass."""
    ground = draft.ground[OUTSIDE]
    outer = draft.radius + draft.thickness
    beyond = ~compass.disc(outer)
    ground[beyond] = Ground.WASTE
    ground[compass.ring(draft.radius, outer)] = Ground.GLASS
    draft.district[OUTSIDE] = len(draft.districts)
    draft.districts.append(District("outzone", "outside"))
    open_here = beyond & ~compass.disc(outer + 4)
    draws = draft.draws("outside")
    blocks: list[Box] = []
    cut(open_here, ground, (0, 0, draft.size, draft.size), draft.plan.ruin_block, 3, Ground.WASTE, draws, blocks)
    for block in blocks:
        plots: list[Box] = []
        cut(open_here, ground, block, draft.plan.ruin_plot, 1, Ground.WASTE, draws, plots)
        for plot in plots:
            _ruin(draft, open_here, plot, draws)


def _ruin(draft: Draft, open_here: npt.NDArray[np.bool_], plot: Box, draws: Draws) -> None:
    """Put on a plot a heap of rubble, perhaps with parts of its walls; or a pool; or nothing."""
    plan = draft.plan
    x0, y0, x1, y1 = plot
    view, here = draft.ground[OUTSIDE][y0:y1, x0:x1], open_here[y0:y1, x0:x1]
    reach = draft.centre - draft.radius - draft.thickness
    away = isqrt(((x0 + x1) // 2 - draft.centre) ** 2 + ((y0 + y1) // 2 - draft.centre) ** 2) - draft.centre + reach
    chance = plan.ruin_percent // 2 + plan.ruin_percent * min(away, reach) // (2 * reach)
    if draws.percent(plan.pool_percent):
        view[here] = Ground.WATER
    elif draws.percent(chance):
        shell = draws.percent(plan.shell_percent)
        for y, x in np.argwhere(here).tolist():
            edge = y in (0, y1 - y0 - 1) or x in (0, x1 - x0 - 1)
            if shell and edge and draws.percent(60):
                view[y, x] = Ground.BUILDING
            elif draws.percent(85):
                view[y, x] = Ground.RUBBLE


def add_old_stations(draft: Draft) -> None:
    """Subway stations from before the wall: a platform under rubble, and rooms behind it where people live."""
    plan, draws = draft.plan, draft.draws("old stations")
    ground = draft.ground[OUTSIDE]
    count = 1 + draft.people // plan.people_per_old_station
    beds = max(plan.station_beds_least, draft.people * plan.station_beds_per_thousand // 1000 // count)
    standing: list[tuple[int, int]] = []
    for number in range(count):
        near = draft.gate_angles[number % len(draft.gate_angles)]
        away = 1 if number % 2 else -1
        x, y = _station_spot(draft, near + draws.between(TURN // 24, TURN // 12) * away, away, standing)
        standing.append((x, y))
        heap = ground[y - 6 : y + 6, x - 8 : x + 9]
        heap[(heap == Ground.WASTE) | (heap == Ground.WATER) | (heap == Ground.BUILDING)] = Ground.RUBBLE
        ground[y - 4 : y, x - 3 : x + 4] = Ground.BUILDING
        platform = ground[y : y + 2, x - 6 : x + 7]
        platform[platform != Ground.GLASS] = Ground.TUNNEL
        name = "old_station" if number == 0 else f"old_station_{number + 1}"
        door = draft.cell(OUTSIDE, x, y)
        district = len(draft.districts) - 1
        draft.buildings.append(Building(name, Use.REFUGE, OUTSIDE, x - 3, y - 4, 7, 4, door, beds, district))
        draft.places[name] = door


def _station_spot(draft: Draft, angle: int, away: int, standing: list[tuple[int, int]]) -> tuple[int, int]:
    """Where a station goes: at that angle, or where it is taken as far on around the wall as it has to be.

    A station takes 17 x 12 cells. One that stood on another would bury its door, and no way would lead there.
    """
    reach = draft.centre - draft.radius - draft.thickness
    radius = draft.centre - reach // 2 - 2
    step = max(1, TURN * 7 // (44 * radius))  # about a cell
    for turned in range(0, TURN, step):
        x, y = at(draft, angle + away * turned, radius)
        x, y = min(max(x, 9), draft.size - 10), min(max(y, 8), draft.size - 9)
        if all(abs(x - other_x) >= 17 or abs(y - other_y) >= 12 for other_x, other_y in standing):
            return x, y
    raise ValueError(f"no room for more than {len(standing)} old stations around the wall")


def add_gates(draft: Draft) -> None:
    """Gates where avenues of the outermost ring meet the wall, each with a forecourt inside."""
    plan = draft.plan
    avenues = draft.radials[-1]
    wanted = min(plan.gates(draft.radius), len(avenues))
    first = draft.draws("gates").below(len(avenues))
    chosen = sorted({(first + i * len(avenues) // wanted) % len(avenues) for i in range(wanted)})
    draft.gate_angles = [avenues[i] for i in chosen]
    court = max(3, draft.avenue * 2)
    street = draft.ground[STREET_LEVEL]
    for number, angle in enumerate(draft.gate_angles):
        cx, cy = at(draft, angle, draft.radius)
        ys, xs = np.ogrid[: draft.size, : draft.size]
        view = (xs - cx) ** 2 + (ys - cy) ** 2 <= court * court
        street[view & (street == Ground.STREET)] = Ground.PLAZA
        inner = _outermost(draft, STREET_LEVEL, angle, draft.radius + 2, -1)
        outer = _outermost(draft, OUTSIDE, angle, draft.radius + draft.thickness - 1, 1)
        length = (draft.thickness + 2) * 2000
        name = f"gate_{number + 1}"
        draft.gates.append(len(draft.links))
        if not draft.join(LinkKind.GATE, inner, outer, length, name):
            raise ValueError(f"{name}: another link begins there")
        draft.places[name] = inner
        draft.places[name + "_outside"] = outer


def _outermost(draft: Draft, level: int, angle: int, radius: int, step: int) -> int:
    """The first walkable cell along a ray, from a radius on in steps of one cell."""
    walkable = (Ground.STREET, Ground.PLAZA, Ground.WASTE)
    for r in range(radius, radius + 12 * step, step):
        x, y = at(draft, angle, r)
        if draft.ground[level, y, x] in walkable:
            return draft.cell(level, x, y)
    raise ValueError("an avenue does not reach the wall")
