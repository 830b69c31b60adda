"""What sifting has found, as it is shown: told in sentences of the log, or one JSON object a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from undergrid import story
from undergrid.cli import console
from undergrid.study.sift import (
    Match,
    Miss,
    Partial,
    Sieve,
    Sifted,
    Wanted,
    kinds_in_words,
    minutes,
    of_scenario,
    people,
    shipped,
    sift,
)


class Teller:
    """Tells what is found in one run, and of what is found again only what is new."""

    def __init__(self, run: Path, sieve: Sieve, wanted: Sequence[Wanted], most: int, json: bool, *, many: bool) -> None:
        self.run, self.sieve, self.most, self.json, self.many = run, sieve, most, json, many
        self.every = not wanted
        self.wanted = tuple(wanted) or (*shipped(), *of_scenario(sieve.tables.log))
        self.log = sieve.tables.log
        self._begun = set[tuple[str, tuple[int, ...]]]()
        self._told = set[tuple[str, tuple[int, ...]]]()

    def look(self, progress: Any, *, misses: bool = True) -> list[Sifted]:
        """All that is found by now."""
        return list(sift(self.sieve, self.wanted, progress, misses=misses))

    def tell(self, found: Sequence[Sifted], news: bool = False) -> None:
        """Show it; with `news` only what has not been told."""
        if self.many and not self.json:
            console.show(f"\n{self.run}")
        for one in found:
            fresh = [m for m in one.matches if (one.wanted.name, m.events) not in self._told]
            self._told.update((one.wanted.name, m.events) for m in fresh)
            if self.json:
                self._as_json(one, fresh, news)
            else:
                self._as_text(one, fresh, news)
        if self.every and not news:
            self._nearly(found)
            self._interest(found)

    # -- for people

    def _as_text(self, one: Sifted, fresh: Sequence[Match], news: bool) -> None:
        name, means = one.wanted.name.replace("_", " "), one.wanted.plan.means
        if fresh:
            often = f"{len(fresh)} times" if len(fresh) > 1 else "once"
            console.show(f"\n{name}: {often}{' more' if news else ''}." + (f" {means}" if means else ""))
            shown = sorted(fresh, key=lambda match: (-match.surprise, match.tick))[: 1 if self.every else self.most]
            for match in sorted(shown, key=lambda match: match.tick):
                console.show(f"  {self._cast(match.roles)}{match.surprise:.1f} bits of surprise")
                if not match.events:
                    console.show(f"    {self.log.names.time(match.tick)}")
                self._events(match.events)
        if self.every:
            return
        for partial in [new for new in one.partial if (one.wanted.name, new.events) not in self._begun][: self.most]:
            self._begun.add((one.wanted.name, partial.events))
            waits = self._waits(one.wanted, partial)
            console.show(f"\n{name}, under way: {self._cast(partial.roles)}waits for {waits}")
            self._events(partial.events)
        if one.miss and not news:
            console.show(f"\n{name} does not occur." + (f" {means}" if means else ""))
            console.show(f"  the nearest came to {one.miss.reached} of {one.miss.of} steps; {self._lacked(one.miss)}")
            self._events(one.miss.events)
        elif not one.matches and not one.partial and not news:
            console.show(f"\n{name} does not occur, and nothing of it has begun.")

    def _nearly(self, found: Sequence[Sifted]) -> None:
        if self.json:
            return
        begun = [one for one in found if one.miss]
        if begun:
            console.show("\nnearly:")
        for one in sorted(begun, key=lambda one: one.miss.reached / one.miss.of if one.miss else 0, reverse=True):
            if one.miss and one.miss.reached:
                done = f"{one.miss.reached} of {one.miss.of} steps"
                console.show(f"  {one.wanted.name.replace('_', ' ')}: {done}; {self._lacked(one.miss)}")

    def _interest(self, found: Sequence[Sifted]) -> None:
        persons, best = people(self.sieve.tables, found, self.most), minutes(self.sieve.tables, self.most)
        if self.json:
            for person in persons:
                self._answer("person", vars(person))
            for minute in best:
                self._answer("minute", {"time": self.log.names.time(minute.tick), **vars(minute)})
            return
        console.show("\ninteresting people:")
        for person in persons:
            plays = f"; in {', '.join(name.replace('_', ' ') for name in person.patterns)}" if person.patterns else ""
            console.show(f"  {person.interest:7.1f} bits  {person.name}: {', '.join(person.kinds)}{plays}")
        console.show("\ninteresting minutes:")
        for minute in best:
            time = self.log.names.time(minute.tick)
            console.show(f"  {minute.interest:7.1f} bits  {time}: {', '.join(minute.kinds)}")

    def _cast(self, roles: Mapping[str, int]) -> str:
        said = [f"{role} {name}" for role, name in self._named(roles).items()]
        return f"{', '.join(said)}; " if said else ""

    def _named(self, roles: Mapping[str, int]) -> dict[str, str]:
        """Roles by name: who plays them, as the tables of their rows call them."""
        known: dict[str, str] = {}
        for one in self.wanted:
            for step in one.plan.steps:
                known.update(step.tables)
        told = {}
        for role, row in roles.items():
            table = known.get(role, "citizen")
            names = self.log.names
            told[role] = names.districts[row] if table == "a district" else names.thing(table.split(" or ")[0], row)
        return told

    def _events(self, events: Sequence[int]) -> None:
        for event in events:
            found = self.log.get(event)
            if found is not None:
                told = self.log.told(found)
                console.show(f"    {told.time}  {story.tell(found.kind, told)}  {story.spell(self.log, found)}")

    def _lacked(self, miss: Miss) -> str:
        return f"{miss.clause}: {miss.says}"

    def _waits(self, wanted: Wanted, partial: Partial) -> str:
        step = wanted.plan.steps[partial.waits_for]
        kinds = " or ".join(kinds_in_words(step)[:4])
        until = f", until {self.log.names.time(partial.until)}" if partial.until >= 0 else ""
        return f"{kinds} (step {partial.waits_for + 1} of {len(wanted.plan.steps)}){until}"

    # -- for programs

    def _as_json(self, one: Sifted, fresh: Sequence[Match], news: bool) -> None:
        for match in fresh:
            self._answer("match", {
                "pattern": one.wanted.name,
                "time": self.log.names.time(match.tick),
                "tick": match.tick,
                "roles": self._named(match.roles),
                "rows": dict(match.roles),
                "events": list(match.events),
                "surprise": round(match.surprise, 3),
            })  # fmt: skip
        for partial in one.partial:
            self._answer("partial", {
                "pattern": one.wanted.name,
                "roles": self._named(partial.roles),
                "rows": dict(partial.roles),
                "events": list(partial.events),
                "waits_for": partial.waits_for + 1,
                "until": partial.until if partial.until >= 0 else None,
            })  # fmt: skip
        if one.miss and not news:
            self._answer("miss", {
                "pattern": one.wanted.name,
                "reached": one.miss.reached,
                "of": one.miss.of,
                "clause": one.miss.clause,
                "says": one.miss.says,
                "roles": self._named(one.miss.roles),
                "events": list(one.miss.events),
            })  # fmt: skip

    def _answer(self, what: str, values: Mapping[str, Any]) -> None:
        console.answer({"what": what, "run": str(self.run), **values})
