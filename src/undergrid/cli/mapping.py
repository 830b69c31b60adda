"""Commands for maps that others drew: map adopt."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from undergrid.cli import console
from undergrid.cli.options import Json, command, maps
from undergrid.core.errors import UsageError

if TYPE_CHECKING:
    from undergrid.city.city import City
    from undergrid.city.maps.adopt import Proposal

_TOLD = 8  # guesses that are told one by one


@command(on=maps, name="adopt")
def adopt(
    file: Annotated[Path, typer.Argument(metavar="FILE.tmx", help="A map made in Tiled, for whatever game.")],
    ground: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TILE=GROUND", help="What tiles are: 'town:0-3=street', or '12=none'. As often as needed."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to write it instead of FILE.ground.yaml beside the map.")
    ] = None,
    png: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw there what walks and what blocks.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there already.")] = False,
    json: Json = False,
) -> None:
    """Propose what the tiles of a map mean, so that a city can live on it, and write it down beside the map.

    What nothing says anything about is guessed and told; --ground says otherwise.
    """
    from undergrid.city.maps.adopt import propose
    from undergrid.city.maps.grounds import as_yaml, beside
    from undergrid.city.maps.tiled import read_tmx, to_city
    from undergrid.city.picture import picture, write_png

    target = out or beside(file)
    if target.exists() and not force:
        raise UsageError(f"{target} is there already", hint="edit it, or write over it with --force")
    tiled = read_tmx(file)
    found = propose(tiled, ground or ())
    city = to_city(tiled, found.grounds)
    target.write_text(as_yaml(found.grounds, file.name), encoding="utf-8")
    if png:
        write_png(picture(city, 0, scale=max(1, 800 // max(city.width, city.height))), png)
    if json:
        console.answer(_answer(found, city, target))
    else:
        _tell(found, city, file, target)


def _counts(city: City) -> dict[str, int]:
    import numpy as np

    from undergrid.city.city import Ground

    kinds, counts = np.unique(city.ground, return_counts=True)
    return {Ground(kind).name.lower(): n for kind, n in zip(kinds.tolist(), counts.tolist(), strict=True)}


def _answer(found: Proposal, city: City, target: Path) -> dict[str, object]:
    walkable = int(city.walkable().sum())
    return {
        "file": str(target),
        "walkable": walkable,
        "blocked": city.n_cells - walkable,
        "grounds": _counts(city),
        "questions": [one._asdict() for one in found.questions],
    }


def _tell(found: Proposal, city: City, file: Path, target: Path) -> None:
    walkable = int(city.walkable().sum())
    console.show(f"{target} is written: of {city.n_cells:,} cells one can stand on {walkable:,}")
    console.show(", ".join(f"{ground} {n:,}" for ground, n in sorted(_counts(city).items(), key=lambda one: -one[1])))
    for one in found.questions[:_TOLD]:
        console.show(f'guessed: tile {one.tile} of "{one.tileset}", on {one.cells:,} cells, is {one.guess}')
    more = found.questions[_TOLD:]
    if more:
        console.show(f"and {len(more)} more tiles, on {sum(one.cells for one in more):,} cells")
    if found.questions:
        first = found.questions[0]
        console.show(
            f"Say otherwise: undergrid map adopt {file} --force --ground '{first.tileset}:{first.tile}=GROUND'"
        )
