"""Why in people's terms: what somebody was about, who knew and did something else, what a sum is made of, onward."""

import importlib
from dataclasses import replace

import numpy as np
import pytest
from scenes.tellings import event as _event

from undergrid import runs, story
from undergrid.core.errors import UsageError
from undergrid.runs.folder import RunError
from undergrid.runs.life import Life
from undergrid.story import which
from undergrid.story.beside import Beside
from undergrid.story.draws import on_the_way
from undergrid.story.explain import _drawn
from undergrid.story.minded import Minded
from undergrid.story.omissions import nobody_knew, omissions
from undergrid.story.onward import onward
from undergrid.story.spans import made_of
from undergrid.story.sums import check_lived
from undergrid.story.why import _dosed, _is_given_up, _lost, _on_the_wound
from undergrid.world.body.injuries import wound_code
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.people import Activity


@pytest.fixture(scope="module")
def log(eden):
    return runs.Log(eden)


@pytest.fixture(scope="module")
def death(log):
    return story.explain(log, story.one(log, "ines died"), ahead=True)


def test_who_knew_of_somebody_who_dies_is_told_with_what_they_did_first(log, death):
    (one,) = death.omissions
    assert one.name == "Amara Voss"
    heard = next(log.events(about="amara", kind="beacon heard"))
    freed = next(log.events(about="leo", kind="freed"))
    assert f"heard the call, {heard.amount} m away ({log.names.time(heard.tick)})" in one.says
    assert "was stopped and questioned (15:54:42)" in one.says
    assert f"saw to Leo first, for 5 min ({log.names.time(freed.tick)})" in one.says
    assert one.says.endswith("bound no wound.")


def test_who_was_close_by_when_somebody_was_hurt_knew_of_it(log, monkeypatch):
    """`Nobody found them in all that time` was said of one who lay among four of her own."""
    wound = next(event for event in log.events(about="leo", kind="wounded"))
    leo, kael = log.citizen("leo"), log.citizen("kael")
    [columns] = [{name: values[:0] for name, values in part.items()} for part in list(log.tracks())[:1]]

    def stood(metres, doing=Activity.WALKING, inside=-1, own=-1):
        cells = metres * 1000 // log.names.cell_mm
        rows = np.array([(0, leo, 10, own, Activity.LYING, 2, 1), (0, kael, 10 + cells, inside, doing, 0, 1)])
        part = {name: rows[:, n].astype(values.dtype) for n, (name, values) in enumerate(columns.items())}
        monkeypatch.setattr(log, "tracks", lambda: iter([part]))
        return list(Beside(log).those_by(leo, wound.tick))

    assert stood(4) == [kael]
    assert stood(16) == []
    assert stood(4, Activity.UNCONSCIOUS) == []
    assert stood(4, inside=0) == []
    assert stood(90, Activity.RESTING, inside=0, own=0) == [kael]
    assert stood(log.names.width * log.names.height * log.names.cell_mm // 1000) == []  # on another level
    stood(4)
    end = replace(next(log.events(about="leo", kind="freed")), kind=Kind.DIED, who=leo, whom=-1, tick=wound.tick + 600)
    [one] = [one for one in omissions(log, end, leo) if one.name == "Kael"]
    assert one.says.startswith(f"Kael was close by ({log.names.time(wound.tick)})")


def test_damaged_tracks_are_told_of_where_they_are_asked_for_and_take_nothing_from_what_events_say(log, monkeypatch):
    whole = omissions(log, (death := story.one(log, "ines died")), death.who)

    def damaged():
        raise RunError("tracks: not what was written")

    monkeypatch.setattr(log, "tracks", damaged)
    assert [one.says for one in omissions(log, death, death.who)] == [one.says for one in whole]
    with pytest.raises(RunError, match="not what was written"):
        story.motive(log, "amara", 600)


def test_each_statement_of_an_omission_has_its_event_before_the_end(log, death):
    for one in death.omissions:
        events = [log.get(event) for event in one.events]
        assert all(event is not None and event.tick <= death.event.tick for event in events)
        for event in events:
            assert log.names.time(event.tick) in one.says


def test_who_was_dead_from_the_beginning_nobody_could_have_helped(log):
    found = story.explain(log, story.one(log, "tobias died"))
    assert (found.omissions, found.nobody) == ([], "")


def test_only_ends_that_help_might_have_kept_away_have_omissions(log):
    freed = story.one(log, "leo freed")
    assert omissions(log, freed, freed.whom) == []


def test_a_dose_that_nobody_gave_is_said_to_be_missing(tmp_path):
    """She dies on the bridge before anybody has come to her."""
    runs.record("eden", tmp_path / "run", seed=2, people=20, until="95 min")
    early = runs.Log(tmp_path / "run")
    assert "No dose was given" in story.explain(early, story.one(early, "ines died")).spelled(early)


def test_a_dose_that_was_given_is_not_said_to_be_missing(log, death):
    assert "No dose was given" not in death.spelled(log)  # she had one, and the boy the other
    given = next(event for event in log.events(about="leo", kind="injected") if event.whom == log.citizen("leo"))
    wound = next(event for event in log.events(about="leo", kind="wounded"))
    after = replace(death.event, who=given.whom, tick=given.tick + 1)
    assert _dosed(log, wound, after)
    assert not _dosed(log, wound, replace(after, tick=given.tick - 1))


def test_by_what_dirt_came_into_a_wound_and_who_dressed_it_is_said_of_an_infection(log, monkeypatch):
    """`A deep, dirty wound`, which had been `a deep, clean` one three lines below, and nothing between."""
    clean, dirty, other = (
        wound_code(WoundKind.SHRAPNEL, part, 3, soiled)
        for part, soiled in ((BodyPart.ARM, False), (BodyPart.ARM, True), (BodyPart.LEG, True))
    )
    wound = _event(Kind.WOUNDED, 0, 1, -1, clean)
    cut = replace(_event(Kind.CUT_AWAY, 3600, 0, 1, clean), stream=1)  # its draw lets dirt in, after it is told
    dressed = _event(Kind.DRESSED, 3660, 0, 1, dirty)
    elsewhere, again = _event(Kind.DRESSED, 3000, 0, 1, other), _event(Kind.DRESSED, 9000, 0, 1, dirty)
    turned = _event(Kind.INFECTED, 20_000, 1, -1, dirty)
    monkeypatch.setattr(log, "events", lambda **_: iter([elsewhere, cut, dressed, again, turned]))
    found = _on_the_wound(log, wound, turned)
    assert [(role, says.partition(":")[0]) for role, says in found] == [
        ("dirt", "1 h after the wound"), ("dressing", "1 h 1 min after the wound"),
    ]  # fmt: skip
    bound = replace(_event(Kind.DRESSED, 3700, 0, 1, clean), stream=1)  # by hands that were no better
    monkeypatch.setattr(log, "events", lambda **_: iter([cut, bound, turned]))
    dirt = dict(_on_the_wound(log, wound, turned))["dirt"]
    assert dirt.startswith("1 h 1 min")
    monkeypatch.setattr(log, "events", lambda **_: iter([cut, turned]))
    soiled = replace(wound, amount=dirty)
    assert _on_the_wound(log, soiled, turned) == []  # it was dirty from the beginning, and nobody dressed it


def test_who_gives_somebody_up_says_when_they_were_perceived_last(log, monkeypatch):
    seen, ended = _event(Kind.SIGHTED, 100, 3, 1), _event(Kind.HUNT_ENDED, 300, 3, 1)
    monkeypatch.setattr(log, "events", lambda **_: iter([seen, _event(Kind.SIGHTED, 290, 4, 1), ended]))
    assert _lost(log, ended).startswith("3 min before: ")
    monkeypatch.setattr(log, "events", lambda **_: iter([ended]))
    assert _lost(log, ended) == "it had never come upon them."


def test_a_hunt_of_nobody_known_or_that_ends_with_a_capture_is_not_given_up():
    began, taken = _event(Kind.SEARCH_BEGAN, 100, 3, 1), _event(Kind.ARRESTED, 100, 3, 1)
    assert _is_given_up(_event(Kind.HUNT_ENDED, 300, 3, 1, 0, began))
    assert not _is_given_up(_event(Kind.HUNT_ENDED, 300, 3, 1, 0, taken))
    assert not _is_given_up(_event(Kind.HUNT_ENDED, 300, 3, -1, 0, began))


def test_a_chain_that_ends_in_what_somebody_wants_says_what_that_is(log):
    """`The story begins.` is no reason."""
    words = {
        Aim.TEND: "to look after the hurt", Aim.SHELTER: "to be under a roof by night",
        Aim.MAKE_ROUNDS: "to follow whatever trail there was",
    }  # fmt: skip
    meant = [one for one in log.events(kind="intended") if log.get(one.cause).kind == Kind.SCENARIO]
    told = [(one, story.explain(log, one)) for one in meant if one.who == log.citizen("amara")]
    of_one_want = [(one, why) for one, why in told if one.amount in words]
    assert of_one_want
    for one, why in of_one_want:
        assert why.begins == f"The story begins: Amara Voss wants {words[one.amount]}."
        assert why.spelled(log).splitlines()[-1].startswith(f"15:40:00  {why.begins}")
        assert why.as_json()["begins"] == why.begins
    assert not any("Leo" in why.begins for _, why in told)  # whom she has not met
    assert not any(why.begins for one, why in told if one.amount == Aim.REST)  # for which there are no words
    assert story.explain(log, story.one(log, "tobias died")).begins == ""


def test_what_those_in_it_were_about_stands_beside_what_enabled_it(log):
    stopped = next(event for event in log.events(about="amara", kind="stopped"))
    link = story.why(log, stopped.id)[0]
    assert [reason.says for reason in link.reasons][:1] == ["Amara Voss decides to answer the call for help."]
    assert "receives a distress call" in link.reasons[1].says
    assert all(log.get(reason.event).tick <= stopped.tick for reason in link.reasons)


def test_who_has_no_mind_is_asked_after_through_who_had_them_in_hand(log):
    taken = next(event for event in log.events(about="leo", kind="took up"))
    seen = next(event for event in log.events(about="leo", kind="sighted", since=taken.tick))
    reasons = [reason.says for reason in story.why(log, seen.id)[0].reasons]
    assert reasons[:2] == ["Amara Voss pulls Leo onto a tarp.", "Amara Voss decides to save Leo."]


def test_the_page_leaves_out_what_says_the_same_and_json_does_not(log):
    event = story.one(log, "leo")
    found = story.explain(log, event)
    kinds = [link["kind"] for link in found.as_json()["chain"]]
    assert "intended" in kinds
    page = found.spelled(log).partition("\n\n")[2]
    assert " means to " not in "\n".join(line for line in page.splitlines() if not line.startswith(" "))
    assert "decides to" in page
    assert found.short in page.splitlines()[0]


def test_suspicion_is_broken_down_to_the_point(log):
    suspected = list(log.events(kind="suspected"))
    for event in suspected:
        found = story.explain(log, event)
        assert sum(part.points for part in found.sum) == event.amount
        assert "The order goes out to hunt" in found.sum[0].says
        assert "as the stranger of before" in found.sum[1].says
        assert all(part.tick <= event.tick for part in found.sum)
    assert [part.points for part in story.explain(log, suspected[0]).sum] == [40, 20]


def test_where_the_run_cannot_be_lived_again_the_chain_is_told_all_the_same(log, monkeypatch):
    def gone(*_: object) -> None:
        raise runs.RunError("its scenario is gone")

    monkeypatch.setattr(importlib.import_module("undergrid.story.explain"), "parts", gone)
    found = story.explain(log, next(log.events(kind="suspected")))
    assert found.chain
    assert "its parts cannot be told: its scenario is gone" in found.spelled(log)


def test_a_run_that_does_not_come_out_again_as_it_was_is_said_to_be_such(log):
    event = next(log.events(kind="suspected"))
    life = Life(*runs.Folder.open(log.folder.path))
    life.step()
    with pytest.raises(runs.RunError, match="does not come out as it was recorded: e"):
        check_lived(log, life, event)


def test_what_came_of_something_goes_back_to_it_and_comes_after_it(log):
    call = next(log.events(kind="beacon set off"))
    known = {call.id}
    for event in onward(log, call):
        assert event.tick >= call.tick
        assert known & {event.cause, *(cause for cause, _ in log.because(event.id))}
        known.add(event.id)
    found = story.explain(log, call, ahead=True)
    assert {event.id for event, _ in found.onward} <= known
    assert "Amara Voss decides to answer the call for help." in [says for _, says in found.onward]


def test_where_nothing_came_of_it_that_is_said(log):
    last = list(log.events())[-1]
    assert "Nothing came of it" in story.explain(log, last, ahead=True).spelled(log)


def test_nobody_learned_of_a_need_is_said_where_it_lasted(log, death):
    leo = log.citizen("leo")
    early = replace(death.event, who=leo, tick=600)  # as if he died before anybody was near
    said = "In the 10 min that it took, nobody with a name learned of it."
    assert nobody_knew(log, early, leo, Minded(log)) == said
    assert nobody_knew(log, replace(early, tick=30), leo, Minded(log)) == ""  # there was no time
    assert nobody_knew(log, death.event, death.event.who, Minded(log)) == ""


def test_a_chance_is_never_none_nor_all():
    said = [story.percent(odds) for odds in (0.7, 0.004, 0.0001, 0.999, 1.0, 0.5)]
    assert said == ["70 %", "0.4 %", "less than 0.1 %", "99 %", "100 %", "50 %"]


def test_an_unknown_event_is_refused(log):
    with pytest.raises(UsageError):
        story.one(log, "e1234567")


def test_a_decision_is_told_with_what_came_next(log):
    decided = next(event for event in log.events(kind="decided") if len(log.because(event.id)) and event.odds)
    assert ", rather than " in story.explain(log, decided).spelled(log).splitlines()[2]
    assert decided.kind == Kind.DECIDED


def test_how_somebody_looks_to_another_has_no_chance_of_less_than_a_thousandth(log):
    """`Will live` was told with `a chance of less than 0.1 %`, which was no chance of living, and of nothing else."""
    link = next(found for event in log.events() if event.stream for found in story.why(log, event.id)[:1])
    assert _drawn(replace(link, draw="care, look", told=replace(link.told, odds=0.0))) == "  [drawn: care, look]"
    assert _drawn(replace(link, draw="care, look", told=replace(link.told, odds=0.25))).endswith("a chance of 25 %]")
    assert _drawn(replace(link, draw="", told=replace(link.told, odds=None))) == ""


def test_what_luck_decided_on_the_way_is_named_beside_what_it_decided_at_last(log, monkeypatch):
    """A guard jerked in a spasm and opened: that the chip had disturbed it, by a draw of its own, was nowhere."""
    half = 1 << 31
    shown, seen = _event(Kind.CHIP_PRESENTED, 100, 0, 1), replace(_event(Kind.SIGHTED, 60, 1, 0), stream=1, odds=half)
    twitched = replace(_event(Kind.TWITCHED, 106, 0, 1, 0, shown), stream=1, odds=half)
    cramped = _event(Kind.SPASMED, 108, 0, 1, 0, twitched)
    judged = replace(_event(Kind.JUDGED, 110, 0, 1, 0, shown), stream=1, odds=half // 2)
    known = {one.id: one for one in (shown, seen, twitched, cramped, judged)}
    monkeypatch.setattr(log, "get", known.get)
    monkeypatch.setattr(log, "because", lambda _: [(seen.id, 0), (cramped.id, 0)])
    twitches, passes = on_the_way(log, judged).split("; then ")
    assert twitches.endswith(": 50 %")
    assert "twitches" in twitches
    assert passes.split(": ")[1].startswith("25 %")
    monkeypatch.setattr(log, "because", lambda _: [(seen.id, 0)])
    assert on_the_way(log, judged) == ""  # what was seen before is no step between


def test_of_whose_time_runs_out_it_is_said_what_they_were_given_and_all_that_put_it_off(tmp_path, monkeypatch):
    """Of thirty-six hours nothing was said, and of four patches the last alone."""
    runs.record("expiry", tmp_path / "run", people=60, seed=1, until="1 min")
    lived = runs.Log(tmp_path / "run")
    rex, lucy = lived.citizen("rex"), lived.citizen("lucy")
    first, second = _event(Kind.NET_PATCHED, 10, lucy, rex, 72), _event(Kind.NET_PATCHED, 20, lucy, rex, 43)
    other, late = _event(Kind.NET_PATCHED, 15, rex, lucy, 9), _event(Kind.NET_PATCHED, 50, lucy, rex, 26)
    end = _event(Kind.SHUT_DOWN, 40, rex)
    given = ("given", "His subscription gave him 36 h from 18:40:00 on, until day 3, 06:40:00.")
    for patches, put_off in (
        ((), []),
        ((other, first, late), ["Lucy Ultra 5 patches the neural net of Rex"]),
        ((first, other, second, late), ["Two patches bought him 1 h 55 min in all (72 and 43 minutes)."]),
    ):
        monkeypatch.setattr(lived, "events", lambda *, p=patches, **_: iter(p))
        found = made_of(lived, end)
        assert found[0] == given
        assert [role for role, _ in found[1:]] == ["put off"] * len(put_off)
        assert all(says.startswith(one) for (_, says), one in zip(found[1:], put_off, strict=True))
    monkeypatch.undo()
    monkeypatch.setattr(lived, "because", lambda _: [])
    monkeypatch.setattr(lived, "get", lambda _: end)
    monkeypatch.setattr(which, "spell", lambda *_: "e1")
    assert story.why(lived, end.id)[0].also[0] == given
