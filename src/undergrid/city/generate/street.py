"""The street level of a generated city: dome, sectors, avenues, canal, streets, blocks, alleys and plots.

Everything is drawn with whole numbers. Directions are *diamond angles*: the number of a point on the diamond
|x| + |y| = ONE, counted from east over south, four times ONE for a full turn. They grow as the angle does and need
neither sine nor root, so that a city is the same on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isqrt

import numpy as np
import numpy.typing as npt

from undergrid.city.city import Building, District, Ground, Level, Link, LinkKind, Post
from undergrid.city.generate.plan import BlockPlan, Draws, Plan
from undergrid.core.jit import kernel

ONE = 1 << 14  # a quarter of a turn, in units of a diamond angle
TURN = 4 * ONE

LEVELS = (Level("street"), Level("underbelly", sky=False), Level("wall"), Level("outside", lawful=False))
STREET_LEVEL, UNDERBELLY, WALL, OUTSIDE = range(4)

Box = tuple[int, int, int, int]  # x0, y0, x1, y1; the last two excluded
Mask = npt.NDArray[np.bool_]


@dataclass
class Plot:
    """Ground for one building: a box, of which only the cells that are still BUILDING belong to it."""

    box: Box
    sector: int
    area: int  # cells


@dataclass
class Draft:
    """A city while it is being drawn. Arrays are indexed [level, y, x]."""

    seed: int
    people: int
    plan: Plan
    radius: int
    thickness: int
    avenue: int
    centre: int  # x and y of the middle
    ground: npt.NDArray[np.uint8]
    district: npt.NDArray[np.uint8]
    ring_edges: list[int] = field(default_factory=list)  # radii between rings of sectors
    radials: list[list[int]] = field(default_factory=list)  # per ring: diamond angles of its avenues
    districts: list[District] = field(default_factory=list)
    n_sectors: int = 0
    plots: list[Plot] = field(default_factory=list)
    plazas: list[tuple[int, Box]] = field(default_factory=list)  # (sector, box)
    buildings: list[Building] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    link_ends: set[int] = field(default_factory=set)
    gates: list[int] = field(default_factory=list)  # numbers of links
    gate_angles: list[int] = field(default_factory=list)

    @property
    def size(self) -> int:
        return self.ground.shape[1]

    def cell(self, level: int, x: int, y: int) -> int:
        return (level * self.size + y) * self.size + x

    def where(self, cell: int) -> tuple[int, int]:
        """(x, y) of a cell on whatever level."""
        y, x = divmod(cell % (self.size * self.size), self.size)
        return x, y

    def draws(self, name: str) -> Draws:
        return Draws(self.seed, name)

    def join(self, kind: LinkKind, a: int, b: int, length_mm: int, name: str) -> bool:
        """Add a link unless one of its ends already has one."""
        if a in self.link_ends or b in self.link_ends:
            return False
        self.link_ends.update((a, b))
        self.links.append(Link(kind, a, b, length_mm, name))
        return True


def start(seed: int, people: int, plan: Plan) -> Draft:
    """An empty draft of the right size."""
    radius = plan.radius(people)
    thickness = plan.wall_thickness(radius)
    half = radius + thickness + plan.margin(radius)
    size = 2 * half + 1
    return Draft(
        seed=seed,
        people=people,
        plan=plan,
        radius=radius,
        thickness=thickness,
        avenue=plan.avenue(radius),
        centre=half,
        ground=np.zeros((len(LEVELS), size, size), dtype=np.uint8),
        district=np.zeros((len(LEVELS), size, size), dtype=np.uint8),
    )


def vector(angle: int) -> tuple[int, int]:
    """The point of the diamond |x| + |y| = ONE at a diamond angle."""
    quarter, rest = divmod(angle % TURN, ONE)
    x, y = ONE - rest, rest
    for _ in range(quarter):
        x, y = -y, x
    return x, y


def at(draft: Draft, angle: int, radius: int) -> tuple[int, int]:
    """The cell (x, y) at that direction and distance from the middle."""
    vx, vy = vector(angle)
    length = isqrt(vx * vx + vy * vy)
    return draft.centre + rounded(vx * radius, length), draft.centre + rounded(vy * radius, length)


def rounded(a: int, b: int) -> int:
    """The quotient a / b to the nearest whole number (b > 0)."""
    return (2 * a + b) // (2 * b)


class Compass:
    """For every cell of a level: offsets, squared distance and diamond angle from the middle of the dome."""

    def __init__(self, draft: Draft) -> None:
        axis = np.arange(draft.size, dtype=np.int32) - draft.centre
        self.dx, self.dy = axis[None, :], axis[:, None]
        self.r2 = self.dx * self.dx + self.dy * self.dy
        reach = np.maximum(np.abs(self.dx) + np.abs(self.dy), 1)
        along = np.abs(self.dy) * ONE // reach
        angle = np.where(self.dx >= 0, along, 2 * ONE - along)
        self.angle = np.where(self.dy >= 0, angle, (TURN - angle) % TURN).astype(np.int32)

    def ring(self, inner: int, outer: int) -> Mask:
        """Cells from `inner` to `outer`, both rounded to the nearest cell; the inner edge is left out."""
        return (self.r2 > inner * inner + inner) & (self.r2 <= outer * outer + outer)

    def disc(self, radius: int) -> Mask:
        """Cells not further than `radius`, rounded to the nearest cell."""
        return self.r2 <= radius * radius + radius

    def ray(self, angle: int, width: int) -> Mask:
        """Cells within half a width of the ray from the middle at that angle."""
        vx, vy = vector(angle)
        cells = np.zeros(self.r2.shape, dtype=np.bool_)
        _ray(self.dx[0], self.dy[:, 0], vx, vy, width * isqrt(vx * vx + vy * vy), cells)
        return cells


@kernel
def _ray(dx, dy, vx, vy, reach, cells):
    """Mark the cells ahead of which twice the distance from the ray, times the length of (vx, vy), is within `reach`.

    A loop: whole arrays of products would be the largest things that a city of millions needs while it is drawn.
    """
    for row in range(len(dy)):
        y = np.int64(dy[row])
        for column in range(len(dx)):
            x = np.int64(dx[column])
            cells[row, column] = x * vx + y * vy >= 0 and 2 * abs(x * vy - y * vx) <= reach


def draw_streets(draft: Draft, compass: Compass) -> None:
    """Fill the street level inside the wall: sectors, streets, plazas, plots. `buildings` gives plots their uses."""
    plan, radius = draft.plan, draft.radius
    ground = draft.ground[STREET_LEVEL]
    inside = compass.disc(radius)
    ground[compass.ring(radius, radius + draft.thickness)] = Ground.GLASS
    _divide(draft, compass)
    free = inside.copy()

    # the road along the wall, the ring roads, the radial avenues, the central plaza
    roads = compass.ring(radius - draft.avenue, radius)
    for edge in draft.ring_edges:
        roads |= compass.ring(edge - draft.avenue // 2, edge - draft.avenue // 2 + draft.avenue)
    outer = [*draft.ring_edges[1:], radius]
    for ring, angles in enumerate(draft.radials):
        inner = 0 if ring == 0 else draft.ring_edges[ring]
        band = compass.ring(inner, outer[ring])
        for angle in angles:
            roads |= band & compass.ray(angle, draft.avenue)
    ground[roads & inside] = Ground.STREET
    free &= ~roads
    heart = max(3, draft.ring_edges[0] * plan.centre_plaza_percent // 100)
    agora = compass.disc(heart)
    ground[agora] = Ground.PLAZA
    free &= ~agora
    if heart >= 8:  # the tower of the Authority in the middle of the plaza
        half = heart // 3
        c = draft.centre
        ground[c - half : c + half + 1, c - half : c + half + 1] = Ground.BUILDING
        draft.plots.append(Plot((c - half, c - half, c + half + 1, c + half + 1), 0, (2 * half + 1) ** 2))
    if radius >= plan.canal_from_radius:
        _dig_canal(draft, compass, free)

    forms = dict(plan.blocks)
    for sector in range(draft.n_sectors):
        _fill_sector(draft, sector, free, forms[draft.districts[sector].kind])


def _divide(draft: Draft, compass: Compass) -> None:
    """Cut the dome into a centre and rings of sectors; name them from the inside out."""
    plan, radius = draft.plan, draft.radius
    draws = draft.draws("sectors")
    counts = plan.rings(draft.people, radius)
    core = radius * (38 if len(counts) == 1 else 70 // (len(counts) + 1)) // 100
    draft.ring_edges = [core + i * (radius - core) // len(counts) for i in range(len(counts))]
    draft.districts.append(District("sector_1", "centre"))
    sector = draft.district[STREET_LEVEL]
    turn = draws.below(TURN)
    outer = [*draft.ring_edges[1:], radius + draft.thickness]
    shift = draws.below(12)  # where the works begin
    for ring, count in enumerate(counts):
        step = TURN // count
        angles = [(turn + j * step + draws.between(-step // 12, step // 12)) % TURN for j in range(count)]
        angles.sort()
        draft.radials.append(angles)
        turn += step // 2 + draws.below(step // 3)
        first = len(draft.districts)
        band = compass.ring(draft.ring_edges[ring], outer[ring])
        numbers = np.searchsorted(np.array(angles, dtype=np.int32), compass.angle[band], side="right") % count
        sector[band] = first + numbers
        for j in range(count):
            number = first + j + 1
            draft.districts.append(District(f"sector_{number}", _kind(draws, ring, len(counts), j + shift, number)))
    draft.n_sectors = len(draft.districts)


def _kind(draws: Draws, ring: int, n_rings: int, place: int, number: int) -> str:
    """Works and the poor live by the wall; the ninth sector is always one of the poor."""
    if ring < n_rings - 1:
        return "works" if place % 5 == 3 else "housing"
    if number == 9:
        return "edge"
    if place % 4 == 1:
        return "works"
    if place % 4 == 3:
        return "edge"
    return "edge" if draws.percent(30) else "housing"


def _dig_canal(draft: Draft, compass: Compass, free: Mask) -> None:
    """A gently curved canal with a quay on both sides. Streets cross it; what is built on it is left out."""
    draws = draft.draws("canal")
    vx, vy = vector(draws.below(TURN))
    length = isqrt(vx * vx + vy * vy)
    across = (compass.dx * np.int64(vy) - compass.dy * np.int64(vx)) // length
    along = (compass.dx * np.int64(vx) + compass.dy * np.int64(vy)) // length
    offset = draft.radius * draws.between(30, 42) // 100
    across = across - offset + along * along // (5 * draft.radius)
    width = draft.plan.canal_width + draft.radius // 200
    ground = draft.ground[STREET_LEVEL]
    water = free & (np.abs(across) * 2 <= width)
    quay = free & (np.abs(across) * 2 <= width + 4) & ~water
    ground[water] = Ground.WATER
    ground[quay] = Ground.STREET
    free &= ~(water | quay)


def _fill_sector(draft: Draft, sector: int, free: Mask, form: BlockPlan) -> None:
    """Cut one sector into blocks by streets and the blocks into plots by alleys."""
    draws = draft.draws(f"blocks/{sector}")
    ground = draft.ground[STREET_LEVEL]
    open_here = free & (draft.district[STREET_LEVEL] == sector)
    ys, xs = np.nonzero(open_here.any(axis=1))[0], np.nonzero(open_here.any(axis=0))[0]
    if len(ys) == 0:
        return
    shrink = 60 if draft.radius < 60 else 100  # a village has small blocks
    block, plot = form.block * shrink // 100, max(6, form.plot * shrink // 100)
    street = 2 if draft.radius < 450 else 3
    box = (int(xs[0]), int(ys[0]), int(xs[-1]) + 1, int(ys[-1]) + 1)
    blocks: list[Box] = []
    cut(open_here, ground, box, block, street, Ground.STREET, draws, blocks)
    if blocks:  # the block in the middle, if it is large, is cut once more: it becomes the plaza
        pieces: list[Box] = []
        large = blocks.pop(_middle_block(open_here, box, blocks))
        cut(open_here, ground, large, draft.plan.plaza * shrink // 100, street, Ground.STREET, draws, pieces)
        blocks.insert(0, pieces.pop(_middle_block(open_here, box, pieces)))
        blocks.extend(pieces)
    for number, (x0, y0, x1, y1) in enumerate(blocks):  # the first becomes the sector's plaza
        here = open_here[y0:y1, x0:x1]
        count = int(here.sum())
        if count == 0:
            continue
        view = ground[y0:y1, x0:x1]
        if count < form.plot * 2 and number > 0:
            view[here] = Ground.STREET
        elif number == 0 or (count * 2 > (x1 - x0) * (y1 - y0) and draws.percent(form.plazas)):
            view[here] = Ground.PLAZA
            draft.plazas.append((sector, (x0, y0, x1, y1)))
        else:
            plots: list[Box] = []
            cut(open_here, ground, (x0, y0, x1, y1), plot, 1, Ground.ALLEY, draws, plots)
            for piece in plots:
                _build(draft, sector, open_here, piece, form, draws)


def _middle_block(open_here: Mask, sector: Box, blocks: list[Box]) -> int:
    """The number of the block nearest to the middle of the sector's cells that are still open, all within its box."""
    left, top, right, bottom = sector
    ys, xs = np.nonzero(open_here[top:bottom, left:right])
    my, mx = top + int(ys.sum()) // len(ys), left + int(xs.sum()) // len(xs)
    far = [(x0 + x1 - 2 * mx) ** 2 + (y0 + y1 - 2 * my) ** 2 for x0, y0, x1, y1 in blocks]
    return far.index(min(far))


def cut(
    open_here: Mask, ground: npt.NDArray[np.uint8], box: Box, longest: int, width: int, paint: Ground, draws: Draws,
    pieces: list[Box],
) -> None:  # fmt: skip
    """Cut a box in two by a lane, again and again, until no piece is longer than `longest`; paint the lanes."""
    x0, y0, x1, y1 = box
    if not open_here[y0:y1, x0:x1].any():
        return
    wide, high = x1 - x0, y1 - y0
    if wide <= longest and high <= longest:
        pieces.append(box)
        return
    room = max(wide, high) - width
    middle = draws.between(room * 38 // 100, room * 62 // 100)
    if wide >= high:
        x = x0 + middle
        lane, first, second = (x, y0, x + width, y1), (x0, y0, x, y1), (x + width, y0, x1, y1)
    else:
        y = y0 + middle
        lane, first, second = (x0, y, x1, y + width), (x0, y0, x1, y), (x0, y + width, x1, y1)
    here = open_here[lane[1] : lane[3], lane[0] : lane[2]]
    ground[lane[1] : lane[3], lane[0] : lane[2]][here] = paint
    here[:] = False
    for part in (first, second):
        cut(open_here, ground, part, longest, width, paint, draws, pieces)


def _build(draft: Draft, sector: int, open_here: Mask, box: Box, form: BlockPlan, draws: Draws) -> None:
    """Put a building on a plot, or leave it a yard or a ruin."""
    x0, y0, x1, y1 = box
    here = open_here[y0:y1, x0:x1]
    count = int(here.sum())
    if count == 0:
        return
    view = draft.ground[STREET_LEVEL][y0:y1, x0:x1]
    if count < draft.plan.smallest_building:
        view[here] = Ground.ALLEY
    elif draws.percent(form.gaps):
        ruin = draft.districts[sector].kind == "edge" and draws.percent(40)
        view[here] = Ground.RUBBLE if ruin else Ground.ALLEY
    else:
        view[here] = Ground.BUILDING
        ys, xs = np.nonzero(here)
        tight = (x0 + int(xs.min()), y0 + int(ys.min()), x0 + int(xs.max()) + 1, y0 + int(ys.max()) + 1)
        draft.plots.append(Plot(tight, sector, count))
