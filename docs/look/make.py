"""Takes the pictures of this folder: `python docs/look/make.py RUN NAME [ADDRESS]`, with a run of `expiry` for the one
in the README. ADDRESS is what stands behind `#` in a link to a moment. Needs Chromium, and what the tests need.
"""

import struct
import sys
import zlib
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
SIZE = {"width": 1280, "height": 800}
SETTLED = "() => document.body.dataset.tiles === 'whole' && document.body.dataset.tick === document.body.dataset.asked"


def picture(run: Path, name: str, moment: str) -> Path:
    """Show a moment of a run in a browser, and write what is seen."""
    from playwright.sync_api import sync_playwright

    from undergrid.serve import serving

    sys.path.insert(0, str(HERE.parents[1] / "tests"))
    from serve.browsers import launch

    with serving(run) as address, sync_playwright() as play:
        browser = launch(play)
        page = browser.new_page(viewport=SIZE)
        page.goto(f"{address}#{moment}")
        page.wait_for_function(SETTLED, timeout=120_000)
        page.wait_for_timeout(3000)
        page.wait_for_function(SETTLED, timeout=120_000)
        pixels = page.evaluate(PIXELS, "data:image/png;base64," + _base64(page.screenshot()))
        browser.close()
    values = np.frombuffer(bytes(pixels["bytes"]), np.uint8).reshape(pixels["h"], pixels["w"], 4)[..., :3]
    path = HERE / f"{name}.png"
    path.write_bytes(palette_png(values))
    return path


PIXELS = """async (source) => {
  const picture = new Image();
  picture.src = source;
  await picture.decode();
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const context = canvas.getContext("2d");
  context.drawImage(picture, 0, 0);
  const { data } = context.getImageData(0, 0, picture.width, picture.height);
  return { w: picture.width, h: picture.height, bytes: Array.from(data) };
}"""


def _base64(content: bytes) -> str:
    import base64

    return base64.b64encode(content).decode()


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

    while len(boxes) < 256 and max(map(spread, boxes)) > 0:
        n = max(range(len(boxes)), key=lambda i: spread(boxes[i]))
        box = boxes.pop(n)
        axis = int(np.ptp(points[box], axis=0).argmax())
        box = box[np.argsort(points[box, axis], kind="stable")]
        half = int(np.searchsorted(np.cumsum(weight[box]), weight[box].sum() / 2)) + 1
        half = min(max(half, 1), len(box) - 1)
        boxes += [box[:half], box[half:]]
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
    run_, name_, *rest = sys.argv[1:]
    sys.stdout.write(f"{picture(Path(run_), name_, rest[0] if rest else 'tick=16380&who=citizen-0')}\n")
