"""Commands that read a run: events, why, chronicle, series."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from undergrid.cli import console
from undergrid.cli.options import Force, Json, Run, Until, command, duration, in_turn, of_format, unwritten


@command()
def events(
    run: Run,
    about: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only what somebody did or what was done to them.")
    ] = None,
    kind: Annotated[str | None, typer.Option(metavar="K", help="Only one kind, such as 'gate opened'.")] = None,
    since: Annotated[str, typer.Option(metavar="T", help="Only from then on: '21:30', '2 h' after the start.")] = "0",
    until: Annotated[str | None, typer.Option(metavar="T", help="Only before then, likewise.")] = None,
    every: Annotated[
        bool, typer.Option("--all", help="With --about: every event, also what repeats itself, with coordinates.")
    ] = False,
    json: Json = False,
) -> None:
    """Read the log of a run. The first column is what an event is called, for `undergrid why`.

    With --about, what repeats itself is told once and then counted; --all, --kind and --json leave nothing out.
    """
    from undergrid import story
    from undergrid.runs.reading import Log

    log = Log(run)
    first = story.moment(log, since, "--since")
    end = None if until is None else story.moment(log, until, "--until")
    in_turn(first, end)
    if about is not None and kind is None and not every and not json:
        for found, sentence in story.following(log, list(log.events(about=about, since=first, until=end))):
            number = "" if found is None else story.spell(log, found)
            console.show(
                f"{number:>8}  " + (sentence if found is None else f"{log.names.time(found.tick)}  {sentence}")
            )
        return
    for event in log.events(about=about, kind=kind, since=first, until=end):
        told = log.told(event)
        if json:
            console.answer(vars(told) | {"short": story.spell(log, event)})
        else:
            console.show(
                f"{story.spell(log, event):>8}  {told.time}  {story.tell(event.kind, story.as_told(log, event))}"
            )


@command()
def why(
    run: Run,
    event: Annotated[
        list[str],
        typer.Argument(
            metavar="EVENT",
            help="An event: e417 (first column of `undergrid events`), an id, somebody (leo), somebody and what "
            "happened (leo died), a time and somebody (21:30 leo), an ending, or a sentence of `undergrid chronicle` "
            "in quotation marks.",
        ),
    ],
    at: Annotated[
        str | None,
        typer.Option(metavar="T", help="What somebody was about at '21:30', '6 h' or a tick, instead of an event."),
    ] = None,
    onward: Annotated[bool, typer.Option("--onward", help="Also what came of it.")] = False,
    json: Json = False,
) -> None:
    """Say why something happened: what enabled it, what those in it were about, and who knew and did something else.

    It goes back to an order, a draw of luck, or the scenario. Suspicion is broken down into its parts. With --at, say
    what somebody was about at a moment, why, and what would have turned them.
    """
    from undergrid import story
    from undergrid.core import units
    from undergrid.core.errors import UsageError
    from undergrid.runs.reading import Log

    log, asked = Log(run), " ".join(event)
    if at is not None:
        if onward:
            raise UsageError("--onward does not go with --at, which asks after somebody and not after an event")
        motive = story.motive(log, asked, at)
        if json:
            console.answer(vars(motive))
        else:
            console.show(motive.spelled())
        return
    found = story.one(log, asked)
    with console.progress("adding up", units.spell_duration) as update:
        explained = story.explain(log, found, onward, update)
    if json:
        console.answer(explained.as_json())
        return
    console.show(explained.spelled(log))
    if found.kind in story.LASTING:
        console.note(
            f"what would have changed it: undergrid fork {shlex.quote(str(run))} --otherwise {explained.short}"
        )


@command()
def chronicle(
    run: Run,
    of: Annotated[
        str | None, typer.Option(metavar="NAME", help="Somebody, a place, a district or a faction, not all the named.")
    ] = None,
    teller: Annotated[
        str | None, typer.Option("--as", metavar="NAME", help="Told by one of the named, who tells what they know.")
    ] = None,
    voice: Annotated[
        str | None,
        typer.Option(metavar="V", help="'record': the authority's own file, in its words and with its errors."),
    ] = None,
    since: Annotated[str | None, typer.Option("--from", metavar="T", help="From '21:30' or '6 h' on.")] = None,
    until: Until = None,
    length: Annotated[str, typer.Option(metavar="L", help="short, night or full.")] = "night",
    form: Annotated[str, typer.Option("--format", metavar="F", help="md, html, epub, obsidian, ink or twee.")] = "md",
    out: Annotated[Path | None, typer.Option(metavar="PATH", help="Write it there instead of showing it.")] = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Tell a night as a story: what mattered, in scenes, each sentence with the events that it tells."""
    from undergrid import story
    from undergrid.core.errors import UsageError
    from undergrid.runs.reading import Log

    if length not in story.LENGTHS:
        raise UsageError(f"--length {length}: there is no such length", hint=f"one of {', '.join(story.LENGTHS)}")
    if voice not in (None, "record"):
        raise UsageError(f"--voice {voice}: there is no such voice", hint="record")
    if sum(asked is not None for asked in (teller, voice)) > 1:
        raise UsageError("--as and --voice: one of them tells")
    if out is not None and form in story.formats.ENDINGS:
        unwritten(of_format(out, f"--format {form}: --out", *story.formats.ENDINGS[form]), "--out", force)
    log = Log(run)
    first = 0 if since is None else story.moment(log, since, "--from")
    before = None if until is None else story.moment(log, until, "--until")
    in_turn(first, before)
    told = story.chronicle(log, of, teller, voice or "", first, before, story.LENGTHS[length])
    if json:
        for one in story.formats.sentences(told):
            console.answer(one)
    elif out is not None:
        story.formats.write(told, form, out)
        console.note(f"written: {out}")
    else:
        console.show(story.formats.spelled(told, form))


@command()
def series(
    run: Run,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Which: free, wired, wanted, outdoors, alive and others.")
    ] = "free",
    every: Annotated[str, typer.Option(metavar="T", help="A line once in so long.")] = "1h",
    json: Json = False,
) -> None:
    """Draw one of a run's counts over time: how many are free, wired, wanted, out of doors, and how many of the living.

    Free is who is neither wired, nor tagged where a reader works, nor wanted.
    """
    from undergrid import story
    from undergrid.core.errors import UsageError
    from undergrid.runs.reading import Log

    seconds = duration(every)
    if seconds < 1:
        raise UsageError("--every: at least one second")
    points = story.course(Log(run), name, seconds)
    if json:
        console.answer({"series": name, "points": [vars(point) for point in points]})
        return
    for line in story.draw(points):
        console.show(line)
