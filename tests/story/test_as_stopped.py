"""A crossing under the eyes of a guard: in which order it is told, whether she was believed, and to whom it befell."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from scenes.tellings import event

from undergrid import runs, story
from undergrid.story.chronicle import ending
from undergrid.story.chronicle.episodes import Beat
from undergrid.story.chronicle.facts import Facts, about
from undergrid.story.chronicle.interrupted import in_parts
from undergrid.story.chronicle.mentions import Mentions
from undergrid.story.chronicle.people import People
from undergrid.story.chronicle.spell import Places
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.people import Activity

TEXT = """
scenario: ford
title: The ford
clock: {{tick: 1 s, starts: "02:30", lasts: 1 h}}
map: ford.map
places: {{cellar: [street, 2, 8], bridge: [street, 30, 6], mill: [street, 118, 4]}}
cast:
  nora:
    name: Nora
    at: cellar
    pronouns: she
    medicine: 7
    bonds: [{{to: tim, kind: kin}}]
    knows: [bridge, mill, tim]
    wants: [{{carry: {{who: tim, place: mill}}}}]
  tim:
    name: Tim
    age: 9
    pronouns: he
    at: cellar
    tagged: false
    wounds: [{{kind: gunshot, part: thigh, depth: 3}}]
  pia: {{name: Pia, pronouns: she, at: mill, bonds: [{{to: nora}}], wants: [{{reach: mill}}]}}
watchers: {{more: [{{kind: guard, at: bridge}}]}}
rules: {{questioning: {{believed: {0}, untagged: 1, wounded: 1, charge: 1, guard_grip: 1}}}}
endings: {{there: {{who: [nora, tim], at: mill}}}}
"""
ROW = "." * 28 + "WWWWW" + "." * 90
TOWN = [*[ROW] * 6, *["." * 123] * 2, *[ROW] * 3]


@pytest.fixture(scope="module")
def crossed(tmp_path_factory):
    """A run in which the guard believes her, and one in which it does not."""

    def record(believed):
        folder = tmp_path_factory.mktemp("ford")
        (folder / "scenario.yaml").write_text(TEXT.format(believed))
        (folder / "ford.map").write_text("\n".join(["type octile", "height 11", "width 123", "map", *TOWN, ""]))
        runs.record(folder / "scenario.yaml", folder / "run", seed=1, until="10 min")
        return runs.Log(folder / "run")

    return {believed: record(believed) for believed in (1, 0)}


def told(log, **of):
    return [sentence for scene in story.chronicle(log, **of).scenes for sentence in scene.sentences]


def text(log, **of):
    return " ".join(one.text for one in told(log, **of))


def test_a_stop_on_the_way_is_told_between_taking_up_and_setting_down(crossed):
    """`She took him up, carried him by way of the bridge and laid him down by the mill. A sentinel stopped her.`"""
    said = text(crossed[1])
    steps = [said.index(step) for step in ("Nora took", "A sentinel stopped", "It believed her", "down beside Pia")]
    assert steps == sorted(steps)
    assert all(one.tick <= two.tick for one, two in pairwise(told(crossed[1])))


def test_what_was_broken_off_is_told_in_parts_and_what_went_on_meanwhile_breaks_nothing_off():
    bound = [event(Kind.TOURNIQUET_PUT_ON, 10, 0, 1), event(Kind.STABILISED, 300, 0, 1)]
    carried = [event(Kind.TOOK_UP, 20, 0, 1), event(Kind.SET_DOWN, 200, 0, 1)]
    afraid = Beat("fear", [event(Kind.IS_AFRAID, 100, 0)])
    beats = [Beat("treatment", bound), Beat("haul", carried), afraid]
    assert [beat.first for beat in in_parts(beats)] == [10, 20, 100, 300]
    assert [beat.first for beat in beats] == [10, 20, 100]
    stop = Beat("hunt", [event(Kind.STOPPED, 100, 0, 0)])
    parts = in_parts([Beat("haul", carried), stop])
    assert [(beat.how, beat.first) for beat in parts] == [("haul", 20), ("hunt", 100), ("carried on", 200)]


def test_whether_somebody_was_believed_and_on_what_it_went_is_told_of_the_night_it_turned(crossed):
    """Of a night that ended with an arrest it was left out that she had been stopped and not believed."""
    against = "Tim was wounded and had no tag."
    assert f"It believed her, though {against}" in text(crossed[1])
    for length in ("night", "full"):
        said = text(crossed[0], length=length)
        steps = [said.index(step) for step in ("A sentinel stopped Nora", f"It did not believe her: {against}", "left")]
        assert steps == sorted(steps)
    file = text(crossed[0], voice="record")
    assert "account of subject 0 not accepted. Carried: one person, wounded, no tag." in file


def test_whoever_is_in_the_arms_of_another_tells_what_befalls_them(crossed):
    said = text(crossed[0], teller="tim")
    assert "A sentinel stopped Nora, who had me on her back," in said
    assert "It did not believe her: I was wounded and had no tag." in said
    assert "and I was left lying there." in said
    assert "A sentinel, which I had seen ahead, stopped me, with Tim on my back," in text(crossed[0], teller="nora")
    assert "It did not believe me" in text(crossed[0], teller="nora")


def test_whoever_waits_at_the_end_of_a_way_is_named_and_tells_who_came(crossed):
    assert "down beside Pia, who waited there." in text(crossed[1])
    assert text(crossed[1], teller="pia").endswith("a boy and set him down beside me.")
    assert "me" not in text(crossed[0], teller="pia").split()


def test_that_one_was_believed_and_the_other_not_is_what_differs_between_their_nights(crossed):
    until = min(log.meta.tick for log in crossed.values())
    (nora,) = (line for line in story.differences(crossed[1], crossed[0], until) if line.startswith("Nora: "))
    assert all(said in nora for said in ("not believed (02:3", "not let go (before: 02:3", "arrested (02:3"))


def test_since_when_somebody_is_wanted_and_by_whom_they_were_seen_is_said_at_the_end(crossed, monkeypatch):
    """`Pavel: lying down by the mill, wanted`, two hours after the last that was told of him."""
    log, facts = crossed[1], Facts(crossed[1], about(crossed[1], None))
    pia, people = log.citizen("pia"), People(log)
    seen = event(Kind.SIGHTED, 400, 0, pia)
    wanted = event(Kind.WANTED, 420, pia, cause=seen)
    facts.events.append(wanted)
    stands = replace(log.standing(pia), wanted=True, doing=Activity.WAITING)
    monkeypatch.setattr(log, "standing", lambda row: stands)
    monkeypatch.setattr(log, "get", {seen.id: seen}.get)
    close = ending.close(facts, people, Mentions(people, Places(log.names), log.names), "narrator")
    [line] = [one for one in close if one.text.startswith("Pia was ")]
    assert line.text == "Pia was by the mill, wanted since 02:37, seen by a sentinel."
    assert wanted.id in line.events
