"""Grid geometry: directions, steps, distances, line of sight and field of view on square cells.

Cells are flat numbers over levels of equal size, `cell = (level * height + y) * width + x`, x east and y south; `base`
is the number of a level's first cell. Everything is whole numbers.

Line of sight is the relation of symmetric shadow casting (A. Ford, "Symmetric Shadowcasting", 2017). A line joins the
centres of two cells. Between them it crosses one row after another along its longer axis, and every opaque cell blocks
the open interval of its own width on the middle of its row. A line that runs exactly between two cells of a row touches
the flank of both: it is a line of sight as long as the cells on one and the same flank are clear in every such row. So
sight is mutual by construction, walls seen from both ends are the same walls, and taking a wall away hides nothing.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from undergrid.core.jit import kernel

U8 = npt.NDArray[np.uint8]

E, SE, S, SW, W, NW, N, NE = range(8)
"""The eight directions of a step; the odd ones are diagonal, and `(d + 4) & 7` is the way back."""
BY_LINK = 8  # in a field of directions: take the link that ends at this cell
ARRIVED = 9
NO_WAY = 255
FAR = 1_000_000
"""The distance, in cells, that stands for cells of different levels."""

DX = np.array([1, 1, 0, -1, -1, -1, 0, 1], dtype=np.int64)
DY = np.array([0, 1, 1, 1, 0, -1, -1, -1], dtype=np.int64)
# direction of a step by 3 * (dy + 1) + (dx + 1); standing still has none
_DIRECTIONS = np.array([NW, N, NE, W, NO_WAY, E, SW, S, SE], dtype=np.int64)
for _table in (DX, DY, _DIRECTIONS):
    _table.flags.writeable = False


@kernel(inline=True)
def direction(dx, dy):
    """The direction (0..7) of a step or a far offset by the signs of its two parts; 255 where both are 0."""
    sign_x = int(dx > 0) - int(dx < 0)
    sign_y = int(dy > 0) - int(dy < 0)
    return _DIRECTIONS[3 * (sign_y + 1) + sign_x + 1]


@kernel(inline=True)
def steps_from(walk, width, height, cell):
    """Which of the eight steps can be taken from a cell, as bits 0..7.

    walk: (levels * height * width,) u8, 1 where a cell can be entered now. A diagonal step needs both cells beside it,
    and no step leaves the level. The cell itself need not be walkable: whoever stands in rubble may climb out of it.
    """
    row = cell // width
    x = cell - row * width
    y = row if row < height else row % height  # saves a division on the first level
    east = x + 1 < width and walk[cell + 1] != 0
    west = x > 0 and walk[cell - 1] != 0
    open_steps = (1 if east else 0) | (16 if west else 0)
    if y + 1 < height:
        below = cell + width
        if walk[below] != 0:
            open_steps |= 4
            if east and walk[below + 1] != 0:
                open_steps |= 2
            if west and walk[below - 1] != 0:
                open_steps |= 8
    if y > 0:
        above = cell - width
        if walk[above] != 0:
            open_steps |= 64
            if west and walk[above - 1] != 0:
                open_steps |= 32
            if east and walk[above + 1] != 0:
                open_steps |= 128
    return open_steps


@kernel(inline=True)
def isqrt(n):
    """The whole part of the square root of 0 <= n < 2**62, exact for every n."""
    n = np.int64(n)
    root = np.int64(math.sqrt(n))
    while root * root > n:
        root -= 1
    while (root + 1) * (root + 1) <= n:
        root += 1
    return root


@kernel(inline=True)
def squared_distance(ax, ay, bx, by):
    """The squared distance between the centres of two cells, in cells squared."""
    dx = np.int64(ax) - np.int64(bx)
    dy = np.int64(ay) - np.int64(by)
    return dx * dx + dy * dy


@kernel
def squared_apart_on(a, b, width, area):
    """The squared distance of two cells, given by number, in cells squared, as seen from above: levels are ignored."""
    a, b = a % area, b % area
    dx, dy = a % width - b % width, a // width - b // width
    return dx * dx + dy * dy


@kernel(inline=True)
def is_near(a, b, squared, width, area):
    """Whether two cells, given by number, lie on one level and no farther apart than `squared`, in cells squared."""
    return a // area == b // area and squared_apart_on(a, b, width, area) <= squared


def squared_cells(metres: float, cell_mm: int) -> int:
    """A distance in whole cells squared: cells lie no farther apart than that where theirs, squared, is no more."""
    return round(1000 * metres) ** 2 // cell_mm**2


def cells_in(metres: float, cell_mm: int) -> int:
    """How many whole cells a distance is at most."""
    return round(1000 * metres) // cell_mm


@kernel(inline=True)
def cells_across(a, b, width, area):
    """How far two cells, given by number, lie apart, in cells: the larger of across and down; levels are ignored."""
    a, b = a % area, b % area
    return max(abs(a % width - b % width), abs(a // width - b // width))


@kernel(inline=True)
def cells_apart(a, b, width, area):
    """`cells_across` for cells of one level; `FAR` for cells of different levels."""
    return cells_across(a, b, width, area) if a // area == b // area else FAR


@kernel(inline=True)
def distance_mm(ax, ay, bx, by, cell_mm):
    """The distance between the centres of two cells in mm, rounded down."""
    return isqrt(squared_distance(ax, ay, bx, by) * cell_mm * cell_mm)


@kernel(inline=True)
def octile(dx, dy, straight, diagonal):
    """The cost of the shortest walk across open ground: diagonal steps as far as they help, then straight ones."""
    dx = abs(np.int64(dx))
    dy = abs(np.int64(dy))
    return min(dx, dy) * diagonal + abs(dx - dy) * straight


@kernel
def sees(opaque, width, base, ax, ay, bx, by):
    """Whether the centres of two cells of one level see each other; the two cells themselves never block.

    opaque: (levels * height * width,) u8, not 0 where a cell blocks sight. O(distance), about 1 ns a cell.
    """
    ax, ay = np.int64(ax), np.int64(ay)
    dx, dy = np.int64(bx) - ax, np.int64(by) - ay
    far, near = abs(dx), abs(dy)
    forward = np.int64(1) if dx > 0 else np.int64(-1)
    aside = np.int64(width) if dy > 0 else -np.int64(width)
    if near > far:
        far, near = near, far
        forward, aside = aside, forward
    # After i rows the line is i * near / far aside. `over` is 2 * far times the line's distance from the near edge of
    # the cell it is in, so 0 says that it runs exactly between this cell and the one before.
    over = far
    flanks = 3  # bit 0: the cells on the near flank have been clear wherever the line ran between two, bit 1: the far
    cell = np.int64(base) + ay * width + ax
    for _ in range(far - 1):
        cell += forward
        over += 2 * near
        if over >= 2 * far:
            over -= 2 * far
            cell += aside
        if over != 0:
            if opaque[cell] != 0:
                return False
        else:
            if opaque[cell - aside] != 0:
                flanks &= 2
            if opaque[cell] != 0:
                flanks &= 1
            if flanks == 0:
                return False
    return True


@kernel
def sees_over(opaque, width, base, ax, ay, bx, by):
    """`sees`, where an end may be above a roof: the walls that adjoin it without a gap do not block.

    Whoever is above a building looks out over its edges, and is seen from beyond them. Mutual, as `sees` is.
    """
    ax, ay = np.int64(ax), np.int64(ay)
    roof_a, roof_b = opaque[base + ay * width + ax] != 0, opaque[base + np.int64(by) * width + np.int64(bx)] != 0
    if not roof_a and not roof_b:
        return sees(opaque, width, base, ax, ay, bx, by)
    dx, dy = np.int64(bx) - ax, np.int64(by) - ay
    far, near = abs(dx), abs(dy)
    forward = np.int64(1) if dx > 0 else np.int64(-1)
    aside = np.int64(width) if dy > 0 else -np.int64(width)
    if near > far:
        far, near = near, far
        forward, aside = aside, forward
    over, cell = far, np.int64(base) + ay * width + ax
    above, beyond = roof_a, False  # whether the line is above the roof of a still, of b already
    flanks = 0  # bit 0: walls on the near flank wherever the line ran between two cells, bit 1: on the far
    for _ in range(far - 1):
        cell += forward
        over += 2 * near
        if over >= 2 * far:
            over -= 2 * far
            cell += aside
        walls = 3 if opaque[cell] != 0 else 0
        if over == 0:
            walls = (1 if opaque[cell - aside] != 0 else 0) + (2 if opaque[cell] != 0 else 0)
        above = above and walls == 3
        if above:
            continue
        if walls == 3:
            beyond = True
            if not roof_b:
                return False
        elif beyond:
            return False
        else:
            flanks |= walls
            if flanks == 3:
                return False
    return True


@kernel(inline=True)
def _rounded_up(numerator, denominator):
    """The whole number nearest to a fraction, halves upwards; the denominator is positive."""
    return (2 * numerator + denominator) // (2 * denominator)


@kernel(inline=True)
def _rounded_down(numerator, denominator):
    """The whole number nearest to a fraction, halves downwards; the denominator is positive."""
    return -((denominator - 2 * numerator) // (2 * denominator))


@kernel
def field_of_view(opaque, width, height, cell, radius, seen, cells):
    """All cells on its level that the centre of a cell sees, walls too; returns how many.

    opaque: (levels * height * width,) u8; radius: in cells between centres, rim included (dx² + dy² <= radius²), or
    negative for no limit; seen: (same length,) u8, all 0 where nothing has been seen yet, becomes 1 where seen; cells:
    i32 buffer, gets the numbers of the cells that became seen in this call, its own first. To use `seen` again, set
    those back to 0. Floor cells agree with `sees` cell for cell; a wall is seen where any part of its face is.

    Symmetric shadow casting, row by row: a beam is a pair of slopes (fractions aside / ahead), and each row of a beam
    splits it into one beam for each run of floor.
    """
    base = np.int64(cell) // (width * height) * (width * height)
    x, y = np.int64(cell) % width, np.int64(cell) // width % height
    n_seen = 0
    if seen[cell] == 0:
        seen[cell] = 1
        cells[0] = cell
        n_seen = 1
    reach = np.int64(max(max(x, width - 1 - x), max(y, height - 1 - y)))
    squared = np.int64(radius) * np.int64(radius)
    if radius < 0:
        squared = np.int64(2) * (reach + 1) * (reach + 1)
    elif radius < reach:
        reach = np.int64(radius)
    # Beams of one row are at least a cell apart, for the wall between them casts a shadow wider than itself.
    beams = np.empty((2, reach + 3, 4), dtype=np.int64)
    for quadrant in range(4):
        ahead_x, ahead_y = DX[2 * quadrant], DY[2 * quadrant]
        n_beams = 1
        beams[0, 0, 0], beams[0, 0, 1], beams[0, 0, 2], beams[0, 0, 3] = -1, 1, 1, 1
        for row in range(1, reach + 1):
            now, later = (row + 1) & 1, row & 1
            n_later = 0
            for b in range(n_beams):
                low, low_by = beams[now, b, 0], beams[now, b, 1]
                high, high_by = beams[now, b, 2], beams[now, b, 3]
                was = -1  # what the cell before was: -1 none, 0 floor, 1 wall
                for aside in range(_rounded_up(row * low, low_by), _rounded_down(row * high, high_by) + 1):
                    cell_x = x + ahead_x * row - ahead_y * aside
                    cell_y = y + ahead_y * row + ahead_x * aside
                    wall = 1
                    if 0 <= cell_x < width and 0 <= cell_y < height:
                        there = base + cell_y * width + cell_x
                        wall = 1 if opaque[there] != 0 else 0
                        centred = aside * low_by >= row * low and aside * high_by <= row * high
                        if (wall == 1 or centred) and row * row + aside * aside <= squared and seen[there] == 0:
                            seen[there] = 1
                            cells[n_seen] = there
                            n_seen += 1
                    if was == 1 and wall == 0:
                        low, low_by = 2 * aside - 1, 2 * row
                    if was == 0 and wall == 1:
                        beams[later, n_later, 0], beams[later, n_later, 1] = low, low_by
                        beams[later, n_later, 2], beams[later, n_later, 3] = 2 * aside - 1, 2 * row
                        n_later += 1
                    was = wall
                if was == 0:
                    beams[later, n_later, 0], beams[later, n_later, 1] = low, low_by
                    beams[later, n_later, 2], beams[later, n_later, 3] = high, high_by
                    n_later += 1
            n_beams = n_later
            if n_beams == 0:
                break
    return n_seen


def visible(opaque: U8, width: int, height: int, level: int, x: int, y: int, radius: int = -1) -> npt.NDArray[np.bool_]:
    """(height, width) which cells of a level cell (x, y) sees: `field_of_view` for plain use, with arrays of its own.

    Raises IndexError where (x, y) is not on the level.
    """
    if not (0 <= x < width and 0 <= y < height):
        raise IndexError(f"cell ({x}, {y}) is not on a level of {width} x {height} cells")
    area = width * height
    seen = np.zeros(area, dtype=np.uint8)
    here = opaque[level * area : (level + 1) * area]
    field_of_view(here, width, height, y * width + x, radius, seen, np.empty(area, dtype=np.int32))
    return seen.reshape(height, width).astype(np.bool_)
