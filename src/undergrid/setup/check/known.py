"""What the names in an arcs file may stand for: everything of one scenario that has a name, or nothing of any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from undergrid.city.city import City
from undergrid.setup.build.build import Built
from undergrid.setup.file.arcs import ANY
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.view.names import words

_CELL_MM = 2000


@dataclass(frozen=True)
class Known:
    """The names of one scenario, and what they are rows, cells and numbers of; `Known()` for none of them."""

    name: str = ANY
    starts: int = -1  # seconds of the day at tick 0; -1 where that is not known
    cell_mm: int = _CELL_MM
    endings: tuple[str, ...] = ()
    tables: Mapping[str, Mapping[str, tuple[int, ...]]] = field(default_factory=dict)  # rows by table and by name
    places: Mapping[str, int] = field(default_factory=dict)
    common_places: tuple[str, ...] = ()
    levels: Mapping[str, int] = field(default_factory=dict)
    districts: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # also by their kind

    @classmethod
    def of(cls, built: Built) -> Known:
        """What there is in the city that was built."""
        world, atlas = built.world, built.scenario.atlas
        watchers = {words(k.name): tuple(np.flatnonzero(world.watchers.kind == k).tolist()) for k in WatcherKind}
        one_each = {"citizen": built.people, "building": atlas.buildings, "gate": atlas.gates}
        tables = {table: {name: (row,) for name, row in rows.items()} for table, rows in one_each.items()}
        return cls(
            name=built.name,
            starts=world.starts,
            cell_mm=world.city.cell_mm,
            endings=tuple(ending.name for ending in built.endings),
            tables={**tables, "watcher": {name: rows for name, rows in watchers.items() if rows}},
            places=built.places,
            common_places=tuple(atlas.common_places),
            levels=atlas.levels,
            districts=_districts(atlas.city, atlas.districts, atlas.kinds),
        )


def _districts(city: City, districts: Mapping[str, int], kinds: object) -> dict[str, tuple[int, ...]]:
    of_kind = dict[str, tuple[int, ...]]()
    for row, district in enumerate(city.districts):
        of_kind[district.kind] = (*of_kind.get(district.kind, ()), row)
    return {**of_kind, **{name: (row,) for name, row in districts.items()}}
