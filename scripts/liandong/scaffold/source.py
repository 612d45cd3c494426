"""The text of a new bulletin, from the file that the clerk has, ready to be kept as source.txt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from liandong.data.encodings import common_share, decoded_as_utf8
from liandong.data.text_files import label
from liandong.findings import DataError, Finding, messages
from liandong.proofing.draft import Draft
from liandong.proofing.notes import RULES
from liandong.proofing.opening import read_draft

MESSAGES = messages(__name__)
# What reading shows that a bulletin cannot be made from: the words are not those of the bulletin.
_LOST = ("mojibake", "no-text")
_IDEOGRAPHS = re.compile("[\u4e00-\u9fff]")
_FEW, _COMMON_SHARE = 20, 0.6


@dataclass(frozen=True)
class Source:
    """A bulletin's text.

    Attributes:
        content: The bytes of source.txt: those of the file where it is plain text in UTF-8, else its text in UTF-8.
        text: The text as everything else reads it.
        draft: The text with its places and what reading it showed.
        as_received: Whether ``content`` is the file's own bytes.
    """

    content: bytes
    text: str
    draft: Draft
    as_received: bool

    @property
    def notes(self) -> list[str]:
        """What reading showed, one line each in Chinese."""
        return [f"{note.place.text if note.place else ''}{RULES[note.rule]}：{note.found}" for note in self.draft.notes]


def read_source(path: Path) -> Source:
    """Return the text of a file: Word, PDF, HTML, Markdown or plain text in any encoding that can be told for certain.

    Raises:
        DataError: E981 to E987 if it cannot be read, E803 if characters of it are lost or went wrong.
    """
    draft = read_draft(path)
    lost = [
        Finding("E803", label(path), found=MESSAGES["not_text"].format(place=note.place.text if note.place else "", rule=RULES[note.rule], found=note.found),
                expected=MESSAGES["readable"], next_step=MESSAGES["mend"])
        for note in draft.notes if note.rule in _LOST
    ]
    if lost:
        raise DataError(lost)
    content = path.read_bytes()
    if draft.form in ("txt", "md"):
        if decoded_as_utf8(content) is not None:
            return Source(content, draft.text, draft, True)
        if _is_garbled(draft.text):
            raise DataError([Finding("E803", label(path), found=MESSAGES["garbled"], expected=MESSAGES["readable"], next_step=MESSAGES["mend"])])
    return Source(draft.text.encode("utf-8"), draft.text, draft, False)


def _is_garbled(text: str) -> bool:
    """Return whether many ideographs are rare, in the plain characters and in the traditional ones."""
    return len(_IDEOGRAPHS.findall(text)) >= _FEW and max(common_share(text), common_share(text, "big5")) < _COMMON_SHARE
