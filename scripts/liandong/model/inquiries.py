"""The entries of discrepancies.yml: what cannot be right together, what is only asked, and how far each has come.

An entry doubts the figures of its ``statistics``, which carry the mark 待核; the figures of ``about`` are only asked
about. An answer is entered by hand: ``reported_on``, ``answered_on`` with ``answer``, ``corrected_on``.
"""

from __future__ import annotations

from datetime import date

from liandong.findings import Finding, messages

# What an entry of each status must say beside the status; an entry of an earlier one may not say it yet.
STATUSES = {
    "待核": (), "已报告": ("reported_on",), "已答复": ("reported_on", "answered_on", "answer"),
    "已更正": ("reported_on", "answered_on", "answer", "corrected_on"),
}
DAYS = ("reported_on", "answered_on", "corrected_on")
FIGURES = ("statistics", "about")
KEYS = ("id", "title", "status", "fails")
MESSAGES = messages(__name__)
WORDS = messages(__name__, "words")


def check_entries(entries, file: str, published: date | None) -> list[Finding]:
    """Return what is wrong with the entries (E407): keys, statuses, figures listed twice, impossible days."""
    if not isinstance(entries, list):
        return [Finding.worded("E407", file, MESSAGES["not_entries"])]
    findings, seen = [], set()
    joined = MESSAGES["joined"].join
    for number, entry in enumerate(entries, start=1):
        lacking = [key for key in KEYS if not isinstance(entry, dict) or not entry.get(key)]
        if not lacking and not any(entry.get(key) for key in FIGURES):
            lacking = ["statistics"]
        lacking = lacking or [key for key in (*FIGURES, "questions") if not isinstance(entry.get(key, []), list)]
        if lacking:
            findings.append(Finding.worded("E407", file, MESSAGES["lacks"], number=number, keys=joined(lacking),
                                           all=joined(KEYS)))
            continue
        if entry["status"] not in STATUSES:
            findings.append(Finding.worded("E407", file, MESSAGES["status"], title=entry["title"],
                                           status=entry["status"], statuses=joined(STATUSES)))
        else:
            findings += _check_days(entry, file, published)
        for statistic in entry.get("statistics", []):
            if statistic in seen:
                findings.append(Finding.worded("E407", file, MESSAGES["twice"], statistic=str(statistic)))
            seen.add(statistic)
    return findings


def _check_days(entry: dict, file: str, published: date | None) -> list[Finding]:
    findings, needed = [], STATUSES[entry["status"]]
    for key in (*DAYS, "answer"):
        said = entry.get(key)
        if bool(said) != (key in needed):
            findings.append(Finding.worded("E407", file, MESSAGES["early" if said else "missing"], key=key,
                                           title=entry["title"], status=entry["status"]))
        elif said and key in DAYS and type(said) is not date:
            findings.append(Finding.worded("E407", file, MESSAGES["day"], title=entry["title"], key=key, value=said))
    if findings:
        return findings
    before, earlier = MESSAGES["published"], published
    for key in (key for key in DAYS if entry.get(key)):
        day = entry[key]
        words = {"title": entry["title"], "key": key, "day": day}
        if earlier and day < earlier:
            findings.append(Finding.worded("E407", file, MESSAGES["order"], **words, before=before, earlier=earlier))
        elif day > date.today():
            findings.append(Finding.worded("E407", file, MESSAGES["future"], **words))
        before, earlier = key, day
    return findings


def state_words(entry: dict) -> str:
    """Return how far an entry has come, with its days; what is only asked doubts no figure and is not called 待核."""
    days = [WORDS[key].format(day=entry[key]) for key in DAYS if entry.get(key)]
    if not days:
        return entry["status"] if entry.get("statistics") else MESSAGES["unasked"]
    return MESSAGES["state"].format(status=entry["status"], days=MESSAGES["joined"].join(days))


def figures_of(entry: dict) -> list[str]:
    """Return the ids of the bulletin's own figures that an entry is about."""
    return [name for key in FIGURES for name in entry.get(key, [])]
