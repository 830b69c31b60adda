"""Heartbeat: the Core calls on all that it controls, in turn and again, and with each call the lamps dip.

Each call takes as long as ever; those who do not answer are waited for. So the beat slows down as the network loses
nodes, and whoever stands under its lamps at night can tell how much of it is left. Lamps that have lost their path burn
on for their time without a beat.

Source  assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.network.control import Control, controlled
from undergrid.world.senses.lamps import Lamps, burns
from undergrid.world.tables.network import NodeKind

if TYPE_CHECKING:
    from undergrid.world.world import World

_WHOLE_MS = 2000  # between two beats of a network that is whole [assumed]
_NIGHT = 64  # daylight, 1/255, below which one sees lamps dip [assumed]


def heartbeat(world: World, who: int) -> int | None:
    """Milliseconds between two beats of the lamps that somebody stands under; 0 where they burn without a beat.

    None where no lamps of the network burn over them, by day and indoors.
    """
    people = world.citizens
    if people.inside[who] >= 0 or world.sky.light[0] >= _NIGHT or not (world.nodes.kind == NodeKind.LIGHTS).any():
        return None
    node = int(world.cache(Lamps).feeder[people.cell[who]])
    if node < 0 or not burns(world, node):
        return None
    reach = world.cache(Control).reach
    if reach is None or not controlled(world, node):
        return 0
    return _WHOLE_MS * world.nodes.n // reach.n_reached
