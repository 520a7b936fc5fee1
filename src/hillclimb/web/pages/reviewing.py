"""Review: one card at a time, answered or recalled; the last rating taken back; and how reviews go."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from hillclimb import actions
from hillclimb.actions import Judged, State
from hillclimb.content import Card, CardKind
from hillclimb.ground import Misuse, to_text
from hillclimb.learner import LEAST_RETENTION, MOST_MINUTES, MOST_RETENTION, Memory
from hillclimb.web.forms import Text, go, number, seconds_since
from hillclimb.web.prose import has_maths
from hillclimb.web.recall import HEIGHT, WIDTH, draw_ahead, draw_kept
from hillclimb.web.room import Room, RoomIn
from hillclimb.web.showing import show

router = APIRouter()

_EXPLAINED = {1: "not at all", 2: "with effort", 3: "well", 4: "at once"}
Places = Annotated[list[str] | None, Query()]


@router.get("/review")
def ask(request: Request, room: RoomIn, more: str = "") -> Response:
    """Show the card that is worth most now, or what stays when today's minutes are used."""
    state = room.state()
    due = actions.due_cards(state, 500, more=bool(more))
    if not due:
        return _nothing(request, state)
    return _card(request, room, due[0], left=len(due), more=bool(more))


@router.get("/review/answered")
def answered(  # noqa: PLR0913 - the fields of one form
    request: Request,
    room: RoomIn,
    card: str = "",
    given: str = "",
    place: Places = None,
    shown_at: str = "",
    more: str = "",
) -> Response:
    """Judge what was answered, explain it, and suggest a rating; nothing is recorded yet."""
    state = room.state()
    found = state.pack.card_by_uuid.get(card) or state.pack.cards.get(card)
    text = " ".join(place) if place else given
    if found is None or not text.strip():
        return go("/review?more=yes" if more else "/review")
    judged = _judged(room, found, text, shown_at)
    due = actions.due_cards(state, 500, more=bool(more))
    memory = state.memories[found.uuid]
    return _card(
        request,
        room,
        (found, memory),
        left=max(1, len(due)),
        more=bool(more),
        judged=judged,
        given=text,
        shown_at=shown_at,
    )


@router.get("/review/stats")
def remembered(request: Request, room: RoomIn) -> Response:
    """Show how much stays, beside what was foretold, and what comes."""
    state = room.state()
    found = actions.remembered(state)
    return show(
        request,
        "remembered.html",
        found=found,
        kept=draw_kept(found),
        bars=draw_ahead(found.ahead),
        most=max(load.cards for load in found.ahead),
        size=(WIDTH, HEIGHT),
        terms=state.terms,
    )


@router.post("/review")
def rate(  # noqa: PLR0913 - the fields of one form
    room: RoomIn, card: Text, rating: Text, shown_at: Text = "", given: Text = "", more: Text = ""
) -> Response:
    """Record how well it was remembered, and what was answered, and ask the next."""
    if not rating.isdigit():
        raise Misuse(f"{rating!r} is no rating.", hint="1 again, 2 hard, 3 good, 4 easy.")
    pack = room.desk.pack
    found = pack.card_by_uuid.get(card) or pack.cards.get(card)
    judged = _judged(room, found, given, shown_at) if found is not None and given.strip() else None
    actions.review(room.desk, card, int(rating), seconds=seconds_since(room, shown_at), judged=judged)
    return go("/review?more=yes" if more else "/review")


@router.post("/review/undo")
def undo(room: RoomIn) -> Response:
    """Take the last rating back."""
    actions.undo_review(room.desk)
    return go("/review?more=yes")


@router.post("/review/settings")
def settings(room: RoomIn, retention: Text, minutes: Text, exam: Text = "") -> Response:
    """Change how reviews go; retention is given in percent."""
    share = round(number(retention) / 100.0, 4)
    actions.set_reviews(room.desk, retention=share, minutes=number(minutes), exam=exam.strip() or "none")
    return go("/review#settings")


def _judged(room: Room, card: Card, text: str, shown_at: str) -> Judged:
    given = number(text) if card.kind is CardKind.NUMBER else actions.read_answer(card, text)
    return actions.judge(room.state(), card.uuid, given, seconds=seconds_since(room, shown_at))


def _card(  # noqa: PLR0913 - what one page shows
    request: Request,
    room: Room,
    item: tuple[Card, Memory],
    *,
    left: int,
    more: bool,
    judged: Judged | None = None,
    given: str = "",
    shown_at: str = "",
) -> Response:
    card, memory = item
    state = room.state()
    asked = actions.posed(state, card)
    return show(
        request,
        "review.html",
        card=card,
        asked=asked,
        memory=memory,
        judged=judged,
        given=given,
        more=more,
        left=left,
        because=actions.because_of(state, memory),
        skill=state.pack.graph[card.skill],
        last=actions.last_review(state),
        ratings=[(value, word, _EXPLAINED[value]) for value, word in actions.RATINGS.items()],
        suggested=judged.rating if judged is not None else 3,
        shown_at=shown_at or to_text(room.desk.clock()),
        maths=has_maths(asked.front, asked.back),
        **_how(state),
    )


def _nothing(request: Request, state: State) -> Response:
    later = sorted(m.due_at for m in state.memories.values() if m.due_at is not None and m.due_at > state.at)
    return show(
        request,
        "review.html",
        card=None,
        judged=None,
        next_at=later[0] if later else None,
        unlocked=bool(state.unlocked),
        last=actions.last_review(state),
        **_how(state),
    )


def _how(state: State) -> dict[str, Any]:
    return {
        "queue": state.queue,
        "terms": state.terms,
        "fitting": actions.fitting(state),
        "cost": actions.minutes_at(state.terms.retention),
        "least": LEAST_RETENTION,
        "most": MOST_RETENTION,
        "most_minutes": MOST_MINUTES,
    }
