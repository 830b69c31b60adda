"""A frame shows the city as it is, only what is in view, and changes nothing."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
from scenes.wired import CORE, NodeKind, cut, live, mend, wire_up
from scenes.worlds import field, make_city, make_world

import undergrid
from undergrid.serve import frames, wire
from undergrid.serve.knows import known
from undergrid.serve.panels import panel
from undergrid.still import seen
from undergrid.still.sight import MOBILE, sights
from undergrid.world.senses.lamps import Lamps
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Activity
from undergrid.world.view.coverage import coverage
from undergrid.world.view.names import Names


@pytest.fixture(scope="module")
def sim():
    sim = undergrid.load("village", seed=3)
    sim.run(until=900)
    sim.world.citizens.inside[20:60] = -1  # forty people stand before their doors
    return sim


def look(sim, box=None, **how):
    city = sim.world.city
    given = {"got": 0, "tick": sim.tick, "level": 0, "step": 0, "lit": -1, "what": "", "row": -1} | how
    return wire.Look(do="look", box=box or (0, 0, city.width, city.height), **given)


def shown(sim, *args, **how):
    return wire.unpack(frames.frame(sim, sim.names(), look(sim, *args, **how), 1))


def outdoors(sim, level=0):
    people, area = sim.world.citizens, sim.world.city.area
    out = (people.inside < 0) & (people.doing != Activity.RECLAIMED)
    return np.flatnonzero(out & (people.cell // area == level))


def test_everybody_outdoors_is_shown_and_nobody_else(sim):
    head, columns = shown(sim)
    assert columns["who"].tolist() == outdoors(sim).tolist()
    assert len(columns["who"])
    np.testing.assert_array_equal(columns["cell"], sim.world.citizens.cell[columns["who"]])
    assert head["counts"][0] == len(columns["who"])
    assert head["tick"] == sim.tick


def test_a_frame_holds_only_what_is_in_view(sim):
    city = sim.world.city
    one = int(sim.world.citizens.cell[outdoors(sim)[0]])
    _, x, y = city.where(one)
    _, columns = shown(sim, (x, y, x + 1, y + 1))
    assert set(columns["cell"].tolist()) == {one}
    assert len(wire.pack({}, columns)) < len(wire.pack({}, shown(sim)[1]))


def test_so_do_doors_and_watchers_and_who_is_followed_is_held_wherever_they_are(sim):
    world, city = sim.world, sim.world.city
    posts = np.flatnonzero((world.watchers.kind <= WatcherKind.CAMERA) & (world.watchers.cell < city.area))
    shelter = int(np.flatnonzero(city.doors[world.shelters.building] < city.area)[0])
    building = int(world.shelters.building[shelter])
    _, x, y = city.where(int(city.doors[building]))
    _, columns = shown(sim, (x, y, x + 1, y + 1))
    assert columns["door"].tolist() == [building]
    near = [
        row for row, cell in enumerate(world.watchers.cell.tolist())
        if city.where(cell)[0] == 0 and max(abs(city.where(cell)[1] - x), abs(city.where(cell)[2] - y)) < 40
    ]  # fmt: skip
    assert set(near) <= set(columns["watcher"].tolist()) < set(range(world.watchers.n))
    np.testing.assert_array_equal(columns["watcherCell"], world.watchers.cell[columns["watcher"]])
    far = int(next(row for row in range(world.watchers.n) if row not in columns["watcher"]))
    assert far in shown(sim, (x, y, x + 1, y + 1), what="watcher", row=far)[1]["watcher"]
    assert not set(posts.tolist()) & set(shown(sim, step=7)[1]["watcher"].tolist())


def test_from_far_away_people_are_counts(sim):
    head, columns = shown(sim, step=7)
    assert "who" not in columns
    assert columns["density"].sum() == head["counts"][0]
    wide = -(-sim.world.city.width // 7)
    where = sim.world.citizens.cell[outdoors(sim)] % sim.world.city.area
    first = int(where[0])
    x, y = first % sim.world.city.width, first // sim.world.city.width
    at = y // 7 * wide + x // 7
    occupied = np.unpackbits(columns["occupied"])
    assert occupied[at]
    assert columns["density"][occupied[:at].sum()] >= 1
    assert occupied.sum() == len(columns["density"])


def test_windows_are_shares_of_their_own_people_and_come_when_they_have_changed(sim):
    head, columns = shown(sim)
    people, buildings = sim.world.citizens, sim.world.city.buildings
    for row, building in enumerate(buildings):
        inside = (people.inside == row) & (people.alive != 0)
        asleep = inside & np.isin(people.doing, [Activity.PLUGGED, Activity.SLEEPING, Activity.UNCONSCIOUS])
        for name, who in (("asleep", asleep), ("awake", inside & ~asleep)):
            share = min(1, who.sum() / max(1, building.capacity))
            assert columns[name][row] / 255 == pytest.approx(share, abs=0.005)
    assert "awake" not in shown(sim, lit=head["lit"])[1]


def test_whoever_is_followed_is_in_the_frame_with_their_panel(sim):
    head, _ = shown(sim, what="citizen", row=150)
    assert [who["row"] for who in head["cast"]] == [0, 1, 2, 150]
    assert head["panel"] == json.loads(json.dumps(panel(sim, sim.names(), "citizen", 150)))
    for what, row in (("", -1), ("citizen", 10**6), ("gate", -1), ("watcher", 10**6)):
        assert shown(sim, what=what, row=row)[0]["panel"] is None


def test_a_box_beyond_the_map_is_cut_to_it(sim):
    for box in ((-(2**40), -5, 2**40, 2**40), (10**6, 10**6, 0, 0)):
        head, _ = shown(sim, box, level=60)
        x0, y0, x1, y1 = head["box"]
        assert 0 <= x0 < x1 <= sim.world.city.width
        assert 0 <= y0 < y1 <= sim.world.city.height


@pytest.mark.parametrize("cell", ["street", "roof"])
def test_what_a_watcher_sees_is_what_the_rule_says(sim, cell):
    world = sim.fork().world
    row = int(np.flatnonzero(np.isin(world.watchers.kind, MOBILE))[0])
    world.watchers.duty[:] = Duty.OFF
    world.watchers.duty[row] = Duty.PATROL
    if cell == "roof":
        world.watchers.cell[row] = np.flatnonzero(world.city.ground[: world.city.area] == 1)[40]
    (found,), _, bits = sights(world, np.arange(world.watchers.n))
    _, x, y, around = found
    square = np.unpackbits(bits)[: (2 * around + 1) ** 2].reshape(2 * around + 1, -1)
    seen = np.zeros((world.city.height, world.city.width), bool)
    for dy, dx in np.argwhere(square) - around:
        seen[y + dy, x + dx] = True
    level = int(world.watchers.cell[row]) // world.city.area
    ruled = coverage(world)[level * world.city.area :][: world.city.area].reshape(seen.shape) > 0
    assert seen.any()
    np.testing.assert_array_equal(seen, ruled)


def test_looking_changes_nothing(sim):
    before = sim.digest()
    names = sim.names()
    for level in range(len(sim.world.city.levels)):
        shown(sim, level=level, what="citizen", row=7)
        shown(sim, level=level, step=3)
    for who in range(sim.world.citizens.n):
        assert panel(sim, names, "citizen", who)["title"] == names.citizen(who)
    for what, n in (("watcher", sim.world.watchers.n), ("building", len(sim.world.city.buildings))):
        for row in range(n):
            assert panel(sim, names, what, row)
    frames.city(sim, "village")
    assert sim.digest() == before


def test_there_is_a_panel_for_each_thing_and_none_for_what_is_not_there(sim):
    names, world = sim.names(), sim.world
    sizes = {"citizen": world.citizens.n, "watcher": world.watchers.n, "gate": world.gates.n}
    sizes["building"] = len(world.city.buildings)
    for what, n in sizes.items():
        for row in (0, n - 1):
            found = panel(sim, names, what, row)
            assert found["title"]
            assert found["place"]
        assert panel(sim, names, what, n) is None
        assert panel(sim, names, what, -1) is None
    assert panel(sim, names, "run", 0) is None


def test_the_city_comes_once_and_whole(sim):
    head, columns = wire.unpack(frames.city(sim, "village"))
    city = sim.world.city
    np.testing.assert_array_equal(columns["ground"], city.ground)
    np.testing.assert_array_equal(columns["district"], np.asarray(city.district_of))
    assert len(head["buildings"]) == len(city.buildings)
    assert [one["name"] for one in head["cast"]] == ["Ada Lind", "Bram Okafor", "Cleo Marsh"]


def test_lamps_that_are_out_are_told_cell_by_cell():
    city = make_city(field(40, 8))
    world = make_world(city, [], [], tagged=0)
    fed = [(NodeKind.LIGHTS, city.cell(0, x, 4), {"district": 0, "autonomy": 0}) for x in (2, 30)]
    world = wire_up(world, [(CORE, 0), *fed], [(0, 1), (0, 2)])
    assert len(seen.lamps_out(world)) == 0
    cut(world, 0)
    live(world, 1)
    out = np.unpackbits(seen.lamps_out(world), count=city.n_cells)
    np.testing.assert_array_equal(np.flatnonzero(out), np.flatnonzero(world.cache(Lamps).feeder == 1))
    assert out.any()
    assert not out.all()
    mend(world, 0)
    live(world, 1)
    assert len(seen.lamps_out(world)) == 0


def test_a_node_of_the_network_has_a_panel_that_says_what_has_become_of_it():
    world = make_world(make_city(field(40, 8)), [], [], tagged=0)
    world = wire_up(world, [(CORE, 0), (NodeKind.HUB, 5), (NodeKind.CELL, 9)], [(0, 1), (1, 2)])
    sim, names = SimpleNamespace(world=world), Names.of(world)
    up = panel(sim, names, "node", 2)
    assert up["state"] == "up"
    assert up["what"].startswith("cell")
    assert [line["reads"] for line in up["sections"][0]["lines"]] == ["control"]
    cut(world, 1)
    live(world, 1)
    down = panel(sim, names, "node", 2)
    assert ("cut off", "bad") in down["marks"]
    assert {"what": "Path to the Core", "reads": "lost"} in down["sections"][0]["lines"]
    assert panel(sim, names, "node", 3) is None


def test_what_somebody_knows_says_where_from(sim):
    world = sim.fork().world
    slot = int(world.knowledge.take(1)[0])
    told = {"knower": 5, "topic": Topic.PERSON, "subject": 0, "cell": int(world.citizens.cell[0]), "at": sim.tick - 60}
    for column, value in told.items():
        getattr(world.knowledge, column)[slot] = value
    lines = dict(known(SimpleNamespace(world=world), sim.names(), 5))
    assert [reads for what, reads in lines.items() if what.startswith("Ada Lind")] == ["1 min ago"]
    world.knowledge.source[slot] = 1
    lines = dict(known(SimpleNamespace(world=world), sim.names(), 5))
    assert [reads for what, reads in lines.items() if what.startswith("Ada Lind")] == ["Bram Okafor, 1 min ago"]
