"""First sight: who comes out from under the dome for the first time sees a sky that nobody shows.

It happens once in a life: at the crossing, or as soon as they have their senses out there. Who goes back and comes out
again has seen it. Nobody has a first sight who has always lived there, nor where there is no weather of its own.

Reads   this tick's events; beheld; beyond.programme; citizens.inside, cell; who has their senses, as `has_senses` does
Writes  beheld; moods as `shift` does
Emits   SAW_REAL_SKY(citizen; what it is like; cause: their crossing)
Units   mood in 1/1,000,000 of the whole scale
Source  assumed: a rule of the story.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from undergrid.world.body.posture import has_senses
from undergrid.world.log.kinds import Kind
from undergrid.world.people.moods import ONE, shift
from undergrid.world.places.overhead import is_natural

if TYPE_CHECKING:
    from undergrid.world.world import World


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.first_sight`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    lifts: int = Field(600, ge=0, le=1000, description="by which it lifts the mood, 1/1000 of the scale [assumed]")


def step(world: World, params: Params) -> None:
    """Note who has come out in this tick, and let those see the sky who can."""
    if not world.beyond.n_used:
        return
    log, beheld = world.events, world.beheld
    if log.n > log.tick_began and (log.kinds(log.tick_began) == Kind.CROSSED).any():
        _note(world)
    if not beheld.n_used:
        return
    people = world.citizens
    for slot in beheld.where(saw=-1).tolist():
        who = int(beheld.owner[slot])
        cell = int(people.cell[who])
        if people.inside[who] < 0 and is_natural(world, cell // world.city.area) and has_senses(world, who):
            beheld.saw[slot] = world.tick
            seen = int(world.beyond.programme[0])
            event = world.events.one(Kind.SAW_REAL_SKY, who, -1, cell, seen, int(beheld.cause[slot]))
            shift(world, who, params.lifts * (ONE // 1000), event)


def _note(world: World) -> None:
    """Note the crossing of all who have come out for the first time."""
    log, beheld = world.events, world.beheld
    happened = log.columns(log.tick_began)
    out = (happened["kind"] == Kind.CROSSED) & (happened["amount"] == 0)  # outward
    for who, event in zip(happened["who"][out].tolist(), happened["id"][out].tolist(), strict=True):
        if not beheld.has(owner=who):
            slot = int(beheld.take(1)[0])
            beheld.owner[slot], beheld.cause[slot] = who, event
