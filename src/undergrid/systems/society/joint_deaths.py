"""Joint deaths: where two who were bound die near each other within minutes, the second death is linked to the first.

Reads   DIED and SHUT_DOWN of this tick; bonds.a, b, strength; citizens.alive, cause, cell
Writes  nothing: it is the log that links them
Emits   DIED_TOGETHER(citizen, citizen who died first; amount s between; cause: the second death; because CONDITION: the
        first)
Units   times in min, distances in m, strengths in 1/1000
Source  assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core.grid import is_near, squared_cells
from undergrid.world.log.events import TICK_SHIFT, kind_of
from undergrid.world.log.happened import any_of, flags_of
from undergrid.world.log.kinds import Kind, Role

if TYPE_CHECKING:
    from undergrid.world.world import World

_DEATHS = (Kind.DIED, Kind.SHUT_DOWN)
_ENDS = flags_of(_DEATHS)


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.joint_deaths`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    within_minutes: float = Field(10, ge=0, le=1440, description="two deaths are one story within, min [assumed]")
    near_m: int = Field(200, ge=1, le=100_000, description="and within so many metres, m [assumed]")
    tie: int = Field(500, ge=0, le=1000, description="of those who are bound at least so strongly, 1/1000 [assumed]")


def step(world: World, params: Params) -> None:
    """Look at this tick's deaths."""
    if not world.bonds.n_used or not any_of(world.events, _ENDS):
        return
    happened = world.events.columns(world.events.tick_began)
    ends = _ENDS[happened["kind"]]
    for who, event in sorted(zip(happened["who"][ends].tolist(), happened["id"][ends].tolist(), strict=True)):
        _link(world, params, who, event)


def _link(world: World, params: Params, who: int, event: int) -> None:
    """Link a death to that of whoever they were bound to and who died before them, the last of those."""
    bonds, people = world.bonds, world.citizens
    tied = bonds.rows()
    tied = tied[bonds.strength[tied] >= params.tie]
    others = {*bonds.b[tied[bonds.a[tied] == who]].tolist(), *bonds.a[tied[bonds.b[tied] == who]].tolist()}
    first, best, far = -1, -1, squared_cells(params.near_m, world.city.cell_mm)
    for other in sorted(others):
        died = int(people.cause[other])
        if people.alive[other] or kind_of(died) not in _DEATHS or (died >> TICK_SHIFT, other) >= (world.tick, who):
            continue  # they live, have been dead for long, or die after them
        if not is_near(int(people.cell[other]), int(people.cell[who]), far, world.city.width, world.city.area):
            continue
        if world.tick - (died >> TICK_SHIFT) <= 60 * params.within_minutes and died >> TICK_SHIFT > best:
            first, best = other, died >> TICK_SHIFT
    if first >= 0:
        here = int(people.cell[who])
        joint = world.events.one(Kind.DIED_TOGETHER, who, first, here, world.tick - best, event)
        world.events.because(joint, int(people.cause[first]), Role.CONDITION)
