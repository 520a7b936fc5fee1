"""Floor 6: the pages and the JSON API of the local app; HTML lives only here.

The names are loaded when they are first asked for, so that the command's first line does not wait for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hillclimb.web.app import create_app
    from hillclimb.web.serving import serve

__all__ = ["create_app", "serve"]


def __getattr__(name: str) -> Any:
    if name == "create_app":
        from hillclimb.web.app import create_app

        return create_app
    if name == "serve":
        from hillclimb.web.serving import serve

        return serve
    raise AttributeError(name)
