"""Reading tables: encodings, rows, cells and DataFrames."""

import codecs
import hashlib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liandong.data.documents import read_json, read_yaml
from liandong.data.fields import expected_text, read_cell
from liandong.data.tables import load_table, read_rows, scan_rows
from liandong.data.text_files import label, path_inside, read_text, record_reads
from liandong.findings import DataError

RESOURCE = {
    "name": "status",
    "path": "status.csv",
    "schema": {
        "fields": [
            {
                "name": "level",
                "type": "string",
                "constraints": {"required": True, "enum": ["city"]},
                "labels": {"city": "市级"},
            },
            {"name": "problems", "type": "integer"},
            {"name": "rate_pct", "type": "number"},
            {"name": "as_of", "type": "date"},
            {"name": "contact", "type": "string", "private": True},
        ]
    },
}
HEADER = "level,problems,rate_pct,as_of,contact\n"
TEXT = HEADER + "city,23,79.30,2024-11-27,张三\ncity,,,,\n"


def write(folder: Path, content: str | bytes, name: str = "status.csv") -> Path:
    """The path of a new file with this content."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def codes(error: DataError) -> list[str]:
    """The codes of an error's findings."""
    return [finding.code for finding in error.findings]


# Encodings


@pytest.mark.parametrize(
    ("content", "encoding", "notes"),
    [
        pytest.param(TEXT.encode(), "utf-8", [], id="utf-8"),
        pytest.param(codecs.BOM_UTF8 + TEXT.encode(), "utf-8", ["N103"], id="byte-order-mark"),
        pytest.param(TEXT.encode("gbk"), "gb18030", ["N104"], id="gbk"),
        pytest.param(TEXT.replace("张三", "𠮷㐂").encode("gb18030"), "gb18030", ["N104"], id="gb18030-four-bytes"),
        pytest.param(TEXT.replace("\n", "\r\n").encode(), "utf-8", [], id="windows-line-breaks"),
        pytest.param(TEXT.replace("\n", "\r").encode(), "utf-8", [], id="old-mac-line-breaks"),
        pytest.param(TEXT.encode().rstrip(b"\n"), "utf-8", [], id="no-final-line-break"),
    ],
)
def test_readable_encodings(tmp_path: Path, content: bytes, encoding: str, notes: list[str]) -> None:
    """UTF-8, UTF-8 with a mark and GBK give the same text, the last two with a note that names the file."""
    text_file = read_text(write(tmp_path, content), tmp_path)
    assert text_file.encoding == encoding
    assert [(note.code, note.file) for note in text_file.notes] == [(code, "status.csv") for code in notes]
    assert text_file.text.splitlines()[1].startswith("city,23,79.30,2024-11-27,")
    assert "\r" not in text_file.text


def test_text_that_is_valid_in_both_is_utf8(tmp_path: Path) -> None:
    """Bytes that are valid UTF-8 are never taken for GBK, though they often are valid GBK too."""
    content = "整改台账".encode()
    assert content.decode("gb18030") == "鏁存敼鍙拌处"
    assert read_text(write(tmp_path, content)).text == "整改台账"


def test_gbk_that_happens_to_be_valid_utf8_is_gbk(tmp_path: Path) -> None:
    """A few short words whose every byte could be a letter of another script are read as what they are, with the note."""
    content = "状态,模式\n".encode("gbk")
    assert content.decode("utf-8") == "״̬,ģʽ\n"
    text_file = read_text(write(tmp_path, content))
    assert (text_file.text, [note.code for note in text_file.notes]) == ("状态,模式\n", ["N104"])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param("縣區,發現問題,整改完成\n".encode("big5"), "Big5", id="big5"),
        pytest.param(b"PK\x03\x04rest", "Excel 工作簿", id="xlsx-named-csv"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls", id="xls-named-csv"),
        pytest.param("级别\t数".encode("utf-16"), "UTF-16", id="excel-unicode-text"),
        pytest.param(codecs.BOM_UTF16_BE + "级别".encode("utf-16-be"), "UTF-16", id="utf-16-big-endian"),
        pytest.param(b"level,\x00\x01", "空字节", id="nul-bytes"),
        pytest.param(b"\xff\xff\xff", "第 1 个字节", id="neither-utf-8-nor-gbk"),
        pytest.param("县区\n县\n".encode()[:-2] + b"\n" + "级别".encode(), "第 2 行", id="damaged-utf-8"),
        pytest.param(codecs.BOM_UTF8 + "级别".encode("gbk"), "第 1 行", id="gbk-after-a-mark"),
    ],
)
def test_unreadable_content(tmp_path: Path, content: bytes, words: str) -> None:
    """What holds no readable text is one finding that says what the file is, never wrong characters."""
    with pytest.raises(DataError) as caught:
        read_text(write(tmp_path, content), tmp_path)
    assert codes(caught.value) == ["E102"]
    assert caught.value.findings[0].file == "status.csv"
    assert words in caught.value.findings[0].found
    assert caught.value.findings[0].next_step


@pytest.mark.parametrize("name", ["missing.csv", "folder", "status.csv/inside.csv"])
def test_what_is_no_file_is_missing(tmp_path: Path, name: str) -> None:
    """A missing file, a folder and a path through a file are findings that name the path."""
    write(tmp_path, TEXT)
    (tmp_path / "folder").mkdir()
    with pytest.raises(DataError) as caught:
        read_text(tmp_path / name, tmp_path)
    assert [(item.code, item.file) for item in caught.value.findings] == [("E101", name)]


def test_messages_hold_no_path_of_the_machine(tmp_path: Path) -> None:
    """A file outside the root is named by its name alone."""
    assert label(tmp_path / "sub" / "a.csv", tmp_path) == "sub/a.csv"
    assert label(tmp_path / "a.csv", tmp_path / "sub") == "a.csv"


# What was read


def test_recorders_see_the_bytes_that_were_read(tmp_path: Path) -> None:
    """A recorder gets path and sha256 of the raw bytes, nested ones too, and nothing after its block."""
    path = write(tmp_path, codecs.BOM_UTF8 + TEXT.encode())
    with record_reads() as outer:
        read_text(path)
        with record_reads() as inner:
            load_table(RESOURCE, tmp_path)
    read_text(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert [(read.path, read.sha256) for read in outer] == [(path, digest)] * 2
    assert [read.path for read in inner] == [path]


@pytest.mark.parametrize(
    "relative",
    [
        "../a.csv",
        "tables/../../a.csv",
        "/etc/passwd",
        "C:/a.csv",
        "C:\\a.csv",
        "tables\\a.csv",
        "https://example.org/a.csv",
        "",
        ".",
        None,
        3,
    ],
)
def test_paths_outside_the_folder_are_refused(tmp_path: Path, relative: object) -> None:
    """A path must be relative and stay inside the folder, written the same on every system."""
    assert path_inside(tmp_path, relative) is None


def test_a_link_that_leads_outside_is_refused(tmp_path: Path) -> None:
    """A link counts as the place that it leads to."""
    folder = tmp_path / "folder"
    folder.mkdir()
    write(tmp_path, TEXT)
    try:
        (folder / "status.csv").symlink_to(tmp_path / "status.csv")
    except OSError:  # Windows lets only administrators make links: then there is nothing to refuse
        return
    assert path_inside(folder, "status.csv") is None
    with pytest.raises(DataError) as caught:
        load_table(RESOURCE, folder)
    assert codes(caught.value) == ["E107"]


# Rows


def test_rows_are_numbered_as_excel_shows_them(tmp_path: Path) -> None:
    """The header is row 1, and a quoted line break does not move the rows below it."""
    table = read_rows(write(tmp_path, 'level,context\ncity,"交办 14\n\n个问题"\ncounty,x\n\n\n'))
    assert table.header == ["level", "context"]
    assert [(row.number, row.cells) for row in table.rows] == [(2, ["city", "交办 14\n\n个问题"]), (3, ["county", "x"])]


@pytest.mark.parametrize(
    ("content", "code", "row", "words"),
    [
        pytest.param("", "E210", None, "空的", id="no-bytes"),
        pytest.param("\n\n", "E210", None, "空的", id="only-line-breaks"),
        pytest.param("a,b\n", "E210", None, "只有列名", id="only-header"),
        pytest.param("a;b\n1;2\n", "E217", 1, "分号：“a;b”", id="semicolons"),
        pytest.param("a\tb\n1\t2\n", "E217", 1, "制表符（Tab）：“a\\tb”", id="tabs"),
        pytest.param("甲，乙\n1，2\n", "E217", 1, "中文逗号", id="chinese-commas"),
        pytest.param("a,b\n1,2\n\n3,4\n", "E208", 3, "整行都是空的", id="blank-line"),
        pytest.param("a,b\n1,2\n,\n3,4\n", "E208", 3, "整行都是空的", id="empty-cells"),
        pytest.param("\na,b\n1,2\n", "E208", 1, "整行都是空的", id="blank-line-before-the-header"),
        pytest.param("a,b\n1,2\n , \n", "E208", 3, "整行都是空的", id="blanks-only"),
        pytest.param("a,b\n1\n", "E209", 2, "1 个单元格：“1”", id="too-few-cells"),
        pytest.param("a,b\n1,2,3\n", "E209", 2, "3 个单元格：“1”、“2”、“3”", id="too-many-cells"),
        pytest.param('a,b\n1,"2\n3,4\n', "E218", 2, "没有配对", id="unclosed-quote"),
        pytest.param('a,b\n1,"2"x\n', "E218", 2, "双引号后面", id="text-after-quote"),
        pytest.param("a,a\n1,2\n", "E211", 1, "“a” 出现在第 1、2 列", id="duplicate-heading"),
        pytest.param("a,\n1,2\n", "E202", 1, "第 2 列没有列名", id="blank-heading"),
    ],
)
def test_broken_form(tmp_path: Path, content: str, code: str, row: int | None, words: str) -> None:
    """A file whose form is broken gives a finding with its row, and `read_rows` refuses it."""
    path = write(tmp_path, content)
    with pytest.raises(DataError) as caught:
        read_rows(path, tmp_path)
    found = [(item.row, item.found) for item in caught.value.findings if item.code == code]
    assert [item[0] for item in found] == [row]
    assert words in found[0][1]


def test_a_cell_of_unreasonable_length_is_a_lost_quote(tmp_path: Path) -> None:
    """A quote that swallows the rest of a large file is told as such, not as a traceback."""
    path = write(tmp_path, 'a,b\n1,"' + "字" * 200_000 + '"\n')
    assert [item.code for item in scan_rows(path).findings] == ["E218"]


# Cells


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("integer", "0", 0),
        ("integer", "-3", -3),
        ("integer", "999999999999999", 999999999999999),
        ("number", "79.30", Decimal("79.30")),
        ("number", "12", Decimal(12)),
        ("date", "2024-02-29", date(2024, 2, 29)),
        ("string", " 内有空格 ", " 内有空格 "),
        ("string", "两行\n文字", "两行\n文字"),
    ],
)
def test_good_cells(kind: str, text: str, value: object) -> None:
    """Values are exact: int, Decimal with its decimals, date; text is kept as it is."""
    cell = read_cell(text, {"name": "x", "type": kind})
    assert (cell.value, type(cell.value), cell.problem, cell.note) == (value, type(value), None, None)


@pytest.mark.parametrize(
    ("kind", "text", "advice"),
    [
        ("integer", "12.0", "改成整数"),
        ("integer", "12.5", "改成整数"),
        ("integer", "１２", "写成 12。"),
        ("integer", "1,234", "写成 1234。"),
        ("number", "１，２３４．５", "写成 1234.5。"),
        ("integer", " 12 ", "“12”"),
        ("integer", "12\u3000", "“12”"),
        ("integer", "－3", "写成 -3。"),
        ("integer", "3项", "只写数字 3；"),
        ("integer", "3 项", "只写数字 3；"),
        ("number", "79.3%", "只写数字 79.3；"),
        ("number", "79.3％", "只写数字 79.3；"),
        ("number", "6.36万", "没有的先换算"),
        ("number", "７９．３％", "只写数字 79.3；"),
        ("number", "1e3", "科学记数法"),
        ("number", "1.2E+05", "科学记数法"),
        ("number", "NaN", "改成数"),
        ("number", "INF", "改成数"),
        ("number", "-", "改成数"),
        ("number", "三", "改成数"),
        ("number", "近80", "改成数"),
        ("number", "2.3-2.4", "改成数"),
        ("integer", "1_000", "改成数"),
        ("integer", "٣", "改成数"),
        ("integer", "+3", "写成 3。"),
        ("integer", "007", "写成 7。"),
        ("number", ".5", "写成 0.5。"),
        ("number", "5.", "写成 5。"),
        ("integer", "#VALUE!", "Excel 的出错值"),
        ("integer", "1234567890123456", "15 位"),
        ("integer", "9" * 5000, "15 位"),
        ("number", "0.1234567890123456", "15 位"),
        ("date", "2024-02-30", "日历"),
        ("date", "0000-01-01", "日历"),
        ("date", "27/11/2024", "年-月-日"),
        ("date", "24-11-27", "年-月-日"),
        ("date", "45623", "日期序号"),
        ("date", "2024-11", "年-月-日"),
        ("date", "２０２４-11-27", "年-月-日"),
        ("string", "#REF!", "Excel 的出错值"),
    ],
)
def test_refused_cells(kind: str, text: str, advice: str) -> None:
    """A cell that is not plainly a value of its type is refused with advice for that mistake; nothing is guessed."""
    cell = read_cell(text, {"name": "x", "type": kind})
    assert cell.value is None
    assert cell.problem.code == "E203"
    assert advice in cell.problem.next_step


@pytest.mark.parametrize("text", ["2024/11/27", "2024/11/7", "2024.11.27", "2024-1-5", "2024年11月27日"])
def test_dates_as_excel_rewrites_them_are_read_with_a_note(text: str) -> None:
    """Chinese Excel saves 2024-11-27 as 2024/11/27; with the year first it can only be one day."""
    cell = read_cell(text, {"name": "x", "type": "date"})
    assert isinstance(cell.value, date)
    assert (cell.plain, cell.note) == (cell.value.isoformat(), "N216")


@pytest.mark.parametrize("text", ["=1+1", "+86", "-试行", "@SUM(A1)"])
def test_cells_like_formulas_get_a_note(text: str) -> None:
    """Text that a spreadsheet would run is kept, and told."""
    cell = read_cell(text, {"name": "x", "type": "string"})
    assert (cell.value, cell.note) == (text, "N215")


@pytest.mark.parametrize("text", ["a\u200bb", "\ufeffcity", "a\x07", "\u202ecity", "锟\ufffd", "a\tb"])
def test_invisible_characters_are_refused(text: str) -> None:
    """What cannot be seen cannot be proofread."""
    assert read_cell(text, {"name": "x", "type": "string"}).problem.code == "E219"


@pytest.mark.parametrize(
    ("text", "code"),
    [(" city", "E204"), ("city\u3000", "E204"), ("city\u00a0", "E204"), ("ci\nty", "E219")],
)
def test_keys_have_no_blanks_around_them(text: str, code: str) -> None:
    """A key with a blank looks like another key and is not: it is refused, while other text keeps its blanks."""
    assert read_cell(text, {"name": "x", "type": "string"}, is_key=True).problem.code == code
    assert read_cell(text, {"name": "x", "type": "string"}).value == text


def test_what_a_field_admits_is_told_in_chinese() -> None:
    """Type, constraints and labels of the descriptor make the words of `expected`."""
    assert (
        expected_text({"type": "integer", "constraints": {"required": True, "minimum": 0}})
        == "整数，不能为空，不小于 0"
    )
    enum = {"type": "string", "constraints": {"enum": ["city", "县"]}, "labels": {"city": "市级"}}
    assert expected_text(enum) == "取值之一：市级 city、县"


# DataFrames


def test_the_frame_is_exact_and_says_where_its_rows_are(tmp_path: Path) -> None:
    """Integers are Int64, numbers Decimal, dates date, text str; the index is the row in the file."""
    write(tmp_path, TEXT)
    frame = load_table(RESOURCE, tmp_path)
    assert list(frame.columns) == ["level", "problems", "rate_pct", "as_of"]
    assert [str(dtype) for dtype in frame.dtypes] == ["str", "Int64", "object", "object"]
    assert (frame.index.name, list(frame.index)) == ("row", [2, 3])
    assert frame.attrs["table"] == "status"
    first, second = frame.loc[2], frame.loc[3]
    assert (first["problems"], str(first["rate_pct"]), first["as_of"]) == (23, "79.30", date(2024, 11, 27))
    assert second["problems"] is pd.NA
    assert second["rate_pct"] is None
    assert second["as_of"] is None
    assert list(frame.isna().sum()) == [0, 1, 1, 1]


def test_private_columns_come_only_when_asked_for(tmp_path: Path) -> None:
    """A field marked private is dropped, so that no cell of the book can print it by chance."""
    write(tmp_path, TEXT)
    assert "contact" not in load_table(RESOURCE, tmp_path)
    frame = load_table(RESOURCE, tmp_path, private=True)
    assert frame["contact"].iloc[0] == "张三"
    assert frame["contact"].isna().iloc[1]


def test_columns_come_in_the_order_of_the_schema(tmp_path: Path) -> None:
    """Columns are taken by heading: moved in Excel, they are still the same columns."""
    write(tmp_path, "problems,level,rate_pct,as_of,contact\n23,city,1,2024-11-27,x\n")
    assert load_table(RESOURCE, tmp_path)["problems"].tolist() == [23]
    assert list(load_table(RESOURCE, tmp_path).columns)[0] == "level"


def test_loading_tells_everything_at_once(tmp_path: Path) -> None:
    """The error carries every broken heading, row and cell, with the row and column of each."""
    write(tmp_path, "level,problems,rate,as_of,contact\ncity,３,1,2024-13-01,x\ncity,1\n city,1,1,2024-11-27,x\n")
    with pytest.raises(DataError) as caught:
        load_table(RESOURCE, tmp_path, root=tmp_path)
    found = {(item.code, item.row, item.column) for item in caught.value.findings}
    assert found == {
        ("E201", 1, "rate_pct"),
        ("E202", 1, "第 3 列"),
        ("E203", 2, "problems"),
        ("E203", 2, "as_of"),
        ("E209", 3, None),
        ("E204", 4, "level"),
    }
    assert "“３”" in str(caught.value)


def test_many_findings_of_one_kind_are_cut_short(tmp_path: Path) -> None:
    """A column that is wrong throughout gives twenty findings and one that counts the rest."""
    write(tmp_path, HEADER + "city,x,1,2024-11-27,\n" * 50)
    with pytest.raises(DataError) as caught:
        load_table(RESOURCE, tmp_path)
    assert len(caught.value.findings) == 21
    assert caught.value.findings[-1].found == "另有 30 处同样的问题（从第 22 行起）"


# Documents


@pytest.mark.parametrize(
    ("content", "row", "words"),
    [
        pytest.param('{"a": 1,\n}', 2, "第 2 行", id="trailing-comma"),
        pytest.param('{"a": 1, "a": 2}', None, "键 a 写了两次", id="duplicate-key"),
        pytest.param('{"a": NaN}', None, "NaN", id="nan"),
        pytest.param("[" * 100_000, None, "嵌套太深", id="deep"),
        pytest.param("", 1, "第 1 行", id="empty"),
    ],
)
def test_broken_json(tmp_path: Path, content: str, row: int | None, words: str) -> None:
    """Broken JSON is a finding with its line; a key written twice is broken too."""
    with pytest.raises(DataError) as caught:
        read_json(write(tmp_path, content, "a.json"), tmp_path)
    assert [(item.code, item.file, item.row) for item in caught.value.findings] == [("E105", "a.json", row)]
    assert words in caught.value.findings[0].found


@pytest.mark.parametrize(
    ("content", "row", "words"),
    [
        pytest.param("a: 1\n b: 2\n", 2, "第 2 行", id="indentation"),
        pytest.param("a: 1\na: 2\n", 2, "键 a 写了两次", id="duplicate-key"),
        pytest.param("a: !!python/object:os.system x\n", 1, "第 1 行", id="python-object"),
        pytest.param("a: [1\n", 2, "第 2 行", id="unclosed"),
        pytest.param("a: 2024-13-45\n", None, "不存在的日期", id="impossible-date"),
    ],
)
def test_broken_yaml(tmp_path: Path, content: str, row: int | None, words: str) -> None:
    """Broken YAML is a finding with its line; a key written twice is broken too."""
    with pytest.raises(DataError) as caught:
        read_yaml(write(tmp_path, content, "a.yml"), tmp_path)
    assert [(item.code, item.file, item.row) for item in caught.value.findings] == [("E105", "a.yml", row)]
    assert words in caught.value.findings[0].found


# Fuzzing: whatever the bytes are, the answer is a table or findings

COMMON = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面"
fuzz = settings(max_examples=150, deadline=2000, suppress_health_check=[HealthCheck.function_scoped_fixture])


def load_or_tell(folder: Path, content: bytes) -> None:
    """Loads a table and lets no exception pass but DataError with findings that can be printed."""
    write(folder, content)
    try:
        frame = load_table(RESOURCE, folder)
    except DataError as error:
        assert error.findings
        assert str(error)
    else:
        assert len(frame)


@fuzz
@given(content=st.binary(max_size=200))
def test_any_bytes(tmp_path: Path, content: bytes) -> None:
    """Random bytes after a good header give a table or findings, nothing else."""
    load_or_tell(tmp_path, HEADER.encode() + content)


@fuzz
@given(position=st.integers(0, len(TEXT.encode())), removed=st.integers(0, 6), added=st.binary(max_size=6))
def test_any_edit(tmp_path: Path, position: int, removed: int, added: bytes) -> None:
    """A good file with any small edit gives a table or findings, nothing else."""
    content = TEXT.encode()
    load_or_tell(tmp_path, content[:position] + added + content[position + removed :])


@fuzz
@given(cells=st.lists(st.text(max_size=12), min_size=4, max_size=4))
def test_any_cells(tmp_path: Path, cells: list[str]) -> None:
    """Any Unicode text in the cells gives a table or findings, nothing else."""
    line = ",".join('"' + cell.replace('"', '""') + '"' for cell in ["city", *cells])
    load_or_tell(tmp_path, (HEADER + line + "\n").encode("utf-8", "surrogatepass"))


@fuzz
@given(value=st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_numbers_survive_exactly(value: Decimal) -> None:
    """A plain decimal is read as exactly itself, with its decimals."""
    text = f"{value:f}"
    if not text.startswith("-0.000"):
        assert str(read_cell(text, {"name": "x", "type": "number"}).value) == text


@fuzz
@given(text=st.text(COMMON, min_size=8))
def test_gbk_text_is_never_taken_for_damaged_utf8(tmp_path: Path, text: str) -> None:
    """Common Chinese saved as GBK is read as GBK, or as UTF-8 where its bytes happen to be valid UTF-8."""
    text_file = read_text(write(tmp_path, text.encode("gbk")))
    assert text_file.text == text or text_file.encoding == "utf-8"
