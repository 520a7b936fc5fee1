"""Lay out a pack's skill graph with Graphviz and keep the places in its map.json: draw_map.py PACK [--check].

Places depend only on the graph, never on progress, so nodes stay where a learner remembers them. Run it again when
skills or their needs change; a pack without a map (or with one that lacks a skill) is laid out by the app itself.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from hillclimb.content import Pack, read_pack

ACROSS, UP = 26.8, 31.0  # pixels per inch of Graphviz: 34 pixels from node to node, 31 from row to row
MARGIN = 24


def dot_source(pack: Pack) -> str:
    """Return the graph in the DOT language, drawn from the bottom up."""
    lines = [
        "digraph { rankdir=BT; nodesep=0.12; ranksep=0.5; splines=false; mclimit=8; nslimit=8;",
        'node [shape=box, width=1.15, height=0.5, fixedsize=true, label=""]; edge [arrowhead=none];',
    ]
    lines += [f'"{slug}";' for slug in pack.graph]
    lines += [f'"{need}" -> "{slug}";' for slug, skill in pack.graph.skills.items() for need in skill.needs]
    return "\n".join([*lines, "}"])


def places(pack: Pack) -> dict[str, list[float]]:
    """Return skill slug -> [x, y] in pixels, the top left corner at 0."""
    dot = subprocess.run(["dot", "-Tplain"], input=dot_source(pack), capture_output=True, text=True, check=True)
    found: dict[str, tuple[float, float]] = {}
    for line in dot.stdout.splitlines():
        words = line.split()
        if words[0] == "node":
            found[words[1].strip('"')] = float(words[2]), float(words[3])
    left = min(x for x, _ in found.values())
    top = max(y for _, y in found.values())
    return {
        slug: [round(MARGIN + (x - left) * ACROSS, 1), round(MARGIN + (top - y) * UP, 1)]
        for slug, (x, y) in sorted(found.items())
    }


def main(folder: Path, *, check: bool) -> int:
    """Write map.json, or say whether it lacks a skill."""
    pack = read_pack(folder).pack
    if pack is None:
        sys.exit(f"{folder} cannot be read; run `hillclimb pack check`")
    target = folder / "map.json"
    if check:
        stored = json.loads(target.read_text(encoding="utf-8"))["skills"]
        missing = sorted(set(pack.graph) ^ set(stored))
        print(f"{target}: {'not as in the graph: ' + ', '.join(missing) if missing else 'complete'}")
        return int(bool(missing))
    rows = ",\n".join(f'    "{slug}": [{x}, {y}]' for slug, (x, y) in places(pack).items())
    target.write_text(f'{{\n  "version": 1,\n  "skills": {{\n{rows}\n  }}\n}}\n', encoding="utf-8")
    print(f"{target}: {len(pack.graph)} skills")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), check="--check" in sys.argv[2:]))
