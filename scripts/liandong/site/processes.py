"""Asks the same of many things in forked processes, where there is fork and enough to ask."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence

from liandong.run.pool import processors
from liandong.site.acceleration import accelerated

WORTH_FORKING = 8
_asked: list[Callable] = []


def in_processes(ask: Callable, things: Sequence) -> list:
    """Return what ``ask`` returns for each thing, in their order.

    Args:
        ask: Sees what this process holds when it is called, and changes nothing in it; what it returns must be picklable.
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
