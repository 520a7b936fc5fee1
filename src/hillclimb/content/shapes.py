"""The keys of every file of a pack: the one source of the readers, the JSON Schemas and the reference page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

FORMAT = 1
HUGE = 10**15
SLUG = "^[a-z0-9]+(-[a-z0-9]+)*$"
# What can be handed in, and which of it is a Python module by name: functions, a trained model, a script, a suite.
SUBMISSIONS = ("module", "predictions", "command", "tests", "sql", "git", "answers", "service")
# What a service may be given to keep its data in.
DATABASES = ("sqlite",)
PYTHON = frozenset(("module", "predictions", "command", "tests"))
UUID = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"


class Kind(StrEnum):
    """What a key may hold."""

    TEXT = "text"
    SLUG = "slug"
    UUID = "uuid"
    WHOLE = "whole number"
    NUMBER = "number"
    FLAG = "true or false"
    TEXTS = "list of texts"
    SLUGS = "list of slugs"
    NUMBERS = "list of numbers"
    LEVELS = "table of whole numbers"
    SHARES = "table of numbers"
    TABLE = "table"
    TABLES = "list of tables"
    ITEMS = "list of tables, each a thing of its own"
    NAMED = "table of tables"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key of a table: what it may hold, whether it must be there, and what it means."""

    name: str
    kind: Kind
    meaning: str
    needed: bool = True
    among: tuple[str, ...] = ()
    shape: Shape | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The keys of one table."""

    name: str
    keys: tuple[Key, ...]


def _key(name: str, kind: Kind, meaning: str, *, among: tuple[str, ...] = (), shape: Shape | None = None) -> Key:
    return Key(name=name, kind=kind, meaning=meaning, among=among, shape=shape)


def _may(name: str, kind: Kind, meaning: str, *, among: tuple[str, ...] = (), shape: Shape | None = None) -> Key:
    return Key(name=name, kind=kind, meaning=meaning, needed=False, among=among, shape=shape)


_NAME = _key("slug", Kind.SLUG, "the name in files and addresses; may change")
_UUID = _may("uuid", Kind.UUID, "the name in records; never changes (its absence is rule P006)")

PACK = Shape(
    name="pack",
    keys=(
        _NAME,
        _UUID,
        _key("title", Kind.TEXT, "what the pack is called"),
        _key("version", Kind.TEXT, "the version of the content, such as 0.1.0"),
        _key("format", Kind.WHOLE, f"the version of this format; this release reads {FORMAT}"),
        _key("licence", Kind.TEXT, "the SPDX identifier of the content's licence"),
    ),
)

SKILL = Shape(
    name="skill",
    keys=(
        _NAME,
        _UUID,
        _key("title", Kind.TEXT, "a few words"),
        _key("can_do", Kind.TEXT, "one observable statement that begins with Can"),
        _key("needs", Kind.SLUGS, "the skills to have before this one"),
        _key("hours", Kind.NUMBER, "hours to level 3 for an experienced software engineer without machine learning"),
        _key("stage", Kind.WHOLE, "the stage it belongs to; 0 runs beside all others"),
        _key("prior", Kind.LEVELS, "background (typed, python) -> the level that is assumed on arrival"),
    ),
)
SKILLS = Shape(name="skills", keys=(_key("skill", Kind.ITEMS, "the skills of one area", shape=SKILL),))

AREA = Shape(name="area", keys=(_NAME, _key("title", Kind.TEXT, "what the area is called")))
STAGE = Shape(
    name="stage",
    keys=(
        _key("stage", Kind.WHOLE, "the number of the stage"),
        _key("title", Kind.TEXT, "what the stage is called"),
    ),
)
LEVEL = Shape(
    name="level",
    keys=(
        _key("level", Kind.WHOLE, "0 to 5"),
        _key("name", Kind.TEXT, "what the level is called"),
        _key("evidence", Kind.TEXT, "what proves it"),
        _key("cost", Kind.NUMBER, "hours from nothing, as a multiple of the hours to level 3"),
    ),
)
FOUNDATION = Shape(
    name="foundation",
    keys=(
        _NAME,
        _key("title", Kind.TEXT, "something that a software engineer brings along"),
        _key("novice_hours", Kind.NUMBER, "the hours that a novice would need for it"),
    ),
)
ROLE = Shape(
    name="role",
    keys=(
        _NAME,
        _UUID,
        _key("title", Kind.TEXT, "what the role is called"),
        _key("summary", Kind.TEXT, "what people in it do, and where it is found"),
        _key("levels", Kind.LEVELS, "skill -> the level it must reach; skills that are not required are left out"),
    ),
)
ROLES = Shape(
    name="roles",
    keys=(
        _key("area", Kind.ITEMS, "the areas, in the order of the map", shape=AREA),
        _may("stage", Kind.ITEMS, "the stages, in order", shape=STAGE),
        _key("level", Kind.ITEMS, "the level scale, from 0", shape=LEVEL),
        _may("foundation", Kind.ITEMS, "what is credited and not taught", shape=FOUNDATION),
        _key("role", Kind.ITEMS, "the roles to aim at", shape=ROLE),
    ),
)

RANGE = Shape(
    name="range",
    keys=(
        _may("pick", Kind.NUMBERS, "one of these numbers, or else:"),
        _may("low", Kind.NUMBER, "the lowest value"),
        _may("high", Kind.NUMBER, "the highest value, included"),
        _may("digits", Kind.WHOLE, "decimals; whole numbers without it"),
    ),
)
CARD = Shape(
    name="card",
    keys=(
        _NAME,
        _UUID,
        _key(
            "kind",
            Kind.TEXT,
            "recall; code: what does it print; number: a drawn, computed answer; order: put steps in order",
            among=("recall", "code", "number", "order"),
        ),
        _key("front", Kind.TEXT, "what is asked; {name} inserts a drawn value (number cards only)"),
        _may("back", Kind.TEXT, "what is to be remembered, at most 60 words (its absence is rule C001)"),
        _may("code", Kind.TEXT, "the code of a code card"),
        _may("prints", Kind.TEXT, "exactly what the code prints"),
        _may("draw", Kind.NAMED, "name -> how a value of a number card is drawn", shape=RANGE),
        _may("answer", Kind.TEXT, "the number that is asked: an expression over the drawn values"),
        _may("tolerance", Kind.NUMBER, "how far off an answer may be, as a share of the right one, or else:"),
        _may("absolute", Kind.NUMBER, "how far off an answer may be, in its own unit"),
        _may("steps", Kind.TEXTS, "the steps of an order card, in the right order; shown shuffled"),
    ),
)
CARDS = Shape(name="cards", keys=(_may("card", Kind.ITEMS, "the cards of one skill", shape=CARD),))

CHOICE = Shape(
    name="choice",
    keys=(
        _key("text", Kind.TEXT, "the answer as it is shown"),
        _may("right", Kind.FLAG, "true for the one right choice"),
        _key("why", Kind.TEXT, "why it is right or wrong, shown once answered"),
    ),
)
MISTAKE = Shape(
    name="mistake",
    keys=(
        _key("value", Kind.TEXT, "an expression for a plausible wrong number"),
        _key("why", Kind.TEXT, "what went wrong, shown to a person who gives that number"),
    ),
)
QUESTION = Shape(
    name="question",
    keys=(
        _NAME,
        _UUID,
        _key(
            "kind",
            Kind.TEXT,
            "choice: one of several; code: what does it print; number: a drawn, computed answer",
            among=("choice", "number", "code"),
        ),
        _key("difficulty", Kind.NUMBER, "logit: 0 when half of the learners in training are right, -2.5 to 2.5"),
        _key("ask", Kind.TEXT, "the question; {name} inserts a drawn value (number questions only)"),
        _may("code", Kind.TEXT, "the code of a code question"),
        _may("choices", Kind.TABLES, "the answers to choose from, exactly one right", shape=CHOICE),
        _may("draw", Kind.NAMED, "name -> how a value is drawn", shape=RANGE),
        _may("answer", Kind.TEXT, "an expression over the drawn values"),
        _may("tolerance", Kind.NUMBER, "how far off an answer may be, as a share of the right one, or else:"),
        _may("absolute", Kind.NUMBER, "how far off an answer may be, in its own unit"),
        _may("why", Kind.TEXT, "how the right number comes about; {name} inserts a drawn value"),
        _may("mistakes", Kind.TABLES, "plausible wrong numbers", shape=MISTAKE),
    ),
)
QUESTIONS = Shape(name="questions", keys=(_may("question", Kind.ITEMS, "the questions of one skill", shape=QUESTION),))

POINT = Shape(
    name="point",
    keys=(
        _key("say", Kind.TEXT, "one thing that a good answer contains"),
        _key("words", Kind.TEXTS, "words or phrases of which any one shows it; `*` ends a word in any way"),
    ),
)
WRONG_ANSWER = Shape(
    name="wrong-answer",
    keys=(
        _key("said", Kind.TEXT, "what people often say instead"),
        _key("why", Kind.TEXT, "why it is wrong"),
    ),
)
INTERVIEW = Shape(
    name="interview",
    keys=(
        _NAME,
        _UUID,
        _key(
            "kind",
            Kind.TEXT,
            "what it is after; inside: what happens behind the scenes",
            among=("concept", "inside", "design", "debugging", "statistics", "coding", "behavioural"),
        ),
        _key("level", Kind.TEXT, "for whom it is asked", among=("junior", "mid", "senior")),
        _key("minutes", Kind.WHOLE, "how long a good answer takes"),
        _key("ask", Kind.TEXT, "the question"),
        _may("code", Kind.TEXT, "Python code that it is about"),
        _key("answer", Kind.TEXT, "a good answer, as it would be said aloud"),
        _key("points", Kind.TABLES, "what a good answer contains, most important first", shape=POINT),
        _key("follow_ups", Kind.TEXTS, "what is asked next"),
        _key("mistakes", Kind.TABLES, "common wrong answers", shape=WRONG_ANSWER),
    ),
)
INTERVIEWS = Shape(
    name="interviews", keys=(_may("interview", Kind.ITEMS, "the interview questions of one skill", shape=INTERVIEW),)
)

ALIAS = Shape(
    name="alias",
    keys=(
        _key("skill", Kind.SLUG, "the skill that the words ask for"),
        _key("words", Kind.TEXTS, "words and phrases, in any case; `*` ends a word that may go on, `…` skips up to 4"),
        _may("cased", Kind.TEXTS, "words that count only in exactly this case, such as REST"),
        _may("unless", Kind.TEXTS, "phrases within which the words mean something else"),
    ),
)
ALIASES = Shape(name="aliases", keys=(_key("alias", Kind.ITEMS, "the words for each skill", shape=ALIAS),))
CUES = (
    "heading-asked",
    "heading-welcome",
    "heading-unneeded",
    "heading-employer",
    "heading-offer",
    "welcome",
    "unneeded",
    "employer",
    "seniority-junior",
    "seniority-senior",
    "remote",
    "hybrid",
    "on-site",
)
WORDING = Shape(
    name="wording",
    keys=(
        _key("cue", Kind.TEXT, "what the words tell about a heading or a sentence", among=CUES),
        _key("words", Kind.TEXTS, "words and phrases, written as for aliases"),
    ),
)
WORDINGS = Shape(name="wordings", keys=(_key("wording", Kind.ITEMS, "cues of job advertisements", shape=WORDING),))

LIMITS = Shape(
    name="limits",
    keys=(
        _may("seconds", Kind.NUMBER, "wall-clock seconds for a whole judgement (20)"),
        _may("memory_mb", Kind.WHOLE, "memory in MB (1024)"),
        _may("disk_mb", Kind.WHOLE, "scratch disk in MB (64)"),
        _may("output_kb", Kind.WHOLE, "kB that may be printed (256)"),
        _may("threads", Kind.WHOLE, "threads and processes (1)"),
    ),
)
SERVICE = Shape(
    name="service",
    keys=(
        _may("database", Kind.TEXT, "the database that the service is given, by DATABASE_URL", among=DATABASES),
        _may("secrets", Kind.TEXTS, "environment variables that hold a fresh secret in each judgement"),
    ),
)
LAB = Shape(
    name="lab",
    keys=(
        _NAME,
        _UUID,
        _key("title", Kind.TEXT, "what the lab is called"),
        _key("version", Kind.WHOLE, "raised when its checks or bars change"),
        _key("minutes", Kind.WHOLE, "how long it takes"),
        _key("difficulty", Kind.NUMBER, "logit, as for questions"),
        _key("kind", Kind.TEXT, "what is handed in, see below", among=SUBMISSIONS),
        _may("entry", Kind.TEXT, "the module that is imported or run, for kinds that are Python"),
        _key("files", Kind.TEXTS, "what the learner edits"),
        _key("libraries", Kind.TEXTS, "the only third-party packages that a submission can import"),
        _key("needs", Kind.SLUGS, "the skills to have before it"),
        _key("teaches", Kind.SHARES, "skill -> the share (0, 1] of a pass that counts as evidence for it"),
        _may("limits", Kind.TABLE, "what a submission may use", shape=LIMITS),
        _may("service", Kind.TABLE, "what a service is given", shape=SERVICE),
    ),
)
FAILS = Shape(
    name="fails",
    keys=(
        _may("check", Kind.TEXT, "the name of the one check that must fail, or else:"),
        _may("ending", Kind.TEXT, "how it ends when it never gets to its checks", among=("broken", "stopped")),
        _key("why", Kind.TEXT, "what is wrong with it and why people do it"),
    ),
)

EQUIVALENT = Shape(
    name="equivalent",
    keys=(
        _key("change", Kind.TEXT, "statement → statement, as `hillclimb pack prove --mutants` prints it"),
        _key("reason", Kind.TEXT, "why the changed reference is as right as before"),
    ),
)
MUTANTS = Shape(
    name="mutants",
    keys=(_key("equivalent", Kind.TABLES, "mutants of the reference that are no mistakes", shape=EQUIVALENT),),
)

MOVED = Shape(
    name="moved",
    keys=(
        _key("uuid", Kind.UUID, "the UUID of a skill that is gone; records still hold it"),
        _key("to", Kind.SHARES, "skill -> the share (0, 1] of its evidence that goes there; empty if nothing follows"),
    ),
)
MOVES = Shape(name="moves", keys=(_key("moved", Kind.ITEMS, "the skills that are gone", shape=MOVED),))

FILES: tuple[tuple[str, Shape], ...] = (
    ("pack.toml", PACK),
    ("roles.toml", ROLES),
    ("skills/<area>.toml", SKILLS),
    ("moved.toml", MOVES),
    ("labs/<lab>/explain.toml", CARDS),
    ("cards/<skill>.toml", CARDS),
    ("questions/<skill>.toml", QUESTIONS),
    ("interviews/<skill>.toml", INTERVIEWS),
    ("postings/aliases.toml", ALIASES),
    ("postings/wording.toml", WORDINGS),
    ("labs/<lab>/lab.toml", LAB),
    ("labs/<lab>/wrong/<mistake>/fails.toml", FAILS),
    ("labs/<lab>/mutants.toml", MUTANTS),
)
