"""The command map adopt: a map that others drew, made usable."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from undergrid.cli import console
from undergrid.cli.mapping import counts, cut_off, draw, levels_of, listed, many, spot, told_lost
from undergrid.cli.options import Json, command, free, maps, of_format
from undergrid.core import plain

if TYPE_CHECKING:
    from undergrid.setup.adopted import Adopted

_TOLD = 8  # guesses, and ways, that are told one by one
_SCANT = 0.05  # share of the cells that are no void, below which a map to walk on is hardly one [assumed]


@command(on=maps, name="adopt")
def adopt(
    file: Annotated[Path, typer.Argument(metavar="FILE.tmx", help="A map made in Tiled, for whatever game.")],
    ground: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TILE=GROUND", help="What tiles are: 'town:0-3=street', or '12=none'. As often as needed."
        ),
    ] = None,
    join: Annotated[
        list[str] | None,
        typer.Option(metavar="CELL=CELL", help="Where levels join: 'street:12,5=cellar:12,5'. As often as needed."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to write it instead of FILE.ground.yaml beside the map.")
    ] = None,
    png: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw it there as `map show` does.")] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Adopt once more: what was said in the file stands unless said otherwise.")
    ] = False,
    json: Json = False,
) -> None:
    """Propose what the tiles of a map mean and where its levels join, and write it down beside the map.

    What nothing says anything about is guessed and told; --ground says otherwise, --join adds stairs.
    Such as: undergrid map adopt town.tmx --ground 'town:12-15=building'.
    """
    from undergrid.setup import adopted

    found = adopted.adopt(file, ground or (), join or (), out, force=force)
    city = found.mapped.city
    if png:
        draw(
            city,
            free(of_format(png, "--png", "png"), "--png", force=True),
            range(len(city.levels)),
            origin=found.mapped.origin,
        )
    found.write()
    if json:
        console.answer(answer(found))
    else:
        console.show("\n".join(told(found)))
        console.show(_how_on(found))


def answer(found: Adopted) -> dict[str, object]:
    """What was proposed, for programs."""
    from undergrid.setup.check.maps import pieces

    city = found.mapped.city
    walkable = int(city.walkable().sum())
    joins = [{"kind": one.kind, "from": spot(one.a, found.mapped), "to": spot(one.b, found.mapped), "why": one.why}
             for one in found.proposal.joins]  # fmt: skip
    asked = [{"at": spot(one.cell, found.mapped), "asks": one.what} for one in found.proposal.open]
    return {
        "file": str(found.target),
        "walkable": walkable,
        "blocked": city.n_cells - walkable,
        "grounds": counts(city),
        "levels": levels_of(city, range(len(city.levels))),
        "joins": joins,
        "cut_off": cut_off(pieces(city)[1:], found.mapped),
        "questions": [*(one._asdict() for one in found.proposal.questions), *asked],
    }


def told(found: Adopted) -> list[str]:
    """What was proposed, what of it is strange, and what is a guess, in words."""
    from undergrid.setup.check.maps import pieces

    city = found.mapped.city
    walkable = int(city.walkable().sum())
    lines = [
        f"{found.target} is written: of {many(city.n_cells, 'cell')} one can stand on {walkable:,}",
        ", ".join(f"{ground} {n:,}" for ground, n in sorted(counts(city).items(), key=lambda one: -one[1])),
    ]
    for one in levels_of(city, range(len(city.levels))) if len(city.levels) > 1 else ():
        ways = "; ".join(f"to {other}: {listed(names)}" for other, names in one["ways"].items())
        lines.append(f"{one['name']}: one can stand on {many(one['walkable'], 'cell')}" + (f"; {ways}" if ways else ""))
    drawn = city.n_cells - counts(city).get("void", 0)
    if walkable < _SCANT * drawn:
        lines.append(f"one can stand on hardly any of it: {walkable:,} of {many(drawn, 'cell')}")
    lines += told_lost(pieces(city)[1:], found.mapped)
    questions = found.proposal.questions
    lines += [f'guessed: tile {one.tile} of "{one.tileset}", on {many(one.cells, "cell")}, is {one.guess}{_by(one.by)}'
              for one in questions[:_TOLD]]  # fmt: skip
    more = questions[_TOLD:]
    lines += [f"and {many(len(more), 'more tile')}, on {many(sum(one.cells for one in more), 'cell')}"] if more else []
    return lines + _asked(found) + _say_otherwise(found)


def _by(whose: str) -> str:
    return f", by the name of its {whose}" if whose else ""


def _asked(found: Adopted) -> list[str]:
    """What the map does not tell about where its levels join."""
    asked = found.proposal.open
    lines = []
    for one in asked[:_TOLD]:
        level, x, y = spot(one.cell, found.mapped)
        lines.append(f"asked: {level} {x},{y}: {one.what}")
    return [*lines, f"and {len(asked) - _TOLD} more such"] if len(asked) > _TOLD else lines


def _say_otherwise(found: Adopted) -> list[str]:
    """How whoever adopts a map answers."""
    from undergrid.city.maps.grounds import beside

    elsewhere = "" if found.target == beside(found.file) else f" --out {shlex.quote(str(found.target))}"
    again = f"undergrid map adopt {shlex.quote(str(found.file))}{elsewhere} --force"
    lines = []
    if questions := found.proposal.questions:
        lines.append(
            f"Say otherwise: {again} --ground {plain.quoted(f'{questions[0].tileset}:{questions[0].tile}=GROUND')}"
        )
    if asked := found.proposal.open:
        level, x, y = spot(asked[0].cell, found.mapped)
        lines.append(f"Say where it leads: {again} --join {plain.quoted(f'{level}:{x},{y}=LEVEL:X,Y')}")
    return lines


def _how_on(found: Adopted) -> str:
    """What to do next; a file of grounds means something beside its map alone."""
    from undergrid.city.maps.grounds import beside

    name = found.file.name
    file, place = (shlex.quote(str(path)) for path in (found.file, beside(found.file)))
    lives = f"a scenario beside it lives there with: map: {name}"
    if found.target == beside(found.file):
        return f"Look at it: undergrid map show {file}; {lives}"
    return f"It means something beside the map: put it there as {place}. Then look: undergrid map show {file}; {lives}"
