"""满意度测评表: the ballot to print, and the count whose formulas leave invalid ballots out and give both satisfaction rates."""

from __future__ import annotations

from liandong.office.content import Content
from liandong.office.sheet import (
    FIRST_ROW,
    PERCENT,
    Formula,
    OfficeWorkbook,
    body,
    fill_rows,
    label,
    rate,
)
from liandong.office.xlsx import TEXT, WHOLE

BALLOT, COUNT = "测评表", "计票"
TITLES = {BALLOT: "{city}人大常委会满意度测评表", COUNT: "{city}人大常委会满意度测评计票表"}
NOTES = {
    BALLOT: "每个单位只在一格里画“√”；一个单位画了两格、没有画或者另写文字的，这个单位的票无效。　{note}",
    COUNT: "测评日期：{day}　{note}",
}
BALLOT_HEADINGS = (("序号", 8), ("被测评单位", 36), ("满意", 12), ("基本满意", 12), ("不满意", 12))
COUNT_HEADINGS = (
    ("被测评单位", 28), ("应到", 8), ("实到", 8), ("满意", 8), ("基本满意", 10), ("不满意", 9), ("无效", 8), ("票数核对", 12),
    ("有效票", 9), ("满意率（只算满意）", 20), ("满意率（含基本满意）", 22),
)
EMPTY_ROWS = 15
WORDS = {
    "agrees": "相符", "differs": "差 ", "more": "实到多于应到",
    "rules": (
        "无效票不计入有效票。有效票 = 满意 + 基本满意 + 不满意；两种满意率的分母都是有效票。",
        "四种票之和应等于实到人数；不相符的，重新计票，不改数凑平。",
        "满意率修约到百分数的一位小数，四舍六入五成双（GB/T 8170-2008）。公布时写明基本满意算不算在内。",
        "监票人：　　　　　　　　计票人：　　　　　　　　",
    ),
}


def make(content: Content) -> bytes:
    """Returns the workbook: ballot and count."""
    workbook = OfficeWorkbook(TITLES[COUNT].format(city=content.city), content.author, content.day)
    votes = content.table("votes")
    units = list(votes["unit_zh"])
    page = workbook.page(BALLOT, TITLES[BALLOT].format(city=content.city), NOTES[BALLOT].format(note=content.note), BALLOT_HEADINGS, landscape=False)
    page.row_dimensions[2].height = 50
    rows = [[number, name, None, None, None] for number, name in enumerate(units or [None] * EMPTY_ROWS, 1)]
    fill_rows(page, rows, [WHOLE, TEXT, TEXT, TEXT, TEXT], spare=0)
    for number in range(FIRST_ROW, FIRST_ROW + len(rows)):
        page.row_dimensions[number].height = 30
    days = sorted(set(votes["voted_on"]))
    day = content.dated(days[-1] if days else None)
    page = workbook.page(COUNT, TITLES[COUNT].format(city=content.city), NOTES[COUNT].format(day=day, note=content.note), COUNT_HEADINGS)
    rows = [
        [item["unit_zh"], *(int(item[name]) for name in ("due", "present", "satisfied", "basically_satisfied", "dissatisfied", "invalid"))]
        for _, item in votes.iterrows()
    ] or [[None] * 7 for _ in range(EMPTY_ROWS)]
    fill_rows(page, rows, [TEXT] + [WHOLE] * 6, spare=0)
    for row in range(FIRST_ROW, FIRST_ROW + len(rows)):
        sums = f"D{row}+E{row}+F{row}+G{row}"
        differs = f'IF({sums}=C{row},"{WORDS["agrees"]}","{WORDS["differs"]}"&({sums}-C{row}))'
        body(page.cell(row, 8), Formula(f'=IF(COUNT(B{row}:G{row})=0,"",IF(C{row}>B{row},"{WORDS["more"]}",{differs}))'))
        body(page.cell(row, 9), Formula(f'=IF(COUNT(B{row}:G{row})=0,"",D{row}+E{row}+F{row})'), WHOLE)
        body(page.cell(row, 10), rate(f"D{row}", f"N(I{row})"), PERCENT)
        body(page.cell(row, 11), rate(f"(D{row}+E{row})", f"N(I{row})"), PERCENT)
        page.row_dimensions[row].height = 24
    for number, text in enumerate(WORDS["rules"], FIRST_ROW + len(rows) + 1):
        page.merge_cells(start_row=number, start_column=1, end_row=number, end_column=len(COUNT_HEADINGS))
        label(page.cell(number, 1), text)
        page.row_dimensions[number].height = 20
    return workbook.content()
