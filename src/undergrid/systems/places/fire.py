"""Fire: scraps burn for warmth in a shelter, whose gaps can be stopped; its light gives it away to those who watch.

Fuel burns down by its mass. A share of its heat warms the room, which loses it through walls and gaps in proportion to
how much warmer it is than outside: a lumped body, worked out in closed form whenever somebody asks
(`world/places/shelters.py`). Stopped gaps keep the warmth in, and the light.

A drone, Sentinel or hunter who has the door in view may make the light of the fire out, by the kernels of sight: the
darker it is, the more contrast a lit gap has. The watcher reports that somebody must be there.

Reads   citizens.intent, target, inside, cell, wake, cause; tasks.owner, verb, target, amount, until, cause;
        shelters.building, fire, fire_cause, glow_seen, sealed; items.count; watchers.kind, duty, cell, senses,
        impaired, luck; light and air as `optics.refresh` has them; what stands in the way, as `world/reasons` has it
Writes  shelters.fire, fire_cause, glow_seen, sealed; citizens.wake; warmth as `set_warmth` does; fuel as `use_up` does;
        tasks as `tasks.begin` and `tasks.finish` do; intents as `drop_intent` does; reports as `report` files them
Emits   FIRE_LIT(citizen, building; amount min; cause: the order), FIRE_WENT_OUT(building; cause: its lighting, or the
        order to put it out), SEALED(citizen, building; cause: the order), FIRE_SEEN(watcher, building; amount m; cause:
        its lighting; stream, odds), INTERRUPTED, REFUSED
Units   1 / 100 C; kg; ticks of 1 s
Source  Newton's law of cooling; dry wood gives 16 MJ / kg [textbook value]. Losses, burning rate, sizes: assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.bits import any_set
from undergrid.core.caches import Cache
from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel
from undergrid.world.authority.reporting import report
from undergrid.world.log.kinds import Kind
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import Attempts, Pause, amount_of, drop_intent, log_refusal
from undergrid.world.places.shelters import at_hand, glow, set_warmth, shelter_row, use_up
from undergrid.world.reasons.places import fires
from undergrid.world.senses import optics
from undergrid.world.senses.optics import Optics, Target, between, clear, detection_chance
from undergrid.world.tables.authority import Duty, Sense, Senses, WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("fire")

_TASKS = (Verb.LIGHT, Verb.DOUSE, Verb.SEAL)
_LIGHT, _SEAL = int(Verb.LIGHT), int(Verb.SEAL)
_OFF, _EYES_OR_HEAT = int(Duty.OFF), int(Senses.EYES | Senses.HEAT)
_SENTINEL, _DRONE, _HUNTER = int(WatcherKind.SENTINEL), int(WatcherKind.DRONE), int(WatcherKind.HUNTER)
_GAP = int(Target.STANDING)  # of `person_m`: here the size of the lit gap
_STREET = 3  # Ground.STREET: nothing covers the gap
_FULL = 255
_ASKED, _DONE, _OUT, _ALIGHT = 1, 2, 4, 8  # what `_look` reports


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.fire`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    minutes_per_kg: float = Field(20, ge=1, le=600, description="a kg of scraps burns for, min [assumed]")
    heat_mj_per_kg: float = Field(16, ge=0.01, le=60, description="heat of burning, MJ/kg [dry wood]")
    into_room: float = Field(0.15, ge=0.01, le=1, description="share of it that stays in the room [assumed]")
    loss_w_per_k: float = Field(160, ge=1, le=10_000, description="lost through walls and gaps, W/K [assumed]")
    sealed_loss_w_per_k: float = Field(90, ge=1, le=10_000, description="the same with the gaps stopped, W/K [assumed]")
    room_mj_per_k: float = Field(
        0.4, ge=0.01, le=100, description="heat that warms air and things in the room, MJ/K [assumed]"
    )
    light_seconds: int = Field(60, ge=1, le=3600, description="to light a fire, s [assumed]")
    douse_seconds: int = Field(20, ge=1, le=3600, description="to put it out, s [assumed]")
    seal_seconds: int = Field(300, ge=1, le=7200, description="to stop the gaps of a door, s [assumed]")
    gap_m: float = Field(0.4, ge=0.01, le=3, description="size of the lit gap of a door, m [assumed]")
    sentinel_sees_m: float = Field(
        250.0, ge=0.01, le=2000, description="how far off a Sentinel minds a light, m [assumed]"
    )
    hunter_sees_m: float = Field(
        250.0, ge=0.01, le=2000, description="how far off a hunter on foot minds it, m [assumed]"
    )
    drone_sees_m: float = Field(400.0, ge=0.01, le=2000, description="how far off a drone minds it, m [assumed]")
    look_every: int = Field(10, ge=1, le=3600, description="each fire is looked for once in, s [assumed]")
    told_again: int = Field(
        900, ge=1, le=86_400, description="the authority is told of a fire again after, s [assumed]"
    )
    report_delay: int = Field(5, ge=1, le=3600, description="from the watcher to the authority, s [assumed]")
    points: int = Field(10, ge=0, le=1000, description="weight of such a report, points [assumed]")


def step(world: World, params: Params) -> None:
    """Begin and end what people do about fires, let those burnt down go out, and let watchers see the others."""
    shelters, attempts = world.shelters, world.cache(Attempts)
    if not shelters.n:
        return
    look = _look(attempts.handle, world.tasks.handle, shelters.handle, world.tick)
    if not look:
        return
    if look & _ASKED:
        verbs = world.citizens.intent[(rows := attempts.intending.rows())]
        for who in rows[(verbs >= _LIGHT) & (verbs <= _SEAL)].tolist():
            _begin(world, params, who)
    if look & _DONE:
        _end_tasks(world, params)
    if look & _OUT:
        for row in np.flatnonzero((shelters.fire >= 0) & (shelters.fire <= world.tick)).tolist():
            _go_out(world, params, row, int(shelters.fire_cause[row]))
    if look & (_ALIGHT | _DONE) and world.tick % params.look_every == 0:
        _look_for(world, params)


def _begin(world: World, params: Params, who: int) -> None:
    """Begin or refuse what somebody is about to try with a fire or the gaps of a door."""
    people, verb, cause = world.citizens, Verb(int(world.citizens.intent[who])), int(world.citizens.cause[who])
    building = int(people.inside[who])
    target = int(people.target[who]) if verb == Verb.SEAL else building
    refusal = fires(world, who, verb, target, 0)
    if refusal is not None:
        log_refusal(world, who, target, refusal)
        drop_intent(world, who)
        if people.wake[who] == NEVER:
            people.wake[who] = world.tick + world.shared(Pause).ticks
        return
    seconds = {Verb.LIGHT: params.light_seconds, Verb.DOUSE: params.douse_seconds, Verb.SEAL: params.seal_seconds}
    tasks.begin(world, who, verb, target, seconds[verb], cause, amount_of(world, who))


def _end_tasks(world: World, params: Params) -> None:
    """End the tasks whose time is up; a draw gives their order."""
    people, shelters, table = world.citizens, world.shelters, world.tasks
    for slot in tasks.done_in_turn(world, _TASKS, STREAM):
        who, building, verb = int(table.owner[slot]), int(table.target[slot]), Verb(int(table.verb[slot]))
        cause, where = int(table.cause[slot]), int(people.cell[who])
        row = shelter_row(world, building)
        if people.inside[who] != building or fires(world, who, verb, building, 0) is not None:
            world.events.one(Kind.INTERRUPTED, who, where=where, amount=int(verb), cause=cause)
        elif verb == Verb.LIGHT:
            _light(world, params, who, row, int(table.amount[slot]), cause)
        elif verb == Verb.DOUSE:
            _go_out(world, params, row, cause)
        else:
            shelters.sealed[row] = True
            world.events.one(Kind.SEALED, who, building, where, cause=cause)
            _rewarm(world, params, row)
        tasks.finish(world, slot)


def _light(world: World, params: Params, who: int, row: int, asked: int, cause: int) -> None:
    """Burn as many kg as was asked for, or all that is at hand: a new fire, or a fire that goes on for longer."""
    shelters, items = world.shelters, world.items
    slots, spent = at_hand(world, who, ItemKind.FUEL), 0
    there = int(items.count[slots].sum())
    wanted = min(asked, there) if asked else there
    for slot in slots:
        used = min(wanted - spent, int(items.count[slot]))
        use_up(world, slot, used)
        spent += used
    seconds = round(spent * params.minutes_per_kg * 60)
    building = int(shelters.building[row])
    shelters.fire[row] = max(world.tick, int(shelters.fire[row])) + seconds
    shelters.fire_cause[row] = world.events.one(
        Kind.FIRE_LIT, who, building, int(world.city.doors[building]), seconds // 60, cause
    )
    _rewarm(world, params, row)


def _go_out(world: World, params: Params, row: int, cause: int) -> None:
    building = int(world.shelters.building[row])
    out = world.events.one(Kind.FIRE_WENT_OUT, building, where=int(world.city.doors[building]), cause=cause)
    world.shelters.fire[row], world.shelters.glow_seen[row], world.shelters.fire_cause[row] = -1, -1, out
    _rewarm(world, params, row)


def _rewarm(world: World, params: Params, row: int) -> None:
    """Set what the warmth of a room tends to from now on, by its fire and its gaps."""
    shelters = world.shelters
    loss = params.sealed_loss_w_per_k if shelters.sealed[row] else params.loss_w_per_k
    heat = params.heat_mj_per_kg * 1e6 * params.into_room / (params.minutes_per_kg * 60)
    warms_to = min(30_000, round(100 * heat / loss)) if shelters.fire[row] > world.tick else 0
    set_warmth(world, row, warms_to, round(params.room_mj_per_k * 1e6 / loss))


# -- from outside


class _Desk(Cache):
    """The knobs of the kernels: optics; light and dim (as of `haze`), of the tick."""

    def __init__(self, world: World, params: Params) -> None:
        gap = {
            "person_m": params.gap_m,
            "sentinel_m": params.sentinel_sees_m,
            "hunter_m": params.hunter_sees_m,
            "drone_m": params.drone_sees_m,
        }
        seen = world.shared(Optics).model_copy(update=gap)  # watchers mind a light from farther off than a person
        self.knobs = record(optics=optics.tables(seen, world.city.cell_mm), light=0, dim=0)

    def now(self, world: World) -> Handle:
        """The knobs, brought up to date."""
        optics.refresh(self.knobs, world.sky)
        return self.knobs


def chance_to_see(world: World, params: Params, kind: int, here: int, door: int, share: int) -> tuple[int, int]:
    """(threshold, squared cells) for one look from cell `here` by a kind of watcher at a fire behind a door."""
    odds, squared = _chance(world.cache(_Desk, params).now(world), world.city.handle, kind, here, door, share)
    return int(odds), int(squared)


def _look_for(world: World, params: Params) -> None:
    """Let the watchers in view look for each fire; the nearest of those that make it out reports it."""
    shelters, watchers, city = world.shelters, world.watchers, world.city
    cells, shares = glow(world)
    rows = np.flatnonzero(shelters.fire > world.tick)
    fresh = (shelters.glow_seen[rows] < 0) | (shelters.glow_seen[rows] + params.told_again <= world.tick)
    if not watchers.n or not fresh.any():
        return
    knobs, key = world.cache(_Desk, params).now(world), world.key(STREAM)
    for row, door, share in zip(rows[fresh].tolist(), cells[fresh].tolist(), shares[fresh].tolist(), strict=True):
        watcher, squared, odds = _first_to_see(watchers.handle, city.handle, knobs, door, share, world.tick, key)
        if watcher < 0:
            continue
        metres = int(squared**0.5 * city.cell_mm) // 1000
        events = world.events.add(
            Kind.FIRE_SEEN, [int(watcher)], int(shelters.building[row]), door, metres, int(shelters.fire_cause[row]),
            STREAM, int(odds),
        )  # fmt: skip
        shelters.glow_seen[row] = world.tick
        report(world, -1, int(watcher), Sense.SIGHT, door, params.report_delay, params.points, events)


@kernel
def _look(attempts, tasks, shelters, now):
    """What there is to do: orders, tasks that are over, fires burnt down, fires that burn on."""
    found = 0
    if any_set(attempts.intending):
        found |= _ASKED
    for slot in range(len(tasks.used)):
        if tasks.used[slot] and _LIGHT <= tasks.verb[slot] <= _SEAL and tasks.until[slot] <= now:
            found |= _DONE
    for row in range(len(shelters.fire)):
        if shelters.fire[row] >= 0:
            found |= _OUT if shelters.fire[row] <= now else _ALIGHT
    return found


@kernel
def _chance(knobs, city, kind, here, door, share):
    """(threshold, squared cells) of making a lit gap out; the light around takes its part of the contrast."""
    sensor = np.int64(kind)  # the kinds that move about are sensors of the same number
    squared, light = between(knobs.optics, city, sensor, here, door, knobs.light)
    if squared < 0 or not clear(city, here, door):
        return np.int64(0), np.int64(-1)
    stands_out = np.int64(share) * (_FULL - min(np.int64(light), np.int64(_FULL))) // _FULL
    odds = detection_chance(
        knobs.optics, sensor, np.int64(_GAP), squared, np.int64(_FULL), np.int64(_STREET), knobs.dim, stands_out
    )
    return odds, squared


@kernel
def _first_to_see(watchers, city, knobs, door, share, now, key):
    """(watcher, squared cells, odds) of the nearest who makes a fire out in this look; -1 for nobody."""
    best, best_squared, best_odds, best_draw = -1, np.int64(1) << 40, np.int64(0), np.int64(0)
    for w in range(len(watchers.kind)):
        if not _watches(watchers, w, now):
            continue
        odds, squared = _chance(knobs, city, watchers.kind[w], np.int64(watchers.cell[w]), door, share)
        if odds == 0 or squared > best_squared:
            continue
        draw = luck.draw_between(key, watchers.luck[w], np.int64(door), np.int64(0))
        if draw < odds and (squared < best_squared or draw < best_draw):
            best, best_squared, best_odds, best_draw = w, squared, odds, draw
    return best, best_squared, best_odds


@kernel(inline=True)
def _watches(watchers, w, now):
    """Whether a watcher moves about, is on duty and undisturbed, and has eyes or a heat sensor."""
    kind = watchers.kind[w]
    mobile = kind == _SENTINEL or kind == _DRONE or kind == _HUNTER
    return (
        mobile and watchers.duty[w] != _OFF and watchers.impaired[w] <= now and watchers.senses[w] & _EYES_OR_HEAT != 0
    )
