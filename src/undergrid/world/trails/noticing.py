"""Noticing: what the ground shows to those who cross it, by how plain it is, how skilled they are and how light it is.

Kernels take plain columns; `systems/trails/tracking.py` says what comes of it.
"""

from __future__ import annotations

from undergrid.city.city import ground_column
from undergrid.core import luck
from undergrid.core.jit import kernel
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.people import Activity
from undergrid.world.tables.trails import TraceKind
from undergrid.world.trails.trails import bucket, plain_of

_HUNTER, _SENTINEL = int(WatcherKind.HUNTER), int(WatcherKind.SENTINEL)
_POST, _PATROL, _SEARCH, _RETURN = int(Duty.POST), int(Duty.PATROL), int(Duty.SEARCH), int(Duty.RETURN)
_PRINTS = int(TraceKind.PRINTS)
_HELD, _LYING, _TENDING = int(Activity.HELD), int(Activity.LYING), int(Activity.TENDING)
_LIT_GROUND = ground_column("lit")
_LAMPS, _DARKNESS = 48, 3  # light under street lamps, and where there is none, 1/255 of noon [as sight has it]
_IN_COMPANY = 5  # cells within which one sees who leaves a trail [assumed]


@kernel
def light_at(ground, sky_light, under_sky):
    """The light on a kind of ground, 1/255 of noon: lamps where there are any, daylight under the sky."""
    light = _DARKNESS
    if _LIT_GROUND[ground]:
        light = _LAMPS
    return max(light, sky_light) if under_sky else light


@kernel
def lit(light, dark):
    """What light leaves of a chance, 1/1000; `dark` is left without any."""
    return dark + (1000 - dark) * light // 255


@kernel
def notice_traces(owner, alive, inside, doing, cell, lucky, known, knower, soldiering, kind, duty, post, post_luck,
                  impaired, heads, after, where, what, maker, made, strength, covered, worn, followed, trace_luck, gone,
                  halves, bond, bond_a, bond_b, used, follower, watcher, followed_maker, ground, width, area, sky_light,
                  skies, prints_too, notice, unskilled, hunters, sentinels, dark, tick, key, found):  # fmt: skip
    """Who notices a trace where they are, which, and with what odds: three numbers each into `found`; returns how many.

    Watchers stand there as -1 - row. Of several traces on a cell the plainest counts.
    """
    n = 0
    for k in range(len(owner) + len(kind)):
        row = k - len(owner)
        if row < 0:
            who = int(owner[k])
            if who < 0 or not alive[who] or inside[who] >= 0 or _senseless(int(doing[who])):
                continue
            here, own = int(cell[who]), lucky[who]
            skill = 0
            for slot in range(len(known)):
                if known[slot] and knower[slot] == who:
                    skill = int(soldiering[slot])
            share = unskilled + (1000 - unskilled) * skill // 10
        else:
            who = -1 - row
            on_foot = kind[row] == _HUNTER or (kind[row] == _SENTINEL and duty[row] == _PATROL)
            free = duty[row] == _POST or duty[row] == _PATROL or duty[row] == _SEARCH or duty[row] == _RETURN
            if not on_foot or not free or impaired[row] > tick:
                continue
            here, own = int(post[row]), post_luck[row]
            share = hunters if kind[row] == _HUNTER else sentinels
        best, plainest = -1, 0
        slot = int(heads[bucket(here, len(heads))])
        while slot >= 0:
            others = where[slot] == here and maker[slot] != who and (prints_too or what[slot] != _PRINTS)
            fresh = others and not (row >= 0 and followed[slot])
            if fresh and not _old_news(row, who, int(maker[slot]), bond, bond_a, bond_b, used, follower, watcher,
                                       followed_maker):  # fmt: skip
                plain = plain_of(slot, heads, after, where, what, maker, made, strength, covered, worn, gone, halves)
                if plain > plainest or (plain == plainest and plain > 0 and slot < best):
                    best, plainest = slot, plain
            slot = int(after[slot])
        if best < 0:
            continue
        if row < 0 and inside[maker[best]] < 0 and _near(here, int(cell[maker[best]]), width, area):
            continue
        light = light_at(int(ground[here]), sky_light, skies[here // area] != 0)
        odds = ((notice * plainest * share // 1000 * lit(light, dark) // 1000) << 32) // 1_000_000
        if luck.u32(key, luck.pair(own, trace_luck[best])) < odds:
            found[3 * n], found[3 * n + 1], found[3 * n + 2] = who, best, odds
            n += 1
    return n


@kernel
def _old_news(row, who, maker, bond, bond_a, bond_b, used, follower, watcher, followed_maker):
    """Whether a trail is followed already, or has just been, or is that of somebody one is bound to."""
    for slot in range(len(used)):
        same = used[slot] and followed_maker[slot] == maker
        if same and ((row >= 0 and watcher[slot] == row) or (row < 0 and follower[slot] == who)):
            return True
    if row >= 0:
        return False
    for slot in range(len(bond)):
        if bond[slot] and bond_a[slot] == who and bond_b[slot] == maker:
            return True
    return False


@kernel
def _near(a, b, width, area):
    """Whether two cells of one level are so near that who stands on the one sees who is on the other."""
    if a // area != b // area:
        return False
    a, b = a % area, b % area
    return abs(a % width - b % width) <= _IN_COMPANY and abs(a // width - b // width) <= _IN_COMPANY


@kernel(inline=True)
def _senseless(what):
    """Whether somebody at that is in no state to look at the ground."""
    return what >= _HELD and what != _LYING and what != _TENDING
