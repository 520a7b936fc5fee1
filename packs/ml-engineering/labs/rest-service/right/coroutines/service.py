"""The same service on Starlette alone: coroutines, a contract and an OpenAPI document written out by hand."""

import asyncio
import json
import math
import re
import time
from collections import Counter

import joblib
import pandas as pd
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

RANGES = {"calls": (int, 0, 500), "tenure_months": (int, 0, 1200), "monthly_premium": (float, 1, 1000)}
COLUMNS = [*RANGES, "cover"]
MOST = 256 * 1024
LES = [0.01, 0.1, 1.0, 10.0, math.inf]
serving = None
counts, people_of, places, seconds_of = Counter(), Counter(), Counter(), Counter()


class Refused(Exception):
    def __init__(self, status, detail, errors=(), headers=None):
        self.status, self.detail, self.errors, self.headers = status, detail, list(errors), headers


def problem(status, detail, errors=(), headers=None):
    body = {"type": "https://fernhill.example/problems", "title": "Refused", "status": status, "detail": detail}
    if errors:
        body["errors"] = list(errors)
    return JSONResponse(body, status, headers, "application/problem+json")


def faults(person, at):
    if type(person) is not dict:
        return [{"pointer": at or "#", "detail": "must be an object"}]
    found = {name: "is missing" for name in COLUMNS if name not in person}
    found |= {name: "is not known" for name in person if name not in COLUMNS}
    for name, (kind, low, high) in RANGES.items():
        if name in person and (type(person[name]) not in (int, kind) or not low <= person[name] <= high):
            found[name] = f"must be {kind.__name__} from {low} to {high}"
    if "cover" in person and type(person["cover"]) is not str:
        found["cover"] = "must be text"
    return [{"pointer": f"{at}/{name}", "detail": detail} for name, detail in found.items()]


async def body_of(request):
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST:
            raise Refused(413, f"at most {MOST} bytes")
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(400, "not JSON") from None


def taken():
    if serving is None:
        raise Refused(503, "no model yet", headers={"retry-after": "2"})
    return serving


def chances(pipeline, people):
    return pipeline.predict_proba(pd.DataFrame(people, columns=COLUMNS))[:, 1].tolist() if people else []


async def predict(request):
    person = await body_of(request)
    if wrong := faults(person, "#"):
        raise Refused(422, "not as agreed", wrong)
    pipeline, version = taken()
    (chance,) = await run_in_threadpool(chances, pipeline, [person])
    people_of[version] += 1
    return JSONResponse({"probability": chance, "model": version})


async def batch(request):
    sent = await body_of(request)
    people = sent.get("people") if type(sent) is dict else None
    if type(people) is not list or len(people) > 500:
        raise Refused(422, "not as agreed", [{"pointer": "#/people", "detail": "must be a list of at most 500"}])
    wrong = [fault for place, person in enumerate(people) for fault in faults(person, f"#/people/{place}")]
    if wrong:
        raise Refused(422, "not as agreed", wrong)
    pipeline, version = taken()
    found = await run_in_threadpool(chances, pipeline, people)
    people_of[version] += len(people)
    return JSONResponse({"probabilities": found, "model": version})


def read(version):
    pipeline = joblib.load(f"models/{version}.joblib")
    known = {"calls": 1, "tenure_months": 1, "monthly_premium": 10.0, "cover": "basic"}
    if not 0 <= chances(pipeline, [known])[0] <= 1:
        raise ValueError("no chance")
    return pipeline, version


async def model(request):
    global serving
    sent = await body_of(request)
    version = sent.get("version") if type(sent) is dict else None
    if type(version) is not str or not re.fullmatch(r"\d{4}-\d\d-\d\d", version):
        raise Refused(422, "no version", [{"pointer": "#/version", "detail": "must be a date"}])
    try:
        serving = await asyncio.get_running_loop().run_in_executor(None, read, version)
    except FileNotFoundError:
        raise Refused(404, "no such model") from None
    except Exception:  # noqa: BLE001 - whatever a file can do wrong
        raise Refused(422, "this model does not work") from None
    return JSONResponse({"model": version})


async def health(request):
    return JSONResponse({"status": "ok"})


async def ready(request):
    return JSONResponse({"model": taken()[1]})


async def measured(request):
    lines = ["# TYPE http_requests_total counter", "# TYPE predictions_total counter"]
    lines += ["# TYPE http_request_seconds histogram"]
    lines += [f'http_requests_total{{status="{status}",path="{path}"}} {n}' for (path, status), n in counts.items()]
    lines += [f'predictions_total{{model="{version}"}} {n}.0' for version, n in people_of.items()]
    for path, total in seconds_of.items():
        sums = [sum(places[path, le] for le in LES if le <= bound) for bound in LES]
        lines += [
            f'http_request_seconds_bucket{{le="{str(le).replace("inf", "+Inf")}",path="{path}"}} {n}'
            for le, n in zip(LES, sums, strict=True)
        ]
        lines += [f'http_request_seconds_sum{{path="{path}"}} {total}']
        lines += [f'http_request_seconds_count{{path="{path}"}} {sums[-1]}']
    return Response("\n".join(lines) + "\n", media_type="text/plain")


PERSON = {
    "type": "object",
    "required": COLUMNS,
    "additionalProperties": False,
    "properties": {
        "calls": {"type": "integer", "minimum": 0, "maximum": 500},
        "tenure_months": {"type": "integer", "minimum": 0, "maximum": 1200},
        "monthly_premium": {"type": "number", "minimum": 1, "maximum": 1000},
        "cover": {"type": "string"},
    },
}
MANY = {"type": "object", "required": ["people"], "additionalProperties": False,
        "properties": {"people": {"type": "array", "maxItems": 500, "items": {"$ref": "#/components/schemas/Person"}}}}
DATE = {"type": "object", "required": ["version"], "additionalProperties": False,
        "properties": {"version": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}}}
ANY = {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": "object"}}}},
       "default": {"description": "refused", "content": {"application/problem+json": {"schema": {"type": "object"}}}}}
TEXT = {"200": {"description": "ok", "content": {"text/plain": {}}}}


def takes(schema):
    return {"requestBody": {"content": {"application/json": {"schema": schema}}}, "responses": ANY}


async def openapi(request):
    return JSONResponse({
        "openapi": "3.1.0",
        "info": {"title": "Who will cancel", "version": "1"},
        "components": {"schemas": {"Person": PERSON}},
        "paths": {
            "/health": {"get": {"responses": ANY}},
            "/ready": {"get": {"responses": ANY}},
            "/metrics": {"get": {"responses": TEXT}},
            "/v1/predict": {"post": takes({"$ref": "#/components/schemas/Person"})},
            "/v1/batch": {"post": takes(MANY)},
            "/v1/model": {"put": takes(DATE)},
        },
    })


ROUTES = [
    Route("/health", health), Route("/ready", ready), Route("/metrics", measured), Route("/openapi.json", openapi),
    Route("/v1/predict", predict, methods=["POST"]), Route("/v1/batch", batch, methods=["POST"]),
    Route("/v1/model", model, methods=["PUT"]),
]


class Counted:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        began = time.monotonic()

        async def told(message):
            if message["type"] == "http.response.start":
                path = scope["path"] if scope["path"] in {route.path for route in ROUTES} else "other"
                seconds = time.monotonic() - began
                counts[path, message["status"]] += 1
                seconds_of[path] += seconds
                places[path, next(le for le in LES if seconds <= le)] += 1
            await send(message)

        await self.app(scope, receive, told)


async def refused(request, error):
    return problem(error.status, error.detail, error.errors, error.headers)


async def unknown(request, error):
    return problem(error.status_code, error.detail, headers=error.headers)


async def fault(request, error):
    return problem(500, "ours")


inner = Starlette(routes=ROUTES, exception_handlers={Refused: refused, HTTPException: unknown, 500: fault})
app = Counted(inner)
