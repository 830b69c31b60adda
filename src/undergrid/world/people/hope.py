"""Hope: what keeps people going, alone and in a group, and what it does to how fast they go.

Source  The direction is that of J. Keegan, The Face of Battle (1976), and of work on morale since; sizes are assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.people import background

if TYPE_CHECKING:
    from undergrid.world.world import World

EVEN = 500  # hope of somebody who neither hopes much nor despairs, 1/1000 [assumed]
_LEAST_PACE = 80  # % of walking speed that is left without any hope [assumed]


def band_of(world: World, who: int) -> int:
    """The slot of the band that somebody travels with; -1 for none."""
    slot = world.members.first(owner=who)
    return int(world.members.band[slot]) if slot >= 0 else -1


def hope(world: World, who: int) -> int:
    """How much somebody hopes, 0 to 1000: in a band, the mean of their own hope and the band's."""
    slot, band = background.profile(world, who), band_of(world, who)
    own = int(world.profiles.hope[slot]) if slot >= 0 else -1
    shared = int(world.bands.hope[band]) if band >= 0 else -1
    if own < 0 or shared < 0:
        return max(own, shared) if max(own, shared) >= 0 else EVEN
    return (own + shared) // 2


def effort(world: World, who: int) -> int:
    """The share of walking speed that hope leaves, in %: all of it from 500 on, 80 % without any."""
    return min(100, _LEAST_PACE + (100 - _LEAST_PACE) * hope(world, who) // EVEN)
