import pytest

from hillclimb.content import CardKind, QuestionKind, read_lab, read_pack

from .conftest import TINY, Copy


def test_a_sound_pack_is_read_whole_and_without_problems():
    reading = read_pack(TINY)
    pack = reading.pack
    assert reading.problems == ()
    assert tuple(pack.graph) == ("counting", "doubling", "scaling")
    assert pack.graph.order == ("counting", "doubling", "scaling")
    assert pack.graph["scaling"].hours == 6.5
    assert pack.graph["doubling"].prior == {"typed": 0, "python": 1}
    assert pack.roles["scaler"].levels == {"counting": 3, "doubling": 4, "scaling": 3}
    assert [level.cost for level in pack.levels] == [0, 0.15, 0.5, 1, 1.6, 2.6]
    assert pack.cards["counting-len"].kind is CardKind.CODE
    assert pack.cards["counting-len"].prints == "5"
    assert pack.questions["doubling-drawn"].kind is QuestionKind.NUMBER
    assert pack.questions["doubling-drawn"].draw["x"].pick == (3, 5, 7.5)
    assert pack.lessons == {"counting", "doubling", "scaling"}
    assert pack.lesson("counting").startswith("# Counting")
    assert len(pack.cards_of["doubling"]) == 5
    assert pack.questions_of["scaling"][0].slug == "scaling-order"


def test_a_lab_is_read_by_itself():
    lab, problems = read_lab(TINY / "labs" / "double", TINY)
    assert problems == ()
    assert lab == read_pack(TINY).pack.labs["double"]
    assert lab.limits.seconds == 5
    assert lab.files == ("doubling.py",)
    assert [hint.splitlines()[0] for hint in lab.hints] == [
        "Look at what you return",
        "Think of addition",
        "The line to write",
    ]
    assert lab.wrong == ("adds-two", "loses-fractions", "misspelt", "never-ends")
    assert str(lab.place) == "labs/double/lab.toml"


def test_limits_that_are_not_given_have_their_defaults(copy):
    copy.drop("labs/double/lab.toml", r"\[limits\](.|\n)*")
    lab, problems = read_lab(copy.folder / "labs" / "double", copy.folder)
    assert problems == ()
    assert (lab.limits.seconds, lab.limits.memory_mb, lab.limits.threads) == (20, 1024, 1)


def test_a_missing_lab_is_a_problem_not_an_error(tmp_path):
    lab, problems = read_lab(tmp_path / "labs" / "none", tmp_path)
    assert lab is None
    assert [(problem.rule, str(problem.place)) for problem in problems] == [("P001", "labs/none/lab.toml")]


@pytest.mark.parametrize("file", ["pack.toml", "roles.toml", "skills/basics.toml"])
def test_without_a_file_of_the_graph_there_is_no_pack(copy, file):
    reading = copy.remove(file).read()
    assert reading.pack is None
    assert "P001" in {problem.rule for problem in reading.problems}


def test_a_folder_that_is_no_pack_gives_one_problem(tmp_path):
    reading = read_pack(tmp_path / "nowhere")
    assert reading.pack is None
    assert [problem.rule for problem in reading.problems] == ["P001"]


def test_a_newer_format_gives_one_problem_that_says_what_to_do(copy):
    reading = copy.change("pack.toml", "format = 1", "format = 2").add("pack.toml", "flavour = 7\n").read()
    assert reading.pack is None
    [problem] = reading.problems
    assert problem.rule == "P002"
    assert str(problem.place) == "pack.toml:5"
    assert "format 2" in problem.message
    assert "update Hillclimb" in problem.hint
    assert copy.problems() == (problem,)


def test_a_broken_file_is_named_with_its_line_and_the_rest_is_read(copy):
    reading = copy.change("cards/counting.toml", 'back = "Ten."', "back = Ten.").read()
    [problem] = reading.problems
    assert (problem.rule, str(problem.place)) == ("P003", "cards/counting.toml:6")
    assert reading.pack.cards_of["counting"] == ()
    assert len(reading.pack.cards_of["doubling"]) == 5


@pytest.mark.parametrize(
    "body",
    [b"\xff\xfe\x00", b"a = " + b"[" * 5000, b"a = " + b"9" * 5000, b"\x00", b"[[card]", b"card = 3", b"card = [1]"],
    ids=["bytes", "depth", "digits", "nul", "header", "number", "list"],
)
def test_no_bytes_in_a_file_stop_the_reading(copy, body):
    (copy.folder / "cards" / "counting.toml").write_bytes(body)
    reading = copy.read()
    assert reading.problems
    assert {problem.place.file for problem in reading.problems} == {"cards/counting.toml"}
    assert len(reading.pack.cards_of["doubling"]) == 5


def test_what_cannot_be_opened_as_a_file_is_a_problem(copy):
    copy.remove("cards/counting.toml").write("cards/counting.toml/inside", "")
    assert [problem.rule for problem in copy.read().problems] == ["P001"]


def test_a_table_with_a_missing_key_is_left_out_and_named_with_its_line(copy):
    reading = copy.drop("questions/doubling.toml", r"^difficulty = 0\.0\n").read()
    [problem] = reading.problems
    assert (problem.rule, str(problem.place)) == ("P004", "questions/doubling.toml:18")
    assert "'doubling-prints'" in problem.message
    assert "doubling-prints" not in reading.pack.questions
    assert "doubling-grows" in reading.pack.questions


def test_a_wrong_value_is_named_with_the_line_of_its_key(copy):
    reading = copy.change("skills/basics.toml", "hours = 4", 'hours = "four"').read()
    [problem] = reading.problems
    assert (problem.rule, str(problem.place)) == ("P004", "skills/basics.toml:17")
    assert "'hours' must be a number, not 'four'" in problem.message


def test_an_unknown_key_is_named_with_the_one_that_was_meant_and_the_table_is_kept(copy):
    reading = copy.change("skills/basics.toml", "stage = 2", "stage = 2\nstag = 2").read()
    [problem] = reading.problems
    assert (problem.rule, str(problem.place)) == ("P005", "skills/basics.toml:29")
    assert problem.hint == "did you mean 'stage'?"
    assert "scaling" in reading.pack.graph


def test_headers_inside_texts_do_not_move_the_lines(copy):
    copy.change("cards/counting.toml", 'front = "Which', "code = '''\n[[card]]\nslug = 1\n'''\nfront = \"Which")
    places = [str(card.place) for card in copy.read().pack.cards_of["counting"]]
    assert places == ["cards/counting.toml:1", "cards/counting.toml:12"]


def test_windows_line_ends_and_a_byte_order_mark_are_read_alike(copy):
    path = copy.folder / "cards" / "doubling.toml"
    before = copy.read().pack.cards
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    reading = copy.read()
    assert reading.problems == ()
    assert reading.pack.cards == before


def test_the_pack_stays_sound_when_needs_are_unknown_or_circular(copy):
    copy.change("skills/basics.toml", "needs = []", 'needs = ["scaling", "nothing"]')
    graph = copy.read().pack.graph
    assert set(graph.order) == {"counting", "doubling", "scaling"}
    assert all(need in graph for skill in graph.skills.values() for need in skill.needs)
    assert graph.opens["counting"] == ("doubling",)


def test_what_points_to_nothing_is_left_out_of_the_pack_but_not_of_what_was_found(copy):
    copy.change("roles.toml", "scaling = 3", "scaling = 3\nflying = 2")
    copy.change("labs/double/lab.toml", "doubling = 1.0", "doubling = 1.0\nflying = 0.5")
    copy.write("cards/flying.toml", '[[card]]\nslug = "wing"\nkind = "recall"\nfront = "?"\nback = "!"\n')
    reading = copy.write("lessons/flying.md", "# Flying\n").read()
    assert "flying" not in reading.pack.roles["scaler"].levels
    assert reading.pack.labs["double"].teaches == {"doubling": 1.0}
    assert "wing" not in reading.pack.cards
    assert "flying" not in reading.pack.lessons
    assert "flying" in reading.found.lessons
    assert reading.found.labs[0].teaches == {"doubling": 1.0, "flying": 0.5}


def test_things_without_a_uuid_and_labs_without_their_files_are_left_out(copy):
    copy.drop("cards/counting.toml", r'^uuid = ".*"\n')
    reading = copy.remove("labs/double/grader.py").read()
    assert "counting-next" not in reading.pack.cards
    assert reading.pack.labs == {}


def test_of_two_things_with_one_slug_the_first_is_kept(copy):
    copy.change("cards/doubling.toml", 'slug = "doubling-zero"', 'slug = "doubling-is"')
    assert copy.read().pack.cards["doubling-is"].back == "Adding a number to itself."


def test_a_skill_that_is_gone_leads_to_what_it_became(copy: Copy):
    copy.write(
        "moved.toml",
        '[[moved]]\nuuid = "00000000-0000-4000-8000-000000000077"\n'
        "to = { counting = 0.5, doubling = 1.0, nowhere = 1.0 }\n"
        '[[moved]]\nuuid = "00000000-0000-4000-8000-000000000078"\nto = {}\n',
    )
    pack = read_pack(copy.folder).pack
    assert pack is not None
    gone = "00000000-0000-4000-8000-000000000077"
    assert pack.graph.heirs(gone) == (("doubling", 1.0), ("counting", 0.5))
    assert pack.graph.by_uuid[gone] == "doubling"
    assert pack.graph.heirs("00000000-0000-4000-8000-000000000078") == ()
    assert pack.graph.heirs(pack.graph["counting"].uuid) == (("counting", 1.0),)
