"""Whether a plan's Variables can be told apart and found: each is bound by a step before anything else asks for it."""

from __future__ import annotations

from collections.abc import Callable

from undergrid.setup.file.pattern import How, Plan, Step

Tell = Callable[[tuple[str | int, ...], str, str], None]
"""Told of what is wrong: where in the plan, what, and what was expected."""


def check_roles(plan: Plan, tell: Tell, declared: tuple[str, ...] | None = None) -> None:
    """Tell of each Variable that nothing binds, or that stands for two things, and of steps named that there are not.

    `declared`: the roles that a beat says it has; None where it says nothing of roles.
    """
    at = () if declared is None else ("steps",)
    bound, called, tables = set[str](), set[str](), dict[str, str]()
    for n, step in enumerate(plan.steps):
        here = (*at, n)
        for name, table in step.tables.items():
            if declared is not None and name not in declared:
                tell(here, f"{name} is none of the roles", ", ".join(declared))
            if tables.setdefault(name, table) != table:
                tell(here, f"{name} is {table} here and {tables[name]} in a step before", "one thing")
        bound = set(step.variables) | (bound if plan.how == How.IN_TURN else set())
        for other in step.without:
            _unbound(other, bound, (*here, "without"), tell)
        if step.because_of and step.because_of not in called:
            tell((*here, "because_of"), f"no step before is called {step.because_of!r}", ", ".join(called) or "called")
        called |= {step.called} - {""}
    for other in plan.never_again:
        _unbound(other, bound, ("never_again",), tell)
    for name in declared or ():
        if name not in tables:
            tell(("roles", name), f"{name} is bound to nobody: no step speaks of them", "a step with this role")


def _unbound(step: Step, bound: set[str], here: tuple[str | int, ...], tell: Tell) -> None:
    for name in step.variables:
        if name not in bound:
            tell(here, f"{name} is bound to nobody there", "a role of a step up to here")
