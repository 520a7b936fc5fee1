"""Fernhill's model registry."""

import os
import sqlite3

from fastapi import FastAPI

# A file that does not exist yet; what you put there outlives a restart, and the auditors read it.
PATH = os.environ["DATABASE_URL"].removeprefix("sqlite:///")

app = FastAPI()


@app.get("/health")
def health() -> dict[str, str]:
    """Say that requests may come."""
    return {"status": "ok"}


@app.post("/models/{model}/grants")
def grant(model: str, sent: dict) -> dict:
    """Give somebody a role for this model."""
    # For now nobody asks who is asking, and nothing is kept. sqlite3.connect(PATH) opens the database.
    return {}
