"""What tests of bodies share: people with wounds, and the systems of the body living through time together."""

from __future__ import annotations

from typing import Any

from scenes.worlds import field, knobs_of, make_world

from undergrid.systems.body import bleeding, consciousness, infection
from undergrid.world.body import blood_loss, injuries
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.world import World

BODY = (bleeding, consciousness, infection)


def hurt(
    people: int,
    flow: int = -1,
    depth: int = 3,
    part: BodyPart = BodyPart.LEG,
    kind: WoundKind = WoundKind.SHRAPNEL,
    dirty: bool = False,
    **columns: Any,
) -> World:
    """A world of so many people, each with one wound of the same kind made at tick 0."""
    world = make_world(field(20, 20), citizens=people, **columns)
    for who in range(people):
        injuries.wound(world, who, kind, part, depth, dirty, world.scenario_event, flow=flow)
    return world


def live(world: World, ticks: int, *systems: Any, **knobs: dict[str, Any]) -> None:
    """Let the systems of the body (or those named) live through time; `knobs` by the name of the system."""
    chosen = knobs_of(world, systems or BODY, knobs)
    for _ in range(ticks):
        if world.events.tick != world.tick:
            world.events.begin(world.tick)
        for system, params in chosen:
            system.step(world, params)
        world.tick += 1


def stop(world: World, who: int) -> None:
    """All that bleeds in somebody is stopped, as a tourniquet does it."""
    for slot in blood_loss.wounds_of(world, who):
        world.wounds.control[slot] = 1000
    blood_loss.redo(world, who)


def told(world: World, kind: Kind, who: int | None = None) -> list[Event]:
    """The events of a kind so far, in order."""
    return [event for event in world.events.rows() if event.kind == kind and who in (None, event.who)]
