"""What is wrong with the register of law: days that overlap, texts missing or changed, articles that do not exist."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from liandong.data.documents import read_yaml
from liandong.data.text_files import read_bytes
from liandong.findings import DataError, Finding, messages, quote
from liandong.pages.marking.laws import HELD_FULL, HELD_NONE, HELD_PART, LAWS, REGISTER, Law, Register, read_register

CODE = "E534"
KEYS = {"id": str, "version": str, "from": date, "held": str, "source": str, "address": str, "read": date}
MESSAGES = messages(__name__)


def check_register(root: Path) -> list[Finding]:
    """Return what is wrong with ``data/law/laws.yml``; nothing where the project has no register."""
    if not (root / REGISTER).is_file():
        return []
    try:
        lines = (root / REGISTER).read_text(encoding="utf-8-sig", errors="replace").splitlines()
        findings = list(_shape(read_yaml(root / REGISTER, root), lines))
        return findings or [*_files(root, lines), *_days(register := read_register(root), lines), *_names(register),
                            *_comparisons(register)]
    except DataError as error:
        return error.findings


def _shape(content: object, lines: list[str]) -> Iterator[Finding]:
    """Yield what keeps the register from being read at all."""
    content = content if isinstance(content, dict) else {}
    then = content.get("then")
    for key, kind in (("day", date), ("then", dict), ("laws", list)):
        days = [then.get("from"), then.get("until")] if key == "then" and isinstance(then, dict) else []
        if not isinstance(content.get(key), kind) or not all(isinstance(day, date) for day in days):
            yield _missing("", key)
    seen: set[str] = set()
    for number, law in enumerate(content.get("laws") or [], start=1):
        law_place = MESSAGES["law"].format(number=number)
        for key, kind in (("title", str), ("names", list), ("texts", list)):
            if not isinstance(law.get(key), kind):
                yield _missing(law_place, key)
        for text in law.get("texts") or []:
            name, version = str(text.get("id", "")), str(text.get("version", ""))
            line, place = _line(lines, name), MESSAGES["place"].format(name=name or law_place)
            for key, kind in KEYS.items():
                if not isinstance(text.get(key), kind):
                    yield _missing(place, key, line)
            if text.get("held") not in (HELD_FULL, HELD_PART, HELD_NONE):
                yield _missing(place, "held", line)
            elif text["held"] != HELD_NONE and not text.get("file"):
                yield _finding("no_file", line, place=MESSAGES["place"].format(name=name))
            if name in seen:
                yield _finding("twice", line, name=quote(name))
            seen.add(name)
            if not version[:4].isdigit():
                yield _finding("year", line, place=name, found=quote(version))
    for entry in content.get("comparisons") or []:
        for side in ("old", "new"):
            if entry.get(side) not in seen:
                yield _finding("unknown", place="comparisons", name=quote(str(entry.get(side))))


def _files(root: Path, lines: list[str]) -> Iterator[Finding]:
    for law in read_yaml(root / REGISTER, root)["laws"]:
        for text in law["texts"]:
            content = read_bytes(root / LAWS / text["file"], root) if text.get("file") else None
            if content is not None and hashlib.sha256(content).hexdigest() != text.get("sha256"):
                yield _finding("changed", _line(lines, text["id"]), place=MESSAGES["place"].format(name=text["id"]))


def _days(register: Register, lines: list[str]) -> Iterator[Finding]:
    """Yield texts that end before they begin, that overlap, or that leave a gap to the text that replaced them."""
    for law in register.laws:
        texts = sorted(law.texts, key=lambda text: text.start)
        for text in texts:
            place, line = MESSAGES["place"].format(name=text.id), _line(lines, text.id)
            if text.end is not None and text.end < text.start:
                yield _finding("backwards", line, place=place, start=text.start, end=text.end)
            replaced_by = text.details["replaced_by"]
            other = register.text(replaced_by)
            if replaced_by and other is None:
                yield _finding("unknown", line, place=place, name=quote(replaced_by))
            elif other is not None and (text.end is None or text.end + timedelta(days=1) != other.start):
                yield _finding("gap", line, place=place, end=text.end or "—", other=other.id, start=other.start)
        for before, after in pairwise(texts):
            if before.end is None or before.end >= after.start:
                yield _finding("overlap", _line(lines, after.id), place=MESSAGES["place"].format(name=after.id),
                               other=before.id)


def _names(register: Register) -> Iterator[Finding]:
    owners: dict[str, Law] = {}
    for law in register.laws:
        for name in {law.title, *law.names}:
            if owners.setdefault(name, law) is not law:
                yield _finding("name_taken", name=name)


def _comparisons(register: Register) -> Iterator[Finding]:
    for comparison in register.comparisons:
        for topic, *numbers in comparison.pairs:
            for text, number in zip((comparison.old, comparison.new), numbers, strict=True):
                if number and number not in text.articles:
                    yield _finding("no_article", topic=topic, number=number, name=text.id)


def _missing(place: str, key: str, line: int | None = None) -> Finding:
    return Finding.worded(CODE, REGISTER.as_posix(), (MESSAGES["no_key"], MESSAGES["key_expected"][key]), line,
                          place=place, key=key)


def _finding(message: str, line: int | None = None, **words: object) -> Finding:
    return Finding.worded(CODE, REGISTER.as_posix(), MESSAGES[message], line, **words)


def _line(lines: list[str], name: str) -> int | None:
    """Return the line on which a text of the register begins."""
    return next((number for number, line in enumerate(lines, start=1) if name and line.strip() == f"- id: {name}"),
                None)
