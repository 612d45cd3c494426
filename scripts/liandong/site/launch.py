"""Runs Jupyter Book in a process of its own and takes what it reports (`site.child`): steps, problems, findings."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO

from liandong.data.folders import FileLock
from liandong.findings import Finding
from liandong.run.ending import started_by_us
from liandong.run.inputs import PACKAGES, SCRIPTS, fingerprint
from liandong.run.processes import CHECKED
from liandong.run.progress import Progress
from liandong.site.report import MESSAGES, BuildProblem, relative_name

# Reading takes nearly all the time.
_READING_SHARE = 0.85
# Set where a process is started in advance, for a build that will be wanted.
WAITS = "LIANDONG_WAITS"
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


class Told:
    """What a build's process has reported.

    Args:
        root: Files below it are given relative to it.
        hide: Takes private texts out.

    Attributes:
        problems: The warnings and errors, each once, in the order told.
        findings: What stopped the build where book and data do not fit together.
    """

    def __init__(self, root: Path, hide: Callable[[str], str] = str) -> None:
        self.root, self.hide = root, hide
        self.problems: list[BuildProblem] = []
        self.findings: list[Finding] = []

    def take(self, report: dict, progress: Progress) -> None:
        """Take one report."""
        if "problem" in report:
            told = report["problem"]
            problem = BuildProblem(
                relative_name(told["file"], self.root), told["line"], self.hide(_ANSI.sub("", told["text"])))
            if report["instead"] and self.problems:
                self.problems.pop()
            if problem not in self.problems:
                self.problems.append(problem)
        elif "finding" in report:
            self.findings.append(Finding(**report["finding"]))
        elif "page" in report:
            reading = report["step"] == "reading"
            share = (report["share"] * _READING_SHARE if reading
                     else _READING_SHARE + report["share"] * (1 - _READING_SHARE))
            progress.update(share, MESSAGES[report["step"]].format(page=report["page"]))
        else:
            progress.update()


def jupyter_book_command(root: Path, stage: Path) -> list[str]:
    """Return the command of one strict build; -P keeps the root's folders from hiding packages of the same name."""
    flags = ["--path-output", str(stage), "--warningiserror", "--nitpick", "--keep-going"]
    return [sys.executable, "-P", "-c", "from liandong.site.child import main; main()", "build", str(root), *flags]


def run_jupyter_book(
    root: Path,
    stage: Path,
    log: Path,
    lock: FileLock,
    progress: Progress,
    told: Told,
    failed: Callable[[], bool] | None,
    waiting: WaitingBuilder | None = None,
) -> int:
    """Return Jupyter Book's exit code; everything it prints goes to the log as it comes, without private texts.

    Args:
        root: The folder of `_config.yml`.
        stage: Where it works.
        log: The full record.
        lock: The lock that the child keeps if this process is killed.
        progress: Shows the page at work.
        told: Takes what the child reports.
        failed: Whether checks that run beside have failed, which ends the child; None where none run.
        waiting: A process that was started in advance; taken if it still fits.
    """
    progress.update(0.0, MESSAGES["starting"])
    with log.open("w", encoding="utf-8", newline="\n") as record:

        def keep(stream: IO[str]) -> None:
            for line in stream:
                record.write(told.hide(_ANSI.sub("", line).rstrip()) + "\n")
                record.flush()

        child = waiting.take() if waiting else None
        if child is None:
            child = _start(
                root, stage, _environment(root, checked=failed is not None), subprocess.DEVNULL, **lock.inherit())
        printed = threading.Thread(target=keep, args=(child.stderr,))
        printed.start()
        try:
            for line in child.stdout:
                if line.endswith("\n"):  # else the child was ended on the way
                    told.take(json.loads(line), progress)
                if failed and failed():
                    child.terminate()
            return child.wait()
        finally:
            # Ctrl-C and errors on our side: a build that nobody watches must not go on writing in the stage.
            if child.poll() is None:
                child.terminate()
                child.wait()
            printed.join()
            for stream in filter(None, (child.stdin, child.stdout, child.stderr)):
                stream.close()


class WaitingBuilder:
    """A building process that has loaded everything and waits: a save is on the page sooner by what loading takes.

    It ends with the process that started it. All checks are to run beside it.
    """

    def __init__(self, root: Path, stage: Path) -> None:
        self._packages = fingerprint(SCRIPTS.parent, PACKAGES)
        self._child: subprocess.Popen | None = _start(
            root, stage, _environment(root, checked=True) | {WAITS: "1"}, subprocess.PIPE)

    def take(self) -> subprocess.Popen | None:
        """Return the process, told to begin; None if it has ended, or was started with another state of the package."""
        child, self._child = self._child, None
        if child is None or child.poll() is not None or self._packages != fingerprint(SCRIPTS.parent, PACKAGES):
            self._end(child)
            return None
        child.stdin.write("\n")
        child.stdin.flush()
        return child

    def close(self) -> None:
        """End the process if nobody took it."""
        child, self._child = self._child, None
        self._end(child)

    def _end(self, child: subprocess.Popen | None) -> None:
        if child is not None:
            child.kill()
            child.communicate()


def _start(root: Path, stage: Path, environment: dict[str, str], stdin: int, **options) -> subprocess.Popen:
    """Start the process that builds."""
    return subprocess.Popen(
        jupyter_book_command(root, stage), cwd=root, env=environment | started_by_us(), stdin=stdin,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", errors="replace", **options,
    )


def build_environment(output: Path) -> dict[str, str]:
    """Return the environment of a build: nothing of the user's Jupyter, locale or colour settings gets in.

    Args:
        output: `_build`; what Jupyter and IPython want to write goes below it, so that no home folder is needed.
    """
    unwanted = ("JUPYTER", "IPYTHON", "LC_", "LANG", "SPHINX", "NB_", "PYDEVD_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    for name in ("FORCE_COLOR", "PYTHONWARNINGS", "PYTHONSTARTUP"):
        environment.pop(name, None)
    jupyter = output / "jupyter"
    return environment | {
        # Its parent has to exist, or IPython makes a folder for each page somewhere else and leaves it there.
        "IPYTHONDIR": str(output / "ipython"),
        "JUPYTER_CONFIG_DIR": str(jupyter / "config"),
        "JUPYTER_DATA_DIR": str(jupyter / "data"),
        "JUPYTER_RUNTIME_DIR": str(jupyter / "runtime"),
        "JUPYTER_NO_CONFIG": "1",
        "JUPYTER_PLATFORM_DIRS": "1",
        "JUPYTER_PREFER_ENV_PATH": "1",
        "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
    }


def _environment(root: Path, *, checked: bool) -> dict[str, str]:
    """Return a build's environment: with the book's own package where it has one, and whether all checks run beside."""
    environment = build_environment(root / "_build")
    own = root / "scripts"
    scripts = own if (own / "liandong").is_dir() else Path(__file__).resolve().parents[2]
    environment["PYTHONPATH"] = os.pathsep.join([str(scripts), *filter(None, [environment.get("PYTHONPATH")])])
    return environment | ({CHECKED: "1"} if checked else {})
