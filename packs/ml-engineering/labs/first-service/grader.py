"""Judges `first-service`: the model's own numbers, a strict door, one load, many at once, and the time it takes."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass

import joblib
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from hillclimb.company import Draw, Table, cancellations
from hillclimb.grading.labkit import Burst, Failed, Load, Reply, Request, Running, Service, check, json_request, sample

NUMBERS = ["calls", "tenure_months", "monthly_premium"]
COLUMNS = [*NUMBERS, "cover"]
MODEL_FILE = "data/model.joblib"
NEAR = 1e-9
RECORDED = 160
AT_ONCE = 40
# A budget is this many times what our own service takes in the same judgement, and never less than the second, in ms.
TIMES, ALWAYS_FINE = 4.0, 50.0
LOAD = Load(seconds=1.6, rate=30.0, daily=0.5, bursts=(Burst(at=0.8, seconds=0.2, times=3.0),))


@dataclass(frozen=True)
class Model:
    """A model of the night, as a file and at hand."""

    pipeline: object
    file: bytes

    def chances(self, people: Sequence[dict[str, object]]) -> list[float]:
        """Return the chances that the model gives people."""
        found: list[float] = self.pipeline.predict_proba(pd.DataFrame(people, columns=COLUMNS))[:, 1].tolist()
        return found

    def chance(self, person: dict[str, object]) -> float:
        """Return the chance that the model gives a person."""
        return self.chances([person])[0]


def fitted(draw: Draw) -> Model:
    """Return the pipeline of `first-model`, fitted to people of its own."""
    task = cancellations(draw.child("train"), 1_500)
    known = pd.DataFrame({name: task.inputs[name] for name in COLUMNS})
    prepare = make_column_transformer((OneHotEncoder(handle_unknown="ignore"), ["cover"]), (StandardScaler(), NUMBERS))
    pipeline = make_pipeline(prepare, LogisticRegression()).fit(known, task.outcome)
    file = io.BytesIO()
    joblib.dump(pipeline, file)
    return Model(pipeline, file.getvalue())


def people(draw: Draw, rows: int) -> list[dict[str, object]]:
    """Return people as callers send them: keys in any order, some covers new, some premiums whole."""
    inputs: Table = cancellations(draw.child("asked"), rows).inputs
    odd = draw.child("odd").integers(0, 12, rows)
    found: list[dict[str, object]] = []
    for row in range(rows):
        person: dict[str, object] = {
            "calls": int(inputs["calls"][row]),
            "tenure_months": int(inputs["tenure_months"][row]),
            "monthly_premium": float(inputs["monthly_premium"][row]),
            "cover": str(inputs["cover"][row]),
        }
        match odd[row]:
            case 0:
                person["cover"] = "family"
            case 1:
                person["monthly_premium"] = round(float(inputs["monthly_premium"][row]))
            case 2:
                person |= {"calls": 0, "tenure_months": 0}
            case 3:
                person |= {"calls": 500, "tenure_months": 1200, "monthly_premium": 1000}
        order = draw.child("order", row).permutation(len(person))
        names = list(person)
        found.append({names[place]: person[names[place]] for place in order})
    return found


def malformed(draw: Draw) -> list[tuple[str, bytes]]:
    """Return (the field that is wrong, or "" for the whole, and the body) of requests that nobody should answer."""
    (good,) = people(draw.child("good"), 1)
    tenths = int(draw.child("tenths").integers(1, 9, 1)[0])
    bad: dict[str, list[object]] = {
        "calls": [None, "3", True, 2 + tenths / 10, -tenths, 500 + tenths, [3], "three"],
        "tenure_months": [None, "30", False, tenths + 0.5, -tenths, 1200 + tenths, {"months": 30}],
        "monthly_premium": [None, "56.55", True, -56.55, 0, 5655, [56.55], "€56"],
        "cover": [None, tenths, True, ["basic"], {"name": "basic"}],
    }
    found = [(name, json.dumps({**good, name: value}).encode()) for name, values in bad.items() for value in values]
    found += [(name, json.dumps({key: good[key] for key in good if key != name}).encode()) for name in good]
    for word in ("NaN", "Infinity", "-Infinity", "1e999"):
        text = json.dumps({**good, "monthly_premium": 0.5}).replace("0.5", word)
        found.append(("monthly_premium", text.encode()))
    whole = json.dumps(good).encode()
    rubbish = [b"", b"calls=3", b"null", b"[" + whole + b"]", b'"basic"', whole[:-7], b"\xff" + whole, b"[" * 20_000]
    return [*found, *(("", body) for body in rubbish)]


def started(submission: Service, draw: Draw) -> tuple[Running, Model]:
    """Start the service with a model of its own."""
    model = fitted(draw)
    return submission.start(files={MODEL_FILE: model.file}), model


def asks(person: dict[str, object]) -> Request:
    """Return the request for one person."""
    return json_request("POST", "/predict", person)


def chance_in(reply: Reply) -> float:
    """Return the probability of a reply, or fail with what is there instead."""
    body = reply.has(200, why="That is a person as the task describes them.").json()
    value = body.get("probability") if isinstance(body, dict) else None
    if type(value) not in (int, float):
        raise reply.wrong("There is no number under `probability` in the response.", expected='{"probability": 0.41…}')
    return float(value)


def is_right(reply: Reply, chance: float) -> bool:
    """Return whether a reply holds this chance, without a word."""
    try:
        return abs(chance_in(reply) - chance) <= NEAR
    except Failed:
        return False


def holds(reply: Reply, chance: float, message: str) -> None:
    """Fail unless a reply holds this chance."""
    got = chance_in(reply)
    if abs(got - chance) <= NEAR:
        return
    hint = ""
    if got in (0.0, 1.0):
        hint = " That is a verdict: `predict_proba` gives chances."
    elif abs(got - (1.0 - chance)) <= NEAR:
        hint = " That is the chance of staying: the second column is the chance of cancelling."
    elif abs(got - chance) < 1e-2:
        hint = " It is near: is something rounded on the way in or out?"
    raise reply.wrong(f"{message}{hint}", expected=f"{chance:.12g}, which the same pipeline gives offline")


@sample
def tonight(draw: Draw) -> dict[str, bytes]:
    lines = [json.dumps(person) for person in people(draw, 20)]
    return {"model.joblib": fitted(draw).file, "requests.jsonl": ("\n".join(lines) + "\n").encode()}


@check("answers with the model's own chance", teaches="rest-model-api")
def one_answer(submission: Service, draw: Draw) -> None:
    service, model = started(submission, draw)
    service.get("/health").has(200)
    person: dict[str, object] = {"calls": 3, "tenure_months": 30, "monthly_premium": 56.55, "cover": "basic"}
    holds(service.send(asks(person)), model.chance(person), "This is not the chance that the model in the file gives.")


@check("gives each of many their own answer", teaches="rest-model-api")
def many(submission: Service, draw: Draw) -> None:
    service, model = started(submission, draw)
    asked = [person for person in people(draw, 80) if person["cover"] != "family"][:40]
    for person, reply in zip(asked, service.together([asks(person) for person in asked]), strict=True):
        holds(reply, model.chance(person), "Of 40 who ask at once this one gets somebody else's answer.")


@check("answers like the model offline, whoever is asked about", teaches="first-model")
def recorded(submission: Service, draw: Draw) -> None:
    service, model = started(submission, draw)
    asked = people(draw, RECORDED)
    replies = [
        reply
        for first in range(0, RECORDED, AT_ONCE)
        for reply in service.together([asks(person) for person in asked[first : first + AT_ONCE]])
    ]
    for person, reply, chance in zip(asked, replies, model.chances(asked), strict=True):
        known = " The cover is new; the pipeline copes with it by itself." if person["cover"] == "family" else ""
        if reply.status in (400, 422) and known:
            raise reply.wrong(f"A cover that was launched this morning is refused.{known}", expected="status 200")
        holds(
            reply,
            chance,
            f"For this person the service and the pipeline differ.{known} What is done to a row on its way that was "
            "not done in training?",
        )


@check("refuses what is malformed and says why", teaches="rest-model-api")
def refusals(submission: Service, draw: Draw) -> None:
    service, _ = started(submission, draw)
    bodies = malformed(draw)
    mixed = [bodies[place] for place in draw.permutation(len(bodies))]
    headers = {"content-type": "application/json"}
    sent = [Request(method="POST", path="/predict", body=body, headers=headers) for _, body in mixed]
    replies = [reply for first in range(0, len(sent), 8) for reply in service.together(sent[first : first + 8])]
    for (field, _), reply in zip(mixed, replies, strict=True):
        what = f"`{field}` is not as the contract says" if field else "The body is no JSON object"
        if reply.lost or reply.status >= 500:
            raise reply.wrong(
                f"{what}, and the service breaks. A 5xx says that the fault is ours; this one is the caller's.",
                expected="400 or 422, with a reason",
            )
        if reply.status < 400:
            raise reply.wrong(
                f"{what}, and yet it is answered as if nothing were wrong. Whoever reads that cannot know.",
                expected="400 or 422, with a reason",
            )
        text = reply.body.decode("utf-8", "replace")
        if field not in text or not text.strip():
            raise reply.wrong(
                f"{what}; the response refuses it without saying so. Whoever sent it must find out what to change.",
                expected=f"a reason that names `{field}`" if field else "a reason",
            )


@check("goes on after what was malformed", teaches="rest-model-api")
def goes_on(submission: Service, draw: Draw) -> None:
    service, model = started(submission, draw)
    (person,) = people(draw, 1)
    for _, body in malformed(draw)[-4:]:
        service.post("/predict", body=body)
        holds(service.send(asks(person)), model.chance(person), "After a malformed request the answer is another one.")


@check("reads the model once", teaches="rest-model-api")
def once(submission: Service, draw: Draw) -> None:
    service, model = started(submission, draw)
    first, *others = people(draw, 6)
    holds(service.send(asks(first)), model.chance(first), "This is not the chance that the model in the file gives.")
    service.remove(MODEL_FILE)
    for person in others:
        reply = service.send(asks(person))
        if reply.lost or reply.status != 200:
            raise reply.wrong(
                f"The service answered, then {MODEL_FILE} was moved away, and now it does not: the file is read for "
                "every request. Each pays for that, and one that comes while it is being replaced gets half a model.",
                expected="status 200: the model is in memory since the start",
            )
        holds(reply, model.chance(person), "With the file gone the answer is another one.")


@check("ends when it is told to, and comes back", teaches="rest-model-api")
def restarts(submission: Service, draw: Draw) -> None:
    service, model = started(submission, draw)
    service.terminate()
    if not service.ended(8.0):
        raise Failed("SIGTERM asks a service to finish and go; 8 seconds later it is still there.", expected="an end")
    service.restart()
    (person,) = people(draw, 1)
    holds(service.send(asks(person)), model.chance(person), "After a restart the answer is another one.")


@check("answers soon while others ask", teaches="rest-model-api")
def soon(submission: Service, draw: Draw) -> None:
    model = fitted(draw)
    asked = people(draw, 60)
    requests = [asks(person) for person in asked]
    right = {request.body: chance for request, chance in zip(requests, model.chances(asked), strict=True)}

    def took(service: Running, turn: int, *, promised: bool) -> float:
        found = service.traffic(
            LOAD,
            requests,
            draw.child("traffic", turn),
            timeout=4.0,
            right=lambda reply: is_right(reply, right[reply.request.body]),
        )
        wrong = found.first_wrong() if promised else None
        if wrong is not None and not wrong.lost:
            holds(wrong, right[wrong.request.body], "In the middle of traffic the answer is another one.")
        if wrong is not None:
            raise wrong.wrong(f"{found.errors} of {len(found.replies)} requests got no answer.", expected="an answer")
        return found.percentile(0.95)

    tries: list[tuple[float, float]] = []
    for turn in range(3):  # a machine that is busy with something else for a moment is nobody's fault
        files = {MODEL_FILE: model.file}
        budget = max(ALWAYS_FINE, TIMES * took(submission.reference(files=files), turn, promised=False))
        tries.append((took(submission.start(files=files), turn, promised=True), budget))
        if tries[-1][0] <= tries[-1][1]:
            return
    got, budget = min(tries, key=lambda pair: pair[0] / pair[1])
    raise Failed(
        f"19 of 20 answers took up to {got:.0f} ms, counted from when they were due. Our own service, under the same "
        f"traffic on this machine a moment before, allows {budget:.0f} ms. What waits, or is done again, for each one?",
        expected=f"at most {budget:.0f} ms",
        got=f"{got:.0f} ms",
    )
