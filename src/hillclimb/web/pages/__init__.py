"""The pages: one module per thing that a person looks at; every form carries the app's token."""

from __future__ import annotations

from fastapi import APIRouter

from hillclimb.web.forms import Guarded
from hillclimb.web.pages import (
    beginning,
    evidence,
    home,
    labs,
    placing,
    planning,
    posting,
    reviewing,
    settings,
    skills,
    timing,
    transition,
)

pages = APIRouter(include_in_schema=False, dependencies=[Guarded])
for _part in (
    beginning,
    placing,
    home,
    planning,
    labs,
    skills,
    reviewing,
    timing,
    evidence,
    settings,
    transition,
    posting,
):
    pages.include_router(_part.router)
