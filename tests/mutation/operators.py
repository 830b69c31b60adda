"""The operators: each turns a piece of source into others that a test should tell from it.

A mutant is a span of bytes of one file and what stands there instead; nothing but that span changes. Mutants of one
span and one operator are variants of each other: a sample takes one of them at most.

What is not changed: annotations, decorators, docstrings and other texts, imports, what only type checkers read, the
arguments of an exception, the numbers of kinds and of members of enumerations (names, not amounts), and the
declaration of a knob (`Field(...)`: its default is data, and its range is checked as such).
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate

BOUNDARY = {ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">")}
NEGATED = {
    ast.Lt: ("<", ">="), ast.LtE: ("<=", ">"), ast.Gt: (">", "<="), ast.GtE: (">=", "<"), ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="), ast.Is: ("is", "is not"), ast.IsNot: ("is not", "is"), ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
}  # fmt: skip
ARITHMETIC = {
    ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "//"), ast.FloorDiv: ("//", "*"), ast.Div: ("/", "*"),
    ast.Mod: ("%", "*"), ast.LShift: ("<<", ">>"), ast.RShift: (">>", "<<"), ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"), ast.BitXor: ("^", "|"),
}  # fmt: skip
SWAPPED_CALLS = {"min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum", "any": "all", "all": "any"}
DECLARATIONS = {"Field", "ConfigDict", "kind", "stream", "TypeVar", "namedtuple"}
COUNTS = {"int", "float"}  # what a function is said to return where 0 is a lie of the same type
CAUSE = re.compile(r"(cause|event|because|why|made_by|felled)(\[.*\])?$")


@dataclass(frozen=True)
class Mutant:
    """One change of one file."""

    file: str  # relative to the checkout, with slashes
    line: int
    operator: str
    start: int  # the span that is replaced, in bytes
    end: int
    text: str  # what stands there instead
    function: str  # the innermost function around it, "" outside of all
    kernel: bool  # whether compiled code may change: it stands in a kernel, or outside of all functions

    def applied(self, source: bytes) -> bytes:
        """The file with this change."""
        return source[: self.start] + self.text.encode() + source[self.end :]

    def named(self, source: bytes) -> str:
        """`file::function: before -> after`, which stays the same while other lines come and go."""
        return f"{self.file}{'::' if self.function else ''}{self.function}: {self.told(source)}"

    def told(self, source: bytes) -> str:
        """`before -> after`: the lines that it touches, as one line each."""
        first = source.rfind(b"\n", 0, self.start) + 1
        last = source.find(b"\n", self.end)
        last = len(source) if last < 0 else last
        before = source[first:last]
        after = source[first : self.start] + self.text.encode() + source[self.end : last]
        return f"{_one_line(before)} -> {_one_line(after)}"


def _one_line(text: bytes) -> str:
    return " ".join(text.decode().split())


@dataclass(frozen=True)
class _Place:
    """Where a node stands: what contains it, from the outermost in, and what the file says elsewhere."""

    source: bytes
    lines: list[int]  # the byte at which each line begins
    above: tuple[ast.AST, ...]
    members: dict[str, list[str]]  # Kind, Activity, ...: the members that the file names

    def span(self, node: ast.expr | ast.stmt | ast.arg) -> tuple[int, int]:
        """First byte of a node, and the one after its last."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.lines[node.lineno - 1] + node.col_offset, self.lines[node.end_lineno - 1] + node.end_col_offset

    def text(self, node: ast.expr | ast.stmt | ast.arg) -> str:
        start, end = self.span(node)
        return self.source[start:end].decode()

    def functions(self) -> list[ast.FunctionDef]:
        return [node for node in self.above if isinstance(node, ast.FunctionDef)]


Change = tuple[str, int, int, str]  # operator, span, what stands there instead
Operator = Callable[[ast.AST, _Place], Iterator[Change]]


def mutants(file: str, source: bytes) -> list[Mutant]:
    """All mutants of a file, in order of their places."""
    lines = [0, *accumulate(len(line) for line in source.splitlines(keepends=True))]
    tree = ast.parse(source)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    kernels = {one for one in functions if any("kernel" in ast.unparse(mark) for mark in one.decorator_list)}
    found = []
    for node, place in _walk(tree, _Place(source, lines, (), _members(tree))):
        inside = place.functions()
        kernel = not inside or not kernels.isdisjoint(inside)
        name = inside[-1].name if inside else ""
        for operator in OPERATORS:
            for what, start, end, text in operator(node, place):
                if source[start:end] != text.encode():
                    line = bisect_right(lines, start)
                    found.append(Mutant(file, line, what, start, end, text, name, kernel))
    return sorted(found, key=lambda one: (one.start, one.end, one.operator, one.text))


def _members(tree: ast.AST) -> dict[str, list[str]]:
    named: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr.isupper():
            named.setdefault(node.value.id, set()).add(node.attr)
    return {name: sorted(members) for name, members in named.items() if name[0].isupper()}


def _walk(node: ast.AST, place: _Place) -> Iterator[tuple[ast.AST, _Place]]:
    """Every node that may be changed, with its place."""
    inner = _Place(place.source, place.lines, (*place.above, node), place.members)
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "bases", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _left_alone(child, node):
                yield child, inner
                yield from _walk(child, inner)


def _left_alone(node: ast.AST, above: ast.AST) -> bool:
    if isinstance(node, ast.Import | ast.ImportFrom | ast.JoinedStr):
        return True
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        return True
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, ast.ClassDef) and any("Enum" in ast.unparse(base) for base in node.bases):
        return True
    if isinstance(node, ast.Call) and (_called(node) in DECLARATIONS or isinstance(above, ast.Raise)):
        return True
    if isinstance(node, ast.keyword) and node.arg == "strict":
        return True
    return isinstance(node, ast.Subscript) and ast.unparse(node.value) in ("Annotated", "Callable", "Literal")


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _between(place: _Place, left: ast.expr, right: ast.expr, sign: str) -> tuple[int, int] | None:
    """The span of an operator's sign between its two sides."""
    start, end = place.span(left)[1], place.span(right)[0]
    pattern = rb"\s+".join(re.escape(word) for word in sign.encode().split())
    found = re.search(rb"(?<![<>=!/*])" + pattern + rb"(?![<>=/*])", place.source[start:end])
    return (start + found.start(), start + found.end()) if found else None


# ---------------------------------------------------------------- expressions


def _comparisons(node: ast.AST, place: _Place) -> Iterator[Change]:
    if not isinstance(node, ast.Compare):
        return
    sides = [node.left, *node.comparators]
    for n, operator in enumerate(node.ops):
        for name, table in (("boundary", BOUNDARY), ("negated", NEGATED)):
            if type(operator) in table:
                sign, other = table[type(operator)]
                span = _between(place, sides[n], sides[n + 1], sign)
                if span:
                    yield name, *span, other


def _arithmetic(node: ast.AST, place: _Place) -> Iterator[Change]:
    if isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
        sign, other = ARITHMETIC[type(node.op)]
        span = _between(place, node.left, node.right, sign)
        if span and not any(_is_text(side) for side in (node.left, node.right)):
            yield "arithmetic", *span, other
    if isinstance(node, ast.AugAssign) and type(node.op) in ARITHMETIC:
        sign, other = ARITHMETIC[type(node.op)]
        start, end = place.span(node.target)[1], place.span(node.value)[0]
        at = place.source.find(f"{sign}=".encode(), start, end)
        if at >= 0:
            yield "arithmetic", at, at + len(sign) + 1, f"{other}="


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or isinstance(getattr(node, "value", None), str)


def _constants(node: ast.AST, place: _Place) -> Iterator[Change]:
    if not isinstance(node, ast.Constant):
        return
    span, value = place.span(node), node.value
    if isinstance(value, bool):
        yield "truth", *span, str(not value)
    elif isinstance(value, int):
        step = max(1, value // 10)  # of large ones a tenth: no test of odds can tell 1000 from 1001
        nobody = value == 1 and isinstance(getattr(place.above[-1], "op", None), ast.USub)  # any below 0 is nobody
        for other in [0] if nobody else sorted({value + step, max(0, value - step), 0} - {value}):
            yield "constant", *span, str(other)
    elif isinstance(value, float):
        for number in sorted({value + max(1.0, value / 10), 0.0} - {value}):
            yield "constant", *span, str(number)


def _logic(node: ast.AST, place: _Place) -> Iterator[Change]:
    if isinstance(node, ast.BoolOp):
        sign, other = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in zip(node.values, node.values[1:], strict=False):
            span = _between(place, left, right, sign)
            if span:
                yield "logic", *span, other
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        start, end = place.span(node)
        yield "not dropped", start, end, place.source[start + len("not") : end].decode().strip()


def _conditions(node: ast.AST, place: _Place) -> Iterator[Change]:
    if isinstance(node, ast.If | ast.IfExp):
        for forced in ("True", "False"):
            yield "condition forced", *place.span(node.test), forced
    elif isinstance(node, ast.While):
        yield "condition forced", *place.span(node.test), "False"
    elif isinstance(node, ast.comprehension):
        for test in node.ifs:
            yield "condition forced", *place.span(test), "True"


def _calls(node: ast.AST, place: _Place) -> Iterator[Change]:
    if isinstance(node, ast.Call) and _called(node) in SWAPPED_CALLS:
        end = place.span(node.func)[1]
        name = _called(node)
        yield "call swapped", end - len(name), end, SWAPPED_CALLS[name]


def _names(node: ast.AST, place: _Place) -> Iterator[Change]:
    """`Kind.X` and its like become the next member that the file names, in the order of their letters."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        members = place.members.get(node.value.id, [])
        if node.attr in members and len(members) > 1:
            other = members[(members.index(node.attr) + 1) % len(members)]
            yield "member swapped", *place.span(node), f"{node.value.id}.{other}"


def _causes(node: ast.AST, place: _Place) -> Iterator[Change]:
    """What a call is told as a cause becomes the scenario, another cause at hand, or none."""
    if not isinstance(node, ast.Call) or not place.functions() or _called(node) in COUNTS:
        return
    function = place.functions()[-1]
    taken = [arg.arg for arg in function.args.args]
    given = [*node.args, *(keyword.value for keyword in node.keywords)]
    for value in given:
        inner = value
        while isinstance(inner, ast.Call) and _called(inner) == "int" and inner.args:
            inner = inner.args[0]
        if not CAUSE.search(place.text(inner)) or isinstance(inner, ast.Call | ast.Constant):
            continue
        others = [name for name in taken if CAUSE.search(name) and name != place.text(inner)]
        others.append("world.scenario_event" if "world" in taken else "0")
        for other in others:
            yield "cause swapped", *place.span(value), other


def _indices(node: ast.AST, place: _Place) -> Iterator[Change]:
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and isinstance(node.slice, ast.Name):
        start, end = place.span(node.slice)
        yield "index offset", start, end, f"{place.text(node.slice)} - 1"


# ---------------------------------------------------------------- statements


def _deleted(node: ast.AST, place: _Place) -> Iterator[Change]:
    if not place.functions():
        return
    if isinstance(node, ast.Assign):
        parts = [part for target in node.targets for part in getattr(target, "elts", [target])]
        gone = all(isinstance(part, ast.Subscript | ast.Attribute) for part in parts)
    elif isinstance(node, ast.Return):
        gone = node.value is None
    else:
        called = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
        gone = called or isinstance(node, ast.AugAssign | ast.Raise | ast.Continue | ast.Break)
    if gone:
        assert isinstance(node, ast.stmt)
        start, end = place.span(node)
        yield "deleted", start, end, "pass" + "\n" * place.source[start:end].count(b"\n")


def _returned(node: ast.AST, place: _Place) -> Iterator[Change]:
    """What a function returns becomes 0, or False: where it counts something or answers a question."""
    if not isinstance(node, ast.Return) or node.value is None or isinstance(node.value, ast.Constant):
        return
    said = place.functions()[-1].returns
    if said is None:
        asks = isinstance(node.value, ast.Compare | ast.BoolOp)
        counts = not asks and not isinstance(node.value, ast.Tuple | ast.List)
    else:
        asks, counts = ast.unparse(said) == "bool", ast.unparse(said) in COUNTS
    if asks or counts:
        yield "returned nothing", *place.span(node.value), "False" if asks else "0"


OPERATORS: tuple[Operator, ...] = (
    _comparisons, _arithmetic, _constants, _logic, _conditions, _calls, _names, _causes, _indices, _deleted, _returned,
)  # fmt: skip
