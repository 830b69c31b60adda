"""Evidence: bodies are known at a distance, by sight, and the dead by their smell."""

import numpy as np
import pytest
from scenes.worlds import field, make_world, run

from undergrid.systems.senses import bodies_found
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Activity, Posture

LOOKER, BODY = 0, 1


def scene(drawing, looker, body, alive=True, light=255):
    world = make_world(drawing, citizens=[looker, body])
    world.plans.grow(1)
    world.plans.owner[0] = LOOKER
    people = world.citizens
    people.posture[BODY], people.alive[BODY] = Posture.FLAT, alive
    people.doing[BODY] = Activity.UNCONSCIOUS if alive else Activity.SHUT_DOWN
    world.sky.light[0] = light
    world.rebuild()
    return world


def known(world):
    """(knower, body, cell, how sure that it lives) of what is known of bodies."""
    rows, facts = np.flatnonzero(world.knowledge.topic * world.knowledge.used == Topic.BODY), world.knowledge
    return [
        (int(facts.knower[r]), int(facts.subject[r]), int(facts.cell[r]), int(facts.strength[r])) for r in rows.tolist()
    ]


def look(world):
    """How sure the looker is after the next look, 1/1000."""
    world.rebuild()
    run(bodies_found, world, bodies=True, stirs=0.8, still=0.2)
    world.tick += 4
    return known(world)[0][3]


def test_a_body_that_lies_in_view_is_known_and_brought_up_to_date():
    world = scene(field(30, 1), (0, 0), (20, 0))
    run(bodies_found, world, bodies=True)
    assert known(world) == [(LOOKER, BODY, 20, 300)]
    world.citizens.cell[BODY], world.tick = 18, 5
    world.rebuild()
    run(bodies_found, world, bodies=True)
    assert known(world) == [(LOOKER, BODY, 18, 300)]


def test_who_stirs_seems_to_live_and_the_senseless_look_like_the_dead():
    sure = {}
    for alive, doing in ((True, Activity.LYING), (True, Activity.UNCONSCIOUS), (False, Activity.SHUT_DOWN)):
        world = scene(field(30, 1), (0, 0), (20, 0), alive=alive)
        world.citizens.doing[BODY] = doing
        sure[doing] = look(world)
    assert sure == {Activity.LYING: 800, Activity.UNCONSCIOUS: 200, Activity.SHUT_DOWN: 200}


@pytest.mark.parametrize("doing", [Activity.WAITING, Activity.HIDING, Activity.TENDING])
def test_who_cannot_stand_lies_there_whatever_they_do_and_is_known(doing):
    """Somebody with a deep wound in the leg called for help, and was not found a few metres away."""
    world = scene(field(30, 1), (0, 0), (20, 0))
    world.citizens.doing[BODY] = doing
    run(bodies_found, world, bodies=True)
    assert not known(world)
    world.citizens.able[BODY], world.tick = 0, 5
    assert look(world) == 800


@pytest.mark.parametrize("doing", [Activity.HAULED, Activity.HELD])
def test_who_cannot_stand_is_not_lying_about_in_somebodys_hands(doing):
    world = scene(field(30, 1), (0, 0), (20, 0))
    world.citizens.able[BODY], world.citizens.doing[BODY] = 0, doing
    run(bodies_found, world, bodies=True)
    assert not known(world)


def test_somebody_who_comes_to_or_passes_out_is_seen_to():
    world = scene(field(30, 1), (0, 0), (20, 0))
    people, sure = world.citizens, []
    for doing in (Activity.UNCONSCIOUS, Activity.LYING, Activity.UNCONSCIOUS):
        people.doing[BODY] = doing
        sure.append(look(world))
    assert sure == [200, 800, 200]


def test_what_a_hand_has_felt_outweighs_what_the_eye_sees_until_a_felt_pulse_stops():
    world = scene(field(30, 1), (0, 0), (20, 0))
    look(world)
    world.knowledge.strength[world.knowledge.rows()] = 1000
    assert look(world) == 1000
    world.citizens.alive[BODY], world.citizens.doing[BODY] = False, Activity.SHUT_DOWN
    assert look(world) == 200  # to be felt again
    world.knowledge.strength[world.knowledge.rows()] = 0
    assert look(world) == 0


def test_not_through_walls_not_in_the_dark_and_not_those_who_stand():
    def seen(wall="", light=255, doing=Activity.UNCONSCIOUS):
        world = scene("," * 9 + (wall or ",") + "," * 70, (0, 0), (70, 0), light=light)
        world.citizens.doing[BODY] = doing
        run(bodies_found, world, bodies=True)
        return bool(known(world))

    assert seen()
    assert not seen(wall="#")
    assert not seen(light=0)
    assert not seen(doing=Activity.WAITING)


def test_the_dead_are_smelt_behind_walls_farther_in_the_wind_and_the_living_are_not():
    def smelt(cells, alive=False, wind=0):
        world = scene("..#" + "." * 30, (0, 0), (cells, 0), alive=alive)
        world.sky.wind[0] = wind
        run(bodies_found, world, bodies=True)
        return bool(known(world))

    assert smelt(7)
    assert not smelt(9)
    assert smelt(9, wind=50)
    assert not smelt(7, alive=True)


def test_nobody_takes_note_unless_the_scenario_says_so():
    world = scene(field(30, 1), (0, 0), (5, 0))
    run(bodies_found, world, 10)
    assert not known(world)
