"""Checks that everything that a scenario names exists: people, places, rules, wants; and that it can be reached."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from undergrid.core.errors import nearest, one_of
from undergrid.core.everyday import instead
from undergrid.core.plain import cut
from undergrid.minds.arguments import names_in
from undergrid.schedule import SCHEDULE, Entry
from undergrid.setup.check.atlas import Atlas, Place
from undergrid.setup.check.factions import check_factions
from undergrid.setup.check.knobs import known_rules, known_wants, now_called, now_under, numberless
from undergrid.setup.check.maps import regions
from undergrid.setup.check.marks import check_marks
from undergrid.setup.check.power import check_power
from undergrid.setup.check.raiders import check_raiders
from undergrid.setup.check.rooms import check_rooms
from undergrid.setup.check.wants import takes_a_name, with_needs
from undergrid.setup.check.windows import check_lifts, check_windows
from undergrid.setup.file.model import ScenarioFile
from undergrid.setup.file.moments import window_of
from undergrid.setup.file.persons import ANYWHERE, MOST_PEOPLE, Carried, Group, Person
from undergrid.setup.file.presets import KEY, presets
from undergrid.setup.file.quantities import NAME
from undergrid.setup.file.shape import fit
from undergrid.setup.file.source import Loc, Source, dotted
from undergrid.world.places.shelters import SHELTERING

_NUMBERED = re.compile(r"(citizen\s+)?-?\d+", re.IGNORECASE)
LIVING = ("mourn", "live_on")  # what everybody wants who wants anything
OUTZONE, TRUTH = "outzone", "truth"  # the rumour of a life beyond the wall; what the City keeps from its people


@dataclass(frozen=True)
class Want:
    """One thing that somebody is after: its name in `minds.WANTS`, and what it needs to know."""

    name: str
    params: BaseModel


@dataclass
class Checked:
    """What the names of a file stand for; names without a meaning are left out."""

    rules: dict[str, BaseModel] = field(default_factory=dict)
    wants: dict[str, tuple[Want, ...]] = field(default_factory=dict)


class Checker:
    """Looks through one scenario; every problem goes to its source."""

    def __init__(
        self,
        source: Source,
        spec: ScenarioFile,
        atlas: Atlas | None,
        schedule: tuple[Entry, ...] = SCHEDULE,
        broken: Set[str] = frozenset(),
    ) -> None:
        """Look through `spec`; the sections of makers' rules that are `broken` are not checked."""
        self.source, self.spec, self.atlas, self.schedule, self.broken = source, spec, atlas, schedule, broken
        # names are read from the file itself: a person or group that was left out of `spec` names others all the same
        self.raw: dict[str, Any] = source.data if isinstance(source.data, dict) else {}
        self.cast: dict[str, Any] = _mapping(self.raw.get("cast"))
        self.people = set(self.cast)

    def check(self) -> Checked:
        """Check everything; returns rules and wants as models."""
        rules, wants = self._rules(), self._wants()
        checked = Checked(with_needs(rules, wants, self.spec.rules), wants)
        self._crowd_counts()
        self._bands()
        self._called()
        for name in self.cast:
            self._ties(name)
        self._escorts()
        for name, given in _mapping(self.raw.get("endings")).items():
            who = _mapping(given).get("who")
            for n, one in enumerate([who] if isinstance(who, str) else _list(who)):
                self.person(("endings", name, "who", n), one)
        for name, end in self.spec.endings.items():
            after, before = window_of(end, self.spec.clock.starts, dict(rules["clock"]))
            if after > self.spec.clock.lasts:
                self.report(("endings", name, "after"), "this ending counts only once the run is over", "less")
            elif before is not None and before <= after:
                self.report(("endings", name, "before"), "that moment has passed before `after` comes", "a later one")
        if self.atlas:
            self._map(self.atlas)
        return checked

    # -- the file alone

    def _rules(self) -> dict[str, BaseModel]:
        known = known_rules(self.schedule)
        rules = {name: model() for name, model in known.items()}
        asked = _mapping(self.raw.get("rules"))
        if KEY in asked and not (isinstance(asked[KEY], str) and asked[KEY] in presets()):
            self.unknown(("rules", KEY), str(asked[KEY]), "there is no preset {}", presets())
        for name, knobs in self.spec.rules.items():
            if name in self.broken:
                continue
            if name not in known:
                self._unknown_rule(name, known)
                continue
            elsewhere = {knob for knob in knobs if knob not in known[name].model_fields and now_under(name, knob)}
            for knob in knobs:
                if knob in elsewhere:
                    self.report(
                        ("rules", name, knob), "this knob stands elsewhere", f"rules.{now_under(name, knob)}", key=True
                    )
            kept = {knob: value for knob, value in knobs.items() if knob not in elsewhere}
            if fitted := fit(self.source, ("rules", name), known[name], kept):
                rules[name] = fitted
        return rules

    def _unknown_rule(self, name: str, known: Iterable[str]) -> None:
        if numberless(name, self.schedule):
            self.report(("rules", name), numberless(name, self.schedule), "no numbers for it", key=True)
        elif now_called(name):
            self.report(("rules", name), f"the rule {name!r} has another name now", now_called(name), key=True)
        else:
            self.unknown(("rules", name), name, "there is no rule {}", known, key=True)

    def _wants(self) -> dict[str, tuple[Want, ...]]:
        known = known_wants()
        found: dict[str, tuple[Want, ...]] = {}
        for name, person in self.cast.items():
            wants = []
            for n, given in enumerate(_list(_mapping(person).get("wants"))):
                loc: Loc = ("cast", name, "wants", n)
                if isinstance(given, str):
                    given = {given: None}
                if not (isinstance(given, dict) and len(given) == 1):
                    self.report(loc, "a want that is not one name with its target", "such as {reach: old_station}")
                    continue
                [(want, target)] = given.items()
                if want not in known:
                    self.unknown((*loc, want), want, "nobody can want to {}", known, instead("want", want), key=True)
                    continue
                if isinstance(target, str) and target in self.people and not takes_a_name(known[want]):
                    expected = f"{want} alone: whom it concerns follows from bonds"
                    self.report((*loc, want), f"this want is told of nobody by name, not of {target!r}", expected)
                    continue
                params = fit(self.source, (*loc, want), known[want], _as_mapping(target, known[want]))
                if params:
                    wants.append(Want(want, params))
                    self._named_in((*loc, want), name, params)
            own = {want.name for want in wants}
            living = [Want(want, known[want]()) for want in LIVING if wants and want not in own]
            found[name] = (*wants, *living)
        return found

    def _named_in(self, loc: Loc, owner: str, params: BaseModel) -> None:
        """Check the people, places and gates that a want names."""
        for where, kind, value in names_in(params):
            place = (*loc, *where)
            if kind == "person" and value == owner:
                self.report(place, f"{owner} cannot be the target of their own want", "somebody else")
            elif kind == "person" and value not in self.people:
                self.unknown(place, value, "nobody of the cast is called {}", self.people)
            elif kind == "place" and self.atlas:
                self.place(place, value)
            elif kind == "gate" and self.atlas and value not in self.atlas.gates:
                self.unknown(place, value, "the map has no gate {}", self.atlas.gates)

    def _bands(self) -> None:
        """Check that the bands people belong to exist, and that no thing that lies about or a group has is a chip."""
        owners: list[tuple[Loc, Group | Person]] = [(("crowd", n), group) for n, group in enumerate(self.spec.crowd)]
        owners += [(("cast", name), person) for name, person in self.spec.cast.items()]
        lying: list[tuple[Loc, Carried]] = [(("things", n), thing) for n, thing in enumerate(self.spec.things)]
        for loc, owner in owners:
            if owner.band is not None and owner.band not in self.spec.bands:
                self.unknown((*loc, "band"), owner.band, "there is no band {}", self.spec.bands)
            if isinstance(owner, Group):
                lying += [((*loc, "carries", n), thing) for n, thing in enumerate(owner.carries)]
        for loc, thing in lying:
            if thing.chip is not None:
                self.report((*loc, "chip"), "a chip that nobody of the cast carries", "one that somebody carries")

    def _crowd_counts(self) -> None:
        groups = self.spec.crowd
        seen: dict[str, int] = {}
        for n, group in enumerate(groups):
            if group.label in seen:
                what = f"a second group of the crowd that is called {group.label!r}"
                self.report(("crowd", n), what, "a name of its own: name: ...")
            seen[group.label] = n
        shares = [group.share for group in groups if group.share is not None]
        if shares and self.raw.get("people") is None:
            what = "the crowd is given in shares, but nothing says how many people there are"
            self.report(("crowd",), what, "people: a number, at the top")
        if sum(shares) > 1 + 1e-9:
            self.report(("crowd",), f"the shares of the crowd add up to {sum(shares):.0%}", "at most 100 %")
        counted = sum(group.count or 0 for group in groups) + len(self.cast)
        if counted > MOST_PEOPLE:
            self.report(("crowd",), f"{counted:,} people, the cast included", f"at most {MOST_PEOPLE:,}")
        elif self.spec.people is not None and counted > self.spec.people:
            what = f"{self.spec.people} people, but cast and counted groups are {counted}"
            self.report(("people",), what, f"{counted:,} to {MOST_PEOPLE:,}")

    def _bonds(self, name: str) -> Iterator[tuple[int, str, str]]:
        """The ties of somebody as the file has them: (number, to whom, kind), as far as they are names."""
        for n, given in enumerate(_list(_mapping(self.cast[name]).get("bonds"))):
            to, kind = (_mapping(given).get(key, other) for key, other in (("to", None), ("kind", "friend")))
            if isinstance(to, str) and isinstance(kind, str):
                yield n, to, kind

    def _called(self) -> None:
        """Check that whoever is asked for by name is one person, and none of those who go by their number."""
        called = {name: name for name in self.cast}
        for name, person in self.spec.cast.items():
            loc: Loc = ("cast", name, "name")
            if _NUMBERED.fullmatch(person.name):
                self.report(loc, f"{cut(person.name)} is how people without a name are called", "a name")
            elif called.setdefault(person.name.lower(), name) != name:
                self.report(loc, f"{called[person.name.lower()]} is called so already", "another name")

    def _ties(self, name: str) -> None:
        seen: set[tuple[str, str]] = set()
        for n, to, kind in self._bonds(name):
            loc: Loc = ("cast", name, "bonds", n, "to")
            self.person(loc, to)
            if to == name:
                self.report(loc, f"{name} is bound to themself", "somebody else")
            elif (to, kind) in seen:
                self.report(loc, f"{name} is bound to {to} twice in the same way", "each tie once")
            seen.add((to, kind))
        for n, thing in enumerate(_list(_mapping(self.cast[name]).get("carries"))):
            chip = _mapping(_mapping(thing).get("chip"))
            if chip:
                self.person(("cast", name, "carries", n, "chip", "of"), chip.get("of"))

    def _escorts(self) -> None:
        """Check that nobody escorts somebody who, directly or through others, escorts them."""
        leads = {name: to for name in self.cast for _, to, kind in self._bonds(name) if kind == "escort" and to != name}
        done: set[str] = set()
        for start in leads:
            round_: list[str] = []
            here = start
            while here in leads and here not in done:
                done.add(here)
                round_.append(here)
                here = leads[here]
            if here in round_:
                members = round_[round_.index(here) :]
                what = f"{', '.join(members)} escort each other in a circle: nobody leads"
                self.report(("cast", members[0], "bonds"), what, "one who escorts nobody")

    # -- on the map

    def _map(self, atlas: Atlas) -> None:
        for name, spot in self.spec.places.items():
            cell = atlas.cell(spot)
            loc: Loc = ("places", name)
            if spot.level not in atlas.levels:
                self.unknown((*loc, "level"), spot.level, "the map has no level {}", atlas.levels)
            elif cell is None:
                what = f"{name} ({spot.x}, {spot.y}) lies outside the map"
                self.report(loc, what, f"x below {atlas.city.width}, y below {atlas.city.height}")
            elif not atlas.city.walkable()[cell]:
                what = f"{name} lies in {atlas.solid(cell)}: nobody can stand there"
                self.report(loc, what, "a cell that can be walked on")
        for n, group in enumerate(self.spec.crowd):
            self._group(atlas, n, group)
        check_rooms(self, atlas)
        for name, person in self.spec.cast.items():
            self._whereabouts(atlas, name, person)
        for name in self.spec.gates:
            if name not in atlas.gates:
                self.unknown(("gates", name), name, "the map has no gate {}", atlas.gates, key=True)
        for n, post in enumerate(self.spec.watchers.more):
            for loc, at in [(("at",), post.at), *((("beat", m), stop) for m, stop in enumerate(post.beat))]:
                self.place(("watchers", "more", n, *loc), at)
            beat = [place for stop in post.beat if (place := atlas.place(stop))]
            if len({place.cell // atlas.city.area for place in beat}) > 1:
                self.report(("watchers", "more", n, "beat"), "a beat that leaves its level", "one level")
        shut: set[int] = set()
        for n, barred in enumerate(self.spec.barred):
            if (there := self.place(("barred", n), barred)) is not None and there.cell in shut:
                self.report(("barred", n), f"{barred} is barred already", "each place once")
            shut |= {there.cell} if there is not None else set()
        for section in ("things", "wrecks", "fires", "scrap"):
            for n, lying in enumerate(getattr(self.spec, section)):
                self.place((section, n, "at"), lying.at)
        for name, band in self.spec.bands.items():
            self.place(("bands", name, "to"), band.to)
        for check in (check_power, check_windows, check_lifts, check_marks, check_factions, check_raiders):
            check(self, atlas)
        shelters = {b.name for b in atlas.city.buildings if b.use in SHELTERING}
        for section in ("doors", "clinics", "depots"):
            for name in sorted(getattr(self.spec, section).keys() - shelters):
                self.unknown((section, name), name, "the map has no shelter {}", shelters, key=True)
        for name, end in self.spec.endings.items():
            if end.at is not None and end.at not in atlas.levels and end.at not in atlas.districts:
                self.place(("endings", name, "at"), end.at, {*atlas.levels, *atlas.districts})

    def _group(self, atlas: Atlas, n: int, group: Group) -> None:
        loc: Loc = ("crowd", n, "at")
        shelters = atlas.shelters(group.at)
        if shelters is None:
            known = {ANYWHERE, *atlas.districts, *atlas.kinds}
            what = f"the map has no district or building {group.at!r}"
            self.report(loc, what, one_of(known), nearest(group.at, known | atlas.places))
        elif not len(shelters) and group.count != 0:
            self.report(loc, f"there are no pods in {group.at}", "a district where people live")
        if group.around is not None:
            self.place(("crowd", n, "around"), group.around)

    def _whereabouts(self, atlas: Atlas, name: str, person: Person) -> None:
        loc: Loc = ("cast", name)
        spots: list[tuple[str, Place]] = []
        for key in ("at", "home", "work"):
            given = getattr(person, key)
            if given is None:
                continue
            place = self.place((*loc, key), given)
            if place is None:
                continue
            if key != "at" and place.building < 0:
                self.report((*loc, key), f"{given} is no building", "a building, or a place at its door")
                continue
            spots.append((key, place))
        if person.wanted and person.wanted.last_seen is not None:
            self.place((*loc, "wanted", "last_seen"), person.wanted.last_seen)
        for n, given in enumerate(person.knows):
            for topic in given:
                if topic not in self.people and topic not in (OUTZONE, TRUTH) and atlas.place(topic) is None:
                    known = {OUTZONE, TRUTH, *self.people, *atlas.common_places}
                    self.unknown((*loc, "knows", n), topic, "there is nothing to know about {}", known)
        self._reachable(atlas, name, spots)

    def _reachable(self, atlas: Atlas, name: str, spots: list[tuple[str, Place]]) -> None:
        """Check that home and workplace can be walked to from where somebody starts, all gates open."""
        region = regions(atlas.city, [place.cell for _, place in spots])
        for key, place in spots:
            loc = ("cast", name, key)
            if region[place.cell] < 0:
                if self.spec.places.get(str(getattr(self.spec.cast[name], key))) is None:  # else reported there
                    what = f"{name} would stand in {atlas.solid(place.cell)} there"
                    self.report(loc, what, "a cell that can be walked on")
            elif region[place.cell] != region[spots[0][1].cell] >= 0:
                what = f"{getattr(self.spec.cast[name], key)} cannot be reached from where {name} starts"
                self.report(loc, what, "a place that ways lead to")

    # -- one name

    def place(self, loc: Loc, name: str, also: Iterable[str] = ()) -> Place | None:
        assert self.atlas
        found = self.atlas.place(name)
        if found is None and name not in self.spec.places and not self.left_out("places", name):
            known = {*self.atlas.places, *also}
            common, advice = {*self.atlas.common_places, *also}, instead("place", name)
            expected = f"{advice}; {one_of(common)}" if advice else one_of(common)
            self.report(loc, f"the map has no place {name!r}", expected, nearest(name, known))
        return found

    def left_out(self, section: str, name: str) -> bool:
        """Whether the file has this name, but what it says of it was wrong and is reported already."""
        return name in _mapping(self.raw.get(section))

    def person(self, loc: Loc, name: Any) -> None:
        """Check that a `Name` is of the cast; the model has reported what is no short name at all."""
        if isinstance(name, str) and name not in self.people and re.match(NAME, name):
            self.unknown(loc, name, "nobody of the cast is called {}", self.people)

    def unknown(
        self, loc: Loc, name: str, what: str, known: Iterable[str], advice: str = "", *, key: bool = False
    ) -> None:
        names = list(known)
        near = "" if advice else nearest(name, names)
        self.report(loc, what.format(repr(name)), advice or one_of(names), near, key=key)

    def report(self, loc: Loc, what: str, expected: str, suggestion: str = "", *, key: bool = False) -> None:
        self.source.report(loc, f"{dotted(loc)}: {what}", expected, suggestion, key=key)


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _as_mapping(target: Any, model: type[BaseModel]) -> Any:
    """A want's target as the mapping of its model: a bare value stands for the first knob."""
    if isinstance(target, dict):
        return target
    if target is None:
        return {}
    return {next(iter(model.model_fields), "target"): target}
