"""How the site is built faster than Jupyter Book itself would; what comes out is the same, byte for byte."""

import os


def accelerated() -> bool:
    """Return whether the site is built in our faster ways; with LIANDONG_ACCELERATION=off it is built as Jupyter Book itself would.

    Off are the cells' run (unless LIANDONG_EXECUTOR asks for it), the sidebar made once a folder, writing on all processors and compiled
    templates kept between builds.
    """
    return os.environ.get("LIANDONG_ACCELERATION", "on") != "off"


def stock_kernels() -> bool:
    """Return whether a stock Jupyter kernel executes each page: asked for by LIANDONG_EXECUTOR=kernel."""
    return os.environ.get("LIANDONG_EXECUTOR", "run" if accelerated() else "kernel") == "kernel"
