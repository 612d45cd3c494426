"""Marks at computed places, in px: for the flow and the lanes, which Vega-Lite cannot lay out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from liandong.charts.svg import describe
from liandong.charts.theme import LINE_HEIGHT, MARKS

TEXTS = ("label", "count", "note", "title", "detail", "handed")


class Drawing:
    """Boxes, bands, lines, arrow heads and texts from the top left corner, by the style of the theme that draws them.

    Lines run under boxes, texts are last.
    """

    def __init__(self) -> None:
        self.marks: dict[str, list[dict]] = defaultdict(list)

    def _add(self, kind: str, **mark: float | str) -> None:
        self.marks[kind].append({key: round(value, 2) if isinstance(value, float) else value
                                 for key, value in mark.items()})

    def box(self, x: float, y: float, x2: float, y2: float, fill: str, *, stroke: str = "transparent", tip: str = "",
            kind: str = "box") -> None:
        """Add a rectangle; `tip` says what it stands for, the kind `ground` puts it below everything else."""
        self._add(kind, x=x, y=y, x2=x2, y2=y2, fill=fill, stroke=stroke, **({"tip": describe(tip)} if tip else {}))

    def band(self, x: float, y: float, x2: float, y2: float, height: float, fill: str) -> None:
        """Add a ribbon of one height that leaves and arrives horizontally, with its upper edge at y and y2."""
        number, bend = len(self.marks["band"]), (x2 - x) / 12
        for at, top in ((x, y), (x + bend, y), (x2 - bend, y2), (x2, y2)):
            self._add("band", x=at, y=top, y2=top + height, fill=fill, band=number)

    def line(self, x: float, y: float, x2: float, y2: float, *, head: str = "") -> None:
        """Add a straight line; `head` is the direction of the arrow head at its end: right or down."""
        self._add("line", x=x, y=y, x2=x2, y2=y2)
        if head:
            self._add("head", x=x2, y=y2, shape=f"triangle-{head}")

    def text(self, x: float, y: float, lines: Sequence[str], kind: str) -> float:
        """Add lines of text below `y` and return the y below them."""
        for number, line in enumerate(lines):
            self._add(kind, x=x, y=y + (number + 0.5) * LINE_HEIGHT, text=line)
        return y + len(lines) * LINE_HEIGHT

    def chart(self, width: float, height: float):
        """Return the layered Altair chart; one data unit is one pixel."""
        import altair as alt

        # An explicit range: Vega-Lite would turn the axis upside down for screen coordinates.
        x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False, zero=False))
        y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, height], range=[0, round(height)], nice=False,
                                                    zero=False))
        x2, y2, fill = alt.X2("x2:Q"), alt.Y2("y2:Q"), alt.Fill("fill:N", scale=None)
        box = ("rect", x2, y2, fill, alt.Stroke("stroke:N", scale=None), alt.Description("tip:N"))
        kinds = {
            "ground": box, "band": ("area", y2, fill, alt.Detail("band:N")), "line": ("rule", x2, y2),
            "head": ("point", alt.Shape("shape:N", scale=None)), "box": box,
            **dict.fromkeys(TEXTS, ("text", alt.Text("text:N"))),
        }
        layers = [
            alt.Chart({"values": tuple(self.marks[kind])}, mark={"type": mark, **MARKS[kind]}).encode(x, y, *more)
            for kind, (mark, *more) in kinds.items() if self.marks[kind]
        ]
        return alt.layer(*layers, width=width, height=round(height), autosize="none", padding=0)
