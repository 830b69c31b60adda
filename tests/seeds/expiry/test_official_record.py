"""Row C3 in expiry: of one and the same event the Authority's record says something else than the chronicle does."""

import re

import pytest
from scenes.retold import retold

from undergrid import runs, story
from undergrid.core import units
from undergrid.runs import Log
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.people import Activity

DEATH = re.compile(r"\b(di(e|ed|es)|dead|death|killed|bled|shut down|stopped|ran out)\b", re.IGNORECASE)


def ending(said):
    """One who expires after forty minutes, one who bleeds to death; the registry hears within the hour."""
    said["rules"]["implants"] = {"registry_least_hours": 0.4, "registry_most_hours": 1}
    said["rules"]["supply"] = {"worker_kg": 400}
    said["clock"]["starts"] = "09:00"
    said["cast"]["mara"] = {"name": "Mara Sand", "pronouns": "she", "home": "pods_1", "expires": "40 min"}
    said["cast"]["joss"] = {"name": "Joss Reed", "pronouns": "he", "at": "gate_1",
                            "wounds": [{"kind": "gunshot", "part": "belly", "depth": 3, "bleeds": 6000}]}  # fmt: skip


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    folder = tmp_path_factory.mktemp("record")
    scenario = retold("expiry", folder / "story", ending, 120)
    runs.record(str(scenario.path), folder / "run", seed=2, people=120, until="4 h")
    return Log(folder / "run")


def sentences(told):
    return [sentence for scene in told.scenes for sentence in scene.sentences]


def the_end_of(log, name, kind):
    (end,) = [event for event in log.events(about=name, kind=kind.name.lower()) if event.who == log.citizen(name)]
    return end


@pytest.mark.parametrize(("name", "kind"), [("mara", Kind.SHUT_DOWN), ("joss", Kind.DIED)])
def test_c3_of_one_event_the_record_says_something_else_than_the_chronicle(log, name, kind):
    end = the_end_of(log, name, kind)
    of_it = [one for one in sentences(story.chronicle(log, of=name, length="full")) if end.id in one.events]
    official = [one for one in sentences(story.chronicle(log, of=name, voice="record")) if end.id in one.events]
    assert len(of_it) == len(official) == 1
    assert DEATH.search(of_it[0].text), of_it[0].text
    assert not DEATH.search(official[0].text), official[0].text
    assert "subscription concluded" in official[0].text
    assert "No irregularities" in official[0].text


@pytest.mark.parametrize(("name", "kind"), [("mara", Kind.SHUT_DOWN), ("joss", Kind.DIED)])
def test_c3_the_record_has_it_only_once_the_registry_has_heard_of_it(log, name, kind):
    end = the_end_of(log, name, kind)
    (struck,) = log.events(about=name, kind="struck_off")
    told = [one for one in sentences(story.chronicle(log, of=name, voice="record")) if one.tick >= end.tick]
    assert told[0].tick == struck.tick
    assert struck.tick - end.tick >= 0.4 * units.HOUR - 60
    assert not [one for one in sentences(story.chronicle(log, of=name, voice="record")) if kind.name in one.text]


def test_c3_no_sentence_of_the_record_says_that_anybody_died(log):
    told = sentences(story.chronicle(log, voice="record"))
    assert len(told) > 4
    assert not [one.text for one in told if DEATH.search(one.text)]


def test_c3_what_is_left_of_them_is_returned_to_the_common_supply(log):
    who = log.citizen("mara")
    (paste,) = [event for event in log.events(about="mara", kind="processed") if event.whom == who]
    (entry,) = [one for one in sentences(story.chronicle(log, of="mara", voice="record")) if paste.id in one.events]
    assert f"returned to the common supply, {paste.amount:,} g" in entry.text
    assert log.standing(who).doing == Activity.RECLAIMED
