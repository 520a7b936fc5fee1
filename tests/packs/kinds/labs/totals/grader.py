"""Judges `totals`: the file that it writes, names that need quotes, and a file that is not there."""

from hillclimb.company import Draw
from hillclimb.grading.labkit import Command, check, expect, given, same

HEADER = ("area", "claims", "cost")


def claims(draw: Draw, size: int, areas: tuple[str, ...]) -> tuple[str, list[list[str]]]:
    """Return a CSV file of claims and the rows of totals that follow from it."""
    area = [areas[i] for i in draw.integers(0, len(areas), size)]
    pence = [int(cost) for cost in draw.child("cost").integers(100, 90_000, size)]
    lines = [f'"{name}",{cost / 100:.2f}' if "," in name else f"{name},{cost / 100:.2f}" for name, cost in zip(area, pence)]
    totals = [
        [name, str(area.count(name)), f"{sum(c for a, c in zip(area, pence) if a == name) / 100:.2f}"]
        for name in sorted(set(area))
    ]
    return "\n".join(["area,cost", *lines]) + "\n", totals


def judged(submission: Command, source: str, totals: list[list[str]]) -> None:
    """Run the command on a file and compare what it writes."""
    given(**{"claims.csv": source})
    ran = submission.succeeds("claims.csv", "out.csv", files={"claims.csv": source}, outputs=["out.csv"])
    same([list(row.values()) for row in ran.rows("out.csv", HEADER)], totals, "out.csv")


@check("writes a total per area", teaches="doubling", sizes=(3, 40))
def total(submission: Command, draw: Draw, size: int) -> None:
    judged(submission, *claims(draw, size, ("north", "east", "west", "south")))


@check("reads areas with commas in their names", teaches="doubling")
def quoted(submission: Command, draw: Draw) -> None:
    judged(submission, *claims(draw, 8, ("Leeds, north", "Leeds, south")))


@check("says which file is missing", teaches="doubling")
def missing(submission: Command, draw: Draw) -> None:
    ran = submission.refuses("nowhere.csv", "out.csv", saying="nowhere.csv")
    expect(ran.stderr.count("\n") == 1, "One line is enough.", got=ran.stderr)
