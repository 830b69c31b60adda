"""Each operator makes the change it is named for, and no other; what is no rule is left alone."""

from __future__ import annotations

import pytest

from mutation.operators import mutants

SCENARIO = "world.scenario_event"
FILE = "src/undergrid/systems/body/tiny.py"


def changes(source: str, operator: str = "") -> dict[str, set[str]]:
    """operator -> the lines that come of it, in a source of one function or statement."""
    found: dict[str, set[str]] = {}
    for one in mutants(FILE, source.encode()):
        if operator in ("", one.operator):
            changed = one.applied(source.encode()).decode()
            compile(changed, FILE, "exec")
            before, after = source.splitlines(), changed.splitlines()
            assert len(before) == len(after)
            (line,) = {n for n, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]}
            assert line + 1 == one.line
            found.setdefault(one.operator, set()).add(after[line].strip())
    return found


@pytest.mark.parametrize(
    ("line", "operator", "after"),
    [
        ("x = a < b", "boundary", {"x = a <= b"}),
        ("x = a >= b", "boundary", {"x = a > b"}),
        ("x = a < b", "negated", {"x = a >= b"}),
        ("x = a == b", "negated", {"x = a != b"}),
        ("x = a is not b", "negated", {"x = a is b"}),
        ("x = a not in b", "negated", {"x = a in b"}),
        ("x = a <= (b) < c", "boundary", {"x = a < (b) < c", "x = a <= (b) <= c"}),
        ("x = a + b", "arithmetic", {"x = a - b"}),
        ("x = a // b", "arithmetic", {"x = a * b"}),
        ("x = (a) * b", "arithmetic", {"x = (a) // b"}),
        ("x = a >> b", "arithmetic", {"x = a << b"}),
        ("a.x[b] += c", "arithmetic", {"a.x[b] -= c"}),
        ("x = 7", "constant", {"x = 8", "x = 6", "x = 0"}),
        ("x = 1", "constant", {"x = 2", "x = 0"}),
        ("x = 1000", "constant", {"x = 1100", "x = 900", "x = 0"}),
        ("x = -1", "constant", {"x = -0"}),
        ("x = 0.5", "constant", {"x = 1.5", "x = 0.0"}),
        ("x = True", "truth", {"x = False"}),
        ("x = a and b or c", "logic", {"x = a or b or c", "x = a and b and c"}),
        ("x = a and not (b or c)", "not dropped", {"x = a and (b or c)"}),
        ("x = a if b else c", "condition forced", {"x = a if True else c", "x = a if False else c"}),
        ("x = [a for a in b if a]", "condition forced", {"x = [a for a in b if True]"}),
        ("x = min(a, b)", "call swapped", {"x = max(a, b)"}),
        ("x = np.maximum(a, b)", "call swapped", {"x = np.minimum(a, b)"}),
        ("x = a[b]", "index offset", {"x = a[b - 1]"}),
        ("world.people.cell[a] = b", "deleted", {"pass"}),
        ("world.events.one(a)", "deleted", {"pass"}),
        ("raise ValueError('no 1')", "deleted", {"pass"}),
        ("return", "deleted", {"pass"}),
        ("return a + b", "returned nothing", {"return 0"}),
        ("return a < b", "returned nothing", {"return False"}),
        ("x = Kind.DIED, Kind.WOKE", "member swapped", {"x = Kind.WOKE, Kind.WOKE", "x = Kind.DIED, Kind.DIED"}),
        ("die(world, a, cause)", "cause swapped", {"die(world, a, world.scenario_event)", "die(world, a, made_by)"}),
        ("die(a, int(t.cause[b]))", "cause swapped", {f"die(a, {x})" for x in (SCENARIO, "cause", "made_by")}),
    ],
)  # fmt: skip
def test_an_operator_makes_precisely_its_change(line, operator, after):
    source = f"def rule(world, a, b, c, cause, made_by):\n    {line}\n"
    assert changes(source, operator)[operator] == after


@pytest.mark.parametrize(
    "source",
    [
        '"""What 1 + 1 is."""',
        "from a import b",
        "if TYPE_CHECKING:\n    x = 1 < 2",
        "class A(IntEnum):\n    B = 1",
        'FAINTED = kind(134, amount="a")',
        'STREAM = luck.stream("a", 1)',
        'knob: int = Field(3, ge=0, le=9, description="a")',
        "def a(b: Annotated[int, 3]) -> Literal[4]: ...",
        "@kernel(parallel=True)\ndef a(b): ...",
        "x = f'{1 + 2}'",
        "x = 'a' + b",
    ],
)
def test_what_is_no_rule_is_left_alone(source):
    assert changes(source) == {}


def test_a_statement_of_several_lines_goes_and_all_others_keep_their_numbers():
    source = "def a(world, b):\n    world.tell(\n        b,\n    )\n    b.x[0] = b\n"
    (gone,) = [one for one in mutants(FILE, source.encode()) if one.operator == "deleted" and one.line == 2]
    assert gone.applied(source.encode()) == b"def a(world, b):\n    pass\n\n\n    b.x[0] = b\n"
    assert gone.told(source.encode()) == "world.tell( b, ) -> pass"


def test_spans_are_counted_in_bytes():
    source = 'def a(b):\n    return "é≤" if b < 3 else b\n'
    (one,) = [one for one in mutants(FILE, source.encode()) if one.operator == "boundary"]
    assert one.applied(source.encode()).decode() == source.replace("<", "<=")


def test_it_is_known_whether_compiled_code_may_change():
    source = "LIMIT = 3\n\n\n@kernel\ndef a(b):\n    return b + 1\n\n\ndef c(b):\n    return b + 1\n"
    kernels = {one.line: one.kernel for one in mutants(FILE, source.encode())}
    assert kernels == {1: True, 6: True, 10: False}
    assert {one.function for one in mutants(FILE, source.encode())} == {"", "a", "c"}
