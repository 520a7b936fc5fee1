"""The chance that a policyholder cancels, over HTTP: what callers may send, and what each address answers."""

from typing import Annotated

import sizing
from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from serving import Model, Shelf, Unusable

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


class Variant(Sent):
    """A model: what a request takes on one core of speed 1, and what a thousand answers bring, in €."""

    name: str
    ms: Annotated[float, Field(gt=0)]
    brings: float


class Machine(Sent):
    """A machine that can be hired: its cores, how fast they are, and € an hour."""

    name: str
    cores: Annotated[int, Field(ge=1, le=64)]
    speed: Annotated[float, Field(gt=0)]
    price: Annotated[float, Field(ge=0)]


class Demand(Sent):
    """What is asked of tomorrow: requests a second in each hour, the promise, and what there is to choose from."""

    rates: Annotated[list[Annotated[float, Field(ge=0)]], Field(min_length=24, max_length=24)]
    within_ms: Annotated[float, Field(gt=0)]
    models: Annotated[list[Variant], Field(min_length=1, max_length=10)]
    machines: Annotated[list[Machine], Field(min_length=1, max_length=20)]


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


class Size(BaseModel):
    """The model and the machines to hire for tomorrow, and what is left of what they bring, in €."""

    model: str
    machine: str
    count: int
    net: float


class Status(BaseModel):
    """That the process lives."""

    status: str


app = FastAPI(title="Who will cancel", version="1")
shelf = Shelf()


@app.exception_handler(RequestValidationError)
async def malformed(request: Request, error: RequestValidationError) -> JSONResponse:
    """Answer 422 with what is wrong; what was sent is not repeated, since NaN could not be written as JSON."""
    wrong = [{"pointer": "#" + "".join(f"/{step}" for step in item["loc"][1:]), "detail": item["msg"]}
             for item in error.errors()]
    return JSONResponse({"status": 422, "errors": wrong}, status_code=422, media_type="application/problem+json")


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


@app.get("/ready")
async def ready() -> Serving:
    """Say whether traffic may come."""
    return Serving(model=current().version)


# A coroutine: the answer takes microseconds now, and handing it to a thread and back would take most of the time.
@app.post("/v1/predict")
async def predict(person: Policyholder) -> Prediction:
    """Return the chance that one person cancels."""
    model = current()    # taken once: the number and the version come from the same model, whatever happens meanwhile
    chance = model.chance(person.__dict__)
    return Prediction(probability=chance, model=model.version)


@app.post("/v1/batch")
def batch(sent: Batch) -> Predictions:
    """Return the chances of many people, all from one model."""
    model = current()
    chances = model.chances([person.model_dump() for person in sent.people])
    return Predictions(probabilities=chances, model=model.version)


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


@app.post("/v1/size")
def size(demand: Demand) -> Size:
    """Say what to hire for tomorrow."""
    found = sizing.best(demand.model_dump())
    if found is None:
        raise HTTPException(422, "no fleet keeps this promise")
    return Size(model=found.model, machine=found.machine, count=found.count, net=found.net)
