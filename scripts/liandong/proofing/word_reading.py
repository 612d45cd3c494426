"""Text of a Word document: paragraphs, tables, text boxes, footnotes and endnotes, as the document prints with all changes accepted.

Elements are known by their local names, because a document may be of the transitional or of the strict form of ISO/IEC 29500.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from liandong.findings import messages
from liandong.proofing.draft import Draft, DraftBuilder, Place
from liandong.proofing.notes import blank_out, find_mojibake
from liandong.proofing.tables import heads_of
from liandong.proofing.word_parts import Package, open_package

MESSAGES = messages(__name__)
# Word itself takes no more.
COLUMNS_LIMIT = 63
_DESCEND = frozenset({"ins", "moveTo", "hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "dir", "bdo", "oMath", "oMathPara",
                      "e", "sup", "sub", "num", "den", "d", "rad", "nary", "func", "fName", "sSup", "sSub", "sSubSup", "r", "ruby", "rubyBase"})  # fmt: skip
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad", "sym": "\u25a1"}


@dataclass(frozen=True)
class Anchor:
    """Where a stretch of the draft's text stands in the body of the document.

    Attributes:
        start: Offset of its first character in the draft's text.
        end: Offset behind its last one.
        text: The element w:t that holds it; None where a comment cannot stand inside, as in a footnote or a text box.
        run: The run of the body that holds it or, of a footnote or a text box, refers to it.
    """

    start: int
    end: int
    text: etree._Element | None
    run: etree._Element | None


@dataclass
class WordText:
    """A document as it was read: what becomes the draft, and the anchors of its text in the tree of the body."""

    package: Package
    root: etree._Element
    builder: DraftBuilder
    anchors: list[Anchor] = field(default_factory=list)


def read_word(name: str, content: bytes) -> Draft:
    """Return the draft in a .docx file.

    Raises:
        DataError: E983, E985 or E986 for one that is too large, has a password or is damaged.
    """
    builder = walk_word(name, content).builder
    draft = builder.finish()
    damaged, found = find_mojibake(draft.text)
    for start, words in found:
        builder.note("mojibake", words, draft.place_at(start))
    return Draft(name, "docx", draft.text, draft.starts, draft.places, tuple(builder.notes), blank_out(draft.text, (), damaged))


def walk_word(name: str, content: bytes) -> WordText:
    """Return the text of a .docx file with its anchors; the same bytes always give the same text."""
    package = open_package(name, content)
    root = package.parse(package.main)
    word = WordText(package, root, DraftBuilder(name, "docx"))
    _Walker(word).walk()
    return word


def local_name(element: etree._Element) -> str:
    """Return the name of an element without its namespace; empty for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


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


class _Walker:
    """Walks the body once, in reading order."""

    def __init__(self, word: WordText) -> None:
        self.word = word
        self.builder = word.builder
        self.paragraph = 0
        self.tables = 0
        # The paragraph before a table may state its unit.
        self.last = ""
        self.fields: list[_Field] = []
        self.boxes: list[tuple[etree._Element, etree._Element | None]] = []
        self.references: dict[str, dict[str, etree._Element | None]] = {"footnotes": {}, "endnotes": {}}
        self.counts = {"deleted": 0, "hidden": 0, "contents": 0}
        # A paragraph whose mark was deleted goes on in the next one.
        self.pending: list[_Piece] = []

    def walk(self) -> None:
        body = child_of(self.word.root, "body")
        if body is None:
            raise self.word.package.damaged(self.word.package.main)
        self.blocks(body)
        self.flush(None)
        for kind in ("footnotes", "endnotes"):
            self.notes(kind)
        for kind, count in self.counts.items():
            if count:
                self.builder.note("left-out", MESSAGES[kind].format(count))

    def blocks(self, parent: Iterable[etree._Element], part: str = "", host: etree._Element | None = None) -> None:
        """Add the paragraphs and tables inside an element."""
        for block in parent:
            name = local_name(block)
            if name == "p":
                self.add_paragraph(block, part, host)
            elif name == "tbl":
                self.flush(part)
                self.add_table(block, part, host)
            elif name == "AlternateContent":
                self.blocks(_chosen(block), part, host)
            elif name == "sdt" and _is_contents(block):
                self.counts["contents"] += 1
            elif name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
                self.blocks(block, part, host)

    def add_paragraph(self, block: etree._Element, part: str, host: etree._Element | None) -> None:
        self.pending += self.pieces_of(block, host)
        if child_of(block, "pPr", "rPr", "del") is None:
            self.flush(part)
            self.add_boxes()

    def flush(self, part: str | None) -> None:
        """Add the paragraph that has been collected, if it has any text."""
        pieces, self.pending = self.pending, []
        while pieces and not pieces[0].text.strip():
            # The tab behind a footnote's number.
            del pieces[0]
        if any(piece.text.strip() for piece in pieces):
            self.paragraph += 0 if part else 1
            self.put(pieces, Place(self.paragraph or None, part=part or ""))
            self.last = "".join(piece.text for piece in pieces)

    def put(self, pieces: list[_Piece], place: Place) -> None:
        offset = self.builder.add("".join(piece.text for piece in pieces), place)
        for piece in pieces:
            self.word.anchors.append(Anchor(offset, offset + len(piece.text), piece.element, piece.run))
            offset += len(piece.text)

    def add_boxes(self) -> None:
        boxes, self.boxes = self.boxes, []
        for content, run in boxes:
            self.blocks(content, MESSAGES["text_box"], run)

    def add_table(self, table: etree._Element, part: str, host: etree._Element | None) -> None:
        self.tables += 1
        number = self.tables
        grid: list[list[str]] = []
        cells: list[tuple[int, int, list[_Piece], list[etree._Element]]] = []
        rows = [row for row in _inside(table, "tr") if child_of(row, "trPr", "del") is None]
        self.counts["deleted"] += sum(1 for row in _inside(table, "tr")) - len(rows)
        for row_number, row in enumerate(rows, 1):
            line = [""] * _columns(child_of(row, "trPr", "gridBefore"), 0)
            for cell in _inside(row, "tc"):
                pieces: list[_Piece] = []
                nested = []
                for block in _inside(cell, "p", "tbl", "AlternateContent"):
                    if local_name(block) == "p":
                        pieces += ([_Piece("\n", None, None)] if pieces else []) + self.pieces_of(block, host)
                    else:
                        nested.append(block)
                text = "".join(piece.text for piece in pieces).strip()
                merged = child_of(cell, "tcPr", "vMerge")
                if merged is not None and value_of(merged, "val") != "restart" and grid and len(line) < len(grid[-1]):
                    text = text or grid[-1][len(line)]
                cells.append((row_number, len(line) + 1, pieces, nested))
                line += [text] * _columns(child_of(cell, "tcPr", "gridSpan"), 1)
            grid.append(line)
        heads = heads_of(grid, self.last)
        for row_number, column, pieces, nested in cells:
            if any(piece.text.strip() for piece in pieces):
                place = Place(self.paragraph or None, table=number, row=row_number, column=column, heads=heads(row_number, column), part=part)
                self.put(pieces, place)
            self.blocks(nested, part, host)
        self.add_boxes()

    def notes(self, kind: str) -> None:
        """Add the footnotes or endnotes that the body refers to, in the order of their references."""
        part = next(iter(self.word.package.related(kind, self.word.package.main)), None)
        if part is None or not self.references[kind]:
            return
        by_id = {value_of(note, "id"): note for note in self.word.package.parse(part)}
        for number, (key, run) in enumerate(list(self.references[kind].items()), 1):
            if key in by_id:
                self.blocks(by_id[key], MESSAGES[kind].format(number), run)

    def pieces_of(self, parent: etree._Element, host: etree._Element | None) -> list[_Piece]:
        """Return the characters of a paragraph, in order."""
        pieces: list[_Piece] = []
        self._collect(parent, None, host, pieces)
        return pieces

    def _collect(self, parent: Iterable[etree._Element], run: etree._Element | None, host: etree._Element | None, pieces: list[_Piece]) -> None:
        for child in parent:
            name = local_name(child)
            if name == "r" and child_of(child, "rPr", "vanish") is not None and value_of(child_of(child, "rPr", "vanish"), "val") not in ("0", "false", "off"):
                self.counts["hidden"] += 1
            elif name in ("del", "moveFrom"):
                self.counts["deleted"] += 1
            elif name == "t":
                if child.text and not self._in_contents():
                    word = run is not None and host is None and child.tag.startswith(run.tag[: run.tag.index("}") + 1])
                    pieces.append(_Piece(child.text, child if word else None, host if host is not None else run))
            elif name in _CHARACTERS:
                if not self._in_contents():
                    pieces.append(_Piece(_CHARACTERS[name], None, host if host is not None else run))
            elif name in ("fldChar", "instrText"):
                self._follow_field(child, name)
            elif name in ("footnoteReference", "endnoteReference"):
                self.references[name.removesuffix("Reference") + "s"].setdefault(value_of(child, "id") or "", host if host is not None else run)
            elif name in ("drawing", "pict", "object"):
                self._find_boxes(child, host if host is not None else run)
            elif name == "AlternateContent":
                self._collect(_chosen(child), run, host, pieces)
            elif name == "f":
                # A fraction of a formula: 1/3.
                for index, half in enumerate(child_of(child, key) for key in ("num", "den")):
                    pieces += [_Piece("/", None, host)] if index else []
                    if half is not None:
                        self._collect(half, run, host, pieces)
            elif name in _DESCEND:
                self._collect(child, child if name == "r" and "wordprocessingml" in child.tag else run, host, pieces)

    def _follow_field(self, element: etree._Element, name: str) -> None:
        if name == "instrText":
            if self.fields:
                self.fields[-1].instruction += element.text or ""
            return
        kind = value_of(element, "fldCharType")
        if kind == "begin":
            self.fields.append(_Field())
        elif kind == "separate" and self.fields:
            self.fields[-1].result = True
            self.counts["contents"] += self.fields[-1].is_contents
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _in_contents(self) -> bool:
        return any(field.is_contents and field.result for field in self.fields)

    def _find_boxes(self, element: etree._Element, run: etree._Element | None) -> None:
        """Keep the text boxes of a drawing for after the paragraph; of alternatives only the first is read."""
        for child in element:
            name = local_name(child)
            if name == "txbxContent":
                self.boxes.append((child, run))
            elif name == "AlternateContent":
                self._find_boxes(_chosen(child), run)
            elif name:
                self._find_boxes(child, run)


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
