"""The command line: each command is one call into the library, and a way to show what came back.

What is heavy (NumPy, Numba, DuckDB, Pydantic) is imported inside the command that needs it: `--help` needs none of it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from undergrid import console
from undergrid.core import units
from undergrid.core.errors import UsageError

if TYPE_CHECKING:
    from undergrid.runs import Recorder

app = typer.Typer(
    name="undergrid",
    help="Simulate a city under control, and the people who slip through it.",
    epilog="Exit codes: 0 it went well, 1 it failed or a difference was found, 2 wrong usage or a wrong file.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
maps = typer.Typer(help="Maps of the MovingAI benchmark.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(maps, name="map")

Scenario = Annotated[str, typer.Argument(help="A shipped scenario (expiry, village), a folder or a file.")]
Run = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a run.", exists=True, file_okay=False)]
Json = Annotated[bool, typer.Option("--json", help="Answer in JSON, for programs.")]
Seed = Annotated[int, typer.Option(help="Where luck comes from: the same seed, the same run.")]
People = Annotated[int | None, typer.Option(min=1, help="How many citizens instead of the scenario's own number.")]
Until = Annotated[str | None, typer.Option(metavar="T", help="How long: '36h', '90 min', or seconds.")]
Orders = Annotated[Path | None, typer.Option(metavar="FILE", help="Orders from outside, one JSON object a line.")]
Out = Annotated[Path | None, typer.Option(metavar="DIR", help="Where the run is kept (a new folder under runs/).")]


def command(on: typer.Typer = app, name: str | None = None) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a function a command; whatever it raises becomes a message and an exit code."""

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(function)
        def guarded(*args: Any, **kwargs: Any) -> None:
            code = console.guarded(lambda: function(*args, **kwargs))
            if code:
                raise SystemExit(code)

        on.command(name)(guarded)
        return function

    return decorate


@command()
def run(
    scenario: Scenario,
    seed: Seed = 1,
    people: People = None,
    until: Until = None,
    orders: Orders = None,
    out: Out = None,
    canon: Annotated[bool, typer.Option(help="Let the named follow the story as written.")] = False,
    json: Json = False,
) -> None:
    """Simulate a scenario and record it in a folder."""
    from undergrid import runs

    end = None if until is None else _duration(until)
    file = Path(scenario)
    called = file.resolve().parent.name if file.stem == "scenario" else file.stem
    folder = out or _free(Path("runs") / f"{called}-{seed}")
    with console.stoppable(folder), console.progress(f"{scenario}, seed {seed}", units.spell_duration) as update:
        recorder = runs.record(
            scenario, folder, seed=seed, people=people, until=end, orders=orders or (), canon=canon, progress=update
        )
    _tell(recorder, json)


@command()
def resume(run: Run, json: Json = False) -> None:
    """Go on with a run that was stopped or killed, to the same end as if it had not been."""
    from undergrid import runs

    with console.stoppable(run), console.progress(f"resuming {run}", units.spell_duration) as update:
        recorder = runs.resume(run, update)
    _tell(recorder, json)


@command()
def replay(run: Run, json: Json = False) -> None:
    """Compute a run again from its beginning, and compare at every keyframe. Exit code 1 where it differs."""
    from undergrid import runs

    with console.progress(f"replaying {run}", units.spell_duration) as update:
        found = runs.replay(run, update)
    if json:
        console.answer(vars(found))
    elif found.same:
        console.show(f"the same at all {found.keyframes} keyframes")
    else:
        console.show(f"differs at tick {found.first:,}: digest {found.expected} on disk, {found.found} now")
    if not found.same:
        raise SystemExit(1)


@command()
def fork(
    run: Run,
    at: Annotated[str, typer.Option(metavar="T", help="When, since the start: '2h', '90 min', or seconds.")],
    set: Annotated[
        list[str] | None, typer.Option(metavar="rules.RULE.NUMBER=VALUE", help="Change a rule. May be given again.")
    ] = None,
    orders: Orders = None,
    until: Until = None,
    out: Out = None,
    json: Json = False,
) -> None:
    """Go on from a moment of a run with the same luck and something changed, as a run of its own."""
    from undergrid import runs

    start, end = _duration(at), None if until is None else _duration(until)
    changes = dict(map(_change, set or ()))
    folder = out or _free(run.with_name(f"{run.name}-fork"))
    with console.stoppable(folder), console.progress(f"forking {run}", units.spell_duration) as update:
        recorder = runs.fork(run, folder, at=start, set=changes, orders=orders or (), until=end, progress=update)
    _tell(recorder, json)


@command()
def diff(
    run: Run,
    other: Annotated[
        Path, typer.Argument(metavar="DIR2", help="The folder of another run.", exists=True, file_okay=False)
    ],
    json: Json = False,
) -> None:
    """Find where two runs part, and what differs by the end. Exit code 1 where they do."""
    from undergrid import runs

    with console.progress("comparing", units.spell_duration) as update:
        found = runs.diff(run, other, update)
    first = found.first
    if json:
        answer = {"first": None if first is None else vars(first), "at": found.at, "rows": found.rows}
        console.answer(answer | {"events": found.events, "endings": found.endings})
    elif first is None:
        console.show("no difference")
    else:
        console.show(
            f"first: tick {first.tick:,}, by {first.system}: {first.table}.{first.column} of {first.name} "
            f"(row {first.row}), {first.a} and {first.b}"
        )
        console.show(f"by tick {found.at:,}, rows that differ: {_counts(found.rows)}")
        for kind, (a, b) in found.events.items():
            console.show(f"  {kind}: {a:,} and {b:,}")
        console.show(f"endings: {_counts(found.endings[0])} and {_counts(found.endings[1])}")
    if first is not None:
        raise SystemExit(1)


@command()
def events(
    run: Run,
    about: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only what somebody did or what was done to them.")
    ] = None,
    kind: Annotated[str | None, typer.Option(metavar="K", help="Only one kind, such as 'gate opened'.")] = None,
    since: Annotated[str, typer.Option(metavar="T", help="Only from then on, since the start: '2h', '90 min'.")] = "0",
    json: Json = False,
) -> None:
    """Read the log of a run. The first column is the event's id, for `undergrid why`."""
    from undergrid import story
    from undergrid.runs.reading import Log

    first = _duration(since)
    log = Log(run)
    for event in log.events(about=about, kind=kind, since=first):
        told = log.told(event)
        if json:
            console.answer(vars(told))
        else:
            console.show(f"{told.id}  {told.time}  {story.tell(event.kind, told)}")


@command()
def why(
    run: Run,
    event: Annotated[int, typer.Argument(metavar="EVENT", help="The id of an event, from `undergrid events`.")],
    json: Json = False,
) -> None:
    """Walk from an event back through what enabled it: to an order, a draw of luck, or the scenario."""
    from undergrid import story
    from undergrid.runs.reading import Log

    chain = story.why(Log(run), event)
    if json:
        links = [vars(link.told) | {"root": link.root, "draw": link.draw, "also": link.also} for link in chain]
        console.answer({"event": event, "chain": links})
        return
    for link in chain:
        odds = "" if link.told.odds is None else f" [drawn: {link.draw}, chance {link.told.odds}]"
        console.show(f"{link.told.time}  {link.sentence}{odds}  {link.told.id}")
        for role, sentence in link.also:
            console.show(f"          {role}: {sentence}")
    console.show(f"root: {chain[-1].root}")


@command()
def account(
    run: Run,
    about: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Whom to tell of, instead of all the named.")
    ] = None,
    json: Json = False,
) -> None:
    """Tell what became of the named, in Markdown."""
    from undergrid import story
    from undergrid.runs.reading import Log

    text = story.account(Log(run), about or ())
    if json:
        console.answer({"account": text})
    else:
        console.show(text)


@command()
def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A scenario: a file, a folder or a shipped one.")],
    json: Json = False,
) -> None:
    """Read a scenario and list every mistake with its line. Exit code 2 where there is one."""
    from undergrid import setup

    problems = setup.check(file)
    if json:
        console.answer({"ok": not problems, "problems": [vars(problem) for problem in problems]})
    elif problems:
        console.note("\n".join(map(str, problems)))
    else:
        console.show(f"{file}: nothing wrong")
    if problems:
        raise SystemExit(2)


@command()
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A short name: small letters, digits and _.")],
    json: Json = False,
) -> None:
    """Make a folder with a scenario of your own, that runs."""
    from undergrid.setup.new import new

    folder = new(name)
    if json:
        console.answer({"folder": str(folder)})
    else:
        console.show(f"{folder} is made. Live through it with: undergrid run {folder}")


@command(on=maps, name="check")
def check_map(
    file: Annotated[Path, typer.Argument(metavar="FILE.map", help="The map.")],
    scen: Annotated[
        Path, typer.Option(metavar="FILE.scen", help="Pairs of places, with the published shortest lengths.")
    ],
    json: Json = False,
) -> None:
    """Find every path of a MovingAI scenario and compare its length with the published one. Exit code 1 for a miss."""
    from undergrid.city import movingai

    with console.progress(f"paths on {file.name}") as update:
        found = movingai.check(movingai.read_map(file), movingai.read_scenario(scen), update)
    if json:
        answer = {"rows": found.rows, "misses": found.misses, "largest_error": found.largest_error}
        console.answer(answer | {"missed": [str(miss) for miss in found.missed]})
    else:
        console.show(f"{found.rows:,} rows, {found.misses} misses, largest error {found.largest_error:.3g}")
        console.show("\n".join(str(miss) for miss in found.missed[:20]))
    if found.misses:
        raise SystemExit(1)


@command()
def bench(
    people: Annotated[str, typer.Option(help="How many citizens, one or more numbers with commas between.")] = "20000",
    scenario: Annotated[str, typer.Option(help="Of what the city is made.")] = "expiry",
    seed: Seed = 1,
    until: Until = None,
    json: Json = False,
) -> None:
    """Measure how fast a city lives here, and what each rule costs."""
    from undergrid import bench

    sizes = [_count(size) for size in people.split(",")]
    end = None if until is None else _duration(until)
    if len(sizes) > 1:
        answers = bench.each(sizes, scenario=scenario, seed=seed, until=end)
    else:
        with console.progress(f"{sizes[0]:,} people", lambda _: "") as update:
            answers = [bench.bench(sizes[0], scenario=scenario, seed=seed, until=end, progress=update)]
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


def main() -> None:
    """Run the command line and end the process with its exit code."""
    app(prog_name="undergrid")


# ---------------------------------------------------------------- what the commands share


def _tell(recorder: Recorder, json: bool) -> None:
    """Say how a recorded run went, and what became of the named."""
    from undergrid import story
    from undergrid.runs.reading import Log

    meta, folder = recorder.meta, recorder.folder.path
    per_second = meta.tick / meta.seconds if meta.seconds else 0.0
    for damage in recorder.repaired:
        console.note(f"made again: {damage}")
    if recorder.waiting:
        console.note(f"{recorder.waiting} orders are for after the end of the run")
    if json:
        answer = {"scenario": meta.scenario, "seed": meta.seed, "people": meta.citizens, "ticks": meta.tick}
        answer |= {"seconds": meta.seconds, "ticks_per_second": round(per_second, 1), "digest": meta.digest}
        console.answer(answer | {"events": meta.events, "out": str(folder), "endings": meta.endings})
        return
    console.show(story.account(Log(folder)))
    console.show(
        f"{meta.scenario}, seed {meta.seed}: {meta.citizens:,} people, {units.spell_duration(meta.tick)}, "
        f"{meta.events:,} events; {meta.seconds:.1f} s, {per_second:,.0f} ticks/s\nrun {folder}, digest {meta.digest}"
    )


def _free(folder: Path) -> Path:
    """`folder`, or where that is taken the first free one with a number behind it."""
    number, free = 1, folder
    while free.exists():
        number += 1
        free = folder.with_name(f"{folder.name}-{number}")
    return free


def _change(text: str) -> tuple[str, Any]:
    """`rules.sight.range=40` as ("sight.range", "40")."""
    name, equals, value = text.partition("=")
    name = name.strip().removeprefix("rules.")
    if not equals or "." not in name:
        raise UsageError(f"--set {text}: expected something like --set rules.sight.range=40")
    return name, value.strip()


def _count(text: str) -> int:
    digits = text.strip().replace("_", "")
    if not digits.isdigit() or int(digits) < 1:
        raise UsageError(f"--people {text}: expected a number of citizens, such as 20000")
    return int(digits)


def _duration(text: str) -> int:
    try:
        return units.seconds(text)
    except ValueError as wrong:
        raise UsageError(str(wrong)) from None


def _counts(numbers: dict[str, int]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in numbers.items()) or "none"
