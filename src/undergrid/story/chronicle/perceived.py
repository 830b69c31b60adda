"""What somebody can tell of a night by themselves: what they did, felt, saw, heard or were told, while they were awake.

Their gaps are gaps. What watchers see and what the authority believes is not theirs to know; nor what others do where
they are not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind

NOT_AS_WHO = frozenset({
    Kind.SUSPECTED, Kind.WANTED, Kind.IDENTIFIED, Kind.DOSSIER_CLOSED, Kind.HUNT_ASSIGNED, Kind.ORDER_LAPSED,
    Kind.STRUCK_OFF, Kind.ENDED, Kind.DIED, Kind.SHUT_DOWN, Kind.PINGED, Kind.RENEWAL_REFUSED,
    Kind.LOCATION_LEARNED, Kind.DIED_TOGETHER,
})  # fmt: skip
"""What befalls somebody without their knowing of it."""

AS_WHOM = frozenset({
    Kind.ARRESTED, Kind.LED_AWAY, Kind.TAKEN_INTO_CUSTODY, Kind.STOPPED, Kind.LET_GO, Kind.UNCONVINCED, Kind.JUDGED,
    Kind.TWITCHED, Kind.SPASMED, Kind.ALARM, Kind.FIRED_ON, Kind.CAUGHT_UP, Kind.PULSE_FOUND, Kind.FREED, Kind.CUT_AWAY,
    Kind.INJECTED, Kind.DRESSED, Kind.TOURNIQUET_PUT_ON, Kind.STABILISED, Kind.GAVE_WATER, Kind.ASSESSED,
    Kind.ROUSED, Kind.TOOK_UP, Kind.SET_DOWN, Kind.BROUGHT_TO_SAFETY, Kind.HANDED_OVER, Kind.GAVE, Kind.ASKED,
    Kind.WARNED, Kind.SURRENDERED, Kind.DISCLOSED, Kind.PLEDGED, Kind.PLEDGE_KEPT, Kind.LET_IN, Kind.TURNED_AWAY,
    Kind.PLACE_TOLD, Kind.NAMED, Kind.RELEASED, Kind.DENIED, Kind.CALLED_TO_THE_DOOR, Kind.CANNOT_OPEN,
    Kind.VOUCHED, Kind.FAREWELL, Kind.LAST_WORDS, Kind.ENTRUSTED, Kind.DEATH_TOLD, Kind.RUMOUR_TOLD,
    Kind.MIND_SPOKE, Kind.SET_FREE, Kind.WHISPERED, Kind.WINDOW_TOLD, Kind.SHOT, Kind.TENDED_IN_CUSTODY,
    Kind.HANDED_OVER, Kind.SWEPT, Kind.CABLE_LINKED, Kind.PAUSED, Kind.CLAIM_DISMISSED, Kind.CONFESSED,
    Kind.FOUND_DEFECTIVE, Kind.BONDED, Kind.NET_PATCHED, Kind.SOOTHED, Kind.HEADED_OFF,
})  # fmt: skip
"""What somebody cannot fail to notice when it is done to them."""

FELT_BY_ALL = frozenset(
    {Kind.FIRESTORM_BEGAN, Kind.SANDSTORM_BEGAN, Kind.SANDSTORM_ENDED, Kind.SHIELD_FELL, Kind.SCENARIO}
)
"""What nobody in the city can fail to notice who is awake."""

GOES_DARK = frozenset({Kind.FAINTED, Kind.FELL_ASLEEP, Kind.DIED, Kind.SHUT_DOWN})
"""By which somebody loses their senses: from then on they can tell of nothing,"""

ENDS_A_GAP = frozenset({Kind.CAME_TO, Kind.WOKE})
"""until one of these."""


def perceived(events: Iterable[Event], teller: int, witnessed: Collection[int] = ()) -> Iterator[Event]:
    """Those of the events that somebody can tell of. witnessed: ids of what befalls others before their eyes.

    That nobody believes them is not said to their face: they learn it by the hand that is laid on them.
    """
    awake, events = True, list(events)
    seized = {(event.tick, event.whom) for event in events if event.kind == Kind.ARRESTED}
    seized |= {(event.tick, event.who) for event in events if event.kind == Kind.SLIPPED_AWAY}
    for event in events:
        mine = event.kind.who == "citizen" and event.who == teller
        if mine and event.kind in ENDS_A_GAP:
            awake = True
        noticed = event.id in witnessed or _noticed(event, teller, mine)
        if event.kind == Kind.UNCONVINCED:
            noticed = noticed and (event.tick, event.whom) in seized
        if awake and noticed:
            yield event
        if mine and event.kind in GOES_DARK:
            awake = False


def _noticed(event: Event, teller: int, mine: bool) -> bool:
    if mine:
        return event.kind not in NOT_AS_WHO
    to_me = event.kind.whom == "citizen" and event.whom == teller
    return (to_me and event.kind in AS_WHOM) or event.kind in FELT_BY_ALL
