"""A chart with everything that stands around it: alternative text, caption, and the table behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from .svg import draw_svg, specify

if TYPE_CHECKING:
    import altair

MIME_TYPE = "application/vnd.liandong.figure+json"
MESSAGES = {
    "name": "图的名称 {name!r} 不能用作编号：请用小写英文字母、数字和连字符，以字母开头。",
    "text": "图 {name} 的{part}不能为空。",
    "row": "图 {name} 的数据表第 {row} 行有 {found} 格，表头有 {expected} 格。",
}
_PART_ZH = {"alt": "替代文字", "caption": "图题"}
_later: ContextVar[bool] = ContextVar("drawn_later", default=False)
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Figure:
    """A chart that is drawn only when somebody looks at it.

    Attributes:
        name: stable ASCII id, unique in a page.
        alt: the chart's message in a Chinese sentence, its numbers put in from the data.
        caption: the title under which the chart is shown.
        headings: column headings of the table behind the chart.
        rows: the table's cells as text, one sequence a row.
        draw: returns the Altair chart; called once, when `svg` is first read.
        origins: for each row the cells of tables that it was made from, as `Input.data`; empty if nobody knows.
    """

    name: str
    alt: str
    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    draw: Callable[[], altair.TopLevelMixin] = field(repr=False, compare=False)
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
    def specification(self) -> dict:
        """The chart as Vega-Lite, with the version of Vega-Lite that it is written for."""
        return specify(self.draw())

    @cached_property
    def svg(self) -> str:
        """The chart as an `<svg>` element, the same bytes each time."""
        return draw_svg(self.specification, self.name)

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        """Return what Jupyter stores for the figure; the Sphinx extension escapes and lays it out."""
        return {
            MIME_TYPE: {
                "name": self.name,
                **({"specification": self.specification} if _later.get() else {"svg": self.svg}),
                "alt": self.alt,
                "caption": self.caption,
                "headings": list(self.headings),
                "rows": [list(row) for row in self.rows],
                "origins": [list(row) for row in self.origins],
            },
            "text/plain": self.alt,
        }


@contextmanager
def drawn_later() -> Iterator[None]:
    """Make figures that are shown inside the block give their specification; `run.kept.draw_figures` puts the drawing in its place."""
    token = _later.set(True)
    try:
        yield
    finally:
        _later.reset(token)
