"""整改台账: one listed problem a row, and a summary whose formulas recompute the rates."""

from __future__ import annotations

from openpyxl.worksheet.formula import ArrayFormula

from liandong.office.content import Content, day_or_none
from liandong.office.sheet import (
    DECIMAL,
    FIRST_ROW,
    HEADING_ROW,
    NOTHING,
    PERCENT,
    SPARE_ROWS,
    Formula,
    OfficeWorkbook,
    body,
    column_range,
    fill_rows,
    head,
    label,
    quoted,
    rate,
)
from liandong.office.xlsx import DATE, TEXT, WHOLE

NAME, TITLE = "台账", "{city}人大常委会监督问题整改台账"
SUMMARY, SUMMARY_TITLE = "汇总", "{city}监督问题整改情况汇总"
NOTE = "截至{day}　{note}"
HEADINGS = (
    ("编号", 5), ("问题名称", 17), ("类别", 7), ("层级", 6), ("责任单位", 13), ("交办日期", 11), ("时限", 11), ("办结日期", 11), ("状态", 12),
    ("整改措施", 18), ("证据", 14), ("复核人", 13), ("复核日期", 11), ("复核结论", 6), ("期限情况", 10), ("没有办结已过天数", 10),
)
CATEGORY, LEVEL, UNIT, ASSIGNED, DUE, CLOSED, STATUS, RESULT, TIMING, AGE = 3, 4, 5, 6, 7, 8, 9, 14, 15, 16
WORDS = {
    "as_of": "截至日期", "all": "合计", "evidence": "{count}件：{kinds}", "joined": "、",
    "overdue": "逾期", "not_due": "没有到期", "in_time": "按期办结", "late": "超期办结", "withdrawn": "移出",
    "levels": ("层级", "清单", "办结", "持续整改", "涉及顶层设计", "办结率", "办结率（分母不含顶层设计）", "办结率（持续整改算作办结）"),
    "timing": ("逾期", "没有到期", "按期办结", "超期办结", "按期办结率", "没有办结已过天数中位数", "办结用时中位数"),
    "units": ("责任单位", "清单", "办结", "逾期", "办结率"),
    "by_level": "一、按层级", "by_time": "二、按期限", "by_unit": "三、按责任单位",
    "basis": "清单不含移出的。办结率 = 办结 ÷ 清单；修约到百分数的一位小数，四舍六入五成双（GB/T 8170-2008），只修约一次。",
}
DAY_CELL = "$B$4"
LEVEL_ROW, TIME_ROW, UNIT_ROW = 7, 13, 17
UNIT_ROWS = 30


def make(content: Content) -> bytes:
    """Returns the workbook: the ledger and its summary."""
    workbook = OfficeWorkbook(TITLE.format(city=content.city), content.author, content.day)
    page = workbook.page(NAME, TITLE.format(city=content.city), NOTE.format(day=content.dated(), note=content.note), HEADINGS,
                         printed=RESULT)
    rows = _rows(content)
    formats = [TEXT] * 5 + [DATE] * 3 + [TEXT] * 4 + [DATE, TEXT, TEXT, WHOLE]
    fill_rows(page, rows, formats)
    for number in range(FIRST_ROW, FIRST_ROW + len(rows) + SPARE_ROWS):
        body(page.cell(number, TIMING), _timing(content, number))
        body(page.cell(number, AGE), _age(content, number), WHOLE)
    # What the formulas need stands beside the paper.
    page.print_area = f"A1:N{FIRST_ROW + len(rows) + (0 if content.filled else SPARE_ROWS) - 1}"
    for column, choices in (
        (CATEGORY, content.words("problems", "category").values()), (LEVEL, content.words("problems", "level").values()),
        (STATUS, content.words("problems", "status").values()), (RESULT, content.words("reviews", "result").values()),
    ):
        workbook.drop_down(page, column, list(choices))
    if content.units:
        workbook.drop_down(page, UNIT, content.units)
    _summary(workbook, content)
    return workbook.content()


def _rows(content: Content) -> list[list[object]]:
    words = {name: content.words("problems", name) for name in ("category", "level", "status")}
    kinds, results = content.words("evidence", "kind"), content.words("reviews", "result")
    evidence, reviews = content.table("evidence"), content.table("reviews")
    rows = []
    for _, item in content.table("problems").iterrows():
        own = evidence[evidence["problem"] == item["problem"]]
        shown = WORDS["joined"].join(dict.fromkeys(kinds[kind] for kind in own["kind"]))
        last = reviews[reviews["problem"] == item["problem"]].sort_values("reviewed_on").tail(1)
        rows.append([
            item["problem"], item["name_zh"], words["category"][item["category"]], words["level"][item["level"]], item["unit_zh"],
            item["assigned_on"], item["deadline"], day_or_none(item["closed_on"]), words["status"][item["status"]], item["measure_zh"],
            WORDS["evidence"].format(count=len(own), kinds=shown) if len(own) else None, item["reviewer_zh"],
            last["reviewed_on"].iloc[0] if len(last) else None, results[last["result"].iloc[0]] if len(last) else None, None, None,
        ])
    return rows


def _status(content: Content, value: str) -> str:
    return quoted(content.words("problems", "status")[value])


def _timing(content: Content, row: int) -> Formula:
    """Whether the problem of a row is overdue, not yet due, closed in time or late, as of the summary's date."""
    day, done, withdrawn = f"'{SUMMARY}'!{DAY_CELL}", _status(content, "done"), _status(content, "withdrawn")
    closed = f'IF(H{row}>G{row},{quoted(WORDS["late"])},{quoted(WORDS["in_time"])})'
    still = f'IF(N({day})=0,"",IF(G{row}<{day},{quoted(WORDS["overdue"])},{quoted(WORDS["not_due"])}))'
    return Formula(f'=IF(I{row}="","",IF(I{row}={withdrawn},{quoted(WORDS["withdrawn"])},IF(I{row}={done},{closed},{still})))')


def _age(content: Content, row: int) -> Formula:
    day, done, withdrawn = f"'{SUMMARY}'!{DAY_CELL}", _status(content, "done"), _status(content, "withdrawn")
    return Formula(f'=IF(OR(I{row}="",I{row}={withdrawn},I{row}={done},N({day})=0),"",{day}-F{row})')


def _summary(workbook: OfficeWorkbook, content: Content) -> None:
    page = workbook.page(SUMMARY, SUMMARY_TITLE.format(city=content.city), content.note or WORDS["basis"], [("", 22)] + [("", 12)] * 7)
    for column in range(1, 9):
        page.cell(HEADING_ROW, column).value = None
    page.row_dimensions[HEADING_ROW].height = 6
    page.print_title_rows = None
    page.freeze_panes = None
    head(page.cell(4, 1), WORDS["as_of"])
    body(page.cell(4, 2), content.day if content.filled else None, DATE)
    _by_level(page, content)
    _by_time(page, content)
    _by_unit(page, content)
    last = UNIT_ROW + 2 + len(content.units or range(UNIT_ROWS))
    label(page.cell(last, 1), WORDS["basis"])
    page.merge_cells(start_row=last, start_column=1, end_row=last, end_column=8)
    page.row_dimensions[last].height = 32


def _count(content: Content, status: str, *conditions: str) -> str:
    places = [column_range(NAME, STATUS), _status(content, status), *conditions]
    return f"COUNTIFS({','.join(places)})"


def _by_level(page, content: Content) -> None:
    label(page.cell(LEVEL_ROW - 1, 1), WORDS["by_level"], bold=True)
    for column, text in enumerate(WORDS["levels"], 1):
        head(page.cell(LEVEL_ROW, column), text)
    page.row_dimensions[LEVEL_ROW].height = 48
    levels = list(content.words("problems", "level").values())
    first = LEVEL_ROW + 1
    for row, level in enumerate([*levels, WORDS["all"]], first):
        head(page.cell(row, 1), level)
        for column, status in ((3, "done"), (4, "ongoing"), (5, "top_level_design")):
            letter = "CDE"[column - 3]
            each = _count(content, status, column_range(NAME, LEVEL), f"$A{row}")
            total = f"SUM({letter}{first}:{letter}{first + len(levels) - 1})"
            body(page.cell(row, column), Formula(f"={total if level == WORDS['all'] else each}"), WHOLE)
        body(page.cell(row, 2), Formula(f"=C{row}+D{row}+E{row}"), WHOLE)
        body(page.cell(row, 6), rate(f"C{row}", f"B{row}"), PERCENT)
        body(page.cell(row, 7), rate(f"C{row}", f"(B{row}-E{row})"), PERCENT)
        body(page.cell(row, 8), rate(f"(C{row}+D{row})", f"B{row}"), PERCENT)


def _by_time(page, content: Content) -> None:
    label(page.cell(TIME_ROW - 1, 1), WORDS["by_time"], bold=True)
    for column, text in enumerate(WORDS["timing"], 1):
        head(page.cell(TIME_ROW, column), text)
    page.row_dimensions[TIME_ROW].height = 48
    row = TIME_ROW + 1
    for column, name in enumerate(("overdue", "not_due", "in_time", "late"), 1):
        body(page.cell(row, column), Formula(f"=COUNTIF({column_range(NAME, TIMING)},{quoted(WORDS[name])})"), WHOLE)
    body(page.cell(row, 5), rate(f"C{row}", f"(C{row}+D{row})"), PERCENT)
    age = column_range(NAME, AGE)
    body(page.cell(row, 6), Formula(f'=IF(COUNT({age})=0,"{NOTHING}",MEDIAN({age}))'), DECIMAL)
    closed, start, status = (column_range(NAME, column) for column in (CLOSED, ASSIGNED, STATUS))
    done = _status(content, "done")
    # The medians of a condition need an array formula; one cell, so that every program recalculates it.
    cell = page.cell(row, 7)
    body(cell, None, DECIMAL)
    cell.value = ArrayFormula(cell.coordinate, f'=IF(COUNTIF({status},{done})=0,"{NOTHING}",MEDIAN(IF({status}={done},{closed}-{start})))')


def _by_unit(page, content: Content) -> None:
    label(page.cell(UNIT_ROW - 1, 1), WORDS["by_unit"], bold=True)
    for column, text in enumerate(WORDS["units"], 1):
        head(page.cell(UNIT_ROW, column), text)
    unit, status, timing = (column_range(NAME, column) for column in (UNIT, STATUS, TIMING))
    withdrawn = quoted("<>" + content.words("problems", "status")["withdrawn"])
    for row, name in enumerate(content.units or [None] * UNIT_ROWS, UNIT_ROW + 1):
        body(page.cell(row, 1), name)
        guard = f'IF($A{row}="","",{{}})'
        listed = f'COUNTIFS({unit},$A{row},{status},{withdrawn})'
        overdue = f"COUNTIFS({unit},$A{row},{timing},{quoted(WORDS['overdue'])})"
        for column, formula in ((2, listed), (3, _count(content, "done", unit, f"$A{row}")), (4, overdue)):
            body(page.cell(row, column), Formula("=" + guard.format(formula)), WHOLE)
        body(page.cell(row, 5), rate(f"N(C{row})", f"N(B{row})"), PERCENT)
