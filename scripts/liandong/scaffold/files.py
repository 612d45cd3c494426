"""The files of a new bulletin, by name: the templates with what is known put in."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from liandong.mentions import NO_HEDGE, READINGS
from liandong.scaffold.source import Source
from liandong.scaffold.unfinished import PENDING
from zhproof.quantities import STATISTICAL
from zhproof.reading import read_numerals

TEMPLATES = Path(__file__).resolve().parent / "templates"
PAGES = ("index", "source", "practice", "discrepancies", "statistics")
COMPARISON = "comparison"
# What the scan suggests; people read every row against the text.
ROLES = {**dict.fromkeys(STATISTICAL, "statistic"), "date": "date", "ordinal": "ordinal"}
OTHER_ROLE = "name"
CONTEXT_BEFORE, CONTEXT_AFTER = 12, 6
_PLACE = re.compile("@([a-z0-9_]+)@")
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|$])")


@dataclass(frozen=True)
class Facts:
    """What is known of the bulletin; None where people fill in.

    Attributes:
        slug: year-issue-place.
        title: The title as printed.
        document: The kind of document, such as 简报.
        issuer: Who issues it.
        number: Such as 2024年第59期.
        date: Its date.
        place: The place that it is about.
    """

    slug: str
    title: str | None
    document: str | None
    issuer: str | None
    number: str | None
    date: date | None
    place: str | None

    @property
    def missing(self) -> list[str]:
        """The names of what people fill in, in the order of bulletin.yml."""
        return [name for name in ("title", "document", "issuer", "number", "date", "place") if getattr(self, name) is None]


def data_files(facts: Facts, source: Source) -> dict[str, bytes]:
    """Returns the files of data/bulletins/<slug>/ by their names in it."""
    day = facts.date.isoformat() if facts.date else ""
    words = {
        name: getattr(facts, name) or PENDING for name in ("title", "document", "issuer", "number", "place")
    } | {"slug": facts.slug, "sha256": hashlib.sha256(source.content).hexdigest()}
    info = {name: _yaml_scalar(value) for name, value in words.items()} | {"date": day or PENDING}
    quoted = {name: json.dumps(value, ensure_ascii=False)[1:-1] for name, value in words.items()}
    texts = {
        "bulletin.yml": _filled("bulletin.yml", info),
        "datapackage.json": _filled("datapackage.json", quoted),
        "mentions.csv": mentions_csv(source.text),
        "statistics.csv": _filled("statistics.csv", {}),
        "derived.csv": _filled("derived.csv", {}),
        "discrepancies.yml": _filled("discrepancies.yml", {}),
    }
    for template in sorted((TEMPLATES / "tables").glob("*.csv")):
        name = f"tables/{template.name}"
        texts[name] = _filled(name, {"date": day})
    texts["tables/status.csv"] = _known_wordings(texts["tables/status.csv"], source.text)
    return {"source.txt": source.content, **{name: text.encode("utf-8") for name, text in texts.items()}}


def page_files(facts: Facts) -> dict[str, bytes]:
    """Returns the pages of book/bulletins/<slug>/ by their names in it."""
    words = {name: _prose(getattr(facts, name) or PENDING) for name in ("title", "document", "number")}
    words["slug"] = facts.slug
    return {f"{page}.md": _filled(f"pages/{page}.md", words).encode("utf-8") for page in PAGES}


def _prose(text: str) -> str:
    """Returns a text for a page's Markdown; one with numerals is marked as a name that holds them."""
    if read_numerals(text) and "`" not in text:
        return f"{{standard}}`{text}`"
    return _MARKUP.sub(r"\\\1", text)


def comparison_page() -> bytes:
    """Returns the page that sets the bulletins side by side."""
    return _filled(f"{COMPARISON}.md", {}).encode("utf-8")


def mentions_csv(text: str) -> str:
    """Returns mentions.csv of a text: every numeral in reading order, with the role that its kind suggests."""
    rows = [["position", "printed", "context", "role", "statistic", *READINGS, "why"]]
    for position, numeral in enumerate(read_numerals(text), start=1):
        around = text[max(0, numeral.start - CONTEXT_BEFORE) : numeral.end + CONTEXT_AFTER]
        read = [numeral.value_text, numeral.unit, numeral.hedge or NO_HEDGE, numeral.kind]
        rows.append([position, numeral.printed, "".join(around.split()), ROLES.get(numeral.kind, OTHER_ROLE), "", *read, ""])
    return _csv_text(rows)


def _known_wordings(table: str, text: str) -> str:
    """Returns the table of states without the usual wordings that this text does not use."""
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    squeezed = "".join(text.split())
    for row in rows:
        if row["wording_zh"] not in squeezed:
            row["wording_zh"] = ""
    return _csv_text([list(rows[0]), *(list(row.values()) for row in rows)])


def _filled(name: str, words: dict[str, str]) -> str:
    """Returns a template with each ``@word@`` replaced; a word that nobody gives is an error of ours."""
    return _PLACE.sub(lambda match: words[match[1]], (TEMPLATES / name).read_text(encoding="utf-8"))


def _csv_text(rows: list[list]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _yaml_scalar(value: str) -> str:
    """Returns a text as YAML on one line, quoted where it must be."""
    return yaml.safe_dump([value], allow_unicode=True, width=float("inf")).removeprefix("- ").rstrip("\n")
