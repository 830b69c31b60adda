"""The page can be used without seeing it: axe finds nothing wrong, whatever is open."""

import pytest
from serve.browsers import WEB, web

from undergrid.serve import client

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not client.built(), reason="the page has not been built: python web/build.py"),
]
DRAWN = "() => document.body.dataset.tiles === 'whole'"
WRONG = """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations.map(
  (one) => `${one.impact} ${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`
)"""


@pytest.fixture(scope="module")
def axe():
    try:
        web()
    except OSError as wrong:
        pytest.skip(f"axe could not be installed: {wrong}")
    return (WEB / "node_modules" / "axe-core" / "axe.min.js").read_text()


@pytest.fixture
def page(browser, address, axe):
    """The page with somebody followed, and axe in it."""
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.set_default_timeout(120_000)
    page.goto(f"{address}#tick=1200&who=citizen-0")
    page.wait_for_selector(".meter")
    page.wait_for_function(DRAWN, timeout=240_000)
    page.evaluate(axe)
    yield page
    page.close()


def test_with_somebody_followed_and_with_nobody(page):
    assert page.evaluate(WRONG) == []
    page.keyboard.press("Escape")
    page.wait_for_selector(".meter", state="detached")
    assert page.evaluate(WRONG) == []


def test_with_a_chain_of_causes_open(page):
    page.click(".ev .why")
    page.wait_for_selector(".chain")
    assert page.evaluate(WRONG) == []


def test_in_each_mode(page):
    for key in "123456789":
        page.keyboard.press(key)
        page.wait_for_selector(f"#legend h2 kbd:has-text('{key}')")
        assert page.evaluate(WRONG) == [], f"mode {key}"


def test_with_the_keys_open(page):
    page.keyboard.press("?")
    page.wait_for_selector("#keys[open]")
    assert page.evaluate(WRONG) == []


def test_while_something_is_looked_for(page):
    page.keyboard.press("/")
    page.keyboard.type("a")
    page.wait_for_selector(".hit")
    assert page.evaluate(WRONG) == []


def test_what_is_wrong_is_found(page):
    """That the others find nothing says something."""
    page.evaluate("() => document.getElementById('side').append(document.createElement('input'))")
    assert any(one.startswith("critical label") for one in page.evaluate(WRONG))
