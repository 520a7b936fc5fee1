"""Judges `keys-and-plans`: who gets in, what a plan allows, exact quotas, a meter that agrees, and what is kept."""

import io
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import joblib
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler

from hillclimb.company import Draw, cancellations
from hillclimb.grading.labkit import Failed, Reply, Request, Running, Service, check, conceals, json_request, sample

NUMBERS = ["calls", "tenure_months", "monthly_premium"]
COLUMNS = [*NUMBERS, "cover"]
NEAR = 1e-9
VERSION = "2026-11-20"
# The middle of a November, in seconds since 1970: the clock of the service stands here unless a check sets it.
NOON = 1_795_003_200.0
MUCH = {"quota": 10_000, "rate": 1000.0, "burst": 1000, "may": ["predict", "batch"]}
Person = dict[str, object]


class Made:
    """Pickled, this is what an expression gives where it is read."""

    def __init__(self, expression: str) -> None:
        self.expression = expression

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return eval, (self.expression,)


def fitted(draw: Draw) -> tuple[Pipeline, bytes]:
    """Return a model and its file; the one in the file breaks when it is asked about the cover "fault"."""
    task = cancellations(draw.child("train"), 800)
    known = pd.DataFrame({name: task.inputs[name] for name in COLUMNS})
    prepare = make_column_transformer((OneHotEncoder(handle_unknown="ignore"), ["cover"]), (StandardScaler(), NUMBERS))
    pipeline = make_pipeline(prepare, LogisticRegression()).fit(known, task.outcome)
    odd = FunctionTransformer(Made("lambda rows: rows if 'fault' not in set(rows['cover']) else 1 / 0"))
    file = io.BytesIO()
    joblib.dump(Pipeline([("as it is", odd), *pipeline.steps]), file)
    return pipeline, file.getvalue()


def people(draw: Draw, count: int) -> list[Person]:
    """Return people as callers send them."""
    inputs = cancellations(draw.child("asked"), count).inputs
    return [
        {
            "calls": int(inputs["calls"][row]),
            "tenure_months": int(inputs["tenure_months"][row]),
            "monthly_premium": float(inputs["monthly_premium"][row]),
            "cover": str(inputs["cover"][row]),
        }
        for row in range(count)
    ]


@dataclass
class Desk:
    """The service and its administrator; remembers every key that was issued."""

    service: Running
    secret: str
    pipeline: Pipeline
    keys: dict[str, str] = field(default_factory=dict)

    @property
    def admin(self) -> dict[str, str]:
        """The administrator's header."""
        return {"authorization": f"Bearer {self.secret}"}

    def put(self, path: str, value: object) -> Reply:
        """Send a PUT of the administrator's."""
        return self.service.send(json_request("PUT", path, value, self.admin)).has(200)

    def set_clock(self, now: float) -> None:
        """Stop the service's clock."""
        self.put("/admin/clock", {"now": now})

    def plan(self, name: str, **changed: object) -> None:
        """Make or change a plan."""
        self.put(f"/admin/plans/{name}", {**MUCH, **changed})

    def tenant(self, name: str, plan: str) -> None:
        """Put a tenant on a plan."""
        self.put(f"/admin/tenants/{name}", {"plan": plan})

    def issue(self, tenant: str) -> tuple[str, str]:
        """Return the id of a new key, and the key."""
        return self.issued(self.service.post(f"/admin/tenants/{tenant}/keys", json={}, headers=self.admin))

    def rotate(self, name: str, overlap: float) -> tuple[str, str]:
        """Return the id of the key that takes another's place, and the key."""
        value = {"overlap_seconds": overlap}
        return self.issued(self.service.post(f"/admin/keys/{name}/rotate", json=value, headers=self.admin))

    def issued(self, reply: Reply) -> tuple[str, str]:
        """Return the id and the key that a reply holds."""
        body = reply.has(201).json()
        name, key = (body.get("id"), body.get("key")) if isinstance(body, dict) else (None, None)
        if not isinstance(name, str) or not isinstance(key, str) or not key.startswith(f"fh_{name}_"):
            message = "A new key has an `id`, and is `fh_<id>_<secret>`."
            raise reply.wrong(message, expected='{"id": "…", "key": "fh_…"}')
        secret = key.removeprefix(f"fh_{name}_")
        if len(secret) < 32 or not key.isascii() or not key.isprintable() or " " in key or key in self.keys.values():
            raise reply.wrong("The secret of a key is 32 printable characters or more, other ones each time.")
        self.keys |= {f"key {name}": key, f"key {name} (its second part)": secret}
        return name, key


def opened(submission: Service, draw: Draw) -> Desk:
    """Start the service with a model, and its clock at noon."""
    pipeline, file = fitted(draw)
    service = submission.start(files={f"models/{VERSION}.joblib": file})
    desk = Desk(service, submission.secrets["ADMIN_KEY"], pipeline)
    desk.put("/v1/model", {"version": VERSION})
    desk.set_clock(NOON)
    return desk


def customer(desk: Desk, name: str, **changed: object) -> str:
    """Return the key of a new tenant on a plan of their own."""
    desk.plan(f"plan-{name}", **changed)
    desk.tenant(name, f"plan-{name}")
    return desk.issue(name)[1]


def bearing(key: str, **more: str) -> dict[str, str]:
    """Return the headers of somebody with a key."""
    return {"authorization": f"Bearer {key}", **more}


def asks(person: Person, key: str, **more: str) -> Request:
    """Return the request for one person."""
    return json_request("POST", "/v1/predict", person, bearing(key, **more))


def asks_all(batch: Sequence[Person], key: str, **more: str) -> Request:
    """Return the request for many."""
    return json_request("POST", "/v1/batch", {"people": list(batch)}, bearing(key, **more))


def right(desk: Desk, reply: Reply, person: Person) -> str:
    """Fail unless a reply holds the model's chance for a person; return the call that it is billed as."""
    body = reply.has(200, why="The key is good, and the plan allows it.").json()
    chance = float(desk.pipeline.predict_proba(pd.DataFrame([person], columns=COLUMNS))[0, 1])
    got = body.get("probability") if isinstance(body, dict) else None
    if type(got) not in (int, float) or abs(got - chance) > NEAR:
        raise reply.wrong("This is not the chance that the model gives.", expected=f"{chance:.12g}")
    if not isinstance(body.get("call"), str) or not body["call"]:
        raise reply.wrong("The answer does not say which call it is billed as.", expected='"call": "…"')
    return str(body["call"])


def refused(reply: Reply, *statuses: int, why: str) -> Reply:
    """Fail unless a reply is a refusal in the form of all refusals."""
    reply.has(*statuses, why=why)
    kind = reply.headers.get("content-type", "").split(";")[0].strip()
    body = reply.json() if kind == "application/problem+json" else None
    if not isinstance(body, dict) or body.get("status") != reply.status:
        raise reply.wrong("Refusals are problem details, as before.", expected="application/problem+json")
    return reply


def stranger(reply: Reply, why: str) -> None:
    """Fail unless a reply says that it does not know who asks."""
    refused(reply, 401, why=why)
    if "bearer" not in reply.headers.get("www-authenticate", "").lower():
        raise reply.wrong("A 401 says how to say who one is.", expected="WWW-Authenticate: Bearer")


def too_many(reply: Reply, why: str) -> int:
    """Fail unless a reply says that a limit is reached; return the seconds after which to come back."""
    refused(reply, 429, why=why)
    wait = reply.headers.get("retry-after", "")
    if not wait.isdigit() or int(wait) < 1:
        raise reply.wrong("A 429 says after how many whole seconds it is worth another try.", expected="Retry-After: 7")
    return int(wait)


def used(desk: Desk, key: str) -> int:
    """Return what /v1/usage says."""
    reply = desk.service.get("/v1/usage", headers=bearing(key))
    body = reply.has(200).json()
    if not isinstance(body, dict) or type(body.get("used")) is not int:
        raise reply.wrong("The usage is no whole number of people.", expected='{"tenant": …, "used": 12, …}')
    return int(body["used"])


def calls(desk: Desk, key: str) -> list[dict[str, Any]]:
    """Return what /v1/calls says."""
    reply = desk.service.get("/v1/calls", headers=bearing(key))
    body = reply.has(200).json()
    found = body.get("calls") if isinstance(body, dict) else None
    fine = isinstance(found, list) and all(
        isinstance(one, dict) and isinstance(one.get("call"), str) and type(one.get("people")) is int for one in found
    )
    if not fine:
        raise reply.wrong("`calls` is no list of calls.", expected='{"calls": [{"call": "…", "people": 1, …}]}')
    return list(found)


def agrees(desk: Desk, key: str, billed: Mapping[str, int], why: str) -> None:
    """Fail unless meter and log hold just these calls, with their people."""
    total = sum(billed.values())
    listed = {one["call"]: one["people"] for one in calls(desk, key)}
    meter = used(desk, key)
    if listed != dict(billed) or meter != total:
        raise Failed(
            f"{why} {len(billed)} calls for {total} people were answered; /v1/calls has {len(listed)} calls for "
            f"{sum(listed.values())} people, and /v1/usage says {meter}.",
            expected=f"{total} in all three",
        )


@sample
def tonight(draw: Draw) -> dict[str, bytes]:
    lines = "".join(json.dumps(person) + "\n" for person in people(draw, 20))
    return {f"{VERSION}.joblib": fitted(draw)[1], "requests.jsonl": lines.encode()}


@check("lets in only who holds a key", teaches="api-auth-plans")
def doors(submission: Service, draw: Draw) -> None:
    desk = opened(submission, draw)
    key = customer(desk, "nordlicht")
    (person,) = people(draw, 1)
    right(desk, desk.service.send(asks(person, key)), person)
    right(desk, desk.service.send(asks(person, "", authorization=f"bearer {key}")), person)
    name = key.split("_")[1]
    other = desk.issue("nordlicht")[1]
    forged = {
        "no credential at all": {},
        "an empty one": {"authorization": "Bearer "},
        "another scheme": {"authorization": f"Basic {key}"},
        "a key of nobody": bearing("fh_0123456789ab_" + "A" * 43),
        "a good id with another secret": bearing(f"fh_{name}_" + "A" * 43),
        "a good id without a secret": bearing(f"fh_{name}_"),
        "the secret of another key": bearing(f"fh_{name}_" + other.split("_", 2)[2]),
        "a key that is one character short": bearing(key[:-1]),
        "letters beyond ASCII": bearing("fh_schlüssel_ß"),
        "the administrator's key": desk.admin,
        "the key in the address": {"x-api-key": "none"},
    }
    for what, headers in forged.items():
        path = f"/v1/predict?key={key}" if "address" in what else "/v1/predict"
        stranger(desk.service.post(path, json=person, headers=headers), f"It came with {what}.")
    reply = desk.service.post("/v1/predict", json={"calls": "x"}, headers=bearing("fh_no_body"))
    stranger(reply, "Who is unknown learns nothing of the contract: the key is looked at before the body.")
    for headers in ({}, bearing(key), bearing("ß"), bearing(desk.secret[:-1])):
        value = {"quota": 10**9, "rate": 1e3, "burst": 1000, "may": ["predict", "batch"]}
        reply = desk.service.send(json_request("PUT", "/admin/plans/plan-nordlicht", value, headers))
        refused(reply, 401, 403, why="Plans are the administrator's.")
        reply = desk.service.post("/admin/tenants/nordlicht/keys", json={}, headers=headers)
        refused(reply, 401, 403, why="Keys are issued by the administrator.")
        reply = desk.service.send(json_request("PUT", "/v1/model", {"version": VERSION}, headers))
        refused(reply, 401, 403, why="Models are changed by the administrator.")


@check("allows what the plan says at this moment", teaches="api-auth-plans")
def plans(submission: Service, draw: Draw) -> None:
    desk = opened(submission, draw)
    person, second = people(draw, 2)
    desk.plan("free", may=["predict"])
    desk.plan("pro")
    desk.tenant("alster", "free")
    _, key = desk.issue("alster")
    right(desk, desk.service.send(asks(person, key)), person)
    reply = desk.service.send(asks_all([person], key))
    refused(reply, 403, why="We know who it is, and the plan has no `batch`.")
    desk.tenant("alster", "pro")
    desk.service.send(asks_all([second], key)).has(200, why="The tenant has gone over to a plan with `batch`.")
    desk.plan("pro", may=["batch"])
    refused(desk.service.send(asks(person, key)), 403, why="The plan was changed: it has no `predict` any more.")
    desk.plan("pro", quota=2)
    desk.service.send(asks_all([], key)).has(200)
    too_many(desk.service.send(asks(person, key)), "The plan was changed to 2 people a month, and 2 were asked about.")
    desk.plan("pro", quota=3)
    right(desk, desk.service.send(asks(person, key)), person)
    for path, value in (("/admin/tenants/alster", {"plan": "gold"}), ("/admin/plans/x", {**MUCH, "quota": -1})):
        reply = desk.service.send(json_request("PUT", path, value, desk.admin))
        refused(reply, 404, 422, why="There is no such plan, or it makes no sense.")
    reply = desk.service.post("/admin/tenants/nobody/keys", json={}, headers=desk.admin)
    refused(reply, 404, why="There is no such tenant.")


@check("ends a key when it is revoked, and leaves time to change", teaches="api-auth-plans")
def lives(submission: Service, draw: Draw) -> None:
    desk = opened(submission, draw)
    (person,) = people(draw, 1)
    customer(desk, "elbe")
    (first_id, first), (_, second) = desk.issue("elbe"), desk.issue("elbe")
    for key in (first, second, first):
        right(desk, desk.service.send(asks(person, key)), person)
    third_id, third = desk.rotate(first_id, 60.0)
    for key in (third, first):
        right(desk, desk.service.send(asks(person, key)), person)
    desk.set_clock(NOON + 59)
    right(desk, desk.service.send(asks(person, first)), person)
    desk.set_clock(NOON + 61)
    stranger(desk.service.send(asks(person, first)), "Its successor came 61 s ago, and 60 s were given to change.")
    right(desk, desk.service.send(asks(person, third)), person)
    desk.service.send(Request(method="DELETE", path=f"/admin/keys/{third_id}", headers=desk.admin)).has(204)
    reply = desk.service.send(asks(person, third))
    if reply.status == 200:  # a second is allowed
        time.sleep(1.1)
        reply = desk.service.send(asks(person, third))
    stranger(reply, "The key was revoked more than a second ago.")
    stranger(desk.service.get("/v1/usage", headers=bearing(third)), "The key was revoked.")
    right(desk, desk.service.send(asks(person, second)), person)
    for request in (
        Request(method="DELETE", path="/admin/keys/ffffffffffff", headers=desk.admin),
        json_request("POST", "/admin/keys/ffffffffffff/rotate", {"overlap_seconds": 1}, desk.admin),
        json_request("POST", f"/admin/keys/{third_id}/rotate", {"overlap_seconds": 1}, desk.admin),
    ):
        refused(desk.service.send(request), 404, why="There is no such key, or none any more.")


@check("sells the quota and not one more", teaches="api-auth-plans")
def quotas(submission: Service, draw: Draw) -> None:
    desk = opened(submission, draw)
    asked = people(draw, 50)
    quota = 40 + int(draw.child("quota").integers(0, 9, 1)[0])
    keys = [customer(desk, "weser", quota=quota), desk.issue("weser")[1]]
    before = [desk.service.send(asks(person, keys[0])) for person in asked[: quota - 17]]
    rush = [asks(person, keys[place % 2]) for place, person in enumerate(asked)]
    desk.service.together([Request(method="GET", path="/health")] * 50)
    replies = [*before, *desk.service.together(rush)]
    billed: dict[str, int] = {}
    for person, reply in zip([*asked[: quota - 17], *asked], replies, strict=True):
        if reply.status == 429:
            too_many(reply, "")
            continue
        billed[right(desk, reply, person)] = 1
    if len(billed) != quota:
        raise Failed(
            f"The plan has {quota} people a month. {quota - 17} were used when 50 callers came at the same moment, and "
            f"{len(billed)} were answered in all. Between looking at a counter and raising it others look, too.",
            expected=f"{quota} answers",
            got=f"{len(billed)} answers",
        )
    agrees(desk, keys[1], billed, "After the rush:")
    desk.plan("plan-weser", quota=quota + 5)
    why = "5 are left, and 6 were asked about: all of them or none."
    too_many(desk.service.send(asks_all(asked[:6], keys[0])), why)
    desk.service.send(asks_all(asked[:5], keys[1])).has(200, why="5 are left.")
    wait = too_many(desk.service.send(asks(asked[0], keys[1])), "Nothing is left.")
    desk.set_clock(NOON + wait)
    right(desk, desk.service.send(asks(asked[0], keys[0])), asked[0])
    if used(desk, keys[0]) != 1:
        raise Failed(f"After {wait} s, as Retry-After said, a new month counts from 0.", expected="used: 1")
    desk.set_clock(NOON + wait - 2)
    too_many(desk.service.send(asks(asked[0], keys[0])), "Two seconds before Retry-After is over it is still November.")


@check("limits the rate and says when to come back", teaches="api-auth-plans")
def rates(submission: Service, draw: Draw) -> None:
    desk = opened(submission, draw)
    (person,) = people(draw, 1)
    burst = 4 + int(draw.child("burst").integers(0, 5, 1)[0])
    key = customer(desk, "oder", rate=0.4, burst=burst)
    other = customer(desk, "saale", rate=0.4, burst=1)
    replies = desk.service.together([asks(person, key)] * (burst + 6))
    passed = sum(reply.status == 200 for reply in replies)
    for reply in replies:
        if reply.status != 200:
            wait = too_many(reply, f"The plan has {burst} at once.")
    if passed != burst:
        raise Failed(f"A bucket of {burst} tokens let {passed} of {len(replies)} through at once.", expected=f"{burst}")
    if wait != 3:
        raise reply.wrong(
            f"At 0.4 a second the next token is there after 2.5 s. Whoever comes back after {wait} s is "
            f"{'refused again' if wait < 3 else 'kept waiting'}.",
            expected="Retry-After: 3",
        )
    right(desk, desk.service.send(asks(person, other)), person)        # another tenant has a bucket of their own
    desk.set_clock(NOON + 2)
    too_many(desk.service.send(asks(person, key)), "2 s later there are 0.8 tokens.")
    desk.set_clock(NOON + 3)
    right(desk, desk.service.send(asks(person, key)), person)
    too_many(desk.service.send(asks(person, key)), "3 s brought 1.2 tokens, and one was taken.")
    desk.set_clock(NOON - 3600)
    too_many(desk.service.send(asks(person, key)), "The clock was set back by an hour; that brings no token.")
    desk.set_clock(NOON + 3)
    too_many(desk.service.send(asks(person, key)), "The clock went back and came again; the same seconds count once.")
    desk.set_clock(NOON + 6)
    right(desk, desk.service.send(asks(person, key)), person)
    back = customer(desk, "unstrut", rate=0.4, burst=2)
    passed = 0
    for now in (NOON, NOON - 3600, NOON, NOON):
        desk.set_clock(now)
        passed += desk.service.send(asks(person, back)).status == 200
    if passed > 2:
        message = f"A bucket of 2 let {passed} through in no time: the clock went back by an hour and came again, and "
        raise Failed(message + "the same hour filled it a second time.", expected="2")
    desk.set_clock(NOON + 86_400)
    replies = desk.service.together([asks(person, key)] * (burst + 2))
    passed = sum(reply.status == 200 for reply in replies)
    if passed != burst:
        raise Failed(f"After a day of rest {passed} came through at once; a bucket holds {burst}.", expected=f"{burst}")
    if used(desk, key) != 2 * burst + 2:
        message = f"{2 * burst + 2} requests were answered, and the meter says {used(desk, key)}."
        raise Failed(message + " What the rate refuses is not billed.", expected=f"used: {2 * burst + 2}")


@check("bills what it answered, and that once", teaches="api-auth-plans")
def bills(submission: Service, draw: Draw) -> None:
    desk = opened(submission, draw)
    asked = people(draw, 8)
    key, other = customer(desk, "isar"), customer(desk, "lech")
    billed = {right(desk, desk.service.send(asks(person, key)), person): 1 for person in asked[:3]}
    reply = desk.service.send(asks_all(asked, key)).has(200)
    billed[str(dict(reply.json()).get("call"))] = 8
    for request, status in (
        (asks({**asked[0], "calls": -1}, key), 422),
        (asks_all([asked[0], {**asked[1], "cover": 5}], key), 422),
        (asks({**asked[0], "cover": "fault"}, key), 500),
        (asks_all([asked[0], {**asked[1], "cover": "fault"}], key), 500),
    ):
        refused(desk.service.send(request), status, why="What is malformed is a 422, and a fault of the model's a 500.")
    agrees(desk, key, billed, "Two malformed requests and two on which the model broke came among others.")
    sent = asks(asked[4], key, **{"idempotency-key": "order-1"})
    replies = desk.service.clients.insist(sent, times=6)
    names = {right(desk, reply, asked[4]) for reply in replies}
    if len(names) != 1:
        raise replies[-1].wrong(
            f"One request with one idempotency key, sent {len(replies) + 1} times, was billed as {len(names)} calls. "
            "Who lost an answer must be able to ask again.",
            expected="the same `call` each time",
        )
    billed[names.pop()] = 1
    agrees(desk, key, billed, "One request was sent again and again with its idempotency key.")
    reply = desk.service.send(asks(asked[5], key, **{"idempotency-key": "order-1"}))
    refused(reply, 409, 422, why="That idempotency key came with another person before.")
    agrees(desk, key, billed, "An idempotency key was used for another question, which was refused.")
    reply = desk.service.send(asks(asked[4], other, **{"idempotency-key": "order-1"}))
    agrees(desk, other, {right(desk, reply, asked[4]): 1}, "Another tenant used the same idempotency key.")


@check("shows nobody what is another's", teaches="model-access-control")
def tenants(submission: Service, draw: Draw) -> None:
    desk = opened(submission, draw)
    (person,) = people(draw, 1)
    mine, yours = customer(desk, "havel", quota=11), customer(desk, "spree", quota=12)
    call = right(desk, desk.service.send(asks(person, yours)), person)
    own = desk.service.get(f"/v1/calls/{call}", headers=bearing(yours)).has(200).json()
    if not isinstance(own, dict) or own.get("call") != call or own.get("people") != 1:
        raise Failed(f"/v1/calls/{call} is not the call of that name.", expected='{"call": …, "people": 1, …}')
    theirs = desk.service.get(f"/v1/calls/{call}", headers=bearing(mine))
    refused(theirs, 404, why="It is another tenant's: 403 would say that it exists.")
    nobody = desk.service.get("/v1/calls/0123456789abcdef", headers=bearing(mine))
    refused(nobody, 404, why="There is no such call.")
    if theirs.body.replace(call.encode(), b"") != nobody.body.replace(b"0123456789abcdef", b""):
        raise theirs.wrong("The refusal for another's call is not the one for none: it says that the call exists.")
    for more in ("", "?tenant=spree", "?tenant=spree&name=spree"):
        if calls_of := dict(desk.service.get(f"/v1/calls{more}", headers=bearing(mine)).has(200).json()).get("calls"):
            raise Failed(f"/v1/calls{more} shows a tenant {len(calls_of)} calls of another one.", expected="no calls")
        reply = desk.service.get(f"/v1/usage{more}", headers=bearing(mine, **{"x-tenant": "spree"})).has(200)
        body = reply.json()
        if body != {"tenant": "havel", "used": 0, "quota": 11}:
            raise reply.wrong("Who asks is said by the key, and by nothing else.", expected='"havel", 0 of 11')
    for path in ("/v1/usage", "/v1/calls", f"/v1/calls/{call}"):
        stranger(desk.service.get(path), "It came without a key.")


@check("forgets nothing in a restart", teaches="api-auth-plans")
def restarts(submission: Service, draw: Draw) -> None:
    desk = opened(submission, draw)
    (person,) = people(draw, 1)
    key = customer(desk, "mosel", quota=7, rate=1000.0)
    slow = customer(desk, "nahe", rate=0.001, burst=2)
    sent = asks(person, key, **{"idempotency-key": "before"})
    first = right(desk, desk.service.send(sent), person)
    billed = {first: 1}
    for end in (lambda: None, desk.service.kill):
        for _ in range(2):
            billed[right(desk, desk.service.send(asks(person, key)), person)] = 1
        right(desk, desk.service.send(asks(person, slow)), person)
        end()
        desk.service.restart()
        desk.put("/v1/model", {"version": VERSION})
        desk.set_clock(NOON)
        agrees(desk, key, billed, "The service was ended and started again.")
    if right(desk, desk.service.send(sent), person) != first:
        raise Failed("A request sent again after a restart was billed anew.", expected="the answer of before")
    too_many(desk.service.send(asks(person, slow)), "Two tokens were there, and two were taken before the restarts.")
    for _ in range(2):
        billed[right(desk, desk.service.send(asks(person, key)), person)] = 1
    too_many(desk.service.send(asks(person, key)), "The quota of 7 is used up, over two restarts.")


@check("serves nothing that it cannot bill", teaches="api-auth-plans")
def outage(submission: Service, draw: Draw) -> None:
    desk = opened(submission, draw)
    (person,) = people(draw, 1)
    key = customer(desk, "ruhr")
    billed = {right(desk, desk.service.send(asks(person, key)), person): 1}
    desk.service.database.take()
    why = "The accounts are locked: nothing can be billed, so nothing is given away, and it will pass."
    reply = refused(desk.service.send(asks(person, key), timeout=15.0), 503, why=why)
    if not reply.headers.get("retry-after", "").isdigit():
        raise reply.wrong("A refusal that will pass says when to come back.", expected="Retry-After: 1")
    unknown = desk.service.send(asks(person, "fh_0123456789ab_" + "A" * 43), timeout=15.0)
    refused(unknown, 401, 503, why="Without accounts nobody comes in unseen.")
    desk.service.database.give_back()
    billed[right(desk, desk.service.send(asks(person, key)), person)] = 1
    agrees(desk, key, billed, "The accounts were away for a moment.")


@check("keeps no key where anybody could read it", teaches="api-auth-plans")
def hidden(submission: Service, draw: Draw) -> None:
    desk = opened(submission, draw)
    (person,) = people(draw, 1)
    key = customer(desk, "werra")
    name, other = desk.issue("werra")
    _, third = desk.rotate(name, 5.0)
    replies = [desk.service.send(asks(person, each)) for each in (key, other, third)]
    replies += [desk.service.send(asks({**person, "calls": "many"}, key)), desk.service.send(asks(person, key + "x"))]
    replies += [desk.service.send(asks({**person, "cover": "fault"}, key))]
    replies += [desk.service.get(path, headers=bearing(key)) for path in ("/v1/usage", "/v1/calls", "/metrics")]
    for reply in replies:
        conceals(reply, desk.keys)
    desk.service.keeps_secrets()
    stored = desk.service.database.read()
    conceals(desk.service.logged, desk.keys, where="The log")
    conceals(stored, desk.keys, where="The database")
