"""Many equal scenes in one world: lanes between walls, each with one watcher at its west end and one person in it."""

import numpy as np
from scenes.worlds import make_city, make_world

from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import WatcherKind


def lanes(n, kind=WatcherKind.CAMERA, cells=20, light=255, sign=".", seed=1, **columns):
    """A world of `n` lanes; whoever stands in them has no tag unless `columns` says otherwise."""
    width = cells + 2
    city = make_city("\n".join("#" * width if y % 2 else sign * width for y in range(2 * n)))
    columns.setdefault("tagged", 0)
    world = make_world(
        city,
        citizens=[(cells, 2 * lane) for lane in range(n)],
        watchers=[(kind, city.cell(0, 0, 2 * lane)) for lane in range(n)],
        seed=seed,
        **columns,
    )
    world.sky.light[0] = light
    return world


def rows_of(world, *kinds):
    """The events of these kinds, all of them if none is named."""
    return [event for event in world.events.rows() if not kinds or event.kind in kinds]


def sighted(world):
    """How many of the people have been sighted."""
    return len({event.whom for event in rows_of(world, Kind.SIGHTED)})


def reports(world, *columns):
    """The reports on their way, as tuples of these columns, in the order of slots."""
    rows = world.reports.rows()
    return list(zip(*(np.asarray(getattr(world.reports, name))[rows].tolist() for name in columns), strict=True))
