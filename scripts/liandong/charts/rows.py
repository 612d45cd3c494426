"""The rows of a chart with a name each: where names, bars and labels stand in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from liandong.charts.records import require
from liandong.charts.theme import BAR_HEIGHT, INK, LINE_HEIGHT, MAIN, ROOMY
from liandong.charts.wrapping import text_width, wrap
from liandong.findings import messages

if TYPE_CHECKING:
    import altair

MESSAGES = messages(__name__)
NAME_WIDTH = 200  # px that names take beside their bars
_SHORTEST = 60  # px that the longest bar must have left beside its label


class Rows:
    """The rows of a chart, each with its name beside it or, on a narrow chart, above it.

    Attributes:
        beside: whether names stand beside their bars.
        left: px that the names take beside the bars.
        shift: how far below the middle of a row its bar lies, in px.
        name_shift: how far the last line of its name.
    """

    def __init__(
        self, names: Sequence[str], width: int, *, room: float | None = None, height: int = BAR_HEIGHT, below: int = 0,
        marks: Sequence[str] | None = None,
    ) -> None:
        """Break the names into lines of at most `room` px, with the marks, empty for most, below them and in colour.

        A bar with what stands above and below it has `height` px, and `below` px after it.
        """
        self.width, self.beside = width, width >= ROOMY
        marks = marks or [""] * len(names)
        lines = [wrap(name, room or (NAME_WIDTH if self.beside else width)) + [mark] * bool(mark)
                 for name, mark in zip(names, marks, strict=True)]
        self.left = max(text_width(line) for name in lines for line in name) if self.beside else 0
        text = max(map(len, lines)) * LINE_HEIGHT
        self.step = max(text + 10, height + 12) + below if self.beside else text + height + 16 + below
        self.shift = -below / 2 if self.beside else text + 8 + height / 2 - self.step / 2
        self.name_shift = self.shift if self.beside else self.shift - height / 2 - LINE_HEIGHT / 2 - 1
        lift = LINE_HEIGHT / 2 if self.beside else LINE_HEIGHT
        self.names = [{"row": row, "name": "\n".join(name), "dy": self.name_shift - (len(name) - 1) * lift,
                       "ink": MAIN if mark else INK}
                      for row, (name, mark) in enumerate(zip(lines, marks, strict=True))]

    def base(self, data: list[dict[str, Any]]) -> altair.Chart:
        """Return the chart of some data whose y is their `row`."""
        import altair as alt

        # Channels are objects: what one written as text is, Altair finds out anew each time, which takes a third of
        # all cells' time. Values are a tuple: Altair copies a list with each layer.
        return alt.Chart({"values": tuple(data)}).encode(y=alt.Y("row:O", axis=None, scale=alt.Scale(padding=0)))

    def chart(self, *layers: altair.Chart) -> altair.LayerChart:
        """Return the chart of some layers and the names."""
        import altair as alt

        place = {"align": "right", "dx": -10} if self.beside else {"align": "left", "dx": 2}
        names = self.base(self.names).mark_text(**place, dy={"expr": "datum.dy"}, lineBreak="\n").encode(
            x=alt.XValue(0), text=alt.Text("name:N"), color=alt.Color("ink:N", scale=None)
        )
        return alt.layer(*layers, names, width=self.width, height=alt.Step(self.step))

    def require_room(self, labels: Sequence[str]) -> None:
        """Refuse labels beside which no bar has room."""
        too_long = [label for label in labels if self.width - self.left - text_width(label) < _SHORTEST]
        require(not too_long, MESSAGES["long"], labels="、".join(too_long))
