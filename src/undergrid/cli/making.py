"""Commands for makers: check, new and words for scenarios, map check for how paths are found."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from undergrid.cli import console
from undergrid.cli.options import Json, command, maps
from undergrid.core.errors import UsageError

if TYPE_CHECKING:
    from undergrid.runs.trials import Fault
    from undergrid.story.vocabulary import Word


@command()
def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A scenario: a file, a folder or a shipped one.")],
    rules: Annotated[
        bool, typer.Option("--rules", help="Try its rules too: is every life the same life again?")
    ] = False,
    seed: Annotated[int, typer.Option(help="The seed of the trials.")] = 1,
    json: Json = False,
) -> None:
    """Read a scenario and list every mistake with its line. Exit code 2 where there is one, 1 where a rule fails.

    What is no mistake but should be known, such as a want that can never act, is told as a warning: exit code 0.
    """
    from undergrid import setup

    problems = setup.check(file)
    doubts = setup.doubts(file) if not problems else []
    warnings = [doubt for doubt in doubts if doubt.grade == "warning: "]
    faults = _tried(file, seed) if rules and not problems else []
    if doubts and not json:
        console.note("\n".join(map(str, doubts)))
    if json:
        found = {"problems": [vars(problem) for problem in problems], "faults": [vars(fault) for fault in faults]}
        found["warnings"] = [vars(doubt) for doubt in warnings]
        console.answer({"ok": not problems and not faults, **found})
    elif problems or faults:
        console.note("\n".join(map(str, [*problems, *faults])))
    else:
        warned = f", {len(warnings)} warning{'s'[: len(warnings) != 1]}" if warnings else ""
        console.show(f"{file}: nothing wrong{', its rules hold' if rules else ''}{warned}")
    if problems or faults:
        raise SystemExit(2 if problems else 1)


def _tried(file: str, seed: int) -> list[Fault]:
    from undergrid.runs.trials import try_rules

    left_out: list[str] = []
    with console.progress(f"rules of {file}", lambda n: f"{n} trials done") as update:
        faults = try_rules(file, seed, update, left_out=left_out.append)
    if left_out:
        console.note("\n".join(left_out))
    return faults


@command()
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A short name: small letters, digits and _.")],
    map_file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE.tmx", help="A map made in Tiled, for whatever game: the scenario gets a copy."),
    ] = None,
    drawn: Annotated[
        bool, typer.Option("--map", help="With a small map to draw over in Tiled, or with FILE.tmx; else generated.")
    ] = False,
    json: Json = False,
) -> None:
    """Make a folder with a scenario of your own, that runs.

    Such as: undergrid new harbour --map, or undergrid new harbour --map town.tmx.
    """
    from undergrid.setup.new import new

    if map_file is None and name.endswith((".tmx", ".tmj", ".json")):
        raise UsageError(
            f"{name} is a map: how is the scenario called?", hint=f"undergrid new NAME --map {shlex.quote(name)}"
        )
    if map_file is not None:
        _new_on_map(map_file, name, json)
        return
    folder = new(name, drawn=drawn)
    if json:
        console.answer({"folder": str(folder)})
    else:
        console.show(f"{folder} is made. Live through it with: undergrid run {shlex.quote(str(folder))}")
        if drawn:
            console.show(f"Draw its map in Tiled: open {folder / 'map.tiled-project'}, then map.tmx")


def _new_on_map(map_file: Path, name: str, json: bool) -> None:
    from undergrid.cli import adopting
    from undergrid.setup.new_on_map import new_on_map

    folder, adopted = new_on_map(map_file, name)
    if json:
        console.answer({"folder": str(folder)} | ({"map": adopting.answer(adopted)} if adopted else {}))
        return
    there = shlex.quote(str(folder))
    console.show(f"{folder} is made. Live through it with: undergrid run {there}")
    console.show("\n".join([*(adopting.told(adopted) if adopted else ()), f"Look at it: undergrid map show {there}"]))


@command()
def words(
    asked: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[KIND] [WORD]...", help="A kind of words (verbs, things, wants, ...), words to look for."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """List the words of scenarios, orders and patterns, a line each: 'words verbs', 'words heal', 'words things cut'.

    A word is found by its name, by what else it is called, and by what it means.
    """
    from undergrid.story import vocabulary

    found, unclear = vocabulary.look_up(asked or ())
    if json:
        console.answer({"words": [vars(word) for word in found], "unclear": [vars(word) for word in unclear]})
        return
    width = max(len(name) for name in (*(word.name for word in found), *(word.name for word in unclear)))
    shown = list[str]()
    for sort, about in vocabulary.SORTS.items():
        lines = [f"  {word.name:<{width}}  {_line(word, width)}" for word in found if word.sort == sort]
        lines += [f"  {word.name:<{width}}  instead: {word.write}" for word in unclear if word.sort == sort]
        shown += [f"{sort}: {about}", *lines] if lines else []
    console.show("\n".join(shown))


def _line(word: Word, width: int) -> str:
    also = ", ".join(other.replace("_", " ") for other in word.also)
    means = word.means.replace("\n", "\n" + " " * (width + 4))
    return f"{means} (also: {also})" if also else means


@command(on=maps, name="check")
def check_map(
    file: Annotated[Path, typer.Argument(metavar="FILE.map", help="The map.")],
    scen: Annotated[
        Path, typer.Option(metavar="FILE.scen", help="Pairs of places, with the published shortest lengths.")
    ],
    json: Json = False,
) -> None:
    """Find every path of a MovingAI scenario and compare its length with the published one. Exit code 1 for a miss."""
    from undergrid.city.maps import movingai

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
