"""The command that starts the app."""

from __future__ import annotations

import argparse

from hillclimb.cli.opening import say
from hillclimb.ground import Misuse


def up(options: argparse.Namespace) -> int:
    """Serve the app on 127.0.0.1 until Ctrl-C."""
    from hillclimb.actions import find_home
    from hillclimb.web import serve

    if not 0 <= options.port <= 65535:
        raise Misuse(f"{options.port} is no port.", hint="Between 1024 and 65535, or 0 for any free one.")

    def announce(text: str) -> None:
        if options.json:
            say({"version": 1, "message": text})
        else:
            print(text, flush=True)

    serve(find_home(options.home), port=options.port, open_browser=not options.no_browser, announce=announce)
    return 0
