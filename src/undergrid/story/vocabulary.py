"""Vocabulary: every word that a scenario, an order, a canon or a pattern may use, with a line that says what it is.

The lines stand where the words do: of verbs and events in `phrases`, of things and keys in the models of the scenario
file, of wants in the docstrings of their modules. What is said of the few others stands here.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from undergrid.core.errors import UsageError, nearest
from undergrid.core.everyday import EITHER, also_called, plain_form
from undergrid.core.plain import cut
from undergrid.minds import WANTS
from undergrid.setup.file.model import ScenarioFile
from undergrid.setup.file.persons import Carried, Group, Person
from undergrid.setup.file.presets import presets
from undergrid.story.phrases import AMOUNTS, phrase
from undergrid.world.log.kinds import OF_MAKERS, Kind
from undergrid.world.tables.orders import AMOUNTS as AMOUNTS_OF
from undergrid.world.tables.orders import TARGETS, VERBS
from undergrid.world.view.names import words

_A = {
    "citizen": "somebody", "cell": "a place", "gate": "a gate", "building": "a building", "watcher": "a watcher",
    "node": "a node", "wire": "a wire", "facility": "a works", "": "somebody",
}  # fmt: skip
_AMOUNT = {"cell": "a place", "citizen": "somebody", "thing": "a thing", "joules": "joules"}
_PLAIN: dict[str, dict[str, str]] = {
    "use": {
        "pods": "where people live: sleeping pods, plugged into the DreamNet",
        "offices": "where clerks work, and where one can appeal",
        "vats": "where soy is grown: operators work there",
        "farm": "a memory farm: operators work there",
        "reclamation": "where whoever has expired becomes nutrient paste",
        "refuge": "a shelter that the authority does not know; a clinic, a base or a depot is one",
        "station": "where guards and drones start and end, and where the arrested are held",
        "disused": "empty: somewhere to hide",
    },
    "moment": {
        "dawn": "first light, from which on an ending or what comes after can count (docs/scenario-file.md)",
        "sunrise": "the sun comes up, by rules.clock",
        "sunset": "the sun goes down, by rules.clock",
        "dusk": "the last of the light",
    },
    "profession": {
        "none": "trained for nothing",
        "clerk": "works at an office, and may enter renewals that were refused",
        "operator": "works at vats and farms",
        "processor": "works at reclamation",
        "auditor": "knows the codes of chips, and how to hide; may enter renewals",
        "companion": "a companion unit's",
    },
    "category": {
        "unaligned": "of no side",
        "healer": "treats people; wears a sign of it where insignia is on",
        "rebel": "against those who rule",
        "soldier": "of those who rule",
        "loyal": "to those who rule",
    },
    "watcher": {
        "reader": "logs the tags that pass",
        "camera": "looks at a place",
        "sentinel": "judges at a gate, hunts on foot around it",
        "drone": "flies a beat, and hunts",
        "hunter": "a soldier on foot: patrols, follows trails, breaks doors",
    },
    "wound": {
        "cut": "by a blade or an edge",
        "shrapnel": "by fragments",
        "gunshot": "by a bullet",
        "crush": "by something heavy",
        "burn": "by fire or heat",
    },
    "part": dict.fromkeys(("head", "chest", "belly", "shoulder", "arm", "leg"), "of the body, where a wound is"),
    "bond": {
        "kin": "of one family",
        "love": "who love each other",
        "friend": "friends",
        "escort": "keeps by their side",
    },
    "state": {
        "alive": "not dead",
        "free": "alive, and not held",
        "held": "arrested, or in custody",
        "shut_down": "dead: expired, bled out, killed",
        "dead": "dead, however they died",
        "wanted": "hunted by the authority",
        "living_on": "dead, but a mind on the network",
    },
}


@dataclass(frozen=True)
class Word:
    """One word of the house."""

    sort: str  # in the plural, as it is asked for: verbs
    name: str  # as it is written
    means: str
    also: tuple[str, ...] = ()  # what else it is called


@dataclass(frozen=True)
class Unclear:
    """An everyday word that could mean several things, and what to write instead."""

    sort: str
    name: str
    write: str


def _verbs() -> Iterator[tuple[str, str]]:
    for verb in VERBS:
        told = AMOUNTS["verb"][words(verb.name)].format(whom=_A[TARGETS.get(verb, "")])
        amount = AMOUNTS_OF.get(verb)
        yield verb.name.lower(), told + (f"; amount: {_AMOUNT.get(amount, f'a {amount}')}" if amount else "")


def _kinds() -> Iterator[tuple[str, str]]:
    for kind in Kind:
        if kind not in OF_MAKERS:
            yield words(kind.name), _sentence(kind)


def _sentence(kind: Kind) -> str:
    """How an event of a kind is told, of nobody in particular: its amount stands as what it means, in brackets."""
    who, whom = (_A.get(party, f"a {party}") for party in (kind.who, kind.whom))
    told = phrase(kind).says.format(
        who=who,
        whom="somebody else" if who == whom == "somebody" else whom,
        amount=f"[{kind.amount}]" if kind.amount else "",
        at="",
        from_whom="",
        means="means",
        sees="catches sight of",
    )
    return re.sub(r"(?<=\w)\[", " [", told[:1].upper() + told[1:])


def _wants() -> Iterator[tuple[str, str]]:
    for name, params in WANTS.items():
        about = inspect.getdoc(inspect.getmodule(params)) or ""
        yield name, " ".join(about.split("\n\n")[0].split()).partition(": ")[2]


def _presets() -> Iterator[tuple[str, str]]:
    for name, preset in presets().items():
        yield name, "\n".join([preset.means, *(f"  {rule}: {_flow(knobs)}" for rule, knobs in preset.rules.items())])


def _flow(knobs: Mapping[str, object]) -> str:
    return "{" + ", ".join(f"{knob}: {value}" for knob, value in knobs.items()) + "}"


def _keys(*models: type[BaseModel]) -> Callable[[], Iterator[tuple[str, str]]]:
    """What may stand in mappings: a key with its description, or with the type that it takes."""

    def found() -> Iterator[tuple[str, str]]:
        for model in models:
            for key, field in model.model_fields.items():
                if key != "quality":
                    yield key, field.description or words(key)

    return found


def _plain(sort: str) -> Callable[[], Iterable[tuple[str, str]]]:
    return lambda: _PLAIN[sort].items()


_SORTS: dict[str, tuple[str, str, Callable[[], Iterable[tuple[str, str]]]]] = {
    "verbs": ("verb", "what can be asked of a person (docs/orders.md)", _verbs),
    "things": ("thing", "what can be carried, and lie about", _keys(Carried)),
    "kinds": ("event", "of events (docs/reference/events.md); [in brackets] what the amount says", _kinds),
    "uses": ("use", "what buildings of a map are for (docs/maps.md)", _plain("use")),
    "professions": ("profession", "what somebody of the cast is trained for", _plain("profession")),
    "categories": ("category", "what people are, and what policy may hunt", _plain("category")),
    "wants": ("want", "what somebody of the cast can want (docs/reference/wants.md)", _wants),
    "watchers": ("watcher", "who looks on for the authority", _plain("watcher")),
    "wounds": ("wound", "what kinds of wounds there are", _plain("wound")),
    "parts": ("part", "where a wound is", _plain("part")),
    "bonds": ("bond", "how people are tied to each other", _plain("bond")),
    "states": ("state", "what endings can ask people to be", _plain("state")),
    "moments": ("moment", "of the day, beside a clock time or a duration", _plain("moment")),
    "sections": ("section", "of a scenario file (docs/scenario-file.md)", _keys(ScenarioFile)),
    "persons": ("person", "what can be said of somebody of the cast", _keys(Person)),
    "groups": ("group", "what can be said of a group of the crowd", _keys(Group)),
    "presets": ("preset", "of rules, under rules: {preset: NAME}", _presets),
    "places": ("place", "of the map, and of the scenario's own places", tuple),
}
SORTS: Mapping[str, str] = {name: about for name, (_, about, _) in _SORTS.items()}
"""The sorts of words, in the order in which they are listed, and what each is."""


def every(sort: str) -> Iterator[Word]:
    """All words of a sort."""
    singular, _, listed = _SORTS[sort]
    for name, means in listed():
        yield Word(sort, name, means.rstrip("."), also_called(singular, plain_form(name)))


def look_up(asked: Sequence[str]) -> tuple[list[Word], list[Unclear]]:
    """The words that have to do with what is asked, and the everyday words that are refused.

    asked: the name of a sort first, or not; then words to look for, in names, aliases and meanings, all of which have
    to be found. Nothing: all words there are. Raises UsageError where nothing has to do with them.
    """
    sorts, wanted = list(_SORTS), [plain_form(one) for one in asked]
    if wanted and (named := _sort(wanted[0])):
        sorts, wanted = [named], wanted[1:]
    found = [word for sort in sorts for word in every(sort) if _concerns(wanted, word.name, word.means, *word.also)]
    unclear = [
        Unclear(sort, name, write)
        for sort in sorts
        for name, write in EITHER.get(_SORTS[sort][0], {}).items()
        if _concerns(wanted, name)
    ]
    if not found and not unclear:
        known = [name for sort in sorts for word in every(sort) for name in (word.name, *word.also)]
        near = nearest(wanted[-1], known) if wanted else ""
        lists = f"there are {', '.join(list(_SORTS)[:-1])}, each a list: undergrid words things"
        hint = f"did you mean {near!r}? Else {lists}" if near else lists
        raise UsageError(f"no word has to do with {cut(' '.join(asked))}", hint=hint)
    return found, unclear if wanted or not found else []


def _sort(name: str) -> str:
    """The sort that is meant by its name, in the plural or not; "" where it is none."""
    return next((sort for sort, (singular, *_) in _SORTS.items() if name in (sort, singular, sort[:-1])), "")


def _concerns(wanted: Sequence[str], *texts: str) -> bool:
    """Whether each wanted word begins a word of one of the texts."""
    said = [part for text in texts for part in (plain_form(text), *plain_form(text).split("_"))]
    return all(any(part.lstrip("([").startswith(one) for part in said) for one in wanted)
