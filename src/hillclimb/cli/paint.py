"""Words for a terminal: colour only where it is wanted, and verdicts, plans and beliefs as text."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hillclimb.actions import Report, State
    from hillclimb.content import Lab
    from hillclimb.grading import Bill, Checked, Timeline, Verdict

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
_MARKS = {"passed": ("green", "✓"), "failed": ("red", "✗"), "skipped": ("dim", "·")}


def colourful() -> bool:
    """Return whether standard output is a terminal that wants colour (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def ink(text: str, *styles: str) -> str:
    """Return text in a style where colour is wanted, else as it is."""
    if not colourful():
        return text
    return "".join(f"\033[{_CODES[style]}m" for style in styles) + text + "\033[0m"


def wrapped(text: str, indent: str = "", hanging: str | None = None) -> str:
    """Return prose wrapped to the terminal, at most 100 columns."""
    columns = getattr(sys.stdout, "columns", None) or shutil.get_terminal_size((100, 24)).columns
    width = min(100, max(40, columns))
    lines = text.splitlines() or [""]
    after = indent if hanging is None else hanging
    filled = [
        textwrap.fill(line, width, initial_indent=indent if not i else after, subsequent_indent=after)
        for i, line in enumerate(lines)
    ]
    return "\n".join(filled)


def limits_line(lab: Lab) -> str:
    """Return what a run may use, in one line."""
    limits = lab.limits
    cores = f"{limits.threads} core{'s' if limits.threads > 1 else ''}"
    return f"{lab.title}: {limits.seconds:g} s, {limits.memory_mb} MB, {cores}, no network, no other processes"


def check_lines(check: Checked, *, example: bool) -> str:
    """Return one check: its mark and name, and what a failure says."""
    colour, mark = _MARKS[check.outcome.value]
    lines = [f"  {ink(mark, colour)} {check.name}"]
    if check.message and check.outcome.value != "passed":
        lines.append(wrapped(check.message, "      "))
    elif check.message:
        lines.append(ink(wrapped(check.message, "      "), "dim"))
    if example and check.example is not None:
        shown = [(name, value) for name, value in check.example.given.items()]
        pairs = [*shown, ("expected", check.example.expected), ("got", check.example.got)]
        if check.example.tolerance:
            pairs.append(("tolerance", check.example.tolerance))
        for name, value in pairs:
            if value:
                lines.append(labelled(name, value))
    if example and check.example is not None and check.example.request is not None:
        lines.append(f"      {ink('again', 'dim')}      hillclimb run --replay")
    if check.outcome.value == "failed" and check.lesson:
        lines.append(f"      {ink('read', 'dim')}       hillclimb lesson {check.lesson}")
    return "\n".join(lines)


def labelled(name: str, value: str) -> str:
    """Return a value of any number of lines beside its name."""
    first, *rest = value.splitlines() or [""]
    label = ink(f"{name:<10}", "cyan")
    return "\n".join([f"      {label} {first}", *(f"      {'':<10} {line}" for line in rest)])


def verdict_tail(verdict: Verdict) -> Iterator[str]:
    """Yield what follows the checks: the ending, frames, output, score and protections."""
    colour = {"passed": "green", "failed": "red", "broken": "red", "stopped": "yellow", "unjudged": "yellow"}
    yield ""
    yield ink(wrapped(verdict.headline), "bold", colour[verdict.ending.value])
    if verdict.hint:
        yield wrapped(verdict.hint)
    for frame in verdict.frames:
        yield f"  {frame}"
    if verdict.output.strip():
        yield ink("Your code printed:", "dim")
        lines = verdict.output.rstrip().splitlines()
        yield from (f"  | {line}" for line in lines[:20])
        if len(lines) > 20:
            yield f"  | … {len(lines) - 20} more lines"
    if verdict.timeline is not None:
        yield from timeline_lines(verdict.timeline)
    if verdict.bill is not None:
        yield from bill_lines(verdict.bill)
    if verdict.score is not None:
        score = verdict.score
        yield (
            f"Score: {score.value:.4g} on average over {score.draws} fresh data sets; "
            f"naive baseline {score.baseline:.4g}, best possible {score.best:.4g}"
        )
        yield f"       {_scale(score.share, score.bar)}  {score.share:.2f} ± {score.error:.2g}, bar {score.bar:g}"
    if verdict.missing:
        yield ink(f"Not protected by: {', '.join(verdict.missing)} (this system does not allow it).", "yellow")
    yield ink(f"Judged in {verdict.seconds:.2f} s. Protections: {', '.join(verdict.protections) or 'none'}.", "dim")


def timeline_lines(line: Timeline) -> Iterator[str]:
    """Yield a table of traffic over time: at most a dozen rows, and what the judge did when."""
    step = -(-len(line.buckets) // 12)
    rows = [line.buckets[first : first + step] for first in range(0, len(line.buckets), step)]
    yield ink("Traffic (latency in ms, from when a request was due):", "dim")
    yield ink("   from s  requests  errors     p50     p95     p99", "dim")
    for row in rows:
        worst = [max((getattr(part, name) or 0.0 for part in row), default=0.0) for name in ("p50", "p95", "p99")]
        shown = "".join(f"{value:>8.0f}" if value else f"{'–':>8}" for value in worst)
        requests, errors = sum(part.requests for part in row), sum(part.errors for part in row)
        did = [mark.what for mark in line.marks if row[0].at <= mark.at < row[-1].at + line.width]
        note = f"   {', '.join(did)}" if did else ""
        yield f"  {row[0].at:>7.2f}  {requests:>8}  {errors:>6}{shown}{note}"


def bill_lines(bill: Bill) -> Iterator[str]:
    """Yield the bill: how many of what, at which price, and what is left."""
    from hillclimb.grading import euros

    yield ink("The bill (€):", "dim")
    for entry in bill.entries:
        label = entry.label if len(entry.label) <= 44 else f"{entry.label[:43]}…"
        money = f"{euros(entry.price):<9} {euros(entry.amount, sign=True):>12}"
        yield f"  {entry.way.value:<6}  {label:<44}  {entry.count:>10,.6g} × {money}"
    yield f"  {'left':<6}  {'':<44}  {'':>10}   {'':<9} {ink(f'{euros(bill.total, sign=True):>12}', 'bold')}"


def _scale(share: float, bar: float, width: int = 30) -> str:
    def cell(value: float) -> int:
        return max(0, min(width - 1, round(value * (width - 1))))

    line = ["─"] * width
    line[cell(bar)] = "┃"
    line[cell(share)] = "●"
    return "".join(line)


def report_tail(report: Report) -> Iterator[str]:
    """Yield what a verdict changed."""
    if not report.recorded:
        if report.verdict.ending.value != "unjudged":
            yield ink("Not recorded (--from without --record).", "dim")
        return
    yield ""
    for moved in report.moved:
        arrow = f"{moved.before:.0%} → {moved.after:.0%}"
        yield f"  {moved.title:<44} {ink(arrow, 'bold')}   {ink(f'hillclimb why {moved.skill}', 'dim')}"
    for sentence in report.plan:
        yield wrapped(sentence, "  ")
    if report.explain:
        yield wrapped(f"{report.explain} questions about what you built joined your reviews.", "  ")


def bar(value: float, low: float, high: float, width: int = 20) -> str:
    """Return a belief as a bar: filled to `value`, its interval in lighter cells."""
    cells = []
    for i in range(width):
        at = (i + 0.5) / width
        cells.append("█" if at <= min(value, low) else "▓" if at <= value else "░" if at <= high else "·")
    return "".join(cells)


def status_lines(state: State) -> Iterator[str]:
    """Yield where the learner stands, area by area."""
    pack, role = state.pack, state.role
    found = state.forecast
    yield ink(f"Towards: {role.title}", "bold")
    if not state.tasks:
        yield f"Every level that {role.title} asks for is believed to be reached. Where next? hillclimb begin"
    elif found is not None:
        yield (
            f"Forecast: as likely as not by {found.p50:%-d %B %Y} (P50), four times in five by "
            f"{found.p80:%-d %B %Y} (P80); {found.hours_left:.0f} h of work left at {sum(state.hours):g} h a week"
        )
        day = state.deadline
        if day is not None and day > state.today:
            yield f"By {day:%-d %B %Y}: {found.chance_by(day):.0%}" + ink("  hillclimb deadline", "dim")
    else:
        yield wrapped(state.plan.note or "No forecast: no study hours are set.")
    yield ""
    for area in pack.areas:
        skills = [slug for slug in pack.graph if pack.graph[slug].area == area.slug and role.levels.get(slug, 0) > 0]
        if not skills:
            continue
        mean = sum(state.beliefs[slug].p for slug in skills) / len(skills)
        yield ink(f"{area.title}", "bold") + ink(f"  {mean:.0%} over {len(skills)} skills", "dim")
        for slug in skills:
            belief = state.beliefs[slug]
            shown = bar(belief.p, belief.low, belief.high)
            mark = " " if belief.proven else "?"
            span = ink(f"({belief.low:.0%} to {belief.high:.0%})", "dim")
            yield f"  {slug:<26} {shown} {belief.p:>4.0%}{mark} {span}"
    yield ink("? = nothing but your background or neighbouring skills speaks for it yet", "dim")
    yield ""
    yield from week_lines(state, 0)
    yield ""
    yield from next_lines(state)


def week_lines(state: State, number: int) -> Iterator[str]:
    """Yield one week of the plan."""
    if number >= len(state.plan.weeks):
        return
    week = state.plan.weeks[number]
    away = ", ".join(dict.fromkeys(absence.why for absence in week.away))
    less = ink(f"  less by {away}", "dim") if away else ""
    yield ink(f"Week {week.number}, from {week.start:%-d %B %Y}, {week.hours:.1f} h", "bold") + less
    for item in week.items:
        part = f" (part {item.part} of {item.parts})" if item.parts > 1 else ""
        outside = ink("  outside this pack", "dim") if item.task.outside else ""
        yield f"  {item.hours:>4.1f} h  {item.task.title}{part}{outside}"


def next_lines(state: State) -> tuple[str, str, str]:
    """Return the next step in three lines: what, why, and what to type."""
    step = state.step
    minutes = f" (about {step.minutes} minutes)" if step.minutes else ""
    return (
        f"{ink('Next:', 'bold')} {step.what}{minutes}",
        f"Why:  {step.why}",
        f"Type: {ink(step.command, 'cyan')}",
    )


def why_lines(body: Mapping[str, Any]) -> Iterator[str]:
    """Yield the evidence behind a belief, from the JSON of `why`."""
    yield (
        ink(f"{body['title']}: {body['belief']:.0%}", "bold")
        + f"  ({body['low']:.0%} to {body['high']:.0%}, 80 % interval)"
    )
    yield wrapped(body["can_do"])
    if not body["proven"]:
        yield wrapped("Nothing direct has been seen yet: this is your background and what neighbouring skills suggest.")
    yield ""
    yield f"  {'weight':>7}  {'date':<10}  evidence"
    yield f"  {body['prior']:>+7.2f}  {'':<10}  where everyone starts on this skill"
    for item in body["evidence"]:
        day = item["at"][:10] if item["at"] else ""
        through = f", through {item['via']}" if item["via"] else ""
        yield wrapped(f"{item['note']}{through}", f"  {item['weight']:>+7.2f}  {day:<10}  ", " " * 23)
    yield f"  {body['logit']:>+7.2f}  {'':<10}  in all (logits; 0 is even odds, +1.7 is 85 %)"
    change = body["would_change"]
    if change:
        name = f"the lab {change['slug']}" if change["kind"] == "lab" else "a question"
        again = "" if change["kind"] == "lab" else f" (hillclimb contest {body['skill']} --know)"
        yield wrapped(
            f"Most would change with {name}{again}: {change['if_right']:.0%} if it goes right, "
            f"{change['if_wrong']:.0%} if not."
        )
    if body["needs"]:
        yield f"Needs: {', '.join(body['needs'])}"
    if body["opens"]:
        yield f"Opens: {', '.join(body['opens'])}"
