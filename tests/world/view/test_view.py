"""Views: what one person sees and remembers, and never more; coverage: what the sensors see."""

import dataclasses

import numpy as np
import pytest
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import LinkKind, Use
from undergrid.core import luck
from undergrid.systems.senses import perception
from undergrid.world.senses.optics import Optics
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import VERBS, Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity
from undergrid.world.view.view import view, views

DRONE, CAMERA = WatcherKind.DRONE, WatcherKind.CAMERA


def learn(world, who, topic, subject, cell=0, at=0, source=-1):
    slot = world.knowledge.take(1)
    for name, value in (("knower", who), ("topic", topic), ("subject", subject), ("cell", cell), ("at", at),
                        ("source", source)):  # fmt: skip
        getattr(world.knowledge, name)[slot] = value


def street():
    """Two streets with a wall between; the viewer is in the west of the northern one."""
    city = make_city("....................\n.###################\n....................")
    world = make_world(
        city,
        citizens=[(0, 0), (5, 0), (5, 2)],
        watchers=[(DRONE, city.cell(0, 10, 0)), (DRONE, city.cell(0, 10, 2)), (CAMERA, city.cell(0, 3, 0))],
        expires=10_000,
    )
    world.sky.light[0] = 255
    return world


def test_what_is_behind_a_wall_is_not_in_the_view():
    world = street()
    seen = view(world, 0)
    assert [(person.row, person.metres) for person in seen.people] == [(1, 10)]
    assert [(watcher.row, watcher.kind, watcher.metres) for watcher in seen.watchers] == [
        (0, DRONE, 20),
        (2, CAMERA, 6),
    ]
    world.watchers.duty[0] = Duty.OFF
    world.citizens.inside[1] = 0
    world.rebuild()
    assert [watcher.row for watcher in view(world, 0).watchers] == [2]
    assert not view(world, 0).people


def test_a_view_says_the_same_whatever_happens_out_of_sight():
    """No leak: everything that the viewer cannot perceive or remember may change, and the view does not."""
    world = street()
    world.citizens.plugged[0] = False  # who has a port feels the fields of implants, through walls too
    before = view(world, 0)
    world.citizens.wanted[:] = 1
    world.citizens.cell[2] = world.city.cell(0, 15, 2)
    world.citizens.doing[2] = Activity.WALKING
    world.watchers.cell[1] = world.city.cell(0, 12, 2)
    world.watchers.quarry[:] = 0
    world.watchers.in_sight[:] = 0
    world.citizens.seen_cell[0] = 0
    slot = world.dossiers.take(1)
    world.dossiers.subject[slot], world.dossiers.suspicion[slot], world.dossiers.wanted[slot] = 0, 900, 1
    world.knowledge.take(1)
    learn(world, 1, Topic.WATCHER, 1)
    world.rebuild()
    assert view(world, 0) == before


def test_one_is_hunted_in_ones_own_view_only_if_one_knows():
    world = street()
    world.citizens.wanted[0] = 1
    assert not view(world, 0).hunted
    learn(world, 0, Topic.PERSON, 0)
    assert view(world, 0).hunted


def test_looking_changes_nothing_and_leaves_no_memory():
    world = street()
    before, logged = world.digest(), world.events.n
    for who in range(3):
        view(world, who)
    views(world, range(3))
    assert world.digest() == before
    assert world.events.n == logged
    assert not world.knowledge.used.any()


def test_what_is_remembered_stands_with_its_age_and_source():
    world = street()
    world.tick = 500
    learn(world, 0, Topic.WATCHER, 1, cell=7, at=440, source=2)
    learn(world, 1, Topic.WATCHER, 1)
    (fact,) = view(world, 0).known
    assert (fact.topic, fact.subject, fact.cell, fact.age, fact.source) == (Topic.WATCHER, 1, 7, 60, 2)


def test_a_strangers_name_is_not_written_on_the_face():
    world = street()
    world.names.update({0: "rex", 1: "lucy"})
    assert (view(world, 0).name, view(world, 0).people[0].name) == ("rex", "")
    slot = world.bonds.take(1)
    world.bonds.a[slot], world.bonds.b[slot] = 0, 1
    person = view(world, 0).people[0]
    assert (person.name, person.bound) == ("lucy", True)
    assert not view(world, 1).people[0].bound  # love is one-sided until it is returned


def test_a_gate_is_seen_open_or_shut_only_from_where_it_can_be_seen():
    city = make_city("..|.\n..|.\n....", "....\n....\n....", links=[(LinkKind.GATE, (0, 1, 0), (1, 3, 0), 4000)])
    world = make_world(city, citizens=[(0, 0), city.cell(1, 0, 2)])
    world.gates.open[0] = 1
    (gate,) = view(world, 0).gates
    assert (gate.row, gate.cell, gate.open, gate.metres) == (0, city.cell(0, 1, 0), True, 2)
    assert view(world, 1).gates[0].cell == city.cell(1, 3, 0)
    world.citizens.cell[0] = city.cell(0, 3, 0)
    assert not view(world, 0).gates


def test_the_verbs_are_those_that_make_sense_here():
    city = make_city("....\n....", "....\n....", buildings=[(Use.PODS, 0, 3, 1)],
                     links=[(LinkKind.GATE, (0, 0, 0), (1, 0, 0), 4000)])  # fmt: skip
    world = make_world(city, citizens=[(0, 0), (3, 1), (1, 1)], home=0)
    world.citizens.plugged[:] = 0
    seen = view(world, 0)
    assert list(seen.verbs) == list(VERBS)
    assert {Verb.WALK, Verb.RUN, Verb.SNEAK, Verb.WAIT, Verb.HIDE, Verb.INFORM} <= allowed(seen)
    assert seen.aims[Verb.INFORM] == (2, 0)  # the nearest whom they see
    assert seen.verbs[Verb.ENTER] == Refusal.NOT_HERE  # the door is three steps away
    assert seen.verbs[Verb.PRESENT] == Refusal.NO_CHIP
    assert seen.verbs[Verb.CROSS] == Refusal.SHUT
    assert seen.verbs[Verb.TELL] == Refusal.KNOWS_NOTHING
    assert seen.verbs[Verb.PLUG] == seen.verbs[Verb.WORK] == Refusal.OUTDOORS
    assert view(world, 1).verbs[Verb.ENTER] is None
    assert view(world, 1).aims[Verb.ENTER] == (0, 0)
    slot = world.items.take(1)
    world.items.holder[slot] = 0
    world.gates.open[0] = 1
    seen = view(world, 0)
    assert seen.verbs[Verb.CROSS] is None
    assert seen.verbs[Verb.PRESENT] == Refusal.SHUT  # there is no guard
    world.citizens.inside[1] = 0
    world.rebuild()
    assert {Verb.WAIT, Verb.LEAVE, Verb.PLUG} <= allowed(view(world, 1))
    world.citizens.doing[0] = Activity.HELD
    assert set(view(world, 0).verbs.values()) == {Refusal.HELD}


def allowed(seen):
    return {verb for verb, why in seen.verbs.items() if why is None}


def test_many_views_at_once_say_what_single_views_say():
    city = make_city(field(40, 30), buildings=[(Use.PODS, 0, 39, 29)])
    world = make_world(city, citizens=25, watchers=[(DRONE, 100), (CAMERA, 700), (DRONE, 1100)], expires=5000)
    people = world.citizens
    people.cell[:] = [luck.below(luck.make_key(1, 0, luck.stream("test.view")), row, 1200) for row in range(25)]
    people.stage[:] = np.arange(25) % 5
    people.expires[7] = NEVER
    people.inside[20:] = 0
    world.sky.light[0], world.sky.rain[0] = 60, 4
    world.rebuild()
    world.tick = 77
    many = views(world, range(25))
    for who in range(25):
        one = view(world, who)
        for name in ("cell", "x", "y", "doing", "posture", "pace", "stage", "alive", "rain", "light", "curfew"):
            assert many[name][who] == getattr(one, name), name
        assert many["seconds_left"][who] == (-1 if one.seconds_left is None else one.seconds_left)
        assert many["n_people"][who] == len(one.people)
        assert many["n_watchers"][who] == len(one.watchers)
        assert many["nearest_watcher"][who] == min((watcher.metres for watcher in one.watchers), default=-1)
    assert (view(world, 7).seconds_left, many["seconds_left"][7]) == (None, -1), "who has no subscription"
    assert {array.dtype for array in many.values()} == {np.dtype(np.int64)}
    assert len(views(world, [])["cell"]) == 0


@pytest.mark.parametrize("who", [-1, 3])
def test_there_is_no_view_for_nobody(who):
    world = street()
    with pytest.raises(IndexError, match="3"):
        view(world, who)
    with pytest.raises(IndexError):
        views(world, [0, who])


def test_a_scenarios_eyes_are_the_eyes_of_the_view():
    world = street()
    world.share([Optics(eye_m=5)])
    assert not view(world, 0).people
    assert views(world, [0])["n_watchers"][0] == 0


def test_a_view_is_made_of_plain_values_and_cannot_be_changed():
    seen = view(street(), 0)
    with pytest.raises(dataclasses.FrozenInstanceError):
        seen.cell = 3
    for plain in dataclasses.asdict(seen).values():
        assert isinstance(plain, int | str | tuple | dict | type(None)), plain
        if isinstance(plain, dict):
            assert all(isinstance(one, int | tuple | type(None)) for pair in plain.items() for one in pair)


def test_what_perception_noticed_is_what_the_view_shows():
    world = street()
    world.plans.grow(1)
    world.plans.owner[0] = 0
    run(perception, world, ticks=60, eye_attention=1)
    assert sorted(fact.subject for fact in view(world, 0).known) == [watcher.row for watcher in view(world, 0).watchers]


def test_those_on_ones_own_cell_are_in_sight_and_oneself_is_not():
    world = make_world(field(20, 3), [(5, 1), (5, 1), (9, 1), (5, 1)], [(CAMERA, 25), (DRONE, 29), (DRONE, 30)])
    world.sky.light[0] = 255
    many = views(world, range(4))
    assert many["n_people"].tolist() == [3, 3, 3, 3]
    assert many["n_watchers"].tolist() == [3, 3, 3, 3]
    assert many["nearest_watcher"].tolist() == [0, 0, 0, 0]
    world.watchers.duty[0] = Duty.OFF
    assert views(world, range(4))["nearest_watcher"].tolist() == [8, 8, 0, 8]
    assert views(world, [2, 0])["nearest_watcher"].tolist() == [0, 8]
    world.citizens.inside[1], world.citizens.alive[2] = 0, False
    world.rebuild()
    many = views(world, range(4))
    assert many["n_people"].tolist() == [2, 0, 0, 2]
    assert many["nearest_watcher"].tolist() == [8, -1, -1, 8]
