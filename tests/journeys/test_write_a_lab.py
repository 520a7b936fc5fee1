"""The pages for authors work as they are printed: their files are written, their commands run, the output compared."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LAB = "packs/ml-engineering/labs/orders"
BLOCK = re.compile(r"(?:<!-- (write|status): (\S+) -->\n)?```(\w+)\n(.*?)```\n", re.DOTALL)


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run one line as a shell would; what watches is interrupted once it has said that all holds."""
    env = {**os.environ, "NO_COLOR": "1", "HILLCLIMB_KEEPER": "off", "HILLCLIMB_HOME": str(folder / "home")}
    env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"
    if "--watch" not in command:
        return subprocess.run(
            ["bash", "-c", command], cwd=folder, env=env, capture_output=True, text=True, timeout=300, check=False
        )
    watching = subprocess.Popen(command.split(), cwd=folder, env=env, stdout=subprocess.PIPE, text=True)
    assert watching.stdout is not None
    said = ""
    for line in watching.stdout:
        said += line
        if "proofs hold" in line:
            break
    watching.send_signal(signal.SIGINT)
    watching.wait(30)
    return subprocess.CompletedProcess(command, 0, said, "")


def followed(page: str, tmp_path: Path) -> int:
    """Do all that a page says in a folder of one's own, and return how many commands that were."""
    labs = ROOT / "packs" / "ml-engineering" / "labs"

    def left_out(folder: str, names: list[str]) -> list[str]:
        others = [name for name in names if Path(folder) == labs and name != "linear"]
        # Advice that names labs would miss those that are left out.
        unneeded = ("__pycache__", "map.json", "map.svg", "crossover.toml", "days.toml")
        return [*others, *(name for name in names if name in unneeded)]

    shutil.copytree(ROOT / "packs", tmp_path / "packs", ignore=left_out)
    commands = 0
    for mark, value, language, body in BLOCK.findall((ROOT / "docs" / page).read_text(encoding="utf-8")):
        if mark == "write":
            path = tmp_path / value
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(body, encoding="utf-8")
        elif language == "console":
            lines = body.splitlines()
            for command in [line[2:] for line in lines if line.startswith("$ ")]:
                done = run(command, tmp_path)
                assert done.returncode == int(value or 0), f"{command}\n{done.stdout}{done.stderr}"
                commands += 1
                shown = [line for line in lines if not line.startswith("$ ")]
                assert [line for line in shown if line not in done.stdout.splitlines()] == []
    return commands


def test_every_command_of_the_tutorial_works(tmp_path: Path):
    assert followed("tutorial/write-a-lab.md", tmp_path) >= 10
    assert "FILL IN" not in (tmp_path / "packs/ml-engineering/labs/excess/task.md").read_text(encoding="utf-8")


def test_every_command_of_the_page_on_services_works(tmp_path: Path):
    assert followed("howto/write-a-service-lab.md", tmp_path) >= 8
    assert "wrong/tells-all" in {f"wrong/{path.name}" for path in (tmp_path / LAB / "wrong").iterdir()}
