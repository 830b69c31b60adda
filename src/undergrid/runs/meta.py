"""What `run.json` holds: what was run, how far it is, and the digests of all files that belong to it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import PurePath
from typing import Annotated, Any, Literal, final

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError, with_config
from typing_extensions import TypedDict

from undergrid.core import plain
from undergrid.core.errors import UsageError
from undergrid.makers.declared import as_kind, as_verb
from undergrid.runs import seals
from undergrid.setup.file.model import LONGEST
from undergrid.setup.file.persons import MOST_PEOPLE
from undergrid.setup.file.quantities import Name
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.orders import Verb

_AS_WRITTEN = ConfigDict(extra="forbid", strict=True)
FORMAT = 6  # of the folder: names of columns, kinds of events, tables of snapshots, digests


def _within(name: str) -> str:
    """A name of a file within the run's folder. Raises ValueError where it leads out of it, or up in it."""
    path = PurePath(name)
    if path.is_absolute() or not path.parts or ".." in path.parts or path.as_posix() != name or "\0" in name:
        raise ValueError(f"{plain.cut(name)} is no file within the run's folder")
    return name


FileName = Annotated[str, AfterValidator(_within)]
Tick = Annotated[int, Field(ge=0, le=LONGEST)]
Count = Annotated[int, Field(ge=0, le=1 << 62)]
Era = TypedDict("Era", {"from": Tick, "set": dict[str, Any]})
"""From a tick on, the rules that are set from outside, `rule.knob` to value, in place of those set before."""


class KindEntry(TypedDict):
    """A kind of event that a maker's rule declares."""

    number: Annotated[int, Field(ge=0, lt=512)]
    name: str
    who: str
    whom: str
    amount: str
    subject: Literal["who", "whom"]
    says: str


class VerbEntry(TypedDict):
    """A verb that a maker's rule declares."""

    number: Annotated[int, Field(ge=0, lt=256)]
    name: str
    target: str
    says: str


def _declarable(declare: Callable[..., Kind | Verb]) -> AfterValidator:
    """That a rule could declare a kind or a verb so. Raises ValueError, which says what is wrong, where none could."""

    def check(entry: Any) -> Any:
        try:
            declare(**entry)
        except ValueError as wrong:
            raise ValueError(plain.line(wrong)) from None
        return entry

    return AfterValidator(check)


RuleEntry = TypedDict(
    "RuleEntry",
    {
        "rule": str,
        "as": str,
        "version": str,
        "package": str,
        "digest": str,
        "kinds": list[Annotated[KindEntry, _declarable(as_kind)]],
        "verbs": list[Annotated[VerbEntry, _declarable(as_verb)]],
    },
)
"""A rule of a maker. "as": how the scenario names it; "package": the plug-in that it comes from, if any."""


ForkEntry = TypedDict("ForkEntry", {"from": str, "at": Tick})
"""The folder and the tick that a branch comes from."""


@final
@with_config(_AS_WRITTEN)
class Touched(TypedDict):
    """What is set at the beginning of a tick: `gates.west_gate.open` and the like, to the number in its column."""

    at: Tick
    set: dict[str, int]


@final
@with_config(_AS_WRITTEN)
class Drawn(TypedDict):
    """A draw that comes out with another word: of a stream by its name, of the thing with a luck key, in a block."""

    at: Tick
    stream: str
    thing: Annotated[int, Field(ge=-(1 << 63), lt=1 << 63)]
    number: Annotated[int, Field(ge=0, lt=256)]
    word: Annotated[int, Field(ge=0, lt=1 << 32)]


@final
@with_config(_AS_WRITTEN)
class Turned(TypedDict):
    """A decision, of the citizen in a row, that falls on what came next to it."""

    at: Tick
    who: Count


Change = Touched | Drawn | Turned
"""What is otherwise in a branch, from a tick on, than rules and orders say."""


@dataclass
class Meta:
    """What `run.json` holds.

    A run that is "running" though no process holds its folder was stopped, as `stopped` says, or cut off: `resume` goes
    on with it.
    """

    __pydantic_config__ = ConfigDict(extra="forbid", strict=True)

    scenario: Name
    file: FileName  # the scenario's main file, in `scenario/`
    scenario_digest: str
    seed: Annotated[int, Field(ge=0, lt=1 << 64)]
    people: Count | None  # as asked for; None: as many as the scenario says
    citizens: Annotated[int, Field(ge=1, le=MOST_PEOPLE)]
    until: Tick
    keyframe: Annotated[int, Field(ge=1, le=1 << 62)]  # ticks between keyframes
    eras: list[Era]
    canon: bool = False
    systems: list[RuleEntry] = field(default_factory=list)
    order: list[str] = field(default_factory=list)  # of the rules in a tick
    status: Literal["running", "ended"] = "running"
    stopped: Literal["", "SIGINT", "SIGTERM"] = ""  # what stopped it before its end; "": nothing, or nothing that waits
    tick: Tick = 0  # everything before it is on disk
    digest: str = ""  # at that tick
    events: Count = 0
    seconds: float = 0.0
    endings: dict[Name, Tick] = field(default_factory=dict)  # ending -> tick
    keyframes: dict[Tick, str] = field(default_factory=dict)  # tick -> digest
    forked: ForkEntry | None = None
    changes: list[Change] = field(default_factory=list)
    files: dict[FileName, str] = field(default_factory=dict)  # closed file -> digest of its content
    orders: Count = 0  # from outside, that are on disk
    link: str = ""  # the digest at the end of the last one's line
    format: int = FORMAT
    version: str = ""  # of undergrid

    def rules(self, tick: int) -> dict[str, Any]:
        """The rules set from outside that hold at a tick."""
        found: dict[str, Any] = {}
        for era in self.eras:
            if era["from"] <= tick:
                found = era["set"]
        return found

    def text(self) -> str:
        """What is written to `run.json`."""
        values = json.loads(json.dumps(asdict(self)))  # as it is read again: the keys of a dict are text
        return json.dumps(values | {"seal": seals.seal(values)}, indent=1, ensure_ascii=False) + "\n"

    def checked(self) -> Meta:
        """Itself, once it has been made sure that it reads back as it is. Raises UsageError where it does not."""
        try:
            read = Meta.of(json.loads(self.text()))
        except (ValueError, TypeError, RecursionError, OverflowError) as wrong:
            raise UsageError(f"a run of this kind could not be read back: {wrong}") from None
        if read != self:
            raise UsageError("a run of this kind would read back as another")
        return self

    @classmethod
    def of(cls, found: dict[str, Any]) -> Meta:
        """A Meta from parsed JSON. Raises ValueError, which says what is wrong, where it is not as it was written."""
        values = dict(found)
        if values.pop("seal", "") != seals.seal(values):
            raise ValueError("it does not match its own digest")
        try:
            meta = _adapter().validate_json(json.dumps(values))
        except ValidationError as wrong:
            first = wrong.errors()[0]
            raise ValueError(
                f"{'.'.join(map(str, first['loc']))}: {first['msg'].removeprefix('Value error, ')}"
            ) from None
        if not meta.eras or meta.eras[0]["from"] != 0:
            raise ValueError("eras: the first does not begin at tick 0")
        if meta.until < meta.tick:
            raise ValueError(f"until: {meta.until} lies before tick {meta.tick}, up to which the run is on disk")
        return meta


@cache
def _adapter() -> TypeAdapter[Meta]:
    return TypeAdapter(Meta)
