"""Review: one card at a time."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from hillclimb import actions
from hillclimb.ground import Misuse, to_text
from hillclimb.web.forms import Text, go, seconds_since
from hillclimb.web.prose import has_maths
from hillclimb.web.room import RoomIn
from hillclimb.web.showing import show

router = APIRouter()

_EXPLAINED = {1: "not at all", 2: "with effort", 3: "well", 4: "at once"}


@router.get("/review")
def ask(request: Request, room: RoomIn) -> Response:
    """Show the card that is most at risk, or that nothing is due."""
    state = room.state()
    due = actions.due_cards(state, 200)
    card, memory = due[0] if due else (None, None)
    later = sorted(m.due_at for m in state.memories.values() if m.due_at is not None and m.due_at > state.at)
    return show(
        request,
        "review.html",
        card=card,
        memory=memory,
        left=len(due),
        skill=state.pack.graph[card.skill] if card else None,
        ratings=[(number, word, _EXPLAINED[number]) for number, word in actions.RATINGS.items()],
        shown_at=to_text(room.desk.clock()),
        next_at=later[0] if later else None,
        unlocked=bool(state.unlocked),
        maths=has_maths(card.front, card.back) if card else False,
    )


@router.post("/review")
def answer(room: RoomIn, card: Text, rating: Text, shown_at: Text = "") -> Response:
    """Record how well it was remembered and ask the next."""
    if not rating.isdigit():
        raise Misuse(f"{rating!r} is no rating.", hint="1 again, 2 hard, 3 good, 4 easy.")
    actions.review(room.desk, card, int(rating), seconds=seconds_since(room, shown_at))
    return go("/review")
