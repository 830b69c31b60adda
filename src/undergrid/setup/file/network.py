"""What may stand under `network` in a scenario file: nodes and wires that are drawn, read from a file, or generated."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Field,
    SerializerFunctionWrapHandler,
    WithJsonSchema,
    model_serializer,
    model_validator,
)

from undergrid.setup.file.hosts import Minds
from undergrid.setup.file.quantities import Duration, Part, Share, Watts, wrong

Device = Literal["drone", "gate", "reader", "camera", "lights", "lift"]
Kind = Literal[
    "core", "hub", "cell", "drone", "gate", "reader", "camera", "lights", "lift", "shield", "projector", "plant",
    "substation", "pods", "server",
]  # fmt: skip
Fails = Literal["safe", "open", "dead"]
_FAILS: dict[str, tuple[str, ...]] = {
    "gate": ("safe", "open"),
    "drone": ("safe", "dead"),
    "pods": ("safe", "dead"),
    "server": ("safe", "dead"),
}


class Node(Part):
    """A node of the network. Of one that a file or a generated network has, what is said here goes before."""

    kind: Kind | None = Field(None, description="what it is")
    at: str | None = Field(None, description="a place; a gate, a lift, or a district for lights, by its own name")
    covers: list[str] = Field([], description="the places that a shield bars")
    autonomy: Duration | None = Field(
        None, description="how long it goes on without control or power; by its kind if left out"
    )
    load: Watts | None = Field(None, description="the power that it wants; by its kind if left out")
    capacity: Watts | None = Field(None, description="the power that a plant can generate")
    fails: Fails | None = Field(
        None,
        description="gates: safe (shut) or open; drones: safe (they land) or dead; pods: safe (they wake) or dead; "
        "servers: safe (they stand still) or dead",
    )
    holds: Minds | None = Field(None, description="how many minds a server holds; 100,000 if left out [assumed]")
    ghosts: Minds | None = Field(None, description="how many without a name are on a server at the start")
    standby: Duration | None = Field(
        None,
        le=1_000_000_000,
        description="a server that stands by: how long ago it took in all minds, and its switch was opened",
    )

    @model_serializer(mode="wrap")
    def _as_ever(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """As before there were servers, for what is none."""
        said: dict[str, Any] = handler(self)
        return {
            key: value for key, value in said.items() if value is not None or key not in ("holds", "ghosts", "standby")
        }

    @model_validator(mode="after")
    def _suits(self) -> Node:
        if self.covers and self.kind != "shield":
            raise wrong("covers is for shields", "kind: shield", "covers", "kind")
        if (self.capacity is None) == (self.kind == "plant"):
            said = "a plant without capacity" if self.kind == "plant" else "capacity is for plants"
            raise wrong(said, "kind: plant, and capacity: such as 5 MW", "kind", "capacity")
        for key in ("ghosts", "holds", "standby"):
            if getattr(self, key) is not None and self.kind != "server":
                what = "ghosts without a server" if key == "ghosts" else f"{key} is for servers"
                raise wrong(what, "kind: server", key, "kind")
        if self.fails and self.kind is not None and self.fails not in _FAILS.get(self.kind, ("safe",)):
            expected = " or ".join(_FAILS.get(self.kind, ("safe",)))
            raise wrong(f"a {self.kind} that fails {self.fails}", expected, "fails", "kind")
        return self


class Wire(Part):
    """A wire between two nodes."""

    source: str = Field(alias="from", description="the node at one end")
    to: str = Field(description="the node at the other")
    length: int | None = Field(None, ge=0, le=1_000_000, description="m; the way between its ends if left out")
    carries: Literal["control", "power"] = Field("control", description="what it is there for")
    limit: Watts | None = Field(None, description="the most that a power line carries; whatever flows if left out")
    reactance: float = Field(0.01, ge=0.0001, le=100, description="of a power line, per unit [assumed]")

    @model_validator(mode="after")
    def _suits(self) -> Wire:
        if self.carries == "control" and self.limit is not None:
            raise wrong("limit is for power lines", "carries: power", "limit")
        return self


def _wire(value: Any) -> Any:
    if isinstance(value, list):
        if len(value) != 2:
            raise wrong(f"a wire with {len(value)} ends", "two: [core, hub_1]")
        return dict(zip(("from", "to"), value, strict=True))
    return value


_AS_A_WIRE: dict[str, Any] = {
    "anyOf": [
        {
            "type": "object",
            "properties": {
                "from": {"type": "string", "description": "the node at one end"},
                "to": {"type": "string", "description": "the node at the other"},
                "length": {"type": "integer", "minimum": 0, "description": "m"},
                "carries": {"enum": ["control", "power"], "description": "control if left out"},
                "limit": {"type": "string", "description": "of a power line: 500 W, 20 kW, 5 MW"},
                "reactance": {"type": "number", "description": "of a power line, per unit"},
            },
            "required": ["from", "to"],
            "additionalProperties": False,
        },
        {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2},
    ]
}


class Mains(Part):
    """The power grid of a network that is drawn: a substation for each district, lines between them, plants."""

    plants: int = Field(
        1, ge=1, le=1000, description="plants, of one size; together they can give 30 % more than is wanted"
    )
    spare: Share = Field(0.5, description="how much more than at first each line carries")


class Drawn(Part):
    """A network drawn by luck; another seed, another network."""

    kind: Literal["hierarchical", "erdos_renyi", "barabasi_albert", "by_district"]
    seed: int = Field(0, ge=0, lt=1 << 63, description="any whole number")
    branching: list[Annotated[int, Field(ge=1)]] | None = Field(
        None, min_length=1, max_length=32, description="hierarchical: nodes below the Core, below each of these, ..."
    )
    nodes: int | None = Field(None, ge=1, description="erdos_renyi, barabasi_albert: of all; by_district: of each")
    wires: int | None = Field(None, ge=0, description="erdos_renyi: of all; barabasi_albert: from each node")
    spare: Share | None = Field(None, description="hierarchical, by_district: chance of a second wire; 30 %")
    power: Mains | None = Field(None, description="a power grid beside it; none if left out")

    @model_serializer(mode="wrap")
    def _as_ever(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """As before grids were drawn, for a network without one."""
        said: dict[str, Any] = handler(self)
        return {key: value for key, value in said.items() if value is not None or key != "power"}

    @model_validator(mode="after")
    def _fits(self) -> Drawn:
        takes = {
            "hierarchical": ("branching", "spare"),
            "erdos_renyi": ("nodes", "wires"),
            "barabasi_albert": ("nodes", "wires"),
            "by_district": ("nodes", "spare"),
        }[self.kind]
        given = {key for key in ("branching", "nodes", "wires", "spare") if getattr(self, key) is not None}
        if given - set(takes) or not {*takes} - {"spare"} <= given:
            expected = ", ".join(f"{key}{' if you like' if key == 'spare' else ''}" for key in takes)
            raise wrong(f"a network of the kind {self.kind} with {', '.join(sorted(given)) or 'nothing'}", expected,
                        *takes, *sorted(given - set(takes)))  # fmt: skip
        return self


class Failing(Part):
    """What becomes of devices that have been without control for too long."""

    gate: Literal["safe", "open"] = Field("safe", description="shut, or sprung open")
    drone: Literal["safe", "dead"] = Field("safe", description="landed, or fallen and broken")


class NetworkPart(Part):
    """The networks of control and power."""

    file: str | None = Field(
        None,
        alias="from",
        pattern=r"^[^/\\\x00]+$",
        description="a file beside the scenario: .csv, .graphml, a list",
    )
    generate: Drawn | None = None
    core: str | None = Field(None, description="the node that controls, where a file names none")
    nodes: dict[str, Node] = Field({}, description="nodes by name: new ones, or of the file or luck")
    wires: list[
        Annotated[
            Wire,
            BeforeValidator(_wire),
            WithJsonSchema(_AS_A_WIRE),
        ]
    ] = Field([], description="wires by the nodes at their ends, more than file or luck have")
    devices: list[Device] | None = Field(
        None, description="kinds of which the network takes in all that the city has; all kinds if left out"
    )
    fails: Failing = Field(Failing(), description="what becomes of those that are taken in")

    @model_validator(mode="after")
    def _one(self) -> NetworkPart:
        if self.file is not None and self.generate is not None:
            raise wrong("a network from a file that is generated as well", "one of them", "from", "generate")
        return self
