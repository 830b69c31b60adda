"""A chronicle as an EPUB, for readers of books: a page for how it begins, one for each scene, one for how it ends.

mkepub makes the book. It notes when that was, and keeps the files in no order; both are set here, so that the same run
told the same way gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from undergrid.core.errors import UndergridError
from undergrid.runs.folder import replacing, telling_plainly
from undergrid.story.chronicle.formats import page, prose
from undergrid.story.chronicle.told import Chronicle

_WHEN = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP file can name
_DATE = "1980-01-01T00:00:00Z"  # the same, for the book: a run has no date of its own
_MODIFIED = re.compile(rb'(<meta property="dcterms:modified">)[^<]*')
_STYLE = """
body { font-family: serif; line-height: 1.5; margin: 0 5%; }
h1 { font-size: 1.6em; line-height: 1.2; margin: 1em 0 .3em; }
h2 { font-size: 1.1em; margin: 1.5em 0 .8em; }
p { margin: 0; text-indent: 0; }
p + p { text-indent: 1.4em; }
.run, .lapse { font-style: italic; }
.synopsis { margin: 1.5em 0; font-style: italic; }
.synopsis p + p { text-indent: 0; }
blockquote { margin: 1em 0 1em 1em; font-family: monospace; font-size: .9em; }
blockquote b { display: block; }
"""


class NoBooksError(UndergridError):
    """What makes a book is not installed."""


class _Escaped(str):
    """A text that is escaped already: mkepub's templates escape some of what they are given, and some not."""

    def __html__(self) -> str:
        return self


def write(chronicle: Chronicle, out: Path) -> None:
    """Write the book to a file. Raises NoBooksError, DiskFullError or RunError where that cannot be done."""
    try:
        import mkepub
    except ImportError:
        raise NoBooksError("an EPUB needs mkepub", hint="pip install 'undergrid[books]'") from None
    with telling_plainly(out):
        book = mkepub.Book(
            _Escaped(page.said(chronicle.title)), author="Undergrid", lang="en", published=_DATE[:10],
            description=_Escaped(page.said(prose.subtitle(chronicle))),
        )  # fmt: skip
        with book.tempdir, replacing(out) as part:
            _fill(book, chronicle)
            part.unlink(missing_ok=True)  # of a process that was killed: mkepub writes over nothing
            book.save(part)
            part.write_bytes(_settled(part))


def _fill(book: Any, chronicle: Chronicle) -> None:
    book.uuid = f"urn:uuid:{prose.identity(chronicle)}"
    book.set_stylesheet(_STYLE)
    book.add_page(_Escaped(page.said(chronicle.title)), "\n".join(_beginning(chronicle)))
    for scene in chronicle.scenes:
        heading = page.said(scene.title) or page.said(scene.name)
        book.add_page(_Escaped(heading), "\n".join([f"<h2>{heading}</h2>", *page.scene_told(chronicle, scene)]))
    again = f"<p>To live this night again: <code>{page.said(chronicle.again)}</code></p>"
    book.add_page(_Escaped("How it ends"), "\n".join([*page.close_told(chronicle), again]))


def _beginning(chronicle: Chronicle) -> Iterator[str]:
    yield f'<h1>{page.said(chronicle.title)}</h1>\n<p class="run">{page.said(prose.subtitle(chronicle))}</p>'
    if chronicle.synopsis:
        yield '<div class="synopsis">'
        yield from page.told(chronicle, chronicle.synopsis)
        yield "</div>"
    yield from page.told(chronicle, chronicle.opening)


def _settled(made: Path) -> bytes:
    """The book with its files in order, and without the time at which it was made."""
    content = io.BytesIO()
    with zipfile.ZipFile(made) as before, zipfile.ZipFile(content, "w") as after:
        names = sorted(before.namelist(), key=lambda name: (name != "mimetype", name))
        for name in names:
            part = before.read(name)
            if name.endswith("package.opf"):
                part = _MODIFIED.sub(rb"\g<1>" + _DATE.encode(), part)
            info = zipfile.ZipInfo(name, _WHEN)
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            after.writestr(info, part)
    return content.getvalue()
