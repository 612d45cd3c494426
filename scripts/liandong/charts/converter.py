"""Vega-Lite to SVG by vl-convert, whose engine starts at the first chart that a process draws."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FONT_DIRECTORY = Path(__file__).resolve().parent.parent / "fonts"


def vegalite_to_svg(specification: dict, version: str) -> str:
    """Return the raw SVG of a Vega-Lite specification.

    Args:
        specification: Vega-Lite as plain data; remote data is refused.
        version: The version of Vega-Lite, such as "6.1".
    """
    import vl_convert

    _register_fonts()
    # No base address is allowed: a chart that names remote data fails instead of fetching it.
    return vl_convert.vegalite_to_svg(specification, vl_version=version, allowed_base_urls=[])


@cache
def _register_fonts() -> None:
    """Make the font known, once in a process."""
    import vl_convert

    vl_convert.register_font_directory(str(FONT_DIRECTORY))
