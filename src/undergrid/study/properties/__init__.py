"""What must hold in every free run, one file each: the twelve of them, in their order.

Each file has `judge`, which says of one run whether the property applied, whether it was violated, and by which event
one can see it. Where the log alone does not say it, it has a `Watch` too, which looks on while the run is lived.
"""

from __future__ import annotations

from types import ModuleType

from undergrid.study.properties import (
    calls_are_answered,
    decisions_have_reasons,
    help_at_hand_is_used,
    no_dithering,
    no_idle_company,
    no_juggling,
    no_third_try,
    nobody_left_asleep,
    nothing_unknown,
    seeds_differ,
    the_hunted_are_sought,
    words_are_broken_by_deeds,
)
from undergrid.study.properties.verdict import Verdict, Watch

__all__ = ["PROPERTIES", "Verdict", "Watch", "judged", "watches"]

PROPERTIES: dict[str, ModuleType] = {
    module.__name__.rpartition(".")[2]: module
    for module in (
        no_dithering,
        no_juggling,
        no_idle_company,
        no_third_try,
        help_at_hand_is_used,
        nobody_left_asleep,
        calls_are_answered,
        words_are_broken_by_deeds,
        the_hunted_are_sought,
        nothing_unknown,
        seeds_differ,
        decisions_have_reasons,
    )
}


def watches() -> dict[str, Watch]:
    """A fresh watch for each property that needs one, by its name."""
    return {name: module.Watch() for name, module in PROPERTIES.items() if hasattr(module, "Watch")}


def judged(record: object, kept: dict[str, Watch]) -> dict[str, Verdict]:
    """What each property says of one run; that seeds differ is said of many (`seeds_differ.alike`)."""
    told = {}
    for name, module in PROPERTIES.items():
        if hasattr(module, "judge"):
            told[name] = module.judge(record, kept[name]) if name in kept else module.judge(record)
    return told
