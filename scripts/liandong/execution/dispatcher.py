"""Executes pages in processes forked from a warm one, as many at once as there are processors.

The process that builds the site forks a dispatcher once. The dispatcher loads the libraries and forks a child for each page; a
child writes its result beside its final name and renames it, so that a reader sees whole results only. The builder goes on
reading other pages meanwhile and waits for a page's result when it comes to it.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import pickle
import signal
import sys
import tempfile
import time
from pathlib import Path

from liandong.charts.converter import ADDRESS, serve
from liandong.execution.shell import CellResult, PageResult, execute_cells

# Loaded once, before any page; never more than loaded, since what starts threads does not survive a fork.
WARM_MODULES = ("pandas", "altair", "IPython.core.interactiveshell", "liandong.measures", "liandong.rises", "liandong.charts")
POLL_S = 0.005
MESSAGES = {"lost": "运行这一页的进程没有交出结果（退出状态 {status}）", "late": "这一页运行超过 {seconds} 秒，已停止"}


def can_fork() -> bool:
    """Whether this system has fork, and nobody asked for stock kernels by LIANDONG_EXECUTOR=kernel."""
    return hasattr(os, "fork") and os.environ.get("LIANDONG_EXECUTOR", "fork") != "kernel"


class Dispatcher:
    """The running dispatcher, seen from the process that started it."""

    def __init__(self, processes: int | None = None) -> None:
        """Fork the dispatcher, which loads the libraries while its parent goes on.

        Args:
            processes: How many pages at once; as many as there are processors if not given.
        """
        self.pages: dict[Path, list[str]] = {}
        self._numbers: dict[Path, int] = {}
        self._folder = tempfile.TemporaryDirectory(prefix="liandong-")
        reader, self._writer = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        self._pid = os.fork()
        if self._pid == 0:
            os.close(self._writer)
            _leave_after(lambda: self._dispatch(reader, processes or os.cpu_count() or 1))
        os.close(reader)

    def run(self, pages: dict[Path, list[str]]) -> None:
        """Start executing the cells' code of each page, in the page's own folder; called once."""
        self.pages = pages
        self._numbers = {page: number for number, page in enumerate(pages)}
        with os.fdopen(self._writer, "wb") as pipe:
            pickle.dump(pages, pipe)
        self._writer = -1

    def result(self, page: Path, timeout_s: float) -> PageResult:
        """The result of a page, as soon as it is there; a page that is late or lost has an error."""
        path = self._path(page)
        deadline = time.monotonic() + timeout_s
        while not path.is_file():
            if self._ended() and not path.is_file():
                return _failure(self.pages[page], MESSAGES["lost"].format(status="?"))
            if time.monotonic() > deadline:
                return _failure(self.pages[page], MESSAGES["late"].format(seconds=round(timeout_s)))
            time.sleep(POLL_S)
        return pickle.loads(path.read_bytes())

    def close(self) -> None:
        """End the dispatcher and its pages, if they still run, and remove the results."""
        if self._writer >= 0:
            os.close(self._writer)
        if not self._ended():
            with contextlib.suppress(ProcessLookupError):
                # The dispatcher leads a process group of its own: its children end with it.
                os.killpg(self._pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(self._pid, 0)
            self._pid = 0
        self._folder.cleanup()

    def _ended(self) -> bool:
        if self._pid:
            try:
                ended, _ = os.waitpid(self._pid, os.WNOHANG)
            except ChildProcessError:  # this is a forked reader; its parent knows
                return False
            if ended:
                self._pid = 0
        return self._pid == 0

    def _path(self, page: Path) -> Path:
        return Path(self._folder.name) / f"{self._numbers[page]}.pickle"

    def _dispatch(self, reader: int, processes: int) -> None:
        """Load the libraries, wait for the pages, fork a child for each; runs in the dispatcher."""
        os.setpgid(0, 0)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        # Started first and by itself: its engine would not survive the fork of the pages.
        address = str(Path(self._folder.name) / "converter")
        converter = os.fork()
        if converter == 0:
            os.close(reader)
            _leave_after(lambda: serve(address))
        os.environ[ADDRESS] = address
        for name in WARM_MODULES:
            importlib.import_module(name)
        with os.fdopen(reader, "rb") as pipe:
            try:
                self.pages = pickle.load(pipe)
            except EOFError:  # nobody wants pages: the parent has closed, or is gone
                self.pages = {}
        self._numbers = {page: number for number, page in enumerate(self.pages)}
        running: dict[int, Path] = {}
        waiting = list(self.pages)
        while waiting or running:
            while waiting and len(running) < processes:
                page = waiting.pop(0)
                pid = os.fork()
                if pid == 0:
                    _leave_after(lambda page=page: self._write(page, execute_cells(self.pages[page], page.parent)))
                running[pid] = page
            pid, status = os.wait()
            page = running.pop(pid, None)
            if page and not self._path(page).is_file():
                self._write(page, _failure(self.pages[page], MESSAGES["lost"].format(status=status)))
        with contextlib.suppress(ProcessLookupError):
            os.kill(converter, signal.SIGKILL)

    def _write(self, page: Path, result: PageResult) -> None:
        path = self._path(page)
        aside = path.with_suffix(".part")
        aside.write_bytes(pickle.dumps(result))
        aside.replace(path)


def _failure(sources: list[str], words: str) -> PageResult:
    return PageResult(sources, [CellResult()], ("ExecutionError", words, [words]))


def _leave_after(work) -> None:
    """Do the work in a forked child and leave without the parent's clean-up, whatever happens."""
    status = 1
    try:
        work()
        status = 0
    finally:
        # An exception too ends here: the parent sees the status, a traceback would only mix into its output.
        os._exit(status)
