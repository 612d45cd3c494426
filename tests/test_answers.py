"""The workbook of answers: it asks what is uncertain first, takes half of them, never overwrites what somebody changed, and refuses clearly."""

import io
from datetime import date
from pathlib import Path

import pytest
from new_bulletins import FICTIONAL, FIRST, SECOND, give_up_place, small_project, source_file
from openpyxl import load_workbook

from liandong.checks.book import run_checks
from liandong.findings import DataError, errors_among
from liandong.model.bulletin import open_bulletin
from liandong.scaffold import Request, create_bulletin
from liandong.scaffold.answers import take_answers, write_workbook
from liandong.verbs import cli
from liandong.verbs.check import render_work_left

TEXT = (FICTIONAL / "source.txt").read_text(encoding="utf-8").replace("9 项，持续", "9\n\n项，持续").replace("情况如下", "每周通报一次，情况如下")


def doubtful_project(folder: Path) -> Path:
    """Return a small project with a bulletin of which two numerals are doubtful."""
    root = small_project(folder / "project")
    path = folder / "简报.txt"
    path.write_text(TEXT, encoding="utf-8")
    create_bulletin(root, Request(FIRST, path, date=date(2099, 3, 5)))
    give_up_place(root)
    return root


@pytest.fixture
def project(tmp_path) -> Path:
    """Return a small project with a bulletin of which two numerals are doubtful."""
    return doubtful_project(tmp_path)


def answer(root: Path, tmp_path: Path, *changes: tuple[str, str, str, str]) -> Path:
    """Return the workbook with cells changed, each named by its sheet, the text of a cell of its row and its heading."""
    workbook = load_workbook(write_workbook(root, FIRST)[0])
    for sheet, row_has, heading, value in changes:
        page = workbook[sheet]
        column = next(cell.column for cell in page[1] if cell.value == heading)
        row = next(row[0].row for row in page.iter_rows(min_row=2) if row_has in [cell.value for cell in row])
        page.cell(row, column).value = value
    path = tmp_path / "答.xlsx"
    workbook.save(path)
    return path


def files(root: Path) -> dict[str, bytes]:
    """Return the project's data and pages."""
    return {path.as_posix(): path.read_bytes() for place in ("data", "book") for path in (root / place).rglob("*") if path.is_file()}


def test_what_is_uncertain_stands_first(project):
    """Both doubtful numerals are the first rows, unanswered, with their sentence; each sheet that is answered has its lists."""
    path, waiting = write_workbook(project, FIRST)
    workbook = load_workbook(path)
    rows = list(workbook["数字"].iter_rows(min_row=2, values_only=True))
    assert [row[3] for row in rows[:3]] == [None, None, "不是"] and waiting == 2
    assert all(row[6] and row[7] for row in rows[:2])
    assert {sheet: len(workbook[sheet].data_validations.dataValidation) for sheet in ("数字", "指标", "关系")} == {"数字": 2, "指标": 0, "关系": 1}


def test_half_of_the_answers_are_kept(project, tmp_path):
    """One answer leaves the other for the next time; with both the bulletin passes, and the same answers again change nothing."""
    taken = take_answers(project, FIRST, answer(project, tmp_path, ("数字", "一", "是统计数吗", "不是")))
    assert (taken.answers, taken.waiting) == (1, 1)
    path = answer(project, tmp_path, ("数字", "9", "是统计数吗", "是"), ("数字", "9", "单位", "项"))
    assert take_answers(project, FIRST, path).waiting == 0
    assert errors_among(run_checks(project)) == []
    before = files(project)
    assert take_answers(project, FIRST, path).changed == [] and files(project) == before


def test_a_name_and_a_relation_are_people_s_to_decide(project, tmp_path):
    """A new name stands in the tables and the cells; a relation that is not taken leaves a copied number."""
    page = (project / "book/bulletins" / FIRST / "figures.md").read_text(encoding="utf-8")
    assert page.count("percentage(number") == 1
    take_answers(project, FIRST, answer(project, tmp_path, ("指标", "虚构的政府自查发现问题", "名称", "自查问题"), ("关系", "占比", "采用吗", "不采用")))
    assert "自查问题" in [row["name_zh"] for row in open_bulletin(FIRST, project).statistics.values()]
    page = (project / "book/bulletins" / FIRST / "figures.md").read_text(encoding="utf-8")
    assert 'number["自查问题"]' in page and "percentage(" not in page


def test_a_changed_page_is_left(project, tmp_path):
    """Words that somebody wrote into a page stay; what the answers would make of it lies aside and is named."""
    page = project / "book/bulletins" / FIRST / "figures.md"
    page.write_text(page.read_text(encoding="utf-8").replace("下一步：", "我写的话。\n\n下一步："), encoding="utf-8")
    before = page.read_bytes()
    taken = take_answers(project, FIRST, answer(project, tmp_path, ("关系", "占比", "采用吗", "不采用")))
    assert page.read_bytes() == before and taken.kept == [page.relative_to(project).as_posix()]
    assert (project / "_build/answers" / FIRST / "figures.md").is_file()


def test_a_changed_table_is_not_overwritten(project, tmp_path):
    """A table that somebody changed is E813, and nothing at all is written."""
    table = project / "data/bulletins" / FIRST / "statistics.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("自查发现问题", "自查问题"), encoding="utf-8")
    path, before = answer(project, tmp_path, ("指标", "办结率", "名称", "市级办结率")), files(project)
    with pytest.raises(DataError) as caught:
        take_answers(project, FIRST, path)
    assert [finding.code for finding in caught.value.findings] == ["E813"] and files(project) == before


@pytest.mark.parametrize(
    "changes",
    [
        [("数字", "9", "是统计数吗", "也许")],
        [("数字", "75.0%", "单位", "万人")],
        [("指标", "办结率", "名称", "持续整改")],
        [("数字", "75.0%", "序号", "999")],
        [("数字", "75.0%", "序号", "10"), ("数字", "75.0%", "约数词", "近"), ("数字", "31", "约数词", "约")],
    ],
)
def test_answers_that_cannot_be_are_refused(project, tmp_path, changes):
    """A word of no list, a unit that the print contradicts, one name for two numbers, a foreign row: E812, and nothing is written."""
    path, before = answer(project, tmp_path, *changes), files(project)
    if changes[0][2] == "序号" and len(changes) == 3:
        # Two rows for one numeral.
        book = load_workbook(path)
        rows = [row for row in book["数字"].iter_rows(min_row=2) if row[2].value in ("75.0%", "31")]
        rows[0][0].value = rows[1][0].value = "10"
        book.save(path)
    with pytest.raises(DataError) as caught:
        take_answers(project, FIRST, path)
    assert {finding.code for finding in caught.value.findings} == {"E812"} and files(project) == before


def test_a_row_copied_and_changed_is_two_answers(project, tmp_path):
    """One row as the program wrote it and a copy of it with another answer: nobody knows which one holds."""
    path = answer(project, tmp_path)
    book = load_workbook(path)
    page = book["数字"]
    page.append(["" if cell.value is None else "不是" if cell.value == "是" else cell.value for cell in page[4]])
    page.append(["" if cell.value is None else "是" if cell.value == "不是" else cell.value for cell in page[4]])
    book.save(path)
    with pytest.raises(DataError, match="有两个回答"):
        take_answers(project, FIRST, path)


def test_a_workbook_older_than_answers_given_elsewhere(project, tmp_path):
    """What it left as it was shown is no answer; what was answered otherwise since then is told and nothing is written."""
    old = answer(project, tmp_path, ("数字", "9", "单位", "项")).rename(tmp_path / "旧.xlsx")
    other = answer(project, tmp_path, ("指标", "办结率", "名称", "自拟的名称")).rename(tmp_path / "另.xlsx")
    take_answers(project, FIRST, answer(project, tmp_path, ("数字", "一", "是统计数吗", "不是"), ("指标", "办结率", "名称", "市级办结率")))
    assert take_answers(project, FIRST, old).waiting == 0
    assert "市级办结率" in [row["name_zh"] for row in open_bulletin(FIRST, project).statistics.values()]
    before = files(project)
    with pytest.raises(DataError, match="另有人答成"):
        take_answers(project, FIRST, other)
    assert files(project) == before


def test_a_workbook_of_another_text_is_refused(project, tmp_path):
    """After the text has changed the positions of an old workbook mean other numerals."""
    path = answer(project, tmp_path)
    source = project / "data/bulletins" / FIRST / "source.txt"
    source.write_text(source.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with pytest.raises(DataError, match="另一份原文"):
        take_answers(project, FIRST, path)


@pytest.mark.parametrize(("content", "code"), [(b"", "E602"), (b"PK\x03\x04 half", "E604"), (None, "E601")])
def test_a_file_that_is_no_workbook(project, tmp_path, content, code):
    """A half saved, empty or missing file is told as what it is."""
    path = tmp_path / "半.xlsx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        take_answers(project, FIRST, path)
    assert [finding.code for finding in caught.value.findings] == [code]


def test_the_verb_says_what_is_left(project, tmp_path, monkeypatch, capsys):
    """`new --answers` counts, `check SLUG` lists one line each and nothing of other chapters; an unknown bulletin is wrong use."""
    path = answer(project, tmp_path, ("数字", "一", "是统计数吗", "不是"))
    monkeypatch.setattr(cli, "ROOT", project)
    assert cli.main(["new", FIRST, "--answers", str(path)]) == 0
    assert "收下回答 1 条" in capsys.readouterr().out
    assert cli.main(["check", FIRST]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "E801" in lines[0] and "1 处" in lines[0] and len(lines) == 3
    assert cli.main(["check", SECOND]) == 2


def test_the_slug_alone_writes_the_workbook_again(project, tmp_path, monkeypatch, capsys):
    """What lies there is kept beside the new one; a bulletin that there is not needs a source."""
    monkeypatch.setattr(cli, "ROOT", project)
    place = write_workbook(project, FIRST)[0]
    place.write_bytes(b"half")
    assert cli.main(["new", FIRST]) == 0 and "2 个数字等着认定" in capsys.readouterr().out
    assert load_workbook(place).sheetnames[0] == "数字" and place.with_name(f"{FIRST}-上一份.xlsx").read_bytes() == b"half"
    assert cli.main(["new", SECOND]) == 2


def test_what_is_left_stays_short(project):
    """Of many gaps of one kind eight are listed and the rest counted."""
    found = [finding for finding in run_checks(project) if finding.code == "E801"]
    lines = render_work_left(found * 50).splitlines()
    assert len(lines) == 10 and lines[-1] == "  ……另有 92 处"


def test_the_same_proposals_give_the_same_bytes(tmp_path):
    """The workbook has nothing of the clock in it."""
    contents = []
    for name in ("a", "b"):
        root = small_project(tmp_path / name)
        create_bulletin(root, Request(FIRST, source_file(tmp_path / name, FIRST), date=date(2099, 3, 5)))
        contents.append(write_workbook(root, FIRST)[0].read_bytes())
    assert contents[0] == contents[1] and load_workbook(io.BytesIO(contents[0])).sheetnames[:4] == ["数字", "指标", "关系", "读不懂的"]
