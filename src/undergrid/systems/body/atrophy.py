"""Atrophy: a body that lies plugged in wastes away, and comes back slowly once it is up again.

Reads   citizens.alive, doing
Writes  citizens.strength, strength_at
Emits   nothing: strength is a series
Units   strength in 1/30000 of a healthy adult's; whole units fall due, the time left over is carried in `strength_at`
Source  Bed rest costs about 1 % of knee extensor strength a day [assumed: the order of bed-rest studies]; recovery
        takes about twice as long [assumed].
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import units
from undergrid.core.jit import kernel
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

SOUND = 30_000  # strength of a healthy adult
_PLUGGED = int(Activity.PLUGGED)


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.atrophy`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    loss_per_day: float = Field(1.0, gt=0, le=100, description="strength lost in a day plugged in, % [assumed]")
    gain_per_day: float = Field(0.5, gt=0, le=100, description="strength regained in a day up, % [assumed]")
    least: float = Field(20.0, ge=0, le=100, description="strength that is never lost, % [assumed]")


def step(world: World, params: Params) -> None:
    people = world.citizens
    _waste(
        people.alive,
        people.doing,
        people.strength,
        people.strength_at,
        _seconds_a_unit(params.loss_per_day),
        _seconds_a_unit(params.gain_per_day),
        int(params.least * SOUND / 100),
        world.tick,
        world.period,
    )


def _seconds_a_unit(percent_a_day: float) -> int:
    return max(1, round(units.DAY / (percent_a_day / 100 * SOUND)))


@kernel
def _waste(alive, doing, strength, strength_at, lose_s, gain_s, least, tick, period):
    """Rows whose turn it is lose or regain the whole units that have fallen due."""
    n_rows = len(alive)
    for chunk in range(tick % period, (n_rows + 63) >> 6, period):
        for row in range(chunk << 6, min((chunk + 1) << 6, n_rows)):
            if not alive[row]:
                continue
            plugged = doing[row] == _PLUGGED
            each = lose_s if plugged else gain_s
            due = (tick - strength_at[row]) // each
            if due <= 0:
                continue
            strength_at[row] += due * each
            if plugged:
                strength[row] = max(int(strength[row]) - due, min(least, int(strength[row])))
            else:
                strength[row] = min(int(strength[row]) + due, 30_000)
