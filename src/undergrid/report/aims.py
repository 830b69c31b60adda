"""What the named were about: their intentions as bars over time, the scenes and the beats of the story above them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from undergrid.core.errors import UndergridError
from undergrid.report import drawing
from undergrid.report.drawing import Axis, hint, over_time, said, wide
from undergrid.report.facts import Facts
from undergrid.setup import find
from undergrid.setup.check.arcs import arcs_of
from undergrid.setup.file.pattern import Arcs
from undergrid.study.arcs import Found, beats_of
from undergrid.study.record import Record
from undergrid.world.log.events import COLUMNS, Event
from undergrid.world.log.kinds import Kind

_LANE, _GAP, _TOP = 17, 8, 46
_CLOSE = 30  # units between two numbers


@dataclass(frozen=True)
class Aim:
    """Something that somebody had taken up, and how it ended: `achieved`, `abandoned`, or `open` at the end."""

    says: str
    first: int
    last: int
    how: str
    event: Event


def aims_of(facts: Facts, row: int) -> list[Aim]:
    """What somebody took up, in the order in which they did."""
    open_: dict[tuple[int, int], Event] = {}
    found: list[Aim] = []
    for event in facts.events[row]:
        key = event.amount, event.whom
        if event.who != row:
            continue
        if event.kind == Kind.INTENDED:
            open_.setdefault(key, event)
        elif event.kind in (Kind.ACHIEVED, Kind.ABANDONED) and key in open_:
            begun = open_.pop(key)
            how = "achieved" if event.kind == Kind.ACHIEVED else "abandoned"
            found.append(Aim(_called(facts, begun), begun.tick, event.tick, how, begun))
    found += [Aim(_called(facts, one), one.tick, facts.last, "open", one) for one in open_.values()]
    return sorted(found, key=lambda aim: (aim.first, aim.event.id))


def _called(facts: Facts, event: Event) -> str:
    """An aim in a few words: `treat Leo`."""
    whom = facts.first_name(event.whom) if event.whom in facts.events and event.whom != event.who else ""
    return f"{facts.word(event)}: {whom}" if whom else facts.word(event)


def section_of_beats(found: dict[str, Found], facts: Facts) -> str:
    """The beats as a list, numbered as in the drawing."""
    items = "".join(
        f"<li><b>{said(facts.time(one.tick))}</b> {said(name.replace('_', ' '))}</li>" for name, one in _in_order(found)
    )
    return f'<ol class="beats">{items}</ol>\n' if items else ""


def _in_order(found: dict[str, Found]) -> list[tuple[str, Found]]:
    return sorted(found.items(), key=lambda item: item[1].tick)


def section(facts: Facts) -> str:
    """The timeline, and the beats of the scenario's arc."""
    beats = beats_in(facts)
    parts = list(_drawn(facts, beats))
    height = float(parts.pop())
    lead = (
        "Bars are what somebody had taken up: a filled end is what came about, a cross what was given up. "
        "Above them the scenes of the chronicle" + (" and, numbered, the beats of the story." if beats else ".")
    )
    drawn = over_time(height, iter(parts), "What the named were about, over time")
    return drawing.section(
        "what they were about", "What they were about", drawn, section_of_beats(beats, facts), lead=lead
    )


def beats_in(facts: Facts) -> dict[str, Found]:
    """The beats of the scenario's arc."""
    built = facts.sim.built
    try:
        path = find(built.name)
        arcs = arcs_of(replace(built, scenario=replace(built.scenario, path=path)))
    except UndergridError:  # gone, or made for another version: a run keeps no copy
        arcs = Arcs()
    parts = [{name: columns[name] for name in COLUMNS} for columns in facts.log.columns()]
    columns = {name: np.concatenate([np.zeros(0, np.int64), *(one[name] for one in parts)]) for name in COLUMNS}
    return beats_of(Record(columns, facts.track, facts.sim.world.city), arcs.beats)


def _drawn(facts: Facts, beats: dict[str, Found]) -> Iterator[str]:
    """The parts of the drawing; the last is how high it is."""
    axis = Axis(facts.log.names.starts, facts.last)
    people = {row: aims_of(facts, row) for row in facts.cast}
    bars: list[str] = []
    y = float(_TOP)
    for row, aims in people.items():
        if not aims:
            continue
        lanes = _lanes(axis, aims)
        n = max(lanes) + 1
        colour = facts.cast.index(row)
        bars.append(f'<text class="name c{colour}" x="0" y="{y + 12}">{said(facts.first_name(row))}</text>')
        for aim, lane in zip(aims, lanes, strict=True):
            bars.append(_bar(facts, axis, aim, y + lane * _LANE, colour))
        y += n * _LANE + _GAP
        bars.append(f'<path class="rule" d="M0 {y - _GAP / 2}H{axis.left + axis.width}"/>')
    yield from axis.lines(_TOP - 6, y)
    yield from _scenes(facts, axis)
    yield from _beats(facts, axis, beats, y)
    yield from bars
    yield str(y + 20)


def _beats(facts: Facts, axis: Axis, beats: dict[str, Found], bottom: float) -> Iterator[str]:
    """A line for each beat; those that lie close together share a number: `2–6`."""
    groups: list[list[int]] = []
    at = -1_000.0
    for n, (name, one) in enumerate(_in_order(beats), 1):
        x = axis.x(one.tick)
        told = hint(facts.time(one.tick) + " " + name.replace("_", " "))
        yield f'<g class="beat">{told}<path d="M{x} 30V{bottom}"/></g>'
        if x - at < _CLOSE:
            groups[-1].append(n)
        else:
            groups.append([n])
            at = x
    order = _in_order(beats)
    for group in groups:
        text = f"{group[0]}–{group[-1]}" if len(group) > 1 else f"{group[0]}"
        yield f'<g class="beat"><text x="{axis.x(order[group[0] - 1][1].tick)}" y="28">{text}</text></g>'


def _lanes(axis: Axis, aims: list[Aim]) -> list[int]:
    """Which lane each bar has, so that neither bars nor their labels cover each other."""
    ends: list[float] = []
    found: list[int] = []
    for aim in aims:
        begins, over = axis.x(aim.first), max(axis.x(aim.last), axis.x(aim.first) + wide(aim.says) + 14)
        lane = next((n for n, end in enumerate(ends) if end <= begins), len(ends))
        ends[lane : lane + 1] = [over + 4]
        found.append(lane)
    return found


def _bar(facts: Facts, axis: Axis, aim: Aim, y: float, colour: int) -> str:
    x0, x1 = axis.x(aim.first), max(axis.x(aim.last), axis.x(aim.first) + 3)
    room = axis.left + axis.width
    inside = x0 + wide(aim.says) + 8 > room
    at, anchor = (min(x1, room) - 5, "end") if inside else (x0 + 5, "start")
    end = {
        "achieved": f'<path class="done" d="M{x1 - 3} {y + 1}h3v13h-3z"/>',
        "abandoned": f'<path class="given" d="M{x1 - 4} {y + 4}l7 7m0 -7l-7 7"/>',
        "open": "",
    }[aim.how]
    when = f"{facts.time(aim.first)} to {facts.time(aim.last)}, {aim.how}"
    return (
        f'<g class="aim c{colour}">{hint(f"{aim.says}: {when}. {facts.why(aim.event.id)}")}'
        f'<rect x="{x0}" y="{y + 1}" width="{round(x1 - x0, 1)}" height="13" rx="2"/>{end}'
        f'<text x="{at}" y="{y + 11}" text-anchor="{anchor}">{said(aim.says)}</text></g>'
    )


def _scenes(facts: Facts, axis: Axis) -> Iterator[str]:
    yield '<text class="tick" x="0" y="12">scenes</text>'
    free = 0.0
    for n, scene in enumerate(facts.chronicle.scenes, 1):
        x0, x1 = axis.x(scene.first), axis.x(scene.last)
        yield f'<g class="scene">{hint(f"{n}. {scene.title}")}'
        yield f'<rect x="{x0}" y="15" width="{round(max(2, x1 - x0), 1)}" height="4"/>'
        if x0 >= free:
            yield f'<text x="{x0}" y="12">{n}</text>'
            free = x0 + 7 * len(str(n)) + 4
        yield "</g>"
