"""The log, told: why something happened, and a night as a story."""

from undergrid.story.chronicle import LENGTHS, Chronicle, chronicle, formats
from undergrid.story.motive import Motive, moment, motive
from undergrid.story.phrases import tell
from undergrid.story.series import Point, course, draw
from undergrid.story.telling import following
from undergrid.story.why import Link, why

__all__ = [
    "LENGTHS",
    "Chronicle",
    "Link",
    "Motive",
    "Point",
    "chronicle",
    "course",
    "draw",
    "following",
    "formats",
    "moment",
    "motive",
    "tell",
    "why",
]
