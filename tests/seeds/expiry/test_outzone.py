"""Rows of the story about the Outzone, and a City that does not forget: C37 to C39, in a Sim of a small city.

People without tags live in an old station beyond the wall, Rex among them, of whom the authority has lost sight. What
is asked of the rules here is asked of all of them together; their own tests stand in tests/systems.
"""

import pytest
from scenes.outzone import TEXT, because, informs, of, outzone

from undergrid.core import units
from undergrid.systems.authority import raids
from undergrid.world.authority.cutoffs import predicted_way
from undergrid.world.log.events import kind_of
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.places.burning import Combustion, fuel_in

MINUTE = 60
SENSED = (Kind.SIGHTED, Kind.HEARD, Kind.HEAT_SEEN, Kind.FIRE_SEEN)


def scores(sim):
    lost = sim.world.cold_cases
    return lost.score[lost.rows()].tolist()


@pytest.fixture(scope="module")
def lost():
    """A Sim in which Rex has become a cold case, and nobody has said a word."""
    sim = outzone()
    sim.run(10 * MINUTE)
    return sim


@pytest.fixture(scope="module")
def raided(lost):
    """The same, told on three times, until the raid is over; the last looks from above before each HEADED_OFF."""
    sim, looks = lost.fork(), {}
    for _ in range(3):
        informs(sim)
        sim.run(sim.tick + 10 * MINUTE)
    while not of(sim, Kind.RAID_ENDED):
        before = dict(seen_from_above(sim))
        sim.advance()
        for event in of(sim, Kind.HEADED_OFF):
            if event.tick == sim.tick - 1:
                looks[event.id] = before[event.whom], dict(seen_from_above(sim))[event.whom]
    sim.looks = looks
    return sim


def seen_from_above(sim):
    fugitives = sim.world.fugitives
    return zip(fugitives.owner[fugitives.rows()].tolist(), fugitives.cell[fugitives.rows()].tolist(), strict=True)


# ---------------------------------------------------------------- cold cases


def test_c37_a_cold_case_scores_more_with_each_clue_and_from_the_threshold_on_a_raid_is_ordered(lost):
    sim, found = lost.fork(), [scores(lost)]
    assert of(lost, Kind.DOSSIER_CLOSED)
    for _ in range(2):
        informs(sim)
        sim.run(sim.tick + 10 * MINUTE)
        found.append(scores(sim))
    assert found == [[0], [39], [79]]
    assert not of(sim, Kind.CASE_REOPENED, Kind.RAID_ORDERED), "79 are less than 100"
    informs(sim)
    sim.run(sim.tick + 3 * MINUTE)
    told = [event.id for event in of(sim, Kind.INFORMED)]
    (opened,) = of(sim, Kind.CASE_REOPENED)
    assert (opened.who, opened.amount >= 100) == (sim.row("rex"), True)
    assert [*because(sim, opened, Role.EVIDENCE), opened.cause] == told
    (ordered,) = of(sim, Kind.RAID_ORDERED)
    assert (ordered.cause, ordered.amount) == (opened.id, 12 * units.HOUR)
    assert sim.world.city.buildings[ordered.who].name == "old_station"


def test_c37_without_a_clue_nobody_comes(lost):
    sim = lost.fork()
    sim.run(6 * units.HOUR)
    assert scores(sim) == [0]
    assert not of(sim, Kind.CASE_REOPENED, Kind.RAID_ORDERED, Kind.RAIDERS_LANDED)


def test_c37_a_raid_is_made_before_its_deadline_by_night(raided):
    (ordered,), (landed,) = of(raided, Kind.RAID_ORDERED), of(raided, Kind.RAIDERS_LANDED)
    assert landed.cause == ordered.id
    assert 20 * MINUTE <= landed.tick - ordered.tick <= ordered.amount


# ---------------------------------------------------------------- the raid


def test_c38_they_come_down_from_the_air_beside_the_place_and_breach_it(raided):
    (landed,), (blown,) = of(raided, Kind.RAIDERS_LANDED), of(raided, Kind.DOOR_BLOWN)
    city = raided.world.city
    assert not city.levels[landed.where // city.area].lawful
    assert city.apart(landed.where, int(city.doors[landed.whom])) <= 30_000 // city.cell_mm
    assert blown.cause == landed.id
    assert 10 <= blown.amount <= 16, "the fourteen, Rex and Ida, but for those who are out"


def test_c38_casualties_fires_and_flights_are_in_the_log_each_with_what_brought_it_about(raided):
    (blown,), (fire,) = of(raided, Kind.DOOR_BLOWN), of(raided, Kind.CAUGHT_FIRE)
    hurt, fled, city = of(raided, Kind.WOUNDED), of(raided, Kind.FLED), raided.world.city
    assert hurt
    assert {event.cause for event in hurt} <= {blown.id, fire.id}
    assert fire.cause == blown.id
    assert len({event.who for event in fled}) >= 10
    assert {event.cause for event in fled} <= {blown.id, fire.id}
    assert all(city.walkable()[event.amount] and event.amount != event.where for event in fled)
    ticks = [event.tick for event in fled if event.tick < blown.tick + 30]
    assert max(ticks.count(tick) for tick in ticks) <= 2, "a door lets 1.2 persons a second through"


def test_c38_the_fire_burns_what_there_was_and_is_out_when_that_is_gone(raided):
    sim = raided.fork()
    (fire,) = of(raided, Kind.CAUGHT_FIRE)
    (slot,) = sim.world.blazes.rows().tolist()
    fuel = int(sim.world.blazes.fuel[slot])
    assert fire.amount == fuel // 1000
    sim.run(fire.tick + Combustion().lasts(fuel) + 2)
    (out,) = of(sim, Kind.BURNT_OUT)
    assert (out.tick - fire.tick, out.amount, out.cause) == (Combustion().lasts(fuel), fire.amount, fire.id)
    assert fuel_in(sim.world, fire.who) == 0


def test_c38_with_more_to_burn_it_burns_longer_and_where_nothing_burns_not_at_all():
    lasted = {}
    for kg in (0, 40, 400):
        sim = outzone(TEXT.replace("rules:", "rules:\n  combustion: {bedding_kg: 0}"))
        station = [sim.world.city.buildings[row].name for row in sim.world.shelters.building].index("old_station")
        sim.world.shelters.furniture[station] = kg
        sim.run(10 * MINUTE)
        for _ in range(3):
            informs(sim)
            sim.run(sim.tick + 2 * MINUTE)
        sim.run(sim.tick + 90 * MINUTE)
        assert of(sim, Kind.DOOR_BLOWN)
        lasted[kg] = [of(sim, Kind.BURNT_OUT)[0].tick - one.tick for one in of(sim, Kind.CAUGHT_FIRE)]
    assert lasted == {0: [], 40: [Combustion().lasts(40_000)], 400: [Combustion().lasts(400_000)]}
    assert lasted[40] < lasted[400]


def test_c38_what_they_seize_they_take_within_the_wall(raided):
    (ended,) = of(raided, Kind.RAID_ENDED)
    seized = of(raided, Kind.ARRESTED)
    assert ended.amount == len(seized) > 0
    sim = raided.fork()
    sim.run(sim.tick + 60)
    area = sim.world.city.area
    held = [event.whom for event in of(sim, Kind.TAKEN_INTO_CUSTODY)]
    dead = {event.who for event in of(raided, Kind.DIED)}
    assert set(held) == {event.whom for event in seized} - dead != set()
    assert all(sim.world.city.levels[sim.world.citizens.cell[who] // area].lawful for who in held)


# ---------------------------------------------------------------- heading off


def test_c39_who_flees_is_met_on_the_way_that_two_looks_foretell(raided):
    headed, fled = of(raided, Kind.HEADED_OFF), {event.who: event for event in of(raided, Kind.FLED)}
    assert len(headed) == 2, "as many as stayed aloft"
    reach = raids.Params().ahead_m * 1000 // raided.world.city.cell_mm
    for event in headed:
        before, here = raided.looks[event.id]
        assert event.cause == fled[event.whom].id
        assert event.where in predicted_way(raided.world, before, here, reach)
        assert event.amount >= 0, "it is there first"


def test_c39_they_come_to_where_it_waits(raided):
    """Whoever goes on as foreseen is within reach of it: it is on their way, not on where they were."""
    city, met = raided.world.city, 0
    for event in of(raided, Kind.HEADED_OFF):
        close = [e for e in of(raided, Kind.ARRESTED, Kind.SLIPPED_AWAY) if event.whom in (e.who, e.whom)]
        met += any(event.who in (e.who, e.whom) and city.apart(e.where, event.where) <= 20 for e in close)
    assert met


# ---------------------------------------------------------------- and otherwise nothing


def test_c24_beyond_the_wall_nothing_is_sensed_but_by_those_who_have_come_down(raided):
    city = raided.world.city
    beyond = [event for event in raided.world.events.rows() if 0 <= event.where < city.n_cells]
    beyond = [event for event in beyond if not city.levels[event.where // city.area].lawful]
    assert not [event for event in beyond if event.kind in SENSED]
    (landed,) = of(raided, Kind.RAIDERS_LANDED)
    orders = (Kind.ARRESTED, Kind.SLIPPED_AWAY, Kind.HEADED_OFF)
    assert all(event.tick >= landed.tick for event in beyond if event.kind in orders)
    assert all(kind_of(event.cause) != Kind.SIGHTED for event in beyond)
