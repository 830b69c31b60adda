"""Takes the pictures of this folder: `python docs/look/make.py RUNS [NAME ...]`, all of them or those named.

RUNS is a folder; runs that are not in it yet are recorded into it. Needs Chromium, and what the tests need.
"""

import base64
import struct
import sys
import zlib
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
SIZE = {"width": 1280, "height": 800}
SETTLED = """() => {
  const { tiles, tick, asked, more, mode } = document.body.dataset;
  return tiles === "whole" && tick === asked && more === "false" && mode !== "";
}"""
RUNS = {  # seed, people, how long, in ticks
    "expiry": (36, None, 18_000),
    "eden": (1, None, 10_800),
    "neonhaven": (3, 2000, 30_600),
}
KEYFRAME = 600  # ticks: so that any moment of them is soon there
MAP = {"x": 0, "y": 52, "width": 964, "height": 616}  # px of the window that the map takes
_EXPIRY = "tick=16380&who=citizen-0"
_EDEN = "tick=6985&who=citizen-0"
_NEON = "tick=28430&at=184.0,92.0,7&level=2&who=citizen-1"
MODES = {  # mode -> the moments that show it: of expiry, of eden, of neonhaven
    "heat": (f"{_EXPIRY}", f"{_EDEN}&at=303.0,70.0,7&level=0", f"{_NEON}"),
    "sight": ("tick=16380&at=120.0,190.0,3.6&level=0&who=citizen-0", f"{_EDEN}", "tick=28430&at=184.0,92.0,5&level=2"),
    "belief": ("tick=16380&at=100.0,230.0,3.6&level=0", "tick=7440&at=255.0,90.0,5&level=0", f"{_NEON}"),
    "trails": (
        "tick=16380&at=105.0,215.0,5&level=0&who=citizen-0",
        "tick=7800&at=290.0,90.0,5&level=0",
        "tick=28430&at=184.0,92.0,5&level=2&who=citizen-1",
    ),
    "noise": (f"{_EXPIRY}", "tick=3600&at=210.0,140.0,5&level=0", f"{_NEON}"),
    "bodies": (f"{_EXPIRY}", "tick=1500&at=210.0,140.0,5&level=0", f"{_NEON}"),
    "network": (f"{_EXPIRY}", f"{_EDEN}", "tick=30400&at=136.0,88.0,3.6&level=1"),
    "ties": (f"{_EXPIRY}", "tick=7800&who=citizen-0", f"{_NEON}"),
}


def moments() -> dict[str, tuple[str, str]]:
    """The pictures by name: of which run, and what stands behind `#` in the link to the moment."""
    found = {"watch": ("expiry", _EXPIRY)}
    for mode, links in MODES.items():
        for run, link in zip(RUNS, links, strict=True):
            found[f"{mode}-{run}"] = run, f"{link}&mode={mode}"
    return found


def recorded(runs: Path, name: str) -> Path:
    """The run of a scenario in a folder; recorded if it is not there."""
    from undergrid import runs as record

    seed, people, until = RUNS[name]
    path = runs / name
    if not path.exists():
        record.record(name, path, seed=seed, people=people, until=until, canon=True, keyframe=KEYFRAME)
    return path


def pictures(runs: Path, names: list[str]) -> list[Path]:
    """Show moments of runs in a browser, and write what is seen: all of it, or for a mode the map at half its size."""
    from playwright.sync_api import sync_playwright

    from undergrid.serve import serving

    sys.path.insert(0, str(HERE.parents[1] / "tests"))
    from serve.browsers import launch

    wanted = {name: of for name, of in moments().items() if name in names or not names}
    written = []
    with sync_playwright() as play:
        browser = launch(play)
        for run in dict.fromkeys(run for run, _ in wanted.values()):
            with serving(recorded(runs, run)) as address:
                for name, link in ((name, link) for name, (of, link) in wanted.items() if of == run):
                    page = browser.new_page(viewport=SIZE)
                    page.goto(f"{address}#{link}")
                    for pause in (1500, 300):
                        page.wait_for_function(SETTLED, timeout=240_000)
                        page.wait_for_timeout(pause)
                    whole = name == "watch"
                    if whole:  # the life line comes once the run has been lived anew behind the page
                        page.wait_for_selector(".lifestrip", timeout=240_000)
                        page.wait_for_selector(".sec .keys", timeout=240_000)
                    shot = page.screenshot(**({} if whole else {"clip": MAP}))
                    pixels = page.evaluate(
                        PIXELS, ["data:image/png;base64," + base64.b64encode(shot).decode(), 1 if whole else 0.6]
                    )
                    page.close()
                    values = np.frombuffer(base64.b64decode(pixels["bytes"]), np.uint8).reshape(
                        pixels["h"], pixels["w"], 4
                    )
                    written.append(HERE / f"{name}.png")
                    written[-1].write_bytes(palette_png(values[..., :3]))
        browser.close()
    return written


PIXELS = """async ([source, scale]) => {
  const picture = new Image();
  picture.src = source;
  await picture.decode();
  const [w, h] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  const canvas = new OffscreenCanvas(w, h);
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, w, h);
  const { data } = context.getImageData(0, 0, w, h);
  let text = "";
  for (let i = 0; i < data.length; i += 32768) text += String.fromCharCode(...data.subarray(i, i + 32768));
  return { w, h, bytes: btoa(text) };
}"""


def palette_png(image: np.ndarray) -> bytes:
    """An image of (height, width, 3) bytes as a PNG of 256 colours, chosen by cutting the box of most spread in two."""
    flat = image.reshape(-1, 3)
    cells, inverse, counts = np.unique(
        (flat >> 2).astype(np.uint32) @ np.array([4096, 64, 1], np.uint32), return_inverse=True, return_counts=True
    )
    points = np.stack([cells >> 12, cells >> 6 & 63, cells & 63], 1).astype(np.float64)
    boxes = [np.arange(len(cells))]
    weight = np.sqrt(counts)

    def spread(box: np.ndarray) -> float:
        return float((np.ptp(points[box], axis=0).max() if len(box) > 1 else 0) * weight[box].sum())

    spreads = [spread(boxes[0])]
    while len(boxes) < 256 and max(spreads) > 0:
        n = int(np.argmax(spreads))
        box = boxes.pop(n)
        spreads.pop(n)
        axis = int(np.ptp(points[box], axis=0).argmax())
        box = box[np.argsort(points[box, axis], kind="stable")]
        half = int(np.searchsorted(np.cumsum(weight[box]), weight[box].sum() / 2)) + 1
        half = min(max(half, 1), len(box) - 1)
        boxes += [box[:half], box[half:]]
        spreads += [spread(box[:half]), spread(box[half:])]
    colours = np.zeros((256, 3), np.uint8)
    of = np.zeros(len(cells), np.uint8)
    for n, box in enumerate(boxes):
        colours[n] = np.round(np.average(points[box], axis=0, weights=counts[box]) * 255 / 63)
        of[box] = n
    rows = np.zeros((image.shape[0], image.shape[1] + 1), np.uint8)
    rows[:, 1:] = of[inverse].reshape(image.shape[:2])

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", image.shape[1], image.shape[0], 8, 3, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"PLTE", colours.tobytes()) + chunk(b"IDAT", zlib.compress(rows.tobytes(), 9))
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")


if __name__ == "__main__":
    for made in pictures(Path(sys.argv[1]), sys.argv[2:]):
        sys.stdout.write(f"{made}\n")
