"""Chart of the statuses of problems by level: one stacked bar a level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liandong.charts.bars import name_layers, row_geometry
from liandong.charts.figure import Figure
from liandong.charts.frames import INTEGER, TEXT, message, origins_of, read_records
from liandong.charts.svg import describe
from liandong.charts.theme import INK, ROOMY, STATUS_COLOURS, STATUS_INK, STATUS_ZH, WHITE
from liandong.charts.wrapping import plain, text_width, wrap
from liandong.findings import messages

if TYPE_CHECKING:
    import altair
    import pandas

MESSAGES = messages(__name__)
HEADINGS = ("层级", "状态", "问题数（项）")
PART = "{wording_zh} {problems} 项"
LEVELS_ZH = {"province": "省交办", "city": "市直部门", "county": "县区"}
_BAR = 34  # px


def status_bars(frame: pandas.DataFrame, *, name: str, caption: str, alt: str | None = None) -> Figure:
    """Return a figure with one stacked bar for each level, its parts the counts of each status.

    The frame has columns level (province, city, county), status (done, ongoing, top_level_design), wording_zh (the source's word for the
    status), problems (int); optional level_zh, the level's name. `name`, `caption` and `alt` are those of `Figure`; by default the
    alternative text is made from the data.
    """
    kinds = {"level": TEXT, "status": TEXT, "wording_zh": TEXT, "problems": INTEGER}
    records = read_records(frame, kinds, name=name, optional={"level_zh": TEXT})
    levels: dict[str, list[dict]] = {}
    for row, record in enumerate(records, start=1):
        if record["status"] not in STATUS_ZH:
            raise ValueError(MESSAGES["status"].format(name=name, row=row, found=record["status"], known="、".join(STATUS_ZH)))
        record["level_zh"] = record.get("level_zh") or LEVELS_ZH.get(record["level"])
        if record["level_zh"] is None:
            raise ValueError(MESSAGES["level"].format(name=name, row=row, found=record["level"], known="、".join(LEVELS_ZH)))
        levels.setdefault(record["level_zh"], []).append(record)
    items = [plain(level) + "、".join(PART.format(**part) for part in parts) for level, parts in levels.items()]
    rows = [[plain(record["level_zh"]), record["wording_zh"], str(record["problems"])] for record in records]
    return Figure(name, alt or message(caption, items), caption, HEADINGS, rows, lambda width: _draw(levels, width), origins_of(frame))


def _draw(levels: dict[str, list[dict]], width: int) -> altair.LayerChart:
    import altair as alt

    records = [record for parts in levels.values() for record in parts]
    # What a status is called differs from level to level; the colour is the status's.
    words = {status: "／".join(dict.fromkeys(r["wording_zh"] for r in records if r["status"] == status)) for status in STATUS_ZH}
    words = {status: word for status, word in words.items() if word}
    names = {level: wrap(level, 150) for level in levels}
    left = max(text_width(line) for lines in names.values() for line in lines) + 12 if width >= ROOMY else 0
    unit = (width - left) / max(1, *(sum(part["problems"] for part in parts) for parts in levels.values()))
    data = []
    for row, (level, parts) in enumerate(levels.items()):
        shown = sorted((part for part in parts if part["problems"]), key=lambda part: list(STATUS_ZH).index(part["status"]))
        # Where a part is too narrow for its number, the numbers of the whole bar stand behind it, in the same order.
        tight = any(unit * part["problems"] < text_width(str(part["problems"])) + 8 for part in shown)
        about = {"row": row, "name": "\n".join(names[level]), "lines": len(names[level]), "ink": INK, "total": sum(p["problems"] for p in shown)}
        data += [
            about | {"name": about["name"] if rank == 0 else ""} | {
                "problems": part["problems"], "status": words[part["status"]], "rank": rank, "number_ink": STATUS_INK[part["status"]],
                "number": "" if tight else str(part["problems"]),
                "numbers": " + ".join(str(p["problems"]) for p in shown) if tight and rank == 0 else "",
                "tip": describe(f"{level} {part['wording_zh']} {part['problems']}", words[part["status"]]),
            }
            for rank, part in enumerate(shown)
        ] or [about]
    step, bar_shift, name_shift = row_geometry(max(map(len, names.values())), width, height=_BAR)
    base = alt.Chart(alt.InlineData(values=data)).encode(y=alt.Y("row:O", axis=None, scale=alt.Scale(padding=0)))
    bars = base.mark_bar(size=_BAR, yOffset=bar_shift, stroke=WHITE, strokeWidth=1.5).encode(
        x=alt.X("problems:Q", axis=None, stack="zero", scale=alt.Scale(nice=False)),
        color=alt.Color(
            "status:N", scale=alt.Scale(domain=list(words.values()), range=[STATUS_COLOURS[status] for status in words]),
            legend=alt.Legend(columns=0 if width >= ROOMY else 1),
        ),
        order="rank:O", description="tip:N",
    )
    numbers = base.mark_text(fontWeight="bold", dy=bar_shift).encode(
        x=alt.X("problems:Q", stack="zero", bandPosition=0.5), order="rank:O", text="number:N", color=alt.Color("number_ink:N", scale=None)
    )
    behind = base.mark_text(fontWeight="bold", align="left", dx=8, dy=bar_shift).encode(x="total:Q", text="numbers:N")
    return alt.layer(bars, numbers, behind, *name_layers(base, width, name_shift)).properties(width=width, height=alt.Step(step))
