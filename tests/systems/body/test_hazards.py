"""Hazards underfoot: falls by the way that is walked, water by time, and what wet clothes do."""

import pytest
from scenes.suits import events
from scenes.worlds import SIGNS, field, make_world, run

from undergrid.city.city import Ground
from undergrid.systems.body import hazards
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.tables.people import Activity, Pace

SIGNS.update({"/": Ground.SCAFFOLD, "~": Ground.SEEP})
MANY = 3000


def on(sign, people=MANY, doing=Activity.WALKING, **columns):
    """So many people on ground of one kind, about something."""
    return make_world(field(60, 50, sign), people, doing=doing, **columns)


def falls(world):
    return len(events(world, Kind.FELL))


def test_on_scaffolding_one_falls_so_often_in_a_thousand_metres_and_nowhere_else():
    for sign, per_km in (("/", 2.0), (".", 0), ("%", 0), ("~", 0)):
        world = on(sign)
        run(hazards, world, ticks=600, period=60, falls_per_km=2.0, drenched_per_hour=0)
        km = MANY * 600 * 1.340 * 0.55 / 1e6
        assert falls(world) == pytest.approx(1000 * km * per_km, rel=0.1, abs=0 if per_km == 0 else None)


def test_who_goes_twice_as_fast_or_half_as_far_falls_by_the_way_and_not_by_the_time():
    walked, ran, lame = on("/"), on("/", pace=Pace.RUN), on("/", able=50)
    for world in (walked, ran, lame):
        run(hazards, world, ticks=600, period=60, falls_per_km=2.0, run=2.0)
    assert falls(ran) == pytest.approx(2 * falls(walked), rel=0.1)
    assert falls(lame) == pytest.approx(falls(walked) / 2, rel=0.15)


@pytest.mark.parametrize("doing", [Activity.WAITING, Activity.HIDING, Activity.CROSSING])
def test_who_does_not_walk_does_not_fall(doing):
    world = on("/", doing=doing)
    run(hazards, world, ticks=120, period=60, falls_per_km=100)
    assert falls(world) == 0


def test_a_fall_grazes_or_cuts_a_leg_or_an_arm_and_rust_gets_into_it():
    world = on("/")
    run(hazards, world, ticks=600, period=60, falls_per_km=3.0, deep=0.25, rusty=0.5)
    wounds, rows = world.wounds, world.wounds.rows()
    assert len(rows) == falls(world) > 2000
    assert set(wounds.kind[rows]) == {WoundKind.CUT}
    assert set(wounds.part[rows]) == {BodyPart.LEG, BodyPart.ARM}
    assert (wounds.depth[rows] == 2).mean() == pytest.approx(0.25, abs=0.03)
    assert wounds.dirty[rows].mean() == pytest.approx(0.5, abs=0.04)
    fell = {event.id for event in events(world, Kind.FELL)}
    assert {event.cause for event in events(world, Kind.WOUNDED)} <= fell
    assert all(event.stream == hazards.FALLS and event.odds > 0 for event in events(world, Kind.FELL))


def test_leaking_pipes_wet_whoever_is_below_until_their_clothes_are_dry():
    world = on("~", doing=Activity.WAITING)
    run(hazards, world, ticks=600, period=60, drenched_per_hour=3, dry_minutes=30)
    wetted = len(events(world, Kind.DRENCHED))
    assert wetted == pytest.approx(MANY * (1 - 2.718281828**-0.5), rel=0.1)
    assert world.soaked.n_used == wetted
    world.citizens.cell[:] = -1
    world.citizens.inside[:] = 0
    run(hazards, world, ticks=1801, period=60)
    assert world.soaked.n_used == 0


def test_in_a_city_with_no_such_ground_nobody_is_looked_at():
    world = make_world(field(8, 8), 3, doing=Activity.WALKING)
    before = world.digest()
    run(hazards, world, ticks=0)
    hazards.step(world, hazards.Params())
    assert world.digest() == before


def test_a_bystander_changes_nobody_s_fall():
    alone, beside = on("/", people=50), on("/", people=51)
    for world in (alone, beside):
        run(hazards, world, ticks=1200, period=60, falls_per_km=5)
    assert [e.id for e in events(alone, Kind.FELL)] == [e.id for e in events(beside, Kind.FELL) if e.who < 50]
    assert falls(alone)
