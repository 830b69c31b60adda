"""Rows of the story about skies, dreams and what is kept from people: C5, C7, C20, C21 and C31, in a Sim."""

import numpy as np
import pytest

from undergrid.city.city import Ground
from undergrid.core import units
from undergrid.setup import build, load
from undergrid.sim import Sim
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.network.skies import set_static
from undergrid.world.places.occupancy import bring
from undergrid.world.places.ways import set_gate
from undergrid.world.senses.lamps import tables_now
from undergrid.world.senses.optics import light_on
from undergrid.world.senses.thermal import Scanning
from undergrid.world.tables.authority import Duty
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.network import Bid, NodeKind
from undergrid.world.tables.orders import Order, Verb
from undergrid.world.tables.people import Activity
from undergrid.world.tables.sky import Mood, Programme

SLOT = 360


def small(seed=3, people=300, **rules):
    """A small city in its evening, in which nobody decides for Rex and Lucy."""
    knobs = {name.replace("__", "."): value for name, value in rules.items()}
    sim = Sim(build(load("expiry", people).with_rules(knobs), seed))
    sim.minds.silent = frozenset({sim.row("rex"), sim.row("lucy")})
    return sim


def only(programme):
    """The knobs by which the Weather Authority shows one programme, from the first minutes on."""
    shares = {f"weather__{one.name.lower()}": int(one == programme) for one in Programme if one != Programme.STATIC}
    return {**shares, "weather__slot_hours": SLOT / units.HOUR, "clock__curfew_begins": "23:30"}


def of(sim, *kinds):
    return [event for event in sim.world.events.rows() if event.kind in kinds]


def by_id(sim):
    return {event.id: event for event in sim.world.events.rows()}


# ---------------------------------------------------------------- C5


def outdoors(sim, n=40):
    """So many people, who stand where they are for the rest of the evening, under the open sky."""
    world = sim.world
    people, place = world.citizens, int(world.city.link_a[world.gates.link[0]])
    rows = np.flatnonzero((people.inside >= 0) & (people.tagged != 0))[:n]
    for who in rows.tolist():
        bring(world, who, place, -1)
        people.doing[who], people.home[who], people.work[who] = Activity.WAITING, -1, -1
    return rows


def moods_under(programme):
    """(millionths,) the moods that an hour and a half under a programme leaves those in who stand outdoors."""
    sim = small(**only(programme))
    rows = outdoors(sim)
    sim.run("1 h 30 min")
    moods = sim.world.moods
    slots = [moods.first(owner=who) for who in rows.tolist()]
    return np.array([moods.mood[slot] if slot >= 0 else 0 for slot in slots]), sim


def test_c5_a_change_of_programme_has_an_author_and_shifts_the_mean_mood_of_those_who_see_it():
    clear, sim = moods_under(Programme.CLEAR)
    storm, stormy = moods_under(Programme.STORM)
    error = np.sqrt(clear.var() / len(clear) + storm.var() / len(storm))
    assert clear.mean() - storm.mean() > 300_000 > 10 * error  # three tenths of the scale, far beyond chance
    assert clear.mean() > 100_000
    assert storm.mean() < -150_000
    (change,) = of(stormy, Kind.PROGRAMME_CHANGED)
    assert stormy.world.nodes.kind[change.whom] == NodeKind.PROJECTOR
    assert stormy.world.node_names[change.whom] == "sky_east"
    heavy = [event for event in of(stormy, Kind.MOOD_CHANGED) if event.amount == Mood.HEAVY]
    assert heavy
    assert {event.cause for event in heavy} == {change.id}
    assert not [event for event in of(sim, Kind.MOOD_CHANGED) if event.amount == Mood.HEAVY]


def test_c5_whoever_has_a_projector_in_hand_is_the_author_and_the_core_takes_the_sky_back():
    sim = small(**only(Programme.CLOUDS), capturing__device=1, capturing__try_seconds=20)
    world, rex = sim.world, sim.row("rex")
    (east, west) = np.flatnonzero(world.nodes.kind == NodeKind.PROJECTOR).tolist()
    slot = world.crafts.take(1)
    world.crafts.owner[slot], world.crafts.engineering[slot] = rex, 10
    kit.add(world, rex, ItemKind.TERMINAL, 1, world.scenario_event)
    bring(world, rex, int(world.nodes.cell[west]), -1)
    sim.run("7 min")
    assert world.sky.programme[0] == Programme.CLOUDS
    sim.advance([Order(sim.tick, rex, Verb.CAPTURE, west)])
    sim.run(sim.tick + 60)
    sim.advance([Order(sim.tick, rex, Verb.COMMAND, west, int(Bid.SHOW_STORM))])
    sim.run(sim.tick + 120)
    (altered,) = of(sim, Kind.SKY_ALTERED)
    events = by_id(sim)
    command = events[altered.cause]
    assert (altered.who, altered.whom, altered.amount) == (west, rex, Programme.STORM)
    assert (command.kind, command.who, command.amount) == (Kind.NODE_COMMANDED, rex, Bid.SHOW_STORM)
    sim.run(sim.tick + 20 * 60)
    changes = of(sim, Kind.PROGRAMME_CHANGED)
    assert [change.whom for change in changes] == [east, west, east]
    assert by_id(sim)[changes[1].cause].kind == Kind.NODE_RETAKEN
    assert world.sky.programme[0] == Programme.CLOUDS


def test_c5_a_fault_can_put_static_into_the_sky_and_where_no_projector_is_left_nothing_is_shown():
    sim = small(**only(Programme.RAIN))
    world = sim.world
    (east, west) = np.flatnonzero(world.nodes.kind == NodeKind.PROJECTOR).tolist()
    sim.run("7 min")
    assert (int(world.sky.programme[0]), int(world.sky.rain[0])) == (Programme.RAIN, 5)
    set_static(world, west, world.scenario_event)
    sim.run(sim.tick + 60)
    (altered,) = of(sim, Kind.SKY_ALTERED)
    assert (altered.who, altered.whom, altered.amount) == (west, -1, Programme.STATIC)
    assert (int(world.sky.programme[0]), int(world.sky.rain[0])) == (Programme.STATIC, 0)
    sim.run(sim.tick + 3 * SLOT)
    assert world.sky.programme[0] == Programme.STATIC  # the Authority's own programme is painted over
    world.nodes.works[[east, west]] = False
    sim.run(sim.tick + 3 * SLOT)
    assert world.sky.programme[0] == Programme.CLEAR
    assert of(sim, Kind.PROGRAMME_CHANGED)[-1].amount == Programme.CLEAR


# ---------------------------------------------------------------- C7


@pytest.fixture(scope="module")
def smoking():
    """Rex by night in a dark corner of a City whose watchers are off, with what he carries in the scenario."""
    sim = small(**only(Programme.CLEAR), cigarettes__habit_per_hour=0, cigarettes__evokes=1)
    sim.world.watchers.duty[:] = Duty.OFF
    sim.run("4 h 40 min")
    city = sim.world.city
    dark = np.flatnonzero(city.walkable()[: city.area] & (city.ground[: city.area] == Ground.ALLEY)).tolist()
    bring(sim.world, sim.row("rex"), dark[len(dark) // 2], -1)
    sim.world.citizens.doing[sim.row("rex")] = Activity.WAITING
    return sim


def shows(sim):
    """(the light on Rex, 1/255 of noon; the odds, of 2^32, that scanners 80 to 240 m off pick him out, added up)."""
    world, rex = sim.world, sim.row("rex")
    cell = int(world.citizens.cell[rex])
    scanning = Scanning(world)
    way = 1 if cell % world.city.width < world.city.width // 2 else -1
    worn = int(scanning.clothes[rex])
    odds = sum(scanning.chance(world, cell + way * off, cell, 0, 0, worn) for off in range(40, 121, 10))
    return int(light_on(tables_now(world), int(world.city.ground[cell]), cell, int(world.sky.light[0]), 1)), odds


def test_c7_a_cigarette_calls_up_a_fragment_once_each_and_its_ember_is_a_light_and_heat_signature(smoking):
    sim, rex = smoking, smoking.row("rex")
    texts, said = sim.built.scenario.fragments, []
    dark = shows(sim)
    for _ in range(len(texts) + 1):
        sim.advance([Order(sim.tick, rex, Verb.SMOKE)])
        sim.run(sim.tick + 70)
        lit = shows(sim)
        assert lit[0] > dark[0]
        assert lit[1] > dark[1]
        sim.run(sim.tick + 330)
        assert shows(sim) == dark  # it has gone out
    events = by_id(sim)
    for event in of(sim, Kind.RECALLED):
        assert (event.who, events[event.cause].kind, events[event.cause].who) == (rex, Kind.LIT_UP, rex)
        said.append(sim.names().amount(event.kind, event.amount))
    assert sorted(said) == sorted(texts)  # each of them once, and none is left for the last
    assert len(of(sim, Kind.LIT_UP)) == len(texts) + 1


# ---------------------------------------------------------------- C20


@pytest.fixture(scope="module")
def dreaming():
    """Half a day of a small city in which dreams please little and wear fast."""
    fast = {"dreams__habit_per_day": 0.9, "dreams__used_days": 4, "dreams__leaves_per_day": 6}
    sim = small(people=600, dreams__bears_most=0.9, dreams__wears=0.6, dreams__relapses_per_day=0, **fast)
    sim.run("12 h")
    return sim


def test_c20_who_pulls_out_of_the_dreamnet_had_dreams_that_had_soured(dreaming):
    sim, events = dreaming, by_id(dreaming)
    people = sim.world.citizens
    out = [event for event in of(sim, Kind.UNPLUGGED) if event.stream]
    assert len(out) > 10
    for event in out:
        sour = events[event.cause]
        assert (sour.kind, sour.who) == (Kind.DREAM_SOURED, event.who)
        assert sour.tick < event.tick
        assert sour.amount >= 50  # per cent: more than anybody bears at the least
        assert not people.plugged[event.who]
        assert people.doing[event.who] != Activity.PLUGGED
    assert len({event.who for event in out}) == len(out)
    soured = {event.who for event in of(sim, Kind.DREAM_SOURED)}
    still = [who for who in range(people.n) if people.plugged[who] and people.alive[who]]
    assert len(still) > 100  # most dream on
    assert soured - {event.who for event in out} <= set(still)


def test_c20_withdrawal_follows_and_weighs_on_the_mood(dreaming):
    sim, events = dreaming, by_id(dreaming)
    out = [event for event in of(sim, Kind.UNPLUGGED) if event.stream and event.tick < sim.tick - 2 * units.HOUR]
    withdraws = {event.who: event for event in of(sim, Kind.WITHDRAWS)}
    assert out
    moods = sim.world.moods
    for event in out:
        assert events[withdraws[event.who].cause] == event
        assert event.tick < withdraws[event.who].tick <= event.tick + units.HOUR
        slot = moods.first(owner=event.who)
        assert slot >= 0
        assert moods.mood[slot] < 0


def test_c20_rex_has_long_unplugged_and_has_nothing_to_withdraw_from(dreaming):
    rex = dreaming.row("rex")
    assert not dreaming.world.citizens.plugged[rex]
    assert not [event for event in of(dreaming, Kind.WITHDRAWS, Kind.PLUGGED_IN) if event.who == rex]


# ---------------------------------------------------------------- C21


@pytest.fixture(scope="module")
def talking():
    """A night and a day of a small city in which more people than usual know too much, and talk."""
    spread = {"contamination__tell_per_hour": 0.9, "contamination__informs": 0.3, "clock__curfew_begins": "23:30"}
    sim = small(people=600, seed=5, **spread)
    world, known = sim.world, sim.world.knowledge
    people = world.citizens
    rows = np.flatnonzero((people.work >= 0) & (people.tagged != 0))[::40]
    slots = known.take(len(rows))
    known.knower[slots], known.topic[slots], known.telling[slots] = rows, Topic.TRUTH, True
    known.cause[slots] = world.scenario_event
    sim.run("18 h")
    return sim


def test_c21_the_label_spreads_only_along_conversations_and_only_after_the_authority_has_learned(talking):
    sim, events = talking, by_id(talking)
    told = of(sim, Kind.TRUTH_TOLD)
    spoke = {}  # by pair: when they first spoke of it, and it was believed
    for event in told:
        if event.amount:
            spoke.setdefault(frozenset((event.who, event.whom)), event.tick)
    labels = {event.who: event for event in of(sim, Kind.LABELLED)}
    first = [event for event in labels.values() if event.whom < 0]
    found = [event for event in labels.values() if event.whom >= 0]
    assert len(told) > 50
    assert first
    assert found
    assert len(of(sim, Kind.LABELLED)) == len(labels)  # once a person
    for event in first:
        informed = events[event.cause]
        said = events[informed.cause]
        assert (informed.kind, informed.whom, said.kind) == (Kind.INFORMED, event.who, Kind.TRUTH_TOLD)
        assert (said.who, said.whom) == (event.who, informed.who)
    learned = min(event.tick for event in first)
    for event in found:
        assert events[event.cause] == labels[event.whom]
        assert spoke[frozenset((event.who, event.whom))] <= event.tick
        assert event.tick > learned
    known = sim.world.knowledge
    aware = set(known.knower[known.where(topic=Topic.TRUTH)].tolist())
    assert set(labels) <= aware  # whoever has only been told, or stood by, has no label
    assert len(aware) > len(labels)  # nor has everybody who knows


def test_c21_where_nobody_informs_everybody_may_know_and_nobody_has_a_label():
    sim = small(people=600, seed=5, contamination__tell_per_hour=0.9, contamination__informs=0)
    sim.run("14 h")
    assert of(sim, Kind.TRUTH_TOLD)
    assert not of(sim, Kind.LABELLED)


# ---------------------------------------------------------------- C31


@pytest.fixture(scope="module")
def gone_out():
    """A small city whose first gate stands open: Rex goes out and in and out again, Lucy goes out once."""
    sim = small(**only(Programme.CLOUDS), beyond__spell_hours=0.2)
    world, rex, lucy = sim.world, sim.row("rex"), sim.row("lucy")
    set_gate(world, 0, True)
    world.gates.stuck[0] = True
    within = int(world.city.link_a[world.gates.link[0]])
    for who in (rex, lucy):
        bring(world, who, within, -1)
        world.citizens.wanted[who] = False
    for who in (rex, lucy, rex, rex):
        sim.advance([Order(sim.tick, who, Verb.CROSS, 0)])
        sim.run(sim.tick + 120)
    return sim


def test_c31_the_first_sight_of_a_real_sky_is_a_mood_event_once_a_person(gone_out):
    sim = gone_out
    rex, lucy = sim.row("rex"), sim.row("lucy")
    crossed = of(sim, Kind.CROSSED)
    assert [(event.who, event.amount) for event in crossed] == [(rex, 0), (lucy, 0), (rex, 1), (rex, 0)]
    seen = of(sim, Kind.SAW_REAL_SKY)
    assert [event.who for event in seen] == [rex, lucy]
    assert [event.cause for event in seen] == [crossed[0].id, crossed[1].id]
    assert [event.tick for event in seen] == [crossed[0].tick, crossed[1].tick]
    moods = sim.world.moods
    for who in (rex, lucy):
        assert moods.mood[moods.first(owner=who)] > 300_000


def test_c31_what_they_see_is_nobodys_programme_and_they_see_it_in_their_view(gone_out):
    sim = gone_out
    weather, seen = of(sim, Kind.WEATHER_CHANGED), of(sim, Kind.SAW_REAL_SKY)
    for event in seen:
        before = [change for change in weather if change.tick <= event.tick]
        assert event.amount == before[-1].amount
    lucy = sim.view("lucy")
    assert lucy.programme == sim.world.beyond.programme[0]
    assert lucy.rain == sim.world.beyond.rain[0]
    assert not [event for event in seen if event.who not in (sim.row("rex"), sim.row("lucy"))]
