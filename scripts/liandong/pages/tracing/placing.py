"""Finds the line of a page's source on which a text of the built page was written."""

from __future__ import annotations

SMART = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "."})
CONTEXTS = (24, 12, 6, 3)


def find_line(source: str, block: str, start: int, printed: str) -> int | None:
    """Return the line (1-based) of a page's source that has the numeral which begins at ``start`` in the text of a built block.

    ``None`` if no line holds it with some of what stands around it.
    """
    lines = [_plain(line) for line in source.splitlines()]
    before = block[:start].rpartition("\n")[2]
    after = block[start + len(printed) :].partition("\n")[0]
    for context in CONTEXTS:
        # One side is enough: inline markup may follow on the other.
        for left, right in ((context, context), (context, 0), (0, context)):
            sought = _plain(before[len(before) - min(left, len(before)) :] + printed + after[:right])
            if len(sought) > len(printed):
                found = [number for number, line in enumerate(lines, start=1) if sought in line]
                if found:
                    return found[0]
    return None


def _plain(text: str) -> str:
    return text.translate(SMART)
