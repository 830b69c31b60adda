"""The authority: its watchers, what it believes of whom, and what it has ordered."""

from __future__ import annotations

from enum import IntEnum, IntFlag
from typing import ClassVar

from undergrid.core.tables import I16, I32, I64, U8, Flag, SlotTable, Table, flag, i16, i32, i64, u8
from undergrid.world.tables.society import Category

_FAR = 1_000_000_000  # mm


class WatcherKind(IntEnum):
    """What a watcher is."""

    READER = 0  # logs the tags that pass
    CAMERA = 1
    SENTINEL = 2  # judges at a gate, hunts on foot
    DRONE = 3  # flies a beat, hunts
    HUNTER = 4  # a soldier on foot: patrols, follows trails, lies in ambush, breaks doors


class Senses(IntFlag):
    """The senses of a watcher."""

    EYES = 1
    HEAT = 2
    EARS = 4


class Release(IntEnum):
    """How a watcher lets somebody be. The numbers stand in runs on disk and never change."""

    GO = 0  # on their way
    LIE = 1  # where they lie


class Leading(IntEnum):
    """How somebody who has been arrested is taken away. The numbers stand in runs on disk and never change."""

    WALKS = 0  # on their own feet
    DRAGGED = 1  # by whoever has them, as they cannot walk


class Duty(IntEnum):
    """What a watcher is doing."""

    POST = 0  # stands where it belongs
    PATROL = 1  # on its beat, by its timetable
    HUNT = 2  # on the way to where somebody is believed to be
    SEARCH = 3  # looks around there, in a pattern
    RETURN = 4
    OFF = 5
    TRACK = 6  # follows a trail
    AMBUSH = 7  # lies in wait
    SIEGE = 8  # at a door that it forces
    QUESTION = 9  # has stopped somebody, and asks them who they are
    LEAD = 10  # holds or leads somebody whom it has arrested, or comes for them
    LAMED = 11  # stands where it is: its drive has failed; it sees and hears, judges nobody, and is not sent anywhere
    RAID = 12  # has come down by air upon a place
    UNLINK = 13  # goes up to the cube of a Heart Engine, or pulls it off the network


class Watchers(Table):
    """Every watcher, where it is and what it is doing."""

    luck: I64 = i64(0, "", "luck key")
    kind: U8 = u8(WatcherKind.CAMERA, "WatcherKind", "what it is")
    duty: U8 = u8(Duty.POST, "Duty", "what it is at")
    cell: I32 = i32(0, "cell", "where it is, or over which cell it flies")
    home: I32 = i32(0, "cell", "its post, or where its beat begins")
    link: I32 = i32(-1, "link", "the gate it guards; -1 for none")
    beat: I32 = i32(-1, "post", "number of the city post whose beat it flies; -1 for none")
    leg: I16 = i16(0, "stop", "the stop of its beat, or of its search, that it heads for")
    progress: I32 = i32(0, "mm", "how far into the present step; below 0 what it has gone ahead", within=(-_FAR, _FAR))
    goal: I32 = i32(-1, "cell", "where it is going; -1 for nowhere")
    datum: I32 = i32(-1, "cell", "the middle of its search; -1 for none")
    quarry: I32 = i32(-1, "citizen", "whom it hunts; -1 for nobody")
    until: I32 = i32(0, "tick", "when the present duty ends by itself")
    lost_at: I32 = i32(-1, "tick", "when it last began to look round for its quarry; -1 never")
    impaired: I32 = i32(0, "tick", "until when its judgement is disturbed")
    in_sight: I32 = i32(-1, "citizen", "the suspect it saw at its last glimpse; -1 for nobody")
    seen_at: I32 = i32(-1, "tick", "when it last saw that suspect")
    recognised: Flag = flag(0, "", "whether it knows who that suspect is")
    heard_at: I32 = i32(-1, "tick", "when it last reported a noise; -1 never")
    senses: U8 = u8(Senses.EYES | Senses.EARS, "Senses", "by what it perceives")
    faulty: I32 = i32(0, "tick", "until when its heat sensor shows nothing")
    warm: I32 = i32(-1, "citizen", "whose warmth it minds; -1 for nobody's")
    warm_at: I32 = i32(-1, "tick", "when it last picked that up")
    warm_told: I32 = i32(-1, "tick", "when it last reported warmth; -1 never")
    cause: I64 = i64(0, "event", "the event that set its duty")
    warm_event: I64 = i64(0, "event", "the event by which it minds that warmth")
    sighting: I64 = i64(0, "event", "the event by which it has its suspect in sight")
    lost_cause: I64 = i64(0, "event", "what took its suspect out of sight; 0 nothing, or the luck of a glimpse")
    posted: I64 = i64(0, "event", "the event by which it first was on its watch")


class Sense(IntEnum):
    """The means by which an observation was made."""

    TAG = 0
    SIGHT = 1
    HEARING = 2
    INFORMER = 3
    GATE = 4
    REGISTRY = 5
    HEAT = 6
    RADIO = 7


class Reports(SlotTable):
    """Observations that have not reached the dossiers yet, or have been merged; `settle` frees those."""

    subject: I32 = i32(-1, "citizen", "who the observer thinks it was; -1 for an unknown")
    watcher: I32 = i32(-1, "watcher", "who observed; -1 where a citizen informed")
    sense: U8 = u8(Sense.SIGHT, "Sense", "how")
    cell: I32 = i32(-1, "cell", "where the observer thinks it was, perhaps wrong")
    at: I32 = i32(0, "tick", "when")
    arrives: I32 = i32(0, "tick", "when the authority learns of it")
    weight: I16 = i16(0, "points", "suspicion that it carries")
    event: I64 = i64(0, "event", "the observation as an event")


class Dossiers(SlotTable):
    """What the authority believes of one citizen, where it believes anything."""

    ONE_EACH = "subject"
    subject: I32 = i32(-1, "citizen", "whom it is about")
    suspicion: I32 = i32(0, "points", "how much speaks against them")
    cell: I32 = i32(-1, "cell", "where they are believed to be; -1 unknown")
    at: I32 = i32(-1, "tick", "as of when")
    evidence: I16 = i16(0, "reports", "how many reports have been merged")
    wanted: Flag = flag(0, "", "whether the authority wants them")
    searched: I32 = i32(-1, "tick", "as of when the observation was that a hunt has last followed up in vain")
    came_from: I32 = i32(-1, "cell", "where they were believed to be by the observation before; -1 unknown")
    sought: I64 = i64(0, "event", "the order to hunt them for what they are, while it stands; 0 none")
    asked: I32 = i32(-1, "tick", "when they last could not answer for themselves; -1 never")
    event: I64 = i64(0, "event", "the event that last changed it")
    wanted_cause: I64 = i64(0, "event", "that made them wanted; 0 they are not")


class Strangers(SlotTable):
    """Somebody whom the authority has been told of and cannot name, until a name comes in or time has passed."""

    cell: I32 = i32(-1, "cell", "where they were noticed last")
    at: I32 = i32(0, "tick", "as of when")
    suspicion: I32 = i32(0, "points", "how much speaks against them")
    event: I64 = i64(0, "event", "the last observation")


class Looks(SlotTable):
    """Where a drone has been sent to look at something unknown: one row for each time, until it may be sent again."""

    cell: I32 = i32(-1, "cell", "where that was noticed")
    at: I32 = i32(0, "tick", "when it was sent")


class Evidence(SlotTable):
    """What speaks against people who are not wanted yet: one row for each merged report, until the case is decided."""

    subject: I32 = i32(-1, "citizen", "against whom")
    event: I64 = i64(0, "event", "the observation")


class Policy(Table):
    """One row: what the hunters have been told."""

    n_at_first: ClassVar[int] = 1
    hunted: U8 = u8(0, "bits", "bit c: people of Category c are hunted for what they are")


class Files(SlotTable):
    """What the authority has classified people as: one row for each person classified."""

    ONE_EACH = "subject"
    subject: I32 = i32(-1, "citizen", "who")
    category: U8 = u8(Category.UNALIGNED, "Category", "as what")
    assigned: Flag = flag(0, "", "whether they have been given to the hunters for it")
    at: I32 = i32(0, "tick", "when that was last read, or they were let go")
    cause: I64 = i64(0, "event", "its CLASSIFIED")
    order: I64 = i64(0, "event", "its HUNT_ASSIGNED; 0 none")


class Custody(IntEnum):
    """How far it has come with somebody who has been arrested."""

    SEIZED = 0  # where they were arrested
    LED = 1  # on the way to where they are held
    KEPT = 2  # there
    AWAITED = 3  # there, until somebody comes to take them on


class Custodies(SlotTable):
    """People in the hands of the authority."""

    ONE_EACH = "subject"
    subject: I32 = i32(-1, "citizen", "who is held")
    watcher: I32 = i32(-1, "watcher", "who has them in hand; -1 for nobody: a building holds them")
    crew: I32 = i32(-1, "watcher", "who is on the way to lead them off; -1 for nobody")
    stage: U8 = u8(Custody.SEIZED, "Custody", "how far it has come")
    building: I32 = i32(-1, "building", "where they are taken to, or held; -1 at a post")
    cell: I32 = i32(-1, "cell", "its door, or that post")
    due: I32 = i32(0, "tick", "since when they are held; of those kept: when that is looked at again")
    charge: I32 = i32(0, "points", "the suspicion under which they were wanted when they were arrested; 0 not wanted")
    cause: I64 = i64(0, "event", "the event by which they are held as they are")


class Questionings(SlotTable):
    """People whom a hunter or Sentinel has stopped to ask who they are, or whom a Sentinel has asked of late."""

    ONE_EACH = "subject"
    subject: I32 = i32(-1, "citizen", "who is stopped")
    watcher: I32 = i32(-1, "watcher", "by whom")
    until: I32 = i32(0, "tick", "when it has been answered; of those a Sentinel has asked: when one may ask again")
    goal: I32 = i32(-1, "cell", "where they were going; -1 for nowhere")
    pace: U8 = u8(0, "Pace", "and how")
    was: I64 = i64(0, "event", "what they were about")
    cause: I64 = i64(0, "event", "its STOPPED; of those a Sentinel has asked: LET_GO or UNCONVINCED")
