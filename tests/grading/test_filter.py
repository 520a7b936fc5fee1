"""The seccomp program allows exactly the calls of the list, whichever way it is written down."""

import errno
import struct
from collections.abc import Mapping
from types import SimpleNamespace

import pytest

from hillclimb.grading.inside import jail
from hillclimb.grading.inside.syscalls import MACHINES

ALLOWED, KILLED, REFUSED = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM


def run(program: bytes, fields: Mapping[int, int]) -> int:
    """Return what the kernel's classic BPF would."""
    steps = list(struct.iter_unpack("<HBBI", program))
    value, at = 0, 0
    while True:
        code, yes, no, k = steps[at]
        at += 1
        match code:
            case 0x20:
                value = fields.get(k, 0)
            case 0x15:
                at += yes if value == k else no
            case 0x35:
                at += yes if value >= k else no
            case 0x45:
                at += yes if value & k else no
            case 0x06:
                return k


@pytest.mark.parametrize("name", sorted(MACHINES))
@pytest.mark.parametrize("private", [True, False])
def test_only_the_listed_calls_pass(monkeypatch, name: str, private: bool):
    machine = MACHINES[name]
    monkeypatch.setattr(jail, "_machine", machine)
    program = jail.for_process(jail.filter_program(private=private), 77)
    assert program is not None
    assert len(program) // 8 < 4096
    checked = {machine.prctl, machine.tgkill, machine.socketpair, machine.ioctl, machine.clone, machine.clone3}
    checked |= {machine.free[call] for call in ("fcntl", "prlimit64", "sched_setaffinity")}
    hidden = set() if private else {machine.free.get(call) for call in jail._BY_NAME}
    free = set(machine.free.values()) - checked - hidden
    for number in set(range(600)) - checked:
        got = run(program, {0: number, 4: machine.audit})
        assert got == (ALLOWED if number in free else REFUSED), number


def test_calls_of_another_architecture_kill(monkeypatch):
    monkeypatch.setattr(jail, "_machine", MACHINES["x86_64"])
    program = jail.filter_program(77)
    assert program is not None
    assert run(program, {0: 0, 4: MACHINES["aarch64"].audit}) == KILLED
    assert run(program, {0: 0x40000000, 4: MACHINES["x86_64"].audit}) == KILLED


def test_a_program_is_in_force_for_one_process(monkeypatch):
    machine = MACHINES["x86_64"]
    monkeypatch.setattr(jail, "_machine", machine)
    program = jail.for_process(jail.filter_program(), 77)
    assert program == jail.filter_program(77)
    assert program is not None
    calls = SimpleNamespace(mine={0: machine.tgkill, 4: machine.audit, 16: 77}, other={0: machine.tgkill, 16: 78})
    assert run(program, calls.mine) == ALLOWED
    assert run(program, calls.other | {4: machine.audit}) == REFUSED


@pytest.mark.parametrize("name", sorted(MACHINES))
def test_a_service_may_listen_too_and_no_more(monkeypatch, name: str):
    machine = MACHINES[name]
    monkeypatch.setattr(jail, "_machine", machine)
    plain, serving = (jail.filter_program(77, service=service) for service in (False, True))
    assert plain is not None
    assert serving is not None
    more = {
        number
        for number in range(600)
        if run(plain, {0: number, 4: machine.audit}) != run(serving, {0: number, 4: machine.audit})
    }
    assert more == set(machine.serving.values()) - {machine.serving["setsockopt"]}
    stream, datagram, unix = (2, 1), (2, 2), (1, 1)
    allowed = [
        run(serving, {0: machine.socket, 4: machine.audit, 16: family, 24: kind})
        for family, kind in (stream, datagram, unix)
    ]
    assert allowed == [ALLOWED, REFUSED, REFUSED]
    levels = [run(serving, {0: machine.serving["setsockopt"], 4: machine.audit, 24: level}) for level in (0, 1, 6, 41)]
    assert levels == [REFUSED, ALLOWED, ALLOWED, REFUSED]
