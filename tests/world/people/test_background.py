"""What few people have: skills, a past, a sign, a weapon; and what hope leaves of their pace."""

import pytest
from scenes.ward import HEALER, PATIENT, equip, ward
from scenes.worlds import field, make_world

from undergrid.world.people import background, hope
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.society import Category


def test_who_has_no_profile_has_no_skills_no_past_and_no_sign():
    world = make_world(field(3, 3), 2)
    assert background.profile(world, 0) == -1
    assert background.skill_medicine(world, 0) == background.skill_soldiering(world, 0) == 0
    assert background.category(world, 0) == background.shown(world, 0) == Category.UNALIGNED
    assert not background.has_past(world, 0)
    slot = background.make_profile(world, 1)
    assert background.make_profile(world, 1) == background.profile(world, 1) == slot == 0
    assert (world.profiles.owner[0], world.profiles.cause[0]) == (1, world.scenario_event)
    world.profiles.medicine[0], world.profiles.soldiering[0] = 3, 4
    assert (background.skill_medicine(world, 1), background.skill_soldiering(world, 1)) == (3, 4)


def test_a_sign_shows_while_it_is_worn_and_not_covered():
    world = ward()
    slot = background.profile(world, HEALER)
    world.profiles.category[slot] = Category.REBEL
    for insignia, covered, shown in ((True, False, Category.REBEL), (True, True, 0), (False, False, 0)):
        world.profiles.insignia[slot], world.profiles.covered[slot] = insignia, covered
        assert background.shown(world, HEALER) == shown
        assert background.category(world, HEALER) == Category.REBEL


def test_a_past_is_what_one_is_no_more():
    world = ward()
    slot = background.profile(world, HEALER)
    world.profiles.category[slot] = Category.HEALER
    pasts = {Category.UNALIGNED: False, Category.HEALER: False, Category.SOLDIER: True, Category.REBEL: True}
    for past, has in pasts.items():
        world.profiles.past[slot] = past
        assert background.has_past(world, HEALER) == has


def test_the_most_dangerous_weapon_counts():
    world = ward()
    assert background.armed(world, HEALER) is None
    for name in ("gauze", "scalpel", "sidearm", "rifle"):
        equip(world, **{name: 1})
        assert background.armed(world, HEALER) == (None if name == "gauze" else ItemKind[name.upper()])
    assert background.armed(world, PATIENT) is None


@pytest.mark.parametrize(
    ("own", "band", "shared"), [(None, None, 500), (200, None, 200), (None, 300, 300), (200, 401, 300), (0, 0, 0)]
)
def test_hope_is_the_mean_of_ones_own_and_the_bands(own, band, shared):
    world = make_world(field(3, 3), 1)
    if own is not None:
        slot = background.make_profile(world, 0)
        world.profiles.hope[slot] = own
    if band is not None:
        slot, member = int(world.bands.take(1)[0]), world.members.take(1)
        world.bands.hope[slot] = band
        world.members.owner[member], world.members.band[member] = 0, slot
        assert hope.band_of(world, 0) == slot
    assert hope.hope(world, 0) == shared
    assert hope.effort(world, 0) == {500: 100, 200: 88, 300: 92, 0: 80}[shared]


def test_more_than_even_hope_makes_nobody_faster():
    world = make_world(field(3, 3), 1)
    slot = background.make_profile(world, 0)
    world.profiles.hope[slot] = 900
    assert hope.effort(world, 0) == 100
