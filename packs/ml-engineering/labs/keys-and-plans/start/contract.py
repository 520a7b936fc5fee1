"""What callers may send and what they get: the types that validate, and that the OpenAPI document is made of."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

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


class Plan(Sent):
    """What a tenant pays for: people a month, requests a second (and at once), and which addresses."""

    quota: Annotated[int, Field(ge=0)]
    rate: Annotated[float, Field(gt=0)]
    burst: Annotated[int, Field(ge=1)]
    may: list[str]


class Subscription(Sent):
    """The plan of a tenant."""

    plan: str


class Overlap(Sent):
    """How long an old key goes on after a new one was issued."""

    overlap_seconds: Annotated[float, Field(ge=0)]


class Instant(Sent):
    """An instant, in seconds since 1970."""

    now: float


Chance = Annotated[float, Field(ge=0, le=1)]


class Prediction(BaseModel):
    """One chance, the model that gave it, and the call that it is billed as."""

    probability: Chance
    model: str
    call: str


class Predictions(BaseModel):
    """One chance per person, in their order, the one model that gave them all, and the call."""

    probabilities: list[Chance]
    model: str
    call: str


class Serving(BaseModel):
    """The model that answers now."""

    model: str


class Status(BaseModel):
    """That the process lives."""

    status: str
