"""What a worker may read: the standard library, the system's libraries, and those that its lab asks for."""

from __future__ import annotations

import os
import re
import sys
import sysconfig

# What is loaded before the fork, so that a submission's own imports cost nothing.
PRELOAD = {
    "numpy": ("numpy", "numpy.linalg", "numpy.random"),
    "pandas": ("pandas",),
    # For the figures of lessons; no lab asks for it.
    "matplotlib": ("matplotlib.pyplot", "matplotlib.backends.backend_svg"),
    "scipy": ("scipy.optimize", "scipy.special"),
    "scikit-learn": (
        "sklearn.compose",
        "sklearn.ensemble",
        "sklearn.linear_model",
        "sklearn.metrics",
        "sklearn.model_selection",
        "sklearn.pipeline",
        "sklearn.preprocessing",
        "sklearn.tree",
    ),
    "fastapi": ("fastapi", "fastapi.exceptions", "fastapi.responses"),
    "uvicorn": ("uvicorn", "uvicorn.main", "uvicorn.lifespan.on", "uvicorn.protocols.http.auto", "uvicorn.loops.auto"),
    # The first optimiser that is made imports the last of these, for seconds.
    "torch": ("torch", "torch.nn.functional", "torch.optim", "torch._dynamo"),
}


def views_of(site: list[str], libraries: list[str]) -> list[tuple[str, str]]:
    """Return (real path, path inside) of everything a worker may read."""
    views = [(path, path) for path in _standard_library()]
    folders = "/lib /lib64 /usr/lib64 /usr/share/zoneinfo /etc/ld.so.cache"
    multiarch = sysconfig.get_config_var("MULTIARCH")
    wanted = folders.split() + ([f"/lib/{multiarch}", f"/usr/lib/{multiarch}"] if multiarch else ["/usr/lib"])
    views += [(path, path) for path in wanted if os.path.exists(path) and not _below_a_link(path)]
    found = _installed(site)
    waiting = [_canonical(name) for name in libraries]
    if absent := [name for name in libraries if _canonical(name) not in found]:
        raise ModuleNotFoundError(f"this lab needs {' and '.join(absent)}, which is not installed")
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen or name not in found:
            continue
        seen.add(name)
        waiting += _needs(found[name])
        folder = os.path.dirname(found[name])
        views += [(f"{folder}/{top}", f"/site/{top}") for top in _tops(found[name])]
    return views


def _installed(site: list[str]) -> dict[str, str]:
    """Return name -> folder with what is known of it, for every library that is installed.

    importlib.metadata reads every file of every library for that, which is most of a cold start.
    """
    found: dict[str, str] = {}
    for folder in site:
        for entry in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
            if entry.endswith(".dist-info"):
                found.setdefault(_canonical(entry.split("-")[0]), f"{folder}/{entry}")
    return found


def _needs(facts: str) -> list[str]:
    """Return the names of what a library needs, without its extras."""
    names = []
    for line in _lines(f"{facts}/METADATA"):
        if not line:  # not `line.strip()`: a licence in the head has lines of nothing but blanks
            break  # what follows is its description
        if line.lower().startswith("requires-dist:") and "extra ==" not in line:
            names.append(_canonical(re.split(r"[^A-Za-z0-9._-]", line.split(":", 1)[1].strip(), maxsplit=1)[0]))
    return names


def _tops(facts: str) -> list[str]:
    """Return what a library has put beside it, files and folders."""
    tops = {line.strip('"').split("/")[0].split(",")[0] for line in _lines(f"{facts}/RECORD")}
    return sorted(tops - {"", "..", "__pycache__"})


def _lines(path: str) -> list[str]:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read().splitlines()
    except FileNotFoundError:
        return []


def _below_a_link(path: str) -> bool:
    return os.path.dirname(path) != "/" and os.path.realpath(os.path.dirname(path)) != os.path.dirname(path)


def _standard_library() -> list[str]:
    paths = [sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")]
    loaded = [getattr(sys.modules.get(name), "__file__", "") or "" for name in ("_ctypes", "math", "zlib")]
    paths += [os.path.dirname(path) for path in loaded if path]
    kept: list[str] = []
    for path in dict.fromkeys(os.path.realpath(path) for path in paths if path):
        if not any(path == other or path.startswith(other + "/") for other in kept):
            kept.append(path)
    return kept


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
