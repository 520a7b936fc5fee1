"""Listens where the keeper should, as another user, or says what no keeper says."""

import contextlib
import socket
import threading
from pathlib import Path

import pytest

from hillclimb.cli import quick
from hillclimb.cli.quick import ask_keeper, frame, socket_path
from hillclimb.testing import Attack

ATTACK = Attack(rows=(46,), lab="keeper", ends=("judged alone",), plain=False)


def listening(path: str, answer: bytes) -> threading.Thread:
    """Answer one client with fixed bytes."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(1)

    def serve() -> None:
        channel, _ = listener.accept()
        with channel, listener:
            channel.recv(65536)
            with contextlib.suppress(OSError):
                channel.sendall(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    return thread


@pytest.fixture
def given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("HILLCLIMB_KEEPER", "on")
    return ["check", "double", "--home", str(tmp_path)]


@pytest.mark.parametrize("answer", [b"", b"+", b"\xff" * 64, frame(b"-"), frame(b"passed"), b"{}\n"])
def test_what_is_no_greeting_is_no_keeper(given: list[str], answer: bytes) -> None:
    thread = listening(socket_path(given), answer)
    assert ask_keeper(given) is None
    thread.join()


@pytest.mark.parametrize("more", [b"", b"\xff\xff\xff\xff", frame(b"=passed"), frame(b"o\xff\xfe"), b"\0\0\0\x09=0"])
def test_a_keeper_that_says_nonsense_is_no_verdict(
    given: list[str], more: bytes, capsys: pytest.CaptureFixture
) -> None:
    thread = listening(socket_path(given), frame(b"+") + more)
    assert ask_keeper(given) == 3
    thread.join()
    assert "The keeper ended before the verdict" in capsys.readouterr().err


def test_a_keeper_of_another_user_is_not_asked(given: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    listening(socket_path(given), frame(b"+") + frame(b"=0"))
    monkeypatch.setattr(quick.os, "getuid", lambda: 4242)
    assert ask_keeper(given) is None
