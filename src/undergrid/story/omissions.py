"""Omissions: who knew of somebody's need, what they did about it and what instead, worked out from the log afterwards.

Known is what the log says that somebody learned: a call that they heard, a pulse that they felt, what the one in need
said to them, a decision of theirs that names them; and a wound, by the tracks, to whoever was close by and unhurt. What
they did instead is the help they gave to others meanwhile, what held them up, and what they were about when they were
needed. Each statement has its event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from undergrid.core import units
from undergrid.runs.folder import RunError
from undergrid.runs.reading import Log
from undergrid.story.beside import Beside
from undergrid.story.chronicle.spell import listed
from undergrid.story.minded import Minded
from undergrid.story.phrases import tell
from undergrid.story.telling import plainly
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind

OF_NEED = (Kind.DIED, Kind.SHOCKED, Kind.FAINTED, Kind.CLASS_REACHED, Kind.INFECTED)
"""Kinds of events that somebody who came in time might have kept from happening."""

_TOLD_THEM = (Kind.ASKED, Kind.LAST_WORDS, Kind.ENTRUSTED, Kind.DISCLOSED)
_LEARNED: dict[Kind, str] = {
    Kind.BEACON_HEARD: "heard the call, {far} m away", Kind.NOISE_HEARD: "heard something of it",
    Kind.PULSE_FOUND: "had felt the pulse", Kind.NO_PULSE: "had felt for a pulse, and found none",
    Kind.ASSESSED: "had looked at the wounds", Kind.SURPRISED: "had come upon them", Kind.MET: "had met them",
    Kind.RADIO_HEARD: "had heard it by radio", Kind.DECIDED: "had them in mind", Kind.INTENDED: "had them in mind",
}  # fmt: skip
_HELP: dict[Kind, str] = {
    Kind.FREED: "freed them", Kind.CUT_AWAY: "uncovered a wound", Kind.DRESSED: "dressed a wound",
    Kind.TOURNIQUET_PUT_ON: "put a tourniquet on", Kind.STABILISED: "bound a wound up",
    Kind.INJECTED: "gave them morphine", Kind.GAVE_WATER: "gave them water", Kind.ROUSED: "kept them awake",
    Kind.TOOK_UP: "took them up", Kind.BROUGHT_TO_SAFETY: "brought them under a roof",
    Kind.PULSE_FOUND: "felt their pulse",
}  # fmt: skip
_IN_HAND: dict[Kind, str] = {
    Kind.ARRESTED: "arrested them", Kind.TAKEN_INTO_CUSTODY: "had them in custody", Kind.LED_AWAY: "led them away",
    Kind.TENDED_IN_CUSTODY: "tended a wound of theirs",
}  # fmt: skip
_HELD_UP: dict[Kind, str] = {
    Kind.STOPPED: "was stopped and questioned", Kind.ARRESTED: "was arrested", Kind.FAINTED: "lost consciousness",
    Kind.FELL_ASLEEP: "fell asleep", Kind.LAY_LOW: "lay low", Kind.DIED: "died", Kind.SHUT_DOWN: "was shut down",
    Kind.WOUNDED: "was wounded", Kind.TRAPPED: "was caught under debris",
}  # fmt: skip
BINDS = {Kind.DRESSED, Kind.STABILISED, Kind.TOURNIQUET_PUT_ON}
_NO_CARE = (Kind.PULSE_FOUND, Kind.ROUSED)  # which keep nobody from seeing to another
_SUFFERED = (Kind.STOPPED, Kind.ARRESTED)  # in which they are `whom`


@dataclass(frozen=True)
class Omission:
    """Somebody who knew: since when, what they did for the one in need, for others, and what held them up."""

    who: int
    name: str
    says: str
    events: tuple[int, ...]  # behind what is said
    instead: Event | None  # what they had decided for when it was too late, where that was something else
    short: str = ""  # the same in one breath, for who bound no wound: how they knew, and what they did first


def omissions(log: Log, end: Event, whom: int, minded: Minded | None = None) -> list[Omission]:
    """Those who knew of the need of `whom` before `end`, by when they learned of it; none for other kinds of ends."""
    if end.kind not in OF_NEED:
        return []
    minded = minded or Minded(log)
    since = _since(minded, end, whom)
    knew: dict[int, Event] = {}
    by: Callable[[int, int], Iterable[int]] | None = None
    in_hand: dict[int, list[Event]] = {}
    for event in minded.events(whom):
        if since <= event.tick < end.tick:
            who = _who_learns(event, whom)
            if who >= 0 and who != whom:
                knew.setdefault(who, event)
            elif event.kind == Kind.WOUNDED and event.who == whom:
                by = by or _those_by(log)
                for other in by(whom, event.tick):
                    if not _is_hurt(minded, other, event.tick):
                        knew.setdefault(other, event)
            elif event.kind in _IN_HAND and event.whom == whom:
                in_hand.setdefault(event.who, []).append(event)
    held = [_in_hand(log, who, events) for who, events in in_hand.items()]
    found = [(who, _omission(log, minded, end, whom, event, who)) for who, event in knew.items()]
    return [one for who, one in found if end.kind == Kind.DIED or not _bound(minded, who, whom, end.tick)] + held


def _bound(minded: Minded, who: int, whom: int, until: int) -> bool:
    """Whether somebody had bound a wound of another's by then: what comes all the same is no omission of theirs."""
    done = (event for event in minded.events(who) if event.kind in BINDS and event.tick <= until)
    return any((event.who, event.whom) == (who, whom) for event in done)


def nobody_knew(log: Log, end: Event, whom: int, minded: Minded) -> str:
    """A sentence where nobody learned of a need that lasted; "" where somebody did, or there was no time."""
    lasted = end.tick - _since(minded, end, whom)
    if end.kind not in OF_NEED or lasted < 60 or omissions(log, end, whom, minded):
        return ""
    return f"In the {units.spell_duration(lasted - lasted % 60)} that it took, nobody with a name learned of it."


def _since(minded: Minded, end: Event, whom: int) -> int:
    """The tick since which somebody was in need: that of their first wound."""
    hurt = [event.tick for event in minded.events(whom) if event.kind == Kind.WOUNDED and event.who == whom]
    return min((tick for tick in hurt if tick <= end.tick), default=end.tick)


def _who_learns(event: Event, whom: int) -> int:
    """Who learns by an event that somebody is in need; -1 for nobody."""
    if event.kind in _TOLD_THEM and event.who == whom:
        return event.whom
    return event.who if event.kind in _LEARNED and event.whom == whom else -1


def _those_by(log: Log) -> Callable[[int, int], Iterable[int]]:
    """Who stood by somebody at a tick; nobody where the tracks are damaged: the events say as much without them."""
    try:
        return Beside(log).those_by
    except RunError:
        return lambda whom, tick: ()


def _is_hurt(minded: Minded, who: int, until: int) -> bool:
    """Whether somebody has been wounded themselves within the hour before."""
    mine = (event for event in minded.events(who) if event.kind == Kind.WOUNDED and event.who == who)
    return any(until - units.HOUR <= event.tick <= until for event in mine)


def _in_hand(log: Log, watcher: int, events: list[Event]) -> Omission:
    """A watcher that had the one in need in its hands."""
    name = log.names.thing("watcher", watcher)
    once = list({event.kind: event for event in reversed(events)}.values())[::-1]
    said = "; ".join(f"{_IN_HAND[event.kind]} ({log.names.time(event.tick)})" for event in once)
    return Omission(-1, name, f"{name.capitalize()} {said}.", tuple(event.id for event in events), None)


def _omission(log: Log, minded: Minded, end: Event, whom: int, knew: Event, who: int) -> Omission:
    """What one of them did between learning of it and the end."""
    between = [event for event in minded.events(who) if knew.tick <= event.tick <= end.tick]
    own = [event for event in between if event.kind in _HELP and event.who == who]
    for_them = [event for event in own if event.whom == whom]
    for_others = [event for event in own if event.whom not in (whom, who)]
    came = next((event.tick for event in for_them if event.kind != Kind.PULSE_FOUND), end.tick)
    first = [*_others_first(log, for_others, came), *_hindered(between, who)]
    parts = [*first, *_helped(for_them)]
    spent = [event for event in for_others if event.kind == Kind.INJECTED]
    if spent and not any(event.kind == Kind.INJECTED for event in for_them):
        parts.append((f"gave the morphine to {log.names.citizen(spent[0].whom)}", spent[0]))
    parts = [(_learned(knew), knew), *sorted(parts, key=lambda part: part[1].tick)]
    decided = minded.decision(who, end.tick)
    instead = decided if decided is not None and decided.whom != whom else None
    if instead is not None:
        parts.append((f"had decided by then to {_bare(log, instead)}", instead))
    said = "; ".join(f"{text} ({log.names.time(event.tick)})" for text, event in parts)
    if len(parts) == 1:
        said += ", and did nothing that the log tells of"
    elif for_them and not {event.kind for event in for_them} & BINDS:
        said += "; bound no wound"
    name = log.names.citizen(who)
    short = _in_short(name, _learned(knew), first, for_them)
    return Omission(who, name, f"{name} {said}.", tuple(event.id for _, event in parts), instead, short)


def _in_short(name: str, learned: str, first: list[tuple[str, Event]], for_them: list[Event]) -> str:
    """In one breath what somebody knew and did first; "" for who bound a wound of theirs."""
    if {event.kind for event in for_them} & BINDS:
        return ""
    did = [
        text.partition(", for ")[0]
        for text, _ in sorted(first, key=lambda part: part[1].tick)
        if not text.startswith("then ")
    ]
    if not did and not for_them:
        return f"{name} {learned}, and did nothing that the log tells of."
    return f"{name} {learned}, {f'but {listed(did)}' if did else 'and came'}; they bound no wound."


def _learned(event: Event) -> str:
    if event.kind == Kind.WOUNDED:
        return "was close by"
    return "was told by them" if event.kind in _TOLD_THEM else _LEARNED[event.kind].format(far=event.amount)


def _others_first(log: Log, helped: list[Event], came: int) -> Iterator[tuple[str, Event]]:
    """Whom else they saw to, each person once: first, where that began before `came`, and for how long until then."""
    by_whom: dict[int, list[Event]] = {}
    for event in helped:
        if event.kind not in _NO_CARE:
            by_whom.setdefault(event.whom, []).append(event)
    for whom, events in by_whom.items():
        was_first, name = events[0].tick < came, log.names.citizen(whom)
        until = max(event.tick for event in events if not was_first or event.tick < came)
        lasts = until - events[0].tick
        took = f", for {units.spell_duration(lasts - lasts % 60)}" if lasts >= 120 else ""
        yield (f"saw to {name} first{took}" if was_first else f"then saw to {name}{took}"), events[0]


def _hindered(between: list[Event], who: int) -> Iterator[tuple[str, Event]]:
    """What held them up, each kind once."""
    seen = set()
    for event in between:
        mine = event.whom if event.kind in _SUFFERED else event.who
        if event.kind in _HELD_UP and event.kind not in seen and mine == who:
            seen.add(event.kind)
            yield _HELD_UP[event.kind], event


def _helped(helped: list[Event]) -> Iterator[tuple[str, Event]]:
    """What they did for the one in need, each kind once."""
    seen = set()
    for event in helped:
        if event.kind not in seen:
            seen.add(event.kind)
            yield _HELP[event.kind], event


def _bare(log: Log, decided: Event) -> str:
    """What somebody decided, without their name: `rest`."""
    said = tell(decided.kind, plainly(log, decided)).rstrip(".")
    return said.partition(" decides to ")[2] or said
