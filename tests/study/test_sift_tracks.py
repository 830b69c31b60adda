"""Sifting for where the cast was: a run on disk says as much as one that is lived through."""

import pytest
from typer.testing import CliRunner

import undergrid
from undergrid.cli import commands
from undergrid.report.aims import beats_in as of_report
from undergrid.report.facts import Facts
from undergrid.runs import Log
from undergrid.setup.check.arcs import arcs_of
from undergrid.study.arcs import beats_of
from undergrid.study.arcs.search import beats_in
from undergrid.study.record import Record, Track
from undergrid.study.sift import Match, Sieve, of_scenario, sift
from undergrid.study.sift.kept import Kept
from undergrid.study.sift.patterns import of_file
from undergrid.study.sql import open_run

ASKED = {"hidden_until_night", "below_the_streets", "the_gate_reached_together"}
"""Beats of `expiry` that ask where somebody was."""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Rex and Lucy, up to a gate."""
    path = tmp_path_factory.mktemp("sift") / "run"
    undergrid.record("expiry", path, seed=9, people=60, until="5 h 10 min")
    return path


@pytest.fixture(scope="module")
def lived(run):
    """The beats that happened, by the run lived through in memory."""
    sim = undergrid.load("expiry", seed=9, people=60)
    track = Track(list(sim.built.people.values()))
    while sim.tick < Log(run).meta.tick:
        sim.advance()
        track.look(sim)
    return beats_of(Record.of(sim, track), arcs_of(sim.built).beats)


@pytest.mark.slow
def test_beats_are_found_on_disk_and_told_by_a_report_as_in_memory(run, lived):
    beats = arcs_of(undergrid.load("expiry", people=60).built).beats
    assert set(lived) >= ASKED
    assert beats_in(Kept(open_run(run)), beats) == lived
    assert of_report(Facts.of(run)) == lived


def test_of_what_is_no_event_the_first_time_is_found(run, lived):
    found = {one.wanted.name: one.matches for one in sift(Sieve(open_run(run)), of_scenario(Log(run)))}
    assert {name for name, matches in found.items() if matches} == set(lived)
    for name in ASKED:
        assert found[name] == (Match({}, (), lived[name].tick, 0.0),)


def test_the_command_says_when_that_was(run, lived):
    told = CliRunner().invoke(commands.app, ["sift", str(run), "below_the_streets"]).stdout
    assert "below the streets: once." in told
    assert Log(run).names.time(lived["below_the_streets"].tick) in told
    assert "not looked for" not in told


@pytest.mark.parametrize(
    ("pattern", "clause", "says"),
    [
        ("{kind: decided, who: rex, state: {who: [dead, held]}}", "state", "who was not dead or held"),
        ("{kind: is with, who: rex, whom: lucy, at: outzone}", "at", "at was otherwise"),
    ],
)
def test_what_is_missed_is_said(run, tmp_path, pattern, clause, says):
    file = tmp_path / "mine.yaml"
    file.write_text(f"arcs: expiry\nbeats:\n  mine: {pattern}\n")
    (wanted,) = of_file(file, Log(run))
    miss = Sieve(open_run(run)).sift(wanted, {}).miss
    assert (miss.clause, miss.says, miss.reached) == (clause, says, 0)
