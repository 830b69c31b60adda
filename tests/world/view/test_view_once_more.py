"""Views worked out once more: every field of what each of a whole town perceives, alone and many at once."""

from __future__ import annotations

import math

import numpy as np
from scenes.readers import BEGAN, PEOPLE, trodden

from undergrid.city.city import District
from undergrid.world.body import posture
from undergrid.world.body.posture import has_senses
from undergrid.world.network.heartbeat import heartbeat
from undergrid.world.senses import optics
from undergrid.world.senses.fields import buzz
from undergrid.world.senses.optics import Optics, Sensor, Target
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import NEVER, Activity, Being, Pace, Posture
from undergrid.world.tables.sky import Programme
from undergrid.world.trails.stains import stains_by
from undergrid.world.view.verbs import chances
from undergrid.world.view.view import (
    CarriedItem,
    Remembered,
    SeenGate,
    SeenPerson,
    SeenWatcher,
    View,
    view,
    views,
)

BLUR = (1, 60, 600, 3600, None)  # s: what is left of telling time


def town(seed):
    """A town by night and rain, whose people differ in all that a view shows; some know each other."""
    world, dice = trodden(seed, gates=9)
    people, city, sky, items, known = world.citizens, world.city, world.sky, world.items, world.knowledge
    object.__setattr__(city, "districts", (District("a", "housing"), District("b", "works"), District("c", "housing")))
    city.district_of[:] = dice.integers(0, 3, city.n_cells)
    people.stage[:], people.being[:] = dice.integers(0, 6, PEOPLE).clip(0, 4), dice.random(PEOPLE) < 0.3
    people.expires[:] = np.where(dice.random(PEOPLE) < 0.2, NEVER, BEGAN + dice.integers(-100, 20_000, PEOPLE))
    people.posture[:], people.pace[:] = dice.integers(0, 3, PEOPLE), dice.integers(0, 3, PEOPLE)
    people.goal[:], people.able[:] = dice.integers(-1, 90, PEOPLE), dice.integers(0, 101, PEOPLE)
    people.tagged[:], people.wanted[:] = dice.random(PEOPLE) < 0.5, dice.random(PEOPLE) < 0.5
    sky.light[0], sky.rain[0], sky.programme[0], sky.curfew[0] = 90, 3, Programme(max(Programme)), 1
    things = items.take(150)
    items.free(dice.permutation(things)[:30])
    things = items.rows()
    items.holder[things], items.kind[things] = dice.integers(-1, PEOPLE, len(things)), dice.integers(0, 5, len(things))
    items.identity[things], items.issued[things] = (
        dice.integers(0, PEOPLE, len(things)),
        dice.integers(0, 5000, len(things)),
    )
    items.corruption[things], items.count[things] = dice.integers(0, 101, len(things)), 1
    facts = known.take(200)
    known.knower[facts], known.topic[facts] = dice.integers(0, PEOPLE, 200), dice.choice((0, 1, 1, 2, 3, 4), 200)
    known.subject[facts], known.cell[facts] = np.where(dice.random(200) < 0.4, known.knower[facts], 7), facts
    known.at[facts], known.source[facts] = BEGAN - facts * 20, dice.integers(-1, PEOPLE, 200)
    known.strength[facts] = dice.integers(1, 1001, 200)
    indoors, passing = [0, 3, 6, 9], [1, 2]  # behind the first door, where they see nobody; others stand before it
    people.inside[indoors], people.inside[passing], people.cell[indoors + passing] = 0, -1, city.doors[0]
    people.alive[indoors], people.doing[indoors], people.stage[indoors] = True, Activity.WAITING, 0
    people.expires[indoors] = BEGAN + np.array((-50, 0, 1, NEVER - BEGAN))
    world.gates.open[:] = dice.random(world.gates.n) < 0.5
    world.names.update({who: f"name {who}" for who in range(0, PEOPLE, 2)})
    world.bonds.b[world.bonds.rows()] = dice.integers(0, PEOPLE, len(world.bonds.rows()))
    world.rebuild()
    return world


class Once:
    """What the rule says of what can be made out, in a world as it is."""

    def __init__(self, world):
        self.world, self.table = world, optics.tables(world.shared(Optics), world.city.cell_mm)
        self.scene = int(world.sky.light[0]), optics.haze(self.table, world.sky)

    def metres(self, who, target, there):
        """How far away something is that `who` makes out, or None."""
        people = self.world.citizens
        eye = Sensor.COMPANION_EYE if people.being[who] == Being.COMPANION else Sensor.EYE
        sensor, here = int(eye) + min(int(people.stage[who]), 4), int(people.cell[who])
        far = optics.makes_out(self.table, self.world.city.handle, sensor, int(target), here, int(there), *self.scene)
        return math.isqrt(int(far) * 2000**2) // 1000 if far >= 0 else None

    def people(self, who):
        """{row: metres} of the others outdoors whom somebody makes out."""
        people = self.world.citizens
        rows = [row for row in range(PEOPLE) if row != who and people.inside[row] < 0]
        found = {row: self.metres(who, people.posture[row], people.cell[row]) for row in rows}
        return {row: far for row, far in found.items() if far is not None}

    def watchers(self, who):
        watchers = self.world.watchers
        rows = [row for row in range(watchers.n) if watchers.duty[row] != Duty.OFF]
        found = {row: self.metres(who, int(Target.READER) + watchers.kind[row], watchers.cell[row]) for row in rows}
        return {row: far for row, far in found.items() if far is not None}

    def gates(self, who):
        """The gates in sight, by their near end: the first of the two where both are."""
        found = []
        for row, number in enumerate(self.world.gates.link.tolist()):
            link = self.world.city.links[number]
            ends = [(end, self.metres(who, Target.GATE, end)) for end in (link.a, link.b)]
            ends = [(end, far) for end, far in ends if far is not None]
            if ends:
                found.append(SeenGate(row, link.name, *ends[0], bool(self.world.gates.open[row])))
        return tuple(found)


def blurred(seconds, stage):
    to = BLUR[stage] or 3600
    return seconds - seconds % to


def expected(world, who):
    """The view of one person, field by field."""
    once, people, watchers, sky, city = Once(world), world.citizens, world.watchers, world.sky, world.city
    stage, cell, inside = int(people.stage[who]), int(people.cell[who]), int(people.inside[who])
    known, items, bonds = world.knowledge, world.items, world.bonds
    level, x, y = city.where(cell)
    sees = inside < 0 and posture.has_senses(world, who)
    bound = {int(bonds.b[slot]) for slot in bonds.rows() if bonds.a[slot] == who}
    persons = tuple(
        SeenPerson(row, world.names.get(row, "") if row in bound else "", int(people.cell[row]), far,
                   Activity(int(people.doing[row])), Posture(int(people.posture[row])), row in bound)
        for row, far in (once.people(who) if sees else {}).items()
    )  # fmt: skip
    things = tuple(
        SeenWatcher(row, WatcherKind(int(watchers.kind[row])), int(watchers.cell[row]), far)
        for row, far in (once.watchers(who) if sees else {}).items()
    )
    gates = once.gates(who) if sees else ()
    nearest = [[row for _, row in sorted((one.metres, one.row) for one in seen)] for seen in (persons, gates, things)]
    could = chances(world, who, *nearest)
    left, expires = BLUR[stage], int(people.expires[who])
    facts = tuple(
        Remembered(Topic(int(known.topic[k])), int(known.subject[k]), int(known.cell[k]),
                   blurred(BEGAN - int(known.at[k]), stage), int(known.source[k]), int(known.strength[k]))
        for k in known.rows().tolist() if known.knower[k] == who
    )  # fmt: skip
    carried = tuple(
        CarriedItem(k, ItemKind(int(items.kind[k])), int(items.identity[k]), BEGAN - int(items.issued[k]),
                    int(items.corruption[k]))
        for k in items.rows().tolist() if items.holder[k] == who
    )  # fmt: skip
    is_open = level != 2
    return View(
        who=who, name=f"citizen {who}" if who % 2 else f"name {who}", tick=BEGAN,
        second_of_day=blurred(world.second_of_day, stage),
        seconds_left=None if left is None or expires == NEVER else blurred(max(0, expires - BEGAN), stage),
        alive=bool(people.alive[who]), being=Being(int(people.being[who])), stage=stage,
        blur=round(100 * (1 - Optics().sharpness[stage])), cell=cell, level=("street", "outside", "underbelly")[level],
        x=x, y=y, place="abc"[city.district_of[cell]], inside=city.buildings[inside].name if inside >= 0 else "",
        doing=Activity(int(people.doing[who])), posture=Posture(int(people.posture[who])),
        pace=Pace(int(people.pace[who])), goal=int(people.goal[who]), tagged=bool(people.tagged[who]),
        hunted=any(fact.topic == Topic.PERSON and fact.subject == who for fact in facts),
        programme=Programme(int(sky.programme[0])), rain=3 * is_open, light=90 * is_open, curfew=True, people=persons,
        watchers=things, gates=gates, items=carried, known=facts, able=int(people.able[who]),
        verbs={verb: chance.why_not for verb, chance in could.items()},
        aims={verb: (chance.target, chance.amount) for verb, chance in could.items()},
        stains=tuple(stains_by(world, who)) if sees else (),
        heartbeat=heartbeat(world, who) if has_senses(world, who) else None,  # once more in network/test_heartbeat.py
        buzz=buzz(world, who) if has_senses(world, who) else None,  # worked out once more in senses/test_fields.py
    )  # fmt: skip


def test_every_field_of_the_view_of_each_of_a_town_is_what_they_can_perceive_and_remember():
    world = town(6)
    seen = []
    for who in range(0, PEOPLE, 3):
        seen.append(view(world, who))
        assert seen[-1] == expected(world, who)
    assert {one.level for one in seen} == {"street", "outside", "underbelly"}
    assert sum(len(one.people) for one in seen) > 30
    assert len({gate.row for one in seen for gate in one.gates}) > 4
    assert {person.bound for one in seen for person in one.people} == {True, False}
    assert {one.hunted for one in seen} == {True, False}


def test_many_views_at_once_count_what_each_makes_out_from_where_they_are():
    world = town(7)
    once, people, city = Once(world), world.citizens, world.city
    rows = np.concatenate([[9, 3, 0, 6], np.random.default_rng(7).permutation(PEOPLE)[:40]])
    many = views(world, rows)
    for k, who in enumerate(rows.tolist()):
        looks = people.alive[who] and people.inside[who] < 0
        watchers = once.watchers(who) if looks else {}
        level, x, y = city.where(int(people.cell[who]))
        left, expires = BLUR[people.stage[who]], int(people.expires[who])
        told = {
            "who": who, "cell": int(people.cell[who]), "level": level, "x": x, "y": y, "rain": 3 * (level != 2),
            "light": 90 * (level != 2), "curfew": 1, "n_people": len(once.people(who)) if looks else 0,
            "n_watchers": len(watchers), "nearest_watcher": min(watchers.values(), default=-1),
            "seconds_left": -1 if left is None or expires == NEVER else max(0, expires - BEGAN) // left * left,
        }  # fmt: skip
        told |= {name: int(getattr(people, name)[who])
                 for name in ("inside", "doing", "posture", "pace", "stage", "alive")}  # fmt: skip
        assert {name: int(values[k]) for name, values in many.items()} == told
    assert (many["n_people"] > 1).any()
    assert (many["n_watchers"] > 1).any()
