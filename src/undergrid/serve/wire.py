"""The wire: what the page and the server say to each other. One schema; the page's TypeScript is made from it.

From the server come *packs*: `UG`, two bytes of version, the length of a JSON head as u32, the head, then columns of
numbers, each beginning at a multiple of eight bytes. The head lists them as (name, type, length). All is little-endian.
The pack of the city is squeezed by gzip: it is sent once, and may be large.
From the page comes JSON, a message at a time, of at most `MOST_BYTES`; what is none of `Look` or `Ask` ends the
connection.

`python -m undergrid.serve.wire FILE` writes the TypeScript; a test fails where the file in `web/` is stale.
"""

from __future__ import annotations

import gzip
import json
import struct
import sys
from collections.abc import Mapping
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from undergrid.serve import layers
from undergrid.serve.answers import Apart, Arc, Beat, Interest, Life, Told, Why

VERSION = 1
MOST_BYTES = 2048  # of a message from the page
MOST_CELLS = 1 << 26  # that a box may span
_HEAD = struct.Struct("<2sHI")
_SQUEEZED = b"\x1f\x8b"  # gzip's first bytes [RFC 1952]


class Level(TypedDict):
    """A storey of the city."""

    name: str
    lawful: bool
    sky: bool


class Building(TypedDict):
    """A building, as the map has it; rows are those of the city's buildings."""

    name: str
    use: int
    level: int
    x: int
    y: int
    w: int
    h: int
    door: int
    room: int  # for so many people


class Link(TypedDict):
    """A way between two cells that do not touch."""

    kind: int
    a: int
    b: int
    name: str


class Person(TypedDict):
    """One of the named."""

    row: int
    name: str


class City(TypedDict):
    """What never changes in a run. Columns: ground u8 and district u16, a cell each."""

    kind: Literal["city"]
    title: str
    scenario: str
    seed: str
    people: int
    width: int
    height: int
    cell_mm: int
    attribution: str  # whose data the map is made of, or nothing
    levels: list[Level]
    districts: list[tuple[str, str]]
    buildings: list[Building]
    links: list[Link]
    gates: list[int]  # the link of each
    cast: list[Person]
    watchers: list[str]
    places: list[tuple[str, int]]
    starts: int  # second of the day at tick 0
    doings: list[str]  # what a body can be doing


class Sky(TypedDict):
    """The weather, and how light it is (of 255)."""

    programme: str
    light: int
    rain: int
    ash: int
    glare: int
    wind: int
    curfew: bool


class Named(TypedDict):
    """Where one of the named is."""

    row: int
    cell: int
    heading: int
    progress: int
    inside: int
    doing: int
    posture: int
    marks: int


class Meter(TypedDict):
    """A quantity from 0 to 1, and how it reads."""

    name: str
    share: float
    reads: str


class Line(TypedDict):
    """A line of a panel."""

    what: str
    reads: str


class Section(TypedDict):
    """A part of a panel."""

    name: str
    lines: list[Line]


class Panel(TypedDict):
    """What there is to say of somebody or something at a tick."""

    title: str
    what: str
    state: str
    place: str
    cell: int
    inside: int
    marks: list[tuple[str, str]]  # (word, how it is meant: bad, ok, gold or "")
    meters: list[Meter]
    sections: list[Section]


class Frame(TypedDict):
    """The city at a tick, as far as it is in view.

    Columns near: who i32, cell i32, heading u8, progress u16 (mm), doing u8, posture u8, marks u8 for people outdoors;
    trace u32, traceKind u8, traceAge u8; door u16, doorState u8; barred u32. Far: occupied u8, a bit for each square,
    density u8 for each of those with somebody in it. Always: watcher i32, watcherCell i32, watcherGoal i32,
    watcherQuarry i32, watcherKind u8, watcherDuty u8; gate u8 by gate; fire u32; sight u8, a square of bits for each of
    `sights`. Now and then (`lit`): awake u8 and asleep u8, shares of each building's room;
    dark u8, bits of the cells whose lamps are out, empty where all burn.
    """

    kind: Literal["frame"]
    number: int
    tick: int
    asked: int  # the tick that was asked for: later than `tick` while it is being worked out
    clock: int  # seconds since the first midnight
    lit: int  # the minute that `awake` and `asleep` are of; -1 where they are not in it
    level: int
    counts: list[int]  # outdoors, by level
    alive: int
    wanted: int
    box: list[int]
    step: int  # cells along the side of a square of `density`; 0 near
    sky: Sky
    cast: list[Named]
    sights: list[tuple[int, int, int, int]]  # (watcher, x, y, cells it reaches)
    beams: list[tuple[int, int, int, int]]  # (watcher, from, to in degrees, cells it reaches)
    panel: Panel | None  # of what is followed
    layer: layers.Layer | None  # of the mode in which it is looked at; its columns are said there


class State(TypedDict):
    """How far the run is."""

    kind: Literal["state"]
    first: int  # the first tick that can be gone to
    tick: int  # everything before it is on disk
    until: int
    status: str
    endings: list[tuple[str, int]]
    trouble: str
    runs: list[str]  # what the runs are called that are shown side by side; empty for one


class Answer(TypedDict):
    """What was asked for, or why it cannot be told."""

    kind: Literal["answer"]
    number: int
    trouble: str
    body: Any


class Hit(TypedDict):
    """Somebody or something that a search has found."""

    what: Literal["citizen", "watcher", "gate", "building", "node"]
    row: int
    name: str
    note: str


class Course(TypedDict):
    """The series of the run, a row a minute, each as a list of whole numbers."""

    ticks: list[int]
    columns: dict[str, list[int]]


_Strict = ConfigDict(extra="forbid", strict=True)


class Look(BaseModel):
    """Asks for a frame; the newest that was asked for is the one that comes."""

    model_config = _Strict
    do: Literal["look"]
    got: int = Field(ge=0, lt=1 << 53, description="the number of the last frame that came")
    tick: int = Field(ge=0, lt=1 << 31)
    box: tuple[int, int, int, int] = Field(description="x, y of the first cell in view, and of the one after the last")
    level: int = Field(ge=0, lt=64)
    step: int = Field(ge=0, le=64, description="0 for people one by one, else for counts in squares of so many cells")
    lit: int = Field(ge=-1, lt=1 << 31, description="the minute of the windows that the page has; -1 for none")
    what: Literal["citizen", "watcher", "gate", "building", "node", ""] = Field(
        description="whose panel comes with the frame"
    )
    row: int = Field(ge=-1, lt=1 << 31)
    mode: layers.ModeName = Field("city", description="what is to be seen beside the city")


class Ask(BaseModel):
    """Asks for something to be told."""

    model_config = _Strict
    do: Literal["ask"]
    number: int = Field(ge=0, lt=1 << 53)
    about: Literal["events", "why", "find", "course", "arc", "life", "interest", "apart"]
    row: int = Field(-1, ge=-1, lt=1 << 31, description="of the citizen whose events or life are asked for")
    tick: int = Field(0, ge=0, lt=1 << 31, description="around which it is asked what is of interest")
    text: str = Field("", max_length=80)


Message = Annotated[Look | Ask, Field(discriminator="do")]
_MESSAGE: TypeAdapter[Look | Ask] = TypeAdapter(Message)

TYPES = (
    Level, Building, Link, Person, City, Sky, Named, Meter, Line, Section, Panel, Frame, State, Answer, Told, Why, Hit,
    Course, Beat, Arc, Life, Interest, Apart, *layers.TYPES,
)  # fmt: skip


def read(text: str | bytes) -> Look | Ask:
    """A message from the page. Raises ValueError for anything that is none."""
    if not isinstance(text, str):
        raise ValueError("a message is text")
    try:
        return _MESSAGE.validate_json(text)
    except ValidationError as wrong:
        raise ValueError(wrong.errors()[0]["msg"]) from None


def as_text(what: State | Answer) -> str:
    """What is told in words, as JSON."""
    return json.dumps(what, ensure_ascii=False, separators=(",", ":"))


def pack(head: Mapping[str, Any], columns: Mapping[str, npt.NDArray[Any]]) -> bytes:
    """A head and columns as bytes."""
    listed = [(name, values.dtype.str.lstrip("<|"), len(values)) for name, values in columns.items()]
    text = json.dumps({"columns": listed, **head}, separators=(",", ":")).encode()
    parts = [_HEAD.pack(b"UG", VERSION, len(text)), text]
    size = _HEAD.size + len(text)
    for values in columns.values():
        parts.append(bytes(-size % 8))
        size += -size % 8
        parts.append(np.ascontiguousarray(values).tobytes())
        size += values.nbytes
    return b"".join(parts)


def squeezed(content: bytes) -> bytes:
    """A pack by gzip at its quickest level, for one that is large and sent once."""
    return gzip.compress(content, 1, mtime=0)


def unpack(content: bytes) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    """The head and the columns of what `pack` packed, as the page reads it, squeezed or not."""
    if content.startswith(_SQUEEZED):
        content = gzip.decompress(content)
    _, _, length = _HEAD.unpack_from(content)
    at = _HEAD.size + length
    head = json.loads(content[_HEAD.size : at])
    columns = {}
    for name, kind, n in head.pop("columns"):
        at += -at % 8
        columns[name] = np.frombuffer(content, np.dtype(f"<{kind}"), n, at)
        at += columns[name].nbytes
    return head, columns


def _as_typescript(kind: Any) -> str:
    origin, inner = get_origin(kind), get_args(kind)
    if origin is list:
        held = _as_typescript(inner[0])
        return f"({held})[]" if " | " in held else f"{held}[]"
    if origin is tuple:
        return f"[{', '.join(map(_as_typescript, inner))}]"
    if origin is UnionType:
        return " | ".join(map(_as_typescript, inner))
    if origin is dict:
        return f"Record<{', '.join(map(_as_typescript, inner))}>"
    if origin is Literal:
        return " | ".join(json.dumps(value) for value in inner)
    if origin is Annotated:
        return _as_typescript(inner[0])
    plain = {NoneType: "null", int: "number", float: "number", str: "string", bool: "boolean", Any: "unknown"}
    return plain.get(kind) or str(kind.__name__)


def typescript() -> str:
    """The schema as TypeScript."""
    lines = ["// Made from src/undergrid/serve/wire.py by `python -m undergrid.serve.wire`: change it there.", ""]
    lines += [f"export const VERSION = {VERSION};", ""]
    for kind in TYPES:
        lines += [f"/** {(kind.__doc__ or '').splitlines()[0]} */", f"export interface {kind.__name__} {{"]
        hints = get_type_hints(kind, include_extras=True)
        lines += [f"  {name}: {_as_typescript(hint)};" for name, hint in hints.items()] + ["}", ""]
    for model in (Look, Ask):
        lines += [f"/** {(model.__doc__ or '').splitlines()[0]} */", f"export interface {model.__name__} {{"]
        for name, entry in model.model_fields.items():
            mark = "" if entry.is_required() else "?"
            lines.append(f"  {name}{mark}: {_as_typescript(entry.annotation)};")
        lines += ["}", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(typescript(), "utf-8")
