"""Judgements worked out once more: a row of gates with people before each, tick by tick from the rule as it is told."""

from __future__ import annotations

import numpy as np
import pytest
from scenes.gatehouse import gatehouse, order
from scenes.towns import conditions_of, filed_since, said_now

from undergrid.core import luck
from undergrid.systems.authority import judgement
from undergrid.world.authority.clearance import Showing, Verdict, odds
from undergrid.world.log.events import event_id, split_id
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.authority import Duty, Sense
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity, Pace, Posture, Profession
from undergrid.world.tables.places import Stage

GATES, EACH = 14, 6
PEOPLE, CHIPS, DAY = GATES * EACH, 150, 86_400
BEGAN = 700_000
KNOBS = {"seconds": 3, "beat_seconds": 2, "impaired_seconds": 4, "copies": 3, "life_days": 300, "stale": 0.6,
         "codes": 0.5, "curfew": 0.3, "driven": 0.25, "recognise": 0.45, "mistrust": 220, "alarm": 0.5,
         "alarm_unlisted": 0.8, "disturb": 0.8, "refused_weight": 27, "alarm_weight": 151,
         "report_seconds": 6}  # fmt: skip
BODIES = ("doing", "since", "cause", "posture", "goal", "progress")
TRIALS = ("gate", "guard", "bearer", "item", "stage", "due", "presented", "cause")


def gates(seed):
    """Gates with guards in every state, people before them with chips of every kind, dossiers of some."""
    dice = np.random.default_rng(seed)
    world = gatehouse(GATES, EACH, seed)
    people, items, watchers, dossiers = world.citizens, world.items, world.watchers, world.dossiers
    world.tick = BEGAN
    people.registered[:], people.profession[:] = dice.random(PEOPLE) < 0.8, dice.integers(0, 6, PEOPLE)
    people.pace[:], people.stage[:] = dice.integers(0, 3, PEOPLE), dice.choice((0, 0, 1, 2, 3), PEOPLE)
    people.goal[:], people.progress[:] = dice.integers(0, 99, PEOPLE), dice.integers(0, 999, PEOPLE)
    people.posture[:] = dice.integers(0, 3, PEOPLE)
    slots = items.take(CHIPS)
    items.kind[slots] = np.where(dice.random(CHIPS) < 0.9, ItemKind.CHIP, ItemKind.FOOD)
    items.holder[slots], items.identity[slots] = dice.integers(0, PEOPLE - 9, CHIPS), dice.integers(-1, PEOPLE, CHIPS)
    items.corruption[slots] = dice.choice((0, 5, 40, 60, 80, 100), CHIPS)
    items.issued[slots] = BEGAN - dice.integers(0, 400 * DAY, CHIPS)
    items.luck[slots] = [luck.key_of(f"test/chip/{slot}") for slot in slots]
    items.cause[slots] = [event_id(4, Kind.ORDERED, int(slot)) for slot in slots]
    items.cause[slots[::4]] = 0
    items.free(slots[::7])
    slots = dossiers.take(60)
    dossiers.subject[slots], dossiers.wanted[slots] = dice.permutation(PEOPLE)[:60], dice.random(60) < 0.5
    dossiers.suspicion[slots] = dice.integers(0, 500, 60)
    dossiers.event[slots] = [event_id(5, Kind.WANTED, int(slot)) for slot in slots]
    dossiers.event[slots[::5]] = 0
    dossiers.free(slots[::6])
    world.gates.guard[:] = dice.permutation(GATES)
    world.gates.guard[2] = -1
    watchers.impaired[:] = BEGAN + dice.integers(-3, 9, GATES)
    watchers.duty[5] = Duty.SEARCH
    watchers.cell[:] = np.arange(GATES) * 3
    world.sky.curfew_cause[0] = event_id(6, Kind.CURFEW_BEGAN, -1)
    trials = world.judgements
    trials.free(trials.take(66))
    world.rebuild()
    return world, dice


class Once:
    """One tick, worked out from the world as it is before."""

    def __init__(self, world, asked):
        self.world, self.now, self.rule = world, world.tick, judgement.Params(**KNOBS).rule
        self.bodies = {name: getattr(world.citizens, name).astype(np.int64) for name in BODIES}
        self.told, self.filed, self.conditions = [], [], set()
        self.impaired = world.watchers.impaired.copy()
        self.cleared, self.opened = world.gates.cleared.copy(), world.gates.cause.copy()
        trials, dossiers = world.judgements, world.dossiers
        self.slot = {int(dossiers.subject[slot]): int(slot) for slot in dossiers.rows()}
        self.trials = [{name: int(getattr(trials, name)[slot]) for name in TRIALS} for slot in trials.rows()]
        for trial in [one for one in self.trials if one["due"] <= self.now]:
            self.go_on(trial)
        self.hear(asked)

    def tell(self, kind, who, whom, where, amount, cause, stream=0, odds=0):
        self.told.append((kind, who, whom, where, amount, int(cause), int(stream), odds))
        return event_id(self.now, kind, who)

    def showing(self, who, item):
        world, people, items = self.world, self.world.citizens, self.world.items
        owner, slot, dossiers = int(items.identity[item]), self.slot.get(who), world.dossiers
        return Showing(
            int(items.corruption[item]), (self.now - int(items.issued[item])) // DAY,
            bool(owner >= 0 and people.registered[owner]), bool(people.profession[who] == Profession.AUDITOR),
            slot is not None and bool(dossiers.wanted[slot]), 0 if slot is None else int(dossiers.suspicion[slot]),
            bool(world.sky.curfew[0]), bool(people.pace[who] == Pace.RUN or people.stage[who] >= 2),
        )  # fmt: skip

    def go_on(self, trial):
        world, guard, who, item = self.world, trial["guard"], trial["bearer"], trial["item"]
        here, people = int(world.watchers.cell[trial["guard"]]), world.citizens
        if trial["stage"] == Stage.RECOVERING:
            self.tell(Kind.GUARD_RECOVERED, guard, -1, here, 0, trial["cause"])
            self.trials.remove(trial)
            return
        same = self.bodies["doing"][who] == Activity.PRESENTING
        same = same and self.bodies["since"][who] == split_id(trial["presented"])[0]
        if not (same and people.alive[who] and world.items.holder[item] == who):
            self.let_go(trial)
            return
        found = odds(self.showing(who, item), self.rule)
        pair = luck.pair(int(world.watchers.luck[guard]), int(world.items.luck[item]))
        draw = luck.u32(world.key(judgement.DISTURBED), pair)
        if trial["stage"] == Stage.READING and draw < found.disturbed:
            said = (guard, who, here, 0, trial["cause"], judgement.DISTURBED, found.disturbed)
            trial["cause"] = self.tell(Kind.TWITCHED, *said)
            trial["stage"], trial["due"] = int(Stage.TWITCHED), self.now + 2
        elif trial["stage"] == Stage.TWITCHED:
            trial["cause"] = self.tell(Kind.SPASMED, guard, who, here, 0, trial["cause"])
            trial["stage"], trial["due"] = int(Stage.SPASMED), self.now + 2
        else:
            self.judge(trial, found)
            self.let_go(trial)

    def let_go(self, trial):
        if trial["stage"] == Stage.READING:
            self.trials.remove(trial)
        else:
            self.impaired[trial["guard"]] = trial["due"] = self.now + 4
            trial["stage"] = int(Stage.RECOVERING)

    def judge(self, trial, found):
        world, guard, who, gate = self.world, trial["guard"], trial["bearer"], trial["gate"]
        pair, here = luck.pair(int(world.watchers.luck[guard]), int(world.citizens.luck[who])), self.cell(who)
        draw = luck.u32(world.key(judgement.STREAM), pair)
        verdict = Verdict.OPEN if draw < found.open else Verdict.REFUSE
        verdict = Verdict.ALARM if found.open <= draw < found.open + found.alarm else verdict
        said = (guard, who, here, verdict, trial["presented"], judgement.STREAM, found.open)
        event, slot = self.tell(Kind.JUDGED, *said), self.slot.get(who)
        also = [(int(world.items.cause[trial["item"]]), Role.CREDENTIAL)]
        also += [] if slot is None else [(int(world.dossiers.event[slot]), Role.CONDITION)]
        also += [(int(world.sky.curfew_cause[0]), Role.CONDITION)] if world.sky.curfew[0] else []
        also += [(trial["cause"], Role.CONDITION)] if trial["stage"] != Stage.READING else []
        self.conditions |= {(event, cause, int(role)) for cause, role in also if cause}
        for name, value in (("doing", Activity.WAITING), ("since", self.now), ("cause", event)):
            self.bodies[name][who] = value
        if verdict == Verdict.OPEN:
            self.cleared[gate], self.opened[gate] = who, event
            return
        weight = 27 if verdict == Verdict.REFUSE else 151
        event = event if verdict == Verdict.REFUSE else self.tell(Kind.ALARM, gate, who, here, 0, event)
        self.filed.append((who, guard, int(Sense.GATE), here, self.now, self.now + 6, weight, event))

    def cell(self, who):
        return int(self.world.citizens.cell[who])

    def chip(self, who):
        """The least corrupted chip that somebody carries, the youngest of these, the luckiest of these; -1 for none."""
        items = self.world.items
        held = [slot for slot in items.rows() if items.holder[slot] == who and items.kind[slot] == ItemKind.CHIP]
        return min(held, key=lambda s: (items.corruption[s], -int(items.issued[s]), items.luck[s]), default=-1)

    def why_not(self, who, gate):
        guard = int(self.world.gates.guard[gate])
        busy = any(trial["guard"] == guard and trial["stage"] != Stage.RECOVERING for trial in self.trials)
        if who // EACH != gate:
            return Refusal.NOT_HERE
        if self.chip(who) < 0:
            return Refusal.NO_CHIP
        if guard < 0:
            return Refusal.SHUT
        return Refusal.BUSY if busy or self.world.watchers.duty[guard] != Duty.POST else None

    def hear(self, asked):
        """asked: {who: (gate, the order)}. One at a gate is heard, by a draw; all others are refused."""
        world, claims = self.world, {}
        for who, (gate, cause) in asked.items():
            why = self.why_not(who, gate)
            if why is not None:
                self.tell(Kind.REFUSED, who, gate, self.cell(who), why, cause)
            else:
                claims.setdefault(gate, []).append(who)
        key = world.key(judgement.FIRST)
        for gate, people in claims.items():
            lucky, own = int(world.gates.luck[gate]), world.citizens.luck
            first = min(people, key=lambda who: (luck.u32(key, luck.pair(lucky, int(own[who]))), who))
            self.begin(first, gate, asked[first][1])
            for late in sorted(set(people) - {first}):
                self.tell(Kind.REFUSED, late, gate, self.cell(late), Refusal.BUSY, asked[late][1])

    def begin(self, who, gate, cause):
        chip, guard = self.chip(who), int(self.world.gates.guard[gate])
        corruption = int(self.world.items.corruption[chip])
        event = self.tell(Kind.CHIP_PRESENTED, who, gate, self.cell(who), corruption, cause)
        new = {"doing": Activity.PRESENTING, "since": self.now, "cause": event, "posture": Posture.STANDING,
               "goal": -1, "progress": 0}  # fmt: skip
        for name, value in new.items():
            self.bodies[name][who] = value
        due = max(self.now, int(self.impaired[guard])) + 3
        trial = (gate, guard, who, chip, int(Stage.READING), due, event, event)
        self.trials.append(dict(zip(TRIALS, trial, strict=True)))


def meddle(world, dice):
    """Let some of those who present be led away, drop their chip, present anew elsewhere in time, or die."""
    people, trials = world.citizens, world.judgements
    for slot in trials.rows():
        who, what = int(trials.bearer[slot]), dice.random()
        if what < 0.015:
            people.doing[who] = Activity.HELD
        elif what < 0.03:
            people.alive[who] = False
        elif what < 0.045:
            world.items.holder[trials.item[slot]] = (who + 1) % PEOPLE
        elif what < 0.06:
            people.since[who] += 1


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_chip_is_read_twitched_over_and_judged_as_the_rule_says(seed):
    world, dice = gates(seed)
    params, people = judgement.Params(**KNOBS), world.citizens
    told, conditions = [], set()
    for _ in range(30):
        meddle(world, dice)
        world.sky.curfew[0] = dice.random() < 0.5
        asked = {}
        idle = np.flatnonzero(people.alive & (people.doing == Activity.WAITING))
        for who in np.sort(dice.choice(idle, min(9, len(idle)), replace=False)).tolist():
            gate = who // EACH if dice.random() < 0.9 else int(dice.integers(0, GATES))
            asked[who] = (gate, order(world, who, Verb.PRESENT, gate))
        once, n_reports, n = Once(world, asked), len(world.reports.rows()), world.events.n
        judgement.step(world, params)
        assert said_now(world) == sorted(once.told + ordered(world, n))
        assert filed_since(world, n_reports) == sorted(once.filed)
        for name in BODIES:
            assert getattr(people, name).tolist() == once.bodies[name].tolist(), name
        assert world.watchers.impaired.tolist() == once.impaired.tolist()
        assert world.gates.cleared.tolist() == once.cleared.tolist()
        assert world.gates.cause.tolist() == once.opened.tolist()
        trials = world.judgements
        found = [tuple(int(getattr(trials, name)[slot]) for name in TRIALS) for slot in trials.rows()]
        assert sorted(found) == sorted(tuple(one.values()) for one in once.trials)
        assert not people.intent.any()
        told, conditions = told + once.told, conditions | once.conditions
        world.tick += 1
    assert conditions_of(world) == conditions
    kinds = [one[0] for one in told]
    for kind in (Kind.TWITCHED, Kind.SPASMED, Kind.JUDGED, Kind.ALARM, Kind.GUARD_RECOVERED, Kind.REFUSED):
        assert kinds.count(kind) > 2


def ordered(world, n):
    """The orders of this tick, as `said_now` has them: they stand in the log already."""
    return [(e.kind, e.who, e.whom, e.where, e.amount, e.cause, e.stream, e.odds)
            for e in world.events.this_tick() if e.kind == Kind.ORDERED]  # fmt: skip
