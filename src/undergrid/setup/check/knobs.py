"""What a scenario may turn: the knobs of the rules and the wants of the minds, as the packages below define them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import BaseModel

from undergrid.core.errors import from_here
from undergrid.minds import WANTS
from undergrid.schedule import SCHEDULE, SHARED, Entry

_RENAMED = {
    "dreamnet": "atrophy",
    "evidence": "bodies_found",
    "care": "nursing",
    "handling": "exchange",
    "hunting": "classification",
    "approach": "seeking_help",
}
_MOVED = {
    "permit_before": "permits.before",
    "permit_after": "permits.after",
    "pause_minutes": "pause.minutes",
    "child_age": "ages.child",
    "load_kg": "loads.pack_kg",
    "child_kg": "loads.child_pack_kg",
    "informer_weight": "denouncing.weight",
    "inform_weight": "denouncing.weight",
    "informer_seconds": "denouncing.seconds",
    "inform_seconds": "denouncing.seconds",
    "surrender_cells": "optics.hands_m",
    "earshot_m": "acoustics.speech_m",
    "meet_cells": "trust.meet_m",
    "apart_cells": "pledges.apart_m",
    "rations.meal_hours": "meals.hours",
    "radio.wall_db": "airwaves.indoors_db",
    "hearing.off_cells": "hearing.off_m",
    "noise.off_cells": "noise.off_m",
    "rotors.off_cells": "rotors.off_m",
    "fire.person_m": "fire.gap_m",
    "fire.sentinel_m": "fire.sentinel_sees_m",
    "fire.hunter_m": "fire.hunter_sees_m",
    "fire.drone_m": "fire.drone_sees_m",
}
"""What old scenario files say -> its name now: rules, then knobs, of one rule or of every rule that had one so called.
"""


@cache
def known_rules(schedule: tuple[Entry, ...] = SCHEDULE) -> dict[str, type[BaseModel]]:
    """Every section of `rules`: the name of a rule and its `Params`, and what several rules share."""
    own = {entry.name: entry.module.Params for entry in schedule if hasattr(entry.module, "Params")}
    return SHARED | own


def numberless(name: str, schedule: tuple[Entry, ...]) -> str:
    """What is to be said of a rule that has nothing to turn; "" where no rule of that name is in the tick."""
    found = [entry.module for entry in schedule if entry.name == name and not hasattr(entry.module, "Params")]
    return f"the rule {name} ({from_here(Path(str(found[0].__file__)))}) has no Params" if found else ""


def now_called(name: str) -> str:
    """The name of a rule that once had this one, or ""."""
    return _RENAMED.get(name, "")


def now_under(name: str, knob: str) -> str:
    """Where a knob stands now that the section `name` of `rules` does not have, as `optics.lamps`; "" if nowhere."""
    moved = _MOVED.get(f"{name}.{knob}") or _MOVED.get(knob)
    shared = (f"{section}.{knob}" for section, model in SHARED.items() if knob in model.model_fields)
    return moved or next(shared, "")


@cache
def known_wants() -> dict[str, type[BaseModel]]:
    """Every want that somebody of the cast can have, and what it needs to know."""
    return dict(WANTS)
