import importlib
import itertools
import pkgutil
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scenes.worlds import field, make_world

from undergrid import runs, story
from undergrid.core.errors import UndergridError
from undergrid.runs import snapshots
from undergrid.runs.contents import Sizes
from undergrid.runs.reading import Log, Told
from undergrid.story.phrases import AMOUNTS, PHRASES, Repeats
from undergrid.world.authority.clearance import Verdict
from undergrid.world.log import kinds
from undergrid.world.log.events import Event, event_id
from undergrid.world.log.kinds import OF_MAKERS, Kind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Order, Refusal, Verb
from undergrid.world.tables.people import Citizens
from undergrid.world.tables.sky import Programme
from undergrid.world.view.names import Names, words

THEMES = [module.name for module in pkgutil.iter_modules(kinds.__path__) if module.name != "kind"]


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six eventful hours of the big story in a small city; somebody outside gives an order, and one that cannot be."""
    out = tmp_path_factory.mktemp("story") / "night"
    orders = [Order(60, 40, Verb.UNPLUG), Order(90, 41, Verb.CROSS, 0), Order(120, 42, Verb.INFORM, 0)]
    runs.record("expiry", out, seed=11, people=400, until="6 h", orders=orders)
    return out


@pytest.fixture(scope="module")
def log(night) -> Log:
    return Log(night)


def about_the_named(log: Log) -> list[Event]:
    found = {event.id: event for row in log.names.citizens for event in log.events(about=row)}
    return list(found.values())


# ---------------------------------------------------------------- why


def test_every_event_of_a_night_leads_back_to_an_order_a_draw_or_the_scenario(log):
    roots = set()
    for event in log.events():
        chain = story.why(log, event.id)
        assert chain[0].told.id == event.id
        assert [link.root for link in chain[:-1]] == [None] * (len(chain) - 1)
        assert chain[-1].root in ("order", "draw", "scenario")
        assert all(a.told.tick >= b.told.tick for a, b in itertools.pairwise(chain))
        roots.add(chain[-1].root)
    assert {"order", "scenario"} <= roots


def test_why_tells_a_draw_by_its_name_and_its_odds(log):
    drawn = next(event for event in log.events() if event.stream)
    link = story.why(log, drawn.id)[0]
    assert link.draw
    assert not link.draw.startswith("stream ")
    assert link.told.odds is not None
    assert 0 <= link.told.odds <= 1


def test_why_tells_further_causes_with_their_role(log):
    events = list(log.events())
    with_more = [event for event in events if log.because(event.id)]
    for event in with_more[:50]:
        also = story.why(log, event.id)[0].also
        assert len(also) == len(log.because(event.id))
        assert all(role and sentence.endswith(".") for role, sentence in also)


def test_why_walks_no_farther_than_anybody_can_follow(log, monkeypatch):
    module = importlib.import_module("undergrid.story.why")
    longest = max((story.why(log, event.id) for event in log.events()), key=len)
    monkeypatch.setattr(module, "_LONGEST", len(longest))
    assert story.why(log, longest[0].told.id) == longest
    monkeypatch.setattr(module, "_LONGEST", len(longest) - 1)
    with pytest.raises(runs.RunError, match=f"events lie behind event {longest[0].told.id}"):
        story.why(log, longest[0].told.id)


def test_why_says_how_many_further_causes_it_leaves_out(log, monkeypatch):
    monkeypatch.setattr(importlib.import_module("undergrid.story.why"), "_TOLD", 1)
    event = next(event for event in log.events() if len(log.because(event.id)) == 2 and event.kind != Kind.DIED)
    assert story.why(log, event.id)[0].also[1:] == (("more", "1 further causes are left out here."),)


def test_why_of_an_order_from_outside_is_the_order(log):
    refused = next(event for event in log.events(kind="refused") if event.who == 41)
    chain = story.why(log, refused.id)
    assert chain[-1].root == "order"
    assert chain[-1].sentence.startswith("Citizen 41 is told to pass ")


def test_an_event_that_is_not_there_is_told(log):
    with pytest.raises(UndergridError, match="no event 12345") as found:
        story.why(log, 12345)
    assert "undergrid events" in found.value.hint


# ---------------------------------------------------------------- phrases


def told(kind: Kind, amount: str | int = 3) -> Told:
    return Told(1, 2, "18:40:02", words(kind.name), "drone 4", "gate_2", "sector 1, street 3:4", amount, 5, None)


def test_every_kind_of_event_has_a_phrase_of_one_sentence():
    ours = {kind for kind in Kind if kind not in OF_MAKERS}  # those say their sentence themselves
    assert set(PHRASES) == ours
    for kind in sorted(ours):
        sentence = story.tell(kind, told(kind))
        assert re.fullmatch(r"[A-Z][^{}_]*\.", sentence), sentence


NAMELESS = {
    Kind.HEARD: "Drone 4 hears someone{at}.",
    Kind.HEAT_SEEN: "Drone 4 picks up the warmth of someone{at}, at 3.",
    Kind.BEACON_TRACED: "Drone 4 traces a distress call to someone{at}, 3 m away.",
    Kind.BEACON_HEARD: "Drone 4 receives a distress call from someone{at}, 3 m away.",
    Kind.TRACKED: "Drone 4 comes across the blood of someone{at}.",
    Kind.TRACK_LOST: "Drone 4 loses the trail of someone{at}.",
    Kind.TRAIL_FOUND: "Drone 4 comes across the blood of someone{at}.",
    Kind.TRAIL_LOST: "Drone 4 loses the trail of someone{at}.",
}
UNKNOWN = {
    Kind.HUNT_BEGAN: "Drone 4 is sent after someone{at}.",
    Kind.SEARCH_BEGAN: "Drone 4 searches for someone{at}.",
    Kind.HUNT_ENDED: "Drone 4 gives up on someone{at}.",
}


@pytest.mark.parametrize("kind", [*NAMELESS, *UNKNOWN], ids=lambda kind: kind.name)
def test_who_is_only_warm_heard_calling_or_on_a_trail_is_someone_at_a_place_whoever_that_is(kind):
    one = told(kind, "blood" if kind.amount == "trace" else 3)
    said = story.tell(kind, replace(one, whom=""))
    assert said == {**NAMELESS, **UNKNOWN}[kind].format(at=" in sector 1, street 3:4")
    if kind in NAMELESS:
        assert story.tell(kind, one) == said, "the log knows whom, those in the sentence do not"
    else:
        assert "gate 2" in story.tell(kind, one)


def test_no_sentence_is_about_nobody_where_the_log_does_not_say_whom():
    for kind in PHRASES:
        if kind.whom and kind not in (Kind.SURPRISED,):  # who "expected nobody here"
            assert "nobody" not in story.tell(kind, replace(told(kind), whom=""))


def test_someone_is_told_apart_by_the_place_with_a_name_that_they_are_near():
    world = make_world(field(200, 4), 1)
    names = Names.of(world, places={"the_wreck": 10, "by_the_wall": 190, "far": 120})
    area = names.area(0)
    assert names.near(-1) == ""
    assert names.near(50) == f"{area}, near the wreck"
    assert names.near(51) == area
    assert names.near(189) == f"{area}, by the wall"


@pytest.mark.parametrize(
    ("meaning", "members"),
    [("verb", Verb), ("refusal", Refusal), ("verdict", Verdict), ("topic", Topic), ("programme", Programme)],
)
def test_every_amount_that_stands_for_something_can_be_said(meaning, members):
    kind = next(kind for kind in Kind if kind.amount == meaning)
    for member in members:
        if member.name != "NONE":
            sentence = story.tell(kind, told(kind, words(member.name)))
            assert re.fullmatch(r"[A-Z][^{}_]*\.", sentence), sentence
            assert meaning == "programme" or words(member.name) in AMOUNTS[meaning]


def test_what_somebody_does_for_themselves_does_not_name_them_twice():
    for kind, aim, says in (
        (Kind.DECIDED, "tend", "Rex decides to look after themselves."),
        (Kind.ORDERED, "dress", "Rex means to dress a wound of themselves."),
    ):
        assert story.tell(kind, Told(1, 2, "", words(kind.name), "Rex", "Rex", "", aim, 77, None)) == says


def test_the_same_event_is_told_by_where_it_came_from():
    kind = Kind.ORDERED
    own = Told(1, 2, "", "ordered", "Rex", "gate_2", "", "cross", 77, None)
    outside = Told(1, 2, "", "ordered", "Rex", "gate_2", "", "cross", 0, None)
    assert story.tell(kind, own) == "Rex means to pass gate 2."
    assert story.tell(kind, outside) == "Rex is told to pass gate 2."


def test_every_event_of_a_night_is_told_without_numbers_where_there_are_names(log):
    for event in log.events():
        sentence = story.tell(event.kind, log.told(event))
        assert re.fullmatch(r"[A-Z0-9].*\.", sentence), sentence
        assert not re.search(r"[{}_]|\b(watcher|gate|facility|building) \d+\b(?<!gate \d)", sentence), sentence


@pytest.mark.parametrize(
    ("kind", "amount", "sentence"),
    [
        (Kind.CLASS_REACHED, 3, "Drone 4 has lost 30 % of the blood, class 3."),
        (Kind.CHILLED, 1, "Drone 4 grows cold: shivering, below 35 degrees."),
        (Kind.INJECTED, 1, "Drone 4 gives gate 2 morphine: one dose."),
        (Kind.INJECTED, 2, "Drone 4 gives gate 2 morphine: 2 doses."),
        (Kind.HOPE_CHANGED, 346, "The hope of drone 4 stands at 35 % now."),
        (Kind.ROTORS_HEARD, 0, "Drone 4 hears the whirr of gate 2, 1 m away."),
        (Kind.TOOK_UP, "tarp", "Drone 4 pulls gate 2 onto a tarp."),
        (Kind.WOKE, "noise", "Drone 4 is woken by a noise in sector 1, street 3:4."),
        (Kind.MET, "wary", "Drone 4 meets gate 2 and is wary of them."),
        (Kind.STANCE_CHANGED, "wary", "Drone 4 is wary of gate 2 now."),
        (Kind.BAND_SET_OUT, 1, "Drone 4 sets out alone in sector 1, street 3:4."),
        (Kind.BAND_SET_OUT, 2, "Drone 4 sets out with one other in sector 1, street 3:4."),
        (Kind.BAND_ARRIVED, 18, "Drone 4 arrives with 17 others in sector 1, street 3:4."),
        (Kind.TRAIL_COVERED, 1, "Drone 4 covers a trace in sector 1, street 3:4."),
        (Kind.TRAIL_COVERED, 5, "Drone 4 covers 5 traces in sector 1, street 3:4."),
        (Kind.TOOK, "gauze", "Drone 4 takes a dressing from gate 2 in sector 1, street 3:4."),
    ],
)
def test_amounts_are_said_as_people_say_them(kind, amount, sentence):
    assert story.tell(kind, told(kind, amount)) == sentence


def test_who_drinks_is_told_as_one_person():
    one = told(Kind.GAVE_WATER, 400)
    assert story.tell(Kind.GAVE_WATER, one) == "Drone 4 lets gate 2 drink 400 mL."
    assert story.tell(Kind.GAVE_WATER, replace(one, whom=one.who)) == "Drone 4 drinks 400 mL."


# ---------------------------------------------------------------- following somebody


def following(log: Log, who: str) -> list[tuple[Event | None, str]]:
    return list(story.following(log, list(log.events(about=who))))


def test_following_somebody_tells_or_counts_each_thing_once(log):
    for who in ("rex", "lucy"):
        lines, every = following(log, who), list(log.events(about=who))
        ids = [event.id for event, _ in lines if event is not None]
        assert ids == [event.id for event in every if event.id in set(ids)]  # in their order, none twice
        for kind in {kind for kind in PHRASES if PHRASES[kind].counts} - {Kind.ORDERED, Kind.HUNT_BEGAN}:
            one, more = PHRASES[kind].counts
            counted = sum(int(n) for _, s in lines for n in re.findall(rf"\b(\d+) (?:{one}|{more})(?=[,.])", s))
            shown = sum(event is not None and event.kind == kind for event, _ in lines)
            assert counted + shown == sum(event.kind == kind for event in every), kind


def test_following_somebody_is_shorter_and_leaves_out_nothing_decisive(log):
    for who in ("rex", "lucy"):
        lines, every = following(log, who), list(log.events(about=who))
        assert len(lines) < len(every) / 2
        ids = {event.id for event, _ in lines if event is not None}
        for event in every:
            if event.kind in (Kind.CROSSED, Kind.ARRESTED, Kind.SHUT_DOWN, Kind.JUDGED, Kind.WANTED, Kind.ENDED):
                assert event.id in ids


def test_following_somebody_says_where_they_are_without_coordinates(log):
    for _, sentence in following(log, "rex"):
        assert not re.search(r"\d+:\d+[.,]?$", sentence.replace(":00 also", "")), sentence


def test_a_full_name_is_said_once(log):
    whole = " ".join(sentence for _, sentence in following(log, "lucy"))
    assert whole.count("Lucy Ultra 5") == 1
    assert whole.count("Lucy") > 1


def happened(kind: Kind, minutes: float, who: int = 3, whom: int = 0, where: int = 5, cause: int = 0) -> Event:
    tick = round(60 * minutes)
    return Event(event_id(tick, kind, who, 0), tick, kind, who, whom, where, 7, cause, 0, 0)


def test_the_like_is_told_anew_only_after_a_pause(log):
    """Every ten minutes for an hour and a half, then again an hour later: told twice, counted eight times."""
    minutes = [*range(0, 90, 10), 150]
    lines = list(story.following(log, [happened(Kind.SIGHTED, n) for n in minutes]))
    assert [event.tick // 60 for event, _ in lines if event is not None] == [0, 150]
    assert sum(int(n) for _, s in lines for n in re.findall(r"(\d+) more sighting", s)) == 8


def test_what_a_look_at_wounds_has_found_is_told_once_until_it_is_something_else(log):
    looks = [replace(happened(Kind.ASSESSED, 60 * n), amount=found) for n, found in enumerate((2, 2, 1, 1))]
    lines = list(story.following(log, looks))
    assert [event.tick // 3600 for event, _ in lines if event is not None] == [0, 2]
    assert sum(int(n) for _, s in lines for n in re.findall(r"(\d+) more look", s)) == 2


def test_an_order_is_left_out_where_what_came_of_it_is_told(log):
    order = replace(happened(Kind.ORDERED, 1, who=0, whom=1), amount=int(Verb.WATER))
    came = happened(Kind.GAVE_WATER, 2, who=0, whom=1, cause=order.id)
    assert [event for event, _ in story.following(log, [order, came])] == [came]
    assert [event for event, _ in story.following(log, [order])] == [order]


def test_what_is_refused_is_named(log):
    row = next(event for event in log.events(kind="refused") if event.who == 41)
    [(_, sentence)] = [found for found in story.following(log, list(log.events(about=41))) if found[0] == row]
    assert re.fullmatch(r"Citizen 41 cannot pass gate 1: that is done outdoors\.", sentence)


def test_names_of_places_are_kept_with_the_run(log, tmp_path):
    log.names.save(tmp_path / "names.npz")
    again = Names.load(tmp_path / "names.npz")
    assert again.places == log.names.places
    cell, name = next(iter(again.places.items()))
    assert again.spot(cell) == words(name)
    assert again.target(Verb.WALK, cell) == words(name)


def test_kinds_are_left_out_or_counted_never_both():
    for kind, phrase in PHRASES.items():
        silent = phrase.repeats in (Repeats.NEVER, Repeats.LEFT_OUT)
        assert phrase.counts or silent, f"{kind.name} is left untold at times, and has no words to be counted in"
        assert not (phrase.counts and phrase.repeats == Repeats.LEFT_OUT), kind.name


@pytest.mark.parametrize("theme", THEMES)
def test_a_kind_is_told_in_the_file_of_its_theme(theme):
    declared = vars(importlib.import_module(f"undergrid.world.log.kinds.{theme}"))
    told = importlib.import_module(f"undergrid.story.phrases.{theme}").PHRASES
    assert set(told) == {value for value in declared.values() if isinstance(value, Kind)}


def test_standing_is_how_the_last_snapshot_has_it(log, night):
    folder, meta = runs.Folder.open(night)
    sizes = Sizes.of(log.names, meta.citizens)
    alive, wanted = snapshots.columns(folder, meta, Citizens, ["alive", "wanted"], meta.citizens, sizes)
    rows = [0, 1, 2, 50, int(np.flatnonzero(alive)[-1])]
    assert [log.standing(row).alive for row in rows] == [bool(alive[row]) for row in rows]
    assert [log.standing(row).wanted for row in rows] == [bool(wanted[row]) for row in rows]
