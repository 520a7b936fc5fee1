"""Folders that a worker could fill, on systems where it has no disk of its own."""

from __future__ import annotations

import contextlib
import os
import tempfile


def remove(folder: str) -> None:
    """Remove a folder that a worker could fill, however deep it is and whatever its modes; links are not followed."""
    waiting = [folder]
    while waiting:
        place = waiting.pop()
        with contextlib.suppress(OSError):
            os.chmod(place, 0o700)
            with os.scandir(place) as entries:
                inside = [(entry.path, entry.is_dir(follow_symlinks=False)) for entry in entries]
            for path, is_folder in inside:
                if not is_folder:
                    os.unlink(path)
                    continue
                if place != folder:  # pull it up, so that no path grows too long and no call goes too deep
                    os.chmod(path, 0o700)
                    lifted = tempfile.mkdtemp(dir=folder)
                    os.rename(path, lifted)
                    path = lifted
                waiting.append(path)
            if place != folder:
                os.rmdir(place)
    with contextlib.suppress(OSError):
        os.rmdir(folder)
