"""Chronicle: a night told as a story, from the log alone. Five passes; none of them touches a run.

Facts (which events it is about) -> episodes (what belongs together becomes one) -> salience (what is worth telling) ->
scenes (cut by company, place and time) -> wording. Every sentence names the events that it tells.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from undergrid.core import plain, units
from undergrid.core.errors import UsageError
from undergrid.runs.reading import Log
from undergrid.runs.touch import said
from undergrid.setup import find, shipped
from undergrid.setup.load import FILE
from undergrid.story.chronicle import ending, formats, frame, record
from undergrid.story.chronicle.bearings import placed
from undergrid.story.chronicle.burdens import note_goals
from undergrid.story.chronicle.chips import outrun, spent
from undergrid.story.chronicle.decisions import at_their_deeds
from undergrid.story.chronicle.departures import with_departures
from undergrid.story.chronicle.engine import driven_off, in_the_act
from undergrid.story.chronicle.episodes import Beat, fold
from undergrid.story.chronicle.facts import Facts, about, worth_weighing
from undergrid.story.chronicle.hideouts import gone_to_ground, tried_again
from undergrid.story.chronicle.indoors import note_inside, stays
from undergrid.story.chronicle.interrupted import in_parts
from undergrid.story.chronicle.joining import joined, merged, together
from undergrid.story.chronicle.laid_aside import laid_aside
from undergrid.story.chronicle.meetings import of_note
from undergrid.story.chronicle.mentions import Mentions
from undergrid.story.chronicle.people import People, at_length
from undergrid.story.chronicle.perceived import perceived
from undergrid.story.chronicle.quiet import quiet_hours
from undergrid.story.chronicle.salience import chosen, weigh
from undergrid.story.chronicle.scenes import Cut, cut
from undergrid.story.chronicle.silence import silent_hours
from undergrid.story.chronicle.spell import Places, capital, dated, lapse
from undergrid.story.chronicle.stops import note_stops
from undergrid.story.chronicle.told import Character, Chronicle, Length, Scene, Sentence
from undergrid.story.chronicle.ways import Ways
from undergrid.story.chronicle.wording import Wording
from undergrid.story.uncalled import uncalled
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Verb

__all__ = ["LENGTHS", "Character", "Chronicle", "Length", "Scene", "Sentence", "chronicle", "formats"]

LENGTHS: dict[str, Length] = {"short": "short", "night": "night", "full": "full"}

_HIDEOUT = "gone to ground"
_AFTER = 900  # seconds after the last ending in which anything is told [assumed]
_GOES_ON = (Aim.ANSWER_CALL, Aim.LINK)  # for which a night goes on after an end
_LONG_AFTER = 3300  # seconds between two scenes that are worth a word [assumed]


def chronicle(
    log: Log,
    of: str | None = None,
    teller: str | None = None,
    voice: str = "",
    first: int = 0,
    before: int | None = None,
    length: Length = "night",
) -> Chronicle:
    """A night told.

    of: somebody, a place or a faction, instead of all the named. teller: one of the named, who tells what they know in
    the first person. voice: "record" for the authority's own file. first, before: ticks. Raises UsageError where nobody
    and nothing has that name, or nothing lies between the two moments.
    """
    last = log.meta.tick if before is None else min(before, log.meta.tick)
    if first >= last:
        raise UsageError(
            "nothing lies between --from and --until", hint=f"the run ends at {log.names.time(log.meta.tick)}"
        )
    if voice == "record":
        return record.record(log, about(log, of), first, last, _again(log))
    row = None if teller is None else log.citizen(teller)
    facts = Facts(log, about(log, of if row is None else log.names.citizen(row)), first, last + 1, row)
    people, places = People(log, row), Places(log.names)
    told_by = "narrator" if row is None else log.names.citizen(row)
    beats = _beats(facts, people, row, length)
    mentions = Mentions(people, places, log.names)
    deaths = {event.who: event for event in facts.events if event.kind == Kind.DIED}
    opened = frame.opening(facts, people, mentions, told_by)
    scenes = _scenes(
        facts, in_parts(beats), Wording(log, mentions, told_by, deaths, facts.deeds), set(log.names.citizens)
    )
    closed = ending.close(facts, people, mentions, told_by, None if length == "full" else beats)
    told = max((sentence.tick for scene in scenes for sentence in scene.sentences), default=0)
    brief = Wording(log, Mentions(people, places, log.names), told_by, deaths, facts.deeds, first_pick=1)
    return Chronicle(
        title=frame.title(log, people, facts.about.called if row is None else told_by),
        scenario=log.meta.scenario,
        seed=log.meta.seed,
        citizens=log.meta.citizens,
        starts=log.names.time(first),
        ends=log.names.time(last),
        begun=log.names.starts,
        teller=told_by,
        synopsis=tuple(frame.synopsis(beats, brief, closed)),
        opening=tuple(opened),
        characters=tuple(frame.characters(log, people, places, [r for r in facts.about.rows if people.named(r)])),
        scenes=tuple(scenes),
        close=tuple(ending.overtaken(closed, told, length != "full" and _ends_with_a_death(log, beats, closed))),
        again=_again(log),
        run=shlex.quote(str(log.folder.path)),
    )


def _ends_with_a_death(log: Log, beats: list[Beat], closed: Sequence[Sentence]) -> bool:
    """Whether the end of which a close tells first came of a death that is told."""
    end = log.get(closed[0].events[0]) if closed and closed[0].events else None
    deaths = {event.id for beat in beats for event in beat.only(Kind.DIED, Kind.SHUT_DOWN)}
    return end is not None and end.kind == Kind.ENDED and end.cause in deaths


def _beats(facts: Facts, people: People, teller: int | None, length: Length) -> list[Beat]:
    given = {facts.begin} | {event.id for event in facts.events if event.tick == 0 and event.cause == facts.begin}
    events = [
        event
        for event in facts.events
        if event.kind != Kind.ENDED and event.id not in given and not _of_the_start(event, given)
    ]
    if teller is not None:
        events = list(perceived(events, teller, facts.witnessed))
    words = _by_whose_word(facts)
    events = at_their_deeds(placed(facts.log, events), facts.deeds.acted, facts.undone)
    events = [
        event
        for event in worth_weighing(list(of_note(events, people, facts.deeds.company())))
        if not _of_no_shot(facts.log, event)
        and not (event.kind == Kind.ABANDONED and uncalled(facts.log, event))  # they have come to where they looked
        and (event.id in words or not _known_anyway(people, event))
        and not (event.kind == Kind.RESOLVES and event.id in facts.deeds.asleep)
    ]
    died = frozenset(event.who for event in events if event.kind == Kind.DIED)
    beats = fold(events, died, facts.log.names.citizens, Places(facts.log.names), facts.witnessed)
    where = stays(facts.log, facts.about.rows)  # of whoever tells their own night, their own
    if teller is None:
        beats = with_departures(facts.log, beats, facts.deeds, where)
    beats = merged(joined([*beats, *laid_aside(events, people), *driven_off(events)]))
    in_the_act(beats, facts.deeds)
    beats = note_stops(beats, events)
    note_goals(facts.log, people, beats)
    note_inside(facts.log, beats, facts.about.rows)
    facts.deeds.spent, facts.deeds.outrun = spent(events, people), outrun(events, people)
    for beat in beats:
        if beat.lead.id in facts.deeds.spent:
            beat.how = "spent chip"
        elif beat.lead.id in facts.deeds.outrun:
            beat.how = "outrun"
        elif beat.lead.kind == Kind.DECIDED and beat.lead.amount == Aim.LOOK_BEHIND_DOOR:
            beat.how = "behind a door"
    facts.deeds.tried = tried_again(events)
    hid = gone_to_ground(facts.log, beats, events, where)
    beats = sorted([*beats, *hid], key=lambda one: one.turn.tick)
    weigh(facts, beats)
    cast = at_length(people, facts.about.rows) if teller is None else []
    told = chosen(beats, length, (facts.before - facts.first) / units.HOUR, _over(facts, beats) + _AFTER, cast)
    facts.deeds.hid = frozenset((event.who, event.id) for beat in told for event in beat.events if beat.how == _HIDEOUT)
    quiet = quiet_hours(facts.log, told, events, where) if length == "night" else []
    return sorted([*told, *quiet], key=lambda one: one.turn.tick) if quiet else told


def _over(facts: Facts, beats: list[Beat]) -> int:
    """When a night is over: at the last end that is reached, or later, where somebody then answers a call, or goes for
    the engine once more.
    """
    ends = [event.tick for event in facts.events if event.kind == Kind.ENDED]
    decided = [beat.lead for beat in beats if beat.lead.kind == Kind.DECIDED]
    goes_on = [one.tick for one in decided if Aim(one.amount) in _GOES_ON]
    return max([*ends, *goes_on]) if ends else facts.before


def _by_whose_word(facts: Facts) -> frozenset[int]:
    """The words given for somebody by which they were let in."""
    doors = (event.id for event in facts.events if event.kind == Kind.LET_IN)
    return frozenset(cause for door in doors for cause, role in facts.log.because(door) if role == Role.CREDENTIAL)


def _known_anyway(people: People, event: Event) -> bool:
    """Whether somebody says what the other knows: comrades their names, or a word for somebody to their companion."""
    if event.kind == Kind.VOUCHED:
        return people.bound(event.whom, event.amount)
    return event.kind == Kind.NAMED and people.sworn_alike(event)


def _of_no_shot(log: Log, event: Event) -> bool:
    """Whether an event says that somebody could not get a shot off, which changes nothing."""
    order = log.get(event.cause) if event.kind == Kind.REFUSED and event.cause else None
    return order is not None and order.kind == Kind.ORDERED and order.amount in (Verb.SHOOT, Verb.SHOOT_DOWN)


def _of_the_start(event: Event, given: set[int]) -> bool:
    """Whether something is how the story opens: it comes of what was given, in the same second."""
    return event.tick == 0 and event.cause in given and event.kind not in (Kind.INTENDED, Kind.DECIDED)


def _scenes(facts: Facts, beats: list[Beat], wording: Wording, cast: set[int]) -> list[Scene]:
    found: list[Scene] = []
    before: Cut | None = None
    ways = Ways(facts.log, wording.mentions.places) if wording.mentions.people.teller is None else None
    seen: dict[int, int] = {}  # who -> when they were told of last
    for cut_ in cut(beats, cast, wording.mentions.places):
        wording.new_scene(cut_.place)
        sentences = list(wording.way(cut_.beats[0], _way(ways, cut_, seen))) if ways is not None else []
        sentences += silent_hours(facts, wording, cut_)
        for beat in together(cut_.beats):
            for event in beat.events:
                wording.mentions.people.learn(event)
            sentences += wording.beat(beat)
        if not sentences:
            continue
        found.append(_scene(facts, wording, cut_, sentences, len(found) + 1, before))
        before = cut_
    return found


def _way(ways: Ways, now: Cut, seen: dict[int, int]) -> tuple[list[int], tuple[str, ...]]:
    """Who came to a scene by one way, of several ways that which most came by, and through what it led."""
    of: dict[tuple[str, ...], list[int]] = {}
    for row in sorted(now.people):
        if row in seen and (passed := ways.between(row, seen[row], now.first)):
            of.setdefault(next((one for one in of if set(one) == set(passed)), passed), []).append(row)
    for beat in now.beats:
        seen |= dict.fromkeys(beat.people & now.people, beat.turn.tick)
    by, rows = max(of.items(), key=lambda one: len(one[1]), default=((), []))
    ways.tell(by)
    return rows, by


def _scene(facts: Facts, wording: Wording, now: Cut, sentences: list[Sentence], n: int, before: Cut | None) -> Scene:
    log, people = facts.log, wording.mentions.people
    place = now.place
    since = now.first - before.last if before else 0
    passed = f"{capital(lapse(since))} later." if since >= _LONG_AFTER else ""
    if before is not None and now.first < before.last and not now.people & before.people:
        passed = "Meanwhile."
    when = dated(log.names.starts + now.first)
    return Scene(
        name=f"s{n}",
        title=f"{when}, {place}" if place else when,
        place=place,
        people=tuple(people.full(row) for row in sorted(now.people) if people.named(row)),
        first=now.first,
        last=now.last,
        lapse=passed,
        sentences=tuple(sentences),
    )


def _again(log: Log) -> str:
    """The command that lives the same night again: from its own folder where it is a branch, or had orders; a scenario
    that is not shipped from the copy in it.

    The folder is called as whoever asks has called it, so that the command finds it from where they stand.
    """
    meta, folder = log.meta, log.folder
    if meta.forked or meta.orders:
        return f"undergrid replay {shlex.quote(str(folder.path))}"
    copy = folder.scenario if meta.file == FILE else folder.scenario / meta.file
    scenario = meta.scenario if _is_shipped(log) else shlex.quote(str(copy))
    people = f" --people {meta.people}" if meta.people else ""
    canon = " --canon" if meta.canon else ""
    changed = {f"rules.{name}": value for name, value in meta.rules(0).items()}
    for one in meta.changes:
        changed |= {name: said(log.names, name, value) for name, value in one["set"].items()} if "set" in one else {}
    sets = "".join(f" --set {plain.quoted(f'{name}={value}')}" for name, value in changed.items())
    until = units.spell_duration(meta.until)
    return f"undergrid run {scenario} --seed {meta.seed}{people}{canon}{sets} --until '{until}'"


def _is_shipped(log: Log) -> bool:
    """Whether a run is of a scenario that comes with the program, and not of one that somebody has made of it."""
    name, copy = log.meta.scenario, log.folder.scenario / log.meta.file
    return name in shipped() and not (copy.is_file() and copy.read_bytes() != find(name).read_bytes())
