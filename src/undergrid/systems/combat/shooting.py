"""Shooting: people aim and shoot at people and watchers, by odds that they could have seen before.

To aim takes some seconds, kneeling, or lying for who lay. Where there is no line of fire any more then, nothing is
spent. At who is behind a wreck one holds one's aim for a while, until they come up to shoot. A draw decides at the odds
of that moment; a hit goes through what the target wears, or into a subsystem of a watcher. Who has fired stays low. Who
is shot at keeps down for some seconds, hit or not, and shoots worse (`world/combat/`). A shot is heard far.

Reads   citizens.intent, target, cause, cell, inside, luck, posture; tasks.owner, verb, target, amount, since, cause; a
        watcher's luck; what stands in the way, as `world/reasons` has it; odds as `world/combat/odds.py` has them
Writes  citizens.posture, cause; tasks.until; tasks as `begin` and `interrupt` do; what a shot takes as `weapons.spend`
        does; people as `strike`, `pin` and `keep_low` do, watchers as `hit_watcher` does; noises as `make_noise` does;
        who has kept down long enough as `let_up` does
Emits   SHOT(citizen, citizen; amount weapon, hit or miss; cause: the order; stream, odds), SHOT_AT_WATCHER(citizen,
        watcher; the same), INTERRUPTED, REFUSED; by a shot KEPT_DOWN, DEFLECTED, PIERCED, WOUNDED, DIED, BOUNCED_OFF,
        SUBSYSTEM_FAILED, CRASHED, OUT_OF_ACTION, GLASS_FELL
Units   times in s; chances as thresholds of 2^32
Source  Odds: world/combat/odds.py. Armour: world/combat/armour.py. How long it takes to aim: assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core import luck
from undergrid.world.combat.breakage import hit_watcher
from undergrid.world.combat.hits import strike
from undergrid.world.combat.suppression import keep_low, let_up, pin
from undergrid.world.combat.weapons import WEAPONS, Shooting, damage, shot_code, spend
from undergrid.world.log.kinds import Kind
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import Pause, amount_of, anybody_tries, asked, refuse
from undergrid.world.reasons import combat
from undergrid.world.senses.noises import make_noise
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Posture

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("shooting")
TURN = luck.stream("shooting/turn")

_WHY_NOT = {Verb.SHOOT: combat.shooting, Verb.SHOOT_DOWN: combat.shooting_down}
_AT_ONCE = 4  # shots at one target in one tick; who is later fires a tick later


def step(world: World, params: None = None) -> None:
    """Let people aim, and those fire who have aimed long enough."""
    if anybody_tries(world):
        for who in asked(world, Verb.SHOOT, Verb.SHOOT_DOWN):
            _aim(world, who)
    if world.tasks.n_used:
        _fire_all(world)
    if world.suppressed.n_used:
        let_up(world)


def _aim(world: World, who: int) -> None:
    """Begin to aim, or refuse it."""
    people = world.citizens
    verb, target, amount = Verb(int(people.intent[who])), int(people.target[who]), amount_of(world, who)
    why = _WHY_NOT[verb](world, who, verb, target, amount)
    found = combat.aim(world, who, verb, target, amount)
    if why is not None or isinstance(found, Refusal):
        refuse(world, who, why or Refusal.NO_WEAPON)
        return
    flat, (kind, _) = people.posture[who] == Posture.FLAT, found
    tasks.begin(world, who, verb, target, WEAPONS[kind].aims, int(people.cause[who]), int(kind))
    if flat:
        people.posture[who] = Posture.FLAT


def _fire_all(world: World) -> None:
    """Let those fire who have aimed long enough; a draw gives their order."""
    table = world.tasks
    at: dict[tuple[int, int], int] = {}
    for slot in tasks.done_in_turn(world, combat.SHOTS, TURN):
        who, aimed = int(table.owner[slot]), (int(table.verb[slot]), int(table.target[slot]))
        if not table.used[slot] or who < 0:
            continue  # somebody has been quicker
        if at.get(aimed, 0) == _AT_ONCE:
            table.until[slot] = world.tick + 1
            continue
        at[aimed] = at.get(aimed, 0) + 1
        _fire(world, slot)


def _fire(world: World, slot: int) -> None:
    """Fire, or let it be where there is no line of fire any more."""
    people, table = world.citizens, world.tasks
    who, verb, target = int(table.owner[slot]), Verb(int(table.verb[slot])), int(table.target[slot])
    kind = ItemKind(int(table.amount[slot]))
    if _WHY_NOT[verb](world, who, verb, target, kind) is not None:
        tasks.interrupt(world, slot)
        return
    odds, at_person = combat.shot_odds(world, who, verb, target, kind), verb == Verb.SHOOT
    if not odds:  # nothing of them shows
        if world.tick < table.since[slot] + WEAPONS[kind].aims + world.shared(Shooting).holds_s:
            table.until[slot] = world.tick + 1
        else:
            tasks.interrupt(world, slot)
        return
    lucky = int((people if at_person else world.watchers).luck[target])
    pair, cause, where = luck.pair(int(people.luck[who]), lucky), int(table.cause[slot]), int(people.cell[who])
    hit = luck.u32(world.key(STREAM), pair) < odds
    spend(world, who, kind)
    told = Kind.SHOT if at_person else Kind.SHOT_AT_WATCHER
    event = world.events.one(told, who, target, where, shot_code(kind, hit), cause, STREAM, odds)
    make_noise(world, where, WEAPONS[kind].decibels, event, who, int(people.inside[who]))
    keep_low(world, who, Posture(int(people.posture[who])), world.tick + world.shared(Pause).ticks)
    people.cause[who] = event
    if at_person:
        if hit:
            strike(world, target, WEAPONS[kind].wound, damage(world, kind, pair, 0), event, pair)
        pin(world, target, event)
    elif hit:
        hit_watcher(world, target, damage(world, kind, pair, 0), event, pair, who)
