"""Where a page tells what the bulletin said and prints today's value in it: with newer data that sentence would become untrue.

``{reported}`` prints the bulletin's own figure, which never changes; ``{stat}`` prints the value that the tables hold now.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from liandong.pages.tracing.markdown import Block

# Words of telling what the bulletin said; the chapter's name (简报复算) tells nothing.
TELLS = re.compile("简报(?!复算)|公布|原文")
SENTENCE_END = re.compile("[。！？]")
OPENING, CLOSING = "“「『", "”」』"


@dataclass(frozen=True)
class CurrentValue:
    """A value of today's in words of the bulletin: the target of its role, the line, the sentence."""

    target: str
    line: int
    sentence: str


def find_current_values(block: Block) -> Iterator[CurrentValue]:
    """Yield the places of a block that print a current value where the bulletin is quoted, or is said to state it.

    What counts is the sentence, the words in quotation marks, and what the block stands under: the head of its column, the first cell
    of its row, the line with a colon before its list.
    """
    text = "".join(piece.text for piece, _ in block.pieces)
    offset = 0
    for piece, line in block.pieces:
        if piece.shows:
            start = max((match.end() for match in SENTENCE_END.finditer(text, 0, offset)), default=0)
            end = SENTENCE_END.search(text, offset)
            sentence = text[start : end.end() if end else len(text)]
            if TELLS.search(sentence) or TELLS.search(block.context) or _is_quoted(text, offset):
                yield CurrentValue(piece.shows, line, sentence.strip())
        offset += len(piece.text)


def _is_quoted(text: str, place: int) -> bool:
    before = text[:place]
    return sum(map(before.count, OPENING)) > sum(map(before.count, CLOSING))
