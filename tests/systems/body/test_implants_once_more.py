"""The decay of implants lived through once more, person by person: every stage, flicker, ping and end on its tick."""

from __future__ import annotations

import numpy as np
import pytest
from scenes.worlds import field, make_world

from undergrid.core import luck
from undergrid.systems.body import implants
from undergrid.world.log.events import event_id
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import Attempts, intend
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER, Activity, ConditionKind, Posture

N, LIVES = 2 * 64 + 9, 170  # people; ticks that are lived through
AHEAD = {1: 72, 2: 36, 3: 18}  # s, of the stages
FLICKER, PING = 9, 4
KNOBS = {"blur_hours": 0.02, "stray_hours": 0.01, "fail_hours": 0.005, "flicker_seconds": FLICKER, "ping_seconds": PING,
         "registry_least_hours": 0.005, "registry_most_hours": 0.02}  # fmt: skip
LEAST, MOST = 18, 72
GONE = {"alive": False, "stage": 4, "doing": Activity.SHUT_DOWN, "posture": Posture.FLAT, "plugged": False, "goal": -1,
        "enter": -1, "target": -1, "intent": 0}  # fmt: skip


class Once:
    """Everybody's decay by the rule, one tick after the other."""

    def __init__(self, world):
        self.world, people = world, world.citizens
        self.expires, self.stage, self.alive = (
            people.expires.astype(int),
            people.stage.astype(int),
            people.alive.astype(bool),
        )
        self.why = dict.fromkeys(range(N), world.scenario_event)
        self.registry, self.ended, self.struck, self.period = [], {}, set(), 1
        held = world.conditions
        for kind in (ConditionKind.UNRENEWED, ConditionKind.FAILING):
            for slot in held.rows():
                if held.kind[slot] == kind:
                    self.why[int(held.owner[slot])] = int(held.cause[slot])

    def tick(self, now):
        """The events of a tick, in the order of the log."""
        world, told = self.world, []
        noted = {entry[0] for entry in self.registry} | self.struck
        for who in np.flatnonzero(~self.alive & (self.stage < 4) & (self.expires < NEVER)).tolist():
            if (who >> 6) % self.period == now % self.period and who not in noted:  # dead of something else
                self.stage[who] = 4
                told.append((0, Kind.PINGED, who, int(world.citizens.cell[who]), 0, world.scenario_event))
                self._note(who, now)
        for who in np.flatnonzero(self.alive).tolist():
            left = int(self.expires[who]) - now
            reached = max((stage for stage, ahead in AHEAD.items() if left <= ahead), default=0)
            cell = int(world.citizens.cell[who])
            if left <= 0:
                told.append((6, Kind.SHUT_DOWN, who, cell, 0, event_id(now - PING, Kind.PINGED, who)))
                self.alive[who], self.ended[who] = False, now
            elif left == PING:
                told.append((5, Kind.PINGED, who, cell, 0, event_id(now + PING - FLICKER, Kind.FLICKERED, who)))
                self._note(who, now)
            elif left == FLICKER:
                told.append((4, Kind.FLICKERED, who, cell, 0, self.why[who]))
                self.why[who] = event_id(now, Kind.FLICKERED, who)
            elif reached > self.stage[who]:
                told.append((reached, Kind.STAGE_REACHED, who, cell, reached, self.why[who]))
                self.why[who] = event_id(now, Kind.STAGE_REACHED, who)
            self.stage[who] = max(self.stage[who], reached) if left > 0 else 4
        events = [one[1:] for one in sorted(told, key=lambda one: one[0])]
        for entry in [entry for entry in self.registry if entry[2] <= now]:
            events.append((Kind.STRUCK_OFF, entry[0], -1, now - entry[1], entry[3]))
            self.struck.add(entry[0])
        return events

    def _note(self, who, now):
        """When the registry hears of a ping."""
        key = luck.make_key(self.world.seed, now, implants.STREAM)
        delay = LEAST + int(luck.below(key, self.world.citizens.luck[who], MOST - LEAST + 1))
        self.registry.append((who, now, now + delay, event_id(now, Kind.PINGED, who)))


def city_of_the_failing(seed):
    dice = np.random.default_rng(seed)
    world = make_world(field(20, 20), N, seed=seed)
    world.tick, people = 50_000, world.citizens
    people.expires[:] = 50_000 + dice.integers(-6, 160, N)
    people.expires[::10] = NEVER  # who has no subscription
    edge = dice.permutation(np.flatnonzero(people.expires < NEVER))[:12]
    people.expires[edge] = 50_000 + np.array((72, 73, 71, 36, 37, 35, 18, 19, 9, 4, 1, 0))
    people.stage[:], people.alive[:] = np.where(dice.random(N) < 0.1, dice.integers(0, 4, N), 0), dice.random(N) < 0.95
    people.stage[people.alive == 0] = 4  # those who died before are known to have
    people.goal[:] = people.enter[:] = 3
    for kind, share in ((ConditionKind.UNRENEWED, 3), (ConditionKind.FAILING, 5), (ConditionKind.FINED, 2)):
        who = np.arange(0, N, share)
        slots = world.conditions.take(len(who))
        world.conditions.owner[slots], world.conditions.kind[slots] = who, kind
        world.conditions.cause[slots] = [event_id(40 + kind, Kind.RENEWAL_REFUSED, row) for row in who]
    for who in range(0, N, 7):
        intend(world, who, Verb.WALK, 5, world.scenario_event)
    return world, dice


@pytest.mark.parametrize(("seed", "period"), [(1, 1), (2, 1), (3, 5)])
def test_everybody_decays_on_their_own_ticks_and_all_that_is_told_has_its_cause(seed, period):
    world, dice = city_of_the_failing(seed)
    people, once, knobs, kinds = world.citizens, Once(world), implants.Params(**KNOBS), []
    world.period = once.period = period
    registered = dict.fromkeys(range(N), True)
    for now in range(50_000, 50_000 + LIVES):
        world.tick = now
        world.events.begin(now)
        implants.step(world, knobs)
        said = [(e.kind, e.who, e.where, e.amount, e.cause) for e in world.events.this_tick()]
        expected = once.tick(now)
        assert [one for one in said if one[0] != Kind.STRUCK_OFF] == [
            one for one in expected if one[0] != Kind.STRUCK_OFF
        ]
        struck = [one for one in expected if one[0] == Kind.STRUCK_OFF]
        assert sorted(one for one in said if one[0] == Kind.STRUCK_OFF) == sorted(struck)
        once.registry = [entry for entry in once.registry if entry[2] > now]
        registered.update({one[1]: False for one in struck})
        assert people.stage.tolist() == once.stage.tolist()
        assert people.alive.tolist() == once.alive.tolist()
        assert {who: bool(people.registered[who]) for who in range(N)} == registered
        assert entries(world) == sorted(once.registry)
        for event in world.events.this_tick():
            if event.kind in (Kind.STAGE_REACHED, Kind.SHUT_DOWN, Kind.STRUCK_OFF):
                assert people.cause[event.who] == event.id
        kinds += [one[0] for one in said]
        assert_gone(world, once.ended)
        if now % 40 == 7:  # some are renewed, some die of something else
            renewed, killed = dice.permutation(N)[:4], dice.permutation(N)[:3]
            people.expires[renewed] = once.expires[renewed] = np.maximum(people.expires[renewed], now + 9000)
            people.alive[killed] = once.alive[killed] = False
    failing = [slot for slot in world.conditions.rows() if world.conditions.kind[slot] == ConditionKind.FAILING]
    for slot in failing:
        assert world.conditions.cause[slot] == once.why[int(world.conditions.owner[slot])]
    assert len({int(world.conditions.owner[slot]) for slot in failing}) == len(failing)
    assert {kinds.count(kind) > 5 for kind in (Kind.STAGE_REACHED, Kind.FLICKERED, Kind.PINGED, Kind.SHUT_DOWN,
                                               Kind.STRUCK_OFF)} == {True}  # fmt: skip


def entries(world):
    registry = world.registry
    names = ("subject", "since", "due", "cause")
    return sorted(tuple(int(getattr(registry, name)[slot]) for name in names) for slot in np.flatnonzero(registry.used))


def assert_gone(world, ended):
    """Whoever has come to their end is as the dead are, since that tick; nobody else has been touched so."""
    people = world.citizens
    for who, tick in ended.items():
        assert people.since[who] == tick
        assert {name: int(getattr(people, name)[who]) for name in GONE} == {name: int(GONE[name]) for name in GONE}
        assert who not in world.cache(Attempts).intending
    others = np.setdiff1d(np.arange(N), list(ended))
    assert (people.goal[others] == 3).all()
    assert (people.plugged[others] == 1).all()
    assert (people.doing[others] == Activity.WAITING).all()


@pytest.mark.parametrize(("least", "most", "late"), [(0, 0, 0), (0.005, 0.005, 18), (0.01, 0.005, 36)])
def test_a_registry_whose_longest_delay_is_no_more_than_its_least_is_that_late(least, most, late):
    world = make_world(field(5, 5), 3)
    world.citizens.expires[:] = NEVER, 10, NEVER
    knobs = implants.Params(**{**KNOBS, "registry_least_hours": least, "registry_most_hours": most})
    for _ in range(60):
        world.events.begin(world.tick)
        implants.step(world, knobs)
        world.tick += 1
    (ping,) = (event for event in world.events.rows() if event.kind == Kind.PINGED)
    (struck,) = (event for event in world.events.rows() if event.kind == Kind.STRUCK_OFF)
    assert (ping.tick, struck.tick, struck.who, struck.amount, struck.cause) == (6, 6 + late, 1, late, ping.id)


def test_whose_turn_comes_late_is_watched_in_time_all_the_same():
    """A period of a minute: each chunk is looked at once in it, and nothing of anybody's decay comes late."""
    for rows in (1, 64, 65, 70, 128, 129, 134):
        world = make_world(field(20, 20), rows)
        world.citizens.expires[:] = 10_000
        world.citizens.expires[-1], world.period = 500, 60
        for _ in range(501):
            world.events.begin(world.tick)
            implants.step(world, implants.Params(**KNOBS))
            world.tick += 1
        told = [(event.tick, event.kind) for event in world.events.rows()]
        assert told == [(500 - 72, Kind.STAGE_REACHED), (500 - 36, Kind.STAGE_REACHED), (500 - 18, Kind.STAGE_REACHED),
                        (491, Kind.FLICKERED), (496, Kind.PINGED), (500, Kind.SHUT_DOWN)]  # fmt: skip
        assert {event.who for event in world.events.rows()} == {rows - 1}
