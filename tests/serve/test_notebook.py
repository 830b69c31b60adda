"""The page in a notebook: what Python answers, and the page itself in a frame, spoken with as a notebook does."""

import base64
import sys

import pytest

import undergrid
from undergrid.serve import client, wire
from undergrid.serve.ahead import Ahead
from undergrid.serve.notebook import Desk, NoWidgetError

HELLO = {"view": "a", "text": ""}
built = pytest.mark.skipif(not client.built(), reason="the page has not been built: python web/build.py")


def look(tick, **more):
    asked = {
        "do": "look", "got": 0, "tick": tick, "box": (0, 0, 90, 90), "level": 0, "step": 0, "lit": -1,
        "what": "citizen", "row": 0,
    }  # fmt: skip
    return {"view": "a", "text": wire.Look(**asked | more).model_dump_json()}


def frame_of(desk, tick):
    """The frame of a tick, asked for until it is there, as a page does."""
    while True:
        (content,) = desk.answer(look(tick))
        head, columns = wire.unpack(content)
        if head["tick"] == tick:
            return head, columns


@pytest.fixture
def sim():
    found = undergrid.load("village", seed=3, people=60)
    found.run(until=100)
    return found


def test_a_page_is_greeted_with_the_state_and_the_city(sim):
    state, city = Desk(sim).answer(HELLO)
    assert '"first":100' in state
    head, columns = wire.unpack(city)
    assert head["title"] == "A village under glass"
    assert len(columns["ground"]) == sim.world.city.n_cells


def test_looking_ahead_leaves_the_sim_alone_and_shows_what_it_will_be(sim):
    desk, before = Desk(sim), sim.digest()
    head, _ = frame_of(desk, 700)
    assert (sim.tick, sim.digest()) == (100, before)
    sim.run(until=700)
    now, _ = frame_of(Desk(sim), 700)
    assert (head["cast"], head["panel"], head["counts"]) == (now["cast"], now["panel"], now["counts"])


def test_a_moment_gone_back_to_is_the_same_moment(sim):
    ahead = Ahead(sim)
    digests = [ahead.go(tick, lambda: True).digest() for tick in (150, 1000, 420, 150, 1000)]
    assert digests[0] == digests[3]
    assert digests[1] == digests[4]
    assert ahead.go(0, lambda: True).tick == 100
    assert ahead.go(10**9, lambda: ahead.sim.tick < 1500).tick < 2000


def test_a_recorded_run_tells_its_events_and_why(hour):
    desk = Desk(hour)
    assert frame_of(desk, 1500)[0]["tick"] == 1500
    (events,) = desk.answer({"view": "a", "text": '{"do":"ask","number":7,"about":"events","row":0}'})
    assert '"number":7' in events
    assert "Ada" in events


def test_a_sim_says_that_it_has_no_log(sim):
    desk = Desk(sim)
    (why,) = desk.answer({"view": "a", "text": '{"do":"ask","number":1,"about":"why","text":"5"}'})
    assert "keeps no log" in why
    (hits,) = desk.answer({"view": "a", "text": '{"do":"ask","number":2,"about":"find","text":"ada"}'})
    assert "Ada Lind" in hits


@pytest.mark.parametrize(
    "said",
    [
        None,
        5,
        {},
        {"view": "a"},
        {"view": 3, "text": ""},
        {"view": "a", "text": "{}"},
        {"view": "a", "text": "x" * 9999},
    ],
)
def test_what_is_none_of_the_wire_is_not_answered(sim, said):
    assert list(Desk(sim).answer(said)) == []


@built
def test_a_widget_speaks_over_its_comm(sim, monkeypatch):
    pytest.importorskip("anywidget", reason="anywidget is not installed: it comes with the extra `notebook`")
    widget = undergrid.show(sim, height=500)
    said = []
    monkeypatch.setattr(type(widget), "send", lambda self, content, buffers=None: said.append((content, buffers)))
    widget._handle_custom_msg(HELLO, [])
    widget._handle_custom_msg(look(100), [])
    (state, none), (city, (pack,)), (frame, (packed,)) = said
    assert (state["view"], city["view"], frame["view"]) == ("a", "a", "a")
    assert none is None
    assert wire.unpack(pack)[0]["kind"] == "city"
    assert wire.unpack(packed)[0]["tick"] == 100
    assert (widget.height, 'id="within"' in widget.page) == (500, True)


def test_without_anywidget_it_is_said_what_to_install(sim, monkeypatch):
    monkeypatch.setitem(sys.modules, "anywidget", None)
    with pytest.raises(NoWidgetError) as found:
        undergrid.show(sim)
    assert "undergrid[notebook]" in found.value.hint


CELL = """
import undergrid
sim = undergrid.load("village", seed=3, people=60)
sim.run(until=100)
widget = undergrid.show(sim)
"""


@pytest.fixture(scope="module")
def kernel():
    """A running Jupyter kernel and its client, as a notebook has them."""
    manager = pytest.importorskip("jupyter_client.manager", reason="jupyter_client comes with the tests: ipykernel")
    running, client_ = manager.start_new_kernel(kernel_name="python3")
    yield client_
    client_.stop_channels()
    running.shutdown_kernel(now=True)


def _until(kernel, wanted):
    """The first message of a kernel that is wanted; whatever it prints as an error fails the test."""
    while True:
        message = kernel.get_iopub_msg(timeout=240)
        assert message["msg_type"] != "error", "\n".join(message["content"]["traceback"])
        if wanted(message):
            return message


@built
def test_a_running_kernel_answers_a_page_over_its_comm(kernel):
    """What a notebook in the browser does: it hears of the comm, greets over it, asks for a tick, and gets packs."""
    kernel.execute(CELL)
    opened = _until(kernel, lambda said: said["msg_type"] == "comm_open" and "page" in said["content"]["data"]["state"])
    comm = opened["content"]["comm_id"]
    assert opened["content"]["target_name"] == "jupyter.widget"
    assert 'id="within"' in opened["content"]["data"]["state"]["page"]

    def ask(content):
        data = {"method": "custom", "content": content}
        kernel.shell_channel.send(kernel.session.msg("comm_msg", {"comm_id": comm, "data": data}))

    def heard():
        said = _until(kernel, lambda said: said["msg_type"] == "comm_msg" and said["content"]["comm_id"] == comm)
        return said["content"]["data"]["content"], [bytes(one) for one in said["buffers"]]

    ask(HELLO)
    (state, none), (city, packs) = heard(), heard()
    assert '"first":100' in state["text"]
    assert (none, city["view"]) == ([], "a")
    assert wire.unpack(packs[0])[0]["title"] == "A village under glass"
    ask(look(100))
    _, (frame,) = heard()
    assert wire.unpack(frame)[0]["tick"] == 100


HARNESS = """<!doctype html><meta charset="utf-8"><body><div id="cell"></div><script type="module">
const { default: widget } = await import("data:text/javascript;base64,SCRIPT");
const heard = [];
const bytes = (text) => new DataView(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
const traits = { page: new TextDecoder().decode(bytes("PAGE")), height: 640 };
const model = {
  get: (name) => traits[name],
  on: (_, hear) => heard.push(hear),
  off: (_, hear) => heard.splice(heard.indexOf(hear), 1),
  send: async (content) => {
    for (const [text, pack] of await window.toPython(content))
      for (const hear of heard) hear({ view: content.view, ...(pack ? {} : { text }) }, pack ? [bytes(pack)] : []);
  },
};
widget.render({ model, el: document.getElementById("cell") });
</script>"""


@built
@pytest.mark.browser
def test_the_page_lives_in_a_frame_of_the_notebook(browser, hour, tmp_path):
    from undergrid.serve.export.page import within

    files, desk, wrong = client.files(), Desk(hour), []

    def to_python(content):
        return [
            ("", base64.b64encode(said).decode()) if isinstance(said, bytes) else (said, "")
            for said in desk.answer(content)
        ]

    page_ = base64.b64encode(within(files, "A village", "within").encode()).decode()
    script = base64.b64encode(files["/widget.js"][1]).decode()
    (tmp_path / "cell.html").write_text(HARNESS.replace("SCRIPT", script).replace("PAGE", page_))
    page = browser.new_page(viewport={"width": 1280, "height": 700})
    page.on("console", lambda said: said.type in ("error", "warning") and wrong.append(said.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.expose_function("toPython", to_python)
    page.goto((tmp_path / "cell.html").as_uri())
    frame = page.frame_locator("iframe")
    frame.locator("#side h2:has-text('Ada Lind')").wait_for(timeout=120_000)
    frame.locator("body[data-tiles='whole']").wait_for(timeout=120_000)
    frame.locator("#map").click(position={"x": 5, "y": 5})
    page.keyboard.press("End")
    frame.locator("body[data-tick='3600']").wait_for(timeout=120_000)
    page.screenshot(path=tmp_path / "cell.png")
    page.close()
    assert wrong == []
