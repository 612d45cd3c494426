"""Text of a PDF: its lines joined into paragraphs by where they stand on the page.

PDFium gives the characters and their boxes. A line goes on in the next one where it reaches the right margin and the
next one begins at the left margin; a number that a line cuts is joined there and nowhere else.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium

from liandong.findings import messages
from liandong.proofing.draft import Draft, Place
from liandong.proofing.refusals import refused
from liandong.proofing.wrapping import BEGINS, CUT_DIGITS, ENDS, HEAD, join, note_joined

MESSAGES = messages(__name__)
LIMIT_PAGES = 3000
# A share of characters without a meaning from which the rest is not to be trusted.
_GARBLED = 0.3
_NO_MEANING = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]")
# — 3 —, 第 3 页, 第3页 共9页, 3/9, 3
_PAGE_NUMBER = re.compile(
    r"[-—–―－·•\s]*(?:第\s*)?(?P<number>\d{1,4})(?:\s*页)?(?:[\s，,]*[/／共]\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–―－·•\s]*"
)
# A line of so many characters is one of a text, not of a table.
_LONG = 15
# So is, in a column of a page, one of so many that words end before its last number.
_LONG_IN_COLUMN = 10
# 1. and 2、 begin an item of a list.
_PARTED = re.compile(r"\d{1,2}[.、．）)]")
# These begin no line of their own, nor does what belongs to a number that ends a line: both were cut off, if only by a
# program that counts characters.
_NO_BEGINNING = re.compile("[，。、；：！？）》〉」』】〕”’…%％‰‱℃]")
_OF_NUMBER = re.compile("[万亿](?![一-鿿]?[市县区镇乡村])|个?百分点")


@dataclass
class _Line:
    """One line of a page: its text; its ends, its height above the page's foot and its characters' size, in points."""

    text: str
    left: float
    right: float
    height: float
    size: float
    page: int


def read_pdf(name: str, content: bytes) -> Draft:
    """Return the draft in a PDF that holds text.

    Raises:
        DataError: E983 for too many pages, E985 for a password, E986 for a damaged file, E987 for one without text.
    """
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise refused("encrypted", name) from None
        raise refused("damaged_pdf", name) from None
    try:
        if len(document) > LIMIT_PAGES:
            raise refused("pages", name, pages=len(document), most=LIMIT_PAGES)
        pages = [_read_lines(document, index) for index in range(len(document))]
    except pypdfium2.PdfiumError:
        raise refused("damaged_pdf", name) from None
    finally:
        document.close()
    characters = "".join(line.text for lines in pages for line in lines)
    if not characters.strip():
        raise refused("no_text", name, pages=len(pages))
    if len(_NO_MEANING.findall(characters)) > _GARBLED * len(characters):
        raise refused("garbled", name)
    draft = Draft(name, "pdf")
    empty = [str(number) for number, lines in enumerate(pages, 1) if not lines]
    if empty:
        draft.note("no-text", MESSAGES["unreadable_pages"].format(MESSAGES["joined"].join(empty[:20])))
    dropped = _drop_furniture(pages)
    if dropped:
        draft.note("left-out", MESSAGES["left_out"].format(dropped))
    _join_lines(pages, draft)
    return draft.finish()


def _read_lines(document: pypdfium2.PdfDocument, index: int) -> list[_Line]:
    """Return the lines of a page in the order of its content."""
    page = document[index]
    words = page.get_textpage()
    count = words.count_chars()
    # PDFium keeps U+0002 for a hyphen at a line's end; in Chinese it is the dash of a range or of a name.
    characters = [chr(pdfium.FPDFText_GetUnicode(words, number)) for number in range(count)]
    for number, character in enumerate(characters):
        # A blank that only the distance between Chinese and figures made is none of the text.
        if character == " " and pdfium.FPDFText_IsGenerated(words, number) and _beside_ideograph(characters, number):
            characters[number] = ""
    lines, first = [], 0
    for number in [number for number, character in enumerate(characters) if character in ("\r", "\n")] + [count]:
        lines += _line_of(words, characters, first, number, index + 1)
        first = number + 1
    words.close()
    page.close()
    return lines


def _beside_ideograph(characters: list[str], number: int) -> bool:
    return any("\u2e80" <= neighbour <= "\uffef" for neighbour in characters[max(0, number - 1) : number + 2])


def _line_of(words: pypdfium2.PdfTextPage, characters: list[str], first: int, end: int, page: int) -> list[_Line]:
    """Return the line of the characters from `first` to `end`; two where a wide gap parts two numbers."""
    shown = [number for number in range(first, end) if characters[number].strip() and characters[number] != "\ufffe"]
    if not shown:
        return []
    left, right = words.get_charbox(shown[0]), words.get_charbox(shown[-1])
    size = max(median(_size_of(words, number) for number in (shown[0], shown[len(shown) // 2], shown[-1])), 1.0)
    for before, after in pairwise(shown):
        if after - before > 1 and characters[before].isdigit() and characters[after].isdigit():
            gap = words.get_charbox(after)[0] - words.get_charbox(before)[2]
            if gap > size:
                halves = (first, before + 1), (after, end)
                return [line for half in halves for line in _line_of(words, characters, *half, page)]
    text = "".join(characters[shown[0] : end]).replace("\x02", "-").replace("\ufffe", "-")
    try:
        # Characters outside the basic plane come as two halves.
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        text = re.sub("[\ud800-\udfff]", "\ufffd", text)
    return [_Line(text, left[0], right[2], left[1], size, page)]


def _size_of(words: pypdfium2.PdfTextPage, number: int) -> float:
    """Return the size of a character in points, as it is drawn."""
    loose = words.get_charbox(number, loose=True)
    return loose[3] - loose[1]


def _drop_furniture(pages: list[list[_Line]]) -> int:
    """Take page numbers and running heads out where they are certain; returns how many lines that were.

    A page number is certain where it counts the pages: the same distance between the number and the page on two pages
    or more, or its own marks (— 3 —, 第 3 页) around the page's own number. A head or foot is certain where more than
    half of at least three pages begin or end with it at the same height.
    """
    dropped = 0
    for edge in (0, -1):
        last = [lines[edge].text.strip() if lines else "" for lines in pages]
        matches = [_PAGE_NUMBER.fullmatch(text) for text in last]
        shifts = Counter(int(match["number"]) - index for index, match in enumerate(matches) if match)
        for index, match in enumerate(matches):
            if match:
                number = int(match["number"])
                marked = len(match.group().strip()) > len(match["number"]) and number == index + 1
                if (shifts[number - index] > 1 or marked) and len(pages[index]) > 1:
                    del pages[index][edge]
                    dropped += 1
    for edge in (0, -1):
        texts = Counter(_signature(lines[edge]) for lines in pages if lines)
        common, count = next(iter(texts.most_common(1)), (None, 0))
        if count >= 3 and count > len(pages) / 2:
            for lines in pages:
                if len(lines) > 1 and _signature(lines[edge]) == common:
                    del lines[edge]
                    dropped += 1
    return dropped


def _signature(line: _Line) -> tuple[str, int]:
    return line.text.strip(), round(line.height / 3)


def _join_lines(pages: list[list[_Line]], draft: Draft) -> None:
    """Add the paragraphs of the pages; one that goes on over a page's end has the place of its beginning."""
    paragraph: list[_Line] = []
    margins = whole = (0.0, 0.0)
    for lines in pages:
        columns = _columns(lines)
        for line in lines:
            own = next((ends for ends in columns[1:] if _stands_in(line, *ends)), columns[0])
            goes_on = (
                bool(paragraph)
                and (own is columns[0]) == (margins is whole)
                and (paragraph[-1].right + _first_width(line) > margins[1] - 1.2 * line.size
                     or _belongs(paragraph[-1], line))
                and not (ENDS.search(paragraph[-1].text) and BEGINS.match(line.text))
                and line.left < own[0] + 0.7 * line.size
                and abs(line.size - paragraph[-1].size) < 0.25 * line.size
            )
            if paragraph and not goes_on:
                _note_cut(draft, paragraph[-1], line)
                _add_paragraph(draft, paragraph)
                paragraph = []
            paragraph.append(line)
            margins, whole = own, columns[0]
    if paragraph:
        _add_paragraph(draft, paragraph)


def _belongs(last: _Line, line: _Line) -> bool:
    """Return whether a line begins with what cannot be parted from the end of the one before."""
    return _NO_BEGINNING.match(line.text) is not None or (
        len(last.text) >= _LONG_IN_COLUMN and last.text[-1:].isdigit() and _OF_NUMBER.match(line.text) is not None
    )


def _stands_in(line: _Line, left: float, right: float) -> bool:
    return left - line.size < line.left and line.right < right + line.size


def _columns(lines: list[_Line]) -> list[tuple[float, float]]:
    """Return the left and the right end of a page, and behind it those of each column where it has several."""
    long = [line for line in lines if len(line.text) >= 8] or lines
    left, right = min((line.left for line in long), default=0), max((line.right for line in long), default=0)
    narrow = sorted((line.left, line.right) for line in long if line.right - line.left < 0.6 * (right - left))
    columns: list[list[tuple[float, float]]] = []
    for line in narrow:
        if columns and line[0] <= max(end for _, end in columns[-1]):
            columns[-1].append(line)
        else:
            columns.append([line])
    several = len(columns) > 1 and 2 * len(narrow) > len(long) and all(len(column) > 2 for column in columns)
    return [(left, right), *((column[0][0], max(end for _, end in column)) for column in columns if several)]


def _add_paragraph(draft: Draft, paragraph: list[_Line]) -> None:
    number = draft.places[-1].paragraph + 1 if draft.places else 1
    text = paragraph[0].text
    draft.add("", Place(number, page=paragraph[0].page))
    for before, line in pairwise(paragraph):
        cut = CUT_DIGITS.search(text) and line.text[:1].isdigit()
        text += join(text, line.text)
        if cut:
            draft.notes.append(note_joined(text, line.text, Place(number, page=before.page)))
        if line.page != before.page:
            draft.extend(text)
            draft.add("", Place(number, page=line.page), between="")
            text = ""
        text += line.text
    draft.extend(text)


def _note_cut(draft: Draft, last: _Line, line: _Line) -> None:
    """Note where a paragraph ends with digits and the next line begins with some: one number perhaps."""
    if len(last.text) >= _LONG and len(line.text) >= 2 and line.page == last.page:
        before, after = re.search(r"[^\d][\d.,]*\d$", last.text), re.match(r"\d[\d.,]*[^\d]", line.text)
        if before and after and not _PARTED.match(line.text):
            found = MESSAGES["cut"].format(before=before.group()[1:], after=after.group()[:-1])
            draft.note("cut-digits", found, Place(page=line.page))


def _first_width(line: _Line) -> float:
    """Return the width, in points, of what cannot be parted at the beginning of a line."""
    head = HEAD.match(line.text).group()
    return line.size * sum(0.65 if character.isascii() else 1.1 for character in head)
