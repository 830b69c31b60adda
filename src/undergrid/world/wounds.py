"""Wounds, and the blood of those who have lost some."""

from __future__ import annotations

from enum import IntEnum

from undergrid.core.tables import I16, I32, I64, U8, Flag, SlotTable, flag, i16, i32, i64, u8
from undergrid.world.citizens import NEVER


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
    """Of what somebody dies."""

    BLOOD_LOSS = 0
    SHOCK = 1
    INFECTION = 2
    COLD = 3
    THIRST = 4
    MORPHINE = 5
    BLAST = 6


def wound_code(kind: int, part: int, depth: int, dirty: bool) -> int:
    """A wound in one number, as events carry it: `spell_wound` reads it."""
    return kind | part << 4 | depth << 8 | dirty << 12


def spell_wound(code: int) -> str:
    """A wound as words: `a deep, clean shrapnel wound in the shoulder`."""
    kind, part = WoundKind(code & 15), BodyPart(code >> 4 & 15)
    depth, dirt = _DEPTHS[code >> 8 & 15], "dirty" if code >> 12 else "clean"
    return f"a {depth}, {dirt} {_KINDS[kind]} {_PARTS[part]}"


_KINDS = {
    WoundKind.CUT: "cut",
    WoundKind.SHRAPNEL: "shrapnel wound",
    WoundKind.GUNSHOT: "gunshot wound",
    WoundKind.CRUSH: "crush wound",
    WoundKind.BURN: "burn",
}
_PARTS = {
    BodyPart.HEAD: "on the head",
    BodyPart.CHEST: "in the chest",
    BodyPart.BELLY: "in the belly",
    BodyPart.SHOULDER: "in the shoulder",
    BodyPart.ARM: "in the arm",
    BodyPart.LEG: "in the leg",
}
_DEPTHS = ("shallow", "shallow", "moderate", "deep")


class Prognosis(IntEnum):
    """What somebody who looks a wounded person over says of them."""

    WILL_LIVE = 0
    MAY_LIVE = 1
    WILL_DIE = 2


class Wounds(SlotTable):
    """Wounds, one row each, for as long as they matter."""

    luck: I64 = i64(0, "", "luck key: from its owner's, its tick and its number")
    owner: I32 = i32(-1, "citizen", "whose")
    kind: U8 = u8(WoundKind.CUT, "WoundKind", "what made it")
    part: U8 = u8(BodyPart.ARM, "BodyPart", "where it is")
    depth: U8 = u8(1, "", "1 a graze, 2 into the flesh, 3 deep")
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

    Lost blood is a value as of a tick and the rate since: nothing is integrated tick by tick (`world/health.py`).
    """

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
    klass: U8 = u8(1, "class", "ATLS class of haemorrhage, 1 to 4")
    shock_since: I32 = i32(-1, "tick", "since when in shock; -1 not in shock")
    pain: I16 = i16(0, "1 / 1000", "pain without anything against it")
    dose: I32 = i32(0, "1 / 1000", "doses of morphine in the body as of `dosed_at`")
    dosed_at: I32 = i32(0, "tick", "as of when")
    legs: U8 = u8(100, "%", "of walking speed that wounds leave")
    fever: I16 = i16(0, "1 / 1000", "how ill infected wounds have made this body")
    roused: I32 = i32(-1, "tick", "until when talk keeps them awake; -1 nobody talks")
    bled: I64 = i64(0, "event", "the last CLASS_REACHED")
    shocked: I64 = i64(0, "event", "what put them into shock")
    passed_out: I64 = i64(0, "event", "what took their senses; 0 while they have them")
    infected: I64 = i64(0, "event", "the first INFECTED")
    found: I64 = i64(0, "event", "the first time that somebody felt their pulse")
    dosed: I64 = i64(0, "event", "the last dose, or the refusal of one for want of it")
    tended: I64 = i64(0, "event", "the last treatment")
