"""A scenario to begin with on a map that somebody else drew: a folder with a copy of it, and two people on the map."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

from undergrid.city.maps.elsewhere import ABOVE, ROOT
from undergrid.city.maps.grounds import beside
from undergrid.city.maps.map_error import MapError
from undergrid.core.errors import UsageError
from undergrid.core.inputs import is_there
from undergrid.core.plain import cut
from undergrid.setup.adopted import Adopted, adopt
from undergrid.setup.check.maps import READERS, TILED, pieces
from undergrid.setup.load import FILE
from undergrid.setup.mapped import Mapped
from undergrid.setup.new import free_folder, named, written

_SCENARIO = """\
{line}
# Every key is explained in docs/scenario-file.md; `undergrid check {name}` looks through this file.
scenario: {name}
title: {title}

clock: {{tick: 1 s, starts: "21:00", lasts: 2 h}}    # clock times stand in quotes
map: {map}
places:                            # level, column and row, as Tiled shows them when the mouse is over a cell
  start: {start}
  far_side: {far_side}

cast:
  mara:
    name: Mara
    age: 37
    at: start
    tagged: false
    knows: [far_side]
    wants: [{{reach: far_side}}]
  jonas: {{name: Jonas, age: 52, at: far_side}}

rules: {{}}                          # departures from the defaults, such as sight: {{glimpse_every: 6}}

endings:
  mara_is_there: {{who: mara, at: far_side}}
"""

_README = """\
# {title}

A scenario for Undergrid on the map `{map}`, and Mara, who walks from one end of it to the other.

    undergrid run {name}            live through it
    undergrid check {name}          look for mistakes
    undergrid map show {name}       a picture of what walks, what blocks and where levels join

A crowd lives in buildings, which are boxes of class `building` on the map: docs/maps.md.
Edit `scenario.yaml`; an editor that knows YAML schemas completes and checks while you type ({schema}).
{grounds}"""

_GROUNDS = """
What the tiles of the map are taken for, and where its levels join, stands in `{grounds}`: change there what is wrong.
"""

_APART = """
The map names files that lay elsewhere. Their copies are in `{above}` and `{root}`, where Undergrid finds them and Tiled
does not: draw on the map where it came from, and copy it again.
"""


class Begun(NamedTuple):
    """The folder of a new scenario, and what was proposed for its map: None where that says itself what it means."""

    folder: Path
    adopted: Adopted | None


def new_on_map(map_file: Path, name: str, directory: Path | str = ".") -> Begun:
    """Make a folder `name` in `directory` with a scenario that runs on a copy of a map.

    A map that was neither drawn for Undergrid nor adopted before is adopted, as `map adopt` does it.

    Raises UsageError as `new` does and for a file that is no map of Tiled; MapError for a map that cannot be read or
    lived on. No folder is made then.
    """
    folder = free_folder(name, directory)
    if map_file.suffix not in TILED:
        raise UsageError(
            f"{cut(str(map_file))} is no map of Tiled", hint="expected a file ending in .tmx, .tmj or .json"
        )
    copy, adopted = folder / map_file.name, None
    try:
        read = READERS[map_file.suffix](map_file)
        found, files = Mapped(name, read.city, read.origin), read.files
    except MapError:
        if is_there(beside(map_file)):
            raise
        proposed = adopt(map_file)
        found, files = proposed.mapped, proposed.tiled.files
        adopted = proposed._replace(file=copy, target=beside(copy))
    apart = any(place.startswith((ABOVE, ROOT)) for place in files)
    has_grounds = adopted is not None or is_there(beside(map_file))
    said = named(name) | _two_ends(found) | {"map": _quoted(map_file.name)}
    grounds = _GROUNDS.format(grounds=beside(copy).name) * has_grounds + _APART.format(above=ABOVE, root=ROOT) * apart
    with written(folder):
        for place, file in files.items():
            (folder / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, folder / place)
        if adopted:
            adopted.write()
        (folder / FILE).write_text(_SCENARIO.format(**said), encoding="utf-8")
        (folder / "README.md").write_text(_README.format(**said, grounds=grounds), encoding="utf-8")
    return Begun(folder, adopted)


def _two_ends(found: Mapped) -> dict[str, str]:
    """Two places far from each other between which a way leads, as a scenario says them."""
    largest = pieces(found.city)[0]
    spots = {}
    for name, cell in (("start", int(largest[0])), ("far_side", int(largest[-1]))):
        level, x, y = found.city.where(cell)
        spots[name] = f"[{_quoted(found.city.levels[level].name)}, {x + found.origin[0]}, {y + found.origin[1]}]"
    return spots


def _quoted(text: str) -> str:
    import json

    return text if text.replace(".", "").replace("_", "").isalnum() and text[0].isalpha() else json.dumps(text)
