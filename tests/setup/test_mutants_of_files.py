"""Maps and orders with anything put anywhere: their readers raise their own error, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from undergrid.city.maps.adopt import propose
from undergrid.city.maps.grounds import as_yaml, read_grounds
from undergrid.city.maps.map_error import MapError
from undergrid.city.maps.movingai import read_map, read_scenario
from undergrid.city.maps.movingai import to_city as city_of
from undergrid.city.maps.tiled import read_city, read_tmx, to_city
from undergrid.runs import orders as order_files
from undergrid.setup import build, load
from undergrid.sim import Sim

from .misprints import GROUND, LINES, LIST, MOVINGAI, ROWS, TMJ, TMX, misprint

MANY = 24_000  # of each kind, in a campaign


@pytest.fixture(scope="module")
def sim() -> Sim:
    return Sim(build(load("village"), 3))


def refused(n_all: int, file: Path, texts: tuple[str, ...], read: Callable[[], object], own: type[Exception]) -> int:
    """How many of `n_all` mutants are refused; whatever else is raised but the reader's own error is told."""
    dice, n = random.Random(20), 0
    for number in range(n_all):
        file.write_bytes(misprint(texts[number % len(texts)], dice))
        try:
            read()
        except own:
            n += 1
        except Exception as wrong:
            raise AssertionError(f"mutant {number}: {file.read_bytes()!r}") from wrong
    return n


def test_mutants_of_tiled_maps_are_read_or_refused(tmp_path, cases):
    n, file = cases(500, MANY), tmp_path / "map.tmx"
    file.write_text(TMX)
    assert len(read_city(file).posts) == 1
    assert 0 < refused(n, file, (TMX,), lambda: read_city(file), MapError) < n


def test_mutants_of_tiled_maps_in_json_are_read_or_refused(tmp_path, cases):
    n, file = cases(500, MANY), tmp_path / "map.tmj"
    file.write_text(TMJ)
    assert set(read_city(file).places) == {"den", "inn"}
    assert 0 < refused(n, file, (TMJ,), lambda: read_city(file), MapError) < n


@pytest.mark.parametrize(("suffix", "text"), [(".tmx", TMX), (".tmj", TMJ)])
def test_mutants_of_any_map_are_adopted_or_refused(tmp_path, cases, suffix, text):
    n, file = cases(300, MANY), tmp_path / f"map{suffix}"

    def adopt() -> None:
        tiled = read_tmx(file)
        grounds = propose(tiled).grounds
        as_yaml(grounds, file.name)
        to_city(tiled, grounds)

    assert 0 < refused(n, file, (text,), adopt, MapError) < n


def test_mutants_of_grounds_are_read_or_refused(tmp_path, cases):
    n, file = cases(500, MANY), tmp_path / "map.ground.yaml"
    assert 0 < refused(n, file, (GROUND,), lambda: read_grounds(file), MapError) < n


def test_mutants_of_benchmark_maps_are_read_or_refused(tmp_path, cases):
    n, file = cases(500, MANY), tmp_path / "a.map"
    assert 0 < refused(n, file, (MOVINGAI,), lambda: city_of(read_map(file)), MapError) < n
    assert 0 < refused(n, file, (ROWS,), lambda: read_scenario(file), MapError) < n


def test_mutants_of_orders_are_read_or_refused(tmp_path, sim, cases):
    n, file = cases(500, MANY), tmp_path / "orders.jsonl"
    for text in (LINES, LIST):
        file.write_text(text)
        assert len(order_files.read(file, sim)) == 3
    assert 0 < refused(n, file, (LINES, LIST), lambda: order_files.read(file, sim), order_files.OrderError) < n
