"""Row C18 in expiry: the expired are collected and made into paste, which feeds those who live on."""

import numpy as np
import pytest
from scenes.retold import retold, silenced

from undergrid.city.city import Use
from undergrid.core import units
from undergrid.setup import build
from undergrid.sim import Sim
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.people import Activity

DOOMED = [f"doomed_{n}" for n in range(6)]
BODY, YIELD = 70_000, 80  # g, %: as shipped
BOOKS = ("raw", "product", "waste", "given_out")


def dying(said):
    """A morning on which six people are about to expire; the registry hears of it within the hour."""
    said["clock"]["starts"] = "06:00"
    said["rules"]["implants"] = {"registry_least_hours": 0.2, "registry_most_hours": 1}
    said["rules"]["supply"] = {"breakdowns_per_day": 8, "mending_hours": 3}
    for n, name in enumerate(DOOMED):
        said["cast"][name] = {"name": f"Somebody {n}", "home": f"pods_{1 + n}", "expires": f"{60 + n} min"}


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    """Eleven hours of it, and the books of every works at every ten minutes."""
    sim = silenced(Sim(build(retold("expiry", tmp_path_factory.mktemp("paste") / "day", dying, 400), 4)))
    books = [copied(sim)]
    while sim.tick < 11 * units.HOUR:
        sim.run(sim.tick + 600)
        books.append(copied(sim))
    return sim, books


def copied(sim):
    works = sim.world.facilities
    return {name: getattr(works, name).astype(np.int64).copy() for name in (*BOOKS, "taken_in", "processed", "workers")}


def of(sim, *kinds):
    return [event for event in sim.world.events.rows() if event.kind in kinds]


def centres(sim):
    uses = [sim.world.city.buildings[b].use for b in sim.world.facilities.building.tolist()]
    return np.flatnonzero(np.array(uses) == Use.RECLAMATION)


def test_c18_paste_is_so_much_of_every_body_and_of_nothing_else(day):
    sim, books = day
    paste, rows = of(sim, Kind.PROCESSED), centres(sim)
    assert len(paste) >= len(DOOMED)
    assert {event.amount for event in paste} == {BODY * YIELD // 100}
    done = sum(event.amount for event in paste)
    assert done == len(paste) * BODY * YIELD // 100
    processed = books[-1]["processed"][rows]
    made = books[-1]["product"][rows] + books[-1]["given_out"][rows] - books[0]["product"][rows]
    assert (made == processed * YIELD // 100).all()
    assert done == sum(int(n) // BODY * BODY * YIELD // 100 for n in processed)


def test_c18_the_paste_is_of_those_who_were_shut_down_struck_off_and_collected(day):
    sim, _ = day
    by_id = {event.id: event for event in sim.world.events.rows()}
    eaten = {event.whom for event in of(sim, Kind.PROCESSED)}
    assert {sim.row(name) for name in DOOMED} <= eaten
    for event in of(sim, Kind.PROCESSED):
        delivery = by_id[event.cause]
        assert (delivery.kind, delivery.who, delivery.whom, delivery.amount) == (
            Kind.DELIVERED, event.who, event.whom, BODY,
        )  # fmt: skip
        struck = by_id[delivery.cause]
        before = Kind.SCENARIO if event.whom == sim.row("osric") else Kind.PINGED  # he has died before the start
        assert (struck.kind, by_id[struck.cause].kind) == (Kind.STRUCK_OFF, before)
        assert struck.tick <= delivery.tick < event.tick
        assert sim.world.citizens.doing[event.whom] == Activity.RECLAIMED


def test_c18_not_a_gram_comes_from_nowhere_or_is_lost_at_any_works_at_any_time(day):
    sim, books = day
    for book in books:
        held = sum(book[name] for name in BOOKS)
        assert (held - book["taken_in"] == 0).all()
        assert min(int(book[name].min()) for name in BOOKS) >= 0
    bodies = len(of(sim, Kind.DELIVERED))
    rows = centres(sim)
    assert books[-1]["taken_in"][rows].sum() - books[0]["taken_in"][rows].sum() == bodies * BODY


def test_c18_paste_feeds_the_living(day):
    sim, books = day
    rows = centres(sim)
    assert books[0]["product"][rows].sum() == 0
    assert books[-1]["given_out"][rows].sum() > 0
    food = np.array([sim.world.city.buildings[b].use != Use.FARM for b in sim.world.facilities.building.tolist()])
    living = int(sim.world.citizens.alive.sum())
    eaten = int(books[-1]["given_out"][food].sum() - books[-2]["given_out"][food].sum())
    assert eaten == living * round(600 * 600 / 86_400)


def test_c18_where_nobody_works_or_the_works_is_broken_no_body_is_processed(day):
    sim, books = day
    rows, idle = centres(sim), 0
    stops = sorted((event.tick, event.kind == Kind.WORKS_BROKE_DOWN, event.who)
                   for event in of(sim, Kind.WORKS_BROKE_DOWN, Kind.WORKS_MENDED) if event.who in rows)  # fmt: skip
    assert [broken for _, broken, _ in stops[:2]] == [True, False]
    for n in range(1, len(books)):
        for row in rows.tolist():
            broken = [what for tick, what, which in stops if which == row and tick < 600 * n]
            if books[n]["workers"][row] == 0 or (broken and broken[-1]):
                idle += 1
                assert books[n]["processed"][row] == books[n - 1]["processed"][row]
    assert idle > 3
