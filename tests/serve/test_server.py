"""The server answers its own page, and nobody else; who misbehaves is turned away and disturbs nobody."""

import asyncio
import contextlib
import http.client
import json
import socket
import time

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from undergrid import runs
from undergrid.core.errors import UndergridError
from undergrid.runs.folder import Folder
from undergrid.runs.life import Life
from undergrid.serve import client, serving, wire
from undergrid.serve.telling import Teller, find


def host_of(address):
    return address.removeprefix("http://").rstrip("/")


def get(address, path="/", **headers):
    connection = http.client.HTTPConnection(host_of(address), timeout=60)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read()


class Page:
    """What a page does: it looks, acknowledges and asks."""

    def __init__(self, socket):
        self.socket, self.got, self.city = socket, 0, None

    async def take(self, kind, timeout=240):
        async with asyncio.timeout(timeout):
            while True:
                message = await self.socket.recv()
                head, columns = wire.unpack(message) if isinstance(message, bytes) else (json.loads(message), {})
                if head["kind"] == "frame":
                    self.got = head["number"]
                if head["kind"] == kind:
                    return head, columns

    async def look(self, tick, **how):
        given = {
            "got": self.got,
            "tick": tick,
            "box": [0, 0, 93, 93],
            "level": 0,
            "step": 0,
            "lit": -1,
            "what": "",
            "row": -1,
        }
        await self.socket.send(json.dumps({"do": "look", **given, **how}))

    async def seek(self, tick):
        while True:
            await self.look(tick)
            head, columns = await self.take("frame")
            if head["tick"] == tick:
                return head, columns

    async def ask(self, about, **how):
        await self.socket.send(json.dumps({"do": "ask", "number": 1, "about": about, **how}))
        return (await self.take("answer"))[0]


@contextlib.asynccontextmanager
async def page(address, path="/socket", **how):
    host = host_of(address)
    given = {"origin": f"http://{host}", "max_size": None, "compression": None} | how
    async with connect(f"ws://{host}{path}", **given) as socket:
        yield Page(socket)


# -- what is served


def test_the_page_and_its_files_are_served(address):
    status, headers, body = get(address)
    assert status == 200
    assert b'<script type="module" src="/main.js">' in body
    assert headers["Content-Type"].startswith("text/html")
    for name in client.files():
        assert get(address, name)[0] == 200


def test_no_script_in_the_page_and_none_from_elsewhere(address):
    _, headers, body = get(address)
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert body.count(b"<script") == body.count(b'<script type="module" src=') == 1
    for _, content in client.files().values():
        assert b"http://" not in content.replace(b"http://www.w3.org/", b"")
        assert b"https://" not in content


@pytest.mark.parametrize(
    "path", ["/run.json", "/../run.json", "/fonts/../../client.py", "/%2e%2e/run.json", "//etc/passwd", "/socket/x"]
)
def test_nothing_but_the_page_can_be_had(address, path):
    assert get(address, path)[0] == 404


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example"])
def test_a_page_of_another_name_is_not_served(address, host):
    assert get(address, Host=host)[0] == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:1", "null", None])
def test_a_page_from_elsewhere_gets_no_socket(address, origin):
    async def attempt():
        async with page(address, origin=origin):
            pass

    with pytest.raises(InvalidStatus) as refused:
        asyncio.run(attempt())
    assert refused.value.response.status_code == 403


# -- what is shown


def test_any_moment_is_the_moment_as_it_was(hour, address):
    life, expected = Life(*Folder.open(hour)), {}
    for tick in (300, 1500, 3599):
        life.live(tick)
        expected[tick] = life.sim.world.citizens.cell[:3].tolist(), int(life.sim.world.citizens.alive.sum())

    async def seek():
        async with page(address) as one:
            for tick in (3599, 300, 1500):
                head, _ = await one.seek(tick)
                assert ([who["cell"] for who in head["cast"]], head["alive"]) == expected[tick]

    asyncio.run(seek())


def test_a_frame_comes_only_when_the_last_has_been_acknowledged(address):
    async def hold():
        async with page(address) as one:
            await one.seek(10)
            await one.look(20, got=one.got - 1)
            with pytest.raises(TimeoutError):
                await one.take("frame", timeout=1)
            await one.look(21)
            assert (await one.take("frame"))[0]["asked"] == 21

    asyncio.run(hold())


def test_what_is_asked_is_answered(address):
    async def ask():
        async with page(address) as one:
            await one.look(900, what="citizen", row=0)
            assert (await one.take("frame"))[0]["panel"]["title"] == "Ada Lind"
            events = (await one.ask("events", row=0))["body"]
            assert events
            chain = (await one.ask("why", text=events[-1]["id"]))["body"]
            assert chain[0]["id"] == events[-1]["id"]
            assert chain[-1]["root"] in ("order", "draw", "scenario")
            hits = (await one.ask("find", text="ada"))["body"]
            assert hits[0] == {"what": "citizen", "row": 0, "name": "Ada Lind", "note": "one of the named"}
            course = (await one.ask("course"))["body"]
            assert len(course["ticks"]) == len(course["columns"]["outdoors"]) == 60
            for about, text in (("why", "5"), ("why", "x")):
                assert (await one.ask(about, text=text))["trouble"]

    asyncio.run(ask())


# -- two runs


@pytest.fixture(scope="module")
def fork(hour, tmp_path_factory):
    folder = tmp_path_factory.mktemp("fork") / "run"
    runs.fork(hour, folder, at=600, set={"tags.reader_m": 0, "sight.hiding": 0.1})
    return folder


@pytest.fixture(scope="module")
def pair(hour, fork):
    if not client.built():
        pytest.skip("the page has not been built: python web/build.py")
    with serving(hour, beside=fork) as address:
        yield address


def test_each_of_two_runs_has_a_socket_of_its_own(hour, fork, pair):
    expected = {}
    for path, folder in (("/socket", hour), ("/socket/beside", fork)):
        life = Life(*Folder.open(folder))
        life.live(3000)
        expected[path] = life.sim.world.citizens.cell[:3].tolist(), int(life.sim.world.citizens.wanted.sum())

    async def both():
        async with page(pair) as one, page(pair, path="/socket/beside") as two:
            for path, each in (("/socket", one), ("/socket/beside", two)):
                state, _ = await each.take("state")
                assert len(state["runs"]) == 2
                head, _ = await each.seek(3000)
                assert ([who["cell"] for who in head["cast"]], head["wanted"]) == expected[path]

    asyncio.run(both())


def test_one_run_has_no_socket_beside_it(address):
    assert get(address, "/socket/beside")[0] == 404


def test_garbage_in_one_of_two_runs_leaves_the_other_alone(pair):
    async def both():
        async with page(pair) as good, page(pair, path="/socket/beside") as bad:
            await good.seek(50)
            await bad.socket.send("{")
            with pytest.raises(ConnectionClosed):
                await bad.take("nothing", timeout=60)
            await good.seek(60)

    asyncio.run(both())


# -- who misbehaves


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x00\xff", "{", '{"do":"look"}', "x" * 5000,
        '{"do":"look","got":9,"tick":1,"box":[0,0,1,1],"level":0,"step":0,"lit":-1,"what":"","row":-1}',
    ],
    ids=["bytes", "torn", "gaps", "too much", "never sent"],
)  # fmt: skip
def test_garbage_ends_that_connection_and_no_other(address, garbage):
    async def both():
        async with page(address) as good, page(address) as bad:
            await good.seek(50)
            await bad.socket.send(garbage)
            with pytest.raises(ConnectionClosed):
                await bad.take("nothing", timeout=60)
            await good.seek(60)

    asyncio.run(both())


def test_a_flood_is_cut_off_and_nobody_else_notices(address):
    async def flood():
        async with page(address) as good, page(address) as bad:
            await good.seek(50)
            with contextlib.suppress(ConnectionClosed):
                for tick in range(10_000):
                    await bad.look(tick % 3000, got=0)
            with pytest.raises(ConnectionClosed):
                await bad.take("nothing", timeout=60)
            began = time.monotonic()
            await good.seek(51)
            assert time.monotonic() - began < 30

    asyncio.run(flood())


def test_half_open_sockets_and_torn_requests_disturb_nobody(address):
    host, port = host_of(address).split(":")
    held = []
    for content in (b"", b"GET / HT", b"\x16\x03\x01\x02\x00\x01", b"GET /socket HTTP/1.1\r\nHost: x\r\n\r\n" * 50) * 5:
        one = socket.create_connection((host, int(port)), timeout=5)
        one.sendall(content)
        held.append(one)
    assert get(address)[0] == 200
    for one in held:
        one.close()


def test_a_port_that_is_taken_is_said(hour, address):
    port = int(host_of(address).split(":")[1])
    with pytest.raises(UndergridError, match=str(port)), serving(hour, port=port):
        pass


def test_a_folder_that_is_no_run_is_said_to_the_page(tmp_path):
    if not client.built():
        pytest.skip("the page has not been built: python web/build.py")

    async def told(address):
        async with page(address) as one:
            return (await one.take("state"))[0]["trouble"]

    with serving(tmp_path) as address:
        assert "not a run" in asyncio.run(told(address))


def test_while_a_run_grows_as_much_is_told_as_of_one_that_is_opened_now(tmp_path):
    run, teller = tmp_path / "run", Teller(tmp_path / "run")
    asked = [wire.Ask(do="ask", number=1, about="events", row=row) for row in range(3)]
    asked.append(wire.Ask(do="ask", number=1, about="course"))
    lengths = []

    def progress(done, total):
        if done % 900 == 0:
            told = [teller.answer(ask) for ask in asked]
            assert told == [Teller(run).answer(ask) for ask in asked]
            lengths.append(sum(len(answer["body"]) for answer in told[:-1]))

    runs.record("village", run, seed=3, people=60, until="2 h", keyframe=600, progress=progress)
    assert lengths == sorted(lengths)
    assert lengths[0] == 0 < lengths[1] < lengths[-1]


def test_a_search_finds_by_name_and_number(hour):
    names = Teller(hour).log().names
    assert [hit["row"] for hit in find(names, 200, "citizen 17")][:1] == [17]
    assert find(names, 200, "gate 1")[0]["what"] == "gate"
    assert find(names, 200, "201") == []
    assert all(hit["what"] == "watcher" for hit in find(names, 200, "drone"))
