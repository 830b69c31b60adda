"""Search patterns worked out once more: flights, squares and chords by geometry, and the stops of many searchers."""

from __future__ import annotations

import math
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest

from undergrid.core import luck
from undergrid.core.jit import python
from undergrid.world.authority.search_patterns import Pattern, chord_stop, fly, next_stop, square_stop

WIDE, HIGH, LEVELS = 37, 23, 3
AREA = WIDE * HIGH
ONE = 1 << 15


def place(cell):
    """(level, x, y) of a cell."""
    return cell // AREA, cell % WIDE, cell % AREA // WIDE


def test_a_flight_goes_straight_by_the_nearest_whole_cells_and_keeps_what_is_left_over():
    dice = np.random.default_rng(1)
    for cell, goal, mm in dice.integers((0, 0, 500), (3 * AREA, 3 * AREA, 3000), (150, 3)).tolist():
        (level, x, y), (_, to_x, to_y) = place(cell), place(goal)
        dx, dy = to_x - x, to_y - y
        far = math.isqrt((dx * dx + dy * dy) * mm * mm)
        for budget in (far, far + 1, far - 1, far // 2, far // 3, mm, mm // 2, 1, 0, -1, -mm):
            if far <= budget:
                expected = goal, budget - far
            elif budget <= 0:
                expected = cell, budget
            else:
                gone = [math.floor(Fraction(d * budget + far // 2, far)) for d in (dx, dy)]
                flown = math.isqrt((gone[0] ** 2 + gone[1] ** 2) * mm * mm)
                expected = level * AREA + (y + gone[1]) * WIDE + x + gone[0], budget - flown
            assert fly(cell, goal, WIDE, HIGH, mm, budget) == expected


@pytest.mark.parametrize("spacing", [1, 2, 5])
def test_an_expanding_square_goes_east_south_west_and_north_each_two_legs_longer_by_one(spacing):
    x = y = 0
    ways = ((1, 0), (0, 1), (-1, 0), (0, -1))
    for leg in range(60):
        assert tuple(map(int, square_stop(leg, spacing))) == (x, y)
        dx, dy = ways[leg % 4]
        length = (leg // 2 + 1) * spacing
        x, y = x + dx * length, y + dy * length


def chord(x, y, box, draw, turn):
    """Where a chord ends: it leaves its side inwards, as far to the side of straight ahead as its sine says."""
    low_x, low_y, high_x, high_y = box
    sides = (x <= low_x, y <= low_y, x >= high_x, y >= high_y)
    order = [side for side in (0, 2, 1, 3) if sides[side]]
    facing = order[0] if order else turn >> 30
    sine = (draw >> 16) - ONE
    cosine = max(1, math.isqrt(ONE * ONE - sine * sine))
    turned = complex(cosine, sine) * (1, 1j, -1, -1j)[facing]
    dx, dy = round(turned.real), round(turned.imag)
    room_x, room_y = (high_x - x if dx > 0 else x - low_x), (high_y - y if dy > 0 else y - low_y)
    to_x = Fraction(room_x, abs(dx)) if dx else None
    to_y = Fraction(room_y, abs(dy)) if dy else None
    along = min(t for t in (to_x, to_y) if t is not None)
    gone_x, gone_y = math.floor(along * abs(dx)), math.floor(along * abs(dy))
    return (x + gone_x if dx > 0 else x - gone_x), (y + gone_y if dy > 0 else y - gone_y)


def test_a_chord_ends_where_a_straight_line_leaves_the_box():
    dice = np.random.default_rng(2)
    draws = [0, (1 << 32) - 1, 1 << 31, 1 << 16, (1 << 31) + (1 << 16), 49_152 << 16]
    for _ in range(1500):
        low_x, low_y, wide, high = dice.integers((0, 0, 2, 2), (20, 20, 25, 25)).tolist()
        box = low_x, low_y, low_x + wide, low_y + high
        x, y = int(dice.integers(low_x, box[2] + 1)), int(dice.integers(low_y, box[3] + 1))
        draw = int(dice.choice(draws)) if dice.random() < 0.1 else int(dice.integers(0, 1 << 32))
        turn = int(dice.integers(0, 1 << 32))
        assert tuple(map(int, chord_stop(x, y, *box, draw, turn))) == chord(x, y, box, draw, turn)


@pytest.mark.parametrize("pattern", Pattern)
@pytest.mark.parametrize(("spacing", "radius"), [(3, 6), (2, 7), (4, 30)])
def test_each_searcher_of_many_goes_on_from_its_own_leg_about_its_own_middle(pattern, spacing, radius):
    dice = np.random.default_rng(radius)
    searchers = SimpleNamespace(
        datum=dice.integers(0, LEVELS * AREA, 90).astype(np.int32), leg=dice.integers(0, 14, 90).astype(np.int16),
        cell=dice.integers(0, LEVELS * AREA, 90).astype(np.int32), luck=dice.integers(1, 1 << 60, 90),
    )  # fmt: skip
    knobs = SimpleNamespace(pattern=int(pattern), spacing=spacing, radius=radius)
    city, stop = SimpleNamespace(width=WIDE, height=HIGH), python(next_stop)  # plain: so made-up tables cost nothing
    key = luck.make_key(3, 5, luck.stream("test/search"))
    for row in range(90):
        (level, x, y), (_, here_x, here_y) = place(int(searchers.datum[row])), place(int(searchers.cell[row]))
        leg = int(searchers.leg[row])
        if pattern == Pattern.SQUARE:
            dx, dy = map(int, square_stop(leg, spacing))
            leg, dx, dy = (0, 0, 0) if max(abs(dx), abs(dy)) > radius else (leg, dx, dy)
            to_x, to_y = x + dx, y + dy
        else:
            box = max(0, x - radius), max(0, y - radius), min(WIDE - 1, x + radius), min(HIGH - 1, y + radius)
            draws = (luck.u32(key, int(searchers.luck[row]), nth) for nth in (0, 1))
            to_x, to_y = map(int, chord_stop(here_x, here_y, *box, *draws))
        to_x, to_y = min(WIDE - 1, max(0, to_x)), min(HIGH - 1, max(0, to_y))
        assert tuple(map(int, stop(searchers, row, city, knobs, key))) == (
            level * AREA + to_y * WIDE + to_x, leg + 1,
        )  # fmt: skip
