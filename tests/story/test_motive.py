"""Motive: what somebody was about at a moment of a run, why, what came next, and what was in vain."""

from dataclasses import replace

import pytest
from scenes.tellings import event as _event

from undergrid import runs, story
from undergrid.core import units
from undergrid.core.errors import UsageError
from undergrid.story.hours import wanted
from undergrid.story.motive import _at_rest, _in_vain, moment
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Refusal


@pytest.fixture(scope="module")
def log(eden):
    return runs.Log(eden)


def last(log, kind, who, before):
    row = log.citizen(who)
    return [
        event for event in log.events(about=row) if event.kind == kind and event.who == row and event.tick <= before
    ][-1]


def test_it_names_the_decision_and_walks_back_to_what_it_came_of(log):
    at = 1200
    found = story.motive(log, "amara", at)
    assert found.decided == last(log, Kind.DECIDED, "amara", at).id
    assert found.about == "Amara Voss decides to answer the call for help."
    assert "receives a distress call" in found.because[0]
    assert "Ines Calder sets off a distress beacon" in found.because[1]
    assert found.step.startswith("Amara Voss means to")
    assert (found.who, found.time) == ("Amara Voss", "16:00:00")


def test_what_came_next_is_told_with_what_it_was_worth(log):
    decisions = [event for event in log.events(kind="decided") if event.odds]
    assert decisions
    event = decisions[0]
    found = story.motive(log, event.who, event.tick)
    assert found.share == event.odds / 2**32
    assert 0 < found.share <= 1
    assert f"{100 * found.share:.0f} %" in found.spelled()
    assert found.rival.split(" means to ")[1] not in found.about


def test_before_anything_is_decided_somebody_is_about_nothing(log):
    found = story.motive(log, "kael", 0)
    assert (found.about, found.because, found.rival) == ("", (), "")
    assert "about nothing" in found.spelled()


def test_the_dead_are_about_nothing_and_it_is_said_how_they_died(log):
    died = next(event for event in log.events(kind="died") if event.tick)
    before, after = (story.motive(log, died.who, tick) for tick in (died.tick - 1, died.tick))
    assert not before.end
    assert after.spelled().splitlines() == [
        f"{log.names.citizen(died.who)} at {log.names.time(died.tick)}, dead",
        f"{log.names.time(died.tick)}  {story.tell(died.kind, log.told(died))}",
    ]


def test_who_can_do_nothing_at_that_moment_is_said_to(log):
    stopped = next(event for event in log.events(about="amara", kind="stopped") if event.whom == log.citizen("amara"))
    assert story.motive(log, "amara", stopped.tick - 5).state == ""
    assert story.motive(log, "amara", stopped.tick + 1).spelled().splitlines()[0].endswith("stopped and questioned")


def test_since_when_somebody_is_about_something_is_said(log):
    found = story.motive(log, "amara", 1200)
    decided = last(log, Kind.DECIDED, "amara", 1200)
    assert f"{found.about} (since {log.names.time(decided.tick)})" in found.spelled()


def test_the_answer_comes_first_of_what_they_lie_low_for_or_their_decision_came(log):
    found = story.motive(log, "amara", 1200)
    low = [event for event in log.events(about="amara", kind="lay low") if event.tick <= 1200]
    assert found.spelled().splitlines()[1] == found.answer
    assert found.answer.startswith("Because Amara Voss ")
    if low and low[-1].tick + 60 * low[-1].amount > 1200:
        assert ": they lie low until " in found.answer
    assert found.because[0].partition("  ")[2].rstrip(".") in found.answer


def test_what_ended_it_is_said_where_it_did(log):
    found = story.motive(log, "amara", 1200)
    ended = next(
        event
        for event in log.events(about="amara", kind="decided", since=1201)
        if event.who == log.citizen("amara") and event.id != found.decided
    )
    assert found.until == f"{log.names.time(ended.tick)}  {story.tell(ended.kind, story.as_told(log, ended))}"
    assert f"Until: {found.until}" in found.spelled()
    assert not story.motive(log, "amara", log.meta.tick).until


def test_who_wants_something_by_the_clock_is_told_with_its_hours(expiry, monkeypatch):
    """`Rex decides to keep hidden` for four hours: why, and until when?"""
    night = runs.Log(expiry)
    begun = _event(Kind.SCENARIO, 0, -1)
    monkeypatch.setattr(night, "get", {begun.id: begun}.get)
    hides = _event(Kind.DECIDED, 5, night.citizen("rex"), -1, Aim.KEEP_HIDDEN, begun)
    assert wanted(night, hides) == "Rex wants to stay hidden: from 04:30 until 22:30, and while it is light"
    assert wanted(night, replace(hides, amount=Aim.REST)) == ""
    monkeypatch.setattr(night, "get", {begun.id: replace(begun, kind=Kind.NOTICED)}.get)
    assert wanted(night, hides) == ""


def test_who_has_come_where_they_wanted_waits_for_nothing(log):
    who = log.citizen("amara")
    rests, there = _event(Kind.DECIDED, 50, who, -1, Aim.REST), _event(Kind.ACHIEVED, 40, who, -1, Aim.REACH)
    says = f"Nothing else was weighed: what they had set out for was done (since {log.names.time(40)})."
    assert _at_rest(log, [there, rests], rests, 0) == says
    assert _at_rest(log, [there, rests], rests, 7) == _at_rest(log, [rests], rests, 0) == ""


def test_what_came_to_nothing_several_times_is_said_once(log, monkeypatch):
    refused = [_event(Kind.REFUSED, 100 + n, log.citizen("amara"), -1, Refusal.BARRED) for n in range(3)]
    assert len(_in_vain(log, refused, 200)) == 1


def test_who_has_no_mind_is_about_nothing_and_what_befell_them_is_said(log):
    found = story.motive(log, "leo", "2 h")
    assert found.decided == 0
    assert "They have no wants of their own in this story. What had befallen them last: " in found.spelled()
    assert not story.motive(log, "kael", 0).befell


def test_nobody_is_told_of_by_a_name_that_is_nobodys(log):
    with pytest.raises(UsageError, match="nobody is called 'zoe'"):
        story.motive(log, "zoe", "2 h")


@pytest.mark.parametrize(("said", "tick"), [("16:00", 1200), ("15:40:30", 30), ("1 h", 3600), ("90", 90), (7, 7)])
def test_a_moment_is_a_clock_time_a_duration_or_a_tick(log, said, tick):
    assert moment(log, said) == tick


@pytest.mark.parametrize(
    ("said", "tick"),
    [("day 1, 16:00", 1200), ("day 1, 16:00:05", 1205), ("Day 1 16:00", 1200), (" day 1,  15:40 ", 0)],
)
def test_a_moment_is_taken_as_the_log_writes_it(log, said, tick):
    """`undergrid events` printed `day 2, 04:11` and refused it as no clock time."""
    assert moment(log, said) == tick
    assert moment(log, log.names.time(tick)) == tick


def test_a_day_of_a_moment_counts_from_the_first(log, monkeypatch):
    monkeypatch.setattr(log, "meta", replace(log.meta, tick=3 * units.DAY))
    assert moment(log, "day 2, 04:11") == units.DAY + (4 * 60 + 11 - 15 * 60 - 40) * 60
    assert moment(log, "day 3, 16:00") == 2 * units.DAY + 1200
    with pytest.raises(UsageError, match="before the run begins"):
        moment(log, "day 1, 04:11")


@pytest.mark.parametrize(
    "said", ["day 2, 04:11", "day 0, 04:11", "day 1, 25:00", "25:00", "soon", "", "-1", "18:41", "4 h", "9" * 30]
)
def test_a_moment_that_the_run_does_not_have_is_refused(log, said):
    with pytest.raises(UsageError, match="--at"):
        moment(log, said)
