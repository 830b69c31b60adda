"""What somebody can tell of a Heart Engine that they carry, or that is linked to a node at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from undergrid.world.network import engines
from undergrid.world.network.lines import nodes_at
from undergrid.world.network.purging import Purging, operator_odds, seconds_for
from undergrid.world.tables.engines import EngineStage

if TYPE_CHECKING:
    from undergrid.world.world import World


@dataclass(frozen=True, slots=True)
class EngineAtHand:
    """A Heart Engine: how far it has come, and what the next step takes."""

    stage: EngineStage
    joules: int
    full: int
    node: int  # to which it is linked; -1 none
    ready: int | None  # the tick from which on it can be fired; None while it is not linked
    seconds: int  # that it takes oneself to link it, or where it is linked to fire it
    dies: int  # the odds to die of firing it oneself: a threshold of 2^32
    deaths: dict[int, int]  # whom it was foretold to kill as it was linked: how many by faction, -1 those of none


def engine_at_hand(world: World, who: int) -> EngineAtHand | None:
    """The engine that somebody carries, else one that is linked where they stand; None where there is neither."""
    table, row = world.engines, -1
    if not table.n_used:
        return None
    row = engines.carried(world, who)
    if row < 0 and world.citizens.inside[who] < 0:
        here = nodes_at(world, int(world.citizens.cell[who]))
        row = max((engines.linked_at(world, node) for node in here), default=-1)
    if row < 0:
        return None
    linked, knobs, told = table.stage[row] == EngineStage.LINKED, world.shared(Purging), world.forecasts
    slots = told.of(int(table.item[row])).tolist() if linked else []
    return EngineAtHand(
        stage=EngineStage(int(table.stage[row])),
        joules=engines.stored(world, row),
        full=int(table.full[row]),
        node=int(table.node[row]),
        ready=int(table.ready[row]) if linked else None,
        seconds=seconds_for(world, who, knobs.fire_seconds if linked else knobs.link_seconds),
        dies=operator_odds(world, who),
        deaths={int(told.faction[slot]): int(told.deaths[slot]) for slot in slots},
    )
