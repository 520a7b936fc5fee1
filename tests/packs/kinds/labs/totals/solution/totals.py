"""Add up claims per area: `python totals.py claims.csv totals.csv`."""

import csv
import sys
from collections import defaultdict


def main(source: str, target: str) -> int:
    """Read claims (area, cost) from one file, write totals (area, claims, cost) to the other."""
    try:
        with open(source, newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        print(f"{source}: {error.strerror}", file=sys.stderr)
        return 2
    claims: dict[str, int] = defaultdict(int)
    cost: dict[str, float] = defaultdict(float)
    for row in rows:
        claims[row["area"]] += 1
        cost[row["area"]] += float(row["cost"])
    with open(target, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["area", "claims", "cost"])
        writer.writerows([area, claims[area], f"{cost[area]:.2f}"] for area in sorted(claims))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
