"""People in the base of a faction that is shut off from the air outside, in worlds built by hand."""

from __future__ import annotations

from scenes.sworn import sworn
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.core import luck
from undergrid.world.items import power
from undergrid.world.places.occupancy import bring
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.people import Activity
from undergrid.world.world import World

BASE, OTHER = 0, 1  # buildings: the base, and a shelter some way off
DOOR = 20, 5  # of the base
SHARE = 840  # what one person breathes in a second, in 1 / 86,400 g


def closed(
    n: int, out: int = 0, *, people: int = 2, full: int = 1000, joules: int = 10_000_000, belief: int = 500
) -> World:
    """Citizens of one faction: `n` in its base, and `out` before its door.

    Air is recycled for `people` on a cell that holds so much; the base is `full` with what one breathes in so many s.
    """
    city = make_city(field(60, 10), buildings=[(Use.REFUGE, 0, *DOOR), (Use.DISUSED, 0, 50, 5)])
    world = make_world(city, [DOOR] * (n + out), speed=1400, able=100, home=BASE)
    bases = world.bases
    bases.grow(1)
    bases.building[0], bases.people[0], bases.airless[0] = BASE, people, world.airless.grow(1)
    bases.full[0] = bases.oxygen[0] = full * SHARE
    lay(world, ItemKind.FUSION_CELL)
    power.add_cell(world, 0, joules, 100_000_000)
    sworn(world, range(n + out), base=BASE, belief=belief)
    world.citizens.doing[:] = Activity.RESTING
    world.rebuild()
    for who in range(n):
        go(world, who, inside=True)
    return world


def lay(world: World, kind: ItemKind, n: int = 1) -> int:
    """Let so many things of a kind lie in the base; returns their slot."""
    slot, items = int(world.items.take(1)[0]), world.items
    items.kind[slot], items.count[slot], items.luck[slot] = kind, n, luck.key_of(f"test/lies/{slot}")
    items.building[slot], items.cell[slot], items.cause[slot] = BASE, world.city.doors[BASE], world.scenario_event
    return slot


def go(world: World, who: int, *, inside: bool) -> None:
    """Let somebody be in the base, or before its door."""
    bring(world, who, int(world.city.doors[BASE]), BASE if inside else -1)
