"""Feeds of postings and alerts: which are followed, and what they hold, as kept or asked anew."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Any

from hillclimb.actions.desk import Desk, State
from hillclimb.actions.fetching import fetch
from hillclimb.career import Alert, Item, fitting, read_feed
from hillclimb.ground import Misuse, NotFound, Refusal, from_text, to_text
from hillclimb.record import AlertSet, FeedFollowed, FeedLeft

# A feed that was read within these minutes is not asked again.
RESTS = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What one feed holds: its items with the alerts that they fit, which are new, and what went wrong."""

    url: str
    items: tuple[tuple[Item, tuple[str, ...]], ...]
    fresh: frozenset[str]
    told: str = ""


def feeds(state: State) -> tuple[str, ...]:
    """Return the feeds that are followed, in order."""
    found: dict[str, None] = {}
    for event in state.events:
        match event.fact:
            case FeedFollowed(url=url):
                found[url] = None
            case FeedLeft(url=url):
                found.pop(url, None)
    return tuple(found)


def alerts(state: State) -> tuple[Alert, ...]:
    """Return the alerts that are set."""
    found: dict[str, Alert] = {}
    for event in state.events:
        if isinstance(event.fact, AlertSet):
            fact = event.fact
            found.pop(fact.name, None)
            if fact.places or fact.words:
                found[fact.name] = Alert(name=fact.name, places=fact.places, words=fact.words)
    return tuple(found.values())


def follow(desk: Desk, url: str, *, private: bool = False) -> News:
    """Follow a feed, once it was read."""
    state = desk.state()
    news = _news(desk, url, alerts(state), private=private, ask=True)
    if news.told and not news.items:
        raise Misuse(f"That feed cannot be read: {news.told}.", hint="Look for its RSS, Atom or JSON Feed address.")
    if url not in feeds(state):
        desk.note(FeedFollowed(url=url))
    return news


def leave(desk: Desk, which: str) -> str:
    """Follow a feed no more; it is named by its number or address."""
    found = feeds(desk.state())
    for number, url in enumerate(found, start=1):
        if which.strip() in (str(number), url):
            desk.note(FeedLeft(url=url))
            with contextlib.suppress(OSError):
                _path(desk, url).unlink(missing_ok=True)
            return url
    raise NotFound(f"There is no feed {which!r}.", hint="`hillclimb postings feeds` numbers them.")


def set_alert(desk: Desk, name: str, *, places: Sequence[str] = (), words: Sequence[str] = ()) -> tuple[Alert, ...]:
    """Set an alert; without places and words it is taken away."""
    if not name.strip():
        raise Misuse("The alert has no name.", hint="hillclimb postings alerts near --place Köln --word python")
    if not places and not words and name not in {alert.name for alert in alerts(desk.state())}:
        raise NotFound(f"There is no alert {name!r}.", hint="Set it with --place and --word.")
    desk.note(AlertSet(name=name.strip(), places=tuple(places), words=tuple(words)))
    return alerts(desk.state())


def news(desk: Desk, *, refresh: bool = False, private: bool = False) -> tuple[News, ...]:
    """Return what the feeds hold; with `refresh` they are asked, else only what was kept is shown."""
    state = desk.state()
    return tuple(_news(desk, url, alerts(state), private=private, ask=refresh) for url in feeds(state))


def _news(desk: Desk, url: str, wanted: Sequence[Alert], *, private: bool, ask: bool) -> News:
    kept = _kept(desk, url)
    items, told = _items(kept), ""
    known = {item.name for item in items}
    fresh: frozenset[str] = frozenset()
    age = desk.clock() - from_text(kept["at"]) if kept else RESTS
    # A clock that was put back makes the cache seem to come from the future: then it is asked again.
    if ask and not timedelta() <= age < RESTS:
        try:
            got = fetch(url, etag=kept.get("etag", ""), modified=kept.get("modified", ""), private=private)
        except Refusal as refusal:
            if not kept:
                raise
            told = f"{refusal.message} Shown is what was kept"
        else:
            if got.body is not None:
                feed = read_feed(got.body, charset=got.charset)
                told = feed.wrong
                items = feed.items or (items if feed.wrong else ())
                fresh = frozenset(item.name for item in items if item.name not in known)
            _keep(desk, url, items, etag=got.etag if not told else "", modified=got.modified if not told else "")
    return News(url=url, items=fitting(items, wanted), fresh=fresh, told=told)


def _path(desk: Desk, url: str) -> Path:
    return desk.home.folder / "cache" / "feeds" / f"{hashlib.sha256(url.encode()).hexdigest()[:32]}.json"


def _kept(desk: Desk, url: str) -> dict[str, Any]:
    """Return what was kept of a feed; whatever is wrong with it, it is only a cache."""
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
        body = json.loads(_path(desk, url).read_text(encoding="utf-8"))
        from_text(body["at"])
        _items(body)
        return dict(body)
    return {}


def _items(kept: dict[str, Any]) -> tuple[Item, ...]:
    names = [one.name for one in fields(Item)]
    return tuple(Item(**{name: str(row[name]) for name in names}) for row in kept.get("items", ()))


def _keep(desk: Desk, url: str, items: Sequence[Item], *, etag: str, modified: str) -> None:
    body = {"at": to_text(desk.clock()), "etag": etag, "modified": modified, "items": [asdict(item) for item in items]}
    path = _path(desk, url)
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".part")
        draft.write_text(json.dumps(body), encoding="utf-8")
        draft.replace(path)


def feeds_json(found: Sequence[News]) -> dict[str, Any]:
    """Return what feeds hold (version 1)."""
    return {
        "version": 1,
        "feeds": [
            {
                "number": number,
                "url": one.url,
                "told": one.told,
                "items": [
                    {
                        "title": item.title,
                        "link": item.link,
                        "place": item.place,
                        "new": item.name in one.fresh,
                        "alerts": list(names),
                    }
                    for item, names in one.items
                ],
            }
            for number, one in enumerate(found, start=1)
        ],
    }


def alerts_json(found: Sequence[Alert]) -> dict[str, Any]:
    """Return the alerts (version 1)."""
    return {
        "version": 1,
        "alerts": [{"name": one.name, "places": list(one.places), "words": list(one.words)} for one in found],
    }
