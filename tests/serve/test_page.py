"""The page in a real browser: what is seen, what keys and clicks do. It waits on counters of the page, not on time."""

import json
import shutil

import pytest

from undergrid import runs
from undergrid.serve import client, serving

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not client.built(), reason="the page has not been built: python web/build.py"),
]
SETTLED = "() => document.body.dataset.tiles === 'whole' && document.body.dataset.tick === document.body.dataset.asked"
MAP = """() => {
  const canvas = document.getElementById("map");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let light = 0, lit = 0;
  for (let i = 0; i < data.length; i += 4) {
    const v = data[i] + data[i + 1] + data[i + 2];
    light += v;
    lit += v > 300;
  }
  return { light: light / (data.length / 4) / 3, lit: lit / (data.length / 4), w: canvas.width, h: canvas.height };
}"""


class Page:
    """A page that is open, and what is wrong with it."""

    def __init__(self, browser, address, moment=""):
        self.wrong = []
        self.page = browser.new_page(viewport={"width": 1280, "height": 720})
        self.page.on("console", lambda said: said.type in ("error", "warning") and self.wrong.append(said.text))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.asked = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(f"{address}#{moment}")
        self.settle()

    def settle(self):
        self.page.wait_for_function(SETTLED, timeout=240_000)

    def read(self, name):
        return int(self.page.evaluate(f"document.body.dataset.{name}"))

    def press(self, key, tick):
        self.page.keyboard.press(key)
        self.page.wait_for_function(f"() => document.body.dataset.tick === '{tick}'", timeout=120_000)

    def map(self):
        return self.page.evaluate(MAP)


@pytest.fixture
def opened(browser, day):
    pages = []

    def at(moment=""):
        pages.append(Page(browser, day, moment))
        return pages[-1]

    yield at
    for one in pages:
        assert one.wrong == []
        assert {url.split("/")[2] for url in one.asked if not url.startswith(("blob:", "data:"))} == {day.split("/")[2]}
        one.page.close()


def test_the_city_is_drawn_and_day_is_brighter_than_night(opened):
    night = opened("tick=28800&at=46.0,46.0,7&level=0").map()
    noon = opened("tick=57000&at=46.0,46.0,7&level=0").map()
    assert 4 < night["light"] < noon["light"]
    assert 0.002 < night["lit"] < noon["lit"]


def test_whoever_is_followed_is_in_the_middle_and_in_the_panel(opened):
    page = opened("tick=600&who=citizen-0")
    page.page.wait_for_selector("#side h2:has-text('Ada Lind')")
    page.settle()
    middle = page.page.evaluate(
        """() => {
          const canvas = document.getElementById("map");
          const { data } = canvas.getContext("2d").getImageData(canvas.width / 2 - 24, canvas.height / 2 - 24, 48, 48);
          let gold = 0;
          for (let i = 0; i < data.length; i += 4) gold += data[i] > 220 && data[i + 1] > 180 && data[i + 2] < 160;
          return gold;
        }"""
    )
    assert middle > 60


def test_time_goes_both_ways_by_keys(opened):
    page = opened("tick=600&who=citizen-0")
    page.page.focus("#map")
    page.press("ArrowRight", 601)
    page.press("Shift+ArrowRight", 611)
    page.press("ArrowLeft", 610)
    page.press("Home", 1)
    page.press("End", 57600)


def test_play_and_pause_at_each_speed(opened):
    page = opened("tick=600")
    for speed, least in ((1, 1), (10, 5), (60, 30), (600, 200)):
        page.page.click(f"[data-speed='{speed}']")
        before = page.read("tick")
        page.page.keyboard.press("Space")
        page.page.wait_for_function(f"() => Number(document.body.dataset.tick) >= {before + least}", timeout=120_000)
        page.page.keyboard.press("Space")
        page.page.wait_for_selector("[data-do=play][aria-label=play]")
        page.settle()


def test_a_click_on_the_strip_goes_there(opened):
    page = opened("tick=600")
    strip = page.page.locator(".strip").bounding_box()
    left, wide = strip["x"] + 118, strip["width"] - 136
    page.page.mouse.click(left + wide / 2, strip["y"] + 40)
    page.page.wait_for_function("() => document.body.dataset.asked !== '600'")
    page.settle()
    assert abs(page.read("tick") - 28800) < 120


def test_somebody_is_found_by_name_and_why_is_told(opened):
    page = opened("tick=600")
    page.page.keyboard.press("/")
    page.page.keyboard.type("bram")
    page.page.wait_for_selector(".hit:has-text('Bram Okafor')")
    page.page.keyboard.press("Enter")
    page.page.wait_for_selector("#side h2:has-text('Bram Okafor')")
    page.page.keyboard.press("Escape")
    page.page.keyboard.press("/")
    page.page.keyboard.type("ada")
    page.page.wait_for_selector(".hit:has-text('Ada Lind')")
    page.page.keyboard.press("Enter")
    page.page.click(".ev .why")
    page.page.wait_for_selector(".chain .rests")
    page.page.keyboard.press("Escape")
    page.page.wait_for_selector("#side h2:has-text('Ada Lind')")


def test_a_click_chooses_and_levels_are_stepped_through(opened):
    page = opened("tick=600&at=46.0,46.0,10&level=0")
    box = page.page.locator("#map").bounding_box()
    page.page.mouse.click(box["x"] + box["width"] / 2 + 60, box["y"] + box["height"] / 2 + 40)
    page.page.keyboard.press("PageDown")
    page.page.wait_for_function("() => document.body.dataset.level === '1'")
    page.settle()
    page.page.keyboard.press("PageUp")
    page.page.wait_for_function("() => document.body.dataset.level === '0'")


def test_a_link_opens_on_the_same_moment(opened):
    page = opened("tick=4321&at=40.0,50.0,14&level=0&who=citizen-1")
    page.page.keyboard.press("l")
    link = page.page.evaluate("location.hash")
    assert link == "#tick=4321&at=40.0,50.0,14&level=0&who=citizen-1"


def test_a_name_is_never_markup(browser, tmp_path):
    evil = '<img src=x onerror="document.title=1">'
    run = tmp_path / "run"
    scenario = tmp_path / "evil"
    from undergrid.setup import find

    shutil.copytree(find("village").parent, scenario)
    file = scenario / "scenario.yaml"
    file.write_text(file.read_text().replace("name: Ada Lind", f"name: {json.dumps(evil)}"))
    runs.record(file, run, seed=3, people=60, until=300)
    with serving(run, scenario=evil) as address:
        page = Page(browser, address, "tick=120&who=citizen-0")
        page.page.wait_for_selector("#side h2")
        assert page.page.text_content("#side h2") == evil
        assert page.page.locator("img").count() == 0
        assert page.wrong == []
        page.page.close()


def test_the_panel_is_of_the_moment_that_is_seen(opened, day):
    """However the clock was moved before: an answer to an older question is not taken for one to the last."""
    page = opened("tick=600&who=citizen-0")
    page.page.wait_for_selector(".meter")
    page.page.focus("#map")
    for key in ("End", "Home", "End", "Home"):
        page.page.keyboard.press(key)
    page.press("Shift+ArrowRight", 11)
    page.settle()
    page.page.wait_for_timeout(1500)
    fresh = opened("tick=11&who=citizen-0")
    fresh.page.wait_for_selector(".meter")
    assert page.page.text_content("#side .who") == fresh.page.text_content("#side .who")
    assert page.page.locator(".meter").all_text_contents() == fresh.page.locator(".meter").all_text_contents()


SEEN = "mode => document.body.dataset.mode === mode && document.body.dataset.more === 'false'"
LOOKS = """() => {
  const canvas = document.getElementById("map");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const sum = [0, 0, 0];
  for (let i = 0; i < data.length; i += 4) for (let c = 0; c < 3; c++) sum[c] += data[i + c];
  return sum.map((one) => one / (data.length / 4));
}"""
TITLES = {
    "city": "City", "heat": "Heat", "sight": "Watched now", "belief": "Truth and belief", "trails": "Trails",
    "noise": "Noise", "bodies": "Bodies", "network": "Network", "ties": "Ties",
}  # fmt: skip


def test_each_mode_has_a_key_a_button_a_legend_and_a_picture_of_its_own(opened):
    page = opened("tick=28800&at=46.0,46.0,7&level=0&who=citizen-0")
    looks = {}
    for nth, (mode, title) in enumerate(TITLES.items(), 1):
        page.page.keyboard.press(str(nth))
        page.page.wait_for_function(SEEN, arg=mode, timeout=120_000)
        page.settle()
        assert page.page.text_content("#legend h2").startswith(title)
        assert page.page.get_attribute(f"#modes [data-mode='{mode}']", "aria-pressed") == "true"
        assert page.page.locator("#modes [aria-pressed='true']").count() == 1
        looks[mode] = page.page.evaluate(LOOKS)
    washed = [mode for mode in looks if mode not in ("city", "network")]
    for mode in washed:
        assert max(abs(a - b) for a, b in zip(looks[mode], looks["city"], strict=True)) > 0.5, mode
    red, green, blue = looks["heat"]
    assert min(red, blue) > green
    page.page.click("#modes [data-mode='city']")
    page.page.wait_for_function(SEEN, arg="city", timeout=120_000)


def test_a_mode_that_the_city_has_not_is_told_and_shows_the_city(opened):
    page = opened("tick=28800&at=46.0,46.0,7&level=0&mode=network")
    page.page.wait_for_selector("#legend .lacks:has-text('no control network')")
    assert page.map()["lit"] > 0.002


def test_the_mode_is_in_the_link_and_a_wrong_one_is_the_city(opened):
    page = opened("tick=600&at=40.0,50.0,14&level=0&who=citizen-1&mode=belief")
    page.page.wait_for_function(SEEN, arg="belief", timeout=120_000)
    page.page.keyboard.press("l")
    assert page.page.evaluate("location.hash").endswith("&mode=belief")
    page.page.keyboard.press("1")
    page.page.keyboard.press("l")
    assert "mode" not in page.page.evaluate("location.hash")
    other = opened("tick=600&mode=%3Cimg%3E")
    other.page.wait_for_function(SEEN, arg="city", timeout=120_000)


def test_a_trail_is_drawn_once_it_has_been_looked_back_at(opened):
    page = opened("tick=40000&who=citizen-0&mode=trails")
    page.page.wait_for_function(SEEN, arg="trails", timeout=240_000)
    assert page.page.locator("#legend .note:has-text('Looking back')").count() == 0
