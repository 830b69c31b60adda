"""Orders: dated requests from outside the rules, given by players, planners, policies and canons alike.

Where several orders name the same person in the same tick, an order from outside (a player, a file) wins over one of
the person's own mind; among equals the later one in the list wins. The others are refused with the reason `SUPERSEDED`.
A new order ends the long action (a walk, a wait) that an older one began.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from undergrid.core.tables import I32, I64, U8, SlotTable, i32, i64, u8
from undergrid.world.tables.people import NEVER


class Verb(IntEnum):
    """What can be asked of a person. The numbers stand in runs on disk and never change."""

    NONE = 0
    WALK = 1  # target: cell
    RUN = 2  # target: cell
    SNEAK = 3  # target: cell
    WAIT = 4  # stand still; amount: ticks, 0 until the next order
    HIDE = 5  # crouch and keep still; amount: ticks, 0 until the next order
    ENTER = 6  # target: building whose door is here
    LEAVE = 7  # out of the building
    PLUG = 8  # into the DreamNet, at home
    UNPLUG = 9
    WORK = 10  # at the workplace
    PRESENT = 11  # target: gate, at its inner or outer end; the best chip in hand is shown
    CROSS = 12  # target: gate that is open
    TELL = 13  # target: citizen near by; amount: Topic
    INFORM = 14  # target: citizen to denounce
    # care: the patient is within reach; each takes some time
    CHECK = 15  # feel for a pulse; target: citizen
    FREE = 16  # get somebody out from under what holds them; target: citizen
    CUT = 17  # cut the clothing away from the worst wound; target: citizen; amount: 1 to tear it without a blade
    INJECT = 18  # morphine; target: citizen; amount: doses, 0 for one
    DRESS = 19  # gauze on the worst open wound; target: citizen
    TOURNIQUET = 20  # on the worst bleeding limb; target: citizen
    STABILISE = 21  # splint and bind the worst dressed wound; target: citizen
    WATER = 22  # give water from one's canteen; target: citizen, oneself to drink
    ASSESS = 23  # look a wounded person over; target: citizen
    ROUSE = 24  # talk to somebody so that they stay awake; target: citizen; amount: ticks, 0 until the next order
    SLEEP = 25  # lie down to sleep
    # bodies and things on the move
    DRAG = 26  # take hold of somebody to drag them, on a tarp where one carries one; target: citizen
    CARRY = 27  # take somebody on one's back; target: citizen
    SUPPORT = 28  # lend somebody a shoulder; target: citizen
    DROP = 29  # set down whom one drags, carries or supports
    HAND_OVER = 30  # let somebody else take over whom one hauls; target: citizen
    GIVE = 31  # target: citizen; amount: ItemKind
    TAKE = 32  # from the dead, the willing or the ground here; target: citizen, -1 for the ground; amount: ItemKind
    # trails
    COVER = 33  # cover the traces within reach
    FAKE = 34  # lay a false trail; target: cell towards which
    MARK = 35  # leave a sign on purpose, here
    # doors
    LOCK = 36  # target: building, from inside
    UNLOCK = 37  # target: building, from inside
    BARRICADE = 38  # target: building, from inside, with what lies there
    UNBAR = 39  # take the barricade away again; target: building, from inside
    BREACH = 40  # force the door; target: building, from outside
    LIGHT = 41  # light a fire with fuel at hand
    DOUSE = 42  # put it out
    SEAL = 43  # stop the gaps of the door so that no light and warmth gets out; target: building
    # strangers
    ASK = 44  # to be let in; target: building; amount: Plea
    WARN = 45  # tell somebody to stay away; target: citizen
    SURRENDER = 46  # raise one's hands before somebody; target: citizen
    DISCLOSE = 47  # tell one's past; target: citizen
    VOUCH = 48  # answer for somebody; target: citizen to whom; amount: the row for whom
    PLEDGE = 49  # promise to bring somebody to a place; target: citizen; amount: the place's cell
    ADMIT = 50  # open the door to somebody; target: citizen
    RELEASE = 51  # take back a pledge; target: citizen
    # signals
    BEACON = 52  # send a distress call; amount: ticks, 0 as long as the battery lasts
    VEIL = 53  # cover the insignia one wears
    UNVEIL = 54
    FLAT = 55  # lie flat and still; amount: ticks, 0 until the next order
    TALK = 56  # tell of a place one knows; target: citizen; amount: the place's cell
    # the control network: what is worked at is within reach; each takes some time
    CUT_WIRE = 57  # target: wire
    MEND_WIRE = 58  # with spare parts; target: wire
    BREAK_NODE = 59  # target: node
    MEND_NODE = 60  # with spare parts; target: node
    # combat
    SHOOT = 61  # target: citizen; amount: the ItemKind of the weapon, 0 for the best
    SHOOT_DOWN = 62  # target: watcher; amount: as of SHOOT
    THROW = 63  # a grenade; target: cell
    # what a faction decides
    CALL_VOTE = 65  # in its base; while a council sits, give one's word; amount: Vote, 0 as one is inclined
    SABOTAGE = 66  # the cube that one carries, or that lies here, which takes some time
    # the Heart Engine, and things laid down
    CONNECT = 67  # link the cube that one carries to a node within reach, which takes some time; target: node
    FIRE = 68  # the engine that is linked to a node within reach, which takes some time; target: node
    PUT_DOWN = 69  # a thing, where one is; amount: ItemKind
    # suits, and what is made of wrecks; each takes some time, but for SEND and RECALL
    MEND_SUIT = (
        70  # with spare parts, the worst part of it; target: citizen who wears it, oneself too; amount: ItemKind
    )
    SALVAGE = 71  # take spare parts out of the wreck at hand
    BUILD = 72  # make something of spare parts; amount: ItemKind
    PATCH = 73  # make the fallen drone at hand fly again, with spare parts
    SEND = 74  # one's own drone; target: cell
    RECALL = 75  # one's own drone: let it follow again
    SCOPE = 76  # look through a rifle scope; target: cell towards which; amount: ticks, 0 until the next order
    CHARGE_CUBE = 77  # the cube that one carries, at a socket or a power node; target: node, -1 the socket
    # switches of lines
    OPEN_SWITCH = 78  # at one of its ends; target: wire
    CLOSE_SWITCH = 79  # likewise
    TAP = 80  # listen in on it with a radio; target: wire
    # words for others
    WRITE = 81  # of something that one knows, on the wall here; amount: the cell where that is, 0 what is newest
    RADIO = 82  # tell somebody of something that one knows, however far they are; target: citizen; amount: as of WRITE
    GIVE_AWAY = 83  # tell the authority that it is the base of a faction; target: building
    # nodes in one's hand, and gates that are held
    CAPTURE = 85  # take a node over with a terminal; target: node within reach, or on a line from one in hand
    COMMAND = 86  # tell a node in one's hand what to do; target: node; amount: Bid, 0 the other way than it is
    RESET = 87  # boot a node within reach anew, so that it obeys the authority; target: node
    HOLD = 88  # stand in an open gate, so that it does not shut; target: gate; amount: ticks, 0 until the next order
    # power
    SWITCH_ON = 90  # amount: Device, 0 life support
    SWITCH_OFF = 91  # amount: Device, 0 life support
    LINK = 92  # lend power from one's fusion cell over a cable; target: citizen; amount: J, 0 until something ends it
    UNLINK = 93  # take off the cables that lead from oneself or to oneself
    CHARGE = 94  # charge the emptiest fusion cell one carries at a socket; amount: J, 0 until it is full
    # what units say of themselves to Sentinels
    CLAIM = 106  # to be property of the authority under the number of a unit; target: citizen, oneself
    LUNGE = 108  # throw oneself at a Sentinel and hold on to it; target: watcher
    CONFESS = 107  # to be defective; target: citizen for whom, -1 for nobody's sake
    # the dead
    COMMEMORATE = 98  # lay something of theirs beside them, or set a sign where there is nothing; target: citizen
    # somebody close
    PATCH_NET = 111  # patch the neural net of somebody with spare parts, which takes some time; target: citizen
    SOOTHE = 113  # sit with somebody and talk, asleep or awake; target: citizen; amount: ticks, 0 until the next order
    # viruses
    CLEAN = 112  # rid a node within reach of a virus, and patch it, which takes some time; target: node
    # the ledger
    APPEAL = 99  # against the refusal of one's renewal, once, from one's pod or at an office
    FALSIFY = 100  # enter a renewal that was refused, at an office; target: citizen, oneself too
    # a crowd
    ADDRESS = 114  # speak to all within earshot
    SMOKE = 102  # a cigarette
    # windows
    JAM = 95  # draw out the sync that runs by a node, once; target: node within reach


VERBS = tuple(verb for verb in Verb if verb != Verb.NONE)
"""All verbs but those of makers, in the order of their numbers."""
TARGETS: dict[Verb, str] = {
    **dict.fromkeys((Verb.WALK, Verb.RUN, Verb.SNEAK, Verb.FAKE, Verb.THROW, Verb.SEND, Verb.SCOPE), "cell"),
    **dict.fromkeys((Verb.PRESENT, Verb.CROSS, Verb.HOLD), "gate"),
    **dict.fromkeys(
        (
            Verb.ENTER, Verb.LOCK, Verb.UNLOCK, Verb.BARRICADE, Verb.UNBAR, Verb.BREACH, Verb.SEAL, Verb.ASK,
            Verb.GIVE_AWAY,
        ),
        "building",
    ),
    **dict.fromkeys(
        (
            Verb.TELL, Verb.INFORM, Verb.CHECK, Verb.FREE, Verb.CUT, Verb.INJECT, Verb.DRESS, Verb.TOURNIQUET,
            Verb.STABILISE, Verb.WATER, Verb.ASSESS, Verb.ROUSE, Verb.DRAG, Verb.CARRY, Verb.SUPPORT, Verb.HAND_OVER,
            Verb.GIVE, Verb.TAKE, Verb.WARN, Verb.SURRENDER, Verb.DISCLOSE, Verb.VOUCH, Verb.PLEDGE, Verb.ADMIT,
            Verb.RELEASE, Verb.TALK, Verb.RADIO, Verb.LINK, Verb.SHOOT, Verb.MEND_SUIT, Verb.COMMEMORATE,
            Verb.PATCH_NET, Verb.SOOTHE,
            Verb.CLAIM, Verb.CONFESS,
            Verb.FALSIFY,
        ),
        "citizen",
    ),
    **dict.fromkeys((Verb.CUT_WIRE, Verb.MEND_WIRE, Verb.OPEN_SWITCH, Verb.CLOSE_SWITCH, Verb.TAP), "wire"),
    **dict.fromkeys(
        (Verb.BREAK_NODE, Verb.MEND_NODE, Verb.JAM, Verb.CAPTURE, Verb.COMMAND, Verb.RESET,
            Verb.CONNECT, Verb.FIRE, Verb.CHARGE_CUBE, Verb.CLEAN), "node"
    ),
    **dict.fromkeys((Verb.SHOOT_DOWN, Verb.LUNGE), "watcher"),
}  # fmt: skip
"""What each verb is aimed at, by the name of the table; verbs that are not here have no target."""
AMOUNTS: dict[Verb, str] = {
    **dict.fromkeys(
        (Verb.GIVE, Verb.TAKE, Verb.BARRICADE, Verb.SHOOT, Verb.SHOOT_DOWN, Verb.BUILD, Verb.PUT_DOWN), "thing"
    ),
    **dict.fromkeys((Verb.PLEDGE, Verb.TALK, Verb.WRITE, Verb.RADIO), "cell"),
    Verb.VOUCH: "citizen",
    Verb.TELL: "topic",
    Verb.COMMAND: "bid",
    Verb.CALL_VOTE: "vote",
    **dict.fromkeys((Verb.SWITCH_ON, Verb.SWITCH_OFF), "device"),
    **dict.fromkeys((Verb.LINK, Verb.CHARGE), "joules"),
}
"""What the amount of an order stands for, where it is neither a number of times nor a duration."""


class Refusal(IntEnum):
    """Why an order was not carried out."""

    SUPERSEDED = 1  # another order for the same person in the same tick wins
    DEAD = 2
    HELD = 3
    NO_SUCH_TARGET = 4
    NO_WAY = 5  # no route leads there
    NOT_HERE = 6  # the target is elsewhere
    INDOORS = 7
    OUTDOORS = 8
    NO_CHIP = 9
    SHUT = 10  # the gate is closed
    BUSY = 11  # the guard is judging somebody else or off its post; or the person is on a link
    NOT_YOURS = 12  # a pod or a workplace of somebody else
    KNOWS_NOTHING = 13  # nothing to tell
    UNCONSCIOUS = 14
    ASLEEP = 15
    CARRIED = 16  # somebody else drags, carries or holds one
    CANNOT_WALK = 17
    TRAPPED = 18
    TARGET_DEAD = 19  # the dead cannot be treated, given to or talked to
    NO_DOSE = 20
    NO_SUPPLIES = 21  # gauze, water, fuel: what it takes is not there
    NO_TOOL = 22
    NOT_NEEDED = 23  # no such wound, nothing to free, nothing to put out
    HANDS_FULL = 24
    TOO_HEAVY = 25
    BARRED = 26  # the door is locked or barricaded
    NO_ANSWER = 27  # whoever is asked cannot hear or speak
    UNWILLING = 28  # whoever is asked does not trust enough
    NO_ENEMY = 29  # nobody there to warn or to give oneself up to
    CROWDED = 30  # too many people are in the way
    FULL = 40  # the fusion cell cannot hold so much
    LOCKED_DOWN = 41  # the gate is shut to everybody for now, whatever their chip
    ONLY_ONCE = 42  # it has been done already, and does not work twice
    NO_CLEARANCE = 43  # the lift does not take that chip
    NO_WEAPON = 45
    NO_AMMUNITION = 46  # nor energy for a weapon that takes it
    OUT_OF_RANGE = 47
    NO_LINE = 48  # a wall or a wreck is in the way
    UNSEEN = 49  # too dark, too hazy or too far to aim
    BROKEN = 50  # that part of the suit has failed
    NO_PLAN = 51  # nobody knows how to make such a thing
    STRIPPED = 52  # parts have been taken out of it
    NO_WALL = 53  # there is no wall beside one to write on
    STATIC = 54  # nothing but static comes back over radio
    SPELLBOUND = 55  # the voice in the network holds them
    VOTE_OF_ONE = 56  # nobody else of the faction is there, awake, to vote
    NO_LINK = 57  # no line that is live leads there from a node in one's hands
    NOT_RUNNING = 58  # it is broken, or stands still
    NOT_IN_HAND = 59  # the node obeys others
    POD_DOWN = 60  # the pods there have failed
    NO_PORT = 61  # nothing can be linked to such a node, or charged there
    UNCHARGED = 62  # the engine holds less than it takes
    NOT_LINKED = 63  # no engine is linked there
    NOT_READY = 64  # the engine is still tuning in
    UNVOUCHED = 66  # nobody of the base who is with them has vouched for them
    NO_MEANS = 67  # they could not have done the harm that they say they have not done
    UNTRAINED = 68  # it takes a profession that they do not have
    NO_QUESTION = 69  # there is nothing to decide
    NOT_DEAD = 70  # it is done for the dead alone
    REMEMBERED = 71  # there is a memorial to them already
    NOT_BOUND = 83  # whom one would talk to is not bound to one
    TOO_LATE = 84  # their lattice flickers already
    PATCHED_OUT = 85  # another patch would buy next to nothing
    NO_ROOM = 86  # the refuge has no room for more
    ON_FIRE = 87  # the building burns
    NO_UNIT = 78  # no unit has such a number, or whoever speaks is none
    NOT_YOUR_NUMBER = 79  # it is another unit's
    NO_VOICE = 81  # of a unit whose voice has broken: it says nothing any more
    NOT_TAKEN_FOR_PROPERTY = 80  # no Sentinel within hearing takes them for property


@dataclass(frozen=True, slots=True)
class Order:
    """A request at `tick` that `who` do `verb`, in whole numbers; target (a cell or row) and amount by the verb.

    Callers from outside make `undergrid.Order`, which takes names.
    """

    tick: int
    who: int
    verb: Verb
    target: int = -1
    amount: int = 0
    cause: int = 0  # the event that moved a mind to it, or that a canon has waited for; 0 for none, as of a player
    outside: bool = True


class Asked(SlotTable):
    """The amount of an intent, where one was given; freed once the intent is over."""

    OWNER = "owner"
    owner: I32 = i32(-1, "citizen", "whose intent")
    amount: I32 = i32(0, "", "how much, by the verb")


class Tasks(SlotTable):
    """Actions that take time, one for each person at most."""

    OWNER = "owner"
    owner: I32 = i32(-1, "citizen", "who is at it")
    verb: U8 = u8(Verb.NONE, "Verb", "what it is")
    target: I32 = i32(-1, "row or cell", "at what or whom")
    amount: I32 = i32(0, "", "as the order said")
    since: I32 = i32(0, "tick", "when it began")
    until: I32 = i32(NEVER, "tick", "when it is done")
    cause: I64 = i64(0, "event", "the event that it began with")
