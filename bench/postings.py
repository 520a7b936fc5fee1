"""How well postings are read: precision, recall and F1 on 60 labelled ones, half of them never used to tune.

    python bench/postings.py [--misses]

`--misses` lists what was missed and what was read into the half that may be tuned on, never of the other.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from hillclimb.career import Reader, agreement
from hillclimb.content import read_vocabulary

ROOT = Path(__file__).parents[1]
LABELLED = ROOT / "tests" / "career" / "postings"


def main() -> None:
    """Print the table."""
    vocabulary, problems = read_vocabulary(ROOT / "packs" / "ml-engineering")
    assert not problems, problems
    reader = Reader(vocabulary)
    print(f"{'half':<10} {'postings':>8} {'labels':>7} {'precision':>10} {'recall':>7} {'F1':>6} {'nice right':>11}")
    for half in ("tune", "held_back"):
        postings = tomllib.loads((LABELLED / f"{half}.toml").read_text(encoding="utf-8"))["posting"]
        read = [(reader.read(one["text"]), one) for one in postings]
        told = agreement([(reading, frozenset(one["asks"] + one["nice"])) for reading, one in read])
        labels = sum(len(one["asks"] + one["nice"]) for one in postings)
        same = [
            (skill in one["nice"]) == (skill in reading.welcome)
            for reading, one in read
            for skill in {*reading.asked, *reading.welcome} & {*one["asks"], *one["nice"]}
        ]
        print(
            f"{half:<10} {len(postings):>8} {labels:>7} {told['precision']:>10.3f} {told['recall']:>7.3f} "
            f"{told['f1']:>6.3f} {sum(same) / len(same):>11.3f}"
        )
        if half == "tune" and "--misses" in sys.argv:
            for reading, one in read:
                got, wanted = {*reading.asked, *reading.welcome}, {*one["asks"], *one["nice"]}
                wrong = {s: [(h.words, h.line, h.meant) for h in reading.hits_of(s)] for s in got - wanted}
                unread = {s: [(h.words, h.meant) for h in reading.hits if h.skill == s] for s in wanted - got}
                print(f"  {one['slug']}: missed {unread} read in {wrong} {reading.stated}")


if __name__ == "__main__":
    main()
