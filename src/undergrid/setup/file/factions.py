"""What may stand under `factions` in a scenario file: people who have sworn to one cause."""

from __future__ import annotations

from pydantic import Field

from undergrid.setup.file.quantities import Part, Share, Text


class Faction(Part):
    """People who have sworn to one cause. Groups and persons say that they belong to it by `faction`."""

    name: Text | None = Field(
        None, description="as it is told, such as: the Syndicate; as it is called here if left out"
    )
    base: str | None = Field(None, description="the shelter where it is at home")
    rules: bool = Field(False, description="whether it is the one that rules")
    belief: Share = Field(0.5, description="how firmly its people believe in it at the start")
