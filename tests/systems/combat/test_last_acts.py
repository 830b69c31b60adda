"""Last acts: somebody clings to a Sentinel, and what it fires meanwhile bursts between them."""

import pytest
from scenes.companions import LUCY, REX, before_a_sentinel, claim, confess, lunge, of
from scenes.gatehouse import live
from scenes.gunfights import give, refused

from undergrid.systems.authority import verdicts
from undergrid.systems.combat import last_acts, return_fire
from undergrid.world.body.posture import has_senses
from undergrid.world.combat.breakage import fail, has_failed
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.combat import Subsystem
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal
from undergrid.world.tables.people import Activity


def condemned(far=2, **given):
    """A Sentinel that has raised its weapon at Lucy, and fires in three seconds."""
    world = before_a_sentinel(far=far, **given)
    claim(world, LUCY)
    live(world, 1, verdicts)
    confess(world, LUCY, REX)
    live(world, 1, verdicts)
    return world


def test_who_lunges_clings_to_it_and_is_shaken_off_after_as_long_as_said():
    world = before_a_sentinel(far=2)
    ordered = lunge(world, REX)
    told = live(world, 10, last_acts, last_acts={"clings_s": 4})
    (lunged,), (off,) = of(told, Kind.LUNGED), of(told, Kind.THROWN_OFF)
    assert (lunged.who, lunged.whom, lunged.cause) == (REX, 0, ordered)
    assert (off.who, off.whom, off.cause, off.tick) == (REX, 0, lunged.id, lunged.tick + 4)
    assert world.citizens.doing[REX] != Activity.TENDING


def test_what_it_fires_meanwhile_bursts_and_harms_all_who_are_close_and_itself():
    world = condemned(more=1)
    lunge(world, REX)
    told = live(world, 6, last_acts, verdicts)
    (lunged,), (blast,) = of(told, Kind.LUNGED), of(told, Kind.BLAST)
    (found,) = of(world.events.rows(), Kind.FOUND_DEFECTIVE)
    assert (blast.who, blast.whom, blast.cause, blast.tick) == (REX, 0, found.id, found.tick + 3)
    rows = world.events.because_columns()
    assert (blast.id, lunged.id, Role.CONDITION) in zip(rows["event"], rows["cause"], rows["role"], strict=True)
    hurt = {event.who for event in of(told, Kind.WOUNDED)}
    assert {REX, LUCY} <= hurt
    assert 3 not in hurt  # far off
    assert blast.amount == 3
    for who in (REX, LUCY):
        assert not has_senses(world, who)
    assert has_failed(world, 0, Subsystem.WEAPON)
    assert not of(told, Kind.FIRED_ON)


def test_those_who_live_have_lost_their_senses_by_the_blast():
    for seed in range(8):
        world = condemned(seed=seed)
        lunge(world, REX)
        told = live(world, 6, last_acts, verdicts)
        (blast,) = of(told, Kind.BLAST)
        fainted = {event.who for event in of(told, Kind.FAINTED) if event.cause == blast.id}
        died = {event.who for event in of(told, Kind.DIED)}
        assert {REX, LUCY} <= fainted | died


def test_afterwards_it_fires_no_more():
    world = condemned()
    lunge(world, REX)
    told = live(world, 60, last_acts, verdicts)
    assert len(of(told, Kind.BLAST)) == 1
    assert not of(told, Kind.FIRED_ON)


def test_a_lunge_that_is_over_before_it_fires_changes_nothing():
    world = condemned()
    lunge(world, REX)
    told = live(world, 6, last_acts, verdicts, last_acts={"clings_s": 1})
    assert of(told, Kind.THROWN_OFF)
    assert not of(told, Kind.BLAST)
    assert of(told, Kind.FIRED_ON)


def test_it_is_the_same_where_a_sentinel_fires_by_its_own_rule():
    world = before_a_sentinel(far=1, after=REX)
    give(world, REX, ItemKind.SIDEARM)
    world.watchers.seen_at[0] = 10_000
    lunge(world, LUCY)
    told = live(world, 5, last_acts, return_fire, return_fire={"watchers": True})
    (blast,) = of(told, Kind.BLAST)
    assert blast.who == LUCY
    assert not [event for event in of(told, Kind.FIRED_ON) if event.tick <= blast.tick]


@pytest.mark.parametrize(
    ("change", "why"),
    [("far", Refusal.OUT_OF_RANGE), ("drone", Refusal.NOT_NEEDED), ("off", Refusal.NOT_NEEDED),
     ("indoors", Refusal.INDOORS), ("lame", Refusal.CANNOT_WALK), ("broken", None)],
)  # fmt: skip
def test_it_takes_a_sentinel_that_works_within_a_leap(change, why):
    world = before_a_sentinel(far=5 if change == "far" else 2)
    if change == "drone":
        world.watchers.kind[0] = WatcherKind.DRONE
    if change == "off":
        world.watchers.duty[0] = Duty.OFF
    if change == "indoors":
        world.citizens.inside[REX] = 0
    if change == "lame":
        world.citizens.able[REX] = 0
    if change == "broken":
        fail(world, 0, Subsystem.WEAPON, world.scenario_event)
    lunge(world, REX)
    told = live(world, 1, last_acts)
    assert refused(world) == ([] if why is None else [why])
    assert len(of(told, Kind.LUNGED)) == (why is None)
