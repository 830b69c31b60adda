"""Repairs: how many spare parts it takes to mend a wire, a node or a part of a suit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from undergrid.world.tables.orders import Verb

if TYPE_CHECKING:
    from undergrid.world.world import World


class Repairs(BaseModel):
    """The knobs under `rules.repairs`: what mending takes, for the rules `lines` and `suits`, and for whoever considers
    it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    wire_parts: int = Field(2, ge=0, le=1000, description="spare parts that go into a wire that is mended [assumed]")
    suit_parts: int = Field(1, ge=0, le=1000, description="spare parts that go into a part of a suit [assumed]")
    node_parts: int = Field(5, ge=0, le=1000, description="spare parts that go into a node that is mended [assumed]")


def parts_for(world: World, verb: Verb) -> int:
    """How many spare parts a verb takes: those that mend."""
    knobs = world.shared(Repairs)
    return {
        Verb.MEND_WIRE: knobs.wire_parts,
        Verb.MEND_NODE: knobs.node_parts,
        Verb.MEND_SUIT: knobs.suit_parts,
    }.get(verb, 0)
