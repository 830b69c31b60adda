"""What the commands share: the application, their options, and how a failure becomes a message and an exit code."""

from __future__ import annotations

import functools
import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from undergrid.cli import console
from undergrid.core import plain, units
from undergrid.core.errors import UsageError


class _Commands(TyperGroup):
    """The commands; who says the scenario, or `help`, first is told the order."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            from undergrid.setup import shipped

            if args[0] == "help":
                ctx.fail("the commands are listed by --help, the options of one by: undergrid COMMAND --help")
            if args[0] in shipped():
                ctx.fail(f"{args[0]} is a scenario, and the command comes first: undergrid run {args[0]}")
        return super().resolve_command(ctx, args)


class _Command(TyperCommand):
    """One command; who gives a time in several words is told to make one of them."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        for option, number, unit in zip(args, args[1:], args[2:], strict=False):
            if option.startswith("-") and number.isdecimal() and units.is_unit(unit):
                ctx.fail(f"{option} takes one word: write {option} '{number} {unit}', or {number}{unit}")
            if option.startswith("-") and number.lower() == "day" and unit.rstrip(",").isdecimal():
                ctx.fail(f"{option} takes one word: write {option} 'day {unit} 04:00', in quotes")
        return super().parse_args(ctx, args)


app = typer.Typer(
    name="undergrid",
    cls=_Commands,
    help="Simulate a city under control, and the people who slip through it.",
    epilog="Exit codes: 0 it went well, 1 it failed or a difference was found, 2 wrong usage or a wrong file, "
    "130 stopped by Ctrl-C, 143 by kill.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
maps = typer.Typer(
    help="Maps: drawn as a picture, written for Tiled, one of another game made usable, a real town from "
    "OpenStreetMap, a MovingAI one checked.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(maps, name="map")


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        console.show(version("undergrid"))
        raise typer.Exit


@app.callback()
def _undergrid(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show it and end.")
    ] = False,
) -> None:
    """Simulate a city under control, and the people who slip through it."""


def folder_of_run(given: Path | None) -> Path | None:
    """The folder of a run. Raises BadParameter, with what to type instead, where it is none."""
    if given is None or given.is_dir():
        return given
    if given.exists():
        raise typer.BadParameter(f"{plain.cut(str(given))} is a file, expected the folder of a run")
    from undergrid.setup import shipped

    name = str(given)
    if name in shipped():
        raise typer.BadParameter(f"{name} is a scenario, and no run of it: `undergrid run {name}` makes one")
    near = Path("runs") / given
    lies = f"did you mean {shlex.quote(str(near))}?" if near.is_dir() else "expected the folder of a run"
    raise typer.BadParameter(f"there is no folder {plain.cut(name)}, {lies}")


Scenario = Annotated[
    str, typer.Argument(help="A shipped scenario (expiry, eden, neonhaven, village, relay), a folder or a file.")
]
Run = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a run.", callback=folder_of_run)]
Json = Annotated[bool, typer.Option("--json", help="Answer in JSON, for programs.")]
Seed = Annotated[int, typer.Option(help="Where luck comes from: the same seed, the same run.")]
People = Annotated[int | None, typer.Option(help="How many citizens instead of the scenario's own number.")]
Until = Annotated[
    str | None, typer.Option(metavar="T", help="Until when: '36h', '90 min' or seconds after the start, '21:30'.")
]
Orders = Annotated[Path | None, typer.Option(metavar="FILE", help="Orders from outside, one JSON object a line.")]
Threads = Annotated[int, typer.Option(min=1, help="Processors for large cities; never changes a result.")]
Canon = Annotated[bool, typer.Option(help="Let the named follow the story as written.")]
Set = Annotated[
    list[str] | None,
    typer.Option(
        metavar="WHAT=VALUE",
        help="Change a rule, a person, a gate, a door or how many things there are, such as "
        "rules.sight.lost_after=40, people.leo.medicine=8, gates.west_gate.open=yes, doors.cellar_20.locked=no, "
        "things.amara.morphine=4. May be given again.",
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Write over a file that is there already.")]
Out = Annotated[Path | None, typer.Option(metavar="DIR", help="Where the run is kept (a new folder under runs/).")]


def command(on: typer.Typer = app, name: str | None = None) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a function a command; whatever it raises becomes a message and an exit code."""

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(function)
        def guarded(*args: Any, **kwargs: Any) -> None:
            code = console.guarded(lambda: function(*args, **kwargs))
            if code:
                raise SystemExit(code)

        on.command(name, cls=_Command)(guarded)
        return function

    return decorate


def free(file: Path, option: str, force: bool) -> Path:
    """A file that can be written. Raises UsageError for a folder, one in no folder, and one that is there already."""
    if file.is_dir():
        raise UsageError(f"{option}: {plain.cut(str(file))} is a folder, not a file")
    if not file.absolute().parent.is_dir():
        raise UsageError(f"{option}: {plain.cut(str(file))} would lie in a folder that there is not")
    return unwritten(file, option, force)


def unwritten(file: Path, option: str, force: bool) -> Path:
    """A file over which nothing is lost. Raises UsageError for one that is there already."""
    if file.exists() and not force:
        raise UsageError(f"{option}: {plain.cut(str(file))} is there already", hint="write over it with --force")
    return file


def of_format(file: Path, option: str, *endings: str) -> Path:
    """A file that is called as what is written is, or has no ending. Raises UsageError where it has another."""
    if file.suffix and file.suffix.lower().removeprefix(".") not in endings:
        expected = " or ".join(f".{ending}" for ending in endings)
        raise UsageError(f"{option}: {plain.cut(str(file))}, expected a name ending in {expected}")
    return file


def in_turn(first: int, last: int | None) -> None:
    """Raise UsageError where a stretch of time ends before it has begun."""
    if last is not None and last <= first:
        raise UsageError("--until: the stretch ends before it begins")


def duration(text: str) -> int:
    """Seconds of a duration. Raises UsageError where it is none."""
    try:
        return units.seconds(text)
    except ValueError as wrong:
        raise UsageError(str(wrong)) from None


def moment(text: str | None, option: str) -> str | None:
    """A moment of a run as it was given, once it reads as one: its tick is known where the run's start is.

    Raises UsageError, naming the option, where it is none.
    """
    if text is not None:
        try:
            units.moment(text, 0)
        except ValueError as wrong:
            raise UsageError(f"{option}: {wrong}") from None
    return text


def count(text: str) -> int:
    """A number of citizens, at least one. Raises UsageError where it is none."""
    number = plain.whole(text.strip().replace("_", ""))
    if not number:
        raise UsageError(f"--people {text}: expected a number of citizens, such as 20000")
    return number


def changes_of(texts: Sequence[str]) -> dict[str, str]:
    """`rules.sight.lost_after=40` as {"sight.lost_after": "40"}. Raises UsageError, which says all that is wrong."""
    from undergrid.runs import is_touch

    found, wrong = dict[str, str](), list[UsageError]()
    for text in texts:
        name, equals, value = text.partition("=")
        name = name.strip() if is_touch(name.strip()) else name.strip().removeprefix("rules.")
        if not equals or "." not in name:
            wrong.append(
                UsageError(f"--set {plain.cut(text)}: expected something like --set rules.sight.lost_after=40")
            )
        elif name in found:
            wrong.append(UsageError(f"--set {plain.cut(text)}: {name} is set twice"))
        found[name] = value.strip()
    if wrong:
        raise UsageError.of_all(wrong)
    return found
