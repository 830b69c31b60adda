"""Items: things that somebody carries, or that lie about."""

from __future__ import annotations

from enum import IntEnum

from undergrid.core.tables import I32, I64, U8, SlotTable, i32, i64, u8


class ItemKind(IntEnum):
    """What a thing is."""

    CHIP = 0  # a clearance chip
    MORPHINE = 1  # counted in doses
    SYRINGE = 2
    GAUZE = 3  # counted in dressings
    TOURNIQUET = 4
    WATER = 5  # counted in tenths of a litre
    SCALPEL = 6
    SCANNER = 7  # a hand-held medical one
    TARP = 8
    BEAM = 9  # something heavy to put behind a door
    FUEL = 10  # counted in kg of scraps that burn
    BEACON = 11  # a distress beacon
    SIDEARM = 12
    RIFLE = 13
    BLANKET = 14
    FOOD = 15  # counted in meals
    RADIO = 16  # a handset: it receives beacons, too
    CUTTERS = 17  # bolt cutters
    PARTS = 18  # spare parts for lines and devices, by the piece
    FUSION_CELL = 19  # what it holds stands in `charges`
    SUIT = 20  # with life support; whoever carries one wears it
    JAMMER = 21  # what drowns out a sync
    PLASMA = 22  # a plasma rifle, which draws from a fusion cell
    GRENADE = 23
    ROUNDS = 24  # for sidearms and rifles, by the piece
    ARMOUR = 25  # whoever carries a set wears it; `quality` falls as it wears
    SCOPE = 26  # of a rifle
    DETECTOR = 27  # of the fields that implants give off
    TERMINAL = 36  # by which one speaks to nodes of the network
    CIGARETTE = 42
    ENGINE_CUBE = 37  # a Heart Engine in its pod; what it holds stands in `engines`


class Items(SlotTable):
    """Things that somebody carries, or that lie about. One row counts several things that are alike."""

    luck: I64 = i64(0, "", "luck key")
    kind: U8 = u8(ItemKind.CHIP, "ItemKind", "what it is")
    holder: I32 = i32(-1, "citizen", "who carries it; -1 for nobody")
    cell: I32 = i32(-1, "cell", "where it lies; -1 where somebody carries it")
    building: I32 = i32(-1, "building", "in which it lies; -1 outdoors")
    count: I32 = i32(1, "", "how many doses, dressings, kg of it there are", within=(0, 1_000_000_000))
    quality: U8 = u8(100, "%", "how good it is: 100 as new")
    identity: I32 = i32(-1, "citizen", "whose clearance it carries")
    issued: I32 = i32(0, "tick", "when it was issued, before the run as a negative number")
    corruption: U8 = u8(0, "%", "how much of it is damaged")
    cause: I64 = i64(0, "event", "how the holder came by it")
