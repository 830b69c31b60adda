"""Sleep: the pressure to sleep, what the time of day adds to the thresholds, and when the pressure crosses them.

Kernels take the knobs of `systems/body/fatigue.py`, which gives the law and its source: thresholds and circadian in
1e-9, rises and falls in ticks, halves.
"""

from __future__ import annotations

from undergrid.core import units
from undergrid.core.halving import shrunk
from undergrid.core.jit import kernel
from undergrid.world.tables.body import Rest

_STEP = 600  # of the search for a crossing, ticks
_AHEAD = 30 * units.HOUR // _STEP  # steps of the search; there is a crossing within a day unless amplitudes are odd
_ASLEEP, _DREAMING = int(Rest.ASLEEP), int(Rest.DREAMING)


@kernel(inline=True)
def risen(pressure, ticks, tau, halves):
    """The pressure S in 1e-9 after so many ticks awake, from `pressure` in 1e-9."""
    return 1_000_000_000 - shrunk(1_000_000_000 - pressure, ticks, tau, halves)


@kernel(inline=True)
def day(second, circadian):
    """The circadian C in 1e-9, at so many seconds after it rose through 0 on any day."""
    second = second % 86_400
    minute, rest = second // 60, second % 60
    here = circadian[minute]
    return here + (circadian[minute + 1] - here) * rest // 60


@kernel(inline=True)
def sleeps(rest):
    """Whether the pressure falls in this Rest: asleep, plugged into a pod, or held."""
    return rest == _ASLEEP or rest == _DREAMING


@kernel(inline=True)
def ripe(pressure, rest, kind, ticks, phase, knobs):
    """Whether somebody falls asleep, or wakes, `ticks` after they had that pressure.

    kind: of the threshold. phase: the time of day then, counted from when C rose through 0.
    """
    level = knobs.thresholds[kind] + day(phase + ticks, knobs.circadian)
    if rest == _ASLEEP:
        return shrunk(pressure, ticks, knobs.falls, knobs.halves) <= level
    return risen(pressure, ticks, knobs.rises, knobs.halves) >= level


@kernel
def ripens(pressure, rest, kind, start, phase, knobs):
    """The first of the ticks after `start` at which `ripe` holds, where it does not at `start`; -1 for none in 30 h."""
    for _ in range(_AHEAD):
        if ripe(pressure, rest, kind, start + _STEP, phase, knobs):
            low, high = start, start + _STEP  # not at `low`, but at `high`
            while high - low > 1:
                middle = (low + high) // 2
                if ripe(pressure, rest, kind, middle, phase, knobs):
                    high = middle
                else:
                    low = middle
            return high
        start += _STEP
    return -1
