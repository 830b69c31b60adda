"""What weighs at a door: how dangerous somebody looks, and what each of it is worth."""

import pytest
from scenes.strangers import INSIDE, OUTSIDE, SHELTER, at_the_door

from undergrid.world.people import background
from undergrid.world.places.occupancy import move_body
from undergrid.world.society import parley_odds, regard
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.people import NEVER
from undergrid.world.tables.society import Category, Plea

RIFLE, SIDEARM, SCALPEL = ItemKind.RIFLE, ItemKind.SIDEARM, ItemKind.SCALPEL


@pytest.mark.parametrize(
    ("theirs", "mine", "level"),
    [
        (None, None, 100),
        (SCALPEL, None, 250),
        (SIDEARM, None, 400),
        (RIFLE, None, 450),
        (RIFLE, SCALPEL, 400),
        (RIFLE, SIDEARM, 350),
        (RIFLE, RIFLE, 334),
        (None, RIFLE, 0),
    ],
)
def test_arms_look_dangerous_and_less_so_to_whoever_is_armed(theirs, mine, level):
    world = at_the_door(outside_arms=theirs, inside_arms=mine)
    assert parley_odds.threat(world, INSIDE, OUTSIDE) == level


@pytest.mark.parametrize(
    ("shown", "mine", "level"),
    [
        (Category.SOLDIER, Category.UNALIGNED, 350),
        (Category.SOLDIER, Category.SOLDIER, 100),
        (Category.SOLDIER, Category.LOYAL, 100),
        (Category.HEALER, Category.UNALIGNED, 0),
        (Category.LOYAL, Category.UNALIGNED, 100),
    ],
)
def test_insignia_count_by_who_looks_at_them(shown, mine, level):
    world = at_the_door()
    for who, category in ((OUTSIDE, shown), (INSIDE, mine)):
        slot = background.make_profile(world, who)
        world.profiles.category[slot], world.profiles.insignia[slot] = category, True
    assert parley_odds.threat(world, INSIDE, OUTSIDE) == level


@pytest.mark.parametrize(("companions", "level"), [(1, 140), (5, 300), (6, 300)])
def test_company_looks_dangerous_up_to_five(companions, level):
    world = at_the_door(more=companions)
    world.citizens.cell[2:] = world.citizens.cell[OUTSIDE]
    world.rebuild()
    slots = world.members.take(companions + 1)
    world.members.owner[slots], world.members.band[slots] = [OUTSIDE, *range(2, 2 + companions)], 0
    assert parley_odds.threat(world, INSIDE, OUTSIDE) == level


@pytest.mark.parametrize(("depth", "level"), [(1, 100), (2, 20)])
def test_a_wound_that_shows_makes_one_look_less_dangerous(depth, level):
    world = at_the_door()
    slot = world.wounds.take(1)
    world.wounds.owner[slot], world.wounds.depth[slot] = OUTSIDE, depth
    assert parley_odds.is_wounded(world, OUTSIDE) == (depth == 2)
    assert parley_odds.threat(world, INSIDE, OUTSIDE) == level


# ---------------------------------------------------------------- what each knob weighs


def turned(world, **knobs):
    world.share([parley_odds.Doorstep(**knobs)])
    return world


FLAT = dict.fromkeys(parley_odds.Doorstep.model_fields, 0)


def wounded(world, who):
    slot = world.wounds.take(1)
    world.wounds.owner[slot], world.wounds.depth[slot] = who, 2


def hunted(world, who):
    world.citizens.wanted[who] = True


def healer(world):
    slot = background.make_profile(world, OUTSIDE)
    world.profiles.category[slot], world.profiles.insignia[slot] = Category.HEALER, True


@pytest.mark.parametrize(
    ("knob", "made", "worths"),
    [
        ("open_door", {}, (700, 0, 0)),
        ("per_fear", {}, (-70_000, 0, 0)),
        ("once_hunted", {"hunted": INSIDE}, (700, 0, 0)),
        ("once_hunted", {"hunted": OUTSIDE}, (0, 0, 0)),
        ("pity", {"wounded": OUTSIDE}, (700, 0, 0)),
        ("pity", {"wounded": INSIDE}, (0, 0, 0)),
        ("caution", {"wounded": INSIDE}, (-700, 0, 0)),
        ("need", {"wounded": INSIDE}, (0, 0, 0)),
        ("need", {"wounded": INSIDE, "healer": True}, (700, 0, 0)),
        ("caution", {"wounded": INSIDE, "healer": True}, (0, 0, 0)),
        ("warn", {}, (0, 700, 0)),
        ("armed_word", {}, (0, 0, 0)),
        ("armed_word", {"inside_arms": SCALPEL}, (0, 700, 0)),
        ("silence", {}, (0, 0, 700)),
        ("frightened", {}, (0, 0, 70_000)),
        ("frightened", {"inside_arms": SCALPEL}, (0, 0, 0)),
    ],
)
def test_what_is_answered_hangs_on_each_weight(knob, made, worths):
    arms = {name: made[name] for name in made if name.endswith("arms")}
    world = turned(at_the_door(**arms), **FLAT | {knob: 700})
    if "hunted" in made:
        hunted(world, made["hunted"])
    if "wounded" in made:
        wounded(world, made["wounded"])
    if "healer" in made:
        healer(world)
    assert tuple(parley_odds.answer_odds(world, INSIDE, OUTSIDE)) == parley_odds.choice(worths)


def test_trust_above_one_half_counts_for_each_thousandth():
    world = turned(at_the_door(trusted=1000), **FLAT | {"per_trust": 7})
    trusted = regard.trust(world, INSIDE, OUTSIDE) - 500
    assert trusted > 0
    assert tuple(parley_odds.answer_odds(world, INSIDE, OUTSIDE)) == parley_odds.choice((7 * trusted, 0, 0))


@pytest.mark.parametrize(
    ("knob", "made", "asked", "worths"),
    [
        ("leave", {}, {}, (700, 0, 0)),
        ("each_refusal", {}, {"tries": 1}, (0, 0, 0)),
        ("each_refusal", {}, {"tries": 3}, (1400, 0, 0)),
        ("warned", {}, {}, (0, 0, 0)),
        ("warned", {}, {"warned": True}, (700, 0, 0)),
        ("wait", {}, {}, (0, 700, 0)),
        ("force", {}, {}, (0, 0, 700)),
        ("gun", {"outside_arms": RIFLE}, {}, (0, 0, 700)),
        ("gun", {"outside_arms": SIDEARM}, {}, (0, 0, 700)),
        ("gun", {"outside_arms": SCALPEL}, {}, (0, 0, 0)),
        ("blade", {"outside_arms": SCALPEL}, {}, (0, 0, 700)),
        ("blade", {"outside_arms": RIFLE}, {}, (0, 0, 0)),
        ("blade", {}, {}, (0, 0, 0)),
        ("per_fear", {}, {}, (0, 0, -70_000)),
        ("despair", {"wounded": OUTSIDE}, {}, (0, 350, 700)),
        ("despair", {"hunted": OUTSIDE}, {}, (0, 350, 700)),
        ("despair", {"wounded": INSIDE}, {}, (0, 0, 0)),
    ],
)
def test_what_is_done_before_a_shut_door_hangs_on_each_weight(knob, made, asked, worths):
    arms = {name: made[name] for name in made if name.endswith("arms")}
    world = turned(at_the_door(**arms), **FLAT | {knob: 700})
    if "hunted" in made:
        hunted(world, made["hunted"])
    if "wounded" in made:
        wounded(world, made["wounded"])
    feared = parley_odds.threat(world, OUTSIDE, INSIDE)
    leave, wait, force = worths
    if knob == "per_fear":
        force = -700 * feared
    moves = parley_odds.next_move_odds(world, OUTSIDE, SHELTER, **asked)
    assert tuple(moves) == (*parley_odds.choice((leave + feared, wait, force)), 0)


@pytest.mark.parametrize("left", [0, 1, 3])
def test_one_pleads_only_while_there_is_something_left_to_say(left):
    world = turned(at_the_door(), **FLAT | {"plead": 700})
    feared = parley_odds.threat(world, OUTSIDE, INSIDE)
    moves = parley_odds.next_move_odds(world, OUTSIDE, SHELTER, pleas=left)
    worths = (feared, 0, 0, 700) if left else (feared, 0, 0)
    assert tuple(moves)[: len(worths)] == parley_odds.choice(worths)
    assert (moves.plead > 0) == (left > 0)


@pytest.mark.parametrize(("knob", "arms"), [("gun", RIFLE), ("blade", SCALPEL)])
def test_who_is_armed_pleads_less_by_half_of_what_they_sooner_use_force(knob, arms):
    world = turned(at_the_door(outside_arms=arms), **FLAT | {"plead": 700, knob: 400})
    feared = parley_odds.threat(world, OUTSIDE, INSIDE)
    assert tuple(parley_odds.next_move_odds(world, OUTSIDE, SHELTER, pleas=1)) == parley_odds.choice(
        (feared, 0, 400, 500)
    )


# ---------------------------------------------------------------- what has been said and shown


def in_talk(world, *pleas):
    """The one outside in talk at the door, having said some pleas."""
    slot = world.parleys.take(1)
    world.parleys.asker[slot], world.parleys.building[slot] = OUTSIDE, SHELTER
    world.parleys.said[slot] = sum(1 << plea for plea in pleas)


def lame(world, who):
    world.citizens.able[who] = 0


@pytest.mark.parametrize(
    ("knob", "pleas", "needs", "worth"),
    [
        ("introduced", (), (), 0),
        ("introduced", (Plea.ENTRY,), (), 0),
        ("introduced", (Plea.NAME,), (), 700),
        ("introduced", (Plea.TRAIL,), (), 700),
        ("called", (Plea.CALLED,), (), 700),
        ("called", (Plea.NAME,), (), 0),
        ("trail", (Plea.TRAIL,), (), 700),
        ("trail", (Plea.CALLED,), (), 0),
        ("by_name", (Plea.BY_NAME,), (), 700),
        ("by_name", (Plea.NAME,), (), 0),
        ("disarmed", (Plea.DISARM,), (), 700),
        ("disarmed", (Plea.HELP,), (), 0),
        ("offer", (Plea.HELP,), (), 0),
        ("offer", (Plea.HELP,), ("wounded",), 700),
        ("offer", (Plea.NAME,), ("wounded",), 0),
        ("carriers", (Plea.HELP,), (), 0),
        ("carriers", (Plea.HELP,), ("lame",), 700),
        ("carriers", (Plea.NAME,), ("lame",), 0),
        ("caution", (Plea.NAME,), ("wounded",), -700),
        ("caution", (Plea.HELP,), ("wounded",), 0),
    ],
)
def test_what_has_been_said_counts_each_by_its_own_weight_and_an_offer_by_the_needs_inside(knob, pleas, needs, worth):
    world = turned(at_the_door(), **FLAT | {knob: 700})
    in_talk(world, *pleas)
    if "wounded" in needs:
        wounded(world, INSIDE)
    if "lame" in needs:
        lame(world, INSIDE)
    assert tuple(parley_odds.answer_odds(world, INSIDE, OUTSIDE)) == parley_odds.choice((worth, 0, 0))


@pytest.mark.parametrize(("warned", "worth"), [(False, 0), (True, -700)])
def test_who_has_warned_somebody_off_opens_to_them_less(warned, worth):
    world = turned(at_the_door(), **FLAT | {"hardened": 700})
    in_talk(world, Plea.ENTRY)
    world.parleys.warned[parley_odds.parley_of(world, OUTSIDE)] = warned
    assert tuple(parley_odds.answer_odds(world, INSIDE, OUTSIDE)) == parley_odds.choice((worth, 0, 0))


@pytest.mark.parametrize(("able", "worth"), [(1, 700), (2, 0)])
def test_who_must_be_carried_takes_two_who_can_carry(able, worth):
    world = turned(at_the_door(more=able), **FLAT | {"carriers": 700})
    in_talk(world, Plea.HELP)
    for who in range(2, 2 + able):
        move_body(world, who, SHELTER)
    lame(world, INSIDE)
    assert tuple(parley_odds.answer_odds(world, INSIDE, OUTSIDE)) == parley_odds.choice((worth, 0, 0))


@pytest.mark.parametrize(("since", "worth"), [(None, 0), (0, 700), (3600, 700), (3601, 0)])
def test_hands_that_were_shown_count_for_an_hour(since, worth):
    world = turned(at_the_door(), **FLAT | {"hands": 700})
    world.tick = 5000
    if since is not None:
        slot = regard.regard(world, INSIDE, OUTSIDE)
        world.regards.yielded[slot] = world.tick - since
    assert tuple(parley_odds.answer_odds(world, INSIDE, OUTSIDE)) == parley_odds.choice((worth, 0, 0))


def takes_for(world, believed, certainty):
    slot = regard.regard(world, INSIDE, OUTSIDE)
    world.regards.believed[slot], world.regards.certainty[slot] = believed, certainty


@pytest.mark.parametrize(
    ("believed", "mine", "worth"),
    [
        (Category.SOLDIER, Category.UNALIGNED, -350),
        (Category.LOYAL, Category.UNALIGNED, -350),
        (Category.REBEL, Category.UNALIGNED, 0),
        (Category.SOLDIER, Category.LOYAL, 0),
    ],
)
def test_whom_one_takes_for_a_soldier_one_lets_in_less_by_how_sure_one_is(believed, mine, worth):
    world = turned(at_the_door(), **FLAT | {"ruling": 700})
    slot = background.make_profile(world, INSIDE)
    world.profiles.category[slot] = mine
    takes_for(world, believed, 500)
    assert tuple(parley_odds.answer_odds(world, INSIDE, OUTSIDE)) == parley_odds.choice((worth, 0, 0))


def test_whom_one_takes_for_a_healer_is_let_in_for_the_wounded_whatever_they_really_can():
    odds = []
    for medicine in (0, 9):
        world = turned(at_the_door(), **FLAT | {"need": 700})
        wounded(world, INSIDE)
        slot = background.make_profile(world, OUTSIDE)
        world.profiles.medicine[slot] = medicine
        takes_for(world, Category.HEALER, 500)
        odds.append(tuple(parley_odds.answer_odds(world, INSIDE, OUTSIDE)))
    assert odds == [parley_odds.choice((350, 0, 0))] * 2


# ---------------------------------------------------------------- the end of a talk


@pytest.mark.parametrize("minded", [False, True])
@pytest.mark.parametrize("wake", [NEVER, 500])
@pytest.mark.parametrize("alive", [False, True])
def test_routine_takes_over_whoever_has_done_asking_unless_they_have_a_mind_or_something_to_wake_for(
    minded, wake, alive
):
    world = at_the_door(more=1)
    world.tick = 40
    slots = world.parleys.take(2)
    world.parleys.asker[slots] = [2, OUTSIDE]
    if minded:
        world.plans.grow(1)
        world.plans.owner[0] = OUTSIDE
        world.rebuild()
    world.citizens.wake[OUTSIDE], world.citizens.alive[OUTSIDE] = wake, alive
    parley_odds.close(world, parley_odds.parley_of(world, OUTSIDE))
    taken_over = not minded and wake == NEVER and alive
    assert world.citizens.wake.tolist() == [NEVER, 41 if taken_over else wake, NEVER]
    assert (parley_odds.parley_of(world, 2) >= 0, parley_odds.parley_of(world, OUTSIDE)) == (True, -1)
