"""The server: on loopback, one page and one socket. It holds no Sim; a process of its own lives the city.

Whoever asks for what is not there, from elsewhere, too much or too often is turned away, and nobody else notices.
"""

from __future__ import annotations

import asyncio
import contextlib
import http
import multiprocessing
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from websockets.asyncio.server import Server as Sockets
from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from undergrid.serve import HOST, client, wire
from undergrid.serve.living import live
from undergrid.serve.mailbox import Allowance, Mailbox
from undergrid.serve.telling import Teller

BESIDE = "/socket/beside"
MOST_CLIENTS = 256
_MOST_ASKED = 8  # questions of one client that are being answered
_LOOK_AT_RUN = 2.0  # seconds between two looks at how far the run is
_HAND_OVER = 10.0  # seconds to take a message, before a client counts as gone

_POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; font-src 'self'; "
    "img-src 'self' data: blob:; connect-src 'self'{sockets}; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


class Server:
    """The clients, and the pipe to the process that lives the city."""

    def __init__(
        self, path: Path, scenario: str, files: dict[str, tuple[str, bytes]], socket: str = "/socket",
        beside: Path | None = None,
    ) -> None:  # fmt: skip
        self.files, self.socket, self.teller = files, socket, Teller(path, beside)
        self.thread = ThreadPoolExecutor(1, "telling")  # the log is read by one thread
        self.speaker = ThreadPoolExecutor(1, "saying")  # the other process takes in what is said when it finds time
        ours, theirs = multiprocessing.get_context("spawn").Pipe()
        self.pipe: Connection = ours
        self.process = multiprocessing.get_context("spawn").Process(
            target=live, args=(theirs, str(path), scenario), daemon=True
        )
        self.process.start()
        theirs.close()
        self.clients: dict[int, Client] = {}
        self.city: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.trouble = ""
        self.hosts: frozenset[str] = frozenset()
        self.next = 0
        asyncio.get_running_loop().add_reader(ours.fileno(), self._hear)

    def close(self) -> None:
        """Let go of the process and of the thread."""
        asyncio.get_running_loop().remove_reader(self.pipe.fileno())
        self.pipe.close()
        self.process.join(2)
        if self.process.is_alive():
            self.process.kill()
        for pool in (self.thread, self.speaker):
            pool.shutdown(wait=False, cancel_futures=True)
        self.teller.close()

    # -- HTTP

    def respond(self, connection: ServerConnection, request: Request) -> Response | None:
        """Answer a request for a file; None lets a request for the socket through."""
        if len(request.headers.get_all("Host")) != 1 or request.headers["Host"].lower() not in self.hosts:
            return self._reply(http.HTTPStatus.FORBIDDEN, "text/plain", b"this address is not served here\n")
        path = urlsplit(request.path).path
        if path == self.socket:
            origin = request.headers.get_all("Origin")
            if len(origin) != 1 or urlsplit(origin[0]).netloc.lower() not in self.hosts:
                return self._reply(http.HTTPStatus.FORBIDDEN, "text/plain", b"no page of this server\n")
            if len(self.clients) >= MOST_CLIENTS:
                return self._reply(http.HTTPStatus.SERVICE_UNAVAILABLE, "text/plain", b"too many are watching\n")
            return None
        found = self.files.get("/index.html" if path == "/" else path)
        if found is None:
            return self._reply(http.HTTPStatus.NOT_FOUND, "text/plain", b"there is no such page\n")
        return self._reply(http.HTTPStatus.OK, *found)

    def _reply(self, status: http.HTTPStatus, kind: str, body: bytes) -> Response:
        sockets = "".join(f" ws://{host}" for host in sorted(self.hosts))
        headers = Headers(
            {
                "Content-Type": kind,
                "Content-Length": str(len(body)),
                "Content-Security-Policy": _POLICY.format(sockets=sockets),
                "X-Content-Type-Options": "nosniff",
                "Referrer-Policy": "no-referrer",
                "Cross-Origin-Resource-Policy": "same-origin",
                "Cross-Origin-Opener-Policy": "same-origin",
                "Cache-Control": "no-cache",
                "Connection": "close",
            }
        )
        return Response(status.value, status.phrase, headers, body)

    # -- the process that lives the city

    def _hear(self) -> None:
        """Take in what the other process says."""
        try:
            while self.pipe.poll():
                self._heard(self.pipe.recv())
        except (EOFError, OSError):
            asyncio.get_running_loop().remove_reader(self.pipe.fileno())
            self._fail("the process that lives the city has ended")

    def _heard(self, message: tuple[Any, ...]) -> None:
        match message:
            case ("city", content):
                self.city.set_result(content)
            case ("frame", clients, number, content, whole):
                for name in clients:
                    if (one := self.clients.get(name)) is not None:
                        one.frame(number, content, whole)
            case ("trouble", what, hint):
                self._fail(f"{what}. {hint}" if hint else what)

    def _fail(self, why: str) -> None:
        self.trouble = self.trouble or why
        if not self.city.done():
            self.city.set_exception(RuntimeError(self.trouble))
        for one in self.clients.values():
            one.tell(self._state())

    def say(self, *message: Any) -> None:
        """Say something to the process that lives the city, once it takes it in: nobody here waits for that."""
        self.speaker.submit(self._send, lambda: message)

    def say_look(self, one: Client) -> None:
        """Say what a client looks at: the newest at the time when it is taken in."""
        self.speaker.submit(self._send, one.handed_over)

    def _send(self, message: Callable[[], tuple[Any, ...]]) -> None:
        if said := message():
            with contextlib.suppress(OSError):  # that the other process has ended is noticed where it is heard
                self.pipe.send(said)

    # -- clients

    async def attend(self, connection: ServerConnection) -> None:
        """Serve one client until it goes."""
        self.next += 1
        one = self.clients[self.next] = Client(self, self.next, connection)
        try:
            await one.run()
        except (ConnectionClosed, TimeoutError):
            pass
        finally:
            del self.clients[one.number]
            self.say("gone", one.number)
            one.over()

    def _state(self) -> wire.State:
        try:
            state = self.teller.state()
        except Exception as wrong:  # whatever is wrong with the folder, the page says so
            return no_state(str(wrong))
        state["trouble"] = self.trouble
        return state

    async def watch_run(self) -> None:
        """Tell everybody how far the run is, whenever that has changed."""
        before: wire.State | None = None
        while True:
            state = await asyncio.get_running_loop().run_in_executor(self.thread, self._state)
            if state != before:
                if before is not None and state["tick"] != before["tick"]:
                    self.say("grown")
                before = state
                for one in self.clients.values():
                    one.tell(state)
            for one in self.clients.values():
                one.state = one.state or state
            await asyncio.sleep(_LOOK_AT_RUN)


class Client:
    """One page that watches."""

    def __init__(self, server: Server, number: int, connection: ServerConnection) -> None:
        self.server, self.number, self.connection = server, number, connection
        self.mailbox, self.allowance = Mailbox(), Allowance()
        self.state: wire.State | None = None
        self._out: asyncio.Queue[bytes | str] = asyncio.Queue(_MOST_ASKED + 4)
        self._asked = 0
        self._waits = False  # whether a look is waiting to be handed over
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Send the city, then answer until it goes."""
        try:
            city = await asyncio.shield(self.server.city)
        except RuntimeError as wrong:
            self.tell(no_state(str(wrong)))
            city = b""
        if city:
            self._put(city)
        self.tell(await asyncio.get_running_loop().run_in_executor(self.server.thread, self.server._state))
        sending = asyncio.create_task(self._send())
        self._tasks.add(sending)
        async for text in self.connection:
            if not self.allowance.take():
                await self.connection.close(1008, "too many messages")
                return
            try:
                self._take(wire.read(text))
            except ValueError as wrong:
                await self.connection.close(1008, str(wrong)[:100])
                return

    def over(self) -> None:
        """Drop what is still to be sent."""
        for task in self._tasks:
            task.cancel()

    def _take(self, message: wire.Look | wire.Ask) -> None:
        if isinstance(message, wire.Look):
            self.mailbox.put(message)
            self._look()
            return
        if self._asked >= _MOST_ASKED:
            raise ValueError("too many questions at once")
        self._asked += 1
        task = asyncio.create_task(self._ask(message))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _look(self) -> None:
        """Hand the newest look over, if the last frame has come; it takes the place of one that is being answered."""
        if self.mailbox.ready and not self._waits:
            self._waits = True
            self.server.say_look(self)

    def handed_over(self) -> tuple[Any, ...]:
        """The newest look as it is said to the process that lives the city; empty where there is none left."""
        self._waits = False
        look = self.mailbox.look
        return ("look", self.number, look) if look else ()

    async def _ask(self, ask: wire.Ask) -> None:
        loop = asyncio.get_running_loop()
        self.answer(await loop.run_in_executor(self.server.thread, self.server.teller.answer, ask))

    def answer(self, answer: wire.Answer) -> None:
        self._asked -= 1
        self.tell(answer)

    def frame(self, number: int, content: bytes, whole: bool) -> None:
        """Send a frame, unless the client still has one to acknowledge."""
        if self.mailbox.ready:
            self.mailbox.post(number, whole)
            self._put(content)

    def tell(self, what: wire.State | wire.Answer) -> None:
        self._put(wire.as_text(what))

    def _put(self, what: bytes | str) -> None:
        try:
            self._out.put_nowait(what)
        except asyncio.QueueFull:  # it takes nothing in: it is gone, or does not want to listen
            self.connection.transport.abort()

    async def _send(self) -> None:
        while True:
            what = await self._out.get()
            try:
                async with asyncio.timeout(_HAND_OVER):
                    await self.connection.send(what)
            except (TimeoutError, ConnectionClosed):
                self.connection.transport.abort()
                return


def hosts_of(port: int) -> frozenset[str]:
    """The names under which a page on this machine may call the server."""
    return frozenset(f"{name}:{port}" for name in (HOST, "localhost"))


def no_state(why: str) -> wire.State:
    """The state of a run that cannot be read."""
    return {
        "kind": "state", "first": 1, "tick": 0, "until": 0, "status": "", "endings": [], "trouble": why, "runs": [],
    }  # fmt: skip


async def run(
    path: Path, scenario: str, port: int, ready: Any, stop: asyncio.Event, beside: Path | None = None
) -> None:
    """Serve a run until `stop`, and another beside it; `ready` is called with the port once there is one."""
    files = client.files()
    servers = [Server(path, scenario, files, beside=beside)]
    if beside is not None:
        servers.append(Server(beside, scenario, files, BESIDE, path))

    def of(request: Request | None) -> Server:
        asked = urlsplit(request.path).path if request else ""
        return next((one for one in servers if one.socket == asked), servers[0])

    try:
        async with serve(
            lambda connection: of(connection.request).attend(connection),
            HOST,
            port,
            process_request=lambda connection, request: of(request).respond(connection, request),
            compression=None,
            max_size=wire.MOST_BYTES,
            max_queue=8,
            write_limit=1 << 20,
            open_timeout=5,
            close_timeout=1,
            ping_interval=20,
            ping_timeout=20,
            server_header=None,
        ) as sockets:
            found = _port(sockets)
            for one in servers:
                one.hosts = hosts_of(found)
            ready(found)
            watching = [asyncio.create_task(one.watch_run()) for one in servers]
            await stop.wait()
            for task in watching:
                task.cancel()
    finally:
        for one in servers:
            one.close()


def _port(sockets: Sockets) -> int:
    return int(next(iter(sockets.sockets)).getsockname()[1])


def serve_run(pipe: Connection, path: str, scenario: str, port: int, beside: str = "") -> None:
    """Serve a run, and another beside it, until the other end of `pipe` is closed.

    Says there `("port", n)`, or `("wrong", why)`.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    async def main() -> None:
        stop = asyncio.Event()
        asyncio.get_running_loop().add_reader(pipe.fileno(), stop.set)
        try:
            other = Path(beside) if beside else None
            await run(Path(path), scenario, port, lambda found: pipe.send(("port", found)), stop, other)
        except OSError as wrong:
            pipe.send(("wrong", wrong.strerror or str(wrong)))

    asyncio.run(main())
