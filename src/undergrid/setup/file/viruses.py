"""What may stand under `viruses` in a scenario file: minds that lie on nodes of the network as a virus, and wait."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from undergrid.setup.file.quantities import Duration, Name, Part, wrong


class TriggerPart(Part):
    """What wakes a virus: one of these."""

    death: Name | None = Field(None, description="of somebody of the cast: death or shutdown")
    arrest: Name | None = Field(None, description="of somebody of the cast")
    after: Duration | None = Field(None, description="so long after the start")

    @model_validator(mode="after")
    def _one(self) -> TriggerPart:
        if sum(value is not None for value in (self.death, self.arrest, self.after)) != 1:
            raise wrong("a trigger is one thing", "death, arrest (of somebody) or after (a time)", "death", "arrest",
                        "after")  # fmt: skip
        return self


def _nodes(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class VirusPart(Part):
    """The mind of somebody of the cast, copied into dormant form."""

    at: Annotated[
        list[str],
        BeforeValidator(_nodes),
        WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}),
        Field(min_length=1),
    ] = Field(description="the nodes of the network on which it lies")
    trigger: TriggerPart = Field(description="what wakes it")
