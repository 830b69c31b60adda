"""Pages that are kept, in a browser: a chronicle and a report ask nobody for anything, and axe finds nothing wrong."""

import subprocess

import pytest
from serve.browsers import WEB, web

from undergrid import story
from undergrid.report import report
from undergrid.runs.reading import Log

pytestmark = pytest.mark.browser
WRONG = """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations.map(
  (one) => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`)"""


@pytest.fixture(scope="module")
def axe():
    try:
        web()
    except (OSError, subprocess.SubprocessError) as wrong:
        pytest.skip(f"axe could not be installed: {wrong}")
    return (WEB / "node_modules" / "axe-core" / "axe.min.js").read_text()


@pytest.fixture(scope="module")
def pages(hour, tmp_path_factory):
    pytest.importorskip("PIL.Image", reason="Pillow is not installed: it comes with the extra `pictures`")
    folder = tmp_path_factory.mktemp("kept")
    report(hour, folder / "report.html")
    story.formats.write(story.chronicle(Log(hour)), "html", folder / "chronicle.html")
    return folder


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["report", "chronicle"])
def test_a_kept_page_asks_for_nothing_and_axe_finds_nothing_wrong(browser, axe, pages, name, scheme):
    page = browser.new_page(viewport={"width": 1100, "height": 900}, color_scheme=scheme)
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url.partition(":")[0]))
    page.goto((pages / f"{name}.html").as_uri())
    assert said == []
    assert set(asked) <= {"file", "data"}
    assert asked.count("file") == 1
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == {"light": "rgb(251, 249, 244)", "dark": "rgb(22, 23, 26)"}[scheme]
    page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": axe})  # the page itself runs no script
    assert page.evaluate(WRONG) == []
    page.close()
