"""SVG text of a Vega-Lite specification: the same bytes on every machine, nothing in it that a strict page forbids."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from liandong.charts.theme import FONT_STACK

CSS_CLASS = "liandong-chart"
SVG_NAMESPACE = "http://www.w3.org/2000/svg"
FONT_DIRECTORY = Path(__file__).resolve().parent.parent / "fonts"
VEGA_LITE = "6.4"
# Before a mark's tip and its series in the chart's data.
SEPARATOR = "\u2063"

_DROPPED = {"class", "role", "pointer-events", "version", "style"}
_DEFAULTS = {
    "opacity": "1", "transform": "translate(0,0)", "font-family": FONT_STACK, "font-weight": "normal",
    "stroke-miterlimit": "10", "stroke-width": "0",
}
_EMPTY_PATH = re.compile(r"M[-0-9.]+,[-0-9.]+h0v0h0Z|")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")


def render_svg(specification: dict, name: str) -> str:
    """Return the chart as one `<svg>` element for use inside an HTML page.

    The element is hidden from screen readers: whoever puts it into a page gives the alternative text on the wrapper, so
    that it is read exactly once. It has `width`, `height` and `viewBox`, the class `liandong-chart`, and no style,
    script or outside reference.

    Args:
        specification: Vega-Lite as plain data; remote data is refused.
        name: ASCII id of the drawing; every id inside the SVG begins with it.
    """
    # No base address is allowed: a chart that names remote data fails instead of fetching it.
    return tidy_svg(_engine().vegalite_to_svg(specification, vl_version=VEGA_LITE, allowed_base_urls=[]), name)


@cache
def _engine():
    """Return the drawing engine, which knows the committed font."""
    import vl_convert

    vl_convert.register_font_directory(str(FONT_DIRECTORY))
    return vl_convert


def describe(tip: str, series: str = "") -> str:
    """Return the value of a mark's description channel: what it stands for, and its kind where there are several."""
    return f"{SEPARATOR}{tip}{SEPARATOR}{series}"


def tidy_svg(raw: str, name: str) -> str:
    """Return Vega's SVG with stable ids that begin with `name`, and without what a page does not need."""
    root = ElementTree.fromstring(raw)
    elements = list(root.iter())
    # Vega counts clip paths up for as long as its process lives; here they begin at 1 in each chart.
    renamed = {old: f"{name}-{index}"
               for index, old in enumerate(filter(None, (element.get("id") for element in elements)), start=1)}
    for element in elements:
        element.tag = element.tag.rpartition("}")[2]
        # Ours begins with the separator; what Vega makes up for other marks is English.
        words, *tip = element.get("aria-label", "").split(SEPARATOR)
        element.attrib = {
            key: renamed[value] if key == "id"
            else _LONG_NUMBER.sub(_shorten, _REFERENCE.sub(lambda found: f"url(#{renamed[found[1]]})", value))
            for key, value in element.attrib.items() if not key.startswith("aria-") and key not in _DROPPED
            and _DEFAULTS.get(key) != value
        }
        if not words and tip:
            ElementTree.SubElement(element, "title").text = tip[0]
            element.attrib |= {"data-series": tip[1]} if tip[1] else {}
    _prune(root)
    size = {key: root.get(key) for key in ("width", "height", "viewBox")}
    root.attrib = {"xmlns": SVG_NAMESPACE, "class": CSS_CLASS, **size, "font-family": FONT_STACK, "aria-hidden": "true",
                   "focusable": "false"}
    return ElementTree.tostring(root, encoding="unicode")


def _shorten(match: re.Match[str]) -> str:
    """Return a coordinate rounded to a hundredth of a pixel."""
    return f"{round(float(match[0]), 2):g}"


def _prune(parent: ElementTree.Element) -> None:
    """Remove what draws nothing, and lift children out of groups that say nothing."""
    kept: list[ElementTree.Element] = []
    for child in parent:
        _prune(child)
        empty = child.tag == "path" and _EMPTY_PATH.fullmatch(child.get("d", ""))
        empty = empty or child.tag == "text" and not "".join(child.itertext())
        # The invisible background of a group is a path without colours.
        ground = child.tag == "path" and parent.tag == "g" and not {"fill", "stroke"} & child.attrib.keys()
        if empty or ground or child.get("display") == "none" or (child.tag == "g" and child.attrib and not len(child)):
            continue
        kept += child if child.tag == "g" and not child.attrib else [child]
    parent[:] = kept
