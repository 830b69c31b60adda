"""How much hangs on numbers that are assumed: all of them a quarter smaller or larger at once, by a plan.

    python benchmarks/knobs.py FOLDER [BLOCKS] [PROCESSES]      6 blocks and one process by default

A screening experiment in place of one number after the other (R. L. Plackett, J. P. Burman, The design of optimum
multifactorial experiments, Biometrika 33 (1946) 305-325): fifteen numbers are the columns of a Hadamard matrix of
order 16, each row says which of them are turned up and which down, and the same rows are lived again the other way
round, so that no effect of one number is mixed up with that of two together. Each block lives the 32 rows with one
seed. Every number is up in half of the runs and down in the other half, so 6 blocks say of each as much as 96 seeds
with it turned up and 96 with it turned down would. Runs that are done stay in FOLDER: the same command goes on.
"""

import json
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np

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
QUARTER = 0.25


def plan():
    """(32, 15) of -1 and 1: which numbers are turned down and up in each run of a block."""
    sylvester = np.array([[1]])
    for _ in range(4):
        sylvester = np.block([[sylvester, sylvester], [sylvester, -sylvester]])
    return np.vstack([sylvester[:, 1:], -sylvester[:, 1:]])


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


def kept(folder, name, run, seed):
    return folder / f"{name} {run} {seed}.json"


def live(folder, name, run, seed):
    """How one run of the plan ends; kept in the folder."""
    if kept(folder, name, run, seed).exists():
        return
    scenario = load(name, PEOPLE[name])
    for knob, way in zip(KNOBS[name], plan()[run].tolist(), strict=True):
        scenario, _, _ = turned(scenario, knob, 1 + way * QUARTER)
    fate = Lives(Task(name, people=PEOPLE[name], endings_only=True), scenario).live(seed)
    whole = kept(folder, name, run, seed).with_suffix(".part")
    whole.write_text(json.dumps(fate["endings"][0]))
    whole.rename(kept(folder, name, run, seed))


def table(folder, name, seeds):
    """Print, of each number, by how many points each end comes more often with it up than with it down."""
    ways = np.tile(plan(), (len(seeds), 1))
    ends = np.array([json.loads(kept(folder, name, run, seed).read_text()) for seed in seeds for run in range(32)])
    counted = Counter(ends.tolist())
    shown = [end for end, n in counted.most_common() if n >= len(ends) / 20]
    print(f"{name}, {PEOPLE[name]} people, {len(ends)} runs\n")
    print("| number | as it is | down | up | " + " | ".join(end.replace("_", " ") for end in shown) + " |")
    print("|---" * (4 + len(shown)) + "|")
    scenario = load(name, PEOPLE[name])
    for nth, knob in enumerate(KNOBS[name]):
        (_, before, down), (_, _, up) = (turned(scenario, knob, 1 + way * QUARTER) for way in (-1, 1))
        cells = [effect(ends == end, ways[:, nth]) for end in shown]
        print(f"| `{knob}` | {before:g} | {down:g} | {up:g} | {' | '.join(cells)} |")
    print(
        "| *share of all runs, %* | | | | "
        + " | ".join(f"{100 * counted[end] / len(ends):.0f}" for end in shown)
        + " |"
    )
    print()


def effect(came, ways):
    """By how many points something comes more often with a number up than down; ** beyond three standard errors."""
    change = came[ways > 0].mean() - came[ways < 0].mean()
    error = np.sqrt(4 * came.mean() * (1 - came.mean()) / len(came))
    stars = "**" if abs(change) > 3 * error else "*" if abs(change) > 2 * error else ""
    return f"{100 * change:+.0f}{' ' + stars if stars else ''}"


def main(folder, seeds, processes):
    folder.mkdir(parents=True, exist_ok=True)
    asked = [(name, run, seed) for seed in seeds for name in KNOBS for run in range(32)]
    with ProcessPoolExecutor(processes) as pool:
        for n, _ in enumerate(pool.map(live, [folder] * len(asked), *zip(*asked, strict=True)), start=1):
            print(f"\r{n} of {len(asked)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    for name in KNOBS:
        table(folder, name, seeds)


if __name__ == "__main__":
    said = sys.argv[1:]
    main(Path(said[0]), range(1, 1 + int(said[1] if said[1:] else 6)), int(said[2] if said[2:] else 1))
