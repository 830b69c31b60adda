"""Stills, looked at by their pixels: night and day, who is where, and that looking changes nothing."""

import hashlib
import sys

import numpy as np
import pytest

import undergrid
from undergrid.core.errors import UsageError
from undergrid.still import camera
from undergrid.still.caption import Caption
from undergrid.still.painter import Painter
from undergrid.still.pen import NoPillowError

pytest.importorskip("PIL", reason="Pillow is not installed: it comes with the extra `pictures`")
CAPTION = Caption("A village", "village", 3)
GOLD = np.array([255, 212, 121])


@pytest.fixture(scope="module")
def evening():
    """The village at eight in the evening."""
    sim = undergrid.load("village", seed=3, people=120)
    sim.run(until="3 h")
    return sim


@pytest.fixture(scope="module")
def noon():
    sim = undergrid.load("village", seed=3, people=120)
    sim.run(until="19 h")
    return sim


def still(sim, *, who=-1, level=None, width=640, height=400, caption=None):
    world = sim.world
    number = camera.street(world.city) if level is None else camera.level_of(world.city, level)
    view = camera.over(world.city, number, width, height)
    if who >= 0:
        view = camera.along(world.city, [int(world.citizens.cell[who])], width, height)
    return np.asarray(Painter(world, sim.names()).paint(world, view, caption, who)).astype(int)


def lit(picture):
    """(mean light, share of pixels that shine)"""
    light = picture.sum(2)
    return light.mean() / 3, (light > 480).mean()


def test_by_day_the_ground_is_light_and_by_night_windows_and_lamps_are(evening, noon):
    (dark, shining), (bright, _) = lit(still(evening)), lit(still(noon))
    assert 15 < dark < 0.75 * bright
    assert 0.005 < shining < 0.2


def test_windows_are_lit_by_those_who_are_behind_them(evening):
    empty = evening.fork()
    empty.world.citizens.alive[:] = 0
    full, dead = still(evening), still(empty)
    brighter, darker = (((a - b).sum(2) > 90).mean() for a, b in ((full, dead), (dead, full)))
    assert brighter > 0.01
    assert brighter > 2 * darker


def test_the_city_goes_dark_where_its_lamps_are_out(evening):
    from undergrid.still.ground import Blocks, Plan, Window
    from undergrid.still.lamps import hang

    city = evening.world.city
    plan = Plan(city, camera.street(city), Window(0, 0, city.width, city.height), Blocks(city))
    burning = hang(plan, np.zeros(0, np.uint8))
    assert len(burning.x) > 50
    assert len(hang(plan, np.full(city.n_cells // 8 + 1, 255, np.uint8)).x) == 0


def test_whoever_is_asked_for_is_gold_in_the_middle(evening):
    who = evening.row("ada")
    picture = still(evening, who=who)
    near = picture[185:215, 305:335].reshape(-1, 3)
    assert (np.abs(near - GOLD).sum(1) < 60).sum() > 40
    corner = picture[:30, :30].reshape(-1, 3)
    assert (np.abs(corner - GOLD).sum(1) < 60).sum() == 0


def test_a_level_below_is_another_picture(evening):
    street, below = still(evening), still(evening, level="underbelly")
    assert np.abs(street - below).mean() > 5
    assert lit(below)[0] < lit(street)[0]
    with pytest.raises(UsageError, match="no level is called 'cellar'") as found:
        camera.level_of(evening.world.city, "cellar")
    assert "street" in found.value.hint


def test_a_caption_stands_at_the_lower_edge(evening):
    bare, said = still(evening, width=1100), still(evening, width=1100, caption=CAPTION)
    changed = np.abs(bare - said).sum(2) > 0
    assert changed[-80:].mean() > 0.5
    assert not changed[:200].any()


def test_the_same_moment_is_the_same_picture_and_looking_changes_nothing(evening):
    twin, before = evening.fork(), evening.digest()
    first, second = still(evening), still(evening)
    assert hashlib.sha256(first.tobytes()).digest() == hashlib.sha256(second.tobytes()).digest()
    assert evening.digest() == before
    evening.run(until=3 * 3600 + 60)
    twin.run(until=3 * 3600 + 60)
    assert evening.digest() == twin.digest()


def test_a_painter_that_goes_on_paints_what_a_new_one_would(evening):
    sim = evening.fork()
    view = camera.over(sim.world.city, camera.street(sim.world.city), 480, 300)
    painter = Painter(sim.world, sim.names())
    for _ in range(3):
        sim.run(until=sim.tick + 400)
        going_on, anew = (one.paint(sim.world, view) for one in (painter, Painter(sim.world, sim.names())))
        assert np.array_equal(np.asarray(going_on), np.asarray(anew))


@pytest.mark.parametrize(("width", "height"), [(100, 800), (800, 5000), (4096, 4096)])
def test_sizes_are_bounded(evening, width, height):
    with pytest.raises(UsageError, match="a picture"):
        still(evening, width=width, height=height)


def test_a_notebook_shows_a_picture_and_the_essentials(evening):
    shown = evening._repr_html_()
    assert shown.startswith("<figure")
    assert 'src="data:image/png;base64,' in shown
    assert "Ada Lind" in shown
    assert len(shown) < 400_000


def test_names_are_text_in_a_notebook(evening):
    sim = evening.fork()
    sim.built.full_names = {**sim.built.full_names, "ada": "<img src=x onerror=alert(1)>"}
    shown = sim._repr_html_()
    assert "&lt;img src=x onerror=alert(1)&gt;" in shown
    assert shown.count("<img") == 1


def test_without_pillow_a_notebook_has_words_and_a_picture_says_what_is_missing(evening, monkeypatch):
    monkeypatch.setitem(sys.modules, "PIL", None)
    shown = evening._repr_html_()
    assert "<img" not in shown
    assert "undergrid[pictures]" in shown
    assert "Ada Lind" in shown
    with pytest.raises(NoPillowError) as found:
        still(evening)
    assert "pip install" in found.value.hint


def test_a_city_whose_buildings_have_no_names_is_drawn(tmp_path):
    """The report of a night on such a map ended in a fault of ours."""
    text = 'scenario: bare\ntitle: B\nclock: {tick: 1 s, starts: "12:00", lasts: 1 h}\nmap: bare.map\n'
    (tmp_path / "bare.map").write_text("type octile\nheight 4\nwidth 6\nmap\n......\n.@@...\n.@@.WW\n......\n")
    (tmp_path / "scenario.yaml").write_text(
        f"{text}places: {{here: [street, 0, 0]}}\ncast: {{ada: {{name: Ada, at: here}}}}\n"
    )
    sim = undergrid.load(tmp_path, seed=1)
    assert still(sim, width=320, height=240) is not None
