"""Hits of shots: which wound a weapon makes, what it takes, what armour leaves of it."""

import pytest
from scenes.gunfights import armed, events, give, give_cell, refused, shoot

from undergrid.world.combat import weapons
from undergrid.world.items import power
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.body import BodyPart, Death, WoundKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal
from undergrid.world.tables.people import Activity

# ---------------------------------------------------------------- weapons and wounds


def first_wound(weapon, **given):
    """A world in which the first person has just wounded the second, by luck of some seed."""
    for seed in range(60):
        world = armed(weapon=weapon, places=((2, 2), (5, 2)), skill=10, seed=seed)
        if weapon == ItemKind.PLASMA:
            give_cell(world, 0, 1_000_000)
        shoot(world, **given)
        if events(world, Kind.WOUNDED):
            return world
    raise AssertionError("nobody was hit")


@pytest.mark.parametrize(
    ("weapon", "wound"),
    [(ItemKind.SIDEARM, WoundKind.GUNSHOT), (ItemKind.RIFLE, WoundKind.GUNSHOT), (ItemKind.PLASMA, WoundKind.BURN)],
)
def test_each_weapon_makes_its_class_of_wound_and_the_shot_is_the_cause(weapon, wound):
    world = first_wound(weapon)
    (shot,), (wounded,) = events(world, Kind.SHOT), events(world, Kind.WOUNDED)
    assert (wounded.who, wounded.cause, wounded.amount & 15) == (1, shot.id, wound)


def test_a_plasma_shot_draws_from_the_fullest_cell_to_the_joule_and_one_without_energy_is_refused():
    world = armed(weapon=ItemKind.PLASMA, rounds=0)
    row = give_cell(world, 0, 45_000)
    for left in (25_000, 5_000):
        shoot(world, ticks=5, plasma_kills=0)
        assert power.stored(world, row) == left
    shoot(world)
    assert refused(world) == [Refusal.NO_AMMUNITION]
    assert power.stored(world, row) == 5_000


def test_how_much_a_plasma_shot_takes_is_for_the_scenario_to_say():
    world = armed(weapon=ItemKind.PLASMA, rounds=0)
    row = give_cell(world, 0, 45_000)
    shoot(world, plasma_j=44_000)
    assert power.stored(world, row) == 1_000


def test_a_deep_burn_of_head_or_trunk_kills_at_once_as_often_as_said():
    died = {0.0: 0, 1.0: 0}
    for share in died:
        for seed in range(40):
            world = armed(weapon=ItemKind.PLASMA, places=((2, 2), (4, 2)), skill=10, seed=seed)
            give_cell(world, 0, 1_000_000)
            shoot(world, plasma_kills=share)
            died[share] += len(events(world, Kind.DIED))
    assert died[0.0] == 0
    assert died[1.0] > 5


def test_a_deep_shot_in_the_head_kills_at_once_as_often_as_said():
    deep, died = {0.0: 0, 0.7: 0, 1.0: 0}, {0.0: 0, 0.7: 0, 1.0: 0}
    for share in died:
        for seed in range(240):
            world = armed(weapon=ItemKind.RIFLE, places=((2, 2), (4, 2)), skill=10, seed=seed)
            shoot(world, head_kills=share)
            wounds = [world.wounds.cause[slot] for slot in world.wounds.rows().tolist()
                      if (world.wounds.part[slot], world.wounds.depth[slot]) == (BodyPart.HEAD, 3)]  # fmt: skip
            deaths = events(world, Kind.DIED)
            assert all(death.amount == Death.HEAD_WOUND and death.cause in wounds for death in deaths)
            deep[share] += len(wounds)
            if share == 0.0 and wounds:
                assert [event.cause in wounds for event in events(world, Kind.FAINTED)] == [True]
                assert world.citizens.doing[1] == Activity.UNCONSCIOUS
            died[share] += len(deaths)
    assert died[0.0] == 0
    assert died[1.0] == deep[1.0] > 20
    assert 0.45 < died[0.7] / deep[0.7] < 0.95


def test_the_best_weapon_that_can_fire_is_taken_or_the_one_that_is_asked_for():
    world = armed(weapon=ItemKind.PLASMA)  # without a cell
    give(world, 0, ItemKind.SIDEARM)
    assert weapons.weapon_of(world, 0) == ItemKind.SIDEARM
    give(world, 0, ItemKind.RIFLE)
    assert weapons.weapon_of(world, 0) == ItemKind.RIFLE
    give_cell(world, 0, 1_000_000)
    assert weapons.weapon_of(world, 0) == ItemKind.PLASMA
    assert weapons.weapon_of(world, 0, int(ItemKind.SIDEARM)) == ItemKind.SIDEARM


# ---------------------------------------------------------------- armour


def test_armour_turns_shots_aside_and_wears_and_some_go_through_or_past_it():
    turned = pierced = past = 0
    for seed in range(80):
        world = armed(weapon=ItemKind.RIFLE, places=((2, 2), (5, 2)), skill=10, seed=seed)
        slot = give(world, 1, ItemKind.ARMOUR)
        shoot(world)
        found = events(world, Kind.DEFLECTED, Kind.PIERCED)
        wounds, (shot,) = events(world, Kind.WOUNDED), events(world, Kind.SHOT)
        past += bool(wounds and not found)
        if not found:
            continue
        assert (found[0].who, found[0].cause, found[0].amount) == (1, shot.id, world.items.quality[slot])
        if found[0].kind == Kind.DEFLECTED:
            turned += 1
            assert not wounds
        else:
            pierced += 1
            assert found[0].amount == 95
            beside = world.events.because_columns()
            assert beside["cause"][beside["event"] == wounds[0].id].tolist() == [found[0].id]
            assert beside["role"].tolist() == [Role.THROUGH]
    assert turned > 5
    assert pierced > 5
    assert past > 5


def test_what_a_set_covers_stops_and_loses_is_for_the_scenario_to_say():
    def told(**knobs):
        found = [0, 0, 0]
        for seed in range(24):
            world = armed(places=((2, 2), (5, 2)), skill=10, seed=seed)
            slot = give(world, 1, ItemKind.ARMOUR)
            shoot(world, **knobs)
            for n, kind in enumerate((Kind.DEFLECTED, Kind.PIERCED)):
                found[n] += len(events(world, kind))
            found[2] += 100 - int(world.items.quality[slot])
        return found

    usual = told()
    assert told(covers=0)[:2] == [0, 0]
    assert told(stops=0)[0] == 0
    assert told(stops=20)[1] == 0
    assert told(wear=0)[2] == 0 < usual[2]
