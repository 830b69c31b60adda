"""What would have changed it: the nearest decision or draw, found by living its other branch."""

import pytest

from undergrid import runs, story
from undergrid.runs.life import Life
from undergrid.story.candidates import candidates
from undergrid.story.otherwise import Search
from undergrid.world.log.kinds import Kind, Role


@pytest.fixture(scope="module")
def log(eden):
    return runs.Log(eden)


@pytest.fixture(scope="module")
def stopped(log):
    return next(event for event in log.events(about="amara", kind="stopped"))


@pytest.fixture(scope="module")
def found(log, stopped):
    return story.otherwise(log, stopped)


@pytest.fixture(scope="module")
def branch(eden, found, stopped, tmp_path_factory):
    out = tmp_path_factory.mktemp("otherwise") / "branch"
    at, until = found.candidate.event.tick, stopped.tick + 3700
    return runs.fork(eden, out, at=at, changes=found.changes, until=until).folder.path


def test_candidates_come_the_latest_first_and_none_after_the_end(log, stopped):
    known = candidates(log, stopped)
    ticks = [one.event.tick for one in known]
    assert ticks == sorted(ticks, reverse=True)
    assert ticks[0] <= stopped.tick
    assert {one.what for one in known} == {"decision", "draw"}


def test_every_candidate_has_another_side(log, stopped):
    for one in candidates(log, stopped):
        if one.what == "draw":
            assert one.event.stream
            assert 0 < one.odds < 1
        else:
            assert one.event.kind == Kind.DECIDED
            assert any(role == Role.RIVAL for _, role in log.because(one.event.id))


def test_in_the_branch_that_is_found_the_end_does_not_happen_within_the_hour(found, stopped, branch):
    assert found.candidate is not None
    again = [event.tick for event in runs.Log(branch).events(about="amara", kind="stopped")]
    assert not [tick for tick in again if found.candidate.event.tick <= tick <= stopped.tick + 3600]


def test_everything_before_what_was_turned_is_as_it_was(log, found, branch):
    before = found.candidate.event.tick
    ours, theirs = ([event for event in one.events() if event.tick < before] for one in (log, runs.Log(branch)))
    assert ours == theirs


def test_the_branch_is_replayed_and_resumed_bit_for_bit(branch, eden, found, tmp_path):
    assert runs.replay(branch).same
    at, until = found.candidate.event.tick, runs.Folder.open(branch)[1].until

    def stop(tick: int, of: int) -> None:
        if tick >= at + 300:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        runs.fork(eden, tmp_path / "cut", at=at, changes=found.changes, until=until, progress=stop)
    resumed = runs.resume(tmp_path / "cut").meta
    assert resumed.digest == runs.Folder.open(branch)[1].digest
    assert resumed.changes == list(found.changes)


def test_a_draw_that_is_forced_moves_nobody_elses_in_its_tick(log, eden):
    """Those whom the event is not about are in the tick after it as they were."""
    event = next(event for event in log.events(kind="sighted", since=1200) if 0 < event.odds < 1 << 32)
    one = next(one for one in candidates(log, event) if one.event == event)
    (change,) = Search(log, event).turned(one)
    lives = [Life(*runs.Folder.open(eden)) for _ in range(2)]
    lives[1].change([change])
    for life in lives:
        life.load_latest(event.tick)
        life.live(event.tick + 1)
    ours, theirs = (life.sim.world.state()["citizens"] for life in lives)
    odd = {row for name in ours for row in (ours[name] != theirs[name]).nonzero()[0].tolist()}
    assert odd <= {event.whom}
    assert lives[0].sim.digest() != lives[1].sim.digest()


def test_a_decision_that_is_turned_falls_on_what_came_next_and_is_kept(log, eden, tmp_path):
    decided = next(event for event in log.events(about="amara", kind="decided", since=300) if event.odds)
    rival = log.get(next(cause for cause, role in log.because(decided.id) if role == Role.RIVAL))
    turned = {"at": decided.tick, "who": decided.who}
    out = runs.fork(eden, tmp_path / "turned", at=decided.tick, changes=[turned], until=decided.tick + 600)
    after = list(runs.Log(out.folder.path).events(about="amara", kind="decided", since=decided.tick))
    assert (after[0].tick, after[0].amount, after[0].whom) == (decided.tick, rival.amount, rival.whom)
    assert len(after) == 1 or after[1].tick > decided.tick + 1


def test_a_budget_that_is_spent_is_said(log, stopped):
    found = story.otherwise(log, stopped, budget=10)
    assert (found.candidate, found.lived) == (None, 10)
    assert found.left > 0
    assert "a larger --budget may find one" in story.nothing_found(log, found)


def test_an_end_behind_which_nothing_was_open_is_said_to_be_so(log):
    found = story.otherwise(log, story.one(log, "tobias died"))
    assert (found.candidate, found.tried, found.left) == (None, 0, 0)
    assert "No decision and no draw lies behind it" in story.nothing_found(log, found)


def test_progress_is_told_in_parts_of_the_budget(log, stopped):
    told = []
    story.otherwise(log, stopped, budget=1300, progress=lambda done, of: told.append((done, of)))
    assert told[0] == (0, 1300)
    assert all(of == 1300 and done <= of for done, of in told)


def test_what_was_found_is_told_with_its_odds_and_what_comes_instead(log, found, branch):
    told = story.told_otherwise(log, found, runs.Log(branch))
    answer = told.as_json()
    assert {"decision", "odds", "otherwise"} <= set(answer)
    assert answer["decision"] == found.candidate.event.id
    assert 0 < answer["odds"] < 1
    assert answer["otherwise"]
    assert story.percent(answer["odds"]) in told.spelled()


def test_nothing_of_the_search_touches_the_run(eden, log, stopped):
    before = {path: path.stat().st_mtime_ns for path in eden.rglob("*")}
    story.otherwise(log, stopped, budget=100)
    assert {path: path.stat().st_mtime_ns for path in eden.rglob("*")} == before
