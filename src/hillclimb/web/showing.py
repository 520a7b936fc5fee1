"""Templates: how they are found, what all of them can use, and how a page is answered."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.responses import HTMLResponse

from hillclimb.grading import euros
from hillclimb.web import prose
from hillclimb.web.atlas import arc
from hillclimb.web.traffic import draw_traffic

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
_NAV = (
    ("/", "Home"),
    ("/map", "Map"),
    ("/plan", "Plan"),
    ("/labs", "Labs"),
    ("/review", "Review"),
    ("/log", "Log"),
    ("/evidence", "Evidence"),
    ("/postings", "Postings"),
)


def show(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Answer with a page."""
    body = (
        _templates()
        .get_template(template)
        .render(request=request, path=request.url.path, token=request.app.state.room.token, nav=_NAV, **values)
    )
    return HTMLResponse(body, status_code=status)


def fragment(template: str, **values: Any) -> str:
    """Return a part of a page, everything in it escaped."""
    return _templates().get_template(template).render(**values)


@cache
def _templates() -> Environment:
    found = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals["asset"] = asset
    found.globals["arc"] = arc
    found.globals["draw_traffic"] = draw_traffic
    found.filters.update(_FILTERS)
    return found


@cache
def asset(name: str) -> str:
    """Return the address of a static file with its digest, so that it can be kept for ever."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def percent(value: float) -> str:
    """Return a probability as a whole percentage that is never a false 0 or 100."""
    if 0 < value < 0.005:
        return "<1%"
    if 0.995 < value < 1:
        return ">99%"
    return f"{value * 100:.0f}%"


def span(hours: float) -> str:
    """Return a duration as a person says it."""
    minutes = round(hours * 60)
    if minutes < 60:
        return f"{minutes} min"
    whole, rest = divmod(minutes, 60)
    return f"{whole} h" if rest == 0 else f"{whole} h {rest:02d}"


def day(value: date | datetime) -> str:
    """Return a date as `6 September 2027`, local where it is an instant."""
    local = value.astimezone() if isinstance(value, datetime) else value
    return f"{local.day} {local:%B %Y}"


def short_day(value: date | datetime) -> str:
    """Return a date as `6 Sep`."""
    local = value.astimezone() if isinstance(value, datetime) else value
    return f"{local.day} {local:%b}"


def month(value: date) -> str:
    """Return a date as `Sep 2027`."""
    return f"{value:%b %Y}"


def moment(value: datetime) -> str:
    """Return an instant as `21 November, 19:04`, local."""
    local = value.astimezone()
    return f"{local.day} {local:%B, %H:%M}"


def iso(value: date | datetime) -> str:
    """Return a date or an instant for `<time datetime>`."""
    return value.astimezone(UTC).isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()


def plural(number: int, noun: str) -> str:
    """Return `1 card`, `2 cards`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def headline(text: str) -> str:
    """Return a verdict's headline without the ending that opens it; the page says that in its own heading."""
    rest = text.partition(": ")[2] if text.startswith(("Not yet: ", "Passed: ")) else text
    return rest[:1].upper() + rest[1:]


def editor_link(path: Path | str) -> str:
    """Return the address that opens a file or folder in VS Code."""
    return "vscode://file" + quote(Path(path).as_posix() if Path(path).is_absolute() else f"/{path}")


_FILTERS: Mapping[str, Any] = {
    "code": prose.code,
    "day": day,
    "editor_link": editor_link,
    "euros": euros,
    "headline": headline,
    "iso": iso,
    "moment": moment,
    "month": month,
    "percent": percent,
    "phrase": prose.phrase,
    "plural": plural,
    "prose": prose.prose,
    "short_day": short_day,
    "span": span,
}
