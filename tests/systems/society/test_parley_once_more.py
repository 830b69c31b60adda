"""Parley worked out once more: a street of doors at which everything is said and done at once, told move by move."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.core import luck
from undergrid.systems.society import parley
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import drop_intent, intend, refuse
from undergrid.world.places.occupancy import move_body
from undergrid.world.places.shelters import open_door
from undergrid.world.reasons.society import at_the_door
from undergrid.world.senses.earshot import at_door, listens, said
from undergrid.world.society import regard
from undergrid.world.society.first_impressions import meet
from undergrid.world.society.parley_odds import Doorstep, answer_odds, company, next_move_odds
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity, Posture
from undergrid.world.tables.society import ParleyState

WIDE, HIGH, DOORS, N, NOW = 84, 9, 14, 200, 500
KNOBS = {"answer_s": 7, "patience_s": 50, "wait_s": 170, "force_s": 800, "thanks": 900, "slight": 240,
         "outrage": 1400, "alarm": 340, "word": 50, "drawn": 110}  # fmt: skip
ASKED, REFUSED, WAITING, FORCING = ParleyState
AWAY = (Activity.UNCONSCIOUS, Activity.SLEEPING, Activity.PLUGGED)
DOING = [Activity.WAITING] * 12 + [Activity.WALKING, Activity.TENDING, Activity.CROSSING, Activity.HIDING, *AWAY]


def a_street(seed):
    """A dozen houses, people in most of them and before all, talks under way, and orders given."""
    dice = np.random.default_rng(seed)
    uses = [*[Use.REFUGE, Use.DISUSED] * 6, Use.OFFICES, Use.PODS]
    houses = [(use, 0, 3 + 6 * n, 4) for n, use in enumerate(uses)]
    city = make_city(field(WIDE, HIGH), buildings=houses, cell_mm=500, capacity=99)
    at = dice.integers(0, DOORS, N)
    steps = dice.choice([0, 0, 0, 1, 2, 3, 3, 4, 4], N) * dice.choice([-1, 1], N)
    world = make_world(city, (city.doors[at] + steps).tolist(), seed=seed)
    world.share([Doorstep(force=-300, wait=600, silence=100)])
    world.tick = NOW
    people, shelters, parleys = world.citizens, world.shelters, world.parleys
    for who in np.flatnonzero((dice.random(N) < 0.3) & (at > 1)).tolist():
        move_body(world, who, int(at[who]))
    outdoors = people.inside < 0
    people.doing[:] = np.where(outdoors | (dice.random(N) < 0.2), dice.choice(DOING, N), Activity.RESTING)
    people.alive[:], people.wake[:] = dice.random(N) < 0.95, dice.choice([NEVER, NEVER, 900], N)
    people.cause[:], people.goal[:], people.since[:] = 6000 + np.arange(N), 17, 33
    people.progress[:], people.heading[:], people.posture[:] = 9, 3, Posture.FLAT
    shelters.locked[:] = dice.random(shelters.n) < 0.4
    shelters.barricade[:] = dice.choice([0, 0, 0, 700], shelters.n)
    shelters.forced[:], shelters.cause[:] = dice.random(shelters.n) < 0.5, 5000 + np.arange(shelters.n)
    world.plans.grow(40)
    world.plans.owner[:] = dice.permutation(N)[:40]
    slots = parleys.take(110)
    parleys.asker[slots], parleys.building[slots] = dice.permutation(N)[:110], -1
    right = dice.random(110) < 0.95
    parleys.building[slots] = np.where(right, at[parleys.asker[slots]], dice.integers(0, DOORS, 110))
    parleys.host[slots], parleys.turn[slots] = dice.integers(0, N, 110), dice.choice([*ParleyState, FORCING], 110)
    parleys.due[slots], parleys.tries[slots] = NOW + dice.choice([-5, -1, 0, 0, 1, 2], 110), dice.integers(0, 4, 110)
    parleys.warned[slots], parleys.cause[slots] = dice.random(110) < 0.3, 8000 + slots
    for slot in slots.tolist():
        inside = np.flatnonzero(people.inside == parleys.building[slot])
        if len(inside) and dice.random() < 0.8:
            parleys.host[slot] = dice.choice(inside)
    parleys.free(slots[(slots % 6 == 0) | np.isin(parleys.building[slots], (3, 8, 11))])
    company_and_arms(world, dice, at)
    given_orders(world, dice, at)
    world.rebuild()
    return world


def company_and_arms(world, dice, at):
    members, hauls = world.members, world.hauls
    rows = members.take(90)
    members.owner[rows] = dice.permutation(N)[:90]
    members.band[rows] = at[members.owner[rows]]
    pairs = dice.permutation(N)[:30].reshape(15, 2)
    for slot, (hauler, hauled) in zip(hauls.take(15).tolist(), pairs.tolist(), strict=True):
        hauls.hauler[slot], hauls.hauled[slot] = hauler, hauled
    for who in dice.permutation(N)[:60].tolist():
        kit.add(world, who, (ItemKind.RIFLE, ItemKind.SCALPEL, ItemKind.GAUZE)[who % 3], 1, world.scenario_event)


def given_orders(world, dice, at):
    for who in dice.permutation(N)[:100].tolist():
        verb = (Verb.ADMIT, Verb.WARN, Verb.ASK, Verb.ASK, Verb.ASK, Verb.WALK)[who % 6]
        if verb in (Verb.ADMIT, Verb.WARN) and world.citizens.inside[who] < 0 and who % 4:
            verb = Verb.ASK
        by = np.flatnonzero((at == at[who]) & (world.citizens.inside < 0))
        target = int(dice.choice(by)) if verb in (Verb.ADMIT, Verb.WARN) else int(at[who]) if who % 5 else 2
        intend(world, who, verb, target, 6500 + who)


def turned_away(world):
    """What was told of this tick before anybody talks: some have found a door shut, or something else refused."""
    world.events.begin(world.tick)
    dice = np.random.default_rng(world.seed)
    for who in dice.permutation(N)[:150].tolist():
        door = int(np.argmin(abs(world.city.doors - world.citizens.cell[who])))
        kind, why = (Kind.REFUSED, Refusal.BARRED) if who % 4 else (Kind.REFUSED, Refusal.NO_WAY)
        world.events.one(kind if who % 7 else Kind.ESCAPE_ATTEMPTED, who, door, 4, why, 4000 + who)


class Once:
    """One tick by the rule, in a world of its own."""

    def __init__(self, world):
        self.world, self.people, self.parleys, self.now = world, world.citizens, world.parleys, world.tick
        self.minded, self.ends = set(world.plans.owner.tolist()), Counter()
        self.unbidden()
        self.orders()
        busy = set()
        for slot in self.parleys.rows().tolist():
            self.go_on(slot, busy)

    def is_shut(self, building):
        row = np.flatnonzero(self.world.shelters.building == building)
        shelters = self.world.shelters
        return len(row) > 0 and bool(shelters.locked[row[0]] or shelters.barricade[row[0]] > 0)

    def awake(self, building):
        return [who for who in range(N) if self.people.inside[who] == building and listens(self.world, who)]

    def talk_of(self, who):
        rows = [slot for slot in self.parleys.rows().tolist() if self.parleys.asker[slot] == who]
        return rows[0] if rows else -1

    def tell(self, kind, who, whom, at, cause, *, stream=0, odds=0):
        self.ends[kind] += 1
        return self.world.events.one(kind, who, whom, int(self.people.cell[at]), cause=cause, stream=stream, odds=odds)

    def end(self, slot, asker):
        self.parleys.free(np.array([slot]))
        if asker not in self.minded and self.people.alive[asker] and self.people.wake[asker] == NEVER:
            self.people.wake[asker] = self.now + 1

    def stop(self, who):
        people = self.people
        people.doing[who] = Activity.WAITING if people.inside[who] < 0 else Activity.RESTING
        people.posture[who], people.since[who], people.wake[who] = Posture.STANDING, self.now, NEVER
        people.goal[who], people.enter[who], people.heading[who], people.progress[who] = -1, -1, 255, 0

    def unbidden(self):
        taken = {int(self.parleys.building[slot]) for slot in self.parleys.rows()}
        for event in self.world.events.this_tick():
            who, building = event.who, event.whom
            if (event.kind, event.amount) != (Kind.REFUSED, Refusal.BARRED) or building in taken:
                continue
            bound = who in self.minded or self.people.intent[who] or not listens(self.world, who)
            if not bound and at_door(self.world, who, building) and self.awake(building):
                taken.add(building)
                intend(self.world, who, Verb.ASK, building, event.id)
                self.ends["unbidden"] += 1

    def orders(self):
        heard = Counter()
        for verb in (Verb.ADMIT, Verb.WARN, Verb.ASK):
            for who in np.flatnonzero(self.people.intent == verb).tolist():
                target = int(self.people.target[who])
                heard[verb, target] += 1
                if verb == Verb.ASK and heard[verb, target] > 6:
                    refuse(self.world, who, Refusal.NO_ANSWER)
                    self.ends["too many"] += 1
                    continue
                why = at_the_door(self.world, who, verb, target, 0)
                if why is None and verb == Verb.ASK and self.host(who, target) < 0:
                    why = Refusal.NO_ANSWER
                if why is not None:
                    refuse(self.world, who, why)
                    self.ends["refused"] += 1
                    continue
                cause = int(self.people.cause[who])
                if verb == Verb.ASK:
                    self.ask(who, target, cause)
                else:
                    said(self.world, who)
                    (self.let_in if verb == Verb.ADMIT else self.warn)(who, target, cause)

    def host(self, asker, building):
        inside = [who for who in self.awake(building) if who != asker]
        among = [who for who in inside if who in self.minded] or inside
        if not among:
            return -1
        return among[luck.below(self.world.key(parley.HOST), int(self.people.luck[asker]), len(among))]

    def ask(self, who, building, cause):
        slot = self.talk_of(who)
        if slot >= 0 and self.parleys.building[slot] != building:
            self.end(slot, who)
            self.ends["another door"] += 1
            slot = -1
        if slot < 0:
            slot = int(self.parleys.take(1)[0])
            self.parleys.asker[slot], self.parleys.building[slot] = who, building
        host = self.host(who, building)
        drop_intent(self.world, who)
        self.stop(who)
        self.put(slot, host, cause)

    def put(self, slot, host, cause):
        asker = int(self.parleys.asker[slot])
        asked = self.tell(Kind.ASKED, asker, host, asker, cause)
        meet(self.world, host, asker, asked)
        meet(self.world, asker, host, asked)
        self.write(slot, host=host, turn=ASKED, cause=asked, tries=self.parleys.tries[slot] + 1,
                   due=self.now + (50 if host in self.minded else 7))  # fmt: skip

    def write(self, slot, **columns):
        for name, value in columns.items():
            getattr(self.parleys, name)[slot] = value

    def warn(self, who, whom, cause, stream=0, odds=0):
        warned = self.tell(Kind.WARNED, who, whom, who, cause, stream=stream, odds=odds)
        items = self.world.items
        arms = [kind for kind in items.kind[items.used & (items.holder == who)] if kind != ItemKind.GAUZE]
        regard.frighten(self.world, whom, who, 160 if arms else 50, warned)
        slot = self.talk_of(whom)
        if slot >= 0 and self.parleys.building[slot] == self.people.inside[who]:
            turned = self.tell(Kind.TURNED_AWAY, who, whom, whom, warned)
            regard.bad(self.world, whom, who, 240, turned)
            self.write(slot, turn=REFUSED, warned=True, cause=turned, due=self.now + 7)

    def let_in(self, host, guest, cause, stream=0, odds=0):
        building = int(self.people.inside[host])
        for who in [guest, *company(self.world, guest)][:6]:
            if not at_door(self.world, who, building):
                continue
            event = self.tell(Kind.LET_IN, host, who, who, cause, stream=stream, odds=odds)
            if who == guest:
                cause, stream, odds = event, 0, 0
                open_door(self.world, building, host, event)
            meet(self.world, host, who, event)
            meet(self.world, who, host, event)
            regard.good(self.world, who, host, 900, event)
            hauls = self.world.hauls
            burdens = [int(hauls.hauled[row]) for row in hauls.rows() if hauls.hauler[row] == who][:1]
            for body in (who, *burdens):
                move_body(self.world, body, building)
            if listens(self.world, who):
                self.stop(who)
            if self.talk_of(who) >= 0:
                self.end(self.talk_of(who), who)
            if self.people.wake[who] == NEVER and who not in self.minded:
                self.people.wake[who] = self.now + 50

    def go_on(self, slot, busy):
        parleys, people, world = self.parleys, self.people, self.world
        asker, building, cause = (int(getattr(parleys, name)[slot]) for name in ("asker", "building", "cause"))
        turn, due = parleys.turn[slot], parleys.due[slot] <= self.now
        if not parleys.used[slot]:
            asker, building, cause, turn, due = -1, -1, 0, 0, True
        if people.inside[asker] == building:
            if building not in busy:
                busy.add(building)
                self.forced_in(slot, asker, building, cause)
        elif not people.alive[asker] or not listens(world, asker):
            parleys.free(np.array([slot]))
            self.ends["dropped"] += 1
        elif not at_door(world, asker, building):
            self.tell(Kind.GAVE_UP, asker, building, asker, cause)
            parleys.free(np.array([slot]))
        elif turn == FORCING and self.may_press(asker) and not self.is_shut(building):
            self.press(asker, building, cause)
        elif due and turn == ASKED:
            if building not in busy:
                busy.add(building)
                self.answer(slot, asker, building, cause)
        elif due:
            host = self.host(asker, building) if turn == WAITING else -1
            if host >= 0:
                self.put(slot, host, cause)
            else:
                self.move(slot, asker, building, cause)

    def may_press(self, who):
        return not self.people.intent[who] and self.people.doing[who] not in (Activity.TENDING, Activity.WALKING)

    def press(self, asker, building, cause):
        door = int(self.world.city.doors[building])
        if self.is_shut(building):
            verb, target = Verb.BREACH, building
        elif self.people.cell[asker] == door:
            verb, target = Verb.ENTER, building
        else:
            verb, target = Verb.WALK, door
        intend(self.world, asker, verb, target, cause)
        self.ends[verb] += 1

    def drawn(self, stream, *who):
        lucks = [int(self.people.luck[one]) for one in who]
        return int(luck.u32(self.world.key(stream), luck.pair(*lucks) if len(who) == 2 else lucks[0]))

    def answer(self, slot, asker, building, cause):
        host = int(self.parleys.host[slot])
        if host not in self.minded and listens(self.world, host) and self.people.inside[host] == building:
            odds = answer_odds(self.world, host, asker)
            draw = self.drawn(parley.ANSWER, host, asker)
            if draw < odds.let_in:
                return self.let_in(host, asker, cause, parley.ANSWER, odds.let_in)
            if draw < odds.let_in + odds.warn:
                return self.warn(host, asker, cause, parley.ANSWER, odds.warn)
        self.write(slot, turn=REFUSED, due=self.now + 50)
        self.ends["silence"] += 1
        return None

    def move(self, slot, asker, building, cause):
        if asker in self.minded:
            self.write(slot, due=NEVER)
            self.ends["a mind"] += 1
            return
        tries, warned = int(self.parleys.tries[slot]), bool(self.parleys.warned[slot])
        odds = next_move_odds(self.world, asker, building, tries, warned)
        draw = self.drawn(parley.MOVE, asker)
        if draw < odds.leave:
            self.tell(Kind.GAVE_UP, asker, building, asker, cause, stream=parley.MOVE, odds=odds.leave)
            self.end(slot, asker)
        elif draw < odds.leave + odds.wait:
            self.write(slot, turn=WAITING, due=self.now + 170)
            self.ends["waits"] += 1
        else:
            self.write(slot, turn=FORCING, due=self.now + 800)
            self.press(asker, building, cause)

    def forced_in(self, slot, asker, building, cause):
        row = np.flatnonzero(self.world.shelters.building == building)
        if len(row) and self.world.shelters.forced[row[0]]:
            cause = int(self.world.shelters.cause[row[0]])
        forced = self.tell(Kind.FORCED_IN, asker, building, asker, cause)
        with_them = {asker, *company(self.world, asker)}
        for who in self.awake(building):
            if who not in with_them:
                meet(self.world, who, asker, forced)
                regard.frighten(self.world, who, asker, 340, forced)
                regard.bad(self.world, who, asker, 1400, forced)
        self.end(slot, asker)


def assert_alike(world, twin):
    for (name, now), then in zip(world.state().items(), twin.state().values(), strict=True):
        for column, values in now.items():
            assert values.tolist() == then[column].tolist(), f"{name}.{column}"
    assert world.events.rows() == twin.events.rows()


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_all_that_is_asked_answered_and_done_at_the_doors_is_by_the_rule(seed):
    start, ends = a_street(seed), Counter()
    world, twin = start.copy(), start.copy()
    for _ in range(4):
        for one in (world, twin):
            turned_away(one)
        parley.step(world, parley.Params(**KNOBS))
        ends += Once(twin).ends
        assert_alike(world, twin)
        world.tick = twin.tick = world.tick + 1
    told = {Kind.ASKED, Kind.WARNED, Kind.TURNED_AWAY, Kind.LET_IN, Kind.GAVE_UP, Kind.FORCED_IN}
    assert set(ends) >= told | {"unbidden", "refused", "too many", "dropped", "silence", "a mind", "waits"}
    assert ends[Verb.WALK] + ends[Verb.ENTER] + ends[Verb.BREACH] > 2
