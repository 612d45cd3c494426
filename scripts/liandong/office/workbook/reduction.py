"""A workbook's file reduced to what an import reads: cells, number formats, strikes, merged and hidden places.

The parser fails on much that people and programs leave in the rest (an empty fill, a broken drawing, a name of
nothing), and spreads links and merged places over a million cells. What it never sees cannot stop it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from xml.etree import ElementTree
from xml.parsers import expat

from openpyxl.utils.cell import range_boundaries

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_KEPT_RELATIONS = ("/officeDocument", "/worksheet", "/styles", "/sharedStrings")
_KEPT_TYPES = (
    "sheet.main+xml", "worksheet+xml", "styles+xml", "sharedStrings+xml", "macroEnabled.main+xml", "template.main+xml",
)
_KEPT_IN_WORKBOOK = {"workbookPr", "sheets"}
_OWN_FORMATS = 164  # number formats below are built in
_SHEET, _HEAD = re.compile(rb"<(\w+:)?worksheet\b[^>]*>"), 4096
# A sheet's parts that are read; programs write them with and without a prefix.
_SHEET_PARTS = (rb"cols", rb"sheetData", rb"mergeCells")
_EMPTY_CELL = re.compile(rb"<(?:\w+:)?c(?:\s[^>]*)?/>|<(\w+:)?c(?:\s[^>]*)?>\s*</(?:\w+:)?c>")
_EMPTY_ROW = re.compile(rb"<(?:\w+:)?row(?:\s[^>]*)?/>|<(?:\w+:)?row(?:\s[^>]*)?>\s*</(?:\w+:)?row>")
_FILLED = re.compile(rb"<(?:\w+:)?(?:v|is|f)(?=[\s/>])")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*\bref=\"([^\"]*)\"")
_STYLE = re.compile(rb"(<(?:\w+:)?c(?=\s)[^>]*?\s)s=\"([^\"]*)\"")
TYPES, STYLES = "[Content_Types].xml", "xl/styles.xml"
INDEX, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_STATES = ("visible", "hidden", "veryHidden")
_LAST_COLUMN, _LAST_ROW = 16_384, 1_048_576


def reduce_workbook(members: Mapping[str, bytes]) -> bytes:
    """Return the file of a workbook without what no import reads, from its members by name.

    Raises:
        Exception: A part of it is damaged.
    """
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_STORED) as target:
        names = {name.lower() for name in members}
        # Programs spell a member in one way and name it in another; the parser tells upper case from lower.
        listed = [item.get("PartName", "").lstrip("/") for item in ElementTree.fromstring(members[TYPES])]
        spelled = {name.lower(): name for name in listed}
        styles, formats = _reduce_styles(members[STYLES]) if STYLES in names else (b"", 0)
        for name in members:
            data = styles if name == STYLES else _reduce_part(name, members, formats, names)
            if data is not None:
                target.writestr(spelled.get(name.lower(), name), data)
    return result.getvalue()


def count_cells(sheet: bytes) -> tuple[int, int]:
    """Return how many cells of a sheet's XML hold something or are merged into others, and how many merged areas."""
    areas = _MERGED.findall(sheet)
    return sum(1 for _ in _FILLED.finditer(sheet)) + sum(map(_size, areas)), len(areas)


def _size(area: bytes) -> int:
    """Return how many cells an area has; `A:B` is two whole columns, what is no area is one cell."""
    try:
        first_column, first_row, last_column, last_row = range_boundaries(area.decode("ascii"))
    except ValueError:
        return 1
    return ((last_column or _LAST_COLUMN) - (first_column or 1) + 1) * ((last_row or _LAST_ROW) - (first_row or 1) + 1)


def is_read(name: str, data: bytes) -> bool:
    """Return whether a member is one that an import reads; a sheet is one wherever a program puts it."""
    known = name in (TYPES, INDEX, RELATIONS, STYLES) or name.startswith("xl/worksheets/sheet")
    return known or name.lower().endswith("sharedstrings.xml") or _is_sheet(name, data)


def _is_sheet(name: str, data: bytes) -> bool:
    return name.lower().endswith(".xml") and _SHEET.search(data[:_HEAD]) is not None


def _reduce_part(name: str, members: Mapping[str, bytes], formats: int, names: set[str]) -> bytes | None:
    """Return a member without what is not read, None if it is left out whole; `names` are in lower case."""

    def is_kept_type(item: ElementTree.Element) -> bool:
        # Programs name members that are not there.
        is_there = item.get("PartName", "").lstrip("/").lower() in names
        return item.tag.endswith("Default") or (item.get("ContentType", "").endswith(_KEPT_TYPES) and is_there)

    data = members[name]
    if name == TYPES:
        return _keep(data, is_kept_type)
    if name == RELATIONS:
        return _keep(data, _is_kept_relation)
    if name == INDEX:
        return _reduce_index(data, members[RELATIONS])
    if name.lower().endswith("sharedstrings.xml"):
        return data
    return _reduce_sheet(data, formats) if _is_sheet(name, data) else None


def _is_kept_relation(item: ElementTree.Element) -> bool:
    return item.get("Type", "").endswith(_KEPT_RELATIONS) and item.get("TargetMode") != "External"


def _keep(data: bytes, is_wanted: Callable[[ElementTree.Element], bool]) -> bytes:
    root = ElementTree.fromstring(data)
    root[:] = filter(is_wanted, root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _reduce_index(data: bytes, relations: bytes) -> bytes:
    """Return the list of sheets without those that hold a chart or macros of old Excel instead of cells."""
    others = {item.get("Id") for item in ElementTree.fromstring(relations) if not _is_kept_relation(item)}

    def is_wanted(part: ElementTree.Element) -> bool:
        name = part.tag.rpartition("}")[2]
        if name == "sheets":
            for sheet in part:
                if sheet.get("state", "visible") not in _STATES:
                    del sheet.attrib["state"]
            part[:] = [sheet for sheet in part if not others & set(sheet.attrib.values())]
        return name in _KEPT_IN_WORKBOOK

    return _keep(data, is_wanted)


def _reduce_sheet(data: bytes, formats: int) -> bytes:
    # Looked through whole: of a sheet that is cut off, what is left would be read without a word.
    expat.ParserCreate().Parse(data, True)
    start = _SHEET.search(data)
    parts = [data[: start.start()], start[0].removesuffix(b"/>") + b">" if start[0].endswith(b"/>") else start[0]]
    for name in _SHEET_PARTS:
        found = re.search(rb"<(?:\w+:)?%b(?:\s[^>]*)?(?:/>|>.*?</(?:\w+:)?%b>)" % (name, name), data, re.S)
        if found:
            parts.append(_EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", found[0])))

    def known_style(match: re.Match[bytes]) -> bytes:
        # The number of a style that is not there would stop the parser.
        known = match[2].isdigit() and int(match[2]) < formats
        return match[1] + (b's="%b"' % match[2] if known else b"")

    return _STYLE.sub(known_style, b"".join(parts)) + b"</%bworksheet>" % (start[1] or b"")


def _reduce_styles(data: bytes) -> tuple[bytes, int]:
    """Return the number formats and the strikes of the cells' styles, and how many styles there are."""
    root = ElementTree.Element(f"{MAIN}styleSheet")

    def add(parent: ElementTree.Element, name: str, **attributes: str) -> ElementTree.Element:
        return ElementTree.SubElement(parent, f"{MAIN}{name}", attributes)

    def number(item: ElementTree.Element, name: str) -> str:
        text = item.get(name, "0")
        return text if text.isdigit() else "0"

    formats, fonts, fills, borders, bases, styles = (
        add(root, name) for name in ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs")
    )
    add(add(fills, "fill"), "patternFill")
    add(borders, "border")
    add(bases, "xf")
    written = ElementTree.fromstring(data)
    for item in written.iterfind(".//{*}numFmts/{*}numFmt"):
        if item.get("numFmtId", "").isdigit():
            add(formats, "numFmt", numFmtId=item.get("numFmtId"), formatCode=item.get("formatCode", "General"))
    for item in written.iterfind(".//{*}fonts/{*}font"):
        font, strike = add(fonts, "font"), item.find(f"{MAIN}strike")
        if strike is not None:
            add(font, "strike", val=strike.get("val", "1"))
    for item in written.iterfind(".//{*}cellXfs/{*}xf"):
        add(styles, "xf", numFmtId=number(item, "numFmtId"), fontId=number(item, "fontId"))
    if not len(fonts):
        add(fonts, "font")
    defined = {int(item.get("numFmtId")) for item in formats}
    for style in styles:
        # What a style names and nobody describes is the general form, as spreadsheet programs take it.
        if int(style.get("fontId")) >= len(fonts):
            style.set("fontId", "0")
        if int(style.get("numFmtId")) >= _OWN_FORMATS and int(style.get("numFmtId")) not in defined:
            style.set("numFmtId", "0")
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True), len(styles)
