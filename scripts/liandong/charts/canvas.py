"""A sheet of pixels that becomes a layered Altair chart: rectangles, lines, areas, points and text.

The charts of this package lay out Chinese labels that wrap, labels beside thin marks and flows, for which
Vega-Lite has no marks. They compute positions in Python and hand them to Altair as data.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .theme import INK, LABEL_SIZE, LINE_HEIGHT, WIDTH

if TYPE_CHECKING:
    import altair

# Before a mark's tip and its series in the chart's data.
SEPARATOR = "\u2063"


class Canvas:
    """Marks in px from the top left corner.

    Marks of one kind and style share a layer, which is drawn where the style was first used; text comes last.
    """

    def __init__(self, height: float, width: float = WIDTH) -> None:
        self.width = width
        self.height = round(height)
        self._layers: list[tuple[str, dict[str, Any], list[dict[str, Any]]]] = []
        self._areas = 0

    def rect(
        self, x: float, y: float, x2: float, y2: float, fill: str, *, stroke: str | None = None, tip: str = "", series: str = ""
    ) -> None:
        """Draw a rectangle; `tip` says what it stands for, `series` which of several kinds it is, where readers may choose among them."""
        style = {"fill": fill} | ({"stroke": stroke, "strokeWidth": 1.25} if stroke else {})
        self._add("rect", style, [{"x": x, "y": y, "x2": x2, "y2": y2, "tip": _description(tip, series)}])

    def line(
        self, x: float, y: float, x2: float, y2: float, colour: str, *, width: float = 1, dashed: bool = False
    ) -> None:
        """Draw a straight line."""
        style = {"stroke": colour, "strokeWidth": width} | ({"strokeDash": [4, 3]} if dashed else {})
        self._add("rule", style, [{"x": x, "y": y, "x2": x2, "y2": y2}])

    def area(self, points: Sequence[tuple[float, float, float]], fill: str) -> None:
        """Fill the surface between the upper and the lower edge through points (x, upper y, lower y)."""
        self._areas += 1
        records = [{"x": x, "y": y, "y2": y2, "area": self._areas} for x, y, y2 in points]
        self._add("area", {"fill": fill}, records)

    def arrow_right(self, x: float, y: float, colour: str, size: float = 7) -> None:
        """Draw an arrow head whose point is at (x, y)."""
        self.area([(x - size, y - size * 0.7, y + size * 0.7), (x, y, y)], colour)

    def arrow_down(self, x: float, y: float, colour: str, size: float = 7) -> None:
        """Draw an arrow head whose point is at (x, y)."""
        half = size * 0.7
        self.area([(x - half, y - size, y - size), (x, y - size, y), (x + half, y - size, y - size)], colour)

    def point(self, x: float, y: float, fill: str, *, diameter: float = 9, tip: str = "") -> None:
        """Draw a round point."""
        style = {"fill": fill, "size": round(diameter**2 * 0.785, 1), "shape": "circle", "strokeWidth": 0, "opacity": 1}
        self._add("point", style, [{"x": x, "y": y, "tip": _description(tip)}])

    def text(
        self,
        x: float,
        y: float,
        lines: str | Sequence[str],
        *,
        align: str = "left",
        size: float = LABEL_SIZE,
        bold: bool = False,
        colour: str = INK,
        line_height: float = LINE_HEIGHT,
    ) -> None:
        """Write lines of text whose block is centred vertically on `y`."""
        lines = [lines] if isinstance(lines, str) else list(lines)
        style = {"align": align, "fontSize": size, "fill": colour, "baseline": "middle"}
        if bold:
            style["fontWeight"] = "bold"
        top = y - (len(lines) - 1) * line_height / 2
        self._add(
            "text",
            style,
            [{"x": x, "y": top + index * line_height, "text": line} for index, line in enumerate(lines)],
        )

    def _add(self, kind: str, style: dict[str, Any], records: list[dict[str, Any]]) -> None:
        for layer_kind, layer_style, layer_records in self._layers:
            if (layer_kind, layer_style) == (kind, style):
                layer_records.extend(records)
                return
        self._layers.append((kind, style, records))

    def chart(self) -> altair.LayerChart:
        """Return the layered Altair chart; one data unit is one pixel."""
        import altair as alt

        x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, self.width], nice=False, zero=False))
        # An explicit range: Vega-Lite would turn the axis upside down for screen coordinates.
        y = alt.Y(
            "y:Q", axis=None, scale=alt.Scale(domain=[0, self.height], range=[0, self.height], nice=False, zero=False)
        )
        layers = []
        for kind, style, records in sorted(self._layers, key=lambda layer: layer[0] == "text"):
            values = [{key: _rounded(value) for key, value in record.items() if value != ""} for record in records]
            chart = alt.Chart(alt.InlineData(values=values))
            channels: dict[str, Any] = {"x": x, "y": y}
            if kind in ("rect", "rule"):
                channels |= {"x2": alt.X2("x2:Q"), "y2": alt.Y2("y2:Q")}
            elif kind == "area":
                channels |= {"y2": alt.Y2("y2:Q"), "detail": alt.Detail("area:N")}
            elif kind == "text":
                channels |= {"text": alt.Text("text:N")}
            if any("tip" in value for value in values):
                # Vega writes it beside the mark; `svg` makes it the mark's title.
                channels["description"] = alt.Description("tip:N")
            mark = getattr(chart, f"mark_{kind}")
            layers.append(mark(**style).encode(**channels))
        return alt.layer(*layers).properties(width=self.width, height=self.height)


def _description(tip: str, series: str = "") -> str:
    return f"{SEPARATOR}{tip}{SEPARATOR}{series}" if tip else ""


def _rounded(value: Any) -> Any:
    return round(float(value), 2) if isinstance(value, (int, float)) else value
