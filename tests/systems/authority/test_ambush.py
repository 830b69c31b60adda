"""Ambush: those who lie in wait strike once enough people whom policy hunts are in the open before them."""

import math

import numpy as np
import pytest
from scenes.gatehouse import live, of_kind
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.core.luck import chance
from undergrid.systems.authority import ambush, classification
from undergrid.world.authority.policy import is_hunted
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.body import Death, WoundKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity, Pace, Posture
from undergrid.world.tables.society import Category
from undergrid.world.tables.trails import TraceKind

SIDE = 80
GROUP = [(40, 40), (41, 40), (40, 41), (41, 41), (39, 40)]
UNALIGNED = {"hunted": ("unaligned",)}


def at(x, y):
    return y * SIDE + x


def trap(people=GROUP, hunters=((40, 60), (44, 60)), ground=(40, 40), drawing=None, seed=1, tagged=False, **columns):
    """Hunters in ambush before a killing ground, and people there; they have lain down, and nothing has happened."""
    city = make_city(drawing or field(SIDE, SIDE))
    watchers = [(WatcherKind.HUNTER, at(*place)) for place in hunters]
    world = make_world(city, list(people), watchers, seed=seed, tagged=tagged, **columns)
    world.watchers.duty[:], world.watchers.goal[:] = Duty.AMBUSH, at(*ground)
    return world


def spring(world, ticks=1, policy=None, **params):
    return live(world, ticks, classification, ambush, classification=policy or UNALIGNED, ambush=params)


def wear(world, who, category, covered=False):
    slot = int(world.profiles.take(1)[0])
    profiles = world.profiles
    profiles.owner[slot], profiles.category[slot], profiles.insignia[slot] = who, category, True
    profiles.covered[slot] = covered


# -- laying and striking


def test_an_ambush_is_laid_once_by_all_who_lie_at_a_place():
    world = trap(people=[(1, 1)])
    events = spring(world, 10)
    laid = of_kind(events, Kind.AMBUSH_LAID)
    assert [event.who for event in laid] == [0]
    assert world.watchers.cause.tolist() == [laid[0].id] * 2


def test_it_is_sprung_once_by_enough_people_in_the_killing_ground():
    assert not of_kind(spring(trap(), 10, least=6), Kind.AMBUSHED)
    told = of_kind(spring(trap(), 60, least=5), Kind.AMBUSHED)
    assert len(told) == 1
    assert (told[0].who, told[0].whom, told[0].amount, told[0].where) == (0, 0, 5, at(40, 40))


def test_it_is_caused_by_its_laying_and_by_what_the_first_victim_was_about():
    world = trap()
    world.events.begin(0)
    about = world.events.one(Kind.BAND_SET_OUT, 0, cause=world.scenario_event)
    world.citizens.cause[:] = about
    events = spring(world, 5)
    told = of_kind(events, Kind.AMBUSHED)[0]
    assert told.cause == of_kind(events, Kind.AMBUSH_LAID)[0].id
    because = world.events.because_columns()
    assert (told.id, about, Role.CONDITION) in set(
        zip(because["event"].tolist(), because["cause"].tolist(), because["role"].tolist(), strict=True)
    )
    assert all(event.cause == told.id for event in of_kind(events, Kind.WOUNDED))


def test_nobody_lies_in_wait_for_those_whom_policy_does_not_hunt():
    assert not of_kind(spring(trap(), 20, policy={"hunted": ("healer",)}), Kind.AMBUSHED)
    assert not of_kind(spring(trap(tagged=True), 20), Kind.AMBUSHED)  # their tags answer for them
    world = trap(tagged=True)
    world.citizens.wanted[:] = True
    assert of_kind(spring(world, 20), Kind.AMBUSHED)


def test_a_sign_that_shows_counts_and_one_that_is_covered_does_not():
    healers = {"hunted": ("healer",)}
    for covered in (False, True):
        world = trap(tagged=True)
        for who in range(5):
            wear(world, who, Category.HEALER, covered)
        assert bool(of_kind(spring(world, 20, policy=healers), Kind.AMBUSHED)) is not covered


def test_those_behind_a_wall_are_not_struck():
    wall = [list("." * SIDE) for _ in range(SIDE)]
    wall[50] = list("#" * SIDE)
    assert not of_kind(spring(trap(drawing="\n".join("".join(row) for row in wall)), 20), Kind.AMBUSHED)


def test_when_it_is_over_they_go_back_and_shoot_nobody_any_more():
    world = trap()
    spring(world, 3, fire_seconds=5)
    spring(world, 10, fire_seconds=5)
    assert (world.watchers.duty == Duty.RETURN).all()
    n = world.events.n
    spring(world, 30, fire_seconds=5)
    assert world.events.n == n


def test_a_band_knows_what_it_walked_into_and_others_run():
    world = trap(people=[*GROUP, (38, 38)])
    band = int(world.bands.take(1)[0])
    slots = world.members.take(5)
    world.members.owner[slots], world.members.band[slots] = range(5), band
    told = of_kind(spring(world, 1, blast=False), Kind.AMBUSHED)[0]
    assert world.bands.ambushed[band] == told.id
    assert world.citizens.intent[5] != 0
    assert (world.citizens.intent[:5] == 0).all()


# -- the blast


def ring(metres, n=400, posture=Posture.STANDING, seed=1, drawing=None, **params):
    """How many of n people are hit, and killed, at a distance from the blast; one far away springs it."""
    cells = metres // 2
    world = trap(people=[(40 + cells, 40)] * n, hunters=((40, 79),), seed=seed, drawing=drawing, posture=posture)
    spring(world, 1, fire_seconds=0, range_m=100, ground_m=100, **params)
    hit = len(set(world.wounds.owner[world.wounds.used].tolist()))
    return hit / n, float((~world.citizens.alive).mean())


def test_fragments_thin_out_with_the_square_of_the_distance():
    for metres, seed in ((6, 1), (12, 2), (24, 3), (36, 4)):
        expected = 1 - math.exp(-math.log(2) * (12 / metres) ** 2)
        hit, _ = ring(metres, seed=seed, lethal_m=0)
        assert hit == pytest.approx(expected, abs=3.3 * math.sqrt(expected * (1 - expected) / 400) + 0.01)


def test_half_of_those_who_stand_at_the_lethal_distance_are_killed_at_once():
    _, killed = ring(4, lethal_m=4)
    assert killed == pytest.approx(0.5, abs=0.085)


def test_lying_flat_saves_people_and_a_wall_saves_all():
    standing, flat = ring(12)[0], ring(12, posture=Posture.FLAT)[0]
    assert flat < standing / 2
    wall = [list("." * SIDE) for _ in range(SIDE)]
    for y in range(30, 50):
        wall[y][43] = "#"
    assert ring(12, drawing="\n".join("".join(row) for row in wall))[0] == 0


def test_who_crouches_is_hit_as_much_less_as_less_of_them_shows():
    hit = [ring(12, n=100, posture=Posture.CROUCHED, lethal_m=0, crouched=shows)[0] for shows in (0.05, 0.5, 1)]
    assert hit[0] < hit[1] < hit[2]


def test_beyond_the_reach_of_the_blast_nobody_is_hit():
    assert ring(12, n=100, blast_m=10)[0] == 0
    assert ring(12, n=100, blast_m=12)[0] > 0


@pytest.mark.parametrize(("metres", "enters"), [(30, True), (29, False)])
def test_who_runs_makes_for_a_shelter_that_is_within_reach(metres, enters):
    city = make_city(field(SIDE, SIDE), buildings=[(Use.DISUSED, 0, 40, 25)])
    world = make_world(city, GROUP, [(WatcherKind.HUNTER, at(40, 60))], tagged=False)
    world.watchers.duty[:], world.watchers.goal[:] = Duty.AMBUSH, at(40, 40)
    spring(world, 1, blast=False, shelter_m=metres)
    assert world.citizens.intent[0] == Verb.RUN
    assert (world.citizens.enter[0] == 0) == enters


def test_the_dead_die_of_the_blast_by_their_wounds_and_a_named_draw():
    world = trap(people=[(40, 40)] * 40)
    events = spring(world, 1)
    died = of_kind(events, Kind.DIED)
    ambushed = of_kind(events, Kind.AMBUSHED)[0]
    assert died
    assert all(event.amount == Death.BLAST and event.cause == ambushed.id and event.odds for event in died)
    assert all(event.odds > chance(0.9) for event in died)  # one metre from it


def test_beside_a_wall_some_are_buried_and_in_the_open_nobody():
    def buried(drawing):
        world = trap(people=[(44, 40)] * 100, drawing=drawing)
        events = spring(world, 1, lethal_m=0, debris=0.3)
        return len(of_kind(events, Kind.TRAPPED))

    wall = [list("." * SIDE) for _ in range(SIDE)]
    wall[38][44] = "#"
    assert buried(None) == 0
    assert 10 <= buried("\n".join("".join(row) for row in wall)) <= 50


# -- the shots


def volley(metres, running=False):
    """What share of the shots of 300 hunters hits somebody of a crowd at a distance, in one volley."""
    world = trap(people=[(40, 10)] * 300, hunters=[(40, 10 + metres // 2)] * 300, ground=(40, 10))
    if running:
        world.citizens.doing[:], world.citizens.pace[:] = Activity.WALKING, Pace.RUN
    events = spring(world, 2, blast=False, shot_every=1, fire_seconds=1)
    return len(of_kind(events, Kind.WOUNDED)) / 300


def test_shots_hit_as_the_dispersion_says_nearer_ones_oftener():
    for metres in (20, 60, 120):
        expected = 1 - math.exp(-0.5 / (2 * math.pi * 0.006**2 * metres**2))
        assert volley(metres) == pytest.approx(expected, abs=3.3 * math.sqrt(expected * (1 - expected) / 300) + 0.01)


def test_those_who_run_are_hit_less_often():
    assert volley(80, running=True) < volley(80) / 2


def test_shots_make_gunshot_wounds_and_name_who_shot():
    world = trap(hunters=((40, 45),))
    events = spring(world, 20, blast=False)
    wounds = world.wounds
    assert set(wounds.kind[wounds.used].tolist()) == {WoundKind.GUNSHOT}
    assert {event.whom for event in of_kind(events, Kind.WOUNDED)} == {0}


def test_armour_turns_fragments_and_shots_of_an_ambush_aside():
    hurt, turned = {False: 0, True: 0}, 0
    for worn in hurt:
        for seed in range(4):
            world = trap(seed=seed)
            for who in range(len(GROUP)) if worn else ():
                kit.add(world, who, ItemKind.ARMOUR, 1, world.scenario_event)
            events = spring(world, 25, lethal_m=0, debris=0)
            (sprung,) = of_kind(events, Kind.AMBUSHED)
            assert {event.cause for event in of_kind(events, Kind.DEFLECTED)} <= {sprung.id}
            hurt[worn] += len(of_kind(events, Kind.WOUNDED))
            turned += len(of_kind(events, Kind.DEFLECTED))
    assert hurt[True] < 0.9 * hurt[False]  # heads are bare, and what goes deep goes through
    assert turned > 10


def test_without_fragments_and_shots_nobody_is_hurt():
    world = trap()
    events = spring(world, 40, blast=False, fire_seconds=0, shot_every=600)
    assert of_kind(events, Kind.AMBUSHED)
    assert not of_kind(events, Kind.WOUNDED, Kind.DIED)


# -- what stays, and the rest


def test_blood_and_noise_stay_behind():
    world = trap()
    spring(world, 1)
    hurt = np.unique(world.wounds.owner[world.wounds.used])
    blood = world.traces.used & (world.traces.kind == TraceKind.BLOOD)
    assert set(world.traces.maker[blood].tolist()) == set(hurt.tolist())
    assert world.noises.power[world.noises.used].max() == 1650


def test_the_policy_is_read_by_others_and_empty_without_rules():
    world = trap()
    live(world, 1, classification)
    assert not any(is_hunted(world, category) for category in Category)
    spring(world)
    assert is_hunted(world, Category.UNALIGNED)
    assert not is_hunted(world, Category.HEALER)


def test_a_bystander_indoors_or_far_away_changes_nobodys_wounds():
    def wounds(more):
        world = trap(people=[*GROUP, *more])
        spring(world, 20)
        kept = world.wounds.used & (world.wounds.owner < 5)
        return [column[kept].tolist() for column in (world.wounds.owner, world.wounds.part, world.wounds.flow)]

    assert wounds([]) == wounds([(1, 1), (70, 2)])


def lived(heavy):
    world = trap(people=[*GROUP, (42, 42), (45, 40)])
    events = []
    for _ in range(40):
        if heavy:
            world.restore(world.tick, world.state())
        events += spring(world, 1)
    return world.digest(), events


def test_an_ambush_saved_at_every_tick_goes_the_same_way():
    assert lived(heavy=False) == lived(heavy=True)
