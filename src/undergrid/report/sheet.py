"""The sheet: style and policy of a report, how it begins, and how it ends."""

from __future__ import annotations

import base64
import hashlib

from undergrid.report.drawing import anchor, said
from undergrid.report.facts import Facts
from undergrid.story.chronicle.formats import page, prose

_COLOURS = ("#e0a126", "#2f9fd6", "#d9534f", "#37a878", "#a66fd1", "#c76a2b", "#d65ba0", "#7a8b2f")
"""Eight colours that can be told apart on light and dark, and on the map."""

_OF_PEOPLE = "\n".join(f".c{n} {{ --who: {colour}; }}" for n, colour in enumerate(_COLOURS))
STYLE = f"""
:root {{ color-scheme: light dark; --paper: #fbf9f4; --ink: #22211f; --soft: #6b675f; --line: #ddd7ca; --mark: #8a4b2a;
  --bad: #b8322a; --good: #1d7a5f; --band: #ece7db; }}
@media (prefers-color-scheme: dark) {{
  :root {{ --paper: #16171a; --ink: #dcd8cf; --soft: #9a958a; --line: #35353a; --mark: #d79a6b; --bad: #ff7a66;
    --good: #5fd9c0; --band: #26272c; }}
}}
{_OF_PEOPLE}
* {{ box-sizing: border-box; }}
body {{ margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, "Segoe UI", Roboto,
  "Helvetica Neue", Arial, sans-serif; }}
main {{ max-width: 66rem; margin: 0 auto; padding: 3rem 1.5rem 5rem; overflow-wrap: break-word; }}
h1 {{ font: 600 2.2rem/1.2 Georgia, "Palatino Linotype", Palatino, serif; margin: 0 0 .4rem; text-wrap: balance; }}
h2 {{ font-size: 1.15rem; margin: 3.2rem 0 .6rem; padding-top: .7rem; border-top: 1px solid var(--line); }}
h3 {{ font-size: .95rem; margin: 1.4rem 0 .4rem; }}
p {{ margin: 0 0 .7rem; max-width: 46rem; }}
.run, .lead, .note, figcaption, footer, th {{ color: var(--soft); font-size: .9rem; }}
.story {{ font: 1.1rem/1.6 Georgia, "Palatino Linotype", Palatino, serif; }}
.synopsis p {{ margin: 0 0 .35rem; }}
nav {{ margin: 1.6rem 0 0; font-size: .9rem; }}
nav a {{ color: inherit; margin-right: 1.1rem; text-decoration-color: var(--line); text-underline-offset: .2em; }}
svg {{ display: block; width: 100%; height: auto; }}
.wide {{ overflow-x: auto; }}
.wide svg {{ min-width: 46rem; }}
svg text {{ fill: var(--ink); font-size: 11px; }}
svg .tick {{ fill: var(--soft); font-size: 11px; }}
svg .grid, svg .rule {{ stroke: var(--line); fill: none; }}
svg .name {{ font-weight: 600; font-size: 12px; }}
.aim rect {{ fill: var(--who); opacity: .28; }}
.aim .done {{ fill: var(--who); }}
.aim .given {{ stroke: var(--who); stroke-width: 2; fill: none; }}
.scene rect {{ fill: var(--soft); opacity: .7; }}
.scene text {{ fill: var(--soft); font-size: 10px; }}
.beat path {{ stroke: var(--mark); stroke-dasharray: 2 3; opacity: .6; }}
.beat text {{ fill: var(--mark); font-size: 10px; font-weight: 600; }}
ol.beats, ol.scenes {{ columns: 3 16rem; column-gap: 2.5rem; margin: .8rem 0; padding-left: 2.2rem; font-size: .9rem; }}
.beats ::marker {{ color: var(--mark); font-weight: 600; }}
.scenes ::marker {{ color: var(--soft); font-weight: 600; }}
.life {{ stroke: var(--who); stroke-width: 2; fill: none; }}
.asleep {{ fill: var(--soft); opacity: .45; }}
.senseless {{ fill: var(--bad); opacity: .45; }}
.held {{ fill: none; stroke: var(--ink); stroke-width: 1.5; }}
.hunted {{ fill: var(--bad); }}
.seen {{ fill: var(--mark); opacity: .7; }}
.hurt {{ fill: var(--bad); }}
.helped, .dead path {{ stroke: var(--good); stroke-width: 2; fill: none; }}
.dead path {{ stroke: var(--ink); stroke-width: 2.5; }}
svg .blood {{ fill: var(--bad); font-size: 10px; }}
.legend {{ display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; max-width: none; font-size: .85rem; color: var(--soft); }}
.legend span {{ display: inline-flex; align-items: center; gap: .35rem; }}
.legend svg {{ width: 1.1rem; }}
.knowers {{ columns: 2 22rem; column-gap: 2.5rem; }}
.knowers > div {{ break-inside: avoid-column; margin-bottom: 1.2rem; }}
.knowers h3 {{ margin-top: 0; border-left: .3rem solid var(--who, var(--bad)); padding-left: .5rem; }}
ul {{ margin: 0; padding: 0; list-style: none; font-size: .92rem; }}
li b, td:first-child, .since b {{ font-variant-numeric: tabular-nums; }}
li b {{ font-weight: 600; color: var(--soft); margin-right: .3rem; }}
.curve {{ fill: none; stroke: var(--ink); stroke-width: 1.6; vector-effect: non-scaling-stroke; }}
.curve.k1 {{ stroke: var(--mark); stroke-dasharray: 5 3; }}
.curves {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)); gap: 1rem 1.5rem; }}
figure {{ margin: 0; }}
figcaption b {{ font-weight: 500; color: var(--ink); font-variant-numeric: tabular-nums; }}
figure.map {{ margin: 1rem 0 1.8rem; }}
.map svg {{ border-radius: .4rem; background: #0a0c12; }}
.map figcaption span {{ margin-left: 1rem; }}
.map figcaption span::before {{ content: ""; display: inline-block; width: .9rem; height: .25rem; margin-right: .35rem;
  vertical-align: middle; background: var(--who); }}
.way path {{ fill: none; stroke: var(--who); stroke-width: 2.2; stroke-linejoin: round; opacity: .95; }}
.way .rim {{ stroke: #05070c; stroke-width: 4.5; opacity: .6; }}
.way circle {{ fill: var(--who); stroke: #05070c; stroke-width: 1.5; }}
.way .from {{ fill: #05070c; stroke: var(--who); stroke-width: 2; }}
.place circle {{ fill: #f6f1e4; stroke: #05070c; stroke-width: 1.2; }}
svg .place text {{ fill: #16130e; font-size: 10px; font-weight: 700; }}
table {{ border-collapse: collapse; min-width: 50%; font-size: .92rem; margin: .4rem 0 1rem; }}
th, td {{ text-align: left; vertical-align: top; padding: .3rem 2rem .3rem 0; border-bottom: 1px solid var(--line); }}
th {{ font-weight: 500; }}
.counts td:not(:first-child), .bits td:nth-child(2) {{ font-variant-numeric: tabular-nums; white-space: nowrap; }}
.bits td:nth-child(3) {{ white-space: nowrap; }}
code {{ font-family: ui-monospace, "IBM Plex Mono", Menlo, Consolas, monospace; font-size: .88em; }}
footer {{ margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); }}
@media (max-width: 40rem) {{
  main {{ padding: 2rem 1rem 3rem; }}
  th, td {{ padding-right: .7rem; }}
  .bits td:nth-child(2), .bits th:nth-child(2) {{ display: none; }}
}}
@media print {{
  :root {{ color-scheme: light; --paper: #fff; --ink: #000; --soft: #444; --line: #bbb; --mark: #6a3414; --bad: #a02018;
    --good: #116048; }}
  body {{ font-size: 9.5pt; }}
  main {{ max-width: none; padding: 0; }}
  nav {{ display: none; }}
  h2, h3 {{ break-after: avoid; }}
  svg, figure, tr, .knowers > div {{ break-inside: avoid; }}
  .wide svg {{ min-width: 0; }}
  .map svg {{ max-height: 22cm; }}
  * {{ print-color-adjust: exact; -webkit-print-color-adjust: exact; }}
}}
"""
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'; "
    "img-src data:; base-uri 'none'; form-action 'none'"
)


def head(facts: Facts, beside: Facts | None, parts: list[str]) -> str:
    """From the doctype to how it stood; parts: what those are called that follow."""
    told = facts.chronicle
    title = said(told.title if beside is None else f"{told.title}, twice")
    nav = "".join(f'<a href="#{anchor(name)}">{said(name)}</a>' for name in [*parts, "live it again"])
    synopsis = "\n".join(page.told(told, told.synopsis))
    opening = "\n".join(page.told(told, told.opening))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title} · Undergrid</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f'<header>\n<h1>{title}</h1>\n<p class="run">{_run(facts)}</p>\n'
        + (f'<p class="run">{_run(beside)}</p>\n' if beside else "")
        + f'</header>\n<div class="story synopsis">\n{synopsis}\n</div>\n<nav>{nav}</nav>\n'
        f'<section id="opening"><h2>How it stood</h2>\n<div class="story">\n{opening}\n</div></section>\n'
    )


def foot(facts: Facts, beside: Facts | None) -> str:
    """How to live it again, and the end of the page."""
    runs = [facts] if beside is None else [facts, beside]
    items = "".join(
        f"<p><code>{said(one.chronicle.again)}</code><br>{_run(one)}; {one.log.meta.events:,} events; digest "
        f"<code>{said(one.log.meta.digest)}</code> at tick {one.last:,}; undergrid {said(one.log.meta.version)}</p>\n"
        for one in runs
    )
    why = "To ask why of anything: <code>undergrid why RUN EVENT</code>; what shows under the pointer names its event."
    again = f'<section id="live-it-again">\n<h2>To live it again</h2>\n{items}<p>{why}</p></section>\n'
    return f"{again}</main>\n</body>\n</html>\n"


def _run(facts: Facts) -> str:
    return said(prose.subtitle(facts.chronicle))
