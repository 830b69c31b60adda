"""Nursing, care without bandages: feeling for a pulse, letting drink, looking a wounded person over, keeping somebody
awake.

A pulse is found or not; unskilled fingers miss a weak one. Whoever has felt for it knows that body from then on. Water
goes from the one who carries it to the one who lacks it, a tenth of a litre at a time and never more than is lacking.
Looking somebody over gives a prognosis: what is likely to become of them, off by an error that skill and a good scanner
make small. Talk keeps somebody awake for as long as it goes on, and a while longer; it wakes sleepers.

Reads   citizens.intent, target, cause, doing, alive, cell, luck; tasks.owner, verb, target, amount, until, cause;
        blood.found, roused; exposure.alert; intents to CHECK, WATER, ASSESS and ROUSE with their amounts; bodies as
        `blood_loss`, `prognosis` and `exposure` tell of them; water and scanners as `kit` counts them; skill at
        medicine; what stands in the way, as `world/reasons` has it
Writes  blood.found, roused; exposure.alert; water drunk as `exposure.drink` does; what is learnt as
        `care.learn_of_body` does; what is used up as `kit.spend` does; thanks as `regard.good` does; the tasks that
        `world/orders/tasks.py` keeps; sleepers as `posture.wake_up` does
Emits   PULSE_FOUND(citizen, citizen; beats / min; cause: the order), NO_PULSE(citizen, citizen; cause: the order;
        stream and odds where a pulse was missed), GAVE_WATER(citizen, citizen; mL; cause: the order), ASSESSED(citizen,
        citizen; prognosis; cause: the order; stream), ROUSED(citizen, citizen; cause: the order), WOKE(citizen; by
        touch; cause: the rousing), INTERRUPTED(citizen; verb; cause: the order), REFUSED(citizen, citizen; refusal;
        cause: the order)
Units   seconds of a person of skill 5; tenths of a litre; skill 0 to 10; the error in 1/1000 of a unit of log odds
Source  Missed pulses: B. Eberle et al., Resuscitation 33 (1996) 107: lay people miss 45 % of those there are. Ten
        seconds for a pulse: resuscitation guidelines (AHA 2020). The rest is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.world.body import blood_loss, care, exposure, posture, prognosis, reach
from undergrid.world.body.blood_rows import blood_slot
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.orders import attempts, tasks
from undergrid.world.orders.attempts import amount_of, anybody_tries, drop_intent
from undergrid.world.people import background
from undergrid.world.reasons.body import nursing
from undergrid.world.society import regard
from undergrid.world.tables.body import Waking
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER, Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

PULSE = luck.stream("care, pulse")
LOOK = luck.stream("care, look")

VERBS = (Verb.CHECK, Verb.WATER, Verb.ASSESS)


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.nursing`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    check: int = Field(10, ge=1, le=3600, description="feeling for a pulse, s [AHA 2020]")
    missed: float = Field(0.45, ge=0, le=1, description="share of weak pulses missed at skill 0 [Eberle 1996]")
    sure: int = Field(6, ge=1, le=10, description="skill from which on none is missed [assumed]")
    weak: int = Field(3, ge=1, le=5, description="class of blood loss from which on a pulse is weak [assumed]")
    gulp: int = Field(5, ge=1, le=100, description="what is drunk at one go, tenths of a litre [assumed]")
    drink: int = Field(5, ge=1, le=3600, description="drinking a tenth of a litre, s [assumed]")
    assess: int = Field(30, ge=1, le=3600, description="looking a wounded person over, s [assumed]")
    error: int = Field(3000, ge=0, le=20_000, description="error of a prognosis at skill 0, 1/1000 [assumed]")
    scanner: int = Field(60, ge=0, le=100, description="how much of the error a good scanner takes away, % [assumed]")
    keeps: int = Field(300, ge=0, le=86_400, description="s that talk keeps somebody awake after it ended [assumed]")
    thanks: int = Field(500, ge=0, le=10_000, description="good experience that water is, 1/1000 [assumed]")


def step(world: World, params: Params) -> None:
    """Begin what is ordered, carry out what has had its time, and let those who talk go on talking."""
    if anybody_tries(world):
        for who in attempts.asked(world, Verb.CHECK, Verb.ROUSE):
            if world.citizens.intent[who] in (*VERBS, Verb.ROUSE):
                _begin(world, params, who)
    if world.tasks.n_used:
        for slot in tasks.done(world, VERBS).tolist():
            _end(world, params, slot)
        for slot in tasks.at(world, Verb.ROUSE).tolist():
            _talk(world, params, slot)


def error(world: World, params: Params, who: int) -> int:
    """The error of somebody's prognoses (standard deviation, 1/1000 of log odds), by skill and scanner."""
    left = 100 - params.scanner * kit.quality(world, who, ItemKind.SCANNER) // 100
    return params.error * (10 - background.skill_medicine(world, who)) * left // 1000


def _gulp(world: World, params: Params, who: int, whom: int, amount: int) -> int:
    """How many tenths of a litre go over: as many as asked for, or one gulp."""
    return amount or min(params.gulp, kit.count(world, who, ItemKind.WATER), exposure.tenths_lacking(world, whom))


def _begin(world: World, params: Params, who: int) -> None:
    people = world.citizens
    verb, whom, amount = Verb(int(people.intent[who])), int(people.target[who]), amount_of(world, who)
    why = nursing(world, who, verb, whom, amount)
    if why is not None:
        attempts.refuse(world, who, why)
        return
    cause, skill = int(people.cause[who]), background.skill_medicine(world, who)
    if verb == Verb.ROUSE:
        roused = world.events.one(Kind.ROUSED, who, whom, int(people.cell[who]), cause=cause)
        if people.doing[whom] == Activity.SLEEPING:
            posture.wake_up(world, whom, Waking.TOUCH, roused)
        if reach.hauling(world, who) >= 0:  # who hauls says a word on the way
            _keep_awake(world, params, whom)
            drop_intent(world, who)
            return
        tasks.begin(world, who, verb, whom, min(amount or NEVER, NEVER - world.tick), cause)
        return
    if verb == Verb.WATER:
        ticks = params.drink * _gulp(world, params, who, whom, amount)
    else:
        ticks = care.seconds(params.check if verb == Verb.CHECK else params.assess, skill)
    tasks.begin(world, who, verb, whom, ticks, cause, amount)


def _end(world: World, params: Params, slot: int) -> None:
    doing = world.tasks
    who, whom, verb = int(doing.owner[slot]), int(doing.target[slot]), Verb(int(doing.verb[slot]))
    amount, cause = int(doing.amount[slot]), int(doing.cause[slot])
    if nursing(world, who, verb, whom, amount) is not None:
        tasks.interrupt(world, slot)
        return
    if verb == Verb.CHECK:
        _check(world, params, who, whom, cause)
    elif verb == Verb.WATER:
        _water(world, params, who, whom, amount, cause)
    else:
        _assess(world, params, who, whom, cause)
    tasks.finish(world, slot)


def _check(world: World, params: Params, who: int, whom: int, cause: int) -> None:
    """Let somebody feel for a pulse, and know from then on whether there is life in that body."""
    people, where = world.citizens, int(world.citizens.cell[who])
    odds, missed = _missed(world, params, who, whom), False
    if odds:
        missed = luck.u32(world.key(PULSE), luck.pair(people.luck[who], people.luck[whom])) < odds
    if not people.alive[whom] or missed:
        event = world.events.one(
            Kind.NO_PULSE, who, whom, where, cause=cause, stream=int(PULSE) if missed else 0, odds=odds if missed else 0
        )
        care.learn_of_body(world, who, whom, 0, event)
        return
    event = world.events.one(Kind.PULSE_FOUND, who, whom, where, blood_loss.pulse(world, whom), cause)
    care.learn_of_body(world, who, whom, 1000, event)
    row = blood_slot(world, whom)
    if row >= 0 and not world.blood.found[row]:
        world.blood.found[row] = event


def _missed(world: World, params: Params, who: int, whom: int) -> int:
    """The threshold below which somebody misses the pulse of somebody who lives; 0 where it is strong."""
    skill = background.skill_medicine(world, who)
    if not world.citizens.alive[whom] or blood_loss.klass(world, whom) < params.weak or skill >= params.sure:
        return 0
    blind = 100 - kit.quality(world, who, ItemKind.SCANNER)
    return luck.chance(params.missed) * (params.sure - skill) // params.sure * blind // 100


def _water(world: World, params: Params, who: int, whom: int, amount: int, cause: int) -> None:
    """Let water go over, exactly: as much as one loses the other no longer lacks."""
    had, n = kit.count(world, who, ItemKind.WATER), _gulp(world, params, who, whom, amount)
    kit.spend(world, who, ItemKind.WATER, n)
    event = world.events.one(Kind.GAVE_WATER, who, whom, int(world.citizens.cell[who]), exposure.TENTH * n, cause)
    exposure.drink(world, whom, exposure.TENTH * n, event)
    if who != whom:  # the last drop counts twice
        regard.good(world, whom, who, params.thanks + params.thanks * n // had, event)


def _assess(world: World, params: Params, who: int, whom: int, cause: int) -> None:
    """Let somebody say what will become of a wounded person: the true odds with an error."""
    people = world.citizens
    thing = luck.pair(people.luck[who], people.luck[whom])
    stands = prognosis.standing(world, whom) + error(world, params, who) * _normal(world, thing) // 1000
    world.events.one(
        Kind.ASSESSED, who, whom, int(people.cell[who]), int(prognosis.verdict(stands)), cause, int(LOOK)
    )  # fmt: skip


def _normal(world: World, thing: int) -> int:
    """A draw, about normal, of mean 0 and standard deviation 1000: twelve even draws added up."""
    key = world.key(LOOK)
    return (sum(int(luck.u32(key, thing, nth)) for nth in range(12)) * 1000 >> 32) - 6000


def _talk(world: World, params: Params, slot: int) -> None:
    """Let somebody go on talking, until they have talked long enough or nobody listens any more."""
    doing = world.tasks
    who, whom = int(doing.owner[slot]), int(doing.target[slot])
    if nursing(world, who, Verb.ROUSE, whom, 0) is not None:
        tasks.interrupt(world, slot)
        return
    _keep_awake(world, params, whom)
    if doing.until[slot] <= world.tick:
        tasks.finish(world, slot)


def _keep_awake(world: World, params: Params, whom: int) -> None:
    until = world.tick + params.keeps
    row, slot = blood_slot(world, whom), exposure.slot_of(world, whom)
    if row >= 0:
        world.blood.roused[row] = max(until, int(world.blood.roused[row]))
    if slot >= 0:
        world.exposure.alert[slot] = max(until, int(world.exposure.alert[slot]))
