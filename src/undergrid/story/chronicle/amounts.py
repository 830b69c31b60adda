"""What an amount is in a sentence of a chronicle: a word, or a number as a person would say it."""

from __future__ import annotations

import re

from undergrid.core import units
from undergrid.runs.reading import Log
from undergrid.story.chronicle.mentions import Mentions
from undergrid.story.chronicle.spell import lapse, metres, number, stretch
from undergrid.story.phrases import AMOUNTS, GRADES, PAST_AMOUNTS, PAST_GRADES
from undergrid.story.uncalled import TO_HELP, uncalled
from undergrid.world.log.events import Event
from undergrid.world.society import messages
from undergrid.world.tables.minds import Topic
from undergrid.world.view.names import MEMBERS, words

_COUNTED = {
    "deaths": "person", "people": "person", "watchers": "watcher", "drones": "drone", "nodes": "node",
    "ghosts": "voice", "voices": "voice", "listeners": "listener", "augments": "machine", "devices lost": "device",
    "devices back": "device", "things off": "thing", "spare parts": "spare part", "traces": "trace",
    "windows": "hour", "doses": "dose", "the whole band": "person", "beds": "bed", "beds left": "bed",
    "points": "point",
}  # fmt: skip
_PLURALS = {"person": "people"}
_IN_METRES = {"range, m", "m longer", "m beside the mark"}
_IN_SECONDS = {"seconds", "delay, s", "seconds in sight", "seconds it stays open", "seconds until a faint"}
_IN_MINUTES = {"minutes", "min"}


def amount(log: Log, mentions: Mentions, event: Event) -> str:
    """The words for an event's amount. What {whom} and the like stand for in them is for the caller to fill in."""
    meaning, n = event.kind.amount, event.amount
    if uncalled(log, event):
        return TO_HELP
    if meaning in MEMBERS:
        word = words(MEMBERS[meaning](n).name)
        return PAST_AMOUNTS.get(meaning, {}).get(word) or AMOUNTS.get(meaning, {}).get(word, word)
    if meaning in GRADES or meaning in PAST_GRADES:
        grades = PAST_GRADES.get(meaning) or GRADES[meaning]
        return grades[n] if 0 <= n < len(grades) else f"{number(n)} doses"
    if meaning == "cell":
        return mentions.places.spot(n)
    if meaning in ("citizen vouched for", "citizen asked after", "citizen who died", "citizen sought") and n >= 0:
        return mentions.object(n, event.who)
    if meaning in _COUNTED:
        return counted(n, _COUNTED[meaning])
    if meaning in _IN_METRES:
        return metres(n)
    if meaning in _IN_SECONDS:
        return lapse(n)
    if meaning in _IN_MINUTES:
        return lapse(60 * n)
    if meaning == "minutes bought":
        return stretch(n)
    if meaning == "water, mL":
        return "a mouthful of water" if n < 150 else "a cup of water" if n < 350 else "nearly half a litre of water"
    if meaning == "corruption, %":
        return share(n)
    if meaning == "ayes and noes":
        return f"{number(n // 1000)} for it and {number(n % 1000)} against"
    if meaning == "direction":
        return "into the city" if n else "out of the city"
    if meaning == "ending":
        return words(str(log.names.amount(event.kind, n)))
    if meaning == "beats / min":
        return number(n)
    if meaning == "message":
        return message(log, mentions, n)
    said = log.names.amount(event.kind, n)
    if meaning == "wound":
        return _OF_A_SURGEON.sub("", str(said))
    if isinstance(said, str):
        return PAST_AMOUNTS.get(meaning, {}).get(said) or AMOUNTS.get(meaning, {}).get(said, said)
    return number(said)


_OF_A_SURGEON = re.compile(r"moderate, (?:clean|dirty) |, (?:clean|dirty)")
"""What whoever dresses a wound asks after, and nobody who tells of it."""


def message(log: Log, mentions: Mentions, n: int) -> str:
    """What a word over the radio or a mark on a wall is of: `a drone in the rail yard`, `the hours of the lenses`."""
    said = messages.unpacked(n)
    if said is None:
        return "nothing"
    if said.topic == Topic.WINDOW:
        return f"the hours of {mentions.thing('window', said.subject)}"
    where = mentions.places.at(said.cell)
    if said.topic == Topic.PLACE:
        return mentions.thing("building", said.subject) or mentions.places.spot(said.cell)
    who = mentions.name(said.subject) if said.topic == Topic.PERSON else mentions.watcher(said.subject)
    return f"{who} {where}".strip()


def counted(n: int, word: str) -> str:
    """A number of things: `one person`, `forty people`."""
    return f"{number(n)} {word if n == 1 else _PLURALS.get(word, word + 's')}"


def share(percent: int) -> str:
    """A share as it is guessed: `hardly any`, `a third`, `nearly half`, `most`."""
    bounds = ((8, "hardly any"), (18, "a tenth"), (28, "a quarter"), (38, "a third"), (48, "nearly half"), (55, "half"),
              (70, "more than half"), (85, "three quarters"), (96, "nearly all"))  # fmt: skip
    return next((said for until, said in bounds if percent < until), "all")


def age(seconds: int) -> str:
    """How long something took, or nothing for what took no time to speak of."""
    return lapse(seconds) if seconds >= units.HOUR // 60 else ""
