"""Evidence says what a verdict showed and nothing private; whatever is changed in it is found."""

from __future__ import annotations

import base64
import contextlib
import copy
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hillclimb.career import Examined, Unreadable, counted, countersign, examine, seal, standalone, verify_fast
from hillclimb.career.ed25519 import fingerprint
from hillclimb.career.examining import plain
from tests.career.made import KEY, OTHER, PACK, SCORE, envelope, events, graded, statement

ENVELOPE = envelope()
TEXT = json.dumps(ENVELOPE)


def payload(body: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(base64.b64decode(body["payload"]))
    return found


def opened(body: Any, **named: Any) -> Examined:
    return examine(json.dumps(body), check=verify_fast, **named)


def test_what_was_signed_holds_and_says_what_is_not_proven() -> None:
    found = opened(ENVELOPE)
    assert found.holds
    assert found.key == KEY.fingerprint
    assert found.title == "Double a number"
    said = "\n".join(found.says)
    for words in ("passed: Double", "0.87 ± 0.01", "12" * 32, "78" * 20, "landlock, seccomp", "2026-03-02", "0.1.0"):
        assert words in said
    unproven = "\n".join(found.unproven)
    for words in ("Who holds the key", "own machine", "dates are those of the signer's clock", "namespaces"):
        assert words in unproven


def test_a_statement_holds_nothing_private() -> None:
    text = json.dumps(statement())
    assert "/home" not in text
    assert "secret of mine" not in text
    assert set(statement()["predicate"]) == {
        "event", "lab", "judge", "verdict", "checks", "score", "seed_commitment", "protections", "hints", "attempt",
        "skills", "judged_at", "signed_at", "key",
    }  # fmt: skip


def test_the_bytes_that_are_signed_are_canonical() -> None:
    raw = base64.b64decode(ENVELOPE["payload"])
    assert raw == json.dumps(json.loads(raw), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert seal(statement(), KEY) == ENVELOPE


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every value that holds no others, and of every container (to be emptied)."""
    if path:
        yield path
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, item in parts:
        yield from leaves(item, (*path, name))


def other_than(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, str):
        return value + "x"
    return None if value else 1


def changed(body: Any, path: tuple[Any, ...], value: Any) -> Any:
    whole = copy.deepcopy(body)
    place = whole
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    return whole


def at(body: Any, path: tuple[Any, ...]) -> Any:
    for name in path:
        body = body[name]
    return body


@pytest.mark.parametrize("path", list(leaves(statement())), ids=lambda path: ".".join(map(str, path)))
def test_each_field_of_the_statement_changed_in_turn_is_found(path: tuple[Any, ...]) -> None:
    forged = changed(payload(ENVELOPE), path, other_than(at(payload(ENVELOPE), path)))
    assert forged != payload(ENVELOPE)
    found = opened({**ENVELOPE, "payload": base64.b64encode(json.dumps(forged).encode()).decode()})
    assert not found.holds
    assert not found.proven


@pytest.mark.parametrize("path", list(leaves(ENVELOPE)), ids=lambda path: ".".join(map(str, path)))
def test_each_field_of_the_envelope_changed_in_turn_is_found(path: tuple[Any, ...]) -> None:
    assert not opened(changed(ENVELOPE, path, other_than(at(ENVELOPE, path)))).holds


def test_what_is_added_is_found() -> None:
    first = ENVELOPE["signatures"][0]
    assert not opened({**ENVELOPE, "note": "trust me"}).holds
    assert not opened({**ENVELOPE, "signatures": [{**first, "trusted": True}]}).holds
    assert not opened({**ENVELOPE, "signatures": []}).holds


@given(place=st.integers(0, len(TEXT) - 1), char=st.characters(codec="utf-8"))
def test_no_single_character_of_the_file_can_be_changed(place: int, char: str) -> None:
    forged = TEXT[:place] + char + TEXT[place + 1 :]
    try:
        same = json.loads(forged) == ENVELOPE
    except ValueError:
        same = False
    try:
        assert examine(forged, check=verify_fast).holds == same
    except Unreadable:
        assert not same


NAMES = st.sampled_from(["payload", "payloadType", "signatures", "keyid", "sig", "predicate"])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()


@given(st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner)))
def test_whatever_is_handed_over_is_told_and_never_crashes(body: Any) -> None:
    with contextlib.suppress(Unreadable):
        assert not examine(json.dumps(body)).holds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "{",
        "[" * 100_000,
        '{"payload": 1, "payload": 2}',
        '{"payload": NaN}',
        "<svg></svg>",
        "[]",
        "a.b",
        "\ud800",
    ],
)
def test_what_is_no_evidence_is_said_so(text: str) -> None:
    with pytest.raises(Unreadable):
        examine(text)


@pytest.mark.parametrize("path", list(leaves(statement())), ids=lambda path: ".".join(map(str, path)))
def test_a_signed_statement_of_another_shape_is_told_and_never_crashes(path: tuple[Any, ...]) -> None:
    for value in (None, 7, "x", [], {}, [[]], True, {"a": 1}):
        body = changed(statement(), path, value)
        found = opened(seal(body, KEY))
        assert found.holds or found.wrong


def test_another_key_is_another_signer() -> None:
    stolen = {**ENVELOPE, "signatures": envelope(key=OTHER)["signatures"]}
    assert not opened(stolen).holds
    assert not opened(seal(statement(), OTHER)).holds  # signed by one, naming the other


def test_a_servers_signature_counts_only_where_it_is_trusted() -> None:
    both = countersign(ENVELOPE, OTHER, payload=base64.b64decode(ENVELOPE["payload"]))
    stranger = opened(both)
    assert stranger.holds
    assert any("not among those that you trust" in line for line in stranger.unproven)
    assert any("own machine" in line for line in stranger.unproven)
    trusted = opened(both, trusted={OTHER.fingerprint: OTHER.public})
    assert any("which you trust" in line for line in trusted.proven)
    assert not any("own machine" in line for line in trusted.unproven)
    forged = copy.deepcopy(both)
    forged["signatures"][1]["sig"] = both["signatures"][0]["sig"]
    assert not opened(forged, trusted={OTHER.fingerprint: OTHER.public}).holds


def test_the_best_pass_of_a_lab_counts_and_failures_do_not() -> None:
    better = graded(score=replace(SCORE, share=0.95))
    facts = events(graded(), graded(ending="failed"), better, graded(hints=2), graded(lab="gone"))
    assert [one.event.seq for one in counted(facts, PACK.lab_by_uuid)] == [3]
    assert [one.event.seq for one in counted(facts, PACK.lab_by_uuid, every=True)] == [1, 3, 4]


def test_a_pass_after_the_solution_was_read_counts_for_nothing() -> None:
    seen = graded(shown=True, score=replace(SCORE, share=0.99))
    assert [one.event.seq for one in counted(events(graded(), seen), PACK.lab_by_uuid)] == [1]
    assert counted(events(seen), PACK.lab_by_uuid, every=True) == ()


def test_an_old_verdict_says_what_it_does_not_know() -> None:
    found = opened(envelope(graded(judge="", lab_digest="", commit="", score=None)))
    assert found.holds
    assert any("of unknown version" in line for line in found.says)
    assert any("older than these fields" in line for line in found.unproven)


def test_an_independent_library_verifies_the_envelope() -> None:
    dsse = pytest.importorskip("securesystemslib.dsse")
    signer = pytest.importorskip("securesystemslib.signer")
    key = signer.SSlibKey(KEY.fingerprint, "ed25519", "ed25519", {"public": KEY.public.hex()})
    read = dsse.Envelope.from_dict(copy.deepcopy(ENVELOPE))
    assert list(read.verify([key], 1)) == [KEY.fingerprint]
    forged = dsse.Envelope.from_dict({**copy.deepcopy(ENVELOPE), "payload": base64.b64encode(b"{}").decode()})
    with pytest.raises(Exception, match="do not match threshold"):
        forged.verify([key], 1)


def run_alone(folder: Path, *names: str) -> subprocess.CompletedProcess[str]:
    script = folder / "verify_evidence.py"
    script.write_text(standalone(), encoding="utf-8")
    words = [sys.executable, "-I", "-S", script, *(folder / name for name in names)]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def test_the_script_alone_says_the_same(tmp_path: Path) -> None:
    (tmp_path / "good.json").write_text(TEXT)
    (tmp_path / "bad.json").write_text(TEXT.replace('"sig": "', '"sig": "A'))
    (tmp_path / "none.json").write_text("hello")
    done = run_alone(tmp_path, "good.json")
    assert (done.returncode, done.stderr) == (0, "")
    for line in (*opened(ENVELOPE).says, *opened(ENVELOPE).unproven, fingerprint(KEY.public)):
        assert line in done.stdout
    assert run_alone(tmp_path, "bad.json").returncode == 1
    assert "DOES NOT HOLD" in run_alone(tmp_path, "bad.json").stdout
    assert run_alone(tmp_path, "none.json", "good.json").returncode == 2
    assert run_alone(tmp_path, "missing.json").returncode == 2
    assert run_alone(tmp_path).returncode == 2


def test_a_hostile_title_commands_no_terminal() -> None:
    assert plain("a\x1b[2Jb\u202ec\n") == "a\\x1b[2Jb\\x202ec\\x0a"
