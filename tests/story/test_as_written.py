"""Why in a run that follows a canon: what somebody wants by it, what it came of, and what they were about."""

from __future__ import annotations

from dataclasses import replace

import pytest
from scenes.on_village import on_village

from undergrid import runs, story
from undergrid.story import written
from undergrid.story.chronicle.formats import spelled
from undergrid.story.folded import folded, stretch
from undergrid.study.sql import open_run
from undergrid.world.log.kinds import Kind

TEXT = """
scenario: written
title: As written
clock: {tick: 1 s, starts: "12:00", lasts: 1 h}
map: map.tmx
watchers: {drones: 0 %, cameras: 0 %}
cast:
  mara: {name: Mara, at: gate_1, plugged: false}
  jonas: {name: Jonas, at: gate_1, plugged: false}
  idle: {name: Idle, at: gate_1, plugged: false}
"""
CANON = """canon: written
beats:
  - {name: a, when: {after: 10 s}, who: jonas, do: hide, aim: be <b>nobody</b> for a while}
  - {name: b, when: {event: {kind: hid, of: jonas}}, who: mara, do: hide, aim: do as he does}
  - {name: c, when: {after: 1 min}, who: mara, do: wait}
"""


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    folder = on_village(tmp_path_factory.mktemp("written"))
    (folder / "scenario.yaml").write_text(TEXT)
    (folder / "canon.yaml").write_text(CANON)
    runs.record(folder / "scenario.yaml", folder / "run", until="5 min", canon=True)
    return runs.Log(folder / "run")


def test_a_deed_of_a_canon_is_told_with_what_it_is_for_and_what_that_came_of(log):
    page = story.explain(log, story.one(log, "mara hid")).spelled(log).partition("\n\n")[2]
    said = [line.split("  ")[1] for line in page.splitlines() if not line.startswith(" ")]
    assert said == [
        "Mara hides in sector 2.",
        "Mara wants to do as he does.",
        "Jonas hides in sector 2.",
        "Jonas wants to be <b>nobody</b> for a while.",
        "The story begins.",
    ]


def test_at_a_moment_a_canon_is_told_with_why_and_until_when(log):
    """`Twenty hours later`: what they waited for was asked in vain."""
    at = next(log.events(about="jonas", kind="meant")).tick
    jonas, idle = story.motive(log, "jonas", at + 1), story.motive(log, "idle", at + 1)
    assert jonas.answer == "Because the story is written so: once 10 s had passed; nothing else was weighed."
    assert jonas.spelled().splitlines()[1] == jonas.answer
    mara = next(log.events(about="mara", kind="meant"))
    before = story.motive(log, "mara", mara.tick - 1)
    assert before.until.startswith(f"{log.names.time(mara.tick)}  Mara wants to do as he does. Once this had happened")
    after = story.motive(log, "mara", mara.tick)
    assert after.answer.startswith("Because Jonas hides in sector 2")
    assert (jonas.until, idle.answer, idle.until) == ("", "", "")


def test_the_first_want_of_a_canon_on_a_page_is_told_with_what_it_waited_for(log, monkeypatch):
    """`Leaves at 23:00`, and nothing accounted for it: the story as written says when, and nothing is weighed."""
    page = story.explain(log, story.one(log, "mara hid")).spelled(log).partition("\n\n")[2].splitlines()
    asides = [(n, line.strip()) for n, line in enumerate(page) if "as the story is written" in line]
    assert asides == [(2, "as the story is written: Once this had happened of Jonas: hid; nothing else was weighed.")]
    wants = next(log.events(about="jonas", kind="meant"))
    assert written.as_written(log, wants) == "Once 10 s had passed; nothing else was weighed."
    given = {
        "at": "23:00",
        "near": "gate_1",
        "doing": "resting",
        "clear": 60,
        "threat": 20,
        "light": 20,
        "left": "36 h",
    }
    assert written._waited(written.When(**given)) == [
        "it was 23:00", "they were at gate 1", "they were resting", "no drone was known within 60 m",
        "a drone was known within 20 m", "it was dark enough", "they had no more than 36 h left",
    ]  # fmt: skip
    monkeypatch.setattr(written, "CANON", "gone.yaml")
    assert written.as_written(log, wants) == "Once it had begun; nothing else was weighed."
    assert written.as_written(log, replace(wants, amount=1)).startswith("Once the step before was taken;")


def test_what_for_stands_beside_what_befalls_them_later(log):
    waits = list(log.events(about="mara", kind="ordered"))[-1]
    (link, *_) = story.why(log, waits.id)
    assert link.root is None
    assert log.get(waits.cause).kind == Kind.ORDERED


def test_at_a_moment_they_are_about_what_they_wanted_last(log):
    found = story.motive(log, "mara", "2 min")
    assert found.about == "Mara wants to do as he does."
    assert [said.partition("  ")[2] for said in found.because][:2] == [
        "Jonas hides in sector 2, street 72:51.",
        "Jonas wants to be <b>nobody</b> for a while.",
    ]
    assert found.step == "Mara means to wait."
    assert "They follow the story as written" in found.spelled()
    assert "about nothing" not in found.spelled()


def test_who_is_told_nothing_by_a_canon_is_about_nothing(log):
    found = story.motive(log, "idle", "2 min")
    assert (found.about, found.because, found.written) == ("", (), False)
    assert "about nothing" in found.spelled()


def test_before_its_first_beat_a_canon_moves_nobody(log):
    assert "about nothing" in story.motive(log, "jonas", 5).spelled()


def test_the_chronicle_tells_what_for_and_escapes_it_where_its_format_asks(log):
    night = story.chronicle(log, length="full")
    told = [sentence for scene in night.scenes for sentence in scene.sentences if "for a while" in sentence.text]
    assert [log.get(event).kind for sentence in told for event in sentence.events] == [Kind.MEANT]
    assert "be <b>nobody</b> for a while" in told[0].text
    assert "be &lt;b&gt;nobody&lt;/b&gt; for a while" in spelled(night, "html")


def test_nobody_tells_what_another_wanted(log):
    told = spelled(story.chronicle(log, teller="mara", length="full"), "md")
    assert "do as he does" in told
    assert "for a while" not in told


def test_what_for_can_be_asked_of_the_database(log):
    _, rows = open_run(log.folder.path).rows(
        "select who_name, amount_word from events where kind = 'meant' order by tick"
    )
    assert rows == [("Jonas", "be <b>nobody</b> for a while"), ("Mara", "do as he does")]


def test_a_night_is_called_as_its_scenario_is(log):
    title = "As written"
    assert story.chronicle(log).title == title
    assert story.chronicle(log, of="mara").title == f"{title}: Mara"
    assert story.chronicle(log, teller="mara").title == f"{title}: Mara"
    assert story.chronicle(log, voice="record").title == f"Record of the Authority: {title}"
    assert spelled(story.chronicle(log), "html").count(title) >= 2  # in its head and on the page


def test_of_a_long_chain_of_a_canon_the_steps_between_are_counted_but_for_what_luck_decided(log):
    """The end of a night of eden was told by fifty steps, each of which had waited for the one before."""
    base = replace(story.why(log, story.one(log, "mara hid").id)[0], draw="")
    chain = [
        replace(base, short=f"e{n}", told=replace(base.told, kind="meant" if n % 2 else "hid", who="Mara", time=str(n)))
        for n in range(30, 0, -1)
    ]
    assert folded(chain[-8:]) == {}
    assert folded(chain) == {8: 26}
    assert stretch(chain[8:26]) == "from 5 on, each waiting for the one before: 18 steps of Mara (e5 to e22)"
    chain[15] = replace(chain[15], draw="sight", told=replace(chain[15].told, odds=0.2))
    assert folded(chain) == {8: 15, 16: 26}
    last = log.get(story.one(log, "mara hid").id)
    page = story.explain(log, last)
    page.chain[1:] = chain
    assert "18 steps" not in page.spelled(log)
    assert "steps of Mara" in page.spelled(log)
