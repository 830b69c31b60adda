"""Grenades: where they land, when they go off, whom they reach, friend and foe; glass; what is refused."""

import numpy as np
import pytest
from scenes.gunfights import armed, ask, events, give, refused
from scenes.worlds import field, run

from undergrid.systems.combat import grenades
from undergrid.world.combat.burst import MOST
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.body import Death, WoundKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity, Posture


def thrower(drawing="", places=((2, 2), (12, 2)), seed=1, n=2, **given):
    world = armed(drawing or field(40, 8), places, weapon=ItemKind.GRENADE, rounds=0, seed=seed, **given)
    if n > 1:
        give(world, 0, ItemKind.GRENADE, n - 1)
    return world


def throw(world, x, y, ticks=7, level=0, **knobs):
    """Let the first person throw a grenade to a cell, and let it go off."""
    order = ask(world, 0, Verb.THROW, world.city.cell(level, x, y))
    run(grenades, world, ticks=ticks, **{"off": 0, **knobs})
    return order


def test_a_grenade_goes_off_seconds_after_it_has_been_thrown_because_of_that():
    world = thrower()
    order = throw(world, 12, 3)
    (thrown,), (gone,) = events(world, Kind.GRENADE_THROWN), events(world, Kind.EXPLODED)
    assert (thrown.tick, thrown.who, thrown.cause, thrown.amount) == (2, 0, order, 0)
    assert (gone.tick, gone.who, gone.cause, gone.where) == (6, 0, thrown.id, world.city.cell(0, 12, 3))
    assert kit.count(world, 0, ItemKind.GRENADE) == 1
    assert not world.fuses.n_used
    (noise,) = world.noises.rows().tolist()
    assert (world.noises.power[noise], world.noises.cause[noise]) == (1650, gone.id)


def test_times_noise_and_where_it_lands_are_for_the_scenario_to_say():
    world = thrower()
    throw(world, 12, 3, throw_s=1, fuse_s=2, blast_db=120, ticks=4)
    (gone,) = events(world, Kind.EXPLODED)
    assert gone.tick == 3
    assert world.noises.power[world.noises.rows()].tolist() == [1200]
    off = set()
    for seed in range(12):
        world = thrower(seed=seed)
        throw(world, 12, 3, off=0.2)
        (thrown,) = events(world, Kind.GRENADE_THROWN)
        off.add(thrown.amount)
        assert thrown.amount <= 6
    assert len(off) > 2


def test_fragments_make_shrapnel_wounds_fewer_with_the_distance_for_friend_and_foe():
    """Friends stand as near as foes: a bond or a side makes no difference."""
    rings = {2: 0, 5: 0, 10: 0, 16: 0}
    for seed in range(30):
        places = [(20, 2), *((20 + cells, 20) for cells in rings)]
        world = thrower(field(60, 40), places, seed=seed)
        world.citizens.cell[0] = world.city.cell(0, 20, 10)
        bond = int(world.bonds.take(1)[0])
        world.bonds.a[bond], world.bonds.b[bond] = 0, 1
        world.rebuild()
        throw(world, 20, 20, lethal_m=0)
        for event in events(world, Kind.WOUNDED):
            if event.who:
                rings[list(rings)[event.who - 1]] += 1
                assert event.amount & 15 == WoundKind.SHRAPNEL
                assert event.cause == events(world, Kind.EXPLODED)[0].id
    counts = list(rings.values())
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 2 * counts[2] > 0


def test_who_is_close_by_is_killed_by_the_blast_and_who_lies_flat_less_often():
    died = {Posture.STANDING: 0, Posture.FLAT: 0}
    for low in died:
        for seed in range(40):
            world = thrower(seed=seed)
            world.citizens.posture[1] = low
            throw(world, 13, 2)
            found = events(world, Kind.DIED)
            died[low] += len(found)
            assert all(event.amount == Death.BLAST for event in found)
    assert died[Posture.STANDING] > died[Posture.FLAT]


def test_a_wall_stops_it():
    for seed in range(10):
        world = thrower("\n".join(["." * 13 + "#" + "." * 12] * 8), places=((2, 2), (15, 2)), seed=seed)
        throw(world, 12, 2)
        assert not [event for event in events(world, Kind.WOUNDED, Kind.DIED) if event.who == 1]


def test_how_far_it_reaches_and_kills_is_for_the_scenario_to_say():
    def told(**knobs):
        found = np.zeros(2, int)
        for seed in range(16):
            world = thrower(seed=seed, places=((2, 2), (16, 2)))
            throw(world, 12, 2, **knobs)
            found += [len([e for e in events(world, kind) if e.who == 1]) for kind in (Kind.WOUNDED, Kind.DIED)]
        return found.tolist()

    wounds, deaths = told()
    assert told(half_m=2)[0] < wounds < told(half_m=40)[0]
    assert told(lethal_m=12)[1] > deaths
    assert told(blast_m=4) == [0, 0]


def test_armour_stops_fragments():
    turned = 0
    for seed in range(12):
        world = thrower(seed=seed)
        give(world, 1, ItemKind.ARMOUR)
        throw(world, 14, 2, lethal_m=0)
        turned += len(events(world, Kind.DEFLECTED))
    assert turned > 3


def test_it_hits_watchers_near_by_once_each():
    broken = 0
    for seed in range(20):
        world = thrower(seed=seed, watchers=[(WatcherKind.DRONE, 12 + 3 * 40), (WatcherKind.DRONE, 35 + 3 * 40)])
        world.watchers.duty[1] = Duty.OFF
        throw(world, 12, 4)
        came = events(world, Kind.SUBSYSTEM_FAILED, Kind.BOUNCED_OFF)
        assert len(came) <= 1
        assert all(event.who == 0 for event in came)
        broken += len(events(world, Kind.SUBSYSTEM_FAILED))
    assert broken > 2


def test_who_survives_keeps_down():
    world = thrower()
    throw(world, 16, 7)
    assert {event.who for event in events(world, Kind.KEPT_DOWN)} == {0, 1}
    assert world.citizens.posture[1] == Posture.CROUCHED


def test_two_go_off_in_one_tick_and_others_a_tick_later_none_like_the_other():
    world = thrower(places=[(2 + 2 * n, 2) for n in range(5)])
    for who in range(1, 5):
        give(world, who, ItemKind.GRENADE)
    for who in range(5):
        ask(world, who, Verb.THROW, world.city.cell(0, 2 + 2 * who, 6))
    run(grenades, world, ticks=10, lethal_m=0, off=0)
    assert [event.tick for event in events(world, Kind.EXPLODED)] == [6, 6, 7, 7, 8]
    assert all(
        len([w for w in events(world, Kind.WOUNDED) if (w.who, w.tick) == (0, tick)]) <= 2 * MOST for tick in (6, 7)
    )


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ("none", Refusal.NO_WEAPON),
        ("far", Refusal.OUT_OF_RANGE),
        ("wall", Refusal.NO_LINE),
        ("inside", Refusal.INDOORS),
        ("crossing", Refusal.BUSY),
    ],
)
def test_what_cannot_be_thrown_is_refused_and_nothing_is_spent(how, why):
    world = thrower("\n".join(["." * 8 + "#" + "." * 30] * 8) if how == "wall" else "")
    if how == "none":
        kit.spend(world, 0, ItemKind.GRENADE, 2)
    if how == "inside":
        world.citizens.inside[0] = 0
    if how == "crossing":
        world.citizens.doing[0] = Activity.CROSSING
    throw(world, 35 if how == "far" else 12, 2)
    assert refused(world) == [why]
    assert kit.count(world, 0, ItemKind.GRENADE) == (0 if how == "none" else 2)
    assert not events(world, Kind.GRENADE_THROWN)


def test_who_cannot_throw_any_more_when_it_comes_to_it_keeps_the_grenade():
    world = thrower()
    throw(world, 12, 2, ticks=1)
    world.citizens.cell[0] = world.city.cell(0, 39, 7)
    run(grenades, world, ticks=5)
    assert [event.amount for event in events(world, Kind.INTERRUPTED)] == [Verb.THROW]
    assert kit.count(world, 0, ItemKind.GRENADE) == 2


# ---------------------------------------------------------------- glass

STREET = field(30, 9)
BRIDGE = "\n".join([" " * 30] * 3 + [" " * 8 + "|" * 14 + " " * 8] + [" " * 8 + "^" * 14 + " " * 8] + [" " * 30] * 4)


def above_a_street(seed=1, **given):
    """A thrower on a walkway with glass along it, over a street where people stand about, as drawn above."""
    people = [(9, 4), *((x, y) for x in range(1, 30, 2) for y in (0, 2, 4, 6, 8))]
    from scenes.worlds import make_city

    city = make_city(STREET, BRIDGE, **given)
    lawful = tuple(type(level)(level.name, True, True) for level in city.levels)
    object.__setattr__(city, "levels", lawful)
    world = thrower(city, people, seed=seed)
    world.citizens.cell[0] = city.cell(1, 9, 4)
    world.rebuild()
    return world


def test_glass_that_a_blast_breaks_rains_on_those_right_below_and_on_nobody_else():
    hurt = set()
    for seed in range(6):
        world = above_a_street(seed)
        throw(world, 15, 4, level=1, glass_m=12)
        (fell,), (gone,) = events(world, Kind.GLASS_FELL), events(world, Kind.EXPLODED)
        assert (fell.cause, fell.where) == (gone.id, world.city.cell(0, 15, 4))
        cut = [event for event in events(world, Kind.WOUNDED) if event.cause == fell.id]
        assert len(cut) == fell.amount
        for event in cut:
            level, x, y = world.city.where(event.where)
            assert event.amount & 15 == WoundKind.CUT
            assert level == 0
            assert 2 <= y <= 6
            assert 8 <= x <= 22
            hurt.add(event.who)
    assert len(hurt) > 5


def test_a_pane_breaks_once_and_how_far_off_is_for_the_scenario_to_say():
    def broken(**knobs):
        world = above_a_street()
        throw(world, 15, 4, level=1, lethal_m=0, half_m=0.01, **knobs)
        return world

    few, many = broken(glass_m=4), broken(glass_m=16)
    assert 0 < few.panes.n_used < many.panes.n_used
    before = few.panes.n_used
    throw(few, 15, 4, level=1, glass_m=4)
    assert few.panes.n_used == before
    assert len(events(few, Kind.GLASS_FELL)) == 1
    assert not broken(glass_m=0).panes.n_used or broken(glass_m=0).panes.n_used == 1


def test_a_blast_on_the_lowest_level_rains_on_nobody():
    world = thrower("\n".join(["." * 20 + "|" + "." * 9] * 8))
    throw(world, 12, 3)
    assert not events(world, Kind.GLASS_FELL)
