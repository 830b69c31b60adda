"""Every shipped pattern over ten million events, and what sifting costs a run that is being recorded.

python benchmarks/sifting.py [EVENTS] [SCENARIO] [PEOPLE]

A night of the scenario is recorded, and multiplied: each copy is another city's worth of people and watchers who live
through it at the same hours, with their own rows, ids and causes; what concerns nobody (gates, weather) happens once.
It is written as a run, and read, checked and sifted as any other. `live` records a night of the scenario at its own
size and sifts it whenever a segment closes; `share` is that beside the run. Seconds are processor time, of all threads.
"""

import resource
import sys
import tempfile
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import harness
import numpy as np

import undergrid
from undergrid import runs
from undergrid.runs import segments
from undergrid.runs.folder import Folder
from undergrid.study.sift import Sieve, shipped, sift
from undergrid.study.sql import open_run
from undergrid.world.log.events import KIND_BITS, NOBODY, NTH_BITS, SUBJECT_BITS
from undergrid.world.log.kinds import Kind

EVERY = 2  # seconds between two looks whether the run has grown, as with --follow
PARTS = 8  # segments of the multiplied run
MOVED = ("citizen", "watcher")  # tables of which each copy has rows of its own


def shifted(base, copy, step):
    """The columns of one copy of a night: `step` is how many rows a copy has of each table."""
    by = np.zeros((2, 1 << KIND_BITS), np.int64)
    subject = np.zeros(1 << KIND_BITS, np.int64)
    for kind in Kind:
        by[0, kind], by[1, kind] = (step.get(getattr(kind, party), 0) for party in ("who", "whom"))
        subject[kind] = by[1 if kind.subject == "whom" else 0, kind]
    columns = {name: values.copy() for name, values in base.items()}
    for party, moved in (("who", by[0]), ("whom", by[1])):
        columns[party] += np.where(columns[party] >= 0, moved[columns["kind"]] * copy, 0)
    for name in ("id", "cause"):
        ids = columns[name]
        who = ids >> NTH_BITS & NOBODY
        moved = np.where(
            (ids > 0) & (who != NOBODY), subject[ids >> (NTH_BITS + SUBJECT_BITS) & ((1 << KIND_BITS) - 1)], 0
        )
        columns[name] = ids + (moved * copy << NTH_BITS)
    return columns


def multiplied(source, target, events):
    """A run of about so many events out of a recorded night."""
    log = runs.Log(source)
    parts = list(log.columns())
    base = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    names, n = log.names, log.meta.citizens
    step = {"citizen": n, "watcher": len(names.watchers)}
    first = shifted(base, 1, step)
    own = first["id"] != base["id"]  # whom it concerns: what concerns nobody happens once
    copies = max(1, events // int(own.sum()))
    columns = {name: [values] for name, values in base.items()}
    for copy in range(1, copies):
        for name, values in shifted({name: values[own] for name, values in base.items()}, copy, step).items():
            columns[name].append(values)
    whole = {name: np.concatenate(values) for name, values in columns.items()}
    order = np.argsort(whole["tick"], kind="stable")
    whole = {name: values[order] for name, values in whole.items()}
    folder, meta = Folder(target), replace(log.meta, citizens=n * copies)
    target.mkdir()
    replace(names, watchers=names.watchers * copies).save(folder.names)
    folder.close(folder.names)
    folder.snapshots.mkdir()
    dtypes = {name: segments.contents.TYPES["events"][name] for name in whole}
    ends = np.linspace(0, meta.tick, PARTS + 1).astype(int).tolist()
    for begin, end in pairwise(ends):
        at, to = np.searchsorted(whole["tick"], (begin, end)).tolist()
        part = {name: values[at:to].astype(dtypes[name]) for name, values in whole.items()}
        segments.write(folder, "events", begin, end, part)
        none = {name: np.zeros(0, np.int64) for name in segments.contents.TYPES["because"]}
        segments.write(folder, "because", begin, end, none)
    folder.save(meta)
    return len(order)


def sifted(path):
    """(events, seconds until they are in the database, seconds of all patterns, occurrences, how often each)."""
    began = time.process_time()
    sieve = Sieve(open_run(path))
    n = sieve.kept.n
    read = time.process_time()
    found = {one.wanted.name: len(one.matches) for one in sift(sieve, shipped())}
    return n, read - began, time.process_time() - read, found


def live(scenario, folder):
    """(seconds of the run, seconds of sifting it whenever a segment closes)."""
    spent, sieve, told, looked = 0.0, None, set(), 0.0

    def look(done, of):
        nonlocal spent, sieve, looked
        if time.monotonic() - looked < EVERY:
            return
        looked = time.monotonic()
        began = time.process_time()
        if sieve is None and (folder / "run.json").exists():
            sieve = Sieve(open_run(folder))
        if sieve is not None and sieve.tables.refresh():
            found = list(sift(sieve, shipped(), misses=False))
            told.update((one.wanted.name, match.events) for one in found for match in one.matches)
        spent += time.process_time() - began

    began = time.process_time()
    undergrid.record(scenario, folder, seed=7, progress=look)
    return time.process_time() - began - spent, spent


def main(events=10_000_000, scenario="eden", people=300):
    with tempfile.TemporaryDirectory() as place:
        undergrid.record(scenario, Path(place) / "night", seed=12, people=people)
        written = multiplied(Path(place) / "night", Path(place) / "many", events)
        print(f"{written:,} events of {scenario}, {len(shipped())} patterns", flush=True)
        n, read, seconds, found = sifted(Path(place) / "many")
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        run, spent = live(scenario, Path(place) / "live")
    figures = {
        "events": f"{n:,}", "reading s": f"{read:.1f}", "patterns s": f"{seconds:.1f}",
        "found": f"{sum(found.values()):,}", "GB": f"{memory:.1f}",
        "run s": f"{run:.1f}", "live s": f"{spent:.2f}", "share": f"{spent / run:.1%}",
    }  # fmt: skip
    harness.show("sifting", list(figures), {scenario: figures})


if __name__ == "__main__":
    main(*(int(word) if word.isdecimal() else word for word in sys.argv[1:]))
