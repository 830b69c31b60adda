"""A run taken away as one page: what is recorded is what was, and the file is all that there is."""

import base64
import gzip
import json
import re
import struct

import numpy as np
import pytest

from undergrid import runs
from undergrid.runs.folder import DiskFullError
from undergrid.serve import client, export, frames, wire
from undergrid.serve.export.hour import HOUR, Hour, step_of
from undergrid.serve.export.recording import record
from undergrid.serve.past import Past
from undergrid.serve.survey import Survey

LAST = 3600


def silent(done, total):
    pass


def parts_of(block):
    n = struct.unpack_from("<I", block)[0]
    at, found = 4 + n, {}
    for name, size in json.loads(block[4:at]):
        found[name] = gzip.decompress(block[at : at + size])
        at += size
    assert at == len(block)
    return found


@pytest.fixture(scope="module")
def recorded(hour):
    return parts_of(record(hour, LAST, silent))


def summed(values, n):
    return values.reshape(n, -1).cumsum(axis=1)


def kept(columns, name, second):
    """A list that seldom changes, at a second."""
    n = int(np.searchsorted(columns[f"{name}At"], second, side="right")) - 1
    first = int(columns[f"{name}Size"][:n].sum())
    return columns[name][first : first + int(columns[f"{name}Size"][n])]


def look(tick):
    return wire.Look(
        do="look", got=0, tick=tick, box=(0, 0, 10_000, 10_000), level=0, step=1, lit=-1, what="", row=-1
    )  # fmt: skip


@pytest.mark.parametrize("tick", [1, 2, 59, 61, 600, 1777, 3600])
def test_what_is_recorded_is_what_a_server_would_show(hour, recorded, tick):
    past = Past(hour)
    sim = past.go(tick)
    head, shown = wire.unpack(frames.frame(sim, sim.names(), look(tick), 1))
    kept_head, columns = wire.unpack(recorded["hour0"])
    second = tick - kept_head["first"]
    for nth, person in enumerate(head["cast"]):
        mine = np.flatnonzero((columns["castWho"] == nth) & (columns["castTick"] <= second))[-1]
        for name in ("cell", "inside", "doing", "posture"):
            assert columns[f"cast{name.capitalize()}"][mine] == person[name], (name, person)
    posts = wire.unpack(recorded["watchers"])[1]
    n = len(posts["mobile"])
    assert n
    moves = summed(columns["moves"], 5 * n)
    sample = second // kept_head["step"]
    if second % kept_head["step"] == 0:
        assert len(shown["watcher"])
        for at, row in enumerate(shown["watcher"].tolist()):
            nth = posts["mobile"].tolist().index(row)
            assert moves[nth, sample] == shown["watcherCell"][at]
            assert moves[3 * n + nth, sample] == shown["watcherDuty"][at]
    assert kept(columns, "gate", second).tolist() == shown["gate"].tolist()
    if second % 60 == 0:
        crowd = kept(columns, "crowd", second)
        cells, counts = crowd[: len(crowd) // 2], crowd[len(crowd) // 2 :]
        on_street = cells < sim.world.city.area
        assert counts[on_street].sum() == shown["density"].sum()
        minutes = summed(columns["minutes"], 9 + len(head["counts"]))
        assert minutes[7, second // 60] == head["alive"]
        assert minutes[9:, second // 60].tolist() == head["counts"]


@pytest.mark.parametrize("tick", [1, 301, 3301])
@pytest.mark.parametrize(("mode", "row"), [("belief", -1), ("bodies", -1), ("network", -1), ("ties", -1), ("ties", 1)])
def test_what_a_mode_shows_is_what_a_server_would_show(hour, recorded, tick, mode, row):
    sim = Past(hour).go(tick)
    whole = (0, 0, sim.world.city.width, sim.world.city.height)
    what = "citizen" if row >= 0 else ""
    given = look(tick).model_copy(update={"mode": mode, "box": whole, "step": 0, "what": what, "row": row})
    head, shown = wire.unpack(frames.frame(sim, sim.names(), given, 1))
    kept_head, columns = wire.unpack(recorded["hour0"])
    second = tick - kept_head["first"]
    mine = [one[3] for one in kept_head["layers"] if one[0] <= second and one[1:3] == [mode, row]]
    assert mine[-1] == head["layer"]
    of_mode = {"belief": "ghost", "bodies": "body", "network": "node"}.get(mode)
    if of_mode:  # a server shows those on the level that is looked at
        theirs, cells = (kept(columns, f"{of_mode}{part}", second) for part in ("", "Cell"))
        on_street = theirs[cells // sim.world.city.area == 0]
        assert set(shown[of_mode].tolist()) <= set(theirs.tolist())
        if mode == "bodies":
            assert on_street.tolist() == shown["body"].tolist()


def test_arc_and_lives_are_those_that_a_survey_tells(eden):
    tale, survey = json.loads(parts_of(record(eden, 900, silent))["tale"]), Survey(None, eden)
    while survey.step():
        pass
    arc = survey.answer("arc")[1]
    assert tale["arc"] == arc
    assert arc["beats"]
    assert tale["lives"] == {row: survey.answer("life", int(row))[1] for row in tale["lives"]}
    assert len(tale["lives"]) > 3
    assert {beat["id"] for beat in arc["beats"] if beat["id"]} <= set(tale["why"])


def test_what_watchers_see_is_there_for_each_cell_they_stood_on(recorded):
    _, columns = wire.unpack(recorded["hour0"])
    n = len(wire.unpack(recorded["watchers"])[1]["mobile"])
    moves = summed(columns["moves"], 5 * n)
    stood = set(zip(moves[:n].ravel().tolist(), moves[4 * n :].ravel().tolist(), strict=True))
    _, looks = wire.unpack(recorded["sights"])
    known = set(zip(looks["cell"].tolist(), looks["around"].tolist(), strict=True))
    assert {one for one in stood if one[1]} == known
    assert len(looks["bits"]) == sum(((2 * around + 1) ** 2 + 7) // 8 for _, around in known)


def test_every_event_that_is_told_has_its_way_back_to_a_root(recorded):
    tale = json.loads(recorded["tale"])
    told = [one["id"] for lines in tale["told"].values() for one in lines if one["id"]]
    assert told
    for event in told:
        steps = 0
        while event in tale["cause"]:
            event, steps = tale["cause"][event], steps + 1
            assert steps < 1000
        assert tale["why"][event]["root"]
    assert tale["state"]["until"] == LAST
    assert max(tale["course"]["ticks"]) <= LAST


def test_a_recording_can_end_before_the_run_does(hour):
    tale = json.loads(parts_of(record(hour, 900, silent))["tale"])
    assert tale["state"]["until"] == 900
    assert all(one["tick"] <= 900 for lines in tale["told"].values() for one in lines)


def test_the_longer_and_the_more_watched_a_run_is_the_farther_apart_are_places_of_watchers(hour):
    world = Past(hour).sim.world
    assert step_of(world, HOUR) == 1
    assert step_of(world, 10_000 * HOUR) == 60


def test_an_hour_is_noted_alike_whenever_it_is_begun(hour):
    """Each hour can be read by itself: at its first second it has all that there is."""
    past = Past(hour)
    sim = past.go(1300)
    one = Hour(sim, sim.names(), 1)
    one.take(sim)
    head, columns = wire.unpack(one.packed())
    assert head["first"] == 1300
    assert sorted(columns["castWho"].tolist()) == list(range(len(sim.world.names)))
    for name in ("gate", "duty", "crowd", "dark", "shelter"):
        assert columns[f"{name}At"].tolist() == [0]


@pytest.fixture(scope="module")
def page(hour, tmp_path_factory):
    if not client.built():
        pytest.skip("the page has not been built: python web/build.py")
    out = tmp_path_factory.mktemp("taken") / "page.html"
    assert export.html(hour, out) == out.stat().st_size
    return out


def test_the_file_is_all_that_there_is(page):
    text = page.read_text("utf-8")
    assert not re.findall(r"(?:src|href)=\"(?!data:)", text)
    assert re.findall(r"url\((?!data:|#)[^)]", text) == []
    assert "connect-src" not in text  # and what is not named is not allowed
    assert "default-src 'none'" in text
    assert text.count("</script") == text.count("<script")


def test_what_comes_from_a_run_is_never_read_as_markup(page):
    text = page.read_text("utf-8")
    block = re.search(r'id="recorded">([^<]*)<', text)[1]
    assert json.loads(parts_of(base64.b64decode(block))["tale"])["told"]
    assert "Ada Lind" not in text


def test_a_disk_that_is_full_leaves_the_file_as_it_was(page, hour, monkeypatch):
    before = page.read_bytes()

    def full(self, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(DiskFullError):
        export.html(hour, page)
    monkeypatch.undo()
    assert page.read_bytes() == before
    assert [one.name for one in page.parent.iterdir()] == [page.name]


def test_nothing_is_taken_from_a_run_that_has_not_begun(tmp_path):
    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        runs.record("village", tmp_path / "run", seed=3, people=60, until=60, progress=stop)
    with pytest.raises(runs.RunError, match="nothing of it is on disk yet"):
        export.lived(tmp_path / "run")
