"""Floor 6: the command line; translates to and from actions."""

from hillclimb.cli.main import main

__all__ = ["main"]
