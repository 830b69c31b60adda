"""A night as somebody would have it who holds it against its log: a hit is no miss, and each thing has its time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from scenes.tellings import beats_of, event, first_names, said_of, wording

from undergrid import runs
from undergrid.runs.reading import Log
from undergrid.story.chronicle.episodes import Beat
from undergrid.story.chronicle.refrains import done_at_once, once_a_night
from undergrid.story.chronicle.salience import chosen
from undergrid.story.chronicle.stops import note_stops
from undergrid.world.body.injuries import wound_code
from undergrid.world.combat.weapons import shot_code
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import BodyPart, HaulMode, WoundKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Aim


@pytest.fixture(scope="module")
def log(tmp_path_factory) -> Log:
    out = tmp_path_factory.mktemp("met") / "neonhaven"
    runs.record("neonhaven", out, seed=1, people=300, until="10 s")
    return Log(out)


@pytest.fixture(scope="module")
def rows(log) -> dict[str, int]:
    return first_names(log)


def _watcher(log: Log, kind: str) -> int:
    return next(row for row, name in enumerate(log.names.watchers) if name.startswith(kind))


# ---------------------------------------------------------------- a fight


def test_a_shot_that_hit_has_not_missed(log, rows, monkeypatch):
    """`Oyelaran shot at a drone and missed. Sela was free: Oyelaran had shot the drone down.`"""
    drone, vex = _watcher(log, "drone"), rows["vex"]
    hit, miss = (event(Kind.SHOT_AT_WATCHER, 100, vex, drone, shot_code(ItemKind.RIFLE, hit)) for hit in (True, False))
    assert said_of(log, monkeypatch, [hit]) == ["Vex Kael hit a drone."]
    assert said_of(log, monkeypatch, [miss]) == ["Vex Kael shot at a drone and missed."]
    fired = event(Kind.FIRED_ON, 100, drone, vex, shot_code(ItemKind.RIFLE, True))
    [said] = said_of(log, monkeypatch, [fired, event(Kind.DEFLECTED, 100, vex, amount=80)])
    assert said.endswith("and the armour held.")


def _shot_down(log: Log, rows: dict[str, int]) -> list[Event]:
    """Vex shoots a drone down that has hold of Sela, and it falls on both."""
    drone, vex, sela = _watcher(log, "drone"), rows["vex"], rows["sela"]
    shot = event(Kind.SHOT_AT_WATCHER, 100, vex, drone, shot_code(ItemKind.RIFLE, True))
    failed = event(Kind.SUBSYSTEM_FAILED, 100, drone, vex, 1, shot)
    crash = event(Kind.CRASHED, 100, drone, vex, 2, failed)
    parts = ((vex, BodyPart.LEG), (sela, BodyPart.HEAD))
    wounds = [
        event(Kind.WOUNDED, 100, who, -1, wound_code(WoundKind.CRUSH, part, 3, dirty=True), crash)
        for who, part in parts
    ]
    return [shot, failed, crash, *wounds, event(Kind.BROKE_AWAY, 101, sela, drone, 0, crash)]


def test_whom_a_machine_strikes_as_it_falls_is_told(log, rows, monkeypatch):
    """`Oyelaran put a dressing on Sela's wound`, of which nothing had been told."""
    *fell, free = _shot_down(log, rows)
    said = said_of(log, monkeypatch, [*fell, free])
    assert len(said) == 2
    assert said[0] in {f"Vex Kael shot a drone down, and Sela Harrow {ends}." for ends in ("was free", "got away")}
    struck = ("struck", "hit")
    assert said[1] in {
        f"As it fell it {verb} Vex in the leg and Sela on the head, and the wounds went deep." for verb in struck
    }
    crash, *wounds = fell[2:]
    said = said_of(log, monkeypatch, fell)  # nobody was in its hold
    assert (said[0], said[2][:13]) == ("Vex Kael hit a drone.", "As it fell it")
    alone = said_of(log, monkeypatch, [replace(crash, whom=-1), wounds[1]])[-1]
    assert alone.endswith("on the head, and it went deep.")


def test_a_wound_by_a_falling_machine_is_no_shot_of_the_fight(log, rows):
    *fell, free = _shot_down(log, rows)
    beats = beats_of(log, [*fell, free])
    assert [(beat.how, beat.lead.kind) for beat in beats] == [("crash", Kind.BROKE_AWAY)]
    assert set(beats[0].also) == {one.id for one in fell[:3]}
    other = replace(fell[3], cause=fell[0].id)  # nor is what a person's shot does to another
    assert {beat.how for beat in beats_of(log, [fell[0], other])} == {"fight", ""}


# ---------------------------------------------------------------- each thing in its time


def test_blood_is_told_when_so_much_of_it_is_lost(log, rows):
    """`16:09 Ines had lost nearly half her blood. Half an hour later she went into shock.`, lost at 17:06."""
    vex = rows["vex"]

    def told(*lost: tuple[int, int], shock: int = 0) -> list[tuple[int, int]]:
        events = [event(Kind.CLASS_REACHED, tick, vex, amount=degree) for tick, degree in lost]
        events += [event(Kind.SHOCKED, shock, vex)] if shock else []
        return [(beat.first, max(one.amount for one in beat.events)) for beat in beats_of(log, events)]

    assert told((100, 2), (1800, 3)) == [(100, 2), (1800, 3)]
    assert told((100, 2), (400, 3)) == [(100, 3)]
    assert told((100, 2), (300, 3), (500, 4)) == [(100, 3), (500, 4)]
    assert told((100, 3), (200, 4), shock=150) == [(100, 3), (150, 0), (200, 4)]


# ---------------------------------------------------------------- a stop


def _stop(log: Log, row: int, *ticks: int, until: int = 0) -> list[Event]:
    """Somebody is stopped, each time but the first after they were not believed, and let go."""
    hunter = _watcher(log, "hunter")
    stops = [event(Kind.STOPPED, tick, hunter, row) for tick in ticks]
    doubts = [event(Kind.UNCONVINCED, tick - 1, hunter, row, 15) for tick in ticks[1:]]
    return [*stops, *doubts, *([event(Kind.LET_GO, until, hunter, row)] if until else [])]


def test_a_stop_that_cost_minutes_is_told_with_how_often_and_how_long(log, rows):
    """A hunter stopped her three times for fourteen minutes while the one she was out to find bled, untold."""
    sela = rows["sela"]
    for events, said in (
        (
            _stop(log, sela, 100, 200, 800, until=940),
            "A hunter stopped Sela Harrow three times and did not believe her twice.",
        ),
        (_stop(log, sela, 100, 200, until=290), "A hunter stopped Sela Harrow twice and did not believe her once."),
        (_stop(log, sela, 100, until=400), "A hunter stopped Sela Harrow and asked"),
    ):
        [beat] = note_stops(beats_of(log, events), events)
        assert chosen([replace(beat, weight=3.0)], "night", 10)
        told = [one.text for one in wording(log).beat(beat) if not one.talk]
        assert told[0].startswith(said)
        assert told[1] == "It let her go a quarter of an hour after the first time." or len(events) != 6
    events = _stop(log, sela, 100, until=390)
    [short] = note_stops(beats_of(log, events), events)
    assert chosen([replace(short, weight=3.0)], "night", 10) == []


def test_a_stop_of_who_has_somebody_in_their_arms_or_is_on_the_way_to_a_call_is_told(log, rows):
    sela, dov = rows["sela"], rows["dov"]
    stop, took = _stop(log, sela, 100, until=190), event(Kind.TOOK_UP, 50, sela, dov, HaulMode.CARRY)
    call = event(Kind.DECIDED, 50, sela, amount=Aim.ANSWER_CALL)
    for before, matters in (
        ([took], True),
        ([call], True),
        ([took, event(Kind.SET_DOWN, 60, sela, dov)], False),
        ([call, event(Kind.DECIDED, 60, sela, amount=Aim.SHELTER)], False),
    ):
        [hunt] = note_stops(beats_of(log, stop), [*before, *stop])
        assert bool(chosen([replace(hunt, weight=3.0)], "night", 10)) == matters
        assert hunt.in_arms == (dov if before == [took] else -1)
    [hunt] = note_stops(beats_of(log, stop), [took, *stop])
    said = next(wording(log).beat(hunt)).text
    assert said.startswith(("A hunter stopped Sela Harrow, who had", "A hunter stopped Sela, who had"))
    assert " Dov Anselm on her back, and asked " in said


# ---------------------------------------------------------------- in like words


def test_those_who_are_trusted_alike_are_received_in_words_alike(log, rows):
    """Of 385 in 1,000: `Rex was looked over by the people of the bunker. Lucy was met with suspicion in the bunker.`"""
    seen = [event(Kind.SIZED_UP, 100 + n, rows["vex"], 0, trust) for n, trust in enumerate((385, 600, 100, 1000))]
    said = [{wording(log).clause(one, pick) for pick in range(4)} for one in seen]
    assert all(("suspicion" in text) or ("mistrust" in text) for text in said[0])
    assert not any(said[0] & others for others in said[1:])
    assert [len(texts) for texts in said] == [2] * 4


# ---------------------------------------------------------------- a wish and its deed


def test_what_somebody_wanted_to_say_is_told_as_said_where_they_say_it(log, rows):
    """`Mara wanted to warn Vex of the hour of the orbital sync`, and never that she did and all heard it."""
    mara, vex = rows["mara"], rows["vex"]
    for kind, aim in ((Kind.MEANT, 0), (Kind.DECIDED, Aim.WARN)):
        wish = Beat("", [event(kind, 60, mara, vex, aim)], weight=3.0)
        said = Beat("radio", [event(Kind.RADIO_HEARD, 60, vex, mara)], weight=3.0, came_of=wish)
        assert chosen([wish, said], "night", 10) == [said]
        late = replace(said, events=[event(Kind.RADIO_HEARD, 60 + 901, vex, mara)], came_of=wish)
        assert chosen([wish, late], "night", 10) != [late]
    assert chosen([replace(said, came_of=None)], "night", 10) == []  # of no wish, and nothing came of it


def test_what_is_done_in_the_same_minutes_needs_no_word_that_somebody_set_out_to_do_it(log, rows):
    """`He brought Leo to safety. Kael set out to keep his word to Amara. Kael kept the promise to Amara.`"""
    mara, vex, sela = rows["mara"], rows["vex"], rows["sela"]
    for aim, kind in ((Aim.KEEP_WORD, Kind.PLEDGE_KEPT), (Aim.BRING, Kind.BROUGHT_TO_SAFETY)):
        choice, deed = (
            Beat("", [one]) for one in (event(Kind.DECIDED, 60, mara, vex, aim), event(kind, 70, mara, vex))
        )
        assert list(done_at_once([choice, deed])) == [deed]
        assert list(done_at_once([deed, choice])) == [deed]
        for other in (event(kind, 70, mara, sela), event(kind, 70, sela, vex), event(kind, 60 + 121, mara, vex)):
            assert len(list(done_at_once([choice, Beat("", [other])]))) == 2
    assert chosen([replace(one, weight=4.0) for one in (choice, deed)], "night", 10)[0].lead == deed.lead


# ---------------------------------------------------------------- once, and over how long


def test_that_a_unit_is_seen_through_is_told_once_and_where_something_came_of_it(log, rows):
    """`Another stranger noticed something about Lucy that no human had`, six times, and nothing came of it."""
    vex, sela = rows["vex"], rows["sela"]
    ones = [Beat("", [event(Kind.GLITCH_NOTICED, 60 * n, 100 + n, vex)]) for n in range(4)]
    ones[2].bears = 1
    other = Beat("", [event(Kind.GLITCH_NOTICED, 300, 100, sela)])
    assert once_a_night([*ones, other]) == [ones[0], ones[2], other]


def test_what_many_do_over_hours_is_told_with_how_long_it_took_them(log, rows, monkeypatch):
    """`158 people stepped outside`, at 05:34, of what went on until 08:46."""
    for gap, over in ((1200, " in the course of "), (60, "")):
        out = [event(Kind.STEPPED_OUT, 100 + gap * n, 50 + n) for n in range(10)]
        [said] = said_of(log, monkeypatch, out)
        assert said.startswith(f"Ten people came out into the streets{over}")
        assert said.endswith("three hours." if over else "the streets.")
