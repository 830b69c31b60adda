"""Noticing: which traces people notice on the ground, by how plain traces are, by skill and by light.

`systems/trails/tracking.py` decides what follows from it.
"""

from __future__ import annotations

from undergrid.core import luck
from undergrid.core.grid import cells_apart
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.senses.optics import light_on
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.people import Activity
from undergrid.world.tables.trails import TraceKind
from undergrid.world.trails.trails import bucket, plain_of

_HUNTER, _SENTINEL = int(WatcherKind.HUNTER), int(WatcherKind.SENTINEL)
_POST, _PATROL, _SEARCH, _RETURN = int(Duty.POST), int(Duty.PATROL), int(Duty.SEARCH), int(Duty.RETURN)
_PRINTS = int(TraceKind.PRINTS)
_HELD, _LYING, _TENDING = int(Activity.HELD), int(Activity.LYING), int(Activity.TENDING)
_IN_COMPANY = 5  # cells within which people see who leaves a trail [assumed]


@kernel
def lit(light, dark):
    """The share of a chance that light (0..255) leaves, 1/1000; without any light, `dark`."""
    return dark + (1000 - dark) * light // 255


class Lookers(Out):
    """Those who look at the ground where traces may be, and what they notice.

    follower: a citizen, or a watcher as -1 - row. trace: the plainest there; plain: how plain it is, 1 / 1000. odds: at
    which it is noticed. share: what skill leaves of the chance, 1 / 1000.
    """

    follower: I64
    trace: I64
    odds: I64
    cell: I64
    luck: I64
    share: I64
    plain: I64


@kernel
def look_down(people, plans, profiles, watchers, index, knobs, now, lookers):
    """Write the named and the watchers on foot who can look at the ground where traces may be; returns how many.

    knobs: what the unskilled, hunters and Sentinels leave of a chance, 1 / 1000.
    """
    n = 0
    for k in range(len(plans.owner)):
        who = int(plans.owner[k])
        if who < 0 or not people.alive[who] or people.inside[who] >= 0 or _senseless(int(people.doing[who])):
            continue
        if index.heads[bucket(people.cell[who], len(index.heads))] >= 0:
            skill = 0
            for slot in range(len(profiles.used)):
                if profiles.used[slot] and profiles.owner[slot] == who:
                    skill = int(profiles.soldiering[slot])
            lookers.follower[n], lookers.cell[n], lookers.luck[n] = who, people.cell[who], people.luck[who]
            lookers.share[n] = knobs.unskilled + (1000 - knobs.unskilled) * skill // 10
            n += 1
    for row in range(len(watchers.kind)):
        duty = watchers.duty[row]
        on_foot = watchers.kind[row] == _HUNTER or (watchers.kind[row] == _SENTINEL and duty == _PATROL)
        free = duty == _POST or duty == _PATROL or duty == _SEARCH or duty == _RETURN
        if not on_foot or not free or watchers.impaired[row] > now:
            continue
        if index.heads[bucket(watchers.cell[row], len(index.heads))] >= 0:
            lookers.follower[n], lookers.cell[n], lookers.luck[n] = -1 - row, watchers.cell[row], watchers.luck[row]
            lookers.share[n] = knobs.hunters if watchers.kind[row] == _HUNTER else knobs.sentinels
            n += 1
    return n


@kernel
def plainest(traces, weathering, index, bonds, trackings, knobs, lookers, n):
    """Find the plainest trace that is news to each looker; those who have one move to the front: returns how many."""
    n_kept = 0
    for k in range(n):
        who, here = lookers.follower[k], lookers.cell[k]
        best, most = -1, 0
        slot = int(index.heads[bucket(here, len(index.heads))])
        while slot >= 0:
            others = traces.cell[slot] == here and traces.maker[slot] != who
            counts = others and (knobs.prints_too != 0 or traces.kind[slot] != _PRINTS)
            fresh = counts and not (who < 0 and traces.followed[slot])
            if fresh and not _old_news(bonds, trackings, who, int(traces.maker[slot])):
                plain = plain_of(traces, weathering, index, slot)
                if plain > most or (plain == most and plain > 0 and slot < best):
                    best, most = slot, plain
            slot = int(index.after[slot])
        if best >= 0:
            lookers.follower[n_kept], lookers.cell[n_kept], lookers.luck[n_kept] = who, here, lookers.luck[k]
            lookers.share[n_kept], lookers.trace[n_kept], lookers.plain[n_kept] = lookers.share[k], best, most
            n_kept += 1
    return n_kept


@kernel
def notice(people, traces, city, knobs, sky_light, key, lookers, n):
    """Draw who notices their trace; those who do move to the front: returns how many. People who see its maker do not.

    knobs: `notice`, the chance for the plainest trace, and `dark`, what is left of it without light, both 1 / 1000;
    `optics`, as `optics.tables` makes it.
    """
    n_found = 0
    for k in range(n):
        who, here, best = lookers.follower[k], lookers.cell[k], lookers.trace[k]
        maker = traces.maker[best]
        apart = cells_apart(here, int(people.cell[maker]), city.width, city.area)
        if who >= 0 and people.inside[maker] < 0 and apart <= _IN_COMPANY:
            continue
        light = light_on(knobs.optics, int(city.ground[here]), here, sky_light, city.flags[here // city.area] & 1 != 0)
        chance = knobs.notice * lookers.plain[k] * lookers.share[k] // 1000 * lit(light, knobs.dark) // 1000
        odds = (chance << 32) // 1_000_000
        if luck.u32(key, luck.pair(lookers.luck[k], traces.luck[best])) < odds:
            lookers.follower[n_found], lookers.trace[n_found], lookers.odds[n_found] = who, best, odds
            n_found += 1
    return n_found


@kernel
def _old_news(bonds, trackings, who, maker):
    """Whether `who` follows this maker's trail, has just done so, or is bound to its maker."""
    for slot in range(len(trackings.used)):
        theirs = trackings.follower[slot] == who if who >= 0 else trackings.watcher[slot] == -1 - who
        if trackings.used[slot] and trackings.maker[slot] == maker and theirs:
            return True
    if who < 0:
        return False
    for slot in range(len(bonds.used)):
        if bonds.used[slot] and bonds.a[slot] == who and bonds.b[slot] == maker:
            return True
    return False


@kernel(inline=True)
def _senseless(what):
    """Whether somebody with this Activity is in no state to look at the ground."""
    return what >= _HELD and what != _LYING and what != _TENDING
