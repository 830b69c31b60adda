import itertools
import json
from pathlib import Path

import pytest

import undergrid
from undergrid import runs
from undergrid.core.errors import UsageError
from undergrid.runs.folder import Folder
from undergrid.runs.seals import seal
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.orders import Order, Verb

from .alike import rows, same_log
from .conftest import KEYFRAME, TICKS


def digest(path: Path) -> str:
    return runs.Folder.open(path)[1].digest


# ---------------------------------------------------------------- replay


def test_a_replay_comes_out_the_same_at_every_keyframe(village):
    assert runs.replay(village) == runs.Replayed(True, TICKS // KEYFRAME + 1)


def test_a_replay_names_the_first_keyframe_that_differs(a_copy):
    file = a_copy / "run.json"
    found = json.loads(file.read_text())
    found["keyframes"]["600"] = "0" * 32
    file.write_text(json.dumps(found | {"seal": seal(found)}))
    replayed = runs.replay(a_copy)
    assert (replayed.same, replayed.first, replayed.expected) == (False, 600, "0" * 32)
    assert replayed.found == runs.Folder.open(a_copy)[1].keyframes.get(600, "") or replayed.found


def test_a_replay_gives_the_recorded_orders(go):
    orders = [Order(100, 5, Verb.LEAVE), Order(130, 5, Verb.HIDE, amount=60), Order(130, 7, Verb.UNPLUG)]
    done = go("asked", orders=orders)
    plain = go("plain")
    assert done.meta.digest != plain.meta.digest
    assert runs.replay(done.folder.path).same
    done.folder.orders.write_text("")
    with pytest.raises(runs.RunError, match=r"orders\.jsonl: not the orders of this run: 0 are there, 3 were written"):
        runs.replay(done.folder.path)


def test_replay_says_how_far_it_is(village):
    heard = []
    runs.replay(village, lambda tick, of: heard.append((tick, of)))
    assert heard[-1] == (TICKS, TICKS)
    assert all(a[0] <= b[0] for a, b in itertools.pairwise(heard))


# ---------------------------------------------------------------- fork


@pytest.mark.parametrize("at", [0, 1, KEYFRAME, KEYFRAME + 7, TICKS - 1])
def test_a_fork_without_a_change_is_the_same_run(village, tmp_path, at):
    branch = runs.fork(village, tmp_path / "branch", at=at)
    assert branch.meta.digest == digest(village)
    assert branch.meta.events == runs.Folder.open(village)[1].events
    assert same_log(tmp_path / "branch", village)
    assert runs.diff(village, tmp_path / "branch").first is None
    assert branch.meta.forked == {"from": str(village), "at": at}


def test_a_fork_may_last_longer_or_shorter_than_its_stem(village, tmp_path, go):
    longer = runs.fork(village, tmp_path / "longer", at=700, until=TICKS + 500)
    assert longer.meta.digest == go("as_long", until=TICKS + 500).meta.digest
    shorter = runs.fork(village, tmp_path / "shorter", at="10 min", until="15 min")
    assert shorter.meta.tick == 900
    assert shorter.meta.digest == runs.Folder.open(village)[1].keyframes[900]


def test_a_fork_with_an_order_keeps_every_event_before_it_and_those_it_does_not_touch(village, tmp_path):
    order = Order(700, 150, Verb.LEAVE)
    branch = runs.fork(village, tmp_path / "branch", at=650, orders=[order])
    stem, forked = rows(village), rows(tmp_path / "branch")
    assert [row for row in stem if row[1] < 700] == [row for row in forked if row[1] < 700]
    (given,) = (row for row in forked if row[2] == Kind.ORDERED and row[3] == 150)
    assert given[1] == 700
    untouched = [row for row in stem if 150 not in (row[3], row[4])]
    assert set(untouched) <= set(forked)  # the same ids, the same draws
    assert runs.replay(tmp_path / "branch").same
    assert branch.waiting == 0


def test_a_fork_changes_a_rule_from_its_tick_on(village, tmp_path):
    branch = runs.fork(village, tmp_path / "branch", at=610, set={"rules.gaits.sneak": "0.4"}, until=TICKS)
    meta = runs.Folder.open(tmp_path / "branch")[1]
    assert meta.eras == [{"from": 0, "set": {}}, {"from": 610, "set": {"gaits.sneak": "0.4"}}]
    assert 610 in meta.keyframes
    assert [row for row in rows(village) if row[1] < 610] == [r for r in rows(branch.folder.path) if r[1] < 610]
    assert runs.replay(tmp_path / "branch").same


def test_a_fork_of_a_fork_keeps_both_changes(village, tmp_path):
    runs.fork(village, tmp_path / "one", at=610, set={"tags.reader_m": 0})
    two = runs.fork(tmp_path / "one", tmp_path / "two", at=900, set={"sight.hiding": 0.1})
    assert [era["from"] for era in two.meta.eras] == [0, 610, 900]
    assert set(two.meta.rules(900)) == {"tags.reader_m", "sight.hiding"}
    between = runs.fork(tmp_path / "two", tmp_path / "between", at=700, set={"sight.hiding": 0.2})
    assert [era["set"].get("sight.hiding") for era in between.meta.eras] == [None, None, 0.2, 0.2]
    for name in ("one", "two", "between"):
        assert runs.replay(tmp_path / name).same


def test_a_fork_that_is_killed_can_be_gone_on_with(village, tmp_path):
    whole = runs.fork(village, tmp_path / "whole", at=610, set={"tags.reader_m": 0})
    for kill in (600, 660, 1260):

        def stop(tick: int, of: int, kill: int = kill) -> None:
            if tick >= kill:
                raise RuntimeError

        out = tmp_path / str(kill)
        with pytest.raises(RuntimeError):
            runs.fork(village, out, at=610, set={"tags.reader_m": 0}, progress=stop)
        assert runs.resume(out).meta.digest == whole.meta.digest
        assert same_log(out, whole.folder.path)


def test_a_fork_is_whole_without_its_stem(a_copy, tmp_path, village):
    runs.fork(a_copy, tmp_path / "branch", at=1000)
    for file in sorted(a_copy.rglob("*"), reverse=True):
        if file.is_file():
            file.unlink()
    assert same_log(tmp_path / "branch", village)
    assert runs.replay(tmp_path / "branch").same


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"at": TICKS + 1}, "is not in the run"),
        ({"at": 100, "until": 100}, "does not come after the fork"),
        ({"at": "soon"}, "--at: not a duration"),
        ({"at": 10, "set": {"rules.sihgt.range": 3}}, "no rule 'sihgt'"),
        ({"at": 10, "set": {"sight.colour": 3}}, "no knob 'colour'"),
        ({"at": 10, "set": {"tags.reader_m": "often"}}, "tags.reader_m: 'often', expected a"),
        ({"at": 500, "orders": [Order(499, 5, Verb.WAIT)]}, "expected 500 to"),
    ],
)
def test_a_fork_that_cannot_be_is_told_before_anything_is_written(village, tmp_path, options, said):
    with pytest.raises((runs.RunError, UsageError), match=said):
        runs.fork(village, tmp_path / "branch", **options)
    assert not (tmp_path / "branch").exists()


def test_a_fork_does_not_write_over_anything(village, a_copy):
    with pytest.raises(runs.RunError, match="is there already"):
        runs.fork(village, a_copy, at=10)


# ---------------------------------------------------------------- diff


def test_a_run_does_not_differ_from_itself(village, go):
    assert runs.diff(village, village).first is None
    other = go("denser", keyframe=80)
    found = runs.diff(village, other.folder.path)
    assert (found.first, found.at) == (None, TICKS)


def test_a_shorter_run_that_is_the_same_so_far_does_not_differ(village, go):
    shorter = go("shorter", until=1010)
    found = runs.diff(village, shorter.folder.path)
    assert (found.first, found.at) == (None, 1010)


def test_diff_finds_an_order_where_it_was_taken_in(village, tmp_path):
    runs.fork(village, tmp_path / "branch", at=650, orders=[Order(701, 150, Verb.LEAVE)])
    found = runs.diff(village, tmp_path / "branch")
    assert found.first is not None
    first = found.first
    assert (first.tick, first.system, first.table, first.row) == (701, "intake", "citizens", 150)
    assert first.name == "citizen 150"
    assert found.rows["citizens"] >= 1
    assert found.events["ordered"][1] == found.events["ordered"][0] + 1


def test_diff_finds_the_difference_after_the_last_common_keyframe(go):
    one = go("one", until=1010, keyframe=1010)
    two = go("two", until=1400, keyframe=1400, orders=[Order(703, 150, Verb.LEAVE)])
    found = runs.diff(one.folder.path, two.folder.path)
    assert found.first is not None
    assert (found.first.tick, found.first.system, found.first.row) == (703, "intake", 150)
    assert found.at == 1010


def test_runs_of_two_seeds_differ_from_the_start(village, go):
    found = runs.diff(village, go("other", seed=4).folder.path)
    assert found.first is not None
    assert (found.first.tick, found.first.system) == (0, "the start")


def test_runs_of_other_cities_are_not_compared(village, tmp_path):
    runs.record("expiry", tmp_path / "expiry", people=100, until=10)
    with pytest.raises(UsageError, match="different cities"):
        runs.diff(village, tmp_path / "expiry")


def test_diff_names_the_system_that_a_changed_rule_belongs_to(village, tmp_path):
    runs.fork(village, tmp_path / "branch", at=10, set={"gaits.sneak": 0.1})
    folder, _ = Folder.open(tmp_path / "branch")
    found = runs.diff(village, folder.path)
    assert found.first is None or found.first.system == "movement"


def test_the_big_story_in_a_small_city_is_resumed_replayed_and_forked_alike(tmp_path):
    def stop(tick: int, of: int) -> None:
        if tick == 1500:
            raise KeyboardInterrupt

    options = {"seed": 1, "people": 500, "until": 2400, "keyframe": 600}
    whole = runs.record("expiry", tmp_path / "whole", **options)
    with pytest.raises(KeyboardInterrupt):
        runs.record("expiry", tmp_path / "stopped", progress=stop, **options)
    assert runs.resume(tmp_path / "stopped").meta.digest == whole.meta.digest
    assert runs.fork(tmp_path / "whole", tmp_path / "fork", at=1111).meta.digest == whole.meta.digest
    assert runs.replay(tmp_path / "whole").same
    assert same_log(tmp_path / "stopped", tmp_path / "whole")
    assert same_log(tmp_path / "fork", tmp_path / "whole")


def test_what_is_set_from_the_start_is_as_a_fork_at_the_start_has_it_and_stays_with_the_run(go, tmp_path):
    wanted = {"rules.sight.lost_after": 41, "people.ada.medicine": 8}
    short = {"until": KEYFRAME}
    plain, begun = go("plain", **short), go("begun", set=wanted, **short)
    forked = runs.fork(tmp_path / "plain", tmp_path / "forked", at=0, set=wanted)
    assert begun.meta.digest == forked.meta.digest != plain.meta.digest
    assert runs.replay(tmp_path / "begun").same
    assert not runs.diff(tmp_path / "plain", tmp_path / "begun").same
    sim = undergrid.load("village", seed=3, rules={"sight.lost_after": 41})
    assert sim.built.rules["sight"].lost_after == 41


@pytest.mark.parametrize("wanted", [{"rules.sigt.x": 1}, {"rules.sight.lost_after": -5}, {"gates.none.open": "yes"}])
def test_what_cannot_be_set_leaves_nothing_behind(go, tmp_path, wanted):
    with pytest.raises(UsageError):
        go("out", set=wanted)
    assert not (tmp_path / "out").exists()
