"""Weighed: an answer at a door, and a vote, are told with what spoke for them and what against."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from scenes.outzone import REFUGE, outzone
from scenes.tellings import event, first_names
from scenes.wired import of_kind
from systems.body.test_neural_patch import patch, shelter

from undergrid import runs, story
from undergrid.core import luck
from undergrid.runs.life import Life
from undergrid.runs.reading import Log
from undergrid.story import weighed as weighing
from undergrid.story.phrases import SIZED_UP
from undergrid.story.phrases.grades import TRUST
from undergrid.story.weighed import WEIGHED, _drawn_as, weighed
from undergrid.world.body import injuries
from undergrid.world.log.kinds import Kind
from undergrid.world.society import ballot
from undergrid.world.society.ballot import Ballot, speeches
from undergrid.world.society.factions import faction_of
from undergrid.world.society.parley_odds import Doorstep, worth_opening
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.tables.council import Question, Vote
from undergrid.world.tables.orders import Order, Verb


@pytest.fixture(scope="module")
def council(tmp_path_factory) -> Log:
    """Two hours of Neonhaven: two are let in at the base, and those there argue and vote."""
    folder = tmp_path_factory.mktemp("weighed") / "run"
    runs.record("neonhaven", folder, seed=303, people=300, until="2 h 10 min")
    return Log(folder)


def last(log: Log, who: str, kind: Kind):
    row = first_names(log)[who]
    return [one for one in log.events(about=row) if one.kind == kind and one.who == row][-1]


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
    assert "what spoke for it: belief in the cause (800); " in page
    assert "100 %" not in page.splitlines()[0]  # as they had said: that was no draw


def test_a_vote_cast_as_its_voter_had_spoken_is_told_by_what_they_spoke_for(council):
    voted, spoke = (last(council, "vex", kind) for kind in (Kind.VOTED, Kind.ARGUED))
    assert voted.odds == luck.CERTAIN
    assert weighed(council, voted) == weighed(council, spoke) != []


def test_who_is_turned_away_was_warned_off_for_it(council, monkeypatch):
    """The draw stands with the warning: that somebody was turned away says it again."""
    warned = event(Kind.WARNED, 100, 1, 2)
    monkeypatch.setattr(council, "get", {warned.id: warned}.get)
    assert _drawn_as(council, event(Kind.TURNED_AWAY, 100, 1, 2, 0, warned)) == warned
    assert {Kind.WARNED, Kind.KEPT_SILENT, Kind.LET_IN} <= set(WEIGHED)


def test_a_vote_is_found_by_the_side_that_somebody_took(council):
    assert story.one(council, "vex voted against") == last(council, "vex", Kind.VOTED)
    assert story.one(council, "vex spoke against") == last(council, "vex", Kind.ARGUED)


def test_who_opens_a_door_weighs_trust_and_fear(council):
    [let_in] = [one for one in council.events(kind="let in") if one.stream]
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


def test_each_weight_of_an_answer_and_of_a_leaning_has_words(council):
    knobs = {*Doorstep.model_fields, *Ballot.model_fields}
    assert {*weighing._SAYS} - {"sway"} <= knobs
    assert all(any(sides) for sides in weighing._SAYS.values())
    world = Life(council.folder, council.meta).sim.world
    world.factions.question[:] = Question.ENGINE
    host, asker = first_names(council)["jost"], first_names(council)["lyra"]
    found = {*ballot.leans(world, host, faction_of(world, host), Question.ENGINE)}
    slot = world.parleys.take(1)
    world.parleys.asker[slot], world.parleys.said[slot] = asker, (1 << 15) - 1  # all that can be said
    for hurt in (False, True):
        if hurt:
            injuries.wound(world, host, WoundKind.CUT, BodyPart.ARM, 2, False, world.scenario_event, flow=60)
        found |= {*worth_opening(world, host, asker)}
    assert {"kin", "offer", "carriers", "caution"} <= found <= {*weighing._SAYS}


# ---------------------------------------------------------------- belief, trust, and another patch


def test_who_believes_a_rumour_does_so_for_how_sure_its_teller_was(tmp_path):
    """`A chance of 50 %`, and not a word of what it hung on."""
    runs.record("expiry", tmp_path / "run", seed=14, people=300, until="3 min")
    log = Log(tmp_path / "run")
    [believed] = log.events(kind="rumour believed")
    assert [(one.name, one.worth) for one in weighed(log, believed)] == [("sure", 1000), ("hearsay", -500)]
    page = story.explain(log, believed).spelled(log)
    assert "what spoke for believing it: how sure whoever told it was (1,000)" in page
    assert "what spoke against believing it: that it was hearsay (500)" in page
    says = "whoever told it was wholly sure (1,000 of 1,000), and of that counted 50 %, as it was hearsay"
    assert page.index(says) < page.index("what spoke for believing it")


def test_whoever_is_sized_up_is_mistrusted_for_being_new(tmp_path):
    sim = outzone(REFUGE)
    rex, base = sim.row("rex"), int(sim.world.refuges.building[0])
    sim.run(20)
    sim.advance([Order(sim.tick, rex, Verb.ENTER, base)])
    while not (found := [one for one in sim.world.events.rows() if one.kind == Kind.SIZED_UP and one.who == rex]):
        sim.step()
    assert weighing._what_came(sim, found[0]) == {"good": 0, "newcomer": -600, "danger": 0}
    assert WEIGHED.count(Kind.SIZED_UP) == 1
    assert weighing.in_words(found[0], []).startswith("that is suspicion: ")
    assert [below for below, _ in TRUST] == [below for below, _ in SIZED_UP]  # one for page and story


def test_that_another_patch_would_buy_next_to_nothing_is_said_of_the_last():
    """She stopped patching a day before his end, and nobody could say why."""
    world, came = shelter(), []
    for _ in range(6):
        [patched] = of_kind(patch(world), Kind.NET_PATCHED)
        found = weighing._what_came(SimpleNamespace(world=world), patched)
        assert (found["minutes"], found["parts"]) == (patched.amount, -2)
        came.append((patched.amount, found["another"]))
    assert came == [(180, 108), (108, 65), (65, 39), (39, 23), (23, 14), (14, -8)]


def test_beside_a_patch_stands_what_it_bought_itself_and_apart_from_that_what_the_next_would_have(council):
    """Under a patch that bought 72 minutes stood `what spoke for another patch: the minutes that it would buy (43)`."""
    patched = event(Kind.NET_PATCHED, 100, 0, 1, 72)
    weights = [
        weighing.Weight("minutes", 72, "the minutes that it would buy"),
        weighing.Weight("another", 43, "the minutes that another would have bought"),
        weighing.Weight("parts", -2, "the spare parts that it used up"),
    ]
    found = replace(story.explain(council, next(council.events())), event=patched, weighed=weights)
    less = "each patch buys less than the one before: by the same hands another would have bought"
    assert list(found._balance()) == [
        "what spoke for the patch: the minutes that it would buy (72)",
        "what spoke against the patch: the spare parts that it used up (2)",
        f"{less} 43 minutes for these 72",
    ]
    last = replace(found, weighed=[replace(weights[1], worth=-8)])
    assert list(last._balance()) == [f"{less} 8 minutes, which is no use"]
