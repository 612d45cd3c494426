"""A draft as its text, with the place of every character: the shape that all office formats are read into."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from liandong.findings import messages
from liandong.proofing.notes import blank_out, find_mojibake

# Between paragraphs, cells and notes: nothing is read across a blank line.
BREAK = "\n\n"

LABELS = messages(__name__, "labels")


@dataclass(frozen=True)
class Place:
    """Where a piece of text stands in the file, counted from 1; None where the format has no such count."""

    paragraph: int | None = None  # empty ones not counted; of a cell, the paragraph before the table
    page: int | None = None  # of a PDF
    line: int | None = None  # of a plain text
    table: int | None = None  # of the file
    row: int | None = None
    column: int | None = None
    heads: tuple[str, ...] = ()  # of the cell's row and column
    part: str = ""  # what holds it outside the body, in Chinese: 脚注 1, 文本框

    @property
    def text(self) -> str:
        """The place in Chinese."""
        words = [LABELS["page"].format(self.page)] if self.page is not None else []
        if self.table is not None:
            heads = LABELS["heads"].format(LABELS["joined"].join(self.heads)) if self.heads else ""
            words.append(LABELS["cell"].format(table=self.table, row=self.row, column=self.column) + heads)
        elif self.line is not None:
            words.append(LABELS["line"].format(self.line))
        elif self.paragraph is not None and not self.part:
            words.append(LABELS["paragraph"].format(self.paragraph))
        return LABELS["joined"].join([*words, self.part] if self.part else words)

    def to_json(self) -> dict:
        """Return the place for JSON: ``text`` in Chinese, and what else of it the format has."""
        return {"text": self.text} | {name: value for name, value in vars(self).items() if value not in (None, (), "")}


@dataclass(frozen=True)
class Note:
    """Something about a draft's text that a person should know: what was joined, left out or cannot be read."""

    rule: str  # which kind it is, a key of notes.RULES
    found: str  # what is there, in Chinese
    place: Place | None = None  # None for the whole file


@dataclass
class Draft:
    """The text of a file: collected piece by piece by its reader, then finished."""

    name: str  # the file's, without its folder
    form: str  # docx, pdf, html, md or txt
    # Where each piece begins, ascending from 0; offsets are counted in the characters of `text`.
    starts: list[int] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)  # of each piece
    notes: list[Note] = field(default_factory=list)  # what reading it showed
    length: int = 0  # in characters
    readable: str = ""  # the text as numerals are read from it: as long, with marks of the format blanked out
    _parts: list[str] = field(default_factory=list, repr=False)

    @property
    def text(self) -> str:
        """What was read."""
        if len(self._parts) > 1:
            self._parts = ["".join(self._parts)]
        return self._parts[0] if self._parts else ""

    @property
    def pieces(self) -> list[tuple[int, int, Place]]:
        """Where each piece begins and ends, and its place."""
        return list(zip(self.starts, [*self.starts[1:], self.length], self.places, strict=True))

    def place_at(self, offset: int) -> Place:
        """Return the place of the character at an offset."""
        return self.places[max(0, bisect_right(self.starts, offset) - 1)] if self.places else Place()

    def add(self, text: str, place: Place, between: str = BREAK) -> int:
        """Append a piece and return the offset where it begins; `between` parts it from the one before."""
        if self._parts:
            self.extend(between)
        self.begin(self.length, place)
        self.extend(text)
        return self.starts[-1]

    def begin(self, start: int, place: Place) -> None:
        """Let a piece begin at an offset of what is to be appended."""
        self.starts.append(start)
        self.places.append(place)

    def extend(self, text: str) -> None:
        """Append text to the last piece."""
        self._parts.append(text)
        self.length += len(text)

    def note(self, rule: str, found: str, place: Place | None = None) -> None:
        """Note something about the text."""
        self.notes.append(Note(rule, found, place))

    def finish(self, unseen: Sequence[tuple[int, int]] = ()) -> Draft:
        """Return the draft, its characters that went wrong noted; `unseen` are the spans that are no text."""
        damaged, found = find_mojibake(self.text)
        for start, words in found:
            self.note("mojibake", words, self.place_at(start))
        self.readable = blank_out(self.text, unseen, damaged)
        return self
