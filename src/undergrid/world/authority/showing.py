"""Showing a chip: what whoever judges it goes by, the guard of a gate or the reader of a lift."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core import luck, units
from undergrid.core.luck import CERTAIN
from undergrid.world.authority.cases import DossierOf
from undergrid.world.authority.clearance import Rule, Showing, odds
from undergrid.world.items import kit
from undergrid.world.tables.people import Pace, Profession

if TYPE_CHECKING:
    from undergrid.world.world import World

_SHAKING = 2  # the stage of failing implants from which it shows [assumed]
READER = Rule(
    copies=5, life=365, stale=CERTAIN // 2, codes=CERTAIN, curfew=0, driven=0, recognise=0, mistrust=1, alarm=0,
    alarm_unlisted=0, disturb=0,
)  # fmt: skip
"""The rule of a machine that reads chips: it counts copies and days as a guard does, knows no faces, and whoever has an
auditor's codes opens it [assumed].
"""


def showing(world: World, who: int, item: int) -> Showing:
    """What the guard would go by if citizen `who` held out item `item` now, as it truly is."""
    people, items = world.citizens, world.items
    owner, slot = int(items.identity[item]), int(world.cache(DossierOf).slot[who])
    return Showing(
        corruption=int(items.corruption[item]),
        age=(world.tick - int(items.issued[item])) // units.DAY,
        listed=owner >= 0 and bool(people.registered[owner]),
        auditor=bool(people.profession[who] == Profession.AUDITOR),
        wanted=slot >= 0 and bool(world.dossiers.wanted[slot]),
        suspicion=int(world.dossiers.suspicion[slot]) if slot >= 0 else 0,
        curfew=bool(world.sky.curfew[0]),
        driven=bool(people.pace[who] == Pace.RUN or people.stage[who] >= _SHAKING),
    )


def read(world: World, who: int, stream: int, reader: int) -> bool:
    """Whether the machine with this luck key takes the best chip that somebody has on them, or the codes they know.

    It reads a chip in the same way each time: the draw goes by the chip and the machine, whenever it is.
    """
    people, chip = world.citizens, kit.best_chip(world, who)
    if chip < 0:
        return bool(people.profession[who] == Profession.AUDITOR)
    seen = showing(world, who, chip)._replace(wanted=False, suspicion=0, curfew=False, driven=False)
    draw = luck.u32(luck.make_key(world.seed, 0, stream), luck.pair(int(world.items.luck[chip]), reader))
    return bool(draw < odds(seen, READER).open)
