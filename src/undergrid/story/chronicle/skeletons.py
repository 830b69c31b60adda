"""Skeletons: a sentence with its names and numbers blanked, by which two are told to be alike."""

from __future__ import annotations

import re
from collections.abc import Sequence

from undergrid.story.chronicle.spell import Places
from undergrid.world.view.names import Names

_NUMBERS = re.compile(
    r"\b(?:\d[\d,.:]*|(?:a )?(?:few|half|quarter|hundred)|no|one|two|three|four|five|six|seven|eight|nine|ten|eleven|"
    r"twelve|\w+teen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?)\b"
)
_STRETCH = re.compile(r"(?:an|#) hours?(?: and (?:a|#) minutes?)?|(?:a|#) minutes?")


def blanked(names: Names, places: Places) -> list[str]:
    """Every name that a skeleton leaves out, the longest first."""
    found = set[str]()
    for row in names.citizens:
        full = names.citizen(row)
        found |= {full, full.split()[0]}
    found |= {places.called(name) for name in (*names.districts, *names.places.values(), *names.buildings)}
    return sorted(found | set(names.gates) | set(names.factions) | set(names.minds), key=len, reverse=True)


def skeleton(text: str, names: Sequence[str]) -> str:
    """A sentence without those names, and its numbers alike."""
    for name in names:
        if name in text:
            text = text.replace(name, "_")
    return _STRETCH.sub("#", _NUMBERS.sub("#", text.lower()))
