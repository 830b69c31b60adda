"""How far a quiet word and a knock carry: by metres and walls, whatever the size of cells."""

from __future__ import annotations

import pytest
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import City, Use
from undergrid.core.grid import cells_in, squared_cells
from undergrid.world.reasons.society import at_the_door, telling
from undergrid.world.senses import earshot
from undergrid.world.senses.acoustics import Acoustics, understood_m
from undergrid.world.society import parley_odds
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.world import World

CELLS = (500, 1000, 2000, 4000)
LONG = 96  # m of street


def street(cell_mm: int, wall: tuple[int, int] = (0, 0), doors: int = 0) -> City:
    """A street of 4 m, blocked by a house from so many metres to so many; refuges whose doors lie at its beginning."""
    long, wide = LONG * 1000 // cell_mm, 4000 // cell_mm
    first, last = (metres * 1000 // cell_mm for metres in wall)
    row = "." * first + "#" * (last - first) + "." * (long - last)
    return make_city("\n".join([row] * wide), buildings=[(Use.REFUGE, 0, 0, 0)] * doors, cell_mm=cell_mm)


def apart(city: City, metres: float, **knobs: float) -> World:
    """Two people so many metres from each other along a street, at night."""
    world = make_world(city, [(0, 0), (round(metres * 1000) // city.cell_mm, 0)])
    world.sky.curfew[0] = 1
    world.share([Acoustics(**knobs)])
    return world


def talks(world: World) -> bool:
    """Whether two people can talk, as rules, minds and reasons have it: they all say the same."""
    a, b = world.citizens.cell.tolist()
    said = {
        earshot.within_earshot(world, 0, 1), earshot.within_earshot(world, 1, 0), earshot.word_carries(world, a, b),
        earshot.around(world, [0])[0].tolist() == [1], earshot.cannot_talk(world, 0, 1) is None,
    }  # fmt: skip
    assert len(said) == 1
    return said.pop()


@pytest.mark.parametrize("cell_mm", CELLS)
@pytest.mark.parametrize(("metres", "reach", "heard"), [(8, 8, True), (8, 7.999, False), (4, 6, True), (8, 6, False)])
def test_a_quiet_word_carries_as_many_metres_on_any_map(cell_mm, metres, reach, heard):
    assert talks(apart(street(cell_mm), metres, speech_m=reach)) == heard


@pytest.mark.parametrize("cell_mm", CELLS)
def test_as_far_across_as_along(cell_mm):
    city = make_city(field(24_000 // cell_mm, 24_000 // cell_mm), cell_mm=cell_mm)
    for metres, heard in ((4, True), (8, False)):  # 5.7 and 11.3 m
        n = metres * 1000 // cell_mm
        world = make_world(city, [(0, 0), (n, n)])
        assert talks(world) == heard


@pytest.mark.parametrize("cell_mm", CELLS)
def test_a_wall_between_leaves_a_tenth_of_the_way(cell_mm):
    """20 dB are a factor of ten in distance."""
    walled = street(cell_mm, wall=(4, 8))
    assert talks(apart(street(cell_mm), 8, speech_m=79))
    assert not talks(apart(walled, 8, speech_m=79))
    assert talks(apart(walled, 8, speech_m=80))
    assert not talks(apart(walled, 12, speech_m=80))
    assert talks(apart(walled, 12, speech_m=80, wall_db=0))


@pytest.mark.parametrize(
    ("noise", "metres"), [(78, 0.5), (72, 1), (66, 2), (62, 3), (60, 4), (58, 5)], ids=lambda it: f"{it}"
)
def test_a_raised_voice_is_understood_as_far_as_published(noise, metres):
    """US EPA (1974): noise, dB(A), in which 95 % of sentences are understood outdoors; to its rounding to 1 dB."""
    assert understood_m(Acoustics().voice_db, noise + 0.6) <= metres <= understood_m(Acoustics().voice_db, noise - 0.6)


@pytest.mark.parametrize("cell_mm", CELLS)
def test_voices_rise_with_the_noise_until_it_is_too_much_for_them(cell_mm):
    for metres, murmur, heard in ((4, 55, True), (4, 59.9, True), (4, 60, False), (0, 100, True), (8, 0, False)):
        world = apart(street(cell_mm), metres, busy_db=murmur)
        world.sky.curfew[0] = 0
        assert talks(world) == heard, (metres, murmur)


@pytest.mark.parametrize(("name", "strength"), [("rain", 100), ("wind", 150)])
def test_a_downpour_and_a_storm_drown_what_is_said(name, strength):
    world = apart(street(2000), 4)
    assert talks(world)
    getattr(world.sky, name)[0] = strength
    assert not talks(world)
    world.citizens.cell[1] = 0
    world.rebuild()
    assert talks(world), "face to face it is understood"


@pytest.mark.parametrize("cell_mm", CELLS)
def test_one_knocks_from_as_many_metres_on_any_map(cell_mm):
    city = street(cell_mm, doors=2)
    for metres, door_m, near in ((0, 0, True), (4, 4, True), (4, 3.999, False), (8, 4, False)):
        world = apart(city, metres, door_m=door_m)
        world.citizens.inside[0] = 0
        world.rebuild()
        why = None if near else Refusal.NOT_HERE
        assert earshot.at_door(world, 1, 0) == earshot.within_earshot(world, 0, 1) == near
        assert earshot.within_earshot(world, 1, 0) == near
        assert at_the_door(world, 1, Verb.ASK, 0, 0) == at_the_door(world, 0, Verb.ADMIT, 1, 0) == why
        assert earshot.cannot_talk(world, 1, 0) == earshot.cannot_talk(world, 0, 1) == why
        world.citizens.inside[1] = 1
        world.rebuild()
        assert not earshot.at_door(world, 1, 0), "who is indoors stands at no door"
        assert not earshot.within_earshot(world, 0, 1), "nor do houses with doors side by side hear each other"


def test_by_default_one_knocks_from_an_arm_and_a_step():
    for cell_mm, cells in ((500, 3), (1000, 1), (2000, 0), (4000, 0)):
        world = apart(street(cell_mm, doors=1), 0)
        for there, near in ((cells, True), (cells + 1, False)):
            world.citizens.cell[1] = there
            world.rebuild()
            assert earshot.at_door(world, 1, 0) == near


def test_nobody_knocks_round_a_corner():
    city = make_city("...\n.#.\n...", buildings=[(Use.REFUGE, 0, 0, 1)], cell_mm=500)
    world = make_world(city, [(1, 0), (2, 1)])
    assert earshot.at_door(world, 0, 0)
    assert not earshot.at_door(world, 1, 0)


def test_of_several_shut_doors_one_stands_before_the_nearest():
    city = make_city(field(8, 1), buildings=[(Use.REFUGE, 0, 2, 0), (Use.REFUGE, 0, 0, 0)], cell_mm=500)
    world = make_world(city, [(0, 0), (1, 0), (7, 0)])
    assert [earshot.shut_door_at(world, who) for who in range(3)] == [-1, -1, -1]
    world.shelters.locked[:] = True
    world.rebuild()
    assert [earshot.shut_door_at(world, who) for who in range(3)] == [1, 0, -1]
    world.shelters.locked[0] = False
    world.rebuild()
    assert [earshot.shut_door_at(world, who) for who in range(3)] == [1, 1, -1]
    world.citizens.inside[0] = 1
    world.rebuild()
    assert earshot.shut_door_at(world, 0) == -1


@pytest.mark.parametrize("cell_mm", CELLS)
def test_company_is_who_can_be_talked_to(cell_mm):
    for metres, company in ((4, [1]), (8, [])):
        world = apart(street(cell_mm), metres)
        slots = world.members.take(2)
        world.members.owner[slots], world.members.band[slots] = (0, 1), 0
        assert parley_odds.company(world, 0) == company


@pytest.mark.parametrize("cell_mm", CELLS)
def test_word_of_a_life_beyond_the_wall_goes_as_far_as_any_other(cell_mm):
    for metres, why in ((4, None), (8, Refusal.NOT_HERE)):
        world = apart(street(cell_mm), metres)
        assert telling(world, 0, Verb.TELL, 1, 0) == Refusal.KNOWS_NOTHING
        slot = world.knowledge.take(1)
        world.knowledge.knower[slot], world.knowledge.topic[slot] = 0, Topic.OUTZONE
        assert telling(world, 0, Verb.TELL, 1, 0) == why


@pytest.mark.parametrize(
    ("metres", "cell_mm", "squared", "whole"),
    [(6, 2000, 9, 3), (6, 4000, 2, 1), (6, 500, 144, 12), (1.5, 2000, 0, 0), (0.3, 100, 9, 3), (0, 500, 0, 0)],
)
def test_metres_are_whole_cells_rounded_down(metres, cell_mm, squared, whole):
    assert (squared_cells(metres, cell_mm), cells_in(metres, cell_mm)) == (squared, whole)
