"""What may stand in a scenario file, in human units. `docs/scenario-file.md` shows it with examples.

These models see the file alone: whether the names in it exist (people, places, rules, wants) is checked by `names`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from undergrid.setup.human import ClockTime, Duration, Name, Share, Text, wrong

LONGEST = (1 << 24) - 1  # ticks: what fits the id of an event
MOST_PEOPLE = 10_000_000
ANYWHERE = "anywhere"


class Part(BaseModel):
    """One mapping of the file: every key is known, nothing is guessed."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


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
        None, pattern=r"^[^/\\]+$", description="a Tiled map (.tmx) or a MovingAI map (.map) beside the scenario"
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
    x: int = Field(ge=0, description="column, from the west")
    y: int = Field(ge=0, description="row, from the north")


def _spot(value: Any) -> Any:
    if isinstance(value, list) and len(value) == 3:
        return dict(zip(("level", "x", "y"), value, strict=True))
    return value


def _ages(value: list[int]) -> list[int]:
    if value[0] > value[1]:
        raise wrong(f"the youngest ({value[0]}) is older than the oldest ({value[1]})", "age: [from, to]")
    return value


class Group(Part):
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
    tagged: Share = Field(1.0, description="whose implant answers readers")
    plugged: Share = Field(0.9, description="who dreams in the DreamNet at night [assumed]")
    employed: Share | None = Field(None, description="who has a workplace; by age if left out")
    rumour: Share = Field(0.0, description="who has heard of a life beyond the wall")

    @model_validator(mode="after")
    def _counted(self) -> Group:
        if (self.count is None) == (self.share is None):
            raise wrong("a group needs to say how many it is", "either count or share", "count", "share")
        return self

    @property
    def label(self) -> str:
        return self.name or self.at


class Chip(Part):
    """A clearance chip."""

    of: Name = Field(description="whose clearance it carries: somebody of the cast")
    age: Duration = Field(0, description="how long ago it was issued")
    corruption: Share = Field(0.0, description="how much of it is damaged")


class Carried(Part):
    """One thing that somebody carries."""

    chip: Chip


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


class Person(Part):
    """One of the cast: somebody with a name."""

    name: Text = Field(description="as it is told")
    being: Literal["human", "companion"] = "human"
    profession: Literal["none", "clerk", "operator", "processor", "auditor", "companion"] = "none"
    age: int = Field(30, ge=0, le=120)
    at: str | None = Field(None, description="the place where they are at the start; home if left out")
    home: str | None = Field(None, description="the building where they live")
    work: str | None = Field(None, description="the building where they work")
    shift: ClockTime | None = Field(None, description="when their work begins")
    speed: float | None = Field(None, ge=0.3, le=4.0, description="walking speed, m/s; drawn if left out")
    tagged: bool = True
    plugged: bool = True
    wanted: Wanted | None = None
    expires: Duration | None = Field(None, gt=0, description="when the subscription ends, not to be renewed")
    shut_down: ShutDown | None = None
    carries: list[Carried] = []
    bonds: list[Bond] = []
    knows: list[str] = Field([], description="places, gates, people, or outzone: the rumour of a life beyond the wall")
    wants: list[Any] = Field([], description="what they are after, the first before the next")

    @model_validator(mode="after")
    def _consistent(self) -> Person:
        if self.shut_down and (self.expires is not None or self.wants):
            what = "somebody who is shut down neither expires nor wants anything"
            raise wrong(what, "shut_down alone", "shut_down", "expires", "wants")
        if self.at is None and self.home is None:
            raise wrong("nobody knows where this person is", "at: a place, or home: a building", "at", "home")
        return self


class Post(Part):
    """One more watcher than the map has."""

    kind: Literal["reader", "camera", "sentinel", "drone"]
    at: str = Field(description="the place where it stands, or where its beat begins")
    beat: list[str] = Field([], description="the places it visits in turn, the first of them `at`")


class Watchers(Part):
    """How many of the map's watchers there are, and which more."""

    readers: Share = 1.0
    cameras: Share = 1.0
    sentinels: Share = 1.0
    drones: Share = 1.0
    more: list[Post] = []


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
    are: Literal["alive", "free", "held", "shut_down", "wanted"] | None = None
    after: Duration = 0
    before: Duration | None = None

    @model_validator(mode="after")
    def _asks(self) -> End:
        if self.at is None and self.are is None:
            what = "at (a place) or are (held, shut_down, ...) or both"
            raise wrong("an ending that asks for nothing", what, "at", "are")
        if self.before is not None and self.before <= self.after:
            what = f"before ({self.before} s) is not later than after ({self.after} s)"
            raise wrong(what, "after < before", "after", "before")
        return self


class ScenarioFile(Part):
    """A city, its people, its watchers and its rules."""

    scenario: Name = Field(description="short name; luck depends on it")
    title: Text
    story: Text | None = Field(None, description="where it comes from, in a line")
    clock: Clock
    map: Annotated[Map, BeforeValidator(_map)]
    people: int | None = Field(None, ge=1, le=MOST_PEOPLE, description="everybody together, where groups give shares")
    places: dict[Name, Annotated[Spot, BeforeValidator(_spot)]] = Field({}, description="names for cells of the map")
    crowd: list[Group] = []
    cast: dict[Name, Person] = {}
    watchers: Watchers = Watchers()
    gates: dict[str, Gate] = {}
    rules: dict[str, dict[str, Any]] = Field({}, description="departures from the defaults: system: {knob: value}")
    endings: dict[Name, End] = {}
