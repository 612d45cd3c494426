"""Reads the built site while a new one may take its place."""

from __future__ import annotations

import time
from pathlib import Path

from liandong.data.text_files import path_inside

# While a new site takes the old one's place there is none for a moment.
_TRIES, _PAUSE_S = 10, 0.05


def read_site_file(site: Path, name: str) -> bytes | None:
    """Return the bytes of a file inside the site, or None if there is none: folders and places outside are none.

    Args:
        site: The site's folder.
        name: The path as asked for, relative to it.
    """
    for attempt in range(_TRIES):
        path = path_inside(site, name)
        if path is None:
            return None
        try:
            if path.is_file():
                return path.read_bytes()
        except OSError:
            pass
        if site.is_dir() or attempt == _TRIES - 1 or not site.with_name(f"{site.name}.old").exists():
            return None
        time.sleep(_PAUSE_S)
    return None
