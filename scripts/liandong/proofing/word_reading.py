"""Text of a Word document: paragraphs, tables, text boxes and notes, as it prints with all changes accepted.

Elements are known by their local names, because a document may be of the transitional or of the strict form of
ISO/IEC 29500.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from liandong.findings import messages
from liandong.proofing.draft import Draft, Place
from liandong.proofing.tables import heads_of
from liandong.proofing.word_parts import open_package

MESSAGES = messages(__name__)
# Word itself takes no more.
COLUMNS_LIMIT = 63
_DESCEND = frozenset(
    "ins moveTo hyperlink smartTag sdt sdtContent fldSimple customXml dir bdo oMath oMathPara e sup sub num den d rad "
    "nary func fName sSup sSub sSubSup r ruby rubyBase".split()
)
_CHARACTERS = {
    "tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad", "sym": "\u25a1",
}  # fmt: skip


@dataclass(frozen=True)
class Anchor:
    """Where a stretch of the draft's text stands in the body of the document."""

    start: int  # offset of its first character in the draft's text
    end: int  # offset behind its last one
    # The element w:t that holds it; None where a comment cannot stand inside, as in a footnote or a text box.
    text: etree._Element | None
    run: etree._Element | None  # of the body, that holds it or, of a footnote or a text box, refers to it


def read_word(name: str, content: bytes) -> Draft:
    """Return the draft in a .docx file.

    Raises:
        DataError: E983, E985 or E986 for one that is too large, has a password or is damaged.
    """
    return WordText(name, content).draft.finish()


def local_name(element: etree._Element) -> str:
    """Return the name of an element without its namespace; empty for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def namespace_of(element: etree._Element) -> str:
    """Return the namespace of an element, in braces."""
    return element.tag[: element.tag.index("}") + 1]


def value_of(element: etree._Element, name: str) -> str | None:
    """Return the value of an attribute by its local name."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)


def child_of(element: etree._Element | None, *path: str) -> etree._Element | None:
    """Return the first descendant along a path of local names, or None."""
    for name in path:
        if element is None:
            return None
        element = next((child for child in element if local_name(child) == name), None)
    return element


@dataclass
class _Piece:
    """A stretch of characters inside a paragraph."""

    text: str
    element: etree._Element | None
    run: etree._Element | None


@dataclass
class _Field:
    """An open complex field."""

    instruction: str = ""
    result: bool = False

    @property
    def is_contents(self) -> bool:
        return self.instruction.split()[:1] in (["TOC"], ["toc"])


class WordText:
    """A document as it was read, once and in reading order; the same bytes always give the same text."""

    def __init__(self, name: str, content: bytes) -> None:
        """Read the bytes of a .docx file."""
        self.package = open_package(name, content)
        self.root = self.package.parse(self.package.main)
        self.draft = Draft(name, "docx")
        self.anchors: list[Anchor] = []
        self._paragraph = self._tables = 0
        # The paragraph before a table may state its unit.
        self._last = ""
        self._fields: list[_Field] = []
        self._boxes: list[tuple[etree._Element, etree._Element | None]] = []
        self._references: dict[str, dict[str, etree._Element | None]] = {"footnotes": {}, "endnotes": {}}
        self._counts = {"deleted": 0, "hidden": 0, "contents": 0}
        # A paragraph whose mark was deleted goes on in the next one.
        self._pending: list[_Piece] = []
        body = child_of(self.root, "body")
        if body is None:
            raise self.package.damaged(self.package.main)
        self._blocks(body)
        self._flush()
        for kind in self._references:
            self._notes(kind)
        for kind, count in self._counts.items():
            if count:
                self.draft.note("left-out", MESSAGES[kind].format(count))

    def _blocks(self, parent: Iterable[etree._Element], part: str = "", host: etree._Element | None = None) -> None:
        """Add the paragraphs and tables inside an element."""
        for block in parent:
            name = local_name(block)
            if name == "p":
                self._add_paragraph(block, part, host)
            elif name == "tbl":
                self._flush(part)
                self._add_table(block, part, host)
            elif name == "AlternateContent":
                self._blocks(_chosen(block), part, host)
            elif name == "sdt" and _is_contents(block):
                self._counts["contents"] += 1
            elif name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
                self._blocks(block, part, host)

    def _add_paragraph(self, block: etree._Element, part: str, host: etree._Element | None) -> None:
        self._pending += self._collect(block, None, host)
        if child_of(block, "pPr", "rPr", "del") is None:
            self._flush(part)
            self._add_boxes()

    def _flush(self, part: str = "") -> None:
        """Add the paragraph that has been collected, if it has any text."""
        pieces, self._pending = self._pending, []
        while pieces and not pieces[0].text.strip():
            # The tab behind a footnote's number.
            del pieces[0]
        if any(piece.text.strip() for piece in pieces):
            self._paragraph += not part
            self._put(pieces, Place(self._paragraph or None, part=part))
            self._last = "".join(piece.text for piece in pieces)

    def _put(self, pieces: list[_Piece], place: Place) -> None:
        offset = self.draft.add("".join(piece.text for piece in pieces), place)
        for piece in pieces:
            self.anchors.append(Anchor(offset, offset + len(piece.text), piece.element, piece.run))
            offset += len(piece.text)

    def _add_boxes(self) -> None:
        boxes, self._boxes = self._boxes, []
        for content, run in boxes:
            self._blocks(content, MESSAGES["text_box"], run)

    def _add_table(self, table: etree._Element, part: str, host: etree._Element | None) -> None:
        self._tables += 1
        number = self._tables
        grid: list[list[str]] = []
        cells: list[tuple[int, int, list[_Piece], list[etree._Element]]] = []
        rows = [row for row in _inside(table, "tr") if child_of(row, "trPr", "del") is None]
        self._counts["deleted"] += sum(1 for row in _inside(table, "tr")) - len(rows)
        for row_number, row in enumerate(rows, 1):
            line = [""] * _columns(child_of(row, "trPr", "gridBefore"), 0)
            for cell in _inside(row, "tc"):
                pieces: list[_Piece] = []
                nested = []
                for block in _inside(cell, "p", "tbl", "AlternateContent"):
                    if local_name(block) == "p":
                        pieces += [_Piece("\n", None, None)] * bool(pieces)
                        pieces += self._collect(block, None, host)
                    else:
                        nested.append(block)
                text = "".join(piece.text for piece in pieces).strip()
                merged = child_of(cell, "tcPr", "vMerge")
                if merged is not None and value_of(merged, "val") != "restart" and grid and len(line) < len(grid[-1]):
                    text = text or grid[-1][len(line)]
                cells.append((row_number, len(line) + 1, pieces, nested))
                line += [text] * _columns(child_of(cell, "tcPr", "gridSpan"), 1)
            grid.append(line)
        heads = heads_of(grid, self._last)
        for row_number, column, pieces, nested in cells:
            if any(piece.text.strip() for piece in pieces):
                own = {"table": number, "row": row_number, "column": column, "heads": heads(row_number, column)}
                self._put(pieces, Place(self._paragraph or None, part=part, **own))
            self._blocks(nested, part, host)
        self._add_boxes()

    def _notes(self, kind: str) -> None:
        """Add the footnotes or endnotes that the body refers to, in the order of their references."""
        part = next(iter(self.package.related(kind, self.package.main)), None)
        if part is None or not self._references[kind]:
            return
        by_id = {value_of(note, "id"): note for note in self.package.parse(part)}
        for number, (key, run) in enumerate(list(self._references[kind].items()), 1):
            if key in by_id:
                self._blocks(by_id[key], MESSAGES[kind].format(number), run)

    def _collect(
        self, parent: Iterable[etree._Element], run: etree._Element | None, host: etree._Element | None
    ) -> Iterator[_Piece]:
        """Yield the characters inside an element; `host` is the run of the body that refers to what stands outside."""
        holder = run if host is None else host
        for child in parent:
            name = local_name(child)
            if name == "r" and _is_hidden(child):
                self._counts["hidden"] += 1
            elif name in ("del", "moveFrom"):
                self._counts["deleted"] += 1
            elif name == "t":
                if child.text and not self._in_contents():
                    is_word = run is not None and host is None and namespace_of(child) == namespace_of(run)
                    yield _Piece(child.text, child if is_word else None, holder)
            elif name in _CHARACTERS:
                if not self._in_contents():
                    yield _Piece(_CHARACTERS[name], None, holder)
            elif name in ("fldChar", "instrText"):
                self._follow_field(child, name)
            elif name in ("footnoteReference", "endnoteReference"):
                self._references[name.removesuffix("Reference") + "s"].setdefault(value_of(child, "id") or "", holder)
            elif name in ("drawing", "pict", "object"):
                self._find_boxes(child, holder)
            elif name == "AlternateContent":
                yield from self._collect(_chosen(child), run, host)
            elif name == "f":
                # A fraction of a formula: 1/3.
                for index, half in enumerate(child_of(child, key) for key in ("num", "den")):
                    if index:
                        yield _Piece("/", None, host)
                    yield from self._collect(() if half is None else half, run, host)
            elif name in _DESCEND:
                yield from self._collect(child, child if name == "r" and "wordprocessingml" in child.tag else run, host)

    def _follow_field(self, element: etree._Element, name: str) -> None:
        if name == "instrText":
            if self._fields:
                self._fields[-1].instruction += element.text or ""
            return
        kind = value_of(element, "fldCharType")
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].result = True
            self._counts["contents"] += self._fields[-1].is_contents
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _in_contents(self) -> bool:
        return any(field.is_contents and field.result for field in self._fields)

    def _find_boxes(self, element: etree._Element, run: etree._Element | None) -> None:
        """Keep the text boxes of a drawing for after the paragraph; of alternatives only the first is read."""
        for child in element:
            name = local_name(child)
            if name == "txbxContent":
                self._boxes.append((child, run))
            elif name == "AlternateContent":
                self._find_boxes(_chosen(child), run)
            elif name:
                self._find_boxes(child, run)


def _is_hidden(run: etree._Element) -> bool:
    vanish = child_of(run, "rPr", "vanish")
    return vanish is not None and value_of(vanish, "val") not in ("0", "false", "off")


def _chosen(alternatives: etree._Element) -> Iterable[etree._Element]:
    """Return the content of the first of the alternatives."""
    choice = child_of(alternatives, "Choice")
    choice = child_of(alternatives, "Fallback") if choice is None else choice
    return [] if choice is None else choice


def _inside(parent: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Yield the children of these names, those in content controls and marked as inserted included."""
    for child in parent:
        found = local_name(child)
        if found in names:
            yield child
        elif found in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _inside(child, *names)


def _columns(element: etree._Element | None, least: int) -> int:
    """Return how many columns an element of a table states; `least` if it states none that Word could have written."""
    text = value_of(element, "val") or "" if element is not None else ""
    return int(text) if text.isascii() and text.isdecimal() and least <= int(text) <= COLUMNS_LIMIT else least


def _is_contents(control: etree._Element) -> bool:
    """Return whether a content control holds the table of contents that Word made."""
    gallery = child_of(control, "sdtPr", "docPartObj", "docPartGallery")
    return gallery is not None and value_of(gallery, "val") == "Table of Contents"
