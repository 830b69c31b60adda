"""Fire worked out once more: many rooms with scraps to burn, people at them, watchers around, by the second."""

import numpy as np
import pytest
from scenes.twins import assert_alike
from scenes.worlds import make_city, make_world, run

from undergrid.city.city import Use
from undergrid.core import luck
from undergrid.systems.places import fire
from undergrid.world.authority.reporting import report
from undergrid.world.log.kinds import Kind
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import amount_of, drop_intent, intend, log_refusal
from undergrid.world.places.shelters import at_hand, set_warmth, use_up
from undergrid.world.reasons.places import fires
from undergrid.world.senses import optics
from undergrid.world.senses.optics import Optics
from undergrid.world.tables.authority import Duty, Sense, Senses, WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER, Activity

N, WIDTH, HEIGHT = 80, 70, 12
USES = (Use.PODS, Use.REFUGE, Use.DISUSED, Use.OFFICES, Use.STATION, Use.DISUSED, Use.PODS, Use.REFUGE, Use.DISUSED)
KINDS = (WatcherKind.SENTINEL, WatcherKind.DRONE, WatcherKind.HUNTER, WatcherKind.CAMERA)
MILD = {
    "minutes_per_kg": 1.002, "heat_mj_per_kg": 11, "into_room": 0.2, "loss_w_per_k": 170,
    "sealed_loss_w_per_k": 70, "room_mj_per_k": 0.3, "light_seconds": 4, "douse_seconds": 2, "seal_seconds": 3,
    "gap_m": 0.5, "sentinel_sees_m": 70, "hunter_sees_m": 60, "drone_sees_m": 110, "look_every": 3, "told_again": 9,
    "report_delay": 7, "points": 13,
}  # fmt: skip
HOT = MILD | {"heat_mj_per_kg": 60, "into_room": 1, "look_every": 1, "told_again": 1}
PAUSE = 3


def town(seed):
    """Rooms that can be warmed and others, with people and scraps in them; watchers of all kinds around."""
    dice = np.random.default_rng(seed)
    cells = [(3 + 7 * n, 2 + n % 3 * 3) for n in range(len(USES))]
    signs = dice.choice(list("......#"), (HEIGHT, WIDTH))
    for x, y in cells:
        signs[y, x] = "."
    drawing = "\n".join("".join(row) for row in signs)
    city = make_city(drawing, buildings=[(use, 0, *at) for use, at in zip(USES, cells, strict=True)])
    inside = np.where(dice.random(N) < 0.1, -1, dice.integers(0, len(USES), N))
    around = dice.choice(city.doors, 60) + dice.integers(-2, 3, 60) + WIDTH * dice.integers(-1, 2, 60)
    watchers = [(KINDS[kind], int(cell)) for kind, cell in zip(dice.integers(0, 4, 60), around, strict=True)]
    world = make_world(city, city.doors[inside].tolist(), watchers, seed, inside=inside, doing=Activity.RESTING)
    rows = world.watchers
    world.tick = 900
    rows.duty[:] = dice.choice((Duty.OFF, Duty.POST, Duty.PATROL, Duty.SEARCH), 60)
    rows.senses[:] = dice.choice((Senses.EYES, Senses.HEAT, Senses.EARS, Senses.EYES | Senses.EARS), 60)
    rows.impaired[:] = dice.choice((0, 905, 906, 9999), 60)
    shelters = world.shelters
    shelters.door[:] = dice.random(shelters.n) < 0.9
    things = world.items.take(150)
    world.items.kind[things] = dice.choice((ItemKind.FUEL, ItemKind.FUEL, ItemKind.FOOD), 150)
    world.items.count[things] = dice.integers(1, 5, 150)
    held, where = dice.random(150) < 0.5, dice.integers(0, len(USES), 150)
    world.items.holder[things] = np.where(held, dice.integers(0, N, 150), -1)
    world.items.building[things] = np.where(held, -1, where)
    world.items.cell[things] = np.where(held, -1, city.doors[where])
    world.items.luck[things] = dice.permutation(9000)[:150]
    shelters.fire[:] = dice.choice((-1, 903, 960), shelters.n)
    shelters.fire_cause[:] = [world.events.one(Kind.FIRE_LIT, who) for who in range(shelters.n)]
    shelters.warmth[:] = dice.integers(0, 900, shelters.n)
    world.rebuild()
    return world


def stir(world, dice):
    """What else happens before a second: orders; some turn to something else, or leave; light and air change."""
    people = world.citizens
    for who in dice.permutation(N)[:6].tolist():
        cause, verb = world.events.one(Kind.ORDERED, who), Verb(int(dice.choice((41, 41, 42, 43, Verb.LOCK))))
        target = int(people.inside[who]) if dice.random() < 0.8 else int(dice.integers(-1, len(USES)))
        wake = NEVER if dice.random() < 0.5 else world.tick + 99
        intend(world, who, verb, target, cause, wake, int(dice.choice((0, 1, 2, 50))))
    turned, moved = dice.permutation(N)[:2]
    people.doing[turned] = Activity.LYING
    people.inside[moved] = dice.integers(-1, len(USES))
    world.sky.light[0], world.sky.ash[0] = dice.integers(0, 256) // dice.choice((1, 9)), dice.integers(0, 1500)
    if world.tick % 5 == 0:
        world.shelters.sealed[int(dice.integers(0, world.shelters.n))] = False


# ---------------------------------------------------------------- a second, as the rule says


class Said:
    """The rule in one world under some knobs."""

    def __init__(self, world, knobs):
        self.world, self.knobs = world, knobs
        sees = {f"{name}_m": knobs[f"{name}_sees_m"] for name in ("sentinel", "hunter", "drone")}
        given = world.shared(Optics).model_copy(update=sees | {"person_m": knobs["gap_m"]})
        self.table = optics.tables(given, 2000)

    def second(self):
        world, shelters = self.world, self.world.shelters
        world.events.begin(world.tick)
        for who in range(N):
            if Verb.LIGHT <= world.citizens.intent[who] <= Verb.SEAL:
                self.begin(who)
        self.end_tasks()
        for row in range(shelters.n):
            if 0 <= shelters.fire[row] <= world.tick:
                self.go_out(row, int(shelters.fire_cause[row]))
        if world.tick % self.knobs["look_every"] == 0:
            self.watch()
        world.tick += 1

    def begin(self, who):
        world, people = self.world, self.world.citizens
        verb, cause = Verb(int(people.intent[who])), int(people.cause[who])
        target = int(people.target[who] if verb == Verb.SEAL else people.inside[who])
        if why := fires(world, who, verb, target, 0):
            log_refusal(world, who, target, why)
            drop_intent(world, who)
            people.wake[who] = world.tick + 60 * PAUSE if people.wake[who] == NEVER else people.wake[who]
            return
        name = {Verb.LIGHT: "light", Verb.DOUSE: "douse", Verb.SEAL: "seal"}[verb]
        tasks.begin(world, who, verb, target, self.knobs[f"{name}_seconds"], cause, amount_of(world, who))

    def end_tasks(self):
        world, people, table, key = self.world, self.world.citizens, self.world.tasks, self.world.key(fire.STREAM)
        over = [slot for slot in table.rows().tolist() if table.until[slot] <= world.tick]
        over = [slot for slot in over if people.doing[table.owner[slot]] == Activity.TENDING]
        for slot in sorted(over, key=lambda slot: luck.u32(key, int(people.luck[table.owner[slot]]))):
            who, building, verb = int(table.owner[slot]), int(table.target[slot]), Verb(int(table.verb[slot]))
            cause, where = int(table.cause[slot]), int(people.cell[who])
            if people.inside[who] != building or fires(world, who, verb, building, 0):
                world.events.one(Kind.INTERRUPTED, who, where=where, amount=int(verb), cause=cause)
            else:
                (row,) = np.flatnonzero(world.shelters.building == building).tolist()
                if verb == Verb.LIGHT:
                    self.light(who, row, int(table.amount[slot]), cause)
                elif verb == Verb.DOUSE:
                    self.go_out(row, cause)
                else:
                    world.events.one(Kind.SEALED, who, building, where, cause=cause)
                    world.shelters.sealed[row] = True
                    self.rewarm(row)
            tasks.finish(world, slot)

    def light(self, who, row, asked, cause):
        world, shelters = self.world, self.world.shelters
        piles = [(slot, int(world.items.count[slot])) for slot in at_hand(world, who, ItemKind.FUEL)]
        kg = left = min(asked or 10_000, sum(n for _, n in piles))
        for slot, n in piles:
            use_up(world, slot, min(n, left))
            left -= min(n, left)
        seconds, building = round(kg * self.knobs["minutes_per_kg"] * 60), int(shelters.building[row])
        shelters.fire[row] = max(world.tick, int(shelters.fire[row])) + seconds
        door = int(world.city.doors[building])
        shelters.fire_cause[row] = world.events.one(Kind.FIRE_LIT, who, building, door, seconds // 60, cause)
        self.rewarm(row)

    def go_out(self, row, cause):
        shelters, building = self.world.shelters, int(self.world.shelters.building[row])
        door = int(self.world.city.doors[building])
        shelters.fire[row] = shelters.glow_seen[row] = -1
        shelters.fire_cause[row] = self.world.events.one(Kind.FIRE_WENT_OUT, building, where=door, cause=cause)
        self.rewarm(row)

    def rewarm(self, row):
        shelters, knobs = self.world.shelters, self.knobs
        loss = knobs["sealed_loss_w_per_k" if shelters.sealed[row] else "loss_w_per_k"]
        watts = knobs["heat_mj_per_kg"] * 1e6 * knobs["into_room"] / (knobs["minutes_per_kg"] * 60)
        burns = shelters.fire[row] > self.world.tick
        warms_to = min(30_000, round(100 * watts / loss)) if burns else 0
        set_warmth(self.world, row, warms_to, round(knobs["room_mj_per_k"] * 1e6 / loss))

    def watch(self):
        """Of each fire that has not been told of lately, the nearest of those who make it out tells."""
        world, shelters, now = self.world, self.world.shelters, self.world.tick
        for row in range(shelters.n):
            seen = int(shelters.glow_seen[row])
            if shelters.fire[row] <= now or (seen >= 0 and now - seen < self.knobs["told_again"]):
                continue
            building = int(shelters.building[row])
            door = int(world.city.doors[building])
            found = [look for w in range(world.watchers.n) if (look := self.sees(w, door, shelters.sealed[row]))]
            if not found:
                continue
            squared, _, watcher, odds = min(found)
            metres, cause = int(2 * squared**0.5), int(shelters.fire_cause[row])
            event = world.events.one(Kind.FIRE_SEEN, watcher, building, door, metres, cause, fire.STREAM, odds)
            shelters.glow_seen[row] = now
            delay, points = self.knobs["report_delay"], self.knobs["points"]
            report(world, -1, watcher, Sense.SIGHT, door, delay, points, np.array([event]))

    def sees(self, w, door, sealed):
        """(squared cells, draw, watcher, odds) of one who makes a fire out, or nothing."""
        world, watchers = self.world, self.world.watchers
        kind, senses, here = int(watchers.kind[w]), int(watchers.senses[w]), int(watchers.cell[w])
        is_fit = watchers.duty[w] != Duty.OFF and watchers.impaired[w] <= world.tick
        if kind == WatcherKind.CAMERA or senses == Senses.EARS or not is_fit:
            return None
        table, city = self.table, world.city.handle
        squared, light = optics.between(table, city, kind, here, door, int(world.sky.light[0]))
        if squared < 0 or not optics.clear(city, here, door):
            return None
        share = (204 if sealed else 4096) * (255 - min(int(light), 255)) // 255
        dim = optics.haze(table, world.sky)
        standing, full, street = int(optics.Target.STANDING), np.int64(255), 3
        odds = int(optics.detection_chance(table, kind, standing, squared, full, street, dim, share))
        draw = luck.u32(world.key(fire.STREAM), luck.pair(int(watchers.luck[w]), door), 0)
        return (int(squared), draw, w, odds) if draw < odds else None


@pytest.mark.parametrize(("seed", "knobs"), [(1, MILD), (2, MILD), (3, HOT)])
def test_fires_are_lit_burn_down_warm_rooms_and_are_seen_as_the_rule_says(seed, knobs):
    world, twin = town(seed), town(seed)
    dice, same = np.random.default_rng(seed), np.random.default_rng(seed)
    for one in (world, twin):
        run(fire, one, ticks=0, minutes=PAUSE)
    kinds = []
    said = Said(twin, knobs)
    for _ in range(25):
        stir(world, dice)
        stir(twin, same)
        run(fire, world, **knobs, minutes=PAUSE)
        said.second()
        assert_alike(world, twin)
        kinds += [event.kind for event in world.events.this_tick()]
    assert {Kind.FIRE_LIT, Kind.FIRE_WENT_OUT, Kind.SEALED, Kind.FIRE_SEEN, Kind.INTERRUPTED, Kind.REFUSED} <= set(
        kinds
    )
