"""What holds for every file: where things stand, how long they are, and what a rule says about itself.

Which package may import which is checked by import-linter (`[tool.importlinter]` in pyproject.toml).
"""

import ast
import functools
import importlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

import undergrid
from undergrid.makers import claims, form
from undergrid.world.log.kinds import OF_MAKERS, Kind, kind, name_kinds
from undergrid.world.world import TABLES

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "undergrid"
FILES = sorted(SRC.rglob("*.py"))
SYSTEMS = sorted(path for path in (SRC / "systems").rglob("*.py") if path.stem != "__init__")
# What decides how a run goes on. (`core` may look at a clock to say how long compiling took.)
RULES = [
    path for path in FILES if path.relative_to(SRC).parts[0] in {"systems", "world", "city", "minds", "schedule.py"}
]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


class Shape(NamedTuple):
    """What is asked of a function."""

    name: str
    lines: int  # after its first
    arguments: int
    kernel: bool


@functools.cache
def functions(path: Path) -> list[Shape]:
    """All functions of a file; what is kept is far less than the tree."""
    found = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]
    return [Shape(f.name, f.end_lineno - f.lineno, len(f.args.args), is_kernel(f)) for f in found]


@functools.cache
def kinds_in(path: Path) -> list[tuple[int, str]]:
    """(line, name) of each kind of event that a file speaks of."""
    text = path.read_text()
    return [
        (node.lineno, node.attr)
        for node in (ast.walk(ast.parse(text)) if "Kind" in text else ())
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Kind"
    ]


def is_kernel(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    marks = " ".join(ast.unparse(mark) for mark in function.decorator_list)
    return re.search(r"\bkernel\b|_compiled_as", marks) is not None


def written_files() -> list[Path]:
    places = [ROOT / place for place in ("src", "tests", "docs", "changes", "benchmarks", ".ci")]
    found = [path for place in places for path in place.rglob("*") if path.is_file()]
    found += [path for path in ROOT.iterdir() if path.is_file() and path.suffix in {".md", ".toml", ""}]
    return [path for path in found if "__pycache__" not in path.parts and not path.name.startswith(".venv")]


def flawed(paths: Iterable[Path], flaws: Callable[[Path], Iterable[object]]) -> list[str]:
    """What is wrong with files, each with its name. One test looks at all of them: a thousand that look at one each
    take a third of a suite's reports.
    """
    return [f"{name_of(path)}: {flaw}" for path in paths for flaw in flaws(path)]


def test_no_source_file_is_longer_than_400_lines():
    assert not [name_of(path) for path in FILES if len(path.read_text().splitlines()) > 400]


def test_no_function_is_longer_than_70_lines():
    assert not flawed(FILES, lambda path: [f.name for f in functions(path) if f.lines >= 70])


def test_no_kernel_takes_more_than_eight_arguments():
    """What is more stands in tables, an `Out` or a record of knobs: see docs/contributing.md."""
    assert not flawed(FILES, lambda path: [f.name for f in functions(path) if f.kernel and f.arguments > 8])


def test_every_function_but_a_kernel_says_its_types():
    """Kernels carry no annotations, and mypy lets that pass; so it is here that nothing else may go without."""
    assert not flawed(FILES, lambda path: bare(ast.parse(path.read_text())))


def bare(node: ast.AST) -> Iterator[str]:
    """The functions below a node, but kernels, that leave a type out."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            if is_kernel(child):
                continue
            given = child.args
            named = [*given.posonlyargs, *given.args, *given.kwonlyargs, *filter(None, (given.vararg, given.kwarg))]
            untyped = [arg.arg for arg in named if arg.annotation is None and arg.arg not in {"self", "cls"}]
            if untyped or child.returns is None:
                yield f"{child.name}, line {child.lineno}"
        yield from bare(child)


def test_only_the_kernel_decorator_knows_numba():
    known = {f"src/undergrid/core/{name}.py" for name in ("jit", "kernel_cache", "handles")}
    others = [path for path in FILES if name_of(path) not in known and "numba" in path.read_text()]
    trees = {path: imports(ast.parse(path.read_text())) for path in others}
    assert not flawed(others, lambda path: [module for module in trees[path] if module.split(".")[0] == "numba"])


def test_rules_draw_by_luck_alone_and_know_no_clock():
    assert not flawed(RULES, lambda path: form.draws_and_clocks(ast.parse(path.read_text())))


def test_nothing_names_a_folder_of_somebodys_machine():
    folders = re.compile("(?<![\\w.~-])/(" + "|".join(["work", "home", "root", "Users", "mnt", "farm"]) + ")/")
    found = []
    for path in written_files():
        try:
            found += [f"{name_of(path)}: {line}" for line in path.read_text().splitlines() if folders.search(line)]
        except UnicodeDecodeError:  # a picture or a compressed table
            continue
    assert not found


def test_the_public_names_are_the_ones_listed():
    assert sorted(undergrid.__all__) == list(undergrid.__all__)
    for name in undergrid.__all__:
        assert getattr(undergrid, name).__doc__, name


def test_every_column_holds_whole_numbers():
    from undergrid.core.tables import Table

    for path in (SRC / "world" / "tables").glob("*.py"):
        importlib.import_module(f"undergrid.world.tables.{path.stem}")
    tables, todo = set(), [Table]
    while todo:
        found = todo.pop().__subclasses__()
        tables.update(found)
        todo += found
    columns = [(table.__name__, name, column) for table in tables for name, column in table.columns.items()]
    assert columns
    assert not [f"{table}.{name}" for table, name, column in columns if column.dtype.kind not in "iub"]


def system(path: Path) -> ModuleType:
    return importlib.import_module("undergrid." + ".".join(path.relative_to(SRC).with_suffix("").parts))


@pytest.mark.parametrize("path", SYSTEMS, ids=name_of)
def test_a_rule_has_the_form_that_is_asked_of_makers_too(path):
    """Docstring with its five fields; streams, params, step, kernels in this order; a source for every number."""
    assert form.flaws(path.read_text("utf-8")) == []
    assert form.flaws_of_params(system(path), ast.parse(path.read_text())) == []


@pytest.mark.parametrize("path", SYSTEMS, ids=name_of)
def test_a_rule_reads_and_writes_what_its_docstring_says(path):
    """`python -m undergrid.makers.claims FILE` says the same of one file."""
    assert [str(one) for one in claims.differences(path.read_text(), TABLES)] == []


def test_no_two_rules_share_a_stream_of_luck():
    given = Counter(
        found for path in RULES for found in re.findall(r"luck\.stream\(\s*['\"]([^'\"]+)['\"]", path.read_text())
    )
    assert not [stream for stream, n in given.items() if n > 1]


def test_the_schedule_names_every_system_once():
    from undergrid.schedule import SCHEDULE

    assert sorted(entry.name for entry in SCHEDULE) == sorted(path.stem for path in SYSTEMS)


def test_every_kind_of_event_that_is_named_exists():
    """Kinds are gathered from their themes at run time, so that no type checker finds a slip of the pen."""
    used = [
        f"{name_of(path)}:{line} Kind.{name}"
        for path in [*FILES, *sorted((ROOT / "tests").rglob("*.py"))]
        if path.parent.name != "makers"  # whose kinds are declared by the rules that are tried there
        for line, name in kinds_in(path)
        if name.isupper()
    ]
    known = {kind.name for kind in Kind}
    assert len(used) > 500
    assert [use for use in used if use.rpartition(".")[2] not in known] == []


def kinds_named(folders):
    """The names of the kinds that the Python files below some folders speak of."""
    return {name for folder in folders for path in sorted(folder.rglob("*.py")) for _, name in kinds_in(path)}


def test_every_kind_of_event_happens_by_some_rule_and_some_test_of_the_rules_speaks_of_it():
    """A kind that nobody emits is told by nobody: it goes, or somebody lets it happen."""
    package, tests = ROOT / "src" / "undergrid", ROOT / "tests"
    ours = {kind.name for kind in Kind if kind not in OF_MAKERS}
    assert ours - kinds_named(package / part for part in ("systems", "world", "minds", "setup")) == set()
    assert ours - kinds_named(tests / part for part in ("systems", "world", "minds", "seeds", "setup")) == set()


def test_nothing_is_declared_twice_under_one_name_or_one_number():
    """Python takes the last of two fields of one name, and the second name of a number in an enumeration, silently."""
    twice = []
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef):
                lines = [line for line in node.body if isinstance(line, ast.AnnAssign | ast.Assign)]
                names = [ast.unparse(getattr(line, "target", None) or line.targets[0]) for line in lines]
                twice += [f"{name_of(path)}: {node.name}.{name}" for name, n in Counter(names).items() if n > 1]
                if any(ast.unparse(base) in ("IntEnum", "IntFlag") for base in node.bases):
                    values = [ast.unparse(line.value) for line in lines if line.value is not None]
                    twice += [
                        f"{name_of(path)}: {node.name} = {value}" for value, n in Counter(values).items() if n > 1
                    ]
    assert twice == []


def test_a_kind_has_one_name_and_one_number():
    with pytest.raises(ValueError, match="12 is the number of CURFEW_ENDED already"):
        name_kinds({"ASH_FELL": kind(12)})
    with pytest.raises(ValueError, match="ASH_FELL: that is CURFEW_ENDED by another name"):
        name_kinds({"ASH_FELL": Kind.CURFEW_ENDED})
    with pytest.raises(ValueError, match="there is a kind of event of that name already"):
        name_kinds({"CURFEW_ENDED": kind(511)})


def test_what_is_begun_first_is_there():
    from scenes.processes import LONGEST_FIRST, ONE_NIGHT

    assert not [name for name in LONGEST_FIRST if name not in ONE_NIGHT.values() and not (ROOT / name).is_file()]
    assert not [part for part in ONE_NIGHT if not (ROOT / part).exists()]


def test_change_fragments_say_what_kind_they_are():
    kinds = {"added", "changed", "fixed", "results"}
    for path in (ROOT / "changes").glob("*.md"):
        if path.name != "README.md":
            first, _, rest = path.read_text().partition("\n")
            assert first.removeprefix("kind: ") in kinds, name_of(path)
            assert rest.strip(), name_of(path)


def test_no_two_decisions_have_the_same_number():
    numbers = Counter(path.name[:4] for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert not [number for number, n in numbers.items() if n > 1]
