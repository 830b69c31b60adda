"""Towns full of trails, of those who made them and of those who read them: every row is in a state of its own."""

from __future__ import annotations

import numpy as np
from scenes.worlds import make_city, make_world

from undergrid.city.city import LinkKind, Use
from undergrid.world.body import injuries
from undergrid.world.log.events import event_id
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Activity
from undergrid.world.tables.trails import TraceKind
from undergrid.world.trails import trails

WIDE, HIGH = 30, 16
PEOPLE, WATCHERS, MAKERS = 110, 110, 24
BEGAN = 5000  # the tick that it is


def trodden(seed, gates=0):
    """(a town, the dice that go on): trails of the first people, read by the others and by watchers of all kinds."""
    dice = np.random.default_rng(seed)
    drawings = [
        "\n".join("".join(dice.choice(list(".,%_=#"), WIDE, p=(0.3, 0.2, 0.2, 0.15, 0.1, 0.05))) for _ in range(HIGH))
        for _ in range(3)
    ]
    bare = make_city(*drawings)
    doors = dice.permutation(np.flatnonzero(bare.walkable()))[:12].tolist()
    places = [(Use.REFUGE, *(int(part) for part in (*bare.where(door),))) for door in doors]
    free = np.flatnonzero(bare.walkable())
    ends = dice.choice(free, (gates, 2)).tolist() if gates else []
    links = [(LinkKind.GATE, bare.where(a), bare.where(b), 4000 + 100 * n) for n, (a, b) in enumerate(ends)]
    city = make_city(*drawings, buildings=places, links=links)
    kinds = dice.choice((0, 1, 2, 2, 3, 4, 4, 4, 4), WATCHERS).tolist()
    posts = [(WatcherKind(kind), int(cell)) for kind, cell in zip(kinds, dice.choice(free, WATCHERS), strict=True)]
    world = make_world(city, dice.choice(free, PEOPLE).tolist(), posts, seed=seed)
    world.tick, world.sky.light[0], world.sky.glare[0] = BEGAN, 110, 30
    _people(world, dice, doors)
    _trails(world, dice)
    _readers(world, dice)
    world.rebuild()
    return world, dice


def _people(world, dice, doors):
    people = world.citizens
    busy = (Activity.WAITING, Activity.WALKING, Activity.WAITING, Activity.LYING, Activity.TENDING)
    people.doing[:] = np.where(dice.random(PEOPLE) < 0.75, dice.choice(busy, PEOPLE), dice.integers(0, 16, PEOPLE))
    lives = dice.random(PEOPLE) < 0.95
    indoors = np.flatnonzero(dice.random(PEOPLE) < 0.25)
    people.inside[indoors] = dice.integers(0, len(doors), len(indoors))
    people.cell[indoors] = np.array(doors)[people.inside[indoors]]
    for who in dice.permutation(PEOPLE)[:30].tolist():
        injuries.wound(world, who, WoundKind.CUT, BodyPart.ARM, 1, False, world.scenario_event, flow=0)
    blood = world.blood
    blood.passed_out[blood.rows()] = np.where(dice.random(len(blood.rows())) < 0.4, BEGAN - 50, 0)
    people.alive[:] = lives
    world.plans.grow(50)
    world.plans.owner[:] = dice.permutation(PEOPLE)[:50]
    world.plans.owner[[3, 20]] = -1
    _with_holes(world.profiles, dice, 80)
    rows = world.profiles.rows()
    world.profiles.owner[rows] = dice.permutation(PEOPLE)[: len(rows)]
    world.profiles.soldiering[rows] = dice.integers(0, 11, len(rows))
    _with_holes(world.bonds, dice, 150)
    rows = world.bonds.rows()
    world.bonds.a[rows], world.bonds.b[rows] = dice.integers(0, PEOPLE, len(rows)), dice.integers(0, MAKERS, len(rows))
    watchers = world.watchers
    duties = np.array((Duty.POST, Duty.PATROL, Duty.SEARCH, Duty.RETURN))
    watchers.duty[:] = np.where(
        dice.random(WATCHERS) < 0.8, dice.choice(duties, WATCHERS), dice.integers(0, 9, WATCHERS)
    )
    watchers.impaired[:] = np.where(dice.random(WATCHERS) < 0.2, BEGAN + dice.integers(-1, 5, WATCHERS), 0)
    watchers.progress[:], watchers.goal[:] = dice.integers(0, 1900, WATCHERS), dice.integers(-1, 50, WATCHERS)
    watchers.quarry[:], watchers.datum[:] = dice.integers(-1, 50, WATCHERS), dice.integers(-1, 50, WATCHERS)
    watchers.cause[:] = np.arange(WATCHERS) + 7000


def _with_holes(table, dice, n):
    """Take so many slots of a table, and give a fifth of them back."""
    slots = table.take(n)
    table.free(dice.permutation(slots)[: n // 5])


def _trails(world, dice):
    """Trails of all makers, from where they began to where they are: in order, with gaps, covered and false ones."""
    city, traces = world.city, world.traces
    walkable = city.walkable()
    for maker in range(MAKERS):
        level, x, y = city.where(int(world.citizens.cell[maker]))
        made = BEGAN - int(dice.integers(5, 40))
        for step in range(22):
            cell = city.cell(level, x, y)
            if walkable[cell]:
                kind = TraceKind(int(dice.choice((0, 1, 2, 2, 3))))
                world.weathering.gone[:] += dice.integers(0, 1 << 32, 4)
                trails.lay(
                    world, maker, kind, cell, strength=int(dice.integers(300, 1001)), made=made,
                    cause=event_id(1000 + step, Kind.ESCAPE_ATTEMPTED, maker), false=bool(dice.random() < 0.15),
                )  # fmt: skip
            made -= int(dice.choice((0, 1, 2, 3, 9, -4)))
            x = int(np.clip(x + dice.integers(-1, 2), 0, WIDE - 1))
            y = int(np.clip(y + dice.integers(-1, 2), 0, HIGH - 1))
    rows = traces.rows()
    traces.covered[rows] = np.where(dice.random(len(rows)) < 0.2, dice.integers(1, 1001, len(rows)), 0)
    traces.followed[rows] = dice.random(len(rows)) < 0.2
    trails.erase(world, dice.permutation(rows)[:40])
    people, others = world.citizens, np.arange(MAKERS, PEOPLE)  # many stand on a trace
    there = traces.cell[dice.choice(traces.rows(), len(others))]
    stands = (people.inside[others] < 0) & (dice.random(len(others)) < 0.6)
    people.cell[others[stands]] = there[stands]
    there = traces.cell[dice.choice(traces.rows(), WATCHERS)]
    world.watchers.cell[:] = np.where(dice.random(WATCHERS) < 0.6, there, world.watchers.cell)


def _readers(world, dice):
    """Half the watchers on foot and some people are on a trail already: on their way, at its end, or done with it."""
    follows, traces, known, people, watchers = (
        world.trackings, world.traces, world.knowledge, world.citizens, world.watchers,
    )  # fmt: skip
    _with_holes(follows, dice, 110)
    _with_holes(known, dice, 90)
    spare = known.rows().tolist()
    trackers = dice.permutation(WATCHERS).tolist()
    for number, slot in enumerate(follows.rows().tolist()):
        trace = int(dice.choice(traces.rows()))
        maker = int(traces.maker[trace])
        follows.maker[slot], follows.cell[slot], follows.made[slot] = maker, traces.cell[trace], traces.made[trace]
        follows.onward[slot], follows.over[slot] = dice.random() < 0.6, dice.random() < 0.15
        follows.until[slot] = BEGAN + int(dice.choice((-1, 0, 1, 2, 6, 8)))
        follows.cause[slot] = event_id(2000, Kind.TRAIL_FOUND, slot)
        where = int(dice.choice((traces.cell[trace], traces.cell[trace], traces.cell[trace] + 1, people.cell[maker])))
        if number % 2:
            row = follows.watcher[slot] = trackers.pop()
            watchers.duty[row] = Duty.TRACK if dice.random() < 0.9 else Duty.HUNT
            watchers.cell[row] = where if world.city.walkable()[where] else traces.cell[trace]
            if people.inside[maker] >= 0 and dice.random() < 0.7:
                follows.cell[slot] = watchers.cell[row] = people.cell[maker]
            continue
        who = follows.follower[slot] = int(dice.integers(MAKERS, PEOPLE))
        people.cell[who] = where if people.inside[who] < 0 else people.cell[who]
        if spare and dice.random() < 0.9:
            row = spare.pop()
            known.knower[row], known.topic[row] = who, Topic.TRACE if dice.random() < 0.9 else Topic.PLACE
            known.cause[row], known.at[row] = follows.cause[slot], BEGAN - int(dice.choice((1, 20, 299, 300, 301, 303)))
            known.subject[row], known.cell[row], known.strength[row] = trace, traces.cell[trace], 900
            known.source[row], known.telling[row] = 5, True
