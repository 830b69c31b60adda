"""A page that plays at 600 times, over and over, and its memory. `benchmarks/hours_open.py` does so for longer."""

import time
from pathlib import Path

AT_THE_END = "() => document.querySelector('[data-do=play]').getAttribute('aria-label') === 'play'"


class Playing:
    """A page of a run that is played at 600 times from its beginning."""

    def __init__(self, browser, address):
        self.page = browser.new_page(viewport={"width": 1280, "height": 720})
        self.page.goto(address)
        self.page.wait_for_function("() => document.body.dataset.tiles === 'whole'", timeout=240_000)
        self.page.click("[data-speed='600']")
        self.page.focus("#map")
        self.page.keyboard.press("Space")
        self.session = self.page.context.new_cdp_session(self.page)
        self.session.send("Performance.enable")

    def on(self, seconds):
        """Play on for a while; at the end begin anew."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            time.sleep(0.5)
            if self.page.evaluate(AT_THE_END):
                self.page.keyboard.press("Space")

    def memory(self):
        """Bytes of the page's heap, once what nobody needs has been collected, and how many nodes it has."""
        self.session.send("HeapProfiler.collectGarbage")
        found = {one["name"]: one["value"] for one in self.session.send("Performance.getMetrics")["metrics"]}
        return int(found["JSHeapUsedSize"]), int(found["Nodes"])


def resident(process):
    """Bytes of memory that a process has."""
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * 4096
