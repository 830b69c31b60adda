"""Bring, together: who goes along keeps with who leads, and who is ahead goes by the way."""

import pytest
from minds.test_bring import THIRD, WHO, WHOM, pair, promise
from scenes.heads import bind, night, tell
from scenes.worlds import make_city

from undergrid.city.city import Use
from undergrid.world.body import blood_loss
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Activity


def led(city=None, third=(6, 4)):
    """Two who are left on their way to the clinic: the third has promised the first to come along, and leads."""
    world, heads = pair(third=third, plan={WHO: [("bring", {"who": "leo", "place": "clinic"})]}, city=city)
    for pair_of in ((THIRD, WHO), (WHO, THIRD)):
        bind(world, pair_of)
    tell(world, WHO, Topic.PERSON, THIRD, world.city.cell(0, *third))
    promise(world, THIRD, WHO)
    world.pledges.cell[0] = heads.places["clinic"]
    blood_loss.die(world, WHOM, 1, world.scenario_event)
    return world, heads


@pytest.mark.parametrize("still", [Activity.HIDING, Activity.LYING])
def test_who_goes_along_keeps_still_with_who_leads_and_goes_on_with_them(still):
    """A night in which she went down the stairs past him as he lay flat, and came up again for him, three times."""
    world, heads = led()
    world.citizens.doing[THIRD] = still
    night(world, heads, 60)
    assert world.city.where(int(world.citizens.cell[WHO]))[1] == 4
    world.citizens.doing[THIRD] = Activity.WAITING
    night(world, heads, 120)
    assert world.city.where(int(world.citizens.cell[WHO]))[1] >= 6


def walled():
    """The way to the place leads away from it at first, round a wall; who leads is behind, but nearer to it across."""
    wall = "\n".join(["." * 60] * 4 + ["#" * 40 + "." * 20] + ["." * 60] * 4)
    city = make_city(wall, buildings=[(Use.REFUGE, 0, 5, 7)])
    world, heads = led(city, third=(10, 2))
    world.citizens.cell[WHO] = city.cell(0, 20, 2)
    world.rebuild()
    return world, heads


def test_who_is_ahead_on_the_way_waits_although_it_leads_away_from_the_place_at_first():
    world, heads = walled()
    world.citizens.doing[THIRD] = Activity.WALKING
    night(world, heads, 60)
    assert world.city.where(int(world.citizens.cell[WHO])) == (0, 20, 2)


def test_where_each_waits_for_the_other_who_goes_along_goes_back_to_who_leads():
    world, heads = walled()
    world.citizens.doing[THIRD] = Activity.WAITING
    night(world, heads, 100)
    assert world.city.where(int(world.citizens.cell[WHO])) == (0, 20, 2)
    night(world, heads, 40)
    assert world.city.where(int(world.citizens.cell[WHO]))[1] <= 17
