"""A chronicle as one page that needs nothing but itself: no script, no request; each sentence carries its events.

The policy of the page allows its own style and nothing else, so that no name of a scenario could do anything even if it
were markup; besides, all of them are escaped.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape

from undergrid.story.chronicle.formats import prose
from undergrid.story.chronicle.told import Chronicle, Scene, Sentence

STYLE = """
:root { color-scheme: light dark; --paper: #fbf9f4; --ink: #22211f; --soft: #6b675f; --line: #ddd7ca; --mark: #8a4b2a; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #16171a; --ink: #dcd8cf; --soft: #9a958a; --line: #35353a; --mark: #d79a6b; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1.125rem/1.65 "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", Georgia, serif; }
main { max-width: 36rem; margin: 0 auto; padding: 3.5rem 1.25rem 5rem; overflow-wrap: break-word; }
h1 { font-size: 2.1rem; line-height: 1.2; font-weight: 600; margin: 0 0 .5rem; text-wrap: balance; }
h2 { font-size: 1rem; font-weight: 600; letter-spacing: .04em; color: var(--mark); margin: 3rem 0 .75rem; }
p { margin: 0; hanging-punctuation: first; }
p + p { text-indent: 1.4em; }
.run, .lapse, footer, nav { color: var(--soft); font-size: .95rem; }
.synopsis { margin: 2rem 0; padding: 1rem 0; border-block: 1px solid var(--line); font-style: italic; }
.synopsis p + p, .opening p:first-child { text-indent: 0; }
.lapse { font-style: italic; margin-bottom: .75rem; }
.lapse + p { text-indent: 0; }
blockquote { margin: 1rem 0; padding: .1rem 0 .1rem 1rem; border-left: 2px solid var(--mark); font-size: .95rem;
  font-family: ui-monospace, "IBM Plex Mono", Menlo, Consolas, monospace; line-height: 1.5; }
blockquote b { display: block; font-weight: 600; color: var(--mark); }
blockquote + p { text-indent: 0; }
nav ol { columns: 2; column-gap: 2rem; padding: 0; margin: 0; list-style: none; line-height: 1.5; }
nav a { color: inherit; text-decoration-color: var(--line); text-underline-offset: .2em; }
nav a:hover { color: var(--mark); }
main span:hover { text-decoration: underline dotted var(--mark); text-underline-offset: .25em; }
footer { margin-top: 4rem; padding-top: 1rem; border-top: 1px solid var(--line); }
code { font-family: ui-monospace, "IBM Plex Mono", Menlo, Consolas, monospace; font-size: .85em; }
@media (max-width: 34rem) { nav ol { columns: 1; } }
@media print {
  :root { color-scheme: light; --paper: #fff; --ink: #000; --soft: #444; --line: #bbb; --mark: #000; }
  body { font-size: 11pt; line-height: 1.5; }
  main { max-width: none; padding: 0; }
  nav { display: none; }
  h2 { break-after: avoid; }
  p { orphans: 3; widows: 3; }
  blockquote { break-inside: avoid; }
}
"""
POLICY = (
    f"default-src 'none'; style-src 'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'; "
    "base-uri 'none'; form-action 'none'"
)


def spelled(chronicle: Chronicle) -> str:
    """The whole page."""
    return "\n".join(_lines(chronicle)) + "\n"


def _lines(chronicle: Chronicle) -> Iterator[str]:
    title = said(chronicle.title)
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>"
    yield f'<header>\n<h1>{title}</h1>\n<p class="run">{said(prose.subtitle(chronicle))}</p>\n</header>'
    if chronicle.synopsis:
        yield '<section class="synopsis" aria-label="Synopsis">'
        yield from told(chronicle, chronicle.synopsis)
        yield "</section>"
    if chronicle.scenes:
        yield '<nav aria-label="Scenes"><ol>'
        yield from (f'<li><a href="#{said(one.name)}">{said(one.title)}</a></li>' for one in chronicle.scenes)
        yield "</ol></nav>"
    if chronicle.opening:
        yield '<section class="opening">\n<h2>How it stands</h2>'
        yield from told(chronicle, chronicle.opening)
        yield "</section>"
    for scene in chronicle.scenes:
        yield f'<section id="{said(scene.name)}">\n<h2>{said(scene.title)}</h2>'
        yield from scene_told(chronicle, scene)
        yield "</section>"
    yield from close_told(chronicle)
    yield f"<footer>To live this night again: <code>{said(chronicle.again)}</code></footer>"
    yield "</main>\n</body>\n</html>"


def scene_told(chronicle: Chronicle, scene: Scene) -> Iterator[str]:
    """A scene without its heading."""
    if scene.lapse:
        yield f'<p class="lapse">{said(scene.lapse)}</p>'
    yield from told(chronicle, scene.sentences)


def close_told(chronicle: Chronicle) -> Iterator[str]:
    """The end."""
    if chronicle.close:
        yield '<section id="close">\n<h2>How it ends</h2>'
        yield from told(chronicle, chronicle.close)
        yield "</section>"


def told(chronicle: Chronicle, sentences: tuple[Sentence, ...]) -> Iterator[str]:
    """Sentences in paragraphs; what another voice says stands apart."""
    for one in prose.paragraphs(chronicle, sentences):
        text = " ".join(_sentence(chronicle, sentence) for sentence in one.sentences)
        yield f"<blockquote><b>{said(one.voice)}</b> {text}</blockquote>" if one.voice else f"<p>{text}</p>"


def _sentence(chronicle: Chronicle, one: Sentence) -> str:
    ids = " ".join(map(str, one.events))
    when = prose.clock(chronicle, one.tick)
    why = said(" ".join(["undergrid why", *([chronicle.run] if chronicle.run else []), str(one.events[0])]))
    return (
        f'<span data-events="{ids}" data-teller="{said(one.teller)}" data-tick="{one.tick}" '
        f'title="{when} · {why}">{said(one.text)}</span>'
    )


def said(text: str) -> str:
    """A text of which no letter is markup, in an element or in quotes."""
    return escape(prose.clean(text))
