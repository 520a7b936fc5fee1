"""The portfolio: chosen evidence as a folder of plain pages and as a JSON Resume, and nothing that was not chosen."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import nh3
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from hillclimb.career.picture import score_picture, traffic_picture
from hillclimb.career.script import SCRIPT, standalone

RESUME_SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
_LONGEST = 300
_HERE = Path(__file__).parent / "templates"
_TAGS = {"p", "ul", "ol", "li", "strong", "em", "code", "pre", "blockquote", "h3", "h4", "h5", "a", "br", "hr"}
_TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One lab to show: how its ticket begins, what the verdict said, the signed evidence, and what else was chosen."""

    slug: str
    title: str
    problem: str
    kind: str
    passed_at: datetime
    verdict: Mapping[str, Any]
    skills: tuple[str, ...]
    lines: Mapping[str, int]
    evidence: str
    writeup: str = ""
    code: Mapping[str, bytes] = field(default_factory=dict)
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """Everything that the pages show; `badges` are (slug, title, image) and `name` is empty for nobody's."""

    projects: tuple[Project, ...]
    badges: tuple[tuple[str, str, str], ...] = ()
    name: str = ""
    headline: str = ""
    key: str = ""
    licence: str = ""


def opening(task: str) -> str:
    """Return what a ticket begins with: its story, without title, letterhead and sections."""
    body = task.partition("\n## ")[0]
    parts = [part for part in body.split("\n\n") if not part.lstrip().startswith(("# ", "**From:**"))]
    return "\n\n".join(part.strip() for part in parts if part.strip())


def site(shown: Portfolio) -> dict[str, bytes]:
    """Return the files of the portfolio by name; pages link to each other and to nothing else."""
    pages: dict[str, str] = {
        "index.html": _page("portfolio.html", shown=shown, skills=_skills(shown.projects), root=""),
        "style.css": (_HERE / "portfolio.css").read_text(encoding="utf-8"),
        "resume.json": json.dumps(resume(shown), indent=2, ensure_ascii=False) + "\n",
        f"evidence/{SCRIPT}": standalone(),
    }
    files: dict[str, bytes] = {}
    for project in shown.projects:
        pages[f"projects/{project.slug}.html"] = _page(
            "project.html", shown=shown, project=project, pictures=_pictures(project.verdict), root="../"
        )
        pages[f"evidence/{project.slug}.evidence.json"] = project.evidence
        files.update({f"code/{project.slug}/{name}": body for name, body in project.code.items()})
    pages.update({f"badges/{slug}.badge.svg": image for slug, _, image in shown.badges})
    return files | {name: text.encode() for name, text in pages.items()}


def resume(shown: Portfolio) -> dict[str, Any]:
    """Return the portfolio as a JSON Resume (https://jsonresume.org/schema)."""
    basics = {"name": shown.name, "label": shown.headline}
    return {
        "$schema": RESUME_SCHEMA,
        "basics": {name: text for name, text in basics.items() if text},
        "projects": [
            {
                "name": project.title,
                "description": opening_line(project.problem),
                "highlights": _highlights(project),
                "keywords": list(project.skills),
                "endDate": project.passed_at.date().isoformat(),
                **({"url": project.link} if project.link else {}),
                "type": "application" if project.kind == "service" else "exercise",
            }
            for project in shown.projects
        ],
        "skills": [{"name": name, "keywords": list(titles)} for name, titles in _skills(shown.projects).items()],
        "certificates": [{"name": title, "issuer": "self-issued Open Badge"} for _, title, _ in shown.badges],
    }


def opening_line(text: str) -> str:
    """Return the first sentences of a story, as many as fit into a paragraph of a résumé."""
    sentences = " ".join(text.split("\n\n")[0].split()).split(". ")
    found = sentences[0]
    for sentence in sentences[1:]:
        if len(found) + len(sentence) > _LONGEST:
            break
        found += f". {sentence}"
    return found if found.endswith((".", "!", "?")) else f"{found}."


def _highlights(project: Project) -> list[str]:
    score, checks = project.verdict.get("score"), project.verdict.get("checks") or ()
    found = [f"{len(checks)} check{'s' * (len(checks) != 1)} passed on hidden data drawn afresh"]
    if score:
        found.append(
            f"{score['share']:.2f} ± {score['error']:.2g} of the way from the naive baseline to the best possible"
        )
    if project.kind == "service":
        found.append("Ran as a service under traffic, kills and restarts while it was judged")
    return found


def _skills(projects: Sequence[Project]) -> dict[str, tuple[str, ...]]:
    """Return each skill with the projects that show it, most shown first."""
    found: dict[str, list[str]] = {}
    for project in projects:
        for skill in project.skills:
            found.setdefault(skill, []).append(project.title)
    return {skill: tuple(found[skill]) for skill in sorted(found, key=lambda skill: (-len(found[skill]), skill))}


def _pictures(verdict: Mapping[str, Any]) -> tuple[tuple[Markup, str], ...]:
    score, timeline = verdict.get("score"), verdict.get("timeline")
    drawn = (score_picture(score) if score else ("", ""), traffic_picture(timeline) if timeline else ("", ""))
    return tuple((Markup(one), told) for one, told in drawn if one)  # noqa: S704 - drawn by us from numbers


def prose(text: str) -> Markup:
    """Return Markdown as HTML that can run nothing and loads nothing."""
    made = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    made = made.replace("<h2", "<h3").replace("</h2", "</h3").replace("<h1", "<h3").replace("</h1", "</h3")
    clean = nh3.clean(made, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"https", "http", "mailto"})
    return Markup(clean)  # noqa: S704 - sanitised in the line above


def _page(template: str, **values: Any) -> str:
    return _templates().get_template(template).render(**values)


@cache
def _templates() -> Environment:
    found = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    found.filters["prose"] = prose
    found.globals["highlights"] = _highlights
    return found
