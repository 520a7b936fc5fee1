"""Each rule finds a pack that is broken in its way, and only then."""

import re

import pytest

from hillclimb.content import Problem, check_pack, read_pack
from hillclimb.content.rules import AT_THE_DOOR, RULES

from .conftest import TINY, Copy

MOVED = "moved.toml"
SKILLS, ROLES, LAB = "skills/basics.toml", "roles.toml", "labs/double/lab.toml"
MUTANTS = "labs/double/mutants.toml"
EXPLAIN = "labs/double/explain.toml"
INTERVIEWS = "interviews/doubling.toml"
SCALING = "cards/scaling.toml"
CARDS, QUESTIONS, LESSON = "cards/doubling.toml", "questions/doubling.toml", "lessons/doubling.md"

# rule, part of the message, what is done to the tiny pack
BREAKS = [
    ("V001", "names the lab 'dooble'", lambda c: c.change("career/crossover.toml", '"double"', '"dooble"')),
    ("V001", "names the skill 'scalin'", lambda c: c.change("career/rubric.toml", '"scaling"', '"scalin"')),
    ("V001", "names the role 'halver'", lambda c: c.change("career/days.toml", '"doubler"', '"halver"')),
    ("V002", "no words for data", lambda c: c.change("career/crossover.toml", '["sheep", "herd*"]', '["*"]')),
    ("V002", "weighs 9", lambda c: c.change("career/team.toml", "weight = 3", "weight = 9")),
    ("V002", "without one lab or one skill", lambda c: c.change("career/days.toml", ', lab = "double"', "")),
    ("V003", "pattern 'herd' is there twice", lambda c: c.change("career/crossover.toml", '"wool"', '"herd"')),
    ("V003", "has two days", lambda c: c.add("career/days.toml", (TINY / "career/days.toml").read_text("utf-8"))),
    ("P001", "missing", lambda c: c.remove(ROLES)),
    ("P002", "format 9", lambda c: c.change("pack.toml", "format = 1", "format = 9")),
    ("P003", "not TOML", lambda c: c.add(CARDS, "=\n")),
    ("P004", "no 'front'", lambda c: c.drop(CARDS, "^front.*\n")),
    ("P005", "unknown key 'frond'", lambda c: c.add(CARDS, 'frond = "x"\n')),
    ("P006", "skill 'counting' has no uuid", lambda c: c.drop(SKILLS, "^uuid.*\n")),
    ("P006", "lab 'double' has no uuid", lambda c: c.drop(LAB, "^uuid.*\n")),
    ("P007", "card 'doubling-zero' has the uuid of 'doubling-is'", lambda c: c.change(CARDS, "000112", "000111")),
    ("P008", "card 'doubling-is' is already defined", lambda c: c.change(CARDS, '"doubling-zero"', '"doubling-is"')),
    ("P008", "skill 'counting' is already", lambda c: c.change(SKILLS, 'slug = "doubling"', 'slug = "counting"')),
    ("P009", "'lesson' is no part", lambda c: c.write("lesson/x.md", "# X\n")),
    ("P009", "only files that end in .toml", lambda c: c.write("cards/doubling.tml", "")),
    ("P010", "not UTF-8", lambda c: (c.folder / LESSON).write_bytes(b"# Title\n\xff\n")),
    ("S001", "needs 'countin'", lambda c: c.change(SKILLS, '["counting"]', '["countin"]')),
    ("S002", "counting -> scaling -> doubling -> counting", lambda c: c.change(SKILLS, "[]", '["scaling"]')),
    ("S002", "counting -> counting", lambda c: c.change(SKILLS, "[]", '["counting"]')),
    ("S003", "of stage 1 needs 'counting' of stage 2", lambda c: c.change(SKILLS, "stage = 1", "stage = 2")),
    ("S004", "takes 0 hours", lambda c: c.change(SKILLS, "hours = 4", "hours = 0")),
    ("S004", "takes -1 hours", lambda c: c.change(SKILLS, "hours = 4", "hours = -1")),
    ("S005", "assumes level 6 for 'python'", lambda c: c.change(SKILLS, "python = 1", "python = 6")),
    ("S006", "area 'basic' is not", lambda c: (c.folder / SKILLS).rename(c.folder / "skills" / "basic.toml")),
    ("S007", "no sentence", lambda c: c.change(SKILLS, "Can double", "Doubles")),
    ("S008", "of stage 7", lambda c: c.change(SKILLS, "stage = 2", "stage = 7")),
    ("S009", "goes to the unknown skill 'countin'", lambda c: c.change(MOVED, "counting = 1.0", "countin = 1.0")),
    ("S009", "by a share of 2", lambda c: c.change(MOVED, "counting = 1.0", "counting = 2.0")),
    ("R001", "requires 'scalin'", lambda c: c.change(ROLES, "scaling = 3", "scalin = 3")),
    ("R002", "requires level 6 of 'scaling'", lambda c: c.change(ROLES, "scaling = 3", "scaling = 6")),
    ("R003", "level scale", lambda c: c.change(ROLES, "cost = 0.5", "cost = 0.05")),
    ("R003", "level scale", lambda c: c.change(ROLES, "level = 5", "level = 6")),
    ("R003", "level scale", lambda c: c.drop(ROLES, r"\[\[level\]\]\nlevel = 3(.*\n){4}")),
    ("L001", "folder 'triple'", lambda c: (c.folder / "labs/double").rename(c.folder / "labs/triple")),
    ("L002", "no task.md", lambda c: c.remove("labs/double/task.md")),
    ("L002", "no grader.py", lambda c: c.remove("labs/double/grader.py")),
    ("L002", "no start/doubling.py", lambda c: c.remove("labs/double/start")),
    ("L003", "2 of at least 3 hints", lambda c: c.change("labs/double/hints.md", "## Think", "# Think")),
    ("L004", "teaches nothing", lambda c: c.drop(LAB, "^doubling = .*\n")),
    ("L004", "share 1.5", lambda c: c.change(LAB, "doubling = 1.0", "doubling = 1.5")),
    ("L005", "names 'countin'", lambda c: c.change(LAB, '["counting"]', '["countin"]')),
    ("L005", "names 'dubling'", lambda c: c.change(LAB, "doubling = 1.0", "dubling = 1.0")),
    ("L006", "no fails.toml", lambda c: c.remove("labs/double/wrong/misspelt/fails.toml")),
    ("L006", "either", lambda c: c.add("labs/double/wrong/misspelt/fails.toml", 'check = "doubles"\n')),
    ("L006", "either", lambda c: c.drop("labs/double/wrong/misspelt/fails.toml", "^ending.*\n")),
    ("L007", "2 of at least 3", lambda c: c.remove("labs/double/wrong/adds-two").remove("labs/double/wrong/misspelt")),
    ("L008", "no learner hands in", lambda c: c.write("labs/double/wrong/misspelt/dubling.py", "")),
    ("L008", "does not differ", lambda c: c.remove("labs/double/wrong/misspelt/doubling.py")),
    ("L009", "minutes = 0", lambda c: c.change(LAB, "minutes = 10", "minutes = 0")),
    ("L009", "limits.seconds = -5", lambda c: c.change(LAB, "seconds = 5", "seconds = -5")),
    ("L010", "imports 'dubling'", lambda c: c.change(LAB, 'entry = "doubling"', 'entry = "dubling"')),
    ("L010", "not inside", lambda c: c.change(LAB, '["doubling.py"]', '["doubling.py", "../x.py"]')),
    ("L010", "imports ''", lambda c: c.drop(LAB, "^entry.*\n")),
    ("P004", "no 'reason'", lambda c: c.write(MUTANTS, '[[equivalent]]\nchange = "a → b"\n')),
    ("L012", "not written: FILL IN: why", lambda c: c.add("labs/double/task.md", "FILL IN: why.\n")),
    ("L011", "is no change", lambda c: c.write(MUTANTS, '[[equivalent]]\nchange = "a"\nreason = "b"\n')),
    ("L011", "listed twice", lambda c: c.write(MUTANTS, 2 * '[[equivalent]]\nchange = "a → b"\nreason = "c"\n')),
    ("L013", "2 of at least 3", lambda c: c.drop(EXPLAIN, r"\[\[card\]\]\n(.+\n)+\n")),
    ("L014", "of kind 'module'", lambda c: c.add(LAB, '[service]\ndatabase = "sqlite"\n')),
    ("L014", "of kind 'module'", lambda c: c.add(LAB, '[service]\nsecrets = ["SIGNING_KEY"]\n')),
    ("L014", "secret 'PORT'", lambda c: c.add(LAB, '[service]\nsecrets = ["PORT"]\n')),
    ("L014", "secret 'api-key'", lambda c: c.add(LAB, '[service]\nsecrets = ["api-key"]\n')),
    ("L014", "secret 'A_KEY'", lambda c: c.add(LAB, '[service]\nsecrets = ["A_KEY", "A_KEY"]\n')),
    ("P004", "'database'", lambda c: c.add(LAB, '[service]\ndatabase = "postgresql"\n')),
    ("L013", "kind order", lambda c: c.change(EXPLAIN, 'kind = "recall"', 'kind = "order"\nsteps = ["a", "b", "c"]')),
    ("T001", "lesson for 'dubling'", lambda c: c.write("lessons/dubling.md", "# X\n")),
    ("T002", "begin with", lambda c: c.change(LESSON, "# Doubling", "Doubling")),
    ("T003", "Stop and think", lambda c: c.change(LESSON, "> **Stop and think.**", "Stop and think.")),
    ("T004", "no section", lambda c: c.change(LESSON, "## Go further", "## Sources")),
    ("T004", "1 of at least 2", lambda c: c.drop(LESSON, r"^- \[Multi.*\n")),
    ("T005", "language 'bash'", lambda c: c.change(LESSON, "```python", "```bash")),
    ("T005", "never closed", lambda c: c.add(LESSON, "```text\n")),
    ("T005", "no python block stands before", lambda c: c.add(LESSON, "```text\n```\n```output\n1\n```\n")),
    ("T006", "no lesson", lambda c: c.remove(LESSON)),
    ("T007", "no image stands below", lambda c: c.change(LESSON, "figures/doubling.svg", "figures/halving.svg")),
    ("T007", "what is seen", lambda c: c.change(LESSON, "![Two bars, the second twice as high as the first.]", "![]")),
    ("T007", "what it means", lambda c: c.change(LESSON, ' "Doubling adds as much as there was."', "")),
    ("T007", "no figure block draws", lambda c: c.change(LESSON, "```figure", "```text")),
    ("T009", "has no figure", lambda c: c.change(LESSON, "```figure", "```text")),
    ("T008", "missing", lambda c: c.remove("lessons/figures/doubling.svg")),
    ("T008", "no lesson draws", lambda c: c.write("lessons/figures/halving.svg", "<svg/>")),
    ("C001", "no back", lambda c: c.drop(CARDS, "^back.*\n")),
    ("C002", "cards for 'dubling'", lambda c: c.write("cards/dubling.toml", "")),
    ("C003", "lacks prints", lambda c: c.drop(CARDS, "^prints.*\n")),
    ("C003", "recall card", lambda c: c.change(CARDS, 'kind = "code"', 'kind = "recall"')),
    ("C004", "4 of at least 5", lambda c: c.drop(CARDS, r"^\[\[card\]\](.|\n)*?Adding.*\n")),
    ("C006", "does not say how near", lambda c: c.drop(SCALING, "^absolute.*\n")),
    ("C006", "uses 'cows'", lambda c: c.change(SCALING, "sheep * factor", "cows * factor")),
    ("C006", "never shows", lambda c: c.change(SCALING, "is {sheep} scaled", "are sheep scaled")),
    ("C006", "division by zero", lambda c: c.change(SCALING, "sheep * factor", "sheep / (factor - 3)")),
    ("C006", "cannot be filled in", lambda c: c.change(SCALING, "{sheep} times", "{cows} times")),
    ("C006", "from neither a list", lambda c: c.change(SCALING, "low = 3, high = 9", "low = 9, high = 3")),
    (
        "C006",
        "its answer can be 0",
        lambda c: c.change(SCALING, "absolute", "tolerance").change(SCALING, "* f", "* 0 * f"),
    ),
    ("C007", "2 steps", lambda c: c.change(SCALING, ', "Write the number down."', "")),
    ("C007", "twice", lambda c: c.change(SCALING, "Write the number down.", "Count the sheep.")),
    ("C008", "has steps", lambda c: c.change(SCALING, 'kind = "order"', 'kind = "recall"')),
    ("C008", "draws or has", lambda c: c.change(SCALING, 'kind = "number"', 'kind = "recall"')),
    ("C008", "has code", lambda c: c.change(SCALING, 'kind = "number"', 'kind = "number"\ncode = "1"')),
    ("C005", "74 words", lambda c: c.change(CARDS, '"Zero."', f'"{"zero " * 74}"')),
    ("Q001", "2 right", lambda c: c.change(QUESTIONS, '"[2]",', '"[2]", right = true,')),
    ("Q001", "0 right", lambda c: c.change(QUESTIONS, '"[1, 1]", right = true', '"[1, 1]"')),
    ("Q001", "2 choices", lambda c: c.drop(QUESTIONS, r'^  \{ text = "\[2\]".*\n')),
    ("Q002", "questions for 'dubling'", lambda c: c.write("questions/dubling.toml", "")),
    ("Q003", "uses 'z'", lambda c: c.change(QUESTIONS, '"2 * x - y"', '"2 * x - z"')),
    ("Q003", "uses 'squrt'", lambda c: c.change(QUESTIONS, '"2 * x - y"', '"squrt(x) - y"')),
    ("Q003", "cannot be worked out", lambda c: c.change(QUESTIONS, '"2 * x - y"', '"x / (y - y)"')),
    ("Q003", "cannot be worked out", lambda c: c.change(QUESTIONS, '"x * x - y"', '"log(0 - y)"')),
    ("Q003", "cannot be worked out", lambda c: c.change(QUESTIONS, '"2 * x - y"', '"2 *"')),
    ("Q003", "not a number", lambda c: c.change(QUESTIONS, '"x * x - y"', "\"'a'\"")),
    ("Q004", "right for x = 2", lambda c: c.change(QUESTIONS, "[3, 5, 7.5]", "[3, 5, 2]")),
    ("Q005", "KeyError('z')", lambda c: c.change(QUESTIONS, "{x} doubled", "{x} doubled {z}")),
    ("Q005", "cannot be filled in", lambda c: c.change(QUESTIONS, "{x} squared", "x^{2} squared")),
    ("Q006", "no answer", lambda c: c.drop(QUESTIONS, "^answer.*\n")),
    ("Q006", "near enough", lambda c: c.drop(QUESTIONS, "^tolerance.*\n")),
    ("Q006", "near enough", lambda c: c.change(QUESTIONS, "tolerance =", "absolute = 1\ntolerance =")),
    ("Q006", "1 of at least 2 mistakes", lambda c: c.drop(QUESTIONS, r'^  \{ value = "x \* x.*\n')),
    ("Q006", "has no code", lambda c: c.drop(QUESTIONS, r"^code = '''\n.*\n'''\n")),
    ("Q006", "has code", lambda c: c.change(QUESTIONS, 'kind = "choice"', 'kind = "choice"\ncode = "1"')),
    ("Q007", "'linearly' twice", lambda c: c.change(QUESTIONS, "logarithmically", "linearly")),
    ("Q008", "draws 'x'", lambda c: c.change(QUESTIONS, "[3, 5, 7.5]", "[]")),
    ("Q008", "draws 'y'", lambda c: c.change(QUESTIONS, "high = 1.5", "high = 0.5")),
    ("Q008", "add digits", lambda c: c.change(QUESTIONS, ", digits = 1", "")),
    ("Q008", "cannot be a name", lambda c: c.change(QUESTIONS, "n = { low", "max = { low")),
    ("Q009", "3 of at least 4", lambda c: c.drop(QUESTIONS, r"\[\[question\]\](.|\n)*?(?=\[\[)")),
    ("Q010", "difficulty 3", lambda c: c.change(QUESTIONS, "difficulty = 0.5", "difficulty = 3")),
    ("Q011", "can be 0", lambda c: c.change(QUESTIONS, '"2 * x - y"', '"x - x + 0 * y"')),
    ("I001", "questions for 'dubling'", lambda c: c.write("interviews/dubling.toml", "")),
    ("I002", "2 of at least 3 points", lambda c: c.drop(INTERVIEWS, "^  .*None stays none.*\n")),
    ("I002", "a point without words", lambda c: c.change(INTERVIEWS, '["constant"]', "[]")),
    ("I002", "no follow-up", lambda c: c.change(INTERVIEWS, '["And to half a sheep?"]', "[]")),
    (
        "I002",
        "no common wrong answer",
        lambda c: c.change(
            INTERVIEWS, '[{ said = "It adds two sheep.", why = "Only a herd of two grows by two." }]', "[]"
        ),
    ),
    ("I002", "90 minutes", lambda c: c.change(INTERVIEWS, "minutes = 2", "minutes = 90")),
    ("I003", "the point 'Multiply.'", lambda c: c.change(INTERVIEWS, '"multipl*", ', "")),
    ("I004", "makes 2 of 3", lambda c: c.change(INTERVIEWS, "adds two sheep", "is zero, or twice two")),
    ("I005", "1 of at least 2", lambda c: c.drop(INTERVIEWS, r"\[\[interview\]\]\n(.+\n)+\n")),
    ("I006", "not Python", lambda c: c.change(INTERVIEWS, "return herd + 2", "return herd +")),
    ("A001", "for 'countin'", lambda c: c.change("postings/aliases.toml", '"counting"', '"countin"')),
    ("A002", "stands there twice", lambda c: c.change("postings/aliases.toml", '"numbers"', '"Counting"')),
    ("Q012", "depends on 'y'", lambda c: c.change(QUESTIONS, ", less {y}", "")),
]


def test_the_tiny_pack_breaks_no_rule():
    assert check_pack(read_pack(TINY)) == ()


@pytest.mark.parametrize(("rule", "says", "damage"), BREAKS, ids=[f"{rule}-{says}" for rule, says, _ in BREAKS])
def test_a_rule_finds_what_it_is_about(copy: Copy, rule, says, damage):
    damage(copy)
    found = [problem for problem in copy.problems() if problem.rule == rule]
    assert any(says in problem.message for problem in found), [str(problem) for problem in copy.problems()]
    for problem in found:
        assert re.fullmatch(r"[\w./-]+", problem.place.file)


def test_every_rule_is_broken_once_in_these_tests():
    assert {rule for rule, _, _ in BREAKS} == {*AT_THE_DOOR, *RULES}


def test_every_rule_is_named_in_its_docstring():
    for rule, function in RULES.items():
        assert (function.__doc__ or "").startswith(f"Rule {rule}: ")


def test_all_problems_are_told_at_once_in_the_order_of_the_files(copy: Copy):
    copy.change(SKILLS, "hours = 2", "hours = 0").change(QUESTIONS, "difficulty = 0.5", "difficulty = 3")
    problems = copy.add(CARDS, "=\n").remove("labs/double/task.md").problems()
    assert {problem.rule for problem in problems} == {"P003", "C004", "L002", "Q010", "S004"}
    assert list(problems) == sorted(
        problems, key=lambda problem: (problem.place.file, problem.place.line, problem.rule)
    )


def test_a_problem_reads_as_place_rule_message_and_way_out(copy: Copy):
    [problem] = copy.change(ROLES, "scaling = 3", "scalin = 3").problems()
    assert isinstance(problem, Problem)
    assert str(problem) == (
        "roles.toml:63: R001: role 'scaler' requires 'scalin', which no file defines (did you mean 'scaling'?)"
    )


def test_a_skill_of_stage_0_may_need_any(copy: Copy):
    copy.change(SKILLS, "stage = 1", "stage = 0").change(SKILLS, "needs = []", "needs = []")
    copy.change(ROLES, "[[stage]]\nstage = 1", '[[stage]]\nstage = 0\ntitle = "Beside"\n\n[[stage]]\nstage = 1')
    copy.change(SKILLS, 'needs = ["doubling"]\nhours = 6.5\nstage = 2', 'needs = ["doubling"]\nhours = 6.5\nstage = 0')
    assert copy.problems() == ()


def test_an_empty_folder_is_checked_without_an_error(tmp_path):
    (tmp_path / "pack.toml").write_text("")
    assert "P004" in {problem.rule for problem in check_pack(read_pack(tmp_path))}
    assert [problem.rule for problem in check_pack(read_pack(tmp_path / "nowhere"))] == ["P001"]
