"""Serve the app on 127.0.0.1 until Ctrl-C; the address is announced before anything heavy is loaded."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
import socket
import threading
import urllib.request
import webbrowser
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from hillclimb.actions import Home, find_pack
from hillclimb.ground import Misuse, Unavailable

if TYPE_CHECKING:
    import uvicorn

HOST = "127.0.0.1"
_ASK_SECONDS = 8.0  # the other may have been started a moment ago, and be loading


def serve(home: Home, *, port: int, open_browser: bool, announce: Callable[[str], None]) -> None:
    """Serve until Ctrl-C; a port on which the same app already runs is said so, any other taken port is refused."""
    pack = find_pack()
    listener = _listen(port)
    if listener is None:
        address = f"http://{HOST}:{port}/"
        if _runs_for(home, port):
            announce(f"Hillclimb already runs for {home.folder}: {address}")
            if open_browser:
                _open(address)
            return
        raise Unavailable(
            f"Port {port} is used by another program.",
            hint=f"Choose another: hillclimb up --port {_free_port(port)}",
            code="port-in-use",
        )
    with listener:
        address = f"http://{HOST}:{listener.getsockname()[1]}/"
        announce(f"Hillclimb is at {address} (Ctrl-C ends it)")
        server = _server(home, pack, on_start=(lambda: _open(address)) if open_browser else None)
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listener])


def _server(home: Home, pack: Path, *, on_start: Callable[[], None] | None) -> uvicorn.Server:
    import uvicorn

    from hillclimb.web.app import create_app

    app = create_app(home, pack)

    class Server(uvicorn.Server):
        """A server that ends its live streams as soon as it is told to stop, and stays quiet about it."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            if on_start is not None:
                on_start()

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            app.state.room.closing = True
            self.should_exit = True  # and nothing more at the second Ctrl-C: the end has its own limit of time

        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            if threading.current_thread() is not threading.main_thread():  # only there can signals be listened to
                yield
                return
            # The original sends the signal again at the end, for programs that go on afterwards; this one ends.
            before = {sig: signal.signal(sig, self.handle_exit) for sig in (signal.SIGINT, signal.SIGTERM)}
            try:
                yield
            finally:
                for sig, handler in before.items():
                    # Once told to end, one more Ctrl-C must not fall into Python's own end and print a traceback.
                    signal.signal(sig, signal.SIG_IGN if app.state.room.closing else handler)

    return Server(
        uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=3)
    )


def _listen(port: int) -> socket.socket | None:
    """Return a socket that listens on the port (0 for any free one), or None when it is taken."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":  # elsewhere this option would let two programs share the port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(64)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            return None
        if error.errno in (errno.EACCES, errno.EPERM):
            raise Misuse(f"Port {port} needs special rights.", hint="Use one above 1023.") from error
        raise Unavailable(f"Port {port} cannot be opened: {error.strerror}.", hint="Try --port 0.") from error
    return listener


def _runs_for(home: Home, port: int) -> bool:
    """Whether what listens on the port is this app, for the same home."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        address = f"http://{HOST}:{port}/api/about"
        with urllib.request.urlopen(address, timeout=_ASK_SECONDS) as answer:
            body = json.loads(answer.read(10_000))
            return bool(body.get("app") == "hillclimb" and body.get("home") == str(home.folder))
    return False


def _free_port(taken: int) -> int:
    for port in range(taken + 1, min(taken + 50, 65536)):
        found = _listen(port)
        if found is not None:
            found.close()
            return port
    return 0


def _open(address: str) -> None:
    """Open the browser without waiting for it; where there is none, the announced address is enough."""

    def show() -> None:
        with contextlib.suppress(webbrowser.Error, OSError):
            webbrowser.open(address)

    threading.Thread(target=show, daemon=True).start()
