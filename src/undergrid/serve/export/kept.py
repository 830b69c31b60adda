"""Lists that seldom change, as a recording keeps them: each with the second from which on it holds."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Columns = dict[str, npt.NDArray[Any]]


class Changes:
    """One such list: it is noted once it differs from the one before."""

    def __init__(self) -> None:
        self._last: bytes | None = None
        self._at = list[int]()
        self._parts = list[npt.NDArray[Any]]()

    def note(self, second: int, values: npt.NDArray[Any]) -> None:
        if (now := values.tobytes()) != self._last:
            self._last = now
            self._at.append(second)
            self._parts.append(values.copy())

    def columns(self, name: str) -> Columns:
        """When each began, how long it is, and all of them in a row."""
        return {
            f"{name}At": np.array(self._at, np.uint16),
            f"{name}Size": np.array([len(part) for part in self._parts], np.uint32),
            name: np.concatenate(self._parts),
        }
