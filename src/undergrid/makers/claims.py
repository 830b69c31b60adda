"""What a rule's docstring claims to read and write, and which columns its code touches.

A field of the docstring lists groups, apart by semicolons, each of columns of one table: `blood.klass, pain; wounds`.
A table that is named without a column stands for all of its columns. Other words (`Ways.walk`, "citizens as
`posture.lay_down` does") say what the rule does through others; they are for readers, and not looked at here.

Touched is what the file itself does: `people.alive[who]`, `wounds.due[slot] = now`, rows taken and freed, rows looked
for by `bonds.of(who)` (which reads the column of their owner) or `bonds.where(a=who, b=other)`; also through a column
that one of its functions was handed. What other files do for a rule stands in theirs.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from undergrid.core.tables import Table

ALIASES = {"people": "citizens", "known": "knowledge"}
"""Short names that tables go by in code."""

_ROWS = {"used", "serial"}  # whether a row is there: said by naming any column of the table
_TAKES = {"take", "free", "grow"}
_FINDS = {"where", "first", "has"}  # by the columns that their arguments are called after

Tables = Mapping[str, type[Table]]


@dataclass
class Touched:
    """Columns as `table.column`, each with the first line that touches it; `table.*` where rows are taken or freed."""

    reads: dict[str, int] = field(default_factory=dict)
    writes: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Difference:
    """One thing that docstring and code say differently."""

    line: int
    what: str


def differences(source: str, tables: Tables) -> list[Difference]:
    """What the docstring of a rule leaves out, and what it claims for nothing; `tables` are those of its world."""
    tree = ast.parse(source)
    docstring = ast.get_docstring(tree) or ""
    first = tree.body[0].lineno if docstring else 1
    did = _touched(tree, tables)
    found = []
    for name, touched in (("Reads", did.reads), ("Writes", did.writes)):
        columns, whole = _claimed(docstring, name, tables)
        named = whole | {column.partition(".")[0] for column in columns}
        for what, line in touched.items():
            table, _, column = what.partition(".")
            if column == "*" and table not in named:
                found.append(Difference(line, f"{name} does not say {table}"))
            elif column != "*" and table not in whole and what not in columns:
                found.append(Difference(line, f"{name} does not say {what}"))
        untouched = sorted(columns - set(touched)) + sorted(whole - {what.partition(".")[0] for what in touched})
        said_at = first + _line_of_field(docstring.splitlines(), name)
        found += [Difference(said_at, f"{name} says {what}, which is not touched") for what in untouched]
    return sorted(found, key=lambda difference: (difference.line, difference.what))


def _claimed(docstring: str, name: str, tables: Tables) -> tuple[set[str], set[str]]:
    """(the columns, the whole tables) that a field of a docstring names."""
    lines = docstring.splitlines()
    first = _line_of_field(lines, name)
    text = [lines[first][len(name) :]] if first < len(lines) else []
    for line in lines[first + 1 :]:
        if line[:1] != " " or not line.strip():
            break
        text.append(line)
    plain = re.sub(r"\([^()]*\)", "", " ".join(part.strip() for part in text))
    columns, whole = set(), set()
    for group in plain.split(";"):
        table = ""
        for item in re.split(r",|\band\b", group):
            word, _, column = item.strip().rstrip(".").partition(".")
            if column and word in tables and column in tables[word].columns:
                table = word
                columns.add(f"{word}.{column}")
            elif not column and word in tables:
                table = word
                whole.add(word)
            elif not column and table and word in tables[table].columns:
                columns.add(f"{table}.{word}")
    return columns, whole


def _line_of_field(lines: list[str], name: str) -> int:
    """The line of a docstring on which a field begins, from 0; beyond the last where it has none."""
    return next((n for n, line in enumerate(lines) if re.match(rf"{name}\s", line)), len(lines))


def _touched(tree: ast.Module, tables: Tables) -> Touched:
    """What the functions of a file touch."""
    found = Touched()
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    stored = {name: _stored_parameters(node) for name, node in functions.items()}
    for node in functions.values():
        _Looker(node, tables, functions, stored, found).look()
    return found


def _stored_parameters(function: ast.FunctionDef) -> set[str]:
    """The parameters into whose elements a function writes."""
    own = {argument.arg for argument in function.args.args}
    return {name.id for name in _stores(function) if isinstance(name, ast.Name) and name.id in own}


def _stores(function: ast.FunctionDef) -> Iterator[ast.expr]:
    """What is written into by subscript: `x` in `x[k] = 1`."""
    for node in ast.walk(function):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
            yield node.value


class _Looker:
    """One function being looked through: which of its local names are tables, which are columns."""

    def __init__(
        self,
        function: ast.FunctionDef,
        tables: Tables,
        functions: Mapping[str, ast.FunctionDef],
        stored: Mapping[str, set[str]],
        found: Touched,
    ) -> None:
        self._function, self._known, self._functions = function, tables, functions
        self._stored, self._found = stored, found
        self._tables: dict[str, str] = {}
        self._columns: dict[str, str] = {}
        for argument in function.args.args:
            name = ALIASES.get(argument.arg, argument.arg)
            if name in tables and not argument.annotation:  # a kernel's
                self._tables[argument.arg] = name
        for node in ast.walk(function):
            for target, value in _pairs(node):
                if (table := self._table(value)) is not None:
                    self._tables[target] = table
                elif (column := self._column(value)) is not None:
                    self._columns[target] = column

    def look(self) -> None:
        written = set(map(id, _stores(self._function)))
        for node in ast.walk(self._function):
            what = self._column(node)
            if what is not None and what.partition(".")[2] not in _ROWS:
                self._note(self._found.writes if id(node) in written else self._found.reads, what, node)
            if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Subscript):
                what = self._column(node.target.value)
                if what is not None:
                    self._note(self._found.reads, what, node)
            if isinstance(node, ast.Call):
                self._call(node)

    def _call(self, call: ast.Call) -> None:
        """Rows taken and freed, rows looked for, and columns handed to a function that writes into them."""
        if isinstance(call.func, ast.Attribute) and (table := self._table(call.func.value)) is not None:
            if call.func.attr in _TAKES:
                self._note(self._found.writes, f"{table}.*", call)
            for column in self._looked_for_by(call.func.attr, table, call):
                if column in self._known[table].columns and column not in _ROWS:
                    self._note(self._found.reads, f"{table}.{column}", call)
        if isinstance(call.func, ast.Name) and call.func.id in self._functions:
            names = [argument.arg for argument in self._functions[call.func.id].args.args]
            for name, value in zip(names, call.args, strict=False):
                what = self._column(value)
                if name in self._stored[call.func.id] and what is not None:
                    self._note(self._found.writes, what, call)

    def _looked_for_by(self, method: str, table: str, call: ast.Call) -> list[str]:
        """The columns by whose values a method of a table finds rows."""
        if method == "of":
            return [getattr(self._known[table], "OWNER", "")]
        return [keyword.arg or "" for keyword in call.keywords] if method in _FINDS else []

    def _note(self, where: dict[str, int], what: str, node: ast.AST) -> None:
        line = int(getattr(node, "lineno", 1))
        where[what] = min(line, where.get(what, line))

    def _table(self, node: ast.AST) -> str | None:
        """The table that an expression is: `world.wounds`, a local name for it, or its handle."""
        if isinstance(node, ast.Name):
            return self._tables.get(node.id)
        if isinstance(node, ast.Attribute) and node.attr == "handle":
            return self._table(node.value)
        if isinstance(node, ast.Attribute) and node.attr in self._known:
            return node.attr if ast.unparse(node.value).endswith("world") else None
        if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("world.tables"):
            name = node.slice.value if isinstance(node.slice, ast.Constant) else None
            return name if isinstance(name, str) and name in self._known else None
        return None

    def _column(self, node: ast.AST) -> str | None:
        """The column that an expression is, as `table.column`."""
        if isinstance(node, ast.Name):
            return self._columns.get(node.id)
        if isinstance(node, ast.Attribute):
            table = self._table(node.value)
            if table is not None and node.attr in self._known[table].columns:
                return f"{table}.{node.attr}"
        return None


def _pairs(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """(name, what it is set to) of an assignment, several at once too."""
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
        yield node.target.id, node.value
    if not isinstance(node, ast.Assign):
        return
    for target in node.targets:
        if isinstance(target, ast.Name):
            yield target.id, node.value
        elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            for name, value in zip(target.elts, node.value.elts, strict=False):
                if isinstance(name, ast.Name):
                    yield name.id, value
