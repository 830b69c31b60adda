"""The third pass: beats become scenes, cut where company, place or time change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from undergrid.story.chronicle.episodes import Beat
from undergrid.story.chronicle.spell import Places
from undergrid.world.log.kinds import Kind

_PAUSE = 1500  # seconds after which a scene is over [assumed]
_AT_ONCE, _IN_SIGHT = 120, 20  # seconds and cells within which what happens belongs to one scene [assumed]
_PUBLIC = 5  # seconds [assumed]
_LATELY = 3  # of its beats that count for that [assumed]
_MOVED = 420  # seconds after which another place begins another scene [assumed]


@dataclass
class Cut:
    """A scene before it has words."""

    beats: list[Beat] = field(default_factory=list)
    people: set[int] = field(default_factory=set)
    place: str = ""
    n: int = 0  # how many scenes had begun before it

    @property
    def first(self) -> int:
        return self.beats[0].turn.tick

    @property
    def last(self) -> int:
        return max(beat.turn.tick if beat.how in ("hunt", "quiet hours") else beat.last for beat in self.beats)


def cut(beats: Sequence[Beat], cast: set[int], places: Places) -> list[Cut]:
    """The scenes, in the order in which they begin.

    cast: those by whom scenes are told apart; what others do belongs to whomever of them it is done to. Those who were
    apart and meet go on in the scene of the place where they do. Where that had begun before what is told of one of
    them elsewhere is over, they go on in a new one: of each of them everything is told in the order of time.
    """
    done: list[Cut] = []
    open_: list[Cut] = []
    latest: dict[int, Cut] = {}  # who -> the scene in which they were told of last
    for beat in beats:
        afar = beat.lead.kind == Kind.BEACON_HEARD  # whoever calls is no company of who hears them
        everyone, place = beat.people & cast, places.spot(beat.turn.where)
        people = everyone & {beat.lead.who} if afar else everyone
        for over in [one for one in open_ if beat.turn.tick - one.last > _PAUSE]:
            open_.remove(over)
            done.append(over)
        near = [one for one in open_ if one.people & people or not people or (place and one.place == place)]
        near = near or [one for one in open_ if _beside(one, beat, places)]
        here = [one for one in near if one.place == place and (people or beat.came_of is None)]
        same = beat.came_of is not None and beat.turn.tick - beat.came_of.turn.tick <= _next_to(beat) and not afar
        if beat.came_of is not None and (not people or same):
            here = [one for one in open_ if beat.came_of in one.beats] or here
            near = near or here
        scene: Cut | None = (here or near)[-1] if near else None
        for other in near:
            if other is not scene and people & other.people:
                open_.remove(other)
                done.append(other)
        at_once = scene is not None and same and beat.came_of in scene.beats
        if scene is not None and people and not at_once and _elsewhere(scene, beat, places):
            open_.remove(scene)
            done.append(scene)
            scene = None
        if (
            scene is not None
            and not at_once
            and any(_too_early(scene, latest[row]) for row in everyone if row in latest)
        ):
            open_.remove(scene)
            done.append(scene)
            scene = None
        if scene is None:
            scene = Cut(place=place, n=len(done) + len(open_))
            open_.append(scene)
        scene.beats.append(beat)
        scene.place = scene.place or place
        scene.people |= people
        latest |= dict.fromkeys(everyone, scene)
    return sorted([*done, *open_], key=lambda scene: (scene.first, scene.n))


def _next_to(beat: Beat) -> int:
    """Seconds after what befalls the whole city within which what came of it is of its scene."""
    return _PUBLIC if beat.came_of is not None and not beat.came_of.people and beat.lead.kind == Kind.MEANT else 0


def _too_early(scene: Cut, before: Cut) -> bool:
    """Whether a scene is told before another is over in which one of those in the next beat was."""
    return before is not scene and (before.beats[-1].turn.tick, before.n) > (scene.first, scene.n)


def _beside(scene: Cut, beat: Beat, places: Places) -> bool:
    """Whether something happens within sight of a scene, and while it is on: who steps in there is of its company."""
    now = beat.turn
    lately = [one.turn for one in scene.beats[-_LATELY:] if abs(now.tick - one.turn.tick) <= _AT_ONCE]
    return any(0 <= places.apart(one.where, now.where) <= _IN_SIGHT for one in lately)


def _elsewhere(scene: Cut, beat: Beat, places: Places) -> bool:
    """Whether those in a scene are somewhere else by now: in another part of the city or another building, elsewhere
    after a while, or, step by step, at another place with a name, out of sight of where it began.
    """
    last, begun, now = scene.beats[-1], scene.beats[0].turn, beat.turn
    spot = places.spot(now.where)
    named = spot not in (scene.place, places.district(now.where)) and now.kind != Kind.ACHIEVED  # which names it anyhow
    if named and places.apart(begun.where, now.where) > _IN_SIGHT:
        return True  # the heading would name a place that is out of sight from here
    if places.spot(beat.turn.where) == places.spot(last.turn.where) or _beside(scene, beat, places):
        return False
    moved = places.part(beat.turn.where) != places.part(last.turn.where)
    return moved or beat.turn.tick - last.turn.tick > _MOVED
