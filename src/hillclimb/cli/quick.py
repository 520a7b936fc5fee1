"""The short way of a check: hand it to the keeper over a private socket and print what comes back.

Nothing heavy is imported here: this module is what a check costs before the judge begins. The socket is the plain one
of the C library's wrapper, for `socket` itself (like `json`) takes longer to load than the keeper to answer.

What is said: a frame is four bytes of length and a body. The request is one frame, fields with NUL between them: the
folder, the pack, "1" for colour, the columns, and the arguments. An answer's body begins with a letter: `+` it is
taken, `-` it is not, `o` and `e` text for the two streams, `=` the exit status, which is the last.
"""

from __future__ import annotations

import os
import sys

try:
    import _socket as sockets
except ImportError:  # pragma: no cover - another Python than CPython
    import socket as sockets  # type: ignore[no-redef]

GREETING_SECONDS = 0.3
LONGEST = 1 << 20


def socket_path(given: list[str]) -> str:
    """Return where the keeper of the learner's folder listens, following --home and HILLCLIMB_HOME."""
    home = os.environ.get("HILLCLIMB_HOME") or "~/.hillclimb"
    for number, word in enumerate(given):
        if word == "--home" and number + 1 < len(given):
            home = given[number + 1]
        elif word.startswith("--home="):
            home = word.removeprefix("--home=")
    return os.path.join(os.path.abspath(os.path.expanduser(home)), "run", "keeper.sock")


def ask_keeper(given: list[str]) -> int | None:
    """Have the keeper run a check; return its exit status, or None when it is to be run here instead."""
    if os.environ.get("HILLCLIMB_KEEPER") == "off" or {"--watch", "--require", "-h", "--help"} & set(given):
        return None
    channel = greeted(socket_path(given))
    if channel is None:
        return None
    try:
        return _relayed(channel, as_json="--json" in given) if _taken(channel, given) else None
    finally:
        channel.close()


def greeted(path: str) -> sockets.socket | None:
    """Return a line to the keeper that listens there, or None where none does or it is another user's."""
    try:
        channel = sockets.socket(sockets.AF_UNIX, sockets.SOCK_STREAM)
    except (AttributeError, OSError):
        return None
    try:
        channel.settimeout(GREETING_SECONDS)
        channel.connect(path)
        if user_of(channel) == os.getuid():
            return channel
    except (OSError, ValueError):
        pass
    channel.close()
    return None


def user_of(channel: sockets.socket) -> int:
    """Return the user at the other end of a line; our own where the system cannot tell."""
    if not hasattr(sockets, "SO_PEERCRED"):
        return os.getuid()  # the folder's mode is what protects the socket there
    credentials = channel.getsockopt(sockets.SOL_SOCKET, sockets.SO_PEERCRED, 12)
    return int.from_bytes(credentials[4:8], sys.byteorder)


def frame(body: bytes) -> bytes:
    """Return a body with its length before it."""
    return len(body).to_bytes(4, "big") + body


def _taken(channel: sockets.socket, given: list[str]) -> bool:
    """Hand the check over; return whether the keeper takes it."""
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    pack = os.environ.get("HILLCLIMB_PACK", "")
    try:
        fields = [os.getcwd(), pack, "1" if colour else "", str(_columns()), *given]
        channel.sendall(frame(b"\0".join(map(os.fsencode, fields))))
        if _body(channel) != b"+":
            return False
        channel.settimeout(None)
    except (OSError, ValueError):
        return False
    return True


def _body(channel: sockets.socket) -> bytes:
    """Return the next body; raise ValueError when the other end has gone, or says what is no frame."""
    size = int.from_bytes(_exactly(channel, 4), "big")
    if size > LONGEST:
        raise ValueError("a frame too long")
    return _exactly(channel, size)


def _exactly(channel: sockets.socket, size: int) -> bytes:
    parts = b""
    while len(parts) < size:
        part = channel.recv(size - len(parts))
        if not part:
            raise ValueError("the line was cut")
        parts += part
    return parts


def _relayed(channel: sockets.socket, *, as_json: bool) -> int:
    """Print what the keeper says until it says a status."""
    while True:
        try:
            body = _body(channel)
            if body[:1] == b"=":
                return int(body[1:])
            text = body[1:].decode("utf-8", "surrogatepass")
        except (OSError, ValueError):
            break
        target = sys.stderr if body[:1] == b"e" else sys.stdout
        target.write(text)
        target.flush()
    text, hint = "The keeper ended before the verdict; nothing that was recorded is lost.", "Repeat the command."
    if as_json:
        import json

        print(json.dumps({"version": 1, "error": {"code": "keeper-ended", "message": text, "hint": hint}}))
    else:
        print(f"{text}\n{hint}", file=sys.stderr)
    return 3


def _columns() -> int:
    try:
        return os.get_terminal_size().columns
    except OSError:
        return 100
