"""Trails: what is laid, renewed, trodden out and taken away, and what can be read, beside a list kept by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scenes.worlds import field, make_city, make_world

from undergrid.core import luck
from undergrid.core.halving import HALVES, fall
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.trails import TraceKind
from undergrid.world.trails import trails
from undergrid.world.world import World

KINDS, CELLS, MAKERS = len(TraceKind), 10, 7
ROW = ("luck", "cell", "kind", "maker", "made", "heading", "strength", "covered", "worn", "false", "followed", "cause")


class Book:
    """Every trace by its slot, as the rules say that it should be: slowly, and without an index."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rows: dict[int, dict[str, int]] = {}

    def lay(self, kind: int, wanted: list[dict[str, int]]) -> None:
        """Renew what is there, put new prints over the oldest of four, and the others where there is room."""
        tick, fresh = self.world.tick, []
        before = dict(self.rows)
        for want in wanted:
            here = {slot: row for slot, row in before.items() if (row["cell"], row["kind"]) == (want["cell"], kind)}
            own = [slot for slot, row in here.items() if self.rows[slot]["maker"] == want["maker"]]
            if own:
                heading = self.rows[own[0]]["heading"] if want["heading"] == 255 else want["heading"]
                kept = {name: self.rows[own[0]][name] for name in ("luck", "cell", "kind", "maker")}
                self.rows[own[0]] = kept | self.made(kind, want) | {"heading": heading}
            elif kind == TraceKind.PRINTS and len(here) >= 4:
                oldest = min(here, key=lambda slot: (self.rows[slot]["made"], slot))
                self.rows[oldest] = self.born(kind, want)
            else:
                fresh.append(want)
        free = (slot for slot in range(10**6) if slot not in self.rows)
        taken = [next(free) for _ in fresh]
        self.rows |= {slot: self.born(kind, want) for slot, want in zip(taken, fresh, strict=True)}
        assert all(row["made"] <= tick for row in self.rows.values())

    def made(self, kind: int, want: dict[str, int]) -> dict[str, int]:
        gone = int(self.world.weathering.gone[kind])
        return {
            "made": self.world.tick, "heading": want["heading"], "strength": want["strength"], "covered": 0,
            "worn": gone, "false": 0, "followed": 0, "cause": want["cause"] or self.world.scenario_event,
        }  # fmt: skip

    def born(self, kind: int, want: dict[str, int]) -> dict[str, int]:
        who, cell = want["maker"], want["cell"]
        key = luck.child(int(self.world.citizens.luck[who]), self.world.tick, kind, cell)
        return {"luck": key, "cell": cell, "kind": kind, "maker": who} | self.made(kind, want)

    def left(self, slot: int) -> int:
        row = self.rows[slot]
        worn = int(self.world.weathering.gone[row["kind"]]) - row["worn"]
        plain = row["strength"] * (1000 - row["covered"]) // 1000
        return int(fall(plain, worn >> 40, worn & ((1 << 40) - 1), HALVES))

    def plain(self, slot: int) -> int:
        row = self.rows[slot]
        over = {
            other["maker"] for other in self.rows.values()
            if other["kind"] == TraceKind.PRINTS and other["cell"] == row["cell"] and other["made"] > row["made"]
        }  # fmt: skip
        return self.left(slot) // (1 + len(over - {row["maker"]}))

    def check(self) -> None:
        world, traces = self.world, self.world.traces
        assert traces.rows().tolist() == sorted(self.rows)
        for name in ROW:
            column = getattr(traces, name)
            assert {slot: int(column[slot]) for slot in self.rows} == {s: row[name] for s, row in self.rows.items()}
        for cell in range(world.city.n_cells):
            on_it = sorted(slot for slot, row in self.rows.items() if row["cell"] == cell)
            assert trails.at(world, cell) == on_it
            assert [trails.left(world, slot) for slot in on_it] == [self.left(slot) for slot in on_it]
            plain = [(slot, self.plain(slot)) for slot in on_it]
            assert trails.readable(world, cell) == [(slot, share) for slot, share in plain if share]


def wants(draw: np.random.Generator, n: int) -> list[dict[str, int]]:
    """Up to `n` traces, no two by the same maker on the same cell."""
    pairs = sorted({(int(draw.integers(CELLS)), int(draw.integers(MAKERS))) for _ in range(n)})
    return [
        {"cell": cell, "maker": who, "heading": int(draw.choice([255, 0, 3, 7])),
         "strength": int(draw.integers(1, 1001)), "cause": int(draw.choice([0, 40, 41]))}
        for cell, who in pairs
    ]  # fmt: skip


def lay_all(world: World, kind: TraceKind, wanted: list[dict[str, int]]) -> None:
    laid = world.out(trails.Laid, len(wanted) + 3)
    for name in ("cell", "maker", "heading", "strength", "cause"):
        getattr(laid, name)[: len(wanted)] = [want[name] for want in wanted]
    trails.lay_many(world, kind, laid, len(wanted))


@pytest.mark.parametrize("seed", range(6))
def test_traces_are_laid_renewed_trodden_out_and_taken_away_as_a_list_kept_by_hand_says(seed):
    draw = np.random.default_rng(seed)
    world = make_world(field(CELLS, 2), [(0, 0)] * MAKERS)
    book = Book(world)
    for step in range(30):
        world.tick += int(draw.integers(3))  # some fall into the same moment
        world.weathering.gone += draw.integers(0, 1 << 39, KINDS)
        kind = TraceKind(int(draw.choice([0, 0, 0, 1, 2, 3])))
        wanted = wants(draw, int(draw.integers(1, 9)))
        book.lay(kind, wanted)
        lay_all(world, kind, wanted)
        if step % 3 == 2:
            gone = draw.permutation(sorted(book.rows))[: int(draw.integers(1, 12))]
            trails.erase(world, gone)
            book.rows = {slot: row for slot, row in book.rows.items() if slot not in gone}
        for slot in draw.permutation(sorted(book.rows))[:3].tolist():  # as those do who cover, fake and follow
            changed = {"covered": int(draw.integers(1000)), "false": 1, "followed": int(draw.integers(2))}
            book.rows[slot] |= changed
            for name, value in changed.items():
                getattr(world.traces, name)[slot] = value
        book.check()
    assert any(share > 0 for cell in range(CELLS) for _, share in trails.readable(world, cell))


def test_one_trace_is_laid_with_all_that_is_said_of_it_and_takes_its_cause_from_what_its_maker_is_about():
    world = make_world(field(CELLS, 2), [(0, 0)] * 3)
    world.citizens.cause[:] = [7, 8, 9]
    world.tick = 50
    first = trails.lay(world, 0, TraceKind.BLOOD, 4)
    other = trails.lay(world, 2, TraceKind.BLOOD, 4, heading=3, strength=200, cause=30, made=11, false=True)
    prints = trails.lay(world, 1, TraceKind.PRINTS, 4)
    rows = [
        tuple(int(getattr(world.traces, name)[slot]) for name in ROW[1:] if name not in ("worn", "followed"))
        for slot in (first, other, prints)
    ]
    assert rows == [
        (4, TraceKind.BLOOD, 0, 50, 255, 1000, 0, 0, 7),
        (4, TraceKind.BLOOD, 2, 11, 3, 200, 0, 1, 30),
        (4, TraceKind.PRINTS, 1, 50, 255, 1000, 0, 0, 8),
    ]
    assert trails.lay(world, 2, TraceKind.BLOOD, 4) == other, "the same one, renewed"
    assert (world.traces.made[other], world.traces.false[other], world.traces.cause[other]) == (50, False, 9)


def test_the_index_is_made_anew_only_once_there_are_more_traces_than_it_has_room_for():
    world = make_world(field(60, 40), [(0, 0)] * 2)
    assert trails.at(world, 3) == []
    known = trails.index(world)
    assert (known.room, len(known.heads), len(known.after)) == (1024, 2048, 1024)
    world.traces.grow(1023)
    assert trails.index(world) is known
    world.traces.grow(1)
    assert trails.index(world) is known, "there is room for 1,024"
    world.traces.grow(1)
    other = trails.index(world)
    assert other is not known
    assert (other.room, len(other.heads), len(other.after)) == (1025, 4096, 1025)


def test_every_trace_is_found_however_many_there_are_and_however_they_came():
    world = make_world(field(60, 40), [(0, 0)] * 2)
    want = [{"cell": cell, "maker": 0, "heading": 1, "strength": 9, "cause": 5} for cell in range(2400)]
    for first, end in ((0, 1000), (1000, 1030), (1030, 1400), (1400, 2400)):
        lay_all(world, TraceKind.DRAG, want[first:end])
        assert [trails.at(world, cell) for cell in range(2400)] == [[n] if n < end else [] for n in range(2400)]
    trails.erase(world, np.arange(0, 2400, 3))
    assert [trails.at(world, cell) for cell in range(2400)] == [[n] if n % 3 else [] for n in range(2400)]


def test_new_prints_go_over_the_oldest_of_four_and_of_equals_over_the_lowest_slot_however_they_are_found():
    world = make_world(field(5, 1), [(0, 0)] * 7)
    for who in range(4):
        assert trails.lay(world, who, TraceKind.PRINTS, 2, made=0) == who
    trails.erase(world, np.array([0]))
    assert trails.lay(world, 4, TraceKind.PRINTS, 2, made=0) == 0, "now the first that is found on the cell"
    world.tick = 5
    assert trails.lay(world, 5, TraceKind.PRINTS, 2) == 0
    assert world.traces.maker[:4].tolist() == [5, 1, 2, 3]
    trails.erase(world, np.array([3]))
    assert trails.at(world, 2) == [0, 1, 2]


# ---------------------------------------------------------------- a trail


@pytest.mark.parametrize("seed", range(8))
def test_around_a_cell_the_newest_trace_of_each_cell_counts_and_only_one_makers(seed):
    draw = np.random.default_rng(seed)
    world = make_world(field(9, 7), [(0, 0)] * 3)
    rows: dict[int, tuple[int, int, int]] = {}
    for _ in range(150):
        cell, who = int(draw.integers(world.city.n_cells)), int(draw.integers(3))
        kind, made = TraceKind(int(draw.integers(KINDS))), int(draw.integers(6))
        rows[trails.lay(world, who, kind, cell, made=made)] = (cell, who, made)
    for here in range(world.city.n_cells):
        for radius in (0, 1, 2, 5):
            newest: dict[int, int] = {}
            for slot, (cell, who, _) in sorted(rows.items(), key=lambda row: (-row[1][2], row[0])):
                if who == 1 and world.city.apart(here, cell) <= radius:
                    newest.setdefault(cell, slot)  # of the newest, the lowest slot
            assert trails.around(world, 1, here, radius) == newest


def test_around_a_cell_of_another_level_nothing_of_this_one_counts():
    world = make_world(make_city(field(5, 5), field(5, 5)), [(0, 0)])
    slots = {cell: trails.lay(world, 0, TraceKind.BLOOD, cell) for cell in range(50)}
    assert trails.around(world, 0, 27, 1) == {cell: slots[cell] for cell in (26, 27, 28, 31, 32, 33)}


def steps(made: dict[int, int], here: int, radius: int = 5) -> int:
    """How many steps are in order around a cell, where a maker has left steps at some ticks, and another elsewhere."""
    world = make_world(field(20, 1), [(0, 0)] * 2)
    for cell in range(20):
        trails.lay(world, 1, TraceKind.PRINTS, cell, made=50 - cell)
    for cell, when in made.items():
        trails.lay(world, 0, TraceKind.PRINTS, cell, made=when)
    return trails.in_order(world, 0, here, radius)


def test_steps_are_in_order_while_each_was_made_later_and_within_two_cells_of_the_last():
    row = {cell: 10 + cell for cell in range(4, 9)}
    assert [steps(row, here) for here in (3, 4, 6, 8, 9)] == [0, 5, 5, 5, 0]
    assert steps(row, 6, radius=1) == 3
    assert [steps({4: 1, 6: 2, 8: 3}, here) for here in (4, 6, 8)] == [3, 3, 3], "two cells are a step"
    assert [steps({4: 1, 7: 2, 8: 3}, here) for here in (4, 7, 8)] == [1, 2, 2], "three are none"
    assert [steps({4: 1, 5: 2, 6: 2, 7: 3}, here) for here in (4, 5, 6, 7)] == [2, 2, 2, 2], "of one moment is no order"
    assert steps({6: 4}, 6) == 1
    assert [steps({2: 1, 3: 2, 9: 3, 8: 4, 7: 5, 1: 6}, here, 9) for here in (2, 3, 9, 8, 7, 1)] == [2, 2, 3, 3, 3, 1]


def test_somebody_has_read_up_to_the_trail_of_which_they_know_the_latest():
    world = make_world(field(20, 1), [(0, 0)] * 3)
    assert trails.ahead(world, 1) == -1
    known, rows = world.knowledge, []
    for who, topic, cell, at in [
        (1, Topic.TRACE, 3, 20), (1, Topic.TRACE, 4, 30), (1, Topic.TRACE, 5, 25), (1, Topic.PLACE, 6, 90),
        (2, Topic.TRACE, 7, 80), (2, Topic.PLACE, 8, 99),
    ]:  # fmt: skip
        rows.append(int(known.take(1)[0]))
        known.knower[rows[-1]], known.topic[rows[-1]], known.cell[rows[-1]], known.at[rows[-1]] = who, topic, cell, at
    assert [trails.ahead(world, who) for who in range(3)] == [-1, 4, 7]
    known.free(np.array(rows[1:2]))
    assert trails.ahead(world, 1) == 5
