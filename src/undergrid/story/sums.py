"""Sums: what suspicion adds up to, by whom each part of it came and when, to the point.

The log has the sum. Its parts are the reports that came in, and these are over once they are read: so the stretch of
the run in which they did is lived again, beside the run, and the dossier is watched.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from undergrid.runs.folder import RunError
from undergrid.runs.life import Life, Progress
from undergrid.runs.reading import Log
from undergrid.story import which
from undergrid.story.phrases import tell
from undergrid.story.telling import plainly
from undergrid.world.authority.cases import DossierOf
from undergrid.world.log.events import Event, split_id
from undergrid.world.log.kinds import Kind
from undergrid.world.world import World

SUMMED = (Kind.SUSPECTED, Kind.WANTED)


@dataclass(frozen=True)
class Part:
    """One part of a sum: how many points, when it was counted, by which event (0 for none), and that in words."""

    points: int
    tick: int
    event: int
    says: str


def parts(log: Log, event: Event, progress: Progress | None = None) -> list[Part]:
    """The parts of the suspicion in an event of a kind among `SUMMED`, in the order in which they were counted.

    Raises RunError where the run cannot be lived again.
    """
    who, until = event.who, event.tick
    life, found = Life(log.folder, log.meta), list[Part]()
    for since in reversed([tick for tick in log.folder.saved() if tick <= until]):
        life.load(since)
        if not _points(life.sim.world, who):
            break
    if had := _points(life.sim.world, who):
        found.append(Part(had, life.sim.tick, 0, "stood against them from the beginning"))
    begun, faded = life.sim.tick, 0
    while life.sim.tick <= until:
        if progress and life.sim.tick % 600 == 0:
            progress(life.sim.tick - begun, until - begun)
        world, tick = life.sim.world, life.sim.tick
        reports = world.reports
        due = [row for row in reports.rows().tolist() if reports.arrives[row] <= tick and reports.subject[row] == who]
        came = [(int(reports.event[row]), int(reports.weight[row])) for row in due]
        before = _points(world, who)
        world.events.clear()
        life.step()
        after = _points(life.sim.world, who)
        change = after - before
        if not change:
            continue
        if not after:  # all that is over
            found, faded = [], 0
            continue
        if change < 0 or not came:
            faded += change
        else:
            found += _counted(log, came, change, tick)
    check_lived(log, life, event)
    if faded:
        says = "has faded since" if faded < 0 else "counted for what the log does not tell apart"
        found.append(Part(faded, until, 0, says))
    return found


def check_lived(log: Log, life: Life, event: Event) -> None:
    """Raise RunError where the tick that has just been lived again is not as the log has it: an event is not in it."""
    if not any(one.id == event.id for one in life.sim.world.events.this_tick()):
        path, name = log.folder.path, which.spell(log, event)
        raise RunError(
            f"{path}: lived again it does not come out as it was recorded: {name} is missing",
            hint=f"only the version that recorded it can live it again; see: undergrid replay {shlex.quote(str(path))}",
        )


def _points(world: World, who: int) -> int:
    slot = int(world.cache(DossierOf).slot[who])
    return int(world.dossiers.suspicion[slot]) if slot >= 0 else 0


def _counted(log: Log, came: list[tuple[int, int]], change: int, tick: int) -> list[Part]:
    """The reports that came in at a tick, with what they added: what is over is what a stranger was noticed for."""
    found = []
    for event, weight in came:
        points = min(weight, change)
        if points > 0:
            found.append(Part(points, tick, event, _says(log, event)))
            change -= points
    if change:
        known = [one for one in log.events(kind="identified", since=tick) if one.tick == tick]
        noticed = log.because(known[0].id)[:1] if known else []
        event = noticed[0][0] if noticed else 0
        found.append(Part(change, tick, event, f"as the stranger of before: {_says(log, event)}"))
    return found


def _says(log: Log, event: int) -> str:
    found = log.get(event) if event and split_id(event)[0] <= log.meta.tick else None
    return tell(found.kind, plainly(log, found)) if found is not None else "a report"
