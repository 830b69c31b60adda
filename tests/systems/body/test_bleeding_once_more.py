"""Bleeding worked out once more: wounded at one second, beside a twin in which a test does as the rule says."""

import numpy as np
import pytest
from scenes.casualties import NOW, casualties
from scenes.twins import assert_alike

from undergrid.core import luck
from undergrid.core.halving import HALVES, halved
from undergrid.systems.body import bleeding
from undergrid.world.body import blood_loss, injuries
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import is_minded
from undergrid.world.tables.body import Death
from undergrid.world.tables.people import NEVER, Activity

KNOBS = {
    "trickle_ml": 120, "trickle_clots": 0.97, "clots_ml": 900, "clots": 0.9, "fatal_seconds": 20,
    "unsettled_hours": 0.5, "shock": 0.999_999_9, "shock_kills": 6, "class_4_kills": 21, "dose_adds": 0.7,
    "overcome": 60,
}  # fmt: skip
CLASS_II, CLASS_III, CLASS_IV, FATAL = 150_000, 300_000, 400_001, 450_000


def clot(world):
    """Wounds that stop of themselves; they are looked at six times an hour."""
    wounds, people, key = world.wounds, world.citizens, world.key(bleeding.CLOT)
    clotted = []
    for slot in wounds.rows().tolist():
        if wounds.due[slot] > NOW:
            continue
        bleeds = int(wounds.flow[slot]) * (1000 - int(wounds.control[slot])) // 1000
        if bleeds == 0 or not people.alive[wounds.owner[slot]]:
            wounds.due[slot] = NEVER
            continue
        share = KNOBS["trickle_clots"] if bleeds <= 120 else KNOBS["clots"] if bleeds <= 900 else 0
        odds, wounds.due[slot] = luck.per_tick(share, 6), NOW + 600
        if luck.u32(key, int(wounds.luck[slot])) < odds:
            wounds.control[slot], wounds.due[slot] = 1000, NEVER
            clotted.append((slot, odds))
    for slot, odds in clotted:
        who, cause = int(wounds.owner[slot]), int(wounds.cause[slot])
        amount, where = injuries.code(world, slot), int(people.cell[who])
        world.events.one(Kind.CLOTTED, who, where=where, amount=amount, cause=cause, stream=bleeding.CLOT, odds=odds)
        blood_loss.redo(world, who)


class Body:
    """One body at this second: what happens to it, at which odds."""

    def __init__(self, world, slot):
        self.world, self.blood, self.slot = world, world.blood, slot
        self.who = int(world.blood.owner[slot])
        self.lucky, self.what, self.odds = int(world.citizens.luck[self.who]), set(), 0
        self.turn = (NOW + self.lucky) % 60

    def get(self, name):
        return int(getattr(self.blood, name)[self.slot])

    def set(self, **values):
        for name, value in values.items():
            getattr(self.blood, name)[self.slot] = value

    def lost(self, tick):
        return int(blood_loss.lost_after(
            self.get("lost"), self.get("flow"), self.get("volume"), tick - self.get("since"), HALVES))  # fmt: skip

    def draws_below(self, stream, odds):
        return luck.u32(self.world.key(stream), self.lucky) < odds

    def look(self):
        gone = self.lost(NOW)
        if gone >= FATAL and self.get("dying") < 0:
            self.set(dying=NOW)
        klass = 1 + sum(gone >= edge for edge in (CLASS_II, CLASS_III, CLASS_IV))
        if self.turn == 0 and 0 <= self.get("shock_since") < NOW:
            self.suffer_shock(klass)
        if "overcame" in self.what:
            gone, klass = min(gone, 250_000), 2
            self.set(lost=gone, since=NOW, shock_since=-1, mind_due=NOW)
        if klass != self.get("klass"):
            self.what.add("class")
            self.set(klass=klass, since_class=NOW, mind_due=NOW)
        if self.get("shock_since") < 0 and "overcame" not in self.what:
            self.may_go_into_shock(klass)
        if 0 <= self.get("dying") <= NOW - 20:
            self.what.add("bled out")
        self.set(due=self.next_look(gone, klass))

    def suffer_shock(self, klass):
        doses = int(halved(self.get("dose"), NOW - self.get("dosed_at"), 7200, HALVES))
        kills = KNOBS["class_4_kills" if klass == 4 else "shock_kills"]
        self.odds = luck.rate_per_tick(kills * (1 + 0.7 * min(8, doses // 500) / 2), 60)
        stopped = self.get("flow") <= 120 and self.get("dying") < 0
        if self.draws_below(bleeding.DEATH, self.odds):
            self.what.add("gave out")
        elif stopped and self.draws_below(bleeding.RECOVERY, luck.rate_per_tick(60, 60)):
            self.what.add("overcame")

    def may_go_into_shock(self, klass):
        shocked = klass >= 3
        if klass == 2 and self.turn == 0 and NOW - self.get("since_class") < 1800:
            odds = luck.per_tick(KNOBS["shock"], 60)
            shocked = self.draws_below(bleeding.SHOCK, odds)
            self.odds = odds if shocked else 0
        if shocked:
            self.what.add("shocked")
            self.set(shock_since=NOW, mind_due=NOW)

    def next_look(self, gone, klass):
        times = [NEVER]
        if self.get("dying") >= 0:
            times.append(self.get("dying") + 20)
        unsettled = klass == 2 and NOW + 1 - self.get("since_class") < 1800
        if self.get("shock_since") >= 0 or unsettled:
            times.append(NOW + 60 - self.turn)
        ahead = [edge for edge in (CLASS_II, CLASS_III, CLASS_IV, FATAL) if gone < edge]
        if ahead and self.get("flow") > 0:
            law = self.get("lost"), self.get("flow"), self.get("volume")
            ticks = int(blood_loss.ticks_until(ahead[0], *law, HALVES))
            times.append(NEVER if ticks == NEVER else self.get("since") + ticks)
        return min(times)

    def tell(self):
        world, log, who, what = self.world, self.world.events, self.who, self.what
        where, gravest = int(world.citizens.cell[who]), blood_loss.gravest(world, who)
        root = int(world.wounds.cause[gravest])
        if "class" in what:
            cause = int(world.wounds.cause[blood_loss.worst_wound(world, who)])
            cause = self.get("shocked") if "overcame" in what else cause
            klass = self.get("klass")
            self.set(bled=log.one(Kind.CLASS_REACHED, who, where=where, amount=klass, cause=cause))
        if "shocked" in what:
            stream, cause = bleeding.SHOCK if self.odds else 0, self.get("bled") or root
            event = log.one(Kind.SHOCKED, who, where=where, cause=cause, stream=stream, odds=self.odds)
            self.set(shocked=event)
        behind = blood_loss.behind(world, who)
        if "bled out" in what:
            blood_loss.die(world, who, Death.BLOOD_LOSS, root, behind)
        elif "gave out" in what:
            blood_loss.die(world, who, Death.SHOCK, root, behind, bleeding.DEATH, self.odds)
        else:
            blood_loss.refresh_legs(world, who)
            lies = world.citizens.doing[who] == Activity.LYING
            if "overcame" in what and lies and not is_minded(world, who):
                injuries.rise(world, who, self.get("bled"))


def as_said(world):
    """One second, as the rule says; returns what has happened to all."""
    clot(world)
    bodies = [Body(world, slot) for slot in world.blood.rows().tolist() if world.blood.due[slot] <= NOW]
    for body in bodies:
        if world.citizens.alive[body.who]:
            body.look()
        else:
            body.set(due=NEVER)
    for body in bodies:
        if body.what:
            body.tell()
    return set().union(*(body.what for body in bodies))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_wounds_clot_and_bodies_change_class_go_into_shock_overcome_it_or_die_as_the_rule_says(seed):
    world, twin = casualties(seed), casualties(seed)
    bleeding.step(world, bleeding.Params(**KNOBS))
    what = as_said(twin)
    assert_alike(world, twin)
    assert what == {"class", "shocked", "overcame", "bled out", "gave out"}
    clotted = [event.whom for event in world.events.this_tick() if event.kind == Kind.CLOTTED]
    assert len(clotted) > 3
    assert np.unique(world.blood.due).size > 10


@pytest.mark.parametrize("early", [0, 1])
def test_bodies_and_wounds_are_looked_at_in_their_second_and_none_before(early):
    for column in ("blood", "wounds"):
        world, twin = casualties(5), casualties(5)
        for one in (world, twin):
            for table in (one.blood, one.wounds):
                table.due[table.rows()] = NOW + (early if table is getattr(one, column) else 9)
        bleeding.step(world, bleeding.Params(**KNOBS))
        as_said(twin)
        assert_alike(world, twin)
        assert bool(world.events.this_tick()) == (early == 0)
