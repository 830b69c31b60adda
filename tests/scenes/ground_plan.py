"""The ground of a world as it is in one second: cells by place, who stands where, how dense it is, what is a gap."""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction

from undergrid.world.places.ways import Ways

STEPS = [(1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1)]  # (x, y), clockwise from east
MOST = 5.4  # persons/m2: nobody moves [Weidmann 1993]


class Plan:
    """The ground as it is: cells by level, row and column, and what is on them."""

    def __init__(self, world):
        city, people = world.city, world.citizens
        self.width, self.height = city.width, city.height
        self.open = [bool(can) for can in world.cache(Ways).walk]
        self.bodies = Counter(people.cell[people.inside < 0].tolist())
        self.square_metres = Fraction(city.cell_mm**2, 10**6)
        self.room = math.ceil(MOST * city.cell_mm**2 / 1e6)
        self.span = max(1, round(2000 / city.cell_mm))

    def place(self, cell):
        """Level, row and column."""
        level, rest = divmod(cell, self.width * self.height)
        return level, *divmod(rest, self.width)

    def cell(self, level, y, x):
        """A cell, or None outside of the level."""
        return (level * self.height + y) * self.width + x if 0 <= y < self.height and 0 <= x < self.width else None

    def beside(self, cell, way):
        """The cell that lies in that direction, open or not; None outside of the level."""
        level, y, x = self.place(cell)
        return self.cell(level, y + STEPS[way][1], x + STEPS[way][0])

    def step(self, cell, way):
        """The cell that a step leads to; None where it cannot be taken."""
        across = [way] if way % 2 == 0 else [way - 1, way, (way + 1) % 8]
        cells = [self.beside(cell, each) for each in across]
        return self.beside(cell, way) if all(each is not None and self.open[each] for each in cells) else None

    def square(self, level, down, across):
        """The cells of the square with these numbers, of about 2 m a side; nothing outside of the level."""
        return [
            cell
            for y in range(down * self.span, (down + 1) * self.span)
            for x in range(across * self.span, (across + 1) * self.span)
            if (cell := self.cell(level, y, x)) is not None
        ]

    def square_of(self, cell):
        """Level and numbers of the square that a cell is part of."""
        level, y, x = self.place(cell)
        return level, y // self.span, x // self.span

    def density(self, at, way):
        """What somebody on a cell meets who goes that way, in whole 1/32 persons/m2."""
        if self.span == 1:
            cells, n_open = [at, self.beside(at, way)], 2
        else:
            level, down, across = self.square_of(at)
            cells = self.square(level, down, across)
            cells += self.square(level, down + STEPS[way][1], across + STEPS[way][0])
            n_open = sum(self.open[cell] for cell in cells)
        others = max(0, sum(self.bodies[cell] for cell in cells) - 1)
        return min(math.floor(32 * others / (max(1, n_open) * self.square_metres)), 511)

    def is_full(self, at, ahead):
        """Whether nobody more can step onto a cell from another."""
        if self.bodies[ahead] >= self.room:
            return True
        square = self.square_of(ahead)
        if self.span == 1 or square == self.square_of(at):
            return False
        cells = self.square(*square)
        fit = Fraction(54, 10) * self.square_metres * sum(self.open[cell] for cell in cells)
        return sum(self.bodies[cell] for cell in cells) >= fit

    def is_gap(self, cell):
        """Whether the open ground over a cell is no wider than 2 m, across or down."""
        for way in (0, 2):
            wide = 1
            for back in (way, way + 4):
                at = self.beside(cell, back)
                while at is not None and self.open[at]:
                    wide, at = wide + 1, self.beside(at, back)
            if wide <= self.span:
                return True
        return False
