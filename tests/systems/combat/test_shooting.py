"""Shooting: aim, range, light, posture, cover, suppression in the odds; what is refused; hits on watchers."""

import numpy as np
import pytest
from scenes.gunfights import ALL, armed, ask, chance, events, give, hits, refused, shoot
from scenes.worlds import field, make_city, run

from undergrid.city.city import Use
from undergrid.systems.combat import shooting
from undergrid.world.combat import odds, weapons
from undergrid.world.combat.suppression import is_suppressed
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.reasons.combat import aim, shot_odds
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity, Pace, Posture
from undergrid.world.view.view import view


def test_a_shot_is_one_event_with_the_odds_that_were_shown_before():
    world = armed()
    shown = view(world, 0)
    assert shown.verbs[Verb.SHOOT] is None
    assert shown.aims[Verb.SHOOT] == (1, 0)
    order = shoot(world, ticks=3)
    assert not events(world, Kind.SHOT)  # still aiming
    assert world.citizens.doing[0] == Activity.TENDING
    run(shooting, world)
    (shot,) = events(world, Kind.SHOT)
    assert (shot.tick, shot.who, shot.whom, shot.cause, shot.odds) == (3, 0, 1, order, shown.odds[Verb.SHOOT])
    assert shot.stream == int(shooting.STREAM)
    assert kit.count(world, 0, ItemKind.ROUNDS) == 29
    assert 0.5 < shot.odds / ALL < 1


def test_as_many_shots_hit_as_the_odds_say():
    n_hit, n = 0, 150
    expected = 0.0
    for seed in range(n):
        world = armed(places=((2, 2), (10, 2)), weapon=ItemKind.SIDEARM, skill=3, seed=seed)
        expected += chance(world)
        shoot(world, ticks=3)
        n_hit += len(hits(world))
    p = expected / n
    assert 0.2 < p < 0.8
    assert abs(n_hit - n * p) < 3.5 * np.sqrt(n * p * (1 - p))


def test_odds_fall_with_range_and_by_the_square_where_they_are_small():
    far = [chance(armed(field(110, 6), ((2, 2), (2 + cells, 2)), skill=0)) for cells in (5, 10, 35, 70)]
    assert far == sorted(far, reverse=True)
    assert 4 < far[2] / far[3] < 9  # by the square, and less is made out at twice the range


def test_the_odds_are_those_of_a_circular_normal_dispersion():
    world = armed(skill=0)
    kind, line = aim(world, 0, Verb.SHOOT, 1, 0)
    given = world.shared(weapons.Shooting)
    sigma = np.hypot(given.aim_mrad, weapons.WEAPONS[kind].mrad) / 1000 * 20
    assert line.spanned >= odds.PLAIN
    assert chance(world) == pytest.approx(1 - np.exp(-(0.75**2) / (2 * np.pi * sigma**2)), abs=2e-3)


def test_who_is_low_moves_is_in_the_dark_or_on_rubble_is_harder_to_hit():
    plain = chance(armed(skill=0))
    crouched, flat, walking, running, hazy = (armed(skill=0) for _ in range(5))
    crouched.citizens.posture[1], flat.citizens.posture[1] = Posture.CROUCHED, Posture.FLAT
    for world, pace in ((walking, Pace.WALK), (running, Pace.RUN)):
        world.citizens.doing[1], world.citizens.pace[1] = Activity.WALKING, pace
    hazy.sky.ash[0] = 3000
    dark, night = (armed(field(30, 6, ","), skill=0) for _ in range(2))
    dark.sky.light[0] = 0
    rubble = armed(field(30, 6, "%"), skill=0)
    low = [chance(world) for world in (crouched, flat)]
    assert plain > low[0] > low[1] > 0
    assert plain > chance(walking) > chance(running) > 0
    assert plain > chance(rubble) > 0
    assert plain > chance(hazy) > 0
    assert chance(night) > chance(dark) > 0


def test_skill_and_a_better_weapon_make_odds_better_and_being_shot_at_worse():
    by_skill = [chance(armed(places=((2, 2), (27, 2)), skill=skill)) for skill in (0, 5, 10)]
    assert by_skill[0] < by_skill[1] < by_skill[2]
    by_weapon = [
        chance(armed(places=((2, 2), (26, 2)), weapon=kind, skill=10)) for kind in (ItemKind.SIDEARM, ItemKind.RIFLE)
    ]
    assert by_weapon[0] < by_weapon[1]
    world = armed(skill=0)
    before = chance(world)
    slot = int(world.suppressed.take(1)[0])
    world.suppressed.owner[slot], world.suppressed.until[slot] = 0, 5
    assert is_suppressed(world, 0)
    assert chance(world) < before


def test_who_is_shot_at_ducks_keeps_down_for_some_seconds_and_shoots_worse_meanwhile():
    world = armed(places=((2, 2), (12, 2), (12, 3), (20, 2)), skill=0, weapon=ItemKind.SIDEARM)
    people = world.citizens
    shoot(world, ticks=3)
    (shot,) = events(world, Kind.SHOT)
    down = events(world, Kind.KEPT_DOWN)
    assert {(event.who, event.cause, event.amount) for event in down} == {(1, shot.id, 6), (2, shot.id, 6)}
    assert people.posture[[1, 2, 3]].tolist() == [Posture.CROUCHED, Posture.CROUCHED, Posture.STANDING]
    assert is_suppressed(world, 1)
    ask(world, 0, Verb.SHOOT, 1)
    run(shooting, world, ticks=4)
    assert len(events(world, Kind.SHOT)) == 2
    assert len(events(world, Kind.KEPT_DOWN)) == 2  # it lasts longer, and is not told again
    run(shooting, world, ticks=7)
    assert not world.suppressed.n_used


def test_who_walks_goes_on_walking_under_fire():
    world = armed()
    world.citizens.doing[1], world.citizens.goal[1] = Activity.WALKING, world.city.cell(0, 20, 2)
    shoot(world)
    assert world.suppressed.has(owner=1)
    assert not events(world, Kind.KEPT_DOWN)  # nobody who walks on is said to keep down
    assert world.citizens.doing[1] in (Activity.WALKING, Activity.UNCONSCIOUS)


def test_knobs_say_how_long_and_how_near_people_keep_down():
    world = armed(places=((2, 2), (12, 2), (12, 5)))
    shoot(world, keeps_down_s=11, near_m=7)
    assert {(event.who, event.amount) for event in events(world, Kind.KEPT_DOWN)} == {(1, 11), (2, 11)}
    world = armed()
    shoot(world, keeps_down_s=0)
    assert not events(world, Kind.KEPT_DOWN)


def test_who_fires_stays_low_and_who_lay_fires_lying():
    for low in (Posture.STANDING, Posture.FLAT):
        world = armed()
        world.citizens.posture[0] = low
        if low == Posture.FLAT:
            world.citizens.doing[0] = Activity.LYING
        shoot(world)
        flat = low == Posture.FLAT
        assert world.citizens.posture[0] == (Posture.FLAT if flat else Posture.CROUCHED)
        assert world.citizens.doing[0] == (Activity.LYING if flat else Activity.HIDING)


def test_a_shot_is_heard():
    world = armed()
    shoot(world)
    (noise,) = world.noises.rows().tolist()
    (shot,) = events(world, Kind.SHOT)
    assert (world.noises.power[noise], world.noises.maker[noise], world.noises.cause[noise]) == (1550, 0, shot.id)


# ---------------------------------------------------------------- what is refused


def test_without_weapon_ammunition_line_or_range_a_shot_is_refused_and_nothing_is_spent():
    city = make_city(field(30, 6), buildings=[(Use.DISUSED, 0, 5, 5), (Use.DISUSED, 0, 9, 5)])
    cases = {}

    def case(why, world, target=1, amount=0):
        shoot(world, target, amount=amount)
        cases[why] = (refused(world), kit.count(world, 0, ItemKind.ROUNDS))
        assert not events(world, Kind.SHOT)

    bare = armed(weapon=ItemKind.GAUZE)
    case("bare", bare)
    case("empty", armed(rounds=0))
    case("other weapon", armed(), amount=int(ItemKind.SIDEARM))
    case("far", armed(field(120, 4), ((2, 2), (115, 2))))
    case("far for a sidearm", armed(places=((2, 2), (29, 2)), weapon=ItemKind.SIDEARM))
    walled = "\n".join(["." * 7 + "#" + "." * 12] * 6)
    case("wall", armed(walled))
    dead = armed()
    dead.citizens.alive[1] = False
    case("dead", dead)
    inside = armed(city)
    inside.citizens.inside[0] = 0
    inside.rebuild()
    case("from inside", inside)
    within = armed(city)
    within.citizens.inside[1] = 1
    within.rebuild()
    case("into a house", within)
    dim = armed(field(80, 6, ","), ((2, 2), (72, 2)))
    dim.sky.light[0], dim.sky.ash[0] = 0, 300
    case("dark", dim)
    crossing = armed()
    crossing.citizens.doing[0] = Activity.CROSSING
    case("crossing", crossing)
    dreaming = armed()
    dreaming.citizens.doing[1] = Activity.PLUGGED
    case("dreaming", dreaming)
    assert cases == {
        "bare": ([Refusal.NO_WEAPON], 30),
        "empty": ([Refusal.NO_AMMUNITION], 0),
        "other weapon": ([Refusal.NO_WEAPON], 30),
        "far": ([Refusal.OUT_OF_RANGE], 30),
        "far for a sidearm": ([Refusal.OUT_OF_RANGE], 30),
        "wall": ([Refusal.NO_LINE], 30),
        "dead": ([Refusal.TARGET_DEAD], 30),
        "from inside": ([Refusal.INDOORS], 30),
        "into a house": ([Refusal.NO_LINE], 30),
        "dark": ([Refusal.UNSEEN], 30),
        "crossing": ([Refusal.BUSY], 30),
        "dreaming": ([Refusal.NO_LINE], 30),
    }


def test_who_gets_behind_a_wall_while_somebody_aims_is_not_shot_at_and_nothing_is_spent():
    world = armed("\n".join(["." * 14 + "#" + "." * 10] * 6))
    shoot(world, ticks=2)
    world.citizens.cell[1] += 4
    run(shooting, world, ticks=3)
    assert not events(world, Kind.SHOT)
    assert [event.amount for event in events(world, Kind.INTERRUPTED)] == [Verb.SHOOT]
    assert kit.count(world, 0, ItemKind.ROUNDS) == 30


def test_people_in_one_room_can_shoot_at_each_other():
    world = armed(make_city(field(30, 6), buildings=[(Use.DISUSED, 0, 5, 5)]))
    world.citizens.inside[:] = 0
    world.rebuild()
    assert chance(world) > 0.9
    shoot(world)
    assert len(events(world, Kind.SHOT)) == 1


# ---------------------------------------------------------------- watchers


def down(kind, seeds=60, **given):
    """Worlds in which the first person has hit a watcher of a kind, 6 m off, one a seed."""
    for seed in range(seeds):
        world = armed(places=((2, 2),), watchers=[(kind, 5 + 2 * 30)], skill=10, seed=seed, **given)
        shoot(world, 0, Verb.SHOOT_DOWN)
        if hits(world):
            yield world


def test_a_drone_that_is_hit_loses_its_eye_its_drive_or_its_weapon_or_nothing():
    seen = set()
    for world in down(WatcherKind.DRONE):
        (shot,) = events(world, Kind.SHOT_AT_WATCHER)
        (came,) = events(world, Kind.SUBSYSTEM_FAILED, Kind.BOUNCED_OFF)
        assert (came.who, came.cause) == (0, shot.id)
        seen.add(came.amount if came.kind == Kind.SUBSYSTEM_FAILED else -1)
    assert seen == {-1, 0, 1, 2}


def test_a_watcher_that_is_out_of_use_is_not_shot_at():
    world = armed(watchers=[(WatcherKind.DRONE, 5 + 2 * 30)])
    world.watchers.duty[0] = Duty.OFF
    shoot(world, 0, Verb.SHOOT_DOWN)
    assert refused(world) == [Refusal.NOT_NEEDED]


def test_the_odds_at_what_flies_are_worse_and_a_view_shows_them():
    world = armed(places=((2, 2),), watchers=[(WatcherKind.DRONE, 15 + 2 * 30)], skill=0)
    still = chance(world, 0, Verb.SHOOT_DOWN)
    assert view(world, 0).odds[Verb.SHOOT_DOWN] / ALL == still
    world.watchers.duty[0] = Duty.HUNT
    assert 0 < chance(world, 0, Verb.SHOOT_DOWN) < still


def test_each_knob_of_a_shot_turns_its_odds():
    def shown(moving=False, pinned=False, watcher=False, **given):
        world = armed(skill=given.pop("skill", 0), watchers=[(WatcherKind.DRONE, 5 + 3 * 30)])
        if moving:
            world.citizens.doing[1], world.citizens.pace[1] = Activity.WALKING, moving - 1
        if pinned:
            slot = int(world.suppressed.take(1)[0])
            world.suppressed.owner[slot], world.suppressed.until[slot] = 0, 50
        shoot(world, **given)
        return events(world, Kind.SHOT)[0].odds

    assert shown(aim_mrad=60) < shown() < shown(aim_mrad=10)
    assert shown(skill=10, skilled_mrad=20) < shown(skill=10)
    assert shown(moving=1 + Pace.WALK, walking=3) < shown(moving=1 + Pace.WALK)
    assert shown(moving=1 + Pace.RUN, running=5) < shown(moving=1 + Pace.RUN)
    assert shown(pinned=True, suppressed=5) < shown(pinned=True)


def test_who_aims_over_a_wreck_shows_and_can_be_hit_as_much_as_said():
    def shown(**knobs):
        world = armed("\n".join(["." * 3 + "w" + "." * 20] * 6), skill=0)
        world.citizens.posture[0] = Posture.CROUCHED
        give(world, 1, ItemKind.SIDEARM)
        give(world, 1, ItemKind.ROUNDS, 5)
        assert shot_odds(world, 1, Verb.SHOOT, 0, 0) == 0
        ask(world, 0, Verb.SHOOT, 1)
        ask(world, 1, Verb.SHOOT, 0)
        run(shooting, world, ticks=3, **knobs)
        (shot,) = events(world, Kind.SHOT)  # the quicker weapon, while the other still aims
        assert shot.who == 1
        return shot.odds

    assert 0 < shown(peeks=0.05) < shown() < shown(peeks=0.9)


def behind_a_wreck():
    """The first person has a rifle, and the second crouches behind a wreck with one."""
    world = armed("\n".join(["." * 11 + "w" + "." * 10] * 6))
    world.citizens.posture[1] = Posture.CROUCHED
    give(world, 1, ItemKind.RIFLE)
    give(world, 1, ItemKind.ROUNDS, 5)
    return world


def test_at_who_is_behind_a_wreck_one_holds_ones_aim_until_they_come_up_to_shoot():
    world = behind_a_wreck()
    ask(world, 0, Verb.SHOOT, 1)
    run(shooting, world, ticks=6)
    assert not events(world, Kind.SHOT, Kind.INTERRUPTED)
    ask(world, 1, Verb.SHOOT, 0)
    run(shooting, world, ticks=1)
    (shot,) = events(world, Kind.SHOT)
    assert (shot.who, shot.tick) == (0, 6)


def test_for_how_long_is_for_the_scenario_to_say_and_nothing_is_spent():
    for holds in (2, 5):
        world = behind_a_wreck()
        ask(world, 0, Verb.SHOOT, 1)
        run(shooting, world, ticks=20, holds_s=holds)
        (given_up,) = events(world, Kind.INTERRUPTED)
        assert given_up.tick == 3 + holds
        assert kit.count(world, 0, ItemKind.ROUNDS) == 30


def test_several_who_fire_at_once_fire_in_turn():
    world = armed(places=[(2, 2), (12, 2), *((2 + n, 4) for n in range(6))])
    for who in range(2, 8):
        give(world, who, ItemKind.RIFLE)
        give(world, who, ItemKind.ROUNDS, 5)
    for who in (0, *range(2, 8)):
        ask(world, who, Verb.SHOOT, 1)
    run(shooting, world, ticks=4)
    first = events(world, Kind.SHOT)
    assert len(first) in (1, 2, 3, 4)
    run(shooting, world, ticks=1)
    assert all(event.tick in (3, 4) for event in events(world, Kind.SHOT))
    if world.citizens.alive[1]:
        assert len(events(world, Kind.SHOT)) == 7


def test_a_hunter_who_is_hit_through_what_they_wear_falls_and_one_is_enough():
    fell = 0
    for world in down(WatcherKind.HUNTER, seeds=12):
        (shot,) = events(world, Kind.SHOT_AT_WATCHER)
        for event in events(world, Kind.OUT_OF_ACTION):
            fell += 1
            assert event.cause == shot.id
            assert world.watchers.duty[0] == Duty.OFF
    assert fell > 5
