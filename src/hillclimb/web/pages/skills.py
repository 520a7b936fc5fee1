"""One skill: the belief with its evidence, what surrounds it, and its lesson."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response

from hillclimb import actions
from hillclimb.actions import State
from hillclimb.content import read_interviews
from hillclimb.ground import NotFound
from hillclimb.learner import Belief, EvidenceKind
from hillclimb.record import LessonRead
from hillclimb.web.forms import go
from hillclimb.web.prose import has_maths, without_title
from hillclimb.web.room import RoomIn
from hillclimb.web.showing import show

router = APIRouter()

_NAMES = {
    EvidenceKind.DECLARED: "what you brought along",
    EvidenceKind.PLACEMENT: "placement",
    EvidenceKind.QUIZ: "quiz",
    EvidenceKind.LAB: "lab",
    EvidenceKind.CARD: "review",
    EvidenceKind.SPREAD: "a neighbour on the map",
    EvidenceKind.GENERAL: "your general level",
    EvidenceKind.FORM: "your latest form",
    EvidenceKind.CONTEST: "your own word",
}
_MOST = 12
_FIGURE = re.compile(r"[a-z0-9-]+\.svg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table of evidence; `count` says how many small ones it sums up."""

    at: object
    kind: str
    text: str
    weight: float
    count: int = 1


@router.get("/skills/{slug}")
def skill(request: Request, slug: str, room: RoomIn) -> Response:
    """Show what is believed about a skill and why."""
    state = room.state()
    node, belief = room.desk.skill(slug), state.beliefs[slug]
    pack = state.pack
    cards = pack.cards_of[slug]
    interviews, _ = read_interviews(pack.folder, slug)
    rows = evidence_rows(belief)
    return show(
        request,
        "skill.html",
        node=node,
        belief=belief,
        rows=rows,
        total=belief.mean,
        widest=max([abs(row.weight) for row in rows] + [0.5]),
        beliefs=state.beliefs,
        graph=pack.graph,
        asked=state.role.levels.get(slug, 0) if state.profile else 0,
        levels={level.level: level for level in pack.levels},
        role=state.role if state.profile else None,
        labs=[lab for lab in pack.labs.values() if slug in lab.teaches],
        interviews=interviews,
        cards=[(card, state.memories[card.uuid]) for card in cards],
        unlocked=slug in state.unlocked,
        lesson=slug in pack.lessons,
        read=_is_read(state, node.uuid),
        area=next((area.title for area in pack.areas if area.slug == node.area), node.area),
        maths=has_maths(*(card.front for card in cards), *(item.ask + item.answer for item in interviews)),
    )


@router.get("/skills/{slug}/lesson")
def lesson(request: Request, slug: str, room: RoomIn) -> Response:
    """Show a lesson; reading it is recorded only when the learner says so."""
    state = room.state()
    node = room.desk.skill(slug)
    if slug not in state.pack.lessons:
        raise NotFound(f"There is no lesson on {node.title} in this pack yet.", hint=f"What it takes: {node.can_do}")
    text = state.pack.lesson(slug)
    return show(
        request,
        "lesson.html",
        node=node,
        belief=state.beliefs[slug],
        text=without_title(text),
        title=text.lstrip().partition("\n")[0].removeprefix("# ").strip() or node.title,
        maths=has_maths(text),
        read=_is_read(state, node.uuid),
        cards=len(state.pack.cards_of[slug]),
        labs=[lab for lab in state.pack.labs.values() if slug in lab.teaches],
        graph=state.pack.graph,
        opens=[name for name in state.pack.graph.opens[slug] if name in state.pack.lessons],
    )


@router.get("/skills/{slug}/figures/{name}")
def figure(slug: str, name: str, room: RoomIn) -> Response:
    """Show a figure of a lesson."""
    pack = room.state().pack
    path = pack.folder / "lessons" / "figures" / name
    if slug not in pack.lessons or not _FIGURE.fullmatch(name) or not path.is_file():
        raise NotFound("There is no such figure.", hint=f"The lesson: /skills/{slug}/lesson")
    return FileResponse(path, media_type="image/svg+xml", headers={"Cache-Control": "no-cache"})


@router.post("/lesson/{slug}")
def read(slug: str, room: RoomIn) -> Response:
    """Record that a lesson was read: its cards join the reviews."""
    actions.read_lesson(room.desk, slug)
    return go(f"/skills/{slug}")


def evidence_rows(belief: Belief) -> list[Row]:
    """Return the evidence, newest first; what is too small to list is summed in the last row, so that all adds up."""
    items = sorted(belief.evidence, key=lambda item: -abs(item.weight))
    listed = sorted(items[:_MOST], key=lambda item: (item.at is not None, item.at), reverse=True)
    rows = [
        Row(
            at=item.at,
            kind=_NAMES.get(item.kind, item.kind.value),
            text=_text(item.note, item.title),
            weight=item.weight,
        )
        for item in listed
    ]
    rest = items[_MOST:]
    if rest:
        weight = sum(item.weight for item in rest)
        rows.append(Row(at=None, kind="", text="smaller ones together", weight=weight, count=len(rest)))
    return rows


def _text(note: str, title: str) -> str:
    return f"{title}: {note}" if title and title not in note else note or title


def _is_read(state: State, uuid: str) -> bool:
    return any(isinstance(event.fact, LessonRead) and event.fact.skill == uuid for event in state.events)
