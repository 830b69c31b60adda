"""Bodies: wounds and blood, lack of sleep, water and warmth, and who is moved by whom.

Only people out of the pods have a row for lack of sleep, water and warmth. Each such quantity is a value as of a tick
and the conditions since; the systems `fatigue`, `thirst` and `cold` work it out anew when these change, or at a due
time, and never tick by tick.
"""

from __future__ import annotations

from enum import IntEnum

from undergrid.core.tables import I16, I32, I64, U8, Flag, SlotTable, flag, i16, i32, i64, u8
from undergrid.world.tables.people import NEVER


class WoundKind(IntEnum):
    """What made a wound."""

    CUT = 0
    SHRAPNEL = 1
    GUNSHOT = 2
    CRUSH = 3
    BURN = 4


class BodyPart(IntEnum):
    """Where a wound is."""

    HEAD = 0
    CHEST = 1
    BELLY = 2
    SHOULDER = 3
    ARM = 4
    LEG = 5


class Dressing(IntEnum):
    """What has been put on a wound."""

    NONE = 0
    GAUZE = 1
    TOURNIQUET = 2
    STABILISED = 3  # dressed and bound so that it bears moving


class Death(IntEnum):
    """What somebody dies of."""

    BLOOD_LOSS = 0
    SHOCK = 1
    INFECTION = 2
    COLD = 3
    THIRST = 4
    MORPHINE = 5
    BLAST = 6
    LIFE_SUPPORT = 7  # of its failing
    SUFFOCATION = 8
    POD = 9  # that failed
    PURGE = 10  # by a Heart Engine, of who was wired
    DISCHARGE = 11  # of a Heart Engine, through who fired it
    HEAD_WOUND = 12  # from a shot, at once
    FEED = 14  # of too many hours in it
    HUNGER = 15
    CORE = 16  # of a unit: it has run on what was left without it


class Prognosis(IntEnum):
    """What somebody who has assessed a wounded person says."""

    WILL_LIVE = 0
    MAY_LIVE = 1
    WILL_DIE = 2


class Wounds(SlotTable):
    """Wounds, one row each, for as long as they matter."""

    OWNER = "owner"
    luck: I64 = i64(0, "", "luck key: from its owner's, its tick and its number")
    owner: I32 = i32(-1, "citizen", "whose")
    kind: U8 = u8(WoundKind.CUT, "WoundKind", "what made it")
    part: U8 = u8(BodyPart.ARM, "BodyPart", "where it is")
    depth: U8 = u8(1, "", "1 a graze, 2 into the flesh, 3 deep", within=(1, 3))
    dirty: Flag = flag(0, "", "whether there is dirt in it")
    clothed: Flag = flag(1, "", "whether clothing covers it: it has to be cut away before it can be dressed")
    flow: I32 = i32(0, "mL/h", "what it bleeds at full pressure, undressed")
    control: I16 = i16(0, "1 / 1000", "how much of that is stopped")
    dressing: U8 = u8(Dressing.NONE, "Dressing", "what has been put on it")
    made: I32 = i32(0, "tick", "when it was made")
    turns: I32 = i32(NEVER, "tick", "when it is decided whether it has become infected")
    infected: Flag = flag(0, "", "whether it has")
    cause: I64 = i64(0, "event", "its WOUNDED")
    treated: I64 = i64(0, "event", "the last treatment of it")
    due: I32 = i32(NEVER, "tick", "when it is looked at next, whether it has clotted by itself")
    next: I32 = i32(-1, "wound", "slot of the owner's wound before it; -1 for the first")


class Blood(SlotTable):
    """The blood and senses of those who are wounded: one row for each, from the first wound on.

    Lost blood is a value as of a tick and the rate since: nothing is integrated tick by tick
    (`world/body/blood_loss.py`).
    """

    ONE_EACH = "owner"
    owner: I32 = i32(-1, "citizen", "whose")
    lost: I32 = i32(0, "1 / 1000000", "share of the blood lost as of `since`")
    since: I32 = i32(0, "tick", "as of when")
    flow: I32 = i32(0, "mL/h", "what all wounds together bleed at full pressure, dressings counted")
    volume: I32 = i32(4900, "mL", "how much blood this body has when it has lost none")
    due: I32 = i32(NEVER, "tick", "when the next thing happens to this body: a class of loss, shock, death")
    mind_due: I32 = i32(NEVER, "tick", "when it is looked at next, whether it faints or comes to")
    ill_due: I32 = i32(NEVER, "tick", "when it is looked at next, how ill infection has made it")
    last: I32 = i32(-1, "wound", "slot of its newest wound: `wounds.next` leads to the others")
    since_class: I32 = i32(0, "tick", "when the class was reached")
    dying: I32 = i32(-1, "tick", "since when more is lost than one lives with for long; -1 not yet")
    klass: U8 = u8(1, "class", "ATLS class of haemorrhage, 1 to 4", within=(1, 4))
    shock_since: I32 = i32(-1, "tick", "since when in shock; -1 not in shock")
    pain: I16 = i16(0, "1 / 1000", "pain without anything against it")
    dose: I32 = i32(0, "1 / 1000", "doses of morphine in the body as of `dosed_at`")
    dosed_at: I32 = i32(0, "tick", "as of when")
    legs: U8 = u8(100, "%", "of walking speed that wounds leave")
    fever: I16 = i16(0, "1 / 1000", "how ill infected wounds have made this body", within=(0, 1000))
    roused: I32 = i32(-1, "tick", "until when talk keeps them awake; -1 nobody talks")
    bled: I64 = i64(0, "event", "the last CLASS_REACHED")
    shocked: I64 = i64(0, "event", "what put them into shock")
    passed_out: I64 = i64(0, "event", "what took their senses; 0 while they have them")
    infected: I64 = i64(0, "event", "the first INFECTED")
    found: I64 = i64(0, "event", "the first time that somebody felt their pulse")
    dosed: I64 = i64(0, "event", "the last dose, or the refusal of one for want of it")
    tended: I64 = i64(0, "event", "the last treatment")
    words: I64 = i64(0, "event", "the last words; 0 while none have been said")


class Waking(IntEnum):
    """What wakes somebody."""

    RESTED = 0
    NOISE = 1
    COLD = 2
    TOUCH = 3
    VOICE = 4


class Thirst(IntEnum):
    """How far thirst has gone."""

    NONE = 0
    THIRSTY = 1
    PARCHED = 2
    DYING_OF_THIRST = 3


class Hunger(IntEnum):
    """How far hunger has gone."""

    NONE = 0
    HUNGRY = 1
    WEAK_WITH_HUNGER = 2
    DYING_OF_HUNGER = 3


class Privation(IntEnum):
    """What somebody suffers by now for want of water or food: the stages of thirst, then those of hunger."""

    NONE = 0
    THIRSTY = 1
    PARCHED = 2
    DYING_OF_THIRST = 3
    HUNGRY = 4
    WEAK_WITH_HUNGER = 5
    DYING_OF_HUNGER = 6


class Rest(IntEnum):
    """How a body rests, for the pressure to sleep."""

    UP = 0  # on its feet and at something
    STILL = 1
    LYING = 2
    ASLEEP = 3
    NONE = 4  # senseless, dead, hauled or at a gate: neither falls asleep nor wakes
    DREAMING = 5  # plugged in or held: the pressure falls, but only others wake them


class Exposure(SlotTable):
    """People out of the pods. Each quantity is a value as of a tick; it is worked out anew when something changes."""

    OWNER = "owner"
    ONE_EACH = "owner"
    owner: I32 = i32(-1, "citizen", "whose")
    # sleep, by the two-process model
    pressure: I32 = i32(200_000, "1 / 1000000", "pressure to sleep as of `slept_at`")
    slept_at: I32 = i32(0, "tick", "as of when")
    rest: U8 = u8(Rest.UP, "Rest", "how they have rested since")
    willing: Flag = flag(0, "", "whether they have lain down to sleep")
    alert: I32 = i32(0, "tick", "not before then do they fall asleep against their will")
    shivers: I32 = i32(0, "tick", "nor before then by their will, for cold")
    sleep_due: I32 = i32(NEVER, "tick", "when they next fall asleep or wake by themselves")
    fatigue: I32 = i32(0, "1 / 1000 J/kg", "work done since they last slept, over walking unburdened")
    counted: I32 = i32(0, "1 / 1000 J/kg", "how much of that the pressure to sleep has in it")
    # water
    water: I32 = i32(0, "1 / 1000 mL", "water lost and not drunk as of `drunk_at`")
    drunk_at: I32 = i32(-1, "tick", "as of when; -1 not looked at yet")
    drain: I32 = i32(0, "1 / 1000 mL/h", "what they have lost since, without exertion")
    thirst_due: I32 = i32(NEVER, "tick", "when thirst next gets worse, or needs a look")
    # warmth
    core: I32 = i32(37_000, "1 / 1000 C", "temperature of the body's core as of `warmed_at`")
    core_rest: I16 = i16(0, "1 / 1000000 C", "what that leaves over")
    warmed_at: I32 = i32(-1, "tick", "as of when; -1 not looked at yet")
    air: I16 = i16(2000, "1 / 100 C", "how cold it has felt around them since, wind counted")
    heat: I16 = i16(1500, "mW/kg", "what the body has made of warmth since, without shivering")
    wraps: I16 = i16(1000, "1 / 1000 clo", "what they have had on since, with blankets")
    cold_due: I32 = i32(NEVER, "tick", "when cold next gets worse or better, or needs a look")
    clothing: I16 = i16(1000, "1 / 1000 clo", "what they wear")
    # stages, each with the event that set it
    parched: I16 = i16(0, "stage", "how far thirst has gone: 0 none to 3, of which one dies", within=(0, 3))
    chilled: I16 = i16(0, "Swiss stage", "how far cold has gone: 0 none to 4", within=(0, 4))
    numb: Flag = flag(0, "", "whether cold has taken their senses")
    weary: U8 = u8(100, "%", "of walking speed that weariness leaves")
    dry: U8 = u8(100, "%", "the same, thirst")
    stiff: U8 = u8(100, "%", "the same, cold")
    legs: U8 = u8(100, "%", "the same, all three")
    worn: I64 = i64(0, "event", "the last time they were worn out, not slept off yet; 0 they are not")
    sleep_cause: I64 = i64(0, "event", "what put them to sleep")
    up_cause: I64 = i64(0, "event", "what they have been up since; 0 a moment before the start, which is drawn")
    thirst_cause: I64 = i64(0, "event", "what set the stage of thirst")
    cold_cause: I64 = i64(0, "event", "what set the stage of cold")


class Hungry(SlotTable):
    """Those who have gone without a meal, until they eat again."""

    OWNER = "owner"
    ONE_EACH = "owner"
    owner: I32 = i32(-1, "citizen", "who")
    ate: I32 = i32(0, "tick", "when they last ate")
    stage: U8 = u8(Hunger.NONE, "Hunger", "how far hunger has gone")
    pace: U8 = u8(100, "%", "of walking speed that hunger leaves")
    asked: Flag = flag(0, "", "whether they have asked somebody for food since the last meal that they missed")
    line: I16 = i16(-1, "facility", "in line at the door of which works, or on the way there; -1 nowhere")
    since: I32 = i32(0, "tick", "since when")
    why: I64 = i64(0, "event", "what has kept the last meal from them")
    cause: I64 = i64(0, "event", "what set the stage")


class HaulMode(IntEnum):
    """How one person moves another."""

    DRAG = 0  # by the hands
    TARP = 1  # on a tarp
    CARRY = 2
    SUPPORT = 3  # the other walks, held up


class Hauls(SlotTable):
    """One row for each person who is being moved by another."""

    OWNER = "hauled"
    ONE_EACH = "hauled"
    hauler: I32 = i32(-1, "citizen", "who")
    hauled: I32 = i32(-1, "citizen", "whom")
    mode: U8 = u8(HaulMode.DRAG, "HaulMode", "how")
    pace: U8 = u8(100, "%", "of the hauler's walking speed that the burden leaves")
    from_cell: I32 = i32(-1, "cell", "where they were taken up")
    since: I32 = i32(0, "tick", "since when")
    cause: I64 = i64(0, "event", "the taking up")


class Soaked(SlotTable):
    """Those whose clothes are wet."""

    OWNER = "owner"
    ONE_EACH = "owner"
    owner: I32 = i32(-1, "citizen", "whose")
    until: I32 = i32(NEVER, "tick", "when they are dry again")
    cause: I64 = i64(0, "event", "what wet them")
