"""The JSON API under /api: what the pages show and do; it reads only JSON, which no foreign form can send."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import HTMLResponse

from hillclimb import actions
from hillclimb.actions import State
from hillclimb.content import Lab
from hillclimb.ground import Misuse
from hillclimb.web import planning_api
from hillclimb.web.room import Room, RoomIn
from hillclimb.web.shapes import Answer, Beginning, Empty, Reviewed, Reviewing, Took
from hillclimb.web.showing import show


def _only_json(request: Request) -> None:
    """Refuse a body that a plain form of another site could have sent."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if request.method == "POST" and kind != "application/json":
        raise Misuse("The API reads JSON.", hint="Send it with Content-Type: application/json.", code="not-json")


Body = dict[str, Any]
api = APIRouter(prefix="/api", dependencies=[Depends(_only_json)])
Limit = Annotated[int, Query(ge=1, le=500)]
api.include_router(planning_api.router)


@api.get("", include_in_schema=False)
def describe(request: Request) -> HTMLResponse:
    """Show the API as a page, drawn from its own OpenAPI description."""
    return show(request, "api.html", api=request.app.openapi())


@api.get("/about", tags=["look"])
def about(room: RoomIn) -> Body:
    """Say which program this is, whose folder it works on, and which pack it teaches."""
    pack = room.desk.pack
    return {
        "version": 1,
        "app": "hillclimb",
        "home": str(room.desk.home.folder),
        "pack": {"slug": pack.slug, "title": pack.title, "version": pack.version},
    }


@api.get("/status", tags=["look"])
def status(room: RoomIn) -> Body:
    """Return where the learner stands: profile, beliefs with intervals, forecast, this week, next step."""
    return actions.status_json(room.state())


@api.get("/next", tags=["look"])
def next_step(room: RoomIn) -> Body:
    """Return what to do next and why."""
    return actions.step_json(_begun(room).step)


@api.get("/plan", tags=["look"])
def plan(room: RoomIn, weeks: Limit | None = None) -> Body:
    """Return the weeks ahead and the forecast."""
    return actions.plan_json(room.state(), weeks)


@api.get("/why/{skill}", tags=["look"])
def why(skill: str, room: RoomIn) -> Body:
    """Return the evidence behind a belief; prior plus weights is the mean in logits."""
    return actions.why_json(room.state(), room.desk.skill(skill).slug)


@api.get("/due", tags=["look"])
def due(room: RoomIn, limit: Limit = 20, more: bool = False) -> Body:
    """Return the cards to review now, those worth most a minute first; with `more`, beyond today's minutes."""
    return actions.due_json(room.state(), limit, more=more)


@api.get("/log", tags=["look"])
def log(room: RoomIn, newest: Limit | None = None) -> Body:
    """Return what happened, newest first."""
    return actions.log_json(room.state(), newest)


@api.get("/time", tags=["look"])
def time(room: RoomIn) -> Body:
    """Return where the study time went, by week and by task, and the pace that follows from it."""
    return actions.time_json(room.state())


@api.get("/labs", tags=["look"])
def labs(room: RoomIn) -> Body:
    """Return the labs of the pack, each with how it stands."""
    state = room.state()
    return {"version": 1, "labs": [_lab_json(room, state, lab) for lab in room.desk.pack.labs.values()]}


@api.get("/labs/{lab}", tags=["look"])
def lab(lab: str, room: RoomIn) -> Body:
    """Return a lab: its ticket, where it lies, and its verdicts, newest first."""
    found, state = room.desk.lab(lab), room.state()
    verdicts = [{"seq": seq, **verdict.to_json()} for seq, verdict in actions.verdicts(state, found)]
    return {"version": 1, **_lab_json(room, state, found), "task": found.task, "verdicts": verdicts}


@api.get("/place", tags=["placement"])
def placement(room: RoomIn) -> Body:
    """Return the question that is open (null where there is none) and what the placement found so far."""
    return _placement(room.state())


@api.get("/place/result", tags=["placement"])
def placement_result(room: RoomIn) -> Body:
    """Return what the placement found: credited skills and why, surprises, the frontier, hours saved, how sure."""
    return actions.result_json(actions.placement_result(_begun(room)))


@api.post("/begin", tags=["do"])
def begin(body: Beginning, room: RoomIn) -> Body:
    """Record where from, where to and when; saying it again changes it from now on."""
    return actions.profile_json(
        actions.begin(room.desk, role=body.role, hours=tuple(body.hours), background=body.background)
    )


@api.post("/place", tags=["placement"])
def place(_body: Empty, room: RoomIn) -> Body:
    """Start or resume the placement."""
    return _placement(actions.start_placement(room.desk))


@api.post("/place/answer", tags=["placement"])
def answer(body: Answer, room: RoomIn) -> Body:
    """Answer the open question; the explanation and the next question come back."""
    answered = actions.answer_placement(
        room.desk,
        body.question,
        choice=body.choice,
        value=body.value,
        dont_know=body.dont_know,
        seconds=body.seconds,
    )
    marked = answered.marked
    return {
        "outcome": answered.outcome,
        "why": marked.why,
        "answer": marked.answer,
        **_placement(answered.state),
    }


@api.post("/place/skip", tags=["placement"])
def skip(_body: Empty, room: RoomIn) -> Body:
    """End the placement here; it can be taken up again."""
    return _placement(actions.skip_placement(room.desk))


@api.post("/open/{lab}", tags=["do"])
def open_lab(lab: str, _body: Empty, room: RoomIn) -> Body:
    """Put a lab into the work folder; what is there already stays as it is."""
    return actions.opened_json(actions.open_lab(room.desk, lab))


@api.post("/check/{lab}", tags=["do"])
def check(lab: str, _body: Empty, room: RoomIn) -> Body:
    """Judge a lab's work folder and record the verdict."""
    return actions.report_json(room.check(lab))


@api.post("/reset/{lab}", tags=["do"])
def reset(lab: str, _body: Empty, room: RoomIn) -> Body:
    """Set the work on a lab aside and put the starter back."""
    opened, aside = actions.reset_lab(room.desk, lab)
    return {**actions.opened_json(opened), "aside": str(aside)}


@api.post("/hint/{lab}", tags=["do"])
def hint(lab: str, _body: Empty, room: RoomIn, step: int | None = None) -> Body:
    """Return the next hint, or a given one."""
    number, steps, text = actions.hint(room.desk, lab, step)
    return {"version": 1, "lab": lab, "step": number, "steps": steps, "hint": text}


@api.post("/lesson/{skill}", tags=["do"])
def lesson(skill: str, _body: Empty, room: RoomIn) -> Body:
    """Return a lesson in Markdown and record that it was read."""
    return {"version": 1, "skill": skill, "lesson": actions.read_lesson(room.desk, skill)}


@api.post("/time", tags=["do"])
def correct_time(body: Took, room: RoomIn) -> Body:
    """Record how long something really took; the study time comes back."""
    return actions.time_json(actions.correct_time(room.desk, body.what, body.minutes))


@api.post("/review", tags=["do"])
def review(body: Reviewed, room: RoomIn) -> Body:
    """Record how a card was remembered; what is still due comes back.

    An answer is judged first, and rates the card where no rating is given.
    """
    judged, rating = None, body.rating
    if body.answer:
        state = room.state()
        card = actions.find_card(state, body.card)
        judged = actions.judge(state, card.uuid, actions.read_answer(card, body.answer), seconds=body.seconds)
        rating = judged.rating if rating is None else rating
    if rating is None:
        raise Misuse("A review has a rating or an answer.", hint="rating: 1 again, 2 hard, 3 good, 4 easy.")
    state = actions.review(room.desk, body.card, rating, seconds=body.seconds, judged=judged)
    told = {} if judged is None else {"right": judged.right, "rating": rating}
    return {**actions.due_json(state), **told}


@api.post("/review/undo", tags=["do"])
def undo(_body: Empty, room: RoomIn) -> Body:
    """Take the last rating back; what is due comes back."""
    return actions.due_json(actions.undo_review(room.desk)[1])


@api.get("/review/settings", tags=["look"])
def review_settings(room: RoomIn) -> Body:
    """Return how reviews go."""
    return actions.reviews_json(room.state())


@api.post("/review/settings", tags=["do"])
def set_reviews(body: Reviewing, room: RoomIn) -> Body:
    """Change how reviews go, for all cards and at once."""
    return actions.reviews_json(
        actions.set_reviews(room.desk, retention=body.retention, minutes=body.minutes, exam=body.exam)
    )


def _begun(room: Room) -> State:
    state = room.state()
    _ = state.role  # refuses before `begin`
    return state


def _placement(state: State) -> Body:
    place = actions.standing(state)
    asked = actions.placement_question(state)
    body = actions.placement_json(state)
    body["asked"] = None if asked is None else actions.asked_json(asked, len(place.asked) + 1)
    return body


def _lab_json(room: Room, state: State, lab: Lab) -> Body:
    folder = room.desk.home.lab(lab.slug)
    return {
        "lab": lab.slug,
        "title": lab.title,
        "minutes": lab.minutes,
        "teaches": dict(lab.teaches),
        "open": folder.is_dir(),
        "folder": str(folder),
        "files": list(lab.files),
        "passed": lab.slug in state.done.labs,
        "attempts": actions.attempts(state, lab),
    }
