"""What the names in a scenario's arcs file stand for; every name that stands for nothing is told with its line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from undergrid.core import units
from undergrid.core.errors import from_here, nearest, one_of
from undergrid.core.inputs import is_there
from undergrid.minds import WANTS
from undergrid.setup.build.build import Built
from undergrid.setup.file.arcs import FILE, ArcsFile, Ending, Pattern
from undergrid.setup.file.pattern import IS_AT, IS_WITH, STATES, Arcs, Beat, End, How, Moment, Party, Plan, Step
from undergrid.setup.file.problems import ScenarioError
from undergrid.setup.file.shape import fit
from undergrid.setup.file.source import Loc, Source, dotted, read
from undergrid.world.log.kinds import Kind
from undergrid.world.senses import thermal
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.view.names import MEMBERS, words

_BETWEEN = {"ash": thermal.ASH, "rain": thermal.RAIN, "cover": thermal.COVER, "a crowd": thermal.CROWD,
            "fire": thermal.FIRE}  # fmt: skip
_NOBODY = {
    "citizen": "nobody of the cast is called {}",
    "building": "the map has no building {}",
    "gate": "the map has no gate {}",
    "watcher": "no watcher here is a {}",
}
_TOGETHER = {how.value: how for how in (How.ALL, How.ANY, How.NONE)}


def arcs_file(built: Built) -> Path | None:
    """The arcs file of a scenario, where it has one."""
    path = built.scenario.path.with_name(FILE)
    return path if is_there(path) else None


def arcs_of(built: Built) -> Arcs:
    """What a scenario's arcs ask for, in the city that was built; nothing where it has no arcs file.

    Raises ScenarioError with all that is wrong with the file.
    """
    path = arcs_file(built)
    if path is None:
        return Arcs()
    source = read(path, from_here(path))
    file = fit(source, (), ArcsFile, source.data) if source.data is not None else None
    found = _Reader(built, source).arcs(file) if isinstance(file, ArcsFile) else Arcs()
    if source.problems:
        raise ScenarioError(source.problems)
    return found


class _Reader:
    """Reads one file; what is wrong with it goes to its source."""

    def __init__(self, built: Built, source: Source) -> None:
        self.built, self.source = built, source
        self.kinds = {words(kind.name): kind for kind in Kind}
        self.endings = [ending.name for ending in built.endings]
        self.beats: dict[str, Any] = {}

    def arcs(self, file: ArcsFile) -> Arcs:
        if file.arcs != self.built.name:
            self._report(("arcs",), f"these arcs belong to {file.arcs!r}", self.built.name)
        self.beats = file.beats
        plans = {name: self._plan(("beats", name), given) for name, given in file.beats.items()}
        for n, name in enumerate(file.arc):
            if name not in plans:
                self._unknown(("arc", n), name, "there is no beat {}", plans)
            elif name in file.arc[:n]:
                self._report(("arc", n), f"{name} stands here a second time", "each beat once")
        ends = tuple(self._end(name, given) for name, given in file.endings.items())
        if ends and self.source.problems == [] and (ends[-1].reached or ends[-1].happened or ends[-1].without):
            last = ("endings", ends[-1].name)
            self._report(last, "a run might end as none of these", "a last one that asks for nothing: {}", key=True)
        return Arcs(self._in_order(plans), tuple(plans), tuple(file.arc), ends)

    def _in_order(self, plans: Mapping[str, Plan]) -> tuple[Beat, ...]:
        """The beats so that each comes after those that it names."""
        done: dict[str, Beat] = {}
        while len(done) < len(plans):
            ready = [name for name, plan in plans.items() if name not in done and plan.beats <= done.keys()]
            if not ready:
                left = [name for name in plans if name not in done]
                if not self.source.problems:
                    self._report(("beats", left[0]), f"{', '.join(left)} wait for each other", "an order", key=True)
                break
            done |= {name: Beat(name, plans[name]) for name in ready}
        return tuple(done.values())

    def _end(self, name: str, given: Ending) -> End:
        loc: Loc = ("endings", name)
        reached = []
        for n, ending in enumerate(given.reached or ()):
            if ending in self.endings:
                reached.append(self.endings.index(ending))
            else:
                self._unknown((*loc, "reached", n), ending, "the scenario has no ending {}", self.endings)
        happened, without = (
            None if one is None else self._plan((*loc, key), one)
            for key, one in (("happened", given.happened), ("without", given.without))
        )
        if given.settled is not None and given.reached is None:
            self._report((*loc, "settled"), "nothing says when it is settled", "reached: an ending of the scenario")
        return End(name, tuple(reached), happened, without, -1 if given.settled is None else given.settled)

    # -- patterns

    def _plan(self, loc: Loc, given: Any) -> Plan:
        """A beat: a pattern, a list of patterns in turn, or all, any or none of a list."""
        if isinstance(given, list):
            return self._steps(loc, How.IN_TURN, given)
        if isinstance(given, dict) and len(given) == 1 and (how := next(iter(given))) in _TOGETHER:
            inside = given[how] if isinstance(given[how], list) else [given[how]]
            return self._steps((*loc, how), _TOGETHER[how], inside)
        return Plan(How.IN_TURN, tuple(filter(None, [self._step(loc, given)])))

    def _steps(self, loc: Loc, how: How, given: list[Any]) -> Plan:
        if not given:
            self._report(loc, "nothing is asked for", "at least one pattern")
        steps = [self._step((*loc, n), one) for n, one in enumerate(given)]
        if how != How.IN_TURN:
            for n, step in enumerate(steps):
                if step is not None and step.within >= 0 and not step.after.beat and step.after.tick < 0:
                    self._report((*loc, n, "within"), "no step comes before this one", "after: a moment")
        return Plan(how, tuple(filter(None, steps)))

    def _step(self, loc: Loc, given: Any) -> Step | None:
        pattern = fit(self.source, loc, Pattern, given)
        if not isinstance(pattern, Pattern):
            return None
        before = len(self.source.problems)
        of, kinds = self._kinds((*loc, "kind"), pattern.kind)
        if len(self.source.problems) > before:
            return None
        levels, districts = self._areas((*loc, "at"), pattern.at or ())
        amounts, bits = self._amounts((*loc, "amount"), kinds, pattern.amount or ())
        causes = self._kinds((*loc, "cause"), pattern.cause)[1] if pattern.cause else ()
        for party in ("who", "whom"):
            for n, state in enumerate(getattr(pattern.state, party) or ()):
                if state not in STATES:
                    self._unknown((*loc, "state", party, n), state, "there is no state {}", STATES)
        city = self.built.world.city
        return Step(
            of=of,
            kinds=tuple(map(int, kinds)),
            who=self._party((*loc, "who"), pattern.who, self._table(of, kinds, "who", loc, pattern.who)),
            whom=self._party((*loc, "whom"), pattern.whom, self._table(of, kinds, "whom", loc, pattern.whom)),
            cells=None if pattern.near is None else self._cells((*loc, "near"), pattern.near),
            within_cells=max(1, pattern.within_m * 1000 // city.cell_mm),
            levels=levels,
            districts=districts,
            amounts=amounts,
            bits=bits,
            least=pattern.least,
            most=pattern.most,
            causes=tuple(map(int, causes)),
            while_who=tuple(pattern.state.who or ()),
            while_whom=tuple(pattern.state.whom or ()),
            at_least=pattern.at_least,
            of_different=pattern.of_different or "",
            after=self._moment((*loc, "after"), pattern.after),
            before=self._moment((*loc, "before"), pattern.before),
            within=-1 if pattern.within is None else pattern.within,
            without=() if pattern.without is None else self._without((*loc, "without"), pattern.without),
        )

    def _without(self, loc: Loc, given: Any) -> tuple[Step, ...]:
        inside = given if isinstance(given, list) else [given]
        places = [(*loc, n) if isinstance(given, list) else loc for n in range(len(inside))]
        return tuple(filter(None, (self._step(place, one) for place, one in zip(places, inside, strict=True))))

    def _kinds(self, loc: Loc, given: Iterable[str]) -> tuple[str, tuple[Kind, ...]]:
        """("is at", "is with" or "", the kinds of events)."""
        names = [words(name) for name in given]
        apart = [name for name in names if name in (IS_AT, IS_WITH)]
        known = {*self.kinds, IS_AT, IS_WITH} if loc[-1] == "kind" else set(self.kinds)
        for n, name in enumerate(names):
            if name not in known:
                near = nearest(name, {words(kind).replace(" ", "_") for kind in known}).replace("_", " ")
                self._report((*loc, n), f"no event is called {name!r}", "", near)
        if apart and len(names) > 1:
            self._report(loc, f"{apart[0]} is no event and stands alone", "one kind")
        found = tuple(self.kinds[name] for name in names if name in self.kinds)
        return (apart[0] if apart else ""), found

    def _table(self, of: str, kinds: tuple[Kind, ...], party: str, loc: Loc, given: Any) -> str:
        """Of which table a party of these kinds is a row."""
        if of:
            return "citizen" if party == "who" or of == IS_WITH else ""
        tables = {str(getattr(kind, party)) for kind in kinds}
        if given is not None and len(tables) > 1:
            what = f"{party} is not the same thing in all of these kinds: {', '.join(sorted(tables))}"
            self._report((*loc, party), what, "kinds apart")
        return tables.pop() if len(tables) == 1 else ""

    def _party(self, loc: Loc, given: list[str] | None, table: str) -> Party:
        if given is None:
            return Party()
        if len(given) == 1 and given[0][:1].isupper() and given[0].isalnum():
            return Party(variable=given[0])
        known = self._rows(table)
        rows, others = list[int](), list[int]()
        for n, one in enumerate(given):
            name, into = (one[4:].strip(), others) if one.startswith("not ") else (one, rows)
            found = [row for called, all_ in known.items() if _is_called(called, name) for row in all_]
            if not found:
                what = _NOBODY.get(table, "nothing here can be called {}")
                self._unknown((*loc, n), name, what, known)
            into.extend(found)
        return Party(tuple(rows), tuple(others))

    def _rows(self, table: str) -> Mapping[str, tuple[int, ...]]:
        """What the rows of a table are called; watchers by what they are."""
        watchers, atlas = self.built.world.watchers.kind, self.built.scenario.atlas
        if table == "watcher":
            kinds = {words(kind.name): tuple(np.flatnonzero(watchers == kind).tolist()) for kind in WatcherKind}
            return {name: rows for name, rows in kinds.items() if rows}
        one_each = {"citizen": self.built.people, "building": atlas.buildings, "gate": atlas.gates}.get(table, {})
        return {name: (row,) for name, row in one_each.items()}

    # -- places, amounts, moments

    def _cells(self, loc: Loc, given: Iterable[str]) -> tuple[int, ...]:
        places, cells = self.built.places, set[int]()
        for n, name in enumerate(given):
            found = {cell for called, cell in places.items() if _is_called(called, name)}
            if not found:
                common = self.built.scenario.atlas.common_places
                self._report(
                    (*loc, n), f"the map has no place {name!r}", one_of(common), nearest(name.rstrip("*"), places)
                )
            cells |= found
        return tuple(sorted(cells))

    def _areas(self, loc: Loc, given: Iterable[str]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """(levels, districts) that names stand for."""
        atlas = self.built.scenario.atlas
        levels, districts = set[int](), set[int]()
        for n, name in enumerate(given):
            of_kind = {row for row, district in enumerate(atlas.city.districts) if district.kind == name}
            if name in atlas.levels:
                levels.add(atlas.levels[name])
            elif name in atlas.districts:
                districts.add(atlas.districts[name])
            elif of_kind:
                districts |= of_kind
            else:
                known = {*atlas.levels, *atlas.districts, *atlas.kinds}
                self._unknown((*loc, n), name, "the map has no level or district {}", known)
        return tuple(sorted(levels)), tuple(sorted(districts))

    def _amounts(self, loc: Loc, kinds: tuple[Kind, ...], given: Iterable[str | int]) -> tuple[tuple[int, ...], int]:
        """(amounts, bits of what lay between)."""
        meanings = {kind.amount for kind in kinds}
        known: Mapping[str, int] = {}
        if len(meanings) == 1:
            known = self._named(meanings.pop())
        amounts, bits = list[int](), 0
        for n, one in enumerate(given):
            name = one if isinstance(one, int) else words(one)
            if isinstance(name, int):
                amounts.append(name)
            elif name not in known:
                self._unknown((*loc, n), str(one), "no amount of this kind is called {}", known)
            elif known is _BETWEEN:
                bits |= known[name]
            else:
                amounts.append(known[name])
        return tuple(amounts), bits

    def _named(self, meaning: str) -> Mapping[str, int]:
        """What amounts of a meaning are called."""
        if meaning in MEMBERS:
            members: Any = MEMBERS[meaning]
            return {words(member.name): int(member) for member in members}
        match meaning:
            case "range and what lay between":
                return _BETWEEN
            case "want":
                return {words(name): number for number, name in enumerate(WANTS)}
            case "ending":
                return {words(name): number for number, name in enumerate(self.endings)}
            case "citizen vouched for" | "citizen asked after":
                return {words(name): row for name, row in self.built.people.items()}
            case "cell":
                return {words(name): cell for name, cell in self.built.places.items()}
            case "direction":
                return {"outwards": 0, "inwards": 1}
        return {}

    def _moment(self, loc: Loc, given: str | None) -> Moment:
        if given is None:
            return Moment()
        if given in self.beats:
            return Moment(beat=given)
        try:
            if ":" in given:
                return Moment((units.clock(given) - self.built.world.starts) % units.DAY)
            if given[:1].isdigit():
                return Moment(units.seconds(given))
        except ValueError as wrong:
            self._report(loc, str(wrong), "")
            return Moment()
        self._unknown(loc, given, "there is no beat {}", self.beats)
        return Moment()

    def _unknown(self, loc: Loc, name: str, what: str, known: Iterable[str]) -> None:
        names = list(known)
        self._report(loc, what.format(repr(name)), one_of(names), nearest(name, names))

    def _report(self, loc: Loc, what: str, expected: str, suggestion: str = "", *, key: bool = False) -> None:
        if loc not in self.source.values and isinstance(loc[-1], int):
            loc = loc[:-1]  # one word where a list may stand
        self.source.report(loc, f"{dotted(loc)}: {what}", expected, suggestion, key=key)


def _is_called(name: str, given: str) -> bool:
    """Whether a name is the given one; one that ends in * stands for all that begin so."""
    return name.startswith(given[:-1]) if given.endswith("*") else name == given
