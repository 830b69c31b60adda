"""What a mind feels moves what things are worth to it, within bounds; and grief without hope makes it give up."""

from itertools import product

import pytest
from scenes.heads import bind, live, minds, ordered
from scenes.worlds import field, make_world

from undergrid.minds.knows.heart import Heart
from undergrid.world.log.kinds import Kind
from undergrid.world.people import background
from undergrid.world.society import feelings
from undergrid.world.tables.feelings import Feeling
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Verb

WHO, WHOM, STRANGER = 0, 1, 2
WORTH = 500


def feels(*felt):
    """Somebody who feels so much of each: (kind, towards whom, how much)."""
    world = make_world(field(120, 3), 3, tagged=0)
    world.events.begin(0)
    for kind, whom, by in felt:
        feelings.deepen(world, WHO, kind, whom, by, world.scenario_event)
    return world


def worth(world, aim, whom=WHOM):
    return Heart(world, WHO).weigh(aim, whom, WORTH)


@pytest.mark.parametrize("aim", list(Aim))
def test_without_a_feeling_everything_is_worth_what_it_is(aim):
    heart = Heart(feels(), WHO)
    assert heart.weigh(aim, WHOM, WORTH) == heart.most(WORTH) == WORTH
    assert heart.gives_up(aim) == 0


@pytest.mark.parametrize(
    ("felt", "aim", "whom", "moved"),
    [
        ((Feeling.ATTACHMENT, WHOM, 1000), Aim.SAVE, WHOM, 650),
        ((Feeling.ATTACHMENT, WHOM, 1000), Aim.TEND, WHOM, 650),
        ((Feeling.ATTACHMENT, WHOM, 500), Aim.BRING, WHOM, 575),
        ((Feeling.ATTACHMENT, WHOM, 1000), Aim.SAVE, STRANGER, 500),
        ((Feeling.ATTACHMENT, WHOM, 1000), Aim.SHELTER, -1, 500),
        ((Feeling.GUILT, STRANGER, 1000), Aim.SAVE, WHOM, 600),
        ((Feeling.GUILT, STRANGER, 1000), Aim.KEEP_WORD, WHOM, 600),
        ((Feeling.GUILT, STRANGER, 1000), Aim.SHELTER, -1, 500),
        ((Feeling.FEAR, -1, 1000), Aim.SHELTER, -1, 650),
        ((Feeling.FEAR, -1, 1000), Aim.SPEAK, WHOM, 350),
        ((Feeling.FEAR, -1, 1000), Aim.ANSWER_DOOR, WHOM, 350),
        ((Feeling.FEAR, -1, 1000), Aim.SAVE, WHOM, 500),
        ((Feeling.RESOLVE, WHOM, 1000), Aim.REACH, -1, 600),
        ((Feeling.RESOLVE, -1, 1000), Aim.KEEP_WORD, WHOM, 600),
        ((Feeling.RESOLVE, -1, 1000), Aim.SHELTER, -1, 500),
        ((Feeling.GRIEF, WHOM, 1000), Aim.SAVE, STRANGER, 300),
        ((Feeling.GRIEF, WHOM, 1000), Aim.SPEAK, STRANGER, 300),
        ((Feeling.GRIEF, WHOM, 1000), Aim.TEND, STRANGER, 500),
        ((Feeling.GRIEF, WHOM, 1000), Aim.SHELTER, -1, 500),
        ((Feeling.GRIEF, WHOM, 1000), Aim.MOURN, WHOM, 700),
        ((Feeling.GRIEF, WHOM, 1000), Aim.NONE, -1, 500),
    ],
)
def test_each_feeling_moves_what_it_is_about(felt, aim, whom, moved):
    assert worth(feels(felt), aim, whom) == moved


def test_all_of_them_together_move_it_by_two_fifths_at_most():
    for kinds in product((0, 1000), repeat=len(Feeling)):
        world = feels(*((kind, WHOM, by) for kind, by in zip(Feeling, kinds, strict=True) if by))
        for aim in Aim:
            assert 300 <= worth(world, aim) <= 700 <= Heart(world, WHO).most(WORTH) or not any(kinds)


@pytest.mark.parametrize("bound", [True, False])
def test_whom_one_is_bound_to_or_has_helped_is_no_stranger(bound):
    world = feels((Feeling.FEAR, -1, 1000))
    if bound:
        bind(world, (WHO, WHOM))
    else:
        feelings.deepen(world, WHO, Feeling.ATTACHMENT, WHOM, 30, world.scenario_event)
    assert (worth(world, Aim.SPEAK, WHOM), worth(world, Aim.SPEAK, STRANGER)) == (WORTH, 350)


def test_resolve_steadies_fear():
    world = feels((Feeling.FEAR, -1, 1000), (Feeling.RESOLVE, -1, 1000))
    assert worth(world, Aim.SHELTER) == 575


def test_what_grief_keeps_one_from_passes_within_hours():
    world = feels((Feeling.GRIEF, WHOM, 1000))
    world.tick = feelings.NUMBS
    assert worth(world, Aim.SAVE) == 400
    world.tick *= 10
    assert worth(world, Aim.SAVE) == WORTH


@pytest.mark.parametrize(("grief", "hope", "goes"), [(500, 249, False), (499, 249, True), (500, 250, True)])
def test_whoever_grieves_and_has_no_hope_left_gives_up_where_they_were_going(grief, hope, goes):
    world = feels((Feeling.GRIEF, WHOM, grief))
    grieves = world.events.rows()[-1].id
    heads = minds(world, {WHO: [("reach", {"place": "end"})]}, {"end": world.city.cell(0, 118, 1)})
    profile = background.make_profile(world, WHO)
    world.profiles.hope[profile] = 500
    live(world, heads, 5)
    assert Verb.WALK in ordered(world.events.rows(), WHO)
    world.profiles.hope[profile] = hope
    heads.world.plans.wake[0] = world.tick
    live(world, heads, 1)
    given_up = [(event.amount, event.cause) for event in world.events.rows() if event.kind == Kind.ABANDONED]
    assert given_up == ([] if goes else [(Aim.REACH, grieves)])
