"""The opening: what the author lets happen at tick 0. Wounds, traps, deaths and barred ways, all of them events.

The world that is built holds none of it: it happens in the first tick of every run, so that a run resumed from its
beginning has the same log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core import luck
from undergrid.setup.build.crowd import REFUSED, Traits
from undergrid.setup.build.spreads import below
from undergrid.setup.build.watchers import set_watches
from undergrid.setup.file.persons import Group, Person
from undergrid.world.body.blood_loss import die
from undergrid.world.body.injuries import trap, wound
from undergrid.world.log.kinds import Kind
from undergrid.world.people.ledger import usefulness
from undergrid.world.places.ways import bar
from undergrid.world.tables.body import BodyPart, Death, WoundKind
from undergrid.world.tables.people import ConditionKind

if TYPE_CHECKING:
    from undergrid.setup.build.build import Built
    from undergrid.world.world import World

WOUNDED = luck.stream("setup/wounded")
DEAD = luck.stream("setup/dead")
KIND = luck.stream("setup/wound/kind")
PART = luck.stream("setup/wound/part")
DEPTH = luck.stream("setup/wound/depth")
DIRT = luck.stream("setup/wound/dirt")
BLEEDS = luck.stream("setup/wound/bleeds")

# What the wounded of a crowd have been hurt by, of ten [assumed]
_HURT_BY = (WoundKind.SHRAPNEL,) * 5 + (WoundKind.GUNSHOT,) * 3 + (WoundKind.CUT, WoundKind.BURN)
_DIRTY = 0.5  # of their wounds [assumed]
_SPREAD = 200  # 1/1000, by which bodies differ at most, either way, in what a wound of the cast bleeds [assumed]


def open_story(built: Built, *, to_the_letter: bool = False) -> None:
    """Let everything happen that a scenario says of its first moment, with the scenario as its cause.

    to_the_letter: wounds bleed just what the file says, for a story played as it was written; else by the body, too.
    """
    world, spec, atlas = built.world, built.scenario.spec, built.scenario.atlas
    for name in spec.barred:
        place = atlas.place(name)
        assert place is not None  # the scenario has been checked
        bar(world, place.cell, world.scenario_event)
    for name, person in spec.cast.items():
        _hurt(built, built.people[name], person, 0 if to_the_letter else _SPREAD)
    set_watches(world, built.scenario)
    _refuse(world, len(spec.cast))
    first = len(spec.cast)
    for group, n in zip(spec.crowd, built.scenario.counts, strict=True):
        if n and (group.wounded or group.dead):
            _hurt_some(built, np.arange(first, first + n), group)
        first += n


def _refuse(world: World, first: int) -> None:
    """Tell who of the crowd, from row `first` on, has been refused the renewal already: the draw of a slump has it."""
    people, unrenewed = world.citizens, world.conditions
    refused = unrenewed.used & (unrenewed.kind == ConditionKind.UNRENEWED) & (unrenewed.owner >= first)
    slots = np.flatnonzero(refused)
    who = unrenewed.owner[slots]
    useful = usefulness(people.obedience[who].astype(np.int64), people.productivity[who].astype(np.int64))
    odds = people.lapse[who].astype(np.int64) << 16
    told = world.events.add(Kind.RENEWAL_REFUSED, who, amount=useful, stream=REFUSED, odds=odds)
    unrenewed.cause[slots] = told


def _hurt(built: Built, row: int, person: Person, spread: int) -> None:
    """Give one of the cast their wounds: what each bleeds differs from the file by a draw, by up to `spread` / 1000."""
    world, cause = built.world, built.world.scenario_event
    slot, lucky = -1, int(world.citizens.luck[row])
    for nth, given in enumerate(person.wounds):
        kind, part = WoundKind[given.kind.upper()], BodyPart[given.part.upper()]
        share = 1000 - spread + int(luck.below(world.key(BLEEDS), lucky, 2 * spread + 1, nth))
        flow = -1 if given.bleeds is None else given.bleeds * share // 1000
        slot = wound(world, row, kind, part, given.depth, given.dirty, cause, flow=flow)
    if person.trapped:
        trap(world, row, cause)
    if person.dead:
        die(world, row, Death.BLOOD_LOSS, int(world.wounds.cause[slot]))


def _hurt_some(built: Built, rows: np.ndarray, group: Group) -> None:
    """Wound and kill people of a group, each by draws that are theirs alone."""
    world = built.world
    traits = Traits(world.seed, world.citizens.luck[rows])
    dead = traits.chance(DEAD, group.dead)
    hurt = dead | traits.chance(WOUNDED, group.wounded)
    kinds, parts = below(len(_HURT_BY), traits.draw(KIND)), below(len(BodyPart), traits.draw(PART))
    depths, dirty = 1 + below(3, traits.draw(DEPTH)), traits.chance(DIRT, _DIRTY)
    for n in np.flatnonzero(hurt).tolist():
        row, depth = int(rows[n]), 3 if dead[n] else int(depths[n])
        drawn = (DEAD, luck.chance(group.dead)) if dead[n] else (WOUNDED, luck.chance(group.wounded))
        kind, part = _HURT_BY[int(kinds[n])], BodyPart(int(parts[n]))
        slot = wound(world, row, kind, part, depth, bool(dirty[n]), 0, stream=drawn[0], odds=drawn[1])
        if dead[n]:
            die(world, row, Death.BLOOD_LOSS, int(world.wounds.cause[slot]))
