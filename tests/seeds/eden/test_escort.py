"""Row E41: whoever would not make it alone makes it with somebody who came along."""

from __future__ import annotations

from scenes.strangers import live, told
from scenes.worlds import field, make_world

from undergrid.core import luck
from undergrid.systems.body import bleeding, consciousness, nursing, treatment
from undergrid.systems.movement import hauling, movement
from undergrid.systems.society import pledges
from undergrid.world.body import injuries
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER, Activity
from undergrid.world.world import World

ALL = (movement, hauling, nursing, treatment, pledges, bleeding, consciousness)
WIDTH, CLINIC = 310, 300  # cells: the clinic is 600 m away
HURT, ESCORT = 0, 1
LOOK = 5  # seconds between two thoughts of the escort


def road(seed: int, together: bool) -> World:
    """Somebody with a wound that bleeds more or less, by the seed, and gauze to dress it: with an escort, or alone."""
    world = make_world(field(WIDTH, 3), [(0, 1)] * (2 if together else 1), seed=seed)
    world.citizens.wake[:] = NEVER
    flow = 3000 + luck.below(luck.make_key(seed, 0, luck.stream("test.flow")), 1, 15_000)
    injuries.wound(
        world, HURT, WoundKind.SHRAPNEL, BodyPart.SHOULDER, 3, False, world.scenario_event, flow=flow
    )  # fmt: skip
    kit.add(world, ESCORT if together else HURT, ItemKind.GAUZE, 2, world.scenario_event)
    return world


def escort(world: World, clinic: int) -> None:
    """What an escort orders: dress the wound, walk beside, drag on whoever can walk no more."""
    people, cause = world.citizens, world.scenario_event
    if people.doing[ESCORT] == Activity.TENDING or people.intent[ESCORT]:
        return
    helpless = people.able[HURT] == 0 or people.doing[HURT] == Activity.UNCONSCIOUS
    near = abs(int(people.cell[HURT]) - int(people.cell[ESCORT])) <= 1
    if people.doing[HURT] == Activity.HAULED:
        if people.goal[ESCORT] != clinic:
            intend(world, ESCORT, Verb.WALK, clinic, cause)
    elif not told(world, Kind.DRESSED):
        intend(world, ESCORT, Verb.DRESS if told(world, Kind.CUT_AWAY) else Verb.CUT, HURT, cause)
    elif not near:
        intend(world, ESCORT, Verb.WALK, int(people.cell[HURT]), cause)
    elif helpless:
        intend(world, ESCORT, Verb.DRAG, HURT, cause)
    if told(world, Kind.DRESSED) and not helpless and people.goal[HURT] != clinic:
        intend(world, HURT, Verb.WALK, clinic, cause)


def arrives(seed: int, together: bool) -> bool:
    world = road(seed, together)
    clinic = world.city.cell(0, CLINIC, 1)
    if together:
        intend(world, ESCORT, Verb.PLEDGE, HURT, world.scenario_event, amount=clinic)
    else:
        intend(world, HURT, Verb.WALK, clinic, world.scenario_event)
    while world.tick < 2400 and world.citizens.alive[HURT]:
        live(world, ALL, LOOK)
        if int(world.citizens.cell[HURT]) % WIDTH >= CLINIC - 2:
            return True
        if together:
            escort(world, clinic)
    return False


def test_e41_together_more_arrive_than_alone():
    seeds = range(16)
    alone = sum(arrives(seed, together=False) for seed in seeds)
    together = sum(arrives(seed, together=True) for seed in seeds)
    assert 0 < alone < 12
    assert together >= alone + 4
