"""Weighed: an answer at a door, and a vote, are told with what spoke for them and what against."""

from __future__ import annotations

import pytest
from scenes.tellings import first_names

from undergrid import runs, story
from undergrid.runs.reading import Log
from undergrid.story import weighed as weighing
from undergrid.story.weighed import WEIGHED, weighed
from undergrid.world.log.kinds import Kind
from undergrid.world.society.ballot import Ballot, speeches
from undergrid.world.society.parley_odds import Doorstep
from undergrid.world.tables.council import Vote


@pytest.fixture(scope="module")
def council(tmp_path_factory) -> Log:
    """Two hours of Neonhaven: two are let in at the base, and those there argue and vote."""
    folder = tmp_path_factory.mktemp("weighed") / "run"
    runs.record("neonhaven", folder, seed=303, people=300, until="2 h 10 min")
    return Log(folder)


def last(log: Log, who: str, kind: Kind):
    row = first_names(log)[who]
    return [event for event in log.events(about=row) if event.kind == kind and event.who == row][-1]


def test_who_speaks_against_it_does_so_for_what_they_weigh_and_by_the_odds_that_this_gives(council):
    said = last(council, "vex", Kind.ARGUED)
    assert said.amount == Vote.AGAINST
    found = {one.name: one for one in weighed(council, said)}
    assert found["kin"].worth == -3000
    assert found["kin"].says == "those dear to them who were wired"
    assert found["per_belief"].worth > 0
    assert speeches(sum(one.worth for one in found.values()))[1] == said.odds


def test_the_page_says_what_spoke_for_it_and_what_against_the_heaviest_first(council):
    page = story.explain(council, last(council, "vex", Kind.VOTED)).spelled(council)
    assert "what spoke against it: those dear to them who were wired (3,000)" in page
    assert "what spoke for it: belief in the cause (800); having been hunted (500)" in page
    assert "100 %" not in page.splitlines()[0]  # as they had said: that was no draw


def test_a_vote_is_found_by_the_side_that_somebody_took(council):
    assert story.one(council, "vex voted against") == last(council, "vex", Kind.VOTED)
    assert story.one(council, "vex spoke against") == last(council, "vex", Kind.ARGUED)


def test_who_opens_a_door_weighs_trust_and_fear(council):
    [let_in] = [event for event in council.events(kind="let in") if event.stream]
    found = weighed(council, let_in)
    assert {"per_trust", "open_door"} <= {one.name for one in found}
    assert [abs(one.worth) for one in found] == sorted((abs(one.worth) for one in found), reverse=True)
    assert "what spoke for opening: " in story.explain(council, let_in).spelled(council)


def test_of_what_was_not_drawn_nothing_was_weighed(council):
    called = last(council, "jost", Kind.ARGUED)  # who has called a vote speaks for it
    assert not called.stream
    assert weighed(council, called) == []


def test_where_the_run_cannot_be_lived_again_that_is_said(council, monkeypatch):
    def gone(*_: object) -> None:
        raise runs.RunError("its scenario is gone")

    monkeypatch.setattr(weighing, "check_lived", gone)
    page = story.explain(council, last(council, "vex", Kind.VOTED)).spelled(council)
    assert "what was weighed cannot be told: its scenario is gone" in page


def test_each_weight_of_an_answer_and_of_a_leaning_has_words():
    knobs = {*Doorstep.model_fields, *Ballot.model_fields}
    assert {*weighing._SAYS} - {"sway"} <= knobs
    assert all(any(sides) for sides in weighing._SAYS.values())
    assert len(WEIGHED) == len(set(WEIGHED))
