"""Parley worked out once more: a street of doors at which everything is said and done at once, told move by move."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from scenes.doorways import NAMES, Facts, a_street, turned_away

from undergrid.core import luck
from undergrid.systems.society import parley
from undergrid.world.body.posture import wake_up
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import drop_intent, intend, refuse
from undergrid.world.places.occupancy import move_body
from undergrid.world.places.shelters import open_door
from undergrid.world.senses.earshot import at_door, cannot_talk, listens, said
from undergrid.world.society import regard
from undergrid.world.society.first_impressions import meet
from undergrid.world.society.parley_odds import answer_odds, company, next_move_odds
from undergrid.world.tables.body import Waking
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity, Posture
from undergrid.world.tables.society import Answer, ParleyState, Plea

KNOBS = {"answer_s": 7, "patience_s": 50, "wait_s": 170, "force_s": 800, "thanks": 900, "slight": 240, "names": 130,
         "outrage": 1400, "alarm": 340, "word": 50, "drawn": 110, "knock_wakes": 0.5, "call_wakes": 0.625,
         "voices_wake": 0.375}  # fmt: skip
ASKED, REFUSED, WAITING, FORCING = ParleyState


def below(share):
    """The threshold of a draw for a share that is a whole number of eighths."""
    return int(share * 8) * 2**29


class Once(Facts):
    """One tick by the rule, in a world of its own."""

    def __init__(self, world):
        super().__init__(world)
        self.unbidden()
        self.orders()
        busy = set()
        for slot in self.parleys.rows().tolist():
            if self.parleys.used[slot]:  # who came in with somebody has done talking
                self.go_on(slot, busy)

    def tell(self, kind, who, whom, at, cause, *, amount=0, stream="", odds=0):
        self.ends[kind.name] += 1
        stream = luck.stream(f"parley.{stream}") if stream else 0
        where = int(self.people.cell[at])
        return self.world.events.one(kind, who, whom, where, amount=int(amount), cause=cause, stream=stream, odds=odds)

    def wake(self, sleepers, by, stream, share, cause):
        woken = [who for who in sleepers if self.draw(stream, who, by) < below(share)]
        for who in woken:
            wake_up(self.world, who, Waking.VOICE, cause)
            self.ends[stream] += 1
        return woken

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
        asking = Counter()
        for verb in (Verb.ADMIT, Verb.WARN, Verb.ASK):
            for who in np.flatnonzero(self.people.intent == verb).tolist():
                target = int(self.people.target[who])
                asking[target] += verb == Verb.ASK
                if verb == Verb.ASK and asking[target] > 6:
                    why = Refusal.NO_ANSWER
                    self.ends["too many"] += 1
                else:
                    why = (self.ask if verb == Verb.ASK else self.answer_by_order)(who, target)
                if why is not None:
                    refuse(self.world, who, why)
                    self.ends[why.name] += 1

    def answer_by_order(self, host, asker):
        opens, cause = self.people.intent[host] == Verb.ADMIT, int(self.people.cause[host])
        why = self.why_not_open(host, asker) if opens else cannot_talk(self.world, host, asker)
        if why is not None:
            return why
        said(self.world, host)
        drawn = self.inclined(host, asker, Answer.LET_IN if opens else Answer.WARN)
        self.ends[f"{'OPENS' if opens else 'WARNS'} as inclined" if drawn else "against it"] += 1
        (self.let_in if opens else self.warn)(host, asker, cause, **drawn)
        return None

    def inclined(self, host, asker, answer):
        """The draw that inclined a host to an answer that they have given to the one who asked them."""
        slot = self.talk_of(asker)
        if slot < 0 or (self.parleys.host[slot], self.parleys.answer[slot]) != (host, answer):
            return {}
        return {"stream": "answer", "odds": int(self.parleys.odds[slot])}

    def ask(self, who, building):
        asked, cause = self.world.asked, int(self.people.cause[who])
        plea = sum(int(asked.amount[row]) for row in self.rows(asked, owner=who))
        why = self.why_not_ask(who, building, plea)
        if why is not None:
            return why
        host, cause = self.who_hears(who, building, cause)
        if host < 0:
            return Refusal.NO_ANSWER
        slot = self.talk_of(who)
        if slot >= 0 and self.parleys.building[slot] != building:
            self.end(slot, who)
            self.ends["another door"] += 1
            slot = -1
        if slot < 0:
            slot = int(self.parleys.take(1)[0])
            self.parleys.asker[slot], self.parleys.building[slot] = who, building
        drop_intent(self.world, who)
        self.stop(who)
        return self.put(slot, host, cause, plea)

    def who_hears(self, asker, building, cause):
        """(who hears it, by what): who can open, before who is only awake; where all sleep, whom a knock wakes."""
        among = self.who_can_open(building, asker)[0] or [who for who in self.awake(building) if who != asker]
        if not among:
            doing, alive = self.people.doing, self.people.alive
            sleepers = [who for who in self.inside(building) if alive[who] and doing[who] == Activity.SLEEPING]
            if sleepers:
                cause = self.tell(Kind.KNOCKED, asker, building, asker, cause)
                woken = self.wake(sleepers, asker, "knock", KNOBS["knock_wakes"], cause)
                among = [who for who in self.who_can_open(building, asker)[0] if who in woken] or woken
        among = [who for who in among if who in self.minded] or among
        return (self.one_of("host", asker, among) if among else -1), cause

    def put(self, slot, host, cause, plea):
        asker, building = int(self.parleys.asker[slot]), int(self.parleys.building[slot])
        if plea == Plea.NAME:
            plea = [*self.reasons(asker, building), plea][0]
        asked = self.tell(Kind.ASKED, asker, host, asker, cause, amount=plea)
        up, asleep = self.who_can_open(building, asker)
        comes = [who for who in asleep if self.draw("call", who, host) < below(KNOBS["call_wakes"])][:1]
        hearers = [host] if host in up else [host, *comes]
        for sleeper in hearers[1:]:
            odds = below(KNOBS["call_wakes"])
            called = self.tell(Kind.CALLED_TO_THE_DOOR, host, sleeper, host, asked, stream="call", odds=odds)
            wake_up(self.world, sleeper, Waking.VOICE, called)
        for who in hearers:
            known = meet(self.world, who, asker, asked)
            self.world.regards.named[known] |= plea in NAMES
            meet(self.world, asker, who, asked)
        self.ends[f"says {Plea(plea).name}"] += 1
        self.write(slot, host=hearers[-1], turn=ASKED, cause=asked, tries=self.parleys.tries[slot] + 1,
                   due=self.now + 7, said=self.parleys.said[slot] | 2**plea, answer=Answer.NONE)  # fmt: skip

    def write(self, slot, **columns):
        for name, value in columns.items():
            getattr(self.parleys, name)[slot] = value

    def warn(self, who, whom, cause, **drawn):
        warned = self.tell(Kind.WARNED, who, whom, who, cause, **drawn)
        regard.frighten(self.world, whom, who, 160 if self.arms(who) else 50, warned)
        slot = self.talk_of(whom)
        if slot >= 0 and self.parleys.building[slot] == self.people.inside[who]:
            turned = self.tell(Kind.TURNED_AWAY, who, whom, whom, warned)
            regard.bad(self.world, whom, who, 240, turned)
            self.write(slot, turn=REFUSED, warned=True, cause=turned, due=self.now + 7)

    def let_in(self, host, guest, cause, **drawn):
        building = int(self.people.inside[host])
        for who in [guest, *company(self.world, guest)][:6]:
            if not at_door(self.world, who, building):
                continue
            event = self.tell(Kind.LET_IN, host, who, who, cause, **drawn)
            if who == guest:
                cause, drawn = event, {}
                open_door(self.world, building, host, event)
                self.wake(self.who_can_open(building, guest)[1], guest, "voices", KNOBS["voices_wake"], event)
            self.greet(host, who, event)
            hauls = self.world.hauls
            burdens = [int(hauls.hauled[row]) for row in self.rows(hauls, hauler=who)][:1]
            for body in (who, *burdens):
                move_body(self.world, body, building)
            if listens(self.world, who):
                self.stop(who)
            if self.talk_of(who) >= 0:
                self.end(self.talk_of(who), who)
            if self.people.wake[who] == NEVER and who not in self.minded:
                self.people.wake[who] = self.now + 50

    def greet(self, host, guest, event):
        """Host and guest meet, and tell each other their names, where the guest can speak."""
        meet(self.world, host, guest, event)
        meet(self.world, guest, host, event)
        regard.good(self.world, guest, host, 900, event)
        for who, whom in ((guest, host), (host, guest)) if listens(self.world, guest) else ():
            (known,) = self.rows(self.world.regards, a=whom, b=who)
            if not self.world.regards.named[known] and not self.world.bonds.has(a=whom, b=who):
                self.world.regards.named[known] = True
                named = self.tell(Kind.NAMED, who, whom, who, event)
                regard.good(self.world, whom, who, 130, named)

    def go_on(self, slot, busy):
        parleys, people, world = self.parleys, self.people, self.world
        asker, building, cause = (int(getattr(parleys, name)[slot]) for name in ("asker", "building", "cause"))
        turn, due = parleys.turn[slot], parleys.due[slot] <= self.now
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
        elif due and not (turn == WAITING and self.ask_on(slot, Plea.ENTRY)):
            self.move(slot, asker, building, cause)

    def ask_on(self, slot, plea):
        asker, building, cause = (int(getattr(self.parleys, name)[slot]) for name in ("asker", "building", "cause"))
        host, cause = self.who_hears(asker, building, cause)
        if host >= 0:
            self.put(slot, host, cause, plea)
        return host >= 0

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
        self.ends[verb.name] += 1

    def answer(self, slot, asker, building, cause):
        host, answer = int(self.parleys.host[slot]), int(self.parleys.answer[slot])
        if answer == Answer.NONE and listens(self.world, host) and self.people.inside[host] == building:
            if host not in self.who_can_open(building, asker)[0]:
                self.tell(Kind.CANNOT_OPEN, host, asker, host, cause)
                return self.write(slot, turn=REFUSED, due=self.now + 50)
            odds = answer_odds(self.world, host, asker)
            answer = int(np.searchsorted(np.cumsum(odds), self.draw("answer", host, asker), side="right"))
            self.write(slot, answer=answer, odds=odds[answer])
            self.ends[f"draws {Answer(answer).name}"] += 1
            if host in self.minded:
                return self.write(slot, due=self.now + 50)
            if answer != Answer.SILENCE:
                act = self.let_in if answer == Answer.LET_IN else self.warn
                return act(host, asker, cause, stream="answer", odds=odds[answer])
        if answer != Answer.NONE and listens(self.world, host):
            self.tell(Kind.KEPT_SILENT, host, asker, host, cause, **self.inclined(host, asker, Answer.SILENCE))
        return self.write(slot, turn=REFUSED, due=self.now + 50)

    def move(self, slot, asker, building, cause):
        if asker in self.minded:
            self.write(slot, due=NEVER)
            self.ends["a mind"] += 1
            return
        tries, warned, left = int(self.parleys.tries[slot]), bool(self.parleys.warned[slot]), self.still_to_say(slot)
        odds = next_move_odds(self.world, asker, building, tries, warned, len(left))
        move = int(np.searchsorted(np.cumsum(odds), self.draw("move", asker), side="right"))
        if move == 0:
            self.tell(Kind.GAVE_UP, asker, building, asker, cause, stream="move", odds=odds.leave)
            self.end(slot, asker)
        elif move == 1:
            self.write(slot, turn=WAITING, due=self.now + 170)
            self.ends["waits"] += 1
        elif move == 2:
            self.write(slot, turn=FORCING, due=self.now + 800)
            self.press(asker, building, cause)
        else:
            plea = self.one_of("plead", asker, left)
            self.write(slot, turn=WAITING, due=self.now + 3)
            self.ends["pleads"] += 1
            if plea is not None:
                self.ask_on(slot, plea)
            else:
                intend(self.world, asker, Verb.SURRENDER, int(self.parleys.host[slot]), cause)
                self.ends["hands"] += 1

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


TOLD = "ASKED WARNED TURNED_AWAY LET_IN GAVE_UP FORCED_IN KNOCKED NAMED CANNOT_OPEN KEPT_SILENT CALLED_TO_THE_DOOR"
REFUSED_FOR = "NO_ANSWER NO_SUCH_TARGET KNOWS_NOTHING NO_TOOL NOT_HERE INDOORS"
DONE = {"unbidden", "too many", "dropped", "a mind", "waits", "pleads", "hands", "knock", "voices", "against it",
        "draws LET_IN", "draws WARN", "draws SILENCE"}  # fmt: skip


@pytest.mark.parametrize("seed", [2, 4, 11, 25, 37, 89])
def test_all_that_is_asked_answered_and_done_at_the_doors_is_by_the_rule(seed):
    start, ends = a_street(seed), Counter()
    world, twin = start.copy(), start.copy()
    for _ in range(9):
        for one in (world, twin):
            turned_away(one)
        parley.step(world, parley.Params(**KNOBS))
        ends += Once(twin).ends
        assert_alike(world, twin)
        world.tick = twin.tick = world.tick + 1
    assert set(ends) >= {*TOLD.split(), *REFUSED_FOR.split(), *DONE}
    assert ends["WALK"] + ends["ENTER"] + ends["BREACH"] > 2
