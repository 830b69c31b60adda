"""The table of a study: of all seeds that are done, in their order, whoever lived them and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from undergrid.setup.file.pattern import Arcs
from undergrid.study.fates.lives import Fate
from undergrid.study.properties import PROPERTIES, Verdict
from undergrid.study.properties.seeds_differ import alike

Answer = dict[str, Any]
_DIGITS = 6  # of a share
_PROMISES = ("made", "kept", "broken", "failed")


def table(fates: Mapping[int, Fate], arcs: Arcs, endings: tuple[str, ...], people: int, *, only: bool) -> Answer:
    """How often each beat, the arc and each ending came, and each property was violated.

    endings: all that there are. only: whether the seeds were lived for their endings alone; the rest is then left open.
    """
    n = len(fates)
    ends = {name: _share(sum(name in fate["endings"] for fate in fates.values()), n) for name in endings}
    answer: Answer = {"seeds": n, "people": people, "beats": {}, "arc": None, "endings": ends, "properties": {}}
    if only:
        return answer | {"promises": None}
    beats = {name: sum(name in fate["beats"] for fate in fates.values()) for name in arcs.names}
    whole = sum(set(arcs.arc) <= fate["beats"].keys() for fate in fates.values())
    answer["beats"] = {name: _share(count, n) for name, count in beats.items()}
    answer["arc"] = _share(whole, n) if arcs.arc else None
    answer["properties"] = _properties(fates)
    answer["promises"] = {name: sum(fate["promises"][name] for fate in fates.values()) for name in _PROMISES}
    return answer


def _properties(fates: Mapping[int, Fate]) -> dict[str, Any]:
    found = {}
    differ = alike({seed: fate["decisive"] for seed, fate in fates.items()})
    for name in PROPERTIES:
        said = {
            seed: differ[seed] if name == "seeds_differ" else Verdict(*fate["properties"][name])
            for seed, fate in sorted(fates.items())
        }
        violated = [(seed, one.example) for seed, one in said.items() if one.violated]
        found[name] = {
            "runs": sum(one.applied for one in said.values()),
            "violations": len(violated),
            "example": {"seed": violated[0][0], "event": violated[0][1]} if violated else None,
        }
    return found


def _share(count: int, n: int) -> float:
    return round(count / n, _DIGITS) if n else 0.0


def spelled(answer: Answer, scenario: str) -> str:
    """The table for people to read."""
    n, people = answer["seeds"], answer["people"]
    lines = [f"{scenario}: {n:,} seed{'s' if n != 1 else ''}, {people:,} people", "", "how it ends"]
    lines += [_line(name, share) for name, share in answer["endings"].items()]
    if answer["promises"] is None:
        return "\n".join(lines)
    if answer["beats"]:
        lines += ["", "beats"] + [_line(name, share) for name, share in answer["beats"].items()]
        lines += [] if answer["arc"] is None else [_line("the whole arc", answer["arc"])]
    lines += ["", f"  {'runs':>6} {'violated':>8}  properties"]
    shown = next((one["example"]["seed"] for one in answer["properties"].values() if one["example"]), None)
    for name, one in answer["properties"].items():
        example = one["example"]
        see = f"  (seed {example['seed']}, event {example['event']})" if example else ""
        lines.append(f"  {one['runs']:>6} {one['violations']:>8}  {name.replace('_', ' ')}{see}")
    made = answer["promises"]
    lines += ["", "promises: " + ", ".join(f"{made[name]:,} {name}" for name in _PROMISES)]
    if shown is not None:
        lines += ["", "an example is looked at by: undergrid run SCENARIO --seed SEED --people N --out DIR, then "
                      "undergrid why DIR EVENT"]  # fmt: skip
    return "\n".join(lines)


def _line(name: str, share: float) -> str:
    return f"  {100 * share:>6.1f} %  {name.replace('_', ' ')}"
