"""Runs pages' cells for the site: each page in a process forked from one that has the libraries loaded already.

Where there is no fork the stock Jupyter kernel runs them; outputs are the same either way.
"""

import os

# Set where nothing has been built yet: every page will be asked for, so that the dispatcher need not wait to be told.
ALL_PAGES = "LIANDONG_ALL_PAGES"


def accelerated() -> bool:
    """Whether the site is built in our faster ways; with LIANDONG_ACCELERATION=off it is built as Jupyter Book itself would.

    Off are forked pages (unless LIANDONG_EXECUTOR asks for them), the sidebar made once a folder, writing on all processors and compiled
    templates kept between builds. What comes out is the same, byte for byte.
    """
    return os.environ.get("LIANDONG_ACCELERATION", "on") != "off"
