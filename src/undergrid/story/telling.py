"""Telling: which of somebody's events say something new, and which are only counted.

A night under watch leaves hundreds of glimpses, and a mind changes its way with every step. Events that repeat without
a pause are told once and then counted; an order is left out where its outcome is told. `undergrid events --about` and
the account both do so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from undergrid.core import units
from undergrid.runs.reading import Log, Told
from undergrid.story.phrases import PHRASES, Repeats, in_vain, phrase, tell
from undergrid.story.uncalled import as_told
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.society import Category

_PAUSE = 1800  # seconds without the like after which it is told anew
_FLEETING = 120  # seconds for which a decision has to hold to be told
_ON_FOOT = (Verb.WALK, Verb.RUN, Verb.SNEAK, Verb.ENTER, Verb.LEAVE)


def told(log: Log, events: Sequence[Event], ways: bool = False) -> Iterator[tuple[Event, str]]:
    """Each event that says something new, with its sentence; those only to be counted with none.

    events: in the order in which they happened. ways: whether to tell also where their minds send people on foot.
    """
    last: dict[tuple[int, ...], int] = {}  # key by `_once` -> tick of the last event with it
    hunters: dict[int, set[int]] = {}  # quarry -> the watchers after them
    fleeting, orders = _fleeting(events), {e.id: e for e in events if e.kind == Kind.ORDERED}
    followed = {e.cause for e in events if e.cause in orders and _came_of(e, orders[e.cause])}
    bound: dict[tuple[int, str], int] = {}  # who, where to -> tick of the last order to go there
    endings: list[Event] = []
    for n, event in enumerate(events):
        kind = event.kind
        if phrase(kind).repeats == Repeats.LEFT_OUT:
            continue
        before: int | None
        if kind == Kind.ORDERED:
            if event.id in followed or (event.cause and not (ways and _leads_on(log, event))):
                continue
            spelled = plainly(log, event)
            before = bound.get((event.who, spelled.whom), -_PAUSE)
            bound[event.who, spelled.whom] = event.tick
            yield event, "" if event.cause and event.tick - before < _PAUSE else tell(kind, spelled)
            continue
        if kind == Kind.ENDED:
            endings.append(event)
            if n + 1 == len(events) or events[n + 1].kind != Kind.ENDED or events[n + 1].tick != event.tick:
                yield event, _ended(log, endings)
                endings = []
            continue
        if kind in (Kind.HUNT_BEGAN, Kind.HUNT_ENDED) and event.whom >= 0:
            after = hunters.setdefault(event.whom, set())
            if kind == Kind.HUNT_ENDED:
                after.discard(event.who)
                if not after:
                    yield event, f"The hunt for {log.names.citizen(event.whom)} is over."
                continue
            after.add(event.who)
        once = _once(log, event)
        before = last.get(once) if once else None
        if once:
            last[once] = event.tick
        again = before is not None and (event.tick - before < _PAUSE or not phrase(kind).again)
        if again or event.id in fleeting or _says_little(log, event):
            yield event, ""
        elif kind in (Kind.REFUSED, Kind.INTERRUPTED) and event.cause in orders:
            yield event, in_vain(plainly(log, orders[event.cause]), plainly(log, event))
        else:
            yield event, tell(kind, plainly(log, event))


def _says_little(log: Log, event: Event) -> bool:
    """Whether an event is never told, only counted."""
    match event.kind:
        case Kind.INFERRED:
            return event.amount == Category.UNALIGNED
        case Kind.STANCE_CHANGED:  # of somebody without a name towards somebody with one
            return event.who not in log.names.citizens and event.whom in log.names.citizens
        case _:
            return phrase(event.kind).repeats == Repeats.COUNTED


def _leads_on(log: Log, order: Event) -> bool:
    """Whether a mind's order leads on foot out of the part of the city where it was given, or through a door."""
    names = log.names
    if order.amount not in _ON_FOOT:
        return False
    return order.amount in (Verb.ENTER, Verb.LEAVE) or names.spot(order.whom) != names.area(order.where)


def _came_of(event: Event, order: Event) -> bool:
    """Whether an event tells what came of an order. Of an order to go somewhere only a refusal does."""
    if event.kind == Kind.REFUSED:
        return True
    own = event.who == order.who and event.kind.who == "citizen"
    return own and phrase(event.kind).repeats != Repeats.LEFT_OUT and order.amount not in _ON_FOOT


def following(log: Log, events: Sequence[Event]) -> Iterator[tuple[Event | None, str]]:
    """The events of somebody as lines to read: (event, sentence), and hour by hour (None, counts of the others)."""
    counts: Counter[Kind] = Counter()
    short, hour, said = Short(log), -1, False
    for event, sentence in told(log, events, ways=True):
        now = (log.names.starts + event.tick) // units.HOUR
        if counts and said and now != hour:
            yield None, f"Until {clock(hour + 1)} also: {counted(counts)}."
            counts, said = Counter(), False
        hour = now
        if sentence:
            said = True
            yield event, short(sentence)
        else:
            counts[event.kind] += 1
    if counts:
        yield None, f"Until {clock(hour + 1)} also: {counted(counts)}."


def plainly(log: Log, event: Event) -> Told:
    """An event spelled out as people speak: by the names of districts and places, without coordinates.

    Whoever is only "someone" is told apart by the place with a name that they are near.
    """
    spelled = as_told(log, event)
    names, ordered = log.names, event.kind == Kind.ORDERED and event.amount in (Verb.WALK, Verb.RUN, Verb.SNEAK)
    whom = names.spot(event.whom) if ordered else spelled.whom
    how = phrase(event.kind)
    someone = "someone" in how.says or (how.unknown and event.whom < 0)
    return replace(spelled, whom=whom, where=names.near(event.where) if someone else names.area(event.where))


class Short:
    """Shortens a full name to the first name from its second mention on, if nobody else has that first name."""

    def __init__(self, log: Log) -> None:
        names = [log.names.citizen(row) for row in sorted(log.names.citizens)]
        first = Counter(name.split()[0] for name in names)
        self._short = {name: name.split()[0] for name in names if first[name.split()[0]] == 1}
        self._mentioned: set[str] = set()

    def __call__(self, text: str) -> str:
        for name, short in self._short.items():
            if name != short and name in text:
                known = name in self._mentioned
                self._mentioned.add(name)
                text = text.replace(name, short)
                text = text if known else text.replace(short, name, 1)
        return text


def clock(hour: int) -> str:
    """An hour since the first midnight as a time of day."""
    return f"{hour % 24:02d}:00"


def counted(counts: Counter[Kind]) -> str:
    """Each count with its words, in the order of `PHRASES`."""
    words = {kind: one.counts for kind, one in PHRASES.items() if one.counts and counts[kind]}
    return ", ".join(f"{counts[kind]} {said[counts[kind] > 1]}" for kind, said in words.items())


def _once(log: Log, event: Event) -> tuple[int, ...]:
    """The key by which an event counts as repeated; empty for an event that is always told."""
    kind, who, whom = event.kind, event.who, event.whom
    district = int(log.names.district_of[event.where]) if event.where >= 0 else -1
    match phrase(kind).repeats:
        case Repeats.BY_WHO:
            return kind, who
        case Repeats.BY_WHOM:
            return kind, whom
        case Repeats.BY_BOTH:
            return kind, who, whom
        case Repeats.BY_WHO_AND_AMOUNT:
            return kind, who, event.amount
        case Repeats.BY_WHOM_AND_AMOUNT:
            return kind, whom, event.amount
        case Repeats.BY_WHOM_AND_PLACE:
            return kind, whom, district
        case Repeats.BY_BOTH_AND_PLACE:
            return kind, who, whom, district
        case Repeats.BY_THE_NAMED:
            named = [row for row in (who, whom) if row in log.names.citizens]
            return (kind, *named) if len(named) == 1 else ()
    return ()


def _fleeting(events: Iterable[Event]) -> set[int]:
    """Decisions to do what somebody decided before, which they drop at once or which repeat the one that holds."""
    by_who: dict[int, list[Event]] = {}
    for event in events:
        if event.kind == Kind.DECIDED:
            by_who.setdefault(event.who, []).append(event)
    found = set()
    for decisions in by_who.values():
        held = -1
        known: set[int] = set()
        for n, event in enumerate(decisions):
            dropped = n + 1 < len(decisions) and decisions[n + 1].tick - event.tick < _FLEETING
            if event.amount in known and (dropped or event.amount == held):
                found.add(event.id)
            else:
                held = event.amount
            known.add(event.amount)
    return found


def _ended(log: Log, endings: list[Event]) -> str:
    names = [str(log.names.amount(event.kind, event.amount)).replace("_", " ") for event in endings]
    return f"An ending is reached: {names[0]}." if len(names) == 1 else f"Endings are reached: {listed(names)}."


def listed(names: list[str]) -> str:
    """Names as a list in words; `nobody` for none."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "nobody"
