"""A report: what stands on its page, that no name does anything, what two runs say of each other."""

import html
import itertools
import os
import re
import shlex
import shutil
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

import undergrid
from undergrid import runs, story
from undergrid.cli import commands
from undergrid.core.errors import UsageError
from undergrid.report import apart, maps, report
from undergrid.report.aims import aims_of
from undergrid.report.facts import Facts
from undergrid.report.knowing import section as knowing
from undergrid.report.maps import ways
from undergrid.runs.folder import DiskFullError, RunError
from undergrid.world.tables.orders import Order, Verb

pytest.importorskip("PIL.Image", reason="Pillow is not installed: it comes with the extra `pictures`")
VILLAGE = Path(undergrid.__file__).parent / "scenarios" / "village"
EMPTY = {"meta", "path", "rect", "circle", "image", "polyline", "br"}
NAME = "<img src=x onerror=alert(1)>"


class Page(HTMLParser):
    """The elements of a page, and its text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.text, self.policy = Counter(), [], [], ""
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        found = dict(attrs)
        assert not [name for name in found if name.startswith("on") or name in ("style", "src")]
        assert found.get("href", "#").startswith(("#", "data:image/jpeg;base64,"))
        if found.get("http-equiv") == "Content-Security-Policy":
            self.policy = found["content"]
        if tag not in EMPTY or (tag in ("path", "rect", "polyline") and not self.get_starttag_text().endswith("/>")):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if self.open and self.open[-1] == tag and tag not in EMPTY:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module", autouse=True)
def small_maps():
    """Maps of a tenth of their size: what is drawn over them is the same."""
    with pytest.MonkeyPatch.context() as patch:
        for name, pixels in (("_WIDE", 320), ("_LEAST", 200), ("_MOST", 320), ("_NEAR_HIGH", 200)):
            patch.setattr(maps, name, pixels)
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("reported")


@pytest.fixture(scope="module")
def run(folder):
    """An hour of the village, in which one of the named is called what could be an element of a page."""
    scenario = shutil.copytree(VILLAGE, folder / "village")
    file = scenario / "scenario.yaml"
    text = file.read_text("utf-8")
    assert "name: Ada Lind" in text
    changed = text.replace("name: Ada Lind", f'name: "{NAME}"')
    file.write_text(changed, "utf-8")
    runs.record(str(scenario), folder / "hour", seed=3, people=60, until=3600, keyframe=1200)
    return folder / "hour"


@pytest.fixture(scope="module")
def fork(run, folder):
    """The same hour, in which somebody in a pod is told to unplug after a third of it."""
    path = folder / "fork"
    runs.fork(run, path, at=1200, orders=[Order(1260, 40, Verb.UNPLUG)], until=3600)
    return path


@pytest.fixture(scope="module")
def page(run, folder):
    report(run, folder / "hour.html")
    return Page((folder / "hour.html").read_text("utf-8"))


def test_a_page_needs_nothing_and_no_name_does_anything(page):
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert page.policy.startswith("default-src 'none'; style-src 'sha256-")
    assert NAME in "".join(page.text)


def test_all_parts_are_there_with_the_command_that_repeats_the_run(page, run):
    text = "".join(page.text)
    for heading in ("How it stood", "Where they went", "What they were about", "What their bodies went through",
                    "Who knew what, and when", "The city", "How it ended", "To whom most happened"):  # fmt: skip
        assert heading in text
    assert page.tags["image"] >= 1
    assert "--seed 3" in text
    assert Facts.of(run).log.meta.digest in text


def test_the_same_run_gives_the_same_bytes(run, folder):
    n = report(run, folder / "again.html")
    assert (folder / "again.html").read_bytes() == (folder / "hour.html").read_bytes()
    assert n == (folder / "again.html").stat().st_size


def test_what_is_taken_up_ends_as_the_log_has_it(run):
    facts = Facts.of(run)
    aims = [aim for row in facts.cast for aim in aims_of(facts, row)]
    assert aims
    kinds = Counter(event.kind.name for row in facts.cast for event in facts.events[row] if event.who == row)
    ends = Counter(aim.how for aim in aims)
    assert ends["achieved"] <= kinds["ACHIEVED"]
    assert ends["abandoned"] <= kinds["ABANDONED"]
    assert all(0 <= aim.first <= aim.last <= facts.last for aim in aims)
    assert all(aim.last == facts.last for aim in aims if aim.how == "open")


def test_ways_pass_through_all_that_somebody_passed_through(run):
    facts = Facts.of(run)
    city = facts.sim.world.city
    for way in ways(facts):
        ticks, cells = zip(*way.spots, strict=True)
        assert list(ticks) == sorted(set(ticks))
        drawn = set()
        for one, other in itertools.pairwise([*cells, cells[-1]]):
            (level, x, y), (there, ox, oy) = city.where(one), city.where(other)
            n = max(abs(ox - x), abs(oy - y)) if level == there else 0
            drawn |= {one, *(city.cell(level, x + k * (ox - x) // n, y + k * (oy - y) // n) for k in range(n))}
        track = facts.track.cell[:, facts.track.column_of(way.row)]
        assert set(track.tolist()) <= drawn


def test_a_keyframe_that_is_damaged_is_passed_over(run, folder):
    copy = shutil.copytree(run, folder / "torn")
    (copy / "snapshots" / "00001200.npz").write_bytes(b"torn")
    facts = Facts.of(copy)
    assert 1200 not in facts.samples.ticks
    assert facts.sim.tick == 3600


def test_knowing_tells_each_thing_once(run):
    told = re.findall(r"<li>.*?</li>", knowing(Facts.of(run)))
    assert len(told) == len(set(told))


def test_of_two_runs_it_is_said_since_when_they_differ(run, fork, folder):
    report(run, folder / "two.html", other=fork)
    text = "".join(Page((folder / "two.html").read_text("utf-8")).text)
    assert "What differs" in text
    assert "Since 17:21:00, by the rule intake" in text, text[text.index("What differs") :][:600]
    assert "First in B alone: 17:21:00" in text


def test_what_two_runs_tell_first_is_told_once_where_it_is_the_same(run, fork, monkeypatch):
    """`First in A alone: Ada means to rest. First in B alone: Ada means to rest.`, twelve seconds later."""
    told = [{"time": time, "says": "Ada means to rest.", "tick": 1} for time in ("17:21:03", "17:21:15")]
    monkeypatch.setattr(apart, "events_apart", lambda *_: told)
    one, two = Facts.of(run), Facts.of(fork)
    text = "".join(Page(apart.section(one, two)).text)
    assert "First otherwise: Ada means to rest. At 17:21:03 in A, 17:21:15 in B." in text
    assert text.index(story.differences(one.log, two.log, two.last)[0]) < text.index("Since 17:21:00")


def test_each_why_under_the_pointer_is_a_command_that_works_as_typed(page, run, folder):
    text = html.unescape((folder / "hour.html").read_text("utf-8"))
    asked = set(re.findall(r"undergrid why [^<>\"]*?\d+(?=[<\"])", text))
    assert asked
    assert {tuple(shlex.split(line)[:3]) for line in asked} == {("undergrid", "why", str(run))}
    assert CliRunner().invoke(commands.app, shlex.split(min(asked))[1:]).exit_code == 0


def test_a_run_beside_itself_is_the_same(run, folder):
    report(run, folder / "same.html", other=run)
    assert "They are the same up to" in "".join(Page((folder / "same.html").read_text("utf-8")).text)


def test_what_is_no_run_or_of_another_city_is_told_and_nothing_is_written(run, folder, tmp_path):
    with pytest.raises(RunError):
        report(tmp_path, tmp_path / "none.html")
    runs.record("village", folder / "other", seed=3, people=50, until=600, keyframe=600)
    with pytest.raises(UsageError, match="different cities"):
        report(run, tmp_path / "two.html", other=folder / "other")
    assert not list(tmp_path.iterdir())


def test_a_full_disk_leaves_what_was_there(run, tmp_path, monkeypatch):
    out = tmp_path / "hour.html"
    out.write_text("mine")

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(DiskFullError):
        report(run, out)
    assert [path.name for path in tmp_path.iterdir()] == ["hour.html"]
    assert out.read_text() == "mine"


def test_nothing_is_written_over_what_is_no_file(run, tmp_path):
    """A pipe here; as root a device would go the same way."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(RunError, match="is there already, and no file"):
        report(run, tmp_path / "pipe")
    with pytest.raises(RunError, match="is there already, and no file"):
        story.formats.write(Facts.of(run).chronicle, "epub", tmp_path / "pipe")
    assert (tmp_path / "pipe").is_fifo()
    assert os.listdir(tmp_path) == ["pipe"]


def test_the_command_names_the_file_as_the_run(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(commands.app, ["report", str(run), "--json"])
    assert done.exit_code == 0, done.output
    assert '"file": "hour.report.html"' in done.stdout
    assert (tmp_path / "hour.report.html").exists()
    done = CliRunner().invoke(commands.app, ["report", str(run), "--out", "nowhere/x.html"])
    assert done.exit_code == 2
    assert "a folder that there is not" in done.output
    again = CliRunner().invoke(commands.app, ["report", str(run)])
    assert (again.exit_code, "is there already" in again.stderr) == (2, True)
    assert CliRunner().invoke(commands.app, ["report", str(run), "--force"]).exit_code == 0
    done = CliRunner().invoke(commands.app, ["report", str(run), "--out", "x.pdf"])
    assert (done.exit_code, "expected a name ending in .html" in done.stderr) == (2, True)
