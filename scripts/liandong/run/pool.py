"""Executes pages in worker processes, as many at once as there are processors, on every system.

A worker takes one page after the other; each page has a shell and a namespace of its own. What is submitted are
functions that a worker can import: IPython replaces the main module.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import wait
from pathlib import Path

from liandong.findings import messages
from liandong.run.shell import CellResult, Failure, PageResult, execute_cells

# Loaded once, before any page.
WARM_MODULES = (
    "liandong.run.quiet", "pandas", "altair", "IPython.core.interactiveshell", "liandong.model.measures",
    "liandong.model.rises", "liandong.charts", "liandong.run.shell",
)
LONGEST_TEMPORARY = 68
MESSAGES = messages(__name__)


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def execute_pages(
    pages: Mapping[Path, list[str]], timeout_s: float, processes: int | None = None,
) -> Iterator[tuple[Path, PageResult]]:
    """Yield each page with the result of its cells, in the order in which they are done.

    Args:
        pages: The code of each page's cells.
        timeout_s: Seconds for each cell; a page that needs more than all of its cells together has an error that says
            so.
        processes: How many pages at once; as many as there are processors if not given.
    """
    waiting = dict(pages)
    try:
        with _workers(min(processes or processors(), len(waiting) or 1)) as workers:
            futures = {workers.submit(_execute, sources, page.parent, timeout_s): page
                       for page, sources in waiting.items()}
            for future in as_completed(futures):
                result = future.result()
                del waiting[futures[future]]
                yield futures[future], result
    except BrokenProcessPool:
        # Nobody tells which page ended its process: each of the rest gets a pool of its own.
        for page, sources in waiting.items():
            yield page, _execute_alone(sources, page.parent, timeout_s)


def _execute_alone(sources: list[str], folder: Path, timeout_s: float) -> PageResult:
    started = time.monotonic()
    try:
        with _workers(1) as workers:
            return workers.submit(_execute, sources, folder, timeout_s).result()
    except BrokenProcessPool:
        late = time.monotonic() - started >= timeout_s * len(sources)
        words = MESSAGES["late"].format(seconds=round(timeout_s * len(sources))) if late else MESSAGES["lost"]
        return PageResult(sources, [CellResult()], [Failure(0, 0, 1, "ExecutionError", words, [words])])


def _execute(sources: list[str], folder: Path, timeout_s: float) -> PageResult:
    """Execute a page in a worker, which ends itself when the page takes too long."""
    watch = threading.Timer(timeout_s * len(sources), os._exit, [1])
    watch.daemon = True
    watch.start()
    try:
        return execute_cells(sources, folder)
    finally:
        watch.cancel()


@contextmanager
def _workers(processes: int) -> Iterator[ProcessPoolExecutor]:
    """Yield a pool; when the block is left by an error its processes are ended, else their work is waited for."""
    context = multiprocessing.get_context(_start_method())
    if context.get_start_method() == "forkserver":
        context.set_forkserver_preload(list(WARM_MODULES))
    elif context.get_start_method() == "fork":
        for name in WARM_MODULES:
            importlib.import_module(name)
    before = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(processes, context, initializer=_begin_worker, initargs=(list(sys.path),))
    try:
        yield pool
        pool.shutdown()
    except BaseException:
        started = set(multiprocessing.active_children()) - before
        pool.shutdown(wait=False, cancel_futures=True)
        for process in started:
            process.kill()
        raise


def _start_method() -> str:
    """Return how a worker begins.

    As a copy of this process, which has loaded most already, where nobody else is at work in it.
    """
    methods = multiprocessing.get_all_start_methods() if hasattr(os, "fork") else []
    if sys.platform == "linux" and "fork" in methods and threading.current_thread() is threading.main_thread():
        return "fork"
    # Its socket lies in the folder for temporary files, and no system takes a long path for one.
    return "forkserver" if "forkserver" in methods and len(tempfile.gettempdir()) < LONGEST_TEMPORARY else "spawn"


def _begin_worker(paths: list[str]) -> None:
    """Leave Ctrl-C to the process that asked, and end with it whatever a page is doing."""
    sys.path[:] = paths
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()


def end_with_parent() -> None:
    """End this process, which a thread watches from now on, as soon as the one that started it has ended."""
    threading.Thread(target=_end_with, args=(multiprocessing.parent_process(),), daemon=True).start()


def _end_with(parent) -> None:
    wait([parent.sentinel])
    os._exit(1)
