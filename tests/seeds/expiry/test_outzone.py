"""Rows of the story about the Outzone, and a City that does not forget: C15, C30, C32, C33, C37 to C39.

People without tags live in an old station beyond the wall, Rex among them, of whom the authority has lost sight. What
is asked of the rules here is asked of all of them together; their own tests stand in tests/systems.
"""

import pytest
from scenes.outzone import REFUGE, TEXT, because, informs, of, outzone

from undergrid.core import units
from undergrid.systems.authority import raids
from undergrid.world.authority.cutoffs import predicted_way
from undergrid.world.log.events import kind_of
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.places.burning import Combustion, fuel_in
from undergrid.world.society import regard
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Order, Refusal, Verb

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


# ---------------------------------------------------------------- hideouts and refuges


@pytest.fixture(scope="module")
def refuge():
    """A Sim in which people have made the station a refuge, and wrecks lie about it, for a day and a half."""
    sim = outzone(REFUGE)
    sim.kept = []
    for hour in range(1, 37):
        sim.run(hour * units.HOUR)
        wrecks, scattered = sim.world.wrecks, sim.world.scattered
        rows = scattered.wreck[scattered.rows()]
        sim.kept.append([int(column[rows].sum()) for column in (wrecks.parts, wrecks.taken, wrecks.scrap)])
    return sim


def known(sim):
    return bool(sim.world.factions.known[0])


def clues(sim):
    """(points, the event) of what the authority keeps about the door of the refuge."""
    table = sim.world.clues
    door = sim.world.city.doors[sim.world.refuges.building[0]]
    rows = table.where(cell=int(door))
    return [(int(table.weight[row]), int(table.event[row])) for row in rows]


UNNOTICED = REFUGE.replace("rules:", "rules:\n  refuges: {noticed: 0}").replace(
    "{name: Ida,", "{name: Ida, faction: beyond,"
)


@pytest.mark.parametrize("place", ["old_station", "bunker"])
def test_c15_a_hideout_is_unknown_to_the_authority_until_somebody_tells(place):
    text = UNNOTICED.replace("base: old_station", f"base: {place}").replace("Ida, at: old_station", f"Ida, at: {place}")
    sim = outzone(text.replace("at: old_station, faction", f"at: {place}, faction"))
    sim.run(4 * units.HOUR)
    assert sim.world.refuges.inside[0] > 10
    assert (known(sim), clues(sim)) == (False, [])
    assert not of(sim, Kind.CASE_REOPENED, Kind.RAID_ORDERED, Kind.HIDEOUT_FOUND, Kind.TRAFFIC_NOTICED)
    base = int(sim.world.refuges.building[0])
    sim.advance([Order(sim.tick, sim.row("ida"), Verb.GIVE_AWAY, base)])
    (told,) = of(sim, Kind.BASE_GIVEN_AWAY)
    assert (told.who, told.whom) == (sim.row("ida"), base)
    assert known(sim)
    assert clues(sim) == [(150, told.id)]


def test_c15_or_until_its_traffic_is_noticed():
    sim = outzone(REFUGE.replace("rules:", "rules:\n  refuges: {noticed: 0.3, traffic_points: 25}"))
    while not of(sim, Kind.TRAFFIC_NOTICED):
        assert not known(sim)
        sim.run(sim.tick + 10)
    noticed = of(sim, Kind.TRAFFIC_NOTICED)
    assert known(sim)
    assert clues(sim) == [(25, event.id) for event in noticed]


def test_c15_or_until_a_watcher_sees_somebody_go_in():
    sim = outzone(UNNOTICED)
    sim.run(10)
    world, ida = sim.world, sim.row("ida")  # she stands before the door
    world.watchers.in_sight[0], world.watchers.seen_at[0] = ida, sim.tick  # as a drone that is after her has it
    world.watchers.sighting[0] = world.scenario_event
    sim.advance([Order(sim.tick, ida, Verb.ENTER, int(world.refuges.building[0]))])
    sim.run(sim.tick + 10)
    (found,) = of(sim, Kind.HIDEOUT_FOUND)
    assert (found.who, found.whom) == (0, world.refuges.building[0])
    assert known(sim)


def test_c15_and_c37_what_has_leaked_brings_a_raid_on_where_somebody_lost_is_hiding():
    sim = outzone(UNNOTICED.replace("{reason: flight}", "{reason: flight, last_seen: gate_1, ago: 2 h}"))
    sim.run(10 * MINUTE)
    sim.advance([Order(sim.tick, sim.row("ida"), Verb.GIVE_AWAY, int(sim.world.refuges.building[0]))])
    sim.run(sim.tick + 2 * units.HOUR)
    (opened,), (told,) = of(sim, Kind.CASE_REOPENED), of(sim, Kind.BASE_GIVEN_AWAY)
    assert opened.who == sim.row("rex")
    assert told.id in (opened.cause, *because(sim, opened, Role.EVIDENCE))
    assert of(sim, Kind.RAIDERS_LANDED)


def test_c30_a_field_of_scrap_gives_what_lies_in_it_and_no_more(refuge):
    parts, taken, scrap = zip(*refuge.kept, strict=True)
    held = parts[0] + taken[0] + scrap[0]
    assert held == refuge.world.wrecks.held.sum() > 10
    assert all(sum(now) == held for now in refuge.kept), "none is made or lost"
    assert list(parts) == sorted(parts, reverse=True)
    assert parts[0] > parts[-1] == 0
    (clean,) = of(refuge, Kind.PICKED_CLEAN)
    assert clean.amount == held
    went = of(refuge, Kind.WENT_FOR_SCRAP)
    assert went
    assert not [event for event in went if event.tick > clean.tick + MINUTE], "nobody goes for nothing"


def test_c32_a_refuge_has_room_food_that_is_eaten_and_people_who_come_and_go(refuge):
    sim, refuges = refuge, refuge.world.refuges
    assert sim.world.city.buildings[refuges.building[0]].name == "old_station"
    assert (refuges.room[0], refuges.inside[0]) == (20, 14)
    passed = len(of(sim, Kind.WENT_FOR_SCRAP))
    assert refuges.passed[0] >= 2 * passed > 0, "each foray is two comings and goings"
    gone = [event for event in of(sim, Kind.STORES_GONE) if event.who == refuges.building[0]]
    assert {event.amount for event in gone} == {ItemKind.FOOD, ItemKind.WATER}
    meals = [event.tick for event in gone if event.amount == ItemKind.FOOD]
    assert 30 / 14 * 8 <= meals[0] / units.HOUR < 30 / 11 * 8, "thirty meals among fourteen, three a day each"


def test_c32_where_it_is_full_a_stranger_is_kept_out():
    for room, refusal in ((20, None), (3, Refusal.NO_ROOM)):
        sim = outzone(UNNOTICED.replace("room: 20", f"room: {room}"))
        sim.run(20)
        guests = sim.world.guests
        host = int(guests.owner[guests.rows()].min())
        sim.advance([Order(sim.tick, host, Verb.ADMIT, sim.row("rex"))])
        said = [Refusal(event.amount) for event in of(sim, Kind.REFUSED) if event.who == host]
        assert said == [refusal] * (refusal is not None)


def test_c33_a_newcomer_is_judged_by_those_inside_and_a_speech_moves_many():
    sim = outzone(UNNOTICED.replace("{name: Rex, at", "{name: Rex, being: companion, at"))
    sim.run(20)
    world, rex, base = sim.world, sim.row("rex"), int(sim.world.refuges.building[0])
    sim.advance([Order(sim.tick, rex, Verb.ENTER, base)])
    sim.run(sim.tick + 11)
    (sized,) = of(sim, Kind.SIZED_UP)
    inside = [event.who for event in of(sim, Kind.MET) if event.whom == rex]
    assert (sized.who, sized.whom) == (rex, base)
    assert len(inside) >= 8

    def trusts():
        return [regard.trust(world, one, rex) for one in inside]

    before = trusts()
    assert sum(before) / len(before) == pytest.approx(sized.amount, abs=1)
    assert max(before) < 500, "strangers at large are trusted as far as 500"
    sim.advance([Order(sim.tick, rex, Verb.ADDRESS)])
    (spoken,) = of(sim, Kind.ADDRESSED)
    after = trusts()
    moved = sum(new > old for new, old in zip(after, before, strict=True))
    assert moved == len(inside) <= spoken.amount
    assert sum(after) / len(after) > 1.4 * sum(before) / len(before)
    sim.run(sim.tick + 60)
    assert trusts() == after, "what was said stays said"


@pytest.mark.slow
def test_c32_the_risk_to_be_discovered_grows_with_traffic():
    """The more live there, the more come and go, and the more often that is noticed: as often as the odds say."""
    odds, traffic, noticed = 0.3, [], []
    for people in (4, 14):
        text = REFUGE.replace("count: 14", f"count: {people}").replace(
            "rules:", f"rules:\n  refuges: {{noticed: {odds}}}"
        )
        sims = [outzone(text, seed=seed) for seed in range(4)]
        for sim in sims:
            sim.run(6 * units.HOUR)
        traffic.append(sum(int(sim.world.refuges.passed[0]) for sim in sims))
        noticed.append(sum(len(of(sim, Kind.TRAFFIC_NOTICED)) for sim in sims))
        assert abs(noticed[-1] - odds * traffic[-1]) <= 4 * (odds * (1 - odds) * traffic[-1]) ** 0.5, "four sigma"
        assert all(known(sim) == bool(of(sim, Kind.TRAFFIC_NOTICED)) for sim in sims)
    assert traffic[1] > 2 * traffic[0] > 0
    assert noticed[1] > noticed[0]


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
    assert 10 <= blown.amount <= 14, "the fourteen, but for those who are out"


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
