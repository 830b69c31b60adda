"""What may stand under `laws` in a scenario file: what the authority forbids, and what it does about it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from undergrid.setup.file.quantities import Duration, Part, Text, wrong
from undergrid.world.log.events import TICK_SHIFT

_LATEST = (1 << (63 - TICK_SHIFT)) - 1


class Law(Part):
    """Something that is forbidden from one day on, perhaps to another, and its sanction."""

    title: Text | None = Field(None, description="as it is told: the Companion Act")
    bans: str = Field(description="companion, smoke, or a kind of thing, such as radio")
    grade: int | None = Field(None, ge=1, le=9, description="of companion units: of which class alone")
    fine: int | None = Field(None, ge=1, le=1000, description="obedience that it takes, points")
    suspicion: int | None = Field(None, ge=1, le=1000, description="suspicion that it puts on them, points")
    ago: Annotated[Duration, Field(ge=0)] = Field(0, description="how long before the start it came into force")
    starts: Annotated[Duration, Field(ge=0, le=_LATEST)] = Field(0, description="or how long after the start it does")
    ends: Duration | None = Field(None, gt=0, le=_LATEST, description="when it lapses, after the start")

    @model_validator(mode="after")
    def _holds(self) -> Law:
        if self.fine is None and self.suspicion is None:
            what = "fine: points of obedience, or suspicion: points, or both"
            raise wrong("a law with no sanction", what, "bans", "fine", "suspicion")
        if self.grade is not None and self.bans != "companion":
            raise wrong("a class of what has none", "bans: companion", "grade", "bans")
        if self.ago and self.starts:
            raise wrong("a law that came into force before the start, and does so after it", "ago or starts", "starts")
        if self.ends is not None and self.ends <= self.starts:
            what = f"a law that lapses ({self.ends} s) before it is in force ({self.starts} s)"
            raise wrong(what, "starts < ends", "ends", "starts")
        return self
