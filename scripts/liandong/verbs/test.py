"""`test`: pytest on all processors."""

import os
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

from liandong.verbs.call import CLEAN, FINDINGS, WRONG_USE

MANY_WORKERS = 8
ALL = "--all"
EVERYDAY = ("-m", "not thorough and not exhaustive")
EVERYTHING = ("-m", "not exhaustive")


def run(root: Path, options: Namespace) -> int:
    """Run pytest with what the user passed on, without it on the everyday tests. Returns the exit code."""
    # What tests leave behind goes below _build, which git ignores.
    environment = os.environ | {"HYPOTHESIS_STORAGE_DIRECTORY": str(root / "_build" / "hypothesis")}
    # worksteal: the files differ so much in length that whole files (loadfile) would leave a processor idle. What is
    # expensive for all, the built site, is shared between the processes by a lock.
    parallel = ["-n", "logical", "--maxprocesses", str(MANY_WORKERS), "--dist", "worksteal"]
    passed_on = [argument for argument in options.passed_on if argument != ALL]
    which = () if _names_tests(root, passed_on) else EVERYTHING if ALL in options.passed_on else EVERYDAY
    command = [sys.executable, "-m", "pytest", *parallel, *which, *passed_on]
    code = subprocess.run(command, cwd=root, env=environment, check=False).returncode
    # 4 is pytest's wrong use; 2 is an interruption there, but also tests that cannot be read. Ctrl-C reaches this
    # process too and ends it with its own code, so that 2 means findings here.
    return 128 - code if code < 0 else {0: CLEAN, 4: WRONG_USE}.get(code, FINDINGS)


def _names_tests(root: Path, arguments: list[str]) -> bool:
    """Tell whether the user chose tests: by words, by marks, or by a path."""
    return any(argument.startswith(("-k", "-m")) or (root / argument.split("::")[0]).exists() for argument in arguments)
