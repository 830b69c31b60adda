"""Pictures of a run: a still of a moment, or a moving one of a stretch of time."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from undergrid.core.errors import UndergridError, UsageError
from undergrid.runs.folder import replacing
from undergrid.runs.reading import Log
from undergrid.serve.past import Past
from undergrid.still import camera as cameras
from undergrid.still.camera import Camera
from undergrid.still.caption import Caption
from undergrid.still.glyphs import COLOURS
from undergrid.still.painter import Painter
from undergrid.still.pen import pillow

Progress = Callable[[int, int], None]
MOST_PICTURES = 900  # of a moving one
PICTURES = 72  # unless it is said how far apart they are
_A_SECOND = 12  # pictures
_SWATCH = 24  # px of each colour of a sign, where the colours of a GIF are chosen
_ROOM = 8  # cells around the way of whoever is followed
_COLOURS = 255  # that a GIF has; the last of its 256 stands for what has not changed


@dataclass(frozen=True)
class Wanted:
    """What is to be seen: a level (by name; "" for that of the person, or the street), a person, so many px."""

    level: str = ""
    who: str = ""
    width: int = 1440
    height: int = 810


def png(run: str | Path, out: str | Path, tick: int, wanted: Wanted, progress: Progress | None = None) -> int:
    """Write the city at a tick of a run as a PNG; returns how many bytes that takes.

    Raises UsageError where there is no such level or person, RunError where the run cannot be lived again,
    DiskFullError, NoPillowError where pictures cannot be written.
    """
    pillow()
    past = Past(Path(run))
    _go(past, tick, progress)
    who = Log(run).citizen(wanted.who) if wanted.who else -1
    found = _painter(past).paint(past.sim.world, _camera(past, wanted, [who] if who >= 0 else []), _caption(past), who)
    with replacing(Path(out)) as part:
        found.save(part, "PNG")
    return Path(out).stat().st_size


def gif(run: str | Path, out: str | Path, ticks: range, wanted: Wanted, progress: Progress | None = None) -> int:
    """Write the city at some ticks of a run, one after another, as a GIF; returns how many bytes that takes.

    Raises as `png` does, and UsageError where there are too many ticks.
    """
    pil = pillow()
    pictures = list[Any]()
    for picture in _each(run, ticks, wanted, progress):
        if not pictures:
            palette = _palette(picture)
            before = np.full((picture.height, picture.width), _COLOURS, np.uint8)
        now = np.asarray(picture.quantize(palette=palette, dither=pil.Dither.NONE))
        changed = pil.fromarray(np.where(now == before, np.uint8(_COLOURS), now))
        changed.putpalette(palette.getpalette())
        pictures.append(changed)
        before = now
    with replacing(Path(out)) as part:
        pictures[0].save(
            part, "GIF", save_all=True, append_images=pictures[1:], duration=1000 // _A_SECOND, loop=0, optimize=False,
            transparency=_COLOURS, disposal=1,
        )  # fmt: skip
    return Path(out).stat().st_size


def _palette(picture: Any) -> Any:
    """The colours of a GIF: those of its first picture, and those of signs that may yet appear."""
    pil = pillow()
    sheet = pil.new("RGB", (picture.width, picture.height + _SWATCH))
    sheet.paste(picture, (0, _SWATCH))
    for n, colour in enumerate(COLOURS):
        sheet.paste(colour, (n * _SWATCH, 0, (n + 1) * _SWATCH, _SWATCH))
    return sheet.quantize(_COLOURS, method=pil.Quantize.FASTOCTREE)


def webm(run: str | Path, out: str | Path, ticks: range, wanted: Wanted, progress: Progress | None = None) -> int:
    """Write the city at some ticks of a run as a WebM film, by ffmpeg; returns how many bytes that takes.

    Raises as `gif` does, and UndergridError where ffmpeg is not there or fails.
    """
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        raise UndergridError("--webm needs ffmpeg, which is not on the PATH", hint="install it, or ask for --gif")
    wanted = Wanted(wanted.level, wanted.who, wanted.width & ~1, wanted.height & ~1)
    with replacing(Path(out)) as part:
        command = [
            ffmpeg, "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{wanted.width}x{wanted.height}",
            "-r", str(_A_SECOND), "-i", "-", "-c:v", "libvpx-vp9", "-pix_fmt", "yuv420p", "-b:v", "0", "-crf", "34",
            "-f", "webm", str(part),
        ]  # fmt: skip
        coder = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        assert coder.stdin is not None
        try:
            for picture in _each(run, ticks, wanted, progress):
                coder.stdin.write(picture.tobytes())
        except BrokenPipeError:
            pass  # it says itself what was wrong
        except BaseException:
            coder.kill()
            raise
        said = coder.communicate()[1].decode(errors="replace").strip()
        if coder.returncode:
            raise UndergridError(f"ffmpeg failed: {said.splitlines()[-1] if said else coder.returncode}")
    return Path(out).stat().st_size


def _each(run: str | Path, ticks: range, wanted: Wanted, progress: Progress | None) -> Iterator[Any]:
    """The pictures of some ticks, all with one camera: where somebody is followed, it has their whole way in view."""
    if not 2 <= len(ticks) <= MOST_PICTURES:
        raise UsageError(f"a moving picture has 2 to {MOST_PICTURES} pictures, not {len(ticks):,}")
    pillow()
    past = Past(Path(run))
    who = Log(run).citizen(wanted.who) if wanted.who else -1
    way = list[int]()
    for tick in ticks if who >= 0 else ():
        _go(past, tick, None)
        way.append(int(past.sim.world.citizens.cell[who]))
    _go(past, ticks[0], None)
    camera, painter = _camera(past, wanted, [who] if who >= 0 else [], way), _painter(past)
    for n, tick in enumerate(ticks):
        _go(past, tick, None)
        yield painter.paint(past.sim.world, camera, _caption(past), who)
        if progress:
            progress(n + 1, len(ticks))


def _go(past: Past, tick: int, progress: Progress | None) -> None:
    """Live to a tick; `progress` is told how far that has come."""

    def tell() -> bool:
        if progress:
            progress(past.sim.tick, tick)
        return True

    past.go(tick, tell)


def _camera(past: Past, wanted: Wanted, who: list[int], way: list[int] | None = None) -> Camera:
    world = past.sim.world
    city, width, height = world.city, wanted.width, wanted.height
    way = way or [int(world.citizens.cell[row]) for row in who]
    level = cameras.level_of(city, wanted.level) if wanted.level else -1
    if not way:
        return cameras.over(city, cameras.street(city) if level < 0 else level, width, height)
    return cameras.along(city, way, width, height, level, _ROOM)


def _painter(past: Past) -> Painter:
    return Painter(past.sim.world, past.sim.names())


def _caption(past: Past) -> Caption:
    return Caption(past.sim.built.title, past.meta.scenario, past.sim.seed)
