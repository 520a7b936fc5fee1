"""Reads the judge's memory with process_vm_readv and attaches to it with ptrace."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(27,),
    needs=("seccomp",),
    code="""
import ctypes
import os


def attack():
    libc = ctypes.CDLL(None, use_errno=True)

    class Part(ctypes.Structure):
        _fields_ = [("base", ctypes.c_void_p), ("size", ctypes.c_size_t)]

    kept = ctypes.create_string_buffer(64)
    here = Part(ctypes.addressof(kept), len(WORLD["secret"]))
    there = Part(WORLD["address"], len(WORLD["secret"]))
    for process in (WORLD["judge"], os.getppid()):
        if libc.process_vm_readv(process, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0:
            return kept.value.decode() == WORLD["secret"]
        if libc.ptrace(0x4206, process, 0, 0) == 0:
            return True
    return False
""",
)


def test_the_judge_cannot_be_traced(arena: Arena) -> None:
    arena.defeats(ATTACK)
