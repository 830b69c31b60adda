"""Society: what people are and mean to each other: bonds, profiles, regard, pledges, bands."""

from __future__ import annotations

from enum import IntEnum

from undergrid.core.tables import I16, I32, I64, U8, Flag, SlotTable, flag, i16, i32, i64, u8
from undergrid.world.tables.people import NEVER


class BondKind(IntEnum):
    """What ties one person to another."""

    KIN = 0
    LOVE = 1
    FRIEND = 2
    ESCORT = 3


class Bonds(SlotTable):
    """Bonds, one-sided: `a` is bound to `b`."""

    OWNER = "a"
    a: I32 = i32(-1, "citizen", "who feels it")
    b: I32 = i32(-1, "citizen", "for whom")
    kind: U8 = u8(BondKind.FRIEND, "BondKind", "what it is")
    strength: I16 = i16(500, "1 / 1000", "how strong")
    cause: I64 = i64(0, "event", "what made it")


class Category(IntEnum):
    """What somebody is to those who rule, and to those who look for help."""

    UNALIGNED = 0
    HEALER = 1
    REBEL = 2
    SOLDIER = 3  # of those who rule
    LOYAL = 4


class Profiles(SlotTable):
    """What only few people have. People without a row are unaligned, without skill, and wear no sign."""

    OWNER = "owner"
    ONE_EACH = "owner"
    owner: I32 = i32(-1, "citizen", "who")
    category: U8 = u8(Category.UNALIGNED, "Category", "what they are")
    insignia: Flag = flag(0, "", "whether they wear a sign of it")
    covered: Flag = flag(0, "", "whether it is covered")
    medicine: U8 = u8(0, "", "skill at treating people, 0 to 10", within=(0, 10))
    soldiering: U8 = u8(0, "", "skill at arms and at reading people and trails, 0 to 10", within=(0, 10))
    past: U8 = u8(Category.UNALIGNED, "Category", "what they were before: their secret, where it is another")
    hunted: Flag = flag(0, "", "whether they have been hunted themselves")
    debt: I16 = i16(0, "1 / 1000", "how much they feel they owe the world")
    hope: I16 = i16(500, "1 / 1000", "how much they hope for")
    cause: I64 = i64(0, "event", "what last changed any of it")


class Crafts(SlotTable):
    """Skill at machines that only few people have. People without a row have none."""

    OWNER = "owner"
    ONE_EACH = "owner"
    owner: I32 = i32(-1, "citizen", "who")
    engineering: U8 = u8(0, "", "skill at networks and machines, 0 to 10", within=(0, 10))


class Stance(IntEnum):
    """How somebody stands to somebody else."""

    HOSTILE = 0  # weapon raised
    WARY = 1  # weapon in hand
    GUARDED = 2  # weapon lowered
    TRUCE = 3
    ALLY = 4


class Regards(SlotTable):
    """What one person thinks of another, one-sided: beta reputation."""

    OWNER = "a"
    a: I32 = i32(-1, "citizen", "who")
    b: I32 = i32(-1, "citizen", "of whom")
    good: I32 = i32(0, "1 / 1000", "good experience r, faded")
    bad: I32 = i32(0, "1 / 1000", "bad experience s, faded")
    blow: I32 = i32(0, "1 / 1000", "bad news that b told openly, as of `as_of`: wears off with time")
    fear: I16 = i16(0, "1 / 1000", "threat that a sees in b, as of `as_of`: wears off with time")
    as_of: I32 = i32(0, "tick", "when fear and blow were worked out")
    stance: U8 = u8(Stance.WARY, "Stance", "how a stands to b")
    believed: U8 = u8(Category.UNALIGNED, "Category", "what a takes b for")
    certainty: I16 = i16(0, "1 / 1000", "how sure a is of that")
    met: I32 = i32(-1, "tick", "when a first met b; -1 not yet")
    yielded: I32 = i32(-1, "tick", "when b last raised their hands before a; -1 never")
    named: Flag = flag(0, "", "whether a knows the name of b")
    cause: I64 = i64(0, "event", "what last changed it")


class Vouches(SlotTable):
    """Who has answered for whom: bad news of those vouched for falls on the voucher too."""

    OWNER = "to"
    by: I32 = i32(-1, "citizen", "who vouched")
    to: I32 = i32(-1, "citizen", "to whom")
    about: I32 = i32(-1, "citizen", "for whom")
    cause: I64 = i64(0, "event", "its VOUCHED")


class ParleyState(IntEnum):
    """How a talk through a door stands."""

    ASKED = 0  # those inside have still to answer
    REFUSED = 1  # they have warned, or kept silent: the asker's turn
    WAITING = 2  # the asker waits, and will ask again
    FORCING = 3  # the asker is about to come in by force


class Plea(IntEnum):
    """What somebody says who asks to be let in: the amount of ASK and of ASKED. NAME says why, too."""

    ENTRY = 0  # that they want to come in, and no more
    NAME = 1  # who they are
    CALLED = 2  # who they are, and that they have heard the call for help
    TRAIL = 3  # who they are, and that they have come along the trail of somebody inside
    BY_NAME = 4  # who they are, and for whom they ask by name
    HELP = 5  # what they could do for those inside
    DISARM = 6  # that they would leave their weapons outside
    RESTRAINT = 7  # that they could have done harm to those inside, and have not


class Answer(IntEnum):
    """What somebody inside is inclined to answer, once a draw has decided."""

    LET_IN = 0
    WARN = 1
    SILENCE = 2
    NONE = 3  # not decided yet


class Parleys(SlotTable):
    """Talks through doors, one for each person who asks to be let in."""

    asker: I32 = i32(-1, "citizen", "who asks, at the door")
    building: I32 = i32(-1, "building", "to be let into")
    host: I32 = i32(-1, "citizen", "who answers, inside")
    turn: U8 = u8(ParleyState.ASKED, "ParleyState", "whose turn it is")
    due: I32 = i32(0, "tick", "when it goes on by itself")
    tries: I16 = i16(0, "", "how often they have asked")
    warned: Flag = flag(0, "", "whether they have been warned off")
    said: I16 = i16(0, "", "what they have said by now: a bit for each Plea, from the lowest on")
    answer: U8 = u8(Answer.NONE, "Answer", "what a draw has decided that the host answers")
    odds: I64 = i64(0, "2^-32", "the odds of that draw")
    cause: I64 = i64(0, "event", "what was said last")


class PledgeState(IntEnum):
    """What became of a promise."""

    OPEN = 0
    KEPT = 1
    BROKEN = 2  # by a deed of the one who promised
    RELEASED = 3
    FAILED = 4  # by no fault of theirs


class Pledges(SlotTable):
    """Promises to bring somebody to a place."""

    OWNER = "by"
    by: I32 = i32(-1, "citizen", "who promised")
    to: I32 = i32(-1, "citizen", "to whom")
    cell: I32 = i32(-1, "cell", "where to, as it was said")
    building: I32 = i32(-1, "building", "the building that was meant, wherever it was said to be; -1 none")
    due: I32 = i32(NEVER, "tick", "until when")
    by_from: I32 = i32(-1, "cell", "where the one who promised was when the two were last together, or was let go")
    to_from: I32 = i32(-1, "cell", "where the other was then")
    apart: I32 = i32(-1, "tick", "since when the two are apart; -1 they are together")
    strayed: I32 = i32(0, "", "looks since then at which the one who promised stayed away by their own will")
    barred: I32 = i32(0, "", "looks at which something else kept them apart")
    returning: Flag = flag(0, "", "whether the one who promised is on the way back, or on to the place")
    parted: I64 = i64(0, "event", "what has kept them apart last; 0 nothing")
    outcome: U8 = u8(PledgeState.OPEN, "PledgeState", "what became of it")
    cause: I64 = i64(0, "event", "its PLEDGED")


class BandState(IntEnum):
    """What a band is doing."""

    GATHERED = 0  # has not set out
    TRAVELLING = 1
    ARRIVED = 2
    SCATTERED = 3  # every one for themselves, until they rally
    OVER = 4  # nobody is left of it


class Bands(SlotTable):
    """Groups that travel together."""

    leader: I32 = i32(-1, "citizen", "whom the others follow")
    goal: I32 = i32(-1, "cell", "where they are going")
    building: I32 = i32(-1, "building", "into which they go there; -1 none")
    sets_out: I32 = i32(0, "tick", "when they set out, or rally")
    stage: U8 = u8(BandState.GATHERED, "BandState", "what they are at")
    still: I32 = i32(-1, "tick", "since when they stand still because a drone is near; -1 they do not")
    hope: I16 = i16(500, "1 / 1000", "what they hope for together")
    routed: Flag = flag(0, "", "whether they have scattered")
    ambushed: I64 = i64(0, "event", "the ambush that they walked into")
    cause: I64 = i64(0, "event", "what they are about")


class Members(SlotTable):
    """Who belongs to which band."""

    OWNER = "owner"
    owner: I32 = i32(-1, "citizen", "who")
    band: I32 = i32(-1, "band", "slot of the band")
