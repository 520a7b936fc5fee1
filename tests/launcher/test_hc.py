"""The launcher: from any folder, by any name, twice at once, and after anything that can go wrong half-way."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .conftest import REPOSITORY, Checkout, wheel


def answer(done: subprocess.CompletedProcess[str]) -> dict[str, object]:
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


# ---- everyday starts


def test_the_first_start_makes_an_environment_of_its_own_and_says_so(checkout: Checkout) -> None:
    done = checkout.run("hello", "two words", "--json")
    assert answer(done) == {
        "arguments": ["hello", "two words", "--json"],
        "pebble": 1,
        "prefix": str(checkout.place / "venv"),
        "folder": str(checkout.root),
    }
    assert "first use" in done.stderr
    assert "installing 1 packages" in done.stderr
    assert "ready" in done.stderr


def test_later_starts_are_silent_and_change_nothing(built: Checkout) -> None:
    before = {path: path.stat().st_mtime_ns for path in built.place.rglob("*") if "__pycache__" not in path.parts}
    done = built.run("hello")
    assert answer(done)["pebble"] == 1
    assert done.stderr == ""
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_no_arguments_ask_for_help(built: Checkout) -> None:
    assert answer(built.run())["arguments"] == ["--help"]


@pytest.mark.parametrize("status", [0, 1, 2, 3, 77])
def test_exit_statuses_pass_through(built: Checkout, status: int) -> None:
    assert built.run("exit", str(status)).returncode == status


def test_it_runs_in_the_callers_folder(built: Checkout, tmp_path: Path) -> None:
    assert answer(built.run("hello", folder=tmp_path))["folder"] == str(tmp_path)


def test_it_works_through_relative_and_chained_symlinks(built: Checkout, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "climb").symlink_to(os.path.relpath(built.root / "hc", tmp_path / "bin"))
    (tmp_path / "again").symlink_to("bin/climb")
    assert answer(built.run("hello", command=["./again"], folder=tmp_path))["pebble"] == 1
    assert answer(built.run("hello", command=["sh", "again"], folder=tmp_path))["pebble"] == 1


def test_a_module_in_the_callers_folder_or_python_settings_cannot_get_in_its_way(
    built: Checkout, tmp_path: Path
) -> None:
    (tmp_path / "pebble.py").write_text("raise SystemExit('the wrong pebble')")
    settings = {"PYTHONPATH": str(tmp_path), "PYTHONHOME": "/nonexistent", "PYTHONDONTWRITEBYTECODE": "1"}
    assert answer(built.run("hello", folder=tmp_path, settings=settings))["pebble"] == 1


def test_the_shells_of_other_systems_run_it_too(built: Checkout) -> None:
    for shell in ("dash", "bash"):
        if shutil.which(shell):
            assert answer(built.run("hello", command=[shell, str(built.root / "hc")]))["pebble"] == 1


# ---- the tests' own environment


def test_hc_test_adds_the_dev_lock_and_runs_from_the_checkout(checkout: Checkout, tmp_path: Path) -> None:
    answer(checkout.run("hello"))
    done = checkout.run("test", "-k", "one thing", folder=tmp_path)
    assert answer(done) == {"pytest": ["-n", "auto", "-k", "one thing"], "folder": str(checkout.root)}
    assert "adding what the tests need" in done.stderr
    assert checkout.run("test").stderr == ""
    assert checkout.run("hello").stderr == "", "the dev lock holds the run lock"


def test_hc_test_comes_first_on_a_fresh_clone(checkout: Checkout) -> None:
    answer(checkout.run("test"))
    assert checkout.run("hello").stderr == ""


# ---- change


def test_a_changed_lock_updates_the_environment_in_place(checkout: Checkout) -> None:
    answer(checkout.run("hello"))
    made = (checkout.place / "venv" / "pyvenv.cfg").stat().st_ino
    # Of another length: two files of one size, unpacked within one second, share their bytecode.
    checkout.depend_on("2.0", 20)
    done = checkout.run("hello")
    assert answer(done)["pebble"] == 20
    assert "the dependencies changed" in done.stderr
    assert (checkout.place / "venv" / "pyvenv.cfg").stat().st_ino == made


def test_a_wheel_that_is_not_the_one_in_the_lock_is_refused(checkout: Checkout) -> None:
    wheel(checkout.wheels, "pebble", "1.0", "SIZE = 666\n")
    done = checkout.run("hello")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "the set-up failed" in done.stderr
    assert "hash" in done.stderr.lower()
    assert "Traceback" not in done.stderr


def test_a_checkout_that_moved_still_starts(checkout: Checkout, tmp_path: Path) -> None:
    answer(checkout.run("hello"))
    moved = tmp_path / "elsewhere"
    checkout.root.rename(moved)
    checkout.root = moved
    assert answer(checkout.run("hello"))["prefix"] == str(moved / ".hc" / "venv")
    assert checkout.run("hello").stderr == ""


def test_a_package_that_the_user_added_stays(checkout: Checkout) -> None:
    answer(checkout.run("hello"))
    packages = next((checkout.place / "venv" / "lib").glob("python3*/site-packages"))
    (packages / "mine.py").write_text("")
    assert checkout.run("hello").stderr == ""
    assert (packages / "mine.py").exists()


# ---- repair


def damage_by_removing_python(checkout: Checkout) -> None:
    checkout.python.unlink()


def damage_by_upgrading_python_away(checkout: Checkout) -> None:
    checkout.python.unlink()
    checkout.python.symlink_to("/usr/bin/python3.0")


def damage_by_truncating_python(checkout: Checkout) -> None:
    checkout.python.unlink()
    checkout.python.write_bytes(b"\x7fELF")
    checkout.python.chmod(0o755)


def damage_by_removing_a_dependency(checkout: Checkout) -> None:
    next(checkout.place.glob("venv/lib/python3*/site-packages/pebble.py")).unlink()


def damage_by_cutting_the_setup_short(checkout: Checkout) -> None:
    (checkout.place / "stamp-run").unlink()
    next(checkout.place.glob("venv/lib/python3*/site-packages/pebble.py")).unlink()


def damage_by_losing_all_but_the_stamp(checkout: Checkout) -> None:
    shutil.rmtree(checkout.place / "venv")


@pytest.mark.parametrize(
    "damage",
    [
        damage_by_removing_python,
        damage_by_upgrading_python_away,
        damage_by_truncating_python,
        damage_by_removing_a_dependency,
        damage_by_cutting_the_setup_short,
        damage_by_losing_all_but_the_stamp,
    ],
)
def test_a_damaged_environment_is_built_anew(checkout: Checkout, damage) -> None:  # type: ignore[no-untyped-def]
    answer(checkout.run("hello"))
    damage(checkout)
    done = checkout.run("hello")
    assert answer(done)["pebble"] == 1
    assert "Traceback" not in done.stderr
    assert checkout.run("hello").stderr == ""


def installers(session: int) -> list[int]:
    """Return the processes of one session that still live."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == session and fields[0] != "Z":
                found.append(int(entry.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("moment", ["made-by-hc", "log", "venv", "venv/bin/python", "hillclimb-checkout.pth"])
def test_a_setup_killed_at_any_point_is_taken_up_again(checkout: Checkout, how: signal.Signals, moment: str) -> None:
    process = checkout.start("hello")
    pattern = f"venv/lib/python3*/site-packages/{moment}" if moment.endswith(".pth") else moment
    while process.poll() is None and not list(checkout.place.glob(pattern)):
        time.sleep(0.001)
    if process.poll() is None:
        # As a terminal does: the whole group for Ctrl-C, the launcher alone for the others.
        os.killpg(process.pid, how) if how is signal.SIGINT else process.send_signal(how)
    _, err = process.communicate(timeout=60)
    assert "Traceback" not in err
    done = checkout.run("hello")
    assert answer(done)["pebble"] == 1
    assert "Traceback" not in done.stderr
    deadline = time.monotonic() + 20
    while installers(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not installers(process.pid), "nothing of the killed set-up stays behind"


def test_two_first_starts_at_once_are_both_right(checkout: Checkout) -> None:
    processes = [checkout.start("hello", str(number)) for number in range(4)]
    ends = [process.communicate(timeout=300) for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0, 0], ends
    assert sorted(json.loads(out)["arguments"][1] for out, _ in ends) == ["0", "1", "2", "3"]
    assert sum("first use" in err for _, err in ends) == 1, "one builds, the others wait"


# ---- places that cannot be written


def test_a_read_only_checkout_keeps_its_environment_in_the_users_cache(checkout: Checkout) -> None:
    command = [str(checkout.root / "hc")]
    if os.geteuid() == 0:  # whom permissions do not stop: a read-only mount does
        command = [
            "unshare",
            "--mount",
            "sh",
            "-c",
            'mount --bind -o ro "$0" "$0" && exec "$0/hc" "$@"',
            str(checkout.root),
        ]
        if subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode != 0:
            pytest.skip("root, and may not make a read-only mount")
    else:
        checkout.root.chmod(0o555)
    try:
        prefix = str(answer(checkout.run("hello", command=command))["prefix"])
        assert checkout.run("hello", command=command).stderr == ""
    finally:
        checkout.root.chmod(0o755)
    assert prefix.startswith(str(checkout.home / ".cache" / "hillclimb"))


def test_hillclimb_env_moves_the_environment(checkout: Checkout, tmp_path: Path) -> None:
    settings = {"HILLCLIMB_ENV": "my env"}
    assert answer(checkout.run("hello", folder=tmp_path, settings=settings))["prefix"] == str(
        tmp_path / "my env" / "venv"
    )
    assert not checkout.place.exists()


def test_a_folder_that_hc_did_not_make_is_left_alone(checkout: Checkout, tmp_path: Path) -> None:
    (tmp_path / "venv").mkdir()
    (tmp_path / "venv" / "precious").write_text("keep me")
    done = checkout.run("hello", settings={"HILLCLIMB_ENV": str(tmp_path)})
    assert done.returncode == 1
    assert "will not be touched" in done.stderr
    assert (tmp_path / "venv" / "precious").read_text() == "keep me"


def test_a_place_that_cannot_be_made_is_named_with_a_way_out(checkout: Checkout, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = checkout.run("hello", settings={"HILLCLIMB_ENV": str(tmp_path / "file" / "env")})
    assert done.returncode == 1
    assert "cannot write to" in done.stderr
    assert "HILLCLIMB_ENV=" in done.stderr


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("unshare"), reason="only root can make a disk to fill")
def test_a_full_disk_is_called_a_full_disk(checkout: Checkout, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    script = 'mount -t tmpfs -o size=256k small "$0" && exec "$@"'
    if subprocess.run(["unshare", "--mount", "sh", "-c", script, small, "true"], check=False).returncode != 0:
        pytest.skip("may not mount")
    done = checkout.run(
        "hello",
        command=["unshare", "--mount", "sh", "-c", script, str(small), str(checkout.root / "hc")],
        settings={"HILLCLIMB_ENV": str(small / "env"), "HILLCLIMB_INSTALLER": "pip"},
    )
    assert done.returncode == 1
    assert "the disk is full" in done.stderr
    assert "Traceback" not in done.stderr


# ---- machines that lack something


def tools(folder: Path, *names: str, **scripts: str) -> str:
    """Return a PATH of only these tools and these scripts."""
    folder.mkdir()
    for name in ("sh", "cksum", "date", "sleep", "mkdir", "rm", "mv", "ls", "grep", "tail", "sed", "readlink", *names):
        (folder / name).symlink_to(shutil.which(name) or "/nonexistent")
    for name, text in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(0o755)
    return str(folder)


def test_without_python_it_says_what_to_install(checkout: Checkout, tmp_path: Path) -> None:
    done = checkout.run("hello", settings={"PATH": tools(tmp_path / "bin")})
    assert done.returncode == 1
    assert "needs Python 3.11 or newer; this machine has: no python3 at all" in done.stderr
    assert "apt install python3" in done.stderr


def test_an_old_python_is_named_and_a_newer_one_beside_it_is_found(checkout: Checkout, tmp_path: Path) -> None:
    old = 'case "$*" in *--version*) echo Python 3.9.2 ;; *) exit 1 ;; esac'
    path = tools(tmp_path / "bin", python3=old)
    done = checkout.run("hello", settings={"PATH": path})
    assert "this machine has: Python 3.9.2" in done.stderr
    (tmp_path / "bin" / "python3.12").symlink_to(Path(sys.executable).resolve())
    assert answer(checkout.run("hello", settings={"PATH": f"{path}:{checkout.settings()['PATH']}"}))["pebble"] == 1


def test_a_python_without_venv_names_the_package_to_install(checkout: Checkout, tmp_path: Path) -> None:
    real = Path(sys.executable).resolve()
    script = f"""case "$*" in *ensurepip*) exit 1 ;; esac
exec "{real}" "$@" """
    path = tools(tmp_path / "bin", python3=script)
    launcher = checkout.root / "hc"
    # The launcher asks the interpreter itself, so the stand-in has to call itself the interpreter.
    launcher.write_text(launcher.read_text().replace("need_venv() {", f'need_venv() {{\n    base="{path}/python3"', 1))
    done = checkout.run("hello", settings={"PATH": path})
    assert done.returncode == 1
    assert "sudo apt install python3-venv" in done.stderr


def test_an_incomplete_checkout_says_so(checkout: Checkout) -> None:
    (checkout.root / "requirements.lock").unlink()
    done = checkout.run("hello")
    assert done.returncode == 1
    assert "this checkout is incomplete" in done.stderr


# ---- the real thing


@pytest.mark.slow
@pytest.mark.parametrize("installer", ["pip", "uv"])
def test_both_installers_build_the_same_environment(checkout: Checkout, installer: str) -> None:
    done = checkout.run("hello", settings={"HILLCLIMB_INSTALLER": installer})
    assert answer(done)["pebble"] == 1
    assert checkout.run("hello").stderr == ""


@pytest.mark.slow
def test_the_real_locks_install_on_a_bare_machine_without_uv(tmp_path: Path) -> None:
    """Uses the network, or whatever index the machine is set up for."""
    root = tmp_path / "clone"
    root.mkdir()
    for name in ("hc", "requirements.lock", "requirements-dev.lock", "requirements-boot.lock"):
        shutil.copy2(REPOSITORY / name, root / name)
    (root / "src").symlink_to(REPOSITORY / "src")
    path = tools(tmp_path / "bin", "env", python3=f'exec "{Path(sys.executable).resolve()}" "$@"')
    settings = {**os.environ, "PATH": path, "HOME": str(tmp_path)}
    done = subprocess.run([root / "hc", "--version"], env=settings, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    assert "hillclimb" in done.stdout.lower()
