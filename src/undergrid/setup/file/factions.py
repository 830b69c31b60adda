"""What may stand under `factions` in a scenario file: people who have sworn to one cause."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from undergrid.setup.file.quantities import ClockTime, Part, Share, Text


class Prepare(Part):
    """When the people of a faction put things in order."""

    begins: ClockTime | None = Field(
        None, description="time of day, the first after the start; after a vote alone if left out"
    )
    until: ClockTime = Field(6 * 3600, description="time of day, the deadline [assumed]")


class Air(Part):
    """The air of a base that is shut off from the air outside."""

    people: int = Field(ge=0, le=1_000_000, description="for how many it can be recycled, with power")
    oxygen_kg: int = Field(ge=1, le=100_000, description="how much oxygen it holds for them to breathe, kg")


class Refuge(Part):
    """A base that takes in whoever those inside trust."""

    room: int | None = Field(
        None, ge=1, le=1_000_000, description="for how many there is room; as many as it has beds if left out"
    )
    food: int = Field(0, ge=0, le=100_000, description="meals in store")
    water: int = Field(0, ge=0, le=1_000_000, description="in store, tenths of a litre")


class Faction(Part):
    """People who have sworn to one cause. Groups and persons say that they belong to it by `faction`."""

    name: Text | None = Field(
        None, description="as it is told, such as: the Syndicate; as it is called here if left out"
    )
    base: str | None = Field(None, description="the shelter where it is at home, or the place at its door")
    refuge: Refuge | None = Field(
        None,
        description="that its base takes in strangers, whom its people judge; members and vouched for alone if not",
    )
    air: Air | None = Field(None, description="what there is to breathe in its base; as outside if left out")
    rules: bool = Field(False, description="whether it is the one that rules")
    belief: Share = Field(0.5, description="how firmly its people believe in it at the start")
    question: Literal["engine", "strike"] = Field(
        "engine", description="what a council of it decides: whether to use the engine in its base, or to strike"
    )
    prepare: Prepare = Field(Prepare(), description="when its people put things in order")
