"""What a fork changes besides rules and orders: it is in the run's folder, and comes out the same again."""

import json

import numpy as np
import pytest

from undergrid import runs
from undergrid.core.errors import UsageError
from undergrid.runs import Folder, touch
from undergrid.runs.life import Life
from undergrid.runs.meta import Meta
from undergrid.world.tables.items import ItemKind
from undergrid.world.world import TABLES

AT = 650


def fork(village, out, **wanted):
    return runs.fork(village, out, at=AT, set={name.replace("__", "."): value for name, value in wanted.items()})


def at_tick(folder, tick):
    life = Life(*Folder.open(folder))
    life.load_latest(tick)
    life.live(tick)
    return life


def test_what_is_set_holds_from_its_tick_on_and_not_before(village, tmp_path):
    out = fork(village, tmp_path / "fork", people__ada__age=77, people__ada__medicine=9).folder.path
    before, after = at_tick(out, AT), at_tick(out, AT + 1)
    row = before.sim.row("ada")
    assert before.sim.world.citizens.age[row] != 77
    profiles = after.sim.world.profiles
    assert profiles.medicine[profiles.first(owner=row)] == 9
    assert after.sim.world.citizens.age[row] == 77


def test_changes_stand_in_the_folder_as_numbers(village, tmp_path):
    out = fork(village, tmp_path / "fork", people__ada__tagged="no", things__ada__gauze="3").folder.path
    kept = json.loads((out / "run.json").read_text("utf-8"))["changes"]
    assert kept == [{"at": AT, "set": {"people.ada.tagged": 0, "things.ada.gauze": 3}}]


def test_a_branch_with_changes_is_replayed_resumed_and_forked_alike(village, tmp_path):
    def stop(tick: int, of: int) -> None:
        if tick > AT + 200:
            raise KeyboardInterrupt

    wanted = {"people.ada.tagged": False, "things.ada.water": np.int64(9)}
    whole = runs.fork(village, tmp_path / "whole", at=AT, set=wanted).meta.digest
    with pytest.raises(KeyboardInterrupt):
        runs.fork(village, tmp_path / "cut", at=AT, set=wanted, progress=stop)
    assert runs.resume(tmp_path / "cut").meta.digest == whole
    assert runs.replay(tmp_path / "whole").same
    assert runs.fork(tmp_path / "whole", tmp_path / "again", at=AT + 100).meta.digest == whole
    assert runs.fork(tmp_path / "whole", tmp_path / "before", at=AT - 100).meta.digest == whole
    assert not runs.verify(tmp_path / "whole")


def test_a_run_without_changes_has_none_and_comes_by_none(village, monkeypatch):
    monkeypatch.setattr(touch, "put", None)  # whoever came by it would fail
    assert Folder.open(village)[1].changes == []
    life = Life(*Folder.open(village))
    life.live(AT)
    assert life.sim.minds.turned == frozenset()


def test_somebody_is_put_elsewhere_and_goes_on_from_there(village, tmp_path):
    life = at_tick(village, AT)
    people = life.sim.world.citizens
    free = int(np.flatnonzero(people.alive & np.isin(people.doing, touch._FREE))[0])
    place = sorted(life.sim.built.scenario.atlas.spots)[0]
    out = runs.fork(village, tmp_path / "fork", at=AT, set={f"people.{free}.at": place}).folder.path
    assert runs.replay(out).same
    there = Life(*Folder.open(out))
    there.load_latest(AT)
    there.live(AT)
    touch.put(there.sim.built, Folder.open(out)[1].changes[0]["set"])
    assert there.sim.world.citizens.cell[free] == there.sim.built.scenario.atlas.place(place).cell
    assert there.sim.world.out_of_range() == ""


def test_who_cannot_be_put_elsewhere_then_is_named_before_anything_is_written(village, tmp_path):
    life = at_tick(village, AT)
    doing = life.sim.world.citizens.doing
    busy = int(np.flatnonzero(~np.isin(doing, touch._FREE))[0])
    place = sorted(life.sim.built.scenario.atlas.spots)[0]
    with pytest.raises(UsageError, match="they cannot be put elsewhere at"):
        runs.fork(village, tmp_path / "fork", at=AT, set={f"people.{busy}.at": place})
    assert not list(tmp_path.iterdir())


def test_there_are_as_many_things_as_are_set_in_one_row(village):
    life = at_tick(village, AT)
    world = life.sim.world
    who = life.sim.row("ada")
    for n in (5, 2, 0):
        touch.put(life.sim.built, {"things.ada.gauze": n})
        rows = world.items.where(holder=who, kind=ItemKind.GAUZE)
        assert world.items.count[rows].tolist() == ([n] if n else [])
        assert world.out_of_range() == ""


def test_every_column_that_can_be_set_is_one_and_takes_its_least_and_its_most(village):
    life = at_tick(village, AT)
    world = life.sim.world
    for noun, tables in touch.COLUMNS.items():
        for table, columns in tables.items():
            for column in columns:
                assert column in TABLES[table].columns, (noun, column)
                declared = TABLES[table].columns[column]
                if declared.dtype == np.bool_:
                    assert [touch._number(world, table, column, text) for text in ("no", "Yes")] == [0, 1]
                elif declared.unit in ("Profession", "Category"):
                    assert (
                        touch._number(world, table, column, "none" if declared.unit == "Profession" else "loyal") >= 0
                    )
                else:
                    least, most = touch._bounds(world, TABLES[table], column)
                    scale = 1000 if declared.unit == "1 / 1000" else 1
                    assert touch._number(world, table, column, f"{most / scale}") == most
                    with pytest.raises(UsageError, match="expected"):
                        touch._number(world, table, column, f"{most / scale + 1}")
                    assert least <= most


def test_what_is_no_change_is_no_run(village, tmp_path):
    meta = Folder.open(village)[1]
    for odd in ({"at": 3}, {"at": 3, "who": -1}, {"at": 3, "who": 1, "more": 2}, {"at": -1, "set": {"a.b.c": 1}}):
        found = json.loads(meta.text()) | {"changes": [odd]}
        found.pop("seal")
        with pytest.raises(ValueError, match="changes"):
            Meta.of(found | {"seal": runs.meta.seals.seal(found)})


def test_a_fork_before_the_first_snapshot_that_is_whole_is_refused(a_copy, tmp_path):
    for snapshot in (a_copy / "snapshots").iterdir():
        if snapshot.name != "00001500.npz":
            snapshot.write_bytes(b"")
    with pytest.raises(runs.RunError):
        runs.fork(a_copy, tmp_path / "fork", at=AT, set={"people.ada.tagged": False})
    assert not (tmp_path / "fork").exists()
