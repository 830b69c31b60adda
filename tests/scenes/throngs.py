"""Towns of a few cells with more people than is good for them, at every stage of a walk."""

from __future__ import annotations

import numpy as np
from scenes.worlds import make_city, make_world

from undergrid.city.city import LinkKind, Use
from undergrid.core.grid import BY_LINK, NO_WAY
from undergrid.world.log.kinds import Kind
from undergrid.world.places.shelters import set_door
from undergrid.world.places.ways import bar, set_gate
from undergrid.world.tables.people import NEVER, Activity, Pace

ENDS = [(0, 0, 0), (0, -1, -1), (0, -1, 0), (1, 5, 3), (1, 0, -1), (2, -1, 0), (2, 6, 6), (0, 0, -1)]
KINDS = (LinkKind.GATE, LinkKind.GATE, LinkKind.STAIRS)  # from the first three of the ends to the next three
DOORS = [(0, 3, 3), (0, 7, 5), (0, 4, 6), (0, 8, 2)]


def town(dice, cell_mm, width=11, height=8):
    """Three levels with walls and rubble, two gates, stairs that lead down and stairs that lead up, four houses."""
    signs = dice.choice(list("...............###%"), (3, height, width))
    signs[1][signs[1] == "."], signs[2][signs[2] == "."] = "_", "="
    ends = [(level, x % width, y % height) for level, x, y in ENDS]
    for level, x, y in [*ends, *DOORS]:
        signs[level, y, x] = "=" if level else "%"
    lengths = [int(mm) for mm in dice.integers(900, 6000, 4)]
    links = [(kind, ends[n], ends[3 + n], lengths[n]) for n, kind in enumerate(KINDS)]
    links.append((LinkKind.STAIRS, ends[6], ends[7], lengths[3]))
    uses = (Use.PODS, Use.DISUSED, Use.REFUGE, Use.OFFICES)
    houses = [(use, *door) for use, door in zip(uses, DOORS, strict=True)]
    drawings = ["\n".join("".join(row) for row in level) for level in signs]
    return make_city(*drawings, links=links, buildings=houses, cell_mm=cell_mm)


def throng(seed, cell_mm, people, n_hot, width=11, height=8):
    """People all over a town, most of them about a few cells, on their way to one of a few goals."""
    dice = np.random.default_rng(seed)
    city = town(dice, cell_mm, width, height)
    walk = np.flatnonzero(city.walkable())
    street = walk[walk < city.area]
    middle = int(dice.choice(street))
    far = abs(street % width - middle % width) + abs(street // width - middle // width)
    hot = [*street[np.argsort(far, kind="stable")[:n_hot]], *city.link_a, *city.link_b, *city.link_b]
    cells = np.where(dice.random(people) < 0.8, dice.choice(hot, people), dice.choice(walk, people))
    world = make_world(city, citizens=cells.tolist(), seed=seed)
    goals = np.array([*dice.choice(hot, 3), *dice.choice(walk, 3), *city.doors])
    which, who = dice.integers(0, len(goals), people), world.citizens
    who.doing[:] = dice.choice([Activity.WALKING] * 8 + [Activity.WAITING, Activity.LYING], people)
    who.goal[:] = np.where(dice.random(people) < 0.95, goals[which], -1)
    who.enter[:] = np.where(which >= 6, which - 6, np.where(dice.random(people) < 0.2, 1, -1))
    who.speed[:], who.pace[:] = dice.integers(300, 2200, people), dice.choice(list(Pace), people)
    who.able[:] = dice.choice([100, 60, 20, 0], people, p=[0.8, 0.1, 0.07, 0.03])
    who.wake[:] = dice.choice([NEVER, 70], people)
    world.tick = int(dice.integers(12, 40))
    who.since[:], who.posture[:] = world.tick - dice.integers(0, 12, people), dice.integers(0, 3, people)
    who.inside[dice.random(people) < 0.05] = 2
    _begin_steps(world, dice)
    causes = [world.events.one(kind, 0, cause=world.scenario_event) for kind in (Kind.GATE_OPENED, Kind.GATE_CLOSED)]
    world.gates.cause[:] = causes
    set_gate(world, 1, True)
    set_door(world, 2, world.scenario_event, locked=True)
    who.cause[::3] = bar(world, int(dice.choice(street)), world.scenario_event)
    world.rebuild()
    return world


def _begin_steps(world, dice):
    """Let a part of the people be somewhere on a step, and some of those at the end of a link on that."""
    city, people = world.city, world.citizens
    ends = {end: link for link in city.links for end in (link.a, link.b)}
    for row in range(people.n):
        cell, kind = int(people.cell[row]), dice.random()
        y, x = divmod(cell % city.area, city.width)
        if kind < 0.4 and 0 < x < city.width - 1 and 0 < y < city.height - 1:
            people.heading[row], people.progress[row] = dice.integers(8), dice.integers(0, 1.3 * city.cell_mm)
        elif kind < 0.7 and cell in ends:
            people.heading[row], people.progress[row] = BY_LINK, dice.integers(ends[cell].length_mm)
            people.doing[row] = dice.choice([Activity.WALKING, Activity.CROSSING, Activity.CROSSING])
        elif kind < 0.8:
            people.heading[row], people.progress[row] = NO_WAY, dice.integers(city.cell_mm)
