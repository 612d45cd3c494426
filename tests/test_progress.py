"""The bar: one moving line on a terminal, a few plain lines elsewhere."""

import io

import pytest

from liandong.run.progress import MESSAGES, Progress, cells, clock_text, cut_to_cells


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


class Clock:
    """A clock moved by hand."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_plain_lines():
    """Without a terminal a line comes at each tenth of the work, and one at the end, without control characters."""
    stream, clock = io.StringIO(), Clock()
    with Progress("生成", stream, clock) as progress:
        for percent in range(101):
            clock.now += 0.5
            progress.update(percent / 100, f"第{percent}页")
    lines = stream.getvalue().splitlines()
    assert len(lines) == 12
    assert lines[1] == "生成  10% 00:05 第10页"
    assert lines[-1] == "生成 完成，用时 00:50"
    assert "\r" not in stream.getvalue()


def test_terminal_line_is_overwritten_whole(monkeypatch):
    """A shorter line covers the longer one before it, with no escape sequence."""
    monkeypatch.setenv("TERM", "xterm")
    stream, clock = Terminal(), Clock()
    progress = Progress("生成", stream, clock, width=80)
    for note in ("很长很长的页名", "短"):
        clock.now += 1
        progress.update(0.5, note)
    first, second = stream.getvalue().split("\r")[1:]
    assert first == "生成 [##########..........]  50% 00:01 很长很长的页名"
    assert cells(second) == cells(first)
    assert "\x1b" not in stream.getvalue()


def test_line_fits_the_terminal(monkeypatch):
    """A line never reaches the last column, where a terminal would wrap it."""
    monkeypatch.setenv("TERM", "xterm")
    stream, clock = Terminal(), Clock()
    progress = Progress("生成", stream, clock, width=30)
    clock.now = 1
    progress.update(0.5, "页" * 40)
    assert cells(stream.getvalue().strip("\r")) <= 29


def test_dumb_terminal_gets_plain_lines(monkeypatch):
    """A terminal that cannot move back gets lines."""
    monkeypatch.setenv("TERM", "dumb")
    stream = Terminal()
    Progress("生成", stream).update(0.5)
    assert stream.getvalue() == "生成  50% 00:00\n"


def test_never_moves_back():
    """A smaller share than before changes nothing."""
    stream = io.StringIO()
    progress = Progress("生成", stream)
    progress.update(0.5)
    progress.update(0.2)
    assert stream.getvalue().count("\n") == 1


def test_failure_is_told():
    """Left by an exception or after fail(), the end says 未完成."""
    stream = io.StringIO()
    with pytest.raises(ValueError), Progress("甲", stream):
        raise ValueError
    with Progress("乙", stream) as progress:
        progress.fail()
    assert stream.getvalue().count(MESSAGES["stopped"]) == 2


@pytest.mark.parametrize(("seconds", "text"), [(0, "00:00"), (79.9, "01:19"), (6000, "100:00")])
def test_clock_text(seconds, text):
    """Elapsed time is minutes and whole seconds."""
    assert clock_text(seconds) == text


@pytest.mark.parametrize(("columns", "text"), [(0, ""), (1, "a"), (2, "a"), (3, "a中"), (9, "a中b")])
def test_cut_counts_columns(columns, text):
    """A Chinese character takes two columns and is never halved."""
    assert cut_to_cells("a中b", columns) == text
