"""The network over time: how many of its devices were dead, nodes lost and lines broken, and by what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import accumulate

import numpy as np

from undergrid.report import drawing
from undergrid.report.drawing import Axis, hint, over_time, said
from undergrid.report.facts import Facts
from undergrid.world.log.kinds import Kind

_DEVICES = (
    Kind.DRONE_LANDED, Kind.DRONE_FELL, Kind.WENT_BLIND, Kind.GATE_STUCK, Kind.GATE_SPRANG_OPEN, Kind.LIGHTS_WENT_OUT,
    Kind.LIFT_STOPPED, Kind.SHIELD_FELL, Kind.PROJECTOR_DARK, Kind.PODS_FAILED,
)  # fmt: skip
_PARTS = (Kind.NODE_BROKEN, Kind.NODE_WENT_DOWN, Kind.WIRE_CUT, Kind.WIRE_TRIPPED, Kind.SWITCH_OPENED,
          Kind.PLANT_STOPPED, Kind.LINE_ISOLATED)  # fmt: skip
_MENDED = (Kind.NODE_MENDED, Kind.NODE_RESTARTED, Kind.WIRE_MENDED, Kind.SWITCH_CLOSED)
_DEEDS = (
    Kind.NODE_CAPTURED, Kind.NODE_RETAKEN, Kind.NODE_COMMANDED, Kind.ENGINE_FIRED, Kind.CORE_SCREAMED, Kind.SYNC_BEGAN,
    Kind.SYNC_JAMMED, Kind.LOCKDOWN_BEGAN, Kind.NETWORK_RESTARTED, Kind.NODE_BROKEN, Kind.WIRE_CUT, Kind.CUBE_TAPS,
)  # fmt: skip
_HIGH, _TOP = 150, 14
_MOST = 20  # deeds that are told

Steps = list[tuple[int, int]]
"""(tick, how many from then on)."""


def section(facts: Facts) -> str:
    """What failed and came back; nothing where nothing of a network did."""
    times: dict[Kind, list[int]] = {kind: [] for kind in {*_DEVICES, *_PARTS, *_MENDED, Kind.DEVICE_BACK, *_DEEDS}}
    wanted = sorted(int(kind) for kind in times)
    events: list[int] = []
    for columns in facts.log.columns():
        rows = np.flatnonzero(np.isin(columns["kind"], wanted))
        for row in rows.tolist():
            times[Kind(int(columns["kind"][row]))].append(int(columns["tick"][row]))
            if Kind(int(columns["kind"][row])) in _DEEDS:
                events.append(int(columns["id"][row]))
    devices = _steps(times, _DEVICES, (Kind.DEVICE_BACK,))
    parts = _steps(times, _PARTS, _MENDED)
    if not devices and not parts:
        return ""
    axis = Axis(facts.log.names.starts, facts.last)
    drawn = over_time(
        _TOP + _HIGH + 20, iter([*axis.lines(_TOP, _TOP + _HIGH), *_curves(facts, axis, devices, parts)]),
        "Devices that were dead and parts of the network that were out of order, over time",
    )  # fmt: skip
    called = ("devices without control or power", "nodes and lines out of order")
    legend = "".join(
        f'<span><svg viewBox="0 0 16 12"><path class="curve k{n}" d="M1 9H8V3H15"/></svg>{text}</span>'
        for n, text in enumerate(called)
        if (devices, parts)[n]
    )
    legend = f'<p class="legend">{legend}</p>\n'
    return drawing.section("the network", "The network", drawn, legend, _told(facts, events))


def _steps(times: dict[Kind, list[int]], down: tuple[Kind, ...], up: tuple[Kind, ...]) -> Steps:
    """How many are down from when on, never fewer than none."""
    change = Counter({tick: 0 for kind in down for tick in times[kind]})
    change.update(tick for kind in down for tick in times[kind])
    if not change:
        return []
    change.subtract(tick for kind in up for tick in times[kind])
    ticks = sorted(change)
    counts = accumulate((change[tick] for tick in ticks), lambda n, more: max(0, n + more))
    return list(zip(ticks, counts, strict=True))


def _curves(facts: Facts, axis: Axis, *curves: Steps) -> Iterator[str]:
    most = max(n for steps in curves for _, n in steps) or 1
    bottom = _TOP + _HIGH
    for value in sorted({0, most}):
        y = round(bottom - _HIGH * value / most, 1)
        yield f'<text class="tick" x="{axis.left - 6}" y="{y + 4}" text-anchor="end">{value:,}</text>'
    for n, steps in enumerate(curves):
        if not steps:
            continue
        path = f"M{axis.left} {bottom}" + "".join(
            f"H{axis.x(tick)}V{round(bottom - _HIGH * count / most, 1)}" for tick, count in steps
        )
        peak = max(steps, key=lambda one: one[1])
        yield f'<path class="curve k{n}" d="{path}H{axis.x(facts.last)}">'
        yield f"{hint(f'at most {peak[1]:,}, from {facts.time(peak[0])} on')}</path>"


def _told(facts: Facts, events: list[int]) -> str:
    """What was done to it, as sentences; what repeats itself once."""
    lines: list[str] = []
    heard: set[str] = set()
    for event in events:
        one = facts.log.get(event)
        if one is None or (says := facts.says(one)) in heard:
            continue
        heard.add(says)
        lines.append(f"<li><b>{said(facts.time(one.tick))}</b> {said(says)}</li>\n")
    more = f"<li>and {len(lines) - _MOST} more</li>\n" if len(lines) > _MOST else ""
    return f'<ul class="deeds">{"".join(lines[:_MOST])}{more}</ul>\n' if lines else ""
