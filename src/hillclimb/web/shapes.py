"""The bodies that the JSON API reads."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=False, allow_inf_nan=False)


class Beginning(_Strict):
    """Where from, where to and when."""

    background: str = Field(description="`typed` or `python`")
    role: str = Field(description="the slug of a role")
    hours: list[float] = Field(description="hours a day, Monday first", min_length=7, max_length=7)


class Answer(_Strict):
    """An answer to the placement question that is open; exactly one of the three ways."""

    question: str = Field(description="the `question` that was asked")
    choice: int | None = None
    value: float | None = None
    dont_know: bool = False
    seconds: float = Field(default=0.0, ge=0)


class Reviewed(_Strict):
    """How a card was remembered."""

    card: str = Field(description="UUID or slug")
    rating: int | None = Field(
        default=None, description="1 again, 2 hard, 3 good, 4 easy; may be left out with an answer", ge=1, le=4
    )
    answer: str = Field(
        default="", description="of a judged card: a number, what is printed, or the places of the steps as `3 1 2`"
    )
    seconds: float = Field(default=0.0, ge=0)


class Took(_Strict):
    """How long something really took so far."""

    what: str = Field(description="a lab, `lesson:SKILL`, or a day of a week")
    minutes: float = Field(ge=0, le=6000)


class Away(_Strict):
    """Days with fewer study hours, or none."""

    first: str = Field(description="the first day, such as 2026-12-21")
    last: str = Field(default="", description="the last day; empty for one day")
    share: float | None = Field(default=None, ge=0, le=1, description="of the usual hours that is kept")
    why: str = Field(default="holiday", description="`holiday`, `on-call` or `pause`")


class Back(_Strict):
    """Which absence to take back."""

    which: str = Field(description="its number or UUID")


class Deadline(_Strict):
    """The day to be done by."""

    day: str = Field(description="such as 2027-06-30; empty for none")


class Reviewing(_Strict):
    """How reviews should go; what is left out stays."""

    retention: float | None = Field(default=None, description="0.70 to 0.97")
    minutes: float | None = Field(default=None, description="minutes a day, 0 to 240")
    exam: str | None = Field(default=None, description="a day such as 2027-03-01, or `none`")


class Empty(_Strict):
    """Nothing to say: send `{}`."""
