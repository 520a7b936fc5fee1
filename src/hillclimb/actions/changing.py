"""Where one could go: crossover tasks for the present job, what teams are like, rubrics, notes, and roles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hillclimb.actions.desk import Desk, State
from hillclimb.actions.looking import climbed, forecast_json
from hillclimb.actions.transition import advice_of, answer_why, clean, whys
from hillclimb.career import (
    POINTS,
    Judged,
    Match,
    Paper,
    Team,
    counted,
    matches,
    proposal,
    rubric,
    team_of,
    teams_asked,
)
from hillclimb.content import Day, Note, Role
from hillclimb.ground import Misuse, NotFound
from hillclimb.planner import tasks_left
from hillclimb.record import NoteTaken, TeamChecked

_LONGEST = 20_000


def job_of(state: State) -> str:
    """Return what was said about the present job in the why-interview; empty where nothing was."""
    return "\n".join(one.answer for one in whys(state) if one.why.part == "work" and one.answer)


def describe_job(desk: Desk, text: str) -> State:
    """Record a few lines about the present job: the answer to that question of the why-interview."""
    (question, *_) = [one.why.slug for one in whys(desk.state()) if one.why.part == "work"] or [""]
    if not question:
        raise NotFound("This pack does not ask about your job.", hint="hillclimb why-me lists what it asks.")
    answer_why(desk, {question: text})
    return desk.state()


def crossover(state: State) -> tuple[Match, ...]:
    """Return the small ML tasks that the present job may have, those it speaks for most first."""
    job = job_of(state)
    if not job:
        raise NotFound(
            "Nothing is known of your job yet.",
            hint='hillclimb crossover --job "A ticket queue in PostgreSQL; nobody knows how long tickets take."',
        )
    return matches(advice_of(state).patterns, job)


def proposal_of(state: State, slug: str) -> Paper:
    """Return a one-page proposal for one of the tasks found."""
    found = {match.pattern.slug: match for match in crossover(state)}
    if slug not in found:
        there = ", ".join(found) or "none; say more about your data and what hurts"
        raise NotFound(f"There is no task {slug!r} for your job.", hint=f"There are: {there}.")
    match = found[slug]
    lab = state.pack.labs.get(match.pattern.lab)
    who = " ".join(one.answer for one in whys(state) if one.why.part == "name")
    return proposal(match, job=job_of(state), lab=lab.title if lab else "", who=who, today=state.today)


def crossover_json(state: State) -> dict[str, Any]:
    """Return the tasks for the present job (version 1), each with the words that speak for it."""
    return {
        "version": 1,
        "job": job_of(state),
        "tasks": [
            {
                "slug": match.pattern.slug,
                "title": match.pattern.title,
                "sure": match.sure,
                "data_words": list(match.data),
                "pain_words": list(match.pains),
                "task": match.pattern.task,
                "value": match.pattern.value,
                "risk": match.pattern.risk,
                "needs": match.pattern.needs,
                "measure": match.pattern.measure,
                "baseline": match.pattern.baseline,
                "first": match.pattern.first,
                "weeks": match.pattern.weeks,
                "lab": match.pattern.lab or None,
                "skills": list(match.pattern.skills),
            }
            for match in crossover(state)
        ],
        "file": None,
    }


def team_standings(state: State) -> tuple[Team, ...]:
    """Return every team that was asked about, the best first."""
    return teams_asked(state.events, advice_of(state).checks)


def check_team(desk: Desk, team: str, answers: Mapping[str, str]) -> Team:
    """Record answers about a team: slug of a check -> yes, partly or no; return how the team stands."""
    name = clean(team)[:100]
    if not name:
        raise Misuse("Which team is it about?", hint='hillclimb team-check --team "Pricing"')
    checks = {check.slug: check for check in advice_of(desk.state()).checks}
    points: dict[str, float] = {}
    for slug, answer in answers.items():
        if slug not in checks:
            raise NotFound(f"There is nothing to check called {slug!r}.", hint=f"There are: {', '.join(checks)}.")
        if answer not in POINTS:
            raise Misuse(f"{answer!r} is no answer to {slug}.", hint=f"One of: {', '.join(POINTS)}.")
        points[checks[slug].uuid] = POINTS[answer]
    known = {one.name: one for one in team_standings(desk.state())}
    new = {uuid: value for uuid, value in points.items() if name not in known or known[name].answers.get(uuid) != value}
    if new:
        desk.note(TeamChecked(team=name, answers=new))
    before = known[name].answers if name in known else {}
    return team_of(name, {**before, **points}, tuple(checks.values()))


def rubrics(state: State) -> tuple[Judged, ...]:
    """Return how both kinds of engineer are judged, with the learner's own evidence."""
    passed = [(one.lab.title, tuple(one.lab.teaches)) for one in counted(state.events, state.pack.lab_by_uuid)]
    return rubric(advice_of(state).criteria, passed)


def team_json(state: State) -> dict[str, Any]:
    """Return the check list, the teams and the two rubrics (version 1)."""
    words = {value: word for word, value in POINTS.items()}
    checks = advice_of(state).checks
    slugs = {check.uuid: check.slug for check in checks}
    return {
        "version": 1,
        "checks": [
            {
                "slug": one.slug,
                "about": one.about,
                "item": one.item,
                "ask": one.ask,
                "good": one.good,
                "bad": one.bad,
                "weight": one.weight,
            }
            for one in checks
        ],
        "teams": [
            {
                "team": team.name,
                "low": round(team.low, 4),
                "high": round(team.high, 4),
                "answers": {slugs[uuid]: words.get(value, "partly") for uuid, value in team.answers.items()},
            }
            for team in team_standings(state)
        ],
        "rubric": [
            {
                "slug": one.criterion.slug,
                "title": one.criterion.title,
                "software": one.criterion.software,
                "learning": one.criterion.learning,
                "show": one.criterion.show,
                "labs": list(one.labs),
            }
            for one in rubrics(state)
        ],
        "notes": [{"slug": note.slug, "title": note.title, "task": note.task} for note in advice_of(state).notes],
    }


def note_template(state: State, slug: str) -> Note:
    """Return a template for the log by its slug, or refuse."""
    found = {note.slug: note for note in advice_of(state).notes}
    if slug not in found:
        raise NotFound(f"There is no template {slug!r}.", hint=f"There are: {', '.join(found) or 'none'}.")
    return found[slug]


def template_text(note: Note) -> str:
    """Return a template as Markdown to write into."""
    heads = "\n\n".join(f"## {head}\n" for head in note.headings)
    return f"# {note.title}: …\n\n<!-- {note.task} -->\n\n{heads}\n"


def take_note(desk: Desk, text: str, *, template: str = "") -> State:
    """Record a note: its first line is its title."""
    kept = clean(text)
    if not kept:
        raise Misuse("The note is empty.", hint="Write into it first: hillclimb log --template decision > note.md")
    if len(kept) > _LONGEST:
        raise Misuse(f"The note has {len(kept)} characters.", hint=f"At most {_LONGEST}.")
    if template:
        note = note_template(desk.state(), template)
        if kept == clean(template_text(note)):
            raise Misuse("Nothing is written into the template yet.", hint="Fill in what stands below its headings.")
    title = kept.splitlines()[0].lstrip("# ").strip()[:200]
    desk.note(NoteTaken(title=title, text=kept, template=template))
    return desk.state()


def day_of_role(state: State, slug: str) -> Day | None:
    """Return a day in a role, None where the pack tells none."""
    return next((day for day in advice_of(state).days if day.role == slug), None)


def roles_json(state: State, slug: str = "") -> dict[str, Any]:
    """Return the roles (version 1), or one of them: the way to each, a day in it, and what to try."""
    roles = state.pack.roles
    if slug and slug not in roles:
        raise NotFound(f"There is no role {slug!r}.", hint=f"There are: {', '.join(roles)}.")
    return {"version": 1, "roles": [_role_json(state, role) for role in roles.values() if slug in ("", role.slug)]}


def _role_json(state: State, role: Role) -> dict[str, Any]:
    day = day_of_role(state, role.slug)
    way = climbed(state, role)
    forecast = None
    if state.profile is not None:
        tasks = tasks_left(state.pack, role, state.beliefs, state.done)
        forecast = state.cast(tasks, state.hours)
    return {
        "role": role.slug,
        "title": role.title,
        "summary": role.summary,
        "aimed_at": state.profile is not None and state.profile.role == role.uuid,
        "behind": round(way.share, 4),
        "hours_left": round(way.total - way.hours, 1),
        "forecast": forecast_json(forecast),
        "day": [{"at": at, "what": what} for at, what in day.hours] if day else [],
        "asks": list(day.asks) if day else [],
        "likes": day.likes if day else None,
        "dislikes": day.dislikes if day else None,
        "tries": [{"say": one.say, "lab": one.lab or None, "skill": one.skill or None} for one in day.tries]
        if day
        else [],
    }
