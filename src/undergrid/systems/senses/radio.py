"""Radio: distress beacons send their bursts, and whoever listens may hear them: helpers and hunters alike.

A beacon sends a short message every so many seconds while its battery lasts, from wherever the thing is. Whoever
carries a receiver and has their senses hears it if the burst gets through (`world/senses/radio_link.py`), and learns
where it comes from, less exactly the weaker the signal. Drones and hunters listen too: of those who hear it the one
with the best signal traces it, and reports that somebody calls from about there; nobody traces it again while it calls
from there. Ash in the air makes static.

Reads   beacons; items.kind, holder, cell, building, quality, luck; citizens.cell, inside, luck, wake, cause;
        watchers.cell, luck; knowledge.knower, topic, subject, at, cause; sky.ash; intents to BEACON; ruins as `receive`
        counts them; who listens as `people_listening` and `watchers_listening` have it; what stands in the way, as
        `world/reasons` has it
Writes  beacons; items.quality (what is left of the battery); citizens.wake; knowledge (topic CALL: one row for each
        knower and sender); intents as `drop_intent` does; reports as `report` files them
Emits   BEACON_SET_OFF(citizen; cause: the order), BEACON_HEARD(citizen, citizen; amount m; cause: the setting off;
        stream, odds), BEACON_TRACED(watcher, citizen; the same), BEACON_DIED(citizen; cause: the setting off), REFUSED
Units   powers in dBm, losses in dB, in tables 1 / 100; ticks of 1 s
Source  Bursts of 5 W at 406 MHz every 50 s, 112 bits, 24 h of battery: Cospas-Sarsat T.001. Exponents and shadowing:
        Rappaport, see world/senses/radio_link.py. Sensitivity, walls, static, errors of place: assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.caches import Cache
from undergrid.core.grid import squared_apart_on
from undergrid.core.handles import record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64
from undergrid.world.authority.reporting import misplaced, report
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import Pause, amount_of, anybody_tries, asked, drop_intent, log_refusal
from undergrid.world.reasons.items import calling
from undergrid.world.senses.radio_link import Airwaves, Burst, Receivers, link_tables, receive
from undergrid.world.senses.receivers import people_listening, watchers_listening
from undergrid.world.tables.authority import Sense
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("radio")
SHADOWING = luck.stream("radio/shadowing")
FIX = luck.stream("radio/fix")


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.radio`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    power_dbm: float = Field(37, ge=-30, le=80, description="power of a burst, dBm: 5 W [Cospas-Sarsat T.001]")
    bits: int = Field(112, ge=1, le=10_000, description="bits of a message [Cospas-Sarsat T.001]")
    burst_seconds: int = Field(50, ge=1, le=3600, description="a beacon sends once in, s [Cospas-Sarsat T.001]")
    battery_hours: float = Field(24, ge=0.01, le=1000, description="a full battery lasts, h [Cospas-Sarsat T.001]")
    moved_m: int = Field(100, ge=1, le=100_000, description="traced again once moved farther than, m [assumed]")
    report_delay: int = Field(10, ge=1, le=3600, description="from the listener to the authority, s [assumed]")
    points: int = Field(20, ge=0, le=1000, description="weight of such a report, points [assumed]")


class _Desk(Cache):
    """What radio works with in one world: tables by its knobs, and the key of the pairs' shadowing. No state."""

    def __init__(self, world: World, params: Params) -> None:
        city, air = world.city, world.shared(Airwaves)
        self.link = link_tables(
            (city.width + city.height) * city.cell_mm // 1000, hertz=air.mhz * 1e6, street=air.street,
            ruins=air.ruins, shadow_db=air.shadow_db, bits=params.bits,
            budget_db=params.power_dbm - air.sensitivity_dbm,
        )  # fmt: skip
        self.links = luck.make_key(world.seed, 0, SHADOWING)


def step(world: World, params: Params) -> None:
    """Set off beacons as ordered, let those send whose turn it is, and let spent ones fall silent."""
    if anybody_tries(world):
        for who in asked(world, Verb.BEACON):
            _set_off(world, params, who)
    beacons = world.beacons
    if not beacons.n_used or not _any_due(beacons.handle, world.tick, params.burst_seconds):
        return
    slots = beacons.rows()
    for slot in slots[np.argsort(beacons.luck[slots], kind="stable")].tolist():
        if beacons.until[slot] <= world.tick:
            _fall_silent(world, params, slot)
        elif (world.tick - beacons.since[slot]) % params.burst_seconds == 0:
            _send(world, params, slot)


def _set_off(world: World, params: Params, who: int) -> None:
    """Somebody sets off a beacon that they carry, or is refused."""
    people, beacons, cause = world.citizens, world.beacons, int(world.citizens.cause[who])
    where = int(people.cell[who])
    refusal = calling(world, who, Verb.BEACON, -1, 0)
    idle = kit.idle_beacons(world, who)
    ticks = round(params.battery_hours * 3600) * int(world.items.quality[idle[0]]) // 100 if idle else 0
    if refusal is not None or not ticks:
        refusal = refusal or Refusal.NO_SUPPLIES  # too little charge for a single tick
        log_refusal(world, who, -1, refusal)
    else:
        event = world.events.one(Kind.BEACON_SET_OFF, who, where=where, cause=cause)
        slot = int(beacons.take(1)[0])
        beacons.luck[slot], beacons.sender[slot], beacons.cell[slot] = world.items.luck[idle[0]], who, where
        beacons.since[slot], beacons.cause[slot] = world.tick, event
        beacons.until[slot] = world.tick + min(ticks, amount_of(world, who) or ticks)
    drop_intent(world, who)
    if people.wake[who] == NEVER:
        people.wake[who] = world.tick + world.shared(Pause).ticks


def _thing(world: World, slot: int) -> int:
    """The slot in `items` of the beacon that sends; -1 where it is gone."""
    return world.items.first(luck=world.beacons.luck[slot], kind=ItemKind.BEACON)


def _fall_silent(world: World, params: Params, slot: int) -> None:
    """A beacon stops: its time is up, and so much of its battery is gone."""
    beacons, thing = world.beacons, _thing(world, slot)
    world.events.one(
        Kind.BEACON_DIED, int(beacons.sender[slot]), where=int(beacons.cell[slot]), cause=int(beacons.cause[slot])
    )
    if thing >= 0:
        sent = int(beacons.until[slot] - beacons.since[slot])
        used = -(-100 * sent // round(params.battery_hours * 3600))
        world.items.quality[thing] = max(0, int(world.items.quality[thing]) - used)
    beacons.free(np.array([slot]))


def _send(world: World, params: Params, slot: int) -> None:
    """One burst: from where the thing is to everybody who listens."""
    people, items, beacons, air = world.citizens, world.items, world.beacons, world.shared(Airwaves)
    thing, indoors = _thing(world, slot), False
    if thing >= 0:
        holder = int(items.holder[thing])
        beacons.cell[slot] = people.cell[holder] if holder >= 0 else items.cell[thing]
        indoors = bool((people.inside[holder] if holder >= 0 else items.building[thing]) >= 0)
    sender = int(beacons.sender[slot])
    who, ears = people_listening(world, sender), watchers_listening(world)
    static = round(air.ash_db * int(world.sky.ash[0])) + round(100 * air.indoors_db) * indoors
    arrives = _received(world, params, slot, static, who, ears)
    for row, burst in zip(who.tolist(), arrives, strict=False):
        if burst.heard:
            _hear(world, params, slot, row, burst)
    heard = [(watcher, burst) for watcher, burst in zip(ears.tolist(), arrives[len(who) :], strict=True) if burst.heard]
    if heard and _has_moved(world, params, int(beacons.traced[slot]), int(beacons.cell[slot])):
        _trace(world, params, slot, heard)


def _received(world: World, params: Params, slot: int, static: int, who: I64, ears: I64) -> list[Burst]:
    """What arrives of one burst at people and at watchers; `static` is what it loses wherever it is received."""
    people, watchers, beacons, n = world.citizens, world.watchers, world.beacons, len(who) + len(ears)
    air = world.shared(Airwaves)
    desk, out = world.cache(_Desk, params), world.out(Receivers, n)
    out.cell[:n] = np.concatenate([people.cell[who], watchers.cell[ears]])
    out.luck[:n] = np.concatenate([people.luck[who], watchers.luck[ears]])
    out.extra[: len(who)] = static + round(100 * air.indoors_db) * (people.inside[who] >= 0)
    out.extra[len(who) : n] = static - round(100 * air.watcher_gain_db)
    receive(
        desk.link, world.city.handle, int(beacons.cell[slot]), int(beacons.luck[slot]), round(100 * air.level_db),
        record(links=desk.links, burst=world.key(STREAM)), n, out.handle,
    )  # fmt: skip
    return [Burst(*row[-len(Burst._fields) :]) for row in out.rows(n)]


def _fix(world: World, slot: int, lucky: int, over: int) -> int:
    """Where a receiver takes a call to come from: the less exactly, the less the signal exceeds the sensitivity."""
    off = world.shared(Airwaves).off(over)
    city, sent_by, cell = world.city, int(world.beacons.luck[slot]), int(world.beacons.cell[slot])
    return int(misplaced(world.key(FIX), luck.pair(lucky, sent_by), 0, cell, off, city.handle))


def _hear(world: World, params: Params, slot: int, who: int, burst: Burst) -> None:
    """Let somebody hear a call: an event the first time, later only fresher knowledge."""
    beacons, known = world.beacons, world.knowledge
    sender = int(beacons.sender[slot])
    rows = known.where(knower=who, topic=Topic.CALL, subject=sender)
    place = _fix(world, slot, int(world.citizens.luck[who]), burst.over)
    if len(rows) and known.at[rows[0]] >= beacons.since[slot]:
        row, event = int(rows[0]), int(known.cause[rows[0]])
    else:
        event = world.events.one(
            Kind.BEACON_HEARD, who, sender, place, burst.metres, int(beacons.cause[slot]), STREAM, burst.odds
        )
        row = int(rows[0]) if len(rows) else int(known.take(1)[0])
    known.knower[row], known.topic[row], known.subject[row] = who, Topic.CALL, sender
    known.cell[row], known.at[row], known.source[row] = place, world.tick, -1
    known.strength[row], known.cause[row] = burst.odds * 1000 >> 32, event


def _has_moved(world: World, params: Params, before: int, cell: int) -> bool:
    """Whether a beacon calls from elsewhere than when it was last traced; -1 if it never was."""
    city = world.city
    if before < 0 or before // city.area != cell // city.area:
        return True
    return squared_apart_on(before, cell, city.width, city.area) > (params.moved_m * 1000 // city.cell_mm) ** 2


def _trace(world: World, params: Params, slot: int, heard: list[tuple[int, Burst]]) -> None:
    """Of the watchers who hear a call the one with the best signal, among equals by a draw, reports where from."""
    beacons, watchers, key = world.beacons, world.watchers, world.key(FIX)
    watcher, best = min(heard, key=lambda one: (-one[1].over, luck.u32(key, int(watchers.luck[one[0]]), 2)))
    place = _fix(world, slot, int(watchers.luck[watcher]), best.over)
    events = world.events.add(
        Kind.BEACON_TRACED, [watcher], [int(beacons.sender[slot])], place, best.metres, int(beacons.cause[slot]),
        STREAM, best.odds,
    )  # fmt: skip
    beacons.traced[slot], beacons.believed[slot] = beacons.cell[slot], place
    beacons.trace[slot], beacons.waits[slot] = events[0], False
    report(world, -1, watcher, Sense.RADIO, place, params.report_delay, params.points, events)


@kernel
def _any_due(beacons, tick, period):
    """Whether any beacon sends or falls silent at this tick."""
    for slot in range(len(beacons.used)):
        if beacons.used[slot] and (beacons.until[slot] <= tick or (tick - beacons.since[slot]) % period == 0):
            return True
    return False
