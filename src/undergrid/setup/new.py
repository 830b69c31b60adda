"""A scenario to begin with: a folder that runs as it is and is small enough to be read whole."""

from __future__ import annotations

import re
from pathlib import Path

from undergrid.core.errors import UsageError
from undergrid.setup.file import schema
from undergrid.setup.load import FILE, shipped

_SCENARIO = """\
{line}
# Every key is explained in docs/scenario-file.md; `undergrid check {name}` looks through this file.
scenario: {name}
title: {title}

clock: {{tick: 1 s, starts: "21:00", lasts: 6 h}}    # clock times stand in quotes
map: {{generate: {{seed: 1}}}}                        # or the name of a .tmx map beside this file
people: 300

crowd:
  - {{name: citizens, share: 100 %, at: anywhere, plugged: 90 %}}

cast:
  mara:
    name: Mara
    profession: auditor            # knows the codes
    age: 37
    at: parlour_alley              # a place of the map; `undergrid check` lists them if one is misspelt
    tagged: false
    plugged: false
    expires: 12 h
    carries: [{{chip: {{of: jonas, age: 20 d, corruption: 15 %}}}}]
    bonds: [{{to: jonas, kind: kin}}]
    knows: [gate_1, old_station]
    wants: [{{reach: old_station}}]
  jonas:
    name: Jonas
    profession: auditor
    age: 52
    home: pods_1
    work: offices_1

rules: {{}}                          # departures from the defaults, such as implants: {{blur_hours: 4}}
# systems: [rules/mine.py after weather]   # rules of your own: docs/rules-of-makers.md

endings:
  mara_is_out: {{who: mara, at: outside, are: free}}
  mara_is_caught: {{who: mara, are: held}}
"""

_README = """\
# {title}

A scenario for Undergrid: a small city under a dome, and Mara, who carries her brother's chip and half a day of life.

    undergrid run {name}            live through it
    undergrid check {name}          look for mistakes
    undergrid run {name} --seed 2   the same people, other luck

**Who** Mara (auditor, untagged, expires in 12 h, wants to reach the old station beyond the wall) and Jonas, whose
clearance she borrows. 298 others live their lives.

**Endings** `mara_is_out`, `mara_is_caught`. They are only noted: the city lives on.

Edit `scenario.yaml`; an editor that knows YAML schemas completes and checks while you type ({schema}).
"""


def new(name: str, directory: Path | str = ".") -> Path:
    """Make a folder `name` in `directory` with a scenario that runs; returns the folder.

    Raises UsageError where the name is no short name, is taken by a shipped scenario, or the folder exists already.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,63}", name):
        raise UsageError(f"{name!r} is not a short name", hint="small letters, digits and _, a letter first")
    if name in shipped():
        raise UsageError(f"a scenario called {name!r} comes with Undergrid", hint="choose another name")
    folder = Path(directory) / name
    if folder.exists():
        raise UsageError(f"{folder} is there already", hint="choose another name, or delete it")
    try:
        folder.mkdir(parents=True)
        title = name.replace("_", " ").capitalize()
        (folder / FILE).write_text(_SCENARIO.format(name=name, title=title, line=schema.LINE), encoding="utf-8")
        (folder / "README.md").write_text(_README.format(name=name, title=title, schema=schema.FILE), encoding="utf-8")
        schema.write(folder / schema.FILE)
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}") from error
    return folder
