"""Regard: what one person thinks of another, by beta reputation, and the stance that follows from it.

Good and bad experiences r and s count in thousandths. Trust is the expectation after them; older experiences fade with
each new one. Two quantities fade with time instead: fear, and the blow of bad news that was told openly. Each is a
value as of a tick and halves in a fixed time.

    trust     E = (r + 1) / (r + s + blow + 2),  r <- lambda r + weight of the good news
    standing  E - fear / 2;  from it, with hysteresis, the stance, each change of which is an event with its cause

Source  A. Josang, R. Ismail, The beta reputation system, 15th Bled e-Commerce Conf. (2002). Fear, stances and
        half-lives are assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.log.kinds import Kind
from undergrid.world.people.households import TIE, live_together
from undergrid.world.society.factions import shared_belief
from undergrid.world.tables.society import BondKind, Stance

if TYPE_CHECKING:
    from undergrid.world.world import World

ONE = 1000  # of trust, fear and experience
KEPT = 950  # lambda: how much of older experience is left after a new one, 1/1000 [assumed]
FEAR_HALVES = 7200  # s in which fear halves while nothing adds to it [assumed]
BLOW_HALVES = 10_800  # s in which bad news told openly loses half its weight [assumed]
BOND_PRIOR = 6 * ONE  # good experience that a bond of full strength stands for [assumed]
SWORN_PRIOR = 2 * ONE  # good experience that full belief in a common cause stands for [assumed]
FEAR_WEIGHT = 500  # how much of fear counts against trust, 1/1000 [assumed]
RUNGS = (150, 300, 550, 720)  # standing from which on one is WARY, GUARDED, at TRUCE, an ALLY [assumed]
MARGIN = 30  # by which standing has to pass a rung before the stance changes [assumed]
VOUCHER_SHARE = 500  # of bad news of somebody, how much falls on whoever vouched for them, 1/1000 [assumed]

_STEPS = 256
_HALVING = tuple(round((1 << 16) * 2 ** (-n / _STEPS)) for n in range(_STEPS))  # 2^(-n/256), built once, rounded


# ---------------------------------------------------------------- arithmetic


def expectation(r: int, s: int, one: int = ONE) -> int:
    """The expectation after good and bad experience r and s (1/1000 each), in 1/`one`, rounded.

    (0, 0) gives 1/2, (8, 2) 3/4, (1, 0) 2/3.
    """
    total = r + s + 2 * ONE
    return ((r + ONE) * one + total // 2) // total


def remembered(experience: int, kept: int = KEPT) -> int:
    """What is left of experience once something new happens; the loss is rounded down.

    So constant good news of weight 1 tends to exactly 1 / (1 - lambda) from below.
    """
    return experience - experience * (ONE - kept) // ONE


def faded(value: int, age: int, half_life: int) -> int:
    """What is left of a value after `age` seconds, rounded; exact at each half-life."""
    halvings, rest = divmod(max(0, age), half_life)
    scaled = value * _HALVING[rest * _STEPS // half_life]
    return ((scaled >> min(halvings, 48)) + (1 << 15)) >> 16


def bind(world: World, a: int, b: int, kind: BondKind, strength: int, cause: int) -> None:
    """Bind `a` to `b` from now on, with a strength in 1/1000; a bond that is there already stays as it is."""
    bonds = world.bonds
    if bonds.has(a=a, b=b):
        return
    slot = int(bonds.take(1)[0])
    bonds.a[slot], bonds.b[slot], bonds.kind[slot] = a, b, kind
    bonds.strength[slot], bonds.cause[slot] = strength, cause


def stance_for(standing: int, now: int) -> int:
    """The stance that a standing leads to from the stance `now`: it changes once a rung is passed by the margin."""
    while now < Stance.ALLY and standing >= RUNGS[now] + MARGIN:
        now += 1
    while now > Stance.HOSTILE and standing < RUNGS[now - 1] - MARGIN:
        now -= 1
    return now


# ---------------------------------------------------------------- regard


def regard(world: World, a: int, b: int, make: bool = True) -> int:
    """The slot of what `a` thinks of `b`. Where there is none, makes one if `make`, else returns -1.

    A bond to b counts as good experience from the start, and so does a common cause.
    """
    regards = world.regards
    slot = regards.first(a=a, b=b)
    if slot >= 0 or not make:
        return slot
    slot = int(regards.take(1)[0])
    regards.a[slot], regards.b[slot] = a, b
    regards.good[slot] = _bond_prior(world, a, b)
    regards.as_of[slot], regards.cause[slot] = world.tick, world.scenario_event
    regards.stance[slot] = on_rung(trust_in(world, slot))
    return slot


def trust(world: World, a: int, b: int) -> int:
    """How far `a` trusts `b`, 0 to 1000; of strangers 500."""
    slot = regard(world, a, b, make=False)
    return trust_in(world, slot) if slot >= 0 else expectation(_bond_prior(world, a, b), 0)


def trust_in(world: World, slot: int) -> int:
    """Trust by the slot of `regards`, 0 to 1000."""
    regards = world.regards
    blow = faded(int(regards.blow[slot]), world.tick - int(regards.as_of[slot]), BLOW_HALVES)
    return expectation(int(regards.good[slot]), int(regards.bad[slot]) + blow)


def fear(world: World, a: int, b: int) -> int:
    """How much `a` fears `b` now, 0 to 1000; 0 where they have never dealt with each other."""
    slot = regard(world, a, b, make=False)
    return fear_in(world, slot) if slot >= 0 else 0


def fear_in(world: World, slot: int) -> int:
    """Fear by the slot of `regards`, 0 to 1000."""
    regards = world.regards
    return faded(int(regards.fear[slot]), world.tick - int(regards.as_of[slot]), FEAR_HALVES)


def standing(world: World, slot: int) -> int:
    """Trust less the part of fear that counts against it, by the slot of `regards`."""
    return trust_in(world, slot) - fear_in(world, slot) * FEAR_WEIGHT // ONE


def stance(world: World, a: int, b: int) -> Stance:
    """How `a` stands to `b`; GUARDED towards strangers, as trust of 1/2 without fear has it."""
    slot = regard(world, a, b, make=False)
    return Stance(int(world.regards.stance[slot])) if slot >= 0 else first_stance(world, a, b)


def first_stance(world: World, a: int, b: int) -> Stance:
    """How `a` stands to `b` where they have never dealt with each other: by their bonds alone."""
    return Stance(on_rung(expectation(_bond_prior(world, a, b), 0)))


def good(world: World, a: int, b: int, weight: int, cause: int) -> None:
    """Add good experience that `a` has had of `b`, of a weight in 1/1000, by the event `cause`."""
    _experience(world, a, b, weight, 0, cause)


def bad(world: World, a: int, b: int, weight: int, cause: int) -> None:
    """Add bad experience that `a` has had of `b`, of a weight in 1/1000; part falls on those who vouched for b."""
    _experience(world, a, b, 0, weight, cause)
    vouches = world.vouches
    for row in vouches.where(to=a, about=b).tolist():
        _experience(world, a, int(vouches.by[row]), 0, weight * VOUCHER_SHARE // ONE, cause)


def blow(world: World, a: int, b: int, weight: int, cause: int, openness: int = 0) -> None:
    """Add bad news that `b` has told `a` openly: it weighs on trust now, in 1/1000, and wears off with time.

    The openness itself is good experience of weight `openness`, which stays.
    """
    slot = regard(world, a, b)
    _settle(world, slot)
    regards = world.regards
    regards.blow[slot] += weight
    if openness:
        regards.good[slot] = remembered(int(regards.good[slot])) + openness
        regards.bad[slot] = remembered(int(regards.bad[slot]))
    _changed(world, slot, cause)


def frighten(world: World, a: int, b: int, by: int, cause: int) -> None:
    """Let `a` fear `b` more by `by` (less where negative), in 1/1000, because of the event `cause`."""
    slot = regard(world, a, b)
    _settle(world, slot)
    world.regards.fear[slot] = min(ONE, max(0, int(world.regards.fear[slot]) + by))
    _changed(world, slot, cause)


def refresh_stance(world: World, slot: int, cause: int) -> bool:
    """Let the stance of a slot of `regards` follow from trust and fear; True, and an event, where it changes."""
    regards = world.regards
    now = stance_for(standing(world, slot), int(regards.stance[slot]))
    if now == regards.stance[slot]:
        return False
    regards.stance[slot] = now
    a, b = int(regards.a[slot]), int(regards.b[slot])
    world.events.one(Kind.STANCE_CHANGED, a, b, int(world.citizens.cell[a]), now, cause)
    return True


def _experience(world: World, a: int, b: int, r: int, s: int, cause: int) -> None:
    """Add good and bad experience of weights r and s; older experience counts less from now on."""
    if a == b:
        return
    slot = regard(world, a, b)
    regards = world.regards
    regards.good[slot] = remembered(int(regards.good[slot])) + r
    regards.bad[slot] = remembered(int(regards.bad[slot])) + s
    _changed(world, slot, cause)


def _settle(world: World, slot: int) -> None:
    """Bring fear and blow, which fade with time, up to now."""
    regards = world.regards
    age = world.tick - int(regards.as_of[slot])
    regards.fear[slot] = faded(int(regards.fear[slot]), age, FEAR_HALVES)
    regards.blow[slot] = faded(int(regards.blow[slot]), age, BLOW_HALVES)
    regards.as_of[slot] = world.tick


def _changed(world: World, slot: int, cause: int) -> None:
    world.regards.cause[slot] = cause
    refresh_stance(world, slot, cause)


def on_rung(standing: int) -> int:
    """The stance for a standing where there was none before, without hysteresis."""
    return sum(standing >= rung for rung in RUNGS)


def _bond_prior(world: World, a: int, b: int) -> int:
    bonds = world.bonds
    strength = bonds.strength[bonds.where(a=a, b=b)]
    bound = max(int(strength.max()) if len(strength) else 0, TIE if live_together(world, a, b) else 0)
    return max(bound * BOND_PRIOR // ONE, shared_belief(world, a, b) * SWORN_PRIOR // ONE)


# ---------------------------------------------------------------- vouching


def has_vouched(world: World, who: int, to: int, about: int) -> bool:
    """Whether somebody has vouched to `to` for a third person before."""
    return world.vouches.has(by=who, to=to, about=about)
