"""Commands about this machine and this checkout: bench, doctor, rows."""

from __future__ import annotations

from typing import Annotated

import typer

from undergrid.cli import console
from undergrid.cli.options import Json, Seed, Threads, Until, command, count, moment


@command()
def bench(
    people: Annotated[str, typer.Option(help="How many citizens, one or more numbers with commas between.")] = "20000",
    scenario: Annotated[str, typer.Option(help="Of what the city is made.")] = "expiry",
    seed: Seed = 1,
    until: Until = None,
    threads: Threads = 1,
    json: Json = False,
) -> None:
    """Measure how fast a city lives here, and what each rule costs."""
    from undergrid import bench
    from undergrid.core import jit

    jit.threads(threads)
    until = moment(until, "--until")
    sizes = [count(size) for size in people.split(",")]
    if len(sizes) > 1:
        answers = bench.each(sizes, scenario=scenario, seed=seed, until=until, threads=threads)
    else:
        with console.progress(f"{sizes[0]:,} people", lambda _: "") as update:
            answers = [bench.bench(sizes[0], scenario=scenario, seed=seed, until=until, progress=update)]
    if json:
        console.answer({"sizes": answers})
    else:
        console.show("\n".join(bench.spelled(answer) for answer in answers))


@command()
def doctor(json: Json = False) -> None:
    """Look whether everything is in place to simulate here."""
    from undergrid import doctor

    findings = doctor.examine()
    if json:
        console.answer({"ok": all(found.ok for found in findings), "findings": [found._asdict() for found in findings]})
    else:
        for found in findings:
            console.show(f"{'ok ' if found.ok else 'BAD'}  {found.what}: {found.says}")
    if not all(found.ok for found in findings):
        raise SystemExit(1)


@command()
def rows(json: Json = False) -> None:
    """Run the tests of all rows of the seed table, and say what they show (from a checkout)."""
    from undergrid import rows

    root = rows.checkout()
    with console.progress("tests of rows", lambda done: f"{done} tests") as update:
        tests = rows.shown(root, update)
    if json:
        for test in tests:
            console.answer(test._asdict())
    else:
        console.show(rows.spelled(rows.table(root), tests))
    if any(test.stands == "fail" for test in tests):
        raise SystemExit(1)
