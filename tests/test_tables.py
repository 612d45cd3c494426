"""Reading tables: rows and DataFrames."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from table_samples import HEADER, RESOURCE, TEXT, fuzz, write

from liandong.data.tables import load_table, read_rows, scan_rows
from liandong.findings import DataError


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


def test_private_columns_never_come(tmp_path: Path) -> None:
    """A field marked private is dropped, so that no cell of the book can print it by chance."""
    write(tmp_path, TEXT)
    assert "contact" not in load_table(RESOURCE, tmp_path)


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

