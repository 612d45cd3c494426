"""问题清单: the list with where each problem comes from, the raw problems behind it, and a summary by channel."""

from __future__ import annotations

from liandong.office.content import Content
from liandong.office.sheet import (
    FIRST_ROW,
    HEADING_ROW,
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

LIST, RAW, SUMMARY = "问题清单", "原始问题", "汇总"
TITLES = {LIST: "{city}人大常委会监督意见问题清单", RAW: "{city}人大常委会征集原始问题登记表", SUMMARY: "{city}问题征集归并汇总"}
NOTE = "{day}　{note}"
LIST_HEADINGS = (("编号", 7), ("来源", 22), ("名称", 24), ("具体内容", 36), ("类别", 10), ("层级", 8), ("牵头单位", 18), ("推进情况", 22), ("复核评价", 18))
RAW_HEADINGS = (("编号", 8), ("渠道", 15), ("收到日期", 12), ("地方", 10), ("来源", 18), ("问题", 46), ("处理", 18), ("归到清单", 10))
CATEGORY, LEVEL = 5, 6
CHANNEL, HANDLING, PROBLEM = 2, 7, 8
WORDS = {
    "source": "{channels}（{count}条）", "joined": "、", "review": "{day} {result}", "all": "合计",
    "channels": ("渠道", "原始问题", "列入清单", "占原始问题", "不列入"), "categories": ("类别", "清单问题", "占清单"),
    "by_channel": "一、按渠道", "by_category": "二、按类别",
    "basis": "原始问题是合并以前的条数，同一件事可能由几个渠道反映，不等于清单问题的项数。各项比重各自修约，合计可以不等于百分之百。",
}
CHANNEL_ROW, CATEGORY_ROW = 5, 13


def make(content: Content) -> bytes:
    """Returns the workbook: list, raw problems, summary."""
    workbook = OfficeWorkbook(TITLES[LIST].format(city=content.city), content.author, content.day)
    note = NOTE.format(day=content.dated(), note=content.note)
    page = workbook.page(LIST, TITLES[LIST].format(city=content.city), note, LIST_HEADINGS)
    rows = _list_rows(content)
    fill_rows(page, rows, [TEXT] * len(LIST_HEADINGS))
    page.print_area = f"A1:I{FIRST_ROW + len(rows) + (0 if content.filled else SPARE_ROWS) - 1}"
    workbook.drop_down(page, CATEGORY, list(content.words("problems", "category").values()))
    workbook.drop_down(page, LEVEL, list(content.words("problems", "level").values()))
    if content.units:
        workbook.drop_down(page, 7, content.units)
    page = workbook.page(RAW, TITLES[RAW].format(city=content.city), note, RAW_HEADINGS)
    rows = _raw_rows(content)
    fill_rows(page, rows, [TEXT, TEXT, DATE, TEXT, TEXT, TEXT, TEXT, TEXT])
    page.print_area = f"A1:H{FIRST_ROW + len(rows) + (0 if content.filled else SPARE_ROWS) - 1}"
    workbook.drop_down(page, CHANNEL, list(content.words("raw_problems", "channel").values()))
    workbook.drop_down(page, HANDLING, list(content.words("lineage", "handling").values()))
    _summary(workbook, content)
    return workbook.content()


def _list_rows(content: Content) -> list[list[object]]:
    channels, results = content.words("raw_problems", "channel"), content.words("reviews", "result")
    words = {name: content.words("problems", name) for name in ("category", "level", "status")}
    raw, lineage, reviews = content.table("raw_problems"), content.table("lineage"), content.table("reviews")
    channel = dict(zip(raw["raw"], raw["channel"], strict=True))
    rows = []
    for _, item in content.table("problems").iterrows():
        own = lineage[lineage["problem"] == item["problem"]]["raw"]
        named = {channels[channel[number]]: None for number in own}
        last = reviews[reviews["problem"] == item["problem"]].sort_values("reviewed_on").tail(1)
        review = WORDS["review"].format(day=last["reviewed_on"].iloc[0], result=results[last["result"].iloc[0]]) if len(last) else None
        rows.append([
            item["problem"], WORDS["source"].format(channels=WORDS["joined"].join(named), count=len(own)), item["name_zh"],
            item["detail_zh"], words["category"][item["category"]], words["level"][item["level"]], item["unit_zh"],
            words["status"][item["status"]], review,
        ])
    return rows


def _raw_rows(content: Content) -> list[list[object]]:
    channels, handlings = content.words("raw_problems", "channel"), content.words("lineage", "handling")
    lineage = {item["raw"]: item for _, item in content.table("lineage").iterrows()}
    return [
        [item["raw"], channels[item["channel"]], item["received_on"], item["place_zh"], item["source_zh"], item["title_zh"],
         handlings[lineage[item["raw"]]["handling"]], lineage[item["raw"]]["problem"] if item["raw"] in lineage
         and isinstance(lineage[item["raw"]]["problem"], str) else None]
        for _, item in content.table("raw_problems").iterrows()
    ]


def _summary(workbook: OfficeWorkbook, content: Content) -> None:
    page = workbook.page(SUMMARY, TITLES[SUMMARY].format(city=content.city), content.note or WORDS["basis"], [("", 24)] + [("", 14)] * 4,
                         landscape=False)
    for column in range(1, 6):
        page.cell(HEADING_ROW, column).value = None
    page.print_title_rows = page.freeze_panes = None
    channels = list(content.words("raw_problems", "channel").values())
    listed = quoted(content.words("lineage", "handling")["listed"])
    label(page.cell(CHANNEL_ROW - 1, 1), WORDS["by_channel"], bold=True)
    for column, text in enumerate(WORDS["channels"], 1):
        head(page.cell(CHANNEL_ROW, column), text)
    place, handling = column_range(RAW, CHANNEL), column_range(RAW, HANDLING)
    first = CHANNEL_ROW + 1
    for row, channel in enumerate([*channels, WORDS["all"]], first):
        body(page.cell(row, 1), channel)
        total = channel == WORDS["all"]
        for column, formula in ((2, f"COUNTIF({place},$A{row})"), (3, f"COUNTIFS({place},$A{row},{handling},{listed})")):
            letter = "BC"[column - 2]
            summed = f"SUM({letter}{first}:{letter}{first + len(channels) - 1})"
            body(page.cell(row, column), Formula("=" + (summed if total else formula)), WHOLE)
        body(page.cell(row, 4), rate(f"C{row}", f"B{row}"), PERCENT)
        body(page.cell(row, 5), Formula(f"=B{row}-C{row}"), WHOLE)
    label(page.cell(CATEGORY_ROW - 1, 1), WORDS["by_category"], bold=True)
    for column, text in enumerate(WORDS["categories"], 1):
        head(page.cell(CATEGORY_ROW, column), text)
    categories = list(content.words("problems", "category").values())
    place, status = column_range(LIST, CATEGORY), column_range(LIST, 8)
    withdrawn = quoted("<>" + content.words("problems", "status")["withdrawn"])
    first, last = CATEGORY_ROW + 1, CATEGORY_ROW + len(categories)
    for row, category in enumerate([*categories, WORDS["all"]], first):
        body(page.cell(row, 1), category)
        total = category == WORDS["all"]
        formula = f"SUM(B{first}:B{last})" if total else f"COUNTIFS({place},$A{row},{status},{withdrawn})"
        body(page.cell(row, 2), Formula(f"={formula}"), WHOLE)
        body(page.cell(row, 3), rate(f"B{row}", f"$B${last + 1}"), PERCENT)
    label(page.cell(last + 3, 1), WORDS["basis"])
    page.merge_cells(start_row=last + 3, start_column=1, end_row=last + 3, end_column=5)
    page.row_dimensions[last + 3].height = 48
