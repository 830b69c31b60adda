"""What it costs to be watched: a night recorded alone, with the server beside it, with a page that plays at 600 times.

python benchmarks/watching.py [HOURS] [PEOPLE]

`own` is ticks a second of the recorder's processor time, `clock` contains its wait for a core: on a machine that does
other work compare `own`. The others are processor seconds of each process a second, and what was drawn.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import harness

from undergrid import runs
from undergrid.serve import KEYFRAME, serving

HZ = os.sysconf("SC_CLK_TCK")
COLUMNS = ["own", "clock", "serves", "lives", "browser", "frames/s", "played/s"]


def took(process):
    """Processor seconds that a process has taken, with those of its children that are alive or were waited for."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / HZ


def below(process):
    """All processes under one, those of its own first."""
    own = [int(one) for file in Path(f"/proc/{process}/task").glob("*/children") for one in file.read_text().split()]
    return own + [one for child in own for one in below(child)]


def spawned(process):
    """Of the processes under one, those that `multiprocessing` has spawned."""
    return [one for one in below(process) if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]


class Watching:
    """A server of the run, perhaps with a page; what they take from when the page plays."""

    def __init__(self, shown, run, played):
        address = shown.enter_context(serving(run, scenario="expiry"))
        while len(found := spawned(os.getpid())) < 2:
            time.sleep(0.1)
        self.server, self.lives = found
        self.player = None
        if played:
            self.player = subprocess.Popen(
                [sys.executable, __file__, "--play", address], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            shown.callback(self.player.wait)
            self.player.stdout.readline()
        self.before = self.now()

    def now(self):
        browser = sum(took(one) for one in below(self.player.pid)) if self.player else 0
        return {"serves": took(self.server), "lives": took(self.lives), "browser": browser}

    def row(self, seconds):
        now = self.now()
        row = {name: round((now[name] - self.before[name]) / seconds, 2) for name in now}
        if self.player:
            said = json.loads(self.player.communicate("\n")[0])
            row |= {"frames/s": said["frames"], "played/s": said["ticks"]}
        return row


def recorded(hours, people, keyframe, watched=False, played=False):
    """Record a night of `expiry`; returns its row of the table and its digest."""
    marks, watching = [], []
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as shown:
        run = Path(folder) / "run"

        def progress(done, total):
            if done and not marks:
                if watched:
                    watching.append(Watching(shown, run, played))
                marks.append((done, time.process_time(), time.perf_counter()))

        recorder = runs.record(
            "expiry", run, seed=36, canon=True, until=f"{hours} h", people=people, keyframe=keyframe, progress=progress
        )
        own, clock = time.process_time() - marks[0][1], time.perf_counter() - marks[0][2]
        ticks = recorder.meta.tick - marks[0][0]
        row = {"own": round(ticks / own), "clock": round(ticks / clock)}
        return row | (watching[0].row(clock) if watching else {}), recorder.meta.digest


def play(address):
    """Play in a browser until a line is read; says how many frames were drawn and how much was played, a second."""
    from playwright.sync_api import sync_playwright

    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from serve.browsers import launch

    with sync_playwright() as api:
        browser = launch(api)
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.goto(address)
        page.wait_for_function("() => document.body.dataset.tiles === 'whole'", timeout=240_000)
        page.click("[data-speed='600']")
        page.keyboard.press("Space")
        before = counters(page), time.perf_counter()
        sys.stdout.write("plays\n")
        sys.stdout.flush()
        sys.stdin.readline()
        seconds = time.perf_counter() - before[1]
        said = {name: round((count - before[0][name]) / seconds) for name, count in counters(page).items()}
        browser.close()
    sys.stdout.write(json.dumps(said))


def counters(page):
    told = page.evaluate("() => ({ ...document.body.dataset })")
    return {"frames": int(told["drawn"]), "ticks": int(told["tick"])}


def main():
    if sys.argv[1:2] == ["--play"]:
        return play(sys.argv[2])
    hours, people = (*sys.argv[1:], *("12", "20000")[len(sys.argv) - 1 :])
    ways = {
        "recorded alone": (runs.record.__kwdefaults__["keyframe"],),
        "with more keyframes": (KEYFRAME,),
        "with the server beside it": (KEYFRAME, True),
        "with a page that plays": (KEYFRAME, True, True),
    }
    harness.show_ways("watching", COLUMNS, ways, lambda *way: recorded(hours, int(people), *way))
    return None


if __name__ == "__main__":
    main()
