"""What a scenario says of windows and of drones that stand by; and how mistakes in it are told."""

import numpy as np
import pytest
from scenes.on_village import on_village

from undergrid import setup
from undergrid.world.places.windows import begins_at
from undergrid.world.tables.authority import Duty
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.windows import WindowKind

GOOD = """
scenario: on_time
title: By the clock
clock: {starts: "23:00", lasts: 6 h}
map: map.tmx
places: {post: [street, 30, 30]}
cast:
  kael: {name: Kael, at: pods_1, carries: [{jammer: 1}]}
watchers: {more: [{kind: camera, at: post}, {kind: drone, at: post, beat: [post, pods_1], spare: true}]}
network:
  nodes: {core: {kind: core, at: post}, mast: {kind: hub, at: pods_1}}
  wires: [[core, mast]]
  devices: []
windows:
  sync: {kind: sync, begins: "00:00", lasts: 20 min, relay: mast, known_to: [kael]}
  night: {kind: lockdown, after: sync, lasts: 3 h}
  works: {kind: maintenance, begins: "22:00", lasts: 30 min, daily: true, watchers: [post], gates: [gate_1]}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("on_time")
    return on_village(made)


def checked(folder, text=GOOD):
    (folder / "scenario.yaml").write_text(text)
    return setup.check(folder / "scenario.yaml")


def test_windows_are_as_the_file_says(folder):
    assert checked(folder) == []
    world = setup.build(folder, 1).world
    windows, closures = world.windows, world.closures
    assert world.window_names == ("sync", "night", "works")
    assert windows.kind.tolist() == [WindowKind.SYNC, WindowKind.LOCKDOWN, WindowKind.MAINTENANCE]
    assert [begins_at(world, row) for row in range(3)] == [3600, 4800, 23 * 3600]
    assert windows.lasts.tolist() == [1200, 10_800, 1800]
    assert windows.daily.tolist() == [False, False, True]
    assert (windows.after.tolist(), windows.relay.tolist()) == ([-1, 0, -1], [1, -1, -1])
    assert sorted(closures.gate[closures.of(1)].tolist()) == list(range(world.gates.n))
    camera = int(np.flatnonzero(closures.watcher[closures.of(2)] >= 0)[0])
    watcher = int(closures.watcher[closures.of(2)[camera]])
    assert world.city.where(int(world.watchers.cell[watcher])) == (0, 30, 30)
    gate = world.city.links[int(world.gates.link[closures.gate[closures.of(2)].max()])]
    assert gate.name == "gate_1"
    known = world.knowledge
    assert known.subject[known.where(knower=0, topic=Topic.WINDOW)].tolist() == [0]


def test_a_drone_that_stands_by_is_off_duty_at_the_beginning_of_its_beat(folder):
    checked(folder)
    built = setup.build(folder, 1)
    world, (drone,) = built.world, built.world.reserves.watcher.tolist()
    assert world.watchers.duty[drone] == Duty.OFF
    assert (world.watchers.beat[drone], world.reserves.beat[0]) == (-1, len(world.city.posts) - 1)
    assert world.city.where(int(world.watchers.cell[drone])) == (0, 30, 30)


def test_a_scenario_without_them_has_the_digest_that_it_had(folder):
    checked(folder)
    scenario = setup.load(folder)
    assert '"spare"' not in scenario.spec.watchers.more[0].model_dump_json()
    assert '"spare"' in scenario.spec.watchers.more[1].model_dump_json()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("kind: sync,", "kind: synch,", "windows.sync.kind"),
        ('begins: "00:00", lasts: 20 min, relay', "lasts: 20 min, relay", "when does it begin"),
        ("after: sync, lasts", 'begins: "01:00", after: sync, lasts', "when does it begin"),
        ("after: sync", "after: sink", "there is no window 'sink'"),
        ('begins: "00:00", lasts: 20 min, relay', "after: night, lasts: 20 min, relay", "never begin"),
        ("after: sync, lasts: 3 h", "after: sync, lasts: 3 h, daily: true", "a window that is daily"),
        ("lasts: 30 min, daily", "lasts: 24 h, daily", "a window that is daily"),
        ("lasts: 20 min", "lasts: 0 min", "windows.sync.lasts"),
        ("relay: mast", "relay: most", "there is no node 'most'"),
        ("relay: mast", "gates: [gate_1]", "a sync with gates"),
        ("after: sync, lasts: 3 h", "after: sync, lasts: 3 h, watchers: [post]", "a lockdown with watchers"),
        ("after: sync, lasts: 3 h", "after: sync, lasts: 3 h, relay: mast", "a lockdown with relay"),
        ("watchers: [post], gates: [gate_1]", "watchers: []", "maintenance of nothing"),
        ("watchers: [post], gates", "watchers: [posd], gates", "the map has no place 'posd'"),
        ("watchers: [post], gates", "watchers: [old_station], gates", "no reader or camera stands within 20 m"),
        ("gates: [gate_1]", "gates: [gate_9]", "the map has no gate 'gate_9'"),
        ("known_to: [kael]", "known_to: [kail]", "nobody of the cast is called 'kail'"),
        ("{jammer: 1}", "{jamer: 1}", "jamer"),
    ],
)
def test_mistakes_are_told_with_their_line(folder, old, new, says):
    assert old in GOOD
    told = [str(problem) for problem in checked(folder, GOOD.replace(old, new, 1))]
    assert any(says in one for one in told), told
    assert len(told) == 1
    assert all("scenario.yaml:" in one and not one.split(":")[1].startswith("0") for one in told)


def test_only_drones_stand_by(folder):
    told = [
        str(problem) for problem in checked(folder, GOOD.replace("camera, at: post", "camera, at: post, spare: true"))
    ]
    assert "a camera that stands by" in told[0]


def test_a_relay_takes_a_network(folder):
    text = GOOD[: GOOD.index("network:")] + GOOD[GOOD.index("windows:") :]
    assert ["a relay, and no network" in str(problem) for problem in checked(folder, text)] == [True]


def test_a_network_with_mistakes_says_nothing_of_relays(folder):
    told = [str(problem) for problem in checked(folder, GOOD.replace("kind: hub, at: pods_1", "kind: hub, at: podz"))]
    assert len(told) == 1
    assert "podz" in told[0]
