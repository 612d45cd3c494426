"""A process ends with the one that started it: killed outright, `scripts/kb.py` leaves no verb, and a verb no build.

Standard library only: a verb begins with it.
"""

from __future__ import annotations

import os
import signal
import threading
import time

# The id of the process to end with; taken out of the environment, so that grandchildren do not look for it.
STARTED_BY = "LIANDONG_STARTED_BY"
_POLL_S, _GRACE_S = 0.5, 10.0
# As Windows numbers them.
_SYNCHRONIZE, _INFINITE, _NO_SUCH_PROCESS = 0x00100000, 0xFFFFFFFF, 87


def started_by_us() -> dict[str, str]:
    """Return what to add to a child's environment, so that `end_with_starter` there finds this process."""
    return {STARTED_BY: str(os.getpid())}


def end_with_starter(*, at_once: bool = False) -> None:
    """Watch from a thread for the end of the process named in the environment, if one is, and end then.

    Args:
        at_once: Whether to end without clearing up; else as after Ctrl-C, and at once only if that takes too long.
    """
    starter = os.environ.pop(STARTED_BY, "")
    if starter.isdecimal():
        threading.Thread(target=_watch, args=(int(starter), at_once), daemon=True).start()


def _watch(starter: int, at_once: bool) -> None:
    if not _wait_for(starter):
        return
    if not at_once:
        _interrupt()
        time.sleep(_GRACE_S)
    os._exit(1)


def _wait_for(starter: int) -> bool:
    """Wait until a process has ended; False if that cannot be known."""
    if os.name == "nt":
        import ctypes

        # Not the parent's id: a virtual environment's python.exe is a process of its own between the two.
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        handle = kernel.OpenProcess(_SYNCHRONIZE, False, starter)
        if handle:
            kernel.WaitForSingleObject(handle, _INFINITE)
        return bool(handle) or ctypes.get_last_error() == _NO_SUCH_PROCESS
    while os.getppid() == starter:
        time.sleep(_POLL_S)
    return True


def _interrupt() -> None:
    if os.name == "nt":
        import _thread

        _thread.interrupt_main()
    else:
        # A signal wakes the main thread from whatever it waits for. `liandong.__main__` takes this one as Ctrl-C, which
        # itself is switched off in what a shell runs behind.
        signal.pthread_kill(threading.main_thread().ident, signal.SIGTERM)
