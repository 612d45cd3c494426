"""Names what is wrong with pages' sources: untraced numerals, today's values in the bulletin's words, citations."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator
from pathlib import Path

from liandong.data.bulletins import bulletin_of, default_bulletin
from liandong.data.text_files import read_text
from liandong.findings import Finding, messages, printable, quote
from liandong.pages.marking.citations import Citation, Cited, read_citation
from liandong.pages.marking.kinds import LAW
from liandong.pages.marking.laws import Register
from liandong.pages.tracing.markdown import Block, read_blocks, read_cell_texts
from liandong.pages.tracing.rules import PLACEHOLDER, Untraced, find_untraced

MESSAGES = messages(__name__)
SENTENCE_LIMIT = 60
# Words of telling what the bulletin said; the chapter's name (简报复算) tells nothing.
TELLS = re.compile("简报(?!复算)|公布|原文")
SENTENCE_END = re.compile("[。！？]")
OPENING, CLOSING = "“「『", "”」』"
# What a build writes otherwise than a page's source, and how many characters around a numeral are sought in that.
SMART = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "."})
CONTEXTS = (24, 12, 6, 3)


def check_source(text: str, file: str, is_reported: Callable[[str], bool] = lambda target: False) -> list[Finding]:
    """Return a finding for each untraced numeral, and each current value in the bulletin's words, of a page's source.

    ``is_reported`` tells whether the target of a role is a statistic that a bulletin printed.
    """
    findings = []
    for blocks, next_step in ((read_blocks(text), ""), (read_cell_texts(text), MESSAGES["cell"])):
        for block in blocks:
            if block.forged:
                piece, line = block.pieces[0]
                findings.append(Finding("E529", file, line, found=printable(piece.text),
                                        expected=MESSAGES["forged_expected"], next_step=MESSAGES["forged"]))
            findings += [finding_of(hit, file, line, next_step) for hit, line in _placed(block)]
            findings += [
                Finding.worded("E508", file, MESSAGES["current"], line, target=target,
                               sentence=printable(sentence.replace(PLACEHOLDER, "…")))
                for target, line, sentence in find_current_values(block) if is_reported(target)
            ]
    return findings


def check_page_sources(root: Path, pages: Iterable[Path], reported: Container[str]) -> list[Finding]:
    """Return the findings of several pages below the root; ``reported`` is what bulletins print, as ``bulletin:id``."""
    findings, default = [], default_bulletin(root)
    for path in (page.relative_to(root) for page in pages if page.suffix == ".md"):
        own = bulletin_of(path.parts, default)
        findings += check_source(
            read_text(root / path, root).text, path.as_posix(), lambda target,
            own=own: (target if ":" in target else f"{own}:{target}") in reported
        )
    return findings


def check_page_citations(root: Path, pages: Iterable[Path], register: Register) -> list[Finding]:
    """Return a finding for each wrong citation of the pages, with file and line; ``pages`` are paths below ``root``."""
    return [
        Finding(problem.code, page.relative_to(root).as_posix(), line, found=f"{{law}} {quote(text)}：{problem.found}",
                expected=problem.expected)
        for page in pages for line, text, citation in read_citations(read_text(page, root).text, register)
        for problem in citation.problems
    ]


def read_citations(page: str, register: Register) -> Iterator[tuple[int, str, Citation]]:
    """Yield the citations of a page's Markdown source: line, marked text, reading. A section names its laws itself."""
    cited = Cited()
    for block in read_blocks(page):
        cited = Cited() if block.heading else cited
        for piece, line in block.pieces:
            if piece.kind == LAW:
                citation = read_citation(piece.text, register, cited)
                cited = citation.cited
                yield line, piece.text, citation


def finding_of(hit: Untraced, file: str, line: int | None, next_step: str = "") -> Finding:
    """Return the finding for one numeral, which says what mark or role would give it an origin."""
    sentence = hit.sentence
    if len(sentence) > SENTENCE_LIMIT:
        place = max(0, sentence.find(hit.printed) - SENTENCE_LIMIT // 2)
        sentence = f"{'…' if place else ''}{sentence[place : place + SENTENCE_LIMIT]}…"
    is_rate = any(sign in hit.printed for sign in ("%", "％", "‰", "分之", "."))
    advice = "rate" if is_rate else {"date": "date", "ordinal": "ordinal", "phrase": "name"}.get(hit.kind, "count")
    found = MESSAGES["found"].format(numeral=printable(hit.printed), sentence=sentence)
    return Finding("E528", file, line, None, found, MESSAGES["expected"], next_step or MESSAGES[advice])


def _placed(block: Block) -> Iterator[tuple[Untraced, int]]:
    """Yield the numerals of a block with the line of the piece in which each begins."""
    for hit in find_untraced(piece for piece, _ in block.pieces):
        offset, line = 0, block.pieces[0][1]
        for piece, place in block.pieces:
            if offset > hit.start:
                break
            line, offset = place, offset + len(piece.text)
        yield hit, line


def find_current_values(block: Block) -> Iterator[tuple[str, int, str]]:
    """Yield the places of a block that print a current value where the bulletin is quoted, or is said to state it.

    Each is the target of its role, the line, and the sentence. With newer data such a sentence would become untrue:
    ``{reported}`` prints the bulletin's own figure, which never changes, ``{stat}`` the value that the tables hold now.
    What counts is the sentence, the words in quotation marks, and what the block stands under: the head of its column,
    the first cell of its row, the line with a colon before its list.
    """
    text = "".join(piece.text for piece, _ in block.pieces)
    offset = 0
    for piece, line in block.pieces:
        if piece.shows:
            start = max((match.end() for match in SENTENCE_END.finditer(text, 0, offset)), default=0)
            end = SENTENCE_END.search(text, offset)
            sentence = text[start : end.end() if end else len(text)]
            opened, closed = (sum(map(text[:offset].count, signs)) for signs in (OPENING, CLOSING))
            if opened > closed or TELLS.search(sentence) or TELLS.search(block.context):
                yield piece.shows, line, sentence.strip()
        offset += len(piece.text)


def find_line(source: str, block: str, start: int, printed: str) -> int | None:
    """Return the line (1-based) of a page's source that has the numeral at ``start`` in the text of a built block.

    ``None`` if no line holds it with some of what stands around it.
    """
    lines = source.translate(SMART).splitlines()
    before = block[:start].rpartition("\n")[2]
    after = block[start + len(printed) :].partition("\n")[0]
    # One side is enough: inline markup may follow on the other.
    for left, right in ((left, right) for size in CONTEXTS for left, right in ((size, size), (size, 0), (0, size))):
        sought = (before[len(before) - min(left, len(before)) :] + printed + after[:right]).translate(SMART)
        found = next((number for number, line in enumerate(lines, start=1) if sought in line), None)
        if found and len(sought) > len(printed):
            return found
    return None
