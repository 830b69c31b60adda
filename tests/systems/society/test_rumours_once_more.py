"""A rumour among many people, worked out once more: who tells whom, who believes it, who loses interest, who leaves."""

from __future__ import annotations

import numpy as np
import pytest
from scenes.worlds import make_city, make_world, run

from undergrid.city.city import LinkKind, Use
from undergrid.core import luck
from undergrid.systems.society import rumours
from undergrid.world.log.events import event_id
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import Attempts
from undergrid.world.senses.earshot import AWAKE, around
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Order, Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity

PEOPLE, PERIOD, WIDE, HIGH = 170, 5, 14, 12
NIGHT = 8 * 3600
KNOBS = {"tell_per_hour": 1 - 0.4**720, "believe": 0.7, "kept": 0.83, "leave_per_hour": 1.0}
HOUSES = [(Use.OFFICES, 0, 2, 2), (Use.PODS, 0, 9, 4), (Use.PODS, 1, 3, 8), (Use.VATS, 2, 7, 7), (Use.PODS, 0, 12, 10)]
GATES = [((0, 12, 1), (1, 12, 1)), ((0, 3, 10), (1, 2, 10)), ((2, 1, 1), (1, 1, 1))]
KNOWN = ("subject", "cell", "at", "source", "strength", "telling", "cause")
BODY = ("plugged", "intent", "target", "cause", "wake", "enter")


def quarter(seed):
    """People at home, at work and in the streets; a third of them know it, most of those tell it."""
    dice = np.random.default_rng(seed)
    drawings = ["\n".join("".join(dice.choice(list("....,%#"), WIDE)) for _ in range(HIGH)) for _ in range(3)]
    links = [(LinkKind.STAIRS, (0, 5, 5), (1, 5, 5), 3000), *((LinkKind.GATE, *ends, 4000) for ends in GATES)]
    city = make_city(*drawings, buildings=HOUSES, links=links)
    world = make_world(city, dice.integers(0, city.n_cells, PEOPLE).tolist(), seed=seed)
    people, known = world.citizens, world.knowledge
    people.doing[:] = dice.choice([0, 1, 2, 3, 4, 4, 4, 5, 8, 13, 14], PEOPLE)
    people.alive[:], people.wanted[:] = dice.random(PEOPLE) < 0.95, dice.random(PEOPLE) < 0.1
    people.home[:], people.work[:] = dice.integers(-1, 5, PEOPLE), dice.integers(-1, 5, PEOPLE)
    people.inside[:] = dice.integers(-1, 5, PEOPLE)
    people.inside[::3] = people.home[::3]
    indoors = people.inside >= 0
    people.cell[indoors] = city.doors[people.inside[indoors]]
    people.plugged[:], people.obedience[:] = dice.random(PEOPLE) < 0.5, dice.integers(-400, 1300, PEOPLE)
    people.enter[:], people.wake[:] = 4, 9
    people.cause[:] = 600 + np.arange(PEOPLE)
    world.plans.grow(66)
    world.plans.owner[:] = dice.permutation(PEOPLE)[:66]
    slots = known.take(PEOPLE)
    known.knower[slots], known.topic[slots] = dice.permutation(PEOPLE), Topic.OUTZONE
    known.topic[slots[60:]] = dice.choice((0, 1, 2, 3, 5, 9), PEOPLE - 60)
    known.subject[slots], known.cell[slots], known.at[slots] = slots % 7 - 1, slots + 3, 2
    known.source[slots], known.strength[slots] = dice.integers(-1, PEOPLE, PEOPLE), dice.integers(200, 1001, PEOPLE)
    known.telling[slots], known.cause[slots] = dice.random(PEOPLE) < 0.8, 9000 + slots
    known.free(dice.permutation(slots)[:30])
    world.tick = 3 * PERIOD
    world.rebuild()
    return world, dice


def knowledge_of(world):
    """{knower: (slot, all else)} of what is known of a life beyond the wall."""
    known = world.knowledge
    return {int(known.knower[slot]): [int(slot), *(int(getattr(known, name)[slot]) for name in KNOWN)]
            for slot in known.where(topic=Topic.OUTZONE)}  # fmt: skip


class Once:
    """One tick by the rule."""

    def __init__(self, world):
        self.world, self.people, self.now, self.told = world, world.citizens, world.tick, []
        self.known, self.free = knowledge_of(world), np.flatnonzero(~world.knowledge.used).tolist()
        self.body = {name: getattr(self.people, name).tolist() for name in BODY}
        self.n_told = dict.fromkeys(range(PEOPLE), 0)
        self.minded, noted = set(world.plans.owner.tolist()), world.radioed
        self.noted = {
            (int(noted.teller[slot]), int(noted.hearer[slot])): int(noted.at[slot])
            for slot in noted.where(topic=Topic.OUTZONE)
        }
        self.odds = int(luck.per_tick(KNOBS["tell_per_hour"], 3600 // PERIOD))
        if self.now % PERIOD == 0:
            believers = sorted(self.known, key=lambda who: self.known[who][0])
            was = {who: tuple(self.known[who]) for who in believers}
            for who in believers:
                if self.tells(who):
                    self.spread(who)
            for who in believers if world.sky.curfew[0] else []:
                self.set_out(who, was[who])

    def draw(self, stream, *who):
        lucks = [int(self.people.luck[one]) for one in who]
        thing = lucks[0] if len(who) == 1 else luck.pair(*lucks)
        return int(luck.u32(self.world.key(stream), thing, 0))

    def tells(self, who):
        people = self.people
        lawful = self.world.city.levels[int(people.cell[who]) // self.world.city.area].lawful
        awake = people.alive[who] and AWAKE[people.doing[who]]
        return self.known[who][6] and awake and lawful and self.draw(rumours.TELL, who) < self.odds

    def spread(self, who):
        (near,) = around(self.world, [who])
        if not len(near):
            return
        nth = luck.below(self.world.key(rumours.PICK), int(self.people.luck[who]), len(near))
        hearer = int(near[nth])
        if hearer == self.known[who][4] or (hearer in self.known and self.known[hearer][4] == who):
            self.known[who][6] = False
        elif self.now - self.noted.get((who, hearer), -NIGHT) >= NIGHT:
            self.tell(who, hearer, self.known[who][7], int(rumours.TELL), self.odds)

    def tell(self, who, hearer, cause, stream, odds):
        here, there = int(self.people.cell[who]), int(self.people.cell[hearer])
        self.told.append((Kind.RUMOUR_TOLD, who, hearer, here, int(Topic.OUTZONE), cause, stream, odds))
        told = event_id(self.now, Kind.RUMOUR_TOLD, who, self.n_told[who])
        self.n_told[who] += 1
        if who in self.minded:
            self.noted[who, hearer] = self.now
        if hearer in self.known:
            self.known[who][6] = False
            return
        _, subject, cell, _, _, strength, _, _ = self.known[who]
        believes = luck.chance(0.7 * strength / 1000)
        if self.draw(rumours.BELIEVE, who, hearer) < believes:
            self.told.append((Kind.RUMOUR_BELIEVED, hearer, who, there, int(Topic.OUTZONE), told,
                              int(rumours.BELIEVE), believes))  # fmt: skip
            heard = event_id(self.now, Kind.RUMOUR_BELIEVED, hearer)
            slot = self.free.pop(0)
            self.known[hearer] = [slot, subject, cell, self.now, who, int(strength * 0.83), True, heard]

    def set_out(self, who, was):
        people, city = self.people, self.world.city
        at_home = people.home[who] >= 0 and people.inside[who] == people.home[who]
        likely = was[5] / 1000 * (1000 - min(1000, max(0, int(people.obedience[who])))) / 500
        odds = luck.per_tick(min(1.0, likely), 3600 // PERIOD)
        minded = who in self.world.plans.owner.tolist()
        if not at_home or not people.alive[who] or people.wanted[who] or minded:
            return
        if self.draw(rumours.LEAVE, who) >= odds:
            return
        _, x, y = city.where(int(people.cell[who]))
        apart = [max(abs(x - to_x), abs(y - to_y)) for (_, to_x, to_y), _ in GATES]
        here = int(people.cell[who])
        self.told.append((Kind.ESCAPE_ATTEMPTED, who, -1, here, 0, was[7], int(rumours.LEAVE), odds))
        attempt = event_id(self.now, Kind.ESCAPE_ATTEMPTED, who)
        if people.plugged[who]:
            self.told.append((Kind.UNPLUGGED, who, -1, here, 0, attempt, 0, 0))
        goal = city.cell(*GATES[apart.index(min(apart))][0])
        for name, value in zip(BODY, (False, Verb.WALK, goal, attempt, NEVER, -1), strict=True):
            self.body[name][who] = value


def assert_so(world, once):
    said = [(e.kind, e.who, e.whom, e.where, e.amount, e.cause, e.stream, e.odds)
            for e in world.events.this_tick()]  # fmt: skip
    assert said == once.told
    assert knowledge_of(world) == once.known
    noted = world.radioed
    slots = noted.rows()
    assert {(int(noted.teller[n]), int(noted.hearer[n])): int(noted.at[n]) for n in slots} == once.noted
    assert len(slots) == len(once.noted)
    assert {name: getattr(world.citizens, name).tolist() for name in BODY} == once.body
    return [one[0] for one in said]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_rumour_goes_from_mouth_to_mouth_and_some_of_those_who_believe_it_set_out(seed):
    world, _ = quarter(seed)
    others = world.knowledge.rows()[world.knowledge.topic[world.knowledge.rows()] != Topic.OUTZONE]
    was = [getattr(world.knowledge, name)[others].tolist() for name in world.knowledge.columns]
    kinds = []
    for now in range(15, 15 + 10 * PERIOD):
        if now == 15 + 8 * PERIOD:  # another night: they may tell the same people again
            world.tick += NIGHT
            world.knowledge.telling[world.knowledge.where(topic=Topic.OUTZONE)] = True
        world.sky.curfew[0] = now % 2
        once = Once(world)
        run(rumours, world, period=PERIOD, **KNOBS)
        kinds += assert_so(world, once)
        trying = world.cache(Attempts).intending
        assert [who in trying for who in range(PEOPLE)] == (world.citizens.intent != 0).tolist()
        world.citizens.intent[:], world.citizens.plugged[::2] = 0, True
        trying.fill(world.citizens.intent != 0)
    assert [getattr(world.knowledge, name)[others].tolist() for name in world.knowledge.columns] == was
    assert kinds.count(Kind.RUMOUR_TOLD) > 50
    assert kinds.count(Kind.RUMOUR_BELIEVED) > 5
    assert kinds.count(Kind.ESCAPE_ATTEMPTED) > kinds.count(Kind.UNPLUGGED) > 0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_orders_to_tell_are_carried_out_at_once_and_one_after_the_other(seed):
    world, dice = quarter(seed)
    people, world.tick = world.citizens, 16
    people.inside[:], people.doing[:], people.alive[:] = 0, Activity.RESTING, True
    people.cell[:] = world.city.doors[0]
    people.inside[:9], people.doing[9:15], people.alive[15:20] = 1, Activity.PLUGGED, False
    tellers = dice.permutation(np.arange(20, PEOPLE))[:50].tolist()
    hearers = dice.integers(0, PEOPLE, 50).tolist()
    people.intent[tellers], people.target[tellers] = Verb.TELL, hearers
    people.intent[tellers[5]] = Verb.WALK  # has thought better of it
    people.intent[21] = Verb.TELL  # nobody has ordered it
    world.orders = (
        Order(16, -1, Verb.TELL, 3), Order(16, PEOPLE, Verb.TELL, 3), Order(16, 23, Verb.WALK, 3),
        *(Order(16, who, Verb.TELL, whom) for who, whom in zip(tellers, hearers, strict=True)),
    )  # fmt: skip
    world.rebuild()
    once = Once(world)
    for nth, (who, hearer) in enumerate(zip(tellers, hearers, strict=True)):
        cause = 600 + who
        if nth == 5:
            continue
        once.body["intent"][who] = 0
        why = None if hearer >= 15 or hearer < 9 else Refusal.NO_ANSWER
        if who not in once.known:
            why = Refusal.KNOWS_NOTHING
        elif not people.alive[hearer]:
            why = Refusal.TARGET_DEAD
        elif hearer < 9:
            why = Refusal.NOT_HERE
        if why is None:
            once.tell(who, hearer, cause, 0, 0)
        else:
            once.told.append((Kind.REFUSED, who, hearer, -1, int(why), cause, 0, 0))
    run(rumours, world, period=PERIOD, **KNOBS)
    kinds = assert_so(world, once)
    assert {Kind.RUMOUR_TOLD, Kind.RUMOUR_BELIEVED, Kind.REFUSED} <= set(kinds)


def test_where_there_is_no_gate_nobody_sets_out():
    city = make_city("......", buildings=[(Use.PODS, 0, 2, 0)])
    world = make_world(city, [2, 2], home=0, inside=0, obedience=0)
    (slot,) = world.knowledge.take(1)
    world.knowledge.knower[slot], world.knowledge.topic[slot] = 1, Topic.OUTZONE
    world.sky.curfew[0] = True
    run(rumours, world, **KNOBS)
    assert not world.events.n
    assert not world.citizens.intent.any()
