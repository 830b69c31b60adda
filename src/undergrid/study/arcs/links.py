"""From an event back to what brought it about: over `cause` and the further causes, many events at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid.world.log.events import TICK_SHIFT

I64 = npt.NDArray[np.int64]
_MOST = 200  # causes one before the other


class Links:
    """The causes of all events of a log."""

    def __init__(
        self, ids: npt.NDArray[Any], causes: npt.NDArray[Any], event: npt.NDArray[Any], cause: npt.NDArray[Any]
    ) -> None:
        every = np.concatenate((ids, event)).astype(np.int64)
        of = np.concatenate((causes, cause)).astype(np.int64)
        some = of != 0
        order = np.argsort(every[some], kind="stable")
        self._event, self._cause = every[some][order], of[some][order]

    def of(self, events: I64) -> tuple[I64, I64]:
        """(which of the events, the id of something that brought it about), a row for each cause of each."""
        first = np.searchsorted(self._event, events, side="left")
        n = np.searchsorted(self._event, events, side="right") - first
        which = np.repeat(np.arange(len(events)), n)
        at = np.repeat(first - np.cumsum(n) + n, n) + np.arange(int(n.sum()))
        return which, self._cause[at]


def ancestors(links: Any, events: I64, oldest: int) -> tuple[I64, I64]:
    """(which of the events, the id of one that it came of, over however many causes), none of a tick before `oldest`.

    `links` has `causes` as `candidates.Sources` says. Ids rise from tick to tick; within one they say nothing of order.
    """
    which, ids = np.arange(len(events)), events
    found = np.zeros((0, 2), np.int64)
    parts = [found]
    for _ in range(_MOST):
        at, cause = links.causes(ids)
        kept = cause >> TICK_SHIFT >= oldest >> TICK_SHIFT
        pairs = np.stack((which[at][kept], cause[kept]), axis=1)
        if not len(pairs):
            break
        pairs = np.unique(pairs, axis=0)
        parts.append(pairs)
        which, ids = pairs[:, 0], pairs[:, 1]
    found = np.unique(np.concatenate(parts), axis=0)
    return found[:, 0], found[:, 1]
