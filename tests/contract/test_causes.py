"""Causes that a person would accept: which kind of event may bring about which, each pair read and vouched for.

`causes.txt` has a line for each pair: the kind, what brought it about, and why in words. A pair that occurs in a run of
a shipped scenario and has no line fails here with an example, until somebody has read it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import undergrid
from undergrid.core.luck import stream_name
from undergrid.sim import Sim
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind

TABLE = Path(__file__).with_name("causes.txt")
ROOTS = ("scenario", "order", "draw")
# what somebody decides and does: it may have many consequences
DEEDS = {Kind.DECIDED, Kind.ORDERED, Kind.CROSSED, Kind.CHIP_PRESENTED}

Pair = tuple[str, str]


def vouched() -> dict[Pair, str]:
    """Why each pair is one: (kind, kind of its cause or root) -> in words. Those turned down begin with `!`."""
    found: dict[Pair, str] = {}
    for line in TABLE.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            pair, _, why = line.removeprefix("! ").partition(": ")
            kind, _, cause = pair.partition(" <- ")
            assert (kind, cause) not in found, f"{pair} stands there twice"
            found[kind, cause] = why
    return found


def lived(scenario: str, hours: float, **given: int) -> list[Event]:
    """The log of a free night."""
    sim = undergrid.load(scenario, **given)
    sim.run(round(hours * 3600))
    return logged(sim)


def logged(sim: Sim) -> list[Event]:
    events: list[Event] = sim.world.events.rows()
    return events


def pairs(events: list[Event]) -> Iterator[tuple[Pair, Event]]:
    """Each event with its pair."""
    kinds = {event.id: event.kind for event in events}
    for event in events:
        if event.cause:
            cause = kinds[event.cause]
            yield (event.kind.name, "scenario" if cause == Kind.SCENARIO else cause.name), event
        elif event.kind != Kind.SCENARIO:
            yield (event.kind.name, "order" if event.kind == Kind.ORDERED else "draw"), event


def unread(events: list[Event]) -> list[str]:
    """Pairs that nobody vouches for, each with how often it occurs and an example."""
    known, seen, example = vouched(), Counter[Pair](), dict[Pair, Event]()
    for pair, event in pairs(events):
        seen[pair] += 1
        example.setdefault(pair, event)
    return [
        f"{kind} <- {cause}: {n} times, first of {example[kind, cause].who} in tick {example[kind, cause].tick}"
        for (kind, cause), n in sorted(seen.items())
        if (kind, cause) not in known
    ]


def weigh(events: list[Event]) -> None:
    """At most a tenth hangs on the scenario itself; nothing but a deed is the cause of more than a fiftieth."""
    causes = Counter(event.cause for event in events if event.cause)
    kinds = {event.id: event.kind for event in events}
    for cause, n in causes.items():
        if kinds[cause] == Kind.SCENARIO:
            assert n <= 0.1 * len(events)
        elif kinds[cause] not in DEEDS:
            assert n <= max(3, 0.02 * len(events)), (cause, kinds[cause], n, len(events))
    drawn = [event for event in events if not event.cause and event.kind not in (Kind.SCENARIO, Kind.ORDERED)]
    assert all(stream_name(event.stream) for event in drawn)


SHORT = (
    ("village", 24.0, {"seed": 3}),
    ("eden", 3.0, {"people": 300, "seed": 3}),
)
LONG = (
    ("eden", 12.0, {"seed": 1}),
    ("eden", 12.0, {"seed": 2}),
    ("eden", 12.0, {"seed": 3}),
    ("expiry", 36.0, {"people": 600, "seed": 3}),
    ("expiry", 36.0, {"seed": 1}),
)


@pytest.mark.parametrize(("scenario", "hours", "given"), SHORT)
def test_somebody_has_read_every_pair_of_an_event_and_its_cause(scenario, hours, given):
    events = lived(scenario, hours, **given)
    assert unread(events) == []
    if hours >= 12:  # a whole night
        weigh(events)


@pytest.mark.slow
@pytest.mark.parametrize(("scenario", "hours", "given"), LONG)
def test_in_a_whole_night_what_happens_has_reasons_of_its_own(scenario, hours, given):
    events = lived(scenario, hours, **given)
    assert unread(events) == []
    weigh(events)


def test_every_line_names_kinds_that_there_are_and_says_why():
    for (kind, cause), why in vouched().items():
        assert hasattr(Kind, kind)
        assert cause in ROOTS or hasattr(Kind, cause)
        assert why


def test_what_was_turned_down_becomes_less():
    down = [line for line in TABLE.read_text("utf-8").splitlines() if line.startswith("! ")]
    assert len(down) <= 25
