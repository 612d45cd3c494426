"""The glossary: its terms as data, their check, and where a text uses them.

The terms are the table ``terms`` of data/training/datapackage.json, so that an instructor adds one without Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from liandong.data.documents import read_json
from liandong.data.tables import read_values, scan_table
from liandong.data.text_files import PROJECT_ROOT, label, path_inside
from liandong.findings import DataError, Finding, messages, quote
from liandong.pages.marking.citations import read_citation
from liandong.pages.marking.kinds import LAW
from liandong.pages.marking.laws import read_register
from zhproof.reading import read_numerals

FOLDER = Path("data") / "training"
DESCRIPTION = "datapackage.json"
TABLE = "terms"
SEPARATOR = "、"
UNDEFINED = ("practice", "unverified")
# 老年人 in the name of a law, or in somebody else's words, is not the book's use of the term.
QUOTED = re.compile("《[^》]*》|“[^”]*”")

MESSAGES = messages(__name__)


@dataclass(frozen=True)
class Term:
    """One term of the glossary.

    Attributes:
        key: its id, which its anchor is made of.
        aliases: other words for the same thing, that are linked too.
        basis: how it is counted, empty where nothing is counted.
        kind: where the definition comes from: law, standard, practice (no law defines it) or unverified.
        source: article or standard, or what is known where there is none.
        page: the chapter that explains it, relative to book/.
        row: its row in the table's file.
    """

    key: str
    name: str
    aliases: tuple[str, ...]
    english: str
    definition: str
    basis: str
    kind: str
    source: str
    page: str
    row: int

    @property
    def words(self) -> tuple[str, ...]:
        """The words by which a text names the term."""
        return (self.name, *self.aliases)


@dataclass(frozen=True)
class Found:
    """A place where a text uses a term: characters ``start`` to ``end``."""

    start: int
    end: int
    term: Term


def read_terms(root: Path = PROJECT_ROOT) -> list[Term]:
    """Return the terms in the order of the table; raises DataError if that or its description cannot be read."""
    path = root / FOLDER / DESCRIPTION
    resources = read_json(path, root)["resources"] if path.is_file() else []
    resource = next((resource for resource in resources if resource["name"] == TABLE), None)
    if resource is None:
        return []
    # Not as a frame: most builds need pandas for nothing else.
    table = read_values(scan_table(resource, root / FOLDER, root), resource["schema"])
    records = [{name: values[at] or "" for name, values in table.values.items()} for at in range(len(table.raw.rows))]
    return [
        Term(record["id"], record["name_zh"], tuple(filter(None, record["aliases"].split(SEPARATOR))),
             record["name_en"], record["definition_zh"], record["basis_zh"], record["source_kind"],
             record["source_zh"], record["page"], row.number)
        for row, record in zip(table.raw.rows, records, strict=True)
    ]


def check_glossary(root: Path = PROJECT_ROOT) -> list[Finding]:
    """Return what is wrong with the glossary; that its table cannot be read the check of the tables names."""
    try:
        return check_terms(read_terms(root), root)
    except DataError:
        return []


def check_terms(terms: Iterable[Term], root: Path = PROJECT_ROOT) -> list[Finding]:
    """Return what the table's schema cannot say: words taken or too short, numerals in prose, a bad source or page."""
    file = label(root / FOLDER / f"{TABLE}.csv", root)
    findings: list[Finding] = []
    register = read_register(root)
    owners: dict[str, Term] = {}
    for term in terms:
        for word in term.words:
            if owners.setdefault(word, term) is not term:
                findings.append(Finding.worded("E931", file, MESSAGES["taken"], term.row, "name_zh", name=quote(word),
                                               other=owners[word].row))
            if len(word) < 2:
                findings.append(Finding.worded("E931", file, MESSAGES["short"], term.row, "name_zh", name=quote(word)))
        for column, text in (("definition_zh", term.definition), ("basis_zh", term.basis)):
            # The same rule as in the chapters: a number in prose has a mark that says what it is.
            findings += [
                Finding.worded("E932", file, MESSAGES["numeral"], term.row, column, numeral=quote(mention.printed))
                for mention in read_numerals(text) if mention.states_number
            ]
        if term.kind == LAW and term.source:
            findings += [
                Finding(problem.code, file, term.row, "source_zh", problem.found, problem.expected)
                for problem in read_citation(term.source, register).problems
            ]
        if term.kind not in UNDEFINED and not term.source:
            findings.append(Finding.worded("E933", file, MESSAGES["source"], term.row, "source_zh", kind=term.kind,
                                           text=quote(term.source)))
        page = path_inside(root / "book", term.page.partition("#")[0])
        if term.page and not (page and page.is_file()):
            findings.append(Finding.worded("E934", file, MESSAGES["page"], term.row, "page", page=quote(term.page)))
    return findings


class Finder:
    """Finds terms in texts of one page, each only where the page first uses it outside names of laws and quotations."""

    def __init__(self, terms: Iterable[Term]):
        """Take the terms; a longer word goes before a shorter one that it contains."""
        self.terms = {word: term for term in terms for word in term.words}
        words = sorted(self.terms, key=len, reverse=True)
        self.pattern = re.compile("|".join(map(re.escape, words))) if words else None
        self.seen: set[str] = set()

    def find(self, text: str) -> Iterator[Found]:
        """Yield the places in a text, in order, and remembers their terms."""
        quoted = [match.span() for match in QUOTED.finditer(text)]
        for match in self.pattern.finditer(text) if self.pattern else ():
            term = self.terms[match[0]]
            if term.key not in self.seen and not any(start < match.start() < end for start, end in quoted):
                self.seen.add(term.key)
                yield Found(match.start(), match.end(), term)
