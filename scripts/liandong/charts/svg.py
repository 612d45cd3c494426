"""SVG text of an Altair chart: the same bytes on every machine, nothing in it that a strict page forbids."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from .canvas import SEPARATOR
from .converter import vegalite_to_svg
from .theme import FONT_STACK, altair_theme

if TYPE_CHECKING:
    import altair

THEME_NAME = "liandong"
CSS_CLASS = "liandong-chart"
SVG_NAMESPACE = "http://www.w3.org/2000/svg"

_DROPPED = {"class", "role", "pointer-events", "version", "style"}
_DEFAULTS = {
    ("opacity", "1"),
    ("transform", "translate(0,0)"),
    ("font-family", FONT_STACK),
    ("font-weight", "normal"),
    ("stroke-miterlimit", "10"),
    ("stroke-width", "0"),
}
_EMPTY_PATH = re.compile(r"M[-0-9.]+,[-0-9.]+h0v0h0Z|")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")


def specify(chart: altair.TopLevelMixin) -> dict:
    """Return a chart with the project's theme as plain data: the Vega-Lite ``chart`` and its ``version``."""
    import altair as alt

    _register_theme()
    with alt.theme.enable(THEME_NAME):
        specification = chart.to_dict(validate=False)
    return {"chart": specification, "version": ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])}


def draw_svg(specification: dict, name: str) -> str:
    """Return a specified chart as one `<svg>` element for use inside an HTML page.

    The element is hidden from screen readers: whoever puts it into a page gives the alternative
    text on the wrapper, so that it is read exactly once. It has `width`, `height` and `viewBox`, the
    class `liandong-chart` for the page's stylesheet, and no style attribute, script or outside reference.

    Args:
        specification: What `specify` returned.
        name: ASCII id of the figure; every id inside the SVG begins with it.
    """
    return tidy_svg(vegalite_to_svg(specification["chart"], specification["version"]), name)


def render_svg(chart: altair.TopLevelMixin, name: str) -> str:
    """Return any Altair chart as one `<svg>` element."""
    return draw_svg(specify(chart), name)


@cache
def _register_theme() -> None:
    """Make the theme known, once in a process."""
    import altair as alt

    alt.theme.register(THEME_NAME, enable=False)(lambda: alt.theme.ThemeConfig(altair_theme()))


def tidy_svg(raw: str, name: str) -> str:
    """Return Vega's SVG with stable ids that begin with `name`, and without what a page does not need."""
    root = ElementTree.fromstring(raw)
    elements = list(root.iter())
    # Vega counts clip paths up for as long as its process lives; here they begin at 1 in each chart.
    ids = [element.get("id") for element in elements if element.get("id")]
    renamed = {old: f"{name}-{index}" for index, old in enumerate(ids, start=1)}
    for element in elements:
        element.tag = element.tag.rpartition("}")[2]
        # Ours begins with the separator; what Vega makes up for other marks is English.
        words, *tip = element.get("aria-label", "").split(SEPARATOR)
        element.attrib = {
            key: _LONG_NUMBER.sub(_shorten, _REFERENCE.sub(lambda m: f"url(#{renamed[m[1]]})", value))
            for key, value in element.attrib.items()
            if key not in _DROPPED and not key.startswith("aria-") and (key, value) not in _DEFAULTS
        }
        if "id" in element.attrib:
            element.set("id", renamed[element.get("id")])
        if not words and tip:
            ElementTree.SubElement(element, "title").text = tip[0]
            element.attrib |= {"data-series": tip[1]} if tip[1] else {}
    _prune(root)
    width, height, view_box = root.get("width"), root.get("height"), root.get("viewBox")
    root.attrib = {
        "xmlns": SVG_NAMESPACE,
        "class": CSS_CLASS,
        "width": width,
        "height": height,
        "viewBox": view_box,
        "font-family": FONT_STACK,
        "aria-hidden": "true",
        "focusable": "false",
    }
    return ElementTree.tostring(root, encoding="unicode")


def _shorten(match: re.Match[str]) -> str:
    """Return a coordinate rounded to a hundredth of a pixel."""
    return f"{round(float(match[0]), 2):g}"


def _prune(parent: ElementTree.Element) -> None:
    """Remove what draws nothing, and lift children out of groups that say nothing."""
    kept: list[ElementTree.Element] = []
    for child in parent:
        _prune(child)
        if child.get("display") == "none" or (child.tag == "path" and _EMPTY_PATH.fullmatch(child.get("d", ""))):
            continue
        if child.tag == "path" and not ({"fill", "stroke"} & child.attrib.keys()) and parent.tag == "g":
            continue  # the invisible background of a group
        if child.tag == "g" and not child.attrib:
            kept.extend(child)
        elif child.tag != "g" or len(child):
            kept.append(child)
    parent[:] = kept
