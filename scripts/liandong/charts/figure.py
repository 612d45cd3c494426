"""A chart with what stands around it: alternative text, caption, the table behind it, where its numbers come from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from liandong.charts import theme
from liandong.charts.records import require
from liandong.charts.svg import render_svg
from liandong.findings import messages
from liandong.model import Input
from liandong.model.outputs import FIGURE_MIME

if TYPE_CHECKING:
    import altair
    import pandas

MESSAGES = messages(__name__)
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Figure:
    """A chart that is drawn only when somebody looks at it.

    Attributes:
        name: stable ASCII id, unique in a page.
        alt: the chart's message in a Chinese sentence, its numbers put in from the data.
        caption: the title under which the chart is shown.
        headings: column headings of the table behind the chart.
        rows: the table's cells as text, one sequence a row. Every number in the picture, but for the marks of an axis,
            stands here.
        draw: returns the Altair chart for a width in px.
        origins: for each row the cells of tables that it was made from, as JSON of `Input`; empty if nobody knows.
    """

    name: str
    alt: str
    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    draw: Callable[[int], altair.TopLevelMixin] = field(repr=False, compare=False)
    origins: Sequence[Sequence[dict]] = ()

    def __post_init__(self) -> None:
        require(_NAME.fullmatch(self.name), MESSAGES["name"], name=self.name)
        for part, words in MESSAGES["parts"].items():
            require(getattr(self, part).strip(), MESSAGES["text"], name=self.name, part=words)
        for number, row in enumerate(self.rows, start=1):
            require(len(row) == len(self.headings), MESSAGES["row"], name=self.name, row=number, found=len(row),
                    expected=len(self.headings))

    @cached_property
    def specifications(self) -> dict[str, dict]:
        """The chart as Vega-Lite for the book's column (`wide`) and for a phone (`narrow`)."""
        import altair as alt

        alt.theme.register("liandong", enable=False)(lambda: alt.theme.ThemeConfig(config=theme.CONFIG))
        with alt.theme.enable("liandong"):
            return {kind: self.draw(width).to_dict(validate=False)
                    for kind, width in {"wide": theme.WIDE, "narrow": theme.NARROW}.items()}

    @property
    def svg(self) -> str:
        """The wide drawing as an `<svg>` element, the same bytes each time."""
        return render_svg(self.specifications["wide"], self.name)

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        """Return what Jupyter stores for the figure; the build draws, escapes and lays it out."""
        parts = ("name", "specifications", "alt", "caption", "headings", "rows", "origins")
        return {FIGURE_MIME: {part: getattr(self, part) for part in parts}, "text/plain": self.alt}


def show(
    chart: altair.TopLevelMixin | Callable[[int], altair.TopLevelMixin], *, name: str, caption: str, alt: str,
    table: pandas.DataFrame
) -> Figure:
    """Return a figure of any Altair chart, drawn in the book's theme at the width of the page and of a phone.

    The chart has no width of its own, or is a function that returns the chart for a width in px. The table is what
    readers see of the data, with its headings; every number in the picture, but for the marks of an axis, stands in it.
    The rest is as in `Figure`.
    """
    draw = (lambda width: chart.properties(width=width)) if hasattr(chart, "properties") else chart
    return Figure(name, alt, caption, [*map(str, table.columns)],
                  [[*map(str, row)] for row in table.itertuples(index=False)], draw)


def message(caption: str, items: Iterable[str], between: str = "；") -> str:
    """Return the alternative text of a chart: its caption and what its rows say."""
    return f"{caption}：{between.join(items)}。"


def origins_of(frame: pandas.DataFrame) -> list[list[dict]]:
    """Return for each row of a frame the cells of tables behind it, as JSON of `Input`; empty where they are not known.

    A frame made from measures names them in a column `inputs`; a row of a bulletin's table is known by its line number.
    """
    if "inputs" in frame.columns:
        return [[entry.to_json() for entry in inputs] for inputs in frame["inputs"]]
    table = frame.attrs.get("table") if frame.index.name == "row" else None
    return [[Input(table, (int(line),), ()).to_json()] for line in frame.index] if table else []
