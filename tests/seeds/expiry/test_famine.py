"""In expiry, where works break down and the stores have spoilt: who goes hungry because of it, and what they do."""

from collections import Counter

import numpy as np
import pytest
from scenes.retold import retold, silenced

from undergrid.city.city import Use
from undergrid.core import units
from undergrid.setup import build
from undergrid.sim import Sim
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.items import ItemKind

SAVED = round(5.5 * units.HOUR)
BOOKS = ("raw", "product", "waste", "given_out")


def failing(said):
    """A morning in a city whose works break down one after the other, and are not mended."""
    said["clock"]["starts"] = "09:00"
    said["rules"]["supply"] = {"breakdowns_per_day": 3, "mending_hours": 900, "worker_kg": 0.5}


def spoil(sim):
    """Let all food in store be waste."""
    works = sim.world.facilities
    food = [n for n, b in enumerate(works.building.tolist()) if sim.world.city.buildings[b].use != Use.FARM]
    works.waste[food] += works.product[food]
    works.product[food] = 0


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    """Six and a half hours of it; and the last of them once more, in a world that was saved and loaded."""
    sim = silenced(Sim(build(retold("expiry", tmp_path_factory.mktemp("famine") / "day", failing, 600), 4)))
    spoil(sim)
    books = []
    while sim.tick < SAVED:
        sim.run(sim.tick + 600)
        books.append(
            {name: getattr(sim.world.facilities, name).astype(np.int64).copy() for name in (*BOOKS, "taken_in")}
        )
    saved = sim.world.state()
    sim.run(SAVED + units.HOUR)
    digest = sim.world.digest()
    again = silenced(Sim(build(retold("expiry", tmp_path_factory.mktemp("famine") / "again", failing, 600), 4)))
    again.world.restore(SAVED, saved)
    again.run(SAVED + units.HOUR)
    return sim, books, digest, again.world.digest()


def copied(sim):
    works = sim.world.facilities
    return {name: getattr(works, name).astype(np.int64).copy() for name in (*BOOKS, "taken_in")}


def of(sim, *kinds):
    return [event for event in sim.world.events.rows() if event.kind in kinds]


def roots(sim, event):
    """The kinds on the way from an event back to what it came of."""
    by_id, found = {one.id: one for one in sim.world.events.rows()}, []
    while event.cause and by_id[event.cause].kind != Kind.SCENARIO:
        event = by_id[event.cause]
        found.append(event.kind)
    return found


def test_people_go_hungry_because_of_the_very_works_that_has_broken_down(day):
    sim = day[0]
    broke = {event.id: event for event in of(sim, Kind.WORKS_BROKE_DOWN)}
    short = {event.id: event for event in of(sim, Kind.SHORTAGE) if event.cause in broke}
    hungry = [event for event in of(sim, Kind.DEPRIVED) if event.cause in short]
    assert len(hungry) > 50
    assert {short[event.cause].who for event in hungry} <= {event.who for event in broke.values()}
    for event in hungry:
        assert broke[short[event.cause].cause].tick <= short[event.cause].tick <= event.tick


def test_hungry_people_stand_in_line_ask_and_take_and_some_are_told_on(day):
    sim = day[0]
    people = sim.world.citizens
    out = of(sim, Kind.STEPPED_OUT)
    assert len({event.who for event in out}) >= 5
    assert all(Kind.SHORTAGE in roots(sim, event) for event in out)
    took, gave = of(sim, Kind.TOOK), of(sim, Kind.GAVE)
    assert took
    assert gave
    assert {event.amount for event in took + gave} == {ItemKind.FOOD}
    by_id = {event.id: event for event in sim.world.events.rows()}
    for event in took + gave:
        wanting = event.who if event.kind == Kind.TOOK else event.whom
        assert by_id[event.cause].kind == Kind.DEPRIVED
        assert by_id[event.cause].who == wanting
        assert (people.obedience[wanting] < 400) == (event.kind == Kind.TOOK)
    robbed = Counter(
        event.cause for event in of(sim, Kind.DEPRIVED) if by_id[event.cause].kind in (Kind.TOOK, Kind.GAVE)
    )
    assert robbed == Counter(event.id for event in took + gave)
    for event in of(sim, Kind.INFORMED):
        theft = by_id[event.cause]
        assert (theft.kind, theft.who, theft.whom) == (Kind.TOOK, event.whom, event.who)


def test_who_is_hungry_earns_less_and_a_days_hunger_kills_nobody(day):
    sim = day[0]
    lost = [event for event in of(sim, Kind.SLUMPED) if event.cause]
    assert lost
    assert all(event.amount < 0 for event in lost)
    assert not [event for event in of(sim, Kind.DIED) if Kind.DEPRIVED in roots(sim, event)]


def test_not_a_gram_is_made_or_lost_where_food_is_short(day):
    for book in day[1]:
        assert (sum(book[name] for name in BOOKS) == book["taken_in"]).all()
        assert min(int(book[name].min()) for name in BOOKS) >= 0


def test_saved_and_loaded_it_goes_on_alike(day):
    assert day[2] == day[3]


def test_as_shipped_nobody_goes_hungry(tmp_path):
    sim = Sim(build(retold("expiry", tmp_path / "night", lambda said: None, 300), 4))
    sim.run("1 h")
    assert not sim.world.hungry.n
    assert not sim.world.shortages.n
    assert not of(sim, Kind.SHORTAGE, Kind.DEPRIVED)
