"""Blood at all ages, and what is noted of one body among several: since when, and what was behind a death."""

from __future__ import annotations

from scenes.worlds import field, make_world

from undergrid.world.body import blood_loss, injuries
from undergrid.world.body.blood_rows import blood_slot
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.world import World

WEIGHTS = (7, 10, 12, 14, 16, 18, 21, 23, 26, 29, 32, 36, 41, 46, 51, 55, 59, 63, 70, 70)  # kg, by years [CDC 2000]


def several() -> World:
    """Five people; three of them have wounds, made out of order."""
    world = make_world(field(4, 4), citizens=5)
    for who, flow in ((3, 900), (1, 700), (4, 500), (1, 20), (3, 40)):
        cause = world.events.one(Kind.ORDERED, who)
        injuries.wound(world, who, WoundKind.CUT, BodyPart.ARM, 2, False, cause, flow=flow)
    return world


def test_a_body_has_eighty_seventy_five_or_seventy_millilitres_for_each_kilogram_of_its_age():
    for age, kg in enumerate(WEIGHTS):
        assert blood_loss.volume_at(age) == kg * (80 if age <= 5 else 75 if age <= 12 else 70)
    world = several()
    world.citizens.age[:] = 3, 7, 12, 30, 1
    assert [blood_loss.volume(world, who) for who in range(5)] == [14 * 80, 23 * 75, 41 * 75, 4900, 10 * 80]


def test_what_is_lost_is_noted_anew_only_where_what_bleeds_has_changed():
    world = several()
    world.tick = 100
    for who in (3, 1):
        blood_loss.redo(world, who)
    rows = {who: blood_slot(world, who) for who in (1, 3, 4)}
    noted = {who: (int(world.blood.lost[row]), int(world.blood.since[row])) for who, row in rows.items()}
    assert noted == dict.fromkeys(rows, (0, 0))
    world.wounds.control[blood_loss.wounds_of(world, 1)] = 500
    lost = blood_loss.lost(world, 1)
    blood_loss.redo(world, 1)
    noted = {who: (int(world.blood.lost[row]), int(world.blood.since[row])) for who, row in rows.items()}
    assert noted == {1: (lost, 100), 3: (0, 0), 4: (0, 0)}
    assert lost > 0
    assert [int(world.blood.flow[rows[who]]) for who in (1, 3, 4)] == [360, 940, 500]


def test_behind_a_death_are_the_wounds_the_calls_for_help_the_time_and_the_doses_of_that_body_alone():
    world = several()
    calls = world.beacons.take(4)
    world.beacons.sender[calls], world.beacons.cause[calls] = (3, 1, 2, 1), (61, 62, 63, 64)
    world.beacons.free(calls[3:])
    for who in (4, 1, 3):
        row = blood_slot(world, who)
        for n, name in enumerate(("found", "tended", "dosed", "shocked")):
            getattr(world.blood, name)[row] = 100 * who + n
    wounds = {who: [int(world.wounds.cause[slot]) for slot in blood_loss.wounds_of(world, who)] for who in (1, 3, 4)}
    for who, sent in ((1, [62]), (3, [61]), (4, [])):
        assert blood_loss.behind(world, who) == [
            *((event, Role.WOUND) for event in wounds[who]), *((event, Role.DELAY) for event in sent),
            (100 * who, Role.DELAY), (100 * who + 1, Role.DELAY), (100 * who + 2, Role.DOSE),
            (100 * who + 3, Role.CONDITION),
        ]  # fmt: skip
    assert blood_loss.behind(world, 0) == blood_loss.behind(world, 2) == []
    world.blood.found[blood_slot(world, 4)] = world.blood.dosed[blood_slot(world, 4)] = 0
    assert [event for event, _ in blood_loss.behind(world, 4)] == [*wounds[4], 401, 403]
