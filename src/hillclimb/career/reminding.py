"""Reminders of applications as a calendar file (iCalendar, RFC 5545) that any calendar can import or follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from hillclimb.career.tracking import Application

_OCTETS = 75


def reminders(found: Iterable[Application], *, at: datetime) -> str:
    """Return the next actions of applications as all-day events, each with an alarm at nine in the morning."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Hillclimb//postings//EN", "CALSCALE:GREGORIAN"]
    for one in found:
        day = one.next_on
        if day is None or one.ended:
            continue
        what = f"{one['next'] or 'Follow up'}: {' at '.join(filter(None, (one['title'], one['employer'])))}"
        told = "\n".join(filter(None, (f"Stage: {one.stage}", one["contact"], one["note"], one["source"])))
        lines += [
            "BEGIN:VEVENT",
            f"UID:{one.uuid}@hillclimb",
            f"DTSTAMP:{at:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(what)}",
            f"DESCRIPTION:{_escaped(told)}",
            "TRANSP:TRANSPARENT",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"DESCRIPTION:{_escaped(what)}",
            "TRIGGER:PT9H",
            "END:VALARM",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _escaped(text: str) -> str:
    text = "".join(letter for letter in text if letter == "\n" or letter.isprintable())
    for plain, told in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, told)
    return text


def _folded(line: str) -> Iterator[str]:
    """Yield a line in parts of at most 75 octets, no letter torn apart; each further part begins with a blank."""
    part = ""
    for letter in line:
        if len((part + letter).encode()) > _OCTETS:
            yield part
            part = " "
        part += letter
    yield part
