"""A pack's words for job advertisements are read, and held against their rules."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hillclimb.content import Cue, check_pack, read_pack, read_vocabulary
from hillclimb.content.rules import postings

from .conftest import REAL, Copy


def rules(folder: Path) -> list[str]:
    return [problem.rule for problem in check_pack(read_pack(folder)) if "postings" in problem.place.file]


def test_a_pack_without_words_is_fine(copy: Copy):
    copy.remove("postings")
    vocabulary, problems = read_vocabulary(copy.folder)
    assert (vocabulary.aliases, vocabulary.wordings, problems) == ((), (), ())
    assert rules(copy.folder) == []


def test_the_words_of_the_real_pack_are_sound():
    vocabulary, problems = read_vocabulary(REAL)
    assert not problems
    found = replace(read_pack(REAL).found, vocabulary=vocabulary)
    assert [*postings.strange_aliases(found), *postings.empty_words(found)] == []
    assert set(vocabulary.cues) == set(Cue)


def test_words_are_read_with_their_place(copy: Copy):
    path = copy.folder / "postings" / "aliases.toml"
    path.write_text('[[alias]]\nskill = "no-such"\nwords = ["C", "big data", "Big data"]\n', encoding="utf-8")
    (alias,) = read_vocabulary(copy.folder)[0].aliases
    assert (alias.skill, alias.words, str(alias.place)) == (
        "no-such",
        ("C", "big data", "Big data"),
        "postings/aliases.toml:1",
    )
    assert rules(copy.folder) == ["A001", "A002", "A002"]


def test_words_for_a_skill_twice_are_a_problem(copy: Copy):
    skill = read_pack(copy.folder).found.skills[0].slug
    one = f'[[alias]]\nskill = "{skill}"\nwords = ["python"]\n'
    (copy.folder / "postings" / "aliases.toml").write_text(one + one, encoding="utf-8")
    assert rules(copy.folder) == ["A001"]


def test_a_strange_cue_is_a_problem(copy: Copy):
    body = '[[wording]]\ncue = "shouting"\nwords = ["rockstar"]\n'
    (copy.folder / "postings" / "wording.toml").write_text(body, encoding="utf-8")
    assert rules(copy.folder) == ["P004"]
