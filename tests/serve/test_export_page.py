"""The file opened in a real browser, from disk: it replays the run, tells why, and asks nobody for anything."""

import json
import shutil

import pytest

from undergrid import runs
from undergrid.serve import client, export
from undergrid.setup import find

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not client.built(), reason="the page has not been built: python web/build.py"),
]
EVIL = "</script><img src=x onerror=\"document.title='caught'\">"
SETTLED = "() => document.body.dataset.tiles === 'whole' && document.body.dataset.tick === document.body.dataset.asked"
LIT = """() => {
  const canvas = document.getElementById("map");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let lit = 0;
  for (let i = 0; i < data.length; i += 4) lit += data[i] + data[i + 1] + data[i + 2] > 300;
  return lit / (data.length / 4);
}"""


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """Two hours of the village, with somebody whose name would be markup elsewhere."""
    folder = tmp_path_factory.mktemp("taken")
    shutil.copytree(find("village").parent, folder / "evil")
    scenario = folder / "evil" / "scenario.yaml"
    scenario.write_text(scenario.read_text().replace("name: Bram Okafor", f"name: {json.dumps(EVIL)}"))
    runs.record(scenario, folder / "run", seed=3, people=120, until=7200)
    export.html(folder / "run", folder / "page.html")
    return folder / "page.html"


@pytest.fixture
def opened(browser, file):
    wrong, asked = [], []
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.on("console", lambda said: said.type in ("error", "warning") and wrong.append(said.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))

    def at(moment):
        page.goto(f"{file.as_uri()}#{moment}")
        page.wait_for_function(SETTLED, timeout=120_000)
        return page

    yield at
    assert wrong == []
    assert {url.split("#")[0] for url in asked if not url.startswith(("blob:", "data:"))} == {file.as_uri()}
    page.close()


def test_it_shows_the_city_and_whoever_is_followed(opened):
    page = opened("tick=600&who=citizen-0")
    page.wait_for_selector("#side h2:has-text('Ada Lind')")
    assert 0.002 < page.evaluate(LIT) < 0.9
    assert page.locator(".meter").count() > 1
    assert page.locator("#time svg.whole rect").count() > 3


def test_a_click_on_the_timeline_goes_there_and_a_why_opens(opened):
    page = opened("tick=10&who=citizen-0")
    box = page.locator("#time .strip").bounding_box()
    page.mouse.click(118 + (box["width"] - 136) / 2, box["y"] + 40)
    page.wait_for_function("() => Math.abs(Number(document.body.dataset.tick) - 3600) < 60", timeout=60_000)
    page.locator(".ev .why").first.click()
    page.wait_for_selector("#side:has-text('rests on')")
    page.keyboard.press("Escape")
    page.wait_for_selector(".meter")


def test_modes_that_it_holds_are_shown_and_others_are_kindly_refused(opened):
    page = opened("tick=3610&who=citizen-0&mode=trails")
    for key, mode in (
        ("5", "trails"),
        ("4", "belief"),
        ("7", "bodies"),
        ("8", "network"),
        ("9", "ties"),
        ("1", "city"),
    ):
        page.keyboard.press(key)
        page.wait_for_function("mode => document.body.dataset.mode === mode", arg=mode, timeout=60_000)
    page.keyboard.press("7")
    page.wait_for_selector("#legend:has-text('As it was at')")
    page.keyboard.press("2")
    page.wait_for_selector("#said:has-text('does not hold')")
    assert page.evaluate("document.body.dataset.mode") == "bodies"


def test_the_life_line_of_the_named_is_there(opened):
    page = opened("tick=600&who=citizen-0")
    page.wait_for_selector("#side svg.life")


def test_time_runs_and_goes_over_the_end_of_an_hour(opened):
    page = opened("tick=3590&who=citizen-0")
    page.click("[data-speed='10']")
    page.keyboard.press("Space")
    page.wait_for_function("() => Number(document.body.dataset.tick) > 3620", timeout=60_000)
    page.keyboard.press("Space")
    page.keyboard.press("End")
    page.wait_for_function("() => document.body.dataset.tick === '7200'", timeout=60_000)


def test_the_named_and_watchers_are_found_and_others_are_kindly_refused(opened):
    page = opened("tick=600")
    page.keyboard.press("/")
    page.keyboard.type("drone")
    page.wait_for_selector(".hit")
    page.keyboard.press("Enter")
    page.wait_for_selector("#side:has-text('undergrid watch')")
    page.wait_for_selector("#side h2:has-text('Drone')")


def test_a_name_is_never_markup(opened):
    page = opened("tick=600&who=citizen-1")
    page.wait_for_selector("#side h2")
    assert page.text_content("#side h2") == EVIL
    assert page.locator("img").count() == 0
    assert "caught" not in page.title()
