"""Puts the packages of the portal into `.venv`, for `run.py`. Standard library only."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = str(VENV / "bin" / "python")


def install(*names: str) -> None:
    """Put the packages of these files into `.venv`, unless they are there already."""
    if not venv_is_usable():
        make_venv()
    for name in names:
        wanted = hashlib.sha256((ROOT / name).read_bytes()).hexdigest()
        stamp = VENV / f".installed-{name}"
        if not stamp.exists() or stamp.read_text() != wanted:
            # Not among what a command prints: that may be on its way into a file.
            told = f"Installing {name}; this takes up to a minute, once"
            print(told, file=sys.stderr, flush=True)
            install_file(name)
            stamp.write_text(wanted)


def venv_is_usable() -> bool:
    """Whether `.venv` has an installer, and the very Python that runs this file.

    Python may have been upgraded or removed since, or the last start stopped half-way.
    """
    other_python = f"import sys; sys.exit(sys.version_info[:3] != {sys.version_info[:3]})"
    try:
        # -I and -S: every start waits for this, and it needs no packages.
        if subprocess.call([PYTHON, "-IS", "-c", other_python], stderr=subprocess.DEVNULL):
            return False
    except OSError:
        return False
    return bool(shutil.which("uv") or any(VENV.glob("lib/python3*/site-packages/pip/__main__.py")))


def make_venv() -> None:
    uv = shutil.which("uv")
    if not uv and not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        package = "python{}.{}-venv".format(*sys.version_info)
        fail(f"Python's venv module is missing. Install it and try again: apt install {package}")
    shutil.rmtree(VENV, ignore_errors=True)
    tool = [uv, "venv", "--python", sys.executable] if uv else [sys.executable, "-m", "venv"]
    run_or_fail([*tool, str(VENV)], "Could not make .venv.")


def install_file(name: str) -> None:
    uv = shutil.which("uv")
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--retries", "2"]
    tool = [uv, "pip", "install", "--python", PYTHON] if uv else pip
    run_or_fail(
        [*tool, "--require-hashes", "--no-deps", "-r", str(ROOT / name)],
        f"Could not install {name}. Check that this machine has a network and reaches a Python "
        "package index, then try again.",
    )


def run_or_fail(command: list[str], message: str) -> None:
    result = run_quietly(command, {**os.environ})
    if result.returncode:
        log = ROOT / "var" / "install.log"
        log.parent.mkdir(exist_ok=True)
        log.write_text(result.stdout)
        fail(f"{message} The reason is in var/install.log")


def run_quietly(command: list[str], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    output, errors = subprocess.PIPE, subprocess.STDOUT
    return subprocess.run(command, cwd=ROOT, env=env, text=True, stdout=output, stderr=errors)


def fail(message: str, code: int = 1) -> NoReturn:
    print(message, file=sys.stderr)
    sys.exit(code)
