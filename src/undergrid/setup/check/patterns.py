"""Patterns of an arcs file, read: rows, cells and numbers in place of the names that a scenario has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from undergrid.core import units
from undergrid.core.errors import nearest, one_of
from undergrid.core.everyday import instead, own_word
from undergrid.minds import WANTS
from undergrid.setup.check.known import Known
from undergrid.setup.check.roles import check_roles
from undergrid.setup.file.arcs import Either, Pattern, Story
from undergrid.setup.file.pattern import IS_AT, IS_WITH, STATES, How, Moment, Party, Plan, Role, Step
from undergrid.setup.file.shape import fit
from undergrid.setup.file.source import Loc, Source, dotted
from undergrid.world.log.kinds import Kind
from undergrid.world.senses import thermal
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
_SOMEBODY = ("citizen vouched for", "citizen asked after", "citizen who died", "citizen sought")
_WINDOWS: dict[str, Any] = {"of": "", "at_least": 1, "of_different": "", "spanning": -1, "after": Moment(),
                            "before": Moment(), "within": -1, "without": (), "called": "", "because_of": "",
                            "either": ()}  # fmt: skip
_ANYBODY, _NAMED, _NAMELESS = "anybody", "named", "nameless"


class Reader:
    """Reads patterns; what is wrong with them goes to the source."""

    def __init__(self, known: Known, source: Source) -> None:
        self.known, self.source = known, source
        self.kinds = {words(kind.name): kind for kind in Kind}
        self.beats: dict[str, Any] = {}

    def _plan(self, loc: Loc, given: Any) -> Plan:
        """A beat: a pattern, a list of patterns in turn, or all, any or none of a list."""
        if isinstance(given, list):
            return self._steps(loc, How.IN_TURN, given)
        if isinstance(given, dict) and "steps" in given:
            return self._story(loc, given)
        if isinstance(given, dict) and len(given) == 1 and (how := next(iter(given))) in _TOGETHER:
            inside = given[how] if isinstance(given[how], list) else [given[how]]
            return self._steps((*loc, how), _TOGETHER[how], inside)
        step = self._step(loc, given)
        if step is None:
            return Plan(How.IN_TURN, ())
        plan = Plan(How.IN_TURN, (step,))
        check_roles(plan, lambda at, what, expected: self._report((*loc, *at[1:]), what, expected))
        return plan

    def _story(self, loc: Loc, given: Any) -> Plan:
        """A beat with roles."""
        story = fit(self.source, loc, Story, given)
        if not isinstance(story, Story):
            return Plan(How.IN_TURN, ())
        never = () if story.never_again is None else self._without((*loc, "never_again"), story.never_again)
        before = len(self.source.problems)
        plan = self._steps((*loc, "steps"), How.IN_TURN, story.steps)
        roles = tuple(self._role((*loc, "roles", name), name, asked) for name, asked in story.roles.items())
        plan = Plan(plan.how, plan.steps, roles, never, story.means)
        if len(self.source.problems) == before:
            check_roles(plan, lambda at, what, expected: self._report((*loc, *at), what, expected), tuple(story.roles))
        return plan

    def _role(self, loc: Loc, name: str, asked: list[str]) -> Role:
        if not _is_variable(name):
            self._report(loc, f"{name!r} is no role", "a word that begins with a capital", key=True)
        if len(asked) == 1 and asked[0] in (_ANYBODY, _NAMED, _NAMELESS):
            return Role(name, named={_NAMED: True, _NAMELESS: False}.get(asked[0]))
        party = self._party(loc, asked, "citizen")
        return Role(name, party.rows, party.others)

    def _steps(self, loc: Loc, how: How, given: list[Any]) -> Plan:
        if not given:
            self._report(loc, "nothing is asked for", "at least one pattern")
        steps = [self._step((*loc, n), one) for n, one in enumerate(given)]
        if how != How.IN_TURN:
            for n, step in enumerate(steps):
                if step is not None and step.within >= 0 and not step.after.beat and step.after.tick < 0:
                    self._report((*loc, n, "within"), "no step comes before this one", "after: a moment")
        plan = Plan(how, tuple(filter(None, steps)))
        if len(plan.steps) == len(given):
            check_roles(plan, lambda at, what, expected: self._report((*loc, *at), what, expected))
        return plan

    def _either(self, loc: Loc, given: Any) -> Step | None:
        """A step that is any of several patterns."""
        either = fit(self.source, loc, Either, given)
        if not isinstance(either, Either):
            return None
        steps = [self._step((*loc, "any_of", n), one) for n, one in enumerate(either.any_of)]
        found = tuple(filter(None, steps))
        for n, step in enumerate(found):
            if len(found) == len(steps) and set(step.variables) != set(found[0].variables):
                said = " and ".join(found[0].variables) or "nobody"
                self._report((*loc, "any_of", n), "it speaks of others than the first", said)
            if replace(step, **_WINDOWS) != step:
                self._report((*loc, "any_of", n), "its windows stand beside any_of, for all of them", "a pattern alone")
        if len(found) < len(steps):
            return None
        return Step(
            kinds=tuple(sorted({kind for step in found for kind in step.kinds})),
            within=-1 if either.within is None else either.within,
            without=() if either.without is None else self._without((*loc, "without"), either.without),
            called=either.called or "",
            because_of=either.because_of or "",
            either=found,
        )

    def _step(self, loc: Loc, given: Any) -> Step | None:
        if isinstance(given, dict) and "any_of" in given:
            return self._either(loc, given)
        pattern = fit(self.source, loc, Pattern, given)
        if not isinstance(pattern, Pattern):
            return None
        before = len(self.source.problems)
        of, kinds = self._kinds((*loc, "kind"), pattern.kind)
        if len(self.source.problems) > before:
            return None
        district = _variable(pattern.at)
        levels, districts = self._areas((*loc, "at"), () if district else pattern.at or ())
        third = _variable(pattern.amount) if {kind.amount for kind in kinds} <= {*_SOMEBODY} else ""
        amounts, bits = self._amounts((*loc, "amount"), kinds, () if third else pattern.amount or ())
        causes = self._kinds((*loc, "cause"), pattern.cause)[1] if pattern.cause else ()
        for party in ("who", "whom"):
            for n, state in enumerate(getattr(pattern.state, party) or ()):
                if state not in STATES:
                    self._unknown((*loc, "state", party, n), state, "there is no state {}", STATES)
        if of and (pattern.called or pattern.because_of):
            self._report(loc, f"{of} is no event, and comes of none", "an event", key=True)
        return Step(
            of=of,
            kinds=tuple(map(int, kinds)),
            who=self._party((*loc, "who"), pattern.who, self._table(of, kinds, "who", loc, pattern.who)),
            whom=self._party((*loc, "whom"), pattern.whom, self._table(of, kinds, "whom", loc, pattern.whom)),
            cells=None if pattern.near is None else self._cells((*loc, "near"), pattern.near),
            within_cells=max(1, pattern.within_m * 1000 // self.known.cell_mm),
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
            spanning=-1 if pattern.spanning is None else pattern.spanning,
            after=self._moment((*loc, "after"), pattern.after),
            before=self._moment((*loc, "before"), pattern.before),
            within=-1 if pattern.within is None else pattern.within,
            without=() if pattern.without is None else self._without((*loc, "without"), pattern.without),
            third=third,
            district=district,
            called=pattern.called or "",
            because_of=pattern.because_of or "",
        )

    def _without(self, loc: Loc, given: Any) -> tuple[Step, ...]:
        inside = given if isinstance(given, list) else [given]
        places = [(*loc, n) if isinstance(given, list) else loc for n in range(len(inside))]
        return tuple(filter(None, (self._step(place, one) for place, one in zip(places, inside, strict=True))))

    def _kinds(self, loc: Loc, given: Iterable[str]) -> tuple[str, tuple[Kind, ...]]:
        """("is at", "is with" or "", the kinds of events)."""
        names = [words(own_word("event", name)) for name in given]
        apart = [name for name in names if name in (IS_AT, IS_WITH)]
        known = {*self.kinds, IS_AT, IS_WITH} if loc[-1] == "kind" else set(self.kinds)
        for n, name in enumerate(names):
            if name not in known:
                near = nearest(name, {words(kind).replace(" ", "_") for kind in known}).replace("_", " ")
                advice = instead("event", name)
                self._report((*loc, n), f"no event is called {name!r}", advice, "" if advice else near)
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
        if _variable(given):
            return Party(variable=given[0])
        known = self.known.tables.get(table, {})
        rows, others = list[int](), list[int]()
        for n, one in enumerate(given):
            name, into = (one[4:].strip(), others) if one.startswith("not ") else (one, rows)
            found = [row for called, all_ in known.items() if _is_called(called, name) for row in all_]
            if not found:
                what = _NOBODY.get(table, "nothing here can be called {}")
                self._unknown((*loc, n), name, what, known)
            into.extend(found)
        return Party(tuple(rows), tuple(others))

    # -- places, amounts, moments

    def _cells(self, loc: Loc, given: Iterable[str]) -> tuple[int, ...]:
        places, cells = self.known.places, set[int]()
        for n, name in enumerate(given):
            found = {cell for called, cell in places.items() if _is_called(called, name)}
            if not found:
                what, common = f"the map has no place {name!r}", self.known.common_places
                self._report((*loc, n), what, one_of(common), nearest(name.rstrip("*"), places))
            cells |= found
        return tuple(sorted(cells))

    def _areas(self, loc: Loc, given: Iterable[str]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """(levels, districts) that names stand for."""
        levels, districts = set[int](), set[int]()
        for n, name in enumerate(given):
            if name in self.known.levels:
                levels.add(self.known.levels[name])
            elif name in self.known.districts:
                districts.update(self.known.districts[name])
            else:
                known = {*self.known.levels, *self.known.districts}
                self._unknown((*loc, n), name, "the map has no level or district {}", known)
        return tuple(sorted(levels)), tuple(sorted(districts))

    def _amounts(self, loc: Loc, kinds: tuple[Kind, ...], given: Iterable[str | int]) -> tuple[tuple[int, ...], int]:
        """(amounts, bits of what lay between)."""
        meanings = {kind.amount for kind in kinds}
        meaning = meanings.pop() if len(meanings) == 1 else ""
        known = self._named(meaning)
        amounts, bits = list[int](), 0
        for n, one in enumerate(given):
            name = one if isinstance(one, int) else words(own_word(meaning, one))
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
                return {words(name): number for number, name in enumerate(self.known.endings)}
            case "citizen vouched for" | "citizen asked after":
                return {words(name): row for name, (row,) in self.known.tables.get("citizen", {}).items()}
            case "cell":
                return {words(name): cell for name, cell in self.known.places.items()}
            case "direction":
                return {"outwards": 0, "inwards": 1}
        return {}

    def _moment(self, loc: Loc, given: str | None) -> Moment:
        if given is None:
            return Moment()
        if given in self.beats:
            return Moment(beat=given)
        try:
            if ":" in given and self.known.starts < 0:
                self._report(loc, "no clock stands at a certain hour in any scenario", "a time since the start: 2 h")
                return Moment()
            if ":" in given or given[:1].isdigit():
                return self._within(loc, given, units.moment(given, self.known.starts))
        except ValueError as wrong:
            self._report(loc, str(wrong), "")
            return Moment()
        self._unknown(loc, given, "there is no beat {}", self.beats)
        return Moment()

    def _within(self, loc: Loc, given: str, tick: int) -> Moment:
        """A moment of the run; what lies before it is reported."""
        if tick < 0:
            begins = units.spell_clock(self.known.starts)
            self._report(loc, f"{given!r} is before the run begins", f"a time after day 1, {begins}")
        return Moment(max(0, tick))

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


def _variable(given: Iterable[str | int] | None) -> str:
    """The Variable that is given alone, or ""."""
    found = list(given or ())
    return found[0] if len(found) == 1 and isinstance(found[0], str) and _is_variable(found[0]) else ""


def _is_variable(word: str) -> bool:
    return word[:1].isupper() and word.isalnum()
