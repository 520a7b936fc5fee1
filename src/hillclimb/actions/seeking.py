"""What the log says of looking for a job."""

from __future__ import annotations

from hillclimb.record import (
    AlertSet,
    ApplicationNoted,
    Fact,
    FeedFollowed,
    FeedLeft,
    PostingDropped,
    PostingKept,
    PostingPlanned,
)


def told_of_seeking(fact: Fact) -> str:
    """Return a fact about looking for a job in words, nothing for another."""
    match fact:
        case PostingKept(title=title):
            return f"Kept the posting “{title}”"
        case PostingDropped():
            return "Put a posting aside"
        case PostingPlanned(levels=levels):
            return f"Raised the plan to a posting: {len(levels)} skills" if levels else "Took a posting out of the plan"
        case ApplicationNoted(says=says):
            about = ", ".join(f"{field} {text or 'cleared'}" for field, text in says.items() if field != "note")
            return f"Noted of an application: {about or 'a note'}"[:200]
        case FeedFollowed(url=url):
            return f"Followed the feed {url}"
        case FeedLeft(url=url):
            return f"Left the feed {url}"
        case AlertSet(name=name, places=places, words=words):
            return f"Set the alert {name}" if places or words else f"Took the alert {name} away"
    return ""
