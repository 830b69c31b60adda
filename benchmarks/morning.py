"""A natural morning, from 04:00: who is outdoors, who stands in full cells, and how long walks take.

    python benchmarks/morning.py [PEOPLE] [UNTIL] [ONE_IN] [PICTURE]      1000000, 08:00 and 200 by default

One in so many people is watched. A walk into a building is compared with `eta`, what it would take through empty
streets. Walks of more than three times that are named, with the door that they lead to. PICTURE is a
file for a picture of the part of the streets where most people are at the end.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from time import thread_time

import harness
import numpy as np

from undergrid.city.picture import picture, write_png
from undergrid.core import jit, units
from undergrid.sim import Sim
from undergrid.world.movement.travel import eta
from undergrid.world.places.occupancy import Occupancy, room_on
from undergrid.world.tables.people import Activity, Pace

FROM = "04:00"
EVERY = 900  # ticks between two lines
LONG = 3  # times the free time
WIDE, HIGH, SCALE = 80, 45, 12  # cells of a picture, and pixels along a cell
DOT = (255, 214, 120)
SLACK = 20  # s that a walk may take more: stepping out of a crowded door


@dataclass
class Walks:
    """The walks of those who are watched: when and how long they should take, and how long they took."""

    rows: np.ndarray
    under_way: dict[int, tuple[int, int, int]] = field(default_factory=dict)  # who: (since, free, building)
    done: list[tuple[int, int, int]] = field(default_factory=list)  # (took, free, building)

    def look(self, sim: Sim) -> None:
        """Begin and end walks, as they stand after a tick."""
        people = sim.world.citizens
        walking = (people.inside[self.rows] < 0) & (people.enter[self.rows] >= 0)
        for who in self.rows[walking].tolist():
            if who not in self.under_way and people.doing[who] in (Activity.WALKING, Activity.CROSSING):
                free = eta(sim.world, who, int(people.goal[who]), Pace(int(people.pace[who])))
                self.under_way[who] = sim.tick, free, int(people.enter[who])
        for who in [who for who in self.under_way if people.inside[who] >= 0]:
            since, free, building = self.under_way.pop(who)
            if people.inside[who] == building:
                self.done.append((sim.tick - since, free, building))


def draw(sim: Sim, file: str) -> None:
    """Draw the part of the streets with the most people in it: a dot for each, in its cell."""
    city = sim.world.city
    bodies = sim.world.cache(Occupancy).bodies[: city.area].reshape(city.height, city.width).astype(np.int64)
    sums = np.pad(bodies, ((1, 0), (1, 0))).cumsum(0).cumsum(1)
    within = sums[HIGH:, WIDE:] - sums[:-HIGH, WIDE:] - sums[HIGH:, :-WIDE] + sums[:-HIGH, :-WIDE]
    top, left = np.unravel_index(int(within.argmax()), within.shape)
    image = picture(city, 0, scale=SCALE, posts=False)
    spots = [(y, x) for y in range(0, SCALE, 3) for x in range(0, SCALE, 3)]
    spots.sort(key=lambda spot: (spot[0] * 5 + spot[1] * 3) % 16)  # neighbours are not filled one after the other
    for y, x in zip(*np.nonzero(bodies), strict=True):
        for down, right in spots[: bodies[y, x]]:
            corner = y * SCALE + down, x * SCALE + right
            image[corner[0] : corner[0] + 2, corner[1] : corner[1] + 2] = DOT
    part = image[top * SCALE : (top + HIGH) * SCALE, left * SCALE : (left + WIDE) * SCALE]
    write_png(np.ascontiguousarray(part), file)


def main(people: int = 1_000_000, until: str = "08:00", one_in: int = 200, drawn: str = "") -> None:
    """Live through the morning and print how it goes."""
    jit.threads(1)
    sim = harness.city_at(FROM, people, warm_up=1)
    world, walks = sim.world, Walks(np.arange(0, people, one_in))
    room, began = room_on(world.city.cell_mm), thread_time()
    end = (units.clock(until) - units.clock(FROM)) % units.DAY
    while sim.tick < end:
        sim.advance()
        world.events.clear()
        walks.look(sim)
        if sim.tick % EVERY == 0:
            out = world.citizens.inside < 0
            bodies = world.cache(Occupancy).bodies
            full = int((bodies[world.citizens.cell[out]] >= room).sum())
            now = (world.starts + sim.tick) // 60
            print(
                f"{now // 60 % 24:02}:{now % 60:02}  outdoors {int(out.sum()):>7,}  in full cells {full:>6,}  "
                f"most on a cell {int(bodies.max()):>3}  {thread_time() - began:.0f} s worked",
                flush=True,
            )
    if drawn:
        draw(sim, drawn)
    took = np.array(walks.done)
    long = took[took[:, 0] > LONG * took[:, 1] + SLACK]
    names = sorted({world.city.buildings[building].name for building in long[:, 2].tolist()})
    share = 100 * (1 - len(long) / len(took))
    print(
        f"of {len(took):,} walks watched {share:.2f} % came within {LONG} times their free time; mean "
        f"{(took[:, 0] / np.maximum(1, took[:, 1])).mean():.2f} times; still under way {len(walks.under_way):,}"
        + (f"; the others went to {', '.join(names)}" if names else "")
    )


if __name__ == "__main__":
    given = sys.argv[1:]
    main(*[int(given[0])] if given else [], *given[1:2], *map(int, given[2:3]), *given[3:4])
