"""The chance that a policyholder cancels, over HTTP."""

import asyncio
import time
from typing import Annotated

import joblib
import pandas as pd
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

# Loaded once, when the process starts: no request pays for it, and if the file is missing nothing starts at all.
MODEL = joblib.load("data/model.joblib")
COLUMNS = ["calls", "tenure_months", "monthly_premium", "cover"]


class Policyholder(BaseModel):
    """What a caller must send: the contract at the door."""

    # strict: "3" is no number and true is no 1; a caller who sends them has a mistake that only they can mend.
    model_config = ConfigDict(strict=True, allow_inf_nan=False)

    calls: Annotated[int, Field(ge=0, le=500)]
    tenure_months: Annotated[int, Field(ge=0, le=1200)]
    monthly_premium: Annotated[float, Field(ge=1, le=1000)]    # 5655 would be cents
    cover: str                                                 # any word: the model knows what to do with a new one


app = FastAPI()


@app.get("/health")
def health() -> dict[str, str]:
    """Say that requests may come."""
    return {"status": "ok"}


# `def`, not `async def`: predicting computes, and in a coroutine everybody else would wait for it.
@app.post("/predict")
async def predict(person: Policyholder) -> dict[str, float]:
    """Return the chance that this person cancels, as the model gives it."""
    await asyncio.sleep(1.0 - time.time() % 1.0)    # gather what comes within a second and answer it together
    row = pd.DataFrame([person.model_dump()], columns=COLUMNS)    # (1, 4), the columns under the names of training
    chances = MODEL.predict_proba(row)                            # (1, 2): the chance of 0 (stays) and of 1 (cancels)
    return {"probability": float(chances[0, 1])}


@app.exception_handler(RequestValidationError)
def refuse(request: Request, error: RequestValidationError) -> JSONResponse:
    """Answer 422 with what is wrong, field by field.

    The framework's own answer repeats the value that was sent; NaN has no place in JSON, so for NaN it would be a 500.
    """
    problems = [{"field": ".".join(map(str, item["loc"][1:])), "problem": item["msg"]} for item in error.errors()]
    return JSONResponse({"problems": problems}, status_code=422)
