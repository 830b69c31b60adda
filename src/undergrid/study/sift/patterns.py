"""Where patterns come from: those that are shipped, the beats of a run's scenario, a file of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from undergrid.core.errors import UndergridError, UsageError, did_you_mean
from undergrid.runs import Log
from undergrid.runs.life import Life
from undergrid.setup.check.arcs import arcs_in
from undergrid.setup.check.known import Known
from undergrid.setup.file.arcs import ANY
from undergrid.setup.file.pattern import Arcs, Plan
from undergrid.setup.file.source import read
from undergrid.setup.load import find

_SHIPPED = "patterns.yaml"


@dataclass(frozen=True)
class Wanted:
    """A pattern by name. `source`: the file that it stands in."""

    name: str
    plan: Plan
    source: str
    shipped: bool = False


@cache
def shipped() -> tuple[Wanted, ...]:
    """The patterns for any city."""
    file = Path(str(files("undergrid.study.sift") / _SHIPPED))
    return _wanted(arcs_in(file, Known()), _SHIPPED, True)


def of_file(path: Path, log: Log) -> tuple[Wanted, ...]:
    """The patterns of a file, for one run. Raises ScenarioError with all that is wrong with it, a line each."""
    source = read(path, str(path))
    named = source.data.get("arcs") if isinstance(source.data, dict) else None
    return _wanted(arcs_in(path, Known() if named == ANY else _known(log)), str(path))


def of_scenario(log: Log) -> tuple[Wanted, ...]:
    """The beats of the scenario that was run, as they stand now; none where it is gone, or its city is another."""
    try:
        path = find(log.meta.scenario).with_name("arcs.yaml")
        if not path.is_file():
            return ()
        return _wanted(arcs_in(path, _known(log)), f"{log.meta.scenario}/arcs.yaml")
    except UndergridError:
        return ()


def named(log: Log, name: str) -> tuple[Wanted, ...]:
    """A pattern by its name, or all of a file. Raises UsageError where there is none, ScenarioError as `of_file`."""
    if name.endswith((".yaml", ".yml")):
        return of_file(Path(name), log)
    every = (*shipped(), *of_scenario(log))
    found = tuple(one for one in every if one.name == name.replace("-", "_").replace(" ", "_"))
    if not found:
        raise UsageError(f"there is no pattern {name!r}", hint=did_you_mean(name, [one.name for one in every]))
    return found


def _known(log: Log) -> Known:
    return Known.of(Life(log.folder, log.meta).sim.built)


def _wanted(arcs: Arcs, source: str, is_shipped: bool = False) -> tuple[Wanted, ...]:
    return tuple(Wanted(beat.name, beat.plan, source, is_shipped) for beat in arcs.beats)
