"""`undergrid chronicle`: what it shows, what it writes, and what it refuses."""

import json
import shlex
import shutil

import pytest
from typer.testing import CliRunner

from undergrid import runs
from undergrid.cli import commands
from undergrid.setup import load


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("told") / "run"
    runs.record("village", folder, seed=3, people=60, until=1200, keyframe=1200)
    return folder


def call(*args):
    return CliRunner().invoke(commands.app, ["chronicle", *map(str, args)])


def test_for_programs_it_is_one_object_a_sentence_each_with_its_events(run):
    done = call(run, "--json")
    assert done.exit_code == 0, done.output
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert found
    assert all(set(one) == {"text", "events", "scene", "teller", "talk", "tick"} for one in found)
    assert all(one["text"] and one["events"] for one in found)


@pytest.mark.parametrize("form", ["md", "html", "ink", "twee"])
def test_a_text_is_shown_or_written(run, tmp_path, form):
    shown, out = call(run, "--format", form), tmp_path / "night"
    assert shown.exit_code == 0, shown.output
    done = call(run, "--format", form, "--out", out)
    assert done.exit_code == 0, done.output
    assert done.stdout == ""
    assert out.read_text("utf-8") == shown.stdout


def test_what_is_no_text_needs_a_place(run, tmp_path):
    for form in ("epub", "obsidian"):
        done = call(run, "--format", form)
        assert done.exit_code == 2
        assert "--out" in done.output
    assert call(run, "--format", "obsidian", "--out", tmp_path / "vault").exit_code == 0
    again = call(run, "--format", "obsidian", "--out", tmp_path / "vault")
    assert again.exit_code == 2
    assert "is there already" in again.output


def test_a_file_is_written_over_only_where_that_is_asked_for(run, tmp_path):
    out = tmp_path / "night.md"
    out.write_text("mine", "utf-8")
    done = call(run, "--out", out)
    assert done.exit_code == 2
    assert "is there already" in done.output
    assert out.read_text("utf-8") == "mine"
    assert call(run, "--out", out, "--force").exit_code == 0
    assert out.read_text("utf-8") == call(run).stdout


@pytest.mark.parametrize("options", [["--out", "night.epub"], ["--format", "html", "--out", "night.md"]])
def test_a_file_that_is_called_as_another_format_is_refused(run, tmp_path, monkeypatch, options):
    monkeypatch.chdir(tmp_path)
    done = call(run, *options)
    assert done.exit_code == 2
    assert "expected a name ending in ." in done.output
    assert not list(tmp_path.iterdir())


def test_a_format_that_there_is_not_and_a_folder_that_there_is_not_are_said(run, tmp_path):
    done = call(run, "--format", "equb")
    assert done.exit_code == 2
    assert "did you mean 'epub'?" in done.output
    done = call(run, "--out", tmp_path / "nowhere" / "night.md")
    assert done.exit_code == 1
    assert "cannot be written" in done.output


def test_the_night_of_ones_own_scenario_is_lived_again_from_the_copy_in_its_run(tmp_path):
    own = shutil.copytree(load("village").path.parent, tmp_path / "own")
    text = (own / "scenario.yaml").read_text("utf-8")
    (own / "scenario.yaml").write_text(text.replace("scenario: village", "scenario: my_village"), "utf-8")
    out, again = tmp_path / "mine", tmp_path / "again"
    runs.record(own, out, seed=2, people=60, until=60)
    assert f"`undergrid run {out}/scenario --seed 2 --people 60 --until '1 min'`" in call(out).stdout
    runs.record(out / "scenario", again, seed=2, people=60, until=60)
    assert runs.Folder.open(again)[1].digest == runs.Folder.open(out)[1].digest


def test_the_command_that_lives_a_night_again_can_be_typed_where_its_folder_was_named(tmp_path, monkeypatch):
    own = shutil.copytree(load("village").path.parent, tmp_path / "own")
    text = (own / "scenario.yaml").read_text("utf-8").replace("scenario: village", "scenario: my_village")
    (own / "scenario.yaml").unlink()
    (own / "shore.yaml").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    runs.record(own / "shore.yaml", "my runs/first", seed=2, people=60, until=60)
    again = call("my runs/first").stdout.split("again: `")[1].partition("`")[0]
    scenario = shlex.split(again)[2]
    assert load(scenario).path.resolve() == tmp_path / "my runs/first/scenario/shore.yaml"
    assert f"undergrid run '{scenario}' --seed 2" in again


def test_a_scenario_that_somebody_has_changed_is_not_lived_again_as_the_one_that_is_shipped(tmp_path):
    own, out = shutil.copytree(load("village").path.parent, tmp_path / "own"), tmp_path / "mine"
    text = (own / "scenario.yaml").read_text("utf-8")
    (own / "scenario.yaml").write_text(f"{text}\n# mine\n", "utf-8")
    runs.record(own, out, seed=2, people=60, until=60)
    assert f"`undergrid run {out}/scenario --seed 2" in call(out).stdout
