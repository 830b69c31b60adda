"""What a rule's docstring claims to read and write is compared with what its code touches."""

import pytest

from undergrid.makers import claims
from undergrid.world.world import TABLES

RULE = '''"""A rule.

Reads   {reads}
Writes  {writes}
"""

def step(world, params):
    known, wounds, n = world.knowledge, world.wounds, 0
    {code}
'''


def said(reads: str, code: str, writes: str = "nothing") -> list[str]:
    """What is wrong with the docstring of a rule."""
    return [one.what for one in claims.differences(RULE.format(reads=reads, writes=writes, code=code), TABLES)]


@pytest.mark.parametrize(
    ("code", "reads"),
    [
        ("rows = wounds.of(3)", "wounds.owner"),
        ("rows = world.bonds.of(3)", "bonds.a"),
        ("rows = known.where(knower=3, topic=2)", "knowledge.knower, topic"),
        ("if world.knowledge.has(subject=3): n += 1", "knowledge.subject"),
        ("slot = known.first(knower=3, cell=n)", "knowledge.knower, cell"),
        ("rows = known.at[known.where(cell=wounds.made[0])]", "knowledge.cell, at; wounds.made"),
    ],
)
def test_rows_that_are_looked_for_by_columns_read_these(code, reads):
    assert said(reads, code) == []
    columns = [
        f"{group.partition('.')[0]}.{name.strip()}"
        for group in reads.split("; ")
        for name in group.partition(".")[2].split(",")
    ]
    assert sorted(said("nothing", code)) == sorted(f"Reads does not say {column}" for column in columns)
    assert said(f"{reads}; citizens.cell", code) == ["Reads says citizens.cell, which is not touched"]


def test_looking_for_rows_is_no_writing():
    assert said("knowledge.knower", "rows = known.of(3)", "knowledge.knower") == [
        "Writes says knowledge.knower, which is not touched"
    ]
    assert said("knowledge.knower", "known.free(known.of(3))", "knowledge") == []
    assert said("knowledge.knower", "known.free(known.of(3))") == ["Writes does not say knowledge"]


@pytest.mark.parametrize(
    "code", ["rows = world.city.where(3)", "n = params.of(3)", "n = known.rows()", "n = known.where()"]
)
def test_what_is_called_alike_and_looks_for_no_rows_reads_no_column(code):
    assert said("nothing", code) == []
