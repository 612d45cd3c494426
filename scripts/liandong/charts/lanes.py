"""Chart of steps in order in lanes of province, city and county: who acts, and who hands what to whom."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from liandong.charts.figure import Figure
from liandong.charts.frames import INTEGER, OPTIONAL_TEXT, TEXT, message, read_records
from liandong.charts.sheet import Sheet
from liandong.charts.theme import LINE_HEIGHT, MAIN, NOTE_SIZE, ROOMY, TRACK, WHITE
from liandong.charts.wrapping import plain, wrap
from liandong.findings import messages

if TYPE_CHECKING:
    import altair
    import pandas

MESSAGES = messages(__name__)
ALT, RECEIVED = "{caption}，按先后顺序", "收到{what}"
HEADINGS, BASIS = ("次序", "层级", "步骤", "由谁做", "收到什么"), "先后的依据"
LANES_ZH = {"province": "省", "city": "市", "county": "县区"}
_HEAD = 34.0  # px above the first step
_DROP = 12.0  # px from a box to the line that collects the arrows
_GAP = 30.0  # px between a box and the next


def timeline(frame: pandas.DataFrame, *, name: str, caption: str, alt: str | None = None) -> Figure:
    """Return a figure of steps from top to bottom, each in the lane of the level that acts.

    The frame has columns step_zh, actor_zh, level (province, city, county), in order; optional order (int; rows of the same order happen
    side by side), handover_zh (what the steps before hand to this one) and basis_zh (why it stands after the step before). `name`, `caption` and `alt` are those of `Figure`; by default the
    alternative text is made from the data.
    """
    kinds = {"step_zh": TEXT, "actor_zh": TEXT, "level": TEXT}
    records = read_records(frame, kinds, name=name, optional={"order": INTEGER, "handover_zh": OPTIONAL_TEXT, "basis_zh": OPTIONAL_TEXT})
    groups: dict[int, list[dict]] = {}
    for row, record in enumerate(records, start=1):
        if record["level"] not in LANES_ZH:
            raise ValueError(MESSAGES["level"].format(name=name, row=row, found=record["level"], known="、".join(LANES_ZH)))
        group = groups.setdefault(record.get("order", row), [])
        if any(other["level"] == record["level"] for other in group):
            raise ValueError(MESSAGES["lane"].format(name=name, row=row))
        group.append(record | {"handed": plain(record.get("handover_zh", "")), "basis": plain(record.get("basis_zh", ""))})
    ordered = [groups[order] for order in sorted(groups)]
    rows = [
        [str(number), LANES_ZH[r["level"]], plain(r["step_zh"]), plain(r["actor_zh"]), r["handed"], r["basis"]]
        for number, group in enumerate(ordered, start=1)
        for r in group
    ]
    items = [f"{number}. {lane}：{step}（{actor}）{'，' + RECEIVED.format(what=handed) if handed else ''}" for number, lane, step, actor, handed, _ in rows]
    words = alt or message(ALT.format(caption=caption), items)
    headings = (*HEADINGS, BASIS) if any(row[-1] for row in rows) else HEADINGS
    rows = [row[: len(headings)] for row in rows]
    return Figure(name, words, caption, headings, rows, lambda width: _draw(ordered, width))


def _draw(groups: list[list[dict]], width: int) -> altair.LayerChart:
    used = {record["level"] for group in groups for record in group}
    lanes = [level for level in LANES_ZH if level in used]
    lane, margin = width / len(lanes), 10 if width >= ROOMY else 3
    box = min(lane - 2 * margin, 260.0)
    centre = {level: lane * (index + 0.5) for index, level in enumerate(lanes)}
    texts = [[_texts(number, record, box - 10) for record in group] for number, group in enumerate(groups, start=1)]
    heights = [max(sum(len(lines) for _, lines in boxes) for boxes in group) * LINE_HEIGHT + 14 for group in texts]
    tops = [_HEAD + sum(heights[:index]) + index * _GAP for index in range(len(groups))]
    height = tops[-1] + heights[-1] + 12
    sheet = Sheet()
    for index, level in enumerate(lanes):
        sheet.box(lane * index + 1, 0, lane * (index + 1) - 1, height, TRACK, ground=True)
        sheet.text(centre[level], 8, [LANES_ZH[level]], "title")
    for index, (before, after) in enumerate(pairwise(groups)):
        _draw_handover(sheet, [centre[r["level"]] for r in before], [centre[r["level"]] for r in after], tops[index] + heights[index], tops[index + 1])
    for group, boxes, top, tall in zip(groups, texts, tops, heights, strict=True):
        for record, lines in zip(group, boxes, strict=True):
            x = centre[record["level"]]
            sheet.box(x - box / 2, top, x + box / 2, top + tall, WHITE, stroke=MAIN, tip=plain(record["step_zh"]))
            y = top + (tall - sum(len(part) for _, part in lines) * LINE_HEIGHT) / 2
            for kind, part in lines:
                y = sheet.text(x, y, part, kind)
    return sheet.chart(width, height)


def _texts(number: int, record: dict, width: float) -> list[tuple[str, list[str]]]:
    """Return the lines in a step's box by kind of text."""
    handed = wrap(RECEIVED.format(what=record["handed"]), width, NOTE_SIZE) if record["handed"] else []
    return [
        ("handed", handed),
        ("title", wrap(f"{number}. {record['step_zh']}", width)),
        ("detail", wrap(record["actor_zh"], width, NOTE_SIZE)),
        ("handed", wrap(record["basis"], width, NOTE_SIZE) if record["basis"] else []),
    ]


def _draw_handover(sheet: Sheet, before: list[float], after: list[float], bottom: float, top: float) -> None:
    """Draw arrows from every step of a row to every step of the next, collected on one line between them."""
    bus = bottom + _DROP
    for x in before:
        sheet.line(x, bottom, x, bus)
    sheet.line(min(before + after), bus, max(before + after), bus)
    for x in after:
        sheet.line(x, bus, x, top - 5, head="down")
