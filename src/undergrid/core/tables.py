"""Tables of typed whole-number columns: one row per thing, one line per column.

A table is a class whose annotated attributes are columns:

    class Citizens(Table):
        cell: I32 = i32(-1, "cell", "where the body is")

An instance holds one array per column, `n` rows long, as an attribute of that name. Record, digest, snapshot, docs and
what kernels take (`handle`) come from those lines. A `SlotTable` is for things that come and go: its rows are reused,
lowest first, and named by (row, serial); `of` and `where` find the rows of an owner and those that hold given values.
An `Out` is a buffer into which a kernel writes what it found.
"""

from __future__ import annotations

import hashlib
import weakref
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from undergrid.core.handles import Handle, Layout, record
from undergrid.core.index import MOST_FRESH, NO_SLOTS, Index, keep, lowest_free, scan, slots_of, slots_with
from undergrid.core.jit import BOUNDS, COMPILED

U8 = npt.NDArray[np.uint8]
U16 = npt.NDArray[np.uint16]
I16 = npt.NDArray[np.int16]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
Flag = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.integer[Any]]
Whole = int | np.integer[Any] | np.bool_
"""One value of a column."""


@dataclass(frozen=True)
class Column:
    """What a column is: its type, the value a new row starts with, its unit and its meaning."""

    dtype: np.dtype[Any]
    start: int
    unit: str
    meaning: str
    within: tuple[int, int] | None = None  # the least and the most that it may hold, where its unit does not say so


def _declare(dtype: str) -> Any:
    def column(start: int, unit: str, meaning: str, within: tuple[int, int] | None = None) -> Any:
        return Column(np.dtype(dtype), start, unit, meaning, within)

    return column


u8 = _declare("u1")
u16 = _declare("<u2")
i16 = _declare("<i2")
i32 = _declare("<i4")
i64 = _declare("<i8")
flag = _declare("?")

_SPARE = 64  # the smallest number of rows that a table sets aside


class Table:
    """One kind of thing: `n` rows, each of which keeps its number for ever."""

    columns: ClassVar[dict[str, Column]] = {}
    n_at_first: ClassVar[int] = 0  # rows that a new world has
    _starts: ClassVar[list[tuple[str, int]]] = []  # what all columns but `serial` start with
    _layout: ClassVar[Layout]
    _no_rows: ClassVar[_NoRows]
    _words: I64
    handle: Handle
    """What a kernel takes: the columns by their names."""

    def __init_subclass__(cls) -> None:
        found = dict(cls.columns)
        for name, value in list(vars(cls).items()):
            if isinstance(value, Column):
                found[name] = value
        cls.columns = found
        cls._starts = [(name, column.start) for name, column in found.items() if name != "serial"]
        cls._layout = Layout(cls.__name__, tuple((name, (column.dtype.str, 1)) for name, column in found.items()))
        cls._no_rows = _NoRows.of(found)

    def __init__(self, n: int = 0) -> None:
        self.n = 0
        self._words, self.handle = np.zeros(0, np.int64), self
        if COMPILED:
            self._words, self.handle = self._layout.make()
            self.handle.table = weakref.ref(self)
        self._store: dict[str, npt.NDArray[Any]] = {}
        self._hold({name: np.full(n, column.start, column.dtype) for name, column in self.columns.items()} if n else {})

    def _hold(self, columns: dict[str, npt.NDArray[Any]]) -> None:
        """Take these arrays as columns, all of them in use; none where there are no rows."""
        if columns:
            self._store = columns
            self._lay_out(len(next(iter(columns.values()))))
        else:
            self._store, self.n = self._no_rows.store, 0
            vars(self).update(self._no_rows.shown)
            if COMPILED:
                self._words[:] = self._no_rows.words

    def _lay_out(self, n: int) -> None:
        """Write the new addresses of columns that have moved, and show their first `n` rows."""
        if COMPILED:
            self._words[0::2] = _addresses(self._store)
        self._show(n)

    def _show(self, n: int) -> None:
        """Let every attribute show the first `n` rows of its column."""
        self.n = n
        self._words[1::2] = n
        vars(self).update({name: values[:n] for name, values in self._store.items()})

    def grow(self, n: int) -> int:
        """Append `n` rows with their start values, between ticks only; returns the number of the first."""
        first, need = self.n, self.n + n
        if need > (capacity := self._capacity()):
            capacity = max(need, capacity + capacity // 2, _SPARE)
            grown = {name: np.full(capacity, column.start, column.dtype) for name, column in self.columns.items()}
            for name, values in self.items() if first else ():
                grown[name][:first] = values
            self._store = grown
            self._lay_out(need)
        else:
            self._show(need)
        return first

    def _capacity(self) -> int:
        """How many rows there is room for."""
        return 0 if self._store is self._no_rows.store else len(next(iter(self._store.values())))

    def items(self) -> Iterator[tuple[str, npt.NDArray[Any]]]:
        """Every column as (name, values of the rows in use), in the order of declaration."""
        for name in self.columns:
            yield name, self._store[name][: self.n]

    def nbytes(self) -> int:
        """Bytes that the columns take, spare rows included."""
        return sum(values.nbytes for values in self._store.values()) if self._capacity() else 0

    def feed(self, digest: hashlib.blake2b) -> None:
        """Add every column to a running digest."""
        digest.update(self.n.to_bytes(8, "little"))
        for name, values in self.items():
            digest.update(name.encode())
            digest.update(np.ascontiguousarray(values).data)

    def state(self) -> dict[str, npt.NDArray[Any]]:
        """A copy of every column, for a snapshot or a fork."""
        return {name: values.copy() for name, values in self.items()} if self.n else dict(self._no_rows.shown)

    def restore(self, state: Mapping[str, npt.NDArray[Any]]) -> None:
        """Take over the columns of `state`. Raises ValueError where names or types do not match."""
        if set(state) != set(self.columns):
            odd = sorted(set(state) ^ set(self.columns))
            raise ValueError(f"{type(self).__name__}: other columns than expected: {', '.join(odd)}")
        for name, column in self.columns.items():
            if state[name].dtype != column.dtype:
                raise ValueError(f"{type(self).__name__}.{name}: {state[name].dtype}, expected {column.dtype}")
        n = next(iter(state.values())).size
        for name, values in state.items():
            if values.shape != (n,):
                raise ValueError(f"{type(self).__name__}.{name}: another shape than the other columns, {values.shape}")
        self._hold({name: np.array(state[name]) for name in self.columns} if n else {})

    def become(self, other: Table) -> None:
        """Become a copy of another table of the same kind: `restore(other.state())`, but each column is copied once."""
        if self.n or other.n:
            self._hold({name: values.copy() for name, values in other.items()} if other.n else {})


@dataclass(frozen=True)
class _NoRows:
    """What all tables of a kind without rows have in common: nobody can write to any of it."""

    store: dict[str, npt.NDArray[Any]]  # a row that is never shown, so that each column has an address
    shown: dict[str, npt.NDArray[Any]]
    words: I64

    @staticmethod
    def of(columns: Mapping[str, Column]) -> _NoRows:
        store = {name: np.full(1, column.start, column.dtype) for name, column in columns.items()}
        words = np.zeros(2 * len(store), np.int64)
        words[0::2] = _addresses(store)
        return _NoRows(store, {name: values[:0] for name, values in store.items()}, words)


def _addresses(columns: Mapping[str, npt.NDArray[Any]]) -> list[int]:
    """Where the arrays of columns begin."""
    return [values.__array_interface__["data"][0] for values in columns.values()]


class SlotTable(Table):
    """Things that come and go. A slot in use has `used`; each reuse of a slot raises its `serial`.

    `OWNER` names the column by which rows are mostly looked for. It is written once after `take` and never changes
    while the slot is in use: rows are found by an index of it (`core/index.py`). `ONE_EACH` names the column of which
    no two rows in use hold the same. `UNOWNED` says that a row in use may be nobody's (-1).
    """

    OWNER: ClassVar[str] = ""
    ONE_EACH: ClassVar[str] = ""
    UNOWNED: ClassVar[bool] = False
    used: Flag = flag(0, "", "whether the slot holds something")
    serial: I32 = i32(0, "serial", "how often the slot has been taken")
    n_used = 0  # how many slots are in use: whether there is anything to do at all
    _full = 0  # all slots below this number are in use: `take` looks only from here on
    _index: Index | None = None  # made when somebody first asks for an owner's rows

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for says, column in (("OWNER", cls.OWNER), ("ONE_EACH", cls.ONE_EACH)):
            if column and column not in cls.columns:
                raise TypeError(f"{cls.__name__}.{says}: there is no column {column!r}")

    def restore(self, state: Mapping[str, npt.NDArray[Any]]) -> None:
        self._full = 0
        self._index = None
        super().restore(state)
        self.n_used = int(np.count_nonzero(self.used))

    def become(self, other: Table) -> None:
        self._full = 0
        self._index = None
        super().become(other)
        self.n_used = int(np.count_nonzero(self.used))

    def take(self, n: int) -> I64:
        """Take the `n` lowest free slots, every column at its start value; returns their numbers, ascending.

        Columns may move to new arrays: read them only afterwards.
        """
        rest = self.used[self._full :]
        if n == 1 and len(rest) and not rest[at := int(rest.argmin())]:  # the common case, and the cheap one
            free = np.array([self._full + at], np.int64)
            self._clear(self._full + at)
        else:
            free = lowest_free(self.used, self._full, n)
            if len(free) < n:
                first = self.grow(max(n - len(free), self.n // 2, _SPARE))
                free = np.concatenate([free, np.arange(first, self.n)])[:n]
            in_one_piece = n > 0 and free[-1] - free[0] == n - 1  # a slice is cleared sooner than a list of rows
            self._clear(slice(int(free[0]), int(free[-1]) + 1) if in_one_piece else free)
        self.used[free] = True
        self.serial[free] += 1
        self.n_used += n
        self._full = int(free[-1]) + 1 if n else self._full
        if self._index is not None:
            self._index.fresh.append(free)
        return free

    def free(self, rows: Rows) -> None:
        """Give slots back: their columns get their start values, and `take` may hand them out again."""
        if self._index is not None and len(rows):
            self._index.unlink(rows, getattr(self, self.OWNER))
        if len(rows) == 1:
            row = int(rows[0])
            self.n_used -= int(self.used[row])
            self._clear(row)
            self._full = min(self._full, row)
        elif len(rows):
            self._clear(rows)
            self.n_used = int(np.count_nonzero(self.used))
            self._full = min(self._full, int(np.min(rows)))

    def _clear(self, rows: Rows | slice | int) -> None:
        """Set every column of these rows, except `serial`, to its start value."""
        store = self._store
        for name, start in self._starts:
            store[name][rows] = start

    def nbytes(self) -> int:
        return super().nbytes() + (0 if self._index is None else self._index.nbytes())

    def rows(self) -> I64:
        """The slots in use, ascending."""
        return self.used.nonzero()[0]

    def of(self, who: Whole) -> I64:
        """The slots whose owner this is, ascending."""
        if not self.n_used:
            return NO_SLOTS
        if (row := int(who)) < 0:
            return scan(self.used, getattr(self, self.OWNER), row)
        index = self._linked(row)
        slots: I64 = np.empty(0, np.int64) if index.head(row) < 0 else slots_of(index.chains, row)
        return slots

    def _linked(self, who: int) -> Index:
        """The index, with every slot that has an owner in its chain; to look for the rows of `who` (0 or above)."""
        index = self._index
        if index is None or len(index.fresh) > MOST_FRESH:
            index = self._index = Index(self.n)
        if index.fresh:
            index.link(self.used, getattr(self, self.OWNER))
        if BOUNDS and slots_of(index.chains, who).tolist() != scan(self.used, getattr(self, self.OWNER), who).tolist():
            raise RuntimeError(f"{type(self).__name__}.{self.OWNER} of a row in use has been changed")
        return index

    def where(self, **values: Whole) -> I64:
        """The slots in use whose columns have these values, ascending.

        With the owner among the values, only the owner's rows are read. Otherwise all rows are scanned for the first
        value: name the rarest first. Raises AttributeError for a column that the table does not have.
        """
        if not values.keys() <= self.columns.keys():
            odd = sorted(values.keys() - self.columns.keys())
            raise AttributeError(f"{type(self).__name__} has no column {', '.join(odd)}", name=odd[0], obj=self)
        if not self.n_used:
            return NO_SLOTS
        slots = None
        if self.OWNER in values:
            who = int(values.pop(self.OWNER))
            if not values or who < 0:
                slots = self.of(who)
            elif (index := self._linked(who)).head(who) < 0:
                return NO_SLOTS
            else:
                name, value = values.popitem()
                slots = slots_with(index.chains, who, getattr(self, name), int(value))
        for name, value in values.items():
            if slots is None:
                slots = scan(self.used, getattr(self, name), int(value))
            elif not len(slots):
                break
            else:
                slots = keep(slots, getattr(self, name), int(value))
        return self.rows() if slots is None else slots

    def first(self, **values: Whole) -> int:
        """The lowest slot in use whose columns have these values; -1 for none. An owner's is at the head of a chain."""
        if len(values) == 1 and (who := values.get(self.OWNER, -1)) >= 0:
            return self._linked(int(who)).head(int(who)) if self.n_used else -1
        slots = self.where(**values)
        return int(slots[0]) if len(slots) else -1

    def has(self, **values: Whole) -> bool:
        """Whether any slot in use has these values in its columns."""
        return self.first(**values) >= 0


class Out:
    """A buffer into which a kernel writes what it found: int64 columns, valid until `world.out` is asked for it again.

    class _Looked(Out):
        slot: I64
        odds: I64

    out = world.out(_Looked, room)
    n = _look(..., out.handle)          which writes out.slot[k], out.odds[k] and returns how many
    for slot, odds in out.rows(n): ...
    """

    UNWRITTEN = -(1 << 62)
    """The value of entries that no kernel has written yet: so far off that reading one by mistake shows."""

    _names: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        cls._names = tuple(cls.__annotations__)

    def __init__(self, room: int) -> None:
        self.room = room
        for name in self._names:
            setattr(self, name, np.full(room, self.UNWRITTEN, np.int64))
        self.handle: Handle = record(**{name: getattr(self, name) for name in self._names})

    def rows(self, n: int) -> list[tuple[int, ...]]:
        """The first `n` rows, each with its columns in the order of their declaration."""
        if not n:
            return []
        return list(zip(*(getattr(self, name)[:n].tolist() for name in self._names), strict=True))

    def nbytes(self) -> int:
        """Bytes that the columns take."""
        return 8 * self.room * len(self._names)
