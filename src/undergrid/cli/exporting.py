"""Command that takes a run away: export."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from undergrid.cli import console
from undergrid.cli.options import Force, Json, Run, command, duration, free, in_turn, of_format
from undergrid.core import units
from undergrid.core.errors import UsageError
from undergrid.core.plain import cut

if TYPE_CHECKING:
    from undergrid.serve.export import Wanted

_SIZE = re.compile(r"(\d{1,5})\s*[x×]\s*(\d{1,5})")
_FITS = {  # which options go with what is written
    "at": ("png",), "from": ("gif", "webm"), "until": ("html", "gif", "webm"), "every": ("gif", "webm"),
    "level": ("png", "gif", "webm"), "who": ("png", "gif", "webm"), "size": ("png", "gif", "webm"),
}  # fmt: skip
_STRETCH = 600  # seconds of a moving picture, unless it is said from when


@command()
def export(
    run: Run,
    html: Annotated[bool, typer.Option("--html", help="One page that needs no server and asks nobody.")] = False,
    png: Annotated[bool, typer.Option("--png", help="A picture of a moment.")] = False,
    gif: Annotated[bool, typer.Option("--gif", help="A moving picture of a stretch of time.")] = False,
    webm: Annotated[bool, typer.Option("--webm", help="The same as a film, where ffmpeg is installed.")] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where it is written (here, named as the run).")
    ] = None,
    at: Annotated[str | None, typer.Option(metavar="T", help="The moment: '23:40', '5 h' or a tick (the end).")] = None,
    since: Annotated[
        str | None, typer.Option("--from", metavar="T", help="Where the stretch begins (10 min before its end).")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="T", help="Where it ends (the end of the run).")] = None,
    every: Annotated[
        str | None, typer.Option(metavar="T", help="How far apart two pictures are (so that there are 72).")
    ] = None,
    level: Annotated[str | None, typer.Option(metavar="NAME", help="Which level is drawn (the street).")] = None,
    who: Annotated[
        str | None, typer.Option(metavar="NAME", help="Whom to look at from near, by name or number.")
    ] = None,
    size: Annotated[str | None, typer.Option(metavar="WxH", help="In pixels (1440x810; a moving one 960x540).")] = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Take a run away: as one page that replays it in any browser, as a picture, or as a moving one."""
    from undergrid import story
    from undergrid.runs.reading import Log
    from undergrid.serve import export as taking

    kinds = {"html": html, "png": png, "gif": gif, "webm": webm}
    asked = [name for name, given in kinds.items() if given]
    if len(asked) != 1:
        raise UsageError("export: give one of --html, --png, --gif and --webm")
    kind = asked[0]
    _check(kind, {"at": at, "from": since, "until": until, "every": every, "level": level, "who": who, "size": size})
    file = free(of_format(out or Path(f"{run.resolve().name}.{kind}"), "--out", kind), "--out", force)
    log, end = Log(run), taking.lived(run)
    last = min(end, story.moment(log, until, "--until")) if until else end
    wanted = _wanted(kind, level, who, size)
    moving = kind in ("gif", "webm")
    with console.progress(
        f"export of {run.name}", "{:,} pictures".format if moving else units.spell_duration
    ) as update:
        if kind == "html":
            n = taking.html(run, file, last=max(1, last), progress=update)
        elif kind == "png":
            n = taking.png(run, file, story.moment(log, at) if at else end, wanted, update)
        else:
            first = story.moment(log, since, "--from") if since else max(1, last - _STRETCH)
            write: Callable[..., int] = taking.gif if kind == "gif" else taking.webm
            n = write(run, file, _ticks(first, last, every), wanted, update)
    if log.meta.status != "ended":
        console.note(f"{run} has been lived until {log.names.time(end)} only: nothing after that can be in the file")
    if json:
        console.answer({"file": str(file), "bytes": n})
    else:
        console.show(f"{file}: {n / 1_000_000:.1f} MB" if n >= 100_000 else f"{file}: {n / 1000:.0f} kB")


def _check(kind: str, given: dict[str, str | None]) -> None:
    """Raise UsageError for an option that has no meaning for what is written."""
    for name, value in given.items():
        if value is not None and kind not in _FITS[name]:
            others = " and ".join(f"--{one}" for one in _FITS[name])
            raise UsageError(f"--{name} goes with {others}, not with --{kind}")


def _wanted(kind: str, level: str | None, who: str | None, size: str | None) -> Wanted:
    from undergrid.serve.export import Wanted
    from undergrid.still.camera import sized

    width, height = (1440, 810) if kind == "png" else (960, 540)
    if size is not None:
        found = _SIZE.fullmatch(size.strip())
        if not found:
            raise UsageError(f"--size: {cut(size)}, expected width and height in pixels, such as 1440x810")
        width, height = int(found[1]), int(found[2])
        sized(width, height)
    return Wanted(level or "", who or "", width, height)


def _ticks(first: int, last: int, every: str | None) -> range:
    """The moments of a moving picture. Raises UsageError where they do not follow one another."""
    from undergrid.serve.export import PICTURES

    in_turn(first, last)
    step = duration(every) if every else max(1, -(-(last - first) // PICTURES))
    if step < 1:
        raise UsageError("--every: at least one second")
    return range(max(1, first), last + 1, step)
