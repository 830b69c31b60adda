"""Phrases: things that change hands, and signs that are covered and shown."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.GAVE: Phrase("{who} gives {whom} {amount}."),
    Kind.TOOK: Phrase("{who} takes {amount}{from_whom}{at}."),
    Kind.INSIGNIA_COVERED: Phrase("{who} covers the insignia: {amount}."),
    Kind.INSIGNIA_SHOWN: Phrase("{who} shows the insignia: {amount}."),
}
