"""Account: what became of the named, from the log alone.

What matters is told, sentence by sentence; what happens within half a minute stands on one line, under the id of its
last event, for `undergrid why`. What repeats itself (glimpses, watchers noticed, hunters sent) is told once and then
counted, so that a night can be read in a minute.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from undergrid.core import units
from undergrid.runs.folder import RunError
from undergrid.runs.reading import Log
from undergrid.story.phrases import tell
from undergrid.world.citizens import Activity
from undergrid.world.events import Event
from undergrid.world.kinds import Kind

COUNTED: dict[Kind, tuple[str, str]] = {
    Kind.NOTICED: ("watcher noticed", "watchers noticed"),
    Kind.SIGHTED: ("more sighting", "more sightings"),
    Kind.HEARD: ("time heard", "times heard"),
    Kind.HUNT_BEGAN: ("more hunter sent", "more hunters sent"),
    Kind.SEARCH_BEGAN: ("search", "searches"),
    Kind.RUMOUR_TOLD: ("more talk of what is beyond", "more talks of what is beyond"),
    Kind.DECIDED: ("passing change of mind", "passing changes of mind"),
    Kind.REFUSED: ("more thing tried in vain", "more things tried in vain"),
    Kind.FLICKERED: ("more flicker", "more flickers"),
    Kind.SHIFT_WORKED: ("shift worked", "shifts worked"),
    Kind.FINED: ("fine", "fines"),
    Kind.REWARDED: ("reward", "rewards"),
}
"""Kinds that are counted where they are not told, and the words for the count."""

LEFT_OUT = {Kind.LOST_SIGHT, Kind.HID, Kind.GATE_OPENED, Kind.ALARM}
"""Kinds that say nothing which the sentence before does not: a verdict opens the gate or raises the alarm."""

_NEVER_TOLD = {Kind.NOTICED, Kind.HEARD, Kind.SEARCH_BEGAN, Kind.SHIFT_WORKED, Kind.FINED, Kind.REWARDED}
_ONCE_IN = 1800  # seconds after which a sighting, a hunt, a refusal is told anew
_FLEETING = 120  # seconds for which a decision has to hold to be told
_ONE_LINE = 30  # seconds between two sentences on one line
_SENTENCES = 6  # on one line at most

_DOING: dict[Activity, str] = {
    Activity.RESTING: "at rest",
    Activity.PLUGGED: "dreaming in a pod",
    Activity.WORKING: "at work",
    Activity.WALKING: "on the way",
    Activity.WAITING: "waiting",
    Activity.HIDING: "in hiding",
    Activity.PRESENTING: "before a guard",
    Activity.CROSSING: "passing through",
    Activity.HELD: "held by the authority",
    Activity.SHUT_DOWN: "dead",
    Activity.RECLAIMED: "dead, and taken to reclamation",
    Activity.LYING: "lying down",
    Activity.TENDING: "busy",
    Activity.SLEEPING: "asleep",
    Activity.UNCONSCIOUS: "unconscious",
    Activity.HAULED: "in somebody else's hands",
}
_DECISIVE = (Kind.SHUT_DOWN, Kind.DIED, Kind.STRUCK_OFF, Kind.ARRESTED, Kind.CROSSED, Kind.ARRIVED)


@dataclass
class _Line:
    """What is told under one time."""

    first: int  # tick
    last: int
    sentences: list[str]
    event: int


def account(log: Log, who: Sequence[str | int] = ()) -> str:
    """The account of some people, in Markdown; of all the named by default."""
    rows = [log.citizen(one) for one in who] or sorted(log.names.citizens)
    concerned = {e.id: (e, place) for row in rows for place, e in enumerate(log.events(about=row))}
    events = [e for e, _ in sorted(concerned.values(), key=lambda found: (found[0].tick, found[1]))]
    acting = [row for row in rows if any(e.who == row and e.kind in (Kind.DECIDED, Kind.ORDERED) for e in events)]
    meta = log.meta
    head = [
        f"# What became of {_listed([log.names.citizen(row) for row in acting or rows])}",
        "",
        f"*{meta.scenario}*, seed {meta.seed}, {meta.citizens:,} people, {units.spell_duration(meta.tick)}. Told from "
        f"{len(events):,} of {meta.events:,} events: those that concern "
        f"{_listed([log.names.citizen(row) for row in rows])}.",
    ]
    told = _shortened("\n".join(_days(log, events)), [log.names.citizen(row) for row in sorted(log.names.citizens)])
    return "\n".join([*head, told, "", "## How it stands", "", *_ends(log, events, rows)]) + "\n"


def _shortened(text: str, names: list[str]) -> str:
    """Whoever has several names goes by the first of them from the second mention on, where nobody else does."""
    first = Counter(name.split()[0] for name in names)
    for name in names:
        short = name.split()[0]
        if short != name and first[short] == 1:
            text = text.replace(name, short).replace(short, name, 1)
    return text


def _days(log: Log, events: list[Event]) -> Iterator[str]:
    """Each day under its heading; what is only counted stands at the end of its hour, if something is told in it."""
    lines: list[_Line] = []
    counts: Counter[Kind] = Counter()
    hour = day = -1
    for event, sentence in _told(log, events):
        now = (log.names.starts + event.tick) // units.HOUR
        if lines and now != hour:
            yield from _spelled(log, lines, counts, hour + 1)
            lines, counts = [], Counter()
        if sentence and now // 24 != day:
            day = now // 24
            yield from ("", f"## Day {day + 1}", "")
        hour = now
        if not sentence:
            counts[event.kind] += 1
        elif lines and event.tick - lines[-1].last <= _ONE_LINE and len(lines[-1].sentences) < _SENTENCES:
            lines[-1].last, lines[-1].event = event.tick, event.id
            lines[-1].sentences.append(sentence)
        else:
            lines.append(_Line(event.tick, event.tick, [sentence], event.id))
    yield from _spelled(log, lines, counts, hour + 1)


def _spelled(log: Log, lines: list[_Line], counts: Counter[Kind], until: int) -> Iterator[str]:
    for line in lines:
        yield f"- {_time(log, line.first)} {' '.join(line.sentences)} `{line.event}`"
    if counts:
        yield f"- *Until {_clock(until)} also: {_counted(counts)}.*"


def _time(log: Log, tick: int) -> str:
    """The time of day, without the day."""
    return log.names.time(tick).rpartition(" ")[2]


def _clock(hour: int) -> str:
    return f"{hour % 24:02d}:00"


def _counted(counts: Counter[Kind]) -> str:
    """Each count with its words, in the order of `COUNTED`."""
    return ", ".join(f"{counts[kind]} {words[counts[kind] > 1]}" for kind, words in COUNTED.items() if counts[kind])


def _told(log: Log, events: list[Event]) -> Iterator[tuple[Event, str]]:
    """Each event that says something new, with its sentence; those only to be counted with none."""
    told_at: dict[tuple[int, ...], int] = {}  # what was told of whom -> tick
    hunters: dict[int, set[int]] = {}  # whom -> who is after them
    fleeting = _fleeting(events)
    endings: list[Event] = []
    for n, event in enumerate(events):
        kind = event.kind
        if kind in LEFT_OUT or (kind == Kind.ORDERED and event.cause):
            continue
        if kind == Kind.ENDED:
            endings.append(event)
            if n + 1 == len(events) or events[n + 1].kind != Kind.ENDED or events[n + 1].tick != event.tick:
                yield event, _ended(log, endings)
                endings = []
            continue
        if kind in (Kind.HUNT_BEGAN, Kind.HUNT_ENDED):
            after = hunters.setdefault(event.whom, set())
            if kind == Kind.HUNT_ENDED:
                after.discard(event.who)
                if not after:
                    yield event, f"The hunt for {log.names.citizen(event.whom)} is over."
                continue
            after.add(event.who)
        if kind in _NEVER_TOLD or event.id in fleeting:
            yield event, ""
            continue
        once = _once(event)
        before = told_at.get(once) if once else None
        if before is not None and (event.tick - before < _ONCE_IN or kind in (Kind.FLICKERED, Kind.RUMOUR_TOLD)):
            yield event, ""
            continue
        if once:
            told_at[once] = event.tick
        yield event, tell(kind, replace(log.told(event), where=log.names.area(event.where)))


def _once(event: Event) -> tuple[int, ...]:
    """What may not be told again at once; empty for what is always told."""
    match event.kind:
        case Kind.SIGHTED | Kind.HUNT_BEGAN:
            return (event.kind, event.whom)
        case Kind.RUMOUR_TOLD | Kind.REFUSED | Kind.FLICKERED:
            return (event.kind, event.who)
        case _:
            return ()


def _fleeting(events: list[Event]) -> set[int]:
    """Decisions that somebody dropped again at once, or made a second time."""
    by_who: dict[int, list[Event]] = {}
    for event in events:
        if event.kind == Kind.DECIDED:
            by_who.setdefault(event.who, []).append(event)
    found = set()
    for decisions in by_who.values():
        held = -1
        for n, event in enumerate(decisions):
            dropped = n + 1 < len(decisions) and decisions[n + 1].tick - event.tick < _FLEETING
            if dropped or event.amount == held:
                found.add(event.id)
            else:
                held = event.amount
    return found


def _ended(log: Log, endings: list[Event]) -> str:
    names = [str(log.names.amount(event.kind, event.amount)).replace("_", " ") for event in endings]
    return f"An ending is reached: {names[0]}." if len(names) == 1 else f"Endings are reached: {_listed(names)}."


def _ends(log: Log, events: list[Event], rows: list[int]) -> Iterator[str]:
    """A last line for each person, and the endings reached."""
    for row in rows:
        last = [e for e in events if e.kind in _DECISIVE and (e.whom if e.kind == Kind.ARRESTED else e.who) == row]
        line = f"- {log.names.citizen(row)}: {_standing(log, row)}."
        if last:
            event = last[-1]
            told = replace(log.told(event), where=log.names.area(event.where))
            line += f" Last, {told.time}: {tell(event.kind, told)} `{event.id}`"
        yield line
    if not log.meta.endings:
        yield "- None of the scenario's endings was reached."
    for name, tick in sorted(log.meta.endings.items(), key=lambda found: found[1]):
        yield f"- Ending: {name.replace('_', ' ')}, {log.names.time(tick)}."


def _standing(log: Log, row: int) -> str:
    try:
        found = log.standing(row)
    except RunError:
        return "how they are is lost with the last snapshot"
    wanted = ", wanted" if found.wanted and found.alive and found.doing != Activity.HELD else ""
    return f"{_DOING[found.doing]} in {found.where}{wanted}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "nobody"
