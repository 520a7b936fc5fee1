"""Clients as they are outside of tests: they hang up, send drop by drop, read slowly, ask again, and say nonsense."""

from __future__ import annotations

import asyncio
import socket

from hillclimb.grading.traffic.client import Client
from hillclimb.grading.traffic.http import Reply, Request

_DROPS = 20
_SIP_SECONDS = 0.02
_QUIET_SECONDS = 0.3
_MOST_SAID = 64 << 10


async def abandon(client: Client, request: Request, *, share: float) -> None:
    """Send a share of a request's bytes, then hang up; with a share of 1 whoever sent it does not wait."""
    payload = client.payload(request)
    async with client.line() as line:
        await _sent(line, payload[: max(1, round(len(payload) * min(1.0, share)))])


async def trickle(client: Client, request: Request, *, seconds: float, timeout: float) -> Reply:
    """Send a request drop by drop over some seconds and return the reply."""

    async def feed(line: socket.socket, payload: bytes) -> None:
        step = max(1, -(-len(payload) // _DROPS))
        for at in range(0, len(payload), step):
            if at:
                await asyncio.sleep(seconds / _DROPS)
            await _sent(line, payload[at : at + step])

    return await client.apart(request, timeout=timeout, feed=feed)


async def dawdle(client: Client, request: Request, *, seconds: float, timeout: float) -> Reply:
    """Send a request, read its response a little at a time for some seconds, then the rest, and return it."""
    until = asyncio.get_running_loop().time() + seconds

    async def feed(line: socket.socket, payload: bytes) -> None:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        await _sent(line, payload)

    async def sip() -> int:
        if asyncio.get_running_loop().time() >= until:
            return 0
        await asyncio.sleep(_SIP_SECONDS)
        return 16

    return await client.apart(request, timeout=timeout, feed=feed, sip=sip)


async def insist(client: Client, request: Request, *, times: int, timeout: float) -> list[Reply]:
    """Send a request and hang up, send it `times` times at once, then once more; return the replies but the first."""
    await abandon(client, request, share=1.0)
    replies = await client.drive([request] * times, [0.0] * times, timeout=timeout)
    return [*replies, await client.send(request, timeout=timeout)]


async def say(client: Client, said: bytes, *, timeout: float) -> bytes:
    """Send bytes as they are and return what comes back until it falls silent or hangs up."""
    heard = bytearray()
    loop = asyncio.get_running_loop()
    until = loop.time() + timeout
    async with client.line() as line:
        sending = asyncio.create_task(_sent(line, said))
        try:
            while len(heard) < _MOST_SAID:
                left = until - loop.time()
                async with asyncio.timeout(max(0.0, min(left, _QUIET_SECONDS) if heard else left)):
                    part = await loop.sock_recv(line, 16 << 10)
                if not part:
                    break
                heard += part
        except (TimeoutError, OSError):
            pass
        finally:
            sending.cancel()
            await asyncio.wait({sending})
    return bytes(heard[:_MOST_SAID])


async def _sent(line: socket.socket, part: bytes) -> None:
    """Send bytes unless whoever should read them has hung up: what it said before is read all the same."""
    try:
        await asyncio.get_running_loop().sock_sendall(line, part)
    except OSError:
        return
