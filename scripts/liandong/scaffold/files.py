"""The files of a new bulletin, by name: its data, and pages with ordinary cells, from what was read and decided."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from liandong.findings import messages
from liandong.model.mentions import NO_HEDGE, READINGS
from liandong.pages.marking.kinds import QUOTE, STANDARD, check_mark
from liandong.scaffold.cells import figure_pages
from liandong.scaffold.doubts import discrepancy_entries
from liandong.scaffold.proposals import SourceReading
from liandong.scaffold.source import SourceText
from liandong.scaffold.ties import Tie
from liandong.scaffold.unfinished import PENDING
from zhproof.quantities import STATISTICAL
from zhproof.reading import read_numerals

TEMPLATES = Path(__file__).resolve().parent / "templates"
COMPARISON = "comparison"
PACKAGE = "datapackage.json"
# The entry of datapackage.json that says what the program wrote: the reading, and the sha256 of each file.
WRITTEN, READING = "written", "reading"
FACTS, NAMES, ANSWERS = "tables/facts.csv", "tables/names.csv", "answers.csv"
ANSWER_COLUMNS = ("numeral", "field", "answer")
# What the scan suggests; people read every row against the text.
ROLES = {**dict.fromkeys(STATISTICAL, "statistic"), "date": "date", "ordinal": "ordinal"}
OTHER_ROLE = "name"
INFO = ("title", "document", "issuer", "number", "place")
CONTEXT_BEFORE, CONTEXT_AFTER = 12, 6
MESSAGES = messages(__name__)
_PLACE = re.compile("@([a-z0-9_]+)@")
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|$])")


@dataclass(frozen=True)
class Facts:
    """What is known of the bulletin; None where the text does not say it."""

    slug: str  # year-issue-place
    title: str | None  # the title as printed
    document: str | None  # the kind of document, such as 简报
    issuer: str | None  # who issues it
    number: str | None  # such as 2024年第59期
    date: date | None  # its date
    place: str | None  # the place that it is about

    @property
    def missing(self) -> list[str]:
        """The names of what people fill in, in the order of bulletin.yml."""
        return [name for name in ("title", "document", "issuer", "number", "date") if getattr(self, name) is None]


def bulletin_files(
    facts: Facts, source: SourceText, reading: SourceReading, ties: dict[str, Tie]
) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return the files of data/bulletins/<slug>/ and the pages of book/bulletins/<slug>/, by their names there.

    datapackage.json says what each of them is as the program wrote it, so that what somebody changed is known.
    """
    data, pages = _data_files(facts, source, reading, ties), _page_files(facts, reading, ties)
    written = {name: file_digest(name, content) for name, content in (data | pages).items()}
    package = json.loads(data[PACKAGE]) | {WRITTEN: {READING: reading.digest, **written}}
    return data | {PACKAGE: _as_json(package)}, pages


def file_digest(name: str, content: bytes) -> str:
    """Return the sha256 of a file of a bulletin; of datapackage.json without what it says of the files."""
    if name == PACKAGE:
        with suppress(ValueError):
            package = json.loads(content)
            package.pop(WRITTEN, None)
            content = _as_json(package)
    return hashlib.sha256(content).hexdigest()


def _data_files(facts: Facts, source: SourceText, reading: SourceReading, ties: dict[str, Tie]) -> dict[str, bytes]:
    """Return the files of data/bulletins/<slug>/ by their names in it."""
    day = facts.date.isoformat() if facts.date else PENDING
    words = {name: getattr(facts, name) or PENDING for name in INFO} | {
        "slug": facts.slug, "sha256": hashlib.sha256(source.content).hexdigest()
    }
    info = _filled("bulletin.yml", {name: _yaml_scalar(value) for name, value in words.items()} | {"date": day})
    if facts.place is None:
        info = re.sub(r"(?m)^place: .*\n", "", info)
    texts = {
        "bulletin.yml": info,
        "datapackage.json": _data_package(words, reading, ties),
        "mentions.csv": mentions_csv(reading),
        "statistics.csv": csv_text([
            ("id", "name_zh", "name_en", "unit", "hedge", "section", "definition_zh"),
            *((one.id, one.name, one.english, one.unit, one.hedge, one.section.id, MESSAGES["definition"])
              for one in reading.figures),
        ]),
        FACTS: csv_text([
            ("item", "name_zh", "value", "unit", "as_of"),
            *((one.id, one.name, f"{one.value:f}", one.unit, "" if facts.date is None else day)
              for one in reading.figures),
        ]),
        "discrepancies.yml": _filled("discrepancies.yml", {
            "entries": yaml.safe_dump(discrepancy_entries(ties), allow_unicode=True, sort_keys=False, width=1000),
        }),
    }
    if named := _named(ties):
        texts[NAMES] = csv_text([
            ("item", "listed_zh"), *((tie.figure.id, name) for tie in named for name in tie.names)
        ])
    return {"source.txt": source.content, **{name: text.encode("utf-8") for name, text in texts.items()}}


def _page_files(facts: Facts, reading: SourceReading, ties: dict[str, Tie]) -> dict[str, bytes]:
    """Return the pages of book/bulletins/<slug>/ by their names in it, in the order of the table of contents."""
    pages = figure_pages(reading, ties)
    links = "\n".join(f"1. [{page.heading}]({page.name}.md)" for page in pages)
    texts = {
        "index": _filled("pages/index.md", {"title": prose(facts.title or PENDING), "figures": links}),
        "source": _filled("pages/source.md", {}),
    }
    for page in pages:
        sections = "".join(f"## {prose(title)}\n\n" * bool(title) + cells for title, cells in page.sections)
        names = 'names = bulletin.table("names")\n' * ("count_rows" in page.imports)
        words = {"heading": page.heading, "names": names, "imports": page.imports, "slug": facts.slug,
                 "sections": sections}
        texts[page.name] = _filled("pages/figures.md", words)
    texts |= {name: _filled(f"pages/{name}.md", {}) for name in ("discrepancies", "statistics")}
    return {f"{name}.md": text.encode("utf-8") for name, text in texts.items()}


def comparison_page() -> bytes:
    """Return the page that sets the bulletins side by side."""
    return _filled(f"{COMPARISON}.md", {}).encode("utf-8")


def mentions_csv(reading: SourceReading) -> str:
    """Return mentions.csv of a text: every numeral in reading order, with its role and its statistic."""
    figures = reading.figure_of()
    rows: list[Iterable] = [["position", "printed", "context", "role", "statistic", *READINGS, "why"]]
    for numeral in reading.numerals:
        figure = figures.get(numeral.id)
        decision = reading.decided.get(numeral.id)
        role = ROLES.get(numeral.kind, OTHER_ROLE)
        value, unit, hedge, why = numeral.value_text, numeral.unit, numeral.hedge or NO_HEDGE, ""
        cell = reading.cells.get(numeral.id)
        if decision and decision.statistic is False:
            role, why = OTHER_ROLE, MESSAGES["none"]
        elif figure:
            role = "statistic"
            if (decision and (decision.unit, decision.hedge) != (None, None)
                    and (unit, numeral.hedge) != (figure.unit, figure.hedge)):
                value, unit, hedge, why = (
                    f"{figure.value:f}", figure.unit, figure.hedge or NO_HEDGE, MESSAGES["reading"]
                )
            elif cell:
                value, unit, hedge = f"{figure.value:f}", figure.unit, figure.hedge or NO_HEDGE
                why = MESSAGES["head"].format(head=cell.stated_by)
            elif not numeral.is_statistical:
                value, unit, why = f"{figure.value:f}", figure.unit, MESSAGES["statistic"]
        elif numeral.id in reading.no_amounts:
            role, why = OTHER_ROLE, reading.no_amounts[numeral.id]
        before, after = (
            reading.text[max(0, numeral.start - CONTEXT_BEFORE) : numeral.start],
            reading.text[numeral.start : numeral.end + CONTEXT_AFTER],
        )
        # A cell that begins so is a formula to a spreadsheet.
        context = "".join(before.split()).lstrip("=+-@") + "".join(after.split())
        rows.append([numeral.id, numeral.printed, context, role, figure.id if figure else "", value, unit, hedge,
                     numeral.kind, why])
    return csv_text(rows)


def prose(text: str) -> str:
    """Return a text for a page's Markdown; one with numerals is marked as a name, or as the bulletin's own words."""
    if read_numerals(text):
        # Between longer fences a text may hold the mark that fences it.
        fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
        inner = f" {text} " if "`" in text else text
        return f"{{{QUOTE if check_mark(STANDARD, text) else STANDARD}}}{fence}{inner}{fence}"
    return _MARKUP.sub(r"\\\1", text)


def csv_text(rows: Iterable[Sequence]) -> str:
    """Return rows as the text of a CSV file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _named(ties: dict[str, Tie]) -> list[Tie]:
    """Return the calculations that count names."""
    return [tie for tie in ties.values() if tie.names]


def _data_package(words: dict[str, str], reading: SourceReading, ties: dict[str, Tie]) -> str:
    package = json.loads(_filled("datapackage.json", {
        name: json.dumps(value, ensure_ascii=False)[1:-1] for name, value in words.items()
    }))
    # A table without rows is no table: the answers come with the first one.
    empty = {ANSWERS: not reading.decided, NAMES: not _named(ties)}
    package["resources"] = [resource for resource in package["resources"] if not empty.get(resource["path"])]
    sections = {figure.section.id: figure.section.title for figure in reading.figures}
    for field in package["resources"][0]["schema"]["fields"]:
        if field["name"] == "section" and sections:
            field["constraints"]["enum"], field["labels"] = list(sections), sections
    return _as_json(package).decode("utf-8")


def _as_json(package: dict) -> bytes:
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _filled(name: str, words: dict[str, str]) -> str:
    """Return a template with each ``@word@`` replaced; a word that nobody gives is an error of ours."""
    return _PLACE.sub(lambda match: words[match[1]], (TEMPLATES / name).read_text(encoding="utf-8"))


def _yaml_scalar(value: str) -> str:
    """Return a text as YAML on one line, quoted where it must be."""
    return yaml.safe_dump([value], allow_unicode=True, width=float("inf")).removeprefix("- ").rstrip("\n")
