"""A chronicle as a file: Markdown, a page, a book, a vault of notes, or a night that is read by choices.

spelled(chronicle, "md")                         the text itself, of a format that is text
write(chronicle, "epub", Path("eden.epub"))      the file; a vault is a folder
sentences(chronicle)                             one object a sentence, for JSON
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from undergrid.core.errors import UsageError, did_you_mean
from undergrid.core.plain import cut
from undergrid.runs.folder import replacing
from undergrid.story.chronicle.formats import book, ink, markdown, page, twee, vault
from undergrid.story.chronicle.formats.markdown import without_ids
from undergrid.story.chronicle.formats.objects import sentences
from undergrid.story.chronicle.told import Chronicle

_TEXTS: dict[str, Callable[[Chronicle], str]] = {
    "md": markdown.spelled, "html": page.spelled, "ink": ink.spelled, "twee": twee.spelled,
}  # fmt: skip
_FILES: dict[str, Callable[[Chronicle, Path], None]] = {"epub": book.write, "obsidian": vault.write}
ENDINGS = {
    "md": ("md", "markdown", "txt"), "html": ("html", "htm"), "epub": ("epub",), "ink": ("ink",),
    "twee": ("twee", "tw"),
}  # fmt: skip
"""How a file of each format is called; a vault is a folder, and not written over."""
FORMATS = ("md", "html", "epub", "obsidian", "ink", "twee")


def is_text(form: str) -> bool:
    """Whether a format is a text, which may go to a terminal. Raises UsageError where there is no such format."""
    if form not in FORMATS:
        raise UsageError(f"--format {cut(form)}: there is no such format", hint=did_you_mean(form, FORMATS))
    return form in _TEXTS


def spelled(chronicle: Chronicle, form: str) -> str:
    """A chronicle as text. Raises UsageError where the format is none, or no text: a book and a vault need a file."""
    if not is_text(form):
        raise UsageError(f"--format {form} is no text", hint="say where it is to be written: --out PATH")
    return _TEXTS[form](chronicle)


def write(chronicle: Chronicle, form: str, out: Path) -> None:
    """Write a chronicle to a file, or a vault to a new folder; whole or not at all, and the same bytes each time.

    Raises UsageError where there is no such format, or where a vault would be written over something; DiskFullError or
    RunError where the disk does not take it; NoBooksError where what makes books is not installed.
    """
    if is_text(form):
        with replacing(out) as part:
            part.write_text(spelled(chronicle, form), "utf-8")
    else:
        _FILES[form](chronicle, out)


__all__ = ["ENDINGS", "FORMATS", "is_text", "sentences", "spelled", "without_ids", "write"]
