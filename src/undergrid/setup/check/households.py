"""Checks that each household of the crowd can have an adult: children live with somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.setup.build.households import ADULT, TooFewAdultsError, plan

if TYPE_CHECKING:
    from undergrid.setup.file.model import ScenarioFile
    from undergrid.setup.file.source import Source


def check_households(source: Source, spec: ScenarioFile, counts: tuple[int, ...]) -> None:
    """Report groups, of so many people each, whose ages have too few adults for their households."""
    for n, (group, people) in enumerate(zip(spec.crowd, counts, strict=True)):
        if not group.households:
            continue
        youngest, oldest = group.age
        if oldest < ADULT:
            what = f"crowd[{n + 1}].age: households need an adult each, and ages {youngest} to {oldest} allow none"
            source.report(("crowd", n, "age"), what, f"an oldest of {ADULT} years or more")
            continue
        try:
            plan(people, group.households, youngest, oldest)
        except TooFewAdultsError as few:
            what = f"{few.households:,} households of {people:,} people, of whom only {few.adults:,} are grown up"
            what = f"crowd[{n + 1}].households: {what}"
            source.report(("crowd", n, "households"), what, "larger households, or older people (age)")
