"""Tags worked out once more: readers all over a town that come, go and move, and a crowd that is read in turns."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scenes.towns import filed_since, said_now
from scenes.worlds import make_city, make_world

from undergrid.core import luck
from undergrid.core.grid import sees
from undergrid.systems.authority import tags
from undergrid.world.log.events import event_id
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Duty, Sense, WatcherKind

WIDE, HIGH, PEOPLE, WATCHERS, CELL = 33, 21, 4 * 64 + 9, 70, 1500
AREA = WIDE * HIGH
KNOBS = {"reader_m": 8.9, "read_every": 3, "report_every": 7, "report_delay": 4, "wanted_points": 13}
REACH = 5  # whole cells
BEYOND = 1  # the level beyond the wall, where no reader hears anything


def town(seed, beyond):
    """Readers and other watchers on three levels (beyond the wall or not), at the edges too, and people among them."""
    dice = np.random.default_rng(seed)
    drawings = ["\n".join("".join(dice.choice(list(".,#"), WIDE, p=(0.6, 0.3, 0.1))) for _ in range(HIGH))
                for _ in range(3)]  # fmt: skip
    city = make_city(*drawings, cell_mm=CELL)
    levels = (0, 1, 2) if beyond else (0, 2)
    cells = [int(dice.choice(levels)) * AREA + cell for cell in dice.integers(0, AREA, WATCHERS).tolist()]
    cells[:6] = [0, WIDE - 1, AREA - 1, AREA - WIDE, 2 * AREA, 3 * AREA - 1]
    kinds = dice.choice((WatcherKind.READER, WatcherKind.READER, WatcherKind.CAMERA), WATCHERS)
    kinds[:6] = WatcherKind.READER
    posts = [(WatcherKind(kind), cell) for kind, cell in zip(kinds, cells, strict=True)]
    free = np.flatnonzero(city.walkable())
    world = make_world(city, dice.choice(free, PEOPLE).tolist(), posts, seed=seed)
    people, watchers = world.citizens, world.watchers
    world.tick = 1000
    people.tagged[:], people.wanted[:] = dice.random(PEOPLE) < 0.8, dice.random(PEOPLE) < 0.5
    people.alive[:], people.inside[:] = dice.random(PEOPLE) < 0.9, np.where(dice.random(PEOPLE) < 0.1, 0, -1)
    people.cause[:] = [event_id(9, Kind.ORDERED, who) for who in range(PEOPLE)]
    people.cause[::5] = 0
    people.seen_at[:] = np.where(dice.random(PEOPLE) < 0.4, -1, 1000 - dice.integers(0, 12, PEOPLE))
    people.seen_cell[:] = dice.integers(-1, 99, PEOPLE)
    watchers.duty[:] = np.where(dice.random(WATCHERS) < 0.5, Duty.OFF, Duty.POST)
    watchers.cause[:] = [event_id(5, Kind.ON_WATCH, row) for row in range(WATCHERS)]
    world.rebuild()
    return world, dice


class Once:
    """One tick, worked out from the world as it is before: who is read, by whom, and which cells are heard at all."""

    def __init__(self, world):
        self.world, self.told, self.filed = world, [], []
        watchers, people, now = world.watchers, world.citizens, world.tick
        reads = (watchers.kind == WatcherKind.READER) & (watchers.duty != Duty.OFF)
        self.posts = {row: int(watchers.cell[row]) for row in np.flatnonzero(reads).tolist()}
        self.posts = {row: cell for row, cell in self.posts.items() if cell // AREA != BEYOND}
        self.seen = {name: getattr(people, name).copy() for name in ("seen_at", "seen_cell")}
        for who in np.flatnonzero((people.inside < 0) & people.tagged & people.alive).tolist():
            here = int(people.cell[who])
            if who // 64 % 3 == now % 3 and self.is_heard(here):
                self.read(who, here)

    def apart(self, one, other):
        """The squared distance of two cells between which nothing stands; none on different levels."""
        (y, x), (to_y, to_x), level = divmod(one % AREA, WIDE), divmod(other % AREA, WIDE), one // AREA
        clear = level == other // AREA and sees(self.world.city.opaque, WIDE, level * AREA, x, y, to_x, to_y)
        return (x - to_x) ** 2 + (y - to_y) ** 2 if clear else math.inf

    def is_heard(self, cell):
        return any(self.apart(post, cell) <= REACH**2 for post in self.posts.values())

    def read(self, who, here):
        world, now, before = self.world, self.world.tick, int(self.seen["seen_at"][who])
        if world.citizens.wanted[who] and (before < 0 or before // 7 < now // 7):
            far, row = min((self.apart(post, here), row) for row, post in self.posts.items())
            cause = int(world.citizens.cause[who]) or int(world.watchers.cause[row])
            metres = math.isqrt(far * CELL**2) // 1000
            self.told.append((Kind.SIGHTED, row, who, here, metres, cause, 0, 0))
            event = event_id(now, Kind.SIGHTED, who)
            self.filed.append((who, row, int(Sense.TAG), here, now, now + 4, 13, event))
        self.seen["seen_at"][who], self.seen["seen_cell"][who] = now, here


def change(world, dice, nth):
    """Let one thing about the watchers be other than it was: nothing, a place, a duty, or how many there are."""
    watchers = world.watchers
    readers = np.flatnonzero(watchers.kind == WatcherKind.READER)
    row, camera = int(dice.choice(readers)), int(dice.choice(np.flatnonzero(watchers.kind == WatcherKind.CAMERA)))
    if nth % 6 == 1:
        row = int(dice.choice(readers[watchers.duty[readers] != Duty.OFF]))
        watchers.cell[row] = dice.integers(0, AREA)
    elif nth % 6 == 2:
        watchers.duty[dice.choice(readers[watchers.duty[readers] != Duty.OFF])] = Duty.OFF
    elif nth % 6 == 3:
        watchers.duty[dice.choice(readers[watchers.duty[readers] == Duty.OFF])] = Duty.POST
    elif nth % 6 == 4:
        watchers.cell[camera], watchers.duty[camera] = dice.integers(0, AREA), 5 - watchers.duty[camera]
    elif nth % 6 == 5:
        new = int(world.watchers.grow(1))
        watchers.kind[new], watchers.cell[new] = WatcherKind.READER, dice.integers(0, AREA)
        watchers.cause[new], watchers.luck[new] = event_id(5, Kind.ON_WATCH, new), luck.key_of(f"test/new/{new}")


@pytest.mark.parametrize(("seed", "beyond"), [(1, False), (2, False), (3, True)])
def test_every_tag_is_read_and_reported_by_the_nearest_reader_that_hears_it(seed, beyond):
    world, dice = town(seed, beyond)
    params, told = tags.Params(**KNOBS), []
    bystanders = {name: getattr(world.citizens, name).copy() for name in ("cell", "wanted", "doing", "cause")}
    for nth in range(18):
        change(world, dice, nth)
        once, n_reports = Once(world), len(world.reports.rows())
        world.events.begin(world.tick)
        tags.step(world, params)
        assert said_now(world) == sorted(once.told)
        assert filed_since(world, n_reports) == sorted(once.filed)
        for name, column in once.seen.items():
            assert getattr(world.citizens, name).tolist() == column.tolist(), name
        desk = world.cache(tags._Desk, params)
        heard = np.unpackbits(desk.covered.view(np.uint8), bitorder="little")[: world.city.n_cells]
        if nth % 6 in (1, 5):
            assert heard.tolist() == [once.is_heard(cell) for cell in range(world.city.n_cells)]
        assert [row for row, post in enumerate(desk.posts) if post >= 0] == list(once.posts)
        told += once.told
        world.tick += 1
    assert len(told) > 20
    for name, column in bystanders.items():
        assert (getattr(world.citizens, name) == column).all(), name


@pytest.mark.parametrize("row", [0, 2, 4])
def test_a_reader_that_goes_on_or_off_is_minded_whatever_stands_beside_it(row):
    """Readers and cameras by turns: no other reader stands in the rows next to it."""
    world, _ = town(4, False)
    watchers = world.watchers
    watchers.kind[:], watchers.duty[:] = WatcherKind.CAMERA, Duty.POST
    watchers.kind[[0, 2, 4]], watchers.cell[[0, 2, 4]] = WatcherKind.READER, (3, 2 * AREA + 9, 500)
    for duty in (Duty.POST, Duty.OFF, Duty.OFF, Duty.POST):
        watchers.duty[row] = duty
        tags.step(world, tags.Params(**KNOBS))
        on = [one for one in (0, 2, 4) if one != row or duty == Duty.POST]
        posts = world.cache(tags._Desk, tags.Params(**KNOBS)).posts
        assert np.flatnonzero(posts >= 0).tolist() == on
        world.tick += 1
