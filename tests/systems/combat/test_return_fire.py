"""Return fire: watchers that are told to shoot at whom they hunt, if those carry guns; by default none does."""

import pytest
from scenes.gunfights import NOON, armed, events, give, hits
from scenes.worlds import run

from undergrid.systems.combat import return_fire
from undergrid.world.combat.weapons import ARMS, spell_shot
from undergrid.world.log.kinds import Kind
from undergrid.world.orders import tasks
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.combat import Subsystem
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity, Posture


def hunted(kind=WatcherKind.HUNTER, weapon=ItemKind.RIFLE, seed=1, far=5):
    """Somebody wanted, with a gun, in the sight of a watcher that hunts them."""
    world = armed(places=((2, 2), (12, 5)), weapon=weapon, watchers=[(kind, 2 + far + 2 * 30)], seed=seed)
    world.sky.light[0] = NOON
    watchers = world.watchers
    watchers.duty[0], watchers.quarry[0], watchers.in_sight[0], watchers.seen_at[0] = Duty.HUNT, 0, 0, 10_000
    watchers.sighting[0] = world.events.one(Kind.SIGHTED, 0, 0)
    world.citizens.wanted[0] = True
    return world


def shots(world, ticks=8, **knobs):
    run(return_fire, world, ticks=ticks, **{"watchers": True, **knobs})
    return events(world, Kind.FIRED_ON)


def test_by_default_no_watcher_shoots():
    world = hunted()
    run(return_fire, world, ticks=20)
    assert not events(world, Kind.FIRED_ON)


def test_each_kind_shoots_with_its_own_weapon_once_in_some_seconds_by_what_it_sees():
    for kind, weapon in ARMS.items():
        world = hunted(kind)
        found = shots(world, ticks=8)
        assert len(found) == 2
        assert found[1].tick - found[0].tick == 4
        assert {event.cause for event in found} == {events(world, Kind.SIGHTED)[0].id}
        assert spell_shot(found[0].amount).startswith(weapon.name.lower())


def test_who_has_no_gun_is_helpless_held_or_not_hunted_is_not_shot_at():
    assert not shots(hunted(weapon=ItemKind.GAUZE))
    for doing in (Activity.UNCONSCIOUS, Activity.HELD):
        world = hunted()
        world.citizens.doing[0] = doing
        assert not shots(world)
    world = hunted()
    world.citizens.wanted[0], world.watchers.quarry[0] = False, -1
    assert not shots(world)


def test_a_watcher_that_is_off_duty_disturbed_without_sight_or_weapon_does_not_shoot():
    for column, value in (("duty", Duty.OFF), ("impaired", 100), ("in_sight", -1), ("seen_at", -100)):
        world = hunted()
        getattr(world.watchers, column)[0] = value
        assert not shots(world)
    world = hunted()
    slot = int(world.failures.take(1)[0])
    world.failures.watcher[slot], world.failures.part[slot] = 0, Subsystem.WEAPON
    assert not shots(world)


def test_a_hit_wounds_by_the_watcher_and_who_is_shot_at_keeps_down():
    for seed in range(20):
        world = hunted(seed=seed, far=2)
        shots(world, ticks=4)
        if hits(world) and events(world, Kind.WOUNDED):
            break
    (fired,), (wounded,) = events(world, Kind.FIRED_ON), events(world, Kind.WOUNDED)
    assert (wounded.who, wounded.whom, wounded.cause) == (0, 0, fired.id)
    (down,) = events(world, Kind.KEPT_DOWN)
    assert (down.who, down.cause) == (0, fired.id)
    assert world.citizens.posture[0] != Posture.STANDING


def test_how_often_how_well_and_on_how_fresh_a_sighting_is_for_the_scenario_to_say():
    assert len(shots(hunted(), ticks=8, every_s=2)) == 4
    assert shots(hunted(), watcher_mrad=80)[0].odds < shots(hunted())[0].odds
    world = hunted()
    world.watchers.seen_at[0] = 0
    late = len(shots(world, ticks=30))
    world = hunted()
    world.watchers.seen_at[0] = 0
    assert late < len(shots(world, ticks=30, glimpse_s=20))


def test_at_odds_that_are_hopeless_it_holds_its_fire():
    odds = shots(hunted(), least_odds=0)[0].odds / 2**32
    assert shots(hunted(), least_odds=0.99 * odds)
    assert not shots(hunted(), least_odds=min(1, 1.01 * odds))
    assert not shots(hunted(far=25), watcher_mrad=500)


def test_at_most_four_shoot_at_one_person_in_one_tick():
    world = armed(places=((2, 2),), watchers=[(WatcherKind.HUNTER, 5 + n + 2 * 30) for n in range(7)])
    give(world, 0, ItemKind.ARMOUR)
    watchers = world.watchers
    watchers.quarry[:] = watchers.in_sight[:] = 0
    watchers.duty[:], watchers.seen_at[:] = Duty.HUNT, 10_000
    watchers.sighting[:] = world.events.one(Kind.SIGHTED, 0, 0)
    assert len(shots(world, ticks=1, every_s=1)) == 4


@pytest.mark.parametrize(("aims_at", "shoots"), [(-1, False), (0, True), (1, False)])
def test_who_leads_somebody_away_shoots_only_at_who_aims_at_it(aims_at, shoots):
    """A night in which a hunter with a prisoner at its side shot fifteen times at one of his companions who ran."""
    world = hunted()
    world.watchers.duty[0] = Duty.LEAD
    if aims_at >= 0:
        tasks.begin(world, 0, Verb.SHOOT_DOWN, aims_at, 100, world.scenario_event, int(ItemKind.RIFLE))
    assert bool(shots(world)) == shoots
