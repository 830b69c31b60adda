"""What stands around the scenes: the opening, who is who, five lines on top, and how it ends."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from undergrid.core import units
from undergrid.runs.folder import RunError
from undergrid.runs.reading import Log
from undergrid.setup.file.persons import Person
from undergrid.story.chronicle.amounts import counted
from undergrid.story.chronicle.episodes import Beat, subject
from undergrid.story.chronicle.facts import Facts
from undergrid.story.chronicle.mentions import Mentions
from undergrid.story.chronicle.people import People
from undergrid.story.chronicle.spell import Places, capital, clock, lapse, listed, number, on_its_day, stretch
from undergrid.story.chronicle.told import Character, Sentence
from undergrid.story.chronicle.wording import Wording
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.people import Activity
from undergrid.world.tables.sky import Programme
from undergrid.world.view.names import words

_AT_FIRST = 900  # seconds in which the sky of the opening is looked for
_AT_LENGTH = 6  # people who are introduced one by one
_NEAR = 20  # cells within which somebody is with another at the end [assumed]
_HELPLESS = (Activity.LYING, Activity.UNCONSCIOUS)
_OF_NOTE = 4  # things
_PLAIN = frozenset({"suit", "armour", "water", "rounds", "scope", "syringe", "fusion_cell", "gauze", "food"})
_THINGS = {
    "morphine": "dose of morphine", "gauze": "dressing", "water": "", "food": "meal", "rounds": "round", "fuel": "",
    "parts": "spare part", "cutters": "pair of bolt cutters", "fusion_cell": "fusion cell", "plasma": "plasma rifle",
    "armour": "set of armour", "detector": "field detector", "engine_cube": "cube of a Heart Engine",
    "scope": "rifle scope",
}  # fmt: skip
_WANTS = {
    "call_for_help": "to be found", "rescue": "to help the wounded", "reach": "to reach {place}",
    "bring": "to bring {who} to {place}", "follow_trail": "to follow whatever trail there was",
    "hide": "to stay hidden", "escort": "to stay with {who}", "link": "to link the engine to the network",
    "council": "to have it put to the vote", "sever": "to cut the lines", "fight": "to fight",
    "tend": "to look after the hurt", "shelter": "to be under a roof by night",
}  # fmt: skip
_WOUNDS = {
    "shrapnel": "shrapnel in the", "gunshot": "a bullet in the", "crush": "a crushed", "cut": "a cut in the",
    "burn": "a burn on the",
}  # fmt: skip
DOING = {
    Activity.RESTING: "resting", Activity.PLUGGED: "dreaming in a pod", Activity.WORKING: "at work",
    Activity.WALKING: "on the way", Activity.WAITING: "waiting", Activity.HIDING: "in hiding",
    Activity.PRESENTING: "before a guard", Activity.CROSSING: "passing through", Activity.HELD: "held by the authority",
    Activity.SHUT_DOWN: "dead", Activity.RECLAIMED: "dead, and taken to reclamation", Activity.LYING: "lying down",
    Activity.TENDING: "busy", Activity.SLEEPING: "asleep", Activity.UNCONSCIOUS: "unconscious",
    Activity.HAULED: "in somebody else's hands", Activity.QUESTIONED: "stopped and questioned",
}  # fmt: skip


def opening(facts: Facts, people: People, mentions: Mentions, teller: str) -> list[Sentence]:
    """Sky, hour and place; who is hunted, and for what; what each carries and wants."""
    log, begin = facts.log, (facts.begin,)
    when = log.names.starts + facts.first
    sky = _sky(facts)
    here = next((event.where for event in facts.events if subject(event) in facts.about.rows and event.where >= 0), -1)
    place = f", in {mentions.places.district(here)}" if here >= 0 else ""
    found = [Sentence(f"It was {clock(when)}{place}. {sky[0]}".strip(), begin + sky[1], teller, facts.first)]
    if facts.first or people.teller is not None:
        return found
    at = "" if sky[0] else f"At {clock(when)} "  # the hour alone is worth no sentence
    cast = [row for row in facts.about.rows if _plays(people.person(row))]
    beside = [row for row in cast if len(cast) > _AT_LENGTH and not people.cast_of(row).wanted]
    for row in cast:
        if row not in beside:
            text = _introduced(people, mentions, row, people.cast_of(row))
            if at:
                found, text, at = [], at + text, ""
            found.append(Sentence(text, begin, teller, 0))
    for place in dict.fromkeys(people.cast_of(row).at or "" for row in beside):
        there = [row for row in beside if (people.cast_of(row).at or "") == place]
        text = f"{listed([mentions.name(row) for row in there])} {'was' if len(there) == 1 else 'were'}"
        found.append(Sentence(f"{text} {mentions.places.at_named(place) or 'at home'}.", begin, teller, 0))
    mentions.new_scene()
    return found


def _plays(person: Person | None) -> bool:
    """Whether the scenario gives somebody a part, rather than a name alone."""
    return person is not None and bool(person.wants or person.wanted or person.wounds or person.trapped)


def _sky(facts: Facts) -> tuple[str, tuple[int, ...]]:
    """The sky at the beginning, and the event that says so."""
    for event in facts.log.events(since=facts.first):
        if event.tick > facts.first + _AT_FIRST:
            break
        match event.kind:
            case Kind.ASH_CHANGED:
                return "Ash was falling.", (event.id,)
            case Kind.SANDSTORM_BEGAN:
                return "A sandstorm was blowing.", (event.id,)
            case Kind.FIRESTORM_BEGAN:
                return "A firestorm was burning.", (event.id,)
            case Kind.PROGRAMME_CHANGED:
                said = words(Programme(event.amount).name)
                return f"Overhead the Weather Authority was showing {'a clear sky' if said == 'clear' else said}.", (
                    event.id,
                )
    return "", ()


def _introduced(people: People, mentions: Mentions, row: int, person: Person) -> str:
    if person.dead:
        return f"{mentions.name(row)} lay dead {mentions.places.at_named(person.at or '')}.".replace(" .", ".")
    who, mine = mentions.name(row), people.pronouns(row)
    where = (
        f"{'lay' if person.trapped else 'was'} {mentions.places.at_named(person.at)}"
        if person.at
        else f"{mine.was} at home"
    )
    hurt = " under debris" if person.trapped else ""
    carried, wanted = carries(person, people.of), wants(people, mentions.places, person)
    epithet = people.epithet(row)
    text = f"{who}{f', {epithet},' if epithet else ''} {where}{hurt}"
    if person.wounds:
        text += f" with {listed(sorted({f'{_WOUNDS[wound.kind]} {wound.part}' for wound in person.wounds}))}"
    if carried:
        text += f"{' and' if person.wounds else ' with'} {carried}"
    if wanted:
        text += f"; {mine.subject} wanted {wanted}"
    if person.wanted:
        text += f". The authority hunted {mine.object}: “{person.wanted.reason.rstrip('.')}.”"
        return (
            text if person.expires is None else f"{text} In {lapse(person.expires)} {mine.possessive} time would be up."
        )
    return f"{text}."


def carries(person: Person, whose: Callable[[str], str]) -> str:
    """What somebody carries, as a list; empty for nothing. whose: a name by the name in the scenario."""
    parts: list[str] = []
    kinds = [next(iter(carried.named.items())) for carried in person.carries]
    if len(kinds) > _OF_NOTE:
        kinds = [(kind, n) for kind, n in kinds if kind not in _PLAIN] or kinds
    for kind, n in kinds:
        if kind == "chip":
            parts.append(f"the chip of {whose(n.of)}")
        elif kind in ("water", "fuel"):
            parts.append(kind)
        else:
            word = _THINGS.get(kind) or words(kind)
            parts.append(
                _several(n, word) if isinstance(n, int) and n > 1 else f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
            )
    return listed(list(dict.fromkeys(parts)))


def _several(n: int, word: str) -> str:
    """`two doses of morphine`: what is counted stands in front of its `of`."""
    head, of, rest = word.partition(" of ")
    return f"{counted(n, head)}{of}{rest}"


def wants(people: People, places: Places, person: Person, only: Collection[str] = ()) -> str:
    """What somebody is after, from the wants that the scenario gives them; empty for nothing that has words.

    only: the names of wants to be told; none for the first three. For whom they do not know, nobody sets out.
    """
    found: list[str] = []
    for want in person.wants:
        [(name, params)] = want.items() if isinstance(want, dict) else [(want, {})]
        if only and name not in only:
            continue
        params = params if isinstance(params, dict) else {"who": params, "place": params}
        said, whom = _WANTS.get(name, ""), str(params.get("who") or "")
        if "{who}" in said:
            said = said.replace("{who}", people.of(whom)) if people.knows(person, whom) else ""
        if "{place}" in said:
            said = said.replace("{place}", places.called(str(params["place"]))) if params.get("place") else ""
        if said and said not in found:
            found.append(said)
    return listed(found if only else found[:3])


def characters(log: Log, people: People, places: Places, rows: Sequence[int]) -> list[Character]:
    """Everybody with a name, as a reader meets them."""
    found = []
    for row in rows:
        person = people.person(row)
        found.append(
            Character(
                people.full(row),
                people.epithet(row),
                wants(people, places, person) if person else "",
                carries(person, people.of) if person else "",
                _standing(log, places, row),
                people.faction(row),
            )
        )
    return found


def synopsis(beats: Sequence[Beat], wording: Wording, close: Sequence[Sentence]) -> list[Sentence]:
    """Five lines: the beats on which each third of the night and all of it turned, and the end, in their order."""
    turns: list[Beat] = []
    third = max(1, len(beats) // 3)
    for part in (beats[:third], beats[third : 2 * third], beats[2 * third :], beats):
        for beat in sorted(part, key=lambda one: -one.weight):
            if all(_told_of(beat) != _told_of(one) for one in turns):
                turns.append(beat)
                break
    found = []
    for beat in sorted(turns, key=lambda one: one.first):
        wording.new_scene()
        sentences = [one for one in wording.beat(beat) if not one.talk]
        found += sentences[:1]
    return sorted([*found, *close[:1]], key=lambda one: one.tick)


def _told_of(beat: Beat) -> tuple[object, ...]:
    return beat.how or beat.lead.kind, subject(beat.lead)


def overtaken(closed: Sequence[Sentence], told: int, known: bool = False) -> list[Sentence]:
    """The close of a night of which more was told, until the tick `told`, than until it ended. known: whether that it
    ended goes without saying, as it did so with a death that is told.
    """
    if not closed or not closed[0].text.startswith(_ENDED):
        return list(closed)
    if known:
        return list(closed[1:])
    late = closed[0].tick + _JUST_OVER < told
    text = closed[0].text.replace(_ENDED, "It had been over since", 1) if late else closed[0].text
    return [replace(closed[0], text=text), *closed[1:]]


_ENDED = "It ended at"
_JUST_OVER = 600  # seconds after it that are told as part of an end [assumed]


def close(
    facts: Facts, people: People, mentions: Mentions, teller: str, told: Sequence[Beat] | None = None
) -> list[Sentence]:
    """The endings reached, and how everybody is.

    told: the beats of a night that is not told whole. Then nothing is said of endings on the way, of those who had no
    part in it, and of the dead whose death a reader knows of.
    """
    log = facts.log
    ends = [event for event in facts.events if event.kind == Kind.ENDED]
    found = []
    fired = [event for event in facts.events if event.kind == Kind.ENGINE_FIRED and people.teller is None]
    if ends:  # of several in one second the scenario has the one that says most last
        last, end = ends[-1], f": {_ending(log, people, ends[-1])}"
        if fired and fired[-1].tick > last.tick:  # no end of the named is as final for the city
            last, end = fired[-1], ", with the engine"
        text = f"{_ENDED} {on_its_day(log.names.starts + last.tick)}{end}."
        found.append(Sentence(text, (last.id,), teller, last.tick))
        found += _on_the_way(log, people, ends, last.tick, teller) if told is None else []
    found += [*_bought(facts, people, teller), *_of_the_engine(facts, mentions, teller)]
    if people.teller is not None:
        return found
    places = mentions.places
    rows = [row for row in facts.about.rows if told is None or _has_an_end_untold(log, people, places, told, row)]
    return [*found, *_standings(facts, people, places, rows), *_echoes(facts, people, mentions, teller)]


def _has_an_end_untold(log: Log, people: People, places: Places, told: Sequence[Beat], row: int) -> bool:
    """Whether somebody had a part in what is told, and a reader does not know how they ended: dead, or safe there."""
    person, theirs = people.person(row), [event for beat in told if row in beat.people for event in beat.events]
    if not theirs or (person is not None and person.dead):
        return False
    try:
        stands = log.standing(row)
    except RunError:
        return True
    if not stands.alive:
        return not any(event.kind in (Kind.DIED, Kind.SHUT_DOWN) and event.who == row for event in theirs)
    last = next((event for event in reversed(theirs) if event.where >= 0), None)
    if last is None or last.tick < log.meta.tick - _LONG_SINCE or places.at(last.where) != places.at(stands.cell):
        return True
    return stands.wanted or stands.doing not in _SAFE


_LONG_SINCE = 3 * units.HOUR  # after which a reader asks what has become of somebody [assumed]
_SAFE = (Activity.RESTING, Activity.WAITING, Activity.SLEEPING, Activity.LYING, Activity.WORKING)


def _standings(facts: Facts, people: People, places: Places, rows: Sequence[int]) -> list[Sentence]:
    """How everybody with a part is at the end, those who are so together, and who is dead last."""
    alike: dict[str, list[int]] = {}
    for row in rows:
        if _last_of(facts.events, row) is not None or _plays(people.person(row)):  # nobody with a part is forgotten
            alike.setdefault(_standing(facts.log, places, row, brief=True), []).append(row)
    found = []
    for how in sorted(alike, key=lambda how: how.startswith(DOING[Activity.SHUT_DOWN])):
        ends = [_last_of(facts.events, row) for row in alike[how]]
        told = tuple(dict.fromkeys(facts.begin if end is None else end.id for end in ends))
        tick = max(facts.first if end is None else end.tick for end in ends)
        found.append(Sentence(f"{listed([people.full(row) for row in alike[how]])}: {how}.", told, "narrator", tick))
    return found


def _echoes(facts: Facts, people: People, mentions: Mentions, teller: str) -> list[Sentence]:
    """Of whom something stays on the network: an end that is rare, and the last word of a night."""
    return [
        Sentence(
            f"Not all of {people.full(event.who)} was gone: an echo stayed on {mentions.thing('node', event.whom)}.",
            (event.id,), teller, event.tick,
        )
        for event in facts.events if event.kind == Kind.ECHO_LEFT
    ]  # fmt: skip


def _of_the_engine(facts: Facts, mentions: Mentions, teller: str) -> list[Sentence]:
    """What became of a Heart Engine that was linked and never fired: nothing else says that it was for nothing."""
    done = [event for event in facts.events if event.kind in (Kind.ENGINE_LINKED, Kind.ENGINE_UNLINKED)]
    if not done or any(event.kind == Kind.ENGINE_FIRED for event in facts.events):
        return []
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


def _on_the_way(log: Log, people: People, ends: Sequence[Event], last: int, teller: str) -> list[Sentence]:
    """The endings reached before the last, each once; of several in one second the scenario has the fullest last."""
    at = {event.tick: event for event in ends if event.tick < last}
    if not at:
        return []
    said = listed(
        [f"{_ending(log, people, event)} ({on_its_day(log.names.starts + tick)})" for tick, event in at.items()]
    )
    return [Sentence(f"On the way there: {said}.", tuple(event.id for event in at.values()), teller, min(at))]


def _ending(log: Log, people: People, event: Event) -> str:
    """An ending by its name in the scenario, with the cast by their names."""
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


def _standing(log: Log, places: Places, row: int, brief: bool = False) -> str:
    """How somebody is at the end. brief: of the dead and the held not where, so that several stand together."""
    try:
        found = log.standing(row)
    except RunError:
        return "how they are is lost with the last snapshot"
    if found.doing == Activity.RECLAIMED or (brief and found.doing in (Activity.SHUT_DOWN, Activity.HELD)):
        return DOING[found.doing]
    if found.alive and found.doing in _HELPLESS and not found.indoors and _alone(log, places, row, found.cell):
        return f"left alone in the open, alive, {places.at(found.cell)}"
    if found.alive and found.wanted and found.doing == Activity.RESTING:
        return f"still in hiding {places.at(found.cell)}"
    wanted = ", wanted" if found.wanted and found.alive and found.doing != Activity.HELD else ""
    return f"{DOING[found.doing]} {places.at(found.cell)}{wanted}"


def _alone(log: Log, places: Places, row: int, cell: int) -> bool:
    """Whether nobody else with a name, who lives and could help, is anywhere near."""
    others = (log.standing(other) for other in log.names.citizens if other != row)
    near = [one for one in others if one.alive and 0 <= places.apart(one.cell, cell) <= _NEAR]
    return not any(one.doing not in (*_HELPLESS, Activity.HELD) for one in near)


def title(log: Log, called: str) -> str:
    """What a chronicle is called."""
    hours = capital(number(round(log.meta.tick / units.DAY * 24)))
    night = "A night" if log.meta.tick < units.DAY else f"{hours} hours"
    return f"{night} of {called}" if called else f"{night} in {words(log.meta.scenario).capitalize()}"
