"""Start the parent of the jail without making Hillclimb itself importable there."""

from __future__ import annotations

import importlib.util
import os
import sys


def _start() -> None:
    folder = os.path.dirname(os.path.abspath(__file__))
    spec = importlib.util.spec_from_file_location(
        "inside", os.path.join(folder, "__init__.py"), submodule_search_locations=[folder]
    )
    if spec is None or spec.loader is None:
        raise ImportError(folder)
    package = importlib.util.module_from_spec(spec)
    sys.modules["inside"] = package
    spec.loader.exec_module(package)
    parent = importlib.import_module("inside.parent")
    parent.main(int(sys.argv[1]), sys.argv[2])


if __name__ == "__main__":
    _start()
