"""The chance that a policyholder cancels, over HTTP: what callers may send, and what each address answers."""

from typing import Annotated

import problems
from fastapi import FastAPI, HTTPException, Response
from metrics import Measured, Metrics
from problems import Bounded, documented
from pydantic import BaseModel, ConfigDict, Field
from serving import Model, Shelf, Unusable

MOST_BYTES = 256 * 1024
MOST_PEOPLE = 500


class Sent(BaseModel):
    """What callers send: strict ("3" is no number), no NaN, and no field that we do not know."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


class Policyholder(Sent):
    """The person asked about."""

    calls: Annotated[int, Field(ge=0, le=500)]
    tenure_months: Annotated[int, Field(ge=0, le=1200)]
    monthly_premium: Annotated[float, Field(ge=1, le=1000)]
    cover: str


class Batch(Sent):
    """Many people at once."""

    people: Annotated[list[Policyholder], Field(max_length=MOST_PEOPLE)]


class Version(Sent):
    """Which model is to answer. The pattern is a lock: a version becomes the name of a file that is unpickled."""

    version: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]


Chance = Annotated[float, Field(ge=0, le=1)]


class Prediction(BaseModel):
    """One chance, and the model that gave it."""

    probability: Chance
    model: str


class Predictions(BaseModel):
    """One chance per person, in their order, and the one model that gave them all."""

    probabilities: list[Chance]
    model: str


class Serving(BaseModel):
    """The model that answers now."""

    model: str


class Status(BaseModel):
    """That the process lives."""

    status: str


app = FastAPI(title="Who will cancel", version="1", exception_handlers=problems.HANDLERS)
shelf = Shelf()
metrics = Metrics()
PATHS = ("/health", "/ready", "/metrics", "/v1/predict", "/v1/batch", "/v1/model")
app.add_middleware(Measured, metrics=metrics, paths=PATHS)
app.add_middleware(Bounded, most_bytes=MOST_BYTES)    # the last one added is the outermost: it sees the 413 too


def current() -> Model:
    """Return the model that answers now, or refuse: a client may come back in a second."""
    model = shelf.current
    if model is None:
        raise HTTPException(503, "no model has been put into service yet", headers={"Retry-After": "1"})
    return model


# Coroutines, since they only look: they answer even while every thread of the pool is busy predicting.
@app.get("/health")
async def health() -> Status:
    """Say that the process lives."""
    return Status(status="ok")


@app.get("/ready", responses=documented(503))
async def ready() -> Serving:
    """Say whether traffic may come."""
    return Serving(model=current().version)


@app.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def measured() -> Response:
    """Return what was counted, in Prometheus's text format."""
    return Response(metrics.text(), media_type="text/plain; version=0.0.4")


# `def`: predicting computes and reading a file waits; FastAPI gives each such call a thread.
@app.post("/v1/predict", responses=documented(400, 413, 422, 503))
def predict(person: Policyholder) -> Prediction:
    """Return the chance that one person cancels."""
    model = current()    # taken once: the number and the version come from the same model, whatever happens meanwhile
    (chance,) = model.chances([person.model_dump()])
    metrics.predicted(model.version, 1)
    return Prediction(probability=chance, model=model.version)


@app.post("/v1/batch", responses=documented(400, 413, 422, 503))
def batch(sent: Batch) -> Predictions:
    """Return the chances of many people, all from one model."""
    model = current()
    chances = model.chances([person.model_dump() for person in sent.people])
    metrics.predicted(model.version, len(chances))
    return Predictions(probabilities=chances, model=model.version)


@app.put("/v1/model", responses=documented(400, 404, 413, 422))
def serve(sent: Version) -> Serving:
    """Put another model into service, or keep the one there is."""
    try:
        shelf.put(sent.version)
    except FileNotFoundError:
        raise HTTPException(404, f"there is no model {sent.version}") from None
    except Unusable as error:
        raise HTTPException(422, f"model {sent.version} is not put into service: {error}") from None
    return Serving(model=sent.version)
