"""Enters a bulletin in _toc.yml line by line, so that comments and layout of the file stay as people wrote them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import yaml

from liandong.findings import DataError, Finding, messages
from liandong.scaffold.files import COMPARISON

TOC = "_toc.yml"
MESSAGES = messages(__name__)
_CHAPTER = re.compile(r"^(?P<indent> *)- file: *[\"']?book/bulletins/(?P<slug>[^/\s\"']+)/index[\"']?\s*(?:#.*)?$")
_COMPARISON = f"book/{COMPARISON}"


def enter_bulletin(text: str, slug: str, pages: Sequence[str], comparison: bool = False) -> str:
    """Return the text of _toc.yml with the bulletin behind the others; one that is entered already is left alone.

    Args:
        text: The file's text.
        slug: The bulletin.
        pages: Its pages, the first of which leads to the others.
        comparison: Whether the comparison of the bulletins is entered too, behind them all.

    Raises:
        DataError: E806 if the file has no place for it.
    """
    try:
        known = set(_files(yaml.safe_load(text)))
    except yaml.YAMLError:
        raise DataError([Finding("E806", TOC, found=MESSAGES["unreadable"], expected=MESSAGES["place"])]) from None
    lines = text.splitlines()
    added: list[str] = []
    chapters = [(number, match) for number, line in enumerate(lines) if (match := _CHAPTER.match(line))]
    if not chapters:
        raise DataError([Finding("E806", TOC, found=MESSAGES["no_place"], expected=MESSAGES["place"])])
    number, last = chapters[-1]
    indent = last["indent"]
    entry: list[str] = []
    if f"book/bulletins/{slug}/index" not in known:
        pages = [f"book/bulletins/{slug}/{page}" for page in pages]
        added += pages
        entry += [f"{indent}- file: {pages[0]}", f"{indent}  sections:",
                  *(f"{indent}    - file: {page}" for page in pages[1:])]
    if comparison and _COMPARISON not in known:
        added.append(_COMPARISON)
        entry.append(f"{indent}- file: {_COMPARISON}")
    end = _end_of_entry(lines, number, len(indent))
    result = _joined([*lines[:end], *entry, *lines[end:]], text)
    _verify(text, result, added)
    return result


def leave_bulletin(text: str, slug: str, comparison: bool = False) -> str:
    """Return the text of _toc.yml without a bulletin, and without the comparison if that goes too; all else as it was.

    Raises:
        DataError: E806 if its lines cannot be taken out alone.
    """
    lines = text.splitlines()
    start, end, _ = _entry_of(lines, slug)
    page = re.compile(rf" *- file: *[\"']?{_COMPARISON}[\"']?\s*(?:#.*)?")
    kept = [
        line for number, line in enumerate(lines)
        if not start <= number < end and not (comparison and page.fullmatch(line))
    ]
    result = _joined(kept, text)
    removed = [
        file for file in _files(yaml.safe_load(text))
        if file.startswith(f"book/bulletins/{slug}/") or (comparison and file == _COMPARISON)
    ]
    _verify(result, text, removed)
    return result


def replace_pages(text: str, slug: str, pages: Sequence[str]) -> str:
    """Return the text of _toc.yml with other pages of a bulletin that is entered, at its place."""
    lines = text.splitlines()
    start, end, indent = _entry_of(lines, slug)
    if end:
        lines[start + 1 : end] = [f"{indent}  sections:",
                                  *(f"{indent}    - file: book/bulletins/{slug}/{page}" for page in pages[1:])]
    return _joined(lines, text)


def order_pages(names: Iterable[str]) -> list[str]:
    """Return a bulletin's pages in reading order: what opens it, text, statistics, what does not fit, the index."""
    order = ("index", "source", "figures", "discrepancies", "statistics")

    def place(name: str) -> tuple[int, int, str]:
        head, _, number = name.partition("-")
        return (order.index(head) if head in order else 2, int(number) if number.isdigit() else 0, name)

    return sorted(names, key=place)


def _entry_of(lines: list[str], slug: str) -> tuple[int, int, str]:
    """Return the lines of a bulletin's entry, from first to behind last, and its indentation; none if it has none."""
    for number, line in enumerate(lines):
        match = _CHAPTER.match(line)
        if match and match["slug"] == slug:
            return number, _end_of_entry(lines, number, len(match["indent"])), match["indent"]
    return 0, 0, ""


def _joined(lines: list[str], text: str) -> str:
    """Return lines with the line breaks of the text that they came from."""
    newline = "\r\n" if "\r\n" in text else "\n"
    return newline.join(lines) + (newline if text.endswith("\n") else "")


def _end_of_entry(lines: list[str], start: int, indent: int) -> int:
    """Return the line behind the entry at ``start``: behind its last deeper line, before blank lines and comments."""
    end = start + 1
    for number in range(start + 1, len(lines)):
        stripped = lines[number].lstrip(" ")
        if not stripped or stripped.startswith("#"):
            continue
        if len(lines[number]) - len(stripped) <= indent:
            break
        end = number + 1
    return end


def _verify(before: str, after: str, added: list[str]) -> None:
    """Raise E806 unless exactly the new files came in and the old ones kept their order."""
    try:
        files = list(_files(yaml.safe_load(after)))
    except yaml.YAMLError:
        files = []
    old = list(_files(yaml.safe_load(before)))
    if [file for file in files if file not in added] != old or sorted(files) != sorted([*old, *added]):
        raise DataError([Finding("E806", TOC, found=MESSAGES["broken"], expected=MESSAGES["intact"])])


def _files(node) -> list[str]:
    """Return the files that a parsed table of contents names, in reading order."""
    if isinstance(node, dict):
        own = [node["file"]] if "file" in node else []
        return own + [file for value in node.values() for file in _files(value)]
    if isinstance(node, list):
        return [file for value in node for file in _files(value)]
    return []
