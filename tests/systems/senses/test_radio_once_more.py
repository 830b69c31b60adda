"""Radio over a valley, worked out once more burst by burst: who hears which beacon, what they learn, who traces it."""

from __future__ import annotations

import numpy as np
import pytest
from scenes.worlds import make_city, make_world, run

from undergrid.city.city import Use
from undergrid.core import luck
from undergrid.core.handles import record
from undergrid.systems.senses import radio
from undergrid.world.authority.reporting import misplaced
from undergrid.world.items import kit
from undergrid.world.log.events import event_id
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import Attempts, intend
from undergrid.world.senses import radio_link
from undergrid.world.senses.radio_link import Receivers
from undergrid.world.tables.authority import Duty, Sense, WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity

WIDE, HIGH, PEOPLE, EARS = 50, 30, 70, 60
AIR = radio_link.Airwaves(
    mhz=300, sensitivity_dbm=-72, watcher_gain_db=-4, street=2.9, ruins=4.2, shadow_db=6, indoors_db=9, level_db=11,
    ash_db=0.07, fix_cells=9, fix_db=25,
)  # fmt: skip
KNOBS = {"power_dbm": 30, "bits": 80, "burst_seconds": 20, "battery_hours": 0.1, "moved_m": 20, "report_delay": 4,
         "points": 13}  # fmt: skip
GONE = (Activity.SLEEPING, Activity.UNCONSCIOUS, Activity.HELD, Activity.SHUT_DOWN, Activity.RECLAIMED)
CALLERS = {5: 70, 6: 100, 40: 35, 64: 60}  # who: how good their beacon is, %
BATTERY = 360  # s, of a full one


def valley(seed):
    dice = np.random.default_rng(seed)
    drawings = ["\n".join("".join(dice.choice(list("..,%"), WIDE)) for _ in range(HIGH)) for _ in range(2)]
    city = make_city(*drawings, buildings=[(Use.DISUSED, 0, 3, 3), (Use.PODS, 1, 9, 9)])
    posts = [(WatcherKind(int(kind)), int(cell)) for kind, cell in zip(
        dice.integers(0, 5, EARS), dice.integers(0, city.n_cells, EARS), strict=True)]  # fmt: skip
    world = make_world(city, dice.integers(0, city.n_cells, PEOPLE).tolist(), posts, seed=seed)
    people, watchers = world.citizens, world.watchers
    people.doing[:], people.inside[:] = dice.integers(0, 16, PEOPLE), dice.integers(-1, 2, PEOPLE)
    people.alive[:] = dice.random(PEOPLE) < 0.9
    people.doing[list(CALLERS)], people.alive[list(CALLERS)] = Activity.WAITING, True
    watchers.duty[:], watchers.impaired[:] = dice.integers(0, 9, EARS), np.where(dice.random(EARS) < 0.3, 130, 0)
    for who in dice.permutation(PEOPLE)[:50].tolist():
        kit.add(world, who, ItemKind.RADIO, 1, world.scenario_event)
    for who in range(3):
        world.items.count[kit.slots_of(world, who, ItemKind.RADIO)] = 0
    for who, quality in CALLERS.items():
        kit.add(world, who, ItemKind.FOOD, 1, world.scenario_event)
        kit.add(world, who, ItemKind.BEACON, 1, world.scenario_event, quality)
    world.sky.ash[0], world.tick = 31, 100
    people.wake[:] = NEVER
    people.wake[40] = 5000
    world.rebuild()
    return world, dice


class Once:
    """The rule by hand: what is known, what sends, what is told."""

    def __init__(self, world):
        self.world, self.sending, self.known, self.told, self.reports = world, {}, {}, [], []
        self.left = {}  # by whose beacon has died: what is left of its battery, %
        city = world.city
        self.link = radio_link.link_tables(
            (city.width + city.height) * 2, hertz=300e6, street=2.9, ruins=4.2, shadow_db=6, bits=80, budget_db=102
        )

    def set_off(self, who, order, amount):
        world, now = self.world, self.world.tick
        lasts = BATTERY * CALLERS[who] // 100
        event = event_id(now, Kind.BEACON_SET_OFF, who)
        cell = int(world.citizens.cell[who])
        self.told.append((Kind.BEACON_SET_OFF, who, -1, cell, 0, order, 0, 0))
        (thing,) = kit.slots_of(world, who, ItemKind.BEACON)
        until = now + min(lasts, amount or lasts)
        self.sending[who] = {"luck": int(world.items.luck[thing]), "since": now, "until": until, "cell": cell,
                             "cause": event, "thing": thing, "traced": -1, "believed": -1, "trace": 0}  # fmt: skip

    def tick(self):
        for who in sorted(self.sending, key=lambda who: self.sending[who]["luck"]):
            call = self.sending[who]
            if call["until"] <= self.world.tick:
                self.told.append((Kind.BEACON_DIED, who, -1, call["cell"], 0, call["cause"], 0, 0))
                self.left[who] = max(0, CALLERS[who] - -(-100 * (call["until"] - call["since"]) // BATTERY))
            elif (self.world.tick - call["since"]) % 20 == 0:
                self.send(who, call)
        self.sending = {who: call for who, call in self.sending.items() if call["until"] > self.world.tick}

    def send(self, sender, call):
        world, people, watchers, items = self.world, self.world.citizens, self.world.watchers, self.world.items
        holder = int(items.holder[call["thing"]])
        call["cell"] = int(people.cell[holder] if holder >= 0 else items.cell[call["thing"]])
        indoors = (people.inside[holder] if holder >= 0 else items.building[call["thing"]]) >= 0
        carriers = [who for who in range(PEOPLE) if kit.count(world, who, ItemKind.RADIO) and who != sender
                    and people.alive[who] and people.doing[who] not in GONE]  # fmt: skip
        ears = [w for w in range(EARS) if watchers.kind[w] in (WatcherKind.HUNTER, WatcherKind.DRONE)
                and watchers.duty[w] != Duty.OFF and watchers.impaired[w] <= world.tick]  # fmt: skip
        static = round(0.07 * int(world.sky.ash[0])) + 900 * bool(indoors)
        extra = [static + 900 * bool(people.inside[who] >= 0) for who in carriers] + [static + 400] * len(ears)
        bursts = self.received(call, [*people.cell[carriers], *watchers.cell[ears]],
                               [*people.luck[carriers], *watchers.luck[ears]], extra)  # fmt: skip
        for who, burst in zip(carriers, bursts, strict=False):
            if burst[3]:
                self.hear(who, sender, call, burst)
        heard = [(w, burst) for w, burst in zip(ears, bursts[len(carriers) :], strict=True) if burst[3]]
        if heard and self.is_elsewhere(call):
            self.trace(sender, call, heard)

    def received(self, call, cells, lucky, extra):
        """[(metres, margin, odds, whether it is heard)] of one burst, as `test_radio_link` has it."""
        out = self.world.out(Receivers, len(cells))
        n = len(cells)
        out.cell[:n], out.luck[:n], out.extra[:n] = cells, lucky, extra
        keys = record(links=luck.make_key(self.world.seed, 0, radio.SHADOWING), burst=self.world.key(radio.STREAM))
        radio_link.receive(self.link, self.world.city.handle, call["cell"], call["luck"], 1100, keys, n, out.handle)
        return [tuple(int(column[k]) for column in (out.metres, out.over, out.odds, out.heard)) for k in range(n)]

    def fix(self, call, lucky, over):
        off = -(-9 * max(0, 2500 - max(0, over)) // 2500)
        pair = luck.pair(int(lucky), call["luck"])
        return int(misplaced(self.world.key(radio.FIX), pair, 0, call["cell"], off, self.world.city.handle))

    def hear(self, who, sender, call, burst):
        metres, over, odds, _ = burst
        place, now = self.fix(call, self.world.citizens.luck[who], over), self.world.tick
        was = self.known.get((who, sender))
        event = was[4] if was and was[1] >= call["since"] else event_id(now, Kind.BEACON_HEARD, who, self.nth(who))
        if not (was and was[1] >= call["since"]):
            self.told.append((Kind.BEACON_HEARD, who, sender, place, metres, call["cause"], int(radio.STREAM), odds))
        self.known[who, sender] = (place, now, -1, odds * 1000 >> 32, event)

    def nth(self, who):
        return sum(one[0] == Kind.BEACON_HEARD and one[1] == who for one in self.told)

    def is_elsewhere(self, call):
        city = self.world.city
        if call["traced"] < 0:
            return True
        (level, x, y), (to_level, to_x, to_y) = city.where(call["traced"]), city.where(call["cell"])
        return level != to_level or (to_x - x) ** 2 + (to_y - y) ** 2 > 10**2

    def trace(self, sender, call, heard):
        world, key = self.world, self.world.key(radio.FIX)
        draws = {w: int(luck.u32(key, int(world.watchers.luck[w]), 2)) for w, _ in heard}
        watcher, (metres, over, odds, _) = min(heard, key=lambda one: (-one[1][1], draws[one[0]]))
        place = self.fix(call, world.watchers.luck[watcher], over)
        self.told.append((Kind.BEACON_TRACED, watcher, sender, place, metres, call["cause"], int(radio.STREAM), odds))
        call |= {"traced": call["cell"], "believed": place, "trace": Kind.BEACON_TRACED}
        self.reports.append((-1, watcher, int(Sense.RADIO), place, world.tick, world.tick + 4, 13))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_burst_reaches_whom_it_reaches_and_teaches_them_no_more_than_it_says(seed):
    world, dice = valley(seed)
    world.share([AIR])
    once, kinds, orders = Once(world), [], {100: (6, 0), 103: (64, 75), 107: (5, 0), 111: (40, 0)}
    for now in range(100, 260):
        world.tick, once.told, once.reports = now, [], []
        world.events.begin(now)
        if now in orders:
            who, amount = orders[now]
            order = world.events.one(Kind.ORDERED, who)
            intend(world, who, Verb.BEACON, -1, order, wake=NEVER if who != 40 else 5000, amount=amount)
            once.set_off(who, order, amount)
        once.tick()
        n_reports = len(world.reports.rows())
        radio.step(world, radio.Params(**KNOBS))
        said = [(e.kind, e.who, e.whom, e.where, e.amount, e.cause, e.stream, e.odds)
                for e in world.events.this_tick() if e.kind != Kind.ORDERED]  # fmt: skip
        assert said == once.told
        filed = [tuple(int(getattr(world.reports, name)[slot]) for name in
                       ("subject", "watcher", "sense", "cell", "at", "arrives", "weight"))
                 for slot in world.reports.rows()[n_reports:]]  # fmt: skip
        assert filed == once.reports
        if said or now % 10 == 0:
            assert_kept(world, once)
        kinds += [one[0] for one in said]
        if now % 25 == 0:  # some go elsewhere, with what they have about them
            moved = dice.integers(0, PEOPLE, 20)
            world.citizens.cell[moved] = dice.integers(0, world.city.n_cells, 20)
            world.rebuild()
        if now == 140:  # one beacon is laid down indoors
            thing = once.sending[6]["thing"]
            world.items.holder[thing], world.items.cell[thing], world.items.building[thing] = -1, 77, 0
    assert kinds.count(Kind.BEACON_HEARD) > 20
    assert kinds.count(Kind.BEACON_TRACED) > 2
    assert kinds.count(Kind.BEACON_DIED) == len(once.left) == 2
    for who, left in once.left.items():
        assert world.items.quality[kit.slots_of(world, who, ItemKind.BEACON)].tolist() == [left]
    pause = 600
    assert {who: int(world.citizens.wake[who]) for who in CALLERS} == {
        5: 107 + pause, 6: 100 + pause, 40: 5000, 64: 103 + pause,
    }  # fmt: skip
    assert not world.cache(Attempts).intending.any


def assert_kept(world, once):
    """What people know, and what is noted of each beacon that sends."""
    known = world.knowledge
    names = ("cell", "at", "source", "strength", "cause")
    rows = {(int(known.knower[row]), int(known.subject[row])): tuple(int(getattr(known, name)[row]) for name in names)
            for row in known.rows() if known.topic[row] == Topic.CALL}  # fmt: skip
    assert {pair: row[:4] for pair, row in rows.items()} == {pair: row[:4] for pair, row in once.known.items()}
    log = world.events.rows()
    told = {(e.who, e.whom): e.id for e in log if e.kind == Kind.BEACON_HEARD}
    assert {pair: row[4] for pair, row in rows.items()} == told
    beacons = world.beacons
    names = ("luck", "since", "until", "cell", "cause", "traced", "believed")
    noted = {
        int(beacons.sender[slot]): {name: int(getattr(beacons, name)[slot]) for name in names}
        for slot in beacons.rows()
    }
    assert noted == {who: {name: call[name] for name in names} for who, call in once.sending.items()}
    for slot in beacons.rows():
        mine = [e.id for e in log if e.kind == Kind.BEACON_TRACED and e.whom == beacons.sender[slot]]
        assert beacons.trace[slot] == (mine[-1] if mine else 0)


@pytest.mark.parametrize(("quality", "amount", "lasts"), [(1, 0, 3), (1, 2, 2), (1, 9, 3), (100, 0, 360), (0, 0, 0)])
def test_a_beacon_sends_as_long_as_its_battery_or_as_was_asked_and_never_without_charge(quality, amount, lasts):
    world = make_world("......", [0, 1, 2])
    for who in (2, 1):
        kit.add(world, who, ItemKind.BEACON, 1, world.scenario_event, quality if who == 1 else 50)
    world.citizens.cause[:] = 31, 32, 33
    intend(world, 1, Verb.BEACON, -1, 41, wake=77, amount=amount)
    run(radio, world, battery_hours=0.1)
    (event,) = world.events.rows()
    assert (event.who, event.cause) == (1, 41)
    if lasts:
        assert event.kind == Kind.BEACON_SET_OFF
        (slot,) = world.beacons.rows()
        assert (world.beacons.sender[slot], world.beacons.since[slot], world.beacons.until[slot]) == (1, 0, lasts)
    else:
        assert (event.kind, event.amount) == (Kind.REFUSED, Refusal.NO_SUPPLIES)
        assert not world.beacons.used.any()
    assert world.citizens.wake[1] == 77
