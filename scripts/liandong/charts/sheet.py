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


class Drawing:
    """Boxes, bands, lines, arrow heads and texts from the top left corner; lines run under boxes, texts are last."""

    def __init__(self) -> None:
        self.marks: dict[str, list[dict]] = {kind: []
                                             for kind in ("ground", "bands", "lines", "heads", "boxes", *TEXTS)}

    def box(self, x: float, y: float, x2: float, y2: float, fill: str, *, stroke: str = "transparent", tip: str = "",
            ground: bool = False) -> None:
        """Add a rectangle; `tip` says what it stands for, `ground` puts it below everything else."""
        box = {"x": x, "y": y, "x2": x2, "y2": y2, "fill": fill, "stroke": stroke}
        self.marks["ground" if ground else "boxes"].append(box | ({"tip": describe(tip)} if tip else {}))

    def band(self, x: float, y: float, x2: float, y2: float, height: float, fill: str) -> None:
        """Add a ribbon of one height that leaves and arrives horizontally, with its upper edge at y and y2."""
        number, bend = len(self.marks["bands"]), (x2 - x) / 12
        points = ((x, y), (x + bend, y), (x2 - bend, y2), (x2, y2))
        self.marks["bands"] += [{"x": at, "y": top, "y2": top + height, "fill": fill, "band": number}
                                for at, top in points]

    def line(self, x: float, y: float, x2: float, y2: float, *, head: str = "") -> None:
        """Add a straight line; `head` is the direction of the arrow head at its end: right or down."""
        self.marks["lines"].append({"x": x, "y": y, "x2": x2, "y2": y2})
        self.marks["heads"] += [{"x": x2, "y": y2, "shape": f"triangle-{head}"}] * bool(head)

    def text(self, x: float, y: float, lines: Sequence[str], kind: str) -> float:
        """Add lines of text below `y` and return the y below them."""
        for number, line in enumerate(lines):
            self.marks[kind].append({"x": x, "y": y + (number + 0.5) * LINE_HEIGHT, "text": line})
        return y + len(lines) * LINE_HEIGHT

    def chart(self, width: float, height: float) -> altair.LayerChart:
        """Return the layered Altair chart; one data unit is one pixel."""
        import altair as alt

        # An explicit range: Vega-Lite would turn the axis upside down for screen coordinates.
        ends = {"x": {"domain": [0, width]}, "y": {"domain": [0, height], "range": [0, round(height)]}}
        x, y = (alt.Scale(**scale, nice=False, zero=False) for scale in ends.values())
        fill, stroke, shape = alt.Fill("fill:N",
                                       scale=None), alt.Stroke("stroke:N", scale=None), alt.Shape("shape:N", scale=None)
        layers = []
        for kind, marks in self.marks.items():
            if not marks:
                continue
            values = [{key: round(value, 2) if isinstance(value, float) else value for key, value in mark.items()}
                      for mark in marks]
            base = alt.Chart(alt.InlineData(values=values)).encode(x=alt.X("x:Q", axis=None, scale=x),
                                                                   y=alt.Y("y:Q", axis=None, scale=y))
            if kind in ("ground", "boxes"):
                box = base.mark_rect(strokeWidth=1.25).encode(x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q"), fill=fill,
                                                              stroke=stroke)
                layers.append(box.encode(description=alt.Description("tip:N")))
            elif kind == "bands":
                layers.append(base.mark_area(interpolate="monotone",
                                             line=False).encode(y2=alt.Y2("y2:Q"), detail=alt.Detail("band:N"),
                                                                fill=fill))
            elif kind == "lines":
                layers.append(base.mark_rule(color=OUTLINE,
                                             strokeWidth=1.5).encode(x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q")))
            elif kind == "heads":
                layers.append(base.mark_point(size=70, filled=True, color=OUTLINE, opacity=1).encode(shape=shape))
            else:
                layers.append(base.mark_text(**TEXTS[kind]).encode(text=alt.Text("text:N")))
        return alt.layer(*layers).properties(width=width, height=round(height), autosize="none", padding=0)
