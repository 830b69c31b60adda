"""Reading a scenario: from a name or a path to something that can be built, or to everything that is wrong with it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel

from undergrid.city.city import City, LinkKind
from undergrid.core import numbers
from undergrid.core.errors import UsageError, did_you_mean, from_here, nearest, one_of
from undergrid.core.inputs import UnreadableError, is_there, read_bytes
from undergrid.core.limits import MAP_BYTES
from undergrid.makers import MakersRule, gather
from undergrid.makers.rule import schedule_of
from undergrid.schedule import SCHEDULE, Entry
from undergrid.setup.check.atlas import Atlas
from undergrid.setup.check.hosts import check_hosts
from undergrid.setup.check.households import check_households
from undergrid.setup.check.knobs import now_called, now_under, numberless
from undergrid.setup.check.laws import check_laws
from undergrid.setup.check.mains import with_mains
from undergrid.setup.check.maps import BadMapError, drawn, is_map
from undergrid.setup.check.names import Checked, Checker
from undergrid.setup.check.network import NetworkPlan, plan_of
from undergrid.setup.check.viruses import check_viruses
from undergrid.setup.check.windows import check_relays
from undergrid.setup.file.arcs import FILE as ARCS
from undergrid.setup.file.model import ScenarioFile
from undergrid.setup.file.persons import MOST_PEOPLE
from undergrid.setup.file.problems import Problem, ScenarioError
from undergrid.setup.file.shape import fit, shape
from undergrid.setup.file.source import Source, read
from undergrid.setup.file.spots import own

FILE = "scenario.yaml"
CANON = "canon.yaml"


@dataclass(frozen=True)
class Scenario:
    """A scenario without mistakes: its file, the city it takes place in, and what its names stand for."""

    path: Path
    spec: ScenarioFile
    city: City
    atlas: Atlas
    checked: Checked
    counts: tuple[int, ...]  # people in each group of the crowd
    makers: tuple[MakersRule, ...] = ()  # the makers' rules that it brings
    schedule: tuple[Entry, ...] = SCHEDULE  # with the makers' rules in it
    map_files: Mapping[str, Path] = field(default_factory=dict)  # the map and all that it names, as in `files`
    network: NetworkPlan | None = None

    @property
    def name(self) -> str:
        return self.spec.scenario

    @property
    def fragments(self) -> tuple[str, ...]:
        """What people of the cast remember, in pieces, by their numbers: person by person, in the order of the file."""
        return tuple(text for one in self.spec.cast.values() for texts in one.memories.values() for text in texts)

    @property
    def people(self) -> int:
        """Everybody together, the cast included."""
        return len(self.spec.cast) + sum(self.counts)

    @property
    def files(self) -> dict[str, Path]:
        """What a copy of the scenario needs, by where it lies in the folder of the copy.

        Its own file first, its map and network with all that belongs to them, its canon, and the rules of its makers.
        """
        folder = self.path.parent
        beside = [CANON] if is_there(folder / CANON) else []
        wired = self.network.files if self.network else ()
        flat = {self.path.name: self.path, **self.map_files} | {name: folder / name for name in (*wired, *beside)}
        rules = [rule for rule in self.makers if not rule.package]
        return flat | {rule.asked.split()[0]: rule.file for rule in rules}

    @property
    def kept(self) -> dict[str, Path]:
        """What a run keeps of it: its files, and what its story is made of, which changes nothing that happens."""
        arcs = self.path.with_name(ARCS)
        return self.files | ({ARCS: arcs} if is_there(arcs) else {})

    @cached_property
    def digest(self) -> str:
        """A short hash of what the files say: it covers neither seed nor number of people nor comments.

        Raises UsageError where one of them cannot be read any more.
        """
        younger = (
            "systems", "network", "airless", "sockets", "windows", "lifts", "depots", "wrecks", "sandstorms", "marks",
            "feeds", "minds", "factions", "laws", "viruses",
        )  # than the digests in runs on disk  # fmt: skip
        left_out = {part for part in younger if not getattr(self.spec, part)}
        digest = hashlib.blake2b(self.spec.model_dump_json(exclude=left_out).encode(), digest_size=16)
        for name, file in list(self.files.items())[1:]:
            digest.update(name.encode())
            try:
                digest.update(read_bytes(file, MAP_BYTES))
            except UnreadableError as wrong:
                raise UsageError(f"{file}: {wrong.message}") from None
        return digest.hexdigest()

    def with_rules(self, changed: Mapping[str, Any]) -> Scenario:
        """The same scenario under other rules: `changed` maps "rule.knob" to a value.

        Raises UsageError, which says of each change what is wrong with it, where there is no such rule or knob, or the
        value is out of range.
        """
        rules, wrong = dict(self.checked.rules), list[UsageError]()
        for name, value in numbers.settings(changed, "rules").items():
            rule, dot, knob = name.removeprefix("rules.").partition(".")
            try:
                if not dot and rule in rules:
                    raise UsageError(
                        f"{name!r} is a rule, expected one of its knobs, such as {name}.{_first(rules[rule])}"
                    )
                rules[rule] = self._with_knob(rules, rule, knob, value)
            except UsageError as one:
                wrong.append(one)
        if wrong:
            raise UsageError.of_all(wrong)
        return replace(self, checked=replace(self.checked, rules=rules))

    def _with_knob(self, rules: Mapping[str, BaseModel], rule: str, knob: str, value: Any) -> BaseModel:
        """The knobs of a rule with one of them turned."""
        if rule not in rules:
            none = numberless(rule, self.schedule)
            raise UsageError(none or f"there is no rule {rule!r}", hint="" if none else self._meant(rule, knob, rules))
        known = type(rules[rule]).model_fields
        if knob not in known:
            elsewhere = now_under(rule, knob)
            hint = f"it stands under {elsewhere}" if elsewhere else did_you_mean(knob, known)
            raise UsageError(f"the rule {rule} has no knob {knob!r}", hint=hint)
        asked = Source("")
        fitted = fit(asked, (rule,), type(rules[rule]), {**rules[rule].model_dump(), knob: value})
        if fitted is None:
            raise UsageError(str(asked.problems[0]))
        return fitted

    def _meant(self, name: str, knob: str, rules: Iterable[str]) -> str:
        """What whoever names no rule may have meant: one of the people, gates and doors that a change can reach."""
        gates = {link.name for link in self.city.links if link.kind == LinkKind.GATE}
        doors = {building.name for building in self.city.buildings}
        for kind, names in (("people", self.spec.cast), ("gates", gates), ("doors", doors)):
            if name in names:
                return f"what is said of {kind} is set by: --set {kind}.{name}.{knob}=VALUE"
        return _instead(name, rules)


def _first(knobs: BaseModel) -> str:
    return next(iter(type(knobs).model_fields), "KNOB")


def _instead(rule: str, rules: Iterable[str]) -> str:
    return f"it is called {now_called(rule)!r} now" if now_called(rule) else did_you_mean(rule, rules)


def shipped() -> list[str]:
    """The names of the scenarios that come with the package."""
    folder = Path(str(files("undergrid") / "scenarios"))
    return sorted(path.parent.name for path in folder.glob(f"*/{FILE}"))


def find(path_or_name: str | Path) -> Path:
    """The file of a scenario: given itself, in a folder as scenario.yaml, or by the name of one that is shipped.

    Raises ScenarioError where there is none and for a map, UsageError for an empty name.
    """
    known, given = shipped(), numbers.place(path_or_name, "scenario")
    if not str(path_or_name).strip():
        raise UsageError(f"no scenario is named, expected a file, a folder, or {one_of(known)}")
    try:
        if given.is_file() and is_map(given):
            what = "this is a map, and no scenario"
            raise ScenarioError([Problem(str(path_or_name), 0, 0, what, f"a scenario that says map: {given.name}")])
        if given.is_file():
            return given
        if is_there(given / FILE):
            return given / FILE
        given.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        pass  # perhaps one of ours
    except OSError as error:  # a name that is too long, a folder that may not be entered
        raise ScenarioError([Problem(str(path_or_name), 0, 0, f"cannot be read: {error.strerror}")]) from None
    if os.path.isdir(given):
        raise ScenarioError([Problem(str(path_or_name), 0, 0, f"this folder has no {FILE}")])
    if str(path_or_name) in known:
        return Path(str(files("undergrid") / "scenarios" / str(path_or_name) / FILE))
    if is_there(given):
        return given  # a pipe or a device: whoever reads it says so
    what = "there is no such scenario"
    expected = f"a file, a folder, or {one_of(known)}"
    raise ScenarioError([Problem(str(path_or_name), 0, 0, what, expected, nearest(str(path_or_name), known))])


def load(path_or_name: str | Path, people: int | None = None) -> Scenario:
    """Read a scenario, in a city for its own number of people or for `people`.

    Raises ScenarioError with all that is wrong with the file, UsageError where it cannot have that many people.
    """
    source, scenario = _load(find(path_or_name), people)
    if scenario is None:
        raise ScenarioError(source.problems)
    return scenario


class Sight(NamedTuple):
    """What can be seen of a scenario with mistakes: its map."""

    spec: ScenarioFile
    city: City
    atlas: Atlas
    problems: list[Problem]


def sight(path_or_name: str | Path, people: int | None = None) -> Sight | None:
    """The map of a scenario, whatever else is wrong with it; None where its map cannot be read.

    Raises ScenarioError and UsageError as `load` does where there is no such scenario.
    """
    path = find(path_or_name)
    source = read(path, from_here(path), own)
    spec, standing_in = shape(source)
    if spec is None or "map" in standing_in:
        return None
    if spec.map.generate and source.data.get("people") != spec.people:
        return None  # a city is as large as its people are many, and nobody knows how many
    total = len(spec.cast) + sum(count(spec, None if spec.map.file else people))
    if not spec.map.file and total > MOST_PEOPLE:
        return None
    try:
        found = drawn(spec.map, path.parent, total, spec.scenario)
    except BadMapError:
        return None
    plain = Atlas(found.city, origin=found.origin)
    spots = {name: cell for name, spot in spec.places.items() if (cell := plain.cell(spot)) is not None}
    return Sight(spec, found.city, Atlas(found.city, spots, found.origin), _load(path, people)[0].problems)


def _load(path: Path, people: int | None) -> tuple[Source, Scenario | None]:
    source = read(path, from_here(path), own)
    story = path.with_name(CANON)
    if os.path.lexists(story) and not story.is_file():
        source.note(Problem(from_here(story), 0, 0, "this is no file", "a canon, or nothing of that name"))
    spec, standing_in = shape(source)
    if spec is None:
        return source, None
    found, counts = None, count(spec, None if spec.map.file else people)
    total = len(spec.cast) + sum(counts)
    if "map" not in standing_in and (spec.map.file or total <= MOST_PEOPLE):  # more are no city: the checker says so
        try:
            found = drawn(spec.map, path.parent, total, spec.scenario)
        except BadMapError as error:
            if error.what:
                source.report(("map",), error.what, error.expected)
            for one in error.complaints:
                source.note(Problem(from_here(one.path), one.line, min(one.line, 1), one.what))
    atlas = None
    if found:
        plain = Atlas(found.city, origin=found.origin)
        spots = {name: cell for name, spot in spec.places.items() if (cell := plain.cell(spot)) is not None}
        for name in spots:
            if name in plain.places:
                source.report(("places", name), f"the map has a place {name!r} already", "another name", key=True)
        atlas = Atlas(found.city, spots, found.origin)
    makers, faults = gather(spec.systems, path.parent)
    for fault in faults:
        if fault.file:
            place = from_here(Path(fault.file))
            source.note(Problem(place, fault.line, 1, fault.what, fault.expected, fault.suggestion))
        else:
            source.report(("systems", fault.asked), fault.what, fault.expected, fault.suggestion)
    schedule = schedule_of(makers)
    unknown = {Path(asked.split()[0]).stem for asked in spec.systems if asked.strip()} - {one.name for one in makers}
    checked = Checker(source, spec, atlas, schedule, unknown).check()
    check_laws(source, spec)
    check_households(source, spec, counts)
    network = plan_of(source, spec, atlas, path.parent) if atlas else None
    network = with_mains(network, atlas.city, spec.network.generate) if atlas and spec.network else network
    if atlas:
        check_relays(source, spec, network)
        check_hosts(source, spec, atlas, network)
        check_viruses(source, spec, network)
    if source.problems or found is None or atlas is None:
        return source, None
    if spec.map.file:
        counts = count(spec, people, most=min(MOST_PEOPLE, max(atlas.beds, total)))
    return source, Scenario(path, spec, found.city, atlas, checked, counts, makers, schedule, found.files, network)


def count(spec: ScenarioFile, people: int | None = None, most: int = MOST_PEOPLE) -> tuple[int, ...]:
    """How many people each group of the crowd has, if they are `people` in all, the cast included, of at most `most`.

    Shares are of those whom neither cast nor counted groups make up. Another number of people than the scenario's own
    changes all groups in proportion, by largest remainders. Raises UsageError where that cannot be.
    """
    cast = len(spec.cast)
    counted = sum(group.count or 0 for group in spec.crowd)
    rest = max(0, (spec.people or 0) - cast - counted)
    own = [round(rest * group.share) if group.share is not None else group.count or 0 for group in spec.crowd]
    if people is None or people == cast + sum(own):
        return tuple(own)
    total, crowd = sum(own), people - cast
    if total == 0:
        raise UsageError(f"{spec.scenario} cannot have {people:,} people: it has no crowd, expected {cast:,}")
    fewest = max(cast, 1)
    if not fewest <= people <= most:
        upper = f"its map has pods for {most:,}" if most < MOST_PEOPLE else f"no city has more than {most:,}"
        hint = f"its cast alone is {cast:,}; {upper}"
        raise UsageError(f"{spec.scenario} cannot have {people:,} people, expected {fewest:,} to {most:,}", hint=hint)
    parts = [divmod(n * crowd, total) for n in own]
    left = crowd - sum(whole for whole, _ in parts)
    first = sorted(range(len(parts)), key=lambda n: (-parts[n][1], n))[:left]
    return tuple(whole + (n in first) for n, (whole, _) in enumerate(parts))
