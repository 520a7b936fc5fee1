"""A service can be run by hand as it is judged, and what it printed can be read afterwards."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from hillclimb.cli import main
from hillclimb.cli.paint import timeline_lines
from hillclimb.grading.traffic.timeline import Mark, Sample, timeline_of

PACKS = Path(__file__).parents[1] / "packs"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    pack = tmp_path / "pack"
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKS / "tiny", pack, ignore=ignore)
    shutil.copytree(PACKS / "kinds" / "labs", pack / "labs", ignore=ignore, dirs_exist_ok=True)
    monkeypatch.setenv("HILLCLIMB_PACK", str(pack))
    monkeypatch.setenv("HILLCLIMB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HILLCLIMB_KEEPER", "off")
    return tmp_path / "home"


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def solve(home: Path) -> Path:
    assert main(["open", "young-drivers"]) == 0
    folder = home / "work" / "young-drivers"
    shutil.copy(PACKS / "kinds" / "labs" / "young-drivers" / "solution" / "young_drivers.py", folder)
    return folder


def test_it_runs_behind_a_port_until_it_is_interrupted(home: Path, capsys: pytest.CaptureFixture[str]):
    solve(home)
    port = free_port()
    command = [sys.executable, "-c", "import sys; from hillclimb.cli import main; sys.exit(main())"]
    with subprocess.Popen(
        [*command, "run", "young-drivers", "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:
        assert process.stdout is not None
        assert str(port) in process.stdout.readline()
        asked = urllib.request.Request(f"http://127.0.0.1:{port}/price", data=b'{"age": 23}')
        for _ in range(100):
            try:
                with urllib.request.urlopen(asked, timeout=5) as answer:
                    body = json.load(answer)
                    break
            except OSError:
                time.sleep(0.1)
        assert body == {"price": 340}
        process.send_signal(signal.SIGINT)
        rest = process.communicate(timeout=20)[0]
        assert process.returncode == 0, rest
    capsys.readouterr()
    assert main(["logs", "young-drivers"]) == 0
    assert '"POST /price HTTP/1.1" 200' in capsys.readouterr().out


def test_one_that_ends_says_how(home: Path, capfd: pytest.CaptureFixture[str]):
    folder = solve(home)
    (folder / "young_drivers.py").write_text("print('no tariff')\nraise SystemExit(7)\n")
    assert main(["run", "young-drivers", "--port", str(free_port())]) == 1
    said = capfd.readouterr()
    assert "no tariff" in said.out
    assert "exit status 7" in said.err
    assert main(["logs", "young-drivers", "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["log"] == "no tariff\n"


def test_a_check_leaves_its_log_too(home: Path, capsys: pytest.CaptureFixture[str]):
    solve(home)
    assert main(["logs", "young-drivers"]) == 2
    assert main(["check", "young-drivers"]) == 0
    capsys.readouterr()
    assert main(["logs", "young-drivers"]) == 0
    assert '"GET /health HTTP/1.1" 200' in capsys.readouterr().out


def test_a_broken_promise_is_sent_again(home: Path, capsys: pytest.CaptureFixture[str]):
    folder = solve(home)
    assert main(["run", "young-drivers", "--replay"]) == 2
    assert "no request that can be sent again" in capsys.readouterr().err
    main_file = folder / "young_drivers.py"
    right = main_file.read_text()
    main_file.write_text(right.replace("return 300 +", "return 301 +"))
    assert main(["check", "young-drivers"]) == 1
    assert "hillclimb run --replay" in capsys.readouterr().out
    assert main(["run", "young-drivers", "--replay"]) == 0
    shown = capsys.readouterr().out
    assert "curl -i -X POST http://127.0.0.1:8000/price" in shown
    assert shown.count("HTTP 200") == 2
    main_file.write_text(right)
    assert main(["run", "young-drivers", "--replay", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["status"], json.loads(told["body"])) == (200, {"price": 440})
    main_file.write_text("raise SystemExit(7)")
    assert main(["run", "young-drivers", "--replay"]) == 2
    assert "exit status 7" in capsys.readouterr().err


@pytest.mark.parametrize("lab", ["double", "totals"])
def test_what_is_no_service_is_not_run(home: Path, lab: str, capsys: pytest.CaptureFixture[str]):
    assert main(["open", lab]) == 0
    assert main(["run", lab]) == 2
    assert "is no service" in capsys.readouterr().err


def test_a_port_that_is_taken_is_said(home: Path, capsys: pytest.CaptureFixture[str]):
    solve(home)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert main(["run", "young-drivers", "--port", str(taken.getsockname()[1])]) == 2
    assert "cannot be had" in capsys.readouterr().err


def test_a_timeline_is_a_small_table():
    samples = [Sample(at=turn / 10, seconds=0.02, answered=turn % 10 != 0) for turn in range(300)]
    lines = list(timeline_lines(timeline_of(samples, 30.0, [Mark(at=12.2, what="SIGTERM")])))
    assert len(lines) <= 14
    assert sum("SIGTERM" in line for line in lines) == 1
    assert sum(int(line.split()[1]) for line in lines[2:]) == 300
