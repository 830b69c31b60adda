"""Air: where there is none to breathe, and how long a body does without.

Source  Unconscious within 9 to 15 s once the lungs hold no oxygen: Bioastronautics Data Book, NASA SP-3006 (1973), and
        the accident in a vacuum chamber at Johnson Space Center in 1966, 14 s. The brain begins to die after 4 to 6 min
        without oxygen: MedlinePlus, Cerebral hypoxia. That a body dies at one tick, and is well as soon as it has air
        again before that, is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from undergrid.world.world import World


class Air(BaseModel):
    """The knobs under `rules.air`: how long a body does without air."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    faints_s: int = Field(15, ge=1, le=3600, description="without air one faints after, s [NASA SP-3006: 9 to 15]")
    dies_s: int = Field(300, ge=1, le=36_000, description="and dies after, s in all [MedlinePlus: 4 to 6 min]")


def air_is_bad(world: World, who: int) -> bool:
    """Whether nobody can breathe where somebody is without life support."""
    airless, people = world.airless, world.citizens
    if not airless.n:
        return False
    inside = int(people.inside[who])
    if inside >= 0:
        return bool((airless.building == inside).any())
    return bool((airless.level == int(people.cell[who]) // world.city.area).any())
