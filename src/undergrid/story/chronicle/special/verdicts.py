"""Words for what a hunter or guard makes of the answers of whom it has stopped, and on what that went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.story.chronicle.episodes import Beat
from undergrid.story.chronicle.spell import listed
from undergrid.world.log.kinds import Kind

if TYPE_CHECKING:
    from undergrid.setup.file.persons import Person
    from undergrid.story.chronicle.people import People
    from undergrid.story.chronicle.wording import Wording


def verdict(words: Wording, beat: Beat, one: int) -> str:
    """Whether somebody was believed when they were asked for the last time, as a sentence; "" where nobody decided it.

    A hunter that breaks off for something else has believed nothing.
    """
    heard = [event for event in beat.only(Kind.LET_GO, Kind.UNCONVINCED) if event.whom == one]
    if not heard or not heard[-1].stream:
        return ""
    m = words.mentions
    spoke, them = against(m.people, one, beat.in_arms), m.pronouns(one).object
    if heard[-1].kind == Kind.LET_GO:
        return f"It believed {them}, though {spoke}." if spoke else f"It believed {them} and let {them} go."
    return f"It did not believe {them}: {spoke}." if spoke else f"It did not believe {them}."


def believed(beat: Beat, one: int, them: str) -> str:
    """That somebody whom it had doubted was believed in the end, before that it lets them go; "" for not so."""
    freed = [event for event in beat.only(Kind.LET_GO) if event.whom == one and event.stream]
    doubted = any(event.whom == one for event in beat.only(Kind.UNCONVINCED))
    return f"believed {them} in the end, and " if freed and doubted else ""


def against(people: People, one: int, in_arms: int) -> str:
    """What speaks against somebody who is asked who they are, as far as the scenario says: `she had no tag`."""
    mine, theirs, found = people.pronouns(one), people.pronouns(in_arms), list[str]()
    said = {"no tag": "had no tag", "wounded": f"{mine.was} wounded"}
    if own := [said[fault] for fault in faults(people.person(one))]:
        found.append(f"{mine.subject} {listed(own)}")
    if in_arms >= 0:
        whom = "I" if in_arms == people.teller else people.short(in_arms)
        said |= {"wounded": f"{theirs.was if whom == 'I' else 'was'} wounded"}
        parts = [said[fault] for fault in faults(people.person(in_arms))]
        found.append(
            f"{whom} {listed(parts)}" if parts else f"{mine.subject} had {'me' if whom == 'I' else whom} along"
        )
    return listed(found)


def faults(person: Person | None) -> list[str]:
    """What tells against somebody of the cast at a glance, as far as the scenario says: `no tag`, `wounded`."""
    if person is None:
        return []
    return [*(["wounded"] if person.wounds else []), *([] if person.tagged else ["no tag"])]
