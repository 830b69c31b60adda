"""Pledges: kept when both are there; broken by leaving or taking them back; released by who received them.

What makes them fail stands in `test_pledges_apart.py`.
"""

from __future__ import annotations

import pytest
from scenes.strangers import live, told
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import Use
from undergrid.systems.society import pledges
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import Pause, intend
from undergrid.world.society import knowledge, promises, regard
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity
from undergrid.world.tables.society import BondKind, PledgeState
from undergrid.world.world import World

PLACE = 70
RULES = pledges.Params()


def promised() -> World:
    """Citizen 0 has promised citizen 1 to bring them to a place far off."""
    world = make_world("." * 80, [(0, 0), (1, 0)])
    intend(world, 0, Verb.PLEDGE, 1, 77, amount=PLACE)
    live(world, [pledges])
    return world


def put(world: World, who: int, cell: int) -> None:
    world.citizens.cell[who] = cell
    world.rebuild()


def test_a_pledge_is_written_down_with_its_place_and_term():
    world = promised()
    (pledge,) = told(world, Kind.PLEDGED)
    slot = int(world.pledges.rows()[0])
    row = world.pledges
    assert (row.by[slot], row.to[slot], row.cell[slot], row.cause[slot]) == (0, 1, PLACE, pledge.id)
    assert row.due[slot] == RULES.hours * 3600
    assert pledge.cause == 77
    assert world.citizens.intent[0] == 0, "it is said, and done with"
    assert regard.trust(world, 1, 0) > 500


def test_it_is_kept_once_both_are_there_and_not_before():
    world = promised()
    put(world, 0, PLACE - 2)
    live(world, [pledges], 20)
    assert not told(world, Kind.PLEDGE_KEPT)
    put(world, 1, PLACE)
    before = regard.trust(world, 1, 0)
    live(world, [pledges], 20)
    (kept,) = told(world, Kind.PLEDGE_KEPT)
    assert kept.cause == told(world, Kind.PLEDGED)[0].id
    assert regard.trust(world, 1, 0) > before


def test_what_was_meant_counts_wherever_it_was_said_to_be():
    """Word of the place had gone astray: they are in at its door, and need not go on to where it is not."""
    world = make_world(make_city(field(80, 1), buildings=[(Use.REFUGE, 0, PLACE, 0)]), [(0, 0), (1, 0)])
    knowledge.learn(world, 0, Topic.PLACE, 0, PLACE - 30, 1, 500, world.scenario_event)
    intend(world, 0, Verb.PLEDGE, 1, 77, amount=PLACE - 30)
    live(world, [pledges])
    assert promises.goal(world, 0) == PLACE - 30
    knowledge.learn(world, 0, Topic.PLACE, 0, PLACE, 1, 900, world.scenario_event)
    assert promises.goal(world, 0) == PLACE
    for who in (0, 1):
        put(world, who, PLACE - 30)
    live(world, [pledges], 20)
    assert not told(world, Kind.PLEDGE_KEPT)
    for who in (0, 1):
        put(world, who, PLACE)
        world.citizens.inside[who] = 0
    live(world, [pledges], 20)
    assert len(told(world, Kind.PLEDGE_KEPT)) == 1
    world.knowledge.free(world.knowledge.rows())  # as of who has looked for it in vain
    assert promises.goal(world, 0) == -1


def test_where_the_place_is_a_shelters_door_it_is_kept_behind_it_by_both():
    world = make_world(make_city(field(80, 1), buildings=[(Use.REFUGE, 0, PLACE, 0)]), [(0, 0), (1, 0)])
    intend(world, 0, Verb.PLEDGE, 1, 77, amount=PLACE)
    live(world, [pledges])
    for who in (0, 1):
        put(world, who, PLACE)
        live(world, [pledges], 20)
    assert not told(world, Kind.PLEDGE_KEPT)  # they stand before it
    world.citizens.inside[0] = 0
    live(world, [pledges], 20)
    assert not told(world, Kind.PLEDGE_KEPT)
    world.citizens.inside[1] = 0
    live(world, [pledges], 20)
    (kept,) = told(world, Kind.PLEDGE_KEPT)
    assert kept.cause == told(world, Kind.PLEDGED)[0].id


def test_it_is_broken_by_staying_away_but_not_by_a_short_absence():
    world = promised()
    put(world, 0, 60)
    live(world, [pledges], 300)
    put(world, 0, 2)
    live(world, [pledges], 20)
    put(world, 0, 60)
    live(world, [pledges], round(RULES.apart_minutes * 60) - 300)
    assert not told(world, Kind.PLEDGE_BROKEN)
    live(world, [pledges], 320)
    (broken,) = told(world, Kind.PLEDGE_BROKEN)
    assert (broken.who, broken.whom) == (0, 1)
    assert regard.trust(world, 1, 0) < 500


def test_who_stays_with_the_other_until_its_time_is_over_has_not_broken_it():
    world = promised()
    before = regard.trust(world, 1, 0)
    world.pledges.due[0] = world.tick + 5
    live(world, [pledges], 20)
    assert [event.kind for event in told(world, Kind.PLEDGE_BROKEN, Kind.PLEDGE_FAILED)] == [Kind.PLEDGE_FAILED]
    assert world.pledges.outcome[0] == PledgeState.FAILED
    assert regard.trust(world, 1, 0) == before


def test_with_a_death_it_fails_because_of_that_and_without_blame():
    for dead in (0, 1):
        world = promised()
        before = regard.trust(world, 1, 0)
        world.events.begin(world.tick)
        died = world.events.one(Kind.DIED, dead, cause=world.scenario_event)
        world.citizens.alive[dead], world.citizens.cause[dead] = False, died
        live(world, [pledges], 20)
        (failed,) = told(world, Kind.PLEDGE_FAILED)
        assert (failed.who, failed.whom, failed.cause) == (0, 1, died)
        assert not told(world, Kind.PLEDGE_BROKEN)
        assert world.pledges.outcome[0] == PledgeState.FAILED
        assert regard.trust(world, 1, 0) == before


@pytest.mark.parametrize(("who", "kind"), [(1, Kind.RELEASED), (0, Kind.PLEDGE_BROKEN)])
def test_who_received_it_can_release_the_other_and_who_gave_it_can_only_take_it_back(who: int, kind: Kind):
    world = promised()
    before = regard.trust(world, 1, 0)
    intend(world, who, Verb.RELEASE, 1 - who, 78)
    live(world, [pledges])
    (event,) = told(world, kind)
    assert event.cause == 78
    assert (regard.trust(world, 1, 0) < before) == (who == 0)
    assert world.pledges.outcome[0] == (PledgeState.BROKEN if who == 0 else PledgeState.RELEASED)


def test_nothing_is_promised_twice_to_the_dead_or_from_afar():
    world = promised()
    intend(world, 0, Verb.PLEDGE, 1, 78, amount=PLACE)
    live(world, [pledges])
    world.citizens.doing[1] = Activity.UNCONSCIOUS
    intend(world, 0, Verb.PLEDGE, 1, 78, amount=PLACE)
    live(world, [pledges])
    world.citizens.alive[1] = False
    intend(world, 0, Verb.PLEDGE, 1, 78, amount=PLACE)
    live(world, [pledges])
    reasons = [event.amount for event in told(world, Kind.REFUSED)]
    assert reasons == [Refusal.NOT_NEEDED, Refusal.NO_ANSWER, Refusal.TARGET_DEAD]
    assert len(world.pledges.rows()) == 1


# ---------------------------------------------------------------- who, where and when


def test_a_promise_is_made_once_and_routine_goes_on_after_a_pause():
    world = promised()
    live(world, [pledges], 3)
    assert world.citizens.intent[0] == 0
    assert world.citizens.wake[0] == Pause().ticks
    assert len(told(world, Kind.PLEDGED)) == 1
    assert not told(world, Kind.REFUSED)
    intend(world, 1, Verb.RELEASE, 0, 78)
    live(world, [pledges], 3)
    assert world.citizens.intent[1] == 0
    assert world.citizens.wake[1] == 3 + 1 + Pause().ticks
    assert not told(world, Kind.REFUSED)


def test_whoever_is_refused_tries_it_no_more_and_goes_on_after_a_pause():
    world = promised()
    world.citizens.wake[0] = NEVER
    intend(world, 0, Verb.PLEDGE, 1, 78, amount=PLACE)
    live(world, [pledges], 3)
    (refused,) = told(world, Kind.REFUSED)
    assert (refused.who, refused.whom, refused.cause) == (0, 1, 78)
    assert world.citizens.intent[0] == 0
    assert world.citizens.wake[0] == 1 + Pause().ticks


def test_a_pledge_binds_both_and_speaks_for_who_gave_it():
    world = promised()
    (pledge,) = told(world, Kind.PLEDGED)
    assert (pledge.who, pledge.whom, pledge.where) == (0, 1, world.citizens.cell[0])
    bonds = world.bonds
    ties = {(int(bonds.a[n]), int(bonds.b[n])): n for n in bonds.rows().tolist()}
    assert {pair: bonds.kind[n] for pair, n in ties.items()} == {(0, 1): BondKind.ESCORT, (1, 0): BondKind.FRIEND}
    assert all((bonds.strength[n], bonds.cause[n]) == (RULES.tie, pledge.id) for n in ties.values())
    assert world.regards.good[regard.regard(world, 1, 0, make=False)] > 0
    assert regard.regard(world, 0, 1, make=False) < 0


@pytest.mark.parametrize("nearer", [0, 1])
@pytest.mark.parametrize(("cells", "kept"), [(3, True), (4, False)])
def test_it_is_kept_once_both_are_within_six_metres_of_the_place(nearer: int, cells: int, kept: bool):
    world = promised()
    put(world, nearer, PLACE)
    put(world, 1 - nearer, PLACE - cells)
    live(world, [pledges], 10)
    assert bool(told(world, Kind.PLEDGE_KEPT)) == kept
    assert world.pledges.outcome[0] == (PledgeState.KEPT if kept else PledgeState.OPEN)


@pytest.mark.parametrize(("cells", "broken"), [(25, False), (26, True)])
def test_whoever_is_farther_off_than_fifty_metres_stays_away(cells: int, broken: bool):
    world = promised()
    put(world, 0, 1 + cells)
    live(world, [pledges], round(RULES.apart_minutes * 60) + 20)
    assert bool(told(world, Kind.PLEDGE_BROKEN)) == broken


def test_it_fails_on_the_tick_of_its_term_and_is_broken_on_that_of_half_an_hour_apart():
    world = promised()
    world.pledges.due[0] = 40
    live(world, [pledges], 100)
    assert [event.tick for event in told(world, Kind.PLEDGE_FAILED)] == [40]
    world = promised()
    put(world, 0, 60)
    live(world, [pledges], 2000)
    assert [event.tick for event in told(world, Kind.PLEDGE_BROKEN)] == [10 + 1800]


def test_each_pledge_is_kept_by_those_who_made_it():
    """Two pairs; the first of them comes to its place, the other stays where it is."""
    world = make_world("." * 80, [(0, 0), (1, 0), (20, 0), (21, 0)])
    intend(world, 0, Verb.PLEDGE, 1, 77, amount=PLACE)
    intend(world, 2, Verb.PLEDGE, 3, 78, amount=PLACE + 2)
    live(world, [pledges])
    for who in (0, 1):
        put(world, who, PLACE)
    live(world, [pledges], 20)
    (kept,) = told(world, Kind.PLEDGE_KEPT)
    assert (kept.who, kept.whom, kept.where) == (0, 1, PLACE)
    assert world.pledges.outcome[world.pledges.rows()].tolist() == [PledgeState.KEPT, PledgeState.OPEN]


@pytest.mark.parametrize("how", ["kept", "broken", "taken back"])
def test_what_comes_of_a_pledge_weighs_as_the_knob_says(how: str):
    def trusted(**knobs: int) -> int:
        world = make_world("." * 80, [(0, 0), (1, 0)])
        rules = pledges.Params(word=0, apart_minutes=0.1, **knobs)
        for tick in range(22):
            if tick == 0:
                intend(world, 0, Verb.PLEDGE, 1, 77, amount=0 if how == "kept" else PLACE)
            if tick == 1 and how == "taken back":
                intend(world, 0, Verb.RELEASE, 1, 78)
            if tick == 1 and how == "broken":
                put(world, 0, 60)
            world.events.begin(world.tick)
            pledges.step(world, rules)
            world.tick += 1
        return regard.trust(world, 1, 0)

    knob = how.replace(" ", "_")
    others = {name: 10_000 for name in ("kept", "broken", "taken_back") if name != knob}
    assert trusted(**others, **{knob: 0}) == 500
    weights = [abs(trusted(**{knob: weight}) - 500) for weight in (500, 1000, 4000)]
    assert 0 < weights[0] < weights[1] < weights[2]


def test_what_is_kept_on_its_last_second_is_not_broken():
    world = promised()
    world.pledges.due[0] = 10
    for who in (0, 1):
        put(world, who, PLACE)
    live(world, [pledges], 20)
    assert [event.kind for event in told(world, Kind.PLEDGE_KEPT, Kind.PLEDGE_BROKEN)] == [Kind.PLEDGE_KEPT]
    assert world.pledges.outcome[0] == PledgeState.KEPT


@pytest.mark.parametrize("cell_mm", [500, 1000, 2000, 4000])
@pytest.mark.parametrize(("metres", "kept"), [(4, True), (8, False)])
def test_a_place_is_as_wide_on_any_map(cell_mm: int, metres: int, kept: bool):
    world = make_world(make_city(field(40, 1), cell_mm=cell_mm), [(0, 0), (0, 0)])
    intend(world, 0, Verb.PLEDGE, 1, 77, amount=metres * 1000 // cell_mm)
    run(pledges, world, 20)
    assert bool(told(world, Kind.PLEDGE_KEPT)) == kept


@pytest.mark.parametrize("cell_mm", [500, 1000, 2000, 4000])
@pytest.mark.parametrize(("metres", "left"), [(48, False), (52, True)])
def test_those_stay_away_who_are_as_far_off_on_any_map(cell_mm: int, metres: int, left: bool):
    world = make_world(make_city(field(120, 1), cell_mm=cell_mm), [(0, 0), (0, 0)])
    intend(world, 0, Verb.PLEDGE, 1, 77, amount=119)
    run(pledges, world)
    put(world, 0, metres * 1000 // cell_mm)
    run(pledges, world, 40, apart_minutes=0.2)
    assert bool(told(world, Kind.PLEDGE_BROKEN)) == left
