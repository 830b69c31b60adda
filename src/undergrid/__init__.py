"""Undergrid simulates a city under control, and the people who slip through it.

import undergrid

sim = undergrid.load("expiry", seed=7, people=2_000)
sim.run(until="6 h")
print(sim.view("rex"))
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from undergrid.core.errors import RuleError, UndergridError, UsageError
    from undergrid.core.frames import Frame
    from undergrid.runs import DiskFullError, FolderTakenError, RunError, diff, fork, record, replay, resume
    from undergrid.serve.notebook import show
    from undergrid.setup import ScenarioError, check
    from undergrid.setup.check.orders import Order, OrderError
    from undergrid.sim import Sim
    from undergrid.study.sql import QueryError
    from undergrid.study.sql import open_run as open
    from undergrid.world.log.events import Event
    from undergrid.world.log.kinds import Kind
    from undergrid.world.tables.orders import Refusal, Verb
    from undergrid.world.view.view import View

__all__ = [
    "DiskFullError",
    "Event",
    "FolderTakenError",
    "Frame",
    "Kind",
    "Order",
    "OrderError",
    "QueryError",
    "Refusal",
    "RuleError",
    "RunError",
    "ScenarioError",
    "Sim",
    "UndergridError",
    "UsageError",
    "Verb",
    "View",
    "check",
    "diff",
    "fork",
    "load",
    "open",
    "record",
    "replay",
    "resume",
    "show",
]

# Where each public name lives. They are imported when first asked for: `undergrid --help` needs none of them.
_HOMES = {
    "DiskFullError": "runs",
    "Event": "world.log.events",
    "FolderTakenError": "runs",
    "Frame": "core.frames",
    "Kind": "world.log.kinds",
    "Order": "setup.check.orders",
    "OrderError": "setup.check.orders",
    "QueryError": "study.sql",
    "Refusal": "world.tables.orders",
    "RuleError": "core.errors",
    "RunError": "runs",
    "ScenarioError": "setup",
    "Sim": "sim",
    "UndergridError": "core.errors",
    "UsageError": "core.errors",
    "Verb": "world.tables.orders",
    "View": "world.view.view",
    "check": "setup",
    "diff": "runs",
    "fork": "runs",
    "record": "runs",
    "replay": "runs",
    "resume": "runs",
    "show": "serve.notebook",
}


def load(
    scenario: str | Path,
    *,
    seed: int = 1,
    people: int | None = None,
    canon: bool = False,
    rules: Mapping[str, Any] | None = None,
) -> Sim:
    """Load a scenario, by name or path, as a Sim at tick 0.

    `people` stands for the scenario's own number; with `canon` the named follow the story as written. `rules` maps
    `rule.knob` to a value that stands for the scenario's own. Raises ScenarioError with all that is wrong with the
    file, UsageError for a number that is none, or a rule or knob that there is not.
    """
    from undergrid.core import numbers
    from undergrid.setup import build
    from undergrid.sim import Sim

    seed, canon = numbers.whole(seed, "seed", 0, numbers.MOST_SEED), numbers.flag(canon, "canon")
    people = None if people is None else numbers.whole(people, "people")
    rules = {} if rules is None else numbers.settings(rules, "rules")
    built = build(scenario, seed, people)
    if rules:
        built = replace(built, rules=built.scenario.with_rules(rules).checked.rules)
    return Sim(built, canon=canon)


def __getattr__(name: str) -> Any:
    if name == "open":  # by another name at home, where it would hide Python's own
        return import_module("undergrid.study.sql").open_run
    if name in _HOMES:
        return getattr(import_module(f"undergrid.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'undergrid' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
