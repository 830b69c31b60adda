"""Mistakes of makers that show only once their rules run, told with the file and the line of the rule."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from undergrid.core import plain
from undergrid.core.errors import RuleError, did_you_mean, from_here, in_words
from undergrid.core.tables import Table
from undergrid.makers.output import to_stderr
from undergrid.makers.rule import MakersRule, name_of
from undergrid.world.world import TABLES, World

_IN_KERNEL = re.compile(r'File "([^"]*)", line (\d+)')  # where the compiler says that it is at fault
_NO_FIELD = re.compile(r"Unknown attribute '(\w+)' of type (\w+)_[0-9a-f]+")
_OF_COMPILER = "Failed in nopython"


def bounded(rule: MakersRule) -> Callable[[World, Any], None]:
    """The `step` of a maker's rule: whatever it raises becomes a RuleError, and what it prints goes to stderr.

    Only who asks the program to stop is let through.
    """
    step = rule.module.step

    def bounded_step(world: World, params: Any) -> None:
        try:
            with to_stderr():
                step(world, params)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            where = f"in the rule {rule.name} at tick {world.tick}"
            raise RuleError(told(error, where) or f"{from_here(rule.file)}:1: {in_words(error)}, {where}") from error

    return bounded_step


def told(error: BaseException, where: str = "") -> str:
    """What a maker's rule failed with: `rules/rust.py:100: KeyError: 'rst', in the rule rust at tick 0`.

    "" where no function of a maker's was at work: then the mistake is ours.
    """
    if isinstance(error, RuleError):
        return str(error)
    theirs = [(frame, line) for frame, line in traceback.walk_tb(error.__traceback__) if _rule(frame.f_globals)]
    if not theirs:
        return ""
    frame, line = theirs[-1]
    file = Path(frame.f_code.co_filename)
    inner = [int(at) for name, at in _IN_KERNEL.findall(_text(error)) if Path(name).name == file.name]
    where = where or f"in the rule {_rule(frame.f_globals)}"
    return plain.line(f"{from_here(file)}:{inner[0] if inner else line}: {_what(error, frame.f_globals)}, {where}")


def _rule(names: Mapping[str, Any]) -> str:
    return name_of(str(names.get("__name__", "")))


def _what(error: BaseException, names: Mapping[str, Any]) -> str:
    """The error in one line; a column that a table does not have by the name of the table."""
    tables: dict[str, type[Table]] = {**TABLES, **names.get("TABLES", {})}
    said = _text(error)
    if found := _NO_FIELD.search(said):
        column, label = found.groups()
        named = [name for name, kind in tables.items() if kind.__name__ == label]
        if named:
            return _no_column(named[0], column, tables[named[0]])
    elif isinstance(error, AttributeError) and isinstance(error.obj, Table):
        named = [name for name, kind in tables.items() if kind is type(error.obj)]
        if named:
            return _no_column(named[0], str(error.name), tables[named[0]])
    if said.startswith(_OF_COMPILER):
        lines = [line.strip() for line in said.splitlines()]
        first = next((line for line in lines if line and not line.startswith(_OF_COMPILER)), "")
        another = re.match(r"\w+Error: ", first)  # which the compiler tells of
        return first if another else f"{type(error).__name__}: {first}".rstrip(": ")
    return in_words(error)


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:
        return ""


def _no_column(table: str, column: str, kind: type[Table]) -> str:
    return f"the table {table} has no column {column!r}, {did_you_mean(column, kind.columns)}"
