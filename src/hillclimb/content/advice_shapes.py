"""The keys of the files in a pack's `career/` folder."""

from __future__ import annotations

from collections.abc import Mapping

from hillclimb.content.shapes import Key, Kind, Shape

# The parts of a transition plan that answers of the why-interview go into.
PARTS = ("name", "to", "why", "direction", "work", "hours", "benefit", "risk", "measure")


def _key(  # noqa: PLR0913 - as in shapes
    name: str, kind: Kind, meaning: str, *, needed: bool = True, among: tuple[str, ...] = (), shape: Shape | None = None
) -> Key:
    return Key(name=name, kind=kind, meaning=meaning, needed=needed, among=among, shape=shape)


_NAME = _key("slug", Kind.SLUG, "the name in commands; may change")
_UUID = _key("uuid", Kind.UUID, "the name in records; never changes (its absence is rule P006)", needed=False)
_WORDS = "of which any one counts: `*` ends a word in any way, case does not matter"

WHY = Shape(
    name="why",
    keys=(
        _NAME,
        _UUID,
        _key("part", Kind.TEXT, "the part of the transition plan that the answer goes into", among=PARTS),
        _key("ask", Kind.TEXT, "the question, asked once"),
        _key("because", Kind.TEXT, "why it is asked, or an example"),
    ),
)
PATTERN = Shape(
    name="pattern",
    keys=(
        _NAME,
        _key("title", Kind.TEXT, "what the task is called"),
        _key("task", Kind.TEXT, "what to build, in two sentences"),
        _key("data", Kind.TEXTS, f"words for data that the job has, {_WORDS}"),
        _key("pains", Kind.TEXTS, f"words for what hurts there, {_WORDS}"),
        _key("value", Kind.TEXT, "what it is worth to the team, and in which unit"),
        _key("risk", Kind.TEXT, "what can go wrong, and what keeps it small"),
        _key("needs", Kind.TEXT, "the data that it needs"),
        _key("measure", Kind.TEXT, "how one will know that it works"),
        _key("baseline", Kind.TEXT, "what it must beat"),
        _key("first", Kind.TEXT, "the first step, done in an evening"),
        _key("lab", Kind.SLUG, "the lab to practise on", needed=False),
        _key("skills", Kind.SLUGS, "the skills that it takes"),
        _key("weeks", Kind.WHOLE, "how many weeks of evenings a first version takes"),
    ),
)
CHECK = Shape(
    name="check",
    keys=(
        _NAME,
        _UUID,
        _key("about", Kind.TEXT, "whom it is about", among=("team", "manager")),
        _key("item", Kind.TEXT, "what should be so"),
        _key("ask", Kind.TEXT, "the question to ask"),
        _key("good", Kind.TEXT, "what a good answer sounds like"),
        _key("bad", Kind.TEXT, "what a bad answer sounds like"),
        _key("weight", Kind.WHOLE, "1 to 3: how much it counts"),
    ),
)
CRITERION = Shape(
    name="criterion",
    keys=(
        _NAME,
        _key("title", Kind.TEXT, "what is judged"),
        _key("software", Kind.TEXT, "how a software engineer is judged by it"),
        _key("learning", Kind.TEXT, "how a machine-learning engineer is judged by it"),
        _key("skills", Kind.SLUGS, "skills whose passed labs are evidence of it"),
        _key("show", Kind.TEXT, "what shows it, where no lab does"),
    ),
)
NOTE = Shape(
    name="note",
    keys=(
        _NAME,
        _key("title", Kind.TEXT, "what it is called"),
        _key("task", Kind.TEXT, "what to do before writing"),
        _key("headings", Kind.TEXTS, "the headings to write below"),
    ),
)
HOUR = Shape(
    name="hour",
    keys=(_key("at", Kind.TEXT, "a time of the day, such as 09:30"), _key("what", Kind.TEXT, "what happens then")),
)
TRY = Shape(
    name="try",
    keys=(
        _key("say", Kind.TEXT, "what to do in ten minutes"),
        _key("lab", Kind.SLUG, "the lab to do it in, or else:", needed=False),
        _key("skill", Kind.SLUG, "the skill whose interview questions to answer", needed=False),
    ),
)
DAY = Shape(
    name="day",
    keys=(
        _key("role", Kind.SLUG, "the role"),
        _key("hours", Kind.TABLES, "a day in it", shape=HOUR),
        _key("asks", Kind.TEXTS, "what it asks of a person"),
        _key("likes", Kind.TEXT, "who likes it"),
        _key("dislikes", Kind.TEXT, "who does not"),
        _key("tries", Kind.TABLES, "what to try before choosing it", shape=TRY),
    ),
)


def _file(name: str, part: Shape, meaning: str) -> Shape:
    return Shape(name=name, keys=(_key(part.name, Kind.ITEMS, meaning, shape=part),))


PART_OF: Mapping[str, Shape] = {
    "why.toml": WHY,
    "crossover.toml": PATTERN,
    "team.toml": CHECK,
    "rubric.toml": CRITERION,
    "notes.toml": NOTE,
    "days.toml": DAY,
}
BY_FILE: Mapping[str, Shape] = {
    "why.toml": _file("why-file", WHY, "the questions of the why-interview, in order"),
    "crossover.toml": _file("crossover-file", PATTERN, "small ML tasks that many jobs have"),
    "team.toml": _file("team-file", CHECK, "what to find out about a team and a manager"),
    "rubric.toml": _file("rubric-file", CRITERION, "how two kinds of engineer are judged"),
    "notes.toml": _file("notes-file", NOTE, "templates for the log"),
    "days.toml": _file("days-file", DAY, "days in the roles"),
}
FILES: tuple[tuple[str, Shape], ...] = tuple((f"career/{name}", shape) for name, shape in BY_FILE.items())
