"""Postings are read into skills by words that are shown; what is not asked for does not count."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hillclimb.career import Reader, Reading, agreement, decoded, plain
from hillclimb.career.phrases import phrases_of
from hillclimb.content import Vocabulary, read_vocabulary

PACK = Path(__file__).parents[2] / "packs" / "ml-engineering"
LABELLED = Path(__file__).parent / "postings"
READER = Reader(read_vocabulary(PACK)[0])


def read(text: str) -> Reading:
    return READER.read(text)


def labelled(half: str) -> list[dict[str, list[str] | str]]:
    return tomllib.loads((LABELLED / f"{half}.toml").read_text(encoding="utf-8"))["posting"]


@pytest.mark.parametrize("half", ["tune", "held_back"])
def test_labelled_postings_are_read_as_a_person_reads_them(half: str):
    told = agreement([(read(one["text"]), frozenset(one["asks"] + one["nice"])) for one in labelled(half)])
    assert told["f1"] >= 0.85, told


@pytest.mark.parametrize("half", ["tune", "held_back"])
def test_there_are_thirty_labelled_postings_of_a_real_length(half: str):
    from hillclimb.content import read_pack

    skills = read_pack(PACK).found.skills
    known = {skill.slug for skill in skills}
    postings = labelled(half)
    assert len(postings) == 30
    for one in postings:
        assert 80 <= len(one["text"].split()) <= 250, one["slug"]
        assert {*one["asks"], *one["nice"]} <= known, one["slug"]
        assert not set(one["asks"]) & set(one["nice"]), one["slug"]


def test_every_hit_shows_its_words_and_their_place():
    text = "Data Scientist\n\nYou know Python and gradient\nboosting."
    reading = read(text)
    assert set(reading.asked) == {"python-bridge", "gradient-boosting"}
    for hit in reading.hits:
        assert " ".join(text[hit.span.begin : hit.span.end].split()) == hit.words
    assert [(hit.words, hit.line) for hit in reading.hits] == [("Python", 3), ("gradient boosting", 3)]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("You know PyTorch.", "asked"),
        ("PyTorch would be nice.", "welcome"),
        ("Nice to have\n- PyTorch\n", "welcome"),
        ("Bonus points: PyTorch", "welcome"),
        ("You don't need PyTorch.", "unneeded"),
        ("Knowledge of PyTorch is not required.", "unneeded"),
        ("About us\nEverything here runs on PyTorch.", "employer"),
        ("What we offer\n- a course in PyTorch\n", "offer"),
        ("About us\nWe are many.\n\nRequirements\n- PyTorch\n", "asked"),
    ],
)
def test_how_words_are_meant(text: str, meant: str):
    assert [hit.meant for hit in read(text).hits if hit.skill == "pytorch-core"] == [meant]


def test_a_skill_asked_for_anywhere_is_not_only_welcome():
    reading = read("Docker is a plus.\nEverything runs in Docker containers.")
    assert reading.asked == ("containers",)
    assert reading.welcome == ()


@pytest.mark.parametrize(
    ("text", "skill"),
    [
        ("We take a rest after lunch.", "rest-model-api"),
        ("You look good in a pythonic way: boaconstrictor.", "python-bridge"),
        ("Attention to detail.", "transformer"),
        ("Search engine optimisation.", "text-search"),
        ("a benefits package for you", "packaging"),
        ("drift. Models, monitor nothing", "model-registry"),
    ],
)
def test_what_only_looks_like_a_skill_is_none(text: str, skill: str):
    assert skill not in read(text).asked


@pytest.mark.parametrize("text", ["scikit-learn", "Scikit learn", "SCIKIT\u2010LEARN", "scikit\u00a0learn"])
def test_case_and_hyphens_do_not_matter(text: str):
    assert read(text).asked == ("sklearn-api",)


def test_a_phrase_does_not_go_on_over_the_end_of_a_sentence():
    assert not list(phrases_of({"a": ["machine … learning", "big data"]}).find("machine. learning. big. data"))
    assert [key for key, _ in phrases_of({"a": ["machine … learning"]}).find("machine of the learning")] == ["a"]


def test_what_a_posting_states():
    text = "Senior Data Scientist (m/f/d)\nLocation: Köln, hybrid\n\nAt least 5 years of experience."
    text += " €70,000–€85,000 a year."
    stated = read(text).stated
    assert (stated.title, stated.seniority, stated.years) == ("Senior Data Scientist", "senior", 5)
    assert (stated.place, stated.work, stated.salary) == ("Köln", "hybrid", "€70,000–€85,000")


def test_nothing_is_stated_by_an_empty_posting():
    stated = read("").stated
    assert (stated.title, stated.seniority, stated.years, stated.place, stated.work, stated.salary) == (
        "",
        "",
        None,
        "",
        "",
        "",
    )


def test_a_limited_contract_is_no_experience():
    assert read("Statistician\nThe contract is limited to 3 years.").stated.years is None


def test_a_saved_page_loses_scripts_styles_and_markup():
    page = """<!doctype html><html><head><title>Job</title><style>p{content:"PyTorch"}</style></head>
    <body><script>var a = "<p>Docker</p>";</script><h2>Requirements</h2>
    <ul><li>Py<b>thon</b></li><li>SQL &amp; more</ul>
    <noscript>Spark</noscript><svg><text>LLM</text></svg></body></html>"""
    text = plain(page)
    assert text == "Requirements\n\n- Python\n- SQL & more"
    assert set(read(text).asked) == {"python-bridge", "sql-analytics"}


def test_text_that_is_no_page_is_left_as_it_is():
    assert plain("a < b and c > d\r\n\r\n\r\n\r\n x  y ") == "a < b and c > d\n\nx y"


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_any_encoding_is_read(name: str):
    assert decoded("Köln – Python".encode(name)) == "Köln – Python"


def test_an_encoding_that_is_said_is_used():
    body = '<meta charset="iso-8859-2"><p>Łódź'.encode("iso-8859-2")
    assert "Łódź" in decoded(body)
    assert decoded("Łódź".encode("iso-8859-2"), charset="iso-8859-2") == "Łódź"
    assert decoded(b"x", charset="rot13") == "x"


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(body: bytes):
    reading = read(plain(decoded(body)))
    assert all(0 <= hit.span.begin < hit.span.end <= len(reading.text) for hit in reading.hits)


MARKUP = ["<p>", "<div ", "</p", "<!--", "-->", "<![CDATA[", "&#x", ";", "a", "<script>", "</script>", "\n"]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(MARKUP)), st.lists(st.sampled_from(MARKUP)))
def test_what_stands_in_a_script_is_never_read(before: list[str], after: list[str]):
    body = "".join(before) + "<script>python</script>" + "".join(after)
    assert "python" not in plain("<p>" + body)


@pytest.mark.parametrize("part", ["<div ", "<!--", "<p>Python ", "python … ", "€1,000", "no ", "a b ", "1 year ", "&#"])
def test_pages_take_time_in_proportion_to_their_length(part: str):
    def seconds(size: int) -> float:
        body = (part * (size // len(part.encode()) + 1)).encode()[:size]
        began = time.process_time()
        read(plain(decoded(body)))
        return time.process_time() - began

    # Sixteen times as much: quadratic work would take 256 times as long.
    assert seconds(1 << 16) < 100 * max(seconds(1 << 12), 0.02)


def test_what_goes_on_for_longer_than_two_megabytes_is_cut():
    reading = read(plain(decoded(b"<p>Python</p>" * 400_000)))
    assert len(reading.text) <= 60_000
    assert reading.asked == ("python-bridge",)


def test_a_pack_without_words_reads_nothing():
    assert Reader(Vocabulary()).read("Python").hits == ()
