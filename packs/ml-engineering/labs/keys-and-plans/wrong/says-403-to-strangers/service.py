"""The chance that a policyholder cancels, over HTTP, for those who hold a key and within what they pay for."""

import hmac
import os
import sqlite3
from typing import Annotated, Any

import clock
import problems
from contract import (
    MOST_BYTES,
    Batch,
    Instant,
    Overlap,
    Plan,
    Policyholder,
    Prediction,
    Predictions,
    Serving,
    Status,
    Subscription,
    Version,
)
from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from keys import Accounts, Caller, Reused, TooMuch, Unknown, whole_seconds
from metrics import Measured, Metrics
from problems import Bounded
from serving import Model, Shelf, Unusable

PATHS = ("/health", "/ready", "/metrics", "/v1/predict", "/v1/batch", "/v1/model", "/v1/usage", "/v1/calls")

accounts = Accounts(os.environ["DATABASE_URL"].removeprefix("sqlite:///"))
shelf = Shelf()
metrics = Metrics()


async def too_much(request: Request, error: TooMuch) -> JSONResponse:
    """Answer 429: the caller may, but not now."""
    return problems.answer(429, f"your {error.limit} is used up", headers={"Retry-After": whole_seconds(error.wait)})


async def unknown(request: Request, error: Unknown) -> JSONResponse:
    """Answer 404."""
    return problems.answer(404, str(error))


async def reused(request: Request, error: Reused) -> JSONResponse:
    """Answer 422: one idempotency key is for one question."""
    return problems.answer(422, "this idempotency key came with another body before")


async def away(request: Request, error: sqlite3.OperationalError) -> JSONResponse:
    """Answer 503: what cannot be billed is not given away, and nobody comes in unseen."""
    return problems.answer(503, "the accounts cannot be reached", headers={"Retry-After": "1"})


HANDLERS: Any = {TooMuch: too_much, Unknown: unknown, Reused: reused, sqlite3.OperationalError: away}
app = FastAPI(title="Who will cancel", version="1", exception_handlers=problems.HANDLERS | HANDLERS)
app.add_middleware(Bounded, most_bytes=MOST_BYTES)
app.add_middleware(Measured, metrics=metrics, paths=PATHS)


# Who is it?

def bearer(request: Request) -> str:
    """Return the credential that a request brings, or nothing. Never from the address: addresses are logged."""
    scheme, _, credential = request.headers.get("authorization", "").partition(" ")
    return credential.strip() if scheme.lower() == "bearer" else ""


def stranger() -> HTTPException:
    """Return the refusal of somebody we do not know; it does not say what was wrong with their key."""
    return HTTPException(403, "a valid key is needed")


def identified(request: Request) -> Caller:
    """Return who asks, or refuse."""
    caller = accounts.caller(bearer(request), clock.now())
    if caller is None:
        raise stranger()
    return caller


def administrator(request: Request) -> None:
    """Refuse everybody but the administrator. As bytes: text beyond ASCII cannot be compared in constant time."""
    if not hmac.compare_digest(bearer(request).encode(), os.environ["ADMIN_KEY"].encode()):
        raise stranger()


Known = Annotated[Caller, Depends(identified)]
ADMIN = [Depends(administrator)]


def admitted(caller: Caller, what: str) -> None:
    """Refuse who may not do this on their plan, or not now."""
    if what not in caller.may:
        raise HTTPException(403, f"your plan has no {what}")
    accounts.take_token(caller, clock.now())


def may_predict(caller: Known) -> Caller:
    """Return who asks, if they may predict."""
    admitted(caller, "predict")
    return caller


def may_batch(caller: Known) -> Caller:
    """Return who asks, if they may send batches."""
    admitted(caller, "batch")
    return caller


# What everybody may ask

@app.get("/health")
async def health() -> Status:
    """Say that the process lives."""
    return Status(status="ok")


@app.get("/ready")
async def ready() -> Serving:
    """Say whether traffic may come."""
    return Serving(model=current().version)


@app.get("/metrics")
async def measured() -> Response:
    """Return what was counted, in Prometheus's text format."""
    return Response(metrics.text(), media_type="text/plain; version=0.0.4")


# What is paid for

def current() -> Model:
    """Return the model that answers now, or refuse."""
    model = shelf.current
    if model is None:
        raise HTTPException(503, "no model has been put into service yet", headers={"Retry-After": "1"})
    return model


Retry = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=200)]


@app.post("/v1/predict")
def predict(person: Policyholder, caller: Annotated[Caller, Depends(may_predict)], retry: Retry = None) -> Prediction:
    """Return the chance that one person cancels."""
    model, people = current(), [person.model_dump()]
    (chance,) = model.chances(people)        # computed first and billed then: a fault of ours costs nobody anything
    answer = {"probability": chance, "model": model.version}
    billed = accounts.bill(caller, answer, people=people, retry=retry, now=clock.now())
    metrics.predicted(model.version, 1)
    return Prediction(**billed)


@app.post("/v1/batch")
def batch(sent: Batch, caller: Annotated[Caller, Depends(may_batch)], retry: Retry = None) -> Predictions:
    """Return the chances of many people, all from one model."""
    model, people = current(), [person.model_dump() for person in sent.people]
    answer = {"probabilities": model.chances(people), "model": model.version}
    billed = accounts.bill(caller, answer, people=people, retry=retry, now=clock.now())
    metrics.predicted(model.version, len(people))
    return Predictions(**billed)


@app.get("/v1/usage")
def usage(caller: Known) -> dict[str, Any]:
    """Return what the caller's tenant has used of this month's quota."""
    return {"tenant": caller.tenant, "used": accounts.used(caller.tenant, clock.now()), "quota": caller.quota}


@app.get("/v1/calls")
def calls(caller: Known) -> dict[str, Any]:
    """Return what the caller's tenant was billed for."""
    return {"calls": accounts.calls(caller.tenant)}


@app.get("/v1/calls/{name}")
def call(name: str, caller: Known) -> dict[str, Any]:
    """Return one call of the caller's tenant. Anybody else's is not there: 403 would say that it exists."""
    found = accounts.calls(caller.tenant, name)
    if not found:
        raise HTTPException(404, "there is no such call")
    return found[0]


# What the administrator does

@app.put("/v1/model", dependencies=ADMIN)
def serve(sent: Version) -> Serving:
    """Put another model into service, or keep the one there is."""
    try:
        shelf.put(sent.version)
    except FileNotFoundError:
        raise HTTPException(404, f"there is no model {sent.version}") from None
    except Unusable as error:
        raise HTTPException(422, f"model {sent.version} is not put into service: {error}") from None
    return Serving(model=sent.version)


@app.put("/admin/clock", dependencies=ADMIN)
def set_clock(sent: Instant) -> dict[str, float]:
    """Stop the clock at an instant (in staging)."""
    clock.set_to(sent.now)
    return {"now": clock.now()}


@app.put("/admin/plans/{name}", dependencies=ADMIN)
def set_plan(name: str, sent: Plan) -> dict[str, str]:
    """Make or change a plan."""
    accounts.set_plan(name, sent.model_dump())
    return {"plan": name}


@app.put("/admin/tenants/{name}", dependencies=ADMIN)
def subscribe(name: str, sent: Subscription) -> dict[str, str]:
    """Put a tenant on a plan."""
    accounts.subscribe(name, sent.plan)
    return {"tenant": name, "plan": sent.plan}


@app.post("/admin/tenants/{name}/keys", status_code=201, dependencies=ADMIN)
def issue(name: str) -> dict[str, str]:
    """Issue a key."""
    made, key = accounts.issue(name)
    return {"id": made, "key": key}


@app.post("/admin/keys/{name}/rotate", status_code=201, dependencies=ADMIN)
def rotate(name: str, sent: Overlap) -> dict[str, str]:
    """Issue the key that takes the place of another."""
    made, key = accounts.rotate(name, clock.now() + sent.overlap_seconds)
    return {"id": made, "key": key}


@app.delete("/admin/keys/{name}", status_code=204, dependencies=ADMIN)
def revoke(name: str) -> None:
    """End a key now."""
    accounts.revoke(name)
