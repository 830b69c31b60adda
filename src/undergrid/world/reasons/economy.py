"""Why somebody cannot appeal against the refusal of their renewal, or falsify somebody's ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.city.city import Use
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, ConditionKind, Profession

if TYPE_CHECKING:
    from undergrid.world.world import World

CLERKS = (Profession.CLERK, Profession.AUDITOR)
"""Those who know how entries are made."""


def appealing(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot appeal, from their own pod or at an office, against the refusal of their renewal."""
    if not world.citizens.refused[who] or not is_subscribed(world, who):
        return Refusal.NOT_NEEDED
    if world.conditions.has(owner=who, kind=ConditionKind.APPEALED):
        return Refusal.ONLY_ONCE
    people = world.citizens
    at_home = people.inside[who] >= 0 and people.inside[who] == people.home[who]
    return None if at_home or _is_at_an_office(world, who) else Refusal.NOT_HERE


def falsifying(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot enter a renewal that was refused to somebody, at an office."""
    if not world.citizens.alive[target]:
        return Refusal.TARGET_DEAD
    if not world.citizens.refused[target] or not is_subscribed(world, target):
        return Refusal.NOT_NEEDED
    if Profession(int(world.citizens.profession[who])) not in CLERKS:
        return Refusal.UNTRAINED
    return None if _is_at_an_office(world, who) else Refusal.NOT_HERE


def is_subscribed(world: World, who: int) -> bool:
    """Whether somebody has a ledger: a subscription that the registry keeps for somebody whom it lists."""
    people = world.citizens
    return bool(people.expires[who] != NEVER and people.registered[who])


def _is_at_an_office(world: World, who: int) -> bool:
    inside = int(world.citizens.inside[who])
    return inside >= 0 and world.city.buildings[inside].use == Use.OFFICES
