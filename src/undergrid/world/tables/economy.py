"""The economy: works with stores, and the registry of the living."""

from __future__ import annotations

from enum import IntEnum

from undergrid.core.tables import I16, I32, I64, U16, Flag, SlotTable, Table, flag, i16, i32, i64, u16
from undergrid.world.tables.items import ItemKind

STOCKED = (ItemKind.GAUZE, ItemKind.TOURNIQUET, ItemKind.MORPHINE, ItemKind.SYRINGE, ItemKind.WATER)
"""What a clinic has in store, as `Clinics` has columns for it."""


class Facilities(Table):
    """Works with stores: one row for each vat, farm and reclamation building, in the order of the city's buildings.

    Stores count grams at vats and reclamation centres, memories at memory farms.
    """

    building: I32 = i32(-1, "building", "where")
    raw: I64 = i64(0, "units", "what waits to be processed")
    product: I64 = i64(0, "units", "what has been made and not yet taken")
    waste: I64 = i64(0, "units", "what was lost in the making")
    taken_in: I64 = i64(0, "units", "all that ever came in")
    given_out: I64 = i64(0, "units", "all that was ever taken away")
    processed: I64 = i64(0, "units", "all that was ever processed")
    workers: U16 = u16(0, "people", "who work there now")
    short: Flag = flag(0, "", "whether it failed to deliver at the last look")
    broken: I64 = i64(0, "event", "the breakdown that stands; 0 it runs")
    repair: I32 = i32(0, "worker-s", "work that is left to mend it", within=(0, 1_000_000_000))
    cause: I64 = i64(0, "event", "the last event at this place")


class Remains(SlotTable):
    """Bodies that wait at a reclamation centre: they are processed in the order in which they came."""

    ONE_EACH = "subject"
    subject: I32 = i32(-1, "citizen", "whose")
    facility: I16 = i16(-1, "facility", "where")
    mass: I32 = i32(0, "g", "how heavy it is", within=(0, 1_000_000_000))
    upto: I64 = i64(0, "units", "the body is done once the centre has processed so much in all")
    cause: I64 = i64(0, "event", "its delivery")


class Outing(IntEnum):
    """What somebody goes out of the door for."""

    LOOK_ABOUT = 0
    FOOD = 1


class Shortages(SlotTable):
    """Where food is short, as of the last look: at what feeds the City, or in a base."""

    ONE_EACH = "building"
    building: I32 = i32(-1, "building", "the base; -1 the vats and centres of the City together")
    asked: I64 = i64(0, "units", "what was asked for: grams, or meals in a base")
    missing: I64 = i64(0, "units", "what of it was not there")
    rest: I64 = i64(0, "units", "parts of a meal that is missing, over from the looks before: of `asked`")
    cause: I64 = i64(0, "event", "what says that it is short")


class Shortfalls(SlotTable):
    """By how much those fell short whose renewal was refused for their usefulness, as long as that stands."""

    ONE_EACH = "subject"
    subject: I32 = i32(-1, "citizen", "who")
    lacking: I16 = i16(0, "points", "of usefulness, to the threshold")


class Frauds(SlotTable):
    """Renewals that nobody has granted, and that have not been found out: one row for each life that goes on by one."""

    ONE_EACH = "subject"
    subject: I32 = i32(-1, "citizen", "whose renewal it is")
    by: I32 = i32(-1, "citizen", "who has entered it")
    due: I32 = i32(0, "tick", "when it is audited next")
    cause: I64 = i64(0, "event", "the falsifying")


class Registry(SlotTable):
    """Entries on their way into the registry of the living: it learns of a shutdown only later."""

    ONE_EACH = "subject"
    subject: I32 = i32(-1, "citizen", "whom to strike off")
    since: I32 = i32(0, "tick", "when the last ping was sent")
    due: I32 = i32(0, "tick", "when the entry is made")
    cause: I64 = i64(0, "event", "the final ping")


class Clinics(Table):
    """Houses that treat whoever comes: one row for each that the scenario names, in its order."""

    building: I32 = i32(-1, "building", "where")
    beds: U16 = u16(0, "beds", "how many can lie there")
    gauze: U16 = u16(0, "things", "dressings in store when it is full")
    tourniquet: U16 = u16(0, "things", "tourniquets, the same")
    morphine: U16 = u16(0, "doses", "the same")
    syringe: U16 = u16(0, "things", "syringes, the same")
    water: U16 = u16(0, "0.1 L", "the same")
    filled: I32 = i32(0, "tick", "when the stores were filled last")
    cause: I64 = i64(0, "event", "the admission of who came last")


class Patients(SlotTable):
    """Those who are in a clinic because they are wounded."""

    ONE_EACH = "owner"
    owner: I32 = i32(-1, "citizen", "who")
    clinic: I16 = i16(-1, "clinic", "which of `clinics`")
    bed: Flag = flag(0, "", "whether they have a bed, or wait for one")
    cause: I64 = i64(0, "event", "their admission, or that there was no bed")
