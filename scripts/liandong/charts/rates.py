"""Charts of completion: a rate under several bases, and the statuses of problems by level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .canvas import Canvas
from .figure import Figure
from .frames import FLAG, INTEGER, TEXT, origins_of, read_records
from .layout import GAP, list_zh, plain, row_names, write_row_name
from .theme import (
    BAR_HEIGHT,
    GRID,
    INK,
    LABEL_SIZE,
    MAIN,
    MUTED_INK,
    NOTE_SIZE,
    SECONDARY,
    STATUS_COLOURS,
    STATUS_INK,
    STATUS_ZH,
    TRACK,
    WIDTH,
    text_width,
)

if TYPE_CHECKING:
    import altair
    import pandas

MESSAGES = {
    "denominator": "图 {name}：第 {row} 行分母是 {denominator}、分子是 {numerator}；分母应大于零且不小于分子。",
    "status": "图 {name}：第 {row} 行状态 {found!r} 不认识；可用的是 {known}。",
    "level": "图 {name}：第 {row} 行层级 {found!r} 不认识，又没有 level_zh 列；可用的是 {known}。",
}
LABELS = {
    "strict": "本简报口径",
    "fraction": "{numerator} ÷ {denominator}",
    "rates_alt": "{caption}：{items}。",
    "rates_item": "{basis}为{label}（{fraction}）",
    "rates_strict_item": "{basis}（本简报口径）为{label}（{fraction}）",
    "rates_headings": ("口径", "分子", "分母", "比率"),
    "status_alt": "{caption}：{items}。",
    "status_level": "{level}{parts}",
    "status_part": "{wording} {problems} 项",
    "status_headings": ("层级", "状态", "问题数（项）"),
}
LEVELS_ZH = {"province": "省交办", "city": "市直部门", "county": "县区"}


def rate_bars(frame: pandas.DataFrame, *, name: str, caption: str, alt: str | None = None) -> Figure:
    """Return a figure with one bar for each basis of a rate, from 0 to 100 %.

    Args:
        frame: columns basis_zh, numerator (int), denominator (int), label (the rate as printed, such as
            79.3%); optional strict (bool), true for the basis that the bulletin uses.
        name: stable ASCII id of the figure.
        caption: title under which the chart is shown.
        alt: alternative text in place of the one made from the data.
    """
    kinds = {"basis_zh": TEXT, "numerator": INTEGER, "denominator": INTEGER, "label": TEXT}
    records = read_records(frame, kinds, name=name, optional={"strict": FLAG})
    for row, record in enumerate(records, start=1):
        if record["denominator"] == 0 or record["numerator"] > record["denominator"]:
            raise ValueError(MESSAGES["denominator"].format(name=name, row=row, **record))
        record["fraction"] = LABELS["fraction"].format(**record)
        record["strict"] = record.get("strict", False)
    items = (
        LABELS["rates_strict_item" if record["strict"] else "rates_item"].format(
            basis=plain(record["basis_zh"]), label=record["label"], fraction=record["fraction"]
        )
        for record in records
    )
    return Figure(
        name=name,
        alt=alt or LABELS["rates_alt"].format(caption=caption, items="；".join(items)),
        caption=caption,
        headings=LABELS["rates_headings"],
        rows=[[plain(r["basis_zh"]), str(r["numerator"]), str(r["denominator"]), r["label"]] for r in records],
        draw=lambda: _draw_rates(records),
        origins=origins_of(frame),
    )


def _draw_rates(records: list[dict]) -> altair.LayerChart:
    rows = row_names([record["basis_zh"] for record in records], 200)
    label_room = max(text_width(record["label"], LABEL_SIZE) for record in records) + 2 * GAP
    fraction_room = max(text_width(record["fraction"], LABEL_SIZE) for record in records) + GAP
    right = WIDTH - label_room - fraction_room
    heights = [rows.height(i, 26 + (18 if r["strict"] else 0)) + 14 for i, r in enumerate(records)]
    canvas = Canvas(sum(heights) + 22)
    bottom = sum(heights)
    for percent in (0, 25, 50, 75, 100):
        x = rows.left + (right - rows.left) * percent / 100
        canvas.line(x, 0, x, bottom, GRID)
        canvas.text(x, bottom + 12, f"{percent}%", align="center", size=NOTE_SIZE, colour=MUTED_INK)
    top = 0.0
    for index, record in enumerate(records):
        y = top + heights[index] / 2
        bar = y - (9 if record["strict"] else 0)
        # Floats only place marks; the digits shown are the caller's.
        length = (right - rows.left) * record["numerator"] / record["denominator"]
        canvas.rect(rows.left, bar - BAR_HEIGHT / 2, right, bar + BAR_HEIGHT / 2, TRACK)
        tip = f"{plain(record['basis_zh'])} {record['label']}"
        fill = MAIN if record["strict"] else SECONDARY
        canvas.rect(rows.left, bar - BAR_HEIGHT / 2, rows.left + length, bar + BAR_HEIGHT / 2, fill, tip=tip)
        write_row_name(canvas, rows, index, bar if len(rows.lines[index]) == 1 else y, bold=record["strict"])
        canvas.text(right + GAP, bar, record["label"], bold=True)
        canvas.text(WIDTH - 2, bar, record["fraction"], align="right", colour=MUTED_INK)
        if record["strict"]:
            canvas.text(rows.left, bar + 22, "▲ " + LABELS["strict"], size=NOTE_SIZE, bold=True, colour=MAIN)
        top += heights[index]
    return canvas.chart()


def status_bars(frame: pandas.DataFrame, *, name: str, caption: str, alt: str | None = None) -> Figure:
    """Return a figure with one stacked bar for each level, its parts the counts of each status.

    Args:
        frame: columns level (province, city, county), status (done, ongoing, top_level_design), wording_zh
            (the source's word for the status), problems (int); optional level_zh, the level's name.
        name: stable ASCII id of the figure.
        caption: title under which the chart is shown.
        alt: alternative text in place of the one made from the data.
    """
    kinds = {"level": TEXT, "status": TEXT, "wording_zh": TEXT, "problems": INTEGER}
    records = read_records(frame, kinds, name=name, optional={"level_zh": TEXT})
    for row, record in enumerate(records, start=1):
        if record["status"] not in STATUS_ZH:
            raise ValueError(
                MESSAGES["status"].format(name=name, row=row, found=record["status"], known=list_zh(list(STATUS_ZH)))
            )
        record["level_zh"] = record.get("level_zh") or LEVELS_ZH.get(record["level"])
        if record["level_zh"] is None:
            raise ValueError(
                MESSAGES["level"].format(name=name, row=row, found=record["level"], known=list_zh(list(LEVELS_ZH)))
            )
    levels: dict[str, list[dict]] = {}
    for record in records:
        levels.setdefault(record["level_zh"], []).append(record)
    items = [
        LABELS["status_level"].format(
            level=plain(level),
            parts=list_zh(
                [LABELS["status_part"].format(wording=r["wording_zh"], problems=r["problems"]) for r in parts]
            ),
        )
        for level, parts in levels.items()
    ]
    return Figure(
        name=name,
        alt=alt or LABELS["status_alt"].format(caption=caption, items="；".join(items)),
        caption=caption,
        headings=LABELS["status_headings"],
        rows=[[plain(r["level_zh"]), r["wording_zh"], str(r["problems"])] for r in records],
        draw=lambda: _draw_statuses(levels),
        origins=origins_of(frame),
    )


def _draw_statuses(levels: dict[str, list[dict]]) -> altair.LayerChart:
    rows = row_names(list(levels))
    longest = max(sum(record["problems"] for record in parts) for parts in levels.values())
    unit = (WIDTH - rows.left - 4) / max(longest, 1)
    counts = [record["problems"] for parts in levels.values() for record in parts if record["problems"]]
    narrow = any(unit * count < text_width(str(count), LABEL_SIZE) + 6 for count in counts)
    if narrow:  # their numbers stand below and may reach beyond the end of the bar
        unit *= 1 - 40 / (WIDTH - rows.left)
    legend = _legend([record for parts in levels.values() for record in parts])
    top, pitch = legend[-1][1] + 22, 68.0 if narrow else 50.0
    canvas = Canvas(top + pitch * len(levels))
    for x, y, status, words in legend:
        canvas.rect(x, y - 7, x + 14, y + 7, STATUS_COLOURS[status])
        canvas.text(x + 20, y + 0.5, words)
    words_of = {status: words for _, _, status, words in legend}
    for index, parts in enumerate(levels.values()):
        y = top + pitch * index + 22
        write_row_name(canvas, rows, index, y)
        x, free = rows.left, rows.left
        for record in sorted(parts, key=lambda r: list(STATUS_ZH).index(r["status"])):
            width = unit * record["problems"]
            if width == 0:
                continue
            status, count = record["status"], str(record["problems"])
            tip = f"{record['level_zh']} {record['wording_zh']} {count}"
            canvas.rect(x, y - 17, max(x + width - 2, x + 1), y + 17, STATUS_COLOURS[status], tip=tip, series=words_of[status])
            if width >= text_width(count, LABEL_SIZE) + 6:
                canvas.text(x + width / 2 - 1, y, count, align="center", bold=True, colour=STATUS_INK[status])
            else:  # too narrow for its number: the number goes below, clear of its neighbour's
                free = max(free, x + width / 2)
                canvas.text(free, y + 27, count, align="center", bold=True, colour=INK)
                free += text_width(count, LABEL_SIZE) + 6
            x += width
    return canvas.chart()


def _legend(records: list[dict]) -> list[tuple[float, float, str, str]]:
    """Return x, y, status and words of each entry of the legend, which goes on to another line where needed."""
    entries, x, y = [], 2.0, 12.0
    for status in STATUS_ZH:
        words = "／".join(dict.fromkeys(r["wording_zh"] for r in records if r["status"] == status))
        if not words:
            continue
        width = 20 + text_width(words, LABEL_SIZE)
        if x > 2 and x + width > WIDTH:
            x, y = 2.0, y + 22
        entries.append((x, y, status, words))
        x += width + 22
    return entries
