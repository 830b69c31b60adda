"""A plausible city of any size from a seed: a dome, sectors, streets, an underbelly, the wall and the land outside.

`generate` only says what is drawn in which order; the drawing is in `street` (street level), `levels` (the other
levels), `buildings` and `posts` (watchers and places), all numbers in `plan.Plan`.
"""

from __future__ import annotations

from undergrid.city.city import City
from undergrid.city.generate.buildings import close_pockets, furnish
from undergrid.city.generate.levels import (
    add_bunker,
    add_gates,
    add_old_stations,
    draw_outside,
    draw_tunnels,
    draw_wall,
    join_underbelly,
)
from undergrid.city.generate.plan import Plan
from undergrid.city.generate.posts import add_places, add_posts
from undergrid.city.generate.street import LEVELS, OUTSIDE, STREET_LEVEL, Compass, Draft, draw_streets, start
from undergrid.core.stretches import Stretches

FEWEST = 50
MOST = 10_000_000


def generate(seed: int, people: int, name: str = "", plan: Plan | None = None) -> City:
    """Draw a city.

    Args:
        seed: any whole number; the same seed, people and plan give the same `City.digest()` on every machine.
        people: how many people have to find a pod in it, 50 to 10 million.
        name: of the city; "city-SEED-PEOPLE" if empty.
        plan: the numbers to draw it by; the defaults of `Plan` if None.

    Returns:
        a City with the levels street, underbelly, wall and outside, in which every door can be reached from every other
        on foot while the gates are open, and every door inside the wall from every other while they are shut.

    Raises:
        ValueError: if `people` is out of range.
    """
    if not FEWEST <= people <= MOST:
        raise ValueError(f"people: {people} is out of range, expected {FEWEST} to {MOST}")
    draft = start(seed, people, plan or Plan())
    compass = Compass(draft)
    draw_streets(draft, compass)
    draw_tunnels(draft, compass)  # before the other levels: its districts follow those of the streets
    draw_outside(draft, compass)
    add_gates(draft)
    add_old_stations(draft)
    draw_wall(draft, compass)
    close_pockets(draft, STREET_LEVEL, draft.places["gate_1"])
    close_pockets(draft, OUTSIDE, draft.places["gate_1_outside"])
    join_underbelly(draft)
    _hide_bunker(draft)
    furnish(draft)
    add_places(draft)
    add_posts(draft)
    return City(
        name=name or f"city-{seed}-{people}",
        width=draft.size,
        height=draft.size,
        levels=LEVELS,
        ground=draft.ground.reshape(-1),
        district_of=Stretches(draft.district.reshape(-1)),
        districts=tuple(draft.districts),
        buildings=tuple(draft.buildings),
        links=tuple(draft.links),
        posts=tuple(draft.posts),
        places=dict(sorted(draft.places.items())),
    )


def _hide_bunker(draft: Draft) -> None:
    """Put the bunker beneath the ninth sector, or beneath the last in a city with fewer; where it has no room, before.

    Raises ValueError where no sector has room.
    """
    for home in range(min(9, draft.n_sectors), 0, -1):
        name = f"sector_{home}_bunker"
        door = add_bunker(draft, home - 1, name)
        if door >= 0:
            draft.places["bunker"] = draft.places[name] = door
            return
    raise ValueError("no room for a bunker beneath any sector")
