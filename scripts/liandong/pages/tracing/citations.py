"""The citations of the law in the Markdown sources of pages: what is wrong with each, before anything is built."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from liandong.data.text_files import read_text
from liandong.findings import Finding, quote
from liandong.pages.marking.citations import Citation, Cited, read_citation
from liandong.pages.marking.kinds import LAW
from liandong.pages.marking.laws import Register
from liandong.pages.tracing.markdown import Block, read_blocks

FOUND = "{{law}} {text}：{problem}"


def check_page_citations(root: Path, pages: Iterable[Path], register: Register) -> list[Finding]:
    """Return a finding for each wrong citation of the pages, with file and line; ``pages`` are paths below ``root``."""
    findings = []
    for page in pages:
        for line, text, citation in read_citations(read_text(page, root).text, register):
            findings += [
                Finding(problem.code, page.relative_to(root).as_posix(), line, found=FOUND.format(text=quote(text), problem=problem.found),
                        expected=problem.expected)
                for problem in citation.problems
            ]
    return findings


def read_citations(page: str, register: Register) -> Iterator[tuple[int, str, Citation]]:
    """Yield the citations of a page's Markdown source: line, marked text, reading. A section names its laws itself."""
    cited = Cited()
    for block in read_blocks(page):
        if not isinstance(block, Block):
            continue
        cited = Cited() if block.heading else cited
        for piece, line in block.pieces:
            if piece.kind == LAW:
                citation = read_citation(piece.text, register, cited)
                cited = citation.cited
                yield line, piece.text, citation
