"""What the names in a scenario's arcs file stand for; every name that stands for nothing is told with its line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from undergrid.core.errors import from_here
from undergrid.core.inputs import is_there
from undergrid.setup.build.build import Built
from undergrid.setup.check.known import Known
from undergrid.setup.check.patterns import Reader
from undergrid.setup.file.arcs import FILE, ArcsFile, Ending
from undergrid.setup.file.pattern import Arcs, Beat, End, Plan
from undergrid.setup.file.problems import ScenarioError
from undergrid.setup.file.shape import fit
from undergrid.setup.file.source import Loc, read


def arcs_file(built: Built) -> Path | None:
    """The arcs file of a scenario, where it has one."""
    path = built.scenario.path.with_name(FILE)
    return path if is_there(path) else None


def arcs_of(built: Built) -> Arcs:
    """What a scenario's arcs ask for, in the city that was built; nothing where it has no arcs file.

    Raises ScenarioError with all that is wrong with the file.
    """
    path = arcs_file(built)
    return Arcs() if path is None else arcs_in(path, Known.of(built))


def arcs_in(path: Path, known: Known) -> Arcs:
    """What an arcs file asks for, by the names that are known. Raises ScenarioError with all that is wrong with it."""
    source = read(path, from_here(path))
    file = fit(source, (), ArcsFile, source.data) if source.data is not None else None
    found = _Reader(known, source).arcs(file) if isinstance(file, ArcsFile) else Arcs()
    if source.problems:
        raise ScenarioError(source.problems)
    return found


class _Reader(Reader):
    """Reads one file; what is wrong with it goes to its source."""

    def arcs(self, file: ArcsFile) -> Arcs:
        if file.arcs != self.known.name:
            self._report(("arcs",), f"these arcs belong to {file.arcs!r}", self.known.name)
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
            if ending in self.known.endings:
                reached.append(self.known.endings.index(ending))
            else:
                self._unknown((*loc, "reached", n), ending, "the scenario has no ending {}", self.known.endings)
        happened, without = (
            None if one is None else self._plan((*loc, key), one)
            for key, one in (("happened", given.happened), ("without", given.without))
        )
        if given.settled is not None and given.reached is None:
            self._report((*loc, "settled"), "nothing says when it is settled", "reached: an ending of the scenario")
        return End(name, tuple(reached), happened, without, -1 if given.settled is None else given.settled)
