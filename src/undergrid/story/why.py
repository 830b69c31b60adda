"""Why: walk from an event back through its causes, to an order, a named draw or the scenario."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from undergrid.core import units
from undergrid.core.errors import UsageError
from undergrid.core.luck import stream_name
from undergrid.runs.folder import RunError
from undergrid.runs.reading import Log, Told
from undergrid.story import which
from undergrid.story.draws import on_the_way
from undergrid.story.minded import Minded
from undergrid.story.phrases import tell
from undergrid.story.spans import RUNS_OUT, made_of
from undergrid.story.telling import plainly
from undergrid.story.written import as_written
from undergrid.world.body.injuries import DIRTY
from undergrid.world.log.events import Event, kind_of
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.view.names import words

_LONGEST = 10_000  # events in a chain: in a night, the longest has some fifty
_TOLD = 100  # further causes of one event
# which say themselves what for
_OF_MINDS = (Kind.ORDERED, Kind.DECIDED, Kind.INTENDED, Kind.ACHIEVED, Kind.ABANDONED, Kind.MEANT)

Root = Literal["order", "draw", "scenario"]


@dataclass(frozen=True)
class Reason:
    """What somebody in an event was about then, or of what that came; and the event that says so."""

    event: int
    time: str
    says: str


@dataclass(frozen=True)
class Link:
    """One event on the way back. `root` says what the last one rests on; `also` lists its further causes.

    `reasons` are beside what enabled it: what those in it with a mind of their own had decided and were about, where
    the chain does not come to that by itself, and of what that came.
    """

    told: Told
    sentence: str
    root: Root | None
    draw: str = ""  # the stream that decided, where a draw did
    also: tuple[tuple[str, str], ...] = ()  # (role, sentence)
    reasons: tuple[Reason, ...] = ()
    short: str = ""  # what the event is called for short: `e417`
    luck: str = ""  # the draws on the way to it and its own, where there were several


def root_of(event: Event) -> Root | None:
    """What an event without a cause rests on; None where it has a cause, or rests on nothing (which is a fault)."""
    if event.cause:
        return None
    if event.kind == Kind.SCENARIO:
        return "scenario"
    if event.kind == Kind.ORDERED:
        return "order"
    return "draw" if event.stream else None


def why(log: Log, event: int) -> list[Link]:
    """The chain from an event to its root.

    Raises UsageError where the run has no such event, RunError where the chain breaks off or is endless.
    """
    found = log.get(event)
    if found is None:
        raise UsageError(
            f"{log.folder.path}: no event {event}", hint="ids stand in the first column of `undergrid events DIR`"
        )
    chain = _chain(log, found)
    links, wound = list[Link](), None
    meant = next((one for one in chain if one.kind == Kind.MEANT), None)
    ran_out = next((one for one in chain if one.kind in RUNS_OUT), None)
    for one in reversed(chain):
        if one.kind == Kind.WOUNDED:
            wound = one
        link = _link(log, one, wound if one.kind == Kind.DIED else None)
        more = _on_the_wound(log, wound, one) if one.kind == Kind.INFECTED and wound is not None else []
        more += [("lost", _lost(log, one))] if _is_given_up(one) else []
        more += [("as the story is written", as_written(log, one))] if one is meant else []
        more += made_of(log, one) if one is ran_out else []
        link = replace(link, also=(*link.also, *more))
        links.append(link)
    links = links[::-1]
    return [replace(link, reasons=why) for link, why in zip(links, _reasons(log, chain), strict=True)]


def _reasons(log: Log, chain: list[Event]) -> list[tuple[Reason, ...]]:
    """For each event of a chain what those in it were about, each decision once, where it is not in the chain."""
    minded, known = Minded(log), {event.id for event in chain}
    found = []
    for event in chain:
        own = list[Event]()
        for who in parties(event) if event.kind not in _OF_MINDS else ():
            decided = minded.decision(who, event.tick) or minded.meant(who, event.tick)
            if decided is None and (carried := minded.carried(who, event)) is not None:
                own.append(carried)
                decided = minded.decision(carried.who, carried.tick) or minded.meant(carried.who, carried.tick)
            if decided is not None:
                own += [decided, *minded.reasons(decided)]
        new = [one for one in dict.fromkeys(own) if one.id not in known]
        known |= {one.id for one in new}
        found.append(tuple(_reason(log, one) for one in new))
    return found


def _reason(log: Log, event: Event) -> Reason:
    return Reason(event.id, log.names.time(event.tick), _says(log, event))


def _says(log: Log, event: Event) -> str:
    return tell(event.kind, plainly(log, event))


def parties(event: Event) -> list[int]:
    """The citizens that an event is about."""
    sides = (event.kind.who, event.who), (event.kind.whom, event.whom)
    return sorted({row for table, row in sides if table == "citizen" and row >= 0})


def _chain(log: Log, event: Event) -> list[Event]:
    """An event, its cause, the cause of that and so on."""
    chain = [event]
    while cause := chain[-1].cause:
        before = log.get(cause)
        if before is None:
            raise RunError(
                f"{log.folder.path}: event {chain[-1].id} names {cause} as its cause, which is not in the log"
            )
        if len(chain) == _LONGEST:
            raise RunError(f"{log.folder.path}: more than {_LONGEST:,} events lie behind event {event.id}")
        chain.append(before)
    return chain


def _link(log: Log, event: Event, wound: Event | None) -> Link:
    """An event with its further causes. wound: the one that a death goes back to, if it goes back to one."""
    told = log.told(event)
    sentence, also = _says(log, event), []
    causes = log.because(event.id)
    for cause, role in causes[:_TOLD]:
        other = log.get(cause)
        if other is not None:
            said = _says(log, other)
            if wound is not None and role in (Role.DELAY, Role.DOSE, Role.CONDITION):
                said = f"{_lapse(wound, other)}: {said}"
            also.append((words(Role(role).name), said))
    if len(causes) > _TOLD:
        also.append(("more", f"{len(causes) - _TOLD:,} further causes are left out here."))
    if wound is not None:
        sentence = f"{sentence[:-1]}, {_lapse(wound, event)}."
        named = {role for role, _ in also}
        if event.tick > wound.tick and words(Role.DELAY.name) not in named:
            also.append((words(Role.DELAY.name), "Nobody tended them in all that time."))
        if event.tick > wound.tick and words(Role.DOSE.name) not in named and not _dosed(log, wound, event):
            also.append((words(Role.DOSE.name), "No dose was given."))
    draw = (stream_name(event.stream) or f"stream {event.stream}") if event.stream else ""
    return Link(
        told, sentence, root_of(event), draw, tuple(also), short=which.spell(log, event), luck=on_the_way(log, event)
    )


def _on_the_wound(log: Log, wound: Event, infected: Event) -> list[tuple[str, str]]:
    """By what dirt came into a wound that was clean, and when it was dressed first, before it became infected."""
    after = list(log.events(about=infected.who, since=wound.tick))
    seen_to = [one for one in after if one.kind in _SEEN_TO and one.id <= infected.id and _is_of(one, wound)]
    dirty = next((one for one in seen_to if one.amount & DIRTY), infected)
    # what lets dirt in by a draw is told before it does
    before = [one for one in seen_to if one.id < dirty.id and one.stream]
    found = []
    if before and infected.amount & DIRTY and not wound.amount & DIRTY:
        found.append(("dirt", f"{_lapse(wound, before[-1])}: {_says(log, before[-1])}"))
    if bound := [one for one in seen_to if one.kind == Kind.DRESSED]:
        found.append(("dressing", f"{_lapse(wound, bound[0])}: {_says(log, bound[0])}"))
    return found


def _is_given_up(event: Event) -> bool:
    """Whether a watcher lets somebody go whom it has not found."""
    given_up = event.kind == Kind.HUNT_ENDED and event.whom >= 0
    return given_up and kind_of(event.cause) in (Kind.HUNT_BEGAN, Kind.SEARCH_BEGAN)


def _lost(log: Log, ended: Event) -> str:
    """When a watcher that gives somebody up had perceived them last."""
    seen = [one for one in log.events(about=ended.whom) if one.who == ended.who and one.id < ended.id]
    seen = [one for one in seen if one.kind in _PERCEIVES]
    if not seen:
        return "it had never come upon them."
    return f"{ago(ended.tick - seen[-1].tick)} before: {_says(log, seen[-1])}"


_PERCEIVES = (Kind.SIGHTED, Kind.HEAT_SEEN, Kind.HEARD, Kind.SWEPT, Kind.STOPPED, Kind.CAUGHT_UP)


def ago(seconds: int) -> str:
    """A while in whole minutes where it is longer than one."""
    return units.spell_duration(seconds - seconds % 60 if seconds >= 60 else seconds)


def _is_of(treatment: Event, wound: Event) -> bool:
    """Whether somebody saw to a wound of that code, dirty or clean; two alike in one place are one to the log."""
    return treatment.whom == wound.who and not (treatment.amount ^ wound.amount) & (DIRTY - 1)


_SEEN_TO = (Kind.CUT_AWAY, Kind.DRESSED, Kind.STABILISED, Kind.TOURNIQUET_PUT_ON)


def _dosed(log: Log, wound: Event, death: Event) -> bool:
    """Whether somebody was given a dose between a wound and their death."""
    given = log.events(about=death.who, kind="injected", since=wound.tick)
    return any(one.whom == death.who and one.tick <= death.tick for one in given)


def _lapse(wound: Event, event: Event) -> str:
    """How long after the wound something happened, in whole minutes where it took longer than one."""
    passed = event.tick - wound.tick
    if passed < 0:
        return "before the wound"
    if passed == 0:
        return "at the moment of the wound"
    return f"{ago(passed)} after the wound"
