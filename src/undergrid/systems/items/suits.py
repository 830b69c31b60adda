"""Suits: they wear while they are worn, their parts fail, and spare parts mend them.

At the end of each minute each part of a suit that a living person wears is a little more worn: life support while it
is switched on, the others always, seals and servos faster outdoors in dust. How likely it is to fail in that minute
goes by how worn it is, so it never becomes less likely, and a suit that was in a worse state has it fail sooner. When
life support fails, the air ends at once. When the seals fail, what is in reserve lasts for a while where there is no
air, and is filled up again where there is some. When the servos fail, the suit is a dead weight. Armour is mended
likewise, the sooner the more skilled.

Reads   suit_parts.item, part, broken, air, cause; items.holder, luck, quality; citizens.alive, cell, inside, target;
        feeds.kind, suit; sky.ash; tasks.owner, target, amount, cause; the kind of thing, as `amount_of` has it;
        what stands in the way, as `world/reasons` has it; how many parts it takes as `Repairs` has it; where there is
        no air as `air_is_bad` has it; how skilled they are as `skill_engineering` has it
Writes  suit_parts.worn, broken, air, cause; items.quality; items as `kit.spend` does; power as `power.stop` does; their
        speed as `posture.refresh_pace` does; what they are at as `tasks.begin` and `finish` do
Emits   SUIT_FAULT(citizen; amount SuitPart; stream, odds), AIR_LEAKED_OUT(citizen; cause: the fault of the seals),
        SUIT_MENDED(citizen, citizen; amount SuitPart; cause: the order), INTERRUPTED, REFUSED
Units   wear in 1e-9 of a whole life; chances a minute as thresholds of 2^32; ticks of 1 s
Source  Wear-out failures: W. Weibull, J. Appl. Mech. 18 (1951) 293, with a shape above 1; in harsh conditions a life
        passes faster (accelerated life). Dust in the seals of suits: J. Gaier, NASA/TM-2005-213610. Reserve: NASA's EMU
        has 30 min of oxygen for a leak. How long parts last, and what dust does by figures, is assumed.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.handles import Handle, change, held, record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.body import care
from undergrid.world.body.air import air_is_bad
from undergrid.world.body.posture import refresh_pace
from undergrid.world.items import kit, power, suits
from undergrid.world.log.kinds import Kind
from undergrid.world.network.repairs import parts_for
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import amount_of, anybody_tries, asked
from undergrid.world.people.background import skill_engineering
from undergrid.world.reasons.power import mending
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.power import Device
from undergrid.world.tables.suits import WHOLE, SuitPart

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("suits")
TURNS = luck.stream("suits/turns")

_LIVES = 4  # whole lives, beyond which a part becomes no likelier to fail [assumed]
_STEPS = 100  # into which the odds divide a life
_STEP = WHOLE // _STEPS
_LIFE_SUPPORT = int(SuitPart.LIFE_SUPPORT)


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.suits`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    life_support_hours: float = Field(
        80, ge=0.1, le=1_000_000, description="life of its pumps, h switched on [assumed]"
    )
    seals_hours: float = Field(60, ge=0.1, le=1_000_000, description="life of seals, h worn in clean air [assumed]")
    servos_hours: float = Field(100, ge=0.1, le=1_000_000, description="life of servos, h likewise [assumed]")
    shape: float = Field(3.0, ge=1, le=10, description="how much likelier a worn part fails [Weibull 1951; assumed]")
    dust: float = Field(10.0, ge=0, le=1000, description="seals and servos wear faster by so much in 1 g/m3 [assumed]")
    reserve_minutes: int = Field(30, ge=1, le=10_000, description="air in reserve for a leak, min [EMU]")
    mend_minutes: float = Field(10, ge=0.1, le=10_000, description="to mend a part takes, min [assumed]")
    armour_minutes: float = Field(
        20, ge=0.1, le=10_000, description="to mend armour takes, of who is half skilled, min [assumed]"
    )
    armour_gain: int = Field(25, ge=1, le=100, description="what that makes good of it, % [assumed]")

    @cached_property
    def knobs(self) -> Handle:
        """wears: by SuitPart, what a minute in clean air wears. odds: by SuitPart and hundredths of a life worn, that
        it fails in such a minute. dust: wear in dust, 1/1000 of that in clean air for each mg/m3. ash: of the tick.
        """
        hours = np.array([self.life_support_hours, self.seals_hours, self.servos_hours])
        worn = (np.arange(_LIVES * _STEPS) + 0.5) / _STEPS
        hourly = self.shape * worn ** (self.shape - 1) / hours[:, None]
        odds = [[luck.rate_per_tick(float(rate), suits.MINUTE) for rate in row] for row in hourly]
        return record(
            wears=np.rint(WHOLE / (60 * hours)).astype(np.int64), odds=np.array(odds, np.int64),
            dust=round(self.dust), ash=0,
        )  # fmt: skip


class _Failed(Out):
    """A part that fails, who wears it, and how likely that was."""

    row: I64
    who: I64
    odds: I64


def step(world: World, params: Params) -> None:
    """Begin and end repairs; once a minute let suits wear, their parts fail and their air leak."""
    if anybody_tries(world):
        for who in asked(world, Verb.MEND_SUIT):
            _begin(world, params, who)
    if world.tasks.n_used:
        _end_tasks(world, params)
    if not world.suit_parts.n_used:
        return
    if (world.tick + 1) % suits.MINUTE == 0:
        _wear(world, params)
        _leak(world, params)


# ---------------------------------------------------------------- repairs


def _begin(world: World, params: Params, who: int) -> None:
    """Begin or refuse to mend a suit."""
    whom, kind = int(world.citizens.target[who]), amount_of(world, who)
    why, seconds = mending(world, who, Verb.MEND_SUIT, whom, kind), round(60 * params.mend_minutes)
    if kind == ItemKind.ARMOUR:
        seconds = care.seconds(round(60 * params.armour_minutes), skill_engineering(world, who))
    tasks.begin_or_refuse(world, who, why, Verb.MEND_SUIT, whom, seconds, kind)


def _end_tasks(world: World, params: Params) -> None:
    """End the repairs whose time is up; a draw gives their order."""
    table = world.tasks
    for slot in tasks.done_in_turn(world, (Verb.MEND_SUIT,), TURNS):
        who, whom, kind = int(table.owner[slot]), int(table.target[slot]), int(table.amount[slot])
        if mending(world, who, Verb.MEND_SUIT, whom, kind) is not None:
            tasks.interrupt(world, slot)
            continue
        kit.spend(world, who, ItemKind.PARTS, parts_for(world, Verb.MEND_SUIT))
        if kind == ItemKind.ARMOUR:
            _mend_armour(world, params, who, whom, int(table.cause[slot]))
        else:
            _mend(world, who, whom, int(table.cause[slot]))
        tasks.finish(world, slot)


def _mend(world: World, who: int, whom: int, cause: int) -> None:
    """Let the worst part of somebody's suit be as new."""
    parts, row = world.suit_parts, suits.worst_part(world, whom)
    where = int(world.citizens.cell[who])
    parts.worn[row], parts.broken[row], parts.air[row] = 0, False, 0
    parts.cause[row] = world.events.one(Kind.SUIT_MENDED, who, whom, where, int(parts.part[row]), cause)
    _note_state(world, int(parts.item[row]))
    refresh_pace(world, whom)


def _mend_armour(world: World, params: Params, who: int, whom: int, cause: int) -> None:
    """Make the armour that somebody wears better."""
    items, slot, where = world.items, kit.slots_of(world, whom, ItemKind.ARMOUR)[0], int(world.citizens.cell[who])
    world.events.one(Kind.SUIT_MENDED, who, whom, where, SuitPart.PLATES, cause)
    items.quality[slot] = min(100, int(items.quality[slot]) + params.armour_gain)


# ---------------------------------------------------------------- wear


def _wear(world: World, params: Params) -> None:
    """Let what is worn wear for a minute, and fail by a draw."""
    feeds, parts, items = world.feeds, world.suit_parts, world.items
    on = np.zeros(items.n, np.bool_)
    on[feeds.suit[feeds.where(kind=Device.LIFE_SUPPORT)]] = True
    ash = int(world.sky.ash[0])
    if held(params.knobs)["ash"] != ash:
        change(params.knobs, ash=ash)
    failed = world.out(_Failed, parts.n)
    n = _wear_out(
        parts.handle, items.handle, world.citizens.handle, world.city.handle, params.knobs, on, world.key(STREAM),
        failed.handle,
    )  # fmt: skip
    for item in np.unique(parts.item[parts.used]).tolist():
        _note_state(world, item)
    for row, who, odds in failed.rows(n):
        _fail(world, params, row, who, odds)


def _note_state(world: World, item: int) -> None:
    """Let a suit be as good as the worst of its parts."""
    world.items.quality[item] = min(suits.state(world, row) for row in world.suit_parts.of(item).tolist())


def _fail(world: World, params: Params, row: int, who: int, odds: int) -> None:
    """A part of the suit that somebody wears fails, with what comes of it at once."""
    parts, where = world.suit_parts, int(world.citizens.cell[who])
    part = SuitPart(int(parts.part[row]))
    event = world.events.one(Kind.SUIT_FAULT, who, where=where, amount=part, stream=STREAM, odds=odds)
    parts.broken[row], parts.cause[row] = True, event
    _note_state(world, int(parts.item[row]))
    if part == SuitPart.LIFE_SUPPORT:
        power.stop(world, power.feed_of(world, who, Device.LIFE_SUPPORT))
    elif part == SuitPart.SEALS:
        parts.air[row] = params.reserve_minutes
    else:
        refresh_pace(world, who)


def _leak(world: World, params: Params) -> None:
    """Let the air leak out of suits whose seals have failed, where there is none, and be filled up where there is."""
    parts, people = world.suit_parts, world.citizens
    for row in parts.where(broken=True, part=SuitPart.SEALS).tolist():
        who = int(world.items.holder[parts.item[row]])
        if who < 0 or not people.alive[who]:
            continue
        if not air_is_bad(world, who):
            parts.air[row] = params.reserve_minutes
            continue
        feed = power.feed_of(world, who, Device.LIFE_SUPPORT)
        if feed < 0 or parts.air[row] == 0:
            continue
        parts.air[row] -= 1
        if parts.air[row] == 0:
            where, cause = int(people.cell[who]), int(parts.cause[row])
            parts.cause[row] = world.events.one(Kind.AIR_LEAKED_OUT, who, where=where, cause=cause)
            power.stop(world, feed)


@kernel
def _wear_out(parts, items, people, city, knobs, on, key, failed):
    """Let parts wear for a minute; writes those that fail, returns how many. on: suits whose life support runs."""
    n = 0
    for row in range(len(parts.used)):
        if not parts.used[row] or parts.broken[row]:
            continue
        item, part = parts.item[row], np.int64(parts.part[row])
        who = items.holder[item]
        if who < 0 or not people.alive[who] or (part == _LIFE_SUPPORT and not on[item]):
            continue
        pace = np.int64(1000)
        if part != _LIFE_SUPPORT and people.inside[who] < 0 and city.flags[people.cell[who] // city.area] & 1:
            pace += knobs.dust * knobs.ash
        worn = parts.worn[row]
        odds = knobs.odds[part, min(worn // _STEP, _LIVES * _STEPS - 1)] * pace // 1000
        parts.worn[row] = worn + knobs.wears[part] * pace // 1000
        if luck.u32(key, items.luck[item], part) < odds:
            failed.row[n], failed.who[n], failed.odds[n] = row, who, min(odds, np.int64(luck.CERTAIN))
            n += 1
    return n
