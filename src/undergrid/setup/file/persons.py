"""What may stand in a scenario file about people: the cast, and the groups of the crowd."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SerializerFunctionWrapHandler,
    WithJsonSchema,
    model_serializer,
    model_validator,
)

from undergrid.setup.file.households import Households
from undergrid.setup.file.quantities import ClockTime, Duration, Name, Part, Share, Text, shown, wrong
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.power import MOST_JOULES

MOST_PEOPLE = 10_000_000
ANYWHERE = "anywhere"

Count = Annotated[int, Field(ge=1, le=1_000_000)]


def _ages(value: list[int]) -> list[int]:
    if value[0] > value[1]:
        raise wrong(f"the youngest ({value[0]}) is older than the oldest ({value[1]})", "age: [from, to]")
    return value


class Chip(Part):
    """A clearance chip."""

    of: Name = Field(description="whose clearance it carries: somebody of the cast")
    age: Duration = Field(0, description="how long ago it was issued")
    corruption: Share = Field(0.0, description="how much of it is damaged")


def _holds(value: Cell) -> Cell:
    if value.joules is not None and value.joules > value.full:
        raise wrong(f"a cell with more in it ({value.joules} J) than it holds ({value.full} J)", "joules up to full")
    return value


Joules = Annotated[int, Field(ge=0, le=MOST_JOULES)]


class Cell(Part):
    """A fusion cell, or the cube of a Heart Engine."""

    joules: Joules | None = Field(None, description="what it holds at the start, J; full if left out")
    full: Joules = Field(3_600_000, description="the most that it holds, J [1 kWh: assumed]")


_YOUNGER = (
    "cutters", "parts", "fusion_cell", "suit", "jammer", "plasma", "grenade", "rounds", "armour", "scope", "detector",
    "terminal", "engine_cube", "cigarette",
)  # than the digests of scenarios in runs on disk  # fmt: skip


class Carried(Part):
    """One kind of thing that somebody carries, and how much of it."""

    chip: Chip | None = Field(None, description="somebody's clearance, which is shown at gates")
    morphine: Count | None = Field(None, description="doses")
    syringe: Count | None = Field(None, description="to inject morphine with")
    gauze: Count | None = Field(None, description="dressings")
    tourniquet: Count | None = Field(None, description="ties off a limb that bleeds")
    water: Count | None = Field(None, description="tenths of a litre")
    scalpel: Count | None = Field(None, description="a blade, to cut clothes away with")
    scanner: Count | None = Field(None, description="a medical one, for a better prognosis")
    tarp: Count | None = Field(None, description="to drag somebody on")
    beam: Count | None = Field(None, description="something heavy to put behind a door, or to force one with")
    fuel: Count | None = Field(None, description="kg of what burns")
    beacon: Count | None = Field(None, description="a distress beacon")
    sidearm: Count | None = Field(None, description="a weapon that is drawn from a belt")
    rifle: Count | None = Field(None, description="a weapon for long shots")
    blanket: Count | None = Field(None, description="keeps warm")
    food: Count | None = Field(None, description="meals")
    radio: Count | None = Field(None, description="a handset: to talk by, to hear beacons, to tap lines")
    cutters: Count | None = Field(None, description="bolt cutters")
    parts: Count | None = Field(None, description="spare parts for lines, nodes and suits, and to build of")
    fusion_cell: Annotated[Cell, AfterValidator(_holds)] | None = Field(
        None, description="holds energy for suits and weapons"
    )
    suit: Literal[1] | None = Field(None, description="one with life support: whoever carries it wears it")
    jammer: Count | None = Field(None, description="what draws out a sync")
    plasma: Count | None = Field(None, description="a plasma rifle: it draws from a fusion cell")
    grenade: Count | None = Field(None, description="goes off 4 s after it is thrown")
    rounds: Count | None = Field(None, description="for sidearms and rifles")
    armour: Literal[1] | None = Field(None, description="a set: whoever carries it wears it")
    scope: Count | None = Field(None, description="of a rifle: for a far and narrow look")
    detector: Count | None = Field(None, description="shows the fields that implants give off")
    terminal: Count | None = Field(None, description="by which one speaks to nodes of the network")
    engine_cube: Annotated[Cell, AfterValidator(_holds)] | None = Field(
        None, description="a Heart Engine: what it holds, and what it takes to be fired"
    )
    cigarette: Count | None = Field(None, description="what calls up memories, and shows in the dark")
    quality: Share = Field(1.0, description="how good it is")

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        """`scalpel` stands for `{scalpel: 1}`."""
        return {value: 1} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one(self) -> Carried:
        if len(self.named) != 1:
            raise wrong("a thing has one name", "such as {gauze: 4} or {scalpel: 1, quality: 30 %}", *self.named)
        return self

    @model_serializer(mode="wrap")
    def _as_ever(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """As without the kinds that are younger than runs on disk, where those are not named."""
        said: dict[str, Any] = handler(self)
        return {key: value for key, value in said.items() if value is not None or key not in _YOUNGER}

    @property
    def named(self) -> dict[str, Any]:
        """What the entry names: one kind of thing and how many."""
        others = ("quality", "at")
        return {key: value for key, value in self if key not in others and value is not None}


class Wound(Part):
    """A wound that somebody has at the start."""

    kind: Literal["cut", "shrapnel", "gunshot", "crush", "burn"] = "cut"
    part: Literal["head", "chest", "belly", "shoulder", "arm", "leg"] = "arm"
    depth: int = Field(2, ge=1, le=3, description="1 a graze, 2 into the flesh, 3 deep")
    dirty: bool = False
    bleeds: int | None = Field(
        None, ge=0, le=60_000, description="mL/h at full pressure, give or take a fifth; by its kind if left out"
    )


def _known(value: Any) -> Any:
    return {value: 0} if isinstance(value, str) else value


Known = Annotated[
    dict[str, Duration],
    BeforeValidator(_known),
    WithJsonSchema(
        {"anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"type": ["string", "integer"]}}]}
    ),
    Field(description="a place, a gate, somebody, outzone or truth; with how long ago: {maintenance_bay: 90 d}"),
]


def _once(value: list[Any]) -> list[Any]:
    if len(set(value)) < len(value):
        raise wrong("the same twice", "each of them once")
    return value


_LATER = (
    "engineering", "faction", "deserted", "augments", "ghost", "pronouns", "voice", "unit",
)  # than the digests of scenarios in runs on disk  # fmt: skip


def _spoken(value: dict[str, list[str]]) -> dict[str, list[str]]:
    known = {kind.name.lower().replace("_", " ") for kind in Kind}
    for move in value:
        if move.partition(",")[0] not in known:
            raise wrong(f"{shown(move)} is no kind of event", "such as 'asked', or 'asked, trail'", move)
    return value


Lines = Annotated[dict[str, list[Annotated[Text, Field(max_length=300)]]], AfterValidator(_spoken)]


Factor = Annotated[float, Field(ge=-1, le=1)]


class Personality(Part):
    """The five factors, each from -1 to 1 [assumed: as units are made, friendly and even]."""

    openness: Factor = 0.4
    conscientiousness: Factor = 0.6
    extraversion: Factor = 0.2
    agreeableness: Factor = 0.8
    neuroticism: Factor = -0.4


class Unit(Part):
    """What a companion unit is: property of the authority, by a number."""

    grade: int = Field(5, ge=1, le=9, description="its class")
    glitch: Share = Field(0.1, description="how plainly something is wrong with it, at rest")
    fidelity: Share = Field(0.9, description="how faithfully it keeps to whom it is bound to")
    number: int | None = Field(
        None, ge=1, le=999_999, description="under which it is property of the authority; by lot if left out"
    )
    bond: Share = Field(0.0, description="of the crowd: how attached its keeper is at the start")
    personality: Personality = Field(Personality(), description="by which its mood rests")


class Nature(Part):
    """What somebody is beyond what everybody is, and how they fare."""

    category: Literal["unaligned", "healer", "rebel", "soldier", "loyal"] = Field(
        "unaligned", description="what they are, which policy may hunt"
    )
    insignia: bool = Field(False, description="whether they wear a sign of it")
    covered: bool = Field(False, description="whether it is covered, or too faded to be read from afar")
    medicine: int = Field(0, ge=0, le=10, description="skill at treating people")
    soldiering: int = Field(0, ge=0, le=10, description="skill at arms, and at reading people and trails")
    engineering: int = Field(0, ge=0, le=10, description="skill at networks and machines")
    hunted: bool = Field(False, description="whether they have been hunted before")
    debt: Share = Field(0.0, description="how much they feel they owe the world")
    hope: Share = Field(0.5, description="how much they hope for")
    exposed: bool | None = Field(None, description="as the scenario's own `exposed`, for them alone")
    clothing: float = Field(1.0, ge=0, le=5, description="what they wear, clo")
    awake: Duration | None = Field(None, description="since when they have not slept; as by regular hours if left out")
    dry: int = Field(0, ge=0, le=5000, description="water that they lack, mL")
    carries: list[Carried] = Field([], description="what they have on them")
    band: Name | None = Field(None, description="the band with which they travel")
    faction: Name | None = Field(None, description="the faction to which they have sworn")
    deserted: Name | None = Field(None, description="the faction that they have left")
    augments: Annotated[list[Literal["eye", "arm", "leg", "nerves"]], AfterValidator(_once)] = Field(
        [], description="what of them is a machine; by nerves they are wired"
    )
    unit: Unit | None = Field(None, description="that they are companion units, and what kind of unit")

    @property
    def as_unit(self) -> Unit | None:
        """What kind of companion unit they are; None for people."""
        return self.unit

    @model_serializer(mode="wrap")
    def _as_ever(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """As before there were skill at machines, factions, or anything on the network, for who has none."""
        said: dict[str, Any] = handler(self)
        return {key: value for key, value in said.items() if value or key not in _LATER}


class Group(Nature):
    """Part of the crowd. Shares are chances for each of its people."""

    name: Name | None = Field(None, description="tells groups apart that live in one place")
    count: int | None = Field(None, ge=0, le=MOST_PEOPLE, description="people")
    share: Share | None = Field(
        None, description="instead of count: share of the scenario's `people`, less the counted"
    )
    at: str = Field(ANYWHERE, description="where they live: a district, a kind of district, a building, or anywhere")
    age: Annotated[
        list[Annotated[int, Field(ge=0, le=100)]], Field(min_length=2, max_length=2), AfterValidator(_ages)
    ] = Field([16, 100], description="youngest and oldest [assumed: children are raised elsewhere]")
    households: Households = Field(None, description="whether they live in households, and how large those are")
    tagged: Share = Field(1.0, description="whose implant answers readers")
    plugged: Share = Field(0.9, description="who dreams in the DreamNet at night [assumed]")
    employed: Share | None = Field(None, description="who has a workplace; by age if left out")
    rumour: Share = Field(0.0, description="who has heard of a life beyond the wall")
    truth: Share = Field(0.0, description="who knows what is kept from people, and talks of it")
    around: str | None = Field(None, description="the place around which they are outdoors at the start")
    within: int = Field(10, ge=0, le=1000, description="how far around it, m")
    wounded: Share = Field(0.0, description="who is wounded")
    dead: Share = Field(0.0, description="who is dead")

    @model_serializer(mode="wrap")
    def _as_ever(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """As before there were households, or anything was kept from people, where there is neither."""
        said: dict[str, Any] = handler(self)
        return {key: value for key, value in said.items() if value or key not in ("truth", "households")}

    @model_validator(mode="after")
    def _counted(self) -> Group:
        if (self.count is None) == (self.share is None):
            raise wrong("a group needs to say how many it is", "either count or share", "count", "share")
        return self

    @property
    def label(self) -> str:
        return self.name or self.at


class Bond(Part):
    """A tie to somebody else of the cast."""

    to: Name
    kind: Literal["kin", "love", "friend", "escort"] = "friend"
    strength: Share = 0.5


class Wanted(Part):
    """The authority hunts this person from the start."""

    reason: Text = Field(description="in the words of the authority")
    suspicion: int | None = Field(None, ge=1, le=1_000_000, description="points in the dossier; enough if left out")
    last_seen: str | None = Field(None, description="the place of the last sighting")
    ago: Duration = Field(3600, description="how long ago that was")


class ShutDown(Part):
    """Dead before the story begins."""

    ago: Duration = Field(description="how long ago")
    struck_off_in: Duration | None = Field(None, description="when the registry will learn of it; it knows if left out")


class Person(Nature):
    """One of the cast: somebody with a name."""

    name: Text = Field(description="as it is told")
    pronouns: Literal["", "she", "he", "they", "it"] = Field("", description="as it is told; they if left out")
    voice: Lines = Field({}, description="what they say, by the kind of event: {let in: ['Come in.']}")
    being: Literal["human", "companion"] = Field("human", description="a person, or a companion unit")
    profession: Literal["none", "clerk", "operator", "processor", "auditor", "companion"] = Field(
        "none", description="what they are trained for"
    )
    age: int = Field(30, ge=0, le=120, description="years")
    at: str | None = Field(None, description="the place where they are at the start; home if left out")
    home: str | None = Field(None, description="the building where they live")
    work: str | None = Field(None, description="the building where they work")
    shift: ClockTime | None = Field(None, description="when their work begins")
    speed: float | None = Field(None, ge=0.3, le=4.0, description="walking speed, m/s; drawn if left out")
    tagged: bool = Field(True, description="whether their implant answers readers")
    plugged: bool = Field(True, description="whether they dream in the DreamNet at night")
    wanted: Wanted | None = Field(None, description="that the authority hunts them from the start")
    expires: Duration | None = Field(None, gt=0, description="when the subscription ends, not to be renewed")
    shut_down: ShutDown | None = Field(None, description="that they are dead before the story begins")
    was: Literal["healer", "rebel", "soldier", "loyal"] | None = Field(None, description="what they keep quiet about")
    wounds: list[Wound] = Field([], description="what they suffer from at the start")
    trapped: bool = Field(False, description="whether debris holds them")
    dead: bool = Field(False, description="whether they die of their wounds at the start")
    bonds: list[Bond] = Field([], description="whom they are tied to")
    knows: list[Known] = Field(
        [], description="places, gates, people, outzone: a life beyond the wall, or truth: what is kept from people"
    )
    memories: dict[Literal["cigarette"], list[Text]] = Field(
        {}, description="fragments of what they have lost, each of which such a thing may call up once"
    )
    wants: list[Any] = Field([], description="what they are after, the first before the next")
    ghost: str | None = Field(None, description="the server on which their ghost is; they are shut_down")

    @model_serializer(mode="wrap")
    def _as_ever(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """As before there were memories, for whoever has none."""
        said: dict[str, Any] = handler(self)
        return {key: value for key, value in said.items() if value or key != "memories"}

    @property
    def as_unit(self) -> Unit | None:
        return (self.unit or Unit()) if self.being == "companion" else None

    @property
    def known(self) -> dict[str, int]:
        """What they know, and how long ago they learned it."""
        return {topic: ago for given in self.knows for topic, ago in given.items()}

    @model_validator(mode="after")
    def _consistent(self) -> Person:
        if self.shut_down and (self.expires is not None or self.wants):
            what = "somebody who is shut down neither expires nor wants anything"
            raise wrong(what, "shut_down alone", "shut_down", "expires", "wants")
        if self.shut_down and (self.wounds or self.trapped or self.dead):
            what = "somebody who is shut down has been dead before the start: nothing wounds or holds them then"
            raise wrong(what, "either shut_down, or wounds and dead", "shut_down", "wounds", "trapped", "dead")
        if self.unit is not None and self.being != "companion":
            raise wrong("a unit that is no companion", "being: companion beside it", "unit", "being")
        if self.ghost is not None and self.shut_down is None:
            raise wrong("the ghost of somebody who lives", "shut_down: {ago: ...} beside it", "ghost", "shut_down")
        if self.dead and (not self.wounds or self.wants):
            what = "somebody who is dead has died of a wound, and wants nothing"
            raise wrong(what, "wounds, and no wants", "dead", "wounds", "wants")
        if self.at is None and self.home is None:
            raise wrong("nobody knows where this person is", "at: a place, or home: a building", "at", "home")
        return self
