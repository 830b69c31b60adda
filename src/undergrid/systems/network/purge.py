"""The purge: somebody fires a Heart Engine that is linked to the network, and its pulse burns out what it reaches.

Whoever is at hand may fire one that has tuned in; it takes the less time the more of them is machine, and is the more
likely to kill them. The pulse burns out every node that it reaches (`world/network/purging.py`): what hangs on them
fails as it does whenever a node is broken. Whoever is wired dies, or is put out of the feed; what of them is a machine
burns out, nerves too, so that the network reaches them no more. Where the Core dies, or ghosts do, that is heard by all
who are wired, and by whoever is near.

Reads   who is about to FIRE, as `asked` has it; citizens.target, cell, doing, alive, luck; tasks.owner, target, cause;
        nodes.kind; augments.works, owner; what the pulse reaches, whom it kills, and the odds of the operator, as
        `world/network/purging.py` has it; what stands in the way, as `world/reasons` has it
Writes  engines.stage, node, cause; servers.cried; what they hold as `engines.spend` does; nodes as `break_nodes` does;
        augments as `burn` does; people as `die`, `put_out` and `injuries.wound` do; noises as `make_noise` does; what
        people are at as `tasks.begin` and `finish` do
Emits   ENGINE_FIRED(citizen, node; amount nodes; cause: the order), CORE_SCREAMED(node; amount ghosts; cause: the
        firing), SCREAM_HEARD(citizen; cause: the scream), DIED(citizen; PURGE; cause: the firing), SEARED(citizen; dose
        in %; cause: the firing), AUGMENTS_DIED(citizen; how many; cause: the firing, or that they were seared),
        UNPLUGGED(citizen; cause: that they were seared), DIED(citizen; DISCHARGE; cause: the firing; stream, odds),
        THROWN_BACK(citizen; cause: the firing; stream, odds), WOUNDED(citizen; cause: that), INTERRUPTED, REFUSED
Units   seconds, metres, dB
Source  assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.grid import squared_cells
from undergrid.core.tables import I32, I64
from undergrid.world.body import injuries
from undergrid.world.body.blood_loss import die
from undergrid.world.body.posture import SENSELESS
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.near import squares
from undergrid.world.network import engines as cubes
from undergrid.world.network.augments import burn
from undergrid.world.network.control import break_nodes
from undergrid.world.network.devices import put_out
from undergrid.world.network.lines import place_of
from undergrid.world.network.purging import (
    Harm,
    Purging,
    ghosts_in,
    harm_of,
    operator_odds,
    pulse_from,
    seconds_for,
)
from undergrid.world.network.wired import wired_rows
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import anybody_tries, asked
from undergrid.world.reasons.engines import firing
from undergrid.world.senses.noises import make_noise
from undergrid.world.tables.body import BodyPart, Death, WoundKind
from undergrid.world.tables.engines import EngineStage
from undergrid.world.tables.network import NodeKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("purge")
TURN = luck.stream("purge/turn")


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.purge`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    scream_m: float = Field(300, ge=0, le=100_000, description="the Core is heard to scream within, m [assumed]")
    scream_db: float = Field(120, ge=0, le=200, description="sound power of that, dB [assumed]")


def step(world: World, params: Params) -> None:
    """Begin and end work at panels."""
    if anybody_tries(world):
        for who in asked(world, Verb.FIRE):
            node = int(world.citizens.target[who])
            seconds = seconds_for(world, who, world.shared(Purging).fire_seconds)
            tasks.begin_or_refuse(world, who, firing(world, who, Verb.FIRE, node, 0), Verb.FIRE, node, seconds)
    if not world.engines.n_used or not world.tasks.n_used:
        return
    table = world.tasks
    for slot in tasks.done_in_turn(world, (Verb.FIRE,), TURN):
        who, node, cause = int(table.owner[slot]), int(table.target[slot]), int(table.cause[slot])
        if not world.citizens.alive[who] or firing(world, who, Verb.FIRE, node, 0) is not None:
            tasks.interrupt(world, slot)
            continue
        tasks.finish(world, slot)
        _fire(world, params, who, node, cause)


def _fire(world: World, params: Params, who: int, node: int, cause: int) -> None:
    """Let an engine go off: the nodes first, then who is wired, then whoever has fired it."""
    engines, row = world.engines, cubes.linked_at(world, node)
    pulse = pulse_from(world, node)
    harm, odds, all_wired = harm_of(world, pulse), operator_odds(world, who), wired_rows(world)

    def tell(devices: int) -> int:
        return world.events.one(Kind.ENGINE_FIRED, who, node, place_of(world, node), len(pulse.reached), cause)

    event = break_nodes(world, pulse.reached, tell)
    cubes.spend(world, row)
    engines.stage[row], engines.node[row], engines.cause[row] = EngineStage.FIRED, -1, event
    _scream(world, params, pulse.reached, all_wired, event)
    _harm(world, harm, event)
    if world.citizens.alive[who]:
        _strike_back(world, who, odds, event)


def _scream(world: World, params: Params, reached: I32, all_wired: I64, event: int) -> None:
    """Let the Core, or what has held ghosts, be heard as it dies, by all who are wired and whoever is near."""
    people, city, nodes = world.citizens, world.city, world.nodes
    ghosts, cores = ghosts_in(world, reached), reached[nodes.kind[reached] == NodeKind.CORE]
    if not ghosts and not len(cores):
        return
    source = int(cores[0]) if len(cores) else int(reached[0])
    cell = place_of(world, source)
    scream = world.events.one(Kind.CORE_SCREAMED, source, where=cell, amount=ghosts, cause=event)
    make_noise(world, cell, params.scream_db, scream)
    world.servers.cried[:] = scream  # those who live on the network need not be heard once more
    far = squares(people.cell, cell, city.width, city.height)
    near = (people.cell // city.area == cell // city.area) & (far <= squared_cells(params.scream_m, city.cell_mm))
    hears = near & people.alive & ~np.isin(people.doing, SENSELESS)
    hears[all_wired] = True
    who = np.flatnonzero(hears)
    world.events.add(Kind.SCREAM_HEARD, who, where=people.cell[who], cause=scream)


def _harm(world: World, harm: Harm, event: int) -> None:
    """Let those who are wired die of the pulse, or come out of it: what of them is a machine burns out either way."""
    people, augments = world.citizens, world.augments
    augmented = np.isin(harm.who, augments.owner[augments.where(works=True)])
    for who in harm.who[harm.dies & augmented].tolist():
        burn(world, who, event)
    for who in harm.who[harm.dies].tolist():
        die(world, who, Death.PURGE, event)
    spared, dose = harm.who[~harm.dies], harm.dose[~harm.dies]
    if not len(spared):
        return
    seared = world.events.add(Kind.SEARED, spared, where=people.cell[spared], amount=dose // 10, cause=event)
    burnt = augmented[~harm.dies]
    for who, cause in zip(spared[burnt].tolist(), seared[burnt].tolist(), strict=True):
        burn(world, who, cause)
    dreaming = people.doing[spared] == Activity.PLUGGED
    put_out(world, spared[dreaming], seared[dreaming])


def _strike_back(world: World, who: int, odds: int, event: int) -> None:
    """Let a draw decide whether whoever has fired an engine dies of that; who lives has burnt a hand."""
    if luck.u32(world.key(STREAM), int(world.citizens.luck[who])) < odds:
        die(world, who, Death.DISCHARGE, event, stream=STREAM, odds=odds)
        return
    cell = int(world.citizens.cell[who])
    back = world.events.one(Kind.THROWN_BACK, who, where=cell, cause=event, stream=STREAM, odds=odds)
    injuries.wound(world, who, WoundKind.BURN, BodyPart.ARM, 2, dirty=False, cause=back)
