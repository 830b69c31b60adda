"""Many who watch one run while it is being recorded: how late their frames are, and what the run loses by it.

python benchmarks/spectators.py [SPECTATORS] [PEOPLE] [HOURS]

`at one place`: all play the same seconds and look at the same part of the city;
`together`: each looks at a part of their own; `apart`: each plays a moment of their own, too.
A spectator looks once a second, as a page at 1x does. All come in the same instant, so the first looks wait for each
other, and are told apart: `first` is the longest of them. `late` is from any later look to its frame, both in
milliseconds; `own` is ticks a second of the recorder's processor time.
"""

import asyncio
import contextlib
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import harness

from undergrid import runs
from undergrid.serve import KEYFRAME, serving, wire

COLUMNS = ["own", "clock", "frames/s", "first", "late p50", "late p99", "kB/s each", "ended"]
FIRST = 1800  # seconds of the city that are lived before anybody looks
WIDE, HIGH = 128, 72  # cells of a view at 10 px a cell


class Tally:
    """What all of them have seen."""

    def __init__(self):
        self.first, self.late, self.bytes, self.ended = [], [], 0, 0


async def spectator(address, number, way, tally, until):
    """Look once a second until it is time, from one moment on."""
    from websockets.asyncio.client import connect
    from websockets.exceptions import ConnectionClosed

    dice = random.Random(number)
    place = random.Random(0 if way == "at one place" else number)
    host = address.removeprefix("http://").rstrip("/")
    at = dice.randrange(60, FIRST) if way == "apart" else 60
    got, lit, seen = 0, -1, False
    try:
        async with connect(f"ws://{host}/socket", origin=f"http://{host}", max_size=None, compression=None) as socket:
            city = wire.unpack(await socket.recv())[0]
            x, y = place.randrange(max(1, city["width"] - WIDE)), place.randrange(max(1, city["height"] - HIGH))
            box, level = [x, y, x + WIDE, y + HIGH], place.randrange(2)
            began = time.monotonic() + dice.random()
            while time.monotonic() < until:
                tick = at + int(time.monotonic() - (began if way == "apart" else 0)) % FIRST
                asked, whole = time.monotonic(), False
                look = {"do": "look", "got": got, "tick": tick, "box": box, "level": level, "step": 0}
                await socket.send(json.dumps(look | {"lit": lit, "what": "", "row": -1}))
                while not whole:
                    said = await socket.recv()
                    tally.bytes += len(said)
                    if isinstance(said, bytes):
                        head, _ = wire.unpack(said)
                        got, whole = head["number"], head["tick"] == tick
                        lit = head["lit"] if head["lit"] >= 0 else lit
                        if not whole:
                            await socket.send(json.dumps(look | {"got": got, "lit": lit, "what": "", "row": -1}))
                (tally.late if seen else tally.first).append(time.monotonic() - asked)
                seen = True
                await asyncio.sleep(max(0, asked + 1 - time.monotonic()))
    except ConnectionClosed:
        tally.ended += 1


async def crowd(address, n, way, seconds):
    """Let them all watch for a while; says what they saw."""
    tally, began = Tally(), time.monotonic()
    await asyncio.gather(*(spectator(address, i, way, tally, began + seconds) for i in range(n)))
    late = sorted(tally.late)
    return {
        "frames/s": round((len(tally.first) + len(late)) / seconds),
        "first": round(1000 * max(tally.first, default=0)),
        "late p50": round(1000 * late[len(late) // 2]) if late else "none",
        "late p99": round(1000 * late[len(late) * 99 // 100]) if late else "none",
        "kB/s each": round(tally.bytes / 1000 / seconds / n, 1),
        "ended": tally.ended,
    }


def recorded(n, people, hours, way=None):
    """Record while they watch; returns the row of the table, and the digest of the run."""
    marks, watching = [], []
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as shown:
        run = Path(folder) / "run"

        def progress(done, total):
            if done >= 2 * FIRST and not marks:
                if way is not None:
                    address = shown.enter_context(serving(run, scenario="expiry"))
                    command = [sys.executable, __file__, "--crowd", address, str(n), way]
                    watching.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
                    watching[0].stdout.readline()
                marks.append((done, time.process_time(), time.perf_counter()))

        recorder = runs.record(
            "expiry", run, seed=36, canon=True, until=f"{hours} h", people=people, keyframe=KEYFRAME, progress=progress
        )
        own, clock = time.process_time() - marks[0][1], time.perf_counter() - marks[0][2]
        ticks = recorder.meta.tick - marks[0][0]
        row = {"own": round(ticks / own), "clock": round(ticks / clock)}
        said = json.loads(watching[0].communicate()[0]) if watching else {}
        return row | said, recorder.meta.digest


async def begin(address, n, way):
    """One watches alone first: what is loaded once is no part of it."""
    first = Tally()
    while not first.first:
        await spectator(address, n, way, first, time.monotonic() + 2)
    sys.stdout.write("they watch\n")
    sys.stdout.flush()
    sys.stdout.write(json.dumps(await crowd(address, n, way, 15)))


def main():
    if sys.argv[1:2] == ["--crowd"]:
        return asyncio.run(begin(sys.argv[2], int(sys.argv[3]), sys.argv[4]))
    n, people, hours = map(int, (*sys.argv[1:], *("200", "20000", "24")[len(sys.argv) - 1 :]))
    ways = {"nobody watches": (None,)} | {f"{n} {way}": (way,) for way in ("at one place", "together", "apart")}
    harness.show_ways("spectators", COLUMNS, ways, lambda way: recorded(n, people, hours, way))
    return None


if __name__ == "__main__":
    main()
