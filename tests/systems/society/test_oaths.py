"""Oaths: who is a traitor to a faction, who learns of it, and what they and their voucher are thought of then."""

import pytest
from scenes.strangers import INSIDE, OUTSIDE, at_the_door, told
from scenes.sworn import swear, sworn
from scenes.worlds import make_world

from undergrid.systems.society import oaths
from undergrid.world.log.kinds import Kind
from undergrid.world.society import parley_odds, regard
from undergrid.world.society.factions import keeps_out, members
from undergrid.world.tables.factions import Allegiance

A, B, GUEST = 0, 1, 2


def three(apart=1, **sworn_as):
    """Two of a faction, and a guest for whom the second has vouched to the first."""
    world = make_world("." * 60, [(5, 0), (5 + apart, 0), (6, 0)])
    sworn(world, [A, B], **sworn_as)
    slot = world.vouches.take(1)
    world.vouches.by[slot], world.vouches.to[slot], world.vouches.about[slot] = B, A, GUEST
    return world


def inform(world, who, whom, **knobs):
    """Let somebody inform on somebody, and the rule live; returns the betrayals told."""
    world.events.begin(world.tick)
    world.events.one(Kind.INFORMED, who, whom, int(world.citizens.cell[who]), cause=world.scenario_event)
    oaths.step(world, oaths.Params(**knobs))
    world.tick += 1
    return told(world, Kind.BETRAYED)


def test_nothing_is_told_where_there_are_no_factions():
    world = make_world("...", [(0, 0), (1, 0)])
    assert inform(world, 0, 1) == []


def test_a_stranger_who_informs_betrays_nobody():
    world = three()
    world.vouches.free(world.vouches.rows())
    assert inform(world, GUEST, A) == []
    assert world.factions.betrayed[0] == 0


def test_whoever_informs_on_a_stranger_betrays_nobody():
    world = three()
    assert inform(world, A, GUEST) == []


@pytest.mark.parametrize(("deaf", "heard"), [((), 1), ((A,), 1), ((A, B), 0)])
def test_it_comes_out_where_one_of_them_hears_it(deaf, heard):
    world = three()
    world.citizens.alive[list(deaf)] = False
    assert len(inform(world, GUEST, A)) == heard
    assert world.factions.betrayed[0] == heard


@pytest.mark.parametrize("weight", [500, 8000])
def test_the_harsher_it_is_judged_the_less_both_are_trusted(weight):
    world = three()
    before = [regard.trust(world, A, who) for who in (B, GUEST)]
    inform(world, GUEST, A, betrayal=weight)
    after = [regard.trust(world, A, who) for who in (B, GUEST)]
    assert all(now < then for now, then in zip(after, before, strict=True))
    assert (after[1] < 200) == (weight == 8000)


def test_a_traitor_of_their_own_is_no_member_from_then_on_and_one_from_outside_never_was():
    world = three()
    [event] = inform(world, B, A)
    assert members(world, 0) == [A]
    slot = world.sworn.first(owner=B, faction=0)
    assert (world.sworn.stands[slot], world.sworn.since[slot], world.sworn.cause[slot]) == (
        Allegiance.TRAITOR,
        0,
        event.id,
    )
    assert inform(world, A, B) == [event], "B is none of theirs now"
    assert inform(world, B, A) == [event], "nothing else is expected of B"
    assert world.factions.betrayed[0] == 1


# ---------------------------------------------------------------- the door and the word


def door(**kinds):
    """Citizen 0, of a faction, in its base; citizen 1 before the door, and citizen 2, of it too, beside them."""
    world = at_the_door(more=1, **kinds)
    world.citizens.cell[2] = world.citizens.cell[OUTSIDE]
    world.rebuild()
    sworn(world, [INSIDE, 2], base=0, belief=1000)
    return world


def test_a_base_keeps_out_whom_nobody_vouches_for_and_only_by_those_who_are_of_it():
    world = door()
    assert keeps_out(world, INSIDE, OUTSIDE)
    assert not keeps_out(world, INSIDE, 2)
    assert parley_odds.answer_odds(world, INSIDE, OUTSIDE) == (0, 2**32, 0)
    world.factions.base[0] = -1
    assert not keeps_out(world, INSIDE, OUTSIDE)
    world.factions.base[0] = 0
    world.sworn.free(world.sworn.where(owner=INSIDE))
    assert not keeps_out(world, INSIDE, OUTSIDE)


@pytest.mark.parametrize("what", ["here", "dead", "gone", "left", "sold out"])
def test_the_voucher_has_to_be_there_alive_and_still_of_it_and_the_guest_no_traitor(what):
    world = door()
    slot = world.vouches.take(1)
    world.vouches.by[slot], world.vouches.to[slot], world.vouches.about[slot] = 2, INSIDE, OUTSIDE
    if what == "dead":
        world.citizens.alive[2] = False
    if what == "gone":
        world.citizens.cell[2] = world.city.cell(0, 38, 4)
    if what == "left":
        world.sworn.stands[world.sworn.where(owner=2)] = Allegiance.LEFT
    if what == "sold out":
        swear(world, OUTSIDE, 0, stands=Allegiance.TRAITOR)
    assert keeps_out(world, INSIDE, OUTSIDE) == (what != "here")


def test_members_trust_each_other_by_how_firmly_they_believe_and_a_traitor_is_none_of_them():
    world = make_world("...", [(0, 0), (1, 0), (2, 0)])
    faction = sworn(world, [0, 1], belief=700)
    swear(world, 2, faction, stands=Allegiance.TRAITOR)
    assert regard.trust(world, 0, 1) == round(1000 * (1 + 1.4) / (2 + 1.4))
    assert regard.trust(world, 0, 2) == 500
