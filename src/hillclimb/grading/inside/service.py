"""What the parent does for a service: the loopback of its own network, and the dialling."""

from __future__ import annotations

import errno
import fcntl
import os
import select
import socket
import struct

_SIOCSIFFLAGS = 0x8914
_UP, _RUNNING = 0x1, 0x40
# Threads of a web framework's pool, beside those that the lab allows for computing.
POOL = 48
OPEN_FILES = 1024


def raise_loopback() -> None:
    """Switch on the loopback of the network namespace that this process is in."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", _UP | _RUNNING))


class Lines:
    """The lines over which the judge asks for connections: a request comes in, a connected socket goes out.

    The socket is made here, in the network of the service, by a process in which no byte of the learner's ever runs; it
    keeps that network wherever it is handed to. Nothing waits: a connection that is not taken at once is handed over
    while it is being made.
    """

    def __init__(self, poll: select.poll) -> None:
        self._poll = poll
        self._lines: dict[int, tuple[socket.socket, int]] = {}

    def __contains__(self, descriptor: int) -> bool:
        return descriptor in self._lines

    def add(self, descriptor: int, port: int) -> None:
        """Begin to listen on a line for connections to one port."""
        line = socket.socket(fileno=os.dup(descriptor))
        line.setblocking(False)
        self._lines[line.fileno()] = (line, port)
        self._poll.register(line, select.POLLIN)

    def serve(self, descriptor: int) -> None:
        """Answer what is asked on a line; forget a line that was hung up."""
        line, port = self._lines[descriptor]
        try:
            asked = line.recv(64)
        except BlockingIOError:
            return
        except OSError:
            asked = b""
        if not asked:
            self._poll.unregister(line)
            del self._lines[descriptor]
            line.close()
            return
        made = socket.socket(socket.AF_INET, socket.SOCK_STREAM | getattr(socket, "SOCK_CLOEXEC", 0))
        try:
            made.setblocking(False)
            code = made.connect_ex(("127.0.0.1", port))
            if code in (0, errno.EINPROGRESS):
                socket.send_fds(line, [b"\0\0"], [made.fileno()])
            else:
                line.send(struct.pack(">H", code))
        except OSError:
            return  # the judge does not listen, or has gone
        finally:
            made.close()
