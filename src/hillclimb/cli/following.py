"""Feeds of postings and alerts in a terminal."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from hillclimb.cli import paint
from hillclimb.cli.opening import desk_of, say
from hillclimb.ground import Misuse, NotFound

if TYPE_CHECKING:
    from hillclimb.actions import Desk, News


def feeds(options: argparse.Namespace) -> int:
    """Show what the feeds hold, follow one, leave one, ask them anew, or keep an item."""
    from hillclimb import actions

    desk = desk_of(options)
    if options.remove:
        actions.leave(desk, options.remove)
    if options.add:
        actions.follow(desk, options.add, private=options.allow_private)
    found = actions.news(desk, refresh=options.refresh, private=options.allow_private)
    if options.keep is not None:
        _keep(desk, found, options.keep)
    if options.json:
        say(actions.feeds_json(found))
        return 0
    if not found:
        print("No feeds yet. Follow one: hillclimb postings feeds --add https://…")
    number = 0
    for one in found:
        print(paint.ink(one.url, "bold"))
        if one.told:
            print(paint.wrapped(f"({one.told}.)", "  "))
        for item, names in one.items:
            number += 1
            new = paint.ink("new ", "green") if item.name in one.fresh else ""
            told = " · ".join(filter(None, (item.place, ", ".join(names))))
            print(f"{number:>4}  {new}{item.title}  {paint.ink(told, 'dim')}".rstrip())
    return 0


def _keep(desk: Desk, found: tuple[News, ...], wanted: int) -> None:
    from hillclimb import actions

    items = [item for one in found for item, _ in one.items]
    if not 1 <= wanted <= len(items):
        raise NotFound(f"There is no item {wanted}.", hint=f"{len(items)} are shown.")
    item = items[wanted - 1]
    place = f"Location: {item.place}" if item.place else ""
    text = "\n".join(filter(None, (item.title, place, "", item.text)))
    actions.keep_posting(desk, text, source=item.link or "a feed", title=item.title)


def alerts(options: argparse.Namespace) -> int:
    """List the alerts, set one, or take one away."""
    from hillclimb import actions

    desk = desk_of(options)
    given = bool(options.place or options.word)
    if options.name is None and (given or options.remove):
        raise Misuse("Which alert?", hint="hillclimb postings alerts near --place Köln --word python")
    if options.name is not None:
        if given == options.remove:
            raise Misuse(
                "Say what to look for, or --remove.", hint=f"hillclimb postings alerts {options.name} --word ml"
            )
        actions.set_alert(desk, options.name, places=options.place or (), words=options.word or ())
    found = actions.alerts(desk.state())
    if options.json:
        say(actions.alerts_json(found))
        return 0
    for one in found:
        print(f"{one.name}: {' or '.join(one.places) or 'anywhere'}; {' or '.join(one.words) or 'any words'}")
    if not found:
        print("No alerts yet. Set one: hillclimb postings alerts near --place Köln --word python")
    return 0
