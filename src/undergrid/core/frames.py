"""Frames: named columns of one length that nobody can write to, and that any library of data frames takes over.

    frame.wanted, frame["wanted"]          a column as an array
    polars.DataFrame(frame)                all of them, by Arrow's stream; pyarrow.table(frame) and others alike
    frame.to_pandas()

DuckDB makes the stream: no other package is needed, nor does anybody have to install Arrow's own.
"""

from __future__ import annotations

import importlib
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid.core.errors import UndergridError, UsageError, did_you_mean
from undergrid.core.plain import cut

Array = npt.NDArray[Any]


class Frame(ABC):
    """Columns of one length, read only: an array each, and together a frame for Polars, pandas, Arrow and others.

    Where a number is the code of a word, the frame has the word, and nothing where the number says that there is none.
    """

    __iter__ = None  # else pandas would take a Frame for a list of names

    @property
    @abstractmethod
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in their order."""

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def _column(self, name: str) -> Array:
        """(rows,) the values of a column that there is."""

    def _words(self, name: str) -> Mapping[int, str]:
        """The words that the numbers of a column are codes of; none for a column of plain numbers."""
        return {}

    def _none(self, name: str) -> int | None:
        """The number in a column that stands for nothing."""
        return None

    def __getitem__(self, name: str) -> Array:
        """(rows,) a column as it is now, which cannot be written to. Raises UsageError where there is none."""
        if name not in self.columns:
            raise UsageError(f"there is no column {cut(name)}, {did_you_mean(str(name), self.columns)}")
        found = self._column(name).view()
        found.flags.writeable = False
        return found

    def __getattr__(self, name: str) -> Array:
        if name.startswith("_"):
            raise AttributeError(name, name=name, obj=self)
        if name not in self.columns:
            raise AttributeError(f"there is no column {cut(name)}, {did_you_mean(name, self.columns)}", name=name)
        return self[name]

    def __setattr__(self, name: str, value: object) -> None:
        if not name.startswith("_"):
            raise AttributeError(f"{name}: a frame is only read")
        super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.columns]

    def where(self, **values: object) -> npt.NDArray[np.int64]:
        """The numbers of the rows whose columns hold these values, ascending: `where(wanted=True, doing="walking")`.

        A word stands for its code, and None for nothing. Raises UsageError for a column or a word that there is not.
        """
        found = np.ones(len(self), bool)
        for name, value in values.items():
            found &= self[name] == self._code(name, value)
        return np.flatnonzero(found)

    def _code(self, name: str, value: object) -> object:
        """What a column holds for a value that somebody names."""
        of_numbers = self[name].dtype.kind in "iub"
        if value is None and self._none(name) is not None:
            return self._none(name)
        if isinstance(value, str) and (words := self._words(name)):
            codes = {word: code for code, word in words.items()}
            if value not in codes:
                raise UsageError(f"{name}: there is no {cut(value)}, {did_you_mean(value, codes)}")
            return codes[value]
        if np.ndim(value) or (of_numbers and not isinstance(value, bool | int | float | np.generic)):  # type: ignore[arg-type]
            raise UsageError(f"{name}: {cut(value)}, expected {'a number' if of_numbers else 'one value'}")
        return value

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The rows as they are now, as a stream of Arrow in a capsule; each call gives them once more."""
        return self._relation().__arrow_c_stream__(requested_schema)

    def to_pandas(self) -> Any:
        """The rows as they are now, as a frame of pandas. Raises UndergridError where pandas is not installed."""
        try:
            importlib.import_module("pandas")
        except ImportError:
            raise UndergridError(
                "to_pandas needs the package pandas, which is not installed", hint="pip install pandas"
            ) from None
        return self._relation().df()

    def _relation(self) -> Any:
        """The rows as a relation of DuckDB, in a database of its own that holds a copy: it is of one moment."""
        database = importlib.import_module("duckdb").connect(config={"threads": 1})
        database.register("held", {name: self._column(name) for name in self.columns})
        listed = ", ".join(f"{self._as_sql(name)} as {_quoted(name)}" for name in self.columns)
        database.execute(f"create table frame as select {listed} from held")
        return database.table("frame")

    def _as_sql(self, name: str) -> str:
        column, words, none = _quoted(name), self._words(name), self._none(name)
        if words:
            by_code = [words.get(code) for code in range(max(words) + 1)]
            texts = ", ".join("null" if word is None else _text(word) for word in by_code)
            return f"([{texts}]::enum({', '.join(map(_text, words.values()))})[])[{column}::int + 1]"
        return column if none is None else f"nullif({column}, {none})"


def _quoted(name: str) -> str:
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


def _text(word: str) -> str:
    escaped = word.replace("'", "''")
    return f"'{escaped}'"
