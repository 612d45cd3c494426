"""Damaged, foreign and strangely saved workbooks: each a clear finding or a correct reading; the tables untouched."""

import datetime
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from archives import members, packed
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.formula import ArrayFormula
from workbook_samples import STATUS, VOTES, Sample, cell, changes_of, make_sample

from liandong.findings import DataError, errors_among, render_findings
from liandong.office.workbook import archive

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = "xl/worksheets/sheet5.xml"


def with_part(name: str, data: bytes) -> Callable[[bytes], bytes]:
    """Returns a change that adds or replaces a member of the zip."""
    return lambda content: packed(members(content) | {name: data})


def in_part(name: str, old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """Returns a change that replaces the first ``old`` in a member of the zip."""

    def change(content: bytes) -> bytes:
        parts = members(content)
        assert old in parts[name]
        return packed(parts | {name: parts[name].replace(old, new, 1)})

    return change


def only(*names: str) -> Callable[[bytes], bytes]:
    """Returns a change that makes the file a zip of other members."""
    return lambda _: packed(dict.fromkeys(names, b"<a/>"))


def twice(name: str) -> Callable[[bytes], bytes]:
    """Returns a change that packs a member a second time."""

    def change(content: bytes) -> bytes:
        result = io.BytesIO(content)
        with zipfile.ZipFile(result, "a") as zipped, pytest.warns(UserWarning, match="Duplicate"):
            zipped.writestr(name, b"<a/>")
        return result.getvalue()

    return change


def flip_a_byte(content: bytes) -> bytes:
    """Returns the file with a damaged byte in the packed data of its largest member."""
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        info = max(zipped.infolist(), key=lambda member: member.compress_size)
    at = info.header_offset + 30 + len(info.filename) + info.compress_size // 2
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]


def with_password_flag(content: bytes) -> bytes:
    """Returns the file with its first member marked as encrypted in the zip's directory."""
    at = content.rindex(b"PK\x01\x02", 0, content.index(b"PK\x01\x02") + 4) + 8
    return content[:at] + bytes([content[at] | 1]) + content[at + 1 :]


def lying_size(content: bytes) -> bytes:
    """Returns the file with a member that unpacks to far more than its directory entry says."""
    bomb = packed(members(content) | {"xl/media/a.xml": b" " * (archive.RATIO_FREE * 2)})
    size = (archive.RATIO_FREE * 2).to_bytes(4, "little")
    return bomb.replace(size, (10).to_bytes(4, "little"))


FILES = {
    "empty": (lambda _: b"", "E602"),
    "old xls": (lambda _: OLE + b"\0" * 600, "E602"),
    "with a password": (lambda _: OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600, "E603"),
    "zip with a password": (with_password_flag, "E603"),
    "csv renamed": (lambda _: "层级,状态\n市级,已办结\n".encode(), "E602"),
    "gbk csv renamed": (lambda _: "层级,状态\n市级,已办结\n".encode("gbk"), "E602"),
    "picture renamed": (lambda _: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "E602"),
    "docx renamed": (only("[Content_Types].xml", "word/document.xml"), "E602"),
    "pptx renamed": (only("[Content_Types].xml", "ppt/presentation.xml"), "E602"),
    "ods renamed": (only("mimetype", "content.xml"), "E602"),
    "xlsb renamed": (only("[Content_Types].xml", "xl/workbook.bin"), "E602"),
    "some other zip": (only("readme.txt"), "E602"),
    "strict open xml": (in_part("xl/workbook.xml", b"schemas.openxmlformats.org/", b"purl.oclc.org/ooxml/"), "E602"),
    "half a download": (lambda content: content[: len(content) // 2], "E604"),
    "a few bytes lost": (lambda content: content[:-10], "E604"),
    "damaged byte": (flip_a_byte, "E604"),
    "xml cut off": (in_part(SHEET, b"</sheetData>", b""), "E604"),
    "no sheet behind a name": (in_part("xl/workbook.xml", b'r:id="rId5"', b'r:id="rId99"'), "E604"),
    "merged over a million cells": (
        in_part(SHEET, b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="A9:XFD1048576"/></mergeCells>'), "E605",
    ),
    "rows of one cell": (
        in_part(SHEET, b"</sheetData>", b"".join(b'<row r="%d"><c r="B%d"><v>1</v></c></row>' % (n, n) for n in range(9, archive.CELL_LIMIT + 9)) + b"</sheetData>"),
        "E605",
    ),
    "zip bomb": (with_part("xl/media/bomb.xml", b" " * (archive.RATIO_FREE * 4)), "E605"),
    "zip bomb that lies": (lying_size, "E604"),
    "thousands of members": (
        lambda content: packed(members(content) | {f"a/{n}": b"" for n in range(archive.MEMBER_LIMIT)}),
        "E605",
    ),
    "larger than a workbook": (lambda content: content + b"\0" * archive.FILE_LIMIT, "E605"),
    "entity bomb": (in_part(SHEET, b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet'), "E606"),
    "entity of a file": (
        in_part("xl/workbook.xml", b"<workbook", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hosts">]><workbook'),
        "E606",
    ),
    "utf-16 xml": (with_part("xl/sharedStrings.xml", "<sst/>".encode("utf-16")), "E602"),
    "member twice": (twice("xl/workbook.xml"), "E606"),
}


@pytest.mark.parametrize("name", FILES)
def test_file(name, tmp_path):
    """A file that is no sound workbook is refused with the code of its kind before any of it is parsed."""
    change, code = FILES[name]
    sample = make_sample(tmp_path)
    sample.path.write_bytes(change(sample.path.read_bytes()))
    before = sample.checksums()
    with pytest.raises(DataError) as refusal:
        sample.prepare()
    assert [finding.code for finding in refusal.value.findings] == [code]
    assert sample.checksums() == before


@pytest.mark.parametrize("name", ["missing", "folder"])
def test_no_file(name, tmp_path):
    """A workbook that is not there, or is a folder, is told as such."""
    sample = make_sample(tmp_path)
    sample.path.unlink()
    if name == "folder":
        sample.path.mkdir()
    with pytest.raises(DataError) as refusal:
        sample.prepare()
    assert [finding.code for finding in refusal.value.findings] == ["E601"]


def copy_sheet(workbook: Workbook) -> None:
    """Copies a sheet, as people do to keep the old state."""
    workbook.copy_worksheet(workbook[STATUS])


def mix_marks(workbook: Workbook) -> None:
    """Puts a column of another table beside the sheet's own."""
    workbook[STATUS]["F1"], workbook[STATUS]["F2"] = "votes.value", "value"


def repeat_column(workbook: Workbook) -> None:
    """Copies a whole column to the right, its hidden mark too."""
    for row in range(1, 5):
        workbook[STATUS].cell(row, 6, workbook[STATUS].cell(row, 3).value)


def swap_headings(workbook: Workbook) -> None:
    """Exchanges two headings and leaves the rest of the columns."""
    page = workbook[STATUS]
    page["B2"], page["C2"] = page["C2"].value, page["B2"].value


def add_row(*cells: object, at: int = 5) -> Callable[[Workbook], None]:
    """Returns an edit that adds a row to the status sheet."""

    def edit(workbook: Workbook) -> None:
        for place, value in enumerate(cells, 1):
            workbook[STATUS].cell(at, place, value)

    return edit


def forget_origin(workbook: Workbook, *, slug: str | None = None) -> None:
    """Takes the hidden index away, or writes another bulletin into it."""
    if slug:
        workbook["索引"]["B2"] = slug
    else:
        del workbook["索引"]


def sort_with_head(workbook: Workbook) -> None:
    """Sorts the sheet with its first rows, so that the hidden one ends below."""
    page = workbook[STATUS]
    rows = [[cell.value for cell in page[number]] for number in (2, 3, 1, 4)]
    for number, values in enumerate(rows, 1):
        for place, value in enumerate(values, 1):
            page.cell(number, place, value)


def row_above(workbook: Workbook) -> None:
    """Puts a row of data between the hidden row and the headings."""
    workbook[STATUS].insert_rows(2)
    for place, value in enumerate(("正在整改", "又一行", 1), 1):
        workbook[STATUS].cell(2, place, value)


REFUSED = {
    "sheet missing": (lambda book: book.remove(book[VOTES]), ["E607"]),
    "sheet copied": (copy_sheet, ["E608"]),
    "two tables on a sheet": (mix_marks, ["E607", "E608"]),
    "column missing": (lambda book: book[STATUS].delete_cols(3), ["E609"]),
    "sheet emptied": (lambda book: book[STATUS].delete_rows(1, 20), ["E609"]),
    "column twice": (repeat_column, ["E610"]),
    "headings swapped": (swap_headings, ["E611", "E611"]),
    "sorted with its head": (sort_with_head, ["E611"]),
    "column added": (cell(STATUS, "F2", "备注"), ["E612"]),
    "note beside the table": (cell(STATUS, "H4", "核对过"), ["E612"]),
    "formula": (cell(STATUS, "C3", "=20+3"), ["E613"]),
    "formula to another file": (cell(STATUS, "C3", "=[1]Sheet1!A1"), ["E613"]),
    "formula that runs a program": (cell(STATUS, "B3", "=cmd|' /C calc'!A0"), ["E613"]),
    "array formula": (cell(STATUS, "C3", ArrayFormula("C3", "=SUM(C4:C4)")), ["E613"]),
    "error value": (cell(STATUS, "C3", "#N/A"), ["E614"]),
    "error value in text": (cell(STATUS, "B3", "#REF!"), ["E614"]),
    "boolean": (cell(STATUS, "C3", True), ["E614"]),
    "date for a number": (cell(STATUS, "C3", datetime.date(2020, 5, 1), "yyyy-mm-dd"), ["E614"]),
    "date for a text": (cell(STATUS, "B3", datetime.date(2020, 3, 5), "m-d"), ["E614"]),
    "duration": (cell(STATUS, "C3", datetime.timedelta(hours=3), "[h]:mm"), ["E614"]),
    "percent": (cell(VOTES, "C3", 0.83, "0%"), ["E614"]),
    "time of day": (cell(STATUS, "D3", datetime.datetime(2020, 5, 1, 8, 30), "yyyy-mm-dd hh:mm"), ["E614"]),
    "serial beyond the calendar": (cell(STATUS, "D3", 99_999_999, "yyyy-mm-dd"), ["E614"]),
    "serial of 1900": (cell(STATUS, "D3", 5, "General"), ["E203"]),
    "no such day": (cell(STATUS, "D3", "2020-02-30"), ["E203"]),
    "day first": (cell(STATUS, "D3", "01/05/2020"), ["E203"]),
    "text for a number": (cell(STATUS, "C3", "二十三"), ["E203"]),
    "number with a unit": (cell(STATUS, "C3", "23项"), ["E203"]),
    "comma for a point": (cell(VOTES, "C3", "83,5"), ["E203"]),
    "fraction for an integer": (cell(STATUS, "C3", 23.5), ["E203"]),
    "sixteen digits": (cell(VOTES, "C3", "1234567890123456"), ["E203"]),
    "scientific text": (cell(VOTES, "C3", "8.3E1"), ["E203"]),
    "below the minimum": (cell(STATUS, "C3", -1), ["E204"]),
    "word not in the list": (cell(STATUS, "A3", "差不多办结"), ["E204"]),
    "required cell emptied": (cell(VOTES, "A3", None), ["E204"]),
    "merged down": (lambda book: book[STATUS].merge_cells("B3:B4"), ["E615"]),
    "merged across": (lambda book: book[STATUS].merge_cells("B3:C3"), ["E615"]),
    "key twice": (add_row("已办结", "立行立改", 1, datetime.date(2020, 5, 1)), ["E205"]),
    "total below the table": (cell(STATUS, "B5", "合计"), ["E204"]),
    "bell character": (cell(STATUS, "B3", "立行_x0007_立改"), ["E219"]),
    "null character": (cell(STATUS, "B3", "立行_x0000_立改"), ["E219"]),
    "right-to-left mark": (cell(STATUS, "B3", "立行\u200f立改"), ["E219"]),
    "zero-width space in a key": (cell(VOTES, "A3", "satis\u200bfaction"), ["E219"]),
    "all rows deleted": (lambda book: book[STATUS].delete_rows(3, 9), ["E210"]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name, tmp_path):
    """A sheet or cell that has no one meaning is refused at its place; nothing may be written."""
    edit, codes = REFUSED[name]
    sample = make_sample(tmp_path, edit)
    before = sample.checksums()
    prepared = sample.prepare()
    errors = errors_among(prepared.findings)
    assert [finding.code for finding in errors] == codes, prepared.findings
    assert all(finding.file.startswith("数据.xlsx") and finding.found and finding.expected for finding in errors)
    assert not prepared.ok and sample.checksums() == before


def test_whole_message(tmp_path):
    """A message names the workbook, sheet, row and column as the user sees them, what is there and what to do."""
    sample = make_sample(tmp_path, cell(STATUS, "C3", "=20+3"))
    assert render_findings(sample.prepare().findings) == (
        "数据.xlsx › status 表\n"
        "  错误 E613 单元格是公式\n"
        "    位置：第 3 行，项数（C） 列\n"
        "    发现：公式 “=20+3”\n"
        "    应为：数值或文字，不是公式\n"
        "    下一步：选中这一格，复制，再“选择性粘贴”为“数值”。\n"
        "\n"
        "共 1 处错误、0 处提示，涉及 1 个文件。"
    )


def insert_titles(workbook: Workbook) -> None:
    """Puts a merged title above everything."""
    page = workbook[STATUS]
    page.insert_rows(1, 2)
    page["A1"] = "整改情况汇总表"
    page.merge_cells("A1:D1")
    page.row_dimensions[1].hidden = False


def title_over_headings(workbook: Workbook) -> None:
    """Puts a merged title between the hidden row and the headings."""
    page = workbook[STATUS]
    page.insert_rows(2)
    page["A2"] = "整改情况汇总表"
    page.merge_cells("A2:D2")


def move_column(workbook: Workbook) -> None:
    """Moves the first column behind the last."""
    page = workbook[STATUS]
    for row in range(1, 5):
        page.cell(row, 5, page.cell(row, 1).value)
    page.delete_cols(1)


def by_hand(workbook: Workbook) -> None:
    """Leaves what somebody would type into a new workbook: headings and rows, no marks, no index."""
    del workbook["索引"], workbook["选项"], workbook["说明"]
    for page in workbook.worksheets:
        page.delete_rows(1)


def format_to_the_end(workbook: Workbook) -> None:
    """Formats the last row that a sheet can have."""
    workbook[STATUS].cell(1_048_576, 16_384).number_format = "0.00"


def hide(workbook: Workbook) -> None:
    """Hides a row and a column."""
    workbook[STATUS].row_dimensions[4].hidden = True
    workbook[STATUS].column_dimensions["B"].hidden = True


def move_down(workbook: Workbook) -> None:
    """Leaves an empty row between two rows."""
    workbook[STATUS].insert_rows(4)


def calendar_of_1904(workbook: Workbook) -> None:
    """Saves the dates in the calendar of old Macintoshes."""
    workbook.epoch = CALENDAR_MAC_1904


def rich(workbook: Workbook) -> None:
    """Makes half of a text bold."""
    workbook[STATUS]["B3"] = CellRichText("立行", TextBlock(InlineFont(b=True), "立改"))


READ = {
    "nothing changed": (lambda book: None, [], []),
    "sheet renamed": (lambda book: setattr(book[STATUS], "title", "整改（定稿）"), [], []),
    "sheets in another order": (lambda book: book.move_sheet(STATUS, -4), [], []),
    "scratch sheet": (lambda book: book.create_sheet("草稿").append(["随手记"]), [], ["N636"]),
    "row above the headings": (row_above, [], ["N636"]),
    "column moved": (move_column, [], []),
    "heading reworded": (cell(STATUS, "C2", "办了几项"), [], ["N632"]),
    "title above": (insert_titles, [], []),
    "title over the headings": (title_over_headings, [], []),
    "made by hand": (by_hand, [], []),
    "index lost": (forget_origin, [], []),
    "hidden row and column": (hide, [], ["N631", "N631"]),
    "formatted to the last cell": (format_to_the_end, [], []),
    "blanks below": (add_row("", "  ", None), [], []),
    "empty row between": (move_down, [], ["N635"]),
    "1904 calendar": (calendar_of_1904, [], []),
    "rich text": (rich, [], []),
    "number as text": (cell(STATUS, "C3", "23"), [], []),
    "float for an integer": (cell(STATUS, "C3", 23.0), [], []),
    "number as text, changed": (cell(STATUS, "C3", "24"), [("problems", "23", "24")], ["N639"]),
    "full-width digits": (cell(STATUS, "C3", "２４"), [("problems", "23", "24")], ["N633", "N639"]),
    "blanks around": (cell(STATUS, "C3", " 24\u3000"), [("problems", "23", "24")], ["N633", "N639"]),
    "apostrophe": (cell(STATUS, "C3", "'24"), [("problems", "23", "24")], ["N633", "N639"]),
    "thousands": (cell(VOTES, "C3", "1,234.5"), [("value", "83", "1234.5")], ["N633", "N639"]),
    "full-width thousands": (cell(VOTES, "C3", "１，２３４"), [("value", "83", "1234")], ["N633", "N639"]),
    "binary residue": (cell(VOTES, "C3", 79.30000000000001), [("value", "83", "79.3")], ["N639"]),
    "sum's residue": (cell(VOTES, "C3", 0.1 + 0.2), [("value", "83", "0.3")], ["N639", "N642"]),
    "trailing zero by format": (cell(VOTES, "C3", 79.3, "0.00_ "), [("value", "83", "79.30")], ["N639"]),
    "fewer decimals shown": (cell(VOTES, "C3", 79.31, "0.0"), [("value", "83", "79.31")], ["N634", "N639"]),
    "date serial": (cell(STATUS, "D3", 43952, "General"), [], ["N633"]),
    "date with slashes": (cell(STATUS, "D3", "2020/5/1"), [], ["N633"]),
    "date in Chinese": (cell(STATUS, "D3", "２０２０年5月1日"), [], ["N633"]),
    "date with midnight": (cell(STATUS, "D3", "2020-05-01 00:00:00"), [], ["N633"]),
    "new date": (
        cell(STATUS, "D3", datetime.datetime(2021, 1, 31), "m/d/yyyy"),
        [("as_of", "2020-05-01", "2021-01-31")],
        [],
    ),
    "machine's word": (cell(STATUS, "A3", "done"), [], []),
    "blanks around a word": (cell(STATUS, "A3", " 已办结 "), [], []),
    "line break of Windows": (
        cell(STATUS, "B3", "立行_x000D_\n立改"),
        [("wording_zh", "立行立改", "立行\n立改")],
        [],
    ),
    "looks like a formula": (cell(STATUS, "B3", "＝1+1"), [("wording_zh", "立行立改", "＝1+1")], []),
    "number in a text column": (cell(STATUS, "B3", 12.5, "General"), [("wording_zh", "立行立改", "12.5")], ["N633"]),
    "row deleted": (
        lambda book: book[STATUS].delete_rows(4),
        [("-", "ongoing,持续整改,6,2020-05-01", "")],
        ["N640"],
    ),
}


@pytest.mark.parametrize("name", READ)
def test_read(name, tmp_path):
    """What can mean only one thing is read as that, with a note where the user should look."""
    edit, changes, notes = READ[name]
    sample = make_sample(tmp_path, edit)
    before = sample.checksums()
    prepared = sample.prepare()
    assert errors_among(prepared.findings) == []
    assert changes_of(prepared) == changes
    assert sorted(finding.code for finding in prepared.findings) == notes
    assert sample.checksums() == before


@pytest.mark.parametrize(
    ("part", "data"),
    [("xl/vbaProject.bin", b"\xd0\xcf"), ("xl/externalLinks/externalLink1.xml", b"<externalLink/>")],
    ids=["macros", "external link"],
)
def test_carried_along(part, data, tmp_path):
    """Macros and links to other files are neither run nor followed; the cells are read and a note says so."""
    sample = make_sample(tmp_path, cell(STATUS, "B3", "立改"))
    sample.path.write_bytes(with_part(part, data)(sample.path.read_bytes()))
    prepared = sample.prepare()
    assert [finding.code for finding in prepared.findings] == ["N637"]
    assert changes_of(prepared) == [("wording_zh", "立行立改", "立改")]


SAVED = {
    "text in the cell": (b't="inlineStr"><is><t>24</t></is></c>', [("problems", "23", "24")]),
    "phonetic guide": (
        't="inlineStr"><is><r><t>24</t></r><rPh sb="0" eb="1"><t>二</t></rPh></is></c>'.encode(),
        [("problems", "23", "24")],
    ),
    "exponent": (b't="n"><v>2.4E1</v></c>', [("problems", "23", "24")]),
    "no type": (b"><v>24.0</v></c>", [("problems", "23", "24")]),
    "unrounded": (b"><v>23.999999999999996</v></c>", [("problems", "23", "24")]),
}


@pytest.mark.parametrize("name", SAVED)
def test_saved_otherwise(name, tmp_path):
    """A number is the same however a program stores it in the sheet's XML."""
    data, changes = SAVED[name]
    sample = make_sample(tmp_path)
    parts = members(sample.path.read_bytes())
    cell_xml = re.search(rb'<c r="C3"[^>]*?( t="n")?><v>23</v></c>', parts[SHEET])[0]
    parts[SHEET] = parts[SHEET].replace(cell_xml, b'<c r="C3" ' + data)
    sample.path.write_bytes(packed(parts))
    assert changes_of(sample.prepare()) == changes


def test_saved_by_libreoffice(tmp_path):
    """The exported workbook comes back unchanged after LibreOffice opened and saved it.

    It was made from the tiny bulletin's export by `soffice --headless --convert-to "xlsx:Calc MS Excel 2007 XML"`.
    """
    sample = make_sample(tmp_path)
    sample.path.write_bytes((Path(__file__).parent / "workbooks" / "saved-by-libreoffice.xlsx").read_bytes())
    prepared = sample.prepare()
    assert changes_of(prepared) == [] and prepared.findings == []


CSV_FILES = {
    "table missing": (None, "E101"),
    "lost quote": ('status,wording_zh,problems,as_of,contact\ndone,"立行立改,23,2020-05-01,张三\n'.encode(), "E218"),
    "semicolons": ("status;wording_zh;problems\ndone;立行立改;23\n".encode(), "E217"),
    "workbook as csv": (b"PK\x03\x04", "E102"),
    "utf-16": ("status,wording_zh\n".encode("utf-16"), "E102"),
    "heading renamed": ("state,wording_zh,problems,as_of,contact\ndone,立,1,2020-05-01,张三\n".encode(), "E201"),
    "short row": ("status,wording_zh,problems,as_of,contact\ndone,立行立改\n".encode(), "E209"),
}


@pytest.mark.parametrize("name", CSV_FILES)
def test_broken_table(name, tmp_path):
    """Over a table that cannot be read there is nothing to compare with: the table's own error is told."""
    content, code = CSV_FILES[name]
    sample = make_sample(tmp_path)
    path = sample.bulletin.folder / "tables" / "status.csv"
    path.unlink() if content is None else path.write_bytes(content)
    before = sample.checksums()
    with pytest.raises(DataError) as refusal:
        sample.prepare()
    assert code in [finding.code for finding in refusal.value.findings]
    assert sample.checksums() == before


def test_gbk_table(tmp_path):
    """A table in GBK is compared like any other, and nothing changes."""
    sample = make_sample(tmp_path)
    path = sample.bulletin.folder / "tables" / "status.csv"
    path.write_bytes(path.read_bytes().decode("utf-8").encode("gbk"))
    assert changes_of(sample.prepare()) == []


@pytest.mark.parametrize(
    ("said", "asked"), [("2021-2-yi", None), ("2021-2-yi", "2020-1-jia")], ids=["unknown", "contradicts the command"]
)
def test_other_bulletin(said, asked, tmp_path):
    """A workbook of another bulletin is not imported into this one."""
    sample: Sample = make_sample(tmp_path, lambda book: forget_origin(book, slug=said))
    with pytest.raises(DataError) as refusal:
        sample.prepare(asked)
    assert [finding.code for finding in refusal.value.findings] == ["E616"]
