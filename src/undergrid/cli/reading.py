"""Commands that read a run: events, why, chronicle, series."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from undergrid.cli import console
from undergrid.cli.options import Json, Run, Until, command, duration


@command()
def events(
    run: Run,
    about: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only what somebody did or what was done to them.")
    ] = None,
    kind: Annotated[str | None, typer.Option(metavar="K", help="Only one kind, such as 'gate opened'.")] = None,
    since: Annotated[str, typer.Option(metavar="T", help="Only from then on, since the start: '2h', '90 min'.")] = "0",
    every: Annotated[
        bool, typer.Option("--all", help="With --about: every event, also what repeats itself, with coordinates.")
    ] = False,
    json: Json = False,
) -> None:
    """Read the log of a run. The first column is the event's id, for `undergrid why`.

    With --about, what repeats itself is told once and then counted; --all, --kind and --json leave nothing out.
    """
    from undergrid import story
    from undergrid.runs.reading import Log

    first = duration(since)
    log = Log(run)
    if about is not None and kind is None and not every and not json:
        for found, sentence in story.following(log, list(log.events(about=about, since=first))):
            if found is None:
                console.show(f"{'':>19}  {sentence}")
            else:
                console.show(f"{found.id:>19}  {log.names.time(found.tick)}  {sentence}")
        return
    for event in log.events(about=about, kind=kind, since=first):
        told = log.told(event)
        if json:
            console.answer(vars(told))
        else:
            console.show(f"{told.id}  {told.time}  {story.tell(event.kind, told)}")


@command()
def why(
    run: Run,
    event: Annotated[
        str, typer.Argument(metavar="EVENT", help="The id of an event, from `undergrid events`; somebody, with --at.")
    ],
    at: Annotated[
        str | None,
        typer.Option(metavar="T", help="What somebody was about at '21:30', '6 h' or a tick, instead of an event."),
    ] = None,
    json: Json = False,
) -> None:
    """Walk from an event back through what enabled it: to an order, a draw of luck, or the scenario.

    With --at, say what somebody was about at a moment, why, and what would have turned them.
    """
    from undergrid import story
    from undergrid.core import plain
    from undergrid.core.errors import UsageError
    from undergrid.runs.reading import Log

    if at is not None:
        motive = story.motive(Log(run), event, at)
        if json:
            console.answer(vars(motive))
        else:
            console.show(motive.spelled())
        return
    found = plain.whole(event) if event.removeprefix("-").isdecimal() and event.isascii() else None
    if found is None:
        raise UsageError(
            f"EVENT: {plain.cut(event)} is not the id of an event",
            hint="ids stand in the first column of `undergrid events DIR`; of somebody, say when: --at '21:30'",
        )
    chain = story.why(Log(run), found)
    if json:
        links = [vars(link.told) | {"root": link.root, "draw": link.draw, "also": link.also} for link in chain]
        console.answer({"event": found, "chain": links})
        return
    for link in chain:
        odds = "" if link.told.odds is None else f" [drawn: {link.draw}, chance {link.told.odds}]"
        console.show(f"{link.told.time}  {link.sentence}{odds}  {link.told.id}")
        for role, sentence in link.also:
            console.show(f"          {role}: {sentence}")
    console.show(f"root: {chain[-1].root}")


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
    log = Log(run)
    first = 0 if since is None else story.moment(log, since, "--from")
    before = None if until is None else story.moment(log, until, "--until")
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
