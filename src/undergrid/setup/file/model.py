"""What may stand in a scenario file, in human units. `docs/scenario-file.md` shows it with examples.

These models see the file alone: `setup/check/names.py` checks whether the names in it exist (people, places, rules,
wants).
"""

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

from undergrid.setup.file.factions import Faction
from undergrid.setup.file.hosts import Born, Feed
from undergrid.setup.file.laws import Law
from undergrid.setup.file.moments import Moment
from undergrid.setup.file.network import NetworkPart
from undergrid.setup.file.persons import MOST_PEOPLE, Carried, Group, Person
from undergrid.setup.file.presets import KEY, expanded, presets
from undergrid.setup.file.quantities import ClockTime, Duration, Name, Part, Share, Text, wrong
from undergrid.setup.file.viruses import VirusPart
from undergrid.setup.file.windows import Window
from undergrid.world.sky.air import DUSTIEST

LONGEST = (1 << 24) - 1  # ticks: what fits the id of an event


def _tick(value: int) -> int:
    if value != 1:
        raise wrong(f"a tick of {value} s lets a walker skip a reader or a beam", "1 s")
    return value


def _lasts(value: int) -> int:
    if not 0 < value <= LONGEST:
        raise wrong(f"a run of {value} s is out of range", f"1 s to {LONGEST // 86_400} d")
    return value


class Clock(Part):
    """When the story begins and how long it lasts."""

    tick: Annotated[Duration, AfterValidator(_tick)] = Field(1, description="the step of time; 1 s")
    starts: ClockTime = Field(description="time of day at the start")
    lasts: Annotated[Duration, AfterValidator(_lasts)] = Field(description="how long a run lasts unless told otherwise")


class Generate(Part):
    """A city drawn from a seed, large enough for the people of the scenario."""

    seed: int = Field(ge=0, lt=1 << 63, description="any whole number; another seed, another city")


class Map(Part):
    """The map: a file beside the scenario, or a city drawn from a seed."""

    file: str | None = Field(
        None,
        pattern=r"^[^/\\\x00]+$",
        description="a Tiled map (.tmx, .tmj, .json) or a MovingAI map (.map) beside the scenario",
    )
    generate: Generate | None = None

    @model_validator(mode="after")
    def _one(self) -> Map:
        if (self.file is None) == (self.generate is None):
            what = "map: map.tmx, or map: {generate: {seed: 7}}"
            raise wrong("a map is either a file or generated", what, "file", "generate")
        return self


def _map(value: Any) -> Any:
    return {"file": str(value)} if isinstance(value, str) else value


class Spot(Part):
    """A cell of the map."""

    level: str = Field(description="name of the level, such as street")
    x: int = Field(description="column, from the west, as the map counts them: in an infinite one they may be negative")
    y: int = Field(description="row, from the north")


def _spot(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    if len(value) != 3:
        raise wrong("a list of another length", "[level, column, row]")
    return dict(zip(("level", "x", "y"), value, strict=True))


Sense = Literal["eyes", "heat", "ears"]


class Post(Part):
    """One more watcher than the map has."""

    kind: Literal["reader", "camera", "sentinel", "drone", "hunter"]
    at: str = Field(description="the place where it stands, or where its beat begins")
    beat: list[str] = Field([], description="the places it visits in turn, the first of them `at`")
    ambush: bool = Field(False, description="whether it lies in wait there; hunters do")
    spare: bool = Field(False, description="whether it stands by there, and flies in lockdowns alone; drones do")

    @model_validator(mode="after")
    def _lies_in_wait(self) -> Post:
        if self.ambush and (self.kind != "hunter" or self.beat):
            what = f"a {self.kind} that lies in wait" if self.kind != "hunter" else "a beat of who lies in wait"
            raise wrong(what, "ambush: true for a hunter without a beat", "ambush", "beat", "kind")
        if self.spare and self.kind != "drone":
            raise wrong(f"a {self.kind} that stands by", "spare: true for a drone", "spare", "kind")
        return self

    @model_serializer(mode="wrap")
    def _as_ever(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """As before there were drones that stand by, for one that does not."""
        said: dict[str, Any] = handler(self)
        return {key: value for key, value in said.items() if value or key != "spare"}


class Watchers(Part):
    """How many of the map's watchers there are, and which more."""

    readers: Share = 1.0
    cameras: Share = 1.0
    sentinels: Share = 1.0
    drones: Share = 1.0
    hunters: Share = 1.0
    more: list[Post] = Field([], description="more than the map has")
    senses: dict[Literal["camera", "sentinel", "drone", "hunter"], list[Sense]] = Field(
        {}, description="by what each kind perceives; eyes and ears if left out"
    )


class Raiders(Part):
    """Sentinels that guard nothing, and are sent by air when a raid is ordered."""

    count: int = Field(ge=1, le=1000, description="how many")
    at: str = Field(description="the place within the wall where they are kept")


class Gate(Part):
    """How a gate stands at the start."""

    open: bool = False
    guarded: bool = True


def _people(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class End(Part):
    """Something the author wants to be told: it is reached once everything it names holds."""

    who: Annotated[
        list[Name],
        BeforeValidator(_people),
        WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}),
        Field(min_length=1),
    ]
    any: bool = Field(False, description="one of them is enough")
    at: str | None = Field(None, description="a place, a building, a district or a level")
    are: Literal["alive", "free", "held", "shut_down", "dead", "wanted", "living_on"] | None = None
    after: Moment = Field(0, description='it counts from then on: 2 h after the start, "23:00" or dusk')
    before: Moment | None = Field(None, description='and until then: 8 h after the start, "06:00" or dawn')

    @model_validator(mode="after")
    def _asks(self) -> End:
        if self.at is None and self.are is None:
            what = "at (a place) or are (held, shut_down, ...) or both"
            raise wrong("an ending that asks for nothing", what, "at", "are")
        if isinstance(self.before, int) and isinstance(self.after, int) and self.before <= self.after:
            what = f"before ({self.before} s) is not later than after ({self.after} s)"
            raise wrong(what, "after < before", "after", "before")
        return self


class Thing(Carried):
    """Something that lies about."""

    at: str = Field(description="the place or building where it lies")


class Wreck(Part):
    """A machine that lies broken at the start."""

    at: str = Field(description="the place where it lies")
    parts: int = Field(ge=0, le=1_000_000, description="how many parts are in it")
    drone: bool = Field(False, description="whether it is a drone that could be made to fly again")


def _few_to_many(value: list[int]) -> list[int]:
    if value[0] > value[1]:
        raise wrong(f"the least ({value[0]}) is more than the most ({value[1]})", "parts: [least, most]")
    return value


class Scrap(Part):
    """A field of wrecks, each on a cell of its own drawing."""

    at: str = Field(description="the place in its middle")
    within: int = Field(200, ge=0, le=10_000, description="how far around it, m")
    wrecks: int = Field(ge=1, le=10_000, description="how many lie there")
    parts: Annotated[
        list[Annotated[int, Field(ge=0, le=1000)]], Field(min_length=2, max_length=2), AfterValidator(_few_to_many)
    ] = Field([1, 8], description="the least and the most parts in one of them [assumed]")


WATCHER_KINDS = ("reader", "camera", "sentinel", "drone", "hunter")


class Mark(Part):
    """What stands written on a wall at the start, by somebody unknown."""

    at: str = Field(description="the place at whose wall it is read")
    of: str = Field(description="a place or building, somebody of the cast, or a kind of watcher")
    where: str | None = Field(None, description="the place where that one is said to be, for people and watchers")
    ago: Duration = Field(0, ge=0, le=LONGEST, description="how long before the start that was so")

    @model_validator(mode="after")
    def _says_where(self) -> Mark:
        if self.of in WATCHER_KINDS and self.where is None:
            raise wrong(f"a mark that tells of a {self.of}, and not where", "where: a place", "where", "of")
        return self


class Blaze(Part):
    """A fire in the open: a barrel, a wreck."""

    at: str = Field(description="the place where it burns")
    lasts: Duration | None = Field(None, gt=0, description="for how long; to the end if left out")


class Sandstorm(Part):
    """A sandstorm that will come."""

    starts: Duration = Field(0, description="when, after the start")
    lasts: Duration = Field(gt=0, description="for how long")
    dust: int = Field(1000, ge=0, lt=DUSTIEST, description="what it puts into the air, mg/m3 [assumed: one sees 100 m]")
    wind: float = Field(15, ge=0, le=20, description="by how much more the wind blows, m/s [assumed]")


class Door(Part):
    """How the door of a shelter is."""

    door: bool = Field(True, description="whether there is one that shuts")
    lock: bool = Field(False, description="whether it has a lock that works")
    locked: bool = False

    @model_validator(mode="after")
    def _holds(self) -> Door:
        if (self.locked and not self.lock) or (self.lock and not self.door):
            raise wrong("a door that is locked without a lock, or a lock without a door", "{lock: true, locked: true}",
                        "locked", "lock", "door")  # fmt: skip
        return self


class Clinic(Part):
    """A house that treats whoever comes wounded; its staff are those of the crowd who live there and have the skill."""

    beds: int = Field(6, ge=1, le=1000, description="how many can lie there")
    gauze: int = Field(40, ge=0, le=10_000, description="dressings in store")
    tourniquet: int = Field(6, ge=0, le=10_000, description="in store")
    morphine: int = Field(12, ge=0, le=10_000, description="doses in store")
    syringe: int = Field(4, ge=0, le=10_000, description="in store")
    water: int = Field(100, ge=0, le=10_000, description="in store, tenths of a litre")


class Depot(Part):
    """A house from which crews go out to mend the network; its crew are those of the crowd who live there."""

    parts: int = Field(40, ge=0, le=100_000, description="spare parts in store")


class Band(Part):
    """People who travel together. Groups and persons say that they belong to it by `band`."""

    to: str = Field(description="the place or building that they are going to")
    sets_out: Duration = Field(0, description="when, after the start")
    hope: Share = 0.5


class Lift(Part):
    """A lift that takes so many at a time, and perhaps not everybody."""

    capacity: int = Field(8, ge=1, le=1000, description="how many it takes at once [a car of 630 kg: ISO 8100-30]")
    clearance: bool = Field(False, description="whether it asks for a chip")


Rules = Annotated[
    dict[str, dict[str, Any]],
    BeforeValidator(expanded),
    WithJsonSchema(
        {
            "type": "object",
            "properties": {KEY: {"enum": list(presets()), "description": "many knobs under one name"}},
            "additionalProperties": {"type": "object"},
        }
    ),
]
"""Departures from the defaults by rule and knob, those of a preset among them."""


class ScenarioFile(Part):
    """A city, its people, its watchers and its rules."""

    scenario: Name = Field(description="short name; luck depends on it")
    title: Text = Field(description="as it is told")
    story: Text | None = Field(None, description="where it comes from, in a line")
    premise: Text | None = Field(
        None, description="what one has to know of the place before a night, in your words: a chronicle opens with it"
    )
    clock: Clock = Field(description="when the story begins and how long it lasts")
    map: Annotated[Map, BeforeValidator(_map)] = Field(
        description="a file beside the scenario, or a city drawn by a seed"
    )
    people: int | None = Field(None, ge=1, le=MOST_PEOPLE, description="everybody together, where groups give shares")
    places: dict[Name, Annotated[Spot, BeforeValidator(_spot)]] = Field({}, description="names for cells of the map")
    subscription: bool = Field(True, description="whether lives are subscribed to, and expire unless renewed")
    exposed: bool = Field(False, description="whether everybody has to sleep, drink and keep warm without a pod")
    barred: list[str] = Field([], description="places where nobody can pass at the start")
    doors: dict[Name, Door] = Field({}, description="shelters whose door is not a plain one")
    depots: dict[Name, Depot] = Field({}, description="shelters from which crews go out to mend the network")
    clinics: dict[Name, Clinic] = Field({}, description="shelters that treat whoever comes wounded")
    things: list[Thing] = Field([], description="what lies about")
    wrecks: list[Wreck] = Field([], description="machines that lie broken, and hold parts")
    scrap: list[Scrap] = Field([], description="fields of wrecks that hold parts")
    sandstorms: list[Sandstorm] = Field([], description="sandstorms that will come")
    marks: list[Mark] = Field([], description="what stands written on walls")
    fires: list[Blaze] = Field([], description="what burns in the open")
    airless: list[str] = Field([], description="levels and buildings where nobody breathes without life support")
    sockets: list[Name] = Field([], description="buildings in which fusion cells can be charged")
    factions: dict[Name, Faction] = Field({}, description="people who have sworn to one cause")
    bands: dict[Name, Band] = Field({}, description="people who travel together")
    crowd: list[Group] = Field([], description="everybody without a name")
    cast: dict[Name, Person] = Field({}, description="everybody with a name")
    watchers: Watchers = Field(Watchers(), description="how many of the map's watchers there are, and which more")
    raiders: Raiders | None = Field(None, description="those that are kept for raids; none if left out")
    gates: dict[str, Gate] = Field({}, description="how gates stand at the start")
    lifts: dict[str, Lift] = Field({}, description="lifts that take so many at a time, or ask for clearance")
    network: NetworkPart | None = Field(None, description="the control network, from the Core down to every device")
    feeds: dict[str, Feed] = Field({}, description="by node of pods: who lies in a feed there")
    minds: dict[Name, Born] = Field({}, description="minds that were born on the network")
    viruses: dict[Name, VirusPart] = Field({}, description="by person of the cast: their mind as a virus that waits")
    windows: dict[Name, Window] = Field({}, description="a sync, a lockdown, maintenance: by the clock")
    laws: dict[Name, Law] = Field({}, description="what is forbidden, and what is done about it")
    systems: list[str] = Field([], description="rules of makers: rules/rust.py after weather")
    rules: Rules = Field({}, description="departures from the defaults: preset: name, system: {knob: value}")
    endings: dict[Name, End] = Field({}, description="what the author wants to be told")
