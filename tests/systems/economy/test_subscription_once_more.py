"""Subscription worked out once more: a crowd at one second, beside a twin in which a test does as the rule says."""

import numpy as np
import pytest
from scenes.twins import assert_alike
from scenes.worlds import field, make_world

from undergrid.core import luck
from undergrid.systems.economy import subscription
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.people import NEVER, ConditionKind

N, PERIOD, NOW = 64 * 8 + 20, 3, 500_002  # of chunks 0 to 8 it is the turn of 1, 4 and 7, or of those after them
NOTICE = 5 * 3600
KNOBS = {"period_days": 7, "notice_hours": 5, "threshold": 410, "fresh": 470, "slump": 130, "fine_suspect": 31,
         "fine_wanted": 170, "reward": 23}  # fmt: skip


def crowd(seed):
    """People whose assessment has come, or not yet; some of whom the authority has heard in this very second."""
    dice = np.random.default_rng(seed)
    world = make_world(field(30, 30), N, seed=seed)
    people, conditions = world.citizens, world.conditions
    world.tick, world.period = NOW + seed, PERIOD
    soon = world.tick + NOTICE + dice.integers(-2, 3, N)
    people.expires[:] = np.choose(dice.integers(0, 4, N), [NEVER, soon, soon, world.tick - 9])
    people.obedience[:], people.productivity[:] = dice.integers(350, 470, N), dice.integers(350, 600, N)
    people.lapse[:], people.alive[:] = dice.integers(0, 40_000, N), dice.random(N) < 0.9
    people.refused[:] = dice.random(N) < 0.1
    slots = conditions.take(400)
    conditions.owner[slots] = dice.integers(0, N, 400)
    conditions.kind[slots] = dice.choice((ConditionKind.FINED, ConditionKind.TRAPPED), 400)
    conditions.cause[slots] = [world.events.one(Kind.FINED, who) for who in range(400)]
    conditions.free(slots[::5])
    world.events.begin(world.tick)
    told = [(kind, who) for kind in (Kind.SUSPECTED, Kind.WANTED, Kind.INFORMED, Kind.SIGHTED)
            for who in dice.permutation(N)[:90].tolist()]  # fmt: skip
    for n in dice.permutation(len(told)).tolist():
        world.events.one(*told[n], int(dice.integers(0, N)))
    return world


def set_condition(world, who, kind, causes):
    conditions = world.conditions
    slots = conditions.take(len(who))
    conditions.owner[slots], conditions.kind[slots], conditions.cause[slots] = who, kind, causes
    conditions.since[slots] = world.tick


def book(world):
    """Fines for those who have come under suspicion or are wanted, rewards for those who have informed."""
    people, conditions, log = world.citizens, world.conditions, world.events
    for kind, points in ((Kind.SUSPECTED, -31), (Kind.WANTED, -170), (Kind.INFORMED, 23)):
        booked = Kind.FINED if points < 0 else Kind.REWARDED
        causes = [(event.who, event.id) for event in log.this_tick() if event.kind == kind]
        causes = [(who, cause) for who, cause in causes if people.expires[who] != NEVER]
        fines = []
        for who, cause in causes:
            people.obedience[who] += points
            fines.append(log.one(booked, who, amount=abs(points), cause=cause))
        if points < 0:
            for who, _ in causes:
                conditions.free(conditions.where(owner=who, kind=ConditionKind.FINED))
            last = {who: fine for (who, _), fine in zip(causes, fines, strict=True)}
            set_condition(world, [*last], ConditionKind.FINED, [*last.values()])


def assess(world):
    """The assessments of those whose turn it is."""
    people, log, now = world.citizens, world.events, world.tick
    due = [who for who in range(N) if who // 64 % PERIOD == now % PERIOD and people.alive[who]]
    due = [who for who in due if people.expires[who] <= now + NOTICE and not people.refused[who]]
    slumps, refusals = {}, []
    for who in due:
        odds = int(people.lapse[who]) * 65536
        if luck.u32(world.key(subscription.STREAM), int(people.luck[who])) < odds:
            people.productivity[who] -= 130
            slumps[who] = log.one(Kind.SLUMPED, who, amount=-130, stream=subscription.STREAM, odds=odds)
    lost = []
    for who in due:
        useful = (int(people.obedience[who]) + int(people.productivity[who])) // 2
        if useful >= 410:
            people.expires[who] += 7 * 86_400
            people.productivity[who] = 470
            continue
        fined = world.conditions.where(owner=who, kind=ConditionKind.FINED)
        last = int(world.conditions.cause[fined[0]]) if len(fined) else world.scenario_event
        people.refused[who] = True
        lost.append(who)
        short = world.shortfalls.take(1)
        world.shortfalls.subject[short], world.shortfalls.lacking[short] = who, 410 - useful
        refusals.append(log.one(Kind.RENEWAL_REFUSED, who, amount=useful, cause=slumps.get(who) or last))
    set_condition(world, lost, ConditionKind.UNRENEWED, refusals)
    return len(due) - len(lost), len(lost), len(slumps)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_fines_rewards_slumps_renewals_and_refusals_are_booked_as_the_rule_says(seed):
    world, twin = crowd(seed), crowd(seed)
    subscription.step(world, subscription.Params(**KNOBS))
    book(twin)
    renewed, refused, slumped = assess(twin)
    assert_alike(world, twin)
    assert min(renewed, refused, slumped) > 9


def test_in_a_second_in_which_nothing_is_told_assessments_go_on_and_nothing_is_booked():
    world, twin = crowd(1), crowd(1)
    for one in (world, twin):
        one.events.clear()
        one.events.begin(one.tick)
    subscription.step(world, subscription.Params(**KNOBS))
    assess(twin)
    assert_alike(world, twin)
    kinds = {event.kind for event in world.events.this_tick()}
    assert kinds == {Kind.SLUMPED, Kind.RENEWAL_REFUSED}


@pytest.mark.parametrize("kind", [Kind.SUSPECTED, Kind.WANTED, Kind.INFORMED])
def test_one_word_alone_among_others_is_booked(kind):
    world, twin = crowd(2), crowd(2)
    for one in (world, twin):
        one.citizens.alive[:], one.citizens.expires[70] = False, NOW
        one.events.clear()
        one.events.begin(one.tick)
        for who, what in ((69, Kind.SIGHTED), (70, kind), (71, Kind.SIGHTED)):
            one.events.one(what, who)
    subscription.step(world, subscription.Params(**KNOBS))
    book(twin)
    assert_alike(world, twin)
    assert len(world.events.this_tick()) == 4
