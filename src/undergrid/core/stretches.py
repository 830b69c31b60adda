"""Run-length encoding of a long column whose value seldom changes: read-only, read like an array."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


class Stretches:
    """The values of a column as stretches of equal ones: `column[row]`, `column[rows]`, `np.asarray(column)`."""

    def __init__(self, column: Array) -> None:
        """Encode a column (n,) of whole numbers."""
        self.size, self.dtype = column.size, column.dtype
        first = np.ones(column.size, bool)
        first[1:] = column[1:] != column[:-1]
        self._starts = np.flatnonzero(first).astype(np.int32)
        self._values = column[self._starts]

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return self._starts.nbytes + self._values.nbytes

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, rows: Any) -> Any:
        """The value of a row, or of each of many; raises IndexError beyond the column."""
        if isinstance(rows, slice):
            rows = np.arange(*rows.indices(self.size))
        rows = np.asarray(rows)
        if rows.size and not (rows.min() >= 0 and rows.max() < self.size):
            raise IndexError(f"a row out of the {self.size} that there are")
        return self._values[np.searchsorted(self._starts, rows, side="right") - 1]

    def __array__(self, dtype: npt.DTypeLike | None = None, copy: bool | None = None) -> Array:
        """The whole column, in full length."""
        lengths = np.diff(self._starts, append=self.size)
        return np.repeat(self._values.astype(self.dtype if dtype is None else dtype), lengths)

    def reshape(self, *shape: int) -> Array:
        """The whole column in another shape."""
        return np.asarray(self).reshape(*shape)
