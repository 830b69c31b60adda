"""What the page tells beside the picture, in a real browser: jumps, marks, lives, who is of interest, two runs."""

import numpy as np
import pytest
from serve.test_page import Page
from serve.test_page import opened as opened

from undergrid import runs
from undergrid.runs.reading import Log
from undergrid.serve import client, serving

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not client.built(), reason="the page has not been built: python web/build.py"),
]
BESIDE = "() => document.getElementById('beside').width > 64 && document.querySelector('.two tbody tr')"


@pytest.fixture(scope="module")
def pair(hour, tmp_path_factory):
    """An hour of the village and its fork, side by side; and where they part."""
    folder = tmp_path_factory.mktemp("fork") / "run"
    runs.fork(hour, folder, at=600, set={"tags.reader_m": 0})
    first = runs.diff(hour, folder).first
    assert first is not None
    with serving(hour, beside=folder) as address:
        yield address, first.tick


def test_keys_jump_to_what_there_is_and_say_so_when_there_is_none(opened):
    page = opened("tick=600&who=citizen-0")
    page.page.wait_for_function("() => document.querySelectorAll('.ev').length > 0")
    page.page.focus("#map")
    for key, says in (("j", "No beat of the arc"), ("d", "Nobody's death"), ("e", "ending")):
        page.page.keyboard.press(key)
        page.page.wait_for_function("(says) => document.getElementById('said').textContent.includes(says)", arg=says)


def test_a_jump_goes_to_the_first_sighting_of_whoever_is_followed(opened, day):
    page = opened("tick=30000&who=citizen-0")
    page.page.wait_for_function("() => document.querySelectorAll('.ev').length > 0")
    page.page.focus("#map")
    page.page.keyboard.press("g")
    page.page.wait_for_function("() => /authority/i.test(document.getElementById('said').textContent)", timeout=60_000)


def test_a_life_line_is_drawn_and_a_click_goes_there(opened):
    page = opened("tick=600&who=citizen-0")
    page.page.wait_for_selector(".lifestrip rect", timeout=120_000)
    half = page.page.evaluate("document.querySelector('.lifestrip').clientWidth / 2")
    page.page.locator(".lifestrip").click(position={"x": half, "y": 6})
    page.page.wait_for_function("() => document.body.dataset.asked !== '600'")
    page.settle()
    assert abs(page.read("tick") - 28800) < 240


def test_who_is_of_interest_can_be_followed_though_time_passes_while_the_button_is_pressed(opened):
    page = opened("tick=600&at=46.0,46.0,7&level=0")
    page.page.wait_for_selector(".one.busy", timeout=60_000)
    page.page.locator(".one.busy").first.hover()
    page.page.mouse.down()
    row = page.page.evaluate("document.querySelector('.one.busy:active').dataset.row")
    for tick in range(601, 605):
        page.press("ArrowRight", tick)
    page.page.mouse.up()
    page.page.wait_for_function(
        "(row) => location.hash.split('&').includes(`who=citizen-${row}`)", arg=row, timeout=60_000
    )


def test_the_address_names_what_came_just_before_the_page_came_to_rest(opened):
    page = opened("tick=600&at=46.0,46.0,7&level=0")
    page.page.wait_for_function("() => location.hash.includes('tick=600')", timeout=60_000)
    for tick in range(601, 605):
        page.press("ArrowRight", tick)
    page.page.wait_for_function("() => location.hash.includes('tick=604&')", timeout=60_000)


def test_a_click_on_the_small_map_goes_there(opened):
    page = opened("tick=600&at=10.0,10.0,28&level=0")
    page.page.wait_for_selector("#minimap:not([hidden])")
    before = page.map()
    box = page.page.locator("#minimap").bounding_box()
    page.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.page.wait_for_function("() => !location.hash.includes('at=10.0,10.0')", timeout=60_000)
    page.settle()
    assert page.map() != before
    page.page.focus("#map")
    page.page.keyboard.press("m")
    page.page.wait_for_selector("#minimap[hidden]", state="attached")


def test_a_still_is_a_picture_of_what_is_seen_with_a_caption(opened, tmp_path):
    page = opened("tick=57000&at=46.0,46.0,7&level=0")
    with page.page.expect_download() as got:
        page.page.click(".still")
    path = tmp_path / "still.png"
    got.value.save_as(path)
    assert got.value.suggested_filename == "city-3-57000.png"
    content = path.read_bytes()
    assert content.startswith(b"\x89PNG")
    wide, high = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
    shown = page.map()
    assert (wide, high) == (shown["w"], shown["h"] + 34)
    assert len(content) > 20_000


def test_at_the_width_of_a_phone_nothing_runs_out_of_the_page(browser, day):
    page = Page(browser, day, "tick=600&who=citizen-0")
    page.page.set_viewport_size({"width": 390, "height": 844})
    page.settle()
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 390
    for name in ("[data-do=play]", "[data-speed='600']", "[data-jump=beat]", ".search", "#map"):
        box = page.page.locator(name).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    assert not page.page.locator("#minimap").is_visible()
    assert page.wrong == []
    page.page.close()


def test_two_runs_stand_side_by_side_at_one_tick(browser, pair):
    address, parted = pair
    page = Page(browser, address, f"tick={parted + 900}&who=citizen-0")
    page.page.wait_for_function(BESIDE, timeout=120_000)
    page.settle()
    assert page.page.locator("#called").text_content().startswith("A · village, seed 3")
    assert page.page.locator("#calledbeside").text_content().startswith("B · fork")
    maps = page.page.evaluate(
        """() => ["map", "beside"].map((id) => {
          const canvas = document.getElementById(id);
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          let light = 0;
          for (let i = 0; i < data.length; i += 4) light += data[i] + data[i + 1] + data[i + 2];
          return [canvas.width, canvas.height, light / data.length];
        })"""
    )
    assert maps[0][:2] == maps[1][:2]
    assert all(light > 2 for _, _, light in maps)
    page.page.wait_for_selector("button.back:has-text('they part at')", timeout=120_000)
    page.page.click("button.back:has-text('they part at')")
    page.page.wait_for_function(f"() => Math.abs(Number(document.body.dataset.tick) - {parted}) < 900", timeout=120_000)
    assert page.wrong == []
    page.page.close()


def test_time_runs_in_both_runs_and_they_can_be_swapped(browser, pair):
    address, _ = pair
    page = Page(browser, address, "tick=100&at=46.0,46.0,7&level=0")
    page.page.wait_for_function(BESIDE, timeout=120_000)
    page.page.click("[data-speed='60']")
    page.page.keyboard.press("Space")
    page.page.wait_for_function("() => Number(document.body.dataset.tick) > 400", timeout=120_000)
    page.page.keyboard.press("Space")
    page.settle()
    page.page.focus("#map")
    page.page.keyboard.press("x")
    page.page.wait_for_function(
        "() => document.getElementById('called').textContent.startsWith('A · fork')", timeout=120_000
    )
    assert "first=b" in page.page.evaluate("location.hash")
    assert page.wrong == []
    page.page.close()


@pytest.mark.slow
def test_of_two_runs_why_is_told_in_either(browser, pair, hour):
    address, parted = pair
    told = next(event for event in Log(hour).events(about=0) if event.tick > 60)
    page = Page(browser, address, f"tick={max(parted, told.tick) + 600}&who=citizen-0")
    page.page.wait_for_selector(".beside .ev .why", timeout=120_000)
    page.page.locator(".beside .ev .why").first.click()
    page.page.wait_for_selector(".chain .rests")
    assert np.isfinite(page.read("drawn"))
    page.page.keyboard.press("Escape")
    page.page.wait_for_selector("#side h2:has-text('Ada Lind')")
    page.page.locator(".evs .why").first.click()
    page.page.wait_for_selector(".chain .rests")
    assert page.wrong == []
    page.page.close()
