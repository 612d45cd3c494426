"""`test`: pytest on all processors."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from liandong.verbs.call import CLEAN, FINDINGS, WRONG_USE

if TYPE_CHECKING:
    from pathlib import Path

    from liandong.verbs.call import Call

MANY_WORKERS = 8
ALL = "--all"
EVERYDAY = ("-m", "not thorough and not exhaustive")
EVERYTHING = ("-m", "not exhaustive")


def run(root: Path, call: Call) -> int:
    """Run pytest on all processors with what the user passed on, without it on the everyday tests. Returns the exit code."""
    # What tests leave behind goes below _build, which git ignores.
    environment = os.environ | {"HYPOTHESIS_STORAGE_DIRECTORY": str(root / "_build" / "hypothesis")}
    # worksteal: the files differ so much in length that whole files (loadfile) would leave a processor idle. What is
    # expensive for all, the built site, is shared between the processes by a lock.
    parallel = ["-n", "logical", "--maxprocesses", str(MANY_WORKERS), "--dist", "worksteal"]
    passed_on = [argument for argument in call.passed_on if argument != ALL]
    which = () if _names_tests(root, passed_on) else EVERYTHING if ALL in call.passed_on else EVERYDAY
    command = [sys.executable, "-m", "pytest", *parallel, *which, *passed_on]
    return _exit_code_of_pytest(subprocess.run(command, cwd=root, env=environment, check=False).returncode)


def _names_tests(root: Path, arguments: list[str]) -> bool:
    """Tell whether the user chose tests: by words, by marks, or by a path."""
    return any(argument.startswith(("-k", "-m")) or (root / argument.split("::")[0]).exists() for argument in arguments)


def _exit_code_of_pytest(code: int) -> int:
    """Return our exit code for pytest's: 4 is wrong use there; 2 is an interruption, but also tests that cannot be read.

    Ctrl-C reaches this process too and ends it with its own code, so that 2 means findings here.
    """
    if code < 0:
        return 128 - code
    return {0: CLEAN, 4: WRONG_USE}.get(code, FINDINGS)
