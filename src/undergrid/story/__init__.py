"""The log, told: why something happened, and what became of whom."""

from undergrid.story.account import account
from undergrid.story.motive import Motive, moment, motive
from undergrid.story.phrases import tell
from undergrid.story.series import Point, course, draw
from undergrid.story.telling import following
from undergrid.story.why import Link, why

__all__ = ["Link", "Motive", "Point", "account", "course", "draw", "following", "moment", "motive", "tell", "why"]
