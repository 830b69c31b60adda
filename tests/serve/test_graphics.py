"""The graphics card finishes the picture as the processor does. The browser of the tests has one in software."""

import pytest

from undergrid.serve import client

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not client.built(), reason="the page has not been built: python web/build.py"),
]
MOODS = {
    "a night": {"day": 0, "wet": 0, "ash": 0},
    "rain at dusk": {"day": 0.4, "wet": 1, "ash": 0},
    "ash by night": {"day": 0, "wet": 0, "ash": 0.7},
    "ash at noon": {"day": 1, "wet": 0, "ash": 1},
}
BOTH = """async (mood) => {
  const side = 64;
  const ground = new Uint8Array(side * side).fill(3);
  const house = { name: "house", use: 1, level: 0, x: 20, y: 18, w: 14, h: 16, door: 34 * side + 26, room: 40 };
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) if (x >= 20 && x < 34 && y >= 18 && y < 34) ground[y * side + x] = 1;
  const city = {
    width: side, height: side, cell_mm: 2000, levels: [{ name: "street", lawful: true, sky: true }],
    districts: [["Centre", "centre"]], buildings: [house],
  };
  const worker = new Worker("/worker.js");
  const tile = (finisher) => new Promise((done) => {
    worker.onmessage = ({ data }) => done(data);
    const [awake, asleep, dark] = [[200], [90], []].map((values) => new Uint8Array(values));
    const fires = new Uint32Array([40 * side + 44]);
    worker.postMessage({ do: "dress", awake, asleep, dark, fires, ...mood, finisher });
    worker.postMessage({ do: "bake", key: "", version: 1, level: 0, zoom: 10, tx: 0, ty: 0 });
  });
  worker.postMessage({ do: "begin", city, ground, district: new Uint16Array(side * side) });
  const found = {};
  for (const finisher of ["processor", "graphics", "auto"]) {
    const { picture, by } = await tile(finisher);
    const ctx = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
    ctx.drawImage(picture, 0, 0);
    found[finisher] = { by, data: ctx.getImageData(0, 0, picture.width, picture.height).data };
  }
  worker.terminate();
  const [a, b] = [found.processor.data, found.graphics.data];
  let [most, sum, light, dark] = [0, 0, 0, 255];
  for (let i = 0; i < a.length; i++) {
    if (i % 4 === 3) continue;
    most = Math.max(most, Math.abs(a[i] - b[i]));
    sum += Math.abs(a[i] - b[i]);
    [light, dark] = [Math.max(light, a[i]), Math.min(dark, a[i])];
  }
  return { by: Object.values(found).map((one) => one.by), most, mean: sum / (a.length * 0.75), range: light - dark };
}"""


@pytest.fixture(scope="module")
def page(browser, address):
    page = browser.new_page()
    page.goto(address)
    yield page
    page.close()


@pytest.mark.parametrize("mood", MOODS.values(), ids=MOODS)
def test_both_finish_a_tile_alike(page, mood):
    told = page.evaluate(BOTH, mood)
    assert told["by"] == ["processor", "graphics", "processor"]  # software that poses as a card is left alone
    assert told["range"] > 100
    assert told["most"] <= 2
    assert told["mean"] < 0.02


def test_who_chooses_the_card_is_drawn_for_by_it(browser, address):
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.goto(f"{address}#tick=600&at=46.0,46.0,7")
    finished = "by => document.body.dataset.tiles === 'whole' && document.body.dataset.by === by"
    page.wait_for_function(finished, arg="processor", timeout=240_000)
    page.focus("#map")
    page.keyboard.press("?")
    page.select_option("#keys select", "graphics")
    page.wait_for_function(finished, arg="graphics", timeout=240_000)
    page.reload()
    page.wait_for_function(finished, arg="graphics", timeout=240_000)
    context.close()
