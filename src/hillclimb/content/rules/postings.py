"""Rules about the words by which job advertisements name skills."""

from __future__ import annotations

from collections.abc import Iterator

from hillclimb.content.aliases import Vocabulary
from hillclimb.content.model import Problem
from hillclimb.content.reading import Found
from hillclimb.content.tables import nearest


def strange_aliases(found: Found) -> Iterator[Problem]:
    """Rule A001: the words of job advertisements ask for skills that the pack defines, each skill once."""
    skills, seen = {skill.slug for skill in found.skills}, set[str]()
    for alias in found.vocabulary.aliases:
        if alias.skill not in skills:
            message = f"words for {alias.skill!r}, which no file defines"
            yield Problem(rule="A001", place=alias.place, message=message, hint=nearest(alias.skill, skills))
        elif alias.skill in seen:
            message = f"words for {alias.skill!r} twice"
            yield Problem(rule="A001", place=alias.place, message=message, hint="put them into one table")
        seen.add(alias.skill)


def empty_words(found: Found) -> Iterator[Problem]:
    """Rule A002: words of job advertisements hold two letters or more, and stand once in their list."""
    vocabulary: Vocabulary = found.vocabulary
    lists = [(alias.place, (*alias.words, *alias.cased)) for alias in vocabulary.aliases]
    lists += [(wording.place, wording.words) for wording in vocabulary.wordings]
    for place, words in lists:
        folded = [words.casefold().strip() for words in words]
        for one in dict.fromkeys(folded):
            if sum(letter.isalnum() for letter in one) < 2:
                yield Problem(rule="A002", place=place, message=f"{one!r} has fewer than two letters")
            elif folded.count(one) > 1:
                yield Problem(rule="A002", place=place, message=f"{one!r} stands there twice")
