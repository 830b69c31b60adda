"""Maps and scenarios of the MovingAI benchmark, and a check of our shortest paths against its published lengths.

Source  N. R. Sturtevant, "Benchmarks for grid-based pathfinding", IEEE TCIAIG 4 (2012) 144-148,
        doi:10.1109/TCIAIG.2012.2197681. Its own reader (HOG2, `utils/Map.cpp`) decides what the letters mean.

A walker keeps to the terrain that it stands on: ground (`.`, grass `G`, swamp `S`, blight `B`), water (`W`) or trees
(`T`); `@` and `O` are walls. On the street, random, room and maze maps all paths run on ground. A diagonal step needs
both cells beside it to be of the same terrain. In scenarios, x is the column.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from undergrid.city.city import U8, City, District, Ground, Level
from undergrid.city.maps.map_error import Complaint, MapError
from undergrid.core import limits
from undergrid.core.fields import EXACT, length_of
from undergrid.core.inputs import UnreadableError, read_bytes
from undergrid.core.paths import PathFinder

WALL, ON_GROUND, ON_WATER, IN_TREES = range(4)
TERRAIN = {
    ".": (ON_GROUND, Ground.STREET),
    "G": (ON_GROUND, Ground.STREET),
    "S": (ON_GROUND, Ground.WASTE),
    "B": (ON_GROUND, Ground.WASTE),
    "W": (ON_WATER, Ground.WATER),
    "T": (IN_TREES, Ground.VOID),
    "@": (WALL, Ground.BUILDING),
    "O": (WALL, Ground.BUILDING),
}
"""What each letter (either case) means to a walker of the benchmark, and in a city."""

_KIND = np.full(256, 255, dtype=np.uint8)
_GROUND = np.zeros(256, dtype=np.uint8)
for _letter, (_kind, _ground) in TERRAIN.items():
    for _code in (ord(_letter), ord(_letter.lower())):
        _KIND[_code], _GROUND[_code] = _kind, _ground
_HEAD = 1 << 12  # bytes in which the four lines above a map stand
_STRAY = 1_000  # blank lines that may stand below a map


class MovingAIError(MapError):
    """A map or scenario that is not what the format says: `file:line: what is wrong, what was expected`."""


@dataclass(frozen=True)
class GridMap:
    """One benchmark map. letters: (height * width,) u8, the letters of the file row by row."""

    path: Path
    width: int
    height: int
    letters: U8

    def terrain(self) -> U8:
        """(cells,) u8 WALL, ON_GROUND, ON_WATER or IN_TREES."""
        return _KIND[self.letters]

    def walkable(self) -> U8:
        """(cells,) u8, 1 on ground."""
        return (self.terrain() == ON_GROUND).astype(np.uint8)


@dataclass(frozen=True)
class Row:
    """One problem of a scenario: from (x, y) to (x, y), x the column; `length` in straight steps, `text` as printed."""

    line: int
    bucket: int
    map_name: str
    width: int
    height: int
    start: tuple[int, int]
    goal: tuple[int, int]
    length: float
    text: str


@dataclass(frozen=True)
class Scenario:
    """The problems of one `.scen` file."""

    path: Path
    rows: tuple[Row, ...]

    @cached_property
    def _places(self) -> set[int]:
        """The numbers of decimals that its lengths are printed with."""
        return {len(row.text.partition(".")[2]) for row in self.rows}

    def tolerance(self, row: Row) -> float:
        """How far the true length of a row may be from the published one, which was rounded when it was printed.

        1e-6 where lengths are printed with eight decimals (they were summed up in floats), half of the last
        decimal where all are printed with two, and 6e-6 of the length where they have six significant digits.
        """
        if max(self._places) >= 8:
            return 1e-6
        if len(self._places) == 1 and 2 in self._places:
            return 0.005 + 1e-6
        return max(6e-6 * row.length, 1e-6)


@dataclass(frozen=True)
class Miss:
    """A row whose published length we did not find. found: our length, or None where we found no way."""

    row: Row
    found: float | None

    def __str__(self) -> str:
        (x, y), (to_x, to_y) = self.row.start, self.row.goal
        found = "no way" if self.found is None else f"{self.found:.8f}"
        return f"line {self.row.line}: ({x}, {y}) to ({to_x}, {to_y}) is published as {self.row.text}, found {found}"


@dataclass
class CheckResult:
    """The result of a check. largest_error: over the rows with a path, in straight steps."""

    rows: int = 0
    largest_error: float = 0.0
    missed: list[Miss] = field(default_factory=list)

    @property
    def misses(self) -> int:
        return len(self.missed)


def read_map(path: str | Path) -> GridMap:
    """Read a `.map` file. Raises MovingAIError where it breaks the format or cannot be read."""
    path = Path(path)
    data = _content(path)
    lines = data[:_HEAD].splitlines()

    def wrong(number: int, what: str) -> MovingAIError:
        return MovingAIError([Complaint(path, number, what)])

    def text(number: int) -> str:
        return lines[number - 1].decode("latin-1").strip() if number <= len(lines) else ""

    if text(1).lower().split() != ["type", "octile"]:
        raise wrong(1, f"{text(1)[:40]!r} is no type of map, expected 'type octile'")
    sizes: dict[str, int] = {}
    for number in (2, 3):
        words = text(number).lower().split()
        if len(words) != 2 or words[0] not in {"height", "width"} or words[0] in sizes or not _is_count(words[1]):
            wanted = " or ".join(f"'{name} N'" for name in ("height", "width") if name not in sizes)
            raise wrong(number, f"{text(number)[:40]!r}, expected {wanted} with N at least 1")
        sizes[words[0]] = int(words[1])
    width, height = sizes["width"], sizes["height"]
    if said := limits.SIDE.exceeded(max(width, height)) or limits.CELLS.exceeded(width * height):
        raise wrong(3, f"{width} x {height} cells are {said}")
    if text(4).lower() != "map":
        raise wrong(4, f"{text(4)[:40]!r}, expected 'map'")
    n_lines = max(data.count(b"\n"), data.count(b"\r"))
    if n_lines > height + _STRAY:
        raise wrong(height + 5, f"the map has {n_lines - 3} rows, expected {height}")
    rows = data.splitlines()[4:]
    while len(rows) > height and not rows[-1].strip():
        rows.pop()
    if len(rows) != height:
        raise wrong(min(len(rows), height) + 5, f"the map has {len(rows)} rows, expected {height}")
    for number, row in enumerate(rows, start=5):
        if len(row) != width:
            raise wrong(number, f"the row has {len(row)} cells, expected {width}")
    letters = np.frombuffer(b"".join(rows), dtype=np.uint8)
    if (strange := np.flatnonzero(_KIND[letters] == 255)).size:
        y, x = divmod(int(strange[0]), width)
        known = " ".join(TERRAIN)
        raise wrong(y + 5, f"{chr(letters[strange[0]])!r} in column {x + 1} is no terrain, expected one of {known}")
    return GridMap(path, width, height, letters)


def read_scenario(path: str | Path) -> Scenario:
    """Read a `.scen` file of version 1, split by tabs or blanks; the map may be named with a folder.

    Raises MovingAIError where it breaks the format or cannot be read.
    """
    path = Path(path)
    data = _content(path)
    if said := limits.ROWS.exceeded(max(data.count(b"\n"), data.count(b"\r"))):
        raise MovingAIError([Complaint(path, 0, said)])
    lines = [line.decode("latin-1") for line in data.splitlines()]
    first = lines[0].split() if lines else []
    if len(first) != 2 or first[0].lower() != "version" or first[1] not in {"1", "1.0"}:
        raise MovingAIError([Complaint(path, 1, f"{(lines or [''])[0][:40]!r}, expected 'version 1'")])
    rows = [_row(path, number, line) for number, line in enumerate(lines[1:], start=2) if line.strip()]
    return Scenario(path, tuple(rows))


def _content(path: Path) -> bytes:
    try:
        return read_bytes(path, limits.MAP_BYTES)
    except UnreadableError as error:
        raise MovingAIError([Complaint(path, 0, error.message)]) from None


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0


def _row(path: Path, number: int, line: str) -> Row:
    def wrong(what: str) -> MovingAIError:
        return MovingAIError([Complaint(path, number, what)])

    parts = [part.strip() for part in line.strip("\r\n").split("\t")] if "\t" in line else line.split()
    names = ("bucket", "map", "map width", "map height", "start x", "start y", "goal x", "goal y", "length")
    if len(parts) != len(names):
        raise wrong(f"the row has {len(parts)} fields, expected {len(names)}: {', '.join(names)}")
    numbers = {}
    for name, part in zip(names, parts, strict=True):
        if name in {"map", "length"}:
            continue
        if not (part.isascii() and part.isdigit() and len(part) < 10):
            raise wrong(f"{name} is {part[:40]!r}, expected a whole number")
        numbers[name] = int(part)
    for name, size in (("x", numbers["map width"]), ("y", numbers["map height"])):
        for end in ("start", "goal"):
            if numbers[f"{end} {name}"] >= size:
                raise wrong(f"{end} {name} is {numbers[f'{end} {name}']}, expected 0 to {size - 1}")
    try:
        length = float(parts[8])
    except ValueError:
        length = math.nan
    if not 0 <= length < math.inf:
        raise wrong(f"length is {parts[8][:40]!r}, expected a number, at least 0")
    return Row(number, numbers["bucket"], parts[1], numbers["map width"], numbers["map height"],
               (numbers["start x"], numbers["start y"]), (numbers["goal x"], numbers["goal y"]),
               length, parts[8])  # fmt: skip


def check(grid: GridMap, scenario: Scenario, progress: Callable[[int, int], None] | None = None) -> CheckResult:
    """Find every path of a scenario and compare its exact length with the published one.

    progress(done, rows) is called after every row. Raises MovingAIError where a row is for a map of another size.
    """
    terrain = grid.terrain()
    walks = [(terrain == kind).astype(np.uint8) for kind in (ON_GROUND, ON_WATER, IN_TREES)]
    nowhere = np.zeros_like(terrain)
    finder = PathFinder(grid.width, grid.height, straight=EXACT)
    result = CheckResult()
    for row in scenario.rows:
        if (row.width, row.height) != (grid.width, grid.height):
            what = f"the row is for a map of {row.width} x {row.height} cells"
            what += f", expected {grid.width} x {grid.height} as in {grid.path}"
            raise MovingAIError([Complaint(scenario.path, row.line, what)])
        start, goal = (y * grid.width + x for x, y in (row.start, row.goal))
        walk = nowhere if terrain[start] == WALL else walks[terrain[start] - 1]
        found = finder.find_path(walk, start, goal).length if walk[start] else -1
        result.rows += 1
        if found < 0:
            result.missed.append(Miss(row, None))
        else:
            error = abs(length_of(found) - row.length)
            result.largest_error = max(result.largest_error, error)
            if error > scenario.tolerance(row):
                result.missed.append(Miss(row, length_of(found)))
        if progress is not None:
            progress(result.rows, len(scenario.rows))
    return result


def to_city(grid: GridMap) -> City:
    """The map as a city of one level, "street": ground is street or waste, walls are buildings, trees impassable."""
    return City(
        name=grid.path.stem,
        width=grid.width,
        height=grid.height,
        levels=(Level("street"),),
        ground=_GROUND[grid.letters],
        district_of=np.zeros(grid.letters.size, dtype=np.uint8),
        districts=(District(grid.path.stem, "centre"),),
        buildings=(),
        links=(),
        posts=(),
    )
