"""What a maker's rule declares: its tables, kinds of events, verbs and turns, and all that can be wrong with them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from string import Formatter
from types import ModuleType
from typing import Any

from pydantic import BaseModel

from undergrid.core import plain, units
from undergrid.core.errors import nearest, one_of
from undergrid.core.tables import Table
from undergrid.makers.form import Flaw
from undergrid.makers.words import AMOUNTS, PARTIES, PLACEHOLDERS, PLACEHOLDERS_OF_VERBS, UNITS
from undergrid.world.log.kinds import OF_MAKERS as KINDS_OF_MAKERS
from undergrid.world.log.kinds import Kind, name_kinds
from undergrid.world.log.kinds import kind as a_kind
from undergrid.world.orders.verbs import OF_MAKERS as VERBS_OF_MAKERS
from undergrid.world.orders.verbs import name_verbs
from undergrid.world.orders.verbs import verb as a_verb
from undergrid.world.tables.orders import Verb
from undergrid.world.world import TAKEN

_FIELDS = ("who", "whom")
_CAPITALS = re.compile(r"[A-Z][A-Z0-9_]*")


def flaws_of_turns(module: ModuleType, tree: ast.Module) -> Iterator[Flaw]:
    """What is wrong with how often a rule has its turn."""
    given = [name for name in ("EACH", "EVERY") if hasattr(module, name)]
    for name in given:
        line, period = line_of(tree, name), getattr(module, name)
        try:
            if not isinstance(period, str):
                raise ValueError(f"not a duration: {period!r}, expected something like '36 h', '20 min' or '90 s'")
            if units.seconds(period) < 1:
                yield Flaw(line, f"{name} is {period!r}, which is less than a tick", "1 s or more")
        except ValueError as wrong:
            yield Flaw(line, f"{name}: {wrong}")
    if len(given) > 1:
        yield Flaw(line_of(tree, given[1]), "this has both EACH and EVERY", "one of them")


def flaws_of_tables(module: ModuleType, tree: ast.Module, taken: Iterable[str]) -> Iterator[Flaw]:
    """What is wrong with the tables that a rule brings; `taken` are the names of those of other makers."""
    line, tables = line_of(tree, "TABLES"), getattr(module, "TABLES", {})
    if not isinstance(tables, Mapping):
        yield Flaw(line, "TABLES is no mapping", 'such as TABLES = {"rust": Rust}')
        return
    for name, kind in tables.items():
        if not _is_table(kind):
            yield Flaw(line, f"the table {name} is no Table", "a class of core.tables.Table or SlotTable")
        elif name in {*TAKEN, *taken} or not str(name).isidentifier():
            yield Flaw(line, f"the name {name!r} of a table is taken", "another name")
        else:
            for column, declared in kind.columns.items():
                if declared.dtype.kind not in "iub":
                    yield Flaw(line_of(tree, kind.__name__), f"{name}.{column} does not hold whole numbers")
    listed = [kind for kind in tables.values() if _is_table(kind)]
    for name, kind in vars(module).items():
        own = _is_table(kind) and kind.__module__ == module.__name__
        if own and not any(issubclass(other, kind) for other in listed):
            hoped = f'TABLES = {{"{name.lower()}": {name}}}'
            yield Flaw(line_of(tree, name), f"the table {name} is not in TABLES: no world would have it", hoped)


def model_without_name(module: ModuleType, tree: ast.Module) -> Iterator[Flaw]:
    """A model of numbers in a rule without `Params`: they would never be set."""
    if hasattr(module, "Params"):
        return
    for name, model in vars(module).items():
        if isinstance(model, type) and issubclass(model, BaseModel) and model.__module__ == module.__name__:
            yield Flaw(line_of(tree, name), f"this has no Params, but a model {name}", "class Params(BaseModel)")


def kinds_and_verbs(
    module: ModuleType, tree: ast.Module, taken: Mapping[int, str], taken_verbs: Mapping[int, str]
) -> tuple[tuple[Kind, ...], tuple[Verb, ...], list[Flaw]]:
    """The kinds of events and the verbs that a rule declares, taken in; and what is wrong with them.

    `taken` are the numbers of other makers' kinds with their names, `taken_verbs` those of their verbs.
    """
    kinds: list[Kind] = []
    verbs: list[Verb] = []
    found: list[Flaw] = []
    numbers, numbers_of_verbs = dict(taken), dict(taken_verbs)
    for name, value in vars(module).items():
        line = line_of(tree, name)
        if line == 1 or not isinstance(value, Kind | Verb):
            continue  # imported, or nothing to declare
        by_number = numbers if isinstance(value, Kind) else numbers_of_verbs
        if int(value) in by_number:
            found.append(Flaw(line, f"{name}: {int(value)} is the number of {by_number[int(value)]} already"))
            continue
        if isinstance(value, Kind) and value not in KINDS_OF_MAKERS and not value.name:
            found.append(Flaw(line, f"{name} has the number {int(value)}", "401 to 511: the others are ours"))
            continue
        try:
            kinds += name_kinds({name: value})
            verbs += name_verbs({name: value})
        except ValueError as wrong:
            found.append(Flaw(line, str(wrong)))
            continue
        by_number[int(value)] = name
        flawed = wrong_with_kind(value) if isinstance(value, Kind) else wrong_with_verb(value)
        found += [Flaw(line, f"{name}: {what}", *meant) for what, *meant in flawed]
    return tuple(kinds), tuple(verbs), found


def line_of(tree: ast.Module, name: str) -> int:
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


def _is_table(value: Any) -> bool:
    return isinstance(value, type) and issubclass(value, Table)


Wrong = tuple[str, str, str]
"""What is wrong, what was expected, what was perhaps meant."""


def wrong_with_kind(kind: Kind) -> Iterator[Wrong]:
    """What is wrong with the name of a maker's kind, and with the words that it was declared with."""
    yield from _capitals(kind.name)
    for field in _FIELDS:
        table = getattr(kind, field)
        if table and table not in PARTIES:
            yield _unknown(f"{field} is {table!r}", table, PARTIES)
    if kind.subject not in _FIELDS:
        yield _unknown(f"subject is {kind.subject!r}", kind.subject, _FIELDS)
    for party in sorted(kind.wakes - set(_FIELDS)):
        yield _unknown(f"wakes is {party!r}", party, _FIELDS)
    what, _, unit = kind.amount.partition(", ")
    if kind.amount and not (what and unit) and kind.amount not in (*AMOUNTS, *UNITS):
        known = (*AMOUNTS, *UNITS)
        hoped = "a word of docs/rules-of-makers.md, or what is counted and its unit, such as 'depth, mm'"
        yield f"amount is {kind.amount!r}", hoped, nearest(kind.amount, known)
    yield from _braces(kind.says, PLACEHOLDERS)


def wrong_with_verb(verb: Verb) -> Iterator[Wrong]:
    """What is wrong with the name of a maker's verb, and with the words that it was declared with."""
    yield from _capitals(verb.name)
    yield from _braces(vars(verb)["says"], PLACEHOLDERS_OF_VERBS)


def as_kind(name: str, number: int, **words: Any) -> Kind:
    """A maker's kind as a run says of it. Raises ValueError where no rule could declare it so."""
    made = a_kind(number, **words)
    made.name = name
    if made not in KINDS_OF_MAKERS:
        raise ValueError(f"the number of a maker's kind is 401 to 511, not {number}")
    _raise_first(wrong_with_kind(made))
    if vars(Kind).get(name, made) not in KINDS_OF_MAKERS:
        raise ValueError(f"there is a kind of event {name} already")
    return made


def as_verb(name: str, number: int, **words: Any) -> Verb:
    """A maker's verb as a run says of it. Raises ValueError where no rule could declare it so."""
    made = a_verb(number, **words)
    made._name_ = name
    _raise_first(wrong_with_verb(made))
    if name in Verb.__members__ and int(Verb[name]) not in VERBS_OF_MAKERS:
        raise ValueError(f"there is a verb {name} already")
    return made


def _raise_first(wrong: Iterator[Wrong]) -> None:
    for what, expected, _ in wrong:
        raise ValueError(f"{what}, expected {expected}")


def _capitals(name: str) -> Iterator[Wrong]:
    if not _CAPITALS.fullmatch(name):
        yield f"the name is {name!r}", "capital letters, digits and _, a letter first", ""


def _braces(says: str, known: tuple[str, ...]) -> Iterator[Wrong]:
    """What is wrong with the placeholders of a sentence."""
    try:
        parts = list(Formatter().parse(says))
    except ValueError as wrong:
        yield f"says has braces that do not fit: {wrong}", "{who} and the like", ""
        return
    if plain.line(says) != says:
        yield "says is not one line of plain text", "one sentence", ""
    for _, name, spec, conversion in parts:
        if name is not None and name not in known:
            yield _unknown(f"says has {{{name}}}", name, known)
        elif spec or conversion:
            yield f"says tells how {{{name}}} is to be formatted", f"{{{name}}}", ""


def _unknown(what: str, word: str, known: Iterable[str]) -> Wrong:
    return what, one_of(known), nearest(word, known)
