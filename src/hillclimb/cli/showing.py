"""The command that makes a portfolio, and drafts for it."""

from __future__ import annotations

import argparse
from pathlib import Path

from hillclimb.cli.opening import desk_of, say
from hillclimb.cli.proving import unlocked
from hillclimb.ground import Misuse


def portfolio(options: argparse.Namespace) -> int:
    """Write the pages, or a draft about each lab that is named."""
    from hillclimb import actions

    desk = desk_of(options)
    if options.draft:
        if not options.labs:
            raise Misuse("Which lab is the draft about?", hint="hillclimb portfolio first-model --draft")
        drafts = [str(actions.write_draft(desk, slug)) for slug in options.labs]
        if options.json:
            say({"version": 1, "page": None, "files": drafts})
        else:
            print("\n".join(drafts))
            print("Finish it in your editor, then show it with: hillclimb portfolio --with-writeups")
        return 0
    choice = actions.Choice(
        name=options.name or "",
        headline=options.headline or "",
        code_url=options.code or "",
        code=options.with_code,
        writeups=options.with_writeups,
    )
    target = Path(options.to) if options.to else desk.home.folder / "portfolio"
    files = unlocked(lambda word: actions.write_portfolio(desk, target, options.labs, choice=choice, passphrase=word))
    if options.json:
        say({"version": 1, "page": str(files[0]), "files": [str(path) for path in files]})
    else:
        print(f"{len(files)} files. Open {files[0]} in a browser, then put {target} wherever web pages can lie.")
    return 0
