"""Because: the first line of an answer is the answer, from the edges alone; what is behind the reason is left out."""

from dataclasses import replace

import pytest
from scenes.tellings import event as _event

from undergrid import runs, story
from undergrid.core.luck import CERTAIN
from undergrid.story import because as answering
from undergrid.story.because import _balance, _disturbed, _given, _luck, _reasons, because
from undergrid.story.folded import folded, stretch
from undergrid.story.omissions import omissions
from undergrid.story.spans import held
from undergrid.story.weighed import Weight
from undergrid.story.why import Link
from undergrid.world.log.events import Event, kind_of
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.minds import Aim


@pytest.fixture(scope="module")
def log(eden):
    return runs.Log(eden)


AGAINST = "fear, and that somebody lay hurt inside"


def chained(*kinds: tuple[Kind, int, int]) -> list[Event]:
    """Events each of which came of the next, the last first: (kind, who, whom)."""
    found = list[Event]()
    for n, (kind, who, whom) in enumerate(reversed(kinds)):
        found.append(_event(kind, 10 * n, who, whom, 0, found[-1] if found else None))
    return found[::-1]


def told(*kinds: tuple[Kind, int, int]) -> list[Kind]:
    events = chained(*kinds)
    return [events[n].kind for n in _reasons(events)]


def test_an_answer_begins_with_the_answer_and_each_reason_in_it_is_behind_the_event(log):
    asked = [event for event in log.events() if event.kind in story.LASTING and event.cause]
    assert asked
    for event in asked:
        found = story.explain(log, event)
        first, blank, link, *_ = found.spelled(log).splitlines()
        assert first == found.because.says == found.as_json()["because"]
        assert first.startswith("Because ")
        assert (blank, found.short in link) == ("", True)
        behind = {one.sentence.rstrip(".").lower() for one in found.chain[1:]}
        if event.kind not in (Kind.DIED, Kind.SHUT_DOWN):
            first_reason = first.removeprefix("Because ").partition("; that, because ")[0].rstrip(".").lower()
            assert any(first_reason.startswith(one) for one in behind)


def test_of_a_death_the_wound_is_the_answer_and_who_knew_and_what_they_did_first(log):
    """`Why did she not come?` was answered in the seventh line, after what had happened at which minute."""
    found = story.explain(log, story.one(log, "ines died"))
    assert found.because.says.startswith("Because of a deep, dirty shrapnel wound in the belly, ")
    assert "before, that nobody had bound. Amara Voss heard the call, " in found.because.says
    assert "saw to Leo first" in found.because.says
    assert found.because.says.endswith("; they bound no wound.")


def test_who_bound_a_wound_is_not_said_to_have_bound_none(log):
    death = story.one(log, "ines died")
    [knew] = omissions(log, death, death.who)
    assert knew.short
    wound = next(event for event in log.events(about="ines", kind="wounded"))
    dressed = _event(Kind.DRESSED, death.tick - 60, knew.who, death.who)
    own = [*log.events(about=death.who), dressed]
    assert answering._of_a_wound(log, death, wound, []).endswith("that nobody had bound.")

    class Bound:
        names = log.names

        def events(self, **_):
            return own

    assert not answering._of_a_wound(Bound(), death, wound, []).endswith("that nobody had bound.")


def test_what_the_authority_does_is_followed_back_to_the_deed_that_set_it_off():
    """`Sentinel 2 arrests Rex.` Why? `Sentinel 2 catches sight of Rex at 1 m.`"""
    assert told(
        (Kind.ARRESTED, 2, 0), (Kind.SIGHTED, 2, 0), (Kind.SEARCH_BEGAN, 2, 0), (Kind.HUNT_BEGAN, 2, 0),
        (Kind.ALARM, 1, 0), (Kind.JUDGED, 2, 0), (Kind.CHIP_PRESENTED, 0, 1), (Kind.DECIDED, 0, -1),
        (Kind.SCENARIO, -1, -1),
    ) == [Kind.HUNT_BEGAN, Kind.JUDGED, Kind.CHIP_PRESENTED]  # fmt: skip


def test_a_glimpse_is_the_reason_where_nothing_else_is():
    """Somebody is taken for what they are not by who happens to see them."""
    seen = (Kind.SIGHTED, 2, 0), (Kind.ON_WATCH, 2, -1), (Kind.SCENARIO, -1, -1)
    assert told((Kind.CLASSIFIED, 2, 0), *seen) == [Kind.SIGHTED]
    assert told((Kind.HUNT_BEGAN, 3, 0), (Kind.HUNT_ASSIGNED, 0, -1), (Kind.CLASSIFIED, 2, 0), *seen) == [
        Kind.CLASSIFIED
    ]


def test_of_a_deed_the_decision_is_the_answer_and_of_what_that_came():
    assert told(
        (Kind.PLEDGED, 1, 0), (Kind.ORDERED, 1, 0), (Kind.INTENDED, 1, 0), (Kind.DECIDED, 1, 0),
        (Kind.PLACE_TOLD, 0, 1), (Kind.DECIDED, 0, 1), (Kind.NAMED, 1, 0),
    ) == [Kind.DECIDED, Kind.PLACE_TOLD]  # fmt: skip


def test_whom_a_mind_sends_something_after_it_is_the_mind_and_who_saw_them():
    """`Drone 4 is sent after Vex`, `Erevos sends drone 4 after Vex`: the same twice."""
    assert told(
        (Kind.ARRESTED, 4, 0), (Kind.SIGHTED, 4, 0), (Kind.HUNT_BEGAN, 4, 0), (Kind.MIND_SENT, 0, 4),
        (Kind.SIGHTED, 12, 0), (Kind.ON_WATCH, 12, -1), (Kind.SCENARIO, -1, -1),
    ) == [Kind.MIND_SENT, Kind.SIGHTED]  # fmt: skip


def linked(log, monkeypatch, *events: Event) -> list[Link]:
    """A chain of these events, as if they stood in the log."""
    link = story.why(log, next(log.events()).id)[0]
    monkeypatch.setattr(log, "get", {one.id: one for one in events}.get)
    return [replace(link, told=replace(link.told, id=one.id)) for one in events]


def test_what_stood_in_the_way_of_what_is_refused_is_the_answer(log, monkeypatch):
    """`There is nobody who could answer`: why? `She notices a drone.`"""
    noticed = _event(Kind.NOTICED, 10, 1, 4)
    chain = linked(log, monkeypatch, _event(Kind.REFUSED, 20, 1, -1, 0, noticed), noticed)
    chain[0] = replace(chain[0], sentence="Lyra Vale cannot do that: there is nobody who could answer.")
    assert because(log, chain, "", [], []).says == "Because there is nobody who could answer."


def test_that_somebody_was_taken_is_no_reason_to_let_them_out(log, monkeypatch):
    taken = _event(Kind.ARRESTED, 100, 3, 1)
    freed = replace(_event(Kind.LET_OUT, 900, 1, -1, 0, taken), stream=1, odds=CERTAIN // 4)
    assert because(log, linked(log, monkeypatch, freed, taken), "", [], []).says.startswith("It was luck: ")


def test_whoever_was_let_in_without_a_draw_was_so_with_somebody(log):
    """`One of his own`: weighed was nothing, and luck decided nothing."""
    assert told((Kind.LET_IN, 0, 2), (Kind.LET_IN, 0, 1)) == [Kind.LET_IN]


def test_of_a_verdict_it_is_the_stop_and_not_why_they_were_stopped():
    assert told((Kind.LET_GO, 2, 0), (Kind.STOPPED, 2, 0), (Kind.HUNT_BEGAN, 2, 0)) == [Kind.STOPPED]


def test_a_decision_that_had_its_turn_says_what_was_done_before():
    assert told(
        (Kind.TOOK_UP, 1, 2),
        (Kind.DECIDED, 1, 2),
        (Kind.ACHIEVED, 1, -1),
        (Kind.NO_PULSE, 1, 7),
        (Kind.SCENARIO, -1, -1),
    ) == [Kind.DECIDED, Kind.ACHIEVED]


def test_of_one_stage_after_the_other_one_is_said():
    stages = [(Kind.STAGE_REACHED, 0, -1)] * 3
    assert told((Kind.SLIPPED, 0, -1), *stages, (Kind.SCENARIO, -1, -1)) == [Kind.STAGE_REACHED]


def test_what_someone_wants_from_the_beginning_is_said_where_a_decision_goes_back_to_that(log):
    event = next(event for event in log.events(kind="decided") if event.amount == Aim.CALL_FOR_HELP)
    found = story.explain(log, next(event for event in log.events(kind="beacon set off")))
    assert (
        found.because.says
        == "Because Ines Calder decides to call for help; that, because Ines Calder wants to be found."
    )
    assert story.explain(log, event).because.says == "Because Ines Calder wants to be found."


def test_that_it_was_luck_is_said_where_it_was_unlikely(log):
    event = next(event for event in log.events() if event.stream and 0 < event.odds < CERTAIN // 2)
    chain = story.why(log, event.id)
    assert "It was luck: a chance of " in because(log, chain, "", [], []).says
    shares = ((0.3, "It was luck: "), (0.55, "It could have gone either way: "), (0.9, "That was likely: "))
    for share, says in shares:
        [said] = _luck(chain[0], replace(event, odds=int(share * CERTAIN)))
        assert said.startswith(says)
    assert _luck(chain[0], replace(event, odds=CERTAIN)) == []


def test_what_disturbed_a_guard_is_a_reason_as_well(log, monkeypatch):
    chip, twitched = _event(Kind.CHIP_PRESENTED, 10, 1, 0), None
    twitched = _event(Kind.TWITCHED, 12, 0, 1, 0, chip)
    judged, curfew = _event(Kind.JUDGED, 20, 0, 1, 0, chip), _event(Kind.DOSSIER_CLOSED, 5, 1)
    known = {one.id: one for one in (chip, twitched, curfew)}
    monkeypatch.setattr(log, "get", known.get)
    monkeypatch.setattr(
        log, "because", lambda _: [(curfew.id, int(Role.CONDITION)), (twitched.id, int(Role.CONDITION))]
    )
    [said] = _disturbed(log, judged)
    assert "twitches" in said


@pytest.mark.parametrize(
    ("kind", "worth", "says"),
    [
        (Kind.TURNED_AWAY, -900, f"Because of what spoke against opening: {AGAINST}."),
        (
            Kind.TURNED_AWAY,
            -10,
            "More spoke for opening than against it (against it: fear, and that somebody lay hurt inside).",
        ),
        (Kind.LET_IN, -900, "More spoke against opening than for it (for it: trust)."),
        (Kind.LET_IN, -10, "Because of what spoke for opening: trust."),
    ],
)
def test_of_an_answer_at_a_door_what_weighed_more_is_the_reason(kind, worth, says):
    weights = [
        Weight("f", worth, "fear"),
        Weight("c", worth // 2, "that somebody lay hurt inside"),
        Weight("t", 300, "trust"),
    ]
    assert _balance(_event(kind, 10, 1, 2), weights) == says


def test_whose_time_is_up_is_told_when_that_was_and_what_put_it_off(log):
    told_of = story.why(log, next(event for event in log.events() if event.tick).id)[0]
    link: Link = replace(told_of, also=(("given", "His subscription gave him 36 h."),))
    assert _given(link) == "Because the time was up: his subscription gave him 36 h, and nobody put it off."
    link = replace(link, also=(*link.also, ("put off", "Two patches bought him 20 min in all (12 and 8 minutes).")))
    assert _given(link).endswith("36 h, and two patches bought him 20 min in all (12 and 8 minutes).")


def test_who_was_held_when_the_time_ran_out_is_said_with_those_bound_to_them(expiry, monkeypatch):
    """`Nobody had come to him`: she who could have was in custody herself."""
    night = runs.Log(expiry)
    rex, lucy = night.citizen("rex"), night.citizen("lucy")
    taken = {
        rex: [_event(Kind.ARRESTED, 100, 1, rex), _event(Kind.LET_OUT, 200, rex), _event(Kind.ARRESTED, 300, 1, rex)],
        lucy: [_event(Kind.ARRESTED, 400, 2, lucy)],
    }
    monkeypatch.setattr(night, "events", lambda about, **_: iter(taken.get(about, [])))
    [said] = held(night, _event(Kind.SHUT_DOWN, 900, rex))
    at = [night.names.time(tick) for tick in (300, 400)]
    assert said == f"Rex had been held since {at[0]} and Lucy Ultra 5 since {at[1]}."
    taken[lucy] = []
    assert held(night, _event(Kind.SHUT_DOWN, 900, lucy)) == [f"Rex had been held since {at[0]}."]


def test_what_is_behind_the_reason_is_counted(log):
    """A chain of fifteen links said why somebody promised to come along in the third."""
    chain = story.explain(log, story.one(log, "leo")).chain
    long = [*chain[:2], *chain[1:2] * 6, chain[-1]]
    assert folded(long, 1) == {3: len(long) - 1}
    assert folded(long[:5], 1) == {}
    assert folded(long) == {}
    assert stretch(long[3:5]).startswith(f"from {chain[1].told.time} on: 2 steps of {chain[1].told.who} (")


def test_how_what_somebody_perceived_came_to_be_there_is_another_question(log):
    """`Amara runs for it.` Why? ... `Citizen 8 is wounded: it goes back to a draw of luck.`"""
    noticed = next(event for event in log.events(kind="lay low") if kind_of(event.cause) == Kind.NOTICED)
    found = story.explain(log, noticed)
    assert found.because.says.startswith("Because Amara Voss notices ")
    assert found.chain[found.because.reach].told.kind == "noticed"
    behind = len(found.chain) - 2
    assert ("It goes back to" in found.spelled(log)) == (behind < 3 and found.chain[-1].root == "draw")
    padded = [*found.chain, *found.chain[-1:] * 5]
    assert folded(padded, 1) == {2: len(padded)}
