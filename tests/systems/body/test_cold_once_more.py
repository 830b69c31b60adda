"""Cold worked out once more: a crowd of different bodies under the law as it is written down, and all that is told."""

from __future__ import annotations

import numpy as np
import pytest
from scenes.bodies import hurt
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import Use
from undergrid.systems.body import cold
from undergrid.world.body import blood_loss, wet
from undergrid.world.body.ambient import temperatures
from undergrid.world.body.exposure import LOOK, expose
from undergrid.world.body.physique import SKIN
from undergrid.world.log.events import event_id, kind_of
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import Death, Waking
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.people import NEVER, Activity, Pace, Posture

N = 150
NOW = 40_000
MADE = {"asleep": 1.0, "lying": 1.2, "still": 1.4, "busy": 2.6, "walking": 4.4, "running": 9.0}
KNOBS = {**MADE, "capacity": 3300, "clo": 0.16, "still_air": 0.12, "tissue": 0.08, "shivering": 2.5, "blanket": 1.2,
         "wakes_at": 35.8, "settles": 0.4, "stiff_pace": 80, "stumbling_pace": 40}  # fmt: skip
DOING = {Activity.SLEEPING: "asleep", Activity.LYING: "lying", Activity.UNCONSCIOUS: "lying", Activity.HAULED: "lying",
         Activity.WORKING: "busy", Activity.TENDING: "busy", Activity.WALKING: "walking",
         Activity.CROSSING: "walking"}  # fmt: skip
MARKS = (35_000, 32_000, 28_000, 24_000)
COLUMNS = (
    "core",
    "warmed_at",
    "air",
    "heat",
    "wraps",
    "cold_due",
    "chilled",
    "stiff",
    "numb",
    "alert",
    "shivers",
    "cold_cause",
)


def crowd(seed):
    """Bodies of all ages, in all kinds of air, doing all kinds of things, each cold in a way of its own."""
    dice = np.random.default_rng(seed)
    uses = [(Use.PODS, 0, 1, 1), (Use.REFUGE, 0, 3, 1), (Use.DISUSED, 0, 5, 1), (Use.REFUGE, 0, 7, 1)]
    world = make_world(make_city(field(20, 20), buildings=uses), N, seed=seed)
    people, exposure = world.citizens, world.exposure
    world.tick = NOW
    world.sky.temperature[0], world.sky.wind[0] = -1700, 40
    expose(world, dice.permutation(N)[: N // 2])
    exposure.free(dice.permutation(exposure.rows())[:9])
    expose(world, dice.permutation(N)[: N - 6])
    people.doing[:], people.pace[:] = dice.integers(0, 16, N), dice.integers(0, 3, N)
    people.age[:], people.inside[:] = dice.integers(0, 90, N), dice.integers(-1, 4, N)
    people.alive[:] = (dice.random(N) < 0.95) & ~np.isin(people.doing, (Activity.SHUT_DOWN, Activity.RECLAIMED))
    kinds = (Kind.ORDERED, Kind.ESCAPE_ATTEMPTED, Kind.FELL_ASLEEP)
    people.cause[:] = [event_id(int(tick), kinds[who % 3], who) for who, tick in enumerate(dice.integers(10, 90, N))]
    slots = len(exposure.used)
    exposure.core[:], exposure.core_rest[:] = dice.integers(23_500, 37_001, slots), dice.integers(0, 1000, slots)
    near = dice.random(slots) < 0.4  # of some the core lies close about a mark
    exposure.core[near] = dice.choice((24_000, 28_000, 32_000, 35_000, 35_800), near.sum()) + dice.integers(
        -5, 6, near.sum()
    )
    exposure.warmed_at[:] = np.where(dice.random(slots) < 0.1, -1, NOW - dice.integers(0, 601, slots))
    exposure.air[:], exposure.heat[:] = dice.integers(-4000, 3500, slots), dice.integers(800, 5000, slots)
    exposure.wraps[:], exposure.clothing[:] = dice.integers(0, 3500, slots), dice.integers(0, 3500, slots)
    exposure.cold_due[:] = NOW + dice.choice((-1, 0, 1, 50), slots)
    exposure.chilled[:], exposure.numb[:] = dice.integers(0, 5, slots), dice.random(slots) < 0.4
    exposure.numb[exposure.chilled >= 4] = False
    exposure.shivers[:] = np.where(dice.random(len(exposure.shivers)) < 0.5, NOW + dice.integers(-9, 3000), 0)
    senseless = exposure.numb & (dice.random(slots) < 0.7)
    people.doing[exposure.owner[senseless]] = Activity.UNCONSCIOUS
    chilled = (Kind.CHILLED, Kind.WARMED, Kind.UNPLUGGED, Kind.WOKE)
    exposure.cold_cause[:] = [event_id(int(t), chilled[k % 4], k) for k, t in enumerate(dice.integers(20, 80, slots))]
    exposure.cold_cause[::9] = 0
    exposure.sleep_cause[:] = [
        event_id(int(t), Kind.FELL_ASLEEP, k) for k, t in enumerate(dice.integers(20, 80, slots))
    ]
    things = world.items.take(40)
    world.items.kind[things] = dice.choice((ItemKind.BLANKET, ItemKind.FOOD), 40)
    world.items.holder[things], world.items.count[things] = dice.integers(-1, N, 40), dice.integers(0, 3, 40)
    shelters = world.shelters
    shelters.fire[:] = (90_000, -1, 0)[: shelters.n]
    shelters.fire_cause[:] = [event_id(int(tick), Kind.FIRE_LIT, 3) for tick in (85, 60, 30)[: shelters.n]]
    world.rebuild()
    return world


def lives_on(core, ticks, air, heat, skin, wraps):
    """Cores in C after so many seconds of the law, by small steps: half the steps at a time a tenth of a second."""
    core = core.copy()
    loses = skin * 1e-6 / (0.12 + 0.08 + 0.16 * wraps / 1000)  # W/(kg K)
    for second in np.arange(0, ticks.max()):
        shivers = np.select([core >= 35, core >= 32, core >= 28], [2.5 * (37 - core) / 2, 2.5, 1.25], 0)
        gained = (heat / 1000 + shivers - loses * (core - air / 100)) / 3300
        core = np.where(second < ticks, np.minimum(37, core + gained), core)
    return core


def stage_of(core, old):
    """The Swiss stage of a core in 1/1000 C, where one is left only four tenths of a degree above its mark."""
    stage = sum(core < mark for mark in MARKS)
    return old if stage < old and core < MARKS[old - 1] + 400 else stage


def expected_conditions(world, slots):
    """(around, heat, wraps) that each body is under from now on."""
    people, exposure, items = world.citizens, world.exposure, world.items
    around = temperatures(world, slots, felt=True)
    wrapped = {int(items.holder[k]) for k in items.rows() if items.kind[k] == ItemKind.BLANKET and items.count[k] > 0}
    heat, wraps = [], []
    for slot in slots:
        who = int(exposure.owner[slot])
        runs = people.doing[who] == Activity.WALKING and people.pace[who] == Pace.RUN
        heat.append(round(1000 * MADE["running" if runs else DOING.get(Activity(people.doing[who]), "still")]))
        wraps.append(int(exposure.clothing[slot]) + 1200 * (who in wrapped))
    return around.tolist(), heat, wraps


def kept(world):
    return {name: getattr(world.exposure, name).copy() for name in COLUMNS}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_each_body_of_a_crowd_is_as_warm_as_the_law_has_it_and_under_new_conditions_from_now(seed):
    world = crowd(seed)
    exposure, people, was = world.exposure, world.citizens, kept(world)
    owners = exposure.owner.copy()
    due = np.flatnonzero(exposure.used & (exposure.cold_due <= NOW))
    dead = due[~people.alive[owners[due]].astype(bool)]
    looked = np.setdiff1d(due, dead)
    plugged = people.doing[owners[looked]] == Activity.PLUGGED
    alive = looked[~plugged]
    since = np.where(was["warmed_at"] < 0, 0, NOW - was["warmed_at"])
    begins = was["core"] / 1000 + exposure.core_rest / 1e6
    skin = SKIN[people.age[owners]].astype(float)
    ends = lives_on(begins, since, was["air"], was["heat"], skin, was["wraps"])
    around, heat, wraps = expected_conditions(world, looked)
    world.events.begin(NOW)
    cold.step(world, cold.Params(**KNOBS))
    now = exposure.core / 1000 + exposure.core_rest / 1e6
    assert len(alive) > 50
    assert np.abs(now - ends)[alive].max() < 0.004
    assert (now[looked[plugged]] == 37).all()
    assert (exposure.warmed_at[looked] == NOW).all()
    assert [exposure.air[looked].tolist(), exposure.heat[looked].tolist(), exposure.wraps[looked].tolist()] == [
        around, heat, wraps,
    ]  # fmt: skip
    others = np.setdiff1d(np.arange(len(exposure.used)), due)
    for name in COLUMNS:
        assert (getattr(exposure, name)[others] == was[name][others]).all(), name
    assert (exposure.cold_due[dead] == NEVER).all()
    stages = [stage_of(int(exposure.core[slot]), int(was["chilled"][slot])) for slot in looked]
    assert exposure.chilled[looked].tolist() == stages
    assert (exposure.chilled[dead] == was["chilled"][dead]).all()
    assert len(set(stages)) == 5


@pytest.mark.parametrize("seed", [1, 2])
def test_nobody_is_looked_at_again_before_the_second_of_their_next_stage_or_their_waking(seed):
    world = crowd(seed)
    people, exposure, knobs = world.citizens, world.exposure, cold.Params(**KNOBS).knobs
    due = np.flatnonzero(exposure.used & (exposure.cold_due <= NOW))
    due = due[people.alive[exposure.owner[due]].astype(bool)]
    doing = people.doing[exposure.owner[due]].copy()
    world.events.begin(NOW)
    cold.step(world, cold.Params(**KNOBS))
    news = 0
    for slot, did in zip(due, doing, strict=True):
        stage, ticks = int(exposure.chilled[slot]), int(exposure.cold_due[slot]) - NOW
        woken = any(e.kind == Kind.WOKE and e.who == exposure.owner[slot] for e in world.events.this_tick())
        if woken or not people.alive[exposure.owner[slot]]:
            assert ticks == 1 or not woken
            continue
        asleep = did == Activity.SLEEPING and exposure.core[slot] * 1000 + exposure.core_rest[slot] > 35_800_000

        def core_after(ticks, slot=slot):
            law = exposure.air[slot], exposure.heat[slot], SKIN[people.age[exposure.owner[slot]]], exposure.wraps[slot]
            core = int(exposure.core[slot]) * 1000 + int(exposure.core_rest[slot])
            return int(cold.cooled(core, ticks, *(int(n) for n in law), knobs))

        def is_new(ticks, stage=stage, asleep=asleep):
            core = core_after(ticks)
            return stage_of(core / 1000, stage) != stage or (asleep and core <= 35_800_000)

        if did == Activity.PLUGGED or not is_new(LOOK):
            assert ticks == LOOK
            continue
        news += 1
        assert 0 < ticks <= LOOK
        assert is_new(ticks)
        assert not is_new(ticks - 1)
    assert news > 5


# ---------------------------------------------------------------- what is told, and what comes of it


def expected_events(world, was, slots, about, senses):
    """The events of a tick, slot by slot, each as (kind, who, amount, cause)."""
    people, exposure, shelters = world.citizens, world.exposure, world.shelters
    told, now = [], {}
    for slot in slots:
        who, old, stage = int(exposure.owner[slot]), int(was["chilled"][slot]), int(exposure.chilled[slot])
        before, inside = int(was["cold_cause"][slot]), int(people.inside[who])
        building = world.city.buildings[inside] if inside >= 0 else None
        rows = np.flatnonzero(shelters.building == inside) if building else []
        lit = [int(shelters.fire_cause[row]) for row in rows if shelters.fire[row] >= 0]
        out = [int(shelters.fire_cause[row]) for row in rows if shelters.fire[row] < 0]
        did, why = about[who]
        if did == Activity.SLEEPING and exposure.core[slot] <= 35_800 and stage < 3:
            slept = int(exposure.sleep_cause[slot])
            now[who] = why = event_id(NOW, Kind.WOKE, who)
            told.append((Kind.WOKE, who, Waking.COLD, before if old else max([slept, *out])))
        if stage == old:
            continue
        if stage > old:
            cause = why if kind_of(before) == Kind.WARMED else before
        else:
            begun = max(before, why) if inside >= 0 else before
            cause = lit[0] if lit else begun
        kind = Kind.CHILLED if stage > old else Kind.WARMED
        told.append((kind, who, stage, cause or world.scenario_event))
        event = event_id(NOW, kind, who)
        awake = senses[who] or did == Activity.SLEEPING
        if stage == 4:
            told.append((Kind.DIED, who, Death.COLD, event))
        elif stage == 3 and awake:
            told.append((Kind.FAINTED, who, 0, event))
        elif stage < 3 and was["numb"][slot] and did == Activity.UNCONSCIOUS:
            told.append((Kind.CAME_TO, who, 0, event))
    return told


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_each_change_is_told_with_its_cause_and_lays_down_wakes_slows_or_kills(seed):
    world = crowd(seed)
    exposure, people, was = world.exposure, world.citizens, kept(world)
    owners = exposure.owner.copy()
    slots = [int(s) for s in np.flatnonzero(exposure.used & (exposure.cold_due <= NOW)) if people.alive[owners[s]]]
    about = {who: (int(people.doing[who]), int(people.cause[who])) for who in range(N)}
    gone = (Activity.SLEEPING, Activity.UNCONSCIOUS, Activity.HELD, Activity.SHUT_DOWN, Activity.RECLAIMED)
    senses = {who: people.alive[who] and people.doing[who] not in gone for who in range(N)}
    world.events.begin(NOW)
    cold.step(world, cold.Params(**KNOBS))
    said = [(e.kind, e.who, e.amount, e.cause) for e in world.events.this_tick()]
    told = expected_events(world, was, slots, about, senses)
    assert said == told
    assert {e.where == people.cell[e.who] for e in world.events.this_tick()} == {True}
    died, fainted, came_to, woke = ({one[1] for one in told if one[0] == kind} for kind in (
        Kind.DIED, Kind.FAINTED, Kind.CAME_TO, Kind.WOKE))  # fmt: skip
    changed = {one[1]: one for one in told if one[0] in (Kind.CHILLED, Kind.WARMED)}
    for slot in slots:
        who, stage = int(owners[slot]), int(exposure.chilled[slot])
        assert people.alive[who] == (who not in died)
        if who in died:
            continue
        if who in changed:
            assert exposure.cold_cause[slot] == event_id(NOW, changed[who][0], who)
            assert exposure.stiff[slot] == people.able[who] == (100, 80, 40, 0)[stage]
        else:
            assert (exposure.cold_cause[slot], exposure.stiff[slot]) == (was["cold_cause"][slot], 100)
        left = was["numb"][slot] and not (who in changed and stage < 3)
        assert exposure.numb[slot] == (who in fainted or left)
        assert exposure.alert[slot] == (NOW + 3600 if who in woke else was["alert"][slot])
        warm = exposure.core[slot] >= 36_200 and was["shivers"][slot] > NOW
        shivers = exposure.core[slot] <= 35_800 and stage < 3
        assert exposure.shivers[slot] == (NOW + 3600 if shivers else NOW if warm else was["shivers"][slot])
        assert (exposure.sleep_due[slot] == NOW) >= warm
        doing = Activity.UNCONSCIOUS if who in fainted else Activity.WAITING if who in came_to | woke else about[who][0]
        stands = doing == Activity.WAITING and people.inside[who] >= 0
        assert people.doing[who] == (Activity.RESTING if stands and who in came_to | woke else doing)
        if who in fainted:
            assert people.posture[who] == Posture.FLAT
    assert min(len(died), len(fainted), len(came_to)) > 0


def test_who_has_lost_too_much_blood_as_well_does_not_come_to_with_the_warmth():
    world = hurt(6, flow=0)
    people, exposure = world.citizens, world.exposure
    slots = expose(world, np.arange(6)[::-1])
    exposure.chilled[slots], exposure.numb[slots], people.doing[:] = 3, True, Activity.UNCONSCIOUS
    people.doing[2] = Activity.HAULED
    world.blood.passed_out[[blood_loss.blood_slot(world, who) for who in (1, 4)]] = True
    world.sky.temperature[0] = 3000
    cold.step(world, cold.Params())
    came_to = [event.who for event in world.events.this_tick() if event.kind == Kind.CAME_TO]
    assert sorted(came_to) == [0, 3, 5]
    assert not exposure.numb[slots].any()
    up, senseless = Activity.WAITING, Activity.UNCONSCIOUS
    assert people.doing.tolist() == [up, senseless, Activity.HAULED, up, senseless, up]


def test_the_law_leads_to_the_temperature_at_which_warmth_made_and_lost_are_even():
    knobs = cold.Params(**KNOBS).knobs
    dice = np.random.default_rng(3)
    for _ in range(300):
        core, falling = int(dice.choice((36_000_000, 33_000_000, 30_000_000, 26_000_000))), int(dice.integers(0, 2))
        core += int(dice.integers(-900_000, 900_000))
        air, heat = int(dice.integers(-4000, 3500)), int(dice.integers(500, 9000))
        skin, wraps = int(dice.integers(20_000, 50_000)), int(dice.integers(0, 6000))
        loses = skin * 1e-6 / (0.2 + 0.16 * wraps / 1000)
        target, tau = cold.pull(core, falling, air, heat, skin, wraps, knobs)
        if core >= 35_000_000:  # 2.5 W/kg at 35 C, nothing at 37
            even, speed = (heat / 1000 + 37 * 1.25 + loses * air / 100) / (loses + 1.25), loses + 1.25
        else:
            shivers = 2.5 if core >= 32_000_000 else 1.25 if core >= 28_000_000 else 0
            even, speed = air / 100 + (heat / 1000 + shivers) / loses, loses
        assert target / 1e6 == pytest.approx(even, abs=0.01)
        assert tau == pytest.approx(3300 / speed, rel=1e-3)
    for mark, above, below in ((35, 36, 34), (32, 33, 31), (28, 29, 27), (24, 25, 23)):
        laws = [tuple(int(n) for n in cold.pull(at, falls, -1000, 1500, 25_000, 1000, knobs)) for at, falls in (
            (mark * 1_000_000, 1), (mark * 1_000_000, 0), (below * 1_000_000, 0), (above * 1_000_000, 1))]  # fmt: skip
        assert laws[0] == laws[2], "just below a mark the law below it holds"
        assert laws[1] == laws[3], "and just above it the one above"


def test_wet_clothes_let_the_cold_in_and_dry_ones_keep_it_out_again():
    world = make_world(field(8, 8), 3, doing=Activity.WAITING)
    world.sky.temperature[0] = 200
    slots = expose(world, [0, 1, 2])
    run(cold, world)
    wet.drench(world, 1, 7200, world.scenario_event)
    wet.drench(world, 2, 600, world.scenario_event)
    run(cold, world, wet=0.4)
    wraps = world.exposure.wraps[slots].tolist()
    assert wraps == [1000, 400, 400]
    world.tick = 600
    wet.dry_out(world)
    run(cold, world, ticks=1, wet=0.4)
    assert world.exposure.wraps[slots].tolist() == [1000, 400, 1000]
    run(cold, world, ticks=9000, wet=0.4)
    core = world.exposure.core[slots].tolist()
    assert core[1] < core[2] < core[0] + 1
