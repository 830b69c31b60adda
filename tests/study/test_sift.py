"""Sifting: every shipped pattern occurs where it should and nowhere by one clause less; what is missed is said."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from scenes import plots
from scenes.records import record
from typer.testing import CliRunner

import undergrid
from undergrid.cli import commands
from undergrid.setup.check.arcs import arcs_in
from undergrid.setup.check.known import Known
from undergrid.setup.file.pattern import Beat, How, Party, Plan, Step
from undergrid.setup.file.problems import ScenarioError
from undergrid.study.arcs import beats_of
from undergrid.study.arcs.candidates import Lived
from undergrid.study.arcs.search import Walk, beats_in
from undergrid.study.record import Record, Track
from undergrid.study.sift import Sieve, like, minutes, named, people, shipped, sift
from undergrid.study.sift.kept import Kept
from undergrid.study.sift.misses import miss_of
from undergrid.study.sift.sieve import apart
from undergrid.study.sql import open_run
from undergrid.world.log.events import event_id
from undergrid.world.log.kinds import Kind

SEEN_THEN_DEAD = """arcs: any
beats:
  seen_then_dead:
    - {kind: sighted, who: Watcher, whom: One}
    - {kind: died, who: One, within: 10 h}
  seen: {kind: sighted, who: Watcher, whom: One}
"""
PLANS = {one.name: one.plan for one in shipped()}


def walk(run, plan):
    return Walk(Lived(run), plan, {})


def of_text(tmp_path, text):
    path = tmp_path / "mine.yaml"
    path.write_text("arcs: any\nbeats:\n" + text)
    return {beat.name: beat.plan for beat in arcs_in(path, Known()).beats}


# -- the patterns that are shipped


def test_each_pattern_has_a_sentence_and_a_case():
    assert len(PLANS) >= 25
    assert PLANS.keys() == plots.CASES.keys()
    for name, plan in PLANS.items():
        assert plan.means.endswith("."), name
        assert plan.means[0].isupper(), name


def test_the_page_lists_the_patterns():
    page = (Path(__file__).resolve().parents[2] / "docs" / "sifting.md").read_text("utf-8")
    told = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", page, re.MULTILINE)
    roles = {name: [role for step in plan.steps for role in step.variables] for name, plan in PLANS.items()}
    assert told == [(name, plan.means, ", ".join(dict.fromkeys(roles[name]))) for name, plan in PLANS.items()]


@pytest.mark.parametrize("name", plots.CASES)
def test_a_pattern_occurs_in_its_case_and_fails_by_one_clause_in_the_other(name):
    found = walk(plots.with_it(name), PLANS[name])
    assert len(found.complete().end) == 1, name
    if clause := plots.CASES[name][2]:
        other = walk(plots.without_it(name), PLANS[name])
        assert not len(other.complete().end), name
        miss = miss_of(other.sources, other)
        assert miss.clause == clause, miss
        assert miss.reached == len(PLANS[name].steps) - 1 or name == "a_promise_kept_under_fire"
        assert miss.says


def test_the_last_dose_is_followed_by_none():
    run = record((60, Kind.INJECTED, 0, 1), (120, Kind.INJECTED, 0, 2), (180, Kind.INJECTED, 3, 1))
    found = walk(run, PLANS["last_dose"]).complete()
    assert (found.end >> 32).tolist() == [120, 180]


# -- the language


def test_different_roles_are_different_people_and_one_role_is_one():
    pledge = PLANS["betrayal"]
    for broken, there in (((0, 1), 1), ((1, 0), 0), ((0, 2), 0)):
        run = record((5, Kind.PLEDGED, 0, 1), (9, Kind.PLEDGE_BROKEN, *broken))
        assert len(walk(run, pledge).complete().end) == there
    self_ = record((5, Kind.PLEDGED, 2, 2), (9, Kind.PLEDGE_BROKEN, 2, 2))
    assert not len(walk(self_, pledge).complete().end)


def test_a_choice_of_events_is_missed_by_no_window(tmp_path):
    plans = of_text(
        tmp_path,
        """
  it:
    - {kind: met, who: One, whom: Other}
    - {kind: named, who: One, whom: Other, within: 20 s}
    - {kind: let in, who: One, whom: Other, within: 20 s}
""",
    )  # the nearest `named` before the end has no `met` in its window, the earliest none of the end's
    run = record(
        (0, Kind.NAMED, 0, 1), (10, Kind.MET, 0, 1), (25, Kind.NAMED, 0, 1), (32, Kind.NAMED, 0, 1),
        (44, Kind.LET_IN, 0, 1),
    )  # fmt: skip
    assert (walk(run, plans["it"]).complete().end >> 32).tolist() == [44]


def test_what_comes_of_a_step_comes_of_it_over_any_number_of_causes():
    name = "informed_upon"
    assert len(walk(plots.with_it(name), PLANS[name]).complete().end) == 1


def test_what_came_of_a_step_may_be_of_the_same_second_with_a_smaller_id(tmp_path):
    plan = of_text(
        tmp_path, "  it:\n    - {kind: intended, who: A, called: it}\n    - {kind: let in, who: A, because_of: it}\n"
    )
    meant = event_id(60, int(Kind.INTENDED), 0)
    decided = event_id(60, int(Kind.DECIDED), 0)
    assert decided < meant
    run = record(
        (60, Kind.INTENDED, 0), (60, Kind.DECIDED, 0, {"cause": meant}), (90, Kind.LET_IN, 0, 1, {"cause": decided}),
    )  # fmt: skip
    assert (walk(run, plan["it"]).complete().end >> 32).tolist() == [90]


def test_so_many_of_different_within_a_span(tmp_path):
    plan = of_text(tmp_path, "  it: {kind: hunt began, whom: One, at_least: 3, of_different: who, spanning: 1 min}\n")[
        "it"
    ]
    close = [(0, Kind.HUNT_BEGAN, 5, 1), (20, Kind.HUNT_BEGAN, 5, 1), (30, Kind.HUNT_BEGAN, 6, 1)]
    for last, there in (((60, Kind.HUNT_BEGAN, 7, 1), 1), ((90, Kind.HUNT_BEGAN, 7, 1), 0)):
        assert len(walk(record(*close, last), plan).complete().end) == there


def test_roles_may_be_named_or_nameless(tmp_path):
    text = "  it:\n    means: x\n    roles: {{One: {}}}\n    steps: [{{kind: died, who: One}}]\n"
    run = record((5, Kind.DIED, 1), (9, Kind.DIED, 77))
    for asked, ticks in (("named", [5]), ("nameless", [9]), ("anybody", [5, 9])):
        plan = of_text(tmp_path, text.format(asked))["it"]
        assert (walk(run, plan).complete().end >> 32).tolist() == ticks


def test_occurrences_of_the_same_people_do_not_overlap():
    events = [(n, Kind.HUNT_BEGAN, n % 5, 1) for n in range(12)]
    found = walk(record(*events), PLANS["hunted_from_all_sides"])
    assert len(found.complete().end) == 10
    assert (apart(found, found.complete()).end >> 32).tolist() == [2, 5, 8, 11]


def test_chains_find_what_trying_every_choice_finds():
    dice = np.random.default_rng(5)
    kinds = (Kind.MET, Kind.NAMED, Kind.LET_IN)
    for _ in range(60):
        n = int(dice.integers(4, 14))
        ticks = np.sort(dice.integers(0, 60, n)).tolist()
        events = [(t, kinds[dice.integers(3)], *dice.permutation(3)[:2].tolist()) for t in ticks]
        window = int(dice.integers(3, 30))
        plan = _three(window)
        run = record(*events, ticks=60)
        found = {tuple(sorted(names, key=str)) for names in _roles(walk(run, plan).complete())}
        assert found == _by_hand(events, window), (events, window)


def _three(window):
    met, told, let = (
        Step(kinds=(int(k),), who=Party(variable=a), whom=Party(variable=b), within=w)
        for k, a, b, w in ((Kind.MET, "P", "Q", -1), (Kind.NAMED, "Q", "R", window), (Kind.LET_IN, "P", "R", window))
    )
    return Plan(How.IN_TURN, (met, told, let))


def _roles(found):
    columns = [[(name, int(value)) for value in found.names[name]] for name in ("P", "Q", "R") if len(found.end)]
    return (
        [(*names, tick) for *names, tick in zip(*columns, (found.end >> 32).tolist(), strict=False)] if columns else []
    )


def _by_hand(events, window):
    told = set()
    for i, (_, a, p, q) in enumerate(events):
        for j in range(i + 1, len(events)):
            for k in range(j + 1, len(events)):
                (t2, b, q2, r), (t3, c, p3, r3) = events[j], events[k]
                right = (a, b, c) == (Kind.MET, Kind.NAMED, Kind.LET_IN) and (q2, p3, r3) == (q, p, r)
                if right and len({p, q, r}) == 3 and t2 - events[i][0] <= window and t3 - t2 <= window:
                    told.add(tuple(sorted((("P", p), ("Q", q), ("R", r), t3), key=str)))
    return told


ROLES = "  it:\n    means: x\n    roles: {roles}\n    steps: [{{kind: died, who: {who}}}]\n"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (ROLES.format(roles="{A: anybody}", who="B"), 6, "B is none of the roles"),
        (ROLES.format(roles="{A: anybody, B: anybody}", who="A"), 5, "B is bound to nobody"),
        (ROLES.format(roles="{a: anybody}", who="A"), 5, "'a' is no role"),
        ("  it:\n    - {kind: died, who: A, without: {kind: wounded, who: C}}\n", 4, "C is bound to nobody"),
        ("  it: {kind: dyed, who: A}\n", 3, "no event is called 'dyed'"),
        ("  it: {kind: died, who: amara}\n", 3, "nobody of the cast is called 'amara'"),
        ("  it:\n    - {kind: died, who: A}\n    - {kind: hunt began, who: A}\n", 5, "A is watcher here and citizen"),
        ("  it:\n    - {kind: died, who: A, because_of: word}\n", 4, "no step before is called 'word'"),
        ("  it:\n    - any_of: [{kind: died, who: A}, {kind: wounded, who: B}]\n", 4, "it speaks of others than"),
        ("  it:\n    - any_of: [{kind: died, who: A, within: 2 h}]\n", 4, "its windows stand beside any_of"),
        ("  it: {kind: died, who: A, after: '22:30'}\n", 3, "no clock stands"),
    ],
)
def test_what_is_wrong_with_a_pattern_is_told_with_its_line(tmp_path, text, line, said):
    with pytest.raises(ScenarioError, match=said) as wrong:
        of_text(tmp_path, text)
    assert f"mine.yaml:{line}:" in str(wrong.value)


# -- over runs


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    path = tmp_path_factory.mktemp("sift") / "run"
    undergrid.record("village", path, seed=3, people=40, until="2 h", keyframe=1200)
    return path


def test_a_run_on_disk_is_sifted_as_one_in_memory(run, tmp_path):
    plans = of_text(
        tmp_path,
        """
  seen: {kind: sighted, who: Watcher, whom: One}
  noticed:
    - {kind: noticed, who: One, whom: Watcher, called: it}
    - {kind: ordered, who: One, because_of: it}
""",
    )
    beats = [Beat(name, plan) for name, plan in plans.items()]
    sim = undergrid.load("village", seed=3, people=40)
    track = Track(list(sim.built.people.values()), 1)
    sim.run("2 h")
    lived = beats_of(Record.of(sim, track), beats)
    assert lived
    assert lived == beats_in(Kept(open_run(run)), beats)


def test_surprise_is_that_of_all_draws_since_the_first_event(run):
    sieve = Sieve(open_run(run))
    _, rows = sieve.tables.rows(
        "select id, surprise, cause from events where surprise is not null order by id limit 50"
    )
    for event, surprise, _ in rows:
        assert sieve.surprises([(event,)])[0] == pytest.approx(surprise)
    both = sieve.surprises([(rows[0][0], rows[-1][0])])[0]
    assert both >= rows[0][1] + rows[-1][1] - 1e-9


def test_an_event_has_others_like_it(run):
    sieve = Sieve(open_run(run))
    query = "select id from events where who is not null and kind not in ('ordered', 'decided') order by id limit 40"
    for (one,) in sieve.tables.rows(query)[1]:
        [found] = sift(sieve, [like(sieve.tables.log, one)])
        assert found.matches


def test_people_and_minutes_are_ranked(run):
    sieve = Sieve(open_run(run))
    ranked = people(sieve.tables, list(sift(sieve, shipped())), 5)
    assert [one.interest for one in ranked] == sorted((one.interest for one in ranked), reverse=True)
    assert len(ranked) == 5
    best = minutes(sieve.tables, 3)
    assert len(best) == 3
    assert best[0].interest >= best[1].interest > 0


def test_a_run_that_goes_on_is_sifted_as_far_as_it_is_and_shows_what_is_under_way(tmp_path):
    path, mine = tmp_path / "run", tmp_path / "mine.yaml"
    mine.write_text(SEEN_THEN_DEAD)
    seen: list[tuple[int, int, int]] = []

    def look(done, of):
        if not (path / "run.json").exists():
            return
        told = json.loads((path / "run.json").read_text())
        if told["status"] == "running" and told["tick"] > (seen[-1][0] if seen else 0):
            sieve = Sieve(open_run(path))
            meta = sieve.tables.log.meta
            open_, past = sift(sieve, named(sieve.tables.log, str(mine)))
            assert all(one.until >= meta.tick and one.waits_for == 1 for one in open_.partial)
            seen.append((meta.tick, len(open_.partial), len(past.matches)))

    undergrid.record("village", path, seed=3, people=40, until="1 h", keyframe=600, progress=look)
    assert len(seen) >= 3
    assert [n for _, n, _ in seen] == sorted(n for _, n, _ in seen)
    assert seen[-1][1] > 0
    ended = list(sift(Sieve(open_run(path)), named(open_run(path).log, str(mine))))
    assert ended[0].partial == ()
    assert ended[0].miss.clause in ("kind", "who")
    assert len(ended[1].matches) >= seen[-1][2]


def test_a_sieve_takes_in_what_a_run_has_grown_by(tmp_path):
    path = tmp_path / "run"
    sieves: list[Sieve] = []

    def look(done, of):
        if not sieves and (path / "run.json").exists():
            sieves.append(Sieve(open_run(path)))
        for sieve in sieves:
            if sieve.tables.refresh():
                list(sift(sieve, shipped()))

    undergrid.record("village", path, seed=3, people=40, until="1 h", keyframe=600, progress=look)
    [grown] = sieves
    grown.tables.refresh()
    fresh = Sieve(open_run(path))
    assert [one.matches for one in sift(grown, shipped())] == [one.matches for one in sift(fresh, shipped())]


# -- as a user meets it


def sifted(*words):
    found = CliRunner().invoke(commands.app, ["sift", *map(str, words)])
    assert "Traceback" not in found.output
    return found


def test_the_command_tells_matches_misses_people_and_minutes(run, tmp_path):
    told = sifted(run)
    assert told.exit_code == 0
    assert "interesting people:" in told.stdout
    assert "interesting minutes:" in told.stdout
    one = sifted(run, "betrayal")
    assert (one.exit_code, "does not occur" in one.stdout) == (0, True)
    both = sifted(run, run.parent, "--json")
    assert {json.loads(line)["what"] for line in both.stdout.splitlines()} >= {"person", "minute"}
    shutil.copytree(run, tmp_path / "other")
    two = sifted(run, tmp_path, "lay_low_and_went_on")
    assert str(tmp_path / "other") in two.stdout


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["betrayl"], 2, "did you mean 'betrayal'"),
        (["nowhere/mine.yaml"], 2, "nowhere/mine.yaml"),
        (["betrayal", "--like", "5"], 2, "one of them"),
        (["--like", "5"], 2, "no event '5'"),
        (["--like", "five"], 2, "'five' names no event"),
    ],
)
def test_what_is_wrong_is_told(run, words, code, said):
    found = sifted(run, *words)
    assert (found.exit_code, found.stdout) == (code, "")
    assert said in found.stderr


def test_what_is_told_has_names_that_are_short_enough_to_type_and_sift_takes_them_again(run):
    told = sifted(run, "--like", "ada noticed").stdout
    names = re.findall(r"  (e\d+)$", told, re.MULTILINE)
    assert names
    assert "  ".join(names) in "  ".join(re.findall(r"^    \d\d:.*  (\S+)$", told, re.MULTILINE))
    assert sifted(run, "--like", names[-1]).exit_code == 0


def test_a_file_of_ones_own_speaks_of_the_runs_people(run, tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("arcs: village\nbeats:\n  one: {kind: ordered, who: nobody_here}\n")
    wrong = sifted(run, path)
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert "mine.yaml:3:" in wrong.stderr
    assert "nobody of the cast is called 'nobody_here'" in wrong.stderr


def test_a_damaged_segment_is_named(run, tmp_path):
    path = tmp_path / "run"
    shutil.copytree(run, path)
    segment = sorted(path.glob("events-*.parquet"))[1]
    segment.write_bytes(segment.read_bytes()[:-9])
    found = sifted(path)
    assert (found.exit_code, found.stdout) == (1, "")
    assert segment.name in found.stderr
