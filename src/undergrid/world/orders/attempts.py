"""Attempts: who is about to try something, and how that is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core.bits import Active, each_set
from undergrid.core.caches import Cache
from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER

if TYPE_CHECKING:
    from undergrid.world.world import World


class Pause(BaseModel):
    """The knobs under `rules.pause`: how long routine leaves people alone who have done as ordered, or could not."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    minutes: int = Field(10, ge=0, le=1440, description="routine lets be who has done as ordered, min [assumed]")

    @property
    def ticks(self) -> int:
        """The same in ticks."""
        return self.minutes * 60


class Attempts(Cache):
    """Who tries what; `intend`, `drop_intent`, and the kernels of the systems that own the verbs keep it up to date.

    intending: the people about to try something. minded: those with a mind of their own, whom routine leaves alone.
    handle: both as bitmaps, for kernels. quiet: the last tick in which it was seen that nobody tries anything more.
    """

    def __init__(self, world: World) -> None:
        people = world.citizens
        self.intending = Active(people.n)
        self.intending.fill(people.intent != 0)
        self.minded = Active(people.n)
        self.minded.fill(np.isin(np.arange(people.n), world.plans.owner))
        self.handle: Handle = record(intending=self.intending.bits, minded=self.minded.bits)
        self.quiet = -1


def anybody_tries(world: World) -> bool:
    """Whether anybody is about to try something. Forty rules ask that in every tick: that nobody is any more is looked
    up once, and holds until somebody is let try.
    """
    attempts = world.cache(Attempts)
    if attempts.quiet == world.tick:
        return False
    if attempts.intending.any:
        return True
    attempts.quiet = world.tick
    return False


def some_may_try(world: World) -> None:
    """Note that a kernel may have let people try something by itself, without `intend`."""
    world.cache(Attempts).quiet = -1


def intend(world: World, who: int, verb: int, target: int, cause: int, wake: int = NEVER, amount: int = 0) -> None:
    """Let a person try something from this tick on, because of the event `cause`; routine keeps away until `wake`.

    `verb` is a Verb, `target` what it is aimed at, `amount` how much of it (`amount_of`). It replaces whatever the
    person was about to try.
    """
    people, asked = world.citizens, world.asked
    asked.free(asked.of(who))
    if amount:
        slot = asked.take(1)
        asked.owner[slot], asked.amount[slot] = who, amount
    people.intent[who] = verb
    people.target[who] = target
    people.enter[who] = -1
    people.cause[who] = cause
    people.wake[who] = wake
    attempts = world.cache(Attempts)
    attempts.intending.add(who)
    attempts.quiet = -1


def amount_of(world: World, who: int) -> int:
    """The amount of what somebody is about to try; 0 where none was given."""
    slot = world.asked.first(owner=who)
    return int(world.asked.amount[slot]) if slot >= 0 else 0


def drop_intent(world: World, who: int) -> None:
    """Let a person try nothing, whatever they were about to try."""
    world.citizens.intent[who] = 0
    world.cache(Attempts).intending.discard(who)


def is_minded(world: World, who: int) -> bool:
    """Whether somebody has a mind of their own, so that routine leaves them alone."""
    return who in world.cache(Attempts).minded


def asked(world: World, low: Verb, high: Verb | None = None) -> list[int]:
    """Who is about to do a verb from `low` to `high` (by default `low`), by the verbs' numbers: rows, ascending."""
    rows: npt.NDArray[np.int64] = _asked(
        world.cache(Attempts).intending.bits, world.citizens.intent, int(low), int(low if high is None else high)
    )
    return rows.tolist()


def refuse(world: World, who: int, why: Refusal) -> int:
    """Refuse what somebody is about to try; returns the event REFUSED.

    Routine takes over people without a mind after a pause.
    """
    people = world.citizens
    event = log_refusal(world, who, int(people.target[who]), why)
    drop_intent(world, who)
    if not is_minded(world, who):
        people.wake[who] = world.tick + world.shared(Pause).ticks
    return event


def log_refusal(world: World, who: int, target: int, why: Refusal, cause: int | None = None) -> int:
    """Log that what somebody tries comes to nothing; returns the event REFUSED.

    cause: the event that stands in the way; by default the cause of what they do.
    """
    people = world.citizens
    if cause is None:
        cause = int(people.cause[who])
    return world.events.one(Kind.REFUSED, who, target, int(people.cell[who]), why, cause)


def log_refusals(world: World, who: I64, why: I64) -> None:
    """Log that what several people were about to try comes to nothing, each with their reason (`Refusal`)."""
    people = world.citizens
    world.events.add(Kind.REFUSED, who, people.target[who], people.cell[who], why, people.cause[who])


@kernel
def _asked(bits, intent, low, high):
    """The set rows whose intent lies from `low` to `high`, ascending."""
    n = 0
    for row in each_set(bits):
        if low <= intent[row] <= high:
            n += 1
    rows = np.empty(n, np.int64)
    n = 0
    for row in each_set(bits):
        if low <= intent[row] <= high:
            rows[n] = row
            n += 1
    return rows
