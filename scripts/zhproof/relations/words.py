"""The words by which official Chinese ties numbers: patterns, and sets whose members exclude one another."""

from __future__ import annotations

import re

from zhproof.tables import Patterns, table

WORDS = Patterns("relations/patterns.toml")
_SETS = table("relations/partitions.toml")
# How far a task has come, by the words before its number; the first that is found holds.
_STATES = {name: re.compile(pattern) for name, pattern in _SETS["states"].items()}
_PARTITIONS = [
    (entry["name"], re.compile(entry["members"]), set(entry.get("whole", ()))) for entry in _SETS["partitions"]
]
_VOTES = [set(_SETS["votes"][side]) for side in ("positive", "negative")]
_OPPOSITES = [pair.split("/") for pair in _SETS["opposites"]["pairs"]]


def partition_of(leads: list[str]) -> tuple[str, bool] | None:
    """Return the set of exclusive members to which all leads belong, each another, and whether they make it whole."""
    for name, members, whole in _PARTITIONS:
        found = [match[1] for lead in leads if (match := members.search(lead))]
        if len(found) == len(leads) and len(set(found)) == len(found):
            if name == "votes":
                return name, all(side & set(found) for side in _VOTES)
            return name, bool(whole) and whole <= set(found)
    if len(leads) == 2 and _are_opposites(*leads):
        return "opposites", True
    letters = "".join(match[1] for lead in leads if (match := WORDS.lettered.search(lead)))
    if len(letters) == len(leads) >= 2 and ("ABCDE".startswith(letters) or "甲乙丙丁戊".startswith(letters)):
        return "letters", True
    if leads and all(WORDS.lettered_class.search(lead) for lead in leads) and len(set(leads)) == len(leads):
        return "class", len(leads) >= 3
    states = {state_of(lead) for lead in leads}
    return ("state", True) if "" not in states and len(states) >= 2 else None


def _are_opposites(one: str, other: str) -> bool:
    """Return whether one lead denies the other: 标准化 and 非标准化, 合格 and 不合格, 集中供养 and 分散供养."""
    if any(a in one and one.replace(a, b) == other or b in one and one.replace(b, a) == other for a, b in _OPPOSITES):
        return True
    if len(one) > 2 and one == other[::-1]:
        # 医办养, 养办医
        return True
    shorter, longer = sorted((one.removeprefix("已"), other.removeprefix("已")), key=len)
    return len(shorter) >= 2 and longer in (f"非{shorter}", f"不{shorter}", f"未{shorter}", f"没有{shorter}")


def state_of(lead: str) -> str:
    """Return how far a part of a list of tasks has come: done, ongoing, deferred or not; empty if nothing says it."""
    return next((name for name, pattern in _STATES.items() if pattern.search(lead)), "")
