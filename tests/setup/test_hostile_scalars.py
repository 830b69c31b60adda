"""Whatever scalars stand in a scenario, with whatever tags and escapes: they are taken, or told as problems."""

import json
import random

import pytest

from undergrid import setup
from undergrid.setup.file.source import Source, parse

from .test_anything import GOOD, places

LONG = "9" * 400
HOSTILE = (
    *("''", "~", "-0", ".inf", "-.inf", ".nan", "1e999999", "1e-999999", "0x", "0o7", "0b1", "1_0", "12:30:45"),
    *(LONG, "9" * 5000, f"{LONG} h", f"'{LONG} h'", f"{LONG} %", f"-{LONG}", f"0.{LONG}", "1e308 h"),
    *('!!int ""', "!!int x", "!!bool maybe", "!!float x", "!!null x", "!!timestamp 2001-99-99", '!!binary "=="'),
    *("!!set x", "!!omap x", "!!python/object:os.system x", "!x 1", "! 1", "!!str 7", "!!merge x", "&a 1", "&a '<<'"),
    *('"\\ud800"', '"\\udfff x"', '"\\0"', '"map.tmx\\0"', '"\\x1b[2J"', '"\\u202e"', '"\\x85"', '"\\u2028"'),
    *('"a\\n# Dead"', '"' + "x" * 3000 + '"', "'{who}'", "'%s'", "'../..'", "'/dev/null'", "'.'", "'*'"),
    *("²", "'² h'", "٣ h", '"\\U0010ffff"', "'~'", "'[red]'"),
    *("true", "yes", "2001-01-01", "18446744073709551616", "-9223372036854775809", "4294967296", "1.5", "'1 s 1 s'"),
)  # fmt: skip


def leaves() -> list[tuple]:
    def at(path: tuple) -> object:
        here: object = GOOD
        for key in path:
            here = here[key]
        return here

    return [path for path in places(GOOD) if not isinstance(at(path), dict | list)]


def with_scalars(put: dict[tuple, str]) -> str:
    """The scenario with scalars in some places, as YAML text."""
    changed = json.loads(json.dumps(GOOD))
    for n, path in enumerate(put):
        here = changed
        for key in path[:-1]:
            here = here[key]
        here[path[-1]] = f"@{n}@"
    text = json.dumps(changed)
    for n, scalar in enumerate(put.values()):
        text = text.replace(f'"@{n}@"', scalar)
    return text


def test_hostile_scalars_in_fields_of_every_kind_are_told_and_nothing_else_happens(tmp_path):
    luck, file = random.Random(2026), tmp_path / "scenario.yaml"
    scalars = [scalar for scalar in HOSTILE for _ in range(3)]
    luck.shuffle(scalars)
    everywhere = leaves() * (len(scalars) // len(leaves()) + 1)
    cases = list(zip(everywhere, scalars, strict=False))
    for n in range(0, len(cases), 3):  # three at a time: each is told, whatever the others are
        put = dict(cases[n : n + 3])
        file.write_text(with_scalars(put), "utf-8")
        for problem in setup.check(file):
            assert problem.line
            assert str(problem).isprintable(), put


@pytest.mark.parametrize("scalar", HOSTILE, ids=lambda scalar: scalar[:12])
def test_every_scalar_is_read_or_told_where_it_stands(scalar):
    source = parse(f"a: 1\nb:\n  c: {scalar}\n", Source("file"))
    assert all(problem.line == 3 for problem in source.problems)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('a: 1\nb: "open\nc: 2\nd: 3\n', 2, "quoted scalar"),
        ("a: 1\nb: 'open\nc: 2\nd: 3\n", 2, "quoted scalar"),
        ("a: 1\nb: [1,\n  2,\n  3\n", 2, "expected ',' or ']'"),
        ("a:\n  b: {c: 1,\n  d: 2\n", 2, "expected ',' or '}'"),
        ("a: [1, 2\nb: 3\nc: 4\n", 2, "opened in line 1"),
        ('a: 1\nb: "\\UFFFFFFFF"\n', 2, "an escape that stands for no character"),
        ("a: 1\nb: \x1b\n", 2, "special characters"),
    ],
)
def test_what_is_no_yaml_is_told_where_it_began(text, line, said):
    (problem,) = parse(text, Source("file")).problems
    assert problem.line == line
    assert said in str(problem)


def test_an_anchor_used_twice_is_no_matter():
    source = parse("a: &x 1\nb: &x 2\nc: *x\n", Source("file"))
    assert (source.data, source.problems) == ({"a": 1, "b": 2, "c": 2}, [])


def test_half_a_character_is_no_text():
    source = parse('a: "\\ud800"\n"\\udc00": 1\n', Source("file"))
    assert [problem.line for problem in source.problems] == [1, 2]
    assert all("no character" in problem.what for problem in source.problems)
