"""What may stand under `windows` in a scenario file: states of the city that begin and end by the clock."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from undergrid.core import units
from undergrid.setup.file.quantities import ClockTime, Duration, Name, Part, wrong


class Window(Part):
    """A sync, a lockdown, or maintenance."""

    kind: Literal["sync", "lockdown", "maintenance"]
    begins: ClockTime | None = Field(None, description="time of day, the first after the start")
    after: Name | None = Field(None, description="the window with whose end it begins, where it has no time of its own")
    lasts: Annotated[Duration, Field(gt=0)] = Field(description="for how long")
    daily: bool = Field(False, description="whether it begins again every day")
    gates: list[str] | None = Field(None, description="lockdown: which shut, all if left out; maintenance: which too")
    watchers: list[str] = Field([], description="maintenance: places; the reader or camera nearest to each is off")
    relay: str | None = Field(None, description="sync: the node of the network where it can be jammed")
    known_to: list[Name] = Field([], description="those of the cast who know the timetable")

    @model_validator(mode="after")
    def _fits(self) -> Window:
        if (self.begins is None) == (self.after is None):
            raise wrong("when does it begin", 'begins: "00:00", or after: another window', "begins", "after")
        if self.daily and (self.begins is None or self.lasts >= units.DAY):
            raise wrong("a window that is daily", "begins, and less than 24 h", "daily", "begins", "lasts")
        kinds = {"gates": ("lockdown", "maintenance"), "watchers": ("maintenance",), "relay": ("sync",)}
        for key, suits in kinds.items():
            if getattr(self, key) and self.kind not in suits:
                raise wrong(f"a {self.kind} with {key}", f"{key} for {' or '.join(suits)}", key, "kind")
        if self.kind == "maintenance" and not self.gates and not self.watchers:
            raise wrong("maintenance of nothing", "gates or watchers", "kind")
        return self
