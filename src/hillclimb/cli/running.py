"""Commands about a lab's service: run it by hand, and read what it printed."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from hillclimb.cli import paint
from hillclimb.cli.opening import desk_of, here, say
from hillclimb.ground import Misuse, NotFound

if TYPE_CHECKING:
    from hillclimb.actions import Desk
    from hillclimb.content import Lab

_LOOK_SECONDS = 0.2
_MOST_LOGGED = 4 << 20
_LAST_WORDS = 1200


def run(options: argparse.Namespace) -> int:
    """Run a lab's service until Ctrl-C, with a port of this machine in front of it."""
    from hillclimb.grading.forwarding import Forwarded

    if options.replay:
        return _replay(options)
    if options.json:
        raise Misuse("`run` is for people.", hint="`hillclimb logs --json` gives what it printed.")
    desk, lab = _lab(options)
    folder = _opened(desk, lab)
    log = desk.home.log(lab.slug)
    log.parent.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with log.open("wb") as kept:

        def heard(part: bytes) -> None:
            from hillclimb.grading.seam import readable

            if kept.tell() < _MOST_LOGGED:
                kept.write(part)
                kept.flush()
            sys.stdout.write(readable(part.decode("utf-8", "replace")))
            sys.stdout.flush()

        with Forwarded(lab, folder, port=options.port, heard=heard) as service:
            print(f"{lab.title} runs at {paint.ink(f'http://127.0.0.1:{service.port}', 'bold')}. Ctrl-C ends it.")
            if service.missing:
                print(paint.ink(f"Not protected by: {', '.join(service.missing)}.", "yellow"))
            sys.stdout.flush()
            try:
                while not (how := service.ended()):
                    time.sleep(_LOOK_SECONDS)
            except KeyboardInterrupt:
                print("\nEnding it.")
                return 0
    print(f"The service ended: {how}.", file=sys.stderr)
    return 1


def _replay(options: argparse.Namespace) -> int:
    """Start a lab's service, send it the request of the last verdict's first broken promise, and print the answer."""
    from hillclimb.actions import verdicts
    from hillclimb.grading.forwarding import Forwarded
    from hillclimb.grading.seam import readable
    from hillclimb.grading.traffic.http import Request

    desk, lab = _lab(options)
    folder = _opened(desk, lab)
    seen = verdicts(desk.state(), lab)
    failure = seen[0][1].first_failure if seen else None
    example = failure.example if failure is not None else None
    if failure is None or example is None or example.request is None:
        raise NotFound(
            f"The last verdict on {lab.title} holds no request that can be sent again.",
            hint=f"Judge it with: hillclimb check {lab.slug}",
        )
    request = Request.from_json(example.request)
    printed: list[bytes] = []
    with Forwarded(lab, folder, port=0, heard=printed.append) as service:
        well = service.waits_until_well()
        reply = service.ask(request) if well else None
        how = service.ended()
    if reply is None:
        said = readable(b"".join(printed).decode("utf-8", "replace"))[-_LAST_WORDS:]
        hint = said.strip() or "It printed nothing."
        raise Misuse(f"The service was not well, so nothing was sent{': ' if how else ''}{how}.", hint=hint)
    if options.json:
        headers = dict(reply.headers)
        answer = {"status": reply.status, "headers": headers, "body": reply.text(), "lost": reply.lost}
        say({"version": 1, "lab": lab.slug, "check": failure.name, "request": example.request, **answer})
        return 0
    print(paint.ink(f"What showed it: {failure.name}", "bold"))
    print(paint.wrapped(failure.message, "  "))
    for name, text in (("request", request.curl(8000)), ("expected", example.expected), ("judged", example.got)):
        print(paint.labelled(name, text))
    print(paint.labelled("now", reply.shown()))
    print(paint.ink("It was sent alone, to a service with the files of your data/ folder.", "dim"))
    return 0


def logs(options: argparse.Namespace) -> int:
    """Print what a lab's service printed when it was run or judged last, whichever came later."""
    desk, lab = _lab(options)
    text = _printed(desk, lab)
    if options.json:
        say({"version": 1, "lab": lab.slug, "log": text})
        return 0
    print(text, end="" if text.endswith("\n") else "\n")
    return 0


def _opened(desk: Desk, lab: Lab) -> Path:
    folder = desk.home.lab(lab.slug)
    if not folder.is_dir():
        raise NotFound(f"{lab.title} was not opened yet.", hint=f"Start with: hillclimb open {lab.slug}")
    return folder


def _lab(options: argparse.Namespace) -> tuple[Desk, Lab]:
    from hillclimb import actions

    desk = desk_of(options)
    return desk, desk.lab(options.lab or actions.lab_here(desk.home, here()))


def _printed(desk: Desk, lab: Lab) -> str:
    """Return the newer of the log of `run` and the output of the last verdict."""
    from hillclimb import actions
    from hillclimb.grading.seam import readable

    state = desk.state()
    path: Path = desk.home.log(lab.slug)
    seen = actions.verdicts(state, lab)
    judged_at = next((event.at for event in state.events if seen and event.seq == seen[0][0]), None)
    if path.is_file() and (judged_at is None or path.stat().st_mtime > judged_at.timestamp()):
        return readable(path.read_bytes()[:_MOST_LOGGED].decode("utf-8", "replace"))
    if not seen:
        raise NotFound(f"{lab.title} was neither run nor judged yet.", hint=f"Start it with: hillclimb run {lab.slug}")
    return seen[0][1].output or "It printed nothing."
