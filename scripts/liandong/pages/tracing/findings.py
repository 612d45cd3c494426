"""Names what is untraced: file, line, numeral, sentence, and which mark or role would give it an origin."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from pathlib import Path

from liandong.data.bulletins import bulletin_of, default_bulletin
from liandong.data.text_files import read_text
from liandong.findings import Finding, messages, printable
from liandong.pages.tracing.markdown import Block, Forged, read_blocks
from liandong.pages.tracing.page_cells import read_cell_texts
from liandong.pages.tracing.quoting import CurrentValue, find_current_values
from liandong.pages.tracing.rules import PLACEHOLDER, Untraced, find_untraced

MESSAGES = messages(__name__)
SENTENCE_LIMIT = 60


def check_source(text: str, file: str, is_reported: Callable[[str], bool] = lambda target: False) -> list[Finding]:
    """Return a finding for each numeral without an origin, and each current value in the bulletin's words, of a page's source, with its line.

    ``is_reported`` tells whether the target of a role is a statistic that a bulletin printed.
    """
    findings = []
    for blocks, next_step in ((read_blocks(text), ""), (read_cell_texts(text), MESSAGES["cell"])):
        for block in blocks:
            if isinstance(block, Forged):
                found, expected = printable(block.text), MESSAGES["forged_expected"]
                findings.append(Finding("E529", file, block.line, found=found, expected=expected, next_step=MESSAGES["forged"]))
            else:
                findings += [finding_of(hit, file, line, next_step) for hit, line in _placed(block)]
                findings += [_current_value(place, file) for place in find_current_values(block) if is_reported(place.target)]
    return findings


def check_page_sources(root: Path, pages: Iterable[Path], reported: Container[str]) -> list[Finding]:
    """Return the findings of several pages below the root; ``reported`` is what bulletins print, as ``bulletin:id``."""
    default = default_bulletin(root)
    findings = []
    for page in pages:
        if page.suffix == ".md":
            path = page.relative_to(root)
            own = bulletin_of(path.parts, default)
            findings += check_source(
                read_text(page, root).text, path.as_posix(), lambda target, own=own: (target if ":" in target else f"{own}:{target}") in reported
            )
    return findings


def finding_of(hit: Untraced, file: str, line: int | None, next_step: str = "") -> Finding:
    """Return the finding for one numeral."""
    sentence = hit.sentence if len(hit.sentence) <= SENTENCE_LIMIT else _around(hit)
    found = MESSAGES["found"].format(numeral=printable(hit.printed), sentence=sentence)
    return Finding("E528", file, line, found=found, expected=MESSAGES["expected"], next_step=next_step or MESSAGES[_advice(hit)])


def _current_value(place: CurrentValue, file: str) -> Finding:
    found = MESSAGES["current"].format(target=place.target, sentence=printable(place.sentence.replace(PLACEHOLDER, "…")))
    return Finding("E508", file, place.line, found=found, expected=MESSAGES["reported"].format(target=place.target))


def _placed(block: Block) -> list[tuple[Untraced, int]]:
    """Return the numerals of a block with the line of the piece in which each begins."""
    placed = []
    for hit in find_untraced(piece for piece, _ in block.pieces):
        offset, line = 0, block.pieces[0][1]
        for piece, place in block.pieces:
            if offset > hit.start:
                break
            line = place
            offset += len(piece.text)
        placed.append((hit, line))
    return placed


def _advice(hit: Untraced) -> str:
    if "%" in hit.printed or "％" in hit.printed or "‰" in hit.printed or "分之" in hit.printed or "." in hit.printed:
        return "rate"
    return {"date": "date", "ordinal": "ordinal", "phrase": "name"}.get(hit.kind, "count")


def _around(hit: Untraced) -> str:
    place = max(0, hit.sentence.find(hit.printed) - SENTENCE_LIMIT // 2)
    return ("…" if place else "") + hit.sentence[place : place + SENTENCE_LIMIT] + "…"
