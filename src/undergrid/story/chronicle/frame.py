"""What stands before the scenes: the title, five lines on top, the opening, and who is who."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from undergrid.core import units
from undergrid.runs.reading import Log
from undergrid.setup.file.persons import Person
from undergrid.story.chronicle.amounts import counted
from undergrid.story.chronicle.chained import ended
from undergrid.story.chronicle.ending import JUST_OVER, in_brief, standing
from undergrid.story.chronicle.episodes import Beat, subject
from undergrid.story.chronicle.facts import Facts
from undergrid.story.chronicle.interrupted import in_parts
from undergrid.story.chronicle.mentions import Mentions
from undergrid.story.chronicle.people import People, beside_the_cast, plays
from undergrid.story.chronicle.spell import Places, capital, clock, lapse, listed, number
from undergrid.story.chronicle.told import Character, Sentence
from undergrid.story.chronicle.wording import Wording
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.sky import Programme
from undergrid.world.view.names import words

_AT_FIRST = 900  # seconds in which the sky of the opening is looked for
_OF_NOTE = 4  # things
_TURNS = 4  # lines on top beside the end
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
_BY_THE_WAY = frozenset({"hide", "fight", "tend", "shelter"})
"""Wants that everybody has who is hunted, or can help: they tell least of what a night is about."""
_WOUNDS = {
    "shrapnel": "shrapnel in the", "gunshot": "a bullet in the", "crush": "a crushed", "cut": "a cut in the",
    "burn": "a burn on the",
}  # fmt: skip


def opening(facts: Facts, people: People, mentions: Mentions, teller: str) -> list[Sentence]:
    """What one has to know of the place; sky and hour; who is hunted, and for what; what each carries and wants."""
    log, begin = facts.log, (facts.begin,)
    when = log.names.starts + facts.first
    sky = _sky(facts)
    here = next((event.where for event in facts.events if subject(event) in facts.about.rows and event.where >= 0), -1)
    place = f", in {mentions.places.district(here)}" if here >= 0 else ""
    found = [Sentence(f"It was {clock(when)}{place}. {sky[0]}".strip(), begin + sky[1], teller, facts.first)]
    if facts.first or people.teller is not None:
        return found
    at = "" if sky[0] else f"At {clock(when)} "  # the hour alone is worth no sentence
    cast = [row for row in facts.about.rows if plays(people.person(row))]
    beside = beside_the_cast(people, cast)
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
    if people.premise and not facts.about.called:
        found = [Sentence(capital(ended(" ".join(people.premise.split()))), begin, teller, 0), *found]
    return found


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
    carried, wanted = carries(person, people.owner), wants(people, mentions.places, person)
    epithet = people.epithet(row)
    text = f"{who}{f', {epithet},' if epithet else ''} {where}{hurt}"
    if person.wounds:
        text += f" with {listed(sorted({f'{_WOUNDS[wound.kind]} {wound.part}' for wound in person.wounds}))}"
    if carried:
        text += f"{' and' if person.wounds else ' with'} {carried}"
    if wanted:
        text += f"; {mine.subject} wanted {wanted}"
    said = [f"{text}."]
    if person.wanted:
        said.append(f"The authority hunted {mine.object}: “{person.wanted.reason.rstrip('.')}.”")
        if person.expires is not None:
            said.append(f"In {lapse(person.expires)} {mine.possessive} time would be up.")
    if people.has_a_copy(row):
        said.append(f"A copy of {mine.possessive} mind slept in the network, for as long as {mine.subject} lived.")
    return " ".join(said)


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
    told = list(dict.fromkeys(parts))
    return listed(sorted(told, key=lambda one: "," in one))  # what needs a comma comes last


def _several(n: int, word: str) -> str:
    """`two doses of morphine`: what is counted stands in front of its `of`."""
    head, of, rest = word.partition(" of ")
    return f"{counted(n, head)}{of}{rest}"


def wants(people: People, places: Places, person: Person, only: Collection[str] = ()) -> str:
    """What somebody is after, from the wants that the scenario gives them; empty for nothing that has words.

    only: the names of wants to be told; none for the first three, those that lead somewhere before the others. For whom
    they do not know, nobody sets out.
    """
    found: list[tuple[str, str]] = []
    for want in person.wants:
        [(name, params)] = want.items() if isinstance(want, dict) else [(want, {})]
        if only and name not in only:
            continue
        params = params if isinstance(params, dict) else {"who": params, "place": params}
        said, whom = _WANTS.get(name, ""), str(params.get("who") or "")
        if "{who}" in said:
            said = said.replace("{who}", people.of(whom)) if people.knows(person, whom) else ""
        if "{place}" in said:
            place = str(params.get("place") or "").removesuffix("_door")
            said = said.replace("{place}", places.called(place)) if place else ""
        if (name, False) in (("link", params.get("ready")), ("council", params.get("calls"))):
            continue  # they take it on where somebody else has fallen, or has their say where another calls the vote
        if said and (name, said) not in found:
            found.append((name, said))
    found.sort(key=lambda one: one[0] in _BY_THE_WAY)
    return listed([said for _, said in (found if only else found[:3])])


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
                standing(log, places, row),
                people.faction(row),
            )
        )
    return found


def synopsis(beats: Sequence[Beat], wording: Wording, close: Sequence[Sentence]) -> list[Sentence]:
    """Five lines: the beats on which each third of the night and all of it turned, and the end, in their order."""
    turns: list[Beat] = []
    beats = [beat for beat in beats if beat.how != "quiet hours"]
    third = max(1, len(beats) // 3)
    for part in (beats[:third], beats[third : 2 * third], beats[2 * third :], beats):
        for beat in sorted((one for one in part if _of_note(one)), key=lambda one: -one.weight):
            if all(_told_of(beat) != _told_of(one) for one in turns):
                turns.append(beat)
                break
    while len(in_parts(turns)) > _TURNS:
        turns.remove(min(turns, key=lambda one: one.weight))
    found = []
    for beat in in_parts(sorted(turns, key=lambda one: one.first)):
        wording.go_on()
        sentences = [one for one in wording.beat(beat) if not one.talk]
        found += sentences[:1]
    end = close[0].tick + JUST_OVER if close else 0
    return [*(one for one in found if one.tick <= end), *in_brief(close[:1]), *(one for one in found if one.tick > end)]


def _of_note(beat: Beat) -> bool:
    """Whether a beat is worth a line on top: no mere want, and no raid upon a place where nobody with a name was."""
    return beat.lead.kind != Kind.MEANT and (beat.how != "raid" or bool(beat.inside))


def _told_of(beat: Beat) -> tuple[object, ...]:
    return beat.how or beat.lead.kind, subject(beat.lead)


def title(log: Log, people: People, called: str) -> str:
    """What a chronicle is called: as its scenario is, and of whom it tells where that is not everybody."""
    if people.title:
        return f"{people.title}: {called}" if called else people.title
    hours = capital(number(round(log.meta.tick / units.DAY * 24)))
    night = "A night" if log.meta.tick < units.DAY else f"{hours} hours"
    return f"{night} of {called}" if called else f"{night} in {words(log.meta.scenario).capitalize()}"
