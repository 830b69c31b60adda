"""Which event is meant: by its number (`e417`), its id, a time, a name, an ending, or some of these together.

e417                     the 417th event of the run
7882455767842816         the event with that id
leo                      what became of Leo: the last thing that cannot be undone, else the last that counts
leo died                 the last event of that kind about Leo
21:30 leo                what counts most of what happened to Leo in that minute, else the last before it
21:30                    the same, of anybody with a name
at_the_clinic            the reaching of that ending; clinic, of the last one with that word in its name
leo found alive          the last event about Leo that is told with these words, in the log or in the night's chronicle
His time ran out.        what weighs most of what a sentence of the chronicle tells, of any length of it
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from undergrid.core import plain, units
from undergrid.core.errors import UsageError, did_you_mean
from undergrid.core.everyday import own_word
from undergrid.runs.reading import Log
from undergrid.story import quoted
from undergrid.story.phrases import phrase, tell
from undergrid.story.phrases.phrase import Repeats
from undergrid.story.telling import plainly
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.view.names import words

LASTING = (
    Kind.DIED, Kind.SHUT_DOWN, Kind.STRUCK_OFF, Kind.ARRESTED, Kind.TAKEN_INTO_CUSTODY, Kind.SET_FREE, Kind.LET_OUT,
    Kind.BROKE_AWAY, Kind.ADMITTED, Kind.BROUGHT_TO_SAFETY, Kind.CROSSED, Kind.BETRAYED, Kind.PLEDGE_BROKEN,
    Kind.PLEDGE_KEPT,
)  # fmt: skip
"""Kinds of what becomes of somebody, the gravest first."""

_WEIGHTY = (
    *LASTING, Kind.ENDED, Kind.WOUNDED, Kind.FREED, Kind.LET_IN, Kind.TURNED_AWAY, Kind.PLEDGED, Kind.WANTED,
    Kind.RENEWAL_REFUSED, Kind.STOPPED, Kind.JUDGED, Kind.ALARM, Kind.CUT_AWAY, Kind.DRESSED, Kind.DECIDED,
)  # fmt: skip
_LIKE = {Kind.DIED: (Kind.DIED, Kind.SHUT_DOWN)}  # of whom it is asked why they died, it is asked why they are dead
_TELLING = 4  # letters from which on a word by itself says what is meant [assumed]
_NUMBER = re.compile(r"e(\d{1,18})", re.IGNORECASE)

_HINT = (
    "give e417, an id, a name (leo), a name and what happened (leo died), a time and a name (21:30 leo), an ending, or "
    "a sentence of the chronicle"
)


def spell(log: Log, event: Event) -> str:
    """What an event is called for short."""
    return f"e{log.number(event)}"


def one(log: Log, text: str) -> Event:
    """The event that is meant. Raises UsageError where there is none such."""
    said = " ".join(text.replace("_", " ").split()).lower()
    if number := _NUMBER.fullmatch(said):
        return _found(log, log.numbered(int(number[1])), f"no event {said}: the run has {log.meta.events:,}")
    if said.removeprefix("-").isdecimal() and said.isascii():
        whole = plain.whole(said)
        known = whole is not None and 0 < whole < 1 << 63
        return _found(log, log.get(whole) if known and whole else None, f"no event {plain.cut(said)}")
    if quoted.ends_as_one(said) and (told := quoted.whole(log, said)):
        return quoted.turn(log, said, told) or _heaviest(told)
    if timed := units.TIME_OF_DAY.match(said):
        return _at(log, timed, said[timed.end() :].strip())
    if ending := _ending(log, said):
        return ending
    return _about(log, said)


def lasting(log: Log, row: int) -> Event | None:
    """What became of somebody: the last of what cannot be undone, else the last of what counts."""
    mine = [event for event in log.events(about=row) if _is_of(event, row)]
    for kinds in (LASTING, _WEIGHTY[:-1], _WEIGHTY):  # what somebody decided last, where nothing else is known of them
        counts = [event for event in mine if event.kind in kinds]
        if counts:
            return counts[-1]
    return None


def parse_person(log: Log, said: str) -> int | None:
    """The row of who is called so: by full or short name, first name or number; None for nobody."""
    names = log.names
    by_first: dict[str, list[int]] = {}
    for row, name in names.citizens.items():
        full = names.full.get(name, name).lower()
        if said in (name.lower().replace("_", " "), full):
            return row
        by_first.setdefault(full.split()[0], []).append(row)
    if len(found := by_first.get(said, [])) == 1:
        return found[0]
    number = said.removeprefix("citizen ")
    if number.isdecimal() and number.isascii():
        whole = plain.whole(number)
        return whole if whole is not None and whole < log.meta.citizens else None
    return None


def _found(log: Log, event: Event | None, wrong: str) -> Event:
    if event is None:
        raise UsageError(f"{log.folder.path}: {wrong}", hint="the first column of `undergrid events DIR` has them")
    return event


def _is_of(event: Event, row: int) -> bool:
    """Whether an event is something that somebody did or that was done to them, not what others mean to do."""
    done = event.whom == row and event.kind.whom == "citizen" and event.kind != Kind.DECIDED
    return done or (event.who == row and event.kind.who == "citizen")


# -- by a time


def _at(log: Log, timed: re.Match[str], rest: str) -> Event:
    """What counts most in a minute, or at a second, of a day; the last that counts before where nothing does then."""
    try:
        since = units.moment(timed[0], log.names.starts)
    except ValueError as wrong:
        raise UsageError(f"EVENT: {wrong}") from None
    row = _person(log, rest) if rest else None
    lasts = 1 if timed[2].count(":") == 2 else 60
    if not 0 <= since <= log.meta.tick:
        begins, ends = log.names.time(0), log.names.time(log.meta.tick)
        raise UsageError(f"EVENT: {timed[0]} is not in the run, which goes from {begins} to {ends}")
    of_them = [
        event
        for event in log.events(about=row)
        if event.tick < since + lasts and (_named(log, event) if row is None else _is_of(event, row))
    ]
    then = [event for event in of_them if event.tick >= since and _tells(event)]
    if then:
        return max(then, key=lambda event: (-_rank(event), event.tick))
    told = [event for event in of_them if event.kind in _WEIGHTY]
    if not told:
        raise UsageError(f"EVENT: nothing that counts had happened by {timed[0]}", hint=_HINT)
    return told[-1]


def _named(log: Log, event: Event) -> bool:
    return any(_is_of(event, row) for row in log.names.citizens)


def _tells(event: Event) -> bool:
    return phrase(event.kind).repeats not in (Repeats.LEFT_OUT, Repeats.COUNTED) and event.kind != Kind.ORDERED


def _rank(event: Event) -> int:
    return _WEIGHTY.index(event.kind) if event.kind in _WEIGHTY else len(_WEIGHTY)


# -- by what is said of somebody


def _ending(log: Log, said: str) -> Event | None:
    """The reaching of an ending of that name. Raises UsageError where there is such an ending and nobody reached it."""
    known = {words(name): number for number, name in enumerate(log.names.endings)}
    asked = said.removeprefix("ending ")
    if asked not in known:
        return None
    for event in log.events(kind="ended"):
        if event.amount == known[asked]:
            return event
    reached = ", ".join(words(name) for name in log.meta.endings) or "none"
    raise UsageError(
        f"the ending {asked!r} was not reached: there is no event to ask after",
        hint=f"reached: {reached}. Ask what became of those it is about, such as: undergrid why DIR NAME",
    )


def _person(log: Log, said: str) -> int:
    row = parse_person(log, said)
    if row is None:
        raise UsageError(
            f"nobody is called {plain.cut(said)}",
            hint=f"the named are {', '.join(sorted(log.names.citizens.values()))}; the others go by their number",
        )
    return row


def _about(log: Log, said: str) -> Event:
    """By a name, or a name and what happened, in either order."""
    row = parse_person(log, said)
    if row is not None:
        event = lasting(log, row)
        if event is None:
            raise UsageError(
                f"nothing that counts happened to {log.names.citizen(row)}",
                hint=f"what they were about at a moment: undergrid why DIR {said} --at T",
            )
        return event
    for who, what in _split(said):
        row, kind = parse_person(log, who), _kind(what)
        if row is not None and kind is not None:
            mine = [event for event in log.events(about=row) if event.kind in _LIKE.get(kind, (kind,))]
            mine = [event for event in mine if _is_of(event, row)]
            own = [event for event in mine if getattr(event, _whose(kind)) == row]
            if own or mine:
                return (own or mine)[-1]
            raise UsageError(f"{log.names.citizen(row)}: {words(kind.name)}: that never happened")
    if told := quoted.whole(log, said):
        return quoted.turn(log, said, told) or _heaviest(told)
    if found := _ending_with(log, said) or _worded(log, said) or _in_a_chronicle(log, said):
        return found
    raise UsageError(f"EVENT: {plain.cut(said)} names no event of {log.folder.path}", hint=_meant(log, said))


def _ending_with(log: Log, said: str) -> Event | None:
    """The last ending reached whose name has these words in it: `clinic`."""
    asked = set(said.removeprefix("ending ").split())
    if not _says_something(asked):
        return None
    ended = [
        event for event in log.events(kind="ended") if asked <= set(words(log.names.endings[event.amount]).split())
    ]
    return ended[-1] if ended else None


def _says_something(asked: set[str]) -> bool:
    """Whether words are more than such as stand in every other sentence: `at`, `the`."""
    return any(len(word) >= _TELLING for word in asked)


def _worded(log: Log, said: str) -> Event | None:
    """The last event about somebody of which a sentence is told that has these words in it: `lucy found guilty`, `vex
    voted against`.
    """
    for who, what in _split(said):
        row, asked = parse_person(log, who), set(what.split())
        if row is None or not _says_something(asked):
            continue
        told = [event for event in log.events(about=row) if _is_of(event, row) and _says(log, event, asked)]
        if told:
            own = [event for event in told if getattr(event, _whose(event.kind)) == row]
            return (own or told)[-1]
    return None


def _in_a_chronicle(log: Log, said: str) -> Event | None:
    """What the last sentence of the night's chronicle tells that has all these words in it: `dov went over`."""
    found = quoted.in_part(log, said) if _says_something(_words_in(said)) else []
    return (quoted.turn(log, said, found) or _heaviest(found)) if found else None


def _heaviest(events: Sequence[Event]) -> Event:
    """What weighs most of what one sentence tells, and the last of what weighs alike: what came of the rest."""
    return min(events, key=lambda event: (_rank(event), -event.id))


def _says(log: Log, event: Event, asked: set[str]) -> bool:
    """Whether a sentence that tells of an event has these words in it; one of them at least belongs to its kind."""
    of_its_kind = _words_of(event.kind)
    if asked <= of_its_kind:
        return True
    return bool(asked & of_its_kind) and asked - of_its_kind <= _words_in(tell(event.kind, plainly(log, event)))


@cache
def _words_of(kind: Kind) -> frozenset[str]:
    """The words of all sentences in which events of a kind are told, and of its name."""
    told = phrase(kind)
    sentences = (words(kind.name), told.says, told.unknown, told.oneself, told.many, *told.past, *told.alone)
    return frozenset(word for text in sentences for word in _words_in(re.sub(r"\{[^}]*\}", " ", text)))


def _words_in(text: str) -> set[str]:
    return set(re.findall(r"[a-z']+", text.lower()))


def _whose(kind: Kind) -> str:
    """The side of an event that it befalls: a death its own, an arrest whom it takes."""
    return kind.subject if getattr(kind, kind.subject) == "citizen" else "who"


def _split(said: str) -> Iterable[tuple[str, str]]:
    parts = said.split()
    for n in range(1, len(parts)):
        yield " ".join(parts[:n]), " ".join(parts[n:])
        yield " ".join(parts[n:]), " ".join(parts[:n])


def _kind(said: str) -> Kind | None:
    bare = said.removeprefix("was ").removeprefix("is ")
    named = (said, words(own_word("event", bare)))
    return next((kind for kind in Kind if words(kind.name) in named), None)


def _meant(log: Log, said: str) -> str:
    """A hint at what somebody may have meant."""
    for who, what in _split(said):
        if parse_person(log, who) is not None:
            near = did_you_mean(what, [words(kind.name) for kind in Kind])
            return near if near.startswith("did you mean") else f"no kind of event is called {plain.cut(what)}"
    known = [*log.names.citizens.values(), *(words(name) for name in log.names.endings)]
    near = did_you_mean(said, known)
    return near if near.startswith("did you mean") else _HINT
