"""The chance that a policyholder cancels, over HTTP: the service of FH-131, open to everybody so far."""

from typing import Annotated

import clock
import problems
from contract import MOST_BYTES, Batch, Instant, Policyholder, Serving, Status, Version
from fastapi import FastAPI, Header, HTTPException, Response
from metrics import Measured, Metrics
from problems import Bounded
from serving import Model, Shelf, Unusable

PATHS = ("/health", "/ready", "/metrics", "/v1/predict", "/v1/batch", "/v1/model", "/v1/usage", "/v1/calls")

# accounts = keys.Accounts(os.environ["DATABASE_URL"].removeprefix("sqlite:///"))
shelf = Shelf()
metrics = Metrics()
app = FastAPI(title="Who will cancel", version="1", exception_handlers=problems.HANDLERS)
app.add_middleware(Bounded, most_bytes=MOST_BYTES)
app.add_middleware(Measured, metrics=metrics, paths=PATHS)


def current() -> Model:
    """Return the model that answers now, or refuse."""
    model = shelf.current
    if model is None:
        raise HTTPException(503, "no model has been put into service yet", headers={"Retry-After": "1"})
    return model


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


Retry = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=200)]


# To do: who asks, whether they may, and the bill. Predictions in contract.py has the `call` already.
@app.post("/v1/predict")
def predict(person: Policyholder, retry: Retry = None) -> dict[str, object]:
    """Return the chance that one person cancels."""
    model = current()
    (chance,) = model.chances([person.model_dump()])
    metrics.predicted(model.version, 1)
    return {"probability": chance, "model": model.version}


@app.post("/v1/batch")
def batch(sent: Batch, retry: Retry = None) -> dict[str, object]:
    """Return the chances of many people, all from one model."""
    model = current()
    chances = model.chances([person.model_dump() for person in sent.people])
    metrics.predicted(model.version, len(chances))
    return {"probabilities": chances, "model": model.version}


# To do: /v1/usage, /v1/calls, the administrator's plans, tenants and keys. Nobody else may do what follows.
@app.put("/v1/model")
def serve(sent: Version) -> Serving:
    """Put another model into service, or keep the one there is."""
    try:
        shelf.put(sent.version)
    except FileNotFoundError:
        raise HTTPException(404, f"there is no model {sent.version}") from None
    except Unusable as error:
        raise HTTPException(422, f"model {sent.version} is not put into service: {error}") from None
    return Serving(model=sent.version)


@app.put("/admin/clock")
def set_clock(sent: Instant) -> dict[str, float]:
    """Stop the clock at an instant (in staging)."""
    clock.set_to(sent.now)
    return {"now": clock.now()}
