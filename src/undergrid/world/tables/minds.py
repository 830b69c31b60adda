"""Minds: what people know, what the named plan, and how far a canon has come."""

from __future__ import annotations

from enum import IntEnum

from undergrid.core.tables import I16, I32, I64, U8, Flag, SlotTable, Table, flag, i16, i32, i64, u8


class Topic(IntEnum):
    """What a piece of knowledge is about."""

    WATCHER = 0  # subject: watcher; where and when it was last perceived
    PERSON = 1  # subject: citizen; where and when last perceived
    GATE = 2  # subject: gate; that it is there
    PLACE = 3  # subject: building or -1; a place worth going to
    OUTZONE = 4  # the rumour that there is a life beyond the wall
    TRACE = 5  # subject: slot of `traces`; where the newest part of a trail was seen
    BODY = 6  # subject: citizen who lies there, alive or not
    NOISE = 7  # subject: -1; where something was heard
    CALL = 8  # subject: citizen who sends a distress call; where from
    SECRET = 9  # subject: citizen whose past it is
    LINE = 10  # subject: wire; where it was seen to run
    WINDOW = 11  # subject: window; that the timetable has it
    TRUTH = 12  # what the City keeps from its people
    PERIL = 13  # subject: building that raiders have come to, or that has burnt; where, and when one saw that last


class Aim(IntEnum):
    """What somebody may be about: the kinds of intentions. The numbers stand in runs on disk and never change."""

    NONE = 0
    REACH = 1  # a place
    KEEP_HIDDEN = 2
    AWAIT_GAP = 3  # between patrols
    KEEP_UP = 4  # with somebody
    CALL_FOR_HELP = 5
    MAKE_ROUNDS = 6  # watching the ground for trails
    FOLLOW_TRAIL = 7
    LOOK_BEHIND_DOOR = 8  # where a trail has ended
    ANSWER_CALL = 9  # go where a call for help came from, and look for whoever lies there
    LOOK_FOR_WOUNDED = 10  # feel for the pulses of those who lie about
    SAVE = 11  # somebody: treat them and bring them under a roof
    TEND = 12  # somebody who lies under a roof
    SHELTER = 13  # for the night, or to rest
    ANSWER_DOOR = 14  # somebody asks to be let in
    ASK_IN = 15  # at a door that is shut
    SPEAK = 16  # with somebody
    BRING = 17  # somebody to a place
    KEEP_WORD = 18  # given to somebody
    GO_ALONG = 19  # with somebody who has promised to bring one
    KEEP_WATCH = 20  # while the others sleep
    SEVER = 21  # cut the lines at a place
    FIGHT = 23  # a watcher that comes for one
    MOURN = 24  # stay with somebody who has died
    COUNCIL = 25  # have one's faction decide
    LINK = 27  # a Heart Engine to the network
    REST = 30  # and see to what one needs
    LOOK_AT_SKY = 31  # free for the first time
    LOOK_ABOUT = 32  # where one lives
    WARN = 34  # others, by a mark on a wall
    GATHER_PARTS = 35  # out of wrecks, for somebody
    LOOK_FOR = 36  # somebody one has lost
    COVER = 37  # whoever carries what one would see linked oneself
    AIR = 38  # get out of a base before its air is out


class Hitch(IntEnum):
    """Why somebody gets no further with what they are about. The numbers stand in runs on disk and never change."""

    NOTHING_TO_DO = 0  # nothing that they could do for it
    NO_WAY = 1  # leads there
    DOOR_SHUT = 2  # or the gate
    REFUSED = 3  # somebody will not, or does not answer
    EMPTY_HANDS = 4  # what it takes is not there
    UNABLE = 5  # their body, or what they carry, does not let them
    OTHERS_FIRST = 6  # others are in the way, or have their turn
    NOT_THERE = 7  # whoever or whatever it is for


class Knowledge(SlotTable):
    """What one person knows or believes, perhaps late or wrong."""

    OWNER = "knower"
    knower: I32 = i32(-1, "citizen", "who knows it")
    topic: U8 = u8(Topic.WATCHER, "Topic", "about what kind of thing")
    subject: I32 = i32(-1, "row", "which one")
    cell: I32 = i32(-1, "cell", "where it was")
    at: I32 = i32(-1, "tick", "when that was")
    source: I32 = i32(-1, "teller", "who told it; -1 for own eyes, -2 for a mark on a wall by an unknown hand")
    strength: I16 = i16(1000, "1 / 1000", "how firmly it is believed")
    telling: Flag = flag(0, "", "whether the knower still passes it on")
    cause: I64 = i64(0, "event", "the event by which it came to be known")


class Watched(SlotTable):
    """When watchers came past a place, as somebody has seen or heard it: what they foretell the next time from."""

    OWNER = "owner"
    owner: I32 = i32(-1, "citizen", "who has noticed it")
    watcher: I32 = i32(-1, "watcher", "which one")
    cell: I32 = i32(-1, "cell", "where it was perceived first")
    came: I32 = i32(-1, "tick", "when it came there last")
    gone: I32 = i32(-1, "tick", "when it was last perceived there")
    lasted: I32 = i32(0, "s", "how long it stayed the time before; 0 where it came once", within=(0, 1_000_000_000))
    gap: I32 = i32(
        -1, "s", "from its coming the time before to its last; -1 where it came once", within=(-1, 1_000_000_000)
    )
    earlier: I32 = i32(-1, "s", "the gap before that; -1 where there was none", within=(-1, 1_000_000_000))
    heard: Flag = flag(0, "", "whether it was only heard")
    cause: I64 = i64(0, "event", "the event by which it was perceived")


class Plans(Table):
    """What a mind carries from tick to tick: one row for each named person with wants, in the order of the scenario."""

    owner: I32 = i32(-1, "citizen", "whose mind")
    late: I16 = i16(0, "s", "by how much later than others it keeps hours; less than 0: earlier", within=(-3600, 3600))
    bold: I16 = i16(1000, "1 / 1000", "how little it minds being seen, beside others", within=(1, 10_000))
    intends: I32 = i32(-1, "intention", "what it is about, a slot of `intentions`; -1 for nothing")
    decided: I64 = i64(0, "event", "the decision for that")
    latest: I64 = i64(0, "", "what that was for, as `intentions` packs aim and whom; 0 for nothing yet, or for rest")
    latest_at: I32 = i32(-1, "tick", "when it was decided")
    before: I64 = i64(0, "", "the same of the decision before that; 0 where one may go back on that one")
    before_at: I32 = i32(-1, "tick", "when that was decided")
    ordered: I64 = i64(0, "event", "the newest order that comes of it")
    wake: I32 = i32(1, "tick", "when the mind looks up by itself; not before it has sensed anything")
    walking: Flag = flag(0, "", "whether it looks up when the body stops walking")
    ducks: Flag = flag(0, "", "whether it keeps out of a watcher's sight, whatever it is about")
    stuck: I32 = i32(-1, "tick", "since when it can do nothing for what it is about; -1 where it can")
    refusal: I64 = i64(0, "event", "the refusal of what it ordered last; 0 where that was not refused")
    reason: U8 = u8(0, "Refusal", "why that was refused")
    held: I32 = i32(-1, "tick", "since when it holds back until a watcher has passed; -1 if it doesn't")
    held_for: I32 = i32(-1, "watcher", "for which; -1 for none")
    held_by: I64 = i64(0, "event", "how it knew of that")
    held_before: I32 = i32(0, "s", "how long it had held back of late before that", within=(0, 1_000_000_000))
    held_end: I32 = i32(-1, "tick", "when it held back last")
    round: I32 = i32(-1, "tick", "until then it goes round where watchers are believed to be")
    verb: U8 = u8(0, "Verb", "what it ordered last")
    target: I32 = i32(-1, "row or cell", "at what")
    until: I32 = i32(-1, "tick", "not before then is the thing tried again that failed last")
    low: I32 = i32(-1, "tick", "until then it lies low after a narrow escape")
    fled: I16 = i16(0, "", "how often in a row it had been driven back before that, having come out again")
    tries: I16 = i16(0, "", "how often it has been tried")
    note: I32 = i32(-1, "cell", "the cover or the door being made for")
    gate: I32 = i32(-1, "gate", "the gate it has settled on; -1 for none")
    gap: I32 = i32(-1, "tick", "until then no patrol is due at the gate, as it has foreseen")
    waiting: I32 = i32(-1, "tick", "since when it waits for a gap, or for somebody; -1 if it doesn't")
    alone: Flag = flag(0, "", "whether it has given up those it went with")
    shared: I32 = i32(-1, "cell", "where it was last side by side with somebody it goes with; -1 for nowhere")
    lost: I32 = i32(-1, "tick", "since when it looks for those it went with; -1 while it has not lost them")
    beside: I32 = i32(-1, "citizen", "beside whom it rests: it looks up when they do something else; -1 for nobody")
    beside_as: U8 = u8(0, "Activity", "what they do meanwhile")
    parted: I32 = i32(-1, "tick", "when it saw such a one do something else last; -1 never")
    avoids: I32 = i32(-1, "building", "the shelter whose door has not opened when it was tried last; -1 for none")
    reached: I64 = i64(0, "", "the places it has got to, as bits by their cells")
    severed: I64 = i64(0, "", "the places where it has cut all lines that there were, as bits by their cells")
    severed_at: I32 = i32(-1, "tick", "when it found all cut last, at one of them; -1 never")
    sky: I32 = i32(-1, "tick", "when it first stood under the free sky; -1 never")
    centre: I32 = i32(-1, "cell", "round which it has looked about last; -1 for nowhere")
    corner: I16 = i16(0, "", "how many corners of that round it has been to")
    went: I32 = i32(-1, "tick", "when it set out on that; -1 never")
    sets_out: I32 = i32(-1, "tick", "when it means to set out with somebody, by its own hours; -1 for never")
    charge: I32 = i32(-1, "citizen", "whom it has taken into its care; -1 for nobody")
    housed: I32 = i32(-1, "citizen", "whom it has brought last, under a roof or to a place; -1 for nobody")
    answered: I32 = i32(-1, "tick", "when the newest call for help was sent that it has followed to its end")
    asked: I32 = i32(-1, "tick", "when it last asked somebody at a door, or warned them off; -1 never")
    asks: I16 = i16(0, "", "how often it has asked at that door")
    spurned: I32 = i32(-1, "building", "the door before which it gave up last; -1 for none")
    spurned_at: I32 = i32(-1, "tick", "when that was")
    spurned_as: I16 = i16(0, "", "how it was then: daylight, cold and wounds, as `parley` packs them")
    spurned_by: I32 = i32(-1, "citizen", "who had spoken to it from inside; -1 for nobody")
    cause: I64 = i64(0, "event", "the percept that woke it last")


class Intentions(SlotTable):
    """What minds are about, or mean to come back to: taken up for a reason, and kept until done or given up."""

    OWNER = "owner"
    owner: I32 = i32(-1, "citizen", "whose")
    aim: U8 = u8(Aim.NONE, "Aim", "what for")
    whom: I32 = i32(-1, "citizen", "for, with or after whom; -1 for nobody")
    cell: I32 = i32(-1, "cell", "where to; -1 for nowhere")
    want: U8 = u8(0, "", "the want it serves, by its number among its owner's")
    worth: I16 = i16(0, "1 / 1000", "what it was worth when it was looked at last")
    since: I32 = i32(-1, "tick", "when it was taken up")
    seen: I32 = i32(-1, "tick", "when there was last something to do for it")
    note: I32 = i32(-1, "", "how far it has come, as its want counts that")
    deed: I64 = i64(0, "event", "what its owner has done for it last; 0 for nothing yet")
    told: I16 = i16(0, "", "the reasons (bits of Hitch) that have been told for getting no further with it")
    cause: I64 = i64(0, "event", "its INTENDED")


class Vain(SlotTable):
    """What minds have tried in vain, and how things stood: it is not tried a third time until they stand otherwise."""

    OWNER = "owner"
    owner: I32 = i32(-1, "citizen", "who tried it")
    verb: U8 = u8(0, "Verb", "what")
    target: I32 = i32(-1, "row or cell", "at what")
    reason: U8 = u8(0, "Refusal", "why it came to nothing")
    times: U8 = u8(0, "", "how often in a row")
    at: I32 = i32(-1, "tick", "when it did last")
    mark: I64 = i64(0, "", "how things stood, as a number that is another where they stand otherwise")
    cause: I64 = i64(0, "event", "its REFUSED")


class Beats(Table):
    """How far a canon has come: one row for each of its orders, in the order of the file."""

    met: I32 = i32(-1, "tick", "when the event it waits for happened; -1 not yet")
    done: I32 = i32(-1, "tick", "when it was given; -1 not yet")
    awaited: I64 = i64(0, "event", "what it waited for; 0 not yet, or for no event")
    cause: I64 = i64(0, "event", "what brought its order about; 0 for nothing in the city")
    order: I64 = i64(0, "event", "its ORDERED; 0 not yet")
