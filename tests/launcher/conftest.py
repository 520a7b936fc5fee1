"""A checkout in small: the real launcher, a wheel of one file instead of the dependencies, and no network."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]

MAIN = """\
import json, os, sys
if sys.argv[1:2] == ["exit"]:
    sys.exit(int(sys.argv[2]))
import pebble
print(json.dumps({"arguments": sys.argv[1:], "pebble": pebble.SIZE, "prefix": sys.prefix, "folder": os.getcwd()}))
"""

# Stands in for pytest and its companions in the dev lock: `./hc test` only has to reach it.
PYTEST = """\
import json, os
def main(arguments):
    print(json.dumps({"pytest": arguments, "folder": os.getcwd()}))
    return 0
"""


def wheel(folder: Path, name: str, version: str, source: str) -> str:
    """Write a pure wheel of one module; return its line for a lock."""
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": source,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = []
    for path, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        rows.append(f"{path},sha256={digest},{len(text.encode())}")
    files[f"{info}/RECORD"] = "\n".join([*rows, f"{info}/RECORD,,", ""])
    folder.mkdir(exist_ok=True)
    target = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(target, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(target.read_bytes()).hexdigest()}\n"


def search_path() -> str:
    """Return a PATH with this Python first and a uv where there is one: the user's, or the launcher's own."""
    folders = [str(Path(sys.executable).resolve().parent)]
    uv = shutil.which("uv") or str(Path(sys.prefix).parent / "boot" / "bin" / "uv")
    if Path(uv).exists():
        folders.append(str(Path(uv).parent))
    return os.pathsep.join([*folders, "/usr/local/bin", "/usr/bin", "/bin"])


@dataclass(kw_only=True)
class Checkout:
    """A folder with a launcher in it, and how to run it."""

    root: Path
    wheels: Path
    home: Path
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def place(self) -> Path:
        return self.root / ".hc"

    @property
    def python(self) -> Path:
        return self.place / "venv" / "bin" / "python"

    def settings(self) -> dict[str, str]:
        """Return the bare environment that the launcher runs in."""
        return {
            "PATH": search_path(),
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "PIP_FIND_LINKS": str(self.wheels),
            "PIP_NO_INDEX": "1",
            "PIP_CONFIG_FILE": os.devnull,
            "UV_CONFIG_FILE": str(self.home / "uv.toml"),
            "UV_CACHE_DIR": str(self.home / "uv-cache"),
            **self.extra,
        }

    def depend_on(self, version: str, size: int) -> None:
        """Make the locks ask for one version of the pebble."""
        line = wheel(self.wheels, "pebble", version, f"SIZE = {size}\n")
        (self.root / "requirements.lock").write_text(line)
        (self.root / "requirements-dev.lock").write_text(line + wheel(self.wheels, "pytest", "9", PYTEST))

    def start(
        self,
        *arguments: str,
        command: Sequence[str] | None = None,
        folder: Path | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> subprocess.Popen[str]:
        """Start the launcher (or another command that leads to it) and return at once."""
        return subprocess.Popen(
            [*(command or [str(self.root / "hc")]), *arguments],
            cwd=folder or self.root,
            env={**self.settings(), **(settings or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(
        self,
        *arguments: str,
        command: Sequence[str] | None = None,
        folder: Path | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Run the launcher to its end."""
        process = self.start(*arguments, command=command, folder=folder, settings=settings)
        out, err = process.communicate(timeout=300)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def make_checkout(tmp_path: Path) -> Checkout:
    """Return a fresh checkout in small, at a path with spaces and an accent."""
    root = tmp_path / "my études"
    (root / "src" / "hillclimb").mkdir(parents=True)
    (root / "src" / "hillclimb" / "__init__.py").touch()
    (root / "src" / "hillclimb" / "__main__.py").write_text(MAIN)
    for name in ("hc", "requirements-boot.lock"):
        shutil.copy2(REPOSITORY / name, root / name)
    home = tmp_path / "home"
    home.mkdir()
    (home / "uv.toml").write_text(f"no-index = true\nfind-links = [{json.dumps(str(tmp_path / 'wheels'))}]\n")
    made = Checkout(root=root, wheels=tmp_path / "wheels", home=home)
    made.depend_on("1.0", 1)
    return made


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """Return a checkout in small that was never started."""
    return make_checkout(tmp_path)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """Return a checkout in small that is set up already; tests that share it leave it as it is."""
    made = make_checkout(tmp_path_factory.mktemp("built"))
    done = made.run("hello")
    assert done.returncode == 0, done.stderr
    return made
