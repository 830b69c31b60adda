"""A page that is one file: the same as the server gives out, with all it needs and a recorded run within.

Whatever comes from a run is compressed and written in base64: no name of a scenario can become markup. The policy of
the page allows no script but its own, and no request at all.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Mapping

from undergrid.core.errors import UndergridError

Files = Mapping[str, tuple[str, bytes]]

_FONT = re.compile(r"url\(['\"]?(/fonts/[\w.-]+)['\"]?\)")
_END_OF_SCRIPT = re.compile("</(script)", re.IGNORECASE)


def within(files: Files, title: str, mark: str, content: bytes = b"") -> str:
    """The page with something within, by whose mark it knows how it is answered: `recorded`, or `within` a notebook.

    Raises UndergridError where the built page is not as it should be.
    """
    style = _FONT.sub(lambda found: f"url({_data(files, found[1])})", files["/style.css"][1].decode())
    script, worker = (_END_OF_SCRIPT.sub(r"<\\/\1", files[name][1].decode()) for name in ("/main.js", "/worker.js"))
    policy = (
        f"default-src 'none'; script-src {_seal(script)}; style-src {_seal(style)}; worker-src blob:; font-src data:; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    page = files["/index.html"][1].decode()
    charset = '<meta charset="utf-8">'
    for old, new in (
        (charset, f'{charset}\n<meta http-equiv="Content-Security-Policy" content="{policy}">'),
        ("<title>Undergrid</title>", f"<title>{html.escape(title)} · Undergrid</title>"),
        ('href="/icon.svg"', f'href="{_data(files, "/icon.svg")}"'),
        ('<link rel="stylesheet" href="/style.css">', f"<style>{style}</style>"),
        ('<script type="module" src="/main.js"></script>', f'<script type="module">{script}</script>'),
        ("</body>", f'<script type="text/plain" id="worker">{worker}</script>\n'
                    f'<script type="text/plain" id="{mark}">{base64.b64encode(content).decode()}</script>\n</body>'),
    ):  # fmt: skip
        if page.count(old) != 1:
            raise UndergridError("the page is not as it was built", hint="build it again: python web/build.py")
        page = page.replace(old, new)
    return page


def _seal(content: str) -> str:
    """By what a policy knows something that stands in the page."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def _data(files: Files, name: str) -> str:
    kind, content = files[name]
    return f"data:{kind.split(';')[0]};base64,{base64.b64encode(content).decode()}"
