"""Dossiers worked out once more: what comes in of many people and strangers, tick by tick from the rule."""

from __future__ import annotations

import numpy as np
import pytest
from scenes.gatehouse import order
from scenes.towns import conditions_of, filed_since, said_now
from scenes.worlds import field, make_city, make_world

from undergrid.systems.authority import dossiers
from undergrid.world.authority.cases import DossierOf
from undergrid.world.log.events import event_id, split_id
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.authority import Sense
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity

WIDE, HIGH, PEOPLE, FILES, CELL = 30, 20, 260, 230, 1500
AREA = WIDE * HIGH
BEGAN = 7197  # slots 64 and so on have their turn a tick after 0 and so on do, at 7200; strangers are forgotten then
KNOBS = {"wanted_at": 101, "most": 400, "fades_per_hour": 250, "cold_hours": 0.05, "stranger_m": 9,
         "stranger_minutes": 0.5}  # fmt: skip
COLUMNS = ("suspicion", "cell", "at", "evidence", "wanted", "searched", "event", "wanted_cause")
STRANGER = ("cell", "at", "suspicion", "event")


def bureau(seed):
    """An authority with hundreds of dossiers, evidence and strangers, all different; there are holes in every table."""
    dice = np.random.default_rng(seed)
    city = make_city(field(WIDE, HIGH), field(WIDE, HIGH, "_"), cell_mm=CELL)
    world = make_world(city, dice.integers(0, AREA, PEOPLE).tolist(), seed=seed)
    world.tick = BEGAN
    people, files, evidence, strangers = world.citizens, world.dossiers, world.evidence, world.strangers
    people.doing[:] = np.where(dice.random(PEOPLE) < 0.1, Activity.HELD, Activity.WALKING)
    people.registered[:] = dice.random(PEOPLE) < 0.95
    people.cause[:] = [event_id(8, Kind.ORDERED, who) for who in range(PEOPLE)]
    people.cause[::6] = 0
    slots = files.take(FILES)
    files.subject[slots], files.wanted[slots] = dice.permutation(PEOPLE)[:FILES], dice.random(FILES) < 0.4
    files.suspicion[slots] = dice.choice((0, 1, 17, 18, 19, 49, 50, 51, 52, 80, 300, 395), FILES)
    files.cell[slots], files.at[slots] = dice.integers(-1, 2 * AREA, FILES), BEGAN - dice.integers(0, 2, FILES)
    old = slots[dice.random(FILES) < 0.5]
    files.at[old] = BEGAN - 180 + dice.integers(-3, 8, len(old))
    files.evidence[slots] = dice.choice((0, 3, 32_765), FILES)
    files.event[slots] = [event_id(9, Kind.SUSPECTED, int(slot)) for slot in slots]
    files.event[slots[::7]] = 0
    files.event[slots[2::6]] = [event_id(9, Kind.LET_OUT, int(slot)) for slot in slots[2::6]]
    files.wanted_cause[slots] = files.wanted[slots]
    people.wanted[files.subject[slots]] = files.wanted[slots]
    files.free(slots[::9])
    slots = evidence.take(140)
    evidence.subject[slots] = dice.integers(0, PEOPLE, 140)
    evidence.event[slots] = [event_id(10, Kind.SIGHTED, int(slot) // 2) for slot in slots]  # some of one event
    evidence.event[slots[::8]] = 0
    evidence.free(slots[::5])
    slots = strangers.take(70)
    strangers.cell[slots], strangers.suspicion[slots] = dice.integers(0, 2 * AREA, 70), dice.integers(1, 60, 70)
    strangers.at[slots] = BEGAN - dice.integers(20, 34, 70)
    strangers.event[slots] = [event_id(11, Kind.HEARD, int(slot)) for slot in slots]
    strangers.free(slots[::4])
    world.rebuild()
    return world, dice


def post(world, dice):
    """Let reports of the tick come in, some about the same few people, some of strangers near the ones known."""
    reports, strangers = world.reports, world.strangers
    reports.free(reports.rows())
    slots, n = reports.take(40), 40
    reports.subject[slots] = np.where(dice.random(n) < 0.5, dice.integers(0, PEOPLE, n), dice.choice((-1, 5, 6, 7), n))
    reports.sense[slots], reports.cell[slots] = dice.integers(0, 6, n), dice.integers(0, 2 * AREA, n)
    some = strangers.rows()
    if len(some):
        by = slots[dice.random(n) < 0.5]
        near = strangers.cell[dice.choice(some, len(by))] + dice.choice((0, 0, 6, 6 * WIDE, 7, -WIDE, 3), len(by))
        reports.cell[by] = np.clip(near, 0, 2 * AREA - 1)
    reports.at[slots] = world.tick - dice.integers(0, 8, n)
    reports.arrives[slots] = world.tick + dice.choice((-1, 0, 0, 1), n)
    reports.weight[slots] = dice.choice((0, 1, 5, 20, 50, 51, 100, 101, 32_760), n)
    told = dice.choice((Kind.SIGHTED, Kind.CAUGHT_UP, Kind.UNCONVINCED, Kind.JUDGED), n)
    reports.event[slots] = [event_id(world.tick, kind, int(slot)) for kind, slot in zip(told, slots, strict=True)]
    reports.event[slots[::6]] = 0


def let_out(file):
    return split_id(file["event"])[1] == Kind.LET_OUT


class Once:
    """One tick, worked out from the world as it is before. refuses, seen: what denouncers are answered, and know."""

    def __init__(self, world, asked, refuses, seen):
        self.world, self.now = world, world.tick
        files, people, evidence, strangers = world.dossiers, world.citizens, world.evidence, world.strangers
        self.files = {int(files.subject[slot]): {name: int(getattr(files, name)[slot]) for name in COLUMNS}
                      | {"slot": int(slot)} for slot in files.rows()}  # fmt: skip
        self.evidence = [(int(evidence.subject[slot]), int(evidence.event[slot])) for slot in evidence.rows()]
        self.strangers = [{name: int(getattr(strangers, name)[slot]) for name in STRANGER} for slot in strangers.rows()]
        self.wanted, self.told, self.filed, self.conditions = people.wanted.copy(), [], [], set()
        reports = world.reports
        due = [slot for slot in reports.rows().tolist() if reports.arrives[slot] <= self.now]
        self.due = sorted(due, key=lambda slot: (reports.at[slot], reports.event[slot], slot))
        self.weight = {slot: int(reports.weight[slot]) for slot in reports.rows().tolist()}
        self.take_in()
        self.review()
        if self.now % 60 == 0:
            self.strangers = [one for one in self.strangers if one["at"] + 30 >= self.now]
        self.listen(asked, refuses, seen)

    def tell(self, kind, who, whom=-1, where=-1, amount=0, cause=0):
        self.told.append((kind, who, whom, where, amount, int(cause), 0, 0))
        nth = sum(one[:2] == (kind, who) for one in self.told) - 1
        return event_id(self.now, kind, who, nth)

    def told_of(self, slot):
        reports = self.world.reports
        return tuple(int(getattr(reports, name)[slot]) for name in ("subject", "sense", "cell", "at", "event"))

    def stranger(self, cell, at):
        """The stranger noticed nearest to a place, of these the last; none farther than 6 cells or 30 s off."""
        found = []
        for n, one in enumerate(self.strangers):
            (y, x), (to_y, to_x) = divmod(cell % AREA, WIDE), divmod(one["cell"] % AREA, WIDE)
            far = (x - to_x) ** 2 + (y - to_y) ** 2
            if abs(one["at"] - at) <= 30 and far <= 36 and cell // AREA == one["cell"] // AREA:
                found.append((far, -one["at"], one["event"], n))
        return self.strangers[min(found)[3]] if found else None

    def take_in(self):
        for slot in self.due:
            who, _, cell, at, event = self.told_of(slot)
            if who < 0 and self.weight[slot] > 0:
                one = self.stranger(cell, at) or {"suspicion": 0}
                if one not in self.strangers:
                    self.strangers.append(one)
                one |= {"cell": cell, "at": at, "suspicion": max(one["suspicion"], self.weight[slot]), "event": event}
        doing = self.world.citizens.doing
        named = [slot for slot in self.due if (who := self.told_of(slot)[0]) >= 0 and doing[who] != Activity.HELD]
        named = [slot for slot in named if not self.is_old(slot)]
        for slot in [slot for slot in named if self.weight[slot] > 0]:
            self.identify(slot)
        for slot in [slot for slot in named if self.weight[slot] > 0]:
            new = dict.fromkeys(COLUMNS, 0) | {"cell": -1, "at": -1, "searched": -1, "slot": -1}
            self.files.setdefault(self.told_of(slot)[0], new)
        news = [one for slot in named if self.told_of(slot)[0] in self.files for one in self.merge(slot)]
        for kind, who, cause in news:
            file = self.files[who]
            cause = cause or self.world.scenario_event
            event = file["event"] = self.tell(kind, who, -1, file["cell"], file["suspicion"], cause)
            if kind == Kind.WANTED:
                self.wanted[who], file["wanted_cause"] = True, event
                others = {spoke for about, spoke in self.evidence if about == who} - {0, cause}
                self.conditions |= {(event, spoke, int(Role.EVIDENCE)) for spoke in others}
                self.evidence = [one for one in self.evidence if one[0] != who]

    def is_old(self, slot):
        """Whether a report only says where and who somebody is with whom the authority is done."""
        who, *_, event = self.told_of(slot)
        file = self.files.get(who)
        return file is not None and let_out(file) and split_id(event)[1] != Kind.JUDGED and event != 0

    def identify(self, slot):
        who, _, cell, at, event = self.told_of(slot)
        one = self.stranger(cell, at)
        if one is None:
            return
        self.strangers.remove(one)
        if one["event"] == event or self.wanted[who]:
            return
        self.weight[slot] = min(32_767, self.weight[slot] + one["suspicion"])
        cause = event or self.world.scenario_event
        told = self.tell(Kind.IDENTIFIED, who, -1, one["cell"], one["suspicion"], cause)
        self.conditions.add((told, one["event"], int(Role.EVIDENCE)))
        self.evidence.append((who, one["event"]))

    def merge(self, slot):
        """Merge a report; who is suspected or wanted by it, and why."""
        (who, sense, cell, at, event), weight = self.told_of(slot), self.weight[slot]
        file = self.files[who]
        before = after = file["suspicion"]
        if not file["wanted"] or sense in (Sense.GATE, Sense.INFORMER):
            after = min(400, before + weight)
        file["suspicion"], file["evidence"] = after, min(32_767, file["evidence"] + 1)
        if at >= file["at"]:
            file["at"], file["cell"] = at, cell
        file["event"] = event or file["event"]
        if file["wanted"]:
            return []
        if after >= 101:
            file["wanted"] = 1
            return [(Kind.WANTED, who, file["event"])]
        if weight and event:
            self.evidence.append((who, event))
        return [(Kind.SUSPECTED, who, file["event"])] if before <= 50 < after else []

    def review(self):
        """Every dossier has a turn in 60 ticks, 64 slots at a time; 250 points an hour are about four then."""
        people, lost = self.world.citizens, self.now * 250 // 3600 - (self.now - 60) * 250 // 3600
        self.number()
        for who, file in sorted(self.files.items(), key=lambda one: one[1]["slot"]):
            if file["slot"] // 64 % 60 != self.now % 60:
                continue
            file["suspicion"] = max(0, file["suspicion"] - lost)
            dropped = not people.registered[who] or (file["suspicion"] == 0 and not file["wanted"])
            dropped &= not let_out(file) or file["at"] + 180 <= self.now
            kept = not people.registered[who]
            if dropped or (not kept and file["wanted"] and file["cell"] >= 0 and file["at"] + 180 <= self.now):
                cause = file["event"] if people.registered[who] else people.cause[who]
                where, cause = file["cell"], cause or self.world.scenario_event
                file["event"], file["cell"] = self.tell(Kind.DOSSIER_CLOSED, who, -1, where, 0, cause), -1
            if dropped:
                del self.files[who]
                self.wanted[who] = False
        if any(one[0] == Kind.DOSSIER_CLOSED and one[1] not in self.files for one in self.told):
            self.evidence = [one for one in self.evidence if one[0] in self.files]

    def number(self):
        """Give new dossiers the free slots, the lowest first, in the order of whom they are about."""
        taken = {file["slot"] for file in self.files.values()}
        free = (slot for slot in range(1000) if slot not in taken)
        for who in sorted(who for who, file in self.files.items() if file["slot"] < 0):
            self.files[who]["slot"] = next(free)

    def listen(self, asked, refuses, seen):
        for who, (whom, cause) in asked.items():
            if who in refuses or who not in seen:
                here, why = int(self.world.citizens.cell[who]), refuses.get(who, Refusal.NOT_HERE)
                self.tell(Kind.REFUSED, who, whom, here, why, cause)
            else:
                cell, at = seen[who]
                event = self.tell(Kind.INFORMED, who, whom, cell, 0, cause)
                self.filed.append((whom, -1, int(Sense.INFORMER), cell, at, self.now + 60, 40, event))


def denouncers(world, dice, monkeypatch):
    """Some inform on others: (who on whom because of which order, who is refused why, what they have seen and when)."""
    who = dice.permutation(PEOPLE)[:8].tolist()
    asked = {one: (int(dice.integers(0, PEOPLE)), 0) for one in sorted(who)}
    refuses = dict.fromkeys(who[:2], Refusal.DEAD)
    seen = {one: (int(dice.integers(0, AREA)), world.tick - 5) for one in who[:6]}
    asked = {one: (whom, order(world, one, Verb.INFORM, whom)) for one, (whom, _) in asked.items()}

    def denouncing(_, one, verb, whom, amount):
        assert (verb, whom, amount) == (Verb.INFORM, asked[one][0], 0)
        return refuses.get(one)

    monkeypatch.setattr(dossiers, "denouncing", denouncing)
    monkeypatch.setattr(dossiers, "witnessed", lambda _, one, whom: seen.get(one) if whom == asked[one][0] else None)
    return asked, refuses, seen


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_report_is_merged_and_every_dossier_ages_as_the_rule_says(seed, monkeypatch):
    world, dice = bureau(seed)
    files, params, told, conditions = world.dossiers, dossiers.Params(**KNOBS), [], set()
    for _ in range(8):
        post(world, dice)
        asked, refuses, seen = denouncers(world, dice, monkeypatch)
        once, n_reports = Once(world, asked, refuses, seen), len(world.reports.rows())
        ordered = said_now(world)
        dossiers.step(world, params)
        assert said_now(world) == sorted(once.told + ordered)
        found = {int(files.subject[slot]): {name: int(getattr(files, name)[slot]) for name in COLUMNS}
                 | {"slot": int(slot)} for slot in files.rows()}  # fmt: skip
        assert found == once.files
        slot_of = world.cache(DossierOf).slot.tolist()
        assert slot_of == [once.files[who]["slot"] if who in once.files else -1 for who in range(PEOPLE)]
        assert world.citizens.wanted.tolist() == once.wanted.tolist()
        evidence, strangers = world.evidence, world.strangers
        spoke = [(int(evidence.subject[slot]), int(evidence.event[slot])) for slot in evidence.rows()]
        assert sorted(spoke) == sorted(once.evidence)
        noticed = [tuple(int(getattr(strangers, name)[slot]) for name in STRANGER) for slot in strangers.rows()]
        assert sorted(noticed) == sorted(tuple(one[name] for name in STRANGER) for one in once.strangers)
        filed = [one for one in filed_since(world, 0) if one[5] == once.now + 60]
        assert filed == sorted(once.filed)
        weights = {slot: int(world.reports.weight[slot]) for slot in once.weight}
        assert weights == once.weight
        assert len(world.reports.rows()) == n_reports + len(once.filed)
        assert not world.citizens.intent.any()
        told, conditions = told + once.told, conditions | once.conditions
        world.tick += 1
    assert conditions_of(world) == conditions
    kinds = [one[0] for one in told]
    for kind in (Kind.WANTED, Kind.SUSPECTED, Kind.IDENTIFIED, Kind.DOSSIER_CLOSED, Kind.INFORMED, Kind.REFUSED):
        assert kinds.count(kind) > 3, kind
