"""Flight: the chance of being noticed, as one believes, by going on for some seconds, or by running for it."""

from __future__ import annotations

from collections.abc import Sequence

from undergrid.minds.bids import Threat
from undergrid.minds.knows.risk import Believed, Walk
from undergrid.minds.mind import Mind
from undergrid.world.tables.people import Activity, Pace, Posture

AHEAD = 20  # seconds for which one weighs what to do [assumed]
COVER = 8  # cells that one runs to cover [assumed]
AWAY = 12  # cells that one runs to get away from somebody at close quarters [assumed]
_TRIES = 8  # places that one thinks of to get away to [assumed]
HOLE = 40  # cells that one runs to get where no drone follows [assumed]


def going_on(mind: Mind) -> Walk:
    """What comes of going on with what one does, for a while."""
    walks = mind.doing == Activity.WALKING and mind.goal >= 0
    path = mind.path(mind.goal).cells if walks else None
    if path is None or len(path) < 2:
        return mind.risk.still(AHEAD, mind.posture)
    walk = mind.risk.walk(path, mind.pace, AHEAD)
    return _then_low(walk, mind.posture)


def by_running(mind: Mind, target: int, believed: Believed) -> float:
    """The chance of being noticed where one runs for a cell; target: -1 where one is there."""
    path = mind.path(target).cells if target >= 0 else None
    if path is None or len(path) < 2:
        return 0.0  # one is there
    walk = _then_low(mind.risk.walk(path, Pace.RUN, AHEAD), Posture.CROUCHED)
    if mind.shelter_at(target) >= 0:
        cells, _, moving = walk.steps
        cells[moving == 0] = -1  # one is under a roof then
    return mind.risk.chance(walk, believed)


def away(mind: Mind, threats: Sequence[Threat]) -> int:
    """The cell within some way that is farthest from the nearest of some watchers, and where one is before them; -1
    where one is there, or none can be reached.
    """
    here = min(mind.apart(mind.cell, threat.cell) for threat in threats)
    found = [
        (-min(mind.apart(cell, threat.cell) for threat in threats), mind.apart(mind.cell, cell), cell)
        for cell in mind.risk.cells_within(AWAY)
        if all(mind.apart(cell, threat.cell) > mind.apart(mind.cell, cell) for threat in threats)
    ]
    longest = 2 * AWAY * mind.risk.cell_mm
    for far, _, cell in sorted(found)[:_TRIES]:
        if -far > here and 0 < mind.path(cell).length <= longest:
            return cell
    return -1


def _then_low(walk: Walk, posture: Posture) -> Walk:
    """A walk, and staying where it ends for the rest of the time that one weighs."""
    return Walk.still(int(walk.steps[0, -1]), posture, AHEAD - walk.seconds).after(walk)
