"""The pattern language on logs written by hand: each word of it finds what it says, and nothing else."""

import numpy as np
import pytest
from scenes.records import AMARA, INES, KAEL, LEO, found, record, step
from scenes.worlds import field, make_city

from undergrid.setup.file.pattern import IS_AT, IS_WITH, Beat, How, Moment, Party, Plan, Step
from undergrid.study.arcs import beats_of
from undergrid.world.log.events import event_id
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.people import Activity, Posture

CITY = make_city(field(40, 40), field(40, 40))
FELT = (Kind.PULSE_FOUND, Kind.NO_PULSE)


def only(*rows):
    return Party(tuple(rows))


def test_an_event_is_found_by_its_kind_and_its_people():
    run = record((5, Kind.ASKED, KAEL, AMARA), (9, Kind.LET_IN, AMARA, KAEL))
    assert found(run, step(Kind.LET_IN, who=only(AMARA), whom=only(KAEL))).tick == 9
    assert found(run, step(Kind.LET_IN)).events == (int(run.events["id"][1]),)
    assert found(run, step(Kind.ASKED, Kind.LET_IN)).tick == 5
    for other in (step(Kind.LET_IN, who=only(LEO)), step(Kind.LET_IN, whom=only(AMARA)), step(Kind.WARNED)):
        assert found(run, other) is None


def test_who_somebody_is_not_leaves_everybody_else():
    run = record((5, Kind.ASKED, KAEL, AMARA), (6, Kind.ASKED, 77, AMARA))
    assert found(run, step(Kind.ASKED, who=Party(others=(KAEL,)))).tick == 6
    assert found(run, step(Kind.ASKED, who=Party(others=(KAEL, 77)))) is None
    nobody = record((5, Kind.LOCKED, -1))
    assert found(nobody, step(Kind.LOCKED, who=Party(others=(KAEL,)))) is None


def test_a_place_is_near_within_so_many_cells_on_its_level_alone():
    place = CITY.cell(0, 20, 20)
    for x, y, level, near in ((23, 17, 0, True), (24, 20, 0, False), (20, 24, 0, False), (20, 20, 1, False)):
        run = record((5, Kind.HID, AMARA, {"where": CITY.cell(level, x, y)}), city=CITY)
        assert (found(run, step(Kind.HID, cells=(place,), within_cells=3)) is not None) == near, (x, y, level)
    nowhere = record((5, Kind.HID, AMARA), city=CITY)
    assert found(nowhere, step(Kind.HID, cells=(0,), within_cells=3)) is None
    assert found(nowhere, step(Kind.HID, levels=(0,))) is None


def test_a_level_or_a_district_is_where_the_event_was():
    run = record((5, Kind.HID, AMARA, {"where": CITY.cell(1, 2, 2)}), city=CITY)
    assert found(run, step(Kind.HID, levels=(1,)))
    assert found(run, step(Kind.HID, levels=(0,))) is None
    assert found(run, step(Kind.HID, levels=(0,), districts=(0,)))
    assert found(run, step(Kind.HID, districts=(1,))) is None


def test_amounts_are_members_bounds_or_what_lay_between():
    run = record((5, Kind.INJECTED, AMARA, LEO, {"amount": 2}), (6, Kind.SWEPT, 3, AMARA, {"amount": 40 | 5 << 16}))
    assert found(run, step(Kind.INJECTED, amounts=(1, 2)))
    assert found(run, step(Kind.INJECTED, amounts=(1,))) is None
    for least, most, fits in ((2, 2, True), (3, None, False), (None, 1, False), (1, 3, True)):
        assert (found(run, step(Kind.INJECTED, least=least, most=most)) is not None) == fits
    assert found(run, step(Kind.SWEPT, bits=4))
    assert found(run, step(Kind.SWEPT, bits=2)) is None


def test_the_cause_is_of_a_kind():
    asked = event_id(4, int(Kind.ASKED), KAEL)
    run = record((5, Kind.WOKE, AMARA, {"cause": asked}), (6, Kind.WOKE, LEO))
    assert found(run, step(Kind.WOKE, causes=(int(Kind.BREACH_BEGAN), int(Kind.ASKED)))).tick == 5
    assert found(run, step(Kind.WOKE, who=only(LEO), causes=(0,))) is None
    assert found(run, step(Kind.WOKE, causes=(int(Kind.WARNED),))) is None


@pytest.mark.parametrize(
    ("state", "states", "holds"),
    [
        ("still", {"doing": Activity.HIDING}, True),
        ("still", {"doing": Activity.WALKING}, False),
        ("still", {"doing": Activity.TENDING}, False),
        ("flat", {"posture": Posture.FLAT}, True),
        ("crouched", {"posture": Posture.FLAT}, False),
        ("standing", {}, True),
        ("indoors", {"inside": 3}, True),
        ("indoors", {}, False),
        ("outdoors", {"inside": 3}, False),
        ("awake", {"doing": Activity.SLEEPING}, False),
        ("asleep", {"doing": Activity.SLEEPING}, True),
        ("awake", {}, True),
        ("unconscious", {"doing": Activity.UNCONSCIOUS}, True),
        ("walking", {"doing": Activity.CROSSING}, True),
        ("hauled", {"doing": Activity.HAULED}, True),
        ("held", {"doing": Activity.HELD}, True),
        ("dead", {"alive": 0}, True),
        ("alive", {"alive": 0}, False),
    ],
)
def test_a_state_is_what_somebody_was_while_it_happened(state, states, holds):
    run = record((5, Kind.SWEPT, 9, AMARA), **states)
    assert (found(run, step(Kind.SWEPT, while_whom=(state,))) is not None) == holds
    assert found(run, step(Kind.SWEPT, while_who=(state,))) is None  # a watcher has no state


def test_a_state_is_that_of_the_beginning_of_the_second_and_any_of_several_will_do():
    doing = {"doing": lambda tick: Activity.SLEEPING if tick < 5 else Activity.WAITING}
    run = record((5, Kind.WOKE, AMARA), (6, Kind.ASKED, KAEL, AMARA), ticks=10, **doing)
    assert found(run, step(Kind.WOKE, while_who=("asleep",)))
    assert found(run, step(Kind.ASKED, while_whom=("asleep",))) is None
    assert found(run, step(Kind.ASKED, while_whom=("asleep", "still")))


def test_steps_come_in_turn_each_within_its_time_of_the_one_before():
    heard, sets_out = step(Kind.BEACON_HEARD, who=only(AMARA)), step(Kind.DECIDED, who=only(AMARA), within=100)
    for tick, in_time in ((50, False), (100, True), (200, True), (201, False)):
        run = record((100, Kind.BEACON_HEARD, AMARA, INES), (tick, Kind.DECIDED, AMARA))
        if tick < 100:
            run = record((tick, Kind.DECIDED, AMARA), (100, Kind.BEACON_HEARD, AMARA, INES))
        assert (found(run, heard, sets_out) is not None) == in_time, tick


def test_a_later_choice_of_the_first_step_can_fulfil_what_the_first_one_cannot():
    run = record((10, Kind.ASKED, KAEL), (500, Kind.ASKED, KAEL), (520, Kind.LET_IN, AMARA))
    at = found(run, step(Kind.ASKED), step(Kind.LET_IN, within=30))
    assert at.tick == 520
    assert [event >> 39 for event in at.events] == [500, 520]


def test_a_first_step_is_timed_from_the_start_or_from_its_after():
    run = record((100, Kind.HID, AMARA), (300, Kind.HID, AMARA))
    assert found(run, step(Kind.HID, within=99)) is None
    assert found(run, step(Kind.HID, within=100))
    assert found(run, step(Kind.HID, within=99, after=Moment(201))).tick == 300
    assert found(run, step(Kind.HID, within=98, after=Moment(201))) is None
    assert found(run, step(Kind.HID, before=Moment(100))) is None
    assert found(run, step(Kind.HID, before=Moment(101))).tick == 100


def test_so_many_events_are_counted_and_each_with_another_one():
    run = record((1, FELT[0], AMARA, LEO), (2, FELT[1], AMARA, LEO), (3, FELT[1], AMARA, INES))
    assert found(run, step(*FELT, at_least=2)).tick == 2
    assert found(run, step(*FELT, at_least=2, of_different="whom")).tick == 3
    assert found(run, step(*FELT, at_least=3, of_different="whom")) is None
    assert found(run, step(*FELT, at_least=3)).tick == 3
    assert found(run, step(*FELT, at_least=4)) is None


def test_a_count_has_to_be_complete_in_time():
    run = record(*((100 * n, Kind.HID, AMARA) for n in range(1, 6)))
    assert found(run, step(Kind.HID, at_least=3, within=299)) is None
    assert found(run, step(Kind.HID, at_least=3, within=300))


def test_a_variable_is_the_same_person_in_every_step():
    stranger = Party(variable="Stranger")
    asks, shown = step(Kind.ASKED, who=stranger), step(Kind.SURRENDERED, who=stranger)
    assert found(record((1, Kind.ASKED, 7), (2, Kind.SURRENDERED, 8)), asks, shown) is None
    run = record((1, Kind.ASKED, 7), (2, Kind.ASKED, 8), (3, Kind.SURRENDERED, 8), (4, Kind.LET_IN, AMARA, 8))
    assert found(run, asks, shown, step(Kind.LET_IN, whom=stranger)).tick == 4
    assert found(run, asks, step(Kind.LET_IN, who=stranger)) is None
    alone = record((1, Kind.GAVE_WATER, 5, 5), (2, Kind.GAVE_WATER, 5, 6))
    assert found(alone, step(Kind.GAVE_WATER, who=stranger, whom=stranger)).tick == 1
    assert found(alone, step(Kind.GAVE_WATER, who=stranger, whom=stranger, at_least=2)) is None


def test_nothing_of_without_happens_between_the_step_before_and_this_one():
    clear = step(Kind.DECIDED, without=(step(Kind.SIGHTED, whom=Party(variable="One")),), who=Party(variable="One"))
    noticed = step(Kind.NOTICED, who=Party(variable="One"))
    seen = [(1, Kind.NOTICED, AMARA, 3), (2, Kind.SIGHTED, 3, AMARA), (3, Kind.DECIDED, AMARA)]
    assert found(record(*seen), noticed, clear) is None
    assert found(record(seen[0], (2, Kind.SIGHTED, 3, LEO), seen[2]), noticed, clear).tick == 3
    assert found(record(seen[1], (3, *seen[0][1:]), (4, *seen[2][1:])), noticed, clear).tick == 4
    assert found(record(*seen[1:]), clear) is None  # for a first step, from the start of the run
    late = record((1, Kind.DECIDED, LEO), (2, Kind.SIGHTED, 3, LEO), (3, Kind.DECIDED, LEO))
    assert found(late, clear).tick == 1


def test_all_any_and_none_of_several():
    run = record((1, Kind.PLEDGED, KAEL), (7, Kind.PLEDGE_KEPT, KAEL))
    kept, broken = step(Kind.PLEDGE_KEPT), step(Kind.PLEDGE_BROKEN)
    assert found(run, kept, step(Kind.PLEDGED), how=How.ALL).tick == 7
    assert found(run, kept, broken, how=How.ALL) is None
    assert found(run, broken, kept, step(Kind.PLEDGED), how=How.ANY).tick == 1
    assert found(run, broken, how=How.ANY) is None
    assert found(run, broken, how=How.NONE)
    assert found(run, broken, kept, how=How.NONE) is None


def test_a_beat_may_wait_for_another_and_come_before_another():
    run = record((5, Kind.ASSESSED, KAEL, LEO), (9, Kind.DRESSED, AMARA, LEO), (12, Kind.ASSESSED, KAEL, LEO))
    treated = Beat("treated", Plan(How.IN_TURN, (step(Kind.DRESSED),)))
    again = Beat("again", Plan(How.IN_TURN, (step(Kind.ASSESSED, after=Moment(beat="treated")),)))
    first = Beat("first", Plan(How.IN_TURN, (step(Kind.ASSESSED, before=Moment(beat="treated")),)))
    at = beats_of(run, (treated, again, first))
    assert {name: one.tick for name, one in at.items()} == {"treated": 9, "again": 12, "first": 5}
    untreated = record((5, Kind.ASSESSED, KAEL, LEO))
    assert set(beats_of(untreated, (treated, again, first))) == {"first"}


def test_where_the_cast_is_counts_every_ten_seconds():
    there = CITY.cell(0, 30, 30)
    cell = {"cell": lambda tick: there if tick == 20 else 0}
    run = record(city=CITY, ticks=60, **cell)
    near = Step(of=IS_AT, who=only(LEO), cells=(there,), within_cells=1)
    assert found(run, near).tick == 20
    assert found(run, near).events == ()
    missed = record(city=CITY, ticks=60, cell=lambda tick: there if tick == 21 else 0)
    assert found(missed, near) is None
    dead = record(city=CITY, ticks=60, alive=0, **cell)
    assert found(dead, near) is None


def test_two_are_together_within_ten_metres_or_under_one_roof():
    with_leo = Step(of=IS_WITH, who=only(AMARA), whom=only(LEO))

    def apart(cells, inside=(-1, -1), alive=(1, 1)):
        place = [CITY.cell(0, 3, 3), CITY.cell(0, 3 + cells, 3), CITY.cell(0, 39, 39), CITY.cell(0, 39, 1)]
        return record(city=CITY, ticks=20, cell=place, inside=[*inside, 8, 9], alive=[*alive, 1, 1])

    assert found(apart(5), with_leo).tick == 0
    assert found(apart(6), with_leo) is None
    assert found(apart(30, inside=(4, 4)), with_leo)
    assert found(apart(0, inside=(4, -1)), with_leo) is None
    assert found(apart(0, alive=(1, 0)), with_leo) is None


def test_a_look_comes_after_the_events_of_its_second():
    run = record((20, Kind.HID, AMARA), ticks=40)
    looked = Step(of=IS_AT, who=only(AMARA), after=Moment(20))
    assert found(run, step(Kind.HID), looked).tick == 20
    assert found(run, looked, step(Kind.HID)) is None


def test_a_run_as_it_was_known_at_a_tick_has_nothing_later():
    run = record((5, Kind.HID, AMARA), (6, Kind.HID, LEO), ticks=20)
    assert found(run.until(5), step(Kind.HID, who=only(LEO))) is None
    assert found(run.until(6), step(Kind.HID, who=only(LEO)))
    assert run.until(6).ticks == 7
    assert run.until(99).ticks == 20
    assert np.array_equal(run.until(6).track.doing, run.track.doing[:7])
