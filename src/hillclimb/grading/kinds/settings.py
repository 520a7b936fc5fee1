"""What service.toml says: how a service is started, and how one sees that it is well."""

from __future__ import annotations

import shlex
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from hillclimb.grading.booting import PORT
from hillclimb.grading.kinds import Unreadable
from hillclimb.grading.seam import readable

SETTINGS = "service.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What service.toml says: the command, the address that tells whether it is well, and how long it may take."""

    start: str
    health: str = "/health"
    seconds_to_start: float = 10.0

    def arguments(self, port: int) -> list[str]:
        """Return the command as what Python is to run: `-m MODULE …`, or a script and its arguments."""
        words = [word.replace("${PORT}", str(port)).replace("$PORT", str(port)) for word in shlex.split(self.start)]
        if words and words[0] in ("python", "python3"):
            words = words[1:]
        elif words and not words[0].endswith(".py"):
            words = ["-m", *words]
        if not words or (words[0] != "-m" and not words[0].endswith(".py")) or words == ["-m"]:
            raise Unreadable(
                f"`start` in {SETTINGS} is no command that Python can run: {readable(self.start)[:100]!r}.",
                'Such as: start = "uvicorn service:app --port $PORT", or "python service.py".',
            )
        return words


def settings_of(files: Mapping[str, bytes]) -> Settings:
    """Return what service.toml says; raise `Unreadable` for one that cannot be followed."""
    try:
        body = tomllib.loads(files[SETTINGS].decode("utf-8"))
    except KeyError:
        raise Unreadable(f"There is no {SETTINGS}.", "It says how the service is started.") from None
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{SETTINGS} is not TOML: {readable(str(error))[:200]}") from None
    kinds: dict[str, type | tuple[type, ...]] = {"start": str, "health": str, "seconds_to_start": (int, float)}
    for name, value in body.items():
        if name not in kinds or not isinstance(value, kinds[name]) or isinstance(value, bool):
            message = f"{SETTINGS} says {readable(name)[:50]!r} in a way that means nothing here."
            raise Unreadable(message, "It holds start, health and seconds_to_start.")
    if "start" not in body:
        raise Unreadable(f"{SETTINGS} does not say how to `start` the service.")
    found = Settings(**body)
    if not found.health.startswith("/") or not found.health.isascii() or not found.health.isprintable():
        raise Unreadable(f"`health` in {SETTINGS} must be a path such as /health.")
    if " " in found.health or not 0 < found.seconds_to_start <= 60:
        raise Unreadable(f"{SETTINGS} must give a path without blanks, and from 0 to 60 seconds to start.")
    try:
        found.arguments(PORT)
    except ValueError:
        raise Unreadable(f"`start` in {SETTINGS} has a quote that is never closed.") from None
    return found
