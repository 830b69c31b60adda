"""Writes the pages of this folder from the program itself: `python docs/reference/make.py`.

`tests/contract/test_docs.py` fails where a page no longer says what the program does.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from enum import IntEnum, IntFlag
from pathlib import Path
from typing import Any

from pydantic import BaseModel

import undergrid.world.tables
from undergrid.city.city import Ground, LinkKind, Use
from undergrid.core import units
from undergrid.core.tables import SlotTable, Table
from undergrid.minds import WANTS
from undergrid.schedule import SCHEDULE, SHARED, Entry
from undergrid.world.log.kinds import OF_MAKERS, Kind
from undergrid.world.view.names import words

_OF_THE_MAP = (Ground, Use, LinkKind)
RULED = frozenset({"Reads", "Writes", "Emits", "Units", "Source"})
WANTED = frozenset({"Gives", "Needs", "Never", "Source"})
MADE = "<!-- made by docs/reference/make.py: do not edit -->"


def rules() -> str:
    """Every rule in the order of a tick: what it does, reads, writes and emits, and its numbers."""
    lines = ["# Rules", "", MADE, ""]
    lines += [
        "Every rule of the city, in the order in which a tick goes through them. A scenario changes a number under"
    ]
    lines += ["`rules`, such as `rules: {clock: {...}}`; what it does not name stays as it is here.", ""]
    lines += ["## Shared", "", "What several rules read. It acts on all of them alike.", ""]
    for name, model in SHARED.items():
        about = (inspect.getdoc(model) or "").split(": ", 1)[1]
        lines += [f"### {name}", "", about[0].upper() + about[1:], "", *_knobs(model), ""]
    phase = ""
    for entry in SCHEDULE:
        if entry.phase != phase:
            phase = entry.phase
            lines += [f"## {phase.capitalize()}", ""]
        title, about, fields = _split(inspect.getdoc(entry.module) or "", RULED)
        lines += [f"### {entry.name}", "", title, ""]
        lines += [f"*{_turn(entry)}*", ""] if entry.period > 1 else []
        lines += [about, ""] if about else []
        lines += [*(f"- **{name}** {text}" for name, text in fields), ""]
        if hasattr(entry.module, "Params"):
            lines += [*_knobs(entry.module.Params), ""]
    return "\n".join(lines).rstrip() + "\n"


def _turn(entry: Entry) -> str:
    period = units.spell_duration(entry.period)
    return f"Each row has its turn once in {period}." if entry.staggered else f"Once in {period}."


def wants() -> str:
    """What somebody of the cast can want, and what each want needs to be told."""
    lines = ["# Wants", "", MADE, "", "What a person of the cast can want, under `cast: {NAME: {wants: [...]}}`.", ""]
    for name, params in sorted(WANTS.items()):
        title, about, fields = _split(inspect.getdoc(inspect.getmodule(params)) or "", WANTED)
        lines += [f"## {name}", "", title, "", *([about, ""] if about else [])]
        lines += [f"- **{field}** {text}." for field, text in fields]
        lines += ["", *_knobs(params), ""]
    return "\n".join(lines).rstrip() + "\n"


def tables() -> str:
    """Every table of the world and its columns."""
    for module in pkgutil.iter_modules(undergrid.world.tables.__path__):
        importlib.import_module(f"undergrid.world.tables.{module.name}")
    lines = ["# Tables", "", MADE, "", "Everything that changes in a run stands in these columns of whole numbers;"]
    lines += ["snapshots hold them, and digests cover them.", ""]
    for table in sorted(_below(Table), key=lambda table: table.__name__):
        lines += [f"## {table.__name__}", "", (inspect.getdoc(table) or "").replace("\n", " "), ""]
        lines += ["Rows are reused." if issubclass(table, SlotTable) else "A row keeps its number for ever.", ""]
        lines += ["| column | type | starts as | unit | meaning |", "|---|---|---|---|---|"]
        for name, column in table.columns.items():
            start = "-" if column.start is None else str(int(column.start))
            cells = (name, column.dtype.name, start, column.unit, column.meaning)
            lines.append(_row(cells))
        lines.append("")
    lines += ["# Words", "", "What the numbers mean in columns whose unit is one of these, and what cells are made of"]
    lines += ["(`Ground`, in `undergrid.city.city`). Each comes from the module that stands behind its name.", ""]
    lines += ["| unit | from | members |", "|---|---|---|"]
    for name, words_of in sorted(_enumerations().items()):
        members = ", ".join(f"{int(member)} {member.name}" for member in words_of)
        lines.append(_row((f"`{name}`", f"`{words_of.__module__}`", members)))
    return "\n".join(lines).rstrip() + "\n"


def _enumerations() -> dict[str, type[IntEnum] | type[IntFlag]]:
    """The enumerations that are units of columns, and those of the map, by name."""
    units_of_columns = {column.unit for table in _below(Table) for column in table.columns.values()}
    every: list[Any] = [*IntEnum.__subclasses__(), *IntFlag.__subclasses__()]
    ours = [kind for kind in every if kind.__module__.startswith("undergrid.")]
    return {kind.__name__: kind for kind in ours if kind.__name__ in units_of_columns or kind in _OF_THE_MAP}


def events() -> str:
    """Every kind of event and what its fields hold."""
    lines = [
        "# Events",
        "",
        MADE,
        "",
        "The kinds of events, with their numbers in the files of a run. `where` is a cell;",
    ]
    lines += [
        "`cause` is the event that enabled this one; `stream` and `odds` say which draw decided, where one did.",
        "",
    ]
    lines += ["| number | kind | who | whom | amount |", "|---|---|---|---|---|"]
    for kind in (kind for kind in Kind if kind not in OF_MAKERS):
        lines.append(_row((str(int(kind)), words(kind.name), kind.who, kind.whom, kind.amount)))
    return "\n".join(lines) + "\n"


PAGES: dict[str, Callable[[], str]] = {"rules.md": rules, "wants.md": wants, "tables.md": tables, "events.md": events}


def _split(text: str, names: frozenset[str]) -> tuple[str, str, list[tuple[str, str]]]:
    """(first sentence, what follows, the fields of these names) of the docstring of a system or a want."""
    title, about, fields = "", [], []
    for line in text.splitlines():
        name, _, rest = line.partition(" ")
        if name in names and rest.startswith(" "):
            fields.append([name, rest.strip()])
        elif fields:
            fields[-1][1] += " " + line.strip()
        elif not title:
            title = line
        else:
            about.append(line)
    return title, "\n".join(about).strip(), [(name, text.strip()) for name, text in fields]


def _knobs(params: type[BaseModel]) -> Iterator[str]:
    if not params.model_fields:
        return
    yield "| number | default | meaning |"
    yield "|---|---|---|"
    for name, field in params.model_fields.items():
        default = "required" if field.is_required() else f"`{_plain(field.get_default(call_default_factory=True))}`"
        yield _row((f"`{name}`", default, field.description or ""))


def _plain(value: Any) -> str:
    return str(value.model_dump() if isinstance(value, BaseModel) else value)


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _below(base: type[Table]) -> Iterator[type[Table]]:
    for table in base.__subclasses__():
        if table.__module__.startswith("undergrid.world.tables."):
            yield table
        yield from _below(table)


if __name__ == "__main__":
    for page, make in PAGES.items():
        (Path(__file__).parent / page).write_text(make(), encoding="utf-8")
