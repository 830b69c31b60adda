"""The second pass: events that belong together become one episode, which is told as one.

An episode is a pattern around one person: a treatment, a search among bodies, a night behind a door, a hunt, a fight, a
gate. It eats its events: of forty glimpses of a quarry one sentence is left, or none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from undergrid.story.chronicle.hunts import ENDS, Hunts
from undergrid.story.chronicle.spell import Places
from undergrid.world.log.events import Event, kind_of
from undergrid.world.log.kinds import Kind

Key = tuple[int, ...]


@dataclass
class Beat:
    """What is told as one: one event, or an episode of several."""

    how: str  # the name of the episode; "" for a single event
    events: list[Event]
    weight: float = 0.0
    came_of: Beat | None = None  # the nearest beat that brought it about; once chosen, the nearest that is told
    bears: int = 0  # how many beats came of it
    also: list[int] = field(default_factory=list)  # ids of events that its sentence rests on besides
    undone: bool = False  # whether it is a change of mind that was replaced at once
    heard: list[int] = field(default_factory=list)  # of a voice: whom it reached
    inside: dict[int, int] = field(default_factory=dict)  # who was behind a door, and from which tick on
    building: int = -1  # of a hideout, a departure, and hours spent in one place: where
    until: int = 0  # and up to which tick
    held_up: int = -1  # of a hunt: who lost by a stop what mattered to them
    in_arms: int = -1  # and whom they had with them whom they moved
    held_how: int = 0  # and how: a HaulMode
    bound_for: str = ""  # of a haul: the place, by its name in the scenario, for which it is meant
    meant: Event | None = None  # what whoever acts in it was out for by it, where that is not told by itself

    @property
    def lead(self) -> Event:
        return self.events[0]

    @property
    def first(self) -> int:
        return self.events[0].tick

    @property
    def turn(self) -> Event:
        """The event on which it turns: of a hunt, that somebody is met, gets away or runs; else its first."""
        if self.how != "hunt":
            return self.lead
        return next((event for kind in _TURNS for event in self.events if event.kind == kind), self.lead)

    @property
    def last(self) -> int:
        return self.events[-1].tick

    @property
    def people(self) -> set[int]:
        """Rows of the citizens in it."""
        if self.turn.kind in _MET_ONE:
            return set(citizens(self.turn))
        return {row for event in self.events for row in citizens(event)} | set(self.inside)

    def only(self, *kinds: Kind) -> list[Event]:
        return [event for event in self.events if event.kind in kinds]


def citizens(event: Event) -> list[int]:
    """The citizens in an event, the one who acts or suffers first."""
    found = []
    if event.kind.who == "citizen" and event.who >= 0:
        found.append(event.who)
    if event.kind.whom == "citizen" and event.whom >= 0:
        found.append(event.whom)
    return found


def subject(event: Event) -> int:
    """The citizen whom an event is about: who acts, or whom a watcher acts upon; -1 for nobody."""
    return next(iter(citizens(event)), -1)


def _both(event: Event) -> Key:
    return event.who, event.whom


def _who(event: Event) -> Key:
    return (event.who,)


def _subject(event: Event) -> Key:
    return (subject(event),)


def _kind(event: Event) -> Key:
    return (int(event.kind),)


def _whom(event: Event) -> Key:
    return (event.whom,)


def _mourned(event: Event) -> Key:
    """Those who mourn somebody do it together, but for whoever has been told of it."""
    told = event.cause and kind_of(event.cause) == Kind.DEATH_TOLD
    return (event.whom, event.who) if told else (event.whom,)


def _building(event: Event) -> Key:
    return (event.whom if event.kind.whom == "building" else event.who,)


def _pair(event: Event) -> Key:
    return tuple(sorted((event.who, event.whom)))


def _patched(event: Event) -> Key:
    return (event.whom if event.kind == Kind.NET_PATCHED else event.who,)


def _all(event: Event) -> Key:
    return ()


@dataclass(frozen=True)
class Episode:
    """A pattern: which kinds belong to it, whose it is, and how long it may pause."""

    name: str
    kinds: frozenset[Kind]
    of: Callable[[Event], Key]
    pause: int  # seconds between two of its events [assumed]
    opens: frozenset[Kind] = frozenset()  # the kinds that begin one; any of its kinds if there are none


def _kinds(*names: str) -> frozenset[Kind]:
    return frozenset(getattr(Kind, name) for name in names)


_BLOOD = 300  # seconds for which what is lost is told at once, or it is told long before it is lost [assumed]

EPISODES = (
    Episode(
        "treatment",
        _kinds("FREED", "CUT_AWAY", "DRESSED", "STABILISED", "TOURNIQUET_PUT_ON", "INJECTED", "GAVE_WATER"),
        _both, 900,
    ),
    Episode("search", _kinds("NO_PULSE"), _who, 1500),
    Episode(
        "hunt",
        _kinds(
            "HUNT_BEGAN", "HUNT_ENDED", "SEARCH_BEGAN", "CLASSIFIED", "HUNT_ASSIGNED", "SUSPECTED", "WANTED",
            "IDENTIFIED", "LAY_LOW", "SLIPPED_AWAY", "CAUGHT_UP", "STOPPED", "LET_GO", "UNCONVINCED", "TRACKED",
            "TRACK_LOST", "DOSSIER_CLOSED", "ORDER_LAPSED", "SIGHTED", "HEAT_SEEN", "SWEPT",
        ),
        _subject, 900, _kinds("HUNT_BEGAN", "SLIPPED_AWAY", "CAUGHT_UP", "STOPPED", "WANTED"),
    ),
    Episode(
        "gate", _kinds("CHIP_PRESENTED", "JUDGED", "TWITCHED", "SPASMED", "ALARM"), _subject, 90,
        _kinds("CHIP_PRESENTED"),
    ),
    Episode(
        "haul", _kinds("TOOK_UP", "SET_DOWN", "BROUGHT_TO_SAFETY", "HANDED_OVER"), _both, 7200, _kinds("TOOK_UP")
    ),
    Episode("arrest", _kinds("ARRESTED", "LED_AWAY"), _both, 60, _kinds("ARRESTED")),
    Episode("custody", _kinds("TAKEN_INTO_CUSTODY", "TENDED_IN_CUSTODY"), _both, 60, _kinds("TAKEN_INTO_CUSTODY")),
    Episode("night", _kinds("LOCKED", "BARRICADED", "SEALED", "FIRE_LIT"), _who, 900),
    Episode(
        "fight",
        _kinds(
            "FIRED_ON", "SHOT_AT_WATCHER", "KEPT_DOWN", "OUT_OF_ACTION", "PIERCED", "DEFLECTED", "WOUNDED",
            "BOUNCED_OFF", "SUBSYSTEM_FAILED",
        ),
        _all, 240, _kinds("FIRED_ON", "SHOT_AT_WATCHER"),
    ),
    Episode(
        "council", _kinds("VOTE_CALLED", "ARGUED", "VOTED", "VOTE_CARRIED", "VOTE_FAILED"), _whom, 1800,
        _kinds("VOTE_CALLED"),
    ),
    Episode("decline", _kinds("FAINTED", "CAME_TO"), _who, 3600, _kinds("FAINTED")),
    Episode("pauses", _kinds("PAUSED"), _whom, 30),
    Episode("found defective", _kinds("FOUND_DEFECTIVE"), _whom, 30),
    Episode("raid", _kinds("RAIDERS_LANDED", "DOOR_BLOWN", "CAUGHT_FIRE"), _building, 900, _kinds("RAIDERS_LANDED")),
    Episode(
        "outbreak",
        _kinds("OUTBREAK", "NODE_INFECTED", "GATE_GLITCHED", "SENTINEL_GLITCHED", "TIMER_GLITCHED"),
        _all, 3600, _kinds("OUTBREAK"),
    ),
    Episode("patches", _kinds("NET_PATCHED", "PATCH_MISFIRED"), _patched, 5400, _kinds("NET_PATCHED")),
    Episode("solace", _kinds("SOOTHED"), _both, 900),
    Episode("flight", _kinds("FLED"), _both, 600),
    Episode("grief", _kinds("GRIEVES"), _mourned, 120),
    Episode("crossing", _kinds("CROSSED"), _whom, 300),
    Episode("guilt", _kinds("FEELS_GUILT"), _both, 3600),
    Episode("fear", _kinds("IS_AFRAID"), _who, 3600),
    Episode("attachment", _kinds("GROWS_ATTACHED"), _both, 4 * 3600),
    Episode("blood", _kinds("CLASS_REACHED"), _who, _BLOOD),
    Episode("reception", _kinds("SIZED_UP"), _building, 120),
    Episode("sky", _kinds("SAW_REAL_SKY"), _all, 120),
    Episode("smoke", _kinds("LIT_UP", "RECALLED"), _who, 120),
    Episode("names", _kinds("NAMED"), _pair, 600),
    Episode(
        "many",
        _kinds("STEPPED_OUT", "UNPLUGGED", "LIGHTS_WENT_OUT", "SHIELD_FELL", "DEATHS_FORESEEN", "SHORTAGE"),
        _kind, 1800,
    ),
    Episode("preparation", _kinds("TASK_DONE", "SUIT_MENDED", "BUILT", "PATCHED", "SALVAGED"), _all, 5400),
    Episode("refused", _kinds("REFUSED"), _who, 1800),
    Episode("marks", _kinds("MARK_READ"), _all, 900),
    Episode("radio", _kinds("RADIO_HEARD"), _whom, 600),
)  # fmt: skip


_BY_KIND = {kind: episode for episode in EPISODES for kind in episode.kinds}

_TOLL = Episode("toll", _kinds("DIED"), lambda event: (event.cause,), 600)
"""The crowd who die of one thing. Whoever has a name dies by themselves."""

_BLAST = Episode(
    "blast", _kinds("BLAST", "WOUNDED", "FAINTED"),
    lambda event: (event.id if event.kind == Kind.BLAST else event.cause,), 60, _kinds("BLAST"),
)  # fmt: skip
"""What bursts against whoever clings to a Sentinel, and whom it burns: nobody has aimed at them."""

_CRASH = Episode("crash", _kinds("WOUNDED"), lambda event: (event.cause,), 60)
"""Those whom a machine strikes that falls out of the air: it has not shot them."""

LETS_FALL = _kinds("ARRESTED", "DIED", "FAINTED", "FELL_ASLEEP", "SHOCKED", "SHUT_DOWN")
"""What befalls a hauler by which whoever was hauled is left lying, and has not arrived."""

ARRIVES = (Kind.BROUGHT_TO_SAFETY, Kind.SET_DOWN, Kind.HANDED_OVER)
"""By which a haul is over, what says most first."""

_TURNS_A_FIGHT = _kinds("DIED", "SHUT_DOWN", "ARRESTED", "BROKE_AWAY", "STALLED", "SPELL_BROKEN")
"""What is told between the shots before it and those after, where it befalls somebody in a fight."""


def fold(
    events: Sequence[Event],
    alone: frozenset[int] = frozenset(),
    cast: Collection[int] | None = None,
    places: Places | None = None,
    brought: Collection[int] = (),
) -> list[Beat]:
    """The beats of a night, in the order of their first events.

    alone: those who are no part of a search for others: somebody told of who died in the course of it. cast: who has a
    name; the others die as a number. places: by which a fight in one part of the city is another than that elsewhere.
    brought: ids of what is told without how it began: somebody is brought to where the one who tells stands.
    """
    turned: dict[int, int] = {}  # fight -> the tick at which it turned
    open_: dict[tuple[str, tuple[object, ...]], Beat] = {}
    hunts = Hunts()
    dead: set[int] = set()
    shots: dict[int, Beat] = {}  # shot -> its fight
    beats: list[Beat] = []
    for event in _shots_first(events):
        episode, whom = _episode(event, cast), subject(event)
        if event.kind == Kind.CAME_TO and (burst := _took(open_, event)) is not None:
            burst.events.append(event)
            continue
        hunts.note(event)
        if event.kind in ENDS:
            open_.pop(("hunt", (whom,)), None)
            dead |= set() if event.kind == Kind.ARRESTED else {whom}
        # a glimpse is no part of a hunt that is over, and nobody tells that the dead are looked for
        elif event.kind in _GLIMPSES and not hunts.on(whom):
            continue
        if event.kind == Kind.SHOCKED:  # what is lost after it is not told before it
            open_.pop(("blood", _who(event)), None)
        if event.kind == Kind.SET_DOWN and event.cause and kind_of(event.cause) in LETS_FALL:
            open_.pop(("haul", _both(event)), None)
            beats.append(Beat("let fall", [event]))
            continue
        if event.kind in ARRIVES and event.id in brought:
            beats.append(Beat("carried on", [event]))
            continue
        if event.kind in _TURNS_A_FIGHT and episode is not _TOLL:
            fights = [beat for (name, _), beat in open_.items() if name == "fight" and whom in beat.people]
            turned |= {id(beat): event.tick for beat in fights}
        if episode is not None and episode.name == "hunt" and whom in dead:
            continue
        if episode is None or (event.kind == Kind.NO_PULSE and event.whom in alone):
            beats.append(Beat("", [event]))
            continue
        if event.kind == Kind.WOUNDED and (shot := shots.get(event.cause)) is not None:
            shot.events.append(event)  # whoever is hit may stand in another part of the city
            continue
        here = places.part(event.where) if places is not None and episode.name == "fight" else ()
        key = episode.name, (*episode.of(event), *here)
        beat = open_.get(key)
        over = _closed(beat, event) or event.tick > turned.get(id(beat), event.tick) if beat is not None else True
        if beat is not None and event.tick - beat.last <= episode.pause and not over:
            beat.events.append(event)
            shots |= {event.id: beat} if event.kind == Kind.FIRED_ON else {}
        elif not episode.opens or event.kind in episode.opens:
            open_[key] = beat = Beat(episode.name, [event])
            shots |= {event.id: beat} if event.kind == Kind.FIRED_ON else {}
            beats.append(beat)
        else:
            beats.append(Beat("", [event]))
    for beat in beats:
        if beat.how == "toll" and len(beat.events) == 1:
            beat.how = ""
    return [beat for beat in beats if not _nothing(beat)]


def _shots_first(events: Sequence[Event]) -> list[Event]:
    """The events in their order, but each shot before what it does in the same second."""
    return sorted(events, key=lambda one: (one.tick, one.kind != Kind.FIRED_ON))


def _episode(event: Event, cast: Collection[int] | None) -> Episode | None:
    """The episode to whose pattern an event belongs; None for none."""
    by = kind_of(event.cause) if event.cause else None
    if event.kind == Kind.DIED and cast is not None and subject(event) not in cast:
        return _TOLL
    if event.kind == Kind.BLAST or (event.kind in (Kind.WOUNDED, Kind.FAINTED) and by == Kind.BLAST):
        return _BLAST
    if event.kind == Kind.WOUNDED and event.whom < 0:  # no watcher has shot them
        return _CRASH if by == Kind.CRASHED else None
    return _BY_KIND.get(event.kind)


def _took(open_: dict[tuple[str, tuple[object, ...]], Beat], came_to: Event) -> Beat | None:
    """The burst that has taken somebody's senses who comes to now."""
    bursts = (beat for (name, _), beat in open_.items() if name == "blast")
    return next((beat for beat in bursts if any(one.id == came_to.cause for one in beat.only(Kind.FAINTED))), None)


_GLIMPSES = _kinds("SIGHTED", "HEAT_SEEN", "SWEPT")


def _closed(beat: Beat, event: Event) -> bool:
    """Whether an episode is over, so that an event of its kinds begins another."""
    match beat.how:
        case "blood":
            return event.tick - beat.first > _BLOOD
        case "gate":
            return event.kind == Kind.CHIP_PRESENTED
        case "haul":
            return event.kind == Kind.TOOK_UP and beat.events[-1].kind in (Kind.SET_DOWN, Kind.BROUGHT_TO_SAFETY)
        case "council":
            return event.kind == Kind.VOTE_CALLED
    return False


_MET_ONE = (Kind.SLIPPED_AWAY, Kind.STOPPED, Kind.CAUGHT_UP)
_TURNS = (Kind.SLIPPED_AWAY, Kind.STOPPED, Kind.CAUGHT_UP, Kind.LAY_LOW)


def _nothing(beat: Beat) -> bool:
    """Whether a beat is only a glimpse, or the end of a hunt that was none."""
    if beat.how == "hunt":
        return all(subject(event) < 0 for event in beat.events)  # nobody knows for whom
    return beat.how == "" and beat.lead.kind in _ONLY_IN_EPISODES


_ONLY_IN_EPISODES = _kinds(
    "HUNT_ENDED", "SEARCH_BEGAN", "CLASSIFIED", "HUNT_ASSIGNED", "SUSPECTED", "LAY_LOW", "LET_GO", "UNCONVINCED",
    "SIGHTED", "HEAT_SEEN", "SWEPT", "DOSSIER_CLOSED", "ORDER_LAPSED", "SET_DOWN", "CAME_TO", "KEPT_DOWN", "IDENTIFIED",
    "VOTED", "TRACK_LOST", "DEFLECTED", "NODE_INFECTED", "TIMER_GLITCHED",
)  # fmt: skip
