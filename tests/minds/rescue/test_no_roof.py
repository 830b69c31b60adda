"""Rescue where one was told to look, and where one knows no roof: nobody goes to and fro between what is left to do."""

from types import SimpleNamespace

import pytest
from scenes.bodies import told
from scenes.heads import decided, night, tell
from scenes.healers import DOOR, HEALER, NOON, done, scene

from undergrid.city.city import Use
from undergrid.study.properties import no_dithering
from undergrid.study.record import Record, Track
from undergrid.world.body.reach import within_reach
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Aim, Topic

NIGHT = 23 * 3600
BAY = ((Use.DISUSED, 0, *DOOR),)


def dithers(world, heads, seconds):
    """Whether the healer goes to and fro within so many seconds, as a study judges that."""
    track, run = Track([HEALER]), SimpleNamespace(world=world)
    for _ in range(seconds):
        night(world, heads, 1)
        track.look(run)
    return no_dithering.judge(Record(world.events.columns(), track, world.city)).violated


@pytest.mark.parametrize("seed", range(1, 5))
@pytest.mark.parametrize("starts", [NOON, NIGHT])
@pytest.mark.parametrize("buildings", [(), BAY])
def test_who_is_found_where_they_were_told_to_look_is_treated_and_brought_in_or_stayed_with(buildings, starts, seed):
    """`answer call` and `save` took turns for an hour: 98 times each."""
    world, heads = scene((18, 6), buildings=buildings, starts=starts, seed=seed, place="camp")
    assert not dithers(world, heads, 900)
    kinds = [kind for kind, whom in done(world.events.rows()) if whom == 1]
    assert kinds[0] == Kind.PULSE_FOUND
    assert {Kind.TOURNIQUET_PUT_ON, Kind.DRESSED} & set(kinds)
    assert world.citizens.inside[[HEALER, 1]].tolist() == ([0, 0] if buildings else [-1, -1])
    assert within_reach(world, HEALER, 1)
    assert decided(world.events.rows(), HEALER) == [Aim.LOOK_FOR_WOUNDED, Aim.SAVE, Aim.TEND]  # and no round there


def test_they_have_been_where_they_were_told_to_look_once_they_have_found_somebody_there():
    world, heads = scene((36, 6), place="camp")
    night(world, heads, 900)
    assert decided(world.events.rows(), HEALER)[0] == Aim.ANSWER_CALL
    [pulse] = told(world, Kind.PULSE_FOUND)
    ends = [event for event in world.events.rows() if event.kind in (Kind.ACHIEVED, Kind.ABANDONED)]
    assert [(event.kind, event.cause) for event in ends if event.amount == Aim.ANSWER_CALL] == [
        (Kind.ACHIEVED, pulse.id)
    ]


@pytest.mark.parametrize("starts", [NOON, NIGHT])
def test_a_call_is_answered_to_its_end_before_they_go_back_to_whom_they_can_do_no_more_for(starts):
    world, heads = scene((18, 6), buildings=(), starts=starts)
    slot = tell(world, HEALER, Topic.CALL, 2, world.city.cell(0, 44, 6))
    world.knowledge.at[slot] = 0
    night(world, heads, 900)
    turns = decided(world.events.rows(), HEALER)
    assert turns == [Aim.LOOK_FOR_WOUNDED, Aim.SAVE, Aim.ANSWER_CALL, Aim.SAVE, Aim.TEND]
    assert within_reach(world, HEALER, 1)


def test_of_two_for_whom_they_can_do_no_more_they_stay_with_one():
    world, heads = scene((18, 6), (30, 6), buildings=())
    assert not dithers(world, heads, 1500)
    look, save = Aim.LOOK_FOR_WOUNDED, Aim.SAVE
    assert decided(world.events.rows(), HEALER) == [look, save, look, save, Aim.TEND]
    assert within_reach(world, HEALER, 2)
