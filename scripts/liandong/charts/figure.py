"""A chart with everything that stands around it: alternative text, caption, and the table behind it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from liandong.charts.svg import render_svg
from liandong.charts.theme import NARROW, WIDE, altair_theme
from liandong.findings import messages
from liandong.model.outputs import FIGURE_MIME

if TYPE_CHECKING:
    import altair
    import pandas

THEME_NAME = "liandong"
MESSAGES = messages(__name__)
_PART_ZH = {"alt": "替代文字", "caption": "图题"}
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Figure:
    """A chart that is drawn only when somebody looks at it.

    Attributes:
        name: stable ASCII id, unique in a page.
        alt: the chart's message in a Chinese sentence, its numbers put in from the data.
        caption: the title under which the chart is shown.
        headings: column headings of the table behind the chart.
        rows: the table's cells as text, one sequence a row. Every number in the picture, but for the marks of an axis, stands here.
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
        if not _NAME.fullmatch(self.name):
            raise ValueError(MESSAGES["name"].format(name=self.name))
        for part, label in _PART_ZH.items():
            if not getattr(self, part).strip():
                raise ValueError(MESSAGES["text"].format(name=self.name, part=label))
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.headings):
                raise ValueError(
                    MESSAGES["row"].format(name=self.name, row=number, found=len(row), expected=len(self.headings))
                )

    @cached_property
    def specifications(self) -> dict[str, dict]:
        """The chart as Vega-Lite for the book's column (`wide`) and for a phone (`narrow`)."""
        import altair as alt

        alt.theme.register(THEME_NAME, enable=False)(lambda: alt.theme.ThemeConfig(altair_theme()))
        with alt.theme.enable(THEME_NAME):
            return {kind: self.draw(width).to_dict(validate=False) for kind, width in {"wide": WIDE, "narrow": NARROW}.items()}

    @property
    def svg(self) -> str:
        """The wide drawing as an `<svg>` element, the same bytes each time."""
        return render_svg(self.specifications["wide"], self.name)

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        """Return what Jupyter stores for the figure; the build draws, escapes and lays it out."""
        return {
            FIGURE_MIME: {
                "name": self.name,
                "specifications": self.specifications,
                "alt": self.alt,
                "caption": self.caption,
                "headings": list(self.headings),
                "rows": [list(row) for row in self.rows],
                "origins": [list(row) for row in self.origins],
            },
            "text/plain": self.alt,
        }


def show(
    chart: altair.TopLevelMixin | Callable[[int], altair.TopLevelMixin], *, name: str, caption: str, alt: str, table: pandas.DataFrame
) -> Figure:
    """Return a figure of any Altair chart, drawn in the book's theme at the width of the page and of a phone.

    The chart has no width of its own, or is a function that returns the chart for a width in px. The table is what readers see of the data,
    with its headings; every number in the picture, but for the marks of an axis, stands in it. The rest is as in `Figure`.
    """
    return Figure(
        name=name,
        alt=alt,
        caption=caption,
        headings=[str(column) for column in table.columns],
        rows=[[str(cell) for cell in row] for row in table.itertuples(index=False)],
        draw=chart if not hasattr(chart, "properties") else lambda width: chart.properties(width=width),
    )


def digest_of(drawing: list) -> str:
    """Return the checksum of what a drawing is made from, by which it is kept: its id and its specification."""
    return hashlib.sha256(json.dumps(drawing, sort_keys=True).encode()).hexdigest()
