"""Towns in which all is different from row to row: three levels of ruins, watchers and people in every state."""

from __future__ import annotations

import numpy as np
from scenes.worlds import make_city, make_world

from undergrid.world.authority.suspects import Permits
from undergrid.world.log.events import event_id
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.people import Activity, Being

WIDE, HIGH = 70, 50
WATCHERS, PEOPLE = 5 * 64 + 3, 150
BEGAN = 1000  # the tick that it is
TAKEN = (Activity.HELD, Activity.SHUT_DOWN, Activity.RECLAIMED)


def town(seed, curfew):
    """(a town, the dice that go on). Everybody is about something of their own; a third of the events are of today."""
    dice = np.random.default_rng(seed)
    drawings = [
        "\n".join("".join(dice.choice(list(".,%#"), WIDE, p=(0.45, 0.3, 0.2, 0.05))) for _ in range(HIGH))
        for _ in range(3)
    ]
    city = make_city(*drawings)
    free = dice.permutation(np.flatnonzero(city.walkable())).tolist()
    kinds, cells = dice.integers(0, 5, WATCHERS).tolist(), dice.integers(0, city.n_cells, WATCHERS).tolist()
    posts = [(WatcherKind(kind), cell) for kind, cell in zip(kinds, cells, strict=True)]
    places = free[:PEOPLE]
    places[1::3] = places[::3]  # every third has company
    world = make_world(city, places, posts, seed=seed)
    world.tick = BEGAN
    people, watchers = world.citizens, world.watchers
    people.tagged[:], people.wanted[:] = dice.random(PEOPLE) < 0.4, dice.random(PEOPLE) < 0.1
    people.alive[:], people.inside[:] = dice.random(PEOPLE) < 0.95, np.where(dice.random(PEOPLE) < 0.1, 0, -1)
    people.being[:], people.doing[:] = dice.random(PEOPLE) < 0.1, dice.integers(0, 16, PEOPLE)
    people.posture[:], people.pace[:] = dice.integers(0, 3, PEOPLE), dice.integers(0, 3, PEOPLE)
    people.work[:], people.shift[:] = dice.integers(-1, 3, PEOPLE), dice.integers(0, 1440, PEOPLE)
    people.profession[:] = dice.integers(0, 6, PEOPLE)
    own = [event_id(int(tick), Kind.ESCAPE_ATTEMPTED, who) for who, tick in enumerate(dice.integers(989, 1000, PEOPLE))]
    odd = np.array((0, 1, world.scenario_event))[dice.integers(0, 3, PEOPLE)]
    people.cause[:] = np.where(dice.random(PEOPLE) < 0.7, own, odd)
    watchers.senses[:], watchers.duty[:] = dice.integers(0, 8, WATCHERS), dice.integers(0, 9, WATCHERS)
    watchers.cause[:] = np.arange(WATCHERS) + 1000
    watchers.impaired[:] = np.where(dice.random(WATCHERS) < 0.05, BEGAN + dice.integers(0, 4, WATCHERS), 0)
    fires = world.fires.take(9)
    world.fires.cell[fires], world.fires.until[fires] = free[200:209], 5000
    sky = world.sky
    sky.light[0], sky.temperature[0], sky.ash[0], sky.rain[0], sky.curfew[0] = 40, 1200, 90, 2, curfew
    world.rebuild()
    return world, dice


def why_suspect(world, who):
    """Why a citizen is a suspect, as the bits of `suspects` and in its words: no tag, a unit, out by night, wanted."""
    people, permits = world.citizens, Permits()
    if not people.alive[who] or people.inside[who] >= 0 or people.doing[who] in TAKEN:
        return 0
    into = (world.second_of_day // 60 - int(people.shift[who]) + permits.before) % 1440
    permitted = people.work[who] >= 0 and into <= permits.before + permits.after
    out = world.sky.curfew[0] and not permitted
    unit = people.being[who] == Being.COMPANION
    return 1 * (not people.tagged[who]) + 2 * bool(unit) + 4 * bool(out) + 8 * bool(people.wanted[who])


def conditions_of(world):
    """All further causes in the log: {(event, cause, role)}."""
    because = world.events.because_columns()
    return set(zip(*(because[name].tolist() for name in ("event", "cause", "role")), strict=True))


def filed_since(world, n):
    """The reports but the first n, sorted, as (subject, watcher, sense, cell, at, arrives, weight, event)."""
    names = ("subject", "watcher", "sense", "cell", "at", "arrives", "weight", "event")
    slots = world.reports.rows()[n:]
    return sorted(tuple(int(getattr(world.reports, name)[slot]) for name in names) for slot in slots)


def said_now(world):
    """The events of this tick, sorted, as (kind, who, whom, where, amount, cause, stream, odds)."""
    return sorted(
        (e.kind, e.who, e.whom, e.where, e.amount, e.cause, e.stream, e.odds) for e in world.events.this_tick()
    )
