"""Layers: what a frame holds of the mode in which a page looks, beside what every frame holds. A part of the wire.

Each says what is lacking where a city has no such thing, some words for the legend, and whether more is on its way.
Grids lie over the box of the frame, row by row, a square for every `stride` cells either way.
"""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

ModeName = Literal["city", "heat", "sight", "belief", "trails", "noise", "bodies", "network", "ties"]


class Said(TypedDict):
    """What is said of a mode in words."""

    lacks: str  # what this city has not; empty where there is something to see
    notes: list[str]
    whole: bool  # whether all is there: else more will have been found out at the next look


class HeatLayer(Said):
    """Warmth, as scanners have it.

    Columns: heat u8, a grid of the ground; warmth u8, warmCell u32, warmPosture u8, warmSeen u8 (chance of 255 to be
    picked out by a beam that is on them) for bodies outdoors; warmRoof u16, buildings whose fire shows outside.
    """

    kind: Literal["heat"]
    stride: int
    low: float  # C at 0
    high: float  # C at 255
    air: float  # C
    skin: float  # C


class SightLayer(Said):
    """How many sensors see each cell. Columns: cover u8, a grid: by how many, 255 where nobody could stand."""

    kind: Literal["sight"]
    stride: int


class BeliefLayer(Said):
    """Where the authority thinks people are.

    Columns: ghost i32 (who; -1 somebody it cannot name), ghostCell i32 (where it has them), ghostTrue i32 (where they
    are; -1 not known), ghostAge u32 (s), ghostSure u8 (of 255: suspicion over what makes one wanted), ghostCould u16
    (cells that they could have gone since), ghostWanted u8.
    """

    kind: Literal["belief"]


class Trail(TypedDict):
    """The way of somebody: so many points of the columns, after those of the ones before."""

    row: int
    points: int


class TrailsLayer(Said):
    """Where people went, and what they left.

    Columns: trailTick i32 and trailCell i32 (-1 ends what is known); print u32 (cell), printKind u8, printAge u32 (s),
    printLeft u8 (of 255, how plain it is), printMaker i32, printWay u8 (0 to 7; 255 cannot be told).
    """

    kind: Literal["trails"]
    trails: list[Trail]
    since: int


class Sound(TypedDict):
    """A sound: where, by whom, how loud, how far it carries in the open and behind walls, and who could hear it."""

    cell: int
    inside: int
    maker: int
    what: str
    db: float  # of power
    reach: int  # cells
    behind: int  # cells
    age: int  # s
    watchers: list[int]
    people: list[int]  # of the named and the followed


class NoiseLayer(Said):
    """Sounds of the last moments, and the level that hides what is softer.

    Columns: step i32 (who walks), stepCell i32, stepReach u16 (cells), stepHeard u8 (whether a watcher is near enough).
    """

    kind: Literal["noise"]
    sounds: list[Sound]


class BodiesLayer(Said):
    """People in need, and the dead.

    Columns: body i32 (who), bodyCell i32, bodyInside i32, bodyState u16 (bits), bodyBlood u8 (of 255, what is left).
    """

    kind: Literal["bodies"]
    states: list[str]  # the name of each bit
    counts: list[int]  # in the whole city


class Node(TypedDict):
    """A node that has a name worth showing."""

    row: int
    name: str


class NetworkLayer(Said):
    """The control network.

    Columns: node i32, nodeCell i32, nodeKind u8, nodeState u8, nodePulse u8 (of 255, what an engine's pulse leaves
    there); nodeMinds u16 (who is wired there); wireA i32, wireB i32 (cells), wireState u8, wirePower u8,
    wireMain u8 (whether it joins the Core and hubs).
    """

    kind: Literal["network"]
    kinds: list[str]
    states: list[str]
    wires: list[str]  # what each state of a wire is
    names: list[Node]


class Tie(TypedDict):
    """What ties somebody to another, seen from `who`."""

    who: int
    row: int
    name: str
    cell: int
    inside: int
    alive: bool
    what: list[str]
    strength: float  # of the strongest bond, 0 to 1; 0 where there is none
    back: float  # of the other's bond to them
    trust: float  # 0 to 1, of strangers a half
    trusted: float  # by the other


class TiesLayer(Said):
    """Who is tied to whoever is followed, or among the named where nobody is."""

    kind: Literal["ties"]
    of: int  # who is followed; -1 for nobody
    ties: list[Tie]


Layer = (
    HeatLayer | SightLayer | BeliefLayer | TrailsLayer | NoiseLayer | BodiesLayer | NetworkLayer | TiesLayer
)  # fmt: skip
TYPES = (
    HeatLayer, SightLayer, BeliefLayer, Trail, TrailsLayer, Sound, NoiseLayer, BodiesLayer, Node, NetworkLayer, Tie,
    TiesLayer,
)  # fmt: skip
