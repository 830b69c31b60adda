"""Written: what a step of a canon waited for, in words: it is taken as the story is written, and nothing is weighed."""

from __future__ import annotations

from undergrid.core import units
from undergrid.core.errors import UsageError
from undergrid.runs.reading import Log
from undergrid.setup.file.canon import When, read_canon
from undergrid.setup.load import CANON
from undergrid.story.chronicle.spell import listed
from undergrid.world.log.events import Event
from undergrid.world.view.names import words


def as_written(log: Log, meant: Event) -> str:
    """A sentence of what a want of a canon waited for, from the copy of the canon in the run."""
    try:
        file, _ = read_canon(log.folder.scenario / CANON)
        when = file.beats[meant.amount].when
    except (UsageError, OSError, IndexError):  # gone or damaged
        when = When()
    waited = _waited(when) or (["the step before was taken"] if meant.amount else ["it had begun"])
    return f"Once {listed(waited)}; nothing else was weighed."


def _waited(when: When) -> list[str]:
    """What a step waited for, each as it follows on "once"."""
    found = []
    if when.at is not None:
        found.append(f"it was {units.spell_clock(when.at)[:5]}")
    if when.event is not None:
        of = f" of {when.event.of.replace('_', ' ').title()}" if when.event.of else ""
        found.append(f"this had happened{of}: {words(when.event.kind)}")
    if when.after:
        found.append(f"{units.spell_duration(when.after)} had passed")
    if when.near is not None:
        found.append(f"they were at {words(when.near)}")
    if when.doing is not None:
        found.append(f"they were {when.doing}")
    if when.clear:
        found.append(f"no drone was known within {when.clear} m")
    if when.threat:
        found.append(f"a drone was known within {when.threat} m")
    if when.light < 255:
        found.append("it was dark enough")
    if when.left is not None:
        found.append(f"they had no more than {units.spell_duration(when.left)} left")
    return found
