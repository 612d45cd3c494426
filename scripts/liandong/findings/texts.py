"""What the program says to its users: below `messages` a folder for each language, in it a TOML file for each room.

A file has the tables of its room's modules. Standard library only: `scripts/kb.py` speaks before it has more.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "messages" / "zh-CN"


def messages(module: str, table: str = "messages") -> dict[str, Any]:
    """Return a table of a module, known by its `__name__`, whose second part is the room that has a file of its own."""
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
