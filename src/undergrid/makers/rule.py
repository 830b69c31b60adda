"""Loading the rules that a scenario names, and all that can be wrong with them, told with file and line."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import sys
import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from importlib.machinery import SourceFileLoader
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import CodeType, ModuleType

from undergrid.core.errors import in_words, nearest, one_of
from undergrid.core.inputs import UnreadableError, as_text, is_there, read_bytes
from undergrid.core.limits import RULE_BYTES
from undergrid.core.tables import Table
from undergrid.makers.claims import differences
from undergrid.makers.declared import flaws_of_tables, flaws_of_turns, kinds_and_verbs, model_without_name
from undergrid.makers.form import Flaw, flaws, flaws_of_one_file, flaws_of_params
from undergrid.makers.named import LONGEST, wrong_with_file, wrong_with_name
from undergrid.makers.output import to_stderr
from undergrid.schedule import SCHEDULE, SHARED, Entry, Placed, each, every, extended
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.orders import Verb
from undergrid.world.world import TABLES

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
    suggestion: str = ""
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
            wrong = f"there is no rule {beside!r} to come {parts['side']}"
            return [self._wrong(wrong, one_of(known), nearest(beside, known))]
        point: EntryPoint | None = None
        if what.endswith(".py"):
            wrong, meant = wrong_with_file(what)
            if wrong:
                return [self._wrong(wrong, "its way from there, such as rules/rust.py", meant)]
            file: Path | None = self._folder / what
        else:
            points = {point.name: point for point in entry_points(group=GROUP)}
            if what not in points:
                wrong = f"no installed plug-in offers a rule {what!r}"
                return [self._wrong(wrong, one_of(points), nearest(what, points))]
            point = points[what]
            file = _file_of(point)
        if point is None and file is not None and not _lies_in(file, self._folder):
            return [self._wrong(f"{what} lies outside of the scenario's folder", "a file within it")]
        if file is None or not is_there(file):
            return [self._wrong(f"there is no file {what}", "a Python file in the scenario's folder")]
        name = file.stem if point is None else what
        taken = self._taken(name, known)
        return taken or self._read(name, file, point, parts["side"], beside)

    def _taken(self, name: str, known: Iterable[str]) -> list[Fault]:
        if wrong := wrong_with_name(name):
            return [self._wrong(wrong, f"small letters, digits and _, a letter first, at most {LONGEST}")]
        if name in known:
            return [self._wrong(f"there is a rule {name!r} already", "another name")]
        if name in SHARED:
            return [self._wrong(f"rules.{name} has the numbers that several rules share", "another name")]
        return []

    def _read(
        self, name: str, file: Path, point: EntryPoint | None, side: str, beside: str
    ) -> MakersRule | list[Fault]:
        """Look at the file, import it, look at what it declares."""
        try:
            source = read_bytes(file, RULE_BYTES)  # once: what is looked at is what is digested, and what is run
            text = as_text(source)
        except UnreadableError as wrong:
            return [self._flaw(file, Flaw(1, wrong.message))]
        found = flaws(text)
        if not found and point is None:
            found = list(flaws_of_one_file(file, ast.parse(text)))
        if found:
            return [self._flaw(file, flaw) for flaw in found]
        digest = blake2b(source, digest_size=16).hexdigest()
        try:
            module = _import(name, file, source, digest)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # whatever a maker's file does when it is run
            return [self._flaw(file, _raised(file, error))]
        tree = ast.parse(text)
        brought: dict[str, type[Table]] = {name: kind for rule in self._before for name, kind in rule.tables.items()}
        found = [
            *flaws_of_params(module, tree), *model_without_name(module, tree), *flaws_of_turns(module, tree),
            *flaws_of_tables(module, tree, brought),
        ]  # fmt: skip
        if found:
            return [self._flaw(file, flaw) for flaw in found]
        kinds, verbs, found = kinds_and_verbs(
            module,
            tree,
            {int(kind): kind.name for rule in self._before for kind in rule.kinds},
            {int(verb): verb.name for rule in self._before for verb in rule.verbs},
        )
        tables: dict[str, type[Table]] = getattr(module, "TABLES", {})
        unlike = differences(text, {**TABLES, **brought, **tables})
        found += [Flaw(one.line, one.what, "Reads and Writes as the code does") for one in unlike]
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

    def _wrong(self, what: str, expected: str = "", suggestion: str = "") -> Fault:
        return Fault(self._number, what, expected, suggestion)

    def _flaw(self, file: Path, flaw: Flaw) -> Fault:
        return Fault(self._number, flaw.what, flaw.expected, flaw.suggestion, str(file), flaw.line)


def _lies_in(file: Path, folder: Path) -> bool:
    """Whether a file lies in a folder, links followed; one that is linked to itself lies where it is."""
    return Path(os.path.realpath(file)).is_relative_to(os.path.realpath(folder))


def _file_of(point: EntryPoint) -> Path | None:
    """The file of a plug-in, found without running it; its package's own `__init__` has to run."""
    try:
        spec = importlib.util.find_spec(point.module)
    except (ImportError, ValueError):
        return None
    return Path(spec.origin) if spec is not None and spec.origin else None


class _Source(SourceFileLoader):
    """Runs the bytes that were read, and no compiled file beside them; nor does it leave one there."""

    def __init__(self, fullname: str, path: str, source: bytes) -> None:
        super().__init__(fullname, path)
        self._source = source

    def get_code(self, fullname: str) -> CodeType:
        return self.source_to_code(self._source, self.path)


def _import(name: str, file: Path, source: bytes, digest: str) -> ModuleType:
    """Run a rule's file, or take it as it was run before in this process; an edited file is another module."""
    key = f"{_MODULES}{name}_{digest[:_DIGITS]}"
    if key in sys.modules:
        return sys.modules[key]
    spec = importlib.util.spec_from_file_location(key, file, loader=_Source(key, str(file), source))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[key] = module
    try:
        with to_stderr():
            spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[key]
        raise
    return module


def name_of(module: str) -> str:
    """The rule that was imported as a module of this name; "" for any other module."""
    return module.removeprefix(_MODULES)[: -_DIGITS - 1] if module.startswith(_MODULES) else ""


def _raised(file: Path, wrong: BaseException) -> Flaw:
    """Where in a rule's file something went wrong while it was run."""
    frames = [frame.lineno for frame in traceback.extract_tb(wrong.__traceback__) if frame.filename == str(file)]
    return Flaw((frames and frames[-1]) or 1, f"this cannot be run: {in_words(wrong)}")


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
