"""Progress on a terminal as one moving line, elsewhere (a log, a pipe) as a few plain lines.

Standard library only: `scripts/kb.py` loads this file before the environment exists. No colours and no escape
sequences at all, so that any console and NO_COLOR are served alike.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
import unicodedata
from collections.abc import Callable
from typing import TextIO

from liandong.findings import messages

MESSAGES = messages(__name__)
_BAR_CELLS = 20
# Without a terminal a line is written when this much was done or this long nothing was said.
_PLAIN_STEP_PERCENT = 10
_PLAIN_SILENCE_S = 15.0
# A terminal is repainted at most this often.
_REPAINT_S = 0.1


class Progress:
    """A labelled bar with what is being done and the elapsed time. Use it as a context manager.

    Leaving it normally closes the line with 完成, leaving it by an exception with 未完成.
    """

    def __init__(
        self, label: str, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic,
        width: int | None = None,
    ) -> None:
        """Start the clock; nothing is written yet.

        Args:
            label: What the whole is, in Chinese.
            stream: Where to write; standard output if none is given.
            clock: Returns seconds.
            width: Columns of the terminal; asked of the system if none is given.
        """
        self._label, self._stream, self._clock, self._width = label, stream or sys.stdout, clock, width
        self._began = clock()
        self._moving = self._stream.isatty() and os.environ.get("TERM") != "dumb"
        self._painted_at, self._painted_cells, self._said_step = -_PLAIN_SILENCE_S, 0, -1
        self._fraction, self._note, self._failed = 0.0, "", False

    @property
    def elapsed_s(self) -> float:
        """Seconds since the start."""
        return self._clock() - self._began

    def update(self, fraction: float | None = None, note: str | None = None) -> None:
        """Show where the work stands. The bar never moves back.

        Args:
            fraction: Share done, 0 to 1; unchanged if none is given.
            note: What is being done now; unchanged if none is given.
        """
        changed = note is not None and note != self._note
        if fraction is not None:
            self._fraction = max(self._fraction, min(1.0, fraction))
        if note is not None:
            self._note = note
        if self._moving:
            if self.elapsed_s - self._painted_at >= _REPAINT_S:
                self._paint()
            return
        step = int(self._fraction * 100) // _PLAIN_STEP_PERCENT
        silent = self.elapsed_s - self._painted_at >= _PLAIN_SILENCE_S
        if step > self._said_step or (silent and changed):
            self._said_step = step
            self._say(self._line())

    def fail(self) -> None:
        """Let the line close with 未完成 although no exception is on its way."""
        self._failed = True

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_error: object) -> None:
        end = MESSAGES["stopped" if self._failed or kind is not None else "done"]
        self._say(f"{self._label} {end}，{MESSAGES['elapsed']} {clock_text(self.elapsed_s)}")

    def _line(self) -> str:
        filled = int(self._fraction * _BAR_CELLS)
        bar = f" [{'#' * filled}{'.' * (_BAR_CELLS - filled)}]" if self._moving else ""
        percent = int(self._fraction * 100)
        return f"{self._label}{bar} {percent:3d}% {clock_text(self.elapsed_s)} {self._note}".rstrip()

    def _paint(self) -> None:
        # One column stays free: writing into the last one wraps the line on Windows.
        text = cut_to_cells(self._line(), (self._width or shutil.get_terminal_size().columns) - 1)
        self._write("\r" + text + " " * max(0, self._painted_cells - cells(text)))
        self._painted_cells = cells(text)

    def _say(self, text: str) -> None:
        self._write("\r" + " " * self._painted_cells + "\r" if self._painted_cells else "")
        self._painted_cells = 0
        self._write(text + "\n")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
        self._painted_at = self.elapsed_s


def clock_text(seconds: float) -> str:
    """Return minutes and seconds, for example 01:20."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes:02d}:{rest:02d}"


def cells(text: str) -> int:
    """Return how many terminal columns the text takes; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def cut_to_cells(text: str, columns: int) -> str:
    """Return the longest beginning of the text that fits in so many terminal columns."""
    used = 0
    for index, character in enumerate(text):
        used += cells(character)
        if used > columns:
            return text[:index]
    return text
