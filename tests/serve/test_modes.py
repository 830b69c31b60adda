"""What each mode shows is what the Sim has: checked against what the rules do, not against the code that shows it."""

import dataclasses

import numpy as np
import pytest
from scenes.wired import CELL, CORE, NodeKind, cut, wire_up
from scenes.worlds import field, make_city, make_world

import undergrid
from undergrid.runs.folder import Folder
from undergrid.runs.life import Life
from undergrid.serve import frames, modes, wire
from undergrid.serve.box import box_of
from undergrid.serve.modes import trails
from undergrid.serve.modes.bodies import BLEEDS, COLD, DEAD, HELD, STATES, states
from undergrid.serve.modes.network import BROKEN, CUT, CUT_OFF, LIVE, NO_PATH, OBEYS, node_states, wire_states
from undergrid.serve.past import Past
from undergrid.serve.recent import EVERY, PART, Recent
from undergrid.still.sight import MOBILE, sights
from undergrid.systems.senses import noise as noise_rule
from undergrid.world.body import blood_loss
from undergrid.world.log.kinds import Kind
from undergrid.world.senses.noises import make_noise
from undergrid.world.senses.thermal import Scanning, Thermal, beam
from undergrid.world.society import regard
from undergrid.world.society.regard import bind
from undergrid.world.tables.authority import Duty, Senses, WatcherKind
from undergrid.world.tables.network import Carries
from undergrid.world.tables.people import Activity
from undergrid.world.tables.society import BondKind


@pytest.fixture(scope="module")
def village():
    sim = undergrid.load("village", seed=3)
    sim.run(until=900)
    return sim


@pytest.fixture
def sim(village):
    """A village at a quarter past eight in which forty people stand before their doors."""
    sim = village.fork()
    sim.world.citizens.inside[20:60] = -1
    sim.world.citizens.doing[20:60] = Activity.WAITING
    sim.world.rebuild()
    return sim


def shown(sim, mode, box=None, recent=None, **how):
    city = sim.world.city
    given = {"got": 0, "tick": sim.tick, "level": 0, "step": 0, "lit": -1, "what": "", "row": -1} | how
    look = wire.Look(do="look", box=box or (0, 0, city.width, city.height), mode=mode, **given)
    head, columns = wire.unpack(frames.frame(sim, sim.names(), look, 1, recent))
    return head["layer"], columns


def with_world(sim, world):
    """The Sim of the village, over another world."""
    other = sim.fork()
    other.built = dataclasses.replace(other.built, world=world)
    other.world = world
    return other


# -- all of them


@pytest.mark.parametrize("mode", modes.MODES)
def test_a_mode_changes_nothing_and_says_what_it_is(sim, mode):
    before = sim.digest()
    for level in range(len(sim.world.city.levels)):
        for step in (0, 5):
            layer, _ = shown(sim, mode, level=level, step=step, what="citizen", row=0)
            assert layer["kind"] == mode
            assert isinstance(layer["lacks"], str)
    assert sim.digest() == before


@pytest.mark.parametrize("mode", modes.MODES)
def test_a_smaller_view_holds_no_more(sim, mode):
    _, whole = shown(sim, mode)
    _, part = shown(sim, mode, (40, 40, 50, 50))
    assert len(wire.pack({}, part)) <= len(wire.pack({}, whole))


def test_the_city_itself_has_no_layer_and_an_unknown_mode_is_refused(sim):
    assert shown(sim, "city")[0] is None
    with pytest.raises(ValueError):
        shown(sim, "gossip")


def test_a_city_without_a_network_says_so(sim):
    layer, columns = shown(sim, "network")
    assert "no control network" in layer["lacks"]
    assert len(columns["node"]) == len(columns["wireA"]) == 0


def test_a_grid_that_would_be_too_large_is_coarser():
    city = make_city(field(1100, 700))
    box = box_of(city, 0, (0, 0, 1100, 700))
    stride = box.stride()
    values = np.arange(city.n_cells)
    grid = box.grid(values, stride)
    assert stride > 1
    assert (len(grid) <= 1 << 18, grid[1]) == (True, stride)
    assert box_of(city, 0, (5, 5, 15, 15)).stride() == 1


# -- heat


def test_the_living_are_warmer_than_the_ground_and_the_long_dead_are_not(sim):
    who = 20
    cell = int(sim.world.citizens.cell[who])
    layer, columns = shown(sim, "heat")
    ground = columns["heat"][cell]
    mine = columns["warmth"][np.flatnonzero(columns["warmCell"] == cell)]
    assert (mine > ground).all()
    sim.world.citizens.alive[20:60] = 0
    sim.world.citizens.doing[20:60] = Activity.SHUT_DOWN
    sim.world.citizens.since[20:60] = sim.tick - 100 * 3600
    layer, columns = shown(sim, "heat")
    dead = columns["warmth"][np.flatnonzero(columns["warmCell"] == cell)]
    assert abs(int(dead[0]) - int(columns["heat"][cell])) <= 2
    assert layer["air"] == sim.world.sky.temperature[0] / 100


def test_a_fire_warms_the_ground_as_far_as_the_rule_says(sim):
    world = sim.world
    city, reach = world.city, world.shared(Thermal).fire_m * 1000 / world.city.cell_mm
    cell = int(world.citizens.cell[20])
    _, before = shown(sim, "heat")
    slot = int(world.fires.take(1)[0])
    world.fires.cell[slot], world.fires.until[slot] = cell, sim.tick + 1000
    _, after = shown(sim, "heat")
    warmer = np.flatnonzero(after["heat"].astype(int) > before["heat"])
    away = np.hypot(warmer % city.width - cell % city.width, warmer // city.width - cell // city.width)
    assert away.max() <= reach
    assert cell in warmer


def test_who_is_in_a_beam_is_picked_out_by_the_odds_of_the_rule(sim):
    world = sim.world
    drone = int(np.flatnonzero(world.watchers.kind == WatcherKind.DRONE)[0])
    world.watchers.duty[:] = Duty.OFF
    world.watchers.duty[drone] = Duty.PATROL
    world.watchers.senses[drone] |= Senses.HEAT
    city, who = world.city, 20
    world.watchers.cell[drone] = cell = int(world.citizens.cell[who])
    seen = set[bool]()
    for offset in ((-2, 0), (0, -2), (2, 0), (0, 2)):
        x, y = cell % city.width + offset[0], cell // city.width + offset[1]
        there = y * city.width + x
        if city.opaque[there]:
            continue
        world.citizens.cell[who] = there
        world.rebuild()
        _, columns = shown(sim, "heat", (x, y, x + 1, y + 1))
        low, high = beam(world.shared(Thermal), int(world.watchers.luck[drone]), world.tick)
        angle = np.degrees(np.arctan2(offset[1], offset[0])) % 360
        swept = (angle - low) % 360 < (high - low) % 360
        scanning = Scanning(world)
        odds = scanning.chance(world, cell, there, 0, 0, int(scanning.clothes[who]))
        picked = columns["warmSeen"].max() / 255
        assert picked == pytest.approx(odds / 2**32 if swept else 0, abs=0.01)
        seen.add(bool(swept))
    assert seen


# -- sight


def test_a_cell_is_seen_by_as_many_as_see_it_one_by_one(sim):
    world, city = sim.world, sim.world.city
    world.watchers.duty[~np.isin(world.watchers.kind, MOBILE)] = Duty.OFF
    _, columns = shown(sim, "sight")
    cover = columns["cover"].reshape(city.height, city.width)
    counted = np.zeros_like(cover, int)
    found, _, bits = sights(world, np.arange(world.watchers.n))
    at = 0
    for row, x, y, around in found:
        side = 2 * around + 1
        size = (side * side + 7) // 8
        square = np.unpackbits(bits[at : at + size])[: side * side].reshape(side, side)
        at += size
        if world.watchers.cell[row] // city.area:
            continue
        for dy, dx in np.argwhere(square) - around:
            counted[y + dy, x + dx] += 1
    floor = cover != 255
    np.testing.assert_array_equal(cover[floor], counted[floor])
    assert counted.any()
    assert (cover[city.opaque[: city.area].reshape(cover.shape) != 0] == 255).all()


def test_nobody_watches_beyond_the_wall(sim):
    level = next(n for n, level in enumerate(sim.world.city.levels) if not level.lawful)
    layer, columns = shown(sim, "sight", level=level)
    assert layer["lacks"]
    assert set(np.unique(columns["cover"])) <= {0, 255}


# -- belief


def test_a_dossier_is_shown_where_it_has_somebody_and_where_they_are(sim):
    world = sim.world
    slot = int(world.dossiers.take(1)[0])
    dossiers = world.dossiers
    dossiers.subject[slot], dossiers.cell[slot], dossiers.at[slot] = 25, 50 * world.city.width + 50, sim.tick - 300
    dossiers.suspicion[slot], dossiers.wanted[slot] = 50, 1
    layer, columns = shown(sim, "belief")
    n = columns["ghost"].tolist().index(25)
    assert columns["ghostCell"][n] == dossiers.cell[slot]
    assert columns["ghostTrue"][n] == world.citizens.cell[25]
    assert columns["ghostAge"][n] == 300
    assert columns["ghostWanted"][n] == 1
    assert columns["ghostSure"][n] / 255 == pytest.approx(50 / sim.built.rules["dossiers"].wanted_at, abs=0.01)
    walked = 300 * int(world.citizens.speed[25]) / world.city.cell_mm
    assert columns["ghostCould"][n] == pytest.approx(walked, abs=1)
    assert layer["lacks"] == ""
    dossiers.free(np.array([slot]))
    assert 25 not in shown(sim, "belief")[1]["ghost"]


# -- trails


@pytest.fixture(scope="module")
def walked(hour):
    """An hour lived tick by tick: where everybody was at each `EVERY`, and what was written down meanwhile."""
    life, recent, cells = Life(*Folder.open(hour)), Recent(), {}
    while life.sim.tick < 1000:
        recent.note(life.sim.world)
        life.step()
        if life.sim.tick % EVERY == 0:
            cells[life.sim.tick] = life.sim.world.citizens.cell.copy()
    recent.note(life.sim.world)
    return life.sim, recent, cells


def moves(cells, row, since, until):
    """(tick, cell) each time that somebody had changed their cell."""
    found, last = [], None
    for tick, all_of_them in cells.items():
        if since <= tick <= until and all_of_them[row] != last:
            last = int(all_of_them[row])
            found.append((tick, last))
    return found


def test_a_trail_is_where_somebody_has_been(walked):
    sim, recent, cells = walked
    far = sorted(range(sim.world.citizens.n), key=lambda row: -len(moves(cells, row, PART, 1000)))[:5]
    assert len(moves(cells, far[0], PART, 1000)) > 10
    for row in far:
        ticks, where = recent.trail(row, 1000, PART)
        assert list(zip(ticks, where, strict=True)) == moves(cells, row, PART, 1000)
    layer, columns = shown(sim, "trails", recent=recent, what="citizen", row=far[0])
    assert layer["trails"] == [{"row": far[0], "points": len(columns["trailCell"])}]
    assert columns["trailCell"][-1] == cells[1000][far[0]]
    assert layer["whole"]


def test_what_was_jumped_over_is_lived_when_there_is_time(hour, walked):
    _, recent, _ = walked
    past = Past(hour)
    past.go(1000)
    past.go(3000)
    assert past.recent.missing(3000, 1100) >= 0
    turns = 0
    while past.recent.missing(3000, 0) >= 0:
        past.look_back(3000, 0, lambda: False)
        turns += 1
        assert turns < 1000
    assert turns > 1
    for row in range(60):
        assert past.recent.trail(row, 1000, 0) == recent.trail(row, 1000, 0)


def test_a_part_that_is_missing_leaves_a_gap(walked):
    sim, recent, _ = walked
    torn = Recent()
    torn._parts = {k: part for k, part in recent._parts.items() if k != 1}
    assert torn.missing(1000, 0) == PART
    _, cells = torn.trail(0, 1000, 0)
    assert cells.count(-1) == 1
    layer, _ = shown(sim, "trails", recent=torn)
    assert not layer["whole"]
    assert (modes.looks_back("trails"), modes.looks_back("heat")) == (trails.SPAN, 0)


# -- noise


def test_a_sound_is_heard_by_the_watcher_that_the_rule_sends(sim):
    world = sim.world
    rule = sim.built.rules["noise"]
    row = int(np.flatnonzero(world.watchers.kind == WatcherKind.SENTINEL)[0])
    world.watchers.duty[:] = Duty.OFF
    world.watchers.duty[row] = Duty.POST
    recent = Recent()
    recent.note(world)
    world.tick += 1
    make_noise(world, int(world.watchers.cell[row]), 110, world.scenario_event, maker=30)
    recent.note(world)
    (sound,) = shown(sim, "noise", recent=recent)[0]["sounds"]
    assert sound["db"] == 110
    assert sound["maker"] == 30
    assert row in sound["watchers"]
    assert sound["reach"] > sound["behind"] > 0
    world.events.begin(world.tick)
    noise_rule.step(world, rule)
    drawn = [event.who for event in world.events.this_tick() if event.kind == Kind.NOISE_DREW]
    assert drawn == [row]
    assert not shown(sim, "noise")[0]["sounds"]


def test_a_soft_sound_carries_less_far_and_draws_nobody(sim):
    world, recent = sim.world, Recent()
    recent.note(world)
    world.tick += 1
    for decibels in (70, 100):
        make_noise(world, int(world.citizens.cell[20]), decibels, world.scenario_event)
    recent.note(world)
    loud, soft = sorted(shown(sim, "noise", recent=recent)[0]["sounds"], key=lambda sound: -sound["db"])
    assert soft["reach"] < loud["reach"]
    assert set(soft["watchers"]) <= set(loud["watchers"])


# -- bodies


def test_bodies_are_shown_as_they_are(sim):
    world = sim.world
    people = world.citizens
    people.alive[20], people.doing[20] = 0, Activity.SHUT_DOWN
    people.doing[21] = Activity.HELD
    slot = int(world.blood.take(1)[0])
    world.blood.owner[slot], world.blood.flow[slot], world.blood.lost[slot] = 22, 4000, 200_000
    world.blood.since[slot] = sim.tick - 60
    slot = int(world.exposure.take(1)[0])
    world.exposure.owner[slot], world.exposure.chilled[slot] = 23, 2
    world.rebuild()
    state = states(world)
    assert state[20:25].tolist() == [DEAD, HELD, BLEEDS, COLD, 0]
    layer, columns = shown(sim, "bodies")
    n = columns["body"].tolist().index(22)
    assert columns["bodyBlood"][n] / 255 == pytest.approx(1 - blood_loss.lost(world, 22) / 1e6, abs=0.01)
    assert columns["bodyState"][n] == BLEEDS
    assert dict(zip(layer["states"], layer["counts"], strict=True))["bleeding"] == 1
    assert columns["bodyState"][0] == DEAD
    assert layer["states"] == list(STATES)
    assert 24 not in columns["body"]


# -- network


def test_nodes_and_lines_are_shown_as_they_are(village):
    city = make_city(field(30, 6))
    world = make_world(city, [], [], tagged=0)
    nodes = [(CORE, 0), (CELL, 10), (NodeKind.LIGHTS, 20, {"district": 0}), (NodeKind.PLANT, 25)]
    world = wire_up(world, nodes, [(0, 1), (1, 2), (0, 3, {"carries": Carries.POWER})])
    assert node_states(world).tolist() == [OBEYS] * 4
    assert wire_states(world).tolist() == [LIVE] * 3
    cut(world, 0)
    assert node_states(world).tolist() == [OBEYS, CUT_OFF, CUT_OFF, OBEYS]
    assert wire_states(world).tolist() == [CUT, NO_PATH, LIVE]
    world.nodes.works[3] = 0
    assert node_states(world)[3] == BROKEN
    layer, columns = shown(with_world(village, world), "network")
    assert layer["lacks"] == ""
    found = dict(zip(columns["node"].tolist(), columns["nodeState"].tolist(), strict=True))
    assert found == {0: OBEYS, 1: CUT_OFF, 2: CUT_OFF, 3: BROKEN}
    lines = zip(columns["wireA"].tolist(), columns["wireB"].tolist(), columns["wireState"].tolist(), strict=True)
    assert sorted(lines) == [(0, 10, CUT), (0, 25, LIVE), (10, 20, NO_PATH)]


# -- ties


def test_ties_are_those_of_whoever_is_followed(sim):
    world = sim.world
    bind(world, 30, 31, BondKind.LOVE, 800, world.scenario_event)
    regard.good(world, 31, 30, 4000, world.scenario_event)
    layer, _ = shown(sim, "ties", what="citizen", row=30)
    tie = next(tie for tie in layer["ties"] if tie["row"] == 31)
    assert tie["who"] == layer["of"] == 30
    assert tie["what"][0] == "love"
    assert (tie["strength"], tie["back"]) == (0.8, 0)
    assert tie["trust"] == regard.trust(world, 30, 31) / 1000
    assert tie["trusted"] == regard.trust(world, 31, 30) / 1000
    assert tie["trusted"] > 0.5
    assert tie["cell"] == world.citizens.cell[31]
    lonely = next(row for row in range(150, 200) if not world.bonds.has(a=row) and not world.bonds.has(b=row))
    assert "Nothing ties" in shown(sim, "ties", what="citizen", row=lonely)[0]["lacks"]
