"""What Chromium's PDF lacks: text that is copied as it was written, metadata that does not change with the clock.

A font draws 老 (U+8001) and the radical ⽼ (U+2F7C) with the same glyph, and Chromium notes the first of the code points.
Whoever then searches the PDF for 老人 finds nothing. The tables that lead from glyphs to text are rewritten here with the
characters that the document holds.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject, NameObject, StreamObject, TextStringObject

# Unicode's EquivalentUnifiedIdeograph.txt for the block CJK Radicals Supplement; Kangxi radicals decompose by NFKC.
RADICALS = Path(__file__).parent / "radicals.txt"
# Other characters that the Chinese faces of the Noto fonts draw with one glyph, one group a word.
LOOKALIKES = Path(__file__).parent / "lookalikes.txt"
_SECTION = re.compile(rb"(\d+) begin(bfchar|bfrange)\n(.*?)end\2", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f]*)>")
# Readers accept at most so many lines in a section.
_LINES = 100


def finish(source: Path, target: Path, *, written: set[str], title: str, subject: str, date: str) -> None:
    """Write the finished PDF from Chromium's; ``written`` are the document's characters, the rest its metadata."""
    reader = PdfReader(source)
    writer = PdfWriter(clone_from=reader)
    for item in writer._objects:
        if isinstance(item, DictionaryObject):
            _mend(item, written)
    _drop_dead_links(writer, set(reader.named_destinations))
    stamp = f"D:{date.replace('-', '')}000000Z"
    writer.metadata = {"/Title": title, "/Subject": subject, "/CreationDate": stamp, "/ModDate": stamp}
    writer.page_mode = "/UseOutlines"
    root = writer.root_object
    root[NameObject("/ViewerPreferences")] = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})
    writer.write(target)


def _drop_dead_links(writer: PdfWriter, places: set[str]) -> None:
    """Take away links to places that are not on paper, such as a mark inside a folded part; their words stay."""
    wanted = {"", *places}
    for page in writer.pages:
        if "/Annots" in page:
            kept = [note for note in page["/Annots"] if str(note.get_object().get("/Dest", "")) in wanted]
            page[NameObject("/Annots")] = ArrayObject(kept)


def page_numbers(path: Path) -> dict[str, int]:
    """Return the page of each place that a link of the document leads to, counted from 1."""
    reader = PdfReader(path)
    return {name.lstrip("/"): reader.get_destination_page_number(place) + 1
            for name, place in reader.named_destinations.items()}


def meant(noted: str, written: set[str]) -> str:
    """Return the character that a glyph stands for: what Chromium noted, or a character of the document that fits."""
    if noted in written:
        return noted
    decomposed = (noted, _radicals().get(noted, noted), unicodedata.normalize("NFKC", noted))
    candidates = [form for one in decomposed for form in (one, *_lookalikes().get(one, ""))]
    return next((one for one in candidates if set(one) <= written), noted)


@cache
def _radicals() -> dict[str, str]:
    return {pair[0]: pair[1:] for pair in RADICALS.read_text(encoding="utf-8").split()}


@cache
def _lookalikes() -> dict[str, str]:
    return {char: group for group in LOOKALIKES.read_text(encoding="utf-8").split() for char in group}


def _mend(item: DictionaryObject, written: set[str]) -> None:
    """Rewrite a font's table from glyphs to text; halve a bookmark's title that Chromium notes twice."""
    if item.get("/Type") == "/Font" and "/ToUnicode" in item:
        stream: StreamObject = item["/ToUnicode"]
        old = stream.get_data()
        new = _SECTION.sub(lambda match: _section(match[2], match[3], written), old)
        if new != old:
            stream.set_data(new)
    elif "/Title" in item and "/Parent" in item:
        title = str(item["/Title"])
        half = len(title) // 2
        if half and title == title[:half] * 2:
            item[NameObject("/Title")] = TextStringObject(title[:half])


def _section(kind: bytes, body: bytes, written: set[str]) -> bytes:
    """Return one section of the table as single entries; ranges cannot hold what is no range any more."""
    entries: list[bytes] = []
    for line in body.splitlines():
        values = _HEX.findall(line)
        if kind == b"bfchar" and len(values) == 2:
            entries.append(_entry(values[0], bytes.fromhex(values[1].decode()), written))
        elif len(values) == 3:
            first, last, width = int(values[0], 16), int(values[1], 16), len(values[0])
            start = bytes.fromhex(values[2].decode())
            for code in range(first, last + 1):
                end = (int.from_bytes(start[-2:], "big") + code - first).to_bytes(2, "big")
                entries.append(_entry(b"%0*X" % (width, code), start[:-2] + end, written))
    parts = [entries[i:i + _LINES] for i in range(0, len(entries), _LINES)]
    return b"\n".join(b"%d beginbfchar\n%s\nendbfchar" % (len(part), b"\n".join(part)) for part in parts)


def _entry(code: bytes, text: bytes, written: set[str]) -> bytes:
    characters = "".join(meant(char, written) for char in text.decode("utf-16-be", errors="replace"))
    return b"<%s> <%s>" % (code, characters.encode("utf-16-be").hex().upper().encode())
