"""A chronicle as a vault for Obsidian: notes of people, factions, places and scenes that link to each other.

`start` and `end` in the front matter are when somebody or something is in the story, in a form that sorts: the second
of the first day is `0001-01-01T00:00:01`.
"""

from __future__ import annotations

import datetime
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from undergrid.core.errors import UsageError
from undergrid.runs.folder import telling_plainly
from undergrid.story.chronicle.formats import markdown, prose
from undergrid.story.chronicle.told import Character, Chronicle, Scene

_UNSAFE = re.compile(r'[\\/:*?"<>|#^\[\]%`]+')  # for Windows, or for a link of Obsidian
_ENDS_A_LINK = re.compile(r"[\[\]|<>`*\\$~=_%]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)  # names of devices, to Windows
_LONGEST = 120  # bytes of a name
_EPOCH = datetime.datetime(1, 1, 1)  # a city has its own days


def write(chronicle: Chronicle, out: Path) -> None:
    """Write the vault as a new folder, whole or not at all.

    Raises UsageError where something is there already: notes may have been added to a vault by hand.
    """
    if out.exists() and not (out.is_dir() and not os.listdir(out)):
        raise UsageError(
            f"--out: {out} is there already", hint="a vault may hold notes of yours: give the name of a new folder"
        )
    with telling_plainly(out):
        folder = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.absolute().parent))
        try:
            for name, content in notes(chronicle).items():
                file = folder / name
                file.parent.mkdir(exist_ok=True)
                file.write_text(content, "utf-8")
            folder.chmod(0o755)
            folder.replace(out)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise


def notes(chronicle: Chronicle) -> dict[str, str]:
    """All notes: file name within the vault -> text."""
    return _Vault(chronicle).notes()


class _Vault:
    """A chronicle, and what the notes are called that are made of it."""

    def __init__(self, chronicle: Chronicle) -> None:
        self.chronicle = chronicle
        taken: set[str] = set()
        self.home = _free(chronicle.title, taken)
        who = dict.fromkeys([*(one.name for one in chronicle.characters), *_people(chronicle)])
        self.people = {name: _free(name, taken) for name in who}
        self.places = {one.place: _free(one.place, taken) for one in _by_place(chronicle) if one.place}
        sworn = dict.fromkeys(one.faction for one in chronicle.characters if one.faction)
        self.factions = {name: _free(name, taken) for name in sworn}
        self.scenes = {one.name: _free(f"{n:03} {one.title}", taken) for n, one in enumerate(chronicle.scenes, 1)}
        self._mentions = _mentions(self.people)

    def notes(self) -> dict[str, str]:
        found = {f"{self.home}.md": self._home()}
        known = {one.name: one for one in self.chronicle.characters}
        for name, file in self.people.items():
            found[f"People/{file}.md"] = self._person(name, known.get(name))
        for faction, file in self.factions.items():
            found[f"Factions/{file}.md"] = self._faction(faction)
        for place, file in self.places.items():
            found[f"Places/{file}.md"] = self._place(place)
        for at, scene in enumerate(self.chronicle.scenes):
            found[f"Scenes/{self.scenes[scene.name]}.md"] = self._scene(at, scene)
        return found

    def _home(self) -> str:
        chronicle = self.chronicle
        parts = [f"# {markdown.escaped(chronicle.title)}", *markdown.told(chronicle, chronicle.synopsis)]
        parts += markdown.told(chronicle, chronicle.opening)
        if self.people:
            parts += ["## People", _list(_link(file, name) for name, file in self.people.items())]
        if chronicle.scenes:
            parts += ["## Scenes", _list(self._scene_link(one) for one in chronicle.scenes)]
        if self.places:
            parts += ["## Places", _list(_link(file, place) for place, file in sorted(self.places.items()))]
        if self.factions:
            parts += ["## Factions", _list(_link(file, faction) for faction, file in self.factions.items())]
        parts += ["## How it ends", *markdown.told(chronicle, chronicle.close)]
        parts += [f"To live this night again: {markdown.code(chronicle.again)}"]
        last = max((one.last for one in chronicle.scenes), default=0)
        about = {"kind": "chronicle", "scenario": chronicle.scenario, "seed": chronicle.seed}
        return _note({**about, "people": chronicle.citizens, **self._span(0, last)}, parts)

    def _person(self, name: str, known: Character | None) -> str:
        scenes = [one for one in self.chronicle.scenes if name in one.people]
        parts = [f"# {markdown.escaped(name)}"]
        if known:
            for label, text in (("Wants", known.wants), ("Carries", known.carries), ("In the end", known.end)):
                parts += [f"**{label}:** {markdown.escaped(text)}"] if text else []
            if known.faction:
                parts += [f"**Sworn to:** {_link(self.factions[known.faction], known.faction)}"]
            if known.who:
                parts.insert(1, markdown.escaped(known.who))
        others = dict.fromkeys(other for one in scenes for other in one.people if other != name)
        if others:
            parts += ["## With", _list(_link(self.people[other], other) for other in others)]
        parts += ["## Scenes", _list(self._scene_link(one) for one in scenes)] if scenes else []
        return _note({"kind": "person", **self._of(scenes)}, parts)

    def _faction(self, faction: str) -> str:
        members = [one.name for one in self.chronicle.characters if one.faction == faction]
        scenes = [one for one in self.chronicle.scenes if not set(members).isdisjoint(one.people)]
        parts = [f"# {markdown.escaped(faction)}"]
        parts += ["## Members", _list(_link(self.people[name], name) for name in members)]
        parts += ["## Scenes", _list(self._scene_link(one) for one in scenes)] if scenes else []
        return _note({"kind": "faction", **self._of(scenes)}, parts)

    def _place(self, place: str) -> str:
        scenes = [one for one in self.chronicle.scenes if one.place == place]
        parts = [f"# {markdown.escaped(place)}", "## Scenes", _list(self._scene_link(one) for one in scenes)]
        who = dict.fromkeys(name for one in scenes for name in one.people)
        parts += ["## Who was here", _list(_link(self.people[name], name) for name in who)] if who else []
        return _note({"kind": "place", **self._of(scenes)}, parts)

    def _scene(self, at: int, scene: Scene) -> str:
        chronicle = self.chronicle
        parts = [f"# {markdown.escaped(scene.title)}"]
        parts += [f"*{_link(self.places[scene.place], scene.place)}*"] if scene.place else []
        parts += self._linked(list(markdown.scene_told(chronicle, scene)), scene.people)
        beside = [(n, word) for n, word in ((at - 1, "Before"), (at + 1, "After")) if 0 <= n < len(chronicle.scenes)]
        ways = [f"{word}: {self._scene_link(chronicle.scenes[n])}" for n, word in beside]
        parts += [" · ".join(ways)] if ways else []
        who = [f"[[{self.people[name]}]]" for name in scene.people]
        place = f"[[{self.places[scene.place]}]]" if scene.place else ""
        about = {"kind": "scene", **self._span(scene.first, scene.last), "place": place, "people": who}
        return _note({**about, "events": [str(event) for event in prose.leads(scene.sentences)]}, parts)

    def _linked(self, parts: list[str], people: Sequence[str]) -> list[str]:
        """Paragraphs in which whoever is in a scene is a link where they are named first."""
        pattern, called = self._mentions
        left = set(people)

        def link(found: re.Match[str]) -> str:
            name, word = called[found[0]]
            if name not in left:
                return found[0]
            left.discard(name)
            return _link(self.people[name], word)

        return [part if part.startswith("<!--") else pattern.sub(link, part) for part in parts]

    def _scene_link(self, scene: Scene) -> str:
        return _link(self.scenes[scene.name], scene.title)

    def _of(self, scenes: Sequence[Scene]) -> dict[str, str]:
        return self._span(min(one.first for one in scenes), max(one.last for one in scenes)) if scenes else {}

    def _span(self, first: int, last: int) -> dict[str, str]:
        return {"start": self._moment(first), "end": self._moment(last)}

    def _moment(self, tick: int) -> str:
        return (_EPOCH + datetime.timedelta(seconds=self.chronicle.begun + tick)).isoformat()


def _people(chronicle: Chronicle) -> Iterator[str]:
    for scene in chronicle.scenes:
        yield from scene.people


def _by_place(chronicle: Chronicle) -> Iterator[Scene]:
    yield from {one.place: one for one in reversed(chronicle.scenes)}.values()


def _mentions(people: Iterable[str]) -> tuple[re.Pattern[str], dict[str, tuple[str, str]]]:
    """How people are called in a text that is escaped, by their whole name or a first name that only one has.

    Each is found by the pattern; it leads to (whose it is, how it is written without escapes).
    """
    called = {markdown.escaped(name): (name, name) for name in people}
    firsts = [name.split()[0] for name in people if name.split()]
    for name in people:
        first = (name.split() or [""])[0]
        if firsts.count(first) == 1:
            called.setdefault(markdown.escaped(first), (name, first))
    longest = sorted(called, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<![\w\\])(?:{'|'.join(map(re.escape, longest)) or '(?!)'})(?!\w)"), called


def _free(name: str, taken: set[str]) -> str:
    """A name that any system takes for a file and Obsidian for a link, and that no other note has."""
    safe = _UNSAFE.sub(" ", prose.clean(name))
    safe = " ".join(safe.split()).encode()[:_LONGEST].decode(errors="ignore").strip(" .") or "nameless"
    safe = f"{safe} (name)" if _RESERVED.fullmatch(safe) else safe
    found, n = safe, 1
    while found.casefold() in taken:
        n += 1
        found = f"{safe} ({n})"
    taken.add(found.casefold())
    return found


def _link(file: str, text: str) -> str:
    """A link that reads as the text does. Obsidian knows no escapes in it, so what would end it is left out."""
    shown = " ".join(_ENDS_A_LINK.sub(" ", prose.clean(text)).split())
    return f"[[{file}]]" if shown in (file, "") else f"[[{file}|{shown}]]"


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {one}" for one in items)


def _note(about: Mapping[str, object], parts: Sequence[str]) -> str:
    """A note under its front matter. Each value is written as JSON, which YAML reads as it is meant."""
    head = "\n".join(
        f"{key}: {value if key in ('start', 'end') else json.dumps(value, ensure_ascii=False)}"
        for key, value in about.items()
    )
    return f"---\n{head}\n---\n\n" + "\n\n".join(parts) + "\n"
