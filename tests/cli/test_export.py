"""`undergrid export`: what it writes, what it refuses, and what it says of a run that is not over."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from undergrid import runs
from undergrid.cli import commands
from undergrid.serve import client, export

Image = pytest.importorskip("PIL.Image", reason="Pillow is not installed: it comes with the extra `pictures`")
SIZE = ("--size", "320x200")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("taken") / "hour"
    runs.record("village", folder, seed=3, people=60, until=3600, keyframe=1200)
    return folder


def call(*args):
    return CliRunner().invoke(commands.app, ["export", *map(str, args)])


def test_a_picture_is_of_the_moment_that_was_asked_for(run, tmp_path):
    pictures = {}
    for at in ("60", "17:30", "1 h"):
        out = tmp_path / "still.png"
        done = call(run, "--png", "--at", at, "--out", out, "--force", *SIZE)
        assert done.exit_code == 0, done.output
        assert done.stdout.startswith(str(out))
        with Image.open(out) as found:
            assert (found.format, found.size) == ("PNG", (320, 200))
            pictures[at] = found.tobytes()
    assert len(set(pictures.values())) == 3


def test_without_a_moment_it_is_the_end_and_the_file_is_named_as_the_run(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = call(run, "--png", "--json", *SIZE)
    answer = json.loads(done.stdout)
    assert answer == {"file": "hour.png", "bytes": (tmp_path / "hour.png").stat().st_size}
    call(run, "--png", "--at", "3600", "--out", "end.png", *SIZE)
    assert (tmp_path / "end.png").read_bytes() == (tmp_path / "hour.png").read_bytes()


def test_a_file_is_written_over_only_where_that_is_asked_for(run, tmp_path):
    out = tmp_path / "mine.png"
    out.write_text("mine")
    done = call(run, "--png", "--out", out, *SIZE)
    assert (done.exit_code, "is there already" in done.stderr) == (2, True)
    assert out.read_text() == "mine"


@pytest.mark.parametrize("kind", ["html", "png", "gif", "webm"])
def test_a_file_that_is_called_as_another_format_is_refused(run, tmp_path, kind):
    done = call(run, f"--{kind}", "--out", tmp_path / "still.jpg")
    assert (done.exit_code, f"expected a name ending in .{kind}" in done.stderr) == (2, True)
    assert not list(tmp_path.iterdir())


def test_a_moving_picture_has_a_picture_for_each_step(run, tmp_path):
    out = tmp_path / "moving.gif"
    done = call(run, "--gif", "--from", "600", "--until", "900", "--every", "30s", "--who", "ada", "--out", out, *SIZE)
    assert done.exit_code == 0, done.output
    with Image.open(out) as found:
        assert (found.format, found.n_frames, found.size) == ("GIF", 11, (320, 200))
        found.seek(10)
        last = found.convert("RGB").tobytes()
        found.seek(0)
        assert last != found.convert("RGB").tobytes()


def test_a_film_is_written_by_ffmpeg_from_the_same_pictures(run, tmp_path, monkeypatch):
    """Here by a stand-in that keeps what it is given: it is called as ffmpeg is, with raw pictures on its input."""
    stand_in = tmp_path / "bin" / "ffmpeg"
    stand_in.parent.mkdir()
    stand_in.write_text(f"#!{sys.executable}\nimport sys\nopen(sys.argv[-1], 'wb').write(sys.stdin.buffer.read())\n")
    stand_in.chmod(0o755)
    monkeypatch.setenv("PATH", str(stand_in.parent))
    out = tmp_path / "film.webm"
    done = call(run, "--webm", "--from", "60", "--until", "180", "--every", "60s", "--out", out, "--size", "321x201")
    assert done.exit_code == 0, done.output
    assert out.stat().st_size == 3 * 320 * 200 * 3
    stand_in.write_text(f"#!{sys.executable}\nimport sys\nsys.exit('no such codec')\n")
    done = call(run, "--webm", "--until", "180", "--out", out, "--force", *SIZE)
    assert done.exit_code == 1
    assert "ffmpeg failed: no such codec" in done.output
    assert [one.name for one in tmp_path.glob("*.webm")] == ["film.webm"]
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.skipif(not client.built(), reason="the page has not been built: python web/build.py")
def test_a_page_is_written_up_to_a_moment(run, tmp_path):
    out = tmp_path / "page.html"
    done = call(run, "--html", "--until", "10 min", "--out", out)
    assert done.exit_code == 0, done.output
    assert out.read_text("utf-8").count('id="recorded"') == 1


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ([], "give one of --html, --png, --gif and --webm"),
        (["--png", "--gif"], "give one of"),
        (["--html", "--at", "60"], "--at goes with --png"),
        (["--png", "--from", "60"], "--from goes with --gif and --webm"),
        (["--png", "--at", "soon"], "--at: not a duration: 'soon'"),
        (["--png", "--at", "2 h"], "was lived until"),
        (["--png", "--level", "cellar"], "no level is called 'cellar'"),
        (["--png", "--who", "nobody"], "nobody is called 'nobody'"),
        (["--png", "--who", "99999"], "there is no citizen 99999"),
        (["--png", "--size", "big"], "--size: 'big'"),
        (["--png", "--size", "9000x9000"], "160 to 4096 px"),
        (["--gif", "--from", "900", "--until", "600"], "the stretch ends before it begins"),
        (["--gif", "--from", "60", "--every", "1s"], "2 to 900 pictures, not 3,541"),
        (["--gif", "--every", "0"], "at least one second"),
        (["--png", "--out", "."], "is a folder, not a file"),
        (["--png", "--out", "nowhere/still.png"], "a folder that there is not"),
    ],
)
def test_what_cannot_be_written_is_said(run, tmp_path, monkeypatch, args, says):
    monkeypatch.chdir(tmp_path)
    done = call(run, *args)
    assert done.exit_code == 2, done.output
    assert says in done.output
    assert list(tmp_path.iterdir()) == []


def test_without_ffmpeg_it_is_said_what_else_there_is(run, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    done = call(run, "--webm", "--out", tmp_path / "film.webm", *SIZE)
    assert done.exit_code == 1
    assert "--gif" in done.output


def test_a_run_that_is_not_over_is_taken_as_far_as_it_is(tmp_path):
    def stop(done, total):
        if done > 1300:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        runs.record("village", tmp_path / "run", seed=3, people=60, until=3600, keyframe=600, progress=stop)
    done = call(tmp_path / "run", "--png", "--out", tmp_path / "still.png", *SIZE)
    assert done.exit_code == 0, done.output
    assert "has been lived until" in done.stderr
    assert (tmp_path / "still.png").is_file()
    assert export.lived(tmp_path / "run") < 3600


def test_ctrl_c_leaves_nothing_behind(run, tmp_path):
    out = tmp_path / "moving.gif"
    args = ["export", run, "--gif", "--from", "60", "--every", "5s", "--out", out, "--size", "960x540"]
    with subprocess.Popen([sys.executable, "-m", "undergrid", *map(str, args)], stderr=subprocess.PIPE) as process:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(8)
        process.send_signal(2)
        said = process.communicate(timeout=60)[1].decode()
    assert process.returncode == 130, said
    assert list(tmp_path.iterdir()) == []
