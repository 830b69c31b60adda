"""Setting out: which hunters who are called away walk at this tick, where to, and how fast."""

from __future__ import annotations

from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.tables.authority import Duty

_HUNT, _SEARCH, _RETURN = int(Duty.HUNT), int(Duty.SEARCH), int(Duty.RETURN)


class Going(Out):
    """Hunters on their way at one tick: where to, how fast in mm/s, and whether they have their quarry in view."""

    row: I64
    duty: I64
    goal: I64
    speed: I64
    viewed: I64


@kernel
def set_out(rows, watchers, knobs, now, going):
    """Write down which of `rows` walk, and how; returns (how many, how many of them have their quarry in view).

    knobs: the speeds to `walk`, to `march` and to `run`, in mm/s, and for how long somebody `glimpsed` is in view.
    """
    n = n_viewed = 0
    for row in rows:
        duty, quarry = watchers.duty[row], watchers.quarry[row]
        if (duty != _HUNT and duty != _SEARCH and duty != _RETURN) or watchers.impaired[row] > now:
            continue
        viewed = quarry >= 0 and watchers.in_sight[row] == quarry and watchers.seen_at[row] + knobs.glimpsed >= now
        going.row[n], going.duty[n], going.viewed[n] = row, duty, 1 if viewed else 0
        going.goal[n] = watchers.home[row] if duty == _RETURN else watchers.goal[row]
        going.speed[n] = knobs.walk if duty != _HUNT else knobs.run if viewed else knobs.march
        n += 1
        n_viewed += 1 if viewed else 0
    return n, n_viewed
