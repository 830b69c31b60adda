"""Parley odds: what people inside may answer to somebody at their door, and what the asker may do next.

Both sides weigh what they themselves believe: trust, fear, arms, insignia, numbers, wounds, what they take each other
for, and what the asker has said and shown by now. Offers count by the needs inside: somebody wounded, somebody who has
to be carried and too few hands. Each possible act has a worth in thousandths; its chance is in proportion to e to the
power of its worth (a logit choice). The crowd and the minds draw from these chances alike.

Source  D. McFadden, Conditional logit analysis of qualitative choice behavior (1974) for the form of the choice; what
        each thing weighs is assumed.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.world.orders.attempts import is_minded
from undergrid.world.people import background
from undergrid.world.senses.earshot import awake_inside, outdoors_around
from undergrid.world.society import regard
from undergrid.world.society.factions import betrayals, keeps_out
from undergrid.world.society.pleas import has_said, introduced, shows_hands
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.people import NEVER
from undergrid.world.tables.society import Category, Plea

if TYPE_CHECKING:
    from undergrid.world.world import World

_TWENTIETHS = 240  # worths are told apart by 1/20, from -12 to 12
with localcontext(prec=30):
    _WEIGHT = tuple(
        round((Decimal(n) / 20).exp() * 1_000_000) for n in range(-_TWENTIETHS, _TWENTIETHS + 1)
    )  # e^worth in millionths, in decimals: alike on every machine
_RULING = (Category.SOLDIER, Category.LOYAL)
_MOST_COMPANY = 5  # companions beyond which a group looks no more dangerous [assumed]


class Doorstep(BaseModel):
    """The knobs under `rules.doorstep`: what weighs how much at a door, in 1/1000 of the exponent of the choice."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    open_door: int = Field(
        300, ge=-100_000, le=100_000, description="letting somebody in, before anything is known of them [assumed]"
    )
    per_trust: int = Field(6, ge=-100_000, le=100_000, description="for each 1/1000 of trust above 1/2 [assumed]")
    per_fear: int = Field(3, ge=-100_000, le=100_000, description="against it for each 1/1000 of fear [assumed]")
    once_hunted: int = Field(
        900, ge=-100_000, le=100_000, description="for it, of who has been hunted themselves [assumed]"
    )
    pity: int = Field(700, ge=-100_000, le=100_000, description="for it, where the asker is wounded [assumed]")
    need: int = Field(
        1500,
        ge=-100_000,
        le=100_000,
        description="for it, where a healer asks, as far as one is sure, and somebody inside is wounded [assumed]",
    )
    caution: int = Field(
        400, ge=-100_000, le=100_000, description="against it, where somebody inside is wounded otherwise [assumed]"
    )
    ruling: int = Field(
        600,
        ge=-100_000,
        le=100_000,
        description="against it, where the asker is surely one of those who rule [assumed]",
    )
    introduced: int = Field(
        250, ge=-100_000, le=100_000, description="for it, where the asker has said who they are [assumed]"
    )
    called: int = Field(500, ge=-100_000, le=100_000, description="more, where they have come by the call [assumed]")
    trail: int = Field(150, ge=-100_000, le=100_000, description="more, where they have come by the trail [assumed]")
    by_name: int = Field(
        900, ge=-100_000, le=100_000, description="more, where they know somebody inside by name [assumed]"
    )
    hands: int = Field(200, ge=-100_000, le=100_000, description="for it, where they have shown their hands [assumed]")
    hardened: int = Field(
        500, ge=-100_000, le=100_000, description="against it, having warned them off at this door [assumed]"
    )
    disarmed: int = Field(
        500, ge=-100_000, le=100_000, description="for it, where they offer to leave their weapons outside [assumed]"
    )
    offer: int = Field(
        600, ge=-100_000, le=100_000, description="for it, where help is offered and somebody is wounded [assumed]"
    )
    carriers: int = Field(
        400,
        ge=-100_000,
        le=100_000,
        description="for it, where help is offered and there are too few hands for those who cannot walk [assumed]",
    )
    restraint: int = Field(
        900,
        ge=-100_000,
        le=100_000,
        description="for it, where they could have come in shooting, unseen, and say so [assumed]",
    )
    sold_out: int = Field(
        150,
        ge=-100_000,
        le=100_000,
        description="against it, for each time that those inside have been sold out [assumed]",
    )
    warn: int = Field(400, ge=-100_000, le=100_000, description="warning off, by somebody unarmed [assumed]")
    armed_word: int = Field(900, ge=-100_000, le=100_000, description="more of it, by somebody armed [assumed]")
    silence: int = Field(-300, ge=-100_000, le=100_000, description="keeping silent [assumed]")
    frightened: int = Field(
        2, ge=-100_000, le=100_000, description="more of silence for each 1/1000 of fear, unarmed [assumed]"
    )
    leave: int = Field(0, ge=-100_000, le=100_000, description="going away, unasked [assumed]")
    each_refusal: int = Field(
        600, ge=-100_000, le=100_000, description="more of it for each time one was not let in [assumed]"
    )
    warned: int = Field(700, ge=-100_000, le=100_000, description="more of it, having been warned off [assumed]")
    plead: int = Field(
        300, ge=-100_000, le=100_000, description="saying something more, while there is something [assumed]"
    )
    wait: int = Field(200, ge=-100_000, le=100_000, description="waiting before the door [assumed]")
    force: int = Field(-2600, ge=-100_000, le=100_000, description="coming in by force, unarmed [assumed]")
    gun: int = Field(
        1300, ge=-100_000, le=100_000, description="more of it with a gun, and half as much less pleading [assumed]"
    )
    blade: int = Field(
        400, ge=-100_000, le=100_000, description="more of it with a blade, and half as much less pleading [assumed]"
    )
    per_soldiering: int = Field(
        80, ge=-100_000, le=100_000, description="more of it for each point of soldiering [assumed]"
    )
    per_companion: int = Field(
        250, ge=-100_000, le=100_000, description="more of it for each companion at the door [assumed]"
    )
    despair: int = Field(
        1200, ge=-100_000, le=100_000, description="more of it and of waiting, wounded or wanted [assumed]"
    )
    scruple: int = Field(
        2,
        ge=-100_000,
        le=100_000,
        description="less of it for each 1/1000 of trust above 1/2 in whoever answers [assumed]",
    )


class Answers(NamedTuple):
    """Chances of what somebody inside answers, as thresholds: their sum is 2^32."""

    let_in: int
    warn: int
    silence: int


class Moves(NamedTuple):
    """Chances of what somebody who was not let in does next, as thresholds: their sum is 2^32."""

    leave: int
    wait: int
    force: int
    plead: int = 0


def threat(world: World, a: int, b: int) -> int:
    """How dangerous `b` looks to `a`, 0 to 1000: arms, insignia, company; less if `a` is armed too."""
    seen = {
        ItemKind.PLASMA: 350,
        ItemKind.RIFLE: 350,
        ItemKind.SIDEARM: 300,
        ItemKind.SCALPEL: 150,
        None: 0,
    }  # [assumed]
    level = 100 + seen[background.armed(world, b)]
    shown = background.shown(world, b)
    if shown == Category.SOLDIER and background.category(world, a) not in _RULING:
        level += 250
    elif shown == Category.HEALER:
        level -= 100
    level += 40 * min(_MOST_COMPANY, len(company(world, b)))
    level -= seen[background.armed(world, a)] // 3
    if is_wounded(world, b):
        level -= 80
    return min(1000, max(0, level))


def answer_odds(world: World, insider: int, outsider: int) -> Answers:
    """What `insider` may answer to `outsider` at the door, by what the insider believes and sees through the gap."""
    if keeps_out(world, insider, outsider):
        return Answers(0, luck.CERTAIN, 0)
    w = world.shared(Doorstep)
    open_door = sum(worth_opening(world, insider, outsider).values())
    has_arms = background.armed(world, insider) is not None
    warn = w.warn + (w.armed_word if has_arms else 0)
    silence = w.silence + (0 if has_arms else w.frightened * _feared(world, insider, outsider))
    return Answers(*choice((open_door, warn, silence)))


def worth_opening(world: World, insider: int, outsider: int) -> dict[str, int]:
    """What makes it worth to `insider` to open to `outsider`, by the names of the weights; less than 0: not to."""
    w = world.shared(Doorstep)
    return {
        "open_door": w.open_door,
        "per_trust": w.per_trust * (regard.trust(world, insider, outsider) - 500),
        "per_fear": -w.per_fear * _feared(world, insider, outsider),
        "once_hunted": w.once_hunted if was_hunted(world, insider) else 0,
        "pity": w.pity if is_wounded(world, outsider) else 0,
        "sold_out": -w.sold_out * betrayals(world, insider, outsider),
        **_taken_for(world, w, insider, outsider),
        **_heard(world, w, insider, outsider),
    }


def _taken_for(world: World, w: Doorstep, insider: int, outsider: int) -> dict[str, int]:
    """What it is worth to open, for what the outsider is believed to be."""
    rules, heals = (_sureness(world, insider, outsider, *kinds) for kinds in (_RULING, (Category.HEALER,)))
    worth = {"ruling": 0 if background.category(world, insider) in _RULING else -w.ruling * rules // 1000}
    if _hurt_inside(world, insider):
        offers = has_said(_said(world, outsider), Plea.HELP)
        worth |= {"need": w.need * heals // 1000} if heals else {"caution": 0 if offers else -w.caution}
    return worth


def _heard(world: World, w: Doorstep, insider: int, outsider: int) -> dict[str, int]:
    """What it is worth to open, for what the outsider has said and shown at this door."""
    said = _said(world, outsider)
    worth = {
        "hands": w.hands if shows_hands(world, insider, outsider) else 0,
        "introduced": w.introduced if introduced(said) else 0,
        "hardened": -w.hardened if world.parleys.has(asker=outsider, warned=True) else 0,
    }
    for plea, name in _PLEAS.items():
        worth[name] = getattr(w, name) if has_said(said, plea) else 0
    if has_said(said, Plea.HELP):
        worth["offer"] = w.offer if _hurt_inside(world, insider) else 0
        worth["carriers"] = w.carriers if _short_of_hands(world, insider) else 0
    return worth


_PLEAS = {
    Plea.CALLED: "called",
    Plea.TRAIL: "trail",
    Plea.BY_NAME: "by_name",
    Plea.RESTRAINT: "restraint",
    Plea.DISARM: "disarmed",
}


def next_move_odds(
    world: World, outsider: int, building: int, tries: int = 1, warned: bool = False, pleas: int = 0
) -> Moves:
    """What `outsider` may do before a door that has not been opened, after so many times of asking.

    pleas: how many things they could still say; where that is none, they do not plead.
    """
    w = world.shared(Doorstep)
    answering = awake_inside(world, building)
    host = max(answering, key=lambda who: (_feared(world, outsider, who), -who), default=-1)
    feared = _feared(world, outsider, host) if host >= 0 else 0
    trusted = regard.trust(world, outsider, host) - 500 if host >= 0 else 0
    despair = w.despair if is_wounded(world, outsider) or bool(world.citizens.wanted[outsider]) else 0
    arms = background.armed(world, outsider)
    leave = w.leave + w.each_refusal * (tries - 1) + (w.warned if warned else 0) + feared
    wait = w.wait + w.per_trust * trusted // 2 + despair // 2
    force = w.force + despair + w.per_soldiering * background.skill_soldiering(world, outsider)
    weapon = w.gun if arms in background.GUNS else w.blade if arms else 0
    force += weapon
    force += w.per_companion * min(_MOST_COMPANY, len(company(world, outsider)))
    force -= w.per_fear * feared + w.scruple * max(0, trusted)
    plead = w.plead - weapon // 2  # who is armed asks less
    return Moves(*choice((leave, wait, force, plead) if pleas else (leave, wait, force)))


def choice(worths: tuple[int, ...]) -> tuple[int, ...]:
    """Chances in proportion to e^worth (1/1000 each, told apart by 1/20), as thresholds that sum to 2^32."""
    weights = [_WEIGHT[min(_TWENTIETHS, max(-_TWENTIETHS, (worth + 25) // 50)) + _TWENTIETHS] for worth in worths]
    total, below, chances = sum(weights), 0, []
    for n in range(len(weights)):
        upto = sum(weights[: n + 1]) * luck.CERTAIN // total
        chances.append(upto - below)
        below = upto
    return tuple(chances)


def chosen(draw: int, chances: tuple[int, ...]) -> int:
    """Which of several chances a draw falls to."""
    for n, chance in enumerate(chances):
        if draw < chance:
            return n
        draw -= chance
    return len(chances) - 1


# ---------------------------------------------------------------- who is there, and how they are


def was_hunted(world: World, who: int) -> bool:
    """Whether somebody is or has been hunted."""
    slot = background.profile(world, who)
    return bool(world.citizens.wanted[who]) or (slot >= 0 and bool(world.profiles.hunted[slot]))


def is_wounded(world: World, who: int) -> bool:
    """Whether somebody has a wound that shows: into the flesh or deeper."""
    wounds = world.wounds
    return bool((wounds.depth[wounds.of(who)] >= 2).any())


def _sureness(world: World, who: int, other: int, *kinds: Category) -> int:
    """How sure `who` is that another is of one of some kinds, 1/1000: by the sign they wear, else by the guess."""
    shown = background.shown(world, other)
    if shown != Category.UNALIGNED:
        return 1000 if shown in kinds else 0
    slot, regards = regard.regard(world, who, other, make=False), world.regards
    return int(regards.certainty[slot]) if slot >= 0 and regards.believed[slot] in kinds else 0


def _hurt_inside(world: World, insider: int) -> bool:
    """Whether somebody in the same building has a wound that shows."""
    return any(is_wounded(world, who) for who in awake_or_not_inside(world, insider))


def _short_of_hands(world: World, insider: int) -> bool:
    """Whether more people there cannot walk than could be carried: each takes two who can [assumed]."""
    inside = awake_or_not_inside(world, insider)
    lame = sum(world.citizens.able[who] == 0 for who in inside)
    return bool(lame and len(inside) - lame < 2 * lame)


def _said(world: World, outsider: int) -> int:
    """What somebody has said at the door by now, as bits; 0 where they are not in talk."""
    slot = parley_of(world, outsider)
    return int(world.parleys.said[slot]) if slot >= 0 else 0


def company(world: World, who: int) -> list[int]:
    """Who is with somebody: of the same band or bound to them, and within earshot; rows, ascending."""
    people, members, bonds = world.citizens, world.members, world.bonds
    ties = set(bonds.b[bonds.of(who)].tolist())
    for band in members.band[members.of(who)].tolist():
        ties |= set(members.owner[members.where(band=band)].tolist())
    inside = int(people.inside[who])
    if inside >= 0:
        return sorted(other for other in ties - {who} if people.inside[other] == inside and people.alive[other])
    if not ties:
        return []
    near = outdoors_around(world, int(people.cell[who]))
    return [other for other in near.tolist() if other in ties and other != who and people.alive[other]]


def awake_or_not_inside(world: World, who: int) -> list[int]:
    """The living in the same building as somebody, including them, awake or not; rows, ascending."""
    people = world.citizens
    return np.flatnonzero((people.inside == people.inside[who]) & people.alive).tolist()


def parley_of(world: World, asker: int) -> int:
    """The slot of the talk that somebody has through a door; -1 for none."""
    return world.parleys.first(asker=asker)


def close(world: World, slot: int) -> None:
    """End a talk through a door; routine takes over an asker without a mind."""
    parleys, people = world.parleys, world.citizens
    asker = int(parleys.asker[slot])
    parleys.free(np.array([slot]))
    if not is_minded(world, asker) and people.wake[asker] == NEVER and people.alive[asker]:
        people.wake[asker] = world.tick + 1


def _feared(world: World, a: int, b: int) -> int:
    """How much `a` fears `b`: by their regard once they have met, before that by how b looks."""
    slot = regard.regard(world, a, b, make=False)
    met = slot >= 0 and world.regards.met[slot] >= 0
    return regard.fear_in(world, slot) if met else threat(world, a, b)
