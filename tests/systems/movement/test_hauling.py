"""Hauling: by the hands, on a tarp, on the back or held up, as fast as the burden lets one."""

import pytest
from scenes.hauls import (
    AMARA,
    LEO,
    OTHER,
    ask,
    assert_caches_are_true,
    live,
    refusals,
    scene,
    speed,
    take_up,
    told,
    trusts,
)
from scenes.worlds import field, make_city, run

from undergrid.city.city import LinkKind, Use
from undergrid.systems.movement import hauling
from undergrid.world.body import injuries
from undergrid.world.body.blood_rows import BloodOf
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import BodyPart, HaulMode, WoundKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity, Pace, Posture

# ---------------------------------------------------------------- speeds


def test_free_is_faster_than_carrying_a_light_child_than_a_child_on_a_tarp_than_dragging_an_adult():
    free = speed(scene())
    light = scene()
    light.citizens.age[LEO] = 4
    take_up(light, Verb.CARRY)
    tarp = scene()
    kit.add(tarp, AMARA, ItemKind.TARP, 1, tarp.scenario_event)
    take_up(tarp)
    by_hand = scene()
    take_up(by_hand)
    adult = scene(child=False)
    take_up(adult)
    found = [free, *(speed(world) for world in (light, tarp, by_hand, adult))]
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == 5
    assert 1.0 < found[1] < 1.34  # carrying light: between free and a stretcher
    assert 0.6 <= found[2] <= 0.9  # a child on a tarp
    assert 0.3 <= found[4] <= 0.7  # an adult by the hands


def test_the_weaker_the_slower_and_who_is_too_weak_cannot():
    strong, weak = scene(child=False), scene(child=False, strength=20_000)
    take_up(strong)
    take_up(weak)
    assert weak.hauls.pace[0] < strong.hauls.pace[0]
    boy = scene(child=False)
    boy.citizens.age[AMARA] = 9
    take_up(boy)
    assert refusals(boy) == [Refusal.TOO_HEAVY]
    assert not boy.hauls.used.any()


@pytest.mark.parametrize(
    ("verb", "tarp", "knob"),
    [
        (Verb.DRAG, False, "drag_kg"),
        (Verb.DRAG, True, "tarp_kg"),
        (Verb.CARRY, False, "carry_kg"),
        (Verb.SUPPORT, False, "support_kg"),
    ],
)
@pytest.mark.parametrize(("most", "heavy"), [(69, True), (70, False)])
def test_a_sound_adult_moves_so_many_kilos_in_each_way_and_no_more(verb, tarp, knob, most, heavy):
    world = scene(child=False)
    if verb == Verb.SUPPORT:
        world.citizens.doing[LEO], world.citizens.posture[LEO] = Activity.WAITING, Posture.STANDING
    if tarp:
        kit.add(world, AMARA, ItemKind.TARP, 1, world.scenario_event)
    ask(world, AMARA, verb, LEO)
    run(hauling, world, 7, **{knob: most})
    assert (Refusal.TOO_HEAVY in refusals(world)) == heavy


def test_what_the_hauled_carry_counts():
    bare, laden = scene(), scene()
    kit.add(laden, LEO, ItemKind.RIFLE, 4, laden.scenario_event)
    take_up(bare)
    take_up(laden)
    assert laden.hauls.pace[0] < bare.hauls.pace[0]


def test_nobody_runs_with_a_burden():
    world = scene()
    take_up(world)
    ask(world, AMARA, Verb.RUN, 119)
    live(world)
    assert world.citizens.pace[AMARA] == Pace.WALK


# ---------------------------------------------------------------- going along


@pytest.mark.parametrize("doing", [Activity.LYING, Activity.UNCONSCIOUS, Activity.SHUT_DOWN])
def test_whom_one_has_in_hand_one_has_met_and_been_met_by_if_they_are_awake(doing):
    world = scene()
    world.citizens.doing[LEO] = doing
    world.citizens.alive[LEO] = doing != Activity.SHUT_DOWN
    take_up(world)
    met = {(int(world.regards.a[row]), int(world.regards.b[row])) for row in world.regards.rows()
           if world.regards.met[row] >= 0}  # fmt: skip
    awake, alive = {(LEO, AMARA)} if doing == Activity.LYING else set(), {(AMARA, LEO)}
    assert met == (alive | awake if world.citizens.alive[LEO] else set())


def test_the_hauled_go_where_the_hauler_goes_and_are_set_down_there():
    world = scene()
    take_up(world)
    people = world.citizens
    assert (people.doing[LEO], people.posture[LEO]) == (Activity.HAULED, Posture.FLAT)
    ask(world, AMARA, Verb.WALK, 10)
    live(world, 60)
    assert people.cell[AMARA] == people.cell[LEO] == 10
    assert people.able[AMARA] < 100
    ask(world, AMARA, Verb.DROP)
    live(world)
    assert people.doing[LEO] == Activity.WAITING
    assert people.able[AMARA] == 100
    assert [(e.kind, e.who, e.whom) for e in told(world, Kind.TOOK_UP, Kind.SET_DOWN)] == [
        (Kind.TOOK_UP, AMARA, LEO), (Kind.SET_DOWN, AMARA, LEO)
    ]  # fmt: skip
    assert_caches_are_true(world)


def test_through_a_door_and_out_again():
    world = scene(make_city(field(12, 1), buildings=[(Use.REFUGE, 0, 5, 0)]))
    take_up(world)
    people = world.citizens
    ask(world, AMARA, Verb.WALK, 5)
    live(world, 30)
    ask(world, AMARA, Verb.ENTER, 0)
    live(world, 2)
    assert people.inside[AMARA] == people.inside[LEO] == 0
    assert_caches_are_true(world)
    ask(world, AMARA, Verb.LEAVE)
    live(world, 2)
    assert people.inside[LEO] == -1
    assert people.cell[LEO] == 5
    assert_caches_are_true(world)


def test_down_the_stairs():
    city = make_city(field(4, 1), field(4, 1), links=[(LinkKind.STAIRS, (0, 3, 0), (1, 0, 0), 4000)])
    world = scene(city)
    take_up(world)
    ask(world, AMARA, Verb.WALK, city.cell(1, 2, 0))
    live(world, 40)
    assert world.citizens.cell[LEO] == world.citizens.cell[AMARA] == city.cell(1, 2, 0)
    assert_caches_are_true(world)


@pytest.mark.parametrize("doing", [Activity.UNCONSCIOUS, Activity.SLEEPING, Activity.SHUT_DOWN])
def test_the_senseless_and_the_dead_stay_what_they_are(doing):
    world = scene()
    world.citizens.doing[LEO] = doing
    world.citizens.alive[LEO] = doing != Activity.SHUT_DOWN
    take_up(world)
    ask(world, AMARA, Verb.WALK, 3)
    live(world, 20)
    assert world.citizens.doing[LEO] == doing
    assert world.citizens.cell[LEO] == 3
    world.citizens.doing[LEO] = Activity.WAITING if world.citizens.alive[LEO] else doing  # comes to
    live(world)
    assert world.citizens.doing[LEO] == (Activity.HAULED if world.citizens.alive[LEO] else doing)


@pytest.mark.parametrize("doing", [Activity.UNCONSCIOUS, Activity.HELD, Activity.SHUT_DOWN])
def test_a_hauler_who_falls_lets_go(doing):
    world = scene()
    take_up(world)
    world.citizens.doing[AMARA] = doing
    live(world)
    assert not world.hauls.used.any()
    assert len(told(world, Kind.SET_DOWN)) == 1
    assert world.citizens.doing[LEO] == Activity.WAITING


def test_whoever_cannot_walk_lies_where_they_are_set_down():
    world = scene()
    world.citizens.able[LEO] = 0
    take_up(world)
    ask(world, AMARA, Verb.DROP)
    live(world)
    assert (world.citizens.doing[LEO], world.citizens.posture[LEO]) == (Activity.LYING, Posture.FLAT)


def test_whoever_has_fainted_on_the_way_is_set_down_unconscious():
    world = scene()
    injuries.wound(world, LEO, WoundKind.CUT, BodyPart.ARM, 1, False, world.scenario_event)
    world.citizens.doing[LEO] = Activity.LYING
    take_up(world)
    world.blood.passed_out[world.cache(BloodOf).slot[LEO]] = (
        world.scenario_event
    )  # as consciousness does with the hauled
    live(world)
    ask(world, AMARA, Verb.DROP)
    live(world)
    assert world.citizens.doing[LEO] == Activity.UNCONSCIOUS


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("change", "verb", "refusal"),
    [
        (lambda w: None, Verb.DROP, Refusal.NOT_NEEDED),
        (lambda w: None, Verb.HAND_OVER, Refusal.NOT_NEEDED),
        (lambda w: w.citizens.cell.__setitem__(LEO, 9), Verb.DRAG, Refusal.NOT_HERE),
        (lambda w: w.citizens.doing.__setitem__(LEO, Activity.RECLAIMED), Verb.DRAG, Refusal.NOT_HERE),
        (lambda w: w.citizens.doing.__setitem__(LEO, Activity.HELD), Verb.CARRY, Refusal.HELD),
        (lambda w: w.citizens.doing.__setitem__(LEO, Activity.UNCONSCIOUS), Verb.SUPPORT, Refusal.NO_ANSWER),
        (lambda w: w.citizens.alive.__setitem__(LEO, False), Verb.SUPPORT, Refusal.TARGET_DEAD),
        (lambda w: w.citizens.doing.__setitem__(LEO, Activity.WAITING), Verb.DRAG, Refusal.UNWILLING),
        (lambda w: injuries.trap(w, LEO, w.scenario_event), Verb.DRAG, Refusal.TRAPPED),
        (lambda w: injuries.trap(w, AMARA, w.scenario_event), Verb.DRAG, Refusal.TRAPPED),
        (lambda w: w.citizens.able.__setitem__(AMARA, 0), Verb.DRAG, Refusal.CANNOT_WALK),
    ],
)  # fmt: skip
def test_what_cannot_be_hauled_is_refused_with_a_reason(change, verb, refusal):
    world = scene()
    change(world)
    take_up(world, verb)
    assert refusals(world) == [refusal]
    assert not world.hauls.used.any()
    assert not world.tasks.used.any()


def test_whoever_is_trusted_may_hold_up_who_stands():
    world = scene()
    world.citizens.doing[LEO], world.citizens.posture[LEO] = Activity.WAITING, Posture.STANDING
    trusts(world, LEO, AMARA)
    take_up(world, Verb.SUPPORT)
    assert world.hauls.mode[0] == HaulMode.SUPPORT
    assert world.citizens.posture[LEO] == Posture.STANDING


def test_one_hauls_one_and_one_is_hauled_by_one():
    world = scene(people=((0, 0), (1, 0), (1, 1)))
    world.citizens.doing[OTHER] = Activity.LYING
    take_up(world)
    take_up(world, whom=OTHER)
    assert refusals(world) == [Refusal.HANDS_FULL]
    world.citizens.doing[OTHER] = Activity.WAITING
    take_up(world, who=OTHER)
    assert refusals(world) == [Refusal.HANDS_FULL, Refusal.CARRIED]


def test_who_gets_hold_of_somebody_first_is_a_matter_of_luck_not_of_rows():
    winners = set()
    for seed in range(12):
        world = scene(people=((0, 0), (1, 0), (1, 1)), seed=seed)
        ask(world, AMARA, Verb.DRAG, LEO)
        ask(world, OTHER, Verb.DRAG, LEO)
        live(world, 7)
        assert world.hauls.used.sum() == 1
        assert len(told(world, Kind.INTERRUPTED)) == 1
        winners.add(int(world.hauls.hauler[0]))
    assert winners == {AMARA, OTHER}
