"""Judge thousands of good, wrong, broken and hostile submissions: every verdict right, nothing left, no growth.

    python bench/soak.py --checks 2000 [--no-jail] [--all-attacks]

Prints one JSON object: counts by kind and ending, seconds, memory at each tenth, what was left. Exits with 1 if any
verdict was wrong, memory grew by more than a tenth after the first fifth, or anything was left.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from hillclimb.testing import Arena, descendants, read_attacks
from hillclimb.testing.arena import HONEST

ROOT = Path(__file__).parents[1]
# Attacks that wait for the time limit, or fill memory or disk, take seconds: they come seldom.
SLOW = (
    "never ends", "ignores", "stops itself", "burns", "endless", "without end", "frame that never", "eats", "fills",
    "huge", "counts", "floods", "recurses",
)  # fmt: skip
WRONG = {
    "double": (
        "def double(x):\n    return x + 2\n",
        "def double(x):\n    return [x, x]\n",
        "def double(x):\n    pass\n",
    ),
    "plane": (
        "def predict(X, y, X_new):\n    return X_new[:, 0]\n",
        "import numpy as np\ndef predict(X, y, X_new):\n    return np.full(len(X_new), y.mean())\n",
        "import numpy as np\ndef predict(X, y, X_new):\n    return np.full((len(X_new), 1), np.nan)\n",
    ),
}
BROKEN = (
    "def doubel(x:\n",
    "import torch\n",
    "x = 1\n",
    "1 / 0\n",
    "raise SystemExit(0)\n",
    "import os\nos._exit(0)\n",
    "",
)


def submissions(arena: Arena, checks: int, *, every: bool):
    """Yield (kind, lab, code, endings that are right), the same ones every time."""
    luck = random.Random(1)
    attacks = {
        name: attack
        for name, (_, attack) in read_attacks(ROOT / "tests" / "attacks").items()
        if attack.runs == 1 and not arena.lacks(attack)
    }
    quick = [name for name in attacks if not any(word in name for word in SLOW)]
    slow = [name for name in attacks if name not in quick]
    for i in range(checks):
        lab = luck.choice(("double", "plane"))
        match luck.choices(("good", "wrong", "broken", "hostile"), (4, 2, 1, 3))[0]:
            case "good":
                yield "good", lab, HONEST[lab], ("passed",)
            case "wrong":
                yield "wrong", lab, luck.choice(WRONG[lab]), ("failed",)
            case "broken":
                yield "broken", lab, luck.choice(BROKEN), ("broken",)
            case _:
                name = luck.choice(slow if slow and (every or i % 50 == 0) and luck.random() < 0.5 else quick)
                attack = attacks[name]
                yield f"hostile: {name}", attack.lab, arena.submission(attack), attack.ends


def resident_mb() -> float:
    """Return the memory of this process and of all below it, shared pages counted by their share."""
    total = 0
    for process in ("self", *map(str, descendants(os.getpid()))):
        try:
            text = Path(f"/proc/{process}/smaps_rollup").read_text()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return total / 1024


def main() -> int:
    """Soak, print the report, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checks", type=int, default=2000)
    parser.add_argument("--no-jail", action="store_true")
    parser.add_argument("--all-attacks", action="store_true", help="slow attacks as often as quick ones")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        arena = Arena(Path(folder), jail=not asked.no_jail, plain=False)
        jails = [arena.judge.warm(lab) for lab in arena.labs.values()]
        before, began = arena.traces(), time.monotonic()
        kinds, endings, wrong, memory = Counter(), Counter(), [], []
        for i, (kind, lab, code, right) in enumerate(submissions(arena, asked.checks, every=asked.all_attacks)):
            verdict = arena.grade(lab, code)
            kinds[kind.split(":")[0]] += 1
            endings[verdict.ending.value] += 1
            if verdict.ending.value not in right:
                wrong.append(
                    {"kind": kind, "ending": verdict.ending.value, "says": verdict.headline, "hint": verdict.hint}
                )
            if i % max(1, asked.checks // 10) == 0:
                memory.append(round(resident_mb(), 1))
        memory.append(round(resident_mb(), 1))
        seconds = time.monotonic() - began
        left, out = arena.traces().left(before), arena.messages()
        same = [arena.judge.warm(lab) for lab in arena.labs.values()] == jails
        arena.close()
    grown = memory[-1] > 1.1 * max(memory[1:3])
    report = {
        "checks": asked.checks,
        "seconds": round(seconds, 1),
        "kinds": kinds,
        "endings": endings,
        "wrong": wrong,
        "memory_mb": memory,
        "left": left,
        "same_jails": same,
        "messages_out": out,
    }
    print(json.dumps(report, indent=1))
    return int(bool(wrong or left or out or grown or not same))


if __name__ == "__main__":
    sys.exit(main())
