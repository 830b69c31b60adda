"""How much hangs on a number that is assumed: the same seeds with it a quarter smaller and a quarter larger.

    python benchmarks/knobs.py FOLDER [SEEDS] [PROCESSES]      8 seeds and one process by default

The luck is the same (what a number does not touch keeps its draws), so each seed is its own comparison: counted is how
many end otherwise than with the number as it is. Seeds that are done stay in FOLDER: the same command goes on.
"""

import json
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from undergrid.setup import load
from undergrid.study.fates.lives import Lives, Task

PEOPLE = {"eden": 150, "expiry": 300}
KNOBS = {  # wants of the cast by `want:`, for all who have it
    "eden": (
        "want:evade.dread", "want:evade.seen", "want:evade.delay", "want:rescue.urgency", "want:parley.owes",
        "optics.drone_attention", "optics.hunter_attention", "optics.lamps", "classification.behaviour",
        "classification.unaligned_points", "questioning.covered", "pursuit.grip", "pursuit.order_m",
        "dispatch.fresh_minutes", "dossiers.wanted_at",
    ),
    "expiry": (
        "want:evade.seen", "want:reach.retry_minutes", "want:hide.hurry_hours", "judgement.codes", "judgement.curfew",
        "judgement.recognise", "judgement.stale", "judgement.alarm", "judgement.driven", "judgement.disturb",
        "judgement.mistrust", "dispatch.grip", "dossiers.wanted_at", "optics.camera_attention",
        "implants.registry_most_hours",
    ),
}  # fmt: skip


def turned(scenario, knob, factor):
    """(the scenario with a number turned by a factor, within its range; what it was; what it is)."""
    if not knob.startswith("want:"):
        rule, name = knob.split(".")
        before = getattr(scenario.checked.rules[rule], name)
        after = within(type(scenario.checked.rules[rule]).model_fields[name], before, factor)
        return scenario.with_rules({knob: after}), before, after
    want, name = knob.removeprefix("want:").split(".")
    wants, before, after = {}, None, None
    for who, own in scenario.checked.wants.items():
        changed = []
        for one in own:
            if one.name == want:
                before = getattr(one.params, name)
                after = within(type(one.params).model_fields[name], before, factor)
                one = replace(one, params=one.params.model_copy(update={name: after}))
            changed.append(one)
        wants[who] = tuple(changed)
    return replace(scenario, checked=replace(scenario.checked, wants=wants)), before, after


def within(field, value, factor):
    found = value * factor if isinstance(value, float) else round(value * factor)
    for limit in field.metadata:
        found = max(found, getattr(limit, "ge", found))
        found = min(found, getattr(limit, "le", found))
    return found


def live(folder, name, knob, factor, seed):
    """How one seed ends; kept in the folder."""
    kept = folder / f"{name} {knob.replace(':', '-')} {factor} {seed}.json"
    if kept.exists():
        return
    scenario = load(name, PEOPLE[name])
    if knob:
        scenario, _, _ = turned(scenario, knob, factor)
    fate = Lives(Task(name, people=PEOPLE[name], endings_only=True), scenario).live(seed)
    whole = kept.with_suffix(".part")
    whole.write_text(json.dumps(fate["endings"]))
    whole.rename(kept)


def ends(folder, name, knob, factor, seeds):
    return [
        json.loads((folder / f"{name} {knob.replace(':', '-')} {factor} {seed}.json").read_text())[0] for seed in seeds
    ]


def table(folder, name, seeds):
    base = ends(folder, name, "", 1.0, seeds)
    print(f"{name}, {PEOPLE[name]} people, {len(seeds)} seeds; as it is: {told(Counter(base))}\n")
    print("| number | as it is | less a quarter | ends otherwise | more a quarter | ends otherwise |")
    print("|---|---|---|---|---|---|")
    scenario = load(name, PEOPLE[name])
    for knob in KNOBS[name]:
        cells = []
        for factor in (0.75, 1.25):
            _, before, after = turned(scenario, knob, factor)
            found = ends(folder, name, knob, factor, seeds)
            other = Counter(new for old, new in zip(base, found, strict=True) if old != new)
            cells += [f"{after:g}", f"{sum(other.values())} {told(other)}".strip()]
        print(f"| `{knob}` | {before:g} | {' | '.join(cells)} |")
    print()


def told(counted):
    return ", ".join(f"{end.replace('_', ' ')} {n}" for end, n in sorted(counted.items()))


def main(folder, seeds, processes):
    folder.mkdir(parents=True, exist_ok=True)
    asked = [(name, "", 1.0, seed) for name in KNOBS for seed in seeds]
    asked += [(name, knob, factor, seed) for seed in seeds for name in KNOBS for knob in KNOBS[name]
              for factor in (0.75, 1.25)]  # fmt: skip
    with ProcessPoolExecutor(processes) as pool:
        for n, _ in enumerate(pool.map(live, [folder] * len(asked), *zip(*asked, strict=True)), start=1):
            print(f"\r{n} of {len(asked)}", end="", file=sys.stderr, flush=True)
    for name in KNOBS:
        table(folder, name, seeds)


if __name__ == "__main__":
    said = sys.argv[1:]
    main(Path(said[0]), range(1, 1 + int(said[1] if said[1:] else 8)), int(said[2] if said[2:] else 1))
