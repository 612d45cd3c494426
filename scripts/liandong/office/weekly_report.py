"""周通报: this week, in all, and how the denominator moved, by formulas over the record of every change of status."""

from __future__ import annotations

from datetime import date

from liandong.office.content import Content
from liandong.office.sheet import (
    FIRST_ROW,
    HEADING_ROW,
    PERCENT,
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

REPORT, RECORD = "周通报", "状态记录"
TITLES = {REPORT: "{city}监督问题整改周通报", RECORD: "{city}监督问题状态记录"}
RECORD_NOTE = "每变化一次加一行，只增不改；同一问题的各行连在一起，按先后排列。　{note}"
HEADINGS = (("清单问题", 10), ("次序", 7), ("日期", 12), ("状态", 18), ("由谁", 26), ("说明", 40), ("上一状态", 18))
DAY, STATUS, BEFORE = 3, 4, 7
EMPTY_ROWS = 60
# The weeks that are shown: the last one and those before it, so that moves of the denominator can be seen.
WEEKS = 8
WORDS = {
    "week": "第{week}周", "from": "起", "to": "止", "number": "周次",
    "headings": ("周次", "起", "止", "本周交办", "本周移出", "累计交办（分母）", "本周办结", "本周退回", "累计办结", "办结率", "分母变动说明"),
    "basis": "累计交办 = 上周累计 + 本周交办 − 本周移出；累计办结 = 上周累计 + 本周办结 − 本周退回；办结率 = 累计办结 ÷ 累计交办，修约到百分数的一位小数。",
    "same": "没有变化", "moved": "由", "into": "项变为", "items": "项", "added": "，交办", "withdrawn": "，移出", "first": "首次交办",
    "sign": "通报单位：　　　　　　　　　　审核人：　　　　　　　　　　",
}


def make(content: Content) -> bytes:
    """Returns the workbook: the report and the record that it is computed from."""
    workbook = OfficeWorkbook(TITLES[REPORT].format(city=content.city), content.author, content.day)
    widths = (8, 12, 12, 10, 10, 18, 10, 10, 10, 10, 36)
    page = workbook.page(REPORT, TITLES[REPORT].format(city=content.city), content.note or WORDS["basis"],
                         list(zip(WORDS["headings"], widths, strict=True)))
    weeks = [(int(item["week"]), item["from_on"], item["to_on"]) for _, item in content.table("weeks").iterrows()]
    shown: list[tuple[int | None, date | None, date | None]] = list(weeks) or [(None, None, None)] * WEEKS
    for row, week in enumerate(shown, FIRST_ROW):
        _week(page, content, row, week)
    last = FIRST_ROW + len(shown)
    for row, text in ((last + 1, WORDS["basis"]), (last + 2, WORDS["sign"])):
        page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(widths))
        label(page.cell(row, 1), text)
        page.row_dimensions[row].height = 34
    page.row_dimensions[HEADING_ROW].height = 36
    record = workbook.page(RECORD, TITLES[RECORD].format(city=content.city), RECORD_NOTE.format(note=content.note), HEADINGS)
    words = content.words("history", "status")
    rows = [
        [item["problem"], int(item["step"]), item["changed_on"], words[item["status"]], item["by_zh"], item["note_zh"]]
        for _, item in content.table("history").sort_values(["problem", "step"]).iterrows()
    ]
    fill_rows(record, rows, [TEXT, WHOLE, DATE, TEXT, TEXT, TEXT], spare=EMPTY_ROWS)
    for row in range(FIRST_ROW, FIRST_ROW + len(rows) + EMPTY_ROWS):
        above = f'IF(A{row}=A{row - 1},D{row - 1},"")' if row > FIRST_ROW else '""'
        body(record.cell(row, BEFORE), Formula(f'=IF(A{row}="","",{above})'))
    record.print_area = f"A1:G{FIRST_ROW + (len(rows) or EMPTY_ROWS) - 1}"
    workbook.drop_down(record, STATUS, list(words.values()))
    head(record.cell(HEADING_ROW, BEFORE), HEADINGS[-1][0])
    return workbook.content()


def _week(page, content: Content, row: int, week: tuple[int | None, date | None, date | None]) -> None:
    number, first, last = week
    day, status, before = (column_range(RECORD, column) for column in (DAY, STATUS, BEFORE))
    words = {value: quoted(text) for value, text in content.words("history", "status").items()}
    since, until = f'{day},">="&$B{row}', f'{day},"<="&$C{row}'

    def changes(value: str, *conditions: str) -> str:
        return f"COUNTIFS({','.join((status, words[value], *conditions))})"

    # A change away from done is a reopening, whatever it is a change to.
    def reopened(*conditions: str) -> str:
        return f"COUNTIFS({','.join((before, words['done'], *conditions))})"

    listed = f"{changes('assigned', until)}-{changes('withdrawn', until)}"
    formulas = (changes("assigned", since, until), changes("withdrawn", since, until), listed, changes("done", since, until),
                reopened(since, until), f"{changes('done', until)}-{reopened(until)}")
    body(page.cell(row, 1), number, WHOLE)
    body(page.cell(row, 2), first, DATE)
    body(page.cell(row, 3), last, DATE)
    guard = f'IF(N($C{row})=0,"",{{}})'
    for column, formula in enumerate(formulas, 4):
        body(page.cell(row, column), Formula("=" + guard.format(formula)), WHOLE)
    body(page.cell(row, 10), rate(f"N(I{row})", f"N(F{row})"), PERCENT)
    body(page.cell(row, 11), Formula("=" + guard.format(_note(row))))
    page.row_dimensions[row].height = 24


def _note(row: int) -> str:
    """The sentence on the denominator; the list of the week before is this week's without its moves."""
    earlier = f"(F{row}-D{row}+E{row})"
    moved = f'"{WORDS["moved"]}"&{earlier}&"{WORDS["into"]}"&F{row}&"{WORDS["items"]}"'
    added = f'IF(D{row}>0,"{WORDS["added"]}"&D{row}&"{WORDS["items"]}","")'
    withdrawn = f'IF(E{row}>0,"{WORDS["withdrawn"]}"&E{row}&"{WORDS["items"]}","")'
    first = f'"{WORDS["first"]}"&F{row}&"{WORDS["items"]}"'
    return f'IF({earlier}=0,{first},IF(AND(D{row}=0,E{row}=0),"{WORDS["same"]}",{moved}&{added}&{withdrawn}))'
