"""Kinds of events, one file for each theme, and the roles of further causes.

Each kind is declared once, with its number, what its fields hold, whom it wakes and what it does to hope. The file of
the same theme in `story/phrases` says how it is told.
"""

from undergrid.world.log.kinds import (
    authority,
    body,
    combat,
    companions,
    council,
    dreams,
    economy,
    engines,
    hosts,
    items,
    laws,
    movement,
    network,
    orders,
    places,
    power,
    senses,
    sky,
    society,
    trails,
    viruses,
    windows,
)
from undergrid.world.log.kinds.kind import OF_MAKERS, Kind, Role, kind, name_kinds

__all__ = ["OF_MAKERS", "Kind", "Role", "kind", "name_kinds"]

for _theme in (
    orders, sky, senses, movement, trails, body, items, places, society, authority, economy, network, power, windows,
    combat, engines, hosts, council, laws, viruses, dreams, companions,
):  # fmt: skip
    name_kinds(vars(_theme))
