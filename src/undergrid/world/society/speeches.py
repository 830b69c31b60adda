"""Speeches: who listens to somebody who speaks to all about them, and how far it moves each of them.

Whoever listens has an opinion of the speaker: how far they trust them. What is said stands for one, too. Where the two
lie no farther apart than the listener can bear, the listener comes a part of the way; whoever thinks altogether
otherwise is not reached, and nobody who thinks better of the speaker is put off.

Source  Bounded confidence: G. Deffuant et al., Mixing beliefs among interacting agents (2000): x <- x + mu (s - x)
        where |s - x| < eps. What a speech stands for is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from undergrid.world.senses.earshot import around, listens
from undergrid.world.society import regard
from undergrid.world.society.regard import ONE, remembered
from undergrid.world.tables.people import Being

if TYPE_CHECKING:
    from undergrid.world.world import World


class Rhetoric(BaseModel):
    """The knobs under `rules.rhetoric`: what a speech does to those who listen."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    appeal: int = Field(750, ge=0, le=999, description="the trust that a speech stands for, 1/1000 [assumed]")
    companion: int = Field(850, ge=0, le=999, description="the same of a made being, 1/1000 [assumed]")
    bears: int = Field(
        500, ge=0, le=1000, description="a listener is reached who trusts less by up to, 1/1000 [eps = 0.5]"
    )
    comes: float = Field(0.5, ge=0, le=1, description="of the way, what a listener comes, share [mu = 0.5]")
    again_minutes: float = Field(60, ge=0, le=10_000, description="it moves nobody again within, min [assumed]")


def audience(world: World, who: int) -> list[int]:
    """Those who hear somebody speak, and could answer: rows, ascending."""
    return [one for one in around(world, [who])[0].tolist() if listens(world, one)]


def spoke_lately(world: World, who: int) -> bool:
    """Whether those about somebody have heard a speech of theirs not long ago."""
    slot = world.speeches.first(owner=who) if world.speeches.n_used else -1
    again = round(60 * world.shared(Rhetoric).again_minutes)
    return slot >= 0 and world.tick < int(world.speeches.at[slot]) + again


def moved_to(knobs: Rhetoric, being: int, trusted: int) -> int:
    """How far a listener trusts a speaker after a speech, who trusted them so far before, in 1/1000."""
    stands = knobs.appeal if being == Being.HUMAN else knobs.companion
    apart = stands - trusted
    return trusted + round(knobs.comes * apart) if 0 < apart <= knobs.bears else trusted


def move(world: World, hearer: int, speaker: int, cause: int) -> bool:
    """Let a speech move somebody who hears it, as good experience of the speaker; False where it reaches them not."""
    slot = regard.regard(world, hearer, speaker)
    before = regard.trust_in(world, slot)
    after = moved_to(world.shared(Rhetoric), int(world.citizens.being[speaker]), before)
    if after <= before:
        return False
    good, bad = remembered(int(world.regards.good[slot])), remembered(int(world.regards.bad[slot]))
    # the good experience that makes (good + weight + 1) / (good + weight + bad + 2) what it is to be
    weight = (after * (good + bad + 2 * ONE) - ONE * (good + ONE)) // (ONE - after)
    regard.good(world, hearer, speaker, max(0, weight), cause)
    return True
