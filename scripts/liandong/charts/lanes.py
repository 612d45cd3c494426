"""Chart of steps in order in lanes of province, city and county: who acts, and who hands what to whom."""

from __future__ import annotations

from functools import partial
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from liandong.charts.figure import Figure, message
from liandong.charts.frames import INTEGER, OPTIONAL_TEXT, TEXT, read_records
from liandong.charts.sheet import Drawing
from liandong.charts.theme import LINE_HEIGHT, MAIN, NOTE_SIZE, ROOMY, TRACK, WHITE
from liandong.charts.wrapping import plain, wrap
from liandong.findings import messages

if TYPE_CHECKING:
    import altair
    import pandas

MESSAGES = messages(__name__)
LABELS = messages(__name__, "labels")
LANES = LABELS["lanes"]
_HEAD = 34.0  # px above the first step
_DROP = 12.0  # px from a box to the line that collects the arrows
_GAP = 30.0  # px between a box and the next


def timeline(frame: pandas.DataFrame, *, name: str, caption: str, alt: str | None = None) -> Figure:
    """Return a figure of steps from top to bottom, each in the lane of the level that acts.

    The frame has columns step_zh, actor_zh, level (province, city, county), in order; optional order (int; rows of the
    same order happen side by side), handover_zh (what the steps before hand to this one) and basis_zh (why it stands
    after the step before). `name`, `caption` and `alt` are those of `Figure`; by default the alternative text is made
    from the data.
    """
    kinds = {"step_zh": TEXT, "actor_zh": TEXT, "level": TEXT}
    records = read_records(frame, kinds, name=name,
                           optional={"order": INTEGER, "handover_zh": OPTIONAL_TEXT, "basis_zh": OPTIONAL_TEXT})
    groups: dict[int, list[dict]] = {}
    for row, record in enumerate(records, start=1):
        if record["level"] not in LANES:
            raise ValueError(MESSAGES["level"].format(name=name, row=row, found=record["level"], known="、".join(LANES)))
        group = groups.setdefault(record.get("order", row), [])
        if any(other["level"] == record["level"] for other in group):
            raise ValueError(MESSAGES["lane"].format(name=name, row=row))
        group.append(record
                     | {"handed": plain(record.get("handover_zh", "")), "basis": plain(record.get("basis_zh", ""))})
    steps = [groups[order] for order in sorted(groups)]
    rows = [
        [str(number), LANES[one["level"]], plain(one["step_zh"]), plain(one["actor_zh"]), one["handed"], one["basis"]]
        for number, group in enumerate(steps, start=1) for one in group
    ]
    items = [f"{number}. {lane}：{step}（{actor}）{handed and '，' + LABELS['received'].format(what=handed)}"
             for number, lane, step, actor, handed, _ in rows]
    headings = LABELS["headings"] if any(row[-1] for row in rows) else LABELS["headings"][:-1]
    words = alt or message(LABELS["alt"].format(caption=caption), items)
    return Figure(name, words, caption, headings, [row[: len(headings)] for row in rows], partial(_draw, steps))


def _draw(steps: list[list[dict]], width: int) -> altair.LayerChart:
    used = {one["level"] for group in steps for one in group}
    lanes = [level for level in LANES if level in used]
    lane, margin = width / len(lanes), 10 if width >= ROOMY else 3
    box = min(lane - 2 * margin, 260.0)
    centre = {level: lane * (index + 0.5) for index, level in enumerate(lanes)}
    texts = [[_texts(number, one, box - 10) for one in group] for number, group in enumerate(steps, start=1)]
    heights = [max(len(lines) for lines in boxes) * LINE_HEIGHT + 14 for boxes in texts]
    tops = list(accumulate(heights[:-1], lambda top, height: top + height + _GAP, initial=_HEAD))
    height = tops[-1] + heights[-1] + 12
    sheet = Drawing()
    for index, level in enumerate(lanes):
        sheet.box(lane * index + 1, 0, lane * (index + 1) - 1, height, TRACK, ground=True)
        sheet.text(centre[level], 8, [LANES[level]], "title")
    # Arrows lead from every step of a row to every step of the next, collected on one line between them.
    for (before, after), top, tall, below in zip(pairwise(steps), tops, heights, tops[1:], strict=False):
        starts, ends = ([centre[one["level"]] for one in group] for group in (before, after))
        bus = top + tall + _DROP
        for x in starts:
            sheet.line(x, top + tall, x, bus)
        sheet.line(min(starts + ends), bus, max(starts + ends), bus)
        for x in ends:
            sheet.line(x, bus, x, below - 5, head="down")
    for group, boxes, top, tall in zip(steps, texts, tops, heights, strict=True):
        for one, lines in zip(group, boxes, strict=True):
            x, y = centre[one["level"]], top + (tall - len(lines) * LINE_HEIGHT) / 2
            sheet.box(x - box / 2, top, x + box / 2, top + tall, WHITE, stroke=MAIN, tip=plain(one["step_zh"]))
            for kind, line in lines:
                y = sheet.text(x, y, [line], kind)
    return sheet.chart(width, height)


def _texts(number: int, record: dict, width: float) -> list[tuple[str, str]]:
    """Return the lines in a step's box, each with its kind of text."""
    handed = LABELS["received"].format(what=record["handed"]) if record["handed"] else ""
    parts = (("handed", handed), ("title", f"{number}. {record['step_zh']}"), ("detail", record["actor_zh"]),
             ("handed", record["basis"]))
    return [(kind, line) for kind, text in parts if text
            for line in (wrap(text, width) if kind == "title" else wrap(text, width, NOTE_SIZE))]
