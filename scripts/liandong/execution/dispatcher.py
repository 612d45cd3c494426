"""Executes pages in processes forked from a warm one, as many at once as there are processors.

The process that builds the site forks a dispatcher once. The dispatcher loads the libraries and forks a child for each page; a
child writes its result beside its final name and renames it, so that a reader sees whole results only. The builder goes on
reading other pages meanwhile and waits for a page's result when it comes to it.

Where every page will be asked for, the dispatcher begins with all of them while the builder still loads its own libraries. A
result belongs to a page and to the code of its cells, so that what was begun for other code is never taken.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import os
import pickle
import select
import signal
import sys
import tempfile
import time
from pathlib import Path

from liandong.cells import CELL_INFO, pages_with_cells, read_cells
from liandong.execution import accelerated
from liandong.execution.shell import CellResult, PageResult, execute_cells

# Loaded once, before any page; never more than loaded, since what starts threads does not survive a fork.
WARM_MODULES = ("pandas", "altair", "IPython.core.interactiveshell", "liandong.measures", "liandong.rises", "liandong.charts")
POLL_S = 0.005
LENGTH_BYTES = 8
# A page with this word in its code will ask for the converter, whose engine takes half a second to start.
DRAWS = "charts"
MESSAGES = {"lost": "运行这一页的进程没有交出结果（退出状态 {status}）", "late": "这一页运行超过 {seconds} 秒，已停止"}
_early: list[Dispatcher] = []


def can_fork() -> bool:
    """Whether this system has fork, and nobody asked for stock kernels by LIANDONG_EXECUTOR=kernel."""
    return hasattr(os, "fork") and os.environ.get("LIANDONG_EXECUTOR", "fork" if accelerated() else "kernel") != "kernel"


def cell_sources(text: str) -> list[str]:
    """The code of a page's cells as it is executed; empty for a page without cells."""
    return [cell.code.rstrip("\n") for cell in read_cells(text) if cell.code.strip()] if CELL_INFO in text else []


def start_early(root: Path | None) -> None:
    """Start a dispatcher for whoever asks for the running one later; with a root it begins with all pages of the book."""
    _early.append(Dispatcher(root=root))


def take_running() -> Dispatcher:
    """The dispatcher that was started early, or one started now."""
    return _early.pop() if _early else Dispatcher()


class Dispatcher:
    """The running dispatcher, seen from the process that started it."""

    def __init__(self, processes: int | None = None, root: Path | None = None) -> None:
        """Fork the dispatcher, which loads the libraries while its parent goes on.

        Args:
            processes: How many pages at once; as many as there are processors if not given.
            root: The project, if all its pages will be asked for; they are begun at once.
        """
        self.pages: dict[Path, list[str]] = {}
        self._folder = tempfile.TemporaryDirectory(prefix="liandong-")
        # Open as long as this process lives: at its end the dispatcher ends too.
        reader, self._writer = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        self._pid = os.fork()
        if self._pid == 0:
            os.close(self._writer)
            _leave_after(lambda: _Pages(Path(self._folder.name), reader, processes or os.cpu_count() or 1).dispatch(root))
        os.close(reader)

    def run(self, pages: dict[Path, list[str]]) -> None:
        """Start executing the cells' code of each page, in the page's own folder; called once."""
        self.pages = pages
        message = pickle.dumps(pages)
        with contextlib.suppress(BrokenPipeError), os.fdopen(os.dup(self._writer), "wb") as pipe:
            pipe.write(len(message).to_bytes(LENGTH_BYTES, "big") + message)

    def result(self, page: Path, timeout_s: float) -> PageResult:
        """The result of a page, as soon as it is there; a page that is late or lost has an error."""
        path = _result_path(Path(self._folder.name), page, self.pages[page])
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
        if not self._ended():
            with contextlib.suppress(ProcessLookupError):
                # The dispatcher leads a process group of its own: its children end with it.
                os.killpg(self._pid, signal.SIGKILL)
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(self._pid, 0)
            self._pid = 0
        if self._writer >= 0:
            os.close(self._writer)
            self._writer = -1
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


class _Pages:
    """The dispatcher's own process: waits for pages, forks a child for each, and ends when nobody wants any."""

    def __init__(self, folder: Path, reader: int, processes: int) -> None:
        self.folder, self.reader, self.processes = folder, reader, processes
        self.waiting: list[tuple[Path, list[str]]] = []
        self.running: dict[int, tuple[Path, list[str]]] = {}
        self.begun: set[Path] = set()
        self.converter = None

    def dispatch(self, root: Path | None) -> None:
        """Load the libraries, then work until the pages that were asked for are done."""
        os.setpgid(0, 0)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        # Forked before the libraries come: an engine that was started would not survive the fork of the pages.
        self._listen()
        if root:
            self._add({page: cell_sources(page.read_text(encoding="utf-8")) for page in pages_with_cells(root)})
        for name in WARM_MODULES:
            importlib.import_module(name)
        woken, wake = os.pipe()
        for end in (woken, wake):
            os.set_blocking(end, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        asked = False
        while self.waiting or self.running or not asked:
            while self.waiting and len(self.running) < self.processes:
                self._fork(*self.waiting.pop(0))
            callers = [] if self.converter else [self.listener._listener._socket]
            ready, _, _ = select.select([self.reader, woken, *callers], [], [])
            if set(callers) & set(ready):
                self._start_converter()
            if woken in ready:
                os.read(woken, 4096)
                self._collect()
            if self.reader in ready:
                pages = self._read()
                if pages is None:  # the builder has closed, or is gone
                    break
                asked = True
                wanted = {_result_path(self.folder, page, sources) for page, sources in pages.items()}
                self.waiting = [entry for entry in self.waiting if _result_path(self.folder, *entry) in wanted]
                self._add(pages)
        os.killpg(0, signal.SIGKILL)

    def _listen(self) -> None:
        """Open the converter's address; the converter itself is started for the first page that draws."""
        from liandong.charts.converter import ADDRESS, open_listener

        address = str(self.folder / "converter")
        self.listener = open_listener(address)
        os.environ[ADDRESS] = address

    def _add(self, pages: dict[Path, list[str]]) -> None:
        """Queue the pages that were not begun with this very code."""
        for page, sources in pages.items():
            path = _result_path(self.folder, page, sources)
            if path not in self.begun:
                self.begun.add(path)
                self.waiting.append((page, sources))
        if self.converter is None and any(DRAWS in source for _, sources in self.waiting for source in sources):
            self._start_converter()

    def _start_converter(self) -> None:
        self.converter = os.fork()
        if self.converter == 0:
            from liandong.charts.converter import serve

            self._forget_dispatcher()
            _leave_after(lambda: serve(self.listener))

    def _fork(self, page: Path, sources: list[str]) -> None:
        pid = os.fork()
        if pid == 0:
            self._forget_dispatcher()
            _leave_after(lambda: self._write(page, execute_cells(sources, page.parent)))
        self.running[pid] = (page, sources)

    def _forget_dispatcher(self) -> None:
        """Give up, in a child, what belongs to the dispatcher."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.close(self.reader)

    def _collect(self) -> None:
        """Take leave of the children that have ended; a page whose child left no result is lost."""
        while self.running:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            if pid == self.converter:
                self.converter = None
            page, sources = self.running.pop(pid, (None, []))
            if page and not _result_path(self.folder, page, sources).is_file():
                self._write(page, _failure(sources, MESSAGES["lost"].format(status=status)))

    def _read(self) -> dict[Path, list[str]] | None:
        """The pages that the builder asks for; None at the end of the pipe."""
        length = self._read_exactly(LENGTH_BYTES)
        message = self._read_exactly(int.from_bytes(length, "big")) if length else b""
        return pickle.loads(message) if message else None

    def _read_exactly(self, count: int) -> bytes:
        """That many bytes from the pipe, or nothing if it ends before."""
        found = bytearray()
        while len(found) < count:
            part = os.read(self.reader, count - len(found))
            if not part:
                return b""
            found += part
        return bytes(found)

    def _write(self, page: Path, result: PageResult) -> None:
        path = _result_path(self.folder, page, result.sources)
        aside = path.with_suffix(".part")
        aside.write_bytes(pickle.dumps(result))
        aside.replace(path)


def _result_path(folder: Path, page: Path, sources: list[str]) -> Path:
    """Where the result of a page with this code is put."""
    return folder / f"{hashlib.sha256(repr((str(page), sources)).encode()).hexdigest()[:32]}.pickle"


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
