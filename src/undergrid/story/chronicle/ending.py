"""How it ends: the endings reached, how everybody is, and what is left of a promise, of bought hours and the engine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from undergrid.core import units
from undergrid.runs.folder import RunError
from undergrid.runs.reading import Log
from undergrid.setup.file.model import End
from undergrid.story.chronicle.departures import sets_out_to_link
from undergrid.story.chronicle.episodes import Beat, subject
from undergrid.story.chronicle.facts import Facts
from undergrid.story.chronicle.mentions import Mentions
from undergrid.story.chronicle.people import People, at_length, plays
from undergrid.story.chronicle.spell import Places, capital, lapse, listed, on_its_day, stretch
from undergrid.story.chronicle.told import Sentence
from undergrid.story.chronicle.unaware import unaware
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.people import Activity

_NEAR = 20  # cells within which somebody is with another at the end [assumed]
_HELPLESS = (Activity.LYING, Activity.UNCONSCIOUS)
_ENDED = "It ended at"
_CAME = "The end came at"
_HOW = {
    "alive": "", "free": "", None: "", "dead": " dead", "held": " held by the authority", "wanted": " wanted",
}  # fmt: skip
_FREE = frozenset({Kind.BROKE_AWAY, Kind.SET_FREE, Kind.LET_OUT})
_REACHED = "By {} this had been reached: {}"
_WANTED = ", wanted"
_WITHOUT = ", without knowing "
_LOST = "how they are is lost with the last snapshot"
JUST_OVER = 600  # seconds after it that are told as part of an end [assumed]
_LONG_SINCE = 3 * units.HOUR  # after which a reader asks what has become of somebody [assumed]
_SAFE = (Activity.RESTING, Activity.WAITING, Activity.SLEEPING, Activity.LYING, Activity.WORKING)
DOING = {
    Activity.RESTING: "resting", Activity.PLUGGED: "dreaming in a pod", Activity.WORKING: "at work",
    Activity.WALKING: "on the way", Activity.WAITING: "waiting", Activity.HIDING: "in hiding",
    Activity.PRESENTING: "before a guard", Activity.CROSSING: "passing through", Activity.HELD: "held by the authority",
    Activity.SHUT_DOWN: "dead", Activity.RECLAIMED: "dead, and taken to reclamation", Activity.LYING: "lying down",
    Activity.TENDING: "busy", Activity.SLEEPING: "asleep", Activity.UNCONSCIOUS: "unconscious",
    Activity.HAULED: "in somebody else's hands", Activity.QUESTIONED: "stopped and questioned",
}  # fmt: skip


def overtaken(closed: Sequence[Sentence], told: int, known: bool = False) -> list[Sentence]:
    """The close of a night of which more was told, until the tick `told`, than until it ended. known: whether that it
    ended goes without saying, as it did so with a death that is told.
    """
    if not closed or not closed[0].text.startswith(_ENDED):
        return list(closed)
    if known:
        return list(closed[1:])
    late = closed[0].tick + JUST_OVER < told
    text = _REACHED.format(*closed[0].text.removeprefix(_ENDED).strip().split(": ", 1)) if late else closed[0].text
    return [replace(closed[0], text=text), *closed[1:]]


def in_brief(closed: Sequence[Sentence]) -> list[Sentence]:
    """The end in other words than those of the close."""
    return [replace(one, text=one.text.replace(_ENDED, _CAME, 1)) for one in closed]


def close(
    facts: Facts, people: People, mentions: Mentions, teller: str, told: Sequence[Beat] | None = None
) -> list[Sentence]:
    """The endings reached, and how everybody is.

    told: the beats of a night that is not told whole. Then nothing is said of endings on the way, of those who had no
    part in it, and of the dead whose death a reader knows of.
    """
    log, places = facts.log, mentions.places
    ends = [event for event in facts.events if event.kind == Kind.ENDED]
    found = []
    fired = [event for event in facts.events if event.kind == Kind.ENGINE_FIRED and people.teller is None]
    if ends:  # of several in one second the scenario has the one that says most first
        last = next(event for event in ends if event.tick == ends[-1].tick)
        end = f": {_ending(log, people, places, last)}"
        if fired and fired[-1].tick > last.tick:  # no end of the named is as final for the city
            last, end = fired[-1], ", with the engine"
        text = f"{_ENDED} {on_its_day(log.names.starts + last.tick)}{end}."
        if end.endswith(_HOW["held"]) and any(one.kind in _FREE and one.tick > last.tick for one in facts.events):
            text = _REACHED.format(on_its_day(log.names.starts + last.tick), f"{end.removeprefix(': ')}.")
        found.append(Sentence(text, (last.id,), teller, last.tick))
        found += _on_the_way(log, people, places, ends, last.tick, teller) if told is None else []
    found += [*_bought(facts, people, teller), *_of_the_engine(facts, mentions, teller, told or ())]
    if people.teller is not None:
        return found
    rows = [row for row in facts.about.rows if told is None or _has_an_end_untold(facts, people, places, told, row)]
    return [*found, *_standings(facts, people, places, rows), *_echoes(facts, people, mentions, teller)]


def _has_an_end_untold(facts: Facts, people: People, places: Places, told: Sequence[Beat], row: int) -> bool:
    """Whether somebody had a part in what is told, and a reader does not know how they ended: dead, or safe there."""
    log, person = facts.log, people.person(row)
    theirs = [event for beat in told if row in beat.people for event in beat.events if event.kind != Kind.STRUCK_OFF]
    if not theirs or (person is not None and person.dead):
        return False
    try:
        stands = log.standing(row)
    except RunError:
        return True
    if not stands.alive:
        return not any(event.kind in (Kind.DIED, Kind.SHUT_DOWN) and event.who == row for event in theirs)
    last = next((event for event in reversed(theirs) if event.where >= 0), None)
    if _placed_by_the_end(facts, people, places, row):
        return bool(unaware(log, facts.events, row))
    if last is None or places.spot(last.where) != places.spot(stands.cell) or unaware(log, facts.events, row):
        return True
    if last.tick < log.meta.tick - _LONG_SINCE and row in at_length(people, facts.about.rows):
        return True  # of the others a reader takes it that they are where they were
    lies_alone = stands.doing == Activity.LYING and (not stands.indoors or _alone(log, places, row, stands.cell))
    return stands.wanted or stands.doing not in _SAFE or lies_alone


def _standings(facts: Facts, people: People, places: Places, rows: Sequence[int]) -> list[Sentence]:
    """How everybody with a part is at the end, those who are so together, and who is dead last."""
    alike: dict[str, list[int]] = {}
    for row in rows:
        if _last_of(facts.events, row) is not None or plays(people.person(row)):  # nobody with a part is forgotten
            how = standing(facts.log, places, row, brief=True)
            dead = "" if how == _LOST else _not_known(facts, people, row)
            how += _since_when(facts, row, how) + _owed(facts, people, row)
            if dead and _placed_by_the_end(facts, people, places, row):
                how, dead = "", dead.removeprefix(_WITHOUT)  # where they are has been said
            alike.setdefault(how + dead, []).append(row)
    died = {event.who: event for event in facts.events if event.kind in (Kind.DIED, Kind.SHUT_DOWN)}
    found = []
    for how in sorted(alike, key=lambda how: how.startswith(DOING[Activity.SHUT_DOWN])):
        ends = [died.get(row) or _last_of(facts.events, row) for row in alike[how]]
        since = [one.id for row in alike[how] if _WANTED in how and (one := _last_wanted(facts, row)) is not None]
        told = tuple(dict.fromkeys([*(facts.begin if end is None else end.id for end in ends), *since]))
        tick = max(facts.first if end is None else end.tick for end in ends)
        deaths = [one.id for row in alike[how] for one in unaware(facts.log, facts.events, row)]
        who = listed([people.full(row) for row in alike[how]])
        were = "was" if len(alike[how]) == 1 else "were"
        text = f"{who}: {how}." if how.startswith(_LOST) else f"{who} {were} {how}."
        text = f"{who} did not know {how}." if how.startswith("that ") else text
        found.append(Sentence(text, (*told, *deaths), "narrator", tick))
    return found


def _since_when(facts: Facts, row: int, how: str) -> str:
    """Since when somebody who stands there wanted has been so, and by what saw them; "" where it is not so, or was
    from the start.
    """
    event = _last_wanted(facts, row) if how.endswith(_WANTED) else None
    if event is None:
        return ""
    log, seen = facts.log, facts.log.get(event.cause) if event.cause else None
    by = log.names.watchers[seen.who].rpartition(" ")[0] if seen is not None and seen.kind == Kind.SIGHTED else ""
    return f" since {on_its_day(log.names.starts + event.tick)}{f', seen by {_a(by)}' if by else ''}"


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def _last_wanted(facts: Facts, row: int) -> Event | None:
    return next((event for event in reversed(facts.events) if event.kind == Kind.WANTED and event.who == row), None)


def _owed(facts: Facts, people: People, row: int) -> str:
    """The last promise that somebody who lives has given to one who lives, and has not kept; "" for none."""
    given = -1
    for event in facts.events:
        if event.kind == Kind.PLEDGED and event.who == row:
            given = event.whom
        elif event.kind in (Kind.PLEDGE_KEPT, Kind.RELEASED) and {event.who, event.whom} == {row, given}:
            given = -1
    alive = given >= 0 and facts.log.standing(row).alive and facts.log.standing(given).alive
    return f", the promise to {people.short(given)} unkept" if alive else ""


def _not_known(facts: Facts, people: People, row: int) -> str:
    """Of whose death somebody who lives knows nothing though they cared for them; "" for nobody."""
    deaths = unaware(facts.log, facts.events, row) if facts.log.standing(row).alive else []
    names = [people.short(one.who) for one in deaths]
    return f"{_WITHOUT}that {listed(names)} {'was' if len(names) == 1 else 'were'} dead" if names else ""


def _echoes(facts: Facts, people: People, mentions: Mentions, teller: str) -> list[Sentence]:
    """Of whom something stays on the network: an end that is rare, and the last word of a night."""
    return [
        Sentence(
            f"Not all of {people.full(event.who)} was gone: an echo stayed on {mentions.thing('node', event.whom)}.",
            (event.id,), teller, event.tick,
        )
        for event in facts.events if event.kind == Kind.ECHO_LEFT
    ]  # fmt: skip


def _of_the_engine(facts: Facts, mentions: Mentions, teller: str, told: Sequence[Beat]) -> list[Sentence]:
    """What became of a Heart Engine that was linked and never fired, or with which some set out and never linked it:
    nothing else says that it was for nothing.
    """
    done = [event for event in facts.events if event.kind in (Kind.ENGINE_LINKED, Kind.ENGINE_UNLINKED)]
    if any(event.kind == Kind.ENGINE_FIRED for event in facts.events):
        return []
    if not done:
        parties = [beat.lead for beat in told if beat.how == "departure" and sets_out_to_link(facts.log, beat.lead)]
        text = "The cube was never linked to the network."
        return [Sentence(text, (party.id,), teller, facts.log.meta.tick) for party in parties[-1:]]
    last, node = done[-1], mentions.thing("node", done[-1].whom)
    if last.kind == Kind.ENGINE_UNLINKED:
        text = f"The cube had been pulled off {node}, and nobody had fired it."
    else:
        text = f"The cube stayed linked to {node}, and nobody had fired it."
    return [Sentence(text, (last.id,), teller, last.tick)]


def _bought(facts: Facts, people: People, teller: str) -> list[Sentence]:
    """Why somebody's hours were more than they were given: what all the patches of a night bought them."""
    found = []
    for row in sorted({event.whom for event in facts.events if event.kind == Kind.NET_PATCHED}):
        patches = [event for event in facts.events if event.kind == Kind.NET_PATCHED and event.whom == row]
        person = people.person(row)
        if person is not None and person.expires is not None:
            by, mine = sorted({event.who for event in patches}), people.pronouns(row)
            acts = listed(["I" if one == people.teller else people.short(one) for one in by])
            whom = people.short(row) if row not in (people.teller, *by) else mine.object
            whom = mine.reflexive if by == [row] else whom
            text = (
                f"{capital(acts)} had bought {whom} {stretch(sum(event.amount for event in patches))} "
                f"beyond the {lapse(person.expires)} that {mine.subject} {mine.was} given."
            )
            found.append(Sentence(text, tuple(event.id for event in patches), teller, patches[0].tick))
    return found


def _on_the_way(
    log: Log, people: People, places: Places, ends: Sequence[Event], last: int, teller: str
) -> list[Sentence]:
    """The endings reached before the last, each once; of several in one second the scenario has the fullest first."""
    at = {event.tick: event for event in reversed(ends) if event.tick < last}
    if not at:
        return []
    said = listed(
        [
            f"{_ending(log, people, places, event)} ({on_its_day(log.names.starts + tick)})"
            for tick, event in sorted(at.items())
        ]
    )
    return [Sentence(f"On the way there: {said}.", tuple(at[tick].id for tick in sorted(at)), teller, min(at))]


def _as_written(log: Log, people: People, ended: Event) -> End | None:
    """What the scenario asks for in an ending that is reached."""
    return people.endings.get(str(log.names.amount(ended.kind, ended.amount)).replace(" ", "_"))


def _placed_by_the_end(facts: Facts, people: People, places: Places, row: int) -> bool:
    """Whether the end says where somebody is, and they are well there."""
    ends = [event for event in facts.events if event.kind == Kind.ENDED]
    last = next((event for event in ends if event.tick == ends[-1].tick), None)
    end = _as_written(facts.log, people, last) if last is not None else None
    if end is None or end.at is None or facts.log.names.citizens[row] not in end.who or end.any:
        return False
    stands = facts.log.standing(row)
    well = stands.alive and not stands.wanted and stands.doing in _SAFE
    return well and places.spot(stands.cell) == places.called(end.at)


def _ending(log: Log, people: People, places: Places, event: Event) -> str:
    """An ending by whom it is about and how they are; else by its name in the scenario, with their names."""
    end = _as_written(log, people, event)
    if end is not None and not end.any and end.are in _HOW and people.teller is None:
        at = f" {places.at_named(end.at)}" if end.at else ""
        return (
            f"{listed([people.of(one) for one in end.who])} {'was' if len(end.who) == 1 else 'were'}{_HOW[end.are]}{at}"
        )
    return " ".join(
        people.of(word) if word in log.names.citizens.values() else word
        for word in str(log.names.amount(event.kind, event.amount)).replace("_", " ").split()
    )


def _last_of(events: Iterable[Event], row: int) -> Event | None:
    found = None
    for event in events:
        if subject(event) == row:
            found = event
    return found


def standing(log: Log, places: Places, row: int, brief: bool = False) -> str:
    """How somebody is at the end. brief: of the dead and the held not where, so that several stand together."""
    try:
        found = log.standing(row)
    except RunError:
        return _LOST
    if found.doing == Activity.RECLAIMED or (brief and found.doing in (Activity.SHUT_DOWN, Activity.HELD)):
        return DOING[found.doing]
    if found.alive and found.doing in _HELPLESS and not found.indoors and _alone(log, places, row, found.cell):
        return f"left alone in the open, alive, {places.at(found.cell)}"
    if found.alive and found.wanted and found.doing == Activity.RESTING:
        return f"still in hiding {places.at(found.cell)}"
    at = places.at(found.cell)
    if (
        brief
        and at
        and found.alive
        and found.doing in _SAFE
        and found.doing not in (Activity.SLEEPING, Activity.WORKING)
    ):
        return at + (_WANTED if found.wanted else "")  # who is up and who lies down is nobody's fate
    wanted = _WANTED if found.wanted and found.alive and found.doing != Activity.HELD else ""
    return f"{DOING[found.doing]} {places.at(found.cell)}{wanted}"


def _alone(log: Log, places: Places, row: int, cell: int) -> bool:
    """Whether nobody else with a name, who lives and could help, is anywhere near."""
    others = (log.standing(other) for other in log.names.citizens if other != row)
    near = [one for one in others if one.alive and 0 <= places.apart(one.cell, cell) <= _NEAR]
    return not any(one.doing not in (*_HELPLESS, Activity.HELD) for one in near)
