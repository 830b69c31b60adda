"""Life lines: what each body of the named went through, from the log, and its blood at each keyframe."""

from __future__ import annotations

from collections.abc import Iterator

from undergrid.report import drawing
from undergrid.report.drawing import Axis, hint, over_time, said
from undergrid.report.facts import Facts
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.people import Activity

_ROW, _TOP = 34, 8
_HURT = (
    Kind.WOUNDED, Kind.TRAPPED, Kind.SEARED, Kind.SHOCKED, Kind.REOPENED, Kind.INFECTED, Kind.FELL, Kind.AUGMENTS_DIED,
    Kind.STAGE_REACHED, Kind.CLASS_REACHED, Kind.CHILLED,
)  # fmt: skip
_HELPED = (
    Kind.FREED, Kind.INJECTED, Kind.DRESSED, Kind.TOURNIQUET_PUT_ON, Kind.STABILISED, Kind.CUT_AWAY, Kind.GAVE_WATER,
    Kind.ROUSED, Kind.TENDED_IN_CUSTODY, Kind.ADMITTED, Kind.SUIT_MENDED, Kind.WARMED,
)  # fmt: skip
_DEAD = (Kind.DIED, Kind.SHUT_DOWN, Kind.STRUCK_OFF)
_SPANS: tuple[tuple[str, str, tuple[Kind, ...], tuple[Kind, ...]], ...] = (
    ("asleep", "asleep", (Kind.FELL_ASLEEP,), (Kind.WOKE,)),
    ("senseless", "unconscious", (Kind.FAINTED,), (Kind.CAME_TO,)),
    ("held", "in the hands of the authority", (Kind.ARRESTED,), (Kind.SET_FREE, Kind.LET_OUT, Kind.BROKE_AWAY)),
    ("hunted", "hunted", (Kind.HUNT_BEGAN,), (Kind.HUNT_ENDED,)),
)
_SEEN = ("seen", "in sight of a watcher")
_WHOLE = 255  # blood that has lost nothing


def section(facts: Facts) -> str:
    """A line for each of the named."""
    axis = Axis(facts.log.names.starts, facts.last)
    bottom = _TOP + _ROW * len(facts.cast)
    parts = [*axis.lines(_TOP - 4, bottom)]
    for n, row in enumerate(facts.cast):
        parts += _line(facts, axis, row, _TOP + n * _ROW, n)
    drawn = over_time(bottom + 20, iter(parts), "What the bodies of the named went through, over time")
    return drawing.section("bodies", "What their bodies went through", drawn, _legend())


def _line(facts: Facts, axis: Axis, row: int, y: float, colour: int) -> Iterator[str]:
    events = facts.events[row]
    died = next((one for one in events if one.kind in _DEAD and one.who == row), None)
    end = died.tick if died else _found_dead(facts, row)
    middle = y + 17
    yield f'<text class="name c{colour}" x="0" y="{middle + 4}">{said(facts.first_name(row))}</text>'
    yield f'<path class="life c{colour}" d="M{axis.x(0)} {middle}H{axis.x(end)}"/>'
    for name, called, begins, ends in _SPANS:
        top, high = (y + 2, 4) if name == "hunted" else (middle - 4, 8)
        for first, last in facts.spans(row, begins, ends):
            if first <= end:
                yield _band(facts, axis, (name, called), (first, min(last, end)), top, high)
    for one in events:
        if one.kind == Kind.LOST_SIGHT and one.whom == row and one.tick - one.amount <= end:
            yield _band(facts, axis, _SEEN, (one.tick - one.amount, min(one.tick, end)), y + 7, 3)
    yield from _blood(facts, axis, row, middle, end)
    yield from _marks(facts, axis, row, events, middle)
    if died or end < facts.last:
        x, told = axis.x(end), _when(facts, died) if died else "dead"
        yield f'<g class="dead">{hint(told)}<path d="M{x - 5} {middle - 5}l10 10m0 -10l-10 10"/></g>'


def _found_dead(facts: Facts, row: int) -> int:
    """The first keyframe that has somebody dead of whose death no event tells; the end of the run for the living."""
    told = facts.samples.of(row)
    dead = (Activity.SHUT_DOWN, Activity.RECLAIMED)
    return next((tick for tick, doing in zip(told["ticks"], told["doing"], strict=True) if doing in dead), facts.last)


def _band(facts: Facts, axis: Axis, called: tuple[str, str], ticks: tuple[int, int], top: float, high: float) -> str:
    """A stretch of time as a bar. called: its class, and what it is."""
    x = axis.x(ticks[0])
    size = f'width="{round(max(1, axis.x(ticks[1]) - x), 1)}" height="{high}"'
    told = hint(f"{called[1]}, {facts.time(ticks[0])} to {facts.time(ticks[1])}")
    return f'<rect class="{called[0]}" x="{x}" y="{top}" {size}>{told}</rect>'


def _marks(facts: Facts, axis: Axis, row: int, events: list[Event], middle: float) -> Iterator[str]:
    for event in events:
        x = axis.x(event.tick)
        if event.kind in _HURT and event.who == row:
            yield f'<path class="hurt" d="M{x - 4} {middle + 6}h8l-4 7z">{hint(_when(facts, event))}</path>'
        elif event.kind in _HELPED and (event.whom if event.kind.whom == "citizen" else event.who) == row:
            yield f'<path class="helped" d="M{x} {middle + 6}v8m-4 -4h8">{hint(_when(facts, event))}</path>'


def _blood(facts: Facts, axis: Axis, row: int, middle: float, end: int) -> Iterator[str]:
    """How much blood was left, where some was lost: as a number at the keyframe at which that was first so."""
    told = facts.samples.of(row)
    before = 100
    for tick, blood in zip(told["ticks"], told["blood"], strict=True):
        left = round(100 * blood / _WHOLE)
        if tick <= end and left <= before - 3:
            yield f'<text class="blood" x="{axis.x(tick) + 3}" y="{middle - 6}">{left} % blood</text>'
            before = left


def _when(facts: Facts, event: Event) -> str:
    return f"{facts.time(event.tick)} {facts.says(event)} {facts.why(event.id)}"


def _legend() -> str:
    shapes = [f'<svg viewBox="0 0 16 12"><rect class="{name}" x="1" y="3" width="14" height="6"/></svg>{said(called)}'
              for name, called in [*((one[0], one[1]) for one in _SPANS), _SEEN]]  # fmt: skip
    shapes += [
        '<svg viewBox="0 0 16 12"><path class="hurt" d="M4 3h8l-4 7z"/></svg>hurt or worse',
        '<svg viewBox="0 0 16 12"><path class="helped" d="M8 2v8m-4 -4h8"/></svg>helped',
        '<svg viewBox="0 0 16 12"><g class="dead"><path d="M3 1l10 10m0 -10l-10 10"/></g></svg>dead',
    ]
    return '<p class="legend">' + "".join(f"<span>{one}</span>" for one in shapes) + "</p>\n"
