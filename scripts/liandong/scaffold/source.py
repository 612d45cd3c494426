"""The text of a new bulletin, from the file that the clerk has, ready to be kept as source.txt."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from liandong.data.text_files import common_share, decoded_as_utf8, label
from liandong.findings import DataError, Finding, is_invisible, messages
from liandong.proofing.draft import BREAK, Draft
from liandong.proofing.notes import RULES
from liandong.proofing.opening import read_draft

MESSAGES = messages(__name__)
# What reading shows that a bulletin cannot be made from: the words are not those of the bulletin.
_LOST = ("mojibake", "no-text")
_IDEOGRAPHS = re.compile("[\u4e00-\u9fff]")
# Of these the cells of tables are known; plain text and Markdown stay as they were received.
_BY_CELLS = ("docx", "html")
_LINE_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_NUMBER = re.compile("[0-9０-９.,%％‰\x00-\x08\x0e-\x1f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]{2,}")
_SHOWN = 5
_FEW, _COMMON_SHARE = 20, 0.6


@dataclass(frozen=True)
class SourceText:
    """A bulletin's text."""

    content: bytes  # the bytes of source.txt: those of the file where it is plain text in UTF-8, else its text in UTF-8
    text: str  # the text as everything else reads it
    notes: tuple[str, ...] = ()  # what reading the file showed, one line each in Chinese
    as_received: bool = True  # whether ``content`` is the file's own bytes


def read_source(path: Path) -> SourceText:
    """Return the text of a file: Word, PDF, HTML, Markdown or plain text in any encoding that can be told for certain.

    Raises:
        DataError: E981 to E987 if it cannot be read, E803 if characters of it are lost or went wrong.
    """
    draft = read_draft(path)
    # Of characters that went wrong everywhere the first place says enough.
    lost = {note.rule: note for note in reversed(draft.notes) if note.rule in _LOST}
    if lost:
        raise DataError([
            Finding("E803", label(path),
                    found=MESSAGES["not_text"].format(place=note.place.text if note.place else "",
                                                      rule=RULES[note.rule], found=note.found),
                    expected=MESSAGES["readable"], next_step=MESSAGES["mend"])
            for note in lost.values()
        ])
    notes = [f"{note.place.text if note.place else ''}{RULES[note.rule]}：{note.found}" for note in draft.notes]
    text = _LINE_BREAKS.sub("\n", _with_rows(draft))
    unseen = sum(is_invisible(char) for char in text if char not in "\n\t")
    if unseen:
        cut = list(dict.fromkeys(_seen(match[0]) for match in _NUMBER.finditer(text) if _seen(match[0]) != match[0]))
        text = _seen(text)
        inside = (
            MESSAGES["in_numbers"].format(numbers=MESSAGES["joined"].join(cut[:_SHOWN]), count=len(cut)) if cut else ""
        )
        notes.append(MESSAGES["unseen"].format(rule=RULES["invisible-marks"], count=unseen, inside=inside))
    if draft.form in ("txt", "md"):
        content = path.read_bytes()
        as_utf8 = decoded_as_utf8(content)
        if as_utf8 is None and _is_garbled(text):
            raise DataError([Finding("E803", label(path), found=MESSAGES["garbled"], expected=MESSAGES["readable"],
                                     next_step=MESSAGES["mend"])])
        if as_utf8 is not None and as_utf8.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n") == text:
            return SourceText(content, text, tuple(notes))
    return SourceText(text.encode("utf-8"), text, tuple(notes), as_received=False)


def _with_rows(draft: Draft) -> str:
    """Return a draft's text in which each row of a table is one line, its cells parted by tabs.

    Left as they are, a cell a paragraph, are tables of one row or column, which only lay a page out, and those that
    other text stands in.
    """
    parts = [(table, list(pieces)) for table, pieces in groupby(draft.pieces, key=lambda piece: piece[2].table)]
    times = Counter(table for table, _ in parts)
    texts = []
    for table, pieces in parts:
        cells = {(place.row, place.column): draft.text[start:end].strip() for start, end, place in pieces}
        rows, columns = sorted({row for row, _ in cells}), max((column or 0 for _, column in cells), default=0)
        if table is None or draft.form not in _BY_CELLS or times[table] > 1 or len(rows) < 2 or columns < 2:
            texts.append(draft.text[pieces[0][0] : pieces[-1][1]])
            continue
        lines = (
            "\t".join("".join(cells.get((row, column), "").split("\n")) for column in range(1, columns + 1))
            for row in rows
        )
        texts.append("\n".join(lines) + BREAK)
    return "".join(texts).rstrip("\n") if draft.form in _BY_CELLS else draft.text


def _seen(text: str) -> str:
    """Return a text without marks that nobody sees; a box stands for a character that only its maker's fonts show."""
    shown = (
        char if char in "\n\t" or not is_invisible(char)
        else "" if unicodedata.category(char) in ("Cc", "Cf") else "□"
        for char in text
    )
    return "".join(shown)


def _is_garbled(text: str) -> bool:
    """Return whether many ideographs are rare, in the plain characters and in the traditional ones."""
    return (len(_IDEOGRAPHS.findall(text)) >= _FEW
            and max(common_share(text), common_share(text, "big5")) < _COMMON_SHARE)
