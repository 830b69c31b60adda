"""Scrap: a field is worked out with its last part, told once, and no part is made."""

from scenes.gatehouse import live, of_kind
from scenes.worlds import field, make_city, make_world

from undergrid.systems.items import salvage, scrap
from undergrid.world.items.wrecks import leave_wreck
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.tables.orders import Verb


def scrapyard(*parts, other=0):
    """Somebody among wrecks of one field with so many parts; another field with one wreck, if `other` parts."""
    world = make_world(make_city(field(12, 12)), [(5, 5)])
    for number, held in ((0, parts), (1, (other,) if other else ())):
        for n, part in enumerate(held):
            row = world.scrap_fields.grow(1) if not n else number
            world.scrap_fields.cell[row] = world.city.cell(0, 5, 5)
            slot = int(world.scattered.take(1)[0])
            cell = world.city.cell(0, 5 + 6 * number, 5)
            wreck = leave_wreck(world, cell, part, 90 + n + 10 * number, world.scenario_event, frame=False)
            world.scattered.field[slot], world.scattered.wreck[slot] = row, wreck
    return world


def salvages(world, goes, **knobs):
    for _ in range(goes):
        intend(world, 0, Verb.SALVAGE, -1, world.scenario_event)
        live(world, 700, salvage, scrap, salvage={"at_once": 2} | knobs)
    return of_kind(world.events.rows(), Kind.PICKED_CLEAN)


def test_it_is_worked_out_with_its_last_part_and_that_is_told_once():
    world = scrapyard(3, 2)
    assert not salvages(world, 2)
    (clean,) = salvages(world, 1)
    assert (clean.who, clean.amount) == (0, 5)
    assert clean.cause == of_kind(world.events.rows(), Kind.SALVAGED)[-1].id
    assert world.scrap_fields.clean.tolist() == [clean.id]
    assert len(salvages(world, 1)) == 1
    assert of_kind(world.events.rows(), Kind.REFUSED), "there is nothing left to take"


def test_what_is_taken_and_what_is_scrap_is_what_there_was():
    for sound in (0, 0.5, 1):
        world = scrapyard(4, 3)
        salvages(world, 5, sound=sound)
        wrecks = world.wrecks
        assert (wrecks.parts.sum(), wrecks.taken.sum() + wrecks.scrap.sum()) == (0, 7)
        carried = world.items.count[world.items.where(holder=0)].sum()
        assert carried == wrecks.taken.sum()


def test_another_field_is_another():
    world = scrapyard(2, other=4)
    (clean,) = salvages(world, 1)
    assert world.scrap_fields.clean.tolist() == [clean.id, 0]


def test_a_wreck_of_no_field_works_nothing_out():
    world = scrapyard(4)
    leave_wreck(world, world.city.cell(0, 5, 5), 2, 5, world.scenario_event, frame=False)
    world.wrecks.parts[0] = 0
    world.scattered.free(world.scattered.rows())
    world.scrap_fields.clean[0] = 1
    assert not salvages(world, 1)
