"""What a new row holds: nobody, no event, nothing in store, no time; and the few that begin with something."""

from undergrid.core.tables import SlotTable
from undergrid.world.tables.people import NEVER
from undergrid.world.world import TABLES

ROWS = {
    "citizen", "building", "watcher", "gate", "wound", "band", "item", "cell", "row", "row or cell", "link", "post",
    "want", "clinic", "node", "wire", "district", "charge", "level", "depot",
    "window",
}  # fmt: skip
"""Units of columns that name a row of another table, or a place: -1 is none."""

OTHERWISE = {
    -1: [
        "citizens.seen_at",
        "watchers.seen_at",
        "watchers.lost_at",
        "watchers.heard_at",
        "watchers.warm_at",
        "watchers.warm_told",
        "gates.closes",
        "knowledge.at",
        "plans.until",
        "plans.low",
        "plans.held",
        "plans.held_end",
        "plans.round",
        "plans.waiting",
        "plans.answered",
        "plans.asked",
        "plans.intends",
        "plans.stuck",
        "plans.sky",
        "plans.went",
        "plans.spurned_at",
        "intentions.since",
        "intentions.seen",
        "intentions.note",
        "vain.at",
        "watched.came",
        "watched.gone",
        "watched.gap",
        "watched.earlier",
        "beats.met",
        "beats.done",
        "blood.dying",
        "blood.shock_since",
        "blood.roused",
        "exposure.drunk_at",
        "exposure.warmed_at",
        "trackings.made",
        "shelters.fire",
        "shelters.glow_seen",
        "beacons.traced",
        "regards.met",
        "regards.yielded",
        "pledges.apart",
        "bands.still",
        "dossiers.at",
        "dossiers.searched",
        "dossiers.asked",
        "sky.burning",
        "endings.at",
        "nodes.autonomy",
        "wires.limit",
    ],
    0: ["citizens.cell", "watchers.cell", "watchers.home", "nodes.cell"],
    1: [
        "windows.lasts",
        "nodes.works",
        "nodes.live",
        "wires.works",
        "wires.live",
        "citizens.alive",
        "citizens.pace",
        "citizens.tagged",
        "citizens.plugged",
        "citizens.registered",
        "watchers.kind",
        "items.count",
        "plans.wake",
        "wounds.depth",
        "wounds.clothed",
        "blood.klass",
        "trackings.onward",
        "shelters.door",
        "regards.stance",
        "reports.sense",
    ],
    2: ["bonds.kind", "nodes.kind"],
    3: ["parleys.answer"],
    4: ["wounds.part"],
    5: ["watchers.senses"],
    30: ["citizens.age"],
    40: ["shelters.furniture"],
    100: [
        "citizens.able",
        "items.quality",
        "blood.legs",
        "exposure.weary",
        "exposure.dry",
        "exposure.stiff",
        "exposure.legs",
        "hauls.pace",
    ],
    8: ["lifts.capacity"],
    255: ["citizens.heading", "traces.heading", "sky.light"],
    480: ["citizens.shift"],
    500: ["citizens.obedience", "citizens.productivity", "bonds.strength", "profiles.hope", "bands.hope"],
    1_000: ["knowledge.strength", "plans.bold", "exposure.wraps", "exposure.clothing", "traces.strength"],
    1_340: ["citizens.speed"],
    1_500: ["exposure.heat", "shelters.bolt"],
    2_000: ["exposure.air", "sky.temperature"],
    3_600: ["shelters.settles"],
    4_900: ["blood.volume"],
    10_000: ["wires.reactance"],
    30_000: ["citizens.strength"],
    37_000: ["exposure.core"],
    200_000: ["exposure.pressure"],
    NEVER: [
        "citizens.expires",
        "wounds.turns",
        "wounds.due",
        "blood.due",
        "blood.mind_due",
        "blood.ill_due",
        "exposure.sleep_due",
        "exposure.thirst_due",
        "exposure.cold_due",
        "tasks.until",
        "beacons.until",
        "pledges.due",
        "fires.until",
        "nodes.ends",
        "charges.due",
        "feeds.until",
        "breaths.due",
        "windows.begins",
        "windows.ends",
        "wires.trips",
        "errands.until",
        "suppressed.until",
        "fuses.due",
        "soaked.until",
    ],
}
"""start value -> the columns that begin with it and not with none, or nothing."""


def test_a_new_row_holds_nothing_but_what_is_listed():
    listed = {column: start for start, columns in OTHERWISE.items() for column in columns}
    assert len(listed) == sum(map(len, OTHERWISE.values()))
    wrong = {}
    for name, table in TABLES.items():
        made = table()
        slot = int(made.take(1)[0]) if isinstance(made, SlotTable) else made.grow(1)
        for column, declared in table.columns.items():
            if column not in ("used", "serial"):
                begins = listed.pop(f"{name}.{column}", -1 if declared.unit in ROWS else 0)
                if getattr(made, column)[slot] != begins:
                    wrong[f"{name}.{column}"] = int(getattr(made, column)[slot])
    assert wrong == {}
    assert listed == {}, "columns that there are not"
