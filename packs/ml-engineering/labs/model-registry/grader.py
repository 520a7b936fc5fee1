"""Judges `model-registry`: versions that stay, one in charge, the past as a query, the matrix, a trace of it all."""

import base64
import hashlib
import json
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from hillclimb.company import Draw
from hillclimb.grading.labkit import Failed, Reply, Request, Running, Service, Stored, check, conceals, json_request

MATRIX: dict[str, frozenset[str]] = {
    "reader": frozenset({"read"}),
    "owner": frozenset({"read", "register", "grant"}),
    "deployer": frozenset({"read", "promote"}),
    "admin": frozenset({"read", "delete", "grant"}),
}
ACTIONS = ("read", "register", "promote", "delete", "grant")
PEOPLE = ("ana", "joe", "mika", "lena", "omar", "site")
AT_ONCE, ROUNDS = 12, 2
MONTH = 110


def content_of(draw: Draw) -> bytes:
    """Return the bytes of a model."""
    return bytes(draw.integers(0, 256, 48).tolist())


def lineage_of(draw: Draw) -> dict[str, Any]:
    """Return where a model comes from."""
    numbers = [int(number) for number in draw.integers(100, 999, 3)]
    return {
        "data": f"quotes-{numbers[0]}",
        "commit": f"{numbers[1]:x}",
        "parameters": {"depth": numbers[2], "eta": 0.1},
    }


@dataclass(frozen=True)
class Asked:
    """One request: who asks, what they do to which model, and about what."""

    who: str
    action: str
    model: str
    request: Request
    about: Any = None


@dataclass
class Desk:
    """Writes requests as the gateway hands them on; its clock goes on by a minute with each."""

    minutes: int = 0
    asked: list[Asked] = field(default_factory=list)

    def now(self, minutes: int | None = None) -> str:
        """Return an instant of March 2026."""
        minute = self.minutes if minutes is None else minutes
        return f"2026-03-{1 + minute // 1440:02d}T{minute // 60 % 24:02d}:{minute % 60:02d}:00Z"

    def ask(self, who: str, action: str, method: str, path: str, value: Any = None, about: Any = None) -> Asked:
        """Return a request."""
        self.minutes += 1
        headers = {"X-User": who, "X-At": self.now()}
        address = f"/models/{path}"
        plain = Request(method=method, path=address, headers=headers)
        request = plain if value is None else json_request(method, address, value, headers)
        return Asked(who, action, path.split("/")[0], request, about)

    def register(self, who: str, model: str, content: bytes, lineage: dict[str, Any], sha: str = "") -> Asked:
        """Return a request to register content."""
        sent = {
            "content": base64.b64encode(content).decode(),
            "sha256": sha or hashlib.sha256(content).hexdigest(),
            "lineage": lineage,
        }
        return self.ask(who, "register", "POST", f"{model}/versions", sent, content)

    def fetch(self, who: str, model: str, number: int) -> Asked:
        """Return a request for a version."""
        return self.ask(who, "read", "GET", f"{model}/versions/{number}", about=number)

    def delete(self, who: str, model: str, number: int) -> Asked:
        """Return a request to delete the content of a version."""
        return self.ask(who, "delete", "DELETE", f"{model}/versions/{number}", about=number)

    def promote(self, who: str, model: str, number: int, expects: int | None) -> Asked:
        """Return a request to put a version in charge."""
        sent = {"version": number, "expects": expects, "why": f"beats {expects}"}
        return self.ask(who, "promote", "POST", f"{model}/production", sent, number)

    def served(self, who: str, model: str, on: str = "") -> Asked:
        """Return a request for the version that was in charge at an instant, or is now."""
        return self.ask(who, "read", "GET", f"{model}/production{'?on=' + on if on else ''}")

    def grant(self, who: str, model: str, whom: str, role: str) -> Asked:
        """Return a request to give a role."""
        return self.ask(who, "grant", "POST", f"{model}/grants", {"who": whom, "role": role}, whom)

    def revoke(self, who: str, model: str, whom: str, role: str) -> Asked:
        """Return a request to take a role away."""
        return self.ask(who, "grant", "DELETE", f"{model}/grants/{whom}/{role}", about=whom)


@dataclass
class Known:
    """A version as the auditors know it."""

    number: int
    content: bytes | None
    sha256: str
    lineage: dict[str, Any]
    author: str


class Truth:
    """What a registry that keeps its promises knows: every answer follows from it."""

    def __init__(self) -> None:
        self.roles: set[tuple[str, str, str]] = set()
        self.versions: dict[str, list[Known]] = {}
        self.charges: list[list[Any]] = []
        self.audit: list[tuple[Any, ...]] = []

    def may(self, asked: Asked) -> bool:
        """Return whether the matrix, and two pairs of eyes, allow it."""
        roles = {role for model, who, role in self.roles if (model, who) == (asked.model, asked.who)}
        roles |= {"admin"} if asked.who == "root" else set()
        if not any(asked.action in MATRIX[role] for role in roles):
            return False
        if asked.action == "grant":
            return bool(asked.about != asked.who)
        version = self.version(asked.model, asked.about) if asked.action == "promote" else None
        return version is None or version.author != asked.who

    def version(self, model: str, number: int) -> Known | None:
        """Return a version, if there is one."""
        found = self.versions.get(model, [])
        return found[number - 1] if 1 <= number <= len(found) else None

    def in_charge(self, model: str) -> int | None:
        """Return the version in charge."""
        return next((row[1] for row in self.charges if row[0] == model and row[3] is None), None)

    def told(self, asked: Asked) -> tuple[int, Any]:
        """Do what is asked; return the status that it must be answered with, and the body or nothing."""
        allowed = self.may(asked)
        at = asked.request.headers["X-At"]
        self.audit.append((at, asked.who, asked.action, asked.model, int(allowed)))
        if not allowed:
            return 403, None
        sent = json.loads(asked.request.body) if asked.request.body else {}
        match asked.action, asked.request.method:
            case "register", _:
                return self._register(asked, sent)
            case "promote", _:
                return self._promote(asked, sent, at)
            case "delete", _:
                return self._delete(asked)
            case "grant", "POST":
                if sent["role"] not in MATRIX:
                    return 422, None
                self.roles.add((asked.model, sent["who"], sent["role"]))
            case "grant", _:
                *_, who, role = asked.request.path.split("/")
                self.roles.discard((asked.model, who, role))
            case _:
                return self._read(asked, at)
        return 200, None

    def _register(self, asked: Asked, sent: dict[str, Any]) -> tuple[int, Any]:
        if hashlib.sha256(asked.about).hexdigest() != sent["sha256"]:
            return 422, None
        known = self.versions.setdefault(asked.model, [])
        for version in known:
            if version.sha256 == sent["sha256"]:
                return 200, {"version": version.number}
        known.append(Known(len(known) + 1, asked.about, sent["sha256"], sent["lineage"], asked.who))
        return 201, {"version": len(known)}

    def _promote(self, asked: Asked, sent: dict[str, Any], at: str) -> tuple[int, Any]:
        version, now = self.version(asked.model, asked.about), self.in_charge(asked.model)
        if version is None:
            return 404, None
        if version.content is None:
            return 410, None
        if now != sent["expects"] or now == version.number:
            return 409, None
        for row in self.charges:
            if row[0] == asked.model and row[3] is None:
                row[3] = at
        self.charges.append([asked.model, version.number, at, None, asked.who, sent["why"]])
        return 200, {"version": version.number}

    def _delete(self, asked: Asked) -> tuple[int, Any]:
        version = self.version(asked.model, asked.about)
        if version is None:
            return 404, None
        if self.in_charge(asked.model) == version.number:
            return 409, None
        version.content = None
        return 200, None

    def _read(self, asked: Asked, at: str) -> tuple[int, Any]:
        if asked.about is None:
            on = asked.request.path.partition("?on=")[2] or at
            found = [
                row[1] for row in self.charges if row[0] == asked.model and row[2] <= on and not _ended(row[3], on)
            ]
            return (200, {"version": found[0]}) if found else (404, None)
        version = self.version(asked.model, asked.about)
        if version is None:
            return 404, None
        if version.content is None:
            return 410, None
        content = base64.b64encode(version.content).decode()
        known = {"version": version.number, "sha256": version.sha256, "author": version.author}
        return 200, {**known, "lineage": version.lineage, "content": content}


def _ended(until: str | None, on: str) -> bool:
    return until is not None and until <= on


class Office:
    """A registry that runs, asked request by request, and what it must answer."""

    def __init__(self, submission: Service) -> None:
        self.service: Running = submission.start()
        self.truth = Truth()
        self.desk = Desk()

    def asks(self, asked: Asked, why: str = "") -> Reply:
        """Send a request and compare the answer with the right one."""
        return self.holds(asked, self.service.send(asked.request), why)

    def holds(self, asked: Asked, reply: Reply, why: str = "") -> Reply:
        """Compare an answer with the right one."""
        status, body = self.truth.told(asked)
        if reply.lost or reply.status != status:
            reply.has(status, why=why or f"{asked.who} asks to {asked.action}.")
        if body is None:
            return reply
        found = reply.json()
        for name, right in body.items():
            if not isinstance(found, dict) or found.get(name) != right:
                raise reply.wrong(f"`{name}` is another one. {why}".strip(), expected=f"{name}: {right!r}"[:300])
        return reply

    def role(self, model: str, **roles: str) -> None:
        """Have root give roles for a model: who=role."""
        for who, role in roles.items():
            self.asks(self.desk.grant("root", model, who, role), "root is the admin of every model.")

    def left(self) -> Stored:
        """End the service and return its database."""
        return self.service.database.read()

    def trace(self, stored: Stored) -> None:
        """Compare the audit with every attempt there was."""
        found = stored.ask("SELECT at, who, action, model, allowed FROM audit ORDER BY at").rows
        right = sorted(self.truth.audit)
        for place in range(max(len(found), len(right))):
            if found[place : place + 1] != tuple(right[place : place + 1]):
                raise Failed(
                    f"`audit` has {len(found)} rows where {len(right)} are right, and row {place + 1} is another one. "
                    "Every attempt to touch a model stands there once, refused or not.",
                    expected=_line(right[place : place + 1]),
                    got=_line(found[place : place + 1]),
                )

    def charges(self, stored: Stored) -> None:
        """Compare who was in charge from when until when."""
        query = "SELECT model, number, since, until, author, why FROM production ORDER BY model, since"
        right = sorted(self.truth.charges, key=lambda row: (row[0], row[2]))
        why = "One interval for each time a version was in charge; none is ever changed but by its end."
        stored.ask(query).matches(["model", "number", "since", "until", "author", "why"], right, ordered=True, why=why)

    def lineages(self, stored: Stored) -> None:
        """Compare what is known of every version."""
        found = stored.ask("SELECT model, number, sha256, author, lineage FROM versions ORDER BY model, number")
        right = [
            (model, version.number, version.sha256, version.author, version.lineage)
            for model in sorted(self.truth.versions)
            for version in self.truth.versions[model]
        ]
        rows = [(*row[:4], _value(row[4])) for row in found.rows]
        if rows != right:
            place = next((n for n, pair in enumerate(zip(rows, right, strict=False)) if pair[0] != pair[1]), -1)
            raise Failed(
                "`versions` is not what was registered. A version keeps its row, whatever becomes of its content.",
                expected=f"{len(right)} rows, such as {right[place]}",
                got=f"{len(rows)} rows{', such as ' + str(rows[place]) if rows else ''}",
            )


def _line(rows: Sequence[Sequence[Any]]) -> str:
    return " | ".join(str(cell) for cell in rows[0]) if rows else "no more rows"


def _value(text: Any) -> Any:
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        return text


@check("gives each content a number of its own", teaches="model-registry")
def numbers(submission: Service, draw: Draw) -> None:
    office = Office(submission)
    desk, content = office.desk, [content_of(draw.child("content", turn)) for turn in range(3)]
    lineage = [lineage_of(draw.child("lineage", turn)) for turn in range(3)]
    for model in ("price", "fraud"):
        office.role(model, joe="owner")
    office.asks(desk.register("joe", "price", content[0], lineage[0]), "It is the first version of `price`.")
    office.asks(desk.register("joe", "price", content[1], lineage[1]), "It is the second version of `price`.")
    office.asks(desk.register("joe", "fraud", content[2], lineage[2]), "Each model counts for itself.")
    office.asks(desk.register("joe", "price", content[0], lineage[2]), "That content has its number already.")
    sha = hashlib.sha256(content[1]).hexdigest()
    office.asks(desk.register("joe", "price", content[2], lineage[0], sha), "`sha256` is not the hash of `content`.")
    torn = {"content": "no base64", "sha256": sha, "lineage": {}}
    torn_request = desk.ask("joe", "register", "POST", "price/versions", torn, b"")
    office.asks(torn_request, "`content` is not base64.")
    office.asks(desk.fetch("joe", "price", 2), "A version comes back as it was registered.")
    office.asks(desk.fetch("joe", "price", 3), "Of `price` there are two versions.")
    nobody = Request(method="GET", path="/models/price/versions/1")
    office.service.send(nobody).has(401, why="Nobody says who asks: there is no X-User.")


@check("keeps every version as it was registered", teaches="experiment-tracking")
def immutable(submission: Service, draw: Draw) -> None:
    office = Office(submission)
    desk, lineage = office.desk, lineage_of(draw)
    office.role("price", joe="owner", mika="owner")
    for turn in range(6):
        content = content_of(draw.child(turn))
        office.asks(desk.register("joe" if turn % 2 else "mika", "price", content, lineage), "It is new content.")
    for number in (1, 6, 3, 2):
        office.asks(desk.fetch("joe", "price", number), "Six models came from one commit; each is another one.")
    office.lineages(office.left())


@check("never runs what it is given", teaches="model-registry")
def inert(submission: Service, draw: Draw) -> None:
    office = Office(submission)
    canary = f"ran-{''.join(map(str, draw.integers(0, 10, 12).tolist()))}"

    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return print, (canary,)

    office.role("price", joe="owner")
    reply = office.asks(office.desk.register("joe", "price", pickle.dumps(Trap()), {}), "Content is bytes, any bytes.")
    office.asks(office.desk.fetch("joe", "price", 1))
    office.service.stop()
    try:
        conceals(office.service.logged, {"that only unpickling prints": canary}, where="The log")
    except Failed:
        raise reply.wrong(
            "The content was a pickle, and registering it ran what stands in it: here a print, next time whatever its "
            "sender likes, with the registry's rights.",
            expected="bytes that are stored and hashed, and never opened",
        ) from None


@check("has one version in charge", teaches="model-registry")
def one_in_charge(submission: Service, draw: Draw) -> None:
    office = Office(submission)
    desk = office.desk
    office.role("price", joe="owner", ana="deployer")
    office.role("fraud", joe="owner", ana="deployer")
    office.asks(desk.served("ana", "price"), "Nothing was promoted yet.")
    for model in ("price", "fraud"):
        for turn in range(3):
            office.asks(desk.register("joe", model, content_of(draw.child(model, turn)), {}))
    office.asks(desk.promote("ana", "price", 4, None), "There is no version 4.")
    office.asks(desk.promote("ana", "price", 2, 1), "Nothing is in charge yet, and 1 is expected.")
    office.asks(desk.promote("ana", "price", 1, None), "Nothing is in charge yet, as expected.")
    office.asks(desk.promote("ana", "price", 2, None), "Version 1 is in charge, and nothing is expected.")
    office.asks(desk.promote("ana", "price", 1, 1), "It is in charge already.")
    office.asks(desk.promote("ana", "fraud", 3, None), "Each model has a version of its own in charge.")
    office.asks(desk.promote("ana", "price", 2, 1), "Version 1 is in charge, as expected.")
    office.asks(desk.served("ana", "price"), "Version 2 was just put in charge.")
    office.asks(desk.promote("ana", "price", 1, 2), "A rollback is a promotion like any other.")
    for model in ("price", "fraud"):
        office.asks(desk.served("ana", model))
    office.charges(office.left())


@check("knows which version was in charge at any instant", teaches="sql-analytics")
def past(submission: Service, draw: Draw) -> None:
    office = Office(submission)
    desk = office.desk
    office.role("price", joe="owner", ana="deployer")
    for turn in range(4):
        office.asks(desk.register("joe", "price", content_of(draw.child(turn)), {}))
    order = [1, 2, 1, 4, 3]
    expects: int | None = None
    for number, pause in zip(order, draw.integers(60, 4000, len(order)).tolist(), strict=True):
        desk.minutes += pause
        office.asks(desk.promote("ana", "price", number, expects))
        expects = number
    edges = [_minute(row[2]) for row in office.truth.charges]
    inside = [edge + int(step) for edge, step in zip(edges, draw.integers(2, 50, len(edges)), strict=True)]
    for minute in sorted({*(edge + step for edge in edges for step in (-1, 0, 1)), *inside}):
        why = "A version is in charge from its promotion on, and no longer at the instant of the next one."
        office.asks(desk.served("ana", "price", desk.now(minute)), f"{why} Asked about {desk.now(minute)}.")


def _minute(at: str) -> int:
    return (int(at[8:10]) - 1) * 1440 + int(at[11:13]) * 60 + int(at[14:16])


@check("keeps the lineage of what is deleted", teaches="model-registry")
def deletes(submission: Service, draw: Draw) -> None:
    office = Office(submission)
    desk = office.desk
    office.role("price", joe="owner", ana="deployer")
    for turn in range(3):
        content, lineage = content_of(draw.child(turn)), lineage_of(draw.child("lineage", turn))
        office.asks(desk.register("joe", "price", content, lineage))
    office.asks(desk.promote("ana", "price", 2, None))
    began = desk.now()
    office.asks(desk.delete("root", "price", 2), "It is in charge.")
    office.asks(desk.delete("root", "price", 7), "There is no version 7.")
    office.asks(desk.promote("ana", "price", 3, 2))
    office.asks(desk.delete("root", "price", 2), "It is no longer in charge.")
    office.asks(desk.fetch("ana", "price", 2), "It was there, and its content is gone.")
    office.asks(desk.served("ana", "price", began), "That version 2 was in charge then stays true.")
    office.asks(desk.promote("ana", "price", 2, 3), "It has no content that could serve.")
    office.asks(desk.register("joe", "price", content_of(draw.child("new")), {}), "A number is never given twice.")
    office.asks(desk.fetch("ana", "price", 1), "Nobody deleted it.")
    stored = office.left()
    office.lineages(stored)
    office.charges(stored)


@check("holds every request against the matrix", teaches="model-access-control")
def matrix(submission: Service, draw: Draw) -> None:
    office = Office(submission)
    desk = office.desk
    office.role("price", lena="owner")
    office.role("fraud", lena="owner")
    for turn in range(6):
        for model in ("price", "fraud"):
            office.asks(desk.register("lena", model, content_of(draw.child(model, turn)), {}))
    cells = [(role, action) for role in (*MATRIX, "") for action in ACTIONS]
    for place in draw.permutation(len(cells)):
        role, action = cells[place]
        who = role or "stranger"
        if role:
            office.asks(desk.grant("root", "price", who, role))
        for model in ("price", "fraud"):
            where = f"{who} has the role {role or 'of nobody'} for `price` and none for `fraud`"
            office.asks(_attempt(office, who, action, model, draw.child(int(place))), f"{where}; asked is {action}.")
        if role:
            office.asks(desk.revoke("root", "price", who, role))
            why = f"The role {role} was taken from {who} a moment ago."
            office.asks(_attempt(office, who, action, "price", draw.child(int(place), "again")), why)
    office.role("price", joe="owner", mika="owner")
    office.asks(desk.grant("root", "price", "joe", "deployer"))
    office.asks(desk.register("joe", "price", content_of(draw.child("own")), {}))
    number, now = len(office.truth.versions["price"]), office.truth.in_charge("price")
    office.asks(desk.promote("joe", "price", number, now), "joe made that version: somebody else puts it in charge.")
    office.asks(desk.grant("mika", "price", "mika", "deployer"), "mika gives herself a role.")
    office.asks(desk.grant("mika", "price", "omar", "emperor"), "There is no such role.")
    office.asks(desk.revoke("mika", "price", "mika", "owner"), "Whoever decides about herself decides alone.")
    office.asks(desk.promote("joe", "price", 1 if now != 1 else 2, now), "joe did not make that version.")


def _attempt(office: Office, who: str, action: str, model: str, draw: Draw) -> Asked:
    """Return a request that only the matrix could forbid."""
    desk, now = office.desk, office.truth.in_charge(model)
    there = [known.number for known in office.truth.versions[model] if known.content is not None]
    others = [number for number in there if number != now]
    match action:
        case "read":
            return desk.fetch(who, model, there[0])
        case "register":
            return desk.register(who, model, content_of(draw), {})
        case "promote":
            return desk.promote(who, model, others[0], now)
        case "delete":
            return desk.delete(who, model, others[-1])
    return desk.grant(who, model, "omar", "reader")


@check("lets one of many promoters win", teaches="model-registry")
def at_once(submission: Service, draw: Draw) -> None:
    office = Office(submission)
    desk = office.desk
    office.role("price", joe="owner", ana="deployer", mika="deployer")
    for turn in range(AT_ONCE * ROUNDS + 1):
        office.asks(desk.register("joe", "price", content_of(draw.child(turn)), {}))
    office.asks(desk.promote("ana", "price", 1, None))
    for turn in range(ROUNDS):
        now = office.truth.in_charge("price")
        first = 2 + turn * AT_ONCE
        asked = [desk.promote(PEOPLE[0 if n % 2 else 2], "price", n, now) for n in range(first, first + AT_ONCE)]
        replies = office.service.together([item.request for item in asked])
        won = [n for n, reply in enumerate(replies) if reply.status == 200]
        if len(won) != 1:
            wrong = next((reply for reply in replies if reply.lost or reply.status not in (200, 409)), replies[0])
            raise wrong.wrong(
                f"{AT_ONCE} promoters compared their version with version {now} and asked in the same moment; "
                f"{len(won)} were told that theirs is in charge.",
                expected="one 200, and a 409 for each of the others",
            )
        order = [won[0], *(n for n in range(AT_ONCE) if n != won[0])]
        for n in order:
            office.holds(asked[n], replies[n], f"Somebody else was quicker: version {now} is no longer in charge.")
    stored = office.left()
    office.charges(stored)
    office.trace(stored)


@check("answers for a month of work, and has written all of it down", teaches="model-access-control")
def month(submission: Service, draw: Draw) -> None:
    office = Office(submission)
    for asked in _work(office, draw):
        office.asks(asked)
    stored = office.left()
    office.trace(stored)
    office.charges(stored)
    office.lineages(stored)


def _work(office: Office, draw: Draw) -> Iterator[Asked]:
    """Yield requests of people who know some of the rules; each is drawn when the one before it is answered."""
    desk, truth = office.desk, office.truth
    luck = draw.child("luck").uniform(MONTH * 6).reshape(MONTH, 6).tolist()
    for model in ("price", "fraud"):
        yield desk.grant("root", model, "joe", "owner")
        yield desk.grant("root", model, "ana", "deployer")
    for turn, (kind, who, which, one, two, three) in enumerate(luck):
        person, name = _one((*PEOPLE[:4], "root"), who), _one(("price", "fraud"), which)
        versions = len(truth.versions.get(name, []))
        number = 1 + int(one * (versions + 1))
        if kind < 0.25:
            old = truth.versions.get(name, [])
            content = content_of(draw.child(turn)) if two < 0.8 or not old else b"again"
            yield desk.register(_one(("joe", person), three), name, content, lineage_of(draw.child("lineage", turn)))
        elif kind < 0.5:
            expects = truth.in_charge(name) if two < 0.8 else number
            yield desk.promote(_one(("ana", "ana", person), three), name, number, expects)
        elif kind < 0.62:
            yield desk.fetch(person, name, number)
        elif kind < 0.72:
            yield desk.served(person, name, desk.now(int(two * desk.minutes)))
        elif kind < 0.8:
            yield desk.delete(_one(("root", person), three), name, number)
        elif kind < 0.93:
            yield desk.grant(_one(("root", "joe", person), three), name, _one(PEOPLE, one), _one(tuple(MATRIX), two))
        else:
            yield desk.revoke(_one(("root", "joe", person), three), name, _one(PEOPLE, one), _one(tuple(MATRIX), two))


def _one(among: Sequence[str], luck: float) -> str:
    return among[int(luck * len(among))]


@check("loses nothing, whatever becomes of it", teaches="model-registry")
def durable(submission: Service, draw: Draw) -> None:
    office = Office(submission)
    service, desk = office.service, office.desk
    office.role("price", joe="owner", ana="deployer")
    for turn in range(3):
        office.asks(desk.register("joe", "price", content_of(draw.child(turn)), lineage_of(draw.child("of", turn))))
    office.asks(desk.promote("ana", "price", 1, None))
    service.database.take()
    away = desk.promote("ana", "price", 2, 1)
    service.send(away.request, timeout=3.0).has(
        503, why="The database is locked and stays so: the caller must hear it, soon."
    )
    service.database.give_back()
    office.asks(desk.served("ana", "price"), "Nothing was done while the database was away.")
    office.asks(desk.promote("ana", "price", 2, 1), "The database is back.")
    service.kill()
    service.restart()
    office.asks(desk.served("ana", "price"), "That was answered before the service was killed.")
    office.asks(desk.promote("ana", "price", 3, 2))
    service.kill()
    stored = office.left()
    office.charges(stored)
    office.lineages(stored)
    office.trace(stored)
