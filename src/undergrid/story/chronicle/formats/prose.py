"""What all formats share: paragraphs, clock times, what somebody is in a few words, and the order of choices."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from undergrid.core import plain, units
from undergrid.story.chronicle.told import Character, Chronicle, Scene, Sentence

_LONGEST = 5  # sentences of a paragraph
_MOST = 5  # ways on from a scene, besides the next
_PAUSE = 600  # seconds between two sentences after which a new paragraph begins
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Paragraph:
    """Sentences that are read together. voice: who tells them, where that is not the teller of the whole; else ""."""

    sentences: tuple[Sentence, ...]
    voice: str


@dataclass(frozen=True)
class Choice:
    """Where a reader may go on from a scene: whom to stay with ("" for nobody), and the place of the next scene."""

    who: tuple[str, ...]
    scene: int


def paragraphs(chronicle: Chronicle, told: Sequence[Sentence]) -> Iterator[Paragraph]:
    """Sentences in paragraphs: each line of talk has its own, and so has another voice; a pause begins a new one."""
    group: list[Sentence] = []
    for one in told:
        if group and _parts(group, one):
            yield _paragraph(chronicle, group)
            group = []
        group.append(one)
    if group:
        yield _paragraph(chronicle, group)


def _parts(group: list[Sentence], one: Sentence) -> bool:
    before = group[-1]
    if one.teller != before.teller or one.talk or before.talk or one.teller == "record":
        return True
    return len(group) >= _LONGEST or one.tick - before.tick > _PAUSE


def _paragraph(chronicle: Chronicle, group: list[Sentence]) -> Paragraph:
    return Paragraph(tuple(group), "" if group[0].teller == chronicle.teller else voice(group[0].teller))


def voice(teller: str) -> str:
    """What a voice is called where it speaks beside another."""
    return "The Record" if teller == "record" else clean(teller)


def clean(text: str) -> str:
    """A text on one line, without what nobody could see."""
    return plain.line(_SPACE.sub(" ", text).strip())


def clock(chronicle: Chronicle, tick: int) -> str:
    """The clock at a tick: `18:40:00`, from the second day on `day 2, 05:00:00`."""
    return units.spell_clock(chronicle.begun + tick)


def span(chronicle: Chronicle, scene: Scene) -> str:
    """From when until when a scene is, to the minute."""
    first, last = (clock(chronicle, tick)[:-3] for tick in (scene.first, scene.last))
    day, _, hour = last.rpartition(", ")
    last = hour if not day or first.startswith(f"{day}, ") else last
    return first if first.endswith(last) else f"{first} to {last}"


def leads(told: Sequence[Sentence]) -> list[int]:
    """The first event of each sentence, once: what to ask `why` about. A sentence may sum up a hundred."""
    return list(dict.fromkeys(one.events[0] for one in told))


def portrait(one: Character) -> str:
    """Somebody in a sentence or two, without the name; "" where nothing is known."""
    parts = [clean(one.who)] if one.who else []
    parts += [f"wants {clean(one.wants)}"] if one.wants else []
    parts += [f"carries {clean(one.carries)}"] if one.carries else []
    return "; ".join(parts)


def subtitle(chronicle: Chronicle) -> str:
    """Which run it is: scenario, seed, how many people, from when until when."""
    return (
        f"{clean(chronicle.scenario)}, seed {chronicle.seed}, {chronicle.citizens:,} people, "
        f"{chronicle.starts[:-3]} to {chronicle.ends[:-3]}"
    )


def identity(chronicle: Chronicle) -> uuid.UUID:
    """A number of its own for each chronicle: the same for the same words of the same run, wherever its folder lies."""
    told = repr(replace(chronicle, again="", run=""))
    return uuid.UUID(bytes=hashlib.blake2b(told.encode(), digest_size=16).digest(), version=4)


def choices(chronicle: Chronicle, at: int) -> list[Choice]:
    """Where a reader may go on from the scene at a place: with whoever of it is met again, and to the scene after it.

    Each leads forwards and to another scene; the last leads to the very next, or to the close where there is none: its
    place is then the number of scenes. So every scene can be reached, and every reading ends.
    """
    scenes = chronicle.scenes
    ways: dict[int, list[str]] = {}
    for name in scenes[at].people:
        later = (n for n in range(at + 1, len(scenes)) if name in scenes[n].people)
        ways.setdefault(next(later, len(scenes)), []).append(name)
    onward = at + 1
    with_whom = ways.pop(onward, []) if onward < len(scenes) else []
    ways.pop(len(scenes), None)
    return [*(Choice(tuple(who), n) for n, who in sorted(ways.items())[:_MOST]), Choice(tuple(with_whom), onward)]


def invitation(chronicle: Chronicle, choice: Choice) -> str:
    """What a choice says."""
    if choice.scene >= len(chronicle.scenes):
        return "See how it ends"
    title = clean(chronicle.scenes[choice.scene].title)
    names = [clean(name) for name in choice.who]
    if not names:
        return clean(f"Go on: {title}")
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return clean(f"Stay with {listed}: {title}")


def closer(chronicle: Chronicle, scene: Scene) -> list[str]:
    """What a closer look at a scene shows, a line each: when it is, who is in it, and what to ask `why` about."""
    known = {one.name: portrait(one) for one in chronicle.characters}
    place = clean(scene.place)
    lines = [f"{place[:1].upper()}{place[1:]}, {span(chronicle, scene)}." if place else f"{span(chronicle, scene)}."]
    lines += [f"{clean(name)}: {known[name]}." for name in scene.people if known.get(name)]
    ids = ", ".join(map(str, leads(scene.sentences)))
    return [*lines, f"Ask undergrid why of: {ids}."]
