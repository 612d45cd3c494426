"""What the program says to its users: below `messages` a folder for each language, in it a TOML file for each room, in it the tables of each module.

Standard library only: `scripts/kb.py` speaks before there is an environment.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "messages" / "zh-CN"


def messages(module: str, table: str = "messages") -> dict[str, Any]:
    """Return one table of a module's texts by their keys.

    Args:
        module: The module's `__name__`; its second part is the room, whose file has the table.
        table: The table's name.
    """
    _, room, *parts = module.split(".")
    found = _room(room)
    for part in (*parts, table):
        found = found[part]
    return found


@cache
def _room(name: str) -> dict[str, Any]:
    """Return the texts of a room, its lists as tuples: nobody changes what all share."""
    return _frozen(tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")))


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _frozen(inner) for key, inner in value.items()}
    return tuple(_frozen(inner) for inner in value) if isinstance(value, list) else value
