"""Account: what became of the named, from the log alone.

What matters is told, sentence by sentence (`story/telling.py`). Events within half a minute stand on one line, with the
id of the last for `undergrid why`. So a night can be read in a minute.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from undergrid.core import units
from undergrid.runs.folder import RunError
from undergrid.runs.reading import Log
from undergrid.story.phrases import tell
from undergrid.story.telling import Short, clock, counted, listed, plainly, told
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.people import Activity

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
    Activity.QUESTIONED: "stopped and questioned",
}
_DECISIVE = (Kind.SHUT_DOWN, Kind.DIED, Kind.STRUCK_OFF, Kind.ARRESTED, Kind.CROSSED)


@dataclass
class _Line:
    """The sentences that are told under one time."""

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
        f"# What became of {listed([log.names.citizen(row) for row in acting or rows])}",
        "",
        f"*{meta.scenario}*, seed {meta.seed}, {meta.citizens:,} people, {units.spell_duration(meta.tick)}. Told from "
        f"{len(events):,} of {meta.events:,} events: those that concern "
        f"{listed([log.names.citizen(row) for row in rows])}.",
    ]
    days = Short(log)("\n".join(_days(log, events)))
    return "\n".join([*head, days, "", "## How it stands", "", *_ends(log, events, rows)]) + "\n"


def _days(log: Log, events: list[Event]) -> Iterator[str]:
    """Each day under its heading; counts stand at the end of the next hour in which something is told."""
    lines: list[_Line] = []
    counts: Counter[Kind] = Counter()
    hour = day = -1
    for event, sentence in told(log, events):
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
        yield f"- *Until {clock(until)} also: {counted(counts)}.*"


def _time(log: Log, tick: int) -> str:
    """The time of day, without the day."""
    return log.names.time(tick).rpartition(" ")[2]


def _ends(log: Log, events: list[Event], rows: list[int]) -> Iterator[str]:
    """A last line for each person, and the endings reached."""
    for row in rows:
        last = [e for e in events if e.kind in _DECISIVE and (e.whom if e.kind == Kind.ARRESTED else e.who) == row]
        line = f"- {log.names.citizen(row)}: {_standing(log, row)}."
        if last:
            event = last[-1]
            spelled = plainly(log, event)
            line += f" Last, {spelled.time}: {tell(event.kind, spelled)} `{event.id}`"
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
