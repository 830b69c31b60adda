"""What a notebook shows of a city: a small still and the essentials as text, all of it in one piece of HTML."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Mapping

from undergrid.still import camera
from undergrid.still.caption import Caption, lines
from undergrid.still.painter import Painter
from undergrid.still.pen import NoPillowError, pillow
from undergrid.world.tables.people import Activity
from undergrid.world.view.names import Names, words
from undergrid.world.world import World

_WIDE, _HIGH = 720, 420  # px
_MOST = 8  # of the named that are listed
_FIGURE = "max-width:720px;margin:0;font:14px/1.45 system-ui,sans-serif"
_SMALL = "opacity:.75"


def figure(world: World, names: Names, caption: Caption, endings: Mapping[str, int]) -> str:
    """A city as HTML: a picture where Pillow is installed, and in words when it is, who is where and what has ended."""
    when, many = lines(world, names, caption, camera.street(world.city))
    parts = [f"<b>{html.escape(caption.title)}</b> · {html.escape(when)}"]
    parts.append(f'<span style="{_SMALL}">{html.escape(many)}</span>')
    parts += [html.escape(one) for one in _named(world, names)]
    for name, tick in sorted(endings.items(), key=lambda one: one[1]):
        parts.append(f"{html.escape(words(name).capitalize())}: {html.escape(names.time(tick))}")
    words_of_it = f"<figcaption>{'<br>'.join(parts)}</figcaption>"
    return f'<figure style="{_FIGURE}">{_picture(world, names, caption, when)}{words_of_it}</figure>'


def _picture(world: World, names: Names, caption: Caption, when: str) -> str:
    try:
        pil = pillow()
    except NoPillowError as missing:
        return (
            f'<p style="{_SMALL}">No picture: {html.escape(missing.message)} ({html.escape(missing.hint or "")}).</p>'
        )
    view = camera.over(world.city, camera.street(world.city), _WIDE, _HIGH)
    found = Painter(world, names).paint(world, view)
    content = io.BytesIO()
    found.quantize(256, method=pil.Quantize.FASTOCTREE, dither=pil.Dither.NONE).save(content, "PNG", optimize=True)
    source = base64.b64encode(content.getvalue()).decode()
    said = html.escape(f"{caption.title}, {when}", quote=True)
    size = f'width="{_WIDE}" height="{_HIGH}" style="max-width:100%;height:auto"'
    return f'<img src="data:image/png;base64,{source}" {size} alt="{said}">'


def _named(world: World, names: Names) -> list[str]:
    """Who the named are, what they do and where."""
    people = world.citizens
    rows = sorted(world.names)
    found = []
    for row in rows[:_MOST]:
        inside = int(people.inside[row])
        place = names.area(int(people.cell[row]))
        place = f"in {words(world.city.buildings[inside].name)}, {place}" if inside >= 0 else place
        doing = words(Activity(int(people.doing[row])).name) if people.alive[row] else "dead"
        found.append(f"{names.citizen(row)}: {doing}, {place}")
    return found + ([f"and {len(rows) - _MOST} more"] if len(rows) > _MOST else [])
