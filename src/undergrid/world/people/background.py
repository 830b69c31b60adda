"""Background: what only few people have: skills, a past, a sign, a weapon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.society import Category

if TYPE_CHECKING:
    from undergrid.world.world import World


GUNS = (ItemKind.PLASMA, ItemKind.RIFLE, ItemKind.SIDEARM)
"""What is shot with, what does most harm first."""


def profile(world: World, who: int) -> int:
    """The slot of somebody's profile; -1 for none."""
    return world.profiles.first(owner=who)


def make_profile(world: World, who: int) -> int:
    """The slot of somebody's profile; makes one if there is none."""
    slot = profile(world, who)
    if slot < 0:
        slot = int(world.profiles.take(1)[0])
        world.profiles.owner[slot] = who
        world.profiles.cause[slot] = world.scenario_event
    return slot


def skill_medicine(world: World, who: int) -> int:
    """Skill at treating people, 0 to 10."""
    slot = profile(world, who)
    return int(world.profiles.medicine[slot]) if slot >= 0 else 0


def skill_soldiering(world: World, who: int) -> int:
    """Skill at arms and at reading people and trails, 0 to 10."""
    slot = profile(world, who)
    return int(world.profiles.soldiering[slot]) if slot >= 0 else 0


def skill_engineering(world: World, who: int) -> int:
    """Skill at networks and machines, 0 to 10."""
    slot = world.crafts.first(owner=who) if world.crafts.n_used else -1
    return int(world.crafts.engineering[slot]) if slot >= 0 else 0


def category(world: World, who: int) -> Category:
    """The Category that somebody really belongs to."""
    slot = profile(world, who)
    return Category(int(world.profiles.category[slot])) if slot >= 0 else Category.UNALIGNED


def has_past(world: World, who: int) -> bool:
    """Whether somebody once belonged to another Category: their secret."""
    slot = profile(world, who)
    profiles = world.profiles
    return slot >= 0 and profiles.past[slot] not in (Category.UNALIGNED, profiles.category[slot])


def shown(world: World, who: int) -> Category:
    """The Category that somebody's insignia show: UNALIGNED where they wear none, or have covered them."""
    slot = profile(world, who)
    profiles = world.profiles
    if slot < 0 or not profiles.insignia[slot] or profiles.covered[slot]:
        return Category.UNALIGNED
    return Category(int(profiles.category[slot]))


def armed(world: World, who: int) -> ItemKind | None:
    """The most dangerous weapon that somebody has on them; None for none."""
    items = world.items
    held = items.kind[items.where(holder=who)]
    return next((weapon for weapon in (*GUNS, ItemKind.SCALPEL) if weapon in held), None)
