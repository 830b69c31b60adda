"""Rows of the seed table about patrols: a gap in them is foretold by whoever watches, and is one to move in."""

import numpy as np
import pytest

from undergrid import setup
from undergrid.sim import Sim
from undergrid.world.authority.comings import IN_SIGHT
from undergrid.world.log.kinds import Kind
from undergrid.world.senses.optics import clear
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.orders import Order, Verb

SIDE, HIGH = 150, 26  # cells of 2 m
SPEED = 4  # m/s, of the drone on its beat
KAEL, NOOR = 0, 1
STORY = """
scenario: patrols
title: Between two patrols
clock: {tick: 1 s, starts: "12:00", lasts: 1 h}
map: map.tmx
places: {west: [street, 5, 5], east: [street, 145, 5], back_east: [street, 145, 23],
         back_west: [street, 5, 23], cross: [street, 75, 9]}
subscription: false
cast:
  kael: {name: Kael, at: shed, tagged: false, plugged: false}
  noor: {name: Noor, at: cross, tagged: true, plugged: false, wants: [{reach: cross}]}
watchers: {more: [{kind: drone, at: west, beat: [west, east, back_east, back_west]}]}
rules:
  optics: {eye_m: 300, drone_m: 60}
  dispatch: {beat_speed: SPEED}
  routine: {attends: 0}
  weather: {ash: ASH, ash_swing: 0, projects: false}
"""


def street() -> str:
    """A street of 300 m, a house on either side in its middle, and behind one row of them the way back of the drone."""
    tiles = '<tile id="0" type="street"/><tile id="1" type="building"/>'
    ground = np.ones((HIGH, SIDE), int)
    ground[0, 70:80] = 2
    ground[12:20, 3:147] = 2
    rows = ",\n".join(",".join(map(str, row)) for row in ground)

    def house(number, name, y):
        return (
            f'<object id="{number}" name="{name}" x="{8 * 70}" y="{8 * y}" width="80" height="8"><properties>'
            '<property name="use" value="refuge"/><property name="capacity" type="int" value="9"/>'
            '<property name="level" value="street"/></properties></object>'
        )

    return (
        f'<map orientation="orthogonal" width="{SIDE}" height="{HIGH}" tilewidth="8" tileheight="8" infinite="0">'
        '<properties><property name="cell_mm" type="int" value="2000"/></properties>'
        f'<tileset firstgid="1" name="g" tilecount="2">{tiles}</tileset>'
        f'<layer name="street" width="{SIDE}" height="{HIGH}"><properties>'
        '<property name="sky" type="bool" value="true"/></properties>'
        f'<data encoding="csv">{rows}</data></layer>'
        f'<objectgroup name="buildings">{house(2, "shed", 0)}{house(3, "barn", 12)}</objectgroup></map>'
    )


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """The scenario in the air that is asked for, read once."""
    folder = tmp_path_factory.mktemp("patrols")
    (folder / "map.tmx").write_text(street())

    def read(ash=0):
        (folder / f"air_{ash}.yaml").write_text(STORY.replace("ASH", str(ash)).replace("SPEED", str(SPEED)))
        assert setup.check(folder / f"air_{ash}.yaml") == []
        return setup.load(folder / f"air_{ash}.yaml")

    return read


@pytest.fixture(scope="module")
def foretold(story):
    """A Sim in which Noor has watched the drone come and go, and the gap that she is shown."""
    sim = Sim(setup.build(story(), 1))
    while sim.tick < 1500:
        sim.run(sim.tick + 10)
        gap = sim.view("noor").outlook.gap
        if sim.tick > 600 and gap is not None and gap.begins > sim.tick + 5:
            return sim, gap
    raise AssertionError("no gap has been foretold")


def over_the_place(sim, cell):
    """Whether the drone looks at a place now."""
    drone = int(np.flatnonzero(sim.world.watchers.kind == WatcherKind.DRONE)[0])
    city, there = sim.world.city, int(sim.world.watchers.cell[drone])
    return city.apart(there, cell) <= IN_SIGHT and bool(clear(city.handle, there, cell))


def test_n10_the_gap_that_whoever_has_watched_foretells_is_the_gap_that_comes(foretold):
    sim, gap = foretold
    later = sim.fork()
    there = {}
    while later.tick < gap.ends + 40:
        later.run(later.tick + 1)
        there[later.tick] = over_the_place(later, gap.cell)
    came = [tick for tick, near in there.items() if near]
    assert not any(there[tick] for tick in range(gap.begins, gap.ends))
    assert min(tick for tick in came if tick >= gap.ends) - gap.ends <= 20  # nor does it end much too early
    assert gap.ends - gap.begins > 15
    assert sim.view("kael").outlook.gap is None  # who has not watched foretells nothing


def crossings(scenario, tick, seeds=100):
    """In how many seeds Kael is seen who crosses the street from that tick on: whatever came before is the same."""
    before = Sim(setup.build(scenario, 0))
    before.run(tick)
    barn = next(n for n, b in enumerate(before.world.city.buildings) if b.name == "barn")
    seen = 0
    for seed in range(seeds):
        sim = before.fork()
        sim.world.seed = seed  # the luck of all that is to come
        sim.step([Order(sim.tick, KAEL, Verb.LEAVE)])
        sim.step([Order(sim.tick, KAEL, Verb.RUN, sim.built.places["barn"])])
        sim.run(sim.tick + 12)
        sim.step([Order(sim.tick, KAEL, Verb.ENTER, barn)])
        sim.run(sim.tick + 3)
        assert sim.world.citizens.inside[KAEL] == barn
        seen += any(event.kind == Kind.SIGHTED and event.whom == KAEL for event in sim.world.events.rows())
    return seen


def test_n10_whoever_moves_inside_the_gap_is_seen_in_none_of_a_hundred_seeds_and_outside_in_some(story, foretold):
    _, gap = foretold
    round_ = 2 * (140 + 18) * 2 // SPEED  # s, of the beat: 280 m, 36 m across, and back
    inside = (gap.begins + 1) % round_
    over = (gap.ends + 16) % round_
    assert crossings(story(), inside) == 0
    clear_air = crossings(story(), over)
    assert clear_air > 0
    assert crossings(story(3000), over) < clear_air  # smog cuts optics
