"""Many and hostile: neither the run that is being recorded nor whoever watches decently notices them."""

import asyncio
import contextlib
import json
import socket
import threading

import pytest
from serve.test_server import get, host_of, page
from websockets.exceptions import ConnectionClosed, InvalidStatus

from undergrid import runs
from undergrid.serve import client, serving
from undergrid.serve.server import MOST_CLIENTS

pytestmark = pytest.mark.skipif(not client.built(), reason="the page has not been built: python web/build.py")
GARBAGE = (b"\x00\xff", "{", '{"do":"look"}', "[" * 3000, '{"do":"ask","number":1,"about":"passwords"}')
PATHS = ("/run.json", "/../run.json", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/fonts/../../server.py")


def test_five_hundred_at_once_find_room_or_are_told_that_there_is_none(address):
    async def crowd():
        async with page(address) as good, contextlib.AsyncExitStack() as stay:
            await good.seek(40)

            async def come():
                try:
                    one = await stay.enter_async_context(page(address, open_timeout=120))
                except InvalidStatus as refused:
                    return refused.response.status_code
                await one.take("city")
                return 101

            told = await asyncio.gather(*(come() for _ in range(500)))
            assert set(told) == {101, 503}
            assert told.count(101) == MOST_CLIENTS - 1
            await good.seek(41)

    asyncio.run(crowd())

    async def after():
        async with page(address) as late:
            await late.seek(42)

    asyncio.run(after())


@pytest.mark.slow
def test_who_never_reads_is_let_go_and_nobody_waits_for_them(address):
    async def sit():
        async with page(address) as good, page(address, max_queue=1) as slow:
            await good.seek(40)

            async def fill():
                for number in range(5000):
                    await slow.socket.send(json.dumps({"do": "ask", "number": number, "about": "events", "row": 0}))
                    await asyncio.sleep(0.02)
                    if number % 100 == 0:
                        await good.seek(50 + number)

            with pytest.raises(ConnectionClosed):  # once what lies between the two is full, and a while has passed
                await fill()
            await good.seek(300)

    asyncio.run(sit())


async def misbehave(address, stop):
    """All that is bad, until it is enough."""
    host, port = host_of(address).split(":")

    async def garbage(what):
        with contextlib.suppress(ConnectionClosed):
            async with page(address) as bad:
                await bad.socket.send(what)
                await bad.take("nothing", timeout=60)

    async def flood():
        with contextlib.suppress(ConnectionClosed):
            async with page(address) as bad:
                for tick in range(3000):
                    await bad.look(1 + tick * 37 % 3000, got=0)

    n = 0
    while not stop.is_set():
        held = [socket.create_connection((host, int(port)), timeout=20) for _ in range(5)]
        for one in held:
            one.sendall(b"GET /socket HTTP/1.1\r\nHost: x")
        await asyncio.gather(*map(garbage, GARBAGE), flood(), flood())
        for path in PATHS:
            assert get(address, path)[0] == 404
        for one in held:
            one.close()
        n += 1
    return n


@pytest.mark.slow
def test_a_run_is_recorded_as_if_nobody_was_there(tmp_path):
    """The same digest, whoever does what to its server meanwhile."""
    alone = runs.record("village", tmp_path / "alone", seed=4, people=60, until=7200, keyframe=1800)
    stop, rounds, wrong = threading.Event(), [], []

    def attack(address):
        try:
            rounds.append(asyncio.run(misbehave(address, stop)))
        except BaseException as one:
            wrong.append(one)

    with contextlib.ExitStack() as shown:

        def progress(done, total):
            if done == 0:
                address = shown.enter_context(serving(tmp_path / "run", scenario="village"))
                attacker = threading.Thread(target=attack, args=(address,))
                attacker.start()
                shown.callback(attacker.join)
                shown.callback(stop.set)

        watched = runs.record(
            "village", tmp_path / "run", seed=4, people=60, until=7200, keyframe=1800, progress=progress
        )
    assert wrong == []
    assert rounds[0] >= 1
    assert watched.meta.digest == alone.meta.digest
    assert watched.meta.events == alone.meta.events
