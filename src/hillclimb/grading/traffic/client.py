"""An open-loop HTTP/1.1 client: requests leave when they are due, whatever became of those before them."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Protocol

from hillclimb.grading.traffic.http import MOST_BODY_BYTES, Reply, Request, Response, Unacceptable

_MOST_CONNECTIONS = 64
_MOST_WAITING = 1000
_PIECE = 16 << 10
# A head start, so that the first request is not late for what had to be set up.
_HEAD_START = 0.02


# Sends the bytes of a request over a connection.
Feed = Callable[[socket.socket, bytes], Coroutine[Any, Any, None]]
# Waits before more of a response is read, and says how much of it at most; 0 for any amount.
Sip = Callable[[], Awaitable[int]]


class Dialler(Protocol):
    """What connections are asked of: `ask`, then `take` once `line` is readable."""

    @property
    def line(self) -> socket.socket:
        """What becomes readable when a connection is there."""

    def ask(self) -> None:
        """Ask for a connection."""

    def take(self) -> socket.socket | None:
        """Return the connection, made or being made; None where nobody listens."""


class Lost(Exception):
    """No response came; the message says why."""


class Client:
    """Connections that are kept and used again; made within a running event loop."""

    def __init__(
        self,
        dialler: Callable[[], Dialler],
        port: int,
        *,
        most_body: int = MOST_BODY_BYTES,
        seen: Callable[[Reply], None] | None = None,
    ) -> None:
        self._seen = seen
        self._dialler = dialler
        self._port = port
        self._most_body = most_body
        self._loop = asyncio.get_running_loop()
        self._idle: list[socket.socket] = []
        self._open: set[socket.socket] = set()
        self._slots = asyncio.Semaphore(_MOST_CONNECTIONS)
        self._dialling = asyncio.Lock()
        self._asked: Dialler | None = None
        self._owed = 0

    async def send(self, request: Request, *, timeout: float, due: float | None = None) -> Reply:
        """Send one request and return its reply, a lost one too; times count from `due` on the loop's clock."""
        began = self._loop.time() if due is None else due
        return await self._told(request, self._exchanged(request), began=began, timeout=timeout)

    async def apart(
        self,
        request: Request,
        *,
        timeout: float,
        feed: Feed | None = None,
        sip: Sip | None = None,
    ) -> Reply:
        """Send one request on a connection of its own and return its reply.

        `feed` sends its bytes; `sip` is awaited before each read.
        """
        return await self._told(request, self._alone(request, feed, sip), began=self._loop.time(), timeout=timeout)

    async def _told(
        self, request: Request, exchange: Coroutine[Any, Any, Reply], *, began: float, timeout: float
    ) -> Reply:
        try:
            async with asyncio.timeout_at(began + timeout):
                async with self._slots:
                    reply = await exchange
        except TimeoutError:
            reply = Reply(request=request, lost=f"nothing whole within {timeout:g} s")
        except Lost as lost:
            reply = Reply(request=request, lost=str(lost))
        finally:
            exchange.close()
        reply = replace(reply, seconds=self._loop.time() - began)
        if self._seen is not None:
            self._seen(reply)
        return reply

    async def _alone(self, request: Request, feed: Feed | None, sip: Sip | None) -> Reply:
        reply = await self._on(await self._dialled(), request, used=False, feed=feed, sip=sip)
        if reply is None:
            raise Lost("it closed the connection without a word")
        return reply

    @asynccontextmanager
    async def line(self) -> AsyncIterator[socket.socket]:
        """Have a connection of one's own for a while; raise `Lost` where nobody listens."""
        line = await self._dialled()
        try:
            yield line
        finally:
            self._close(line)

    def payload(self, request: Request) -> bytes:
        """Return the bytes of a request to this service."""
        return request.payload(self._port)

    async def drive(
        self,
        requests: Sequence[Request],
        instants: Sequence[float],
        *,
        timeout: float,
        during: Sequence[tuple[float, Callable[[], object]]] = (),
    ) -> list[Reply]:
        """Send each request at its instant (seconds from now) and return the replies in the same order.

        Latency counts from the instant at which a request was due: one that had to wait for those before it was slow.
        `during` is done at its instants meanwhile.
        """
        start = self._loop.time() + _HEAD_START
        tasks: list[asyncio.Task[Reply]] = []
        acts = [asyncio.create_task(self._act(start + at, act)) for at, act in during]
        waiting = 0

        def gone(_: asyncio.Task[Reply]) -> None:
            nonlocal waiting
            waiting -= 1

        try:
            for request, at in zip(requests, instants, strict=True):
                await self._until(start + at)
                if waiting >= _MOST_WAITING:
                    tasks.append(asyncio.create_task(_given_up(request)))
                    continue
                waiting += 1
                task = asyncio.create_task(self.send(request, timeout=timeout, due=start + at))
                task.add_done_callback(gone)
                tasks.append(task)
            replies = [await task for task in tasks]
            for act in acts:
                await act
        finally:
            for left in (*tasks, *acts):
                left.cancel()
        return [replace(reply, at=at) for reply, at in zip(replies, instants, strict=True)]

    async def _act(self, at: float, act: Callable[[], object]) -> None:
        await self._until(at)
        done = act()
        if isinstance(done, Awaitable):
            await done

    async def _until(self, at: float) -> None:
        left = at - self._loop.time()
        if left > 0:
            await asyncio.sleep(left)

    def hang_up(self) -> None:
        """Close every connection."""
        for line in list(self._open):
            self._close(line)
        self._idle.clear()

    def _close(self, line: socket.socket) -> None:
        self._open.discard(line)
        line.close()

    async def _exchanged(self, request: Request) -> Reply:
        while self._idle:
            line = self._idle.pop()
            if _stirred(line):
                self._close(line)
                continue
            reply = await self._on(line, request, used=True)
            if reply is not None:
                return reply
        reply = await self._on(await self._dialled(), request, used=False)
        if reply is None:
            raise Lost("it closed the connection without a word")
        return reply

    async def _on(
        self,
        line: socket.socket,
        request: Request,
        *,
        used: bool,
        feed: Feed | None = None,
        sip: Sip | None = None,
    ) -> Reply | None:
        """Return the reply on one connection; None where a used one turns out to have been closed meanwhile."""
        response = Response(self._most_body)
        kept = False
        try:
            sending = asyncio.create_task((feed or self._loop.sock_sendall)(line, request.payload(self._port)))
            try:
                heard = await self._read(line, response, sip)
                if not heard and used:
                    return None
            finally:
                await _stopped(sending)
            kept = response.done and response.keep_alive and feed is None
        except Unacceptable as error:
            raise Lost(str(error)) from None
        finally:
            if kept:
                self._idle.append(line)
            else:
                self._close(line)
        if not heard:
            return None
        return Reply(request=request, status=response.status, headers=response.headers, body=response.body)

    async def _read(self, line: socket.socket, response: Response, sip: Sip | None = None) -> bool:
        """Read a whole response; return whether a single byte came."""
        heard = False
        while not response.done:
            most = 0 if sip is None else await sip()
            try:
                part = await self._loop.sock_recv(line, most or _PIECE)
            except OSError:
                part = b""
            if not part:
                if not heard or response.ended():
                    return heard
                raise Lost("it closed the connection in the middle of the response")
            heard = True
            response.feed(part)
        return heard

    async def _dialled(self) -> socket.socket:
        async with self._dialling:
            dialler = self._dialler()
            if dialler is not self._asked:
                self._asked, self._owed = dialler, 0
            dialler.ask()
            self._owed += 1
            while True:  # what was asked for by a request that gave up before it came is not this one's
                await self._ready(dialler.line, write=False)
                line = dialler.take()
                self._owed -= 1
                if not self._owed:
                    break
                if line is not None:
                    line.close()
        if line is None:
            raise Lost("nobody listens on the port (connection refused)")
        self._open.add(line)
        try:
            await self._ready(line, write=True)
        except BaseException:
            self._close(line)
            raise
        if line.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            self._close(line)
            raise Lost("nobody listens on the port (connection refused)")
        return line

    async def _ready(self, line: socket.socket, *, write: bool) -> None:
        done = self._loop.create_future()

        def ready() -> None:
            if not done.done():
                done.set_result(None)

        descriptor = line.fileno()
        (self._loop.add_writer if write else self._loop.add_reader)(descriptor, ready)
        try:
            await done
        finally:
            (self._loop.remove_writer if write else self._loop.remove_reader)(descriptor)


def _stirred(line: socket.socket) -> bool:
    """Return whether a connection that should be silent has ended, or holds what nobody asked for."""
    try:
        line.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


async def _stopped(sending: asyncio.Task[None]) -> None:
    """End what is still being sent: the response is there, or will not come."""
    sending.cancel()
    try:
        await sending
    except (asyncio.CancelledError, OSError):
        return


async def _given_up(request: Request) -> Reply:
    return Reply(request=request, lost=f"{_MOST_WAITING} requests were waiting already")
