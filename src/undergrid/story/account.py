"""Account: what became of the named, hour by hour, from the log alone.

What matters is told in full. What repeats itself (watchers noticed, glimpses, orders to walk) is counted, so that one
can read a night in a minute. Every line carries the id of its event, for `undergrid why`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from undergrid.core import units
from undergrid.runs.reading import Log
from undergrid.story.phrases import tell
from undergrid.world.events import Event, Kind
from undergrid.world.orders import Verb

COUNTED: dict[Kind, str] = {
    Kind.NOTICED: "watchers noticed",
    Kind.SIGHTED: "times sighted",
    Kind.HEARD: "times heard",
    Kind.SEARCH_BEGAN: "searches around them",
    Kind.HUNT_BEGAN: "hunters sent",
    Kind.RUMOUR_TOLD: "times told of the Outzone",
}
"""Kinds that an account counts rather than tells, and the words for the count. The first one is told."""

LEFT_OUT = {Kind.LOST_SIGHT, Kind.HUNT_ENDED, Kind.FINED, Kind.REWARDED, Kind.HID}
"""Kinds that say nothing which another line does not."""

_TOLD_ORDERS = (Verb.PRESENT, Verb.CROSS, Verb.TELL, Verb.INFORM)


def account(log: Log, who: Sequence[str | int] = ()) -> str:
    """The account of some people, in Markdown; of all the named by default."""
    rows = [log.citizen(one) for one in who] or sorted(log.names.citizens)
    events = sorted({e.id: e for row in rows for e in log.events(about=row)}.values(), key=lambda e: (e.tick, e.id))
    meta = log.meta
    names = _listed([log.names.citizen(row) for row in rows])
    lines = [
        f"# What became of {names}",
        "",
        f"*{meta.scenario}*, seed {meta.seed}, {meta.citizens:,} people, {units.spell_duration(meta.tick)}. "
        f"Told from the {len(events):,} of {meta.events:,} events that concern them.",
        "",
    ]
    seen: set[Kind] = set()
    for hour, happened in _hours(events, log):
        told = _hour(log, happened, seen)
        if told:
            lines += [f"## {hour}", "", *told, ""]
    lines += ["## How it stands", "", *_ends(log, events, rows)]
    return "\n".join(lines) + "\n"


def _hours(events: Iterable[Event], log: Log) -> list[tuple[str, list[Event]]]:
    hours: dict[int, list[Event]] = {}
    for event in events:
        hours.setdefault((log.names.starts + event.tick) // units.HOUR, []).append(event)
    return [(units.spell_clock(hour * units.HOUR).removesuffix(":00"), happened) for hour, happened in hours.items()]


def _hour(log: Log, events: list[Event], seen: set[Kind]) -> list[str]:
    lines, counts = [], Counter[Kind]()
    for event in events:
        if event.kind in LEFT_OUT or (event.kind == Kind.ORDERED and event.amount not in _TOLD_ORDERS):
            continue
        if event.kind in COUNTED and event.kind in seen:
            counts[event.kind] += 1
            continue
        seen.add(event.kind)
        told = log.told(event)
        lines.append(f"- {told.time} {tell(event.kind, told)} `{event.id}`")
    if counts:
        lines.append("- In that hour also: " + ", ".join(f"{n} {COUNTED[kind]}" for kind, n in counts.items()) + ".")
    return lines


def _ends(log: Log, events: list[Event], rows: list[int]) -> list[str]:
    """A last line for each person, and the endings reached."""
    lines = []
    decisive = (Kind.SHUT_DOWN, Kind.ARRESTED, Kind.CROSSED, Kind.ARRIVED)
    for row in rows:
        last = [e for e in events if e.kind in decisive and (e.whom if e.kind == Kind.ARRESTED else e.who) == row]
        name = log.names.citizen(row)
        if last:
            told = log.told(last[-1])
            lines.append(f"- {name}: {told.time} {tell(last[-1].kind, told)}")
        else:
            lines.append(f"- {name}: still in the City, neither arrested nor shut down.")
    lines += [f"- Ending: {name.replace('_', ' ')}, {log.names.time(tick)}." for name, tick in log.meta.endings.items()]
    return lines


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "nobody"
