"""Marks at computed places, in px: for the flow and the lanes, which Vega-Lite cannot lay out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from liandong.charts.svg import describe
from liandong.charts.theme import INK, LINE_HEIGHT, MAIN, MUTED_INK, NOTE_SIZE, OUTLINE

if TYPE_CHECKING:
    import altair

# Kinds of text: alignment, size, weight and colour.
TEXTS: dict[str, dict[str, Any]] = {
    "label": {"align": "left"},
    "count": {"align": "left", "fontWeight": "bold"},
    "note": {"align": "left", "fontSize": NOTE_SIZE, "color": MUTED_INK},
    "title": {"align": "center", "fontWeight": "bold", "color": INK},
    "detail": {"align": "center", "fontSize": NOTE_SIZE, "color": MUTED_INK},
    "handed": {"align": "center", "fontSize": NOTE_SIZE, "color": MAIN},
}


class Sheet:
    """Boxes, bands, lines, arrow heads and texts from the top left corner; texts are drawn last."""

    def __init__(self) -> None:
        self.ground: list[dict] = []
        self.boxes: list[dict] = []
        self.bands: list[dict] = []
        self.lines: list[dict] = []
        self.heads: list[dict] = []
        self.texts: dict[str, list[dict]] = {kind: [] for kind in TEXTS}

    def box(self, x: float, y: float, x2: float, y2: float, fill: str, *, stroke: str = "transparent", tip: str = "", ground: bool = False) -> None:
        """Add a rectangle; `tip` says what it stands for, `ground` puts it below everything else."""
        (self.ground if ground else self.boxes).append({"x": x, "y": y, "x2": x2, "y2": y2, "fill": fill, "stroke": stroke} | ({"tip": describe(tip)} if tip else {}))

    def band(self, x: float, y: float, x2: float, y2: float, height: float, fill: str) -> None:
        """Add a ribbon of one height that leaves and arrives horizontally, with its upper edge at y and y2."""
        number, bend = len(self.bands), (x2 - x) / 12
        points = ((x, y), (x + bend, y), (x2 - bend, y2), (x2, y2))
        self.bands += [{"x": at, "y": top, "y2": top + height, "fill": fill, "band": number} for at, top in points]

    def line(self, x: float, y: float, x2: float, y2: float, *, head: str = "") -> None:
        """Add a straight line; `head` is the direction of the arrow head at its end: right or down."""
        self.lines.append({"x": x, "y": y, "x2": x2, "y2": y2})
        if head:
            self.heads.append({"x": x2, "y": y2, "shape": f"triangle-{head}"})

    def text(self, x: float, y: float, lines: Sequence[str], kind: str) -> float:
        """Add lines of text below `y` and return the y below them."""
        for line in lines:
            self.texts[kind].append({"x": x, "y": y + LINE_HEIGHT / 2, "text": line})
            y += LINE_HEIGHT
        return y

    def chart(self, width: float, height: float) -> altair.LayerChart:
        """Return the layered Altair chart; one data unit is one pixel."""
        import altair as alt

        x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False, zero=False))
        # An explicit range: Vega-Lite would turn the axis upside down for screen coordinates.
        y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, height], range=[0, round(height)], nice=False, zero=False))
        fill = alt.Fill("fill:N", scale=None)

        def base(values: list[dict]) -> altair.Chart:
            rounded = [{key: round(value, 2) if isinstance(value, float) else value for key, value in item.items()} for item in values]
            return alt.Chart(alt.InlineData(values=rounded)).encode(x=x, y=y)

        def boxes(values: list[dict]) -> altair.Chart:
            stroke = alt.Stroke("stroke:N", scale=None)
            return base(values).mark_rect(strokeWidth=1.25).encode(x2="x2:Q", y2="y2:Q", fill=fill, stroke=stroke, description="tip:N")

        layers = [boxes(self.ground)] if self.ground else []
        if self.bands:
            layers.append(base(self.bands).mark_area(interpolate="monotone", line=False).encode(y2="y2:Q", detail="band:N", fill=fill))
        # Lines run under the boxes that they join.
        layers.append(base(self.lines).mark_rule(color=OUTLINE, strokeWidth=1.5).encode(x2="x2:Q", y2="y2:Q"))
        layers.append(base(self.heads).mark_point(size=70, filled=True, color=OUTLINE, opacity=1).encode(shape=alt.Shape("shape:N", scale=None)))
        layers.append(boxes(self.boxes))
        layers += [base(values).mark_text(**TEXTS[kind]).encode(text="text:N") for kind, values in self.texts.items() if values]
        return alt.layer(*layers).properties(width=width, height=round(height), autosize="none", padding=0)
