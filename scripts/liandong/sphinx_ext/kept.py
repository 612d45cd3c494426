"""What a build keeps beside the doctrees for the next one: JSON files, each replaced whole. No component: the others use it."""

from __future__ import annotations

import json
from pathlib import Path

from sphinx.application import Sphinx

from liandong.data.files import replace_file


def read_kept(app: Sphinx, name: str) -> dict:
    """Return what was kept under a file name, nothing where nothing was."""
    path = Path(app.doctreedir) / name
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def keep(app: Sphinx, name: str, value: dict) -> None:
    """Keep a value; a build that is cut off leaves the former one."""
    path = Path(app.doctreedir) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, json.dumps(value).encode("ascii"))
