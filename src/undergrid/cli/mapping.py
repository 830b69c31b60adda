"""Commands for maps: map show, map export, and map osm for real towns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from undergrid.cli import console
from undergrid.cli.options import Force, Json, People, command, free, maps, of_format
from undergrid.core.errors import UsageError
from undergrid.core.plain import cut

if TYPE_CHECKING:
    from undergrid.city.city import City
    from undergrid.city.maps.osm.survey import Survey
    from undergrid.setup.check.maps import I64
    from undergrid.setup.mapped import Mapped

_HOW_ON = "Open {project} in Tiled, then the map; in a scenario beside it: map: {name}"
_TOLD = 8  # guesses, or ways, that are told one by one
_CELL_MM = 100, 100_000  # the least and the most, as maps have it
_LISTED = 100  # parts that are cut off, for programs

MapOf = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO|FILE", help="A scenario, shipped or a folder or file; or a .tmx, .tmj, .json or .map."
    ),
]


@command(on=maps, name="show")
def show(
    what: MapOf,
    level: Annotated[str | None, typer.Option(metavar="NAME", help="This level alone (all of them).")] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.png", help="Where it is drawn (here, named as the map).")
    ] = None,
    people: People = None,
    json: Json = False,
) -> None:
    """Draw a map: what walks, what blocks, where levels join, who starts where. Such as: undergrid map show village."""
    from dataclasses import replace

    from undergrid.setup.mapped import mapped
    from undergrid.still.camera import level_of

    found = mapped(what, people, wrong_too=True)
    if told := found.problems + (() if json else found.doubts):
        console.note("\n".join(map(str, told)))
    number = None if level is None else level_of(found.city, level)
    name = found.name if number is None else f"{found.name}-{found.city.levels[number].name}"
    file = free(of_format(out or Path(re.sub(r"[^\w-]+", "_", name) + ".png"), "--out", "png"), "--out", force=True)
    places, posts = {**found.city.places, **found.places}, (*found.city.posts, *found.posts)
    city = replace(found.city, places=places, posts=posts)
    shown = [number] if number is not None else list(range(len(city.levels)))
    lost = draw(city, file, shown, found.people, found.origin)
    if json:
        console.answer(_seen(found._replace(city=city), shown, file, lost))
        return
    console.show(f"{file}: {_size(city)}")
    for one in levels_of(city, shown):
        ways = "; ".join(f"to {other}: {listed(names)}" for other, names in one["ways"].items())
        console.show(f"{one['name']}: one can stand on {many(one['walkable'], 'cell')}" + (f"; {ways}" if ways else ""))
    for line in told_lost(lost, found):
        console.show(line)
    if city.attribution:
        console.show(city.attribution)


@command(on=maps, name="export")
def export(
    what: MapOf,
    tmx: Annotated[Path, typer.Option("--tmx", metavar="FILE.tmx", help="Where it is written.")],
    people: People = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Write the map of a scenario, drawn or generated, for Tiled: edit it, and name it in a scenario, `map: FILE.tmx`.

    Such as: undergrid map export expiry --tmx city.tmx. Beside it lies a project for Tiled, with the words to choose
    from.
    """
    from undergrid.setup.mapped import mapped

    file = _free_tmx(tmx, "--tmx", force)
    found = mapped(what, people)
    city = found.city
    try:
        project = _write(city, file, found.origin)
    except ValueError as wrong:
        raise UsageError(
            f"{cut(what)} cannot be written for Tiled: {wrong}", hint="give each a name of its own"
        ) from None
    levels = [level.name for level in city.levels]
    if json:
        parts = {part: len(getattr(city, part)) for part in ("districts", "buildings", "links", "posts", "places")}
        console.answer({"file": str(file), "project": str(project), "levels": levels} | parts)
    else:
        told = f"{many(len(city.buildings), 'building')}, {many(len(city.links), 'link')}"
        console.show(f"{file}: {', '.join(levels)}; {told}")
        console.show(_HOW_ON.format(project=project, name=file.name))


@command(on=maps, name="osm")
def osm(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.osm", help="An extract of OpenStreetMap: .osm, .osm.pbf, .osm.bz2, .osm.gz.")
    ],
    around: Annotated[
        str | None, typer.Option(metavar="LAT,LON", help="The middle of the city, in degrees (that of the file).")
    ] = None,
    size: Annotated[
        str, typer.Option(metavar="LENGTH", help="How long its sides are, as far as the file goes.")
    ] = "1km",
    cell: Annotated[str, typer.Option(metavar="LENGTH", help="How long the side of a cell is.")] = "2m",
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.tmx", help="Where it is written (here, named as the file).")
    ] = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Draw a city from OpenStreetMap, for Tiled and for scenarios: its streets, buildings, waters and bridges.

    Such as: undergrid map osm town.osm.pbf --around 60.53,26.95 --size 800m. Needs the package osmium.
    """
    from undergrid.city.maps.osm import survey as surveying

    middle = None if around is None else surveying.degrees(around)
    size_mm, cell_mm = surveying.length_mm(size, "--size"), surveying.length_mm(cell, "--cell")
    if not _CELL_MM[0] <= cell_mm <= _CELL_MM[1]:
        raise UsageError(f"--cell: {cell_mm / 1000:g} m, expected 0.1 m to 100 m")
    target = _free_tmx(out or Path(surveying.title(file) + ".tmx"), "--out", force)
    with console.progress(f"drawing {file.name}", lambda n: f"{n:,} things") as update:
        found = surveying.survey(file, middle, size_mm, cell_mm, update)
    project = _write(found.city, target)
    if json:
        console.answer({"file": str(target), "project": str(project)} | _of_survey(found))
        return
    console.show("\n".join([f"{target}: {_size(found.city)}", *_told(found)]))
    console.show(_HOW_ON.format(project=project, name=target.name))


def _free_tmx(file: Path, option: str, force: bool) -> Path:
    if file.suffix != ".tmx":
        raise UsageError(f"{option}: {cut(str(file))}, expected a name ending in .tmx")
    return free(file, option, force)


def _write(city: City, file: Path, origin: tuple[int, int] = (0, 0)) -> Path:
    """Write a city for Tiled; returns the project that lies beside it, written as well where there was none.

    Raises ValueError for a city of which Tiled could not tell the names apart.
    """
    from undergrid.city.maps.tiled_write import write_project, write_tmx
    from undergrid.runs.folder import replacing

    with replacing(file) as part:
        write_tmx(city, part, origin)
    project = file.with_suffix(".tiled-project")
    if not project.exists():
        write_project(project)
    return project


def _size(city: City) -> str:
    return f"{city.width} x {city.height} cells of {city.cell_mm / 1000:g} m"


def _told(found: Survey) -> list[str]:
    """How a survey came about, in words."""
    uses = ", ".join(f"{what} {n:,}" for what, n in found.uses.items()) or "no building"
    how = ", ".join(f"{what} {n:,}" for what, n in found.known.items() if n)
    lines = [
        f"ways {found.streets:,} ({found.street_m:,} m), bridges {found.bridges:,}, underpasses {found.underpasses:,}, "
        f"waters {found.waters:,}; levels: {', '.join(level.name for level in found.city.levels)}",
        uses + (f" (known by {how})" if how else ""),
    ]
    if found.clinics:
        lines.append(
            f"for a scenario: clinics: {{{', '.join(f'{name}: {{beds: 6}}' for name in found.clinics[:_TOLD])}}}"
        )
    if found.parts > 1:
        lines.append(f"{found.parts} parts of it, between which no way leads: undergrid map show draws them")
    if found.left_out:
        lines.append(f"left out: {'; '.join(f'{what} {n:,}' for what, n in found.left_out.items())}")
    return [*lines, found.city.attribution]


def _of_survey(found: Survey) -> dict[str, Any]:
    city = found.city
    return {
        "attribution": city.attribution, "around": found.around, "bounds": found.bounds._asdict(),
        "width": city.width, "height": city.height, "cell_mm": city.cell_mm,
        "levels": [level.name for level in city.levels], "streets": found.streets, "street_m": found.street_m,
        "bridges": found.bridges, "underpasses": found.underpasses, "waters": found.waters,
        "buildings": found.uses, "known_by": found.known, "clinics": found.clinics,
        "districts": [district.name for district in city.districts], "places": len(city.places),
        "links": len(city.links), "posts": len(city.posts), "cells": counts(city), "parts": found.parts,
        "closed": found.closed, "left_out": found.left_out,
    }  # fmt: skip


def draw(
    city: City, file: Path, levels: Sequence[int], people: Mapping[str, int] | None = None,
    origin: tuple[int, int] = (0, 0),
) -> list[I64]:  # fmt: skip
    """Draw a map; returns the parts of it to which no way leads from its largest, the largest of them first."""
    import numpy as np

    from undergrid.runs.folder import replacing
    from undergrid.setup.check.maps import pieces
    from undergrid.still.chart import Marks, chart

    lost = pieces(city)[1:]
    found = chart(city, levels, Marks(people or {}, np.concatenate(lost) if lost else np.zeros(0, np.int64), origin))
    with replacing(file) as part:
        found.save(part, "PNG", optimize=True)
    return lost


def told_lost(lost: Sequence[I64], found: Mapped) -> list[str]:
    """What no way leads to, in words: no line where a way leads everywhere."""
    if not lost:
        return []
    level, x, y = spot(int(lost[0][0]), found)
    of = "1 part of it" if len(lost) == 1 else f"{len(lost):,} parts of it, the largest"
    cells = f"{many(sum(map(len, lost)), 'cell')}{' in all' * (len(lost) > 1)}"
    return [f"no way leads to {of} at {level} {x},{y}: {cells}"]


def cut_off(lost: Sequence[I64], found: Mapped) -> list[dict[str, Any]]:
    """The same for programs: where the largest of these parts lie."""
    return [{"at": spot(int(cells[0]), found), "cells": len(cells)} for cells in lost[:_LISTED]]


def spot(cell: int, found: Mapped) -> tuple[str, int, int]:
    """Level, column and row of a cell, as its map counts them."""
    level, x, y = found.city.where(cell)
    return found.city.levels[level].name, x + found.origin[0], y + found.origin[1]


def levels_of(city: City, shown: Sequence[int]) -> list[dict[str, Any]]:
    """Of each level: its name, how many cells walk and block, and which ways lead to which other."""
    from undergrid.city.city import Ground

    found = []
    walks, there = city.walkable() != 0, city.ground != Ground.VOID
    for number in shown:
        cells = slice(number * city.area, (number + 1) * city.area)
        ways: dict[str, list[str]] = {}
        for link in city.links:
            ends = city.where(link.a)[0], city.where(link.b)[0]
            if number in ends and ends[0] != ends[1]:
                other = city.levels[ends[1] if ends[0] == number else ends[0]].name
                ways.setdefault(other, []).append(link.name or link.kind.name.lower())
        walkable = int(walks[cells].sum())
        found.append({"name": city.levels[number].name, "walkable": walkable,
                      "blocked": int(there[cells].sum()) - walkable, "ways": ways})  # fmt: skip
    return found


def _seen(found: Mapped, shown: Sequence[int], file: Path, lost: Sequence[I64]) -> dict[str, Any]:
    city = found.city
    return {
        "file": str(file), "width": city.width, "height": city.height, "cell_mm": city.cell_mm,
        "attribution": city.attribution, "levels": levels_of(city, shown),
        "districts": [{"name": one.name, "kind": one.kind} for one in city.districts],
        "places": {name: spot(cell, found) for name, cell in city.places.items()},
        "people": {name: spot(cell, found) for name, cell in found.people.items()},
        "posts": [{"kind": post.kind, "at": spot(post.cell, found)} for post in city.posts],
        "cut_off": cut_off(lost, found), "warnings": [vars(doubt) for doubt in found.doubts],
    }  # fmt: skip


def many(n: int, what: str) -> str:
    """So many of something, in words."""
    return f"{n:,} {what}{'s' * (n != 1)}"


def listed(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are."""
    more = f" and {len(names) - _TOLD} more" if len(names) > _TOLD else ""
    return ", ".join(names[:_TOLD]) + more


def counts(city: City) -> dict[str, int]:
    """On how many cells each ground lies."""
    import numpy as np

    from undergrid.city.city import Ground

    kinds, counts = np.unique(city.ground, return_counts=True)
    return {Ground(kind).name.lower(): n for kind, n in zip(kinds.tolist(), counts.tolist(), strict=True)}
