"""What each mode costs to draw, near and far, and how soon a click opens a panel.

python benchmarks/modes.py RUN [TICK]

`frames/s` is what was drawn at 10 times, while `others` cores were busy with other work; `main` and `browser` are
milliseconds of processor time a frame, of the thread that draws and of the whole browser: where nothing else runs,
1000 / main frames a second can be drawn. `panel` is from a click to its panel, in milliseconds: the median of some.
"""

import os
import sys
import time
from pathlib import Path

import harness
from watching import HZ, below, took

from undergrid.serve import serving

COLUMNS = ["frames/s", "main", "browser", "others", "panel"]
MODES = ("city", "heat", "sight", "belief", "trails", "noise", "bodies", "network", "ties")
SETTLED = "() => document.body.dataset.tiles === 'whole' && document.body.dataset.tick === document.body.dataset.asked"
SECONDS = 6
WATCHED = """() => {
  const side = document.getElementById("side");
  const title = () => side.querySelector("h2")?.textContent;
  let [began, before] = [0, ""];
  window.panels = [];
  document.getElementById("map").addEventListener("pointerup", (event) => {
    [began, before] = [event.timeStamp, title()];
  }, true);
  new MutationObserver(() => {
    if (!began || !title() || title() === before) return;
    window.panels.push(performance.now() - began);
    began = 0;
  }).observe(side, { childList: true, subtree: true });
}"""


def busy():
    """Processor seconds that the machine has worked, all cores together."""
    counts = list(map(int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]))
    return (sum(counts) - counts[3] - counts[4]) / HZ


def renderer(processes):
    """The process that draws the page: of those of the browser, the renderer that has worked most."""
    drawing = [one for one in processes if b"--type=renderer" in Path(f"/proc/{one}/cmdline").read_bytes()]
    return max(drawing, key=took)


def main_thread(process):
    """Processor seconds of the thread that draws."""
    return (
        sum(map(int, Path(f"/proc/{process}/task/{process}/stat").read_text().rpartition(")")[2].split()[11:13])) / HZ
    )


def clicked(page):
    """Milliseconds from a click on the map to the panel of what it has hit: the median of some; 0 where none has."""
    page.evaluate(WATCHED)
    for n in range(40):
        page.mouse.click(200 + n * 197 % 700, 120 + n * 71 % 400)
        page.wait_for_timeout(200)
    found = sorted(page.evaluate("window.panels"))
    return round(found[len(found) // 2]) if found else 0


def measured(browser, address, moment, mode):
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.goto(f"{address}#{moment}&mode={mode}")
    page.wait_for_function(SETTLED, timeout=240_000)
    page.wait_for_function("() => document.body.dataset.more === 'false'", timeout=240_000)
    panel = {"panel": clicked(page)} if mode == "city" else {}
    page.click("[data-speed='10']")
    page.keyboard.press("Space")
    page.wait_for_timeout(1500)
    processes = below(os.getpid())
    drawing = renderer(processes)

    def now():
        ours = {one: took(one) for one in processes if Path(f"/proc/{one}").exists()}
        chrome = sum(spent for one, spent in ours.items() if b"chrom" in Path(f"/proc/{one}/cmdline").read_bytes())
        drawn = int(page.evaluate("document.body.dataset.drawn"))
        return drawn, main_thread(drawing), chrome, busy() - sum(ours.values()), time.monotonic()

    before = now()
    page.wait_for_timeout(SECONDS * 1000)
    frames, main, chrome, others, seconds = (b - a for a, b in zip(before, now(), strict=True))
    page.close()
    row = {
        "frames/s": round(frames / seconds, 1), "main": round(1000 * main / frames, 1),
        "browser": round(1000 * chrome / frames, 1), "others": round(others / seconds, 2),
    }  # fmt: skip
    return row | panel


def main():
    from playwright.sync_api import sync_playwright

    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from serve.browsers import launch

    run, tick = sys.argv[1], (*sys.argv[2:], "2400")[0]
    rows = {}
    with serving(run) as address, sync_playwright() as api:
        browser = launch(api)
        for place, where in (("near", "at=120.0,190.0,10"), ("far", "at=165.0,165.0,1.9")):
            for mode in MODES:
                rows[f"{mode}, {place}"] = measured(
                    browser, address, f"tick={tick}&{where}&level=0&who=citizen-0", mode
                )
        browser.close()
    harness.show("modes", COLUMNS, rows)


if __name__ == "__main__":
    main()
