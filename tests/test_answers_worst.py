"""The worst that happens to a workbook of answers: hostile cells, sheets gone, a run that stops half way; and a list that is no bulletin."""

import pytest
from new_bulletins import FIRST, SECOND, small_project
from openpyxl import load_workbook
from test_answers import answer, doubtful_project, files

from liandong.findings import DataError
from liandong.scaffold import Request, answers, create_bulletin, creation
from liandong.scaffold.answers import take_answers, write_workbook
from liandong.scaffold.proposals import read_bulletin
from liandong.scaffold.ties import propose_ties


@pytest.fixture
def project(tmp_path):
    """Return a small project with a bulletin of which two numerals are doubtful."""
    return doubtful_project(tmp_path)


def refused(project, path) -> str:
    """Return what the refusal of a workbook says; nothing is written."""
    before = files(project)
    with pytest.raises(DataError) as caught:
        take_answers(project, FIRST, path)
    assert {finding.code for finding in caught.value.findings} == {"E812"} and files(project) == before
    return str(caught.value)


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "@SUM(1)", "#REF!", "12.5", "很" * 61, "甲\n乙"])
def test_a_name_is_words_on_one_line(project, tmp_path, text):
    """A formula, the error of one, a number alone, a text of many lines would end in tables that people open in Excel."""
    assert "不是公式" in refused(project, answer(project, tmp_path, ("指标", "办结率", "名称", text)))


@pytest.mark.parametrize("text", ["=A1", "#REF!", "3 项", "<script>"])
def test_a_unit_is_a_word(project, tmp_path, text):
    """The same holds for a unit."""
    assert "不是公式" in refused(project, answer(project, tmp_path, ("数字", "9", "单位", text)))


@pytest.mark.parametrize(
    ("change", "word"),
    [(lambda book: book.remove(book["指标"]), "没有名为“指标”的工作表"), (lambda book: setattr(book["数字"], "title", "数字2"), "没有名为“数字”的工作表"),
     (lambda book: book["数字"].delete_cols(4), "第一行没有是统计数吗"), (lambda book: book["关系"].delete_rows(1), "第一行没有")],
)
def test_a_sheet_or_a_column_that_is_missing_is_told(project, tmp_path, change, word):
    """What was answered in it would be lost without a word."""
    book = load_workbook(answer(project, tmp_path, ("数字", "9", "单位", "项")))
    change(book)
    book.save(tmp_path / "答.xlsx")
    assert word in refused(project, tmp_path / "答.xlsx")


def test_columns_and_sheets_in_another_order_and_rows_deleted(project, tmp_path):
    """Sheets and columns are known by their names, rows by their number."""
    path = answer(project, tmp_path, ("数字", "9", "单位", "项"))
    book = load_workbook(path)
    book._sheets.reverse()
    book["数字"].delete_rows(6, 3)
    book["数字"].insert_cols(2)
    book.save(path)
    assert take_answers(project, FIRST, path).answers == 1


@pytest.mark.parametrize("puts", range(6))
def test_a_run_that_stops_half_way_is_run_again(project, tmp_path, monkeypatch, puts):
    """The same workbook once more gives what it would have given at once; nothing is called changed by hand."""
    path = answer(project, tmp_path, ("数字", "一", "是统计数吗", "不是"), ("指标", "办结率", "名称", "市级办结率"))
    other = doubtful_project(tmp_path / "other")
    take_answers(other, FIRST, path)
    put, left = answers._put, [puts]

    def stopping(place, content):
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        put(place, content)

    monkeypatch.setattr(answers, "_put", stopping)
    with pytest.raises(KeyboardInterrupt):
        take_answers(project, FIRST, path)
    monkeypatch.setattr(answers, "_put", put)
    take_answers(project, FIRST, path)
    assert [content for _, content in sorted(files(project).items())] == [content for _, content in sorted(files(other).items())]


def test_the_workbook_of_another_bulletin_is_told(project, tmp_path):
    """It names both."""
    source = tmp_path / "另.txt"
    source.write_text("共办理建议3件。\n", encoding="utf-8")
    create_bulletin(project, Request(SECOND, source))
    path, _ = write_workbook(project, SECOND)
    assert SECOND in refused(project, path)


def test_a_list_of_thousands_is_no_bulletin(tmp_path, monkeypatch):
    """It is told before anything is written, with what to do with the list."""
    monkeypatch.setattr(creation, "MOST", 3)
    root, source = small_project(tmp_path / "project"), tmp_path / "表.txt"
    source.write_text("县\t人数（人）\n" + "".join(f"甲县\t{number}\n" for number in range(4)), encoding="utf-8")
    before = files(root)
    with pytest.raises(DataError, match="明细表") as caught:
        create_bulletin(root, Request(FIRST, source))
    assert [finding.code for finding in caught.value.findings] == ["E804"] and files(root) == before


def test_relations_are_counted_as_they_are_listed(project):
    """What `new` counts are the rows of the sheet of relations."""
    text = (project / "data/bulletins" / FIRST / "source.txt").read_text(encoding="utf-8")
    sheet = load_workbook(write_workbook(project, FIRST)[0])["关系"]
    assert sheet.max_row - 1 == len(propose_ties(read_bulletin(text)))
