"""The canon file beside a scenario: the story as written, as beats: orders that are given once their conditions hold.

canon: expiry
seed: 7                    # the seed with which the story works out
beats:
  - {name: leave, when: {at: "22:30"}, who: rex, do: sneak, target: gate_1, aim: be out before the meter runs down}
  - {name: show, when: {near: gate_1, clear: 60}, who: rex, do: present, target: gate_1}
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from undergrid.core import units
from undergrid.core.errors import nearest, one_of
from undergrid.core.everyday import instead, own_word
from undergrid.minds.canon import Beat
from undergrid.setup.build.build import Built
from undergrid.setup.check.targets import amount_of, person_of, target_of, verb_of
from undergrid.setup.file.problems import ScenarioError
from undergrid.setup.file.quantities import ClockTime, Duration, Name, Part, Text, shown, wrong
from undergrid.setup.file.shape import fit
from undergrid.setup.file.source import Source, read
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.people import Activity


class Happening(Part):
    """An event that a beat waits for, since the beat before it."""

    kind: str = Field(description="such as gate opened")
    of: Name | None = Field(None, description="whom it concerns; anybody if left out")


class When(Part):
    """What a beat waits for, beside the beat before it. All of it has to hold."""

    at: ClockTime | None = Field(None, description="not before this time of day, the first after the start")
    after: Duration = Field(0, description="so long after the beat before it, or after the event")
    event: Happening | None = None
    near: str | None = Field(None, description="a place that the person has to be at")
    within: Annotated[int, Field(ge=1, le=1000)] = Field(6, description="how near, m")
    doing: Literal["resting", "working", "walking", "waiting", "hiding", "tending", "sleeping"] | None = None
    clear: Annotated[int, Field(ge=0, le=1000)] = Field(0, description="no drone perceived within so many metres")
    threat: Annotated[int, Field(ge=0, le=1000)] = Field(0, description="a drone perceived within so many metres")
    light: Annotated[int, Field(ge=0, le=255)] = Field(255, description="daylight no more than that, 1/255 of noon")
    left: Duration | None = Field(None, description="no more than this is left of the person's subscription")


class Order(Part):
    """One beat."""

    name: Name
    when: When = When()
    free: bool = Field(False, description="until it is given, all whom the canon names do what they want by themselves")
    who: Name
    do: str = Field(description="a verb")
    target: str | None = None
    amount: Annotated[int, Field(ge=0)] | str = Field(0, description="how many, how long, or what, by the verb")
    aim: Text | None = Field(None, description="what for, in a writer's words: the rest of `Mara wants to ...`")

    @field_validator("aim")
    @classmethod
    def _follows(cls, aim: str | None) -> str | None:
        if aim is not None and (aim.lower().startswith("to ") or aim.endswith(".")):
            raise wrong(f"an aim that does not follow on 'wants to': {shown(aim)}", "such as: find whoever called")
        return aim


class CanonFile(Part):
    """A canon file."""

    canon: Name = Field(description="the scenario it belongs to")
    seed: Annotated[int, Field(ge=0)] = Field(1, description="the seed that carries the story")
    people: Annotated[int, Field(ge=1)] | None = Field(None, description="and the number of people")
    beats: Annotated[list[Order], Field(min_length=1)]


def read_canon(path: Path) -> tuple[CanonFile, Source]:
    """A canon file as it stands. Raises ScenarioError with all that is wrong with its form."""
    source = read(path, str(path))
    file = fit(source, (), CanonFile, source.data) if source.data is not None else None
    if file is None or source.problems:
        raise ScenarioError(source.problems)
    assert isinstance(file, CanonFile)
    return file, source


def beats(built: Built) -> tuple[Beat, ...]:
    """The beats of a scenario's canon. Raises ScenarioError where it has none, or with all that is wrong with it."""
    if built.canon is None:
        raise ScenarioError([_problem(built, "this scenario has no canon.yaml")])
    file, source = read_canon(built.canon)
    found = [_beat(built, source, n, order) for n, order in enumerate(file.beats)]
    if source.problems:
        _note_people(source, file.people, built.scenario.people)
        raise ScenarioError(source.problems)
    return tuple(beat for beat in found if beat is not None)


def _note_people(source: Source, written_for: int | None, live: int) -> None:
    """Note that a canon with something wrong in it is lived in a city of another size: that has other places."""
    if written_for is not None and written_for != live:
        source.report(
            ("people",),
            f"this canon is written for {written_for:,} people, and a city of {live:,} has other places: "
            f"leave --people out, or give --people {written_for}",
        )


def _problem(built: Built, what: str) -> Any:
    source = Source(str(built.scenario.path))
    source.report((), what)
    return source.problems[0]


def _beat(built: Built, source: Source, n: int, order: Order) -> Beat | None:
    loc, when, world = ("beats", n), order.when, built.world
    before = len(source.problems)
    who = _try(source, (*loc, "who"), lambda: person_of(built, order.who))
    verb = _try(source, (*loc, "do"), lambda: verb_of(order.do))
    target = near = -1
    if verb is not None and order.target is not None:
        target = _try(source, (*loc, "target"), lambda: target_of(built, verb, order.target or ""))
    amount = order.amount if isinstance(order.amount, int) else 0
    if verb is not None and isinstance(order.amount, str):
        amount = _try(source, (*loc, "amount"), lambda: amount_of(built, verb, str(order.amount)))
    if when.near is not None:
        if when.near in built.places:
            near = built.places[when.near]
        else:
            what = f"there is no place {when.near!r}"
            source.report((*loc, "when", "near"), what, one_of(built.places), nearest(when.near, built.places))
    kind, of = None, -1
    if when.event is not None:
        kinds = {k.name.lower(): k for k in Kind}
        name = own_word("event", when.event.kind).lower().replace(" ", "_")
        if name in kinds:
            kind = kinds[name]
        else:
            what = f"no event is called {when.event.kind!r}"
            advice = instead("event", name)
            source.report((*loc, "when", "event", "kind"), what, advice, "" if advice else nearest(name, kinds))
        if when.event.of is not None:
            of = _try(source, (*loc, "when", "event", "of"), lambda: person_of(built, when.event.of or ""))
    if len(source.problems) > before or who is None or verb is None or target is None or of is None:
        return None
    return Beat(
        name=order.name,
        who=who,
        verb=verb,
        target=target,
        amount=amount or 0,
        delay=when.after,
        tick=0 if when.at is None else (when.at - world.starts) % units.DAY,
        event=kind,
        event_who=of,
        near=near,
        near_cells=max(1, when.within * 1000 // world.city.cell_mm),
        doing=None if when.doing is None else Activity[when.doing.upper()],
        clear_m=when.clear,
        threat_m=when.threat,
        light=when.light,
        left=-1 if when.left is None else when.left,
        aim=order.aim or "",
        free=order.free,
    )


def _try(source: Source, loc: tuple[str | int, ...], find: Any) -> Any:
    try:
        return find()
    except ValueError as wrong:
        source.report(loc, str(wrong))
        return None
