"""Search patterns: straight flight, and the stops of a search round a last known place.

Two patterns: the *expanding square*, legs of 1, 1, 2, 2, 3, 3, ... spacings with a right turn after each, which leaves
no gaps; and *random* chords of a square box, from each side at an angle by Lambert's cosine law, which visit every part
of the box equally often and so find what the law of random search says.

Source  IAMSAR manual, vol. II, expanding square search; B. O. Koopman, The theory of search II, Operations Research 4
        (1956) 503-531, doi 10.1287/opre.4.5.503; cosine law for uniform chords: L. Santaló, Integral geometry (1976).
"""

from __future__ import annotations

from enum import IntEnum

from undergrid.core import luck
from undergrid.core.grid import isqrt
from undergrid.core.jit import kernel


class Pattern(IntEnum):
    """How a searcher goes round a last known place."""

    SQUARE = 0
    RANDOM = 1


_SQUARE = int(Pattern.SQUARE)
_ONE = 1 << 15  # the sine of a right angle


@kernel
def fly(cell, goal, width, height, cell_mm, budget):
    """(cell, mm left over) after flying up to `budget` mm straight towards the cell `goal`.

    Levels do not matter to flight: a flyer stays on its own level until it is over the goal, then it is on the goal's.
    Steps are whole cells, so what is left over may be slightly negative; the caller carries it into the next tick.
    """
    row, to_row = cell // width, goal // width
    level = row // height
    x, y = cell - row * width, row - level * height
    dx = goal - to_row * width - x
    dy = to_row % height - y
    far = isqrt((dx * dx + dy * dy) * cell_mm * cell_mm)
    if far <= budget:
        return goal, budget - far
    if budget <= 0:
        return cell, budget
    half = far >> 1
    step_x = (dx * budget + half) // far
    step_y = (dy * budget + half) // far
    gone = isqrt((step_x * step_x + step_y * step_y) * cell_mm * cell_mm)
    return cell + step_y * width + step_x, budget - gone


@kernel
def square_stop(leg, spacing):
    """(dx, dy) from the middle, in cells, after so many legs of an expanding square; spacing in cells."""
    ring = (leg + 2) >> 2  # of legs 4k-2 .. 4k+1: how often the far side has been pushed out
    side = leg & 3
    if leg == 0:
        return 0, 0
    if side == 1:
        return ((leg >> 2) + 1) * spacing, -(leg >> 2) * spacing
    if side == 2:
        return ring * spacing, ring * spacing
    if side == 3:
        return -ring * spacing, ring * spacing
    return -ring * spacing, -ring * spacing


@kernel
def chord_stop(x, y, low_x, low_y, high_x, high_y, draw, turn):
    """(x, y) where a chord of a box ends; `draw` (32 bits) decides its angle, `turn` its side if it starts inside."""
    if x <= low_x:
        facing = 0
    elif x >= high_x:
        facing = 2
    elif y <= low_y:
        facing = 1
    elif y >= high_y:
        facing = 3
    else:
        facing = int(turn) >> 30
    sine = (int(draw) >> 16) - _ONE
    cosine = max(1, isqrt(_ONE * _ONE - sine * sine))
    if facing == 0:
        dx, dy = cosine, sine
    elif facing == 1:
        dx, dy = -sine, cosine
    elif facing == 2:
        dx, dy = -cosine, -sine
    else:
        dx, dy = sine, -cosine
    # the nearer of the two sides ahead: compare room_x / dx with room_y / dy without dividing
    room_x = high_x - x if dx > 0 else x - low_x
    room_y = high_y - y if dy > 0 else y - low_y
    along_x, along_y = abs(dx), abs(dy)
    if along_y == 0 or room_x * along_y <= room_y * along_x:
        far = room_x * along_y // max(1, along_x)
        return (high_x if dx > 0 else low_x), (y + far if dy > 0 else y - far)
    far = room_y * along_x // along_y
    return (x + far if dx > 0 else x - far), (high_y if dy > 0 else low_y)


@kernel
def next_stop(watchers, row, city, knobs, key):
    """(cell, leg) of the next stop of a watcher's search, on the map and within `radius` cells of the middle.

    knobs: the `pattern`, cells between tracks (`spacing`) and the `radius`. A square that has grown to the radius
    begins anew from the middle.
    """
    datum, leg = int(watchers.datum[row]), int(watchers.leg[row])
    width, height, radius = city.width, city.height, knobs.radius
    line = datum // width
    level = line // height
    x, y = datum - line * width, line - level * height
    if knobs.pattern == _SQUARE:
        dx, dy = square_stop(leg, knobs.spacing)
        if abs(dx) > radius or abs(dy) > radius:
            leg, dx, dy = 0, 0, 0
        to_x, to_y = x + dx, y + dy
    else:
        cell, lucky = int(watchers.cell[row]), watchers.luck[row]
        here = cell // width
        to_x, to_y = chord_stop(
            cell - here * width, here % height, max(0, x - radius), max(0, y - radius), min(width - 1, x + radius),
            min(height - 1, y + radius), luck.u32(key, lucky, 0), luck.u32(key, lucky, 1),
        )  # fmt: skip
    to_x, to_y = min(width - 1, max(0, to_x)), min(height - 1, max(0, to_y))
    return (level * height + to_y) * width + to_x, leg + 1
