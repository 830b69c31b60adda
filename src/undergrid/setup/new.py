"""A scenario to begin with: a folder that runs as it is and is small enough to be read whole, with a map if wanted."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from undergrid.core.errors import UsageError
from undergrid.setup.file import schema
from undergrid.setup.load import FILE, shipped

_WORDS = "propertytypes.json"

_SCENARIO = """\
{line}
# Every key is explained in docs/scenario-file.md; `undergrid check {name}` looks through this file.
scenario: {name}
title: {title}

clock: {{tick: 1 s, starts: "21:00", lasts: 6 h}}    # clock times stand in quotes
{map}
people: {people}

crowd:
  - {{name: citizens, share: 100 %, at: anywhere, plugged: 90 %}}

cast:
  mara:
    name: Mara
    profession: auditor            # knows the codes
    age: 37
    at: {at:<27}# a place of the map; `undergrid check` lists them if one is misspelt
    tagged: false
    plugged: false
    expires: 12 h
    carries: [{{chip: {{of: jonas, age: 20 d, corruption: 15 %}}}}]
    bonds: [{{to: jonas, kind: kin}}]
    knows: [{knows}]
    wants: [{{reach: {goal}}}]
  jonas:
    name: Jonas
    profession: auditor
    age: 52
    home: {home}
    work: {work}

rules: {{}}                          # departures from the defaults, such as implants: {{blur_hours: 4}}
# systems: [rules/mine.py after weather]   # rules of your own: docs/rules-of-makers.md

endings:
  {ending}: {end}
  mara_is_caught: {{who: mara, are: held}}
"""

_README = """\
# {title}

A scenario for Undergrid: {city}, and Mara, who carries her brother's chip and half a day of life.

    undergrid run {name}            live through it
    undergrid check {name}          look for mistakes
    undergrid run {name} --seed 2   the same people, other luck

**Who** Mara (auditor, untagged, expires in 12 h, wants to reach {aim}) and Jonas, whose
clearance she borrows. {others} others live their lives.

**Endings** `{ending}`, `mara_is_caught`. They are only noted: the city lives on.

Edit `scenario.yaml`; an editor that knows YAML schemas completes and checks while you type ({schema}).
"""

_OF_MAP = """
**Map** `map.tmx`, to be drawn over in [Tiled](https://www.mapeditor.org). Open `map.tiled-project` there first: it has
the classes and the words to choose from (a project of your own takes them from `propertytypes.json`: *View, Custom
Types Editor, Import*). Where people walk lies a tile of a walkable ground. A house is tiles of `building` and a box in
the layer `buildings`; stairs are a `link` and a `link_end`. Then:

    undergrid map show {name}       a picture of what walks, what blocks and where levels join
"""

_DOME: dict[str, str] = {
    "map": "map: {generate: {seed: 1}}                        # or the name of a .tmx map beside this file",
    "people": "300", "others": "298", "at": "parlour_alley", "knows": "gate_1, old_station", "goal": "old_station",
    "home": "pods_1", "work": "offices_1", "ending": "mara_is_out", "end": "{who: mara, at: outside, are: free}",
    "city": "a small city under a dome", "aim": "the old station beyond the wall",
}  # fmt: skip
_DRAWN: dict[str, str] = {
    "map": "map: map.tmx                                      # drawn in Tiled: docs/maps.md",
    "people": "60", "others": "58", "at": "start", "knows": "far_side", "goal": "far_side",
    "home": "homes", "work": "offices", "ending": "mara_is_there", "end": "{who: mara, at: far_side}",
    "city": "a small map to draw on", "aim": "the far side",
}  # fmt: skip


def new(name: str, directory: Path | str = ".", *, drawn: bool = False) -> Path:
    """Make a folder `name` in `directory` with a scenario that runs; returns the folder.

    drawn: whether it has a map to be drawn over in Tiled, with what Tiled needs, instead of a city that is generated.

    Raises UsageError where the name is no short name, is taken by a shipped scenario, or the folder exists already.
    """
    folder = free_folder(name, directory)
    said = named(name) | (_DRAWN if drawn else _DOME)
    with written(folder):
        (folder / FILE).write_text(_SCENARIO.format(**said), encoding="utf-8")
        (folder / "README.md").write_text((_README + _OF_MAP * drawn).format(**said), encoding="utf-8")
        if drawn:
            _write_map(folder, name)
    return folder


def free_folder(name: str, directory: Path | str) -> Path:
    """The folder of a new scenario, which there is not yet. Raises UsageError as `new` does."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,63}", name):
        raise UsageError(f"{name!r} is not a short name", hint="small letters, digits and _, a letter first")
    if name in shipped():
        raise UsageError(f"a scenario called {name!r} comes with Undergrid", hint="choose another name")
    folder = Path(directory) / name
    if folder.exists():
        raise UsageError(f"{folder} is there already", hint="choose another name, or delete it")
    return folder


def named(name: str) -> dict[str, str]:
    """What the files of a new scenario say of it, by the names that stand for it there."""
    return {"name": name, "title": name.replace("_", " ").capitalize(), "line": schema.LINE, "schema": schema.FILE}


@contextmanager
def written(folder: Path) -> Iterator[None]:
    """Make a folder to be filled, with the schema for editors. Raises UsageError where that cannot be written."""
    try:
        folder.mkdir(parents=True)
        schema.write(folder / schema.FILE)
        yield
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}") from error


def _write_map(folder: Path, name: str) -> None:
    """A map to begin with, and what Tiled takes the words from: a project, and the list for a project of one's own."""
    from undergrid.city.maps import tiled_write
    from undergrid.city.maps.template import template

    tiled_write.write_tmx(template(name), folder / "map.tmx")
    tiled_write.write_project(folder / "map.tiled-project")
    shutil.copyfile(str(files("undergrid.city.maps") / _WORDS), folder / _WORDS)
