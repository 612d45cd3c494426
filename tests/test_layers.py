"""The rooms of the package: a room imports lower rooms only, as pyproject.toml declares it."""

import os
import subprocess
import sys

from conftest import ROOT


def test_the_declared_layers_hold():
    """No module imports upward, and the reader of numbers knows no bulletin."""
    settings = os.environ | {"PYTHONPATH": str(ROOT / "scripts"), "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout
