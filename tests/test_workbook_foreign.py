"""Workbooks as they come in offices: of other programs, with slips of people, hostile ones. Each import ends and says what it is."""

import errno
import io
import json
import os
import re

import pytest
from archives import members, packed
from builders import package as standard_package
from openpyxl import Workbook
from openpyxl.styles import Font
from workbook_samples import DONE_PROBLEMS, STATUS, VOTES, cell, changes_of, make_sample

from liandong.data.files import REASONS, why
from liandong.findings import DataError, errors_among, render_findings
from liandong.office.workbook.archive import read_file
from liandong.office.workbook.reading import SPARE_ROWS
from liandong.office.workbook.reduction import reduce_workbook
from liandong.verbs import cli

SHEET = "xl/worksheets/sheet2.xml"


def told(prepared, code: str) -> list[str]:
    """Returns what was found under a code."""
    return [finding.found for finding in prepared.findings if finding.code == code]


def test_a_foreign_workbook_is_told_in_one_sentence(tmp_path):
    """Whatever its sheets are, a workbook of somebody else's is one finding, which says how to get one of ours."""
    sample = make_sample(tmp_path)
    workbook = Workbook()
    for number in range(30):
        workbook.create_sheet(f"第{number}张").append(["序号", "问题"])
    workbook.save(sample.path)
    findings = sample.prepare().findings
    assert [finding.code for finding in findings] == ["E607"]
    assert "不是本项目导出的" in findings[0].found and "export" in findings[0].next_step


STYLES = {
    "empty fill": lambda data: re.sub(rb"<fill>.*?</fill>", b"<fill/>", data, count=1),
    "no styles of cells": lambda data: re.sub(rb"<cellStyleXfs.*?</cellStyleXfs>", b"", data),
    "fonts without number": lambda data: data.replace(b'fontId="1"', b'fontId="99"'),
    "a format that is nowhere": lambda data: re.sub(rb"<numFmts.*?</numFmts>", b"", data),
    "border of nothing": lambda data: re.sub(rb"<border>.*?</border>", b'<border><left style="wavy"/></border>', data, count=1),
}


@pytest.mark.parametrize("name", STYLES)
def test_styles_that_no_import_needs_do_not_stop_it(name, tmp_path):
    """What spreadsheet programs open is read, whatever is wrong with its looks."""
    sample = make_sample(tmp_path, cell(STATUS, DONE_PROBLEMS, 24))
    parts = members(sample.path.read_bytes())
    changed = STYLES[name](parts["xl/styles.xml"])
    assert changed != parts["xl/styles.xml"]
    sample.path.write_bytes(packed(parts | {"xl/styles.xml": changed}))
    assert changes_of(sample.prepare()) == [("problems", "23", "24")]


def test_links_over_a_whole_sheet_are_not_followed_cell_by_cell(tmp_path):
    """A link that covers a sheet costs nothing: it is left out before the sheet is parsed."""
    sample = make_sample(tmp_path)
    parts = members(sample.path.read_bytes())
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", b'</sheetData><hyperlinks><hyperlink ref="A1:XFD1048576" location="a"/></hyperlinks>')
    assert b"hyperlink" not in members(reduce_workbook(parts))[SHEET]


@pytest.mark.parametrize("format_id", [*range(27, 37), *range(50, 59)])
def test_dates_of_chinese_excel_are_no_numbers(format_id, tmp_path):
    """A number that Chinese Excel turned into a date by a format of its own is refused, as any other date is."""
    sample = make_sample(tmp_path, cell(STATUS, DONE_PROBLEMS, 46086, "0.000"))
    parts = members(sample.path.read_bytes())
    number = re.search(rb'numFmtId="(\d+)" formatCode="0.000"', parts["xl/styles.xml"])[1]
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(b'numFmtId="%b"' % number, b'numFmtId="%d"' % format_id)
    parts["xl/styles.xml"] = re.sub(rb'<numFmt numFmtId="%d".*?/>' % format_id, b"", parts["xl/styles.xml"])
    sample.path.write_bytes(packed(parts))
    assert [finding.code for finding in errors_among(sample.prepare().findings)] == ["E614"]


@pytest.mark.parametrize("text", ["_xD800_", "_xDFFF_甲", "甲_x0000_"])
def test_half_characters_are_refused(text, tmp_path):
    """Half of a character, which no text file can hold, is E219 and no traceback."""
    sample = make_sample(tmp_path, cell(STATUS, "B3", text))
    assert [finding.code for finding in errors_among(sample.prepare().findings)] == ["E219"]


def test_a_device_is_not_read(tmp_path):
    """A link to something without an end is refused before it is read."""
    path = tmp_path / "数据.xlsx"
    path.symlink_to("/dev/zero")
    with pytest.raises(DataError) as refusal:
        read_file(path)
    assert [finding.code for finding in refusal.value.findings] == ["E601"]


@pytest.mark.parametrize("code", [errno.EACCES, errno.EROFS, errno.ENOSPC])
def test_no_permission_is_told(code, tmp_path, monkeypatch, capsys):
    """Where nothing may be written, import says E619 with the reason in Chinese, and no table changes."""
    sample = make_sample(tmp_path, cell(STATUS, "B3", "立改"))
    before = sample.checksums()
    monkeypatch.setattr(cli, "ROOT", sample.root)

    def refuse(*_arguments: object) -> None:
        raise OSError(code, os.strerror(code), "import.lock")

    monkeypatch.setattr("liandong.data.folders.FileLock.__enter__", refuse)
    assert cli.main(["import", str(sample.path), "--yes"]) == 1
    output = capsys.readouterr().out
    assert "E619" in output and why(OSError(code, "")) in output and os.strerror(code) not in output
    assert sample.checksums() == before


def test_every_reason_of_the_system_is_chinese():
    """No reason is left in English, whatever the system says; an unknown one has its number."""
    assert all(re.search(r"[一-鿿]", text) for text in REASONS.values())
    assert why(OSError(9999, "strange")) == "系统报告的错误编号是 9999"
    assert why(ValueError("embedded null byte")) == REASONS["EINVAL"]


def test_a_percent_cell_is_told_with_what_to_do_first(tmp_path):
    """79.3 typed into a percent cell is 0.793 for the file: the advice is to change the format first, then type it again."""
    sample = make_sample(tmp_path, cell(VOTES, "C3", 0.793, "0.0%"))
    finding = errors_among(sample.prepare().findings)[0]
    assert finding.code == "E614" and "常规" in finding.next_step and "79.3" in finding.next_step


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [(DONE_PROBLEMS, 2.3, ""), (DONE_PROBLEMS, 230, "差 10 倍"), ("D3", "2099-03-01", "在今天之后"), (DONE_PROBLEMS, 24, "")],
)
def test_slips_that_are_admitted_are_asked_about(place, value, words, tmp_path):
    """A shifted decimal point and a date to come are N642, before anything is written; other changes are not."""
    found = told(make_sample(tmp_path, cell(STATUS, place, value)).prepare(), "N642")
    assert (len(found) == 1 and words in found[0]) if words else not found or "差 10 倍" in found[0]


def test_a_struck_row_is_asked_about(tmp_path):
    """A row that somebody struck through, and did not delete, is N642."""

    def strike(workbook: Workbook) -> None:
        workbook[STATUS]["B4"].font = Font(strike=True)

    assert told(make_sample(tmp_path, strike).prepare(), "N642") == ["第 4 行有删除线"]


@pytest.mark.parametrize(
    ("cells", "words"),
    [({"A5": "合计", "C5": "=SUM(C3:C4)"}, "这一行是合计"), ({"A6": "注：由各单位报送"}, "这一行是表下面的说明"), ({"B7": "审核人：某某"}, "这一行是表下面的说明")],
)
def test_totals_and_remarks_under_a_table_are_told_as_such(cells, words, tmp_path):
    """What people write under a table is said to be that, and no row, once; nothing is written until it is taken out."""

    def write(workbook: Workbook) -> None:
        for place, value in cells.items():
            workbook[STATUS][place] = value

    prepared = make_sample(tmp_path, write).prepare()
    assert changes_of(prepared) == [] and not prepared.ok
    assert [(finding.code, words in finding.found) for finding in prepared.findings] == [("E204", True)]


def test_rows_are_named_as_the_sheet_numbers_them(tmp_path):
    """Two equal keys are told by the rows of the sheet, not of the file that would be made from it."""

    def repeat(workbook: Workbook) -> None:
        for place in range(1, 5):
            workbook[STATUS].cell(6, place, workbook[STATUS].cell(3, place).value)

    prepared = make_sample(tmp_path, repeat).prepare()
    assert [(finding.row, "第 3、6 行" in finding.found) for finding in prepared.findings if finding.code == "E205"] == [(6, True)]


def test_a_missing_row_is_named_first(tmp_path):
    """A row that a total and a page need is told as that row, before what its absence does elsewhere and without the page's failure."""
    package = standard_package()
    package["totals"] = [{
        "name": "all", "title": "各状态之和", "total": {"resource": "status", "field": "problems", "where": {"status": "ongoing"}},
        "parts": {"resource": "status", "field": "problems", "where": {"status": "ongoing"}},
    }]
    sample = make_sample(tmp_path, lambda workbook: workbook[STATUS].delete_rows(4), package_json=package)
    findings = sample.prepare().findings
    text = render_findings(findings)
    assert "没有了这一行：正在整改" in text.split("E622", 1)[1]
    assert text.index("E622") < text.index("E207")


def test_no_traceback_for_odd_files(tmp_path):
    """Bytes of other kinds under the name of a workbook are one finding each."""
    sample = make_sample(tmp_path)
    whole = sample.path.read_bytes()
    html, zeros = b"<html><table><tr><td>1</td></tr></table></html>", b"\0" * 3000
    for content in (html, zeros, b"junk" + whole, whole[:-30], whole[: len(whole) // 3], "序号\t问题\n".encode("utf-16"), io.BytesIO().getvalue()):
        sample.path.write_bytes(content)
        with pytest.raises(DataError) as refusal:
            sample.prepare()
        assert len(refusal.value.findings) == 1


PARTS = {
    "merged over whole columns": (SHEET, b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="Y:Z"/></mergeCells>', "E605"),
    "merged many times": (
        SHEET, b"</sheetData>", b"</sheetData><mergeCells>%b</mergeCells>" % b"".join(b'<mergeCell ref="Y%d:Z%d"/>' % (n, n) for n in range(1, 3000)), "E605",
    ),
    "merged at no place": (SHEET, b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="nowhere"/></mergeCells>', "E604"),
    "a list of sheets in UTF-16": ("xl/workbook.xml", b"<workbook", "<workbook".encode("utf-16"), "E602"),
}


@pytest.mark.parametrize("name", PARTS)
def test_a_part_that_cannot_be_taken_is_one_finding(name, tmp_path):
    """What spreadsheet libraries keep as odd or hostile workbooks is one finding each and no traceback."""
    member, old, new, code = PARTS[name]
    sample = make_sample(tmp_path)
    parts = members(sample.path.read_bytes())
    changed = new if code == "E602" else parts[member].replace(old, new)
    sample.path.write_bytes(packed(parts | {member: changed}))
    with pytest.raises(DataError) as refusal:
        sample.prepare()
    assert [finding.code for finding in refusal.value.findings] == [code]


TYPES, SHARED = "[Content_Types].xml", b'application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml'


def naming_shared_texts(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Returns the members with one more named among them, which is not there."""
    return parts | {TYPES: parts[TYPES].replace(b"</Types>", b'<Override PartName="/xl/sharedStrings.xml" ContentType="%b"/></Types>' % SHARED)}


def sharing_texts(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Returns the members with the texts of a sheet in a member of their own, which is spelled in another way than it is named."""
    inline = re.compile(rb't="inlineStr"><is>(.*?)</is>', re.S)
    texts = inline.findall(parts[SHEET])
    numbers = iter(range(len(texts)))
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    table = b'<sst xmlns="%b">%b</sst>' % (main, b"".join(b"<si>%b</si>" % text for text in texts))
    sheet = inline.sub(lambda match: b't="s"><v>%d</v>' % next(numbers), parts[SHEET])
    return naming_shared_texts(parts) | {SHEET: sheet, "xl/SharedStrings.xml": table}


READ_AS_USUAL = {
    "style of no number": lambda parts: parts | {SHEET: re.sub(rb' s="\d+"', b' s=""', parts[SHEET], count=5)},
    "state of a sheet that is none": lambda parts: parts | {"xl/workbook.xml": parts["xl/workbook.xml"].replace(b'state="visible"', b'state="show"')},
    "no shared texts": naming_shared_texts,
    "shared texts spelled in another way": sharing_texts,
    "broken list of parts": lambda parts: parts | {"_rels/.rels": b"x"},
    "own parts in UTF-16": lambda parts: parts | {"customXml/item1.xml": "<a/>".encode("utf-16")},
}


@pytest.mark.parametrize("name", READ_AS_USUAL)
def test_what_spreadsheet_programs_open_is_read(name, tmp_path):
    """Slips of the programs that write workbooks stop no import: the one changed cell is found."""
    sample = make_sample(tmp_path, cell(STATUS, DONE_PROBLEMS, 24))
    parts = members(sample.path.read_bytes())
    changed = READ_AS_USUAL[name](parts)
    assert changed != parts
    sample.path.write_bytes(packed(changed))
    assert changes_of(sample.prepare()) == [("problems", "23", "24")]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("~$数据.xlsx", b"\x05clerk" + b"\0" * 150, "没有开头的 ~$"),
        ("数据.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") + b"\0" * 600, ".doc"),
        ("数据.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument|Workbook".encode("utf-16-le") + b"\0" * 600, ".xls"),
        ("数据.xlsx", b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "XML 表格 2003"),
        ("数据.xlsx", b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
        ("数据.xlsx", b"\x09\x04\x06\x00\0\0\x10\0" + b"\0" * 100, "旧版 Excel"),
    ],
)
def test_each_kind_of_file_is_named(name, content, words, tmp_path):
    """A file that is no workbook of today is told as what it is."""
    sample = make_sample(tmp_path)
    sample.path = tmp_path / name
    sample.path.write_bytes(content)
    with pytest.raises(DataError) as refusal:
        sample.prepare()
    assert [(finding.code, words in finding.found) for finding in refusal.value.findings] == [("E602", True)]


def test_nothing_is_told_of_a_foreign_workbook_beside_that(tmp_path):
    """That a foreign workbook has macros helps nobody."""
    sample = make_sample(tmp_path)
    Workbook().save(sample.path)
    sample.path.write_bytes(packed(members(sample.path.read_bytes()) | {"xl/vbaProject.bin": b"x"}))
    assert [finding.code for finding in sample.prepare().findings] == ["E607"]


def test_far_more_rows_than_the_table_has_are_not_checked_one_by_one(tmp_path):
    """A column that was filled down too far is one finding, with what to do."""

    def fill(workbook: Workbook) -> None:
        for row in range(5, 5 + SPARE_ROWS + 100):
            workbook[STATUS].cell(row, 1).value = "市级"

    findings = make_sample(tmp_path, fill).prepare().findings
    assert [finding.code for finding in findings] == ["E605"] and "多余的行" in findings[0].next_step


def with_rate(value: str) -> list[tuple[str, ...]]:
    """Returns the rows of the table of votes with one rate."""
    return [("satisfaction", "满意率", value, "%", "2020-05-01")]


@pytest.mark.parametrize(("old", "new", "words"), [("79.3", 0.793, "差 100 倍"), ("83", 0.793, "不到 1"), ("0.5", 0.6, None), ("83", 84.5, None), ("83", 0, None)])
def test_a_rate_typed_as_a_fraction_is_asked_about(old, new, words, tmp_path):
    """0.793 where a rate of some tens stood is asked about; other new numbers are not."""
    found = told(make_sample(tmp_path, cell(VOTES, "C3", new), votes=with_rate(old)).prepare(), "N642")
    assert [words in text for text in found] == [True] * (words is not None)


def test_a_likely_slip_leads_what_it_makes_wrong(tmp_path):
    """Where the cell is wrong too, the decimal point is what to look at first, once."""
    package = standard_package()
    package["resources"][-1]["schema"]["fields"][2]["constraints"] = {"minimum": 1}
    findings = make_sample(tmp_path, cell(VOTES, "C3", 0.793), package_json=package).prepare().findings
    assert [finding.code for finding in findings if finding.column == "value（C）"] == ["E204"]
    assert next(finding for finding in findings if finding.code == "E204").next_step.startswith("先看是不是写错了：由 83 改成 0.793")


def test_a_workbook_older_than_a_column_says_so(tmp_path):
    """A workbook that was exported before a table got a column is told as that; one that lost a column is not."""
    sample = make_sample(tmp_path, lambda workbook: workbook[VOTES].delete_cols(2))
    assert [("导出" in finding.next_step, "改动以前" in finding.next_step) for finding in sample.prepare().findings] == [(True, False)]
    folder = sample.bulletin.folder
    package = standard_package()
    package["resources"][-1]["schema"]["fields"].append(package["resources"][0]["schema"]["fields"][1] | {"name": "note", "title": "备注"})
    (folder / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False), encoding="utf-8")
    lines = sample.table("votes").splitlines()
    (folder / "tables" / "votes.csv").write_text("".join(f"{line},{end}\n" for line, end in zip(lines, ["note", ""], strict=True)), encoding="utf-8")
    assert [(finding.code, "改动以前" in finding.next_step) for finding in sample.prepare().findings] == [("E609", True)] * 2
