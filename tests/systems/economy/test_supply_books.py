"""The books of supply, kept by hand beside it: every column of every place, every event, every body."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import Use
from undergrid.systems.economy import supply
from undergrid.world.log.events import event_id
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.people import Activity
from undergrid.world.world import World

PLACES = (  # works stand among other houses, and two of a kind are not alike
    Use.PODS, Use.VATS, Use.FARM, Use.OFFICES, Use.RECLAMATION, Use.FARM, Use.VATS, Use.PODS, Use.RECLAMATION, Use.FARM,
)  # fmt: skip
WORKS = [n for n, use in enumerate(PLACES) if use in (Use.VATS, Use.FARM, Use.RECLAMATION)]
BOOKS = ("raw", "product", "waste", "taken_in", "given_out", "processed", "workers", "short")
DOING = (
    Activity.WORKING, Activity.WORKING, Activity.WORKING, Activity.PLUGGED, Activity.PLUGGED, Activity.WAITING,
    Activity.SHUT_DOWN,
)  # fmt: skip
KNOBS: dict[str, Any] = {
    "feed_kg": 2.5, "worker_kg": 14.2, "yield_percent": 37, "food_kg_per_day": 3.9, "body_kg": 51.5,
    "memories_per_hour": 77, "worker_memories": 340, "breakdowns_per_day": 0,
}  # fmt: skip
LOOKS = 12


def town(draw: np.random.Generator, n: int) -> World:
    """People of every kind on two levels, of which the second lies beyond the wall."""
    buildings = [(use, 0, 2 * k, 0) for k, use in enumerate(PLACES)]
    city = make_city(field(20, 4), field(20, 4, "_"), buildings=buildings)
    houses = tuple(replace(house, capacity=5 + 2 * k) for k, house in enumerate(city.buildings))
    city = replace(city, buildings=houses)
    world = make_world(city, draw.integers(0, city.n_cells, n).tolist())
    people = world.citizens
    people.doing[:] = draw.choice(DOING, n)
    people.alive[:] = (people.doing != Activity.SHUT_DOWN) & (draw.random(n) < 0.9)
    people.work[:] = draw.integers(-1, len(PLACES), n)
    people.registered[:] = draw.random(n) < 0.6
    people.cause[:] = draw.integers(100, 900, n)
    return world


def shares(total: int, rows: list[int]) -> dict[int, int]:
    """What each of several places gets: whatever does not divide goes to the first, one each."""
    return {row: total // len(rows) + (n < total % len(rows)) for n, row in enumerate(rows)}


class Ledger:
    """The books of each place as the rule says they should be, and the events."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.books = [dict.fromkeys(BOOKS, 0) for _ in WORKS]
        self.told: list[tuple[int, ...]] = []
        self.queue: dict[int, list[int]] = {row: [] for row in self.of(Use.RECLAMATION)}
        self.told_of = dict.fromkeys(self.queue, 0)  # how many bodies have been processed, by centre
        self.delivered: dict[int, int] = {}  # the event, by body

    def of(self, *uses: Use) -> list[int]:
        return [row for row, place in enumerate(WORKS) if PLACES[place] in uses]

    def take_in(self, row: int, amount: int) -> None:
        self.books[row]["raw"] += amount
        self.books[row]["taken_in"] += amount

    def look(self) -> None:
        """Ten minutes: who works where, what comes in, what is made of it, and what is given out."""
        people = self.world.citizens
        alive = [who for who in range(people.n) if people.alive[who]]
        dreaming = sum(people.doing[who] == Activity.PLUGGED for who in alive)
        for row, place in enumerate(WORKS):
            there = [who for who in alive if people.doing[who] == Activity.WORKING and people.work[who] == place]
            self.books[row]["workers"] = len(there)
        self.collect()
        for row, amount in shares(dreaming * 77 // 6, self.of(Use.FARM)).items():
            self.take_in(row, amount)
        for row in self.of(Use.VATS):
            self.take_in(row, (5 + 2 * WORKS[row]) * round(2500 / 6))
        for row, book in enumerate(self.books):
            rate = 340 if PLACES[WORKS[row]] == Use.FARM else 14_200
            done = min(book["raw"], book["workers"] * rate // 6)
            made = (book["processed"] + done) * 37 // 100 - book["processed"] * 37 // 100
            book["raw"] -= done
            book["processed"] += done
            book["product"] += made
            book["waste"] += done - made
        self.tell_processed()
        self.give_out(self.of(Use.VATS, Use.RECLAMATION), len(alive) * round(3900 / 144))
        self.give_out(self.of(Use.FARM), dreaming * 77 // 6 * 37 // 100)

    def tell_processed(self) -> None:
        """Body after body, each once its last gram is done: n of them have made 37 % of n bodies."""
        for row, queue in self.queue.items():
            for n in range(self.told_of[row] + 1, self.books[row]["processed"] // 51_500 + 1):
                paste = n * 51_500 * 37 // 100 - (n - 1) * 51_500 * 37 // 100
                where = int(self.world.city.doors[WORKS[row]])
                self.told.append((Kind.PROCESSED, row, queue[n - 1], where, paste, self.delivered[queue[n - 1]]))
                self.told_of[row] = n

    def collect(self) -> None:
        """The centres take turns by the rows of the bodies; beyond the wall nobody collects."""
        world, centres = self.world, self.of(Use.RECLAMATION)
        people = world.citizens
        for who in range(people.n):
            within = people.cell[who] < world.city.area
            if people.doing[who] == Activity.SHUT_DOWN and not people.registered[who] and within:
                centre = centres[who % len(centres)]
                self.take_in(centre, 51_500)
                self.queue[centre].append(who)
                self.delivered[who] = event_id(world.tick, Kind.DELIVERED, who)
                where = int(world.city.doors[WORKS[centre]])
                self.told.append((Kind.DELIVERED, centre, who, where, 51_500, int(people.cause[who])))

    def give_out(self, rows: list[int], total: int) -> None:
        """In proportion to the stores; where all together have too little they say so, once, until they can again."""
        books = [self.books[row] for row in rows]
        have = sum(book["product"] for book in books)
        given = [book["product"] * min(total, have) // max(1, have) for book in books]
        for n, book in enumerate(books):
            if sum(given) < min(total, have) and given[n] < book["product"]:
                given[n] += 1
        for row, book, gone in zip(rows, books, given, strict=True):
            book["product"] -= gone
            book["given_out"] += gone
            missing = shares(max(0, total - have), rows)[row]
            if missing and not book["short"]:
                self.told.append((Kind.SHORTAGE, row, -1, -1, missing, self.world.scenario_event))
            book["short"] = int(total > have)


def told(world: World) -> list[tuple[int, ...]]:
    return [(e.kind, e.who, e.whom, e.where, e.amount, e.cause) for e in world.events.rows() if e.tick == world.tick]


@pytest.mark.parametrize("seed", range(4))
def test_every_book_of_every_place_says_what_the_rule_says(seed):
    draw = np.random.default_rng(seed)
    world = town(draw, 150)
    ledger, people, seen = Ledger(world), world.citizens, set()
    for _ in range(LOOKS):
        ledger.told.clear()
        ledger.look()
        run(supply, world, **KNOBS)
        world.tick -= 1
        for row, book in enumerate(ledger.books):
            assert {name: int(getattr(world.facilities, name)[row]) for name in BOOKS} == book
        assert sorted(told(world)) == sorted(ledger.told)
        world.tick += 1
        seen |= {kind for kind, *_ in ledger.told}
        for _, centre, body, door, *_ in (one for one in ledger.told if one[0] == Kind.DELIVERED):
            inside = WORKS[centre]
            assert (people.doing[body], people.inside[body], people.cell[body]) == (Activity.RECLAIMED, inside, door)
        people.doing[:] = np.where(people.alive, draw.choice(DOING[:-1], people.n), people.doing)
        fallen = people.alive & (draw.random(people.n) < 0.05)
        people.alive[fallen], people.doing[fallen] = False, Activity.SHUT_DOWN
        people.registered[draw.integers(0, people.n, 9)] = False
    assert seen == {Kind.DELIVERED, Kind.PROCESSED, Kind.SHORTAGE}


def test_each_place_names_its_own_last_shortage_or_delivery_as_its_cause():
    world = town(np.random.default_rng(7), 150)
    run(supply, world, **KNOBS)
    last = {}
    for event in world.events.rows():
        last[event.who] = event.id
    assert {event.kind for event in world.events.rows()} == {Kind.DELIVERED, Kind.SHORTAGE}
    assert world.facilities.cause.tolist() == [last.get(row, 0) for row in range(len(WORKS))]


def test_without_works_or_without_a_centre_nothing_is_collected_and_nothing_told():
    for uses in ([Use.PODS], [Use.PODS, Use.VATS]):
        world = make_world(make_city(field(9, 4), buildings=[(use, 0, 2 * k, 0) for k, use in enumerate(uses)]), 3)
        people = world.citizens
        people.alive[:], people.doing[:], people.registered[:] = False, Activity.SHUT_DOWN, False
        run(supply, world)
        assert people.doing.tolist() == [Activity.SHUT_DOWN] * 3
        assert people.inside.tolist() == [-1] * 3
        assert not told(world)


def test_a_place_that_could_deliver_in_between_says_it_again():
    world = make_world(make_city(field(8, 2), buildings=[(Use.VATS, 0, 0, 0)]), 3)
    shortages = []
    for product in (0, 0, 5, 1000, 12, 11, 0):
        world.facilities.product[0] = product
        run(supply, world, food_kg_per_day=0.6, feed_kg=0)  # 4 g each
        shortages.append([event.amount for event in world.events.rows() if event.tick == world.tick - 1])
    assert shortages == [[12], [], [], [], [], [1], []]
