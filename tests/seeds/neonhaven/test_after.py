"""What comes after the network: freedom, streets that fill, whom what is left obeys, the dead, the sky, an echo."""

import numpy as np
import pytest
from contract.test_causes import unread
from scenes.after import TOWN, fall, sim_of
from scenes.wired import of_kind

from undergrid.runs.segments import Series
from undergrid.systems.sky.orbit import open_cells
from undergrid.world.body.blood_loss import die
from undergrid.world.log.kinds import Kind
from undergrid.world.society.feelings import felt
from undergrid.world.tables.body import Death
from undergrid.world.tables.feelings import Feeling
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.network import NodeKind

MINUTE, HOUR = 60, 3600


# ---------------------------------------------------------------- N50: "For the first time in generations ... free"


def test_n50_the_share_of_the_free_is_a_series_that_jumps_once_readers_and_core_are_gone():
    sim, series = sim_of(), Series()
    for hour in range(6):
        if hour == 3:
            fall(sim, NodeKind.CORE, NodeKind.READER)
        series.look(sim.world)
        sim.run(sim.tick + HOUR // 4)
    columns = series.take()
    share = columns["free"] / columns["alive"]
    assert columns["wired"][0] > 0.5 * columns["alive"][0]
    assert (share[:3] < 0.05).all()
    assert (share[3:] > 0.95).all()
    assert (columns["wired"][3:] == 0).all()


def test_n50_without_readers_alone_those_who_dream_are_not_free():
    sim, series = sim_of(), Series()
    fall(sim, NodeKind.READER)
    series.look(sim.world)
    columns = series.take()
    assert columns["free"][0] == columns["alive"][0] - columns["wired"][0] < columns["alive"][0]


# ---------------------------------------------------------------- N45: "people stepping out of the shadows"


def test_n45_at_dawn_the_streets_are_ten_times_as_full_as_the_night_before_and_all_lamps_are_dark():
    sim = sim_of(TOWN.replace("23:00", "05:40"))
    world = sim.world
    before = strollers(sim, 10)
    fall(sim)
    sim.run(sim.tick + 10 * MINUTE)
    lamps = world.nodes.kind == NodeKind.LIGHTS
    assert lamps.any()
    assert world.nodes.failed[lamps].all()
    assert strollers(sim, 10) >= 10 * max(1, before)
    first = of_kind(world.events.rows(), Kind.STEPPED_OUT)
    assert len({event.who for event in first}) == len(first) > 10
    assert odd(sim) == []


def strollers(sim, minutes):
    """How many of the crowd are out of doors on average, over some minutes."""
    people, found = sim.world.citizens, []
    for _ in range(minutes):
        sim.run(sim.tick + MINUTE)
        found.append(int(np.count_nonzero((people.inside[2:] < 0) & people.alive[2:])))
    return sum(found) / len(found)


# ---------------------------------------------------------------- N46: "The Corps were gone ... began rebuilding"


ORDERS = (
    Kind.SUSPECTED, Kind.WANTED, Kind.HUNT_ASSIGNED, Kind.HUNT_BEGAN, Kind.CREW_SENT, Kind.CURFEW_BEGAN,
    Kind.PROGRAMME_CHANGED, Kind.SYNC_BEGAN, Kind.LOCKDOWN_BEGAN, Kind.MAINTENANCE_BEGAN,
)  # fmt: skip
"""What the authority says, and others do."""
REGIME = (
    TOWN.replace("23:00", "21:40").replace(
        "rules: {", "rules: {weather: {slot_hours: 0.25}, lines: {renew_seconds: 120}, "
    )
    + """\
windows:
  nightfall: {kind: lockdown, begins: "22:05", lasts: 5 min}
  aligned: {kind: sync, begins: "22:12", lasts: 1 min}
depots: {arcade_1: {parts: 400}}
"""
)
REGIME = REGIME.replace("cast:\n", "cast:\n  vex: {name: Vex, at: parlour_alley, tagged: false}\n").replace(
    "crowd:\n", "crowd:\n  - {name: crew, count: 6, at: arcade_1}\n"
)


def orders_until(sim, tick, since):
    sim.run(tick)
    return [event for event in of_kind(sim.world.events.rows(), *ORDERS) if event.tick >= since]


def test_n46_without_its_core_the_authority_gives_no_order_any_more_and_crews_rebuild():
    with_it, without = sim_of(REGIME), sim_of(REGIME)
    since = 10 * MINUTE
    without.run(since)
    fall(without)
    assert len(orders_until(with_it, since + 40 * MINUTE, since)) > 5
    nodes, standing = without.world.nodes, []
    for minutes in (10, 25, 40):
        assert orders_until(without, since + minutes * MINUTE, since + 1) == []
        standing.append(int(np.count_nonzero(nodes.works)))
    assert 0 < standing[0] < standing[1] < standing[2]
    held = without.world.holdings
    assert sorted(held.node[held.rows()].tolist()) == np.flatnonzero(nodes.works).tolist()
    assert odd(without) == []


# ---------------------------------------------------------------- N47: "placed her helmet beside her"


LYRA, KAEL = 0, 1
MOURNER = TOWN.replace(
    "kael: {name: Kael Ardent, at: bunker,", "kael: {name: Kael Ardent, at: bunker, wants: [{mourn: {memorial: true}}],"
)
MOURNER = MOURNER.replace(
    "lyra: {name: Lyra Vale, at: bunker}", "lyra: {name: Lyra Vale, at: bunker, carries: [{radio: 1}]}"
)


def bereaved(text):
    """Lyra dies beside Kael, who is bound to her; the town, and the grief that he feels ten hours later."""
    sim = sim_of(text)
    world = sim.world
    slot = world.bonds.take(1)
    world.bonds.a[slot], world.bonds.b[slot], world.bonds.strength[slot] = KAEL, LYRA, 900
    sim.run(5)
    world.events.begin(sim.tick)
    die(world, LYRA, Death.BLOOD_LOSS, world.scenario_event)
    sim.run(sim.tick + 40 * MINUTE)
    return sim, felt(world, KAEL, Feeling.GRIEF, LYRA)


def test_n47_who_mourns_lays_something_of_the_dead_beside_them_sees_it_there_and_grieves_less_by_it():
    sim, eased = bereaved(MOURNER)
    [laid] = of_kind(sim.world.events.rows(), Kind.MEMORIAL)
    assert (laid.who, laid.whom, laid.amount) == (KAEL, LYRA, ItemKind.RADIO)
    [seen] = sim.view(KAEL).memorials
    assert (seen.subject, seen.name, seen.cell) == (LYRA, "lyra", laid.where)
    without, left = bereaved(MOURNER.replace("{mourn: {memorial: true}}", "mourn"))
    assert not of_kind(without.world.events.rows(), Kind.MEMORIAL)
    assert 0 < eased < left
    assert [pair for pair in odd(sim) if "DIED" not in pair] == []


# ---------------------------------------------------------------- N48: "fragments drifting"


RING = (
    TOWN.replace("rules: {", "rules: {orbit: {fragments_per_day: 1000}, ")
    + """\
windows:
  aligned: {kind: sync, begins: "00:10", lasts: 5 min, daily: true}
  again: {kind: sync, begins: "03:00", lasts: 5 min, daily: true}
"""
)


@pytest.mark.slow
def test_n48_without_the_ground_there_is_no_sync_any_more_and_fragments_come_down_at_a_low_rate():
    fallen, hours = [], 6
    for seed in (1, 2, 3):
        sim = sim_of(RING, seed)
        sim.run(2 * HOUR)
        before = sim.world.events.rows()
        assert of_kind(before, Kind.SYNC_BEGAN)
        assert not of_kind(before, Kind.DEBRIS_FELL)
        [lost] = fall(sim, NodeKind.CORE)
        sim.run(sim.tick + hours * HOUR)
        after = sim.world.events.rows()[len(before) :]
        assert not of_kind(after, Kind.SYNC_BEGAN, Kind.SYNC_ENDED)
        debris = of_kind(after, Kind.DEBRIS_FELL)
        assert {event.cause for event in debris} == {lost}
        assert odd(sim) == []
        assert sum(event.tick > 4 * HOUR for event in debris) > 0
        hurt = [event for event in of_kind(after, Kind.WOUNDED) if event.cause in {fell.id for fell in debris}]
        assert all(sim.world.city.skies[event.where // sim.world.city.area] for event in hurt)
        fallen.append(len(debris))
    km2 = len(open_cells(sim.world.city)) * sim.world.city.cell_mm**2 / 1e12
    mean = len(fallen) * 1000 * km2 * hours / 24
    assert abs(sum(fallen) - mean) < 3.5 * mean**0.5


def test_n48_as_long_as_the_ground_keeps_it_nothing_falls():
    sim = sim_of(RING)
    sim.run(8 * HOUR)
    assert len(of_kind(sim.world.events.rows(), Kind.SYNC_BEGAN)) == 2
    assert not of_kind(sim.world.events.rows(), Kind.DEBRIS_FELL)


def odd(sim):
    """Pairs of causes that nobody vouches for, but for what the test itself has done."""
    return [pair for pair in unread(sim.world.events.rows()) if not pair.startswith("NODE_BROKEN <- scenario")]
