"""The form of a rule, ours and a maker's: what can be said of its file before anything of it runs.

A rule is a file with a docstring of five fields, its streams of luck, `Params`, `step(world, params)`, and its kernels,
in this order. It draws by `luck` alone and knows no clock, and every number that a scenario may turn has its source, or
the word *assumed*, in brackets.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from pydantic import BaseModel

from undergrid.core.inputs import is_there

FIELDS = ("Reads", "Writes", "Emits", "Units", "Source")
"""The fields of a rule's docstring, in their order."""

STRANGE = frozenset({"random", "secrets", "uuid", "time", "datetime", "os"})
"""Modules that no rule imports: chance is luck's, and a tick knows no clock."""

_ONE_FILE = "a rule of one file, with all that it needs in it"
_KERNEL = 3  # the place of kernels in the order


@dataclass(frozen=True)
class Flaw:
    """Something in a rule's file that is not as it should be."""

    line: int
    what: str
    expected: str = ""
    suggestion: str = ""


def flaws(text: str) -> list[Flaw]:
    """What is wrong with the form of a rule, by the text of its file, in the order of its lines."""
    try:
        tree = ast.parse(text)
    except SyntaxError as wrong:
        return [Flaw(wrong.lineno or 1, f"this is not Python: {wrong.msg}")]
    except ValueError:
        return [Flaw(1, "this is not Python: it is no text")]
    except (RecursionError, MemoryError):  # with which Python's parser answers brackets in brackets
        return [Flaw(1, "this is not Python: too deep to be read")]
    found = [*_docstring(tree), *_imports(tree), *_prints(tree), *_order(tree)]
    return sorted(found, key=lambda flaw: flaw.line)


def flaws_of_one_file(path: Path, tree: ast.Module) -> Iterator[Flaw]:
    """Where the file of a scenario's rule needs another one: a run takes along only what the scenario names."""
    for line, module in _imported(tree):
        name = module.split(".")[0]
        beside = (path.with_name(f"{name}.py"), path.with_name(name) / "__init__.py")
        if any(is_there(file) and file != path for file in beside):
            yield Flaw(line, f"this imports {name}, which lies beside it", _ONE_FILE)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open":
            yield Flaw(node.lineno, "this opens a file", _ONE_FILE)
        elif isinstance(node, ast.Name) and node.id == "__file__":
            yield Flaw(node.lineno, "this looks for files beside itself", _ONE_FILE)


def draws_and_clocks(tree: ast.Module) -> Iterator[Flaw]:
    """Where a file imports what could draw without luck or read a clock."""
    for line, module in _imported(tree):
        if module.split(".")[0] in STRANGE:
            yield Flaw(line, f"this imports {module}", "luck to draw from, and world.tick for a clock")
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ("np.random", "numpy.random"):
            yield Flaw(node.lineno, "this draws from np.random", "a draw of luck, keyed by tick, stream and thing")


def knobs_without_source(params: type[BaseModel]) -> list[str]:
    """The numbers of a rule that say neither where they come from nor that they are assumed."""
    return [
        knob for knob, field in params.model_fields.items() if not re.search(r"\[[^\[\]]+\]", field.description or "")
    ]


def flaws_of_params(module: ModuleType, tree: ast.Module) -> list[Flaw]:
    """What is wrong with the knobs of a rule that has been imported."""
    params = getattr(module, "Params", None)
    if params is None:
        return []
    line = next((n.lineno for n in tree.body if isinstance(n, ast.ClassDef) and n.name == "Params"), 1)
    if not (isinstance(params, type) and issubclass(params, BaseModel)):
        return [Flaw(line, "Params is no Pydantic model", "class Params(BaseModel)")]
    found = []
    if params.__bases__ != (BaseModel,):
        others = ", ".join(base.__name__ for base in params.__bases__)
        found.append(
            Flaw(line, f"Params inherits from {others}", "BaseModel alone: `world.shared` has what rules share")
        )
    if not params.model_config.get("frozen") or params.model_config.get("extra") != "forbid":
        found.append(Flaw(line, "Params can be changed", 'ConfigDict(frozen=True, extra="forbid")'))
    for knob in knobs_without_source(params):
        found.append(
            Flaw(line, f"the number {knob} has no source", "[where it is from] or [assumed] in its description")
        )
    for knob, field in params.model_fields.items():
        if field.is_required():
            found.append(Flaw(line, f"the number {knob} has no default", "one, for scenarios that say nothing of it"))
    return found


def _docstring(tree: ast.Module) -> Iterator[Flaw]:
    text = ast.get_docstring(tree)
    if text is None:
        yield Flaw(1, "this has no docstring", "what the rule does, and " + ", ".join(FIELDS))
        return
    words = [line.split()[0] for line in text.splitlines() if line[:1].isupper() and "  " in line]
    said = tuple(word for word in words if word in FIELDS)
    if said != FIELDS:
        yield Flaw(1, f"the docstring has the fields {', '.join(said) or 'none'}", ", ".join(FIELDS))


def _imports(tree: ast.Module) -> Iterator[Flaw]:
    yield from draws_and_clocks(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield Flaw(node.lineno, "this imports from beside itself", _ONE_FILE)


def _prints(tree: ast.Module) -> Iterator[Flaw]:
    """Where a kernel prints: compiled code writes on stdout, past whoever looks after it."""
    for kernel in tree.body:
        if _place(kernel) == _KERNEL:
            for node in ast.walk(kernel):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
                    yield Flaw(node.lineno, "this prints in a kernel", "a print in step, which goes to stderr")


def _order(tree: ast.Module) -> Iterator[Flaw]:
    """Streams, Params, step, kernels: in this order, `step` once."""
    last, steps = 0, 0
    for node in tree.body:
        place = _place(node)
        steps += place == 2
        if 0 <= place < last:
            yield Flaw(node.lineno, "this stands too late", "the order: streams of luck, Params, step, kernels")
        last = max(last, place)
    if steps != 1:
        yield Flaw(1, "this has no step" if not steps else "this has more than one step", "def step(world, params)")


def _place(node: ast.stmt) -> int:
    """Where in the order a statement belongs; -1 for one that may stand anywhere."""
    if isinstance(node, ast.Assign) and "luck.stream(" in ast.unparse(node):
        return 0
    if isinstance(node, ast.ClassDef) and node.name == "Params":
        return 1
    if isinstance(node, ast.FunctionDef):
        if node.name == "step":
            return 2
        if any("kernel" in ast.unparse(mark) for mark in node.decorator_list):
            return _KERNEL
    return -1


def _imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
