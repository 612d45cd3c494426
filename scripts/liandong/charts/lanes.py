"""Chart of steps in order in lanes of province, city and county: who acts, and who hands what to whom."""

from __future__ import annotations

from functools import partial
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from liandong.charts.figure import Figure, message
from liandong.charts.records import read_records, require
from liandong.charts.sheet import Drawing
from liandong.charts.theme import LABEL_SIZE, LINE_HEIGHT, MAIN, NOTE_SIZE, ROOMY, TRACK, WHITE
from liandong.charts.wrapping import plain, wrap
from liandong.findings import messages

if TYPE_CHECKING:
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
    records = read_records(frame, name, step_zh="text", actor_zh="text", level=LANES, order="integer?",
                           handover_zh="note?", basis_zh="note?")
    groups: dict[int, dict[str, dict]] = {}
    for row, record in enumerate(records, start=1):
        group = groups.setdefault(record.get("order", row), {})
        require(record["level"] not in group, MESSAGES["lane"], name=name, row=row)
        handed, basis = (plain(record.get(column, "")) for column in ("handover_zh", "basis_zh"))
        received = LABELS["received"].format(what=handed) if handed else ""
        group[record["level"]] = record | {"handed": handed, "basis": basis, "received": received}
    steps = [groups[order] for order in sorted(groups)]
    rows, items = [], []
    for number, group in enumerate(steps, start=1):
        for level, one in group.items():
            step, actor = plain(one["step_zh"]), plain(one["actor_zh"])
            rows.append([str(number), LANES[level], step, actor, one["handed"], one["basis"]])
            items.append(f"{number}. {LANES[level]}：{step}（{actor}）{one['received'] and '，' + one['received']}")
    headings = LABELS["headings"] if any(row[-1] for row in rows) else LABELS["headings"][:-1]
    words = alt or message(LABELS["alt"].format(caption=caption), items)
    return Figure(name, words, caption, headings, [row[: len(headings)] for row in rows], partial(_draw, steps))


def _draw(steps: list[dict[str, dict]], width: int):
    lanes = [level for level in LANES if any(level in group for group in steps)]
    lane, margin = width / len(lanes), 10 if width >= ROOMY else 3
    box = min(lane - 2 * margin, 260.0)
    centre = {level: lane * (index + 0.5) for index, level in enumerate(lanes)}
    texts = [{level: _texts(number, one, box - 10) for level, one in group.items()}
             for number, group in enumerate(steps, start=1)]
    heights = [max(map(len, boxes.values())) * LINE_HEIGHT + 14 for boxes in texts]
    tops = [*accumulate(heights, lambda top, height: top + height + _GAP, initial=_HEAD)]
    height = tops[-1] - _GAP + 12
    sheet = Drawing()
    for level in lanes:
        x = centre[level]
        sheet.box(x - lane / 2 + 1, 0, x + lane / 2 - 1, height, TRACK, kind="ground")
        sheet.text(x, 8, [LANES[level]], "title")
    # Arrows lead from every step of a row to every step of the next, collected on one line between them.
    for (before, after), below in zip(pairwise(steps), tops[1:], strict=False):
        starts, ends = ([centre[level] for level in group] for group in (before, after))
        bus = below - _GAP + _DROP
        for x in starts:
            sheet.line(x, below - _GAP, x, bus)
        sheet.line(min(starts + ends), bus, max(starts + ends), bus)
        for x in ends:
            sheet.line(x, bus, x, below - 5, head="down")
    for group, boxes, top, tall in zip(steps, texts, tops, heights, strict=False):
        for level, lines in boxes.items():
            x, y = centre[level], top + (tall - len(lines) * LINE_HEIGHT) / 2
            sheet.box(x - box / 2, top, x + box / 2, top + tall, WHITE, stroke=MAIN, tip=plain(group[level]["step_zh"]))
            for kind, line in lines:
                y = sheet.text(x, y, [line], kind)
    return sheet.chart(width, height)


def _texts(number: int, record: dict, width: float) -> list[tuple[str, str]]:
    """Return the lines in a step's box, each with its kind of text."""
    parts = (("handed", record["received"]), ("title", f"{number}. {record['step_zh']}"),
             ("detail", record["actor_zh"]), ("handed", record["basis"]))
    return [(kind, line) for kind, text in parts if text
            for line in wrap(text, width, LABEL_SIZE if kind == "title" else NOTE_SIZE)]
