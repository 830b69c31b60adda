"""Kinds of events, in what ways causes contribute, and what the fields of each kind hold."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple


class Kind(IntEnum):
    """What happened. The numbers stand in runs on disk and never change; 400 to 511 belong to makers' own rules."""

    SCENARIO = 1
    ORDERED = 2
    REFUSED = 3
    DECIDED = 4
    # sky and clock
    PROGRAMME_CHANGED = 10
    CURFEW_BEGAN = 11
    CURFEW_ENDED = 12
    # senses
    SIGHTED = 20
    LOST_SIGHT = 21
    NOTICED = 22
    HEARD = 23
    INFORMED = 24
    # what the authority believes
    SUSPECTED = 30
    WANTED = 31
    DOSSIER_CLOSED = 32
    # hunts
    HUNT_BEGAN = 40
    SEARCH_BEGAN = 41
    HUNT_ENDED = 42
    ARRESTED = 43
    SLIPPED_AWAY = 44
    # gates
    CHIP_PRESENTED = 50
    JUDGED = 51
    TWITCHED = 52
    SPASMED = 53
    GATE_OPENED = 54
    GATE_CLOSED = 55
    CROSSED = 56
    GUARD_RECOVERED = 57
    ALARM = 58
    # daily life
    UNPLUGGED = 60
    ESCAPE_ATTEMPTED = 61
    HID = 62
    # the subscription
    SHIFT_WORKED = 70
    FINED = 71
    SLUMPED = 72
    RENEWAL_REFUSED = 73
    REWARDED = 74
    # implants
    STAGE_REACHED = 80
    FLICKERED = 81
    PINGED = 82
    SHUT_DOWN = 83
    STRUCK_OFF = 84
    # talk
    RUMOUR_TOLD = 90
    RUMOUR_BELIEVED = 91
    # works
    SHORTAGE = 100
    DELIVERED = 101
    # ways
    WAY_BARRED = 110
    WAY_CLEARED = 111
    # ends
    ARRIVED = 120
    ENDED = 121
    # sky and air
    ASH_CHANGED = 12
    FIRESTORM_BEGAN = 13
    FIRESTORM_ENDED = 14
    # heat
    HEAT_SEEN = 230
    SWEPT = 231
    FLICKERED_OUT = 232
    ROTORS_HEARD = 233
    # bodies
    WOUNDED = 130
    CLOTTED = 131
    CLASS_REACHED = 132
    SHOCKED = 133
    FAINTED = 134
    CAME_TO = 135
    DIED = 136
    INFECTED = 137
    PARCHED = 138
    CHILLED = 139
    FELL_ASLEEP = 140
    WOKE = 141
    WORN_OUT = 142
    TRAPPED = 143
    WARMED = 144
    # care
    PULSE_FOUND = 150
    NO_PULSE = 151
    FREED = 152
    CUT_AWAY = 153
    INJECTED = 154
    DRESSED = 155
    TOURNIQUET_PUT_ON = 156
    STABILISED = 157
    GAVE_WATER = 158
    ASSESSED = 159
    ROUSED = 160
    INTERRUPTED = 161
    REOPENED = 162
    # on the move
    TOOK_UP = 170
    SET_DOWN = 171
    HANDED_OVER = 172
    GAVE = 173
    TOOK = 174
    INSIGNIA_COVERED = 175
    INSIGNIA_SHOWN = 176
    # trails
    TRAIL_FOUND = 180
    TRAIL_LOST = 181
    TRAIL_COVERED = 182
    TRAIL_FAKED = 183
    SIGN_LEFT = 184
    TRACKED = 185
    TRACK_LOST = 186
    TRACED = 187
    # noise
    NOISE_HEARD = 190
    NOISE_DREW = 191
    # shelter
    LOCKED = 200
    UNLOCKED = 201
    BARRICADED = 202
    UNBARRED = 203
    BREACH_BEGAN = 204
    BREACHED = 205
    FIRE_LIT = 206
    FIRE_WENT_OUT = 207
    SEALED = 208
    SURPRISED = 209
    COLLAPSED = 210
    SIEGE_BEGAN = 211
    SIEGE_WON = 212
    FIRE_SEEN = 213
    # signals
    BEACON_SET_OFF = 220
    BEACON_HEARD = 221
    BEACON_TRACED = 222
    BEACON_DIED = 223
    # hunts
    CLASSIFIED = 240
    HUNT_ASSIGNED = 241
    AMBUSH_LAID = 242
    AMBUSHED = 243
    CAUGHT_UP = 244
    # strangers
    MET = 250
    STANCE_CHANGED = 251
    ASKED = 252
    WARNED = 253
    SURRENDERED = 254
    DISCLOSED = 255
    VOUCHED = 256
    PLEDGED = 257
    PLEDGE_KEPT = 258
    PLEDGE_BROKEN = 259
    LET_IN = 260
    TURNED_AWAY = 261
    GAVE_UP = 262
    FORCED_IN = 263
    DEBT_PAID = 264
    INFERRED = 265
    SECRET_OUT = 266
    PLACE_TOLD = 267
    HOPE_CHANGED = 268
    ROUTED = 269
    GAVE_HOPE = 270
    BAND_SET_OUT = 271
    BAND_ARRIVED = 272
    RELEASED = 273
    OFFERED = 274
    PLACE_FOUND = 275
    PLACE_MISSED = 276
    SOUGHT_HELP = 277


class Role(IntEnum):
    """In what way a further cause contributed."""

    EVIDENCE = 1
    CREDENTIAL = 2
    CONDITION = 3
    HELPER = 4
    WOUND = 5
    DELAY = 6  # the time that was lost
    DOSE = 7
    TRACE = 8
    THROUGH = 9  # what lay between


class Roles(NamedTuple):
    """What the fields of a kind of event hold. `subject` names the field that goes into the id."""

    who: str = "citizen"
    whom: str = ""
    amount: str = ""
    subject: str = "who"


ROLES: dict[Kind, Roles] = {
    Kind.SCENARIO: Roles(who=""),
    Kind.ORDERED: Roles(whom="target", amount="verb"),
    Kind.REFUSED: Roles(whom="target", amount="refusal"),
    Kind.DECIDED: Roles(amount="want"),
    Kind.PROGRAMME_CHANGED: Roles(who="", amount="programme"),
    Kind.CURFEW_BEGAN: Roles(who=""),
    Kind.CURFEW_ENDED: Roles(who=""),
    Kind.SIGHTED: Roles("watcher", "citizen", "range, m", "whom"),
    Kind.LOST_SIGHT: Roles("watcher", "citizen", "seconds in sight", "whom"),
    Kind.NOTICED: Roles("citizen", "watcher", "range, m"),
    Kind.HEARD: Roles("watcher", "citizen", "level, dB", "whom"),
    Kind.INFORMED: Roles("citizen", "citizen", ""),
    Kind.SUSPECTED: Roles("citizen", "", "suspicion, points"),
    Kind.WANTED: Roles("citizen", "", "suspicion, points"),
    Kind.DOSSIER_CLOSED: Roles("citizen", "", ""),
    Kind.HUNT_BEGAN: Roles("watcher", "citizen", ""),
    Kind.SEARCH_BEGAN: Roles("watcher", "citizen", ""),
    Kind.HUNT_ENDED: Roles("watcher", "citizen", ""),
    Kind.ARRESTED: Roles("watcher", "citizen", "", "whom"),
    Kind.SLIPPED_AWAY: Roles("citizen", "watcher", ""),
    Kind.CHIP_PRESENTED: Roles("citizen", "gate", "corruption, %"),
    Kind.JUDGED: Roles("watcher", "citizen", "verdict"),
    Kind.TWITCHED: Roles("watcher", "citizen", ""),
    Kind.SPASMED: Roles("watcher", "citizen", ""),
    Kind.GATE_OPENED: Roles("gate", "citizen", "seconds it stays open"),
    Kind.GATE_CLOSED: Roles("gate", "", ""),
    Kind.CROSSED: Roles("citizen", "gate", "direction"),
    Kind.GUARD_RECOVERED: Roles("watcher", "", ""),
    Kind.ALARM: Roles("gate", "citizen", ""),
    Kind.UNPLUGGED: Roles(),
    Kind.ESCAPE_ATTEMPTED: Roles(),
    Kind.HID: Roles(),
    Kind.SHIFT_WORKED: Roles(amount="points"),
    Kind.FINED: Roles(amount="points"),
    Kind.SLUMPED: Roles(amount="points"),
    Kind.REWARDED: Roles(amount="points"),
    Kind.RENEWAL_REFUSED: Roles(amount="usefulness, points"),
    Kind.STAGE_REACHED: Roles(amount="stage"),
    Kind.FLICKERED: Roles(),
    Kind.PINGED: Roles(),
    Kind.SHUT_DOWN: Roles(),
    Kind.STRUCK_OFF: Roles(amount="delay, s"),
    Kind.RUMOUR_TOLD: Roles("citizen", "citizen", "topic"),
    Kind.RUMOUR_BELIEVED: Roles("citizen", "citizen", "topic"),
    Kind.SHORTAGE: Roles("facility", "", "missing, g"),
    Kind.DELIVERED: Roles("facility", "citizen", "mass, g"),
    Kind.WAY_BARRED: Roles(who=""),
    Kind.WAY_CLEARED: Roles(who=""),
    Kind.ARRIVED: Roles("citizen", "", "place"),
    Kind.ENDED: Roles("citizen", "", "ending"),
    Kind.ASH_CHANGED: Roles(who="", amount="ash, mg/m3"),
    Kind.FIRESTORM_BEGAN: Roles(who=""),
    Kind.FIRESTORM_ENDED: Roles(who=""),
    Kind.HEAT_SEEN: Roles("watcher", "citizen", "range and what lay between", "whom"),
    Kind.SWEPT: Roles("watcher", "citizen", "range and what lay between", "whom"),
    Kind.FLICKERED_OUT: Roles("watcher", "", "seconds"),
    Kind.ROTORS_HEARD: Roles("citizen", "watcher", "range, m"),
    Kind.WOUNDED: Roles("citizen", "watcher", "wound"),
    Kind.CLOTTED: Roles(amount="wound"),
    Kind.CLASS_REACHED: Roles(amount="class"),
    Kind.SHOCKED: Roles(),
    Kind.FAINTED: Roles(),
    Kind.CAME_TO: Roles(),
    Kind.DIED: Roles(amount="death"),
    Kind.INFECTED: Roles(amount="wound"),
    Kind.PARCHED: Roles(amount="thirst"),
    Kind.CHILLED: Roles(amount="Swiss stage"),
    Kind.FELL_ASLEEP: Roles(),
    Kind.WOKE: Roles(amount="waking"),
    Kind.WORN_OUT: Roles(),
    Kind.TRAPPED: Roles(),
    Kind.WARMED: Roles(amount="Swiss stage"),
    Kind.PULSE_FOUND: Roles("citizen", "citizen", "beats / min"),
    Kind.NO_PULSE: Roles("citizen", "citizen"),
    Kind.FREED: Roles("citizen", "citizen"),
    Kind.CUT_AWAY: Roles("citizen", "citizen", "wound"),
    Kind.INJECTED: Roles("citizen", "citizen", "doses"),
    Kind.DRESSED: Roles("citizen", "citizen", "wound"),
    Kind.TOURNIQUET_PUT_ON: Roles("citizen", "citizen", "wound"),
    Kind.STABILISED: Roles("citizen", "citizen", "wound"),
    Kind.GAVE_WATER: Roles("citizen", "citizen", "water, mL"),
    Kind.ASSESSED: Roles("citizen", "citizen", "prognosis"),
    Kind.ROUSED: Roles("citizen", "citizen"),
    Kind.INTERRUPTED: Roles(amount="verb"),
    Kind.REOPENED: Roles(amount="wound"),
    Kind.TOOK_UP: Roles("citizen", "citizen", "haul"),
    Kind.SET_DOWN: Roles("citizen", "citizen"),
    Kind.HANDED_OVER: Roles("citizen", "citizen"),
    Kind.GAVE: Roles("citizen", "citizen", "thing"),
    Kind.TOOK: Roles("citizen", "citizen", "thing"),
    Kind.INSIGNIA_COVERED: Roles(amount="category"),
    Kind.INSIGNIA_SHOWN: Roles(amount="category"),
    Kind.TRAIL_FOUND: Roles("citizen", "citizen", "trace"),
    Kind.TRAIL_LOST: Roles("citizen", "citizen"),
    Kind.TRAIL_COVERED: Roles(amount="traces"),
    Kind.TRAIL_FAKED: Roles(amount="traces"),
    Kind.SIGN_LEFT: Roles(),
    Kind.TRACKED: Roles("watcher", "citizen", "trace", "whom"),
    Kind.TRACK_LOST: Roles("watcher", "citizen", "", "whom"),
    Kind.TRACED: Roles("citizen", "citizen"),
    Kind.NOISE_HEARD: Roles("citizen", "citizen", "level, dB"),
    Kind.NOISE_DREW: Roles("watcher", "citizen", "level, dB"),
    Kind.LOCKED: Roles("citizen", "building"),
    Kind.UNLOCKED: Roles("citizen", "building"),
    Kind.BARRICADED: Roles("citizen", "building", "work, J"),
    Kind.UNBARRED: Roles("citizen", "building"),
    Kind.BREACH_BEGAN: Roles("citizen", "building"),
    Kind.BREACHED: Roles("citizen", "building", "seconds"),
    Kind.FIRE_LIT: Roles("citizen", "building", "minutes"),
    Kind.FIRE_WENT_OUT: Roles("building"),
    Kind.SEALED: Roles("citizen", "building"),
    Kind.SURPRISED: Roles("citizen", "citizen"),
    Kind.COLLAPSED: Roles("", "", ""),
    Kind.SIEGE_BEGAN: Roles("watcher", "building"),
    Kind.SIEGE_WON: Roles("watcher", "building", "seconds"),
    Kind.FIRE_SEEN: Roles("watcher", "building", "range, m"),
    Kind.BEACON_SET_OFF: Roles(),
    Kind.BEACON_HEARD: Roles("citizen", "citizen", "range, m"),
    Kind.BEACON_TRACED: Roles("watcher", "citizen", "range, m", "whom"),
    Kind.BEACON_DIED: Roles(),
    Kind.CLASSIFIED: Roles("watcher", "citizen", "category", "whom"),
    Kind.HUNT_ASSIGNED: Roles("citizen", "", "category"),
    Kind.AMBUSH_LAID: Roles("watcher", "", ""),
    Kind.AMBUSHED: Roles("watcher", "citizen", "people"),
    Kind.CAUGHT_UP: Roles("watcher", "citizen", "", "whom"),
    Kind.MET: Roles("citizen", "citizen", "stance"),
    Kind.STANCE_CHANGED: Roles("citizen", "citizen", "stance"),
    Kind.ASKED: Roles("citizen", "citizen"),
    Kind.WARNED: Roles("citizen", "citizen"),
    Kind.SURRENDERED: Roles("citizen", "citizen"),
    Kind.DISCLOSED: Roles("citizen", "citizen", "category"),
    Kind.VOUCHED: Roles("citizen", "citizen", "citizen vouched for"),
    Kind.PLEDGED: Roles("citizen", "citizen"),
    Kind.PLEDGE_KEPT: Roles("citizen", "citizen"),
    Kind.PLEDGE_BROKEN: Roles("citizen", "citizen"),
    Kind.LET_IN: Roles("citizen", "citizen"),
    Kind.TURNED_AWAY: Roles("citizen", "citizen"),
    Kind.GAVE_UP: Roles("citizen", "building"),
    Kind.FORCED_IN: Roles("citizen", "building"),
    Kind.DEBT_PAID: Roles("citizen", "citizen", "1 / 1000"),
    Kind.INFERRED: Roles("citizen", "citizen", "category"),
    Kind.SECRET_OUT: Roles("citizen", "citizen", "category"),
    Kind.PLACE_TOLD: Roles("citizen", "citizen", "cell"),
    Kind.HOPE_CHANGED: Roles("citizen", "", "hope"),
    Kind.ROUTED: Roles("citizen", "", "people"),
    Kind.GAVE_HOPE: Roles("citizen", "citizen"),
    Kind.BAND_SET_OUT: Roles("citizen", "", "people"),
    Kind.BAND_ARRIVED: Roles("citizen", "", "people"),
    Kind.RELEASED: Roles("citizen", "citizen"),
    Kind.OFFERED: Roles("citizen", "citizen"),
    Kind.PLACE_FOUND: Roles("citizen", "citizen"),
    Kind.PLACE_MISSED: Roles("citizen", "citizen"),
    Kind.SOUGHT_HELP: Roles("citizen", "citizen"),
}
