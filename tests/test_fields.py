"""Reading cells: exact values, and advice where one is none."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from table_samples import fuzz

from liandong.data.fields import expected_text, read_cell


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


@fuzz
@given(value=st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_numbers_survive_exactly(value: Decimal) -> None:
    """A plain decimal is read as exactly itself, with its decimals."""
    text = f"{value:f}"
    if not text.startswith("-0.000"):
        assert str(read_cell(text, {"name": "x", "type": "number"}).value) == text

