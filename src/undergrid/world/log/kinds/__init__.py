"""Kinds of events, one file for each theme, and in what ways causes contribute.

Each is declared once, with its number, what its fields hold, whom it wakes and what it does to hope; how it is told
stands in `story/phrases`, in the file of the same theme.
"""

from undergrid.world.log.kinds import (
    authority,
    body,
    economy,
    items,
    movement,
    orders,
    places,
    senses,
    sky,
    society,
    trails,
)
from undergrid.world.log.kinds.kind import OF_MAKERS, Kind, Role, kind, name_kinds

__all__ = ["OF_MAKERS", "Kind", "Role", "kind", "name_kinds"]

for _theme in (orders, sky, senses, movement, trails, body, items, places, society, authority, economy):
    name_kinds(vars(_theme))
