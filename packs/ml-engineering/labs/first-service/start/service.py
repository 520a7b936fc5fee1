"""The chance that a policyholder cancels, over HTTP."""

from fastapi import FastAPI

app = FastAPI()


@app.get("/health")
def health() -> dict[str, str]:
    """Say that requests may come."""
    return {"status": "ok"}


@app.post("/predict")
def predict(person: dict) -> dict[str, float]:
    """Return the chance that this person cancels."""
    # For now everybody gets the same. The model is in data/model.joblib: joblib.load gives you the fitted pipeline,
    # and its predict_proba wants a pandas DataFrame with the columns calls, tenure_months, monthly_premium and cover.
    return {"probability": 0.3}
