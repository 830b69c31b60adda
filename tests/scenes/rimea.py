"""The cases by which programs that walk people are checked (IMO and RiMEA), and the page of what they come to.

usage: python -m scenes.rimea      (from `tests`) writes the tables and pictures of docs/crowds.md anew
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scenes.crowds import (
    SIZES,
    door_flow,
    flow,
    in_cells,
    leave,
    room_with_doors,
    speed_in_corridor,
    spread_out,
    streams,
    weidmann,
)
from scenes.walkers import ask
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import City, LinkKind
from undergrid.city.picture import write_png
from undergrid.setup.build.spreads import SPEED
from undergrid.systems.movement import movement
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity
from undergrid.world.world import World

PAGE = Path(__file__).parents[2] / "docs" / "crowds.md"
MARK = "<!-- figures: python -m scenes.rimea -->"
DENSITIES = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0)


@dataclass(frozen=True)
class Case:
    """One figure of one case: what is asked, what was measured, and what it may be."""

    number: str  # of IMO MSC.1/Circ.1533, annex 3; RiMEA has the same up to 11
    what: str
    unit: str
    low: float
    high: float
    measured: Callable[[], float]


# ---------------------------------------------------------------- 1 to 3: corridor and stairs


def corridor_seconds(cell_mm: int) -> float:
    """How long somebody who walks at 1 m/s needs for a corridor 2 m wide and 40 m long."""
    width, length = in_cells(2, cell_mm), in_cells(40, cell_mm)
    world = make_world(make_city(field(length + 1, width), cell_mm=cell_mm), citizens=[0], speed=1000)
    ask(world, 0, Verb.WALK, length)
    while world.citizens.cell[0] != length:
        run(movement, world)
    return world.tick


def stairs_seconds(up: bool) -> float:
    """How long somebody who walks at 1.34 m/s needs for stairs of 10 m."""
    city = make_city("...", "   ", "...", links=[(LinkKind.STAIRS, (0, 2, 0), (2, 2, 0), 10_000)])
    start, end = (8, 2) if up else (2, 8)
    world = make_world(city, citizens=[start], speed=1340)
    ask(world, 0, Verb.WALK, end)
    while world.citizens.cell[0] != end:
        run(movement, world)
    return world.tick


# ---------------------------------------------------------------- 4 to 7: rooms, reactions, corners, people


def exit_flow(cell_mm: int) -> float:
    """Persons a second out of a room of 8 x 5 m with 100 people by an exit 1 m wide, mean of three seeds."""
    city = room_with_doors(cell_mm, 8, 5, [2.5], 1)
    return float(np.mean([flow(leave(city, cell_mm, 8, 100, seed)) for seed in (1, 2, 3)]))


def late_starts() -> float:
    """The most by which any of ten people who react after 10 to 100 s leaves their place late, s."""
    world = make_world(room_with_doors(1000, 8, 5, [2.5], 1), citizens=[(k % 5, k // 5) for k in range(10)])
    place, left = world.citizens.cell.copy(), np.zeros(10)
    for tick in range(1, 200):
        if tick % 10 == 0 and tick <= 100:
            ask(world, tick // 10 - 1, Verb.WALK, world.city.width * 3 - 1)
        run(movement, world)
        left[(left == 0) & (world.citizens.cell != place)] = tick
    return float((left - 10 * np.arange(1, 11)).max())


def walls_crossed() -> float:
    """How many steps of 20 people who round a corner lead into or through a wall."""
    city = make_city("\n".join([*["." * 12] * 2, *["##########.."] * 10]), cell_mm=1000)
    world = make_world(city, citizens=[y * 12 + x for x in range(10) for y in range(2)])
    for who in range(20):
        ask(world, who, Verb.WALK, 11 * 12 + 10 + who % 2)
    crossed = 0
    for _ in range(60):
        before = world.citizens.cell.copy()
        run(movement, world)
        now = world.citizens.cell
        between = (before + now) // 2
        crossed += int((city.walkable()[now] == 0).sum())
        crossed += int(
            ((abs(now % 12 - before % 12) == 2) & (now // 12 == before // 12) & (city.walkable()[between] == 0)).sum()
        )
    assert (world.citizens.doing == Activity.WAITING).all()
    return crossed


def speeds(statistic: Callable[[npt.NDArray[np.float64]], float]) -> float:
    """A statistic of the free speeds that a thousand adults are given, m/s."""
    return float(statistic(np.array([SPEED.inv_cdf((k + 0.5) / 1000) for k in range(1000)])))


# ---------------------------------------------------------------- 9 to 11: halls, exits, stairs


def hall_seconds(doors: int) -> float:
    """How long 1,000 people need to leave a hall of 20 x 30 m by so many of its four exits 1 m wide."""
    middles = [(2 * n + 1) * 30 / (2 * doors) for n in range(doors)]
    return float(len(leave(room_with_doors(1000, 20, 30, middles, 1), 1000, 20, 1000)))


def at_their_exits() -> float:
    """The share of 46 people in a passage with two exits who come to the one that they were assigned."""
    city = make_city("\n".join(["." * 40, *["#" * 18 + ".." + "#" * 18 + ".."] * 4]), cell_mm=1000)
    world = make_world(city, citizens=[k % 40 for k in range(46)])
    exits = [4 * 40 + 18, 4 * 40 + 38]
    for who in range(46):
        ask(world, who, Verb.WALK, exits[who % 2] + who // 2 % 2)
    run(movement, world, ticks=240)
    x, y = world.citizens.cell % 40, world.citizens.cell // 40
    return float(((y >= 1) & ((x >= 38) == (np.arange(46) % 2 == 1))).mean())


def hall_and_stairs(watch: Callable[[World, int], None] | None = None) -> tuple[float, float]:
    """(most people at once at the foot of the stairs, persons a second up them) as 150 people leave a room of 8 x 6 m
    by a passage 2 m wide and 12 m long with stairs at its end.
    """
    rows = ["." * 4 + ("." * 6 if y == 1 else "#" * 6) for y in range(3)]
    links = [(LinkKind.STAIRS, (0, 9, 1), (1, 9, 1), 10_000)]
    city = make_city("\n".join(rows), "\n".join(["." * 10] * 3), links=links)
    world = make_world(city, citizens=spread_out(np.array([y * 10 + x for y in range(3) for x in range(4)]), 150, 1))
    for who in range(150):
        ask(world, who, Verb.WALK, 30 + who % 3 * 10)
    foot, out = 0, []
    while not out or (out[-1] < 150 and len(out) < 2000):
        run(movement, world)
        cell = world.citizens.cell
        foot = max(foot, int(((cell < 30) & (cell % 10 >= 8)).sum()))
        out.append(int((cell >= 30).sum()))
        if watch:
            watch(world, len(out))
    return float(foot), flow(np.array(out))


CASES = [
    *(Case("1", f"40 m of corridor at 1 m/s, cells of {mm / 1000:g} m", "s", 39, 41, lambda mm=mm: corridor_seconds(mm))
      for mm in SIZES),
    Case("2", "10 m of stairs up at 1.34 m/s on the flat: 0.610 m/s", "s", 16, 18, lambda: stairs_seconds(True)),
    Case("3", "the same down: 0.694 m/s", "s", 14, 16, lambda: stairs_seconds(False)),
    Case("4", "100 people leave a room by an exit of 1 m, cells of 1 m", "1/s", 1.1, 1.9, lambda: exit_flow(1000)),
    Case("4", "the same, cells of 0.5 m", "1/s", 1.1, 1.9, lambda: exit_flow(500)),
    Case("5", "ten people who react after 10 to 100 s: latest start", "s", 0, 2, late_starts),
    Case("6", "20 people round a corner: walls crossed", "", 0, 0, walls_crossed),
    Case("7", "free speeds of 1,000 adults: mean", "m/s", 1.33, 1.35, lambda: speeds(np.mean)),
    Case("7", "their standard deviation", "m/s", 0.25, 0.27, lambda: speeds(np.std)),
    *(Case("8", f"100 people through a passage of 2 x 10 m against {back}, cells of 2 m", "s", 50, 112,
           lambda back=back: float(max(streams(2000, 100, back)))) for back in (0, 10, 50, 100)),
    *(Case("8", f"the same against {back}, cells of 1 m", "s", 50, 134,
           lambda back=back: float(max(streams(1000, 100, back)))) for back in (0, 10, 50, 100)),
    Case("9", "1,000 people leave a hall by four exits of 1 m: at 1.1 to 1.9 persons/(m s)", "s", 130, 240,
         lambda: hall_seconds(4)),
    Case("9", "by two of them: times as long", "", 1.7, 2.2, lambda: hall_seconds(2) / hall_seconds(4)),
    Case("10", "46 people with two exits: share at the one assigned", "", 1, 1, at_their_exits),
    Case("11", "150 people, a passage and stairs up: most who wait on its last 4 m", "", 20, 44,
         lambda: hall_and_stairs()[0]),
    Case("11", "what the stairs take", "1/s", 0.5, 2, lambda: hall_and_stairs()[1]),
]  # fmt: skip


# ---------------------------------------------------------------- the page


def round_a_corner(watch: Callable[[World, int], None]) -> None:
    """Let 60 people walk round a corner of a passage 3 m wide, on cells of 0.5 m, for a minute."""
    city = make_city("\n".join([*["." * 60] * 6, *["#" * 54 + "." * 6] * 30]), cell_mm=500)
    world = make_world(city, citizens=spread_out(np.array([y * 60 + x for x in range(20) for y in range(6)]), 60, 1))
    for who in range(60):
        ask(world, who, Verb.WALK, 35 * 60 + 54 + who % 6)
    for tick in range(1, 61):
        run(movement, world)
        watch(world, tick)


def figures() -> str:
    """The tables of the page, as they are measured."""
    lines = ["| case | what | asked | measured |", "|---|---|---|---|"]
    for case in CASES:
        asked = f"{case.low:g}" if case.low == case.high else f"{case.low:g} to {case.high:g}"
        unit = f" {case.unit}" if case.unit else ""
        lines.append(f"| {case.number} | {case.what} | {asked}{unit} | {case.measured():.3g}{unit} |")
    lines += ["", "Mean speed in a corridor 4 m wide, as a share of Weidmann's:", ""]
    lines.append("| cells | " + " | ".join(f"{density:g} persons/m2" for density in DENSITIES) + " |")
    lines.append("|---" * (1 + len(DENSITIES)) + "|")
    for mm in SIZES:
        shares = [speed_in_corridor(mm, density) / weidmann(density) for density in DENSITIES]
        lines.append(f"| {mm / 1000:g} m | " + " | ".join(f"{share:.2f}" for share in shares) + " |")
    lines += ["", "Persons per metre and second out of a room of 12 x 12 m with 300 people:", ""]
    widths = (1, 2, 3, 4)
    lines += ["| cells | " + " | ".join(f"a door of {metres} m" for metres in widths) + " |", "|---" * 5 + "|"]
    for mm in SIZES[:3]:
        flows = [f"{door_flow(mm, metres):.2f}" if metres * 1000 % mm == 0 else "" for metres in widths]
        lines.append(f"| {mm / 1000:g} m | " + " | ".join(flows) + " |")
    return "\n".join(lines)


def written() -> list[str]:
    """The figures as they stand on the page."""
    return PAGE.read_text("utf-8").split(MARK)[1].strip().splitlines()


def draw(world: World, people_there: int) -> npt.NDArray[np.uint8]:
    """A picture of a small crowd: those of the first group red, the others blue, the darker the more on a cell; the
    levels side by side.
    """
    city: City = world.city
    seen = np.where(city.walkable()[:, None] != 0, 240, 70).repeat(3, axis=1).astype(np.uint8)
    for group, colour in ((slice(0, people_there), 0), (slice(people_there, None), 2)):
        cells, counts = np.unique(world.citizens.cell[group], return_counts=True)
        room = math.ceil(5.4 * city.cell_mm**2 / 1e6)
        shade = (200 - 200 * np.minimum(counts, room) // room).astype(np.uint8)
        seen[cells] = shade[:, None]
        seen[cells, colour] = 255
    levels = np.concatenate(list(seen.reshape(-1, city.height, city.width, 3)), axis=1)
    return np.kron(levels, np.ones((5, 5, 1), np.uint8))


def pictures() -> None:
    """Draw a door, a passage with two streams, a corner and stairs, one strip each, a moment below the other."""
    folder = PAGE.parent / "crowds"
    folder.mkdir(exist_ok=True)
    strips: dict[str, list[npt.NDArray[np.uint8]]] = {"door": [], "streams": [], "corner": [], "stairs": []}

    def at(name: str, moments: tuple[int, ...], people_there: int) -> Callable[[World, int], None]:
        def watch(world: World, tick: int) -> None:
            if tick in moments:
                drawn = draw(world, people_there)
                strips[name] += [drawn, np.full((6, drawn.shape[1], 3), 255, np.uint8)]

        return watch

    leave(room_with_doors(500, 8, 5, [2.5], 1), 500, 8, 100, watch=at("door", (5, 15, 30, 45), 100))
    streams(500, 100, 50, watch=at("streams", (10, 30, 60, 90), 100))
    round_a_corner(at("corner", (5, 15, 25, 40), 60))
    hall_and_stairs(at("stairs", (10, 40, 80, 120), 150))
    for name, parts in strips.items():
        write_png(np.ascontiguousarray(np.concatenate(parts[:-1])), folder / f"{name}.png")


if __name__ == "__main__":
    head, _, tail = PAGE.read_text("utf-8").split(MARK)
    PAGE.write_text(f"{head}{MARK}\n\n{figures()}\n\n{MARK}{tail}", "utf-8")
    pictures()
