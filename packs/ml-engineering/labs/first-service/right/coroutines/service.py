"""The chance that a policyholder cancels: one coroutine, and a contract written out by hand."""

import math
from contextlib import asynccontextmanager

import joblib
import pandas as pd
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

COLUMNS = ["calls", "tenure_months", "monthly_premium", "cover"]
HIGHEST = {"calls": 500, "tenure_months": 1200}


@asynccontextmanager
async def loaded(app):
    app.state.model = joblib.load("data/model.joblib")
    yield


app = FastAPI(lifespan=loaded)


@app.get("/health")
async def health():
    return {"status": "ok"}


def reason(sent):
    """Return what is wrong with a body, or nothing."""
    if not isinstance(sent, dict):
        return "an object is needed"
    for name in COLUMNS:
        if name not in sent:
            return f"{name} is missing"
    for name, highest in HIGHEST.items():
        if type(sent[name]) is not int or not 0 <= sent[name] <= highest:
            return f"{name} must be a whole number from 0 to {highest}"
    premium = sent["monthly_premium"]
    if type(premium) not in (int, float) or not math.isfinite(premium) or not 1 <= premium <= 1000:
        return "monthly_premium must be a number from 1 to 1000"
    return "" if isinstance(sent["cover"], str) else "cover must be text"


@app.post("/predict")
async def predict(request: Request):
    try:
        sent = await request.json()
    except (ValueError, RecursionError):
        return JSONResponse({"problem": "the body is not JSON"}, status_code=400)
    if problem := reason(sent):
        return JSONResponse({"problem": problem}, status_code=400)
    row = pd.DataFrame([sent], columns=COLUMNS)
    return {"probability": float(request.app.state.model.predict_proba(row)[0, 1])}
