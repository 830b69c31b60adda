"""Minds on the network, and what of bodies hangs on it: who is in a feed, ghosts on servers, minds born there.

One table has them all: whoever is wired, whoever has been uploaded, and what has never had a body. Its rows for minds
born on the network come first and stay, so that their names hold.
"""

from __future__ import annotations

from enum import IntEnum

from undergrid.core.tables import I32, I64, U8, Flag, SlotTable, Table, flag, i32, i64, u8
from undergrid.world.tables.people import NEVER

MOST_MINDS = 1_000_000_000
"""More than any server holds."""
EVER, NEVER_YET = -1_000_000_000, -2_000_000_000
"""Ticks: as long as anybody remembers, and before that."""


class Host(IntEnum):
    """What a mind is in. The numbers stand in runs on disk and never change."""

    BODY = 0  # that is wired
    POD = 1  # it lies in a feed
    SERVER = 2  # a node of the network: it has no body any more, or never had one
    VIRUS = 3
    ECHO = 4  # a node of the network: what it has kept of somebody who has died


class AugmentKind(IntEnum):
    """What of a body has been replaced. The numbers stand in runs on disk and never change."""

    EYE = 0
    ARM = 1
    LEG = 2
    NERVES = 3  # by which one is wired wherever one is


class Minds(SlotTable):
    """Minds that the network reaches, or that live on it: each row is one, or many without names on one server.

    A body may have a row, and its ghost or echo another.
    """

    luck: I64 = i64(0, "", "luck key")
    owner: I32 = i32(-1, "citizen", "whose mind; -1 born on the network, or nobody's by name")
    host: U8 = u8(Host.BODY, "Host", "what it is in")
    node: I32 = i32(-1, "node", "on which it lives, or by which it is wired; -1 none")
    count: I32 = i32(1, "", "how many minds are in this row", within=(0, MOST_MINDS))
    depth: U8 = u8(0, "%", "how far the feed reaches into it")
    wired: I32 = i32(
        NEVER,
        "tick",
        "since when the network has reached it without a break; never: it does not",
        within=(EVER, NEVER),
    )
    deep: U8 = u8(0, "%", "how far the network reached into it at the last look; of an echo, when its body died")
    fed: I32 = i32(0, "s", "how long it has lain in a feed, all in all", within=(0, 2**31 - 1))
    fed_at: I32 = i32(0, "tick", "as of when that is")
    haze: I32 = i32(0, "1 / 1000000", "how clouded the eyes of its body are as of `hazed_at`", within=(0, 1_000_000))
    hazed_at: I32 = i32(0, "tick", "as of when")
    wasted_at: I32 = i32(0, "tick", "as of when the feed has wasted its body")
    fated: I32 = i32(NEVER, "tick", "when a draw next says whether its body dies of the feed")
    linked: Flag = flag(
        0,
        "",
        "of one born on the network: whether its node had a path to the Core at the last look; of an echo: whether "
        "it has started a network anew",
    )
    to: I32 = i32(-1, "node", "to which it is moving; -1 none")
    arrives: I32 = i32(NEVER, "tick", "when it is there; of an echo, when it wakes")
    spoke: I32 = i32(-1, "tick", "when it last spoke, or tried to; -1 never")
    ended: I64 = i64(0, "event", "what ended it; 0 it is there")
    cause: I64 = i64(0, "event", "what set this")


class Augments(SlotTable):
    """Parts of bodies that are machines: one row for each."""

    OWNER = "owner"
    owner: I32 = i32(-1, "citizen", "whose")
    kind: U8 = u8(AugmentKind.EYE, "AugmentKind", "what it stands in for")
    works: Flag = flag(1, "", "whether it is in order")
    cause: I64 = i64(0, "event", "what last became of it")


class FeedNodes(SlotTable):
    """Pods in which one lies in a feed: one row for each node of such."""

    OWNER = "node"
    ONE_EACH = "node"
    node: I32 = i32(-1, "node", "which")
    depth: U8 = u8(0, "%", "how far their feed reaches")


class Servers(Table):
    """Nodes that hold minds: one row for each server."""

    node: I32 = i32(-1, "node", "which")
    holds: I32 = i32(0, "", "how many", within=(0, MOST_MINDS))
    synced: I32 = i32(
        NEVER_YET, "tick", "when it last took in, as copies, all minds that were wired", within=(NEVER_YET, NEVER)
    )
    standby: Flag = flag(0, "", "whether it stands by: its switch is open as long as the authority gives orders")
    cried: I64 = i64(0, "event", "by which its ghosts have cried out since the Core last gave orders; 0 they have not")


class Sensed(SlotTable):
    """Where minds born on the network have somebody from, by what watchers on their nodes have reported to them."""

    subject: I32 = i32(-1, "citizen", "whom; -1 something unknown")
    cell: I32 = i32(-1, "cell", "where")
    at: I32 = i32(0, "tick", "when that was")
    cause: I64 = i64(0, "event", "the observation; 0 none")


class Spellbound(SlotTable):
    """Those whom the voice in the network holds where they stand: one row for each."""

    OWNER = "owner"
    ONE_EACH = "owner"
    owner: I32 = i32(-1, "citizen", "who")
    until: I32 = i32(NEVER, "tick", "until when")
    cause: I64 = i64(0, "event", "its STALLED")
