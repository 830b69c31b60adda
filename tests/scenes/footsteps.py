"""A second of walking worked out once more in plain Python, from what `movement`, `walking` and `crowding` say of it.

`lives_as_said` lets a world live on and compares each of its seconds with what a `Second` makes of a copy of the world.
Ways are asked of routes, draws of `core.luck`; everything else stands here again, in metres, shares and coordinates.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from scenes.crush import Crush
from scenes.ground_plan import Plan
from scenes.worlds import run

from undergrid.city.city import LinkKind, ground_column
from undergrid.city.routes.routes import NOT_READY, next_direction
from undergrid.core import luck
from undergrid.core.grid import ARRIVED, BY_LINK, NO_WAY
from undergrid.systems.movement import movement
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.walking import Gaits
from undergrid.world.orders.attempts import Pause
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.places.shelters import Doors
from undergrid.world.places.ways import Ways
from undergrid.world.tables.orders import Refusal
from undergrid.world.tables.people import NEVER, Activity, Posture

COMPARED = ("heading", "progress", "cell", "doing", "since", "goal", "enter", "wake", "posture", "pace", "inside")


def speed_share(density_32nds, gamma, jam):
    """The share of the free speed that is left at a density, in 1/32 persons/m2 [Weidmann 1993]."""
    if density_32nds == 0:
        return Fraction(1)
    density = min(density_32nds / 32, 5.125)
    return Fraction(round(65536 * max(0.0, 1 - math.exp(-gamma * (1 / density - 1 / jam)))), 65536)


@dataclass(eq=False)
class Walker:
    """Somebody on the way, and what becomes of them in this second."""

    who: int
    fate: str = "stays"  # or goes, wants, lost, barred, lame, around, crowded
    there: int = -1  # the cell that they go or want to
    via: int = -1
    over: int = -1


class Second:
    """One second of a world, which is changed; `events` is what would be logged."""

    def __init__(self, world, knobs):
        self.world, self.knobs, self.people, self.now = world, knobs, world.citizens, world.tick
        self.plan, self.ways, self.city = Plan(world), world.cache(Ways), world.city
        self.gaits = world.shared(Gaits)
        self.link_at = {end: n for n, link in enumerate(self.city.links) for end in (link.a, link.b)}
        self.close = max(2, round(knobs.close * float(self.plan.square_metres)))
        self.straight, self.diagonal = self.city.cell_mm, round(math.sqrt(2) * self.city.cell_mm)
        self.events = []

    def live(self):
        """Let everybody on the way go on, and come to where they get."""
        people = self.people
        on_the_way = (people.inside < 0) & np.isin(people.doing, [Activity.WALKING, Activity.CROSSING])
        walkers = [Walker(who) for who in np.flatnonzero(on_the_way & (people.goal >= 0)).tolist()]
        for walker in walkers:
            self.go_on(walker)
        Crush(self.world, self.knobs, self.plan).land(walkers)
        self.come_to(walkers)

    # ---------------------------------------------------------------- each by themselves

    def direction(self, at, goal):
        """What routes say."""
        number = self.ways.routes.goal(goal)
        found = int(next_direction(at, number, self.ways.handle))
        if found == NOT_READY:
            self.ways.routes.prepare([number], [at])
            found = int(next_direction(at, number, self.ways.handle))
        return found

    def look(self, at, who, is_stuck):
        """The direction somebody takes: that of the route, or beside it."""
        goal = int(self.people.goal[who])
        link = self.link_at.get(at, -1)
        ends = {self.city.links[link].a, self.city.links[link].b} - {at} if link >= 0 else ()
        if goal in ends and self.ways.link_open[link]:
            return BY_LINK
        way = self.direction(at, goal)
        if way >= BY_LINK:
            return way
        ahead = self.plan.bodies[self.plan.beside(at, way)]
        tries = luck.pair(self.people.luck[who], at) % 65536 < round(65536 * self.knobs.evades)
        if ahead < self.close or not (is_stuck or tries):
            return way
        sides = []
        for turn in (1, -1):
            there = self.plan.step(at, (way + turn) % 8)
            if there is None:
                continue
            onward = self.direction(there, goal)
            is_on = onward == ARRIVED or (onward < BY_LINK and (onward - way) % 8 in (0, 1, 7))
            if is_on and self.plan.bodies[there] + self.close <= ahead:
                sides.append((self.plan.bodies[there], -turn, (way + turn) % 8))
        return min(sides)[2] if sides else way  # the emptier, else the right

    def free_speed(self, who):
        """mm/s that somebody would go alone on this ground."""
        people = self.people
        gait = (round(1000 * self.gaits.sneak), 1000, round(1000 * self.gaits.run))[people.pace[who]]
        ground = int(ground_column("pace")[self.city.ground[people.cell[who]]])
        return Fraction(int(people.speed[who]) * gait * ground * int(people.able[who]), 1000 * 100 * 100)

    def chosen(self, at, who, way, done):
        """The way somebody takes on from a cell where they have begun a step that way, or none."""
        if way == NO_WAY:
            way = self.look(at, who, False)
        if way < BY_LINK:
            ahead = self.plan.step(at, way)
            whole = done >= (self.diagonal if way % 2 else self.straight)
            if ahead is None or (whole and self.plan.is_full(at, ahead)):
                way = self.look(at, who, True)
        return way

    def go_on(self, walker):
        """Let somebody go on by themselves."""
        people, who, plan = self.people, walker.who, self.plan
        if people.able[who] == 0:
            walker.fate = "lame"
            return
        here = at = int(people.cell[who])
        way, done = int(people.heading[who]), int(people.progress[who])
        left = None
        while True:
            way = self.chosen(at, who, way, done)
            if way == BY_LINK and at == here:
                self.go_along_link(walker)
                return
            if way >= BY_LINK:
                walker.fate = "goes" if at != here or way == ARRIVED else "lost"
                walker.there, people.heading[who], people.progress[who] = at, NO_WAY, 0
                return
            ahead, length = plan.beside(at, way), self.diagonal if way % 2 else self.straight
            if left is None:
                met = plan.density(at, way)
                left = math.floor(self.free_speed(who) * speed_share(met, self.knobs.gamma, self.knobs.jam))
                in_throng = met >= round(32 * self.knobs.crammed)
            if done + left < length or plan.is_full(at, ahead):
                if at != here:
                    walker.fate, walker.there = "goes", at
                elif in_throng or done + left >= length:
                    walker.fate, walker.there = "wants", ahead
                people.heading[who], people.progress[who] = way, min(done + left, length)
                return
            walker.over = at if at != here else -1
            at, left, done, way = ahead, left - length + done, 0, NO_WAY
            if at == people.goal[who] or left < self.straight:
                walker.fate, walker.there = "goes", at
                people.heading[who], people.progress[who] = NO_WAY, left
                return

    def go_along_link(self, walker):
        """Let somebody at the end of a link, or on it, go on."""
        people, who = self.people, walker.who
        here = int(people.cell[who])
        n = self.link_at[here]
        link = self.city.links[n]
        if link.kind == LinkKind.GATE and not self.ways.link_open[n]:
            walker.fate, walker.via = "barred", n
            return
        if people.doing[who] != Activity.CROSSING:
            people.doing[who], people.since[who], people.progress[who] = Activity.CROSSING, self.now, 0
        other = link.b if here == link.a else link.a
        slope = 1000
        if link.kind == LinkKind.STAIRS:  # in the towns of tests the street, level 0, is above the underbelly
            is_up = self.plan.place(other)[0] < self.plan.place(here)[0]
            slope = round(1000 * (self.gaits.upstairs if is_up else self.gaits.downstairs))
        done = min(math.floor(int(people.progress[who]) + self.free_speed(who) * slope / 1000), link.length_mm)
        people.heading[who], people.progress[who] = BY_LINK, done
        if done == link.length_mm:
            walker.via, walker.there, walker.fate = n, other, "wants"
            if self.plan.bodies[other] < self.plan.room:
                walker.fate, people.heading[who], people.progress[who] = "goes", NO_WAY, 0

    # ---------------------------------------------------------------- what comes of it

    def come_to(self, walkers):
        """Let those at their goals arrive, and those who get no further be told."""
        people, passed, gate_of = self.people, [], self.ways.gate_of
        pause = 60 * self.world.shared(Pause).minutes
        for each in walkers:
            who, gate = each.who, int(gate_of[each.via]) if each.via >= 0 else -1
            if each.fate in ("lost", "barred", "lame", "crowded"):
                why = {"lame": Refusal.CANNOT_WALK, "crowded": Refusal.CROWDED}.get(each.fate, Refusal.NO_WAY)
                cause = people.cause[who] if gate < 0 else self.world.gates.cause[gate]
                self.tell(who, gate, Refusal.SHUT if gate >= 0 else why, cause)
                self.halt(who, Activity.WAITING)
                people.wake[who] = self.now + pause
            if each.fate == "goes" and each.via >= 0:
                people.doing[who], people.since[who] = Activity.WALKING, self.now
                if gate >= 0:
                    is_inward = self.city.levels[self.plan.place(each.there)[0]].lawful
                    cause = int(self.world.gates.cause[gate])
                    passed.append((Kind.CROSSED, who, gate, each.there, int(is_inward), cause))
            if each.fate == "around" or (each.fate == "goes" and people.cell[who] == people.goal[who]):
                self.arrive(who, pause)
        self.events += passed

    def arrive(self, who, pause):
        """Let somebody arrive, and go in where they meant to and the door does not hold."""
        people, building = self.people, int(self.people.enter[who])
        doing = Activity.WAITING
        if building >= 0 and self.city.doors[building] == people.cell[who]:
            if self.world.cache(Doors).shut[building]:
                self.tell(who, building, Refusal.BARRED, people.cause[who])
            else:
                people.inside[who], doing = building, Activity.RESTING
        people.posture[who] = Posture.STANDING
        self.halt(who, doing)
        if people.wake[who] == NEVER:
            people.wake[who] = self.now + pause

    def halt(self, who, doing):
        """End a walk."""
        people = self.people
        people.doing[who], people.since[who] = doing, self.now
        people.goal[who] = people.enter[who] = -1
        people.heading[who], people.progress[who] = NO_WAY, 0

    def tell(self, who, whom, why, cause):
        """Log that somebody gets no further."""
        self.events.append((Kind.REFUSED, who, whom, int(self.people.cell[who]), int(why), int(cause)))


def lives_as_said(world, ticks, **knobs):
    """Let a world walk and compare every column, who stands where, and the log; returns what was logged."""
    told, own = [], {name: value for name, value in knobs.items() if name in movement.Params.model_fields}
    for _ in range(ticks):
        expected, n_told = world.copy(), len(world.events.rows())
        run(movement, world, **knobs)
        expected.share(world.shared(model) for model in (Gaits, Pause))
        second = Second(expected, movement.Params(**own))
        second.live()
        for name in COMPARED:
            was, now = getattr(expected.citizens, name), getattr(world.citizens, name)
            off = np.flatnonzero(was != now)
            assert not len(off), f"tick {world.tick - 1}: {name} of {off[:9]} {now[off][:9]}, not {was[off][:9]}"
        expected.tick = world.tick
        assert world.digest() == expected.digest()
        told += [(e.kind, e.who, e.whom, e.where, e.amount, e.cause) for e in world.events.rows()[n_told:]]
        assert told[len(told) - len(second.events) :] == second.events
        assert len(world.events.rows()) == n_told + len(second.events)
        expected.rebuild()
        assert (world.cache(Occupancy).bodies == expected.cache(Occupancy).bodies).all()
        assert world.cache(Occupancy).outdoors.rows().tolist() == expected.cache(Occupancy).outdoors.rows().tolist()
    return told
