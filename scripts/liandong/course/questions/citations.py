"""The citations of the law in a question: each read with what the question named before, and its articles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from liandong.course.questions.bank import Option, Question, texts_of
from liandong.course.questions.texts import Mark, TextProblem, parse
from liandong.course.questions.variants import Segment, Segments
from liandong.pages.marking.citations import Citation, Cited, read_citation
from liandong.pages.marking.kinds import LAW
from liandong.pages.marking.laws import Register


def read_citations(question: Question, register: Register) -> Iterator[tuple[Question | Option, str, str, Citation]]:
    """Yield the citations of a question: row, column, marked words, reading. A text that cannot be read is left out."""
    cited = Cited()
    for row, column, text, _ in texts_of(question):
        with suppress(TextProblem):
            for mark in (part for part in parse(text) if isinstance(part, Mark) and part.kind == LAW):
                citation = read_citation(mark.text, register, cited)
                cited = citation.cited
                yield row, column, mark.text, citation


def linked_citations(question: Question, register: Register) -> dict[str, Segments]:
    """Return the citations of a question by their words, cut where an article is named, so that it can be a link."""
    found: dict[str, Segments] = {}
    for _, _, words, citation in read_citations(question, register):
        pieces, end = [], 0
        for link in citation.links:
            pieces += [Segment(words[end:link.start], LAW), Segment(words[link.start:link.end], LAW, article=link)]
            end = link.end
        found.setdefault(words, tuple(piece for piece in (*pieces, Segment(words[end:], LAW)) if piece.text))
    return found
