"""Pods: who would dream in pods that have failed is put out again, or refused.

What becomes of those who dream there as they fail stands in `world/network/devices.py`: they wake, or die. Nobody dies
of lying down later: the lid does not shut.

Reads   who is about to PLUG as `asked` has it; citizens.home; nodes.failed, works, cause; pods; what stands in the way,
        as `world/reasons` has it
Writes  people as `open_pods` does; intents as `refuse` does
Emits   UNPLUGGED(citizen; cause: that the pods have failed), REFUSED(citizen; cause: the order)
Units   s
Source  assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.world.network.devices import open_pods
from undergrid.world.orders.attempts import anybody_tries, asked, refuse
from undergrid.world.reasons.orders import pods_fail
from undergrid.world.tables.orders import Refusal, Verb

if TYPE_CHECKING:
    from undergrid.world.world import World


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.pods`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    look_every: int = Field(10, ge=1, le=3600, description="pods that have failed put people out once in, s [assumed]")


def step(world: World, params: Params) -> None:
    """Refuse those who mean to plug into pods that have failed, and put out those who lie down there by routine."""
    pods, nodes = world.pods, world.nodes
    if not pods.n_used:
        return
    if anybody_tries(world):
        for who in asked(world, Verb.PLUG):
            if pods_fail(world, int(world.citizens.home[who])):
                refuse(world, who, Refusal.POD_DOWN)
    if world.tick % params.look_every == 0:
        for node in np.unique(pods.node[pods.rows()]).tolist():
            if nodes.failed[node] or not nodes.works[node]:
                open_pods(world, node, int(nodes.cause[node]), kills=False)
