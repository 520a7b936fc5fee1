"""Pictures drawn as SVG: the badge, and where a score lies between the baseline and the best possible."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from html import escape
from typing import Any

BADGE_SPACE = "https://purl.imsglobal.org/ob/v3p0"
_FONT = "font-family=\"system-ui, 'Segoe UI', 'Noto Sans', sans-serif\""


def badge_picture(title: str, steps: int, *, token: str = "") -> str:
    """Return a badge as SVG: a ridge with one step for each lab; with a token, the badge is inside the image."""
    lines = textwrap.wrap(title, 22)[:4]
    count = max(2, min(steps, 12))
    wide, high = 200 / count, 118 / count
    stairs = "".join(f"V{232 - high * n:.1f}H{60 + wide * n:.1f}" for n in range(1, count + 1))
    flag = f"M{260 - wide / 2:.1f} 114v-42l26 9l-26 9"
    words = "".join(
        f'<text x="160" y="{270 + 22 * n}" text-anchor="middle" {_FONT} font-size="17" font-weight="600" '
        f'fill="#12343b">{escape(line)}</text>'
        for n, line in enumerate(lines)
    )
    height = 290 + 22 * max(0, len(lines) - 1)
    held = f'<openbadges:credential verify="{escape(token)}"></openbadges:credential>' if token else ""
    space = f' xmlns:openbadges="{BADGE_SPACE}"' if token else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg"{space} viewBox="0 0 320 {height}" role="img" '
        f'aria-label="{escape("Hillclimb badge: " + title, quote=True)}">{held}'
        f"<title>{escape('Hillclimb badge: ' + title)}</title>"
        f'<rect x="4" y="4" width="312" height="{height - 8}" rx="28" fill="#f6f3ea" '
        'stroke="#1f6f78" stroke-width="6"/>'
        '<circle cx="86" cy="74" r="22" fill="#e8a33d"/>'
        '<path d="M40 236L118 120L160 176L206 96L284 236Z" fill="#cfe0dc"/>'
        f'<path d="M60 236V232{stairs}V236Z" fill="#1f6f78"/>'
        f'<path d="{flag}" fill="#c8553d" stroke="#12343b" stroke-width="3" stroke-linejoin="round"/>'
        f"{words}</svg>\n"
    )


def score_picture(score: Mapping[str, Any]) -> tuple[str, str]:
    """Return (SVG, what it shows): a score and its error between the naive baseline and the best possible."""

    def x(share: float) -> float:
        return 20 + 560 * min(max(share, -0.05), 1.05)

    share, error, bar = float(score["share"]), float(score["error"]), float(score["bar"])
    told = f"Score {share:.2f} ± {error:.2g} of the way from the naive baseline to the best possible; {bar:g} passes."
    drawn = (
        f'<svg class="score" viewBox="0 0 600 88" role="img" aria-label="{escape(told, quote=True)}">'
        f'<line class="axis" x1="{x(0):.1f}" y1="40" x2="{x(1):.1f}" y2="40"/>'
        f'<line class="bar" x1="{x(bar):.1f}" y1="22" x2="{x(bar):.1f}" y2="58"/>'
        f'<line class="error" x1="{x(share - error):.1f}" y1="40" x2="{x(share + error):.1f}" y2="40"/>'
        f'<circle class="value" cx="{x(share):.1f}" cy="40" r="8"/>'
        f'<text x="{x(0):.1f}" y="78">baseline {float(score["baseline"]):.4g}</text>'
        f'<text x="{x(1):.1f}" y="78" text-anchor="end">best possible {float(score["best"]):.4g}</text>'
        f'<text x="{x(bar):.1f}" y="16" text-anchor="middle">passes</text></svg>'
    )
    return drawn, told


def traffic_picture(timeline: Mapping[str, Any]) -> tuple[str, str]:
    """Return (SVG, what it shows): how long a service's answers took over time; both empty without any."""
    buckets = [one for one in timeline.get("buckets", ()) if one.get("p95")]
    if len(buckets) < 2:
        return "", ""
    top = max(float(one["p95"]) for one in buckets)
    last = max(float(one["at"]) for one in buckets) or 1.0

    def line(name: str) -> str:
        spots = [(40 + 540 * float(one["at"]) / last, 120 - 100 * float(one.get(name) or 0) / top) for one in buckets]
        return " ".join(f"{across:.1f},{up:.1f}" for across, up in spots)

    told = f"Latency over {last:.1f} s of traffic: the median and (dashed) the slowest twentieth, up to {top:.0f} ms."
    drawn = (
        f'<svg class="traffic" viewBox="0 0 600 150" role="img" aria-label="{escape(told, quote=True)}">'
        f'<line class="axis" x1="40" y1="120" x2="580" y2="120"/><text x="2" y="26">{top:.0f} ms</text>'
        f'<text x="580" y="142" text-anchor="end">{last:.1f} s</text>'
        f'<polyline class="slow" points="{line("p95")}"/><polyline class="value" points="{line("p50")}"/></svg>'
    )
    return drawn, told
