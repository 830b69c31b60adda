"""What may stand in a scenario file about minds on the network: feeds, and minds that were born there."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from undergrid.setup.file.quantities import Duration, Part, Share, Text

Minds = Annotated[int, Field(ge=0, le=1_000_000_000)]


class Feed(Part):
    """A feed in the pods of a node: who lies in it at the start."""

    who: list[str] = Field([], description="people of the cast and groups of the crowd who lie in it at the start")
    depth: Share = Field(0.8, gt=0, description="how far it reaches into whoever lies in it")
    lain: Duration = Field(0, le=1_000_000_000, description="how long they have lain in it, all in all")


class Born(Part):
    """A mind that was born on the network."""

    name: Text = Field(description="as it is told")
    at: str = Field(description="the node on which it lives: the Core, a hub, or a server")
