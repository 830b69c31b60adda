"""Rows of eden in eden: what a drone over a street finds, by its eyes and by warmth, in ash, by day, by night."""

from itertools import pairwise

from scenes.retold import found, passers, retold, share_found, silenced, under_drones

from undergrid.setup import build, load
from undergrid.sim import Sim
from undergrid.world.log.kinds import Kind
from undergrid.world.places.ways import Ways
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Profession
from undergrid.world.view.outlook import Lookout

WAYS = {"run": Verb.RUN, "freeze": Verb.WAIT, "flat": Verb.FLAT}


def found_in_two_minutes(scenario, seeds=(1, 2)):
    """Who is seen and whose warmth is picked out, with the luck of which night; and the Sim of the last."""
    seen, warm = set(), set()
    for seed in seeds:
        sim = silenced(Sim(build(scenario, seed)))
        sim.run(120)
        events = sim.world.events.rows()
        seen |= {(seed, who) for who in found(events, passers(sim), Kind.SIGHTED)}
        warm |= {(seed, who) for who in found(events, passers(sim), Kind.HEAT_SEEN)}
    return seen, warm, sim


def test_e1_whoever_is_found_in_thicker_ash_is_found_in_clearer_air_and_others_are_not(night, tmp_path):
    """The same dusk with the same luck in ever more ash; and the ash of the night itself came of its firestorms."""
    eden = retold("eden", tmp_path / "dusk", under_drones(45, "18:00"), 40)
    seen, warm, air = [], [], []
    for ash in (0, 90, 300, 900):
        eyes, heat, sim = found_in_two_minutes(eden.with_rules({"weather.ash": ash, "weather.firestorms_per_day": 0}))
        seen.append(eyes)
        warm.append(heat)
        air.append(int(sim.world.sky.ash[0]))
    assert air == sorted(set(air))
    assert seen[0] >= seen[1] >= seen[2] >= seen[3]
    assert warm[0] >= warm[1] >= warm[2] >= warm[3]
    assert len(seen[0]) > 10 > len(seen[3])
    assert len(warm[0]) > len(warm[1]) > len(warm[2]) > len(warm[3])
    begun = night.of(Kind.FIRESTORM_BEGAN)
    thicker = [event for event in night.of(Kind.ASH_CHANGED) if night.cause(event).kind == Kind.FIRESTORM_BEGAN]
    assert thicker
    assert {night.cause(event) for event in thicker} <= set(begun)
    before, later = night.before(begun[0]), night.at(begun[0].tick + 75 * 60)
    assert later.world.sky.ash[0] > 2 * before.world.sky.ash[0]


def test_e10_the_odds_shown_hold_under_a_drone_that_stays_where_it_was_perceived(tmp_path):
    """Each at the same moment before acting, and then that way with the luck of twelve nights: 60 tries or more a way.

    Two standard errors of such a share are 0.1: the row's 5 % takes ten thousand tries (`tests/seeds/eden/test_heat`).
    """
    sim = silenced(Sim(build(retold("eden", tmp_path / "dark", under_drones(48, "19:30"), 40), 1)))
    sim.run(15)
    views = {who: sim.view(who).outlook for who in passers(sim)}
    known = found(sim.world.events.rows(), passers(sim), Kind.SIGHTED, Kind.HEAT_SEEN)  # to the drone
    goals = {who: goal for who, goal in passers(sim).items() if views[who].beams and who not in known}
    assert len(goals) >= 5
    shown = {way: sum(getattr(views[who], way) for who in goals) / len(goals) for way in WAYS}
    came = {way: share_found(sim, goals, verb, range(100, 112)) for way, verb in WAYS.items()}
    assert all(abs(came[way] - shown[way]) < 0.1 for way in WAYS)
    assert came["flat"] < came["freeze"] - 0.3
    assert came["run"] < came["freeze"] - 0.3


def test_e10_the_odds_shown_hold_under_a_drone_on_its_beat_for_whoever_knows_the_timetable():
    """Right after Amara notices the first drone, were she an auditor; to others it stays where it was perceived."""
    sim = Sim(build(load("eden", 40), 62))
    amara, world = sim.row("amara"), sim.world
    while not any(event.kind == Kind.NOTICED and event.who == amara for event in sim.step()):
        assert sim.tick < 60
    lookout, city, path = Lookout(world, sim.built.rules), world.city, [int(world.citizens.cell[amara])]
    while world.cache(Ways).walk[path[-1] - city.width]:
        path.append(path[-1] - city.width)  # straight north
    unaware = lookout.outlook(world, amara, 60, path)
    world.citizens.profession[amara] = Profession.AUDITOR
    shown = lookout.outlook(world, amara, 60, path)
    came = {way: share_found(sim, {amara: path[-1]}, verb, range(100, 120)) for way, verb in WAYS.items()}
    assert len(path) > 10
    assert all(abs(came[way] - getattr(shown, way)) < 0.2 for way in WAYS)
    assert all(abs(came[way] - getattr(unaware, way)) > 0.5 for way in WAYS)


def test_e22_by_night_eyes_find_fewer_and_warmth_gives_away_more(night, tmp_path):
    """The same streets with the same luck at noon and in the dark; and of the night itself each hour is colder."""
    seen, warm, skies = {}, {}, {}
    for hour in ("12:00", "21:00"):
        eden = retold("eden", tmp_path / hour[:2], under_drones(45, hour), 40)
        eden = eden.with_rules({"classification.hunted": ()})  # so that no drone is drawn off after one of them
        seen[hour], warm[hour], sim = found_in_two_minutes(eden)
        skies[hour] = sim.world.sky
    assert skies["12:00"].ash[0] == skies["21:00"].ash[0]
    assert skies["12:00"].light[0] > skies["21:00"].light[0]
    assert skies["12:00"].temperature[0] > skies["21:00"].temperature[0]
    assert seen["12:00"] > seen["21:00"]
    assert warm["12:00"] < warm["21:00"]
    assert len(warm["21:00"]) > 1.5 * len(warm["12:00"])
    dusk = [sim.world.sky for sim in night.kept() if 9_000 <= sim.tick <= 43_200 and sim.tick % 3600 == 0]
    assert len(dusk) > 8
    assert all(later.temperature[0] < sky.temperature[0] for sky, later in pairwise(dusk))
