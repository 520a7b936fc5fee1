"""Judges `rest-service`: readiness, one model per answer, one form of refusal, bounds, counters, contract, its end."""

import io
import json
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import joblib
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler

from hillclimb.company import Draw, cancellations
from hillclimb.grading.labkit import Failed, Reply, Request, Running, Service, check, json_request, sample

NUMBERS = ["calls", "tenure_months", "monthly_premium"]
COLUMNS = [*NUMBERS, "cover"]
NEAR = 1e-9
MOST_BYTES = 256 * 1024
MOST_PEOPLE = 500
PROBLEM = "application/problem+json"
JSON = {"content-type": "application/json"}
# A model that takes this long to read, or to answer, stands for a slow disk and a large model.
READ_SECONDS, FINISH_SECONDS = 0.6, 0.5
# What depends on who comes first is tried again before anybody is blamed: a machine may be busy for a moment.
TRIES = 2
Person = dict[str, object]


class Made:
    """Pickled, this is what an expression gives where it is read."""

    def __init__(self, expression: str) -> None:
        self.expression = expression

    def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
        return eval, (self.expression,)


@dataclass(frozen=True)
class Model:
    """A model of one night: its version, the pipeline at hand, and its file."""

    version: str
    pipeline: Pipeline
    file: bytes

    def chances(self, people: Sequence[Person]) -> list[float]:
        """Return the chances that the model gives people."""
        found: list[float] = self.pipeline.predict_proba(pd.DataFrame(people, columns=COLUMNS))[:, 1].tolist()
        return found


def fitted(draw: Draw, night: int = 0, *, before: str = "", slow_to_read: float = 0.0) -> Model:
    """Return a model of its own; `before` is an expression for a function that its rows go through first."""
    own = draw.child("model", night)
    task = cancellations(own.child("people"), 800)
    known = pd.DataFrame({name: task.inputs[name] for name in COLUMNS})
    prepare = make_column_transformer((OneHotEncoder(handle_unknown="ignore"), ["cover"]), (StandardScaler(), NUMBERS))
    # Another outcome for each night, so that no two models are near each other.
    outcome = own.child("outcome").uniform(800) < 0.15 + 0.7 * task.outcome
    pipeline = make_pipeline(prepare, LogisticRegression(C=0.3 + night)).fit(known, outcome)
    steps = [("as it is", FunctionTransformer(Made(before))), *pipeline.steps] if before else pipeline.steps
    shipped = Pipeline(steps)
    if slow_to_read:
        shipped.note_ = Made(f"__import__('time').sleep({slow_to_read})")
    file = io.BytesIO()
    joblib.dump(shipped, file)
    start = date(2026, 1, 1) + timedelta(days=int(draw.child("night").integers(0, 300, 1)[0]))
    return Model((start + timedelta(days=night)).isoformat(), pipeline, file.getvalue())


def slow(seconds: float) -> str:
    """Return the expression of a function that returns rows after some seconds."""
    return f"lambda rows: __import__('time').sleep({seconds}) or rows"


def people(draw: Draw, count: int) -> list[Person]:
    """Return people as callers send them, some with a cover that nobody has seen."""
    inputs = cancellations(draw.child("asked"), count).inputs
    new = draw.child("new").uniform(count) < 0.1
    return [
        {
            "calls": int(inputs["calls"][row]),
            "tenure_months": int(inputs["tenure_months"][row]),
            "monthly_premium": float(inputs["monthly_premium"][row]),
            "cover": "family" if new[row] else str(inputs["cover"][row]),
        }
        for row in range(count)
    ]


def started(submission: Service, *models: Model, more: Mapping[str, bytes] | None = None) -> Running:
    """Start the service with these models on its shelf and the first of them in service."""
    files = {f"models/{model.version}.joblib": model.file for model in models}
    service = submission.start(files={**files, **(more or {})})
    serving(service.send(puts(models[0])), models[0])
    return service


def puts(model: Model) -> Request:
    """Return the request to put a model into service."""
    return json_request("PUT", "/v1/model", {"version": model.version})


def asks(person: Person) -> Request:
    """Return the request for one person."""
    return json_request("POST", "/v1/predict", person)


def asks_all(batch: Sequence[Person]) -> Request:
    """Return the request for many."""
    return json_request("POST", "/v1/batch", {"people": list(batch)})


def serving(reply: Reply, model: Model) -> None:
    """Fail unless a reply says that this model is in service."""
    body = reply.has(200, why=f"models/{model.version}.joblib is there and works.").json()
    if not isinstance(body, dict) or body.get("model") != model.version:
        raise reply.wrong("The answer does not say which model is in service.", expected=f'"model": "{model.version}"')


def claims(reply: Reply, models: Iterable[Model]) -> Model:
    """Return the model that a reply says it is from."""
    body = reply.has(200, why="That is as agreed.").json()
    named = {model.version: model for model in models}
    version = body.get("model") if isinstance(body, dict) else None
    if isinstance(version, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", version) and version not in named:
        raise reply.wrong(f"{version} answers, and it is not in service.", expected=f"one of {sorted(named)}")
    if not isinstance(version, str) or version not in named:
        raise reply.wrong(
            "The answer does not say which model it is from. When a customer complains in March, nobody can say which "
            "model decided in January.",
            expected=f'"model": "{next(iter(named))}"' if len(named) == 1 else f"one of {sorted(named)}",
        )
    return named[version]


def holds(reply: Reply, chances: Sequence[float], message: str, *, single: bool) -> None:
    """Fail unless a reply holds these chances."""
    body = reply.has(200).json()
    found = [body.get("probability")] if single else body.get("probabilities")
    name = "probability" if single else "probabilities"
    if not isinstance(found, list) or any(type(chance) not in (int, float) for chance in found):
        raise reply.wrong(f"There are no numbers under `{name}`.", expected=f'"{name}": …')
    if len(found) != len(chances):
        raise reply.wrong(f"{len(chances)} people were asked about, and {len(found)} chances came back.")
    for place, (got, chance) in enumerate(zip(found, chances, strict=True)):
        if abs(got - chance) > NEAR:
            where = "" if single else f" Person {place}: {got:.12g}."
            raise reply.wrong(message + where, expected=f"{chance:.12g}, which the pipeline gives offline")


def right(reply: Reply, person: Person, model: Model) -> None:
    """Fail unless a reply holds this model's chance for a person and says so."""
    claims(reply, [model])
    holds(reply, model.chances([person]), "This is not the chance that the model gives.", single=True)


def problem(reply: Reply, *statuses: int, why: str = "") -> dict[str, Any]:
    """Return the problem details of a refusal, or fail."""
    reply.has(*statuses, why=why)
    kind = reply.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != PROBLEM:
        raise reply.wrong(
            "Some refusals have a form of their own. A client that handles one kind of problem handles them all.",
            expected=f"content-type: {PROBLEM}",
        )
    body = reply.json()
    if not isinstance(body, dict) or body.get("status") != reply.status:
        raise reply.wrong("The problem does not repeat its status.", expected=f'"status": {reply.status}')
    for name in ("type", "title", "detail"):
        if not isinstance(body.get(name), str) or not body[name]:
            raise reply.wrong(f"Problem details have a `{name}` in words.", expected=f'"{name}": "…"')
    return body


def pointers(reply: Reply, body: Mapping[str, Any]) -> set[str]:
    """Return where a problem says that the body is wrong."""
    errors = body.get("errors", [])
    fine = isinstance(errors, list) and all(
        isinstance(one, dict) and isinstance(one.get("pointer"), str) and isinstance(one.get("detail"), str)
        for one in errors
    )
    if not fine:
        message = "`errors` is no list of pointers and details."
        raise reply.wrong(message, expected='[{"pointer": "#/…", "detail": "…"}]')
    return {one["pointer"].removeprefix("#") for one in errors}


@sample
def tonight(draw: Draw) -> dict[str, bytes]:
    asked = people(draw, 20)
    found = {f"{model.version}.joblib": model.file for model in (fitted(draw, night) for night in range(2))}
    return {**found, "requests.jsonl": "".join(json.dumps(person) + "\n" for person in asked).encode()}


@check("is alive before it is ready, and says which model answers", teaches="rest-model-api")
def readiness(submission: Service, draw: Draw) -> None:
    model = fitted(draw)
    (person,) = people(draw, 1)
    service = submission.start(files={f"models/{model.version}.joblib": model.file})
    service.get("/health").has(200)
    early = "No model is in service yet: whoever sends traffic to it gets refusals."
    problem(service.get("/ready"), 503, why=early)
    reply = service.send(asks(person))
    problem(reply, 503, why=early)
    if not reply.headers.get("retry-after", "").isdigit():
        raise reply.wrong("A refusal that will pass says when to come back.", expected="Retry-After: 1")
    serving(service.send(puts(model)), model)
    service.get("/ready").has(200, why="A model is in service.")
    right(service.send(asks(person)), person, model)


@check("gives a batch the same answers as its people one by one", teaches="rest-model-api")
def batches(submission: Service, draw: Draw) -> None:
    model = fitted(draw)
    service = started(submission, model)
    asked = people(draw, MOST_PEOPLE)
    asked[3] = asked[1]                                         # the same person twice is two answers
    few = asked[:24]
    for person, reply in zip(few, service.together([asks(person) for person in few]), strict=True):
        right(reply, person, model)
    for batch in (few, [], few[:1], asked):
        reply = service.send(asks_all(batch))
        claims(reply, [model])
        chances = model.chances(batch) if batch else []
        holds(reply, chances, "In a batch somebody gets another chance than alone.", single=False)


@check("refuses what is malformed and points to it", teaches="rest-model-api")
def refusals(submission: Service, draw: Draw) -> None:
    service = started(submission, fitted(draw))
    good = people(draw, 6)
    found: list[tuple[set[str], Request]] = []
    for name, value in malformed(draw):
        one = {key: kept for key, kept in {**good[0], name: value}.items() if kept is not MISSING}
        place = int(draw.child("place", len(found)).integers(0, len(good), 1)[0])
        many = [*good[:place], one, *good[place + 1 :]]
        found.append(({f"/{name}"}, nan_request("/v1/predict", one)))
        found.append(({f"/people/{place}/{name}"}, nan_request("/v1/batch", {"people": many})))
    two = [{**good[0], "calls": -1}, good[1], {**good[2], "cover": 3}]
    found.append(({"/people/0/calls", "/people/2/cover"}, asks_all(two)))
    found.append(({"/people"}, asks_all(people(draw, MOST_PEOPLE + 1))))
    found.append(({"/people"}, json_request("POST", "/v1/batch", {"people": good[0]})))
    for (wanted, _), reply in zip(found, eight_at_once(service, [request for _, request in found]), strict=True):
        where = " and ".join(sorted(wanted))
        body = problem(reply, 422, why=f"What stands at {where} is not as agreed.")
        if not wanted <= pointers(reply, body):
            raise reply.wrong(f"The refusal does not point to {where}.", expected=f'"pointer": "#{min(wanted)}"')


MISSING = object()


def malformed(draw: Draw) -> list[tuple[str, object]]:
    """Return (field, a value that nobody should answer for) pairs; in JSON each of them can be written."""
    tenths = int(draw.child("tenths").integers(1, 9, 1)[0])
    bad: dict[str, list[object]] = {
        "calls": [None, "3", True, 2 + tenths / 10, -tenths, 500 + tenths, [3], MISSING],
        "tenure_months": ["30", False, -tenths, 1200 + tenths, MISSING],
        "monthly_premium": ["56.55", True, 0, 5655, float("nan"), float("inf"), MISSING],
        "cover": [None, tenths, ["basic"], MISSING],
        "monthly_premiums": [56.55],                            # a caller who renamed a field, or cannot spell
    }
    return [(name, value) for name, values in bad.items() for value in values]


def nan_request(path: str, value: object) -> Request:
    """Return a POST of a value, NaN and Infinity written as Python writes them."""
    return Request(method="POST", path=path, body=json.dumps(value).encode(), headers=JSON)


def eight_at_once(service: Running, requests: Sequence[Request]) -> list[Reply]:
    """Send requests, eight at a time."""
    parts = [requests[first : first + 8] for first in range(0, len(requests), 8)]
    return [reply for part in parts for reply in service.together(part)]


@check("speaks of every problem in one form", teaches="rest-model-api")
def one_form(submission: Service, draw: Draw) -> None:
    odd = "lambda rows: rows if 'fault' not in set(rows['cover']) else 1 / 0"
    model = fitted(draw, before=odd)
    service = started(submission, model)
    (person,) = people(draw, 1)
    whole = json.dumps(person).encode()
    problem(service.get("/v1/nothing"), 404)
    reply = service.get("/v1/predict")
    problem(reply, 405, why="/v1/predict is for POST.")
    if "POST" not in reply.headers.get("allow", ""):
        raise reply.wrong("A 405 says what is allowed.", expected="Allow: POST")
    for body in (b"", whole[:-5], b"calls=3", b"\xff" + whole, b"[" * 20_000):
        problem(service.post("/v1/predict", body=body), 400, 422, why="The body is not JSON.")
    problem(service.post("/v1/predict", body=b"[" + whole + b"]"), 400, 422, why="The body is a list.")
    reply = service.send(asks({**person, "cover": "fault"}))
    problem(reply, 500, why="The model breaks on this person: our fault, and the caller may know no more of it.")
    if b"Traceback" in reply.body or b"division" in reply.body:
        raise reply.wrong("The refusal shows our insides. They belong in the log.", expected="a 500 that says no more")
    right(service.send(asks(person)), person, model)


@check("bounds what it reads", teaches="rest-model-api")
def bounds(submission: Service, draw: Draw) -> None:
    model = fitted(draw)
    service = started(submission, model)
    (person,) = people(draw, 1)
    body = json.dumps(person).encode()
    exact = service.post("/v1/predict", body=body.ljust(MOST_BYTES))
    exact.has(200, why=f"That is a body of {MOST_BYTES} bytes, which is still allowed.")
    right(exact, person, model)
    for large in (body.ljust(MOST_BYTES + 1), body.ljust(3 * MOST_BYTES)):
        problem(service.post("/v1/predict", body=large), 413, why=f"The body has {len(large)} bytes.")
    fields = {**JSON, "transfer-encoding": "chunked"}
    chunked = Request(method="POST", path="/v1/predict", body=chunks(body.ljust(3 * MOST_BYTES)), headers=fields)
    reply = service.send(chunked)
    problem(reply, 413, why=f"The body has {3 * MOST_BYTES} bytes, sent in chunks: nothing announces its length.")
    small = Request(method="POST", path="/v1/predict", body=chunks(body), headers=fields)
    right(service.send(small), person, model)
    service.clients.abandon(Request(method="POST", path="/v1/predict", body=body.ljust(MOST_BYTES), headers=JSON))
    right(service.send(asks(person)), person, model)            # somebody hung up in the middle of a body


def chunks(body: bytes) -> bytes:
    """Return a body as the chunked encoding writes it."""
    parts = [body[first : first + 20_000] for first in range(0, len(body), 20_000)]
    return b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in [*parts, b""])


@check("changes to another model only if that one works", teaches="rest-model-api")
def bad_models(submission: Service, draw: Draw) -> None:
    first, second = fitted(draw, 0), fitted(draw, 1)
    (person,) = people(draw, 1)
    other = make_pipeline(StandardScaler(), LogisticRegression()).fit(pd.DataFrame({"age": [1.0, 2]}), [0, 1])
    broken = fitted(draw, 2).pipeline
    broken[-1].coef_[:] = float("nan")
    bad = {
        "2024-02-01": (second.file[: len(second.file) // 2], "its file is cut off half-way"),
        "2024-02-02": (dumped({"a": "dictionary"}), "its file holds no model"),
        "2024-02-03": (dumped(other), "it was fitted to other columns, so that it answers nobody"),
        "2024-02-04": (dumped(broken), "it gives NaN as a chance"),
        "2024-02-06": (dumped(Made(ALWAYS.format(1.5))), "it gives 1.5 as a chance"),
    }
    more = {f"models/{version}.joblib": file for version, (file, _) in bad.items()}
    more |= {f"models/2024-03-0{sure}.joblib": dumped(Made(ALWAYS.format(sure))) for sure in (0, 1)}
    service = started(submission, first, second, more={**more, "data/other.joblib": second.file})
    why = {version: reason for version, (_, reason) in bad.items()}
    why |= {"2024-02-05": "there is no such file", "../data/other": "a version is a date, no way to another file"}
    for version, reason in why.items():
        reply = service.send(json_request("PUT", "/v1/model", {"version": version}))
        problem(reply, 404, 422, why=f"Not to be used: {reason}.")
        reply = service.send(asks(person))
        if reply.status != 200:
            raise reply.wrong(f"A model that cannot be used ({reason}) took the place of one that could.")
        right(reply, person, first)
    for sure in (0, 1):
        reply = service.send(json_request("PUT", "/v1/model", {"version": f"2024-03-0{sure}"}))
        reply.has(200, why=f"This model gives {sure} to somebody: it is sure, and a chance may be {sure}.")
    serving(service.send(puts(second)), second)
    right(service.send(asks(person)), person, second)


# A model that gives everybody the same.
ALWAYS = (
    "type('Always', (), {{'predict_proba': lambda self, rows: "
    "__import__('numpy').array([[1 - {0}, {0}]] * len(rows), dtype=float)}})()"
)


def dumped(value: object) -> bytes:
    """Return the file of a value."""
    file = io.BytesIO()
    joblib.dump(value, file)
    return file.getvalue()


@check("counts what it answered", teaches="rest-model-api")
def counters(submission: Service, draw: Draw) -> None:
    odd = "lambda rows: 1 / 0 if 'fault' in set(rows['cover']) else __import__('time').sleep(0.02) or rows"
    first, second = fitted(draw, 0, before=odd), fitted(draw, 1, before=odd)
    service = started(submission, first, second)
    few = people(draw, 5 + int(draw.child("few").integers(0, 9, 1)[0]))
    good = [asks(person) for person in few]
    bad = [asks({**few[0], "calls": -1})] * 3 + [asks({**few[0], "cover": "fault"})] * 2
    strange = [Request(method="GET", path=f"/v1/{name}") for name in ("admin", "a", "b", "c?d=%22", "e")]
    replies = list(service.together([*good, *bad, asks_all(few[:4]), *strange]))
    serving(service.send(puts(second)), second)
    replies += service.together([*good[:4], asks_all(few), asks_all([])])
    replies += [service.post("/v1/predict", body=b" " * (MOST_BYTES + 1))]
    n = len(few)
    wanted: dict[tuple[str, frozenset[tuple[str, str]]], int] = {
        requests("/v1/predict", 200): n + 4,
        requests("/v1/predict", 422): 3,
        requests("/v1/predict", 413): 1,
        requests("/v1/predict", 500): 2,
        requests("/v1/batch", 200): 3,
        requests("/v1/model", 200): 2,
        requests("other", 404): len(strange),
        ("predictions_total", frozenset({("model", first.version)})): n + 4,
        ("predictions_total", frozenset({("model", second.version)})): 4 + n,
    }
    reply, series = scraped(service, wanted)
    for (name, labels), count in wanted.items():
        got = series.get((name, labels))
        if got != count:
            shown = ",".join(f'{key}="{value}"' for key, value in sorted(labels))
            message = f"{name}{{{shown}}} is {got}, and {count} is what was asked and answered."
            raise reply.wrong(message, expected=f"{count}")
    extra = [labels for name, labels in series if name == "http_requests_total" and dict(labels)["path"] not in PATHS]
    if extra:
        raise reply.wrong(
            f"There is a series for {dict(extra[0])['path']!r}. Strangers who try addresses make a series each, until "
            "the monitoring falls over.",
            expected='path="other"',
        )
    histogram(reply, series, replies)


PATHS = {"/health", "/ready", "/metrics", "/v1/predict", "/v1/batch", "/v1/model", "/openapi.json", "other"}


def requests(path: str, status: int) -> tuple[str, frozenset[tuple[str, str]]]:
    """Return the name of a series."""
    return "http_requests_total", frozenset({("path", path), ("status", str(status))})


Series = dict[tuple[str, frozenset[tuple[str, str]]], float]
TYPES = {"http_requests_total": "counter", "predictions_total": "counter", "http_request_seconds": "histogram"}
SAMPLE = re.compile(r'([a-zA-Z_:][\w:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\]|\\.)*",?)*)\})? ([^ ]+)(?: \d+)?')
LABEL = re.compile(r'([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"')


def scraped(service: Running, wanted: Mapping[tuple[str, frozenset[tuple[str, str]]], int]) -> tuple[Reply, Series]:
    """Return what /metrics says, once it has caught up with what was answered."""
    for _ in range(4):
        reply = service.get("/metrics").has(200)
        series = parsed(reply)
        if all(series.get(name) == count for name, count in wanted.items()):
            break
        time.sleep(0.05)
    return reply, series


def parsed(reply: Reply) -> Series:
    """Return the samples of the text format by name and labels, or fail on the first line that is none."""
    if not reply.headers.get("content-type", "").startswith("text/plain"):
        raise reply.wrong("Prometheus reads metrics as text/plain.", expected="content-type: text/plain; version=0.0.4")
    text = reply.body.decode("utf-8", "replace")
    if not text.endswith("\n"):
        raise reply.wrong("The last line of the text format must end, too.", expected="a line feed at the end")
    for name, kind in TYPES.items():
        if f"# TYPE {name} {kind}" not in text.splitlines():
            raise reply.wrong(f"Nothing says what {name} is.", expected=f"# TYPE {name} {kind}")
    found: Series = {}
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        read = SAMPLE.fullmatch(line)
        try:
            value = float(read[3]) if read else float("x")
        except ValueError:
            raise reply.wrong(f"This line is not in Prometheus's text format: {line[:100]!r}.") from None
        name = (read[1], frozenset(LABEL.findall(read[2] or "")))
        if name in found:
            raise reply.wrong(f"This series is there twice: {line[:100]!r}.", expected="each series once")
        found[name] = value
    return found


def histogram(reply: Reply, series: Series, replies: Sequence[Reply]) -> None:
    """Fail unless the seconds of /v1/predict are a histogram that agrees with what the callers saw."""
    own = [one for one in replies if one.request.path == "/v1/predict"]
    buckets: list[tuple[float, float]] = []
    for (name, labels), count in series.items():
        of = dict(labels)
        if name == "http_request_seconds_bucket" and of.get("path") == "/v1/predict":
            buckets.append((float(of.get("le", "nan").replace("+Inf", "inf")), count))
    buckets.sort()
    counts = [count for _, count in buckets]
    total = series.get(("http_request_seconds_count", frozenset({("path", "/v1/predict")})))
    seconds = series.get(("http_request_seconds_sum", frozenset({("path", "/v1/predict")})), -1.0)
    if len(buckets) < 4 or buckets[-1][0] != float("inf"):
        raise reply.wrong("http_request_seconds of /v1/predict has no buckets up to +Inf.", expected='le="+Inf"')
    if counts != sorted(counts) or counts[-1] != len(own) or total != len(own):
        raise reply.wrong(
            f"Each bucket of http_request_seconds holds all that was as fast or faster, so that +Inf and _count are "
            f"{len(own)}. Here they are {counts}, and _count is {total}.",
            expected=f"rising to {len(own)}",
        )
    least = 0.02 * sum(one.status == 200 for one in own)
    most = sum(one.seconds for one in own) + 0.5
    if not least * 0.9 <= seconds <= most:
        raise reply.wrong(
            f"http_request_seconds_sum is {seconds:.6g} for {len(own)} requests. Callers waited {most:.2f} s in all, "
            f"and the model alone took {least:.2f} s.",
            expected=f"between {least:.2f} and {most:.2f} seconds",
        )


@check("keeps to its own OpenAPI document", teaches="rest-model-api")
def contract(submission: Service, draw: Draw) -> None:
    model = fitted(draw)
    files = {f"models/{model.version}.joblib": model.file}
    service = submission.start(files=files)
    reply = service.get("/openapi.json").has(200)
    document = reply.json()
    if not isinstance(document, dict) or not str(document.get("openapi", "")).startswith("3."):
        raise reply.wrong("This is no OpenAPI 3 document.", expected='"openapi": "3.1.0"')
    few = people(draw, 3)
    early = [service.get("/ready"), service.send(asks(few[0]))]
    serving(service.send(puts(model)), model)
    good = [asks(few[0]), asks_all(few), asks_all([]), puts(model)]
    wrong = [(name, value) for name, value in malformed(draw) if value is MISSING or value == value]
    bad = []
    for name, value in wrong:
        one = {key: kept for key, kept in {**few[0], name: value}.items() if kept is not MISSING}
        if "Infinity" not in json.dumps(one):
            bad += [asks(one), asks_all([few[1], one])]
    bad += [asks_all(few * 167), json_request("PUT", "/v1/model", {"version": "../x"})]
    others = [
        *(Request(method="GET", path=path) for path in ("/health", "/ready", "/metrics")),
        json_request("PUT", "/v1/model", {"version": "2020-01-01"}),
        Request(method="POST", path="/v1/predict", body=b"{", headers=JSON),
        Request(method="POST", path="/v1/batch", body=b" " * (MOST_BYTES + 1), headers=JSON),
    ]
    for one in [*early, *eight_at_once(service, [*good, *bad, *others])]:
        answers_as_written(document, one)
    for request in good + bad:
        allowed = request in good
        operation = dig(document, "paths", request.path, request.method.lower())
        schema = dig(operation, "requestBody", "content", "application/json")
        fault = unlike(json.loads(request.body), dict(schema or {}).get("schema"), document)
        if schema is None or bool(fault) == allowed:
            said = "allows" if not fault else f"refuses ({fault})"
            raise Failed(
                f"The document {said} a body for {request.method} {request.path} that the service "
                f"{'answers' if allowed else 'refuses'}. Others write their programs from it." if schema is not None
                else f"The document says nothing of what {request.method} {request.path} takes.",
                given={"body": json.loads(request.body)},
                expected="a schema that says what the service does",
            )


def answers_as_written(document: Mapping[str, Any], reply: Reply) -> None:
    """Fail unless the document foresees a reply: its status, its kind and its body."""
    method, path = reply.request.method, reply.request.path
    responses = dig(document, "paths", path, method.lower(), "responses")
    where = f"{method} {path}"
    if not isinstance(responses, dict):
        raise reply.wrong(f"The document does not know {where}.", expected=f"paths → {path} → {method.lower()}")
    foreseen = responses.get(str(reply.status), responses.get(f"{reply.status // 100}XX", responses.get("default")))
    if foreseen is None:
        raise reply.wrong(
            f"{where} answered {reply.status}, which the document does not foresee: it says {sorted(responses)}.",
            expected=f"{reply.status} among the responses of {where}",
        )
    foreseen = resolved(foreseen, document)
    kind = reply.headers.get("content-type", "").split(";")[0].strip().lower()
    content = foreseen.get("content", {})
    if kind not in content:
        raise reply.wrong(f"{where} answered with {kind}; for {reply.status} the document says {sorted(content)}.")
    if kind.endswith("json") and (fault := unlike(reply.json(), content[kind].get("schema", {}), document)):
        raise reply.wrong(f"The answer of {where} is not as its schema says: {fault}.")


def dig(value: Any, *keys: str) -> Any:
    """Return what lies at a way through objects, or None."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def resolved(schema: Any, document: Mapping[str, Any], depth: int = 0) -> Any:
    """Return a schema without its outermost reference."""
    while isinstance(schema, dict) and isinstance(schema.get("$ref"), str):
        schema = dig(document, *schema["$ref"].removeprefix("#/").split("/"))
        depth += 1
        if depth > 20:
            raise Failed("The references of the OpenAPI document go round in a circle.")
    return schema


KINDS: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "null": (type(None),),
}


def unlike(value: Any, schema: Any, document: Mapping[str, Any], at: str = "", depth: int = 0) -> str:
    """Return where and how a value breaks a JSON Schema, or nothing: the part of the standard that services use."""
    schema = resolved(schema, document)
    if schema in (None, True) or schema == {}:
        return ""
    if schema is False or not isinstance(schema, dict) or depth > 30:
        return f"{at or 'the whole'} is not allowed"
    where = at or "the whole"
    kinds = schema.get("type", list(KINDS))
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if not any(type(value) in KINDS.get(kind, ()) for kind in kinds):
        return f"{where} is not of type {' or '.join(kinds)}"
    for word, fails in BOUNDS.items():
        if word in schema and fails(value, schema[word]):
            return f"{where} breaks {word} {str(schema[word])[:60]}"
    for name in schema.get("required", []) if isinstance(value, dict) else []:
        if name not in value:
            return f"{at}/{name} is missing"
    below: list[tuple[str, Any, Any]] = []
    if isinstance(value, dict):
        known = schema.get("properties", {})
        rest = schema.get("additionalProperties", True)
        below = [(f"{at}/{name}", part, known.get(name, rest)) for name, part in value.items()]
    if isinstance(value, list):
        below = [(f"{at}/{place}", part, schema.get("items", True)) for place, part in enumerate(value)]
    below += [(at, value, one) for one in schema.get("allOf", [])]
    for place, part, one in below:
        if fault := unlike(part, one, document, place, depth + 1):
            return fault
    for word in ("anyOf", "oneOf"):
        if word in schema and all(unlike(value, one, document, at, depth + 1) for one in schema[word]):
            return f"{where} is none of {word}"
    return ""


def of(kind: type | tuple[type, ...], fails: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    """Return a comparison that holds for values of a kind only."""
    return lambda value, bound: isinstance(value, kind) and not isinstance(value, bool) and fails(value, bound)


BOUNDS: dict[str, Callable[[Any, Any], bool]] = {
    "enum": lambda value, bound: value not in bound,
    "const": lambda value, bound: value != bound,
    "minimum": of((int, float), lambda value, bound: value < bound),
    "maximum": of((int, float), lambda value, bound: value > bound),
    "exclusiveMinimum": of((int, float), lambda value, bound: value <= bound),
    "exclusiveMaximum": of((int, float), lambda value, bound: value >= bound),
    "minLength": of(str, lambda value, bound: len(value) < bound),
    "maxLength": of(str, lambda value, bound: len(value) > bound),
    "pattern": of(str, lambda value, bound: re.search(bound[:200], value) is None),
    "minItems": of(list, lambda value, bound: len(value) < bound),
    "maxItems": of(list, lambda value, bound: len(value) > bound),
}


@check("goes on answering while the next model is read", teaches="rest-model-api")
def reads_aside(submission: Service, draw: Draw) -> None:
    first, second = fitted(draw, 0), fitted(draw, 1, slow_to_read=READ_SECONDS)
    (person,) = people(draw, 1)
    plan = [(0.0, puts(second)), *((0.15 + turn / 25, asks(person)) for turn in range(8))]
    for _ in range(TRIES):
        service = started(submission, first, second)
        put, *replies = service.paced(plan)
        serving(put, second)
        right(service.send(asks(person)), person, second)
        if any(claims(reply, [first, second]) is first for reply in replies):
            return
    raise replies[0].wrong(
        f"This model takes {READ_SECONDS:g} s to read. Of those who asked meanwhile nobody was answered before it was "
        "there: the service stood still, though it had a model that works.",
        expected=f"answers from {first.version} until {second.version} is in service",
    )


@check("mixes no two models in an answer", teaches="rest-model-api")
def one_model_each(submission: Service, draw: Draw) -> None:
    models = [fitted(draw, night, before=slow(0.05)) for night in range(3)]
    service = started(submission, *models)
    asked = people(draw, 4)
    chances = [model.chances(asked) for model in models]
    turns = [1, 2, 0, 1]
    changes = [(0.15 * (place + 1), puts(models[turn])) for place, turn in enumerate(turns)]
    singles = [(place / 60, asks(asked[place % 4])) for place in range(48)]
    batches = [(place / 12, asks_all(asked)) for place in range(10)]
    replies = service.paced([*changes, *singles, *batches], timeout=20.0)
    for turn, reply in zip(turns, replies, strict=False):
        serving(reply, models[turn])
    for place, reply in enumerate(replies[len(changes) : -len(batches)]):
        whose(reply, models, [[own[place % 4]] for own in chances], single=True)
    for reply in replies[-len(batches) :]:
        whose(reply, models, chances, single=False)
    for model in models:                                        # one after the other: now it is known which was last
        serving(service.send(puts(model)), model)
        last = service.send(asks(asked[0]))
        if claims(last, models) is not model:
            message = "A change was confirmed, and yet another model answers."
            raise last.wrong(message, expected=model.version)


def whose(reply: Reply, models: Sequence[Model], chances: Sequence[Sequence[float]], *, single: bool) -> None:
    """Fail unless every chance of a reply is from the model that it names; `chances` has what each model gives."""
    named = claims(reply, models)
    body = reply.json()
    found = [body.get("probability")] if single else body.get("probabilities")
    numbers = isinstance(found, list) and all(type(chance) in (int, float) for chance in found)
    for model, own in zip(models, chances, strict=True):
        near = numbers and len(found) == len(own)
        if model is not named and near and all(abs(one - other) <= NEAR for one, other in zip(found, own, strict=True)):
            raise reply.wrong(
                f"The number is from {model.version}, the version beside it is {named.version}: the model was changed "
                "while the request was under way, and half of each went out.",
                expected=f"the number and the version of one model, say {model.version}",
            )
    message = "While models change, an answer came that the model it names does not give."
    holds(reply, chances[models.index(named)], message, single=single)


@check("finishes what it has begun when it is told to end", teaches="rest-model-api")
def graceful(submission: Service, draw: Draw) -> None:
    model = fitted(draw, before=slow(FINISH_SECONDS))
    asked = people(draw, 6)
    for _ in range(TRIES):
        service = started(submission, model)
        service.together([Request(method="GET", path="/health")] * len(asked))    # so that the connections are there
        plan = [(0.0, asks(person)) for person in asked]
        replies = service.paced(plan, during={FINISH_SECONDS / 2: service.terminate})
        lost = next((reply for reply in replies if reply.lost), None)
        if lost is None:
            break
    if lost is not None:
        raise lost.wrong(
            "SIGTERM came while this request was being answered, and its answer never came. A deployment is nothing "
            "that customers should notice.",
            expected="status 200, then the end",
        )
    for person, reply in zip(asked, replies, strict=True):
        right(reply, person, model)
    if not service.ended(8.0):
        raise Failed("All was answered; 8 seconds after SIGTERM the service is still there.", expected="an end")
