"""Loading the rules that a scenario names, and all that can be wrong with them, told with file and line."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

from undergrid.core.errors import did_you_mean
from undergrid.core.tables import Table
from undergrid.makers.claims import differences
from undergrid.makers.form import Flaw, flaws, flaws_of_params
from undergrid.schedule import SCHEDULE, Entry, Placed, each, every, extended
from undergrid.world.log.kinds import OF_MAKERS as KINDS_OF_MAKERS
from undergrid.world.log.kinds import Kind, name_kinds
from undergrid.world.orders.verbs import name_verbs
from undergrid.world.tables.orders import Verb
from undergrid.world.world import TABLES, TAKEN

GROUP = "undergrid.rules"
"""The entry points that installed plug-ins offer rules under."""

_FORM = re.compile(r"^\s*(?P<what>\S+)\s+(?P<side>after|before)\s+(?P<beside>\w+)\s*$")
_EXAMPLE = "rules/rust.py after weather"
_MODULES = "undergrid_rules."  # as which rules are imported: their name, and digits of their digest
_DIGITS = 12


@dataclass(frozen=True)
class MakersRule:
    """A rule of a maker's, loaded."""

    asked: str
    """As the scenario names it: `rules/rust.py after weather`."""
    file: Path
    package: str
    """The distribution of a plug-in with its version; "" for a file of the scenario's own."""
    digest: str
    placed: Placed
    tables: Mapping[str, type[Table]]
    kinds: tuple[Kind, ...]
    verbs: tuple[Verb, ...]

    @property
    def name(self) -> str:
        return self.placed.entry.name

    @property
    def module(self) -> ModuleType:
        return self.placed.entry.module


@dataclass(frozen=True)
class Fault:
    """Something wrong with the rules that a scenario names.

    `asked` is the place in its list; `file` and `line` where it lies in a rule, "" and 0 where in the list itself.
    """

    asked: int
    what: str
    expected: str = ""
    file: str = ""
    line: int = 0


def gather(asked: Sequence[str], folder: Path) -> tuple[tuple[MakersRule, ...], list[Fault]]:
    """Load the rules of a scenario's `systems`, from its folder or as plug-ins; (those that are right, what is wrong).

    Their tables come behind ours, in the order of the list. Loading a rule runs its file.
    """
    rules: list[MakersRule] = []
    faults: list[Fault] = []
    for number, text in enumerate(asked):
        found = _Loader(number, text, folder, rules).load()
        if isinstance(found, MakersRule):
            rules.append(found)
        else:
            faults += found
    return tuple(rules), faults


class _Loader:
    """One entry of the list being loaded."""

    def __init__(self, number: int, text: str, folder: Path, before: Sequence[MakersRule]) -> None:
        self._number, self._text, self._folder, self._before = number, text, folder, before

    def load(self) -> MakersRule | list[Fault]:
        parts = _FORM.match(self._text)
        if parts is None:
            return [
                self._wrong(f"{self._text!r} does not say which rule, and where in the tick", f"such as {_EXAMPLE}")
            ]
        what, beside = parts["what"], parts["beside"]
        known = [entry.name for entry in SCHEDULE] + [rule.name for rule in self._before]
        if beside not in known:
            return [self._wrong(f"there is no rule {beside!r} to come {parts['side']}", did_you_mean(beside, known))]
        point: EntryPoint | None = None
        if what.endswith(".py"):
            file: Path | None = self._folder / what
        else:
            points = {point.name: point for point in entry_points(group=GROUP)}
            if what not in points:
                return [self._wrong(f"no installed plug-in offers a rule {what!r}", did_you_mean(what, points))]
            point = points[what]
            file = _file_of(point)
        if point is None and file is not None and not file.resolve().is_relative_to(self._folder.resolve()):
            return [self._wrong(f"{what} lies outside of the scenario's folder", "a file within it")]
        if file is None or not file.is_file():
            return [self._wrong(f"there is no file {what}", "a Python file in the scenario's folder")]
        name = file.stem if point is None else what
        taken = self._taken(name, known)
        return taken or self._read(name, file, point, parts["side"], beside)

    def _taken(self, name: str, known: Iterable[str]) -> list[Fault]:
        if not name.isidentifier():
            return [self._wrong(f"{name!r} is no name for a rule", "small letters, digits and _")]
        if name in known:
            return [self._wrong(f"there is a rule {name!r} already", "another name")]
        return []

    def _read(
        self, name: str, file: Path, point: EntryPoint | None, side: str, beside: str
    ) -> MakersRule | list[Fault]:
        """Look at the file, import it, look at what it declares."""
        found = flaws(file)
        if found:
            return [self._flaw(file, flaw) for flaw in found]
        digest = blake2b(file.read_bytes(), digest_size=16).hexdigest()
        try:
            module = _import(name, file, digest)
        except Exception as wrong:  # whatever a maker's file does when it is run
            return [self._flaw(file, _raised(file, wrong))]
        tree = ast.parse(file.read_text(encoding="utf-8"))
        tables: dict[str, type[Table]] = getattr(module, "TABLES", {})
        found = [*flaws_of_params(module, tree), *self._tables(tables, tree)]
        if found:
            return [self._flaw(file, flaw) for flaw in found]
        kinds, verbs, found = self._declared(module, tree)
        everything = {**TABLES, **{n: t for rule in self._before for n, t in rule.tables.items()}, **tables}
        undeclared = [d for d in differences(file.read_text(encoding="utf-8"), everything) if d.writes]
        found += [Flaw(d.line, d.what, "every column that a rule writes in its docstring") for d in undeclared]
        if found:
            return [self._flaw(file, flaw) for flaw in found]
        package = f"{point.dist.name} {point.dist.version}" if point is not None and point.dist is not None else ""
        return MakersRule(
            asked=self._text.strip(),
            file=file,
            package=package,
            digest=digest,
            placed=Placed(_entry(name, module), side == "after", beside),
            tables=tables,
            kinds=kinds,
            verbs=verbs,
        )

    def _tables(self, tables: Any, tree: ast.Module) -> list[Flaw]:
        """What is wrong with the tables that a rule brings."""
        line = _line_of(tree, "TABLES")
        if not isinstance(tables, Mapping):
            return [Flaw(line, "TABLES is no mapping", 'such as TABLES = {"rust": Rust}')]
        taken = {*TAKEN, *(name for rule in self._before for name in rule.tables)}
        found = []
        for name, kind in tables.items():
            if not (isinstance(kind, type) and issubclass(kind, Table)):
                found.append(Flaw(line, f"the table {name} is no Table", "a class of core.tables.Table or SlotTable"))
            elif name in taken or not str(name).isidentifier():
                found.append(Flaw(line, f"the name {name!r} of a table is taken", "another name"))
            else:
                found += [
                    Flaw(_line_of(tree, kind.__name__), f"{name}.{column} does not hold whole numbers")
                    for column, declared in kind.columns.items()
                    if declared.dtype.kind not in "iub"
                ]
        return found

    def _declared(self, module: ModuleType, tree: ast.Module) -> tuple[tuple[Kind, ...], tuple[Verb, ...], list[Flaw]]:
        """The kinds of events and the verbs that a rule declares, taken in; and what is wrong with them."""
        kinds: list[Kind] = []
        verbs: list[Verb] = []
        found = []
        taken: dict[int, str] = {int(kind): kind.name for rule in self._before for kind in rule.kinds}
        taken_verbs: dict[int, str] = {int(verb): verb.name for rule in self._before for verb in rule.verbs}
        for name, value in vars(module).items():
            line = _line_of(tree, name)
            if line == 1 or not isinstance(value, Kind | Verb):
                continue  # imported, or nothing to declare
            by_number = taken if isinstance(value, Kind) else taken_verbs
            if int(value) in by_number:
                found.append(Flaw(line, f"{name}: {int(value)} is the number of {by_number[int(value)]} already"))
                continue
            if isinstance(value, Kind) and value not in KINDS_OF_MAKERS and not value.name:
                found.append(Flaw(line, f"{name} has the number {int(value)}", "400 to 511: the others are ours"))
                continue
            try:
                kinds += name_kinds({name: value})
                verbs += name_verbs({name: value})
            except ValueError as wrong:
                found.append(Flaw(line, str(wrong)))
                continue
            by_number[int(value)] = name
        return tuple(kinds), tuple(verbs), found

    def _wrong(self, what: str, expected: str = "") -> Fault:
        return Fault(self._number, what, expected)

    def _flaw(self, file: Path, flaw: Flaw) -> Fault:
        return Fault(self._number, flaw.what, flaw.expected, str(file), flaw.line)


def _file_of(point: EntryPoint) -> Path | None:
    """The file of a plug-in, found without running it; its package's own `__init__` has to run."""
    try:
        spec = importlib.util.find_spec(point.module)
    except (ImportError, ValueError):
        return None
    return Path(spec.origin) if spec is not None and spec.origin else None


def _import(name: str, file: Path, digest: str) -> ModuleType:
    """Run a rule's file, or take it as it was run before in this process; an edited file is another module."""
    key = f"{_MODULES}{name}_{digest[:_DIGITS]}"
    if key in sys.modules:
        return sys.modules[key]
    spec = importlib.util.spec_from_file_location(key, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[key] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[key]
        raise
    return module


def name_of(module: str) -> str:
    """The rule that was imported as a module of this name; "" for any other module."""
    return module.removeprefix(_MODULES)[: -_DIGITS - 1] if module.startswith(_MODULES) else ""


def _raised(file: Path, wrong: Exception) -> Flaw:
    """Where in a rule's file something went wrong while it was run."""
    frames = [frame.lineno for frame in traceback.extract_tb(wrong.__traceback__) if frame.filename == str(file)]
    return Flaw((frames and frames[-1]) or 1, f"this cannot be run: {type(wrong).__name__}: {wrong}")


def _line_of(tree: ast.Module, name: str) -> int:
    """The line on which a file declares a name; 1 where it does not."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name == name:
            return node.lineno
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            return node.lineno
    return 1


def _entry(name: str, module: ModuleType) -> Entry:
    """The rule as an entry of the schedule: each tick, or as its EVERY (rows take turns) or EACH says."""
    if period := getattr(module, "EVERY", ""):
        return every(period, module, name)
    if period := getattr(module, "EACH", ""):
        return each(period, module, name)
    return Entry(name, module)


def schedule_of(rules: Iterable[MakersRule]) -> tuple[Entry, ...]:
    """The order of a tick with makers' rules in it."""
    return extended(SCHEDULE, [rule.placed for rule in rules])
