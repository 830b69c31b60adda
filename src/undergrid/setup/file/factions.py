"""What may stand under `factions` in a scenario file: people who have sworn to one cause."""

from __future__ import annotations

from pydantic import Field

from undergrid.setup.file.quantities import Part, Share, Text


class Air(Part):
    """The air of a base that is shut off from the air outside."""

    people: int = Field(ge=0, le=1_000_000, description="for how many it can be recycled, with power")
    oxygen_kg: int = Field(ge=1, le=100_000, description="how much oxygen it holds for them to breathe, kg")


class Faction(Part):
    """People who have sworn to one cause. Groups and persons say that they belong to it by `faction`."""

    name: Text | None = Field(
        None, description="as it is told, such as: the Syndicate; as it is called here if left out"
    )
    base: str | None = Field(None, description="the shelter where it is at home")
    air: Air | None = Field(None, description="what there is to breathe in its base; as outside if left out")
    rules: bool = Field(False, description="whether it is the one that rules")
    belief: Share = Field(0.5, description="how firmly its people believe in it at the start")
