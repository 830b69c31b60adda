"""Blood loss: how much blood somebody has left, what that does to them, and how they die.

Lost blood is a value as of a tick and the flow since; all here follows from these two, exactly, at any tick.
With x the share lost of a volume V, and Q what the wounds bleed at full pressure, dressings counted,

    dx/dt = Q/V g(x),  g = 1 up to 0.30, then falling linearly to 0 at 0.50, as pressure falls

    x(t) = x0 + Q t / V                                          up to 0.30
    x(t) = 0.50 - (0.50 - x1) exp(-Q (t - t1) / (0.20 V))        from there on

so that from nothing lost t(.15) = .15 V/Q, t(.30) = .30 V/Q, t(.40) = (.30 + .20 ln 2) V/Q and
t(.45) = (.30 + .20 ln 4) V/Q.
Blood that is lost does not come back within a run, except for a part after somebody has overcome shock [assumed].

Units   shares in 1/1000000, volumes in mL, flows in mL/h, ticks of 1 s; pain, morphine and control in 1/1000
Source  Volume: 70 mL/kg in adults, 75 to 80 in children. Classes: ATLS, as printed in Critical Care 20 (2016) 100,
        doi 10.1186/s13054-016-1265-x. Half-life of morphine: 2 h. The flow law, and what pain, legs and cold do, are
        assumed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from undergrid.core.halving import HALVES, halved, shrunk
from undergrid.core.jit import kernel
from undergrid.world.body import posture
from undergrid.world.body.blood_rows import BloodOf, blood_slot
from undergrid.world.body.vitals import DEAD, Vitals, class_of_loss, signs
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.body import BodyPart, Death, Dressing, WoundKind
from undergrid.world.tables.people import NEVER, Activity, Posture

if TYPE_CHECKING:
    from undergrid.world.world import World

ALL = 1_000_000  # all of the blood, as a share
STEADY, EMPTY = 300_000, 500_000  # shares lost: up to the first, pressure holds; at the second it is gone [assumed]
CLASSES = (
    150_000,
    300_000,
    400_000,
)  # shares lost: from the first on class II, from the second III, above the third IV [ATLS]
FATAL = 450_000  # share lost beyond which nobody lives long [assumed]
ONE = 1000  # of control, pain, dose
HALF_LIFE = 7200  # s in which morphine in the body halves [textbook figure]
ADULT_KG = 70  # weight of a grown body [the reference man of ATLS]
ML_PER_KG = ((5, 80), (12, 75))  # (up to that age, mL/kg); 70 beyond [ATLS]
# By age in years, kg: about the medians of the CDC growth charts (2000), girls and boys together, rounded [assumed]
KG = (7, 10, 12, 14, 16, 18, 21, 23, 26, 29, 32, 36, 41, 46, 51, 55, 59, 63)
COLD = 34_000  # 1/1000 C of the core, below which blood clots worse and dressings hold less [assumed]
COLD_COSTS = 100  # of control, 1/1000 for each degree below that [assumed; the direction is known]
HURTS = (0, 100, 350, 650)  # pain of a wound by its depth, 1/1000 [assumed]
SORE = (WoundKind.CRUSH, WoundKind.BURN)  # hurt more,
SORE_ADDS = 150  # by so much [assumed]
BOUND_EASES = 70  # % of its pain that a wound keeps once it is bound up [assumed]
EASE = 600  # pain that a dose of morphine takes away, 1/1000 [assumed]
DRIVE_COSTS = 120  # of the drive to breathe that a dose takes away, 1/1000 [assumed]
IN_SHOCK_COUNTS = 2  # as how many doses each counts for somebody in shock [assumed]
LEG = (100, 95, 55, 0)  # % of walking speed left by a leg wound of each depth [assumed]
BODY = (100, 100, 90, 70)  # and by one elsewhere [assumed]
WEAK = (100, 100, 80, 40, 0)  # and by the class of loss; shock leaves nothing [assumed]
UPRIGHT = (
    Activity.WORKING, Activity.WALKING, Activity.WAITING, Activity.HIDING, Activity.PRESENTING, Activity.CROSSING,
)  # fmt: skip
"""Activities that somebody whose legs give way does not go on with."""
LEAST = 15  # % of walking speed below which nobody keeps on their feet [assumed]


# ---------------------------------------------------------------- the law of bleeding


@kernel
def lost_after(lost, flow, volume, ticks, halves):
    """Return the share lost (1/1000000) `ticks` after it was `lost`, at that flow (mL/h) from that volume (mL)."""
    if flow <= 0 or ticks <= 0 or lost >= EMPTY:
        return lost
    hour = volume * 3600
    spilt = flow * ticks
    lasting = spilt // hour * ALL + spilt % hour * ALL // hour  # what would be lost if pressure held
    if lost < STEADY:
        if lost + lasting <= STEADY:
            return lost + lasting
        lasting -= STEADY - lost
        lost = STEADY
    return EMPTY - shrunk(EMPTY - lost, lasting, EMPTY - STEADY, halves)


@kernel
def ticks_until(reached, lost, flow, volume, halves):
    """Return after how many ticks at least `reached` will be lost; NEVER where it will not within 2^24 ticks.

    It is the first such tick by `lost_after`, found by bisection: rounding cannot make the two disagree.
    """
    if lost >= reached:
        return 0
    late = 1 << 24
    if lost_after(lost, flow, volume, late, halves) < reached:
        return NEVER
    early = 0
    while late - early > 1:
        middle = (early + late) >> 1
        if lost_after(lost, flow, volume, middle, halves) >= reached:
            late = middle
        else:
            early = middle
    return late


@kernel
def any_due(due, tick):
    """Return whether the time of any row of a `due` column has come; rows not in use are never due."""
    first = NEVER
    for row in range(due.shape[0]):
        first = min(first, due[row])
    return first <= tick


def volume_at(age: int) -> int:
    """How much blood (mL) a healthy body of that age (years) has: 4900 for an adult of 70 kg."""
    kg = KG[age] if age < len(KG) else ADULT_KG
    return kg * next((ml for until, ml in ML_PER_KG if age <= until), 70)


# ---------------------------------------------------------------- the present state


def volume(world: World, who: int) -> int:
    """How much blood (mL) somebody has when none is lost."""
    return volume_at(int(world.citizens.age[who]))


def lost(world: World, who: int) -> int:
    """The share of their blood that somebody has lost by now, 1/1000000."""
    slot = blood_slot(world, who)
    return lost_at(world, slot, world.tick) if slot >= 0 else 0


def lost_at(world: World, slot: int, tick: int) -> int:
    """The share lost at a tick, not before the last change, by the body in a row of `blood`."""
    blood = world.blood
    return int(
        lost_after(
            int(blood.lost[slot]), int(blood.flow[slot]), int(blood.volume[slot]), tick - int(blood.since[slot]), HALVES
        )
    )


def klass(world: World, who: int) -> int:
    """The ATLS class of somebody's loss of blood now, 1 to 4."""
    return class_of_loss(lost(world, who))


def vital_signs(world: World, who: int) -> Vitals:
    """The vital signs of somebody now; `DEAD` for the dead."""
    if not world.citizens.alive[who]:
        return DEAD
    awake = conscious(world, who)
    return signs(lost(world, who), drive(dose(world, who), in_shock(world, who)), awake)


def pulse(world: World, who: int) -> int:
    """Somebody's heart rate now, beats a minute; 0 in the dead."""
    return vital_signs(world, who).pulse


def reaches(world: World, who: int, share: int) -> int:
    """The tick at which somebody will have lost that share (1/1000000) if nothing changes; NEVER if they won't."""
    slot = blood_slot(world, who)
    if slot < 0:
        return NEVER
    blood = world.blood
    ticks = ticks_until(share, int(blood.lost[slot]), int(blood.flow[slot]), int(blood.volume[slot]), HALVES)
    return NEVER if ticks == NEVER else int(blood.since[slot]) + int(ticks)


def in_shock(world: World, who: int) -> bool:
    """Whether somebody is in shock."""
    slot = blood_slot(world, who)
    return slot >= 0 and int(world.blood.shock_since[slot]) >= 0


def conscious(world: World, who: int) -> bool:
    """Whether somebody lives and is awake, hauled or not; see `posture.hears`."""
    return posture.hears(world, who)


def dose(world: World, who: int) -> int:
    """Morphine in somebody's body now, 1/1000 of a dose."""
    slot = blood_slot(world, who)
    return dose_in(world, slot) if slot >= 0 else 0


def dose_in(world: World, slot: int) -> int:
    """Morphine now in the body of a row of `blood`, 1/1000 of a dose."""
    blood = world.blood
    return int(halved(int(blood.dose[slot]), world.tick - int(blood.dosed_at[slot]), HALF_LIFE, HALVES))


def inject(world: World, who: int, doses: int, event: int) -> None:
    """Add so many doses of morphine (1/1000) to those in a body, because of `event`, an INJECTED."""
    slot, blood = blood_row(world, who), world.blood
    blood.dose[slot], blood.dosed_at[slot] = dose_in(world, slot) + doses, world.tick
    blood.dosed[slot] = event
    redo(world, who)


def drive(doses: int, shock: bool) -> int:
    """What is left of the drive to breathe, 1/1000, with so much morphine (1/1000 of a dose) in the body."""
    return max(0, ONE - DRIVE_COSTS * doses * (IN_SHOCK_COUNTS if shock else 1) // ONE)


def pain(world: World, who: int) -> int:
    """The pain that somebody feels now, 1/1000: of all wounds, less what morphine takes away."""
    slot = blood_slot(world, who)
    return max(0, int(world.blood.pain[slot]) - EASE * dose_in(world, slot) // ONE) if slot >= 0 else 0


def wounds_of(world: World, who: int) -> list[int]:
    """The slots of somebody's wounds, the oldest first."""
    slot = blood_slot(world, who)
    found: list[int] = []
    at = int(world.blood.last[slot]) if slot >= 0 else -1
    while at >= 0:
        found.append(at)
        at = int(world.wounds.next[at])
    return found[::-1]


def control(world: World, slot: int, core: int = 37_000) -> int:
    """How much of a wound's bleeding is stopped, 1/1000, in a body whose core has that temperature (1/1000 C)."""
    chilled = COLD_COSTS * max(0, COLD - core) // 1000
    return int(world.wounds.control[slot]) * max(0, ONE - chilled) // ONE


def bleeds(world: World, slot: int, core: int = 37_000) -> int:
    """What a wound bleeds at full pressure now, mL/h, dressing and cold counted."""
    return int(world.wounds.flow[slot]) * (ONE - control(world, slot, core)) // ONE


def worst_wound(world: World, who: int, fits: Callable[[int], bool] | None = None) -> int:
    """The slot of the wound that bleeds most among those that `fits` accepts, -1 for none.

    Among equals the deepest, then the oldest.
    """
    found = [slot for slot in wounds_of(world, who) if fits is None or fits(slot)]
    return max(found, key=lambda slot: (bleeds(world, slot), int(world.wounds.depth[slot]), -slot), default=-1)


# ---------------------------------------------------------------- changes


def blood_row(world: World, who: int) -> int:
    """The row of `blood` of somebody, made if there is none."""
    slot = blood_slot(world, who)
    if slot < 0:
        slot, blood = int(world.blood.take(1)[0]), world.blood
        blood.owner[slot], blood.volume[slot] = who, volume(world, who)
        blood.since[slot] = blood.dosed_at[slot] = blood.since_class[slot] = world.tick
        world.cache(BloodOf).slot[who] = slot
    return slot


def gravest(world: World, who: int) -> int:
    """The slot of the wound that would bleed most undressed; the oldest among equals, -1 for none."""
    return max(wounds_of(world, who), key=lambda slot: (int(world.wounds.flow[slot]), -slot), default=-1)


def redo(world: World, who: int) -> None:
    """Work out anew what follows from somebody's wounds, dressings and warmth: flow, pain, legs.

    Call it after any change of these. The systems of the body take it in at this tick or the next.
    """
    slot = blood_slot(world, who)
    if slot < 0:
        return
    blood, wounds, found, core = world.blood, world.wounds, wounds_of(world, who), core_of(world, who)
    flow = sum(bleeds(world, wound, core) for wound in found)
    if flow != blood.flow[slot]:
        blood.lost[slot], blood.since[slot] = lost_at(world, slot, world.tick), world.tick
        blood.flow[slot] = flow
    hurt = 0
    for wound in found:
        felt = HURTS[int(wounds.depth[wound])] + SORE_ADDS * (int(wounds.kind[wound]) in SORE)
        hurt += felt * BOUND_EASES // 100 if wounds.dressing[wound] == Dressing.STABILISED else felt
    blood.pain[slot] = min(ONE, hurt)
    if world.citizens.alive[who]:
        blood.due[slot] = blood.mind_due[slot] = world.tick
    refresh_legs(world, who)


def refresh_legs(world: World, who: int) -> None:
    """Work out anew what somebody's wounds, loss of blood and fever leave of their walking speed."""
    slot, blood, wounds, share = blood_slot(world, who), world.blood, world.wounds, 100
    for wound in wounds_of(world, who):
        left = LEG if wounds.part[wound] == BodyPart.LEG else BODY
        share = share * left[int(wounds.depth[wound])] // 100
    share = share * WEAK[int(blood.klass[slot])] // 100 * (ONE - int(blood.fever[slot]) // 2) // ONE
    if share < LEAST or blood.shock_since[slot] >= 0:
        share = 0
    if share == blood.legs[slot]:
        return
    blood.legs[slot] = share
    posture.refresh_pace(world, who)
    if share == 0 and int(world.citizens.doing[who]) in UPRIGHT:
        newest = int(blood.last[slot])
        felled = int(blood.shocked[slot]) or (int(wounds.cause[newest]) if newest >= 0 else world.scenario_event)
        posture.lay_down(world, who, Activity.LYING, felled)


def core_of(world: World, who: int) -> int:
    """The temperature of somebody's core as last worked out, 1/1000 C; 37,000 for those whom no cold has touched."""
    slot = world.exposure.first(owner=who)
    return int(world.exposure.core[slot]) if slot >= 0 else 37_000


def die(
    world: World,
    who: int,
    death: Death,
    cause: int,
    because: Sequence[tuple[int, Role]] = (),
    stream: int = 0,
    odds: int = 0,
) -> int:
    """Let somebody die of something, because of the event `cause` and of further ones; returns the event DIED.

    stream and odds name the draw that decided, if one did. The body lies where it is, and can be hauled; its intent
    and its task are dropped. Raises ValueError for the dead.
    """
    people = world.citizens
    if not people.alive[who]:
        raise ValueError(f"citizen {who} is dead already")
    posture.lay_down(world, who, Activity.SHUT_DOWN, cause)
    died = world.events.one(Kind.DIED, who, -1, int(people.cell[who]), int(death), cause, stream, odds)
    told = {cause, 0}
    for event, role in because:
        if event not in told:
            told.add(event)
            world.events.because(died, event, role)
    people.alive[who], people.plugged[who], people.posture[who] = False, False, Posture.FLAT
    people.target[who], people.cause[who] = -1, died
    slot = blood_slot(world, who)
    if slot >= 0:
        blood = world.blood
        blood.lost[slot], blood.since[slot], blood.flow[slot] = lost_at(world, slot, world.tick), world.tick, 0
        blood.due[slot] = blood.mind_due[slot] = blood.ill_due[slot] = NEVER
    return died


def behind(world: World, who: int) -> list[tuple[int, Role]]:
    """Further causes of a death by wounds: the wounds, the time that was lost, and doses given or missing."""
    slot, blood = blood_slot(world, who), world.blood
    if slot < 0:
        return []
    told = [(int(world.wounds.cause[wound]), Role.WOUND) for wound in wounds_of(world, who)[:8]]
    calls = world.beacons
    for call in calls.where(sender=who).tolist():
        told.append((int(calls.cause[call]), Role.DELAY))
    told += [(int(blood.found[slot]), Role.DELAY), (int(blood.tended[slot]), Role.DELAY)]
    told += [(int(blood.dosed[slot]), Role.DOSE), (int(blood.shocked[slot]), Role.CONDITION)]
    return [(event, role) for event, role in told if event]
