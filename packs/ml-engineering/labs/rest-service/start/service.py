"""The chance that a policyholder cancels, over HTTP: what has been running since Monday."""

from typing import Annotated

import pandas as pd
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

COLUMNS = ["calls", "tenure_months", "monthly_premium", "cover"]
MODEL = None    # joblib.load(f"models/{version}.joblib"), once somebody has said which version


class Policyholder(BaseModel):
    """What a caller must send: the contract at the door."""

    model_config = ConfigDict(strict=True, allow_inf_nan=False)

    calls: Annotated[int, Field(ge=0, le=500)]
    tenure_months: Annotated[int, Field(ge=0, le=1200)]
    monthly_premium: Annotated[float, Field(ge=1, le=1000)]
    cover: str


app = FastAPI()


@app.get("/health")
def health() -> dict[str, str]:
    """Say that the process lives."""
    return {"status": "ok"}


# Still missing: GET /ready, GET /metrics, POST /v1/batch, and PUT /v1/model, which loads a model.
@app.post("/v1/predict")
def predict(person: Policyholder) -> dict[str, float]:
    """Return the chance that this person cancels, as the model gives it."""
    row = pd.DataFrame([person.model_dump()], columns=COLUMNS)    # (1, 4)
    return {"probability": float(MODEL.predict_proba(row)[0, 1])}


@app.exception_handler(RequestValidationError)
def refuse(request: Request, error: RequestValidationError) -> JSONResponse:
    """Answer 422 with what is wrong, field by field."""
    problems = [{"field": ".".join(map(str, item["loc"][1:])), "problem": item["msg"]} for item in error.errors()]
    return JSONResponse({"problems": problems}, status_code=422)
