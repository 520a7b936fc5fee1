"""The profile for macOS says what is allowed and nothing else; elsewhere a command stays as it is."""

import re
import sys

import pytest

from hillclimb.grading.seatbelt import profile, wrapped


def test_everything_that_is_not_named_is_denied():
    text = profile("/no/python3", ["/no/lib"], ["/no/hillclimb-1"])
    lines = text.splitlines()
    assert lines[:2] == ["(version 1)", "(deny default)"]
    assert "network" not in text
    assert [line for line in lines if "process-exec" in line] == ['(allow process-exec (literal "/no/python3"))']
    assert '(allow file-read* (subpath "/no/lib"))' in lines
    written = [line for line in lines if "file-write*" in line]
    assert written == ['(allow file-read* file-write* (subpath "/no/hillclimb-1"))']


def test_every_list_is_closed():
    text = profile("/usr/bin/python3", ["/a (b)"], [])
    outside = text.replace('"/a (b)"', "")
    assert outside.count("(") == outside.count(")")


def test_a_path_cannot_say_more_than_a_path(tmp_path):
    odd = tmp_path / 'a") (allow network*) (literal "\\'
    odd.mkdir()
    line = next(line for line in profile("/usr/bin/python3", [str(odd)], []).splitlines() if "allow network" in line)
    assert re.sub(r"\\.", "", line).count('"') == 2  # the rest of them are escaped
    assert line.endswith('"))')
    with pytest.raises(ValueError, match="control characters"):
        profile("/usr/bin/python3", ["/a\nb"], [])


def test_links_are_followed_since_the_kernel_sees_real_paths(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert f'(subpath "{(tmp_path / "real").resolve()}")' in profile("/usr/bin/python3", [str(tmp_path / "link")], [])


@pytest.mark.skipif(sys.platform == "darwin", reason="there it is wrapped")
def test_elsewhere_a_command_stays_as_it_is():
    assert wrapped(["python", "-I"], readable=[], writable=[]) == ["python", "-I"]
