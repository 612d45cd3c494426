"""The workbook where a clerk confirms what was read of a text: numerals, names, calculations, most uncertain first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from liandong.findings import messages
from liandong.model.mentions import NO_HEDGE
from liandong.office.xlsx import (
    Choices,
    add_hidden_sheet,
    count_lines,
    fit_to_paper,
    new_workbook,
    to_bytes,
    write_text,
)
from liandong.scaffold.proposals import SourceReading
from liandong.scaffold.source import SourceText
from liandong.scaffold.ties import KINDS, Tie

YES, NO = "是", "不是"
TAKE, LEAVE = "采用", "不采用"
UNCERTAIN = "拿不准"
INDEX, VOCABULARIES, MARK = "_索引", "_词表", "liandong-answers"
KEY = "序号"
# The columns that are answered, by sheet: heading, and the field of a decision that it gives.
ANSWERED = {
    "数字": {"是统计数吗": "statistic", "单位": "unit", "约数词": "hedge"},
    "指标": {"名称": "name"},
    "关系": {"采用吗": "tied"},
}
HEADINGS = {
    "数字": (KEY, "标记", "原文写法", "是统计数吗", "单位", "约数词", "原句", "拿不准的地方"),
    "指标": (KEY, "标记", "名称", "数值", "单位", "部分", "编号", "原句", "拿不准的地方"),
    "关系": (KEY, "标记", "采用吗", "指标", "怎样算", "算式", "原句"),
    "读不懂的": ("看到的",),
}
# As datapackage.json admits them.
HEDGES = (NO_HEDGE, "近", "约", "余", "多", "以上", "以下", "不低于", "不少于", "不超过", "至少", "至多", "超过",
          "左右", "不足", "低于", "以内", "上下", "概数")
# What is chosen from a list, by its heading.
CHOICES = {"是统计数吗": (YES, NO), "约数词": HEDGES, "采用吗": (TAKE, LEAVE)}
MESSAGES = messages(__name__)
_WIDTHS = {KEY: 7, "标记": 9, "原文写法": 12, "是统计数吗": 12, "单位": 10, "约数词": 10, "名称": 36, "数值": 14, "部分": 22, "编号": 16,
           "原句": 60, "拿不准的地方": 28, "采用吗": 10, "指标": 30, "怎样算": 16, "算式": 56, "看到的": 90}  # fmt: skip
_SENTENCE = 120
_FONT = Font(name="微软雅黑", size=10)
_HEAD = PatternFill("solid", fgColor="DCE6F1")
_LINE = Side(style="thin", color="BFBFBF")


@dataclass(frozen=True)
class AnswerRow:
    """A row of the workbook."""

    sheet: str  # its sheet
    key: int  # the numeral that it is about; 0 for what cannot be read
    cells: tuple[str, ...]  # its texts, in the order of the headings
    uncertain: bool = False  # whether a person must look at it

    def answer(self, heading: str) -> str:
        """Return the text below a heading."""
        return self.cells[HEADINGS[self.sheet].index(heading)]


def list_rows(reading: SourceReading, ties: dict[str, Tie], notes: Sequence[str]) -> list[AnswerRow]:
    """Return all rows of the workbook, of each sheet the most uncertain first."""
    return [row for sheet in HEADINGS
            for row in sorted(_rows(sheet, reading, ties, notes), key=lambda row: not row.uncertain)]


def answers_workbook(
    slug: str, source: SourceText, reading: SourceReading, ties: dict[str, Tie], day
) -> bytes:
    """Return the workbook as bytes, the same for the same content."""
    workbook = new_workbook(MESSAGES["title"].format(slug=slug), "", day)
    _add_styles(workbook)
    choices = Choices(VOCABULARIES)
    rows = list_rows(reading, ties, source.notes)
    for sheet, headings in HEADINGS.items():
        page = workbook.create_sheet(sheet)
        mine = [row for row in rows if row.sheet == sheet]
        _write_head(page, sheet, headings)
        last = max(2, len(mine) + 1)
        for heading, words in CHOICES.items():
            if heading in ANSWERED.get(sheet, {}):
                choices.add(page, headings.index(heading) + 1, words, 2, last)
        for number, row in enumerate(mine, 2):
            _write_row(page, number, row, headings)
    choices.write(workbook)
    # What the rows showed: only what differs from it was answered in them.
    shown = ((row.sheet, str(row.key), *map(row.answer, ANSWERED[row.sheet])) for row in rows if row.sheet in ANSWERED)
    add_hidden_sheet(workbook, INDEX, [(MARK, slug, reading.digest), *shown])
    return to_bytes(workbook)


def _rows(sheet: str, reading: SourceReading, ties: dict[str, Tie], notes: Sequence[str]) -> Iterator[AnswerRow]:
    figures = reading.figure_of()
    numerals = {numeral.id: numeral for numeral in reading.numerals}
    if sheet == "数字":
        for numeral in reading.numerals:
            figure = figures.get(numeral.id)
            doubt = reading.doubtful.get(numeral.id, "")
            stated = YES if figure else "" if doubt else NO
            unit, hedge = (figure.unit, figure.hedge) if figure else (reading.unit_of(numeral), numeral.hedge)
            mark = UNCERTAIN if doubt else ""
            cells = (str(numeral.id), mark, numeral.printed, stated, unit, hedge or NO_HEDGE,
                     numeral.sentence[:_SENTENCE], doubt)
            yield AnswerRow(sheet, numeral.id, cells, bool(doubt))
    elif sheet == "指标":
        for figure in reading.figures:
            key, doubt = figure.numerals[0], "；".join(figure.doubts)
            cells = (str(key), UNCERTAIN if doubt else "", figure.name, f"{figure.value:f}", figure.unit,
                     figure.section.title, figure.id, numerals[key].sentence[:_SENTENCE], doubt)  # fmt: skip
            yield AnswerRow(sheet, key, cells, bool(doubt))
    elif sheet == "关系":
        for tie in ties.values():
            key = tie.figure.numerals[0]
            kind = MESSAGES["doubt"].format(kind=KINDS[tie.kind]) if tie.doubt else KINDS[tie.kind]
            mark = UNCERTAIN if tie.doubt else ""
            yield AnswerRow(sheet, key, (str(key), mark, TAKE, tie.figure.name, kind, tie.arithmetic,
                                         numerals[key].sentence[:_SENTENCE]), bool(tie.doubt))
    else:
        yield from (AnswerRow(sheet, 0, (note,), True) for note in notes)
        for finding in (finding for finding in reading.findings if finding.is_alert):
            text = MESSAGES["alert"].format(severity=finding.severity, arithmetic=finding.arithmetic,
                                            words=finding.explanation + finding.suggestion)
            yield AnswerRow(sheet, 0, (text,), True)


def _add_styles(workbook: Workbook) -> None:
    """Name the looks of a row's cells: of tens of thousands of cells each has only to name its own."""
    for name, fill in (("plain", PatternFill()), ("uncertain", PatternFill("solid", fgColor="FCE4D6")),
                       ("answer", PatternFill("solid", fgColor="FFF8DC"))):
        border = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
        workbook.add_named_style(NamedStyle(name, font=_FONT, fill=fill, border=border,
                                            alignment=Alignment(vertical="center", wrap_text=True)))


def _write_head(page: Worksheet, sheet: str, headings: tuple[str, ...]) -> None:
    for number, heading in enumerate(headings, 1):
        cell = page.cell(1, number)
        write_text(cell, heading)
        cell.font, cell.fill = Font(name=_FONT.name, size=_FONT.size, bold=True), _HEAD
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        page.column_dimensions[get_column_letter(number)].width = _WIDTHS[heading]
    page.cell(1, 1).comment = Comment(MESSAGES["note"], MESSAGES["author"], height=90, width=280)
    page.freeze_panes = "A2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{max(2, page.max_row)}"
    page.page_setup.orientation = "landscape"
    fit_to_paper(page)
    page.print_title_rows = "1:1"


def _write_row(page: Worksheet, number: int, row: AnswerRow, headings: tuple[str, ...]) -> None:
    for place, (heading, text) in enumerate(zip(headings, row.cells, strict=True), 1):
        cell = page.cell(number, place)
        cell.style = "answer" if heading in ANSWERED.get(row.sheet, {}) else "uncertain" if row.uncertain else "plain"
        write_text(cell, text)
    page.row_dimensions[number].height = 15 * min(count_lines(page, row.cells), 8) + 3
