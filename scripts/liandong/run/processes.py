"""The faster ways of building the site than Jupyter Book's own, with the same bytes.

Whether they are on, one question asked in many processes, one thing made beside.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence

from liandong.run.pool import end_with_parent, processors

WORTH_FORKING = 8
# Set in the environment of a build beside which the checks run already.
CHECKED = "LIANDONG_CHECKED"
_asked: list[Callable] = []


def accelerated() -> bool:
    """Return whether the site is built in our faster ways.

    With LIANDONG_ACCELERATION=off it is built as Jupyter Book itself would. Off are the cells' run (unless
    LIANDONG_EXECUTOR asks for it), the sidebar made once a folder, writing on all processors, what is made beside, and
    compiled templates kept between builds.
    """
    return os.environ.get("LIANDONG_ACCELERATION", "on") != "off"


def checked_beside() -> bool:
    """Return whether all checks run beside this process, which builds the site."""
    return bool(os.environ.get(CHECKED))


def stock_kernels() -> bool:
    """Return whether a stock Jupyter kernel executes each page: asked for by LIANDONG_EXECUTOR=kernel."""
    return os.environ.get("LIANDONG_EXECUTOR", "run" if accelerated() else "kernel") == "kernel"


def in_processes(ask: Callable, things: Sequence) -> list:
    """Return what ``ask`` returns for each thing, in their order.

    Args:
        ask: Sees what this process holds when it is called, and changes nothing in it; what it returns must be
            picklable.
        things: Picklable, as many as there may be.
    """
    processes = min(processors(), len(things) // WORTH_FORKING + 1)
    if not accelerated() or not hasattr(os, "fork") or processes < 2:
        return [ask(thing) for thing in things]
    _asked.append(ask)
    try:
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            return pool.map(_answer, things, chunksize=1)
    finally:
        _asked.pop()


def _answer(thing):
    return _asked[-1](thing)


def begin_beside(make: Callable[[], None]) -> Callable[[], None]:
    """Begin something in a forked process and return what waits for it.

    Where it failed or there is no fork, that makes it here.

    Args:
        make: Sees what this process holds now. It leaves files, each put in place whole, and nothing else.
    """
    if not accelerated() or not hasattr(os, "fork") or processors() < 2:
        return make
    process = multiprocessing.get_context("fork").Process(target=_silently, args=(make,))
    process.start()

    def wait() -> None:
        process.join()
        if process.exitcode:
            make()

    return wait


def _silently(make: Callable[[], None]) -> None:
    end_with_parent()
    try:
        make()
    except BaseException:
        # Whoever waits makes it again and tells why it fails.
        os._exit(1)
