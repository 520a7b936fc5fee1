"""The script for somebody without Hillclimb: the two halves that check evidence, put together into one file."""

from __future__ import annotations

from pathlib import Path

SCRIPT = "verify_evidence.py"
_HEAD = '''#!/usr/bin/env python3
"""Check evidence and badges made with Hillclimb: one file, Python 3.9 or newer, nothing else to install.

    python3 verify_evidence.py linear.evidence.json

It checks Ed25519 signatures (RFC 8032) over evidence (in-toto statements in DSSE envelopes) and Open Badges (VC-JWT,
also within an SVG image), and says in plain words what they prove and what they do not. It runs nothing and asks no
network. Exit status: 0 everything holds, 1 something does not, 2 it cannot be read. Licence: Apache-2.0.
"""

from __future__ import annotations
'''
_TAIL = """

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
"""


def standalone() -> str:
    """Return the script that checks evidence with nothing but Python's standard library."""
    folder = Path(__file__).parent
    halves = [(folder / name).read_text(encoding="utf-8") for name in ("ed25519.py", "examining.py")]
    parts = [half.partition("from __future__ import annotations\n")[2] for half in halves]
    kept = [line for line in parts[1].splitlines() if not line.startswith("from hillclimb.")]
    return _HEAD + parts[0].rstrip() + "\n\n" + "\n".join(kept).strip() + "\n" + _TAIL
