"""What is asked of a run beside its frames: the arc, a life, who is of interest, and where two runs part."""

import shutil
import time

import numpy as np
import pytest

from undergrid import runs, story
from undergrid.runs.folder import Folder
from undergrid.runs.life import Life
from undergrid.runs.reading import Log
from undergrid.serve import wire
from undergrid.serve.apart import called_both
from undergrid.serve.errand import Errand
from undergrid.serve.interest import MOST, interest, kinds
from undergrid.serve.marks import mark_of
from undergrid.serve.survey import SAMPLED, Survey, survey
from undergrid.serve.telling import Teller
from undergrid.setup import find, load
from undergrid.study.fates.lives import Lives, Task
from undergrid.world.body import blood_loss
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind


def asked(teller, about, known=lambda found: True, **how):
    """The answer, once there is one that is known well enough."""
    until = time.monotonic() + 240
    while time.monotonic() < until:
        answer = teller.answer(wire.Ask(do="ask", number=1, about=about, **how))
        if not answer["trouble"] and known(answer["body"]):
            return answer["body"]
        assert answer["trouble"] in ("", "not worked out yet")
        time.sleep(0.2)
    raise AssertionError(f"no {about} in time")


@pytest.fixture(scope="module")
def teller(hour):
    found = Teller(hour)
    yield found
    found.close()


@pytest.fixture(scope="module")
def fork(hour, tmp_path_factory):
    """The same hour with deaf ears and blind eyes from its tenth minute on."""
    folder = tmp_path_factory.mktemp("fork") / "run"
    runs.fork(hour, folder, at=600, set={"tags.reader_m": 0})
    return folder


# -- the arc


def test_the_beats_of_a_run_are_those_that_fates_counts(eden):
    task, lived = Task("eden", people=60, until=900), Survey(None, eden)
    while lived.step():
        pass
    arc = lived.answer("arc")[1]
    counted = Lives(task).live(3)["beats"]
    assert counted
    assert {beat["name"]: beat["tick"] for beat in arc["beats"] if beat["arc"]} == {
        name.replace("_", " "): tick for name, (tick, *_) in counted.items()
    }
    assert arc["of"] >= len(arc["beats"])


def test_a_run_keeps_its_arcs_and_they_are_no_part_of_what_happens(eden, tmp_path):
    assert (eden / "scenario" / "arcs.yaml").read_bytes() == find("eden").with_name("arcs.yaml").read_bytes()
    shutil.copytree(eden / "scenario", tmp_path / "bare")
    (tmp_path / "bare" / "arcs.yaml").unlink()
    assert load(tmp_path / "bare" / "scenario.yaml").digest == Folder.open(eden)[1].scenario_digest


def test_a_scenario_without_arcs_has_no_beats(teller):
    arc = asked(teller, "arc", lambda found: found["whole"])
    assert (arc["beats"], arc["of"], arc["at"]) == ([], 0, 3600)


# -- lives


@pytest.mark.parametrize("row", [0, 150])
def test_a_life_line_is_the_life_as_it_was(hour, teller, row):
    line = asked(teller, "life", lambda found: found["whole"], row=row)
    life = Life(*Folder.open(hour))
    assert line["ticks"][-1] <= 3600
    assert len(line["ticks"]) > 10
    for n, tick in list(enumerate(line["ticks"]))[::20]:
        life.live(tick)
        people = life.sim.world.citizens
        assert line["cell"][n] == people.cell[row]
        assert line["inside"][n] == people.inside[row]
        assert line["doing"][n] == people.doing[row]
        assert line["blood"][n] == (1_000_000 - blood_loss.lost(life.sim.world, row)) * 255 // 1_000_000


def test_of_nobody_there_is_no_life(teller):
    answer = teller.answer(wire.Ask(do="ask", number=1, about="life", row=10**6))
    assert "nobody" in answer["trouble"] or answer["trouble"] == "not worked out yet"


def test_what_is_kept_of_all_lives_stays_within_bounds(hour, monkeypatch):
    monkeypatch.setattr("undergrid.serve.survey._MEMORY", 200_000)
    found = Survey(None, hour)
    n, row = found.life.sim.world.citizens.n, sum(np.dtype(kind).itemsize for kind in SAMPLED.values())
    assert 3600 // found.noted.samples[1].every * n * row <= 200_000


def test_an_errand_that_dies_is_said_to_have_ended(hour):
    errand = Errand(survey, str(hour))
    errand._process.kill()
    errand._process.join()
    with pytest.raises(ValueError, match="ended"):
        errand.ask("arc")
    errand.close()


def test_an_errand_over_no_run_says_what_is_wrong(tmp_path):
    teller = Teller(tmp_path)
    errand = teller._errands["survey"] = Errand(survey, str(tmp_path))
    found = ""
    while found in ("", "not worked out yet"):
        found = teller.answer(wire.Ask(do="ask", number=1, about="arc"))["trouble"]
    assert "not a run" in found
    errand.close()


# -- interest


def test_who_is_of_interest_has_a_reason_around_that_moment(hour):
    log = Log(hour)
    counts = kinds(log)
    assert counts.sum() == log.meta.events
    told = [event for event, _ in story.following(log, list(log.events(about=0))) if event is not None]
    assert told
    for tick in (told[0].tick, told[-1].tick):
        found = interest(log, tick, counts)
        assert 0 < len(found) <= MOST
        assert len({one["row"] for one in found}) == len(found)
        assert [one["score"] for one in found] == sorted((one["score"] for one in found), reverse=True)
        for one in found:
            assert tick - 900 <= one["why"]["tick"] < tick + 300
            assert one["why"]["says"]
            event = log.get(int(one["why"]["id"]))
            assert one["row"] in (event.who, event.whom)
        assert interest(log, tick, counts) == found


def test_the_rarer_an_event_the_more_it_counts(hour):
    """Whoever something unique happens to comes before whoever something common happens to as often."""
    log = Log(hour)
    counts = kinds(log)
    event = next(event for event, _ in story.following(log, list(log.events(about=0))) if event is not None)
    first = interest(log, event.tick, counts)[0]
    kind = log.get(int(first["why"]["id"])).kind
    assert counts[kind] <= np.median(counts[counts > 0])


def test_before_anything_has_happened_nobody_is_of_interest(hour):
    assert interest(Log(hour), 10**8, kinds(Log(hour))) == []


# -- marks


@pytest.mark.parametrize(
    ("kind", "row", "mark"),
    [
        (Kind.DECIDED, 3, "decision"), (Kind.DECIDED, 4, ""), (Kind.SIGHTED, 4, "sighting"), (Kind.SIGHTED, 3, ""),
        (Kind.WOUNDED, 3, "wound"), (Kind.CROSSED, 3, "crossing"), (Kind.DIED, 3, "death"),
        (Kind.TRAPPED, 3, "wound"),
        (Kind.SHUT_DOWN, 3, "death"), (Kind.ARRESTED, 4, "arrest"), (Kind.ENDED, 9, "ending"), (Kind.NOTICED, 3, ""),
    ],
)  # fmt: skip
def test_an_event_marks_the_story_of_whom_it_happens_to(kind, row, mark):
    assert mark_of(Event(1, 5, kind, 3, 4, 7, 0, 0, 0, 0), row) == mark


def test_marks_come_with_the_events_of_a_story(teller):
    told = asked(teller, "events", row=0)
    assert {one["mark"] for one in told} <= {
        "",
        "decision",
        "crossing",
        "sighting",
        "wound",
        "arrest",
        "death",
        "ending",
    }
    assert all(one["kind"] == "decided" for one in told if one["mark"] == "decision")


# -- two runs


def test_two_runs_part_where_diff_says_so(hour, fork):
    teller = Teller(hour, fork)
    try:
        soon = asked(teller, "apart")
        exactly = asked(teller, "apart", lambda found: found["exact"])
    finally:
        teller.close()
    first = runs.diff(hour, fork).first
    assert exactly["tick"] == first.tick <= soon["tick"]
    assert first.system.replace("_", " ") in exactly["by"]
    logs = Log(hour), Log(fork)
    for n, event in enumerate(exactly["events"]):
        if event is not None:
            assert logs[n].get(int(event["id"])) != logs[1 - n].get(int(event["id"]))
            assert event["tick"] >= exactly["tick"]


def test_a_run_does_not_part_from_itself(hour, tmp_path):
    runs.fork(hour, tmp_path / "same", at=600)
    teller = Teller(hour, tmp_path / "same")
    try:
        found = asked(teller, "apart", lambda found: found["exact"])
    finally:
        teller.close()
    assert (found["tick"], found["events"]) == (-1, [None, None])


def test_of_one_run_nobody_can_say_where_it_parts(teller):
    assert "no other run" in teller.answer(wire.Ask(do="ask", number=1, about="apart"))["trouble"]


def test_two_runs_are_called_by_what_tells_them_apart(hour, fork):
    assert called_both(hour, fork) == ["village, seed 3", "fork: tags.reader_m 0"]
    assert called_both(fork, hour) == ["fork: tags.reader_m 0", "village, seed 3"]
