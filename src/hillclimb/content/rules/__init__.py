"""Every rule of a pack, by its id; one function per rule, and no rule stops at the first problem."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from hillclimb.content.model import Problem
from hillclimb.content.reading import Found
from hillclimb.content.rules import advice, cards, figures, graph, interviews, labs, lessons, names, postings, questions

Rule: TypeAlias = Callable[[Found], Iterable[Problem]]

AT_THE_DOOR: Mapping[str, str] = MappingProxyType(
    {
        "P001": "every file that a pack needs is there and can be read",
        "P002": "the pack is of a format that this release reads",
        "P003": "every .toml file is TOML",
        "P004": "every key that must be there is there, and every value is of its kind",
        "P005": "no key is unknown",
    }
)

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "P006": names.no_uuid,
        "P007": names.uuid_twice,
        "P008": names.slug_twice,
        "P009": names.stray,
        "P010": names.not_utf8,
        "S001": graph.unknown_needs,
        "S002": graph.cycles,
        "S003": graph.later_needs,
        "S004": graph.hours,
        "S005": graph.priors,
        "S006": graph.areas,
        "S007": graph.can_do,
        "S008": graph.stages,
        "S009": graph.moves,
        "R001": graph.role_skills,
        "R002": graph.role_levels,
        "R003": graph.scale,
        "L001": labs.folder_name,
        "L002": labs.missing_files,
        "L003": labs.few_hints,
        "L004": labs.teaches,
        "L005": labs.unknown_skills,
        "L006": labs.wrong_without_reason,
        "L007": labs.few_wrong,
        "L008": labs.wrong_files,
        "L009": labs.numbers,
        "L010": labs.entry,
        "L011": labs.equivalents,
        "L012": labs.unwritten,
        "L013": labs.few_explain,
        "L014": labs.given,
        "T001": lessons.stray_lessons,
        "T002": lessons.lesson_title,
        "T003": lessons.stop_and_think,
        "T004": lessons.go_further,
        "T005": lessons.lesson_fences,
        "T006": lessons.no_lesson,
        "T007": figures.unpictured,
        "T008": figures.stray_figures,
        "T009": figures.no_figure,
        "C001": lessons.no_back,
        "C002": lessons.stray_cards,
        "C003": lessons.card_code,
        "C004": lessons.few_cards,
        "C005": lessons.long_back,
        "C006": cards.number_cards,
        "C007": cards.order_cards,
        "C008": cards.stray_parts,
        "Q001": questions.one_right,
        "Q002": questions.stray_questions,
        "Q003": questions.unworkable,
        "Q004": questions.mistake_is_right,
        "Q005": questions.placeholders,
        "Q006": questions.incomplete,
        "Q007": questions.equal_choices,
        "Q008": questions.draws,
        "Q009": questions.few_questions,
        "Q010": questions.difficulty,
        "Q011": questions.near_zero,
        "Q012": questions.hidden_values,
        "I001": interviews.stray_interviews,
        "I002": interviews.thin,
        "I003": interviews.answer_misses,
        "I004": interviews.mistake_is_right,
        "I005": interviews.few_interviews,
        "I006": interviews.code,
        "V001": advice.strange_names,
        "V002": advice.thin_advice,
        "V003": advice.advice_twice,
        "A001": postings.strange_aliases,
        "A002": postings.empty_words,
    }
)
