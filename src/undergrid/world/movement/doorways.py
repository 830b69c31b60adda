"""Doorways: doors that hold, and houses on fire, stop people before anybody walks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.body.posture import hears
from undergrid.world.orders.attempts import Attempts, drop_intent
from undergrid.world.places.shelters import Doors, Hold, hold, open_door, refuse_entry
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER, Activity

if TYPE_CHECKING:
    from undergrid.world.world import World


_LEAVES = (Verb.WALK, Verb.RUN, Verb.SNEAK, Verb.LEAVE)


def stop_at_doors(world: World, pause: int) -> None:
    """Refuse those who are about to go through a door that holds, or into a house on fire; from inside, a door that is
    only locked opens.

    Movement calls this while `world.cache(Doors).n_shut` is not 0. pause: ticks for which routine leaves alone those
    who are refused.
    """
    people = world.citizens
    for who in world.cache(Attempts).intending.rows().tolist():
        if not hears(world, who) or people.doing[who] == Activity.HAULED:
            continue
        verb, inside, target = int(people.intent[who]), int(people.inside[who]), int(people.target[who])
        goes_in = verb == Verb.ENTER and inside < 0
        building = inside if verb in _LEAVES else target if goes_in else -1
        if building < 0 or not world.cache(Doors).shut[building]:
            continue
        kept = hold(world, building)
        if kept == Hold.LOCKED and building == inside:
            open_door(world, building, who, int(people.cause[who]))
        elif people.cell[who] == world.city.doors[building] if goes_in else kept != Hold.OPEN:
            refuse_entry(world, who, building)
            drop_intent(world, who)
            if people.wake[who] == NEVER:
                people.wake[who] = world.tick + pause
