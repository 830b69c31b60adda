"""A page that stays open: what memory it and its server take, minute by minute, while it plays at 600 times.

python benchmarks/hours_open.py RUN [MINUTES]

Ten minutes at 600 times are 100 hours of the city; at the end of the run it begins anew.
"""

import os
import sys
from pathlib import Path

import harness
from watching import spawned

from undergrid.serve import serving

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))


def main():
    from playwright.sync_api import sync_playwright
    from serve.browsers import launch
    from serve.playing import Playing, resident

    run, minutes = sys.argv[1], int((*sys.argv[2:], "10")[0])
    rows = {}
    with serving(run) as address, sync_playwright() as api:
        browser = launch(api)
        playing = Playing(browser, address)
        server, lives = spawned(os.getpid())
        for minute in range(minutes + 1):
            heap, nodes = playing.memory()
            rows[f"minute {minute}"] = {
                "heap, MB": round(heap / 1e6, 2), "nodes": nodes, "serves, MB": round(resident(server) / 1e6, 1),
                "lives, MB": round(resident(lives) / 1e6, 1),
            }  # fmt: skip
            if minute < minutes:
                playing.on(60)
        browser.close()
    harness.show("hours_open", ["heap, MB", "nodes", "serves, MB", "lives, MB"], rows)


if __name__ == "__main__":
    main()
