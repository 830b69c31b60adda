"""Treatment: people free the trapped, cut cloth away, give morphine, dress and bind wounds.

Each takes its time, by skill and tools. The supplies have to be there when it is ordered and when it is done: they are
spent only then. Gauze stops part of the bleeding, where pressure can reach the wound; a tourniquet all of it, on a
limb; a binding nearly all, and it bears being moved. Dressing through cloth takes longer and holds no better than the
work of the least skilled. Dirt gets into a wound off rusty blades, old gauze and unskilled hands; clothing can be torn
away without a blade (CUT with amount 1). Where two treat the same wound at once, a draw says whose work it is; the
other has spent nothing.

Reads   citizens.intent, target, cause, age, cell, luck; tasks.owner, verb, target, amount, cause; wounds.clothed,
        control, cause, luck; conditions.owner, kind, since; intents to FREE, CUT, INJECT, DRESS, TOURNIQUET and
        STABILISE; supplies and tools as `kit` counts them; skill at medicine; what stands in the way, as
        `world/reasons` has it
Writes  wounds.clothed, dressing, control, treated; blood.dosed, tended; doses as `blood_loss.inject` does, flows and
        pain as `blood_loss.redo`; dirt as `injuries.soil` does, debris as `untrap`; what is used up as `kit.spend`
        does; ties and thanks as `regard` keeps them; the tasks that `world/orders/tasks.py` keeps
Emits   FREED(citizen, citizen; cause: the order), CUT_AWAY, DRESSED, TOURNIQUET_PUT_ON, STABILISED(citizen, citizen;
        wound; cause: the order; stream and odds of dirt; because: the wound), INJECTED(citizen, citizen; doses; cause:
        the order), INTERRUPTED(citizen; verb; cause: the order), REFUSED(citizen, citizen; refusal; cause: the order)
Units   seconds of a person of skill 5; control in 1/1000 of what a wound bleeds; skill 0 to 10
Source  J. Kragh et al., J. Emerg. Med. 41 (2011) 590: tourniquets stop limb bleeding; gauze 0.6 to 0.9 on compressible
        wounds. How long each takes, and what dirties a wound, is assumed.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.world.body import blood_loss, care, injuries, posture
from undergrid.world.body.blood_rows import blood_slot
from undergrid.world.body.physique import Ages
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.orders import attempts, tasks
from undergrid.world.orders.attempts import amount_of, anybody_tries
from undergrid.world.people import background
from undergrid.world.reasons.body import treating
from undergrid.world.society import regard
from undergrid.world.tables.body import Dressing
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import ConditionKind
from undergrid.world.tables.society import BondKind

if TYPE_CHECKING:
    from undergrid.world.world import World

FIRST = luck.stream("treatment, first")  # whose hands are first on a wound
DIRT = luck.stream("treatment, dirt")
DEBRIS = luck.stream("treatment, debris")

VERBS = (Verb.FREE, Verb.CUT, Verb.INJECT, Verb.DRESS, Verb.TOURNIQUET, Verb.STABILISE)
_ON_WOUNDS = (Verb.CUT, Verb.DRESS, Verb.TOURNIQUET, Verb.STABILISE)
_TOLD = {
    Verb.CUT: Kind.CUT_AWAY,
    Verb.DRESS: Kind.DRESSED,
    Verb.TOURNIQUET: Kind.TOURNIQUET_PUT_ON,
    Verb.STABILISE: Kind.STABILISED,
}


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.treatment`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    free: int = Field(120, ge=1, le=86_400, description="getting somebody out from under debris, s [assumed]")
    cut: int = Field(30, ge=1, le=3600, description="tearing the clothing away with bare hands, s [assumed]")
    blade: int = Field(60, ge=0, le=99, description="how much of that a good blade saves, % [assumed]")
    inject: int = Field(20, ge=1, le=3600, description="an injection, s [assumed]")
    dress: int = Field(60, ge=1, le=3600, description="dressing a wound, s [assumed]")
    tourniquet: int = Field(30, ge=1, le=3600, description="putting on a tourniquet, s [assumed]")
    stabilise: int = Field(120, ge=1, le=3600, description="binding a wound so that it bears moving, s [assumed]")
    through_cloth: int = Field(150, ge=100, le=1000, description="the same through clothing, % of the time [assumed]")
    gauze_least: int = Field(600, ge=0, le=1000, description="control by gauze, skill 0, 1/1000 [combat-care teaching]")
    gauze_most: int = Field(900, ge=0, le=1000, description="the same, skill 10, 1/1000 [combat-care teaching]")
    bound_least: int = Field(950, ge=0, le=1000, description="control by a binding, skill 0, 1/1000 [assumed]")
    bound_most: int = Field(1000, ge=0, le=1000, description="the same, skill 10, 1/1000 [assumed]")
    rust: float = Field(0.5, ge=0, le=1, description="chance of dirt off a wholly rusted blade [assumed]")
    soiled: float = Field(0.5, ge=0, le=1, description="chance of dirt off wholly soiled gauze [assumed]")
    hands: float = Field(0.1, ge=0, le=1, description="chance of dirt off hands of skill 0; none at 10 [assumed]")
    thanks: int = Field(500, ge=0, le=10_000, description="good experience that being treated is, 1/1000 [assumed]")
    tie: int = Field(200, ge=0, le=1000, description="strength of the bond that treating makes, 1/1000 [assumed]")

    @cached_property
    def dirt(self) -> tuple[int, int, int]:
        """Thresholds of dirt off the worst blade, the worst gauze and the least skilled hands."""
        return luck.chance(self.rust), luck.chance(self.soiled), luck.chance(self.hands)


def step(world: World, params: Params) -> None:
    """Begin what is ordered, then carry out what has had its time."""
    if anybody_tries(world):
        for who in attempts.asked(world, Verb.FREE, Verb.STABILISE):
            _begin(world, params, who)
    if world.tasks.n_used:
        slots = tasks.done(world, VERBS)
        if len(slots):
            _end(world, params, slots.tolist())


def ticks(world: World, params: Params, who: int, verb: Verb, whom: int, amount: int = 0) -> int:
    """How long it takes somebody to treat somebody so, with the skill and the tools they have, s."""
    skill = background.skill_medicine(world, who)
    match verb:
        case Verb.FREE:  # by strength, not skill, and by how much debris fell
            twice = 2 if world.citizens.age[who] < world.shared(Ages).child else 1
            return care.seconds(params.free, 5, twice * _debris(world, whom))
        case Verb.INJECT:
            return care.seconds(params.inject, skill)
        case Verb.CUT:
            return care.seconds(params.cut, skill, 100 - params.blade * _blade(world, who, amount) // 100)
        case Verb.TOURNIQUET:
            return care.seconds(params.tourniquet, skill)
    wound = care.wound_for(world, whom, verb)
    share = params.through_cloth if world.wounds.clothed[wound] else 100
    return care.seconds(params.dress if verb == Verb.DRESS else params.stabilise, skill, share)


def _blade(world: World, who: int, amount: int) -> int:
    """How good the blade is that somebody cuts with, %; 0 for none, or where bare hands (1) were asked for."""
    return 0 if amount == 1 else kit.quality(world, who, ItemKind.SCALPEL)


def _debris(world: World, whom: int) -> int:
    """How much lies on somebody, from half to one and a half times the usual, %: the same for all who clear it away."""
    held = world.conditions
    since = held.since[held.first(owner=whom, kind=ConditionKind.TRAPPED)]
    key = luck.make_key(world.seed, max(0, int(since)), DEBRIS)
    return 50 + int(luck.below(key, int(world.citizens.luck[whom]), 101))


def _begin(world: World, params: Params, who: int) -> None:
    people = world.citizens
    verb, whom, amount = Verb(int(people.intent[who])), int(people.target[who]), amount_of(world, who)
    why = treating(world, who, verb, whom, amount)
    if why is None:
        tasks.begin(
            world, who, verb, whom, ticks(world, params, who, verb, whom, amount), int(people.cause[who]), amount
        )
        return
    event = attempts.refuse(world, who, why)
    if why == Refusal.NO_DOSE:
        _remember_want(world, whom, event)


def _end(world: World, params: Params, slots: list[int]) -> None:
    """End the tasks whose time is up: those that still can take effect; of several on one wound one, by a draw."""
    doing, people, key = world.tasks, world.citizens, world.key(FIRST)
    claims: dict[tuple[int, int], list[int]] = {}
    for slot in slots:
        who, whom, verb = int(doing.owner[slot]), int(doing.target[slot]), Verb(int(doing.verb[slot]))
        why = treating(world, who, verb, whom, int(doing.amount[slot]))
        if why is not None:
            event = tasks.interrupt(world, slot)
            if why == Refusal.NO_DOSE:
                _remember_want(world, whom, event)
        elif verb == Verb.INJECT:
            _inject(world, params, slot)
        else:
            claims.setdefault((whom, care.wound_for(world, whom, verb) if verb in _ON_WOUNDS else -1), []).append(slot)
    for whom, wound in sorted(claims):
        mine = int(people.luck[whom])
        by_luck = sorted(
            (luck.u32(key, luck.pair(people.luck[doing.owner[slot]], mine)), slot) for slot in claims[whom, wound]
        )
        first = by_luck[0][1]
        for _, late in by_luck[1:]:
            tasks.interrupt(world, late)
        if wound < 0:
            _free(world, params, first)
        else:
            _treat(world, params, first, wound)


def _remember_want(world: World, whom: int, event: int) -> None:
    """Note on a body that there was no dose for it, so that its death can name that as a cause."""
    row = blood_slot(world, whom)
    if row >= 0:
        world.blood.dosed[row] = event


def _free(world: World, params: Params, slot: int) -> None:
    doing = world.tasks
    who, whom = int(doing.owner[slot]), int(doing.target[slot])
    event = world.events.one(Kind.FREED, who, whom, int(world.citizens.cell[who]), cause=int(doing.cause[slot]))
    injuries.untrap(world, whom)
    _done(world, params, slot, event)


def _inject(world: World, params: Params, slot: int) -> None:
    doing = world.tasks
    who, whom, n = int(doing.owner[slot]), int(doing.target[slot]), max(1, int(doing.amount[slot]))
    kit.spend(world, who, ItemKind.MORPHINE, n)
    event = world.events.one(Kind.INJECTED, who, whom, int(world.citizens.cell[who]), n, int(doing.cause[slot]))
    blood_loss.inject(world, whom, 1000 * n, event)
    _done(world, params, slot, event)


def _treat(world: World, params: Params, slot: int, wound: int) -> None:
    """Treat one wound: spend what it takes, and change how it bleeds and whether there is dirt in it."""
    doing, wounds = world.tasks, world.wounds
    who, whom, verb = int(doing.owner[slot]), int(doing.target[slot]), Verb(int(doing.verb[slot]))
    skill, supply = (
        background.skill_medicine(world, who),
        care.takes(world, wound, verb, kit.count(world, who, ItemKind.GAUZE)),
    )
    odds = _dirt_odds(world, params, who, verb, supply, int(doing.amount[slot]))
    soiled = bool(luck.u32(world.key(DIRT), wounds.luck[wound]) < odds)
    if supply is not None:
        kit.spend(world, who, supply)
    if verb == Verb.CUT:
        wounds.clothed[wound] = False
    elif verb == Verb.TOURNIQUET:
        wounds.dressing[wound], wounds.control[wound] = Dressing.TOURNIQUET, 1000
    else:
        bound = verb == Verb.STABILISE
        least, most = (params.bound_least, params.bound_most) if bound else (params.gauze_least, params.gauze_most)
        control = least + (0 if wounds.clothed[wound] else (most - least) * skill // 10)
        wounds.control[wound] = max(int(wounds.control[wound]), control)
        wounds.dressing[wound] = Dressing.STABILISED if bound else Dressing.GAUZE
    event = world.events.one(
        _TOLD[verb], who, whom, int(world.citizens.cell[who]), injuries.code(world, wound), int(doing.cause[slot]),
        int(DIRT) if odds else 0, odds,
    )  # fmt: skip
    world.events.because(event, int(wounds.cause[wound]), Role.WOUND)
    wounds.treated[wound] = event
    if soiled:
        injuries.soil(world, wound)
    _done(world, params, slot, event)


def _dirt_odds(world: World, params: Params, who: int, verb: Verb, supply: ItemKind | None, amount: int) -> int:
    """The threshold of dirt getting into a wound: off the blade it is cut free with, the gauze, the hands."""
    rust, soiled, hands = params.dirt
    if verb == Verb.TOURNIQUET:
        return 0
    tool = 0
    if verb == Verb.CUT and amount != 1 and kit.count(world, who, ItemKind.SCALPEL):
        tool = rust * (100 - _blade(world, who, amount)) // 100
    elif supply == ItemKind.GAUZE:
        tool = soiled * (100 - kit.quality(world, who, ItemKind.GAUZE)) // 100
    skin = hands * (10 - background.skill_medicine(world, who)) // 10
    return tool + skin - (tool * skin >> 32)


def _done(world: World, params: Params, slot: int, event: int) -> None:
    """End a task that took effect; whoever was treated in their senses thinks better of the other."""
    who, whom = int(world.tasks.owner[slot]), int(world.tasks.target[slot])
    row = blood_slot(world, whom)
    if row >= 0:
        world.blood.tended[row] = event
        blood_loss.redo(world, whom)
    if who != whom:
        regard.bind(world, who, whom, BondKind.FRIEND, params.tie, event)
        if posture.hears(world, whom):
            regard.bind(world, whom, who, BondKind.FRIEND, params.tie, event)
            regard.good(world, whom, who, params.thanks, event)
    tasks.finish(world, slot)
